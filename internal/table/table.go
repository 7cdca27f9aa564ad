package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/internal/suggest"
)

// column is a column of a kind of file.
type column struct {
	name     string
	required bool // the header must have it
}

// layout is the columns of a kind of file, in the order they are written in. The last one is never empty: spreadsheets
// leave out trailing separators where the last cells of many rows are empty, and such rows are refused.
type layout []column

// The columns of each kind of file, by the constants below.
var (
	factColumns = layout{
		{"don_vi", true}, {"chi_tieu", true}, {"dong", false}, {"truong", false}, {"gia_tri", true},
		{"tai_lieu", false}, {"ngay_ghi_nhan", false}, {"nguon_du_lieu", true},
	}
	eventColumns = layout{
		{"san_pham", true}, {"su_kien", true}, {"ngay", true}, {"han", false}, {"tai_lieu", false}, {"don_vi", true},
	}
	decisionColumns = layout{
		{"quyet_dinh", true}, {"don_vi", true}, {"tieu_chi", false}, {"chi_tieu", false}, {"dong", false},
		{"truong", false}, {"gia_tri", false}, {"lan_tham_dinh", true}, {"nguoi_quyet_dinh", true},
		{"nguoi_thu_hai", false}, {"ly_do", false}, {"ngay", true},
	}
)

const (
	factUnit = iota
	factInput
	factRow
	factField
	factValue
	factDocument
	factRecorded
	factLayer
)

const (
	eventDeliverable = iota
	eventID
	eventDate
	eventDue
	eventDocument
	eventUnits
)

const (
	decisionKind = iota
	decisionUnit
	decisionCode
	decisionInput
	decisionRow
	decisionField
	decisionValue
	decisionLayer
	decisionBy
	decisionSecond
	decisionReason
	decisionDate
)

func (l layout) names() []string {
	names := make([]string, len(l))
	for i, c := range l {
		names[i] = c.name
	}
	return names
}

func (l layout) index(name string) int {
	for i, c := range l {
		if c.name == name {
			return i
		}
	}
	return -1
}

// cell is one cell of a row, cleaned; line and byte count from 1.
type cell struct {
	text       string
	line, byte int
	column     string
}

// row is a row in the order of its layout; a column that the file does not have is an empty cell.
type row struct {
	source *source
	line   int
	cells  []cell
	bad    bool // has a mistake: not used
}

// source is a file's bytes, kept to say where a mistake is.
type source struct {
	name   string
	data   []byte
	starts []int // offsets of the lines
}

func newSource(name string, data []byte) *source {
	s := &source{name: name, data: data, starts: []int{0}}
	for i, b := range data {
		if b == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	return s
}

// character turns a byte of a line into the number of its character, both from 1.
func (s *source) character(line, byteCol int) int {
	if line < 1 || line > len(s.starts) {
		return byteCol
	}
	from := s.starts[line-1]
	to := min(from+byteCol-1, len(s.data))
	return utf8.RuneCount(s.data[from:to]) + 1
}

// rows reads a file of a layout and hands over its rows, those with unreadable cells marked as bad. A file whose
// header does not tell the columns apart has no rows.
func (r *reader) rows(name string, data []byte, l layout, each func(*row)) {
	data, code := decode(data)
	if code != "" {
		r.mistake(Mistake{File: name, Code: code})
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
		if count >= MaxRows {
			r.mistake(Mistake{File: name, Line: line, Code: "facts.file_rows", Args: []string{strconv.Itoa(MaxRows)}})
			return
		}
		if blank(record) {
			continue
		}
		r.reading.Rows++
		if len(record) != width {
			r.mistake(Mistake{File: name, Line: line, Code: "facts.csv_ragged",
				Args: []string{strconv.Itoa(len(record)), strconv.Itoa(width)}})
			continue
		}
		each(r.row(src, in, record, l, at))
	}
}

// row cleans the cells of a record and puts them in the order of the layout. at gives the record's index of each column.
func (r *reader) row(src *source, in *csv.Reader, record []string, l layout, at []int) *row {
	line, _ := in.FieldPos(0)
	out := &row{source: src, line: line, cells: make([]cell, len(l))}
	for i, c := range l {
		out.cells[i].column = c.name
		if at[i] < 0 {
			continue
		}
		cl := &out.cells[i]
		cl.line, cl.byte = in.FieldPos(at[i])
		text, code := clean(record[at[i]])
		if code != "" {
			r.fail(out, i, code)
			continue
		}
		cl.text = text
	}
	return out
}

// header finds the layout's columns in the header.
func (r *reader) header(src *source, in *csv.Reader, header []string, l layout) (at []int, ok bool) {
	at = make([]int, len(l))
	for i := range at {
		at[i] = -1
	}
	ok = true
	for i, raw := range header {
		line, b := in.FieldPos(i)
		where := Mistake{File: src.name, Line: line, Col: src.character(line, b)}
		name, code := clean(raw)
		if code != "" {
			where.Code = code
			r.mistake(where)
			continue
		}
		k := l.index(name)
		switch {
		case k < 0:
			where.Code, where.Args = "facts.column_unknown", []string{shown(name), strings.Join(l.names(), ", ")}
			if near := suggest.Nearest(name, l.names()); near != "" {
				where.Code, where.Args = "facts.column_unknown_near", []string{shown(name), near}
			}
			r.mistake(where)
		case at[k] >= 0:
			where.Code, where.Args = "facts.column_twice", []string{name}
			r.mistake(where)
			ok = false
		default:
			at[k] = i
		}
	}
	for i, c := range l {
		if c.required && at[i] < 0 {
			r.mistake(Mistake{File: src.name, Line: 1, Code: "facts.column_missing", Args: []string{c.name}})
			ok = false
		}
	}
	return at, ok
}

// broken reports what the CSV reader could not make out.
func (r *reader) broken(src *source, err error) {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		r.mistake(Mistake{File: src.name, Line: parse.Line, Col: src.character(parse.Line, parse.Column),
			Code: "facts.csv_quote", Args: []string{strconv.Itoa(parse.StartLine)}})
	case errors.Is(err, io.EOF):
		r.mistake(Mistake{File: src.name, Code: "facts.file_empty"})
	default:
		r.mistake(Mistake{File: src.name, Code: "facts.file_read", Args: []string{err.Error()}})
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

// sortedStrings gives a sorted copy.
func sortedStrings(in []string) []string {
	out := append([]string(nil), in...)
	sort.Strings(out)
	return out
}
