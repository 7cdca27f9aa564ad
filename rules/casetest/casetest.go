// Package casetest runs the cases that stand beside a criteria set through the engine, and measures which branches,
// states and limits they reach.
//
// It knows how a case's givens become facts. Every case also exercises invariants that no author has to write: the
// order of facts changes nothing, the traced evaluation equals the untraced one, and the ledger balances.
package casetest

import (
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// Problem is one way in which a case does not come out as demanded: a code with arguments for internal/wording.
type Problem struct {
	Code string
	Args []string
}

// The codes of problems. The arguments are what was demanded and what came out, where there are two.
const (
	ProblemState     = "casetest.state"
	ProblemPoints    = "casetest.points"
	ProblemBranch    = "casetest.branch"
	ProblemApplied   = "casetest.applied"
	ProblemReachable = "casetest.reachable"
	ProblemReason    = "casetest.reason"
	ProblemScore     = "casetest.score"     // the engine refused
	ProblemInvariant = "casetest.invariant" // order of facts, trace or bounds
)

// Codes lists the codes of problems.
func Codes() []string {
	return []string{ProblemState, ProblemPoints, ProblemBranch, ProblemApplied, ProblemReachable, ProblemReason, ProblemScore, ProblemInvariant}
}

// Outcome is what became of one case.
type Outcome struct {
	Case     *rules.CaseSpec
	Node     engine.NodeResult
	Trace    engine.Trace // how it came about
	Problems []Problem    // none: passed
}

// Passed reports whether the case came out as demanded.
func (o *Outcome) Passed() bool { return len(o.Problems) == 0 }

const block = "case" // the block of a case's unit where the set names none

// Run scores every case of a loaded set, in the order of the files.
func Run(l *rules.Loaded) ([]Outcome, error) {
	p, err := engine.Compile(l.Set)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(l.Cases))
	for i := range l.Cases {
		if out[i], err = run(p, &l.Cases[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func run(p *engine.Program, spec *rules.CaseSpec) (Outcome, error) {
	out := Outcome{Case: spec}
	c, err := caseOf(p, spec)
	if err != nil {
		return out, err
	}
	n := p.Set().NodeByCode(spec.Code)
	if n < 0 {
		return out, fmt.Errorf("case for unknown subcriterion %s", spec.Code)
	}
	u, trace, err := score(p, c, spec)
	if err != nil {
		out.Problems = []Problem{{ProblemScore, []string{err.Error()}}}
		return out, nil
	}
	out.Node, out.Trace = u.Nodes[n], trace
	out.compare()
	out.invariants(p, c, spec, n, &u)
	return out, nil
}

func score(p *engine.Program, c *engine.Case, spec *rules.CaseSpec) (engine.UnitResult, engine.Trace, error) {
	s := p.NewScorer(c, references(p, c, spec))
	s.Bind(&c.Units[0])
	u, err := s.Unit(&c.Units[0])
	if err != nil {
		return u, engine.Trace{}, err
	}
	traces := s.Traces(&c.Units[0], &u, spec.Code)
	return u, traces[0], nil
}

func references(p *engine.Program, c *engine.Case, spec *rules.CaseSpec) *engine.References {
	if spec.Refs == nil {
		return nil
	}
	zero := exact.Num{}
	best, worst := &zero, &zero
	if spec.Refs.Best != nil {
		best = spec.Refs.Best
	}
	if spec.Refs.Worst != nil {
		worst = spec.Refs.Worst
	}
	return p.ReferencesOf(c.Units[0].Unit.Block, *best, *worst)
}

// caseOf makes an engine case of a case beside the rules: its givens are facts of the register's layer, or of the layer
// that the case names.
func caseOf(p *engine.Program, spec *rules.CaseSpec) (*engine.Case, error) {
	set := p.Set()
	stage, ok := engine.ParseStage(spec.Stage)
	if !ok {
		return nil, fmt.Errorf("case of %s: unknown stage %q", spec.Code, spec.Stage)
	}
	layer := engine.LayerRegister
	if spec.Layer != "" {
		if layer, ok = engine.ParseLayer(spec.Layer); !ok {
			return nil, fmt.Errorf("case of %s: unknown layer %q", spec.Code, spec.Layer)
		}
	}
	uc := engine.UnitCase{Unit: engine.Unit{Code: "case", Block: block}}
	if len(set.Blocks) > 0 {
		uc.Unit.Block = set.Blocks[0]
	}
	for _, g := range spec.Given {
		uc.Facts = append(uc.Facts, engine.Fact{
			Input: g.Input, Row: g.Row, Field: g.Field, Layer: layer, Value: valueOf(g), Recorded: day.None,
		})
	}
	for _, g := range spec.Attrs {
		uc.Unit.Attrs = append(uc.Unit.Attrs, engine.AttrValue{Name: g.Input, Value: valueOf(g)})
	}
	slices.SortFunc(uc.Unit.Attrs, func(a, b engine.AttrValue) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	for _, d := range spec.Dues {
		uc.Dues = append(uc.Dues, engine.Due{Deliverable: d.Deliverable, Key: d.Key, Due: d.Day})
	}
	for _, e := range spec.Events {
		if !slices.ContainsFunc(uc.Dues, func(d engine.Due) bool { return d.Deliverable == e }) {
			uc.Dues = append(uc.Dues, engine.Due{Deliverable: e, Key: "event", Due: set.Period.To})
		}
	}
	return &engine.Case{Set: set, AsOf: spec.AsOf, Stage: stage, Units: []engine.UnitCase{uc}}, nil
}

func valueOf(g rules.Given) engine.Value {
	v := g.Value
	return engine.Value{Type: v.Type, Num: v.Num, Bool: v.Bool, Day: v.Day, Text: v.Text, None: g.None}
}

func (o *Outcome) problem(code string, args ...string) {
	o.Problems = append(o.Problems, Problem{code, args})
}

// compare holds the outcome against the demand.
func (o *Outcome) compare() {
	want, got := &o.Case.Expect, &o.Node
	if want.State != string(got.State) {
		o.problem(ProblemState, want.State, string(got.State))
	}
	number := func(code string, want *exact.Num, got exact.Num) {
		if want != nil && !want.Equal(got) {
			o.problem(code, want.VN(), got.VN())
		}
	}
	number(ProblemPoints, want.Points, got.Points)
	number(ProblemApplied, want.Applied, got.Applied)
	number(ProblemReachable, want.Reachable, got.Reachable)
	if want.Branch != "" && want.Branch != got.Branch {
		o.problem(ProblemBranch, want.Branch, got.Branch)
	}
	if want.Reason != "" && want.Reason != got.Reason.ID {
		o.problem(ProblemReason, want.Reason, got.Reason.ID)
	}
}

// invariants checks what holds of every scoring.
func (o *Outcome) invariants(p *engine.Program, c *engine.Case, spec *rules.CaseSpec, n int, u *engine.UnitResult) {
	node := &p.Set().Nodes[n]
	scored := o.Node.State == engine.Scored || o.Node.State == engine.Disputed // what has no points may stay below the least
	if scored && !p.Set().OutsideScale(n) && (o.Node.Points.Cmp(node.Max) > 0 || o.Node.Points.Cmp(node.Min) < 0) {
		o.problem(ProblemInvariant, "bounds")
	}
	if points := ledgerPoints(&o.Trace); !points.Equal(o.Node.Points) {
		o.problem(ProblemInvariant, "ledger")
	}
	slices.Reverse(c.Units[0].Facts)
	slices.Reverse(c.Units[0].Dues)
	again, _, err := score(p, c, spec)
	if err != nil || again.Nodes[n].State != o.Node.State || !again.Exact.Equal(u.Exact) || again.Nodes[n].Branch != o.Node.Branch {
		o.problem(ProblemInvariant, "order")
	}
}

// ledgerPoints adds the lines of a leaf's account that are points, leaving out those that explain the rest of its maximum.
func ledgerPoints(t *engine.Trace) exact.Num {
	var sum exact.Acc
	for _, l := range t.Ledger {
		switch l.Kind {
		case engine.LineReachable, engine.LineLost, engine.LineRebased:
		default:
			sum.Add(l.Amount)
		}
	}
	return sum.Sum()
}

// Touched is which parts of a leaf the cases reached.
type Touched struct {
	Code     string
	Branches []string // ids of all branches and items of the leaf's rule
	Missed   []string // those that decided in no case
	States   []engine.State
	Reasons  []string // ids of the reasons that cases came out with, sorted
	// Unseen are the reasons that the leaf's form makes possible and no case came out with.
	Unseen []string
}

// Coverage tells for every leaf what its cases reached.
func Coverage(set *form.Set, outcomes []Outcome) []Touched {
	var out []Touched
	for _, n := range set.Leaves() {
		t := Touched{Code: set.Nodes[n].Code, Branches: BranchIDs(set.Nodes[n].Leaf.Rule, "")}
		for i := range set.Nodes[n].Leaf.Applies {
			t.Branches = append(t.Branches, fmt.Sprintf("applies%d", i+1))
		}
		if set.Nodes[n].Leaf.Unscored {
			t.Branches = nil // none of them ever decides
		}
		hit := map[string]bool{}
		for i := range outcomes {
			o := &outcomes[i]
			if o.Case.Code != t.Code {
				continue
			}
			if !slices.Contains(t.States, o.Node.State) {
				t.States = append(t.States, o.Node.State)
			}
			t.Reasons = reasonsIn(&o.Node.Reason, t.Reasons)
			for _, id := range Deciding(&o.Node.Reason) {
				hit[id] = true
			}
		}
		for _, id := range t.Branches {
			if !hit[id] {
				t.Missed = append(t.Missed, id)
			}
		}
		slices.Sort(t.States)
		slices.Sort(t.Reasons)
		for _, id := range possible(set, n) {
			if !slices.Contains(t.Reasons, id) {
				t.Unseen = append(t.Unseen, id)
			}
		}
		out = append(out, t)
	}
	return out
}

// Deciding lists the ids of the branches, items and conditions that a reason says decided.
func Deciding(r *engine.Reason) []string {
	var ids []string
	if r.Branch != "" {
		ids = append(ids, r.Branch)
	}
	for i := range r.Parts {
		ids = append(ids, Deciding(&r.Parts[i])...)
	}
	return ids
}

// BranchIDs lists the ids by which a rule's branches and items are named in results.
func BranchIDs(r *form.Rule, prefix string) []string {
	var ids []string
	for i := range r.Branches {
		ids = append(ids, prefix+r.Branches[i].ID)
	}
	for i := range r.Items {
		ids = append(ids, prefix+r.Items[i].ID)
	}
	if r.Kind == form.RulePerRow {
		return ids // the branches of a row's rule do not decide by themselves
	}
	for i, part := range r.Parts {
		ids = append(ids, BranchIDs(part, form.PartPrefix(prefix, i))...)
	}
	return ids
}

// LimitIDs lists the ids of the branches of a rule's tables that have a lower limit.
func LimitIDs(r *form.Rule, prefix string) []string {
	var ids []string
	if r.Kind == form.RuleBands {
		for i := range r.Branches {
			if r.Branches[i].Lower != nil {
				ids = append(ids, prefix+r.Branches[i].ID)
			}
		}
	}
	if r.Kind == form.RulePerRow {
		return ids
	}
	for i, part := range r.Parts {
		ids = append(ids, LimitIDs(part, form.PartPrefix(prefix, i))...)
	}
	return ids
}
