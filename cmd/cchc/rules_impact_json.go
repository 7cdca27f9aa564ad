package main

import (
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/rules/impact"
)

// The contract of rules impact --json. Points are decimal text, rounded as the later set rounds its total; exact holds
// fractions. By is what was added, always exact: the moves of a unit add up to its by, and by and rounding to the
// difference of its points. What a side has not got is left out. With --unit, units has that one alone.
type impactJSON struct {
	Before   setJSON            `json:"before"`
	After    setJSON            `json:"after"`
	AsOf     string             `json:"as_of"`
	Stage    string             `json:"stage"`
	Demo     bool               `json:"demo,omitempty"`
	Mistakes int                `json:"mistakes,omitempty"`
	Same     bool               `json:"same"`
	Blocks   []impactCountsJSON `json:"blocks"`
	Totals   impactTotalsJSON   `json:"totals"` // over the units of both results
	Nodes    []impactNodeJSON   `json:"nodes"`
	Units    []impactUnitJSON   `json:"units"`
	Changes  []ruleChangeJSON   `json:"changes"`
	Wide     []int              `json:"set_wide,omitempty"` // places in changes, from 0: of the whole set, with a part in any move
	Lost     []lostJSON         `json:"lost_decisions,omitempty"`
}

type impactCountsJSON struct {
	Block     string `json:"block"`
	Units     int    `json:"units"` // of both results
	Appear    int    `json:"appear"`
	Disappear int    `json:"disappear"`
	Points    int    `json:"points_changed"`
	Applied   int    `json:"applied_changed"`
	Rank      int    `json:"rank_changed"`
	Class     int    `json:"class_changed"`
	Passes    int    `json:"passes"`
}

type impactTotalsJSON struct {
	Points  differenceJSON `json:"points"` // rounded unit by unit
	Exact   differenceJSON `json:"exact"`
	Applied differenceJSON `json:"applied_max"`
}

// differenceJSON is exact.
type differenceJSON struct {
	Before string `json:"before"`
	After  string `json:"after"`
	By     string `json:"by"`
}

type impactNodeJSON struct {
	Code    string         `json:"code"`
	Was     string         `json:"was,omitempty"`
	Gone    bool           `json:"gone,omitempty"` // only the earlier version has it; another may bear its code in the later one
	Kind    string         `json:"kind"`
	Name    string         `json:"name"`
	Points  differenceJSON `json:"points"`
	Applied differenceJSON `json:"applied_max"`
	Units   int            `json:"units"`
}

type impactUnitJSON struct {
	Unit     string         `json:"unit"`
	Name     string         `json:"name,omitempty"`
	Block    string         `json:"block"`
	Before   *outcomeJSON   `json:"before,omitempty"`
	After    *outcomeJSON   `json:"after,omitempty"`
	By       string         `json:"by,omitempty"`
	Rounding string         `json:"rounding,omitempty"`
	RankBy   int            `json:"rank_by,omitempty"`  // places up
	Reranked bool           `json:"reranked,omitempty"` // it moved, lost its rank, came under one, or is ranked in another block
	Passes   []string       `json:"passes,omitempty"`
	PassedBy int            `json:"passed_by,omitempty"`
	Changed  bool           `json:"changed"`
	Moves    []unitMoveJSON `json:"moves,omitempty"`
}

type outcomeJSON struct {
	Points     string `json:"points"`
	Exact      string `json:"exact"`
	AppliedMax string `json:"applied_max"`
	Index      string `json:"index,omitempty"`
	IndexExact string `json:"index_exact,omitempty"`
	Rank       int    `json:"rank,omitempty"`
	Class      string `json:"class,omitempty"`
	Blocked    bool   `json:"blocked,omitempty"`
}

type unitMoveJSON struct {
	Code    string        `json:"code"`
	Was     string        `json:"was,omitempty"`
	Gone    bool          `json:"gone,omitempty"` // only the earlier version has it
	By      string        `json:"by"`
	Applied string        `json:"applied_by"`
	Before  *leafSideJSON `json:"before,omitempty"`
	After   *leafSideJSON `json:"after,omitempty"`
	// Causes are the places in changes, from 0, of what can have made the move, the likeliest first; those in set_wide only
	// where there are no others. Left out where the evidence, other units or, above the leaves, what stands below made it.
	Causes []int `json:"causes,omitempty"`
}

type leafSideJSON struct {
	State   string `json:"state"`
	Points  string `json:"points"`
	Applied string `json:"applied_max"`
	Branch  string `json:"branch,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// lostJSON is a decision that says nothing under the later version.
type lostJSON struct {
	Unit string `json:"unit"`
	Name string `json:"name,omitempty"`
	Kind string `json:"kind"`
	Code string `json:"code"` // in the earlier version
	By   string `json:"by"`
}

func newDifferenceJSON(d impact.Difference) differenceJSON {
	return differenceJSON{d.Before.Fraction(), d.After.Fraction(), d.By().Fraction()}
}

// impactJSON has all units, or one.
func (p *impactPrint) impactJSON(one *impact.Unit) impactJSON {
	s := p.later()
	out := impactJSON{Before: loadedJSON(p.before), After: loadedJSON(p.after), AsOf: s.c.AsOf.String(), Stage: s.c.Stage.String(), Demo: s.demo,
		Mistakes: s.mistakes, Same: p.Same(), Blocks: []impactCountsJSON{}, Nodes: []impactNodeJSON{}, Units: []impactUnitJSON{},
		Changes: p.diffJSON("").Changes, Wide: p.Wide, Lost: p.lostJSON(),
		Totals: impactTotalsJSON{newDifferenceJSON(p.Points), newDifferenceJSON(p.Exact), newDifferenceJSON(p.Applied)}}
	for _, b := range p.Blocks {
		n := p.Count(b)
		out.Blocks = append(out.Blocks, impactCountsJSON{b, n.Units, n.Appear, n.Disappear, n.Points, n.Applied, n.Rank, n.Class, n.Passes})
	}
	for i := range p.Nodes {
		if n := &p.Nodes[i]; p.told(n) {
			out.Nodes = append(out.Nodes, impactNodeJSON{n.Code, n.Was, n.Gone(), string(n.Kind), p.nodeName(n), newDifferenceJSON(n.Points),
				newDifferenceJSON(n.Applied), n.Units})
		}
	}
	for i := range p.Units {
		if u := &p.Units[i]; one == nil || u == one {
			out.Units = append(out.Units, p.unitJSON(u))
		}
	}
	return out
}

func (p *impactPrint) unitJSON(u *impact.Unit) impactUnitJSON {
	out := impactUnitJSON{Unit: u.Unit, Name: p.name(u.Unit), Block: u.Block(), Before: p.outcomeJSON(u.Before), After: p.outcomeJSON(u.After),
		Passes: p.Passed(u.Unit), PassedBy: u.PassedBy, Reranked: u.Reranked(), Changed: u.Changed()}
	if u.Both() {
		out.By, out.Rounding = u.By.Fraction(), u.Rounding.Fraction()
	}
	out.RankBy, _ = u.RankBy()
	for i := range u.Moves {
		m := &u.Moves[i]
		mv := unitMoveJSON{Code: m.Code, Was: m.Was, Gone: m.Gone(), By: m.By.Fraction(), Applied: m.Applied.Fraction(),
			Before: p.sideJSON(0, m.Before), After: p.sideJSON(1, m.After), Causes: m.Causes}
		out.Moves = append(out.Moves, mv)
	}
	return out
}

func (p *impactPrint) outcomeJSON(u *engine.UnitResult) *outcomeJSON {
	if u == nil {
		return nil
	}
	out := newOutcomeJSON(u, p.later().set.Rounding.Rounding)
	return &out
}

func newOutcomeJSON(u *engine.UnitResult, r exact.Rounding) outcomeJSON {
	out := outcomeJSON{Points: u.Points.Decimal(r), Exact: u.Exact.Fraction(), AppliedMax: u.Applied.Decimal(r), Rank: u.Rank, Class: u.Class,
		Blocked: u.Blocked}
	if u.Scorable {
		out.Index, out.IndexExact = u.Index.Decimal(r), u.Index.Fraction()
	}
	return out
}

func (p *impactPrint) round(n exact.Num) string { return n.Decimal(p.later().set.Rounding.Rounding) }

func (p *impactPrint) sideJSON(k int, n *engine.NodeResult) *leafSideJSON {
	if n == nil {
		return nil
	}
	out := &leafSideJSON{State: string(n.State), Points: n.Points.Fraction(), Applied: n.Applied.Fraction(), Branch: n.Branch}
	if n.Reason.ID != "" {
		out.Reason = p.reasonOf(k, n)
	}
	return out
}
