package table

import (
	"fmt"
	"sort"
	"strings"
)

// Mistake is one thing wrong with what was read: where, a stable code and the arguments of its sentence.
type Mistake struct {
	File   string
	Line   int    // from 1; 0: the file as a whole
	Col    int    // from 1, in characters of the line; 0: the line as a whole
	Column string // name of the column, as the header has it; "" where none is meant
	Code   string
	Args   []string
}

// Format gives the mistake as one line, file:line:col: column: code: sentence. The sentence comes from message.
func (m Mistake) Format(message func(code string, args ...string) string) string {
	var b strings.Builder
	b.WriteString(m.File)
	if m.Line > 0 {
		fmt.Fprintf(&b, ":%d", m.Line)
	}
	if m.Col > 0 {
		fmt.Fprintf(&b, ":%d", m.Col)
	}
	if m.Column != "" {
		b.WriteString(": " + m.Column)
	}
	b.WriteString(": " + m.Code + ": " + message(m.Code, m.Args...))
	return b.String()
}

// SortMistakes puts mistakes in the order of their places.
func SortMistakes(ms []Mistake) {
	sort.SliceStable(ms, func(i, j int) bool {
		a, b := ms[i], ms[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Col < b.Col
	})
}

// shownRunes is how much of a cell a message repeats.
const shownRunes = 60

// Shown is a cell's text as a message may repeat it: short, on one line, without anything invisible.
func Shown(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n == shownRunes {
			b.WriteString("…")
			break
		}
		if hidden(r) != "" || r == '\n' || r == '\t' || r == '\r' {
			r = '·'
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
