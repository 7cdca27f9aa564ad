package rules

import (
	"errors"
	"strings"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// interval bounds a number; nil ends are not known.
type interval struct{ lo, hi *exact.Num }

func exactly(n exact.Num) interval { return interval{&n, &n} }

// lesser and greater take one of two ends; what is not known stays so.
func lesser(a, b *exact.Num) *exact.Num {
	if a == nil || b == nil {
		return nil
	}
	n := exact.Min(*a, *b)
	return &n
}

func greater(a, b *exact.Num) *exact.Num {
	if a == nil || b == nil {
		return nil
	}
	n := exact.Max(*a, *b)
	return &n
}

func total(a, b *exact.Num) *exact.Num {
	if a == nil || b == nil {
		return nil
	}
	n := a.Add(*b)
	return &n
}

func (a interval) or(b interval) interval   { return interval{lesser(a.lo, b.lo), greater(a.hi, b.hi)} }
func (a interval) plus(b interval) interval { return interval{total(a.lo, b.lo), total(a.hi, b.hi)} }

func (a interval) neg() interval {
	flip := func(n *exact.Num) *exact.Num {
		if n == nil {
			return nil
		}
		m := n.Neg()
		return &m
	}
	return interval{flip(a.hi), flip(a.lo)}
}

// scaled multiplies by a number.
func (a interval) scaled(n exact.Num) interval {
	if n.IsZero() {
		return exactly(n)
	}
	by := func(x *exact.Num) *exact.Num {
		if x == nil {
			return nil
		}
		m := x.Mul(n)
		return &m
	}
	if n.Sign() < 0 {
		return interval{by(a.hi), by(a.lo)}
	}
	return interval{by(a.lo), by(a.hi)}
}

// constant gives the one number of an interval.
func (a interval) constant() (exact.Num, bool) {
	if a.lo == nil || a.hi == nil || !a.lo.Equal(*a.hi) {
		return exact.Num{}, false
	}
	return *a.lo, true
}

// clamp cuts an interval where a rule cuts its points.
func (a interval) clamp(floor, limit *exact.Num) interval {
	if floor != nil {
		if a.lo == nil || a.lo.Less(*floor) {
			a.lo = floor
		}
		a.hi = greater(a.hi, floor)
	}
	if limit != nil {
		if a.hi == nil || limit.Less(*a.hi) {
			a.hi = limit
		}
		a.lo = lesser(a.lo, limit)
		if a.lo == nil && floor != nil {
			a.lo = floor
		}
	}
	return a
}

// reach bounds the points a rule can give, as far as its structure says.
func (l *loader) reach(r *form.Rule) interval {
	switch r.Kind {
	case form.RuleCases, form.RuleBands:
		var all interval
		for i := range r.Branches {
			b := &r.Branches[i]
			one := exactly(b.Points)
			if b.Line != nil {
				one = interval{lesser(&b.Line.Y0, &b.Line.Y1), greater(&b.Line.Y0, &b.Line.Y1)}
				if x, ok := l.bandEnd(b); ok {
					one.lo = &x
				}
			}
			if i == 0 {
				all = one
			} else {
				all = all.or(one)
			}
		}
		return all
	case form.RuleTally:
		return l.tallyReach(r)
	case form.RulePoints:
		return l.bounds(r.Value).clamp(r.Floor, r.Cap)
	case form.RuleSum:
		sum := exactly(exact.Num{})
		for _, p := range r.Parts {
			sum = sum.plus(l.reach(p))
		}
		return sum
	case form.RuleBest:
		best := l.reach(r.Parts[0])
		for _, p := range r.Parts[1:] {
			one := l.reach(p)
			best = interval{greater(best.lo, one.lo), greater(best.hi, one.hi)}
		}
		return best
	case form.RulePerRow:
		return l.reach(r.Parts[0])
	}
	zero := exact.Num{}
	most := r.Max
	return interval{&zero, &most}
}

// bandEnd is the least a rising line gives inside its own band, which begins at the band's lower limit.
func (l *loader) bandEnd(b *form.Branch) (exact.Num, bool) {
	if b.Lower == nil || b.Line.Y1.Less(b.Line.Y0) {
		return exact.Num{}, false
	}
	x, ok := l.known(b.Lower.At)
	if !ok {
		return exact.Num{}, false
	}
	return l.pointsAt(b, x)
}

func (l *loader) tallyReach(r *form.Rule) interval {
	all := exactly(r.Start)
	for i := range r.Items {
		count := l.bounds(r.Items[i].Count)
		zero := exact.Num{}
		if count.lo == nil || count.lo.Sign() < 0 {
			count.lo = &zero
		}
		all = all.plus(count.scaled(r.Items[i].Points))
	}
	return all.clamp(r.Floor, r.Cap)
}

// bounds bounds the value of an expression by the domains of its inputs.
func (l *loader) bounds(e *form.Expr) interval {
	zero := exact.Num{}
	arg := func(i int) interval { return l.bounds(e.Args[i]) }
	switch e.Kind {
	case form.ExConst:
		if e.Const.Type == form.TypeNumber {
			return exactly(e.Const.Num)
		}
	case form.ExParam:
		if c, ok := l.set.ParamValue(e.Name); ok && c.Type == form.TypeNumber {
			return exactly(c.Num)
		}
	case form.ExInput:
		return l.domain(e.Name)
	case form.ExValue:
		if v := l.set.Value(e.Name); v != nil {
			return l.bounds(v.Expr)
		}
	case form.ExFold, form.ExLate:
		if e.Kind == form.ExLate || e.Op == "count" {
			return interval{lo: &zero}
		}
	case form.ExNeg:
		return arg(0).neg()
	case form.ExArith:
		a, b := arg(0), arg(1)
		switch e.Op {
		case "+":
			return a.plus(b)
		case "-":
			return a.plus(b.neg())
		case "*":
			if n, ok := a.constant(); ok {
				return b.scaled(n)
			}
			if n, ok := b.constant(); ok {
				return a.scaled(n)
			}
		case "/":
			if n, ok := b.constant(); ok && !n.IsZero() {
				over, _ := exact.Int(1).Quo(n)
				return a.scaled(over)
			}
		}
		return positive(a, b)
	case form.ExRatio:
		return positive(arg(0), arg(1))
	case form.ExIf:
		return arg(1).or(arg(2))
	case form.ExMin, form.ExMax:
		all := arg(0)
		for i := 1; i < len(e.Args); i++ {
			all = pick(all, arg(i), e.Kind == form.ExMin)
		}
		return all
	case form.ExRound:
		a := arg(0)
		for _, end := range []**exact.Num{&a.lo, &a.hi} {
			if *end != nil {
				n := (*end).Round(e.Round)
				*end = &n
			}
		}
		return a
	case form.ExPoints, form.ExShare:
		return interval{}
	}
	return interval{}
}

// positive is what is known of a product or quotient of two numbers that are not negative.
func positive(a, b interval) interval {
	zero := exact.Num{}
	if a.lo != nil && b.lo != nil && a.lo.Sign() >= 0 && b.lo.Sign() >= 0 {
		return interval{lo: &zero}
	}
	return interval{}
}

// pick bounds min or max: a known end of one operand bounds the result on one side even if the other is not known.
func pick(a, b interval, least bool) interval {
	other := func(x, y *exact.Num, take func(x, y *exact.Num) *exact.Num) *exact.Num {
		switch {
		case x == nil:
			return y
		case y == nil:
			return x
		}
		return take(x, y)
	}
	if least {
		return interval{lo: lesser(a.lo, b.lo), hi: other(a.hi, b.hi, lesser)}
	}
	return interval{lo: other(a.lo, b.lo, greater), hi: greater(a.hi, b.hi)}
}

// domain is the declared domain of an input, or that of its type.
func (l *loader) domain(name string) interval {
	in := l.set.Input(name)
	if in == nil {
		return interval{}
	}
	zero, one := exact.Num{}, exact.Int(1)
	all := interval{in.Min, in.Max}
	switch in.Type {
	case form.InCount, form.InAmount, form.InRatio:
		if all.lo == nil {
			all.lo = &zero
		}
	case form.InIndex:
		return interval{&zero, &one}
	case form.InRating:
		return interval{} // bounded by the leaf, when it is given
	}
	return all
}

// reaches compares what a rule can give with the leaf's bounds: a maximum nobody can reach, or that the rule exceeds,
// is a mistake of the set.
func (l *loader) reaches(p place, n *form.Node, r *form.Rule) {
	if r.Shape == "rated" || r.Shape == form.ShapeUnwritten {
		return
	}
	at := orNode(l.get(p, "max"), orNode(l.get(p, "code"), p))
	got := l.reach(r)
	switch {
	case got.hi == nil || r.Kind == form.RulePoints && n.Max.Less(*got.hi):
		l.warn(at.src, at.node, "reach.max_unknown", n.Code)
	case got.hi.Less(n.Max):
		l.fail(at, "reach.max_not_reached", "", n.Code, got.hi.VN(), n.Max.VN())
	case n.Max.Less(*got.hi):
		l.fail(at, "reach.max_exceeded", "", n.Code, got.hi.VN(), n.Max.VN())
	}
	least := l.get(p, "min")
	switch {
	case got.lo == nil || r.Kind == form.RulePoints && got.lo.Less(n.Min):
		if got.hi != nil {
			l.warn(at.src, at.node, "reach.min_unknown", n.Code)
		}
	case got.lo.Less(n.Min):
		l.fail(orNode(least, at), "reach.min_exceeded", "", n.Code, got.lo.VN(), n.Min.VN())
	case least.ok() && n.Min.Sign() < 0 && n.Min.Less(*got.lo):
		l.fail(least, "reach.min_not_reached", "", n.Code, got.lo.VN(), n.Min.VN())
	}
}

// cycles refuses leaves that rest on each other's points.
func (l *loader) cycles() {
	_, err := l.set.Order()
	var cycle *form.CycleError
	if errors.As(err, &cycle) {
		at := l.codes[cycle.Codes[0]]
		l.fail(at, "leaf.cycle", "", strings.Join(cycle.Codes, " → "))
	}
}

// unused warns of declared names that nothing uses.
func (l *loader) unused() {
	used := map[string]bool{}
	mark := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			used[e.Name] = true
			return true
		})
	}
	text := func(t *form.Text) {
		for _, part := range t.Parts {
			mark(part.Arg)
		}
	}
	s := l.set
	for i := range s.Values {
		mark(s.Values[i].Expr)
	}
	for i := range s.Checks {
		mark(s.Checks[i].Cond)
		text(&s.Checks[i].Because)
	}
	for _, i := range s.Leaves() {
		leaf := s.Nodes[i].Leaf
		leaf.Exprs(mark)
		for j := range leaf.Applies {
			text(&leaf.Applies[j].Because)
		}
		form.WalkRule(leaf.Rule, func(r *form.Rule) {
			r.Texts(text)
			used[r.List] = true
			if r.Survey != nil {
				used[r.Survey.Input] = true
			}
		})
	}
	warn := func(name, code string) {
		if at := l.declared[name]; !used[name] && at.ok() {
			l.warn(at.src, at.node, code, name)
		}
	}
	for i := range s.Inputs {
		warn(s.Inputs[i].Name, "unused.input")
	}
	formulas := l.namesIn("values")
	for i := range s.Values {
		name, code := s.Values[i].Name, "unused.ratio"
		if formulas[name] {
			code = "unused.value"
		}
		warn(name, code)
	}
	for i := range s.Params {
		warn(s.Params[i].Name, "unused.parameter")
	}
	for i := range s.Attrs {
		warn(s.Attrs[i].Name, "unused.attribute")
	}
}
