package engine

import (
	"fmt"
	"slices"

	"cchc/internal/day"
)

// SourceHypothetical is the Source of every fact that With put in: it is no evidence of anything.
const SourceHypothetical = "hypothetical"

// at is the place a fact is about.
func (f *Fact) at() place { return place{f.Input, f.Row, f.Field} }

// With is a unit's case as it would be if the changes were true (thử tính); the case itself is left as it is. Of a place
// that is changed nothing else remains, neither facts of any layer nor their rejection or acceptance nor what other units
// add up to, so that the change counts at every stage. It counts as what the unit declares and nobody has accepted: trying
// out a zero must not show points that the unit would only get by the office's consent.
func (s *Scorer) With(uc *UnitCase, changes []Fact) UnitCase {
	changed, inputs := make(map[place]bool, len(changes)), map[string]bool{}
	for i := range changes {
		changed[changes[i].at()], inputs[changes[i].Input] = true, true
	}
	out := *uc
	out.Facts = make([]Fact, 0, len(uc.Facts)+len(changes))
	for i := range uc.Facts {
		if f := &uc.Facts[i]; !changed[f.at()] {
			out.Facts = append(out.Facts, *f)
		}
	}
	for _, f := range changes {
		f.Layer, f.Source, f.Recorded = LayerDeclared, SourceHypothetical, day.None
		out.Facts = append(out.Facts, f)
	}
	out.Decisions = slices.DeleteFunc(slices.Clone(uc.Decisions), func(d Decision) bool {
		switch d.Kind {
		case DecideReject:
			return changed[place{d.Input, d.Row, d.Field}]
		case DecideAccept: // what was accepted is the figure that is replaced
			return inputs[d.Input] || s.p.readsAny(d.Code, inputs)
		}
		return false
	})
	out.Rollups = slices.DeleteFunc(slices.Clone(uc.Rollups), func(r Rollup) bool {
		return changed[place{input: r.Input}]
	})
	return out
}

// readsAny reports whether the leaf of a code reads one of the inputs.
func (p *Program) readsAny(code string, inputs map[string]bool) bool {
	n, ok := p.codes[code]
	return ok && p.leaves[n] != nil &&
		slices.ContainsFunc(p.leaves[n].inputs, func(i int) bool { return inputs[p.set.Inputs[i].Name] })
}

// WhatIf scores a unit as it is and as it would be with the changes, and says what moved. Values of other units are
// gathered anew for either, as if the case really had these facts. Changes that no one could declare are refused
// together, as a *ChangesError. Ranks and classes are not worked out.
func (p *Program) WhatIf(c *Case, unit string, changes []Fact) (before, after UnitResult, moved []Move, err error) {
	uc, err := c.unitCase(unit)
	if err != nil {
		return UnitResult{}, UnitResult{}, nil, err
	}
	now, other := p.NewScorer(c, p.References(c)), *c
	other.Units = slices.Clone(c.Units)
	for i := range other.Units {
		if other.Units[i].Unit.Code == unit {
			other.Units[i] = now.With(uc, changes)
		}
	}
	return whatIf(now, p.NewScorer(&other, p.References(&other)), uc, changes)
}

// WhatIf is Program.WhatIf against the values of other units that the scorer was given, none of them before
// publication.
func (s *Scorer) WhatIf(uc *UnitCase, changes []Fact) (before, after UnitResult, moved []Move, err error) {
	return whatIf(s, s, uc, changes)
}

// whatIf scores a unit with one scorer and the changed unit with another.
func whatIf(now, then *Scorer, uc *UnitCase, changes []Fact) (before, after UnitResult, moved []Move, err error) {
	if err = now.p.declarable(uc, changes); err != nil {
		return before, after, nil, err
	}
	if before, err = now.ScoreUnit(uc); err != nil {
		return before, after, nil, err
	}
	changed := then.With(uc, changes)
	if after, err = then.ScoreUnit(&changed); err != nil {
		return before, after, nil, err
	}
	moved = Moved(&before, &after)
	for i := range moved {
		moved[i].Inputs = now.p.changedOf(moved[i].Code, changes)
	}
	return before, after, moved, nil
}

// unitCase finds a unit of the case.
func (c *Case) unitCase(code string) (*UnitCase, error) {
	for i := range c.Units {
		if c.Units[i].Unit.Code == code {
			return &c.Units[i], nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrUnknownUnit, code)
}

// changedOf lists the changed inputs that a node rests on: those of its leaves' rules, of the checks that guard them and
// of the leaves they build on. Sorted, each once.
func (p *Program) changedOf(code string, changes []Fact) []string {
	rests := map[string]bool{}
	seen := map[int]bool{}
	var visit func(n int)
	visit = func(n int) {
		lp := p.leaves[n]
		if lp == nil || seen[n] {
			return
		}
		seen[n] = true
		for _, i := range lp.inputs {
			rests[p.set.Inputs[i].Name] = true
		}
		for _, k := range lp.checks {
			for _, name := range p.set.ExprInputs(p.set.Checks[k].Cond) {
				rests[name] = true
			}
		}
		for _, m := range lp.rests {
			visit(m)
		}
	}
	top := p.codes[code]
	for n := range p.set.Nodes {
		if p.within(n, top) {
			visit(n)
		}
	}
	var names []string
	for i := range changes {
		if rests[changes[i].Input] {
			names = append(names, changes[i].Input)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// within reports whether a node is another or stands below it.
func (p *Program) within(n, top int) bool {
	for ; n >= 0; n = p.set.Nodes[n].Parent {
		if n == top {
			return true
		}
	}
	return false
}
