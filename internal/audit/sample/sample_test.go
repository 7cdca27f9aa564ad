package sample_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/internal/audit/sample"
)

const (
	seed = sample.Seed("46213551246133524614")
	run  = "sha256:a30ad25f122953ecf452a1de522634707b1d6a18e7a681b2d4a142ae139810f0"
)

// frame is a list of lines of units with subcriteria.
func frame(units, codes int) []sample.Line {
	var out []sample.Line
	for u := range units {
		for c := range codes {
			out = append(out, sample.Line{Set: "xa-2026", Unit: fmt.Sprintf("xa-%03d", u), Code: fmt.Sprintf("1.%d", c+1)})
		}
	}
	return out
}

func draw(t *testing.T, seed sample.Seed, lines []sample.Line, n int) []sample.Drawn {
	t.Helper()
	drawn, err := sample.Draw(seed, run, lines, n)
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

// TestKnownDraw: tickets as sha256sum of the GNU coreutils gives them, for instance
//
//	printf 'cchc-draw/1|46213551246133524614|sha256:a30a…10f0|xa-2026|xa-000|1.1' | sha256sum
func TestKnownDraw(t *testing.T) {
	want := []string{
		"1977d22326590d06620fb059f467e17535d45c3630392e8b83ca9f7a0e337dc0 xa-2026|xa-001|1.3",
		"2c735581fb9b46e08e7e4dfeb98f478a915e04eb495edf5ed6a3e6259a426d25 xa-2026|xa-001|1.2",
		"536b97ae67297d3adbee43b115c39a9acc0ee90256d472e31e7d74be60a24dcb xa-2026|xa-000|1.1",
		"658cc4e7197ac0c3c938db9ca4f826d27d7d4a85908fd1a8f26f827759b5f242 xa-2026|xa-002|1.3",
	}
	var got []string
	for _, d := range draw(t, seed, frame(3, 3), 4) {
		got = append(got, d.Ticket+" "+d.Key())
	}
	if !slices.Equal(got, want) {
		t.Errorf("drawn\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestDrawnAgain: the draw redone from its description alone, by texts that are sorted.
func TestDrawnAgain(t *testing.T) {
	lines := frame(40, 25)
	var tickets []string
	for _, l := range lines {
		text := "cchc-draw/1|46213551246133524614|" + run + "|xa-2026|" + l.Unit + "|" + l.Code
		tickets = append(tickets, fmt.Sprintf("%x xa-2026|%s|%s", sha256.Sum256([]byte(text)), l.Unit, l.Code))
	}
	slices.Sort(tickets)
	for i, d := range draw(t, seed, lines, 100) {
		if got := d.Ticket + " " + d.Key(); got != tickets[i] {
			t.Fatalf("line %d is %s, want %s", i+1, got, tickets[i])
		}
		if d.Line.Ticket(seed, run) != d.Ticket {
			t.Fatalf("line %d has two tickets", i+1)
		}
	}
}

// TestOrderAndSize: the order of the list does not matter, and a larger sample begins with the smaller one.
func TestOrderAndSize(t *testing.T) {
	lines := frame(20, 10)
	few := draw(t, seed, lines, 30)
	turned := slices.Clone(lines)
	slices.Reverse(turned)
	if !slices.Equal(draw(t, seed, turned, 30), few) {
		t.Error("another order, another sample")
	}
	if many := draw(t, seed, lines, len(lines)); !slices.Equal(many[:30], few) {
		t.Error("a larger sample does not begin with the smaller one")
	}
}

// TestBoundToRun: another seed or another run draws others.
func TestBoundToRun(t *testing.T) {
	lines := frame(20, 10)
	first := draw(t, seed, lines, 20)
	if slices.Equal(draw(t, seed[:19]+"5", lines, 20), first) {
		t.Error("another seed, the same sample")
	}
	other, err := sample.Draw(seed, strings.Replace(run, "a30", "a31", 1), lines, 20)
	if err != nil || slices.Equal(other, first) {
		t.Errorf("another run, the same sample (%v)", err)
	}
}

func TestDrawRefuses(t *testing.T) {
	lines := frame(2, 2)
	for name, try := range map[string]struct {
		lines []sample.Line
		n     int
	}{
		"nothing":     {lines, 0},
		"more":        {lines, 5},
		"twice":       {append(slices.Clone(lines), lines[1]), 2},
		"two names":   {append(slices.Clone(lines), sample.Line{Set: "xa-2026", Unit: "xa-000|1.1", Code: "2"}), 2},
		"line breaks": {append(slices.Clone(lines), sample.Line{Set: "xa-2026", Unit: "xa-000", Code: "2\n"}), 2},
	} {
		if d, err := sample.Draw(seed, run, try.lines, try.n); err == nil {
			t.Errorf("%s: drew %d lines", name, len(d))
		}
	}
}

// TestEveryLineAlike: over 2,000 fixed seeds each of 200 lines is drawn about as often as every other one. A line is expected
// 200 times with a standard deviation of √180; the limits lie five of them away. The squares of the differences add up to
// 180 · 199 or so, ten per cent more or less.
func TestEveryLineAlike(t *testing.T) {
	const seeds, n = 2000, 20
	lines := frame(20, 10)
	drawn, first := map[sample.Line]int{}, map[sample.Line]int{}
	for i := range seeds {
		for place, d := range draw(t, sample.Seed(fmt.Sprintf("%020d", i)), lines, n) {
			drawn[d.Line]++
			if place == 0 {
				first[d.Line]++
			}
		}
	}
	expected, squares := seeds*n/len(lines), 0
	for _, l := range lines {
		got := drawn[l]
		if got < 133 || got > 267 {
			t.Errorf("%s drawn %d times, expected about %d", l.Key(), got, expected)
		}
		if first[l] > 32 { // expected 10
			t.Errorf("%s drawn first %d times", l.Key(), first[l])
		}
		squares += (got - expected) * (got - expected)
	}
	if squares < 180*199*7/10 || squares > 180*199*13/10 {
		t.Errorf("squares of the differences add up to %d, expected about %d", squares, 180*199)
	}
}

func TestSeed(t *testing.T) {
	for text, want := range map[string]string{
		"46213551246133524614":                           "46213551246133524614",
		"  46213 55124 61335 24614\n":                    "46213551246133524614",
		"4-6-2-1-3, 5.5.1.2.4; 6:1:3:3:5 2/4_6–1\u00a04": "46213551246133524614",
		strings.Repeat("0", 200):                         strings.Repeat("0", 200),
	} {
		if got, err := sample.ParseSeed(text); err != nil || string(got) != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for text, code := range map[string]string{
		"":                              sample.SeedShort,
		"4621355124613352461":           sample.SeedShort,
		"46213551246133524614 Hội đồng": sample.SeedCharacter,
		"4621355124613352461４":          sample.SeedCharacter,
		"4.62135512461335E+19":          sample.SeedCharacter,
		strings.Repeat("1", 201):        sample.SeedLong,
	} {
		_, err := sample.ParseSeed(text)
		var bad *sample.SeedError
		if !errors.As(err, &bad) || bad.Code != code || len(bad.Args) == 0 {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
	grouped := sample.Seed("462135512461335246149").Grouped()
	if grouped != "46213 55124 61335 24614 9" {
		t.Errorf("grouped %q", grouped)
	}
}

func BenchmarkDraw(b *testing.B) {
	lines := frame(145, 95)
	for b.Loop() {
		if _, err := sample.Draw(seed, run, lines, 295); err != nil {
			b.Fatal(err)
		}
	}
}
