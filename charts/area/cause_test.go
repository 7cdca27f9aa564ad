package area_test

import (
	"fmt"
	"strings"
	"testing"

	"cchc/charts/area"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/exact"
)

// TestCausesAddLossesUp compares both pictures by cause with sums made here, cause after cause.
func TestCausesAddLossesUp(t *testing.T) {
	for name, s := range scopes(t) {
		for k, u := range unitsOf(s) {
			var lost, reachable, steps, counts []string
			for _, cause := range engine.Causes()[1:] {
				var l, r exact.Num
				n := 0
				for _, loss := range s.Losses[k] {
					if loss.Cause == cause {
						l, r = l.Add(loss.Lost), r.Add(loss.Reachable)
						n++
					}
				}
				if n > 0 {
					counts = append(counts, fmt.Sprint(n))
				}
				if !l.IsZero() {
					lost, steps = append(lost, l.DecimalVN(s.Places())), append(steps, l.Neg().DecimalVN(s.Places()))
				}
				if !r.IsZero() {
					reachable = append(reachable, r.DecimalVN(s.Places()))
				}
			}
			f, err := area.Causes("c", s, u)
			if err != nil {
				t.Fatal(err)
			}
			if !f.Drawn() {
				continue
			}
			marks := figuretest.Marks(t, f.Option)
			same(t, name+" "+u.Unit+" lost", textsOf(marks, "Không lấy lại được"), lost)
			open := textsOf(marks, "Còn có thể đạt")
			for i := range open {
				open[i] = strings.TrimPrefix(open[i], "≤ ")
			}
			same(t, name+" "+u.Unit+" reachable", open, reachable)
			var numbers []string
			for _, row := range f.Tables[0].Rows[:len(f.Tables[0].Rows)-1] {
				numbers = append(numbers, row.Cells[3].Text)
			}
			same(t, name+" "+u.Unit+" leaves", numbers, counts)
			w, err := area.WaterfallByCause("w", s, u)
			if err != nil {
				t.Fatal(err)
			}
			same(t, name+" "+u.Unit+" steps", textsOf(figuretest.Marks(t, w.Option), "Không lấy lại được"), steps)
		}
	}
}

// TestCausesSayWhatIsOut: what does not apply is no loss, and stands below the table.
func TestCausesSayWhatIsOut(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	f, err := area.Causes("c", s, &s.Result.Units[s.At("so-b")])
	if err != nil {
		t.Fatal(err)
	}
	want := "Không áp dụng, không tính là mất điểm: 12,000 điểm tối đa của 6 tiêu chí thành phần " +
		"(3.1.1, 3.1.2, 3.1.3, 3.2.1, 3.2.2, 3.2.3)."
	if note := f.Tables[0].Note; !strings.HasPrefix(note, want) {
		t.Errorf("note %q", note)
	}
	for _, row := range f.Tables[0].Rows {
		if strings.Contains(row.Cells[0].Text, string(engine.CauseOut)) {
			t.Error("what does not apply is listed as a cause of loss")
		}
	}
}
