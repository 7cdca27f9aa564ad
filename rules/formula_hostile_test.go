package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cchc/internal/exact"
)

// hostileFormula is text made to kill or stall a rule engine, with the code of one of its mistakes.
type hostileFormula struct{ name, src, code string }

func hostileFormulas() []hostileFormula {
	r := strings.Repeat
	lets := "let a0 = 1; "
	for i := 1; i <= 60; i++ {
		lets += fmt.Sprintf("let a%d = a%d + a%d; ", i, i-1, i-1)
	}
	elvis := "co_tthc"
	chained := "hs_tong"
	for range 60 {
		elvis = "(" + elvis + " ?: da_hop)"
	}
	for range 20 {
		chained = "(1 < " + chained + " < 3 ? 1 : 2)"
	}
	return []hostileFormula{
		{"empty", "", "formula.empty"},
		{"blank", " \n ", "formula.empty"},
		{"300,000 brackets", r("(", 300_000), "formula.too_long"},
		{"500,000 brackets", r("(", 500_000), "formula.too_long"},
		{"4,000 brackets", r("(", 4000), "formula.too_deep"},
		{"closed brackets", r("(", 2000) + "1" + r(")", 2000), "formula.too_deep"},
		{"65 brackets", r("(", 65) + "1" + r(")", 65), "formula.too_deep"},
		{"nested calls", r("min(1,", 500) + "1" + r(")", 500), "formula.too_deep"},
		{"500,000 not", r("not ", 500_000), "formula.too_long"},
		{"1,000 not", r("not ", 1000) + "da_hop", "formula.prefix_run"},
		{"65 not", r("not ", 65) + "da_hop", "formula.prefix_run"},
		{"4,000 minus", r("-", 4000) + "1", "formula.prefix_run"},
		{"4,000 !", r("!", 4000) + "da_hop", "formula.prefix_run"},
		{"4,000 +", r("+", 4000) + "1", "formula.prefix_run"},
		{"mixed prefixes", r("not -", 800) + "1", "formula.prefix_run"},
		{"square brackets", r("[", 4000), "formula.brackets"},
		{"braces", r("{", 4000), "formula.brackets"},
		{"index chain", "a" + r("[0]", 1000), "formula.brackets"},
		{"repeat in repeat", `len(repeat(repeat("a",900000),1000000))`, "formula.unknown_function"},
		{"replace", `len(replace(repeat("a",900000),"a",repeat("b",99000)))`, "formula.unknown_function"},
		{"reduce", `len(reduce(1..30, #acc + #acc, "a"))`, "formula.operator"},
		{"60 lets", lets + "a60", "formula.operator"},
		{"uniq", "len(uniq(1..100000))", "formula.unknown_function"},
		{"range", "count(1..1000000000, true)", "formula.need_name"},
		{"map in map", "map(1..1000, map(1..1000, #))", "formula.operator"},
		{"four loops", "count(bao_cao, any(bao_cao, any(bao_cao, any(bao_cao, ok))))", "formula.nested_loop"},
		{"regexp", `repeat("a",900000) matches "(a?){300}(a){300}b"`, "formula.operator"},
		{"regexp repeat", `"a" matches "(a{1000}){1000}"`, "formula.operator"},
		{"big power", "9 ** 9 ** 9 ** 9", "formula.operator"},
		{"caret power", "9 ^ 999999999", "formula.operator"},
		{"modulo", "hs_tong % 0", "formula.operator"},
		{"100 MB of identifier", r("a", 100_000_000), "formula.too_long"},
		{"100 MB of string", `"` + r("a", 100_000_000) + `"`, "formula.too_long"},
		{"100 MB of spaces", r(" ", 100_000_000), "formula.too_long"},
		{"4,097 bytes", r("đ", 2048) + "a", "formula.too_long"},
		{"4,000 constant strings", r(`"`+r("x", 1000)+`"+`, 4000) + `""`, "formula.too_long"},
		{"small strings added", r(`"x"+`, 1000) + `"x"`, "formula.too_large"},
		{"1,000 sums", r("1+", 1000) + "1", "formula.too_large"},
		{"1,000 ternaries", r("da_hop?1:", 400) + "1", "formula.too_large"},
		{"open ternaries", r("a?", 2000), "formula.too_large"},
		{"shared elvis operands", elvis, "formula.operator"},
		{"shared chain operands", chained, "formula.chain_nested"},
		{"long chain", "1" + r("<1", 400), "formula.too_large"},
		{"bytes", `b"\xff"`, "formula.escape"},
		{"backticks", "`" + r("``", 1000) + "`", "formula.quotes"},
		{"open string", `"` + r("a", 4000), "formula.text_open"},
		{"string over lines", "\"a\nb\"", "formula.text_open"},
		{"open comment", "1 /* " + r("*", 4000), "formula.comment"},
		{"comment hides rest", "1 // + 2", "formula.comment"},
		{"hash comment", "1 # + 2", "formula.operator"},
		{"environment", "$env", "formula.char"},
		{"environment member", `$env["unit"]`, "formula.char"},
		{"clock", "now()", "formula.unknown_function"},
		{"date parser", `date("2026-01-01")`, "formula.unknown_function"},
		{"map order", "keys({a: 1, b: 2})", "formula.brackets"},
		{"method", `kh.String()`, "formula.member"},
		{"go method chain", "kh.Add(1).Sub(2)", "formula.member"},
		{"builtin override", "::len(1)", "formula.operator"},
		{"pipe", "hs_tong | len()", "formula.operator"},
		{"coalesce", "hs_tong ?? 1", "formula.operator"},
		{"optional chain", "kh?.x", "formula.operator"},
		{"sequence", "1; 2", "formula.operator"},
		{"if else", "if co_tthc { 1 } else { 2 }", "formula.operator"},
		{"huge integer", r("9", 400), "formula.number_long"},
		{"huge exponent", "1e999999999", "formula.number"},
		{"hexadecimal", "0xFF", "formula.number"},
		{"underscores", "1_000", "formula.number"},
		{"octal", "010", "formula.number"},
		{"not UTF-8", "hs_tong + \xff", "formula.utf8"},
		{"surrogate", "hs_tong + \xed\xa0\x80", "formula.utf8"},
		{"NFD name", "đe\u0302\u0300_án", "formula.not_nfc"},
		{"bidi override", "hs_tong\u202e + 1", "formula.char"},
		{"bidi in string", "td_bc == \"ch\u202eam\"", "formula.char"},
		{"replacement character", "hs_tong + \ufffd", "formula.char"},
		{"zero width space", "hs\u200b_tong", "formula.char"},
		{"byte order mark", "\ufeffhs_tong", "formula.char"},
		{"NUL", "hs_tong\x00", "formula.char"},
		{"Cyrillic o", "hs_t\u043eng", "formula.char"},
		{"full-width digits", "hs_tong > １", "formula.char"},
		{"Arabic digits", "hs_tong > ١", "formula.char"},
		{"no-break space", "hs_tong\u00a0+ 1", "formula.char"},
		{"4,000 strange characters", r("@", 4000), "formula.char"},
		{"alternating strange characters", r("@$", 2000), "formula.char"},
		{"4,000 commas", r(",", 4000), "formula.comma"},
		{"4,000 points", r(".", 4000), "formula.operator"},
		{"unknown names", r("a+", 240) + "a", "formula.unknown_name"},
		{"one long name", r("a", 4096), "formula.unknown_name"},
	}
}

func TestFormulaHostile(t *testing.T) {
	sc := formulaScope()
	for _, h := range hostileFormulas() {
		began := time.Now()
		e, errs := compileFormula(h.src, sc, "")
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s: took %v", h.name, took)
		}
		found := false
		for _, x := range errs {
			found = found || x.Code == h.code
		}
		if e != nil || !found {
			t.Errorf("%s: form %v, %d errors %v; want %s", h.name, e, len(errs), errs[:min(3, len(errs))], h.code)
		}
		if len(h.src) <= maxFormulaBytes {
			checkErrors(t, h.src, errs)
		}
	}
}

// TestFormulaLimits shows that the limits let honest text through: each at its last allowed size.
func TestFormulaLimits(t *testing.T) {
	r := strings.Repeat
	for _, src := range []string{
		r("(", maxFormulaDepth) + "1" + r(")", maxFormulaDepth),
		r("not ", maxFormulaPrefix) + "da_hop",
		r("-", maxFormulaPrefix) + "1",
		r(" ", maxFormulaBytes-1) + "1",
		"1" + r("+1", (maxFormulaNodes-1)/2),
		r("9", exact.MaxTypedDigits),
	} {
		if e, errs := compileFormula(src, formulaScope(), ""); e == nil || errs != nil {
			t.Errorf("%.80s: %v", src, errs)
		}
	}
}
