package rules

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// Text writes a case as a line of a cases file, as an author would: "- {name: …, given: {…}, points: …}". What is as the
// format has it by default is left out. Reading the line back gives the case, but for its place and number.
func (c *CaseSpec) Text(set *form.Set) string {
	w := caseWriter{set: set}
	var parts []string
	add := func(key, value string) { parts = append(parts, key+": "+value) }
	if c.Name != "" {
		add("name", strconv.Quote(c.Name))
	}
	if c.AsOf != set.Period.Lock.Add(1) {
		add("as_of", c.AsOf.VN())
	}
	if c.Stage != "final" {
		add("stage", c.Stage)
	}
	if c.Layer != "" {
		add("layer", c.Layer)
	}
	add("given", "{"+strings.Join(w.given(c), ", ")+"}")
	if len(c.Dues) > 0 {
		add("dues", w.dues(c.Dues))
	}
	if len(c.Events) > 0 {
		events := slices.Clone(c.Events)
		slices.Sort(events)
		add("events", "["+strings.Join(slices.Compact(events), ", ")+"]")
	}
	if c.Refs != nil && c.Refs.Best != nil {
		refs := "best: " + c.Refs.Best.Plain()
		if c.Refs.Worst != nil {
			refs += ", worst: " + c.Refs.Worst.Plain()
		}
		add("refs", "{"+refs+"}")
	}
	w.expect(&c.Expect, add)
	return "- {" + strings.Join(parts, ", ") + "}"
}

type caseWriter struct{ set *form.Set }

func (w caseWriter) expect(e *Expect, add func(key, value string)) {
	if e.State != "" && e.State != "scored" || e.Points == nil {
		add("state", e.State)
	}
	for _, n := range []struct {
		key   string
		value *exact.Num
	}{{"points", e.Points}, {"applied", e.Applied}, {"reachable", e.Reachable}} {
		if n.value != nil {
			add(n.key, n.value.Plain())
		}
	}
	if e.Branch != "" {
		add("branch", scalar(e.Branch))
	}
	if e.Reason != "" {
		add("reason", scalar(e.Reason))
	}
}

// given writes the data by input, in the order in which the inputs first stand; attributes that are true are the default.
func (w caseWriter) given(c *CaseSpec) []string {
	var out []string
	for _, g := range c.Attrs {
		if g.Value.Type != form.TypeBool || !g.Value.Bool {
			out = append(out, g.Input+": "+datumText(g))
		}
	}
	for i := 0; i < len(c.Given); {
		j := i + 1
		for j < len(c.Given) && c.Given[j].Input == c.Given[i].Input {
			j++
		}
		out = append(out, c.Given[i].Input+": "+w.input(c.Given[i:j]))
		i = j
	}
	return out
}

// input writes what is given of one input.
func (w caseWriter) input(all []Given) string {
	if all[0].Row == "" {
		return datumText(all[0])
	}
	in := w.set.Input(all[0].Input)
	list := in != nil && in.Type == form.InList
	var rows []string
	for i := 0; i < len(all); {
		var fields []string
		j := i
		for ; j < len(all) && all[j].Row == all[i].Row; j++ {
			fields = append(fields, scalar(all[j].Field)+": "+datumText(all[j]))
		}
		row := "{" + strings.Join(fields, ", ") + "}"
		if !list {
			row = scalar(all[i].Row) + ": " + row
		}
		rows = append(rows, row)
		i = j
	}
	if list {
		return "[" + strings.Join(rows, ", ") + "]"
	}
	return "{" + strings.Join(rows, ", ") + "}"
}

func datumText(g Given) string {
	switch {
	case g.None:
		return "none"
	case g.Value.Type == form.TypeBool:
		return strconv.FormatBool(g.Value.Bool)
	case g.Value.Type == form.TypeDate:
		return g.Value.Day.VN()
	case g.Value.Type == form.TypeNumber && g.Value.Percent:
		return g.Value.Num.Mul(exact.Int(100)).Plain() + "%"
	case g.Value.Type == form.TypeNumber:
		return g.Value.Num.Plain()
	}
	return scalar(g.Value.Text)
}

// scalar quotes a text that YAML or the format could take for something else.
func scalar(text string) string {
	for _, r := range text {
		if !(r == '_' || r == '-' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return strconv.Quote(text)
		}
	}
	if text == "" || strings.HasPrefix(text, "-") || slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "none"}, text) {
		return strconv.Quote(text)
	}
	return text
}

func (w caseWriter) dues(dues []Due) string {
	dues = slices.Clone(dues)
	slices.SortStableFunc(dues, func(a, b Due) int { return strings.Compare(a.Deliverable, b.Deliverable) })
	var out []string
	for i := 0; i < len(dues); {
		if dues[i].Key == "" {
			out = append(out, dues[i].Deliverable+": "+dues[i].Day.VN())
			i++
			continue
		}
		var rows []string
		j := i
		for ; j < len(dues) && dues[j].Deliverable == dues[i].Deliverable && dues[j].Key != ""; j++ {
			rows = append(rows, scalar(dues[j].Key)+": "+dues[j].Day.VN())
		}
		out = append(out, dues[i].Deliverable+": {"+strings.Join(rows, ", ")+"}")
		i = j
	}
	return "{" + strings.Join(out, ", ") + "}"
}
