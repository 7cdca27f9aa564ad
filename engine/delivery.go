package engine

import (
	"cmp"
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/internal/form"
)

// DeliveryState is what became of a document or report that a unit owes by a day.
type DeliveryState string

// The states of deliveries, in the order in which they are listed.
const (
	DeliveredInTime DeliveryState = "in_time"
	DeliveredLate   DeliveryState = "late"
	DeliveryAbsent  DeliveryState = "absent"  // it never came: said so, or its time is over
	DeliveryMissing DeliveryState = "missing" // past due, not there, can still come
	DeliveryAhead   DeliveryState = "ahead"   // not due yet
)

// DeliveryStates lists the states in their order. A test demands a Vietnamese name for each.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{DeliveredInTime, DeliveredLate, DeliveryAbsent, DeliveryMissing, DeliveryAhead}
}

// Delivery is a document or report that a unit owes by a day (nghĩa vụ có hạn nộp), and when it came.
type Delivery struct {
	Input            string // of the set: what it is evidence for
	Deliverable, Key string // of the obligation
	Due              day.Day
	Came             day.Day // the day that counts; day.None: it is not there
	Late             int     // days after Due
	State            DeliveryState
}

// Deliveries lists what a unit owes by a day, ordered by due date, deliverable and key: one entry for each obligation that
// documents or reports of the set answer. Where several do, the one that fares worst is told. It binds the unit.
func (s *Scorer) Deliveries(uc *UnitCase) []Delivery {
	s.Bind(uc)
	dues := duesByDeliverable(uc.Dues)
	var list []Delivery
	type obligation struct{ deliverable, key string }
	at := map[obligation]int{}
	add := func(in *form.Input, due *Due, came slot, d doc) {
		if due == nil || d.dueSt != known {
			return
		}
		made := delivery(in, due, came, d)
		i, seen := at[obligation{due.Deliverable, due.Key}]
		switch {
		case !seen:
			at[obligation{due.Deliverable, due.Key}] = len(list)
			list = append(list, made)
		case made.worse(&list[i]):
			list[i] = made
		}
	}
	for i := range s.p.set.Inputs {
		switch in := &s.p.set.Inputs[i]; in.Type {
		case form.InDocument:
			add(in, dueOf(in, dues), s.fr.slots[i], s.fr.docs[i])
		case form.InReports:
			for k, r := range s.fr.lists[i].rows {
				due := &dues[in.Deliverables[0]][k]
				add(in, due, r.fields[countedBy(in, due)], r.doc)
			}
		}
	}
	slices.SortFunc(list, func(a, b Delivery) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), strings.Compare(a.Deliverable, b.Deliverable), strings.Compare(a.Key, b.Key))
	})
	return list
}

func delivery(in *form.Input, due *Due, came slot, d doc) Delivery {
	out := Delivery{Input: in.Name, Deliverable: due.Deliverable, Key: due.Key, Due: due.Due, Came: day.None, State: DeliveryAhead}
	switch {
	case d.never == yes:
		out.State = DeliveryAbsent
	case d.lateSt == known:
		out.Came, out.Late, out.State = day.Day(came.ord), int(d.late), DeliveredInTime
		if d.late > 0 {
			out.State = DeliveredLate
		}
	case d.lateSt == stMissing:
		out.State = DeliveryMissing
	}
	return out
}

// worse reports whether a delivery fares worse than another of the same obligation.
func (d *Delivery) worse(o *Delivery) bool {
	order := [...]DeliveryState{DeliveredInTime, DeliveryAhead, DeliveredLate, DeliveryMissing, DeliveryAbsent}
	a, b := slices.Index(order[:], d.State), slices.Index(order[:], o.State)
	return a > b || a == b && d.Late > o.Late
}
