package impact_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/diff"
	"cchc/rules/diff/difftest"
	"cchc/rules/impact"
	"cchc/seeds/demo/demotest"
)

// scored is the demo year's evidence under a set, at its end.
func scored(t testing.TB, w *demotest.World, at demotest.Moment, p *engine.Program) (*engine.Case, *engine.Result) {
	t.Helper()
	out, err := w.Calendar.Score(w.Year(at.AsOf), []*engine.Program{p}, nil, at.Stage)
	if err != nil {
		t.Fatal(err)
	}
	return out.Units[0].Case, out.Units[0].Result
}

// ground is the demo evidence of the departments under the set and under a revision of it.
type ground struct {
	w             *demotest.World
	a, b          *engine.Program
	before, after *engine.Result
	c             *engine.Case
}

var onGround = sync.OnceValue(func() *ground { return &ground{} })

func newGround(t testing.TB) *ground {
	t.Helper()
	g := onGround()
	if g.w != nil {
		return g
	}
	w := demotest.New(t)
	a := w.Made["so-2026"].Program
	b := compiled(t, difftest.Revised(t).Set)
	*g = ground{w: w, a: a, b: b}
	g.c, g.before = scored(t, w, demotest.Final(), a)
	_, g.after = scored(t, w, demotest.Final(), b)
	return g
}

func compiled(t testing.TB, set *form.Set) *engine.Program {
	t.Helper()
	p, err := engine.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRevisedSet holds an impact to what can be worked out in other ways: totals and pairs one by one.
func TestRevisedSet(t *testing.T) {
	g := newGround(t)
	m, err := impact.Compare(g.before, g.after, g.a.Set(), g.b.Set())
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Units) != 16 || m.Same() {
		t.Fatalf("%d units, same %v", len(m.Units), m.Same())
	}
	var sum exact.Num
	moved, pairs := map[string]bool{}, 0
	for i := range m.Units {
		u := &m.Units[i]
		sum = sum.Add(u.By)
		if !u.By.Add(u.Rounding).Equal(u.After.Points.Sub(u.Before.Points)) {
			t.Errorf("%s: %s and rounding %s are not the difference of the points", u.Unit, u.By, u.Rounding)
		}
		if got := m.Passed(u.Unit); len(got) != u.Passes || !slices.Equal(got, passedOneByOne(g, u)) {
			t.Errorf("%s passes %v, counted %d, one by one %v", u.Unit, got, u.Passes, passedOneByOne(g, u))
		}
		pairs += u.Passes
		for k := range u.Moves {
			mv := &u.Moves[k]
			moved[mv.Code] = true
			if len(mv.Causes) == 0 {
				t.Errorf("%s: nothing explains why %s moved by %s", u.Unit, mv.Code, mv.By)
			}
		}
	}
	if got := slices.Sorted(maps.Keys(moved)); !slices.Equal(got, []string{"1.1.3", "1.2.2", "1.3.1", "1.6", "6.3"}) {
		t.Errorf("moved: %v", got)
	}
	if !m.Exact.By().Equal(sum) || sum.IsZero() {
		t.Errorf("units add up to %s, the whole to %s", sum, m.Exact.By())
	}
	n := m.Count("")
	if n.Units != 16 || n.Passes != pairs || pairs == 0 || n.Rank == 0 || n.Points == 0 || n != m.Count("so") {
		t.Errorf("counted %+v, %d pairs", n, pairs)
	}
	t.Logf("%+v", n)
}

// passedOneByOne lists whom a unit passes, from the two rankings alone.
func passedOneByOne(g *ground, u *impact.Unit) []string {
	ranks := func(r *engine.Result) map[string]int {
		out := map[string]int{}
		for i := range r.Units {
			out[r.Units[i].Unit] = r.Units[i].Rank
		}
		return out
	}
	was, is := ranks(g.before), ranks(g.after)
	var codes []string
	for code, rank := range was {
		if rank > 0 && is[code] > 0 && was[u.Unit] > rank && is[u.Unit] < is[code] && is[u.Unit] > 0 {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int {
		if was[a] != was[b] {
			return was[a] - was[b]
		}
		return strings.Compare(a, b)
	})
	return codes
}

// TestCausesNameTheBranch: the clause that moved a unit is the branch that decides now, or decided before.
func TestCausesNameTheBranch(t *testing.T) {
	g := newGround(t)
	m, err := impact.Compare(g.before, g.after, g.a.Set(), g.b.Set())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i := range m.Units {
		for k := range m.Units[i].Moves {
			mv := &m.Units[i].Moves[k]
			c := &m.Changes.List[mv.Causes[0]]
			seen[fmt.Sprintf("%s %s→%s: %s %s%s", mv.Code, branch(mv.Before), branch(mv.After), c.Kind, c.Path, c.Name)] = true
		}
	}
	for _, want := range []string{
		"1.3.1 b1→b2: branch.points b2",
		"1.6 b2→b2: branch.points b2",
		"1.2.2 i1→i1: item.changed i1",
	} {
		if !seen[want] {
			t.Errorf("not seen: %s, among %q", want, slices.Sorted(maps.Keys(seen)))
		}
	}
}

func branch(n *engine.NodeResult) string {
	if n == nil {
		return ""
	}
	return n.Branch
}

// TestSameResultHasNoImpact: whatever it is compared with itself through.
func TestSameResultHasNoImpact(t *testing.T) {
	g := newGround(t)
	m, err := impact.Compare(g.before, g.before, g.a.Set(), g.a.Set())
	if err != nil || !m.Same() || m.Count("").Passes != 0 || !m.Exact.By().IsZero() {
		t.Errorf("same %v, %v", m.Same(), err)
	}
	if _, err := impact.Compare(g.before, g.before, g.a.Set(), g.b.Set()); err == nil {
		t.Error("a result of another set is taken")
	}
}

// TestUnitsComeAndGo: a unit of one result only is told, and is no part of the totals.
func TestUnitsComeAndGo(t *testing.T) {
	g := newGround(t)
	before, after := *g.before, *g.after
	before.Units, after.Units = before.Units[1:], after.Units[:len(after.Units)-1]
	m, err := impact.Compare(&before, &after, g.a.Set(), g.b.Set())
	if err != nil {
		t.Fatal(err)
	}
	if n := m.Count(""); n.Appear != 1 || n.Disappear != 1 || n.Units != 14 {
		t.Errorf("%+v", n)
	}
	if first, last := &m.Units[0], &m.Units[len(m.Units)-1]; first.Before != nil || last.After != nil || len(first.Moves) != 0 {
		t.Errorf("first %v, last %v", first.Before, last.After)
	}
	var sum exact.Num
	for i := range m.Units {
		sum = sum.Add(m.Units[i].By)
	}
	if !sum.Equal(m.Exact.By()) {
		t.Errorf("units %s, whole %s", sum, m.Exact.By())
	}
}

// TestUnbalancedIsRefused: an outcome whose lines do not add up to its points is no impact.
func TestUnbalancedIsRefused(t *testing.T) {
	g := newGround(t)
	after := *g.after
	after.Units = slices.Clone(after.Units)
	u := &after.Units[3]
	u.Ledger = slices.Clone(u.Ledger)
	u.Ledger = slices.DeleteFunc(u.Ledger, func(l engine.Line) bool { return l.Kind == engine.LineGranted })
	if _, err := impact.Compare(g.before, &after, g.a.Set(), g.b.Set()); !errors.Is(err, impact.ErrUnbalanced) {
		t.Errorf("got %v", err)
	}
}

var digits = regexp.MustCompile(`\[\d+\]`)

// TestWordsMoveNothing: what is said to be only words leaves every number, state and rank of the demo year as it is. Of fields
// alike, the first is tried.
func TestWordsMoveNothing(t *testing.T) {
	g := newGround(t)
	set := difftest.Copy(t, g.a.Set())
	pristine := g.a.Set()
	c := *g.c
	c.Set, c.Units = set, c.Units[:2]
	base, err := compiled(t, pristine).Score(&engine.Case{Set: pristine, AsOf: c.AsOf, Stage: c.Stage, Units: c.Units})
	if err != nil {
		t.Fatal(err)
	}
	looked, tried, done := map[string]int{}, map[string]bool{}, 0
	difftest.Mutate(set, func(where string) {
		like := digits.ReplaceAllString(where, "[]")
		if looked[like] == 1 || strings.Contains(where, ".Span") {
			return
		}
		looked[like]++
		changes := diff.Between(pristine, set)
		if changes.Effect() != diff.Words || strings.Contains(where, ".ID ") || strings.HasSuffix(where, ".Version other text") {
			return
		}
		p, err := engine.Compile(set)
		if err != nil {
			return // no set that could be used
		}
		tried[like] = true
		done++
		after, err := p.Score(&c)
		if err != nil {
			t.Errorf("%s: %v", where, err)
			return
		}
		m, err := impact.CompareBy(base, after, changes)
		if err != nil {
			t.Errorf("%s: %v", where, err)
		} else if !m.Same() {
			t.Errorf("%s is said to be words, and moves results", where)
		}
	})
	if done < 40 {
		t.Errorf("only %d changes of words tried", done)
	}
	t.Logf("%d changes of %d kinds of fields", done, len(tried))
}

// TestSmallSets: any two of the catalogue's shapes compare, whatever they have in common.
func TestSmallSets(t *testing.T) {
	sets := difftest.Sets(t, os.DirFS(".."))
	for i, a := range sets {
		b := sets[(i+1)%len(sets)]
		ra, rb := scoredAlone(t, a), scoredAlone(t, b)
		if _, err := impact.Compare(ra, rb, a, b); err != nil {
			t.Errorf("%s → %s: %v", a.ID, b.ID, err)
		}
	}
}

// scoredAlone scores a unit of which nothing is known, after the lock.
func scoredAlone(t *testing.T, set *form.Set) *engine.Result {
	t.Helper()
	block := "so"
	if len(set.Blocks) > 0 {
		block = set.Blocks[0]
	}
	r, err := compiled(t, set).Score(&engine.Case{Set: set, AsOf: set.Period.Lock + 1, Units: []engine.UnitCase{{Unit: engine.Unit{Code: "u", Block: block}}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTranslate: decisions follow the leaf, not the code.
func TestTranslate(t *testing.T) {
	g := newGround(t)
	c := diff.Between(g.a.Set(), g.b.Set())
	decide := func(kind engine.DecisionKind, code string, points int64) engine.Decision {
		return engine.Decision{Kind: kind, Code: code, Points: exact.Int(points)}
	}
	kept, lost := impact.Translate(c, []engine.Decision{
		decide(engine.DecideNotApply, "1.7", 0), // now 1.8
		decide(engine.DecideNotRanked, "", 0),
		decide(engine.DecideOverride, "1.6", 1),
		decide(engine.DecideOverride, "1.6", 9), // no leaf of the later set has so many
	})
	if len(kept) != 3 || kept[0].Code != "1.8" || len(lost) != 1 || lost[0].Points.Cmp(exact.Int(9)) != 0 {
		t.Errorf("kept %v, lost %v", kept, lost)
	}
	back := diff.Between(g.b.Set(), without(t, g.b.Set(), "1.8"))
	if kept, lost := impact.Translate(back, []engine.Decision{decide(engine.DecideDispute, "1.8", 0)}); len(kept) != 0 || len(lost) != 1 {
		t.Errorf("kept %v, lost %v", kept, lost)
	}
}

// without is a copy of a set without one leaf.
func without(t *testing.T, set *form.Set, code string) *form.Set {
	out := difftest.Copy(t, set)
	at := out.NodeByCode(code)
	out.Nodes = slices.Delete(out.Nodes, at, at+1)
	for i := range out.Nodes {
		if out.Nodes[i].Parent > at {
			out.Nodes[i].Parent--
		}
	}
	return out
}

// TestLeafGone: what a removed leaf was worth is a move of its own, and the totals show it.
func TestLeafGone(t *testing.T) {
	g := newGround(t)
	less := without(t, g.a.Set(), "1.6")
	less.Max = less.Max.Sub(exact.MustFrac(3, 2))
	_, after := scored(t, g.w, demotest.Final(), compiled(t, less))
	m, err := impact.Compare(g.before, after, g.a.Set(), less)
	if err != nil {
		t.Fatal(err)
	}
	u := &m.Units[0]
	at := slices.IndexFunc(u.Moves, func(mv impact.Move) bool { return mv.Code == "1.6" })
	if at < 0 || u.Moves[at].After != nil || m.Changes.List[u.Moves[at].Causes[0]].Kind != diff.NodeRemoved {
		t.Errorf("moves %+v", u.Moves)
	}
	last := &m.Nodes[len(m.Nodes)-1]
	if before, after := last.Place(); last.Code != "1.6" || after != -1 || before != g.a.Set().NodeByCode("1.6") || last.Points.Before.IsZero() {
		t.Errorf("%+v", last)
	}
}
