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
// Of the facts of a place, and of the decisions on a question, that count, the one of the latest day stands: an older figure
// that arrives late does not take the place of a newer one, nor bring back what was withdrawn on a later day. Among those of
// one day, and beside one of which only the day of its recording is known, the one recorded last stands, as in Fold. So does
// an occasion always: recorded again it is the same one, put right. Fact.Recorded is the day since which the fact counts, so
// that one learnt late is there on the day it is about.
func FoldAt(events []Event, period string, known, at day.Day) *Year {
	v := validity{at: at, facts: map[place]standing{}, judgements: map[[2]string]standing{}, occasions: map[[2]string]standing{}}
	return fold(events, period, known, at, v.counts)
}

// moment is the day on which something happened, and whether that was said of it or is only the day it was recorded. The day
// is day.None of what never was.
type moment struct {
	on   day.Day
	said bool
}

// standing is when that happened which stands by the log so far, and when that which stands by the day looked at.
type standing struct{ last, counted moment }

// validity knows, of what stands after the events so far, when it happened.
type validity struct {
	at         day.Day
	facts      map[place]standing
	judgements map[[2]string]standing
	occasions  map[[2]string]standing
}

// counts says when an event happened, and whether it counts on the day looked at.
func (v *validity) counts(e *Event) (day.Day, bool) {
	switch b := e.Body.(type) {
	case *Folder, *UnitState, *AttributeState, *PlanVersion, *Opening:
		return e.Recorded.Day(), true
	case *FactState:
		return happens(v, v.facts, b.place(e.Unit), e, e.Happened)
	case *Judgement:
		return happens(v, v.judgements, [2]string{e.Unit, b.ID}, e, b.Decision.Date, e.Happened)
	case *Occasion:
		key := [2]string{b.Event.Deliverable, b.Event.ID}
		s, stands := v.occasions[key]
		m := s.moment(stands, e, e.Happened, b.Event.Date)
		v.occasions[key] = standing{last: m}
		return m.on, m.on <= v.at
	case *FactEnd:
		return ends(v, v.facts, b.place(e.Unit), e)
	case *JudgementEnd:
		return ends(v, v.judgements, [2]string{e.Unit, b.ID}, e)
	case *OccasionEnd:
		return ends(v, v.occasions, [2]string{b.Deliverable, b.ID}, e)
	}
	on := firstDay(e.Happened, e.Recorded.Day())
	return on, on <= v.at
}

// moment is when an event happened: on the first day that it says, else on that of what it replaces, else when it was recorded.
func (s *standing) moment(stands bool, e *Event, said ...day.Day) moment {
	if on := firstDay(said...); on != day.None {
		return moment{on, true}
	}
	if stands && s.last.on != day.None {
		return s.last
	}
	return moment{on: e.Recorded.Day()}
}

// takes reports whether what happened then stands from now on, on the day looked at.
func (s *standing) takes(m moment, at day.Day) bool {
	if m.on > at || m.said && s.counted.said && m.on < s.counted.on {
		return false
	}
	s.counted = m
	return true
}

// happens gives the day since which that counts which an event puts under a key, and whether it does.
func happens[K comparable](v *validity, standing map[K]standing, key K, e *Event, said ...day.Day) (day.Day, bool) {
	s, stands := standing[key]
	s.last = s.moment(stands, e, said...)
	taken := s.takes(s.last, v.at)
	standing[key] = s
	return s.last.on, taken
}

// ends says whether a withdrawal has taken effect: one without a day of its own always has, as if nothing had been there.
func ends[K comparable](v *validity, standing map[K]standing, key K, e *Event) (day.Day, bool) {
	if e.Happened == day.None {
		delete(standing, key)
		return day.None, true
	}
	s := standing[key]
	s.last = moment{on: day.None}
	taken := s.takes(moment{e.Happened, true}, v.at)
	standing[key] = s
	return e.Happened, taken
}

// firstDay is the first of the days that is one, day.None where none is.
func firstDay(days ...day.Day) day.Day {
	for _, d := range days {
		if d != day.None {
			return d
		}
	}
	return day.None
}
