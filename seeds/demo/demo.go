// Package demo makes up the year 2026 of the departments: facts, events and decisions that the program can be tried on
// before real ones exist, with planted situations whose outcome is known beforehand.
//
// It knows only its tables: how an input is filled (profile.csv), how strong a department is where (strength.csv), which
// events were recorded (events.csv) and what is planted (planted*.csv). Everything in them is invented and says so. What is
// worth how much it leaves to the engine, files of facts to internal/sheet. There is no randomness: what looks like it is
// a fixed hash of unit and input, so that the same tables give the same year.
package demo

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/seeds"
)

//go:embed profile.csv strength.csv events.csv planted.csv planted-facts.csv planted-decisions.csv
var files embed.FS

// source is where every figure says it comes from.
const source = "dữ liệu minh họa"

// Data is an invented year.
type Data struct {
	Units  []Unit        // by code
	Events []seeds.Event // by deliverable and id; Units holds codes and groups, as a person would record them
}

// Unit is what the year knows of one unit.
type Unit struct {
	Unit        string
	Facts       []engine.Fact // declared and register
	Corrections []Correction  // figures of the appraisals
	Decisions   []engine.Decision
}

// Correction is a figure that an appraisal put in the place of another. Fact.Document is the reason given.
type Correction struct {
	Fact       engine.Fact
	By, Second string
}

// Year makes the year of the units that the set scores. The error names every row of the tables that does not fit the set,
// the units or the plan.
func Year(set *form.Set, units *seeds.Units) (*Data, error) {
	y := &year{set: set, units: units, inputs: map[string]*form.Input{}}
	for i := range set.Inputs {
		y.inputs[set.Inputs[i].Name] = &set.Inputs[i]
	}
	if err := y.read(); err != nil {
		return nil, fmt.Errorf("demo year: %w", err)
	}
	data := &Data{Events: y.events}
	for _, s := range y.strengths {
		u, err := y.fill(s)
		if err != nil {
			return nil, fmt.Errorf("demo year: %w", err)
		}
		data.Units = append(data.Units, u)
	}
	return data, nil
}

// year is what one call of Year works on.
type year struct {
	set       *form.Set
	units     *seeds.Units
	inputs    map[string]*form.Input
	profiles  []profile
	strengths []strength // by unit
	planted   *planting
	events    []seeds.Event
	dues      map[string][]seeds.Obligation // by unit: dated obligations only
}

func (y *year) read() error {
	var errs [5]error
	y.strengths, errs[0] = y.readStrengths()
	y.profiles, errs[1] = y.readProfiles()
	y.planted, errs[2] = y.readPlanting()
	y.events, errs[3] = y.readEvents()
	if errs[3] == nil {
		y.dues, errs[4] = y.obligations()
	}
	return errors.Join(errs[:]...)
}

func (y *year) readEvents() ([]seeds.Event, error) {
	data, err := files.ReadFile("events.csv")
	if err != nil {
		return nil, err
	}
	events, err := seeds.ParseEvents("events.csv", data)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(events, func(a, b seeds.Event) int {
		return cmp.Or(cmp.Compare(a.Deliverable, b.Deliverable), cmp.Compare(a.ID, b.ID))
	})
	return events, nil
}

// obligations gives the dated duties of each unit at the end of the year, which the dates of documents are set against.
func (y *year) obligations() (map[string][]seeds.Obligation, error) {
	named := slices.Clone(y.events)
	for i, e := range named {
		if slices.Contains(e.Units, seeds.GroupDepartments) {
			named[i].Units = y.departments()
		}
	}
	all, err := seeds.Obligations(seeds.DefaultPlan(), seeds.DefaultReadings(), y.units, named, seeds.DefaultSettings(), y.set.Period.Lock)
	if err != nil {
		return nil, err
	}
	dues := map[string][]seeds.Obligation{}
	for _, o := range all {
		if o.State != seeds.AwaitingEvent && o.Kind != seeds.Continuous {
			dues[o.Unit] = append(dues[o.Unit], o)
		}
	}
	return dues, nil
}

func (y *year) departments() []string {
	var codes []string
	for _, u := range y.units.Scored(seeds.BlockDepartment, y.set.Period.To) {
		codes = append(codes, u.Code)
	}
	return codes
}

// fill makes one unit's year: input after input by its profile and what is planted there, then the decisions.
func (y *year) fill(s strength) (Unit, error) {
	f := &filler{year: y, strength: s, figures: map[string]figure{}}
	for _, p := range y.profiles {
		if err := f.input(p); err != nil {
			return Unit{}, fmt.Errorf("unit %s: input %s: %w", s.unit, p.input.Name, err)
		}
		f.settle(p)
	}
	u := Unit{Unit: s.unit, Facts: f.facts, Corrections: y.planted.corrections[s.unit], Decisions: y.planted.decisions[s.unit]}
	slices.SortFunc(u.Facts, compareFacts)
	slices.SortFunc(u.Corrections, func(a, b Correction) int { return compareFacts(a.Fact, b.Fact) })
	return u, nil
}

func compareFacts(a, b engine.Fact) int {
	return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Field, b.Field),
		cmp.Compare(a.Layer, b.Layer))
}
