package wording

import (
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

func num(text string) exact.Num {
	n, err := exact.ParseFraction(text)
	if err != nil {
		panic(err)
	}
	return n
}

func date(text string) day.Day {
	d, err := day.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func numValue(text string) engine.Value {
	return engine.Value{Type: form.TypeNumber, Num: num(text)}
}

func TestValue(t *testing.T) {
	level := &form.Input{Type: form.InLevel, Options: []form.Option{{ID: "cham", Label: "Chậm"}}}
	for _, c := range []struct {
		v    engine.Value
		as   string
		in   *form.Input
		want string
	}{
		{numValue("17/20"), "percent", nil, "85%"},
		{numValue("9679/10000"), "percent", nil, "96,79%"},
		{numValue("301/311"), "percent", nil, "≈96,78%"},
		{numValue("4/5"), "percent", nil, "80%"},
		{numValue("799999/1000000"), "percent", nil, "79,9999%"},
		{numValue("23999/30000"), "percent", nil, "≈79,997%"},
		{numValue("1/3"), "", nil, "≈0,3333"},
		{numValue("7/4"), "points", nil, "1,75 điểm"},
		{numValue("-1/2"), "points", nil, "-0,5 điểm"},
		{numValue("2/3"), "points", nil, "≈0,6667 điểm"},
		{numValue("0"), "points", nil, "0 điểm"},
		{numValue("12345"), "", nil, "12345"},
		{numValue("1234567890"), "", &form.Input{Type: form.InAmount}, "1.234.567.890 đồng"},
		{numValue("641542"), "", &form.Input{Type: form.InCount}, "641.542"},
		{numValue("9999"), "", &form.Input{Type: form.InCount}, "9999"},
		{numValue("7/8"), "", &form.Input{Type: form.InRatio}, "87,5%"},
		{numValue("171/2"), "", &form.Input{Type: form.InIndex, Scale: 100}, "85,5/100"},
		{numValue("3/2"), "", &form.Input{Type: form.InRating}, "1,5 điểm"},
		{engine.Value{Type: form.TypeDate, Day: date("2026-01-05")}, "", nil, "05/01/2026"},
		{engine.Value{Type: form.TypeBool, Bool: true}, "", nil, "có"},
		{engine.Value{Type: form.TypeBool}, "", nil, "không"},
		{engine.Value{Type: form.TypeLevel, Text: "cham"}, "", level, "Chậm"},
		{engine.Value{Type: form.TypeLevel, Text: "la"}, "", level, "la"},
		{engine.Value{Type: form.TypeText, Text: "2026-Q1"}, "", nil, "2026-Q1"},
		{engine.Value{Type: form.TypeDate, None: true}, "", nil, "không có"},
	} {
		if got := Value(c.v, c.as, c.in); got != c.want {
			t.Errorf("Value(%v, %q) = %q, want %q", c.v, c.as, got, c.want)
		}
	}
	if got, want := withExact(numValue("301/311"), "percent", nil), "≈96,78% (chính xác 301/311)"; got != want {
		t.Errorf("withExact = %q, want %q", got, want)
	}
	if got, want := withExact(numValue("17/20"), "percent", nil), "85%"; got != want {
		t.Errorf("withExact = %q, want %q", got, want)
	}
}
