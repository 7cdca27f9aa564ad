package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/internal/suggest"
	"cchc/seeds"
)

// planFlags name the plan, its reading, the units and the day; each file has an embedded default.
type planFlags struct {
	plan, obligations, holidays, units, attributes, asOf string
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
	flags.StringVar(&f.holidays, "holidays", "", "`TỆP` CSV ngày nghỉ lễ, tết")
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

// planning is the plan with its reading, and the units: who owes what, when.
type planning struct {
	*season.Calendar
	units *seeds.Units
	files seeds.PlanFiles // what the calendar was read from
}

// planning loads what the flags name, or the embedded defaults.
func (a *app) planning(f *planFlags) (*planning, error) {
	p := &planning{season.DefaultCalendar(), seeds.DefaultUnits(), seeds.DefaultPlanFiles()}
	var err error
	if f.attributes != "" && f.units == "" {
		return nil, missingFlag("--units")
	}
	if f.plan != "" {
		if f.obligations == "" {
			return nil, missingFlag("--obligations")
		}
		if p.Plan, err = seeds.LoadPlan(f.plan); err != nil {
			return nil, seedsFailure(err)
		}
	}
	if f.obligations != "" {
		if p.Readings, err = seeds.LoadReadings(f.obligations, p.Plan); err != nil {
			return nil, seedsFailure(err)
		}
	}
	if f.units != "" {
		if p.units, err = seeds.LoadUnits(f.units, f.attributes); err != nil {
			return nil, seedsFailure(err)
		}
	}
	p.Settings = p.Readings.Settings
	p.Settings.Holidays = seeds.DefaultHolidays()
	if f.holidays != "" {
		if p.Settings.Holidays, err = seeds.LoadHolidays(f.holidays); err != nil {
			return nil, seedsFailure(err)
		}
	}
	return p, p.read(f)
}

// read keeps the texts of the files that stand in the place of the embedded ones.
func (p *planning) read(f *planFlags) error {
	for _, file := range []struct {
		path string
		into *string
	}{{f.plan, &p.files.Plan}, {f.obligations, &p.files.Readings}, {f.holidays, &p.files.Holidays}} {
		if file.path == "" {
			continue
		}
		text, err := os.ReadFile(file.path)
		if err != nil {
			return err
		}
		*file.into = string(text)
	}
	return nil
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

// known is what a folder of facts may refer to.
func (p *planning) known() sheet.Known {
	k := sheet.Known{Groups: season.OccasionGroups(), Keys: map[string][]string{}}
	for _, u := range p.units.All() {
		k.Units = append(k.Units, u.Code)
	}
	for _, d := range p.Plan.Deliverables() {
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
	reading, _ := p.Readings.ByID(deliverable)
	for _, duty := range reading.Duties {
		series, _ := p.Readings.SeriesByID(duty.Due.Series)
		for _, o := range series.Occurrences {
			keys = append(keys, o.Key)
		}
	}
	return keys
}

// owed gives what is owed as of a day, with the events of a folder of facts.
func (p *planning) owed(events []sheet.Event, asOf day.Day) ([]seeds.Obligation, error) {
	occasions := make([]seeds.Event, len(events))
	for i, e := range events {
		occasions[i] = seeds.Event{ID: e.ID, Deliverable: e.Deliverable, Date: e.Date, Due: e.Due, Units: e.Units, Document: e.Document}
	}
	all, err := p.Obligations(p.units, occasions, asOf)
	if err != nil {
		return nil, seedsFailure(err)
	}
	return all, nil
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
