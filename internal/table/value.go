package sheet

import (
	"errors"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// noneWord states that a document is known never to come, as different from a date that is not there yet.
const noneWord = "khong_co"

// value reads the value of a place by the type of its input.
func (r *reader) value(rw *row, at int, in *form.Input, p place) engine.Value {
	text := r.filled(rw, at)
	if text == "" {
		return engine.Value{}
	}
	kind := kindAt(in, p.field)
	if text == noneWord {
		if kind != form.InDocument {
			r.fail(rw, at, "facts.value_none")
		}
		return engine.Value{Type: form.TypeDate, None: true}
	}
	switch kind {
	case form.InYesNo:
		return r.yesNo(rw, at, text)
	case form.InDate, form.InDocument:
		return engine.Value{Type: form.TypeDate, Day: r.day(rw, at)}
	case form.InLevel:
		return r.level(rw, at, in, text)
	case kindOfText:
		return engine.Value{Type: form.TypeText, Text: unguard(text)}
	}
	return engine.Value{Type: form.TypeNumber, Num: r.figure(rw, at, in, kind, text)}
}

func (r *reader) yesNo(rw *row, at int, text string) engine.Value {
	v := engine.Value{Type: form.TypeBool}
	switch strings.ToLower(text) {
	case "có", "true", "1":
		v.Bool = true
	case "không", "false", "0":
	default:
		r.fail(rw, at, "facts.value_yes_no", shown(text))
	}
	return v
}

// level reads a level by its id or its label.
func (r *reader) level(rw *row, at int, in *form.Input, text string) engine.Value {
	ids := make([]string, len(in.Options))
	for i, o := range in.Options {
		if o.ID == text || strings.EqualFold(o.Label, text) {
			return engine.Value{Type: form.TypeLevel, Text: o.ID}
		}
		ids[i] = o.ID
	}
	r.failName(rw, at, "facts.value_level", text, ids, strings.Join(ids, ", "))
	return engine.Value{Type: form.TypeLevel}
}

// figure reads a number and holds it against the input's domain. A ratio must carry its sign, since 1 could be 1 % or
// 100 %; nothing else may.
func (r *reader) figure(rw *row, at int, in *form.Input, kind form.InputType, text string) exact.Num {
	n, percent, ok := r.number(rw, at, text)
	if !ok {
		return exact.Num{}
	}
	decimals := in.Decimals
	if percent {
		decimals += 2
	}
	whole := kind == form.InCount
	own := in.Type != form.InList && in.Type != form.InSurvey // the domain is that of the input itself
	switch {
	case percent && kind != form.InRatio:
		r.fail(rw, at, "facts.value_not_percent", shown(text))
	case !percent && kind == form.InRatio:
		r.fail(rw, at, "facts.value_percent", shown(text))
	case whole && !n.IsInt():
		r.fail(rw, at, "facts.value_whole", shown(text))
	case neverNegative(kind) && n.Sign() < 0:
		r.fail(rw, at, "facts.value_negative", shown(text))
	case !whole && own && in.Decimals > 0 && !n.Round(exact.Rounding{Decimals: decimals}).Equal(n):
		r.fail(rw, at, "facts.value_decimals", shown(text), strconv.Itoa(in.Decimals))
	case own && in.Min != nil && n.Less(*in.Min):
		r.fail(rw, at, "facts.value_min", shown(text), in.Min.TypedVN(percent))
	case own && in.Max != nil && in.Max.Less(n):
		r.fail(rw, at, "facts.value_max", shown(text), in.Max.TypedVN(percent))
	case kind == form.InIndex && exact.Int(int64(in.Scale)).Less(n):
		r.fail(rw, at, "facts.value_max", shown(text), strconv.Itoa(in.Scale))
	}
	return n
}

func neverNegative(kind form.InputType) bool {
	switch kind {
	case form.InCount, form.InAmount, form.InRatio, form.InIndex:
		return true
	}
	return false
}

// points reads the points of a direct override and holds them against the leaf's own limits.
func (r *reader) points(rw *row) exact.Num {
	text := r.filled(rw, decisionValue)
	if text == "" {
		return exact.Num{}
	}
	n, percent, ok := r.number(rw, decisionValue, text)
	leaf := r.leaves[rw.cells[decisionCode].text]
	switch {
	case !ok:
	case percent:
		r.fail(rw, decisionValue, "facts.value_not_percent", shown(text))
	case leaf != nil && (n.Less(leaf.Min) || leaf.Max.Less(n)):
		r.fail(rw, decisionValue, "facts.override_range", shown(text), leaf.Min.VN(), leaf.Max.VN())
	}
	return n
}

// number reads a number as people type it; a form that could mean two numbers is refused.
func (r *reader) number(rw *row, at int, text string) (n exact.Num, percent, ok bool) {
	n, percent, err := exact.ParseFigure(text)
	if err != nil {
		args := make([]string, len(err.Args))
		for i, a := range err.Args {
			args[i] = shown(a)
		}
		r.fail(rw, at, typedCode(err.Code), args...)
	}
	return n, percent, err == nil
}

// day reads a date that is not empty.
func (r *reader) day(rw *row, at int) day.Day {
	d, err := day.Parse(rw.cells[at].text)
	if err != nil {
		var bad *day.ParseError
		if errors.As(err, &bad) {
			r.fail(rw, at, typedCode(bad.Code), shown(bad.Text))
		}
	}
	return d
}

// optionalDay reads a date; an empty cell is day.None.
func (r *reader) optionalDay(rw *row, at int) day.Day {
	if rw.cells[at].text == "" {
		return day.None
	}
	return r.day(rw, at)
}

// typedCode is the code of a mistake in a typed number or date, here where people write for a spreadsheet.
func typedCode(code string) string { return "facts." + strings.Replace(code, ".", "_", 1) }
