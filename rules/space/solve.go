package space

import (
	"cchc/internal/exact"
	"cchc/internal/form"
)

// fraction is (a·x + b) ÷ (c·x + d) for one unknown x: what a ratio of sums is in each of its figures.
type fraction struct{ a, b, c, d exact.Num }

func constant(n exact.Num) fraction { return fraction{b: n, d: exact.Int(1)} }

func unknown(scale exact.Num) fraction { return fraction{a: exact.Int(1), d: scale} }

// flat reports that x does not enter.
func (f fraction) flat() bool { return f.a.IsZero() && f.c.IsZero() }

func (f fraction) value() (exact.Num, bool) { return f.b.Quo(f.d) }

// plus adds where one of the two does not hold x, or both have the same denominator.
func (f fraction) plus(g fraction) (fraction, bool) {
	if f.c.IsZero() && g.c.IsZero() { // both linear
		return fraction{a: f.a.Mul(g.d).Add(g.a.Mul(f.d)), b: f.b.Mul(g.d).Add(g.b.Mul(f.d)), d: f.d.Mul(g.d)}, true
	}
	if g.flat() {
		f, g = g, f
	}
	if !f.flat() {
		return fraction{}, false
	}
	n, ok := f.value()
	return fraction{a: g.a.Add(n.Mul(g.c)), b: g.b.Add(n.Mul(g.d)), c: g.c, d: g.d}, ok
}

func (f fraction) neg() fraction { return fraction{a: f.a.Neg(), b: f.b.Neg(), c: f.c, d: f.d} }

func (f fraction) times(g fraction) (fraction, bool) {
	if g.flat() {
		f, g = g, f
	}
	if !f.flat() {
		return fraction{}, false
	}
	n, ok := f.value()
	return fraction{a: g.a.Mul(n), b: g.b.Mul(n), c: g.c, d: g.d}, ok
}

func (f fraction) over(g fraction) (fraction, bool) {
	if f.c.IsZero() && g.c.IsZero() {
		return fraction{a: f.a.Mul(g.d), b: f.b.Mul(g.d), c: g.a.Mul(f.d), d: g.b.Mul(f.d)}, true
	}
	if g.flat() && !g.b.IsZero() {
		n, ok := g.d.Quo(g.b)
		return fraction{a: f.a.Mul(n), b: f.b.Mul(n), c: f.c, d: f.d}, ok
	}
	return fraction{}, false
}

// solve gives the x at which the fraction has a value.
func (f fraction) solve(t exact.Num) (exact.Num, bool) {
	return t.Mul(f.d).Sub(f.b).Quo(f.a.Sub(t.Mul(f.c)))
}

// maxForms bounds the alternatives of one expression.
const maxForms = 8

// forms gives what an expression can be as a function of one quantity, the others having the values of at: one form
// for each alternative of its choices, minima and maxima. None where it is no such fraction.
func (m *marker) forms(e *form.Expr, x string, at map[string]exact.Num) []fraction {
	if e == nil {
		return nil
	}
	if name := quantity(e); name != "" {
		scale := exact.Int(1)
		if in := m.set.Input(e.Name); in != nil && in.Type == form.InIndex {
			scale = exact.Int(int64(in.Scale))
		}
		switch n, ok := at[name]; {
		case name == x && e.Kind == form.ExLate:
			return []fraction{{a: exact.Int(1), b: exact.Int(int64(m.days)).Neg(), d: exact.Int(1)}}
		case name == x:
			return []fraction{unknown(scale)}
		case ok && e.Kind == form.ExLate:
			return []fraction{constant(n.Sub(exact.Int(int64(m.days))))}
		case ok:
			return []fraction{{b: n, d: scale}}
		}
		return nil
	}
	switch e.Kind {
	case form.ExConst, form.ExParam:
		if n, ok := m.known(e); ok {
			return []fraction{constant(n)}
		}
	case form.ExDue:
		return []fraction{constant(exact.Int(int64(m.days)))}
	case form.ExValue:
		if v := m.set.Value(e.Name); v != nil {
			return m.forms(v.Expr, x, at)
		}
	case form.ExNeg:
		var all []fraction
		for _, f := range m.forms(e.Args[0], x, at) {
			all = append(all, f.neg())
		}
		return all
	case form.ExArith, form.ExRatio:
		return m.combine(e, x, at)
	case form.ExIf:
		return short(append(m.forms(e.Args[1], x, at), m.forms(e.Args[2], x, at)...))
	case form.ExMin, form.ExMax:
		var all []fraction
		for _, a := range e.Args {
			all = append(all, m.forms(a, x, at)...)
		}
		return short(all)
	case form.ExRound:
		return m.forms(e.Args[0], x, at)
	}
	return nil
}

func (m *marker) combine(e *form.Expr, x string, at map[string]exact.Num) []fraction {
	var all []fraction
	for _, f := range m.forms(e.Args[0], x, at) {
		for _, g := range m.forms(e.Args[1], x, at) {
			var h fraction
			ok := false
			switch {
			case e.Kind == form.ExRatio || e.Op == "/":
				h, ok = f.over(g)
			case e.Op == "+":
				h, ok = f.plus(g)
			case e.Op == "-":
				h, ok = f.plus(g.neg())
			case e.Op == "*":
				h, ok = f.times(g)
			}
			if ok {
				all = append(all, h)
			}
		}
	}
	return short(all)
}

func short(all []fraction) []fraction { return all[:min(len(all), maxForms)] }

// quantity names the number or date that an expression reads by itself: an input, an attribute, a field of a list's row.
// A document's days late are a matter of its date.
func quantity(e *form.Expr) string {
	if !counts(e.Type) {
		return ""
	}
	switch e.Kind {
	case form.ExInput, form.ExAttr:
		return e.Name
	case form.ExLate:
		return e.Name // "" for the current row of reports
	case form.ExField:
		return e.Name + "." + e.Field
	}
	return ""
}

// known is the number of a constant or parameter; a date's is its day number.
func (m *marker) known(e *form.Expr) (exact.Num, bool) {
	if ns := m.numbers(e); len(ns) == 1 {
		return ns[0], true
	}
	return exact.Num{}, false
}

// numbers lists the numbers that a constant or parameter can be: one, or for a parameter read on the day of a fact all
// its values. Nil for anything else.
func (m *marker) numbers(e *form.Expr) []exact.Num {
	var all []exact.Num
	take := func(k form.Const) {
		switch k.Type {
		case form.TypeNumber:
			all = append(all, k.Num)
		case form.TypeDate:
			all = append(all, exact.Int(int64(k.Day)))
		}
	}
	switch e.Kind {
	case form.ExConst:
		take(e.Const)
	case form.ExParam:
		if len(e.Args) == 0 {
			k, _ := m.set.ParamValue(e.Name)
			take(k)
			break
		}
		for _, v := range m.set.Param(e.Name).Values {
			take(v.Value)
		}
	}
	return all
}
