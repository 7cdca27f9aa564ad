package engine

import (
	"errors"
	"testing"

	"cchc/internal/exact"
	"cchc/internal/form"
)

func index(n, d int64) exact.Num { return exact.MustFrac(n, d) }

// TestRankTies: equal at the printed decimals is not equal; exactly equal shares a rank; the next rank follows the set's
// rule; units that are not ranked take no place.
func TestRankTies(t *testing.T) {
	units := func() []UnitResult {
		return []UnitResult{
			{Unit: "a", Block: "so", Ranked: true, Scorable: true, Index: index(90, 1)},
			{Unit: "b", Block: "so", Ranked: true, Scorable: true, Index: index(270, 3)},
			{Unit: "c", Block: "so", Ranked: true, Scorable: true, Index: index(89999999, 1000000)}, // 90,00 at two decimals
			{Unit: "d", Block: "so", Ranked: false, Scorable: true, Index: index(95, 1)},
			{Unit: "e", Block: "so", Ranked: true, Scorable: true, Index: index(180, 2)},
			{Unit: "f", Block: "xa", Ranked: true, Scorable: true, Index: index(55, 1)},
		}
	}
	for _, c := range []struct {
		tie  form.Tie
		want map[string]int
	}{
		{form.TieSharedSkip, map[string]int{"a": 1, "b": 1, "c": 4, "d": 0, "e": 1, "f": 1}},
		{form.TieSharedDense, map[string]int{"a": 1, "b": 1, "c": 2, "d": 0, "e": 1, "f": 1}},
	} {
		p := &Program{set: &form.Set{Tie: c.tie}}
		us := units()
		p.Rank(us)
		for _, u := range us {
			if u.Rank != c.want[u.Unit] {
				t.Errorf("%s: unit %s has rank %d, want %d", c.tie, u.Unit, u.Rank, c.want[u.Unit])
			}
		}
	}
}

// TestClassEdges: classes go by the unrounded index; 79.995 is below 80 although it prints as 80,00.
func TestClassEdges(t *testing.T) {
	limit := func(n int64) *exact.Num { x := exact.Int(n); return &x }
	set := &form.Set{Classes: []form.ClassScheme{
		{Blocks: []string{"xa"}, Bands: []form.Class{{Name: "xã", Lower: limit(50), Open: true}, {Name: "dưới"}}},
		{Bands: []form.Class{{Name: "A", Lower: limit(90)}, {Name: "B", Lower: limit(80)}, {Name: "C"}}},
	}}
	p := &Program{set: set}
	for _, c := range []struct {
		block string
		index exact.Num
		want  string
	}{
		{"so", index(90, 1), "A"}, {"so", index(89999, 1000), "B"}, {"so", index(80, 1), "B"}, {"so", index(79995, 1000), "C"},
		{"xa", index(50, 1), "dưới"}, {"xa", index(50001, 1000), "xã"},
	} {
		if got := p.class(&UnitResult{Block: c.block, Index: c.index}); got != c.want {
			t.Errorf("%s with index %s is %q, want %q", c.block, c.index.Plain(), got, c.want)
		}
	}
}

// TestUnbalancedIsRefused: each way a ledger can be off by a line is an error.
func TestUnbalancedIsRefused(t *testing.T) {
	one, half := exact.Int(1), index(1, 2)
	set := &form.Set{Max: exact.Int(2), Nodes: []form.Node{
		{Code: "1", Parent: -1, Kind: form.NodeLeaf, Max: one, Leaf: &form.Leaf{}},
		{Code: "2", Parent: -1, Kind: form.NodeLeaf, Max: one, Leaf: &form.Leaf{}},
	}}
	good := func() *UnitResult {
		return &UnitResult{Exact: half, Applied: one, Ledger: []Line{
			{Node: 0, Kind: LineGranted, Amount: half}, {Node: 0, Kind: LineLost, Amount: half}, {Node: 1, Kind: LineRebased, Amount: one},
		}}
	}
	if err := balance(set, good()); err != nil {
		t.Fatal(err)
	}
	for i := range good().Ledger {
		u := good()
		u.Ledger[i].Amount = u.Ledger[i].Amount.Add(index(1, 1000))
		if err := balance(set, u); !errors.Is(err, ErrUnbalanced) {
			t.Errorf("line %d changed: %v", i, err)
		}
		u = good()
		u.Ledger = append(u.Ledger[:i], u.Ledger[i+1:]...)
		if err := balance(set, u); !errors.Is(err, ErrUnbalanced) {
			t.Errorf("line %d lost: %v", i, err)
		}
	}
}
