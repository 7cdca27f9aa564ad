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

// account is what lies between a set's maximum and a unit's points, taken from its leaves and the sections beside the scale.
type account struct{ out, lost, reachable, outside, rounded exact.Num }

func accountOf(s *figure.Scope, u *engine.UnitResult) account {
	var a account
	var points exact.Num
	for i := range s.Set.Nodes {
		n, r := &s.Set.Nodes[i], &u.Nodes[i]
		section := i
		for s.Set.Nodes[section].Parent >= 0 {
			section = s.Set.Nodes[section].Parent
		}
		switch {
		case n.Outside:
			a.outside = a.outside.Add(r.Points)
		case n.Kind == form.NodeLeaf && !s.Set.Nodes[section].Outside && !n.Leaf.Unscored:
			a.out = a.out.Add(n.Max.Sub(r.Applied))
			a.lost, a.reachable = a.lost.Add(r.Lost), a.reachable.Add(r.Reachable)
			points = points.Add(r.Points)
		}
	}
	a.rounded = u.Points.Sub(points).Sub(a.outside)
	return a
}

// TestWaterfallsAddUp: for every unit the steps lead exactly from the maximum to the points, and each is drawn.
func TestWaterfallsAddUp(t *testing.T) {
	for name, s := range scopes(t) {
		for _, u := range unitsOf(s) {
			a := accountOf(s, u)
			rest := u.Max.Sub(a.out).Sub(a.lost).Sub(a.reachable).Add(a.outside).Add(a.rounded)
			if !rest.Equal(u.Points) || !u.Max.Sub(a.out).Equal(u.Applied) {
				t.Errorf("%s %s: steps lead to %s, not %s", name, u.Unit, rest, u.Points)
			}
			if !u.Scorable {
				continue
			}
			byArea, err := area.WaterfallByArea("w", s, u)
			if err != nil {
				t.Fatal(err)
			}
			byCause, err := area.WaterfallByCause("w", s, u)
			if err != nil {
				t.Fatal(err)
			}
			areas, causes := figuretest.Marks(t, byArea.Option), figuretest.Marks(t, byCause.Option)
			for _, series := range []string{"Không áp dụng", "Cộng, trừ khác", "Điểm tối đa", "Điểm", "Chỉ số (%)"} {
				want := a.drawn(s, u)[series]
				same(t, name+" "+u.Unit+" by area, "+series, textsOf(areas, series), want)
				same(t, name+" "+u.Unit+" by cause, "+series, textsOf(causes, series), want)
			}
			for series, of := range map[string]func(*engine.NodeResult) exact.Num{
				"Không lấy lại được": func(n *engine.NodeResult) exact.Num { return n.Lost },
				"Còn có thể đạt":     func(n *engine.NodeResult) exact.Num { return n.Reachable },
			} {
				same(t, name+" "+u.Unit+" by area, "+series, textsOf(areas, series), areaTexts(s, u, of))
			}
		}
	}
}

// drawn are the numbers of the series that do not depend on what the steps are split by.
func (a *account) drawn(s *figure.Scope, u *engine.UnitResult) map[string][]string {
	text := func(n exact.Num) string { return n.DecimalVN(s.Places()) }
	want := map[string][]string{
		"Điểm tối đa": {text(u.Max)}, "Điểm": {text(u.Points)}, "Chỉ số (%)": {text(u.Index)},
	}
	if !a.out.IsZero() {
		want["Không áp dụng"] = []string{text(a.out.Neg())}
		want["Điểm tối đa"] = append(want["Điểm tối đa"], text(u.Applied))
	}
	if !a.outside.IsZero() {
		want["Cộng, trừ khác"] = append(want["Cộng, trừ khác"], text(a.outside))
	}
	if !a.rounded.IsZero() {
		places := s.Places()
		for a.rounded.Round(places).IsZero() {
			places.Decimals++
		}
		want["Cộng, trừ khác"] = append(want["Cộng, trừ khác"], a.rounded.DecimalVN(places))
	}
	return want
}

func areaTexts(s *figure.Scope, u *engine.UnitResult, of func(*engine.NodeResult) exact.Num) []string {
	var texts []string
	for i := range s.Set.Nodes {
		if n := of(&u.Nodes[i]); s.Set.Nodes[i].Kind == form.NodeArea && !s.Set.Nodes[i].Outside && !n.IsZero() {
			texts = append(texts, n.Neg().DecimalVN(s.Places()))
		}
	}
	return texts
}

// TestWaterfallBesideTheScale: the bonus section counts as capped, criteria are rounded, and a total below 0 has its axis.
func TestWaterfallBesideTheScale(t *testing.T) {
	s := beside(t)
	for unit, want := range map[string][]string{
		// 4/3 → 1,3 and 2 of area 1, 1 of area 2, 2/3 → 0,7 of area 3; four initiatives, of which three count
		"thuong": {"6,0|-0,7", "-0,3", "1,5", "-0,03", "6,5|108,3", "0.0"},
		// 2/3 → 0,7 and −6 of area 1, 0 of area 2, 1/3 → 0,3 of area 3; four rebukes, of which two count
		"tru": {"6,0|-9,3", "-1,0", "-0,7", "-1,0", "0,03", "-6,0|-100,0", "-6.0"},
	} {
		u := &s.Result.Units[s.At(unit)]
		f, err := area.WaterfallByArea("w-"+unit, s, u)
		if err != nil {
			t.Fatal(err)
		}
		figuretest.Save(t, &f)
		marks := figuretest.Marks(t, f.Option)
		level := func(series string) string { return strings.Join(textsOf(marks, series), "|") }
		got := []string{level("Điểm tối đa") + "|" + textsOf(marks, "Không lấy lại được")[0]}
		got = append(got, textsOf(marks, "Không lấy lại được")[1:]...)
		got = append(got, textsOf(marks, "Cộng, trừ khác")...)
		got = append(got, level("Điểm")+"|"+level("Chỉ số (%)"))
		var o struct{ XAxis []struct{ Min json.Number } }
		if err := json.Unmarshal(f.Option, &o); err != nil {
			t.Fatal(err)
		}
		same(t, unit, append(got, o.XAxis[0].Min.String()), want)
	}
}

// TestUnexplainedIsRefused: a result whose parts do not make its total gives no picture.
func TestUnexplainedIsRefused(t *testing.T) {
	for what, spoil := range map[string]func(*figure.Scope, *engine.UnitResult){
		"points":  func(_ *figure.Scope, u *engine.UnitResult) { u.Exact = u.Exact.Add(exact.Int(1)) },
		"maximum": func(_ *figure.Scope, u *engine.UnitResult) { u.Applied = u.Applied.Sub(exact.Int(1)) },
		"areas": func(s *figure.Scope, u *engine.UnitResult) {
			u.Nodes[0].Lost = u.Nodes[0].Lost.Add(exact.MustFrac(1, 1000000))
		},
	} {
		s := figuretest.Small(figuretest.Plain)
		u := &s.Result.Units[0]
		spoil(s, u)
		if f, err := area.WaterfallByArea("w", s, u); err == nil || f.Drawn() {
			t.Errorf("%s: a waterfall that does not add up is drawn", what)
		}
	}
	s := figuretest.Small(figuretest.Plain)
	s.Losses[0] = s.Losses[0][1:]
	if f, err := area.WaterfallByCause("w", s, &s.Result.Units[0]); err == nil || f.Drawn() {
		t.Error("a waterfall by cause lacks a loss and is drawn")
	}
	if f, err := area.Causes("c", s, &s.Result.Units[0]); err == nil || f.Drawn() {
		t.Error("causes lack a loss and are drawn")
	}
}
