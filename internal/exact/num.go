// Package exact knows the numbers of the index: exact rationals, their sums, the one rounding, and how numbers
// are written by people, by rule authors and in stored bytes. No binary float is used anywhere in it, so that
// 28/35 is 0.8 and ten tenths are one.
//
// It leaves to others what a number means, its unit, and what a division by zero says about a score: here it is
// only reported. A number cannot overflow: what does not fit a machine word continues in arbitrary precision,
// and [Num.TooLarge] tells the caller when to stop.
package exact

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
)

// MaxBits is the size, in bits, above which a numerator or denominator is too large to be an honest figure
// (see [Num.TooLarge]). The mean of one ratio per commune over 3,321 communes stays below it.
const MaxBits = 1 << 16

// Num is an exact rational number. The zero value is 0. A Num is immutable and may be copied and shared.
//
// Equal numbers may be held as different pairs (2/4 and 1/2), since reducing at each step costs more than the
// step. Therefore == does not compile; use [Num.Equal] and [Num.Cmp]. What is printed is always reduced.
type Num struct {
	_   [0]func() // makes == a compile error
	n   int64     // numerator, never math.MinInt64, so that it can be negated
	d   int64     // denominator − 1, so that the zero value is 0/1; inBig: the value is in big
	big *big.Rat  // never changed once made; does not fit the pair
}

// inBig in Num.d says that the value is held by Num.big. Being negative it fails the test of fits31.
const inBig = -1

// Int gives n.
func Int(n int64) Num {
	if n == math.MinInt64 {
		return minInt64
	}
	return Num{n: n}
}

var minInt64 = Num{d: inBig, big: new(big.Rat).SetInt64(math.MinInt64)}

// Frac gives n/d, false if d is 0.
func Frac(n, d int64) (Num, bool) {
	switch {
	case d == 0:
		return Num{}, false
	case n == math.MinInt64 || d == math.MinInt64:
		return fromRat(big.NewRat(n, d)), true
	case d < 0:
		n, d = -n, -d
	}
	return Num{n: n, d: d - 1}, true
}

// MustFrac is [Frac] for constants of tables and tests; it panics if d is 0.
func MustFrac(n, d int64) Num {
	a, ok := Frac(n, d)
	if !ok {
		panic("exact: denominator 0")
	}
	return a
}

// magnitude gives |n| for a numerator.
func magnitude(n int64) int64 {
	sign := n >> 63
	return (n ^ sign) - sign
}

// fits31 tells whether all four parts are so small that a·d + b·c cannot overflow: numerators below 2³¹ and
// denominators up to 2³¹ give at most 2·(2³¹−1)·2³¹ < 2⁶³. Numbers held in big fail, their d being negative.
func fits31(a, b Num) bool {
	return uint64(magnitude(a.n)|magnitude(b.n)|a.d|b.d)>>31 == 0
}

// Add gives a + b.
func (a Num) Add(b Num) Num {
	if fits31(a, b) {
		if a.d == b.d {
			return Num{n: a.n + b.n, d: a.d}
		}
		ad, bd := a.d+1, b.d+1
		return Num{n: a.n*bd + b.n*ad, d: ad*bd - 1}
	}
	return addWide(a, b)
}

// Sub gives a − b.
func (a Num) Sub(b Num) Num { return a.Add(b.Neg()) }

// Mul gives a · b.
func (a Num) Mul(b Num) Num {
	if fits31(a, b) {
		return Num{n: a.n * b.n, d: (a.d+1)*(b.d+1) - 1}
	}
	return mulWide(a, b)
}

// Quo gives a ÷ b; false if b is 0. What a division by zero means is for the caller to say: it is a state of
// the figure, never a number.
func (a Num) Quo(b Num) (Num, bool) {
	switch {
	case b.d == inBig:
		return fromRat(new(big.Rat).Quo(a.rat(), b.big)), true
	case b.n > 0:
		return a.Mul(Num{n: b.d + 1, d: b.n - 1}), true
	case b.n < 0:
		return a.Mul(Num{n: -b.d - 1, d: -b.n - 1}), true
	}
	return Num{}, false
}

// Neg gives −a.
func (a Num) Neg() Num {
	if a.d == inBig {
		return negBig(a)
	}
	return Num{n: -a.n, d: a.d}
}

// Abs gives |a|.
func (a Num) Abs() Num {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// Cmp gives −1 if a < b, 0 if a = b, +1 if a > b.
func (a Num) Cmp(b Num) int {
	if fits31(a, b) {
		return cmp.Compare(a.n*(b.d+1), b.n*(a.d+1))
	}
	return cmpWide(a, b)
}

// Equal tells whether a = b.
func (a Num) Equal(b Num) bool { return a.Cmp(b) == 0 }

// Less tells whether a < b.
func (a Num) Less(b Num) bool { return a.Cmp(b) < 0 }

// Sign gives −1, 0 or +1.
func (a Num) Sign() int {
	switch {
	case a.d == inBig:
		return a.big.Sign()
	case a.n > 0:
		return +1
	case a.n < 0:
		return -1
	}
	return 0
}

// IsZero tells whether a = 0.
func (a Num) IsZero() bool { return a.n == 0 && a.d != inBig }

// IsInt tells whether a is a whole number.
func (a Num) IsInt() bool {
	if a.d == inBig {
		return a.big.IsInt()
	}
	return a.d == 0 || a.n%(a.d+1) == 0
}

// Int64 gives a as an int64; false if a is not a whole number or does not fit.
func (a Num) Int64() (int64, bool) {
	switch {
	case !a.IsInt():
		return 0, false
	case a.d == inBig:
		return a.big.Num().Int64(), a.big.Num().IsInt64()
	}
	return a.n / (a.d + 1), true
}

// Min gives the smaller of a and b.
func Min(a, b Num) Num {
	if b.Less(a) {
		return b
	}
	return a
}

// Max gives the larger of a and b.
func Max(a, b Num) Num {
	if a.Less(b) {
		return b
	}
	return a
}

// TooLarge tells whether the numerator or the denominator has more than MaxBits bits. Such a number is still
// exact; it is for the caller to make an error of it, so that no rule can grow numbers without bound.
func (a Num) TooLarge() bool {
	return a.d == inBig && (a.big.Num().BitLen() > MaxBits || a.big.Denom().BitLen() > MaxBits)
}

// reduced gives a in lowest terms; numbers held in big already are.
func (a Num) reduced() Num {
	if a.d <= 0 {
		return a
	}
	g := gcd(uint64(magnitude(a.n)), uint64(a.d)+1)
	return Num{n: a.n / int64(g), d: (a.d+1)/int64(g) - 1}
}

// rat gives a as a big.Rat, which must not be changed.
func (a Num) rat() *big.Rat {
	if a.d == inBig {
		return a.big
	}
	return big.NewRat(a.n, a.d+1)
}

// fromRat takes r over; it goes back to the pair if it fits, so that big holds no small number.
func fromRat(r *big.Rat) Num {
	if n, d := r.Num(), r.Denom(); n.IsInt64() && d.IsInt64() && n.Int64() != math.MinInt64 {
		return Num{n: n.Int64(), d: d.Int64() - 1}
	}
	return Num{d: inBig, big: r}
}

// gcd gives the greatest common divisor of a and b > 0; gcd(0, b) = b.
func gcd(a, b uint64) uint64 {
	if a == 0 || b == 1 {
		return b
	}
	shift := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		if a > b {
			a, b = b, a
		}
		b -= a
	}
	return a << shift
}
