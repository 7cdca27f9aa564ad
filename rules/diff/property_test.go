package diff_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/diff"
	"cchc/rules/diff/difftest"
)

func canonical(set *form.Set) []byte {
	b, err := set.Canonical()
	if err != nil {
		return nil // a field that no set may have; other bytes than any set's
	}
	return b
}

// mutations holds the set, changed in every way, against itself.
func mutations(t *testing.T, set *form.Set, every int) (tried int, seen map[diff.Kind]bool) {
	pristine, was := difftest.Copy(t, set), canonical(set)
	seen = map[diff.Kind]bool{}
	n := 0
	difftest.Mutate(set, func(where string) {
		if n++; n%every != 0 {
			return
		}
		tried++
		same := bytes.Equal(canonical(set), was)
		both := []*form.Set{pristine, set}
		if tried%2 == 0 { // what one change adds another takes away: either direction in turn
			slices.Reverse(both)
		}
		c := diff.Between(both[0], both[1])
		if same != (len(c.List) == 0) {
			t.Errorf("%s %s: same bytes %v, changes %v", set.ID, where, same, kindsOf(c))
		}
		for _, k := range kindsOf(c) {
			seen[k] = true
			if k == diff.Other {
				t.Errorf("%s %s: nothing says what changed", set.ID, where)
			}
		}
	})
	if !bytes.Equal(canonical(set), was) {
		t.Fatalf("%s is not as before", set.ID)
	}
	return tried, seen
}

func kindsOf(c *diff.Changes) []diff.Kind {
	var out []diff.Kind
	for i := range c.List {
		out = append(out, c.List[i].Kind)
	}
	return out
}

// TestNoFieldIsForgotten changes every field of every small set that can be reached: something is told unless the
// canonical bytes are the same, and then nothing is.
func TestNoFieldIsForgotten(t *testing.T) {
	tried, seen := 0, map[diff.Kind]bool{}
	for _, set := range difftest.Sets(t, os.DirFS("..")) {
		n, kinds := mutations(t, set, 1)
		tried += n
		for k := range kinds {
			seen[k] = true
		}
	}
	if tried < 10_000 {
		t.Errorf("only %d changes tried", tried)
	}
	for _, k := range diff.Kinds() {
		if !seen[k] && k != diff.Other {
			t.Errorf("no change of any field gives %s", k)
		}
	}
	t.Logf("%d changes", tried)
}

// TestShippedSetsChanged does the same with a part of the changes of the shipped sets, a province's among them.
func TestShippedSetsChanged(t *testing.T) {
	for _, id := range []string{"so-2026", "tinh-2026"} {
		loaded, err := rules.LoadEmbedded(id)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := mutations(t, loaded.Set, 307); n < 40 {
			t.Errorf("%s: only %d changes tried", id, n)
		}
	}
}

// TestSameSetHasNoChange: whatever file the set was read from.
func TestSameSetHasNoChange(t *testing.T) {
	for _, set := range difftest.Sets(t, os.DirFS("..")) {
		if c := diff.Between(set, difftest.Copy(t, set)); len(c.List) > 0 || c.Effect() != "" {
			t.Errorf("%s: %v", set.ID, kindsOf(c))
		}
	}
}

// TestEveryKindIsListed: the order of kinds leaves none out and has none twice.
func TestEveryKindIsListed(t *testing.T) {
	kinds := diff.Kinds()
	src, err := os.ReadFile("diff.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := strings.Count(string(src), `Kind = "`)
	if declared != len(kinds) {
		t.Errorf("%d kinds declared, %d listed", declared, len(kinds))
	}
	slices.Sort(kinds)
	if len(slices.Compact(kinds)) != declared {
		t.Error("a kind is listed twice")
	}
}
