package main

import (
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/why"
)

// The contract of why --json. Numbers called exact are fractions, others text rounded as the later set rounds its total. The
// exact of parts add up to that of moved, those of a line to the line's; rounding_exact is by how much more the points moved
// after the rounding of the total.
type whyJSON struct {
	Unit     string          `json:"unit"`
	Name     string          `json:"name,omitempty"`
	Period   string          `json:"period"`
	Demo     bool            `json:"demo,omitempty"`
	From     whySideJSON     `json:"from"`
	To       whySideJSON     `json:"to"`
	Moved    movedJSON       `json:"moved"`
	Rounding string          `json:"rounding_exact"`
	Parts    []whyPartJSON   `json:"parts"` // in the order in which the causes were taken
	Lines    []whyLineJSON   `json:"lines"`
	Changes  []whyChangeJSON `json:"changes"`
}

type whySideJSON struct {
	Run    string  `json:"run,omitempty"` // "" for a day
	AsOf   string  `json:"as_of"`
	Stage  string  `json:"stage"`
	Engine string  `json:"engine"` // the version of the engine that the points are of
	Set    setJSON `json:"set"`
	outcomeJSON
}

type movedJSON struct {
	Points     string `json:"points"`
	Exact      string `json:"exact"`
	Index      string `json:"index"`
	IndexExact string `json:"index_exact"`
}

type whyPartJSON struct {
	Cause   string `json:"cause"`
	Name    string `json:"name"`
	Changed bool   `json:"changed"` // false: nothing of the cause differs
	Changes int    `json:"changes"` // how many things of it differ
	movedJSON
	RankBefore int    `json:"rank_before,omitempty"`
	RankAfter  int    `json:"rank_after,omitempty"`
	Backward   string `json:"backward_exact,omitempty"` // in the opposite order, where that is another amount
}

type whyLineJSON struct {
	Code    string       `json:"code"`
	Name    string       `json:"name"`
	Before  whyPlaceJSON `json:"before"`
	After   whyPlaceJSON `json:"after"`
	Points  string       `json:"points"`
	Exact   string       `json:"exact"`
	By      []whyByJSON  `json:"by"`
	Rules   []string     `json:"rules,omitempty"` // what the versions of the set say differently, where that moved points
	Changes []int        `json:"changes"`         // places in changes, from 0
}

type whyPlaceJSON struct {
	State  string `json:"state,omitempty"` // "" where a side has no such place
	Points string `json:"points"`
	Exact  string `json:"exact"`
}

type whyByJSON struct {
	Cause string `json:"cause"`
	Exact string `json:"exact"`
}

// whyChangeJSON is one thing that differs. Before and after are as data, text is the sentence people read.
type whyChangeJSON struct {
	Cause    string        `json:"cause"`
	What     string        `json:"what"`
	Period   string        `json:"period,omitempty"`
	Unit     string        `json:"unit,omitempty"`
	Input    string        `json:"input,omitempty"`
	Row      string        `json:"row,omitempty"`
	Field    string        `json:"field,omitempty"`
	Layer    string        `json:"layer,omitempty"`
	Code     string        `json:"code,omitempty"`
	Before   string        `json:"before,omitempty"`
	After    string        `json:"after,omitempty"`
	Document string        `json:"document,omitempty"`
	Event    *whyEventJSON `json:"event,omitempty"`
	Undone   bool          `json:"undone,omitempty"` // the earlier side knows the event, the later does not
	Text     string        `json:"text"`
}

type whyEventJSON struct {
	Seq      int64  `json:"seq"`
	Recorded string `json:"recorded"`
	Happened string `json:"happened,omitempty"`
	Kind     string `json:"kind"`
	Actor    string `json:"actor"`
	Reason   string `json:"reason,omitempty"`
	Key      string `json:"key"`
}

func (w *comparedScores) json() whyJSON {
	out := whyJSON{Unit: w.unit.Code, Name: w.unit.Name, Period: w.sides[1].Year.Period.ID, Demo: w.sides[1].Year.Demo,
		From: w.sideJSON(0, w.From), To: w.sideJSON(1, w.To), Moved: w.movedJSON(w.To.Exact.Sub(w.From.Exact), w.To.Index.Sub(w.From.Index)),
		Rounding: w.Rounding.Fraction(), Parts: []whyPartJSON{}, Lines: []whyLineJSON{}, Changes: []whyChangeJSON{}}
	count := w.counts()
	for i := range w.Parts {
		p := &w.Parts[i]
		part := whyPartJSON{Cause: string(p.Cause), Name: causeName(p.Cause), Changed: p.Changed, Changes: count[p.Cause],
			movedJSON: w.movedJSON(p.Points, p.Index), RankBefore: p.Rank[0], RankAfter: p.Rank[1]}
		if p.Backward != nil {
			part.Backward = p.Backward.Fraction()
		}
		out.Parts = append(out.Parts, part)
	}
	for i := range w.Lines {
		if w.listed(w.Lines[i].Code) {
			out.Lines = append(out.Lines, w.lineJSON(&w.Lines[i]))
		}
	}
	for i := range w.Changes {
		out.Changes = append(out.Changes, w.changeJSON(&w.Changes[i]))
	}
	return out
}

func (w *comparedScores) movedJSON(points, index exact.Num) movedJSON {
	round := func(n exact.Num) string { return n.Decimal(w.rounding()) }
	return movedJSON{Points: round(points), Exact: points.Fraction(), Index: round(index), IndexExact: index.Fraction()}
}

func (w *comparedScores) sideJSON(side int, u *engine.UnitResult) whySideJSON {
	s := w.sides[side]
	out := whySideJSON{AsOf: s.Year.AsOf.String(), Stage: s.Stage.String(), Engine: engine.Semantics, Set: newSetJSON(w.Programs[side].Ref()),
		outcomeJSON: newOutcomeJSON(u, w.rounding())}
	if s.run != nil {
		out.Run, out.Engine = s.run.ID, s.run.Engine
	}
	return out
}

func (w *comparedScores) lineJSON(l *why.Line) whyLineJSON {
	place := func(n *engine.NodeResult) whyPlaceJSON {
		return whyPlaceJSON{string(n.State), n.Points.Decimal(w.rounding()), n.Points.Fraction()}
	}
	out := whyLineJSON{Code: l.Code, Name: w.lineName(l), Before: place(&l.Before), After: place(&l.After), Points: l.Points.Decimal(w.rounding()),
		Exact: l.Points.Fraction(), By: []whyByJSON{}, Changes: append([]int{}, l.Changes...)}
	for i, n := range l.By {
		if n.IsZero() {
			continue
		}
		out.By = append(out.By, whyByJSON{string(w.Parts[i].Cause), n.Fraction()})
		if w.Parts[i].Cause == why.Rules {
			out.Rules = w.ruleChanges(l.Code)
		}
	}
	return out
}

func (w *comparedScores) changeJSON(ch *why.Change) whyChangeJSON {
	out := whyChangeJSON{Cause: string(ch.Cause), What: string(ch.What), Period: ch.Period, Unit: ch.Unit, Undone: ch.Undone, Text: w.whatChanged(ch)}
	if e := ch.Event; e != nil {
		out.Event = &whyEventJSON{e.Seq, e.Recorded.String(), e.Happened.String(), string(e.Kind), e.Actor, e.Reason, e.Key}
	}
	_, sides := w.thing(ch)
	out.Before, out.After = sides[0], sides[1]
	switch ch.What {
	case why.OfFact:
		f := later(ch.Facts)
		out.Input, out.Row, out.Field, out.Layer, out.Document = f.Fact.Input, f.Fact.Row, f.Fact.Field, f.Fact.Layer.String(), f.Fact.Document
		out.Before, out.After = "", ""
		if f := ch.Facts[0]; f != nil {
			out.Before = valueText(f.Fact.Value)
		}
		if f := ch.Facts[1]; f != nil {
			out.After = valueText(f.Fact.Value)
		}
	case why.OfDecision:
		d := &later(ch.Decisions).Decision
		out.Input, out.Row, out.Field, out.Layer, out.Code = d.Input, d.Row, d.Field, d.Layer.String(), d.Code
	}
	return out
}
