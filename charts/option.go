package charts

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/internal/exact"
)

// marks are the settings every chart shares: a fixed id, colours left to the page's theme, no toolbox, and the labels
// inside the picture, so that they stay with it when it is copied out of the page.
func marks(id string, h head) []echarts.GlobalOpts {
	return []echarts.GlobalOpts{
		echarts.WithInitializationOpts(opts.Initialization{ChartID: id, Theme: "cchc"}),
		echarts.WithTitleOpts(opts.Title{Subtitle: h.mark(), Top: "0", Left: "0"}),
	}
}

// drawable is what go-echarts' charts have in common here. Its Render is never used: its template lets a name close
// the script element it stands in, encoding/json does not.
type drawable interface {
	Accept(echarts.ConfigurationVisitor)
	Validate()
	JSON() map[string]any
}

// optionJSON gives a chart's option as JSON that is safe inside a script element: <, >, &, U+2028 and U+2029 are
// escaped by encoding/json.
func optionJSON(chart drawable) ([]byte, error) {
	chart.Accept(richTooltip{})
	chart.Validate()
	b, err := json.Marshal(chart.JSON())
	if err != nil {
		return nil, fmt.Errorf("encode chart option: %w", err)
	}
	return b, nil
}

// richTooltip draws tooltips inside the picture: HTML tooltips need inline styles, which the page's policy forbids.
type richTooltip struct {
	echarts.BaseConfigurationVisitor
}

func (richTooltip) VisitTooltipOpt(t opts.Tooltip) any {
	return struct {
		opts.Tooltip
		RenderMode string `json:"renderMode"`
		Confine    bool   `json:"confine"`
	}{t, "richText", true}
}

// number is an exact value as the chart's JSON carries it: rounded as the set prints it, never through a float.
func number(n exact.Num, r exact.Rounding) json.Number { return json.Number(n.Decimal(r)) }

// noValue is ECharts' word for "nothing to draw here", which is not 0.
const noValue = "-"

// labelLength is the most letters of a name that fit beside a bar.
const labelLength = 80

// chartLabel is a name as a picture can carry it: without controls and without marks that turn the direction of
// writing (a picture has no isolation as <bdi> gives it), and cut to what fits. The table beside has the full name.
func chartLabel(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > labelLength {
		return strings.TrimSpace(string(runes[:labelLength-1])) + "…"
	}
	return name
}
