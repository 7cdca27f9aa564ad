package charts

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

var sampleDir = flag.String("sample", "", "folder to write sample pages to")

func reportPageOf(t testing.TB, scopes ...*figure.Scope) string {
	t.Helper()
	p, err := (&Report{Title: "Kết quả chấm điểm", Scopes: scopes}).Page()
	return written(t, p, err)
}

func written(t testing.TB, p *Page, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func unitOf(s *figure.Scope, code string) Unit {
	return Unit{Title: "Điểm của " + s.Full(code), Scope: s, Code: code, Do: func(*engine.Need) string { return "Làm." }}
}

func unitPageOf(t testing.TB, u Unit) string {
	t.Helper()
	p, err := u.Page()
	return written(t, p, err)
}

func madeSelfAssessment(s *figure.Scope, unit string) SelfAssessment {
	return SelfAssessment{
		Superior: "UBND TỈNH MẪU", Period: "Năm 2026", Unit: unit, Set: s.Set, Self: s.Result, Words: s.Words, Demo: true,
	}
}

func selfAssessmentPageOf(t testing.TB, a SelfAssessment) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSelfAssessment(&b, a); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func pages(t *testing.T, name func(string) figure.Name) map[string]string {
	s := figuretest.Small(name)
	return map[string]string{
		"report":          reportPageOf(t, s),
		"unit":            unitPageOf(t, unitOf(s, "so-b")),
		"self-assessment": selfAssessmentPageOf(t, madeSelfAssessment(s, "so-b")),
	}
}

var (
	inline = regexp.MustCompile(`(?s)<(script|style)([^>]*)>(.*?)</(?:script|style)>`)
	void   = regexp.MustCompile(`<(meta|br)([^>]*)>`)
)

// markup is the page without the contents of scripts and styles.
func markup(page string) string { return inline.ReplaceAllString(page, "<$1$2></$1>") }

func TestPagesAreWellFormed(t *testing.T) {
	for name, page := range pages(t, figuretest.Plain) {
		d := xml.NewDecoder(strings.NewReader(void.ReplaceAllString(markup(page), "<$1$2/>")))
		d.Entity = xml.HTMLEntity
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

func TestPolicyAllowsExactlyWhatThePagesCarry(t *testing.T) {
	for name, page := range pages(t, figuretest.Plain) {
		policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)
		if policy == nil {
			t.Fatalf("%s has no policy", name)
		}
		text := strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(policy[1])
		allowed := regexp.MustCompile(`'sha256-[^']*'`).FindAllString(text, -1)
		carried := 0
		for _, m := range inline.FindAllStringSubmatch(page, -1) {
			if strings.Contains(m[2], "application/json") {
				continue
			}
			carried++
			if !strings.Contains(text, m[1]+"-src ") || !strings.Contains(text, digest(m[3])) {
				t.Errorf("%s: policy does not allow the %s that begins %.60q", name, m[1], m[3])
			}
		}
		if len(allowed) != carried || carried == 0 {
			t.Errorf("%s: policy allows %d inline texts, page carries %d", name, len(allowed), carried)
		}
		for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: policy lacks %s", name, want)
			}
		}
		if strings.Contains(text, "unsafe") || strings.Contains(text, "http") {
			t.Errorf("%s: policy is open: %s", name, text)
		}
	}
}

func TestPagesLoadNothingAndCarryNoInlineCode(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\s(style|on[a-z]+|src|srcset|action|data)=|https?:|<(link|iframe|object|img|base|form)\b`)
	elsewhere := regexp.MustCompile(`(?i)\burl\(|@import|https?:`)
	for name, page := range pages(t, figuretest.Plain) {
		if bad := forbidden.FindString(markup(page)); bad != "" {
			t.Errorf("%s: markup contains %q", name, bad)
		}
		for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if !strings.HasPrefix(link[1], "#") {
				t.Errorf("%s: link to %s", name, link[1])
			}
		}
	}
	for _, own := range append(ownScripts(), "charts.css", "selfassessment.css") {
		if bad := elsewhere.FindString(asset(own)); bad != "" {
			t.Errorf("%s contains %q", own, bad)
		}
	}
	known := []string{"http://www.apache.org/licenses/LICENSE-2.0", "http://www.w3.org/", "https://github.com/ecomfe/zrender/blob/master/LICENSE"}
	for _, address := range regexp.MustCompile(`https?://[^\s"')]*`).FindAllString(asset("echarts/echarts.min.js"), -1) {
		ok := false
		for _, k := range known {
			ok = ok || strings.HasPrefix(address, k)
		}
		if !ok {
			t.Errorf("echarts names %s: neither a licence nor a namespace", address)
		}
	}
	for _, script := range ownScripts() {
		if strings.Contains(asset(script), "`") || strings.Contains(asset(script), "\\\n") {
			t.Errorf("%s has a text over several lines, whose blanks a page would lose", script)
		}
	}
	for _, script := range append(ownScripts(), "echarts/echarts.min.js") {
		if text := asset(script); strings.Contains(text, "</script") || strings.Contains(text, "<!--") {
			t.Errorf("%s cannot stand inside a script element", script)
		}
	}
}

// ownScripts are the scripts that pages carry beside the library.
func ownScripts() []string {
	return append(layoutScripts()[1:len(layoutScripts()):len(layoutScripts())], "js/page.js")
}

func TestHostileNamesStayText(t *testing.T) {
	long := strings.Repeat("ư", 300)
	for name, page := range pages(t, figuretest.Hostile) {
		text := markup(page)
		if strings.Contains(text, "<img") || strings.Contains(page, "</script></style>") {
			t.Errorf("%s: a name became markup", name)
		}
		if !strings.Contains(text, "&lt;img src=x") || !strings.Contains(text, long) {
			t.Errorf("%s: the name is not shown in full", name)
		}
		outside := regexp.MustCompile(`(?s)<(bdi|title)>.*?</(bdi|title)>`).ReplaceAllString(text, "")
		if at := strings.Index(outside, "\u202e"); at >= 0 {
			t.Errorf("%s: a mark of direction stands outside <bdi>: %q", name, outside[max(0, at-200):at])
		}
		for _, m := range inline.FindAllStringSubmatch(page, -1) {
			if strings.Contains(m[2], "application/json") && !json.Valid([]byte(m[3])) {
				t.Errorf("%s: data are not JSON: %.80q", name, m[3])
			}
			if strings.Contains(m[3], "\u202e") {
				t.Errorf("%s: a picture carries a mark of direction", name)
			}
		}
		if got, want := strings.Count(page, "<script"), strings.Count(page, "</script>"); got != want {
			t.Errorf("%s: %d script elements open, %d close", name, got, want)
		}
	}
}

func TestEveryPictureAndTableSaysWhatItRestsOn(t *testing.T) {
	drills := regexp.MustCompile(`(?s)<details class="drill".*?</details>`) // what they rest on stands once, above all of them
	for name, page := range pages(t, figuretest.Plain) {
		page = drills.ReplaceAllString(page, "")
		parts := regexp.MustCompile(`(?s)<(?:figcaption|caption|header)\b.*?</(?:figcaption|caption|header)>`).FindAllString(page, -1)
		if len(parts) < 2 {
			t.Fatalf("%s has %d captions", name, len(parts))
		}
		for _, part := range parts {
			for _, want := range []string{"Dữ liệu minh họa", "Bộ tiêu chí tham khảo", "Điểm tạm tính"} {
				if !strings.Contains(part, want) {
					t.Errorf("%s: %q is not said in %.120q", name, want, part)
				}
			}
			if !strings.HasPrefix(part, "<header") && !strings.Contains(part, "mau-2026, phiên bản 1.0.0") {
				t.Errorf("%s: no set version in %.120q", name, part)
			}
		}
		if strings.Count(page, "<table>") != strings.Count(page, "<caption") {
			t.Errorf("%s: a table without caption", name)
		}
	}
	s := figuretest.Small(figuretest.Plain)
	s.Set.Reference, s.Result.Stage = "", engine.StageFinal
	s.Head = figure.NewHead(s.Set, s.Result, false, "2026-final-1")
	page := reportPageOf(t, s)
	if strings.Contains(page, "minh họa") || strings.Contains(page, "tham khảo") || strings.Contains(page, "tạm tính") {
		t.Error("an official final result is labelled as something less")
	}
	if !strings.Contains(page, "lần chấm điểm 2026-final-1") {
		t.Error("the page does not name its run")
	}
}

func TestReportShowsStatesAsWords(t *testing.T) {
	page := markup(reportPageOf(t, figuretest.Small(figuretest.Plain)))
	for _, want := range []string{
		"Đơn vị mới thành lập trong năm.",
		`<span class="remark hold">Chưa được công bố: còn 2 tiêu chí chưa chấm được</span>`,
		`<td class="word">không áp dụng</td>`,
		`<p class="state">`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("page does not say %q", want)
		}
	}
	s := figuretest.Small(figuretest.Plain)
	s.Result.Units = nil
	if page := reportPageOf(t, s); !strings.Contains(page, "Chưa có đơn vị nào") {
		t.Error("a report of nothing does not say so")
	}
	if page := reportPageOf(t); !strings.Contains(page, "Chưa có kết quả chấm điểm nào") {
		t.Error("a report without sets does not say so")
	}
}

// TestEveryFigureIsInThePage: every picture has its place, its drawing, its tables and its heading, and no id stands twice.
func TestEveryFigureIsInThePage(t *testing.T) {
	scopes := figuretest.Demo(t)
	made, err := (&Report{Scopes: scopes}).Page()
	page := written(t, made, err)
	drawn := 0
	for _, f := range figures(made.Sections) {
		figuretest.Check(t, f)
		if !strings.Contains(page, `<h4 id="`+f.ID+`-ten">`) {
			t.Errorf("%s is not in the page", f.ID)
		}
		if f.Drawn() {
			drawn++
			if !strings.Contains(page, `<script type="application/json" id="`+f.ID+`-so-lieu">{"kind":"`+f.Kind+`"`) {
				t.Errorf("the page has no drawing of %s", f.ID)
			}
			if !strings.Contains(strings.Join(layoutScripts(), " "), "js/fit-") || !hasLayout(f.Kind) {
				t.Errorf("no script lays out %s", f.Kind)
			}
		}
	}
	if drawn < 20 {
		t.Errorf("only %d pictures are drawn of the demo year", drawn)
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if seen[m[1]] {
			t.Errorf("id %s stands twice", m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`"?href"?[=:]"#([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !seen[m[1]] {
			t.Errorf("a link leads to #%s, which is not there", m[1])
		}
	}
	library := len(asset("echarts/echarts.min.js"))
	if size := len(page) - library; size > 1_000_000 {
		t.Errorf("the page is %d bytes without the library", size)
	}
}

func hasLayout(kind string) bool {
	for _, name := range ownScripts() {
		if strings.Contains(asset(name), "cchc.fit."+kind+" =") {
			return true
		}
	}
	return false
}

func TestSelfAssessmentHasTheOfficialColumns(t *testing.T) {
	r := figuretest.Small(figuretest.Plain)
	a := madeSelfAssessment(r, "so-b")
	page := selfAssessmentPageOf(t, a)
	var columns []string
	for _, m := range regexp.MustCompile(`<th scope="col"[^>]*>([^<]*)`).FindAllStringSubmatch(page, -1) {
		columns = append(columns, m[1])
	}
	const want = "STT|Tiêu chí|Điểm tối đa|Điều tra XHH|Tự đánh giá|SNV đánh giá|Điểm đạt được (tạm tính)|Chỉ số (%)|Ghi chú"
	if got := strings.Join(columns, "|"); got != want {
		t.Errorf("columns are %s", got)
	}
	if got := strings.Count(page, `<th scope="row"`); got != len(r.Set.Nodes)+1 {
		t.Errorf("%d rows for %d nodes and a total", got, len(r.Set.Nodes))
	}
	for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Mã đối chiếu 3f9a1c07d2e84b56 "} {
		if !strings.Contains(strings.ReplaceAll(page, "</footer>", " "), want) {
			t.Errorf("form does not say %q", want)
		}
	}
}

// cells of a row are Max, Survey, Self, Asked, Got, Index.
func cellsOf(r formRow) string {
	return strings.Join([]string{r.Max, r.Survey, r.Self, r.Asked, r.Got, r.Index}, "|")
}

func TestSelfAssessmentRows(t *testing.T) {
	set := figuretest.Set("Thể chế")
	self := figuretest.Result(set, figuretest.Unit(set, "so-a", "so", func(_ int, n *form.Node) figuretest.Outcome {
		switch n.Code {
		case "1.1.2":
			return figuretest.Outcome{State: engine.Missing}
		case "1.1.3":
			return figuretest.Outcome{State: engine.NotApplicable}
		case "1.2.3":
			return figuretest.Outcome{State: engine.NotDue}
		}
		return figuretest.Outcome{State: engine.Scored, Points: exact.Int(2)}
	}))
	asked := figuretest.Result(set, figuretest.Unit(set, "so-a", "so", func(_ int, n *form.Node) figuretest.Outcome {
		switch n.Code {
		case "1.1.1":
			return figuretest.Outcome{State: engine.Scored, Points: exact.Int(1)}
		case "1.1.3":
			return figuretest.Outcome{State: engine.NotApplicable}
		}
		return figuretest.Outcome{State: engine.Scored, Points: exact.MustFrac(3, 2)}
	}))
	asked.Stage, asked.CaseHash = engine.StageAppraisal1, "sha256:bbbb"
	a := SelfAssessment{Unit: "so-a", Set: set, Self: self, Words: figuretest.Words(figuretest.Plain)}

	check := func(want map[string]string, total string) {
		t.Helper()
		page, err := a.page()
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, r := range page.Rows {
			if w, ok := want[r.Code]; ok {
				found++
				if got := cellsOf(r); got != w {
					t.Errorf("%s: %s, want %s", r.Code, got, w)
				}
			}
		}
		if found != len(want) {
			t.Errorf("%d of %d rows found", found, len(want))
		}
		if got := cellsOf(page.Total); got != total {
			t.Errorf("total: %s, want %s", got, total)
		}
	}
	check(map[string]string{
		"I":     "12,000|–|6,000|–|6,000|60,000",
		"1.1.1": "2,000|–|2,000|–|2,000|100,000",
		"1.1.2": "2,000|–|chưa có|–|chưa có|–",
		"1.1.3": "2,000|–|không áp dụng|–|không áp dụng|–",
		"1.2.3": "2,000|chưa đến hạn|–|–|chưa đến hạn|–",
	}, "12,000|–|6,000|–|6,000|60,000")

	a.Asked = asked
	check(map[string]string{
		"I":     "12,000|–|6,000|7,000|7,000|70,000",
		"1.1.1": "2,000|–|2,000|1,000|1,000|50,000",
		"1.1.2": "2,000|–|chưa có|1,500|1,500|75,000",
		"1.1.3": "2,000|–|không áp dụng|không áp dụng|không áp dụng|–",
		"1.2.3": "2,000|1,500|–|–|1,500|75,000",
	}, "12,000|–|6,000|7,000|7,000|70,000")
	page, err := a.page()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(page.Rows[3].Notes, "|"); got != "Hoàn thành 1,50 điểm theo số liệu báo cáo.|Tự đánh giá: Chưa có tài liệu kiểm chứng." {
		t.Errorf("note of 1.1.2 is %s", got)
	}
	if page.Head.Code != "3f9a1c07d2e84b56 (tự đánh giá), bbbb (SNV đánh giá)" {
		t.Errorf("codes are %s", page.Head.Code)
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*figure.Scope)
		want  string
	}{
		{"another set", func(s *figure.Scope) { s.Result.Set.Version = "2.0.0" }, "result is of set mau-2026 2.0.0"},
		{"another tree", func(s *figure.Scope) { s.Result.Units[1].Nodes = s.Result.Units[1].Nodes[:3] }, "so-b has 3 nodes"},
		{"sums", func(s *figure.Scope) { s.Result.Units[1].Nodes[1].Points = exact.Int(9) }, "parts do not add up"},
		{"total", func(s *figure.Scope) { s.Result.Units[1].Exact = exact.Int(9) }, "the total comes to"},
	} {
		s := figuretest.Small(figuretest.Plain)
		c.spoil(s)
		err := WriteSelfAssessment(io.Discard, madeSelfAssessment(s, "so-b"))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if errors.Is(err, figure.ErrSums) {
			continue
		}
		report, unit := Report{Scopes: []*figure.Scope{s}}, unitOf(s, "so-b")
		for page, make := range map[string]func() (*Page, error){"report": report.Page, "unit": unit.Page} {
			_, err := make()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %s: %v, want %q", c.name, page, err, c.want)
			}
		}
	}
	s := figuretest.Small(figuretest.Plain)
	if err := WriteSelfAssessment(io.Discard, madeSelfAssessment(s, "so-z")); !errors.Is(err, figure.ErrUnknownUnit) {
		t.Errorf("a form of an unknown unit: %v", err)
	}
	stranger := unitOf(s, "so-z")
	if _, err := stranger.Page(); !errors.Is(err, figure.ErrUnknownUnit) {
		t.Errorf("a page of an unknown unit: %v", err)
	}
}

// TestUnitPageDisclosesOneUnit: a unit's own page names no other unit.
func TestUnitPageDisclosesOneUnit(t *testing.T) {
	for _, s := range figuretest.Demo(t)[1:] {
		own := s.Result.Units[3].Unit
		page := unitPageOf(t, unitOf(s, own))
		for i := range s.Result.Units {
			if u := s.Result.Units[i].Unit; u != own && strings.Contains(page, s.Full(u)) {
				t.Errorf("the page of %s names %s", own, u)
			}
		}
	}
}

func TestCapsAndRoundingAtCriteriaAddUp(t *testing.T) {
	set := figuretest.Set("Thể chế")
	set.Rounding.At, set.Rounding.Decimals = form.AtCriterion, 0
	u := figuretest.Unit(set, "so-a", "so", func(int, *form.Node) figuretest.Outcome {
		return figuretest.Outcome{State: engine.Scored, Points: exact.MustFrac(3, 4)}
	})
	if err := checkSums(set, &u); err == nil {
		t.Error("9/4 was taken for a rounded criterion")
	}
	u.Nodes[1].Points, u.Nodes[5].Points = exact.Int(2), exact.Int(2)
	limit := exact.Int(3)
	set.Nodes[0].Cap, u.Nodes[0].Points, u.Exact = &limit, exact.Int(3), exact.Int(3)
	if err := checkSums(set, &u); err != nil {
		t.Error(err)
	}
}

// TestSamplePage writes pages of a realistic size, to be looked at with -sample DIR.
func TestSamplePage(t *testing.T) {
	dir := *sampleDir
	if dir == "" {
		dir = t.TempDir()
	}
	scopes := figuretest.Demo(t)
	so := scopes[1]
	a := madeSelfAssessment(so, so.Result.Units[2].Unit)
	a.Self, a.Asked = so.Self, so.Result
	for name, page := range map[string]string{
		"bao-cao.html": reportPageOf(t, scopes...), "mau.html": reportPageOf(t, figuretest.Small(figuretest.Plain)),
		"la.html":     reportPageOf(t, figuretest.Small(figuretest.Hostile)),
		"don-vi.html": unitPageOf(t, unitOf(so, so.Result.Units[2].Unit)), "tu-danh-gia.html": selfAssessmentPageOf(t, a),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkWriteReport145(b *testing.B) {
	r := Report{Title: "Kết quả", Scopes: figuretest.Demo(b)}
	b.ReportAllocs()
	for b.Loop() {
		p, err := r.Page()
		if err == nil {
			err = p.Write(io.Discard)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
