package block

import "cchc/internal/exact"

// boxLeast is the fewest units whose spread a box tells anything about.
const boxLeast = 5

// quartile gives the k-th quarter point of ascending values, exactly: 0 is the least, 2 the median, 4 the greatest. It is
// type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (The American Statistician 50, 1996): linear between
// the two order statistics around position (n − 1)·k/4, counted from 0. Spreadsheets call it QUARTILE.INC.
func quartile(ascending []exact.Num, k int) exact.Num {
	at := (len(ascending) - 1) * k
	low := ascending[at/4]
	if at%4 == 0 {
		return low
	}
	step := ascending[at/4+1].Sub(low)
	return low.Add(step.Mul(exact.MustFrac(int64(at%4), 4)))
}
