package area_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/charts/area"
	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// leafCost is what the leaves' own results say of a leaf.
type leafCost struct {
	code            string
	lost, reachable exact.Num
	units           int
}

func (c *leafCost) sum() exact.Num { return c.lost.Add(c.reachable) }

// costs adds the results of leaves up, without the list of losses; costliest first.
func costs(s *figure.Scope, units []*engine.UnitResult) (all []leafCost, whole exact.Num) {
	for i := range s.Set.Nodes {
		if s.Set.Nodes[i].Kind != form.NodeLeaf {
			continue
		}
		c := leafCost{code: s.Set.Nodes[i].Code}
		for _, u := range units {
			if n := &u.Nodes[i]; !n.Lost.IsZero() || !n.Reachable.IsZero() {
				c.lost, c.reachable, c.units = c.lost.Add(n.Lost), c.reachable.Add(n.Reachable), c.units+1
			}
		}
		if c.units > 0 {
			all = append(all, c)
			whole = whole.Add(c.sum())
		}
	}
	slices.SortStableFunc(all, func(a, b leafCost) int { return b.sum().Cmp(a.sum()) })
	return all, whole
}

// TestParetoDrawsTheCostliest compares bars, sums, shares and links with what the leaves' results say.
func TestParetoDrawsTheCostliest(t *testing.T) {
	for name, s := range scopes(t) {
		all, whole := costs(s, unitsOf(s))
		f := pareto(t, s, "p", unitsOf(s))
		var codes, links, lost, sums []string
		var upTo exact.Num
		for _, c := range all[:min(15, len(all))] {
			upTo = upTo.Add(c.sum())
			share, _ := upTo.Mul(exact.Int(100)).Quo(whole)
			codes = append(codes, c.code)
			links = append(links, "#vi-sao-"+c.code)
			if !c.lost.IsZero() {
				lost = append(lost, c.lost.DecimalVN(s.Places()))
			}
			sums = append(sums, c.sum().DecimalVN(s.Places()), share.DecimalVN(exact.Rounding{Decimals: 1}))
		}
		marks := figuretest.Marks(t, f.Option)
		same(t, name+" lost", textsOf(marks, "Không lấy lại được"), lost)
		same(t, name+" sums", textsOf(marks, "Tổng; tỷ lệ tích lũy (%)"), sums)
		var drawn, hrefs, rows []string
		for _, m := range marks {
			if strings.HasPrefix(m.Series, "Tổng") {
				hrefs = append(hrefs, m.Href)
			} else if !slices.Contains(links, m.Href) {
				t.Errorf("%s: a bar leads to %q", name, m.Href)
			}
		}
		for i, row := range f.Tables[0].Rows {
			code, _, _ := strings.Cut(row.Cells[0].Text, ". ")
			drawn, rows = append(drawn, code), append(rows, row.Cells[0].Href)
			if several := len(s.Result.Units) > 1; several && row.Cells[5].Text != fmt.Sprint(all[i].units) {
				t.Errorf("%s %s: %s units, not %d", name, code, row.Cells[5].Text, all[i].units)
			}
		}
		same(t, name+" leaves", drawn, codes)
		same(t, name+" links of bars", hrefs, links)
		same(t, name+" links of rows", rows, links)
	}
}

// TestParetoSaysWhatIsLeftOut: more leaves than are drawn.
func TestParetoSaysWhatIsLeftOut(t *testing.T) {
	s := figuretest.Sample(40)
	all, whole := costs(s, unitsOf(s))
	for _, c := range all[:15] {
		whole = whole.Sub(c.sum())
	}
	want := fmt.Sprintf("Còn %d tiêu chí thành phần khác chưa đạt tổng cộng %s điểm.", len(all)-15, whole.DecimalVN(s.Places()))
	if note := pareto(t, s, "p", unitsOf(s)).Tables[0].Note; note != want {
		t.Errorf("note %q, want %q", note, want)
	}
}

// TestParetoRefusesStrangers: a unit that is not in the scope.
func TestParetoRefusesStrangers(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	stranger := s.Result.Units[0]
	stranger.Unit = "so-z"
	if _, err := area.Pareto("p", s, "Tiêu chí", []*engine.UnitResult{&stranger}, anchor); err == nil {
		t.Error("a unit of another result is drawn")
	}
}

// TestDrillsOfSeveralUnits: by cause, with every unit's name, and the costliest as examples.
func TestDrillsOfSeveralUnits(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	drills := area.Drills(s, unitsOf(s), anchor)
	if len(drills) != 15 {
		t.Fatalf("%d drills", len(drills))
	}
	k := slices.IndexFunc(drills, func(d area.Drill) bool { return d.Code == "4.1.3" })
	d := drills[k] // so-a has 4/4 points of 2, so-c 2/4, so-b nothing yet
	if d.Anchor != "vi-sao-4.1.3" || d.Name != "Mức độ hoàn thành nội dung 4.1.3" || d.Note != "" {
		t.Errorf("drill %q %q %q", d.Anchor, d.Name, d.Note)
	}
	same(t, "tables", printed(d.Tables), []string{
		"Nguyên nhân missing | 1 | 0,000 | 2,000 | Đơn vị so-b",
		"Nguyên nhân short | 2 | 2,500 | 0,000 | Đơn vị so-c; Đơn vị so-a",
		"Đơn vị so-b | Nguyên nhân missing | 0,000 | 2,000 | Chưa có tài liệu kiểm chứng.",
		"Đơn vị so-c | Nguyên nhân short | 1,500 | 0,000 | Hoàn thành 0,50 điểm theo số liệu báo cáo.",
	})
}

func printed(tables []figure.Table) []string {
	var lines []string
	for _, table := range tables {
		for _, row := range table.Rows {
			var texts []string
			for _, c := range row.Cells {
				texts = append(texts, c.Text)
			}
			lines = append(lines, strings.Join(texts, " | "))
		}
	}
	return lines
}

// TestDrillsNameTheUnits: over all causes each unit that lacks points is counted once; the first ten of a cause are named.
func TestDrillsNameTheUnits(t *testing.T) {
	for name, s := range scopes(t) {
		all, _ := costs(s, unitsOf(s))
		for i, d := range area.Drills(s, unitsOf(s), anchor) {
			if d.Code != all[i].code {
				t.Fatalf("%s: drill %d is %s, not %s", name, i, d.Code, all[i].code)
			}
			if len(s.Result.Units) == 1 {
				continue
			}
			named := 0
			for _, row := range d.Tables[0].Rows {
				text, others := row.Cells[4].Text, 0
				if i := strings.LastIndex(text, " và "); i >= 0 && strings.HasSuffix(text, " đơn vị khác") {
					fmt.Sscanf(text[i:], " và %d đơn vị khác", &others)
					text = text[:i]
				}
				names := len(strings.Split(text, "; "))
				if names > 10 || others > 0 && names != 10 {
					t.Errorf("%s %s: %d names, %d others", name, d.Code, names, others)
				}
				names += others
				if row.Cells[1].Text != fmt.Sprint(names) {
					t.Errorf("%s %s: %s units, %d names", name, d.Code, row.Cells[1].Text, names)
				}
				named += names
			}
			if named != all[i].units { // named or counted
				t.Errorf("%s %s: %d units named, %d lack points", name, d.Code, named, all[i].units)
			}
			if n := len(d.Tables[1].Rows); n != min(2, named) {
				t.Errorf("%s %s: %d examples", name, d.Code, n)
			}
		}
	}
}

// TestDrillsOfTheProvince: a leaf that rests on figures of other units shows each, over how many units it stands, and the
// command that lists every part.
func TestDrillsOfTheProvince(t *testing.T) {
	s := scopes(t)["tinh-2026-final"]
	drills := area.Drills(s, unitsOf(s), anchor)
	summed := 0
	for _, d := range drills {
		node := s.Set.NodeByCode(d.Code)
		found := s.Words.Finding(&s.Set.Nodes[node], &s.Result.Units[0].Nodes[node])
		if got := d.Tables[0].Rows[0].Cells[3].Text; got != found {
			t.Errorf("%s: %q instead of the finding", d.Code, got)
		}
		var want []string
		for _, r := range s.Rollups[0] {
			if slices.Contains(s.Set.LeafInputs(node), r.Input) {
				c := r.Coverage()
				want = append(want, s.Set.Input(r.Input).Label+fmt.Sprintf(" | %d/%d đơn vị", c.Counted, c.Of))
			}
		}
		var got []string
		note := ""
		if len(want) > 0 {
			summed++
			note = "Xem phần của từng đơn vị và tài liệu kiểm chứng bằng lệnh: cchc explain tinh " + d.Code + " --drill"
			for _, row := range d.Tables[1].Rows {
				got = append(got, row.Cells[0].Text+" | "+row.Cells[2].Text)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		same(t, d.Code, got, want)
		if d.Note != note {
			t.Errorf("%s: note %q", d.Code, d.Note)
		}
	}
	if summed == 0 {
		t.Error("no leaf of the province's costliest rests on figures of units")
	}
}

// TestDrillsNameWhatAFigureLacks: units by what became of their part, ten of a kind by name.
func TestDrillsNameWhatAFigureLacks(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	s.Set.Inputs = []form.Input{
		{Name: "a", Label: "Số báo cáo", Unit: "báo cáo"}, {Name: "b", Label: "Số văn bản"}, {Name: "c", Label: "Khác"},
	}
	inputs := []*form.Expr{{Kind: form.ExInput, Name: "b"}, {Kind: form.ExInput, Name: "a"}}
	sum := &form.Expr{Kind: form.ExArith, Op: "+", Args: inputs}
	s.Set.Nodes[s.Set.NodeByCode("2.2.3")].Leaf.Rule = &form.Rule{Kind: form.RulePoints, Value: sum}
	a := engine.Rollup{Input: "a", State: engine.Scored, Value: exact.Int(12345)}
	for i := range 12 {
		a.Parts = append(a.Parts, engine.Part{Unit: fmt.Sprintf("xa-%02d", i), State: engine.PartMissing})
	}
	for unit, state := range map[string]engine.PartState{
		"xa-20": engine.PartWorst, "xa-21": engine.PartNotDue, "xa-22": engine.PartNotApplicable, "xa-23": engine.PartCounted,
	} {
		a.Parts = append(a.Parts, engine.Part{Unit: unit, State: state})
	}
	b := engine.Rollup{Input: "b", State: engine.Missing}
	s.Rollups[0] = []engine.Rollup{{Input: "c", State: engine.Scored}, b, a}
	for _, d := range area.Drills(s, unitsOf(s)[:1], anchor) {
		var want []string
		if d.Code == "2.2.3" {
			want = []string{
				"Số báo cáo | 12.345 báo cáo | 1/14 đơn vị | 12 đơn vị chưa có, không được tổng hợp: Đơn vị xa-00, Đơn vị xa-01, " +
					"Đơn vị xa-02, Đơn vị xa-03, Đơn vị xa-04, Đơn vị xa-05, Đơn vị xa-06, Đơn vị xa-07, Đơn vị xa-08, Đơn vị xa-09 " +
					"và 2 đơn vị khác; 1 đơn vị chưa có, tính là 0: Đơn vị xa-20; 1 đơn vị chưa đến hạn: Đơn vị xa-21; " +
					"1 đơn vị không áp dụng: Đơn vị xa-22",
				"Số văn bản | chưa có | 0/0 đơn vị | không có",
			}
		}
		same(t, d.Code, printed(d.Tables[1:]), want)
	}
}

// BenchmarkLargestBlock builds the Pareto and drills of the demo's largest block, and the pictures of one of its units.
func BenchmarkLargestBlock(b *testing.B) {
	s := scopes(b)["xa-2026-final"]
	block := slices.MaxFunc(s.Blocks(), func(x, y figure.Block) int { return len(x.Units) - len(y.Units) })
	b.Run(fmt.Sprintf("pareto-%d-units", len(block.Units)), func(b *testing.B) {
		for b.Loop() {
			pareto(b, s, "p", block.Units)
			area.Drills(s, block.Units, anchor)
		}
	})
	b.Run("unit", func(b *testing.B) {
		for b.Loop() {
			for _, of := range builders {
				if _, err := of.build(of.id, s, block.Units[0]); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
