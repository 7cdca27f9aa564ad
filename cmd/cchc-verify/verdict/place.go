package verdict

import (
	"strings"
	"unicode/utf8"

	"cchc/engine"
	"cchc/internal/audit"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// Names gives the names of what a divergence speaks of; *audit.Report is one.
type Names interface {
	Set(id string) *form.Set
	UnitName(code string) string
}

// Place says in words where a divergence stands: the unit, the subcriterion, the line.
func Place(names Names, d *audit.Divergence) string {
	var at []string
	set := names.Set(d.Set)
	if d.Unit != "" {
		at = append(at, names.UnitName(d.Unit))
	} else if d.Set != "" {
		at = append(at, wording.Message("audit.place.set", d.Set))
	}
	if d.Code != "" {
		at = append(at, wording.Message("audit.place.code", d.Code, nodeName(set, d.Code)))
	}
	return strings.Join(append(at, wording.Message(whatCode(d.What), lineName(set, d))), ", ")
}

func whatCode(w audit.What) string { return "audit.what." + string(w) }

func nodeName(set *form.Set, code string) string {
	if set == nil {
		return ""
	}
	if n := set.NodeByCode(code); n >= 0 {
		return set.Nodes[n].Name
	}
	return ""
}

// lineName is the name of a line in words.
func lineName(set *form.Set, d *audit.Divergence) string {
	name, extra, more := strings.Cut(d.Name, " · ")
	switch d.What {
	case audit.WhatPart:
		return d.Part
	case audit.WhatLedger:
		return ledgerName(d.Name)
	case audit.WhatHead, audit.WhatTotal, audit.WhatLabel, audit.WhatTable:
		return fieldName(d.Name)
	case audit.WhatFact, audit.WhatDecision, audit.WhatRollup, audit.WhatRollupPart:
		name = inWords(set, name)
	}
	if more {
		name += ", " + fieldName(extra)
	}
	return name
}

// ledgerName is the kind and branch of a line of the ledger.
func ledgerName(name string) string {
	kind, branch, branched := strings.Cut(name, " ")
	text := kind
	if wording.Known("line." + kind) {
		text = "“" + wording.LineKind(engine.LineKind(kind)) + "”"
	}
	if !branched {
		return text
	}
	return wording.Message("audit.branch", text, branch)
}

func fieldName(key string) string {
	if code := "audit.field." + key; wording.Known(code) {
		return wording.Message(code)
	}
	return key
}

// inWords puts labels of inputs and names of layers in the place of their codes.
func inWords(set *form.Set, name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		if layer, ok := engine.ParseLayer(w); ok && i > 0 {
			words[i] = "(" + wording.Layer(layer) + ")"
		} else if set != nil && set.Input(w) != nil && set.Input(w).Label != "" {
			words[i] = "“" + set.Input(w).Label + "”"
		}
	}
	return strings.Join(words, " ")
}

// longest is how many characters of a value are printed; all are in the JSON form.
const longest = 90

// Values says what the two sides of a divergence are.
func Values(d *audit.Divergence) (expected, found string) {
	return value(d, d.Expected), value(d, d.Found)
}

// valuesCode is the sentence of the two values: a part is not computed, but named.
func valuesCode(d *audit.Divergence) string {
	switch d.What {
	case audit.WhatPart, audit.WhatVersion, audit.WhatLabel, audit.WhatProof, audit.WhatSigned, audit.WhatHeld:
		return "audit.first.part"
	case audit.WhatTable:
		return "audit.first.table"
	}
	return "audit.first.values"
}

func value(d *audit.Divergence, text string) string {
	switch {
	case text == "":
		return wording.Message("audit.nothing")
	case d.Number:
		return number(text)
	case d.What == audit.WhatState && wording.Known("state."+text):
		return wording.State(engine.State(text))
	case d.What == audit.WhatLedger:
		return ledgerName(text)
	case text == "none":
		return wording.Message("audit.none")
	case text == "true":
		return wording.Message("audit.yes")
	case text == "false":
		return wording.Message("audit.no")
	}
	if on, err := day.Parse(text); err == nil {
		return on.VN()
	}
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "…"
	}
	return text
}

// number is an exact number as people write it; one that no decimals of that length give stays a fraction.
func number(text string) string {
	n, err := exact.ParseFraction(text)
	if err != nil {
		return text
	}
	const decimals = 6
	r := exact.Rounding{Decimals: decimals, Mode: exact.HalfUp}
	if !n.Round(r).Equal(n) {
		return text
	}
	out := n.DecimalVN(r)
	if strings.Contains(out, ",") {
		out = strings.TrimRight(strings.TrimRight(out, "0"), ",")
	}
	return out
}

// rounded is a claimed number as the set prints it.
func rounded(f *File, text string) string {
	n, err := exact.ParseFraction(text)
	if err != nil || len(f.Sets()) == 0 {
		return "–"
	}
	return n.DecimalVN(f.Sets()[0].Rounding.Rounding)
}

// width is how many characters a line takes.
const width = 116

// wrap breaks a line between words; what follows is indented by hang characters.
func wrap(text string, hang int) string {
	body := strings.TrimLeft(text, " ")
	line := strings.Repeat(" ", len(text)-len(body))
	var out strings.Builder
	at := utf8.RuneCountInString(line)
	out.WriteString(line)
	for i, word := range strings.Split(body, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > width:
			out.WriteString("\n" + strings.Repeat(" ", hang))
			at = hang
		default:
			out.WriteByte(' ')
			at++
		}
		out.WriteString(word)
		at += n
	}
	return out.String()
}
