package diff

import (
	"slices"

	"cchc/internal/form"
)

// match pairs the things of two lists. Each test is tried in turn on what the ones before it left unpaired: a thing is
// paired with the first of the other list that passes. It gives, for each thing of either list, its place in the other,
// -1 for none.
func match(n, m int, tests ...func(i, j int) bool) (to, from []int) {
	to, from = slices.Repeat([]int{-1}, n), slices.Repeat([]int{-1}, m)
	for _, test := range tests {
		for i := range n {
			for j := 0; j < m && to[i] < 0; j++ {
				if from[j] < 0 && test(i, j) {
					to[i], from[j] = j, i
				}
			}
		}
	}
	return to, from
}

// anyway pairs what is left in order.
func anyway(int, int) bool { return true }

// crossed reports whether the things that both lists have stand in another order.
func crossed(to []int) bool {
	last := -1
	for _, j := range to {
		if j >= 0 && j < last {
			return true
		}
		last = max(last, j)
	}
	return false
}

// pairNodes finds the counterpart of every node. The same code alone is the weakest sign: where a leaf is put between two
// others, all that follow are numbered anew. So a node is first sought under its code with its name or its rule, then
// anywhere by name and rule, by name, by rule, and only what is then left by its code.
func (c *comparer) pairNodes() {
	a, b := c.a.Nodes, c.b.Nodes
	// While nodes are being paired, references to leaves are compared by their codes.
	scoring := func(i, j int) bool {
		x, y := a[i].Leaf, b[j].Leaf
		return x != nil && y != nil && x.Rule != nil && c.sameScoring(x.Rule, y.Rule)
	}
	kind := func(i, j int) bool { return a[i].Kind == b[j].Kind && (a[i].Leaf == nil) == (b[j].Leaf == nil) }
	code := func(i, j int) bool { return kind(i, j) && a[i].Code == b[j].Code }
	name := func(i, j int) bool { return kind(i, j) && a[i].Name == b[j].Name }
	c.toB, c.toA = match(len(a), len(b),
		func(i, j int) bool { return code(i, j) && (a[i].Name == b[j].Name || scoring(i, j)) },
		func(i, j int) bool { return name(i, j) && scoring(i, j) },
	)
	c.pairAlone(name)
	c.pairAlone(func(i, j int) bool { return kind(i, j) && scoring(i, j) })
	c.pairRest(code)
	for j, i := range c.toA {
		if i >= 0 {
			c.out.Pairs = append(c.out.Pairs, Pair{i, j})
		}
	}
}

// pairAlone pairs nodes that pass a test with exactly one other that is left.
func (c *comparer) pairAlone(test func(i, j int) bool) {
	only := func(n int, free func(k int) bool, passes func(k int) bool) int {
		found := -1
		for k := range n {
			if free(k) && passes(k) {
				if found >= 0 {
					return -1
				}
				found = k
			}
		}
		return found
	}
	freeA, freeB := func(i int) bool { return c.toB[i] < 0 }, func(j int) bool { return c.toA[j] < 0 }
	for i := range c.toB {
		if !freeA(i) {
			continue
		}
		j := only(len(c.toA), freeB, func(j int) bool { return test(i, j) })
		if j >= 0 && only(len(c.toB), freeA, func(k int) bool { return test(k, j) }) == i {
			c.toB[i], c.toA[j] = j, i
		}
	}
}

func (c *comparer) pairRest(test func(i, j int) bool) {
	for i := range c.toB {
		for j := 0; j < len(c.toA) && c.toB[i] < 0; j++ {
			if c.toA[j] < 0 && test(i, j) {
				c.toB[i], c.toA[j] = j, i
			}
		}
	}
}

// rests knows which leaves rest on what.
type rests struct {
	set    *form.Set
	inputs map[string][]string // leaves by input
	values map[string][]string
	params map[string][]string
	attrs  map[string][]string
	checks map[string]bool // names that a check reads
	onDay  map[string]bool // parameters that are read on the day of a fact, not only at the period's end
}

func newRests(s *form.Set) *rests {
	r := &rests{s, map[string][]string{}, map[string][]string{}, map[string][]string{}, map[string][]string{}, map[string]bool{}, map[string]bool{}}
	for _, i := range s.Leaves() {
		code := s.Nodes[i].Code
		for _, name := range s.LeafInputs(i) {
			r.inputs[name] = append(r.inputs[name], code)
		}
		s.Nodes[i].Leaf.Exprs(func(e *form.Expr) { r.note(e, code, 0) })
	}
	for i := range s.Checks {
		r.noteCheck(s.Checks[i].Cond, 0)
	}
	return r
}

// note adds a leaf to what an expression reads, also through derived values. depth guards against values in a circle.
func (r *rests) note(e *form.Expr, code string, depth int) {
	form.Walk(e, func(e *form.Expr) bool {
		switch e.Kind {
		case form.ExParam:
			r.params[e.Name] = with(r.params[e.Name], code)
			r.onDay[e.Name] = r.onDay[e.Name] || len(e.Args) > 0
		case form.ExAttr:
			r.attrs[e.Name] = with(r.attrs[e.Name], code)
		case form.ExValue:
			r.values[e.Name] = with(r.values[e.Name], code)
			if v := r.set.Value(e.Name); v != nil && depth <= len(r.set.Values) {
				r.note(v.Expr, code, depth+1)
			}
		}
		return true
	})
}

// noteCheck adds what a check reads. A check that is known to be false stops every leaf that shares an input with it.
func (r *rests) noteCheck(e *form.Expr, depth int) {
	form.Walk(e, func(e *form.Expr) bool {
		switch e.Kind {
		case form.ExParam, form.ExAttr, form.ExValue:
			r.checks[string(e.Kind)+" "+e.Name] = true
			r.onDay[e.Name] = r.onDay[e.Name] || e.Kind == form.ExParam && len(e.Args) > 0
			if v := r.set.Value(e.Name); e.Kind == form.ExValue && v != nil && depth <= len(r.set.Values) {
				r.noteCheck(v.Expr, depth+1)
			}
		}
		return true
	})
}

func with(codes []string, code string) []string {
	if slices.Contains(codes, code) {
		return codes
	}
	return append(codes, code)
}

// resting gives a change the leaves that rest on what changed: codes of the earlier version and of the later one. Those of
// the earlier one stand under their later codes, or among the leaves that are gone.
func (c *comparer) resting(at Change, before, after []string) Change {
	at.Leaves, at.Gone = slices.Clone(after), nil
	for _, code := range before {
		if now, ok := c.out.Code(code); ok {
			at.Leaves = with(at.Leaves, now)
		} else {
			at.Gone = with(at.Gone, code)
		}
	}
	printed(c.b, at.Leaves)
	printed(c.a, at.Gone)
	return at
}

// printed orders codes of a set as they are printed.
func printed(s *form.Set, codes []string) {
	slices.SortStableFunc(codes, func(x, y string) int { return s.NodeByCode(x) - s.NodeByCode(y) })
}

// read is the effect of a change of something named: it can move a result where a leaf or a check rests on it.
func (c *comparer) read(kind form.ExprKind, at Change) Effect {
	key := string(kind) + " " + at.Name
	if len(at.Leaves)+len(at.Gone) > 0 || c.restA.checks[key] || c.restB.checks[key] {
		return Scores
	}
	return Words
}
