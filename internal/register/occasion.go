package register

import (
	"cmp"
	"slices"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/seeds"
)

// occasions merges occasions of the plan by deliverable and id.
func (p *Plan) occasions(file string, now []seeds.Event, known *Known, y *season.Year, full bool, withdrawn string) error {
	before, after := map[[2]string]*seeds.Event{}, map[[2]string]seeds.Event{}
	for i := range y.Occasions {
		e := &y.Occasions[i]
		before[occasionKey(e)] = e
		if !full {
			after[occasionKey(e)] = *e
		}
	}
	for i := range now {
		after[occasionKey(&now[i])] = now[i]
	}
	p.fit(file, after, known, y)
	for _, e := range now {
		c := Change{About: AboutOccasion, Effect: Added, Name: e.Deliverable + " " + e.ID, New: e.Date.VN()}
		if old := before[occasionKey(&e)]; old != nil {
			if sameOccasion(old, &e) {
				p.count("")
				continue
			}
			c.Effect, c.Old = Changed, old.Date.VN()
		}
		p.count(c.Effect)
		p.change(c)
		if err := p.draft(season.Draft{Happened: e.Date, Body: &season.Occasion{Event: e}}); err != nil {
			return err
		}
	}
	for i := range y.Occasions {
		e := &y.Occasions[i]
		if _, stays := after[occasionKey(e)]; stays {
			continue
		}
		p.count(Withdrawn)
		p.change(Change{About: AboutOccasion, Effect: Withdrawn, Name: e.Deliverable + " " + e.ID, Old: e.Date.VN()})
		err := p.draft(season.Draft{Happened: day.None, Reason: withdrawn,
			Body: &season.OccasionEnd{Deliverable: e.Deliverable, ID: e.ID}})
		if err != nil {
			return err
		}
	}
	return nil
}

func occasionKey(e *seeds.Event) [2]string { return [2]string{e.Deliverable, e.ID} }

func sameOccasion(a, b *seeds.Event) bool {
	return a.Date == b.Date && a.Due == b.Due && a.Document == b.Document && slices.Equal(a.Units, b.Units)
}

// fit demands that what would be known of occasions can be read as obligations: one that cannot would stop every later
// scoring. An id names one occasion, of one deliverable.
func (p *Plan) fit(file string, after map[[2]string]seeds.Event, known *Known, y *season.Year) {
	all := make([]seeds.Event, 0, len(after))
	for _, e := range after {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b seeds.Event) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Deliverable, b.Deliverable))
	})
	clash := false
	for i := 1; i < len(all); i++ {
		if all[i].ID == all[i-1].ID {
			p.refuse(file, "register.occasion_used", all[i].ID, all[i-1].Deliverable)
			clash = true
		}
	}
	if clash || known.Calendar == nil {
		return
	}
	slices.SortFunc(all, season.CompareOccasions)
	_, err := known.Calendar.Obligations(y.Units, all, y.AsOf)
	faults, ok := seeds.AsFaults(err)
	for _, f := range faults {
		var args []string
		for _, a := range f.Args {
			args = append(args, a.Value)
		}
		p.refuse(file, "seeds."+f.Code, args...)
	}
	if err != nil && !ok {
		p.refuse(file, "facts.file_read", err.Error())
	}
}
