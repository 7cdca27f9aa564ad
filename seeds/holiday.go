package seeds

import (
	"cmp"
	"fmt"
	"os"
	"slices"

	"cchc/internal/day"
)

// Holiday is one public holiday (ngày nghỉ lễ, tết) with where it is known from.
type Holiday struct {
	Date         day.Day
	Name, Source string
}

// Holidays are the days off beside Saturdays and Sundays. The zero value knows none.
type Holidays struct{ list []Holiday }

// LoadHolidays reads a holiday file of the user.
func LoadHolidays(path string) (Holidays, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Holidays{}, fmt.Errorf("load holidays: %w", err)
	}
	return ParseHolidays(path, data)
}

// ParseHolidays reads the columns date, name, source. The error holds every Fault of the file.
func ParseHolidays(file string, data []byte) (Holidays, error) {
	l := &ledger{file: file}
	t := readTable(l, data, []string{"date", "name"}, []string{"source"})
	var h Holidays
	for _, r := range t.rows {
		r.filled("date")
		holiday := Holiday{Date: r.date("date"), Name: r.filled("name"), Source: r.text("source")}
		if h.has(holiday.Date) {
			l.add(r.at("date"), FaultDuplicate, "value", r.text("date"))
			continue
		}
		if holiday.Date != day.None {
			h.list = append(h.list, holiday)
		}
	}
	slices.SortFunc(h.list, func(a, b Holiday) int { return cmp.Compare(a.Date, b.Date) })
	return h, l.err()
}

// All gives the holidays in the order of their dates.
func (h Holidays) All() []Holiday { return slices.Clone(h.list) }

// Working says whether offices work on d: a weekday that is no holiday.
func (h Holidays) Working(d day.Day) bool {
	weekday := d.Weekday()
	return weekday != day.Saturday && weekday != day.Sunday && !h.has(d)
}

// NextWorking is d itself when it is a working day, or the first one after it.
func (h Holidays) NextWorking(d day.Day) day.Day {
	for !h.Working(d) {
		d = d.Add(1)
	}
	return d
}

func (h Holidays) has(d day.Day) bool {
	return slices.ContainsFunc(h.list, func(x Holiday) bool { return x.Date == d })
}
