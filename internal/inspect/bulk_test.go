package inspect

import (
	"fmt"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/season"
)

// accepted records acceptances by the council's member, one every so many milliseconds.
func (s *story) accepted(n int, every season.Instant, kind engine.DecisionKind) {
	for range n {
		id := fmt.Sprint(len(s.events))
		s.decide(units[len(s.events)%len(units)], id, engine.Decision{Kind: kind, Input: "tin", Row: id, Layer: engine.LayerAppraisal1})
		s.at += every
	}
}

func (s *story) bulk(p Pace) string {
	text := ""
	for _, b := range s.inspection().Bulk(p).Batches {
		text += fmt.Sprintf("%d/%d %v units=%d", len(b.Lines), b.Of, b.AtOnce(), b.Units)
		for _, k := range b.Kinds {
			text += fmt.Sprintf(" %s=%d", k.Kind, k.Count)
		}
		text += "; "
	}
	return text
}

func TestBulk(t *testing.T) {
	for name, c := range map[string]struct {
		play func(*story)
		want string
	}{
		"nothing":      {func(s *story) {}, ""},
		"at leisure":   {func(s *story) { s.accepted(50, 10_000, engine.DecideAccept) }, ""},
		"four at once": {func(s *story) { s.accepted(4, 0, engine.DecideAccept) }, ""},
		"five at once": {func(s *story) {
			s.accepted(3, 0, engine.DecideAccept)
			s.accepted(2, 0, engine.DecideReject)
		}, "5/5 true units=4 accept=3 reject=2; "},
		"nine a minute": {func(s *story) { s.accepted(9, 6000, engine.DecideAccept) }, ""},
		"ten a minute":  {func(s *story) { s.accepted(10, 6000, engine.DecideAccept) }, "10/10 false units=4 accept=10; "},
		"not within":    {func(s *story) { s.accepted(10, 7000, engine.DecideAccept) }, ""},
		"a long burst is one": {func(s *story) {
			s.accepted(40, 3000, engine.DecideAccept)
			s.at += 3_600_000
			s.accepted(5, 0, engine.DecideAccept)
			s.accepted(1, 0, engine.DecideAccept)
			s.at += 3_600_000
			s.accepted(4, 0, engine.DecideAccept)
		}, "40/50 false units=4 accept=40; 6/50 true units=4 accept=6; "},
		"figures put right": {func(s *story) {
			for _, unit := range units {
				s.figure(unit, engine.LayerAppraisal1, "tin", 1)
			}
			s.accepted(1, 0, engine.DecideAccept)
		}, "5/5 true units=4 correct=4 accept=1; "},
	} {
		s := newStory(t)
		s.on(1, 2, 2027)
		c.play(s)
		if got := s.bulk(DefaultPace); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestBulkInOtherNames: lines in as many names as there are lines are the work of the one who recorded them.
func TestBulkInOtherNames(t *testing.T) {
	s := newStory(t)
	s.on(1, 2, 2027)
	for i := range 25 {
		s.mine(season.Draft{Actor: keeper, Unit: units[i%4], Body: &season.Judgement{ID: fmt.Sprint(i), Decision: engine.Decision{Kind: engine.DecideAccept,
			Input: "tin", Row: fmt.Sprint(i), Layer: engine.LayerAppraisal1, By: fmt.Sprint("hoi-dong/Người ", i), Date: s.at.Day()}}})
	}
	if got, want := s.bulk(DefaultPace), "25/25 true units=4 accept=25; "; got != want {
		t.Fatalf("%q, want %q", got, want)
	}
	if b := s.inspection().Bulk(DefaultPace).Batches[0]; !b.Recorder || b.By != keeper || len(b.Deciders) != 25 || b.Deciders[24] != "hoi-dong/Người 24" || b.Entered != nil {
		t.Errorf("%+v", b)
	}
	s.at += 3_600_000
	s.accepted(5, 0, engine.DecideAccept) // decided and recorded by one: told once
	if got, want := s.bulk(DefaultPace), "25/25 true units=4 accept=25; 5/5 true units=4 accept=5; "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestBulkWithdrawn: taking many rejections back at once is judging many lines at once; a unit that takes its appeals back judges
// nothing.
func TestBulkWithdrawn(t *testing.T) {
	s := newStory(t)
	s.on(1, 2, 2027)
	withdraw := func(unit, actor, id string) {
		s.mine(season.Draft{Actor: actor, Unit: unit, Reason: "xét lại", Body: &season.JudgementEnd{ID: id}})
	}
	for i := range 6 {
		s.decide(units[1], fmt.Sprint("r", i), engine.Decision{Kind: engine.DecideReject, Input: "tin", Row: fmt.Sprint(i), Layer: engine.LayerAppraisal1})
		s.decide(units[1], fmt.Sprint("d", i), engine.Decision{Kind: engine.DecideDispute, Code: "1.1", Layer: engine.LayerAppraisal1, By: "so-y-te/A"})
		s.at += 60_000
	}
	for i := range 6 {
		withdraw(units[1], "so-y-te/A", fmt.Sprint("d", i))
	}
	if got := s.bulk(DefaultPace); got != "" {
		t.Errorf("appeals taken back: %q", got)
	}
	for i := range 6 {
		withdraw(units[1], council, fmt.Sprint("r", i))
	}
	if got, want := s.bulk(DefaultPace), "6/12 true units=1 withdrawn=6; "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestBulkImported: lines of one person that another brought in with a file are that person's, and the file is named.
func TestBulkImported(t *testing.T) {
	s := newStory(t)
	s.on(1, 2, 2027)
	for i, unit := range append(units, units...) {
		s.mine(season.Draft{Actor: keeper, Unit: unit, Body: &season.Judgement{ID: fmt.Sprint(i), Decision: engine.Decision{Kind: engine.DecideAccept, Input: "tin",
			Layer: engine.LayerAppraisal1, By: " HOI-DONG/Trần" + strings.Repeat(" ", 1+i%3) + "C", Date: s.at.Day()}}})
	}
	s.mine(season.Draft{Actor: keeper, Body: &season.Import{Register: "facts", Name: "quyet-dinh.csv", Rows: 8}})
	b := s.inspection().Bulk(DefaultPace)
	if b.Look() != 1 || len(b.Batches[0].Lines) != 8 || b.Batches[0].Imported == nil || len(b.Batches[0].Entered) != 1 || b.Batches[0].Entered[0] != keeper || b.Lines != 8 {
		t.Errorf("%+v", b)
	}
	if got := s.bulk(Pace{AtOnce: 9, PerMinute: 9}); got != "" {
		t.Errorf("above the limits: %q", got)
	}
	if got := s.bulk(Pace{}); got != "" {
		t.Errorf("without limits: %q", got)
	}
}
