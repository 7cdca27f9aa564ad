package rules

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"cchc/internal/form"
	"cchc/internal/wording"
)

// formulaScope is a small set's names, one of every kind.
func formulaScope() *scope {
	s := &scope{symbols: map[string]symbol{}, leafCodes: map[string]bool{"1.1.1": true, "1.1.2": true, "3.2.1": true}}
	input := func(name string, kind form.InputType, typ form.Type) *form.Input {
		in := &form.Input{Name: name, Type: kind}
		s.symbols[name] = symbol{Kind: form.ExInput, Type: typ, Input: in, Name: name,
			Percent: kind == form.InRatio || kind == form.InIndex}
		return in
	}
	for _, name := range []string{"hs_dung", "hs_tong", "hs_qua_han", "sk_so", "đề_án"} {
		input(name, form.InCount, form.TypeNumber)
	}
	input("kinh_phi", form.InAmount, form.TypeNumber)
	input("dan_so", form.InNumber, form.TypeNumber)
	input("kh", form.InDocument, form.TypeDate)
	input("ngay_hop", form.InDate, form.TypeDate)
	input("da_hop", form.InYesNo, form.TypeBool)
	input("vtvl_sk", form.InEvent, form.TypeBool)
	input("qd766", form.InIndex, form.TypeNumber)
	input("diem_ld", form.InRating, form.TypeNumber)
	input("xhh", form.InSurvey, "")
	input("bao_cao", form.InReports, "")
	level := input("td_bc", form.InLevel, form.TypeLevel)
	level.Options = []form.Option{{ID: "dung_han", Label: "Đúng hạn"}, {ID: "cham", Label: "Chậm"}, {ID: "khong", Label: "Không có"}}
	list := input("ho_so", form.InList, "")
	list.Fields = []form.Field{{Name: "diem", Type: form.TypeNumber}, {Name: "ngay", Type: form.TypeDate},
		{Name: "dat", Type: form.TypeBool}, {Name: "loai", Type: form.TypeText}, {Name: "dan_so", Type: form.TypeNumber}}
	s.symbols["cat_giam"] = symbol{Kind: form.ExParam, Type: form.TypeNumber, Percent: true, Name: "cat_giam"}
	s.symbols["moc"] = symbol{Kind: form.ExParam, Type: form.TypeDate, Name: "moc"}
	s.symbols["nguong"] = symbol{Kind: form.ExParam, Type: form.TypeNumber, Name: "nguong"}
	s.symbols["co_tthc"] = symbol{Kind: form.ExAttr, Type: form.TypeBool, Name: "co_tthc"}
	s.symbols["ty_le"] = symbol{Kind: form.ExValue, Type: form.TypeNumber, Percent: true, Name: "ty_le"}
	return s
}

// rowScope is formulaScope inside a per_row rule over ho_so.
func rowScope() *scope {
	s := formulaScope()
	s.row = s.symbols["ho_so"].Input
	s.rowFields = map[string]form.Type{}
	for _, f := range s.row.Fields {
		s.rowFields[f.Name] = f.Type
	}
	return s
}

// formulaCase is an entry of testdata/formula: a source line and indented lines about it.
type formulaCase struct {
	src   string
	lines []string
}

// readFormulaCases reads a table. A line break inside a source is written ¶; lines beginning with ; are remarks.
func readFormulaCases(t testing.TB, file string) []formulaCase {
	t.Helper()
	data, err := os.ReadFile("testdata/formula/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []formulaCase
	for _, line := range strings.Split(string(data), "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, ";"):
		case strings.HasPrefix(line, "    "):
			c := &cases[len(cases)-1]
			c.lines = append(c.lines, strings.TrimPrefix(line, "    "))
		default:
			cases = append(cases, formulaCase{src: strings.ReplaceAll(line, "¶", "\n")})
		}
	}
	if len(cases) == 0 {
		t.Fatalf("%s holds no cases", file)
	}
	return cases
}

// canonical writes a form as an s-expression, everything but the spans.
func canonical(e *form.Expr) string {
	if e == nil {
		return "nil"
	}
	parts := []string{string(e.Kind)}
	if e.Kind == form.ExConst {
		k := e.Const
		switch k.Type {
		case form.TypeNumber:
			text := k.Num.Fraction()
			if k.Percent {
				text += "%"
			}
			return text
		case form.TypeBool:
			return fmt.Sprint(k.Bool)
		case form.TypeDate:
			return k.Day.String()
		}
		return fmt.Sprintf("%s:%q", k.Type, k.Text)
	}
	for _, p := range []string{e.Op, e.Name, e.Field} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if e.Kind == form.ExRound {
		parts = append(parts, fmt.Sprintf("%d,%s", e.Round.Decimals, e.Round.Mode))
	}
	for _, a := range e.Args {
		parts = append(parts, canonical(a))
	}
	return "(" + strings.Join(parts, " ") + ")" + ":" + string(e.Type)
}

// spans lists the source text under every node, parents first.
func spans(src string, e *form.Expr) []string {
	runes := []rune(src)
	text := strings.ReplaceAll(string(runes[e.Span.Col-1:e.Span.EndCol-1]), "\n", "¶")
	all := []string{string(e.Kind) + " ⟨" + text + "⟩"}
	for _, a := range e.Args {
		all = append(all, spans(src, a)...)
	}
	return all
}

func TestFormulaGood(t *testing.T) {
	for _, file := range []string{"good.txt", "row.txt"} {
		sc := formulaScope()
		if file == "row.txt" {
			sc = rowScope()
		}
		for _, c := range readFormulaCases(t, file) {
			e, errs := compileFormula(c.src, sc, "")
			if len(errs) > 0 || e == nil {
				t.Errorf("%s: %s\n  form %v, errors %v", file, c.src, e, errs)
				continue
			}
			if got := canonical(e); got != c.lines[0] {
				t.Errorf("%s: %s\n  got  %s\n  want %s", file, c.src, got, c.lines[0])
			}
			if got := spans(c.src, e); len(c.lines) > 1 && strings.Join(got, "\n") != strings.Join(c.lines[1:], "\n") {
				t.Errorf("%s: %s: spans\n%s", file, c.src, strings.Join(got, "\n"))
			}
			checkReprint(t, e, sc)
		}
	}
}

// checkReprint demands that a form's text compiles to the same form.
func checkReprint(t *testing.T, e *form.Expr, sc *scope) {
	t.Helper()
	text := formatExpr(e)
	again, errs := compileFormula(text, sc, e.Type)
	if len(errs) > 0 {
		if len(text) <= maxFormulaBytes && errs[0].Code != "formula.too_large" && errs[0].Code != "formula.too_deep" {
			t.Errorf("%s is refused: %v", text, errs)
		}
		return
	}
	if a, b := canonical(e), canonical(again); a != b {
		t.Errorf("%s\n  was   %s\n  again %s", text, a, b)
	}
}

func describe(e formulaError) string {
	s := fmt.Sprintf("%d-%d %s", e.From, e.To, e.Code)
	if len(e.Args) > 0 {
		s += " [" + strings.Join(e.Args, " | ") + "]"
	}
	if e.Hint != "" {
		s += " → " + e.Hint
	}
	return s
}

func TestFormulaBad(t *testing.T) {
	for _, file := range []string{"bad.txt", "bad_row.txt"} {
		sc := formulaScope()
		if file == "bad_row.txt" {
			sc = rowScope()
		}
		for _, c := range readFormulaCases(t, file) {
			want := form.Type("")
			src := c.src
			if typ, rest, ok := strings.Cut(src, " :: "); ok { // "number :: source" states the type the place demands
				want, src = form.Type(typ), rest
			}
			e, errs := compileFormula(src, sc, want)
			var got []string
			for _, x := range errs {
				got = append(got, describe(x))
			}
			if e != nil || strings.Join(got, "\n") != strings.Join(c.lines, "\n") {
				t.Errorf("%s: %s\n    %s\nwant\n    %s", file, c.src, strings.Join(got, "\n    "), strings.Join(c.lines, "\n    "))
			}
			checkErrors(t, src, errs)
		}
	}
}

// checkErrors demands what every mistake promises: a place in the text, the order of the text, a Vietnamese sentence
// with all its holes filled.
func checkErrors(t *testing.T, src string, errs []formulaError) {
	t.Helper()
	length := utf8.RuneCountInString(src)
	for i, e := range errs {
		if e.From < 0 || e.To <= e.From || e.To > max(1, length) {
			t.Errorf("%q: place %d-%d of %d runes (%s)", src, e.From, e.To, length, e.Code)
		}
		if i > 0 && e.From < errs[i-1].From {
			t.Errorf("%q: mistakes out of order", src)
		}
		if !wording.Known(e.Code) {
			t.Errorf("%q: no sentence for %s", src, e.Code)
		}
		probe := make([]string, len(e.Args))
		for j := range probe {
			probe[j] = "@"
		}
		if sentence := wording.Message(e.Code, probe...); strings.Count(sentence, "@") < len(probe) && e.Code != "formula.operator" {
			t.Errorf("%s: the sentence %q does not use all %d arguments", e.Code, sentence, len(probe))
		}
	}
}

// TestFormulaEveryMistake keeps the table of bad formulas complete: each kind of sentence occurs in it.
func TestFormulaEveryMistake(t *testing.T) {
	seen := map[string]bool{}
	kind := func(code string) string {
		parts := strings.Split(code, ".")
		return strings.Join(parts[:min(2, len(parts))], ".")
	}
	for _, file := range []string{"bad.txt", "bad_row.txt"} {
		for _, c := range readFormulaCases(t, file) {
			for _, line := range c.lines {
				seen[kind(strings.Fields(line)[1])] = true
			}
		}
	}
	for _, h := range hostileFormulas() {
		seen[kind(h.code)] = true
	}
	for _, code := range wording.Codes() {
		if strings.HasPrefix(code, "formula.") && !seen[kind(code)] {
			t.Errorf("no bad formula shows %s", code)
		}
	}
}

// TestFormulaDamaged takes one character out of every good formula, or writes it twice: what comes of it is a formula
// or a list of proper mistakes.
func TestFormulaDamaged(t *testing.T) {
	sc := formulaScope()
	formulas, mistaken := 0, 0
	for _, c := range readFormulaCases(t, "good.txt") {
		runes := []rune(c.src)
		for i := range runes {
			for _, src := range []string{string(runes[:i]) + string(runes[i+1:]), string(runes[:i+1]) + string(runes[i:])} {
				e, errs := compileFormula(src, sc, "")
				if e == nil {
					mistaken++
					checkErrors(t, src, errs)
				} else {
					formulas++
					checkReprint(t, e, sc)
				}
			}
		}
	}
	if formulas == 0 || mistaken == 0 {
		t.Errorf("%d formulas and %d mistaken ones: nothing was tried", formulas, mistaken)
	}
}

// TestFormulaUntyped: a name whose declaration is wrong takes its formulas with it, without further complaint, and the
// other mistakes in them are still found.
func TestFormulaUntyped(t *testing.T) {
	sc := formulaScope()
	sc.symbols["hong"] = symbol{Kind: form.ExAttr, Name: "hong"}
	for _, src := range []string{"hong", "hong + 1", "not hong", "hong ? 1 : 2", "min(hong, 1)", `hong == "a"`, "count(bao_cao, hong)",
		"1 < hong < 2", "round(hong, 1)", "-hong", "da_hop ? hong : 1"} {
		if e, errs := compileFormula(src, sc, ""); len(errs) > 0 || e != nil {
			t.Errorf("%s: form %v, errors %v", src, e, errs)
		}
	}
	if _, errs := compileFormula("hong + hs_tog", sc, ""); len(errs) != 1 || errs[0].Hint != "hs_tong" {
		t.Errorf("errors %v", errs)
	}
}

func TestFormulaShiftSpans(t *testing.T) {
	src := "min(hs_dung,\n  đề_án)"
	e, errs := compileFormula(src, formulaScope(), form.TypeNumber)
	if errs != nil {
		t.Fatal(errs)
	}
	lines := strings.Split(src, "\n")
	at := func(offset int) (line, col int) {
		for i, l := range lines {
			if n := utf8.RuneCountInString(l); offset < n {
				return 10 + i, 7 + offset
			} else {
				offset -= n + 1
			}
		}
		t.Fatalf("asked for an offset %d runes beyond the text", offset)
		return 0, 0
	}
	for range 2 { // a second time must change nothing
		shiftSpans(e, at, "a.yaml")
		want := []form.Span{{File: "a.yaml", Line: 10, Col: 7, EndLine: 11, EndCol: 15},
			{File: "a.yaml", Line: 10, Col: 11, EndLine: 10, EndCol: 18}, {File: "a.yaml", Line: 11, Col: 9, EndLine: 11, EndCol: 14}}
		for i, x := range []*form.Expr{e, e.Args[0], e.Args[1]} {
			if x.Span != want[i] {
				t.Errorf("span %d: %+v, want %+v", i, x.Span, want[i])
			}
		}
	}
}

// TestFormulaTree demands that no node of a form is shared: a fold over a form may be linear only then.
func TestFormulaTree(t *testing.T) {
	for _, c := range readFormulaCases(t, "good.txt") {
		e, _ := compileFormula(c.src, formulaScope(), "")
		seen := map[*form.Expr]bool{}
		var walk func(*form.Expr)
		walk = func(e *form.Expr) {
			if seen[e] {
				t.Errorf("%s: a node stands in two places", c.src)
			}
			seen[e] = true
			for _, a := range e.Args {
				walk(a)
			}
		}
		walk(e)
	}
}

// FuzzFormula: no text panics or hangs, every mistake has a place and a sentence, every accepted form prints as a
// formula that compiles to the same form.
func FuzzFormula(f *testing.F) {
	for _, file := range []string{"good.txt", "bad.txt", "row.txt", "bad_row.txt"} {
		for _, c := range readFormulaCases(f, file) {
			f.Add(c.src, strings.Contains(file, "row"))
		}
	}
	for _, h := range hostileFormulas() {
		if len(h.src) <= maxFormulaBytes {
			f.Add(h.src, false)
		}
	}
	plain, row := formulaScope(), rowScope()
	f.Fuzz(func(t *testing.T, src string, inRow bool) {
		sc := plain
		if inRow {
			sc = row
		}
		e, errs := compileFormula(src, sc, "")
		if (e == nil) != (len(errs) > 0) {
			t.Fatalf("%q: form %v beside errors %v", src, e, errs)
		}
		if e == nil {
			checkErrors(t, src, errs)
			return
		}
		spans(src, e)
		checkReprint(t, e, sc)
	})
}
