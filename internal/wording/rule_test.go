package wording

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Short constructors for the sets of these tests.

func ex(kind form.ExprKind, typ form.Type, name string, args ...*form.Expr) *form.Expr {
	return &form.Expr{Kind: kind, Type: typ, Name: name, Args: args}
}

func op(kind form.ExprKind, typ form.Type, sign string, args ...*form.Expr) *form.Expr {
	return &form.Expr{Kind: kind, Type: typ, Op: sign, Args: args}
}

func figure(name string) *form.Expr { return ex(form.ExInput, form.TypeNumber, name) }

func constExpr(text string, percent bool) *form.Expr {
	return &form.Expr{Kind: form.ExConst, Type: form.TypeNumber, Const: form.Const{Type: form.TypeNumber, Num: num(text), Percent: percent}}
}

func textExpr(text string) *form.Expr {
	return &form.Expr{Kind: form.ExConst, Type: form.TypeText, Const: form.Const{Type: form.TypeText, Text: text}}
}

func compare(l *form.Expr, sign string, r *form.Expr) *form.Expr {
	return op(form.ExCmp, form.TypeBool, sign, l, r)
}

func ptr(text string) *exact.Num { n := num(text); return &n }

func from(text string) *form.Limit { return &form.Limit{At: constExpr(text, true)} }

func above(text string) *form.Limit { return &form.Limit{At: constExpr(text, true), Open: true} }

// sentence builds an author's sentence of texts and expressions.
func sentence(parts ...any) form.Text {
	var t form.Text
	for i, p := range parts {
		if e, ok := p.(*form.Expr); ok {
			part := form.TextPart{Name: "lỗ" + strconv.Itoa(i), Arg: e}
			if e.Kind == form.ExValue {
				part.As = "percent"
			}
			t.Parts = append(t.Parts, part)
		} else {
			t.Parts = append(t.Parts, form.TextPart{Lit: p.(string)})
		}
	}
	return t
}

func leaf(code, name, most string, l *form.Leaf) form.Node {
	return form.Node{Code: code, Name: name, Kind: form.NodeLeaf, Parent: 0, Max: num(most), Min: num("-1"), Leaf: l}
}

// sampleSet has one leaf for each kind of rule.
func sampleSet() *form.Set {
	never := ex(form.ExNever, form.TypeBool, "kh")
	late := ex(form.ExLate, form.TypeNumber, "kh")
	rate := ex(form.ExValue, form.TypeNumber, "ty_le")
	attr := ex(form.ExAttr, form.TypeBool, "co_tthc")
	count := ex(form.ExCount, form.TypeNumber, "")
	fold := func(cond *form.Expr) *form.Expr {
		return &form.Expr{Kind: form.ExFold, Type: form.TypeNumber, Name: "bao_cao", Op: "count", Args: []*form.Expr{cond}}
	}
	rowNever := ex(form.ExNever, form.TypeBool, "")
	rowLate := compare(ex(form.ExLate, form.TypeNumber, ""), ">", constExpr("0", false))
	period := &form.Expr{Kind: form.ExField, Type: form.TypeText, Name: "bao_cao", Field: "period"}
	bands := func(value *form.Expr) *form.Rule {
		return &form.Rule{Kind: form.RuleBands, Value: value, Branches: []form.Branch{
			{ID: "b1", Lower: above("9/10"), Points: num("2"), Because: sentence("Đạt ", rate, ", trên 90%")},
			{ID: "b2", Lower: from("7/10"), Points: num("1"), Because: sentence("Đạt ", rate, ", từ 70%")},
			{ID: "else", Because: sentence("Đạt ", rate, ", dưới 70%")}}}
	}
	one := func(cond *form.Expr) *form.Expr {
		return op(form.ExIf, form.TypeNumber, "", cond, constExpr("1", false), constExpr("0", false))
	}
	level := func(id string) *form.Expr {
		return compare(ex(form.ExInput, form.TypeLevel, "td_bc"), "==", &form.Expr{Kind: form.ExConst, Type: form.TypeLevel, Const: form.Const{Type: form.TypeLevel, Text: id}})
	}
	count2026 := []form.Item{
		{ID: "i1", Count: fold(op(form.ExAnd, form.TypeBool, "", op(form.ExNot, form.TypeBool, "", rowNever), rowLate)), Points: num("-1/4"), Because: sentence(count, " báo cáo gửi chậm")},
		{ID: "i2", Count: fold(op(form.ExAnd, form.TypeBool, "", rowNever, compare(period, "!=", textExpr("2026-Q4")))), Points: num("-1/2"), Because: sentence(count, " báo cáo quý không gửi")},
	}
	set := &form.Set{
		ID: "mau", Version: "1.0.0", Title: "Bộ tiêu chí mẫu", Scope: form.ScopeUnit, Max: num("22"),
		Reference: "Bộ tiêu chí tham khảo, chưa phải bộ tiêu chí chính thức",
		Period:    form.Period{ID: "2026", From: date("2025-12-15"), To: date("2026-12-31"), CutOff: date("2026-12-14"), Lock: date("2027-01-15")},
		Rounding:  form.Rounding{At: form.AtTotal, Rounding: exact.Rounding{Decimals: 3}}, Tie: form.TieSharedSkip,
		Params: []form.Param{{Name: "muc_tieu", Label: "Chỉ tiêu cắt giảm", Type: form.TypeNumber, Values: []form.DatedConst{
			{From: day.None, Value: form.Const{Type: form.TypeNumber, Num: num("3/10"), Percent: true}},
			{From: date("2027-01-01"), Value: form.Const{Type: form.TypeNumber, Num: num("1/2"), Percent: true}}}}},
		Attrs: []form.Attr{{Name: "co_tthc", Label: "Có thủ tục hành chính", Type: form.TypeBool}},
		Inputs: []form.Input{
			{Name: "kh", Label: "Kế hoạch CCHC năm", Type: form.InDocument, Deliverables: []string{"I.1.2"}, DateBy: "issued", DeclaredBy: "unit"},
			{Name: "bao_cao", Label: "Báo cáo CCHC định kỳ", Type: form.InReports, Deliverables: []string{"I.2.1"}, DateBy: "received", DeclaredBy: "so-noi-vu"},
			{Name: "hs_dung", Label: "Hồ sơ đúng hạn", Type: form.InCount, Unit: "hồ sơ", DeclaredBy: "unit", Lever: form.LeverUp},
			{Name: "hs_tong", Label: "Hồ sơ đã giải quyết", Type: form.InCount, Unit: "hồ sơ", DeclaredBy: "van-phong-ubnd-tinh", Missing: form.EffNotScorable},
			{Name: "td_bc", Label: "Báo cáo theo dõi", Type: form.InLevel, Options: []form.Option{{ID: "dung_han", Label: "Đúng hạn"}, {ID: "cham", Label: "Chậm"}}},
			{Name: "tb_so", Label: "Số tin, bài", Type: form.InCount, DeclaredBy: "unit"},
			{Name: "tb_bc", Label: "Lồng ghép trong báo cáo", Type: form.InYesNo, DeclaredBy: "unit"},
			{Name: "xhh", Label: "Điều tra đại biểu", Type: form.InSurvey, Scale: 5, Groups: []form.Group{{ID: "hdnd", Label: "Đại biểu HĐND tỉnh", Weight: num("1")}}},
			{Name: "ho_so", Label: "Hồ sơ kiểm tra", Type: form.InList, Fields: []form.Field{{Name: "diem", Label: "Điểm hồ sơ", Type: form.TypeNumber}}},
			{Name: "qd766", Label: "Chỉ số 766", Type: form.InIndex, Scale: 100},
		},
		Values: []form.Value{{Name: "ty_le", Label: "Tỷ lệ hồ sơ đúng hạn", Percent: true, Expr: ex(form.ExRatio, form.TypeNumber, "", figure("hs_dung"), figure("hs_tong"))}},
		Checks: []form.Check{{Cond: compare(figure("hs_dung"), "<=", figure("hs_tong")), Because: sentence("Số đúng hạn không vượt tổng số")}},
		Nodes: []form.Node{
			{Code: "1", Name: "Chỉ đạo, điều hành", Kind: form.NodeArea, Parent: -1, Max: num("22")},
			leaf("1.1", "Ban hành Kế hoạch CCHC năm", "1", &form.Leaf{
				Evidence: "Kế hoạch đã ký, có số và ngày",
				Legal:    []form.DatedText{{From: day.None, Text: "Kế hoạch 148/KH-UBND"}},
				Rule: &form.Rule{Kind: form.RuleCases, Branches: []form.Branch{
					{ID: "never", When: never, Points: num("-1/2"), Because: sentence("Hết kỳ không ban hành")},
					{ID: "on_time", When: compare(late, "<=", constExpr("0", false)), Points: num("1"), Because: sentence("Ban hành ", ex(form.ExInput, form.TypeDate, "kh"), ", hạn ", ex(form.ExDue, form.TypeDate, "kh"))},
					{ID: "late_1", When: compare(late, "<=", constExpr("17", false)), Points: num("1/2"), Because: sentence("Ban hành ", ex(form.ExInput, form.TypeDate, "kh"), ", trễ ", late, " ngày")},
					{ID: "late_2", Because: sentence("Trễ ", late, " ngày")}}}}),
			leaf("1.2", "Báo cáo định kỳ", "2", &form.Leaf{Rule: &form.Rule{Kind: form.RuleTally, Start: num("2"), Floor: ptr("0"), Items: count2026}}),
			leaf("1.3", "Giải quyết hồ sơ", "2", &form.Leaf{
				Applies: []form.Applies{{When: op(form.ExNot, form.TypeBool, "", attr), Then: form.EffRebase, Because: sentence("Không có thủ tục hành chính")},
					{When: compare(figure("hs_tong"), "==", constExpr("0", false)), Then: form.EffFull, Because: sentence("Không phát sinh hồ sơ"), Accepted: true}},
				Rule: bands(rate)}),
			leaf("1.4", "Cắt giảm thời gian", "2", &form.Leaf{Rule: &form.Rule{Kind: form.RuleBands, Value: rate, Branches: []form.Branch{
				{ID: "share", Lower: from("4/5"), Line: &form.Line{X0: constExpr("0", true), X1: ex(form.ExParam, form.TypeNumber, "muc_tieu"), Y1: num("2")}, Because: sentence("Đạt ", rate)},
				{ID: "else", Because: sentence("Dưới mức")}}}}),
			leaf("1.5", "Tuyên truyền", "3/2", &form.Leaf{Rule: &form.Rule{Kind: form.RuleSum, Parts: []*form.Rule{
				{Kind: form.RuleBands, Label: "Tin, bài", Max: num("1"), Value: figure("tb_so"), Branches: []form.Branch{
					{ID: "b1", Lower: &form.Limit{At: constExpr("6", false)}, Points: num("1"), Because: sentence("Có ", figure("tb_so"), " tin, bài, từ 6")},
					{ID: "else", Because: sentence("Có ", figure("tb_so"), " tin, bài, dưới 6")}}},
				{Kind: form.RuleCases, Label: "Lồng ghép", Max: num("1/2"), Branches: []form.Branch{
					{ID: "yes", When: ex(form.ExInput, form.TypeBool, "tb_bc"), Points: num("1/2"), Because: sentence("Có lồng ghép trong báo cáo")},
					{ID: "no", Because: sentence("Không lồng ghép trong báo cáo")}}}}}}),
			leaf("1.6", "Theo dõi thi hành pháp luật", "1", &form.Leaf{Rule: &form.Rule{Kind: form.RuleCases, Branches: []form.Branch{
				{ID: "dung_han", When: level("dung_han"), Points: num("1"), Because: sentence("Báo cáo đúng hạn")},
				{ID: "cham", Points: num("1/2"), Because: sentence("Báo cáo chậm")}}}}),
			leaf("1.7", "Điều tra xã hội học", "9/2", &form.Leaf{Survey: true, Rule: &form.Rule{Kind: form.RuleSurvey, Because: sentence("Theo kết quả điều tra"),
				Survey: &form.Survey{Input: "xhh", MinSample: constExpr("30", false), NoneLeft: form.EffRebase}}}),
			leaf("1.8", "So với khối", "3", &form.Leaf{Rule: &form.Rule{Kind: form.RuleRelative, Value: rate, Because: sentence("Đạt ", rate, " so với khối"),
				Relative: &form.Relative{Method: "best", WhenNoBase: form.EffNotScorable}}}),
			leaf("1.9", "Chất lượng hồ sơ", "1", &form.Leaf{Rule: &form.Rule{Kind: form.RulePerRow, List: "ho_so", Round: &exact.Rounding{Decimals: 1}, Because: sentence("Trung bình các hồ sơ"),
				Parts: []*form.Rule{{Kind: form.RulePoints, Value: op(form.ExArith, form.TypeNumber, "/", &form.Expr{Kind: form.ExField, Type: form.TypeNumber, Name: "ho_so", Field: "diem"}, constExpr("10", false)), Because: sentence("Điểm hồ sơ")}}}}),
			leaf("1.10", "Cách có lợi nhất", "2", &form.Leaf{Rule: &form.Rule{Kind: form.RuleBest, Parts: []*form.Rule{
				bands(rate), {Kind: form.RulePoints, Cap: ptr("2"), Value: op(form.ExMin, form.TypeNumber, "", op(form.ExArith, form.TypeNumber, "*",
					op(form.ExArith, form.TypeNumber, "+", figure("hs_dung"), figure("tb_so")), constExpr("1/100", false)), figure("qd766")), Because: sentence("Theo công thức")}}}}),
			leaf("1.11", "Chất lượng Kế hoạch", "1", &form.Leaf{Round: &exact.Rounding{Decimals: 2, Mode: exact.Down}, Rule: &form.Rule{Kind: form.RuleBands, Shape: "checklist",
				Value: op(form.ExArith, form.TypeNumber, "+", one(compare(figure("tb_so"), ">=", constExpr("7", false))), one(ex(form.ExInput, form.TypeBool, "tb_bc"))),
				Branches: []form.Branch{
					{ID: "n2", Lower: &form.Limit{At: constExpr("2", false)}, Points: num("1"), Because: sentence("Đủ nội dung")},
					{ID: "n1", Lower: &form.Limit{At: constExpr("1", false)}, Points: num("1/2"), Because: sentence("Thiếu một nội dung")},
					{ID: "n0", Because: sentence("Thiếu nội dung")}}}}),
			leaf("1.12", "Dựa vào tiêu chí khác", "1", &form.Leaf{Rule: &form.Rule{Kind: form.RulePoints, Because: sentence("Theo điểm tiêu chí 1.1"),
				Value: op(form.ExIf, form.TypeNumber, "", ex(form.ExHas, form.TypeBool, "kh"), ex(form.ExShare, form.TypeNumber, "1.1"), op(form.ExNeg, form.TypeNumber, "", ex(form.ExPoints, form.TypeNumber, "1.1")))}}),
		},
	}
	for i := range set.Inputs {
		set.Inputs[i].Until = day.None
	}
	return set
}

// golden compares a text with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s\nwant:\n%s", file, got, want)
	}
}

// noForbiddenWords fails on words that users never read (domain.md §7).
func noForbiddenWords(t *testing.T, text string) {
	t.Helper()
	for _, w := range []string{"ledger", "trace", "receipt", "digest", "run ", "%!", "<nil>"} {
		if strings.Contains(strings.ToLower(text), w) {
			t.Errorf("text has %q", w)
		}
	}
}

func TestRule(t *testing.T) {
	set := sampleSet()
	var b strings.Builder
	for i := range set.Nodes {
		if set.Nodes[i].Leaf != nil {
			b.WriteString(set.Nodes[i].Code + " " + set.Nodes[i].Name + "\n" + Rule(set, i) + "\n\n")
		}
	}
	noForbiddenWords(t, b.String())
	golden(t, "rules.txt", b.String())
	if got := Rule(set, 0); got != "" {
		t.Errorf("an area has a rule: %q", got)
	}
}

// TestRuleOfOneLine: a share of the maximum has one band, which needs no limits.
func TestRuleOfOneLine(t *testing.T) {
	set := sampleSet()
	leaf := set.NodeByCode("1.4")
	r := set.Nodes[leaf].Leaf.Rule
	r.Branches = []form.Branch{{ID: "share", Line: &form.Line{X0: constExpr("0", true), X1: constExpr("1", true), Y1: num("2")}}}
	if got, want := Rule(set, leaf), "Tỷ lệ hồ sơ đúng hạn: theo tỷ lệ, từ 0 điểm ở mức 0% đến 2 điểm ở mức 100%."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestExpr(t *testing.T) {
	set := sampleSet()
	a, b, c := figure("hs_dung"), figure("hs_tong"), figure("tb_so")
	minus := op(form.ExArith, form.TypeNumber, "-", a, op(form.ExArith, form.TypeNumber, "-", b, c))
	for _, k := range []struct {
		e    *form.Expr
		want string
	}{
		{a, "Hồ sơ đúng hạn"},
		{minus, "“Hồ sơ đúng hạn” − (“Hồ sơ đã giải quyết” − “Số tin, bài”)"},
		{op(form.ExArith, form.TypeNumber, "*", op(form.ExArith, form.TypeNumber, "+", a, b), c), "(“Hồ sơ đúng hạn” + “Hồ sơ đã giải quyết”) × “Số tin, bài”"},
		{compare(op(form.ExArith, form.TypeNumber, "+", a, b), "<=", c), "“Hồ sơ đúng hạn” + “Hồ sơ đã giải quyết” ≤ “Số tin, bài”"},
		{op(form.ExNot, form.TypeBool, "", ex(form.ExAttr, form.TypeBool, "co_tthc")), "“Có thủ tục hành chính” là không"},
		{op(form.ExNot, form.TypeBool, "", compare(a, ">", b)), "không đúng là (“Hồ sơ đúng hạn” > “Hồ sơ đã giải quyết”)"},
		{op(form.ExAnd, form.TypeBool, "", op(form.ExOr, form.TypeBool, "", compare(a, ">", b), compare(b, ">", c)), ex(form.ExInput, form.TypeBool, "tb_bc")),
			"(“Hồ sơ đúng hạn” > “Hồ sơ đã giải quyết” hoặc “Hồ sơ đã giải quyết” > “Số tin, bài”) và “Lồng ghép trong báo cáo” là có"},
		{ex(form.ExParam, form.TypeNumber, "muc_tieu"), "30% (Chỉ tiêu cắt giảm)"},
		{&form.Expr{Kind: form.ExRound, Type: form.TypeNumber, Round: exact.Rounding{Mode: exact.Down}, Args: []*form.Expr{a}}, "phần nguyên của (“Hồ sơ đúng hạn”)"},
	} {
		if got := Expr(set, k.e); got != k.want {
			t.Errorf("got  %s\nwant %s", got, k.want)
		}
	}
}
