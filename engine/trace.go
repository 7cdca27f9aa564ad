package engine

import "cchc/internal/form"

// Trace is the full account of one leaf for one unit (diễn giải cách tính).
type Trace struct {
	Unit, Code string
	Node       NodeResult
	Facts      []FactUse // every fact the leaf rests on, all layers side by side
	Applies    []Step    // conditions of applicability looked at, in order
	Rule       *Step     // the rule, nil when applicability decided
	Ledger     []Line
}

// FactUse is a datum the leaf rests on: which fact counts, and which stand beside it.
type FactUse struct {
	Input, Row, Field string
	Used              int // index in Facts of the one that counts, -1: none
	Facts             []Fact
	Rejected          *Decision // the decision that took it out
	Due               *Due      // for documents and reports
	Rollup            *Rollup   // for aggregated inputs: what the fact of LayerUnits is made of
}

// Step is one evaluated node of the normal form, with its value or state and what it was made of. The branches of
// a table all appear, a relative rule ends with the block's "best" and "worst": Taken marks the one that decided, Skipped those that were not looked at.
type Step struct {
	Kind     string // the form's kind, or "branch", "item", "part", "row", "group", "condition"
	ID       string // branch or item id, row key
	Name     string // input, parameter, value or leaf named
	Op       string
	Span     form.Span
	State    State // Scored when Value holds a value
	Value    Value
	Taken    bool
	Skipped  bool
	Children []Step
}
