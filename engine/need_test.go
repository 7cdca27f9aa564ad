package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// pathText writes a path as "tin 6→12 (+6) by 2026-12-14: +1".
func pathText(p *engine.Path) string {
	var parts []string
	for _, a := range p.Actions {
		name := a.Input
		for _, part := range []string{a.Row, a.Field} {
			if part != "" {
				name += "/" + part
			}
		}
		text := name + " " + datumText(a.From) + "→" + datumText(a.To)
		if a.To.Type == form.TypeNumber {
			text += " (" + a.By.Plain() + ")"
		}
		parts = append(parts, text+" by "+a.Until.String())
	}
	return strings.Join(parts, ", ") + ": " + p.Gain.Plain()
}

func datumText(v engine.Value) string {
	switch {
	case v.None:
		return "-"
	case v.Type == form.TypeNumber:
		return v.Num.Plain()
	case v.Type == form.TypeBool:
		return fmt.Sprint(v.Bool)
	case v.Type == form.TypeDate:
		return v.Day.String()
	}
	return v.Text
}

func needText(n *engine.Need) []string {
	var lines []string
	for i := range n.Paths {
		lines = append(lines, pathText(&n.Paths[i]))
	}
	if n.Why != "" {
		lines = append(lines, "stands: "+string(n.Why))
	}
	for _, b := range n.Blocked {
		line := "blocked: " + b.Input
		if b.Row != "" {
			line += "/" + b.Row
		}
		line += " " + string(b.Why)
		if b.Until != day.None {
			line += " " + b.Until.String()
		}
		lines = append(lines, line)
	}
	return lines
}

func numFact(input string, n exact.Num) engine.Fact {
	return engine.Fact{Input: input, Value: engine.Value{Type: form.TypeNumber, Num: n}, Recorded: day.None}
}

func boolFact(input string, v bool) engine.Fact {
	return engine.Fact{Input: input, Value: engine.Value{Type: form.TypeBool, Bool: v}, Recorded: day.None}
}

func levelFact(input, v string) engine.Fact {
	return engine.Fact{Input: input, Value: engine.Value{Type: form.TypeLevel, Text: v}, Recorded: day.None}
}

const rateInputs = `
dung: {type: count, unit: "hồ sơ", label: "Đúng hạn", declared_by: unit, lever: up}
tong: {type: count, unit: "hồ sơ", label: "Tổng", declared_by: van-phong-ubnd-tinh}
`

const rateMore = `
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_scorable}
checks:
  - {check: dung <= tong, because: "Số đúng hạn không vượt tổng số"}
`

const rateBands = `
- code: "1.1"
  name: "Tỷ lệ"
  max: 2
  value: ty_le
  bands: [{above: 90%, points: 2}, {from: 70%, points: 1}, {else: true, points: 0}]
`

const rateLine = `
- code: "1.1"
  name: "Số hóa"
  max: 2
  share: {of: ty_le, target: 80%}
`

const duty = `
- code: "1.1"
  name: "Kế hoạch"
  max: 2
  min: -1
  deliverables: [I.1.2]
  document: kh
  outcomes: {on_time: 2, late: [{within: 10, points: 1}, {else: true, points: 0.5}], never: -1}
`

const dutyInputs = `
kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: so-noi-vu}
`

const reporting = `
- code: "1.1"
  name: "Báo cáo"
  max: 2
  deliverables: [I.2.1]
  deductions: {start: max, floor: 0, each: [{count: 'count(bc, not never and late > 0)', points: -0.5, because: "{n} báo cáo chậm"}, {count: 'count(bc, never)', points: -1, because: "{n} báo cáo không gửi"}]}
`

var (
	nextGoal = engine.Goal{Kind: engine.GoalNext}
	mostGoal = engine.Goal{Kind: engine.GoalMost}
)

func pointsGoal(n, d int64) engine.Goal {
	return engine.Goal{Kind: engine.GoalPoints, Points: exact.MustFrac(n, d)}
}

// TestNeed: what is advised for one leaf of each shape, and what is not.
func TestNeed(t *testing.T) {
	plan := []engine.Due{{Deliverable: "I.1.2", Due: day.Must(2026, 7, 15)}}
	reports := []engine.Due{
		{Deliverable: "I.2.1", Key: "2026-Q2", Due: day.Must(2026, 6, 20)}, {Deliverable: "I.2.1", Key: "2026-Q3", Due: day.Must(2026, 9, 20)}}
	rate := func(part, whole int64) []engine.Fact {
		return []engine.Fact{countFact("dung", part, engine.LayerDeclared), countFact("tong", whole, engine.LayerRegister)}
	}
	for _, tt := range []struct {
		name, inputs, leaf, more string
		facts                    []engine.Fact
		dues                     []engine.Due
		asOf                     day.Day // the summer when not said
		goal                     engine.Goal
		want                     []string
	}{
		{name: "next band, from: the limit itself does", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(60, 100), goal: nextGoal,
			want: []string{"dung 60→70 (10) by 2026-12-14: 1", "blocked: tong office"}},
		{name: "next band where the limit is no whole figure", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(60, 99), goal: nextGoal,
			want: []string{"dung 60→70 (10) by 2026-12-14: 1", "blocked: tong office"}}, // 69.3
		{name: "above: the limit itself does not", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(70, 100), goal: nextGoal,
			want: []string{"dung 70→91 (21) by 2026-12-14: 1", "blocked: tong office"}},
		{name: "most", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(1, 3), goal: mostGoal,
			want: []string{"dung 1→3 (2) by 2026-12-14: 2", "blocked: tong office"}},
		{name: "so many points more", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(60, 100), goal: pointsGoal(3, 2),
			want: []string{"dung 60→91 (31) by 2026-12-14: 2", "blocked: tong office"}},
		{name: "more than there is", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(60, 100), goal: pointsGoal(5, 2),
			want: []string{"stands: beyond", "blocked: tong office"}},
		{name: "at the maximum", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(95, 100), goal: nextGoal,
			want: []string{"stands: full"}},
		{name: "on the last day", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(60, 100), asOf: day.Must(2026, 12, 14), goal: nextGoal,
			want: []string{"dung 60→70 (10) by 2026-12-14: 1", "blocked: tong office"}},
		{name: "a day later", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(60, 100), asOf: day.Must(2026, 12, 15), goal: nextGoal,
			want: []string{"stands: passed", "blocked: dung passed 2026-12-14", "blocked: tong office"}},
		{name: "closed", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(60, 100), asOf: afterLock, goal: nextGoal,
			want: []string{"stands: closed"}},
		{name: "no denominator yet", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(60, 100)[:1], goal: nextGoal,
			want: []string{"stands: waits", "blocked: tong office"}},
		{name: "no figure yet", inputs: rateInputs, leaf: rateBands, more: rateMore, facts: rate(0, 10)[1:], goal: nextGoal,
			want: []string{"dung -→7 (7) by 2026-12-14: 1", "blocked: tong office"}},
		{name: "a line has no next band: its end", inputs: rateInputs, leaf: rateLine, more: rateMore, facts: rate(683, 1000), goal: nextGoal,
			want: []string{"dung 683→800 (117) by 2026-12-14: 0.2925", "blocked: tong office"}},
		{name: "so many points on a line", inputs: rateInputs, leaf: rateLine, more: rateMore, facts: rate(683, 1000), goal: pointsGoal(1, 4),
			want: []string{"dung 683→783 (100) by 2026-12-14: 0.25", "blocked: tong office"}},
		{name: "a line whose end is no whole figure", inputs: rateInputs, leaf: rateLine, more: rateMore, facts: rate(3, 7), goal: pointsGoal(1, 10),
			want: []string{"dung 3→4 (1) by 2026-12-14: 5/14", "blocked: tong office"}},
		{name: "a jump, then a line", inputs: rateInputs, leaf: `
- code: "1.1"
  name: "Tỷ lệ"
  max: 2
  share: {of: ty_le, from: 80%}
`, more: rateMore, facts: rate(70, 100), goal: nextGoal,
			want: []string{"dung 70→80 (10) by 2026-12-14: 1.6", "blocked: tong office"}},
		{name: "money", inputs: `
gn: {type: amount, label: "Đã giải ngân", declared_by: so-tai-chinh, lever: up, until: 31/12/2026}
kh: {type: amount, label: "Kế hoạch", declared_by: so-tai-chinh}
`, leaf: `
- code: "1.1"
  name: "Giải ngân"
  max: 2
  value: t
  bands: [{from: 95%, points: 2}, {else: true, points: 0}]
`, more: `
ratios:
  t: {label: "Tỷ lệ", part: gn, whole: kh, when_whole_is_zero: not_scorable}
`, facts: []engine.Fact{countFact("gn", 1, engine.LayerRegister), countFact("kh", 480_000_000_001, engine.LayerRegister)}, goal: nextGoal,
			want: []string{"gn 1→456000000001 (456000000000) by 2026-12-31: 2", "blocked: kh office"}},
		{name: "steps of a count", inputs: `
sk: {type: count, label: "Sáng kiến", declared_by: unit, lever: up, until: 31/12/2026}
`, leaf: `
- code: "1.1"
  name: "Sáng kiến"
  max: 2
  count_points: {cap: 2, each: [{count: sk, points: 0.75, because: "{n} sáng kiến"}]}
`, facts: []engine.Fact{countFact("sk", 1, engine.LayerDeclared)}, goal: nextGoal,
			want: []string{"sk 1→2 (1) by 2026-12-31: 0.75"}},
		{name: "a count up to its cap", inputs: `
sk: {type: count, label: "Sáng kiến", declared_by: unit, lever: up, until: 31/12/2026}
`, leaf: `
- code: "1.1"
  name: "Sáng kiến"
  max: 2
  count_points: {cap: 2, each: [{count: sk, points: 0.75, because: "{n} sáng kiến"}]}
`, facts: []engine.Fact{countFact("sk", 0, engine.LayerDeclared)}, goal: mostGoal,
			want: []string{"sk 0→3 (3) by 2026-12-31: 2"}},
		{name: "what happened is not undone", inputs: `
vp: {type: count, label: "Vi phạm", declared_by: unit}
`, leaf: `
- code: "1.1"
  name: "Vi phạm"
  max: 2
  deductions: {start: max, floor: 0, each: [{count: vp, points: -0.5, because: "{n} vi phạm"}]}
`, facts: []engine.Fact{countFact("vp", 3, engine.LayerDeclared)}, goal: nextGoal,
			want: []string{"stands: lost", "blocked: vp no_lever"}},
		{name: "a backlog that can be worked off", inputs: `
ton: {type: count, label: "Hồ sơ tồn", declared_by: unit, lever: down}
`, leaf: `
- code: "1.1"
  name: "Tồn"
  max: 2
  deductions: {start: max, floor: 0, each: [{count: ton, points: -0.5, because: "{n} hồ sơ tồn"}]}
`, facts: []engine.Fact{countFact("ton", 7, engine.LayerDeclared)}, goal: nextGoal,
			want: []string{"ton 7→3 (-4) by 2026-12-14: 0.5"}},
		{name: "a denominator stays, whatever its lever", inputs: `
dung: {type: count, label: "Đúng hạn", declared_by: unit}
tong: {type: count, label: "Tổng", declared_by: unit, lever: down}
`, leaf: rateBands, more: rateMore, facts: rate(60, 100), goal: nextGoal,
			want: []string{"stands: lost", "blocked: dung no_lever", "blocked: tong no_lever"}},
		{name: "an own figure not given is not made up", inputs: `
vp: {type: count, label: "Vi phạm", declared_by: unit}
`, leaf: `
- code: "1.1"
  name: "Vi phạm"
  max: 2
  deductions: {start: max, floor: 0, each: [{count: vp, points: -0.5, because: "{n} vi phạm"}]}
`, goal: nextGoal, want: []string{"stands: incomplete", "blocked: vp undeclared"}},
		{name: "all of two", inputs: `
ke: {type: yes_no, label: "Có kế hoạch", declared_by: unit}
bao: {type: yes_no, label: "Có báo cáo", declared_by: unit, until: 30/11/2026}
`, leaf: `
- code: "1.1"
  name: "Đào tạo"
  max: 2
  cases:
    - {when: ke and bao, points: 2, because: "Có cả hai"}
    - {else: true, points: 0, because: "Thiếu"}
`, goal: nextGoal, want: []string{"bao -→true by 2026-11-30, ke -→true by 2026-12-14: 2"}},
		{name: "all of two of which one is said not to be", inputs: `
ke: {type: yes_no, label: "Có kế hoạch", declared_by: unit}
bao: {type: yes_no, label: "Có báo cáo", declared_by: unit}
`, leaf: `
- code: "1.1"
  name: "Đào tạo"
  max: 2
  checklist:
    items:
      - {when: ke, because: "Có kế hoạch"}
      - {when: bao, because: "Có báo cáo"}
    points: {2: 2, 1: 1, 0: 0}
`, facts: []engine.Fact{boolFact("ke", false)}, goal: mostGoal,
			want: []string{"bao -→true by 2026-12-14: 1", "blocked: ke no_lever"}},
		{name: "in time, or after a day", inputs: dutyInputs, leaf: `
- code: "1.1"
  name: "Kế hoạch"
  max: 2
  deliverables: [I.1.2]
  cases:
    - {when: kh <= due(kh), points: 2, because: "Đúng hạn"}
    - {when: kh < tu, points: 1, because: "Chậm"}
    - {else: true, points: 2, because: "Đợt hai"}
`, more: `
parameters:
  tu: {type: date, label: "Từ", value: 31/12/2026, source: "thử"}
`, dues: plan, goal: nextGoal, want: []string{"kh -→2026-07-01 by 2026-07-15: 2"}},
		{name: "downwards from between two steps", inputs: `
tl: {type: ratio, decimals: 1, label: "Tỷ lệ tồn", declared_by: unit, lever: down}
`, leaf: `
- code: "1.1"
  name: "Tỷ lệ"
  max: 2
  value: tl
  bands: [{above: 50%, points: 0}, {else: true, points: 2}]
`, facts: []engine.Fact{numFact("tl", exact.MustFrac(5005, 10000))}, goal: nextGoal,
			want: []string{"tl 0.5005→0.5 (-0.0005) by 2026-12-14: 2"}},
		{name: "two that are missing, and a third that can wait", inputs: `
a: {type: yes_no, label: "A", declared_by: unit}
b: {type: yes_no, label: "B", declared_by: unit}
tin: {type: count, label: "Tin", declared_by: unit, lever: up}
`, leaf: `
- code: "1.1"
  name: "Ba phần"
  max: 2
  sum:
    - {label: "A", max: 0.5, yes_no: {input: a, yes: 0.5, no: 0}}
    - {label: "B", max: 0.5, yes_no: {input: b, yes: 0.5, no: 0}}
    - {label: "Tin", max: 1, value: tin, bands: [{from: 6, points: 1}, {from: 1, points: 0.5}, {else: true, points: 0}]}
`, facts: []engine.Fact{countFact("tin", 3, engine.LayerDeclared)}, goal: nextGoal,
			want: []string{"a -→true by 2026-12-14, b -→true by 2026-12-14: 1.5"}},
		{name: "a late document counts less, a very late one as much again", inputs: dutyInputs, leaf: `
- code: "1.1"
  name: "Kế hoạch"
  max: 2
  deliverables: [I.1.2]
  document: kh
  outcomes: {on_time: 2, late: [{within: 10, points: 1}, {else: true, points: 2}], never: 0}
`, dues: plan, goal: nextGoal, want: []string{"kh -→2026-07-01 by 2026-07-15: 2"}},
		{name: "an office's yes", inputs: `
ok: {type: yes_no, label: "Đạt", declared_by: so-noi-vu}
`, leaf: `
- code: "1.1"
  name: "Đạt"
  max: 2
  yes_no: {input: ok, yes: 2, no: 0}
`, goal: nextGoal, want: []string{"stands: waits", "blocked: ok office"}},
		{name: "a level", inputs: `
muc: {type: level, label: "Mức", declared_by: unit, options: {tot: "Tốt", kha: "Khá", kem: "Kém"}}
`, leaf: `
- code: "1.1"
  name: "Mức"
  max: 2
  levels: {input: muc, points: {tot: 2, kha: 1, kem: 0}}
`, goal: mostGoal, want: []string{"muc -→tot by 2026-12-14: 2"}},
		{name: "the next level", inputs: `
muc: {type: level, label: "Mức", declared_by: unit, options: {tot: "Tốt", kha: "Khá", kem: "Kém"}}
`, leaf: `
- code: "1.1"
  name: "Mức"
  max: 2
  levels: {input: muc, points: {tot: 2, kha: 1, kem: 0}}
`, goal: nextGoal, want: []string{"muc -→kha by 2026-12-14: 1"}},
		{name: "a document in time", inputs: dutyInputs, leaf: duty, dues: plan, goal: nextGoal,
			want: []string{"kh -→2026-07-01 by 2026-07-15: 2"}},
		{name: "a little late", inputs: dutyInputs, leaf: duty, dues: plan, asOf: day.Must(2026, 7, 20), goal: nextGoal,
			want: []string{"kh -→2026-07-20 by 2026-07-25: 1"}},
		{name: "very late, until the year's end", inputs: dutyInputs, leaf: duty, dues: plan, asOf: day.Must(2026, 8, 20), goal: nextGoal,
			want: []string{"kh -→2026-08-20 by 2026-12-31: 0.5"}},
		{name: "after the year's end", inputs: dutyInputs, leaf: duty, dues: plan, asOf: day.Must(2027, 1, 5), goal: nextGoal,
			want: []string{"stands: passed", "blocked: kh passed 2026-12-31"}},
		{name: "a document that came late stays late", inputs: dutyInputs, leaf: duty, dues: plan, asOf: day.Must(2026, 8, 20),
			facts: []engine.Fact{dateFact("kh", "", "", day.Must(2026, 7, 20), engine.LayerDeclared)}, goal: nextGoal,
			want: []string{"stands: lost"}},
		{name: "a document not owed", inputs: dutyInputs, leaf: duty, goal: nextGoal,
			want: []string{"stands: waits", "blocked: kh not_yet"}},
		{name: "reports: one overdue, one ahead", inputs: `
bc: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
`, leaf: reporting, dues: reports, goal: nextGoal,
			want: []string{"bc/2026-Q2/received -→2026-07-01 by 2026-12-31, bc/2026-Q3/received -→2026-07-01 by 2026-09-20: 1.5"}},
		{name: "reports: the late one has come", inputs: `
bc: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
`, leaf: reporting, dues: reports, facts: []engine.Fact{dateFact("bc", "2026-Q2", "received", day.Must(2026, 6, 25), engine.LayerRegister)},
			goal: mostGoal, want: []string{"bc/2026-Q3/received -→2026-07-01 by 2026-09-20: 1.5"}},
		{name: "a plain date with a window", inputs: `
gui: {type: date, label: "Ngày gửi", declared_by: so-noi-vu, until: 15/12/2026}
`, leaf: `
- code: "1.1"
  name: "Gửi"
  max: 2
  cases:
    - {when: never(gui), points: 0, because: "Không gửi"}
    - {when: gui >= tu and gui <= den, points: 2, because: "Trong hạn"}
    - {else: true, points: 0, because: "Ngoài hạn"}
`, more: `
parameters:
  tu: {type: date, label: "Từ", value: 01/10/2026, source: "thử"}
  den: {type: date, label: "Đến", value: 15/10/2026, source: "thử"}
`, goal: nextGoal, want: []string{"gui -→2026-10-01 by 2026-10-15: 2"}},
		{name: "an index with decimals and a lever", inputs: `
cs: {type: index, scale: 100, decimals: 2, label: "Chỉ số", declared_by: so-noi-vu, lever: up}
`, leaf: `
- code: "1.1"
  name: "Chỉ số"
  max: 2
  value: cs
  bands: [{above: 90.5%, points: 2}, {else: true, points: 0}]
`, facts: []engine.Fact{numFact("cs", exact.MustFrac(8111, 100))}, goal: nextGoal,
			want: []string{"cs 81.11→90.51 (9.4) by 2026-12-14: 2"}},
		{name: "a ratio given as such", inputs: `
tl: {type: ratio, decimals: 1, label: "Tỷ lệ", declared_by: unit, lever: up}
`, leaf: `
- code: "1.1"
  name: "Tỷ lệ"
  max: 2
  value: tl
  bands: [{above: 90%, points: 2}, {else: true, points: 0}]
`, facts: []engine.Fact{numFact("tl", exact.MustFrac(1, 2))}, goal: nextGoal,
			want: []string{"tl 0.5→0.901 (0.401) by 2026-12-14: 2"}},
		{name: "compared with others before publication", inputs: `
tin: {type: count, label: "Tin", declared_by: unit, lever: up}
`, leaf: `
- code: "1.1"
  name: "So với khối"
  max: 2
  relative: {value: tin, to: best, direction: up, best_is_zero: zero}
`, facts: []engine.Fact{countFact("tin", 3, engine.LayerDeclared)}, goal: nextGoal, want: []string{"stands: others"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asOf := tt.asOf
			if asOf == 0 {
				asOf = reviewSummer
			}
			c := reviewCase(reviewSet(t, "2", "total", tt.inputs, tt.leaf, tt.more), asOf, engine.StageSelf,
				engine.UnitCase{Facts: tt.facts, Dues: tt.dues})
			needs, err := mustScorer(t, c).Need(&c.Units[0], "1.1", tt.goal)
			if err != nil {
				t.Fatal(err)
			}
			if got := needText(&needs[0]); !slices.Equal(got, tt.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(tt.want, "\n  "))
			}
		})
	}
}

// Two ways to one leaf are alternatives; the one that gains most for least stands first. All leaves together are sorted likewise.
func TestNeedOrder(t *testing.T) {
	set := reviewSet(t, "10", "total", `
a: {type: count, label: "A", declared_by: unit, lever: up}
b: {type: count, label: "B", declared_by: unit, lever: up}
`, `
- code: "1.1"
  name: "Hai"
  max: 2
  count_points: {cap: 2, each: [{count: a, points: 0.5, because: "{n} a"}, {count: b, points: 1, because: "{n} b"}]}
- code: "1.2"
  name: "B"
  max: 3
  value: b
  bands: [{from: 1, points: 3}, {else: true, points: 0}]
- code: "1.3"
  name: "A"
  max: 5
  value: a
  bands: [{from: 1, points: 5}, {else: true, points: 0}]
`, "")
	c := reviewCase(set, reviewSummer, engine.StageSelf, reviewFacts(countFact("a", 0, engine.LayerDeclared), countFact("b", 0, engine.LayerDeclared)))
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	needs, err := p.Need(c, "so-a", "", nextGoal)
	if err != nil {
		t.Fatal(err)
	}
	if len(needs) != 3 || needs[0].Code != "1.3" || needs[1].Code != "1.2" {
		t.Fatalf("%+v", needs)
	}
	if got := needText(&needs[2]); !slices.Equal(got, []string{"b 0→1 (1) by 2026-12-14: 1", "a 0→1 (1) by 2026-12-14: 0.5"}) {
		t.Error(got)
	}
	if total := needs[2].Paths[0].Total; !total.Equal(exact.Int(4)) {
		t.Errorf("one b brings the unit %s, want 1 + 3", total)
	}
}

// What one leaf gains and others lose is not advised.
func TestNeedElsewhere(t *testing.T) {
	set := reviewSet(t, "5", "total", `
a: {type: count, label: "A", declared_by: unit, lever: up}
`, `
- code: "1.1"
  name: "Nhiều"
  max: 2
  value: a
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
- code: "1.2"
  name: "Ít"
  max: 3
  value: a
  bands: [{from: 5, points: 0}, {else: true, points: 3}]
`, "")
	c := reviewCase(set, reviewSummer, engine.StageSelf, reviewFacts(countFact("a", 0, engine.LayerDeclared)))
	needs, err := mustScorer(t, c).Need(&c.Units[0], "1.1", nextGoal)
	if err != nil {
		t.Fatal(err)
	}
	if got := needText(&needs[0]); !slices.Equal(got, []string{"stands: elsewhere"}) {
		t.Error(got)
	}
}

// Looking for the paths of one leaf leaves the points that another rests on as they are.
func TestNeedLeavesOtherLeaves(t *testing.T) {
	set := reviewSet(t, "3", "total", `
a: {type: count, label: "A", declared_by: unit, lever: up}
b: {type: yes_no, label: "B", declared_by: unit}
`, `
- code: "1.1"
  name: "A"
  max: 2
  value: a
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
- code: "1.2"
  name: "B khi chưa có A"
  max: 1
  cases:
    - {when: 'points_of("1.1") > 0', points: 0, because: "Có A"}
    - {when: b, points: 1, because: "Có B"}
    - {else: true, points: 0, because: "Không"}
`, "")
	c := reviewCase(set, reviewSummer, engine.StageSelf, reviewFacts(countFact("a", 0, engine.LayerDeclared)))
	needs, err := mustScorer(t, c).Need(&c.Units[0], "", nextGoal)
	if err != nil {
		t.Fatal(err)
	}
	if got := needText(&needs[1]); needs[1].Code != "1.2" || !slices.Equal(got, []string{"b -→true by 2026-12-14: 1"}) {
		t.Errorf("%s: %v", needs[1].Code, got)
	}
}

// A decided leaf stands, a rejected document can be handed in again.
func TestNeedAfterDecisions(t *testing.T) {
	set := reviewSet(t, "2", "total", dutyInputs, duty, "")
	late := dateFact("kh", "", "", day.Must(2026, 6, 25), engine.LayerDeclared)
	uc := engine.UnitCase{Facts: []engine.Fact{late}, Dues: []engine.Due{{Deliverable: "I.1.2", Due: day.Must(2026, 7, 15)}}}
	reject := decided(engine.DecideReject, "", engine.LayerAppraisal1)
	reject.Input = "kh"
	override := decided(engine.DecideOverride, "1.1", engine.LayerAppraisal1)
	for _, tt := range []struct {
		d    engine.Decision
		want []string
	}{{reject, []string{"kh -→2026-07-01 by 2026-07-15: 2"}}, {override, []string{"stands: decided"}}} {
		uc.Decisions = []engine.Decision{tt.d}
		c := reviewCase(set, reviewSummer, engine.StageAppraisal1, uc)
		needs, err := mustScorer(t, c).Need(&c.Units[0], "1.1", nextGoal)
		if err != nil {
			t.Fatal(err)
		}
		if got := needText(&needs[0]); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v", tt.d.Kind, got)
		}
	}
}

func TestNeedRefusesQuestions(t *testing.T) {
	set := reviewSet(t, "2", "total", rateInputs, rateBands, rateMore)
	c := reviewCase(set, reviewSummer, engine.StageSelf, reviewFacts())
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		unit, code string
		goal       engine.Goal
		want       error
	}{
		{"so-x", "", nextGoal, engine.ErrUnknownUnit},
		{"so-a", "1", nextGoal, engine.ErrUnknownCode},
		{"so-a", "9.9", nextGoal, engine.ErrUnknownCode},
		{"so-a", "", pointsGoal(0, 1), engine.ErrGoal},
	} {
		if _, err := p.Need(c, tt.unit, tt.code, tt.goal); !errors.Is(err, tt.want) {
			t.Errorf("%s %s: %v, want %v", tt.unit, tt.code, err, tt.want)
		}
	}
}
