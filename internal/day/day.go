// Package day knows civil dates: the days on which documents fall due and are issued. A date has no time and no
// zone; whoever has an instant decides which civil day of Việt Nam it belongs to before it comes here. Working
// days, holidays and deadlines are left to others, and there is no "today".
package day

import (
	"math"
	"strconv"
)

// Day is a date of the proleptic Gregorian calendar, as days since 1970-01-01. Days are ordered and compared
// as numbers. The zero value is 1970-01-01, not "no date": that is [None].
type Day int32

// None is the absence of a date. It is before every date and has no calendar parts.
const None Day = math.MinInt32

// The years that dates read from outside may have. Nothing the index judges lies beyond them, and a year such
// as 0205 is a slip of the keyboard.
const (
	MinYear = 1900
	MaxYear = 2200
)

// Weekday is a day of the week.
type Weekday uint8

// The days of the week.
const (
	Sunday Weekday = iota // Chủ nhật
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

// A Gregorian cycle of 400 years has 146,097 days. Counted from 1 March, the leap day is the last of the year,
// and the months have 31, 30, 31, 30, 31 days in turn: the first day of month m (March is 0) is ⌊(153m+2)/5⌋.
const (
	cycleYears = 400
	cycleDays  = 146097
	epochShift = 719468 // days from 0000-03-01 to 1970-01-01
)

// FromDate gives the date of a year, month 1–12 and day of the month; false if there is no such date or the year
// is outside MinYear to MaxYear.
func FromDate(year, month, dayOfMonth int) (Day, bool) {
	if year < MinYear || year > MaxYear || month < 1 || month > 12 ||
		dayOfMonth < 1 || dayOfMonth > monthLength(year, month) {
		return None, false
	}
	return fromCivil(year, month, dayOfMonth), true
}

// fromCivil counts the days to a date after the year 0.
func fromCivil(year, month, dayOfMonth int) Day {
	if month <= 2 {
		year, month = year-1, month+12
	}
	ofYear := (153*(month-3)+2)/5 + dayOfMonth - 1
	return Day(year*365 + year/4 - year/100 + year/cycleYears + ofYear - epochShift)
}

// Must is [FromDate] for constants of tables and tests; it panics if there is no such date.
func Must(year, month, dayOfMonth int) Day {
	d, ok := FromDate(year, month, dayOfMonth)
	if !ok {
		panic("day: no such date: " + strconv.Itoa(year) + "-" + strconv.Itoa(month) + "-" + strconv.Itoa(dayOfMonth))
	}
	return d
}

// Date gives the year, the month 1–12 and the day of the month; 0, 0, 0 for None.
func (d Day) Date() (year, month, dayOfMonth int) {
	if d == None {
		return 0, 0, 0
	}
	n := int(d) + epochShift
	cycle := floorDiv(n, cycleDays)
	n -= cycle * cycleDays // day of the cycle, 0 to 146,096
	inCycle := (n - n/1460 + n/36524 - n/146096) / 365
	ofYear := n - (365*inCycle + inCycle/4 - inCycle/100)
	month = (5*ofYear + 2) / 153
	dayOfMonth = ofYear - (153*month+2)/5 + 1
	year, month = cycle*cycleYears+inCycle, month+3
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, dayOfMonth
}

// floorDiv divides by b > 0, rounding down.
func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Weekday gives the day of the week. None has no weekday; ask before.
func (d Day) Weekday() Weekday {
	n := int(d) + 4 // 1970-01-01 was a Thursday
	return Weekday(n - floorDiv(n, 7)*7)
}

// Add gives the date n days later (earlier if n is negative). None stays None. A result beyond the range of Day,
// millions of years away, is None.
func (d Day) Add(n int) Day {
	sum := int64(d) + int64(n)
	if d == None || int64(n) != int64(int32(n)) || sum != int64(int32(sum)) {
		return None
	}
	return Day(sum)
}

// Sub gives the days from e to d: 1 if d is the day after e. Neither may be None.
func (d Day) Sub(e Day) int { return int(d) - int(e) }

// MonthEnd gives the last day of a month 1–12; None where [FromDate] gives false.
func MonthEnd(year, month int) Day {
	first, _ := FromDate(year, month, 1)
	return first.EndOfMonth()
}

// QuarterEnd gives the last day of a quarter 1–4 (quý); None where [FromDate] gives false.
func QuarterEnd(year, quarter int) Day {
	return MonthEnd(year, 3*quarter)
}

// EndOfMonth gives the last day of the month d lies in; None for None.
func (d Day) EndOfMonth() Day {
	if d == None {
		return None
	}
	year, month, dayOfMonth := d.Date()
	return d.Add(monthLength(year, month) - dayOfMonth)
}

// EndOfQuarter gives the last day of the quarter d lies in; None for None.
func (d Day) EndOfQuarter() Day {
	if d == None {
		return None
	}
	year, month, _ := d.Date()
	end := d.EndOfMonth()
	for ; month%3 != 0; month++ {
		end = end.Add(monthLength(year, month+1))
	}
	return end
}

func monthLength(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%cycleYears == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
