package inspect

import (
	"fmt"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
)

// odd gives the odd dates of a story as text.
func (s *story) odd(document func(string) Document) string {
	src := s.source()
	src.Document = document
	in := New(src)
	must(s.t, in.Unscored)
	var all []string
	for _, o := range in.Dates(DefaultMargin).Odd {
		text := fmt.Sprintf("%s %v %d days", o.Event.Unit, o.Kinds, o.Days())
		if !o.Stands {
			text += " gone"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// planDue is the day by which a department's own plan is due.
func planDue(t *testing.T) day.Day {
	in := newStory(t).inspection()
	_, due, counts := in.due("so-y-te", &engine.Fact{Input: "kh"})
	if !counts {
		t.Fatal("the plan has no due day")
	}
	return due
}

func TestDates(t *testing.T) {
	due := planDue(t)
	at := func(s *story, d day.Day) { s.at = season.DayStart(d) + 60*minute }
	plan := func(s *story, d day.Day) { s.date("so-y-te", engine.LayerDeclared, "kh", "", "", d, "") }
	quarter := day.Must(2026, 3, 14)
	for name, c := range map[string]struct {
		play func(*story)
		want string
	}{
		"nothing":                  {func(s *story) {}, ""},
		"soon":                     {func(s *story) { at(s, due); plan(s, due-5) }, ""},
		"late and says so":         {func(s *story) { at(s, due+9); plan(s, due+8) }, ""},
		"recorded a bit late":      {func(s *story) { at(s, due+3); plan(s, due-2) }, ""},
		"in time only by its date": {func(s *story) { at(s, due+6); plan(s, due-2) }, "so-y-te [in_time] 8 days"},
		"and long before":          {func(s *story) { at(s, due+29); plan(s, due-2) }, "so-y-te [in_time early] 31 days"},
		"long before, in time":     {func(s *story) { at(s, due); plan(s, due-31) }, "so-y-te [early] 31 days"},
		"ahead":                    {func(s *story) { at(s, due-9); plan(s, due-8) }, "so-y-te [ahead] -1 days"},
		"dated anew":               {func(s *story) { at(s, due+4); plan(s, due+3); plan(s, due) }, "so-y-te [redated] 4 days"},
		"and once more":            {func(s *story) { at(s, due+4); plan(s, due+3); plan(s, due); plan(s, due+2) }, "so-y-te [redated] 4 days gone"},
		"withdrawn between": {func(s *story) {
			at(s, due+4)
			plan(s, due+3)
			s.mine(season.Draft{Actor: keeper, Unit: "so-y-te", Reason: "nhầm", Body: &season.FactEnd{Input: "kh", Layer: engine.LayerDeclared}})
			plan(s, due)
		}, "so-y-te [redated] 4 days"},
		"none between": {func(s *story) {
			at(s, due+4)
			plan(s, due+3)
			s.mine(season.Draft{Actor: keeper, Unit: "so-y-te", Body: &season.FactState{Fact: engine.Fact{Input: "kh", Layer: engine.LayerDeclared,
				Value: engine.Value{Type: form.TypeDate, None: true}}}})
			plan(s, due)
		}, "so-y-te [redated] 4 days"},
		"by the register": {func(s *story) {
			at(s, due+4)
			plan(s, due+3)
			s.date("so-y-te", engine.LayerRegister, "kh", "", "", due, "")
		}, "so-y-te [redated] 4 days"},
		"put right by a council": {func(s *story) {
			at(s, due+4)
			plan(s, due+3)
			s.date("so-y-te", engine.LayerAppraisal1, "kh", "", "", due, "")
		}, ""},
		"anew and still in time": {func(s *story) { at(s, due+4); plan(s, due-1); plan(s, due-2) }, ""},
		"received before issued": {func(s *story) {
			at(s, quarter)
			s.date("so-y-te", engine.LayerDeclared, "bao_cao", "2026-Q1", "issued", quarter-1, "")
			s.date("so-y-te", engine.LayerRegister, "bao_cao", "2026-Q1", "received", quarter-2, "")
		}, "so-y-te [received_first] 2 days"},
		"received in time": {func(s *story) {
			at(s, quarter)
			s.date("so-y-te", engine.LayerDeclared, "bao_cao", "2026-Q1", "issued", quarter-2, "")
			s.date("so-y-te", engine.LayerRegister, "bao_cao", "2026-Q1", "received", quarter-1, "")
		}, ""},
		"a figure of long ago": {func(s *story) {
			at(s, quarter+40)
			s.figure("so-y-te", engine.LayerRegister, "hs", 5)
			s.events[len(s.events)-1].Happened = quarter
		}, "so-y-te [early] 40 days"},
		"a decision of long ago": {func(s *story) {
			at(s, quarter+40)
			s.decide("so-y-te", "q", engine.Decision{Kind: engine.DecideAccept, Input: "tin", Date: quarter})
		}, "so-y-te [early] 40 days"},
		"a decision of today": {func(s *story) { at(s, quarter); s.accepted(1, 0, engine.DecideAccept) }, ""},
		"an occasion whose day has passed": {func(s *story) {
			at(s, quarter)
			s.mine(season.Draft{Actor: keeper, Body: &season.Occasion{Event: seeds.Event{Deliverable: "IV.1.1", ID: "e", Date: quarter - 9, Due: quarter - 1}}})
		}, " [due_passed] 9 days"},
	} {
		s := newStory(t)
		c.play(s)
		if got := s.odd(nil); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// imported records that a file made on a day brought what was just recorded.
func (s *story) imported(extracted day.Day) {
	s.mine(season.Draft{Actor: keeper, Happened: extracted, Body: &season.Import{Register: "r", Name: "so.csv", Extracted: extracted}})
}

// TestDatesOfImport: a register that is brought in long after its days is no list of odd dates, unless dates decide on deadlines;
// those are told together.
func TestDatesOfImport(t *testing.T) {
	long := day.Must(2026, 12, 20)
	s := newStory(t)
	s.at = season.DayStart(long) + 60*minute
	for _, unit := range units {
		s.figure(unit, engine.LayerRegister, "hs", 7)
		s.events[len(s.events)-1].Happened = long - 50
		s.date(unit, engine.LayerRegister, "bao_cao", "2026-Q1", "issued", day.Must(2026, 3, 1), "") // the receipt decides
	}
	s.imported(long - 50)
	if got := s.odd(nil); got != "" {
		t.Errorf("without deadlines: %q", got)
	}
	s.at += minute
	for _, unit := range units {
		s.date(unit, engine.LayerRegister, "bao_cao", "2026-Q1", "received", day.Must(2026, 3, 2), "")
	}
	s.imported(long)
	d := s.inspection().Dates(DefaultMargin)
	if len(d.Odd) < 3 || d.Look() != 1 || len(d.Groups()[0]) != len(d.Odd) || d.Odd[0].Import == nil || d.Odd[0].Kinds[0] != InTime {
		t.Errorf("%d odd, %d to look at", len(d.Odd), d.Look())
	}
	s.at += minute
	s.date("so-y-te", engine.LayerRegister, "bao_cao", "2026-Q1", "received", day.Must(2026, 3, 3), "")
	if d := s.inspection().Dates(DefaultMargin); d.Look() != 3 { // one of the import was dated anew since
		t.Errorf("%d to look at", d.Look())
	}
}

func TestSignedEvidence(t *testing.T) {
	due := planDue(t)
	signed := func(days ...day.Day) Document {
		var d Document
		for _, on := range days {
			d.Signings = append(d.Signings, Signing{At: season.DayStart(on) + 8*60*minute, Origin: "signing"})
		}
		return d
	}
	for name, c := range map[string]struct {
		declared, recorded day.Day
		document           Document
		want               string
	}{
		"agrees":                   {due - 2, due - 2, signed(due - 2), ""},
		"not signed":               {due - 2, due - 2, Document{}, ""},
		"two on two days":          {due - 1, due - 1, signed(due-2, due-1), ""},
		"after the date":           {due - 3, due - 1, signed(due - 2), "[signed_after]"},
		"after the deadline":       {due - 1, due + 3, signed(due + 2), "[signed_late]"},
		"before the date":          {due - 1, due - 1, signed(due - 4), "[signed_before]"},
		"after it was received":    {due - 2, due - 2, signed(due-2, due-1), "[signed_ahead]"},
		"late by its own word":     {due + 2, due + 2, signed(due + 2), ""},
		"added to":                 {due - 2, due - 2, Document{Signings: signed(due - 2).Signings, Added: true}, "[added]"},
		"cannot be read":           {due - 2, due - 2, Document{Fault: "x"}, "[unread]"},
		"of no signature is asked": {due - 2, due - 2, Document{}, ""},
	} {
		s := newStory(t)
		s.at = season.DayStart(c.recorded) + 9*60*minute
		const digest = "ab"
		s.add(season.Draft{Actor: keeper, Body: &season.File{Digest: digest, Size: 1, Name: "a.pdf"}})
		s.date("so-y-te", engine.LayerDeclared, "kh", "", "", c.declared, digest)
		s.date("so-y-te", engine.LayerDeclared, "kh", "", "", c.declared, digest) // the same file is read once
		asked := 0
		got := s.odd(func(string) Document { asked++; return c.document })
		if (c.want == "") != (got == "") || c.want != "" && !strings.Contains(got, c.want) || asked != 1 {
			t.Errorf("%s: %q, want %q; asked %d times", name, got, c.want, asked)
		}
	}
}
