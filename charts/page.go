package charts

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"

	"cchc/charts/area"
	"cchc/charts/figure"
)

// page is what report.html.tmpl reads.
type page struct {
	shell
	Title    string
	Heads    []figure.Head
	Sections []section
	Made     string
	Data     []drawingData
}

// section is a chapter of a page.
type section struct {
	ID, Title string
	Groups    []group
	Empty     string // why there is nothing in it
}

// group is pictures that belong together under one heading.
type group struct {
	ID, Title string
	Facts     []fact
	Figures   []figure.Figure
	Drills    []area.Drill
	Head      figure.Head // of the drills
	errs      error
}

type fact struct{ Name, Text string }

// drawingData is the drawing of one figure, carried in the page as data.
type drawingData struct {
	ID   string
	JSON template.JS
}

// add takes a picture; an error is kept for the section's end.
func (g *group) add(f figure.Figure, err error) {
	if err != nil {
		g.errs = errors.Join(g.errs, fmt.Errorf("figure %s: %w", f.ID, err))
		return
	}
	g.Figures = append(g.Figures, f)
}

func (s *section) err() error {
	var errs error
	for i := range s.Groups {
		errs = errors.Join(errs, s.Groups[i].errs)
	}
	return errs
}

// figures lists the pictures of sections in reading order.
func figures(sections []section) []*figure.Figure {
	var list []*figure.Figure
	for i := range sections {
		for k := range sections[i].Groups {
			for n := range sections[i].Groups[k].Figures {
				list = append(list, &sections[i].Groups[k].Figures[n])
			}
		}
	}
	return list
}

// Labels are what the reader must know before trusting any number of the page, each said once.
func (p *page) Labels() []string {
	var labels []string
	seen := map[string]bool{}
	for _, h := range p.Heads {
		for _, l := range h.Labels {
			if !seen[l] {
				seen[l] = true
				labels = append(labels, l)
			}
		}
	}
	return labels
}

// write adds the drawings and renders.
func (p *page) write(w io.Writer) error {
	for _, f := range figures(p.Sections) {
		if !f.Drawn() {
			continue
		}
		b, err := f.Drawing()
		if err != nil {
			return err
		}
		p.Data = append(p.Data, drawingData{dataID(f), template.JS(b)})
	}
	return p.shell.write(w, p)
}

// dataID is the id of the element that carries a figure's drawing.
func dataID(f *figure.Figure) string { return f.ID + "-so-lieu" }

// write renders to a buffer first, so that a failing template leaves no half page behind.
func (s shell) write(w io.Writer, page any) error {
	var b bytes.Buffer
	if err := s.template.Execute(&b, page); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	_, err := b.WriteTo(w)
	return err
}
