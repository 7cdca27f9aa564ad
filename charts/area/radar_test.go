package area_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cchc/charts/area"
	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// TestRadarDrawsShares compares the rings with shares worked out here from the result.
func TestRadarDrawsShares(t *testing.T) {
	for name, s := range scopes(t) {
		for _, u := range unitsOf(s) {
			f, err := area.Radar("radar", s, u)
			if err != nil {
				t.Fatal(err)
			}
			var reached, most []string
			for i := range s.Set.Nodes {
				n := &u.Nodes[i]
				if s.Set.Nodes[i].Kind != form.NodeArea || n.Applied.IsZero() {
					continue
				}
				reached = append(reached, percent(s, n.Points, n.Applied))
				bound := ""
				if n.Bound {
					bound = "≤ "
				}
				most = append(most, bound+percent(s, n.Points.Add(n.Reachable), n.Applied))
			}
			if !f.Drawn() {
				if len(reached) >= 3 {
					t.Errorf("%s %s: not drawn with %d areas", name, u.Unit, len(reached))
				}
				continue
			}
			if u.Reachable.IsZero() {
				most = nil
			}
			marks := figuretest.Marks(t, f.Option)
			same(t, name+" "+u.Unit+" reached", textsOf(marks, "Đã đạt"), reached)
			same(t, name+" "+u.Unit+" most", textsOf(marks, "Đã đạt và còn có thể đạt"), most)
		}
	}
}

func percent(s *figure.Scope, part, whole exact.Num) string {
	share, _ := part.Mul(exact.Int(100)).Quo(whole)
	return share.DecimalVN(s.Places())
}

// TestRadarNamesWhatHasNoAxis: an area that does not apply, one outside the scale, and fewer than three axes.
func TestRadarNamesWhatHasNoAxis(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	f, err := area.Radar("r", s, &s.Result.Units[s.At("so-b")])
	if err != nil || !strings.Contains(f.About, "Không áp dụng nên không có trục: III. Tài chính công.") {
		t.Errorf("%v: %s", err, f.About)
	}
	s = beside(t)
	f, err = area.Radar("r", s, &s.Result.Units[0])
	if err != nil || !strings.Contains(f.About, "Ngoài thang điểm nên không có trục: 4. Điểm thưởng, điểm trừ.") {
		t.Errorf("%v: %s", err, f.About)
	}
	set := figuretest.Set("Thể chế", "Thủ tục")
	two := figuretest.Unit(set, "so-a", "so", func(int, *form.Node) figuretest.Outcome {
		return figuretest.Outcome{State: engine.Missing}
	})
	s = figuretest.Scope(set, figuretest.Result(set, two), figuretest.Plain)
	f, err = area.Radar("r", s, &s.Result.Units[0])
	if err != nil || f.Drawn() || !strings.Contains(f.State, "từ 3 lĩnh vực") {
		t.Errorf("%v, drawn %v: %s", err, f.Drawn(), f.State)
	}
	figuretest.Check(t, &f)
}

// TestRadarBelowZero: the centre lies below the lowest share.
func TestRadarBelowZero(t *testing.T) {
	s := beside(t) // area 1 of "tru": −6 + 2/3, rounded, of 4
	f, err := area.Radar("r", s, &s.Result.Units[s.At("tru")])
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Radar struct{ Indicator []struct{ Min, Max int } }
	}
	if err := json.Unmarshal(f.Option, &o); err != nil {
		t.Fatal(err)
	}
	for _, axis := range o.Radar.Indicator {
		if axis.Min != -200 || axis.Max != 100 {
			t.Errorf("axis from %d to %d", axis.Min, axis.Max)
		}
	}
	if !strings.Contains(f.About, "tâm là -200%") {
		t.Error(f.About)
	}
}
