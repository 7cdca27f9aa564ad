package paper_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/internal/paper"
	"cchc/internal/wording"
	"cchc/rules"
)

// shipped prints a built-in set.
func shipped(t *testing.T, name string) (*rules.Loaded, *paper.Document) {
	t.Helper()
	loaded, err := rules.LoadEmbedded(name)
	if err != nil {
		t.Fatal(err)
	}
	return loaded, paper.OfSet(loaded.Set, loaded.Hash, names)
}

func names(code string) string {
	if code == "so-noi-vu" {
		return "Sở Nội vụ"
	}
	return ""
}

// unpack gives the parts of a package by name, and their names in order.
func unpack(t *testing.T, docx []byte) (map[string]string, []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	var order []string
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(data)
		order = append(order, f.Name)
	}
	return parts, order
}

// element is a node of an XML part.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// find lists the elements of a name below one, in document order.
func (e *element) find(name string) []*element {
	var out []*element
	for i := range e.Children {
		c := &e.Children[i]
		if c.XMLName.Local == name {
			out = append(out, c)
		}
		out = append(out, c.find(name)...)
	}
	return out
}

// words is the text of an element as a reader sees it.
func (e *element) words() string {
	text := ""
	for i := range e.Children {
		switch c := &e.Children[i]; c.XMLName.Local {
		case "t":
			text += c.Text
		case "br":
			text += "\n"
		default:
			text += c.words()
		}
	}
	return text
}

func parsed(t *testing.T, part string) *element {
	t.Helper()
	var e element
	if err := xml.Unmarshal([]byte(part), &e); err != nil {
		t.Fatal(err)
	}
	return &e
}

// table gives the cells of one table of a Word document; its first row must be a header row, and all rows must fill the grid.
func cells(t *testing.T, table *element) [][]string {
	t.Helper()
	grid := len(table.find("gridCol"))
	var out [][]string
	for i, row := range table.find("tr") {
		var line []string
		for _, c := range row.find("tc") {
			line = append(line, c.words())
			if len(c.find("p")) == 0 {
				t.Error("a cell without paragraph, which Word refuses")
			}
		}
		if len(line) != grid {
			t.Errorf("row %d has %d cells of %d", i, len(line), grid)
		}
		if header := len(row.find("tblHeader")) == 1; header != (i == 0) {
			t.Errorf("row %d repeated as header: %v", i, header)
		}
		out = append(out, line)
	}
	return out
}

// Every leaf's code, maximum and rule stand in the Word file.
func TestWordHoldsEveryLeaf(t *testing.T) {
	for _, name := range []string{"so-2026", "xa-2026", "tinh-2026"} {
		loaded, doc := shipped(t, name)
		docx, err := doc.DOCX()
		if err != nil {
			t.Fatal(err)
		}
		parts, _ := unpack(t, docx)
		tables := parsed(t, parts["word/document.xml"]).find("tbl")
		lines := map[string][]string{}
		for _, line := range cells(t, tables[1])[1:] {
			lines[line[0]] = line
		}
		for i, n := range loaded.Set.Nodes {
			line := lines[n.Code]
			if line == nil || line[1] != n.Name {
				t.Errorf("%s: %s is not there: %q", name, n.Code, line)
				continue
			}
			if n.Leaf == nil {
				continue
			}
			points, _, _ := strings.Cut(line[2], "\n")
			if points != n.Max.VN() && !n.Leaf.Unscored || !strings.HasSuffix(line[3], wording.Rule(loaded.Set, i)) || line[4] != n.Leaf.Evidence {
				t.Errorf("%s: %s is printed as %q", name, n.Code, line)
			}
		}
		if len(lines) != len(loaded.Set.Nodes) {
			t.Errorf("%s: %d lines for %d nodes", name, len(lines), len(loaded.Set.Nodes))
		}
		for _, table := range tables {
			cells(t, table)
		}
	}
}

// The package is what word processors demand: every part has a type, every relation a target, the page is A4.
func TestWordPackage(t *testing.T) {
	loaded, doc := shipped(t, "so-2026")
	docx, err := doc.DOCX()
	if err != nil {
		t.Fatal(err)
	}
	parts, order := unpack(t, docx)
	if order[0] != "[Content_Types].xml" {
		t.Errorf("first part is %s", order[0])
	}
	types := parsed(t, parts["[Content_Types].xml"])
	for _, name := range order {
		known := path.Ext(name) == ".rels" || name == "[Content_Types].xml"
		for _, o := range types.find("Override") {
			known = known || o.attr("PartName") == "/"+name
		}
		if !known {
			t.Errorf("%s has no content type", name)
		}
		parsed(t, parts[name])
	}
	for _, o := range types.find("Override") {
		if parts[strings.TrimPrefix(o.attr("PartName"), "/")] == "" {
			t.Errorf("%s is declared and not there", o.attr("PartName"))
		}
	}
	ids := map[string]bool{}
	for dir, rels := range map[string]string{"": "_rels/.rels", "word": "word/_rels/document.xml.rels"} {
		for _, r := range parsed(t, parts[rels]).find("Relationship") {
			if parts[path.Join(dir, r.attr("Target"))] == "" {
				t.Errorf("%s: no part %s", rels, r.attr("Target"))
			}
			if r.attr("TargetMode") != "" {
				t.Errorf("%s leads outside", rels)
			}
			ids[dir+r.attr("Id")] = true
		}
	}
	document := parsed(t, parts["word/document.xml"])
	if ref := document.find("footerReference"); len(ref) != 1 || !ids["word"+ref[0].attr("id")] {
		t.Error("no footer")
	}
	size := document.find("pgSz")[0]
	if size.attr("w") != "16838" || size.attr("h") != "11906" || size.attr("orient") != "landscape" {
		t.Errorf("page %v", size.Attrs)
	}
	styles := map[string]bool{}
	for _, s := range parsed(t, parts["word/styles.xml"]).find("style") {
		styles[s.attr("styleId")] = true
	}
	for _, part := range []string{"word/document.xml", "word/footer1.xml"} {
		for _, kind := range []string{"pStyle", "tblStyle"} {
			for _, s := range parsed(t, parts[part]).find(kind) {
				if !styles[s.attr("val")] {
					t.Errorf("style %s is not declared", s.attr("val"))
				}
			}
		}
	}
	if !strings.Contains(parts["word/styles.xml"], `w:ascii="Times New Roman"`) {
		t.Error("no Times New Roman")
	}
	_, code, _ := strings.Cut(loaded.Hash, ":")
	foot := parsed(t, parts["word/footer1.xml"])
	if text := foot.words(); !strings.Contains(text, "so-2026, phiên bản 1.0.0 · mã đối chiếu "+code[:16]) {
		t.Errorf("footer %q", text)
	}
	var fields []string
	for _, f := range foot.find("instrText") {
		fields = append(fields, strings.TrimSpace(f.Text))
	}
	if !slices.Equal(fields, []string{"PAGE", "NUMPAGES"}) {
		t.Errorf("fields %v", fields)
	}
	for _, table := range document.find("tbl") {
		sum := 0
		for _, c := range table.find("gridCol") {
			n := 0
			for _, r := range c.attr("w") {
				n = n*10 + int(r-'0')
			}
			sum += n
		}
		if sum != 16838-2*850 {
			t.Errorf("a table is %d wide", sum)
		}
	}
}

func TestSameBytes(t *testing.T) {
	_, doc := shipped(t, "xa-2026")
	_, again := shipped(t, "xa-2026")
	for name, write := range map[string]func(*paper.Document) ([]byte, error){
		"md":   func(d *paper.Document) ([]byte, error) { return d.Markdown(), nil },
		"html": (*paper.Document).HTML,
		"docx": (*paper.Document).DOCX,
	} {
		a, errA := write(doc)
		b, errB := write(again)
		if err := errors.Join(errA, errB); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: two writings differ, %v", name, err)
		}
	}
}

var voidElement = regexp.MustCompile(`<(meta|col)((?: [a-z-]+="[^"]*")*)>`)

// wellFormed parses a page as XML, its void elements closed, and gives its root.
func wellFormed(t *testing.T, page []byte) *element {
	t.Helper()
	text := voidElement.ReplaceAllString(string(page), "<$1$2/>")
	text = strings.Replace(text, "<!DOCTYPE html>", "", 1)
	return parsed(t, text)
}

func TestPage(t *testing.T) {
	loaded, doc := shipped(t, "so-2026")
	page, err := doc.HTML()
	if err != nil {
		t.Fatal(err)
	}
	root := wellFormed(t, page)
	if root.attr("lang") != "vi" || len(root.find("script")) > 0 || len(root.find("h1")) != 1 || len(root.find("style")) != 1 {
		t.Errorf("page %.200s", page)
	}
	for _, reference := range []string{"http:", "https:", "src=", "href=", "url(", "@import", "javascript:", "style=\"", "onclick"} {
		if bytes.Contains(page, []byte(reference)) {
			t.Errorf("the page holds %q", reference)
		}
	}
	policy := ""
	for _, m := range root.find("meta") {
		if m.attr("http-equiv") == "Content-Security-Policy" {
			policy = m.attr("content")
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") {
		t.Errorf("policy %q", policy)
	}
	for _, want := range []string{"@page { size: A4 landscape", "display: table-header-group", loaded.Hash} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	rows := 0
	for _, table := range root.find("table") {
		columns := len(table.find("th"))
		if len(table.find("col")) != columns || len(table.find("caption")) != 1 {
			t.Error("columns without width, or no caption")
		}
		for _, tr := range table.find("tbody")[0].find("tr") {
			rows++
			if len(tr.find("td")) != columns {
				t.Errorf("%d cells for %d columns", len(tr.find("td")), columns)
			}
		}
	}
	if rows < len(loaded.Set.Nodes)+len(loaded.Set.Inputs) {
		t.Errorf("only %d rows", rows)
	}
}

// columnsOf counts the columns of each line of the tables of a Markdown text.
func columnsOf(text string) [][]int {
	var tables [][]int
	var now []int
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, "|") {
			if now != nil {
				tables = append(tables, now)
			}
			now = nil
			continue
		}
		n := 0
		for i := range len(line) {
			back := 0
			for back < i && line[i-1-back] == '\\' {
				back++
			}
			if line[i] == '|' && back%2 == 0 {
				n++
			}
		}
		now = append(now, n-1)
	}
	return tables
}

func checkTables(t *testing.T, text string, tables int) {
	t.Helper()
	all := columnsOf(text)
	if len(all) != tables {
		t.Errorf("%d tables, want %d", len(all), tables)
	}
	for _, table := range all {
		for _, n := range table {
			if n != table[0] {
				t.Errorf("rows of %v columns", table)
				break
			}
		}
	}
}

func TestMarkdown(t *testing.T) {
	loaded, doc := shipped(t, "so-2026")
	text := string(doc.Markdown())
	checkTables(t, text, 5)
	for _, want := range []string{"# PHỤ LỤC ", "BỘ TIÊU CHÍ THAM KHẢO", "| 1.1.1 | Ban hành Kế hoạch CCHC năm 2026 của đơn vị | 1<br>(thấp nhất -0,5) |",
		"| **Tổng cộng** | **100** |", "| Xuất sắc | từ 90 |", "| Tốt | từ 80 đến dưới 90 |", "| Yếu | dưới 60 |", "Chỉ làm tròn tổng điểm, đến 3 chữ số thập phân",
		"cùng hạng, hạng sau bỏ qua", "| Chỉ tiêu cắt giảm thời gian giải quyết | 30% | tham khảo |", loaded.Hash} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
}

// small is a set of odd and hostile words; {} stands for them.
const small = `set:
  id: thu
  version: 2.0.0
  title: "Bộ {}"
  scope: province
  max: 3
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: criterion, decimals: 1, mode: half_even}
  ties: shared_dense
classes:
  - bands: [{above: 50, name: "Đạt {}"}, {else: true, name: "Không đạt"}]
parameters:
  moc: {type: number, label: "Mốc {}", source: "tham khảo {}", values: [{from: 01/01/2026, value: 2}, {from: 01/07/2026, value: 3}]}
inputs:
  so: {type: count, label: "Số {}", unit: "cái {}", declared_by: unit, verified_by: so-noi-vu, deliverable: I.1.2}
  khac: {type: count, label: "Số khác", declared_by: van-phong}
areas:
  - code: "1"
    name: "Lĩnh vực {}"
    max: 3
    children:
      - code: "1.1"
        name: "Một {}"
        max: 1
        min: -1
        evidence: "Bản {}"
        legal: [{from: 01/01/2025, text: "Cũ {}"}, {from: 01/07/2026, text: "Mới"}]
        cases: [{when: so + khac >= moc, points: 1}, {else: true, points: -1}]
      - code: "1.2"
        name: "Hai"
        max: 2
        survey: true
        printed: "Tốt {}: 2"
        note: "Cơ quan thẩm định: Sở A"
        unwritten: "Tốt {}: 2"
      - code: "1.3"
        name: "Ba"
        unscored: true
        yes_no: {input: co, yes: 0, no: 0}
  - code: "T"
    name: "Thưởng"
    outside: {cap: 1, floor: 0}
    children:
      - {code: "T.1", name: "Bốn", max: 1, yes_no: {input: co, yes: 1, no: 0}}
`

func ofText(t *testing.T, words string) (*rules.Loaded, *paper.Document) {
	t.Helper()
	text := strings.ReplaceAll(small, "{}", words)
	text = strings.Replace(text, "inputs:\n", "inputs:\n  co: {type: yes_no, label: \"Có\", declared_by: unit}\n", 1)
	loaded, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(text)}}, "set.yaml")
	if loaded == nil {
		t.Fatalf("%v", found)
	}
	return loaded, paper.OfSet(loaded.Set, loaded.Hash, names)
}

func TestSmallSet(t *testing.T) {
	_, doc := ofText(t, "x")
	text := string(doc.Markdown())
	checkTables(t, text, 5)
	for _, want := range []string{
		"(Kèm theo Quyết định số", "> **CÒN 1 TIÊU CHÍ CHƯA VIẾT QUY TẮC", "Áp dụng cho: tỉnh.",
		"| 1 | Lĩnh vực x | 3 | 3 | 2 | 2 |", "| T | Thưởng | 1 (ngoài thang điểm) | 1 | 1 | 0 |", "| **Tổng cộng** | **3** | **3** | **2** | **2** |",
		"| 1<br>(thấp nhất -1) |", "Từ 01/01/2025: Cũ x<br>Từ 01/07/2026: Mới | van-phong<br>Sở Nội vụ |",
		"| 1.2 | Hai | 2 | Điều tra xã hội học.<br>CHƯA VIẾT QUY TẮC.<br>Lời văn của bảng:<br>Tốt x: 2 |  |  | Cơ quan thẩm định: Sở A |",
		"| 1.3 | Ba | không chấm | Chỉ theo dõi, không chấm điểm.", "Ngoài thang điểm: cao nhất 1, thấp nhất 0 điểm.",
		"| Mốc x | Từ 01/01/2026: 2<br>Từ 01/07/2026: 3 | tham khảo x |", "| Đạt x | trên 50 |", "| Không đạt | không quá 50 |",
		"hạng sau liền kề", "Làm tròn điểm từng tiêu chí, đến 1 chữ số thập phân, đúng nửa đơn vị làm tròn về chữ số chẵn",
		"| Số x | số đếm | cái x | đơn vị | Sở Nội vụ | I.1.2 |", "| Số khác | số đếm |  | van-phong |  |  |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, n := range regexp.MustCompile(`paper\.[a-z_.]+`).FindAllString(text, -1) {
		t.Errorf("a code without sentence: %s", n)
	}
}

// No word of a set can become part of a paper's own structure.
func TestHostileWords(t *testing.T) {
	for _, words := range []string{
		"<script>alert(1)</script>", "a|b\\\\|c", "*đậm* _ng_ `mã` [x](http://a.b) # > ~", "</w:t></w:r>&amp;]]>",
		"']];{{.}}${x}", strings.Repeat("dài", 500), "tiếng Việt ễ 😀",
	} {
		loaded, doc := ofText(t, words)
		text := string(doc.Markdown())
		checkTables(t, text, 5)
		if strings.Contains(text, "<script") {
			t.Error("Markdown carries a script")
		}
		page, err := doc.HTML()
		if err != nil {
			t.Fatal(err)
		}
		if root := wellFormed(t, page); len(root.find("script")) > 0 {
			t.Error("the page carries a script")
		}
		docx, err := doc.DOCX()
		if err != nil {
			t.Fatal(err)
		}
		parts, _ := unpack(t, docx)
		tables := parsed(t, parts["word/document.xml"]).find("tbl")
		want := loaded.Set.Nodes[1].Name
		if got := cells(t, tables[1])[2]; got[0] != "1.1" || got[1] != want {
			t.Errorf("Word: %.80q, want %.80q", got, want)
		}
		parsed(t, parts["docProps/core.xml"])
	}
}

// A document made by hand may hold what no set can: characters that XML forbids, rows of the wrong length.
func TestForbiddenCharacters(t *testing.T) {
	doc := &paper.Document{Title: "a\x00b", Footer: "c\x0bd\ufffe", Blocks: []paper.Block{
		&paper.Heading{Text: "e\x1bf"}, &paper.Paragraph{Style: paper.Loud, Text: "- g\u202eh\n\xff\xfei"},
		&paper.Table{Columns: []paper.Column{{Title: "j", Share: 1}, {Title: "k"}}, Rows: []paper.Row{{Cells: []string{"l\r\nm|"}}, {paper.Part, []string{"1", "2", "3"}}}},
	}}
	docx, err := doc.DOCX()
	if err != nil {
		t.Fatal(err)
	}
	parts, _ := unpack(t, docx)
	if got := cells(t, parsed(t, parts["word/document.xml"]).find("tbl")[0]); len(got) != 3 || got[1][0] != "l\nm|" || got[2][1] != "2" {
		t.Errorf("cells %q", got)
	}
	page, err := doc.HTML()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, page)
	if size := parsed(t, parts["word/document.xml"]).find("pgSz")[0]; size.attr("w") != "11906" || size.attr("orient") != "" {
		t.Errorf("upright page %v", size.Attrs)
	}
	text := string(doc.Markdown())
	checkTables(t, text, 1)
	for _, b := range [][]byte{page, []byte(text), []byte(parts["word/document.xml"]), []byte(parts["word/footer1.xml"]), []byte(parts["docProps/core.xml"])} {
		if bytes.ContainsAny(b, "\x00\x0b\x1b\u202e\ufffe\ufffd") || bytes.Contains(b, []byte("\\ufffd")) {
			t.Errorf("a forbidden character in %q", b)
		}
	}
}
