package season

import (
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/rules/rulestest"
	"cchc/seeds"
)

func on(d Draft, happened day.Day) Draft {
	d.Happened = happened
	return d
}

// TestFoldAtFacts: what was true on a day, by what is known on another.
func TestFoldAtFacts(t *testing.T) {
	var l log
	june := day.Must(2026, 6, 1)
	l.add(noon(june+10), on(figure("xa-a", engine.LayerRegister, 10), june+5))  // learnt late
	l.add(noon(june+20), figure("xa-a", engine.LayerRegister, 9))               // a correction: 10 was never true
	l.add(noon(june+30), on(figure("xa-a", engine.LayerRegister, 14), june+25)) // grown since then
	l.add(noon(june+31), figure("xa-a", engine.LayerDeclared, 15))              // said on the day it was recorded
	l.add(noon(june+40), withdrawn("xa-a", engine.LayerDeclared))               // by mistake, so never said
	l.add(noon(june+41), on(figure("xa-b", engine.LayerDeclared, 3), june+7))   //
	l.add(noon(june+50), on(withdrawn("xa-b", engine.LayerDeclared), june+45))  // given up on a day
	l.add(noon(june+55), figure("xa-b", engine.LayerDeclared, 4))               // nothing stands that it would replace
	l.add(noon(june+60), with(on(figure("xa-a", engine.LayerRegister, 99), june), func(d *Draft) { d.Period = "2027" }))
	for _, c := range []struct {
		known, at day.Day
		a, b      string
	}{
		{june + 60, june + 4, "", ""},
		{june + 60, june + 5, "register=9@2026-06-06 ", ""},
		{june + 19, june + 5, "register=10@2026-06-06 ", ""}, // the correction was not known then
		{june + 9, june + 5, "", ""},
		{june + 60, june + 7, "register=9@2026-06-06 ", "declared=3@2026-06-08 "},
		{june + 60, june + 24, "register=9@2026-06-06 ", "declared=3@2026-06-08 "},
		{june + 60, june + 25, "register=14@2026-06-26 ", "declared=3@2026-06-08 "},
		{june + 39, june + 30, "register=14@2026-06-26 ", ""},
		{june + 39, june + 31, "register=14@2026-06-26 declared=15@2026-07-02 ", ""},
		{june + 60, june + 44, "register=14@2026-06-26 ", "declared=3@2026-06-08 "},
		{june + 60, june + 45, "register=14@2026-06-26 ", ""},
		{june + 60, june + 55, "register=14@2026-06-26 ", "declared=4@2026-07-26 "},
	} {
		y := FoldAt(l.events, "2026", c.known, c.at)
		text := func(unit string) string {
			out := ""
			if u := y.Unit(unit); u != nil {
				for i := len(u.Facts) - 1; i >= 0; i-- {
					f := &u.Facts[i].Fact
					out += fmt.Sprintf("%s=%s@%s ", f.Layer, f.Value.Num, f.Recorded)
				}
			}
			return out
		}
		if a, b := text("xa-a"), text("xa-b"); a != c.a || b != c.b {
			t.Errorf("on %s, known on %s: %q and %q, want %q and %q", c.at, c.known, a, b, c.a, c.b)
		}
		if y.AsOf != c.at || y.Log != int64(len(l.events)) {
			t.Errorf("the year is of %s at event %d", y.AsOf, y.Log)
		}
	}
}

// TestFoldAtTheRest: decisions count from their date, occasions from theirs, units and the opening always, sets from the day
// they were changed.
func TestFoldAtTheRest(t *testing.T) {
	var l log
	june := day.Must(2026, 6, 1)
	noPeriod := func(d Draft) Draft { d.Period = ""; return d }
	decision := func(date day.Day) Draft {
		return judged("xa-a", clerk, engine.Decision{Kind: engine.DecideAccept, Input: "hs", Layer: engine.LayerAppraisal1, By: clerk, Reason: "đúng", Date: date})
	}
	occasion := func(id string) Draft {
		return bodied(clerk, "", &Occasion{seeds.Event{ID: id, Deliverable: "I.6.1", Date: june + 3}})
	}
	l.add(noon(june+10), noPeriod(bodied(clerk, "", &Folder{Demo: true})))
	l.add(noon(june+10), noPeriod(bodied(clerk, "", &PlanVersion{Hash: "p1"})))
	l.add(noon(june+11), bodied(clerk, "", &Opening{[]Choice{{Block: "xa", Hash: "h1"}}}))
	l.add(noon(june+12), noPeriod(bodied(clerk, "", &UnitState{seeds.Unit{Code: "xa-a", Block: "xa", ValidFrom: june + 2, ValidTo: day.None}})))
	l.add(noon(june+20), decision(june+4))
	l.add(noon(june+21), occasion("e1"))
	l.add(noon(june+21), on(occasion("e2"), june+6))
	l.add(noon(june+22), bodied(clerk, "đính chính", &SetChange{[]Choice{{Block: "xa", Hash: "h2"}}}))
	l.add(noon(june+23), bodied(clerk, "", &PeriodChange{Event: PeriodClosed}))
	l.add(noon(june+30), with(on(bodied(clerk, "nhầm", &JudgementEnd{"q1"}), june+8), func(d *Draft) { d.Unit = "xa-a" }))
	l.add(noon(june+31), bodied(clerk, "nhầm", &OccasionEnd{"I.6.1", "e1"}))
	for _, c := range []struct {
		known, at day.Day
		want      string
	}{
		{june + 40, june + 1, "true open p1 h1 [] 0 0"},
		{june + 40, june + 2, "true open p1 h1 [xa-a] 0 0"},
		{june + 40, june + 4, "true open p1 h1 [xa-a] 1 0"},
		{june + 30, june + 4, "true open p1 h1 [xa-a] 1 1"}, // e1 was not yet withdrawn
		{june + 19, june + 4, "true open p1 h1 [xa-a] 0 0"},
		{june + 40, june + 6, "true open p1 h1 [xa-a] 1 1"},
		{june + 40, june + 8, "true open p1 h1 [xa-a] 0 1"},
		{june + 40, june + 22, "true open p1 h2 [xa-a] 0 1"},
		{june + 40, june + 23, "true closed p1 h2 [xa-a] 0 1"},
	} {
		y := FoldAt(l.events, "2026", c.known, c.at)
		decisions, hash := 0, ""
		if u := y.Unit("xa-a"); u != nil {
			decisions = len(u.Decisions)
		}
		if choice, ok := y.Period.Choice("xa"); ok {
			hash = choice.Hash
		}
		codes := []string{}
		for _, u := range y.Units.All() {
			if u.ValidOn(c.at) {
				codes = append(codes, u.Code)
			}
		}
		got := fmt.Sprintf("%t %s %s %s %v %d %d", y.Demo, y.Period.State, y.Period.Plan, hash, codes, decisions, len(y.Occasions))
		if got != c.want {
			t.Errorf("on %s, known on %s: %s, want %s", c.at, c.known, got, c.want)
		}
	}
}

// TestLateFactCounts: the engine counts a fact that was learnt after the day it is about, and only where that day is asked
// about.
func TestLateFactCounts(t *testing.T) {
	var l log
	june := day.Must(2026, 6, 1)
	for _, u := range testUnits().All() {
		l.add(noon(june), with(bodied(clerk, "", &UnitState{u}), func(d *Draft) { d.Period = "" }))
	}
	l.add(noon(june), with(bodied(clerk, "", &AttributeState{testUnits().Attributes()[1]}), func(d *Draft) { d.Period = "" }))
	l.add(noon(june), bodied(clerk, "", &Opening{}))
	l.add(noon(june+40), on(figure("xa-c", engine.LayerRegister, 10), june+10))
	late := on(figure("xa-c", engine.LayerRegister, 4), june+10)
	late.Body.(*FactState).Fact.Input = "hs_dung"
	l.add(noon(june+40), late)
	points := func(y *Year) string {
		out, err := DefaultCalendar().Score(y, []*engine.Program{rulestest.Program(t, unitSet)}, nil, engine.StageSelf)
		if err != nil {
			t.Fatal(err)
		}
		return pointsOf(t, out.Units[0], "xa-c", "1.1").Points.Fraction()
	}
	if of, at, before := points(Fold(l.events, "2026", june+20)), points(FoldAt(l.events, "2026", june+60, june+20)), points(FoldAt(l.events, "2026", june+60, june+9)); of != "0" || at != "1/5" || before != "0" {
		t.Errorf("as of the day %s, at the day %s, at a day before %s", of, at, before)
	}
}

// TestFoldAtOfWhatHappenedWhenRecorded: where everything happened on the day it was recorded, what was true on a day is what
// was known on it, but for what appraisers put right and registers took back: on the last day, then, with them as well.
func TestFoldAtOfWhatHappenedWhenRecorded(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for range 200 {
		l, begin, now := happening(r, false)
		for d := begin; d <= now; d += day.Day(1 + r.Intn(9)) {
			of, at := Fold(l.events, "2026", d), FoldAt(l.events, "2026", now, d)
			if !reflect.DeepEqual(of, at) {
				t.Fatalf("on %s:\n%+v\n%+v", d, of, at)
			}
		}
		l, _, now = happening(r, true)
		of, at := Fold(l.events, "2026", now), FoldAt(l.events, "2026", now, now)
		for _, y := range []*Year{of, at} { // an appraiser's figure counts since an earlier day than it was known
			for _, u := range y.Known {
				for i := range u.Facts {
					u.Facts[i].Fact.Recorded = day.None
				}
			}
		}
		if !reflect.DeepEqual(of, at) {
			t.Fatalf("on the last day:\n%+v\n%+v", of, at)
		}
	}
}

// happening is a log in which everything happened when it was recorded, and its first and last day. What is put right are
// figures of appraisers, withdrawals from registers, and other dates in them.
func happening(r *rand.Rand, putRight bool) (l log, begin, now day.Day) {
	sets := []string{"h1", "h2"}
	now = day.Must(2026, 1, 5)
	add := func(d Draft) {
		d.Happened = now
		if b, ok := d.Body.(*Judgement); ok {
			b.Decision.Date = now
		}
		l.add(noon(now)+Instant(len(l.events)), d)
	}
	begin = now
	for i := range 4 {
		add(with(bodied(clerk, "", &UnitState{seeds.Unit{Code: fmt.Sprint("xa-", i), Block: "xa", ValidFrom: now, ValidTo: day.None}}), func(d *Draft) { d.Period = "" }))
	}
	add(bodied(clerk, "", &Opening{[]Choice{{Block: "xa", Hash: "h1"}}}))
	for range 60 {
		now += day.Day(r.Intn(5))
		unit := fmt.Sprint("xa-", r.Intn(4))
		layer := []engine.Layer{engine.LayerDeclared, engine.LayerRegister, engine.LayerAppraisal1, engine.LayerFinal}[r.Intn(4)]
		given, ended := min(layer, engine.LayerRegister), engine.LayerDeclared
		if putRight {
			given, ended = layer, layer
		}
		owned := func(d Draft) Draft { d.Unit = unit; return d }
		switch r.Intn(9) {
		case 0, 1, 2:
			add(figure(unit, given, r.Int63n(50)))
		case 3:
			add(withdrawn(unit, ended))
		case 4:
			add(judged(unit, clerk, engine.Decision{Kind: engine.DecideReject, Input: "hs", Layer: layer, By: clerk, Reason: fmt.Sprint(r.Intn(9))}))
		case 5:
			add(owned(bodied(clerk, "nhầm", &JudgementEnd{"q1"})))
		case 6:
			add([]Draft{bodied(clerk, "", &Occasion{seeds.Event{ID: "e", Deliverable: "I.6.1", Date: now}}), bodied(clerk, "", &OccasionEnd{"I.6.1", "e"})}[r.Intn(2)])
		case 7:
			add(bodied(clerk, "vì", &SetChange{[]Choice{{Block: "xa", Hash: sets[r.Intn(2)]}}}))
		case 8:
			if putRight {
				add(received(unit, given, now))
			}
		}
	}
	return l, begin, now
}

// received is a date at the place where figure has a count.
func received(unit string, l engine.Layer, date day.Day) Draft {
	d := figure(unit, l, 0)
	d.Body.(*FactState).Fact.Value = engine.Value{Type: form.TypeDate, Day: date}
	return d
}

// TestFoldAtOfWhatWasPutRight: appraisers, and registers that are imported again, say what was true all along, whatever the
// day on which they looked.
func TestFoldAtOfWhatWasPutRight(t *testing.T) {
	june := day.Must(2026, 6, 1)
	const declared, register, first, council = engine.LayerDeclared, engine.LayerRegister, engine.LayerAppraisal1, engine.LayerFinal
	told := func(y *Year) string {
		text := ""
		if u := y.Unit("xa-a"); u != nil {
			for _, f := range u.Facts {
				value := f.Fact.Value.Num.String()
				if f.Fact.Value.Type == form.TypeDate {
					value = f.Fact.Value.Day.String()
				}
				text += fmt.Sprintf("%s=%s@%s ", f.Fact.Layer, value, f.Fact.Recorded)
			}
		}
		return text
	}
	for name, c := range map[string]struct {
		drafts []Draft // recorded from 30 June on, one a day
		at     day.Day
		want   string
	}{
		"an appraiser":                     {[]Draft{on(figure("xa-a", declared, 2), june+10), on(figure("xa-a", first, 1), june+30)}, june + 10, "declared=2@2026-06-11 appraisal1=1@2026-06-11 "},
		"before what is judged":            {[]Draft{on(figure("xa-a", declared, 2), june+10), on(figure("xa-a", first, 1), june+30)}, june + 9, ""},
		"of the latest that stands":        {[]Draft{on(figure("xa-a", declared, 2), june+10), on(figure("xa-a", register, 3), june+20), on(figure("xa-a", first, 1), june+32)}, june + 19, "declared=2@2026-06-11 "},
		"with a day of its own":            {[]Draft{on(figure("xa-a", declared, 2), june+10), on(figure("xa-a", first, 1), june+5)}, june + 5, "appraisal1=1@2026-06-06 "},
		"the council over the first":       {[]Draft{on(figure("xa-a", first, 2), june+12), on(figure("xa-a", council, 1), june+31)}, june + 12, "appraisal1=2@2026-06-13 final=1@2026-06-13 "},
		"an appraiser again":               {[]Draft{on(figure("xa-a", first, 2), june+12), on(figure("xa-a", first, 1), june+31)}, june + 12, "appraisal1=1@2026-06-13 "},
		"nothing to judge":                 {[]Draft{on(figure("xa-a", first, 2), june+30)}, june + 29, ""},
		"what was withdrawn is not judged": {[]Draft{on(figure("xa-a", declared, 2), june+10), on(withdrawn("xa-a", declared), june+20), on(figure("xa-a", first, 1), june+32)}, june + 31, ""},
		"a later figure is not judged yet": {[]Draft{on(figure("xa-a", declared, 2), june+10), on(figure("xa-a", first, 1), june+31), on(figure("xa-a", declared, 3), june+32)}, june + 11, "declared=2@2026-06-11 appraisal1=1@2026-06-11 "},
		"another date in a register":       {[]Draft{on(received("xa-a", register, june+2), june+3), on(received("xa-a", register, june+1), june+31)}, june + 4, "register=2026-06-02@2026-06-04 "},
		"another date that is declared":    {[]Draft{on(received("xa-a", declared, june+2), june+3), on(received("xa-a", declared, june+1), june+31)}, june + 4, "declared=2026-06-03@2026-06-04 "},
		"another count in a register":      {[]Draft{on(figure("xa-a", register, 5), june+3), on(figure("xa-a", register, 9), june+31)}, june + 4, "register=5@2026-06-04 "},
		"a count of the same extract":      {[]Draft{on(figure("xa-a", register, 5), june+3), on(figure("xa-a", register, 9), june+3)}, june + 4, "register=9@2026-06-04 "},
		"no longer in a register":          {[]Draft{on(figure("xa-a", register, 5), june+3), on(withdrawn("xa-a", register), june+31)}, june + 4, ""},
		"in a register anew":               {[]Draft{on(received("xa-a", register, june+2), june+3), on(withdrawn("xa-a", register), june+31), on(received("xa-a", register, june+2), june+32)}, june + 31, ""},
	} {
		var l log
		for i, d := range c.drafts {
			l.add(noon(june+30+day.Day(i)), d)
		}
		if got := told(FoldAt(l.events, "2026", june+60, c.at)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestFoldAtOfOlderThatArrivesLate: what is about an earlier day takes nothing away from what is about a later one.
func TestFoldAtOfOlderThatArrivesLate(t *testing.T) {
	var l log
	june := day.Must(2026, 6, 1)
	decision := func(reason string, date day.Day) Draft {
		return judged("xa-a", clerk, engine.Decision{Kind: engine.DecideAccept, Input: "hs", Layer: engine.LayerAppraisal1, By: clerk, Reason: reason, Date: date})
	}
	l.add(noon(june+50), on(figure("xa-a", engine.LayerDeclared, 1), june+40))
	l.add(noon(june+51), on(figure("xa-a", engine.LayerDeclared, 2), june+10)) // older, and learnt later
	l.add(noon(june+52), figure("xa-a", engine.LayerDeclared, 3))              // puts right what was said last
	l.add(noon(june+53), on(figure("xa-b", engine.LayerDeclared, 4), june+10))
	l.add(noon(june+54), on(withdrawn("xa-b", engine.LayerDeclared), june+30))
	l.add(noon(june+55), on(figure("xa-b", engine.LayerDeclared, 5), june+20)) // does not bring it back
	l.add(noon(june+56), figure("xa-c", engine.LayerDeclared, 6))              // nobody says of which day
	l.add(noon(june+56), on(figure("xa-c", engine.LayerDeclared, 7), june+40)) // and this one does
	l.add(noon(june+57), decision("mới", june+40))
	l.add(noon(june+58), decision("cũ", june+10))
	for _, c := range []struct {
		at               day.Day
		a, b, c, decided string
	}{
		{june + 9, "", "", "", ""},
		{june + 10, "declared=3@2026-06-11 ", "declared=4@2026-06-11 ", "", "cũ"},
		{june + 25, "declared=3@2026-06-11 ", "declared=5@2026-06-21 ", "", "cũ"},
		{june + 30, "declared=3@2026-06-11 ", "", "", "cũ"},
		{june + 40, "declared=1@2026-07-11 ", "", "declared=7@2026-07-11 ", "mới"},
		{june + 60, "declared=1@2026-07-11 ", "", "declared=7@2026-07-11 ", "mới"},
	} {
		y := FoldAt(l.events, "2026", june+60, c.at)
		decided := ""
		if u := y.Unit("xa-a"); u != nil && len(u.Decisions) > 0 {
			decided = u.Decisions[0].Decision.Reason
		}
		got := []string{knownFigures(y, "xa-a"), knownFigures(y, "xa-b"), knownFigures(y, "xa-c"), decided}
		if want := []string{c.a, c.b, c.c, c.decided}; !slices.Equal(got, want) {
			t.Errorf("on %s: %q, want %q", c.at, got, want)
		}
	}
}
