package impact

import (
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/rules/diff"
)

// Evidence makes the case of one body of evidence (facts, decisions, what is owed, the day looked from) under a version of
// the set.
type Evidence func(p *engine.Program) (*engine.Case, error)

// Matrix holds any evidence under any version: what the same facts would have been worth under other rules, and what
// other facts are worth under the same.
type Matrix struct {
	Versions []*engine.Program
	Results  [][]*engine.Result // by evidence, then version
}

// NewMatrix scores every evidence under every version.
func NewMatrix(evidence []Evidence, versions []*engine.Program) (*Matrix, error) {
	m := &Matrix{Versions: versions}
	for e, of := range evidence {
		var row []*engine.Result
		for v, p := range versions {
			c, err := of(p)
			if err != nil {
				return nil, fmt.Errorf("evidence %d under version %d: %w", e, v, err)
			}
			r, err := p.Score(c)
			if err != nil {
				return nil, fmt.Errorf("evidence %d under version %d: %w", e, v, err)
			}
			row = append(row, r)
		}
		m.Results = append(m.Results, row)
	}
	return m, nil
}

// Split is the difference between one evidence under one version and another under another, parted without remainder.
// With S(V, E) for the exact points of evidence E under version V:
//
//	Rule        = S(V1,E0) − S(V0,E0)   the rules alone, on the earlier evidence
//	Evidence    = S(V0,E1) − S(V0,E0)   the evidence alone, under the earlier rules
//	Interaction = what is left: what the new evidence is worth more or less because the rules are new
//
// so that Rule + Evidence + Interaction = S(V1,E1) − S(V0,E0).
type Split struct{ Rule, Evidence, Interaction exact.Num }

// Sum is the whole difference.
func (s Split) Sum() exact.Num { return s.Rule.Add(s.Evidence).Add(s.Interaction) }

func (s Split) add(t Split) Split {
	return Split{s.Rule.Add(t.Rule), s.Evidence.Add(t.Evidence), s.Interaction.Add(t.Interaction)}
}

// zero reports whether nothing differs in any corner.
func (s Split) zero() bool { return s.Rule.IsZero() && s.Evidence.IsZero() && s.Interaction.IsZero() }

// split parts four exact numbers.
func split(v0e0, v1e0, v0e1, v1e1 exact.Num) Split {
	s := Split{Rule: v1e0.Sub(v0e0), Evidence: v0e1.Sub(v0e0)}
	s.Interaction = v1e1.Sub(v0e0).Sub(s.Rule).Sub(s.Evidence)
	return s
}

// Corners are four numbers: by evidence, then version.
type Corners [2][2]exact.Num

// Split parts the difference of the corners.
func (c *Corners) Split() Split { return split(c[0][0], c[0][1], c[1][0], c[1][1]) }

// LeafSplit is what one place of the tree has in the differences of a unit: a leaf, or what stands above the leaves by its
// cap, floor or rounding.
type LeafSplit struct {
	Code, Was string // as those of a Move
	Gone      bool   // only the earlier version has it
	Split
}

// UnitSplit is a unit in the four results.
type UnitSplit struct {
	Unit, Block string
	Points      Corners // exact totals
	Split       Split
	Leaves      []LeafSplit // those in which any corner differs, in printed order; they add up to Split
	// Results are its four outcomes, by evidence, then version.
	Results [2][2]*engine.UnitResult
}

// Replay is two bodies of evidence under two versions.
type Replay struct {
	Changes *diff.Changes
	Units   []UnitSplit // those that all four results have, by code
	Absent  []string    // those that some have and some not: nothing can be said of why they differ
	Points  Corners     // totals of Units
	Split   Split       // of all Units together
}

// Replay parts the difference between evidence e0 under version v0 and e1 under v1. It fails if the parts of a unit do
// not add up.
func (m *Matrix) Replay(e0, e1, v0, v1 int) (*Replay, error) {
	four := [2][2]*engine.Result{{m.Results[e0][v0], m.Results[e0][v1]}, {m.Results[e1][v0], m.Results[e1][v1]}}
	out := &Replay{Changes: diff.Between(m.Versions[v0].Set(), m.Versions[v1].Set())}
	at := newMapping(out.Changes)
	for _, code := range unitsOf(four) {
		u := UnitSplit{Unit: code}
		all := true
		for e := range 2 {
			for v := range 2 {
				if u.Results[e][v] = unitOf(four[e][v], code); u.Results[e][v] == nil {
					all = false
					continue
				}
				u.Points[e][v] = u.Results[e][v].Exact
			}
		}
		if !all {
			out.Absent = append(out.Absent, code)
			continue
		}
		if err := at.split(&u); err != nil {
			return nil, err
		}
		out.add(u)
	}
	return out, nil
}

func (r *Replay) add(u UnitSplit) {
	r.Units = append(r.Units, u)
	for e := range 2 {
		for v := range 2 {
			r.Points[e][v] = r.Points[e][v].Add(u.Points[e][v])
		}
	}
	r.Split = r.Split.add(u.Split)
}

// Same reports whether no corner differs from any other.
func (r *Replay) Same() bool {
	return len(r.Absent) == 0 && !slices.ContainsFunc(r.Units, func(u UnitSplit) bool { return !u.Split.zero() || len(u.Leaves) > 0 })
}

func unitsOf(four [2][2]*engine.Result) []string {
	var codes []string
	for _, row := range four {
		for _, r := range row {
			for i := range r.Units {
				codes = append(codes, r.Units[i].Unit)
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// unitOf finds a unit of a result, whose units stand in the order of codes.
func unitOf(r *engine.Result, code string) *engine.UnitResult {
	i, ok := slices.BinarySearchFunc(r.Units, code, func(u engine.UnitResult, code string) int {
		switch {
		case u.Unit < code:
			return -1
		case u.Unit > code:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return &r.Units[i]
}

// split parts a unit's difference, as a whole and leaf by leaf.
func (m *mapping) split(u *UnitSplit) error {
	u.Block, u.Split = u.Results[1][1].Block, u.Points.Split()
	var own [2][2][]exact.Num
	for e := range 2 {
		for v := range 2 {
			own[e][v] = make([]exact.Num, len(u.Results[e][v].Nodes))
			ownPoints(u.Results[e][v], own[e][v])
		}
	}
	var sum Split
	for _, p := range m.places {
		var c Corners
		for e := range 2 {
			if p.before >= 0 {
				c[e][0] = own[e][0][p.before]
			}
			if p.after >= 0 {
				c[e][1] = own[e][1][p.after]
			}
		}
		if s := c.Split(); !s.zero() {
			code, was := m.names(p)
			u.Leaves = append(u.Leaves, LeafSplit{code, was, p.after < 0, s})
			sum = sum.add(s)
		}
	}
	for _, off := range []exact.Num{sum.Rule.Sub(u.Split.Rule), sum.Evidence.Sub(u.Split.Evidence), sum.Interaction.Sub(u.Split.Interaction)} {
		if !off.IsZero() {
			return fmt.Errorf("unit %s: %w: the parts differ by %s", u.Unit, ErrUnbalanced, off.Fraction())
		}
	}
	return nil
}
