package season

import (
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
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
// Three say the day on which somebody looked, which is not the day it is about:
//   - an appraiser's figure happened when the latest of those did that stand at its place up to its own layer: it judges them
//     as they were; a decision decides, and counts from its date;
//   - a date in a register that takes the place of another, on the day of that other: registers are imported with the day of
//     their extract, and a date does not change as time goes by. A count does, so that of a later extract counts from then; who
//     puts a count right imports it with the day of the extract that had it wrong;
//   - a withdrawal of any figure but a declared one always has: what is no longer in a register was never right.
//
// A day that is earlier still is taken as said.
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

// moment is the day on which something happened, and whether that was said of it or is only the day it was recorded. The zero
// moment is that of nothing.
type moment struct {
	on    day.Day
	said  bool
	there bool
}

// standing is when that happened which stands by the log so far, and when that which stands by the day looked at.
type standing struct {
	last, counted moment
	date          bool // what stands by the log is a fact that gives a date
}

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
		return v.fact(b, e)
	case *Judgement:
		return happens(v, v.judgements, [2]string{e.Unit, b.ID}, e, b.Decision.Date, e.Happened)
	case *Occasion:
		key := [2]string{b.Event.Deliverable, b.Event.ID}
		s := v.occasions[key]
		m := s.moment(e, e.Happened, b.Event.Date)
		v.occasions[key] = standing{last: m}
		return m.on, m.on <= v.at
	case *FactEnd:
		said := e.Happened
		if b.Layer != engine.LayerDeclared {
			said = day.None
		}
		return ends(v, v.facts, b.place(e.Unit), said)
	case *JudgementEnd:
		return ends(v, v.judgements, [2]string{e.Unit, b.ID}, e.Happened)
	case *OccasionEnd:
		return ends(v, v.occasions, [2]string{b.Deliverable, b.ID}, e.Happened)
	}
	on := firstDay(e.Happened, e.Recorded.Day())
	return on, on <= v.at
}

// fact gives the day since which a fact counts, and whether it does.
func (v *validity) fact(b *FactState, e *Event) (day.Day, bool) {
	at, date := b.place(e.Unit), b.Fact.Value.Type == form.TypeDate && !b.Fact.Value.None
	s := v.facts[at]
	m := s.moment(e, e.Happened)
	switch about := v.judged(at); {
	case at.layer > engine.LayerRegister:
		m = m.orBefore(about)
	case at.layer == engine.LayerRegister && date && s.date:
		m = m.orBefore(s.last)
	}
	taken := s.takes(m, v.at)
	s.date = date
	v.facts[at] = s
	return m.on, taken
}

// judged is when the latest of the facts happened that stand at a place, up to its layer; the zero moment where none does.
func (v *validity) judged(at place) moment {
	var latest moment
	for ; ; at.layer-- {
		if m := v.facts[at].last; m.there && (!latest.there || m.on > latest.on) {
			latest = m
		}
		if at.layer == engine.LayerDeclared {
			return latest
		}
	}
}

// orBefore is the earlier of two moments, of which the other may be that of nothing.
func (m moment) orBefore(other moment) moment {
	if other.there && other.on < m.on {
		return other
	}
	return m
}

// moment is when an event happened: on the first day that it says, else on that of what it replaces, else when it was recorded.
func (s *standing) moment(e *Event, said ...day.Day) moment {
	if on := firstDay(said...); on != day.None {
		return moment{on, true, true}
	}
	if s.last.there {
		return s.last
	}
	return moment{e.Recorded.Day(), false, true}
}

// takes notes what happened then as what stands by the log, and reports whether it also does on a day.
func (s *standing) takes(m moment, at day.Day) bool {
	s.last = m
	if m.on > at || m.said && s.counted.said && m.on < s.counted.on {
		return false
	}
	s.counted = m
	return true
}

// happens gives the day since which that counts which an event puts under a key, and whether it does.
func happens[K comparable](v *validity, standing map[K]standing, key K, e *Event, said ...day.Day) (day.Day, bool) {
	s := standing[key]
	taken := s.takes(s.moment(e, said...), v.at)
	standing[key] = s
	return s.last.on, taken
}

// ends says whether a withdrawal has taken effect: one without a day of its own always has, as if nothing had been there.
func ends[K comparable](v *validity, standing map[K]standing, key K, said day.Day) (day.Day, bool) {
	s := standing[key]
	if said == day.None {
		delete(standing, key)
		return day.None, true
	}
	taken := s.takes(moment{said, true, true}, v.at)
	s.last, s.date = moment{}, false
	standing[key] = s
	return said, taken
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
