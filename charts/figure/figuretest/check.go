// Package figuretest holds what the tests of every picture share: made results with each case a picture must show, the
// whole demo year, and the check that a picture draws the numbers of its table and nothing else.
package figuretest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure"
)

var drawings = flag.String("drawings", "", "folder to write the drawings of checked figures to")

// Mark is a mark read back from an option.
type Mark struct {
	Series, Name string
	Value        json.RawMessage
	Texts        []string // the numbers it draws
	Href         string
}

// Check holds a figure to what every figure promises: it has a caption, either a picture or a state in its place, a tooltip
// that needs no inline style, no markup, as many marks as it says, and exactly the numbers of the Drawn cells of its tables.
func Check(t testing.TB, f *figure.Figure) []Mark {
	t.Helper()
	if f.ID == "" || f.Kind == "" || f.Title == "" || f.About == "" {
		t.Errorf("figure %q lacks id, kind, title or how to read it", f.ID)
	}
	if f.Drawn() == (f.State != "") {
		t.Errorf("%s: drawn %v, but the state is %q", f.ID, f.Drawn(), f.State)
	}
	if len(f.Tables) == 0 {
		t.Errorf("%s has no table", f.ID)
	}
	cells := DrawnCells(f)
	if !f.Drawn() {
		if f.Marks != 0 || len(cells) != 0 {
			t.Errorf("%s draws nothing, but counts %d marks and %d drawn cells", f.ID, f.Marks, len(cells))
		}
		return nil
	}
	Save(t, f)
	if bytes.ContainsAny(f.Option, "<>&\u2028\u202e") {
		t.Errorf("%s: the option carries markup", f.ID)
	}
	marks := Marks(t, f.Option)
	var texts []string
	for _, m := range marks {
		texts = append(texts, m.Texts...)
		if bad := m.strange(); bad != "" {
			t.Errorf("%s: mark %q of %q is drawn at %s, which is not %s", f.ID, m.Name, m.Series, m.Value, bad)
		}
	}
	if len(texts) != f.Marks || len(cells) != f.Marks {
		t.Errorf("%s says it has %d marks, draws %d, and its tables have %d", f.ID, f.Marks, len(texts), len(cells))
	}
	slices.Sort(texts)
	slices.Sort(cells)
	if !slices.Equal(texts, cells) {
		t.Errorf("%s: picture and tables differ:\n drawn %v\n table %v", f.ID, texts, cells)
	}
	return marks
}

// DrawnCells lists the numbers of a figure's tables that its picture has.
func DrawnCells(f *figure.Figure) []string {
	var texts []string
	for _, table := range f.Tables {
		for _, row := range table.Rows {
			for _, c := range row.Cells {
				if c.Drawn {
					texts = append(texts, c.Text)
				}
			}
		}
	}
	return texts
}

// Marks reads the marks of an option back: every datum with a value of every series that is no aid.
func Marks(t testing.TB, option []byte) []Mark {
	t.Helper()
	var o struct {
		Tooltip *struct{ RenderMode string }
		Series  []struct {
			ID, Name string
			Data     []json.RawMessage
		}
	}
	if err := json.Unmarshal(option, &o); err != nil {
		t.Fatal(err)
	}
	if o.Tooltip != nil && o.Tooltip.RenderMode != "richText" {
		t.Errorf("tooltip is drawn as %q", o.Tooltip.RenderMode)
	}
	var marks []Mark
	for _, s := range o.Series {
		if strings.HasPrefix(s.ID, figure.Aid) {
			continue
		}
		for _, raw := range s.Data {
			if m := markOf(t, raw); m.Value != nil {
				m.Series = s.Name
				marks = append(marks, m)
			}
		}
	}
	return marks
}

func markOf(t testing.TB, raw json.RawMessage) Mark {
	t.Helper()
	var item struct {
		Name, Href string
		Value      json.RawMessage
		Texts      []string
	}
	if raw[0] == '{' {
		if err := json.Unmarshal(raw, &item); err != nil {
			t.Fatal(err)
		}
	} else {
		item.Value = raw
	}
	if string(item.Value) == `"`+figure.NoValue+`"` {
		if len(item.Texts) > 0 {
			t.Errorf("%s has no value but draws %v", item.Name, item.Texts)
		}
		return Mark{}
	}
	m := Mark{Name: item.Name, Value: item.Value, Texts: item.Texts, Href: item.Href}
	if m.Texts == nil { // the last number is the value
		numbers := m.numbers()
		m.Texts = []string{strings.Replace(numbers[len(numbers)-1], ".", ",", 1)}
	}
	return m
}

func (m *Mark) numbers() []string {
	return strings.Split(strings.Trim(string(m.Value), "[]"), ",")
}

// strange gives a printed number that the mark is not drawn at, "" if there is none.
func (m *Mark) strange() string {
	at := m.numbers()
	for _, text := range m.Texts {
		plain := strings.TrimSuffix(strings.NewReplacer(".", "", ",", ".", "≤ ", "").Replace(text), "%")
		if !slices.Contains(at, plain) {
			return text
		}
	}
	return ""
}

// Save writes a figure's drawing to the folder that -drawings names, for looking at it.
func Save(t testing.TB, f *figure.Figure) {
	t.Helper()
	if *drawings == "" {
		return
	}
	b, err := f.Drawing()
	if err == nil {
		err = os.MkdirAll(*drawings, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(*drawings, fmt.Sprintf("%s-%s.json", f.Head.SetID, f.ID)), b, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
