package register

import (
	"cchc/internal/form"
	"cchc/internal/season"
)

// KnownOf gives what the rows of a year may refer to: its units, the sets of their blocks, the plan's deliverables with the
// keys of their recurring occurrences and of the occasions recorded so far.
func KnownOf(y *season.Year, calendar *season.Calendar, sets ...*form.Set) *Known {
	k := &Known{Units: y.Units.All(), Sets: map[string]*form.Set{}, Groups: season.OccasionGroups(), Keys: map[string][]string{},
		Calendar: calendar}
	for _, block := range y.Units.Blocks() {
		if set := setOf(sets, block); set != nil {
			k.Sets[block] = set
		}
	}
	for _, d := range calendar.Plan.Deliverables() {
		k.Deliverables = append(k.Deliverables, d.ID)
		reading, _ := calendar.Readings.ByID(d.ID)
		for _, duty := range reading.Duties {
			series, _ := calendar.Readings.SeriesByID(duty.Due.Series)
			for _, o := range series.Occurrences {
				k.Keys[d.ID] = append(k.Keys[d.ID], o.Key)
			}
		}
	}
	for _, e := range y.Occasions {
		if len(k.Keys[e.Deliverable]) > 0 { // a deliverable without recurring occurrences is not checked
			k.Keys[e.Deliverable] = append(k.Keys[e.Deliverable], e.ID)
		}
	}
	return k
}
