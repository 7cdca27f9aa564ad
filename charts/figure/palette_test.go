package figure_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"cchc/charts/figure"
)

// colour is linear light of the three primaries, 0 to 1.
type colour [3]float64

func parse(t *testing.T, hex string) colour {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is no colour", hex)
	}
	var c colour
	for i := range c {
		v := float64(n>>(16-8*i)&0xff) / 255
		if c[i] = v / 12.92; v > 0.04045 {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return c
}

// luminance and contrast are those of WCAG 2.2.
func (c colour) luminance() float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// blindness are Machado, Oliveira and Fernandes (2009) at full severity.
var blindness = map[string][3]colour{
	"none":   {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func (c colour) seenBy(m [3]colour) colour {
	var out colour
	for i, row := range m {
		out[i] = min(1, max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
	}
	return out
}

// lab is CIE 1976 L*a*b* under D65.
func (c colour) lab() [3]float64 {
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := f(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func apart(a, b colour) float64 {
	x, y := a.lab(), b.lab()
	return math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2])
}

// themes gives the palette by theme and name.
func themes(t *testing.T) map[string]map[string]colour {
	out := map[string]map[string]colour{"light": {}, "dark": {}}
	for _, c := range figure.Palette() {
		out["light"][c.Name], out["dark"][c.Name] = parse(t, c.Light), parse(t, c.Dark)
	}
	return out
}

func TestTextsAndMarksStandOutFromThePaper(t *testing.T) {
	for theme, colours := range themes(t) {
		least := func(name, on string, want float64) {
			if got := contrast(colours[name], colours[on]); got < want {
				t.Errorf("%s: %s on %s has a contrast of %.2f, not %.1f", theme, name, on, got, want)
			}
		}
		for _, name := range []string{"ink", "soft", "focus"} {
			least(name, "paper", 4.5)
			least(name, "band", 4.5)
		}
		least("notice-ink", "notice", 4.5)
		least("notice-ink", "paper", 4.5)
		for i := 1; i <= 5; i++ {
			least(fmt.Sprintf("heat-ink-%d", i), fmt.Sprintf("heat-%d", i), 4.5)
		}
		for name := range colours {
			switch kind, _, _ := strings.Cut(name, "-"); kind {
			case "part", "reached", "reachable", "lost", "cause", "delivery":
				least(name, "paper", 3)
			}
		}
	}
}

// TestNeighboursStayApart: colours that lie side by side are told apart by everybody. 10 is several times what an eye
// notices between large fields (about 2.3).
func TestNeighboursStayApart(t *testing.T) {
	groups := [][]string{
		{"reached", "reachable", "lost"},
		{"delivery-in_time", "delivery-late", "delivery-absent", "delivery-missing", "delivery-ahead"},
		{"heat-1", "heat-2", "heat-3", "heat-4", "heat-5"},
	}
	for i := 1; i < 8; i++ { // sections are stacked in their order
		groups = append(groups, []string{fmt.Sprintf("part-%d", i), fmt.Sprintf("part-%d", i+1)})
	}
	for theme, colours := range themes(t) {
		for kind, eye := range blindness {
			for _, group := range groups {
				for i, a := range group {
					for _, b := range group[i+1:] {
						if got := apart(colours[a].seenBy(eye), colours[b].seenBy(eye)); got < 10 {
							t.Errorf("%s, %s: %s and %s are only %.1f apart", theme, kind, a, b, got)
						}
					}
				}
			}
		}
	}
}
