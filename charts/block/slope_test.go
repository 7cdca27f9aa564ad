package block

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
)

func TestSlopeDrawsBothRankings(t *testing.T) {
	for name, s := range scopes(t) {
		if s.Earlier == nil || strings.HasPrefix(name, "hostile") { // hostile names are cut to the same
			continue
		}
		for _, b := range s.Blocks() {
			f := build(t, "slope", name, s, b)
			if !f.Drawn() {
				continue
			}
			want := ranksOf(s, b.Code)
			o := read(t, &f)
			far := max(3, bothOf(want)/10)
			seen := 0
			for _, id := range []string{"up", "down", "near"} {
				for _, d := range o.Series[id].Data {
					seen++
					checkLine(t, name, &f, s, id, d, want, far)
				}
			}
			if seen != len(want) {
				t.Errorf("%s, %s: %d units drawn, %d have a rank", name, b.Code, seen, len(want))
			}
			checkColumn(t, name, o, 1)
			checkColumn(t, name, o, 3)
		}
	}
}

// ranksOf are the ranks before and now, straight from the two runs, by unit; 0 for none.
func ranksOf(s *figure.Scope, block string) map[string][2]int {
	ranks := map[string][2]int{}
	for code, standing := range s.Earlier.Units {
		if standing.Block == block && standing.Rank > 0 {
			ranks[code] = [2]int{standing.Rank, 0}
		}
	}
	for i := range s.Result.Units {
		if u := &s.Result.Units[i]; u.Block == block && u.Rank > 0 {
			ranks[u.Unit] = [2]int{ranks[u.Unit][0], u.Rank}
		}
	}
	return ranks
}

func bothOf(ranks map[string][2]int) int {
	n := 0
	for _, r := range ranks {
		if r[0] > 0 && r[1] > 0 {
			n++
		}
	}
	return n
}

func checkLine(
	t *testing.T, name string, f *figure.Figure, s *figure.Scope, id string, d datum, want map[string][2]int, far int,
) {
	t.Helper()
	at := d.at()
	row, err := strconv.Atoi(at[0])
	if err != nil {
		t.Fatal(err)
	}
	var code string
	for c := range want {
		if s.Short(c) == d.Name {
			code = c
		}
	}
	if got := f.Tables[0].Rows[row].Cells[0].Text; got != s.Full(code) {
		t.Errorf("%s: %s says it is row %d, which is %s", name, d.Name, row, got)
	}
	ranks := want[code]
	for side, text := range []string{at[2], at[4]} {
		if wanted := strconv.Itoa(ranks[side]); text != wanted && (ranks[side] > 0 || text != `"-"`) {
			t.Errorf("%s: %s has rank %s on side %d, want %s", name, d.Name, text, side, wanted)
		}
	}
	group := "near"
	if both := ranks[0] > 0 && ranks[1] > 0; both && ranks[0]-ranks[1] >= far {
		group = "up"
	} else if both && ranks[1]-ranks[0] >= far {
		group = "down"
	}
	if group != id {
		t.Errorf("%s: %s went from %d to %d and is drawn as %s", name, d.Name, ranks[0], ranks[1], id)
	}
}

// checkColumn wants every place of a column taken once, from 0, and ranks that do not fall downward.
func checkColumn(t *testing.T, name string, o readOption, place int) {
	t.Helper()
	ranks := map[int]int{}
	for _, id := range []string{"up", "down", "near"} {
		for _, d := range o.Series[id].Data {
			if at := d.at(); at[place] != `"-"` {
				p, _ := strconv.Atoi(at[place])
				ranks[p], _ = strconv.Atoi(at[place+1])
			}
		}
	}
	for p := range len(ranks) {
		if ranks[p] == 0 || ranks[p] < ranks[max(0, p-1)] {
			t.Errorf("%s: place %d of column %d has rank %d after %d", name, p, place, ranks[p], ranks[max(0, p-1)])
		}
	}
}

func TestSlopeSaysWhyAUnitHasNoLine(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	units := map[string]figure.Standing{
		"so-a": {Block: "so", Rank: 1}, "so-c": {Block: "so"}, "xa-d": {Block: "so", Rank: 2},
		"so-y": {Block: "so", Rank: 3}, "so-x": {Block: "so", Rank: 3}, "so-w": {Block: "so"}, "xa-z": {Block: "xa", Rank: 1},
	}
	s.Earlier = &figure.Earlier{Name: "2026-self-1", Set: s.Set.ID, Version: s.Set.Version, Units: units}
	f := build(t, "slope", "x", s, s.Blocks()[0])
	var got []string
	for _, row := range f.Tables[0].Rows {
		got = append(got, row.Cells[0].Text+": "+row.Cells[1].Text+" → "+row.Cells[2].Text+", "+row.Cells[3].Text)
	}
	want := []string{
		"Đơn vị so-a: 1 → 1, 0",
		"Đơn vị so-b: không có trong lần trước → 2, –",
		"Đơn vị so-c: không xếp hạng → không xếp hạng, –",
		"Đơn vị xa-d: 2 → nay ở khối khác, –",
		"Đơn vị so-x: 3 → không có trong lần này, –",
		"Đơn vị so-y: 3 → không có trong lần này, –",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	units["so-b"] = figure.Standing{Block: "xa", Rank: 4}
	f = build(t, "slope", "x", s, s.Blocks()[0])
	if got := f.Tables[0].Rows[1].Cells[1].Text; got != "ở khối khác trong lần trước" {
		t.Errorf("so-b was in another block, the table says %q", got)
	}
}

func TestSlopeNamesWhatItComparesWith(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	s.Earlier = &figure.Earlier{Name: "2026-self-1 (tự đánh giá)", Set: s.Set.ID, Version: s.Set.Version,
		Units: map[string]figure.Standing{"so-a": {Block: "so", Rank: 2}, "so-b": {Block: "so", Rank: 1}}}
	f := build(t, "slope", "x", s, s.Blocks()[0])
	if !strings.HasSuffix(f.About, " Lần trước: 2026-self-1 (tự đánh giá).") {
		t.Errorf("same set: %s", f.About)
	}
	s.Earlier.Version = "0.9.0"
	f = build(t, "slope", "x", s, s.Blocks()[0])
	if !strings.Contains(f.About, "bộ tiêu chí mau-2026 phiên bản 0.9.0; lần này theo bộ tiêu chí mau-2026 phiên bản 1.0.0") {
		t.Errorf("another version: %s", f.About)
	}
	for _, hold := range []bool{false, true} {
		s.Result.Units[1].Blocked = hold
		f = build(t, "slope", "x", s, s.Blocks()[0])
		if d := read(t, &f).Series["near"].Data[1]; (d.Hold == "chưa công bố") != hold {
			t.Errorf("blocked %v, told %q", hold, d.Hold)
		}
	}
}

func TestSlopeStressesATenthOfTheLines(t *testing.T) {
	s := figuretest.Sample(60)
	s.Earlier = &figure.Earlier{Name: "2026-self-1", Units: map[string]figure.Standing{}}
	for i := range 42 {
		s.Earlier.Units[s.Result.Units[i].Unit] = figure.Standing{Block: "so", Rank: i + 1}
	}
	f := build(t, "slope", "x", s, s.Blocks()[0])
	if !strings.Contains(f.About, "giảm từ 4 bậc trở lên") {
		t.Errorf("42 lines among 60 units: %s", f.About)
	}
}
