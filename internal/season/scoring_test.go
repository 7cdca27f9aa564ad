package season

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/rulestest"
	"cchc/seeds"
)

const setHead = `
  version: 1.0.0
  title: "Bộ thử"
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 2, mode: half_up}
  ties: shared_skip
  max: 1
`

// unitSet scores communes and wards by files in time, by a report and by comparison with the best.
const unitSet = `
set:
  id: xa
  scope: unit
  blocks: [xa, phuong]` + setHead + `
attributes:
  co_tthc: {type: yes_no, label: "Có TTHC"}
inputs:
  hs: {type: count, label: "Hồ sơ", declared_by: so-noi-vu}
  hs_dung: {type: count, label: "Hồ sơ đúng hạn", declared_by: so-noi-vu}
  tin: {type: count, label: "Tin", declared_by: so-noi-vu}
  bao_cao: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
ratios:
  ty_le: {label: "Tỷ lệ", part: hs_dung, whole: hs, when_whole_is_zero: not_applicable}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - {code: "1.1", name: "Tỷ lệ", max: 0.5, applies: [{when: not co_tthc, then: rebase}], share: {of: ty_le}}
      - {code: "1.2", name: "Tin", max: 0.3, relative: {value: tin, to: best, direction: up, best_is_zero: zero}}
      - {code: "1.3", name: "Báo cáo", max: 0.2, deductions: {start: max, floor: 0, each: [{count: "count(bao_cao, never)", points: -0.1}]}}
`

const provinceSet = `
set:
  id: tinh
  scope: province
  blocks: [tinh]` + setHead + `
inputs:
  hs: {type: count, label: "Hồ sơ", from: {units: [xa, phuong], sum: hs, pool: hs, missing: skip_and_show}}
  hs_dung: {type: count, label: "Đúng hạn", from: {units: [xa, phuong], sum: hs_dung, pool: hs, missing: skip_and_show}}
  dn: {type: count, label: "Doanh nghiệp", declared_by: so-tai-chinh}
  dn_truoc: {type: count, label: "Năm trước", from: {previous: dn, missing: refuse}}
  kh: {type: document, deliverable: I.1.1, date_by: issued, label: "Kế hoạch", declared_by: so-noi-vu}
ratios:
  ty_le: {label: "Tỷ lệ", part: hs_dung, whole: hs, when_whole_is_zero: not_scorable}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - {code: "1.1", name: "Tỷ lệ", max: 0.5, share: {of: ty_le}}
      - {code: "1.2", name: "Doanh nghiệp", max: 0.4, value: dn - dn_truoc, bands: [{from: 1, points: max}, {else: true, points: 0}]}
      - {code: "1.3", name: "Kế hoạch", max: 0.1, document: kh, outcomes: {on_time: max, late: 0, never: 0}}
`

// testUnits are two communes of which one was merged of two during the year, a ward and the province.
func testUnits() *seeds.Units {
	unit := func(code, block string, from, to day.Day, more ...string) seeds.Unit {
		return seeds.Unit{Code: code, Name: code, Block: block, ValidFrom: from, ValidTo: to, Predecessors: more}
	}
	merger := day.Must(2026, 7, 1)
	a, b := unit("xa-a", "xa", day.None, merger-1), unit("xa-b", "xa", day.None, merger-1)
	a.Successors, b.Successors = []string{"xa-ab"}, []string{"xa-ab"}
	north, south := unit("tinh-bac", "", day.None, day.Must(2025, 6, 30)), unit("tinh-nam", "", day.None, day.Must(2025, 6, 30))
	north.Successors, south.Successors = []string{seeds.Province}, []string{seeds.Province}
	var owners []seeds.Unit // whom the plan names
	for _, code := range []string{"bao-va-dai-phat-thanh-truyen-hinh-tinh", "so-tu-phap", "van-phong-ubnd-tinh", "so-tai-chinh",
		"so-khoa-hoc-va-cong-nghe", "buu-dien-tinh"} {
		owners = append(owners, unit(code, "", day.None, day.None))
	}
	return seeds.NewUnits(append(owners, a, b, north, south,
		unit("xa-ab", "xa", merger, day.None, "xa-a", "xa-b"), unit("xa-c", "xa", day.None, day.None),
		unit("phuong-d", "phuong", day.None, day.None), unit("so-noi-vu", "so", day.None, day.None),
		unit(seeds.Province, seeds.BlockProvince, day.Must(2025, 7, 1), day.None, "tinh-bac", "tinh-nam")),
		[]seeds.Attribute{{Unit: seeds.GroupCommunes, Name: "co_tthc", Value: "true", From: day.None, To: day.None},
			{Unit: "phuong-d", Name: "co_tthc", Value: "false", From: day.Must(2026, 11, 1), To: day.None}})
}

// testYear is a year with a few figures of every unit, those of the merged communes among them.
func testYear(asOf day.Day) *Year {
	y := &Year{AsOf: asOf, Units: testUnits(), Period: Period{ID: "2026", State: Open, Plan: "sha256:plan"}}
	figures := map[string][3]int64{"xa-a": {50, 50, 9}, "xa-b": {50, 0, 9}, "xa-ab": {100, 60, 4}, "xa-c": {10, 10, 8}, "phuong-d": {90, 80, 2}}
	for _, u := range y.Units.All() {
		f, ok := figures[u.Code]
		if !ok {
			continue
		}
		known := UnitYear{Unit: u.Code}
		for i, input := range []string{"hs", "hs_dung", "tin"} {
			known.Facts = append(known.Facts, FactState{Fact: engine.Fact{Input: input, Layer: engine.LayerRegister, Value: number(f[i]),
				Recorded: day.Must(2026, 6, 1)}})
		}
		y.Known = append(y.Known, known)
	}
	y.Known = append(y.Known, UnitYear{Unit: seeds.Province, Facts: []FactState{{Fact: engine.Fact{Input: "dn", Layer: engine.LayerRegister,
		Value: number(300), Recorded: day.Must(2026, 6, 1)}}}})
	slices.SortFunc(y.Known, func(a, b UnitYear) int { return strings.Compare(a.Unit, b.Unit) })
	return y
}

func codes(c *engine.Case) string {
	var all []string
	for i := range c.Units {
		all = append(all, c.Units[i].Unit.Code)
	}
	return strings.Join(all, " ")
}

func pointsOf(t testing.TB, s *Scored, unit, code string) *engine.NodeResult {
	t.Helper()
	for i := range s.Result.Units {
		if u := &s.Result.Units[i]; u.Unit == unit {
			for j := range u.Nodes {
				if u.Nodes[j].Code == code {
					return &u.Nodes[j]
				}
			}
		}
	}
	t.Fatalf("%s has no %s", unit, code)
	return nil
}

// TestScoreMergedUnits: who exists on the day is scored on its own facts; facts of a merged unit stay with it.
func TestScoreMergedUnits(t *testing.T) {
	p := rulestest.Program(t, unitSet)
	for _, c := range []struct {
		asOf  day.Day
		units string
	}{
		{day.Must(2026, 6, 30), "phuong-d xa-a xa-b xa-c"},
		{day.Must(2026, 7, 1), "phuong-d xa-ab xa-c"},
		{day.Must(2027, 1, 20), "phuong-d xa-ab xa-c"},
	} {
		out, err := DefaultCalendar().Score(testYear(c.asOf), []*engine.Program{p}, nil, engine.StageSelf)
		if err != nil {
			t.Fatal(err)
		}
		if got := codes(out.Units[0].Case); got != c.units || out.Province != nil {
			t.Errorf("%s: scored are %s, want %s", c.asOf, got, c.units)
		}
	}
	out, err := DefaultCalendar().Score(testYear(day.Must(2026, 7, 1)), []*engine.Program{p}, nil, engine.StageSelf)
	if err != nil {
		t.Fatal(err)
	}
	if got := pointsOf(t, out.Units[0], "xa-ab", "1.1").Points; !got.Equal(exact.MustFrac(3, 10)) {
		t.Errorf("the merged commune has %s of 1.1, want 60 of its own 100 files", got.Fraction())
	}
}

// TestCaseAttributes: an attribute counts from its day on, typed as the set declares it, and never after the period's end.
func TestCaseAttributes(t *testing.T) {
	p := rulestest.Program(t, unitSet)
	for _, c := range []struct {
		asOf day.Day
		want bool
	}{{day.Must(2026, 10, 31), true}, {day.Must(2026, 11, 1), false}} {
		y := testYear(c.asOf)
		made := DefaultCalendar().Case(p.Set(), y.Units, nil, y.Evidence, y.AsOf, engine.StageSelf)
		at := slices.IndexFunc(made.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == "phuong-d" })
		attrs := made.Units[at].Unit.Attrs
		if len(attrs) != 1 || attrs[0].Value.Type != form.TypeBool || attrs[0].Value.Bool != c.want {
			t.Errorf("%s: attributes are %v, want %t", c.asOf, attrs, c.want)
		}
	}
	if got := On(p.Set(), day.Must(2027, 3, 1)); got != day.Must(2026, 12, 31) {
		t.Errorf("units are looked at on %s", got)
	}
}

// TestDues: what an office owes enters the province's figures once; communes owe their reports.
func TestDues(t *testing.T) {
	c, units := DefaultCalendar(), seeds.DefaultUnits()
	owed, err := c.Obligations(units, nil, day.Must(2027, 1, 20))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range owed {
		if o.Unit == seeds.Province || strings.HasPrefix(o.Unit, seeds.Province+"-") {
			t.Fatalf("%s owes %s", o.Unit, o.Deliverable)
		}
	}
	communes := c.Dues(rulestest.Program(t, unitSet).Set(), owed)
	reports := 0
	for _, d := range communes["xa-yen-tu"] {
		if d.Deliverable == "I.2.1" && d.Received {
			reports++
		}
	}
	if reports != 4 {
		t.Errorf("a commune owes %d reports, want 4", reports)
	}
	province := c.Dues(rulestest.Program(t, provinceSet).Set(), owed)
	if len(province) != 1 || len(province[seeds.Province]) != 1 || province[seeds.Province][0].Deliverable != "I.1.1" {
		t.Errorf("the province owes %v, want what Sở Nội vụ owes of I.1.1 alone", province)
	}
	occasions := []seeds.Event{{ID: "e", Deliverable: "I.6.1", Date: day.Must(2026, 11, 2), Due: day.Must(2026, 11, 20),
		Units: []string{seeds.GroupDepartments, "so-y-te"}}}
	if owed, err = c.Obligations(units, occasions, day.Must(2027, 1, 20)); err != nil {
		t.Fatal(err)
	}
	named := map[string]int{}
	for _, o := range owed {
		if o.Deliverable == "I.6.1" && o.Key == "e" {
			named[o.Unit]++
		}
	}
	if len(named) != 16 || named["so-y-te"] != 1 {
		t.Errorf("the occasion concerns %d departments, Sở Y tế %d times", len(named), named["so-y-te"])
	}
	if !slices.Equal(occasions[0].Units, []string{seeds.GroupDepartments, "so-y-te"}) {
		t.Error("the recorded occasion was changed")
	}
	for _, c := range []struct {
		on    day.Day
		named string
	}{
		{day.Must(2026, 6, 30), "phuong-d so-noi-vu xa-a xa-ab xa-b xa-c"}, // xa-ab by its own name
		{day.Must(2026, 7, 1), "phuong-d so-noi-vu xa-ab xa-c"},
	} {
		got := testUnits().Members([]string{"xa-c", seeds.GroupCommunes, "so-noi-vu", "xa-ab"}, c.on)
		if strings.Join(got, " ") != c.named {
			t.Errorf("named on %s are %v", c.on, got)
		}
	}
}

// TestDuesWithoutADate: what waits for an occasion is no due yet, and what goes on all year is looked at last on a day of
// its own, unless the set counts occasions.
func TestDuesWithoutADate(t *testing.T) {
	set := &form.Set{Inputs: []form.Input{{Name: "x", Type: form.InDocument, Deliverables: []string{"VII.1"}}}}
	first, last := day.Must(2026, 6, 30), day.Must(2026, 12, 14)
	owed := []seeds.Obligation{
		{Unit: "xa-a", Deliverable: "VII.1", State: seeds.AwaitingEvent, Kind: seeds.OnEvent, Due: day.None},
		{Unit: "xa-b", Deliverable: "VII.1", State: seeds.Ongoing, Kind: seeds.Continuous, Due: day.None, LookedAt: []day.Day{last, first}},
		{Unit: "xa-c", Deliverable: "VII.1", State: seeds.Ongoing, Kind: seeds.Continuous, Due: day.None},
	}
	c := DefaultCalendar()
	if got := c.Dues(set, owed); len(got) != 1 || len(got["xa-b"]) != 1 || got["xa-b"][0].Due != last {
		t.Errorf("due are %v, want xa-b's on %s", got, last)
	}
	set.Inputs[0].Type = form.InEvent
	if got := c.Dues(set, owed); len(got) != 0 {
		t.Errorf("where occasions count, due are %v", got)
	}
}

func prior(y *Year, p *engine.Program, figures map[string]int64) []engine.Prior {
	return Prior(p.Set(), y.Units, func(unit, input string) (engine.Value, bool) {
		n, ok := figures[unit]
		return number(n), ok && input == "dn"
	})
}

// TestScoreProvince: units first, then the province over what they brought; merged communes count once.
func TestScoreProvince(t *testing.T) {
	y := testYear(day.Must(2026, 10, 1))
	xa, tinh := rulestest.Program(t, unitSet), rulestest.Program(t, provinceSet)
	before := prior(y, tinh, map[string]int64{"tinh-bac": 100, "tinh-nam": 199})
	for _, programs := range [][]*engine.Program{{tinh, xa}, {xa, tinh}} {
		out, err := DefaultCalendar().Score(y, programs, before, engine.StageSelf)
		if err != nil {
			t.Fatal(err)
		}
		if got := codes(out.Province.Case); got != seeds.Province {
			t.Errorf("scored as the province: %s", got)
		}
		hs := out.Province.Case.Units[0].Rollups[0]
		if !hs.Value.Equal(exact.Int(200)) || len(hs.Parts) != 3 {
			t.Errorf("hs is %s of %d units, want 200 of 3", hs.Value, len(hs.Parts))
		}
		if got := pointsOf(t, out.Province, seeds.Province, "1.1").Points; !got.Equal(exact.MustFrac(3, 8)) {
			t.Errorf("1.1 has %s, want 150 of 200 files of 0.5", got.Fraction())
		}
		if got := pointsOf(t, out.Province, seeds.Province, "1.2").Points; !got.Equal(exact.MustFrac(2, 5)) {
			t.Errorf("1.2 has %s: 300 exceed the 299 of both predecessors by 1", got.Fraction())
		}
		if all := out.All(); len(all) != 2 || all[0] != out.Province {
			t.Errorf("%d sets are scored", len(all))
		}
	}
	if _, err := DefaultCalendar().Score(y, []*engine.Program{tinh}, before, engine.StageSelf); err == nil {
		t.Error("a province is scored without the sets of its units")
	}
}

func TestPrior(t *testing.T) {
	y, tinh := testYear(day.Must(2026, 10, 1)), rulestest.Program(t, provinceSet)
	if got := PreviousInputs(tinh.Set()); !slices.Equal(got, []string{"dn"}) {
		t.Errorf("asked for are %v", got)
	}
	text := func(all []engine.Prior) string {
		s := ""
		for _, p := range all {
			s += fmt.Sprintf("%s=%s %t %t; ", p.Unit, p.Value.Num, p.Value.None, p.Split)
		}
		return s
	}
	for _, c := range []struct {
		figures map[string]int64
		want    string
	}{
		{map[string]int64{seeds.Province: 7, "tinh-bac": 100}, "tinh=7 false false; "},
		{map[string]int64{"tinh-bac": 100, "tinh-nam": 199}, "tinh-bac=100 false false; tinh-nam=199 false false; "},
		{map[string]int64{"tinh-bac": 100}, "tinh-bac=100 false false; tinh-nam=0 true false; "},
	} {
		if got := text(prior(y, tinh, c.figures)); got != c.want {
			t.Errorf("%v: %s, want %s", c.figures, got, c.want)
		}
	}
	units := y.Units.All()
	for i := range units {
		if units[i].Code == "tinh-nam" {
			units[i].Successors = []string{seeds.Province, "tinh-khac"}
		}
	}
	y.Units = seeds.NewUnits(units, nil)
	if got := prior(y, tinh, map[string]int64{"tinh-bac": 100, "tinh-nam": 199}); !got[1].Split || got[0].Split {
		t.Errorf("a predecessor that was split: %s", text(got))
	}
	none := Prior(tinh.Set(), testUnits(), func(string, string) (engine.Value, bool) {
		return engine.Value{Type: form.TypeNumber, None: true}, true
	})
	if len(none) != 1 || !none[0].Value.None {
		t.Errorf("the statement that there is nothing became a figure: %s", text(none))
	}
}

// TestPreviewIsTheOfficialRun: leaf by leaf, but for what is compared with others.
func TestPreviewIsTheOfficialRun(t *testing.T) {
	y, programs := testYear(day.Must(2026, 10, 1)), []*engine.Program{rulestest.Program(t, unitSet), rulestest.Program(t, provinceSet)}
	before := prior(y, programs[1], map[string]int64{seeds.Province: 1})
	c := DefaultCalendar()
	out, err := c.Score(y, programs, before, engine.StageAppraisal1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range out.All() {
		for i := range s.Result.Units {
			official := &s.Result.Units[i]
			seen, err := c.Preview(y, programs, before, official.Unit, engine.StageAppraisal1)
			if err != nil {
				t.Fatal(err)
			}
			preview := &seen.Result.Units[0]
			if len(seen.Result.Units) != 1 || len(seen.Case.Units) != 1 || preview.Unit != official.Unit || seen.Program != s.Program {
				t.Fatalf("%s: the preview is of %s", official.Unit, preview.Unit)
			}
			for j := range official.Nodes {
				a, b := &official.Nodes[j], &preview.Nodes[j]
				relative := a.Code == "1.2" || a.Code == "1"
				if s != out.Province && relative {
					continue
				}
				if !a.Points.Equal(b.Points) || a.State != b.State || !a.Reachable.Equal(b.Reachable) {
					t.Errorf("%s %s: preview %s %s, official %s %s", official.Unit, a.Code, b.State, b.Points, a.State, a.Points)
				}
			}
		}
	}
	seen, err := c.Preview(y, programs, before, "xa-c", engine.StageSelf)
	if err != nil {
		t.Fatal(err)
	}
	if n := pointsOf(t, seen, "xa-c", "1.2"); n.State != engine.NotDue {
		t.Errorf("what is compared with unpublished values is %s with %s points", n.State, n.Points)
	}
	for _, unit := range []string{"xa-a", "so-noi-vu", "xa-khac", ""} {
		if _, err := c.Preview(y, programs, before, unit, engine.StageSelf); !errors.Is(err, engine.ErrUnknownUnit) {
			t.Errorf("%q is previewed: %v", unit, err)
		}
	}
}

// TestRun: the same year gives the same run, whatever the order it was gathered in; any change moves the hash of its part.
func TestRun(t *testing.T) {
	programs := []*engine.Program{rulestest.Program(t, unitSet), rulestest.Program(t, provinceSet)}
	c := DefaultCalendar()
	run := func(y *Year) *Run {
		t.Helper()
		out, err := c.Score(y, programs, prior(y, programs[1], map[string]int64{seeds.Province: 1}), engine.StageSelf)
		if err != nil {
			t.Fatal(err)
		}
		r, _, err := y.Run("2026-self-1", out, engine.StageSelf)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	asOf := day.Must(2026, 10, 1)
	base := run(testYear(asOf))
	if base.Plan != "sha256:plan" || base.Engine != engine.Semantics || base.AsOf != asOf || len(base.Scopes) != 2 {
		t.Errorf("the run is %+v", base)
	}
	if base.Scopes[0].Set != "tinh" || base.Scopes[1].Set != "xa" || base.Scopes[0].Hash != programs[1].Ref().Hash {
		t.Errorf("its scopes are %+v", base.Scopes)
	}
	first, err := base.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	units := testYear(asOf)
	list := units.Units.All()
	r := rand.New(rand.NewSource(3))
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	units.Units = seeds.NewUnits(list, units.Units.Attributes())
	if again, err := run(units).Canonical(); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same year gives\n%s, then\n%s (%v)", first, again, err)
	}
	for name, change := range map[string]func(y *Year){
		"units": func(y *Year) {
			list := y.Units.All()
			list[0].Note = "khác"
			y.Units = seeds.NewUnits(list, y.Units.Attributes())
		},
		"facts":    func(y *Year) { y.Known[0].Facts[0].Evidence = "sha256:1" },
		"recorded": func(y *Year) { y.Known[0].Facts[0].Fact.Recorded++ },
		"decisions": func(y *Year) {
			y.Known[0].Decisions = []Judgement{{"q", engine.Decision{Kind: engine.DecideNotRanked, By: clerk, Reason: "vì", Date: day.None}}}
		},
	} {
		y := testYear(asOf)
		change(y)
		moved := run(y)
		for part, hashes := range map[string][2]string{"units": {base.Units, moved.Units}, "facts": {base.Facts, moved.Facts},
			"decisions": {base.Decisions, moved.Decisions}} {
			if (hashes[0] != hashes[1]) != (part == name || part == "facts" && name == "recorded") {
				t.Errorf("another detail of %s: hash of %s went from %s to %s", name, part, hashes[0], hashes[1])
			}
		}
	}
}

// TestFoldThenScore goes the whole way from events to points, and back in time.
func TestFoldThenScore(t *testing.T) {
	var l log
	start := day.Must(2026, 2, 2)
	for _, u := range testUnits().All() {
		l.add(noon(start), with(bodied(clerk, "ghi nhận", &UnitState{u}), func(d *Draft) { d.Period = "" }))
	}
	for _, a := range testUnits().Attributes() {
		l.add(noon(start), with(bodied(clerk, "ghi nhận", &AttributeState{a}), func(d *Draft) { d.Period = "" }))
	}
	hs := func(input string, layer engine.Layer, n int64) Draft {
		d := figure("xa-c", layer, n)
		d.Body.(*FactState).Fact.Input = input
		return d
	}
	l.add(noon(start+1), hs("hs", engine.LayerRegister, 10))
	l.add(noon(start+1), hs("hs_dung", engine.LayerRegister, 5))
	l.add(noon(start+9), hs("hs_dung", engine.LayerRegister, 10))
	l.add(noon(start+20), hs("hs_dung", engine.LayerAppraisal1, 8))
	p := rulestest.Program(t, unitSet)
	for _, c := range []struct {
		asOf  day.Day
		stage engine.Stage
		want  exact.Num
	}{
		{start + 1, engine.StageSelf, exact.MustFrac(1, 4)},
		{start + 8, engine.StageSelf, exact.MustFrac(1, 4)},
		{start + 9, engine.StageSelf, exact.MustFrac(1, 2)},
		{start + 20, engine.StageSelf, exact.MustFrac(1, 2)},
		{start + 19, engine.StageAppraisal1, exact.MustFrac(1, 2)},
		{start + 20, engine.StageAppraisal1, exact.MustFrac(2, 5)},
	} {
		out, err := DefaultCalendar().Score(Fold(l.events, "2026", c.asOf), []*engine.Program{p}, nil, c.stage)
		if err != nil {
			t.Fatal(err)
		}
		if got := pointsOf(t, out.Units[0], "xa-c", "1.1").Points; !got.Equal(c.want) {
			t.Errorf("%s at %s: %s, want %s", c.asOf, c.stage, got.Fraction(), c.want.Fraction())
		}
	}
}

// TestOccasionOfAGroup: a letter to all communes concerns those of its day, not one founded later.
func TestOccasionOfAGroup(t *testing.T) {
	for _, c := range []struct {
		on    day.Day
		named []string
		want  string
	}{
		{day.Must(2026, 6, 30), []string{seeds.GroupCommunes}, "phuong-d xa-a xa-b xa-c"},
		{day.Must(2026, 7, 1), []string{seeds.GroupCommunes}, "phuong-d xa-ab xa-c"},
		{day.Must(2026, 6, 30), []string{"xa-ab"}, "xa-ab"},
		{day.Must(2026, 6, 30), nil, "phuong-d so-noi-vu xa-a xa-b xa-c"},
	} {
		owed, err := DefaultCalendar().Obligations(testUnits(), []seeds.Event{{ID: "e", Deliverable: "III.2.1", Date: c.on, Due: c.on + 20,
			Units: c.named}}, day.Must(2027, 1, 20))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range owed {
			if o.Deliverable == "III.2.1" && o.Key == "e" {
				got = append(got, o.Unit)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %v: concerned are %v, want %s", c.on, c.named, got, c.want)
		}
	}
	nobody := seeds.NewUnits(slices.DeleteFunc(testUnits().All(), func(u seeds.Unit) bool { return u.Block == "xa" || u.Block == "phuong" }), nil)
	owed, err := DefaultCalendar().Obligations(nobody, []seeds.Event{{ID: "e", Deliverable: "I.6.1", Date: day.Must(2026, 6, 1),
		Due: day.None, Units: []string{seeds.GroupCommunes}}}, day.Must(2027, 1, 20))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range owed {
		if o.Key == "e" && o.Deliverable == "I.6.1" {
			t.Errorf("a letter to communes, of which there are none, concerns %s", o.Unit)
		}
	}
}

// TestFigureOfTheYearBefore: the latest layer counts that was not rejected.
func TestFigureOfTheYearBefore(t *testing.T) {
	y := &Year{Known: []UnitYear{{Unit: seeds.Province}}}
	u := &y.Known[0]
	for _, c := range []struct {
		layer  engine.Layer
		reject bool
		want   string
	}{
		{engine.LayerDeclared, false, "1"}, {engine.LayerAppraisal1, true, "none"}, {engine.LayerAppraisal1, false, "none"},
		{engine.LayerAppraisal2, false, "4"}, {engine.LayerFinal, true, "none"},
	} {
		if c.reject {
			u.Decisions = append(u.Decisions, Judgement{Decision: engine.Decision{Kind: engine.DecideReject, Input: "dn", Layer: c.layer}})
		} else {
			u.Facts = append(u.Facts, FactState{Fact: engine.Fact{Input: "dn", Layer: c.layer, Value: number(int64(c.layer) + 1)}})
		}
		want := strings.Replace(c.want, "4", fmt.Sprint(int(engine.LayerAppraisal2)+1), 1)
		got := "none"
		if v, ok := y.Figure(seeds.Province, "dn"); ok {
			got = v.Num.Fraction()
		}
		if got != want {
			t.Errorf("after %s, rejected %t: %s, want %s", c.layer, c.reject, got, want)
		}
	}
}

// TestHashesOfParts: facts and decisions are named apart; neither hash moves with the other.
func TestHashesOfParts(t *testing.T) {
	y, p := testYear(day.Must(2026, 10, 1)), rulestest.Program(t, unitSet)
	out, err := DefaultCalendar().Score(y, []*engine.Program{p}, nil, engine.StageSelf)
	if err != nil {
		t.Fatal(err)
	}
	run := func(y *Year) *Run {
		r, _, err := y.Run("1", out, engine.StageSelf)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	less := testYear(y.AsOf)
	less.Known = less.Known[1:]
	judged := testYear(y.AsOf)
	judged.Known = append(judged.Known, UnitYear{Unit: "xa-z", Decisions: []Judgement{{"1", engine.Decision{Kind: engine.DecideRanked,
		Layer: engine.LayerFinal, Date: day.None}}}})
	base := run(y)
	if r := run(less); r.Decisions != base.Decisions || r.Facts == base.Facts {
		t.Errorf("with fewer facts: decisions moved %t, facts stayed %t", r.Decisions != base.Decisions, r.Facts == base.Facts)
	}
	if r := run(judged); r.Decisions == base.Decisions || r.Facts != base.Facts {
		t.Errorf("with a decision: decisions stayed %t, facts moved %t", r.Decisions == base.Decisions, r.Facts != base.Facts)
	}
}

// wardSet is unitSet for wards alone, under another id, in which more is to be had of the first subcriterion.
var wardSet = strings.NewReplacer("id: xa\n", "id: phuong-rieng\n", "blocks: [xa, phuong]", "blocks: [phuong]",
	`name: "Tỷ lệ", max: 0.5`, `name: "Tỷ lệ", max: 0.6`, `name: "Báo cáo", max: 0.2`, `name: "Báo cáo", max: 0.1`).Replace(unitSet)

// TestDividedPeriod: where the period chose a set for some of its blocks, it scores the units of these and no others, in the
// official run as in previews, and the province adds every unit up once.
func TestDividedPeriod(t *testing.T) {
	xa, phuong, tinh := rulestest.Program(t, unitSet), rulestest.Program(t, wardSet), rulestest.Program(t, provinceSet)
	choice := func(block string, p *engine.Program) Choice {
		return Choice{Block: block, Set: p.Ref().ID, Version: p.Ref().Version, Hash: p.Ref().Hash}
	}
	y := testYear(day.Must(2027, 1, 20))
	before := prior(y, tinh, map[string]int64{"tinh-bac": 150, "tinh-nam": 100})
	y.Period.Choices = []Choice{choice("xa", xa), choice("phuong", phuong), choice(seeds.BlockProvince, tinh)}
	c, programs := DefaultCalendar(), []*engine.Program{tinh, xa, phuong}
	out, err := c.Score(y, programs, before, engine.StageAppraisal1)
	if err != nil {
		t.Fatal(err)
	}
	if got, wards := codes(out.Units[0].Case), codes(out.Units[1].Case); got != "xa-ab xa-c" || wards != "phuong-d" {
		t.Errorf("scored are %s and %s", got, wards)
	}
	if got := len(out.Units[0].Case.Set.Blocks); got != 2 {
		t.Errorf("the case's set has %d blocks: it is not the published one", got)
	}
	for i := range out.Province.Case.Units[0].Rollups {
		seen := map[string]int{}
		for _, part := range out.Province.Case.Units[0].Rollups[i].Parts {
			if seen[part.Unit]++; seen[part.Unit] > 1 {
				t.Errorf("%s is added up twice", part.Unit)
			}
		}
	}
	for unit, want := range map[string]*engine.Program{"xa-c": xa, "phuong-d": phuong} {
		seen, err := c.Preview(y, programs, before, unit, engine.StageAppraisal1)
		if err != nil || seen.Program != want {
			t.Errorf("%s is previewed under %v, %v", unit, seen, err)
		}
	}

	// The whole set for both blocks gives what it gives in a year that says nothing of choices, byte for byte.
	y.Period.Choices = nil
	plain, err := c.Score(y, programs[:2], before, engine.StageAppraisal1)
	if err != nil {
		t.Fatal(err)
	}
	y.Period.Choices = []Choice{choice("xa", xa), choice("phuong", xa), choice(seeds.BlockProvince, tinh)}
	whole, err := c.Score(y, programs[:2], before, engine.StageAppraisal1)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range plain.All() {
		want, err := s.Result.Hash()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := whole.All()[i].Result.Hash(); err != nil || got != want || len(s.Result.Units) == 0 {
			t.Errorf("%s: %s, want %s, %v", s.Program.Ref().ID, got, want, err)
		}
	}

	// Sets that would both score a block are refused, not added up twice.
	y.Period.Choices = nil
	for _, both := range [][]*engine.Program{programs, {phuong, xa}} {
		if _, err := c.Score(y, both, before, engine.StageAppraisal1); !errors.Is(err, ErrTwoSets) || !strings.Contains(err.Error(), "phuong by ") {
			t.Errorf("two sets for a block: %v", err)
		}
	}
}

// TestPeriodScores: what the period chose decides; a set it has not is tried out on all its blocks.
func TestPeriodScores(t *testing.T) {
	p := &Period{Choices: []Choice{{Block: "xa", Hash: "h1", Reason: "QĐ 1"}, {Block: "phuong", Hash: "h2", Reason: "QĐ 2", Anew: true},
		{Block: "dac-khu", Hash: "h2", Reason: "QĐ 1"}, {Block: "la", Hash: "h1"}}}
	set, any := &form.Set{Blocks: []string{"xa", "phuong", "dac-khu"}}, &form.Set{}
	for _, c := range []struct {
		set    *form.Set
		hash   string
		scores string
	}{{set, "h1", "xa"}, {set, "h2", "phuong dac-khu"}, {set, "h3", "xa phuong dac-khu"}, {any, "h1", "xa la"}, {any, "h3", "xa phuong dac-khu la"}} {
		var got []string
		for _, block := range []string{"xa", "phuong", "dac-khu", "la", "", seeds.BlockProvince} {
			if p.Scores(c.set, c.hash, block) {
				got = append(got, block)
			}
		}
		if strings.Join(got, " ") != c.scores {
			t.Errorf("%s with blocks %v scores %v, want %s", c.hash, c.set.Blocks, got, c.scores)
		}
	}
	for hash, want := range map[string][2]string{"h1": {ChosenByPeriod, "QĐ 1; "}, "h2": {ChosenAnew, "QĐ 2; QĐ 1"}, "h3": {"", ""}} {
		if rule, why := p.Chosen(hash); rule != want[0] || why != want[1] {
			t.Errorf("%s is chosen by %q for %q, want %q", hash, rule, why, want)
		}
	}
}
