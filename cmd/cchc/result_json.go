package main

import (
	"cmp"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// The contract of score --json. Numbers are decimal text, rounded as the set rounds its total; exact holds fractions.
// A field without a value is left out, never null.
type scoreJSON struct {
	Set      setJSON      `json:"set"`
	AsOf     string       `json:"as_of"`           // the day of what was known
	AsAt     string       `json:"as_at,omitempty"` // the day of what was true, where --as-at asks for it
	Stage    string       `json:"stage"`
	Closed   bool         `json:"closed"`
	CaseHash string       `json:"case_hash"`
	Demo     bool         `json:"demo,omitempty"`
	Mistakes int          `json:"mistakes,omitempty"` // rows left out because they were wrong
	Results  []resultJSON `json:"results"`
}

type setJSON struct {
	ID        string `json:"id"`
	Version   string `json:"version"`
	Hash      string `json:"hash"`
	Title     string `json:"title"`
	Reference string `json:"reference,omitempty"`
	// Choice says how this version came to be the one.
	Choice *setChoiceJSON `json:"choice,omitempty"`
}

type resultJSON struct {
	Unit       string          `json:"unit"`
	Name       string          `json:"name,omitempty"`
	Block      string          `json:"block"`
	Points     string          `json:"points"`
	Exact      string          `json:"exact"`
	MaxPoints  string          `json:"max_points"`
	AppliedMax string          `json:"applied_max"`
	Index      string          `json:"index,omitempty"`
	IndexExact string          `json:"index_exact,omitempty"`
	Rank       int             `json:"rank,omitempty"`
	NotRanked  string          `json:"not_ranked,omitempty"`
	Class      string          `json:"class,omitempty"`
	Reached    string          `json:"reached"`
	Reachable  string          `json:"reachable"`
	Lost       string          `json:"lost"`
	Bound      bool            `json:"reachable_is_bound,omitempty"`
	Blocked    bool            `json:"blocked,omitempty"`
	Areas      []areaJSON      `json:"areas"`
	Criteria   []criterionJSON `json:"criteria"`
}

type areaJSON struct {
	Code       string `json:"code"`
	Points     string `json:"points"`
	AppliedMax string `json:"applied_max"`
}

type criterionJSON struct {
	Code       string `json:"code"`
	State      string `json:"state"`
	Points     string `json:"points"`
	Exact      string `json:"exact"`
	AppliedMax string `json:"applied_max"`
	Reachable  string `json:"reachable"`
	Lost       string `json:"lost"`
	Branch     string `json:"branch,omitempty"`
	Reason     string `json:"reason"`
}

func (s *scoring) setJSON() setJSON { return s.choice.in(newSetJSON(s.result.Set)) }

func (s *scoring) scoreJSON() scoreJSON {
	out := scoreJSON{Set: s.setJSON(), AsOf: s.look.asOf(s.result.AsOf), AsAt: s.look.asAt(s.result.AsOf), Stage: s.result.Stage.String(), Closed: s.result.Closed,
		CaseHash: s.result.CaseHash, Demo: s.demo, Mistakes: s.mistakes, Results: []resultJSON{}}
	for i := range s.result.Units {
		out.Results = append(out.Results, s.resultJSON(&s.result.Units[i]))
	}
	return out
}

func (s *scoring) resultJSON(u *engine.UnitResult) resultJSON {
	round := func(n exact.Num) string { return n.Decimal(s.set.Rounding.Rounding) }
	out := resultJSON{Unit: u.Unit, Name: s.name(u.Unit), Block: u.Block,
		Points: round(u.Points), Exact: u.Exact.Fraction(), MaxPoints: round(u.Max), AppliedMax: round(u.Applied),
		Rank: u.Rank, Class: u.Class, Reached: round(u.Reached), Reachable: round(u.Reachable), Lost: round(u.Lost),
		Bound: u.Bound, Blocked: u.Blocked, Areas: []areaJSON{}, Criteria: []criterionJSON{}}
	if u.Scorable {
		out.Index, out.IndexExact = round(u.Index), u.Index.Fraction()
	}
	if !u.Ranked {
		out.NotRanked = cmp.Or(wording.UnitReason(u.NotRanked), wording.Message("cli.no_rank"))
	}
	for i := range u.Nodes {
		node, found := &s.set.Nodes[i], &u.Nodes[i]
		if node.Parent < 0 {
			out.Areas = append(out.Areas, areaJSON{node.Code, round(found.Points), round(found.Applied)})
		}
		if node.Kind == form.NodeLeaf {
			out.Criteria = append(out.Criteria, s.criterionJSON(found))
		}
	}
	return out
}

func (p *problem) criterionJSON(found *engine.NodeResult) criterionJSON {
	round := func(n exact.Num) string { return n.Decimal(p.set.Rounding.Rounding) }
	return criterionJSON{Code: found.Code, State: string(found.State), Points: round(found.Points),
		Exact: found.Points.Fraction(), AppliedMax: round(found.Applied), Reachable: round(found.Reachable),
		Lost: round(found.Lost), Branch: found.Branch, Reason: p.reason(found)}
}

func newSetJSON(r engine.SetRef) setJSON {
	return setJSON{ID: r.ID, Version: r.Version, Hash: r.Hash, Title: r.Title, Reference: r.Reference}
}
