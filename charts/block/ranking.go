package block

import (
	"cmp"
	"slices"
	"strconv"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// rankingRows is how many bars one sheet of paper takes.
const rankingRows = 25

const rankingAbout = "Mỗi thanh là điểm của một đơn vị, chia theo lĩnh vực. Vạch đứng là điểm tối đa áp dụng cho riêng " +
	"đơn vị đó; số bên phải là chỉ số (điểm so với điểm tối đa áp dụng)."

// partsNote says why printed parts may miss their printed sum.
const partsNote = "Điểm cộng trên số chưa làm tròn; các phần đã làm tròn cộng lại có thể lệch ở chữ số cuối."

// Names of what stands beside the areas in a ranking.
const (
	appliedSeries = "Điểm tối đa áp dụng"
	indexSeries   = "Chỉ số"
)

// Ranking draws a bar per unit in order of rank: its areas stacked, a tick at the unit's own applied maximum, and the index
// beside it. Its first table has a row for each bar, in the same order.
func Ranking(id string, s *figure.Scope, b figure.Block) (figure.Figure, error) {
	r := ranking{s, b.Units, figure.Sections(s.Set), s.Places()}
	f := figure.Figure{
		ID: id, Kind: "ranking", Head: s.Head, About: rankingAbout,
		Title:  b.Name + ": điểm theo lĩnh vực của " + strconv.Itoa(len(b.Units)) + " đơn vị, xếp theo hạng",
		Tables: []figure.Table{r.standings("Bảng xếp hạng: " + b.Name), r.points("Điểm theo lĩnh vực: " + b.Name)},
	}
	ticks := r.ticks()
	bars := make([][]figure.Item, len(r.sections))
	f.Marks = figure.Printed(ticks)
	for i := range r.sections {
		bars[i] = r.bars(i)
		f.Marks += figure.Printed(bars[i])
	}
	if f.Marks == 0 {
		f.State = "Không có biểu đồ: không có tiêu chí nào áp dụng cho các đơn vị của khối này."
		return f, nil
	}
	f.Search, f.Parts = "Tìm đơn vị", figure.Sheets(len(b.Units), rankingRows)
	option, err := figure.OptionJSON(r.chart(id, bars, ticks))
	f.Option = option
	return f, err
}

// ranking is one block on its way to a picture.
type ranking struct {
	s        *figure.Scope
	units    []*engine.UnitResult
	sections []figure.Section
	places   exact.Rounding
}

func (r *ranking) chart(id string, bars [][]figure.Item, ticks []figure.Item) *echarts.Bar {
	names := make([]string, len(r.units))
	for i, u := range r.units {
		names[i] = r.s.RankedName(u)
	}
	var legend []string
	bar := echarts.NewBar()
	for i, section := range r.sections {
		label := figure.Label(section.Label(), figure.LabelLength)
		legend = append(legend, label)
		bar.AddSeries(label, nil, figure.ID("part-"+strconv.Itoa(i)), figure.Items(bars[i]),
			echarts.WithBarChartOpts(opts.BarChart{Stack: "points"}))
	}
	beside := echarts.NewScatter()
	beside.AddSeries(appliedSeries, nil, figure.ID("applied"), figure.Items(ticks))
	beside.AddSeries(indexSeries, nil, figure.ID(figure.Aid+"-index"), figure.Items(r.indices()))
	bar.Overlap(beside)
	axis := opts.XAxis{Type: "value", Name: "Điểm"}
	if !r.negative() {
		axis.Min = 0
	}
	bar.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(axis),
		echarts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names, Inverse: opts.Bool(true),
			AxisLabel: &opts.AxisLabel{}}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		echarts.WithLegendOpts(opts.Legend{Data: append(legend, appliedSeries)}),
	)
	return bar
}

// bars are the units' points in one area.
func (r *ranking) bars(section int) []figure.Item {
	items := make([]figure.Item, len(r.units))
	for i, u := range r.units {
		n := &u.Nodes[r.sections[section].Node]
		items[i] = figure.Item{Value: figure.NoValue, Note: figure.StateName(n.State)}
		if n.State != engine.NotApplicable {
			items[i] = figure.Item{Value: figure.Number(n.Points, r.places), Texts: []string{n.Points.DecimalVN(r.places)}}
		}
	}
	return items
}

// ticks are the units' applied maxima.
func (r *ranking) ticks() []figure.Item {
	items := make([]figure.Item, len(r.units))
	for i, u := range r.units {
		items[i] = figure.Item{Value: figure.NoValue, Note: figure.StateName(engine.NotApplicable)}
		if u.Scorable {
			items[i].Value, items[i].Note = []any{figure.Number(u.Applied, r.places), i}, ""
			items[i].Texts = []string{u.Applied.DecimalVN(r.places)}
		}
	}
	return items
}

// indices write each unit's index, or that nothing applies, to the right of whatever reaches farther: the points or the
// applied maximum.
func (r *ranking) indices() []figure.Item {
	items := make([]figure.Item, len(r.units))
	for i, u := range r.units {
		at := exact.Max(exact.Max(u.Applied, u.Points), exact.Int(0))
		items[i] = figure.Item{Value: []any{figure.Number(at, r.places), i}, Note: figure.StateName(engine.NotApplicable)}
		if u.Scorable {
			items[i].Note = u.Index.DecimalVN(r.places) + "%"
		}
	}
	return items
}

// negative reports whether some area took more points than it gave.
func (r *ranking) negative() bool {
	return slices.ContainsFunc(r.units, func(u *engine.UnitResult) bool {
		return slices.ContainsFunc(r.sections, func(s figure.Section) bool { return u.Nodes[s.Node].Points.Sign() < 0 })
	})
}

// standings is the ranking as a table.
func (r *ranking) standings(title string) figure.Table {
	t := figure.Table{Title: title, Heads: standingHeads()}
	for _, u := range r.units {
		t.Rows = append(t.Rows, figure.Row{Cells: r.standing(u)})
		if u.Bound {
			t.Note = figure.BoundNote
		}
	}
	return t
}

func standingHeads() [][]figure.HeadCell {
	states := figure.CountedStates()
	heads := [][]figure.HeadCell{
		{{Text: "Đơn vị", Rows: 2, Class: "name"}, {Text: "Hạng", Rows: 2}, {Text: "Điểm", Rows: 2},
			{Text: appliedSeries, Rows: 2}, {Text: "Chỉ số (%)", Rows: 2}, {Text: "Xếp loại", Rows: 2},
			{Text: "Điểm tối đa áp dụng gồm", Cols: 3, Class: "group"},
			{Text: "Số tiêu chí thành phần theo trạng thái", Cols: len(states), Class: "group"}},
		{{Text: "Đã đạt"}, {Text: "Còn có thể đạt"}, {Text: "Không lấy lại được"}},
	}
	for _, state := range states {
		heads[1] = append(heads[1], figure.HeadCell{Text: figure.ShortState(state)})
	}
	return heads
}

func (r *ranking) standing(u *engine.UnitResult) []figure.Cell {
	name := r.s.UnitCell(u)
	applied := figure.NumberCell(u.Applied.DecimalVN(r.places))
	applied.Drawn = u.Scorable
	cells := []figure.Cell{
		name, figure.NumberCell(figure.RankText(u)), figure.NumberCell(u.Points.DecimalVN(r.places)), applied,
		figure.IndexCell(u, r.places), figure.NumberCell(cmp.Or(u.Class, nowhere)),
		figure.NumberCell(u.Reached.DecimalVN(r.places)),
		figure.NumberCell(figure.ReachableText(u.Reachable, u.Bound, r.places)),
		figure.NumberCell(u.Lost.DecimalVN(r.places)),
	}
	for _, n := range r.counts(u) {
		cells = append(cells, figure.NumberCell(strconv.Itoa(n)))
	}
	return cells
}

// counts counts a unit's leaves by state, in the order of figure.CountedStates.
func (r *ranking) counts(u *engine.UnitResult) []int {
	states := figure.CountedStates()
	counts := make([]int, len(states))
	for i := range r.s.Set.Nodes {
		if at := slices.Index(states, u.Nodes[i].State); at >= 0 && r.s.Set.Nodes[i].Kind == form.NodeLeaf {
			counts[at]++
		}
	}
	return counts
}

// points is what the bars are made of.
func (r *ranking) points(title string) figure.Table {
	t := figure.Table{Title: title, Heads: figure.Columns("Đơn vị"), Note: partsNote}
	for _, section := range r.sections {
		t.Heads[0] = append(t.Heads[0], figure.HeadCell{Text: section.Label(), Class: "part"})
	}
	t.Heads[0] = append(t.Heads[0], figure.HeadCell{Text: "Tổng điểm"})
	for _, u := range r.units {
		cells := []figure.Cell{figure.NameCell(r.s.Full(u.Unit))}
		for _, section := range r.sections {
			cells = append(cells, figure.PointsCell(&u.Nodes[section.Node], r.places))
		}
		t.Rows = append(t.Rows, figure.Row{Cells: append(cells, figure.NumberCell(u.Points.DecimalVN(r.places)))})
	}
	return t
}
