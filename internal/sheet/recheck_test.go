package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"cchc/internal/exact"
)

// drawnForm is a form of three lines of which nothing was found yet.
func drawnForm() *Recheck {
	f := &Recheck{Run: "2026-final-1", Digest: "sha256:ab", Algorithm: "cchc-draw/1", Seed: "46213 55124 61335 24614", Lines: 10, Size: 3,
		Confidence: exact.MustFrac(95, 100), Share: exact.MustFrac(1, 100), States: []string{"Chưa có", "Không áp dụng"}, Notes: []string{"=Minh họa; \"thử\""}}
	for i, points := range []exact.Num{exact.MustFrac(1, 2), exact.MustFrac(1234, 1000), exact.MustFrac(-1, 4)} {
		f.Rows = append(f.Rows, RecheckRow{Place: i + 1, Set: "xa-2026", Unit: fmt.Sprintf("xa-%d", i), UnitName: "Xã " + fmt.Sprint(i), Code: "1.10",
			Title: "-Tiêu chí; “một”", State: "Đã chấm", Points: points, Least: exact.MustFrac(-1, 2), Most: exact.Int(2),
			Documents: "Báo cáo 1/BC\ntr. 2", Ticket: strings.Repeat(fmt.Sprint(i), 64)})
	}
	return f
}

// both gives the form as the two kinds of files.
func both(t *testing.T) map[string][]byte {
	t.Helper()
	f := drawnForm()
	text, err := f.CSV()
	if err != nil {
		t.Fatal(err)
	}
	book, err := f.Workbook()
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"mau.csv": text, "mau.xlsx": book}
}

// TestRecheckComesBack: what was written is read and agrees with the draw, and nothing was found yet.
func TestRecheckComesBack(t *testing.T) {
	for name, data := range both(t) {
		f, mistakes := ReadRecheck(name, data)
		if len(mistakes) > 0 {
			t.Errorf("%s: %s", name, told(t, mistakes))
			continue
		}
		if got := told(t, f.Compare(drawnForm())); got != "" {
			t.Errorf("%s: %s", name, got)
		}
		if f.Seed != "46213 55124 61335 24614" || f.Size != 3 || !f.Share.Equal(exact.MustFrac(1, 100)) || len(f.Rows) != 3 {
			t.Errorf("%s: %+v", name, f)
		}
		for _, r := range f.Rows {
			if r.Result != Unchecked || r.Found != nil || r.Note != "" {
				t.Errorf("%s: found %+v", name, r)
			}
		}
	}
	if again := both(t); !bytes.Equal(again["mau.csv"], both(t)["mau.csv"]) || !bytes.Equal(again["mau.xlsx"], both(t)["mau.xlsx"]) {
		t.Error("the same form, other bytes")
	}
}

// filled changes texts of a CSV form, each of which must stand there once.
func filled(t *testing.T, pairs ...string) string {
	t.Helper()
	text := string(both(t)["mau.csv"])
	for i := 0; i < len(pairs); i += 2 {
		if strings.Count(text, pairs[i]) != 1 {
			t.Fatalf("%q stands %d times in\n%s", pairs[i], strings.Count(text, pairs[i]), text)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// comparedRecheck are the mistakes of reading and comparing a form, by code and arguments.
func comparedRecheck(t *testing.T, name string, data []byte) (*Recheck, string) {
	t.Helper()
	f, mistakes := ReadRecheck(name, data)
	if f != nil {
		mistakes = f.Compare(drawnForm())
	}
	return f, told(t, mistakes)
}

func TestRecheckFindings(t *testing.T) {
	const row0, row1, row2 = ";;;;000", ";;;;111", ";;;;222"
	f, bad := comparedRecheck(t, "m.csv", []byte(filled(t, row0, ";ĐÚNG;;;000", row1, ";sai;1,5;Sai tài liệu;111", row2, ";dung;-0.25;;222")))
	if bad != "" {
		t.Fatal(bad)
	}
	if f.Rows[0].Result != Right || f.Rows[1].Result != WrongLine || !f.Rows[1].Found.Equal(exact.MustFrac(3, 2)) ||
		f.Rows[1].Note != "Sai tài liệu" || f.Rows[2].Result != Right {
		t.Errorf("found %+v", f.Rows)
	}
	_, bad = comparedRecheck(t, "m.csv", []byte(filled(t, row0, ";đúng;1;;000", row1, ";sai;;x;111", row2, ";;2;;222")))
	want := "m.csv:12:13: diem_dung: draw.right_points: 1|0,5\nm.csv:14:12: diem_dung: draw.wrong_points: \nm.csv:16:8: ket_qua: draw.result_empty: "
	if bad != want {
		t.Errorf("got\n%s\nwant\n%s", bad, want)
	}
	_, bad = comparedRecheck(t, "m.csv", []byte(filled(t, row0, ";phải;;;000", row1, ";sai;1,234;;111", row2, ";sai;2,1;x;222")))
	if want = "m.csv:12:8: ket_qua: draw.result: phải"; bad != want {
		t.Errorf("got\n%s\nwant\n%s", bad, want)
	}
	_, bad = comparedRecheck(t, "m.csv", []byte(filled(t, row0, ";sai;0;;000", row1, ";đúng;1,234;;111", row2, ";sai;2,1;x;222")))
	want = "m.csv:12:14: ghi_chu: draw.wrong_note: \nm.csv:16:12: diem_dung: draw.points_range: 2,1|-0,5|2"
	if bad != want {
		t.Errorf("got\n%s\nwant\n%s", bad, want)
	}
	_, bad = comparedRecheck(t, "m.csv", []byte(filled(t, row0, ";sai;nửa;;000")))
	if !strings.Contains(bad, "m.csv:12:12: diem_dung: draw.found: nửa|Chưa có, Không áp dụng") {
		t.Errorf("got %s", bad)
	}
	_, bad = comparedRecheck(t, "m.csv", []byte(filled(t, row0, ";sai;1 nửa;;000")))
	if !strings.Contains(bad, "m.csv:12:12: diem_dung: facts.number_") {
		t.Errorf("got %s", bad)
	}
}

// TestRecheckFoundState: where the line should have no points at all, its right state stands in their place.
func TestRecheckFoundState(t *testing.T) {
	const row0, row1, row2 = ";;;;000", ";;;;111", ";;;;222"
	f, bad := comparedRecheck(t, "m.csv", []byte(filled(t, row0, ";sai;không  áp dụng;Không có thủ tục nào;000")))
	if bad != "" || f.Rows[0].Found != nil || f.Rows[0].FoundState != "không áp dụng" {
		t.Errorf("%s %+v", bad, f)
	}
	_, bad = comparedRecheck(t, "m.csv", []byte(filled(t, row0, ";sai;Chưa có;;000", row1, ";đúng;Không áp dụng;;111", row2, ";;Không áp dụng;;222")))
	want := "m.csv:12:20: ghi_chu: draw.wrong_note: \nm.csv:14:13: diem_dung: draw.found_state: Không áp dụng|Đã chấm\nm.csv:16:8: ket_qua: draw.result_empty: "
	if bad != want {
		t.Errorf("got\n%s\nwant\n%s", bad, want)
	}
}

// TestRecheckTampering: whatever of the print is changed is named, by file, line and column.
func TestRecheckTampering(t *testing.T) {
	line := func(i int) string {
		text := string(both(t)["mau.csv"])
		from := strings.Index(text, fmt.Sprintf("\n%d;", i)) + 1
		return text[from : from+strings.Index(text[from:], strings.Repeat(fmt.Sprint(i-1), 64))+65]
	}
	missing := []string{"ma_doi_chieu", "cach_boc", "hat_giong", "tong_so_dong", "so_dong_mau", "do_tin_cay", "ty_le_sai"}
	foreign := strings.NewReplacer("xa-1", "xa-7", strings.Repeat("1", 64), strings.Repeat("9", 64)).Replace(line(2))
	for _, c := range []struct{ name, data, want string }{
		{"points", filled(t, ";0,5;2;", ";0,75;2;"), "m.csv:11:54: diem: draw.cell_changed: 0,75|0,5"},
		{"the unit of a line", filled(t, ";xa-1;", ";xa-2;"), "m.csv:13:11: don_vi: draw.cell_changed: xa-2|xa-1"},
		{"a ticket", filled(t, strings.Repeat("1", 64), strings.Repeat("1", 63)+"2"),
			"m.csv:14:11: ma_boc: draw.cell_changed: " + strings.Repeat("1", 60) + "…|" + strings.Repeat("1", 64)},
		{"a line left out", strings.Replace(filled(t), line(2), "", 1), "m.csv: draw.line_missing: 2|Xã 1|1.10"},
		{"a line exchanged", strings.Replace(filled(t), line(2), foreign, 1),
			"m.csv: draw.line_missing: 2|Xã 1|1.10\nm.csv:13: draw.outside: xa-7|1.10"},
		{"a line twice", filled(t) + line(2), "m.csv:17: draw.line_twice: m.csv:13"},
		{"the number of lines", filled(t, "#tong_so_dong;10", "#tong_so_dong;11"), "m.csv: #tong_so_dong: draw.cell_changed: 11|10"},
		{"the run", filled(t, "#lan_cham;2026-final-1", "#lan_cham;2026-final-2"), "m.csv: #lan_cham: draw.cell_changed: 2026-final-2|2026-final-1"},
		{"the way", filled(t, "cchc-draw/1", "cchc-draw/2"), "m.csv: #cach_boc: draw.cell_changed: cchc-draw/2|cchc-draw/1"},
		{"no seed", filled(t, "#hat_giong;46213 55124 61335 24614\n", ""), "m.csv: #hat_giong: draw.head_missing: "},
		{"an empty digest", filled(t, "#ma_doi_chieu;sha256:ab", "#ma_doi_chieu;"), "m.csv: #ma_doi_chieu: draw.head_missing: "},
		{"two seeds", filled(t, "#cach_boc", "#hat_giong;1;;\n#cach_boc"), "m.csv:5: #hat_giong: draw.head_twice: "},
		{"numbers of the head", filled(t, "#so_dong_mau;3", "#so_dong_mau;ba", "#do_tin_cay;95%", "#do_tin_cay;95"),
			"m.csv: #so_dong_mau: draw.head_value: ba\nm.csv: #do_tin_cay: draw.head_value: 95"},
		{"no head", "thu_tu;ket_qua\n1;x\n", "m.csv: draw.no_head: "},
		{"no table", "#lan_cham;x\n", "m.csv: #" + strings.Join(missing, ": draw.head_missing: \nm.csv: #") + ": draw.head_missing: \nm.csv: facts.file_empty: "},
		{"a column left out", filled(t, ";diem_dung;", ";diem_sai;"), "m.csv:10: facts.column_missing: diem_dung\nm.csv:10:105: facts.column_unknown: diem_sai|" +
			strings.Join(recheckColumns.Names(), ", ")},
		{"nothing", "", "m.csv: facts.file_empty: "},
		{"another encoding", "\xff\xfe#\x00", "m.csv: facts.file_utf16: "},
	} {
		_, got := comparedRecheck(t, "m.csv", []byte(c.data))
		if got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestRecheckExcel: what a spreadsheet does to a CSV file, padded lines of the head, line ends, a comma between cells, decimals
// cut to three, changes nothing; numbers typed into a workbook count as they were meant.
func TestRecheckExcel(t *testing.T) {
	padded := strings.NewReplacer("#cach_boc;cchc-draw/1", "#cach_boc;cchc-draw/1;;;;;;;;;;;;", "1,2340", "1,234", "\n", "\r\n").Replace(filled(t))
	if _, bad := comparedRecheck(t, "m.csv", []byte(padded)); bad != "" {
		t.Errorf("padded: %s", bad)
	}
	book, err := excelize.OpenReader(bytes.NewReader(both(t)["mau.xlsx"]))
	if err != nil {
		t.Fatal(err)
	}
	for at, value := range map[string]any{"K11": "sai", "L11": 0.1 + 0.2, "M11": "dòng một\ndòng hai", "K12": "đúng", "L12": 1.234, "K13": "Sai", "L13": "-0,5", "M13": "x"} {
		if err := book.SetCellValue(recheckSheet, at, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	f, bad := comparedRecheck(t, "m.xlsx", b.Bytes())
	if bad != "" {
		t.Fatal(bad)
	}
	if got := f.Rows[0].Found; got == nil || !got.Equal(exact.MustFrac(3, 10)) || f.Rows[0].Note != "dòng một dòng hai" {
		t.Errorf("found %v, %q", got, f.Rows[0].Note)
	}
	if err := book.SetCellValue(recheckSheet, "H12", 2); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	if _, bad := comparedRecheck(t, "m.xlsx", b.Bytes()); bad != "m.xlsx:12: diem: draw.cell_changed: 2|1,2340" {
		t.Errorf("points changed in a workbook: %s", bad)
	}
	book, err = excelize.OpenReader(bytes.NewReader(both(t)["mau.xlsx"]))
	if err != nil {
		t.Fatal(err)
	}
	shows := `;;;"sai"`
	style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &shows})
	if err := errors.Join(err, book.SetCellValue(recheckSheet, "K11", "đúng"), book.SetCellStyle(recheckSheet, "K11", "K11", style)); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	if _, bad := comparedRecheck(t, "m.xlsx", b.Bytes()); bad != "m.xlsx:11: K: criteria.cell_disguised: " {
		t.Errorf("a cell that shows another text: %s", bad)
	}
	if _, bad := comparedRecheck(t, "m.xlsx", []byte("PK\x03\x04 và gì nữa")); !strings.Contains(bad, "criteria.workbook") {
		t.Errorf("no workbook: %s", bad)
	}
}

// TestRecheckAims: a form that was drawn to show something else, or a smaller one, is told by its head.
func TestRecheckAims(t *testing.T) {
	usual := func(f *Recheck) []Mistake { return f.AimsAt(exact.MustFrac(95, 100), exact.MustFrac(1, 100), 3) }
	for _, c := range []struct{ data, want string }{
		{filled(t), ""},
		{filled(t, "#do_tin_cay;95%", "#do_tin_cay;50%"), "m.csv: #do_tin_cay: draw.head_other: 50%|--confidence|95%"},
		{filled(t, "#ty_le_sai;1%", "#ty_le_sai;60%", "#so_dong_mau;3", "#so_dong_mau;2"),
			"m.csv: #ty_le_sai: draw.head_other: 60%|--share|1%\nm.csv: #so_dong_mau: draw.head_other: 2|--size|3"},
	} {
		f, mistakes := ReadRecheck("m.csv", []byte(c.data))
		if len(mistakes) > 0 {
			t.Fatal(told(t, mistakes))
		}
		if got := told(t, usual(f)); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

func FuzzReadRecheck(f *testing.F) {
	text, err := drawnForm().CSV()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("\"#lan_cham\",\"x\"\n#\n#hat_giong\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		form, mistakes := ReadRecheck("m", data)
		if (form == nil) != (len(mistakes) > 0) {
			t.Fatalf("form %v, mistakes %v", form, mistakes)
		}
		if form != nil {
			form.Compare(drawnForm())
		}
	})
}
