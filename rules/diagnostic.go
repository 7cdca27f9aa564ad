package rules

import (
	"fmt"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Severity tells mistakes, which keep a set from being used, from warnings.
type Severity uint8

// The severities.
const (
	Error Severity = iota
	Warning
)

// Diagnostic is one mistake or warning at its place. Its sentence is made at the edge from Code, Args and Hint.
type Diagnostic struct {
	File string // path inside the file system that was loaded
	// Line and Col count from 1, columns in runes of NFC text; EndCol is exclusive. Line 0: the file as a whole.
	Line, Col, EndCol int
	Severity          Severity
	Code              string // "rule.none"; its sentence is in internal/wording
	Args              []string
	Hint              string // what the author probably meant, or empty
	Source            string // the line's text
}

// Diagnostics is a list of mistakes and warnings.
type Diagnostics []Diagnostic

// HasErrors reports whether any of them is an error.
func (ds Diagnostics) HasErrors() bool {
	for _, d := range ds {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Sort orders by file, line, column, then severity, code and arguments, so that the order is the same every time.
func (ds Diagnostics) Sort() {
	sort.SliceStable(ds, func(i, j int) bool {
		a, b := &ds[i], &ds[j]
		switch {
		case a.File != b.File:
			return a.File < b.File
		case a.Line != b.Line:
			return a.Line < b.Line
		case a.Col != b.Col:
			return a.Col < b.Col
		case a.Severity != b.Severity:
			return a.Severity < b.Severity
		case a.Code != b.Code:
			return a.Code < b.Code
		}
		return strings.Join(a.Args, "\x00") < strings.Join(b.Args, "\x00")
	})
}

// Format renders the diagnostic with its sentence: place, code and message, then the source line and a line of carets
// under the text that is wrong.
func (d Diagnostic) Format(message string) string {
	var b strings.Builder
	b.WriteString(d.File)
	if d.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", d.Line, d.Col)
	}
	fmt.Fprintf(&b, ": %s: %s\n", d.Code, message)
	if d.Line > 0 && d.Source != "" {
		fmt.Fprintf(&b, "  %s\n  %s\n", d.Source, d.carets())
	}
	return strings.Map(harmless, b.String())
}

// harmless shows characters that would steer a terminal as what they are: none to be printed.
func harmless(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return unicode.ReplacementChar
	}
	return r
}

// carets gives the line under the source: tabs are kept as tabs, wide letters take two places, combining marks none,
// so that the carets stand under their text in a terminal of any tab width.
func (d Diagnostic) carets() string {
	var b strings.Builder
	line := []rune(d.Source)
	from := min(d.Col-1, len(line))
	for _, r := range line[:from] {
		if r == '\t' {
			b.WriteByte('\t')
			continue
		}
		b.WriteString(strings.Repeat(" ", cells(r)))
	}
	n := 0
	for _, r := range line[from:max(from, min(d.EndCol-1, len(line)))] {
		n += cells(r)
	}
	b.WriteString(strings.Repeat("^", max(n, 1)))
	return b.String()
}

// cells is the number of places a rune takes in a terminal.
func cells(r rune) int {
	switch k := width.LookupRune(r).Kind(); {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case k == width.EastAsianWide || k == width.EastAsianFullwidth:
		return 2
	}
	return 1
}
