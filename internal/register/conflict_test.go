package register_test

import (
	"fmt"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/register"
	"cchc/internal/season"
)

// stated is what a layer says of a place.
func stated(input, row, field string, layer engine.Layer, v engine.Value, source string) season.FactState {
	return season.FactState{Fact: engine.Fact{Input: input, Row: row, Field: field, Layer: layer, Value: v, Source: source,
		Recorded: day.Must(2026, 6, 1)}}
}

func counted(n int64) engine.Value { return engine.Value{Type: form.TypeNumber, Num: exact.Int(n)} }

func dayValue(d day.Day) engine.Value { return engine.Value{Type: form.TypeDate, Day: d} }

func TestConflicts(t *testing.T) {
	y := theYear()
	corrected := stated("sk_so", "", "", engine.LayerAppraisal1, counted(2), "decisions.csv:3")
	corrected.By = "so-noi-vu/B"
	y.Known = []season.UnitYear{
		{Unit: "so-y-te", Facts: []season.FactState{
			stated("kh", "", "", engine.LayerDeclared, dayValue(day.Must(2026, 1, 10)), "facts.csv:2"),
			stated("kh", "", "", engine.LayerRegister, dayValue(day.Must(2026, 1, 20)), "sổ ke-hoach-cchc"),
			stated("kh_linh_vuc", "", "", engine.LayerDeclared, counted(7), "facts.csv:3"), // the same in both: no conflict
			stated("kh_linh_vuc", "", "", engine.LayerRegister, counted(7), "sổ ke-hoach-cchc"),
			stated("not_in_the_set", "", "", engine.LayerDeclared, counted(1), ""),
			stated("not_in_the_set", "", "", engine.LayerRegister, counted(2), ""),
			stated("sk_so", "", "", engine.LayerDeclared, counted(5), "facts.csv:4"),
			corrected,
		}, Decisions: []season.Judgement{
			{ID: "1", Decision: engine.Decision{Kind: engine.DecideReject, Input: "kh", Layer: engine.LayerAppraisal1}},
			{ID: "2", Decision: engine.Decision{Kind: engine.DecideAccept, Input: "sk_so", Layer: engine.LayerFinal}},
		}},
		{Unit: "tinh", Facts: []season.FactState{ // its set was not asked about
			stated("tthc_sai", "", "", engine.LayerDeclared, counted(0), ""),
			stated("tthc_sai", "", "", engine.LayerRegister, counted(1), ""),
		}},
		{Unit: "van-phong-ubnd-tinh", Facts: []season.FactState{
			stated("bao_cao", "2026-Q1", "received", engine.LayerDeclared, dayValue(day.Must(2026, 3, 14)), "facts.csv:9"),
			stated("bao_cao", "2026-Q1", "received", engine.LayerRegister, dayValue(day.Must(2026, 3, 16)), "sổ bao-cao"),
			stated("bao_cao", "2026-Q2", "received", engine.LayerRegister, dayValue(day.Must(2026, 6, 16)), "sổ bao-cao"),
			stated("kh", "", "", engine.LayerDeclared, engine.Value{Type: form.TypeDate, None: true}, "facts.csv:8"),
			stated("kh", "", "", engine.LayerRegister, dayValue(day.Must(2026, 1, 20)), "sổ ke-hoach-cchc"),
		}},
	}
	want := strings.TrimPrefix(`
so-y-te so kh  : declared 10/01/2026 (facts.csv:2) rejected | register 20/01/2026 (sổ ke-hoach-cchc) rejected
so-y-te so sk_so  : declared 5 (facts.csv:4) | appraisal1 2 (decisions.csv:3) so-noi-vu/B COUNTS
van-phong-ubnd-tinh so bao_cao 2026-Q1 received: declared 14/03/2026 (facts.csv:9) | register 16/03/2026 (sổ bao-cao) COUNTS
van-phong-ubnd-tinh so kh  : declared khong_co (facts.csv:8) | register 20/01/2026 (sổ ke-hoach-cchc) COUNTS
`, "\n")
	for range 3 {
		if got := shownConflicts(register.Conflicts(y, theSet(t, "so-2026"), theSet(t, "xa-2026"))); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	}
	if got := register.Conflicts(y); got != nil {
		t.Errorf("%d conflicts in no set", len(got))
	}
}

func shownConflicts(conflicts []register.Conflict) string {
	var b strings.Builder
	for _, c := range conflicts {
		claims := make([]string, len(c.Claims))
		for i, cl := range c.Claims {
			claims[i] = fmt.Sprintf("%s %s (%s)", cl.Layer, cl.Text, cl.Source)
			if cl.By != "" {
				claims[i] += " " + cl.By
			}
			if cl.Rejected {
				claims[i] += " rejected"
			}
			if cl.Counts {
				claims[i] += " COUNTS"
			}
		}
		fmt.Fprintf(&b, "%s %s %s %s %s: %s\n", c.Unit, c.Block, c.Input, c.Row, c.Field, strings.Join(claims, " | "))
	}
	return b.String()
}
