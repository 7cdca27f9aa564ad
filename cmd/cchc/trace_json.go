package main

import (
	"strconv"

	"cchc/engine"
	"cchc/internal/form"
)

// The contract of explain --json.
type explainJSON struct {
	Set      setJSON     `json:"set"`
	AsOf     string      `json:"as_of"`
	AsAt     string      `json:"as_at,omitempty"` // with it, recorded of a fact is the day since which it is true
	Stage    string      `json:"stage"`
	CaseHash string      `json:"case_hash"`
	Demo     bool        `json:"demo,omitempty"`
	Mistakes int         `json:"mistakes,omitempty"`
	Unit     string      `json:"unit"`
	Name     string      `json:"name,omitempty"`
	Drilled  []string    `json:"drilled,omitempty"` // with --drill: the aggregated inputs whose parts have their evidence
	Traces   []traceJSON `json:"traces"`
}

type traceJSON struct {
	criterionJSON
	Name    string        `json:"name"`
	Facts   []factUseJSON `json:"facts"`
	Applies []stepJSON    `json:"applies,omitempty"`
	Rule    *stepJSON     `json:"rule,omitempty"`
	Ledger  []lineJSON    `json:"ledger"`
}

type factUseJSON struct {
	Input    string        `json:"input"`
	Row      string        `json:"row,omitempty"`
	Field    string        `json:"field,omitempty"`
	Due      string        `json:"due,omitempty"`
	Facts    []factJSON    `json:"facts"`
	Rejected *rejectedJSON `json:"rejected,omitempty"`
	Units    *rollupJSON   `json:"units,omitempty"` // what an aggregated figure is made of
}

// rollupJSON is the account of an aggregated figure: of so many units that owe it, so many counted.
type rollupJSON struct {
	State   string     `json:"state"`
	Value   string     `json:"value,omitempty"`
	Counted int        `json:"counted"`
	Of      int        `json:"of"`
	Parts   []partJSON `json:"parts"`
}

type partJSON struct {
	Unit  string `json:"unit"`
	State string `json:"state"`
	Value string `json:"value"`
	Why   string `json:"why,omitempty"`

	Evidence []string `json:"evidence,omitempty"` // documents and sources, with --drill
}

func newRollupJSON(r *engine.Rollup) *rollupJSON {
	if r == nil {
		return nil
	}
	c := r.Coverage()
	j := &rollupJSON{State: string(r.State), Counted: c.Counted, Of: c.Of, Parts: []partJSON{}}
	if r.State == engine.Scored {
		j.Value = r.Value.Fraction()
	}
	for i := range r.Parts {
		p := &r.Parts[i]
		j.Parts = append(j.Parts, partJSON{Unit: p.Unit, State: string(p.State), Value: p.Value.Fraction(), Why: p.Why})
	}
	return j
}

type factJSON struct {
	Used     bool   `json:"used"`
	Layer    string `json:"layer"`
	Value    string `json:"value"`
	Source   string `json:"source,omitempty"`
	Document string `json:"document,omitempty"`
	Recorded string `json:"recorded,omitempty"`
}

type rejectedJSON struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
	Date   string `json:"date"`
	Source string `json:"source,omitempty"`
}

type stepJSON struct {
	Kind     string     `json:"kind"`
	ID       string     `json:"id,omitempty"`
	Name     string     `json:"name,omitempty"`
	Op       string     `json:"op,omitempty"`
	Place    string     `json:"place,omitempty"`
	State    string     `json:"state"`
	Value    string     `json:"value,omitempty"`
	Taken    bool       `json:"taken,omitempty"`
	Skipped  bool       `json:"skipped,omitempty"`
	Children []stepJSON `json:"children,omitempty"`
}

type lineJSON struct {
	Kind   string `json:"kind"`
	Branch string `json:"branch,omitempty"`
	Exact  string `json:"exact"`
}

func (p *problem) explainJSON(unit string, traces []engine.Trace) explainJSON {
	out := explainJSON{AsOf: p.look.asOf(p.c.AsOf), AsAt: p.look.asAt(p.c.AsOf), Stage: p.c.Stage.String(), Demo: p.demo, Mistakes: p.mistakes,
		Unit: unit, Name: p.name(unit), Traces: []traceJSON{}}
	for i := range traces {
		t := &traces[i]
		j := traceJSON{criterionJSON: p.criterionJSON(&t.Node), Name: p.set.Nodes[p.set.NodeByCode(t.Code)].Name, Facts: []factUseJSON{},
			Applies: stepsJSON(t.Applies), Ledger: []lineJSON{}}
		for k := range t.Facts {
			j.Facts = append(j.Facts, newFactUseJSON(&t.Facts[k]))
		}
		if t.Rule != nil {
			rule := newStepJSON(t.Rule)
			j.Rule = &rule
		}
		for _, l := range t.Ledger {
			j.Ledger = append(j.Ledger, lineJSON{string(l.Kind), l.Branch, l.Amount.Fraction()})
		}
		out.Traces = append(out.Traces, j)
	}
	return out
}

func newFactUseJSON(u *engine.FactUse) factUseJSON {
	j := factUseJSON{Input: u.Input, Row: u.Row, Field: u.Field, Facts: []factJSON{}}
	if u.Due != nil {
		j.Due = u.Due.Due.String()
	}
	for i, f := range u.Facts {
		j.Facts = append(j.Facts, factJSON{i == u.Used, f.Layer.String(), valueText(f.Value), f.Source, f.Document,
			f.Recorded.String()})
	}
	j.Units = newRollupJSON(u.Rollup)
	if r := u.Rejected; r != nil {
		j.Rejected = &rejectedJSON{r.By, r.Reason, r.Date.String(), r.Source}
	}
	return j
}

func stepsJSON(steps []engine.Step) []stepJSON {
	var out []stepJSON
	for i := range steps {
		out = append(out, newStepJSON(&steps[i]))
	}
	return out
}

func newStepJSON(s *engine.Step) stepJSON {
	j := stepJSON{Kind: s.Kind, ID: s.ID, Name: s.Name, Op: s.Op, State: string(s.State), Taken: s.Taken, Skipped: s.Skipped,
		Children: stepsJSON(s.Children)}
	if s.Span.Line > 0 {
		j.Place = s.Span.File + ":" + strconv.Itoa(s.Span.Line) + ":" + strconv.Itoa(s.Span.Col)
	}
	if s.State == engine.Scored && !s.Skipped {
		j.Value = valueText(s.Value)
	}
	return j
}

// valueText is a value as data: numbers as fractions, days in ISO form.
func valueText(v engine.Value) string {
	switch {
	case v.None:
		return "none"
	case v.Type == form.TypeNumber:
		return v.Num.Fraction()
	case v.Type == form.TypeBool:
		return strconv.FormatBool(v.Bool)
	case v.Type == form.TypeDate:
		return v.Day.String()
	}
	return v.Text
}
