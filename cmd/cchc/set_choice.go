package main

import (
	"context"
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/library"
)

// setChoice is how the version of a set came to be the one that scores, and the library it was taken from.
type setChoice struct {
	wording.SetChoice
	place string
}

// The contract of a choice in the JSON of results: the rule, the date of the facts, what became of the version and the days
// on which it is in force. Reason is the sentence people read.
type setChoiceJSON struct {
	How       string `json:"how"` // explicit, in_force, path or period
	On        string `json:"on,omitempty"`
	Status    string `json:"status"` // draft, published or withdrawn
	From      string `json:"in_force_from,omitempty"`
	Until     string `json:"in_force_until,omitempty"`
	Withdrawn string `json:"withdrawn,omitempty"`
	Library   string `json:"library,omitempty"`
	Reason    string `json:"reason"`
}

// choiceOf tells a choice among libraries.
func choiceOf(c *library.Choice) setChoice {
	place := c.Place
	if c.How == library.Path && c.Status == library.Draft {
		place = ""
	}
	return setChoice{wording.SetChoice{How: string(c.How), Status: string(c.Status), On: c.On, From: c.From, Until: c.Until,
		Withdrawn: c.Withdrawn, Reason: c.Reason}, place}
}

// choiceOf tells the choice that was made when the period was opened, and what was known of the version on the day looked at.
func (v *view) choiceOf(p *engine.Program) setChoice {
	chosen, why := v.year.Period.Chosen(p.Ref().Hash)
	days := p.Set().Force()
	c := wording.SetChoice{How: chosen, Status: string(library.Published), On: season.On(p.Set(), v.year.AsOf), From: days.From,
		Until: days.Until, Withdrawn: day.None, Why: why}
	if r := recordOf(v.records, p.Ref().Hash); r != nil && r.Withdrawn != day.None && r.Withdrawn <= v.year.AsOf {
		c.Status, c.Withdrawn, c.Reason = string(library.Withdrawn), r.Withdrawn, r.Reason
	}
	return setChoice{SetChoice: c}
}

// in adds the choice to a set's data.
func (c setChoice) in(s setJSON) setJSON {
	if c.How != "" {
		s.Choice = &setChoiceJSON{How: c.How, On: c.On.String(), Status: c.Status, From: c.From.String(), Until: c.Until.String(),
			Withdrawn: c.Withdrawn.String(), Library: c.place, Reason: wording.SetChosen(c.SetChoice)}
	}
	return s
}

// print says the choice in one line.
func (c setChoice) print(a *app) {
	if c.How != "" {
		fmt.Fprintln(a.stdout, wrap(wording.Message("cli.set_choice", wording.SetChosen(c.SetChoice)), 2))
	}
}

// recordOf finds the version of a hash; nil if the folder has none.
func recordOf(records []season.SetRecord, hash string) *season.SetRecord {
	i := slices.IndexFunc(records, func(r season.SetRecord) bool { return r.Hash == hash })
	if i < 0 {
		return nil
	}
	return &records[i]
}

// folderSets are the versions of a data folder, in the order of their publication.
type folderSets struct {
	records  []season.SetRecord
	versions []library.Version // of each record
}

// readSets reads the versions of a data folder with the days on which they are in force.
func readSets(ctx context.Context, s *store.Store) (*folderSets, error) {
	records, err := s.SetRecords(ctx)
	if err != nil {
		return nil, storeFailure(err)
	}
	f := &folderSets{records: records}
	for i := range records {
		r := &records[i]
		set, err := s.Set(ctx, r.Hash)
		if err != nil {
			return nil, storeFailure(err)
		}
		v := library.Version{ID: r.ID, Version: r.Version, Hash: r.Hash, Status: library.Published, Published: r.Published,
			Withdrawn: r.Withdrawn, Reason: r.Reason, Period: set.Period, Days: set.Force(),
			Loaded: &rules.Loaded{Set: set, Hash: r.Hash}}
		if r.Withdrawn != day.None {
			v.Status = library.Withdrawn
		}
		f.versions = append(f.versions, v)
	}
	return f, nil
}

// of keeps the versions of a period.
func (f *folderSets) of(period string) *folderSets {
	out := &folderSets{}
	for i, v := range f.versions {
		if v.Period.ID == period {
			out.records, out.versions = append(out.records, f.records[i]), append(out.versions, v)
		}
	}
	return out
}

// chooseSets chooses for every block the version that scores it in the period, judged by what is in force when the year
// closes: a version that is named, else as library.Choose says. Of two sets for one block the one published last counts,
// unless the other was named. A block must not lose its set unnoticed: one for which nothing is in force is refused.
func chooseSets(ctx context.Context, s *store.Store, period string, names []string) ([]season.Choice, error) {
	all, err := readSets(ctx, s)
	if err != nil {
		return nil, err
	}
	sets := all.of(period)
	if len(sets.versions) == 0 {
		return nil, fail(exitNotFound, "cli.no_set_for_period", period)
	}
	named, err := all.named(period, names)
	if err != nil {
		return nil, err
	}
	chosen, refused := sets.choose(named, season.YearEnd(period))
	o := &opening{sets: sets}
	for i := range chosen {
		if err := o.take(&chosen[i]); err != nil {
			return nil, err
		}
	}
	if !o.complete() {
		return nil, choiceFailure(refused)
	}
	return o.choices, nil
}

// named reads the versions that are asked for by name: by id.
func (f *folderSets) named(period string, names []string) (map[string]string, error) {
	named := map[string]string{}
	for _, name := range names {
		id, version, ok := rules.ParseName(name)
		if !ok {
			return nil, fail(exitUsage, "cli.version_form", name)
		}
		c, err := library.Choose(f.versions, id, version, day.None)
		switch {
		case err != nil:
			return nil, choiceFailure(err)
		case c.Period.ID != period:
			return nil, fail(exitInvalid, "cli.period_other_year", name, c.Period.ID, period)
		}
		if before, twice := named[id]; twice && before != version {
			return nil, fail(exitUsage, "cli.period_two_sets", name, id)
		}
		named[id] = version
	}
	return named, nil
}

// choose gives a version of every set, those named last, else in the order of their publication; refused is why the first of
// the others has none.
func (f *folderSets) choose(named map[string]string, on day.Day) (chosen []library.Choice, refused error) {
	var ids []string
	for _, v := range f.versions {
		if slices.Contains(ids, v.ID) {
			continue
		}
		ids = append(ids, v.ID)
		c, err := library.Choose(f.versions, v.ID, named[v.ID], on)
		if err == nil {
			chosen = append(chosen, c)
		} else if refused == nil {
			refused = err
		}
	}
	slices.SortStableFunc(chosen, func(a, b library.Choice) int {
		rank := func(c *library.Choice) int {
			at := slices.IndexFunc(f.records, func(r season.SetRecord) bool { return r.Hash == c.Hash })
			if c.How == library.Explicit {
				at += len(f.records)
			}
			return at
		}
		return rank(&a) - rank(&b)
	})
	return chosen, refused
}

// opening collects the choices for the blocks of a period.
type opening struct {
	sets    *folderSets
	choices []season.Choice
	names   []string // blocks for which a version was named
}

// take gives a chosen version the blocks of its set.
func (o *opening) take(c *library.Choice) error {
	record := recordOf(o.sets.records, c.Hash)
	for _, block := range record.Blocks {
		reason, before := wording.SetChosen(choiceOf(c).SetChoice), len(o.choices)
		o.choices = slices.DeleteFunc(o.choices, func(other season.Choice) bool { return other.Block == block })
		if c.How == library.Explicit {
			if slices.Contains(o.names, block) {
				return fail(exitUsage, "cli.period_two_sets", c.Name(), blockName(block))
			}
			o.names = append(o.names, block)
		} else if len(o.choices) < before {
			reason += "; " + wording.Message("library.last_for")
		}
		o.choices = append(o.choices,
			season.Choice{Block: block, Set: c.ID, Version: c.Version.Version, Hash: c.Hash, Reason: reason})
	}
	return nil
}

// complete reports whether every block that a version of the period scores has its set.
func (o *opening) complete() bool {
	for i := range o.sets.records {
		for _, block := range o.sets.records[i].Blocks {
			if !slices.ContainsFunc(o.choices, func(c season.Choice) bool { return c.Block == block }) {
				return false
			}
		}
	}
	return true
}
