package store

import (
	"strings"
	"testing"
	"time"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/seeds"
)

// TestWithdrawnSet: a withdrawn version stays readable for the period that has it, opens no other, and the tables know it
// from the events alone.
func TestWithdrawnSet(t *testing.T) {
	s, clock := demo(t, seeds.DefaultUnits())
	withdrawal := &season.SetWithdrawal{ID: "so-2026", Version: "1.0.0", Hash: anySet.Hash()}
	silent := draft(withdrawal, "", "")
	silent.Reason = ""
	other := draft(&season.SetWithdrawal{ID: "so-2026", Version: "1.0.1", Hash: anySet.Hash()}, "", "")
	for want, d := range map[season.RefusalCode]season.Draft{season.NoReason: silent, season.SetUnknown: other} {
		if _, err := s.Append(ctx, []season.Draft{d}); refusalOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	before, err := s.SetRecords(ctx)
	must(t, err)
	if len(before) != 1 || before[0].Published != day.Must(2026, 1, 5) || before[0].Withdrawn != day.None || before[0].Reason != "" {
		t.Errorf("before: %+v", before)
	}
	clock.at = clock.at.Add(48 * time.Hour)
	d := draft(withdrawal, "", "")
	d.Reason = "Sai căn cứ"
	_, err = s.Append(ctx, []season.Draft{d})
	must(t, err)
	sound(t, s)
	after, err := s.SetRecords(ctx)
	must(t, err)
	if len(after) != 1 || after[0].Withdrawn != day.Must(2026, 1, 7) || after[0].Reason != "Sai căn cứ" || after[0].Hash != anySet.Hash() {
		t.Errorf("after: %+v", after)
	}
	again := draft(withdrawal, "", "")
	opening := draft(&season.Opening{Choices: []season.Choice{{Block: "so", Set: "so-2026", Version: "1.0.0", Hash: anySet.Hash(), Reason: "x"}}}, "2027", "")
	anew := draft(&season.SetVersion{ID: "so-2026", Version: "1.0.0", Hash: anySet.Hash()}, "", "")
	for _, d := range []season.Draft{again, opening, anew} {
		if _, err := s.Append(ctx, []season.Draft{d}); refusalOf(err) != season.SetGone {
			t.Errorf("%s: %v", d.Kind, err)
		}
	}
	p, err := s.Period(ctx, "2026")
	must(t, err)
	if len(p.Choices) != 3 || p.Choices[0].Hash != anySet.Hash() {
		t.Errorf("the period has %+v", p.Choices)
	}
	for _, spoil := range []string{"DELETE FROM set_withdrawal", "UPDATE set_withdrawal SET reason = 'khác'"} {
		_, err = s.write.Exec(spoil)
		must(t, err)
		faults, err := s.Verify(ctx)
		must(t, err)
		if len(faults) == 0 || !codeIs(faults[0], TableDiffers) || !strings.Contains(faults[0].Error(), "set_withdrawal") {
			t.Errorf("%s: %v", spoil, faults)
		}
		must(t, s.Rebuild(ctx))
		sound(t, s)
	}
	if records, err := s.SetRecords(ctx); err != nil || records[0].Reason != "Sai căn cứ" {
		t.Errorf("after Rebuild: %+v, %v", records, err)
	}
}
