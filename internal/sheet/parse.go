package sheet

import (
	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/table"
)

// ParseValue reads one value as a cell of a facts file would be read: by the type of the input, or of the field where one
// is named. where names the place for the mistakes, which are all that is wrong with it; the value counts only without any.
func ParseValue(in *form.Input, field, text, where string) (engine.Value, []Mistake) {
	return table.ParseValue(in, field, text, where)
}
