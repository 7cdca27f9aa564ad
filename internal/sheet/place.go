package sheet

import (
	"slices"
	"strconv"

	"cchc/internal/form"
	"cchc/internal/table"
)

// place reads what a row is about and checks that the set has such a place. The input is nil where it has not.
func (r *reader) place(rw *table.Row, atInput, atRow, atField int) (*form.Input, place) {
	p := place{r.Need(rw, atInput), r.Text(rw, atRow), r.Text(rw, atField)}
	if p.input == "" {
		return nil, p
	}
	in := r.inputs[p.input]
	if in == nil {
		r.unknownInput(rw, atInput, p.input)
		return nil, p
	}
	before := len(r.Mistakes)
	switch in.Type {
	case form.InEvent:
		r.Fail(rw, atInput, "facts.input_event", in.Name)
	case form.InReports:
		r.reportRow(rw, atRow, in)
		r.member(rw, atField, "field", []string{"issued", "received", "ok"})
	case form.InSurvey:
		r.member(rw, atRow, "group", groupIDs(in))
		r.member(rw, atField, "field", answers(in))
	case form.InList:
		r.Need(rw, atRow)
		r.member(rw, atField, "field", fieldNames(in))
	default:
		for _, at := range []int{atRow, atField} {
			if rw.Cells[at].Text != "" {
				r.Fail(rw, at, "facts.place_unused", in.Name)
			}
		}
	}
	if len(r.Mistakes) > before {
		return nil, p
	}
	return in, p
}

// unknownInput tells an attribute of units, which no one declares here, from a name that is not known at all.
func (r *reader) unknownInput(rw *table.Row, at int, name string) {
	for _, a := range r.set.Attrs {
		if a.Name == name {
			r.Fail(rw, at, "facts.input_attribute", name)
			return
		}
	}
	names := make([]string, len(r.set.Inputs))
	for i := range r.set.Inputs {
		names[i] = r.set.Inputs[i].Name
	}
	r.FailName(rw, at, "facts.input_unknown", name, names)
}

// reportRow checks the key of an occurrence, where the keys of the deliverable are known.
func (r *reader) reportRow(rw *table.Row, at int, in *form.Input) {
	text := r.Need(rw, at)
	if text == "" || len(in.Deliverables) == 0 {
		return
	}
	keys := r.keys[in.Deliverables[0]]
	if keys == nil || keys[text] {
		return
	}
	var candidates []string
	for k := range keys {
		candidates = append(candidates, k)
	}
	r.FailName(rw, at, "facts.row_unknown", text, slices.Sorted(slices.Values(candidates)))
}

// member demands one of the names that may stand in a cell; what is "field" or "group".
func (r *reader) member(rw *table.Row, at int, what string, names []string) {
	text := r.Need(rw, at)
	if text == "" {
		return
	}
	for _, n := range names {
		if n == text {
			return
		}
	}
	r.FailName(rw, at, "facts."+what+"_unknown", text, names)
}

func groupIDs(in *form.Input) []string {
	ids := make([]string, len(in.Groups))
	for i, g := range in.Groups {
		ids[i] = g.ID
	}
	return ids
}

// answers are the figures of a survey's group: forms sent, valid forms, and the count of each answer.
func answers(in *form.Input) []string {
	names := []string{"sent", "valid"}
	for i := 1; i <= in.Scale; i++ {
		names = append(names, strconv.Itoa(i))
	}
	return names
}

func fieldNames(in *form.Input) []string {
	names := make([]string, len(in.Fields))
	for i, f := range in.Fields {
		names[i] = f.Name
	}
	return names
}
