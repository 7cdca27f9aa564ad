package demo_test

import (
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/sheet"
	"cchc/seeds/demo/demotest"
)

// world is the whole year, with what only these tests ask of it.
type world struct{ *demotest.World }

func makeWorld(t testing.TB) *world { return &world{demotest.New(t)} }

func (w *world) block(code string) string {
	u, _ := w.Units.ByCode(code)
	return u.Block
}

// factsOf are a set's year in the form that is written as files: without what was known earlier.
func factsOf(m *demotest.Made) *sheet.Facts {
	out := &sheet.Facts{}
	for _, u := range m.Data.Units {
		uf := sheet.UnitFacts{Unit: u.Unit, Facts: u.Facts, Decisions: u.Decisions}
		for _, c := range u.Corrections {
			uf.Corrections = append(uf.Corrections, sheet.Correction(c))
		}
		out.Units = append(out.Units, uf)
	}
	for _, e := range m.Data.Events {
		out.Events = append(out.Events, sheet.Event{Deliverable: e.Deliverable, ID: e.ID, Date: e.Date, Due: e.Due, Units: e.Units,
			Document: e.Document})
	}
	return out
}

func nodeOf(m *demotest.Made, code string) int {
	return slices.IndexFunc(m.Set.Nodes, func(n form.Node) bool { return n.Code == code })
}

func unitOf(t testing.TB, r *engine.Result, code string) *engine.UnitResult {
	t.Helper()
	for i := range r.Units {
		if r.Units[i].Unit == code {
			return &r.Units[i]
		}
	}
	t.Fatalf("no result of %s", code)
	return nil
}
