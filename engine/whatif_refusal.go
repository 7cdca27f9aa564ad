package engine

import (
	"strconv"
	"strings"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// RefusalCode says why a change cannot be tried out.
type RefusalCode string

// The codes of refusals. A test demands a Vietnamese sentence for each.
const (
	RefuseInput    RefusalCode = "input"    // the set has no such input
	RefuseEvent    RefusalCode = "event"    // events are recorded with the plan, not declared
	RefuseRow      RefusalCode = "row"      // no such row, period or group
	RefuseField    RefusalCode = "field"    // no such field
	RefuseTwice    RefusalCode = "twice"    // an earlier change is about the same place
	RefuseType     RefusalCode = "type"     // a value of another type; Args: want
	RefuseNone     RefusalCode = "none"     // only a document or date can be said not to exist
	RefuseLevel    RefusalCode = "level"    // no such level
	RefuseWhole    RefusalCode = "whole"    // a count must be whole
	RefuseNegative RefusalCode = "negative" // must not be below 0
	RefuseDecimals RefusalCode = "decimals" // more decimals than the input takes; Args: decimals
	RefuseMin      RefusalCode = "min"      // below the domain; Args: min
	RefuseMax      RefusalCode = "max"      // above the domain; Args: max
)

// Refusal is a change that cannot be tried out, and why.
type Refusal struct {
	Change int // its place among the changes, from 0
	Fact   Fact
	Code   RefusalCode
	Args   []Arg
}

// ChangesError holds every change of a what-if that was refused, in the order of the changes.
type ChangesError struct{ Refusals []Refusal }

func (e *ChangesError) Error() string {
	var b strings.Builder
	for i, r := range e.Refusals {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString("change " + strconv.Itoa(r.Change+1) + " of " + r.Fact.Input)
		for _, part := range []string{r.Fact.Row, r.Fact.Field} {
			if part != "" {
				b.WriteString("/" + part)
			}
		}
		b.WriteString(": " + string(r.Code))
	}
	return b.String()
}

// declarable holds changes against the set and the unit's obligations; the error is a *ChangesError.
func (p *Program) declarable(uc *UnitCase, changes []Fact) error {
	var bad []Refusal
	seen := map[place]bool{}
	for i := range changes {
		code, args := p.refuses(uc, &changes[i])
		if code == "" && seen[changes[i].at()] {
			code = RefuseTwice
		}
		if code != "" {
			bad = append(bad, Refusal{Change: i, Fact: changes[i], Code: code, Args: args})
		}
		seen[changes[i].at()] = true
	}
	if len(bad) > 0 {
		return &ChangesError{Refusals: bad}
	}
	return nil
}

// refuses says what is wrong with a change; "" if it can be declared.
func (p *Program) refuses(uc *UnitCase, f *Fact) (RefusalCode, []Arg) {
	i, ok := p.inputs[f.Input]
	if !ok {
		return RefuseInput, nil
	}
	in := &p.set.Inputs[i]
	if in.Type == form.InEvent {
		return RefuseEvent, nil
	}
	if !hasRow(uc, in, f.Row) {
		return RefuseRow, nil
	}
	typ, ok := fieldType(in, f.Field)
	if !ok {
		return RefuseField, nil
	}
	switch v := &f.Value; {
	case v.None && typ != form.TypeDate:
		return RefuseNone, nil
	case v.None:
		return "", nil
	case v.Type != typ:
		return RefuseType, []Arg{{Name: "want", Value: Value{Type: form.TypeText, Text: string(typ)}}}
	case typ == form.TypeNumber:
		return refusesNumber(in, v.Num)
	case typ == form.TypeLevel && in.Type == form.InLevel && valueSlot(*v, typ, in).st != known:
		return RefuseLevel, nil
	}
	return "", nil
}

// hasRow reports whether an input has a row of that key: plain inputs only "", reports the periods the unit owes, surveys
// their groups. A case list takes any: a further case is what may be tried out.
func hasRow(uc *UnitCase, in *form.Input, row string) bool {
	switch in.Type {
	case form.InReports:
		for _, d := range uc.Dues {
			if len(in.Deliverables) > 0 && d.Deliverable == in.Deliverables[0] && d.Key == row {
				return true
			}
		}
		return false
	case form.InSurvey:
		for _, g := range in.Groups {
			if g.ID == row {
				return true
			}
		}
		return false
	case form.InList:
		return row != ""
	}
	return row == ""
}

// fieldType is the type of what a field of an input holds; false if there is no such field.
func fieldType(in *form.Input, field string) (form.Type, bool) {
	switch in.Type {
	case form.InReports, form.InList:
		_, typ, ok := fieldOf(in, field)
		return typ, ok
	case form.InSurvey:
		n, err := strconv.Atoi(field)
		answer := err == nil && n >= 1 && n <= in.Scale && answerField(n) == field
		return form.TypeNumber, answer || field == surveySent || field == surveyValid
	}
	return TypeOf(in), field == ""
}

// refusesNumber holds a figure against the domain of its input, as a file of figures would be. An index is on its own
// scale, a ratio is a fraction whose decimals are those of the percentage.
func refusesNumber(in *form.Input, n exact.Num) (RefusalCode, []Arg) {
	limit := func(name string, b exact.Num) []Arg {
		return []Arg{{Name: name, Value: Value{Type: form.TypeNumber, Num: b}}}
	}
	decimals := in.Decimals
	if in.Type == form.InRatio {
		decimals += 2
	}
	switch {
	case in.Type == form.InList:
		return "", nil
	case (in.Type == form.InCount || in.Type == form.InSurvey) && !n.IsInt():
		return RefuseWhole, nil
	case in.Type != form.InNumber && in.Type != form.InRating && n.Sign() < 0:
		return RefuseNegative, nil
	case in.Type == form.InSurvey:
		return "", nil
	case in.Decimals > 0 && !n.Round(exact.Rounding{Decimals: decimals}).Equal(n):
		return RefuseDecimals, limit("decimals", exact.Int(int64(in.Decimals)))
	case in.Min != nil && n.Less(*in.Min):
		return RefuseMin, limit("min", *in.Min)
	case in.Max != nil && in.Max.Less(n):
		return RefuseMax, limit("max", *in.Max)
	case in.Type == form.InIndex && exact.Int(int64(in.Scale)).Less(n):
		return RefuseMax, limit("max", exact.Int(int64(in.Scale)))
	}
	return "", nil
}
