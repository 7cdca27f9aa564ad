package rules

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

// CaseSpec is one case beside the rules: what is given of one unit and what the leaf must then score.
type CaseSpec struct {
	Code   string // of the leaf
	Name   string // "" if the author gave none
	Index  int    // among the cases of the leaf, from 1
	Place  form.Span
	AsOf   day.Day // the day after the lock unless the case says otherwise
	Stage  string  // "self", "appraisal1", "appraisal2", "final"
	Layer  string  // who said what is given: "declared", the unit itself; "", the offices that keep the registers
	Given  []Given // facts, in the order of the file
	Attrs  []Given // attributes of the unit, one for each of the set: yes_no attributes are true unless given
	Dues   []Due
	Events []string // deliverables whose event is recorded for the unit
	Refs   *Refs    // what the unit's block reached; nil: not known
	Expect Expect
}

// layerDeclared marks a case whose data only the unit itself has declared.
const layerDeclared = "declared"

// Given is one datum. Row and Field are as in the engine's facts: the key of a report's period, list row ("1", "2", …)
// or survey group, and the field of it.
type Given struct {
	Input, Row, Field string
	Value             form.Const
	None              bool // said to be absent (none)
}

// Due is one occurrence of an obligation.
type Due struct {
	Deliverable, Key string
	Day              day.Day
}

// Refs are the values that a relative rule compares with.
type Refs struct{ Best, Worst *exact.Num }

// Expect is what a case demands; what is nil or empty is not compared.
type Expect struct {
	State              string // "scored" unless the case says otherwise
	Points             *exact.Num
	Branch             string
	Applied, Reachable *exact.Num
	Reason             string
}

// readCases reads the cases of one file. A case without dues of its own has those of its file.
func (l *loader) readCases(p place) {
	file := place{p.src, p.src.root}
	dues := l.dues(l.get(file, "dues"))
	for _, e := range l.entries(p) {
		code := e.key.text()
		if !l.scope.leafCodes[code] {
			var codes []string
			for _, i := range l.set.Leaves() {
				codes = append(codes, l.set.Nodes[i].Code)
			}
			l.fail(e.key, "case.unknown_leaf", suggest.Nearest(code, codes), code)
			continue
		}
		for i, item := range l.items(e.value) {
			l.cases = append(l.cases, l.oneCase(item, code, i+1, dues))
		}
	}
}

func (l *loader) oneCase(p place, code string, index int, dues []Due) CaseSpec {
	c := CaseSpec{
		Code: code, Index: index, Name: l.get(p, "name").text(), Place: p.span(), Stage: "final", Dues: dues,
		AsOf: l.set.Period.Lock.Add(1), Events: l.texts(l.get(p, "events")),
	}
	if at := l.get(p, "as_of"); at.ok() {
		c.AsOf = l.day(at)
	}
	if at := l.get(p, "stage"); at.ok() {
		c.Stage = at.text()
	}
	if at := l.get(p, "layer"); at.text() == layerDeclared {
		c.Layer = layerDeclared
	}
	if at := l.get(p, "dues"); at.ok() {
		c.Dues = l.dues(at)
	}
	if at := l.get(p, "refs"); at.ok() {
		c.Refs = &Refs{Best: l.reference(l.get(at, "best")), Worst: l.reference(l.get(at, "worst"))}
	}
	l.given(l.get(p, "given"), &c)
	c.Expect = Expect{
		State: l.get(p, "state").text(), Points: l.exactly(l.get(p, "points")), Branch: l.get(p, "branch").text(),
		Applied: l.exactly(l.get(p, "applied")), Reachable: l.exactly(l.get(p, "reachable")), Reason: l.get(p, "reason").text(),
	}
	if c.Expect.State == "" {
		c.Expect.State = "scored"
		if !p.has("state") && !p.has("points") {
			l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "case.no_expectation", "")
		}
	}
	return c
}

// exactly reads a number or a fraction.
func (l *loader) exactly(p place) *exact.Num {
	if n, err := exact.ParseFraction(p.text()); err == nil {
		return &n
	}
	return l.optional(p)
}

func (l *loader) reference(p place) *exact.Num {
	if !p.ok() {
		return nil
	}
	n, _, err := exact.ParseLiteral(p.text())
	if err != nil {
		l.fail(p, "number.bad", "", p.text())
		return nil
	}
	return &n
}

func (l *loader) dues(p place) []Due {
	var all []Due
	for _, e := range l.entries(p) {
		if e.value.is(yaml.ScalarNode) {
			all = append(all, Due{Deliverable: e.key.text(), Day: l.day(e.value)})
			continue
		}
		for _, row := range l.entries(e.value) {
			all = append(all, Due{Deliverable: e.key.text(), Key: row.key.text(), Day: l.day(row.value)})
		}
	}
	return all
}

// given reads the data of a case by the declared types of their names.
func (l *loader) given(p place, c *CaseSpec) {
	have := map[string]bool{}
	for _, e := range l.entries(p) {
		sym, ok := l.lookup(e.key)
		if !ok {
			continue
		}
		switch {
		case sym.Kind == form.ExAttr:
			of := "yes_no"
			if sym.Type == form.TypeNumber {
				of = "number"
			}
			if k, ok := l.constant(e.value, of); ok {
				c.Attrs = append(c.Attrs, Given{Input: sym.Name, Value: k})
			}
			have[sym.Name] = true
		case sym.Input != nil:
			l.datum(e.value, sym.Input, c)
		default:
			l.fail(e.key, "case.not_given", "", sym.Name)
		}
	}
	for _, a := range l.set.Attrs {
		if a.Type == form.TypeBool && !have[a.Name] {
			c.Attrs = append(c.Attrs, Given{Input: a.Name, Value: form.Const{Type: form.TypeBool, Bool: true}})
		}
	}
}

// datum reads what is given for one input.
func (l *loader) datum(p place, in *form.Input, c *CaseSpec) {
	add := func(row, field string, at place, as string) {
		if g, ok := l.plainDatum(at, in, as); ok {
			g.Input, g.Row, g.Field = in.Name, row, field
			c.Given = append(c.Given, g)
		}
	}
	wrong := func() { l.fail(p, "case.given_form", "", in.Name, string(in.Type)) }
	switch in.Type {
	case form.InReports:
		if !p.is(yaml.MappingNode) {
			wrong()
			return
		}
		for _, row := range l.entries(p) {
			if row.value.is(yaml.ScalarNode) {
				add(row.key.text(), in.DateBy, row.value, "date")
				continue
			}
			for _, f := range l.entries(row.value) {
				switch f.key.text() {
				case "issued", "received":
					add(row.key.text(), f.key.text(), f.value, "date")
				case "ok":
					add(row.key.text(), "ok", f.value, "yes_no")
				default:
					l.fail(f.key, "case.unknown_field", suggest.Nearest(f.key.text(), []string{"issued", "ok", "received"}), f.key.text(), in.Name)
				}
			}
		}
	case form.InSurvey:
		if !p.is(yaml.MappingNode) {
			wrong()
			return
		}
		for _, group := range l.entries(p) {
			if l.groupOf(group.key, in) {
				for _, f := range l.entries(group.value) {
					if l.answerOf(f.key, in) {
						add(group.key.text(), f.key.text(), f.value, "count")
					}
				}
			}
		}
	case form.InList:
		if !p.is(yaml.SequenceNode) {
			wrong()
			return
		}
		for i, row := range l.items(p) {
			for _, f := range l.entries(row) {
				if as, ok := l.fieldOf(f.key, in); ok {
					add(strconv.Itoa(i+1), f.key.text(), f.value, as)
				}
			}
		}
	case form.InEvent:
		l.fail(p, "case.event_given", "", in.Name)
	default:
		if !p.is(yaml.ScalarNode) {
			wrong()
			return
		}
		add("", "", p, string(in.Type))
	}
}

func (l *loader) groupOf(p place, in *form.Input) bool {
	var ids []string
	for _, g := range in.Groups {
		if g.ID == p.text() {
			return true
		}
		ids = append(ids, g.ID)
	}
	l.fail(p, "case.unknown_field", suggest.Nearest(p.text(), ids), p.text(), in.Name)
	return false
}

func (l *loader) answerOf(p place, in *form.Input) bool {
	if n, err := strconv.Atoi(p.text()); p.text() == "sent" || p.text() == "valid" || err == nil && 1 <= n && n <= in.Scale {
		return true
	}
	l.fail(p, "case.unknown_field", "", p.text(), in.Name)
	return false
}

func (l *loader) fieldOf(p place, in *form.Input) (string, bool) {
	var names []string
	for _, f := range in.Fields {
		if f.Name == p.text() {
			switch f.Type {
			case form.TypeBool:
				return "yes_no", true
			case form.TypeDate:
				return "date", true
			case form.TypeText:
				return "text", true
			}
			return "number", true
		}
		names = append(names, f.Name)
	}
	l.fail(p, "case.unknown_field", suggest.Nearest(p.text(), names), p.text(), in.Name)
	return "", false
}

// plainDatum reads one scalar of a case.
func (l *loader) plainDatum(p place, in *form.Input, as string) (Given, bool) {
	if !p.is(yaml.ScalarNode) {
		l.fail(p, "case.given_form", "", in.Name, string(in.Type))
		return Given{}, false
	}
	text := p.text()
	if text == "none" {
		return Given{None: true, Value: form.Const{Type: datumType(as)}}, true
	}
	switch as {
	case "yes_no", "date":
		k, ok := l.constant(p, as)
		return Given{Value: k}, ok
	case "document":
		k, ok := l.constant(p, "date")
		return Given{Value: k}, ok
	case "text":
		return Given{Value: form.Const{Type: form.TypeText, Text: text}}, true
	case "level":
		var ids []string
		for _, o := range in.Options {
			if o.ID == text {
				return Given{Value: form.Const{Type: form.TypeLevel, Text: text}}, true
			}
			ids = append(ids, o.ID)
		}
		l.fail(p, "level.unknown", suggest.Nearest(text, ids), text, in.Name)
		return Given{}, false
	case "ratio":
		k, ok := l.constant(p, "ratio")
		return Given{Value: k}, ok
	}
	n, percent, err := exact.ParseLiteral(text)
	switch {
	case err != nil && strings.Contains(text, ","):
		l.fail(p, "number.comma", strings.Replace(text, ",", ".", 1), text)
	case err != nil:
		l.fail(p, "number.bad", "", text)
	case percent:
		l.fail(p, "number.percent", "", text)
	case as == "count" && (!n.IsInt() || n.Sign() < 0):
		l.fail(p, "number.whole", "", text)
	default:
		return Given{Value: form.Const{Type: form.TypeNumber, Num: n}}, true
	}
	return Given{}, false
}

func datumType(as string) form.Type {
	switch as {
	case "yes_no":
		return form.TypeBool
	case "date", "document":
		return form.TypeDate
	case "level":
		return form.TypeLevel
	case "text":
		return form.TypeText
	}
	return form.TypeNumber
}
