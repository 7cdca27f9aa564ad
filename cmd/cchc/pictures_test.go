package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cchc/charts"
)

// demoReport is the report of the demo's last run, made as a user makes it: the year is played into a data folder and the
// recorded run drawn from there.
func demoReport(t *testing.T) *charts.Page {
	t.Helper()
	a := &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	in := &chartsFlags{run: "2026-final-1"}
	in.data = demoData(t)
	src, err := a.chartSource(context.Background(), in)
	if err != nil {
		t.Fatal(err)
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
