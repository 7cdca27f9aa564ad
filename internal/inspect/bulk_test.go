package inspect

import (
	"fmt"
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

// TestBulkImported: lines of one person that another brought in with a file are that person's, and the file is named.
func TestBulkImported(t *testing.T) {
	s := newStory(t)
	s.on(1, 2, 2027)
	for i, unit := range append(units, units...) {
		s.mine(season.Draft{Actor: keeper, Unit: unit, Body: &season.Judgement{ID: fmt.Sprint(i), Decision: engine.Decision{Kind: engine.DecideAccept, Input: "tin",
			Layer: engine.LayerAppraisal1, By: " HOI-DONG/Trần C", Date: s.at.Day()}}})
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
