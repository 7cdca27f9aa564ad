package main

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// printJSON writes the contract form of a command's data, with the names of people in it.
func (a *app) printJSON(v any) error {
	b, err := indented(v)
	if err == nil {
		_, err = a.raw().Write(people.inJSON(b))
	}
	return err
}

// indented is the JSON form of data.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

// textWidth is how many characters a line of running text takes: what an old office screen shows without wrapping.
const textWidth = 116

// wrap breaks a text between words into lines of textWidth characters. A line keeps its own indent; what follows from it
// is indented by hang characters more.
func wrap(text string, hang int) string {
	text = people.plain(text)
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		body := strings.TrimLeft(line, " ")
		indent, hanging := len(line)-len(body), len(line)-len(body)+hang
		for utf8.RuneCountInString(body) > textWidth-indent {
			at := breakAt(body, textWidth-indent)
			if at < 0 {
				break
			}
			out = append(out, strings.Repeat(" ", indent)+strings.TrimRight(body[:at], " "))
			body = strings.TrimLeft(body[at:], " ")
			indent = hanging
		}
		out = append(out, strings.TrimRight(strings.Repeat(" ", indent)+body, " "))
	}
	return strings.Join(out, "\n")
}

// breakAt is the byte offset of the last blank within so many characters, else of the first one, -1 if there is none.
func breakAt(text string, limit int) int {
	at, n := -1, 0
	for i, r := range text {
		if r == ' ' && i > 0 && (n <= limit || at < 0) {
			at = i
		}
		if n++; n > limit && at >= 0 {
			break
		}
	}
	return at
}

// table is text in columns. Vietnamese text in NFC takes one place on the screen per character.
type table struct {
	head  []string
	right []bool // columns of numbers
	lines []tableLine
}

// tableLine is a row of cells, or a remark on the row above it, which no column bounds.
type tableLine struct {
	cells  []string
	remark string
}

// newTable makes a table; a column whose title ends in "#" is set to the right, "\n" parts a title into lines.
func newTable(titles ...string) *table {
	t := &table{}
	for _, title := range titles {
		name, number := strings.CutSuffix(title, "#")
		t.head = append(t.head, name)
		t.right = append(t.right, number)
	}
	return t
}

func (t *table) add(cells ...string) {
	for i, c := range cells {
		cells[i] = people.plain(c)
	}
	t.lines = append(t.lines, tableLine{cells: cells})
}

// remark adds a text under the last row, beginning at the second column.
func (t *table) remark(text string) { t.lines = append(t.lines, tableLine{remark: text}) }

// write writes the titles and rows.
func (t *table) write(w io.Writer) { t.writeLines(w, append(t.titles(), t.lines...)) }

// writeRows writes the rows alone.
func (t *table) writeRows(w io.Writer) { t.writeLines(w, t.lines) }

// titles are the lines of the head; titles of fewer lines stand at its bottom.
func (t *table) titles() []tableLine {
	parts, height := make([][]string, len(t.head)), 0
	for i, title := range t.head {
		parts[i] = strings.Split(title, "\n")
		height = max(height, len(parts[i]))
	}
	lines := make([]tableLine, height)
	for i := range lines {
		for _, p := range parts {
			cell := ""
			if at := i - height + len(p); at >= 0 {
				cell = p[at]
			}
			lines[i].cells = append(lines[i].cells, cell)
		}
	}
	return lines
}

func (t *table) writeLines(w io.Writer, lines []tableLine) {
	widths := make([]int, len(t.right))
	for _, line := range lines {
		for i, c := range line.cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	for _, line := range lines {
		text := t.row(line.cells, widths)
		if line.remark != "" {
			text = wrap(strings.Repeat(" ", widths[0]+2)+line.remark, 2)
		}
		io.WriteString(w, text+"\n")
	}
}

func (t *table) row(cells []string, widths []int) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c))
		if t.right[i] {
			b.WriteString(pad + c)
		} else {
			b.WriteString(c + pad)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// keepColumns leaves out the columns that no row has anything in.
func (t *table) keepColumns(empty string) {
	for i := len(t.head) - 1; i >= 0; i-- {
		used := slices.ContainsFunc(t.lines, func(l tableLine) bool { return l.cells != nil && l.cells[i] != empty })
		if used {
			continue
		}
		t.head, t.right = slices.Delete(t.head, i, i+1), slices.Delete(t.right, i, i+1)
		for j := range t.lines {
			if t.lines[j].cells != nil {
				t.lines[j].cells = slices.Delete(t.lines[j].cells, i, i+1)
			}
		}
	}
}
