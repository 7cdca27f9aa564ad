package proof_test

import (
	"fmt"
	"testing"

	"cchc/internal/exact"
	"cchc/rules"
	"cchc/rules/proof"
)

// manyLeaves repeats the leaves of a shipped set under new codes until there are so many.
func manyLeaves(tb testing.TB, id string, want int) *rules.Loaded {
	tb.Helper()
	loaded, err := rules.LoadEmbedded(id)
	if err != nil {
		tb.Fatal(err)
	}
	set := *loaded.Set
	nodes := loaded.Set.Nodes
	set.Nodes, set.Max = nil, exact.Num{}
	for round := 0; len(set.Leaves()) < want; round++ {
		from := len(set.Nodes)
		set.Max = set.Max.Add(loaded.Set.Max)
		for _, n := range nodes {
			n.Code = fmt.Sprintf("%d.%s", round+1, n.Code)
			if n.Parent >= 0 {
				n.Parent += from
			}
			set.Nodes = append(set.Nodes, n)
		}
	}
	return &rules.Loaded{Set: &set}
}

// BenchmarkCheck500 checks a set of 500 subcriteria.
func BenchmarkCheck500(b *testing.B) {
	loaded := manyLeaves(b, "so-2026", 500)
	if n := len(loaded.Set.Leaves()); n < 500 {
		b.Fatal(n)
	}
	for b.Loop() {
		found := proof.Check(loaded, proof.Known{})
		if len(found.Leaves) != len(loaded.Set.Leaves()) {
			b.Fatal(len(found.Leaves))
		}
	}
}

// BenchmarkCosts counts the steps of a set of 500 subcriteria.
func BenchmarkCosts(b *testing.B) {
	loaded := manyLeaves(b, "so-2026", 500)
	for b.Loop() {
		if all := proof.Costs(loaded.Set); len(all) < 500 {
			b.Fatal(len(all))
		}
	}
}
