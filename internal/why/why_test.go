package why

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
	"cchc/internal/season"
	"cchc/rules/rulestest"
	"cchc/seeds"
)

// filled is a world in which every unit has its figures.
func filled(t testing.TB) *world {
	w := newWorld(t)
	w.now = begin + 30
	for i, code := range communes {
		w.figure(code, "hs", engine.LayerDeclared, 100)
		w.figure(code, "hs_dung", engine.LayerDeclared, int64(50+10*i))
		w.figure(code, "tin", engine.LayerRegister, int64(4+i))
		w.received(code, "2026-Q1", engine.LayerRegister, w.now)
	}
	w.fact("2025", seeds.Province, engine.Fact{Input: "dn", Layer: engine.LayerRegister, Value: number(100)})
	w.figure(seeds.Province, "dn", engine.LayerRegister, 100)
	return w
}

// TestOneCause: what is of one cause alone is attributed to it wholly, and nothing else is tried.
func TestOneCause(t *testing.T) {
	for name, c := range map[string]struct {
		unit   string
		do     func(w *world)
		later  int // days
		stages [2]engine.Stage
		cause  Cause
		points string
		line   string
		event  bool
	}{
		"period closed": {unit: "xa-a", do: func(*world) {}, later: 350, cause: Time, points: "1/20", line: "1.3"},
		"attribute": {unit: "xa-a", do: func(w *world) { w.attribute("xa-a", "false", begin) }, cause: Ground, points: "-1/4", line: "1.1",
			event: true},
		"register confirms with another figure": {unit: "xa-a", do: func(w *world) { w.figure("xa-a", "hs_dung", engine.LayerRegister, 40) }, cause: Correction,
			points: "-1/20", line: "1.1", event: true},
		"declared anew":       {unit: "xa-a", do: func(w *world) { w.figure("xa-a", "hs_dung", engine.LayerDeclared, 70) }, cause: Correction, points: "1/10", line: "1.1", event: true},
		"withdrawn":           {unit: "xa-b", do: func(w *world) { w.withdraws("xa-b", "tin", engine.LayerRegister) }, cause: Correction, points: "-1/4", line: "1.2", event: true},
		"appraised":           {unit: "xa-a", do: func(w *world) { w.figure("xa-a", "hs_dung", engine.LayerAppraisal1, 30) }, stages: [2]engine.Stage{engine.StageFinal, engine.StageFinal}, cause: Appraisal, points: "-1/10", line: "1.1", event: true},
		"appraised, not seen": {unit: "xa-a", do: func(w *world) { w.figure("xa-a", "hs_dung", engine.LayerAppraisal1, 30) }, points: "0"},
		"rejected": {unit: "xa-a", do: func(w *world) {
			w.decides("xa-a", "q1", engine.Decision{Kind: engine.DecideReject, Input: "tin", Layer: engine.LayerAppraisal1})
		}, stages: [2]engine.Stage{engine.StageFinal, engine.StageFinal}, cause: Appraisal, points: "-1/5", line: "1.2", event: true},
		"another's figure":    {unit: "xa-a", do: func(w *world) { w.figure("xa-c", "tin", engine.LayerRegister, 12) }, cause: Others, points: "-1/10", line: "1.2", event: true},
		"another's appraisal": {unit: "xa-a", do: func(w *world) { w.figure("xa-c", "tin", engine.LayerFinal, 12) }, stages: [2]engine.Stage{engine.StageFinal, engine.StageFinal}, cause: Others, points: "-1/10", line: "1.2", event: true},
		"another block":       {unit: "xa-a", do: func(w *world) { w.figure("phuong-d", "tin", engine.LayerRegister, 99) }, points: "0"},
		"version":             {unit: "xa-c", do: func(w *world) { w.sets(w.v2, w.province) }, cause: Rules, points: "3/100", event: true},
		"unit's correction, province": {unit: seeds.Province, do: func(w *world) { w.figure("xa-a", "hs_dung", engine.LayerRegister, 90) }, cause: Correction, points: "3/50",
			line: "1.1", event: true},
		"year before, province": {unit: seeds.Province, do: func(w *world) {
			w.fact("2025", seeds.Province, engine.Fact{Input: "dn", Layer: engine.LayerRegister, Value: number(90)})
		}, cause: Correction, points: "2/5", line: "1.2", event: true},
		"units' set, province": {unit: seeds.Province, do: func(w *world) { w.sets(w.v2, w.province) }, cause: Rules, points: "0", event: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := filled(t)
			from := w.side(len(w.log), w.now, c.stages[0])
			c.do(w)
			to := w.side(len(w.log), w.now+day.Day(c.later), c.stages[1])
			a, err := Explain(c.unit, from, to)
			if err != nil {
				t.Fatal(err)
			}
			if got := a.To.Exact.Sub(a.From.Exact).Fraction(); got != c.points {
				t.Errorf("the points moved by %s, want %s", got, c.points)
			}
			for _, p := range a.Parts {
				want := "0"
				if p.Cause == c.cause {
					want = c.points
				}
				if p.Points.Fraction() != want || p.Changed != (p.Cause == c.cause) || p.Backward != nil {
					t.Errorf("%s: %s, changed %t, backward %v, want %s", p.Cause, p.Points, p.Changed, p.Backward, want)
				}
			}
			if c.line != "" {
				at := slices.IndexFunc(a.Lines, func(l Line) bool { return l.Code == c.line })
				if at < 0 || a.Lines[at].Points.Fraction() != c.points {
					t.Fatalf("%s is not what moved: %+v", c.line, a.Lines)
				}
				if c.event && len(a.Lines[at].Changes) == 0 {
					t.Errorf("%s names nothing that moved it", c.line)
				}
			}
			for _, ch := range a.Changes {
				if c.event && (ch.Event == nil || ch.Event.Seq != int64(len(w.log)) || ch.Undone) {
					t.Errorf("%s %s names event %v, want %d", ch.Cause, ch.What, ch.Event, len(w.log))
				}
			}
			if len(a.Changes) == 0 && c.cause != "" {
				t.Error("nothing changed")
			}
			// Back again, the same amounts with the other sign, by what is undone.
			back, err := Explain(c.unit, to, from)
			if err != nil {
				t.Fatal(err)
			}
			if got := back.To.Exact.Sub(back.From.Exact).Neg().Fraction(); got != c.points {
				t.Errorf("back, the points move by %s", got)
			}
			for _, ch := range back.Changes {
				if c.event && (ch.Event == nil || ch.Event.Seq != int64(len(w.log)) || !ch.Undone) {
					t.Errorf("back, %s %s names event %v undone %t", ch.Cause, ch.What, ch.Event, ch.Undone)
				}
			}
		})
	}
}

// TestNewEvidence: a place of which nothing was known is new evidence, also of a province's units.
func TestNewEvidence(t *testing.T) {
	w := newWorld(t)
	w.now = begin + 10
	from := w.side(len(w.log), w.now, engine.StageSelf)
	w.figure("xa-a", "hs", engine.LayerDeclared, 10)
	w.figure("xa-a", "hs_dung", engine.LayerRegister, 5)
	to := w.side(len(w.log), w.now, engine.StageSelf)
	for unit, points := range map[string]string{"xa-a": "1/4", seeds.Province: "3/10"} {
		a, err := Explain(unit, from, to)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Explain(unit, to, from)
		if err != nil {
			t.Fatal(err)
		}
		if p := back.part(Evidence); !p.Points.Equal(a.part(Evidence).Points.Neg()) || back.Changes[0].Cause != Evidence {
			t.Errorf("%s: taken back, new evidence is %s", unit, p.Points)
		}
		if p := a.part(Evidence); p.Points.Fraction() != points || len(a.Changes) != 2 || a.Changes[0].Cause != Evidence || a.Changes[1].Cause != Evidence {
			t.Errorf("%s: new evidence is %s, of %d changes, want %s of 2", unit, p.Points, len(a.Changes), points)
		}
	}
}

// TestOrderMatters: two causes that make something of each other are told apart by the order, and the account says so.
func TestOrderMatters(t *testing.T) {
	w := filled(t)
	from := w.side(len(w.log), w.now, engine.StageSelf)
	w.figure("xa-a", "hs_dung", engine.LayerDeclared, 100) // half the share more
	w.sets(w.v2, w.province)                               // which is worth less
	a, err := Explain("xa-a", from, w.side(len(w.log), w.now, engine.StageSelf))
	if err != nil {
		t.Fatal(err)
	}
	correction, rule := a.part(Correction), a.part(Rules)
	if correction.Backward == nil || rule.Backward == nil {
		t.Fatalf("the order makes no difference: %+v", a.Parts)
	}
	for _, c := range []struct{ got, want string }{
		{correction.Points.Fraction(), "1/4"},     // of 0.5
		{correction.Backward.Fraction(), "1/5"},   // of 0.4
		{rule.Points.Fraction(), "-1/30"},         // 1.1 from 0.5 to 0.4, 1.2 from 4/6 of 0.3 to 4/6 of 0.4
		{rule.Backward.Fraction(), "1/60"},        // 1.1 from 0.25 to 0.2
		{a.part(Time).Points.Fraction(), "0"},     //
		{a.part(Evidence).Points.Fraction(), "0"}, //
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
	if sum := correction.Backward.Add(*rule.Backward); !sum.Equal(a.To.Exact.Sub(a.From.Exact)) {
		t.Errorf("in the opposite order the parts add up to %s", sum)
	}
}

// TestStageOfOthers: a later stage shows appraisals that were there before. The unit's own are its appraisal, others' are the
// others', in both directions.
func TestStageOfOthers(t *testing.T) {
	w := filled(t)
	w.figure("xa-a", "hs_dung", engine.LayerAppraisal1, 30)
	w.figure("xa-c", "tin", engine.LayerAppraisal1, 12)
	self, final := w.side(len(w.log), w.now, engine.StageSelf), w.side(len(w.log), w.now, engine.StageFinal)
	for sign, sides := range map[int64][2]Side{1: {self, final}, -1: {final, self}} {
		a, err := Explain("xa-a", sides[0], sides[1])
		if err != nil {
			t.Fatal(err)
		}
		for cause, want := range map[Cause]exact.Num{Appraisal: exact.MustFrac(-1, 10), Others: exact.MustFrac(-1, 10)} {
			if p := a.part(cause); !p.Points.Equal(want.Mul(exact.Int(sign))) || p.Backward != nil {
				t.Errorf("%d: %s is %s, want %s", sign, cause, p.Points, want)
			}
		}
		if ch := a.Changes; len(ch) != 3 || ch[0].What != OfStage || ch[1].Event == nil || ch[1].Undone || ch[2].Unit != "xa-c" {
			t.Errorf("%d: changes are %+v", sign, ch)
		}
	}
}

// TestStageItself: a stage is more than what counts at it. What is not due leaves the unit's maximum in the final
// result: that is the unit's own, whatever differs of others at the two stages, in both directions and orders.
func TestStageItself(t *testing.T) {
	w := filled(t)
	late := rulestest.Program(t, strings.ReplaceAll(fmt.Sprintf(unitSet, "1.2.0", "0.5", "0.3"), "then: rebase", "then: not_due"))
	w.programs[late.Ref().Hash] = late
	w.sets(late, w.province)
	w.attribute(seeds.GroupCommunes, "false", begin)   // so that 1.1 is not due
	w.figure("xa-b", "tin", engine.LayerAppraisal1, 3) // which was not the best before
	closed := day.Must(2027, 2, 1)
	self, final := w.side(len(w.log), closed, engine.StageSelf), w.side(len(w.log), closed, engine.StageFinal)
	for _, s := range []Side{self, final} { // at one stage, scoring apart is scoring
		units, err := s.Calendar.ScoreApart(s.Year, late, "xa-a", s.Stage, s.Stage)
		if err != nil || len(units) != len(communes) {
			t.Fatal(len(units), err)
		}
		for i := range units {
			if !same(&units[i], w.scored(s, units[i].Unit)) {
				t.Errorf("%s: scored apart, another result", units[i].Unit)
			}
		}
	}
	for sides, ranks := range map[[2]*Side][2]int{
		{&self, &final}: {1, 2}, // of all at the final stage first, then less of the news before xa-b
		{&final, &self}: {3, 3}, // behind those at the final stage, then behind all
	} {
		a, err := Explain("xa-a", *sides[0], *sides[1])
		if err != nil {
			t.Fatal(err)
		}
		moved, others := a.To.Index.Sub(a.From.Index), a.part(Others)
		if moved.IsZero() || !a.part(Appraisal).Index.Equal(moved) || !others.Index.IsZero() || !others.Changed {
			t.Errorf("the index moved by %s, of which appraisal %s, others %s", moved, a.part(Appraisal).Index, others.Index)
		}
		if others.Rank != ranks {
			t.Errorf("others lead from rank %d to %d, want %d", others.Rank[0], others.Rank[1], ranks)
		}
	}
}

// TestEngine: what was recorded beside what is scored is the engine's, at either side.
func TestEngine(t *testing.T) {
	w := filled(t)
	from := w.side(len(w.log), w.now, engine.StageSelf)
	w.figure("xa-a", "hs_dung", engine.LayerDeclared, 70)
	to := w.side(len(w.log), w.now, engine.StageSelf)
	recorded := func(s Side, points exact.Num, version string) Side {
		u := *w.scored(s, "xa-a")
		u.Nodes, u.Ledger = slices.Clone(u.Nodes), slices.Clone(u.Ledger)
		at := slices.IndexFunc(u.Ledger, func(l engine.Line) bool { return u.Nodes[l.Node].Code == "1.1" && l.Kind == engine.LineGranted })
		u.Ledger[at].Amount = u.Ledger[at].Amount.Add(points)
		u.Exact, u.Points = u.Exact.Add(points), u.Points.Add(points)
		u.Index, _ = u.Exact.Mul(exact.Int(100)).Quo(u.Applied)
		s.Recorded, s.Engine = &u, version
		return s
	}
	some := exact.MustFrac(1, 50)
	for _, c := range []struct {
		from, to Side
		points   exact.Num
		changed  bool
	}{
		{recorded(from, exact.Num{}, engine.Semantics), recorded(to, exact.Num{}, engine.Semantics), exact.Num{}, false},
		{from, recorded(to, some, engine.Semantics), some, true},
		{recorded(from, some, engine.Semantics), to, some.Neg(), true},
		{recorded(from, some, engine.Semantics), recorded(to, some, engine.Semantics), exact.Num{}, true},
		{from, recorded(to, exact.Num{}, "cchc-engine/0"), exact.Num{}, true},
	} {
		a, err := Explain("xa-a", c.from, c.to)
		if err != nil {
			t.Fatal(err)
		}
		p := a.part(Engine)
		if !p.Points.Equal(c.points) || p.Changed != c.changed || !a.part(Correction).Points.Equal(exact.MustFrac(1, 10)) {
			t.Errorf("the engine's part is %s, changed %t; want %s, %t", p.Points, p.Changed, c.points, c.changed)
		}
		if at := slices.IndexFunc(a.Lines, func(l Line) bool { return l.Code == "1.1" }); at < 0 || !a.Lines[at].By[len(a.Parts)-1].Equal(c.points) {
			t.Errorf("of 1.1 the engine's part is another than %s", c.points)
		}
	}
}

// TestRecorded: what is read of canonical bytes is the result.
func TestRecorded(t *testing.T) {
	w := filled(t)
	s := w.side(len(w.log), w.now+300, engine.StageFinal)
	out, err := s.Calendar.Score(s.Year, []*engine.Program{w.v1}, nil, s.Stage)
	if err != nil {
		t.Fatal(err)
	}
	b, err := out.Units[0].Result.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for i := range out.Units[0].Result.Units {
		want := &out.Units[0].Result.Units[i]
		got, err := Recorded(b, want.Unit)
		if err != nil {
			t.Fatal(err)
		}
		if !same(want, got) || !same(got, want) || got.Class != want.Class || got.Block != want.Block || !got.Applied.Equal(want.Applied) {
			t.Errorf("%s is read as %+v", want.Unit, got)
		}
	}
	if got, err := Recorded(b, "xa-khac"); got != nil || err != nil {
		t.Errorf("a unit that is not there: %v %v", got, err)
	}
	for _, bad := range []string{`{`, `{"units":[{"unit":"xa-a"}]}`,
		`{"units":[{"applied":"1","exact":"1","ledger":[{"amount":"1","code":"9","kind":"granted"}],"max":"1","nodes":[],"points":"1","unit":"xa-a"}]}`,
		string(bytes.Replace(b, []byte(`"kind":"granted"`), []byte(`"kind":"lost"`), 1))} {
		if _, errA := Recorded([]byte(bad), "xa-a"); errA == nil {
			if _, errD := Recorded([]byte(bad), "phuong-d"); errD == nil {
				t.Errorf("%s is read", bad)
			}
		}
	}
}

// TestNotScored: a unit that one state does not score, or that no year between them can.
func TestNotScored(t *testing.T) {
	w := filled(t)
	from := w.side(len(w.log), w.now, engine.StageSelf)
	for _, unit := range []string{"so-noi-vu", "xa-khac"} {
		var side *SideError
		if _, err := Explain(unit, from, from); !errors.Is(err, ErrNotScored) || !errors.As(err, &side) || side.Side != 0 {
			t.Errorf("%s: %v", unit, err)
		}
	}
	w.add("", "", &season.UnitState{Unit: seeds.Unit{Code: "xa-a", Name: "xa-a", Block: "so", ValidFrom: day.None, ValidTo: day.None}})
	var side *SideError
	if _, err := Explain("xa-a", from, w.side(len(w.log), w.now, engine.StageSelf)); !errors.As(err, &side) || side.Side != 1 {
		t.Errorf("a unit of another block: %v", err)
	}
	so := rulestest.Program(t, strings.Replace(fmt.Sprintf(unitSet, "1.0.0", "0.5", "0.3"), "blocks: [xa, phuong]", "blocks: [so]", 1))
	w.programs[so.Ref().Hash] = so
	w.sets(w.v1, w.province, so)
	var apart *InseparableError
	if _, err := Explain("xa-a", from, w.side(len(w.log), w.now, engine.StageSelf)); !errors.As(err, &apart) || !slices.Equal(apart.After, []Cause{Ground}) {
		t.Errorf("block and set moved together: %v", err)
	}
}

// TestBalanceRefuses: an account whose parts do not add up is no account.
func TestBalanceRefuses(t *testing.T) {
	w := filled(t)
	from := w.side(len(w.log), w.now, engine.StageSelf)
	w.figure("xa-a", "hs_dung", engine.LayerDeclared, 70)
	a, err := Explain("xa-a", from, w.side(len(w.log), w.now, engine.StageSelf))
	if err != nil {
		t.Fatal(err)
	}
	a.Parts[3].Points = a.Parts[3].Points.Add(exact.MustFrac(1, 1000))
	if err := a.balance(); !errors.Is(err, ErrUnbalanced) {
		t.Errorf("a part too many: %v", err)
	}
	a.Parts[3].Points = a.Parts[3].Points.Sub(exact.MustFrac(1, 1000))
	a.Lines[0].By[0] = exact.Int(1)
	if err := a.balance(); !errors.Is(err, ErrUnbalanced) {
		t.Errorf("a line too many: %v", err)
	}
}

// happen records something at random.
func (w *world) happen(r *rand.Rand) {
	unit := communes[r.Intn(len(communes))]
	input := []string{"hs", "hs_dung", "tin"}[r.Intn(3)]
	layers := []engine.Layer{engine.LayerDeclared, engine.LayerRegister, engine.LayerAppraisal1, engine.LayerAppraisal2, engine.LayerFinal}
	layer := layers[r.Intn(len(layers))]
	most := map[string]int64{"hs": 200, "hs_dung": 100, "tin": 12}[input]
	switch r.Intn(14) {
	case 0, 1, 2, 3, 4:
		w.figure(unit, input, layer, most/2+r.Int63n(most/2))
	case 5:
		w.withdraws(unit, input, layer)
	case 6:
		w.received(unit, []string{"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}[r.Intn(4)], []engine.Layer{engine.LayerDeclared, engine.LayerRegister}[r.Intn(2)], w.now)
	case 7:
		kinds := []engine.DecisionKind{engine.DecideReject, engine.DecideAccept}
		w.decides(unit, fmt.Sprint("q", r.Intn(4)), engine.Decision{Kind: kinds[r.Intn(2)], Input: input, Layer: layers[2+r.Intn(3)]})
	case 8:
		kinds := []engine.DecisionKind{engine.DecideNotApply, engine.DecideNotRanked, engine.DecideDispute}
		d := engine.Decision{Kind: kinds[r.Intn(3)], Code: []string{"1.1", "1.2"}[r.Intn(2)], Layer: layers[2+r.Intn(3)]}
		if d.Kind == engine.DecideNotRanked {
			d.Code = ""
		}
		w.decides(unit, fmt.Sprint("p", r.Intn(3)), d)
	case 9:
		w.add(period, unit, &season.JudgementEnd{ID: fmt.Sprint("q", r.Intn(4))})
	case 10:
		w.attribute(unit, []string{"true", "false"}[r.Intn(2)], begin+day.Day(r.Intn(300)))
	case 11:
		w.sets([]*engine.Program{w.v1, w.v2}[r.Intn(2)], w.province)
	case 12:
		w.fact([]string{"2025", period}[r.Intn(2)], seeds.Province, engine.Fact{Input: "dn", Layer: layer, Value: number(90 + r.Int63n(20))})
	case 13:
		w.add(period, "", &season.Occasion{Event: seeds.Event{ID: fmt.Sprint("e", r.Intn(3)), Deliverable: "I.6.1", Date: w.now, Due: w.now + 20, Units: []string{unit}}})
	}
}

// TestPartsAddUp: over random logs, days, stages and units, forward and back in time, the parts add up to the difference of what
// the whole year says, causes of which nothing differs are 0, and the opposite order adds up as well.
func TestPartsAddUp(t *testing.T) {
	r := rand.New(rand.NewSource(11))
	tried, ordered := map[Cause]int{}, 0
	const rounds = 60
	for range rounds {
		w := newWorld(t)
		for range 90 {
			w.now += day.Day(r.Intn(9))
			w.happen(r)
		}
		point := func() Side {
			n := len(w.log)/3 + r.Intn(2*len(w.log)/3)
			return w.side(n, w.log[n-1].Recorded.Day()+day.Day(r.Intn(30))-day.Day(r.Intn(10)), engine.Stage(r.Intn(4)))
		}
		from, to := point(), point()
		for _, unit := range append([]string{seeds.Province}, communes...) {
			a, err := Explain(unit, from, to)
			if err != nil {
				t.Fatal(err)
			}
			was, is := w.scored(from, unit), w.scored(to, unit)
			if !same(a.From, was) || !same(a.To, is) {
				t.Fatalf("%s: the account is of other states", unit)
			}
			var sum, back exact.Num
			for _, p := range a.Parts {
				sum = sum.Add(p.Points)
				if !p.Changed && (!p.Points.IsZero() || !p.Index.IsZero() || p.Rank[0] != p.Rank[1]) {
					t.Fatalf("%s: %s moved %s though nothing of it changed", unit, p.Cause, p.Points)
				}
				if p.Changed {
					tried[p.Cause]++
				}
				if p.Backward != nil {
					back = back.Add(*p.Backward)
					ordered++
				} else {
					back = back.Add(p.Points)
				}
			}
			if want := is.Exact.Sub(was.Exact); !sum.Equal(want) || !back.Equal(want) {
				t.Fatalf("%s: parts add up to %s, back to %s, the difference is %s", unit, sum, back, want)
			}
			for _, l := range a.Lines {
				for k, n := range l.By {
					if !n.IsZero() && !a.Parts[k].Changed {
						t.Fatalf("%s %s: moved by %s, of which nothing changed", unit, l.Code, a.Parts[k].Cause)
					}
				}
			}
		}
	}
	for _, c := range Causes() {
		if c != Engine && tried[c] < rounds/4 {
			t.Errorf("%s was tried %d times only", c, tried[c])
		}
	}
	if ordered == 0 {
		t.Error("the order never made a difference")
	}
}
