package proof_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/rules"
	"cchc/rules/proof"
	"cchc/rules/space"
)

// written loads a set of one leaf with a rule in the place of that of a file of testdata.
func written(t testing.TB, file, from, rule string) *rules.Loaded {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(text), from)
	if !ok {
		t.Fatalf("%s has no %q", file, from)
	}
	loaded, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(head + rule)}}, "set.yaml")
	if loaded == nil {
		t.Fatalf("%v\n%s", found, rule)
	}
	return loaded
}

// conditions is a table of so many ordered conditions on a count, each narrower than the next.
func conditions(n int) string {
	rule := "        cases:\n"
	for i := n; i > 0; i-- {
		rule += fmt.Sprintf("          - {when: x >= %d, points: %d.%03d, because: \"Mức %d\"}\n", 2*i, 2*i/n, 2000*i/n%1000, i)
	}
	return rule + "          - {else: true, points: 0, because: \"Không\"}\n"
}

// TestManyConditions: where a table of conditions has more limits than are tried, nothing is said of those not met.
func TestManyConditions(t *testing.T) {
	for _, n := range []int{10, 80} {
		found := proof.Check(written(t, "branch_covered.yaml", "        cases:", conditions(n)), proof.Known{})
		for _, f := range found.All {
			t.Errorf("%d conditions: %s %v", n, f.Code, f.Args)
		}
	}
}

// TestOverlapOfMany: among many conditions the two that cross are found, with a case that shows it.
func TestOverlapOfMany(t *testing.T) {
	rule := strings.Replace(conditions(30), "when: x >= 20,", "when: x >= 20 and x <= 1000 or x == 3,", 1)
	found := proof.Check(written(t, "branch_covered.yaml", "        cases:", rule), proof.Known{})
	n := 0
	for _, f := range found.All {
		if f.Code == proof.CodeOverlap {
			n++
			if len(f.Cases) != 1 || f.Args[1] != "c21" && f.Args[2] != "c21" {
				t.Errorf("%v with %d cases", f.Args, len(f.Cases))
			}
		}
	}
	if n != 28 { // twenty above, which do not hold at 3, and eight below: the last one holds wherever it does
		t.Errorf("%d overlaps", n)
	}
}

// TestLongAxis: every mark of an axis of more than 255 is tried.
func TestLongAxis(t *testing.T) {
	rule := "        cases:\n"
	for i := 1; i <= 11; i++ {
		n := 12 - i
		rule += fmt.Sprintf("          - {when: \"count(ds, .x >= %d) >= %d\", points: %d.%d, because: \"Mức\"}\n", 3*n, n, n/11, n%11)
	}
	rule += "          - {else: true, points: 0, because: \"Không\"}\n"
	loaded := written(t, "cost.near.yaml", "inputs:", `inputs:
  ds: {type: list, label: "Danh sách", declared_by: unit, fields: {x: {type: number, label: "X"}}}
areas:
  - code: "1"
    name: "Một"
    max: 1
    children:
      - code: "1.1"
        name: "Lá"
        max: 1
`+rule)
	s := space.Of(loaded.Set, loaded.Set.NodeByCode("1.1"))
	if len(s.Axes) != 1 || len(s.Axes[0].Marks) < 256 {
		t.Fatalf("%d axes, %d marks", len(s.Axes), len(s.Axes[0].Marks))
	}
	found := proof.Check(loaded, proof.Known{})
	if want := len(s.Axes[0].Marks) + 1; found.Leaves[0].Points != want {
		t.Errorf("%d points tried, want %d", found.Leaves[0].Points, want)
	}
}

// BenchmarkConditions300 checks a table of 300 conditions.
func BenchmarkConditions300(b *testing.B) {
	loaded := written(b, "branch_covered.yaml", "        cases:", conditions(300))
	for b.Loop() {
		proof.Check(loaded, proof.Known{})
	}
}
