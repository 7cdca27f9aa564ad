package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cchc/charts"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/season"
	"cchc/seeds/demo"
)

// demoReport is the report of the demo year at its end, compared with the self-assessment.
func demoReport(t testing.TB) *charts.Page {
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
	src := &chartSource{all: v.problems(out)}
	for i, s := range src.all {
		before := self.All()[i]
		if err := src.show(s, "2026-final-1", before.Result, figuretest.EarlierOf("2026-self-1", before)); err != nil {
			t.Fatal(err)
		}
	}
	page, err := src.report()
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// readmePictures are the pictures that the README shows.
var readmePictures = []string{"tinh-2026-tinh-mat-diem-nguyen-nhan", "so-2026-so-xep-hang", "so-2026-so-linh-vuc"}

// TestReadmePictures draws the pictures that the README shows and wants the very bytes that are there.
func TestReadmePictures(t *testing.T) {
	drawer, err := charts.NewDrawer()
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, p := range demoReport(t).Pictures() {
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
