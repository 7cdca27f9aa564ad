package calendar

import (
	"cmp"
	"slices"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
)

const reachableAbout = "Mỗi cột là số điểm đơn vị tự làm thì tổng điểm tăng thêm, nếu xong việc chậm nhất vào ngày đó; đường bậc thang là " +
	"tổng các phần tăng thêm nếu bắt đầu làm từ ngày đó. Mỗi tiêu chí thành phần chỉ tính một cách làm, cách được nhiều " +
	"điểm nhất trên mỗi việc, và được chấm thử riêng từng tiêu chí; làm nhiều việc cùng lúc có thể được ít hơn tổng này. "

// Names of the bars and the line, in the legend and over columns.
const (
	gainName = "Điểm tự làm được, hạn cuối ngày này"
	restName = "Tổng tự làm được nếu làm từ ngày này"
)

const untilName = "Hạn cuối"

// noLimit stands where no last day is set.
const noLimit = "Không định hạn"

// Reachable draws by what day what the unit can still do brings points: for each leaf with a best path its gain at the last
// day on which the whole path can be gone, and the rest that is left as the days pass. do says what to do for a leaf.
func Reachable(
	id string, s *figure.Scope, u *engine.UnitResult, needs []engine.Need, do func(*engine.Need) string,
) (figure.Figure, error) {
	f := figure.Figure{
		ID: id, Kind: "reachable", Head: s.Head, About: reachableAbout + elsewhere(s, u),
		Title: "Đơn vị còn tự làm thêm được bao nhiêu điểm, đến ngày nào: " + s.Full(u.Unit),
	}
	gains := gainsOf(needs)
	days := byDay(gains)
	f.Tables = []figure.Table{dayTable(s, days), doTable(s, gains, do)}
	if len(days) == 0 {
		f.State = "Không có biểu đồ: không tìm được việc nào đơn vị tự làm để tăng điểm. " + elsewhere(s, u)
		if s.Result.Closed {
			f.State = "Không có biểu đồ: kỳ tự đánh giá đã đóng, đơn vị không còn khai thêm được."
		}
		return f, nil
	}
	names := make([]string, len(days))
	bars, rest := make([]figure.Item, len(days)), make([]figure.Item, len(days))
	for i, d := range days {
		names[i] = untilText(d.until)
		bars[i] = figure.Item{Value: figure.Number(d.gain, s.Places()), Texts: []string{d.gain.DecimalVN(s.Places())}}
		rest[i] = figure.Item{Value: figure.Number(d.rest, s.Places()), Texts: []string{d.rest.DecimalVN(s.Places())}}
	}
	f.Marks = len(bars) + len(rest)
	bar, line := echarts.NewBar(), echarts.NewLine()
	bar.SetXAxis(names)
	bar.AddSeries(gainName, nil, figure.ID("gain"), figure.Items(bars))
	line.AddSeries(restName, nil, figure.ID("rest"), figure.Items(rest),
		echarts.WithLineChartOpts(opts.LineChart{Step: "start"})) // what ends on a day is gone after it
	bar.Overlap(line)
	bar.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(opts.XAxis{Type: "category", Name: untilName}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "value", Name: "Điểm", Min: 0}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		echarts.WithLegendOpts(opts.Legend{Data: []string{gainName, restName}}),
	)
	option, err := figure.OptionJSON(bar)
	f.Option = option
	return f, err
}

// elsewhere says that the unit may still come to more than what it can do by itself.
func elsewhere(s *figure.Scope, u *engine.UnitResult) string {
	return "Mức còn có thể đạt của đơn vị là " + figure.ReachableText(u.Reachable, u.Bound, s.Places()) + " điểm; phần không có ở đây tùy kết quả điều " +
		"tra, số liệu của cơ quan khác hoặc số liệu mà đơn vị chưa khai."
}

// gain is what a leaf's best path adds to the unit's total, and until when.
type gain struct {
	need   *engine.Need
	points exact.Num
	until  day.Day // day.None: no limit is set
}

// gainsOf lists the leaves that can still gain by their last days, those without one last; of one day what gains most first.
func gainsOf(needs []engine.Need) []gain {
	var gains []gain
	for i := range needs {
		if best := needs[i].Best(); best != nil {
			gains = append(gains, gain{&needs[i], best.Total, lastDay(best)})
		}
	}
	slices.SortStableFunc(gains, func(a, b gain) int {
		if a.until != b.until && (a.until == day.None || b.until == day.None) {
			return cmp.Compare(b.until, a.until) // None is before every day, but stands last
		}
		return cmp.Or(cmp.Compare(a.until, b.until), b.points.Cmp(a.points), cmp.Compare(a.need.Node, b.need.Node))
	})
	return gains
}

// lastDay is the last day on which all of a path can still be done.
func lastDay(p *engine.Path) day.Day {
	last := day.None
	for _, a := range p.Actions {
		if a.Until != day.None && (last == day.None || a.Until < last) {
			last = a.Until
		}
	}
	return last
}

// dayGain is what is gained by what must be done by one day, and what is left for whoever begins on it.
type dayGain struct {
	until      day.Day
	leaves     int
	gain, rest exact.Num
}

// byDay adds gains up that are in the order of their days.
func byDay(gains []gain) []dayGain {
	var days []dayGain
	for _, g := range gains {
		if n := len(days); n == 0 || days[n-1].until != g.until {
			days = append(days, dayGain{until: g.until})
		}
		d := &days[len(days)-1]
		d.leaves++
		d.gain = d.gain.Add(g.points)
	}
	var rest exact.Num
	for i := len(days) - 1; i >= 0; i-- {
		rest = rest.Add(days[i].gain)
		days[i].rest = rest
	}
	return days
}

func untilText(d day.Day) string {
	if d == day.None {
		return noLimit
	}
	return d.VN()
}

func dayTable(s *figure.Scope, days []dayGain) figure.Table {
	t := figure.Table{
		Title: "Điểm tự làm được theo ngày",
		Heads: figure.Columns(untilName, "Số tiêu chí thành phần", gainName, restName),
		Note:  "Điểm cộng trên số chưa làm tròn.",
	}
	for _, d := range days {
		t.Rows = append(t.Rows, figure.Row{Cells: []figure.Cell{
			figure.NameCell(untilText(d.until)), figure.NumberCell(countText(d.leaves)),
			figure.DrawnCell(d.gain.DecimalVN(s.Places())), figure.DrawnCell(d.rest.DecimalVN(s.Places())),
		}})
	}
	return t
}

func doTable(s *figure.Scope, gains []gain, do func(*engine.Need) string) figure.Table {
	t := figure.Table{Title: "Việc còn có thể làm", Heads: [][]figure.HeadCell{{
		{Text: untilName}, {Text: "Tiêu chí thành phần", Class: "name"}, {Text: "Điểm có thể đạt thêm"},
		{Text: "Cần làm gì", Class: "note"},
	}}}
	for _, g := range gains {
		node := &s.Set.Nodes[g.need.Node]
		until := figure.NumberCell(untilText(g.until))
		if g.until == day.None {
			until = figure.WordCell(noLimit)
		}
		t.Rows = append(t.Rows, figure.Row{Cells: []figure.Cell{until, figure.NameCell(node.Code + " " + node.Name),
			figure.NumberCell(g.points.DecimalVN(s.Places())), figure.NoteCell(do(g.need))}})
	}
	return t
}
