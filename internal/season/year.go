package season

import (
	"cmp"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/seeds"
)

// Year is what was known of a period at the end of a day: one fact per place and layer, the decisions that stood, the
// units as recorded, the occasions of the plan.
type Year struct {
	Demo      bool
	Log       int64 // number of the last event in the log when it was read, later ones than AsOf among them
	Period    Period
	AsOf      day.Day
	Units     *seeds.Units
	Occasions []seeds.Event // by deliverable and id
	Known     []UnitYear    // by unit; units of which nothing is known are not there
}

// UnitYear is what was known of one unit.
type UnitYear struct {
	Unit      string
	Facts     []FactState // by place and layer; Fact.Recorded is the day it was learnt
	Decisions []Judgement // by id
}

// Unit gives what was known of a unit; nil if nothing was.
func (y *Year) Unit(code string) *UnitYear {
	i, ok := slices.BinarySearchFunc(y.Known, code, func(u UnitYear, code string) int { return strings.Compare(u.Unit, code) })
	if !ok {
		return nil
	}
	return &y.Known[i]
}

// Choice gives the set chosen for a block.
func (p *Period) Choice(block string) (Choice, bool) {
	for _, c := range p.Choices {
		if c.Block == block {
			return c, true
		}
	}
	return Choice{}, false
}

// ComparePlace orders facts by place and layer, as Year and the store list them.
func (b *FactState) ComparePlace(o *FactState) int {
	f, g := &b.Fact, &o.Fact
	return cmp.Or(strings.Compare(f.Input, g.Input), strings.Compare(f.Row, g.Row), strings.Compare(f.Field, g.Field),
		cmp.Compare(f.Layer, g.Layer))
}

// CompareOccasions orders occasions by deliverable and id.
func CompareOccasions(a, b seeds.Event) int {
	return cmp.Or(strings.Compare(a.Deliverable, b.Deliverable), strings.Compare(a.ID, b.ID))
}

// Rejects reports whether a decision is a rejection that no later stage took back.
func (u *UnitYear) Rejects(d *engine.Decision) bool {
	return d.Kind == engine.DecideReject &&
		!slices.ContainsFunc(u.Decisions, func(j Judgement) bool { return j.Decision.Lifts(d) })
}

// Figure gives the value that counts of an input of a unit as a whole after all appraisals: that of the latest layer that
// was not rejected.
func (y *Year) Figure(unit, input string) (engine.Value, bool) {
	u := y.Unit(unit)
	if u == nil {
		return engine.Value{}, false
	}
	var rejected engine.Layer
	for i := range u.Decisions {
		d := &u.Decisions[i].Decision
		if u.Rejects(d) && d.Input == input && d.Row == "" && d.Field == "" {
			rejected = max(rejected, d.Layer)
		}
	}
	var out *engine.Fact
	for i := range u.Facts {
		f := &u.Facts[i].Fact
		counts := rejected == 0 || f.Layer > rejected
		if counts && f.Input == input && f.Row == "" && f.Field == "" && (out == nil || f.Layer > out.Layer) {
			out = f
		}
	}
	if out == nil {
		return engine.Value{}, false
	}
	return out.Value, true
}
