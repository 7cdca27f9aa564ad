package store

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/rules"
	"cchc/seeds"
)

// invented gives every department something for every input of the set, by the input's type.
func invented(set *form.Set, units []seeds.Unit) []season.Draft {
	var list []season.Draft
	for i, u := range units {
		for j, in := range set.Inputs {
			var v engine.Value
			switch in.Type {
			case form.InYesNo:
				v = engine.Value{Type: form.TypeBool, Bool: (i+j)%3 > 0}
			case form.InDate, form.InDocument:
				v = engine.Value{Type: form.TypeDate, Day: day.Must(2026, 1+(i+j)%12, 10)}
			case form.InCount, form.InNumber, form.InAmount:
				v = engine.Value{Type: form.TypeNumber, Num: exact.Int(int64(100 - (i*7+j*3)%40))}
			default:
				continue
			}
			d := draft(&season.FactState{Fact: engine.Fact{Input: in.Name, Layer: engine.LayerRegister, Value: v, Source: "thử",
				Recorded: day.None}}, "2026", u.Code)
			list = append(list, d)
		}
	}
	return list
}

// score makes the case of a year and scores it; it gives the canonical bytes of both, and the run.
func score(t *testing.T, y *season.Year, set *form.Set) (caseBytes, result []byte, run *season.Run) {
	t.Helper()
	program, err := engine.Compile(set)
	must(t, err)
	out, err := season.DefaultCalendar().Score(y, []*engine.Program{program}, nil, engine.StageFinal)
	must(t, err)
	scored := out.Units[0]
	caseBytes, err = scored.Case.Canonical(program.Ref().Hash)
	must(t, err)
	run, results, err := y.Run("2026-final-1", out, engine.StageFinal)
	must(t, err)
	return caseBytes, results[0], run
}

// TestSavedAndReloadedScoresToTheSameBytes scores a year made of the events in memory; then, after the folder was closed and
// opened again, one read from the tables with the set from its blob. Case and result are the same bytes, and so is the
// result that the run kept.
func TestSavedAndReloadedScoresToTheSameBytes(t *testing.T) {
	loaded, err := rules.LoadEmbedded("so-2026")
	must(t, err)
	units := seeds.DefaultUnits()
	clock := &simulated{newYear}
	s, err := Create(t.TempDir()+"/d", Options{Clock: clock.now})
	must(t, err)
	drafts, blobs := open2026(units, Blob{Domain: engine.SetDomain, Bytes: loaded.Canonical}, "so")
	first, err := s.Append(ctx, drafts, blobs...)
	must(t, err)
	clock.at = time.Date(2026, 12, 15, 0, 0, 0, 0, time.UTC)
	facts, err := s.Append(ctx, invented(loaded.Set, units.Scored("so", day.Must(2026, 12, 1))))
	must(t, err)
	asOf := season.Instant(clock.at.UnixMilli()).Day()

	wantCase, wantResult, wantRun := score(t, season.Fold(append(first, facts...), "2026", asOf), loaded.Set)
	must(t, s.Close())
	s = reopened(t, s.dir, Options{Clock: clock.now})
	defer s.Close()
	y, err := s.Year(ctx, "2026", asOf)
	must(t, err)
	set, err := s.Set(ctx, y.Period.Choices[0].Hash)
	must(t, err)
	gotCase, gotResult, run := score(t, y, set)
	if !bytes.Equal(gotCase, wantCase) || !bytes.Equal(gotResult, wantResult) {
		t.Fatal("the year that was saved and reloaded is another case or scores to other bytes")
	}
	if len(facts) < 16*10 || bytes.Count(gotResult, []byte(`"ledger"`)) != 16 {
		t.Errorf("%d facts, result of %d bytes: the case is too small to show anything", len(facts), len(gotResult))
	}

	if diff := cmp.Diff(wantRun, run); diff != "" {
		t.Errorf("run (- in memory, + reloaded):\n%s", diff)
	}
	saved, err := s.SaveRun(ctx, draft(run, "2026", ""), gotResult)
	must(t, err)
	var moved *season.Refusal
	if _, err := s.SaveRun(ctx, draft(run, "2026", ""), gotResult); !errors.As(err, &moved) || moved.Code != season.LogMoved {
		t.Errorf("a run over a log that has moved: %v", err)
	}
	namesake := *run
	namesake.Log = saved.Seq
	if _, err := s.SaveRun(ctx, draft(&namesake, "2026", ""), gotResult); !codeIs(err, KeyReused) {
		t.Errorf("a second run of the same name: %v", err)
	}
	again, summaries, err := s.Run(ctx, "2026-final-1")
	must(t, err)
	if again.Seq != saved.Seq || len(summaries) != 16 {
		t.Errorf("run of event %d with %d units", again.Seq, len(summaries))
	}
	kept, err := s.Blob(ctx, again.Body.(*season.Run).Scopes[0].Result)
	must(t, err)
	if !bytes.Equal(kept, wantResult) {
		t.Error("the run kept another result")
	}
	for _, u := range summaries {
		if u.Set != set.ID || u.Block != "so" || u.Unit == "" || u.Points == "" || u.Applied == "" {
			t.Errorf("%+v", u)
		}
	}
	list, err := s.Runs(ctx, "2026")
	must(t, err)
	if len(list) != 1 || list[0].Seq != saved.Seq {
		t.Errorf("runs %v", list)
	}
	if _, _, err := s.Run(ctx, "none"); !codeIs(err, NotFound) {
		t.Errorf("no such run: %v", err)
	}
	sound(t, s)
	must(t, s.Rebuild(ctx))
	sound(t, s)
}
