package exact

import (
	"math/big"
	"math/bits"
)

// Acc adds up many numbers, at a small part of the cost of adding them one by one: fractions of unlike
// denominators make a long denominator, and reducing it at each step is what costs. The zero value is an empty
// sum. The storage is kept for the next sum, so an Acc is reused with Reset and must not be copied.
type Acc struct {
	n, d int64 // terms gathered in a pair, as in Num: numerator and denominator − 1

	// Terms that no longer fitted the pair: num/den, not reduced. flushed says that there are any.
	flushed  bool
	num, den big.Int

	word, quo, rem, product big.Int // working storage
}

// Reset empties the sum.
func (acc *Acc) Reset() { acc.n, acc.d, acc.flushed = 0, 0, false }

// Sub subtracts a.
func (acc *Acc) Sub(a Num) { acc.Add(a.Neg()) }

// Add adds a.
func (acc *Acc) Add(a Num) {
	if a.d == inBig {
		acc.addBig(a.big)
		return
	}
	if !acc.gather(a) {
		acc.addWide(a)
	}
}

// gather adds a to the pair; false if it could overflow.
func (acc *Acc) gather(a Num) bool {
	den, d := uint64(acc.d)+1, uint64(a.d)+1
	width := bits.Len64(uint64(magnitude(a.n)))
	if den == d {
		if max(width, bits.Len64(uint64(magnitude(acc.n)))) > 61 {
			return false
		}
		acc.n += a.n
		return true
	}
	if width+bits.Len64(den) > 61 || bits.Len64(uint64(magnitude(acc.n)))+bits.Len64(d) > 61 {
		return false
	}
	if den%d == 0 {
		acc.n += a.n * int64(den/d)
		return true
	}
	if bits.Len64(den)+bits.Len64(d) > 62 {
		return false
	}
	acc.n = acc.n*int64(d) + a.n*int64(den)
	acc.d = int64(den*d) - 1
	return true
}

// addWide adds a, which did not fit beside the pair: the pair is flushed, and a begins the next one in lowest
// terms.
func (acc *Acc) addWide(a Num) {
	acc.flush()
	a = a.reduced()
	acc.n, acc.d = a.n, a.d
}

// flush moves the pair to num/den. The new denominator is the least common multiple, so that a sum over
// thousands of units does not grow with their number but with the denominators they have.
func (acc *Acc) flush() {
	if !acc.flushed {
		acc.num.SetInt64(acc.n)
		acc.den.SetInt64(acc.d + 1)
		acc.flushed, acc.n, acc.d = true, 0, 0
		return
	}
	n, d := acc.n, uint64(acc.d)+1
	acc.word.SetUint64(d)
	acc.quo.QuoRem(&acc.den, &acc.word, &acc.rem)
	g := gcd(acc.rem.Uint64(), d)
	if g == d { // den is a multiple of d already
		acc.word.SetInt64(n)
		acc.product.Mul(&acc.quo, &acc.word)
	} else {
		share := &acc.den
		if g > 1 {
			acc.word.SetUint64(g)
			share, _ = acc.quo.QuoRem(&acc.den, &acc.word, &acc.rem)
		}
		acc.word.SetInt64(n)
		acc.product.Mul(share, &acc.word)
		acc.word.SetUint64(d / g)
		acc.num.Mul(&acc.num, &acc.word)
		acc.den.Mul(&acc.den, &acc.word)
	}
	acc.num.Add(&acc.num, &acc.product)
	acc.n, acc.d = 0, 0
}

func (acc *Acc) addBig(r *big.Rat) {
	if !acc.flushed {
		acc.num.Set(r.Num())
		acc.den.Set(r.Denom())
		acc.flushed = true
		return
	}
	g := acc.rem.GCD(nil, nil, &acc.den, r.Denom())
	acc.quo.Quo(r.Denom(), g)
	acc.product.Mul(r.Num(), acc.word.Quo(&acc.den, g))
	acc.num.Mul(&acc.num, &acc.quo)
	acc.den.Mul(&acc.den, &acc.quo)
	acc.num.Add(&acc.num, &acc.product)
}

// Sum gives the sum so far.
func (acc *Acc) Sum() Num {
	if !acc.flushed {
		return Num{n: acc.n, d: acc.d}.reduced()
	}
	acc.flush()
	if acc.num.Sign() == 0 {
		return Num{}
	}
	return fromRat(new(big.Rat).SetFrac(&acc.num, &acc.den))
}

// IsZero tells whether the sum so far is 0, without reducing it.
func (acc *Acc) IsZero() bool {
	if !acc.flushed {
		return acc.n == 0
	}
	acc.flush()
	return acc.num.Sign() == 0
}
