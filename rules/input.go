package rules

import (
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

func (l *loader) inputs(p place) {
	for _, e := range l.entries(p) {
		in := l.input(e)
		kept := in // the scope points to its own copy: the set's slice still grows
		sym := symbol{Kind: form.ExInput, Type: inputValueType(in.Type), Input: &kept, Name: in.Name,
			Percent: in.Type == form.InRatio || in.Type == form.InIndex}
		if l.declare(e.key, sym, in.Label) {
			l.set.Inputs = append(l.set.Inputs, in)
		}
	}
}

// inputValueType is the type of an input's value; empty for those that have no one value.
func inputValueType(t form.InputType) form.Type {
	switch t {
	case form.InYesNo, form.InEvent:
		return form.TypeBool
	case form.InLevel:
		return form.TypeLevel
	case form.InDate, form.InDocument:
		return form.TypeDate
	case form.InReports, form.InList, form.InSurvey:
		return ""
	}
	return form.TypeNumber
}

// inputKeys says which types of input have a key; keys that are not here go with every type.
var inputKeys = map[string][]form.InputType{
	"options":    {form.InLevel},
	"fields":     {form.InList},
	"groups":     {form.InSurvey},
	"scale":      {form.InSurvey, form.InIndex},
	"occurrence": {form.InDocument},
	"date_by":    {form.InDocument, form.InReports},
	"min":        {form.InCount, form.InNumber, form.InAmount, form.InRatio, form.InIndex, form.InRating},
	"max":        {form.InCount, form.InNumber, form.InAmount, form.InRatio, form.InIndex, form.InRating},
	"decimals":   {form.InNumber, form.InAmount, form.InRatio, form.InIndex, form.InRating},
	"direction":  {form.InCount, form.InNumber, form.InAmount, form.InRatio, form.InIndex, form.InRating},
	"unit":       {form.InCount, form.InNumber, form.InAmount},
	"from":       {form.InCount, form.InNumber, form.InAmount},
}

// inputNeeds says which keys a type cannot do without.
var inputNeeds = map[form.InputType][]string{
	form.InLevel: {"options"}, form.InList: {"fields"}, form.InSurvey: {"groups", "scale"}, form.InIndex: {"scale"},
	form.InDocument: {"date_by"}, form.InReports: {"date_by"},
}

func (l *loader) input(e entry) form.Input {
	v := e.value
	of := form.InputType(l.get(v, "type").text())
	in := form.Input{
		Name: e.key.text(), Label: l.get(v, "label").text(), Type: of, Span: e.key.span(),
		Occurrence: l.get(v, "occurrence").text(), DateBy: l.get(v, "date_by").text(),
		DeclaredBy: l.get(v, "declared_by").text(), VerifiedBy: l.get(v, "verified_by").text(),
		Previous: l.get(v, "previous").text() == "true", Unit: l.get(v, "unit").text(),
		Decimals: l.whole(l.get(v, "decimals")), Scale: l.whole(l.get(v, "scale")),
		Until: day.None, Missing: form.EffMissing,
	}
	if of != "" {
		l.inputKeysFit(e, of)
	}
	l.inputDeliverables(e, &in)
	l.from(e, &in)
	in.Direction = form.Lever(l.get(v, "direction").text())
	if lever := l.get(v, "lever").text(); lever != "none" {
		in.Lever = form.Lever(lever)
	}
	switch until := l.get(v, "until"); until.text() {
	case "":
	case "cutoff":
		in.Until = l.set.Period.CutOff
	case "lock":
		in.Until = l.set.Period.Lock
	default:
		in.Until = l.day(until)
	}
	if m := l.get(v, "when_missing").text(); m != "" {
		in.Missing = form.Effect(m)
	}
	in.Min, in.Max = l.domainEnd(v, "min", of), l.domainEnd(v, "max", of)
	if in.Min != nil && in.Max != nil && in.Max.Less(*in.Min) {
		l.fail(l.get(v, "max"), "input.domain", "")
	}
	for _, o := range l.entries(l.get(v, "options")) {
		in.Options = append(in.Options, form.Option{ID: o.key.text(), Label: o.value.text()})
	}
	for _, f := range l.entries(l.get(v, "fields")) {
		in.Fields = append(in.Fields, form.Field{Name: f.key.text(), Label: l.get(f.value, "label").text(),
			Type: typeOf(l.get(f.value, "type").text())})
	}
	for _, g := range l.entries(l.get(v, "groups")) {
		weight := l.get(g.value, "weight")
		n, ok := l.number(weight)
		if ok && n.Sign() <= 0 {
			l.fail(weight, "number.not_positive", "", weight.text())
		}
		in.Groups = append(in.Groups, form.Group{ID: g.key.text(), Label: l.get(g.value, "label").text(), Weight: n})
	}
	if scale := l.get(v, "scale"); scale.ok() && (in.Scale < 1 || of == form.InSurvey && in.Scale > 20) {
		l.fail(scale, "input.scale", "", scale.text())
	}
	return in
}

// inputKeysFit checks that each key belongs to the input's type and that none is missing.
func (l *loader) inputKeysFit(e entry, of form.InputType) {
	for i := 0; i+1 < len(e.value.node.Content); i += 2 {
		k := place{e.value.src, e.value.node.Content[i]}
		types, tied := inputKeys[k.text()]
		if tied && !slices.Contains(types, of) {
			var names []string
			for _, t := range types {
				names = append(names, string(t))
			}
			l.fail(k, "input.key_of_type", "", k.text(), string(of), strings.Join(names, ", "))
		}
	}
	for _, name := range inputNeeds[of] {
		if !e.value.has(name) {
			l.fail(e.key, "input.type_needs", "", string(of), name)
		}
	}
}

func (l *loader) inputDeliverables(e entry, in *form.Input) {
	one, many := e.value.raw("deliverable"), e.value.raw("deliverables")
	switch {
	case one != nil && many != nil:
		l.fail(place{e.value.src, many}, "format.exclusive_keys", "", "deliverable", "deliverables")
	case many != nil:
		in.Deliverables = l.texts(l.get(e.value, "deliverables"))
	case one != nil:
		if d := l.get(e.value, "deliverable").text(); d != "" {
			in.Deliverables = []string{d}
		}
	}
	owed := in.Type == form.InDocument || in.Type == form.InReports || in.Type == form.InEvent
	if owed && one == nil && many == nil {
		l.fail(e.key, "input.type_needs", "", string(in.Type), "deliverable")
	}
}

// domainEnd reads one end of an input's domain.
func (l *loader) domainEnd(v place, key string, of form.InputType) *exact.Num {
	p := l.get(v, key)
	as := "number"
	if of == form.InRatio {
		as = "ratio"
	}
	c, ok := l.constant(p, as)
	if !ok {
		return nil
	}
	if of == form.InCount && (!c.Num.IsInt() || c.Num.Sign() < 0) {
		l.fail(p, "number.whole", "", p.text())
	}
	return &c.Num
}
