package demo

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
)

// row is a row of one of the tables. What is wrong with its cells is gathered in the table.
type row struct {
	table *table
	line  int
	cells map[string]string
}

// table is a table as it is read: its rows and all that is wrong with them.
type table struct {
	file string
	errs []error
	rows []row
}

// readTable reads a table with exactly these columns.
func readTable(file string, columns ...string) *table {
	t := &table{file: file}
	data, err := files.ReadFile(file)
	if err != nil {
		t.errs = append(t.errs, err)
		return t
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err == nil && (len(records) == 0 || !slices.Equal(records[0], columns)) {
		err = fmt.Errorf("columns must be %s", strings.Join(columns, ","))
	}
	if err != nil {
		t.errs = append(t.errs, fmt.Errorf("%s: %w", file, err))
		return t
	}
	for i, record := range records[1:] {
		cells := map[string]string{}
		for j, c := range columns {
			cells[c] = record[j]
		}
		t.rows = append(t.rows, row{table: t, line: i + 2, cells: cells})
	}
	return t
}

func (t *table) err() error { return errors.Join(t.errs...) }

func (r row) text(column string) string { return r.cells[column] }

func (r row) failf(format string, args ...any) {
	r.table.errs = append(r.table.errs, fmt.Errorf("%s:%d: %s", r.table.file, r.line, fmt.Sprintf(format, args...)))
}

// number reads a plain number or a percentage; an empty cell is 0.
func (r row) number(column string) exact.Num {
	text := r.cells[column]
	if text == "" {
		return exact.Num{}
	}
	n, _, err := exact.ParseLiteral(text)
	if err != nil {
		r.failf("%s: %s", column, err)
	}
	return n
}

// whole reads a whole number; an empty cell is 0.
func (r row) whole(column string) int {
	n, ok := r.number(column).Int64()
	if !ok {
		r.failf("%s: %q is not a whole number", column, r.cells[column])
	}
	return int(n)
}

// day reads a date; an empty cell is day.None.
func (r row) day(column string) day.Day {
	if r.cells[column] == "" {
		return day.None
	}
	return r.parseDay(column, r.cells[column])
}

func (r row) parseDay(column, text string) day.Day {
	d, err := day.Parse(text)
	if err != nil {
		r.failf("%s: %s", column, err)
	}
	return d
}
