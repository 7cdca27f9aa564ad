package engine_test

import (
	"testing"

	"cchc/engine"
)

// TestCoreIsTheUnit holds that the bare outcome is the full one's: adding the leaves at once gives what adding them by
// criteria and areas gives, and a scorer that is used again keeps nothing of the unit before.
func TestCoreIsTheUnit(t *testing.T) {
	for _, closed := range []bool{false, true} {
		c := benchCase(t, 300, closed)
		s := mustScorer(t, c)
		for i := range c.Units {
			uc := &c.Units[i]
			s.Bind(uc)
			core := s.Core()
			u, err := s.Unit(uc)
			if err != nil {
				t.Fatal(err)
			}
			if !core.Points.Equal(u.Exact) || !core.Applied.Equal(u.Applied) || !core.Index.Equal(u.Index) || core.Valid != u.Scorable {
				t.Errorf("closed %v, unit %s: %s of %s (%v), in full %s of %s (%v)", closed, u.Unit,
					core.Points.Fraction(), core.Applied.Fraction(), core.Valid, u.Exact.Fraction(), u.Applied.Fraction(), u.Scorable)
			}
		}
	}
}

func mustScorer(t *testing.T, c *engine.Case) *engine.Scorer {
	t.Helper()
	p, err := engine.Compile(c.Set)
	if err != nil {
		t.Fatal(err)
	}
	return p.NewScorer(c, nil)
}
