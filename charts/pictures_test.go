package charts

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"cchc/charts/draw"
	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
)

// TestPicturesSayWhatTheirTablesSay draws every picture of the demo year as a file and compares its texts with the figure: it
// has the title, the labels and the basis, and in pictures that print their numbers every number that its table marks as
// drawn. Pictures with hostile names are drawn as well.
func TestPicturesSayWhatTheirTablesSay(t *testing.T) {
	drawer, err := NewDrawer()
	if err != nil {
		t.Fatal(err)
	}
	demo, hostile := &Report{Scopes: figuretest.Demo(t)}, &Report{Scopes: []*figure.Scope{figuretest.Small(figuretest.Hostile)}}
	unit := demoUnit(t)
	for name, make := range map[string]func() (*Page, error){"demo": demo.Page, "hostile": hostile.Page, "unit": unit.Page} {
		t.Run(name, func(t *testing.T) {
			made, err := make()
			if err != nil {
				t.Fatal(err)
			}
			said := map[string]string{} // by figure, over all its parts
			for _, p := range made.Pictures() {
				said[figureOf(p.Name, made)] += saidBy(t, drawer, &p)
			}
			for _, f := range made.figures {
				compareTexts(t, f, said[f.ID])
			}
		})
	}
}

// saidBy draws a picture and gives its texts without blanks: a picture breaks its lines where it must.
func saidBy(t *testing.T, drawer *draw.Drawer, p *Picture) string {
	t.Helper()
	svg, err := drawer.SVG(p.Drawing, p.Options())
	if err != nil {
		t.Error(err)
		return ""
	}
	if bytes.Contains(svg, []byte("<img")) || bytes.Contains(svg, []byte("<script")) || bytes.Contains(svg, []byte("\u202e")) {
		t.Errorf("%s carries a name as markup", p.Name)
	}
	texts, err := draw.Texts(svg)
	if err != nil {
		t.Error(err)
	}
	return squeezed(strings.Join(texts, "")) + "\n"
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

func figureOf(picture string, made *Page) string {
	for _, f := range made.figures {
		if picture == f.ID || len(f.Parts) > 0 && strings.HasPrefix(picture, f.ID+"-") {
			return f.ID
		}
	}
	return ""
}

// printing are the kinds of pictures that print the number of each of their marks.
var printing = []string{"waterfall", "heatareas"}

func compareTexts(t *testing.T, f *figure.Figure, said string) {
	t.Helper()
	for _, want := range []string{figure.Label(f.Title, 0), f.Head.Mark(), f.Head.Basis()} {
		if !strings.Contains(said, squeezed(want)) {
			t.Errorf("%s does not say %q", f.ID, want)
		}
	}
	if !slices.Contains(printing, f.Kind) {
		return
	}
	for _, number := range figuretest.DrawnCells(f) {
		if !strings.Contains(said, squeezed(number)) {
			t.Errorf("%s does not print %s", f.ID, number)
		}
	}
}

// TestPicturesAreTheSameAgain draws some pictures twice, in two drawers and in another order.
func TestPicturesAreTheSameAgain(t *testing.T) {
	u := demoUnit(t)
	made, err := u.Page()
	if err != nil {
		t.Fatal(err)
	}
	list := made.Pictures()
	first := map[string][]byte{}
	for range 2 {
		drawer, err := NewDrawer()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			svg, err := drawer.SVG(p.Drawing, p.Options())
			if err != nil {
				t.Fatal(err)
			}
			if first[p.Name] == nil {
				first[p.Name] = svg
			} else if !bytes.Equal(first[p.Name], svg) {
				t.Errorf("%s is drawn differently the second time", p.Name)
			}
			if !draw.Reuse(svg, drawer.Key(p.Drawing, p.Options())) {
				t.Errorf("%s is not known again", p.Name)
			}
		}
		slices.Reverse(list)
	}
}

// demoUnit is the page of a department of the demo year.
func demoUnit(t testing.TB) Unit {
	t.Helper()
	return unitOf(figuretest.Demo(t)[1], "so-y-te")
}

func BenchmarkPictures145(b *testing.B) {
	drawer, err := NewDrawer()
	if err != nil {
		b.Fatal(err)
	}
	made, err := (&Report{Scopes: figuretest.Demo(b)}).Page()
	if err != nil {
		b.Fatal(err)
	}
	list := made.Pictures()
	for b.Loop() {
		for _, p := range list {
			if _, err := drawer.SVG(p.Drawing, p.Options()); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(list)), "pictures")
}
