package engine_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// reviewSet makes a small set of one area from inputs and leaves; more stands at top level.
func reviewSet(t testing.TB, max, at, inputs, leaves, more string) *form.Set {
	t.Helper()
	l, diags := rules.Load(fstest.MapFS{"review.yaml": {Data: []byte(reviewText(max, at, inputs, leaves, more))}}, "review.yaml")
	if l == nil || diags.HasErrors() {
		t.Fatalf("the set does not load: %v", diags)
	}
	return l.Set
}

func reviewText(max, at, inputs, leaves, more string) string {
	return `
set:
  id: review
  version: 1.0.0
  title: "Bộ thử"
  scope: unit
  blocks: [so]
  max: ` + max + `
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: ` + at + `, decimals: 2, mode: half_up}
  ties: shared_skip
classes:
  - {bands: [{from: 50, name: "Đạt"}, {else: true, name: "Chưa đạt"}]}
inputs:
` + reviewIndent(inputs, 2) + more + `
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: ` + max + `
    children:
` + reviewIndent(leaves, 6)
}

func reviewIndent(text string, by int) string {
	var out strings.Builder
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		out.WriteString(strings.Repeat(" ", by) + line)
	}
	return out.String() + "\n"
}

func reviewCase(set *form.Set, asOf day.Day, stage engine.Stage, units ...engine.UnitCase) *engine.Case {
	for i := range units {
		if units[i].Unit.Code == "" {
			units[i].Unit.Code = "so-" + string(rune('a'+i))
		}
		if units[i].Unit.Block == "" {
			units[i].Unit.Block = "so"
		}
	}
	return &engine.Case{Set: set, AsOf: asOf, Stage: stage, Units: units}
}

func reviewScore(t testing.TB, c *engine.Case) *engine.Result {
	t.Helper()
	r, err := engine.Score(c)
	if err != nil {
		t.Fatalf("score: %v", err)
	}
	return r
}

func reviewNode(t testing.TB, u *engine.UnitResult, code string) *engine.NodeResult {
	t.Helper()
	for i := range u.Nodes {
		if u.Nodes[i].Code == code {
			return &u.Nodes[i]
		}
	}
	t.Fatalf("no node %s", code)
	return nil
}

func reviewFacts(fs ...engine.Fact) engine.UnitCase { return engine.UnitCase{Facts: fs} }

var reviewSummer = day.Must(2026, 7, 1)

// A relative rule may compare points of another leaf: Gather must know them.
func TestReviewRelativeOverPointsOfAnotherLeaf(t *testing.T) {
	set := reviewSet(t, "4", "total", `
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  value: tin
  bands: [{from: 12, points: 2}, {from: 6, points: 1}, {else: true, points: 0}]
- code: "1.2"
  name: "So với khối"
  max: 2
  relative: {value: 'points_of("1.1")', to: best, direction: up, best_is_zero: zero}
`, "")
	r := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal,
		reviewFacts(countFact("tin", 6, engine.LayerDeclared)), reviewFacts(countFact("tin", 12, engine.LayerDeclared))))
	for i, want := range []string{"1", "2"} {
		if n := reviewNode(t, &r.Units[i], "1.2"); n.State != engine.Scored || n.Points.Fraction() != want {
			t.Errorf("unit %d: %s %s, want scored %s", i, n.State, n.Points.Fraction(), want)
		}
	}
}

// A relative rule in a row of a list compares nothing: units, not rows, have a best. It must be refused, since gathering
// would read a row that is not there and crash.
func TestReviewRelativeInsidePerRow(t *testing.T) {
	inner := `relative: {value: so, to: best, direction: up, best_is_zero: zero}`
	l, diags := rules.Load(fstest.MapFS{"review.yaml": {Data: []byte(reviewText("2", "total", `
ds: {type: list, label: "Danh sách", declared_by: unit, fields: {so: {type: number, label: "Số"}}}
`, `
- code: "1.1"
  name: "Danh sách"
  max: 2
  per_row: {list: ds, rule: {`+inner+`}}
`, ""))}}, "review.yaml")
	if l == nil || diags.HasErrors() {
		return
	}
	if _, err := engine.Compile(l.Set); err == nil {
		t.Error("a relative rule over a row's field loads and compiles")
	}
}

// The names a row of reports has (late, never) work in per_row as the loader promises.
func TestReviewPerRowOverReports(t *testing.T) {
	set := reviewSet(t, "2", "total", `
bc: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
`, `
- code: "1.1"
  name: "Báo cáo"
  max: 2
  per_row: {list: bc, rule: {cases: [{when: never, points: 0}, {when: late <= 0, points: 2}, {else: true, points: 1}]}}
`, "")
	if _, err := engine.Compile(set); err != nil {
		t.Fatalf("a set that loads does not compile: %v", err)
	}
	uc := engine.UnitCase{Dues: []engine.Due{{Deliverable: "I.2.1", Key: "Q1", Due: day.Must(2026, 3, 15)}, {Deliverable: "I.2.1", Key: "Q2", Due: day.Must(2026, 6, 15)}}}
	uc.Facts = []engine.Fact{dateFact("bc", "Q1", "received", day.Must(2026, 3, 15), engine.LayerRegister)}
	r := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal, uc))
	if n := reviewNode(t, &r.Units[0], "1.1"); n.Points.Fraction() != "1" {
		t.Errorf("points %s (%s), want 1", n.Points.Fraction(), n.State)
	}
}

// In a trace of per_row each row shows the branch that decided it.
func TestReviewTraceOfRowsMarksBranches(t *testing.T) {
	set := reviewSet(t, "2", "total", `
ds: {type: list, label: "Danh sách", declared_by: unit, fields: {so: {type: number, label: "Số"}}}
`, `
- code: "1.1"
  name: "Danh sách"
  max: 2
  per_row: {list: ds, rule: {value: so, bands: [{from: 5, points: 2}, {else: true, points: 0}]}}
`, "")
	row := engine.Fact{Input: "ds", Row: "1", Field: "so", Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(7)}, Recorded: day.None}
	ts, err := engine.Explain(reviewCase(set, afterLock, engine.StageFinal, reviewFacts(row)), "so-a", "1.1")
	if err != nil {
		t.Fatal(err)
	}
	var taken, skipped int
	var count func(s *engine.Step)
	count = func(s *engine.Step) {
		if s.Kind == "branch" {
			if s.Taken {
				taken++
			}
			if s.Skipped {
				skipped++
			}
		}
		for i := range s.Children {
			count(&s.Children[i])
		}
	}
	count(ts[0].Rule)
	if taken != 1 || skipped != 1 {
		t.Errorf("%d branches taken and %d skipped, want 1 and 1", taken, skipped)
	}
}

// When a condition of applicability is unknown the rule is not reached, so that a trace has none.
func TestReviewTraceWithoutRuleWhenConditionUnknown(t *testing.T) {
	set := reviewSet(t, "2", "total", `
co: {type: count, label: "Có", declared_by: unit}
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  applies: [{when: co == 0, then: rebase}]
  value: tin
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
`, "")
	ts, err := engine.Explain(reviewCase(set, afterLock, engine.StageFinal, reviewFacts(countFact("tin", 6, engine.LayerDeclared))), "so-a", "1.1")
	if err != nil {
		t.Fatal(err)
	}
	if ts[0].Node.State != engine.Missing || ts[0].Rule != nil {
		t.Errorf("state %s, rule in the trace: %v; want missing and none", ts[0].Node.State, ts[0].Rule != nil)
	}
}

// A failed check decides before any condition is looked at: the trace shows no conditions.
func TestReviewTraceOfContradictionShowsNoConditions(t *testing.T) {
	set := layersSet(t)
	uc := orderlyUnit()
	uc.Facts = append(uc.Facts, countFact("dung", 9, engine.LayerRegister))
	ts, err := engine.Explain(reviewCase(set, afterLock, engine.StageFinal, uc), "so-a", "1.2")
	if err != nil {
		t.Fatal(err)
	}
	if ts[0].Node.Reason.ID != engine.ReasonInconsistent || len(ts[0].Applies) != 0 {
		t.Errorf("%s with %d conditions looked at, want none", ts[0].Node.Reason.ID, len(ts[0].Applies))
	}
}

// Of several rejections the trace names the same one, however they are ordered.
func TestReviewTraceNamesRejectionThatCounts(t *testing.T) {
	first := engine.Decision{Kind: engine.DecideReject, Input: "kh", Layer: engine.LayerAppraisal1, Date: day.None, Reason: "lần 1"}
	second := engine.Decision{Kind: engine.DecideReject, Input: "kh", Layer: engine.LayerAppraisal2, Date: day.None, Reason: "lần 2"}
	var got []string
	for _, ds := range [][]engine.Decision{{first, second}, {second, first}} {
		uc := orderlyUnit()
		uc.Decisions = ds
		ts, err := engine.Explain(reviewCase(layersSet(t), afterLock, engine.StageFinal, uc), "so-a", "1.1")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, ts[0].Facts[0].Rejected.Reason)
	}
	if got[0] != got[1] {
		t.Errorf("the trace names rejection %q or %q by the order of decisions", got[0], got[1])
	}
}

// A rejection that does not reach the counting fact did not take it out.
func TestReviewTraceRejectionOfLowerLayer(t *testing.T) {
	uc := orderlyUnit()
	uc.Facts = append(uc.Facts, dateFact("kh", "", "", day.Must(2026, 1, 12), engine.LayerAppraisal2))
	uc.Decisions = []engine.Decision{{Kind: engine.DecideReject, Input: "kh", Layer: engine.LayerAppraisal1, Date: day.None}}
	ts, err := engine.Explain(reviewCase(layersSet(t), afterLock, engine.StageFinal, uc), "so-a", "1.1")
	if err != nil {
		t.Fatal(err)
	}
	if f := ts[0].Facts[0]; f.Used != 1 {
		t.Errorf("used fact %d, want the second", f.Used)
	}
}

// A value of the wrong type is no 0.
func TestReviewFactOfWrongTypeIsNoZero(t *testing.T) {
	uc := orderlyUnit()
	uc.Facts = append(uc.Facts, engine.Fact{Input: "tin", Layer: engine.LayerRegister, Value: engine.Value{Type: form.TypeBool, Bool: true}, Recorded: day.None})
	r := reviewScore(t, reviewCase(layersSet(t), afterLock, engine.StageFinal, uc))
	if n := reviewNode(t, &r.Units[0], "1.3"); n.State != engine.NotScorable {
		t.Errorf("a yes/no for a count: %s %s, want not_scorable", n.State, n.Points.Fraction())
	}
}

// Two facts of one place and layer that differ only in kind: the order they come in decides nothing.
func TestReviewEqualFactsOfTwoKinds(t *testing.T) {
	set := reviewSet(t, "2", "total", `
muc: {type: level, label: "Mức", declared_by: unit, options: {none: "Không", tot: "Tốt"}}
`, `
- code: "1.1"
  name: "Mức"
  max: 2
  levels: {input: muc, points: {none: 0, tot: 2}}
`, "")
	a := engine.Fact{Input: "muc", Value: engine.Value{Type: form.TypeLevel, Text: "none"}, Recorded: day.None}
	b := engine.Fact{Input: "muc", Value: engine.Value{Type: form.TypeLevel, None: true}, Recorded: day.None}
	r1 := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal, reviewFacts(a, b)))
	r2 := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal, reviewFacts(b, a)))
	if r1.CaseHash != r2.CaseHash || reviewNode(t, &r1.Units[0], "1.1").State != reviewNode(t, &r2.Units[0], "1.1").State {
		t.Errorf("order of facts matters: hash equal %v, states %s and %s", r1.CaseHash == r2.CaseHash,
			reviewNode(t, &r1.Units[0], "1.1").State, reviewNode(t, &r2.Units[0], "1.1").State)
	}
}

// The order of obligations changes no byte of a case.
func TestReviewOrderOfDues(t *testing.T) {
	a := engine.Due{Deliverable: "I.1.2", Due: day.Must(2026, 1, 14), Received: true}
	b := engine.Due{Deliverable: "I.1.2", Due: day.Must(2026, 1, 14)}
	var bytesOf [][]byte
	for _, ds := range [][]engine.Due{{a, b}, {b, a}} {
		got, err := reviewCase(layersSet(t), afterLock, engine.StageFinal, engine.UnitCase{Dues: ds}).Canonical("sha256:0")
		if err != nil {
			t.Fatal(err)
		}
		bytesOf = append(bytesOf, got)
	}
	if !bytes.Equal(bytesOf[0], bytesOf[1]) {
		t.Error("two orders of the same obligations have different bytes")
	}
}

// An obligation counted by the day received is judged by the day received.
func TestReviewDueCountedByDayReceived(t *testing.T) {
	set := reviewSet(t, "2", "total", `
bc: {type: reports, deliverable: I.2.1, date_by: issued, label: "Báo cáo", declared_by: so-noi-vu}
`, `
- code: "1.1"
  name: "Báo cáo"
  max: 2
  deductions: {start: max, floor: 0, each: [{count: 'count(bc, not never and late > 0)', points: -0.5}, {count: 'count(bc, never)', points: -1}]}
`, "")
	due := day.Must(2026, 3, 15)
	uc := engine.UnitCase{Dues: []engine.Due{{Deliverable: "I.2.1", Key: "Q1", Due: due, Received: true}}}
	uc.Facts = []engine.Fact{dateFact("bc", "Q1", "issued", due, engine.LayerRegister), dateFact("bc", "Q1", "received", due.Add(3), engine.LayerRegister)}
	r := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal, uc))
	if n := reviewNode(t, &r.Units[0], "1.1"); n.Points.Fraction() != "3/2" {
		t.Errorf("received three days late: %s points, want 3/2", n.Points.Fraction())
	}
}

// A leaf that rests on one that does not apply says so, not that something was divided by 0.
func TestReviewReasonOfDependence(t *testing.T) {
	set := reviewSet(t, "4", "total", `
co: {type: count, label: "Có", declared_by: so-noi-vu}
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  applies: [{when: co == 0, then: rebase}]
  value: tin
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
- code: "1.2"
  name: "Theo 1.1"
  max: 2
  cases: [{when: 'points_of("1.1") >= 1', points: 2}, {else: true, points: 0}]
`, "")
	r := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal,
		reviewFacts(countFact("co", 0, engine.LayerRegister), countFact("tin", 6, engine.LayerDeclared))))
	if n := reviewNode(t, &r.Units[0], "1.2"); n.Reason.ID != engine.ReasonDependsOn {
		t.Errorf("%s because of %q, want %q", n.State, n.Reason.ID, engine.ReasonDependsOn)
	}
}

// A block whose best is zero: the declared effect decides, and the reason says so.
func TestReviewReasonWhenBestIsZero(t *testing.T) {
	for _, effect := range []string{"not_applicable", "full", "zero", "not_scorable"} {
		set := reviewSet(t, "2", "total", `
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  relative: {value: tin, to: best, direction: up, best_is_zero: `+effect+`}
`, "")
		r := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal, reviewFacts(countFact("tin", 0, engine.LayerDeclared))))
		n := reviewNode(t, &r.Units[0], "1.1")
		if n.Reason.ID != engine.ReasonDivideZero {
			t.Errorf("%s: %s because of %q with %d parts, want %q", effect, n.State, n.Reason.ID, len(n.Reason.Parts), engine.ReasonDivideZero)
		}
	}
}

// An appeal against an override still tells of the override beneath it; likewise of a condition that gave full points.
func TestReviewDisputeKeepsWhatItDisputes(t *testing.T) {
	uc := orderlyUnit()
	override := decided(engine.DecideOverride, "1.3", engine.LayerAppraisal1)
	override.Points = exact.MustFrac(3, 2)
	uc.Decisions = []engine.Decision{override, decided(engine.DecideDispute, "1.3", engine.LayerAppraisal2)}
	r := reviewScore(t, reviewCase(layersSet(t), afterLock, engine.StageFinal, uc))
	n := reviewNode(t, &r.Units[0], "1.3")
	if len(n.Reason.Parts) != 1 || n.Reason.Parts[0].ID != engine.ReasonOverridden {
		t.Errorf("disputed over %+v, want the override", n.Reason.Parts)
	}
	set := reviewSet(t, "2", "total", `
co: {type: count, label: "Có", declared_by: so-noi-vu}
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  applies: [{when: co == 0, then: full}]
  value: tin
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
`, "")
	full := reviewFacts(countFact("co", 0, engine.LayerRegister))
	full.Decisions = []engine.Decision{decided(engine.DecideDispute, "1.1", engine.LayerAppraisal1)}
	r = reviewScore(t, reviewCase(set, afterLock, engine.StageFinal, full))
	n = reviewNode(t, &r.Units[0], "1.1")
	if len(n.Reason.Parts) != 1 || n.Reason.Parts[0].ID != engine.ReasonFull || n.Branch != "applies1" {
		t.Errorf("disputed over %+v at branch %q, want full by applies1", n.Reason.Parts, n.Branch)
	}
}

// What only the unit declares cannot take a leaf out of the maximum, neither by the rows it lists …
func TestReviewZeroClaimByRows(t *testing.T) {
	set := reviewSet(t, "2", "total", `
ds: {type: list, label: "Vụ việc", declared_by: unit, fields: {co: {type: yes_no, label: "Có phát sinh"}}}
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  applies: [{when: 'count(ds, .co) == 0', then: rebase}]
  value: tin
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
`, "")
	row := engine.Fact{Input: "ds", Row: "1", Field: "co", Value: engine.Value{Type: form.TypeBool}, Recorded: day.None}
	r := reviewScore(t, reviewCase(set, afterLock, engine.StageAppraisal1, reviewFacts(row)))
	if n := reviewNode(t, &r.Units[0], "1.1"); n.Reason.ID != engine.ReasonZeroClaim {
		t.Errorf("%s because of %q, want %q", n.State, n.Reason.ID, engine.ReasonZeroClaim)
	}
}

// reviewAttained scores the case again with more facts and gives the unit's points.
func reviewAttained(t *testing.T, c *engine.Case, more ...engine.Fact) exact.Num {
	t.Helper()
	uc := c.Units[0]
	uc.Facts = append(append([]engine.Fact(nil), uc.Facts...), more...)
	r := reviewScore(t, &engine.Case{Set: c.Set, AsOf: c.AsOf, Stage: c.Stage, Units: []engine.UnitCase{uc}})
	return r.Units[0].Exact
}

// From the first appraisal on a zero that the unit declares does not give full points, so that they are not reachable
// by declaring it.
func TestReviewOutlookZeroClaim(t *testing.T) {
	set := reviewSet(t, "2", "total", `
co: {type: count, label: "Có", declared_by: unit}
tin: {type: count, label: "Tin", declared_by: so-noi-vu}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  applies: [{when: co == 0, then: full}]
  value: tin
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
`, "")
	c := reviewCase(set, reviewSummer, engine.StageAppraisal1, reviewFacts(countFact("tin", 1, engine.LayerRegister)))
	r := reviewScore(t, c)
	n := reviewNode(t, &r.Units[0], "1.1")
	best := exact.Max(reviewAttained(t, c, countFact("co", 0, engine.LayerDeclared)), reviewAttained(t, c, countFact("co", 7, engine.LayerDeclared)))
	if !n.Bound && !n.Reachable.Equal(best) {
		t.Errorf("reachable %s and no bound, attained by the engine %s", n.Reachable.Fraction(), best.Fraction())
	}
}

// Two leaves that want opposite values of one figure cannot both be had.
func TestReviewOutlookOfOneFigureInTwoLeaves(t *testing.T) {
	set := reviewSet(t, "4", "total", `
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Nhiều"
  max: 2
  value: tin
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
- code: "1.2"
  name: "Ít"
  max: 2
  value: tin
  bands: [{from: 5, points: 0}, {else: true, points: 2}]
`, "")
	c := reviewCase(set, reviewSummer, engine.StageSelf, engine.UnitCase{})
	u := &reviewScore(t, c).Units[0]
	best := exact.Num{}
	for n := range int64(8) {
		best = exact.Max(best, reviewAttained(t, c, countFact("tin", n, engine.LayerDeclared)))
	}
	if !u.Bound && best.Less(u.Reachable) {
		t.Errorf("reachable %s, no evidence gives more than %s, and it is not called a bound", u.Reachable.Fraction(), best.Fraction())
	}
}

// What a list can still bring is not lost.
func TestReviewOutlookOfList(t *testing.T) {
	set := reviewSet(t, "2", "total", `
ds: {type: list, label: "Danh sách", declared_by: unit, fields: {so: {type: number, label: "Số"}}}
`, `
- code: "1.1"
  name: "Danh sách"
  max: 2
  per_row: {list: ds, rule: {value: so, bands: [{from: 5, points: 2}, {else: true, points: 0}]}}
`, "")
	c := reviewCase(set, reviewSummer, engine.StageSelf, engine.UnitCase{})
	n := reviewNode(t, &reviewScore(t, c).Units[0], "1.1")
	row := engine.Fact{Input: "ds", Row: "1", Field: "so", Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(7)}, Recorded: day.None}
	if got := reviewAttained(t, c, row); n.Reachable.Less(got) {
		t.Errorf("reachable %s, lost %s, but a row gives %s", n.Reachable.Fraction(), n.Lost.Fraction(), got.Fraction())
	}
}

// Points that a figure can still bring are reachable, not lost.
func TestReviewOutlookOfFigures(t *testing.T) {
	for _, c := range []struct {
		name, inputs, leaf string
		best               []engine.Fact
	}{
		{"rated", `diem: {type: rating, label: "Điểm", declared_by: so-noi-vu}`, `rated: {input: diem}`,
			[]engine.Fact{countFact("diem", 3, engine.LayerRegister)}},
		{"steps", `tin: {type: count, label: "Tin", declared_by: unit}`,
			`steps: {value: tin, upto: 10, base: 1, every: 5, points: 0.5, cap: 3, count: full}`,
			[]engine.Fact{countFact("tin", 30, engine.LayerDeclared)}},
		{"formula", `tin: {type: count, label: "Tin", declared_by: unit}`, `formula: min(3, tin / 7)`,
			[]engine.Fact{countFact("tin", 21, engine.LayerDeclared)}},
		{"weighted count", `{a: {type: count, label: "A", declared_by: unit}}`, `value: a * 2 + 1
  bands: [{from: 9, points: 3}, {else: true, points: 0}]`,
			[]engine.Fact{countFact("a", 4, engine.LayerDeclared)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inputs := strings.TrimSuffix(strings.TrimPrefix(c.inputs, "{a"), "}}")
			if inputs != c.inputs {
				inputs = "a" + inputs + "}"
			}
			set := reviewSet(t, "3", "total", inputs, "- code: \"1.1\"\n  name: \"Một\"\n  max: 3\n  "+c.leaf, "")
			cs := reviewCase(set, reviewSummer, engine.StageSelf, engine.UnitCase{})
			n := reviewNode(t, &reviewScore(t, cs).Units[0], "1.1")
			if got := reviewAttained(t, cs, c.best...); n.Reachable.Less(got) && !n.Bound {
				t.Errorf("reachable %s, lost %s, no bound, but evidence gives %s", n.Reachable.Fraction(), n.Lost.Fraction(), got.Fraction())
			}
		})
	}
}

// Many absent figures of one leaf are still to come, however many combinations there are.
func TestReviewOutlookOfManyFigures(t *testing.T) {
	var inputs, ratios, parts strings.Builder
	var best []engine.Fact
	for _, x := range []string{"a", "b", "c", "d", "e"} {
		inputs.WriteString("p" + x + ": {type: count, label: \"Phần " + x + "\", declared_by: unit}\n")
		inputs.WriteString("w" + x + ": {type: count, label: \"Tổng " + x + "\", declared_by: unit}\n")
		ratios.WriteString("  t" + x + ": {label: \"Tỷ lệ " + x + "\", part: p" + x + ", whole: w" + x + ", when_whole_is_zero: not_applicable}\n")
		parts.WriteString("    - {label: \"" + x + "\", max: 1, share: {of: t" + x + ", target: 90%}}\n")
		best = append(best, countFact("p"+x, 1, engine.LayerDeclared), countFact("w"+x, 1, engine.LayerDeclared))
	}
	set := reviewSet(t, "5", "total", inputs.String(), "- code: \"1.1\"\n  name: \"Năm tỷ lệ\"\n  max: 5\n  sum:\n"+parts.String(), "ratios:\n"+ratios.String())
	c := reviewCase(set, reviewSummer, engine.StageSelf, engine.UnitCase{})
	n := reviewNode(t, &reviewScore(t, c).Units[0], "1.1")
	if got := reviewAttained(t, c, best...); n.Reachable.Less(got) && !n.Bound {
		t.Errorf("reachable %s, lost %s, no bound, but evidence gives %s", n.Reachable.Fraction(), n.Lost.Fraction(), got.Fraction())
	}
}

// What is owed to nobody brings no points: a document without an obligation is not reachable.
func TestReviewOutlookWithoutObligation(t *testing.T) {
	c := reviewCase(layersSet(t), reviewSummer, engine.StageSelf, engine.UnitCase{})
	n := reviewNode(t, &reviewScore(t, c).Units[0], "1.1")
	got := reviewAttained(t, c, dateFact("kh", "", "", reviewSummer, engine.LayerDeclared))
	if !n.Bound && got.Less(n.Reachable) {
		t.Errorf("reachable %s, but handing the document in gives %s", n.Reachable.Fraction(), got.Fraction())
	}
}

// A figure raised above the block's best has the full mark, never more and never none.
func TestReviewRelativeAboveTheBest(t *testing.T) {
	set := reviewSet(t, "2", "total", `
tin: {type: count, label: "Tin", declared_by: unit, lever: up, until: cutoff, max: 100}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  relative: {value: tin, to: best, direction: up, best_is_zero: zero}
`, "")
	c := reviewCase(set, reviewSummer, engine.StageSelf,
		reviewFacts(countFact("tin", 40, engine.LayerDeclared)), reviewFacts(countFact("tin", 80, engine.LayerDeclared)))
	n := reviewNode(t, &reviewScore(t, c).Units[0], "1.1")
	if n.Reachable.Fraction() != "1" || n.Lost.Sign() != 0 {
		t.Errorf("reachable %s, lost %s; want 1 and 0: 100 is the best there is", n.Reachable.Fraction(), n.Lost.Fraction())
	}
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	what := reviewCase(set, reviewSummer, engine.StageSelf, reviewFacts(countFact("tin", 90, engine.LayerDeclared)))
	s := p.NewScorer(what, p.References(c)) // frozen before the unit improved
	s.Bind(&what.Units[0])
	u, err := s.Unit(&what.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := reviewNode(t, &u, "1.1"); n.State != engine.Scored || n.Points.Fraction() != "2" {
		t.Errorf("above the frozen best: %s %s (%s), want scored 2", n.State, n.Points.Fraction(), n.Reason.ID)
	}
}

// Lower is better and the best is 0: the declared effect is for the whole block.
func TestReviewRelativeLowerBestZero(t *testing.T) {
	set := reviewSet(t, "2", "total", `
tre: {type: count, label: "Trễ", declared_by: unit}
`, `
- code: "1.1"
  name: "Trễ"
  max: 2
  relative: {value: tre, to: best, direction: down, best_is_zero: not_scorable}
`, "")
	r := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal, reviewFacts(countFact("tre", 0, engine.LayerDeclared)), reviewFacts(countFact("tre", 5, engine.LayerDeclared))))
	for i := range r.Units {
		if n := reviewNode(t, &r.Units[i], "1.1"); n.State != engine.NotScorable {
			t.Errorf("unit %d: %s %s", i, n.State, n.Points.Fraction())
		}
	}
}

// One of several ways waits for the block: what it may bring is a bound, not lost.
func TestReviewBestOfWithRelativeBeforePublication(t *testing.T) {
	set := reviewSet(t, "2", "total", `
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  best_of:
    - {label: "khối", relative: {value: tin, to: best, direction: up, best_is_zero: zero}}
    - {label: "riêng", value: tin, bands: [{from: 50, points: 2}, {else: true, points: 0}]}
`, "")
	c := reviewCase(set, reviewSummer, engine.StageSelf, reviewFacts(countFact("tin", 5, engine.LayerDeclared)))
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewScorer(c, nil)
	s.Bind(&c.Units[0])
	u, err := s.Unit(&c.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	if n := reviewNode(t, &u, "1.1"); n.State != engine.NotDue || n.Reason.ID != engine.ReasonNoReferences || !n.Bound || n.Reachable.Fraction() != "2" {
		t.Errorf("%s because of %q, reachable %s, bound %v; want not_due, no_references, 2, true", n.State, n.Reason.ID, n.Reachable.Fraction(), n.Bound)
	}
}

// Of a unit with points outside the scale: reached, reachable and lost still add up to the maximum, as promised.
func TestReviewOutlookBesideOutsidePoints(t *testing.T) {
	text := `
set: {id: review, version: 1.0.0, title: "Bộ thử", scope: unit, blocks: [so], max: 2, period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}, rounding: {at: total, decimals: 2, mode: half_up}, ties: shared_skip}
inputs:
  tin: {type: count, label: "Tin", declared_by: unit}
  thuong: {type: count, label: "Thưởng", declared_by: so-noi-vu}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 2
    children:
      - {code: "1.1", name: "Tin", max: 2, value: tin, bands: [{from: 5, points: 2}, {else: true, points: 0}]}
  - code: "2"
    name: "Thưởng"
    max: 3
    outside: {cap: 3, floor: 0}
    children:
      - {code: "2.1", name: "Thưởng", max: 3, count_points: {each: [{count: thuong, points: 1}]}}
`
	l, diags := rules.Load(fstest.MapFS{"review.yaml": {Data: []byte(text)}}, "review.yaml")
	if l == nil || diags.HasErrors() {
		t.Fatalf("%v", diags)
	}
	r := reviewScore(t, reviewCase(l.Set, afterLock, engine.StageFinal, reviewFacts(countFact("tin", 6, engine.LayerDeclared), countFact("thuong", 1, engine.LayerRegister))))
	u := &r.Units[0]
	if got := u.Reached.Add(u.Reachable).Add(u.Lost); !got.Equal(u.Applied) {
		t.Errorf("reached %s + reachable %s + lost %s ≠ applied %s", u.Reached.Fraction(), u.Reachable.Fraction(), u.Lost.Fraction(), u.Applied.Fraction())
	}
}

// Nobody appraises their own unit, and an override needs a second person: the engine is the last to see a decision.
func TestReviewDecisionsOfTheUnitItself(t *testing.T) {
	for name, change := range map[string]func(*engine.Decision){
		"by the unit itself":       func(d *engine.Decision) { d.By = "so-a" },
		"by the unit, in capitals": func(d *engine.Decision) { d.By = "So-A / Nguyễn Văn A" },
		"without a second person":  func(d *engine.Decision) { d.Second = "" },
		"the same person twice":    func(d *engine.Decision) { d.Second = d.By },
		"above the maximum":        func(d *engine.Decision) { d.Points = exact.Int(50) },
	} {
		uc := orderlyUnit()
		d := decided(engine.DecideOverride, "1.3", engine.LayerFinal)
		d.Points = exact.Int(2)
		change(&d)
		uc.Decisions = []engine.Decision{d}
		r, err := engine.Score(reviewCase(layersSet(t), afterLock, engine.StageFinal, uc))
		if err == nil && reviewNode(t, &r.Units[0], "1.3").Reason.ID == engine.ReasonOverridden {
			t.Errorf("an override %s counts: %s points of 2", name, reviewNode(t, &r.Units[0], "1.3").Points.Fraction())
		}
	}
}

// Compile refuses a form that lacks a part; a receipt from elsewhere must not crash the verifier.
func TestReviewCompileOfIncompleteForm(t *testing.T) {
	for name, spoil := range map[string]func(*form.Set){
		"no value":     func(s *form.Set) { s.Nodes[s.NodeByCode("1.3")].Leaf.Rule.Value = nil },
		"no relative":  func(s *form.Set) { s.Nodes[s.NodeByCode("1.3")].Leaf.Rule.Kind = form.RuleRelative },
		"no survey":    func(s *form.Set) { s.Nodes[s.NodeByCode("1.3")].Leaf.Rule.Kind = form.RuleSurvey },
		"no condition": func(s *form.Set) { s.Nodes[s.NodeByCode("1.2")].Leaf.Applies[0].When = nil },
		"no count":     func(s *form.Set) { s.Nodes[s.NodeByCode("1.4")].Leaf.Rule.Items[0].Count = nil },
		"no parts":     func(s *form.Set) { s.Nodes[s.NodeByCode("1.3")].Leaf.Rule.Kind = form.RuleBest },
		"limit of an input": func(s *form.Set) {
			s.Nodes[s.NodeByCode("1.3")].Leaf.Rule.Branches[0].Lower.At = &form.Expr{Kind: form.ExInput, Name: "tin"}
		},
		"parent beyond": func(s *form.Set) { s.Nodes[s.NodeByCode("1.3")].Parent = 99 },
	} {
		t.Run(name, func(t *testing.T) {
			set := layersSet(t)
			spoil(set)
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("panic: %v", p)
				}
			}()
			if _, err := engine.Compile(set); err == nil {
				t.Error("compiles, and would crash when it scores")
			}
		})
	}
}

// A unit of a block that the set does not score is not ranked by it.
func TestReviewUnitOfAnotherBlock(t *testing.T) {
	uc := orderlyUnit()
	uc.Unit.Block = "xa"
	r, err := engine.Score(reviewCase(layersSet(t), afterLock, engine.StageFinal, uc))
	if err == nil && r.Units[0].Rank != 0 {
		t.Errorf("a unit of block xa has rank %d in a set for [so]", r.Units[0].Rank)
	}
}

// has(event) is whether the event is recorded, as the event itself is.
func TestReviewHasOfEvent(t *testing.T) {
	set := reviewSet(t, "2", "total", `
sk: {type: event, deliverable: I.2.1, label: "Sự kiện", declared_by: so-noi-vu}
`, `
- code: "1.1"
  name: "Sự kiện"
  max: 2
  cases: [{when: has(sk), points: 2}, {else: true, points: 0}]
`, "")
	event := engine.UnitCase{Dues: []engine.Due{{Deliverable: "I.2.1", Key: "sk-1", Due: day.Must(2026, 3, 15)}}}
	r := reviewScore(t, reviewCase(set, afterLock, engine.StageFinal, engine.UnitCase{}, event))
	for i, want := range []string{"0", "2"} {
		if n := reviewNode(t, &r.Units[i], "1.1"); n.Points.Fraction() != want {
			t.Errorf("unit %d: %s points, want %s", i, n.Points.Fraction(), want)
		}
	}
}

// Scoring one unit after another leaves earlier results as they were.
func TestReviewResultsShareNothing(t *testing.T) {
	set := layersSet(t)
	a, b := orderlyUnit(), engine.UnitCase{Unit: engine.Unit{Code: "so-b", Block: "so"}}
	c := reviewCase(set, day.Must(2026, 2, 1), engine.StageSelf, a, b)
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewScorer(c, nil)
	write := func(u engine.UnitResult) []byte {
		out, err := (&engine.Result{Set: p.Ref(), AsOf: c.AsOf, Units: []engine.UnitResult{u}}).Canonical()
		if err != nil {
			t.Fatal(err)
		}
		return append([]byte(nil), out...)
	}
	s.Bind(&c.Units[0])
	first, err := s.Unit(&c.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	before := write(first)
	s.Bind(&c.Units[1])
	if _, err := s.Unit(&c.Units[1]); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, write(first)) {
		t.Error("the second unit changed the first one's result")
	}
	s.Bind(&c.Units[0])
	again, err := s.Unit(&c.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, write(again)) {
		t.Error("the same unit scored again differs")
	}
}

// The outlook tries values and puts back what it found: a trace after it sees the evidence.
func TestReviewOutlookLeavesEvidence(t *testing.T) {
	c := reviewCase(layersSet(t), day.Must(2026, 2, 1), engine.StageSelf, engine.UnitCase{Dues: orderlyUnit().Dues})
	p, err := engine.Compile(c.Set)
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewScorer(c, nil)
	s.Bind(&c.Units[0])
	before := s.Core()
	points, lines := before.Points, len(before.Ledger)
	if _, err := s.Unit(&c.Units[0]); err != nil {
		t.Fatal(err)
	}
	if after := s.Core(); !after.Points.Equal(points) || len(after.Ledger) != lines {
		t.Errorf("%s points in %d lines, before the outlook %s in %d", after.Points.Fraction(), len(after.Ledger), points.Fraction(), lines)
	}
}
