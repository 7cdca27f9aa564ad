package inspect

import (
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/seeds"
)

func TestNothingLate(t *testing.T) {
	s := newStory(t)
	s.on(16, 1, 2027)
	s.period(season.PeriodClosed, "", "hết hạn")
	s.on(20, 1, 2027)
	s.figure("so-y-te", engine.LayerAppraisal1, "hs_dung", 50)
	s.decide("so-y-te", "d", engine.Decision{Kind: engine.DecideDispute, Code: "1.2", Layer: engine.LayerAppraisal2, By: "so-y-te/Nguyễn A"})
	s.on(1, 3, 2027)
	s.period(season.PeriodLocked, "", "xong")
	l := s.late(false)
	if l.ClosedLate(s.at.Day()) { // closed on the day after the last one
		t.Error("closed late")
	}
	if l.Look() != 0 || len(l.Changes) != 0 || l.Usual != 2 || len(l.Together) != 0 || len(l.Windows) != 3 {
		t.Errorf("%+v", l)
	}
	l = s.late(true)
	if len(l.Changes) != 2 || l.Look() != 0 || !l.Changes[0].Usual || !l.Changes[0].Effects[0].Points().Equal(exact.MustFrac(-4, 5)) {
		t.Errorf("%+v", l)
	}
}

func TestLateInEveryWindow(t *testing.T) {
	s := newStory(t)
	s.on(16, 1, 2027)
	s.period(season.PeriodClosed, "", "hết hạn")
	s.figure("so-y-te", engine.LayerRegister, "hs_dung", 90) // 70 before: 0.8 points more
	s.on(1, 3, 2027)
	s.period(season.PeriodLocked, "", "xong")
	s.add(season.Draft{Actor: keeper, Body: &season.AttributeState{Attribute: seeds.Attribute{Unit: "so-y-te", Name: "x", Value: "true", From: day.None,
		To: day.None}}})
	s.on(5, 3, 2027)
	s.period(season.PeriodReopened, season.Closed, "Kết luận khiếu nại")
	s.figure("so-y-te", engine.LayerAppraisal2, "hs_dung", 100)
	s.figure("so-y-te", engine.LayerAppraisal2, "hs_dung", 80)
	s.period(season.PeriodReopened, season.Open, "Khai lại")
	s.figure("so-y-te", engine.LayerDeclared, "tin", 12)
	s.mine(season.Draft{Actor: keeper, Body: &season.Entry{Register: "r", Row: "1"}})
	s.period(season.PeriodClosed, "", "hết hạn")
	s.override("so-xay-dung", "q", "1.1", exact.Int(1))
	s.period(season.PeriodLocked, "", "xong")
	l := s.late(false)
	want := []struct {
		state    season.State
		reopened string
		points   exact.Num
		moved    bool
	}{
		{season.Closed, "", exact.MustFrac(4, 5), true},
		{season.Locked, "", exact.Num{}, false},
		{season.Closed, "Kết luận khiếu nại", exact.MustFrac(2, 5), true},
		{season.Closed, "Kết luận khiếu nại", exact.MustFrac(-4, 5), true},
		{season.Open, "Khai lại", exact.MustFrac(3, 13), true}, // one of 13, of 3 points
		{season.Open, "Khai lại", exact.Num{}, false},
		{season.Closed, "", exact.Int(1), true},
	}
	if len(l.Changes) != len(want) || l.Look() != len(want) || l.Usual != 0 {
		t.Fatalf("%d changes, %d usual", len(l.Changes), l.Usual)
	}
	for i, w := range want {
		c := &l.Changes[i]
		reason := ""
		if c.Window.Reopened != nil {
			reason = c.Window.Reopened.Reason
		}
		if c.Window.State != w.state || reason != w.reopened || (len(c.Effects) == 1) != w.moved || w.moved && !c.Effects[0].Points().Equal(w.points) {
			t.Errorf("%d: %s, %q, %+v; want %+v", i, c.Window.State, reason, c.Effects, w)
		}
	}
	// The effects on a unit come to the difference between the unit without all of them and the unit as it is.
	sum := map[string]exact.Num{}
	for _, c := range l.Changes {
		for _, e := range c.Effects {
			sum[e.Unit] = sum[e.Unit].Add(e.Points())
		}
	}
	for _, e := range l.Together {
		if !e.Points().Equal(sum[e.Unit]) {
			t.Errorf("%s: together %s, one by one %s", e.Unit, e.Points(), sum[e.Unit])
		}
	}
	if len(l.Together) < 2 {
		t.Errorf("together %+v", l.Together)
	}
}

func TestSetChangeAndOccasion(t *testing.T) {
	s := newStory(t)
	s.on(2, 6, 2026)
	s.date("so-y-te", engine.LayerDeclared, "kh", "", "", day.Must(2026, 6, 1), "") // late: half a point
	for hash := range s.programs {
		if hash != s.first {
			s.mine(season.Draft{Actor: keeper, Reason: "Đính chính", Body: &season.SetChange{Choices: []season.Choice{s.choice(hash)}}})
		}
	}
	s.on(20, 1, 2027)
	s.period(season.PeriodClosed, "", "hết hạn")
	s.mine(season.Draft{Actor: keeper, Body: &season.Occasion{Event: seeds.Event{Deliverable: "IV.1.1", ID: "e", Date: day.Must(2026, 3, 1), Due: day.None,
		Units: []string{"so-y-te"}}}})
	s.add(season.Draft{Actor: keeper, Body: &season.UnitState{Unit: seeds.Unit{Code: "so-moi", Name: "Sở Mới", Block: "so", ValidFrom: day.Must(2026, 1, 1),
		ValidTo: day.None}}})
	l := s.late(false)
	if len(l.Changes) != 3 {
		t.Fatalf("%+v", l.Changes)
	}
	if e := l.Changes[0].Effects; len(e) != 2 || e[0].Points().Sign() != 0 || e[0].Before.Rank != 2 || e[0].After.Rank != 3 || e[1].Unit != "so-y-te" ||
		!e[1].Points().Equal(exact.MustFrac(1, 2)) || l.Changes[0].Window.State != season.Open {
		t.Errorf("the set: %+v", l.Changes[0])
	}
	for _, c := range l.Changes[1:] {
		if !c.Weighed || len(c.Effects) != 0 {
			t.Errorf("%+v", c)
		}
	}
}

// TestOverdue: a period that nobody closes, or only late, hides nothing: the set says when declaring ends.
func TestOverdue(t *testing.T) {
	s := newStory(t)
	s.on(15, 1, 2027)
	s.figure("so-y-te", engine.LayerDeclared, "tin", 12)
	if l := s.late(false); l.Look() != 0 || l.ClosedLate(s.at.Day()) {
		t.Errorf("on the last day: %+v", l)
	}
	s.on(20, 2, 2027)
	s.figure("so-y-te", engine.LayerDeclared, "tin", 13)
	s.figure("so-y-te", engine.LayerAppraisal1, "hs_dung", 50)
	l := s.late(false)
	if l.Look() != 1 || l.Usual != 1 || !l.Changes[0].Overdue || !l.Changes[0].Weighed || len(l.Changes[0].Effects) != 1 || l.Closed != nil ||
		l.Lock != day.Must(2027, 1, 15) || !l.ClosedLate(s.at.Day()) {
		t.Errorf("never closed: %+v", l)
	}
	s.period(season.PeriodClosed, "", "hết hạn")
	s.on(1, 3, 2027)
	if l = s.late(false); l.Look() != 1 || l.Closed == nil || !l.ClosedLate(s.at.Day()) {
		t.Errorf("closed late: %+v", l)
	}
}

// TestLateUnderNarrowerSet: points were put directly that the set admitted then and the one of now does not. What was recorded
// while they stood is listed and not weighed; nothing fails.
func TestLateUnderNarrowerSet(t *testing.T) {
	s := newStory(t)
	narrower := s.version(strings.NewReplacer("version: 1.0.0", "version: 1.2.0", "max: 2, document", "max: 1, document", `"Báo cáo", max: 1`, `"Báo cáo", max: 2`).
		Replace(setText))
	s.on(14, 1, 2027)
	s.override("so-y-te", "q", "1.1", exact.Int(2))
	s.on(16, 1, 2027)
	s.period(season.PeriodClosed, "", "hết hạn")
	s.mine(season.Draft{Actor: keeper, Reason: "Đính chính", Body: &season.SetChange{Choices: []season.Choice{s.choice(narrower)}}})
	s.figure("so-y-te", engine.LayerRegister, "hs_dung", 90)
	s.override("so-y-te", "q", "1.1", exact.Int(1))
	s.figure("so-y-te", engine.LayerRegister, "hs_dung", 95)
	l := s.late(true)
	if len(l.Changes) != 4 || l.Look() != 3 || l.Uncompared {
		t.Fatalf("%+v", l)
	}
	for i, weighed := range []bool{true, false, false, true} {
		if c := &l.Changes[i]; c.Weighed != weighed || !weighed && len(c.Effects) > 0 {
			t.Errorf("change %d: weighed %v, %+v", i, c.Weighed, c.Effects)
		}
	}
	if e := l.Changes[3].Effects; len(e) != 1 || !e[0].Points().Equal(exact.MustFrac(1, 5)) { // 5 of 100, of 4 points
		t.Errorf("%+v", e)
	}
	if h := s.hand(true); h.Look() != 2 || h.Overrides[1].Effect == nil || h.Uncompared {
		t.Errorf("%+v", h)
	}
}

// TestNothingToCompareWith: a period that cannot be scored without what is listed is said to be so.
func TestNothingToCompareWith(t *testing.T) {
	s := newStory(t)
	s.override("so-y-te", "q", "1.1", exact.Int(2))
	src, calls := s.source(), 0
	score := src.Score
	src.Score = func(y *season.Year) (*season.Outcome, error) {
		if calls++; calls > 1 {
			return nil, engine.ErrDecision
		}
		return score(y)
	}
	if h := New(src).Hand(false); h.Look() != 1 || !h.Uncompared || h.Together != nil {
		t.Errorf("%+v", h)
	}
}
