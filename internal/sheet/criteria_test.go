package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"cchc/internal/wording"
)

// told renders mistakes as people see them, and demands a sentence for each.
func told(t *testing.T, mistakes []Mistake) string {
	t.Helper()
	var lines []string
	for _, m := range mistakes {
		if !wording.Known(m.Code) {
			t.Errorf("no sentence for %s", m.Code)
		}
		lines = append(lines, m.Format(func(_ string, args ...string) string { return strings.Join(args, "|") }))
	}
	return strings.Join(lines, "\n")
}

func lines(table *CriteriaTable) string {
	var out []string
	for _, r := range table.Rows {
		points := "-"
		if r.Max != nil {
			points = r.Max.VN()
		}
		out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s", r.Place, r.Code, r.Name, points, strings.ReplaceAll(r.Rule, "\n", "/")))
	}
	return strings.Join(out, "\n")
}

func TestCriteriaCSV(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"english, commas, mark, other order", "\ufeffMax,Name,Code,Other\n\"1,5\",Plan,1.1,x\n", "b.csv:2|1.1|Plan|1,5|"},
		{"tabs", "Mã\tTên\tĐiểm tối đa\n1.1\tA, b; c\t0.5\n", "b.csv:2|1.1|A, b; c|0,5|"},
		{"titles below text, numbering, repeated titles",
			"BẢNG TIÊU CHÍ;;\nSTT;Tiêu chí;Điểm tối đa (điểm)\n(1);(2);(3)\n1.;Một ;2 điểm\nSTT;Tiêu chí;Điểm tối đa\n1.1);Hai;–\n",
			"b.csv:4|1|Một|2|\nb.csv:6|1.1|Hai|-|"},
		{"titles on two lines", "TT;Nội dung;Kết quả;\n;;Tối đa;Đạt\n1.1;A;3;2\n", "b.csv:3|1.1|A|3|"},
		{"code with its name", "Mã;Tên;Điểm\nLĨNH VỰC 1: CHỈ ĐẠO;;2\n1.1. Kế hoạch;;2\n;Lĩnh vực II. Thể chế;3\n",
			"b.csv:2|1|CHỈ ĐẠO|2|\nb.csv:3|1.1|Kế hoạch|2|\nb.csv:4|II|Thể chế|3|"},
		{"lines of a rule", "Mã;Tên;Điểm;Cách tính\n1.1;A;2;Theo mức:\na);Đúng hạn;2;\n;Không có;-0,5;\n+;;;còn lại\n",
			"b.csv:2|1.1|A|2|Theo mức:/a) Đúng hạn: 2/Không có: -0,5/+: còn lại"},
		{"guarded text, decomposed letters", "Ma\u0303;Te\u0302n;Điểm\n1.1;'=A1;1\n", "b.csv:2|1.1|=A1|1|"},
	} {
		table, mistakes := ReadCriteria("b.csv", []byte(c.text))
		if len(mistakes) > 0 {
			t.Errorf("%s: %s", c.name, told(t, mistakes))
			continue
		}
		if got := lines(table); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestCriteriaOfItself(t *testing.T) {
	table, mistakes := ReadCriteria("b.csv", []byte("Bộ tiêu chí gồm 8 lĩnh vực, 38 tiêu chí và 88 tiêu chí thành phần;;;;\n"+
		"Mã;Tên;Điểm tối đa;Ghi chú;Điều tra XHH\n1;A;60,5;;\n1.1;B;60,5;;x\n1.2;C;0;;không\n;Tổng cộng (I+II);100;;\n;Nơi nhận: 5 lĩnh vực;;;\n"))
	if len(mistakes) > 0 {
		t.Fatal(told(t, mistakes))
	}
	if s := table.Stated; s["areas"].Count != 8 || s["criteria"].Count != 38 || s["subcriteria"].Count != 88 || s["areas"].Place != "b.csv:1" {
		t.Errorf("stated %v", s)
	}
	if table.Total == nil || table.Total.VN() != "100" || table.TotalPlace != "b.csv:6" || !slices.Equal(table.Ignored, []string{"Ghi chú"}) {
		t.Errorf("total %v at %s, ignored %v", table.Total, table.TotalPlace, table.Ignored)
	}
	if table.Rows[0].Survey || !table.Rows[1].Survey || table.Rows[2].Survey || table.Rows[2].Rule != "" {
		t.Errorf("rows %+v", table.Rows)
	}
}

func TestCriteriaMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "b.csv: facts.file_empty: "},
		{"a;b\n1;2\n", "b.csv: criteria.no_head: mã, tên, điểm tối đa"},
		{"Mã;Nội dung\n1;2\n", "b.csv:1: criteria.column_missing: điểm tối đa"},
		{"Mã;Tên;Điểm;Điểm tối đa\n1;A;2;2\n", "b.csv:1: criteria.column_twice: "},
		{"Mã;Tên;Điểm\n", "b.csv: criteria.no_rows: "},
		{"Mã;Tên;Điểm\n1;A;50%\n2;B;-1\n3;C;1,234\n4;D;1O\n5;\u202eE;1\n", "b.csv:2: Điểm: criteria.max_percent: 50%\nb.csv:3: Điểm: criteria.max_negative: -1\n" +
			"b.csv:4: Điểm: facts.number_ambiguous: 1,234|1,2340|1234\nb.csv:5: Điểm: facts.number_letter: 1O|O\nb.csv:6: Tên: facts.text_bidi: "},
		{"Mã;Tên;Điểm\n1;a\"b;1\n", "b.csv:2: facts.csv_quote: 2"},
		{"\xff\xfeM\x00", "b.csv: facts.file_utf16: "},
		{"M\xc3", "b.csv: facts.text_utf8: "},
		{"\xd0\xcf\x11\xe0\xa1\xb1", "b.csv: criteria.old_workbook: "},
		{"PK\x03\x04 và gì nữa", "b.csv: criteria.workbook: zip: not a valid zip file"},
		{"Mã;Tên;Điểm\n" + strings.Repeat("1;A;1\n", maxCriteriaRows+1), "b.csv: facts.file_rows: 20000"},
	} {
		table, mistakes := ReadCriteria("b.csv", []byte(c.text))
		if got := told(t, mistakes); table != nil || got != c.want {
			t.Errorf("%.40q: got\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

const spreadsheet = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`

// book writes a workbook of sheets given by name, state and the inner XML of their parts, and its shared strings.
func book(t *testing.T, shared []string, sheets ...[3]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	parts := map[string]string{}
	for i, s := range sheets {
		if i == 0 {
			must(f.SetSheetName("Sheet1", s[0]))
		} else if _, err := f.NewSheet(s[0]); err != nil {
			t.Fatal(err)
		}
		must(f.SetCellStr(s[0], "A1", "x")) // so that the package has shared strings
		must(f.SetSheetVisible(s[0], s[1] != "hidden"))
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = "<worksheet " + spreadsheet + ">" + s[2] + "</worksheet>"
	}
	items := ""
	for _, s := range shared {
		var b bytes.Buffer
		must(xml.EscapeText(&b, []byte(s)))
		items += `<si><r><t>` + b.String() + `</t></r><rPh sb="0" eb="1"><t>bỏ</t></rPh></si>`
	}
	parts["xl/sharedStrings.xml"] = "<sst " + spreadsheet + ">" + items + "</sst>"
	made, err := f.WriteToBuffer()
	must(err)
	from, err := zip.NewReader(bytes.NewReader(made.Bytes()), int64(made.Len()))
	must(err)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, entry := range from.File {
		text, own := parts[entry.Name]
		if !own {
			must(z.Copy(entry))
			continue
		}
		w, err := z.Create(entry.Name)
		must(err)
		_, err = w.Write([]byte(text))
		must(err)
		delete(parts, entry.Name)
	}
	must(z.Close())
	if len(parts) > 0 {
		t.Fatalf("parts without a place: %v", parts)
	}
	return out.Bytes()
}

var bookTexts = []string{"STT", "Tiêu chí", "Điểm tối đa", "Cơ quan thẩm định", "Kế hoạch_x000D_\nnăm", "Sở Nội vụ"}

const bookHead = `<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="s"><v>3</v></c></row>`

func TestCriteriaWorkbook(t *testing.T) {
	sheetOne := `<sheetData><row r="1"><c r="B1" t="inlineStr"><is><t>Gồm 2 lĩnh vực</t></is></c></row>` + bookHead +
		`<row r="4"><c r="A4"><v>1</v></c><c r="B4" t="s"><v>4</v></c><c r="C4"><f>SUM(C5:C6)</f><v>0.30000000000000004</v></c><c r="D4" t="s"><v>5</v></c></row>
		<row r="5"><c r="A5"><v>1.1000000000000001</v></c><c r="B5" t="str"><f>"Mức "&amp;1</f><v>Mức 1</v></c><c r="C5"><v>7.0000000000000007E-2</v></c></row>
		<row r="6"><c r="A6" t="inlineStr"><is><t>1.2</t></is></c><c r="B6" t="inlineStr"><is><t>Mức 2</t></is></c><c r="C6" t="inlineStr"><is><t>0,23</t></is></c></row>
		</sheetData><mergeCells><mergeCell ref="D4:D5"/></mergeCells>`
	table, mistakes := ReadCriteria("b.xlsx", book(t, bookTexts,
		[3]string{"LV 1", "", sheetOne},
		[3]string{"Ẩn", "hidden", sheetOne},
		[3]string{"Bìa", "visible", `<sheetData><row><c t="s"><v>4</v></c></row></sheetData>`},
		[3]string{"LV2", "", `<sheetData>` + bookHead + `<row><c><v>2</v></c><c t="s"><v>5</v></c><c><v>1</v></c></row></sheetData>`}))
	if len(mistakes) > 0 {
		t.Fatal(told(t, mistakes))
	}
	want := "b.xlsx: 'LV 1'!A4|1|Kế hoạch năm|0,3|\nb.xlsx: 'LV 1'!A5|1.1|Mức 1|0,07|\nb.xlsx: 'LV 1'!A6|1.2|Mức 2|0,23|\nb.xlsx: LV2!A4|2|Sở Nội vụ|1|"
	if got := lines(table); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if table.Rows[1].Checker != "Sở Nội vụ" || table.Rows[2].Checker != "" || table.Stated["areas"].Place != "b.xlsx: 'LV 1'!B1" {
		t.Errorf("rows %+v, stated %v", table.Rows, table.Stated)
	}
	if !slices.Equal(table.Skipped, []string{"Ẩn", "Bìa"}) {
		t.Errorf("skipped %v", table.Skipped)
	}
}

func TestCriteriaWorkbookMistakes(t *testing.T) {
	row := func(cells string) string {
		return `<sheetData>` + bookHead + `<row r="4"><c r="A4"><v>1</v></c>` + cells + `</row></sheetData>`
	}
	for _, c := range []struct{ sheet, want string }{
		{row(`<c r="B4" t="e"><v>#REF!</v></c><c r="C4"><f>SUM(D1)</f></c>`), "b.xlsx: LV1!C4: criteria.formula_empty: \nb.xlsx: LV1!B4: criteria.cell_error: "},
		{row(`<c r="B4" t="s"><v>99</v></c><c r="C4" t="inlineStr"><is><t>5%</t></is></c>`), "b.xlsx: LV1!C4: criteria.max_percent: 5%"},
		{row(`<c r="XFD4"><v>1</v></c>`), "b.xlsx: LV1: criteria.sheet: XFD4: more than 100 columns"},
		{`<sheetData><row r="1">`, "b.xlsx: LV1: criteria.sheet: XML syntax error on line 1: element <row> closed by </worksheet>"},
		{`<sheetData/>`, "b.xlsx: criteria.no_head: mã, tên, điểm tối đa"},
		{`<sheetData><row r="7"><c r="C7" t="s"><v>0</v></c></row></sheetData>`, "b.xlsx: LV1!A7: criteria.column_missing: tên, điểm tối đa"},
	} {
		table, mistakes := ReadCriteria("b.xlsx", book(t, bookTexts, [3]string{"LV1", "", c.sheet}))
		got := strings.Split(told(t, mistakes), "\n")
		want := strings.Split(c.want, "\n")
		slices.Sort(got)
		slices.Sort(want)
		if table != nil || !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), c.want)
		}
	}
}

// A part that unpacks to more than the limit is not read whole.
func TestCriteriaWorkbookBomb(t *testing.T) {
	bomb := book(t, bookTexts, [3]string{"LV1", "", `<sheetData>` + strings.Repeat(" ", maxWorkbookBytes) + `</sheetData>`})
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	table, mistakes := ReadCriteria("b.xlsx", bomb)
	if got := told(t, mistakes); table != nil || !strings.Contains(got, "criteria.workbook") {
		t.Errorf("got %s", got)
	}
}

func FuzzReadCriteria(f *testing.F) {
	f.Add([]byte("Mã;Tên;Điểm\n1;A;1\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, mistakes := ReadCriteria("b", data)
		if (table == nil) != (len(mistakes) > 0) {
			t.Errorf("table %v, mistakes %v", table, mistakes)
		}
		if table == nil {
			return
		}
		for _, r := range table.Rows {
			if r.Place == "" || r.Max != nil && r.Max.Sign() < 0 {
				t.Errorf("row %+v", r)
			}
		}
	})
}

// TestCriteriaTotal: of the totals of one sheet "tổng cộng" counts, else the last; those of several sheets add up.
func TestCriteriaTotal(t *testing.T) {
	for _, c := range []struct{ text, total, place string }{
		{"1;A;1\n;Cộng;1\n2;B;2\n;Cộng;2\n;Tổng cộng;3\n", "3", "b.csv:6"},
		{";Tổng cộng:;3\n1;A;1\n;Cộng;1\n2;B;2\n;Cộng;2\n", "3", "b.csv:2"},
		{"1;A;1\n;Tổng điểm;1\n2;B;2\n;Cộng;3\n", "3", "b.csv:5"},
		{"1;A;1\n;TỔNG CỘNG (I+II);1\n2;B;2\n;Tổng cộng;3\n;Tổng cộng;\n", "3", "b.csv:5"},
		{"1;A;1\n", "", ""},
	} {
		table, mistakes := ReadCriteria("b.csv", []byte("Mã;Tên;Điểm tối đa\n"+c.text))
		if len(mistakes) > 0 {
			t.Fatal(told(t, mistakes))
		}
		got := ""
		if table.Total != nil {
			got = table.Total.VN()
		}
		if got != c.total || table.TotalPlace != c.place {
			t.Errorf("%q: total %s at %s, want %s at %s", c.text, got, table.TotalPlace, c.total, c.place)
		}
	}
	line := func(row int, code, name, points string) string {
		return fmt.Sprintf(`<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c><c r="B%d" t="inlineStr"><is><t>%s</t></is></c><c r="C%d"><v>%s</v></c></row>`,
			row, row, code, row, name, row, points)
	}
	one := `<sheetData>` + bookHead + line(4, "1", "A", "1") + line(5, "", "Cộng", "1") + line(6, "2", "B", "2") + line(7, "", "Tổng cộng", "3") + `</sheetData>`
	two := `<sheetData>` + bookHead + line(4, "3", "C", "4") + line(5, "", "Cộng", "4") + `</sheetData>`
	table, mistakes := ReadCriteria("b.xlsx", book(t, bookTexts, [3]string{"LV1", "", one}, [3]string{"LV2", "", two}))
	if len(mistakes) > 0 {
		t.Fatal(told(t, mistakes))
	}
	if table.Total == nil || table.Total.VN() != "7" || table.TotalPlace != "b.xlsx: LV2!C5" {
		t.Errorf("total of two sheets: %v at %s, want 3 + 4", table.Total, table.TotalPlace)
	}
}
