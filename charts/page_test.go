package charts

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

var sampleDir = flag.String("sample", "", "folder to write sample pages to")

func reportPageOf(t testing.TB, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteReport(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func madeSelfAssessment(r Report, unit string) SelfAssessment {
	return SelfAssessment{
		Superior: "UBND TỈNH MẪU", Period: "Năm 2026", Unit: unit, Set: r.Set, Self: r.Result, Words: r.Words, Index: r.Index, Demo: r.Demo,
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

func pages(t *testing.T, name func(string) Name) map[string]string {
	r := madeReport(t, name)
	return map[string]string{
		"report":          reportPageOf(t, r),
		"self-assessment": selfAssessmentPageOf(t, madeSelfAssessment(r, "so-b")),
	}
}

var (
	inline = regexp.MustCompile(`(?s)<(script|style)([^>]*)>(.*?)</(?:script|style)>`)
	void   = regexp.MustCompile(`<(meta|br)([^>]*)>`)
)

// markup is the page without the contents of scripts and styles.
func markup(page string) string { return inline.ReplaceAllString(page, "<$1$2></$1>") }

func TestPagesAreWellFormed(t *testing.T) {
	for name, page := range pages(t, plainName) {
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
	for name, page := range pages(t, plainName) {
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
	elsewhere := regexp.MustCompile(`(?i)url\(|@import|https?:`)
	for name, page := range pages(t, plainName) {
		if bad := forbidden.FindString(markup(page)); bad != "" {
			t.Errorf("%s: markup contains %q", name, bad)
		}
		for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if !strings.HasPrefix(link[1], "#") {
				t.Errorf("%s: link to %s", name, link[1])
			}
		}
	}
	for _, own := range []string{"charts.css", "charts.js", "selfassessment.css"} {
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
	for _, script := range []string{"echarts/echarts.min.js", "charts.js"} {
		if text := asset(script); strings.Contains(text, "</script") || strings.Contains(text, "<!--") {
			t.Errorf("%s cannot stand inside a script element", script)
		}
	}
}

func TestHostileNamesStayText(t *testing.T) {
	long := strings.Repeat("ư", 300)
	hostile := `</script></style></title><img src=x onerror="alert(1)">` + "\u202e{{.}}" + long
	for name, page := range pages(t, func(string) Name { return Name{hostile, hostile} }) {
		text := markup(page)
		if strings.Contains(text, "<img") || strings.Contains(page, "</script></style>") {
			t.Errorf("%s: a name became markup", name)
		}
		if !strings.Contains(text, "&lt;img src=x") || !strings.Contains(text, long) {
			t.Errorf("%s: the name is not shown in full", name)
		}
		if isolated := strings.Count(text, "<bdi>&lt;/script"); strings.Count(text, "\u202e")-isolated > 1 {
			t.Errorf("%s: %d names of %d stand outside <bdi>", name, strings.Count(text, "\u202e")-isolated, strings.Count(text, "\u202e"))
		}
		if got, want := strings.Count(page, "<script"), strings.Count(page, "</script>"); got != want {
			t.Errorf("%s: %d script elements open, %d close", name, got, want)
		}
	}
}

func TestEveryPictureAndTableSaysWhatItRestsOn(t *testing.T) {
	for name, page := range pages(t, plainName) {
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
	r := madeReport(t, plainName)
	r.Demo, r.Set.Reference, r.Result.Stage = false, "", engine.StageFinal
	if page := reportPageOf(t, r); strings.Contains(page, "minh họa") || strings.Contains(page, "tham khảo") || strings.Contains(page, "tạm tính") {
		t.Error("an official final result is labelled as something less")
	}
}

func TestReportShowsStatesAsWords(t *testing.T) {
	page := markup(reportPageOf(t, madeReport(t, plainName)))
	for _, want := range []string{
		"Đơn vị mới thành lập trong năm.",
		`<span class="remark hold">Chưa được công bố: còn tiêu chí chưa chấm được</span>`,
		`<th scope="col">chưa chấm được</th>`,
		`<td class="word">không áp dụng</td>`,
		"không có tiêu chí nào áp dụng cho các đơn vị của khối này",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("page does not say %q", want)
		}
	}
	if got := strings.Count(page, `data-chart="ranking"`); got != 1 {
		t.Errorf("%d rankings are drawn; the second block has nothing to draw", got)
	}
	r := madeReport(t, plainName)
	r.Result.Units = nil
	if page := reportPageOf(t, r); !strings.Contains(page, "Chưa có đơn vị nào") {
		t.Error("a report of nothing does not say so")
	}
}

func TestSelfAssessmentHasTheOfficialColumns(t *testing.T) {
	r := madeReport(t, plainName)
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
	set := madeSet("Thể chế")
	self := madeResult(set, madeUnit(set, "so-a", "so", func(_ int, n *form.Node) outcome {
		switch n.Code {
		case "1.1.2":
			return outcome{state: engine.Missing}
		case "1.1.3":
			return outcome{state: engine.NotApplicable}
		case "1.2.3":
			return outcome{state: engine.NotDue}
		}
		return outcome{engine.Scored, exact.Int(2)}
	}))
	asked := madeResult(set, madeUnit(set, "so-a", "so", func(_ int, n *form.Node) outcome {
		switch n.Code {
		case "1.1.1":
			return outcome{engine.Scored, exact.Int(1)}
		case "1.1.3":
			return outcome{state: engine.NotApplicable}
		}
		return outcome{engine.Scored, exact.MustFrac(3, 2)}
	}))
	asked.Stage, asked.CaseHash = engine.StageAppraisal1, "sha256:bbbb"
	a := SelfAssessment{Unit: "so-a", Set: set, Self: self, Words: madeWords(plainName), Index: share}

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
	if page.Head.Code != "3f9a1c07d2e84b56" || page.AskedCode != "bbbb" {
		t.Errorf("codes are %s and %s", page.Head.Code, page.AskedCode)
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*Report)
		want  string
	}{
		{"another set", func(r *Report) { r.Result.Set.Version = "2.0.0" }, "result is of set mau-2026 2.0.0"},
		{"another tree", func(r *Report) { r.Result.Units[1].Nodes = r.Result.Units[1].Nodes[:3] }, "so-b has 3 nodes"},
		{"no index", func(r *Report) { r.Index = nil }, "no index function"},
		{"sums", func(r *Report) { r.Result.Units[1].Nodes[1].Points = exact.Int(9) }, "parts add up to"},
		{"total", func(r *Report) { r.Result.Units[1].Exact = exact.Int(9) }, "total: parts add up to"},
	} {
		r := madeReport(t, plainName)
		c.spoil(&r)
		err := WriteSelfAssessment(io.Discard, madeSelfAssessment(r, "so-b"))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if !strings.Contains(c.want, "add up") {
			if err := WriteReport(io.Discard, r); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
	}
	r := madeReport(t, plainName)
	if err := WriteSelfAssessment(io.Discard, madeSelfAssessment(r, "so-z")); err == nil {
		t.Error("a form of an unknown unit was written")
	}
	r.Focus = "so-z"
	if err := WriteReport(io.Discard, r); err == nil {
		t.Error("an unknown unit in focus was accepted")
	}
}

func TestCapsAndRoundingAtCriteriaAddUp(t *testing.T) {
	set := madeSet("Thể chế")
	set.Rounding.At, set.Rounding.Decimals = form.AtCriterion, 0
	u := madeUnit(set, "so-a", "so", func(int, *form.Node) outcome { return outcome{engine.Scored, exact.MustFrac(3, 4)} })
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

func TestSectionsBelowASingleRoot(t *testing.T) {
	set := madeSet("Một", "Hai")
	for i := range set.Nodes {
		set.Nodes[i].Parent++
	}
	set.Nodes = append([]form.Node{{Code: "0", Kind: form.NodeArea, Parent: -1}}, set.Nodes...)
	if got := sectionsOf(set); len(got) != 2 || got[0].Label() != "I. Một" || got[1].Label() != "II. Hai" {
		t.Errorf("sections are %v", got)
	}
}

// TestSamplePage writes pages of a realistic size, to be looked at with -sample DIR.
func TestSamplePage(t *testing.T) {
	dir := *sampleDir
	if dir == "" {
		dir = t.TempDir()
	}
	r := sampleReport(len(sampleUnits))
	a := madeSelfAssessment(r, "don-vi-003")
	asked := *sampleReport(len(sampleUnits)).Result
	asked.Stage = engine.StageAppraisal1
	a.Asked = &asked
	for name, page := range map[string]string{
		"report.html": reportPageOf(t, r), "report145.html": reportPageOf(t, sampleReport(145)),
		"self.html": selfAssessmentPageOf(t, madeSelfAssessment(r, "don-vi-002")), "asked.html": selfAssessmentPageOf(t, a),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkWriteReport145(b *testing.B) {
	r := sampleReport(145)
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteReport(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}
