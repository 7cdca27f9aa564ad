package fragments_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/rules"
	"cchc/rules/diff"
	"cchc/rules/impact"
)

// TestDifferenceIsNamed: between the two versions the differences that could move a score are the steps of one rounding, and
// over all vectors their effect is none.
func TestDifferenceIsNamed(t *testing.T) {
	before, after := load(t, "cvss/3.0.0"), load(t, "cvss/3.1.0")
	changes := diff.Between(before.Set, after.Set)
	var names []string
	for i := range changes.List {
		if c := &changes.List[i]; c.Effect == diff.Scores {
			names = append(names, c.Name)
			if !slices.Equal(c.Leaves, []string{"1.1"}) {
				t.Errorf("%s is said to move %v", c.Name, c.Leaves)
			}
		}
	}
	if !slices.Equal(names, []string{"tong_5", "gan", "len"}) {
		t.Errorf("what can move a score: %v", names)
	}
	all := vectors()
	moved, err := impact.Compare(resultOf(t, before, all), resultOf(t, after, all), before.Set, after.Set)
	if err != nil {
		t.Fatal(err)
	}
	if !moved.Same() || len(moved.Units) != len(all) {
		t.Errorf("%d vectors, points %s → %s", len(moved.Units), moved.Points.Before.VN(), moved.Points.After.VN())
	}
}

// TestImpactOfAWeight: a weight that is not the published one moves exactly the vectors that use it, and is named as the cause.
func TestImpactOfAWeight(t *testing.T) {
	before := load(t, "cvss/3.1.0")
	changed := fstest.MapFS{}
	files, err := filepath.Glob("../../testdata/sets/cvss/3.1.0/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		new := strings.Replace(string(text), `cần người dùng làm một việc", value: 0.62`, `cần người dùng làm một việc", value: 0.82`, 1)
		changed["set/"+filepath.Base(f)] = &fstest.MapFile{Data: []byte(new)}
	}
	after, found := rules.Load(changed, "set")
	if after == nil {
		t.Fatal(found)
	}
	all := vectors()
	moved, err := impact.Compare(resultOf(t, before, all), resultOf(t, after, all), before.Set, after.Set)
	if err != nil {
		t.Fatal(err)
	}
	up := 0
	for i := range moved.Units {
		u := &moved.Units[i]
		if u.Before.Points.Equal(u.After.Points) {
			continue
		}
		up++
		if !strings.Contains(u.Unit, "UI:R") || u.After.Points.Less(u.Before.Points) {
			t.Errorf("%s: %s → %s", u.Unit, u.Before.Points.VN(), u.After.Points.VN())
		}
	}
	if up < 500 {
		t.Errorf("only %d vectors moved", up)
	}
	var named []string
	for i := range moved.Changes.List {
		if c := &moved.Changes.List[i]; c.Effect == diff.Scores {
			named = append(named, c.Name)
		}
	}
	if !slices.Equal(named, []string{"ui_r"}) {
		t.Errorf("named as causes: %v", named)
	}
}
