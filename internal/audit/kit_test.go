package audit_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"cchc/engine"
	"cchc/internal/audit"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/rules/rulestest"
	"cchc/seeds"
	"cchc/seeds/demo/demotest"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// runOf records an outcome of a year and gives what its receipts are made of.
func runOf(t testing.TB, y *season.Year, out *season.Outcome, stage engine.Stage) *audit.Source {
	t.Helper()
	plan, err := season.EncodePlan(seeds.DefaultPlanFiles())
	must(t, err)
	y.Period.ID, y.Period.Plan, y.Log = "2026", canon.Hash(season.PlanDomain, plan), 4711
	run, _, err := y.Run("2026-final-1", out, stage)
	must(t, err)
	return &audit.Source{Year: y, Plan: plan, Outcome: out, Program: "(devel)", Go: "go1.26", Event: season.Event{Seq: 4712,
		Recorded: season.DayStart(y.AsOf), Draft: season.Draft{Key: "run/" + run.ID, Kind: season.RunMade, Period: "2026",
			Actor: "so-noi-vu/Nguyễn Văn A", Reason: "Công bố", Happened: day.None, Body: run}}}
}

// demoSource is the final run of the demo year: the province, 16 departments, 129 communes. The year is made and scored once
// for all tests; what a source says of the run is each one's own.
func demoSource(t testing.TB) *audit.Source {
	demoOnce.Do(func() { demoWorld = demotest.New(t) })
	return finalRun(t, demoWorld)
}

var (
	demoOnce  sync.Once
	demoWorld *demotest.World
)

func finalRun(t testing.TB, w *demotest.World) *audit.Source {
	at := demotest.Final()
	return runOf(t, w.Year(at.AsOf), w.Score(t, at), at.Stage)
}

// smallSet compares the units of a block by one figure, and has a second leaf of bands.
const smallSet = `
set:
  id: nho
  version: 1.0.0
  title: "Bộ thử"
  reference: "Bộ tiêu chí tham khảo"
  scope: unit
  blocks: [so, xa]
  max: 3
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 2, mode: half_up}
  ties: shared_skip
classes:
  - {bands: [{from: 50, name: "Đạt"}, {else: true, name: "Chưa đạt"}]}
inputs:
  tin: {type: count, label: "Tin", declared_by: so-noi-vu}
  bai: {type: count, label: "Bài", declared_by: unit}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 3
    children:
      - {code: "1.1", name: "Tin", max: 1, relative: {value: tin, to: best, direction: up, best_is_zero: zero}}
      - code: "1.2"
        name: "Bài"
        max: 2
        value: bai
        bands: [{from: 10, points: 2, because: "Từ 10 bài"}, {from: 5, points: 1, because: "Từ 5 bài"}, {else: true, points: 0, because: "Dưới 5 bài"}]
`

// smallSource is a run over five units of a small set.
func smallSource(t testing.TB) *audit.Source {
	t.Helper()
	p := rulestest.Program(t, smallSet)
	y := &season.Year{AsOf: day.Must(2027, 1, 20)}
	var units []seeds.Unit
	for i, code := range []string{"so-mot", "so-hai", "xa-ba", "xa-bon", "xa-nam"} {
		units = append(units, seeds.Unit{Code: code, Name: "Đơn vị " + code, Block: code[:2], ValidFrom: day.None, ValidTo: day.None})
		u := season.UnitYear{Unit: code}
		for k, input := range []string{"bai", "tin"} {
			u.Facts = append(u.Facts, season.FactState{Fact: engine.Fact{Input: input, Layer: engine.LayerRegister, Document: "Số liệu của " + code,
				Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(int64(3 + 4*i + 5*k))}, Recorded: day.Must(2026, 6, 1)}})
		}
		u.Decisions = []season.Judgement{{ID: "q" + fmt.Sprint(i), Decision: engine.Decision{Kind: engine.DecideAccept, Code: "1.2",
			Layer: engine.LayerAppraisal1, By: "so-noi-vu/B", Date: day.Must(2026, 12, 20)}}}
		y.Known = append(y.Known, u)
	}
	slices.SortFunc(y.Known, func(a, b season.UnitYear) int { return compare(a.Unit, b.Unit) })
	y.Units = seeds.NewUnits(units, nil)
	out, err := season.DefaultCalendar().Score(y, []*engine.Program{p}, nil, engine.StageFinal)
	must(t, err)
	return runOf(t, y, out, engine.StageFinal)
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func whole(t testing.TB, s *audit.Source) *audit.File {
	t.Helper()
	f, err := s.OfRun()
	must(t, err)
	return f
}

func ofUnit(t testing.TB, s *audit.Source, unit string) *audit.File {
	t.Helper()
	f, err := s.OfUnit(unit)
	must(t, err)
	return f
}

func encoded(t testing.TB, f *audit.File) []byte {
	t.Helper()
	b, err := f.Encode()
	must(t, err)
	return b
}

// identical holds that a receipt verifies, with every check passed but those named.
func identical(t testing.TB, b []byte, skipped ...string) *audit.Report {
	t.Helper()
	r := audit.Verify(b)
	if r.Verdict != audit.Identical || r.First != nil || r.Fault != nil {
		t.Fatalf("%s: %+v, %v", r.Verdict, r.First, r.Fault)
	}
	for _, c := range r.Checks {
		want := audit.Passed
		if slices.Contains(skipped, c.Code) {
			want = audit.Skipped
		}
		if c.State != want {
			t.Errorf("%s is %s, want %s", c.Code, c.State, want)
		}
	}
	return r
}

// differs holds that a receipt is found to differ, and gives where.
func differs(t testing.TB, name string, b []byte) audit.Divergence {
	t.Helper()
	r := audit.Verify(b)
	if r.Verdict != audit.Differs || r.First == nil {
		t.Errorf("%s: %s, %v", name, r.Verdict, r.Fault)
		return audit.Divergence{}
	}
	return *r.First
}

// part gives a part to change it.
func part(t testing.TB, f *audit.File, name string) *audit.Part {
	t.Helper()
	at := slices.IndexFunc(f.Parts, func(p audit.Part) bool { return p.Name == name })
	if at < 0 {
		t.Fatalf("no part %s", name)
	}
	return &f.Parts[at]
}

// named makes the run's event name the parts as they are: what a forger does who holds the whole file.
func named(t testing.TB, f *audit.File) {
	t.Helper()
	p := part(t, f, "event")
	e, err := season.DecodeEvent(p.Bytes)
	must(t, err)
	run := e.Body.(*season.Run)
	for i := range f.Parts {
		hash := f.Parts[i].Hash()
		switch f.Parts[i].Name {
		case "units":
			run.Units = hash
		case "facts":
			run.Facts = hash
		case "decisions":
			run.Decisions = hash
		case "occasions":
			run.Occasions = hash
		case "plan":
			run.Plan = hash
		}
		for k := range run.Scopes {
			switch f.Parts[i].Name {
			case fmt.Sprintf("%d/set", k+1):
				run.Scopes[k].Hash = hash
			case fmt.Sprintf("%d/case", k+1):
				run.Scopes[k].Case = hash
			case fmt.Sprintf("%d/result", k+1):
				run.Scopes[k].Result = hash
			}
		}
	}
	p.Bytes, err = e.Canonical()
	must(t, err)
}
