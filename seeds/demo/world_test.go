package demo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/rules"
	"cchc/seeds"
	"cchc/seeds/demo"
)

// The sets of the demo year.
var sets = []string{"so-2026", "xa-2026", "tinh-2026"}

// made is the year of the units of one set.
type made struct {
	set     *form.Set
	program *engine.Program
	data    *demo.Data
}

// world is the whole year: every unit with everything it is scored with.
type world struct {
	units    *seeds.Units
	calendar *season.Calendar
	made     map[string]*made // by set
	outcomes map[moment]*season.Outcome
}

// moment is a day that is looked from and the stage reached.
type moment struct {
	asOf  day.Day
	stage engine.Stage
}

// final is when the results are settled.
func final() moment {
	last := demo.Stages()[len(demo.Stages())-1]
	return moment{last.Day, last.Stage}
}

func makeWorld(t testing.TB) *world {
	t.Helper()
	w := &world{units: seeds.DefaultUnits(), calendar: season.DefaultCalendar(), made: map[string]*made{},
		outcomes: map[moment]*season.Outcome{}}
	for _, id := range sets {
		loaded, err := rules.LoadEmbedded(id)
		if err != nil {
			t.Fatal(err)
		}
		m := &made{set: loaded.Set}
		if m.program, err = engine.Compile(m.set); err != nil {
			t.Fatal(err)
		}
		if m.data, err = demo.Year(m.set, w.units); err != nil {
			t.Fatal(err)
		}
		w.made[id] = m
	}
	return w
}

// year is what was known on a day.
func (w *world) year(on day.Day) *season.Year {
	y := &season.Year{Demo: true, AsOf: on, Units: w.units}
	for _, id := range sets {
		data := w.made[id].data
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

// score scores every set at a moment, the province on what its units add up to.
func (w *world) score(t testing.TB, at moment) *season.Outcome {
	t.Helper()
	if w.outcomes[at] != nil {
		return w.outcomes[at]
	}
	var programs []*engine.Program
	var prior []engine.Prior
	for _, id := range sets {
		m := w.made[id]
		programs = append(programs, m.program)
		prior = append(prior, season.Prior(m.set, w.units, func(unit, input string) (engine.Value, bool) {
			for _, p := range m.data.Previous {
				if p.Unit == unit && p.Input == input {
					return p.Value, true
				}
			}
			return engine.Value{}, false
		})...)
	}
	out, err := w.calendar.Score(w.year(at.asOf), programs, prior, at.stage)
	if err != nil {
		t.Fatal(err)
	}
	w.outcomes[at] = out
	return out
}

// result is what came of a set at a moment.
func (w *world) result(t testing.TB, set string, at moment) *engine.Result {
	t.Helper()
	for _, s := range w.score(t, at).All() {
		if s.Program == w.made[set].program {
			return s.Result
		}
	}
	t.Fatalf("no result of %s", set)
	return nil
}

func (w *world) block(code string) string {
	u, _ := w.units.ByCode(code)
	return u.Block
}

// facts are a set's year in the form that is written as files: without what was known earlier.
func (m *made) facts() *sheet.Facts {
	out := &sheet.Facts{}
	for _, u := range m.data.Units {
		uf := sheet.UnitFacts{Unit: u.Unit, Facts: u.Facts, Decisions: u.Decisions}
		for _, c := range u.Corrections {
			uf.Corrections = append(uf.Corrections, sheet.Correction(c))
		}
		out.Units = append(out.Units, uf)
	}
	for _, e := range m.data.Events {
		out.Events = append(out.Events, sheet.Event{Deliverable: e.Deliverable, ID: e.ID, Date: e.Date, Due: e.Due, Units: e.Units,
			Document: e.Document})
	}
	return out
}

func (m *made) node(code string) int {
	return slices.IndexFunc(m.set.Nodes, func(n form.Node) bool { return n.Code == code })
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
