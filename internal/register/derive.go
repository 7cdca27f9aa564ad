package register

import (
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/seeds"
)

// source says, for people, which register a figure comes from.
func source(reg *seeds.Register, rows int, extracted day.Day) string {
	return fmt.Sprintf("sổ %s, %d dòng, trích ngày %s", reg.ID, rows, extracted.VN())
}

// Derive gives the figures that one unit's rows of a register come to on the day of extraction, as facts of the
// register's layer, in the order of what the register gives and of the rows. Inputs that the unit's set does not have are
// left out. No rows give no figures, unless zero says that the whole register is there and none is about the unit.
//
// What counts up to a day counts up to the data cut-off, or, where an input of the register may still be moved after it,
// up to that day.
func Derive(reg *seeds.Register, known *Known, block string, rows []Entry, extracted day.Day, zero bool) []engine.Fact {
	if len(rows) == 0 && !zero {
		return nil
	}
	d := derivation{reg: reg, on: extracted}
	inputs := make([]*form.Input, len(reg.Gives))
	for i, g := range reg.Gives {
		inputs[i] = known.input(block, g.Input)
	}
	if set := known.Sets[block]; set != nil {
		d.on = min(extracted, lastDay(set, inputs))
	}
	var facts []engine.Fact
	for i, g := range reg.Gives {
		in := inputs[i]
		if in == nil {
			continue
		}
		if g.As == seeds.ReportRows {
			facts = append(facts, d.reports(g, rows)...)
			continue
		}
		facts = append(facts, engine.Fact{Input: in.Name, Value: d.figure(g, rows)})
	}
	for i := range facts {
		facts[i].Layer, facts[i].Recorded = engine.LayerRegister, day.None
		facts[i].Source = source(reg, len(rows), extracted)
	}
	return facts
}

// lastDay is the last day that counts for any of the inputs. All figures of a register count up to the same day: those
// done in time must not outnumber those due.
func lastDay(set *form.Set, inputs []*form.Input) day.Day {
	last := set.Period.CutOff
	for _, in := range inputs {
		if in != nil {
			last = max(last, in.Until)
		}
	}
	return last
}

// derivation counts rows as of a day.
type derivation struct {
	reg *seeds.Register
	on  day.Day
}

func (d *derivation) figure(g seeds.RegisterGive, rows []Entry) engine.Value {
	var count int64
	sum := exact.Num{}
	for i := range rows {
		e := &rows[i]
		if g.Where != "" && !e.holds(g.Where) {
			continue
		}
		if g.As == seeds.SumOfRows {
			if n, err := exact.ParseNumber(e.cell(g.Column)); err == nil { // an empty cell adds nothing
				sum = sum.Add(n)
			}
		} else if d.counts(g, e) {
			count++
		}
	}
	switch g.As {
	case seeds.AnyRow:
		return engine.Value{Type: form.TypeBool, Bool: count > 0}
	case seeds.SumOfRows:
		return engine.Value{Type: form.TypeNumber, Num: sum}
	}
	return engine.Value{Type: form.TypeNumber, Num: exact.Int(count)}
}

// counts says whether a row counts by a measure. What was done after the day is not done yet.
func (d *derivation) counts(g seeds.RegisterGive, e *Entry) bool {
	due, done := e.day(d.reg.Due), e.day(d.reg.Done)
	isDone := done != day.None && done <= d.on
	isDue := due != day.None && due <= d.on
	past := due != day.None && due < d.on
	switch g.As {
	case seeds.DueRows:
		return isDue
	case seeds.InTimeRows:
		return isDue && isDone && done <= due
	case seeds.LateRows:
		return isDue && isDone && done > due
	case seeds.DoneRows:
		return isDone
	case seeds.OpenRows:
		return !isDone && !past
	case seeds.OverdueRows:
		late := isDone && done > due || !isDone && past
		return isDue && (late || g.Or != "" && e.holds(g.Or))
	}
	return true
}

// reports makes the fields of each report.
func (d *derivation) reports(g seeds.RegisterGive, rows []Entry) []engine.Fact {
	var facts []engine.Fact
	for i := range rows {
		e := &rows[i]
		add := func(column, field string, v engine.Value) {
			if column == "" || e.cell(column) == "" {
				return
			}
			f := engine.Fact{Input: g.Input, Row: e.cell(g.Row), Field: field, Value: v}
			if g.Document != "" {
				f.Document = e.cell(g.Document)
			}
			facts = append(facts, f)
		}
		add(g.Issued, "issued", engine.Value{Type: form.TypeDate, Day: e.day(g.Issued)})
		add(g.Received, "received", engine.Value{Type: form.TypeDate, Day: e.day(g.Received)})
		add(g.OK, "ok", engine.Value{Type: form.TypeBool, Bool: e.holds(g.OK)})
	}
	return facts
}

// Delivers lists the inputs that a register can give to a block, sorted: those of its rows or columns that the block's set has.
func Delivers(reg *seeds.Register, known *Known, block string) []string {
	var names []string
	if !reg.About(block) {
		return nil
	}
	add := func(name string) {
		if known.input(block, name) != nil {
			names = append(names, name)
		}
	}
	for _, g := range reg.Gives {
		add(g.Input)
	}
	for i := range reg.Figures {
		f := &reg.Figures[i]
		if f.For(block) {
			add(f.Input)
		}
	}
	if reg.Kind == seeds.RegisterSurvey {
		names = append(names, known.surveys(block)...)
	}
	slices.Sort(names)
	return names
}
