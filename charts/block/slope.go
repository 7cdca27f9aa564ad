package block

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
)

// slopeRows is how many lines one sheet of paper takes.
const slopeRows = 33

// Slope draws ranks in an earlier run and in this one, best on top, with a line from one to the other for each unit that
// has both. Its table has a row for each unit of this block now, then those that only the earlier ranking has.
func Slope(id string, s *figure.Scope, b figure.Block) (figure.Figure, error) {
	f := figure.Figure{ID: id, Kind: "slope", Head: s.Head, Title: b.Name + ": thứ hạng lần trước và lần này",
		About: "Bên trái là hạng ở lần trước, bên phải là hạng ở lần này, hạng 1 ở trên cùng; mỗi đường là một đơn vị, " +
			"vòng rỗng là đơn vị chỉ có hạng ở một lần."}
	if s.Earlier != nil && s.Earlier.Revised {
		f.Title = b.Name + ": thứ hạng trước và sau khi sửa bộ tiêu chí"
		f.About = "Bên trái là hạng theo bản trước, bên phải là hạng theo bản sau, cùng một số liệu, hạng 1 ở trên cùng; mỗi " +
			"đường là một đơn vị, vòng rỗng là đơn vị chỉ có hạng ở một bản."
	}
	if s.Earlier == nil {
		f.State = "Không có biểu đồ: không có lần chấm điểm khác để so sánh."
		f.Tables = []figure.Table{slopeTable(b.Name, s, nil)}
		return f, nil
	}
	c := newComparison(s, b)
	f.About += " Nét liền đậm là đơn vị tăng, nét đứt là đơn vị giảm từ " + strconv.Itoa(c.far) + " bậc trở lên." + c.basis()
	if c.lines == 0 {
		f.State = "Không có biểu đồ: không có đơn vị nào được xếp hạng ở cả hai lần."
		f.Tables = []figure.Table{slopeTable(b.Name, s, c.rows(false))}
		return f, nil
	}
	f.Tables = []figure.Table{slopeTable(b.Name, s, c.rows(true))}
	f.Search, f.Parts = "Tìm đơn vị", figure.Sheets(len(c.units), slopeRows)
	groups := c.groups()
	for _, g := range groups {
		for i := range g.items {
			f.Marks += len(g.items[i].Texts)
		}
	}
	option, err := figure.OptionJSON(c.chart(id, groups))
	f.Option = option
	return f, err
}

// comparison is a block in two runs.
type comparison struct {
	s     *figure.Scope
	block string
	units []moved
	lines int // units with two ranks
	far   int // from so many places on a move stands out
}

// moved is a unit in two runs.
type moved struct {
	unit   string
	before figure.Standing
	known  bool               // the earlier run has it, in this block
	absent string             // why it is not known: its word
	now    *engine.UnitResult // nil: only the earlier ranking has it
	gone   string             // why there is no now: its word
	// left and right are its places in the two columns from 0, -1 where it has no rank.
	left, right int
}

const unranked = "không xếp hạng"

func newComparison(s *figure.Scope, b figure.Block) *comparison {
	c := &comparison{s: s, block: b.Code}
	for _, u := range b.Units {
		before, known := s.Earlier.Units[u.Unit]
		m := moved{unit: u.Unit, before: before, known: known && before.Block == b.Code, now: u, left: -1, right: -1}
		if !known {
			m.absent = "không có trong lần trước"
		} else if !m.known {
			m.absent = "ở khối khác trong lần trước"
		}
		c.units = append(c.units, m)
	}
	c.addGone()
	c.place()
	for i := range c.units {
		if m := &c.units[i]; m.left >= 0 && m.right >= 0 {
			c.lines++
		}
	}
	c.far = max(3, c.lines/10)
	return c
}

// addGone adds the units that the earlier ranking of the block has and this one has not, by rank.
func (c *comparison) addGone() {
	var gone []moved
	for _, code := range slices.Sorted(maps.Keys(c.s.Earlier.Units)) {
		before := c.s.Earlier.Units[code]
		here := slices.ContainsFunc(c.units, func(m moved) bool { return m.unit == code })
		if here || before.Block != c.block || before.Rank == 0 {
			continue
		}
		m := moved{unit: code, before: before, known: true, gone: "không có trong lần này", left: -1, right: -1}
		if c.s.At(code) >= 0 {
			m.gone = "nay ở khối khác"
		}
		gone = append(gone, m)
	}
	slices.SortStableFunc(gone, func(a, b moved) int { return a.before.Rank - b.before.Rank })
	c.units = append(c.units, gone...)
}

// place gives the ranked units their places in the columns: by rank, equals one under another.
func (c *comparison) place() {
	var left, right []*moved
	for i := range c.units {
		m := &c.units[i]
		if m.known && m.before.Rank > 0 {
			left = append(left, m)
		}
		if m.now != nil && m.now.Ranked {
			m.right = len(right) // the block is in order of rank
			right = append(right, m)
		}
	}
	slices.SortStableFunc(left, func(a, b *moved) int { return a.before.Rank - b.before.Rank })
	for at, m := range left {
		m.left = at
	}
}

// basis says what the ranks of the left side rest on.
func (c *comparison) basis() string {
	e := c.s.Earlier
	if e.Revised {
		return ""
	}
	text := " Lần trước: " + e.Name
	if e.Set != c.s.Set.ID || e.Version != c.s.Set.Version {
		text += ", theo bộ tiêu chí " + e.Set + " phiên bản " + e.Version + "; lần này theo bộ tiêu chí " + c.s.Set.ID +
			" phiên bản " + c.s.Set.Version + ", nên thay đổi thứ hạng có thể do bộ tiêu chí khác nhau"
	}
	return text + "."
}

// change is how many places a unit with two ranks went up.
func (m *moved) change() int { return m.before.Rank - m.now.Rank }

// note says what became of a unit's rank.
func (m *moved) note() string {
	switch {
	case m.now == nil:
		return m.gone
	case m.right < 0:
		return "nay " + unranked
	case m.left < 0:
		return cmp.Or(m.absent, "lần trước "+unranked)
	}
	switch places := m.change(); {
	case places > 0:
		return "tăng " + strconv.Itoa(places) + " bậc"
	case places < 0:
		return "giảm " + strconv.Itoa(-places) + " bậc"
	}
	return "giữ nguyên"
}

// slopeItem is a unit's line.
type slopeItem struct {
	figure.Item
	Hold string `json:"hold,omitempty"` // why its rank now is not to be published yet
}

// item is a unit's row in the table, and its place and rank on either side.
func (c *comparison) item(row int, m *moved) slopeItem {
	value, texts := []any{row}, []string(nil)
	side := func(place, rank int) {
		if place < 0 {
			value = append(value, figure.NoValue, figure.NoValue)
			return
		}
		value, texts = append(value, place, rank), append(texts, strconv.Itoa(rank))
	}
	side(m.left, m.before.Rank)
	if m.now == nil {
		side(-1, 0)
	} else {
		side(m.right, m.now.Rank)
	}
	item := slopeItem{Item: figure.Item{Name: c.s.Short(m.unit), Value: value, Texts: texts, Note: m.note()}}
	if m.now != nil && m.now.Blocked {
		item.Hold = "chưa công bố"
	}
	return item
}

// slopeGroup is a series of the picture.
type slopeGroup struct {
	id, name string
	items    []slopeItem
}

func (c *comparison) groups() []slopeGroup {
	far := " từ " + strconv.Itoa(c.far) + " bậc trở lên"
	near := "Đổi dưới " + strconv.Itoa(c.far) + " bậc"
	if c.lines < len(c.units) {
		once := "một lần"
		if c.s.Earlier.Revised {
			once = "ở một bản"
		}
		near += ", hoặc chỉ có hạng " + once
	}
	groups := []slopeGroup{{id: "up", name: "Tăng" + far}, {id: "down", name: "Giảm" + far}, {id: "near", name: near}}
	for i := range c.units {
		m := &c.units[i]
		if m.left < 0 && m.right < 0 {
			continue
		}
		g := &groups[2]
		if m.left >= 0 && m.right >= 0 && m.change() >= c.far {
			g = &groups[0]
		} else if m.left >= 0 && m.right >= 0 && -m.change() >= c.far {
			g = &groups[1]
		}
		g.items = append(g.items, c.item(i, m))
	}
	groups = slices.DeleteFunc(groups, func(g slopeGroup) bool { return len(g.items) == 0 })
	for i := range groups {
		groups[i].name += " (" + strconv.Itoa(len(groups[i].items)) + " đơn vị)"
	}
	return groups
}

func (c *comparison) chart(id string, groups []slopeGroup) *echarts.Custom {
	h := c.s.Head
	now := cmp.Or(h.Run, "Kết quả đang xem") + " (" + h.Stage + ", số liệu đến ngày " + h.AsOf + ")"
	if c.s.Earlier.Revised {
		now = "Sau khi sửa: " + c.s.Set.ID + " " + c.s.Set.Version
	}
	chart := echarts.NewCustom()
	var legend []string
	for _, g := range groups {
		legend = append(legend, g.name)
		chart.AddSeries(g.name, nil, figure.ID(g.id), func(s *echarts.SingleSeries) { s.Data = g.items })
	}
	chart.AddSeries("Lần chấm điểm", nil, figure.ID(figure.Aid+"-runs"),
		figure.Items([]figure.Item{{Name: figure.Label(c.s.Earlier.Name, 0), Value: 0}, {Name: now, Value: 1}}))
	chart.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(opts.XAxis{Type: "value", Show: opts.Bool(false)}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "value", Show: opts.Bool(false), AxisLabel: &opts.AxisLabel{}}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		echarts.WithLegendOpts(opts.Legend{Data: legend}),
	)
	return chart
}

func slopeTable(name string, s *figure.Scope, rows []figure.Row) figure.Table {
	before, now := "lần trước", "lần này"
	if s.Earlier != nil && s.Earlier.Revised {
		before, now = "theo bản trước", "theo bản sau"
	}
	return figure.Table{
		Title: name + ": thay đổi thứ hạng",
		Heads: figure.Columns("Đơn vị", "Hạng "+before, "Hạng "+now, "Thay đổi (bậc)", "Chỉ số "+before+" (%)",
			"Chỉ số "+now+" (%)"),
		Note: "Dấu + là tăng bậc, dấu - là giảm bậc.",
		Rows: rows,
	}
}

func (c *comparison) rows(drawn bool) []figure.Row {
	rows := make([]figure.Row, len(c.units))
	for i := range c.units {
		m := &c.units[i]
		change := figure.WordCell(nowhere)
		if m.left >= 0 && m.right >= 0 {
			change = figure.NumberCell(steps(m.change()))
		}
		before, now := c.beforeCells(m, drawn), c.nowCells(m, drawn)
		name := figure.NameCell(c.s.Full(m.unit))
		if m.now != nil {
			name = c.s.UnitCell(m.now)
		}
		rows[i].Cells = []figure.Cell{name, before[0], now[0], change, before[1], now[1]}
	}
	return rows
}

// steps prints places moved.
func steps(n int) string {
	switch {
	case n > 0:
		return "+" + strconv.Itoa(n)
	case n < 0:
		return "-" + strconv.Itoa(-n)
	}
	return "0"
}

func (c *comparison) beforeCells(m *moved, drawn bool) [2]figure.Cell {
	if !m.known {
		return [2]figure.Cell{figure.WordCell(m.absent), figure.WordCell(nowhere)}
	}
	return [2]figure.Cell{rankCell(m.before.Rank, drawn), indexIf(false, m.before.Index, m.before.Scorable, c.s.Places())}
}

func (c *comparison) nowCells(m *moved, drawn bool) [2]figure.Cell {
	if m.now == nil {
		return [2]figure.Cell{figure.WordCell(m.gone), figure.WordCell(nowhere)}
	}
	return [2]figure.Cell{rankCell(m.now.Rank, drawn), indexIf(false, m.now.Index, m.now.Scorable, c.s.Places())}
}

func rankCell(rank int, drawn bool) figure.Cell {
	if rank == 0 {
		return figure.WordCell(unranked)
	}
	c := figure.NumberCell(strconv.Itoa(rank))
	c.Drawn = drawn
	return c
}
