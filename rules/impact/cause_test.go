package impact_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/diff"
	"cchc/rules/impact"
)

const smallSet = `set:
  id: thu
  version: 1.0.0
  title: "Bộ tiêu chí thử"
  reference: "Bộ tiêu chí tham khảo, chỉ để thử"
  scope: unit
  blocks: [nhom]
  max: 10
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 3, mode: half_up}
  ties: shared_skip
classes:
  - {bands: [{from: 80, name: "Tốt"}, {else: true, name: "Yếu"}]}
attributes:
  co_tthc: {type: yes_no, label: "Có thủ tục hành chính"}
inputs:
  tong: {type: count, label: "Hồ sơ", declared_by: unit}
  dung: {type: count, label: "Hồ sơ đúng hạn", declared_by: unit}
  som: {type: count, label: "Hồ sơ trước hạn", declared_by: unit}
  cong_bo: {type: yes_no, label: "Đã công bố", declared_by: unit}
  muc: {type: level, options: {tot: "Tốt", kem: "Kém"}, label: "Mức đánh giá", declared_by: unit}
ratios:
  ty_le: {label: "Tỷ lệ đúng hạn", part: dung, whole: tong, when_whole_is_zero: not_scorable}
areas:
  - code: "1"
    name: "Lĩnh vực một"
    max: 10
    children:
      - code: "1.1"
        name: "Tỷ lệ hồ sơ đúng hạn"
        max: 5
        value: ty_le
        bands: [{from: 90%, points: 5}, {from: 50%, points: 3}, {else: true, points: 0}]
      - code: "1.2"
        name: "Công bố thủ tục"
        max: 4
        applies:
          - {when: not co_tthc, then: rebase, because: "Không có thủ tục hành chính"}
        yes_no: {input: cong_bo, yes: 4, no: 0}
      - code: "1.3"
        name: "Mức đánh giá"
        max: 1
        levels: {input: muc, points: {tot: 1, kem: 0}}
`

// edited is the small set with texts changed: pairs of what stands there and what shall.
func edited(t *testing.T, pairs ...string) *form.Set {
	t.Helper()
	text := smallSet
	for i := 0; i < len(pairs); i += 2 {
		if strings.Count(text, pairs[i]) != 1 {
			t.Fatalf("%q stands %d times in the set", pairs[i], strings.Count(text, pairs[i]))
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	loaded, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(text)}}, ".")
	if loaded == nil {
		t.Fatal(found)
	}
	return loaded.Set
}

// smallUnit is a unit with a share of its cases in time (dung of 10), of which it closed some early.
func smallUnit(code string, dung, som int64, tthc, published bool, level string) engine.UnitCase {
	fact := func(input string, v engine.Value) engine.Fact {
		return engine.Fact{Input: input, Layer: engine.LayerDeclared, Value: v}
	}
	number := func(n int64) engine.Value { return engine.Value{Type: form.TypeNumber, Num: exact.Int(n)} }
	yesNo := func(b bool) engine.Value { return engine.Value{Type: form.TypeBool, Bool: b} }
	return engine.UnitCase{
		Unit: engine.Unit{Code: code, Block: "nhom", Attrs: []engine.AttrValue{{Name: "co_tthc", Value: yesNo(tthc)}}},
		Facts: []engine.Fact{fact("tong", number(10)), fact("dung", number(dung)), fact("som", number(som)),
			fact("cong_bo", yesNo(published)), fact("muc", engine.Value{Type: form.TypeLevel, Text: level})},
	}
}

// scoredUnits scores units under a set, on the day after its lock.
func scoredUnits(t *testing.T, set *form.Set, units ...engine.UnitCase) *engine.Result {
	t.Helper()
	r, err := compiled(t, set).Score(&engine.Case{Set: set, AsOf: day.Must(2027, 1, 16), Units: units})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reasons is the impact of a revision on one unit: each move with its causes.
func reasons(t *testing.T, a, b *form.Set, u engine.UnitCase) []string {
	t.Helper()
	m, err := impact.Compare(scoredUnits(t, a, u), scoredUnits(t, b, u), a, b)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range m.Units[0].Moves {
		mv := &m.Units[0].Moves[i]
		line := mv.Code
		if mv.Gone() {
			line += " gone"
		}
		line += fmt.Sprintf(" %s/%s:", mv.By, mv.Applied)
		for _, k := range mv.Causes {
			line += " " + causeLine(&m.Changes.List[k])
		}
		out = append(out, line)
	}
	return out
}

func causeLine(c *diff.Change) string {
	text := string(c.Kind)
	for _, s := range []string{c.Code, c.Name, c.Path, string(c.Field)} {
		if s != "" {
			text += "," + s
		}
	}
	return text
}

// Edits that several tests make.
var (
	insertFirst = []string{`"1.3"`, `"1.4"`, `"1.2"`, `"1.3"`, `"1.1"`, `"1.2"`, "    children:\n", `    children:
      - code: "1.1"
        name: "Tiêu chí mới"
        max: 0
        yes_no: {input: cong_bo, yes: 0, no: 0}
`}
	three = []string{"        max: 4\n", "        max: 3\n", "yes: 4", "yes: 3", "  max: 10\n  period", "  max: 9\n  period", // 1.2 has 3 points
		"    max: 10\n", "    max: 9\n"}
	otherCases = []string{"part: dung", "part: som"}
	newInput   = []string{"  cong_bo: {type", "  moi: {type: count, label: \"Mới\", declared_by: unit}\n  cong_bo: {type", "part: dung", "part: moi"}
)

// TestCauses: what is blamed for a move is what can have made it, the likeliest first; that a leaf bears another code is
// never blamed while anything else can be.
func TestCauses(t *testing.T) {
	unit, none := smallUnit("u", 7, 9, true, true, "kem"), smallUnit("u", 7, 9, false, false, "kem")
	missing := unit
	missing.Facts = unit.Facts[:4]
	for _, c := range []struct {
		name  string
		unit  engine.UnitCase
		edits [][]string
		want  []string
	}{
		{"numbered anew, and the ratio counts other cases", unit, [][]string{insertFirst, otherCases},
			[]string{"1.1 0/0: node.added,1.1", "1.2 2/0: value.changed,ty_le,expr"}},
		{"numbered anew, and the branch gives more", unit, [][]string{{`"1.3"`, `"1.4"`, "kem: 0}", "kem: 0.5}"}},
			[]string{"1.4 1/2/0: branch.points,1.4,kem,points"}},
		{"two changes, of which either can have moved it", unit, [][]string{otherCases, {"{from: 90%, points: 5}", "{from: 85%, points: 5}"}},
			[]string{"1.1 2/0: branch.limit,1.1,b1,lower value.changed,ty_le,expr"}},
		{"a branch that decided neither before nor now", unit, [][]string{{"points: 3}, {else: true, points: 0}", "points: 2}, {else: true, points: 1}"}},
			[]string{"1.1 -1/0: branch.points,1.1,b2,points"}},
		{"what is asked only after the branch that decides", smallUnit("u", 9, 9, true, true, "kem"),
			[][]string{{"{from: 90%, points: 5}, {from: 50%", "{from: 95%, points: 5}, {from: 90%, points: 4}, {from: 60%"}},
			[]string{"1.1 -1/0: branch.points,1.1,b2,points branch.added,1.1,b1"}},
		{"what a branch gives that decides no longer", unit, [][]string{{"{from: 50%, points: 3}", "{from: 75%, points: 4}"}},
			[]string{"1.1 -3/0: branch.limit,1.1,b2,lower"}},
		{"only the maximum", smallUnit("u", 7, 9, true, false, "kem"), [][]string{three}, []string{"1.2 0/-1: node.repointed,1.2,max"}},
		{"the maximum and the points", unit, [][]string{three}, []string{"1.2 -1/-1: branch.points,1.2,yes,points node.repointed,1.2,max"}},
		{"applicable now", none, [][]string{{"then: rebase", "then: full"}}, []string{"1.2 4/4: applies.changed,1.2,applies1,then"}},
		{"applicable now, without points", none, [][]string{{"when: not co_tthc", "when: not co_tthc and cong_bo"}},
			[]string{"1.2 0/4: applies.changed,1.2,applies1,when applies.changed,1.2,applies1,accepted"}},
		{"a condition that does not hold", unit, [][]string{{"then: rebase", "then: full"}, three},
			[]string{"1.2 -1/-1: branch.points,1.2,yes,points node.repointed,1.2,max"}},
		{"a new input beside what reads it", unit, [][]string{newInput}, []string{"1.1 -3/0: value.changed,ty_le,expr"}},
		{"the period beside a branch", unit, [][]string{{"{from: 50%, points: 3}", "{from: 50%, points: 4}", "from: 01/01/2026", "from: 02/01/2026"}},
			[]string{"1.1 1/0: branch.points,1.1,b2,points"}},
		{"only the period", missing, [][]string{{"lock: 15/01/2027", "lock: 15/02/2027"}}, []string{"1.3 0/0: set.changed,period_lock"}},
	} {
		got := reasons(t, edited(t), edited(t, slices.Concat(c.edits...)...), c.unit)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// TestCausesOfOthers: points that a condition grants go with the maximum; of a leaf that another rests on only what moved
// that one.
func TestCausesOfOthers(t *testing.T) {
	full := []string{"then: rebase", "then: full"}
	less := slices.Concat(full, three, []string{"when: not co_tthc", "when: not co_tthc or not cong_bo"})
	got := reasons(t, edited(t, full...), edited(t, less...), smallUnit("u", 7, 9, false, true, "kem"))
	want := []string{"1.2 -1/-1: node.repointed,1.2,max applies.changed,1.2,applies1,when applies.changed,1.2,applies1,accepted"}
	if !slices.Equal(got, want) {
		t.Errorf("all points by a condition: %q", got)
	}
	resting := []string{"levels: {input: muc, points: {tot: 1, kem: 0}}",
		"formula: points_of(\"1.1\") / 5\n        because: \"Theo 1.1\""}
	better := append(slices.Clone(resting), "{from: 50%, points: 3}", "{from: 50%, points: 4}")
	got = reasons(t, edited(t, resting...), edited(t, better...), smallUnit("u", 7, 9, true, true, "kem"))
	want = []string{"1.1 1/0: branch.points,1.1,b2,points", "1.3 1/5/0: branch.points,1.1,b2,points"}
	if !slices.Equal(got, want) {
		t.Errorf("points of another leaf: %q", got)
	}
	halved := append(slices.Clone(better), "\"1.1\") / 5", "\"1.1\") / 10")
	got = reasons(t, edited(t, resting...), edited(t, halved...), smallUnit("u", 10, 9, true, true, "kem"))
	if want = []string{"1.3 -1/2/0: rule.value,1.3,value"}; !slices.Equal(got, want) {
		t.Errorf("points of another leaf, which did not move: %q", got)
	}
}

// TestGone: a leaf that is gone is told from the one that bears its code now, and so is what it rested on.
func TestGone(t *testing.T) {
	without := smallSet[strings.Index(smallSet, "      - code: \"1.2\""):strings.Index(smallSet, "      - code: \"1.3\"")]
	edits := []string{without, "", `"1.3"`, `"1.2"`, "  cong_bo: {type: yes_no, label: \"Đã công bố\", declared_by: unit}\n", "", "kem: 0}", "kem: 0.5}", "  max: 10\n  period", "  max: 6\n  period", "    max: 10\n", "    max: 6\n"}
	a, b := edited(t), edited(t, edits...)
	u := smallUnit("u", 7, 9, true, true, "kem")
	later := u
	later.Facts = slices.DeleteFunc(slices.Clone(u.Facts), func(f engine.Fact) bool { return f.Input == "cong_bo" })
	m, err := impact.Compare(scoredUnits(t, a, u), scoredUnits(t, b, later), a, b)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, mv := range m.Units[0].Moves {
		why := causeLine(&m.Changes.List[mv.Causes[0]])
		got = append(got, fmt.Sprintf("%s was %q gone %v %s: %s", mv.Code, mv.Was, mv.Gone(), mv.By, why))
	}
	want := []string{`1.2 was "1.3" gone false 1/2: branch.points,1.2,kem,points`, `1.2 was "" gone true -4: node.removed,1.2`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for i := range m.Changes.List {
		if ch := &m.Changes.List[i]; ch.Kind == diff.InputRemoved && (len(ch.Leaves) > 0 || !slices.Equal(ch.Gone, []string{"1.2"})) {
			t.Errorf("%s: leaves %v, gone %v", ch.Name, ch.Leaves, ch.Gone)
		}
	}
	if n := &m.Nodes[len(m.Nodes)-1]; n.Code != "1.2" || !n.Gone() || m.Nodes[2].Code != "1.2" || m.Nodes[2].Gone() {
		t.Errorf("nodes %+v", m.Nodes)
	}
}

// TestLosesItsRank: a unit that has no rank any more moved in the ranking, and so did one that came under a rank; one that
// never had any did not.
func TestLosesItsRank(t *testing.T) {
	set := edited(t)
	a, b := smallUnit("a", 9, 9, true, true, "tot"), smallUnit("b", 7, 9, true, true, "tot")
	c := smallUnit("c", 1, 9, true, true, "tot")
	out := []engine.Decision{{Kind: engine.DecideNotRanked, Layer: engine.LayerDeclared, By: "x", Reason: "y"}}
	x, y := []engine.UnitCase{a, b, c}, []engine.UnitCase{a, b, c}
	x[2].Decisions, y[1].Decisions, y[2].Decisions = out, out, out
	m, err := impact.Compare(scoredUnits(t, set, x...), scoredUnits(t, set, y...), set, set)
	if err != nil {
		t.Fatal(err)
	}
	if u := &m.Units[1]; u.Before.Rank != 2 || u.After.Rank != 0 || !u.Reranked() || m.Units[0].Reranked() || m.Units[2].Reranked() {
		t.Errorf("rank %d → %d", u.Before.Rank, u.After.Rank)
	}
	back, err := impact.Compare(scoredUnits(t, set, y...), scoredUnits(t, set, x...), set, set)
	if err != nil || m.Count("").Rank != 1 || back.Count("nhom").Rank != 1 {
		t.Errorf("%d and back %d changed rank, %v", m.Count("").Rank, back.Count("nhom").Rank, err)
	}
}

// TestCausesAbove: what a cap takes changes with its own limits, else with what stands below it; how much the parts can
// have is no reason.
func TestCausesAbove(t *testing.T) {
	bonus := func(limit, points string) []string {
		return []string{"kem: 0}}\n", `kem: 0}}
  - code: "2"
    name: "Điểm thưởng"
    outside: {cap: ` + limit + `, floor: 0}
    children:
      - code: "2.1"
        name: "Sáng kiến"
        max: ` + points + `
        yes_no: {input: cong_bo, yes: ` + points + `, no: 0}
`}
	}
	before, u := edited(t, bonus("1", "2")...), smallUnit("u", 7, 9, true, true, "kem")
	got := reasons(t, before, edited(t, bonus("1", "3")...), u)
	if want := []string{"2 -1/0:", "2.1 1/0: branch.points,2.1,yes,points node.repointed,2.1,max"}; !slices.Equal(got, want) {
		t.Errorf("more below the cap: %q", got)
	}
	got = reasons(t, before, edited(t, bonus("2", "2")...), u)
	if want := []string{"2 1/0: node.bounds,2,cap"}; !slices.Equal(got, want) {
		t.Errorf("another cap: %q", got)
	}
}
