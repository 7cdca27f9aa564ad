package space_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/space"
)

// sets loads the shipped sets and the examples of the catalogue.
func sets(t *testing.T) map[string]*rules.Loaded {
	t.Helper()
	all := map[string]*rules.Loaded{}
	dirs, _ := filepath.Glob("../sets/*/*")
	examples, _ := filepath.Glob("../catalogue/R*.yaml")
	for _, path := range append(dirs, examples...) {
		rel, err := filepath.Rel("..", path)
		if err != nil {
			t.Fatal(err)
		}
		if loaded, _ := rules.Load(os.DirFS(".."), rel); loaded != nil { // the others are misuses
			all[rel] = loaded
		}
	}
	if len(all) < 35 {
		t.Fatalf("only %d sets", len(all))
	}
	return all
}

// TestPointsReachEveryBranch: the points of a leaf's space reach every branch, item and condition that its cases reach.
func TestPointsReachEveryBranch(t *testing.T) {
	leaves, exact := 0, 0
	for path, loaded := range inOrder(sets(t)) {
		outcomes, err := casetest.Run(loaded)
		if err != nil {
			t.Fatal(err)
		}
		for _, touched := range casetest.Coverage(loaded.Set, outcomes) {
			s := space.Of(loaded.Set, loaded.Set.NodeByCode(touched.Code))
			b, err := casetest.BenchOf(s.Set, s.Code)
			if err != nil {
				t.Fatalf("%s %s: %v", path, s.Code, err)
			}
			hit := map[string]bool{}
			n := 0
			look := func(at space.Point) bool {
				spec := s.Case(at)
				node, err := b.Node(&spec)
				if err != nil {
					t.Fatalf("%s %s %v: %v", path, s.Code, at, err)
				}
				for _, id := range casetest.Deciding(&node.Reason) {
					hit[id] = true
				}
				n++
				return true
			}
			s.Each(look)
			s.Absences(func(at space.Point, _ int) bool { return look(at) })
			for _, id := range touched.Branches {
				if !hit[id] && !slices.Contains(touched.Missed, id) {
					t.Errorf("%s %s: none of %d points reaches %s (%v)", path, s.Code, n, id, s.Why)
				}
			}
			leaves++
			if s.Exact() {
				exact++
			}
		}
	}
	t.Logf("%d of %d leaves are decided exactly", exact, leaves)
}

// TestCasesCanBeRead: points are written down as cases that the loader reads beside the set's rules.
func TestCasesCanBeRead(t *testing.T) {
	for path, loaded := range inOrder(sets(t)) {
		var b strings.Builder
		b.WriteString("cases:\n")
		n := 0
		for _, i := range loaded.Set.Leaves() {
			s := space.Of(loaded.Set, i)
			fmt.Fprintf(&b, "  %q:\n", s.Code)
			at := 0
			write := func(p space.Point) bool {
				spec := s.Case(p)
				spec.Expect.State = "missing"
				fmt.Fprintf(&b, "    %s\n", spec.Text(loaded.Set))
				n++
				at++
				return at < 8
			}
			s.Each(write)
			s.Absences(func(p space.Point, _ int) bool { return write(p) })
		}
		again, found := rules.Load(besides(t, path, b.String()), "set")
		if again == nil {
			t.Errorf("%s: %v", path, found[0])
			continue
		}
		if len(again.Cases) != n {
			t.Errorf("%s: %d of %d cases came back", path, len(again.Cases), n)
		}
	}
}

// limit80 is a leaf that gives points for a rate from 80 % on.
const limit80 = `
set: {id: thu, version: 1.0.0, title: "Thử", scope: unit, max: 1, ties: shared_skip,
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027},
  rounding: {at: total, decimals: 3, mode: half_up}}
inputs:
  tong: {type: count, label: "Tổng"}
  dung: {type: count, label: "Đúng hạn"}
ratios:
  ty_le: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_applicable}
checks:
  - {check: dung <= tong, because: "Không vượt"}
areas:
  - code: "1"
    name: "Một"
    max: 1
    children:
      - {code: "1.1", name: "Lá", max: 1, value: ty_le, bands: [{from: 80%, points: 1}, {else: true, points: 0}]}
`

// TestPointsStandAroundTheLimit: just below, at and just above 80 %, and around the ends of the share.
func TestPointsStandAroundTheLimit(t *testing.T) {
	loaded, found := rules.Load(oneFile(limit80), "set.yaml")
	if loaded == nil {
		t.Fatal(found)
	}
	s := space.Of(loaded.Set, loaded.Set.NodeByCode("1.1"))
	if !s.Exact() {
		t.Errorf("a share against a limit is not decided exactly: %v", s.Why)
	}
	seen := map[string]bool{}
	s.Each(func(at space.Point) bool {
		seen[fmt.Sprint(s.Axes[0].Marks[at[0]].Value.Num, "/", s.Axes[1].Marks[at[1]].Value.Num)] = true
		return true
	})
	for _, want := range []string{"1000/799", "1000/800", "1000/801", "0/0", "1000/1000", "1000/1001"} {
		if !seen[want] {
			t.Errorf("%s is not tried; tried %d", want, len(seen))
		}
	}
}

// TestAlongGoesUp: the lines of an ordered axis ascend and differ in that axis alone.
func TestAlongGoesUp(t *testing.T) {
	loaded, _ := rules.Load(oneFile(limit80), "set.yaml")
	s := space.Of(loaded.Set, loaded.Set.NodeByCode("1.1"))
	for axis := range s.Axes {
		lines := 0
		s.Along(axis, func(line []space.Point) bool {
			lines++
			for k := 1; k < len(line); k++ {
				a, b := s.Axes[axis].Marks[line[k-1][axis]].Value.Num, s.Axes[axis].Marks[line[k][axis]].Value.Num
				if !a.Less(b) {
					t.Errorf("axis %d: %v, then %v", axis, a, b)
				}
				for other := range line[k] {
					if other != axis && line[k][other] != line[0][other] {
						t.Errorf("axis %d: another axis moved", axis)
					}
				}
			}
			return true
		})
		if lines != len(s.Axes[1-axis].Marks) {
			t.Errorf("axis %d: %d lines", axis, lines)
		}
	}
}

// TestSame: the space of a set is the same every time.
func TestSame(t *testing.T) {
	loaded, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range loaded.Set.Leaves() {
		if a, b := written(loaded.Set, i), written(loaded.Set, i); a != b {
			t.Errorf("%s differs", loaded.Set.Nodes[i].Code)
		}
	}
}

func written(set *form.Set, leaf int) string {
	s := space.Of(set, leaf)
	out := fmt.Sprint(s.Why)
	n := 0
	s.Each(func(at space.Point) bool {
		spec := s.Case(at)
		out += spec.Text(set) + "\n"
		n++
		return n < 100
	})
	return out
}
