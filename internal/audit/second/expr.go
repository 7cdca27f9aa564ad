package second

import (
	"math/big"
	"strings"
)

// charge counts the work for one unit. Beyond these limits, and for numbers of more bits, nothing is said; no honest set comes
// near them.
func (u *unit) charge(n int) {
	if u.work += n; u.work > 1<<23 || u.deep > 20000 {
		refuse("unit %s: scoring takes too long or goes too deep", u.code)
	}
}

// sized pays for a number by its length.
func (u *unit) sized(r *big.Rat) *big.Rat {
	words := max(r.Num().BitLen(), r.Denom().BitLen()) / 64
	if u.charge(1 + words*words/1024); words > 2048 {
		refuse("unit %s: a number of %d words", u.code, words)
	}
	return r
}

// eval evaluates an expression at a row; at is nil outside of lists.
func (u *unit) eval(e *expr, at *row) val {
	u.deep++
	defer func() { u.deep-- }()
	u.charge(1)
	switch e.kind {
	case "const":
		return constant(e.object("const"))
	case "input":
		return u.input(u.inputs[e.name])
	case "param":
		return u.param(e, at)
	case "attr":
		return u.attribute(e.name)
	case "value":
		return u.eval(u.values[e.name], nil)
	case "field":
		v, ok := at.fields[e.str("field")]
		if !ok {
			refuse("there is no field %s", e.str("field"))
		}
		return v
	case "due", "late", "never":
		var d doc
		if at != nil && (e.name == "" || e.name == at.list) {
			d = at.doc
		} else {
			d = u.document(u.inputs[e.name])
		}
		return map[string]val{"due": d.due, "late": d.late, "never": d.never}[e.kind]
	case "event", "has":
		return u.has(u.inputs[e.name])
	case "points", "share":
		return u.reference(e)
	case "fold":
		return u.fold(e)
	case "and", "or":
		out := truth(e.kind == "and")
		for _, o := range e.operands {
			out = kleene(out, u.eval(o, at), e.kind == "or")
		}
		return out
	case "if":
		switch c := u.eval(e.operands[0], at); {
		case c.st != known:
			return val{st: c.st}
		case c.yes():
			return u.eval(e.operands[1], at)
		}
		return u.eval(e.operands[2], at)
	}
	return u.strict(e, at)
}

func constant(c *value) val {
	switch kind := c.str("type"); kind {
	case "number":
		return val{num: c.rat("num")}
	case "bool":
		return truth(c.flag("bool"))
	case "date":
		return val{num: days(c.str("day"))}
	}
	return val{text: c.str("text")}
}

// param is a parameter: at the period's end, or on the day of a fact; before its first value it then has the first.
func (u *unit) param(e *expr, at *row) val {
	on, first := val{num: days(u.object("period").str("to"))}, 0
	if len(e.operands) > 0 {
		if on, first = u.eval(e.operands[0], at), 1; on.st != known {
			return on
		}
	}
	for _, p := range u.list("parameters") {
		values := p.list("values")
		for i := len(values) - 1; i >= 0 && p.str("name") == e.name; i-- {
			if from := values[i].str("from"); i < first || from == "" || days(from).Cmp(on.num) <= 0 {
				return constant(values[i].object("value"))
			}
		}
	}
	refuse("there is no parameter %s, or it has no value", e.name)
	return val{}
}

func (u *unit) attribute(name string) val {
	out := val{st: missing}
	for _, a := range u.list("attributes") {
		for _, own := range u.own.list("attributes") {
			if a.str("name") != name || own.str("name") != name {
				continue
			}
			if kind, d := datum(own); kind == a.str("type") {
				return as(kind, d, nil)
			}
			out = val{st: notScorable}
		}
	}
	return out
}

// reference is the points of another leaf, or their share of its maximum.
func (u *unit) reference(e *expr) val {
	n, ok := u.codes[e.name]
	if !ok {
		refuse("there is no leaf %s", e.name)
	}
	switch o := u.leaf(n); o.state {
	case "scored", "disputed":
		if e.kind == "share" {
			return u.quotient(o.points, u.nodes[n].rat("max"))
		}
		return val{num: o.points}
	case "missing":
		return val{st: missing}
	case "not_due":
		return val{st: notDue}
	}
	return val{st: notScorable}
}

// quotient is a ÷ b; by 0 it is not scorable, never a number.
func (u *unit) quotient(a, b *big.Rat) val {
	if b.Sign() == 0 {
		return val{st: notScorable}
	}
	return val{num: u.sized(quo(a, b))}
}

// kleene joins two truths: one that is the deciding one decides, else what is not known stays.
func kleene(a, b val, deciding bool) val {
	if a.st == known && a.yes() == deciding || b.st == known && b.yes() == deciding {
		return truth(deciding)
	}
	if st := max(a.st, b.st); st != known {
		return val{st: st}
	}
	return truth(!deciding)
}

// fold goes through the rows of a list; without rows it is what the list's absence is.
func (u *unit) fold(e *expr) val {
	in, op := u.inputs[e.name], e.str("op")
	rows := u.rows(in)
	if len(rows) == 0 {
		return val{st: empty(in)}
	}
	out := val{num: zero} // a sum, or a count: of truths, which are 0 or 1
	if op == "all" {
		out = truth(true)
	}
	for i := range rows {
		switch v := u.eval(e.operands[0], &rows[i]); op {
		case "any", "all":
			out = kleene(out, v, op == "any")
		case "sum", "count":
			if out.st = max(out.st, v.st); out.st == known {
				if out.num = u.sized(add(out.num, v.num)); tooLarge(out.num) {
					out.st = notScorable
				}
			}
		default:
			refuse("unknown fold %q", op)
		}
	}
	return out
}

// strict evaluates what is not known as soon as an operand is not.
func (u *unit) strict(e *expr, at *row) val {
	vs, out := make([]val, len(e.operands)), val{}
	for i, o := range e.operands {
		vs[i] = u.eval(o, at)
		out.st = max(out.st, vs[i].st)
	}
	if out.st != known {
		return out
	}
	out.num = vs[0].num
	switch e.kind {
	case "not":
		return truth(!vs[0].yes())
	case "cmp":
		return truth(compare(e.str("op"), vs[0], vs[1]))
	case "neg":
		out.num = new(big.Rat).Neg(out.num)
	case "round":
		out.num = e.object("round").round(out.num)
	case "min", "max":
		for _, v := range vs {
			if c := v.num.Cmp(out.num); e.kind == "min" && c < 0 || e.kind == "max" && c > 0 {
				out.num = v.num
			}
		}
	case "arith", "ratio":
		return u.arith(e, vs[0].num, vs[1].num)
	default:
		refuse("unknown expression kind %q", e.kind)
	}
	return out
}

func (u *unit) arith(e *expr, a, b *big.Rat) val {
	var out *big.Rat
	switch op := e.str("op"); {
	case e.kind == "ratio" || op == "/":
		return u.quotient(a, b)
	case op == "+":
		out = add(a, b)
	case op == "-":
		out = sub(a, b)
	case op == "*":
		out = mul(a, b)
	default:
		refuse("unknown operator %q", op)
	}
	if far := rat(1 << 20); e.str("type") == "date" && (!out.IsInt() || new(big.Rat).Abs(out).Cmp(far) > 0) {
		return val{st: notScorable} // beyond any civil date in use
	}
	return val{num: u.sized(out)}
}

// compare compares numbers, days, levels by their place and truths as numbers, texts by their bytes.
func compare(op string, a, b val) bool {
	if a.in != nil && b.num == nil {
		b = level(a.in, b.text)
	} else if b.in != nil && a.num == nil {
		a = level(b.in, a.text)
	}
	c := 0
	if a.num != nil || b.num != nil { // of a text and a number neither is compared: that panics
		c = a.num.Cmp(b.num)
	} else {
		c = strings.Compare(a.text, b.text)
	}
	holds, ok := map[string]bool{"==": c == 0, "!=": c != 0, "<": c < 0, "<=": c <= 0, ">": c > 0, ">=": c >= 0}[op]
	if !ok {
		refuse("unknown comparison %q", op)
	}
	return holds
}
