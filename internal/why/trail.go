package why

import (
	"cchc/engine"
	"cchc/internal/season"
	"cchc/seeds"
)

// key names what an event is about.
type key struct {
	of           What
	period, unit string
	name         [3]string
	layer        engine.Layer
}

func attributeKey(a *seeds.Attribute) key {
	return key{of: OfAttribute, unit: a.Unit, name: [3]string{a.Name, a.From.String()}}
}

func occasionKey(deliverable, id string) key {
	return key{of: OfOccasion, name: [3]string{deliverable, id}}
}

// trail is the last event about each thing.
type trail map[key]*season.Event

// trailOf follows what a state knows: of its period, and of facts and decisions of the period before.
func trailOf(s *Side) trail {
	t := trail{}
	period, before := s.Year.Period.ID, ""
	if s.Before != nil {
		before = s.Before.Period.ID
	}
	hashes := map[string]string{} // by block
	for i := range s.Log {
		e := &s.Log[i]
		if e.Recorded.Day() > s.Year.AsOf {
			break
		}
		own := e.Period == "" || e.Period == period
		switch b := e.Body.(type) {
		case *season.FactState:
			f := &b.Fact
			t.ofUnit(e, period, before, key{of: OfFact, name: [3]string{f.Input, f.Row, f.Field}, layer: f.Layer})
		case *season.FactEnd:
			t.ofUnit(e, period, before, key{of: OfFact, name: [3]string{b.Input, b.Row, b.Field}, layer: b.Layer})
		case *season.Judgement:
			t.ofUnit(e, period, before, key{of: OfDecision, name: [3]string{b.ID}})
		case *season.JudgementEnd:
			t.ofUnit(e, period, before, key{of: OfDecision, name: [3]string{b.ID}})
		case *season.UnitState:
			if own {
				t[key{of: OfUnit, unit: b.Unit.Code}] = e
			}
		case *season.AttributeState:
			if own {
				t[attributeKey(&b.Attribute)] = e
			}
		case *season.Occasion:
			if own {
				t[occasionKey(b.Event.Deliverable, b.Event.ID)] = e
			}
		case *season.OccasionEnd:
			if own {
				t[occasionKey(b.Deliverable, b.ID)] = e
			}
		case *season.Opening:
			if own {
				t[key{of: OfPlan}] = e
				t.chosen(e, hashes, b.Choices)
			}
		case *season.SetChange:
			if own {
				t.chosen(e, hashes, b.Choices)
			}
		}
	}
	return t
}

// ofUnit notes an event about a unit's evidence in one of the periods.
func (t trail) ofUnit(e *season.Event, period, before string, at key) {
	at.unit = e.Unit
	switch e.Period {
	case "": // of every period
		for _, p := range []string{period, before} {
			at.period = p
			t[at] = e
		}
	case period, before:
		at.period = e.Period
		t[at] = e
	}
}

// chosen notes the blocks that get another version.
func (t trail) chosen(e *season.Event, hashes map[string]string, choices []season.Choice) {
	for _, c := range choices {
		if hashes[c.Block] != c.Hash {
			hashes[c.Block] = c.Hash
			t[key{of: OfSet, name: [3]string{c.Block}}] = e
		}
	}
}
