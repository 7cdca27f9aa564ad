package demo

import (
	"strconv"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// survey enters the forms of each group of respondents so that the mean answer is the one asked for.
func (f *filler) survey(p *profile, position int) {
	mean := between(p.weak, p.strong, position)
	for _, g := range p.input.Groups {
		sent := int64(p.forms)
		valid := sent - int64(f.chance(p.input.Name+g.ID, p.forms/8+1))
		enter := func(field string, n int64) {
			f.add(p, g.ID, field, engine.Value{Type: form.TypeNumber, Num: exact.Int(n * int64(f.times))}, f.recorded(p))
		}
		enter("sent", sent)
		enter("valid", valid)
		for i, n := range answers(valid, toInt(mean.Mul(exact.Int(valid)))) {
			enter(strconv.Itoa(i+1), n)
		}
	}
}

// answers spreads forms over the answers 1 to 5 so that they add up to the sum: a few low ones, the rest from 3 to 5 as
// two throws of one coin would fall.
func answers(forms, sum int64) [5]int64 {
	low, poor := forms/100, forms*3/100
	rest := forms - low - poor
	extra := min(max(sum-low-2*poor-3*rest, 0), 2*rest)
	five := extra * extra / (4 * rest)
	four := extra - 2*five
	return [5]int64{low, poor, rest - four - five, four, five}
}
