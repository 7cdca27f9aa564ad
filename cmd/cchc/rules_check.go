package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"

	"cchc/internal/day"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/proof"
	"cchc/seeds"
)

const checkLong = `Kiểm tra bộ tiêu chí, in mọi lỗi và cảnh báo của mọi tệp cùng lúc, theo thứ tự trong tệp.

Trước hết là lỗi viết: tên sai, thiếu khóa, điểm vượt tối đa. Bộ đọc được thì xét tiếp từng quy tắc bằng cách chấm thử ở mọi
chỗ điểm có thể đổi: dòng không bao giờ dùng tới, điều kiện luôn đúng, câu giải thích không điền được, điểm tối đa không đạt được,
số liệu tốt lên mà điểm giảm, đơn vị tính lẫn lộn, chỉ tiêu không ai nhập, sản phẩm của kế hoạch không được dùng.

Mỗi điều tìm thấy có việc cần làm, ca số liệu chỉ ra nó, và cách xét: đủ mọi trường hợp, hay chỉ tìm trong các điểm thử.

Lỗi thì chưa ban hành được (mã kết thúc 5). Chỉ là lỗi khi chắc chắn sai: viết sai, quy tắc chưa viết, tên không có, không ai
nhập, tỷ lệ của một số với chính nó; hoặc khi xét đủ mọi trường hợp mà có dòng không bao giờ dùng tới, điều kiện luôn đúng hay
không bao giờ đúng, không số liệu nào được chấm. Còn lại là cảnh báo: nên xem, nhưng có thể đúng ý.

Sản phẩm và cơ quan được đối chiếu với kế hoạch và danh sách đơn vị nêu ở --plan, --units, hoặc của thư mục dữ liệu --data:
tên không có ở đó là lỗi. Không nêu thì đối chiếu với Kế hoạch 148 và danh sách có sẵn, nếu bộ có nêu sản phẩm của kế hoạch ấy:
tên không có là lỗi với các bộ mang mã của bộ có sẵn, là cảnh báo với bộ khác.`

// The contract of rules check --json.
type checkJSON struct {
	Sets        []checkedJSON    `json:"sets"`
	Diagnostics []diagnosticJSON `json:"diagnostics"`
	// Findings is what looking at the rules found; absent with --fast and where no set loads.
	Findings []findingJSON `json:"findings,omitempty"`
}

type checkedJSON struct {
	Path    string `json:"path"`
	ID      string `json:"id,omitempty"`
	Version string `json:"version,omitempty"`
	Hash    string `json:"hash,omitempty"`
	// Reference is the set's own word that it is not official.
	Reference string `json:"reference,omitempty"`
	// Good: it loads, and no finding is an error.
	Good   bool         `json:"good"`
	Leaves []provedJSON `json:"leaves,omitempty"`
	Costs  []costJSON   `json:"costs,omitempty"` // with --cost: the dearest first
}

type diagnosticJSON struct {
	File     string   `json:"file"`
	Line     int      `json:"line,omitempty"`
	Col      int      `json:"col,omitempty"`
	EndCol   int      `json:"end_col,omitempty"`
	Severity string   `json:"severity"`
	Code     string   `json:"code"`
	Args     []string `json:"args,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Message  string   `json:"message"`
}

// findingJSON is a diagnostic with how it was found. Cases are lines of a cases file.
type findingJSON struct {
	diagnosticJSON
	Leaf   string   `json:"leaf,omitempty"`
	Method string   `json:"method"` // exact: for all evidence; search: among the points tried
	Points int      `json:"points,omitempty"`
	Why    []string `json:"why,omitempty"` // search: what keeps the points from standing for all evidence
	Cases  []string `json:"cases,omitempty"`
	Way    string   `json:"way"`
}

// provedJSON is how one subcriterion was looked at, and the points its rule gives at least and at most.
type provedJSON struct {
	Code   string   `json:"code"`
	Method string   `json:"method"`
	Points int      `json:"points"`
	Why    []string `json:"why,omitempty"`
	Least  string   `json:"least,omitempty"` // exact: "2/3"
	Most   string   `json:"most,omitempty"`
}

type costJSON struct {
	Code     string `json:"code"`
	Steps    int64  `json:"steps"`
	Heaviest string `json:"heaviest,omitempty"` // in words
	Of       int64  `json:"heaviest_steps,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
}

func newRulesCheck(a *app) *cobra.Command {
	var in checkFlags
	cmd := &cobra.Command{
		Use:   "check ĐƯỜNG_DẪN…",
		Short: "Kiểm tra bộ tiêu chí: lỗi viết, rồi từng quy tắc",
		Long:  checkLong,
		Example: "  cchc rules check bo-tieu-chi/so-2026\n  cchc rules check mot-tep.yaml so-2026 --cost\n" +
			"  cchc rules check bo-tieu-chi/so-2026 --data du-lieu-2026",
		Args: arity(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			against, err := in.world(cmd.Context(), in.data)
			if err != nil {
				return err
			}
			sets := make([]*checkedSet, len(args))
			for i, name := range args {
				if sets[i], err = checkSet(name, in, against); err != nil {
					return err
				}
			}
			if err := a.printChecked(sets, in); err != nil {
				return err
			}
			return a.sumUp(sets, in)
		},
	}
	cmd.Flags().BoolVar(&in.fast, "fast", false, "chỉ đọc tệp, không xét từng quy tắc")
	cmd.Flags().BoolVar(&in.cost, "cost", false, "in cả số bước tính của từng tiêu chí, nặng nhất trước")
	in.knownFlags.bind(cmd)
	cmd.Flags().StringVar(&in.data, "data", "", "đối chiếu với kế hoạch và danh sách đơn vị của `THƯ_MỤC` dữ liệu")
	return cmd
}

type checkFlags struct {
	knownFlags
	fast, cost bool
	data       string
}

// checkedSet is one set with everything that is wrong with it.
type checkedSet struct {
	path   string
	loaded *rules.Loaded // nil: it has mistakes
	found  rules.Diagnostics
	proofs proof.Findings
	source sourceOf
	other  bool // it is not about the plan
}

func checkSet(name string, in checkFlags, against *world) (*checkedSet, error) {
	c, err := chooseSet(name, os.Getenv(libraryVariable), day.None)
	if err != nil {
		return nil, err
	}
	s := &checkedSet{path: name, loaded: c.Loaded, found: c.Found, source: sourceOf{dir: c.Place, name: name}}
	if s.loaded == nil || in.fast {
		return s, nil
	}
	known, measured := against.known(s.loaded.Set)
	s.other = !measured
	s.proofs = proof.Check(s.loaded, known)
	for i := range s.proofs.All {
		s.source.place(&s.proofs.All[i].Diagnostic)
	}
	return s, nil
}

// sourceOf finds the files of a set: in a directory, or built into the program.
type sourceOf struct {
	dir, name string
	lines     map[string][]string
}

// place gives a diagnostic of the proofs the path that the user knows and the line's text.
func (s *sourceOf) place(d *rules.Diagnostic) {
	lines, ok := s.lines[d.File]
	if !ok {
		lines = s.read(d.File)
		if s.lines == nil {
			s.lines = map[string][]string{}
		}
		s.lines[d.File] = lines
	}
	if d.Line > 0 && d.Line <= len(lines) {
		d.Source = lines[d.Line-1]
	}
	d.File = s.shown(d.File)
}

// shown is the path of a file of the set as the user knows it.
func (s *sourceOf) shown(file string) string {
	if root := s.root(); root != "" && file != "" {
		return filepath.Join(root, filepath.FromSlash(file))
	}
	return file
}

// root is the directory in which the paths of the set's files begin; "" for a built-in set.
func (s *sourceOf) root() string {
	if s.dir == "" {
		return ""
	}
	if s.dir != s.name { // a library: its sets lie below
		return s.dir
	}
	dir, base := filepath.Split(filepath.Clean(s.name))
	switch {
	case base == "." || base == "..":
		return base
	case dir == "":
		return "."
	}
	return dir
}

// read gives a file's lines as the loader counts them.
func (s *sourceOf) read(file string) []string {
	var raw []byte
	var err error
	if root := s.root(); root != "" {
		raw, err = os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	} else {
		raw, err = fs.ReadFile(rules.Sets(), file)
	}
	if err != nil {
		return nil // the place is told without its text
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(raw), "\ufeff"), "\r\n", "\n")
	return strings.Split(norm.NFC.String(text), "\n")
}

// printChecked prints what was found in every set.
func (a *app) printChecked(sets []*checkedSet, in checkFlags) error {
	if !a.json {
		for _, s := range sets {
			s.print(a.stdout)
			if in.cost && s.loaded != nil {
				s.printCosts(a.stdout)
			}
		}
		return nil
	}
	out := checkJSON{Sets: []checkedJSON{}, Diagnostics: []diagnosticJSON{}}
	for _, s := range sets {
		out.Sets = append(out.Sets, s.json(in))
		for _, d := range s.found {
			out.Diagnostics = append(out.Diagnostics, newDiagnosticJSON(d))
		}
		for i := range s.proofs.All {
			out.Findings = append(out.Findings, s.finding(&s.proofs.All[i]))
		}
	}
	return a.printJSON(out)
}

// sumUp says how each set fared, and fails where there are errors.
func (a *app) sumUp(sets []*checkedSet, in checkFlags) error {
	mistakes, warnings := 0, 0
	for _, s := range sets {
		m, w := s.count()
		mistakes, warnings = mistakes+m, warnings+w
		if s.loaded == nil {
			continue
		}
		if s.other {
			a.note("%s", wording.Message("cli.check_other_plan", s.path, seeds.DefaultPlan().Number))
		}
		if in.fast {
			a.note("%s", wording.Message("cli.check_fast", s.path, strconv.Itoa(w)))
			continue
		}
		proved, searched, points := s.looked()
		tail := []string{strconv.Itoa(w), strconv.Itoa(proved), strconv.Itoa(searched), wholeNumber(points)}
		if m == 0 {
			a.note("%s", wording.Message("cli.check_good", append([]string{s.path}, tail...)...))
		} else {
			a.note("%s", wording.Message("cli.check_bad", append([]string{s.path, strconv.Itoa(m)}, tail...)...))
		}
	}
	if mistakes > 0 {
		return fail(exitInvalid, "cli.rules_bad", strconv.Itoa(mistakes), strconv.Itoa(warnings))
	}
	return nil
}

// wholeNumber prints a whole number as Vietnamese documents do.
func wholeNumber(n int) string { return proof.Spaced(int64(n)) }

func (s *checkedSet) count() (mistakes, warnings int) {
	mistakes, warnings = count(s.told())
	m, w := s.proofs.Count()
	return mistakes + m, warnings + w
}

// told leaves out the loader's warnings of which a finding says the same.
func (s *checkedSet) told() rules.Diagnostics {
	return slices.DeleteFunc(slices.Clone(s.found), func(d rules.Diagnostic) bool {
		return d.Code == unwrittenRule && slices.ContainsFunc(s.proofs.All, func(f proof.Finding) bool {
			return f.Code == proof.CodeUnwritten && len(d.Args) > 0 && f.Leaf == d.Args[0]
		})
	})
}

func (s *checkedSet) looked() (proved, searched, points int) {
	for i := range s.proofs.Leaves {
		l := &s.proofs.Leaves[i]
		points += l.Points
		if l.Method == proof.Exact {
			proved++
		} else {
			searched++
		}
	}
	return proved, searched, points
}

// print tells diagnostics and findings in one list, by their places.
func (s *checkedSet) print(w io.Writer) {
	type entry struct {
		of   rules.Diagnostic
		text string
	}
	var all []entry
	for _, d := range s.told() {
		all = append(all, entry{d, graveText(d, diagnosticMessage(d)) + s.attained(d)})
	}
	for i := range s.proofs.All {
		f := &s.proofs.All[i]
		all = append(all, entry{f.Diagnostic, graveText(f.Diagnostic, findingMessage(f)) + s.detail(f)})
	}
	slices.SortStableFunc(all, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.of.File, b.of.File), cmp.Compare(a.of.Line, b.of.Line), cmp.Compare(a.of.Col, b.of.Col))
	})
	for _, e := range all {
		io.WriteString(w, e.text)
	}
}

// graveText is a diagnostic as text that says whether it is a warning.
func graveText(d rules.Diagnostic, message string) string {
	if d.Severity == rules.Warning {
		message = wording.Message("cli.check_warning", message)
	}
	return d.Format(message)
}

// findingMessage says of what was only looked for among points that it was.
func findingMessage(f *proof.Finding) string {
	message := diagnosticMessage(f.Diagnostic)
	if f.Perhaps() {
		return wording.Message("cli.check_perhaps", message)
	}
	return message
}

// detail is what to do, the evidence and how it was found.
func (s *checkedSet) detail(f *proof.Finding) string {
	var b strings.Builder
	line := func(code string, args ...string) { fmt.Fprintf(&b, "  %s\n", wording.Message(code, args...)) }
	line("cli.check_way", wayOut(f.Code))
	for i := range f.Cases {
		line("cli.check_case", f.Cases[i].Text(s.loaded.Set))
	}
	switch {
	case f.Points == 0:
		line("cli.check_structure")
	case f.Method == proof.Exact:
		line("cli.check_exact", wholeNumber(f.Points))
	default:
		line("cli.check_search", wholeNumber(f.Points), strings.Join(reasonsOf(f), "; "))
	}
	return b.String()
}

func reasonsOf(f *proof.Finding) []string {
	var all []string
	for _, why := range f.Why {
		all = append(all, wording.Message("proof.why."+string(why)))
	}
	return all
}

// wayOut is what to do about a finding.
func wayOut(code string) string {
	if strings.HasPrefix(code, proof.CodeMeasuresMixed) {
		code = proof.CodeMeasuresMixed
	}
	return wording.Message(code + ".way")
}

// attained answers the loader where it could not tell what a rule gives at most or at least.
func (s *checkedSet) attained(d rules.Diagnostic) string {
	if d.Code != "reach.max_unknown" && d.Code != "reach.min_unknown" {
		return ""
	}
	for i := range s.proofs.Leaves {
		if l := &s.proofs.Leaves[i]; l.Code == d.Args[0] && l.Most != nil {
			return "  " + wording.Message("cli.check_attained", wholeNumber(l.Points),
				l.Least.Expect.Points.VN(), l.Most.Expect.Points.VN()) + "\n"
		}
	}
	return ""
}

// mostCosts is how many subcriteria the table of costs shows.
const mostCosts = 10

func (s *checkedSet) printCosts(w io.Writer) {
	fmt.Fprintf(w, "%s\n", wording.Message("cli.check_cost", proof.Spaced(proof.MostSteps)))
	t := newTable("Mã", "Số bước#", wording.Message("cli.check_cost_column"))
	for i, c := range proof.Costs(s.loaded.Set) {
		if i == mostCosts {
			break
		}
		t.add(c.Code, proof.Spaced(c.Steps), s.heaviest(&c))
	}
	t.write(w)
}

// mostHeaviest is how many characters of the heaviest part are shown.
const mostHeaviest = 80

func (s *checkedSet) heaviest(c *proof.Cost) string {
	if c.Heaviest == nil {
		return ""
	}
	text := []rune(wording.Expr(s.loaded.Set, c.Heaviest))
	if len(text) > mostHeaviest {
		text = append(text[:mostHeaviest-1], '…')
	}
	return string(text)
}

func (s *checkedSet) json(in checkFlags) checkedJSON {
	out := checkedJSON{Path: s.path}
	if s.loaded == nil {
		return out
	}
	mistakes, _ := s.count()
	set := s.loaded.Set
	out.ID, out.Version, out.Hash, out.Reference, out.Good = set.ID, set.Version, s.loaded.Hash, set.Reference, mistakes == 0
	for i := range s.proofs.Leaves {
		l := &s.proofs.Leaves[i]
		one := provedJSON{Code: l.Code, Method: string(l.Method), Points: l.Points, Why: texts(l.Why)}
		if l.Most != nil {
			one.Least, one.Most = l.Least.Expect.Points.Fraction(), l.Most.Expect.Points.Fraction()
		}
		out.Leaves = append(out.Leaves, one)
	}
	if in.cost {
		for _, c := range proof.Costs(set) {
			one := costJSON{Code: c.Code, Steps: c.Steps, Of: c.HeaviestSteps, File: c.Span.File, Line: c.Span.Line}
			if c.Heaviest != nil {
				one.Heaviest = wording.Expr(set, c.Heaviest)
			}
			out.Costs = append(out.Costs, one)
		}
	}
	return out
}

func texts[T ~string](all []T) []string {
	var out []string
	for _, t := range all {
		out = append(out, string(t))
	}
	return out
}

func (s *checkedSet) finding(f *proof.Finding) findingJSON {
	out := findingJSON{diagnosticJSON: newDiagnosticJSON(f.Diagnostic), Leaf: f.Leaf, Method: string(f.Method), Points: f.Points,
		Why: texts(f.Why), Way: wayOut(f.Code)}
	out.Message = findingMessage(f)
	for i := range f.Cases {
		out.Cases = append(out.Cases, f.Cases[i].Text(s.loaded.Set))
	}
	return out
}

func newCheckJSON(sets []checkedJSON, found rules.Diagnostics) checkJSON {
	out := checkJSON{Sets: sets, Diagnostics: []diagnosticJSON{}}
	for _, d := range found {
		out.Diagnostics = append(out.Diagnostics, newDiagnosticJSON(d))
	}
	return out
}

func newDiagnosticJSON(d rules.Diagnostic) diagnosticJSON {
	severity := "error"
	if d.Severity == rules.Warning {
		severity = "warning"
	}
	return diagnosticJSON{d.File, d.Line, d.Col, d.EndCol, severity, d.Code, d.Args, d.Hint, diagnosticMessage(d)}
}
