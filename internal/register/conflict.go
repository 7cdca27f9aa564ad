package register

import (
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
)

// Conflict is a place of a unit of which different sources say different things: what the unit declared, what an office's
// register has, what an appraisal put in its place.
type Conflict struct {
	Unit, Block       string
	Input, Row, Field string
	Label             string  // the input's own, from the unit's set
	Claims            []Claim // by layer, from the declared one on; at least two that differ
}

// Claim is what one layer says of a place.
type Claim struct {
	Layer            engine.Layer
	Value            engine.Value
	Text             string // the value as a cell would hold it
	Source, Document string
	By, Second       string // who decided, for the appraisals
	Recorded         day.Day
	Rejected         bool // an appraisal did not accept it: as if absent
	Counts           bool // it is the one that is scored, after all appraisals; none is where all are rejected
}

// Conflicts lists the places that the sets ask for and of which what is known differs, by unit and place. Whichever stage
// is scored, the latest layer up to it counts; Counts is said of the last stage.
func Conflicts(y *season.Year, sets ...*form.Set) []Conflict {
	var out []Conflict
	for i := range y.Known {
		u := &y.Known[i]
		unit, _ := y.Units.ByCode(u.Unit)
		set := setOf(sets, unit.Block)
		if set == nil {
			continue
		}
		inputs := make(map[string]*form.Input, len(set.Inputs))
		for i := range set.Inputs {
			inputs[set.Inputs[i].Name] = &set.Inputs[i]
		}
		rejected := rejections(u)
		for first := 0; first < len(u.Facts); {
			at := placeOf(&u.Facts[first].Fact)
			end := first + 1
			for end < len(u.Facts) && placeOf(&u.Facts[end].Fact) == at {
				end++
			}
			if in := inputs[at.input]; in != nil && differ(u.Facts[first:end]) {
				out = append(out, Conflict{Unit: u.Unit, Block: unit.Block, Input: at.input, Row: at.row, Field: at.field,
					Label: in.Label, Claims: claims(in, u.Facts[first:end], rejected[at])})
			}
			first = end
		}
	}
	return out
}

// setOf gives the set that scores a block; a set without blocks scores any. nil where there is none.
func setOf(sets []*form.Set, block string) *form.Set {
	for _, set := range sets {
		if block != "" && len(set.Blocks) == 0 || slices.Contains(set.Blocks, block) {
			return set
		}
	}
	return nil
}

// rejections gives, of each place, the latest layer up to which what is known was not accepted, and stayed so.
func rejections(u *season.UnitYear) map[place]engine.Layer {
	m := map[place]engine.Layer{}
	for i := range u.Decisions {
		if d := &u.Decisions[i].Decision; u.Rejects(d) {
			at := place{d.Input, d.Row, d.Field}
			m[at] = max(m[at], d.Layer)
		}
	}
	return m
}

// differ reports whether the facts of one place say different things.
func differ(facts []season.FactState) bool {
	return slices.ContainsFunc(facts[1:], func(f season.FactState) bool { return !same(facts[0].Fact.Value, f.Fact.Value) })
}

// claims makes the claims of the facts of one place, which stand in the order of their layers.
func claims(in *form.Input, facts []season.FactState, rejected engine.Layer) []Claim {
	out := make([]Claim, len(facts))
	counts := -1
	for i := range facts {
		f := &facts[i]
		out[i] = Claim{Layer: f.Fact.Layer, Value: f.Fact.Value, Text: text(in, f.Fact.Field, f.Fact.Value), Source: f.Fact.Source,
			Document: f.Fact.Document, By: f.By, Second: f.Second, Recorded: f.Fact.Recorded,
			Rejected: rejected > engine.LayerRegister && f.Fact.Layer <= rejected}
		if !out[i].Rejected {
			counts = i
		}
	}
	if counts >= 0 {
		out[counts].Counts = true
	}
	return out
}
