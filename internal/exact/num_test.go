package exact

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// operand gives numbers of all sizes, many of them beside the borders of the three paths.
func operand(rng *rand.Rand) Num {
	part := func() int64 {
		borders := []int64{1, 2, 10, 100, 1 << 15, 1 << 30, 1<<31 - 1, 1 << 31, 1 << 32, 1 << 61, 1 << 62, math.MaxInt64 - 1}
		switch rng.IntN(4) {
		case 0:
			return borders[rng.IntN(len(borders))] + rng.Int64N(3) - 1
		case 1:
			return rng.Int64() >> rng.IntN(63)
		}
		return rng.Int64N(1000)
	}
	n, d := part(), part()
	if rng.IntN(2) == 0 {
		n = -n
	}
	if d == 0 {
		d = 1
	}
	if rng.IntN(100) == 0 {
		n = math.MinInt64
	}
	return MustFrac(n, d)
}

// checkHeld fails unless a keeps the invariants of Num.
func checkHeld(t testing.TB, a Num) {
	t.Helper()
	if a.d != inBig {
		if a.d < 0 || a.big != nil || a.n == math.MinInt64 {
			t.Fatalf("pair %d/%d+1, big %v", a.n, a.d, a.big)
		}
		return
	}
	if a.n != 0 || a.big == nil || fromRat(a.big).d != inBig {
		t.Fatalf("big %v holds what a pair can", a.big)
	}
}

// same compares with math/big, which is the other implementation.
func same(t testing.TB, what string, a Num, want *big.Rat) {
	t.Helper()
	checkHeld(t, a)
	if a.rat().Cmp(want) != 0 {
		t.Fatalf("%s = %s, want %s", what, a, want.RatString())
	}
}

func compareAll(t testing.TB, a, b Num) {
	t.Helper()
	ra, rb := a.rat(), b.rat()
	where := a.Fraction() + " and " + b.Fraction()
	if where != ra.RatString()+" and "+rb.RatString() {
		t.Fatalf("%s and %s are written as %s", ra.RatString(), rb.RatString(), where)
	}
	same(t, where+": sum", a.Add(b), new(big.Rat).Add(ra, rb))
	same(t, where+": difference", a.Sub(b), new(big.Rat).Sub(ra, rb))
	same(t, where+": product", a.Mul(b), new(big.Rat).Mul(ra, rb))
	same(t, where+": negative", a.Neg(), new(big.Rat).Neg(ra))
	same(t, where+": magnitude", a.Abs(), new(big.Rat).Abs(ra))
	q, ok := a.Quo(b)
	if ok != (rb.Sign() != 0) {
		t.Fatalf("%s: division possible: %v", where, ok)
	}
	if ok {
		same(t, where+": quotient", q, new(big.Rat).Quo(ra, rb))
	}
	c := ra.Cmp(rb)
	if a.Cmp(b) != c || b.Cmp(a) != -c || a.Equal(b) != (c == 0) || a.Less(b) != (c < 0) {
		t.Fatalf("%s: compared as %d, want %d", where, a.Cmp(b), c)
	}
	if low, high := Min(a, b), Max(a, b); low.Cmp(high) > 0 || !low.Add(high).Equal(a.Add(b)) {
		t.Fatalf("%s: minimum %s, maximum %s", where, low, high)
	}
	if a.Sign() != ra.Sign() || a.IsZero() != (ra.Sign() == 0) || a.IsInt() != ra.IsInt() {
		t.Fatalf("%s: sign %d, whole %v", where, a.Sign(), a.IsInt())
	}
	n, ok := a.Int64()
	if want := ra.IsInt() && ra.Num().IsInt64(); ok != want || ok && n != ra.Num().Int64() {
		t.Fatalf("%s: as integer %d, %v", where, n, ok)
	}
}

// TestAgainstBigRat runs chains of operations, so that operands are also results: unreduced, wide and big.
func TestAgainstBigRat(t *testing.T) {
	rng := rand.New(rand.NewPCG(2026, 1))
	wide := 0
	for range 17_000 {
		a := operand(rng)
		for range 6 {
			b := operand(rng)
			compareAll(t, a, b)
			switch rng.IntN(4) {
			case 0:
				a = a.Add(b)
			case 1:
				a = a.Sub(b)
			case 2:
				a = a.Mul(b)
			case 3:
				if q, ok := a.Quo(b); ok {
					a = q
				}
			}
			if a.d == inBig {
				wide++
			}
		}
	}
	if wide < 1000 {
		t.Errorf("only %d results were held in big", wide)
	}
}

// roundRat rounds by another way than ours: floor of 2x, in whole numbers.
func roundRat(r *big.Rat, decimals int, mode Mode) *big.Rat {
	scale := new(big.Rat).SetInt(bigPow(10, decimals))
	x := new(big.Rat).Mul(new(big.Rat).Abs(r), scale)
	floor := new(big.Int).Div(x.Num(), x.Denom())
	rest := new(big.Rat).Sub(x, new(big.Rat).SetInt(floor))
	half := rest.Cmp(big.NewRat(1, 2))
	if mode == HalfUp && half >= 0 || mode == HalfEven && (half > 0 || half == 0 && floor.Bit(0) == 1) {
		floor.Add(floor, big.NewInt(1))
	}
	if r.Sign() < 0 {
		floor.Neg(floor)
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(floor), scale)
}

func TestRoundAgainstBigRat(t *testing.T) {
	rng := rand.New(rand.NewPCG(2026, 2))
	for range 20_000 {
		a := operand(rng)
		if rng.IntN(2) == 0 { // a tie
			a = a.Mul(Int(2)).Add(Int(1)).Mul(MustFrac(1, 2*pow10[rng.IntN(5)]))
		}
		r := Rounding{Decimals: rng.IntN(MaxDecimals + 1), Mode: Mode(rng.IntN(3))}
		want := roundRat(a.rat(), r.Decimals, r.Mode)
		same(t, a.Fraction()+" rounded by "+r.Mode.String(), a.Round(r), want)
		text, ok := new(big.Rat).SetString(a.Decimal(r))
		if !ok || text.Cmp(want) != 0 {
			t.Fatalf("%s written as %s, want %s", a, a.Decimal(r), want.RatString())
		}
		if s, ok := a.ExactDecimal(); ok {
			if back, _ := new(big.Rat).SetString(s); back.Cmp(a.rat()) != 0 {
				t.Fatalf("%s as exact decimal is %s", a, s)
			}
		}
	}
}

func TestAccAgainstBigRat(t *testing.T) {
	rng := rand.New(rand.NewPCG(2026, 3))
	var acc Acc
	for round := range 3000 {
		acc.Reset()
		sum := new(big.Rat)
		for range rng.IntN(60) {
			a := operand(rng)
			if round%2 == 0 {
				a = MustFrac(rng.Int64N(2000)-1000, rng.Int64N(500)+1)
			}
			if rng.IntN(30) == 0 {
				a = a.Mul(MustFrac(math.MaxInt64, math.MaxInt64-2)).Mul(MustFrac(math.MaxInt64-4, 3))
			}
			if rng.IntN(3) == 0 {
				acc.Sub(a)
				sum.Sub(sum, a.rat())
			} else {
				acc.Add(a)
				sum.Add(sum, a.rat())
			}
			if rng.IntN(20) == 0 { // looking at the sum changes nothing
				same(t, "sum so far", acc.Sum(), sum)
			}
		}
		if zero := sum.Sign() == 0; acc.IsZero() != zero {
			t.Fatalf("%s: zero is told as %v", sum, !zero)
		}
		got := acc.Sum()
		same(t, "sum", got, sum)
		acc.Reset()
		acc.Add(operand(rng))
		acc.Add(MustFrac(1, 999_983))
		same(t, "sum kept after the next", got, sum)
	}
}

// TestAccOrder holds that no sum depends on the order of its terms, and that what cancels leaves nothing.
func TestAccOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(2026, 4))
	terms := ratios(129)
	var acc Acc
	for _, a := range terms {
		acc.Add(a)
	}
	want := acc.Sum()
	for range 20 {
		rng.Shuffle(len(terms), func(i, j int) { terms[i], terms[j] = terms[j], terms[i] })
		acc.Reset()
		for _, a := range terms {
			acc.Add(a)
		}
		if got := acc.Sum(); got.Fraction() != want.Fraction() {
			t.Fatalf("another order gives %s, not %s", got, want)
		}
	}
	for _, a := range terms {
		acc.Sub(a)
	}
	if !acc.IsZero() || !acc.Sum().IsZero() {
		t.Errorf("%s is left", acc.Sum())
	}
}

func TestThousandTenths(t *testing.T) {
	a, percent, err := ParseFigure("0,1")
	if err != nil || percent {
		t.Fatal(err)
	}
	var acc Acc
	var sum Num
	for range 1000 {
		acc.Add(a)
		sum = sum.Add(a)
	}
	if n, ok := sum.Int64(); !ok || n != 100 || !acc.Sum().Equal(sum) {
		t.Errorf("a thousand tenths are %s and %s", sum, acc.Sum())
	}
}

func TestZeroDenominator(t *testing.T) {
	if _, ok := Frac(1, 0); ok {
		t.Error("1/0 is a number")
	}
	if _, ok := Int(1).Quo(Num{}); ok {
		t.Error("1 ÷ 0 is a number")
	}
	defer func() {
		if recover() == nil {
			t.Error("MustFrac(1, 0) returns")
		}
	}()
	MustFrac(1, 0)
}

// TestTooLarge: honest means pass, runaway products do not.
func TestTooLarge(t *testing.T) {
	var acc Acc
	for _, a := range ratios(3321) {
		acc.Add(a)
	}
	mean := acc.Sum().Mul(MustFrac(1, 3321))
	if mean.TooLarge() {
		t.Error("the mean over all communes is too large")
	}
	a := MustFrac(1<<31-1, 3)
	for steps := 0; !a.TooLarge(); steps++ {
		if steps > 20 {
			t.Fatal("never too large")
		}
		a = a.Mul(a)
	}
	if a.Neg().TooLarge() != true || MustFrac(math.MaxInt64, 2).TooLarge() {
		t.Error("sign or size misjudged")
	}
}

// TestHundredBillionths: denominators up to 10⁹ over a hundred additions stay exact.
func TestHundredBillionths(t *testing.T) {
	rng := rand.New(rand.NewPCG(2026, 5))
	sum, want := Num{}, new(big.Rat)
	for range 100 {
		a := MustFrac(rng.Int64N(1_000_000_000), 1_000_000_000-rng.Int64N(1000))
		sum = sum.Add(a)
		want.Add(want, a.rat())
	}
	same(t, "sum", sum, want)
}

func TestNoAllocation(t *testing.T) {
	a, b, c := MustFrac(7, 12), MustFrac(1<<40+1, 1<<33), MustFrac(28, 35)
	var acc Acc
	terms := points96()
	var plain []Num
	for _, p := range terms {
		if 100%(p.reduced().d+1) == 0 {
			plain = append(plain, p)
		}
	}
	for name, run := range map[string]func(){
		"arithmetic": func() {
			q, _ := a.Quo(c)
			sinkNum = a.Add(c).Sub(q).Mul(a)
			sinkInt = a.Cmp(c) + b.Cmp(a)
			sinkNum = b.Add(a).Mul(c).Neg().Round(Rounding{Decimals: 2})
		},
		"sum": func() {
			acc.Reset()
			for _, p := range plain {
				acc.Add(p)
			}
			sinkNum = acc.Sum()
		},
	} {
		if n := testing.AllocsPerRun(100, run); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
