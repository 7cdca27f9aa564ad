package rules

import (
	"strings"
	"testing"

	"cchc/internal/form"
)

// Named values in formulas have the type of their own formula: numbers that are shares or not, conditions and dates.
func TestFormulaOfValues(t *testing.T) {
	sc := formulaScope()
	value := func(name string, typ form.Type) { sc.symbols[name] = symbol{Kind: form.ExValue, Type: typ, Name: name} }
	value("gap", form.TypeNumber)
	value("dat", form.TypeBool)
	value("han", form.TypeDate)
	value("hong", "") // its own formula is wrong
	for src, want := range map[string]string{
		"gap * 2 > 5":                "(cmp > (arith * (value gap):number 2):number 5):bool",
		"dat and not (dat or 1 > 2)": "(and (value dat):bool (not (or (value dat):bool (cmp > 1 2):bool):bool):bool):bool",
		"dat == true":                "(cmp == (value dat):bool true):bool",
		"dat ? han : kh":             "(if (value dat):bool (value han):date (input kh):date):date",
		"han - kh <= 10":             "(cmp <= (arith - (value han):date (input kh):date):number 10):bool",
		"kh <= han <= moc": "(and (cmp <= (input kh):date (value han):date):bool " +
			"(cmp <= (value han):date (param moc):date):bool):bool",
		"max(gap, hs_tong) / 2":      "(arith / (max (value gap):number (input hs_tong):number):number 2):number",
		"count(bao_cao, late > gap)": "(fold count bao_cao (cmp > (late):number (value gap):number):bool):number",
		"1 - ty_le >= 80%":           "(cmp >= (arith - 1 (value ty_le):number):number 4/5%):bool",
	} {
		e, errs := compileFormula(src, sc, "")
		if len(errs) > 0 || e == nil {
			t.Errorf("%s: %v", src, errs)
			continue
		}
		if got := canonical(e); got != want {
			t.Errorf("%s\n  got  %s\n  want %s", src, got, want)
		}
		checkReprint(t, e, sc)
	}
	for src, want := range map[string]string{
		"dat + 1":         "0-3 formula.type.number.bool [+]",
		"gap and dat":     "0-3 formula.type.bool.number [and]",
		"han > 5":         "0-7 formula.compare.date.number [>]",
		"dat > dat":       "0-9 formula.order.bool [>]",
		"gapp * 2":        "0-4 formula.unknown_name [gapp] → gap",
		"has(gap)":        "4-7 formula.need_input [has | gap]",
		"sum(gap, 1)":     "4-7 formula.need_input [sum | gap]",
		"late(han)":       "5-8 formula.need_input [late | han]",
		"gap.x":           "0-5 formula.member [x]",
		"hong + khong_co": "7-15 formula.unknown_name [khong_co]",
		"hong and dat":    "", // not a word more about a value that is wrong itself
	} {
		e, errs := compileFormula(src, sc, "")
		var got []string
		for _, err := range errs {
			got = append(got, describe(err))
		}
		if text := strings.Join(got, "; "); text != want || e != nil {
			t.Errorf("%s\n  got  %s\n  want %s", src, text, want)
		}
	}
}
