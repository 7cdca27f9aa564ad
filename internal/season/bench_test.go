package season

import (
	"fmt"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/seeds"
)

// benchSets are the built-in sets of departments, communes and the province.
func benchSets(b *testing.B) []*engine.Program {
	var all []*engine.Program
	for _, id := range []string{"so-2026", "xa-2026", "tinh-2026"} {
		l, err := rules.LoadEmbedded(id)
		if err != nil {
			b.Fatal(err)
		}
		p, err := engine.Compile(l.Set)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// benchLog is a year of n events: the default units, then figures of every unit, input after input, until there are enough;
// the later ones correct the earlier.
func benchLog(b *testing.B, sets []*engine.Program, n int) []Event {
	units := seeds.DefaultUnits()
	var l log
	start := day.Must(2026, 1, 5)
	for _, u := range units.All() {
		l.add(noon(start), with(bodied(clerk, "ghi nhận", &UnitState{u}), func(d *Draft) { d.Period = "" }))
	}
	for _, a := range units.Attributes() {
		l.add(noon(start), with(bodied(clerk, "ghi nhận", &AttributeState{a}), func(d *Draft) { d.Period = "" }))
	}
	for round := int64(0); len(l.events) < n; round++ {
		on := noon(start) + Instant(len(l.events))*millisecondsADay/80
		for _, p := range sets {
			for _, u := range ScoredUnits(p.Set(), units, start) {
				for i := range p.Set().Inputs {
					if in := &p.Set().Inputs[i]; in.Type == form.InCount && len(in.From) == 0 && len(l.events) < n {
						d := layered(engine.LayerRegister, u.Code, clerk, "", "")
						d.Key = fmt.Sprint(len(l.events))
						f := &d.Body.(*FactState).Fact
						f.Input, f.Value, f.Source = in.Name, number(round+int64(i)), "sổ"
						l.add(on, d)
					}
				}
			}
		}
	}
	return l.events
}

// BenchmarkFold makes the year of 20,000 events.
func BenchmarkFold(b *testing.B) {
	events := benchLog(b, benchSets(b), 20_000)
	b.ReportAllocs()
	for b.Loop() {
		if y := Fold(events, "2026", day.Must(2027, 1, 20)); len(y.Known) != 146 {
			b.Fatalf("%d units known", len(y.Known))
		}
	}
}

// BenchmarkCases makes the three cases of that year.
func BenchmarkCases(b *testing.B) {
	sets := benchSets(b)
	y := Fold(benchLog(b, sets, 20_000), "2026", day.Must(2027, 1, 20))
	c := DefaultCalendar()
	b.ReportAllocs()
	for b.Loop() {
		owed, err := c.owed(y, sets...)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range sets {
			if made := c.Case(p.Set(), y.Units, owed, y.Evidence, y.AsOf, engine.StageFinal); len(made.Units) == 0 {
				b.Fatal("nobody is scored")
			}
		}
	}
}

// BenchmarkScoreYear scores the three sets of that year, and BenchmarkPreviewUnit one unit of it.
func BenchmarkScoreYear(b *testing.B) {
	sets := benchSets(b)
	y := Fold(benchLog(b, sets, 20_000), "2026", day.Must(2027, 1, 20))
	c := DefaultCalendar()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Score(y, sets, nil, engine.StageFinal); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPreviewUnit(b *testing.B) {
	sets := benchSets(b)
	y := Fold(benchLog(b, sets, 20_000), "2026", day.Must(2027, 1, 20))
	c := DefaultCalendar()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Preview(y, sets, nil, "xa-yen-tu", engine.StageFinal); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecodeEvents reads the log of that year from its bytes.
func BenchmarkDecodeEvents(b *testing.B) {
	var log [][]byte
	for _, e := range benchLog(b, benchSets(b), 20_000) {
		bytes, err := e.Canonical()
		if err != nil {
			b.Fatal(err)
		}
		log = append(log, bytes)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, bytes := range log {
			if _, err := DecodeEvent(bytes); err != nil {
				b.Fatal(err)
			}
		}
	}
}
