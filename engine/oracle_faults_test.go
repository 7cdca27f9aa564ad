package engine_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"math/big"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/expr-lang/expr"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

var oraclePairs = flag.Int("oracle", 0, "pairs of leaf and unit the oracle campaign compares; 0: 100,000 (10,000 with -short)")

// unitsPerSet is how many units each generated set scores.
const unitsPerSet = 22

// batch is the outcome of comparing one generated case.
type batch struct {
	pairs, near int
	states      map[engine.State]int
	rules       map[form.RuleKind]int
	exprs       map[form.ExprKind]int
	diffs       []difference
}

// difference is a disagreement about one leaf (or, with node −1, the unit as a whole).
type difference struct {
	c         *engine.Case
	node      int
	unit      int
	got, want string
}

// generate makes the case of a seed.
func generate(base *form.Set, seed uint64) *engine.Case {
	g := newGen(seed)
	return g.newCase(g.mutate(base), unitsPerSet)
}

// compare scores a case with the engine and with the oracle. seen is the case as the engine gets it.
func compare(c, seen *engine.Case) batch {
	b := batch{states: map[engine.State]int{}, rules: map[form.RuleKind]int{}, exprs: map[form.ExprKind]int{}}
	result, err := engine.Score(seen)
	if err != nil {
		b.diffs = append(b.diffs, difference{c: c, node: -1, got: err.Error(), want: "no error"})
		return b
	}
	o := newOracle(c)
	standings := o.score()
	for k := range o.units {
		u := o.units[k]
		i := slices.IndexFunc(result.Units, func(r engine.UnitResult) bool { return r.Unit == u.uc.Unit.Code })
		r, s := &result.Units[i], &standings[k]
		for n := range c.Set.Nodes {
			got := fmt.Sprintf("%s %s of %s", r.Nodes[n].State, r.Nodes[n].Points, r.Nodes[n].Applied)
			want := fmt.Sprintf("%s %s of %s", s.nodes[n].state, s.nodes[n].pts.RatString(), s.nodeApplied[n].RatString())
			if got != want {
				b.diffs = append(b.diffs, difference{c, n, k, got, want})
			}
			if c.Set.Nodes[n].Leaf == nil {
				continue
			}
			b.pairs++
			b.states[s.nodes[n].state]++
			if s.nodes[n].near {
				b.near++
			}
		}
		got := fmt.Sprintf("points %s exact %s applied %s index %s scorable %t rank %d class %q", r.Points, r.Exact, r.Applied, r.Index, r.Scorable, r.Rank, r.Class)
		want := fmt.Sprintf("points %s exact %s applied %s index %s scorable %t rank %d class %q",
			s.pts.RatString(), s.exact.RatString(), s.applied.RatString(), s.index.RatString(), s.scorable, s.rank, s.class)
		if got != want {
			b.diffs = append(b.diffs, difference{c, -1, k, got, want})
		}
	}
	for _, n := range c.Set.Leaves() {
		countKinds(c.Set.Nodes[n].Leaf, len(c.Units), &b)
	}
	return b
}

func countKinds(leaf *form.Leaf, units int, b *batch) {
	count := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool { b.exprs[e.Kind] += units; return true })
	}
	leaf.Exprs(count)
	form.WalkRule(leaf.Rule, func(r *form.Rule) {
		b.rules[r.Kind] += units
		r.Texts(func(t *form.Text) {
			for _, p := range t.Parts {
				count(p.Arg)
			}
		})
	})
}

// campaign compares seed after seed on all processors, in the order of seeds, until each says to stop.
func campaign(base *form.Set, each func(seed uint64, b batch) bool, seen func(seed uint64, c *engine.Case) *engine.Case) {
	workers := runtime.GOMAXPROCS(0)
	for seed := uint64(1); ; seed += uint64(workers) {
		batches := make([]batch, workers)
		var wait sync.WaitGroup
		for w := range workers {
			wait.Go(func() {
				c := generate(base, seed+uint64(w))
				batches[w] = compare(c, seen(seed+uint64(w), c))
			})
		}
		wait.Wait()
		for w := range workers {
			if !each(seed+uint64(w), batches[w]) {
				return
			}
		}
	}
}

func unchanged(_ uint64, c *engine.Case) *engine.Case { return c }

// ruleKinds and exprKinds are what a campaign must have met.
var (
	ruleKinds = []form.RuleKind{form.RuleCases, form.RuleBands, form.RuleTally, form.RulePoints, form.RuleSum, form.RuleBest, form.RuleRelative, form.RuleSurvey, form.RulePerRow}
	exprKinds = []form.ExprKind{form.ExConst, form.ExInput, form.ExParam, form.ExAttr, form.ExValue, form.ExField, form.ExDue, form.ExLate, form.ExNever, form.ExEvent, form.ExNeg,
		form.ExArith, form.ExRatio, form.ExCmp, form.ExAnd, form.ExOr, form.ExNot, form.ExIf, form.ExMin, form.ExMax, form.ExRound, form.ExFold, form.ExPoints, form.ExShare, form.ExHas, form.ExCount, form.ExGiven}
	mainStates = []engine.State{engine.Scored, engine.Missing, engine.NotDue, engine.NotApplicable, engine.NotScorable}
)

// TestOracle holds the engine against the oracle over generated sets and evidence.
func TestOracle(t *testing.T) {
	want := 100_000
	if testing.Short() {
		want = 10_000
	}
	if *oraclePairs > 0 {
		want = *oraclePairs
	}
	all := batch{states: map[engine.State]int{}, rules: map[form.RuleKind]int{}, exprs: map[form.ExprKind]int{}}
	sets := 0
	campaign(baseSet(t), func(_ uint64, b batch) bool {
		sets++
		all.pairs += b.pairs
		all.near += b.near
		addCounts(all.states, b.states)
		addCounts(all.rules, b.rules)
		addCounts(all.exprs, b.exprs)
		all.diffs = append(all.diffs, b.diffs...)
		return all.pairs < want && len(all.diffs) < 2000
	}, unchanged)
	t.Logf("%d pairs of leaf and unit, %d sets, %d differences", all.pairs, sets, len(all.diffs))
	t.Logf("within one step of a limit: %s", percent(all.near, all.pairs))
	for _, s := range append(slices.Clone(mainStates), engine.Disputed, engine.Unscored) {
		t.Logf("state %-15s %7d %s", s, all.states[s], percent(all.states[s], all.pairs))
		if slices.Contains(mainStates, s) && 10*all.states[s] < all.pairs || all.states[s] == 0 {
			t.Errorf("too few pairs are %s", s)
		}
	}
	for _, k := range ruleKinds {
		t.Logf("rule %-10s %8d", k, all.rules[k])
		if all.rules[k] == 0 {
			t.Errorf("no rule of kind %s", k)
		}
	}
	for _, k := range exprKinds {
		t.Logf("expr %-10s %8d", k, all.exprs[k])
		if all.exprs[k] == 0 {
			t.Errorf("no expression of kind %s", k)
		}
	}
	if 10*all.near < 3*all.pairs {
		t.Error("too few pairs lie near a limit")
	}
	report(t, all.diffs)
}

func addCounts[K comparable](to, from map[K]int) {
	for k, n := range from {
		to[k] += n
	}
}

func percent(n, of int) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(max(of, 1))) }

// report prints differences, the smallest first. Those of leaves come before what they add up to.
func report(t *testing.T, diffs []difference) {
	t.Helper()
	if len(diffs) == 0 {
		return
	}
	t.Errorf("%d differences; the smallest:", len(diffs))
	// One of each leaf of each set is enough to understand it.
	type kind struct {
		set  *form.Set
		node int
	}
	told := map[kind]bool{}
	var leaves, above []string
	for _, d := range diffs {
		k := kind{d.c.Set, d.node}
		if told[k] {
			continue
		}
		told[k] = true
		if d.node >= 0 && d.c.Set.Nodes[d.node].Leaf != nil {
			leaves = append(leaves, d.explain())
		} else {
			above = append(above, d.explain())
		}
	}
	bySize := func(a, b string) int { return cmp.Compare(len(a), len(b)) }
	slices.SortStableFunc(leaves, bySize)
	slices.SortStableFunc(above, bySize)
	for _, text := range append(leaves[:min(len(leaves), 12)], above[:min(len(above), 4)]...) {
		t.Log(text)
	}
}

// explain prints a difference with what it rests on.
func (d difference) explain() string {
	var b strings.Builder
	set, uc := d.c.Set, &d.c.Units[d.unit]
	closed := d.c.AsOf > set.Period.Lock
	fmt.Fprintf(&b, "unit %s block %s, as of %s (closed %t), %s\n", uc.Unit.Code, uc.Unit.Block, d.c.AsOf, closed, d.c.Stage)
	if d.node >= 0 {
		n := &set.Nodes[d.node]
		fmt.Fprintf(&b, "  node %s max %s min %s outside %t, rounding %+v\n", n.Code, n.Max, n.Min, n.Outside, set.Rounding)
		if n.Leaf != nil {
			for _, a := range n.Leaf.Applies {
				fmt.Fprintf(&b, "  applies when %s then %s accepted %t\n", sexpr(a.When), a.Then, a.Accepted)
			}
			fmt.Fprintf(&b, "  round %v unscored %t\n  rule %s\n", n.Leaf.Round, n.Leaf.Unscored, srule(n.Leaf.Rule))
			d.evidence(&b, n)
		}
	}
	fmt.Fprintf(&b, "  engine: %s\n  oracle: %s", d.got, d.want)
	return b.String()
}

// evidence prints what the unit has for a leaf.
func (d difference) evidence(b *strings.Builder, n *form.Node) {
	set, uc := d.c.Set, &d.c.Units[d.unit]
	names := newOracle(d.c).leafMentions(d.node)
	owed := map[string]bool{}
	for i := range set.Inputs {
		in := &set.Inputs[i]
		if names[in.Name] {
			fmt.Fprintf(b, "  input %s %s %v by %q missing %s\n", in.Name, in.Type, in.Deliverables, in.DeclaredBy, in.Missing)
			for _, x := range in.Deliverables {
				owed[x] = true
			}
		}
	}
	for _, f := range uc.Facts {
		if names[f.Input] {
			fmt.Fprintf(b, "  fact %s/%s/%s %s %s recorded %s\n", f.Input, f.Row, f.Field, f.Layer, sval(f.Value), f.Recorded)
		}
	}
	for _, x := range uc.Dues {
		if owed[x.Deliverable] {
			fmt.Fprintf(b, "  due %s %q %s received %t\n", x.Deliverable, x.Key, x.Due, x.Received)
		}
	}
	for _, x := range uc.Decisions {
		if x.Code == n.Code || names[x.Input] {
			fmt.Fprintf(b, "  decision %s %s %s/%s/%s %s %s points %s\n", x.Kind, x.Code, x.Input, x.Row, x.Field, x.Layer, x.Date, x.Points)
		}
	}
	o := newOracle(d.c)
	for _, code := range set.LeafRefs(d.node) {
		v := o.units[d.unit].leaf(set.NodeByCode(code))
		fmt.Fprintf(b, "  leaf %s by the oracle: %s %s\n", code, v.state, v.pts.RatString())
	}
	for _, x := range uc.Unit.Attrs {
		if strings.Contains(srule(n.Leaf.Rule)+fmt.Sprint(len(n.Leaf.Applies)), x.Name) {
			fmt.Fprintf(b, "  attr %s %s\n", x.Name, sval(x.Value))
		}
	}
}

func sval(v engine.Value) string {
	switch {
	case v.None:
		return "none"
	case v.Type == form.TypeNumber:
		return v.Num.String()
	case v.Type == form.TypeBool:
		return fmt.Sprint(v.Bool)
	case v.Type == form.TypeDate:
		return v.Day.String()
	}
	return v.Text
}

func sexpr(e *form.Expr) string {
	if e == nil {
		return "else"
	}
	if e.Kind == form.ExConst {
		return sval(engine.Value{Type: e.Const.Type, Num: e.Const.Num, Bool: e.Const.Bool, Day: e.Const.Day, Text: e.Const.Text})
	}
	parts := []string{string(e.Kind)}
	for _, s := range []string{e.Op, e.Name, e.Field} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if e.Kind == form.ExRound {
		parts = append(parts, fmt.Sprint(e.Round))
	}
	for _, a := range e.Args {
		parts = append(parts, sexpr(a))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

func srule(r *form.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s(max %s", r.Kind, r.Max)
	if r.Value != nil {
		b.WriteString(" of " + sexpr(r.Value))
	}
	for i := range r.Branches {
		x := &r.Branches[i]
		limit := sexpr(x.When)
		if x.Lower != nil {
			limit = fmt.Sprintf("from %s open %t", sexpr(x.Lower.At), x.Lower.Open)
		}
		fmt.Fprintf(&b, "; %s: %s", limit, x.Points)
		if x.Line != nil {
			fmt.Fprintf(&b, " line %s %s to %s %s", sexpr(x.Line.X0), x.Line.Y0, sexpr(x.Line.X1), x.Line.Y1)
		}
	}
	if r.Kind == form.RuleTally {
		fmt.Fprintf(&b, " start %s floor %v cap %v", r.Start, r.Floor, r.Cap)
	}
	for i := range r.Items {
		fmt.Fprintf(&b, "; %s × %s", sexpr(r.Items[i].Count), r.Items[i].Points)
	}
	if r.Relative != nil {
		fmt.Fprintf(&b, " %+v", *r.Relative)
	}
	if r.Survey != nil {
		fmt.Fprintf(&b, " %s sample %s left %s", r.Survey.Input, sexpr(r.Survey.MinSample), r.Survey.NoneLeft)
	}
	if r.List != "" {
		fmt.Fprintf(&b, " over %s round %v", r.List, r.Round)
	}
	for _, p := range r.Parts {
		b.WriteString(" " + srule(p))
	}
	return b.String() + ")"
}

// faults are misreadings of a set, each planted in one place; false where the set has no such place.
var faults = []struct {
	name  string
	plant func(g *gen, set *form.Set) bool
}{
	{"a band's closed end read as open", func(g *gen, set *form.Set) bool {
		var at []*form.Limit
		eachRule(set, func(r *form.Rule) {
			for k := range r.Branches {
				if l := r.Branches[k].Lower; l != nil && !l.Open {
					at = append(at, l)
				}
			}
		})
		return plant(g, at, func(l *form.Limit) { l.Open = true })
	}},
	{"a tally's floor dropped", func(g *gen, set *form.Set) bool {
		var at []*form.Rule
		eachRule(set, func(r *form.Rule) {
			if r.Floor != nil {
				at = append(at, r)
			}
		})
		return plant(g, at, func(r *form.Rule) { r.Floor = nil })
	}},
	{"not applicable read as full points", func(g *gen, set *form.Set) bool {
		return plant(g, rebases(set), func(a *form.Applies) { a.Then = form.EffFull })
	}},
	{"ties to even instead of away from zero", func(g *gen, set *form.Set) bool {
		var at []*exact.Rounding
		note := func(r *exact.Rounding) {
			if r != nil && r.Mode == exact.HalfUp {
				at = append(at, r)
			}
		}
		note(&set.Rounding.Rounding)
		for _, i := range set.Leaves() {
			note(set.Nodes[i].Leaf.Round)
		}
		return plant(g, at, func(r *exact.Rounding) { r.Mode = exact.HalfEven })
	}},
	{"a leaf that does not apply kept in the maximum", func(g *gen, set *form.Set) bool {
		return plant(g, rebases(set), func(a *form.Applies) { a.Then = form.EffMissing })
	}},
	{"less than or equal read as less than", func(g *gen, set *form.Set) bool {
		var at []*form.Expr
		for _, i := range set.Leaves() {
			set.Nodes[i].Leaf.Exprs(func(e *form.Expr) {
				form.Walk(e, func(e *form.Expr) bool {
					if e.Kind == form.ExCmp && e.Op == "<=" {
						at = append(at, e)
					}
					return true
				})
			})
		}
		return plant(g, at, func(e *form.Expr) { e.Op = "<" })
	}},
}

func plant[T any](g *gen, at []*T, change func(*T)) bool {
	if len(at) == 0 {
		return false
	}
	change(at[g.IntN(len(at))])
	return true
}

func eachRule(set *form.Set, fn func(*form.Rule)) {
	for _, i := range set.Leaves() {
		form.WalkRule(set.Nodes[i].Leaf.Rule, fn)
	}
}

func rebases(set *form.Set) []*form.Applies {
	var at []*form.Applies
	for _, i := range set.Leaves() {
		leaf := set.Nodes[i].Leaf
		for k := range leaf.Applies {
			if leaf.Applies[k].Then == form.EffRebase {
				at = append(at, &leaf.Applies[k])
			}
		}
	}
	return at
}

// TestOracleFindsFaults gives the engine a set misread in one place and the oracle the true one: the campaign must notice.
func TestOracleFindsFaults(t *testing.T) {
	base := baseSet(t)
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			pairs, found := 0, 0
			campaign(base, func(seed uint64, b batch) bool {
				pairs += b.pairs
				if len(b.diffs) > 0 { // not for another reason
					c := generate(base, seed)
					found = len(b.diffs) - len(compare(c, c).diffs)
				}
				return found == 0 && pairs < 60_000
			}, func(seed uint64, c *engine.Case) *engine.Case {
				seen := *c
				seen.Set = clone(c.Set)
				f.plant(newGen(seed^0xfa017), seen.Set)
				return &seen
			})
			if found == 0 {
				t.Fatalf("not noticed in %d pairs", pairs)
			}
			t.Logf("noticed within %d pairs (%d differences in that case)", pairs, found)
		})
	}
}

// TestOrderChangesNoByte shuffles everything in a case that has no order, with facts that tie in layer and day among it.
func TestOrderChangesNoByte(t *testing.T) {
	base := baseSet(t)
	for seed := uint64(1); seed <= 3; seed++ {
		c := generate(base, seed)
		g := newGen(seed)
		for i := range c.Units {
			facts := c.Units[i].Facts
			for k := range 4 {
				tie := facts[(k*17)%len(facts)]
				tie.Value = g.disturbed(tie.Value)
				c.Units[i].Facts = append(c.Units[i].Facts, tie)
			}
		}
		want := canonicalBytes(t, c)
		for range 3 {
			g.Shuffle(len(c.Units), reflect.Swapper(c.Units))
			for i := range c.Units {
				u := &c.Units[i]
				u.Facts, u.Dues, u.Decisions = slices.Clone(u.Facts), slices.Clone(u.Dues), slices.Clone(u.Decisions)
				g.Shuffle(len(u.Facts), reflect.Swapper(u.Facts))
				g.Shuffle(len(u.Dues), reflect.Swapper(u.Dues))
				g.Shuffle(len(u.Decisions), reflect.Swapper(u.Decisions))
			}
			if !bytes.Equal(canonicalBytes(t, c), want) {
				t.Fatalf("seed %d: the order of units, facts, dues or decisions changed the result", seed)
			}
		}
	}
}

func canonicalBytes(t *testing.T, c *engine.Case) []byte {
	t.Helper()
	result, err := engine.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	b, err := result.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAloneAsTogether: without rules that compare units, who else is scored changes nothing but the rank.
func TestAloneAsTogether(t *testing.T) {
	base := baseSet(t)
	compared := 0
	for seed := uint64(1); seed <= 3; seed++ {
		c := generate(base, seed)
		eachRule(c.Set, func(r *form.Rule) {
			if r.Kind == form.RuleRelative {
				r.Kind, r.Value, r.Relative = form.RulePoints, lit(exact.Int(0)), nil
			}
		})
		together, err := engine.Score(c)
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Units {
			one := *c
			one.Units = c.Units[i : i+1]
			alone, err := engine.Score(&one)
			if err != nil {
				t.Fatal(err)
			}
			k := slices.IndexFunc(together.Units, func(u engine.UnitResult) bool { return u.Unit == c.Units[i].Unit.Code })
			a, b := alone.Units[0], together.Units[k]
			a.Rank, b.Rank = 0, 0
			sameUnit(t, a, b)
			compared += len(c.Set.Leaves())
		}
	}
	t.Logf("%d pairs", compared)
}

// sameUnit compares by canonical bytes, so that equal numbers held as different pairs are equal.
func sameUnit(t *testing.T, a, b engine.UnitResult) {
	t.Helper()
	x, err := (&engine.Result{Units: []engine.UnitResult{a}}).Canonical()
	if err != nil {
		t.Fatal(err)
	}
	y, err := (&engine.Result{Units: []engine.UnitResult{b}}).Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(x, y) {
		t.Fatalf("unit %s alone differs from together:\n%s\n%s", a.Unit, x, y)
	}
}

// TestTracedAsUntraced: the account of a leaf says what the score said.
func TestTracedAsUntraced(t *testing.T) {
	base := baseSet(t)
	compared := 0
	for seed := uint64(1); seed <= 3; seed++ {
		c := generate(base, seed)
		result, err := engine.Score(c)
		if err != nil {
			t.Fatal(err)
		}
		for i := range result.Units {
			u := &result.Units[i]
			traces, err := engine.Explain(c, u.Unit, "")
			if err != nil {
				t.Fatal(err)
			}
			if len(traces) != len(c.Set.Leaves()) {
				t.Fatalf("%d traces", len(traces))
			}
			for k := range traces {
				n := c.Set.NodeByCode(traces[k].Code)
				if want, got := nodeBytes(t, u.Nodes[n]), nodeBytes(t, traces[k].Node); !bytes.Equal(want, got) {
					t.Errorf("unit %s leaf %s: traced %s, scored %s", u.Unit, traces[k].Code, got, want)
				}
				if sum := traced(traces[k].Ledger); sum != u.Nodes[n].Points.Fraction() {
					t.Errorf("unit %s leaf %s: the trace's ledger adds up to %s, scored %s", u.Unit, traces[k].Code, sum, u.Nodes[n].Points)
				}
				compared++
			}
		}
	}
	t.Logf("%d pairs", compared)
}

func nodeBytes(t *testing.T, n engine.NodeResult) []byte {
	t.Helper()
	b, err := (&engine.Result{Units: []engine.UnitResult{{Nodes: []engine.NodeResult{n}}}}).Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// traced adds up the points of a leaf's ledger lines.
func traced(lines []engine.Line) string {
	sum := new(big.Rat)
	for _, l := range lines {
		switch l.Kind {
		case engine.LineReachable, engine.LineLost, engine.LineRebased:
		default:
			sum.Add(sum, rat(l.Amount))
		}
	}
	return sum.RatString()
}

// ---- formulas against another evaluator ----

// formulaNames are the inputs of generated formulas.
var formulaNames = []string{"a", "b", "c", "d"}

// numberText writes a formula for a number that floats hold exactly: integers, halves, and their sums and few products.
func numberText(g *gen, depth int) string {
	if depth == 0 {
		return pick(g, formulaNames[g.IntN(4)], formulaNames[g.IntN(4)], pick(g, "0", "0.5", "1", "2", "2.5", "7"))
	}
	x, y := numberText(g, depth-1), numberText(g, depth-1)
	switch g.IntN(9) {
	case 0, 1:
		return x + pick(g, " + ", " - ") + y
	case 2:
		return "(" + x + pick(g, " + ", " - ") + y + ")"
	case 3:
		return formulaNames[g.IntN(4)] + " * (" + y + ")"
	case 4:
		return "(" + x + ") / " + pick(g, "2", "4", "0.5")
	case 5:
		return pick(g, "min", "max") + "(" + x + ", " + y + pick(g, "", ", "+formulaNames[g.IntN(4)]) + ")"
	case 6:
		return "(" + conditionText(g, depth-1) + " ? " + x + " : " + y + ")"
	case 7:
		return "-(" + x + ")"
	}
	return x + " - " + formulaNames[g.IntN(4)] + " * " + formulaNames[g.IntN(4)]
}

func conditionText(g *gen, depth int) string {
	if depth > 0 && g.chance(60) {
		x, y := conditionText(g, depth-1), conditionText(g, depth-1)
		switch g.IntN(4) {
		case 0:
			return "not (" + x + ")"
		case 1:
			return "(" + x + " or " + y + ")"
		case 2:
			return x + " and " + y
		}
		return "(" + x + " and not (" + y + "))"
	}
	return numberText(g, min(depth, 1)) + pick(g, " < ", " <= ", " > ", " >= ", " == ", " != ") + numberText(g, min(depth, 1))
}

// formulaSet writes a set with a leaf for each formula.
func formulaSet(formulas []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `set:
  id: formulas
  version: 1.0.0
  title: "Công thức"
  scope: unit
  blocks: [so]
  max: %d
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 31/12/2026, lock: 31/12/2026}
  rounding: {at: total, decimals: 3, mode: half_up}
  ties: shared_skip
classes:
  - {bands: [{from: 50, name: "A"}, {else: true, name: "B"}]}
inputs:
`, 1_000_000*len(formulas))
	for _, name := range append([]string{"z"}, formulaNames...) {
		fmt.Fprintf(&b, "  %s: {type: number, label: \"Số %s\", decimals: 1, declared_by: unit}\n", name, name)
	}
	fmt.Fprintf(&b, "areas:\n  - code: \"1\"\n    name: \"Công thức\"\n    max: %d\n    children:\n", 1_000_000*len(formulas))
	for i, f := range formulas {
		fmt.Fprintf(&b, "      - code: \"1.%d\"\n        name: \"Công thức\"\n        max: 1000000\n        min: -1000000\n        formula: |\n          %s\n", i+1, f)
	}
	return b.String()
}

// TestFormulasAgainstExpr compiles the same text by the rule loader and by expr, whose virtual machine computes in floats,
// over numbers that floats hold exactly.
func TestFormulasAgainstExpr(t *testing.T) {
	const perSet, sets = 125, 20
	g := newGen(7)
	compared, tolerance := 0, big.NewRat(1, 1_000_000_000)
	for range sets {
		formulas := make([]string, perSet)
		for i := range formulas {
			// The loader refuses bounds that no evidence reaches; with an unbounded figure beside it any are reached.
			formulas[i] = "(" + numberText(g, 1+g.IntN(3)) + ") + z"
		}
		loaded, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(formulaSet(formulas))}}, "set.yaml")
		if loaded == nil {
			for _, d := range found {
				if d.Severity == rules.Error {
					t.Log(d.Format(d.Code))
				}
			}
			t.Fatal("the set does not load")
		}
		uc := engine.UnitCase{Unit: engine.Unit{Code: "u", Block: "so"}}
		env := map[string]any{}
		for _, name := range append([]string{"z"}, formulaNames...) {
			halves := int64(g.IntN(25) - 6)
			env[name] = float64(halves) / 2
			uc.Facts = append(uc.Facts, engine.Fact{Input: name, Recorded: day.None, Value: engine.Value{Type: form.TypeNumber, Num: exact.MustFrac(halves, 2)}})
		}
		result, err := engine.Score(&engine.Case{Set: loaded.Set, AsOf: day.Must(2026, 6, 1), Units: []engine.UnitCase{uc}})
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range formulas {
			node := &result.Units[0].Nodes[loaded.Set.NodeByCode(fmt.Sprint("1.", i+1))]
			want := exprValue(t, text, env)
			gap := new(big.Rat).Sub(want, rat(node.Points))
			if node.State != engine.Scored || gap.Abs(gap).Cmp(tolerance) > 0 {
				t.Errorf("%s with %v: engine %s %s, expr %s", text, env, node.State, node.Points, want.FloatString(9))
			}
			compared++
		}
	}
	t.Logf("%d formulas", compared)
	if compared < 2000 {
		t.Error("too few formulas")
	}
}

func exprValue(t *testing.T, text string, env map[string]any) *big.Rat {
	t.Helper()
	program, err := expr.Compile(text, expr.Env(env), expr.AsFloat64())
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	out, err := expr.Run(program, env)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	value, ok := new(big.Rat), false
	if f, is := out.(float64); is {
		ok = value.SetFloat64(f) != nil
	}
	if !ok {
		t.Fatalf("%s gives %v", text, out)
	}
	return value
}
