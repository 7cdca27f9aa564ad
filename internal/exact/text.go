package exact

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Fraction gives the reduced canonical form used in stored bytes: "5", "2/3", "-1/4".
func (a Num) Fraction() string { return string(a.AppendFraction(nil)) }

// AppendFraction appends [Num.Fraction] to dst.
func (a Num) AppendFraction(dst []byte) []byte {
	if a.d == inBig {
		dst = a.big.Num().Append(dst, 10)
		if !a.big.IsInt() {
			dst = append(dst, '/')
			dst = a.big.Denom().Append(dst, 10)
		}
		return dst
	}
	a = a.reduced()
	dst = strconv.AppendInt(dst, a.n, 10)
	if a.d != 0 {
		dst = append(dst, '/')
		dst = strconv.AppendInt(dst, a.d+1, 10)
	}
	return dst
}

// String is [Num.Fraction], for messages to developers.
func (a Num) String() string { return a.Fraction() }

// maxDigits is the length of a numerator or denominator of MaxBits bits, a little more.
const maxDigits = MaxBits*30103/100000 + 1

// ParseFraction reads what [Num.Fraction] writes and nothing else: no "+", no "-0", no leading zeros, no "2/4",
// no "5/1". A number that is [Num.TooLarge] is refused too.
func ParseFraction(s string) (Num, error) {
	num, den, fraction := strings.Cut(s, "/")
	if !isInteger(num) || fraction && !isInteger(den) {
		return Num{}, fmt.Errorf("%.40q is not a whole number or a fraction of two", s)
	}
	if len(num) > maxDigits+1 || len(den) > maxDigits {
		return Num{}, fmt.Errorf("fraction of %d characters is too long", len(s))
	}
	n, d := parseInteger(num), Int(1)
	if fraction {
		d = parseInteger(den)
	}
	a, ok := n.Quo(d)
	if !ok || a.TooLarge() || a.Fraction() != s {
		return Num{}, fmt.Errorf("%.40q is not a fraction in lowest terms", s)
	}
	return a, nil
}

func isInteger(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// parseInteger reads text that isInteger.
func parseInteger(s string) Num {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return Int(n)
	}
	n, _ := new(big.Int).SetString(s, 10)
	return fromRat(new(big.Rat).SetInt(n))
}

// Decimal gives a rounded by r with exactly its decimals: "91.420", "-0.5". Zero has no sign.
func (a Num) Decimal(r Rounding) string {
	decimals := r.decimals()
	return a.scale(decimals, r.Mode).decimal(decimals, '.', false)
}

// DecimalVN is [Num.Decimal] as Vietnamese texts write it: comma before the decimals, points between the
// thousands ("1.234,50").
func (a Num) DecimalVN(r Rounding) string {
	decimals := r.decimals()
	return a.scale(decimals, r.Mode).decimal(decimals, ',', true)
}

// decimal writes i · 10^−decimals.
func (i integer) decimal(decimals int, mark byte, thousands bool) string {
	digits := strconv.FormatInt(i.n, 10)
	if i.big != nil {
		digits = i.big.String()
	}
	digits, negative := strings.CutPrefix(digits, "-")
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, part := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	out := make([]byte, 0, len(digits)+len(digits)/3+2)
	if negative {
		out = append(out, '-')
	}
	for i := range len(whole) {
		if thousands && i > 0 && (len(whole)-i)%3 == 0 {
			out = append(out, '.')
		}
		out = append(out, whole[i])
	}
	if decimals > 0 {
		out = append(out, mark)
		out = append(out, part...)
	}
	return string(out)
}

// ExactDecimal gives the shortest decimal that equals a ("0.125"); false if there is none, as for 1/3.
func (a Num) ExactDecimal() (string, bool) {
	decimals, ok := a.exactDecimals()
	if !ok {
		return "", false
	}
	return a.scale(decimals, Down).decimal(decimals, '.', false), true
}

// exactDecimals gives the fewest decimals that a needs; false if no number of them is enough.
func (a Num) exactDecimals() (int, bool) {
	if a.d == inBig {
		return exactDecimalsBig(a.big.Denom())
	}
	den := a.reduced().d + 1
	twos, fives := 0, 0
	for ; den%2 == 0; den /= 2 {
		twos++
	}
	for ; den%5 == 0; den /= 5 {
		fives++
	}
	return max(twos, fives), den == 1
}

// exactDecimalsBig splits den into powers of two and five. The power of five is estimated from the length and
// then compared, since dividing step by step would take long for the largest numbers.
func exactDecimalsBig(den *big.Int) (int, bool) {
	twos := int(den.TrailingZeroBits())
	odd := new(big.Int).Rsh(den, uint(twos))
	fives := (odd.BitLen() - 1) * 10000 / 23220 // log₂ 5 < 2.3220: never too many
	power, five := bigPow(5, fives), big.NewInt(5)
	for power.Cmp(odd) < 0 {
		power.Mul(power, five)
		fives++
	}
	return max(twos, fives), power.Cmp(odd) == 0
}

// Plain gives [Num.ExactDecimal] if there is one, else [Num.Fraction].
func (a Num) Plain() string {
	if s, ok := a.ExactDecimal(); ok {
		return s
	}
	return a.Fraction()
}

// VN is [Num.Plain] with a decimal comma and no thousands separators: "0,125", "2/3".
func (a Num) VN() string { return strings.Replace(a.Plain(), ".", ",", 1) }
