package rules

import (
	"maps"
	"slices"

	"github.com/expr-lang/expr/ast"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

// function is what the scanner must know of a function of the formula language.
type function struct {
	args int  // how many arguments it takes
	more bool // and any number above
	fold bool // goes through the rows of its first argument; the second sees the row's fields
}

// functions are all there are.
var functions = map[string]function{
	"min":       {args: 2, more: true},
	"max":       {args: 2, more: true},
	"round":     {args: 2},
	"count":     {args: 2, fold: true},
	"sum":       {args: 2, fold: true},
	"any":       {args: 2, fold: true},
	"all":       {args: 2, fold: true},
	"has":       {args: 1},
	"late":      {args: 1},
	"never":     {args: 1},
	"due":       {args: 1},
	"event":     {args: 1},
	"points_of": {args: 1},
	"share_of":  {args: 1},
}

var functionNames = slices.Sorted(maps.Keys(functions))

func (in *inference) call(name string, args []ast.Node, callee ast.Node) operand {
	at := in.nodePlace(callee)
	at.to = at.from + len([]rune(name))
	o := in.place(at.from, in.closing(at))
	if f, ok := functions[name]; !ok || len(args) < f.args || len(args) > f.args && !f.more {
		in.wrongCall(args) // the scanner reports unknown functions and counts arguments
		return o
	}
	switch name {
	case "min", "max":
		return in.extreme(o, name, args)
	case "round":
		return in.round(o, args)
	case "count", "sum", "any", "all":
		return in.foldRows(o, at, name, args)
	case "points_of", "share_of":
		return in.ofLeaf(o, name, args[0])
	}
	return in.ofInput(o, name, args[0])
}

// closing is where the call whose name stands at a place ends.
func (in *inference) closing(at operand) int {
	tokens := in.scan.tokens
	for i := 0; i+1 < len(tokens); i++ {
		if tokens[i].from == at.from && tokens[i+1].mate > i {
			return tokens[tokens[i+1].mate].to
		}
	}
	return at.to
}

// wrongCall infers the arguments of a call that cannot be typed, for the mistakes inside. A list among them was
// probably meant to be gone through, so that the names of its rows are none.
func (in *inference) wrongCall(args []ast.Node) {
	outer := in.fold
	for _, a := range args {
		if p, ok := a.(*ast.PredicateNode); ok {
			a = p.Node
		}
		if ident, ok := a.(*ast.IdentifierNode); ok {
			if sym := in.scope.symbols[ident.Value]; hasRows(sym.Input) {
				in.fold = &rows{list: sym.Input}
				continue
			}
		}
		in.infer(a)
	}
	in.fold = outer
}

func (in *inference) extreme(o operand, name string, args []ast.Node) operand {
	kind := form.ExMin
	if name == "max" {
		kind = form.ExMax
	}
	var xs []operand
	good := true
	for _, a := range args {
		x := in.infer(a)
		good = in.need(form.TypeNumber, x, name) && good
		xs = append(xs, x)
	}
	if !good {
		return o
	}
	m := xs[0]
	for _, x := range xs[1:] {
		in.agree(o, name, m, x)
		if m.measure == measureNone {
			m = x
		}
	}
	return o.as(kind, form.TypeNumber, xs...).counts(m.measure)
}

// maxRoundDecimals bounds the second argument of round.
const maxRoundDecimals = 9

func (in *inference) round(o operand, args []ast.Node) operand {
	x, d := in.infer(args[0]), in.infer(args[1])
	good := in.need(form.TypeNumber, x, "round")
	decimals, whole := int64(-1), false
	if d.plain != nil {
		decimals, whole = d.plain.Int64()
	}
	if !whole || decimals < 0 || decimals > maxRoundDecimals || d.expr.Kind != form.ExConst {
		if d.typ != "" {
			in.fail(d, "formula.decimals", "", in.text(d))
		}
		return o
	}
	if !good {
		return o
	}
	o = o.as(form.ExRound, form.TypeNumber, x).counts(x.measure)
	o.expr.Round = exact.Rounding{Decimals: int(decimals), Mode: exact.HalfUp}
	return o
}

// foldRows lowers count, sum, any and all.
func (in *inference) foldRows(o, at operand, name string, args []ast.Node) operand {
	if in.fold != nil || in.scope.row != nil {
		in.fail(at, "formula.nested_loop", "", name)
	}
	list := in.inputNamed(name, args[0])
	if list != nil && !hasRows(list) {
		in.fail(in.nodePlace(args[0]), "formula.need_list", "", name, list.Name)
		list = nil
	}
	body := args[1]
	if p, ok := body.(*ast.PredicateNode); ok {
		body = p.Node
	}
	outer := in.fold
	in.fold = &rows{list: list}
	x := in.infer(body)
	in.fold = outer

	want, typ, m := form.TypeBool, form.TypeBool, measureNone
	switch name {
	case "count":
		typ, m = form.TypeNumber, measureCount
	case "sum":
		want, typ, m = form.TypeNumber, form.TypeNumber, x.measure
	}
	in.need(want, x, name)
	o = o.as(form.ExFold, typ, x).op(name).counts(m)
	if list != nil {
		o.expr.Name = list.Name
	}
	return o
}

// inputNamed is the input that an argument names; nil after a mistake.
func (in *inference) inputNamed(name string, arg ast.Node) *form.Input {
	ident, ok := arg.(*ast.IdentifierNode)
	if !ok {
		in.fail(in.infer(arg), "formula.need_name", "", name)
		return nil
	}
	sym, ok := in.scope.symbols[ident.Value]
	switch o := in.nodePlace(ident); {
	case !ok:
		in.fail(o, "formula.unknown_name", suggest.Nearest(ident.Value, in.scope.names()), ident.Value)
	case sym.Input == nil:
		in.fail(o, "formula.need_input", "", name, ident.Value)
	}
	return sym.Input
}

// ofInput lowers has, late, never, due and event.
func (in *inference) ofInput(o operand, name string, arg ast.Node) operand {
	input := in.inputNamed(name, arg)
	if input == nil {
		return o
	}
	at := in.nodePlace(arg)
	switch {
	case name == "has":
		o = o.as(form.ExHas, form.TypeBool)
	case name == "event" && input.Type != form.InEvent:
		in.fail(at, "formula.need_event", "", name, input.Name)
		return o
	case name == "event":
		o = o.as(form.ExEvent, form.TypeBool)
	case name == "never" && input.Type == form.InDate: // a plain date has no due date, but it can be said never to have come
		o = o.as(form.ExNever, form.TypeBool)
	case input.Type != form.InDocument:
		in.fail(at, "formula.need_document", "", name, input.Name)
		return o
	case name == "late":
		o = o.as(form.ExLate, form.TypeNumber).counts(measureDays)
	case name == "never":
		o = o.as(form.ExNever, form.TypeBool)
	default:
		o = o.as(form.ExDue, form.TypeDate)
	}
	return o.named(input.Name)
}

// ofLeaf lowers points_of and share_of.
func (in *inference) ofLeaf(o operand, name string, arg ast.Node) operand {
	code := in.infer(arg)
	if code.typ == "" {
		return o
	}
	if !code.quoted {
		in.fail(code, "formula.need_code", "", name)
		return o
	}
	text := code.expr.Const.Text
	if !in.scope.leafCodes[text] {
		in.fail(code, "formula.unknown_leaf", suggest.Nearest(text, in.scope.codes()), text)
		return o
	}
	if name == "points_of" {
		return o.as(form.ExPoints, form.TypeNumber).named(text).counts(measurePoints)
	}
	return o.as(form.ExShare, form.TypeNumber).named(text).counts(measurePercent)
}
