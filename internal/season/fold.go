package season

import (
	"maps"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/seeds"
)

// place is what a fact is about, and the layer it comes from.
type place struct {
	unit, input, row, field string
	layer                   engine.Layer
}

// Fold gives the year that the events up to the end of a day come to. Events are in the order of the log. It is the
// plain meaning of the log: whatever else answers for a year must answer the same.
func Fold(events []Event, period string, asOf day.Day) *Year {
	return fold(events, period, asOf, asOf, func(e *Event) (day.Day, bool) { return e.Recorded.Day(), true })
}

// fold makes a year, looked at on a day, of the events recorded up to the end of another. counts says of each event of the
// period since when it counts, and whether it does.
func fold(events []Event, period string, until, asOf day.Day, counts func(*Event) (day.Day, bool)) *Year {
	y := &Year{AsOf: asOf, Period: Period{ID: period}}
	if n := len(events); n > 0 {
		y.Log = events[n-1].Seq
	}
	units := map[string]seeds.Unit{}
	attrs := map[seeds.AttributeKey]seeds.Attribute{}
	occasions := map[[2]string]seeds.Event{}
	facts := map[place]FactState{}
	judgements := map[[2]string]Judgement{}
	plan := ""
	var opened []Choice
	for i := range events {
		e := &events[i]
		if e.Recorded.Day() > until {
			break // the log ascends in time
		}
		if e.Period != "" && e.Period != period {
			continue
		}
		since, there := counts(e)
		if !there {
			continue
		}
		switch b := e.Body.(type) {
		case *Folder:
			y.Demo = b.Demo
		case *UnitState:
			units[b.Unit.Code] = b.Unit
		case *AttributeState:
			attrs[b.Attribute.Key()] = b.Attribute
		case *PlanVersion:
			plan = b.Hash
		case *Opening:
			y.Period.State, y.Period.Choices, y.Period.Plan, opened = Open, b.Choices, plan, b.Choices
		case *SetChange:
			y.Period.Choices = b.since(opened)
		case *PeriodChange:
			y.Period.State = b.after()
		case *Occasion:
			occasions[[2]string{b.Event.Deliverable, b.Event.ID}] = b.Event
		case *OccasionEnd:
			delete(occasions, [2]string{b.Deliverable, b.ID})
		case *FactState:
			f := *b
			f.Fact.Recorded = since
			facts[b.place(e.Unit)] = f
		case *FactEnd:
			delete(facts, b.place(e.Unit))
		case *Judgement:
			judgements[[2]string{e.Unit, b.ID}] = *b
		case *JudgementEnd:
			delete(judgements, [2]string{e.Unit, b.ID})
		}
	}
	y.Units = seeds.NewUnits(slices.Collect(maps.Values(units)), slices.Collect(maps.Values(attrs)))
	y.Occasions = slices.SortedFunc(maps.Values(occasions), CompareOccasions)
	y.Known = known(facts, judgements)
	return y
}

// since gives the choices as a period has them that was opened with others.
func (b *SetChange) since(opened []Choice) []Choice {
	choices := slices.Clone(b.Choices)
	for i := range choices {
		c := &choices[i]
		c.Anew = !slices.ContainsFunc(opened, func(o Choice) bool {
			return o.Block == c.Block && o.Hash == c.Hash && o.Reason == c.Reason
		})
	}
	return choices
}

func (b *FactState) place(unit string) place {
	return place{unit, b.Fact.Input, b.Fact.Row, b.Fact.Field, b.Fact.Layer}
}

func (b *FactEnd) place(unit string) place { return place{unit, b.Input, b.Row, b.Field, b.Layer} }

func known(facts map[place]FactState, judgements map[[2]string]Judgement) []UnitYear {
	byUnit := map[string]*UnitYear{}
	of := func(unit string) *UnitYear {
		u := byUnit[unit]
		if u == nil {
			u = &UnitYear{Unit: unit}
			byUnit[unit] = u
		}
		return u
	}
	for at, f := range facts {
		u := of(at.unit)
		u.Facts = append(u.Facts, f)
	}
	for at, j := range judgements {
		u := of(at[0])
		u.Decisions = append(u.Decisions, j)
	}
	out := make([]UnitYear, 0, len(byUnit))
	for _, unit := range slices.Sorted(maps.Keys(byUnit)) {
		u := byUnit[unit]
		slices.SortFunc(u.Facts, func(a, b FactState) int { return a.ComparePlace(&b) })
		slices.SortFunc(u.Decisions, func(a, b Judgement) int { return strings.Compare(a.ID, b.ID) })
		out = append(out, *u)
	}
	return out
}

// after is the state a change brings a period to.
func (b *PeriodChange) after() State {
	switch b.Event {
	case PeriodClosed:
		return Closed
	case PeriodLocked:
		return Locked
	}
	return b.To
}
