package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/seeds/demo/demotest"
)

// owedAt asks the engine what every unit owes, the province left out.
func owedAt(t *testing.T, at demotest.Moment) (all []scored, each func(func(s scored, uc *engine.UnitCase,
	owed []engine.Delivery))) {
	t.Helper()
	all = demoAt(t, at)
	return all, func(do func(scored, *engine.UnitCase, []engine.Delivery)) {
		for _, s := range all {
			if s.program.Set().Scope == form.ScopeProvince {
				continue
			}
			scorer := s.program.NewScorer(s.c, nil)
			for i := range s.c.Units {
				do(s, &s.c.Units[i], scorer.Deliveries(&s.c.Units[i]))
			}
		}
	}
}

// TestDeadlinesOfDemoYear: the bars are what the engine says every unit owes, month by month of the due date.
func TestDeadlinesOfDemoYear(t *testing.T) {
	for _, at := range []demotest.Moment{autumn, demotest.Final()} {
		all, each := owedAt(t, at)
		want := map[string]int{}
		each(func(_ scored, _ *engine.UnitCase, owed []engine.Delivery) {
			for _, d := range owed {
				want[d.Due.VN()[3:]+" "+deliveryName(d.State)]++
			}
		})
		f, err := Deadlines("han-nop", "Hạn nộp", scopesOf(all))
		check(t, f, err)
		o := read(t, &f)
		months := texts(t, o.XAxis[0].Data)
		got := map[string]int{}
		for _, series := range o.Series {
			for i, d := range series.Data {
				if len(d.Texts) > 0 {
					got[months[i]+" "+series.Name] = whole(t, []byte("["+string(d.Value)+"]"))[0]
				}
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("on %s drawn\n%v\nowed\n%v", at.AsOf, got, want)
		}
		if months[0] != "01/2026" || months[len(months)-1] != "12/2026" || len(months) != 12 {
			t.Errorf("months %v", months)
		}
	}
}

// TestDeadlineTables: months without anything keep their place, deliverables come by their first due dates.
func TestDeadlineTables(t *testing.T) {
	s := owing(figuretest.Small(figuretest.Plain))
	s.Words.Delivery = deliveryName
	s.Deliveries = [][]engine.Delivery{
		{
			{Deliverable: "II.1", Due: day.Must(2025, 12, 31), State: engine.DeliveredInTime}, {Deliverable: "I.2", Key: "Q1",
				Due: day.Must(2026, 3, 1), State: engine.DeliveredLate, Late: 3},
			{Deliverable: "I.1", Due: day.Must(2026, 3, 15), State: engine.DeliveryMissing},
		},
		{{Deliverable: "I.1", Due: day.Must(2026, 3, 16), State: engine.DeliveryAhead},
			{Deliverable: "I.2", Key: "Q2", Due: day.Must(2026, 3, 1), State: engine.DeliveryAbsent}},
		nil, nil,
	}
	for k := range 5 {
		s.Deliveries[2] = append(s.Deliveries[2], engine.Delivery{Deliverable: "III.1", Due: day.Must(2026, 3, 20+k),
			State: engine.DeliveryAhead})
	}
	f, err := Deadlines("han-nop", "Hạn nộp", []*figure.Scope{s})
	check(t, f, err)
	want := [][]string{
		{ // total, in time, late, absent, missing, ahead
			"12/2025 | 1 | 1 | 0 | 0 | 0 | 0",
			"01/2026 | không có hạn nộp nào | – | – | – | – | –",
			"02/2026 | không có hạn nộp nào | – | – | – | – | –",
			"03/2026 | 9 | 0 | 1 | 1 | 1 | 6", "Cả năm | 10 | 1 | 1 | 1 | 1 | 6",
		},
		{
			"II.1 Báo cáo định kỳ | 31/12/2025 | 1 | 1 | 1 | 0 | 0 | 0 | 0",
			"I.2 Báo cáo định kỳ | 01/03/2026 | 2 | 2 | 0 | 1 | 1 | 0 | 0",
			"I.1 Báo cáo định kỳ | 15/03/2026, 16/03/2026 | 2 | 2 | 0 | 0 | 0 | 1 | 1",
			"III.1 Báo cáo định kỳ | 5 ngày, từ 20/03/2026 đến 24/03/2026 | 1 | 5 | 0 | 0 | 0 | 0 | 5",
		},
	}
	for i, table := range f.Tables {
		if got := lines(table); !slices.Equal(got, want[i]) {
			t.Errorf("%s\n%s\nwant\n%s", table.Title, strings.Join(got, "\n"), strings.Join(want[i], "\n"))
		}
	}
}

// TestAsOfMark: the day looked from stands behind what falls due on it, and at the edge where it lies outside the picture.
func TestAsOfMark(t *testing.T) {
	months := byMonth([]*figure.Scope{{Deliveries: [][]engine.Delivery{{{Due: day.Must(2026, 1, 14)},
		{Due: day.Must(2026, 4, 30)}}}}})
	for _, tt := range []struct {
		asOf       day.Day
		at, beside string
	}{
		{day.Must(2026, 1, 1), "0.032", ""}, {day.Must(2026, 2, 14), "1.500", ""}, {day.Must(2026, 4, 30), "4.000", ""},
		{day.Must(2026, 5, 1), "4.000", "sau mọi hạn nộp"}, {day.Must(2027, 3, 31), "4.000", "sau mọi hạn nộp"},
		{day.Must(2025, 12, 31), "0.000", ""}, {day.Must(2025, 11, 30), "0.000", "trước mọi hạn nộp"},
	} {
		got := asOfMark(months, tt.asOf)
		if fmt.Sprint(got.Value) != tt.at || got.Note != tt.beside || got.Name != "Số liệu đến ngày "+tt.asOf.VN() {
			t.Errorf("%s stands at %v, %q (%s); want %s, %q", tt.asOf, got.Value, got.Note, got.Name, tt.at, tt.beside)
		}
	}
}
