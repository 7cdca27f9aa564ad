// Package area pictures the points of one unit, of the province or of the units of a block by area, by cause and by
// subcriterion: what was reached, what can still be reached, and what is lost.
//
// It knows how a total is made of its parts and refuses one that is not. What a cause or a reason is called, and where in
// a page a picture leads, it asks of the caller; how wide a picture is and what colours it has is for the layout scripts.
package area

import (
	"encoding/json"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Names of what a maximum consists of, in legends and heads of columns.
const (
	reachedName   = "Đã đạt"
	reachableName = "Còn có thể đạt"
	lostName      = "Không lấy lại được"
)

// nothingApplies says why there is nothing to draw of a unit.
const nothingApplies = "Không có tiêu chí nào áp dụng cho đơn vị nên không có điểm để vẽ."

// draw puts an amount in a row of a layer, unless it is 0, and gives its cell.
func draw(l *figure.Layer, row int, n exact.Num, text string, places exact.Rounding) figure.Cell {
	if n.IsZero() {
		return figure.NumberCell(text)
	}
	l.Items[row].Value, l.Items[row].Texts = figure.Number(n, places), []string{text}
	return figure.DrawnCell(text)
}

// rows is a picture of lying bars: the layers are stacked in each row, other series lie over them.
type rows struct {
	names  []string
	least  json.Number // where the axis begins
	legend []string
	layers []figure.Layer
	over   []echarts.Overlaper
}

func (r *rows) option(id string) (json.RawMessage, error) {
	bar := echarts.NewBar()
	for _, l := range r.layers {
		bar.AddSeries(l.Name, nil, figure.ID(l.ID), figure.Items(l.Items), echarts.WithBarChartOpts(opts.BarChart{Stack: "diem"}))
	}
	bar.Overlap(r.over...)
	bar.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(opts.XAxis{Type: "value", Name: "Điểm", Min: r.least}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: r.names, AxisLabel: &opts.AxisLabel{}}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		echarts.WithLegendOpts(opts.Legend{Data: r.legend}),
	)
	return figure.OptionJSON(bar)
}

// costLayers are the parts of what a bar costs.
func costLayers(rows int) []figure.Layer {
	return []figure.Layer{figure.NewLayer("lost", lostName, rows), figure.NewLayer("reachable", reachableName, rows)}
}

// ends are the places beside the rows' bars; nothing is drawn there but what other marks say.
func ends(at []exact.Num, places exact.Rounding) *echarts.Scatter {
	l := figure.NewLayer(figure.Aid+"-end", "", len(at))
	for i, n := range at {
		l.Items[i].Value = []any{figure.Number(n, places), i}
	}
	return figure.Scatter(l)
}

// nodeLabel is a node's printed number and name.
func nodeLabel(n *form.Node) string { return n.Code + ". " + n.Name }

// numberCell is a number, as drawn or beside the picture.
func numberCell(drawn bool, text string) figure.Cell {
	if drawn {
		return figure.DrawnCell(text)
	}
	return figure.NumberCell(text)
}

// outlook is what is lost and what can still be reached of some leaves.
type outlook struct {
	lost, reachable exact.Num
	bound           bool // reachable is an upper bound
}

func (o *outlook) sum() exact.Num { return o.lost.Add(o.reachable) }

// add adds the outlook of a leaf.
func (o *outlook) add(n *engine.NodeResult, lost, reachable exact.Num) {
	o.lost, o.reachable = o.lost.Add(lost), o.reachable.Add(reachable)
	o.bound = o.bound || n.Bound
}

// cells prints an outlook beside a picture.
func (o *outlook) cells(places exact.Rounding) []figure.Cell {
	return []figure.Cell{
		figure.NumberCell(o.lost.DecimalVN(places)),
		figure.NumberCell(figure.ReachableText(o.reachable, o.bound, places)),
	}
}

// draw puts an outlook in a row of the layers of what is lost and what can be reached, and gives its cells.
func (o *outlook) draw(row int, lost, reachable *figure.Layer, places exact.Rounding) []figure.Cell {
	return []figure.Cell{
		draw(lost, row, o.lost, o.lost.DecimalVN(places), places),
		draw(reachable, row, o.reachable, figure.ReachableText(o.reachable, o.bound, places), places),
	}
}
