package area_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"cchc/charts/area"
	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/seeds/demo/demotest"
)

func anchor(code string) string { return "vi-sao-" + code }

// builders are the pictures of one unit.
var builders = []struct {
	id    string
	build func(string, *figure.Scope, *engine.UnitResult) (figure.Figure, error)
}{
	{"radar", area.Radar}, {"theo-linh-vuc", area.WaterfallByArea},
	{"theo-nguyen-nhan", area.WaterfallByCause}, {"nguyen-nhan", area.Causes},
}

// underWay is a day on which much is still open.
func underWay() demotest.Moment { return demotest.Moment{AsOf: day.Must(2026, 9, 20)} }

var made map[string]*figure.Scope

// scopes are results of every kind that is drawn, by name. They are made once; no test changes them.
func scopes(t testing.TB) map[string]*figure.Scope {
	t.Helper()
	if made == nil {
		made = makeScopes(t)
	}
	return made
}

func makeScopes(t testing.TB) map[string]*figure.Scope {
	t.Helper()
	all := map[string]*figure.Scope{
		"plain": figuretest.Small(figuretest.Plain), "hostile": figuretest.Small(figuretest.Hostile),
		"sample": figuretest.Sample(145), "beside": beside(t),
	}
	for name, at := range map[string]demotest.Moment{"final": demotest.Final(), "under-way": underWay()} {
		for _, s := range figuretest.DemoAt(t, at) {
			all[s.Set.ID+"-"+name] = s
		}
	}
	return all
}

func unitsOf(s *figure.Scope) []*engine.UnitResult {
	var units []*engine.UnitResult
	for i := range s.Result.Units {
		units = append(units, &s.Result.Units[i])
	}
	return units
}

// beside is a set with points outside the scale and rounding at criteria, scored: the unit "tru" ends below 0.
func beside(t testing.TB) *figure.Scope {
	t.Helper()
	l, found := rules.Load(os.DirFS("testdata"), "beside.yaml")
	if l == nil {
		t.Fatal(found)
	}
	p, err := engine.Compile(l.Set)
	if err != nil {
		t.Fatal(err)
	}
	unit := func(code string, given map[string]int64) engine.UnitCase {
		uc := engine.UnitCase{Unit: engine.Unit{Code: code, Block: "so"}}
		for name, n := range given {
			uc.Facts = append(uc.Facts, engine.Fact{Input: name, Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(n)}})
		}
		open := engine.Value{Type: form.TypeBool, Bool: given["vi_pham"] == 0}
		uc.Facts = append(uc.Facts, engine.Fact{Input: "dat", Value: open})
		return uc
	}
	c := &engine.Case{Set: l.Set, AsOf: day.Must(2026, 12, 31), Units: []engine.UnitCase{
		unit("thuong", map[string]int64{"giao": 3, "xong": 2, "vi_pham": 0, "sang_kien": 4, "phe_binh": 0}),
		unit("tru", map[string]int64{"giao": 3, "xong": 1, "vi_pham": 4, "sang_kien": 0, "phe_binh": 4}),
	}}
	r, err := p.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	s, err := figure.NewScope(p, c, r, figuretest.Words(figuretest.Plain), figure.NewHead(l.Set, r, true, ""))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFiguresKeepTheirPromises builds every picture of every unit, and the Pareto of every block.
func TestFiguresKeepTheirPromises(t *testing.T) {
	for name, s := range scopes(t) {
		t.Run(name, func(t *testing.T) {
			for _, u := range unitsOf(s) {
				for _, b := range builders {
					f, err := b.build(name+"-"+b.id+"-"+u.Unit, s, u)
					if err != nil {
						t.Fatal(err)
					}
					figuretest.Check(t, &f)
					wide(t, &f)
				}
			}
			for _, block := range s.Blocks() {
				for _, units := range [][]*engine.UnitResult{block.Units, block.Units[:1]} {
					f := pareto(t, s, name+"-pareto-"+block.Code+fmt.Sprint(len(units)), units)
					figuretest.Check(t, &f)
					wide(t, &f)
				}
			}
		})
	}
}

func pareto(t testing.TB, s *figure.Scope, id string, units []*engine.UnitResult) figure.Figure {
	t.Helper()
	f, err := area.Pareto(id, s, "Tiêu chí thành phần chưa đạt nhiều điểm nhất", units, anchor)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// wide checks that rows of a figure's tables have as many cells as there are columns.
func wide(t *testing.T, f *figure.Figure) {
	t.Helper()
	for _, table := range f.Tables {
		for _, row := range table.Rows {
			if len(row.Cells) != len(table.Heads[0]) {
				t.Errorf("%s: %q has %d cells under %d heads", f.ID, row.Cells[0].Text, len(row.Cells), len(table.Heads[0]))
			}
		}
	}
}

// TestFiguresAreTheSameAgain builds twice and wants the same bytes.
func TestFiguresAreTheSameAgain(t *testing.T) {
	s := figuretest.Sample(20)
	build := func() []byte {
		var all []figure.Figure
		for _, b := range builders {
			f, err := b.build(b.id, s, &s.Result.Units[3])
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, f)
		}
		text, err := json.Marshal([]any{append(all, pareto(t, s, "pareto", unitsOf(s))), area.Drills(s, unitsOf(s), anchor)})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if !bytes.Equal(build(), build()) {
		t.Error("built twice, not the same")
	}
}

// TestNothingAppliesIsSaid: of a unit to which nothing applies there is a sentence and no picture.
func TestNothingAppliesIsSaid(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	u := &s.Result.Units[s.At("xa-d")]
	var figures []figure.Figure
	for _, b := range builders {
		f, err := b.build(b.id, s, u)
		if err != nil {
			t.Fatal(err)
		}
		figures = append(figures, f)
	}
	figures = append(figures, pareto(t, s, "pareto", []*engine.UnitResult{u}), pareto(t, s, "khong-co", nil))
	for i := range figures {
		if f := &figures[i]; f.Drawn() || f.Marks != 0 || !strings.HasSuffix(f.State, ".") || len(f.Tables) == 0 {
			t.Errorf("%s: drawn %v, %d marks, %q", f.ID, f.Drawn(), f.Marks, f.State)
		}
	}
	if drills := area.Drills(s, []*engine.UnitResult{u}, anchor); len(drills) != 0 {
		t.Errorf("%d drills of a unit to which nothing applies", len(drills))
	}
}

// TestAllIsReached: a unit with all its points has no causes to draw, and a waterfall with nothing between its levels.
func TestAllIsReached(t *testing.T) {
	set := figuretest.Set("Thể chế", "Thủ tục", "Tài chính công")
	full := figuretest.Unit(set, "so-a", "so", func(_ int, n *form.Node) figuretest.Outcome {
		return figuretest.Outcome{State: engine.Scored, Points: n.Max}
	})
	s := figuretest.Scope(set, figuretest.Result(set, full), figuretest.Plain)
	u := &s.Result.Units[0]
	causes, err := area.Causes("c", s, u)
	if err != nil || causes.Drawn() || !strings.Contains(causes.State, "đạt đủ") {
		t.Errorf("%v, drawn %v: %q", err, causes.Drawn(), causes.State)
	}
	if f := pareto(t, s, "p", unitsOf(s)); f.Drawn() || !strings.Contains(f.State, "Không có tiêu chí thành phần nào") {
		t.Errorf("drawn %v: %q", f.Drawn(), f.State)
	}
	w, err := area.WaterfallByArea("w", s, u)
	if err != nil {
		t.Fatal(err)
	}
	if marks := figuretest.Check(t, &w); len(marks) != 3 || marks[0].Texts[0] != "36,000" || marks[2].Texts[0] != "100,000" {
		t.Errorf("marks %+v", marks)
	}
}

// textsOf are the numbers that a picture draws in a series, in order.
func textsOf(marks []figuretest.Mark, series string) []string {
	var texts []string
	for _, m := range marks {
		if m.Series == series {
			texts = append(texts, m.Texts...)
		}
	}
	return texts
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n drawn %q\n want  %q", what, got, want)
	}
}
