package inspect

import (
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
)

// Fate is what became of a decision that was recorded.
type Fate string

// The fates of decisions.
const (
	Counts    Fate = "counts"
	Replaced  Fate = "replaced"  // a later one stands in its place
	Withdrawn Fate = "withdrawn" // taken back
	NotYet    Fate = "not_yet"   // of a later stage or day than is looked at
)

// Touch is something that a person decided about a unit: points put directly, or a judgement of facts.
type Touch struct {
	// Event's body is a *season.Judgement; for a figure put right a *season.FactState, for a rejection lifted a *season.JudgementEnd.
	Event  *season.Event
	Fate   Fate
	Ended  *season.Event // what replaced or withdrew it
	Alone  bool          // points put directly without a second person, or with the same one
	Effect *Effect       // nil where it does not count, or the unit is not scored with it or without it
}

// Hand lists what was decided by hand.
type Hand struct {
	Overrides []Touch // points put directly, in the order of the log
	// Lifted are the withdrawals of rejections, in the order of the log: each gives back what the rejection took.
	Lifted     []Touch
	Judgements []Touch // all others, if asked for
	Judged     int     // how many others there are
	// Together are the units that would stand otherwise without any of the overrides that count and with the rejections that were lifted, by
	// code.
	Together []Effect
	// Uncompared is set where the period cannot be scored without them: Together then says nothing.
	Uncompared bool
}

// Look counts what needs looking at.
func (h *Hand) Look() int { return len(h.Overrides) + len(h.Lifted) }

// Hand lists the points that were put directly, and rejections that were lifted, each with what it did: the unit scored without
// it, all else as it is. With all
// it lists judgements, too: documents accepted and rejected, figures put right, applicability, units left out of ranks.
func (in *Inspection) Hand(all bool) *Hand {
	h := &Hand{}
	touches, lifted := in.touches()
	h.Lifted = lifted
	for _, t := range touches {
		override := isOverride(t.Event)
		if !override {
			if h.Judged++; !all {
				continue
			}
		}
		in.weigh(&t)
		if override {
			h.Overrides = append(h.Overrides, t)
		} else {
			h.Judgements = append(h.Judgements, t)
		}
	}
	lifts := map[int64]bool{}
	for i := range lifted {
		lifts[lifted[i].Event.Seq] = true
	}
	together, ok := in.together(func(e *season.Event) bool { return isOverride(e) || lifts[e.Seq] })
	h.Together, h.Uncompared = together, !ok
	return h
}

func isOverride(e *season.Event) bool {
	b, ok := e.Body.(*season.Judgement)
	return ok && b.Decision.Kind == engine.DecideOverride
}

// place is what a judgement is about: its unit and id, or the datum of a figure put right.
type place struct {
	unit, id, input, row, field string
	layer                       engine.Layer
}

// placeOf gives what an event is about, for facts and decisions and their withdrawals.
func placeOf(e *season.Event) (at place, ends, ok bool) {
	switch b := e.Body.(type) {
	case *season.Judgement:
		return place{unit: e.Unit, id: b.ID}, false, true
	case *season.JudgementEnd:
		return place{unit: e.Unit, id: b.ID}, true, true
	case *season.FactState:
		return place{e.Unit, "", b.Fact.Input, b.Fact.Row, b.Fact.Field, b.Fact.Layer}, false, true
	case *season.FactEnd:
		return place{e.Unit, "", b.Input, b.Row, b.Field, b.Layer}, true, true
	}
	return place{}, false, false
}

// touches gives every judgement of the period and what became of it, and every withdrawal of a rejection.
func (in *Inspection) touches() (out, lifted []Touch) {
	stands, lifts := map[place]int{}, map[place]int{}
	for i := range in.events {
		e := &in.events[i]
		at, ends, ok := placeOf(e)
		if !ok || !in.mine(e) || at.id == "" && at.layer <= engine.LayerRegister {
			continue
		}
		if was, there := stands[at]; there {
			out[was].Ended, out[was].Fate = e, Replaced
			if ends {
				out[was].Fate = Withdrawn
			}
			delete(stands, at)
			if rejection := out[was].Event; ends && isReject(rejection) {
				lifts[at] = len(lifted)
				lifted = append(lifted, in.lift(e, rejection))
			}
		} else if was, there := lifts[at]; there && !ends { // decided anew under the same name
			lifted[was].Ended, lifted[was].Fate, lifted[was].Effect = e, Replaced, nil
			delete(lifts, at)
		}
		if !ends && judges(e, false) {
			stands[at] = len(out)
			out = append(out, Touch{Event: e, Fate: in.fate(e), Alone: alone(e)})
		}
	}
	return out, lifted
}

func isReject(e *season.Event) bool {
	b, ok := e.Body.(*season.Judgement)
	return ok && b.Decision.Kind == engine.DecideReject
}

// lift is the withdrawal of a rejection, and what it did: the unit scored as if the rejection stood, all else as it is.
func (in *Inspection) lift(e, rejection *season.Event) Touch {
	t := Touch{Event: e, Fate: in.fate(rejection)}
	if t.Fate == Counts {
		t.Effect = in.effect(e.Unit, func(uc *engine.UnitCase) {
			uc.Decisions = append(slices.Clone(uc.Decisions), rejection.Body.(*season.Judgement).Decision)
		})
	}
	return t
}

// fate is whether what stands counts at the stage and day that are looked at.
func (in *Inspection) fate(e *season.Event) Fate {
	layer, on := engine.LayerFinal, day.None
	switch b := e.Body.(type) {
	case *season.Judgement:
		layer, on = b.Decision.Layer, b.Decision.Date
	case *season.FactState:
		layer = b.Fact.Layer
	}
	if !in.src.Stage.Counts(layer) || on != day.None && on > in.src.AsOf {
		return NotYet
	}
	return Counts
}

// alone reports whether points were put directly by one person, whatever admitted that.
func alone(e *season.Event) bool {
	if !isOverride(e) {
		return false
	}
	by, second := Deciders(e)
	return person(second) == "/" || person(by) == person(second)
}

// weigh works out what a judgement that counts does.
func (in *Inspection) weigh(t *Touch) {
	if t.Fate != Counts {
		return
	}
	known := in.Year.Unit(t.Event.Unit)
	if known == nil {
		return
	}
	switch b := t.Event.Body.(type) {
	case *season.Judgement:
		at := slices.IndexFunc(known.Decisions, func(j season.Judgement) bool { return j.ID == b.ID })
		t.Effect = in.effect(t.Event.Unit, func(uc *engine.UnitCase) {
			uc.Decisions = slices.Delete(slices.Clone(uc.Decisions), at, at+1)
		})
	case *season.FactState:
		at := slices.IndexFunc(known.Facts, func(f season.FactState) bool { return f.ComparePlace(b) == 0 })
		t.Effect = in.effect(t.Event.Unit, func(uc *engine.UnitCase) {
			uc.Facts = slices.Delete(slices.Clone(uc.Facts), at, at+1)
		})
	}
}
