// Package demo makes up the year 2026 of a whole province: facts, events and decisions of its departments, its communes and
// wards, and of the province itself, that the program can be tried on before real ones exist, with planted situations whose
// outcome is known beforehand.
//
// It knows only its tables, one folder for each criteria set: how an input is filled and when it becomes known (profile.csv),
// how strong a unit is where (strength.csv), which events were recorded (events.csv), what is planted (planted*.csv) and
// what the previous period left (previous.csv). Everything in them is invented and says so. What is worth how much it leaves
// to the engine, files of facts to internal/sheet, the log of a year to internal/season. There is no randomness: what looks
// like it is a fixed hash of unit and input, so that the same tables give the same year.
package demo

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"slices"
	"sync"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/seeds"
)

//go:embed so-2026/*.csv xa-2026/*.csv tinh-2026/*.csv
var files embed.FS

// source is where every figure says it comes from.
const source = "dữ liệu minh họa"

// Data is an invented year of the units that one criteria set scores.
type Data struct {
	Units  []Unit        // by code
	Events []seeds.Event // by deliverable and id; Units holds codes and groups, as a person would record them
	// Previous is what the units of the set, or those they came from, had in the previous period.
	Previous []Previous
}

// Unit is what the year knows of one unit.
type Unit struct {
	Unit        string
	Facts       []engine.Fact // declared and register, as they stood in the end: one of each place and layer
	Earlier     []engine.Fact // what stood in the place of some of them earlier in the year, by place, layer and day
	Corrections []Correction  // figures of the appraisals
	Decisions   []engine.Decision
}

// History is every version of every datum of the unit, corrections among them: what the engine can be given to look from
// any day of the year.
func (u *Unit) History() []engine.Fact {
	all := make([]engine.Fact, 0, len(u.Facts)+len(u.Earlier)+len(u.Corrections))
	all = append(append(all, u.Earlier...), u.Facts...)
	for _, c := range u.Corrections {
		all = append(all, c.Fact)
	}
	return all
}

// Correction is a figure that an appraisal put in the place of another. Fact.Document is the reason given.
type Correction struct {
	Fact       engine.Fact
	By, Second string
}

// Previous is a figure of the previous period. Its unit need not exist any more: the name says who it was.
type Previous struct {
	engine.Prior
	Period, Name string
	Document     string
}

// Year makes the year of the units that the set scores. The error names every row of the tables that does not fit the set,
// the units or the plan.
func Year(set *form.Set, units *seeds.Units) (*Data, error) {
	y := &year{set: set, units: units, inputs: map[string]*form.Input{}}
	for i := range set.Inputs {
		y.inputs[set.Inputs[i].Name] = &set.Inputs[i]
	}
	if err := y.read(); err != nil {
		return nil, fmt.Errorf("demo year of %s: %w", set.ID, err)
	}
	data := &Data{Events: y.events, Previous: y.previous}
	for i := range y.strengths {
		u, err := y.fill(&y.strengths[i])
		if err != nil {
			return nil, fmt.Errorf("demo year of %s: %w", set.ID, err)
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
	previous  []Previous
	dues      map[string][]seeds.Obligation // by unit: dated obligations only
}

func (y *year) read() error {
	var errs [6]error
	y.strengths, errs[0] = y.readStrengths()
	y.profiles, errs[1] = y.readProfiles()
	y.planted, errs[2] = y.readPlanting()
	y.previous, errs[3] = y.readPrevious()
	y.events, errs[4] = y.readEvents()
	if errs[4] == nil {
		y.dues, errs[5] = y.obligations()
	}
	return errors.Join(errs[:]...)
}

// table reads one of the tables of the set.
func (y *year) table(name string, columns ...string) *table {
	return readTable(y.set.ID+"/"+name, columns...)
}

func (y *year) readEvents() ([]seeds.Event, error) {
	file := y.set.ID + "/events.csv"
	data, err := files.ReadFile(file)
	if err != nil {
		return nil, err
	}
	events, err := seeds.ParseEvents(file, data)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(events, func(a, b seeds.Event) int {
		return cmp.Or(cmp.Compare(a.Deliverable, b.Deliverable), cmp.Compare(a.ID, b.ID))
	})
	return events, nil
}

func (y *year) readPrevious() ([]Previous, error) {
	if y.set.Scope != form.ScopeProvince {
		return nil, nil
	}
	t := y.table("previous.csv", "unit", "name", "period", "input", "value", "document")
	var all []Previous
	for _, r := range t.rows {
		p := Previous{Period: r.text("period"), Name: r.text("name"), Document: r.text("document")}
		p.Unit, p.Input = r.text("unit"), r.text("input")
		p.Value = engine.Value{Type: form.TypeNumber, Num: r.number("value")}
		if y.inputs[p.Input] == nil {
			r.failf("the set has no input %s", p.Input)
		}
		all = append(all, p)
	}
	return all, t.err()
}

// The plan is read once for the years of all sets: reading it takes as long as making a year.
var (
	plan     = sync.OnceValue(seeds.DefaultPlan)
	readings = sync.OnceValue(seeds.DefaultReadings)
	settings = sync.OnceValue(seeds.DefaultSettings)
)

// obligations gives the dated duties of each unit at the end of the year, which the dates of documents are set against.
func (y *year) obligations() (map[string][]seeds.Obligation, error) {
	named := slices.Clone(y.events)
	for i := range named {
		named[i].Units = y.units.Members(named[i].Units, y.set.Period.To)
	}
	all, err := seeds.Obligations(plan(), readings(), y.units, named, settings(), y.set.Period.Lock)
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

// fill makes one unit's year: input after input by its profile and what is planted there, then what was known of it
// earlier, then the decisions.
func (y *year) fill(s *strength) (Unit, error) {
	f := &filler{year: y, strength: s, figures: map[string]figure{}, cleared: y.planted.cleared[s.unit]}
	f.facts = make([]engine.Fact, 0, len(y.profiles)*3/2)
	for i := range y.profiles {
		p := &y.profiles[i]
		first := len(f.facts)
		if err := f.input(p); err != nil {
			return Unit{}, fmt.Errorf("unit %s: input %s: %w", s.unit, p.input.Name, err)
		}
		f.settle(p, first)
		f.before(p, f.facts[first:])
	}
	for _, fact := range y.planted.facts[s.unit] { // figures that stand over a sum have no profile
		if len(y.inputs[fact.Input].From) > 0 {
			f.facts = append(f.facts, fact)
		}
	}
	u := Unit{Unit: s.unit, Facts: f.facts, Earlier: f.earlier, Corrections: y.planted.corrections[s.unit],
		Decisions: y.planted.decisions[s.unit]}
	slices.SortFunc(u.Facts, compareFacts)
	slices.SortFunc(u.Earlier, compareFacts)
	slices.SortFunc(u.Corrections, func(a, b Correction) int { return compareFacts(a.Fact, b.Fact) })
	return u, nil
}

func compareFacts(a, b engine.Fact) int {
	return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Field, b.Field),
		cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Recorded, b.Recorded))
}
