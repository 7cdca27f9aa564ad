package sheet

import (
	"strings"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/table"
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

// Question is the kind of decision that stands for all that answer the same question: whether a datum is accepted,
// whether a leaf applies, whether a unit is ranked. At one stage there is one answer.
func Question(kind engine.DecisionKind) engine.DecisionKind {
	switch kind {
	case engine.DecideReject:
		return engine.DecideAccept
	case engine.DecideNotApply:
		return engine.DecideApply
	case engine.DecideNotRanked:
		return engine.DecideRanked
	}
	return kind
}

// decision reads a row of a decisions file.
func (r *reader) decision(rw *table.Row) {
	kind, about, reason := r.decisionKind(rw)
	unit := r.unit(rw, decisionUnit)
	layer := r.decisionLayer(rw)
	d := engine.Decision{Kind: engine.DecisionKind(kind), Layer: layer, Code: rw.Cells[decisionCode].Text,
		Reason: r.Text(rw, decisionReason)}
	if r.Filled(rw, decisionDate) != "" {
		d.Date = r.Day(rw, decisionDate)
	}
	if kind == "" {
		return
	}
	if reason && d.Reason == "" {
		r.Fail(rw, decisionReason, "facts.reason_empty", kind)
	}
	d.By, d.Second = r.deciders(rw, kind, unit)
	in, p := r.subject(rw, kind, about)
	d.Input, d.Row, d.Field = p.input, p.row, p.field
	var value engine.Value
	switch {
	case kind == kindCorrect && in != nil:
		value = r.Value(rw, decisionValue, in, p.field)
	case kind == string(engine.DecideOverride):
		d.Points = r.points(rw)
	case kind != kindCorrect && rw.Cells[decisionValue].Text != "":
		r.Fail(rw, decisionValue, "facts.decision_value", kind)
	}
	if rw.Bad {
		return
	}
	keys := []key{{string(Question(d.Kind)), unit, d.Code, p, layer}}
	if kind == kindCorrect || d.Kind == engine.DecideReject { // a rejection takes the corrected figure out as well
		keys = append(keys, key{kindCorrect + " or reject", unit, d.Code, p, layer})
	}
	e := r.once(rw, decisionKind, keys...)
	if rw.Bad {
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

func (r *reader) decisionKind(rw *table.Row) (kind string, about subject, reason bool) {
	text := r.Need(rw, decisionKind)
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
	r.FailName(rw, decisionKind, "facts.decision_unknown", text, names)
	return "", 0, false
}

func (r *reader) decisionLayer(rw *table.Row) engine.Layer {
	text := r.Need(rw, decisionLayer)
	if text == "" {
		return 0
	}
	layer, ok := engine.ParseLayer(text)
	if !ok || layer < engine.LayerAppraisal1 {
		r.FailName(rw, decisionLayer, "facts.appraisal_unknown", text, []string{engine.LayerAppraisal1.String(),
			engine.LayerAppraisal2.String(), engine.LayerFinal.String()})
	}
	return layer
}

// deciders reads who decided. Nobody appraises their own unit; a direct override takes two.
func (r *reader) deciders(rw *table.Row, kind, unit string) (by, second string) {
	by, second = r.Need(rw, decisionBy), r.Text(rw, decisionSecond)
	if kind != string(engine.DecideDispute) {
		for _, at := range []int{decisionBy, decisionSecond} {
			if who := r.Text(rw, at); who != "" && sameOffice(who, unit) {
				r.Fail(rw, at, "facts.decision_own", unit)
			}
		}
	}
	if kind == string(engine.DecideOverride) {
		switch {
		case second == "":
			r.Fail(rw, decisionSecond, "facts.override_second")
		case strings.EqualFold(second, by):
			r.Fail(rw, decisionSecond, "facts.override_same", table.Shown(second))
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
func (r *reader) subject(rw *table.Row, kind string, about subject) (*form.Input, place) {
	hasCode, hasInput := rw.Cells[decisionCode].Text != "", rw.Cells[decisionInput].Text != ""
	if about == aboutLeafOrDatum {
		switch {
		case hasCode == hasInput:
			r.Fail(rw, decisionCode, "facts.decision_one_of", kind)
			return nil, place{}
		case hasCode:
			about = aboutLeaf
		default:
			about = aboutDatum
		}
	}
	if about != aboutDatum {
		for _, at := range []int{decisionInput, decisionRow, decisionField} {
			if rw.Cells[at].Text != "" {
				r.Fail(rw, at, "facts.decision_unused", kind)
			}
		}
	}
	if about != aboutLeaf && hasCode {
		r.Fail(rw, decisionCode, "facts.decision_unused", kind)
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
func (r *reader) leaf(rw *table.Row) *form.Node {
	code := r.Need(rw, decisionCode)
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
		r.FailName(rw, decisionCode, "facts.code_unknown", code, codes)
	}
	return n
}

// points reads the points of a direct override and holds them against the leaf's own limits.
func (r *reader) points(rw *table.Row) exact.Num {
	text := r.Filled(rw, decisionValue)
	if text == "" {
		return exact.Num{}
	}
	n, percent, ok := r.Number(rw, decisionValue, text)
	leaf := r.leaves[rw.Cells[decisionCode].Text]
	switch {
	case !ok:
	case percent:
		r.Fail(rw, decisionValue, "facts.value_not_percent", table.Shown(text))
	case leaf != nil && (n.Less(leaf.Min) || leaf.Max.Less(n)):
		r.Fail(rw, decisionValue, "facts.override_range", table.Shown(text), leaf.Min.VN(), leaf.Max.VN())
	}
	return n
}
