package form

import "testing"

func TestPrefixes(t *testing.T) {
	sum, rows := &Rule{Kind: RuleSum}, &Rule{Kind: RulePerRow}
	for _, c := range [][2]string{
		{PartPrefix("", 0), "p1/"},
		{PartPrefix("p1/", 10), "p1/p11/"},
		{RowPrefix("p2/"), "p2/row/"},
		{sum.PrefixBelow("p1/", 1), "p1/p2/"},
		{rows.PrefixBelow("p1/", 0), "p1/row/"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}
