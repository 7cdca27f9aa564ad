package charts

import (
	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/engine"
)

// leastAxes is the smallest number of axes that make a figure.
const leastAxes = 3

// radarView is the page's part about one unit.
type radarView struct {
	ID, Option string
	Unit       string
	Rank       string
	Class      string
	Points     string
	Applied    string
	Index      cell
	Drawn      bool // false: too few sections apply, the table stands alone
	Negative   bool // the figure's centre is −100 %
	LeftOut    []string
	Head       head
	Rows       []radarRow
}

type radarRow struct {
	Section         section
	Points, Index   cell
	Applied         string
	Reachable, Lost string
}

func newRadarView(id string, r *Report, h head, sections []section, u *engine.UnitResult) radarView {
	places := r.Set.Rounding.Rounding
	v := radarView{
		ID: id, Option: id + "-so-lieu", Unit: r.Words.Unit(u.Unit).Full, Rank: rankText(u), Class: u.Class,
		Points: u.Points.DecimalVN(places), Applied: u.Applied.DecimalVN(places), Index: indexCell(u, places), Head: h,
	}
	axes := 0
	for _, s := range sections {
		n := &u.Nodes[s.Node]
		row := radarRow{
			Section: s, Points: nodeCell(n, places), Applied: n.Applied.DecimalVN(places),
			Reachable: reachableText(n.Reachable, n.Bound, places), Lost: n.Lost.DecimalVN(places),
		}
		if index, ok := r.Index(n.Points, n.Applied); ok {
			axes++
			v.Negative = v.Negative || index.Sign() < 0
			row.Index.Number = index.DecimalVN(places)
		} else {
			v.LeftOut = append(v.LeftOut, s.Label())
			row.Index.State = stateName(engine.NotApplicable)
		}
		v.Rows = append(v.Rows, row)
	}
	v.Drawn = axes >= leastAxes
	return v
}

// radarOption draws one unit: an axis per section that applies, from 0 to 100 % of the section's applied maximum.
func radarOption(id string, r *Report, h head, sections []section, u *engine.UnitResult) ([]byte, error) {
	places := r.Set.Rounding.Rounding
	var indicators []*opts.Indicator
	var values []any
	negative := false
	for _, s := range sections {
		n := &u.Nodes[s.Node]
		index, ok := r.Index(n.Points, n.Applied)
		if !ok {
			continue
		}
		indicators = append(indicators, &opts.Indicator{Name: chartLabel(s.Label()) + "\n" + index.DecimalVN(places) + "%", Max: 100})
		values = append(values, number(index, places))
		negative = negative || index.Sign() < 0
	}
	if negative {
		for _, axis := range indicators {
			axis.Min = -100
		}
	}
	radar := echarts.NewRadar()
	name := chartLabel(r.Words.Unit(u.Unit).Short)
	radar.AddSeries(name, []opts.RadarData{{Name: name, Value: values}})
	radar.SetGlobalOptions(append(marks(id, h),
		echarts.WithRadarComponentOpts(opts.RadarComponent{Indicator: indicators, Shape: "polygon"}),
		echarts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(false)}),
		echarts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
	)...)
	return optionJSON(radar)
}
