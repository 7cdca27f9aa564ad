// Package findings writes the catalogue of everything that checking a criteria set can say: mistakes of the files
// (package rules), of what their rules do (rules/proof), and of the cases beside them (rules/casetest).
//
// It knows how the page is laid out and makes holes readable. The codes of the loader are handed in by who can see its
// sources; sentences are those of internal/wording.
package findings

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"unicode"

	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/proof"
)

// Code is a code that the loader can give, and how grave it is.
type Code struct {
	Code     string
	Severity rules.Severity
}

const intro = `# Danh mục lỗi và cảnh báo của bộ tiêu chí

Trang này do máy viết ra từ mã nguồn; mỗi điều ` + "`cchc rules check`" + ` và ` + "`cchc rules test`" + ` có thể nói đều có ở đây.

* **Lỗi** thì bộ tiêu chí chưa dùng được hoặc chưa ban hành được; **cảnh báo** thì nên xem, nhưng có thể đúng ý.
* Chữ trong ⟨…⟩ được thay bằng chỗ viết sai hoặc số liệu cụ thể.
* Câu có thể kèm “có phải ý là …?” khi máy đoán được tên hoặc số định viết.
* Mỗi dòng in ra gồm tệp, dòng, cột, mã, câu; bên dưới là dòng chữ trong tệp và dấu ^ dưới chỗ sai.
`

// Page writes the page. bad holds small faulty files whose messages serve as examples, proofs a set for every code of
// the proofs, named after it.
func Page(loader []Code, bad, proofs fs.FS) (string, error) {
	examples, err := examplesIn(bad)
	if err != nil {
		return "", err
	}
	for _, k := range proof.Codes() {
		if examples[k.Code], err = proofExample(proofs, k.Code); err != nil {
			return "", err
		}
	}
	w := &writer{examples: examples}
	w.b.WriteString(intro)
	w.title("## 1. Đọc tệp", "Sửa chỗ được chỉ; nhiều câu nói luôn cách viết đúng. Ví dụ viết đúng của từng dạng quy tắc có trong [sổ tay](catalogue/README.md).")
	w.loader(loader)
	w.title("## 2. Xét quy tắc", "Chỉ xét khi bộ đọc được. Cách xét có hai loại: đủ mọi trường hợp (kết luận chắc chắn), hoặc tìm trong các điểm thử "+
		"(thấy thì chắc, không thấy thì chưa chắc; khi đó câu bắt đầu bằng “theo các điểm thử”). Có ca đi kèm thì dán được ngay vào tệp ca thử.")
	for _, k := range proof.Codes() {
		w.proof(k)
	}
	w.title("## 3. Chạy ca thử", "Ca thử không đạt: sửa quy tắc nếu tính sai, sửa ca nếu mong đợi sai.")
	for _, code := range casetest.Codes() {
		w.plain(code, "lỗi")
	}
	return w.b.String(), nil
}

// writer writes the page.
type writer struct {
	b        strings.Builder
	examples map[string]string
}

func (w *writer) title(head, text string) { fmt.Fprintf(&w.b, "\n%s\n\n%s\n", head, text) }

// families are the parts of a file that the loader's codes are about, by the first word of the code, in the order of
// the page.
var families = []struct {
	title string
	words []string
}{
	{"Tệp", []string{"file"}},
	{"Chữ viết YAML", []string{"yaml", "format"}},
	{"Số, ngày và tên", []string{"number", "dates", "name"}},
	{"Phần đầu: bộ, kỳ, hiệu lực, xếp loại, tham số", []string{"set", "period", "in_force", "rounding", "class", "parameter"}},
	{"Chỉ tiêu và tổng hợp từ đơn vị", []string{"input", "from"}},
	{"Tỷ lệ và giá trị đặt tên", []string{"ratio", "value"}},
	{"Cây tiêu chí", []string{"code", "tree", "outside", "leaf"}},
	{"Quy tắc", []string{"rule", "points", "level", "late", "checklist", "sum", "tally", "per_row", "share", "applies"}},
	{"Bảng mức", []string{"table", "bands", "band", "limit", "line"}},
	{"Điểm đạt được", []string{"reach"}},
	{"Không dùng tới", []string{"unused"}},
	{"Câu giải thích", []string{"sentence"}},
	{"Công thức", []string{"formula"}},
	{"Tệp ca thử", []string{"case"}},
}

// loader writes the loader's codes by family; a code of no family stands at the end, so that none is lost.
func (w *writer) loader(codes []Code) {
	codes = slices.Clone(codes)
	sort.Slice(codes, func(i, j int) bool { return codes[i].Code < codes[j].Code })
	written := map[string]bool{}
	section := func(title string, is func(word string) bool) {
		headed, listed := false, false
		for _, c := range codes {
			word, _, _ := strings.Cut(c.Code, ".")
			if written[c.Code] || !is(word) {
				continue
			}
			if !headed {
				fmt.Fprintf(&w.b, "\n### %s\n", title)
				headed = true
			}
			written[c.Code] = true
			switch pair, alike := pairOf(c.Code); {
			case alike: // two of one kind meet without a word
			case pair && w.examples[c.Code] == "":
				fmt.Fprintf(&w.b, "\n* `%s`: %s", c.Code, escaped(holes(c.Code)))
				listed = true
				continue
			default:
				w.endList(&listed)
				w.plain(c.Code, severityName(c.Severity))
			}
		}
		w.endList(&listed)
	}
	for _, f := range families {
		section(f.title, func(word string) bool { return slices.Contains(f.words, word) })
	}
	section("Khác", func(string) bool { return true })
}

// pairOf reports whether a code is one of many that differ in two types or measures, and whether these are the same.
func pairOf(code string) (pair, alike bool) {
	words := strings.Split(code, ".")
	n := len(words)
	pair = n == 4 && words[0] == "formula"
	return pair, pair && words[n-1] == words[n-2]
}

func (w *writer) endList(listed *bool) {
	if *listed {
		w.b.WriteString("\n")
		*listed = false
	}
}

func severityName(s rules.Severity) string {
	if s == rules.Warning {
		return "cảnh báo"
	}
	return "lỗi"
}

// plain writes a code with its sentence, and with an example where there is one.
func (w *writer) plain(code, severity string) {
	fmt.Fprintf(&w.b, "\n**`%s`** · %s\n\n%s\n", code, severity, escaped(holes(code)))
	w.example(code)
}

func (w *writer) example(code string) {
	if example := w.examples[code]; example != "" {
		fmt.Fprintf(&w.b, "\n```text\n%s```\n", example)
	}
}

func (w *writer) proof(k proof.Kind) {
	severity := severityName(k.Severity)
	if k.Lesser {
		severity = "lỗi nếu xét đủ mọi trường hợp hoặc chắc chắn, nếu không là cảnh báo"
	}
	args := make([]string, len(k.Args))
	for i, a := range k.Args {
		args[i] = "⟨" + a + "⟩"
	}
	fmt.Fprintf(&w.b, "\n**`%s`** · %s\n\n%s\n\nCần làm: %s.\n", k.Code, severity,
		escaped(wording.Message(k.Code, args...)), wording.Message(k.Code+".way"))
	w.example(k.Code)
}

// escaped keeps Markdown from reading signs of the sentence as its own.
func escaped(text string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", `\<`, "#", `\#`, "|", `\|`).Replace(text)
}

// holes gives a sentence with names in its holes.
func holes(code string) string {
	var args []string
	text := wording.Message(code, "{0}", "{1}", "{2}", "{3}")
	for i := range 4 {
		args = append(args, "⟨"+holeName(text, fmt.Sprintf("{%d}", i))+"⟩")
	}
	return wording.Message(code, args...)
}

// holeNames are words of a sentence that say what the hole after or before them holds.
var holeNames = []string{"dòng", "mã", "loại", "khóa", "hàm", "ngày", "mức", "tên", "điểm", "byte", "tệp", "lớp", "chữ số", "đối số",
	"thang", "phép", "trường", "tham số", "cận", "khối", "nhóm", "giá trị", "sản phẩm", "nội dung", "phần tử"}

// holeName tells what stands in a hole by the words beside it; text in quotation marks is what the author wrote.
func holeName(text, hole string) string {
	at := strings.Index(text, hole)
	if at < 0 {
		return "giá trị"
	}
	before := strings.TrimRight(text[:at], " “(:")
	after := strings.TrimLeft(text[at+len(hole):], " ”)")
	for _, name := range holeNames {
		if strings.HasSuffix(before, name) {
			return name
		}
	}
	for _, name := range holeNames {
		if strings.HasPrefix(after, name) {
			return "số " + name
		}
	}
	if strings.HasSuffix(strings.TrimRight(text[:at], " "), "“") {
		return "chữ đã viết"
	}
	return "giá trị"
}

// examplesIn loads each faulty file and keeps, for every code, the first message that a file with this code alone gives.
func examplesIn(bad fs.FS) (map[string]string, error) {
	names, err := fs.Glob(bad, "*.yaml")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	all := map[string]string{}
	for _, name := range names {
		loaded, found := rules.Load(bad, name)
		if loaded != nil {
			found = loaded.Warnings
		}
		if len(found) == 0 || all[found[0].Code] != "" || !alike(found) {
			continue
		}
		d := found[0]
		if strings.ContainsFunc(d.Source, hidden) {
			continue
		}
		d.File = "tep.yaml"
		all[d.Code] = d.Format(wording.AuthorMessage(d.Code, d.Args, d.Hint))
	}
	return all, nil
}

// exampleKnown is the plan and the offices of the sets that show findings.
var exampleKnown = proof.Known{
	Deliverables: []proof.Deliverable{{ID: "I.1.1", Title: "Báo cáo"}, {ID: "I.1.2", Title: "Kế hoạch"}},
	Offices:      []string{"so-noi-vu"},
}

// proofExample is the first finding of a code in the set named after it, with its evidence; "" where there is no set.
func proofExample(proofs fs.FS, code string) (string, error) {
	name := strings.TrimPrefix(code, "proof.") + ".yaml"
	raw, err := fs.ReadFile(proofs, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	loaded, _ := rules.Load(proofs, name)
	if loaded == nil {
		return "", fmt.Errorf("%s does not load", name)
	}
	for _, f := range proof.Check(loaded, exampleKnown).All {
		if f.Code == code || strings.HasPrefix(f.Code, code+".") {
			return shown(&f, loaded, strings.Split(string(raw), "\n")), nil
		}
	}
	return "", fmt.Errorf("%s does not show %s", name, code)
}

func shown(f *proof.Finding, loaded *rules.Loaded, lines []string) string {
	d := f.Diagnostic
	d.File = "tep.yaml"
	if d.Line > 0 {
		d.Source = lines[d.Line-1]
	}
	message := wording.AuthorMessage(d.Code, d.Args, d.Hint)
	if d.Severity == rules.Warning {
		message = wording.Message("cli.check_warning", message)
	}
	text := d.Format(message)
	for i := range f.Cases {
		text += "  " + wording.Message("cli.check_case", f.Cases[i].Text(loaded.Set)) + "\n"
	}
	return text
}

// hidden tells characters that cannot be read on a page.
func hidden(r rune) bool { return r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) }

func alike(found rules.Diagnostics) bool {
	return !slices.ContainsFunc(found, func(d rules.Diagnostic) bool { return d.Code != found[0].Code })
}
