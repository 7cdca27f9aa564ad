package engine_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// unitHead begins a set of the block so.
func unitHead(id string, most int) string {
	return fmt.Sprintf(`
set:
  id: %s
  version: 1.0.0
  title: "Bộ thử"
  scope: unit
  blocks: [so]
  max: %d
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 2, mode: half_up}
  ties: shared_skip
classes:
  - {bands: [{from: 50, name: "Đạt"}, {else: true, name: "Chưa đạt"}]}`, id, most)
}

// miniSet has one leaf for each way in which layers, decisions and dates can change an outcome.
var miniSet = unitHead("mini", 10) + `
inputs:
  kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
  tong: {type: count, label: "Tổng", declared_by: unit}
  dung: {type: count, label: "Đúng hạn", declared_by: unit, lever: up, until: cutoff}
  tin: {type: count, label: "Tin, bài", declared_by: unit, lever: up, until: cutoff}
  bc: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_applicable}
checks:
  - {check: dung <= tong, because: "Số đúng hạn không vượt tổng số"}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 10
    children:
      - code: "1.1"
        name: "Kế hoạch"
        max: 2
        min: -1
        deliverables: [I.1.2]
        document: kh
        outcomes: {on_time: 2, late: 1, never: -1}
      - code: "1.2"
        name: "Tỷ lệ"
        max: 4
        share: {of: ty_le}
      - code: "1.3"
        name: "Tin, bài"
        max: 2
        value: tin
        bands: [{from: 12, points: 2}, {from: 6, points: 1}, {else: true, points: 0}]
      - code: "1.4"
        name: "Báo cáo"
        max: 2
        deductions: {start: max, floor: 0, each: [{count: 'count(bc, not never and late > 0)', points: -0.5}, {count: 'count(bc, never)', points: -1}]}
`

func layersSet(t testing.TB) *form.Set {
	t.Helper()
	l, diags := rules.Load(fstest.MapFS{"mini.yaml": {Data: []byte(miniSet)}}, "mini.yaml")
	if l == nil {
		t.Fatalf("%v", diags)
	}
	return l.Set
}

func countFact(input string, n int64, l engine.Layer) engine.Fact {
	return engine.Fact{Input: input, Layer: l, Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(n)}, Recorded: day.None}
}

func dateFact(input, row, field string, d day.Day, l engine.Layer) engine.Fact {
	return engine.Fact{Input: input, Row: row, Field: field, Layer: l, Value: engine.Value{Type: form.TypeDate, Day: d}, Recorded: day.None}
}

// orderlyUnit is a unit with everything in order: 2 + 4·3/4 + 1 + 2 = 8 points.
func orderlyUnit() engine.UnitCase {
	uc := engine.UnitCase{Unit: engine.Unit{Code: "so-a", Block: "so"}}
	uc.Facts = []engine.Fact{
		dateFact("kh", "", "", day.Must(2026, 1, 10), engine.LayerDeclared),
		countFact("tong", 4, engine.LayerDeclared), countFact("dung", 3, engine.LayerDeclared), countFact("tin", 6, engine.LayerDeclared),
	}
	uc.Dues = []engine.Due{{Deliverable: "I.1.2", Due: day.Must(2026, 1, 14)}}
	for key, d := range map[string]day.Day{"2026-Q1": day.Must(2026, 3, 15), "2026-Q2": day.Must(2026, 6, 15)} {
		uc.Dues = append(uc.Dues, engine.Due{Deliverable: "I.2.1", Key: key, Due: d})
		uc.Facts = append(uc.Facts, dateFact("bc", key, "received", d, engine.LayerRegister))
	}
	return uc
}

var afterLock = day.Must(2027, 1, 20)

func decided(kind engine.DecisionKind, code string, l engine.Layer) engine.Decision {
	return engine.Decision{Kind: kind, Code: code, Layer: l, By: "so-noi-vu", Second: "van-phong-ubnd-tinh", Reason: "biên bản", Date: day.None}
}

// TestLayersAndDecisions: one change of a unit in order each, and the points, states and maximum it leads to.
func TestLayersAndDecisions(t *testing.T) {
	const (
		self   = engine.StageSelf
		first  = engine.StageAppraisal1
		second = engine.StageAppraisal2
		final  = engine.StageFinal
	)
	add := func(f ...engine.Fact) func(*engine.UnitCase) {
		return func(uc *engine.UnitCase) { uc.Facts = append(uc.Facts, f...) }
	}
	decide := func(ds ...engine.Decision) func(*engine.UnitCase) {
		return func(uc *engine.UnitCase) { uc.Decisions = append(uc.Decisions, ds...) }
	}
	without := func(inputs ...string) func(*engine.UnitCase) {
		return func(uc *engine.UnitCase) {
			var kept []engine.Fact
			for _, f := range uc.Facts {
				drop := false
				for _, in := range inputs {
					drop = drop || f.Input == in
				}
				if !drop {
					kept = append(kept, f)
				}
			}
			uc.Facts = kept
		}
	}
	zero := func(uc *engine.UnitCase) {
		without("tong", "dung")(uc)
		add(countFact("tong", 0, engine.LayerDeclared), countFact("dung", 0, engine.LayerDeclared))(uc)
	}
	both := func(fs ...func(*engine.UnitCase)) func(*engine.UnitCase) {
		return func(uc *engine.UnitCase) {
			for _, f := range fs {
				f(uc)
			}
		}
	}
	reject := engine.Decision{Kind: engine.DecideReject, Input: "kh", Layer: engine.LayerAppraisal1, Date: day.None}
	late := countFact("tin", 12, engine.LayerRegister)
	late.Recorded = day.Must(2027, 2, 1)
	override := decided(engine.DecideOverride, "1.3", engine.LayerFinal)
	override.Points = exact.MustFrac(3, 2)

	for _, c := range []struct {
		name    string
		change  func(*engine.UnitCase)
		stage   engine.Stage
		asOf    day.Day
		points  string
		applied string
		code    string
		state   engine.State
		reason  string
	}{
		{"as declared", func(*engine.UnitCase) {}, self, afterLock, "8", "10", "1.1", engine.Scored, engine.ReasonBranch},
		{"the register stands over the declared figure", add(countFact("dung", 2, engine.LayerRegister)), self, afterLock, "7", "10", "1.2", engine.Scored, engine.ReasonBranch},
		{"a correction does not count before its stage", add(countFact("dung", 1, engine.LayerAppraisal1)), self, afterLock, "8", "10", "1.2", engine.Scored, engine.ReasonBranch},
		{"a correction counts at its stage", add(countFact("dung", 1, engine.LayerAppraisal1)), first, afterLock, "6", "10", "1.2", engine.Scored, engine.ReasonBranch},
		{"the second appraisal over the first", add(countFact("dung", 1, engine.LayerAppraisal1), countFact("dung", 2, engine.LayerAppraisal2)), second, afterLock, "7", "10", "1.2", engine.Scored, engine.ReasonBranch},
		{"what was learnt later is not in the case", add(late), final, afterLock, "8", "10", "1.3", engine.Scored, engine.ReasonBranch},
		{"a rejected document never came", decide(reject), first, afterLock, "5", "10", "1.1", engine.Scored, engine.ReasonBranch},
		{"accepted after the explanation", both(decide(reject), decide(engine.Decision{Kind: engine.DecideAccept, Input: "kh",
			Layer: engine.LayerAppraisal2, Date: day.None})), second, afterLock, "8", "10", "1.1", engine.Scored, engine.ReasonBranch},
		{"an acceptance does not count before its stage", both(decide(reject), decide(engine.Decision{Kind: engine.DecideAccept,
			Input: "kh", Layer: engine.LayerAppraisal2, Date: day.None})), first, afterLock, "5", "10", "1.1", engine.Scored, engine.ReasonBranch},
		{"an acceptance of another input changes nothing", both(decide(reject), decide(engine.Decision{Kind: engine.DecideAccept,
			Input: "tin", Layer: engine.LayerAppraisal2, Date: day.None})), second, afterLock, "5", "10", "1.1", engine.Scored, engine.ReasonBranch},
		{"a rejection does not count before its stage", decide(reject), self, afterLock, "8", "10", "1.1", engine.Scored, engine.ReasonBranch},
		{"a later document stands after a rejection", both(decide(reject), add(dateFact("kh", "", "", day.Must(2026, 1, 20), engine.LayerAppraisal2))), final, afterLock, "7", "10", "1.1", engine.Scored, engine.ReasonBranch},
		{"absent before the due date", without("kh"), self, day.Must(2026, 1, 14), "6", "10", "1.1", engine.NotDue, engine.ReasonNotDueDate},
		{"absent after the due date", without("kh"), self, day.Must(2026, 1, 15), "6", "10", "1.1", engine.Missing, engine.ReasonOverdue},
		{"absent after the lock", without("kh"), self, afterLock, "5", "10", "1.1", engine.Scored, engine.ReasonBranch},
		{"a figure absent", without("dung"), final, afterLock, "5", "10", "1.2", engine.Missing, engine.ReasonMissing},
		{"figures that contradict one another", both(without("dung"), add(countFact("dung", 5, engine.LayerRegister))), final, afterLock, "5", "10", "1.2", engine.NotScorable, engine.ReasonInconsistent},
		{"a declared 0/0 while self-assessing", zero, self, afterLock, "5", "6", "1.2", engine.NotApplicable, engine.ReasonRebased},
		{"a declared 0/0 nobody accepted", zero, first, afterLock, "5", "10", "1.2", engine.NotScorable, engine.ReasonZeroClaim},
		{"a declared 0/0 accepted", both(zero, decide(decided(engine.DecideAccept, "1.2", engine.LayerAppraisal1))), first, afterLock, "5", "6", "1.2", engine.NotApplicable, engine.ReasonRebased},
		{"decided not to apply", decide(decided(engine.DecideNotApply, "1.2", engine.LayerAppraisal1)), first, afterLock, "5", "6", "1.2", engine.NotApplicable, engine.ReasonNotApplied},
		{"an override is a line, not an edit", decide(override), final, afterLock, "17/2", "10", "1.3", engine.Scored, engine.ReasonOverridden},
		{"an appeal is open", decide(decided(engine.DecideDispute, "1.3", engine.LayerAppraisal2)), final, afterLock, "8", "10", "1.3", engine.Disputed, engine.ReasonDisputed},
	} {
		t.Run(c.name, func(t *testing.T) {
			uc := orderlyUnit()
			c.change(&uc)
			r, err := engine.Score(&engine.Case{Set: layersSet(t), AsOf: c.asOf, Stage: c.stage, Units: []engine.UnitCase{uc}})
			if err != nil {
				t.Fatal(err)
			}
			u := &r.Units[0]
			if got := u.Exact.Fraction(); got != c.points {
				t.Errorf("points %s, want %s", got, c.points)
			}
			if got := u.Applied.Fraction(); got != c.applied {
				t.Errorf("applied maximum %s, want %s", got, c.applied)
			}
			for i := range u.Nodes {
				if n := &u.Nodes[i]; n.Code == c.code && (n.State != c.state || n.Reason.ID != c.reason) {
					t.Errorf("%s is %s because of %q, want %s because of %q", n.Code, n.State, n.Reason.ID, c.state, c.reason)
				}
			}
			if !u.Reached.Add(u.Reachable).Add(u.Lost).Equal(u.Applied) {
				t.Errorf("reached %s + reachable %s + lost %s ≠ %s", u.Reached, u.Reachable, u.Lost, u.Applied)
			}
		})
	}
}

// TestOutlook: what is reachable is what the engine gives for the evidence that is still possible.
func TestOutlook(t *testing.T) {
	for _, c := range []struct {
		name      string
		asOf      day.Day
		drop      []string
		reachable map[string]string
	}{
		{"in spring all is open", day.Must(2026, 2, 1), []string{"kh", "tong", "dung", "tin", "bc"},
			map[string]string{"1.1": "1", "1.2": "4", "1.3": "2", "1.4": "2"}}, // the plan is late already
		{"levers still move", day.Must(2026, 12, 14), nil, map[string]string{"1.1": "0", "1.2": "1", "1.3": "1", "1.4": "0"}},
		{"after the cut-off no figure moves", day.Must(2026, 12, 15), nil, map[string]string{"1.1": "0", "1.2": "0", "1.3": "0", "1.4": "0"}},
		{"a report that may still come late", day.Must(2026, 6, 20), []string{"bc"}, map[string]string{"1.4": "1"}}, // both late: 2 − 2·0.5
		{"after the lock nothing is open", afterLock, []string{"kh", "tin"}, map[string]string{"1.1": "0", "1.3": "0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			uc := orderlyUnit()
			var kept []engine.Fact
			for _, f := range uc.Facts {
				dropped := false
				for _, d := range c.drop {
					dropped = dropped || f.Input == d
				}
				if !dropped {
					kept = append(kept, f)
				}
			}
			uc.Facts = kept
			r, err := engine.Score(&engine.Case{Set: layersSet(t), AsOf: c.asOf, Stage: engine.StageSelf, Units: []engine.UnitCase{uc}})
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range r.Units[0].Nodes {
				if want, ok := c.reachable[n.Code]; ok && n.Reachable.Fraction() != want {
					t.Errorf("%s: reachable %s, want %s (state %s, points %s)", n.Code, n.Reachable, want, n.State, n.Points)
				}
			}
		})
	}
}
