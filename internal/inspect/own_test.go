package inspect

import (
	"fmt"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/seeds"
)

func TestOwn(t *testing.T) {
	s := newStory(t)
	s.on(1, 2, 2027)
	s.figure("so-y-te", engine.LayerAppraisal1, "tin", 1)
	s.decide("so-y-te", "d", engine.Decision{Kind: engine.DecideDispute, Code: "1.2", By: "so-y-te/Nguyễn A"})
	o := s.inspection().Own()
	if o.Look() != 0 || o.Looked != 1 || fmt.Sprint(o.Kept) != "[{so-noi-vu 2}]" {
		t.Errorf("%+v", o)
	}
	record := func(unit, actor, by, second string) {
		s.mine(season.Draft{Actor: actor, Unit: unit, Body: &season.Judgement{ID: fmt.Sprint(len(s.events)), Decision: engine.Decision{Kind: engine.DecideAccept,
			Input: "tin", Layer: engine.LayerAppraisal1, By: by, Second: second, Date: s.at.Day()}}})
	}
	record("so-y-te", "so-y-te/Nguyễn A", council, "")
	record("so-y-te", council, "So-Y-Te / Nguyễn A", "")
	record("so-y-te", council, council, "Sở Y tế/Nguyễn A")
	record("so-noi-vu", keeper, council, "") // the Keeper brings in decisions of others about itself
	record("so-y-te", keeper, council, "so-xay-dung/Nguyễn A")
	s.mine(season.Draft{Actor: "so-y-te/A", Reason: "x", Unit: "so-y-te", Body: &season.JudgementEnd{ID: "1"}})
	s.mine(season.Draft{Actor: "so-y-te/A", Reason: "x", Unit: "so-y-te", Body: &season.FactEnd{Input: "tin", Layer: engine.LayerAppraisal1}})
	s.mine(season.Draft{Actor: "so-y-te/A", Reason: "x", Unit: "so-y-te", Body: &season.FactEnd{Input: "tin", Layer: engine.LayerDeclared}})
	got := ""
	for _, l := range New(s.source()).Own().Lines {
		got += fmt.Sprintf("%s %s; ", l.Event.Unit, l.Role)
	}
	if want := "so-y-te recorded; so-y-te decided; so-y-te seconded; so-noi-vu recorded; so-y-te recorded; so-y-te recorded; "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestUnscored: a log that the engine refuses to score is listed all the same, without effects.
func TestUnscored(t *testing.T) {
	s := newStory(t)
	s.on(16, 1, 2027)
	s.period(season.PeriodLocked, "", "xong")
	s.override("so-xay-dung", "q", "1.1", exact.Int(1))
	s.date("so-y-te", engine.LayerDeclared, "kh", "", "", s.at.Day()+1, "")
	s.add(season.Draft{Actor: keeper, Body: &season.UnitState{Unit: seeds.Unit{Code: "so-moi", Name: "Sở Mới", Block: "so", ValidFrom: day.None, ValidTo: day.None}}})
	s.decide("so-y-te", "x", engine.Decision{Kind: engine.DecideAccept, Input: "tin", By: "so-y-te/A"})
	in := New(s.source())
	h := in.Hand(true)
	l := in.Late(true)
	if in.Unscored == nil || h.Look() != 1 || h.Overrides[0].Effect != nil || len(h.Judgements) != 1 || l.Look() != 4 || l.Changes[0].Weighed || l.Changes[2].Weighed {
		t.Errorf("%v %+v %+v", in.Unscored, h, l)
	}
	if own, dates := in.Own(), in.Dates(DefaultMargin); own.Look() != 2 || dates.Look() != 1 || in.Set("so-y-te") != nil {
		t.Errorf("%+v %+v", own, dates)
	}
}
