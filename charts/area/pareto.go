package area

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Cost is what a leaf costs some units: what is lost and what can still be reached.
type Cost struct {
	Node            int
	Lost, Reachable exact.Num
	Bound           bool       // Reachable is an upper bound
	Units           []UnitCost // that do not have its maximum, the one that lacks most first, equals by code
}

// UnitCost is what a leaf costs one unit, and why.
type UnitCost struct {
	Unit            *engine.UnitResult
	Cause           engine.Cause
	Lost, Reachable exact.Num
}

// Sum is all that the units lack.
func (c *Cost) Sum() exact.Num { return c.Lost.Add(c.Reachable) }

func (c *UnitCost) sum() exact.Num { return c.Lost.Add(c.Reachable) }

// Costliest lists the leaves that cost units of the scope anything, the costliest first, equals in printed order.
func Costliest(s *figure.Scope, units []*engine.UnitResult) []Cost {
	all := make([]Cost, len(s.Set.Nodes))
	for _, u := range units {
		for _, l := range s.Losses[s.At(u.Unit)] {
			if l.Cause == engine.CauseOut {
				continue
			}
			c := &all[l.Node]
			c.Node = l.Node
			c.Lost, c.Reachable = c.Lost.Add(l.Lost), c.Reachable.Add(l.Reachable)
			c.Bound = c.Bound || u.Nodes[l.Node].Bound
			c.Units = append(c.Units, UnitCost{Unit: u, Cause: l.Cause, Lost: l.Lost, Reachable: l.Reachable})
		}
	}
	all = slices.DeleteFunc(all, func(c Cost) bool { return len(c.Units) == 0 })
	slices.SortStableFunc(all, func(a, b Cost) int { return b.Sum().Cmp(a.Sum()) })
	for i := range all {
		slices.SortFunc(all[i].Units, func(a, b UnitCost) int {
			return cmp.Or(b.sum().Cmp(a.sum()), strings.Compare(a.Unit.Unit, b.Unit.Unit))
		})
	}
	return all
}

// mostLeaves is how many leaves a Pareto draws.
const mostLeaves = 15

// sharePlaces is how shares of all costs are printed.
var sharePlaces = exact.Rounding{Decimals: 1}

// Pareto shows the leaves that cost some units most, and how much of all costs they make up together. Bars and rows link
// to anchor of the leaf's code, the id of its Drill.
func Pareto(id string, s *figure.Scope, title string, units []*engine.UnitResult,
	anchor func(code string) string) (figure.Figure, error) {
	for _, u := range units {
		if s.At(u.Unit) < 0 {
			return figure.Figure{}, fmt.Errorf("unit %s: %w", u.Unit, figure.ErrUnknownUnit)
		}
	}
	p := pareto{costs: Costliest(s, units), several: len(units) > 1, set: s.Set, anchor: anchor, places: s.Places()}
	f := figure.Figure{ID: id, Kind: "pareto", Head: s.Head, Title: title, About: p.about()}
	p.fill()
	f.Tables = []figure.Table{p.table}
	if len(p.costs) == 0 {
		f.State = "Không có tiêu chí thành phần nào bị mất điểm hoặc còn điểm chưa đạt."
		if !slices.ContainsFunc(units, func(u *engine.UnitResult) bool { return u.Scorable }) {
			f.State = "Không có tiêu chí nào áp dụng nên không có điểm để vẽ."
		}
		return f, nil
	}
	f.Marks = figure.Marks(p.layers...) + figure.Marks(p.sum)
	var err error
	f.Option, err = p.option(id)
	return f, err
}

// pareto is what a Pareto draws.
type pareto struct {
	costs   []Cost
	several bool // of several units
	set     *form.Set
	anchor  func(code string) string
	places  exact.Rounding

	layers []figure.Layer // lost, reachable
	sum    figure.Layer   // both, and the share of all costs up to here
	table  figure.Table
}

// drawn are the costs that are drawn, of all.
func drawn(costs []Cost) []Cost { return costs[:min(len(costs), mostLeaves)] }

func (p *pareto) about() string {
	of := "của đơn vị"
	if p.several {
		of = "cộng trên tất cả các đơn vị"
	}
	return "Các tiêu chí thành phần chưa đạt nhiều điểm nhất, nhiều nhất ở trên (tối đa " + fmt.Sprint(mostLeaves) +
		"): điểm không lấy lại được và điểm còn có thể đạt, " + of + ". Cuối mỗi thanh là tổng số điểm chưa đạt và tỷ lệ " +
		"tích lũy: phần của các tiêu chí từ trên xuống đến đó trong toàn bộ điểm chưa đạt. Chọn một thanh để xem nguyên nhân."
}

func (p *pareto) fill() {
	top := drawn(p.costs)
	p.layers = costLayers(len(top))
	p.sum = figure.NewLayer("sum", "Tổng; tỷ lệ tích lũy (%)", len(top))
	columns := []string{lostName, reachableName, "Tổng", "Tỷ lệ tích lũy (%)"}
	if p.several {
		columns = append(columns, "Số đơn vị chưa đạt điểm tối đa")
	}
	p.table.Title = "Tiêu chí thành phần chưa đạt nhiều điểm nhất"
	p.table.Heads = figure.Columns("Tiêu chí thành phần", columns...)
	var whole, upTo exact.Num
	bound := false
	for i := range p.costs {
		whole = whole.Add(p.costs[i].Sum())
		bound = bound || p.costs[i].Bound
	}
	for i := range top {
		upTo = upTo.Add(top[i].Sum())
		share, _ := engine.Index(upTo, whole)
		p.table.Rows = append(p.table.Rows, p.row(i, &top[i], share))
	}
	p.table.Note = p.note(len(p.costs)-len(top), whole.Sub(upTo), bound)
}

func (p *pareto) row(i int, c *Cost, share exact.Num) figure.Row {
	node := &p.set.Nodes[c.Node]
	href := "#" + p.anchor(node.Code)
	o := outlook{c.Lost, c.Reachable, c.Bound}
	name := figure.NameCell(nodeLabel(node))
	name.Href = href
	cells := append([]figure.Cell{name}, o.draw(i, &p.layers[0], &p.layers[1], p.places)...)
	for _, l := range p.layers {
		if l.Items[i].Texts != nil {
			l.Items[i].Href = href
		}
	}
	total, upTo := c.Sum().DecimalVN(p.places), share.DecimalVN(sharePlaces)
	p.sum.Items[i] = figure.Item{
		Value: []any{figure.Number(c.Sum(), p.places), i, figure.Number(share, sharePlaces)},
		Texts: []string{total, upTo}, Href: href,
	}
	cells = append(cells, figure.DrawnCell(total), figure.DrawnCell(upTo))
	if p.several {
		cells = append(cells, figure.NumberCell(fmt.Sprint(len(c.Units))))
	}
	return figure.Row{Cells: cells}
}

// note says what is not drawn.
func (p *pareto) note(leaves int, sum exact.Num, bound bool) string {
	var notes []string
	if leaves > 0 {
		notes = append(notes, fmt.Sprintf("Còn %d tiêu chí thành phần khác chưa đạt tổng cộng %s điểm.",
			leaves, sum.DecimalVN(p.places)))
	}
	if bound {
		notes = append(notes, figure.BoundNote)
	}
	return strings.Join(notes, " ")
}

func (p *pareto) option(id string) (json.RawMessage, error) {
	r := rows{least: "0", legend: figure.Legend(p.layers...), layers: p.layers, over: []echarts.Overlaper{figure.Scatter(p.sum)}}
	for _, c := range drawn(p.costs) {
		r.names = append(r.names, figure.Label(nodeLabel(&p.set.Nodes[c.Node]), figure.LabelLength))
	}
	return r.option(id)
}
