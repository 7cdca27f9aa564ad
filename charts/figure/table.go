package figure

import (
	"cchc/engine"
	"cchc/internal/exact"
)

// Table is numbers as text, with their caption in the figure's head.
type Table struct {
	Title string
	Heads [][]HeadCell // one or two rows
	Rows  []Row
	Note  string
}

// HeadCell is a heading over one or more columns.
type HeadCell struct {
	Text       string
	Cols, Rows int    // spans; 0 is 1
	Class      string // "name", "note", "part", "group"
}

// Row is a row; its first cell names it.
type Row struct {
	ID    string // anchor that pictures and other tables link to; "" for none
	Class string // "total" for a sum
	Cells []Cell
}

// Cell is a cell of a table.
type Cell struct {
	Text  string
	Class string // "name" for the cell that names the row (names are isolated), "word" for a state, "note" for a sentence
	Href  string // "#…": a place in the page
	Drawn bool   // a mark of the picture has this value
	// Remarks stand under the text in small print, Hold under it as a warning.
	Remarks []string
	Hold    string
}

// NameCell names a row.
func NameCell(text string) Cell { return Cell{Text: text, Class: "name"} }

// NumberCell is a number beside the picture; DrawnCell one that the picture draws.
func NumberCell(text string) Cell { return Cell{Text: text} }

// DrawnCell is a number that a mark of the picture has.
func DrawnCell(text string) Cell { return Cell{Text: text, Drawn: true} }

// WordCell is a state in the place of a number.
func WordCell(text string) Cell { return Cell{Text: text, Class: "word"} }

// NoteCell is a sentence.
func NoteCell(text string) Cell { return Cell{Text: text, Class: "note"} }

// Columns makes a single row of headings; the first names the rows.
func Columns(name string, others ...string) [][]HeadCell {
	row := []HeadCell{{Text: name, Class: "name"}}
	for _, text := range others {
		row = append(row, HeadCell{Text: text})
	}
	return [][]HeadCell{row}
}

// PointsCell prints a node's points as the picture draws them, or its state where it does not apply.
func PointsCell(n *engine.NodeResult, places exact.Rounding) Cell {
	if n.State == engine.NotApplicable {
		return WordCell(StateName(n.State))
	}
	return DrawnCell(n.Points.DecimalVN(places))
}

// IndexCell prints a unit's index, or that nothing applies to it.
func IndexCell(u *engine.UnitResult, places exact.Rounding) Cell {
	if !u.Scorable {
		return WordCell(StateName(engine.NotApplicable))
	}
	return NumberCell(u.Index.DecimalVN(places))
}

// ReachableText says by its sign when a figure is only an upper bound.
func ReachableText(n exact.Num, bound bool, places exact.Rounding) string {
	if bound {
		return "≤ " + n.DecimalVN(places)
	}
	return n.DecimalVN(places)
}

// BoundNote explains the sign of ReachableText under a table that has it.
const BoundNote = "Dấu ≤: mức cao nhất có thể, chưa chắc đạt được cùng lúc."

// The sizes of tables that a page shows without being asked, and prints.
const (
	shortRows   = 20
	wideColumns = 20
)

// Short reports whether a table is short enough to stand open in a page.
func (t *Table) Short() bool { return len(t.Rows) <= shortRows && !t.Wide() }

// Wide reports whether a table has more columns than a sheet of paper takes.
func (t *Table) Wide() bool { return len(t.Rows) > 0 && len(t.Rows[0].Cells) > wideColumns }
