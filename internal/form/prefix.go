package form

import "strconv"

// The ids by which results name branches and items begin with where their rule stands in the leaf: "p2/b1" is the line b1
// of the second part, "p2/row/b1" that of the rule of its rows.

// PartPrefix is the beginning of the ids in part i, counted from 0, of a rule whose own ids begin with prefix.
func PartPrefix(prefix string, i int) string { return prefix + "p" + strconv.Itoa(i+1) + "/" }

// RowPrefix is the beginning of the ids in the rule of the rows of a rule whose own ids begin with prefix.
func RowPrefix(prefix string) string { return prefix + "row/" }

// PrefixBelow is the beginning of the ids in part i of r, whose own ids begin with prefix.
func (r *Rule) PrefixBelow(prefix string, i int) string {
	if r.Kind == RulePerRow {
		return RowPrefix(prefix)
	}
	return PartPrefix(prefix, i)
}
