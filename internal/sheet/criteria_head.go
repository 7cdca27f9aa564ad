package sheet

import (
	"regexp"
	"strings"
	"unicode"

	"cchc/internal/table"
)

// criteriaHead is the line of titles of a grid.
type criteriaHead struct {
	row   int // index of the line; -1: none
	lines int
	cols  [critColumns]int // -1: no such column
	twice []int            // columns whose title has been there
	other []string         // titles not used
	title [critColumns]string
}

// missing names the needed columns that are not there.
func (h *criteriaHead) missing() []string {
	var names []string
	for _, n := range neededTitles {
		if h.cols[n.at] < 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// headRows is how many lines from the top a line of titles is looked for.
const headRows = 40

// head finds the line with the most needed titles, the first of equals. A title may stand one line lower, under one that
// several columns share.
func (g *grid) head() *criteriaHead {
	best := &criteriaHead{row: -1, cols: noColumns}
	for i := 0; i < min(headRows, len(g.rows)); i++ {
		h := g.headAt(i)
		if len(h.missing()) < len(best.missing()) {
			best = h
		}
	}
	return best
}

var noColumns = [critColumns]int{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}

func (g *grid) headAt(i int) *criteriaHead {
	h := &criteriaHead{row: i, lines: 1, cols: noColumns}
	width := len(g.rows[i].cells)
	h.titled(&g.rows[i], width)
	if i+1 == len(g.rows) || h.cols[critCode] < 0 || h.cols[critName] < 0 || h.cols[critMax] >= 0 {
		return h
	}
	two := &criteriaHead{row: i, lines: 2, cols: noColumns}
	both := gridRow{line: g.rows[i].line}
	for c := range max(width, len(g.rows[i+1].cells)) {
		cell := g.rows[i].at(c)
		if below := g.rows[i+1].at(c); titleOf(cell.text) < 0 && strings.TrimSpace(below.text) != "" {
			cell = below
		}
		both.cells = append(both.cells, cell)
	}
	two.titled(&both, len(both.cells))
	if len(two.missing()) == 0 {
		return two
	}
	return h
}

// titled enters the titles of a line.
func (h *criteriaHead) titled(row *gridRow, width int) {
	for c := range width {
		text, _ := table.Clean(row.at(c).text)
		switch k := titleOf(text); {
		case text == "":
		case k < 0:
			h.other = append(h.other, oneLine(text))
		case h.cols[k] >= 0:
			h.twice = append(h.twice, c)
		default:
			h.cols[k], h.title[k] = c, oneLine(text)
		}
	}
}

var bracketed = regexp.MustCompile(`\([^)]*\)`)

// titleOf is what a title stands for; -1: nothing known.
func titleOf(raw string) int {
	text, code := table.Clean(raw)
	if code != "" || text == "" || len(text) > 200 {
		return -1
	}
	text = bracketed.ReplaceAllString(strings.ToLower(text), " ")
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
	for k, names := range criteriaTitles {
		for _, name := range names {
			if name == text {
				return k
			}
		}
	}
	return -1
}

func (r *criteriaReader) noHead(g *grid, h *criteriaHead) {
	m := Mistake{File: g.file, Code: "criteria.no_head", Args: []string{strings.Join(h.missing(), ", ")}}
	if h.row >= 0 {
		m = g.place(&g.rows[h.row], 0, "")
		m.Code, m.Args = "criteria.column_missing", []string{strings.Join(h.missing(), ", ")}
	}
	r.mistakes = append(r.mistakes, m)
}
