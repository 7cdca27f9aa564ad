package space_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
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
	for path, loaded := range inOrder(sets(t)) {
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

// one makes a set of one leaf from its inputs, other sections and rule.
func one(inputs, more, rule string) string {
	return `
set: {id: thu, version: 1.0.0, title: "Thử", scope: unit, max: 1, ties: shared_skip,
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027},
  rounding: {at: total, decimals: 3, mode: half_up}}
inputs:
` + inputs + more + `
areas:
  - {code: "1", name: "Một", max: 1, children: [{code: "1.1", name: "Lá", max: 1, ` + rule + `}]}
`
}

// TestWhatIsNotExact: rules whose points must not be taken for all evidence.
func TestWhatIsNotExact(t *testing.T) {
	count := "  x: {type: count, label: X}\n  y: {type: count, label: Y}\n  z: {type: count, label: Z}\n  a: {type: count, label: A}\n"
	doc := "  d: {type: document, deliverable: I.1.2, date_by: issued, label: D}\n"
	for _, c := range []struct{ name, text string }{
		{"square", one(count, "", `cases: [{when: x * x >= 50, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"due date against a day", one(doc, "", `cases: [{when: late(d) > 0 and d <= 31/03/2026, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"a due date asked for", one(doc, "", `cases: [{when: due(d) <= 31/03/2026, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"two due dates", one(doc+"  e: {type: document, deliverable: I.1.1, date_by: issued, label: E}\n", "",
			`cases: [{when: due(d) < due(e), points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"figures tied by a third", one(count, "checks:\n  - {check: a <= y, because: M}\n  - {check: z <= a, because: M}\n",
			`cases: [{when: z >= 5 and y >= 3, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"ways that cross", one(count, "ratios:\n  t: {label: T, part: x, whole: y, when_whole_is_zero: not_applicable}\n",
			`best_of: [{share: {of: t}}, {value: t, bands: [{from: 90%, points: 0}, {else: true, points: 0.6}]}]`)},
		{"rounded", one(count, "", `cases: [{when: "round(x / 10, 0) >= 2.6", points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"bounded figures", one("  x: {type: count, min: 0, max: 12, label: X}\n  y: {type: count, min: 1, max: 12, label: Y}\n",
			"ratios:\n  t: {label: T, part: x, whole: y, when_whole_is_zero: not_applicable}\n",
			`value: t, bands: [{from: 80%, points: 1}, {from: 50%, points: 0.5}, {else: true, points: 0}]`)},
	} {
		loaded, found := rules.Load(oneFile(c.text), "set.yaml")
		if loaded == nil {
			t.Errorf("%s: %v", c.name, found)
			continue
		}
		if s := space.Of(loaded.Set, loaded.Set.NodeByCode("1.1")); s.Exact() {
			t.Errorf("%s is taken to be decided exactly", c.name)
		}
	}
}

// TestBetweenLimits: points lie where a rule can be met only between neighbouring limits, without a figure, or with all at
// their highest.
func TestBetweenLimits(t *testing.T) {
	many := ""
	var names []string
	for i := range 24 {
		names = append(names, fmt.Sprint("n", i))
		many += fmt.Sprintf("  n%d: {type: count, max: 100, label: N%d}\n", i, i)
	}
	for _, c := range []struct{ name, text string }{
		{"number", one("  x: {type: number, label: X}\n", "", `cases: [{when: x > 1 and x < 2, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"ratio", one("  x: {type: ratio, decimals: 2, label: X}\n", "",
			`value: x, bands: [{from: 80.4%, points: 0}, {from: 80.2%, points: 1}, {else: true, points: 0}]`)},
		{"attribute", one("  x: {type: count, label: X}\n", "attributes:\n  he_so: {type: number, label: H}\n",
			`cases: [{when: 1.2 < he_so and he_so < 1.8 and x >= 1, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"day far away", one("  d: {type: date, label: D}\n", "", `cases: [{when: d <= 31/12/2020, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"days late", one("  d: {type: document, deliverable: I.1.2, date_by: issued, label: D}\n", "",
			`cases: [{when: late(d) > 900, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"what is not there", one("  x: {type: count, label: X}\n  y: {type: count, label: Y}\n", "",
			`cases: [{when: not has(x) and y >= 10, points: 1, because: "Một"}, {else: true, points: 0, because: "Không"}]`)},
		{"many figures", one(many, "", `formula: "min(1, (`+strings.Join(names, " + ")+`) / 1000)"`)},
		{"bounded", one("  x: {type: count, min: 0, max: 12, label: X}\n  y: {type: count, min: 1, max: 12, label: Y}\n",
			"ratios:\n  t: {label: T, part: x, whole: y, when_whole_is_zero: not_applicable}\n",
			`value: t, bands: [{from: 80%, points: 0}, {from: 50%, points: 1}, {else: true, points: 0}]`)},
	} {
		loaded, found := rules.Load(oneFile(c.text), "set.yaml")
		if loaded == nil {
			t.Errorf("%s: %v", c.name, found)
			continue
		}
		s := space.Of(loaded.Set, loaded.Set.NodeByCode("1.1"))
		b, err := casetest.BenchOf(s.Set, s.Code)
		if err != nil {
			t.Fatal(err)
		}
		best := exact.Num{}
		s.Each(func(at space.Point) bool {
			spec := s.Case(at)
			node, err := b.Node(&spec)
			if err != nil {
				t.Fatal(err)
			}
			best = exact.Max(best, node.Points)
			return true
		})
		if !best.Equal(exact.Int(1)) {
			t.Errorf("%s: no point earns 1", c.name)
		}
	}
}
