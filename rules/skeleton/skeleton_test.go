package skeleton_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/sheet"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/skeleton"
)

var head = skeleton.Head{ID: "thu-2026", Version: "1.0.0", Title: "Bộ tiêu chí thử", Year: 2026, Scope: form.ScopeUnit,
	Blocks: []string{"so"}, Source: "bang.csv"}

// read makes a table of CSV text.
func read(t *testing.T, text string) skeleton.Table {
	t.Helper()
	table, mistakes := sheet.ReadCriteria("bang.csv", []byte(text))
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	return skeleton.FromSheet(table)
}

// loaded makes a set, and loads what was written: it must load, and only rules not yet written may be warned of.
func loaded(t *testing.T, table skeleton.Table, h skeleton.Head) (*skeleton.Set, *form.Set) {
	t.Helper()
	set, mistakes := skeleton.Make(table, h)
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	files := fstest.MapFS{}
	for _, f := range set.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	good, found := rules.Load(files, ".")
	for _, d := range found {
		if d.Severity == rules.Error || d.Code != "rule.unwritten" {
			t.Errorf("%s", d.Format(wording.AuthorMessage(d.Code, d.Args, d.Hint)))
		}
	}
	if good == nil {
		t.Fatalf("does not load:\n%s", all(set))
	}
	if len(found) != set.Leaves {
		t.Errorf("%d warnings for %d leaves", len(found), set.Leaves)
	}
	for _, n := range set.Notes {
		if !wording.Known(n.Code) {
			t.Errorf("no sentence for %s", n.Code)
		}
	}
	again, err := form.Decode(good.Canonical)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(again.Unwritten()); got != set.Leaves {
		t.Errorf("%d unwritten after decoding, want %d", got, set.Leaves)
	}
	return set, again
}

func all(set *skeleton.Set) string {
	var b strings.Builder
	for _, f := range set.Files {
		b.WriteString("== " + f.Name + "\n" + string(f.Data))
	}
	return b.String()
}

// codes are the notes as "code: first argument".
func codes(notes []skeleton.Note) string {
	var out []string
	for _, n := range notes {
		out = append(out, strings.TrimPrefix(n.Code, "skeleton.")+" "+strings.Join(n.Args, ","))
	}
	return strings.Join(out, "\n")
}

const soundTable = `Phụ lục: gồm 2 lĩnh vực, 3 tiêu chí và 3 tiêu chí thành phần;;;;;;
STT;Tiêu chí, tiêu chí thành phần;Điểm tối đa;Phương pháp đánh giá;Cách tính điểm;Tài liệu kiểm chứng;Cơ quan thẩm định
1;Chỉ đạo, điều hành;6,5;;;;
1.1;"Kế hoạch ""CCHC""";3,5;;;;
1.1.1;Ban hành kế hoạch;1,5;Tự đánh giá;"Trước 15/01: 1,5
Sau 15/01: 0 # muộn";Kế hoạch: bản ký;Sở Nội vụ
1.1.2;Mức độ hoàn thành;2;Tự đánh giá;;Báo cáo;Sở Nội vụ
;;;;Đạt từ 80%: tính theo tỷ lệ;;
-;dưới 80%;0;;;;
1.2;Tuyên truyền;3;Điều tra XHH;{tỷ lệ} × 3;;
2;Thể chế;3.5;;;;
2.1;Văn bản;3.5;;;;
2.1.1;Rà soát;3.5;;;;
;Tổng cộng;10;;;;
`

func TestSoundTable(t *testing.T) {
	set, got := loaded(t, read(t, soundTable), head)
	if len(set.Notes) > 0 || set.Partial {
		t.Errorf("notes %v", set.Notes)
	}
	if set.Areas != 2 || set.Criteria != 3 || set.Subcriteria != 3 || set.Leaves != 4 || set.Scored != 4 || set.Max.VN() != "10" {
		t.Errorf("counts %+v", set)
	}
	var tree []string
	for _, n := range got.Nodes {
		tree = append(tree, n.Code+" "+n.Max.VN())
	}
	if text := strings.Join(tree, "; "); text != "1 6,5; 1.1 3,5; 1.1.1 1,5; 1.1.2 2; 1.2 3; 2 3,5; 2.1 3,5; 2.1.1 3,5" {
		t.Errorf("tree %s", text)
	}
	leaf := got.Nodes[got.NodeByCode("1.1.2")].Leaf
	if leaf.Printed != "Đạt từ 80%: tính theo tỷ lệ\n- dưới 80%: 0" || leaf.Evidence != "Báo cáo" ||
		leaf.Note != "Cách đánh giá: Tự đánh giá; Cơ quan thẩm định: Sở Nội vụ" || leaf.Survey {
		t.Errorf("leaf %+v", leaf)
	}
	if leaf := got.Nodes[got.NodeByCode("1.2")].Leaf; !leaf.Survey || leaf.Printed != "{tỷ lệ} × 3" {
		t.Errorf("surveyed leaf %+v", leaf)
	}
	if got.Reference != "Bộ tiêu chí tham khảo, lập từ bảng “bang.csv”, chưa đối chiếu với bản chính thức" {
		t.Errorf("label %q", got.Reference)
	}
	for _, want := range []string{"# Cách tính điểm theo bảng (bang.csv:5):\n          #   Trước 15/01: 1,5\n          #   Sau 15/01: 0 # muộn\n",
		`name: "Kế hoạch \"CCHC\""`, "# Cơ quan thẩm định: Sở Nội vụ"} {
		if !strings.Contains(all(set), want) {
			t.Errorf("no %q in\n%s", want, all(set))
		}
	}
	official := head
	official.Official = true
	if _, got := loaded(t, read(t, soundTable), official); got.Reference != "" {
		t.Errorf("official set has label %q", got.Reference)
	}
}

// A rule not yet written gives no points, keeps the maximum and blocks publication.
func TestUnwrittenIsNotScorable(t *testing.T) {
	_, set := loaded(t, read(t, soundTable), head)
	for _, asOf := range []day.Day{set.Period.From, set.Period.Lock.Add(1)} {
		result, err := engine.Score(&engine.Case{Set: set, AsOf: asOf, Stage: engine.StageFinal,
			Units: []engine.UnitCase{{Unit: engine.Unit{Code: "so-a", Block: "so"}}}})
		if err != nil {
			t.Fatal(err)
		}
		u := &result.Units[0]
		if !u.Blocked || !u.Applied.Equal(exact.Int(10)) || !u.Points.IsZero() {
			t.Errorf("blocked %v, applied %s, points %s", u.Blocked, u.Applied, u.Points)
		}
		for _, i := range set.Leaves() {
			if n := u.Nodes[i]; n.State != engine.NotScorable {
				t.Errorf("%s is %v", n.Code, n.State)
			}
			if reason := wording.Reason(set, asOf, i, u.Nodes[i]); !strings.Contains(reason, "Quy tắc chưa được viết") {
				t.Errorf("reason %q", reason)
			}
		}
	}
}

func TestContradictions(t *testing.T) {
	for _, c := range []struct{ name, rows, notes, max, reference string }{
		{"sum", "1;A;5\n1.1;B;2\n1.2;C;2,5\n", "sum 1,5,4,5", "4,5", "đang có 4,5 điểm"},
		{"total", "1;A;2\n1.1;B;2\n;Tổng điểm;100\n", "total 100,2", "2", "đang có 2 trên 100 điểm"},
		{"twice", "1;A;2\n1.1;B;2\n1.1;C;3\n", "code_twice 1.1,bang.csv:3", "2", "đang có"},
		{"twice with zero", "1;A;2\n1.1;B;2\n1.01;C;3\n", "code_twice 1.01,bang.csv:3", "2", "đang có"},
		{"no parent", "1;A;2\n1.1.1;B;2\n", "no_parent 1.1", "2", ""},
		{"no area", "1.1;A;2\n", "no_parent 1", "2", ""},
		{"no maximum of a leaf", "1;A;2\n1.1;B;\n1.2;C;2\n", "no_max_leaf 1.1", "2", "đang có"},
		{"no maximum above", "1;A;-\n1.1;B;2\n", "no_max_sum 1,2", "2", ""},
		{"no maximum at all", "1;A;\n1.1;B;\n", "no_max_sum 1,0\nno_max_leaf 1.1", "0", "đang có 0 điểm"},
		{"empty area", "1;A;2\n1.1;B;2\n2;C;3\n", "area_empty 2,3", "2", "đang có"},
		{"order", "1;A;3\n1.2;B;2\n1.1;C;1\n", "order 1.2", "3", ""},
		{"ten areas", ten(), "", "12", ""},
		{"folded", "1;A;3\n1.1;B;3\n1.1.1;C;3\n1.1.1.1;D;1\n1.1.1.2;E;1\n", "parts_sum 1.1.1,3,2\nfolded 1.1.1,2", "3", ""},
		{"folded without a line", "1;A;3\n1.1;B;2\n1.1.1.1;D;2\n", "sum 1,3,2\nno_parent 1.1.1\nfolded 1.1.1,1\nno_max_sum 1.1.1,2", "2", "đang có"},
		{"no name", "1;A;2\n1.1;;2\n", "no_name 1.1", "2", ""},
		{"letters", "I;A;2\nI.1;B;1\nI.2;C;1\nIV;D;1\nIV.1;E;1\n", "", "3", ""},
		{"lettered leaves", "1;A;2\n1.1a;B;1\n1.1b;C;1\n", "", "2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, got := loaded(t, read(t, "Mã;Tên;Điểm\n"+c.rows), head)
			if text := codes(set.Notes); text != c.notes {
				t.Errorf("notes\n%s\nwant\n%s", text, c.notes)
			}
			if set.Max.VN() != c.max || !got.Max.Equal(set.Max) {
				t.Errorf("max %s, loaded %s, want %s", set.Max.VN(), got.Max.VN(), c.max)
			}
			if set.Partial != (c.reference != "") || !strings.Contains(got.Reference, c.reference) {
				t.Errorf("partial %v, label %q", set.Partial, got.Reference)
			}
			for _, n := range set.Notes {
				if n.Place == "" {
					t.Errorf("%s has no place", n.Code)
				}
				if !strings.Contains(all(set), n.Text()) {
					t.Errorf("the files do not say %q", n.Text())
				}
			}
		})
	}
}

// ten is a table of twelve areas, whose files must be read in the order of their codes.
func ten() string {
	var b strings.Builder
	for _, n := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"} {
		b.WriteString(n + ";Lĩnh vực;1\n" + n + ".1;Tiêu chí;1\n")
	}
	return b.String()
}

func TestCounts(t *testing.T) {
	set, _ := loaded(t, read(t, "Gồm 8 lĩnh vực, 2 tiêu chí, 5 tiêu chí thành phần;;\nMã;Tên;Điểm\n1;A;1\n1.1;B;1\n"), head)
	if got := codes(set.Notes); got != "count_areas 8,1\ncount_criteria 2,1\ncount_subcriteria 5,0" {
		t.Errorf("notes %s", got)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ rows, want string }{
		{"I;A;1\n1;B;1\n1.1;C;1\n", "code_unprefixed 1,I\ncode_unprefixed 1.1,I"},
		{"45658;A;1\n1..1;B;1\nmột;C;1\n", "code_form 45658\ncode_form 1..1\ncode_form một"},
		{"1;A;1\n2;B;1\n", "no_rows "},
	} {
		set, mistakes := skeleton.Make(read(t, "Mã;Tên;Điểm\n"+c.rows), head)
		if got := codes(mistakes); set != nil || got != c.want {
			t.Errorf("%q: %v, %s", c.rows, set, got)
		}
		for _, m := range mistakes {
			if !wording.Known(m.Code) {
				t.Errorf("no sentence for %s", m.Code)
			}
		}
	}
	minus := exact.Int(-1)
	if _, mistakes := skeleton.Make(skeleton.Table{Rows: []skeleton.Row{{Code: "1.1", Max: &minus}}}, head); len(mistakes) != 1 {
		t.Errorf("negative maximum: %v", mistakes)
	}
}

// Whatever stands in the words, the files load and give the words back.
func TestHostileWords(t *testing.T) {
	one := exact.Int(1)
	for _, words := range []string{
		"a: b # c", `"trích" và 'dẫn' \n`, "- gạch\n  - thụt\n\t- tab", "{lỗ} %s {{", "---\nset:\n  id: khac", "&a *b !c", "| > @ `",
		"tie\u0302\u0301ng", "dòng\u2028dòng\u0085dòng", "ẩn\u200b\u202e\x00\x07đi", "\xff\xfe", strings.Repeat("dài ", 9000),
		strings.Repeat("x", 40_000), "😀 ≥ 80 % ⇒ 1",
	} {
		row := skeleton.Row{Code: "1.1", Name: words, Max: &one, Method: words, Rule: words, Evidence: words, Legal: words,
			Checker: words, Deliverable: "I.1.2, " + words, Place: words}
		h := head
		h.Title, h.Source = "Bộ tiêu chí "+words[:min(len(words), 200)], words[:min(len(words), 100)]
		set, got := loaded(t, skeleton.Table{Rows: []skeleton.Row{row}}, h)
		leaf := got.Nodes[1].Leaf
		if strings.Join(leaf.Deliverables, " ") != "I.1.2" {
			t.Errorf("%.20q: deliverables %v", words, leaf.Deliverables)
		}
		plain := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if len(words) < 200 && strings.ContainsAny(words, ":#{") && plain(leaf.Printed) != plain(words) {
			t.Errorf("%q came back as %q\n%s", words, leaf.Printed, all(set))
		}
	}
}

// The same table gives the same bytes, and is left as it was.
func TestSameBytes(t *testing.T) {
	table := read(t, soundTable)
	table.Rows[0].Name += " \u200b"
	before := table.Rows[0].Name
	a, _ := skeleton.Make(table, head)
	b, _ := skeleton.Make(table, head)
	if all(a) != all(b) {
		t.Error("two calls differ")
	}
	if table.Rows[0].Name != before {
		t.Error("the table was changed")
	}
}
