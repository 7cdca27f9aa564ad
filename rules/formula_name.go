package rules

import (
	"maps"
	"slices"

	"github.com/expr-lang/expr/ast"

	"cchc/internal/form"
	"cchc/internal/suggest"
)

// reportRow are the names that a row of a reports input has.
var reportRow = map[string]symbol{
	"late":     {Kind: form.ExLate, Type: form.TypeNumber},
	"never":    {Kind: form.ExNever, Type: form.TypeBool},
	"ok":       {Kind: form.ExField, Type: form.TypeBool},
	"issued":   {Kind: form.ExField, Type: form.TypeDate},
	"received": {Kind: form.ExField, Type: form.TypeDate},
	"due":      {Kind: form.ExField, Type: form.TypeDate},
	"period":   {Kind: form.ExField, Type: form.TypeText},
}

func (in *inference) rowSymbol(name string) (symbol, bool) {
	if in.fold == nil || in.fold.list == nil {
		return symbol{}, false
	}
	return rowSymbol(in.fold.list, name)
}

// rowSymbol is what a name means in the rows of a list.
func rowSymbol(list *form.Input, name string) (symbol, bool) {
	if list.Type == form.InReports {
		sym, ok := reportRow[name]
		if sym.Kind == form.ExField {
			sym.Name, sym.Field = list.Name, name
		}
		return sym, ok
	}
	for _, f := range list.Fields {
		if f.Name == name {
			return symbol{Kind: form.ExField, Type: f.Type, Name: list.Name, Field: name}, true
		}
	}
	return symbol{}, false
}

func (in *inference) rowNames() []string {
	var names []string
	if in.fold == nil || in.fold.list == nil {
		return nil
	}
	if in.fold.list.Type == form.InReports {
		return slices.Sorted(maps.Keys(reportRow))
	}
	for _, f := range in.fold.list.Fields {
		names = append(names, f.Name)
	}
	return names
}

func (in *inference) name(n *ast.IdentifierNode) operand {
	o := in.nodePlace(n)
	inRow, isRow := in.rowSymbol(n.Value)
	sym, known := in.scope.lookup(n.Value)
	switch {
	case isRow && known:
		in.fail(o, "formula.ambiguous", "."+n.Value, n.Value)
	case isRow:
		return in.symbol(o, inRow)
	case known && in.scope.shadowed(n.Value):
		in.fail(o, "formula.ambiguous", in.scope.row.Name+"."+n.Value, n.Value)
	case known:
		return in.symbol(o, sym)
	case in.fold != nil && in.fold.list == nil:
	default:
		in.unknownName(o, n.Value)
	}
	return o
}

// shadowed reports whether a bare name could mean both a row's field and something of the set.
func (s *scope) shadowed(name string) bool {
	_, set := s.symbols[name]
	_, field := s.rowFields[name]
	return s.row != nil && set && field
}

func (in *inference) unknownName(o operand, name string) {
	_, isFunction := functions[name]
	_, isRow := reportRow[name]
	switch {
	case isRow && in.fold == nil:
		in.fail(o, "formula.row_outside", "", name)
	case isRow:
		in.fail(o, "formula.unknown_field", suggest.Nearest(name, in.rowNames()), name, in.fold.list.Name)
	case isFunction:
		in.fail(o, "formula.function_bare", "", name)
	default:
		in.fail(o, "formula.unknown_name", suggest.Nearest(name, append(in.scope.names(), in.rowNames()...)), name)
	}
}

// symbol is the value of a name.
func (in *inference) symbol(o operand, sym symbol) operand {
	kind := sym.Kind
	if kind == form.ExInput {
		switch sym.Input.Type {
		case form.InReports, form.InList, form.InSurvey:
			in.fail(o, "formula.list_bare", "", sym.Name)
			return o
		case form.InEvent:
			kind = form.ExEvent
		case form.InLevel:
			o.level = sym.Input
		}
	}
	if sym.Type == "" {
		in.untyped = true
		return o
	}
	o = o.as(kind, sym.Type).named(sym.Name).counts(sym.measure())
	o.expr.Field = sym.Field
	return o
}

func (s symbol) measure() measure {
	switch {
	case s.Percent:
		return measurePercent
	case s.Kind == form.ExLate:
		return measureDays
	case s.Input == nil:
		return measureNone
	}
	switch s.Input.Type {
	case form.InRatio, form.InIndex:
		return measurePercent
	case form.InRating:
		return measurePoints
	case form.InCount:
		return measureCount
	case form.InAmount:
		return measureAmount
	}
	return measureNone
}

// member is list.field, .field or #.field: a field of the current row.
func (in *inference) member(n *ast.MemberNode) operand {
	o := in.place(n.Node.Location().From, n.Location().To)
	field, plain := n.Property.(*ast.StringNode)
	if !plain || n.Optional {
		return in.refused(n)
	}
	switch base := n.Node.(type) {
	case *ast.PointerNode:
		if base.Name != "" || in.fold == nil || in.fold.list == nil {
			return o // the scanner refused #name and rows outside a fold; an unknown list is reported at its name
		}
		return in.rowField(o, in.fold.list.Name, field.Value)
	case *ast.IdentifierNode:
		if row := in.currentRow(); row != nil && row.Name == base.Value {
			return in.rowField(o, base.Value, field.Value)
		}
		switch sym, ok := in.scope.lookup(base.Value); {
		case !ok:
			in.unknownName(in.nodePlace(base), base.Value)
		case hasRows(sym.Input):
			in.fail(o, "formula.row_outside", "", in.text(o))
		default:
			in.fail(o, "formula.member", "", field.Value)
		}
		return o
	}
	if in.infer(n.Node).typ != "" {
		in.fail(o, "formula.member", "", field.Value)
	}
	return o
}

func (in *inference) currentRow() *form.Input {
	if in.fold != nil {
		return in.fold.list
	}
	return in.scope.row
}

func (in *inference) rowField(o operand, list, field string) operand {
	names := in.rowNames()
	if in.fold != nil {
		if sym, ok := in.rowSymbol(field); ok {
			return in.symbol(o, sym)
		}
	} else {
		if sym, ok := rowSymbol(in.scope.row, field); ok {
			return in.symbol(o, sym)
		}
		names = slices.Sorted(maps.Keys(in.scope.rowFields))
	}
	in.fail(o, "formula.unknown_field", suggest.Nearest(field, names), field, list)
	return o
}
