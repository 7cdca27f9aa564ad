package demo

import (
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// timing says when an input becomes known: for good on a day from first to last, and how often before.
//
//	""                                two days after the date that the input holds
//	20/12/2026                        on that day
//	05/12/2026..03/01/2027            on one of those days, the same for all that a unit has there in one area
//	quarterly 20/12/2026              so, and before that at the report days: so much of the figure as was there then
//	halfyearly 05/12/2026..03/01/2027 so, and once before, in the middle of the year
//	rising 20/12/2026                 the same for what is there all year: then it was nearly as high
type timing struct {
	text        string
	rhythm      string
	first, last day.Day
}

// The rhythms in which a figure is known before it is final.
const (
	rhythmQuarterly  = "quarterly"
	rhythmHalfYearly = "halfyearly"
	rhythmRising     = "rising"
)

func (r row) timing(column string) timing {
	t := timing{text: r.text(column), first: day.None, last: day.None}
	span := t.text
	if word, rest, ok := strings.Cut(span, " "); ok {
		t.rhythm, span = word, rest
		if word != rhythmQuarterly && word != rhythmHalfYearly && word != rhythmRising {
			r.failf("%s: no rhythm %q", column, word)
		}
	}
	if span == "" {
		return t
	}
	first, last, ranged := strings.Cut(span, "..")
	t.first = r.parseDay(column, first)
	if t.last = t.first; ranged {
		t.last = r.parseDay(column, last)
	}
	if t.last < t.first {
		r.failf("%s: %s is before %s", column, last, first)
	}
	return t
}

// recorded is the day an input becomes known for good; day.None where that hangs on the date it holds.
func (f *filler) recorded(p *profile) day.Day {
	if p.known.first == p.known.last {
		return p.known.first
	}
	return p.known.first.Add(f.chance(p.known.text+"/"+strconv.Itoa(p.area), p.known.last.Sub(p.known.first)+1))
}

// known is how much of a figure was there when: thousandths of the final one.
type known struct {
	on   day.Day
	part int
}

// before enters what was known of an input earlier in the year. All flows of a unit grow alike, and down to whole numbers,
// so that parts never come to more than their wholes.
func (f *filler) before(p *profile, final []engine.Fact) {
	var steps []known
	reports := ReportDays()
	switch p.known.rhythm {
	case "":
		return
	case rhythmQuarterly:
		for i, part := range [...]int{230, 480, 740} {
			steps = append(steps, known{reports[i], part + f.chance("nhịp quý "+strconv.Itoa(i), 61) - 30})
		}
	case rhythmHalfYearly:
		steps = []known{{reports[1].Add(f.chance("nhịp nửa năm", 10)), 450 + f.chance("nhịp nửa năm/phần", 81)}}
	case rhythmRising:
		steps = []known{{reports[1], 880 + f.chance("nhịp dần lên", 81)}}
	}
	for i := range final {
		fact := final[i]
		// What is planted for another day, or that there is nothing, was not known in part before.
		if fact.Value.None || fact.Value.Type != form.TypeNumber || fact.Recorded < p.known.first || fact.Recorded > p.known.last {
			continue
		}
		whole := fact.Value.Num
		for _, k := range steps {
			part := whole.Mul(exact.MustFrac(int64(k.part), full))
			fact.Value.Num = part.Round(exact.Rounding{Decimals: p.input.Decimals, Mode: exact.Down})
			fact.Recorded = k.on
			f.earlier = append(f.earlier, fact)
		}
	}
}
