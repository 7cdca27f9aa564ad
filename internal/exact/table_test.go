package exact

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// table reads the rows of a text table. Values come from a file and not from Go literals, since the compiler
// folds constants exactly and a test of literals would pass where the code fails.
func table(t testing.TB, file string, columns int) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for i, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "|")
		if len(row) != columns {
			t.Fatalf("%s:%d: %d columns, want %d", file, i+1, len(row), columns)
		}
		rows = append(rows, row)
	}
	if len(rows) < 10 {
		t.Fatalf("%s has only %d rows", file, len(rows))
	}
	return rows
}

func trim(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		out[i] = strings.TrimSpace(cell)
	}
	return out
}

func fraction(t testing.TB, s string) Num {
	t.Helper()
	n, d, ok := strings.Cut(s, "/")
	a := parseInteger(n)
	if ok {
		a, ok = a.Quo(parseInteger(d))
		if !ok {
			t.Fatalf("%s divides by zero", s)
		}
	}
	return a
}

// postfix computes a formula such as "1 4 5 / -".
func postfix(t testing.TB, formula string) Num {
	t.Helper()
	var stack []Num
	for _, word := range strings.Fields(formula) {
		if !strings.Contains("+-*/", word) {
			stack = append(stack, fraction(t, word))
			continue
		}
		a, b := stack[len(stack)-2], stack[len(stack)-1]
		stack = stack[:len(stack)-2]
		switch word {
		case "+":
			a = a.Add(b)
		case "-":
			a = a.Sub(b)
		case "*":
			a = a.Mul(b)
		case "/":
			var ok bool
			if a, ok = a.Quo(b); !ok {
				t.Fatalf("%q divides by zero", formula)
			}
		}
		stack = append(stack, a)
	}
	if len(stack) != 1 {
		t.Fatalf("%q leaves %d values", formula, len(stack))
	}
	return stack[0]
}

func TestBoundaries(t *testing.T) {
	signs := map[string]int{"<": -1, "=": 0, ">": 1}
	for _, row := range table(t, "boundaries.txt", 3) {
		row = trim(row)
		want, ok := signs[row[1]]
		if !ok {
			t.Fatalf("unknown comparison %q", row[1])
		}
		left, right := postfix(t, row[0]), postfix(t, row[2])
		if left.Cmp(right) != want || right.Cmp(left) != -want ||
			left.Less(right) != (want < 0) || left.Equal(right) != (want == 0) {
			t.Errorf("%s %s %s does not hold: %s against %s", row[0], row[1], row[2], left, right)
		}
	}
}

func TestRounding(t *testing.T) {
	for _, row := range table(t, "rounding.txt", 5) {
		row = trim(row)
		decimals, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		a := fraction(t, row[0])
		for i, mode := range []Mode{HalfUp, HalfEven, Down} {
			r := Rounding{Decimals: decimals, Mode: mode}
			want := row[2+i]
			if got := a.Decimal(r); got != want {
				t.Errorf("%s to %d %s = %s, want %s", row[0], decimals, mode, got, want)
			}
			if got := a.Neg().Decimal(r); strings.TrimPrefix(got, "-") != strings.TrimPrefix(want, "-") {
				t.Errorf("−(%s) to %d %s = %s: not the mirror of %s", row[0], decimals, mode, got, want)
			}
			rounded := a.Round(r)
			if got := rounded.Decimal(r); got != want {
				t.Errorf("Round(%s to %d %s) = %s, want %s", row[0], decimals, mode, got, want)
			}
			if !rounded.Round(r).Equal(rounded) {
				t.Errorf("rounding %s twice by %s is not rounding once", row[0], mode)
			}
		}
	}
}

func TestRoundingLimits(t *testing.T) {
	for _, r := range []Rounding{{Decimals: -1}, {Decimals: MaxDecimals + 1}, {Mode: Down + 1}} {
		if r.Valid() {
			t.Errorf("%+v is valid", r)
		}
	}
	third := MustFrac(1, 3)
	if got := third.Decimal(Rounding{Decimals: -5}); got != "0" {
		t.Errorf("negative decimals: %s", got)
	}
	if got := third.Decimal(Rounding{Decimals: 1 << 40}); got != "0."+strings.Repeat("3", MaxDecimals) {
		t.Errorf("too many decimals: %s", got)
	}
	for _, m := range []Mode{HalfUp, HalfEven, Down} {
		if got, ok := ParseMode(m.String()); !ok || got != m {
			t.Errorf("mode %s reads back as %s", m, got)
		}
	}
	if _, ok := ParseMode("half_down"); ok {
		t.Error("half_down is a mode")
	}
}

var codePoint = regexp.MustCompile(`<U\+([0-9A-F]{4})>`)

func spelled(s string) string {
	return codePoint.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[3:7], 16, 32)
		return string(rune(n))
	})
}

func testParsing(t *testing.T, file string, parse func(string) (Num, bool, *NumberError)) {
	for _, row := range table(t, file, 2) {
		text, want := spelled(strings.TrimSuffix(row[0], " ")), spelled(strings.TrimSpace(row[1]))
		a, percent, err := parse(text)
		got := a.Fraction()
		if percent {
			got += "%"
		}
		if err != nil {
			got = "! " + err.Code
			if len(err.Args) > 1 {
				got += " " + strings.Join(err.Args[1:], " ")
			}
			if !a.IsZero() || percent {
				t.Errorf("%q is refused and yet gives %s", text, a)
			}
		}
		if got != want {
			t.Errorf("%q gives %s, want %s", text, got, want)
		}
	}
}

func TestParseFigure(t *testing.T)  { testParsing(t, "numbers.txt", ParseFigure) }
func TestParseLiteral(t *testing.T) { testParsing(t, "literals.txt", ParseLiteral) }

func TestParseNumberRefusesPercent(t *testing.T) {
	for _, text := range []string{"80%", " 80 % "} {
		if _, err := ParseNumber(text); err == nil || err.Code != NumberPercent || err.Args[0] != strings.TrimSpace(text) {
			t.Errorf("%q gives %v", text, err)
		}
	}
	if a, err := ParseNumber("1.234,5"); err != nil || a.Fraction() != "2469/2" {
		t.Errorf("1.234,5 gives %s, %v", a, err)
	}
}

// TestAmbiguousReadings holds that each reading offered to the person is accepted, and that they differ.
func TestAmbiguousReadings(t *testing.T) {
	for _, row := range table(t, "numbers.txt", 2) {
		_, _, err := ParseFigure(spelled(row[0]))
		if err == nil || err.Code != NumberAmbiguous {
			continue
		}
		small, percent1, err1 := ParseFigure(err.Args[1])
		large, percent2, err2 := ParseFigure(err.Args[2])
		if err1 != nil || err2 != nil || percent1 != percent2 || !small.Mul(Int(1000)).Equal(large) {
			t.Errorf("readings %q give %s, %v and %s, %v", err.Args, small, err1, large, err2)
		}
	}
}

func TestTexts(t *testing.T) {
	r := Rounding{Decimals: 2}
	for _, c := range []struct{ in, fraction, plain, vn, decimal, decimalVN string }{
		{"0", "0", "0", "0", "0.00", "0,00"},
		{"4/6", "2/3", "2/3", "2/3", "0.67", "0,67"},
		{"-3/12", "-1/4", "-0.25", "-0,25", "-0.25", "-0,25"},
		{"2469/2", "2469/2", "1234.5", "1234,5", "1234.50", "1.234,50"},
		{"-123456789", "-123456789", "-123456789", "-123456789", "-123456789.00", "-123.456.789,00"},
		{"999", "999", "999", "999", "999.00", "999,00"},
		{"-999", "-999", "-999", "-999", "-999.00", "-999,00"},
		{"1/8", "1/8", "0.125", "0,125", "0.13", "0,13"},
		{"4571/50", "4571/50", "91.42", "91,42", "91.42", "91,42"},
		{"1/1000000000000000000000", "1/1000000000000000000000", "0.000000000000000000001", "0,000000000000000000001", "0.00", "0,00"},
		{"100000000000000000000/3", "100000000000000000000/3", "100000000000000000000/3", "100000000000000000000/3",
			"33333333333333333333.33", "33.333.333.333.333.333.333,33"},
	} {
		a := fraction(t, c.in)
		got := []string{a.Fraction(), a.Plain(), a.VN(), a.Decimal(r), a.DecimalVN(r)}
		want := []string{c.fraction, c.plain, c.vn, c.decimal, c.decimalVN}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: form %d is %s, want %s", c.in, i, got[i], want[i])
			}
		}
		back, err := ParseFraction(c.fraction)
		if err != nil || !back.Equal(a) {
			t.Errorf("ParseFraction(%s) = %s, %v", c.fraction, back, err)
		}
	}
}

func TestParseFractionRefuses(t *testing.T) {
	for _, s := range []string{"", "-", "+1", "-0", "00", "01", "2/4", "5/1", "0/3", "1/-2", "1/0", "1/", "/2", "1/2/3",
		" 1", "1 ", "1.5", "1e3", "-01/2", "1/02", "--1", "1/3 ", "９", strings.Repeat("9", 40000), "1/" + strings.Repeat("9", 40000),
		"1" + strings.Repeat("0", 19729)} {
		if a, err := ParseFraction(s); err == nil {
			t.Errorf("%.40q is taken as %.40s", s, a.Fraction())
		}
	}
}
