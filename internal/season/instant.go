package season

import (
	"fmt"

	"cchc/internal/day"
)

// Instant is a moment as milliseconds since 1970-01-01T00:00:00Z: when the system learnt something. The text form is
// RFC 3339 in UTC with three decimals, "2026-12-15T16:59:59.999Z".
type Instant int64

const (
	millisecondsADay = 24 * 60 * 60 * 1000
	// Việt Nam has kept UTC+7 without daylight saving since 1975; no zone table is needed.
	vietnam = 7 * 60 * 60 * 1000
)

// Day is the civil day of the moment in Việt Nam.
func (t Instant) Day() day.Day { return day.Day(floorDiv(int64(t)+vietnam, millisecondsADay)) }

// DayStart is the first moment of a day in Việt Nam.
func DayStart(d day.Day) Instant { return Instant(int64(d)*millisecondsADay - vietnam) }

// String gives the text form.
func (t Instant) String() string {
	d := floorDiv(int64(t), millisecondsADay)
	ms := int64(t) - d*millisecondsADay
	b := day.Day(d).AppendISO(make([]byte, 0, len("2026-12-15T16:59:59.999Z")))
	for _, part := range [...]struct {
		before byte
		value  int64
		width  int64 // 10 for two digits, 100 for three
	}{{'T', ms / 3_600_000, 10}, {':', ms / 60_000 % 60, 10}, {':', ms / 1000 % 60, 10}, {'.', ms % 1000, 100}} {
		b = append(b, part.before)
		for w := part.width; w > 0; w /= 10 {
			b = append(b, byte('0'+part.value/w%10))
		}
	}
	return string(append(b, 'Z'))
}

// ParseInstant reads the text form and nothing else.
func ParseInstant(s string) (Instant, error) {
	var h, m, sec, ms int64
	if len(s) == len("2026-12-15T16:59:59.999Z") {
		if d, err := day.Parse(s[:10]); err == nil {
			if _, err := fmt.Sscanf(s[10:], "T%02d:%02d:%02d.%03dZ", &h, &m, &sec, &ms); err == nil {
				t := Instant(int64(d)*millisecondsADay + h*3_600_000 + m*60_000 + sec*1000 + ms)
				if t.String() == s {
					return t, nil
				}
			}
		}
	}
	return 0, fmt.Errorf("%.40q is not a moment as 2026-12-15T16:59:59.999Z", s)
}

// parseInstant is ParseInstant without the reason.
func parseInstant(s string) (Instant, bool) {
	t, err := ParseInstant(s)
	return t, err == nil
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
