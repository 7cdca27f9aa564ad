package draw

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

const (
	head = `<svg width="90" height="60" viewBox="0 0 90 60" xmlns="http://www.w3.org/2000/svg" ` +
		`xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" baseProfile="full">`
	clear = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" viewBox="0 0 90 60" role="img" ` +
		`font-family="'Liberation Sans', Arial, Helvetica, sans-serif" xml:space="preserve">` + "\n<title>Tên &lt;b&gt;</title>\n"
	foot = "</svg>\n"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, given, want string }{
		{"nothing", ``, ``},
		{"style sheet and comment", `<style><![CDATA[.a{fill:#f00}]]></style><!-- x --><g/>`, "<g/>\n"},
		{"numbers",
			`<rect x="1.23456" y="-0.001" width="10.005px" height="1e1" opacity="0.333333" class="a" ecmeta_data_index="3"/>`,
			`<rect x="1.23" y="0" width="10.01" height="10" opacity="0.3333"/>` + "\n"},
		{"properties",
			`<text style="font-size:12px;font-family:Foo;font-weight:bold;" fill="#57606a" xml:space="preserve">a  b</text>`,
			`<text font-size="12" font-weight="bold" fill="#57606a">a  b</text>` + "\n"},
		{"short font",
			`<text style="font: normal bold 11px Foo, sans-serif">a</text>`,
			`<text font-size="11" font-weight="bold">a</text>` + "\n"},
		{"base line",
			`<text dominant-baseline="central" style="font-size:10px" x="3">a</text>`,
			`<text y="3.46" font-size="10" x="3">a</text>` + "\n"},
		{"base line moved",
			`<text dominant-baseline="central" y="7" font-size="20">a</text>`,
			`<text y="13.93" font-size="20">a</text>` + "\n"},
		{"texts",
			`<text>]]&gt; &lt;script&gt; &amp;amp; "'` + "\u202e</text>",
			`<text>]]&gt; &lt;script&gt; &amp;amp; &#34;'` + "\u202e</text>\n"},
		{"controls", "<text>a\x01b\x7f\u0085c\ufffe</text>", "<text>abc</text>\n"},
		{"names",
			`<g clip-path="url(#zr7-c1)"><path d="M0 0L1 1" stroke="url(#zr7-g0)"/></g><defs>` +
				`<clipPath id="zr7-c1"><path d="M0 0L1 1" fill="none"/></clipPath>` +
				`<linearGradient id="zr7-g0" x1="0" y1="0" x2="0" y2="1"><stop offset="50%" stop-color="#f00"/></linearGradient></defs>`,
			`<g clip-path="url(#p-1)">` + "\n" + `<path d="M0 0L1 1" stroke="url(#p-2)"/>` + "\n</g>\n<defs>\n" +
				`<clipPath id="p-1">` + "\n" + `<path d="M0 0L1 1" fill="none"/>` + "\n</clipPath>\n" +
				`<linearGradient id="p-2" x1="0" y1="0" x2="0" y2="1">` + "\n" +
				`<stop offset="50%" stop-color="#f00"/>` + "\n</linearGradient>\n</defs>\n"},
		{"unseen",
			`<g><rect width="3" height="3" fill="none" pointer-events="visible"/></g>` +
				`<rect fill="#f00" fill-opacity="0" stroke="#f00" stroke-width="0"/><path d="M0 0L1 1" fill="none" stroke="#f00"/>`,
			"<g/>\n" + `<path d="M0 0L1 1" fill="none" stroke="#f00"/>` + "\n"},
		{"transforms",
			`<g transform="translate(1.005 2.345678) rotate(-30)"/><g transform="matrix(0.86602540378,0.5,-0.5,0.866,10.126,0)"/>`,
			`<g transform="translate(1 2.35) rotate(-30)"/>` + "\n" + `<g transform="matrix(0.866 0.5 -0.5 0.866 10.13 0)"/>` + "\n"},
		{"lists",
			`<polyline points="1,2 3.456 4" stroke-dasharray="4,2"/>`,
			`<polyline points="1 2 3.46 4" stroke-dasharray="4 2"/>` + "\n"},
	} {
		got, err := clean(head+c.given+"</svg>", "p", "Tên <b>\x02")
		if err != nil || string(got) != clear+c.want+foot {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, err, got, clear+c.want+foot)
		}
	}
}

func TestCleanRefuses(t *testing.T) {
	for _, given := range []string{
		`<script>x</script>`, `<image href="x"/>`, `<foreignObject/>`, `<a href="#x"/>`, `<use href="#x"/>`, `<filter/>`,
		`<animate/>`, `<g onload="x"/>`, `<g href="#x"/>`, `<g xlink:href="#x"/>`, `<g filter="url(#a)"/>`, `<g data-x="1"/>`,
		`<g tabindex="0"/>`, `<g style="background:url(x)"/>`, `<g style="mix-blend-mode:multiply"/>`,
		`<text style="font:inherit">a</text>`, `<path fill="url(http://x)"/>`, `<path fill="url('#a')"/>`,
		`<path fill="url(#gone)"/>`, `<path clip-path="#f00"/>`, `<path fill="a(b)"/>`, `<path fill="undefined"/>`, `<path stroke="nAn"/>`, `<g id="a"/><g id="a"/>`, `<g id="a b"/>`,
		`<rect x="1" x="2"/>`, `<rect x="1" style="x:2"/>`, `<rect x="NaN"/>`, `<rect x="1 2"/>`, `<rect x=""/>`,
		`<rect x="Infinity"/>`, `<rect x="1e9"/>`, `<path d="M0 0L"/>`, `<path d="L0 0"/>`, `<path d="M0 0A1 1 0 2 0 3 3"/>`,
		`<path d="M0 0X1"/>`, `<path d="M0 NaN"/>`, `<path d="M0 0Z1"/>`, `<path d="M9e6 0l9e6 0"/>`,
		`<path d="M0 0A2 1 30 1 1 0 .01"/>`, `<g transform="skewX(3)"/>`, `<g transform="rotate(1 2 3 4)"/>`,
		`<g transform="rotate(1"/>`, `<text dominant-baseline="central">a</text>`,
		`<text dominant-baseline="hanging" font-size="3">a</text>`, `<text text-anchor="left">a</text>`, `loose`,
		`<text><path d=""/></text>`, `<tspan/>`, `<svg/>`, `<x:g/>`, `<g>`, `</g>`, `</svg><g/><svg>`, `<!DOCTYPE x>`,
		`<?xml version="1.0"?>`, `&nbsp;`, `<text>&bad;</text>`, `<g a/>`, `<g xmlns="http://www.w3.org/1999/xhtml"/>`,
	} {
		if got, err := clean(head+given+"</svg>", "p", "Tên"); err == nil {
			t.Errorf("%s gives %s", given, got)
		}
	}
	for _, whole := range []string{
		"", "x", "<svg/>", `<g/>`, head, head + "</svg>" + head + "</svg>", strings.Replace(head, `width="90"`, "", 1) + "</svg>",
	} {
		if got, err := clean(whole, "p", "Tên"); err == nil {
			t.Errorf("%s gives %s", whole, got)
		}
	}
}

func TestPath(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{"", ""},
		{" M 1,2 3-4 .5.5 ", "M1 2L3 -4L0.5 0.5"},
		{"m1 2 3 4l1 1z m1 1", "M1 2L4 6L5 7ZM2 3"},
		{"M1 1h2v3H5V0", "M1 1H3V4H5V0"},
		{"M1 1c1 1 2 2 3 3s1 1 2 2q1 1 2 2t1 1", "M1 1C2 2 3 3 4 4S5 5 6 6Q7 7 8 8T9 9"},
		{"M0 0a1 1 0 014 5", "M0 0A1 1 0 0 1 4 5"},
		{"M0.0001 0.0004l0.0004 0l0.0004 0", "M0 0L0.001 0L0.001 0"},
		// a quarter to a circle that lacks less than can be seen
		{"M10 0A10 10 0 1 1 10 -0.0004", "M10 0A10 10 0 0 1 -10 0A10 10 0 0 1 10 0"},
		{"M10 0A10 10 0 1 0 10 0.0004", "M10 0A10 10 0 0 0 -10 0A10 10 0 0 0 10 0"},
		{"M0 -5A10 5 0 1 1 -0.0004 -5", "M0 -5A10 5 0 0 1 0 5A10 5 0 0 1 0 -5"},
		{"M0 0A10 10 0 1 1 0 0", "M0 0A10 10 0 1 1 0 0"},
		{"M0 0A10 10 0 1 1 10 10", "M0 0A10 10 0 1 1 10 10"},
	} {
		if got, err := path(c.given); err != nil || got != c.want {
			t.Errorf("%s: %s, not %s (%v)", c.given, got, c.want, err)
		}
	}
}

// TestSmallCirclesStayRound draws circles as ECharts does, an arc whose end is almost its beginning, down to sizes at which
// rounding takes the difference away.
func TestSmallCirclesStayRound(t *testing.T) {
	for _, r := range []float64{0.5, 1.5, 3, 47.3, 200} {
		for _, start := range []float64{0, math.Pi / 2, math.Pi, 3 * math.Pi / 2} {
			from := point{7 + r*math.Cos(start), 9 + r*math.Sin(start)}
			end := start + 2*math.Pi - 1e-4
			to := point{7 + r*math.Cos(end), 9 + r*math.Sin(end)}
			arc := []float64{r, r, 0, 1, 1, to.x, to.y}
			if !almostFull(from, to, arc) {
				t.Fatalf("r %v: not taken for a circle", r)
			}
			half, err := opposite(from, to, arc)
			if d := math.Hypot(half.x-(14-from.x), half.y-(18-from.y)); err != nil || d > r*1e-4 {
				t.Errorf("r %v from %v: the other side is %v away (%v)", r, start, d, err)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(`<style>x</style><g clip-path="url(#a)"><text style="font-size:3px;fill:#f00" dominant-baseline="central">` +
		`a&lt;<tspan>b</tspan></text></g>` +
		`<linearGradient id="b"><stop offset="3%" stop-color="#fff" stop-opacity=".5"/></linearGradient>` +
		`<clipPath id="a"><path d="M1 1l2 2a1 1 0 1 1 0 .001z" transform="rotate(3)"/></clipPath><rect fill="none" x="1e-3"/>`)
	f.Add(`<script>x</script>`)
	f.Add("<text>]]&gt;\u202e &#9; &#10;\r\n \x01</text><image href='x'/>")
	f.Add(`<title>x</title><g onload="x" style="a:b;c"><path fill="url(#b)"/></g><polyline points="1,2 3,4"/>`)
	f.Fuzz(func(t *testing.T, inner string) {
		got, err := clean(head+inner+"</svg>", "c", inner)
		if err != nil {
			return
		}
		inspect(t, got)
		again, err := clean(string(got), "c", inner)
		if err != nil || !bytes.Equal(got, again) {
			t.Errorf("cleaned again: %v\n%s\nfirst\n%s", err, again, got)
		}
		if _, err := Texts(got); err != nil {
			t.Error(err)
		}
	})
}
