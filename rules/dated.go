package rules

import (
	"slices"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// readOnDays settles on which day a parameter with several values is read. Beside a dated fact (a document, a date, days
// late, a date of a row) it is the fact's day; everything else is a matter of the year and is read at the period's end.
// Sentences read it on the same day as the rule.
func (l *loader) readOnDays() {
	for _, i := range l.set.Leaves() {
		leaf := l.set.Nodes[i].Leaf
		d := dating{loader: l, days: map[string]*form.Expr{}}
		for j := range leaf.Applies {
			d.condition(leaf.Applies[j].When)
			d.sentence(&leaf.Applies[j].Because)
		}
		d.rule(leaf.Rule)
	}
	for i := range l.set.Values {
		d := dating{loader: l, days: map[string]*form.Expr{}}
		d.condition(l.set.Values[i].Expr)
	}
	for i := range l.set.Checks {
		d := dating{loader: l, days: map[string]*form.Expr{}}
		d.condition(l.set.Checks[i].Cond)
		d.sentence(&l.set.Checks[i].Because)
	}
}

// dating dates the parameters of one leaf.
type dating struct {
	*loader
	days map[string]*form.Expr // by parameter: the day on which it was last read
	rows *form.Input           // whose rows are gone through
}

// dated reports whether an expression is a parameter whose value changes.
func (d *dating) dated(e *form.Expr) bool {
	if e == nil || e.Kind != form.ExParam {
		return false
	}
	p := d.set.Param(e.Name)
	return p != nil && len(p.Values) > 1
}

func (d *dating) read(param, on *form.Expr) {
	if on != nil && d.dated(param) {
		param.Args = []*form.Expr{on}
		d.days[param.Name] = on
	}
}

// condition dates the parameters that comparisons set beside dated facts.
func (d *dating) condition(e *form.Expr) {
	form.Walk(e, func(e *form.Expr) bool {
		switch e.Kind {
		case form.ExCmp:
			d.read(e.Args[0], d.dayOf(e.Args[1]))
			d.read(e.Args[1], d.dayOf(e.Args[0]))
		case form.ExFold:
			inner := *d
			inner.rows = d.set.Input(e.Name)
			for _, a := range e.Args {
				inner.condition(a)
			}
			return false
		}
		return e.Kind != form.ExParam
	})
}

// rule dates a rule and its parts.
func (d *dating) rule(r *form.Rule) {
	if r == nil {
		return
	}
	on := d.dayOf(r.Value)
	for i := range r.Branches {
		b := &r.Branches[i]
		d.condition(b.When)
		if b.Lower != nil {
			d.read(b.Lower.At, on)
		}
		if b.Line != nil && on != nil && (d.dated(b.Line.X0) || d.dated(b.Line.X1)) {
			d.failAt(b.Span, "parameter.dated_line")
		}
		d.sentence(&b.Because)
	}
	for i := range r.Items {
		d.condition(r.Items[i].Count)
		d.sentence(&r.Items[i].Because)
	}
	d.condition(r.Value)
	d.sentence(&r.Because)
	d.descend(r)
	inner := *d
	if r.List != "" {
		inner.rows = d.set.Input(r.List)
	}
	for _, part := range r.Parts {
		inner.rule(part)
	}
}

// sentence dates the holes that print a parameter.
func (d *dating) sentence(t *form.Text) {
	t.Args(func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if on := d.days[e.Name]; on != nil && d.dated(e) {
				e.Args = []*form.Expr{on}
			}
			return e.Kind != form.ExParam
		})
	})
}

// dayOf is the day of the fact that an expression is about; nil where it is about none, or about the year.
func (d *dating) dayOf(e *form.Expr) *form.Expr {
	var on *form.Expr
	form.Walk(e, func(e *form.Expr) bool {
		if on != nil || e.Kind == form.ExParam || e.Kind == form.ExFold {
			return false
		}
		in := d.set.Input(e.Name)
		switch {
		case e.Kind == form.ExLate && e.Name == "" && d.rows != nil:
			on = &form.Expr{Kind: form.ExField, Type: form.TypeDate, Name: d.rows.Name, Field: d.rows.DateBy, Span: e.Span}
		case e.Type == form.TypeDate && (e.Kind == form.ExInput || e.Kind == form.ExField):
			on = e
		case e.Kind == form.ExLate && in != nil && in.Type == form.InDocument:
			on = &form.Expr{Kind: form.ExInput, Type: form.TypeDate, Name: e.Name, Span: e.Span}
		}
		return on == nil
	})
	return on
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
	c, ok := l.set.Param(e.Name).At(on)
	if !ok {
		return exact.Num{}, false
	}
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
