package season

import (
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/seeds"
)

// log makes events of drafts, each recorded at its moment.
type log struct{ events []Event }

func (l *log) add(at Instant, d Draft) {
	l.events = append(l.events, Event{Seq: int64(len(l.events) + 1), Recorded: at, Draft: d})
}

func figure(unit string, l engine.Layer, n int64) Draft {
	d := layered(l, unit, clerk, "", "")
	d.Body.(*FactState).Fact.Value = number(n)
	return d
}

func withdrawn(unit string, l engine.Layer) Draft {
	d := bodied(clerk, "nhầm", &FactEnd{Input: "hs", Layer: l})
	d.Unit = unit
	return d
}

// known gives the figures of hs of a unit by layer, as text.
func knownFigures(y *Year, unit string) string {
	text := ""
	if u := y.Unit(unit); u != nil {
		for _, f := range u.Facts {
			text += fmt.Sprintf("%s=%s@%s ", f.Fact.Layer, f.Fact.Value.Num, f.Fact.Recorded)
		}
	}
	return text
}

func TestFoldFacts(t *testing.T) {
	var l log
	march := day.Must(2026, 3, 10)
	l.add(noon(march), figure("xa-a", engine.LayerDeclared, 10))
	l.add(noon(march)+1, figure("xa-a", engine.LayerDeclared, 11))                         // corrected on the same day
	l.add(noon(march)+2, figure("xa-b", engine.LayerRegister, 7))                          //
	l.add(DayStart(march+2)-1, figure("xa-a", engine.LayerRegister, 9))                    // the last moment of a day
	l.add(DayStart(march+2), withdrawn("xa-b", engine.LayerRegister))                      // the first of the next
	l.add(noon(march+5), withdrawn("xa-a", engine.LayerDeclared))                          //
	l.add(noon(march+6), figure("xa-a", engine.LayerDeclared, 12))                         // recorded anew
	l.add(noon(march+6)+1, figure("xa-a", engine.LayerAppraisal1, 8))                      //
	l.add(noon(march+6)+2, with(figure("xa-a", engine.LayerDeclared, 99), func(d *Draft) { // of another period
		d.Period = "2027"
	}))
	for _, c := range []struct {
		asOf day.Day
		a, b string
	}{
		{march - 1, "", ""},
		{march, "declared=11@2026-03-10 ", "register=7@2026-03-10 "},
		{march + 1, "declared=11@2026-03-10 register=9@2026-03-11 ", "register=7@2026-03-10 "},
		{march + 2, "declared=11@2026-03-10 register=9@2026-03-11 ", ""},
		{march + 5, "register=9@2026-03-11 ", ""},
		{march + 6, "declared=12@2026-03-16 register=9@2026-03-11 appraisal1=8@2026-03-16 ", ""},
		{march + 400, "declared=12@2026-03-16 register=9@2026-03-11 appraisal1=8@2026-03-16 ", ""},
	} {
		y := Fold(l.events, "2026", c.asOf)
		if got := knownFigures(y, "xa-a"); got != c.a {
			t.Errorf("xa-a on %s: %q, want %q", c.asOf, got, c.a)
		}
		if got := knownFigures(y, "xa-b"); got != c.b {
			t.Errorf("xa-b on %s: %q, want %q", c.asOf, got, c.b)
		}
		if y.AsOf != c.asOf {
			t.Errorf("the year is of %s, not %s", y.AsOf, c.asOf)
		}
	}
	y := Fold(l.events, "2026", march+6)
	if v, ok := y.Figure("xa-a", "hs"); !ok || !v.Num.Equal(exact.Int(8)) {
		t.Errorf("the figure that counts is %v, %v", v, ok)
	}
	if v, ok := y.Figure("xa-b", "hs"); ok {
		t.Errorf("a withdrawn figure counts: %v", v)
	}
	if got := knownFigures(Fold(l.events, "2027", march+6), "xa-a"); got != "declared=99@2026-03-16 " {
		t.Errorf("the other period has %q", got)
	}
}

func TestFoldDecisionsAndOccasions(t *testing.T) {
	var l log
	start := day.Must(2026, 5, 4)
	decision := func(id, reason string) Draft {
		d := judged("xa-a", clerk, engine.Decision{Kind: engine.DecideAccept, Input: "hs", Layer: engine.LayerAppraisal1, By: clerk, Reason: reason})
		d.Body.(*Judgement).ID = id
		return d
	}
	occasion := func(id, document string) Draft {
		return bodied(clerk, "", &Occasion{seeds.Event{ID: id, Deliverable: "I.6.1", Date: start, Document: document}})
	}
	l.add(noon(start), decision("q2", "đúng"))
	l.add(noon(start), decision("q1", "đúng"))
	l.add(noon(start), occasion("e2", "2/CV"))
	l.add(noon(start), occasion("e1", "1/CV"))
	l.add(noon(start+1), decision("q2", "đúng hơn"))
	l.add(noon(start+1), occasion("e1", "1a/CV"))
	l.add(noon(start+2), with(bodied(clerk, "nhầm", &JudgementEnd{"q1"}), func(d *Draft) { d.Unit = "xa-a" }))
	l.add(noon(start+2), bodied(clerk, "nhầm", &OccasionEnd{"I.6.1", "e2"}))
	for _, c := range []struct {
		asOf day.Day
		want string
	}{
		{start, "q1:đúng q2:đúng e1:1/CV e2:2/CV "},
		{start + 1, "q1:đúng q2:đúng hơn e1:1a/CV e2:2/CV "},
		{start + 2, "q2:đúng hơn e1:1a/CV "},
	} {
		y := Fold(l.events, "2026", c.asOf)
		got := ""
		for _, j := range y.Unit("xa-a").Decisions {
			got += j.ID + ":" + j.Decision.Reason + " "
		}
		for _, e := range y.Occasions {
			got += e.ID + ":" + e.Document + " "
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.asOf, got, c.want)
		}
	}
}

func TestFoldFolderUnitsAndPeriod(t *testing.T) {
	var l log
	start := day.Must(2026, 1, 5)
	state := func(e Kind, to State) Draft { return bodied(clerk, "vì", &PeriodChange{Event: e, To: to}) }
	noPeriod := func(d Draft) Draft { d.Period = ""; return d }
	unit := func(name string, to day.Day) Draft {
		return noPeriod(bodied(clerk, "ghi nhận", &UnitState{seeds.Unit{Code: "xa-a", Name: name, Block: "xa", ValidFrom: day.None, ValidTo: to}}))
	}
	attribute := func(value string, from day.Day) Draft {
		return noPeriod(bodied(clerk, "ghi nhận", &AttributeState{seeds.Attribute{Unit: "xa-a", Name: "co_tthc", Value: value, From: from, To: day.None}}))
	}
	l.add(noon(start), noPeriod(bodied(clerk, "", &Folder{Demo: true})))
	l.add(noon(start), unit("Xã A", day.None))
	l.add(noon(start), attribute("true", day.None))
	l.add(noon(start), noPeriod(bodied(clerk, "", &PlanVersion{Hash: "p1"})))
	l.add(noon(start+1), bodied(clerk, "", &Opening{[]Choice{{Block: "xa", Hash: "h1"}}}))
	l.add(noon(start+2), noPeriod(bodied(clerk, "", &PlanVersion{Hash: "p2"}))) // for later periods
	l.add(noon(start+3), unit("Xã A mới", day.None))                            // renamed: the code stays
	l.add(noon(start+4), attribute("false", start+10))
	l.add(noon(start+5), state(PeriodClosed, ""))
	l.add(noon(start+6), state(PeriodLocked, ""))
	l.add(noon(start+7), state(PeriodReopened, Closed))
	l.add(noon(start+8), state(PeriodReopened, Open))
	for _, c := range []struct {
		asOf day.Day
		want string
	}{
		{start - 1, "false ''  [] "},
		{start, "true ''  [Xã A] true"},
		{start + 1, "true 'open' p1 [Xã A] true"},
		{start + 2, "true 'open' p1 [Xã A] true"},
		{start + 3, "true 'open' p1 [Xã A mới] true"},
		{start + 5, "true 'closed' p1 [Xã A mới] true"},
		{start + 6, "true 'locked' p1 [Xã A mới] true"},
		{start + 7, "true 'closed' p1 [Xã A mới] true"},
		{start + 8, "true 'open' p1 [Xã A mới] true"},
		{start + 10, "true 'open' p1 [Xã A mới] false"},
	} {
		y := Fold(l.events, "2026", c.asOf)
		var names []string
		for _, u := range y.Units.All() {
			names = append(names, u.Name)
		}
		value, _ := y.Units.Attribute("xa-a", "co_tthc", c.asOf)
		got := fmt.Sprintf("%t '%s' %s %v %s", y.Demo, y.Period.State, y.Period.Plan, names, value.Value)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.asOf, got, c.want)
		}
	}
	replaced := bodied(clerk, "đính chính", &SetChange{[]Choice{{Block: "xa", Hash: "h1"}, {Block: "phuong", Hash: "h2", Reason: "QĐ 9"}}})
	l.add(noon(start+20), replaced)
	l.add(noon(start+21), bodied(clerk, "như cũ", &SetChange{[]Choice{{Block: "xa", Hash: "h1", Reason: "QĐ 10"}}}))
	for asOf, want := range map[day.Day]string{start + 9: "h1 period", start + 20: "h1 period, h2 period_changed", start + 21: "h1 period_changed"} {
		p := Fold(l.events, "2026", asOf).Period
		var got []string
		for _, c := range p.Choices {
			rule, _ := p.Chosen(c.Hash)
			got = append(got, c.Hash+" "+rule)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: chosen are %v, want %s", asOf, got, want)
		}
	}
	if replaced.Body.(*SetChange).Choices[1].Anew {
		t.Error("an event was changed")
	}
	if c, ok := Fold(l.events, "2026", start+9).Period.Choice("xa"); !ok || c.Hash != "h1" {
		t.Errorf("the choice for xa is %v, %v", c, ok)
	}
	if _, ok := Fold(l.events, "2026", start+9).Period.Choice("so"); ok {
		t.Error("a set is chosen for a block that was not opened")
	}
}

// TestFoldIsIndifferentToOtherPlaces: events about different places may come in any order; the year is the same.
func TestFoldIsIndifferentToOtherPlaces(t *testing.T) {
	start := day.Must(2026, 4, 1)
	var drafts []Draft
	for i := range 40 {
		unit := fmt.Sprintf("xa-%02d", i)
		drafts = append(drafts, figure(unit, engine.LayerDeclared, int64(i)), figure(unit, engine.LayerRegister, int64(i+1)),
			bodied(clerk, "", &Occasion{seeds.Event{ID: unit, Deliverable: "I.6.1", Date: start}}),
			with(bodied(clerk, "", &UnitState{seeds.Unit{Code: unit}}), func(d *Draft) { d.Period = "" }),
			judged(unit, clerk, engine.Decision{Kind: engine.DecideAccept, Input: "hs", Layer: engine.LayerAppraisal1, By: clerk, Reason: "đúng"}))
	}
	fold := func(drafts []Draft) *Year {
		var l log
		for _, d := range drafts {
			l.add(noon(start), d)
		}
		return Fold(l.events, "2026", start)
	}
	want := fold(drafts)
	if len(want.Known) != 40 {
		t.Fatalf("%d units known", len(want.Known))
	}
	r := rand.New(rand.NewSource(7))
	for range 20 {
		shuffled := slices.Clone(drafts)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := fold(shuffled); !reflect.DeepEqual(got, want) {
			t.Fatal("another order of the same events gives another year")
		}
	}
}
