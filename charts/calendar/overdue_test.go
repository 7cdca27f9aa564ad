package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/seeds/demo/demotest"
)

// percent is a share with one decimal, half up, by whole numbers alone.
func percent(n, total int) string {
	tenths := (2000*n + total) / (2 * total)
	return fmt.Sprintf("%d,%d%%", tenths/10, tenths%10)
}

// TestOverdueOfDemoYear: numbers and shares of every block, and who is in trouble, as the engine says of every unit.
func TestOverdueOfDemoYear(t *testing.T) {
	for _, at := range []demotest.Moment{autumn, demotest.Final()} {
		all, each := owedAt(t, at)
		counts, totals := map[string]map[string]int{}, map[string]int{}
		trouble := map[string][]string{}
		each(func(_ scored, uc *engine.UnitCase, owed []engine.Delivery) {
			name := "Khối " + uc.Unit.Block
			if counts[name] == nil {
				counts[name] = map[string]int{}
			}
			of, late := map[engine.DeliveryState]int{}, 0
			for _, d := range owed {
				counts[name][deliveryName(d.State)]++
				totals[name]++
				of[d.State]++
				late += d.Late
			}
			if bad := len(owed) - of[engine.DeliveredInTime] - of[engine.DeliveryAhead]; bad > 0 {
				u, _ := world(t).Units.ByCode(uc.Unit.Code)
				trouble[name] = append(trouble[name], fmt.Sprintf("%03d %03d %s | %d | %d | %d | %d | %d | %d | %d", 999-bad, 999-late,
					u.Name, len(owed),
					of[engine.DeliveredInTime], of[engine.DeliveredLate], of[engine.DeliveryAbsent],
					of[engine.DeliveryMissing], of[engine.DeliveryAhead], late))
			}
		})
		f, err := Overdue("tre-han", "Trễ hạn", scopesOf(all))
		check(t, f, err)
		o := read(t, &f)
		blocks := texts(t, o.YAxis[0].Data)
		seen := 0
		for _, series := range o.Series {
			for row, d := range series.Data {
				want := counts[blocks[row]][series.Name]
				if got := strings.Join(d.Texts, " "); want > 0 && got != fmt.Sprint(want, " ", percent(want, totals[blocks[row]])) ||
					want == 0 && got != "" {
					t.Errorf("%s: %s %q, want %d of %d", blocks[row], series.Name, got, want, totals[blocks[row]])
				}
				if place := fmt.Sprintf("[%d,%d,", want, row); want > 0 && !strings.HasPrefix(string(d.Value), place) {
					t.Errorf("%s: %s is drawn at %s", blocks[row], series.Name, d.Value)
				}
				seen += want
			}
		}
		if len(blocks) != 3 || seen != totals[blocks[0]]+totals[blocks[1]]+totals[blocks[2]] || seen < 1000 {
			t.Errorf("%d of %v in %v", seen, totals, blocks)
		}
		for i, name := range blocks {
			want := trouble[name]
			slices.SortStableFunc(want, func(a, b string) int { return cmp.Compare(a[:7], b[:7]) }) // the case lists units by code
			for k := range want {
				want[k] = want[k][8:]
			}
			if got := lines(f.Tables[1+i]); !slices.Equal(got, want) || !strings.HasSuffix(f.Tables[1+i].Title, name) {
				t.Errorf("%s\n%s\nwant\n%s", f.Tables[1+i].Title, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// TestOverdueBlockWithoutObligations: it keeps its row, without a bar or a share.
func TestOverdueBlockWithoutObligations(t *testing.T) {
	s := owing(figuretest.Small(figuretest.Plain)) // the only unit of its second block owes nothing
	f, err := Overdue("tre-han", "Trễ hạn", scopesOf([]scored{{Scope: s}}))
	check(t, f, err)
	o := read(t, &f)
	for _, series := range o.Series {
		if d := series.Data[1]; len(d.Texts) > 0 || string(d.Value) != `"-"` {
			t.Errorf("%s is drawn at %s", series.Name, d.Value)
		}
	}
	if o.Series[0].Data[1].Note != noneDue {
		t.Errorf("the empty row says %q", o.Series[0].Data[1].Note)
	}
	if got, want := lines(f.Tables[0])[1], "Khối xa | 1 | 0 | 0 | – | 0 | – | 0 | – | 0 | – | 0 | –"; got != want {
		t.Errorf("row %q, want %q", got, want)
	}
}
