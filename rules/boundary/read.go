package boundary

import (
	"strconv"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// read notes on which sides of which limits a traced leaf stands.
func (f *finder) read(t *trial, trace *engine.Trace) {
	for i := range trace.Applies {
		if i < len(f.leaf.Applies) && len(trace.Applies[i].Children) > 0 {
			f.condition(t, &trace.Applies[i].Children[0], f.leaf.Applies[i].When, "applies"+strconv.Itoa(i+1))
		}
	}
	if trace.Rule != nil && f.leaf.Rule != nil {
		f.rule(t, trace.Rule, f.leaf.Rule, "")
	}
}

// rule reads a traced rule node: tables, counts, bounds, what it is relative to, and the comparisons of its conditions.
func (f *finder) rule(t *trial, s *engine.Step, r *form.Rule, prefix string) {
	steps := s.Children
	if r.Value != nil && len(steps) > 0 {
		f.value(t, &steps[0], r, prefix)
		f.condition(t, &steps[0], r.Value, prefix+"value")
		steps = steps[1:]
	}
	for i := range r.Branches {
		if b := &r.Branches[i]; i < len(steps) && b.When != nil && len(steps[i].Children) > 0 {
			f.condition(t, &steps[i].Children[0], b.When, prefix+b.ID)
		}
	}
	steps = steps[min(len(r.Branches), len(steps)):]
	for i := range r.Items {
		if i < len(steps) && len(steps[i].Children) > 0 {
			f.count(t, &steps[i].Children[0], r, i, prefix)
		}
	}
	steps = steps[min(len(r.Items), len(steps)):]
	if r.Survey != nil {
		f.sample(t, r.Survey, prefix)
	}
	if r.Kind == form.RulePerRow {
		for i := range s.Children {
			for k := range s.Children[i].Children {
				f.rule(t, &s.Children[i].Children[k], r.Parts[0], form.RowPrefix(prefix))
			}
		}
		return
	}
	for i, part := range r.Parts {
		if i < len(steps) {
			f.rule(t, &steps[i], part, form.PartPrefix(prefix, i))
		}
	}
}

// value reads where the value of a table or formula stands.
func (f *finder) value(t *trial, s *engine.Step, r *form.Rule, prefix string) {
	if s.State != engine.Scored {
		return
	}
	of := f.limitOf(r.Value)
	at := func(key string, e *form.Expr) {
		if n, percent, ok := f.known(e); ok {
			l := of
			l.percent = l.percent || percent
			f.stand(prefix+key+" "+textOf(n), t, s.Value, n, l)
		}
	}
	for i := range r.Branches {
		b := &r.Branches[i]
		if b.Lower != nil {
			at("table", b.Lower.At)
		}
		if b.Line != nil {
			at("table", b.Line.X0)
			at("table", b.Line.X1)
		}
	}
	if r.Kind == form.RulePoints {
		for _, end := range []*exact.Num{r.Floor, r.Cap} {
			if end != nil {
				f.stand(prefix+"bound "+end.Fraction(), t, s.Value, number(*end), of)
			}
		}
	}
	if r.Relative != nil {
		f.stand(prefix+"zero", t, s.Value, number(exact.Num{}), of)
	}
}

// count reads where a count stands: at 0, and where its points meet the floor or the cap.
func (f *finder) count(t *trial, s *engine.Step, r *form.Rule, i int, prefix string) {
	it := &r.Items[i]
	of := f.limitOf(it.Count)
	of.label = f.itemName(it)
	if s.State == engine.Scored {
		f.stand(prefix+it.ID+" 0", t, s.Value, number(exact.Num{}), of)
		for _, end := range []*exact.Num{r.Floor, r.Cap} {
			if end == nil {
				continue
			}
			if n, ok := end.Sub(r.Start).Quo(it.Points); ok && n.Sign() > 0 {
				f.stand(prefix+it.ID+" "+n.Fraction(), t, s.Value, number(n), of)
			}
		}
	}
	f.condition(t, s, it.Count, prefix+it.ID)
}

// sample reads where the smallest and the largest group of a survey stand against the least sample.
func (f *finder) sample(t *trial, s *form.Survey, prefix string) {
	in := f.set.Input(s.Input)
	least, _, ok := f.known(s.MinSample)
	if in == nil || !ok || len(in.Groups) == 0 {
		return
	}
	var smallest, largest exact.Num
	for i, g := range in.Groups {
		var valid exact.Num
		for k := range t.spec.Given {
			if d := &t.spec.Given[k]; d.Input == in.Name && d.Row == g.ID && d.Field != "sent" && d.Field != "valid" {
				valid = valid.Add(d.Value.Num)
			}
		}
		if i == 0 {
			smallest = valid
		}
		smallest, largest = exact.Min(smallest, valid), exact.Max(largest, valid)
	}
	f.stand(prefix+"largest group", t, number(largest), least, limit{label: wording.Message("boundary.largest_group")})
	f.stand(prefix+"smallest group", t, number(smallest), least, limit{label: wording.Message("boundary.smallest_group")})
}

// condition reads the comparisons in an expression. Those of derived values are read where the leaf looks at them; the rows
// of a list are read one by one, each of them on the same limit.
func (f *finder) condition(t *trial, s *engine.Step, e *form.Expr, key string) {
	if s.Skipped || e == nil {
		return
	}
	switch {
	case e.Kind == form.ExCmp && len(s.Children) == 2:
		f.compared(t, s, e, key)
	case e.Kind == form.ExValue:
		if v := f.set.Value(e.Name); v != nil && len(s.Children) == 1 {
			f.condition(t, &s.Children[0], v.Expr, "value "+e.Name)
		}
		return
	case e.Kind == form.ExFold:
		for i := range s.Children {
			for k := range s.Children[i].Children {
				if k < len(e.Args) {
					f.condition(t, &s.Children[i].Children[k], e.Args[k], key+"/row")
				}
			}
		}
		return
	}
	for i := range s.Children {
		if i < len(e.Args) {
			f.condition(t, &s.Children[i], e.Args[i], key+"."+strconv.Itoa(i))
		}
	}
}

// compared reads a comparison of a quantity with a constant or parameter; of two quantities it reads where they are equal.
func (f *finder) compared(t *trial, s *engine.Step, e *form.Expr, key string) {
	l, r := &s.Children[0], &s.Children[1]
	if l.State != engine.Scored || r.State != engine.Scored || l.Value.Type != form.TypeNumber && l.Value.Type != form.TypeDate {
		return
	}
	quantity, limit := e.Args[0], e.Args[1]
	if constant(quantity) {
		l, r, quantity, limit = r, l, limit, quantity
	}
	of := f.limitOf(quantity)
	if _, percent, ok := f.known(limit); ok {
		of.percent = of.percent || percent
		f.stand(key+" "+textOf(r.Value), t, l.Value, r.Value, of)
		return
	}
	if l.Value.Type == form.TypeNumber {
		of.percent, of.label = false, wording.Message("boundary.difference", of.label, wording.Expr(f.set, limit))
		f.stand(key, t, number(l.Value.Num.Sub(r.Value.Num)), number(exact.Num{}), of)
	}
}

func constant(e *form.Expr) bool { return e.Kind == form.ExConst || e.Kind == form.ExParam }

func textOf(v engine.Value) string {
	if v.Type == form.TypeDate {
		return v.Day.String()
	}
	return v.Num.Fraction()
}

func number(n exact.Num) engine.Value { return engine.Value{Type: form.TypeNumber, Num: n} }

// known is the number or day of a constant, or of a parameter at the period's end.
func (f *finder) known(e *form.Expr) (v engine.Value, percent, ok bool) {
	k, ok := f.set.Known(e)
	return engine.Value{Type: k.Type, Num: k.Num, Day: k.Day}, k.Percent, ok && (k.Type == form.TypeNumber || k.Type == form.TypeDate)
}

// limitOf says what a quantity is called and how it is printed.
func (f *finder) limitOf(e *form.Expr) limit {
	l := limit{of: e, kind: string(e.Kind), label: wording.Expr(f.set, e)}
	switch e.Kind {
	case form.ExValue:
		v := f.set.Value(e.Name)
		l.percent = v != nil && v.Percent
	case form.ExInput:
		in := f.set.Input(e.Name)
		l.percent = in != nil && in.Type == form.InRatio
	case form.ExRatio:
		l.percent = true
	}
	return l
}
