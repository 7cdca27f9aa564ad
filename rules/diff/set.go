package diff

import (
	"slices"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// setLevel compares what belongs to the whole set.
func (c *comparer) setLevel() {
	a, b, at := c.a, c.b, Change{}
	c.text(at, SetText, "id", Words, a.ID, b.ID)
	c.text(at, SetText, "version", Words, a.Version, b.Version)
	c.text(at, SetText, "title", Words, a.Title, b.Title)
	c.text(at, SetText, "reference", Words, a.Reference, b.Reference)
	word(c, at, SetChanged, "scope", Scores, a.Scope, b.Scope)
	c.text(at, SetChanged, "period", Scores, a.Period.ID, b.Period.ID)
	c.put(at, SetChanged, "period_from", Scores, a.Period.From == b.Period.From, a.Period.From, b.Period.From)
	c.put(at, SetChanged, "period_to", Scores, a.Period.To == b.Period.To, a.Period.To, b.Period.To)
	c.put(at, SetChanged, "period_cutoff", Scores, a.Period.CutOff == b.Period.CutOff, a.Period.CutOff, b.Period.CutOff)
	c.put(at, SetChanged, "period_lock", Scores, a.Period.Lock == b.Period.Lock, a.Period.Lock, b.Period.Lock)
	c.put(at, SetChanged, "in_force", Scores, sameDays(a.InForce, b.InForce), daysThing(a.InForce), daysThing(b.InForce))
	c.blocks(a.Blocks, b.Blocks)
	c.points(at, SetChanged, "max", a.Max, b.Max)
	c.put(at, SetChanged, "rounding", Scores, a.Rounding == b.Rounding, a.Rounding, b.Rounding)
	word(c, at, SetChanged, "ties", Scores, a.Tie, b.Tie)
	c.put(at, SetChanged, "classes", Scores, slices.EqualFunc(a.Classes, b.Classes, sameScheme), a.Classes, b.Classes)
}

func sameDays(x, y *form.Days) bool {
	if x == nil || y == nil {
		return x == y
	}
	return *x == *y
}

func daysThing(d *form.Days) Thing {
	if d == nil {
		return nil
	}
	return *d
}

// blocks compares the blocks of units that are scored. Their order is only the order of printing.
func (c *comparer) blocks(x, y []string) {
	p, q := slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
	if slices.Equal(p, q) {
		c.names(Change{}, Order, "blocks", Words, x, y)
		return
	}
	c.names(Change{}, SetChanged, "blocks", Scores, x, y)
}

func sameScheme(x, y form.ClassScheme) bool {
	return slices.Equal(x.Blocks, y.Blocks) && slices.EqualFunc(x.Bands, y.Bands, func(p, q form.Class) bool {
		return p.Name == q.Name && p.Open == q.Open && sameNum(p.Lower, q.Lower)
	})
}

// order reports that a list has the same things in another order.
func (c *comparer) order(to []int, list Field) {
	if crossed(to) {
		c.add(Change{Kind: Order, Field: list, Effect: Words})
	}
}

// params compares the parameters. Where rules read one at the period's end only, no value but the one in force there can
// move a result; one that only another day brings is told all the same. Where they read it on the day of a fact, every value
// can.
func (c *comparer) params() {
	a, b := c.a.Params, c.b.Params
	to, from := match(len(a), len(b), func(i, j int) bool { return a[i].Name == b[j].Name })
	for i := range a {
		name := a[i].Name
		if to[i] < 0 {
			at := c.resting(Change{Name: name}, c.restA.params[name], nil)
			c.put(at, ParamRemoved, "", c.read(form.ExParam, at), false, &a[i], nil)
			continue
		}
		c.param(&a[i], &b[to[i]])
	}
	for j := range b {
		if name := b[j].Name; from[j] < 0 {
			at := c.resting(Change{Name: name}, nil, c.restB.params[name])
			c.put(at, ParamAdded, "", c.read(form.ExParam, at), false, nil, &b[j])
		}
	}
	c.order(to, "parameters")
}

func (c *comparer) param(x, y *form.Param) {
	at := c.resting(Change{Name: x.Name}, c.restA.params[x.Name], c.restB.params[x.Name])
	effect := c.read(form.ExParam, at)
	word(c, at, ParamChanged, "type", effect, x.Type, y.Type)
	c.text(at, ParamText, "label", Words, x.Label, y.Label)
	c.text(at, ParamText, "source", Words, x.Source, y.Source)
	was, okWas := c.a.ParamValue(x.Name)
	is, okIs := c.b.ParamValue(x.Name)
	inForce := effect
	onDay := c.restA.onDay[x.Name] || c.restB.onDay[x.Name]
	if !onDay && okWas == okIs && alikeConst(was, is) != none {
		inForce = Words
	}
	to, from := match(len(x.Values), len(y.Values), func(i, j int) bool { return x.Values[i].From == y.Values[j].From })
	for i := range x.Values {
		v := &x.Values[i]
		after := Thing(nil)
		if to[i] >= 0 {
			if alikeConst(v.Value, y.Values[to[i]].Value) == whole {
				continue
			}
			after = y.Values[to[i]]
		}
		c.put(at, ParamValue, "", inForce, false, *v, after)
	}
	for j := range y.Values {
		if from[j] < 0 {
			c.put(at, ParamValue, "", inForce, false, nil, y.Values[j])
		}
	}
	if crossed(to) {
		c.put(at, ParamValue, "order", inForce, false, nil, nil)
	}
}

func (c *comparer) attrs() {
	a, b := c.a.Attrs, c.b.Attrs
	to, from := match(len(a), len(b), func(i, j int) bool { return a[i].Name == b[j].Name })
	for i := range a {
		name := a[i].Name
		at := c.resting(Change{Name: name}, c.restA.attrs[name], c.restB.attrs[name])
		effect := c.read(form.ExAttr, at)
		if to[i] < 0 {
			c.put(at, AttrRemoved, "", effect, false, &a[i], nil)
			continue
		}
		y := &b[to[i]]
		word(c, at, AttrChanged, "type", effect, a[i].Type, y.Type)
		c.text(at, AttrText, "label", Words, a[i].Label, y.Label)
	}
	for j := range b {
		if name := b[j].Name; from[j] < 0 {
			at := c.resting(Change{Name: name}, c.restA.attrs[name], c.restB.attrs[name])
			c.put(at, AttrAdded, "", c.read(form.ExAttr, at), false, nil, &b[j])
		}
	}
	c.order(to, "attributes")
}

// values compares the derived values (tỷ lệ).
func (c *comparer) values() {
	a, b := c.a.Values, c.b.Values
	to, from := match(len(a), len(b), func(i, j int) bool { return a[i].Name == b[j].Name })
	for i := range a {
		name := a[i].Name
		at := c.resting(Change{Name: name}, c.restA.values[name], c.restB.values[name])
		effect := c.read(form.ExValue, at)
		if to[i] < 0 {
			c.put(at, ValueRemoved, "", effect, false, &a[i], nil)
			continue
		}
		y := &b[to[i]]
		switch c.alike(a[i].Expr, y.Expr) {
		case none:
			c.put(at, ValueChanged, "expr", effect, false, exprThing(a[i].Expr), exprThing(y.Expr))
		case meaning:
			c.put(at, ValueText, "expr", Words, false, exprThing(a[i].Expr), exprThing(y.Expr))
		}
		c.text(at, ValueText, "label", Words, a[i].Label, y.Label)
		c.flag(at, ValueText, "percent", Words, a[i].Percent, y.Percent)
	}
	for j := range b {
		if name := b[j].Name; from[j] < 0 {
			at := c.resting(Change{Name: name}, c.restA.values[name], c.restB.values[name])
			c.put(at, ValueAdded, "", c.read(form.ExValue, at), false, nil, &b[j])
		}
	}
	c.order(to, "values")
}

// checks compares the constraints between inputs. They have no names: equal conditions are the same check, then equal
// sentences, then those that share an input.
func (c *comparer) checks() {
	a, b := c.a.Checks, c.b.Checks
	to, from := match(len(a), len(b),
		func(i, j int) bool { return c.same(a[i].Cond, b[j].Cond) && c.sameText(a[i].Because, b[j].Because) },
		func(i, j int) bool { return c.alike(a[i].Cond, b[j].Cond) != none },
		func(i, j int) bool { return c.sameText(a[i].Because, b[j].Because) },
		func(i, j int) bool { return shares(c.a.ExprInputs(a[i].Cond), c.b.ExprInputs(b[j].Cond)) },
	)
	for i := range a {
		leaves := c.checked(c.a, c.restA, &a[i])
		if to[i] < 0 {
			c.put(c.resting(Change{}, leaves, nil), CheckRemoved, "", Scores, false, &a[i], nil)
			continue
		}
		y := &b[to[i]]
		at := c.resting(Change{}, leaves, c.checked(c.b, c.restB, y))
		c.expr(at, CheckChanged, CheckText, "check", a[i].Cond, y.Cond)
		c.put(at, CheckText, "because", Words, c.sameText(a[i].Because, y.Because), sentenceThing(a[i].Because), sentenceThing(y.Because))
	}
	for j := range b {
		if from[j] < 0 {
			c.put(c.resting(Change{}, nil, c.checked(c.b, c.restB, &b[j])), CheckAdded, "", Scores, false, nil, &b[j])
		}
	}
	c.order(to, "checks")
}

func shares(x, y []string) bool {
	return slices.ContainsFunc(x, func(s string) bool { return slices.Contains(y, s) })
}

// checked are the leaves that a check stops when it is false: those that share an input with it.
func (c *comparer) checked(s *form.Set, r *rests, k *form.Check) []string {
	var leaves []string
	for _, in := range s.ExprInputs(k.Cond) {
		for _, code := range r.inputs[in] {
			leaves = with(leaves, code)
		}
	}
	return leaves
}

// rounding compares a rounding that may be absent.
func (c *comparer) rounding(at Change, kind Kind, x, y *exact.Rounding) {
	thing := func(r *exact.Rounding) Thing {
		if r == nil {
			return nil
		}
		return *r
	}
	c.put(at, kind, "", Scores, sameRounding(x, y), thing(x), thing(y))
}
