package why

import (
	"cmp"
	"slices"

	"cchc/engine"
	"cchc/internal/season"
	"cchc/seeds"
)

// What is what a change is of.
type What string

// What changes.
const (
	OfDay       What = "day"
	OfStage     What = "stage"
	OfPlan      What = "plan"
	OfUnit      What = "unit"
	OfAttribute What = "attribute"
	OfOccasion  What = "occasion"
	OfFact      What = "fact"
	OfDecision  What = "decision"
	OfSet       What = "set"
)

// Change is one thing that differs between two states: in the pair that What names, as it was and as it is; nil where a state
// has no such thing. The days, stages and plans of the states are known without it.
type Change struct {
	Cause  Cause
	What   What
	Period string // of the fact or decision
	Unit   string // whose it is; "" for what is nobody's own
	Facts  [2]*season.FactState
	// Stood are, of a fact, those of the highest other layer at its place in either state: what counts where it is not there.
	Stood      [2]*season.FactState
	Decisions  [2]*season.Judgement
	Units      [2]*seeds.Unit
	Attributes [2]*seeds.Attribute
	Occasions  [2]*seeds.Event
	Sets       [2]*season.Choice
	// Event is the last event of the log about the thing in the state that knows more of it; nil for days and stages. Undone
	// reports that it is the first state that knows it, and the second does not.
	Event  *season.Event
	Undone bool
}

// differing are the causes of which something differs.
func (c *comparison) differing() causes {
	var out causes
	for _, ch := range c.changes() {
		out |= one(ch.Cause)
	}
	return out
}

// changes lists what differs, by cause, then by what it is of.
func (c *comparison) changes() []Change {
	d := &differ{comparison: c}
	for i := range c.sides {
		d.trails[i] = trailOf(&c.sides[i])
	}
	was, is := &c.sides[0], &c.sides[1]
	if was.Year.AsOf != is.Year.AsOf {
		d.add(Change{Cause: Time, What: OfDay}, key{})
	}
	if was.Stage != is.Stage {
		d.add(Change{Cause: Appraisal, What: OfStage}, key{})
	}
	if was.Year.Period.Plan != is.Year.Period.Plan {
		d.add(Change{Cause: Ground, What: OfPlan}, key{of: OfPlan})
	}
	d.units()
	d.attributes()
	d.occasions()
	d.evidence(c.known, was.Year.Period.ID)
	if was.Before != nil && is.Before != nil {
		d.evidence(c.before, was.Before.Period.ID)
	}
	d.sets()
	order := c.order()
	slices.SortStableFunc(d.out, func(x, y Change) int {
		return cmp.Compare(slices.Index(order, x.Cause), slices.Index(order, y.Cause))
	})
	return d.out
}

type differ struct {
	*comparison
	trails [2]trail
	out    []Change
}

// add notes a change with the event behind it.
func (d *differ) add(ch Change, at key) {
	was, is := d.trails[0][at], d.trails[1][at]
	switch {
	case at == key{}:
	case was != nil && (is == nil || is.Seq < was.Seq):
		ch.Event, ch.Undone = was, true
	default:
		ch.Event = is
	}
	d.out = append(d.out, ch)
}

// concerns reports whether what is recorded of a unit, or of a group, can matter to the unit: its own, that of its block, and
// of a province everybody's.
func (d *differ) concerns(unit string) bool {
	if d.all || unit == d.unit || seeds.IsGroup(unit) {
		return true
	}
	return slices.ContainsFunc(d.blocksOf(unit), func(b string) bool { return slices.Contains(d.blocks[:], b) })
}

func (d *differ) units() {
	was, is := d.sides[0].Year.Units.All(), d.sides[1].Year.Units.All()
	paired(was, is, func(a, b *seeds.Unit) int { return cmp.Compare(a.Code, b.Code) }, func(a, b *seeds.Unit) {
		code := either(a, b).Code
		if (a == nil || b == nil || !sameUnit(a, b)) && d.concerns(code) {
			d.add(Change{Cause: Ground, What: OfUnit, Unit: code, Units: [2]*seeds.Unit{a, b}}, key{of: OfUnit, unit: code})
		}
	})
}

func sameUnit(a, b *seeds.Unit) bool {
	return a.Code == b.Code && a.Name == b.Name && a.Block == b.Block && a.Kind == b.Kind && a.OfficialNumber == b.OfficialNumber &&
		a.FormerProvince == b.FormerProvince && a.ValidFrom == b.ValidFrom && a.ValidTo == b.ValidTo && a.Status == b.Status && a.Note == b.Note &&
		slices.Equal(a.Predecessors, b.Predecessors) && slices.Equal(a.Successors, b.Successors)
}

func (d *differ) attributes() {
	was, is := d.sides[0].Year.Units.Attributes(), d.sides[1].Year.Units.Attributes()
	order := func(a, b *seeds.Attribute) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Name, b.Name), cmp.Compare(a.From, b.From))
	}
	slices.SortFunc(was, func(a, b seeds.Attribute) int { return order(&a, &b) })
	slices.SortFunc(is, func(a, b seeds.Attribute) int { return order(&a, &b) })
	paired(was, is, order, func(a, b *seeds.Attribute) {
		of := either(a, b)
		if (a == nil || b == nil || *a != *b) && d.concerns(of.Unit) {
			d.add(Change{Cause: Ground, What: OfAttribute, Unit: of.Unit, Attributes: [2]*seeds.Attribute{a, b}}, attributeKey(of))
		}
	})
}

func (d *differ) occasions() {
	order := func(a, b *seeds.Event) int { return season.CompareOccasions(*a, *b) }
	paired(d.sides[0].Year.Occasions, d.sides[1].Year.Occasions, order, func(a, b *seeds.Event) {
		of := either(a, b)
		if a == nil || b == nil || !sameOccasion(a, b) {
			d.add(Change{Cause: Ground, What: OfOccasion, Occasions: [2]*seeds.Event{a, b}}, occasionKey(of.Deliverable, of.ID))
		}
	})
}

func sameOccasion(a, b *seeds.Event) bool {
	return a.Deliverable == b.Deliverable && a.ID == b.ID && a.Date == b.Date && a.Due == b.Due && a.Document == b.Document && slices.Equal(a.Units, b.Units)
}

// evidence lists the facts and decisions that differ.
func (d *differ) evidence(known [2]evidence, period string) {
	for _, unit := range unitsOf(known) {
		if !d.concerns(unit) {
			continue
		}
		was, is := known[0].of(unit), known[1].of(unit)
		all := pairs(was, is, d.earlier())
		for n, p := range all {
			if p.states[0] != nil && p.states[1] != nil && sameFact(p.states[0], p.states[1]) {
				continue
			}
			f := &p.any().Fact
			ch := Change{Cause: causeOf(p.layer(), p.before), What: OfFact, Period: period, Unit: unit, Facts: p.states, Stood: stood(all, n)}
			d.addOf(ch, key{of: OfFact, period: period, unit: unit, name: [3]string{f.Input, f.Row, f.Field}, layer: f.Layer})
		}
		order := func(a, b *season.Judgement) int { return cmp.Compare(a.ID, b.ID) }
		paired(was.Decisions, is.Decisions, order, func(a, b *season.Judgement) {
			if a == nil || b == nil || !sameDecision(&a.Decision, &b.Decision) {
				ch := Change{Cause: Appraisal, What: OfDecision, Period: period, Unit: unit, Decisions: [2]*season.Judgement{a, b}}
				d.addOf(ch, key{of: OfDecision, period: period, unit: unit, name: [3]string{either(a, b).ID}})
			}
		})
	}
}

// stood are the facts of the highest layer beside one of a place, in either state.
func stood(all []pair, n int) (out [2]*season.FactState) {
	first := n
	for first > 0 && samePlace(all[first-1].any(), all[n].any()) {
		first--
	}
	for i := first; i < len(all) && samePlace(all[i].any(), all[n].any()); i++ { // layers rise
		for side, f := range all[i].states {
			if i != n && f != nil {
				out[side] = f
			}
		}
	}
	return out
}

// addOf adds a change of a unit's evidence: another unit's is a cause of its own.
func (d *differ) addOf(ch Change, at key) {
	if d.other(ch.Unit) {
		ch.Cause = Others
	}
	d.add(ch, at)
}

// sameFact reports whether two facts of a place say the same. Where one was read, and when it was learnt, decides nothing.
func sameFact(a, b *season.FactState) bool {
	return sameValue(&a.Fact.Value, &b.Fact.Value) && a.Fact.Document == b.Fact.Document && a.Evidence == b.Evidence && a.By == b.By &&
		a.Second == b.Second
}

func sameValue(a, b *engine.Value) bool {
	return a.Type == b.Type && a.None == b.None && a.Bool == b.Bool && a.Day == b.Day && a.Text == b.Text && a.Num.Equal(b.Num)
}

func sameDecision(a, b *engine.Decision) bool {
	return a.Kind == b.Kind && a.Code == b.Code && a.Input == b.Input && a.Row == b.Row && a.Field == b.Field && a.Layer == b.Layer &&
		a.Points.Equal(b.Points) && a.By == b.By && a.Second == b.Second && a.Reason == b.Reason && a.Date == b.Date
}

// sets lists the blocks that another version scores: the unit's own, of a province any.
func (d *differ) sets() {
	var blocks []string
	for i := range d.sides {
		for _, choice := range d.sides[i].Year.Period.Choices {
			if d.all || slices.Contains(d.blocks[:], choice.Block) {
				blocks = append(blocks, choice.Block)
			}
		}
	}
	slices.Sort(blocks)
	for _, block := range slices.Compact(blocks) {
		var states [2]*season.Choice
		for i := range d.sides {
			if choice, ok := d.sides[i].Year.Period.Choice(block); ok {
				states[i] = &choice
			}
		}
		if states[0] == nil || states[1] == nil || states[0].Hash != states[1].Hash {
			d.add(Change{Cause: Rules, What: OfSet, Sets: states}, key{of: OfSet, name: [3]string{block}})
		}
	}
}

// paired calls with the same thing of two ascending lists; nil where one has it not.
func paired[T any](was, is []T, order func(a, b *T) int, call func(a, b *T)) {
	i, k := 0, 0
	for i < len(was) || k < len(is) {
		at := 0
		switch {
		case i == len(was):
			at = 1
		case k == len(is):
			at = -1
		default:
			at = order(&was[i], &is[k])
		}
		var a, b *T
		if at <= 0 {
			a = &was[i]
			i++
		}
		if at >= 0 {
			b = &is[k]
			k++
		}
		call(a, b)
	}
}

// either gives the one of two that is there.
func either[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}
