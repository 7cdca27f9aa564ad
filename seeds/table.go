package seeds

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"cchc/internal/day"
)

// table reads a CSV file with a header line, comma or semicolon, and keeps the place of every cell.
type table struct {
	*ledger
	columns []string
	lines   [][]byte
	rows    []row
}

type row struct {
	cells  []string
	places []place
	table  *table
}

// readTable reads data. Columns beyond required and optional are faults, as are required ones that are absent.
// Cells are trimmed and brought to NFC, since sheets made on some systems separate diacritics.
func readTable(l *ledger, data []byte, required, optional []string) *table {
	t := &table{ledger: l}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		l.add(place{1, 1}, FaultEncoding)
		return t
	}
	t.lines = bytes.Split(data, []byte("\n"))
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = -1
	if bytes.Count(t.lines[0], []byte(";")) > bytes.Count(t.lines[0], []byte(",")) {
		reader.Comma = ';'
	}
	for first := true; ; first = false {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.syntax(err)
			break
		}
		r := t.row(reader, record)
		if first {
			if !t.header(r, required, optional) {
				return t
			}
			continue
		}
		if len(r.cells) != len(t.columns) {
			l.add(r.places[0], FaultFieldCount, "want", strconv.Itoa(len(t.columns)), "got", strconv.Itoa(len(r.cells)))
			continue
		}
		t.rows = append(t.rows, r)
	}
	if t.columns == nil && len(l.faults) == 0 {
		t.header(row{table: t}, required, optional)
	}
	return t
}

func (t *table) syntax(err error) {
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		t.add(t.place(bad.Line, bad.Column), FaultSyntax, "reason", bad.Err.Error())
		return
	}
	t.add(place{1, 1}, FaultSyntax, "reason", err.Error())
}

func (t *table) row(reader *csv.Reader, record []string) row {
	r := row{table: t}
	for i, cell := range record {
		line, column := reader.FieldPos(i)
		r.places = append(r.places, t.place(line, column))
		r.cells = append(r.cells, norm.NFC.String(strings.TrimSpace(cell)))
	}
	return r
}

// place turns the byte column of encoding/csv into characters.
func (t *table) place(line, column int) place {
	if line < 1 || line > len(t.lines) {
		return place{line, column}
	}
	text := t.lines[line-1]
	return place{line, 1 + utf8.RuneCount(text[:min(column-1, len(text))])}
}

// header checks the first line; it says whether the rows below can be read.
func (t *table) header(r row, required, optional []string) bool {
	ok := true
	for i, name := range r.cells {
		switch {
		case slices.Contains(r.cells[:i], name):
			t.add(r.places[i], FaultDuplicateKey, "key", name)
			ok = false
		case !slices.Contains(required, name) && !slices.Contains(optional, name):
			t.addUnknown(r.places[i], FaultUnknownColumn, "column", name, slices.Concat(required, optional))
		}
	}
	for _, name := range required {
		if !slices.Contains(r.cells, name) {
			t.add(place{1, 1}, FaultMissingColumn, "column", name)
			ok = false
		}
	}
	t.columns = r.cells
	return ok
}

// text is the cell of a column, "" where the file has no such column.
func (r row) text(column string) string {
	if i := slices.Index(r.table.columns, column); i >= 0 {
		return r.cells[i]
	}
	return ""
}

// at is the place of a column's cell.
func (r row) at(column string) place {
	if i := slices.Index(r.table.columns, column); i >= 0 {
		return r.places[i]
	}
	return r.places[0]
}

func (r row) filled(column string) string {
	text := r.text(column)
	if text == "" {
		r.table.add(r.at(column), FaultEmpty, "field", column)
	}
	return text
}

// date reads an optional date; an empty cell is day.None.
func (r row) date(column string) day.Day {
	text := r.text(column)
	if text == "" {
		return day.None
	}
	d, err := day.Parse(text)
	if err != nil {
		r.table.add(r.at(column), FaultBadDate, "value", text)
		return day.None
	}
	return d
}

// codes reads codes separated by blanks.
func (r row) codes(column string) []string {
	var codes []string
	for code := range strings.FieldsSeq(r.text(column)) {
		if slices.Contains(codes, code) {
			r.table.add(r.at(column), FaultDuplicate, "value", code)
			continue
		}
		codes = append(codes, code)
	}
	return codes
}

// ordered records a fault when the second day lies before the first.
func (r row) ordered(from, to day.Day, column string) {
	if from != day.None && to != day.None && to < from {
		r.table.add(r.at(column), FaultDatesReversed, "from", from.String(), "to", to.String())
	}
}
