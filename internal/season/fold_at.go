package season

import (
	"cchc/internal/day"
)

// FoldAt gives the year as it was on a day, by all that was known at the end of another: valid time, where [Fold] gives what
// was known. Events are in the order of the log. Deadlines and the closing of the period are judged on the day at.
//
// An event counts if it had happened by that day. It happened on the day it says; where it says none,
//   - a decision on its own date, an occasion on its own;
//   - what replaces a record, decision or occasion that stands, on the day of what it replaces: a correction tells what was
//     true all along;
//   - a withdrawal always: what it withdraws was never true;
//   - anything else on the day it was recorded.
//
// Units, attributes and the opening of the period count however late they were learnt: units and attributes say by their own
// days since when and until when they hold, and a year has the plan and the sets that its period was opened with, until sets
// are put in the place of others.
//
// Among the events that count, the one recorded last stands, as in Fold. Fact.Recorded is the day since which the fact
// counts, so that one learnt late is there on the day it is about.
func FoldAt(events []Event, period string, known, at day.Day) *Year {
	v := validity{at: at, facts: map[place]day.Day{}, judgements: map[[2]string]day.Day{}, occasions: map[[2]string]day.Day{}}
	return fold(events, period, known, at, v.counts)
}

// validity knows, of what stands after the events so far, when it happened.
type validity struct {
	at         day.Day
	facts      map[place]day.Day
	judgements map[[2]string]day.Day
	occasions  map[[2]string]day.Day
}

// counts says when an event happened, and whether that was by the day looked at.
func (v *validity) counts(e *Event) (day.Day, bool) {
	switch b := e.Body.(type) {
	case *Folder, *UnitState, *AttributeState, *PlanVersion, *Opening:
		return e.Recorded.Day(), true
	case *FactState:
		return happened(v, v.facts, b.place(e.Unit), e, e.Happened)
	case *Judgement:
		return happened(v, v.judgements, [2]string{e.Unit, b.ID}, e, b.Decision.Date, e.Happened)
	case *Occasion:
		return happened(v, v.occasions, [2]string{b.Event.Deliverable, b.Event.ID}, e, e.Happened, b.Event.Date)
	case *FactEnd:
		delete(v.facts, b.place(e.Unit))
		return v.ended(e)
	case *JudgementEnd:
		delete(v.judgements, [2]string{e.Unit, b.ID})
		return v.ended(e)
	case *OccasionEnd:
		delete(v.occasions, [2]string{b.Deliverable, b.ID})
		return v.ended(e)
	}
	on := firstDay(e.Happened, e.Recorded.Day())
	return on, on <= v.at
}

// happened gives the day of what stands from now on under a key: the first that it says, else the day of what it replaces,
// else the day it was recorded.
func happened[K comparable](v *validity, standing map[K]day.Day, key K, e *Event, said ...day.Day) (day.Day, bool) {
	on := firstDay(said...)
	if replaced, stands := standing[key]; on == day.None && stands {
		on = replaced
	}
	on = firstDay(on, e.Recorded.Day())
	standing[key] = on
	return on, on <= v.at
}

// ended says whether a withdrawal has taken effect: one without a day of its own always has.
func (v *validity) ended(e *Event) (day.Day, bool) { return e.Happened, e.Happened <= v.at }

// firstDay is the first of the days that is one, day.None where none is.
func firstDay(days ...day.Day) day.Day {
	for _, d := range days {
		if d != day.None {
			return d
		}
	}
	return day.None
}
