package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cchc/charts"
	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/season"
	"cchc/seeds/demo"
)

// demoReport is the report of the demo year at its end, compared with the self-assessment.
func demoReport(t testing.TB) charts.Report {
	t.Helper()
	a := &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	stages := demo.Stages()
	last := stages[len(stages)-1]
	v := &view{year: season.Fold(demoLog(t, a), demoYear, last.Day), programs: programs(t, a), stage: last.Stage}
	v.plan = &planning{Calendar: season.DefaultCalendar(), units: v.year.Units}
	out, err := v.score()
	if err != nil {
		t.Fatal(err)
	}
	v.stage = engine.StageSelf
	self, err := v.score()
	if err != nil {
		t.Fatal(err)
	}
	besides := map[string]beside{}
	for _, s := range self.All() {
		besides[s.Result.Set.ID] = beside{run: "2026-final-1", self: s.Result, earlier: standings(s.Result)}
	}
	r, err := reportOf("Kết quả", v.problems(out), besides)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func standings(r *engine.Result) *figure.Earlier {
	e := &figure.Earlier{Name: "2026-self-1", Set: r.Set.ID, Version: r.Set.Version, Units: map[string]figure.Standing{}}
	for _, u := range r.Units {
		e.Units[u.Unit] = figure.Standing{Block: u.Block, Index: u.Index, Scorable: u.Scorable, Rank: u.Rank}
	}
	return e
}

// readmePictures are the pictures that the README shows.
var readmePictures = []string{"tinh-2026-tinh-mat-diem-nguyen-nhan", "so-2026-so-xep-hang", "so-2026-so-linh-vuc"}

// TestReadmePictures draws the pictures that the README shows and wants the very bytes that are there.
func TestReadmePictures(t *testing.T) {
	r := demoReport(t)
	pictures, err := r.Pictures()
	if err != nil {
		t.Fatal(err)
	}
	drawer, err := charts.NewDrawer()
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, p := range pictures {
		if !slices.Contains(readmePictures, p.Name) {
			continue
		}
		shown++
		svg, err := drawer.SVG(p.Drawing, p.Options())
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("..", "..", "charts", "doc", p.Name+".svg")
		if *update {
			if err := os.WriteFile(path, svg, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if there, err := os.ReadFile(path); err != nil || !bytes.Equal(there, svg) {
			t.Errorf("%s is not what is drawn; write it with -update (%v)", path, err)
		}
	}
	if shown != len(readmePictures) {
		t.Errorf("%d of %d pictures of the README are drawn", shown, len(readmePictures))
	}
}
