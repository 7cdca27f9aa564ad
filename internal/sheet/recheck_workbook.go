package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

const recheckSheet = "hau-kiem"

// recheckWidths are the widths of the columns, in characters.
var recheckWidths = [...]int{7, 11, 18, 26, 9, 40, 14, 8, 11, 60, 10, 10, 40, 20}

// Workbook gives the form as an Excel workbook. Every cell is text, so that a spreadsheet makes no dates of codes and no
// rounded number of the seed.
func (f *Recheck) Workbook() ([]byte, error) {
	lines, err := f.grid()
	if err != nil {
		return nil, err
	}
	book := excelize.NewFile()
	defer book.Close()
	head := len(lines) - len(f.Rows)
	if err := errors.Join(book.SetSheetName("Sheet1", recheckSheet), writeLines(book, lines), arrange(book, head, len(lines))); err != nil {
		return nil, fmt.Errorf("write draw: %w", err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, fmt.Errorf("write draw: %w", err)
	}
	return b.Bytes(), nil
}

func writeLines(book *excelize.File, lines [][]string) error {
	for i, line := range lines {
		for k, text := range line {
			at, err := excelize.CoordinatesToCellName(k+1, i+1)
			if err == nil && text != "" {
				err = book.SetCellStr(recheckSheet, at, text)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// arrange sets widths, keeps the titles on the screen and offers the two results; the titles stand in line head.
func arrange(book *excelize.File, head, last int) error {
	var errs []error
	for i, width := range recheckWidths {
		name := columnLetters(i)
		errs = append(errs, book.SetColWidth(recheckSheet, name, name, float64(width)))
	}
	choice := excelize.NewDataValidation(true)
	column := columnLetters(recheckResult)
	choice.SetSqref(fmt.Sprintf("%s%d:%s%d", column, head+1, column, max(last, head+1)))
	errs = append(errs, choice.SetDropList([]string{"đúng", "sai"}), book.AddDataValidation(recheckSheet, choice),
		book.SetPanes(recheckSheet, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: fmt.Sprintf("A%d", head+1), ActivePane: "bottomLeft"}))
	return errors.Join(errs...)
}

// workbookCSV gives the first visible sheet of a workbook as CSV, a row a line. Numbers that were typed into it are written as
// they were meant.
func workbookCSV(file string, data []byte) ([]byte, []Mistake) {
	broken := func(err error) ([]byte, []Mistake) {
		return nil, []Mistake{{File: file, Code: "criteria.workbook", Args: []string{err.Error()}}}
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxWorkbookBytes, UnzipXMLSizeLimit: maxWorkbookBytes,
	})
	if err != nil {
		return broken(err)
	}
	defer book.Close()
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err == nil && !visible {
			continue
		}
		g, err := sheetGrid(book, file, name)
		if err == nil {
			err = g.disguises(book, name)
		}
		if err != nil {
			return broken(err)
		}
		return g.csv()
	}
	return broken(errors.New("no visible sheet"))
}

// disguised are the parts of a number format that show a text of their own, or hide the cell's.
const disguised = `"\;*`

// disguises marks cells whose number format shows people another text than the one that is read.
func (g *grid) disguises(book *excelize.File, name string) error {
	for i := range g.rows {
		for k := range g.rows[i].cells {
			c := &g.rows[i].cells[k]
			if c.text == "" || c.fault != "" {
				continue
			}
			id, err := book.GetCellStyle(name, columnLetters(k)+strconv.Itoa(g.rows[i].line))
			if err != nil {
				return err
			}
			style, err := book.GetStyle(id)
			if err != nil {
				return err
			}
			if style.CustomNumFmt != nil && strings.ContainsAny(*style.CustomNumFmt, disguised) {
				c.fault = "criteria.cell_disguised"
			}
		}
	}
	return nil
}

// csv writes a grid line by line.
func (g *grid) csv() ([]byte, []Mistake) {
	var mistakes []Mistake
	lines := make([][]string, len(g.rows))
	for i, row := range g.rows {
		cells := make([]string, len(row.cells))
		for k, c := range row.cells {
			if c.fault != "" {
				mistakes = append(mistakes, Mistake{File: g.file, Line: row.line, Column: columnLetters(k), Code: c.fault})
			}
			cells[k] = strings.Join(strings.Fields(c.text), " ")
			if n, stored := storedNumber(c.text); stored && c.raw {
				cells[k] = n.TypedVN(false)
			}
		}
		if len(cells) > 0 && !strings.HasPrefix(cells[0], headMark) {
			cells = append(cells, make([]string, max(len(recheckColumns)-len(cells), 0))...)
		}
		lines[i] = cells
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = ';'
	w.WriteAll(lines) // to memory: it cannot fail
	return b.Bytes(), mistakes
}
