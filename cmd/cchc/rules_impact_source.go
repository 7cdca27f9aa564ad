package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/internal/wording"
	"cchc/rules/diff"
	"cchc/rules/impact"
)

// evidenceFlags name what two versions of a set are scored on: folders of files, or a data folder.
type evidenceFlags struct {
	caseFlags
	folders []string // of files
	days    []string
}

func (f *evidenceFlags) bind(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.folders, "facts", nil, "`THƯ_MỤC` tệp CSV (xem cchc facts --help)")
	flags.StringArrayVar(&f.folders, "evidence", nil, "`THƯ_MỤC`, như --facts")
	flags.StringArrayVar(&f.days, "as-of", nil, "tính đến `NGÀY` nào: dd/mm/yyyy hoặc yyyy-mm-dd")
	flags.StringVar(&f.stage, "stage", engine.StageSelf.String(), "`GIAI_ĐOẠN`: self, appraisal1, appraisal2 hoặc final")
	flags.BoolVar(&f.allowErrors, "allow-errors", false, "chấm trên các dòng đúng khi dữ liệu có lỗi (cũng viết --cho-phep-loi)")
	f.bindFiles(cmd)
	f.folderFlags.bind(cmd)
	f.bindLibrary(cmd)
	cmd.RegisterFlagCompletionFunc("stage", cobra.FixedCompletions(stageNames(), cobra.ShellCompDirectiveNoFileComp))
}

// one gives the flags of one body of evidence.
func (f *evidenceFlags) one(folder, on string) *caseFlags {
	c := f.caseFlags
	c.facts, c.asOf = folder, on
	c.library = "" // of the versions, not of the evidence: a data folder is no less one's own beside it
	return &c
}

// source is one body of evidence, scored under two versions of a set.
type source struct {
	name    string // of the folder or period
	results [2]*scoring
	lost    []lostDecision
}

// lostDecision is a decision about a unit that says nothing under the later version.
type lostDecision struct {
	unit string
	engine.Decision
}

func lostOf(unit string, gone []engine.Decision) []lostDecision {
	var lost []lostDecision
	for _, d := range gone {
		lost = append(lost, lostDecision{unit, d})
	}
	return lost
}

// source scores the evidence that flags name under both versions.
func (a *app) source(ctx context.Context, f *caseFlags, r *revision) (*source, error) {
	if err := r.sameScope(); err != nil {
		return nil, err
	}
	stage, ok := engine.ParseStage(f.stage)
	if !ok {
		return nil, fail(exitUsage, "cli.stage", f.stage)
	}
	if !f.fromFolder() {
		return a.fileSource(f, r, stage)
	}
	v, err := a.view(ctx, f)
	if err != nil {
		return nil, err
	}
	s, err := v.source(ctx, r)
	return s, v.close(err)
}

// fileSource reads a folder once, by the names of both versions, and scores it under either.
func (a *app) fileSource(f *caseFlags, r *revision, stage engine.Stage) (*source, error) {
	if f.facts == "" {
		return nil, missingFlag("--facts")
	}
	if f.data != "" {
		return nil, fail(exitUsage, "cli.two_sources")
	}
	asOf, err := f.day()
	if err != nil {
		return nil, err
	}
	plan, err := a.planning(&f.planFlags)
	if err != nil {
		return nil, err
	}
	reading, err := a.readFacts(f.facts, joined(r.before.Set, r.after.Set), plan)
	if err != nil {
		return nil, err
	}
	switch {
	case len(reading.Mistakes) == 0:
	case reading.Rows == 0:
		return nil, a.refuse("cli.events_bad", reading.Mistakes)
	case f.allowErrors:
		a.printMistakes(reading.Mistakes)
	default:
		return nil, a.refuse("cli.mistakes", reading.Mistakes)
	}
	_, missing := os.Stat(filepath.Join(f.facts, demoMarker))
	facts, lost := translated(r.changes, reading.GoodRows)
	out := &source{name: f.facts, lost: lost}
	quiet := &app{stdout: io.Discard, stderr: io.Discard} // what there is to say of a folder is said of both versions at once
	for k, under := range []struct {
		set   *form.Set
		facts *sheet.Facts
	}{{r.before.Set, reading.GoodRows}, {r.after.Set, facts}} {
		p := &problem{set: under.set, plan: plan, mistakes: len(reading.Mistakes), demo: missing == nil}
		if err := p.build(quiet, under.facts, asOf, stage); err != nil {
			return nil, err
		}
		if out.results[k], err = p.score(); err != nil {
			return nil, err
		}
	}
	out.noteUnits(a, reading.GoodRows)
	return out, nil
}

// noteUnits names the units that a version scores and the folder has nothing of, and those that the folder has figures of
// and neither version scores.
func (s *source) noteUnits(a *app, facts *sheet.Facts) {
	var scored, absent []string
	for _, under := range s.results {
		for _, u := range under.units {
			scored = append(scored, u.Code)
		}
	}
	slices.Sort(scored)
	scored = slices.Compact(scored)
	for _, code := range scored {
		if facts.Unit(code) == nil {
			absent = append(absent, code)
		}
	}
	if len(absent) > 0 {
		a.note("%s", wrap(wording.Message("cli.no_facts", strconv.Itoa(len(absent)), strings.Join(absent, ", ")), 2))
	}
	for i := range facts.Units {
		if code := facts.Units[i].Unit; !slices.Contains(scored, code) {
			a.note("%s", wording.Message("cli.versions_score_not", code))
		}
	}
}

// joined is a set that knows the inputs and leaves of both: the words in which a folder of files may speak. Where both have
// one of a name, that of the earlier version is read, under which the files were written.
func joined(a, b *form.Set) *form.Set {
	out := *a
	out.Inputs, out.Nodes = slices.Clone(a.Inputs), slices.Clone(a.Nodes)
	for i := range b.Inputs {
		if a.Input(b.Inputs[i].Name) == nil {
			out.Inputs = append(out.Inputs, b.Inputs[i])
		}
	}
	for i := range b.Nodes {
		if a.NodeByCode(b.Nodes[i].Code) < 0 {
			out.Nodes = append(out.Nodes, b.Nodes[i])
		}
	}
	return &out
}

// translated gives facts with the decisions as they stand under the later version.
func translated(c *diff.Changes, facts *sheet.Facts) (*sheet.Facts, []lostDecision) {
	out, lost := *facts, []lostDecision(nil)
	out.Units = slices.Clone(facts.Units)
	for i := range out.Units {
		u := &out.Units[i]
		var gone []engine.Decision
		u.Decisions, gone = impact.Translate(c, u.Decisions)
		lost = append(lost, lostOf(u.Unit, gone)...)
	}
	return &out, lost
}

// source scores a year under both versions. The year's own sets of units score beside a province's set.
func (v *view) source(ctx context.Context, r *revision) (*source, error) {
	out := &source{name: wording.Message("cli.replay_year", v.year.Period.ID)}
	for k, set := range []*form.Set{r.before.Set, r.after.Set} {
		s, lost, err := v.under(ctx, set)
		if err != nil {
			return nil, err
		}
		out.results[k] = s
		if k == 1 {
			out.lost = lost
		}
	}
	return out, nil
}

// under scores the year under a set that need not be one of the period's. Decisions of the year speak of the leaves of the
// period's own set, whatever code these bear in the other.
func (v *view) under(ctx context.Context, set *form.Set) (*scoring, []lostDecision, error) {
	p, err := engine.Compile(set)
	if err != nil {
		return nil, nil, err
	}
	year, lost := v.year, []lostDecision(nil)
	if own := v.ownSet(set); own != nil && own.Ref().Hash != p.Ref().Hash {
		year, lost = translatedYear(diff.Between(own.Set(), set), v.year, v.scored(set))
	}
	programs, other := []*engine.Program{p}, *v
	if set.Scope == form.ScopeProvince {
		for _, q := range v.programs {
			if q.Set().Scope != form.ScopeProvince {
				programs = append(programs, q)
			}
		}
		other.prior = nil
		if err := other.readPrior(ctx, p); err != nil {
			return nil, nil, err
		}
	}
	if len(v.scored(set)) == 0 {
		return nil, nil, fail(exitInvalid, "cli.impact_blocks", set.ID)
	}
	if set.Scope != form.ScopeProvince { // both versions score all blocks of theirs, whichever the period gave to which set
		whole := *year
		whole.Period.Choices = nil
		year = &whole
	}
	outcome, err := v.plan.Score(year, programs, other.prior, v.stage)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range v.problems(outcome) {
		if s.problem.program == p {
			return s, lost, nil
		}
	}
	return nil, nil, fail(exitInvalid, "cli.impact_no_set", v.year.Period.ID, set.ID)
}

// ownSet is the period's own set in the place of another: that of its id, else one that scores a block of it; nil if none does.
func (v *view) ownSet(set *form.Set) *engine.Program {
	for _, same := range []func(own *form.Set) bool{
		func(own *form.Set) bool { return own.ID == set.ID },
		func(own *form.Set) bool {
			return own.Scope == set.Scope && slices.ContainsFunc(own.Blocks, func(b string) bool { return slices.Contains(set.Blocks, b) })
		},
	} {
		for _, p := range v.programs {
			if same(p.Set()) {
				return p
			}
		}
	}
	return nil
}

// scored are the codes of the units that a set scores on the year's day.
func (v *view) scored(set *form.Set) []string {
	var codes []string
	for _, u := range season.ScoredUnits(set, v.year.Units, v.year.AsOf) {
		codes = append(codes, u.Code)
	}
	return codes
}

// translatedYear gives a year with the decisions about some units as they stand under another set.
func translatedYear(c *diff.Changes, y *season.Year, units []string) (*season.Year, []lostDecision) {
	out, lost := *y, []lostDecision(nil)
	out.Known = slices.Clone(y.Known)
	for i := range out.Known {
		u := &out.Known[i]
		if !slices.Contains(units, u.Unit) {
			continue
		}
		var kept []season.Judgement
		for _, j := range u.Decisions {
			now, gone := impact.Translate(c, []engine.Decision{j.Decision})
			lost = append(lost, lostOf(u.Unit, gone)...)
			for _, d := range now {
				kept = append(kept, season.Judgement{ID: j.ID, Decision: d})
			}
		}
		u.Decisions = kept
	}
	return &out, lost
}

// noteLost names the decisions that say nothing under the later version, unit by unit.
func (s *source) noteLost(a *app) {
	if len(s.lost) == 0 {
		return
	}
	var texts []string
	for i, d := range s.lost {
		if i == 0 || s.lost[i-1].unit != d.unit {
			texts = append(texts, s.results[1].unitName(d.unit)+" ("+d.Code)
		} else {
			texts[len(texts)-1] += ", " + d.Code
		}
	}
	a.note("%s", wrap(wording.Message("cli.impact_lost", strconv.Itoa(len(s.lost)), strings.Join(texts, "); ")+")"), 2))
}

func (s *source) lostJSON() []lostJSON {
	var out []lostJSON
	for _, d := range s.lost {
		out = append(out, lostJSON{d.unit, s.results[1].unitName(d.unit), string(d.Kind), d.Code, d.By})
	}
	return out
}

// asOf is the day the evidence is looked at from.
func (s *source) asOf() day.Day { return s.results[0].c.AsOf }
