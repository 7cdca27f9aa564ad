package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"cchc/internal/exact"
	"cchc/internal/table"
)

// Limits of a workbook: bytes unpacked, and rows of a sheet.
const (
	maxWorkbookBytes = 64 << 20
	maxCriteriaRows  = 20_000
)

// workbook reads the visible sheets of an .xlsx file.
func (r *criteriaReader) workbook(data []byte) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxWorkbookBytes, UnzipXMLSizeLimit: maxWorkbookBytes, // nothing goes to temporary files
	})
	if err != nil {
		r.whole("criteria.workbook", err.Error())
		return
	}
	defer book.Close()
	found := false
	var nearest *grid
	var near *criteriaHead
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err == nil && !visible {
			r.table.Skipped = append(r.table.Skipped, name)
			continue
		}
		g, err := sheetGrid(book, r.file, name)
		if err != nil {
			r.mistakes = append(r.mistakes, Mistake{File: r.file, Column: name, Code: "criteria.sheet", Args: []string{err.Error()}})
			continue
		}
		h := g.head()
		if len(h.missing()) > 0 {
			r.table.Skipped = append(r.table.Skipped, name)
			if near == nil || len(h.missing()) < len(near.missing()) {
				nearest, near = g, h
			}
			continue
		}
		found = true
		r.grid(g, h)
	}
	if !found && len(r.mistakes) == 0 {
		if near == nil {
			r.whole("criteria.no_head", "mã, tên, điểm tối đa")
			return
		}
		r.noHead(nearest, near)
	}
}

// sheetGrid reads a sheet.
func sheetGrid(book *excelize.File, file, name string) (*grid, error) {
	g := &grid{file: file, sheet: name}
	if strings.ContainsAny(name, " '!") {
		g.sheet = "'" + strings.ReplaceAll(name, "'", "''") + "'"
	}
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		texts, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if line > 2*maxCriteriaRows {
			return nil, fmt.Errorf("more than %d rows", 2*maxCriteriaRows)
		}
		row := gridRow{line: line}
		for col, text := range texts {
			cell, err := shownIn(book, name, col, line, text)
			switch {
			case err != nil:
				return nil, err
			case col < table.MaxColumns:
				row.cells = append(row.cells, cell)
			case cell != (gridCell{}):
				return nil, fmt.Errorf("%s%d: more than %d columns", columnLetters(col), line, table.MaxColumns)
			}
		}
		g.rows = append(g.rows, row)
	}
	return g, errors.Join(rows.Error(), g.mergedIn(book, name))
}

// shownIn gives what a cell shows. Of a formula it is the result that was stored with it.
func shownIn(book *excelize.File, sheet string, col, line int, text string) (gridCell, error) {
	at := columnLetters(col) + strconv.Itoa(line)
	kind, err := book.GetCellType(sheet, at)
	if err != nil {
		return gridCell{}, err
	}
	switch kind {
	case excelize.CellTypeError:
		return gridCell{fault: "criteria.cell_error"}, nil
	case excelize.CellTypeBool:
		return gridCell{text: map[string]string{"1": "có", "0": "không", "TRUE": "có", "FALSE": "không"}[text]}, nil
	}
	if text == "" {
		formula, err := book.GetCellFormula(sheet, at)
		if err != nil || formula == "" {
			return gridCell{}, err
		}
		return gridCell{fault: "criteria.formula_empty"}, nil
	}
	return gridCell{text: text, raw: kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber}, nil
}

// mergedIn notes the blocks of merged cells that are higher than one row.
func (g *grid) mergedIn(book *excelize.File, name string) error {
	blocks, err := book.GetMergeCells(name)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		left, top, err := excelize.CellNameToCoordinates(b.GetStartAxis())
		if err != nil {
			return err
		}
		right, bottom, err := excelize.CellNameToCoordinates(b.GetEndAxis())
		if err != nil {
			return err
		}
		if top < bottom {
			g.merged = append(g.merged, mergedCells{top, bottom, left - 1, right - 1})
		}
	}
	return nil
}

// storedDigits is how many significant digits of a stored number were meant: a workbook keeps 1.1 as 1.1000000000000001.
const storedDigits = 15

// storedNumber reads a number as a workbook stores it, with point and perhaps an exponent.
func storedNumber(text string) (exact.Num, bool) {
	mantissa, exponent, has := strings.Cut(strings.ToUpper(text), "E")
	n, percent, err := exact.ParseLiteral(mantissa)
	if err != nil || percent {
		return exact.Num{}, false
	}
	if has {
		e, err := strconv.Atoi(exponent)
		if err != nil || e < -30 || e > 30 {
			return exact.Num{}, false
		}
		for ; e > 0; e-- {
			n = n.Mul(exact.Int(10))
		}
		for ; e < 0; e++ {
			n = n.Mul(exact.MustFrac(1, 10))
		}
	}
	whole := 0
	for limit := exact.Int(1); whole < storedDigits && !n.Abs().Less(limit); whole++ {
		limit = limit.Mul(exact.Int(10))
	}
	return n.Round(exact.Rounding{Decimals: storedDigits - whole}), true
}
