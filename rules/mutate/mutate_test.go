package mutate_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/mutate"
	"cchc/rules/rulestest"
)

// ratioSet gives points from 80 % and from 50 % on; its cases say nothing of what stands just below 50 %, of a unit that
// declares nothing to count by itself, and of the figure that is not there.
var ratioSet = withHead("2", `
inputs:
  tong: {type: count, label: "Tổng", declared_by: unit}
  dung: {type: count, label: "Đúng hạn", declared_by: unit}
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_applicable}
checks:
  - {check: dung <= tong, because: "Không vượt"}
areas:
  - code: "1"
    name: "Một"
    max: 2
    children:
      - {code: "1.1", name: "Lá", max: 2, value: ty_le, bands: [{from: 80%, points: 2}, {from: 50%, points: 1}, {else: true, points: 0}]}
cases:
  "1.1":
    - {name: "đủ", given: {tong: 10, dung: 10}, points: 2, branch: b1}
    - {name: "đúng 80%", given: {tong: 10, dung: 8}, points: 2, branch: b1}
    - {name: "ngay dưới 80%", given: {tong: 1000, dung: 799}, points: 1, branch: b2}
    - {name: "không có", given: {tong: 0, dung: 0}, state: not_applicable}
    - {name: "có một, chưa xong", given: {tong: 1, dung: 0}, points: 0, branch: else}
    - {name: "mâu thuẫn", given: {tong: 10, dung: 11}, state: not_scorable}
    - {name: "chưa có", given: {}, state: missing}
`)

// TestSurvivors: of a set whose cases miss known things exactly the known mutants survive, each with the case that is missing.
func TestSurvivors(t *testing.T) {
	l := rulestest.Load(t, ratioSet)
	r, err := mutate.Run(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, v := range r.Survivors() {
		got[v.ID] = "none"
		if v.Missed != nil {
			got[v.ID] = v.Missed.Text(l.Set)
		}
	}
	want := map[string]string{
		"1.1/applies1/accepted":  `- {layer: declared, given: {tong: 0, dung: 0}, state: not_scorable, points: 0, applied: 2, branch: "applies1"}`,
		"1.1/b2/limit+":          `- {given: {tong: 1000, dung: 500}, points: 1, branch: "b2"}`,
		"1.1/b2/limit-":          `- {given: {tong: 1000, dung: 499}, points: 0, branch: else}`,
		"1.1/b2/open":            `- {given: {tong: 1000, dung: 500}, points: 1, branch: "b2"}`,
		"1.1/input:dung/missing": `- {given: {tong: 1000}, state: missing, points: 0, applied: 2}`,
	}
	if d := cmp.Diff(keys(want), keys(got)); d != "" {
		t.Error(d)
	}
	for id, text := range want {
		if strings.HasPrefix(id, "1.1/b2/") {
			continue // which figures of the same share stand in it is not the point
		}
		if got[id] != text {
			t.Errorf("%s: %s, want %s", id, got[id], text)
		}
	}
	if tally := r.Tally("1"); tally.All != r.Tally("").All || tally.Survived != len(want) || tally.Killed == 0 ||
		!tally.Score().Equal(exact.MustFrac(int64(tally.Killed), int64(tally.All-tally.Equivalent()))) {
		t.Errorf("%+v", tally)
	}
}

func keys(m map[string]string) []string {
	var all []string
	for k := range m { // sorted below
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// TestMissingCasesAreMissing: with the missing cases beside the set, no mutant survives for which a case was found. That
// holds of the examples of the catalogue, which were not made to notice mistakes.
func TestMissingCasesAreMissing(t *testing.T) {
	before, after := 0, 0
	for name, l := range catalogue(t) {
		r, err := mutate.Run(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		before += len(r.Survivors())
		if len(r.Missing()) == 0 {
			continue
		}
		text, err := os.ReadFile("../catalogue/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files := fstest.MapFS{"set/set.yaml": {Data: text},
			"set/z.cases.yaml": {Data: []byte(casetest.File(l.Set, nil, r.Missing()))}}
		again, found := rules.Load(files, "set")
		if again == nil {
			t.Fatalf("%s: %+v\n%s", name, found, files["set/z.cases.yaml"].Data)
		}
		r2, err := mutate.Run(again, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r2.Failing > 0 {
			t.Errorf("%s: %d of the missing cases do not come out as they say", name, r2.Failing)
		}
		for _, v := range r2.Survivors() {
			if v.Missed != nil {
				t.Errorf("%s %s survives the case made for it: %s", name, v.ID, v.Missed.Text(l.Set))
			}
		}
		after += len(r2.Survivors())
	}
	if before < 100 || after*5 > before {
		t.Errorf("%d survivors, then %d", before, after)
	}
}

// TestEveryOperator: every operator finds something to change in the catalogue; the zero that only a unit declares it
// finds in a shipped set.
func TestEveryOperator(t *testing.T) {
	seen := map[mutate.Op]bool{}
	kinds := map[mutate.PlaceKind]bool{}
	sets := catalogue(t)
	shipped, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	sets["so-2026"] = shipped
	inCatalogue := map[mutate.Op]bool{}
	for name, l := range sets {
		for _, n := range l.Set.Leaves() {
			mutants, err := mutate.Of(l.Set, n)
			if err != nil {
				t.Fatal(err)
			}
			for i := range mutants {
				seen[mutants[i].Op], kinds[mutants[i].Place.Kind] = true, true
				if name != "so-2026" {
					inCatalogue[mutants[i].Op] = true
				}
			}
		}
	}
	for _, op := range mutate.Ops() {
		if !seen[op] {
			t.Errorf("no mutant by %s", op)
		}
		if !inCatalogue[op] && op != mutate.OpAccepted {
			t.Errorf("no mutant by %s in the catalogue", op)
		}
	}
	for _, k := range mutate.PlaceKinds() {
		if !kinds[k] {
			t.Errorf("no mutant of a %s", k)
		}
	}
}

// TestMutantsStandAlone: making and judging mutants leaves the set as it is, down to what expressions share; every mutant
// differs from the leaf in what is hashed, from all others in its id, says where it is, and scores every case without an
// error or does not compile.
func TestMutantsStandAlone(t *testing.T) {
	sets := catalogue(t)
	for _, info := range rules.Embedded() {
		l, err := rules.LoadEmbedded(info.ID + "@" + info.Version)
		if err != nil {
			t.Fatal(err)
		}
		sets[info.ID] = l
	}
	all, stillborn := 0, 0
	for name, l := range sets {
		for _, n := range l.Set.Leaves() {
			code := l.Set.Nodes[n].Code
			alone, err := l.Set.Alone(n).Canonical()
			if err != nil {
				t.Fatal(err)
			}
			mutants, err := mutate.Of(l.Set, n)
			if err != nil {
				t.Fatal(err)
			}
			ids := map[string]bool{}
			for i := range mutants {
				m := &mutants[i]
				all++
				b, err := m.Set.Canonical()
				if err != nil || bytes.Equal(b, alone) || ids[m.ID] || m.Code != code || !strings.HasPrefix(m.ID, code+"/") {
					t.Errorf("%s %s: %v, twice %v", name, m.ID, err, ids[m.ID])
				}
				ids[m.ID] = true
				if m.Span == (form.Span{}) {
					t.Errorf("%s %s has no place", name, m.ID)
				}
				bench, err := casetest.BenchOf(m.Set, code)
				if err != nil {
					stillborn++
					continue
				}
				for k := range l.Cases {
					if c := &l.Cases[k]; c.Code == code {
						if _, err := bench.Meets(c); err != nil {
							t.Errorf("%s %s: %v", name, m.ID, err)
						}
					}
				}
			}
		}
		after, err := l.Set.Canonical()
		if err != nil || !bytes.Equal(after, l.Canonical) {
			t.Errorf("%s was changed: %v", name, err)
		}
	}
	t.Logf("%d mutants, %d stillborn", all, stillborn)
	if all < 4000 {
		t.Errorf("only %d mutants", all)
	}
}

// TestReferringCasesCount: a mistake in a leaf is noticed by the cases of a leaf that rests on its points.
func TestReferringCasesCount(t *testing.T) {
	l := rulestest.Load(t, withHead("2", `
inputs:
  co: {type: yes_no, label: "Có", declared_by: unit}
areas:
  - code: "1"
    name: "Một"
    max: 2
    children:
      - {code: "1.1", name: "Gốc", max: 1, yes_no: {input: co, yes: 1, no: 0}}
      - {code: "1.2", name: "Theo", max: 1, formula: 'points_of("1.1")'}
cases:
  "1.2":
    - {given: {co: true}, points: 1}
    - {given: {co: false}, points: 0}
`))
	r, err := mutate.Run(l, nil, "1.1")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Leaves) != 1 || r.Leaves[0].Code != "1.1" {
		t.Fatalf("%+v", r.Leaves)
	}
	for i := range r.Leaves[0].Verdicts {
		if v := &r.Leaves[0].Verdicts[i]; v.ID == "1.1/yes/swap" {
			if v.Fate != mutate.Killed || v.By.Code != "1.2" {
				t.Errorf("%s: %s by %+v", v.ID, v.Fate, v.By)
			}
			return
		}
	}
	t.Error("no mutant that swaps the points")
}

// TestFailingCasesNoticeNothing: a case that fails with the rules as they are is counted, and its failing is no notice.
func TestFailingCasesNoticeNothing(t *testing.T) {
	l := rulestest.Load(t, withHead("1", `
inputs:
  co: {type: yes_no, label: "Có", declared_by: unit}
areas:
  - {code: "1", name: "Một", max: 1, children: [{code: "1.1", name: "Lá", max: 1, yes_no: {input: co, yes: 1, no: 0}}]}
cases:
  "1.1":
    - {given: {co: true}, points: 0}
`))
	r, err := mutate.Run(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	if tally := r.Tally(""); r.Failing != 1 || tally.Killed != 0 || tally.Survived != tally.All || !tally.Score().IsZero() {
		t.Errorf("%d fail, %+v", r.Failing, tally)
	}
}

// TestReasons: a written reason stands for a mutant for which no case is found, and only for that.
func TestReasons(t *testing.T) {
	reasons, bad := mutate.ReadReasons("# lý do\n\na/b/c  vì thế \n1.1/x\n1.1/b2/limit+ lười\na/b/c hai lần\r\n")
	if d := cmp.Diff(mutate.Reasons{"a/b/c": "vì thế", "1.1/b2/limit+": "lười"}, reasons); d != "" || fmt.Sprint(bad) != "[4 6]" {
		t.Errorf("%s %v", d, bad)
	}
	r, err := mutate.Run(rulestest.Load(t, ratioSet), reasons)
	if err != nil {
		t.Fatal(err)
	}
	if tally := r.Tally(""); tally.Reasoned != 0 || tally.Survived != 5 {
		t.Errorf("a reason stands in for a case that is there to be written: %+v", tally)
	}
	if fmt.Sprint(r.Idle) != "[1.1/b2/limit+ a/b/c]" {
		t.Errorf("idle %v", r.Idle)
	}
	l, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	id := "3.1.2/value:dgh_t/const+#2"
	if r, err = mutate.Run(l, mutate.Reasons{id: "dưới ngưỡng"}, "3.1.2"); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Leaves[0].Verdicts, func(v mutate.Verdict) bool { return v.ID == id })
	if i < 0 || r.Leaves[0].Verdicts[i].Fate != mutate.Reasoned || r.Leaves[0].Verdicts[i].Reason != "dưới ngưỡng" {
		t.Errorf("%+v", r.Tally(""))
	}
}

// TestSameReport: leaves are judged side by side, and the report is the same every time.
func TestSameReport(t *testing.T) {
	l, err := rules.LoadEmbedded("xa-2026")
	if err != nil {
		t.Fatal(err)
	}
	text := func() string {
		r, err := mutate.Run(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for i := range r.Leaves {
			for k := range r.Leaves[i].Verdicts {
				v := &r.Leaves[i].Verdicts[k]
				fmt.Fprintln(&b, v.ID, v.Fate, v.By != nil && v.By.Index > 0, v.Missed != nil)
			}
		}
		return b.String()
	}
	if d := cmp.Diff(text(), text()); d != "" {
		t.Error(d)
	}
}

// TestFatesAreCounted: every fate has its column, and together they are all mutants.
func TestFatesAreCounted(t *testing.T) {
	l, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	r, err := mutate.Run(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	byFate, tally := map[mutate.Fate]int{}, r.Tally("")
	for i := range r.Leaves {
		for k := range r.Leaves[i].Verdicts {
			byFate[r.Leaves[i].Verdicts[k].Fate]++
		}
	}
	if byFate[mutate.Killed] != tally.Killed || byFate[mutate.Proved] != tally.Proved || byFate[mutate.Survived] != tally.Survived ||
		tally.Killed+tally.Equivalent()+tally.Survived != tally.All {
		t.Errorf("%v %+v", byFate, tally)
	}
	sum := 0
	for _, area := range r.Areas() {
		sum += r.Tally(area).All
	}
	if sum != tally.All || len(r.Areas()) != 8 {
		t.Errorf("%d of %d in %v", sum, tally.All, r.Areas())
	}
}
