package sheet_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/sheet"
	"cchc/internal/wording"
)

var update = flag.Bool("update", false, "rewrite the expected files")

// testSet has one input of each kind and two leaves.
func testSet() *form.Set {
	num := func(s string) *exact.Num {
		n, _, err := exact.ParseLiteral(s)
		if err != nil {
			panic(err)
		}
		return &n
	}
	return &form.Set{
		ID: "thu", Version: "1.0.0",
		Attrs: []form.Attr{{Name: "co_tthc", Type: form.TypeBool}},
		Inputs: []form.Input{
			{Name: "kh", Type: form.InDocument, DeclaredBy: "unit", Deliverables: []string{"I.1.2"}},
			{Name: "bao_cao", Type: form.InReports, DeclaredBy: "so-noi-vu", Deliverables: []string{"I.2.1"}},
			{Name: "su_kien", Type: form.InEvent, Deliverables: []string{"V.1.1"}},
			{Name: "co_khong", Type: form.InYesNo, DeclaredBy: "unit"},
			{Name: "td_bc", Type: form.InLevel, DeclaredBy: "so-tu-phap", Options: []form.Option{{ID: "dung_han", Label: "Đúng hạn"}, {ID: "cham", Label: "Chậm"}}},
			{Name: "ngay", Type: form.InDate, DeclaredBy: "unit"},
			{Name: "hs_tong", Type: form.InCount, DeclaredBy: "unit", Max: num("1000000")},
			{Name: "diem", Type: form.InNumber, DeclaredBy: "unit", Min: num("-5"), Max: num("10"), Decimals: 2},
			{Name: "von", Type: form.InAmount, DeclaredBy: "unit"},
			{Name: "ty_le", Type: form.InRatio, DeclaredBy: "unit", Max: num("1"), Decimals: 1},
			{Name: "chi_so", Type: form.InIndex, Scale: 100, DeclaredBy: "van-phong"},
			{Name: "xhh", Type: form.InSurvey, Scale: 5, DeclaredBy: "so-noi-vu", Groups: []form.Group{{ID: "dai_bieu"}, {ID: "nguoi_dan"}}},
			{Name: "ho_so", Type: form.InList, DeclaredBy: "unit", Fields: []form.Field{{Name: "diem", Type: form.TypeNumber}, {Name: "ten", Type: form.TypeText}, {Name: "dat", Type: form.TypeBool}, {Name: "ngay", Type: form.TypeDate}}},
		},
		Nodes: []form.Node{
			{Code: "1", Kind: form.NodeArea, Parent: -1},
			{Code: "1.1", Kind: form.NodeLeaf, Parent: 0, Max: *num("2"), Min: *num("-0.5"), Leaf: &form.Leaf{}},
			{Code: "1.2", Kind: form.NodeLeaf, Parent: 0, Max: *num("1"), Leaf: &form.Leaf{}},
		},
	}
}

func testKnown() sheet.Known {
	return sheet.Known{
		Units:        []string{"so-noi-vu", "so-y-te", "so-xay-dung"},
		Groups:       []string{"so-ban-nganh"},
		Deliverables: []string{"I.1.2", "I.2.1", "V.1.1"},
		Keys:         map[string][]string{"I.2.1": {"2026-Q1", "2026-Q2"}},
	}
}

func read(files fstest.MapFS) *sheet.Reading { return sheet.ReadFolder(files, testSet(), testKnown()) }

func folder(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func lines(r *sheet.Reading) string {
	var b strings.Builder
	for _, m := range r.Mistakes {
		b.WriteString(m.Format(wording.Message) + "\n")
	}
	return b.String()
}

const factHead = "don_vi,chi_tieu,dong,truong,gia_tri,tai_lieu,ngay_ghi_nhan,nguon_du_lieu\n"

// TestBadFolder holds every sentence of a folder with one fault in each line, all found in one pass.
func TestBadFolder(t *testing.T) {
	got := lines(sheet.ReadFolder(os.DirFS("testdata/bad"), testSet(), testKnown()))
	golden(t, "testdata/bad.txt", got)
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestBytes has the faults that a readable file cannot show.
func TestBytes(t *testing.T) {
	good := "so-y-te,hs_tong,,,12,,,declared\n"
	big := strings.Repeat("x", sheet.MaxFileBytes+1)
	for _, c := range []struct{ name, data, want string }{
		{"utf8", factHead + "so-y-te,hs_tong,,,12,S\xf4 12,,declared\n", "f:2:22 tai_lieu facts.text_utf8"},
		{"replacement", factHead + "so-y-te,hs_tong,,,12,S� 12,,declared\n", "f:2:22 tai_lieu facts.text_replacement"},
		{"bidi", factHead + "so-y-te,hs_tong,,,12,ab\u202ecd,,declared\n", "f:2:22 tai_lieu facts.text_bidi"},
		{"invisible", factHead + "so-y-te\u200b,hs_tong,,,12,,,declared\n", "f:2:1 don_vi facts.text_invisible"},
		{"nul", factHead + "so-y-te,hs_tong,,,1\x002,,,declared\n", "f:2:19 gia_tri facts.text_nul"},
		{"control", factHead + "so-y-te,hs_tong,,,12,\x07,,declared\n", "f:2:22 tai_lieu facts.text_control"},
		{"utf16", "\xff\xfed\x00o\x00", "f:0:0  facts.file_utf16"},
		{"workbook", "PK\x03\x04....", "f:0:0  facts.file_workbook"},
		{"empty", "", "f:0:0  facts.file_empty"},
		{"large", big, "f:0:0  facts.file_large"},
		{"decomposed", factHead + "so-y-te,co_khong,,,co\u0301,,,declared\n", ""},
		{"bom and semicolons", "\ufeff" + strings.ReplaceAll(factHead+good, ",", ";"), ""},
		{"carriage returns", strings.ReplaceAll(factHead+good, "\n", "\r\n"), ""},
		{"no last newline", strings.TrimSpace(factHead + good), ""},
		{"empty rows", factHead + ",,,,,,,\n\n" + good, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(folder("facts.csv", c.data))
			got := ""
			for i, m := range r.Mistakes {
				if i > 0 {
					got += "; "
				}
				got += strings.Join([]string{"f:" + itoa(m.Line) + ":" + itoa(m.Col), m.Column, m.Code}, " ")
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if (r.Facts == nil) != (c.want != "") {
				t.Error("facts are there exactly when there is no mistake")
			}
		})
	}
}

func itoa(n int) string { return exact.Int(int64(n)).Plain() }

func TestTooManyRows(t *testing.T) {
	var b strings.Builder
	b.WriteString(factHead)
	for i := 0; i <= sheet.MaxRows; i++ {
		b.WriteString("so-y-te,ho_so,r" + itoa(i) + ",diem,1,,,declared\n")
	}
	r := read(folder("facts.csv", b.String()))
	if len(r.Mistakes) != 1 || r.Mistakes[0].Code != "facts.file_rows" || r.Mistakes[0].Line != sheet.MaxRows+2 {
		t.Errorf("mistakes %v", r.Mistakes)
	}
}

// TestManyUnknownNames: a file of nothing but mistakes is refused in the time of reading it.
func TestManyUnknownNames(t *testing.T) {
	const rows = 20_000
	var b strings.Builder
	b.WriteString(factHead)
	for i := range rows {
		b.WriteString("so-y-tee" + itoa(i) + ",hs_tong,,,12,,,declared\n")
	}
	r := read(folder("facts.csv", b.String()))
	if len(r.Mistakes) != rows {
		t.Fatalf("%d mistakes", len(r.Mistakes))
	}
	if first, last := r.Mistakes[0].Code, r.Mistakes[rows-1].Code; first != "facts.unit_unknown_near" || last != "facts.unit_unknown" {
		t.Errorf("codes %s … %s", first, last)
	}
}

// TestGoodRows: of a folder with mistakes only the rows without one are offered, and of two rows about the same thing
// neither.
func TestGoodRows(t *testing.T) {
	r := read(folder("facts.csv", factHead+
		"so-y-te,hs_tong,,,12,,,declared\n"+
		"so-y-te,hs_tong,,,13,,,declared\n"+
		"so-y-te,hs_tong,,,14,,,register\n"+
		"so-y-te,diem,,,1.234,,,declared\n"+
		"so-xay-dung,diem,,,1.23,,,declared\n"))
	if r.Facts != nil {
		t.Fatal("a folder with mistakes has facts")
	}
	var got []string
	for _, u := range r.GoodRows.Units {
		for _, f := range u.Facts {
			got = append(got, u.Unit+" "+f.Input+" "+f.Layer.String()+" "+f.Value.Num.Plain()+" "+f.Source)
		}
	}
	want := []string{"so-xay-dung diem declared 1.23 facts.csv:6", "so-y-te hs_tong register 14 facts.csv:4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestValues reads the forms in which people write a value.
func TestValues(t *testing.T) {
	day := func(y, m, d int) engine.Value {
		return engine.Value{Type: form.TypeDate, Day: day.Must(y, m, d)}
	}
	num := func(s string) engine.Value {
		n, err := exact.ParseFraction(s)
		if err != nil {
			t.Fatal(err)
		}
		return engine.Value{Type: form.TypeNumber, Num: n}
	}
	for _, c := range []struct {
		place, value, layer string
		want                engine.Value
	}{
		{"kh,,", "14/01/2026", "declared", day(2026, 1, 14)},
		{"kh,,", "2026-01-14", "declared", day(2026, 1, 14)},
		{"kh,,", "khong_co", "declared", engine.Value{Type: form.TypeDate, None: true}},
		{"co_khong,,", "Có", "declared", engine.Value{Type: form.TypeBool, Bool: true}},
		{"co_khong,,", "0", "declared", engine.Value{Type: form.TypeBool}},
		{"td_bc,,", "cham", "register", engine.Value{Type: form.TypeLevel, Text: "cham"}},
		{"td_bc,,", "đúng hạn", "register", engine.Value{Type: form.TypeLevel, Text: "dung_han"}},
		{"hs_tong,,", "1.234.5", "", engine.Value{}},
		{"hs_tong,,", `"1,234,567"`, "", engine.Value{}},
		{"von,,", "1.234.567", "declared", num("1234567")},
		{"diem,,", "-0.25", "declared", num("-1/4")},
		{"diem,,", `"-0,25"`, "declared", num("-1/4")},
		{"ty_le,,", `"87,5%"`, "declared", num("7/8")},
		{"chi_so,,", "91.42", "register", num("4571/50")},
		{"xhh,dai_bieu,5", "20", "register", num("20")},
		{"ho_so,1,ten", "'=1+1", "declared", engine.Value{Type: form.TypeText, Text: "=1+1"}},
		{"ho_so,1,ten", "=1+1", "declared", engine.Value{Type: form.TypeText, Text: "=1+1"}},
		{"bao_cao,2026-Q1,received", "14/03/2026", "register", day(2026, 3, 14)},
		{"bao_cao,2026-Q1,ok", "không", "register", engine.Value{Type: form.TypeBool}},
	} {
		layer := c.layer
		if layer == "" {
			layer = "declared"
		}
		r := read(folder("facts.csv", factHead+"so-y-te,"+c.place+","+c.value+",,,"+layer+"\n"))
		if c.layer == "" {
			if len(r.Mistakes) == 0 {
				t.Errorf("%s %s: taken", c.place, c.value)
			}
			continue
		}
		if len(r.Mistakes) > 0 {
			t.Errorf("%s %s: %s", c.place, c.value, lines(r))
			continue
		}
		if diff := cmp.Diff(c.want, r.Facts.Units[0].Facts[0].Value, numbers); diff != "" {
			t.Errorf("%s %s: %s", c.place, c.value, diff)
		}
	}
}

var numbers = cmp.Options{cmp.Comparer(func(a, b exact.Num) bool { return a.Equal(b) }), cmpopts.EquateEmpty()}

// TestRoundTrip writes what it read and reads the same again; the bytes are the same the second time.
func TestRoundTrip(t *testing.T) {
	set := testSet()
	first := sheet.ReadFolder(os.DirFS("testdata/good"), set, testKnown())
	if len(first.Mistakes) > 0 {
		t.Fatal(lines(first))
	}
	dir := t.TempDir()
	if err := sheet.WriteFolder(dir, set, first.Facts); err != nil {
		t.Fatal(err)
	}
	second := sheet.ReadFolder(os.DirFS(dir), set, testKnown())
	if len(second.Mistakes) > 0 {
		t.Fatal(lines(second))
	}
	noSource := cmp.Options{numbers, cmpopts.IgnoreFields(engine.Fact{}, "Source"),
		cmpopts.IgnoreFields(engine.Decision{}, "Source"), cmpopts.IgnoreFields(sheet.Event{}, "Source")}
	if diff := cmp.Diff(first.Facts, second.Facts, noSource); diff != "" {
		t.Errorf("-first +second:\n%s", diff)
	}
	again, err := sheet.Encode(set, second.Facts)
	if err != nil {
		t.Fatal(err)
	}
	if len(again) == 0 {
		t.Fatal("nothing written")
	}
	for _, f := range again {
		before, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(before), string(f.Data)); diff != "" {
			t.Errorf("%s: %s", f.Name, diff)
		}
	}
}

// TestGuard: no text cell starts as a formula, no number is touched, and every text comes back as it was.
func TestGuard(t *testing.T) {
	set := testSet()
	for _, text := range []string{"=1+1", "+84", "-5", "@SUM(A1)", "'=1", "''=1", "'quoted'", "＝1+1", "plain", "a\nb", "x;\"y\""} {
		facts := &sheet.Facts{Units: []sheet.UnitFacts{{Unit: "so-y-te", Facts: []engine.Fact{
			{Input: "diem", Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(-4)}, Document: text, Recorded: day.None},
			{Input: "ho_so", Row: "1", Field: "ten", Value: engine.Value{Type: form.TypeText, Text: text}, Recorded: day.None},
		}}}}
		files, err := sheet.Encode(set, facts)
		if err != nil {
			t.Fatal(err)
		}
		data := string(files[0].Data)
		if !strings.Contains(data, ";-4;") {
			t.Errorf("number changed: %q", data)
		}
		if strings.ContainsAny(text[:1], "=+-@") && strings.Contains(data, ";"+text) {
			t.Errorf("%q stands unguarded in %q", text, data)
		}
		r := read(folder(files[0].Name, data))
		if len(r.Mistakes) > 0 {
			t.Fatalf("%q: %s", text, lines(r))
		}
		got := r.Facts.Units[0].Facts
		if got[0].Document != text || got[1].Value.Text != text {
			t.Errorf("%q came back as %q and %q", text, got[0].Document, got[1].Value.Text)
		}
	}
}

func TestNoDecimalForm(t *testing.T) {
	third, err := exact.ParseFraction("1/3")
	if err != nil {
		t.Fatal(err)
	}
	facts := &sheet.Facts{Units: []sheet.UnitFacts{{Unit: "so-y-te", Facts: []engine.Fact{
		{Input: "diem", Value: engine.Value{Type: form.TypeNumber, Num: third}}}}}}
	if _, err := sheet.Encode(testSet(), facts); err == nil {
		t.Error("1/3 was written")
	}
}

func FuzzReadFolder(f *testing.F) {
	for _, dir := range []string{"testdata/good", "testdata/bad"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			f.Fatal(err)
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(e.Name(), data)
		}
	}
	set := testSet()
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		kind := "facts.csv"
		for _, k := range []string{"events", "decisions"} {
			if strings.HasPrefix(name, k) {
				kind = k + ".csv"
			}
		}
		r := sheet.ReadFolder(fstest.MapFS{kind: {Data: data}}, set, testKnown())
		files, err := sheet.Encode(set, r.GoodRows)
		if err != nil {
			t.Fatal(err)
		}
		again := fstest.MapFS{}
		for _, file := range files {
			again[file.Name] = &fstest.MapFile{Data: file.Data}
		}
		if len(again) == 0 {
			return
		}
		known := testKnown()
		second := sheet.ReadFolder(again, set, known)
		if len(second.Mistakes) > 0 {
			t.Fatalf("what was read and written has mistakes:\n%s", lines(second))
		}
		files2, err := sheet.Encode(set, second.Facts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(files, files2); diff != "" {
			t.Fatal(diff)
		}
	})
}
