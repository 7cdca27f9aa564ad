// Package register turns the registers and extracts that offices keep, and the facts that units declare, into what a
// year records: it reads a file of a register with all its mistakes at once, compares it with what is known, derives
// each unit's figures from its rows, and gives the events to record together with an account of what they change.
//
// It knows which rows mean which figures; what a register is it takes from seeds, how a cell is read from
// internal/table. It records nothing: what is known comes in as values, drafts go out as values. Whether a draft is
// admitted, season says; what a figure is worth, engine; the sentence of a mistake or a change is internal/wording's.
package register

import (
	"fmt"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/table"
	"cchc/seeds"
)

// MaxRows is how many rows one file of a register may have.
const MaxRows = 100_000

// Known is what the rows of a register may refer to.
type Known struct {
	Units        []seeds.Unit
	Sets         map[string]*form.Set // criteria set of each block
	Groups       []string             // groups of units that an occasion may name
	Deliverables []string             // ids of the plan's deliverables
	Keys         map[string][]string  // keys of a deliverable's occurrences; a deliverable not in it is not checked
	Calendar     *season.Calendar     // what occasions must fit into; nil: they are not held against the plan
}

// Refused is what stands against an import as a whole or in parts: nothing of it is to be recorded.
type Refused struct{ Mistakes []table.Mistake }

// Error names the first mistake, for logs; people get the sentence of internal/wording for each.
func (r *Refused) Error() string {
	m := r.Mistakes[0]
	return fmt.Sprintf("import refused: %s:%d: %s and %d more", m.File, m.Line, m.Code, len(r.Mistakes)-1)
}

// input finds an input in the set of a block; nil where there is none.
func (k *Known) input(block, name string) *form.Input {
	set := k.Sets[block]
	if set == nil {
		return nil
	}
	for i := range set.Inputs {
		if set.Inputs[i].Name == name {
			return &set.Inputs[i]
		}
	}
	return nil
}

// Entry is a row of a register of rows: what an entry event holds, and the unit it is about.
type Entry struct {
	Unit string
	season.Entry
	where string // "bao-cao.csv:12"
}

// Entries gives the rows that events of entries hold, as the store lists them.
func Entries(events []season.Event) []Entry {
	var rows []Entry
	for i := range events {
		if b, ok := events[i].Body.(*season.Entry); ok {
			rows = append(rows, Entry{Unit: events[i].Unit, Entry: *b})
		}
	}
	return rows
}

// cell gives the text of a column; "" for an empty one.
func (e *Entry) cell(column string) string {
	i, ok := slices.BinarySearchFunc(e.Cells, column, func(c season.Cell, name string) int {
		return strings.Compare(c.Column, name)
	})
	if !ok {
		return ""
	}
	return e.Cells[i].Text
}

// holds reports whether a column of the row says yes, or is not empty.
func (e *Entry) holds(column string) bool {
	text := e.cell(column)
	return text != "" && text != no
}

// day gives the date of a column, which is canonical once read.
func (e *Entry) day(column string) day.Day {
	if column == "" {
		return day.None
	}
	d, err := day.Parse(e.cell(column))
	if err != nil {
		return day.None
	}
	return d
}

// The canonical texts of yes and no in an entry.
const (
	yes = "có"
	no  = "không"
)

// UnitFact is a figure that a file itself states of a unit.
type UnitFact struct {
	Unit string
	Fact engine.Fact
	in   *form.Input
}

// Reading is a file of a register as it was read. Where there are mistakes, nothing of it is merged.
type Reading struct {
	Register  *seeds.Register
	File      string
	Rows      int // rows that were not blank
	Extracted day.Day
	Mistakes  []table.Mistake

	entries   []Entry
	facts     []UnitFact
	units     []string        // units that have a row
	blank     []UnitFact      // cells that are in the file but empty
	absent    map[string]bool // optional columns that the file does not have
	occasions []seeds.Event
}
