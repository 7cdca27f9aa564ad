package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	How       string `json:"how"` // explicit, in_force, path, period or period_changed
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

// choiceOf tells the choice that the period made, and what was known of the version on the day looked at.
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
// unless the other was named. A block must not lose its set unnoticed: one that a version scores, and no chosen one does,
// is refused.
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
	return o.choices, o.complete(refused)
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

// choose gives a version of every set, those named last, else in the order of their publication; refused is why the others
// have none, by id.
func (f *folderSets) choose(named map[string]string, on day.Day) (chosen []library.Choice, refused map[string]error) {
	var ids []string
	refused = map[string]error{}
	for _, v := range f.versions {
		if slices.Contains(ids, v.ID) {
			continue
		}
		ids = append(ids, v.ID)
		c, err := library.Choose(f.versions, v.ID, named[v.ID], on)
		if err == nil {
			chosen = append(chosen, c)
		} else {
			refused[v.ID] = err
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
	because string   // why versions are put in the place of others; "" where a period is opened
}

// take gives a chosen version the blocks of its set.
func (o *opening) take(c *library.Choice) error {
	record := recordOf(o.sets.records, c.Hash)
	if c.How == library.Explicit && len(record.Blocks) == 0 {
		return fail(exitInvalid, "cli.set_no_blocks", c.Name())
	}
	for _, block := range record.Blocks {
		reason, before := wording.SetChosen(choiceOf(c).SetChoice), len(o.choices)
		if o.because != "" {
			reason = o.because + "; " + reason
		}
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

// complete refuses choices that leave a block without a set which a version of the period scores, and no choice at all:
// for each such block why its sets have no version, or which versions score it.
func (o *opening) complete(refused map[string]error) error {
	var blocks, having []string
	for i := range o.sets.records {
		r := &o.sets.records[i]
		for _, block := range r.Blocks {
			if slices.ContainsFunc(o.choices, func(c season.Choice) bool { return c.Block == block }) {
				continue
			}
			if err := choiceFailure(refused[r.ID]); err != nil {
				return err
			}
			if !slices.Contains(blocks, blockName(block)) {
				blocks = append(blocks, blockName(block))
			}
			if name := r.ID + "@" + r.Version; r.Withdrawn == day.None && !slices.Contains(having, name) {
				having = append(having, name)
			}
		}
	}
	switch {
	case len(blocks) == 0 && len(o.choices) > 0:
		return nil
	case len(blocks) == 0:
		return fail(exitInvalid, "cli.set_no_blocks", o.sets.records[0].ID+"@"+o.sets.records[0].Version)
	case len(having) == 0:
		return fail(exitInvalid, "cli.block_without_set", strings.Join(blocks, ", "))
	}
	return fail(exitInvalid, "cli.block_not_chosen", strings.Join(blocks, ", "), strings.Join(having, ", "))
}
