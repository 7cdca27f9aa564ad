package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/rulestest"
	"cchc/seeds/demo"
	"cchc/seeds/demo/demotest"
)

// lossSet has a leaf for every way of losing points, one that is not scored and a section outside the scale.
var lossSet = unitHead("thieu", 12) + `
inputs:
  kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
  tong: {type: count, label: "Tổng", declared_by: unit}
  dung: {type: count, label: "Đúng hạn", declared_by: unit}
  tin: {type: count, label: "Tin, bài", declared_by: unit, lever: up, until: cutoff}
  bc: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
  xhh:
    type: survey
    scale: 5
    label: "Điều tra xã hội học"
    declared_by: so-noi-vu
    groups:
      dan: {label: "Người dân", weight: 1}
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_applicable}
checks:
  - {check: dung <= tong, because: "Số đúng hạn không vượt tổng số"}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 12
    children:
      - code: "1.1"
        name: "Kế hoạch"
        max: 2
        min: -1
        deliverables: [I.1.2]
        document: kh
        outcomes: {on_time: 2, late: 1, never: -1}
      - {code: "1.2", name: "Tỷ lệ", max: 4, share: {of: ty_le}}
      - code: "1.3"
        name: "Tin, bài"
        max: 2
        value: tin
        bands: [{from: 12, points: 2}, {from: 6, points: 1}, {else: true, points: 0}]
      - code: "1.4"
        name: "Báo cáo"
        max: 2
        deliverables: [I.2.1]
        deductions:
          start: max
          floor: 0
          each: [{count: 'count(bc, not never and late > 0)', points: -0.5}, {count: 'count(bc, never)', points: -1}]
      - {code: "1.5", name: "Người dân đánh giá", max: 2, survey: {input: xhh, min_sample: 1, none_left: not_scorable}}
      - {code: "1.6", name: "Để biết", unscored: true, value: tin, bands: [{from: 12, points: 2}, {else: true, points: 0}]}
  - code: "2"
    name: "Điểm thưởng"
    max: 3
    outside: {cap: 3, floor: 0}
    children:
      - {code: "2.1", name: "Thưởng", max: 3, count_points: {each: [{count: tin, points: 0.125}]}}
`

// lossUnit has full points everywhere, but for the section outside the scale, from which nothing is lost.
func lossUnit() engine.UnitCase {
	uc := orderlyUnit()
	uc.Facts = append(uc.Facts, countFact("dung", 4, engine.LayerRegister), countFact("tin", 12, engine.LayerRegister),
		surveyAnswer(5, engine.LayerDeclared))
	return uc
}

// surveyAnswer is a group of which everybody gave one mark.
func surveyAnswer(mark int, l engine.Layer) engine.Fact {
	f := countFact("xhh", 10, l)
	f.Row, f.Field = "dan", fmt.Sprint(mark)
	return f
}

// lossText writes a loss as "1.1 late: lost 1".
func lossText(set *form.Set, l *engine.Loss) string {
	text := set.Nodes[l.Node].Code + " " + string(l.Cause) + ":"
	for _, part := range []struct {
		name string
		n    exact.Num
	}{{"reachable", l.Reachable}, {"lost", l.Lost}, {"out", l.Out}} {
		if !part.n.IsZero() {
			text += " " + part.name + " " + part.n.Plain()
		}
	}
	return text
}

// lossesOf gives the losses of the only unit of a case, held to what they add up to.
func lossesOf(t *testing.T, p *engine.Program, c *engine.Case) []string {
	t.Helper()
	r, err := p.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	losses := p.NewScorer(c, nil).Losses(&c.Units[0], &r.Units[0])
	checkLosses(t, p.Set(), &r.Units[0], losses)
	var texts []string
	for i := range losses {
		texts = append(texts, lossText(p.Set(), &losses[i]))
	}
	return texts
}

// checkLosses holds the losses of a unit to their promises: they add up to the unit's, come in printed order, and are one of
// what is out of the maximum and one of anything else for each leaf.
func checkLosses(t *testing.T, set *form.Set, u *engine.UnitResult, losses []engine.Loss) {
	t.Helper()
	var reachable, lost, out exact.Acc
	seen := map[[2]any]bool{}
	for i, l := range losses {
		reachable.Add(l.Reachable)
		lost.Add(l.Lost)
		out.Add(l.Out)
		kind := [2]any{l.Node, l.Cause == engine.CauseOut}
		switch {
		case set.Nodes[l.Node].Leaf == nil:
			t.Errorf("%s: %s is no leaf", u.Unit, set.Nodes[l.Node].Code)
		case i > 0 && l.Node < losses[i-1].Node:
			t.Errorf("%s: %s stands behind what is printed after it", u.Unit, set.Nodes[l.Node].Code)
		case seen[kind]:
			t.Errorf("%s: %s twice", u.Unit, lossText(set, &l))
		case l.Cause == engine.CauseOut && (l.Out.IsZero() || !l.Lost.IsZero() || !l.Reachable.IsZero()),
			l.Cause != engine.CauseOut && (!l.Out.IsZero() || l.Lost.IsZero() && l.Reachable.IsZero()):
			t.Errorf("%s: %s", u.Unit, lossText(set, &l))
		}
		seen[kind] = true
	}
	for _, sum := range []struct {
		what string
		got  exact.Num
		want exact.Num
	}{{"reachable", reachable.Sum(), u.Reachable}, {"lost", lost.Sum(), u.Lost}, {"out of the maximum", out.Sum(),
		u.Max.Sub(u.Applied)}} {
		if !sum.got.Equal(sum.want) {
			t.Errorf("%s: %s adds up to %s, the unit has %s", u.Unit, sum.what, sum.got.Plain(), sum.want.Plain())
		}
	}
}

// TestLosses: one change of a unit with full points each, and all that it then leaves open, and why.
func TestLosses(t *testing.T) {
	const (
		self   = engine.StageSelf
		first  = engine.StageAppraisal1
		second = engine.StageAppraisal2
		final  = engine.StageFinal
	)
	type change = func(*engine.UnitCase)
	add := func(f ...engine.Fact) change { return func(uc *engine.UnitCase) { uc.Facts = append(uc.Facts, f...) } }
	decide := func(ds ...engine.Decision) change {
		return func(uc *engine.UnitCase) { uc.Decisions = append(uc.Decisions, ds...) }
	}
	without := func(inputs ...string) change {
		return func(uc *engine.UnitCase) {
			uc.Facts = slices.DeleteFunc(uc.Facts, func(f engine.Fact) bool { return slices.Contains(inputs, f.Input) })
		}
	}
	came := func(input, row, field string, d day.Day) change {
		return add(dateFact(input, row, field, d, engine.LayerAppraisal1)) // over what the unit in order has
	}
	none := func(input, row, field string) change {
		f := dateFact(input, row, field, day.None, engine.LayerAppraisal1)
		f.Value = engine.Value{Type: form.TypeDate, None: true}
		return add(f)
	}
	turn := func(kind engine.DecisionKind, input string, l engine.Layer) change {
		return decide(engine.Decision{Kind: kind, Input: input, Layer: l, Date: day.None})
	}
	override := decided(engine.DecideOverride, "1.3", engine.LayerFinal)
	override.Points = exact.MustFrac(3, 2)
	both := func(cs ...change) []change { return cs }

	p := rulestest.Program(t, lossSet)
	for _, tt := range []struct {
		name    string
		changes []change
		stage   engine.Stage
		asOf    day.Day
		want    []string
	}{
		{"full points", nil, final, afterLock, nil},
		{"out: decided not to apply", both(decide(decided(engine.DecideNotApply, "1.2", engine.LayerAppraisal1))), first,
			afterLock, []string{"1.2 out: out 4"}},
		{"out: nothing to divide by", both(without("tong", "dung"),
			add(countFact("tong", 0, engine.LayerRegister), countFact("dung", 0, engine.LayerRegister))),
			self, afterLock, []string{"1.2 out: out 4"}},
		{"out: not due when the results are settled", both(without("kh"),
			func(uc *engine.UnitCase) { uc.Dues[0].Due = day.Must(2027, 6, 1) }),
			final, afterLock, []string{"1.1 out: out 2"}},
		{"not due", both(without("kh")), self, day.Must(2026, 1, 14), []string{"1.1 not_due: reachable 2"}},
		{"not due when declaring is over", both(without("kh"), func(uc *engine.UnitCase) {
			uc.Dues[0].Due = day.Must(2027, 6,
				1)
		}),
			first, afterLock, []string{"1.1 not_due: reachable 2"}},
		{"missing: past due, can still come", both(without("kh")), self, day.Must(2026, 1, 15),
			[]string{"1.1 missing: reachable 1 lost 1"}},
		{"missing: a figure", both(without("dung")), self, reviewSummer, []string{"1.2 missing: reachable 4"}},
		{"missing: a figure when declaring is over", both(without("dung")), first, afterLock, []string{"1.2 missing: lost 4"}},
		{"missing: no answers yet", both(without("xhh")), self, reviewSummer, []string{"1.5 missing: reachable 2"}},
		{"absent: its time is over", both(without("kh")), final, afterLock, []string{"1.1 absent: lost 3"}},
		{"absent: said so", both(none("kh", "", "")), first, reviewSummer, []string{"1.1 absent: lost 3"}},
		{"absent: a report never came, another late", both(none("bc", "2026-Q1", "received"),
			came("bc", "2026-Q2", "received", day.Must(2026, 6, 16))),
			first, afterLock, []string{"1.4 absent: lost 1.5"}},
		{"late", both(came("kh", "", "", day.Must(2026, 1, 15))), first, afterLock, []string{"1.1 late: lost 1"}},
		{"late: a report", both(came("bc", "2026-Q2", "received", day.Must(2026, 6, 16))), first, afterLock,
			[]string{"1.4 late: lost 0.5"}},
		{"rejected", both(turn(engine.DecideReject, "kh", engine.LayerAppraisal1)), first, afterLock,
			[]string{"1.1 rejected: lost 3"}},
		{"rejected: not before its stage", both(turn(engine.DecideReject, "kh", engine.LayerAppraisal1)), self, afterLock, nil},
		{"rejected, and taken back", both(turn(engine.DecideReject, "kh", engine.LayerAppraisal1),
			turn(engine.DecideAccept, "kh", engine.LayerAppraisal2)),
			second, afterLock, nil},
		{"rejected: one leaf's document, not what another rests on", both(turn(engine.DecideReject, "kh", engine.LayerAppraisal1),
			add(countFact("tin", 6,
				engine.LayerAppraisal1))), first, afterLock, []string{"1.1 rejected: lost 3", "1.3 short: lost 1"}},
		{"rejected: a figure", both(turn(engine.DecideReject, "dung", engine.LayerAppraisal1)), first, afterLock,
			[]string{"1.2 rejected: lost 4"}},
		{"rejected, then given anew: what counts now is why", both(turn(engine.DecideReject, "kh", engine.LayerAppraisal1),
			add(dateFact("kh", "", "", day.Must(2026, 1, 15), engine.LayerAppraisal2))), second, afterLock, []string{"1.1 late: lost 1"}},
		{"rejected: a date of a report that does not count", both(came("bc", "2026-Q2", "received", day.Must(2026, 6, 16)),
			decide(engine.Decision{Kind: engine.DecideReject, Input: "bc", Row: "2026-Q1", Field: "issued", Layer: engine.LayerAppraisal1,
				Date: day.None})), first, afterLock, []string{"1.4 late: lost 0.5"}},
		{"short: below the first band", both(add(countFact("tin", 6, engine.LayerAppraisal1))), first, afterLock,
			[]string{"1.3 short: lost 1"}},
		{"short: can still rise", both(add(countFact("tin", 6, engine.LayerAppraisal1))), first, reviewSummer,
			[]string{"1.3 short: reachable 1"}},
		{"survey", both(without("xhh"), add(surveyAnswer(4, engine.LayerRegister))), self, afterLock,
			[]string{"1.5 survey: lost 0.4"}},
		{"decided", both(decide(override)), final, afterLock, []string{"1.3 decided: lost 0.5"}},
		{"decided: over a rejection", both(decide(override), turn(engine.DecideReject, "tin", engine.LayerAppraisal1)), final,
			afterLock,
			[]string{"1.3 decided: lost 0.5"}},
		{"decided, with an appeal against it", both(decide(override, decided(engine.DecideDispute, "1.3", engine.LayerFinal))),
			final, afterLock,
			[]string{"1.3 decided: lost 0.5"}},
		{"late, with an appeal against it", both(came("kh", "", "", day.Must(2026, 1, 15)),
			decide(decided(engine.DecideDispute, "1.1", engine.LayerAppraisal1))),
			first, afterLock, []string{"1.1 late: lost 1"}},
		{"not scorable: figures contradict one another", both(add(countFact("dung", 5, engine.LayerAppraisal1))), first, afterLock,
			[]string{"1.2 not_scorable: lost 4"}},
		{"several at once, in printed order", both(without("xhh", "tin"), came("kh", "", "", day.Must(2026, 1, 15)),
			decide(decided(engine.DecideNotApply, "1.2", engine.LayerAppraisal1))), first, afterLock,
			[]string{"1.1 late: lost 1", "1.2 out: out 4", "1.3 missing: lost 2", "1.5 missing: lost 2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			uc := lossUnit()
			for _, c := range tt.changes {
				c(&uc)
			}
			c := &engine.Case{Set: p.Set(), AsOf: tt.asOf, Stage: tt.stage, Units: []engine.UnitCase{uc}}
			if got := lossesOf(t, p, c); !slices.Equal(got, tt.want) {
				t.Errorf("losses %q, want %q", got, tt.want)
			}
		})
	}
}

// demoMoments are days of the year under way and of the year's procedure; under the race detector one of each.
func demoMoments() []demotest.Moment {
	var moments []demotest.Moment
	for _, d := range demo.ReportDays() {
		moments = append(moments, demotest.Moment{AsOf: d, Stage: engine.StageSelf})
	}
	for _, s := range demo.Stages() {
		moments = append(moments, demotest.Moment{AsOf: s.Day, Stage: s.Stage})
	}
	if testing.Short() {
		return []demotest.Moment{moments[2], moments[len(moments)-1]}
	}
	return moments
}

// eachDemoUnit scores the demo year at every moment and hands out every unit, the province among them.
func eachDemoUnit(t *testing.T, do func(s *engine.Scorer, c *engine.Case, uc *engine.UnitCase, u *engine.UnitResult)) {
	t.Helper()
	w := demotest.New(t)
	for _, at := range demoMoments() {
		for _, scored := range w.Score(t, at).All() {
			s := scored.Program.NewScorer(scored.Case, nil)
			for i := range scored.Result.Units {
				u := &scored.Result.Units[i]
				k := slices.IndexFunc(scored.Case.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == u.Unit })
				do(s, scored.Case, &scored.Case.Units[k], u)
			}
		}
	}
}

// TestLossesOfDemoYear: the losses of every unit add up at every moment, the state of a leaf is never grouped under another
// state's cause, and every cause occurs.
func TestLossesOfDemoYear(t *testing.T) {
	of := map[engine.State]engine.Cause{engine.NotDue: engine.CauseNotDue, engine.Missing: engine.CauseMissing,
		engine.NotScorable: engine.CauseNotScorable}
	states := []engine.Cause{engine.CauseNotDue, engine.CauseMissing, engine.CauseNotScorable}
	counts := map[engine.Cause]int{}
	eachDemoUnit(t, func(s *engine.Scorer, c *engine.Case, uc *engine.UnitCase, u *engine.UnitResult) {
		losses := s.Losses(uc, u)
		checkLosses(t, c.Set, u, losses)
		for i, l := range losses {
			counts[l.Cause]++
			want, state := of[u.Nodes[l.Node].State], u.Nodes[l.Node].State
			if l.Cause != engine.CauseOut && l.Cause != engine.CauseRejected && l.Cause != want &&
				(want != "" || slices.Contains(states, l.Cause)) {
				t.Errorf("%s on %s: %s, but the leaf is %s", u.Unit, c.AsOf, lossText(c.Set, &losses[i]), state)
			}
		}
	})
	if testing.Short() {
		return
	}
	for _, cause := range engine.Causes() {
		if counts[cause] == 0 {
			t.Errorf("nothing is lost because of %s in the whole year", cause)
		}
	}
}
