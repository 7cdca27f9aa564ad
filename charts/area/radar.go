package area

import (
	"encoding/json"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
)

// leastAxes is the smallest number of axes that enclose an area.
const leastAxes = 3

// axis is a section that applies; its shares are percentages of its applied maximum.
type axis struct {
	figure.Section
	node          *engine.NodeResult
	reached, most exact.Num // most: with all that can still be reached
}

// Radar shows a unit's areas as shares of their applied maxima: what was reached, and what can be with all that is still
// open; from there to the rim is lost.
func Radar(id string, s *figure.Scope, u *engine.UnitResult) (figure.Figure, error) {
	f := figure.Figure{ID: id, Kind: "radar", Head: s.Head, Title: "Tỷ lệ điểm đạt theo lĩnh vực của " + s.Full(u.Unit)}
	var axes []axis
	var out, beside []string
	for _, section := range figure.Sections(s.Set) {
		n := &u.Nodes[section.Node]
		reached, ok := engine.Index(n.Points, n.Applied)
		most, _ := engine.Index(n.Points.Add(n.Reachable), n.Applied)
		switch {
		case ok:
			axes = append(axes, axis{section, n, reached, most})
		case n.State == engine.NotApplicable:
			out = append(out, section.Label())
		default:
			beside = append(beside, section.Label())
		}
	}
	r := rings{
		axes: axes, least: radarMin(axes), open: u.Reachable.Sign() > 0, drawn: len(axes) >= leastAxes, places: s.Places(),
	}
	f.About = r.about(out, beside)
	f.Tables = []figure.Table{r.table(s, u)}
	if !r.drawn {
		f.State = "Chỉ vẽ khi có từ 3 lĩnh vực áp dụng trở lên; xem số liệu trong bảng."
		return f, nil
	}
	f.Marks = len(axes)
	if r.open {
		f.Marks += len(axes)
	}
	var err error
	f.Option, err = r.option(id)
	return f, err
}

// radarMin is the share at the centre: 0, or a whole −100 % that no axis falls below.
func radarMin(axes []axis) int {
	least := 0
	for _, a := range axes {
		for a.reached.Less(exact.Int(int64(least))) {
			least -= 100
		}
	}
	return least
}

// rings is what a radar draws.
type rings struct {
	axes   []axis
	least  int
	open   bool // something can still be reached: a ring of its own
	drawn  bool
	places exact.Rounding
}

func (r *rings) about(out, beside []string) string {
	text := "Mỗi trục là một lĩnh vực, tính bằng % điểm tối đa áp dụng của lĩnh vực đó: tâm là " +
		exact.Int(int64(r.least)).VN() + "%, vành ngoài là 100%. Vùng trong cùng là phần đã đạt"
	if r.open {
		text += ", vùng kế tiếp là phần còn có thể đạt"
	}
	text += "; khoảng hở đến vành ngoài là phần không lấy lại được."
	if len(out) > 0 {
		text += " Không áp dụng nên không có trục: " + strings.Join(out, "; ") + "."
	}
	if len(beside) > 0 {
		text += " Ngoài thang điểm nên không có trục: " + strings.Join(beside, "; ") + "."
	}
	return text
}

func (r *rings) table(s *figure.Scope, u *engine.UnitResult) figure.Table {
	t := figure.Table{
		Title: "Điểm theo lĩnh vực",
		Heads: figure.Columns("Lĩnh vực", "Điểm", "Điểm tối đa áp dụng", "Tỷ lệ đã đạt (%)", reachableName, lostName,
			"Tỷ lệ đã đạt và còn có thể đạt (%)"),
	}
	if u.Bound {
		t.Note = figure.BoundNote
	}
	at := 0
	for _, section := range figure.Sections(s.Set) {
		if at < len(r.axes) && r.axes[at].Node == section.Node {
			t.Rows = append(t.Rows, r.row(&r.axes[at]))
			at++
			continue
		}
		n := &u.Nodes[section.Node]
		state, points := figure.WordCell("ngoài thang điểm"), figure.NumberCell(n.Points.DecimalVN(r.places))
		if n.State == engine.NotApplicable {
			state = figure.WordCell(figure.StateName(n.State))
			points = state
		}
		cells := []figure.Cell{figure.NameCell(section.Label()), points, state, state, state, state, state}
		t.Rows = append(t.Rows, figure.Row{Cells: cells})
	}
	t.Rows = append(t.Rows, r.total(u))
	return t
}

func (r *rings) row(a *axis) figure.Row {
	n := a.node
	return figure.Row{Cells: []figure.Cell{
		figure.NameCell(a.Label()),
		figure.NumberCell(n.Points.DecimalVN(r.places)),
		figure.NumberCell(n.Applied.DecimalVN(r.places)),
		numberCell(r.drawn, a.reached.DecimalVN(r.places)),
		figure.NumberCell(figure.ReachableText(n.Reachable, n.Bound, r.places)),
		figure.NumberCell(n.Lost.DecimalVN(r.places)),
		numberCell(r.drawn && r.open, r.mostText(a)),
	}}
}

func (r *rings) mostText(a *axis) string { return figure.ReachableText(a.most, a.node.Bound, r.places) }

// total is the unit's own row: the points it is ranked by, and what of its maximum is open or lost.
func (r *rings) total(u *engine.UnitResult) figure.Row {
	most := figure.WordCell(figure.StateName(engine.NotApplicable))
	if share, ok := engine.Index(u.Exact.Add(u.Reachable), u.Applied); ok {
		most = figure.NumberCell(figure.ReachableText(share, u.Bound, r.places))
	}
	return figure.Row{Class: "total", Cells: []figure.Cell{
		figure.NameCell("Tổng"),
		figure.NumberCell(u.Points.DecimalVN(r.places)),
		figure.NumberCell(u.Applied.DecimalVN(r.places)),
		figure.IndexCell(u, r.places),
		figure.NumberCell(figure.ReachableText(u.Reachable, u.Bound, r.places)),
		figure.NumberCell(u.Lost.DecimalVN(r.places)),
		most,
	}}
}

func (r *rings) option(id string) (json.RawMessage, error) {
	reached := figure.Item{Name: reachedName}
	most := figure.Item{Name: "Đã đạt và còn có thể đạt"}
	var inner, outer, rim []any
	var indicators []*opts.Indicator
	for i := range r.axes {
		a := &r.axes[i]
		text := a.reached.DecimalVN(r.places)
		name := figure.Label(a.Label(), figure.LabelLength) + "\n" + text + "%"
		indicators = append(indicators, &opts.Indicator{Name: name, Min: float32(r.least), Max: 100})
		inner = append(inner, figure.Number(a.reached, r.places))
		outer = append(outer, figure.Number(a.most, r.places))
		rim = append(rim, 100)
		reached.Texts, most.Texts = append(reached.Texts, text), append(most.Texts, r.mostText(a))
	}
	reached.Value, most.Value = inner, outer
	radar := echarts.NewRadar()
	add := func(id string, ring figure.Item) {
		radar.AddSeries(ring.Name, nil, figure.ID(id), figure.Items([]figure.Item{ring}))
	}
	add(figure.Aid+"-rim", figure.Item{Name: "Điểm tối đa áp dụng (100%)", Value: rim})
	if r.open {
		add("reachable", most)
	}
	add("reached", reached)
	radar.SetGlobalOptions(figure.Common(id),
		echarts.WithRadarComponentOpts(opts.RadarComponent{Indicator: indicators, Shape: "polygon"}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
	)
	return figure.OptionJSON(radar)
}
