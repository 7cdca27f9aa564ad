package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
)

// TestReachableOfDemoYear: every leaf with a path is in the table with the engine's gain, the bars add up what ends on a
// day, and the line what ends on it or later.
func TestReachableOfDemoYear(t *testing.T) {
	listed := 0
	for _, s := range demoAt(t, autumn) {
		for i := range min(6, len(s.c.Units)) {
			unit := s.c.Units[i].Unit.Code
			needs, err := s.program.Need(s.c, unit, "", engine.Goal{Kind: engine.GoalMost})
			if err != nil {
				t.Fatal(err)
			}
			f, err := Reachable("con-dat", s.Scope, &s.Result.Units[s.At(unit)], needs, doing)
			check(t, f, err)
			var want []string
			ends := map[day.Day]exact.Num{}
			for k := range needs {
				best := needs[k].Best()
				if best == nil {
					continue
				}
				var untils []day.Day
				for _, a := range best.Actions {
					if a.Until != day.None {
						untils = append(untils, a.Until)
					}
				}
				until, text := day.Must(2200, 1, 1), "Không định hạn"
				if len(untils) > 0 {
					until = slices.Min(untils)
					text = until.VN()
				}
				ends[until] = ends[until].Add(best.Total)
				want = append(want, fmt.Sprintf("%s | %s %s | %s | Ban hành kế hoạch cho %s", text, needs[k].Code,
					s.Set.Nodes[s.Set.NodeByCode(needs[k].Code)].Name,
					best.Total.DecimalVN(s.Places()), needs[k].Code))
			}
			got := slices.Sorted(slices.Values(lines(f.Tables[1])))
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s\n%s\nwant\n%s", unit, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			listed += len(want)
			if !f.Drawn() {
				continue
			}
			o := read(t, &f)
			for _, axis := range texts(t, o.XAxis[0].Data) {
				on, err := day.Parse(axis)
				if err != nil {
					on = day.Must(2200, 1, 1)
				}
				var rest exact.Num
				for until, gain := range ends {
					if until >= on {
						rest = rest.Add(gain)
					}
				}
				k := slices.Index(texts(t, o.XAxis[0].Data), axis)
				gain := o.Series[0].Data[k]
				if fmt.Sprint(gain.Texts, o.Series[1].Data[k].Texts) != fmt.Sprintf("[%s] [%s]", ends[on].DecimalVN(s.Places()),
					rest.DecimalVN(s.Places())) {
					t.Errorf("%s until %s: drawn %v and %v, want %s and %s", unit, axis, gain.Texts, o.Series[1].Data[k].Texts, ends[on],
						rest)
				}
			}
			if len(ends) != len(o.XAxis[0].Data) {
				t.Errorf("%s: %d days, drawn %d", unit, len(ends), len(o.XAxis[0].Data))
			}
		}
	}
	if listed < 100 {
		t.Errorf("only %d leaves can gain", listed)
	}
}

// TestReachableTables: the first path counts, until the first of its last days; what has no limit stands last.
func TestReachableTables(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	path := func(n, d int64, untils ...day.Day) engine.Path {
		p := engine.Path{Total: exact.MustFrac(n, d)}
		for _, u := range untils {
			p.Actions = append(p.Actions, engine.Action{Until: u})
		}
		return p
	}
	early, late := day.Must(2026, 10, 1), day.Must(2026, 12, 31)
	needs := []engine.Need{
		{Node: 2, Paths: []engine.Path{path(1, 3, day.None, day.None), path(9, 1, early)}},
		{Node: 3, Paths: []engine.Path{path(1, 3, late, day.None, early)}},
		{Node: 4, Paths: []engine.Path{path(1, 3, late)}},
		{Node: 6, Paths: []engine.Path{path(2, 3, early)}},
		{Node: 7, Why: engine.StandsLost},
		{Node: 8, Paths: []engine.Path{path(1, 3, early, day.None)}},
	}
	for i := range needs {
		needs[i].Code = s.Set.Nodes[needs[i].Node].Code
	}
	f, err := Reachable("con-dat", s, &s.Result.Units[0], needs, func(n *engine.Need) string { return "làm " + n.Code })
	check(t, f, err)
	for i, want := range [][]string{
		{"01/10/2026 | 3 | 1,333 | 2,000", "31/12/2026 | 1 | 0,333 | 0,667", "Không định hạn | 1 | 0,333 | 0,333"},
		{
			"01/10/2026 | 1.2.1 Mức độ hoàn thành nội dung 1.2.1 | 0,667 | làm 1.2.1",
			"01/10/2026 | 1.1.2 Mức độ hoàn thành nội dung 1.1.2 | 0,333 | làm 1.1.2",
			"01/10/2026 | 1.2.3 Mức độ hoàn thành nội dung 1.2.3 | 0,333 | làm 1.2.3",
			"31/12/2026 | 1.1.3 Mức độ hoàn thành nội dung 1.1.3 | 0,333 | làm 1.1.3",
			"Không định hạn | 1.1.1 Mức độ hoàn thành nội dung 1.1.1 | 0,333 | làm 1.1.1",
		},
	} {
		if got := lines(f.Tables[i]); !slices.Equal(got, want) {
			t.Errorf("%s\n%s\nwant\n%s", f.Tables[i].Title, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}
