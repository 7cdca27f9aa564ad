package mutate

import (
	"fmt"
	"iter"
	"slices"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/space"
)

// maxSearch bounds how much evidence is tried on one leaf where not all of it can be.
const maxSearch = 3000

// probe is evidence, and the leaf's outcome on it.
type probe struct {
	spec  rules.CaseSpec
	node  engine.NodeResult
	claim bool // differs from another probe in that only the unit itself said so
}

// try is evidence to look at.
type try struct {
	spec  rules.CaseSpec
	claim bool
}

// probeAt is the nth evidence of the leaf with what the rule gives on it; nil where there is no more. Evidence is scored once,
// and no more of it than some mutant asks for.
func (j *judge) probeAt(n int) (*probe, error) {
	if j.next == nil {
		j.space = space.Of(j.set, j.node)
		var err error
		if j.bench, err = casetest.BenchOf(j.space.Set, j.code); err != nil {
			return nil, err
		}
		j.seen = map[string]bool{}
		j.next, j.stop = iter.Pull(j.evidence)
	}
	for len(j.tried) <= n {
		t, more := j.next()
		if !more {
			return nil, nil
		}
		node, err := j.bench.Node(&t.spec)
		if err != nil {
			return nil, fmt.Errorf("mutants of %s: %w", j.code, err)
		}
		j.tried = append(j.tried, &probe{t.spec, node, t.claim})
	}
	return j.tried[n], nil
}

// evidence lays out what is tried, each evidence once: around usual evidence first, then what is not known, then everything as
// far as it is tried, and last what matters to roundings and to days.
func (j *judge) evidence(yield func(try) bool) {
	claims, asOf := j.declares(), j.space.Case(j.space.Bases()[0]).AsOf
	add := func(spec rules.CaseSpec) bool {
		key := spec.Text(j.set)
		if j.seen[key] {
			return true
		}
		j.seen[key] = true
		if !yield(try{spec, false}) {
			return false
		}
		if !claims || spec.AsOf != asOf {
			return true
		}
		spec.Layer = engine.LayerDeclared.String()
		return yield(try{spec, true})
	}
	var scored richest
	each := func(at space.Point) bool {
		n := len(j.tried)
		if !add(j.space.Case(at)) {
			return false
		}
		if len(j.tried) > n && j.tried[n].node.State == engine.Scored {
			scored.add(at, &j.tried[n].node)
		}
		return true
	}
	_ = singles(j.space, each) && j.absences(nil, add) && everything(j.space, each) && j.absences(scored.points(), add) &&
		j.turns(add) && j.shifts(add)
}

// singles visits each axis varied by itself around every base; denominators last, for shares of a round number are easily
// read.
func singles(s *space.Space, visit func(space.Point) bool) bool {
	order := partsFirst(s)
	for _, base := range s.Bases() {
		at := slices.Clone(base)
		if !visit(at) {
			return false
		}
		for _, i := range order {
			for at[i] = range s.Axes[i].Marks {
				if !visit(at) {
					return false
				}
			}
			at[i] = base[i]
		}
	}
	return true
}

// partsFirst lists the axes: those of denominators after the others.
func partsFirst(s *space.Space) []int {
	var wholes []string
	eachExpr(s.Set, s.Node, func(e *form.Expr) {
		if e.Kind == form.ExRatio || e.Kind == form.ExArith && e.Op == "/" {
			wholes = append(wholes, s.Set.ExprInputs(e.Args[1])...)
		}
	})
	var first, last []int
	for i := range s.Axes {
		if slices.Contains(wholes, s.Axes[i].Name) {
			last = append(last, i)
		} else {
			first = append(first, i)
		}
	}
	return append(first, last...)
}

// everything visits all points, or where there are too many first pairs of what stands together in an expression, and then
// as many others as are tried. It gives false where a visit did.
func everything(s *space.Space, visit func(space.Point) bool) bool {
	many := slices.Contains(s.Why, space.WhyTooMany)
	left, more := maxSearch, true
	look := func(at space.Point) bool {
		left--
		more = visit(at)
		return more && (left > 0 || !many)
	}
	if !many || together(s, look) {
		s.Each(look)
	}
	return more
}

// maxTogether is how many inputs an expression may have for all pairs of them to be tried.
const maxTogether = 6

// together visits pairs of axes that stand in one expression, varied around every base.
func together(s *space.Space, visit func(space.Point) bool) bool {
	var pairs [][2]int
	look := func(e *form.Expr) {
		names := s.Set.ExprInputs(e)
		if len(names) > maxTogether {
			return
		}
		var axes []int
		for i := range s.Axes {
			if slices.Contains(names, s.Axes[i].Name) {
				axes = append(axes, i)
			}
		}
		for k, a := range axes {
			for _, b := range axes[k+1:] {
				if !slices.Contains(pairs, [2]int{a, b}) {
					pairs = append(pairs, [2]int{a, b})
				}
			}
		}
	}
	s.Set.Nodes[s.Node].Leaf.Exprs(look)
	for i := range s.Set.Checks {
		look(s.Set.Checks[i].Cond)
	}
	for _, base := range s.Bases() {
		at := slices.Clone(base)
		for _, p := range pairs {
			for at[p[0]] = range s.Axes[p[0]].Marks {
				for at[p[1]] = range s.Axes[p[1]].Marks {
					if !visit(at) {
						return false
					}
				}
			}
			at[p[0]], at[p[1]] = base[p[0]], base[p[1]]
		}
	}
	return true
}

// richest holds for every branch the evidence that was first to score by it, and the last of that with the most points.
type richest []*reached

// reached is where a branch was reached.
type reached struct {
	branch      string
	first, best space.Point
	most        exact.Num
}

func (r *richest) add(at space.Point, node *engine.NodeResult) {
	for _, b := range *r {
		if b.branch == node.Branch {
			if !node.Points.Less(b.most) { // the last of equals
				b.best, b.most = slices.Clone(at), node.Points
			}
			return
		}
	}
	*r = append(*r, &reached{node.Branch, slices.Clone(at), slices.Clone(at), node.Points})
}

func (r richest) points() []space.Point {
	var all []space.Point
	for _, b := range r {
		all = append(all, b.first, b.best)
	}
	return all
}

// absences tries evidence of which something is not known, around given points; around usual evidence where there are none.
func (j *judge) absences(around []space.Point, add func(rules.CaseSpec) bool) bool {
	more := true
	look := func(at space.Point, axis int) bool {
		spec := j.space.Case(at)
		more = add(spec)
		spec.AsOf = j.set.Period.Lock // nothing is settled yet by being absent
		if more = more && add(spec); axis == space.Absent {
			spec.AsOf = j.set.Period.From // nothing is due
			more = more && add(spec)
		}
		return more
	}
	if around == nil {
		j.space.Absences(look)
		return more
	}
	for _, at := range around {
		for i, mark := range at {
			if j.space.Axes[i].Kind == space.KindAttr {
				continue
			}
			at[i] = space.Absent
			if !look(at, i) {
				return false
			}
			at[i] = mark
		}
	}
	return true
}

// declares reports whether some input of the leaf is the unit's to declare.
func (j *judge) declares() bool {
	return slices.ContainsFunc(j.set.LeafInputs(j.node), func(name string) bool { return j.set.Input(name).DeclaredBy == "unit" })
}
