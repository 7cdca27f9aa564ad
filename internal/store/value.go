package store

import (
	"fmt"
	"strconv"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// none is the type column of the explicit statement that there is nothing.
const none = "none"

// valueText gives the type and text columns of a datum.
func valueText(v *engine.Value) (kind, text string) {
	switch {
	case v.None:
		return none, ""
	case v.Type == form.TypeNumber:
		text = v.Num.Fraction()
	case v.Type == form.TypeBool:
		text = strconv.FormatBool(v.Bool)
	case v.Type == form.TypeDate:
		text = v.Day.String()
	default:
		text = v.Text
	}
	return string(v.Type), text
}

// readValue is the reverse.
func readValue(kind, text string) (v engine.Value, err error) {
	if kind == none {
		return engine.Value{None: true}, nil
	}
	v.Type = form.Type(kind)
	switch v.Type {
	case form.TypeNumber:
		v.Num, err = exact.ParseFraction(text)
	case form.TypeBool:
		v.Bool, err = strconv.ParseBool(text)
	case form.TypeDate:
		v.Day, err = readDay(text)
	case form.TypeLevel, form.TypeText:
		v.Text = text
	default:
		err = fmt.Errorf("unknown type %q", kind)
	}
	return v, err
}

// readDay reads a date column.
func readDay(text string) (day.Day, error) {
	if text == "" {
		return day.None, nil
	}
	return day.Parse(text)
}

// readLayer reads a layer column. Layers are kept by name: their numbers may shift when one is put in between.
func readLayer(text string) (engine.Layer, error) {
	l, ok := engine.ParseLayer(text)
	if !ok {
		return 0, fmt.Errorf("unknown layer %q", text)
	}
	return l, nil
}
