package block

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"cchc/charts/figure"
)

// datum is a mark as a chart library reads it.
type datum struct {
	Name, Note, Hold string
	Value            json.RawMessage
	Texts            []string
}

// at gives the numbers of a value that is a list, as they are written.
func (d datum) at() []string {
	return strings.Split(strings.Trim(string(d.Value), "[]"), ",")
}

// readOption is what tests read of an option.
type readOption struct {
	XAxis []struct{ Min, Max json.Number }
	YAxis []struct{ Data []string }
	// Series by id.
	Series map[string]readSeries
}

type readSeries struct {
	Name string
	Data []datum
}

func read(t testing.TB, f *figure.Figure) readOption {
	t.Helper()
	var o struct {
		readOption
		Series []struct {
			ID string
			readSeries
		}
	}
	if err := json.Unmarshal(f.Option, &o); err != nil {
		t.Fatalf("%s: %v", f.ID, err)
	}
	out := o.readOption
	out.Series = map[string]readSeries{}
	for _, s := range o.Series {
		out.Series[s.ID] = s.readSeries
	}
	return out
}

// tableText prints a figure as its readers find it, but for the picture.
func tableText(f *figure.Figure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "== %s\n%s\n", f.Title, f.About)
	if f.State != "" {
		fmt.Fprintf(&b, "[%s]\n", f.State)
	}
	for _, t := range f.Tables {
		fmt.Fprintf(&b, "-- %s\n", t.Title)
		for _, heads := range t.Heads {
			for _, h := range heads {
				spans := strings.Repeat(" «", max(0, h.Cols-1)) + strings.Repeat(" ^", max(0, h.Rows-1))
				fmt.Fprintf(&b, "| %s%s ", h.Text, spans)
			}
			b.WriteString("|\n")
		}
		for _, row := range t.Rows {
			for _, c := range row.Cells {
				b.WriteString("| " + cellText(c) + " ")
			}
			b.WriteString("|\n")
		}
		if t.Note != "" {
			fmt.Fprintf(&b, "(%s)\n", t.Note)
		}
	}
	return b.String()
}

// cellText marks what a picture draws with a star and states with brackets.
func cellText(c figure.Cell) string {
	text := c.Text
	switch {
	case c.Drawn:
		text += "*"
	case c.Class == "word":
		text = "[" + text + "]"
	}
	for _, remark := range c.Remarks {
		text += " / " + remark
	}
	if c.Hold != "" {
		text += " ! " + c.Hold
	}
	return text
}
