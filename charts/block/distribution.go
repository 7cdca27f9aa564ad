package block

import (
	"slices"
	"strconv"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
)

const distributionAbout = "Mỗi điểm tròn là một đơn vị, đặt theo chỉ số; điểm rỗng là đơn vị không xếp hạng. Hộp chứa " +
	"một nửa số đơn vị được xếp hạng nằm giữa: từ tứ phân vị thứ nhất đến tứ phân vị thứ ba, vạch trong hộp là trung vị; hai râu kéo " +
	"đến chỉ số thấp nhất và cao nhất. " +
	"Tứ phân vị nội suy tuyến tính giữa hai chỉ số liền kề trong dãy xếp tăng dần (kiểu 7 của Hyndman và Fan)."

// Distribution draws how the indices of blocks spread: every unit as a point, and for blocks of at least five ranked units
// a box from the first quartile to the third, with the median and whiskers to the least and the greatest. Units that are
// not ranked are points, but in no box.
func Distribution(id string, s *figure.Scope, blocks []figure.Block) (figure.Figure, error) {
	d := newDistribution(s, blocks)
	units := 0
	for _, b := range blocks {
		units += len(b.Units)
	}
	f := figure.Figure{
		ID: id, Kind: "distribution", Head: s.Head, About: distributionAbout,
		Marks:  figure.Printed(d.boxes) + figure.Printed(d.ranked) + figure.Printed(d.others),
		Title:  "Phân bố chỉ số của " + strconv.Itoa(units) + " đơn vị trong " + strconv.Itoa(len(blocks)) + " khối",
		Tables: []figure.Table{d.spreads(), d.units()},
	}
	if f.Marks == 0 {
		f.State = "Không có biểu đồ: chưa có đơn vị nào có chỉ số."
		return f, nil
	}
	from, to := span(d.all)
	if len(d.few) > 0 {
		f.About += " Không vẽ hộp vì có dưới " + strconv.Itoa(boxLeast) + " đơn vị được xếp hạng: " +
			strings.Join(d.few, "; ") + "."
	}
	f.About += startNote("Trục ngang", from)
	option, err := figure.OptionJSON(d.chart(id, opts.XAxis{Type: "value", Name: "Chỉ số (%)", Min: from, Max: to}))
	f.Option = option
	return f, err
}

// distribution is blocks on their way to a picture. Rows of the picture are blocks.
type distribution struct {
	s        *figure.Scope
	blocks   []figure.Block
	places   exact.Rounding
	sorted   [][]exact.Num // by block: ascending indices of the ranked units
	all      []exact.Num   // every index that is drawn
	few      []string      // blocks that have too few units for a box
	boxes    []figure.Item
	ranked   []figure.Item
	others   []figure.Item // not ranked
	unranked []int         // by block: how many of others
}

func newDistribution(s *figure.Scope, blocks []figure.Block) *distribution {
	d := &distribution{s: s, blocks: blocks, places: s.Places()}
	for row, b := range blocks {
		var indices []exact.Num
		unranked := 0
		for _, u := range b.Units {
			if !u.Scorable {
				continue
			}
			d.all = append(d.all, u.Index)
			if u.Ranked {
				indices = append(indices, u.Index)
				d.ranked = append(d.ranked, d.point(row, u))
			} else {
				unranked++
				d.others = append(d.others, d.point(row, u))
			}
		}
		slices.SortFunc(indices, exact.Num.Cmp)
		d.sorted, d.unranked = append(d.sorted, indices), append(d.unranked, unranked)
		if len(indices) < boxLeast {
			d.few = append(d.few, b.Name)
		} else {
			d.boxes = append(d.boxes, d.box(row))
		}
	}
	return d
}

func (d *distribution) point(row int, u *engine.UnitResult) figure.Item {
	return figure.Item{
		Name: d.s.RankedName(u), Note: d.blocks[row].Name,
		Value: []any{figure.Number(u.Index, d.places), row}, Texts: []string{u.Index.DecimalVN(d.places)},
	}
}

func (d *distribution) box(row int) figure.Item {
	value := []any{row}
	var texts []string
	for k := range 5 {
		q := quartile(d.sorted[row], k)
		value = append(value, figure.Number(q, d.places))
		texts = append(texts, q.DecimalVN(d.places))
	}
	return figure.Item{Name: d.blocks[row].Name, Value: value, Texts: texts, Note: d.count(row)}
}

func (d *distribution) chart(id string, axis opts.XAxis) *echarts.Scatter {
	boxes := echarts.NewBoxPlot()
	if len(d.boxes) > 0 {
		boxes.AddSeries("Hộp tứ phân vị", nil, figure.ID("boxes"), figure.Items(d.boxes))
	}
	points := echarts.NewScatter()
	if len(d.ranked) > 0 {
		points.AddSeries("Đơn vị được xếp hạng", nil, figure.ID("ranked"), figure.Items(d.ranked))
	}
	if len(d.others) > 0 {
		points.AddSeries("Đơn vị không xếp hạng", nil, figure.ID("others"), figure.Items(d.others))
	}
	points.AddSeries("Khối", nil, figure.ID(figure.Aid+"-blocks"), figure.Items(d.heads(axis.Min)))
	points.Overlap(boxes)
	points.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(axis),
		echarts.WithYAxisOpts(opts.YAxis{Type: "value", Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{}}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		echarts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
	)
	return points
}

// heads name the blocks above their points, with their box in words.
func (d *distribution) heads(from any) []figure.Item {
	items := make([]figure.Item, len(d.blocks))
	for row, b := range d.blocks {
		items[row] = figure.Item{Name: b.Name, Value: []any{from, row}, Note: d.count(row)}
		if len(d.sorted[row]) < boxLeast {
			continue
		}
		percent := func(k int) string { return quartile(d.sorted[row], k).DecimalVN(d.places) + "%" }
		items[row].Note += " · thấp nhất " + percent(0) + ", trung vị " + percent(2) + ", cao nhất " + percent(4) +
			" · hộp: một nửa số đơn vị, từ " + percent(1) + " đến " + percent(3)
	}
	return items
}

// count says how many units are in a block's box, and how many points beside it are not.
func (d *distribution) count(row int) string {
	text := strconv.Itoa(len(d.sorted[row])) + " đơn vị được xếp hạng"
	if n := d.unranked[row]; n > 0 {
		text += ", " + strconv.Itoa(n) + " đơn vị không xếp hạng (điểm rỗng)"
	}
	return text
}

// spreads are the boxes as numbers.
func (d *distribution) spreads() figure.Table {
	t := figure.Table{
		Title: "Phân bố chỉ số theo khối (%)",
		Heads: figure.Columns("Khối", "Số đơn vị được xếp hạng", "Thấp nhất", "Tứ phân vị thứ nhất", "Trung vị",
			"Tứ phân vị thứ ba", "Cao nhất"),
		Note: "Tứ phân vị làm tròn để in; tính từ các chỉ số chưa làm tròn của đơn vị được xếp hạng.",
	}
	for row, b := range d.blocks {
		indices := d.sorted[row]
		cells := []figure.Cell{figure.NameCell(b.Name), figure.NumberCell(strconv.Itoa(len(indices)))}
		for k := range 5 {
			cells = append(cells, d.quartileCell(indices, k))
		}
		t.Rows = append(t.Rows, figure.Row{Cells: cells})
	}
	return t
}

func (d *distribution) quartileCell(indices []exact.Num, k int) figure.Cell {
	switch {
	case len(indices) == 0:
		return figure.WordCell(nowhere)
	case len(indices) >= boxLeast:
		return figure.DrawnCell(quartile(indices, k).DecimalVN(d.places))
	case k == 0 || k == 4:
		return figure.NumberCell(quartile(indices, k).DecimalVN(d.places))
	}
	return figure.WordCell("dưới " + strconv.Itoa(boxLeast) + " đơn vị")
}

// units are the points as numbers.
func (d *distribution) units() figure.Table {
	t := figure.Table{
		Title: "Chỉ số của từng đơn vị",
		Heads: figure.Columns("Đơn vị", "Khối", "Hạng trong khối", "Chỉ số (%)"),
	}
	for _, b := range d.blocks {
		for _, u := range b.Units {
			t.Rows = append(t.Rows, figure.Row{Cells: []figure.Cell{
				d.s.UnitCell(u), figure.NumberCell(b.Name), figure.NumberCell(figure.RankText(u)),
				indexIf(true, u.Index, u.Scorable, d.places),
			}})
		}
	}
	return t
}
