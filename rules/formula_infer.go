package rules

import (
	"strings"

	"github.com/expr-lang/expr/ast"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

// measure is what a number counts, as far as it can be told. Shares are never compared with anything else.
type measure string

const (
	measureNone    measure = "" // a plain number, or not known
	measurePercent measure = "percent"
	measurePoints  measure = "points"
	measureDays    measure = "days"
	measureCount   measure = "count"
	measureAmount  measure = "amount"
)

// operand is an inferred part of a formula.
type operand struct {
	expr     *form.Expr
	typ      form.Type // empty: a mistake in it has been reported, nothing more is to be said
	measure  measure
	from, to int
	level    *form.Input // a level input: whose options it may be compared with
	quoted   bool        // a literal text, which has its type from what it is compared with
	plain    *exact.Num  // a literal number without %, with its sign
}

// inference types one tree. It keys nothing by node: expr shares one node between the two halves of a < x < b.
type inference struct {
	scan    *scan
	scope   *scope
	errs    []formulaError
	fold    *rows // the rows a fold goes through, nil outside of folds
	middle  int   // inside the shared operand of a chained comparison
	untyped bool  // a name without a type has been used
}

// hasRows reports whether a fold can go through an input.
func hasRows(input *form.Input) bool {
	return input != nil && (input.Type == form.InReports || input.Type == form.InList)
}

// rows are the rows of a fold; list is nil when it is not known which, so that no name in it can be judged.
type rows struct{ list *form.Input }

func (in *inference) fail(o operand, code, hint string, args ...string) {
	in.errs = append(in.errs, formulaError{From: o.from, To: o.to, Code: code, Args: args, Hint: hint})
}

// place is an operand that is only a place in the source, widened so that no bracket in it lacks its mate.
func (in *inference) place(from, to int) operand {
	for again := true; again; {
		again = false
		for _, t := range in.scan.tokens {
			if t.mate < 0 || t.from < from || t.to > to {
				continue
			}
			if m := in.scan.tokens[t.mate]; m.from < from {
				from, again = m.from, true
			} else if m.to > to {
				to, again = m.to, true
			}
		}
	}
	return operand{from: from, to: to}
}

func (in *inference) nodePlace(n ast.Node) operand {
	return in.place(n.Location().From, n.Location().To)
}

func (o operand) as(kind form.ExprKind, typ form.Type, args ...operand) operand {
	o.typ = typ
	o.expr = &form.Expr{Kind: kind, Type: typ, Span: spanOf(o.from, o.to)}
	for _, a := range args {
		o.expr.Args = append(o.expr.Args, a.expr)
	}
	return o
}

func (o operand) named(name string) operand { o.expr.Name = name; return o }
func (o operand) op(op string) operand      { o.expr.Op = op; return o }
func (o operand) counts(m measure) operand  { o.measure = m; return o }

func (in *inference) text(o operand) string { return string(in.scan.src[o.from:o.to]) }

func (in *inference) infer(node ast.Node) operand {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return in.literal(n)
	case *ast.StringNode:
		return in.literal(n)
	case *ast.BoolNode:
		o := in.nodePlace(n).as(form.ExConst, form.TypeBool)
		o.expr.Const = form.Const{Type: form.TypeBool, Bool: n.Value}
		return o
	case *ast.IdentifierNode:
		return in.name(n)
	case *ast.MemberNode:
		return in.member(n)
	case *ast.UnaryNode:
		return in.unary(n)
	case *ast.BinaryNode:
		return in.binary(n)
	case *ast.ConditionalNode:
		return in.choose(n)
	case *ast.BuiltinNode:
		return in.call(n.Name, n.Arguments, n)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			return in.call(callee.Value, n.Arguments, callee)
		}
	case *ast.NilNode:
		o := in.nodePlace(n)
		in.fail(o, "formula.nil", "")
		return o
	}
	return in.refused(node)
}

// refused is a construct outside the language. The scanner has reported its operator or bracket; should it ever not
// have, the construct must not pass silently.
func (in *inference) refused(node ast.Node) operand {
	o := in.nodePlace(node)
	if len(in.scan.errs) == 0 {
		o.to = max(o.to, o.from+1)
		in.fail(o, "formula.syntax", "", in.text(o))
	}
	return o
}

func (in *inference) literal(n ast.Node) operand {
	k, ok := in.scan.literals[n.Location().From]
	if !ok {
		return in.refused(n)
	}
	o := in.nodePlace(n).as(form.ExConst, k.Type)
	o.expr.Const = k
	o.quoted = k.Type == form.TypeText
	if k.Type == form.TypeNumber {
		if k.Percent {
			o.measure = measurePercent
		} else {
			num := k.Num
			o.plain = &num
		}
	}
	return o
}

// need reports an operand that is not of the type that what (an operator or function) works on.
func (in *inference) need(typ form.Type, o operand, what string) bool {
	if o.typ == "" {
		return false
	}
	if o.typ != typ {
		in.fail(o, "formula.type."+string(typ)+"."+string(o.typ), "", what)
	}
	return o.typ == typ
}

func (in *inference) unary(n *ast.UnaryNode) operand {
	x := in.infer(n.Node)
	o := in.place(n.Location().From, x.to)
	switch n.Operator {
	case "not", "!":
		if x.typ != "" && x.typ != form.TypeBool {
			in.fail(x, "formula.not_bool", "", in.text(x))
			return o // not binds more than a comparison, so that one more complaint would follow from "not a > b"
		}
		return o.as(form.ExNot, form.TypeBool, x)
	case "-":
		if !in.need(form.TypeNumber, x, "-") {
			return o
		}
		o = o.as(form.ExNeg, form.TypeNumber, x).counts(x.measure)
		if x.plain != nil {
			minus := x.plain.Neg()
			o.plain = &minus
		}
		return o
	case "+":
		in.fail(in.nodePlace(n), "formula.operator", "", "+")
	}
	return o
}

func (in *inference) binary(n *ast.BinaryNode) operand {
	if links := chain(n); links != nil {
		return in.chained(links)
	}
	op := n.Operator
	if meant, ok := in.scan.operators[n.Location().From]; ok {
		op = meant
	}
	l, r := in.infer(n.Left), in.infer(n.Right)
	o := in.place(l.from, r.to)
	switch op {
	case "and", "&&", "or", "||":
		word, kind := "and", form.ExAnd
		if op == "or" || op == "||" {
			word, kind = "or", form.ExOr
		}
		in.need(form.TypeBool, l, word)
		in.need(form.TypeBool, r, word)
		return o.as(kind, form.TypeBool, l, r)
	case "==", "!=", "<", "<=", ">", ">=":
		return in.compare(o, op, l, r)
	case "+", "-", "*", "/":
		return in.arithmetic(o, op, l, r)
	}
	if len(in.scan.errs) == 0 { // every other operator is the scanner's to refuse
		in.fail(in.nodePlace(n), "formula.operator", "", op)
	}
	return o
}

// chain takes a < x <= b apart, which expr gives as (a < x) && (x <= b) with one node x in both halves. Authors cannot
// write && themselves. It gives nil for any other node.
func chain(n *ast.BinaryNode) []*ast.BinaryNode {
	if n.Operator != "&&" {
		return nil
	}
	var links []*ast.BinaryNode
	for n.Operator == "&&" {
		left, okLeft := n.Left.(*ast.BinaryNode)
		right, okRight := n.Right.(*ast.BinaryNode)
		if !okLeft || !okRight {
			return nil
		}
		links = append(links, right)
		n = left
	}
	links = append(links, n)
	for i, j := 0, len(links)-1; i < j; i, j = i+1, j-1 {
		links[i], links[j] = links[j], links[i]
	}
	for i := 1; i < len(links); i++ {
		if links[i].Left != links[i-1].Right {
			return nil
		}
	}
	return links
}

// chained lowers a chained comparison. Every operand is inferred once; the inner ones stand in two comparisons, the
// second time as a copy. A chain inside such an operand is refused: copies within copies would double at every level.
func (in *inference) chained(links []*ast.BinaryNode) operand {
	operands := []operand{in.infer(links[0].Left)}
	for i, link := range links {
		shared := i < len(links)-1
		if shared {
			in.middle++
		}
		operands = append(operands, in.infer(link.Right))
		if shared {
			in.middle--
		}
	}
	whole := in.place(operands[0].from, operands[len(operands)-1].to)
	if in.middle > 0 {
		in.fail(whole, "formula.chain_nested", "")
		return whole
	}
	var all operand
	for i, link := range links {
		l, r := operands[i], operands[i+1]
		if i > 0 {
			l.expr = cloneExpr(l.expr)
		}
		op := link.Operator
		if meant, ok := in.scan.operators[link.Location().From]; ok {
			op = meant
		}
		if link.Operator[0] != links[0].Operator[0] {
			in.fail(in.nodePlace(link), "formula.chain_mixed", "", links[0].Operator, op)
		}
		c := in.compare(in.place(l.from, r.to), op, l, r)
		if i == 0 {
			all = c
		} else {
			all = in.place(all.from, c.to).as(form.ExAnd, form.TypeBool, all, c)
		}
	}
	return all
}

func cloneExpr(e *form.Expr) *form.Expr {
	if e == nil {
		return nil
	}
	c := *e
	c.Args = nil
	for _, a := range e.Args {
		c.Args = append(c.Args, cloneExpr(a))
	}
	return &c
}

// compare types one comparison. Numbers and dates are ordered; levels, texts and conditions are only equal or not.
func (in *inference) compare(o operand, op string, l, r operand) operand {
	c := o.as(form.ExCmp, form.TypeBool, l, r).op(op)
	if l.typ == "" || r.typ == "" {
		return c
	}
	switch {
	case l.quoted && r.quoted:
		in.fail(o, "formula.text_use", "", in.text(l))
		return c
	case l.typ == form.TypeLevel && r.quoted:
		in.option(l, r)
	case r.typ == form.TypeLevel && l.quoted:
		in.option(r, l)
	case l.typ == form.TypeLevel && r.typ == form.TypeLevel:
		in.fail(o, "formula.levels", "", in.text(l), in.text(r))
		return c
	case l.typ != r.typ:
		in.fail(o, "formula.compare."+string(l.typ)+"."+string(r.typ), "", op)
		return c
	case l.typ == form.TypeNumber:
		in.agree(o, op, l, r)
	}
	if ordered := l.typ == form.TypeNumber || l.typ == form.TypeDate; !ordered && op != "==" && op != "!=" {
		typ := l.typ
		if r.typ == form.TypeLevel {
			typ = r.typ
		}
		in.fail(o, "formula.order."+string(typ), "", op)
	}
	return c
}

// option makes a literal an option of the level it is compared with.
func (in *inference) option(level, literal operand) {
	k := &literal.expr.Const
	k.Type, literal.expr.Type = form.TypeLevel, form.TypeLevel
	if level.level == nil { // a level field of a list row: its options are not declared
		return
	}
	var ids []string
	for _, o := range level.level.Options {
		if o.ID == k.Text {
			return
		}
		ids = append(ids, o.ID)
	}
	hint := suggest.Nearest(k.Text, ids)
	for _, o := range level.level.Options { // the label written instead of the id
		if suggest.Same(o.Label, k.Text) {
			hint = o.ID
		}
	}
	in.fail(literal, "formula.unknown_option", hint, k.Text, level.level.Name)
}

// agree reports numbers that must not meet: a share beside a literal that forgot its %, or two different measures.
func (in *inference) agree(o operand, op string, l, r operand) {
	if l.measure == measurePercent {
		in.forgotPercent(r)
	}
	if r.measure == measurePercent {
		in.forgotPercent(l)
	}
	if l.measure != measureNone && r.measure != measureNone && l.measure != r.measure {
		in.fail(o, "formula.mix."+string(l.measure)+"."+string(r.measure), "", op)
	}
}

var two = exact.Int(2)

func (in *inference) forgotPercent(o operand) {
	if o.plain == nil || o.plain.Abs().Less(two) {
		return
	}
	text := strings.Trim(in.text(o), "() ")
	in.fail(o, "formula.percent", text+"%", text)
}

func (in *inference) arithmetic(o operand, op string, l, r operand) operand {
	if l.typ == "" || r.typ == "" {
		return o
	}
	typ, m := form.TypeNumber, measureNone
	switch {
	case op == "-" && l.typ == form.TypeDate && r.typ == form.TypeDate:
		m = measureDays
	case (op == "-" || op == "+") && l.typ == form.TypeDate && r.typ == form.TypeNumber,
		op == "+" && l.typ == form.TypeNumber && r.typ == form.TypeDate:
		typ = form.TypeDate
		in.days(l, op)
		in.days(r, op)
	case op == "+" && l.typ == form.TypeDate && r.typ == form.TypeDate:
		in.fail(o, "formula.dates_added", "")
		return o
	default:
		okLeft, okRight := in.need(form.TypeNumber, l, op), in.need(form.TypeNumber, r, op)
		if !okLeft || !okRight {
			return o
		}
		m = in.combined(o, op, l, r)
	}
	return o.as(form.ExArith, typ, l, r).op(op).counts(m)
}

// days demands that what is added to a date counts days or nothing in particular.
func (in *inference) days(o operand, op string) {
	switch o.measure {
	case measurePercent, measurePoints, measureAmount:
		in.fail(o, "formula.mix."+string(o.measure)+"."+string(measureDays), "", op)
	}
}

// combined is the measure of a sum, difference, product or quotient.
func (in *inference) combined(o operand, op string, l, r operand) measure {
	if op == "*" || op == "/" {
		if op == "*" && l.measure == r.measure && l.measure == measurePercent {
			return measurePercent
		}
		return measureNone
	}
	switch {
	case l.measure == r.measure:
		return l.measure
	case r.plain != nil && small(r), r.plain != nil && l.measure != measurePercent:
		return l.measure
	case l.plain != nil && small(l), l.plain != nil && r.measure != measurePercent:
		return r.measure
	case l.measure == measureNone || r.measure == measureNone:
		return measureNone
	case l.measure == measurePercent || r.measure == measurePercent:
		in.fail(o, "formula.mix."+string(l.measure)+"."+string(r.measure), "", op)
	}
	return measureNone
}

// small reports a literal between -1 and 1, which beside a share is one too: 1 - ty_le.
func small(o operand) bool {
	return o.plain.Abs().Cmp(exact.Int(1)) <= 0
}

func (in *inference) choose(n *ast.ConditionalNode) operand {
	cond := in.infer(n.Cond)
	if n.Exp1 == n.Cond { // "a ?: b", refused by the scanner; walking a twice would double at every level
		in.infer(n.Exp2)
		return cond
	}
	yes, no := in.infer(n.Exp1), in.infer(n.Exp2)
	o := in.place(cond.from, no.to)
	in.need(form.TypeBool, cond, "?")
	if yes.typ == "" || no.typ == "" {
		return o
	}
	for _, x := range []operand{yes, no} {
		if x.typ == form.TypeText || x.typ == form.TypeLevel {
			in.fail(x, "formula.branch_"+string(x.typ), "", in.text(x))
			return o
		}
	}
	if yes.typ != no.typ {
		in.fail(o, "formula.branches."+string(yes.typ)+"."+string(no.typ), "")
		return o
	}
	o = o.as(form.ExIf, yes.typ, cond, yes, no)
	if yes.measure == no.measure {
		o.measure = yes.measure
	}
	return o
}

// checkResult compares the whole formula with what its place demands.
func (in *inference) checkResult(o operand, want form.Type) {
	switch {
	case o.typ == "":
	case o.quoted:
		in.fail(o, "formula.text_use", "", in.text(o))
	case want == "" && (o.typ == form.TypeLevel || o.typ == form.TypeText):
		in.fail(o, "formula.result.value."+string(o.typ), "")
	case want != "" && o.typ != want:
		in.fail(o, "formula.result."+string(want)+"."+string(o.typ), "")
	}
}
