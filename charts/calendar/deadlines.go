package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
)

const deadlinesAbout = "Mỗi cột là số tài liệu, báo cáo phải nộp có hạn trong tháng đó của tất cả các đơn vị " +
	"(không tính nghĩa vụ của tỉnh), chia theo tình trạng nộp. Tháng để trống là tháng không có hạn nộp nào. " +
	"Vạch đứng là ngày chốt số liệu của hình."

const nothingOwed = "Không có biểu đồ: chưa có tài liệu, báo cáo nào của các đơn vị được giao hạn nộp."

// Names of axes and columns.
const (
	owedName  = "Số nghĩa vụ"
	monthName = "Tháng đến hạn"
)

// noneDue stands where there is nothing to count.
const noneDue = "không có hạn nộp nào"

// Deadlines draws how many documents and reports of all units fall due in each month, and what became of them.
func Deadlines(id, title string, scopes []*figure.Scope) (figure.Figure, error) {
	scopes, err := ofUnits(scopes)
	if err != nil {
		return figure.Figure{}, err
	}
	f := figure.Figure{ID: id, Kind: "deadlines", Title: title, About: deadlinesAbout, Head: merged(scopes)}
	months := byMonth(scopes)
	if len(months) == 0 {
		f.State, f.Tables = nothingOwed, []figure.Table{{Title: monthsTitle}}
		return f, nil
	}
	w := &scopes[0].Words
	layers := stateLayers(w, len(months))
	f.Tables = []figure.Table{monthTable(w, months), deliverableTable(scopes)}
	names := make([]string, len(months))
	for i, m := range months {
		names[i] = m.name()
		if m.count == nil {
			layers[0].Items[i].Note = noneDue
		}
		for k, state := range engine.DeliveryStates() {
			if n := m.count[state]; n > 0 {
				layers[k].Items[i] = figure.Item{Value: n, Texts: []string{countText(n)}}
			}
		}
	}
	f.Marks = figure.Marks(layers...)
	bar := echarts.NewBar()
	bar.SetXAxis(names)
	for _, l := range layers {
		bar.AddSeries(l.Name, nil, figure.ID(l.ID), figure.Items(l.Items), echarts.WithBarChartOpts(opts.BarChart{Stack: "thang"}))
	}
	bar.Overlap(figure.Scatter(figure.Layer{ID: figure.Aid + "-as-of", Items: []figure.Item{asOfMark(months, scopes[0].Result.AsOf)}}))
	bar.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(opts.XAxis{Type: "category", Name: monthName}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "value", Name: owedName, Min: 0, MinInterval: 1}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		echarts.WithLegendOpts(opts.Legend{Data: figure.Legend(layers...)}),
	)
	f.Option, err = figure.OptionJSON(bar)
	return f, err
}

// month is what falls due in a month, counted from the year 0.
type month struct {
	at    int
	count tally
}

func monthOf(d day.Day) int {
	y, m, _ := d.Date()
	return 12*y + m - 1
}

func (m month) name() string { return fmt.Sprintf("%02d/%d", m.at%12+1, m.at/12) }

// byMonth counts what falls due in every month from the first to the last.
func byMonth(scopes []*figure.Scope) []month {
	counts := map[int]tally{}
	var months []month
	for d := range deliveries(scopes) {
		at := monthOf(d.Due)
		if counts[at] == nil {
			counts[at] = tally{}
			months = append(months, month{at, counts[at]})
		}
		counts[at][d.State]++
	}
	if len(months) == 0 {
		return nil
	}
	byTime := func(a, b month) int { return cmp.Compare(a.at, b.at) }
	first, last := slices.MinFunc(months, byTime), slices.MaxFunc(months, byTime)
	months = months[:0]
	for at := first.at; at <= last.at; at++ {
		months = append(months, month{at, counts[at]})
	}
	return months
}

// deliveries goes through everything that the units owe.
func deliveries(scopes []*figure.Scope) func(yield func(*engine.Delivery) bool) {
	return func(yield func(*engine.Delivery) bool) {
		for _, s := range scopes {
			for i := range s.Deliveries {
				for k := range s.Deliveries[i] {
					if !yield(&s.Deliveries[i][k]) {
						return
					}
				}
			}
		}
	}
}

// asOfMark is the end of the day that the results look from, in months from the left edge of the picture; a day outside the
// picture stands at its edge and says so.
func asOfMark(months []month, asOf day.Day) figure.Item {
	_, _, of := asOf.Date()
	_, _, days := asOf.EndOfMonth().Date()
	item := figure.Item{Name: "Số liệu đến ngày " + asOf.VN()}
	at := exact.Int(int64(monthOf(asOf) - months[0].at)).Add(exact.MustFrac(int64(of), int64(days)))
	edge := exact.Int(int64(len(months)))
	switch {
	case at.Sign() < 0:
		at, item.Note = exact.Int(0), "trước mọi hạn nộp"
	case edge.Less(at):
		at, item.Note = edge, "sau mọi hạn nộp"
	}
	item.Value = figure.Number(at, exact.Rounding{Decimals: 3})
	return item
}

const monthsTitle = "Số nghĩa vụ theo tháng đến hạn"

func monthTable(w *figure.Words, months []month) figure.Table {
	t := figure.Table{Title: monthsTitle, Heads: figure.Columns(monthName, append([]string{owedName}, stateHeads(w)...)...)}
	all := tally{}
	for _, m := range months {
		row := figure.Row{Cells: []figure.Cell{figure.NameCell(m.name())}}
		if m.count == nil {
			row.Cells = append(row.Cells, figure.WordCell(noneDue))
		} else {
			row.Cells = append(row.Cells, figure.NumberCell(countText(m.count.total())))
		}
		for _, state := range engine.DeliveryStates() {
			cell := figure.WordCell("–")
			if m.count != nil {
				cell = countCell(m.count[state])
			}
			row.Cells = append(row.Cells, cell)
			all[state] += m.count[state]
		}
		t.Rows = append(t.Rows, row)
	}
	cells := append([]figure.Cell{figure.NameCell("Cả năm"), figure.NumberCell(countText(all.total()))}, all.countCells()...)
	t.Rows = append(t.Rows, figure.Row{Class: "total", Cells: cells})
	return t
}

// owed is one deliverable of the plan over all units.
type owed struct {
	id    string
	dues  []day.Day // ascending, each once
	units int
	count tally
}

func byDeliverable(scopes []*figure.Scope) []*owed {
	at := map[string]*owed{}
	var list []*owed
	for _, s := range scopes {
		for _, unit := range s.Deliveries {
			seen := map[string]bool{}
			for i := range unit {
				d := &unit[i]
				o := at[d.Deliverable]
				if o == nil {
					o = &owed{id: d.Deliverable, count: tally{}}
					at[o.id], list = o, append(list, o)
				}
				if !seen[o.id] {
					seen[o.id] = true
					o.units++
				}
				o.count[d.State]++
				if k, found := slices.BinarySearch(o.dues, d.Due); !found {
					o.dues = slices.Insert(o.dues, k, d.Due)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b *owed) int {
		return cmp.Or(cmp.Compare(a.dues[0], b.dues[0]), strings.Compare(a.id, b.id))
	})
	return list
}

func deliverableTable(scopes []*figure.Scope) figure.Table {
	w := &scopes[0].Words
	t := figure.Table{
		Title: "Số nghĩa vụ theo sản phẩm của kế hoạch",
		Heads: figure.Columns("Sản phẩm", append([]string{"Hạn nộp", "Số đơn vị", owedName}, stateHeads(w)...)...),
		Note:  "Xếp theo hạn nộp đầu tiên.",
	}
	for _, o := range byDeliverable(scopes) {
		cells := []figure.Cell{figure.NameCell(w.Deliverable(o.id)), figure.NumberCell(duesText(o.dues)),
			figure.NumberCell(countText(o.units)), figure.NumberCell(countText(o.count.total()))}
		t.Rows = append(t.Rows, figure.Row{Cells: append(cells, o.count.countCells()...)})
	}
	return t
}

// mostDues is how many due dates are printed one by one.
const mostDues = 4

func duesText(dues []day.Day) string {
	if len(dues) > mostDues {
		return fmt.Sprintf("%d ngày, từ %s đến %s", len(dues), dues[0].VN(), dues[len(dues)-1].VN())
	}
	var texts []string
	for _, d := range dues {
		texts = append(texts, d.VN())
	}
	return strings.Join(texts, ", ")
}
