package figure_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/season"
	"cchc/seeds/demo/demotest"
)

func TestLabel(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Sở Y tế", "Sở Y tế"},
		{"direction marks", "Sở\u202eết Y\u2066", "Sởết Y"},
		{"line break", "a\nb\u0000", "ab"},
		{"long", strings.Repeat("ở", 300), strings.Repeat("ở", figure.LabelLength-1) + "…"},
		{"just fits", strings.Repeat("ở", figure.LabelLength), strings.Repeat("ở", figure.LabelLength)},
	} {
		if got := figure.Label(c.in, figure.LabelLength); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if long := strings.Repeat("ở", 300); figure.Label(long, 0) != long {
		t.Error("a label without limit was cut")
	}
}

func TestHeadSaysWhatAResultRestsOn(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	h := figure.NewHead(s.Set, s.Result, true, "")
	if want := "Dữ liệu minh họa · Bộ tiêu chí tham khảo (chưa chính thức) · Điểm tạm tính"; h.Mark() != want {
		t.Errorf("labels are %q", h.Mark())
	}
	want := "Bộ tiêu chí mau-2026, phiên bản 1.0.0 · chưa ghi thành lần chấm điểm · số liệu đến ngày 05/01/2026 · tự đánh giá" +
		" · mã đối chiếu 3f9a1c07d2e84b56"
	if h.Basis() != want {
		t.Errorf("basis is %q", h.Basis())
	}
	if h = figure.NewHead(s.Set, s.Result, false, "2026-self-1"); !strings.Contains(h.Basis(), "lần chấm điểm 2026-self-1") {
		t.Errorf("basis is %q", h.Basis())
	}
}

func TestDrawingCarriesCleanTexts(t *testing.T) {
	s := figuretest.Small(figuretest.Hostile)
	f := figure.Figure{ID: "x", Kind: "ranking", Title: s.Full("so-a"), Head: s.Head, Option: json.RawMessage(`{}`),
		Parts: []figure.Part{{From: 0, To: 2}, {From: 2, To: 3}}}
	b, err := f.Drawing()
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(b), "<>\u202e") {
		t.Errorf("drawing carries markup: %s", b)
	}
	var d figure.Drawing
	if err := json.Unmarshal(b, &d); err != nil || len(d.Parts) != 2 || d.Parts[1] != [2]int{2, 3} || d.Mark != s.Head.Mark() {
		t.Errorf("drawing is %+v, %v", d, err)
	}
}

// TestBlocksAreRankings: every unit stands in one block, by rank, those without a rank last.
func TestBlocksAreRankings(t *testing.T) {
	for _, s := range append(figuretest.Demo(t), figuretest.Small(figuretest.Plain)) {
		units := 0
		for _, b := range s.Blocks() {
			units += len(b.Units)
			for i, u := range b.Units {
				if u != &s.Result.Units[b.At[i]] || u.Block != b.Code {
					t.Errorf("%s: %s is not at its place in block %s", s.Set.ID, u.Unit, b.Code)
				}
				if i > 0 && !b.Units[i-1].Ranked && u.Ranked || i > 0 && u.Ranked && b.Units[i-1].Rank > u.Rank {
					t.Errorf("%s: %s of rank %d stands after rank %d", s.Set.ID, u.Unit, u.Rank, b.Units[i-1].Rank)
				}
			}
		}
		if units != len(s.Result.Units) {
			t.Errorf("%s: %d units in blocks, %d in the result", s.Set.ID, units, len(s.Result.Units))
		}
	}
}

func TestNewScopeRefusesWhatDoesNotBelongTogether(t *testing.T) {
	w := demotest.New(t)
	units := w.Score(t, demotest.Final()).Units
	words := figuretest.WordsOf(w.Units)
	make := func(a, b, c *season.Scored) error {
		_, err := figure.NewScope(a.Program, b.Case, c.Result, words, figure.Head{})
		return err
	}
	if err := make(units[0], units[0], units[0]); err != nil {
		t.Fatal(err)
	}
	if make(units[0], units[0], units[1]) == nil {
		t.Error("a result of another set was taken")
	}
	if make(units[0], units[1], units[0]) == nil {
		t.Error("a case of other units was taken")
	}
	other := *units[0].Case
	other.Units = append([]engine.UnitCase{}, other.Units...)
	other.Units[0].Unit.Code = "so-khac"
	if make(units[0], &season.Scored{Case: &other}, units[0]) == nil {
		t.Error("a case without one of the result's units was taken")
	}
}
