package heat

import (
	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/charts/figure"
)

// chart is a heat map before it becomes an option.
type chart struct {
	columns   []string // as the axis has them
	units     []string
	data      []any    // places with a share
	dimension int      // of the share in a datum
	lacks     [][3]int // places without: column, row, number of the sign
	corner    string   // what a mark in the corner of a place means
	corners   [][2]int // column and row of places that have one
	side      side
}

// side is what the layout script reads and then takes out of the option.
type side struct {
	Points  int          `json:"points"` // decimals of points
	Shares  int          `json:"shares"` // decimals of shares
	Tip     string       `json:"tip"`    // what a place says of itself, with {share}, {points}, {applied} and {max} to fill in
	Signs   []signText   `json:"signs"`
	Columns []columnText `json:"columns"`
	Groups  []group      `json:"groups,omitempty"`
}

type signText struct {
	Sign string `json:"sign"`
	Name string `json:"name"`
}

type columnText struct {
	Code string `json:"code"`
	Name string `json:"name"` // with its code
	Max  string `json:"max,omitempty"`
}

// group is neighbouring columns of one area.
type group struct {
	Code string `json:"code"`
	Name string `json:"name"`
	From int    `json:"from"`
	To   int    `json:"to"` // the last one
}

func (m *heatMap) chart() *chart {
	c := &chart{side: side{Points: m.places.Decimals, Shares: m.shares.Decimals, Tip: "Tỷ lệ đạt {share}%", Signs: []signText{}}}
	for _, u := range m.units {
		c.units = append(c.units, m.scope.RankedName(u))
	}
	used, places := m.lacks()
	c.lacks = places
	for _, l := range used {
		c.side.Signs = append(c.side.Signs, signText{l.sign, l.name})
	}
	return c
}

// piece is a class of shares: at least Gte, below Lt.
type piece struct {
	Gte   *int   `json:"gte,omitempty"`
	Lt    *int   `json:"lt,omitempty"`
	Label string `json:"label"`
}

// classes are the five classes, lowest first; the palette has a colour for each.
func classes() []piece {
	at := func(share int) *int { return &share }
	return []piece{
		{nil, at(50), "dưới 50%"},
		{at(50), at(70), "từ 50% đến dưới 70%"},
		{at(70), at(80), "từ 70% đến dưới 80%"},
		{at(80), at(90), "từ 80% đến dưới 90%"},
		{at(90), nil, "từ 90% trở lên"},
	}
}

// drawable adds to go-echarts' heat map what its types cannot carry.
type drawable struct {
	*echarts.HeatMap
	side      side
	dimension int
}

// JSON gives the option with the classes and the side texts.
func (d drawable) JSON() map[string]any {
	option := d.HeatMap.JSON()
	option["visualMap"] = map[string]any{
		"type": "piecewise", "seriesIndex": 0, "dimension": d.dimension, "pieces": classes(),
	}
	option["cchc"] = d.side
	return option
}

func (c *chart) option(id string) ([]byte, error) {
	heat := echarts.NewHeatMap()
	heat.AddSeries("Tỷ lệ đạt", nil, figure.ID("share"), data(c.data))
	if len(c.lacks) > 0 {
		heat.AddSeries("Không có tỷ lệ", nil, figure.ID(figure.Aid+"-lack"), data(c.lacks))
	}
	if len(c.corners) > 0 {
		scatter := echarts.NewScatter()
		scatter.AddSeries(c.corner, nil, figure.ID(figure.Aid+"-corner"), data(c.corners))
		heat.Overlap(scatter)
	}
	heat.SetGlobalOptions(figure.Common(id),
		echarts.WithXAxisOpts(opts.XAxis{Type: "category", Data: c.columns}),
		echarts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: c.units}),
		echarts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		echarts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
	)
	return figure.OptionJSON(drawable{heat, c.side, c.dimension})
}

// data sets a series' data, whatever their form.
func data(values any) echarts.SeriesOpts {
	return func(s *echarts.SingleSeries) { s.Data = values }
}
