package register

import (
	"cmp"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/season"
	"cchc/seeds"
)

// Merge compares what a file of a register says with what is known and gives what to record. A row is known by its
// key: it is added or replaced, never doubled. A column that the file does not have keeps what is known.
//
// A full file is the whole register: rows, and in a table filled cells, that are known but not in it are withdrawn. A
// partial one only adds and replaces. The figures of every unit with rows are derived anew, since what is due depends
// on the day; those that do not change make no drafts.
func Merge(r *Reading, known *Known, have Existing, full bool, opts Options) (*Plan, error) {
	if len(r.Mistakes) > 0 {
		return nil, &Refused{r.Mistakes}
	}
	m := &merge{Plan: &Plan{Rows: r.Rows, opts: opts, source: r.Register.ID}, r: r, known: known, have: have, full: full}
	if office := season.Office(opts.Actor); office != r.Register.Office && office != season.Keeper {
		m.refuse(r.File, "register.by_office", office, r.Register.ID, r.Register.Office)
		return m.end()
	}
	var err error
	switch r.Register.Kind {
	case seeds.RegisterRows:
		err = m.rows()
	case seeds.RegisterOccasions:
		reason := m.withdrawalReason(r.Register, r.Extracted)
		err = m.occasions(r.File, r.occasions, known, have.Year, full, reason)
	default:
		err = m.table()
	}
	if err == nil {
		err = m.record(r.File, r.Extracted)
	}
	if err != nil {
		return nil, err
	}
	return m.end()
}

type merge struct {
	*Plan
	r     *Reading
	known *Known
	have  Existing
	full  bool
}

// rows merges the rows of a register of rows, then derives the figures of its units.
func (m *merge) rows() error {
	before := map[string]Entry{}
	units := map[string]bool{}
	for _, e := range m.have.Entries {
		before[e.Row] = e
		units[e.Unit] = true
	}
	after := map[string]Entry{}
	for _, e := range m.r.entries {
		units[e.Unit] = true
		old, known := before[e.Row]
		if known {
			e.Cells = m.kept(&old, &e)
		}
		after[e.Row] = e
		effect, changes := compareEntries(&old, &e, known)
		m.count(effect)
		if effect == "" {
			continue
		}
		m.Changes = append(m.Changes, changes...)
		err := m.draft(season.Draft{Unit: e.Unit, Happened: happened(m.have.Year, e.Unit, m.r.Extracted), Body: &e.Entry})
		if err != nil {
			return err
		}
	}
	for _, e := range m.have.Entries {
		if _, there := after[e.Row]; there {
			continue
		}
		if !m.full {
			after[e.Row] = e
			continue
		}
		m.count(Withdrawn)
		m.change(Change{About: AboutEntry, Effect: Withdrawn, Unit: e.Unit, Name: shownKey(&e)})
		err := m.draft(season.Draft{Unit: e.Unit, Reason: m.withdrawalReason(m.r.Register, m.r.Extracted),
			Happened: happened(m.have.Year, e.Unit, m.r.Extracted), Body: &season.EntryEnd{Register: e.Register, Row: e.Row}})
		if err != nil {
			return err
		}
	}
	return m.derived(before, after, units)
}

// kept gives the cells of a row with those of columns that the file does not have as they were.
func (m *merge) kept(old, e *Entry) []season.Cell {
	cells := slices.Clone(e.Cells)
	for _, c := range old.Cells {
		if m.r.absent[c.Column] {
			cells = append(cells, c)
		}
	}
	slices.SortFunc(cells, func(a, b season.Cell) int { return cmp.Compare(a.Column, b.Column) })
	return cells
}

// shownKey is a row's key for people, without the unit before it.
func shownKey(e *Entry) string { return strings.TrimPrefix(strings.TrimPrefix(e.Row, e.Unit), "|") }

// compareEntries says what became of a row, column by column.
func compareEntries(old, e *Entry, known bool) (Effect, []Change) {
	if !known {
		return Added, []Change{{About: AboutEntry, Effect: Added, Unit: e.Unit, Name: shownKey(e), Where: e.where}}
	}
	var columns []string
	for _, c := range slices.Concat(old.Cells, e.Cells) {
		columns = append(columns, c.Column)
	}
	slices.Sort(columns)
	var changes []Change
	for _, column := range slices.Compact(columns) {
		if was, is := old.cell(column), e.cell(column); was != is {
			changes = append(changes, Change{About: AboutEntry, Effect: Changed, Unit: e.Unit, Name: shownKey(e),
				Column: column, Old: was, New: is, Where: e.where})
		}
	}
	if len(changes) == 0 {
		return "", nil
	}
	return Changed, changes
}

// derived compares the figures of the units before and after. A unit of which the whole register says nothing has zeros,
// where the register counts what is not there.
func (m *merge) derived(before, after map[string]Entry, units map[string]bool) error {
	reg := m.r.Register
	all := units
	if m.full && reg.AbsentZero {
		for i := range m.known.Units {
			if u := &m.known.Units[i]; reg.About(u.Block) && u.ValidOn(m.r.Extracted) {
				all[u.Code] = true
			}
		}
	}
	was, is := byUnit(before), byUnit(after)
	for i := range m.known.Units {
		u := &m.known.Units[i]
		if !all[u.Code] {
			continue
		}
		touched := len(was[u.Code]) > 0
		old := Derive(reg, m.known, u.Block, was[u.Code], m.r.Extracted, false)
		now := Derive(reg, m.known, u.Block, is[u.Code], m.r.Extracted, reg.AbsentZero && (m.full || touched))
		if _, err := m.figures(u, now, placesOf(old)); err != nil {
			return err
		}
	}
	return nil
}

// byUnit gives the rows of each unit in the order of their keys.
func byUnit(entries map[string]Entry) map[string][]Entry {
	m := map[string][]Entry{}
	for _, e := range entries {
		m[e.Unit] = append(m[e.Unit], e)
	}
	for _, rows := range m {
		slices.SortFunc(rows, func(a, b Entry) int { return cmp.Compare(a.Row, b.Row) })
	}
	return m
}

func placesOf(facts []engine.Fact) []place {
	places := make([]place, len(facts))
	for i := range facts {
		places[i] = placeOf(&facts[i])
	}
	return places
}

// figures records the figures of a unit that are new or differ, and withdraws those of places that are no longer given.
func (m *merge) figures(u *seeds.Unit, now []engine.Fact, was []place) (Effect, error) {
	known := facts(m.have.Year, u.Code, engine.LayerRegister)
	on := happened(m.have.Year, u.Code, m.r.Extracted)
	stood := slices.ContainsFunc(slices.Concat(placesOf(now), was), func(at place) bool { return known[at] != nil })
	effect := Effect("")
	given := map[place]bool{}
	for i := range now {
		f := &now[i]
		at := placeOf(f)
		given[at] = true
		in := m.known.input(u.Block, f.Input)
		c := Change{About: AboutFact, Effect: Added, Unit: u.Code, Name: at.String(), Layer: f.Layer.String(),
			New: text(in, f.Field, f.Value)}
		if old := known[at]; old != nil {
			if same(old.Fact.Value, f.Value) && (f.Document == "" || old.Fact.Document == f.Document) {
				continue
			}
			c.Effect, c.Old = Changed, text(in, f.Field, old.Fact.Value)
		}
		effect = stronger(effect, c.Effect, stood)
		m.Figures++
		m.change(c)
		if err := m.draft(season.Draft{Unit: u.Code, Happened: on, Body: &season.FactState{Fact: *f}}); err != nil {
			return "", err
		}
	}
	for _, at := range was {
		old := known[at]
		if old == nil || given[at] {
			continue
		}
		effect = Changed
		in := m.known.input(u.Block, at.input)
		m.Figures++
		m.change(Change{About: AboutFact, Effect: Withdrawn, Unit: u.Code, Name: at.String(),
			Layer: engine.LayerRegister.String(), Old: text(in, at.field, old.Fact.Value)})
		err := m.draft(season.Draft{Unit: u.Code, Happened: on, Reason: m.withdrawalReason(m.r.Register, m.r.Extracted),
			Body: &season.FactEnd{Input: at.input, Row: at.row, Field: at.field, Layer: engine.LayerRegister}})
		if err != nil {
			return "", err
		}
	}
	return effect, nil
}

// stronger is what became of a row that holds several figures: added only if none was known.
func stronger(a, b Effect, known bool) Effect {
	if a == Changed || b == Changed || known {
		return Changed
	}
	return b
}

// table merges the figures of a table or survey, which are facts as they stand.
func (m *merge) table() error {
	now, blank := map[string][]engine.Fact{}, map[string][]place{}
	for i := range m.r.facts {
		f := &m.r.facts[i]
		now[f.Unit] = append(now[f.Unit], f.Fact)
	}
	for i := range m.r.blank {
		f := &m.r.blank[i]
		blank[f.Unit] = append(blank[f.Unit], placeOf(&f.Fact))
	}
	for i := range m.known.Units {
		u := &m.known.Units[i]
		_, inFile := slices.BinarySearch(m.r.units, u.Code)
		var was []place
		switch {
		case m.full && inFile && m.r.Register.Kind == seeds.RegisterTable:
			was = blank[u.Code]
		case m.full && m.r.Register.About(u.Block):
			was = m.given(u)
		case !inFile:
			continue
		}
		changes := len(m.Changes)
		effect, err := m.figures(u, now[u.Code], was)
		if err != nil {
			return err
		}
		switch {
		case m.r.Register.Kind == seeds.RegisterSurvey: // counted by row below
		case inFile:
			m.count(effect)
		case len(m.Changes) > changes:
			m.count(Withdrawn)
		}
	}
	if m.r.Register.Kind == seeds.RegisterSurvey {
		m.countSurvey()
	}
	return nil
}

// given lists what is known of a unit in places that the register gives.
func (m *merge) given(u *seeds.Unit) []place {
	names := Delivers(m.r.Register, m.known, u.Block)
	var places []place
	for at := range facts(m.have.Year, u.Code, engine.LayerRegister) {
		if _, ours := slices.BinarySearch(names, at.input); ours {
			places = append(places, at)
		}
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.String(), b.String()) })
	return places
}

// countSurvey counts the rows of a survey by what became of their figures.
func (m *merge) countSurvey() {
	effects := map[string]Effect{}
	for i := range m.Changes {
		c := &m.Changes[i]
		group := c.Unit + " " + c.Name[:strings.LastIndexByte(c.Name, ' ')]
		if old, there := effects[group]; there && old != c.Effect {
			c = &Change{Effect: Changed}
		}
		effects[group] = c.Effect
	}
	for i := range m.r.facts {
		f := &m.r.facts[i]
		if f.Fact.Field == "sent" {
			m.count(effects[f.Unit+" "+f.Fact.Input+" "+f.Fact.Row])
		}
	}
	for _, effect := range effects {
		if effect == Withdrawn {
			m.Withdrawn++
		}
	}
}
