package exact

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// Mode says which neighbour a number goes to that lies between two of the asked decimals.
type Mode uint8

// The rounding modes. Ties of negative numbers (penalties) behave as those of positive ones: −0.125 goes to
// −0.13 by HalfUp, to −0.12 by HalfEven and Down.
const (
	HalfUp   Mode = iota // nearest, ties away from zero: the regulations' "làm tròn"
	HalfEven             // nearest, ties to the even last digit
	Down                 // cut toward zero
)

var modeNames = [...]string{HalfUp: "half_up", HalfEven: "half_even", Down: "down"}

// String gives the name used in criteria sets.
func (m Mode) String() string {
	if int(m) < len(modeNames) {
		return modeNames[m]
	}
	return fmt.Sprintf("mode(%d)", uint8(m))
}

// ParseMode reads a name used in criteria sets; false if it is none.
func ParseMode(s string) (Mode, bool) {
	for m, name := range modeNames {
		if s == name {
			return Mode(m), true
		}
	}
	return 0, false
}

// MaxDecimals is the most decimals a Rounding may ask for.
const MaxDecimals = 18

// Rounding says to how many decimals and by which mode a number is rounded.
type Rounding struct {
	Decimals int // 0 to MaxDecimals; what is outside counts as the nearest of them
	Mode     Mode
}

// Valid tells whether r is within its documented limits. Who reads a Rounding from a file must ask.
func (r Rounding) Valid() bool {
	return 0 <= r.Decimals && r.Decimals <= MaxDecimals && int(r.Mode) < len(modeNames)
}

func (r Rounding) decimals() int { return min(max(r.Decimals, 0), MaxDecimals) }

// Round rounds a as r says. It is the only rounding there is.
func (a Num) Round(r Rounding) Num {
	decimals := r.decimals()
	q := a.scale(decimals, r.Mode)
	if q.big == nil {
		return Num{n: q.n, d: pow10[decimals] - 1}
	}
	return fromRat(new(big.Rat).SetFrac(q.big, bigPow(10, decimals)))
}

// pow10 holds the powers of ten that fit an int64.
var pow10 = func() (p [MaxDecimals + 1]int64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

func bigPow(base int64, exponent int) *big.Int {
	return new(big.Int).Exp(big.NewInt(base), big.NewInt(int64(exponent)), nil)
}

// integer is a whole number: big if it is set, else n, which is never math.MinInt64.
type integer struct {
	n   int64
	big *big.Int
}

// scale gives a · 10^decimals, rounded to a whole number.
func (a Num) scale(decimals int, mode Mode) integer {
	if a.d != inBig && decimals <= MaxDecimals {
		den := uint64(a.d) + 1
		hi, lo := bits.Mul64(uint64(magnitude(a.n)), uint64(pow10[decimals]))
		if hi < den {
			q, rest := bits.Div64(hi, lo, den)
			if q < math.MaxInt64 {
				if away(cmpHalf(rest, den), rest == 0, q&1 == 1, mode) {
					q++
				}
				n := int64(q)
				if a.n < 0 {
					n = -n
				}
				return integer{n: n}
			}
		}
	}
	return integer{big: a.scaleBig(decimals, mode)}
}

func (a Num) scaleBig(decimals int, mode Mode) *big.Int {
	r := a.rat()
	n := new(big.Int).Abs(r.Num())
	n.Mul(n, bigPow(10, decimals))
	q, rest := n.QuoRem(n, r.Denom(), new(big.Int))
	half := new(big.Int).Lsh(rest, 1).Cmp(r.Denom())
	if away(half, rest.Sign() == 0, q.Bit(0) == 1, mode) {
		q.Add(q, big.NewInt(1))
	}
	if r.Sign() < 0 {
		q.Neg(q)
	}
	return q
}

// cmpHalf compares rest with den/2, without the overflow of 2·rest.
func cmpHalf(rest, den uint64) int {
	switch other := den - rest; {
	case rest < other:
		return -1
	case rest > other:
		return +1
	}
	return 0
}

// away tells whether the magnitude goes up by one: half compares the remainder with one half, odd is the last
// digit kept.
func away(half int, whole, odd bool, mode Mode) bool {
	switch {
	case whole || mode == Down:
		return false
	case half != 0:
		return half > 0
	case mode == HalfEven:
		return odd
	}
	return true
}
