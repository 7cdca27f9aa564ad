package seeds

import (
	"slices"

	"cchc/internal/day"
)

// check collects what does not fit together: owners and leads that are no unit, events and own dates that name
// an unknown deliverable or unit, days after an event that the settings lack.
func (y *year) check(events []Event) error {
	l := &ledger{}
	for _, x := range y.plan.Deliverables() {
		reading, known := y.readings.ByID(x.ID)
		if !known {
			l.add(place{}, FaultMissingReading, "deliverable", x.ID)
		}
		for _, code := range slices.Concat(x.Lead, x.Coordinating) {
			y.checkUnit(l, code)
		}
		for _, owner := range reading.Owners() {
			y.checkUnit(l, owner.Code)
		}
		for _, duty := range reading.Duties {
			if _, known := y.settings.Days[duty.Due.DaysAfter]; duty.Due.DaysAfter != "" && !known {
				l.addUnknown(place{}, FaultUnknownDays, "name", duty.Due.DaysAfter, y.settings.dayNames())
			}
		}
	}
	for _, own := range y.settings.OwnDates {
		y.checkUnit(l, own.Unit)
	}
	for i, e := range events {
		if slices.ContainsFunc(events[:i], func(x Event) bool { return x.ID == e.ID }) {
			l.add(place{}, FaultDuplicate, "value", e.ID)
		}
		y.checkEvent(l, e)
	}
	return l.err()
}

// checkUnit records an unknown unit once.
func (y *year) checkUnit(l *ledger, code string) {
	_, known := y.units.ByCode(code)
	if known || IsGroup(code) {
		return
	}
	said := slices.ContainsFunc(l.faults, func(f Fault) bool { return f.Code == FaultUnknownUnit && f.Args[0].Value == code })
	if !said {
		l.addUnknown(place{}, FaultUnknownUnit, "unit", code, slices.Concat(y.units.codes(), groups))
	}
}

// checkEvent refuses an event that would make no duty or leave one of its units out in silence.
func (y *year) checkEvent(l *ledger, e Event) {
	reading, known := y.readings.ByID(e.Deliverable)
	switch {
	case !known:
		l.addUnknown(place{}, FaultUnknownItem, "deliverable", e.Deliverable, y.plan.ids())
		return
	case e.ID == "":
		l.add(place{}, FaultEmpty, "field", "id")
	case e.Date == day.None:
		l.add(place{}, FaultEmpty, "field", "date")
	case e.Due != day.None && e.Due < e.Date:
		l.add(place{}, FaultDatesReversed, "from", e.Date.String(), "to", e.Due.String())
	}
	owners := reading.eventOwners()
	if len(owners) == 0 {
		l.add(place{}, FaultNotByEvent, "event", e.ID, "deliverable", e.Deliverable)
		return
	}
	byEvent := !slices.ContainsFunc(owners, func(o Owner) bool { return o.With != ByEvent })
	if byEvent && len(e.Units) == 0 {
		l.add(place{}, FaultNoUnits, "event", e.ID, "deliverable", e.Deliverable)
	}
	for _, code := range e.Units {
		u, known := y.units.ByCode(code)
		if !known {
			y.checkUnit(l, code)
			continue
		}
		if !slices.ContainsFunc(owners, func(o Owner) bool { return o.Code == u.Code || o.Code == groupOf(u.Block) }) {
			l.add(place{}, FaultNotOwner, "event", e.ID, "deliverable", e.Deliverable, "unit", code)
		}
	}
}

// eventOwners are the owners whom an event of the deliverable can give something to do.
func (r Reading) eventOwners() []Owner {
	var owners []Owner
	for _, duty := range r.Duties {
		for _, owner := range duty.By {
			if duty.Due.Kind == OnEvent || owner.With == ByEvent {
				owners = append(owners, owner)
			}
		}
	}
	return owners
}
