package space_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/space"
)

// TestExactMeansAllEvidence: where the points are said to stand for all evidence, evidence taken at random decides a leaf
// in no way that they do not show: the same state, by the same branches.
func TestExactMeansAllEvidence(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 148))
	tried := 0
	for path, loaded := range sets(t) {
		for _, i := range loaded.Set.Leaves() {
			s := space.Of(loaded.Set, i)
			if !s.Exact() {
				continue
			}
			b, err := casetest.BenchOf(s.Set, s.Code)
			if err != nil {
				t.Fatal(err)
			}
			way := func(spec *rules.CaseSpec) string {
				node, err := b.Node(spec)
				if err != nil {
					t.Fatalf("%s %s: %v", path, s.Code, err)
				}
				return fmt.Sprint(node.State, node.Reason.ID, casetest.Deciding(&node.Reason))
			}
			seen := map[string]bool{}
			s.Each(func(at space.Point) bool {
				spec := s.Case(at)
				seen[way(&spec)] = true
				return true
			})
			for range 60 {
				spec := anyEvidence(rng, s)
				tried++
				if w := way(&spec); !seen[w] {
					t.Errorf("%s %s: %s decides by %s, which no point shows", path, s.Code, spec.Text(loaded.Set), w)
				}
			}
		}
	}
	t.Logf("%d cases", tried)
}

// anyEvidence is a point of a space with its figures and dates taken at random.
func anyEvidence(rng *rand.Rand, s *space.Space) rules.CaseSpec {
	at := make(space.Point, len(s.Axes))
	for i := range at {
		at[i] = rng.IntN(len(s.Axes[i].Marks))
	}
	spec := s.Case(at)
	for i := range spec.Given {
		g := &spec.Given[i]
		in := s.Set.Input(g.Input)
		switch {
		case g.None || rng.IntN(8) == 0:
		case g.Value.Type == form.TypeDate:
			g.Value.Day = s.Set.Period.From.Add(rng.IntN(500) - 60)
		case in.Type == form.InCount || in.Type == form.InAmount:
			g.Value.Num = exact.Int(rng.Int64N([]int64{4, 40, 1200}[rng.IntN(3)]))
		case in.Type == form.InIndex:
			g.Value.Num = exact.Int(rng.Int64N(int64(in.Scale) + 1))
		case in.Type == form.InRatio:
			g.Value.Num = exact.MustFrac(rng.Int64N(1500), 1000)
		}
	}
	for i := range spec.Dues {
		if rng.IntN(3) == 0 {
			spec.Dues[i].Day = day.Day(int(spec.Dues[i].Day) + rng.IntN(200) - 100)
		}
	}
	return spec
}
