package proof

import (
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
	"cchc/rules"
)

// measure is what a number counts, as far as it can be told.
type measure struct {
	kind kind
	unit string // of a count: what is counted
}

type kind string

const (
	kindNone    kind = "" // a plain number, or not known
	kindCount   kind = "count"
	kindPercent kind = "percent" // a share: 80 % is 0.8
	kindHundred kind = "hundred" // a percentage kept as a number: 80 % is 80
	kindShare   kind = "share"   // computed as part ÷ whole, so perhaps a share
	kindPoints  kind = "points"
	kindDays    kind = "days"
	kindAmount  kind = "amount"
)

// MeasureKinds lists the kinds that findings name. A test demands a word for each.
func MeasureKinds() []string {
	return []string{string(kindCount), string(kindPercent), string(kindPoints), string(kindDays), string(kindAmount)}
}

// gauge infers measures. It looks at every expression once: derived values at their own place, not where they are named.
type gauge struct {
	set   *form.Set
	leaf  string
	parts map[[2]string]bool // figures of which a check says that one is at most the other
	found []Finding
}

// measures looks for numbers that must not meet: hồ sơ and thủ tục, counts and percentages, 80 where 80 % is meant.
func measures(set *form.Set) []Finding {
	g := &gauge{set: set, parts: map[[2]string]bool{}}
	for i := range set.Checks {
		if c := set.Checks[i].Cond; c.Kind == form.ExCmp && (c.Op == "<=" || c.Op == "<") {
			g.parts[[2]string{c.Args[0].Name, c.Args[1].Name}] = true
		}
	}
	for i := range set.Values {
		g.of(set.Values[i].Expr)
	}
	for i := range set.Checks {
		g.of(set.Checks[i].Cond)
	}
	for _, i := range set.Leaves() {
		leaf := set.Nodes[i].Leaf
		g.leaf = set.Nodes[i].Code
		for j := range leaf.Applies {
			g.of(leaf.Applies[j].When)
		}
		form.WalkRule(leaf.Rule, g.rule)
	}
	return g.found
}

func (g *gauge) rule(r *form.Rule) {
	var value measure
	if r.Value != nil {
		value = g.of(r.Value)
	}
	for i := range r.Branches {
		b := &r.Branches[i]
		if b.When != nil {
			g.of(b.When)
		}
		if b.Lower != nil {
			g.meet(value, g.of(b.Lower.At), r.Value, b.Lower.At)
		}
		if b.Line != nil && r.Shape != "share" { // the ends of a share's line are the loader's own
			g.meet(value, g.of(b.Line.X0), r.Value, b.Line.X0)
			g.meet(value, g.of(b.Line.X1), r.Value, b.Line.X1)
		}
	}
	for i := range r.Items {
		g.of(r.Items[i].Count)
	}
}

// of infers the measure of an expression and looks at everything in it.
func (g *gauge) of(e *form.Expr) measure {
	args := make([]measure, len(e.Args))
	if e.Kind != form.ExParam {
		for i, a := range e.Args {
			args[i] = g.of(a)
		}
	}
	switch e.Kind {
	case form.ExConst:
		return constMeasure(e.Const)
	case form.ExParam:
		if k, ok := g.set.ParamValue(e.Name); ok {
			return constMeasure(k)
		}
	case form.ExInput:
		return inputMeasure(g.set.Input(e.Name))
	case form.ExValue:
		if v := g.set.Value(e.Name); v != nil {
			return g.quiet().of(v.Expr)
		}
	case form.ExLate:
		return measure{kind: kindDays}
	case form.ExPoints:
		return measure{kind: kindPoints}
	case form.ExShare:
		return measure{kind: kindPercent}
	case form.ExNeg, form.ExRound:
		return args[0]
	case form.ExRatio:
		return g.ratio(e, args)
	case form.ExArith:
		return g.arithmetic(e, args)
	case form.ExCmp:
		g.meet(args[0], args[1], e.Args[0], e.Args[1])
	case form.ExMin, form.ExMax:
		all := args[0]
		for i := 1; i < len(args); i++ {
			all = g.meet(all, args[i], e.Args[0], e.Args[i])
		}
		return all
	case form.ExIf:
		if args[1] == args[2] {
			return args[1]
		}
		if isConstant(e.Args[1]) {
			return args[2]
		}
		if isConstant(e.Args[2]) {
			return args[1]
		}
	case form.ExFold:
		switch {
		case e.Op == "count":
			return measure{kind: kindCount}
		case e.Op == "sum" && len(args) == 1:
			return args[0]
		}
	}
	return measure{}
}

// quiet infers without reporting again.
func (g *gauge) quiet() *gauge { return &gauge{set: g.set, parts: g.parts} }

func constMeasure(k form.Const) measure {
	if k.Type == form.TypeNumber && k.Percent {
		return measure{kind: kindPercent}
	}
	return measure{}
}

// wordKinds are units of measure that say of what kind a number is.
var wordKinds = []struct {
	word string
	kind kind
}{{"%", kindHundred}, {"phần trăm", kindHundred}, {"ngày", kindDays}, {"đồng", kindAmount}, {"điểm", kindPoints}}

func inputMeasure(in *form.Input) measure {
	if in == nil {
		return measure{}
	}
	switch in.Type {
	case form.InRatio, form.InIndex:
		return measure{kind: kindPercent}
	case form.InRating:
		return measure{kind: kindPoints}
	case form.InCount, form.InNumber, form.InAmount:
		for _, w := range wordKinds {
			if suggest.Same(in.Unit, w.word) {
				return measure{kind: w.kind}
			}
		}
		switch {
		case in.Type == form.InAmount:
			return measure{kind: kindAmount, unit: in.Unit}
		case in.Type == form.InCount || in.Unit != "":
			return measure{kind: kindCount, unit: in.Unit}
		}
	}
	return measure{}
}

// ratio is always a share; that its part and whole count different things is worth a word.
func (g *gauge) ratio(e *form.Expr, args []measure) measure {
	part, whole := args[0], args[1]
	if part.kind == kindCount && whole.kind == kindCount && differ(part.unit, whole.unit) {
		g.report(spanOf(e), CodeRatioUnits, "", part.unit, whole.unit)
	}
	return measure{kind: kindPercent}
}

func differ(a, b string) bool { return a != "" && b != "" && !suggest.Same(a, b) }

func (g *gauge) arithmetic(e *form.Expr, args []measure) measure {
	l, r := args[0], args[1]
	lowered := func(x *form.Expr) bool { return isConstant(x) && x.Span == (form.Span{}) } // a weight in a ratio
	switch e.Op {
	case "+", "-":
		switch {
		case e.Type == form.TypeDate:
			return measure{}
		case e.Op == "-" && e.Args[0].Type == form.TypeDate:
			return measure{kind: kindDays}
		}
		return g.meet(l, r, e.Args[0], e.Args[1])
	case "*":
		switch {
		case lowered(e.Args[0]):
			return r
		case l.kind == kindPercent && r.kind == kindPercent:
			return l
		}
	case "/":
		if l.kind == kindCount && r.kind == kindCount &&
			(l.unit != "" && !differ(l.unit, r.unit) && r.unit != "" || g.parts[[2]string{e.Args[0].Name, e.Args[1].Name}]) {
			return measure{kind: kindShare}
		}
	}
	return measure{}
}

// meet looks at two numbers that are added or compared, and gives the measure of both.
func (g *gauge) meet(l, r measure, le, re *form.Expr) measure {
	span := orSpan(spanOf(re), spanOf(le))
	switch {
	case g.scale(l, re), g.scale(r, le):
		return measure{}
	case l.kind == kindNone:
		return r
	case r.kind == kindNone:
		return l
	case plainCount(l) && r.kind != kindPercent || plainCount(r) && l.kind != kindPercent:
		if plainCount(l) {
			return r
		}
		return l
	case l.kind == kindShare || r.kind == kindShare, l.kind == kindHundred || r.kind == kindHundred:
		return measure{}
	case l.kind != r.kind:
		g.report(span, CodeMeasuresMixed+"."+string(l.kind)+"."+string(r.kind), "")
		return measure{}
	case differ(l.unit, r.unit):
		g.report(span, CodeUnitsMixed, "", l.unit, r.unit)
		return measure{}
	}
	if l.unit == "" {
		return r
	}
	return l
}

// plainCount is a count of which nobody said what it counts.
func plainCount(m measure) bool { return m.kind == kindCount && m.unit == "" }

var (
	scaleLimit = exact.MustFrac(3, 2)
	oneHundred = exact.Int(100)
)

// scale reports a constant beside a share that is too large to be one, or beside a percentage kept as a number that is
// too small.
func (g *gauge) scale(m measure, e *form.Expr) bool {
	n, ok := constantOf(g.set, e)
	if !ok || n.Sign() <= 0 {
		return false
	}
	percent := constMeasure(constOf(g.set, e)).kind == kindPercent
	switch m.kind {
	case kindPercent, kindShare:
		if !percent && scaleLimit.Less(n) {
			g.report(spanOf(e), CodePercentScale, n.Plain()+"%", n.VN())
			return true
		}
	case kindHundred:
		if percent || n.Cmp(exact.Int(1)) <= 0 {
			g.report(spanOf(e), CodePercentUnit, n.Mul(oneHundred).Plain(), figure(n, percent))
			return true
		}
	}
	return false
}

func (g *gauge) report(s form.Span, code, hint string, args ...string) {
	f := at(s, rules.Warning, code, args...)
	f.Hint, f.Leaf = hint, g.leaf
	g.found = append(g.found, f)
}

func isConstant(e *form.Expr) bool { return e.Kind == form.ExConst }

// constOf is the value of a constant or parameter.
func constOf(set *form.Set, e *form.Expr) form.Const {
	if e.Kind == form.ExParam {
		k, _ := set.ParamValue(e.Name)
		return k
	}
	return e.Const
}

// constantOf is the number of a constant or parameter; false for anything else.
func constantOf(set *form.Set, e *form.Expr) (exact.Num, bool) {
	if e == nil || e.Kind != form.ExConst && e.Kind != form.ExParam {
		return exact.Num{}, false
	}
	k := constOf(set, e)
	if k.Type == form.TypeDate {
		return exact.Int(int64(k.Day)), true
	}
	return k.Num, k.Type == form.TypeNumber
}

// isPercent reports whether a value is printed as a percentage.
func (p *prover) isPercent(e *form.Expr) bool {
	g := gauge{set: p.entire}
	return g.of(e).kind == kindPercent
}

// spanOf is the place of an expression: its own, or that of the first part that has one.
func spanOf(e *form.Expr) form.Span {
	var s form.Span
	form.Walk(e, func(e *form.Expr) bool {
		if s.Line == 0 {
			s = e.Span
		}
		return s.Line == 0
	})
	return s
}

func orSpan(a, b form.Span) form.Span {
	if a.Line > 0 {
		return a
	}
	return b
}
