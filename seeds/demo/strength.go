package demo

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"

	"cchc/internal/exact"
)

const areas = 8

// strength is how a unit does: 0 weakest, 100 strongest, in each area.
type strength struct {
	unit string
	sign string // its abbreviation in the signs of documents
	size int    // 0 smallest, 100 largest
	// like is the unit whose accidents it shares, itself if none. With the same strengths it does just as well, on
	// figures that are times as large: so a tie can be made that is not a copy.
	like  string
	times int
	area  [areas + 1]int
}

// full is the highest position: positions are counted in thousandths.
const full = 1000

// reach is how far chance moves a position up or down.
const reach = 150

// chance is a fixed number from 0 to below n for a unit and what it is about.
func (s *strength) chance(about string, n int) int {
	h := fnv.New64a()
	h.Write([]byte(s.like))
	h.Write([]byte{0})
	h.Write([]byte(about))
	// The low bits of neighbouring texts are alike, the folded ones are not.
	sum := h.Sum64()
	sum ^= sum >> 33
	sum *= 0xff51afd7ed558ccd
	sum ^= sum >> 33
	return int(sum % uint64(n))
}

// position says where between weak (0) and strong (full) the unit stands in something.
func (s *strength) position(area int, about string) int { return s.near(s.area[area], about) }

// place says where between small (0) and large (full) the unit stands in something.
func (s *strength) place(about string) int { return s.near(s.size, about) }

func (s *strength) near(level int, about string) int {
	return min(full, max(0, level*full/100+s.chance(about, 2*reach+1)-reach))
}

// between is the value at a position between two.
func between(from, to exact.Num, position int) exact.Num {
	return from.Add(to.Sub(from).Mul(exact.MustFrac(int64(position), full)))
}

func (y *year) readStrengths() ([]strength, error) {
	columns := []string{"unit", "sign", "size", "like", "times"}
	for a := 1; a <= areas; a++ {
		columns = append(columns, strconv.Itoa(a))
	}
	t := y.table("strength.csv", columns...)
	var all []strength
	for _, r := range t.rows {
		s := strength{unit: r.text("unit"), sign: r.text("sign"), size: r.whole("size"),
			like: cmp.Or(r.text("like"), r.text("unit")), times: r.whole("times")}
		for a := 1; a <= areas; a++ {
			s.area[a] = r.whole(strconv.Itoa(a))
		}
		if u, ok := y.units.ByCode(s.unit); !ok || !u.ValidOn(y.set.Period.To) {
			r.failf("no unit %s", s.unit)
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b strength) int { return cmp.Compare(a.unit, b.unit) })
	return all, t.err()
}
