package sample

import (
	"fmt"
	"math/big"
	"sort"
	"strconv"

	"cchc/internal/exact"
)

// MaxLines is the most lines that are counted with: a hundred thousand units, each with a hundred.
const MaxLines = 10_000_000

func count(n int) string { return strconv.Itoa(n) }

// risk is what a confidence leaves: 1 - confidence, as a fraction.
type risk struct{ num, den *big.Int }

// leastConfidence is the confidence below which a sample says less than a thrown coin; what is smaller was mistyped.
var leastConfidence = exact.MustFrac(1, 2)

// ConfidenceInRange reports whether a confidence can be asked for: at least one half and below one.
func ConfidenceInRange(confidence exact.Num) bool {
	return !confidence.Less(leastConfidence) && confidence.Less(exact.Int(1))
}

// ShareInRange reports whether a share of lines can be looked for: above 0, at most 1.
func ShareInRange(share exact.Num) bool { return share.Sign() > 0 && !exact.Int(1).Less(share) }

func newRisk(confidence exact.Num) (risk, error) {
	if !ConfidenceInRange(confidence) {
		return risk{}, fmt.Errorf("confidence %s is not from 1/2 to below 1", confidence)
	}
	r, _ := new(big.Rat).SetString(exact.Int(1).Sub(confidence).Fraction())
	return risk{r.Num(), r.Denom()}, nil
}

// below reports whether num/den, den > 0, is at most the risk.
func (r risk) below(num, den *big.Int) bool {
	return new(big.Int).Mul(num, r.den).Cmp(new(big.Int).Mul(den, r.num)) <= 0
}

// Wrong is how many of the lines are wrong at least where a share of them is: the share of the lines, rounded up.
func Wrong(lines int, share exact.Num) (int, error) {
	if lines < 1 || lines > MaxLines || !ShareInRange(share) {
		return 0, fmt.Errorf("share %s of %d lines", share, lines)
	}
	part, _ := new(big.Rat).SetString(share.Mul(exact.Int(int64(lines))).Fraction())
	whole, rest := new(big.Int).QuoRem(part.Num(), part.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return int(whole.Int64()), nil
}

// Size is the smallest sample that meets at least one wrong line with at least the confidence, if at least so many of the
// lines are wrong.
func Size(lines, wrong int, confidence exact.Num) (int, error) {
	r, err := newRisk(confidence)
	if err != nil {
		return 0, err
	}
	if lines < 1 || lines > MaxLines || wrong < 1 || wrong > lines {
		return 0, fmt.Errorf("%d wrong of %d lines", wrong, lines)
	}
	return first(1, lines-wrong+1, func(n int) bool { return r.below(misses(lines, wrong, n)) }), nil
}

// first is the smallest number from low to high for which holds; it does for high and for all above the smallest. Small
// numbers are asked for first, since the larger the number, the longer the answer takes.
func first(low, high int, holds func(int) bool) int {
	step := 1
	for low+step < high && !holds(low+step) {
		low, step = low+step, 2*step
	}
	return low + sort.Search(min(step, high-low), func(i int) bool { return holds(low + i) })
}

// misses is the chance that a sample of n lines meets none of the wrong ones, num/den:
//
//	C(lines-wrong, n) / C(lines, n) = C(lines-n, wrong) / C(lines, wrong)
//
// each of which is a product of as many factors as its lower number says; the shorter one is taken.
func misses(lines, wrong, n int) (num, den *big.Int) {
	few, many := int64(min(wrong, n)), int64(max(wrong, n))
	all := int64(lines)
	if all-many < few {
		return new(big.Int), big.NewInt(1)
	}
	return new(big.Int).MulRange(all-many-few+1, all-many), new(big.Int).MulRange(all-few+1, all)
}

// chanceDecimals is how many decimals Chance gives.
const chanceDecimals = 6

// Chance is the chance that a sample of n lines meets at least one of the wrong ones, cut after six decimals, so that it never
// says more than there is.
func Chance(lines, wrong, n int) exact.Num {
	num, den := misses(lines, wrong, n)
	scale := int64(1)
	for range chanceDecimals {
		scale *= 10
	}
	met := new(big.Int).Sub(den, num)
	met.Mul(met, big.NewInt(scale)).Quo(met, den)
	return exact.MustFrac(met.Int64(), scale)
}

// Bound is the exact one-sided upper bound for the number of wrong lines among all, where found of n drawn lines were wrong:
// the largest number with which a sample shows so few of them with a chance above 1 - confidence. Whatever the true number
// is, the bound of a sample lies below it with at most that chance, for a size that was fixed before the lines were looked at.
func Bound(lines, n, found int, confidence exact.Num) (int, error) {
	r, err := newRisk(confidence)
	if err != nil {
		return 0, err
	}
	if lines < 1 || lines > MaxLines || n < 1 || n > lines || found < 0 || found > n {
		return 0, fmt.Errorf("%d wrong of %d drawn of %d lines", found, n, lines)
	}
	most := lines - (n - found) // the lines found right are right
	return first(found, most+1, func(wrong int) bool {
		return wrong > most || wrong > found && r.below(atMost(lines, wrong, n, found))
	}) - 1, nil
}

// atMost is the chance that a sample of n lines shows at most found of the wrong ones, num/den. With few and many as in misses,
// the chance of exactly i is
//
//	C(many, i) · C(lines-many, few-i) / C(lines, few)
//
// whose numerator and denominator are taken times few! here; from one i to the next lower it is a quotient of small numbers.
func atMost(lines, wrong, n, found int) (num, den *big.Int) {
	few, many, all, x := int64(min(wrong, n)), int64(max(wrong, n)), int64(lines), int64(found)
	if x >= few {
		return big.NewInt(1), big.NewInt(1)
	}
	term := new(big.Int).Binomial(few, x)
	term.Mul(term, new(big.Int).MulRange(many-x+1, many))
	term.Mul(term, new(big.Int).MulRange(all-many-few+x+1, all-many))
	sum := new(big.Int).Set(term)
	for i := x; i > 0 && term.Sign() > 0; i-- {
		term.Mul(term, big.NewInt(i*max(all-many-few+i, 0)))
		term.Quo(term, big.NewInt((many-i+1)*(few-i+1)))
		sum.Add(sum, term)
	}
	return sum, new(big.Int).MulRange(all-few+1, all)
}
