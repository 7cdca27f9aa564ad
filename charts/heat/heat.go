// Package heat draws the units of one block against the areas and against the subcriteria of a set, coloured by the share
// of the applied maximum that was reached.
//
// It knows which places of such a map have a share and which have a state in its stead, and hands both on as the engine gave
// them. Colours, sizes and what a phone shows first are for assets/js/fit-heat.js, pages for charts.
package heat

import (
	"fmt"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
)

// searchLabel names the field that keeps some of the units.
const searchLabel = "Tìm đơn vị"

// Areas draws a block's units against the areas of the set, each share printed in its place.
func Areas(id string, s *figure.Scope, b figure.Block) (figure.Figure, error) {
	sections := figure.Sections(s.Set)
	nodes := make([]int, len(sections))
	for i, section := range sections {
		nodes[i] = section.Node
	}
	m := newHeatMap(s, &b, nodes)
	f := figure.Figure{
		ID: id, Kind: "heatareas", Head: s.Head, Search: searchLabel, Parts: parts(len(b.Units)),
		Title:  m.title("theo lĩnh vực"),
		About:  areasAbout,
		Tables: []figure.Table{m.areasTable(sections)},
	}
	if m.marks == 0 {
		f.State = "Chưa lĩnh vực nào của " + b.Name + " có điểm nên chưa có tỷ lệ để vẽ."
		return f, nil
	}
	option, err := m.areasOption(id, sections)
	f.Option, f.Marks = option, m.marks
	return f, err
}

const areasAbout = "Mỗi ô là phần trăm điểm đạt được so với điểm tối đa áp dụng của đơn vị trong lĩnh vực đó, làm tròn đến một " +
	"chữ số thập phân: nâu là thấp, " +
	"xanh là cao. Ô chỉ có dấu là lĩnh vực không có tỷ lệ, không phải 0%. Nội dung chưa có, chưa đến hạn hoặc chưa chấm " +
	"được mà vẫn nằm trong điểm tối đa thì chưa cộng điểm vào tỷ lệ; tam giác ở góc ô báo lĩnh vực còn có thể đạt thêm điểm."

func (m *heatMap) areasOption(id string, sections []figure.Section) ([]byte, error) {
	c := m.chart()
	for _, section := range sections {
		label := figure.Label(section.Label(), 0)
		c.columns = append(c.columns, label)
		c.side.Columns = append(c.side.Columns, columnText{Code: section.Code, Name: label})
	}
	c.corner = "còn có thể đạt thêm"
	c.dimension = 4
	c.side.Tip += "\nĐạt {points}/{applied} điểm"
	c.data = m.items(func(row, column int, p *place) any {
		n := p.node
		value := []any{column, row, shortNumber(n.Points, m.places), shortNumber(n.Applied, m.places), figure.Number(p.share, m.shares)}
		if n.Reachable.Sign() <= 0 {
			return p.datum(value, m.shares, "")
		}
		c.corners = append(c.corners, [2]int{column, row})
		return p.datum(value, m.shares, reachableText(n, m.places))
	})
	return c.option(id)
}

func reachableText(n *engine.NodeResult, places exact.Rounding) string {
	return "còn có thể đạt " + figure.ReachableText(n.Reachable, n.Bound, places)
}

func (m *heatMap) areasTable(sections []figure.Section) figure.Table {
	heads := []string{"Hạng"}
	for _, section := range sections {
		heads = append(heads, section.Label())
	}
	t := figure.Table{
		Title: m.title("theo lĩnh vực") + " (%)",
		Heads: figure.Columns("Đơn vị", append(heads, "Chỉ số")...),
	}
	bound := false
	for row, u := range m.units {
		cells := m.rowHead(u)
		for column := range m.nodes {
			p := &m.cells[row][column]
			cell := p.cell(m.shares)
			if p.node.Reachable.Sign() > 0 {
				cell.Remarks = []string{reachableText(p.node, m.places)}
				bound = bound || p.node.Bound
			}
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, figure.Row{Cells: append(cells, figure.IndexCell(u, m.places))})
	}
	if bound {
		t.Note = figure.BoundNote
	}
	return t
}

// cell prints a share, or in words why there is none.
func (p *place) cell(places exact.Rounding) figure.Cell {
	if p.lack != nil {
		return figure.WordCell(p.lack.name)
	}
	return figure.DrawnCell(p.share.DecimalVN(places))
}

func (m *heatMap) rowHead(u *engine.UnitResult) []figure.Cell {
	return []figure.Cell{m.scope.UnitCell(u), figure.NumberCell(figure.RankText(u))}
}

func (m *heatMap) title(by string) string {
	return fmt.Sprintf("Tỷ lệ điểm đạt %s, %s: %d đơn vị, xếp theo hạng", by, m.block, len(m.units))
}
