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

// chartSource is what is drawn: the scorings, and what is compared with them.
type chartSource struct {
	view    *view // nil where files are scored
	all     []*scoring
	besides map[string]beside // by set
}

// chartSource scores what the flags name. A recorded run that is asked for is scored again and must come to the same result.
func (a *app) chartSource(ctx context.Context, in *chartsFlags) (*chartSource, error) {
	if !in.fromFolder() {
		return a.chartFiles(in)
	}
	s, err := in.open(false)
	if err != nil {
		return nil, err
	}
	src, err := chartFolder(ctx, s, in)
	return src, errors.Join(err, s.Close())
}

// chartFiles scores a folder of files, and once more as the units themselves saw it.
func (a *app) chartFiles(in *chartsFlags) (*chartSource, error) {
	s, err := a.score(&in.caseFlags)
	if err != nil {
		return nil, err
	}
	src := &chartSource{all: []*scoring{s}, besides: map[string]beside{}}
	if s.c.Stage != engine.StageSelf {
		self, err := s.selfAssessed()
		if err != nil {
			return nil, err
		}
		src.besides[s.set.ID] = beside{self: self}
	}
	return src, nil
}

func chartFolder(ctx context.Context, s *store.Store, in *chartsFlags) (*chartSource, error) {
	if in.run != "" {
		event, _, err := namedRun(ctx, s, in.run)
		if err != nil {
			return nil, err
		}
		run := event.Body.(*season.Run)
		in.period, in.asOf, in.stage = event.Period, run.AsOf.String(), run.Stage.String()
	}
	stage, ok := engine.ParseStage(in.stage)
	if !ok {
		return nil, fail(exitUsage, "cli.stage", in.stage)
	}
	v, err := readView(ctx, s, &in.caseFlags, stage)
	if err != nil {
		return nil, err
	}
	out, err := v.score()
	if err != nil {
		return nil, err
	}
	src := &chartSource{view: v, all: v.problems(out), besides: map[string]beside{}}
	if in.set != "" {
		src.all = slices.DeleteFunc(src.all, func(s *scoring) bool { return s.set.ID != in.set })
	}
	return src, src.compare(ctx, in)
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
		b := beside{self: self[s.set.ID]}
		if b.run, err = runWith(runs, s.result, in.run); err != nil {
			return err
		}
		if earlier != nil {
			if b.earlier, err = earlierOf(earlier, rows, s.blocks()); err != nil {
				return err
			}
		}
		src.besides[s.set.ID] = b
	}
	return nil
}

func namedRun(ctx context.Context, s *store.Store, id string) (season.Event, []store.Summary, error) {
	event, rows, err := s.Run(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return event, nil, fail(exitNotFound, "cli.no_run", id)
	case err != nil:
		return event, nil, storeFailure(err)
	}
	return event, rows, nil
}

// runWith names the last run that has a result; asked, if not empty, is the one that must have it.
func runWith(runs []season.Event, r *engine.Result, asked string) (string, error) {
	hash, err := r.Hash()
	if err != nil {
		return "", err
	}
	found := ""
	for i := range runs {
		run := runs[i].Body.(*season.Run)
		at := slices.IndexFunc(run.Scopes, func(s season.RunScope) bool { return s.Set == r.Set.ID })
		switch {
		case asked != "" && run.ID != asked:
		case at < 0 && asked != "":
			return "", fail(exitNotFound, "cli.run_set", asked, r.Set.ID)
		case at >= 0 && run.Scopes[at].Result == hash:
			found = run.ID
		case asked != "":
			return "", fail(exitConflict, "cli.run_differs", asked, r.Set.ID)
		}
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

// unitPage makes the page of one unit: its place in a recorded run, else its own preview, which has no rank.
func (src *chartSource) unitPage(name string) (charts.Unit, error) {
	v := src.view
	unit, err := v.plan.unitFor(name)
	if err != nil {
		return charts.Unit{}, err
	}
	s, err := scoringOf(src.all, unit.Code)
	if err != nil {
		return charts.Unit{}, err
	}
	b := src.besides[s.set.ID]
	if b.run == "" {
		u, err := v.seenBy(name)
		if err != nil {
			return charts.Unit{}, err
		}
		s = u.shown
	}
	return s.unitPage(unit.Code, b)
}

func (s *scoring) unitPage(code string, b beside) (charts.Unit, error) {
	scope, err := s.scope(b)
	if err != nil {
		return charts.Unit{}, err
	}
	at := slices.IndexFunc(s.c.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == code })
	uc := &s.c.Units[at]
	program, err := s.compiled()
	if err != nil {
		return charts.Unit{}, err
	}
	needs, err := program.NewScorer(s.c, nil).Need(uc, "", engine.Goal{Kind: engine.GoalMost})
	if err != nil {
		return charts.Unit{}, err
	}
	return charts.Unit{
		Title: wording.Message("cli.unit_page_title", s.unitName(code), s.set.Period.ID), Scope: scope, Code: code, Needs: needs,
		Do:        func(n *engine.Need) string { return wording.Path(s.set, s.c.AsOf, n.Best()) },
		Decisions: uc.Decisions,
	}, nil
}
