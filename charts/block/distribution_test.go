package block

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/internal/exact"
)

// By hand: position (n − 1)·k/4 from 0, linear in between. The eight are the example of spreadsheets' QUARTILE.INC and R's
// quantile(type = 7).
func TestQuartiles(t *testing.T) {
	third := exact.MustFrac(1, 3)
	for _, c := range []struct {
		values []exact.Num
		want   string
	}{
		{ints(7), "7 7 7 7 7"},
		{ints(1, 2), "1 5/4 3/2 7/4 2"},
		{ints(1, 2, 3, 4, 5), "1 2 3 4 5"},
		{ints(1, 2, 3, 4, 5, 6), "1 9/4 7/2 19/4 6"},
		{ints(3, 5, 7, 8, 12, 13, 14, 21), "3 13/2 10 53/4 21"},
		{ints(-4, -1, 0, 0, 10), "-4 -1 0 0 10"},
		{[]exact.Num{exact.Int(0), third, third.Add(third)}, "0 1/6 1/3 1/2 2/3"},
	} {
		var got []string
		for k := range 5 {
			got = append(got, quartile(c.values, k).Fraction())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("quartiles of %v: %v, want %s", c.values, got, c.want)
		}
	}
}

func ints(list ...int64) []exact.Num {
	nums := make([]exact.Num, len(list))
	for i, n := range list {
		nums[i] = exact.Int(n)
	}
	return nums
}

func TestDistributionDrawsTheResult(t *testing.T) {
	for name, s := range scopes(t) {
		f := spreadOf(t, s)
		if !f.Drawn() {
			continue
		}
		o := read(t, &f)
		boxes := o.Series["boxes"].Data
		for row, b := range s.Blocks() {
			ranked, others := indicesOf(s, b.Code)
			checkPoints(t, name, row, o.Series["ranked"].Data, ranked, s.Places())
			checkPoints(t, name, row, o.Series["others"].Data, others, s.Places())
			if len(ranked) < 5 {
				if !strings.Contains(f.About, b.Name) {
					t.Errorf("%s: nothing said of %s, which has %d ranked units", name, b.Name, len(ranked))
				}
				continue
			}
			checkBox(t, name, boxes[0], row, ranked, s.Places())
			boxes = boxes[1:]
		}
		if len(boxes) > 0 {
			t.Errorf("%s: boxes for nothing: %v", name, boxes)
		}
	}
}

// indicesOf are the indices of a block, straight from the result.
func indicesOf(s *figure.Scope, block string) (ranked, others []exact.Num) {
	for i := range s.Result.Units {
		switch u := &s.Result.Units[i]; {
		case u.Block != block || !u.Scorable:
		case u.Ranked:
			ranked = append(ranked, u.Index)
		default:
			others = append(others, u.Index)
		}
	}
	return ranked, others
}

func checkPoints(t *testing.T, name string, row int, data []datum, want []exact.Num, places exact.Rounding) {
	t.Helper()
	var got, texts []string
	for _, d := range data {
		if at := d.at(); at[1] == strconv.Itoa(row) {
			got = append(got, at[0])
		}
	}
	for _, n := range want {
		texts = append(texts, n.Decimal(places))
	}
	slices.Sort(got)
	slices.Sort(texts)
	if !slices.Equal(got, texts) {
		t.Errorf("%s, block %d: points at %v, want %v", name, row, got, texts)
	}
}

// checkBox counts units on either side of a box's five numbers: no more than k quarters below, no more than the rest above.
func checkBox(t *testing.T, name string, box datum, row int, indices []exact.Num, places exact.Rounding) {
	t.Helper()
	at := box.at()
	if at[0] != strconv.Itoa(row) || len(at) != 6 {
		t.Fatalf("%s: box of block %d is %v", name, row, at)
	}
	last := len(indices) - 1
	for k, text := range at[1:] {
		q, _, err := exact.ParseLiteral(text)
		if err != nil {
			t.Fatal(err)
		}
		below, above := 0, 0
		for _, n := range indices {
			switch n.Round(places).Cmp(q) {
			case -1:
				below++
			case 1:
				above++
			}
		}
		if 4*below > k*last+3 || 4*above > (4-k)*last+3 {
			t.Errorf("%s, block %d: quartile %d is %s with %d units below, %d above", name, row, k, text, below, above)
		}
	}
	least, most := slices.MinFunc(indices, exact.Num.Cmp), slices.MaxFunc(indices, exact.Num.Cmp)
	if at[1] != least.Decimal(places) || at[5] != most.Decimal(places) {
		t.Errorf("%s, block %d: from %s to %s, want %s to %s", name, row, at[1], at[5], least, most)
	}
}

func TestDistributionSaysWhereItsAxisBegins(t *testing.T) {
	s := figuretest.Sample(40)
	f := spreadOf(t, s)
	axis := read(t, &f).XAxis[0]
	if !strings.Contains(f.About, "bắt đầu từ "+axis.Min.String()+"%, không phải từ 0") {
		t.Errorf("axis from %s, told: %s", axis.Min, f.About)
	}
	s.Result.Units[3].Index = exact.Int(2)
	f = spreadOf(t, s)
	if axis := read(t, &f).XAxis[0]; axis.Min != "0" || strings.Contains(f.About, "bắt đầu") {
		t.Errorf("axis from %s, told: %s", axis.Min, f.About)
	}
}
