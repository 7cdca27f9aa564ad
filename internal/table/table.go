// Package table reads and writes CSV tables as people make them: UTF-8 with or without a byte order mark, commas or
// semicolons, columns in any order, dates and numbers in the forms of Vietnamese papers. It gives every mistake of a
// file at once, by line and column, with a stable code and the arguments of its sentence.
//
// It knows text, columns and the typed values of cells. What a table is about it leaves to internal/sheet and
// internal/register; the Vietnamese sentence of a mistake to internal/wording.
//
// A text that a spreadsheet would run as a formula is written with an apostrophe before it, which reading takes away
// again; see Guard.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/internal/suggest"
)

// Limits of one file.
const (
	MaxFileBytes = 20 << 20
	MaxColumns   = 100 // a header with more is not one of ours
)

// Column is a column of a kind of file.
type Column struct {
	Name     string
	Required bool // the header must have it
}

// Layout is the columns of a kind of file, in the order they are written in.
type Layout []Column

// Names gives the names of the columns.
func (l Layout) Names() []string {
	names := make([]string, len(l))
	for i, c := range l {
		names[i] = c.Name
	}
	return names
}

func (l Layout) index(name string) int {
	for i, c := range l {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// Cell is one cell of a row, cleaned; Line and Byte count from 1 and are 0 where the file has no such column.
type Cell struct {
	Text       string
	Line, Byte int
	Column     string
}

// Row is a row in the order of its layout; a column that the file does not have is an empty cell.
type Row struct {
	Source *Source
	Line   int
	Cells  []Cell
	Bad    bool // has a mistake: not to be used
}

// Where names the row for people: "facts.csv:12".
func (rw *Row) Where() string { return rw.Source.Name + ":" + strconv.Itoa(rw.Line) }

// Source is a file's bytes, kept to say where a mistake is.
type Source struct {
	Name   string
	data   []byte
	starts []int // offsets of the lines
}

func newSource(name string, data []byte) *Source {
	s := &Source{Name: name, data: data, starts: []int{0}}
	for i, b := range data {
		if b == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	return s
}

// character turns a byte of a line into the number of its character, both from 1.
func (s *Source) character(line, byteCol int) int {
	if line < 1 || line > len(s.starts) {
		return byteCol
	}
	from := s.starts[line-1]
	to := min(from+byteCol-1, len(s.data))
	return utf8.RuneCount(s.data[from:to]) + 1
}

// Reader reads files and gathers their mistakes.
type Reader struct {
	Mistakes []Mistake
	Rows     int // rows that were not blank
	guesses  int
}

// Read reads a file of a layout and hands over its rows, those with unreadable cells marked as bad. A file whose header
// does not tell the columns apart has no rows; one with more than maxRows is read up to there.
func (r *Reader) Read(name string, data []byte, l Layout, maxRows int, each func(*Row)) {
	if len(data) > MaxFileBytes {
		r.Report(Mistake{File: name, Code: "facts.file_large", Args: []string{strconv.Itoa(MaxFileBytes >> 20)}})
		return
	}
	data, code := decode(data)
	if code != "" {
		r.Report(Mistake{File: name, Code: code})
		return
	}
	src := newSource(name, data)
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma = separator(data)
	in.FieldsPerRecord = -1
	in.ReuseRecord = true

	header, err := in.Read()
	if err != nil {
		r.broken(src, err)
		return
	}
	if len(header) > MaxColumns {
		r.Report(Mistake{File: name, Line: 1, Code: "facts.file_columns", Args: []string{strconv.Itoa(MaxColumns)}})
		return
	}
	at, ok := r.header(src, in, header, l)
	if !ok {
		return
	}
	width := len(header)
	for count := 0; ; count++ {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			r.broken(src, err)
			continue
		}
		line, _ := in.FieldPos(0)
		if count >= maxRows {
			r.Report(Mistake{File: name, Line: line, Code: "facts.file_rows", Args: []string{strconv.Itoa(maxRows)}})
			return
		}
		if blank(record) {
			continue
		}
		r.Rows++
		if len(record) != width {
			r.Report(Mistake{File: name, Line: line, Code: "facts.csv_ragged",
				Args: []string{strconv.Itoa(len(record)), strconv.Itoa(width)}})
			continue
		}
		each(r.row(src, in, record, l, at))
	}
}

// row cleans the cells of a record and puts them in the order of the layout. at gives the record's index of each column.
func (r *Reader) row(src *Source, in *csv.Reader, record []string, l Layout, at []int) *Row {
	line, _ := in.FieldPos(0)
	out := &Row{Source: src, Line: line, Cells: make([]Cell, len(l))}
	for i, c := range l {
		out.Cells[i].Column = c.Name
		if at[i] < 0 {
			continue
		}
		cl := &out.Cells[i]
		cl.Line, cl.Byte = in.FieldPos(at[i])
		text, code := Clean(record[at[i]])
		if code != "" {
			r.Fail(out, i, code)
			continue
		}
		cl.Text = text
	}
	return out
}

// header finds the layout's columns in the header.
func (r *Reader) header(src *Source, in *csv.Reader, header []string, l Layout) (at []int, ok bool) {
	at = make([]int, len(l))
	for i := range at {
		at[i] = -1
	}
	ok = true
	for i, raw := range header {
		line, b := in.FieldPos(i)
		where := Mistake{File: src.Name, Line: line, Col: src.character(line, b)}
		name, code := Clean(raw)
		if code != "" {
			where.Code = code
			r.Report(where)
			continue
		}
		k := l.index(name)
		switch {
		case k < 0:
			where.Code, where.Args = "facts.column_unknown", []string{Shown(name), strings.Join(l.Names(), ", ")}
			if near := suggest.Nearest(name, l.Names()); near != "" {
				where.Code, where.Args = "facts.column_unknown_near", []string{Shown(name), near}
			}
			r.Report(where)
		case at[k] >= 0:
			where.Code, where.Args = "facts.column_twice", []string{name}
			r.Report(where)
			ok = false
		default:
			at[k] = i
		}
	}
	for i, c := range l {
		if c.Required && at[i] < 0 {
			r.Report(Mistake{File: src.Name, Line: 1, Code: "facts.column_missing", Args: []string{c.Name}})
			ok = false
		}
	}
	return at, ok
}

// broken reports what the CSV reader could not make out.
func (r *Reader) broken(src *Source, err error) {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		r.Report(Mistake{File: src.Name, Line: parse.Line, Col: src.character(parse.Line, parse.Column),
			Code: "facts.csv_quote", Args: []string{strconv.Itoa(parse.StartLine)}})
	case errors.Is(err, io.EOF):
		r.Report(Mistake{File: src.Name, Code: "facts.file_empty"})
	default:
		r.Report(Mistake{File: src.Name, Code: "facts.file_read", Args: []string{err.Error()}})
	}
}

// decode takes off the byte order mark and refuses the encodings that office programs also write.
func decode(data []byte) (text []byte, code string) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return nil, "facts.file_utf16"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return nil, "facts.file_workbook"
	}
	return bytes.TrimPrefix(data, []byte("\ufeff")), ""
}

// separator is the one that stands more often in the header.
func separator(data []byte) rune {
	header, _, _ := bytes.Cut(bytes.TrimLeft(data, "\r\n"), []byte("\n"))
	if bytes.Count(header, []byte(";")) > bytes.Count(header, []byte(",")) {
		return ';'
	}
	return ','
}

func blank(record []string) bool {
	for _, f := range record {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

// Encode writes a header and rows as Read reads them: with a byte order mark, by which Excel knows UTF-8, and with
// semicolons, which leave the decimal comma unquoted. The same rows give the same bytes.
func Encode(header []string, rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma = ';'
	w.Write(header)
	w.WriteAll(rows)
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("write table: %w", err)
	}
	return b.Bytes(), nil
}
