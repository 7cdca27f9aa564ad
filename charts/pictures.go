package charts

import (
	"fmt"
	"strconv"

	"cchc/charts/draw"
	"cchc/charts/figure"
)

// Picture is one drawing as a file: a whole figure, or one part of a figure that does not fit on a sheet.
type Picture struct {
	Name    string // without its ending: "so-2026-so-xep-hang", "xa-2026-xa-tieu-chi-3" for a third part
	Title   string
	Drawing []byte
	Rows    []int // the rows drawn; nil for all
}

// Pictures lists the pictures of the page in reading order.
func (p *Page) Pictures() []Picture {
	var list []Picture
	for i, f := range p.figures {
		whole := Picture{Name: f.ID, Title: figure.Label(f.Title, 0), Drawing: []byte(p.Data[i].JSON)}
		if len(f.Parts) == 0 {
			list = append(list, whole)
			continue
		}
		for k, part := range f.Parts {
			sheet := whole
			sheet.Name += "-" + strconv.Itoa(k+1)
			for row := part.From; row < part.To; row++ {
				sheet.Rows = append(sheet.Rows, row)
			}
			list = append(list, sheet)
		}
	}
	return list
}

// pictureWidth is the width of a file in pixels: that of a column of text on A4 in landscape.
const pictureWidth = 1000

// NewDrawer prepares to draw pictures without a browser.
func NewDrawer() (*draw.Drawer, error) {
	var scripts []draw.Script
	for _, name := range layoutScripts() {
		scripts = append(scripts, draw.Script{Name: name, Text: asset(name)})
	}
	d, err := draw.New(scripts...)
	if err != nil {
		return nil, fmt.Errorf("prepare to draw: %w", err)
	}
	return d, nil
}

// Options are how a picture is drawn as a file: in light colours, with its title and basis inside.
func (p *Picture) Options() draw.Options {
	return draw.Options{Width: pictureWidth, Tokens: figure.Tokens(false), Rows: p.Rows, Title: p.Title}
}
