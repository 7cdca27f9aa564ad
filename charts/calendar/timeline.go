package calendar

import (
	"fmt"
	"slices"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/day"
)

const timelineAbout = "Mỗi dòng là một sản phẩm của kế hoạch hoặc một loại quyết định. Hình thoi là hạn nộp, chấm tròn là " +
	"ngày nộp, đường nối là thời gian muộn, hình vuông là quyết định. Số bên cạnh là số mục trong bảng dưới; " +
	"vạch đứng là ngày chốt số liệu."

const noEvents = "Không có biểu đồ: đơn vị chưa có hạn nộp nào và chưa có quyết định thẩm định nào ghi ngày."

// Timeline draws one unit's year on an axis of days: when each document and report was due and came, and the decisions of
// the appraisals. Every event is a numbered row of its table, and its mark carries the number. decisions are those that
// count in the result. It fails if the unit is not in the result.
func Timeline(id string, s *figure.Scope, u *engine.UnitResult, decisions []engine.Decision) (figure.Figure, error) {
	at := s.At(u.Unit)
	if at < 0 {
		return figure.Figure{}, fmt.Errorf("timeline of %s: %w", u.Unit, figure.ErrUnknownUnit)
	}
	y := newYear(s, s.Deliveries[at], decisions)
	f := figure.Figure{
		ID: id, Kind: "timeline", Head: s.Head, About: timelineAbout,
		Title:  "Hạn nộp, ngày nộp và quyết định trong năm: " + s.Full(u.Unit),
		Tables: []figure.Table{y.table()},
	}
	layers := y.layers()
	if f.Marks = figure.Marks(layers...); f.Marks == 0 {
		f.State = noEvents
		return f, nil
	}
	option, err := figure.OptionJSON(y.chart(id, layers))
	f.Option = option
	return f, err
}

func (y *year) chart(id string, layers []figure.Layer) *echarts.Scatter {
	asOf := figure.Item{Name: "Số liệu đến ngày " + y.s.Result.AsOf.VN(), Value: []any{y.s.Result.AsOf, 0}}
	chart := figure.Scatter(append(layers, figure.Layer{ID: figure.Aid + "-as-of", Items: []figure.Item{asOf}})...)
	if delays := y.delays(); len(delays) > 0 {
		late := echarts.NewLine()
		late.AddSeries("", nil, figure.ID(figure.Aid+"-late"), figure.Items(delays))
		chart.Overlap(late)
	}
	first, last := y.span()
	chart.SetXAxis(monthStarts(first, last))
	chart.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(opts.XAxis{Type: "value", Min: first, Max: last.Add(1)}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: y.lanes}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		echarts.WithLegendOpts(opts.Legend{Data: figure.Legend(layers...)}),
	)
	return chart
}

// layers are the marks of the events: due dates of what came, then by state what came and the due dates of what did not,
// then decisions.
func (y *year) layers() []figure.Layer {
	layers := append([]figure.Layer{{ID: "due", Name: dueName}}, stateLayers(&y.s.Words, 0)...)
	layers = append(layers, figure.Layer{ID: "decision", Name: decisionName})
	for i := range y.events {
		e := &y.events[i]
		if e.number == 0 {
			continue
		}
		k := slices.IndexFunc(layers, func(l figure.Layer) bool { return l.ID == e.layer }) // every state has a layer
		layers[k].Items = append(layers[k].Items, figure.Item{
			Name:  figure.Label("Mục "+countText(e.number)+": "+e.on.VN()+", "+e.what+": "+e.of, 0),
			Note:  figure.Label(e.outcome(&y.s.Words), 0),
			Value: []any{e.on, e.lane, e.number}, Texts: []string{countText(e.number)},
		})
	}
	return slices.DeleteFunc(layers, func(l figure.Layer) bool { return len(l.Items) == 0 })
}

// delays are the ends of the lines from due dates to the days on which what was late came.
func (y *year) delays() []figure.Item {
	var items []figure.Item
	for i := range y.events {
		if e := &y.events[i]; e.late > 0 {
			due := e.on.Add(-e.late)
			items = append(items, figure.Item{Value: []any{due, e.lane}}, figure.Item{Value: []any{e.on, e.lane}},
				figure.Item{Value: figure.NoValue})
		}
	}
	return items
}

// span is the first day of the first month and the last day of the last one in which anything happens, the day that the
// results look from among it.
func (y *year) span() (first, last day.Day) {
	first, last = y.s.Result.AsOf, y.s.Result.AsOf
	for i := range y.events {
		if e := &y.events[i]; e.number > 0 {
			first, last = min(first, e.on), max(last, e.on)
		}
	}
	_, _, of := first.Date()
	return first.Add(1 - of), last.EndOfMonth()
}

// monthStart is the first day of a month on the axis of days, and the month's name.
type monthStart struct {
	Value day.Day `json:"value"`
	Name  string  `json:"name"`
}

func monthStarts(first, last day.Day) []monthStart {
	var starts []monthStart
	for d := first; d <= last; d = d.EndOfMonth().Add(1) {
		starts = append(starts, monthStart{d, month{at: monthOf(d)}.name()})
	}
	return starts
}

// table lists the events in order of days; what has no day stands at the end without a number.
func (y *year) table() figure.Table {
	t := figure.Table{Title: "Các mốc trong năm", Heads: [][]figure.HeadCell{{{Text: "Mục"}, {Text: "Ngày"}, {Text: "Việc"},
		{Text: "Sản phẩm, tiêu chí thành phần", Class: "name"}, {Text: "Tình trạng"}, {Text: "Số ngày muộn"}}}}
	for i := range y.events {
		e := &y.events[i]
		number, on := figure.DrawnCell(countText(e.number)), figure.NumberCell(e.on.VN())
		if e.number == 0 {
			number, on = figure.WordCell("–"), figure.WordCell("không ghi ngày")
		}
		of := figure.NameCell(e.of)
		of.Remarks = e.remarks
		state, late := figure.WordCell("–"), figure.WordCell("–")
		if e.state != "" {
			state = figure.WordCell(y.s.Words.Delivery(e.state))
		}
		if e.came {
			late = figure.NumberCell(countText(e.late))
		}
		t.Rows = append(t.Rows, figure.Row{Cells: []figure.Cell{number, on, figure.WordCell(e.what), of, state, late}})
	}
	return t
}
