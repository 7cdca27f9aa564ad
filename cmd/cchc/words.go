package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/seeds"
)

// reason is the sentence of a leaf's finding.
func (p *problem) reason(found *engine.NodeResult) string {
	return wording.Reason(p.set, p.c.AsOf, p.set.NodeByCode(found.Code), *found)
}

// unitName is a unit's name, or its code where it has none.
func (p *problem) unitName(code string) string {
	if name := p.name(code); name != "" {
		return name
	}
	if u, ok := p.plan.units.ByCode(code); ok {
		return u.Name
	}
	return code
}

// words gives charts the texts that a result only refers to.
func (p *problem) words() figure.Words {
	return figure.Words{
		Unit: func(code string) figure.Name {
			full := p.unitName(code)
			return figure.Name{Full: full, Short: shortName(full)}
		},
		Block:       blockName,
		Finding:     func(_ *form.Node, found *engine.NodeResult) string { return p.reason(found) },
		Reason:      wording.UnitReason,
		Cause:       wording.Cause,
		Delivery:    wording.Delivery,
		Deliverable: p.deliverableName,
	}
}

// deliverableName is a deliverable of the plan with its product, or its id where the plan has none.
func (p *problem) deliverableName(id string) string {
	if d, ok := p.plan.Plan.Deliverable(id); ok {
		return id + " " + printedNumber.ReplaceAllString(d.Product, "")
	}
	return id
}

// printedNumber is the number that some products bear in the plan, which their id repeats.
var printedNumber = regexp.MustCompile(`^\d+(\.\d+)*\.\s*`)

// shortNames are what the first words of a unit's name are cut to where a chart has little room.
var shortNames = []struct{ long, short string }{
	{"Văn phòng UBND", "VP UBND"},
	{"Ban Quản lý Khu kinh tế và các khu công nghiệp", "BQL KKT và KCN"},
	{" và ", " & "},
}

func shortName(full string) string {
	for _, s := range shortNames {
		full = strings.Replace(full, s.long, s.short, 1)
	}
	return full
}

// printLabels says what every reader must know before a number.
func (p *problem) printLabels(a *app) {
	fmt.Fprintln(a.stdout, wrap(p.set.Title, 2))
	fmt.Fprintln(a.stdout, p.look.head(p.set.ID, p.set.Version, p.c.AsOf, p.c.Stage))
	p.choice.print(a)
	if p.set.Reference != "" {
		fmt.Fprintln(a.stdout, p.set.Reference)
	}
	p.printDataLabels(a)
}

// printDataLabels says what is special about the data.
func (p *problem) printDataLabels(a *app) {
	if p.demo {
		fmt.Fprintln(a.stdout, wording.Message("cli.demo"))
	}
	if p.mistakes > 0 {
		fmt.Fprintln(a.stdout, wording.Message("cli.allowed", strconv.Itoa(p.mistakes)))
	}
}

// blockName is what the units of a block are called; a block of someone's own keeps its code.
func blockName(block string) string {
	if code := "cli.block." + block; wording.Known(code) {
		return wording.Message(code)
	}
	return wording.Message("cli.block", block)
}

// faultLine is a fault of a data file as one line.
func faultLine(f seeds.Fault) string {
	args := make([]string, len(f.Args))
	for i, arg := range f.Args {
		args[i] = arg.Value
	}
	line := "seeds." + f.Code + ": " + wording.AuthorMessage("seeds."+f.Code, args, f.Hint)
	if f.Line > 0 {
		line = fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, line)
	}
	return line
}
