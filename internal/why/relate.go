package why

import (
	"slices"

	"cchc/engine"
	"cchc/internal/form"
)

// relate ties every line to the changes of the causes that moved it which it rests on.
func (c *comparison) relate(a *Account) {
	moved := make([]bool, len(a.Parts))
	for i := range a.Lines {
		l := &a.Lines[i]
		for k := range l.By {
			moved[k] = !l.By[k].IsZero()
		}
		var rests [2]*leaf
		for side, p := range c.programs {
			rests[side] = leafOf(p.Set(), l.Code)
		}
		for n := range a.Changes {
			ch := &a.Changes[n]
			part := slices.IndexFunc(a.Parts, func(p Part) bool { return p.Cause == ch.Cause })
			if moved[part] && (c.touches(ch, rests[0]) || c.touches(ch, rests[1])) {
				l.Changes = append(l.Changes, n)
			}
		}
	}
}

// leaf is what one subcriterion of a set rests on.
type leaf struct {
	set          *form.Set
	codes        []string // its own and those of the leaves whose points it takes
	inputs       []*form.Input
	deliverables []string
	attributes   []string
}

// leafOf is nil where the set has no such leaf: caps and roundings above the leaves rest on all below them.
func leafOf(set *form.Set, code string) *leaf {
	n := set.NodeByCode(code)
	if n < 0 || set.Nodes[n].Leaf == nil {
		return nil
	}
	l := &leaf{set: set}
	l.add(n)
	return l
}

func (l *leaf) add(n int) {
	code := l.set.Nodes[n].Code
	if slices.Contains(l.codes, code) {
		return
	}
	l.codes = append(l.codes, code)
	for _, name := range l.set.LeafInputs(n) {
		if in := l.set.Input(name); in != nil {
			l.inputs = append(l.inputs, in)
			l.deliverables = append(l.deliverables, in.Deliverables...)
		}
	}
	l.set.Nodes[n].Leaf.Exprs(func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if e.Kind == form.ExAttr {
				l.attributes = append(l.attributes, e.Name)
			}
			return true
		})
	})
	for _, code := range l.set.LeafRefs(n) {
		if at := l.set.NodeByCode(code); at >= 0 {
			l.add(at)
		}
	}
}

// reads reports whether the leaf rests on a datum: by its own name where it is of a unit that the set scores, else by what is
// added up of it, or counted together with what is. blocks are those of the unit it is of.
func (l *leaf) reads(own bool, blocks []string, input string) bool {
	from := func(f form.From) bool {
		return f.Input == input && (f.Measure == form.MeasurePrevious || slices.ContainsFunc(blocks, func(b string) bool { return slices.Contains(f.Blocks, b) }))
	}
	var pools []string
	for _, in := range l.inputs {
		if own && in.Name == input {
			return true
		}
		for _, f := range in.From {
			if from(f) {
				return true
			}
			if f.Pool != "" {
				pools = append(pools, f.Pool)
			}
		}
	}
	return len(pools) > 0 && slices.ContainsFunc(l.set.Inputs, func(in form.Input) bool {
		return slices.ContainsFunc(in.From, func(f form.From) bool { return from(f) && slices.Contains(pools, f.Pool) })
	})
}

// touches reports whether a change is about something that the leaf rests on.
func (c *comparison) touches(ch *Change, l *leaf) bool {
	switch {
	case ch.What == OfDay || ch.What == OfStage:
		return false // all lines rest on them
	case ch.What == OfPlan || ch.What == OfSet || ch.What == OfUnit:
		return true
	case l == nil:
		return false
	}
	own, blocks := !c.all || ch.Unit == c.unit, c.blocksOf(ch.Unit)
	switch ch.What {
	case OfFact:
		return l.reads(own, blocks, either(ch.Facts[0], ch.Facts[1]).Fact.Input)
	case OfAttribute:
		return c.all || slices.Contains(l.attributes, either(ch.Attributes[0], ch.Attributes[1]).Name)
	case OfOccasion:
		return c.all || slices.Contains(l.deliverables, either(ch.Occasions[0], ch.Occasions[1]).Deliverable)
	}
	d := &either(ch.Decisions[0], ch.Decisions[1]).Decision
	switch {
	case d.Input != "":
		return l.reads(own, blocks, d.Input)
	case own:
		return slices.Contains(l.codes, d.Code) // of no code is whether a unit is ranked, which moves no points
	}
	return slices.ContainsFunc(c.judged(ch.Unit, d), func(input string) bool { return l.reads(own, blocks, input) })
}

// blocksOf are the blocks that a unit belongs to in the two states.
func (c *comparison) blocksOf(unit string) []string {
	var blocks []string
	for i := range c.sides {
		if u, ok := c.sides[i].Year.Units.ByCode(unit); ok {
			blocks = append(blocks, u.Block)
		}
	}
	return blocks
}

// judged are the inputs of the leaf of another unit's set that a decision is about.
func (c *comparison) judged(unit string, d *engine.Decision) []string {
	var out []string
	for i := range c.sides {
		for _, p := range c.sides[i].Programs {
			set := p.Set()
			if n := set.NodeByCode(d.Code); n >= 0 && scores(c.sides[i].Year, p, unit) {
				out = append(out, set.LeafInputs(n)...)
			}
		}
	}
	return out
}
