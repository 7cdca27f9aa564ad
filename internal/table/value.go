package table

import (
	"fmt"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// None states that a document is known never to come, as different from a date that is not there yet.
const None = "khong_co"

// KindText is the kind of a cell that holds free text: a text field of a list.
const KindText form.InputType = "text"

// Value reads the value of an input, or of one field of it, by its type. An empty cell is a mistake.
func (r *Reader) Value(rw *Row, at int, in *form.Input, field string) engine.Value {
	text := r.Filled(rw, at)
	if text == "" {
		return engine.Value{}
	}
	kind := KindAt(in, field)
	if text == None {
		if kind != form.InDocument {
			r.Fail(rw, at, "facts.value_none")
		}
		return engine.Value{Type: form.TypeDate, None: true}
	}
	switch kind {
	case form.InYesNo:
		return r.yesNo(rw, at, text)
	case form.InDate, form.InDocument:
		return engine.Value{Type: form.TypeDate, Day: r.Day(rw, at)}
	case form.InLevel:
		return r.level(rw, at, in, text)
	case KindText:
		return engine.Value{Type: form.TypeText, Text: Unguard(text)}
	}
	return engine.Value{Type: form.TypeNumber, Num: r.figure(rw, at, in, kind, text)}
}

// KindAt gives the kind of value at a place of an input.
func KindAt(in *form.Input, field string) form.InputType {
	switch in.Type {
	case form.InReports:
		if field == "ok" {
			return form.InYesNo
		}
		return form.InDocument
	case form.InSurvey:
		return form.InCount
	case form.InList:
		for _, f := range in.Fields {
			if f.Name == field {
				return kindOfField(f.Type)
			}
		}
	}
	return in.Type
}

func kindOfField(t form.Type) form.InputType {
	switch t {
	case form.TypeNumber:
		return form.InNumber
	case form.TypeBool:
		return form.InYesNo
	case form.TypeDate:
		return form.InDate
	}
	return KindText
}

// level reads a level by its id or its label.
func (r *Reader) level(rw *Row, at int, in *form.Input, text string) engine.Value {
	ids := make([]string, len(in.Options))
	for i, o := range in.Options {
		if o.ID == text || strings.EqualFold(o.Label, text) {
			return engine.Value{Type: form.TypeLevel, Text: o.ID}
		}
		ids[i] = o.ID
	}
	r.FailName(rw, at, "facts.value_level", text, ids, strings.Join(ids, ", "))
	return engine.Value{Type: form.TypeLevel}
}

// figure reads a number and holds it against the input's domain. A ratio must carry its sign, since 1 could be 1 % or
// 100 %; nothing else may.
func (r *Reader) figure(rw *Row, at int, in *form.Input, kind form.InputType, text string) exact.Num {
	n, percent, ok := r.Number(rw, at, text)
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
		r.Fail(rw, at, "facts.value_not_percent", Shown(text))
	case !percent && kind == form.InRatio:
		r.Fail(rw, at, "facts.value_percent", Shown(text))
	case whole && !n.IsInt():
		r.Fail(rw, at, "facts.value_whole", Shown(text))
	case neverNegative(kind) && n.Sign() < 0:
		r.Fail(rw, at, "facts.value_negative", Shown(text))
	case !whole && own && in.Decimals > 0 && !n.Round(exact.Rounding{Decimals: decimals}).Equal(n):
		r.Fail(rw, at, "facts.value_decimals", Shown(text), strconv.Itoa(in.Decimals))
	case own && in.Min != nil && n.Less(*in.Min):
		r.Fail(rw, at, "facts.value_min", Shown(text), in.Min.TypedVN(percent))
	case own && in.Max != nil && in.Max.Less(n):
		r.Fail(rw, at, "facts.value_max", Shown(text), in.Max.TypedVN(percent))
	case kind == form.InIndex && exact.Int(int64(in.Scale)).Less(n):
		r.Fail(rw, at, "facts.value_max", Shown(text), strconv.Itoa(in.Scale))
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

// ParseValue reads one value as a cell would be read. where names the place for the mistakes, which are all that is wrong
// with it; the value counts only without any.
func ParseValue(in *form.Input, field, text, where string) (engine.Value, []Mistake) {
	text, bad := Clean(text)
	if bad != "" {
		return engine.Value{}, []Mistake{{File: where, Code: bad}}
	}
	r := &Reader{}
	rw := &Row{Source: &Source{Name: where}, Cells: []Cell{{Text: text}}}
	return r.Value(rw, 0, in, field), r.Mistakes
}

// FormatValue writes a value so that Value reads it again. Only text is guarded: a number keeps its sign. It fails on a
// number that has no finite decimal form.
func FormatValue(in *form.Input, field string, v engine.Value) (string, error) {
	if v.None {
		return None, nil
	}
	switch KindAt(in, field) {
	case form.InYesNo:
		if v.Bool {
			return "có", nil
		}
		return "không", nil
	case form.InDate, form.InDocument:
		return FormatDay(v.Day), nil
	case form.InLevel:
		return v.Text, nil
	case KindText:
		return FormatText(v.Text), nil
	case form.InRatio:
		return FormatNumber(v.Num, true)
	}
	return FormatNumber(v.Num, false)
}

// FormatNumber writes a number with decimal comma so that it reads back.
func FormatNumber(n exact.Num, percent bool) (string, error) {
	if _, finite := n.ExactDecimal(); !finite {
		return "", fmt.Errorf("%s has no decimal form", n)
	}
	return n.TypedVN(percent), nil
}

// FormatText writes free text.
func FormatText(text string) string { return Guard(strings.ReplaceAll(text, "\r\n", "\n")) }

// FormatDay writes a date as dd/mm/yyyy, day.None as an empty cell.
func FormatDay(d day.Day) string {
	if d == day.None {
		return ""
	}
	return d.VN()
}
