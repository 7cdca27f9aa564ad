// Package draw turns drawings into SVG files without a browser: it runs the scripts that lay drawings out in pages, in an
// interpreter, measures texts with the fonts it carries, and lets only plain shapes and texts into the file.
//
// It does not know what a drawing shows (charts/figure makes them), has no colours of its own and touches no folder: which
// pictures are wanted, where their files lie and how they stand in a page is for the callers.
package draw

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/dop251/goja"
)

// Script is a script text that runs in every interpreter: ECharts, then what lays drawings out with it.
type Script struct{ Name, Text string }

// Options are how a drawing is wanted.
type Options struct {
	Width  int             // of the picture, in pixels; its height follows
	Tokens json.RawMessage // the colours of one theme by their names
	Paper  bool            // patterns beside colours, denser rows
	Rows   []int           // the rows to draw; nil draws all
	Title  string          // the picture's name for those who do not see it; "" takes the drawing's title
}

// limit is how long one picture may take. It ends scripts that would never end: the largest pictures take seconds, and
// several times that on a busy machine, where they must not fail.
const limit = time.Minute

// large is the length of a picture, as ECharts gives it, from which its interpreter is not kept: what was drawn stays in its
// memory, 70 MB for a map of 1900 cells, while a new interpreter has 5 MB and is made in a fraction of the time.
const large = 150_000

// Drawer draws. It is safe for concurrent use.
type Drawer struct {
	programs []*goja.Program
	faces    faces
	digest   [sha256.Size]byte // of everything but drawing and options that shapes a file
	limit    time.Duration
	places   chan *interpreter // one per picture drawn at a time; nil where an interpreter has still to be made
}

// New compiles the scripts and makes one interpreter, which finds scripts that do not work. More are made when pictures are
// drawn at the same time, one per processor at most.
func New(scripts ...Script) (*Drawer, error) {
	f, files, err := loadFaces()
	if err != nil {
		return nil, err
	}
	programs, err := compile(scripts)
	if err != nil {
		return nil, err
	}
	d := &Drawer{programs: programs, faces: f, limit: limit, digest: digest(scripts, files)}
	first, err := newInterpreter(programs, f)
	if err != nil {
		return nil, err
	}
	workers := runtime.GOMAXPROCS(0)
	d.places = make(chan *interpreter, workers)
	for range workers - 1 {
		d.places <- nil
	}
	d.places <- first
	return d, nil
}

// setting is what layout scripts are told about the place of a drawing.
type setting struct {
	Width  int             `json:"width"`
	Tokens json.RawMessage `json:"tokens"`
	Font   string          `json:"font"`
	Alone  bool            `json:"alone"`
	Paper  bool            `json:"paper"`
	Rows   []int           `json:"rows"`
}

// SVG draws a drawing, given as JSON of figure.Drawing. The same drawing and options give the same bytes.
func (d *Drawer) SVG(drawing []byte, o Options) ([]byte, error) {
	var about struct{ Kind, Title string }
	if err := json.Unmarshal(drawing, &about); err != nil {
		return nil, fmt.Errorf("read drawing: %w", err)
	}
	svg, err := d.svg(drawing, o, about.Title)
	if err != nil {
		return nil, fmt.Errorf("draw %q (%s): %w", about.Kind, about.Title, err)
	}
	return svg, nil
}

func (d *Drawer) svg(drawing []byte, o Options, title string) ([]byte, error) {
	if o.Width <= 0 {
		return nil, fmt.Errorf("no room: a width of %d", o.Width)
	}
	if o.Title != "" {
		title = o.Title
	}
	if title == "" {
		return nil, errors.New("neither the drawing nor the options have a title")
	}
	c, err := json.Marshal(setting{o.Width, o.Tokens, family, true, o.Paper, o.Rows})
	if err != nil {
		return nil, err
	}
	raw, err := d.run(string(drawing), string(c))
	if err != nil {
		return nil, err
	}
	key := d.Key(drawing, o)
	cleaned, err := clean(raw, "c"+key[:10], title)
	if err != nil {
		return nil, fmt.Errorf("clean: %w", err)
	}
	return seal(cleaned, key), nil
}

// run draws in an interpreter that is free, or waits for one.
func (d *Drawer) run(drawing, setting string) (string, error) {
	in := <-d.places
	var back *interpreter
	defer func() { d.places <- back }()
	if in == nil {
		var err error
		if in, err = newInterpreter(d.programs, d.faces); err != nil {
			return "", err
		}
	}
	svg, err := in.run(drawing, setting, d.limit)
	if err == nil && len(svg) < large {
		back = in
	}
	return svg, err
}
