package rules

import (
	"go.yaml.in/yaml/v4"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

// zeroWhole is what an empty whole of a ratio does to the leaves whose rule uses it.
type zeroWhole struct {
	ratio   string
	applies form.Applies
}

func (l *loader) ratios(p place) {
	for _, e := range l.entries(p) {
		l.ratio(e)
	}
}

// ratio lowers a ratio to a named value: the part over the whole. What happens when nothing is in the whole is said
// in words the regulation has, and becomes a condition of applicability of the leaves that use the ratio.
func (l *loader) ratio(e entry) {
	label := l.get(e.value, "label").text()
	sym := symbol{Kind: form.ExValue, Type: form.TypeNumber, Percent: true, Name: e.key.text()}
	// The name is declared even if its parts are wrong, so that rules that use it are not complained about.
	fresh := l.declare(e.key, sym, label)
	part, okPart := l.amount(l.get(e.value, "part"))
	whole, okWhole := l.amount(l.get(e.value, "whole"))
	when := l.get(e.value, "when_whole_is_zero").text()
	if !fresh || !okPart || !okWhole || when == "" {
		return
	}
	span := e.key.span()
	ratio := &form.Expr{Kind: form.ExRatio, Type: form.TypeNumber, Args: []*form.Expr{part, whole}, Span: span}
	empty := &form.Expr{Kind: form.ExCmp, Type: form.TypeBool, Op: "==", Args: []*form.Expr{whole, numberExpr(exact.Int(0), false)}, Span: span}
	value := form.Value{Name: e.key.text(), Label: label, Percent: true, Expr: ratio, Span: span}
	var effect form.Effect
	switch when {
	case "zero":
		value.Expr = &form.Expr{Kind: form.ExIf, Type: form.TypeNumber, Args: []*form.Expr{empty, numberExpr(exact.Int(0), true), ratio}, Span: span}
	case "not_applicable":
		effect = form.EffRebase
	default:
		effect = form.Effect(when)
	}
	l.set.Values = append(l.set.Values, value)
	if effect != "" {
		l.zero = append(l.zero, zeroWhole{ratio: value.Name, applies: form.Applies{
			When: empty, Then: effect, Accepted: effect != form.EffNotScorable, Span: span,
			Because: emptyWhole(label, whole, effect),
		}})
	}
}

// amount lowers the part or the whole of a ratio: a name, a list of names that add up, or names with weights.
func (l *loader) amount(p place) (*form.Expr, bool) {
	switch {
	case p.is(yaml.ScalarNode):
		return l.figure(p)
	case p.is(yaml.SequenceNode):
		var sum *form.Expr
		ok := len(p.node.Content) > 0
		for _, item := range l.items(p) {
			x, known := l.figure(item)
			ok = ok && known
			sum = plus(sum, x)
		}
		if len(p.node.Content) == 0 {
			l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "format.empty", "")
		}
		return sum, ok && len(l.items(p)) == len(p.node.Content)
	case p.is(yaml.MappingNode):
		var sum *form.Expr
		entries := l.entries(p)
		whole := 2*len(entries) == len(p.node.Content)
		ok := whole
		if len(p.node.Content) == 0 {
			l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "format.empty", "")
			return nil, false
		}
		for _, e := range entries {
			x, known := l.figure(e.key)
			weight, _ := l.number(e.value)
			ok = ok && known
			if x == nil {
				continue
			}
			switch {
			case weight.IsZero():
				if whole {
					l.fail(e.value, "ratio.weight_zero", "")
				}
				ok = false
			case sum != nil && weight.Sign() < 0:
				sum = arith("-", sum, weighted(weight.Neg(), x))
			default:
				sum = plus(sum, weighted(weight, x))
			}
		}
		return sum, ok && sum != nil
	}
	return nil, false
}

// figure looks up a name that stands for a number: an input or a parameter.
func (l *loader) figure(p place) (*form.Expr, bool) {
	sym, ok := l.lookup(p)
	if !ok {
		return nil, false
	}
	if sym.Type != form.TypeNumber || sym.Kind != form.ExInput && sym.Kind != form.ExParam && sym.Kind != form.ExAttr {
		l.fail(p, "ratio.not_a_figure", "", p.text())
		return nil, false
	}
	return &form.Expr{Kind: sym.Kind, Type: sym.Type, Name: sym.Name, Span: p.span()}, true
}

// lookup finds a declared name and complains where there is none.
func (l *loader) lookup(p place) (symbol, bool) {
	if !p.ok() {
		return symbol{}, false
	}
	sym, ok := l.scope.lookup(p.text())
	if !ok {
		l.fail(p, "name.unknown", suggest.Nearest(p.text(), l.scope.names()), p.text())
	}
	return sym, ok
}

func plus(a, b *form.Expr) *form.Expr {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return arith("+", a, b)
}

func arith(op string, a, b *form.Expr) *form.Expr {
	return &form.Expr{Kind: form.ExArith, Type: form.TypeNumber, Op: op, Args: []*form.Expr{a, b}}
}

func weighted(weight exact.Num, x *form.Expr) *form.Expr {
	if weight.Equal(exact.Int(1)) {
		return x
	}
	return arith("*", numberExpr(weight, false), x)
}

func numberExpr(n exact.Num, percent bool) *form.Expr {
	return &form.Expr{Kind: form.ExConst, Type: form.TypeNumber, Const: form.Const{Type: form.TypeNumber, Num: n, Percent: percent}}
}

func (l *loader) checks(p place) {
	for _, item := range l.items(p) {
		check, because := l.get(item, "check"), l.get(item, "because")
		cond := l.formula(check, l.scope, form.TypeBool)
		text := l.sentence(because, holes{scope: l.scope}, form.Text{})
		if cond != nil {
			l.set.Checks = append(l.set.Checks, form.Check{Cond: cond, Because: text, Span: check.span()})
		}
	}
}
