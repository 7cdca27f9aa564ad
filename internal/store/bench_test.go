package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
)

// manyFacts are figures of all units, as a year of registers and declarations brings them.
func manyFacts(n int) []season.Draft {
	units := seeds.DefaultUnits().Scored("", day.Must(2026, 6, 1))
	list := make([]season.Draft, n)
	for i := range list {
		input := fmt.Sprintf("chi_tieu_%03d", i/len(units)%97)
		row := ""
		if i%3 == 0 {
			row = fmt.Sprintf("2026-Q%d", 1+i/len(units)%4)
		}
		list[i] = draft(&season.FactState{Fact: engine.Fact{Input: input, Row: row, Layer: engine.LayerRegister,
			Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(int64(i))}, Source: "sổ pakn, 12 dòng",
			Document: fmt.Sprintf("%d/BC-SNV", i), Recorded: day.None}}, "2026", units[i%len(units)].Code)
	}
	return list
}

// BenchmarkAppend records 20,000 facts in one transaction.
func BenchmarkAppend(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s, _ := demo(b, seeds.DefaultUnits())
		drafts := manyFacts(20_000)
		b.StartTimer()
		_, err := s.Append(ctx, drafts)
		must(b, err)
	}
}

// BenchmarkAppendOne records one fact: what a unit waits for.
func BenchmarkAppendOne(b *testing.B) {
	s, _ := demo(b, seeds.DefaultUnits())
	for i := 0; b.Loop(); i++ {
		_, err := s.Append(ctx, []season.Draft{number("so-y-te", "a", int64(i))})
		must(b, err)
	}
}

// full is a folder with 20,000 facts of 145 units.
func full(b *testing.B) *Store {
	s, _ := demo(b, seeds.DefaultUnits())
	_, err := s.Append(ctx, manyFacts(20_000))
	must(b, err)
	return s
}

func BenchmarkYear(b *testing.B) {
	s := full(b)
	for b.Loop() {
		y, err := s.Year(ctx, "2026", now)
		must(b, err)
		if len(y.Known) != 145 {
			b.Fatal(len(y.Known))
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	s := full(b)
	o := Options{Clock: s.clock}
	must(b, s.Close())
	for b.Loop() {
		must(b, reopen(s.dir, o))
	}
	*s = *reopened(b, s.dir, o)
	b.ReportMetric(float64(len(copyOf(b, filepath.Join(s.dir, databaseFile))))/1e6, "MB")
}

func BenchmarkEvents(b *testing.B) {
	s := full(b)
	for b.Loop() {
		must(b, s.Events(ctx, 0, func(season.Event) error { return nil }))
	}
}

func BenchmarkRebuild(b *testing.B) {
	s := full(b)
	for b.Loop() {
		must(b, s.Rebuild(ctx))
	}
}

func BenchmarkCompare(b *testing.B) {
	s := full(b)
	for b.Loop() {
		_, err := s.Compare(ctx)
		must(b, err)
	}
}
