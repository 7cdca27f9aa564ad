package seeds

import (
	"cmp"
	"fmt"
	"slices"

	"cchc/internal/day"
)

// Obligation is one thing one unit owes: a unit, a deliverable and an occurrence of it. LookedAt and Covers are
// shared between rows and not to be changed.
type Obligation struct {
	Deliverable, Unit string
	Key               string // "2026-Q1", "2026-M03", an event's ID, or "" where there is only one
	What              string // which part of the product, where it is not the whole
	Kind              Kind

	From, To day.Day   // window of the product, or of the data a report is about
	Opens    day.Day   // first day on which the obligation can be met as meant; earlier is not wrong
	Named    day.Day   // last day as the plan, the series or the event has it
	Due      day.Day   // last day in time after days off, grace and own dates; day.None has no due date
	LookedAt []day.Day // Continuous: when it is looked at
	Covers   []string  // Periodic: month, quarter, half, year
	DatesBy  DatesBy

	State   State
	Own     OwnReason // why Due is the unit's own
	Because string    // the reason given with a granted own date
	Event   string    // the document that made it exist
	Reading string    // how the time is read, in both wordings
}

// State is how an obligation stands on a day, before anyone has looked whether the product is there.
type State string

const (
	NotDue          State = "not_due"           // its time has not opened
	DueNow          State = "due"               // open, and the last day in time has not passed (or there is none)
	OverdueIfAbsent State = "overdue_if_absent" // the last day in time has passed
	Ongoing         State = "continuous"        // no due date, never overdue
	AwaitingEvent   State = "awaiting_event"    // exists once an event is recorded
	Encouraged      State = "encouraged"        // no duty, never overdue
)

// OwnReason says why a unit has a due date of its own.
type OwnReason string

const (
	OwnFounded OwnReason = "founded" // founded after the plan was signed
	OwnGranted OwnReason = "granted" // given by Sở Nội vụ
)

// Obligations says who owes what, when, as of a day: events of later documents and units founded later do not
// exist yet. Rows stand in the order of the plan, then of the units' codes, then of time. The error holds a
// Fault for every owner, event or own date that does not fit the plan and the units.
//
// An event names the units it concerns among the units of a group; a unit that owes by its own name always owes.
// A unit whose attribute is unknown owes: leaving it out would hide a duty.
func Obligations(plan *Plan, readings *Readings, units *Units, events []Event, settings Settings, asOf day.Day) ([]Obligation, error) {
	y := &year{plan: plan, readings: readings, units: units, settings: settings, asOf: asOf}
	if err := y.check(events); err != nil {
		return nil, err
	}
	for _, e := range events {
		if e.Date <= asOf {
			y.events = append(y.events, e)
		}
	}
	slices.SortFunc(y.events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID))
	})
	var all []Obligation
	for _, x := range plan.Deliverables() {
		reading, _ := readings.ByID(x.ID)
		timed := make([][]slot, len(reading.Duties))
		for i, duty := range reading.Duties {
			timed[i] = y.slots(x, duty)
		}
		first := len(all)
		for _, u := range units.list {
			for i, duty := range reading.Duties {
				all = y.appendRows(all, u, x, duty, timed[i])
			}
		}
		for i := range all[first:] {
			all[first+i].Deliverable, all[first+i].Reading = x.ID, reading.Text
		}
	}
	return all, nil
}

// year is what one call of Obligations works on.
type year struct {
	plan     *Plan
	readings *Readings
	units    *Units
	settings Settings
	events   []Event // up to asOf, in order
	asOf     day.Day
}

// slot is one occurrence of a duty before it is known for whom.
type slot struct {
	Obligation
	recurring bool
	concerned []string // OnEvent: units the event names
}

// appendRows appends what one unit owes of one duty. A duty on an event of which none is recorded for the unit
// gives a row that waits for it; units that owe only when an event names them wait for nothing.
func (y *year) appendRows(rows []Obligation, u Unit, x Deliverable, duty Duty, slots []slot) []Obligation {
	before := len(rows)
	for _, s := range slots {
		if y.owes(u, duty, s) && y.exists(u, s) {
			rows = append(rows, y.row(x.ID, u, duty, s))
		}
	}
	if len(rows) == before && duty.Due.Kind == OnEvent && x.Schedule.Kind == OnEvent {
		waiting := slot{Obligation: undated(OnEvent, duty)}
		if y.founded(u) && u.ValidOn(y.asOf) && y.owes(u, duty, waiting) {
			o := waiting.Obligation
			o.Unit, o.DatesBy, o.State = u.Code, duty.DatesBy, AwaitingEvent
			rows = append(rows, o)
		}
	}
	return rows
}

// slots gives the occurrences of a duty in the order of time.
func (y *year) slots(x Deliverable, duty Duty) []slot {
	switch duty.Due.Kind {
	case Before:
		last := x.Schedule.Date.Add(-1)
		return []slot{{Obligation: Obligation{Kind: Before, What: duty.What, From: y.plan.Date, To: last, Opens: y.plan.Date, Named: last}}}
	case Quarters:
		return quarterSlots(x.Schedule, duty)
	case Periodic:
		return y.periodicSlots(duty)
	case Continuous:
		return []slot{y.continuousSlot(x, duty)}
	default:
		return y.eventSlots(x, duty)
	}
}

// quarterSlots joins adjacent quarters to one window and keeps quarters apart as separate occurrences.
func quarterSlots(s Schedule, duty Duty) []slot {
	var slots []slot
	for i := 0; i < len(s.Quarters); {
		first, last := s.Quarters[i], s.Quarters[i]
		for i++; i < len(s.Quarters) && s.Quarters[i] == last+1; i++ {
			last++
		}
		from, to := day.Must(s.Year, 3*first-2, 1), day.Must(s.Year, 3*last, 1).EndOfMonth()
		slots = append(slots, slot{Obligation: Obligation{Key: fmt.Sprintf("%d-Q%d", s.Year, first), Kind: Quarters,
			What: duty.What, From: from, To: to, Opens: from, Named: to}})
	}
	for i := range slots {
		for _, name := range duty.Due.Names {
			if name.Key == slots[i].Key {
				slots[i].What = name.What
			}
		}
	}
	if len(slots) == 1 {
		slots[0].Key = ""
	}
	return slots
}

func (y *year) periodicSlots(duty Duty) []slot {
	var slots []slot
	series, _ := y.readings.SeriesByID(duty.Due.Series)
	for _, o := range series.Occurrences {
		slots = append(slots, slot{recurring: true, Obligation: Obligation{Key: o.Key, Kind: Periodic, What: duty.What,
			From: o.From, To: o.To, Opens: min(o.To.Add(1), o.Due), Named: o.Due, Covers: o.Covers}})
	}
	return slots
}

// undated is an obligation without any date.
func undated(kind Kind, duty Duty) Obligation {
	return Obligation{Kind: kind, What: duty.What, From: day.None, To: day.None, Opens: day.None, Named: day.None, Due: day.None}
}

// continuousSlot also carries the units named by events, for owners that owe only then (a unit with complaints).
func (y *year) continuousSlot(x Deliverable, duty Duty) slot {
	s := slot{Obligation: undated(Continuous, duty)}
	if slices.Contains(duty.Due.LookedAt, LookAtReports) {
		series, _ := y.readings.SeriesByID(UnitReports)
		for _, o := range series.Occurrences {
			s.LookedAt = append(s.LookedAt, o.Due)
		}
	}
	if slices.Contains(duty.Due.LookedAt, LookAtCutoff) {
		s.LookedAt = append(s.LookedAt, y.settings.Cutoff)
	}
	slices.Sort(s.LookedAt)
	for _, e := range y.events {
		if e.Deliverable == x.ID {
			s.concerned = append(s.concerned, e.Units...)
		}
	}
	return s
}

func (y *year) eventSlots(x Deliverable, duty Duty) []slot {
	var slots []slot
	for _, e := range y.events {
		if e.Deliverable != x.ID {
			continue
		}
		last := e.Due
		if last == day.None && duty.Due.DaysAfter != "" {
			last = e.Date.Add(y.settings.Days[duty.Due.DaysAfter])
		}
		slots = append(slots, slot{concerned: e.Units, Obligation: Obligation{Key: e.ID, Kind: OnEvent, What: duty.What,
			From: e.Date, To: last, Opens: e.Date, Named: last, Event: e.Document}})
	}
	return slots
}

// owes says whether the unit is one of the owners of this occurrence.
func (y *year) owes(u Unit, duty Duty, s slot) bool {
	named := slices.Contains(s.concerned, u.Code)
	for _, owner := range duty.By {
		switch {
		case owner.Code == u.Code:
			return true
		case owner.Code != groupOf(u.Block):
		case owner.With == ByEvent:
			if named {
				return true
			}
		case s.Kind == OnEvent && len(s.concerned) > 0 && !named:
		case owner.With == "" || y.has(u, owner.With, s):
			return true
		}
	}
	return false
}

// has reads an attribute on the day that matters: of the event, of the due date, or today.
func (y *year) has(u Unit, attribute string, s slot) bool {
	on := y.asOf
	switch s.Kind {
	case OnEvent:
		if s.From != day.None {
			on = s.From
		}
	case Before, Quarters, Periodic:
		on = s.Named
	}
	value, known := y.units.Attribute(u.Code, attribute, on)
	return !known || value.Value == "true"
}

// exists says whether the occurrence falls into the life of the unit. A plan that was due before the unit was
// founded is still owed, at a date of its own; a report or product whose time had ended is not.
func (y *year) exists(u Unit, s slot) bool {
	if !y.founded(u) {
		return false
	}
	switch s.Kind {
	case Continuous:
		return u.ValidTo == day.None || u.ValidTo >= day.Must(y.plan.Year, 1, 1)
	case OnEvent:
		if slices.Contains(s.concerned, u.Code) {
			return u.ValidTo == day.None || s.From <= u.ValidTo
		}
		return u.ValidOn(s.From)
	}
	if u.ValidTo != day.None && s.Named > u.ValidTo {
		return false
	}
	return s.Kind == Before || u.ValidFrom == day.None || s.To >= u.ValidFrom
}

// founded says whether the unit is known as of today and was founded in the plan's year at the latest.
func (y *year) founded(u Unit) bool {
	return u.ValidFrom == day.None || u.ValidFrom <= y.asOf && u.ValidFrom <= day.Must(y.plan.Year, 12, 31)
}

func (y *year) row(deliverable string, u Unit, duty Duty, s slot) Obligation {
	o := s.Obligation
	o.Unit, o.DatesBy = u.Code, duty.DatesBy
	outside := func(d day.Day) bool { return !u.ValidOn(d) }
	if slices.ContainsFunc(o.LookedAt, outside) {
		o.LookedAt = slices.DeleteFunc(slices.Clone(o.LookedAt), outside)
	}
	y.setDue(&o, deliverable, u, s.recurring)
	o.State = o.stateOn(y.asOf, duty.Encouraged)
	return o
}

// setDue makes the last day in time of the last day named: first days off, then grace, then the unit's own date.
func (y *year) setDue(o *Obligation, deliverable string, u Unit, recurring bool) {
	o.Due = o.Named
	if o.Due != day.None {
		if recurring && y.settings.RollRecurring || !recurring && y.settings.RollNamed {
			o.Due = y.settings.Holidays.NextWorking(o.Due)
		}
		o.Due = o.Due.Add(y.settings.GraceDays)
	}
	if o.Kind != OnEvent && o.Due != day.None && u.ValidFrom != day.None && u.ValidFrom > y.plan.Date {
		if own := u.ValidFrom.Add(y.settings.FoundedDays); own > o.Due {
			o.Due, o.Own = own, OwnFounded
		}
	}
	for _, own := range y.settings.OwnDates {
		if own.Unit == u.Code && own.Deliverable == deliverable && own.Key == o.Key {
			o.Due, o.Own, o.Because = own.Due, OwnGranted, own.Because
		}
	}
}

// stateOn compares with the day after every change of the due date.
func (o Obligation) stateOn(asOf day.Day, encouraged bool) State {
	switch {
	case encouraged:
		return Encouraged
	case o.Kind == Continuous:
		return Ongoing
	case asOf < o.Opens:
		return NotDue
	case o.Due == day.None || asOf <= o.Due:
		return DueNow
	}
	return OverdueIfAbsent
}
