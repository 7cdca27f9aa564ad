package day

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"
)

// TestEveryDay compares each day of the accepted years with package time.
func TestEveryDay(t *testing.T) {
	at := time.Date(MinYear, 1, 1, 0, 0, 0, 0, time.UTC)
	want := Day(at.Unix() / 86400)
	for ; at.Year() <= MaxYear; at, want = at.AddDate(0, 0, 1), want+1 {
		year, month, dayOfMonth := at.Date()
		d, ok := FromDate(year, int(month), dayOfMonth)
		if !ok || d != want {
			t.Fatalf("%s is day %d, %v, want %d", at.Format(time.DateOnly), d, ok, want)
		}
		y, m, n := d.Date()
		if y != year || m != int(month) || n != dayOfMonth || int(d.Weekday()) != int(at.Weekday()) {
			t.Fatalf("%s comes back as %d-%d-%d, weekday %d", at.Format(time.DateOnly), y, m, n, d.Weekday())
		}
		if d.String() != at.Format("2006-01-02") || d.VN() != at.Format("02/01/2006") {
			t.Fatalf("%s is written %s and %s", at.Format(time.DateOnly), d, d.VN())
		}
		for _, text := range []string{d.String(), d.VN(), at.Format("2/1/2006"), " " + d.VN() + "\t"} {
			if back, err := Parse(text); err != nil || back != d {
				t.Fatalf("%q reads as %s, %v", text, back, err)
			}
		}
		nextMonth := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
		if d.EndOfMonth().String() != nextMonth.Format(time.DateOnly) || MonthEnd(year, int(month)) != d.EndOfMonth() {
			t.Fatalf("month of %s ends on %s", d, d.EndOfMonth())
		}
		quarter := (int(month)-1)/3 + 1
		quarterEnd := time.Date(year, time.Month(3*quarter+1), 0, 0, 0, 0, 0, time.UTC)
		if d.EndOfQuarter().String() != quarterEnd.Format(time.DateOnly) || QuarterEnd(year, quarter) != d.EndOfQuarter() {
			t.Fatalf("quarter of %s ends on %s", d, d.EndOfQuarter())
		}
	}
}

// TestFarDays: calendar parts hold beyond the accepted years too.
func TestFarDays(t *testing.T) {
	for d := int64(-1_000_000); d < 3_000_000; d += 997 {
		at := time.Unix(d*86400, 0).UTC()
		y, m, n := Day(d).Date()
		if y != at.Year() || m != int(at.Month()) || n != at.Day() || int(Day(d).Weekday()) != int(at.Weekday()) {
			t.Fatalf("day %d is %d-%d-%d, want %s", d, y, m, n, at)
		}
	}
}

func TestNoSuchDate(t *testing.T) {
	for _, c := range [][3]int{{2026, 2, 29}, {2100, 2, 29}, {2026, 4, 31}, {2026, 13, 1}, {2026, 0, 1}, {2026, 1, 0},
		{2026, 1, 32}, {1899, 12, 31}, {2201, 1, 1}, {2026, -1, 5}, {math.MaxInt, math.MaxInt, math.MaxInt}} {
		if d, ok := FromDate(c[0], c[1], c[2]); ok || d != None {
			t.Errorf("%v is %s", c, d)
		}
	}
	if MonthEnd(2026, 13) != None || MonthEnd(2026, 0) != None || QuarterEnd(2026, 0) != None ||
		QuarterEnd(2026, 5) != None || QuarterEnd(1899, 1) != None {
		t.Error("the end of no month or quarter is a date")
	}
	defer func() {
		if recover() == nil {
			t.Error("Must(2026, 2, 29) returns")
		}
	}()
	Must(2026, 2, 29)
}

func TestNone(t *testing.T) {
	var zero Day
	if zero == None || zero.String() != "1970-01-01" {
		t.Errorf("the zero value is %s", zero)
	}
	if y, m, n := None.Date(); y != 0 || m != 0 || n != 0 || None.String() != "" || None.VN() != "" {
		t.Error("None has calendar parts")
	}
	if None.Add(1) != None || None.EndOfMonth() != None || None.EndOfQuarter() != None {
		t.Error("None leads to a date")
	}
	if !(None < Must(1900, 1, 1)) {
		t.Error("None is not before every date")
	}
}

func TestAddSub(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-05", 0, "2026-01-05"},
		{"2025-12-31", 1, "2026-01-01"},
		{"2028-02-28", 1, "2028-02-29"},
		{"2026-03-01", -1, "2026-02-28"},
		{"2026-01-01", 365, "2027-01-01"},
	} {
		from, err := Parse(c.from)
		if err != nil {
			t.Fatal(err)
		}
		got := from.Add(c.n)
		if got.String() != c.want || got.Sub(from) != c.n || from.Sub(got) != -c.n {
			t.Errorf("%s + %d is %s, want %s", c.from, c.n, got, c.want)
		}
	}
	for _, n := range []int{math.MaxInt32, math.MinInt32, math.MaxInt, math.MinInt} {
		if got := Day(20_000).Add(n); n != math.MinInt32 && got != None {
			t.Errorf("day 20000 + %d is %d", n, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"", Empty},
		{"  ", Empty},
		{"29/02/2026", Impossible},
		{"2026-02-29", Impossible},
		{"31/04/2026", Impossible},
		{"01/13/2026", Impossible},
		{"00/01/2026", Impossible},
		{"2026-00-10", Impossible},
		{"31/12/1899", Year},
		{"2201-01-01", Year},
		{"05/01/0205", Year},
		{"5/1/26", Form},
		{"5-1-2026", Form},
		{"2026/01/05", Form},
		{"05.01.2026", Form},
		{"2026-1-5", Form},
		{"05/01/2026 08:00", Form},
		{"2026-01-05T00:00:00Z", Form},
		{"+5/01/2026", Form},
		{"05/01/2026/1", Form},
		{"05/001/2026", Form},
		{"0５/01/2026", Form},
		{"46027", Form}, // a spreadsheet's serial number
		{"ngày 5/1/2026", Form},
	} {
		d, err := Parse(c.text)
		var fault *ParseError
		if !errors.As(err, &fault) || fault.Code != c.code || d != None {
			t.Errorf("%q gives %s, %v, want %s", c.text, d, err, c.code)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"05/01/2026", "2026-01-05", "29/02/2028", "5/1/2026", "31/12/2200"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			if d != None {
				t.Fatalf("%q gives %s and %v", s, d, err)
			}
			return
		}
		for _, text := range []string{d.String(), d.VN()} {
			if back, err := Parse(text); err != nil || back != d {
				t.Fatalf("%q is %s, which reads as %s, %v", s, text, back, err)
			}
		}
		if y, _, _ := d.Date(); y < MinYear || y > MaxYear || fmt.Sprint(d) != d.String() {
			t.Fatalf("%q gives year %d", s, y)
		}
	})
}
