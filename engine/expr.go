package engine

import (
	"cmp"
	"fmt"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

type (
	numFn func(*frame) (exact.Num, status)
	ordFn func(*frame) (int32, status) // dates and levels
	triFn func(*frame) tri
	txtFn func(*frame) (string, status)
)

// code is an expression compiled to closures; the field of its type is set.
type code struct {
	typ form.Type
	num numFn
	ord ordFn
	tri triFn
	txt txtFn
}

// compiler lowers the normal form to closures over slots.
type compiler struct {
	p    *Program
	list *form.Input // rows in scope: inside a fold or a per-row rule
	errs []error
}

func (c *compiler) failf(format string, args ...any) code {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
	return code{
		typ: form.TypeNumber,
		num: func(*frame) (exact.Num, status) { return exact.Num{}, stNotScorable },
		ord: func(*frame) (int32, status) { return 0, stNotScorable },
		tri: func(*frame) tri { return unknownTri(stNotScorable) },
		txt: func(*frame) (string, status) { return "", stNotScorable },
	}
}

// number compiles an expression used as a number; a date counts as its day number, so that tables over dates are
// tables over numbers.
func (c *compiler) number(e *form.Expr) numFn {
	x := c.expr(e)
	switch {
	case x.num != nil:
		return x.num
	case x.ord != nil && x.typ == form.TypeDate:
		return func(fr *frame) (exact.Num, status) {
			d, st := x.ord(fr)
			return exact.Int(int64(d)), st
		}
	}
	return c.failf("%s: a number is needed, not a %s", e.Kind, x.typ).num
}

func (c *compiler) truth(e *form.Expr) triFn {
	if x := c.expr(e); x.tri != nil {
		return x.tri
	}
	return c.failf("%s: a condition is needed", e.Kind).tri
}

func (c *compiler) expr(e *form.Expr) code {
	if e == nil {
		return c.failf("an expression is missing")
	}
	switch e.Kind {
	case form.ExConst:
		return c.constant(e)
	case form.ExInput:
		return c.input(e)
	case form.ExParam:
		return c.param(e)
	case form.ExAttr:
		i, ok := c.p.attrs[e.Name]
		if !ok {
			return c.failf("unknown attribute %s", e.Name)
		}
		return slotCode(c.p.set.Attrs[i].Type, func(fr *frame) *slot { return &fr.attrs[i] })
	case form.ExValue:
		v, ok := c.p.values[e.Name]
		if !ok {
			return c.failf("unknown value %s", e.Name)
		}
		return c.expr(v.Expr)
	case form.ExField:
		return c.field(e)
	case form.ExDue, form.ExLate, form.ExNever:
		return c.document(e)
	case form.ExEvent, form.ExHas:
		return c.presence(e)
	case form.ExNeg, form.ExArith, form.ExRatio, form.ExMin, form.ExMax, form.ExRound:
		return c.arithmetic(e)
	case form.ExCmp:
		return c.compare(e)
	case form.ExAnd, form.ExOr, form.ExNot:
		return c.logic(e)
	case form.ExIf:
		return c.choose(e)
	case form.ExFold:
		return c.fold(e)
	case form.ExPoints, form.ExShare:
		return c.reference(e)
	case form.ExCount:
		return code{typ: form.TypeNumber, num: func(fr *frame) (exact.Num, status) { return fr.count, known }}
	case form.ExGiven:
		return code{typ: form.TypeNumber, num: func(fr *frame) (exact.Num, status) { return fr.points, known }}
	}
	return c.failf("unknown expression kind %q", e.Kind)
}

func (c *compiler) constant(e *form.Expr) code {
	k := e.Const
	switch k.Type {
	case form.TypeNumber:
		return code{typ: k.Type, num: func(*frame) (exact.Num, status) { return k.Num, known }}
	case form.TypeBool:
		t := triOf(k.Bool)
		return code{typ: k.Type, tri: func(*frame) tri { return t }}
	case form.TypeDate:
		d := int32(k.Day)
		return code{typ: k.Type, ord: func(*frame) (int32, status) { return d, known }}
	case form.TypeText, form.TypeLevel:
		return code{typ: form.TypeText, txt: func(*frame) (string, status) { return k.Text, known }}
	}
	return c.failf("constant of unknown type %q", k.Type)
}

// slotCode reads a slot by its type.
func slotCode(t form.Type, at func(*frame) *slot) code {
	switch t {
	case form.TypeBool:
		return code{typ: t, tri: func(fr *frame) tri {
			s := at(fr)
			if s.st != known {
				return unknownTri(s.st)
			}
			return tri(s.ord)
		}}
	case form.TypeDate, form.TypeLevel:
		return code{typ: t, ord: func(fr *frame) (int32, status) { s := at(fr); return s.ord, s.st }}
	}
	return code{typ: form.TypeNumber, num: func(fr *frame) (exact.Num, status) { s := at(fr); return s.num, s.st }}
}

func (c *compiler) input(e *form.Expr) code {
	i, ok := c.p.inputs[e.Name]
	if !ok {
		return c.failf("unknown input %s", e.Name)
	}
	t := TypeOf(&c.p.set.Inputs[i])
	if t == form.TypeNumber { // the common case, without the indirection
		return code{typ: t, num: func(fr *frame) (exact.Num, status) { s := &fr.slots[i]; return s.num, s.st }}
	}
	return slotCode(t, func(fr *frame) *slot { return &fr.slots[i] })
}

// TypeOf is the type of an input's value inside rules.
func TypeOf(in *form.Input) form.Type {
	switch in.Type {
	case form.InYesNo, form.InEvent:
		return form.TypeBool
	case form.InLevel:
		return form.TypeLevel
	case form.InDate, form.InDocument:
		return form.TypeDate
	}
	return form.TypeNumber
}

func (c *compiler) param(e *form.Expr) code {
	if len(e.Args) > 0 {
		return c.paramOn(e)
	}
	k, ok := c.p.set.ParamValue(e.Name)
	if !ok {
		return c.failf("unknown parameter %s", e.Name)
	}
	return c.constant(&form.Expr{Kind: form.ExConst, Const: k})
}

// paramOn compiles a parameter that is read on the day of a dated fact.
func (c *compiler) paramOn(e *form.Expr) code {
	p := c.p.set.Param(e.Name)
	if p == nil || len(e.Args) != 1 || len(p.Values) == 0 {
		return c.failf("parameter %s on a day", e.Name)
	}
	on := c.expr(e.Args[0])
	if on.ord == nil || on.typ != form.TypeDate {
		return c.failf("parameter %s: its day is no date", e.Name)
	}
	at := func(fr *frame) (form.Const, status) {
		d, st := on.ord(fr)
		return p.On(day.Day(d)), st
	}
	switch p.Type {
	case form.TypeNumber:
		return numCode(func(fr *frame) (exact.Num, status) {
			k, st := at(fr)
			return k.Num, st
		})
	case form.TypeDate:
		return code{typ: form.TypeDate, ord: func(fr *frame) (int32, status) {
			k, st := at(fr)
			return dayOrd(k.Day), st
		}}
	case form.TypeBool:
		return triCode(func(fr *frame) tri {
			k, st := at(fr)
			if st != known {
				return unknownTri(st)
			}
			return triOf(k.Bool)
		})
	}
	return c.failf("parameter %s has no type that can be read on a day", e.Name)
}

func (c *compiler) field(e *form.Expr) code {
	if c.list == nil {
		return c.failf("field %s outside a list", e.Field)
	}
	if c.list.Type == form.InReports && e.Field == "period" {
		return code{typ: form.TypeText, txt: func(fr *frame) (string, status) { return fr.row.key, known }}
	}
	if c.list.Type == form.InReports && e.Field == "due" {
		return code{typ: form.TypeDate, ord: func(fr *frame) (int32, status) { return fr.row.doc.due, fr.row.doc.dueSt }}
	}
	i, t, ok := fieldOf(c.list, e.Field)
	if !ok {
		return c.failf("list %s has no field %s", c.list.Name, e.Field)
	}
	if t == form.TypeText || t == form.TypeLevel { // the levels of a row's field have no declared order: they are texts
		return code{typ: form.TypeText, txt: func(fr *frame) (string, status) { return fr.row.texts[i], fr.row.fields[i].st }}
	}
	return slotCode(t, func(fr *frame) *slot { return &fr.row.fields[i] })
}

// Fields of the rows of reports inputs.
const (
	reportIssued = iota
	reportReceived
	reportOK
	reportFields
)

var reportFieldNames = [reportFields]string{"issued", "received", "ok"}

// fieldOf finds a row's field: its place and type.
func fieldOf(in *form.Input, name string) (int, form.Type, bool) {
	if in.Type == form.InReports {
		for i, n := range reportFieldNames {
			if n == name {
				if i == reportOK {
					return i, form.TypeBool, true
				}
				return i, form.TypeDate, true
			}
		}
		return 0, "", false
	}
	for i, f := range in.Fields {
		if f.Name == name {
			return i, f.Type, true
		}
	}
	return 0, "", false
}

func (c *compiler) document(e *form.Expr) code {
	at := func(fr *frame) *doc { return &fr.row.doc }
	if e.Name != "" && (c.list == nil || e.Name != c.list.Name) {
		i, ok := c.p.inputs[e.Name]
		if !ok || !c.dated(i, e.Kind) {
			return c.failf("%s is not a document", e.Name)
		}
		at = func(fr *frame) *doc { return &fr.docs[i] }
	} else if c.list == nil || c.list.Type != form.InReports {
		return c.failf("%s outside a list of reports", e.Kind)
	}
	switch e.Kind {
	case form.ExDue:
		return code{typ: form.TypeDate, ord: func(fr *frame) (int32, status) { d := at(fr); return d.due, d.dueSt }}
	case form.ExLate:
		return code{typ: form.TypeNumber, num: func(fr *frame) (exact.Num, status) {
			d := at(fr)
			return exact.Int(int64(d.late)), d.lateSt
		}}
	}
	return code{typ: form.TypeBool, tri: func(fr *frame) tri { return at(fr).never }}
}

// dated reports whether an input can answer: documents any question, plain dates only whether they never came.
func (c *compiler) dated(i int, kind form.ExprKind) bool {
	t := c.p.set.Inputs[i].Type
	return t == form.InDocument || t == form.InDate && kind == form.ExNever
}

func (c *compiler) presence(e *form.Expr) code {
	i, ok := c.p.inputs[e.Name]
	if !ok {
		return c.failf("unknown input %s", e.Name)
	}
	if e.Kind == form.ExEvent {
		return code{typ: form.TypeBool, tri: func(fr *frame) tri { return tri(fr.slots[i].ord) }}
	}
	switch c.p.set.Inputs[i].Type {
	case form.InEvent:
		return code{typ: form.TypeBool, tri: func(fr *frame) tri { return tri(fr.slots[i].ord) }}
	case form.InList, form.InReports:
		return code{typ: form.TypeBool, tri: func(fr *frame) tri { return triOf(len(fr.lists[i].rows) > 0) }}
	case form.InSurvey:
		return code{typ: form.TypeBool, tri: func(fr *frame) tri {
			for g := range fr.surveys[i] {
				if fr.surveys[i][g].st == known {
					return yes
				}
			}
			return no
		}}
	}
	return code{typ: form.TypeBool, tri: func(fr *frame) tri { return triOf(fr.given[i]) }}
}

func (c *compiler) args(e *form.Expr, n int) bool {
	if len(e.Args) == n || n < 0 && len(e.Args) > 0 {
		return true
	}
	c.failf("%s with %d operands", e.Kind, len(e.Args))
	return false
}

func (c *compiler) arithmetic(e *form.Expr) code {
	switch e.Kind {
	case form.ExNeg:
		if !c.args(e, 1) {
			return c.failf("neg")
		}
		x := c.number(e.Args[0])
		return numCode(func(fr *frame) (exact.Num, status) { a, st := x(fr); return a.Neg(), st })
	case form.ExRound:
		if !c.args(e, 1) {
			return c.failf("round")
		}
		x, r := c.number(e.Args[0]), e.Round
		return numCode(func(fr *frame) (exact.Num, status) { a, st := x(fr); return a.Round(r), st })
	case form.ExMin, form.ExMax:
		return c.extreme(e)
	}
	if !c.args(e, 2) {
		return c.failf("arith")
	}
	if e.Kind == form.ExRatio {
		return c.quotient(e)
	}
	return c.arith(e)
}

func numCode(f numFn) code { return code{typ: form.TypeNumber, num: f} }

// divide gives the quotient; by 0 it is not scorable, never a number.
func divide(x, y numFn) numFn {
	return func(fr *frame) (exact.Num, status) {
		a, s := x(fr)
		b, t := y(fr)
		if s|t != known {
			return exact.Num{}, join(s, t)
		}
		q, ok := a.Quo(b)
		if !ok {
			return exact.Num{}, stNotScorable
		}
		return q, known
	}
}

// quotient is a division; of two figures, the usual ratio, without calls for its operands.
func (c *compiler) quotient(e *form.Expr) code {
	i, okI := c.figure(e.Args[0])
	j, okJ := c.figure(e.Args[1])
	if okI && okJ {
		return numCode(figureQuotient(i, j))
	}
	return numCode(divide(c.number(e.Args[0]), c.number(e.Args[1])))
}

func (c *compiler) arith(e *form.Expr) code {
	if e.Op == "/" {
		return c.quotient(e)
	}
	if f := c.figureSum(e); f != nil && e.Type == form.TypeNumber {
		return numCode(f)
	}
	x, y := c.number(e.Args[0]), c.number(e.Args[1])
	var op func(a, b exact.Num) exact.Num
	switch e.Op {
	case "+":
		op = exact.Num.Add
	case "-":
		op = exact.Num.Sub
	case "*":
		op = exact.Num.Mul
	default:
		return c.failf("unknown operator %q", e.Op)
	}
	f := func(fr *frame) (exact.Num, status) {
		a, s := x(fr)
		b, t := y(fr)
		if s|t != known {
			return exact.Num{}, join(s, t)
		}
		return op(a, b), known
	}
	if e.Type != form.TypeDate {
		return numCode(f)
	}
	return code{typ: form.TypeDate, ord: func(fr *frame) (int32, status) {
		n, st := f(fr)
		if st != known {
			return 0, st
		}
		d, ok := n.Int64()
		if !ok || d < -1<<20 || d > 1<<20 { // beyond any civil date in use
			return 0, stNotScorable
		}
		return int32(d), known
	}}
}

func (c *compiler) extreme(e *form.Expr) code {
	if !c.args(e, -1) {
		return c.failf("min or max without operands")
	}
	pick := exact.Min
	if e.Kind == form.ExMax {
		pick = exact.Max
	}
	fs := make([]numFn, len(e.Args))
	for i, a := range e.Args {
		fs[i] = c.number(a)
	}
	return numCode(func(fr *frame) (exact.Num, status) {
		best, st := fs[0](fr)
		for _, f := range fs[1:] {
			a, s := f(fr)
			st = join(st, s)
			if st == known {
				best = pick(best, a)
			}
		}
		return best, st
	})
}

func (c *compiler) compare(e *form.Expr) code {
	if !c.args(e, 2) {
		return c.failf("cmp")
	}
	want, ok := comparisons[e.Op]
	if !ok {
		return c.failf("unknown comparison %q", e.Op)
	}
	x, y := c.expr(e.Args[0]), c.expr(e.Args[1])
	switch {
	case x.txt != nil && y.txt != nil:
		return triCode(func(fr *frame) tri {
			a, s := x.txt(fr)
			b, t := y.txt(fr)
			if s|t != known {
				return unknownTri(join(s, t))
			}
			return want.holds(strings.Compare(a, b))
		})
	case x.typ == form.TypeLevel && y.txt != nil:
		return c.compareLevel(e, x.ord, y.txt, want)
	case x.txt != nil && y.typ == form.TypeLevel:
		return c.compareLevel(&form.Expr{Args: []*form.Expr{e.Args[1], e.Args[0]}, Op: e.Op}, y.ord, x.txt, want)
	case x.tri != nil && y.tri != nil:
		return triCode(func(fr *frame) tri {
			a, b := x.tri(fr), y.tri(fr)
			if !a.known() || !b.known() {
				return unknownTri(join(a.status(), b.status()))
			}
			return want.holds(cmp.Compare(a, b))
		})
	case x.ord != nil && y.ord != nil:
		return triCode(func(fr *frame) tri {
			a, s := x.ord(fr)
			b, t := y.ord(fr)
			if s|t != known {
				return unknownTri(join(s, t))
			}
			return want.holds(cmp.Compare(a, b))
		})
	case x.num != nil && y.num != nil:
		if f := c.compareFigures(e, want); f != nil {
			return triCode(f)
		}
		return triCode(func(fr *frame) tri {
			a, s := x.num(fr)
			b, t := y.num(fr)
			if s|t != known {
				return unknownTri(join(s, t))
			}
			return want.holds(a.Cmp(b))
		})
	}
	return c.failf("cannot compare %s with %s", x.typ, y.typ)
}

func triCode(f triFn) code { return code{typ: form.TypeBool, tri: f} }

// compareLevel compares a level with an option's id, both as places in the option list.
func (c *compiler) compareLevel(e *form.Expr, x ordFn, id txtFn, want signs) code {
	var in *form.Input
	if i, ok := c.p.inputs[e.Args[0].Name]; ok {
		in = &c.p.set.Inputs[i]
	}
	level, _ := id(nil) // a literal needs no frame
	place := int32(-1)
	if in != nil {
		for i, o := range in.Options {
			if o.ID == level {
				place = int32(i)
			}
		}
	}
	if place < 0 {
		return c.failf("%s has no level %q", e.Args[0].Name, level)
	}
	return triCode(func(fr *frame) tri {
		a, st := x(fr)
		if st != known {
			return unknownTri(st)
		}
		return want.holds(cmp.Compare(a, place))
	})
}

// signs is a set of signs of a comparison: bit 0 is less, bit 1 equal, bit 2 greater.
type signs uint8

// comparisons are the signs for which an operator holds.
var comparisons = map[string]signs{"<": 0b001, "==": 0b010, "<=": 0b011, ">": 0b100, "!=": 0b101, ">=": 0b110}

// holds tells whether a sign, which is -1, 0 or 1, is in the set.
func (s signs) holds(sign int) tri { return tri(s >> uint(sign+1) & 1) } // 0 is no, 1 is yes

func (c *compiler) logic(e *form.Expr) code {
	if e.Kind == form.ExNot {
		if !c.args(e, 1) {
			return c.failf("not")
		}
		x := c.truth(e.Args[0])
		return triCode(func(fr *frame) tri { return not(x(fr)) })
	}
	if !c.args(e, -1) {
		return c.failf("and/or without operands")
	}
	op := and
	if e.Kind == form.ExOr {
		op = or
	}
	out := c.truth(e.Args[0])
	for _, a := range e.Args[1:] {
		x, y := out, c.truth(a)
		out = func(fr *frame) tri { return op(x(fr), y(fr)) }
	}
	return triCode(out)
}

func (c *compiler) choose(e *form.Expr) code {
	if !c.args(e, 3) {
		return c.failf("if")
	}
	cond, x, y := c.truth(e.Args[0]), c.expr(e.Args[1]), c.expr(e.Args[2])
	switch {
	case x.tri != nil && y.tri != nil:
		return triCode(func(fr *frame) tri {
			switch t := cond(fr); t {
			case yes:
				return x.tri(fr)
			case no:
				return y.tri(fr)
			default:
				return t
			}
		})
	case x.ord != nil && y.ord != nil && x.typ == y.typ:
		return code{typ: x.typ, ord: func(fr *frame) (int32, status) {
			switch t := cond(fr); t {
			case yes:
				return x.ord(fr)
			case no:
				return y.ord(fr)
			default:
				return 0, t.status()
			}
		}}
	case x.num != nil && y.num != nil:
		return numCode(func(fr *frame) (exact.Num, status) {
			switch t := cond(fr); t {
			case yes:
				return x.num(fr)
			case no:
				return y.num(fr)
			default:
				return exact.Num{}, t.status()
			}
		})
	}
	return c.failf("the two sides of a choice differ in type")
}

func (c *compiler) fold(e *form.Expr) code {
	i, ok := c.p.inputs[e.Name]
	if !ok || len(e.Args) != 1 {
		return c.failf("fold over unknown list %s", e.Name)
	}
	in := &c.p.set.Inputs[i]
	outer := c.list
	c.list = in
	defer func() { c.list = outer }()
	if e.Op == "sum" {
		return numCode(sumRows(i, c.number(e.Args[0])))
	}
	pred := c.truth(e.Args[0])
	switch e.Op {
	case "count":
		return numCode(countRows(i, pred))
	case "any":
		return triCode(rowsTruth(i, pred, no, or))
	case "all":
		return triCode(rowsTruth(i, pred, yes, and))
	}
	return c.failf("unknown fold %q", e.Op)
}

// each runs f on every row, with the row in scope. A list without rows is in its absent state.
func (fr *frame) each(i int, f func()) status {
	l := &fr.lists[i]
	outer := fr.row
	for r := range l.rows {
		fr.row = &l.rows[r]
		f()
	}
	fr.row = outer
	if len(l.rows) == 0 {
		return l.st
	}
	return known
}

func sumRows(i int, body numFn) numFn {
	return func(fr *frame) (exact.Num, status) {
		var sum exact.Num
		st := known
		absent := fr.each(i, func() {
			a, s := body(fr)
			if st = join(st, s); st == known {
				if sum = sum.Add(a); sum.TooLarge() {
					st = stNotScorable
				}
			}
		})
		return sum, join(st, absent)
	}
}

func countRows(i int, pred triFn) numFn {
	return func(fr *frame) (exact.Num, status) {
		n, st := int64(0), known
		absent := fr.each(i, func() {
			t := pred(fr)
			st = join(st, t.status())
			if t == yes {
				n++
			}
		})
		return exact.Int(n), join(st, absent)
	}
}

func rowsTruth(i int, pred triFn, start tri, op func(a, b tri) tri) triFn {
	return func(fr *frame) tri {
		out := start
		if absent := fr.each(i, func() { out = op(out, pred(fr)) }); absent != known {
			return unknownTri(absent)
		}
		return out
	}
}

// reference gives the points of another leaf, evaluated before this one.
func (c *compiler) reference(e *form.Expr) code {
	n, ok := c.p.codes[e.Name]
	if !ok || c.p.set.Nodes[n].Leaf == nil {
		return c.failf("unknown subcriterion %s", e.Name)
	}
	most := c.p.set.Nodes[n].Max
	share := e.Kind == form.ExShare
	return numCode(func(fr *frame) (exact.Num, status) {
		o := &fr.out[n]
		switch o.state {
		case Scored, Disputed:
		case Missing:
			return exact.Num{}, stMissing
		case NotDue:
			return exact.Num{}, stNotDue
		default:
			return exact.Num{}, stNotScorable
		}
		if !share {
			return o.points, known
		}
		q, ok := o.points.Quo(most)
		if !ok {
			return exact.Num{}, stNotScorable
		}
		return q, known
	})
}

// dayOrd is a date as a slot holds it.
func dayOrd(d day.Day) int32 { return int32(d) }
