package season

import (
	"cmp"
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/seeds"
)

// Calendar is the plan with its reading: what makes units owe products, and when.
type Calendar struct {
	Plan     *seeds.Plan
	Readings *seeds.Readings
	Settings seeds.Settings
}

// DefaultCalendar is the embedded plan with its reading and holidays.
func DefaultCalendar() *Calendar {
	c := &Calendar{Plan: seeds.DefaultPlan(), Readings: seeds.DefaultReadings()}
	c.Settings = c.Readings.Settings
	c.Settings.Holidays = seeds.DefaultHolidays()
	return c
}

// OccasionGroups are the groups of units that an occasion may name.
func OccasionGroups() []string { return []string{seeds.GroupDepartments, seeds.GroupCommunes} }

// Obligations gives what is owed as of a day, groups in occasions resolved to who belonged to them on the occasion's day.
func (c *Calendar) Obligations(units *seeds.Units, occasions []seeds.Event, asOf day.Day) ([]seeds.Obligation, error) {
	resolved := make([]seeds.Event, 0, len(occasions))
	for _, e := range occasions {
		named := len(e.Units) > 0
		if e.Units = units.Members(e.Units, e.Date); named && len(e.Units) == 0 {
			continue // a group of nobody; an event that names no unit would concern everybody
		}
		resolved = append(resolved, e)
	}
	return seeds.Obligations(c.Plan, c.Readings, units, resolved, c.Settings, asOf)
}

// Dues gives each unit's obligations in the engine's form. A set that rests on no deliverable needs no plan, so that any
// set can be scored over any units. The province owes what the offices owe that enter its
// figures; where its set asks whether an occasion arose, that of any unit counts.
//
// What is only awaited has no occurrence yet. A continuous product is looked at last on the data cut-off; where the set
// asks for occasions of the same deliverable, only those count as occurrences.
func (c *Calendar) Dues(set *form.Set, owed []seeds.Obligation) map[string][]engine.Due {
	byOccasion := map[string]bool{}
	offices := map[string][]string{} // deliverable → offices that answer for it in a province's set
	for i := range set.Inputs {
		in := &set.Inputs[i]
		for _, d := range in.Deliverables {
			if in.Type == form.InEvent {
				byOccasion[d] = true
			}
			if set.Scope == form.ScopeProvince && len(in.From) == 0 {
				offices[d] = append(offices[d], in.DeclaredBy)
			}
		}
	}
	dues := map[string][]engine.Due{}
	for _, o := range owed {
		due := engine.Due{Deliverable: o.Deliverable, Key: o.Key, Due: o.Due, Received: o.DatesBy == seeds.Received}
		switch {
		case o.State == seeds.AwaitingEvent:
			continue
		case o.Kind == seeds.Continuous:
			if byOccasion[o.Deliverable] || len(o.LookedAt) == 0 {
				continue
			}
			due.Due = slices.Max(o.LookedAt)
		}
		unit := o.Unit
		if set.Scope == form.ScopeProvince {
			if !byOccasion[o.Deliverable] && !slices.Contains(offices[o.Deliverable], o.Unit) {
				continue
			}
			unit = seeds.Province
		}
		if !slices.Contains(dues[unit], due) {
			dues[unit] = append(dues[unit], due)
		}
	}
	return dues
}

// NeedsPlan reports whether any input of the set rests on a deliverable.
func NeedsPlan(set *form.Set) bool {
	return slices.ContainsFunc(set.Inputs, func(in form.Input) bool { return len(in.Deliverables) > 0 })
}

// attributes gives the attributes the set asks for, typed as the set declares them. One that is not known of the unit is
// left out: the engine calls it missing.
func attributes(units *seeds.Units, set *form.Set, unit string, on day.Day) []engine.AttrValue {
	var out []engine.AttrValue
	for _, a := range set.Attrs {
		known, ok := units.Attribute(unit, a.Name, on)
		if !ok {
			continue
		}
		v := engine.Value{Type: a.Type}
		switch a.Type {
		case form.TypeBool:
			v.Bool = known.Value == "true"
		case form.TypeNumber:
			n, err := exact.ParseNumber(known.Value)
			if err != nil {
				continue
			}
			v.Num = n
		default:
			v.Text = known.Value
		}
		out = append(out, engine.AttrValue{Name: a.Name, Value: v})
	}
	slices.SortFunc(out, func(a, b engine.AttrValue) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
