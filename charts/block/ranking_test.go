package block

import (
	"strconv"
	"strings"
	"testing"

	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

func TestRankingDrawsTheResult(t *testing.T) {
	for name, s := range scopes(t) {
		for _, b := range s.Blocks() {
			f := build(t, "ranking", name, s, b)
			if !f.Drawn() {
				continue
			}
			o, units, seen := read(t, &f), inBlock(s, b.Code), 0
			for id, series := range o.Series {
				if len(series.Data) != len(units) || len(o.YAxis[0].Data) != len(units) {
					t.Fatalf("%s, series %s: %d marks for %d units", name, id, len(series.Data), len(units))
				}
				for k, u := range units {
					got, want := series.Data[k], rankingMark(s.Set, u, id, series.Name, k)
					if string(got.Value) != want {
						t.Errorf("%s, series %s, row %d (%s): drawn %s, want %s", name, id, k, u.Unit, got.Value, want)
					}
				}
				seen++
			}
			if want := sectionsOf(s.Set) + 2; seen != want {
				t.Errorf("%s: %d series, want %d", name, seen, want)
			}
			for k, u := range units {
				wantIndex := "không áp dụng"
				if u.Scorable {
					wantIndex = u.Index.DecimalVN(s.Places()) + "%"
				}
				if got := o.Series["aid-index"].Data[k].Note; got != wantIndex {
					t.Errorf("%s, row %d: index %s, want %s", name, k, got, wantIndex)
				}
				if label := o.YAxis[0].Data[k]; u.Ranked != strings.HasPrefix(label, strconv.Itoa(u.Rank)+". ") {
					t.Errorf("%s, row %d is labelled %q, its rank is %d", name, k, label, u.Rank)
				}
			}
		}
	}
}

// rankingMark is what a unit's mark of a series must be drawn at.
func rankingMark(set *form.Set, u *engine.UnitResult, id, name string, row int) string {
	places := set.Rounding.Rounding
	at := "," + strconv.Itoa(row) + "]"
	switch id {
	case "applied":
		if u.Applied.IsZero() {
			return `"-"`
		}
		return "[" + u.Applied.Decimal(places) + at
	case "aid-index":
		if u.Applied.Less(u.Points) {
			return "[" + u.Points.Decimal(places) + at
		}
		return "[" + u.Applied.Decimal(places) + at
	}
	for i := range set.Nodes {
		if n := &set.Nodes[i]; n.Code+". "+n.Name == name {
			if u.Nodes[i].State == engine.NotApplicable {
				return `"-"`
			}
			return u.Nodes[i].Points.Decimal(places)
		}
	}
	return "no such area"
}

// sectionsOf counts a set's areas.
func sectionsOf(set *form.Set) int {
	areas := 0
	for i := range set.Nodes {
		if set.Nodes[i].Parent < 0 {
			areas++
		}
	}
	return areas
}

// What the page before had of a unit must still be there.
func TestStandingsCountEveryLeaf(t *testing.T) {
	for name, s := range scopes(t) {
		leaves := 0
		for i := range s.Set.Nodes {
			if s.Set.Nodes[i].Kind == form.NodeLeaf && !s.Set.Nodes[i].Leaf.Unscored {
				leaves++
			}
		}
		for _, b := range s.Blocks() {
			f := build(t, "ranking", name, s, b)
			for _, row := range f.Tables[0].Rows {
				sum := 0
				for _, c := range row.Cells[len(row.Cells)-6:] {
					n, err := strconv.Atoi(c.Text)
					if err != nil {
						t.Fatal(err)
					}
					sum += n
				}
				if sum != leaves {
					t.Errorf("%s, %s: %d leaves counted, the set has %d", name, row.Cells[0].Text, sum, leaves)
				}
			}
		}
	}
}

func TestRankingAxisBeginsAtZeroUnlessPointsAreNegative(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	for _, c := range []struct {
		points exact.Num
		min    string
	}{{exact.Int(5), "0"}, {exact.Int(-5), ""}} {
		s.Result.Units[0].Nodes[0].Points = c.points
		f := build(t, "ranking", "x", s, s.Blocks()[0])
		if got := read(t, &f).XAxis[0].Min; got.String() != c.min {
			t.Errorf("an area with %s points: the axis begins at %q, want %q", c.points, got, c.min)
		}
	}
}
