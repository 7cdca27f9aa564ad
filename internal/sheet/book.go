package sheet

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Page is a sheet of a workbook that is written for people: remarks above a table. Every cell is text, so that nothing in it is
// computed by whoever opens it and nothing is taken for a date or number that it is not.
type Page struct {
	Name  string // as its tab shows it, at most 31 characters without : \ / ? * [ ]
	Notes []string
	Head  []string
	Rows  [][]string
}

// Widths of columns in characters: what a column needs, within these.
const (
	leastWidth = 8
	mostWidth  = 60
)

// EncodeBook gives the bytes of a workbook (.xlsx) of pages. The same pages give the same bytes.
func EncodeBook(pages []Page) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: textFormat,
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, fmt.Errorf("encode book: %w", err)
	}
	body, err := f.NewStyle(&excelize.Style{NumFmt: textFormat, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, fmt.Errorf("encode book: %w", err)
	}
	for i := range pages {
		p := pageWriter{f, &pages[i], head, body}
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), p.Name)
		} else {
			_, err = f.NewSheet(p.Name)
		}
		if err == nil {
			err = p.write()
		}
		if err != nil {
			return nil, fmt.Errorf("encode book: sheet %s: %w", p.Name, err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, fmt.Errorf("encode book: %w", err)
	}
	return b.Bytes(), nil
}

// textFormat is Excel's number format "@": text.
const textFormat = 49

type pageWriter struct {
	f *excelize.File
	*Page
	head, body int
}

func (p *pageWriter) write() error {
	line := 1
	for _, note := range p.Notes {
		if err := p.f.SetCellStr(p.Name, fmt.Sprintf("A%d", line), printable(note)); err != nil {
			return err
		}
		line++
	}
	if len(p.Head) == 0 {
		return nil
	}
	if len(p.Notes) > 0 {
		line++
	}
	top := line
	if err := p.row(line, p.Head, p.head); err != nil {
		return err
	}
	for _, row := range p.Rows {
		line++
		if err := p.row(line, row, p.body); err != nil {
			return err
		}
	}
	if err := p.widths(); err != nil {
		return err
	}
	return p.f.SetPanes(p.Name, &excelize.Panes{Freeze: true, YSplit: top, TopLeftCell: fmt.Sprintf("A%d", top+1), ActivePane: "bottomLeft"})
}

func (p *pageWriter) row(line int, cells []string, style int) error {
	for col, text := range cells {
		at := fmt.Sprintf("%s%d", columnLetters(col), line)
		if err := p.f.SetCellStr(p.Name, at, printable(text)); err != nil {
			return err
		}
	}
	return p.f.SetCellStyle(p.Name, fmt.Sprintf("A%d", line), fmt.Sprintf("%s%d", columnLetters(max(len(p.Head)-1, 0)), line), style)
}

func (p *pageWriter) widths() error {
	for col := range p.Head {
		width := leastWidth
		for _, row := range append([][]string{p.Head}, p.Rows...) {
			if col < len(row) {
				width = max(width, len([]rune(row[col]))+2)
			}
		}
		name := columnLetters(col)
		if err := p.f.SetColWidth(p.Name, name, name, float64(min(width, mostWidth))); err != nil {
			return err
		}
	}
	return nil
}

// printable leaves out characters that the format of workbooks has no place for.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
}
