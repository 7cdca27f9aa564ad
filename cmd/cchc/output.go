package main

import (
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"
)

// printJSON writes the contract form of a command's data.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// table is text in columns. Vietnamese text in NFC takes one place on the screen per character.
type table struct {
	head  []string
	right []bool // columns of numbers
	rows  [][]string
}

// newTable makes a table; a column whose title ends in "#" is set to the right.
func newTable(titles ...string) *table {
	t := &table{}
	for _, title := range titles {
		name, number := strings.CutSuffix(title, "#")
		t.head = append(t.head, name)
		t.right = append(t.right, number)
	}
	return t
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// write writes the titles and rows.
func (t *table) write(w io.Writer) { writeAligned(w, t.right, append([][]string{t.head}, t.rows...)) }

// writeRows writes the rows alone.
func (t *table) writeRows(w io.Writer) { writeAligned(w, t.right, t.rows) }

func writeAligned(w io.Writer, right []bool, lines [][]string) {
	widths := make([]int, len(right))
	for _, line := range lines {
		for i, c := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	for _, line := range lines {
		var b strings.Builder
		for i, c := range line {
			if i > 0 {
				b.WriteString("  ")
			}
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c))
			if right[i] {
				b.WriteString(pad + c)
			} else {
				b.WriteString(c + pad)
			}
		}
		io.WriteString(w, strings.TrimRight(b.String(), " ")+"\n")
	}
}
