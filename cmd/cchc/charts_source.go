package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"cchc/charts"
	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
)

// chartSource is what is drawn: the scorings, and each as charts show it.
type chartSource struct {
	view   *view // nil where files are scored
	all    []*scoring
	scopes []*figure.Scope // of each scoring
}

// chartSource scores what the flags name. A recorded run that is asked for is scored again and must come to the same result.
func (a *app) chartSource(ctx context.Context, in *chartsFlags) (*chartSource, error) {
	if !in.fromFolder() {
		return a.chartFiles(in)
	}
	look := in.caseFlags
	if in.run != "" {
		if err := in.asRecorded(ctx, &look); err != nil {
			return nil, err
		}
	}
	v, err := a.view(ctx, &look)
	if err != nil {
		return nil, err
	}
	src := &chartSource{view: v}
	return src, v.close(src.score(ctx, in))
}

// asRecorded takes period, day and stage from the recorded run that is asked for. Its sets need not be the period's any more.
func (f *chartsFlags) asRecorded(ctx context.Context, look *caseFlags) error {
	s, err := f.open(false)
	if err != nil {
		return err
	}
	event, _, err := namedRun(ctx, s, f.run)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	run := event.Body.(*season.Run)
	look.period, look.asOf, look.stage, look.set = event.Period, run.AsOf.String(), run.Stage.String(), ""
	return nil
}

// withSetsOf gives the year the sets that a recorded run was scored with, where the period has others by now.
func (v *view) withSetsOf(ctx context.Context, id string) error {
	event, rows, err := namedRun(ctx, v.store, id)
	if err != nil {
		return err
	}
	choices, err := v.choicesOf(ctx, event.Body.(*season.Run), rows)
	if err != nil {
		return err
	}
	now := v.year.Period.Choices
	moved := func(c season.Choice) bool { return !slices.Contains(now, c) }
	if len(choices) == len(now) && !slices.ContainsFunc(choices, moved) {
		return nil
	}
	slices.SortStableFunc(choices, func(a, b season.Choice) int { return blockPlace(now, a.Block) - blockPlace(now, b.Block) })
	v.year.Period.Choices, v.programs, v.prior = choices, nil, nil
	return v.compile(ctx, "")
}

// choicesOf are the choices by which a run was scored. A set scored the blocks of its units; a block without units is left
// to the first set that has it.
func (v *view) choicesOf(ctx context.Context, run *season.Run, rows []store.Summary) ([]season.Choice, error) {
	var choices []season.Choice
	add := func(scope *season.RunScope, block string) {
		if slices.ContainsFunc(choices, func(c season.Choice) bool { return c.Block == block }) {
			return
		}
		made := season.Choice{Block: block, Set: scope.Set, Version: scope.Version, Hash: scope.Hash, Reason: scope.Reason,
			Anew: scope.Chosen == season.ChosenAnew}
		if now, ok := v.year.Period.Choice(block); ok && now.Hash == made.Hash {
			made = now
		}
		choices = append(choices, made)
	}
	for _, row := range rows {
		if i := slices.IndexFunc(run.Scopes, func(s season.RunScope) bool { return s.Set == row.Set }); i >= 0 {
			add(&run.Scopes[i], row.Block)
		}
	}
	for i := range run.Scopes {
		set, err := v.store.Set(ctx, run.Scopes[i].Hash)
		if err != nil {
			return nil, storeFailure(err)
		}
		for _, block := range set.Blocks {
			add(&run.Scopes[i], block)
		}
	}
	return choices, nil
}

// chartFiles scores a folder of files, and once more as the units themselves saw it.
func (a *app) chartFiles(in *chartsFlags) (*chartSource, error) {
	s, err := a.score(&in.caseFlags)
	if err != nil {
		return nil, err
	}
	var self *engine.Result
	if s.c.Stage != engine.StageSelf {
		if self, err = s.selfAssessed(); err != nil {
			return nil, err
		}
	}
	src := &chartSource{all: []*scoring{s}}
	return src, src.show(s, "", self, nil)
}

// show adds a scoring as charts show it: with the run that has its result, the units' self-assessment and an earlier run.
func (src *chartSource) show(s *scoring, run string, self *engine.Result, earlier *figure.Earlier) error {
	scope, err := s.scope(run)
	if err != nil {
		return err
	}
	scope.Self, scope.Earlier = self, earlier
	src.scopes = append(src.scopes, scope)
	return nil
}

// score scores the view and finds what stands beside the results.
func (src *chartSource) score(ctx context.Context, in *chartsFlags) error {
	if in.run != "" {
		if err := src.view.withSetsOf(ctx, in.run); err != nil {
			return err
		}
	}
	if in.set != "" && !src.view.hasSet(in.set) {
		return fail(exitNotFound, "cli.set_not_chosen", in.set, src.view.year.Period.ID)
	}
	out, err := src.view.score()
	if err != nil {
		return err
	}
	src.all = src.view.problems(out)
	if in.set != "" {
		src.all = slices.DeleteFunc(src.all, func(s *scoring) bool { return s.set.ID != in.set })
	}
	return src.compare(ctx, in)
}

// compare finds what stands beside the results: the run that has them, the self-assessment, the earlier run.
func (src *chartSource) compare(ctx context.Context, in *chartsFlags) error {
	v := src.view
	runs, err := v.store.Runs(ctx, v.year.Period.ID)
	if err != nil {
		return storeFailure(err)
	}
	earlier, rows, err := v.earlierRun(ctx, runs, in)
	if err != nil {
		return err
	}
	self := map[string]*engine.Result{}
	if v.stage != engine.StageSelf {
		out, err := v.plan.Score(v.year, v.programs, v.prior, engine.StageSelf)
		if err != nil {
			return err
		}
		for _, s := range out.All() {
			self[s.Result.Set.ID] = s.Result
		}
	}
	for _, s := range src.all {
		run, err := recordedAs(runs, s.result, in.run)
		if err != nil {
			return err
		}
		var before *figure.Earlier
		if earlier != nil {
			if before, err = earlierOf(earlier, rows, s.blocks()); err != nil {
				return err
			}
		}
		if err := src.show(s, run, self[s.set.ID], before); err != nil {
			return err
		}
	}
	return nil
}

// recordedAs names the last run that has a result, "" if none has; asked, if not empty, is the one that must have it.
func recordedAs(runs []season.Event, r *engine.Result, asked string) (string, error) {
	hash, err := r.Hash()
	if err != nil {
		return "", err
	}
	found := ""
	for i := range runs {
		if run := runs[i].Body.(*season.Run); (asked == "" || run.ID == asked) && run.Has(r.Set.ID, hash) {
			found = run.ID
		}
	}
	if asked != "" && found == "" {
		return "", fail(exitConflict, "cli.run_differs", asked, r.Set.ID)
	}
	return found, nil
}

// earlierRun is the run asked for; else the one before in the period, else the last of the year before; nil if there is none.
func (v *view) earlierRun(ctx context.Context, runs []season.Event, in *chartsFlags) (*season.Event, []store.Summary, error) {
	id := in.against
	if id == "" {
		id = v.runBefore(runs, in.run)
	}
	if id == "" {
		if number, err := strconv.Atoi(v.year.Period.ID); err == nil {
			before, err := v.store.Runs(ctx, strconv.Itoa(number-1))
			if err != nil {
				return nil, nil, storeFailure(err)
			}
			if len(before) > 0 {
				id = before[len(before)-1].Body.(*season.Run).ID
			}
		}
	}
	if id == "" {
		return nil, nil, nil
	}
	event, rows, err := namedRun(ctx, v.store, id)
	return &event, rows, err
}

// runBefore names the run of the period to compare with: of those that were recorded before the one drawn (shown, "" for
// none) and stand at an earlier stage, or at the same stage on an earlier day or in an earlier version of the same day, the
// furthest; of equals the last recorded.
func (v *view) runBefore(runs []season.Event, shown string) string {
	var best *season.Run
	for i := range runs {
		r := runs[i].Body.(*season.Run)
		if r.ID == shown {
			break
		}
		now := cmp.Or(cmp.Compare(r.Stage, v.stage), cmp.Compare(r.AsOf, v.year.AsOf))
		if now > 0 || now == 0 && shown == "" {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(r.Stage, best.Stage), cmp.Compare(r.AsOf, best.AsOf)) >= 0 {
			best = r
		}
	}
	if best == nil {
		return ""
	}
	return best.ID
}

// earlierOf is how the units of some blocks stood in a run.
func earlierOf(event *season.Event, rows []store.Summary, blocks []string) (*figure.Earlier, error) {
	run := event.Body.(*season.Run)
	e := &figure.Earlier{
		Name:  wording.Message("cli.run_name", run.ID, figure.StageName(run.Stage), run.AsOf.VN()),
		Units: map[string]figure.Standing{},
	}
	for _, row := range rows {
		if !slices.Contains(blocks, row.Block) {
			continue
		}
		standing := figure.Standing{Block: row.Block, Rank: row.Rank, Scorable: row.Index != ""}
		if standing.Scorable {
			var err error
			if standing.Index, err = exact.ParseFraction(row.Index); err != nil {
				return nil, err
			}
		}
		e.Units[row.Unit] = standing
		e.Set = cmp.Or(e.Set, row.Set)
	}
	for _, s := range run.Scopes {
		if s.Set == e.Set {
			e.Version = s.Version
		}
	}
	return e, nil
}

// report makes the page over all that was scored.
func (src *chartSource) report() (*charts.Page, error) {
	r := charts.Report{Title: reportTitle(src.all), Scopes: src.scopes}
	return r.Page()
}

// unit is what the page of one unit shows: its place in a recorded run, else its own preview, which has no rank.
func (src *chartSource) unit(name string) (*charts.Unit, error) {
	unit, err := src.view.plan.unitFor(name)
	if err != nil {
		return nil, err
	}
	s, err := scoringOf(src.all, unit.Code)
	if err != nil {
		return nil, err
	}
	scope := src.scopes[slices.Index(src.all, s)]
	if scope.Head.Run == "" {
		seen, err := src.view.seenBy(name)
		if err != nil {
			return nil, err
		}
		s = seen.shown
		if scope, err = s.scope(""); err != nil {
			return nil, err
		}
	}
	return s.unitOf(scope, unit.Code)
}

// unitOf adds to a unit's place in a scope what it can still do.
func (s *scoring) unitOf(scope *figure.Scope, code string) (*charts.Unit, error) {
	program, err := s.compiled()
	if err != nil {
		return nil, err
	}
	uc := &s.c.Units[slices.IndexFunc(s.c.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == code })]
	needs, err := program.NewScorer(s.c, nil).Need(uc, "", engine.Goal{Kind: engine.GoalMost})
	if err != nil {
		return nil, err
	}
	return &charts.Unit{
		Title: wording.Message("cli.unit_page_title", s.unitName(code), s.set.Period.ID), Scope: scope, Code: code, Needs: needs,
		Do:        func(n *engine.Need) string { return wording.Path(s.set, s.c.AsOf, n.Best()) },
		Decisions: uc.Decisions,
	}, nil
}
