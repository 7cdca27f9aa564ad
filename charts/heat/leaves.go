package heat

import (
	"encoding/json"
	"strings"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Leaves draws a block's units against all scored leaves of the set.
func Leaves(id string, s *figure.Scope, b figure.Block) (figure.Figure, error) {
	nodes := scoredLeaves(s.Set)
	m := newHeatMap(s, &b, nodes)
	f := figure.Figure{
		ID: id, Kind: "heatleaves", Head: s.Head, Search: searchLabel, Parts: parts(len(b.Units)),
		Title:  m.title("theo tiêu chí thành phần"),
		About:  leavesAbout,
		Tables: []figure.Table{m.leavesTable(), m.namesTable()},
	}
	if m.marks == 0 {
		f.State = "Chưa tiêu chí thành phần nào của " + b.Name + " có điểm nên chưa có tỷ lệ để vẽ."
		return f, nil
	}
	option, err := m.leavesOption(id)
	f.Option, f.Marks = option, m.marks
	return f, err
}

const leavesAbout = "Mỗi ô là một tiêu chí thành phần của một đơn vị, tô màu theo phần trăm điểm đạt được so với điểm tối đa " +
	"áp dụng: nâu là thấp, xanh là cao. Ô nền nhạt có dấu là chưa có tỷ lệ vì lý do ghi ở chú giải, không phải 0%. Chỉ vào " +
	"ô để xem tên tiêu chí, tỷ lệ và điểm. Trên màn hình, kéo hai đầu thanh trượt để phóng to, kéo trong hình để xem phần " +
	"khác; màn hình hẹp chỉ hiện trước một số cột, kéo thanh trượt phía trên để xem các cột tiếp theo."

func scoredLeaves(set *form.Set) []int {
	var leaves []int
	for i := range set.Nodes {
		if n := &set.Nodes[i]; n.Kind == form.NodeLeaf && !n.Leaf.Unscored {
			leaves = append(leaves, i)
		}
	}
	return leaves
}

func (m *heatMap) leavesOption(id string) ([]byte, error) {
	c := m.chart()
	c.dimension = 3
	c.side.Tip += "\nĐạt {points} điểm, tối đa {max} điểm"
	c.side.Groups = m.groups()
	for _, i := range m.nodes {
		n := &m.scope.Set.Nodes[i]
		c.columns = append(c.columns, n.Code)
		c.side.Columns = append(c.side.Columns, columnText{
			Code: n.Code, Name: figure.Label(n.Code+" "+n.Name, 0), Max: n.Max.DecimalVN(m.places),
		})
	}
	c.corner = figure.StateName(engine.Disputed)
	c.data = m.items(func(row, column int, p *place) any {
		if p.node.State == engine.Disputed {
			c.corners = append(c.corners, [2]int{column, row})
		}
		return p.datum([]any{column, row, shortNumber(p.node.Points, m.places), figure.Number(p.share, m.shares)}, m.shares, "")
	})
	return c.option(id)
}

// datum is a place with a share in few letters: the values alone, the share last. One that has more to say, or is printed
// otherwise than its number reads (in thousands), brings its texts.
func (p *place) datum(value []any, shares exact.Rounding, note string) any {
	text := p.share.DecimalVN(shares)
	switch plain := strings.Replace(p.share.Decimal(shares), ".", ",", 1); {
	case plain != text:
		return figure.Item{Value: value, Texts: []string{text}, Note: note}
	case note != "":
		return figure.Item{Value: value, Note: note}
	}
	return value
}

// shortNumber leaves out zeros at the end: the layout script, which knows the decimals, writes them again.
func shortNumber(n exact.Num, places exact.Rounding) json.Number {
	text := n.Decimal(places)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return json.Number(text)
}

// groups are the areas over their leaves.
func (m *heatMap) groups() []group {
	areas := map[int]figure.Section{}
	for _, section := range figure.Sections(m.scope.Set) {
		areas[section.Node] = section
	}
	var list []group
	last := -1
	for column, node := range m.nodes {
		area, found := areas[node]
		for !found {
			node = m.scope.Set.Nodes[node].Parent
			area, found = areas[node]
		}
		if node != last {
			list = append(list, group{Code: area.Code, Name: figure.Label(area.Label(), 0), From: column})
			last = node
		}
		list[len(list)-1].To = column
	}
	return list
}

func (m *heatMap) leavesTable() figure.Table {
	groups := []figure.HeadCell{{Text: "Đơn vị", Class: "name", Rows: 2}, {Text: "Hạng", Rows: 2}}
	for _, g := range m.groups() {
		groups = append(groups, figure.HeadCell{Text: g.Code, Cols: g.To - g.From + 1, Class: "group"})
	}
	codes := make([]figure.HeadCell, len(m.nodes))
	for column, node := range m.nodes {
		codes[column].Text = m.scope.Set.Nodes[node].Code
	}
	t := figure.Table{
		Title: m.title("theo tiêu chí thành phần") + " (%)",
		Heads: [][]figure.HeadCell{groups, codes},
		Note:  m.signsNote(),
	}
	for row, u := range m.units {
		cells := m.rowHead(u)
		for column := range m.nodes {
			cells = append(cells, m.cells[row][column].shortCell(m.shares))
		}
		t.Rows = append(t.Rows, figure.Row{Cells: cells})
	}
	return t
}

// shortCell prints a share, or the sign of why there is none.
func (p *place) shortCell(places exact.Rounding) figure.Cell {
	if p.lack != nil {
		return figure.WordCell(p.lack.sign)
	}
	cell := figure.DrawnCell(p.share.DecimalVN(places))
	if p.node.State == engine.Disputed {
		cell.Remarks = []string{figure.StateName(engine.Disputed)}
	}
	return cell
}

// signsNote explains the signs that occur.
func (m *heatMap) signsNote() string {
	used, _ := m.lacks()
	words := make([]string, len(used))
	for i, l := range used {
		words[i] = l.sign + " " + l.name
	}
	if len(words) == 0 {
		return "Tên các tiêu chí thành phần ở bảng dưới."
	}
	return "Dấu thay cho tỷ lệ: " + strings.Join(words, "; ") + ". Tên các tiêu chí thành phần ở bảng dưới."
}

// namesTable says what the codes of the columns stand for.
func (m *heatMap) namesTable() figure.Table {
	t := figure.Table{
		Title: "Các tiêu chí thành phần",
		Heads: figure.Columns("Mã", "Tên", "Điểm tối đa"),
	}
	for _, node := range m.nodes {
		n := &m.scope.Set.Nodes[node]
		t.Rows = append(t.Rows, figure.Row{Cells: []figure.Cell{
			figure.NameCell(n.Code), figure.NoteCell(n.Name), figure.NumberCell(n.Max.DecimalVN(m.places)),
		}})
	}
	return t
}
