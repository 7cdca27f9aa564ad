package mutate

import (
	"slices"
	"strconv"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/space"
)

// turns tries the figures at which a rounding of the leaf turns, each way: space finds them as the limits of a rule that
// compares with them what is rounded.
func (j *judge) turns(add func(rules.CaseSpec) bool) bool {
	conds := j.roundedAt()
	if len(conds) == 0 {
		return true
	}
	set := *j.space.Set
	set.Nodes = slices.Clone(set.Nodes)
	leaf := *set.Nodes[j.space.Node].Leaf
	leaf.Rule = &form.Rule{Kind: form.RuleCases}
	for i, c := range conds {
		leaf.Rule.Branches = append(leaf.Rule.Branches, form.Branch{ID: "c" + strconv.Itoa(i+1), When: c})
	}
	set.Nodes[j.space.Node].Leaf = &leaf
	other := space.Of(&set, j.space.Node)
	left, more := maxTurns, true
	look := func(at space.Point) bool {
		left--
		more = add(other.Case(at))
		return more && left > 0
	}
	_ = singles(other, look) && together(other, look)
	return more
}

// maxTurns bounds how much evidence is tried for the sake of roundings.
const maxTurns = 1000

// roundedAt lists comparisons of what is rounded with the figures at which the rounding turns: around the numbers that the leaf
// compares with, and the first two.
func (j *judge) roundedAt() []*form.Expr {
	set, node := j.space.Set, j.space.Node
	leaf := set.Nodes[node].Leaf
	var near []exact.Num // numbers that something is compared with
	var all []*form.Expr
	at := func(e *form.Expr, n exact.Num) {
		all = append(all, &form.Expr{Kind: form.ExCmp, Op: ">=", Type: form.TypeBool, Args: []*form.Expr{e, numOf(n)}})
	}
	eachExpr(set, node, func(e *form.Expr) {
		if n, ok := set.Number(e); ok {
			near = append(near, n)
		}
	})
	eachExpr(set, node, func(e *form.Expr) {
		if e.Kind == form.ExRound {
			for _, n := range ties(e.Round, near) {
				at(e.Args[0], n)
			}
		}
	})
	form.WalkRule(leaf.Rule, func(r *form.Rule) {
		round := leaf.Round
		if r.Round != nil {
			round = r.Round
		}
		if round == nil {
			return
		}
		if r.Kind == form.RulePoints {
			for _, n := range ties(*round, nil) {
				at(r.Value, n)
			}
		}
		for i := range r.Branches {
			for _, n := range j.onLine(r.Branches[i].Line, *round) {
				at(r.Value, n)
			}
		}
	})
	return all[:min(len(all), 40)]
}

// ties lists figures in the middle between two rounded ones: the first two above 0, and those on both sides of numbers.
func ties(r exact.Rounding, near []exact.Num) []exact.Num {
	unit := exact.Int(1)
	for range r.Decimals {
		unit = unit.Mul(exact.MustFrac(1, 10))
	}
	half := unit.Mul(exact.MustFrac(1, 2))
	all := []exact.Num{half, half.Add(unit)}
	for _, n := range near {
		for _, tie := range []exact.Num{n.Sub(half), n.Add(half)} {
			if n.Round(r).Equal(n) && !slices.ContainsFunc(all, tie.Equal) {
				all = append(all, tie)
			}
		}
	}
	return all
}

// onLine lists where the points of a line are ties: the first two above its lower end.
func (j *judge) onLine(l *form.Line, r exact.Rounding) []exact.Num {
	if l == nil {
		return nil
	}
	x0, ok0 := j.space.Set.Number(l.X0)
	x1, ok1 := j.space.Set.Number(l.X1)
	if !ok0 || !ok1 {
		return nil
	}
	least := exact.Min(l.Y0, l.Y1).Round(exact.Rounding{Decimals: r.Decimals, Mode: exact.Down})
	var all []exact.Num
	for _, tie := range ties(r, nil) {
		share, ok := tie.Add(least).Sub(l.Y0).Quo(l.Y1.Sub(l.Y0))
		if ok && share.Sign() >= 0 && share.Cmp(exact.Int(1)) <= 0 {
			all = append(all, x0.Add(share.Mul(x1.Sub(x0))))
		}
	}
	return all
}

// shifts tries usual evidence with all its days moved so that what is owed is due around the days that the leaf knows: those
// it compares with, and those on which its parameters change.
func (j *judge) shifts(add func(rules.CaseSpec) bool) bool {
	days := j.days()
	if len(days) == 0 {
		return true
	}
	left, more := maxSearch, true
	for _, d := range days {
		for off := -1; off <= 1 && more; off++ {
			singles(j.space, func(at space.Point) bool {
				spec := j.space.Case(at)
				if len(spec.Dues) == 0 {
					return true
				}
				left--
				more = add(shifted(spec, d.Add(off).Sub(spec.Dues[0].Day)))
				return more && left > 0
			})
		}
	}
	return more
}

// days lists the days that a leaf knows, where it also looks at documents that are owed.
func (j *judge) days() []day.Day {
	set := j.space.Set
	var all []day.Day
	add := func(k form.Const) {
		if k.Type == form.TypeDate && !slices.Contains(all, k.Day) {
			all = append(all, k.Day)
		}
	}
	eachExpr(set, j.space.Node, func(e *form.Expr) {
		switch e.Kind {
		case form.ExConst:
			add(e.Const)
		case form.ExParam:
			for _, v := range set.Param(e.Name).Values {
				add(v.Value)
				if len(e.Args) > 0 && v.From != day.None {
					add(form.Const{Type: form.TypeDate, Day: v.From})
				}
			}
		}
	})
	return all
}

// shifted is a case with all its days moved.
func shifted(c rules.CaseSpec, by int) rules.CaseSpec {
	c.Given, c.Dues = slices.Clone(c.Given), slices.Clone(c.Dues)
	for i := range c.Given {
		if v := &c.Given[i].Value; v.Type == form.TypeDate && !c.Given[i].None {
			v.Day = v.Day.Add(by)
		}
	}
	for i := range c.Dues {
		c.Dues[i].Day = c.Dues[i].Day.Add(by)
	}
	return c
}
