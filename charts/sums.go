package charts

import (
	"fmt"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// checkSums refuses to print a table whose parts do not add up to its totals: published tables of this field contain
// such errors, and a reader adds columns up. It only compares; what is printed is always the engine's own number.
func checkSums(set *form.Set, u *engine.UnitResult) error {
	var total exact.Num
	sums := make([]exact.Num, len(set.Nodes))
	for i := range set.Nodes {
		if parent := set.Nodes[i].Parent; parent >= 0 {
			sums[parent] = sums[parent].Add(u.Nodes[i].Points)
		} else {
			total = total.Add(u.Nodes[i].Points)
		}
	}
	for i := range set.Nodes {
		node := &set.Nodes[i]
		if node.Kind == form.NodeLeaf {
			continue
		}
		want := bounded(node, sums[i])
		if node.Kind == form.NodeCriterion && set.Rounding.At == form.AtCriterion {
			want = want.Round(set.Rounding.Rounding)
		}
		if u.Nodes[i].Points.Cmp(want) != 0 {
			return fmt.Errorf("%w: %s comes to %s, not %s", figure.ErrSums, node.Code,
				want.Decimal(set.Rounding.Rounding), u.Nodes[i].Points.Decimal(set.Rounding.Rounding))
		}
	}
	if total.Cmp(u.Exact) != 0 {
		return fmt.Errorf("%w: the total comes to %s, not %s", figure.ErrSums,
			total.Decimal(set.Rounding.Rounding), u.Exact.Decimal(set.Rounding.Rounding))
	}
	return nil
}

// bounded applies a section's cap and floor to the sum of its parts.
func bounded(node *form.Node, sum exact.Num) exact.Num {
	if node.Cap != nil && sum.Cmp(*node.Cap) > 0 {
		return *node.Cap
	}
	if node.Floor != nil && sum.Cmp(*node.Floor) < 0 {
		return *node.Floor
	}
	return sum
}
