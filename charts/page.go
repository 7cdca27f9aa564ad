package charts

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"

	"cchc/charts/area"
	"cchc/charts/figure"
)

// Page is a page of pictures, made and not yet written. Its fields are for report.html.tmpl.
type Page struct {
	shell
	Title    string
	Heads    []figure.Head
	Sections []section
	Data     []drawingData // of the figures that are drawn, in reading order
	figures  []*figure.Figure
}

// newPage takes the sections of a page with the drawings of their figures.
func newPage(title string, heads []figure.Head, sections []section) (*Page, error) {
	p := &Page{shell: reportShell(), Title: title, Heads: heads, Sections: sections}
	for _, f := range figures(sections) {
		if !f.Drawn() {
			continue
		}
		b, err := f.Drawing()
		if err != nil {
			return nil, err
		}
		p.figures = append(p.figures, f)
		p.Data = append(p.Data, drawingData{f.ID + "-so-lieu", template.JS(b)})
	}
	return p, nil
}

// Write writes the page as one self-contained HTML file; it fails if w does.
func (p *Page) Write(w io.Writer) error { return p.shell.write(w, p) }

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
func (p *Page) Labels() []string {
	var labels []string
	for _, h := range p.Heads {
		for _, l := range h.Labels {
			if !slices.Contains(labels, l) {
				labels = append(labels, l)
			}
		}
	}
	return labels
}

// write renders to a buffer first, so that a failing template leaves no half page behind.
func (s shell) write(w io.Writer, page any) error {
	var b bytes.Buffer
	if err := s.template.Execute(&b, page); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	_, err := b.WriteTo(w)
	return err
}
