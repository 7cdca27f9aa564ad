package casetest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/rules"
	"cchc/rules/casetest"
)

const covered = `
set: {id: thu, version: 1.0.0, title: "Thử", scope: unit, max: 3, ties: shared_skip,
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027},
  rounding: {at: total, decimals: 3, mode: half_up}}
attributes:
  co_tthc: {type: yes_no, label: "Có thủ tục"}
inputs:
  tong: {type: count, label: "Tổng", declared_by: unit}
  dung: {type: count, label: "Đúng hạn", declared_by: unit}
  kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
  phu: {type: yes_no, label: "Phụ", declared_by: unit}
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: full}
checks:
  - {check: dung <= tong, because: "Không vượt"}
areas:
  - code: "1"
    name: "Một"
    max: 2
    children:
      - code: "1.1"
        name: "Lá"
        max: 1
        applies: [{when: not co_tthc, then: rebase, because: "Không có"}]
        share: {of: ty_le}
      - {code: "1.2", name: "Văn bản", max: 1, document: kh, outcomes: {on_time: 1, late: 0.5, never: 0}}
  - {code: "2", name: "Hai", max: 1, children: [{code: "2.1", name: "Phụ", max: 1, unscored: true, yes_no: {input: phu, yes: 1, no: 0}}, {code: "2.2", name: "Phụ hai", max: 1, yes_no: {input: phu, yes: 1, no: 0}}]}
cases:
  "1.1":
    - {given: {tong: 0, dung: 0}, points: 1}
    - {given: {tong: 0, dung: 0}, layer: declared, state: not_scorable}
    - {given: {tong: 1, dung: 2}, layer: register, state: not_scorable}
  "1.2":
    - {given: {kh: 02/02/2026}, dues: {I.1.2: 02/02/2026}, points: 1}
  "2.1":
    - {given: {phu: true}, state: unscored}
`

// TestCoverageReasons: coverage tells the reasons that cases came out with and those that the form makes possible beside them.
func TestCoverageReasons(t *testing.T) {
	l := loadOne(t, covered)
	outcomes, err := casetest.Run(l)
	if err != nil {
		t.Fatal(err)
	}
	for i := range outcomes {
		if !outcomes[i].Passed() {
			t.Errorf("%s %d: %v", outcomes[i].Case.Code, outcomes[i].Case.Index, outcomes[i].Problems)
		}
	}
	got := map[string]string{}
	for _, c := range casetest.Coverage(l.Set, outcomes) {
		got[c.Code] = fmt.Sprint(c.Branches, c.Missed, c.States, c.Reasons, c.Unseen)
	}
	for code, want := range map[string]string{
		"1.1": "[share applies1 applies2] [share applies1] [not_scorable scored] [full inconsistent zero_claim] [branch missing rebased]",
		"1.2": "[never on_time late] [never late] [scored] [branch] [not_due.date overdue]",
		"2.1": "[] [] [unscored] [unscored] []",
		"2.2": "[yes no] [yes no] [] [] [branch missing]",
	} {
		if got[code] != want {
			t.Errorf("%s: %s, want %s", code, got[code], want)
		}
	}
}

func loadOne(t *testing.T, text string) *rules.Loaded {
	t.Helper()
	l, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(text)}}, "set.yaml")
	if l == nil {
		t.Fatalf("%+v", found)
	}
	return l
}

// TestLayerOfACase: a case says that only the unit has spoken; "register" is the default and is not written; other layers
// are refused by the loader and by the engine's side.
func TestLayerOfACase(t *testing.T) {
	l := loadOne(t, covered)
	if a, b := l.Cases[1], l.Cases[2]; a.Layer != "declared" || b.Layer != "" ||
		!strings.Contains(a.Text(l.Set), "layer: declared") || strings.Contains(b.Text(l.Set), "layer") {
		t.Errorf("%q %q", a.Text(l.Set), b.Text(l.Set))
	}
	if _, found := rules.Load(fstest.MapFS{"s.yaml": {Data: []byte(strings.Replace(covered, "layer: declared", "layer: units", 1))}}, "s.yaml"); !found.HasErrors() {
		t.Error("a case in the layer of added-up figures is read")
	}
	bench, err := casetest.NewBench(l.Set, "1.1")
	if err != nil {
		t.Fatal(err)
	}
	c := l.Cases[0]
	for _, layer := range []string{"units", "x"} {
		c.Layer = layer
		if _, err := bench.Node(&c); err == nil {
			t.Errorf("layer %s is scored", layer)
		}
	}
}

// TestGivenText: what a case gives is told apart from how it is written: neither its name nor its demand, nor the order of
// data, nor obligations that the leaf does not look at.
func TestGivenText(t *testing.T) {
	l := loadOne(t, covered)
	a := l.Cases[0]
	b := a
	b.Name, b.Expect, b.Index = "khác", rules.Expect{State: "missing"}, 7
	b.Given = []rules.Given{a.Given[1], a.Given[0]}
	b.Dues = []rules.Due{{Deliverable: "I.1.2", Day: l.Set.Period.To}}
	if x, y := casetest.GivenText(l.Set, &a), casetest.GivenText(l.Set, &b); x != y {
		t.Errorf("%s\n%s", x, y)
	}
	for i := 1; i < 3; i++ {
		if casetest.GivenText(l.Set, &a) == casetest.GivenText(l.Set, &l.Cases[i]) {
			t.Errorf("case %d gives the same", i+1)
		}
	}
	d := l.Cases[3]
	e := d
	e.Dues = nil
	if casetest.GivenText(l.Set, &d) == casetest.GivenText(l.Set, &e) {
		t.Error("an obligation that the leaf looks at is lost")
	}
}
