package register

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/seeds"
)

// What a change of the units is about.
const (
	AboutUnit      About = "unit"
	AboutAttribute About = "attribute"
)

// MergeUnits compares a list of units with those recorded and gives what to record. Units that the list leaves out stay:
// a unit is ended by its last day, never taken away.
func MergeUnits(units *seeds.Units, y *season.Year, opts Options) (*Plan, error) {
	p := &Plan{opts: opts, source: "units"}
	for _, u := range units.All() {
		p.Rows++
		old, known := y.Units.ByCode(u.Code)
		if known && sameUnit(&old, &u) {
			p.count("")
			continue
		}
		c := Change{About: AboutUnit, Effect: Added, Unit: u.Code, Name: u.Name, New: u.Name}
		if known {
			c.Effect, c.Old, c.New = Changed, unitText(&old), unitText(&u)
		}
		p.count(c.Effect)
		p.change(c)
		reason := strings.TrimSpace(becoming(&old, &u, known) + " " + opts.Reason)
		if err := p.draft(season.Draft{Reason: reason, Happened: day.None, Body: &season.UnitState{Unit: u}}); err != nil {
			return nil, err
		}
	}
	return p.end()
}

// MergeAttributes does the same for dated attributes of units, by unit, name and first day.
func MergeAttributes(units *seeds.Units, y *season.Year, opts Options) (*Plan, error) {
	p := &Plan{opts: opts, source: "attributes"}
	known := map[seeds.AttributeKey]seeds.Attribute{}
	for _, a := range y.Units.Attributes() {
		known[a.Key()] = a
	}
	for _, a := range units.Attributes() {
		p.Rows++
		old, there := known[a.Key()]
		if there && old == a {
			p.count("")
			continue
		}
		c := Change{About: AboutAttribute, Effect: Added, Unit: a.Unit, Name: a.Name, New: a.Value, Old: old.Value, Column: a.From.VN()}
		if there {
			c.Effect = Changed
		}
		p.count(c.Effect)
		p.change(c)
		reason := cmp.Or(opts.Reason, a.Source)
		if err := p.draft(season.Draft{Reason: reason, Happened: day.None, Body: &season.AttributeState{Attribute: a}}); err != nil {
			return nil, err
		}
	}
	return p.end()
}

// sameUnit compares all that is recorded of a unit; an empty list is no list.
func sameUnit(a, b *seeds.Unit) bool {
	x, y := *a, *b
	x.Predecessors, x.Successors, y.Predecessors, y.Successors = nil, nil, nil, nil
	return reflect.DeepEqual(x, y) && slices.Equal(a.Predecessors, b.Predecessors) && slices.Equal(a.Successors, b.Successors)
}

// becoming is the word for what became of a unit, as its event's reason begins.
func becoming(old, now *seeds.Unit, known bool) string {
	switch {
	case !known:
		return "new"
	case len(now.Successors) > 1 && len(old.Successors) < 2:
		return "split"
	case len(now.Predecessors) > len(old.Predecessors), len(now.Successors) > len(old.Successors):
		return "merged"
	case now.ValidTo != day.None && old.ValidTo != now.ValidTo:
		return "ended"
	case now.Name != old.Name:
		return "renamed"
	}
	return "changed"
}

// unitText is what people tell two states of a unit apart by.
func unitText(u *seeds.Unit) string {
	parts := []string{u.Name, u.Block}
	if u.ValidFrom != day.None || u.ValidTo != day.None {
		parts = append(parts, u.ValidFrom.VN()+"–"+u.ValidTo.VN())
	}
	if len(u.Predecessors) > 0 {
		parts = append(parts, "← "+strings.Join(u.Predecessors, ", "))
	}
	if len(u.Successors) > 0 {
		parts = append(parts, "→ "+strings.Join(u.Successors, ", "))
	}
	return strings.Join(parts, " · ")
}
