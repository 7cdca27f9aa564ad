package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

// TestMain prints sums of drawn pictures where TestAnotherProcessDrawsTheSame asks for them.
func TestMain(m *testing.M) {
	if os.Getenv("CCHC_DRAW_SUMS") != "" {
		for name := range strings.FieldsSeq(os.Getenv("CCHC_DRAW_SUMS")) {
			b, err := must(shared()).SVG(drawing(name), options(name))
			fmt.Printf("%s %x %v\n", name, sha256.Sum256(b), err)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func script(file string) Script {
	return Script{filepath.Base(file), string(must(os.ReadFile(file)))}
}

func scripts() []Script {
	return []Script{script("../assets/echarts/echarts.min.js"), script("../assets/js/base.js"), script("testdata/fit-test.js")}
}

var shared = sync.OnceValues(func() (*Drawer, error) { return New(scripts()...) })

// fresh is a drawer of its own that shares what New compiles.
func fresh(t testing.TB, workers int) *Drawer {
	t.Helper()
	d := *must(shared())
	d.places = make(chan *interpreter, workers)
	for range workers {
		d.places <- nil
	}
	return &d
}

var pictures = []string{"bars", "circles", "days", "chance"}

func drawing(name string) []byte {
	return must(os.ReadFile(filepath.Join("testdata", name+".json")))
}

// colors are as many as the layouts ask for by name.
func colors() json.RawMessage {
	all := map[string]string{
		"paper": "#ffffff", "ink": "#1b1f24", "soft": "#57606a", "line": "#d0d7de", "notice-ink": "#5c4300",
		"heat-1": "#9a4a06", "heat-3": "#fbe3bd", "heat-5": "#1f5fa6",
	}
	for i := range 8 {
		all[fmt.Sprintf("part-%d", i+1)] = fmt.Sprintf("#%02x72b2", 30*i)
	}
	return must(json.Marshal(all))
}

// options differ from drawing to drawing, so that one is told from another by more than its data.
func options(name string) Options {
	return Options{Width: 700 + 10*len(name), Tokens: colors(), Paper: name == "bars"}
}

func TestPictureStandsAlone(t *testing.T) {
	for _, name := range pictures {
		svg, err := must(shared()).SVG(drawing(name), options(name))
		if err != nil {
			t.Fatal(err)
		}
		inspect(t, svg)
		texts, err := Texts(svg)
		if err != nil {
			t.Fatal(err)
		}
		var d struct{ Title, Mark, Basis string }
		if err := json.Unmarshal(drawing(name), &d); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(texts, "\n"); !strings.Contains(got, d.Title+"\n"+d.Mark+"\n"+d.Basis) {
			t.Errorf("%s: title, mark and basis are not among its texts:\n%s", name, got)
		}
		if !bytes.Contains(svg, []byte("<title>"+d.Title+"</title>")) {
			t.Errorf("%s has no name", name)
		}
	}
}

func TestTextsAreThoseOfTheDrawing(t *testing.T) {
	svg, err := must(shared()).SVG(drawing("bars"), Options{Width: 720, Tokens: colors(), Rows: []int{1, 5}, Title: "Hai đơn vị"})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := Texts(svg)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(texts, "|")
	for _, want := range []string{"Sở Nông nghiệp và Môi trường", "Phường Điện Biên Phủ", "91,4", "100"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	for _, other := range []string{"Văn phòng UBND tỉnh", "86,25", "Hai đơn vị"} {
		if strings.Contains(got, other) {
			t.Errorf("%q in %s", other, got)
		}
	}
	if !bytes.Contains(svg, []byte("<title>Hai đơn vị</title>")) {
		t.Error("the picture does not have the name it was given")
	}
}

func TestPaperHasPatterns(t *testing.T) {
	for _, paper := range []bool{true, false} {
		svg, err := must(shared()).SVG(drawing("bars"), Options{Width: 720, Tokens: colors(), Paper: paper})
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(svg, []byte("<pattern ")) != paper {
			t.Errorf("paper %v, but pattern %v", paper, !paper)
		}
	}
}

// TestSameBytesWhateverWasDrawnBefore draws in many orders, with one interpreter and with several at once, between pictures
// that fail, and expects the bytes of the first time.
func TestSameBytesWhateverWasDrawnBefore(t *testing.T) {
	first := map[string][]byte{}
	for _, name := range pictures {
		first[name] = must(fresh(t, 1).SVG(drawing(name), options(name)))
	}
	random := rand.New(rand.NewPCG(7, 7))
	for _, workers := range []int{1, 3} {
		d := fresh(t, workers)
		var wait sync.WaitGroup
		for range 4 {
			for _, k := range random.Perm(len(pictures)) {
				wait.Go(func() {
					got, err := d.SVG(drawing(pictures[k]), options(pictures[k]))
					if err != nil || !bytes.Equal(got, first[pictures[k]]) {
						t.Errorf("%d workers: %s is another file: %v", workers, pictures[k], err)
					}
				})
			}
			wait.Go(func() {
				if _, err := d.SVG([]byte(`{"kind":"broken","title":"x","option":{}}`), options("")); err == nil {
					t.Error("a broken layout gives a picture")
				}
			})
		}
		wait.Wait()
	}
}

// TestAnotherProcessDrawsTheSame draws in the opposite order in a process of its own, in another time zone.
func TestAnotherProcessDrawsTheSame(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CCHC_DRAW_SUMS=chance days circles bars", "TZ=America/New_York", "GOMAXPROCS=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pictures {
		svg, err := must(shared()).SVG(drawing(name), options(name))
		if want := fmt.Sprintf("%s %x %v\n", name, sha256.Sum256(svg), err); !strings.Contains(string(out), want) {
			t.Errorf("here %sthere %s", want, out)
		}
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	hostile := []string{
		`</script></style></title></text></svg><script>alert(1)</script>`, `<img src=x onerror="alert(1)">`,
		"]]>", "<![CDATA[", "<!-- -->",
		"&lt;&#0;&amp;", "\u202eabc", "a\x00b\x08c\x1b\x7f\u0085\ufffe", "😀 emoji", strings.Repeat("ư", 300), `" onload="x`, "'",
		"{a|b}", "{value}", "<!DOCTYPE x>", "\u2028", "  two  spaces  ",
	}
	type item struct {
		Value int      `json:"value"`
		Texts []string `json:"texts"`
	}
	var data []item
	for i, s := range hostile {
		data = append(data, item{i + 1, []string{s}})
	}
	b := must(json.Marshal(map[string]any{
		"kind": "bars", "title": strings.Join(hostile[:9], " "), "basis": hostile[0],
		"option": map[string]any{
			"yAxis":  map[string]any{"type": "category", "data": hostile},
			"xAxis":  map[string]any{"type": "value", "name": hostile[1]},
			"series": []any{map[string]any{"type": "bar", "name": hostile[0], "data": data}},
		},
	}))
	svg, err := must(shared()).SVG(b, Options{Width: 900, Tokens: colors(), Title: hostile[0] + hostile[7]})
	if err != nil {
		t.Fatal(err)
	}
	inspect(t, svg)
	texts := must(Texts(svg))
	got := strings.Join(texts, "\n")
	for _, s := range hostile {
		if s = legal(s); !strings.Contains(got, s) {
			t.Errorf("%q is not drawn", s)
		}
	}
}

// inspect holds a file to what every picture promises, with another reader than the one that cleaned it.
func inspect(t testing.TB, svg []byte) {
	t.Helper()
	if !utf8.Valid(svg) {
		t.Error("is not UTF-8")
	}
	first := true
	for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("is not well-formed: %v", err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if first != (e.Name.Local == "svg") || e.Name.Space != "http://www.w3.org/2000/svg" {
			t.Errorf("element %v", e.Name)
		}
		first = false
		if !strings.Contains(" svg title g defs clipPath linearGradient stop pattern rect path polyline polygon circle line text "+
			"tspan ", " "+e.Name.Local+" ") {
			t.Errorf("element %s", e.Name.Local)
		}
		seen := map[xml.Name]bool{}
		for _, a := range e.Attr {
			if seen[a.Name] {
				t.Errorf("attribute %s twice", a.Name.Local)
			}
			seen[a.Name] = true
			inspectAttribute(t, e.Name.Local, a)
		}
	}
}

func inspectAttribute(t testing.TB, element string, a xml.Attr) {
	t.Helper()
	name, value := strings.ToLower(a.Name.Local), strings.ToLower(a.Value)
	if strings.HasPrefix(name, "on") || strings.Contains(name, "href") || name == "style" || name == "class" || name == "src" ||
		strings.HasPrefix(name, "ecmeta") || name == "filter" {
		t.Errorf("%s has %s=%q", element, name, value)
	}
	if i := strings.Index(value, "url("); i >= 0 && !strings.HasPrefix(value[i:], "url(#c") {
		t.Errorf("%s has %s=%q", element, name, value)
	}
	if strings.Contains(value, "javascript:") || strings.Contains(value, "nan") || strings.Contains(value, "undefined") {
		t.Errorf("%s has %s=%q", element, name, value)
	}
	number := strings.NewReplacer("translate(", " ", "rotate(", " ", ")", " ").Replace(value)
	for _, part := range strings.FieldsFunc(number, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }) {
		may := 4
		if name == "x" || name == "y" || name == "points" {
			may = 2
		} else if name == "d" {
			may = 3
		}
		if _, places, _ := strings.Cut(part, "."); len(places) > may {
			t.Errorf("%s has %s=%q: not rounded", element, name, value)
			return
		}
	}
}

// filled is a drawing of one shape in a colour.
func filled(color string) string {
	return `{"kind":"filled","title":"Tên","basis":"x","option":{"fill":` + color + `}}`
}

func TestWhatCannotBeDrawnSaysWhy(t *testing.T) {
	d := fresh(t, 1)
	ok := options("bars")
	for _, c := range []struct {
		drawing string
		o       Options
		want    []string
	}{
		{`{"kind":"broken","title":"Tên","option":{}}`, ok, []string{`"broken"`, "Tên", "TypeError", "fit-test.js:"}},
		{`{"kind":"deep","title":"Tên","option":{}}`, ok, []string{`"deep"`, "too deep", "fit-test.js"}},
		{`{"kind":"nowhere","title":"Tên","option":{}}`, ok, []string{`"nowhere"`}},
		{`{"kind":"plain","title":"Tên"}`, ok, []string{`"plain"`}},
		{`{"kind":"plain","option":{}}`, ok, []string{"title"}},
		{`{"kind":"plain"`, ok, []string{"read drawing"}},
		{`{"kind":"plain","title":"Tên","option":{}}`, Options{Tokens: colors()}, []string{"width of 0"}},
		{`{"kind":"plain","title":"Tên","option":{}}`, Options{Width: 300, Tokens: json.RawMessage("{")}, []string{`"plain"`}},
		{filled(`"url(http://x)"`), ok, []string{"clean", "fill"}},
		{filled(`"#000\" onload=\"x"`), ok, []string{"clean"}},
		{filled(`"#000\"/><script>x</script><rect x=\""`), ok, []string{"clean"}},
		{filled(`{"image":"x.png","imageWidth":9,"imageHeight":9}`), ok, []string{"image"}},
	} {
		svg, err := d.SVG([]byte(c.drawing), c.o)
		if err == nil {
			t.Errorf("%s gives a picture: %s", c.drawing, svg)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: no %q in the error %v", c.drawing, want, err)
			}
		}
	}
	if _, err := d.SVG(drawing("bars"), ok); err != nil {
		t.Errorf("after the errors: %v", err)
	}
}

func TestEndlessLayoutIsStopped(t *testing.T) {
	d := fresh(t, 1)
	want := must(d.SVG(drawing("days"), options("days")))
	d.limit = 100 * time.Millisecond
	began := time.Now()
	_, err := d.SVG([]byte(`{"kind":"endless","title":"Tên","option":{}}`), options("endless"))
	if !errors.Is(err, errTooLong) || !strings.Contains(err.Error(), "endless") || time.Since(began) > 20*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	d.limit = limit
	if got, err := d.SVG(drawing("days"), options("days")); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the next picture is another one: %v", err)
	}
}

func TestLargePicturesLeaveNothingBehind(t *testing.T) {
	d := fresh(t, 1)
	for _, c := range []struct {
		drawing []byte
		kept    bool
	}{{cells(2, 3), true}, {cells(20, 25), false}} {
		must(d.SVG(c.drawing, options("cells")))
		in := <-d.places
		if kept := in != nil; kept != c.kept {
			t.Errorf("after %d bytes of data, the interpreter is kept: %v", len(c.drawing), kept)
		}
		d.places <- in
	}
}

func TestScriptsThatDoNotWork(t *testing.T) {
	for _, c := range []struct {
		scripts []Script
		want    string
	}{
		{[]Script{{"half.js", "function ("}}, "half.js"},
		{[]Script{{"thrown.js", "var echarts = {};\nnull.x;"}}, "thrown.js:2"},
		{nil, "echarts"},
	} {
		if _, err := New(c.scripts...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("no %q in %v", c.want, err)
		}
	}
}
