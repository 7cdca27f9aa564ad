package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/rulestest"
)

// relativeSet compares the units of its blocks by one figure, in a leaf of the same code whatever the set.
func relativeSet(t testing.TB, id, blocks string) *engine.Program {
	return rulestest.Program(t, `
set:
  id: `+id+`
  scope: unit
  blocks: [`+blocks+`]`+rollHead+`
inputs:
  tin: {type: count, label: "Tin", declared_by: so-noi-vu}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - {code: "1.1", name: "Tin", max: 1, relative: {value: tin, to: best, direction: up, best_is_zero: zero}}
`)
}

func relativeUnit(block, code string, tin int64) engine.UnitCase {
	uc := engine.UnitCase{Unit: engine.Unit{Code: code, Block: block}}
	if tin >= 0 {
		uc.Facts = []engine.Fact{countFact("tin", tin, engine.LayerRegister)}
	}
	return uc
}

// TestReferencesOfSeveralSets: what departments, communes and wards reached never meets, though their leaves have one code
// and their references are gathered, merged and frozen as one.
func TestReferencesOfSeveralSets(t *testing.T) {
	so, xa := relativeSet(t, "so", "so"), relativeSet(t, "xa", "xa, phuong")
	asOf := day.Must(2026, 7, 1)
	cases := map[*engine.Program]*engine.Case{
		so: {Set: so.Set(), AsOf: asOf, Units: []engine.UnitCase{relativeUnit("so", "so-a", 10), relativeUnit("so", "so-b", 5)}},
		xa: {Set: xa.Set(), AsOf: asOf, Units: []engine.UnitCase{
			relativeUnit("xa", "xa-a", 100), relativeUnit("xa", "xa-b", 25), relativeUnit("phuong", "phuong-a", 4), relativeUnit("phuong", "phuong-b", 3)}},
	}
	want := map[string]string{"so-a": "1", "so-b": "1/2", "xa-a": "1", "xa-b": "1/4", "phuong-a": "1", "phuong-b": "3/4"}
	for _, first := range []*engine.Program{so, xa} { // merged either way round
		second := map[*engine.Program]*engine.Program{so: xa, xa: so}[first]
		var all engine.Partial
		for _, p := range []*engine.Program{first, second} {
			var part engine.Partial
			s := p.NewScorer(cases[p], nil)
			for i := range cases[p].Units {
				s.Gather(&cases[p].Units[i], &part)
			}
			all.Merge(&part)
		}
		refs := all.Freeze()
		for p, c := range cases {
			own, err := p.Score(c)
			if err != nil {
				t.Fatal(err)
			}
			s := p.NewScorer(c, refs)
			for i := range c.Units {
				u, err := s.ScoreUnit(&c.Units[i])
				if err != nil {
					t.Fatal(err)
				}
				if got := u.Exact.Fraction(); got != want[u.Unit] {
					t.Errorf("%s: %s points, want %s", u.Unit, got, want[u.Unit])
				}
				for j := range own.Units {
					if own.Units[j].Unit == u.Unit && !own.Units[j].Exact.Equal(u.Exact) {
						t.Errorf("%s: %s by its own set's references, %s by those of all", u.Unit, own.Units[j].Exact.Fraction(), u.Exact.Fraction())
					}
				}
			}
		}
	}
}

// TestReferencesWithoutTheBlock: where no unit of the block is in the references the points are bounded, neither full nor
// lost, and nothing of another block takes their place.
func TestReferencesWithoutTheBlock(t *testing.T) {
	p := relativeSet(t, "xa", "xa, phuong")
	for _, c := range []struct {
		name      string
		asOf      day.Day
		tin       int64
		state     engine.State
		bound     bool
		reachable string
	}{
		{"a figure, the year open", day.Must(2026, 7, 1), 4, engine.NotDue, true, "1"},
		{"a figure, the year closed", afterLock, 4, engine.NotDue, true, "1"},
		{"no figure yet", day.Must(2026, 7, 1), -1, engine.Missing, true, "1"},
		{"no figure, the year closed", afterLock, -1, engine.Missing, false, "0"},
	} {
		cs := &engine.Case{Set: p.Set(), AsOf: c.asOf, Units: []engine.UnitCase{relativeUnit("phuong", "phuong-a", c.tin)}}
		others := &engine.Case{Set: p.Set(), AsOf: c.asOf, Units: []engine.UnitCase{relativeUnit("xa", "xa-a", 100)}}
		s := p.NewScorer(cs, p.References(others))
		u, err := s.ScoreUnit(&cs.Units[0])
		if err != nil {
			t.Fatal(err)
		}
		n := u.Nodes[p.Set().NodeByCode("1.1")]
		if n.State != c.state || n.Bound != c.bound || n.Reachable.Fraction() != c.reachable || !n.Points.IsZero() {
			t.Errorf("%s: %s because of %q, bound %v, reachable %s; want %s, %v, %s", c.name, n.State, n.Reason.ID, n.Bound, n.Reachable.Fraction(), c.state, c.bound, c.reachable)
		}
	}
}

func TestTraceShowsWhatItComparesWith(t *testing.T) {
	p := relativeSet(t, "xa", "xa")
	c := &engine.Case{Set: p.Set(), AsOf: afterLock, Units: []engine.UnitCase{relativeUnit("xa", "xa-a", 100), relativeUnit("xa", "xa-b", 25)}}
	traces, err := p.Explain(c, "xa-b", "1.1")
	if err != nil {
		t.Fatal(err)
	}
	steps := traces[0].Rule.Children
	best, worst := steps[len(steps)-2], steps[len(steps)-1]
	if best.Kind != "best" || best.Value.Num.Fraction() != "100" || worst.Kind != "worst" || worst.Value.Num.Fraction() != "25" {
		t.Errorf("compared with %v and %v", best, worst)
	}
}

// TestSurveyOfTheProvince: groups whose sample is too small are left out and the weights of the rest taken anew; where none
// is left the leaf is out of the maximum. An imported index counts by its share of the scale.
func TestSurveyOfTheProvince(t *testing.T) {
	p := rulestest.Program(t, `
set:
  id: tinh
  scope: province
  blocks: [tinh]`+rollHead+`
parameters:
  toi_thieu: {type: number, label: "Mẫu tối thiểu", value: 30, source: "tham khảo"}
inputs:
  xhh: {type: survey, scale: 5, label: "Điều tra", declared_by: so-noi-vu, groups: {dan: {label: "Dân", weight: 0.5}, dn: {label: "Doanh nghiệp", weight: 0.3}, cb: {label: "Cán bộ", weight: 0.2}}}
  papi: {type: index, scale: 80, label: "PAPI", declared_by: so-noi-vu, when_missing: not_scorable}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - {code: "1.1", name: "Điều tra", max: 0.6, survey: {input: xhh, min_sample: toi_thieu, none_left: rebase}}
      - {code: "1.2", name: "PAPI", max: 0.4, share: {of: papi}}
`)
	// Answers by mark: dân 4 on average, doanh nghiệp 5, cán bộ 2.
	group := func(id string, forms int64) []engine.Fact {
		mark := map[string]string{"dan": "4", "dn": "5", "cb": "2"}[id]
		return []engine.Fact{{Input: "xhh", Row: id, Field: mark, Layer: engine.LayerRegister, Recorded: day.None,
			Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(forms)}}}
	}
	for _, c := range []struct {
		dan, dn, cb int64
		points      string // of 0.6
		state       engine.State
	}{
		{100, 100, 100, "117/250", engine.Scored}, // 0.5·0.8 + 0.3·1 + 0.2·0.4 = 0.78
		{100, 30, 100, "117/250", engine.Scored},  // just enough
		{100, 29, 100, "72/175", engine.Scored},   // (0.5·0.8 + 0.2·0.4) ÷ 0.7
		{29, 29, 100, "6/25", engine.Scored},      // cán bộ alone
		{100, 29, 29, "12/25", engine.Scored},     // dân alone
		{29, 29, 29, "0", engine.NotApplicable},
	} {
		uc := engine.UnitCase{Unit: engine.Unit{Code: "tinh", Block: "tinh"}}
		uc.Facts = append(append(append(uc.Facts, group("dan", c.dan)...), group("dn", c.dn)...), group("cb", c.cb)...)
		uc.Facts = append(uc.Facts, countFact("papi", 60, engine.LayerRegister))
		r, err := p.Score(&engine.Case{Set: p.Set(), AsOf: afterLock, Stage: engine.StageFinal, Units: []engine.UnitCase{uc}})
		if err != nil {
			t.Fatal(err)
		}
		survey, index := r.Units[0].Nodes[1], r.Units[0].Nodes[2]
		if survey.State != c.state || survey.Points.Fraction() != c.points {
			t.Errorf("forms %d, %d, %d: %s %s, want %s %s", c.dan, c.dn, c.cb, survey.State, survey.Points.Fraction(), c.state, c.points)
		}
		if index.Points.Fraction() != "3/10" {
			t.Errorf("60 of 80: %s of 0.4", index.Points.Fraction())
		}
	}
}

// aggregating is a province that reads n sources of so-2026 for sums, counts of units and documents.
func aggregating(t testing.TB, set *form.Set, n int) *engine.Program {
	var inputs strings.Builder
	var names []string
	for len(names) < n {
		for i := range set.Inputs {
			in := &set.Inputs[i]
			var source string
			switch in.Type {
			case form.InCount, form.InAmount:
				source = "sum: " + in.Name + ", missing: skip_and_show"
			case form.InDocument, form.InReports:
				source = "on_time: " + in.Name + ", missing: count_as_worst"
			case form.InYesNo, form.InDate:
				source = "having: " + in.Name + ", missing: count_as_worst"
			default:
				continue
			}
			if len(names) == n {
				break
			}
			typ := form.InCount
			if in.Type == form.InAmount {
				typ = in.Type
			}
			names = append(names, fmt.Sprintf("t%d", len(names)))
			fmt.Fprintf(&inputs, "  %s: {type: %s, label: \"Số\", from: {units: [so], %s}}\n", names[len(names)-1], typ, source)
		}
	}
	return rulestest.Program(t, provinceOf(inputs.String(), "        value: "+strings.Join(names, " + ")+"\n        bands: [{from: 1, points: max}, {else: true, points: 0}]\n"))
}

// BenchmarkRoller: scoring 145 units, without and with adding them up to 60 inputs of a province, and the accounts.
func BenchmarkRoller(b *testing.B) {
	c := benchCase(b, 145, true)
	p := mustCompile(b, c)
	province := aggregating(b, c.Set, 60)
	empty, err := engine.NewRoller(province, map[string]*engine.Program{"so": p})
	if err != nil {
		b.Fatal(err)
	}
	run := func(b *testing.B, rolling bool) {
		b.ReportAllocs()
		for b.Loop() {
			s, r := p.NewScorer(c, nil), empty.Fork()
			for i := range c.Units {
				u, err := s.ScoreUnit(&c.Units[i])
				if err != nil {
					b.Fatal(err)
				}
				if rolling {
					if err := r.Add(s, &c.Units[i], &u); err != nil {
						b.Fatal(err)
					}
				}
			}
			if rolling {
				if all, err := r.Rollups(nil); err != nil || len(all) != 60 || len(all[0].Parts) != 145 {
					b.Fatal(len(all), err)
				}
			}
		}
	}
	b.Run("score", func(b *testing.B) { run(b, false) })
	b.Run("score+roll", func(b *testing.B) { run(b, true) })
}
