package rules

import (
	"cmp"
	"maps"
	"slices"

	"cchc/internal/form"
)

// A formula is one expression of the criteria set's formula language. It passes three stages, each of which reports
// all the mistakes it can see: scanFormula (formula_scan.go, with literals, operators and brackets in files of their
// own) cuts the text into tokens and refuses what must not reach a parser; the parser of expr (formula_parse.go) gives
// the tree and nothing else; infer (formula_infer.go, with names in formula_name.go and functions in formula_call.go)
// types the tree over the declared names and lowers it to the normal form. Evaluation is the engine's.

// symbol is a name that a formula may use.
type symbol struct {
	Kind form.ExprKind // ExInput, ExParam, ExAttr, ExValue or ExField
	// Type is that of its value. It is empty for lists and surveys, which have no value of their own, and for a name
	// whose own declaration is wrong: formulas then say nothing more about it.
	Type    form.Type
	Percent bool        // its value is a share, written with % when compared
	Input   *form.Input // the input; nil unless Kind is ExInput
	Name    string
	Field   string // ExField only; Name is then the list
}

// scope is what a formula sees.
type scope struct {
	symbols   map[string]symbol
	leafCodes map[string]bool // codes that points_of and share_of may name
	// row is the list whose rows are being scored (per_row); its fields are visible by their bare names.
	row       *form.Input
	rowFields map[string]form.Type
}

// lookup finds a name. A row's field comes before a name of the whole set; a formula that uses a name which is both
// without saying which is refused.
func (s *scope) lookup(name string) (symbol, bool) {
	if s.row != nil {
		if sym, ok := rowSymbol(s.row, name); ok {
			return sym, true
		}
	}
	sym, ok := s.symbols[name]
	return sym, ok
}

// names lists everything that lookup finds, sorted.
func (s *scope) names() []string {
	all := slices.Collect(maps.Keys(s.symbols))
	if s.row != nil {
		all = slices.AppendSeq(all, maps.Keys(s.rowFields))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// codes lists the leaf codes, sorted.
func (s *scope) codes() []string {
	return slices.Sorted(maps.Keys(s.leafCodes))
}

// formulaError is one mistake in a formula. From and To are offsets in runes of the source, To exclusive and after
// From, also at the end of the text. Hint is what the author probably meant, or empty.
type formulaError struct {
	From, To int
	Code     string // "formula.…"; its sentence is in internal/wording
	Args     []string
	Hint     string
}

// compileFormula parses and types a formula and lowers it to the normal form. src is NFC text, one line or the lines
// of a literal block joined by "\n". want is the type the place demands; empty means a number, a condition or a date,
// whichever it is. The form's spans are rune offsets of src (see shiftSpans). Mistakes come all at once, in the order
// of the text. The form is nil when there are any, and, without a word, when it uses a name that has no type because
// its own declaration is wrong.
func compileFormula(src string, sc *scope, want form.Type) (*form.Expr, []formulaError) {
	scanned, stop := scanFormula(src)
	if stop {
		return nil, orderErrors(scanned.errs)
	}
	tree, bad := parseFormula(scanned)
	if bad != nil {
		// What the scan refused usually breaks the grammar too; the second complaint would only confuse.
		if len(scanned.errs) == 0 {
			return nil, []formulaError{*bad}
		}
		return nil, orderErrors(scanned.errs)
	}
	in := &inference{scan: scanned, scope: sc, errs: scanned.errs}
	result := in.infer(tree)
	in.checkResult(result, want)
	if len(in.errs) > 0 {
		return nil, orderErrors(in.errs)
	}
	if in.untyped {
		return nil, nil
	}
	return result.expr, nil
}

// orderErrors sorts mistakes by place and drops repetitions.
func orderErrors(errs []formulaError) []formulaError {
	slices.SortStableFunc(errs, func(a, b formulaError) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Code, b.Code))
	})
	return slices.CompactFunc(errs, func(a, b formulaError) bool {
		return a.From == b.From && a.To == b.To && a.Code == b.Code
	})
}

// spanOf is the provisional span of compiled formulas: no line, columns counted from 1 over the whole source, the end
// exclusive.
func spanOf(from, to int) form.Span { return form.Span{Col: from + 1, EndCol: to + 1} }

// shiftSpans moves the spans of a compiled formula to their places in the author's file. at gives the line and column
// of the rune at an offset of the source; it is never asked for the offset after the last rune. End columns stay
// exclusive. Spans that already have a line are left alone.
func shiftSpans(e *form.Expr, at func(offset int) (line, col int), file string) {
	if e == nil {
		return
	}
	if s := e.Span; s.Line == 0 && s.Col > 0 {
		line, col := at(s.Col - 1)
		endLine, endCol := at(s.EndCol - 2)
		e.Span = form.Span{File: file, Line: line, Col: col, EndLine: endLine, EndCol: endCol + 1}
	}
	for _, a := range e.Args {
		shiftSpans(a, at, file)
	}
}
