package engine_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// sameOutcome compares two results of a unit, ledger and reasons included, by their canonical bytes.
func sameOutcome(t *testing.T, p *engine.Program, a, b engine.UnitResult) {
	t.Helper()
	bytes := func(u engine.UnitResult) string {
		out, err := (&engine.Result{Set: p.Ref(), Units: []engine.UnitResult{u}}).Canonical()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if x, y := bytes(a), bytes(b); x != y {
		t.Errorf("unit %s: what-if and scoring differ:\n%s\n%s", a.Unit, x, y)
	}
}

// drawnChanges takes the facts of another unit for places of this one.
func drawnChanges(p *engine.Program, uc, other *engine.UnitCase, seed uint64) []engine.Fact {
	r := rand.New(rand.NewPCG(5, seed))
	var changes []engine.Fact
	for _, f := range other.Facts {
		in := p.Set().Input(f.Input)
		owed := in.Type != form.InReports || slices.ContainsFunc(uc.Dues, func(d engine.Due) bool {
			return d.Deliverable == in.Deliverables[0] && d.Key == f.Row
		})
		twice := slices.ContainsFunc(changes, func(g engine.Fact) bool { return g.Input == f.Input && g.Row == f.Row && g.Field == f.Field })
		if owed && !twice && r.IntN(10) == 0 {
			changes = append(changes, f)
		}
	}
	return changes
}

// TestWhatIfIsScoring: a what-if gives what scoring gives a unit that really has these facts, whatever other layers had
// said; the parts of what moved add up to the difference; the case is left as it was.
func TestWhatIfIsScoring(t *testing.T) {
	for _, stage := range []engine.Stage{engine.StageSelf, engine.StageAppraisal1, engine.StageFinal} {
		c := &engine.Case{Set: mustBenchSet(t), AsOf: day.Must(2026, 11, 1), Stage: stage}
		c.Units = benchUnits(c.Set, 0, 60)
		p, err := engine.Compile(c.Set)
		if err != nil {
			t.Fatal(err)
		}
		hash, _ := c.Hash(p.Ref().Hash)
		moves := 0
		for i := range c.Units {
			uc := &c.Units[i]
			changes := drawnChanges(p, uc, &c.Units[(i+1)%len(c.Units)], uint64(i))
			before, after, moved, err := p.WhatIf(c, uc.Unit.Code, changes)
			if err != nil {
				t.Fatal(err)
			}
			really := *uc
			really.Facts = slices.DeleteFunc(slices.Clone(uc.Facts), func(f engine.Fact) bool {
				return slices.ContainsFunc(changes, func(g engine.Fact) bool { return g.Input == f.Input && g.Row == f.Row && g.Field == f.Field })
			})
			for _, f := range changes {
				f.Layer, f.Recorded = engine.LayerDeclared, day.None
				really.Facts = append(really.Facts, f)
			}
			s := p.NewScorer(c, nil)
			want, err := s.ScoreUnit(&really)
			if err != nil {
				t.Fatal(err)
			}
			sameOutcome(t, p, after, want)
			if want, err = s.ScoreUnit(uc); err != nil {
				t.Fatal(err)
			}
			sameOutcome(t, p, before, want)
			sum := exact.Num{}
			for _, m := range moved {
				sum = sum.Add(m.By)
				if len(m.Inputs) == 0 {
					t.Errorf("unit %s: %s moved by no input", uc.Unit.Code, m.Code)
				}
			}
			if !sum.Equal(after.Exact.Sub(before.Exact)) {
				t.Errorf("unit %s: parts %s, total %s", uc.Unit.Code, sum, after.Exact.Sub(before.Exact))
			}
			moves += len(moved)
		}
		if moves < 300 {
			t.Errorf("only %d moves", moves)
		}
		if again, _ := c.Hash(p.Ref().Hash); again != hash {
			t.Error("a what-if changed the case")
		}
	}
}

// A hypothetical figure stands over a register's and an appraiser's, and over the rejection of what it replaces.
func TestWhatIfStandsOverLayers(t *testing.T) {
	set := reviewSet(t, "2", "total", rateInputs, rateBands, rateMore)
	reject := decided(engine.DecideReject, "", engine.LayerFinal)
	reject.Input = "dung"
	uc := engine.UnitCase{Decisions: []engine.Decision{reject}}
	for l := engine.LayerDeclared; l <= engine.LayerFinal; l++ {
		if l == engine.LayerUnits {
			continue
		}
		uc.Facts = append(uc.Facts, countFact("dung", 10, l), countFact("tong", 100, l))
	}
	for stage := engine.StageSelf; stage <= engine.StageFinal; stage++ {
		c := reviewCase(set, reviewSummer, stage, uc)
		p, err := engine.Compile(set)
		if err != nil {
			t.Fatal(err)
		}
		_, after, moved, err := p.WhatIf(c, "so-a", []engine.Fact{countFact("dung", 75, engine.LayerDeclared)})
		if err != nil {
			t.Fatal(err)
		}
		if n := reviewNode(t, &after, "1.1"); !n.Points.Equal(exact.Int(1)) {
			t.Errorf("%s: %s %s", stage, n.State, n.Points)
		}
		if len(moved) != 1 || moved[0].Code != "1.1" || !slices.Equal(moved[0].Inputs, []string{"dung"}) || !moved[0].By.Equal(exact.Int(1)) {
			t.Errorf("%s: %+v", stage, moved)
		}
		changed := p.NewScorer(c, nil).With(&c.Units[0], []engine.Fact{countFact("dung", 75, engine.LayerDeclared)})
		if f := changed.Facts[len(changed.Facts)-1]; f.Source != engine.SourceHypothetical {
			t.Errorf("the change says it comes from %q", f.Source)
		}
	}
}

// A hypothetical figure stands over what other units add up to; what is not tried out still does.
func TestWhatIfStandsOverRollups(t *testing.T) {
	set := reviewSet(t, "2", "total", rateInputs, rateBands, rateMore)
	uc := engine.UnitCase{}
	for i, n := range []int64{10, 100} {
		set.Inputs[i].From = []form.From{{Blocks: []string{"xa"}, Measure: form.MeasureSum, Input: "x", Missing: form.PolicyRefuse}}
		uc.Rollups = append(uc.Rollups, engine.Rollup{Input: set.Inputs[i].Name, State: engine.Scored, Value: exact.Int(n),
			Parts: []engine.Part{{Unit: "xa-a", Block: "xa", State: engine.PartCounted, Value: exact.Int(n), Fact: -1}}})
	}
	c := reviewCase(set, reviewSummer, engine.StageSelf, uc)
	before, after, _, err := mustScorer(t, c).WhatIf(&c.Units[0], []engine.Fact{countFact("dung", 75, engine.LayerDeclared)})
	if err != nil {
		t.Fatal(err)
	}
	if !before.Exact.IsZero() || !after.Exact.Equal(exact.Int(1)) {
		t.Errorf("%s, then %s", before.Exact, after.Exact)
	}
	needs, err := mustScorer(t, c).Need(&c.Units[0], "1.1", nextGoal)
	if err != nil {
		t.Fatal(err)
	}
	if got := needText(&needs[0]); !slices.Equal(got, []string{"dung 10→70 (60) by 2026-12-14: 1", "blocked: tong units"}) {
		t.Error(got)
	}
}

// Caps and rounding above the leaves are parts of what moved.
func TestMovedOutsideTheScale(t *testing.T) {
	set := reviewSet(t, "2", "total", `
a: {type: count, label: "A", declared_by: unit}
sk: {type: count, label: "Sáng kiến", declared_by: unit}
`, `
- code: "1.1"
  name: "A"
  max: 2
  value: a
  bands: [{from: 1, points: 2}, {else: true, points: 0}]
`, "")
	set.Nodes = append(set.Nodes,
		form.Node{Code: "T", Name: "Thưởng", Kind: form.NodeArea, Parent: -1, Max: exact.Int(5), Outside: true, Cap: ptr(exact.Int(3))},
		form.Node{Code: "T.1", Name: "Sáng kiến", Kind: form.NodeLeaf, Parent: 2, Max: exact.Int(5), Leaf: &form.Leaf{Rule: &form.Rule{
			Kind: form.RuleTally, Cap: ptr(exact.Int(5)),
			Items: []form.Item{{ID: "sk", Count: &form.Expr{Kind: form.ExInput, Type: form.TypeNumber, Name: "sk"}, Points: exact.Int(1)}}}}})
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	c := reviewCase(set, reviewSummer, engine.StageSelf, reviewFacts(countFact("a", 0, engine.LayerDeclared), countFact("sk", 1, engine.LayerDeclared)))
	before, after, moved, err := p.WhatIf(c, "so-a", []engine.Fact{countFact("sk", 5, engine.LayerDeclared)})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, m := range moved {
		got[m.Code] = m.By.Plain()
	}
	if len(got) != 2 || got["T"] != "-2" || got["T.1"] != "4" || !after.Exact.Sub(before.Exact).Equal(exact.Int(2)) {
		t.Errorf("moved %v, total by %s", got, after.Exact.Sub(before.Exact))
	}
	if again := engine.Moved(&before, &before); len(again) != 0 {
		t.Errorf("nothing happened, yet %v moved", again)
	}
	gone := after
	gone.Nodes, gone.Ledger = after.Nodes[:2], slices.DeleteFunc(slices.Clone(after.Ledger), func(l engine.Line) bool { return l.Node > 1 })
	moved = engine.Moved(&after, &gone)
	sum := exact.Num{}
	for _, m := range moved {
		sum = sum.Add(m.By)
	}
	if !sum.Equal(exact.Int(-3)) {
		t.Errorf("a section that is gone: %s by %+v", sum, moved)
	}
}

func ptr(n exact.Num) *exact.Num { return &n }

// A what-if of a unit compared with others is scoring with the others as they are.
func TestWhatIfAmongOthers(t *testing.T) {
	set := reviewSet(t, "2", "total", `
tin: {type: count, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "So với khối"
  max: 2
  relative: {value: tin, to: best, direction: up, best_is_zero: zero}
`, "")
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	c := reviewCase(set, reviewSummer, engine.StageSelf, reviewFacts(countFact("tin", 5, engine.LayerDeclared)), reviewFacts(countFact("tin", 10, engine.LayerDeclared)))
	for _, tt := range []struct {
		unit string
		to   int64
		want exact.Num
	}{{"so-a", 20, exact.Int(2)}, {"so-a", 7, exact.MustFrac(7, 5)}, {"so-b", 5, exact.Int(2)}, {"so-b", 1, exact.MustFrac(2, 5)}} {
		_, after, _, err := p.WhatIf(c, tt.unit, []engine.Fact{countFact("tin", tt.to, engine.LayerDeclared)})
		if err != nil {
			t.Fatal(err)
		}
		if !after.Exact.Equal(tt.want) {
			t.Errorf("%s with %d: %s, want %s", tt.unit, tt.to, after.Exact, tt.want)
		}
	}
	_, after, _, err := p.NewScorer(c, nil).WhatIf(&c.Units[0], []engine.Fact{countFact("tin", 20, engine.LayerDeclared)})
	if err != nil || !after.Bound || after.Exact.Sign() != 0 {
		t.Errorf("before publication: %s, a bound: %v, %v", after.Exact, after.Bound, err)
	}
}

const refusalInputs = `
so: {type: count, max: 7, label: "Số", declared_by: unit}
tien: {type: amount, label: "Tiền", declared_by: unit}
tl: {type: ratio, decimals: 1, min: 10%, label: "Tỷ lệ", declared_by: unit}
cs: {type: index, scale: 100, decimals: 2, label: "Chỉ số", declared_by: so-noi-vu}
muc: {type: level, label: "Mức", declared_by: unit, options: {tot: "Tốt", kem: "Kém"}}
co: {type: yes_no, label: "Có", declared_by: unit}
kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
bc: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
sk: {type: event, deliverable: IV.1.1, label: "Sự kiện"}
xhh: {type: survey, scale: 5, label: "Điều tra", declared_by: so-noi-vu, groups: {dan: {label: "Dân", weight: 1}}}
`

// TestWhatIfRefusals: every change that nobody could declare is refused, all in one answer.
func TestWhatIfRefusals(t *testing.T) {
	set := reviewSet(t, "1", "total", refusalInputs, `
- code: "1.1"
  name: "Có"
  max: 1
  yes_no: {input: co, yes: 1, no: 0}
`, "")
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	c := reviewCase(set, reviewSummer, engine.StageSelf, engine.UnitCase{Dues: []engine.Due{{Deliverable: "I.2.1", Key: "2026-Q1", Due: day.Must(2026, 3, 1)}}})
	at := func(f engine.Fact, row, field string) engine.Fact {
		f.Row, f.Field = row, field
		return f
	}
	none := func(input string) engine.Fact {
		return engine.Fact{Input: input, Value: engine.Value{Type: form.TypeDate, None: true}}
	}
	d := day.Must(2026, 2, 1)
	for _, tt := range []struct {
		f    engine.Fact
		want engine.RefusalCode
	}{
		{numFact("so", exact.Int(7)), ""},
		{numFact("so", exact.Int(8)), engine.RefuseMax},
		{numFact("so", exact.Int(-1)), engine.RefuseNegative},
		{numFact("so", exact.MustFrac(1, 2)), engine.RefuseWhole},
		{numFact("sai", exact.Int(1)), engine.RefuseInput},
		{at(numFact("so", exact.Int(1)), "x", ""), engine.RefuseRow},
		{at(numFact("so", exact.Int(1)), "", "x"), engine.RefuseField},
		{boolFact("so", true), engine.RefuseType},
		{none("so"), engine.RefuseNone},
		{numFact("tien", exact.Int(-5)), engine.RefuseNegative},
		{numFact("tl", exact.MustFrac(125, 1000)), ""},
		{numFact("tl", exact.MustFrac(1255, 10000)), engine.RefuseDecimals},
		{numFact("tl", exact.MustFrac(5, 100)), engine.RefuseMin},
		{numFact("cs", exact.MustFrac(9999, 100)), ""},
		{numFact("cs", exact.Int(101)), engine.RefuseMax},
		{levelFact("muc", "tot"), ""},
		{levelFact("muc", "kha"), engine.RefuseLevel},
		{dateFact("kh", "", "", d, engine.LayerDeclared), ""},
		{none("kh"), ""},
		{boolFact("kh", true), engine.RefuseType},
		{boolFact("sk", true), engine.RefuseEvent},
		{dateFact("bc", "2026-Q1", "received", d, engine.LayerDeclared), ""},
		{dateFact("bc", "2026-Q2", "received", d, engine.LayerDeclared), engine.RefuseRow},
		{dateFact("bc", "2026-Q1", "sent", d, engine.LayerDeclared), engine.RefuseField},
		{at(boolFact("bc", true), "2026-Q1", "ok"), ""},
		{at(numFact("xhh", exact.Int(3)), "dan", "5"), ""},
		{at(numFact("xhh", exact.Int(3)), "dan", "6"), engine.RefuseField},
		{at(numFact("xhh", exact.Int(3)), "dan", "05"), engine.RefuseField},
		{at(numFact("xhh", exact.Int(3)), "quan", "5"), engine.RefuseRow},
		{at(numFact("xhh", exact.MustFrac(1, 2)), "dan", "valid"), engine.RefuseWhole},
	} {
		_, _, _, err := p.WhatIf(c, "so-a", []engine.Fact{tt.f})
		var refused *engine.ChangesError
		switch {
		case tt.want == "" && err != nil, tt.want != "" && !errors.As(err, &refused):
			t.Errorf("%s/%s/%s %+v: %v, want %q", tt.f.Input, tt.f.Row, tt.f.Field, tt.f.Value, err, tt.want)
		case tt.want != "" && refused.Refusals[0].Code != tt.want:
			t.Errorf("%s/%s/%s %+v: %v, want %q", tt.f.Input, tt.f.Row, tt.f.Field, tt.f.Value, err, tt.want)
		}
	}
	_, _, _, err = p.WhatIf(c, "so-a", []engine.Fact{numFact("sai", exact.Int(1)), numFact("so", exact.Int(1)), boolFact("muc", true), numFact("so", exact.Int(2))})
	if want := "change 1 of sai: input; change 3 of muc: type; change 4 of so: twice"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, _, _, err := p.WhatIf(c, "so-z", nil); !errors.Is(err, engine.ErrUnknownUnit) {
		t.Error(err)
	}
}

// A zero that is tried out is nobody's word yet, even where the figure it replaces was accepted.
func TestWhatIfIsNotAccepted(t *testing.T) {
	set := layersSet(t)
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	input := decided(engine.DecideAccept, "", engine.LayerAppraisal1)
	input.Input = "tong"
	other := decided(engine.DecideAccept, "1.3", engine.LayerAppraisal1)
	zero := []engine.Fact{countFact("tong", 0, engine.LayerDeclared), countFact("dung", 0, engine.LayerDeclared)}
	for name, accept := range map[string]engine.Decision{"input": input, "leaf": decided(engine.DecideAccept, "1.2", engine.LayerAppraisal1)} {
		uc := orderlyUnit()
		uc.Decisions = append(uc.Decisions, accept, other)
		c := &engine.Case{Set: set, AsOf: afterLock, Stage: engine.StageFinal, Units: []engine.UnitCase{uc}}
		_, after, _, err := p.WhatIf(c, "so-a", zero)
		if err != nil {
			t.Fatal(err)
		}
		if n := after.Nodes[set.NodeByCode("1.2")]; n.State != engine.NotScorable || n.Reason.ID != engine.ReasonZeroClaim {
			t.Errorf("%s: %s, %s", name, n.State, n.Reason.ID)
		}
		changed := p.NewScorer(c, nil).With(&c.Units[0], zero)
		if len(changed.Decisions) != 1 || changed.Decisions[0].Code != "1.3" {
			t.Errorf("%s: what was accepted of other figures is %v", name, changed.Decisions)
		}
	}
}
