package proof

import (
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// classes looks for classes that no index falls in. The loader sees to it that limits descend, so that there are no
// gaps; an index is the points ÷ the unit's own maximum × 100.
func classes(set *form.Set) []Finding {
	r := indices(set)
	var found []Finding
	report := func(c *form.Class, sure bool) {
		severity := rules.Warning
		if sure {
			severity = rules.Error
		}
		found = append(found, at(c.Span, severity, CodeClassUnreached, c.Name, r.least.VN(), r.most.VN()))
	}
	for i := range set.Classes {
		bands := set.Classes[i].Bands
		for j := range bands {
			c := &bands[j]
			switch {
			case c.Lower != nil && (r.most.Less(*c.Lower) || c.Open && r.most.Equal(*c.Lower)):
				report(c, r.mostSure)
			case j > 0 && bands[j-1].Lower != nil && covers(&bands[j-1], r.least):
				report(c, r.leastSure && c.Lower != nil) // the format demands a last class
			}
		}
	}
	return found
}

// covers reports whether a class holds the least index there is, so that nothing is left for those below.
func covers(c *form.Class, least exact.Num) bool {
	return c.Lower.Less(least) || c.Lower.Equal(least) && !c.Open
}

// indexRange bounds the index of a unit to which everything applies. An end is sure where it bounds every index: what
// a section outside the scale adds or takes, and points below 0, weigh more in a smaller maximum.
type indexRange struct {
	least, most         exact.Num
	leastSure, mostSure bool
}

func indices(set *form.Set) indexRange {
	var low, high exact.Num
	for i := range set.Nodes {
		n := &set.Nodes[i]
		switch {
		case n.Outside:
			l, h := section(set, i)
			low, high = low.Add(l), high.Add(h)
		case n.Leaf != nil && !n.Leaf.Unscored && !set.OutsideScale(i):
			low = low.Add(exact.Min(n.Min, exact.Num{})) // without data a leaf has 0, whatever its minimum
		}
	}
	r := indexRange{leastSure: low.IsZero(), mostSure: high.IsZero()}
	hundred := exact.Int(100)
	share, _ := high.Mul(hundred).Quo(set.Max)
	r.most = hundred.Add(share)
	r.least, _ = low.Mul(hundred).Quo(set.Max)
	return r
}

// section bounds the points of a section outside the scale.
func section(set *form.Set, node int) (low, high exact.Num) {
	for i := range set.Nodes {
		if n := &set.Nodes[i]; n.Leaf != nil && !n.Leaf.Unscored && set.Below(i, node) {
			low, high = low.Add(exact.Min(n.Min, exact.Num{})), high.Add(exact.Max(n.Max, exact.Num{}))
		}
	}
	n := &set.Nodes[node]
	if n.Cap != nil {
		high = exact.Min(high, *n.Cap)
	}
	if n.Floor != nil {
		low = exact.Max(low, *n.Floor)
	}
	return low, high
}
