package exact

import (
	"strings"
	"testing"
)

// FuzzParseFigure: what is read can be printed and read again as the same; what is refused has a code.
func FuzzParseFigure(f *testing.F) {
	for _, row := range table(f, "numbers.txt", 2) {
		f.Add(spelled(row[0]))
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, percent, err := ParseFigure(s)
		if err != nil {
			if !strings.HasPrefix(err.Code, "number.") || !a.IsZero() {
				t.Fatalf("%q gives %s and %v", s, a, err)
			}
			return
		}
		checkHeld(t, a)
		typed := a.TypedVN(percent)
		b, percent2, err := ParseFigure(typed)
		if err != nil && err.Code == NumberLong {
			return // "1%" of 40 digits may need 41 when the zeros left out are written
		}
		if err != nil || !a.Equal(b) || percent != percent2 {
			t.Fatalf("%q is %s, printed %q, read again %s, %v", s, a, typed, b, err)
		}
	})
}

// FuzzParseLiteral: a literal means the same to ParseFigure unless that finds it ambiguous.
func FuzzParseLiteral(f *testing.F) {
	for _, row := range table(f, "literals.txt", 2) {
		f.Add(spelled(strings.TrimSuffix(row[0], " ")))
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, percent, err := ParseLiteral(s)
		if err != nil {
			return
		}
		b, percent2, err := ParseFigure(s)
		if err == nil && (!a.Equal(b) || percent != percent2) || err != nil && err.Code != NumberAmbiguous {
			t.Fatalf("%q is %s as a literal and %s, %v as typed", s, a, b, err)
		}
	})
}

func FuzzArithmetic(f *testing.F) {
	f.Add(int64(28), int64(35), int64(4), int64(5), false)
	f.Add(int64(-1<<31), int64(1<<31), int64(1<<31-1), int64(1<<31+1), true)
	f.Add(int64(-1<<63), int64(-1<<63), int64(1<<63-1), int64(1<<62), false)
	f.Fuzz(func(t *testing.T, n, d, m, e int64, square bool) {
		a, ok1 := Frac(n, d)
		b, ok2 := Frac(m, e)
		if !ok1 || !ok2 {
			return
		}
		if square {
			a = a.Mul(a)
		}
		compareAll(t, a, b)
		back, err := ParseFraction(a.Fraction())
		if err != nil || !back.Equal(a) {
			t.Fatalf("%s reads back as %s, %v", a, back, err)
		}
	})
}
