package charts

import (
	"cmp"
	"sort"
	"strconv"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Names of the marks that stand beside the sections in a ranking.
const (
	appliedSeries = "Điểm tối đa áp dụng"
	indexSeries   = "Chỉ số"
)

// byBlock groups the units into their rankings: the set's blocks in printed order, then any other in order of
// appearance; in each by rank, units without a rank last, in order of code.
func byBlock(set *form.Set, result *engine.Result) [][]*engine.UnitResult {
	position := map[string]int{}
	for _, block := range set.Blocks {
		position[block] = len(position)
	}
	var groups [][]*engine.UnitResult
	for i := range result.Units {
		u := &result.Units[i]
		at, known := position[u.Block]
		if !known {
			at = len(position)
			position[u.Block] = at
		}
		for len(groups) <= at {
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], u)
	}
	filled := groups[:0]
	for _, units := range groups {
		if len(units) == 0 {
			continue
		}
		sort.SliceStable(units, func(i, j int) bool {
			a, b := units[i], units[j]
			if a.Ranked != b.Ranked {
				return a.Ranked
			}
			return a.Ranked && a.Rank < b.Rank
		})
		filled = append(filled, units)
	}
	return filled
}

// rankingView is one block's part of the report page.
type rankingView struct {
	ID, Option  string // ids of the figure and of its option
	Name        string
	Drawn       bool // false: no unit has anything that applies, the page says so instead of drawing an empty axis
	Count       int
	Head        head
	States      []string
	Rows        []rankingRow
	Sections    []section
	SectionRows []sectionRow
	Bound       bool // some "còn có thể đạt" is an upper bound
}

type rankingRow struct {
	Rank, Unit, Points, Applied, Class string
	Index                              cell
	Reached, Reachable, Lost           string
	Counts                             []int
	Notes                              []string
	Blocked                            bool
}

// cell is a printed number, or the state that stands in its place.
type cell struct{ Number, State string }

// sectionRow is one unit's points by section.
type sectionRow struct {
	Unit  string
	Cells []cell
	Total string
}

func newRankingView(id string, r *Report, h head, sections []section, units []*engine.UnitResult) rankingView {
	v := rankingView{
		ID: id, Option: id + "-so-lieu", Name: r.Words.Block(units[0].Block), Count: len(units), Head: h, Sections: sections,
	}
	for _, s := range countedStates {
		v.States = append(v.States, shortState(s))
	}
	for _, u := range units {
		v.Drawn = v.Drawn || u.Scorable
		v.Bound = v.Bound || u.Bound
		v.Rows = append(v.Rows, newRankingRow(r, u))
		v.SectionRows = append(v.SectionRows, newSectionRow(r, sections, u))
	}
	return v
}

func newRankingRow(r *Report, u *engine.UnitResult) rankingRow {
	places := r.Set.Rounding.Rounding
	row := rankingRow{
		Rank: rankText(u), Unit: r.Words.Unit(u.Unit).Full, Class: u.Class,
		Points: u.Points.DecimalVN(places), Applied: u.Applied.DecimalVN(places), Index: indexCell(u, places),
		Reached: u.Reached.DecimalVN(places), Reachable: reachableText(u.Reachable, u.Bound, places), Lost: u.Lost.DecimalVN(places),
		Counts: countStates(r.Set, u),
	}
	if !u.Ranked {
		row.Notes = append(row.Notes, cmp.Or(r.Words.Reason(u.NotRanked), "Không xếp hạng."))
	}
	row.Blocked = u.Blocked
	return row
}

func newSectionRow(r *Report, sections []section, u *engine.UnitResult) sectionRow {
	places := r.Set.Rounding.Rounding
	row := sectionRow{Unit: r.Words.Unit(u.Unit).Full, Total: u.Points.DecimalVN(places)}
	for _, s := range sections {
		row.Cells = append(row.Cells, nodeCell(&u.Nodes[s.Node], places))
	}
	return row
}

// nodeCell prints a node's points, or that it does not apply.
func nodeCell(n *engine.NodeResult, places exact.Rounding) cell {
	if n.State == engine.NotApplicable {
		return cell{State: stateName(n.State)}
	}
	return cell{Number: n.Points.DecimalVN(places)}
}

func indexCell(u *engine.UnitResult, places exact.Rounding) cell {
	if !u.Scorable {
		return cell{State: stateName(engine.NotApplicable)}
	}
	return cell{Number: u.Index.DecimalVN(places)}
}

// reachableText says by its sign when a figure is only an upper bound.
func reachableText(n exact.Num, bound bool, places exact.Rounding) string {
	if bound {
		return "≤ " + n.DecimalVN(places)
	}
	return n.DecimalVN(places)
}

func rankText(u *engine.UnitResult) string {
	if !u.Ranked {
		return "–"
	}
	return strconv.Itoa(u.Rank)
}

// countStates counts the unit's leaves by state, in the order of countedStates.
func countStates(set *form.Set, u *engine.UnitResult) []int {
	counts := make([]int, len(countedStates))
	for i := range set.Nodes {
		if set.Nodes[i].Kind != form.NodeLeaf {
			continue
		}
		for j, s := range countedStates {
			if u.Nodes[i].State == s {
				counts[j]++
			}
		}
	}
	return counts
}

// rankingOption draws one block: a bar per unit in order of rank, its sections stacked, a tick at the unit's own
// applied maximum, and the index beside it.
func rankingOption(id string, r *Report, h head, sections []section, units []*engine.UnitResult) ([]byte, error) {
	places := r.Set.Rounding.Rounding
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = rankedName(r, u)
	}
	var legend []any
	negative := false
	bar := echarts.NewBar()
	for _, s := range sections {
		data := make([]opts.BarData, len(units))
		for i, u := range units {
			n := &u.Nodes[s.Node]
			data[i] = opts.BarData{Name: stateName(engine.NotApplicable), Value: noValue}
			if n.State != engine.NotApplicable {
				data[i] = opts.BarData{Name: n.Points.DecimalVN(places), Value: number(n.Points, places)}
				negative = negative || n.Points.Sign() < 0
			}
		}
		label := chartLabel(s.Label())
		legend = append(legend, label)
		bar.AddSeries(label, data, echarts.WithBarChartOpts(opts.BarChart{Stack: "diem"}))
	}
	bar.Overlap(appliedTicks(units, places), indexTexts(units, places))

	axis := opts.XAxis{Type: "value", Name: "Điểm"}
	if !negative {
		axis.Min = 0
	}
	bar.SetGlobalOptions(append(marks(id, h),
		echarts.WithXAxisOpts(axis),
		echarts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names, AxisLabel: &opts.AxisLabel{}}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		echarts.WithLegendOpts(opts.Legend{Data: append(legend, tick{appliedSeries, tickIcon})}),
	)...)
	return optionJSON(bar)
}

// rankedName is a unit's name beside its bar, with its rank.
func rankedName(r *Report, u *engine.UnitResult) string {
	short := chartLabel(r.Words.Unit(u.Unit).Short)
	switch {
	case !u.Ranked:
		return short + " (không xếp hạng)"
	case u.Blocked:
		return rankText(u) + ". " + short + " (chưa công bố)"
	}
	return rankText(u) + ". " + short
}

// tick is the legend's entry of the applied maximum: an upright line, as it stands in the chart.
type tick struct {
	Name string `json:"name"`
	Icon string `json:"icon"`
}

const tickIcon = "path://M0,0h3v22h-3z"

func appliedTicks(units []*engine.UnitResult, places exact.Rounding) *echarts.Scatter {
	data := make([]opts.ScatterData, len(units))
	for i, u := range units {
		data[i] = opts.ScatterData{Name: u.Applied.DecimalVN(places), Value: []any{number(u.Applied, places), i}}
	}
	scatter := echarts.NewScatter()
	scatter.AddSeries(appliedSeries, data, echarts.WithScatterChartOpts(opts.ScatterChart{Symbol: "rect", SymbolSize: []int{3, 22}}))
	return scatter
}

// indexTexts writes each unit's index, or that nothing applies, to the right of whatever reaches farther: the points
// or the applied maximum. Its own mark is too small to be seen.
func indexTexts(units []*engine.UnitResult, places exact.Rounding) *echarts.Scatter {
	data := make([]opts.ScatterData, len(units))
	for i, u := range units {
		text, at := stateName(engine.NotApplicable), u.Applied
		if u.Scorable {
			text = u.Index.DecimalVN(places) + "%"
		}
		if u.Points.Cmp(at) > 0 {
			at = u.Points
		}
		data[i] = opts.ScatterData{Name: text, Value: []any{number(at, places), i}}
	}
	scatter := echarts.NewScatter()
	scatter.AddSeries(indexSeries, data,
		echarts.WithScatterChartOpts(opts.ScatterChart{Symbol: "rect", SymbolSize: 1}),
		echarts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "right", Formatter: "{b}"}))
	return scatter
}
