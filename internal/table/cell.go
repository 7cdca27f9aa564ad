package table

import (
	"errors"
	"strings"
	"unicode/utf8"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

// Report adds a mistake that is not about one cell.
func (r *Reader) Report(m Mistake) { r.Mistakes = append(r.Mistakes, m) }

// Fail reports a mistake in a cell and takes the row out.
func (r *Reader) Fail(rw *Row, at int, code string, args ...string) {
	c := rw.Cells[at]
	m := Mistake{File: rw.Source.Name, Line: rw.Line, Column: c.Column, Code: code, Args: args}
	if c.Line > 0 {
		m.Line, m.Col = c.Line, rw.Source.character(c.Line, c.Byte)
	}
	r.Report(m)
	rw.Bad = true
}

// maxGuesses bounds how many unknown names get a suggestion: a folder full of them is not helped by more, and the search
// for each looks at all known names.
const maxGuesses = 1000

// shortestGuess is the length from which a misspelt name in a cell can be told from another one: the codes, levels and
// rows of a case may be single digits.
const shortestGuess = 4

// FailName reports an unknown name, with the nearest known one where there is one (then the code ends in _near and the
// second argument is that name), else with args.
func (r *Reader) FailName(rw *Row, at int, code, name string, candidates []string, args ...string) {
	if r.guesses < maxGuesses && utf8.RuneCountInString(name) >= shortestGuess {
		r.guesses++
		if near := suggest.Nearest(name, candidates); near != "" {
			r.Fail(rw, at, code+"_near", Shown(name), near)
			return
		}
	}
	r.Fail(rw, at, code, append([]string{Shown(name)}, args...)...)
}

// Filled gives a cell that must not be empty, as it stands in the file.
func (r *Reader) Filled(rw *Row, at int) string {
	text := rw.Cells[at].Text
	if text == "" && !rw.Bad {
		r.Fail(rw, at, "facts.cell_empty")
	}
	return text
}

// Need gives the text of a cell that must not be empty.
func (r *Reader) Need(rw *Row, at int) string { return Unguard(r.Filled(rw, at)) }

// Text gives a cell of free text.
func (r *Reader) Text(rw *Row, at int) string { return Unguard(rw.Cells[at].Text) }

// Day reads a date that is not empty.
func (r *Reader) Day(rw *Row, at int) day.Day {
	d, err := day.Parse(rw.Cells[at].Text)
	if err != nil {
		var bad *day.ParseError
		if errors.As(err, &bad) {
			r.Fail(rw, at, typedCode(bad.Code), Shown(bad.Text))
		}
	}
	return d
}

// OptionalDay reads a date; an empty cell is day.None.
func (r *Reader) OptionalDay(rw *Row, at int) day.Day {
	if rw.Cells[at].Text == "" {
		return day.None
	}
	return r.Day(rw, at)
}

// Number reads a number as people type it; a form that could mean two numbers is refused.
func (r *Reader) Number(rw *Row, at int, text string) (n exact.Num, percent, ok bool) {
	n, percent, err := exact.ParseFigure(text)
	if err != nil {
		args := make([]string, len(err.Args))
		for i, a := range err.Args {
			args[i] = Shown(a)
		}
		r.Fail(rw, at, typedCode(err.Code), args...)
	}
	return n, percent, err == nil
}

func (r *Reader) yesNo(rw *Row, at int, text string) engine.Value {
	v := engine.Value{Type: form.TypeBool}
	switch strings.ToLower(text) {
	case "có", "true", "1":
		v.Bool = true
	case "không", "false", "0":
	default:
		r.Fail(rw, at, "facts.value_yes_no", Shown(text))
	}
	return v
}

// typedCode is the code of a mistake in a typed number or date, here where people write for a spreadsheet.
func typedCode(code string) string { return "facts." + strings.Replace(code, ".", "_", 1) }
