// Package figure knows what a picture of results consists of, whatever it shows: the drawing (an ECharts option without
// colours and sizes), the same numbers as a table, and the caption that says what they rest on.
//
// It knows results only: points, indices, ranks and classes arrive computed and are copied; names and sentences are asked
// of the caller. What each picture shows is for the packages beside it (area, block, heat, calendar), pages for charts,
// pictures without a browser for draw.
package figure

import (
	"encoding/json"
	"fmt"
)

// Figure is one picture with all that belongs to it.
type Figure struct {
	ID    string // fixed for its place in a page, and the name of its file: "so-2026-so-xep-hang"
	Kind  string // the layout that fits the option to the room at hand: assets/js/fit-KIND.js
	Title string // what it shows, as one line: "Điểm theo lĩnh vực của 16 đơn vị, xếp theo hạng"
	About string // how to read it
	Head  Head
	// Option is the ECharts option as optionJSON of this package gives it; nil where there is nothing to draw, which
	// State then says in a sentence. An axis is never drawn for data that are not there.
	Option json.RawMessage
	State  string
	Marks  int     // marks with a value in the option; as many cells of the tables are Drawn
	Tables []Table // the numbers of the picture, and what stands beside them
	Search string  // label of a search field that keeps the rows whose name contains a text; "" for none
	Parts  []Part  // rows that go on one sheet of paper or into one file; none: the whole
}

// Part is a range of rows, To excluded.
type Part struct{ From, To int }

// Sheets spreads rows evenly over as few sheets as hold at most so many each; none if one sheet holds them.
func Sheets(rows, most int) []Part {
	sheets := (rows + most - 1) / most
	if sheets < 2 {
		return nil
	}
	list := make([]Part, sheets)
	for i := range list {
		list[i] = Part{From: i * rows / sheets, To: (i + 1) * rows / sheets}
	}
	return list
}

// Drawing is what the layout scripts are given: the option, and the texts a picture carries when it stands alone.
type Drawing struct {
	Kind   string          `json:"kind"`
	Title  string          `json:"title"`
	Mark   string          `json:"mark,omitempty"`
	Basis  string          `json:"basis"`
	Parts  [][2]int        `json:"parts,omitempty"`
	Option json.RawMessage `json:"option"`
}

// Drawn reports whether there is a picture.
func (f *Figure) Drawn() bool { return f.Option != nil }

// Drawing gives the drawing as JSON that is safe inside a script element.
func (f *Figure) Drawing() ([]byte, error) {
	d := Drawing{Kind: f.Kind, Title: Label(f.Title, 0), Mark: Label(f.Head.Mark(), 0), Basis: Label(f.Head.Basis(), 0), Option: f.Option}
	for _, p := range f.Parts {
		d.Parts = append(d.Parts, [2]int{p.From, p.To})
	}
	b, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encode drawing %s: %w", f.ID, err)
	}
	return b, nil
}
