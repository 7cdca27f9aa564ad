package block

import (
	"slices"
	"strconv"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
)

// labelled is how many of the units that moved most have their name in the picture.
const labelled = 5

const selfAgainstAbout = "Mỗi điểm là một đơn vị: ngang là chỉ số tự đánh giá, dọc là chỉ số sau thẩm định, hai trục cùng " +
	"thang. Đường chéo là nơi hai chỉ số bằng nhau; đơn vị nằm dưới đường chéo bị giảm khi thẩm định, nằm trên được tăng. " +
	"Ghi tên các đơn vị chênh lệch nhiều nhất (không quá " // and their number

// SelfAgainst draws each unit's self-assessed index against the appraised one. A unit that lacks either is not drawn. The
// table is in order of the difference, what lost most first.
func SelfAgainst(id string, s *figure.Scope, b figure.Block) (figure.Figure, error) {
	f := figure.Figure{
		ID: id, Kind: "selfagainst", Head: s.Head, About: selfAgainstAbout + strconv.Itoa(labelled) + " đơn vị).",
		Title: b.Name + ": chỉ số tự đánh giá và chỉ số sau thẩm định",
	}
	pairs := pairUp(s, b)
	f.Tables = []figure.Table{pairTable(s, b, pairs)}
	drawn := slices.DeleteFunc(slices.Clone(pairs), func(p pair) bool { return !p.both })
	switch {
	case s.Self == nil && s.Result.Stage == engine.StageSelf:
		f.State = "Không có biểu đồ: kết quả đang xem là tự đánh giá, chưa có thẩm định để đối chiếu."
	case s.Self == nil:
		f.State = "Không có biểu đồ: không có kết quả tự đánh giá để đối chiếu."
	case len(drawn) == 0:
		f.State = "Không có biểu đồ: không có đơn vị nào có cả chỉ số tự đánh giá và chỉ số sau thẩm định."
	}
	if f.State != "" {
		return f, nil
	}
	f.Marks = 2 * len(drawn)
	values := make([]exact.Num, 0, f.Marks)
	for _, p := range drawn {
		values = append(values, p.self.Index, p.now.Index)
	}
	from, to := span(values)
	f.About += startNote("Hai trục", from)
	option, err := figure.OptionJSON(pairChart(id, s, drawn, [2]any{from, to}))
	f.Option = option
	return f, err
}

// pair is a unit's two outcomes.
type pair struct {
	self, now *engine.UnitResult // self is nil where the self-assessment does not have the unit
	both      bool               // both have an index
	moved     exact.Num          // now − self, in percentage points; 0 without both
}

// pairUp lists the units by what the appraisal moved them, what lost most first, units without two indices last; nil
// without a self-assessment.
func pairUp(s *figure.Scope, b figure.Block) []pair {
	if s.Self == nil {
		return nil
	}
	pairs := make([]pair, len(b.Units))
	for i, u := range b.Units {
		pairs[i].now = u
		if at := figure.UnitAt(s.Self, u.Unit); at >= 0 {
			pairs[i].self = &s.Self.Units[at]
		}
		if p := &pairs[i]; p.self != nil && p.self.Scorable && u.Scorable {
			p.both, p.moved = true, u.Index.Sub(p.self.Index)
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		if a.both != b.both {
			if a.both {
				return -1
			}
			return 1
		}
		return a.moved.Cmp(b.moved)
	})
	return pairs
}

// directions are the series of the picture: below the diagonal, on it, above it.
var directions = []struct {
	id, name string
	sign     int
}{
	{"lower", "Giảm khi thẩm định", -1}, {"same", "Giữ nguyên", 0}, {"higher", "Tăng khi thẩm định", 1},
}

func pairChart(id string, s *figure.Scope, drawn []pair, ends [2]any) *echarts.Scatter {
	chart := echarts.NewScatter()
	var legend []string
	for _, d := range directions {
		var items []figure.Item
		for _, p := range drawn {
			if p.moved.Sign() == d.sign {
				items = append(items, pairItem(s, p))
			}
		}
		if len(items) > 0 {
			name := d.name + " (" + strconv.Itoa(len(items)) + " đơn vị)"
			legend = append(legend, name)
			chart.AddSeries(name, nil, figure.ID(d.id), figure.Items(items))
		}
	}
	names := echarts.NewCustom()
	if far := farthest(s, drawn); len(far) > 0 {
		names.AddSeries("Tên", nil, figure.ID(figure.Aid+"-names"), figure.Items(far))
	}
	diagonal := echarts.NewLine()
	diagonal.AddSeries("Hai chỉ số bằng nhau", nil, figure.ID(figure.Aid+"-diagonal"),
		figure.Items([]figure.Item{{Value: []any{ends[0], ends[0]}}, {Value: []any{ends[1], ends[1]}}}))
	chart.Overlap(diagonal, names)
	chart.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(opts.XAxis{Type: "value", Name: "Chỉ số tự đánh giá (%)", Min: ends[0], Max: ends[1]}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "value", Name: "Chỉ số sau thẩm định (%)", Min: ends[0], Max: ends[1],
			AxisLabel: &opts.AxisLabel{}}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		echarts.WithLegendOpts(opts.Legend{Data: legend}),
	)
	return chart
}

func pairItem(s *figure.Scope, p pair) figure.Item {
	places := s.Places()
	return figure.Item{
		Name:  s.Short(p.now.Unit),
		Value: []any{figure.Number(p.self.Index, places), figure.Number(p.now.Index, places)},
		Texts: []string{p.self.Index.DecimalVN(places), p.now.Index.DecimalVN(places)},
		Note:  signed(p.moved, places),
	}
}

// farthest are the units that moved most; of those that moved as far, the ones listed first.
func farthest(s *figure.Scope, drawn []pair) []figure.Item {
	moved := slices.DeleteFunc(slices.Clone(drawn), func(p pair) bool { return p.moved.IsZero() })
	slices.SortStableFunc(moved, func(a, b pair) int { return b.moved.Abs().Cmp(a.moved.Abs()) })
	var items []figure.Item
	for _, p := range moved[:min(labelled, len(moved))] {
		items = append(items, pairItem(s, p))
	}
	return items
}

func pairTable(s *figure.Scope, b figure.Block, pairs []pair) figure.Table {
	t := figure.Table{
		Title: b.Name + ": tự đánh giá và thẩm định, xếp theo chênh lệch",
		Heads: figure.Columns("Đơn vị", "Chỉ số tự đánh giá (%)", "Chỉ số sau thẩm định (%)", "Chênh lệch (điểm phần trăm)"),
		Note:  "Chênh lệch tính từ các chỉ số chưa làm tròn.",
	}
	places := s.Places()
	for _, p := range pairs {
		cells := []figure.Cell{
			figure.NameCell(s.Full(p.now.Unit)), figure.WordCell("không có trong tự đánh giá"),
			indexIf(p.both, p.now.Index, p.now.Scorable, places), figure.WordCell("không so sánh được"),
		}
		if p.self != nil {
			cells[1] = indexIf(p.both, p.self.Index, p.self.Scorable, places)
		}
		if p.both {
			cells[3] = figure.NumberCell(signed(p.moved, places))
		}
		t.Rows = append(t.Rows, figure.Row{Cells: cells})
	}
	return t
}
