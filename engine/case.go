// Package engine scores: from the frozen facts of units and a criteria set in normal form to findings,
// points, index, rank and class, with a ledger that has no remainder and a trace of every step.
//
// It is pure: no database, no files, no clock, no randomness, no wording. The day it looks from (AsOf) is
// part of the case. What it finds it says in reason ids with typed values; internal/wording makes sentences.
//
// The line the data walks: Gather reads each unit's part of the values other units are compared with,
// Freeze makes References of them, ScoreUnit scores one unit, Rank orders the units, Score composes them. A Roller adds
// scored units up to the Rollups of a province, which are evidence of the province's own case.
package engine

import (
	"slices"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Stage is how far the year's procedure has come (giai đoạn): facts and decisions of later layers do not count.
type Stage uint8

// The stages.
const (
	StageSelf       Stage = iota // tự đánh giá
	StageAppraisal1              // thẩm định lần 1
	StageAppraisal2              // thẩm định lần 2
	StageFinal                   // kết quả
)

var stageNames = [...]string{"self", "appraisal1", "appraisal2", "final"}

// String gives the stage's name in data files.
func (s Stage) String() string { return stageNames[s] }

// ParseStage reads a stage's name.
func ParseStage(text string) (Stage, bool) {
	for i, n := range stageNames {
		if n == text {
			return Stage(i), true
		}
	}
	return 0, false
}

// Layer is where a fact or decision comes from; of several facts for one place the latest layer up to the
// asked stage counts.
type Layer uint8

// The layers, in rising order.
const (
	LayerDeclared   Layer = iota // the unit declared it
	LayerUnits                   // added up from the figures of other units: a Rollup, never a fact that is given
	LayerRegister                // an office's register or a central extract
	LayerAppraisal1              // corrected in the first appraisal
	LayerAppraisal2              // corrected in the second
	LayerFinal                   // the council's adjustment
)

var layerNames = [...]string{"declared", "units", "register", "appraisal1", "appraisal2", "final"}

// String gives the layer's name in data files.
func (l Layer) String() string { return layerNames[l] }

// ParseLayer reads the name of a layer in which facts and decisions are given: any but LayerUnits.
func ParseLayer(text string) (Layer, bool) {
	for i, n := range layerNames {
		if n == text && Layer(i) != LayerUnits {
			return Layer(i), true
		}
	}
	return 0, false
}

// top is the latest layer that counts at a stage.
func (s Stage) top() Layer {
	return [...]Layer{LayerRegister, LayerAppraisal1, LayerAppraisal2, LayerFinal}[s]
}

// Counts reports whether facts and decisions of a layer count at a stage.
func (s Stage) Counts(l Layer) bool { return l <= s.top() }

// Value is a typed datum of a fact.
type Value struct {
	Type form.Type // number, bool, date, level or text
	Num  exact.Num
	Bool bool
	Day  day.Day
	Text string // level: option id
	// None is the explicit statement that there is nothing (không có, không ban hành): the document
	// counts as never issued without waiting for the lock.
	None bool
}

// Fact is one datum of one unit. Input, Row and Field say what it is about: Row is the key of a list row, of a
// report's period or of a survey group; Field is the field of a row ("issued", "received", "ok" for reports) or
// the figure of a survey group ("sent", "valid", "1".."5").
type Fact struct {
	Input, Row, Field string
	Layer             Layer
	Value             Value
	Source            string  // where it was read ("facts-so-y-te.csv:12"), for people only: not hashed, never decides
	Document          string  // the evidence: number and sign, section, page
	Recorded          day.Day // day the system learnt it; day.None: from the start
}

// DecisionKind is the kind of a decision of an appraiser or the council.
type DecisionKind string

// The kinds of decisions. A corrected figure is a Fact of the appraisal's layer, with the decision as Source.
const (
	DecideReject    DecisionKind = "reject"     // document or figure not accepted: as if absent
	DecideAccept    DecisionKind = "accept"     // declared figures of the leaf or input accepted (a declared 0/0, a document)
	DecideNotApply  DecisionKind = "not_apply"  // the leaf does not apply to the unit
	DecideApply     DecisionKind = "apply"      // the leaf applies although a condition says otherwise
	DecideOverride  DecisionKind = "override"   // points set directly; needs a reason and a second person
	DecideDispute   DecisionKind = "dispute"    // an appeal is open on the leaf
	DecideNotRanked DecisionKind = "not_ranked" // scored but not ranked
	DecideRanked    DecisionKind = "ranked"     // lifts an earlier not_ranked
)

// Decision is a dated, attributed judgement: an input of the engine, never an edit of a computed number.
type Decision struct {
	Kind              DecisionKind
	Code              string // leaf it is about (not_apply, apply, override, dispute, accept); "" for the whole unit
	Input, Row, Field string // datum it is about (reject, accept)
	Layer             Layer
	Points            exact.Num // override
	By, Second        string
	Reason            string
	Date              day.Day
	Source            string
}

// Lifts reports whether a decision takes a rejection back: the same datum, or its input as a whole, accepted at a later
// stage. An acceptance of the same stage says the opposite of the rejection and is not admitted beside it.
func (d *Decision) Lifts(rejection *Decision) bool {
	return d.Kind == DecideAccept && d.Layer > rejection.Layer && d.Input == rejection.Input &&
		(d.Row == "" && d.Field == "" || d.Row == rejection.Row && d.Field == rejection.Field)
}

// stands reports whether a decision is a rejection that counts and that no later stage took back.
func (uc *UnitCase) stands(d *Decision, stage Stage, asOf day.Day) bool {
	if d.Kind != DecideReject || !d.counts(stage, asOf) {
		return false
	}
	return !slices.ContainsFunc(uc.Decisions, func(o Decision) bool { return o.counts(stage, asOf) && o.Lifts(d) })
}

// Due is one occurrence of an obligation of a unit: what internal calendars made of the plan's time.
type Due struct {
	Deliverable string
	Key         string  // "2026-Q1", an event's id, "" where there is one only
	Due         day.Day // last day in time
	Received    bool    // counted by the day received, not the day issued
}

// Unit is what the engine knows of a unit: never its name.
type Unit struct {
	Code  string
	Block string
	Attrs []AttrValue // as of the period's end or AsOf, sorted by name
}

// AttrValue is the value of an attribute of a unit.
type AttrValue struct {
	Name  string
	Value Value
}

// UnitCase is all that is known of one unit.
type UnitCase struct {
	Unit      Unit
	Facts     []Fact
	Dues      []Due
	Decisions []Decision
	Rollups   []Rollup // what aggregated inputs are made of, one account each: the evidence of LayerUnits
}

// Case is a frozen scoring problem. Same case, same result, byte for byte.
type Case struct {
	Set   *form.Set
	AsOf  day.Day
	Stage Stage
	Units []UnitCase
}
