package block

import (
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/internal/exact"
)

// indexPair is a unit's two indices, straight from the two results.
type indexPair struct{ self, now exact.Num }

func pairsOf(s *figure.Scope, block string) map[string]indexPair {
	pairs := map[string]indexPair{}
	for i := range s.Result.Units {
		for k := range s.Self.Units {
			u, self := &s.Result.Units[i], &s.Self.Units[k]
			if u.Unit == self.Unit && u.Block == block && u.Scorable && self.Scorable {
				pairs[s.Short(u.Unit)] = indexPair{self.Index, u.Index}
			}
		}
	}
	return pairs
}

func TestSelfAgainstDrawsBothResults(t *testing.T) {
	for name, s := range scopes(t) {
		if s.Self == nil || strings.HasPrefix(name, "hostile") { // hostile names are cut to the same
			continue
		}
		for _, b := range s.Blocks() {
			f := build(t, "selfagainst", name, s, b)
			want := pairsOf(s, b.Code)
			if !f.Drawn() {
				if len(want) > 0 {
					t.Errorf("%s, %s: not drawn, though %d units have both", name, b.Code, len(want))
				}
				continue
			}
			o, places := read(t, &f), s.Places()
			drawn := 0
			for id, sign := range map[string]int{"lower": -1, "same": 0, "higher": 1} {
				for _, d := range o.Series[id].Data {
					p, at := want[d.Name], d.at()
					if at[0] != p.self.Decimal(places) || at[1] != p.now.Decimal(places) || p.now.Cmp(p.self) != sign {
						t.Errorf("%s, %s is drawn at %v as %s, want %s, %s", name, d.Name, at, id, p.self, p.now)
					}
					drawn++
				}
			}
			if drawn != len(want) {
				t.Errorf("%s, %s: %d units drawn of %d", name, b.Code, drawn, len(want))
			}
			checkNamed(t, name, o.Series["aid-names"].Data, want)
			checkDifferences(t, name, f.Tables[0].Rows[:drawn])
		}
	}
}

// checkNamed wants names on the units that moved most: on five, or on all that moved, and nobody else moved farther.
func checkNamed(t *testing.T, name string, named []datum, all map[string]indexPair) {
	t.Helper()
	var moves []exact.Num
	for _, p := range all {
		if !p.now.Equal(p.self) {
			moves = append(moves, p.now.Sub(p.self).Abs())
		}
	}
	slices.SortFunc(moves, func(a, b exact.Num) int { return b.Cmp(a) })
	if len(named) != min(5, len(moves)) {
		t.Errorf("%s: %d names, %d units moved", name, len(named), len(moves))
	}
	for i, d := range named {
		if p := all[d.Name]; !p.now.Sub(p.self).Abs().Equal(moves[i]) {
			t.Errorf("%s: name %d is %s, which moved %s; want a move of %s", name, i, d.Name, p.now.Sub(p.self), moves[i])
		}
	}
}

// checkDifferences wants the rows from the greatest loss to the greatest gain, each the difference of its indices as far as
// printed numbers can tell.
func checkDifferences(t *testing.T, name string, rows []figure.Row) {
	t.Helper()
	parse := func(text string) exact.Num {
		n, err := exact.ParseNumber(text)
		if err != nil {
			// "83,333" has two readings
			n, _, err = exact.ParseLiteral(strings.NewReplacer("+", "", ",", ".").Replace(text))
		}
		if err != nil {
			t.Fatalf("%s: %q: %v", name, text, err)
		}
		return n
	}
	for i, row := range rows {
		self, now, difference := parse(row.Cells[1].Text), parse(row.Cells[2].Text), parse(row.Cells[3].Text)
		if now.Sub(self).Sub(difference).Abs().Cmp(exact.MustFrac(2, 1000)) > 0 {
			t.Errorf("%s: %s less %s is not %s", name, row.Cells[2].Text, row.Cells[1].Text, row.Cells[3].Text)
		}
		if i > 0 && difference.Less(parse(rows[i-1].Cells[3].Text)) {
			t.Errorf("%s: row %d with %s stands after %s", name, i, row.Cells[3].Text, rows[i-1].Cells[3].Text)
		}
	}
}
