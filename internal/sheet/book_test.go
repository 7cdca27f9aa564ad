package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestEncodeBook: every cell of a written workbook is read again as the text it was, whatever a spreadsheet would make of it.
func TestEncodeBook(t *testing.T) {
	cells := []string{"=1+1", "+84912345678", "-1", "@SUM(A1)", "00123", "1/2", "31/12/2026", "1,5", "", " đầu cuối ", "<b>&\"'", "dòng một\ndòng hai"}
	head := make([]string, len(cells))
	for i := range head {
		head[i] = "Cột " + columnLetters(i)
	}
	pages := []Page{{Name: "Tóm tắt", Notes: []string{"Dữ liệu minh họa", "=cmd()"}},
		{Name: "Danh sách", Notes: []string{"một dòng"}, Head: head, Rows: [][]string{cells, {"chỉ một ô"}}},
		{Name: "Trống", Head: head}}
	data, err := EncodeBook(pages)
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got := strings.Join(book.GetSheetList(), ","); got != "Tóm tắt,Danh sách,Trống" {
		t.Errorf("sheets %s", got)
	}
	at := func(sheet, cell, want string) {
		t.Helper()
		got, err := book.GetCellValue(sheet, cell)
		if err != nil || got != want {
			t.Errorf("%s!%s is %q, %v; want %q", sheet, cell, got, err, want)
		}
		if formula, _ := book.GetCellFormula(sheet, cell); formula != "" {
			t.Errorf("%s!%s has a formula %q", sheet, cell, formula)
		}
		if kind, _ := book.GetCellType(sheet, cell); want != "" && kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
			t.Errorf("%s!%s has type %d, no text", sheet, cell, kind)
		}
	}
	at("Tóm tắt", "A2", "=cmd()")
	for i, want := range cells {
		at("Danh sách", columnLetters(i)+"3", head[i])
		at("Danh sách", columnLetters(i)+"4", want)
	}
	at("Danh sách", "A5", "chỉ một ô")
	at("Trống", "A1", "Cột A")
	again, err := EncodeBook(pages)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("the same pages have other bytes, %v", err)
	}
	if data, err := EncodeBook([]Page{{Name: "a", Notes: []string{"x\x00\x01y"}}}); err != nil || len(data) == 0 {
		t.Errorf("control characters: %v", err)
	}
	if _, err := EncodeBook([]Page{{Name: "a/b"}}); err == nil {
		t.Error("a name that no sheet can have")
	}
}
