package sheet

import (
	"strings"

	"cchc/engine"
	"cchc/internal/form"
)

// kindCorrect is the kind of a decision that puts a figure in the place of another. The engine knows it as a fact.
const kindCorrect = "correct"

// subject is what a kind of decision is about.
type subject uint8

const (
	aboutUnit        subject = iota // the unit as a whole
	aboutLeaf                       // a leaf of the set
	aboutDatum                      // a place
	aboutLeafOrDatum                // one of the two
)

// decisionKinds are the kinds that may stand in a decisions file. A dispute is raised by the unit itself, every other
// decision is taken by someone else.
var decisionKinds = []struct {
	kind   string
	about  subject
	reason bool
}{
	{string(engine.DecideReject), aboutDatum, true},
	{string(engine.DecideAccept), aboutLeafOrDatum, false},
	{kindCorrect, aboutDatum, true},
	{string(engine.DecideNotApply), aboutLeaf, true},
	{string(engine.DecideApply), aboutLeaf, true},
	{string(engine.DecideOverride), aboutLeaf, true},
	{string(engine.DecideDispute), aboutLeaf, true},
	{string(engine.DecideNotRanked), aboutUnit, true},
	{string(engine.DecideRanked), aboutUnit, true},
}

// decision reads a row of a decisions file.
func (r *reader) decision(rw *row) {
	kind, about, reason := r.decisionKind(rw)
	unit := r.unit(rw, decisionUnit)
	layer := r.decisionLayer(rw)
	d := engine.Decision{Kind: engine.DecisionKind(kind), Layer: layer, Code: rw.cells[decisionCode].text,
		Reason: r.text(rw, decisionReason)}
	if r.filled(rw, decisionDate) != "" {
		d.Date = r.day(rw, decisionDate)
	}
	if kind == "" {
		return
	}
	if reason && d.Reason == "" {
		r.fail(rw, decisionReason, "facts.reason_empty", kind)
	}
	d.By, d.Second = r.deciders(rw, kind, unit)
	in, p := r.subject(rw, kind, about)
	d.Input, d.Row, d.Field = p.input, p.row, p.field
	var value engine.Value
	switch {
	case kind == kindCorrect && in != nil:
		value = r.value(rw, decisionValue, in, p)
	case kind == string(engine.DecideOverride):
		d.Points = r.points(rw)
	case kind != kindCorrect && rw.cells[decisionValue].text != "":
		r.fail(rw, decisionValue, "facts.decision_value", kind)
	}
	if rw.bad {
		return
	}
	k := key{kind, unit, d.Code, p, layer}
	if kind == string(engine.DecideNotRanked) || kind == string(engine.DecideRanked) {
		k.kind = "rank"
	}
	e := r.once(rw, decisionKind, k)
	if rw.bad {
		return
	}
	d.Source = e.source
	if kind != kindCorrect {
		r.decisions = append(r.decisions, unitDecision{e, unit, d})
		return
	}
	r.facts = append(r.facts, unitFact{entry: e, unit: unit, correction: true, by: d.By, second: d.Second,
		fact: engine.Fact{Input: p.input, Row: p.row, Field: p.field, Layer: layer, Value: value,
			Source: e.source, Document: d.Reason, Recorded: d.Date}})
}

func (r *reader) decisionKind(rw *row) (kind string, about subject, reason bool) {
	text := r.need(rw, decisionKind)
	if text == "" {
		return "", 0, false
	}
	names := make([]string, len(decisionKinds))
	for i, k := range decisionKinds {
		if k.kind == text {
			return k.kind, k.about, k.reason
		}
		names[i] = k.kind
	}
	r.failName(rw, decisionKind, "facts.decision_unknown", text, names)
	return "", 0, false
}

func (r *reader) decisionLayer(rw *row) engine.Layer {
	text := r.need(rw, decisionLayer)
	if text == "" {
		return 0
	}
	layer, ok := engine.ParseLayer(text)
	if !ok || layer < engine.LayerAppraisal1 {
		r.failName(rw, decisionLayer, "facts.appraisal_unknown", text, []string{engine.LayerAppraisal1.String(),
			engine.LayerAppraisal2.String(), engine.LayerFinal.String()})
	}
	return layer
}

// deciders reads who decided. Nobody appraises their own unit; a direct override takes two.
func (r *reader) deciders(rw *row, kind, unit string) (by, second string) {
	by, second = r.need(rw, decisionBy), r.text(rw, decisionSecond)
	if kind != string(engine.DecideDispute) {
		for _, at := range []int{decisionBy, decisionSecond} {
			if who := r.text(rw, at); who != "" && sameOffice(who, unit) {
				r.fail(rw, at, "facts.decision_own", unit)
			}
		}
	}
	if kind == string(engine.DecideOverride) {
		switch {
		case second == "":
			r.fail(rw, decisionSecond, "facts.override_second")
		case strings.EqualFold(second, by):
			r.fail(rw, decisionSecond, "facts.override_same", shown(second))
		}
	}
	return by, second
}

// sameOffice reports whether a decider belongs to a unit: "so-y-te" or "so-y-te/Nguyễn Văn A".
func sameOffice(decider, unit string) bool {
	office, _, _ := strings.Cut(decider, "/")
	return strings.EqualFold(strings.TrimSpace(office), unit)
}

// subject reads what the decision is about and refuses what it is not about.
func (r *reader) subject(rw *row, kind string, about subject) (*form.Input, place) {
	hasCode, hasInput := rw.cells[decisionCode].text != "", rw.cells[decisionInput].text != ""
	if about == aboutLeafOrDatum {
		switch {
		case hasCode == hasInput:
			r.fail(rw, decisionCode, "facts.decision_one_of", kind)
			return nil, place{}
		case hasCode:
			about = aboutLeaf
		default:
			about = aboutDatum
		}
	}
	if about != aboutDatum {
		for _, at := range []int{decisionInput, decisionRow, decisionField} {
			if rw.cells[at].text != "" {
				r.fail(rw, at, "facts.decision_unused", kind)
			}
		}
	}
	if about != aboutLeaf && hasCode {
		r.fail(rw, decisionCode, "facts.decision_unused", kind)
	}
	switch about {
	case aboutLeaf:
		r.leaf(rw)
	case aboutDatum:
		return r.place(rw, decisionInput, decisionRow, decisionField)
	}
	return nil, place{}
}

// leaf gives the leaf a decision is about.
func (r *reader) leaf(rw *row) *form.Node {
	code := r.need(rw, decisionCode)
	if code == "" {
		return nil
	}
	n := r.leaves[code]
	if n == nil {
		var codes []string
		for i := range r.set.Nodes {
			if r.set.Nodes[i].Leaf != nil {
				codes = append(codes, r.set.Nodes[i].Code)
			}
		}
		r.failName(rw, decisionCode, "facts.code_unknown", code, codes)
	}
	return n
}
