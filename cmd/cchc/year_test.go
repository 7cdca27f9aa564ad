package main

import (
	"bytes"
	"context"
	"io"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/seeds"
	"cchc/seeds/demo"
)

// demoLog is the demo year as the events a store would record, made without one.
func demoLog(t *testing.T, a *app) []season.Event {
	t.Helper()
	units := seeds.DefaultUnits()
	sets, err := a.loadSets(setNames())
	if err != nil {
		t.Fatal(err)
	}
	script, err := demoScriptOf(sets, units)
	if err != nil {
		t.Fatal(err)
	}
	begin, err := day.Parse(demoYearBegin)
	if err != nil {
		t.Fatal(err)
	}
	var log []season.Event
	add := func(on day.Day, d season.Draft) {
		log = append(log, season.Event{Seq: int64(len(log) + 1), Recorded: season.DayStart(on), Draft: d})
	}
	add(begin, season.Draft{Kind: season.FolderOpened, Body: &season.Folder{Demo: true}})
	for _, u := range units.All() {
		add(begin, season.Draft{Kind: season.UnitRecorded, Body: &season.UnitState{Unit: u}})
	}
	for _, at := range units.Attributes() {
		add(begin, season.Draft{Kind: season.AttributeRecorded, Body: &season.AttributeState{Attribute: at}})
	}
	add(begin, season.Draft{Kind: season.PeriodOpened, Period: demoYear, Body: &season.Opening{}})
	for _, e := range script.entries {
		add(max(e.on, begin), e.draft)
	}
	return log
}

func programs(t *testing.T, a *app) []*engine.Program {
	t.Helper()
	sets, err := a.loadSets(setNames())
	if err != nil {
		t.Fatal(err)
	}
	var out []*engine.Program
	for _, set := range sets {
		p, err := engine.Compile(set)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// TestPreviewIsTheOfficialRun: what a unit sees of itself, at any stage and on any day, is what the official run gives it,
// but for the rank, which it learns when everyone does.
func TestPreviewIsTheOfficialRun(t *testing.T) {
	a := &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	log, sets, calendar := demoLog(t, a), programs(t, a), season.DefaultCalendar()
	looks := demo.Stages()
	for _, d := range demo.ReportDays() {
		looks = append(looks, demo.StageDay{Stage: engine.StageSelf, Day: d})
	}
	compared := 0
	for _, look := range looks {
		year := season.Fold(log, demoYear, look.Day)
		official, err := calendar.Score(year, sets, nil, look.Stage)
		if err != nil {
			t.Fatal(err)
		}
		previews, err := calendar.Previews(year, sets, nil, look.Stage)
		if err != nil {
			t.Fatal(err)
		}
		for _, scored := range official.All() {
			for i := range scored.Result.Units {
				want := scored.Result.Units[i]
				got, err := previews.Unit(want.Unit)
				if err != nil {
					t.Fatal(err)
				}
				sameScore(t, look, scored.Result, got.Result, &want)
				compared++
			}
		}
	}
	if want := len(looks) * 146; compared != want {
		t.Errorf("%d previews compared, want %d: 145 units and the province on every day", compared, want)
	}
}

// sameScore compares a preview with an official result by canonical bytes, without what only a run knows.
func sameScore(t *testing.T, look demo.StageDay, official, preview *engine.Result, want *engine.UnitResult) {
	t.Helper()
	got := preview.Units[0]
	got.Rank, got.Class = want.Rank, want.Class
	bytesOf := func(r engine.Result, u engine.UnitResult) []byte {
		r.CaseHash, r.References, r.Units = "", "", []engine.UnitResult{u}
		b, err := r.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if a, b := bytesOf(*official, *want), bytesOf(*preview, got); !bytes.Equal(a, b) {
		t.Errorf("%s at %s, %s: preview\n%s\nofficial\n%s", want.Unit, look.Day, look.Stage, b, a)
	}
}

// TestStoredYearScoresTheSame: what is played into a data folder and read back on any day is the same case, to the byte, as
// the plain meaning of the log.
func TestStoredYearScoresTheSame(t *testing.T) {
	a := &app{stdout: io.Discard, stderr: io.Discard}
	ctx := context.Background()
	s, err := store.Open(demoData(t), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	log, sets, calendar := demoLog(t, a), programs(t, a), season.DefaultCalendar()
	runs, err := s.Runs(ctx, demoYear)
	if err != nil {
		t.Fatal(err)
	}
	if len(runs) != len(demo.Stages()) {
		t.Fatalf("%d runs, want one per stage", len(runs))
	}
	for i, stage := range demo.Stages() {
		year := season.Fold(log, demoYear, stage.Day)
		stored, err := s.Year(ctx, demoYear, stage.Day)
		if err != nil {
			t.Fatal(err)
		}
		want, err := calendar.Score(year, sets, nil, stage.Stage)
		if err != nil {
			t.Fatal(err)
		}
		got, err := calendar.Score(stored, sets, nil, stage.Stage)
		if err != nil {
			t.Fatal(err)
		}
		run := runs[i].Body.(*season.Run)
		for k, scored := range want.Units { // the province's run also has figures of the year before, which the log here lacks
			hash, err := scored.Result.Hash()
			if err != nil {
				t.Fatal(err)
			}
			again, err := got.Units[k].Result.Hash()
			if err != nil {
				t.Fatal(err)
			}
			id := scored.Program.Ref().ID
			if hash != again {
				t.Errorf("%s at %s: stored year scores to %s, the log to %s", id, stage.Stage, again, hash)
			}
			if !run.Has(id, hash) {
				t.Errorf("run %s does not name result %s of %s", run.ID, hash, id)
			}
		}
	}
}
