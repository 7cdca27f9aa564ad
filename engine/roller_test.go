package engine_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"math/rand"
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules/rulestest"
)

const rollHead = `
  version: 1.0.0
  title: "Bộ thử"
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 2, mode: half_up}
  ties: shared_skip
  max: 1
`

// rollUnits is a set of units with one input of every type that a measure reads.
const rollUnits = `
set:
  id: don-vi
  scope: unit
  blocks: [xa, phuong]` + rollHead + `
attributes:
  co_tthc: {type: yes_no, label: "Có TTHC"}
inputs:
  tong: {type: count, label: "Tổng", declared_by: unit}
  dung: {type: count, unit: "hồ sơ", label: "Đúng hạn", declared_by: unit}
  tien: {type: number, unit: "triệu đồng", decimals: 3, label: "Tiền", declared_by: so-tai-chinh, when_missing: not_scorable}
  co: {type: yes_no, label: "Có bộ phận"}
  muc: {type: level, options: {tot: "Tốt", kem: "Kém"}, label: "Mức"}
  kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch"}
  bc: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo"}
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_applicable}
checks:
  - {check: dung <= tong, because: "Số đúng hạn không vượt tổng số"}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - {code: "1.1", name: "Tỷ lệ", max: 0.2, applies: [{when: not co_tthc, then: rebase}], share: {of: ty_le}}
      - {code: "1.2", name: "Tiền", max: 0.2, value: tien, bands: [{from: 1, points: max}, {else: true, points: 0}]}
      - {code: "1.3", name: "Có", max: 0.1, yes_no: {input: co, yes: max, no: 0}}
      - {code: "1.4", name: "Mức", max: 0.1, levels: {input: muc, points: {tot: max, kem: 0}}}
      - {code: "1.5", name: "Kế hoạch", max: 0.2, document: kh, outcomes: {on_time: max, late: 0.1, never: 0}}
      - {code: "1.6", name: "Báo cáo", max: 0.2, deductions: {start: max, floor: 0, each: [{count: "count(bc, not never and late > 0)", points: -0.1}, {count: "count(bc, never)", points: -0.2}]}}
`

// provinceOf is a province whose aggregated inputs are the lines given.
func provinceOf(inputs, leaf string) string {
	return `
set:
  id: tinh
  scope: province
  blocks: [tinh]` + rollHead + `
inputs:
` + inputs + `
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - code: "1.1"
        name: "Tổng hợp"
        max: 1
` + leaf
}

// oneInput is a province with the one aggregated input x.
func oneInput(t testing.TB, typ, from string) *engine.Program {
	t.Helper()
	return rulestest.Program(t, provinceOf(fmt.Sprintf("  x: {type: %s, label: \"Số\", from: %s}\n  y: {type: number, label: \"Số năm nay\"}", typ, from),
		"        value: x + y\n        bands: [{from: 1, points: max}, {else: true, points: 0}]\n"))
}

// rolled scores units and gives the accounts of the province's inputs.
func rolled(t testing.TB, province, units *engine.Program, asOf day.Day, stage engine.Stage, cases []engine.UnitCase, prior []engine.Prior) []engine.Rollup {
	t.Helper()
	r, err := engine.NewRoller(province, map[string]*engine.Program{"xa": units, "phuong": units})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := units.ScoreInto(&engine.Case{Set: units.Set(), AsOf: asOf, Stage: stage, Units: cases}, r); err != nil {
		t.Fatal(err)
	}
	out, err := r.Rollups(prior)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func fact(input string, v engine.Value, l engine.Layer) engine.Fact {
	return engine.Fact{Input: input, Layer: l, Value: v, Recorded: day.None}
}

func answered(input string, b bool) engine.Fact {
	return fact(input, engine.Value{Type: form.TypeBool, Bool: b}, engine.LayerRegister)
}

func atLevel(input, id string) engine.Fact {
	return fact(input, engine.Value{Type: form.TypeLevel, Text: id}, engine.LayerRegister)
}

func communeOf(code string, facts ...engine.Fact) engine.UnitCase {
	return engine.UnitCase{Unit: engine.Unit{Code: code, Block: "xa", Attrs: []engine.AttrValue{
		{Name: "co_tthc", Value: engine.Value{Type: form.TypeBool, Bool: true}}}}, Facts: facts}
}

// TestMeasures: each measure over one unit in each situation. The other unit of the province has given everything.
func TestMeasures(t *testing.T) {
	units := rulestest.Program(t, rollUnits)
	due := func(uc engine.UnitCase, deliverable, key string, d day.Day) engine.UnitCase {
		uc.Dues = append(uc.Dues, engine.Due{Deliverable: deliverable, Key: key, Due: d})
		return uc
	}
	plan := func(facts ...engine.Fact) engine.UnitCase {
		return due(communeOf("xa-b", facts...), "I.1.2", "", day.Must(2026, 3, 10))
	}
	reports := func(facts ...engine.Fact) engine.UnitCase {
		uc := due(communeOf("xa-b", facts...), "I.2.1", "2026-Q1", day.Must(2026, 3, 15))
		return due(uc, "I.2.1", "2026-Q2", day.Must(2026, 6, 15))
	}
	received := func(key string, d day.Day) engine.Fact {
		return dateFact("bc", key, "received", d, engine.LayerRegister)
	}
	issued := func(d day.Day) engine.Fact { return dateFact("kh", "", "", d, engine.LayerRegister) }
	none := fact("kh", engine.Value{Type: form.TypeDate, None: true}, engine.LayerRegister)
	without := func(uc engine.UnitCase) engine.UnitCase {
		uc.Unit.Attrs = []engine.AttrValue{{Name: "co_tthc", Value: engine.Value{Type: form.TypeBool}}}
		return uc
	}
	notApplied := func(uc engine.UnitCase, code string) engine.UnitCase {
		uc.Decisions = append(uc.Decisions, decided(engine.DecideNotApply, code, engine.LayerAppraisal1))
		return uc
	}
	reg := engine.LayerRegister
	spring, summer := day.Must(2026, 3, 20), day.Must(2026, 7, 1)
	const counted, worst, missing, na, notDue = engine.PartCounted, engine.PartWorst, engine.PartMissing, engine.PartNotApplicable, engine.PartNotDue
	for _, c := range []struct {
		name    string
		typ     string
		measure string
		policy  string
		asOf    day.Day
		unit    engine.UnitCase
		state   engine.PartState
		value   string
		why     string
		total   engine.State
	}{
		{"a figure", "count", "sum: tong", "refuse", afterLock, communeOf("xa-b", countFact("tong", 7, reg), countFact("dung", 7, reg)), counted, "7", "", engine.Scored},
		{"a figure that is 0", "count", "sum: dung", "refuse", afterLock, communeOf("xa-b", countFact("tong", 7, reg), countFact("dung", 0, reg)), counted, "0", "", engine.Scored},
		{"no figure, refused", "count", "sum: tong", "refuse", afterLock, communeOf("xa-b"), missing, "0", "", engine.Missing},
		{"no figure, left out", "count", "sum: tong", "skip_and_show", afterLock, communeOf("xa-b"), missing, "0", "", engine.Missing},
		{"no figure, worst", "count", "sum: tong", "count_as_worst", afterLock, communeOf("xa-b"), worst, "0", "", engine.Scored},
		{"no figure that must be delivered", "number", "sum: tien", "refuse", afterLock, communeOf("xa-b"), missing, "0", "", engine.Missing},
		{"a figure of another type", "number", "sum: tien", "refuse", afterLock, communeOf("xa-b", answered("tien", true)), missing, "0", "", engine.Missing},
		{"figures that contradict one another", "count", "sum: dung", "skip_and_show", afterLock, communeOf("xa-b", countFact("tong", 3, reg), countFact("dung", 4, reg)), missing, "0", engine.WhyInconsistent, engine.Missing},
		{"not applicable by attribute", "count", "sum: tong", "refuse", afterLock, without(communeOf("xa-b", countFact("tong", 7, reg))), na, "0", "", engine.Scored},
		{"not applicable by decision", "count", "sum: tong", "refuse", afterLock, notApplied(communeOf("xa-b"), "1.1"), na, "0", "", engine.Scored},
		{"not applicable by condition", "count", "sum: tong", "refuse", afterLock, communeOf("xa-b", countFact("tong", 0, reg), countFact("dung", 0, reg)), na, "0", "", engine.Scored},
		{"yes", "count", "having: co", "refuse", afterLock, communeOf("xa-b", answered("co", true)), counted, "1", "", engine.Scored},
		{"no", "count", "having: co", "refuse", afterLock, communeOf("xa-b", answered("co", false)), counted, "0", "", engine.Scored},
		{"no answer", "count", "having: co", "count_as_worst", afterLock, communeOf("xa-b"), worst, "0", "", engine.Scored},
		{"a level that counts", "count", "having: muc, levels: [tot]", "refuse", afterLock, communeOf("xa-b", atLevel("muc", "tot")), counted, "1", "", engine.Scored},
		{"a level that does not count", "count", "having: muc, levels: [tot]", "refuse", afterLock, communeOf("xa-b", atLevel("muc", "kem")), counted, "0", "", engine.Scored},
		{"a figure above 0", "count", "having: tien", "refuse", afterLock, communeOf("xa-b", countFact("tien", 2, reg)), counted, "1", "", engine.Scored},
		{"a figure of 0", "count", "having: tien", "refuse", afterLock, communeOf("xa-b", countFact("tien", 0, reg)), counted, "0", "", engine.Scored},
		{"a document", "count", "having: kh", "refuse", spring, plan(issued(day.Must(2026, 3, 1))), counted, "1", "", engine.Scored},
		{"a document that never came", "count", "having: kh", "refuse", spring, plan(none), counted, "0", "", engine.Scored},
		{"a document absent after the lock", "count", "having: kh", "refuse", afterLock, plan(), counted, "0", "", engine.Scored},
		{"a document overdue", "count", "having: kh", "refuse", spring, plan(), missing, "0", "", engine.Missing},
		{"a document not due", "count", "having: kh", "refuse", day.Must(2026, 3, 10), plan(), notDue, "0", "", engine.NotDue},
		{"a document not owed", "count", "having: kh", "refuse", spring, communeOf("xa-b"), notDue, "0", "", engine.NotDue},
		{"owed", "count", "owed: kh", "refuse", spring, plan(), counted, "1", "", engine.Scored},
		{"owed, last day", "count", "owed: kh", "refuse", day.Must(2026, 3, 10), plan(), notDue, "0", "", engine.NotDue},
		{"owed, last day, there", "count", "owed: kh", "refuse", day.Must(2026, 3, 10), plan(issued(day.Must(2026, 3, 10))), counted, "1", "", engine.Scored},
		{"there before it is due", "count", "owed: kh", "refuse", day.Must(2026, 3, 9), plan(issued(day.Must(2026, 3, 1))), notDue, "0", "", engine.NotDue},
		{"on time", "count", "on_time: kh", "refuse", spring, plan(issued(day.Must(2026, 3, 10))), counted, "1", "", engine.Scored},
		{"late is not on time", "count", "on_time: kh", "refuse", spring, plan(issued(day.Must(2026, 3, 11))), counted, "0", "", engine.Scored},
		{"late", "count", "late: kh", "refuse", spring, plan(issued(day.Must(2026, 3, 11))), counted, "1", "", engine.Scored},
		{"what never came is not late", "count", "late: kh", "refuse", afterLock, plan(), counted, "0", "", engine.Scored},
		{"overdue, worst", "count", "on_time: kh", "count_as_worst", spring, plan(), worst, "0", "", engine.Scored},
		{"overdue, refused", "count", "on_time: kh", "refuse", spring, plan(), missing, "0", "", engine.Missing},
		{"reports due so far", "count", "owed: bc", "refuse", spring, reports(received("2026-Q1", day.Must(2026, 3, 15))), counted, "1", "", engine.Scored},
		{"all reports due", "count", "owed: bc", "refuse", summer, reports(), counted, "2", "", engine.Scored},
		{"reports on time", "count", "on_time: bc", "refuse", summer, reports(received("2026-Q1", day.Must(2026, 3, 15)), received("2026-Q2", day.Must(2026, 6, 20))), counted, "1", "", engine.Scored},
		{"reports late", "count", "late: bc", "refuse", summer, reports(received("2026-Q1", day.Must(2026, 3, 15)), received("2026-Q2", day.Must(2026, 6, 20))), counted, "1", "", engine.Scored},
		{"one report absent, worst", "count", "on_time: bc", "count_as_worst", summer, reports(received("2026-Q1", day.Must(2026, 3, 15))), worst, "1", "", engine.Scored},
		{"one report absent, refused", "count", "on_time: bc", "refuse", summer, reports(received("2026-Q1", day.Must(2026, 3, 15))), missing, "0", "", engine.Missing},
		{"no report due", "count", "on_time: bc", "refuse", day.Must(2026, 2, 1), reports(), notDue, "0", "", engine.NotDue},
		{"applicable", "count", "applicable: tong", "refuse", afterLock, communeOf("xa-b"), counted, "1", "", engine.Scored},
		{"applicable, not", "count", "applicable: tong", "refuse", afterLock, without(communeOf("xa-b")), na, "0", "", engine.Scored},
		{"applicable, not due", "count", "applicable: kh", "refuse", day.Must(2026, 3, 10), plan(), notDue, "0", "", engine.NotDue},
	} {
		t.Run(c.name, func(t *testing.T) {
			province := oneInput(t, c.typ, "{units: [xa], "+c.measure+", missing: "+c.policy+"}")
			r := rolled(t, province, units, c.asOf, engine.StageFinal, []engine.UnitCase{c.unit}, nil)[0]
			part := r.Parts[0]
			if part.State != c.state || part.Value.Fraction() != c.value || part.Why != c.why {
				t.Errorf("part is %s, %s, %q; want %s, %s, %q", part.State, part.Value.Fraction(), part.Why, c.state, c.value, c.why)
			}
			if r.State != c.total || c.total == engine.Scored && !r.Value.Equal(part.Value) {
				t.Errorf("account is %s, %s; want %s", r.State, r.Value.Fraction(), c.total)
			}
			if part.Fact >= 0 && c.unit.Facts[part.Fact].Input == "" {
				t.Error("the fact of the part is not there")
			}
		})
	}
}

// ratioProvince asks for pooled figures, counts of units and a figure of the previous period.
const ratioInputs = `
  tong: {type: count, label: "Tổng", declared_by: van-phong, from: {units: [xa, phuong], sum: tong, pool: hs, missing: skip_and_show}}
  dung: {type: count, label: "Đúng hạn", declared_by: van-phong, from: {units: [xa, phuong], sum: dung, pool: hs, missing: skip_and_show}}
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_applicable}
`

func ratioProvince(t testing.TB) *engine.Program {
	return rulestest.Program(t, provinceOf(ratioInputs, "        share: {of: ty_le}\n"))
}

// scoreProvince scores a province with accounts and facts of its own.
func scoreProvince(t testing.TB, p *engine.Program, stage engine.Stage, rollups []engine.Rollup, facts ...engine.Fact) (engine.NodeResult, engine.Trace) {
	t.Helper()
	uc := engine.UnitCase{Unit: engine.Unit{Code: "tinh", Block: "tinh"}, Rollups: rollups, Facts: facts}
	c := &engine.Case{Set: p.Set(), AsOf: afterLock, Stage: stage, Units: []engine.UnitCase{uc}}
	r, err := p.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	traces, err := p.Explain(c, "tinh", "1.1")
	if err != nil {
		t.Fatal(err)
	}
	n := r.Units[0].Nodes[p.Set().NodeByCode("1.1")]
	if got := traces[0].Node; got.State != n.State || !got.Points.Equal(n.Points) {
		t.Errorf("traced %s %s, scored %s %s", got.State, got.Points, n.State, n.Points)
	}
	return n, traces[0]
}

func TestPooledRatioIsSumOverSum(t *testing.T) {
	units, province := rulestest.Program(t, rollUnits), ratioProvince(t)
	reg := engine.LayerRegister
	cases := []engine.UnitCase{
		communeOf("xa-a", countFact("tong", 10, reg), countFact("dung", 5, reg)),
		communeOf("xa-b", countFact("tong", 90, reg), countFact("dung", 90, reg)),
		communeOf("xa-c", countFact("tong", 1000, reg)), // no numerator: its denominator must not count either
	}
	rollups := rolled(t, province, units, afterLock, engine.StageFinal, cases, nil)
	n, trace := scoreProvince(t, province, engine.StageFinal, rollups)
	if n.Points.Fraction() != "19/20" {
		t.Errorf("%s points of 95/100, state %s", n.Points.Fraction(), n.State)
	}
	for _, use := range trace.Facts {
		c := use.Rollup.Coverage()
		if c.Counted != 2 || c.Of != 3 || !slices.Equal(c.Missing, []string{"xa-c"}) {
			t.Errorf("%s: %d of %d, missing %v", use.Input, c.Counted, c.Of, c.Missing)
		}
		if use.Used != 0 || use.Facts[0].Layer != engine.LayerUnits {
			t.Errorf("%s: fact %d of %v counts", use.Input, use.Used, use.Facts)
		}
	}
	if part := rollups[0].Parts[2]; part.Why != engine.WhyPool || part.State != engine.PartMissing {
		t.Errorf("the denominator of xa-c is %s, %q", part.State, part.Why)
	}
	if got := cases[1].Facts[rollups[1].Parts[1].Fact]; got.Input != "dung" || got.Value.Num.Fraction() != "90" {
		t.Errorf("the part of xa-b rests on %v", got)
	}
}

func TestLayersOfTheProvince(t *testing.T) {
	units, province := rulestest.Program(t, rollUnits), ratioProvince(t)
	reg := engine.LayerRegister
	given := rolled(t, province, units, afterLock, engine.StageFinal, []engine.UnitCase{communeOf("xa-a", countFact("tong", 10, reg), countFact("dung", 5, reg))}, nil)
	lacking := rolled(t, province, units, afterLock, engine.StageFinal, []engine.UnitCase{communeOf("xa-a", countFact("tong", 10, reg))}, nil)
	for _, c := range []struct {
		name    string
		stage   engine.Stage
		rollups []engine.Rollup
		facts   []engine.Fact
		points  string
		state   engine.State
	}{
		{"the sum", engine.StageFinal, given, nil, "1/2", engine.Scored},
		{"the sum over a declared figure", engine.StageFinal, given, []engine.Fact{countFact("dung", 9, engine.LayerDeclared)}, "1/2", engine.Scored},
		{"a register over the sum", engine.StageFinal, given, []engine.Fact{countFact("dung", 9, engine.LayerRegister)}, "9/10", engine.Scored},
		{"an appraisal over the sum", engine.StageFinal, given, []engine.Fact{countFact("dung", 8, engine.LayerAppraisal1)}, "4/5", engine.Scored},
		{"not before its stage", engine.StageSelf, given, []engine.Fact{countFact("dung", 8, engine.LayerAppraisal1)}, "1/2", engine.Scored},
		{"nothing to add up", engine.StageFinal, lacking, nil, "0", engine.Missing},
		{"a declared figure does not take its place", engine.StageFinal, lacking, []engine.Fact{countFact("tong", 9, engine.LayerDeclared), countFact("dung", 9, engine.LayerDeclared)}, "0", engine.Missing},
		{"a register does", engine.StageFinal, lacking, []engine.Fact{countFact("tong", 10, engine.LayerRegister), countFact("dung", 9, engine.LayerRegister)}, "9/10", engine.Scored},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, trace := scoreProvince(t, province, c.stage, c.rollups, c.facts...)
			if n.Points.Fraction() != c.points || n.State != c.state {
				t.Errorf("%s, %s; want %s, %s", n.State, n.Points.Fraction(), c.state, c.points)
			}
			for _, use := range trace.Facts {
				if use.Rollup == nil {
					t.Errorf("%s: the account is not in the trace", use.Input)
				}
			}
			if c.state != engine.Missing {
				return
			}
			if n.Reason.ID != engine.ReasonUnitsMissing || !slices.ContainsFunc(n.Reason.Args, func(a engine.Arg) bool { return a.Name == "unit" && a.Value.Text == "xa-a" }) {
				t.Errorf("the reason does not name the unit: %v", n.Reason)
			}
		})
	}
}

// TestZeroWholeOfClaims: a province does not leave its maximum because units claim that nothing arose, or keep figures back.
func TestZeroWholeOfClaims(t *testing.T) {
	units, province := rulestest.Program(t, rollUnits), ratioProvince(t)
	zero := func(code string, l engine.Layer) engine.UnitCase {
		return communeOf(code, countFact("tong", 0, l), countFact("dung", 0, l))
	}
	accepted := zero("xa-b", engine.LayerDeclared)
	accepted.Decisions = []engine.Decision{decided(engine.DecideAccept, "1.1", engine.LayerAppraisal1)}
	for _, c := range []struct {
		name  string
		stage engine.Stage
		cases []engine.UnitCase
		state engine.State
		why   string
	}{
		{"registers say so", engine.StageFinal, []engine.UnitCase{zero("xa-a", engine.LayerRegister)}, engine.NotApplicable, engine.ReasonRebased},
		{"claims", engine.StageFinal, []engine.UnitCase{zero("xa-a", engine.LayerDeclared), zero("xa-b", engine.LayerRegister)}, engine.NotScorable, engine.ReasonZeroClaim},
		{"claims while self-assessing", engine.StageSelf, []engine.UnitCase{zero("xa-a", engine.LayerDeclared)}, engine.NotApplicable, engine.ReasonRebased},
		{"claims accepted", engine.StageFinal, []engine.UnitCase{zero("xa-a", engine.LayerRegister), accepted}, engine.NotApplicable, engine.ReasonRebased},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, _ := scoreProvince(t, province, c.stage, rolled(t, province, units, afterLock, c.stage, c.cases, nil))
			if n.State != c.state || n.Reason.ID != c.why {
				t.Errorf("%s because of %q, want %s because of %q", n.State, n.Reason.ID, c.state, c.why)
			}
		})
	}
	// 0 of units that speak, while another keeps its figures back.
	rollups := []engine.Rollup{
		{Input: "tong", State: engine.Scored, Parts: []engine.Part{{Unit: "xa-a", State: engine.PartCounted}, {Unit: "xa-b", State: engine.PartMissing}}},
		{Input: "dung", State: engine.Scored, Parts: []engine.Part{{Unit: "xa-a", State: engine.PartCounted}, {Unit: "xa-b", State: engine.PartMissing}}},
	}
	if n, _ := scoreProvince(t, province, engine.StageFinal, rollups); n.State != engine.NotScorable || n.Reason.ID != engine.ReasonZeroClaim {
		t.Errorf("withheld: %s because of %q", n.State, n.Reason.ID)
	}
}

func TestPreviousPeriod(t *testing.T) {
	units, province := rulestest.Program(t, rollUnits), oneInput(t, "number", "{previous: y, missing: refuse}")
	prior := func(unit string, n int64) engine.Prior {
		return engine.Prior{Unit: unit, Input: "y", Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(n)}}
	}
	split := prior("tinh-b", 5)
	split.Split = true
	for _, c := range []struct {
		name  string
		prior []engine.Prior
		state engine.State
		value string
	}{
		{"its own", []engine.Prior{prior("tinh", 7)}, engine.Scored, "7"},
		{"its predecessors'", []engine.Prior{prior("tinh-b", 5), prior("tinh-a", 7)}, engine.Scored, "12"},
		{"a predecessor without one", []engine.Prior{prior("tinh-a", 7), {Unit: "tinh-b", Input: "y", Value: engine.Value{None: true}}}, engine.Missing, "0"},
		{"a predecessor that was split", []engine.Prior{prior("tinh-a", 7), split}, engine.Missing, "0"},
		{"another figure", []engine.Prior{{Unit: "tinh", Input: "z", Value: prior("tinh", 7).Value}}, engine.Missing, "0"},
		{"none", nil, engine.Missing, "0"},
	} {
		r := rolled(t, province, units, afterLock, engine.StageFinal, nil, c.prior)[0]
		if r.State != c.state || r.Value.Fraction() != c.value {
			t.Errorf("%s: %s, %s; want %s, %s", c.name, r.State, r.Value.Fraction(), c.state, c.value)
		}
	}
	r, err := engine.NewRoller(province, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Rollups([]engine.Prior{prior("tinh", 7), prior("tinh", 7)}); !errors.Is(err, engine.ErrUnitTwice) {
		t.Errorf("a predecessor twice: %v", err)
	}
}

func TestResolveNamesEverything(t *testing.T) {
	units := rulestest.Program(t, rollUnits)
	province := rulestest.Program(t, provinceOf(`
  a: {type: count, label: "A", from: {units: [xa, phuong], sum: tog, missing: refuse}}
  b: {type: count, label: "B", from: {units: [so], sum: tong, missing: refuse}}
  c: {type: count, label: "C", from: {units: [xa], owed: tong, missing: refuse}}
  d: {type: amount, label: "D", from: {units: [xa], sum: tong, missing: refuse}}
  e: {type: count, label: "E", from: {units: [xa], having: muc, missing: refuse}}
  f: {type: count, label: "F", from: {units: [xa], having: muc, levels: [tott], missing: refuse}}
  g: {type: count, label: "G", from: {units: [xa], having: co, levels: [tot], missing: refuse}}
  h: {type: count, label: "H", from: {units: [xa], having: bc, missing: refuse}}
  i: {type: number, label: "I", from: {units: [xa], sum: tong, missing: refuse}}
  j: {type: number, unit: "tỷ đồng", label: "J", from: {units: [xa], sum: tien, missing: refuse}}
  k: {type: count, unit: "kết quả", label: "K", from: {units: [xa], sum: dung, missing: refuse}}
`, "        value: a + b + c + d + e + f + g + h + i + j + k\n        bands: [{from: 1, points: max}, {else: true, points: 0}]\n"))
	_, err := engine.NewRoller(province, map[string]*engine.Program{"xa": units, "phuong": units})
	var all *engine.UnresolvedError
	if !errors.As(err, &all) {
		t.Fatalf("%v", err)
	}
	var got []string
	for _, u := range all.All {
		got = append(got, u.Args[0]+" "+u.Code+" "+u.Sought)
		if (u.Sought != "") != (len(u.Among) > 0) || u.Sought == "tog" && !slices.Contains(u.Among, "tong") {
			t.Errorf("%s sought among %v", u.Sought, u.Among)
		}
		if !wording.Known(u.Code) {
			t.Errorf("%s has no sentence", u.Code)
		}
	}
	want := []string{"a rollup.no_input tog", "b rollup.no_set ", "c rollup.type ", "d rollup.type ", "e rollup.no_levels ", "f rollup.level tott", "g rollup.no_levels ", "h rollup.type ", "j rollup.unit "}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, code := range engine.UnresolvedCodes() {
		if !wording.Known(code) {
			t.Errorf("%s has no sentence", code)
		}
	}
}

func TestUnitsThatDoNotGoTogether(t *testing.T) {
	units, province := rulestest.Program(t, rollUnits), ratioProvince(t)
	r, err := engine.NewRoller(province, map[string]*engine.Program{"xa": units, "phuong": units})
	if err != nil {
		t.Fatal(err)
	}
	add := func(r *engine.Roller, p *engine.Program, code string, asOf day.Day) error {
		uc := communeOf(code)
		c := &engine.Case{Set: p.Set(), AsOf: asOf, Stage: engine.StageFinal}
		s := p.NewScorer(c, nil)
		u, err := s.ScoreUnit(&uc)
		if err != nil {
			t.Fatal(err)
		}
		return r.Add(s, &uc, &u)
	}
	if err := add(r, units, "xa-a", afterLock); err != nil {
		t.Fatal(err)
	}
	if err := add(r, units, "xa-a", afterLock); !errors.Is(err, engine.ErrUnitTwice) {
		t.Errorf("a unit twice: %v", err)
	}
	if err := add(r, units, "xa-b", afterLock+1); !errors.Is(err, engine.ErrMixed) {
		t.Errorf("another day: %v", err)
	}
	if err := add(r, rulestest.Program(t, rollUnits), "xa-b", afterLock); !errors.Is(err, engine.ErrMixed) {
		t.Errorf("another set: %v", err)
	}
	twin := r.Fork()
	if err := add(twin, units, "xa-a", afterLock); err != nil {
		t.Fatal(err)
	}
	if err := r.Merge(twin); !errors.Is(err, engine.ErrUnitTwice) {
		t.Errorf("a unit twice by two workers: %v", err)
	}
	late := r.Fork()
	if err := add(late, units, "xa-c", afterLock+1); err != nil {
		t.Fatal(err)
	}
	if err := r.Merge(late); !errors.Is(err, engine.ErrMixed) {
		t.Errorf("another day by another worker: %v", err)
	}
}

func TestAccountsNobodyCanHaveMade(t *testing.T) {
	p := ratioProvince(t)
	one := engine.Part{Unit: "xa-a", State: engine.PartCounted, Value: exact.Int(3)}
	for name, uc := range map[string]engine.UnitCase{
		"a fact as if added up": {Facts: []engine.Fact{countFact("tong", 3, engine.LayerUnits)}},
		"of no input":           {Rollups: []engine.Rollup{{Input: "khac", State: engine.Missing}}},
		"twice":                 {Rollups: []engine.Rollup{{Input: "tong", State: engine.Missing}, {Input: "tong", State: engine.Missing}}},
		"another value":         {Rollups: []engine.Rollup{{Input: "tong", State: engine.Scored, Value: exact.Int(4), Parts: []engine.Part{one}}}},
		"another state":         {Rollups: []engine.Rollup{{Input: "tong", State: engine.Missing, Parts: []engine.Part{one}}}},
		"no such source":        {Rollups: []engine.Rollup{{Input: "tong", State: engine.Scored, Value: exact.Int(3), Parts: []engine.Part{{Source: 1, Unit: "xa-a", State: engine.PartCounted, Value: exact.Int(3)}}}}},
	} {
		uc.Unit = engine.Unit{Code: "tinh", Block: "tinh"}
		_, err := p.Score(&engine.Case{Set: p.Set(), AsOf: afterLock, Stage: engine.StageFinal, Units: []engine.UnitCase{uc}})
		if !errors.Is(err, engine.ErrRollup) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := engine.ParseLayer("units"); ok {
		t.Error("a datum can be given in the layer of sums")
	}
}

// TestAccountIsPartOfTheCase: what a sum is made of changes the case, where it was read does not.
func TestAccountIsPartOfTheCase(t *testing.T) {
	p := ratioProvince(t)
	hash := func(parts ...engine.Part) string {
		c := &engine.Case{Set: p.Set(), AsOf: afterLock, Stage: engine.StageFinal, Units: []engine.UnitCase{{Unit: engine.Unit{Code: "tinh", Block: "tinh"},
			Rollups: []engine.Rollup{{Input: "tong", State: engine.Scored, Value: exact.Int(3), Parts: parts}}}}}
		h, err := c.Hash(p.Ref().Hash)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	base := engine.Part{Unit: "xa-a", State: engine.PartCounted, Value: exact.Int(3)}
	elsewhere, claimed, worst := base, base, base
	elsewhere.Fact, claimed.Claimed, worst.State = 4, true, engine.PartWorst
	if hash(base) != hash(elsewhere) {
		t.Error("the place of a fact changes the case")
	}
	if hash(base) == hash(claimed) || hash(base) == hash(worst) || hash(base) == hash(base, engine.Part{Unit: "xa-b", State: engine.PartNotDue}) {
		t.Error("other parts are the same case")
	}
}

// oracleInputs has every measure and policy over both blocks.
const oracleInputs = `
  a: {type: count, label: "a", from: {units: [xa, phuong], sum: tong, pool: hs, missing: skip_and_show}}
  b: {type: count, label: "b", from: {units: [xa, phuong], sum: dung, pool: hs, missing: skip_and_show}}
  c: {type: number, label: "c", from: {units: [xa], sum: tien, missing: refuse}}
  d: {type: count, label: "d", from: {units: [xa, phuong], having: co, missing: count_as_worst}}
  e: {type: count, label: "e", from: {units: [xa, phuong], applicable: tong, missing: refuse}}
  f: {type: count, label: "f", from: [{units: [xa], having: muc, levels: [tot], missing: skip_and_show}, {units: [phuong], having: co, missing: count_as_worst}]}
  g: {type: count, label: "g", from: {units: [xa, phuong], owed: kh, missing: refuse}}
  h: {type: count, label: "h", from: {units: [xa, phuong], on_time: kh, missing: count_as_worst}}
  i: {type: count, label: "i", from: {units: [xa, phuong], late: kh, missing: skip_and_show}}
`

// communeFacts is one generated unit, as the oracle reads it: nil and absent are what was not given.
type communeFacts struct {
	phuong, tthc bool
	tong, dung   *int64
	tien         *big.Rat
	co           *bool
	muc          *string
	kh           *day.Day
}

func generated(rng *rand.Rand) communeFacts {
	var f communeFacts
	f.phuong, f.tthc = rng.Intn(4) == 0, rng.Intn(5) > 0
	if rng.Intn(8) > 0 {
		n := int64(rng.Intn(4) * rng.Intn(500))
		f.tong = &n
	}
	if rng.Intn(8) > 0 {
		n := int64(rng.Intn(500))
		if f.tong != nil && rng.Intn(6) > 0 {
			n = rng.Int63n(*f.tong + 1)
		}
		f.dung = &n
	}
	if rng.Intn(40) > 0 {
		f.tien = big.NewRat(rng.Int63n(1000000), 7*rng.Int63n(100)+1)
	}
	if rng.Intn(6) > 0 {
		b := rng.Intn(3) > 0
		f.co = &b
	}
	if rng.Intn(6) > 0 {
		s := []string{"tot", "kem"}[rng.Intn(2)]
		f.muc = &s
	}
	if rng.Intn(5) > 0 {
		d := day.Must(2026, 3, 1+rng.Intn(20))
		f.kh = &d
	}
	return f
}

var planDue = day.Must(2026, 3, 10)

func (f *communeFacts) unitCase(code string) engine.UnitCase {
	uc := communeOf(code)
	uc.Unit.Attrs[0].Value.Bool = f.tthc
	if f.phuong {
		uc.Unit.Block = "phuong"
	}
	add := func(fact engine.Fact) { uc.Facts = append(uc.Facts, fact) }
	if f.tong != nil {
		add(countFact("tong", *f.tong, engine.LayerRegister))
	}
	if f.dung != nil {
		add(countFact("dung", *f.dung, engine.LayerRegister))
	}
	if f.tien != nil {
		n, err := exact.ParseFraction(f.tien.RatString())
		if err != nil {
			panic(err)
		}
		add(fact("tien", engine.Value{Type: form.TypeNumber, Num: n}, engine.LayerRegister))
	}
	if f.co != nil {
		add(answered("co", *f.co))
	}
	if f.muc != nil {
		add(atLevel("muc", *f.muc))
	}
	if f.kh != nil {
		add(dateFact("kh", "", "", *f.kh, engine.LayerRegister))
	}
	uc.Dues = []engine.Due{{Deliverable: "I.1.2", Due: planDue}}
	return uc
}

// naive adds the units up as the contract words it, and gives "refused" where an input is not there.
func naive(all []communeFacts, asOf day.Day) map[string]string {
	out := map[string]string{}
	sum := func(name string, of func(f *communeFacts) (v *big.Rat, counts, refuses bool)) {
		total, counted, lacks := new(big.Rat), 0, 0
		for i := range all {
			v, counts, missing := of(&all[i])
			switch {
			case missing:
				lacks++
			case counts:
				counted++
				total.Add(total, v)
			}
		}
		if out[name] = total.RatString(); lacks > 0 && (counted == 0 || name == "c") {
			out[name] = "refused"
		}
	}
	whole := func(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }
	// The leaf of tong and dung: contradictory figures come first, then it is not applicable without procedures, or when
	// the total is known to be 0.
	ratio := func(f *communeFacts) (applies, given bool) {
		switch {
		case f.tong != nil && f.dung != nil && *f.dung > *f.tong:
			return true, false
		case !f.tthc, f.tong != nil && *f.tong == 0:
			return false, false
		}
		return true, f.tong != nil && f.dung != nil
	}
	of := func(n func(f *communeFacts) *int64) func(*communeFacts) (*big.Rat, bool, bool) {
		return func(f *communeFacts) (*big.Rat, bool, bool) {
			applies, given := ratio(f)
			if !applies || !given {
				return nil, false, applies
			}
			return whole(*n(f)), true, false
		}
	}
	sum("a", of(func(f *communeFacts) *int64 { return f.tong }))
	sum("b", of(func(f *communeFacts) *int64 { return f.dung }))
	sum("c", func(f *communeFacts) (*big.Rat, bool, bool) {
		return f.tien, !f.phuong && f.tien != nil, !f.phuong && f.tien == nil
	})
	yes := func(b bool) *big.Rat {
		if b {
			return whole(1)
		}
		return whole(0)
	}
	sum("d", func(f *communeFacts) (*big.Rat, bool, bool) { return yes(f.co != nil && *f.co), true, false })
	sum("e", func(f *communeFacts) (*big.Rat, bool, bool) { applies, _ := ratio(f); return whole(1), applies, false })
	sum("f", func(f *communeFacts) (*big.Rat, bool, bool) {
		if f.phuong {
			return yes(f.co != nil && *f.co), true, false
		}
		return yes(f.muc != nil && *f.muc == "tot"), f.muc != nil, f.muc == nil
	})
	closed := asOf > day.Must(2027, 1, 15)
	due := func(f *communeFacts) bool { return asOf > planDue || asOf == planDue && f.kh != nil }
	sum("g", func(f *communeFacts) (*big.Rat, bool, bool) { return whole(1), due(f), false })
	sum("h", func(f *communeFacts) (*big.Rat, bool, bool) {
		return yes(f.kh != nil && *f.kh <= planDue), due(f), false
	})
	sum("i", func(f *communeFacts) (*big.Rat, bool, bool) {
		if f.kh == nil && due(f) && !closed {
			return nil, false, true
		}
		return yes(f.kh != nil && *f.kh > planDue), due(f), false
	})
	return out
}

func TestRollupsAgainstOracle(t *testing.T) {
	units := rulestest.Program(t, rollUnits)
	province := rulestest.Program(t, provinceOf(oracleInputs, "        value: a + b + c + d + e + f + g + h + i\n        bands: [{from: 1, points: max}, {else: true, points: 0}]\n"))
	rng := rand.New(rand.NewSource(20260101))
	seen := map[engine.State]int{}
	for round := range 300 {
		all := make([]communeFacts, rng.Intn(40))
		cases := make([]engine.UnitCase, len(all))
		for i := range all {
			all[i] = generated(rng)
			cases[i] = all[i].unitCase(fmt.Sprintf("u-%03d", i))
		}
		asOf := []day.Day{planDue - 1, planDue, planDue + 1, day.Must(2026, 6, 1), afterLock}[rng.Intn(5)]
		got := rolled(t, province, units, asOf, engine.StageSelf, cases, nil)
		want := naive(all, asOf)
		for i := range got {
			r := &got[i]
			seen[r.State]++
			text := r.Value.Fraction()
			switch {
			case r.State == engine.Missing:
				text = "refused"
			case r.State == engine.NotDue:
				text = "0"
			}
			if text != want[r.Input] && !(len(r.Parts) == 0 && want[r.Input] == "0" && text == "refused") {
				t.Fatalf("round %d, %s on %s: %s, want %s; %v", round, r.Input, asOf, text, want[r.Input], r.Parts)
			}
		}
		sameInAnyOrder(t, rng, province, units, asOf, cases, got)
	}
	if seen[engine.Scored] < 1000 || seen[engine.Missing] < 50 || seen[engine.NotDue] < 50 {
		t.Errorf("states met: %v", seen)
	}
}

// sameInAnyOrder: units and facts in another order, added by several workers, make a province of the same bytes.
func sameInAnyOrder(t *testing.T, rng *rand.Rand, province, units *engine.Program, asOf day.Day, cases []engine.UnitCase, want []engine.Rollup) {
	t.Helper()
	rng.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	whole, err := engine.NewRoller(province, map[string]*engine.Program{"xa": units, "phuong": units})
	if err != nil {
		t.Fatal(err)
	}
	c := &engine.Case{Set: units.Set(), AsOf: asOf, Stage: engine.StageSelf}
	workers := []*engine.Roller{whole.Fork(), whole.Fork(), whole.Fork()}
	s := units.NewScorer(c, nil)
	for i := range cases {
		fs := cases[i].Facts
		rng.Shuffle(len(fs), func(i, j int) { fs[i], fs[j] = fs[j], fs[i] })
		u, err := s.ScoreUnit(&cases[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := workers[rng.Intn(len(workers))].Add(s, &cases[i], &u); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range workers {
		if err := whole.Merge(w); err != nil {
			t.Fatal(err)
		}
	}
	got, err := whole.Rollups(nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(got)
	if a, b := provinceBytes(t, province, asOf, want), provinceBytes(t, province, asOf, got); !bytes.Equal(a, b) {
		t.Fatalf("another order makes another province:\n%s\n%s", a, b)
	}
}

func provinceBytes(t *testing.T, p *engine.Program, asOf day.Day, rollups []engine.Rollup) []byte {
	t.Helper()
	c := &engine.Case{Set: p.Set(), AsOf: asOf, Stage: engine.StageSelf, Units: []engine.UnitCase{{Unit: engine.Unit{Code: "tinh", Block: "tinh"}, Rollups: rollups}}}
	r, err := p.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Canonical() // holds the hash of the case
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestPools: what a member of a pool that is not counted does to the others, for the same unit.
func TestPools(t *testing.T) {
	units := rulestest.Program(t, rollUnits)
	reg := engine.LayerRegister
	noProcedures := communeOf("xa-b", answered("co", true))
	noProcedures.Unit.Attrs[0].Value.Bool = false // tong does not apply
	delivered := noProcedures
	delivered.Facts = append(slices.Clone(noProcedures.Facts), countFact("tien", 5, reg))
	for _, c := range []struct {
		name   string
		unit   engine.UnitCase
		tien   string // policy of the figure that may be missing
		states [3]engine.PartState
		why    [3]string
		totals [3]engine.State
	}{
		{"all there", communeOf("xa-b", answered("co", true), countFact("tien", 5, reg), countFact("tong", 7, reg), countFact("dung", 7, reg)), "skip_and_show",
			[3]engine.PartState{engine.PartCounted, engine.PartCounted, engine.PartCounted}, [3]string{}, [3]engine.State{engine.Scored, engine.Scored, engine.Scored}},
		{"one does not apply", delivered, "skip_and_show",
			[3]engine.PartState{engine.PartNotApplicable, engine.PartNotApplicable, engine.PartNotApplicable},
			[3]string{"", engine.WhyPool, engine.WhyPool}, [3]engine.State{engine.Scored, engine.Scored, engine.Scored}},
		{"one does not apply, one is missing", noProcedures, "skip_and_show",
			[3]engine.PartState{engine.PartNotApplicable, engine.PartMissing, engine.PartMissing},
			[3]string{"", "", engine.WhyPool}, [3]engine.State{engine.Scored, engine.Missing, engine.Missing}},
		{"one is missing and refused: the others only lack the unit", communeOf("xa-b", answered("co", true), countFact("tong", 7, reg), countFact("dung", 7, reg)), "refuse",
			[3]engine.PartState{engine.PartMissing, engine.PartMissing, engine.PartMissing},
			[3]string{engine.WhyPool, "", engine.WhyPool}, [3]engine.State{engine.Scored, engine.Missing, engine.Scored}},
	} {
		t.Run(c.name, func(t *testing.T) {
			province := rulestest.Program(t, provinceOf(`
  a: {type: count, label: "A", from: {units: [xa], sum: tong, pool: p, missing: refuse}}
  b: {type: number, label: "B", from: {units: [xa], sum: tien, pool: p, missing: `+c.tien+`}}
  c: {type: count, label: "C", from: {units: [xa], having: co, pool: p, missing: count_as_worst}}
`, "        value: a + b + c\n        bands: [{from: 1, points: max}, {else: true, points: 0}]\n"))
			cases := []engine.UnitCase{c.unit}
			if c.tien == "refuse" { // others have given everything
				cases = append(cases, communeOf("xa-c", answered("co", true), countFact("tien", 5, reg), countFact("tong", 7, reg), countFact("dung", 7, reg)))
			}
			for i, r := range rolled(t, province, units, afterLock, engine.StageFinal, cases, nil) {
				if p := r.Parts[0]; p.State != c.states[i] || p.Why != c.why[i] || r.State != c.totals[i] {
					t.Errorf("%s: %s %q in %s, want %s %q in %s", r.Input, p.State, p.Why, r.State, c.states[i], c.why[i], c.totals[i])
				}
			}
		})
	}
}

// TestClaimsOfUnits: a part is a claim until the figure or the leaf that reads it is accepted.
func TestClaimsOfUnits(t *testing.T) {
	units, province := rulestest.Program(t, rollUnits), ratioProvince(t)
	accept := func(d engine.Decision) []engine.Decision { return []engine.Decision{d} }
	byInput := decided(engine.DecideAccept, "", engine.LayerAppraisal1)
	byInput.Input = "tong"
	for _, c := range []struct {
		name      string
		layer     engine.Layer
		decisions []engine.Decision
		claimed   bool
	}{
		{"declared", engine.LayerDeclared, nil, true},
		{"by a register", engine.LayerRegister, nil, false},
		{"corrected", engine.LayerAppraisal1, nil, false},
		{"accepted by leaf", engine.LayerDeclared, accept(decided(engine.DecideAccept, "1.1", engine.LayerAppraisal1)), false},
		{"accepted by input", engine.LayerDeclared, accept(byInput), false},
		{"another leaf accepted", engine.LayerDeclared, accept(decided(engine.DecideAccept, "1.2", engine.LayerAppraisal1)), true},
	} {
		uc := communeOf("xa-a", countFact("tong", 5, c.layer), countFact("dung", 3, c.layer))
		uc.Decisions = c.decisions
		r := rolled(t, province, units, afterLock, engine.StageFinal, []engine.UnitCase{uc}, nil)
		if got := r[0].Parts[0].Claimed; got != c.claimed {
			t.Errorf("%s: claimed %v", c.name, got)
		}
	}
}

// TestNothingDue: a province leaf whose units owe nothing yet is not due, and says why.
func TestNothingDue(t *testing.T) {
	units := rulestest.Program(t, rollUnits)
	province := rulestest.Program(t, provinceOf("  x: {type: count, label: \"Số\", from: {units: [xa], on_time: kh, missing: refuse}}\n",
		"        value: x\n        bands: [{from: 1, points: max}, {else: true, points: 0}]\n"))
	uc := communeOf("xa-a")
	uc.Dues = []engine.Due{{Deliverable: "I.1.2", Due: planDue}}
	rollups := rolled(t, province, units, planDue, engine.StageSelf, []engine.UnitCase{uc}, nil)
	c := &engine.Case{Set: province.Set(), AsOf: planDue, Units: []engine.UnitCase{{Unit: engine.Unit{Code: "tinh", Block: "tinh"}, Rollups: rollups}}}
	r, err := province.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Units[0].Nodes[1]; n.State != engine.NotDue || n.Reason.ID != engine.ReasonUnitsNotDue || n.Lost.Sign() != 0 {
		t.Errorf("%s because of %q, lost %s", n.State, n.Reason.ID, n.Lost.Fraction())
	}
}

// TestReaders: whether an input applies to a unit is for the scored leaves that read it; where they all wait, an absent
// figure is not due, and one that is there counts.
func TestReaders(t *testing.T) {
	units := rulestest.Program(t, `
set:
  id: don-vi
  scope: unit
  blocks: [xa]`+rollHead+`
attributes:
  co: {type: yes_no, label: "Có"}
  den_ky: {type: yes_no, label: "Đến kỳ"}
inputs:
  x: {type: count, label: "Số", declared_by: so-noi-vu}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - {code: "1.1", name: "A", max: 0.5, applies: [{when: not co, then: rebase}], value: x, bands: [{from: 1, points: max}, {else: true, points: 0}]}
      - {code: "1.2", name: "B", max: 0.5, applies: [{when: not co, then: rebase}, {when: not den_ky, then: not_due}], value: x, bands: [{from: 1, points: max}, {else: true, points: 0}]}
      - {code: "1.3", name: "C", unscored: true, value: x, bands: [{from: 1, points: 1}, {else: true, points: 0}]}
`)
	province := oneInput(t, "count", "{units: [xa], sum: x, missing: refuse}")
	for _, c := range []struct {
		name       string
		co, denKy  bool
		notApplied bool // the first leaf, by decision
		facts      []engine.Fact
		state      engine.PartState
	}{
		{"no scored leaf applies", false, true, false, nil, engine.PartNotApplicable},
		{"one leaf asks for it", true, false, false, nil, engine.PartMissing},
		{"the one that applies waits", true, false, true, nil, engine.PartNotDue},
		{"it waits, but the figure is there", true, false, true, []engine.Fact{countFact("x", 3, engine.LayerRegister)}, engine.PartCounted},
	} {
		yes := func(name string, b bool) engine.AttrValue {
			return engine.AttrValue{Name: name, Value: engine.Value{Type: form.TypeBool, Bool: b}}
		}
		uc := engine.UnitCase{Unit: engine.Unit{Code: "xa-a", Block: "xa", Attrs: []engine.AttrValue{yes("co", c.co), yes("den_ky", c.denKy)}}, Facts: c.facts}
		if c.notApplied {
			uc.Decisions = []engine.Decision{decided(engine.DecideNotApply, "1.1", engine.LayerAppraisal1)}
		}
		r, err := engine.NewRoller(province, map[string]*engine.Program{"xa": units})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := units.ScoreInto(&engine.Case{Set: units.Set(), AsOf: day.Must(2026, 7, 1), Stage: engine.StageFinal, Units: []engine.UnitCase{uc}}, r); err != nil {
			t.Fatal(err)
		}
		all, err := r.Rollups(nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := all[0].Parts[0].State; got != c.state {
			t.Errorf("%s: %s, want %s", c.name, got, c.state)
		}
	}
}
