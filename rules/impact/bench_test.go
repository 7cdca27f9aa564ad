package impact_test

import (
	"fmt"
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/impact"
)

// country is how many communes the country has: all of them in one block.
const country = 3321

// many makes units of one demo unit by varying its figures.
func many(t testing.TB, n int) (g *ground, before, after *engine.Case) {
	g = newGround(t)
	units := make([]engine.UnitCase, n)
	for i := range units {
		uc := g.c.Units[0]
		uc.Unit.Code = fmt.Sprintf("u%04d", i)
		uc.Decisions = nil
		uc.Facts = slices.Clone(uc.Facts)
		for k := range uc.Facts {
			f := &uc.Facts[k]
			if f.Value.Type == form.TypeNumber && f.Value.Num.Sign() > 0 && !f.Value.None {
				f.Value.Num = f.Value.Num.Add(exact.Int(int64((i*7 + k*3) % 11)))
			}
		}
		units[i] = uc
	}
	before = &engine.Case{Set: g.a.Set(), AsOf: g.c.AsOf, Stage: g.c.Stage, Units: units}
	after = &engine.Case{Set: g.b.Set(), AsOf: g.c.AsOf, Stage: g.c.Stage, Units: units}
	return g, before, after
}

// BenchmarkScore3321 is one scoring of as many units as the country has communes.
func BenchmarkScore3321(b *testing.B) {
	g, before, _ := many(b, country)
	for b.Loop() {
		if _, err := g.a.Score(before); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkImpact3321 is the whole impact: two scorings and what differs between them. It takes about twice as long as
// BenchmarkScore3321.
func BenchmarkImpact3321(b *testing.B) {
	g, before, after := many(b, country)
	for b.Loop() {
		if _, err := measure(g, before, after); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompare3321 is what the comparison alone costs.
func BenchmarkCompare3321(b *testing.B) {
	g, before, after := many(b, country)
	x, err := g.a.Score(before)
	if err != nil {
		b.Fatal(err)
	}
	y, err := g.b.Score(after)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := impact.Compare(x, y, g.a.Set(), g.b.Set()); err != nil {
			b.Fatal(err)
		}
	}
}

func measure(g *ground, before, after *engine.Case) (*impact.Impact, error) {
	x, err := g.a.Score(before)
	if err != nil {
		return nil, err
	}
	y, err := g.b.Score(after)
	if err != nil {
		return nil, err
	}
	return impact.Compare(x, y, g.a.Set(), g.b.Set())
}

// TestManyUnits: what the benchmarks measure is a real impact.
func TestManyUnits(t *testing.T) {
	g, before, after := many(t, 150)
	m, err := measure(g, before, after)
	if err != nil {
		t.Fatal(err)
	}
	if n := m.Count(""); n.Units != 150 || n.Rank < 50 || n.Passes < 100 {
		t.Errorf("%+v", n)
	}
}
