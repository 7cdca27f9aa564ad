package charts

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
)

// madeImpact is the page of a revision over the small made results.
func madeImpact(s *figure.Scope) *Impact {
	return &Impact{Title: "Ảnh hưởng", Scope: s,
		Tables: []ImpactTable{{ID: "thay-doi", Title: "Điều thay đổi", About: "Thay đổi của quy tắc.", Counts: "Có 1 thay đổi.",
			Table: figure.Table{Title: "Điều thay đổi", Heads: figure.Columns("Mã", "Thay đổi"),
				Rows: []figure.Row{{Cells: []figure.Cell{figure.NameCell("1.1"), figure.NoteCell("<b>Ngưỡng</b>")}}}}}},
		Blocks: []ImpactBlock{{Code: s.Blocks()[0].Code, Counts: "Có 2 đơn vị.",
			Units: figure.Table{Title: "Đơn vị", Heads: figure.Columns("Đơn vị", "Hạng"),
				Rows: []figure.Row{{Cells: []figure.Cell{figure.NameCell("Sở B"), figure.NumberCell("2")}}}}}},
	}
}

var oneFigure = regexp.MustCompile(`(?s)<figure>.*?</figure>`)

// TestImpactPage: the page has the ranks of both versions, the tables and the labels, and carries no markup of anybody.
func TestImpactPage(t *testing.T) {
	s := figuretest.Small(nil)
	p, err := madeImpact(s).Page()
	page := written(t, p, err)
	for _, want := range []string{"Content-Security-Policy", "default-src &#39;none&#39;", `id="anh-huong-thay-doi-bang-0"`, "Điều thay đổi",
		"&lt;b&gt;Ngưỡng&lt;/b&gt;", "Có 2 đơn vị.", "thứ hạng lần trước và lần này"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	tables := 0
	for _, f := range oneFigure.FindAllString(page, -1) {
		if !strings.Contains(f, "<table aria-labelledby") {
			continue
		}
		tables++
		for _, text := range append(slices.Clone(s.Head.Labels), s.Head.Basis()) {
			if n := strings.Count(f, text); n != 1 {
				t.Errorf("a table says %d times that it rests on %q", n, text)
			}
		}
	}
	if tables != 2 {
		t.Errorf("%d tables", tables)
	}
	for _, f := range p.figures {
		figuretest.Check(t, f)
	}
}

// TestImpactOfAnotherSet: a result of another set is not shown.
func TestImpactOfAnotherSet(t *testing.T) {
	s := *figuretest.Small(nil)
	r := *s.Result
	r.Set.Version = "9.9.9"
	s.Result = &r
	if _, err := madeImpact(&s).Page(); err == nil {
		t.Error("taken")
	}
}
