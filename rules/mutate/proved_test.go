package mutate_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/mutate"
	"cchc/rules/rulestest"
	"cchc/rules/space"
)

// share is the part of a set in which a share of two figures stands, ready for a leaf.
const share = `
inputs:
  tong: {type: count, label: "Tổng", declared_by: unit}
  dung: {type: count, label: "Đúng", declared_by: unit}
ratios:
  t: {label: "Tỷ lệ", part: dung, whole: tong, when_whole_is_zero: not_applicable}
checks:
  - {check: dung <= tong, because: "x"}
areas:
  - {code: "1", name: "Một", max: 2, children: [{code: "1.1", name: "Lá", max: 2, RULE}]}
`

// made are sets whose mutants differ at some figures only, or on some days.
var made = map[string]string{
	"points rounded":         withRule(share, `share: {of: t}, rounding: {decimals: 2, mode: half_up}`),
	"points rounded to even": withRule(share, `share: {of: t}, rounding: {decimals: 1, mode: half_even}`),
	"written points rounded": withRule(share, `value: t, bands: [{from: 80%, points: 2}, {from: 50%, points: 1.25}, {else: true, points: 0}],
    rounding: {decimals: 1, mode: half_up}`),
	"share rounded":   withRule(share, `cases: [{when: "round(t, 1) >= 90%", points: 2, because: "a"}, {else: true, points: 0, because: "b"}]`),
	"formula rounded": withRule(share, `formula: "min(2, round(t * 2, 1))"`),
	"dated parameter": withHead("1", `
parameters:
  nguong: {type: number, label: "Số ngày được trễ", source: "x", values: [{from: 01/01/2026, value: 5}, {from: 01/07/2026, value: 3}]}
inputs:
  kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
areas:
  - {code: "1", name: "Một", max: 1, children: [{code: "1.1", name: "Lá", max: 1, cases: [
      {when: never(kh), points: 0, because: "không"}, {when: late(kh) > nguong, points: 0.5, because: "trễ"}, {else: true, points: 1, because: "đúng"}]}]}
`),
	"dated date": withHead("1", `
parameters:
  han: {type: date, label: "Hạn", source: "x", values: [{from: 01/01/2026, value: 31/03/2026}, {from: 01/04/2026, value: 30/06/2026}]}
inputs:
  ngay: {type: date, label: "Ngày", declared_by: unit}
areas:
  - {code: "1", name: "Một", max: 1, children: [{code: "1.1", name: "Lá", max: 1, cases: [
      {when: never(ngay), points: 0, because: "không"}, {when: ngay <= han, points: 1, because: "đúng"}, {else: true, points: 0.5, because: "trễ"}]}]}
`),
}

func withRule(set, rule string) string { return withHead("2", replaced(set, "RULE", rule)) }

// TestProvedAreEquivalent: mutants that were proved to score like the rule do so on evidence of every kind that no proof has
// looked at: figures, shares, days, due dates, what is not known, what only the unit says, on any day and in any stage. That
// holds of the shipped sets, the catalogue, and sets made to have mutants that differ rarely.
func TestProvedAreEquivalent(t *testing.T) {
	sets := catalogue(t)
	for _, info := range rules.Embedded() {
		l, err := rules.LoadEmbedded(info.ID)
		if err != nil {
			t.Fatal(err)
		}
		sets[info.ID] = l
	}
	for name, text := range made {
		sets[name] = rulestest.Load(t, text)
	}
	tried, rng := 0, rand.New(rand.NewPCG(3, 77))
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		l := sets[name]
		r, err := mutate.Run(l, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Leaves {
			tried += provedAlike(t, rng, name, l.Set, &r.Leaves[i])
		}
	}
	t.Logf("%d comparisons", tried)
	if tried < 5_000 {
		t.Errorf("only %d comparisons", tried)
	}
}

// provedAlike compares the proved mutants of a leaf with its rule; it gives how often.
func provedAlike(t *testing.T, rng *rand.Rand, name string, set *form.Set, leaf *mutate.LeafReport) int {
	t.Helper()
	n := 0
	node := set.NodeByCode(leaf.Code)
	mutants, err := mutate.Of(set, node)
	if err != nil {
		t.Fatal(err)
	}
	s := space.Of(set, node)
	rule, err := casetest.NewBench(set, leaf.Code)
	if err != nil {
		t.Fatal(err)
	}
	for i := range leaf.Verdicts {
		v := &leaf.Verdicts[i]
		if v.Fate != mutate.Proved {
			continue
		}
		m := mutants[slices.IndexFunc(mutants, func(m mutate.Mutant) bool { return m.ID == v.ID })]
		mutant, err := casetest.BenchOf(m.Set, leaf.Code)
		if err != nil {
			t.Fatal(err)
		}
		for range 200 {
			n++
			c := anyEvidence(rng, s)
			a, err := rule.Node(&c)
			if err != nil {
				t.Fatal(err)
			}
			b, err := mutant.Node(&c)
			if err != nil {
				t.Fatal(err)
			}
			if a.State != b.State || !a.Points.Equal(b.Points) || a.Branch != b.Branch || !a.Applied.Equal(b.Applied) {
				t.Errorf("%s: %s differs: %s", name, v.ID, c.Text(set))
				break
			}
		}
	}
	return n
}

// anyEvidence is a point of a space with its figures, days and due dates taken at random, something of it left out, said by
// anyone and looked at on any day.
func anyEvidence(rng *rand.Rand, s *space.Space) rules.CaseSpec {
	at := make(space.Point, len(s.Axes))
	for i := range at {
		if at[i] = rng.IntN(len(s.Axes[i].Marks)); rng.IntN(12) == 0 && s.Axes[i].Kind != space.KindAttr {
			at[i] = space.Absent
		}
	}
	c := s.Case(at)
	for i := range c.Given {
		g := &c.Given[i]
		in := s.Set.Input(g.Input)
		switch {
		case g.None || rng.IntN(8) == 0:
		case g.Value.Type == form.TypeDate:
			g.Value.Day = s.Set.Period.From.Add(rng.IntN(500) - 60)
		case g.Value.Type != form.TypeNumber:
		case in.Type == form.InCount || in.Type == form.InAmount:
			g.Value.Num = exact.Int(rng.Int64N([]int64{4, 40, 1200}[rng.IntN(3)]))
		case in.Type == form.InIndex:
			g.Value.Num = exact.MustFrac(rng.Int64N(int64(in.Scale)*100+1), 100)
		case in.Type == form.InRatio:
			g.Value.Num = exact.MustFrac(rng.Int64N(15000), 10000)
		case in.Type == form.InNumber:
			g.Value.Num = exact.MustFrac(rng.Int64N(4000)-1000, 100)
		}
	}
	by := rng.IntN(400) - 200
	for i := range c.Dues {
		if rng.IntN(3) > 0 {
			c.Dues[i].Day = day.Day(int(c.Dues[i].Day) + by)
		}
	}
	if rng.IntN(4) == 0 {
		c.Layer = engine.LayerDeclared.String()
	}
	if rng.IntN(4) == 0 {
		c.AsOf = s.Set.Period.From.Add(rng.IntN(420))
	}
	if rng.IntN(4) == 0 {
		c.Stage = []string{"self", "appraisal1", "appraisal2"}[rng.IntN(3)]
	}
	return c
}

// TestRareDifferencesAreFound: what one figure or one day tells apart is no equivalent, and the case that tells is given.
func TestRareDifferencesAreFound(t *testing.T) {
	for _, c := range [][2]string{
		{"points rounded", "1.1/rule/rounding=half_even"},
		{"points rounded", "1.1/rule/rounding=down"},
		{"points rounded to even", "1.1/rule/rounding=half_up"},
		{"written points rounded", "1.1/rule/rounding=half_even"},
		{"share rounded", "1.1/c1/rounding=half_even"},
		{"share rounded", "1.1/c1/rounding=down"},
		{"formula rounded", "1.1/rule/rounding=half_even"},
		{"dated parameter", "1.1/param:nguong/param@2026-07-01+"},
		{"dated parameter", "1.1/param:nguong/param@2026-07-01-"},
		{"dated parameter", "1.1/param:nguong/param@2026-01-01+"},
		{"dated date", "1.1/param:han/date@2026-04-01+"},
		{"dated date", "1.1/param:han/date@2026-01-01-"},
	} {
		r, err := mutate.Run(rulestest.Load(t, made[c[0]]), nil)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(r.Leaves[0].Verdicts, func(v mutate.Verdict) bool { return v.ID == c[1] })
		if i < 0 {
			t.Errorf("%s: no mutant %s", c[0], c[1])
			continue
		}
		if v := &r.Leaves[0].Verdicts[i]; v.Fate != mutate.Survived || v.Missed == nil {
			t.Errorf("%s: %s %s, case %v (%v)", c[0], v.ID, v.Fate, v.Missed, v.Why)
		}
	}
}
