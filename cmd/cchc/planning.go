package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/sheet"
	"cchc/internal/suggest"
	"cchc/seeds"
)

// planFlags name the plan, its reading, the units and the day; each file has an embedded default.
type planFlags struct {
	plan, obligations, units, attributes, asOf string
}

// bind adds the flags of the files and the day.
func (f *planFlags) bind(cmd *cobra.Command) {
	f.bindFiles(cmd)
	cmd.Flags().StringVar(&f.asOf, "as-of", "", "tính đến `NGÀY` nào: dd/mm/yyyy hoặc yyyy-mm-dd")
}

func (f *planFlags) bindFiles(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.plan, "plan", "", "`TỆP` YAML của kế hoạch, thay cho Kế hoạch 148 có sẵn")
	flags.StringVar(&f.obligations, "obligations", "", "`TỆP` YAML cách đọc kế hoạch: ai nợ sản phẩm, hạn nào")
	flags.StringVar(&f.units, "units", "", "`TỆP` CSV danh sách đơn vị, thay cho danh sách có sẵn")
	flags.StringVar(&f.attributes, "attributes", "", "`TỆP` CSV thuộc tính của đơn vị trong --units")
}

// day reads the required as-of day: no command looks at the clock.
func (f *planFlags) day() (day.Day, error) {
	if f.asOf == "" {
		return day.None, missingFlag("--as-of")
	}
	d, err := day.Parse(f.asOf)
	if err != nil {
		return day.None, fail(exitUsage, "cli.day", f.asOf)
	}
	return d, nil
}

// planning is the plan, its reading and the units: who owes what, when.
type planning struct {
	plan     *seeds.Plan
	readings *seeds.Readings
	settings seeds.Settings
	units    *seeds.Units
}

// planning loads what the flags name, or the embedded defaults.
func (a *app) planning(f *planFlags) (*planning, error) {
	p := &planning{plan: seeds.DefaultPlan(), readings: seeds.DefaultReadings(), units: seeds.DefaultUnits()}
	var err error
	if f.attributes != "" && f.units == "" {
		return nil, missingFlag("--units")
	}
	if f.plan != "" {
		if f.obligations == "" {
			return nil, missingFlag("--obligations")
		}
		if p.plan, err = seeds.LoadPlan(f.plan); err != nil {
			return nil, seedsFailure(err)
		}
	}
	if f.obligations != "" {
		if p.readings, err = seeds.LoadReadings(f.obligations, p.plan); err != nil {
			return nil, seedsFailure(err)
		}
	}
	if f.units != "" {
		if p.units, err = seeds.LoadUnits(f.units, f.attributes); err != nil {
			return nil, seedsFailure(err)
		}
	}
	p.settings = p.readings.Settings
	p.settings.Holidays = seeds.DefaultHolidays()
	return p, nil
}

// seedsFailure gives the sentences of all faults in a data file.
func seedsFailure(err error) error {
	faults, ok := seeds.AsFaults(err)
	if !ok {
		return err
	}
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = faultLine(f)
	}
	return &failure{exitInvalid, strings.Join(lines, "\n")}
}

// groups are the groups that an event may name; who is merely concerned is nobody in particular.
var groups = []string{seeds.GroupDepartments, seeds.GroupCommunes}

// groupBlocks are the blocks whose units make up a group.
var groupBlocks = map[string][]string{
	seeds.GroupDepartments: {seeds.BlockDepartment},
	seeds.GroupCommunes:    {seeds.BlockCommune, seeds.BlockWard},
}

// known is what a folder of facts may refer to.
func (p *planning) known() sheet.Known {
	k := sheet.Known{Groups: groups, Keys: map[string][]string{}}
	for _, u := range p.units.All() {
		k.Units = append(k.Units, u.Code)
	}
	for _, d := range p.plan.Deliverables() {
		k.Deliverables = append(k.Deliverables, d.ID)
		if keys := p.keys(d.ID); len(keys) > 0 {
			k.Keys[d.ID] = keys
		}
	}
	return k
}

// keys are the keys of a deliverable's recurring occurrences.
func (p *planning) keys(deliverable string) []string {
	var keys []string
	reading, _ := p.readings.ByID(deliverable)
	for _, duty := range reading.Duties {
		series, _ := p.readings.SeriesByID(duty.Due.Series)
		for _, o := range series.Occurrences {
			keys = append(keys, o.Key)
		}
	}
	return keys
}

// scored gives the units that a set scores, by code.
func (p *planning) scored(set *form.Set, on day.Day) []seeds.Unit {
	all := p.units.Scored("", on)
	if len(set.Blocks) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(u seeds.Unit) bool { return !slices.Contains(set.Blocks, u.Block) })
}

// obligations gives what is owed as of a day, with the events of a folder of facts.
func (p *planning) obligations(events []sheet.Event, asOf day.Day) ([]seeds.Obligation, error) {
	recorded := make([]seeds.Event, len(events))
	for i, e := range events {
		recorded[i] = seeds.Event{ID: e.ID, Deliverable: e.Deliverable, Date: e.Date, Due: e.Due, Units: p.members(e.Units),
			Document: e.Document}
	}
	all, err := seeds.Obligations(p.plan, p.readings, p.units, recorded, p.settings, asOf)
	if err != nil {
		return nil, seedsFailure(err)
	}
	return all, nil
}

// members puts the units of a group in its place, each unit once.
func (p *planning) members(names []string) []string {
	var codes []string
	for _, name := range names {
		if !slices.Contains(groups, name) {
			codes = append(codes, name)
			continue
		}
		for _, u := range p.units.All() {
			if slices.Contains(groupBlocks[name], u.Block) {
				codes = append(codes, u.Code)
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// dues gives each unit's obligations in the engine's form. A set that rests on no deliverable needs no plan, so that any
// set can be scored over any units.
//
// What is only awaited has no occurrence yet. A continuous product is looked at last on the data cut-off; where the set
// asks for events of the same deliverable, only those count as occurrences.
func (p *planning) dues(set *form.Set, events []sheet.Event, asOf day.Day) (map[string][]engine.Due, error) {
	byEvent, planned := map[string]bool{}, false
	for _, in := range set.Inputs {
		for _, d := range in.Deliverables {
			planned = true
			if in.Type == form.InEvent {
				byEvent[d] = true
			}
		}
	}
	dues := map[string][]engine.Due{}
	if !planned {
		return dues, nil
	}
	all, err := p.obligations(events, asOf)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		due := engine.Due{Deliverable: o.Deliverable, Key: o.Key, Due: o.Due, Received: o.DatesBy == seeds.Received}
		switch {
		case o.State == seeds.AwaitingEvent:
			continue
		case o.Kind == seeds.Continuous:
			if byEvent[o.Deliverable] || len(o.LookedAt) == 0 {
				continue
			}
			due.Due = slices.Max(o.LookedAt)
		}
		dues[o.Unit] = append(dues[o.Unit], due)
	}
	return dues, nil
}

// unitFor finds a unit by its code or, as people write it, by its name.
func (p *planning) unitFor(name string) (seeds.Unit, error) {
	if u, ok := p.units.ByCode(name); ok {
		return u, nil
	}
	var codes []string
	for _, u := range p.units.All() {
		if suggest.Same(name, u.Code) || suggest.Same(name, u.Name) || suggest.Same(name, shortName(u.Name)) {
			return u, nil
		}
		codes = append(codes, u.Code)
	}
	if near := suggest.Nearest(name, codes); near != "" {
		return seeds.Unit{}, fail(exitNotFound, "cli.unit_near", name, near)
	}
	return seeds.Unit{}, fail(exitNotFound, "cli.unit", name)
}
