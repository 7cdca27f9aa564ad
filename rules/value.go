package rules

import (
	"slices"
	"strings"

	"cchc/internal/form"
)

// A named value is a formula under a name: a number, a condition or a date that several rules share, or one step of a
// long computation. Values stand beside ratios in the normal form and may name inputs, parameters, attributes, ratios
// and other values, in any order of writing; the loader finds the order of dependency.

// The engine puts a value's formula in every place that names it, so that a few values which each name the one before
// twice would grow without bound. These are limits of the formula with everything put in.
const (
	maxValueNodes = 10_000    // of one value
	maxSetNodes   = 1_000_000 // of all rules, conditions, sentences and checks of a set together
)

// namedValue is a value on its way into the set.
type namedValue struct {
	entry
	formula place
	names   []string // other values that the formula names, each once, in the order of the text
	state   valueState
}

type valueState uint8

const (
	valueUntouched valueState = iota
	valueOpen                 // on the way that is being followed
	valueDone
	valueBroken // on a cycle, or its formula is refused before it is read
)

// valueNames declares the values of all files. They have no type before their formulas are read (values): until then a
// ratio that names one is told that it is no figure. A name that is also a ratio's is left to the ratio.
func (l *loader) valueNames() {
	ratios := l.namesIn("ratios")
	l.section("values", func(p place) {
		for _, e := range l.entries(p) {
			if !ratios[e.key.text()] {
				l.declareValue(e)
			}
		}
	})
}

func (l *loader) declareValue(e entry) {
	sym := symbol{Kind: form.ExValue, Name: e.key.text(), Percent: l.get(e.value, "percent").text() == "true"}
	l.declare(e.key, sym, l.get(e.value, "label").text())
}

// namesIn lists the names that a section of all files declares.
func (l *loader) namesIn(section string) map[string]bool {
	names := map[string]bool{}
	l.section(section, func(p place) {
		for _, e := range l.entries(p) {
			names[e.key.text()] = true
		}
	})
	return names
}

// values lowers the values of all files, each after those it names.
func (l *loader) values() {
	b := &valueBuilder{loader: l, byName: map[string]*namedValue{}, size: map[string]int{}, zero: map[string][]int{},
		ratios: l.namesIn("ratios")}
	for i, z := range l.zero {
		b.zero[z.ratio] = []int{i}
	}
	l.section("values", b.collect)
	for _, v := range b.all {
		b.references(v)
	}
	for _, v := range b.all {
		b.visit(v)
	}
}

type valueBuilder struct {
	*loader
	all    []*namedValue
	byName map[string]*namedValue
	way    []*namedValue
	ratios map[string]bool
	size   map[string]int   // of lowered values with everything put in
	zero   map[string][]int // by ratio and lowered value: what an empty whole in it does, as places in loader.zero
}

// collect takes the values that own their names; of a name that is declared twice the first counts.
func (b *valueBuilder) collect(p place) {
	for _, e := range b.entries(p) {
		if b.declared[e.key.text()].node != e.key.node {
			if b.ratios[e.key.text()] {
				b.declareValue(e) // which says that the name is taken
			}
			continue
		}
		v := &namedValue{entry: e, formula: b.get(e.value, "formula")}
		b.all = append(b.all, v)
		b.byName[e.key.text()] = v
	}
}

// references finds the values that a formula names by its words alone: types are known only once these are lowered.
// Points of other leaves are refused here, because leaves are ordered by what their own rules say of one another.
func (b *valueBuilder) references(v *namedValue) {
	if !v.formula.ok() {
		return
	}
	scanned, _ := scanFormula(strings.TrimRight(v.formula.text(), "\n"))
	at := b.cursor(v.formula)
	for i, t := range scanned.tokens {
		switch {
		case t.kind != tokenName || i > 0 && scanned.tokens[i-1].text == ".":
		case t.text == "points_of" || t.text == "share_of":
			line, col := at(t.from)
			b.report(v.formula.src, line, col, col+t.to-t.from, Error, "value.of_points", "", t.text)
			v.state = valueBroken
		case b.byName[t.text] != nil && !slices.Contains(v.names, t.text) && !b.ofRow(scanned.tokens, i):
			v.names = append(v.names, t.text)
		}
	}
}

// ofRow reports whether the name at a place is a field of the rows that are gone through there: count(ds, ngay > 3).
func (b *valueBuilder) ofRow(tokens []token, i int) bool {
	for k := 0; k+2 < i; k++ {
		f, known := functions[tokens[k].text]
		if tokens[k].kind != tokenName || !known || !f.fold || tokens[k+1].mate < i {
			continue
		}
		list := b.set.Input(tokens[k+2].text)
		if list != nil && slices.ContainsFunc(list.Fields, func(f form.Field) bool { return f.Name == tokens[i].text }) {
			return true
		}
	}
	return false
}

// visit lowers a value after those it names. A way that comes back to a value it is on is a cycle.
func (b *valueBuilder) visit(v *namedValue) {
	switch v.state {
	case valueOpen:
		b.cycle(v)
		return
	case valueDone, valueBroken:
		return
	}
	v.state = valueOpen
	b.way = append(b.way, v)
	for _, name := range v.names {
		b.visit(b.byName[name])
	}
	b.way = b.way[:len(b.way)-1]
	if v.state == valueOpen {
		v.state = valueDone
		b.lower(v)
	}
}

// cycle reports a cycle with the whole way round and leaves its values without a type, so that no formula that names
// them is complained about.
func (b *valueBuilder) cycle(v *namedValue) {
	from := slices.Index(b.way, v)
	var names []string
	for _, w := range b.way[from:] {
		names = append(names, w.key.text())
	}
	b.fail(v.key, "value.cycle", "", strings.Join(append(names, v.key.text()), " → "))
	for _, w := range b.way[from:] {
		w.state = valueBroken
	}
}

// lower reads the formula of a value whose own values are lowered, and gives its name a type.
func (b *valueBuilder) lower(v *namedValue) {
	name := v.key.text()
	e := b.formula(v.formula, b.scope, "")
	if e == nil {
		return
	}
	sym := b.scope.symbols[name]
	sym.Type = e.Type
	b.scope.symbols[name] = sym
	if sym.Percent && e.Type != form.TypeNumber {
		b.fail(b.get(v.value, "percent"), "value.percent", "", name)
		return
	}
	size := weigh(e, b.size)
	if size > maxValueNodes {
		b.fail(v.key, "value.too_large", "", name, itoa(size), itoa(maxValueNodes))
		return
	}
	b.size[name] = size
	b.set.Values = append(b.set.Values, form.Value{
		Name: name, Label: b.labels[name], Percent: sym.Percent, Expr: e, Span: v.key.span()})
	b.emptyWholes(name, e)
}

// emptyWholes hands on to a value what an empty whole does to the ratios in it.
func (b *valueBuilder) emptyWholes(name string, e *form.Expr) {
	var places []int
	form.Walk(e, func(e *form.Expr) bool {
		if e.Kind == form.ExValue {
			places = append(places, b.zero[e.Name]...)
		}
		return true
	})
	slices.Sort(places)
	b.zero[name] = slices.Compact(places)
	for _, i := range b.zero[name] {
		b.loader.zero = append(b.loader.zero, zeroWhole{ratio: name, applies: b.loader.zero[i].applies})
	}
}

// weigh counts the nodes of an expression with the values that it names put in; a value that is not lowered is one
// node. Lowered values are small enough that the count cannot overflow.
func weigh(e *form.Expr, size map[string]int) int {
	n := 0
	form.Walk(e, func(e *form.Expr) bool {
		n++
		if e.Kind == form.ExValue {
			n += size[e.Name]
		}
		return true
	})
	return n
}

// valuesFit checks where values are named: what a formula must not say directly it must not say through a value.
func (l *loader) valuesFit() {
	f := &valueFit{loader: l, size: map[string]int{}, loops: map[string]bool{}, asks: map[string][]string{}}
	for i := range l.set.Values {
		f.learn(&l.set.Values[i])
	}
	for i := range l.set.Checks {
		f.expr(l.set.Checks[i].Cond, false)
	}
	for _, i := range l.set.Leaves() {
		f.leaf(&l.set.Nodes[i])
	}
}

// valueFit is what is known of each value with everything put in.
type valueFit struct {
	*loader
	size  map[string]int
	loops map[string]bool     // it goes through rows
	asks  map[string][]string // inputs of the unit that it asks only whether they are there
	total int
	over  bool
}

func (f *valueFit) learn(v *form.Value) {
	f.nested(v.Expr, false)
	f.size[v.Name] = weigh(v.Expr, f.size)
	form.Walk(v.Expr, func(e *form.Expr) bool {
		switch e.Kind {
		case form.ExFold:
			f.loops[v.Name] = true
		case form.ExHas:
			if in := f.set.Input(e.Name); in != nil && in.DeclaredBy == "unit" {
				f.asks[v.Name] = append(f.asks[v.Name], e.Name)
			}
		case form.ExValue:
			f.loops[v.Name] = f.loops[v.Name] || f.loops[e.Name]
			f.asks[v.Name] = append(f.asks[v.Name], f.asks[e.Name]...)
		}
		return true
	})
	slices.Sort(f.asks[v.Name])
	f.asks[v.Name] = slices.Compact(f.asks[v.Name])
}

func (f *valueFit) leaf(n *form.Node) {
	leaf := n.Leaf
	once(leaf)
	for i := range leaf.Applies {
		a := &leaf.Applies[i]
		f.expr(a.When, false)
		f.text(&a.Because)
		if a.Then == form.EffRebase || a.Then == form.EffFull {
			f.withheld(a.When)
		}
	}
	f.rule(leaf.Rule, false)
	if at := f.codes[n.Code]; f.total > maxSetNodes && !f.over && at.ok() {
		f.over = true
		f.fail(at, "value.set_too_large", "", itoa(maxSetNodes))
	}
}

// once drops conditions that a leaf has twice because it reads one ratio by itself and through a value, or through two.
func once(leaf *form.Leaf) {
	seen := map[*form.Expr]bool{}
	leaf.Applies = slices.DeleteFunc(leaf.Applies, func(a form.Applies) bool {
		twice := seen[a.When]
		seen[a.When] = true
		return twice
	})
}

func (f *valueFit) rule(r *form.Rule, inRow bool) {
	if r == nil {
		return
	}
	r.Exprs(func(e *form.Expr) { f.expr(e, inRow) })
	r.Texts(f.text)
	for _, part := range r.Parts {
		f.rule(part, inRow || r.Kind == form.RulePerRow)
	}
}

func (f *valueFit) expr(e *form.Expr, inRow bool) {
	f.total += weigh(e, f.size)
	f.nested(e, inRow)
}

func (f *valueFit) text(t *form.Text) {
	for _, part := range t.Parts {
		f.total += weigh(part.Arg, f.size)
	}
}

// nested refuses a value that goes through rows where rows are already gone through.
func (f *valueFit) nested(e *form.Expr, inRow bool) {
	if e == nil {
		return
	}
	if e.Kind == form.ExValue && inRow && f.loops[e.Name] {
		f.failAt(e.Span, "value.loop", e.Name)
	}
	for _, a := range e.Args {
		f.nested(a, inRow || e.Kind == form.ExFold)
	}
}

// withheld refuses a condition by which a unit leaves the maximum, or gets full points, according to whether it gave a
// figure, where a value asks that (see withholding).
func (f *valueFit) withheld(when *form.Expr) {
	form.Walk(when, func(e *form.Expr) bool {
		if e.Kind == form.ExValue && len(f.asks[e.Name]) > 0 {
			f.failAt(e.Span, "applies.withholding", f.asks[e.Name][0])
		}
		return true
	})
}
