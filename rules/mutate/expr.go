package mutate

import (
	"cchc/internal/exact"
	"cchc/internal/form"
)

// opposite are the comparisons that authors take for one another.
var opposite = map[string]string{">=": ">", ">": ">=", "<=": "<", "<": "<=", "==": "!=", "!=": "=="}

// expr changes an expression, node by node; the comparison around a node, or the whole, is what is shown. span is that of
// what the expression stands in, for nodes that the lowering made.
func (m *mutator) expr(at Place, root *form.Expr, span form.Span) {
	if root != nil {
		m.inside(at, root, root, span)
	}
}

func (m *mutator) inside(at Place, e, shown *form.Expr, span form.Span) {
	if e.Span != (form.Span{}) {
		span = e.Span
	}
	put := func(op Op, to form.Expr, suffix string) {
		mu := Mutant{Op: op, Place: at, Span: span, Before: copyExpr(shown)}
		was := *e
		*e = to
		mu.After = copyExpr(shown)
		m.try(mu, suffix)
		*e = was
	}
	to := *e
	switch e.Kind {
	case form.ExCmp:
		shown = e
		to.Op = opposite[e.Op]
		put(OpCompare, to, "")
	case form.ExAnd, form.ExOr:
		shown = e
		to.Kind = other(e.Kind, form.ExAnd, form.ExOr)
		put(OpJoin, to, "")
	case form.ExMin, form.ExMax:
		shown = e
		to.Kind = other(e.Kind, form.ExMin, form.ExMax)
		put(OpMinMax, to, "")
	case form.ExNot:
		shown = e
		put(OpNot, *e.Args[0], "")
	case form.ExRound:
		m.rounding(at, span, &e.Round.Mode)
	case form.ExConst:
		m.off(e.Const, func(k form.Const, sign string) {
			to.Const = k
			put(dated(OpConst, k), to, sign)
		})
	}
	for _, a := range e.Args {
		m.inside(at, a, shown, span)
	}
}

func other[T comparable](is, a, b T) T {
	if is == a {
		return b
	}
	return a
}

// off gives a value one step higher and one step lower; texts, levels and truth values have no steps.
func (m *mutator) off(k form.Const, use func(k form.Const, sign string)) {
	switch k.Type {
	case form.TypeDate:
		up, down := k, k
		up.Day, down.Day = k.Day.Add(1), k.Day.Add(-1)
		use(up, "+")
		use(down, "-")
	case form.TypeNumber:
		by := step(k)
		up, down := k, k
		up.Num, down.Num = k.Num.Add(by), k.Num.Sub(by)
		use(up, "+")
		use(down, "-")
	}
}

// step is how far a number is taken off: one percentage point, 1, or the last decimal written.
func step(k form.Const) exact.Num {
	one := exact.Int(1)
	if k.Percent {
		return exact.MustFrac(1, 100)
	}
	for n := 0; n <= exact.MaxDecimals; n++ {
		if k.Num.Round(exact.Rounding{Decimals: n}).Equal(k.Num) {
			return one
		}
		one, _ = one.Quo(exact.Int(10))
	}
	return exact.Int(1) // a fraction without decimals
}

func constOf(k form.Const) *form.Expr { return &form.Expr{Kind: form.ExConst, Type: k.Type, Const: k} }

func numOf(n exact.Num) *form.Expr { return constOf(form.Const{Type: form.TypeNumber, Num: n}) }

// constant changes a limit that is written as a value; one that is a parameter is changed with the parameter.
func (m *mutator) constant(at Place, op Op, e *form.Expr, span form.Span, label string) {
	if e == nil || e.Kind != form.ExConst {
		return
	}
	if e.Span != (form.Span{}) {
		span = e.Span
	}
	m.off(e.Const, func(k form.Const, sign string) {
		mu := Mutant{Op: dated(op, k), Place: at, Span: span, Before: constOf(e.Const), After: constOf(k), From: label}
		turn(m, &e.Const, k, mu, label+sign)
	})
}

// dated is the operator by which a value is taken a step off: dates have their own.
func dated(op Op, k form.Const) Op {
	if k.Type == form.TypeDate {
		return OpDate
	}
	return op
}

// rounding tries the other modes.
func (m *mutator) rounding(at Place, span form.Span, mode *exact.Mode) {
	for _, to := range []exact.Mode{exact.HalfUp, exact.HalfEven, exact.Down} {
		if to != *mode {
			mu := Mutant{Op: OpRounding, Place: at, Span: span, From: mode.String(), To: to.String()}
			turn(m, mode, to, mu, "="+to.String())
		}
	}
}
