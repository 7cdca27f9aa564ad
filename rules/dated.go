package rules

import (
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// readOnDays settles on which day a parameter with several values is read. Where a comparison, a table or a calculation is
// about a dated fact (a document, a date, days late, a date of a row) it is the fact's day; everything else is a matter of
// the year and is read at the period's end. Sentences read it on the same day as the rule.
func (l *loader) readOnDays() {
	if !slices.ContainsFunc(l.set.Params, func(p form.Param) bool { return len(p.Values) > 1 }) {
		return
	}
	inValues := map[string]readings{}
	for i := range l.set.Values { // in order of dependency
		d := dating{loader: l, read: readings{}, values: inValues}
		v := &l.set.Values[i]
		d.root(v.Expr, nil)
		inValues[v.Name] = d.read
	}
	for _, i := range l.set.Leaves() {
		leaf := l.set.Nodes[i].Leaf
		d := dating{loader: l, read: readings{}, values: inValues, at: l.set.Nodes[i].Span, told: map[string]bool{}}
		for j := range leaf.Applies {
			d.root(leaf.Applies[j].When, nil)
		}
		d.rule(leaf.Rule)
		leaf.Texts(d.sentence)
	}
	for i := range l.set.Checks {
		d := dating{loader: l, read: readings{}, values: inValues, at: l.set.Checks[i].Span, told: map[string]bool{}}
		d.root(l.set.Checks[i].Cond, nil)
		d.sentence(&l.set.Checks[i].Because)
	}
}

// readings are the days on which parameters are read: by parameter, then by how the fact is spelled. A parameter that is
// read at the period's end has the spelling "".
type readings map[string]map[string]*form.Expr

func (r readings) add(param, fact string, on *form.Expr) {
	if r[param] == nil {
		r[param] = map[string]*form.Expr{}
	}
	r[param][fact] = on
}

// dating dates the parameters of one leaf, value or check.
type dating struct {
	*loader
	read   readings
	values map[string]readings // of the values before
	at     form.Span           // of the leaf or check
	told   map[string]bool     // parameters whose sentences cannot print one value
}

// scope is a part of a rule that is judged as a whole: what it speaks of, without the comparisons inside it.
type dateScope struct {
	facts  map[string]*form.Expr
	params []*form.Expr
	values []yearly
}

// yearly is a named value that reads a parameter at the period's end.
type yearly struct {
	value *form.Expr
	param string
}

// root dates an expression as one scope, and the scopes inside it.
func (d *dating) root(e *form.Expr, rows *form.Input) {
	s := &dateScope{facts: map[string]*form.Expr{}}
	d.collect(e, rows, s)
	d.settle(s)
}

// collect gathers what a scope speaks of. A comparison, the rows of a list and the condition of a choice are scopes of
// their own.
func (d *dating) collect(e *form.Expr, rows *form.Input, s *dateScope) {
	if e == nil {
		return
	}
	switch e.Kind {
	case form.ExCmp:
		inner := &dateScope{facts: map[string]*form.Expr{}}
		for _, a := range e.Args {
			d.collect(a, rows, inner)
		}
		d.settle(inner)
		return
	case form.ExFold:
		for _, a := range e.Args {
			d.root(a, d.set.Input(e.Name))
		}
		return
	case form.ExIf:
		d.root(e.Args[0], rows)
		d.collect(e.Args[1], rows, s)
		d.collect(e.Args[2], rows, s)
		return
	case form.ExParam:
		if p := d.set.Param(e.Name); p != nil && len(p.Values) > 1 {
			s.params = append(s.params, e)
		}
		return
	case form.ExValue:
		d.named(e, s)
		return
	}
	if on := d.fact(e, rows); on != nil {
		s.facts[on.Name+"."+on.Field] = on
	}
	for _, a := range e.Args {
		d.collect(a, rows, s)
	}
}

// named takes what a named value speaks of: its dated facts, and that it reads a parameter at the period's end.
func (d *dating) named(e *form.Expr, s *dateScope) {
	v := d.set.Value(e.Name)
	if v == nil {
		return
	}
	for param, days := range d.values[e.Name] {
		for fact, on := range days {
			if fact == "" {
				s.values = append(s.values, yearly{e, param})
			} else {
				d.read.add(param, fact, on)
			}
		}
	}
	for name, on := range d.factsOf(v.Expr) {
		s.facts[name] = on
	}
}

// factsOf lists the dated facts that an expression's value is about, through named values, but not those that only decide
// between its alternatives.
func (d *dating) factsOf(e *form.Expr) map[string]*form.Expr {
	all := map[string]*form.Expr{}
	form.Walk(e, func(e *form.Expr) bool {
		switch e.Kind {
		case form.ExCmp, form.ExFold, form.ExParam:
			return false
		case form.ExValue:
			if v := d.set.Value(e.Name); v != nil {
				for name, on := range d.factsOf(v.Expr) {
					all[name] = on
				}
			}
		case form.ExIf:
			for _, a := range e.Args[1:] {
				for name, on := range d.factsOf(a) {
					all[name] = on
				}
			}
			return false
		}
		if on := d.fact(e, nil); on != nil {
			all[on.Name+"."+on.Field] = on
		}
		return true
	})
	return all
}

// fact is the date of the fact that an expression reads by itself; nil where it reads none.
func (d *dating) fact(e *form.Expr, rows *form.Input) *form.Expr {
	in := d.set.Input(e.Name)
	switch {
	case e.Kind == form.ExLate && e.Name == "" && rows != nil:
		return &form.Expr{Kind: form.ExField, Type: form.TypeDate, Name: rows.Name, Field: rows.DateBy, Span: e.Span}
	case e.Type == form.TypeDate && (e.Kind == form.ExInput || e.Kind == form.ExField && e.Field != "due"):
		return e
	case e.Kind == form.ExLate && in != nil && in.Type == form.InDocument:
		return &form.Expr{Kind: form.ExInput, Type: form.TypeDate, Name: e.Name, Span: e.Span}
	}
	return nil
}

// settle dates the parameters of a scope by its one fact. Two facts do not say which day counts.
func (d *dating) settle(s *dateScope) {
	var names []string
	for name := range s.facts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, v := range s.values {
		if len(names) > 0 {
			d.failAt(v.value.Span, "parameter.through_value", v.value.Name)
		} else {
			d.read.add(v.param, "", nil)
		}
	}
	for _, p := range s.params {
		switch len(names) {
		case 0:
			d.read.add(p.Name, "", nil)
		case 1:
			p.Args = []*form.Expr{s.facts[names[0]]}
			d.read.add(p.Name, names[0], s.facts[names[0]])
		default:
			for i := range names {
				names[i] = strings.TrimSuffix(names[i], ".")
			}
			d.failAt(p.Span, "parameter.two_facts", p.Name, strings.Join(names, ", "))
		}
	}
}

// rule dates a rule and its parts.
func (d *dating) rule(r *form.Rule) { d.ruleOf(r, nil) }

func (d *dating) ruleOf(r *form.Rule, rows *form.Input) {
	if r == nil {
		return
	}
	table := &dateScope{facts: map[string]*form.Expr{}} // of the value and its limits
	d.collect(r.Value, rows, table)
	for i := range r.Branches {
		b := &r.Branches[i]
		d.root(b.When, rows)
		if b.Lower != nil {
			d.collect(b.Lower.At, rows, table)
		}
		if b.Line == nil {
			continue
		}
		for _, x := range []*form.Expr{b.Line.X0, b.Line.X1} {
			if p := d.set.Param(x.Name); x.Kind == form.ExParam && p != nil && len(p.Values) > 1 && len(d.factsOf(r.Value)) > 0 {
				d.failAt(b.Span, "parameter.dated_line")
				break
			}
		}
	}
	d.settle(table)
	for i := range r.Items {
		d.root(r.Items[i].Count, rows)
	}
	d.descend(r)
	if r.List != "" {
		rows = d.set.Input(r.List)
	}
	for _, part := range r.Parts {
		d.ruleOf(part, rows)
	}
}

// sentence dates the holes that print a parameter: on the day on which the rule reads it. Where it reads it on several, no
// one value can be printed.
func (d *dating) sentence(t *form.Text) {
	t.Args(func(e *form.Expr) {
		days := d.read[e.Name]
		if e.Kind != form.ExParam || len(days) == 0 {
			return
		}
		if len(days) > 1 {
			if !d.told[e.Name] {
				d.told[e.Name] = true
				d.failAt(d.at, "parameter.two_days", e.Name)
			}
			return
		}
		for _, on := range days {
			if on != nil {
				e.Args = []*form.Expr{on}
			}
		}
	})
}

// descend makes sure that limits that change within the year descend on every day.
func (d *dating) descend(r *form.Rule) {
	days := []day.Day{}
	for i := range r.Branches {
		if lim := r.Branches[i].Lower; lim != nil && lim.At != nil && len(lim.At.Args) > 0 {
			for _, v := range d.set.Param(lim.At.Name).Values {
				days = append(days, v.From)
			}
		}
	}
	slices.Sort(days)
	for _, on := range slices.Compact(days) {
		for i := 1; i < len(r.Branches); i++ {
			above, here := r.Branches[i-1].Lower, r.Branches[i].Lower
			if above == nil || here == nil {
				continue
			}
			a, okA := d.knownOn(above.At, on)
			b, okB := d.knownOn(here.At, on)
			if !okA || !okB {
				continue
			}
			if c := b.Cmp(a); c > 0 || c == 0 && (!above.Open || here.Open) {
				d.failAt(here.At.Span, "table.not_descending_on", on.VN())
				return
			}
		}
	}
}

// knownOn is the number of a limit on a day.
func (l *loader) knownOn(e *form.Expr, on day.Day) (exact.Num, bool) {
	if e.Kind != form.ExParam || len(e.Args) == 0 {
		return l.known(e)
	}
	c := l.set.Param(e.Name).On(on)
	if c.Type == form.TypeDate {
		return exact.Int(int64(c.Day)), true
	}
	return c.Num, c.Type == form.TypeNumber
}

// failAt reports at a place of the normal form: a name or a value, which stands on one line.
func (l *loader) failAt(s form.Span, code string, args ...string) {
	for _, src := range l.sources {
		if src.name == s.File {
			l.report(src, s.Line, s.Col, s.EndCol, Error, code, "", args...)
		}
	}
}
