package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"cchc/cmd/cchc-verify/verdict"
	"cchc/internal/audit"
	"cchc/internal/audit/sample"
	"cchc/internal/store"
	"cchc/internal/wording"
)

// drawing is a run whose lines can be drawn.
type drawing struct {
	*audit.Contents
	lines []sample.Line
	said  map[sample.Line]saidLine
}

// saidLine is what the run says of a line, in which of its scopes.
type saidLine struct {
	scope int
	audit.Line
}

// named refuses flags that name no run, or two; instead is what else could have been given.
func (f *drawFlags) named(instead ...string) error {
	code := ""
	switch {
	case f.receipt == "" && f.run == "":
		code = "cli.draw_no_run"
	case f.receipt != "" && f.run != "":
		code = "cli.draw_two"
	default:
		return nil
	}
	return fail(exitUsage, code, strings.Join(append([]string{"--run", "--receipt"}, instead...), ", "))
}

// read reads the run that the flags name, from its receipt or from a data folder.
func (f *drawFlags) read(ctx context.Context) (*drawing, error) {
	var c *audit.Contents
	var err error
	if f.receipt != "" {
		c, err = receiptContents(f.receipt)
	} else {
		var s *store.Store
		if s, err = f.open(false); err != nil {
			return nil, err
		}
		if c, err = runContents(ctx, s, f.run); err == nil {
			c.Year, err = runYear(ctx, s, &c.Event)
		}
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		return nil, err
	}
	return newDrawing(c)
}

func newDrawing(c *audit.Contents) (*drawing, error) {
	d := &drawing{Contents: c, said: map[sample.Line]saidLine{}}
	for i, set := range c.Sets {
		lines, err := audit.Lines(set, c.Results[i])
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			line := sample.Line{Set: set.ID, Unit: l.Unit, Code: set.Nodes[l.Node].Code}
			d.lines = append(d.lines, line)
			d.said[line] = saidLine{i, l}
		}
	}
	if len(d.lines) == 0 {
		return nil, fail(exitInvalid, "cli.draw_nothing", c.Run.ID)
	}
	return d, nil
}

// receiptContents reads a run from its receipt.
func receiptContents(name string) (*audit.Contents, error) {
	b, err := verdict.Bytes(name)
	if err != nil {
		return nil, err
	}
	f, err := audit.Open(b)
	var c *audit.Contents
	if err == nil {
		c, err = f.Contents()
	}
	var bad *audit.Fault
	switch {
	case errors.Is(err, audit.ErrOneUnit):
		return nil, fail(exitInvalid, "cli.draw_one_unit", name)
	case errors.As(err, &bad):
		return nil, fail(exitInvalid, "cli.draw_receipt", name, verdict.FaultText(bad))
	}
	return c, err
}

// citedJSON is a document that points rest on, and the inputs that name it.
type citedJSON struct {
	Document string   `json:"document"`           // "" where an input names none
	Units    bool     `json:"of_units,omitempty"` // added up from the figures of other units
	Inputs   []string `json:"inputs"`
}

// cited lists the documents that were given for the inputs of a line, in the order of the inputs.
func (d *drawing) cited(line sample.Line) []citedJSON {
	said := d.said[line]
	set, known := d.Sets[said.scope], d.Year.Unit(line.Unit)
	out := []citedJSON{}
	cite := func(document string, units bool, label string) {
		at := slices.IndexFunc(out, func(c citedJSON) bool { return c.Document == document && c.Units == units })
		if at < 0 {
			at = len(out)
			out = append(out, citedJSON{Document: document, Units: units})
		}
		if !slices.Contains(out[at].Inputs, label) {
			out[at].Inputs = append(out[at].Inputs, label)
		}
	}
	for _, name := range set.LeafInputs(said.Node) {
		in := set.Input(name)
		if in == nil {
			continue
		}
		if len(in.From) > 0 {
			cite("", true, in.Label)
		}
		if known == nil {
			continue
		}
		for i := range known.Facts {
			f := &known.Facts[i].Fact
			if f.Input == name && d.Run.Stage.Counts(f.Layer) {
				label := in.Label
				if f.Row != "" {
					label += " " + f.Row
				}
				cite(f.Document, false, label)
			}
		}
	}
	return out
}

// citedText says in one cell what documents there are.
func citedText(cited []citedJSON) string {
	texts := make([]string, len(cited))
	for i, c := range cited {
		inputs := strings.Join(c.Inputs, ", ")
		switch {
		case c.Units:
			texts[i] = wording.Message("draw.cited_units", inputs)
		case c.Document == "":
			texts[i] = wording.Message("draw.cited_none", inputs)
		default:
			texts[i] = c.Document + " (" + inputs + ")"
		}
	}
	if len(texts) == 0 {
		return wording.Message("draw.cited_nothing")
	}
	return strings.Join(texts, "; ")
}
