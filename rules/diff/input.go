package diff

import (
	"slices"

	"cchc/internal/form"
)

// inputs compares the inputs by name: evidence is kept under it. What an input says of dates, domain and lever can move
// what is owed, admitted or still reachable even where no leaf reads it directly.
func (c *comparer) inputs() {
	a, b := c.a.Inputs, c.b.Inputs
	to, from := match(len(a), len(b), func(i, j int) bool { return a[i].Name == b[j].Name })
	for i := range a {
		at := c.resting(Change{Name: a[i].Name}, c.restA.inputs[a[i].Name], c.restB.inputs[a[i].Name])
		if to[i] < 0 {
			c.put(at, InputRemoved, "", Scores, false, &a[i], nil)
			continue
		}
		c.input(at, &a[i], &b[to[i]])
	}
	for j := range b {
		if from[j] < 0 {
			at := c.resting(Change{Name: b[j].Name}, c.restA.inputs[b[j].Name], c.restB.inputs[b[j].Name])
			c.put(at, InputAdded, "", Scores, false, nil, &b[j])
		}
	}
	c.order(to, "inputs")
}

func (c *comparer) input(at Change, x, y *form.Input) {
	c.text(at, InputText, "label", Words, x.Label, y.Label)
	c.text(at, InputText, "unit", Words, x.Unit, y.Unit)
	c.text(at, InputText, "verified_by", Words, x.VerifiedBy, y.VerifiedBy)
	c.flag(at, InputText, "previous", Words, x.Previous, y.Previous)

	word(c, at, InputChanged, "type", Scores, x.Type, y.Type)
	c.options(at, x.Options, y.Options)
	c.fields(at, x.Fields, y.Fields)
	c.groups(at, x.Groups, y.Groups)
	c.put(at, InputChanged, "scale", Scores, x.Scale == y.Scale, x.Scale, y.Scale)
	c.names(at, InputChanged, "deliverables", Scores, x.Deliverables, y.Deliverables)
	c.text(at, InputChanged, "occurrence", Scores, x.Occurrence, y.Occurrence)
	word(c, at, InputChanged, "date_by", Scores, x.DateBy, y.DateBy)
	c.text(at, InputChanged, "declared_by", Scores, x.DeclaredBy, y.DeclaredBy)
	word(c, at, InputText, "direction", Words, x.Direction, y.Direction)
	word(c, at, InputChanged, "lever", Scores, x.Lever, y.Lever)
	c.put(at, InputChanged, "until", Scores, x.Until == y.Until, x.Until, y.Until)
	c.put(at, InputChanged, "min", Scores, sameNum(x.Min, y.Min), numThing(x.Min), numThing(y.Min))
	c.put(at, InputChanged, "max", Scores, sameNum(x.Max, y.Max), numThing(x.Max), numThing(y.Max))
	c.put(at, InputChanged, "decimals", Scores, x.Decimals == y.Decimals, x.Decimals, y.Decimals)
	c.put(at, InputMissing, "", Scores, x.Missing == y.Missing, x.Missing, y.Missing)
	c.put(at, InputChanged, "from", Scores, slices.EqualFunc(x.From, y.From, sameFrom), x.From, y.From)
}

// options compares the levels of an input: what people call them is words, which there are is not.
func (c *comparer) options(at Change, x, y []form.Option) {
	if slices.Equal(x, y) {
		return
	}
	same := slices.EqualFunc(x, y, func(p, q form.Option) bool { return p.ID == q.ID })
	c.either(at, "options", same, x, y)
}

func (c *comparer) fields(at Change, x, y []form.Field) {
	if slices.Equal(x, y) {
		return
	}
	same := slices.EqualFunc(x, y, func(p, q form.Field) bool { return p.Name == q.Name && p.Type == q.Type })
	c.either(at, "fields", same, x, y)
}

func (c *comparer) groups(at Change, x, y []form.Group) {
	weigh := func(p, q form.Group) bool { return p.ID == q.ID && p.Weight.Equal(q.Weight) }
	if slices.EqualFunc(x, y, func(p, q form.Group) bool { return weigh(p, q) && p.Label == q.Label }) {
		return
	}
	c.either(at, "groups", slices.EqualFunc(x, y, weigh), x, y)
}

// either adds a change of an input that is only one of words where same is true.
func (c *comparer) either(at Change, field Field, same bool, before, after Thing) {
	if same {
		c.put(at, InputText, field, Words, false, before, after)
		return
	}
	c.put(at, InputChanged, field, Scores, false, before, after)
}

func sameFrom(x, y form.From) bool {
	return slices.Equal(x.Blocks, y.Blocks) && x.Measure == y.Measure && x.Input == y.Input && slices.Equal(x.Levels, y.Levels) &&
		x.Pool == y.Pool && x.Missing == y.Missing
}
