package sheet

import (
	"cmp"
	"slices"

	"cchc/engine"
)

// sort puts everything in the one order that Facts promises.
func (f *Facts) sort() {
	slices.SortFunc(f.Units, func(a, b UnitFacts) int { return cmp.Compare(a.Unit, b.Unit) })
	for i := range f.Units {
		u := &f.Units[i]
		slices.SortFunc(u.Facts, compareFacts)
		slices.SortFunc(u.Corrections, func(a, b Correction) int { return compareFacts(a.Fact, b.Fact) })
		slices.SortFunc(u.Decisions, compareDecisions)
	}
	slices.SortFunc(f.Events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Deliverable, b.Deliverable), cmp.Compare(a.ID, b.ID))
	})
}

func compareFacts(a, b engine.Fact) int {
	return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Field, b.Field),
		cmp.Compare(a.Layer, b.Layer))
}

func compareDecisions(a, b engine.Decision) int {
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Input, b.Input), cmp.Compare(a.Row, b.Row),
		cmp.Compare(a.Field, b.Field), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Layer, b.Layer))
}
