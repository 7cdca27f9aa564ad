package calendar

import (
	"cmp"
	"slices"
	"strings"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
)

const overdueAbout = "Mỗi thanh là số tài liệu, báo cáo phải nộp của các đơn vị trong một khối, chia theo tình trạng nộp; " +
	"tỷ lệ phần trăm tính trên tổng số nghĩa vụ của khối. " +
	"Bảng dưới nêu từng đơn vị có tài liệu nộp muộn, không nộp hoặc quá hạn."

// shares are printed with one decimal, whatever the set prints points with: they are shares of counts.
var shares = exact.Rounding{Decimals: 1}

// Overdue draws for every block what became of what its units owe, and lists the units that were late or left something out.
func Overdue(id, title string, scopes []*figure.Scope) (figure.Figure, error) {
	scopes, err := ofUnits(scopes)
	if err != nil {
		return figure.Figure{}, err
	}
	f := figure.Figure{ID: id, Kind: "overdue", Title: title, About: overdueAbout, Head: merged(scopes)}
	debts := byBlock(scopes)
	if !slices.ContainsFunc(debts, func(d debt) bool { return d.count.total() > 0 }) {
		f.State, f.Tables = nothingOwed, []figure.Table{{Title: blocksTitle}}
		return f, nil
	}
	w := &scopes[0].Words
	f.Tables = []figure.Table{blockTable(w, debts)}
	layers := stateLayers(w, len(debts))
	names := make([]string, len(debts))
	for i, d := range debts {
		names[i] = figure.Label(d.name, figure.LabelLength)
		f.Tables = append(f.Tables, troubleTable(d))
		if d.count.total() == 0 {
			layers[0].Items[i].Note = noneDue
		}
		for k, state := range engine.DeliveryStates() {
			if n := d.count[state]; n > 0 {
				share := share(n, d.count.total())
				layers[k].Items[i] = figure.Item{
					Value: []any{n, i, figure.Number(share, shares)}, Texts: []string{countText(n), share.DecimalVN(shares) + "%"}}
			}
		}
	}
	f.Marks = figure.Marks(layers...)
	bar := echarts.NewBar()
	for _, l := range layers {
		bar.AddSeries(l.Name, nil, figure.ID(l.ID), figure.Items(l.Items), echarts.WithBarChartOpts(opts.BarChart{Stack: "khoi"}))
	}
	bar.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(opts.XAxis{Type: "value", Name: owedName, Min: 0, MinInterval: 1}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		echarts.WithLegendOpts(opts.Legend{Data: figure.Legend(layers...)}),
	)
	f.Option, err = figure.OptionJSON(bar)
	return f, err
}

// share is a count as a percentage of a total that is not 0.
func share(n, total int) exact.Num { return exact.MustFrac(100*int64(n), int64(total)) }

// debt is what the units of one block owe.
type debt struct {
	s     *figure.Scope
	name  string
	count tally
	units []debtor
}

// debtor is one unit with what became of what it owes.
type debtor struct {
	code  string
	count tally
	days  int // late, added up over what came
}

func byBlock(scopes []*figure.Scope) []debt {
	var debts []debt
	for _, s := range scopes {
		for _, b := range s.Blocks() {
			d := debt{s: s, name: b.Name, count: tally{}}
			for _, i := range b.At {
				u := debtor{code: s.Result.Units[i].Unit, count: tally{}}
				for k := range s.Deliveries[i] {
					u.count[s.Deliveries[i][k].State]++
					u.days += s.Deliveries[i][k].Late
				}
				for _, state := range engine.DeliveryStates() {
					d.count[state] += u.count[state]
				}
				d.units = append(d.units, u)
			}
			debts = append(debts, d)
		}
	}
	return debts
}

const blocksTitle = "Tình trạng nộp theo khối"

func blockTable(w *figure.Words, debts []debt) figure.Table {
	t := figure.Table{Title: blocksTitle, Heads: [][]figure.HeadCell{
		{{Text: "Khối", Rows: 2, Class: "name"}, {Text: "Số đơn vị", Rows: 2}, {Text: owedName, Rows: 2}}, nil}}
	for _, name := range stateHeads(w) {
		t.Heads[0] = append(t.Heads[0], figure.HeadCell{Text: name, Cols: 2, Class: "group"})
		t.Heads[1] = append(t.Heads[1], figure.HeadCell{Text: "Số lượng"}, figure.HeadCell{Text: "Tỷ lệ"})
	}
	for _, d := range debts {
		total := d.count.total()
		cells := []figure.Cell{figure.NameCell(d.name), figure.NumberCell(countText(len(d.units))),
			figure.NumberCell(countText(total))}
		for _, state := range engine.DeliveryStates() {
			n, percent := countCell(d.count[state]), figure.WordCell("–")
			if total > 0 {
				percent = figure.NumberCell(share(d.count[state], total).DecimalVN(shares) + "%")
				percent.Drawn = n.Drawn
			}
			cells = append(cells, n, percent)
		}
		t.Rows = append(t.Rows, figure.Row{Cells: cells})
	}
	return t
}

// troubleTable lists the units of a block with anything late, absent or overdue, those with most of it first.
func troubleTable(d debt) figure.Table {
	heads := append([]string{owedName}, stateHeads(&d.s.Words)...)
	t := figure.Table{
		Title: "Đơn vị nộp muộn, không nộp hoặc quá hạn: " + d.name,
		Heads: figure.Columns("Đơn vị", append(heads, "Tổng số ngày muộn")...),
		Note:  "Xếp theo số tài liệu nộp muộn, không nộp hoặc quá hạn, rồi theo tổng số ngày muộn của những tài liệu đã nộp.",
	}
	units := slices.DeleteFunc(slices.Clone(d.units), func(u debtor) bool { return u.count.trouble() == 0 })
	slices.SortFunc(units, func(a, b debtor) int {
		return cmp.Or(b.count.trouble()-a.count.trouble(), b.days-a.days, strings.Compare(a.code, b.code))
	})
	for _, u := range units {
		cells := []figure.Cell{figure.NameCell(d.s.Full(u.code)), figure.NumberCell(countText(u.count.total()))}
		cells = append(append(cells, u.count.countCells()...), figure.NumberCell(countText(u.days)))
		t.Rows = append(t.Rows, figure.Row{Cells: cells})
	}
	return t
}
