package exact

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// Each benchmark has a twin on math/big, so that one run gives the ratio.

// pairs gives operands as points and ratios have them, read through a table so that nothing is folded.
func pairs() (a []Num, r []*big.Rat) {
	rng := rand.New(rand.NewPCG(7, 11))
	for range 256 {
		n, d := rng.Int64N(1000), rng.Int64N(500)+1
		a, r = append(a, MustFrac(n+1, d)), append(r, big.NewRat(n+1, d))
	}
	return a, r
}

var (
	sinkNum  Num
	sinkRat  *big.Rat
	sinkInt  int
	sinkText string
)

func benchmarkBinary(b *testing.B, ours func(a, b Num) Num, theirs func(z, a, b *big.Rat) *big.Rat) {
	a, r := pairs()
	b.Run("exact", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			sinkNum = ours(a[i&255], a[(i+1)&255])
		}
	})
	b.Run("rat", func(b *testing.B) {
		b.ReportAllocs()
		z := new(big.Rat)
		for i := range b.N {
			sinkRat = theirs(z, r[i&255], r[(i+1)&255])
		}
	})
}

func BenchmarkAdd(b *testing.B) { benchmarkBinary(b, Num.Add, (*big.Rat).Add) }
func BenchmarkMul(b *testing.B) { benchmarkBinary(b, Num.Mul, (*big.Rat).Mul) }
func BenchmarkQuo(b *testing.B) {
	benchmarkBinary(b, func(a, b Num) Num { q, _ := a.Quo(b); return q }, (*big.Rat).Quo)
}

func BenchmarkCmp(b *testing.B) {
	a, r := pairs()
	b.Run("exact", func(b *testing.B) {
		for i := range b.N {
			sinkInt += a[i&255].Cmp(a[(i+1)&255])
		}
	})
	b.Run("rat", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			sinkInt += r[i&255].Cmp(r[(i+1)&255])
		}
	})
}

// BenchmarkWide adds and multiplies numbers near 2⁴⁰, beyond the 31-bit path.
func BenchmarkWide(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	var a []Num
	for range 256 {
		a = append(a, MustFrac(rng.Int64N(1<<40), rng.Int64N(1<<31)+1))
	}
	b.Run("add", func(b *testing.B) {
		for i := range b.N {
			sinkNum = a[i&255].Add(a[(i+1)&255])
		}
	})
	b.Run("cmp", func(b *testing.B) {
		for i := range b.N {
			sinkInt += a[i&255].Cmp(a[(i+1)&255])
		}
	})
}

// points96 are the points of a set: most are tenths and quarters, 20 are pro rata k/n × maximum.
func points96() (a []Num) {
	rng := rand.New(rand.NewPCG(3, 4))
	decimals := []int64{1, 2, 4, 10, 20, 100}
	for i := range 96 {
		if i%5 == 0 {
			n := rng.Int64N(300) + 20
			a = append(a, MustFrac(rng.Int64N(n), n).Mul(MustFrac(3, 2)))
			continue
		}
		d := decimals[rng.IntN(len(decimals))]
		a = append(a, MustFrac(rng.Int64N(2*d+1), d))
	}
	return a
}

// ratios gives n communes' ratios of files settled in time.
func ratios(n int) (a []Num) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range n {
		d := rng.Int64N(900) + 100
		a = append(a, MustFrac(d-rng.Int64N(d/10), d))
	}
	return a
}

func benchmarkSum(b *testing.B, terms []Num) {
	b.Run("exact", func(b *testing.B) {
		b.ReportAllocs()
		var acc Acc
		for range b.N {
			acc.Reset()
			for _, a := range terms {
				acc.Add(a)
			}
			sinkNum = acc.Sum()
		}
	})
	b.Run("rat", func(b *testing.B) {
		b.ReportAllocs()
		var r []*big.Rat
		for _, a := range terms {
			r = append(r, a.rat())
		}
		for range b.N {
			sum := new(big.Rat)
			for _, a := range r {
				sum.Add(sum, a)
			}
			sinkRat = sum
		}
	})
}

func BenchmarkSumPlain96(b *testing.B) {
	var plain []Num
	for _, a := range points96() {
		if d := a.reduced().d + 1; 100%d == 0 {
			plain = append(plain, a)
		}
	}
	for len(plain) < 96 {
		plain = append(plain, plain[:96-len(plain)]...)
	}
	benchmarkSum(b, plain)
}
func BenchmarkSumProRata96(b *testing.B) { benchmarkSum(b, points96()) }
func BenchmarkMean129(b *testing.B)      { benchmarkSum(b, ratios(129)) }
func BenchmarkMean3321(b *testing.B)     { benchmarkSum(b, ratios(3321)) }

func BenchmarkDecimal(b *testing.B) {
	a, _ := pairs()
	b.ReportAllocs()
	for i := range b.N {
		sinkText = a[i&255].Decimal(Rounding{Decimals: 2})
	}
}
