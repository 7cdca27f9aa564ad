package sample_test

import (
	"fmt"
	"math/big"
	"math/bits"
	"testing"

	"cchc/internal/audit/sample"
	"cchc/internal/exact"
)

var (
	of95 = exact.MustFrac(95, 100)
	of99 = exact.MustFrac(99, 100)
)

// TestKnownSizes: the figures by which the draw was asked for, and what other numbers of lines need for the same.
func TestKnownSizes(t *testing.T) {
	for _, c := range []struct {
		lines      int
		share      int64 // per cent
		confidence exact.Num
		want       int
	}{
		{12000, 1, of95, 295}, {12000, 1, of99, 450}, {12000, 2, of95, 148},
		{13775, 1, of95, 295}, {13775, 1, of99, 450}, {300_000, 1, of95, 298}, {300_000, 1, of99, 458},
		{1000, 1, of95, 258}, {100, 1, of95, 95}, {100, 100, of95, 1}, {1, 1, of95, 1},
		{sample.MaxLines, 1, of95, 299},
	} {
		wrong, err := sample.Wrong(c.lines, exact.MustFrac(c.share, 100))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := sample.Size(c.lines, wrong, c.confidence); err != nil || got != c.want {
			t.Errorf("%d lines, %d wrong, %s: %d (%v), want %d", c.lines, wrong, c.confidence, got, err, c.want)
		}
	}
}

// TestWrongRoundsUp: a share of lines is a number of lines, rounded up.
func TestWrongRoundsUp(t *testing.T) {
	for _, c := range []struct {
		lines int
		share exact.Num
		want  int
	}{{12000, exact.MustFrac(1, 100), 120}, {12001, exact.MustFrac(1, 100), 121}, {7, exact.Int(1), 7}, {3, exact.MustFrac(1, 3), 1},
		{10, exact.MustFrac(1, 1_000_000), 1}} {
		if got, err := sample.Wrong(c.lines, c.share); err != nil || got != c.want {
			t.Errorf("%s of %d lines: %d (%v), want %d", c.share, c.lines, got, err, c.want)
		}
	}
}

// shown counts the samples of n of so many lines, the first wrong of which are wrong, by how many wrong lines each shows: by
// looking at every sample there is.
func shown(lines, wrong, n int) []int64 {
	out := make([]int64, n+1)
	for s := range uint(1) << lines {
		if bits.OnesCount(s) == n {
			out[bits.OnesCount(s&(1<<wrong-1))]++
		}
	}
	return out
}

// chance is the share of samples that show at most so many wrong lines.
func chance(counts []int64, most int) *big.Rat {
	few, all := int64(0), int64(0)
	for i, c := range counts {
		if i <= most {
			few += c
		}
		all += c
	}
	return big.NewRat(few, all)
}

// TestAgainstEverySample holds sizes, chances and bounds of few lines against all samples there are, and counts how often the
// bound lies below the truth.
func TestAgainstEverySample(t *testing.T) {
	const most = 10
	for _, confidence := range []exact.Num{exact.MustFrac(1, 2), exact.MustFrac(4, 5), of95, of99} {
		left, _ := new(big.Rat).SetString(exact.Int(1).Sub(confidence).Fraction())
		for lines := 1; lines <= most; lines++ {
			counts := map[[2]int][]int64{}
			for wrong := 0; wrong <= lines; wrong++ {
				for n := 1; n <= lines; n++ {
					counts[[2]int{wrong, n}] = shown(lines, wrong, n)
				}
			}
			for wrong := 1; wrong <= lines; wrong++ {
				want := 1
				for chance(counts[[2]int{wrong, want}], 0).Cmp(left) > 0 {
					want++
				}
				if got, err := sample.Size(lines, wrong, confidence); err != nil || got != want {
					t.Fatalf("%d lines, %d wrong, %s: size %d (%v), want %d", lines, wrong, confidence, got, err, want)
				}
				for n := 1; n <= lines; n++ {
					met := new(big.Rat).Sub(big.NewRat(1, 1), chance(counts[[2]int{wrong, n}], 0))
					got, _ := new(big.Rat).SetString(sample.Chance(lines, wrong, n).Fraction())
					if off := new(big.Rat).Sub(met, got); off.Sign() < 0 || off.Cmp(big.NewRat(1, 1_000_000)) >= 0 {
						t.Fatalf("%d lines, %d wrong, %d drawn: chance %s, is %s", lines, wrong, n, got, met)
					}
				}
			}
			for n := 1; n <= lines; n++ {
				bounds := make([]int, n+1)
				for found := range bounds {
					want := found
					for wrong := found; wrong <= lines-n+found; wrong++ {
						if chance(counts[[2]int{wrong, n}], found).Cmp(left) > 0 {
							want = wrong
						}
					}
					got, err := sample.Bound(lines, n, found, confidence)
					if err != nil || got != want {
						t.Fatalf("%d lines, %d drawn, %d wrong, %s: bound %d (%v), want %d", lines, n, found, confidence, got, err, want)
					}
					bounds[found] = got
				}
				covers(t, bounds, counts, lines, n, left)
			}
		}
	}
}

// covers demands that whatever the true number of wrong lines is, the samples whose bound lies below it are no larger a share
// than the confidence leaves.
func covers(t *testing.T, bounds []int, counts map[[2]int][]int64, lines, n int, left *big.Rat) {
	t.Helper()
	for wrong := 0; wrong <= lines; wrong++ {
		missed, all := int64(0), int64(0)
		for found, c := range counts[[2]int{wrong, n}] {
			if all += c; bounds[found] < wrong {
				missed += c
			}
		}
		if big.NewRat(missed, all).Cmp(left) > 0 {
			t.Fatalf("%d lines, %d drawn, %d wrong: the bound is too low in %d of %d samples", lines, n, wrong, missed, all)
		}
	}
}

// TestSizeAndBoundAgree: a sample of the size that was asked for, and of no smaller one, bounds the wrong lines below the share
// it was asked for where it shows none.
func TestSizeAndBoundAgree(t *testing.T) {
	for _, lines := range []int{37, 1000, 13775, 300_000} {
		for _, wrong := range []int{1, 2, lines / 100, lines / 10, lines} {
			if wrong < 1 {
				continue
			}
			n, err := sample.Size(lines, wrong, of95)
			if err != nil {
				t.Fatal(err)
			}
			if bound, err := sample.Bound(lines, n, 0, of95); err != nil || bound >= wrong {
				t.Errorf("%d lines: %d drawn bound %d (%v), want below %d", lines, n, bound, err, wrong)
			}
			if n == 1 {
				continue
			}
			if bound, err := sample.Bound(lines, n-1, 0, of95); err != nil || bound < wrong {
				t.Errorf("%d lines: %d drawn bound %d (%v), want %d or more", lines, n-1, bound, err, wrong)
			}
		}
	}
}

func TestRefusedNumbers(t *testing.T) {
	one := exact.Int(1)
	for i, err := range []error{
		second(sample.Size(10, 0, of95)), second(sample.Size(10, 11, of95)), second(sample.Size(0, 1, of95)), second(sample.Size(10, 1, one)),
		second(sample.Size(10, 1, exact.MustFrac(49, 100))), second(sample.Size(sample.MaxLines+1, 1, of95)),
		second(sample.Wrong(10, exact.Int(0))), second(sample.Wrong(10, exact.MustFrac(101, 100))), second(sample.Wrong(0, one)),
		second(sample.Bound(10, 11, 0, of95)), second(sample.Bound(10, 5, 6, of95)), second(sample.Bound(10, 0, 0, of95)),
		second(sample.Bound(10, 5, -1, of95)), second(sample.Bound(10, 5, 0, one)),
	} {
		if err == nil {
			t.Errorf("case %d was not refused", i)
		}
	}
}

func second(_ int, err error) error { return err }

func BenchmarkSize(b *testing.B) {
	for _, c := range []struct {
		lines, wrong int
		confidence   exact.Num
	}{{13_775, 138, of95}, {300_000, 3000, of95}, {300_000, 1, of99}, {300_000, 550, of99}, {300_000, 150_000, of99}, {300_000, 1000, exact.MustFrac(999_999_999, 1_000_000_000)}} {
		b.Run(fmt.Sprintf("%d-of-%d-%s", c.wrong, c.lines, c.confidence), func(b *testing.B) {
			for b.Loop() {
				if _, err := sample.Size(c.lines, c.wrong, c.confidence); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBound(b *testing.B) {
	for _, c := range [][3]int{{13_775, 295, 0}, {13_775, 295, 5}, {13_775, 13_775, 100}, {300_000, 298, 3}, {300_000, 5000, 50}, {300_000, 150_000, 10}} {
		b.Run(fmt.Sprintf("%d-of-%d-in-%d", c[2], c[1], c[0]), func(b *testing.B) {
			for b.Loop() {
				if _, err := sample.Bound(c[0], c[1], c[2], of95); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
