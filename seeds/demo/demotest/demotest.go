// Package demotest makes the whole demo year for tests: every unit with everything it is scored with, scored at any
// Moment as the official run would. It keeps nothing and belongs to tests only.
package demotest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/rules"
	"cchc/seeds"
	"cchc/seeds/demo"
)

// Sets are the sets of the demo year.
var Sets = []string{"so-2026", "xa-2026", "tinh-2026"}

// Made is the year of the units of one set.
type Made struct {
	Set     *form.Set
	Program *engine.Program
	Data    *demo.Data
}

// World is the whole year: every unit with everything it is scored with.
type World struct {
	Units    *seeds.Units
	Calendar *season.Calendar
	Made     map[string]*Made // by set
	outcomes map[Moment]*season.Outcome
}

// Moment is a day that is looked from and the stage reached.
type Moment struct {
	AsOf  day.Day
	Stage engine.Stage
}

// Final is when the results are settled.
func Final() Moment {
	last := demo.Stages()[len(demo.Stages())-1]
	return Moment{last.Day, last.Stage}
}

// New makes the year; nothing is scored yet.
func New(t testing.TB) *World {
	t.Helper()
	w := &World{Units: seeds.DefaultUnits(), Calendar: season.DefaultCalendar(), Made: map[string]*Made{},
		outcomes: map[Moment]*season.Outcome{}}
	for _, id := range Sets {
		loaded, err := rules.LoadEmbedded(id)
		if err != nil {
			t.Fatal(err)
		}
		m := &Made{Set: loaded.Set}
		if m.Program, err = engine.Compile(m.Set); err != nil {
			t.Fatal(err)
		}
		if m.Data, err = demo.Year(m.Set, w.Units); err != nil {
			t.Fatal(err)
		}
		w.Made[id] = m
	}
	return w
}

// Year is what was known on a day.
func (w *World) Year(on day.Day) *season.Year {
	y := &season.Year{Demo: true, AsOf: on, Units: w.Units}
	for _, id := range Sets {
		data := w.Made[id].Data
		for _, e := range data.Events {
			if e.Date <= on {
				y.Occasions = append(y.Occasions, e)
			}
		}
		for i := range data.Units {
			y.Known = append(y.Known, knownOf(&data.Units[i], on))
		}
	}
	slices.SortFunc(y.Occasions, season.CompareOccasions)
	slices.SortFunc(y.Known, func(a, b season.UnitYear) int { return strings.Compare(a.Unit, b.Unit) })
	return y
}

// knownOf keeps the last version of each datum that was recorded by a day, and the decisions made by then.
func knownOf(u *demo.Unit, on day.Day) season.UnitYear {
	out := season.UnitYear{Unit: u.Unit}
	for _, f := range u.History() {
		if f.Recorded <= on {
			out.Facts = append(out.Facts, season.FactState{Fact: f})
		}
	}
	slices.SortStableFunc(out.Facts, func(a, b season.FactState) int {
		if c := a.ComparePlace(&b); c != 0 {
			return c
		}
		return int(b.Fact.Recorded) - int(a.Fact.Recorded)
	})
	out.Facts = slices.CompactFunc(out.Facts, func(a, b season.FactState) bool { return a.ComparePlace(&b) == 0 })
	for i, d := range u.Decisions {
		if d.Date <= on {
			out.Decisions = append(out.Decisions, season.Judgement{ID: fmt.Sprint(i), Decision: d})
		}
	}
	return out
}

// Score scores every set at a Moment, the province on what its units add up to.
func (w *World) Score(t testing.TB, at Moment) *season.Outcome {
	t.Helper()
	if w.outcomes[at] != nil {
		return w.outcomes[at]
	}
	var programs []*engine.Program
	var prior []engine.Prior
	for _, id := range Sets {
		m := w.Made[id]
		programs = append(programs, m.Program)
		prior = append(prior, season.Prior(m.Set, w.Units, func(unit, input string) (engine.Value, bool) {
			for _, p := range m.Data.Previous {
				if p.Unit == unit && p.Input == input {
					return p.Value, true
				}
			}
			return engine.Value{}, false
		})...)
	}
	out, err := w.Calendar.Score(w.Year(at.AsOf), programs, prior, at.Stage)
	if err != nil {
		t.Fatal(err)
	}
	w.outcomes[at] = out
	return out
}

// Result is what came of a set at a Moment.
func (w *World) Result(t testing.TB, set string, at Moment) *engine.Result {
	t.Helper()
	for _, s := range w.Score(t, at).All() {
		if s.Program == w.Made[set].Program {
			return s.Result
		}
	}
	t.Fatalf("no result of %s", set)
	return nil
}
