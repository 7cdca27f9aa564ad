package inspect

import (
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
)

// Window is the part of a period's time in which something was recorded.
type Window struct {
	State    season.State
	Since    *season.Event // what brought the period into the state
	Reopened *season.Event // the reopening whose window it is; nil if it is none
	Locked   bool          // the period had been locked by then
}

// Change is something that was recorded after the period was closed or should have been, or a change of its set.
type Change struct {
	Event  *season.Event
	Window Window
	// Overdue is set for what was recorded in a period that was still open when the last day of declaring had passed.
	Overdue bool
	// Usual is set for what the procedure does in this window: appraisals go on in a period that is closed and was never
	// locked, or that should have been closed.
	Usual bool
	// Effects are what it did to units, by code: to the unit it is about, all else as it is, or, where it concerns all, to every
	// unit that stands otherwise. Weighed is false where that was not worked out, because it bears on no points by itself, or
	// because the unit as it stood just before or after it cannot be scored: points put directly may be more than a set admits that
	// the period changed to later.
	Effects []Effect
	Weighed bool
}

// Late lists what was changed when it should no longer have been.
type Late struct {
	Windows []Window // of the whole period, in their order
	Changes []Change // in the order of the log; usual ones if asked for
	Usual   int      // how many usual ones there are
	// Lock is the last day of declaring, as the sets of the period have it; of several the last. day.None where no set is known.
	Lock day.Day
	// Closed is the first closing; nil where there was none.
	Closed *season.Event
	// Together are the units that would stand otherwise without any of the changes that are not usual and bear on points, by code.
	Together []Effect
	// Uncompared is set where the period cannot be scored without them: Together then says nothing.
	Uncompared bool
}

// Look counts what needs looking at.
func (l *Late) Look() (n int) {
	for i := range l.Changes {
		if !l.Changes[i].Usual {
			n++
		}
	}
	return n
}

// ClosedLate reports whether the period was still open on the second day after the last one of declaring, or later.
func (l *Late) ClosedLate(asOf day.Day) bool {
	if l.Closed != nil {
		asOf = l.Closed.Recorded.Day()
	}
	return l.Lock != day.None && asOf > l.Lock+1
}

// Late lists the figures, decisions, rows of registers, occasions, units and attributes that were recorded after the period was
// closed, or after the last day of declaring where it was not closed by then, and the changes of its sets, each with whether it moved any points.
func (in *Inspection) Late(all bool) *Late {
	l := &Late{Lock: in.lock()}
	w := &weigher{in: in, known: map[string]upTo{}}
	dropped := map[int64]bool{}
	var now Window
	for i := range in.events {
		e := &in.events[i]
		if next, changed := now.after(e); changed && in.mine(e) {
			now = next
			l.Windows = append(l.Windows, now)
			if l.Closed == nil && now.State != season.Open {
				l.Closed = e
			}
			continue
		}
		if !in.mine(e) && e.Period != "" {
			continue
		}
		overdue := now.State == season.Open && now.Reopened == nil && !now.Locked && e.Recorded.Day() > in.lockOf(e, l.Lock)
		usual, late := now.late(e, overdue)
		if usual {
			l.Usual++
		}
		if !late || usual && !all {
			continue
		}
		c := Change{Event: e, Window: now, Overdue: overdue, Usual: usual}
		w.weigh(&c, i)
		dropped[e.Seq] = !usual && c.Weighed
		l.Changes = append(l.Changes, c)
	}
	together, ok := in.together(func(e *season.Event) bool { return dropped[e.Seq] })
	l.Together, l.Uncompared = together, !ok
	return l
}

// lock is the last day of declaring of all sets of the period; day.None where none is known.
func (in *Inspection) lock() day.Day {
	last := day.None
	if in.Outcome == nil {
		return last
	}
	for _, s := range in.Outcome.All() {
		if at := s.Program.Set().Period.Lock; last == day.None || at > last {
			last = at
		}
	}
	return last
}

// lockOf is the last day of declaring for what an event is about: that of the unit's set, else another one's; a day that never
// comes where none is known.
func (in *Inspection) lockOf(e *season.Event, other day.Day) day.Day {
	if set := in.Set(e.Unit); set != nil {
		other = set.Period.Lock
	}
	if other == day.None {
		return in.src.AsOf
	}
	return other
}

// after is the window that an event begins.
func (w *Window) after(e *season.Event) (Window, bool) {
	next := Window{Since: e, Locked: w.Locked}
	switch b := e.Body.(type) {
	case *season.Opening:
		next.State = season.Open
	case *season.PeriodChange:
		switch b.Event {
		case season.PeriodClosed:
			next.State = season.Closed
		case season.PeriodLocked:
			next.State, next.Locked = season.Locked, true
		default:
			next.State, next.Reopened = b.To, e
		}
	default:
		return Window{}, false
	}
	return next, true
}

// late reports whether an event belongs into the list, and whether the procedure does the like in this window;
// overdue is set where it should have been closed by then.
func (w *Window) late(e *season.Event, overdue bool) (usual, late bool) {
	switch e.Body.(type) {
	case *season.SetChange:
		return false, true
	case *season.FactState, *season.FactEnd, *season.Judgement, *season.JudgementEnd, *season.Entry, *season.EntryEnd, *season.Occasion,
		*season.OccasionEnd, *season.UnitState, *season.AttributeState:
	default:
		return false, false
	}
	switch {
	case w.State == "", w.State == season.Open && w.Reopened == nil && !w.Locked && !overdue:
		return false, false
	case w.Locked || w.Reopened != nil:
		return false, true
	}
	return judges(e, true) || isDispute(e), true
}

func isDispute(e *season.Event) bool {
	b, ok := e.Body.(*season.Judgement)
	return ok && b.Decision.Kind == engine.DecideDispute
}

// weigher works out what late changes did. Of a unit's own changes each is compared with what stood just before it.
type weigher struct {
	in    *Inspection
	known map[string]upTo // by unit
}

// upTo is the result of a unit's set with the unit as it was after so many events; nil where that cannot be scored.
type upTo struct {
	events int
	result *engine.Result
}

// weigh works out the effects of the i-th event.
func (w *weigher) weigh(c *Change, i int) {
	switch c.Event.Body.(type) {
	case *season.Entry, *season.EntryEnd: // points rest on the figures that come with them
		return
	case *season.FactState, *season.FactEnd, *season.Judgement, *season.JudgementEnd:
		w.unit(c, i)
		return
	}
	if w.in.Outcome == nil {
		return
	}
	// A period that cannot be scored without a unit or an occasion has nothing to be compared with.
	c.Effects, c.Weighed = w.in.together(func(e *season.Event) bool { return e.Seq == c.Event.Seq })
}

func (w *weigher) unit(c *Change, i int) {
	unit := c.Event.Unit
	at, scored := w.in.spots[unit]
	if !scored {
		return
	}
	before, after := w.result(unit, i), w.result(unit, i+1)
	if before == nil || after == nil {
		return
	}
	c.Weighed = true
	if e := effectOf(at.scored.Program.Set(), before, after, unit); e.Moved() {
		c.Effects = []Effect{*e}
	}
}

// result scores a unit's set with the unit as the first n events have it and all else as it is; nil where
// the set admits no such unit.
func (w *weigher) result(unit string, n int) *engine.Result {
	own := func(e season.Event) bool { return w.in.mine(&e) && e.Unit == unit }
	if k, ok := w.known[unit]; ok && k.events <= n && !slices.ContainsFunc(w.in.events[k.events:n], own) {
		return k.result
	}
	var events []season.Event
	for _, e := range w.in.events[:n] {
		if own(e) {
			events = append(events, e)
		}
	}
	facts, decisions := season.Fold(events, w.in.src.Period, w.in.src.AsOf).Evidence(unit)
	r, err := w.in.without(unit, func(uc *engine.UnitCase) { uc.Facts, uc.Decisions = facts, decisions })
	if err != nil {
		r = nil
	}
	w.known[unit] = upTo{n, r}
	return r
}
