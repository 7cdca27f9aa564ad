package engine

import (
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Most of a set's arithmetic is between figures that were given as they are and constants: a ÷ b, a > 0, a + b ≤ c,
// a + ½·b. These are compiled to one closure that reads the slots itself; each means what the general closure of the
// same expression means, and the calls it saves are a third of the time of evaluating the leaves.

// figure tells whether an expression is an input that holds a number, and which.
func (c *compiler) figure(e *form.Expr) (int, bool) {
	if e == nil || e.Kind != form.ExInput {
		return 0, false
	}
	i, ok := c.p.inputs[e.Name]
	return i, ok && TypeOf(&c.p.set.Inputs[i]) == form.TypeNumber
}

// fixed tells whether an expression is a number that does not depend on the unit, and which.
func (c *compiler) fixed(e *form.Expr) (exact.Num, bool) {
	if e == nil || e.Kind != form.ExConst && e.Kind != form.ExParam || len(e.Args) > 0 {
		return exact.Num{}, false
	}
	k := e.Const
	if e.Kind == form.ExParam {
		k, _ = c.p.set.ParamValue(e.Name)
	}
	return k.Num, k.Type == form.TypeNumber
}

// operation tells whether an expression is the operation named, on two operands.
func operation(e *form.Expr, op string) bool {
	return e != nil && e.Kind == form.ExArith && e.Op == op && len(e.Args) == 2
}

// compareFigures compiles a < k, a < b and a + b < c for figures a, b, c and a constant k; nil for anything else.
func (c *compiler) compareFigures(e *form.Expr, want signs) triFn {
	x, y := e.Args[0], e.Args[1]
	i, left := c.figure(x)
	j, right := c.figure(y)
	k, fixed := c.fixed(y)
	switch {
	case left && fixed:
		return func(fr *frame) tri {
			a := &fr.slots[i]
			if a.st != known {
				return unknownTri(a.st)
			}
			return want.holds(a.num.Cmp(k))
		}
	case left && right:
		return func(fr *frame) tri {
			a, b := &fr.slots[i], &fr.slots[j]
			if a.st|b.st != known {
				return unknownTri(join(a.st, b.st))
			}
			return want.holds(a.num.Cmp(b.num))
		}
	case right && operation(x, "+"):
		l, okL := c.figure(x.Args[0])
		r, okR := c.figure(x.Args[1])
		if !okL || !okR {
			return nil
		}
		return func(fr *frame) tri {
			a, b, whole := &fr.slots[l], &fr.slots[r], &fr.slots[j]
			if a.st|b.st|whole.st != known {
				return unknownTri(join(join(a.st, b.st), whole.st))
			}
			return want.holds(a.num.Add(b.num).Cmp(whole.num))
		}
	}
	return nil
}

// figureQuotient is the i-th figure ÷ the j-th; by 0 it is not scorable, never a number.
func figureQuotient(i, j int) numFn {
	return func(fr *frame) (exact.Num, status) {
		a, b := &fr.slots[i], &fr.slots[j]
		if a.st|b.st != known {
			return exact.Num{}, join(a.st, b.st)
		}
		q, ok := a.num.Quo(b.num)
		if !ok {
			return exact.Num{}, stNotScorable
		}
		return q, known
	}
}

// figureSum compiles a + b, a - b and a + k·b for figures a, b and a constant k; nil for anything else.
func (c *compiler) figureSum(e *form.Expr) numFn {
	if e.Op != "+" && e.Op != "-" {
		return nil
	}
	k, second := exact.Int(1), e.Args[1]
	if operation(second, "*") {
		var ok bool
		if k, ok = c.fixed(second.Args[0]); !ok {
			return nil
		}
		second = second.Args[1]
	}
	i, okI := c.figure(e.Args[0])
	j, okJ := c.figure(second)
	if !okI || !okJ {
		return nil
	}
	if e.Op == "-" {
		k = k.Neg()
	}
	return func(fr *frame) (exact.Num, status) {
		a, b := &fr.slots[i], &fr.slots[j]
		if a.st|b.st != known {
			return exact.Num{}, join(a.st, b.st)
		}
		return a.num.Add(b.num.Mul(k)), known
	}
}
