package charts

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cchc/engine"
)

var update = flag.Bool("update", false, "rewrite golden files")

// golden compares a chart's option, one value a line, with testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, got, "", " "); err != nil {
		t.Fatalf("option is not JSON: %v", err)
	}
	b.WriteByte('\n')
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("%s differs from the option:\n%s", path, b.String())
	}
}

func options(t *testing.T, r *Report) (ranking, radar []byte) {
	t.Helper()
	h, sections := newHead(r.Set, r.Result, r.Demo), sectionsOf(r.Set)
	units := byBlock(r.Set, r.Result)[0]
	ranking, err := rankingOption("xep-hang-1", r, h, sections, units)
	if err != nil {
		t.Fatal(err)
	}
	radar, err = radarOption("linh-vuc", r, h, sections, units[1])
	if err != nil {
		t.Fatal(err)
	}
	return ranking, radar
}

func TestOptionsGolden(t *testing.T) {
	r := madeReport(t, plainName)
	ranking, radar := options(t, &r)
	golden(t, "ranking.json", ranking)
	golden(t, "radar.json", radar)
}

// readOption is what a chart library reads of an option.
type readOption struct {
	Title   struct{ Subtext string }
	Tooltip struct{ RenderMode string }
	XAxis   []struct{ Min *json.Number }
	YAxis   []struct{ Data []string }
	Radar   struct{ Indicator []struct{ Name string } }
	Series  []struct {
		Name, Type, Stack string
		Data              []struct {
			Name  string
			Value json.RawMessage
		}
	}
}

func read(t *testing.T, option []byte) readOption {
	t.Helper()
	var o readOption
	if err := json.Unmarshal(option, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestRankingDrawsTheResult(t *testing.T) {
	r := madeReport(t, plainName)
	ranking, _ := options(t, &r)
	o, units, sections, places := read(t, ranking), byBlock(r.Set, r.Result)[0], sectionsOf(r.Set), r.Set.Rounding.Rounding
	if len(units) != 3 || len(sections) != 4 {
		t.Fatalf("%d units over %d sections, want 3 over 4", len(units), len(sections))
	}
	if got := len(o.Series); got != len(sections)+2 {
		t.Fatalf("%d series, want one a section and two of marks", got)
	}
	if got := strings.Join(o.YAxis[0].Data, "|"); got != "1. so-a|2. so-b (chưa công bố)|so-c (không xếp hạng)" {
		t.Errorf("units are %s", got)
	}
	if o.XAxis[0].Min == nil || *o.XAxis[0].Min != "0" {
		t.Errorf("points start at %v, not at 0", o.XAxis[0].Min)
	}
	for i, s := range o.Series {
		if len(s.Data) != len(units) {
			t.Fatalf("series %s has %d marks for %d units", s.Name, len(s.Data), len(units))
		}
		for j, d := range s.Data {
			want, name := "", ""
			switch {
			case i < len(sections) && units[j].Nodes[sections[i].Node].State == engine.NotApplicable:
				want, name = `"-"`, "không áp dụng"
			case i < len(sections):
				p := units[j].Nodes[sections[i].Node].Points
				want, name = p.Decimal(places), p.DecimalVN(places)
			case i == len(sections):
				want, name = "["+units[j].Applied.Decimal(places)+","+string(rune('0'+j))+"]", units[j].Applied.DecimalVN(places)
			default:
				want, name = "["+units[j].Applied.Decimal(places)+","+string(rune('0'+j))+"]", units[j].Index.DecimalVN(places)+"%"
			}
			if string(d.Value) != want || d.Name != name {
				t.Errorf("%s of %s: %s %q, want %s %q", s.Name, units[j].Unit, d.Value, d.Name, want, name)
			}
		}
	}
}

func TestRadarDrawsTheUnit(t *testing.T) {
	r := madeReport(t, plainName)
	r.Focus = "so-b"
	h, sections := newHead(r.Set, r.Result, r.Demo), sectionsOf(r.Set)
	b, err := radarOption("linh-vuc", &r, h, sections, r.focus())
	if err != nil {
		t.Fatal(err)
	}
	o := read(t, b)
	var values []json.Number
	if err := json.Unmarshal(o.Series[0].Data[0].Value, &values); err != nil {
		t.Fatal(err)
	}
	if len(values) != 3 || len(o.Radar.Indicator) != 3 {
		t.Fatalf("%d values on %d axes, want 3: the third area does not apply", len(values), len(o.Radar.Indicator))
	}
	at := 0
	for _, s := range sections {
		n := r.focus().Nodes[s.Node]
		index, ok := share(n.Points, n.Applied)
		if !ok {
			continue
		}
		if got, want := string(values[at]), index.Decimal(r.Set.Rounding.Rounding); got != want {
			t.Errorf("%s is drawn at %s, want %s", s.Code, got, want)
		}
		if want := index.DecimalVN(r.Set.Rounding.Rounding) + "%"; !strings.HasSuffix(o.Radar.Indicator[at].Name, want) {
			t.Errorf("axis %q does not end in %s", o.Radar.Indicator[at].Name, want)
		}
		at++
	}
}

func TestNegativePointsMoveTheAxis(t *testing.T) {
	r := madeReport(t, plainName)
	for i := range r.Result.Units {
		n := &r.Result.Units[i].Nodes[0]
		n.Points = n.Applied.Neg()
	}
	ranking, radar := options(t, &r)
	if o := read(t, ranking); o.XAxis[0].Min != nil {
		t.Errorf("axis starts at %s although points are negative", *o.XAxis[0].Min)
	}
	if !bytes.Contains(radar, []byte(`"min":-100`)) {
		t.Error("radar has no room for a negative index")
	}
}

func TestEveryOptionIsLabelledAndFreeOfMarkup(t *testing.T) {
	hostile := func(string) Name {
		return Name{"x", "</script><img src=x onerror=alert(1)>\u202e\u2028&"}
	}
	r := madeReport(t, hostile)
	ranking, radar := options(t, &r)
	for _, b := range [][]byte{ranking, radar} {
		if bytes.ContainsAny(b, "<>&\u2028\u202e") {
			t.Errorf("option carries markup: %s", b)
		}
		o := read(t, b)
		if o.Title.Subtext != "Dữ liệu minh họa · Bộ tiêu chí tham khảo (chưa chính thức) · Điểm tạm tính" {
			t.Errorf("labels in the picture are %q", o.Title.Subtext)
		}
		if o.Tooltip.RenderMode != "richText" {
			t.Errorf("tooltip is drawn as %q", o.Tooltip.RenderMode)
		}
	}
}

func TestChartLabel(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Sở Y tế", "Sở Y tế"},
		{"direction marks", "Sở\u202eết Y\u2066", "Sởết Y"},
		{"line break", "a\nb\u0000", "ab"},
		{"long", strings.Repeat("ở", 300), strings.Repeat("ở", labelLength-1) + "…"},
		{"just fits", strings.Repeat("ở", labelLength), strings.Repeat("ở", labelLength)},
	} {
		if got := chartLabel(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
