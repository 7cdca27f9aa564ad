package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/audit"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/rules/rulestest"
	"cchc/seeds"
)

// sizedSource is a run of so many units by a set of so many subcriteria: in turn bands, a share, deductions and a comparison with the
// best of the block, over two figures each, some of them missing.
func sizedSource(t testing.TB, units, leaves int) *audit.Source {
	t.Helper()
	var inputs, children strings.Builder
	for i := range leaves {
		fmt.Fprintf(&inputs, "  a%d: {type: count, label: \"Tử số %d\", declared_by: so-noi-vu}\n  b%d: {type: count, label: \"Mẫu số %d\", declared_by: so-noi-vu}\n", i, i, i, i)
		rule := ""
		switch i % 4 {
		case 0:
			rule = fmt.Sprintf("value: a%d, bands: [{from: 40, points: 1, because: \"Từ 40\"}, {from: 20, points: 0.5, because: \"Từ 20\"}, {else: true, points: 0, because: \"Dưới 20\"}]", i)
		case 1:
			rule = fmt.Sprintf("value: \"a%d / b%d\", bands: [{from: 0.8, points: 1, because: \"Từ 80%%\"}, {else: true, points: 0, because: \"Dưới 80%%\"}]", i, i)
		case 2:
			rule = fmt.Sprintf("deductions: {start: max, floor: 0, each: [{count: a%d, points: -0.1, because: \"{n} lần\"}]}", i)
		default:
			rule = fmt.Sprintf("relative: {value: a%d, to: best, direction: up, best_is_zero: zero}", i)
		}
		fmt.Fprintf(&children, "      - {code: \"1.%d\", name: \"Tiêu chí thành phần số %d\", max: 1, %s}\n", i+1, i+1, rule)
	}
	text := fmt.Sprintf(`
set:
  id: lon
  version: 1.0.0
  title: "Bộ đo"
  reference: "Bộ tiêu chí tham khảo"
  scope: unit
  blocks: [xa]
  max: %d
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 3, mode: half_up}
  ties: shared_skip
classes:
  - {bands: [{from: 50, name: "Đạt"}, {else: true, name: "Chưa đạt"}]}
inputs:
%sareas:
  - code: "1"
    name: "Lĩnh vực"
    max: %d
    children:
%s`, leaves, inputs.String(), leaves, children.String())
	p := rulestest.Program(t, text)
	y := &season.Year{AsOf: day.Must(2027, 1, 20)}
	list := make([]seeds.Unit, units)
	for i := range list {
		code := fmt.Sprintf("xa-%04d", i)
		list[i] = seeds.Unit{Code: code, Name: "Xã " + code, Block: "xa", ValidFrom: day.None, ValidTo: day.None}
		u := season.UnitYear{Unit: code}
		for k := range leaves {
			for n, name := range []string{"a", "b"} {
				if (i+7*k)%23 == 0 {
					continue
				}
				u.Facts = append(u.Facts, season.FactState{Fact: engine.Fact{Input: fmt.Sprint(name, k), Layer: engine.LayerRegister,
					Source: "sổ theo dõi, dòng " + fmt.Sprint(i), Document: fmt.Sprintf("%d/BC-UBND", 100+k), Recorded: day.Must(2026, 6, 1),
					Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(int64((13*i+5*k)%50 + 3*n + 1))}}})
			}
		}
		slices.SortFunc(u.Facts, func(a, b season.FactState) int { return a.ComparePlace(&b) })
		y.Known = append(y.Known, u)
	}
	y.Units = seeds.NewUnits(list, nil)
	out, err := season.DefaultCalendar().Score(y, []*engine.Program{p}, nil, engine.StageFinal)
	must(t, err)
	return runOf(t, y, out, engine.StageFinal)
}

// TestSizedRun: the run that the figures of the README are of is one that verifies, in which every kind of rule gave something.
func TestSizedRun(t *testing.T) {
	s := sizedSource(t, 12, 8)
	if r := identical(t, encoded(t, whole(t, s))); r.Digest == "" {
		t.Error("no digest")
	}
	given := map[int]bool{}
	for _, u := range s.Outcome.Units[0].Result.Units {
		for n := range u.Nodes {
			if !u.Nodes[n].Points.IsZero() {
				given[n] = true
			}
		}
	}
	if len(given) != 9 { // eight subcriteria and their area
		t.Errorf("%d nodes have points", len(given))
	}
}

// BenchmarkVerifySized verifies the receipt of 150 units × 100 subcriteria.
func BenchmarkVerifySized(b *testing.B) {
	receipt := encoded(b, whole(b, sizedSource(b, 150, 100)))
	b.SetBytes(int64(len(receipt)))
	for b.Loop() {
		if r := audit.Verify(receipt); r.Verdict != audit.Identical {
			b.Fatal(r.Verdict)
		}
	}
	b.ReportMetric(float64(len(receipt)), "receipt-bytes")
}
