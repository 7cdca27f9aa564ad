package rules

import (
	"strings"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// Binding strengths of the formula language, those of expr's grammar.
const (
	bindChoice = iota
	bindOr
	bindAnd
	bindCompare
	bindSum
	bindNot
	bindProduct
	bindNegative
	bindAtom
)

// formatExpr writes a compiled formula in the formula language. Compiling the text again gives the same form but for
// the spans. Forms that no formula can make (ratios and holes of sentences) are written as if one could.
func formatExpr(e *form.Expr) string {
	var p exprPrinter
	p.print(e, bindChoice)
	return p.b.String()
}

type exprPrinter struct {
	b    strings.Builder
	list string // the list whose rows the enclosing fold goes through
}

// print writes e, in brackets if it binds less than its place demands.
func (p *exprPrinter) print(e *form.Expr, least int) {
	if binding(e) < least {
		p.b.WriteByte('(')
		defer p.b.WriteByte(')')
	}
	switch e.Kind {
	case form.ExConst:
		p.b.WriteString(formatConst(e.Const))
	case form.ExField:
		if e.Name != p.list {
			p.b.WriteString(e.Name)
		}
		p.b.WriteString("." + e.Field)
	case form.ExDue, form.ExLate, form.ExNever:
		if e.Name == "" {
			p.b.WriteString("." + string(e.Kind))
		} else {
			p.b.WriteString(string(e.Kind) + "(" + e.Name + ")")
		}
	case form.ExEvent, form.ExHas:
		p.b.WriteString(string(e.Kind) + "(" + e.Name + ")")
	case form.ExPoints:
		p.b.WriteString("points_of(" + quote(e.Name) + ")")
	case form.ExShare:
		p.b.WriteString("share_of(" + quote(e.Name) + ")")
	case form.ExNeg:
		p.b.WriteByte('-')
		p.print(e.Args[0], bindNegative)
	case form.ExNot:
		p.b.WriteString("not ")
		p.print(e.Args[0], bindNot)
	case form.ExArith, form.ExCmp, form.ExAnd, form.ExOr, form.ExRatio:
		p.infix(e)
	case form.ExIf:
		p.print(e.Args[0], bindOr)
		p.b.WriteString(" ? ")
		p.print(e.Args[1], bindOr)
		p.b.WriteString(" : ")
		p.print(e.Args[2], bindOr)
	case form.ExMin, form.ExMax:
		p.call(string(e.Kind), "", e.Args)
	case form.ExRound:
		p.b.WriteString("round(")
		p.print(e.Args[0], bindChoice)
		p.b.WriteString(", " + exact.Int(int64(e.Round.Decimals)).Plain() + ")")
	case form.ExFold:
		outer := p.list
		p.list = e.Name
		p.call(e.Op, e.Name, e.Args)
		p.list = outer
	default: // a name: input, parameter, attribute, value; or a sentence's hole
		if e.Name == "" {
			p.b.WriteString(string(e.Kind))
		}
		p.b.WriteString(e.Name)
	}
}

func (p *exprPrinter) call(name, list string, args []*form.Expr) {
	p.b.WriteString(name + "(" + list)
	for i, a := range args {
		if i > 0 || list != "" {
			p.b.WriteString(", ")
		}
		p.print(a, bindChoice)
	}
	p.b.WriteByte(')')
}

// infix writes left-associative operators: the right operand must bind more. Comparisons do so on both sides, since
// expr would read a < b < c as a chain.
func (p *exprPrinter) infix(e *form.Expr) {
	bind := binding(e)
	left := bind
	if e.Kind == form.ExCmp {
		left++
	}
	p.print(e.Args[0], left)
	p.b.WriteString(" " + operatorText(e) + " ")
	p.print(e.Args[1], bind+1)
}

func operatorText(e *form.Expr) string {
	switch e.Kind {
	case form.ExAnd, form.ExOr:
		return string(e.Kind)
	case form.ExRatio:
		return "/"
	}
	return e.Op
}

func binding(e *form.Expr) int {
	switch e.Kind {
	case form.ExIf:
		return bindChoice
	case form.ExOr:
		return bindOr
	case form.ExAnd:
		return bindAnd
	case form.ExCmp:
		return bindCompare
	case form.ExNot:
		return bindNot
	case form.ExNeg:
		return bindNegative
	case form.ExRatio:
		return bindProduct
	case form.ExArith:
		if e.Op == "*" || e.Op == "/" {
			return bindProduct
		}
		return bindSum
	}
	return bindAtom
}

func formatConst(k form.Const) string {
	switch k.Type {
	case form.TypeBool:
		if k.Bool {
			return "true"
		}
		return "false"
	case form.TypeDate:
		return k.Day.String()
	case form.TypeLevel, form.TypeText:
		return quote(k.Text)
	}
	if k.Percent {
		return k.Num.Mul(exact.Int(100)).Plain() + "%"
	}
	return k.Num.Plain()
}

// quote writes a text that a formula can hold: it has at most one of the two kinds of quotes.
func quote(text string) string {
	if strings.Contains(text, `"`) {
		return "'" + text + "'"
	}
	return `"` + text + `"`
}
