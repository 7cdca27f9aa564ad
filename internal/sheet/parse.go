package sheet

import (
	"cchc/engine"
	"cchc/internal/form"
)

// ParseValue reads one value as a cell of a facts file would be read: by the type of the input, or of the field where one
// is named. where names the place for the mistakes, which are all that is wrong with it; the value counts only without any.
func ParseValue(in *form.Input, field, text, where string) (engine.Value, []Mistake) {
	text, bad := clean(text)
	if bad != "" {
		return engine.Value{}, []Mistake{{File: where, Code: bad}}
	}
	r := &reader{}
	rw := &row{source: &source{name: where}, cells: []cell{{text: text}}}
	v := r.value(rw, 0, in, place{input: in.Name, field: field})
	return v, r.reading.Mistakes
}
