package main

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"cchc/engine"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/seeds/demo"
)

// BenchmarkYear measures the whole demo year: 145 units and the province over some 30,000 events in a data folder. The
// last two are what performance is judged by: a whole run from stored evidence to stored results beside the same rows only
// read and written.
func BenchmarkYear(b *testing.B) {
	a := &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	dir := b.TempDir() + "/du-lieu"
	ctx := context.Background()
	if _, err := a.demoSeason(ctx, dir); err != nil {
		b.Fatal(err)
	}
	stages := demo.Stages()
	last := stages[len(stages)-1]
	in := &caseFlags{stage: last.Stage.String(), folderFlags: folderFlags{data: dir, period: demoYear}}
	in.asOf = last.Day.String()
	open := func(b *testing.B) *store.Store {
		s, err := store.Open(dir, store.Options{Clock: ticking(season.DayStart(last.Day.Add(1)))})
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	look := func(b *testing.B, s *store.Store) *view {
		v, err := readView(ctx, s, in, last.Stage)
		if err != nil {
			b.Fatal(err)
		}
		return v
	}
	s := open(b)
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			s.Close()
			s = open(b)
		}
	})
	defer func() { s.Close() }()
	v := look(b, s)
	b.Run("read year", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Year(ctx, demoYear, last.Day); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read year and sets", func(b *testing.B) {
		for b.Loop() {
			look(b, s)
		}
	})
	b.Run("score units and province", func(b *testing.B) {
		for b.Loop() {
			if _, err := v.score(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("preview one unit", func(b *testing.B) {
		for b.Loop() {
			if _, err := v.plan.Preview(v.year, v.programs, v.prior, "xa-yen-mo", engine.StageSelf); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("run", func(b *testing.B) {
		for b.Loop() {
			v := look(b, s)
			out, err := v.score()
			if err != nil {
				b.Fatal(err)
			}
			if _, err := v.saveRun(ctx, s, out, &runFlags{by: systemActor}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("same rows read and written", func(b *testing.B) {
		out, err := v.score()
		if err != nil {
			b.Fatal(err)
		}
		run, results, err := v.year.Run("", out, v.stage)
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			run.Log = look(b, s).year.Log
			run.ID = fmt.Sprintf("bench-%d", i)
			d := season.Draft{Key: "run/" + run.ID, Kind: season.RunMade, Period: demoYear, Actor: systemActor, Happened: dayNone, Body: run}
			if _, err := s.SaveRun(ctx, d, results...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("rebuild all tables", func(b *testing.B) {
		for b.Loop() {
			if err := s.Rebuild(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("fold all events", func(b *testing.B) {
		var log []season.Event
		if err := s.Events(ctx, 0, func(e season.Event) error { log = append(log, e); return nil }); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(log)), "events")
		for b.Loop() {
			season.Fold(log, demoYear, last.Day)
		}
	})
}
