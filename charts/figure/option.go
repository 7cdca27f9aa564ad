package figure

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"cchc/internal/exact"
)

// Aid begins the id of a series that only helps the eye (a line of equal values, the unseen foot of a floating bar): its
// marks are not counted and stand for no number.
const Aid = "aid"

// Drawable is what go-echarts' charts have in common here. Its Render is never used: its template lets a name close the
// script element it stands in, encoding/json does not.
type Drawable interface {
	Accept(echarts.ConfigurationVisitor)
	Validate()
	JSON() map[string]any
}

// Common are the settings every chart shares: a fixed id, and colours left to the reader's theme.
func Common(id string) echarts.GlobalOpts {
	return echarts.WithInitializationOpts(opts.Initialization{ChartID: id, Theme: "cchc"})
}

// OptionJSON gives a chart's option as JSON that is safe inside a script element: <, >, &, U+2028 and U+2029 are escaped by
// encoding/json. Titles are the caption's, not the option's.
func OptionJSON(chart Drawable) (json.RawMessage, error) {
	chart.Accept(richTooltip{})
	chart.Validate()
	option := chart.JSON()
	delete(option, "title")
	b, err := json.Marshal(option)
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

// Number is an exact value as the chart's JSON carries it: rounded as the set prints it, never through a float.
func Number(n exact.Num, r exact.Rounding) json.Number { return json.Number(n.Decimal(r)) }

// NoValue is ECharts' word for "nothing to draw here", which is not 0.
const NoValue = "-"

// LabelLength is the most letters of a name that fit beside a bar.
const LabelLength = 80

// Label is a name as a picture can carry it: without controls and without marks that turn the direction of writing (a
// picture has no isolation as <bdi> gives it), and cut to most letters; 0 cuts nothing. The table beside has the full name.
func Label(name string, most int) string {
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); most > 0 && len(runes) > most {
		return strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return name
}

// Item is a mark of a chart: a value, what it is of, and the numbers it draws as the tables print them.
type Item struct {
	Name  string   `json:"name,omitempty"`  // what it is, for whoever points at it
	Value any      `json:"value"`           // NoValue: nothing to draw, and no Texts
	Texts []string `json:"texts,omitempty"` // the numbers of Value that are results, printed; each is a Drawn cell of a table
	Note  string   `json:"note,omitempty"`  // more for whoever points at it: a state, a sentence
	Href  string   `json:"href,omitempty"`  // "#…": where pointing and clicking leads
}

// Printed counts the numbers that items draw.
func Printed(items []Item) int {
	n := 0
	for i := range items {
		n += len(items[i].Texts)
	}
	return n
}

// Items sets the data of a series.
func Items(items []Item) echarts.SeriesOpts {
	return func(s *echarts.SingleSeries) { s.Data = items }
}

// ID names a series for the layout scripts; one that begins with Aid draws no numbers.
func ID(id string) echarts.SeriesOpts {
	return func(s *echarts.SingleSeries) { s.Id = id }
}
