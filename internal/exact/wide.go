package exact

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
)

// The paths of numbers too wide for the 31-bit ones. Operands are reduced first, which most often makes them
// small again; then products are 128 bits wide and the greatest common divisors are divided out as in Knuth,
// The Art of Computer Programming 4.5.1, so that they stay within 64 bits; last comes math/big.

func addWide(a, b Num) Num {
	if a.d == inBig || b.d == inBig {
		return fromRat(new(big.Rat).Add(a.rat(), b.rat()))
	}
	a, b = a.reduced(), b.reduced()
	if fits31(a, b) {
		return a.Add(b)
	}
	ad, bd := uint64(a.d)+1, uint64(b.d)+1
	g := gcd(ad, bd)
	hi, lo, negative := addProducts(a.n, bd/g, b.n, ad/g)
	if hi|lo == 0 {
		return Num{}
	}
	h := gcd(bits.Rem64(hi, lo, g), g)
	if hi < h {
		n, _ := bits.Div64(hi, lo, h)
		if sum, ok := pair(negative, 0, n, ad/g, bd/h); ok {
			return sum
		}
	}
	return fromRat(new(big.Rat).Add(a.rat(), b.rat()))
}

// addProducts gives a·x + b·y as 128-bit magnitude and sign; x and y are below 2⁶³, so it cannot overflow.
func addProducts(a int64, x uint64, b int64, y uint64) (hi, lo uint64, negative bool) {
	h1, l1 := bits.Mul64(uint64(magnitude(a)), x)
	h2, l2 := bits.Mul64(uint64(magnitude(b)), y)
	if a < 0 == (b < 0) {
		lo, carry := bits.Add64(l1, l2, 0)
		hi, _ := bits.Add64(h1, h2, carry)
		return hi, lo, a < 0
	}
	negative = a < 0
	if h1 < h2 || h1 == h2 && l1 < l2 {
		h1, l1, h2, l2, negative = h2, l2, h1, l1, b < 0
	}
	lo, borrow := bits.Sub64(l1, l2, 0)
	hi, _ = bits.Sub64(h1, h2, borrow)
	return hi, lo, negative
}

func mulWide(a, b Num) Num {
	if a.d == inBig || b.d == inBig {
		return fromRat(new(big.Rat).Mul(a.rat(), b.rat()))
	}
	a, b = a.reduced(), b.reduced()
	if fits31(a, b) {
		return a.Mul(b)
	}
	an, bn := uint64(magnitude(a.n)), uint64(magnitude(b.n))
	ad, bd := uint64(a.d)+1, uint64(b.d)+1
	g, h := gcd(an, bd), gcd(bn, ad)
	hi, lo := bits.Mul64(an/g, bn/h)
	if product, ok := pair(a.n < 0 != (b.n < 0), hi, lo, ad/h, bd/g); ok {
		return product
	}
	return fromRat(new(big.Rat).Mul(a.rat(), b.rat()))
}

// pair gives ±(hi·2⁶⁴ + lo) / (c·d) if numerator and denominator fit.
func pair(negative bool, hi, lo, c, d uint64) (Num, bool) {
	over, den := bits.Mul64(c, d)
	if hi != 0 || over != 0 || lo > math.MaxInt64 || den > math.MaxInt64 {
		return Num{}, false
	}
	n := int64(lo)
	if negative {
		n = -n
	}
	return Num{n: n, d: int64(den) - 1}, true
}

func negBig(a Num) Num { return fromRat(new(big.Rat).Neg(a.big)) }

func cmpWide(a, b Num) int {
	if a.d == inBig || b.d == inBig {
		return a.rat().Cmp(b.rat())
	}
	if a.Sign() != b.Sign() {
		return cmp.Compare(a.n, b.n)
	}
	h1, l1 := bits.Mul64(uint64(magnitude(a.n)), uint64(b.d)+1)
	h2, l2 := bits.Mul64(uint64(magnitude(b.n)), uint64(a.d)+1)
	c := cmp.Compare(h1, h2)
	if c == 0 {
		c = cmp.Compare(l1, l2)
	}
	return c * a.Sign()
}
