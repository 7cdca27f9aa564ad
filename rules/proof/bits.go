package proof

import "math/bits"

// bitset holds a truth for each sample.
type bitset []uint64

func newBits(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int) { b[i/64] |= 1 << (i % 64) }

// meet gives the first place that is set in both, and in the third where there is one; -1 for none.
func (b bitset) meet(other, third bitset) int {
	for i, w := range b {
		w &= other[i]
		if third != nil {
			w &= third[i]
		}
		if w != 0 {
			return 64*i + bits.TrailingZeros64(w)
		}
	}
	return -1
}
