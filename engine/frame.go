package engine

import (
	"cchc/internal/day"
	"cchc/internal/exact"
)

// slot holds one datum of a unit, ready for evaluation.
type slot struct {
	num exact.Num
	ord int32 // date as day.Day, level as option index, yes/no as 0/1
	st  status
}

// doc holds what a document's dates mean, worked out once when a unit is bound.
type doc struct {
	due    int32
	dueSt  status
	late   int32 // days
	lateSt status
	never  tri
}

// row is one row of a list or of reports.
type row struct {
	key    string
	fields []slot
	texts  []string // by field: texts and levels
	doc    doc
}

// list holds the rows of a list input; st is the state of a list without rows.
type list struct {
	rows []row
	st   status
}

// group holds the figures of one respondent group of a survey.
type group struct {
	valid   exact.Num
	answers []exact.Num // by answer, lowest first
	st      status
}

// frame is the evidence of one unit laid out for a program, and the working memory of its evaluation. It is not safe
// for concurrent use; workers have one each.
type frame struct {
	plain []*Fact         // by input: the fact that counts about the input as a whole
	rows  map[place]*Fact // the facts that count about rows and fields

	rolled  []Fact    // the unit's rollups as facts, in their order
	rollups []*Rollup // by input; empty where the unit has none

	slots   []slot // by input
	docs    []doc  // by input; documents only
	lists   []list
	surveys [][]group
	attrs   []slot
	given   []bool // by input: a plain fact says something, whatever it means
	claim   []bool // by input: what the unit says of it is a claim that nobody has accepted
	claimed []bool // by input: the counting fact is only declared and not accepted
	open    []bool // by input: may still come, or still be moved by its lever

	asOf   day.Day
	stage  Stage
	closed bool
	block  string

	leaves   []leafDecisions // by node
	unranked *Decision

	// working memory
	refs   *References
	row    *row
	count  exact.Num // what the item being explained counted
	points exact.Num // points being explained
	out    []leafOut // by node
	lines  []Line
	taken  []string // branch ids that decided, in order
	node   int
}

// leafDecisions are the decisions on one leaf that count at the stage.
type leafDecisions struct {
	notApply, apply, override, dispute, accept *Decision
}

// leafOut is the bare outcome of a leaf.
type leafOut struct {
	state   State
	points  exact.Num
	inMax   bool // the leaf's maximum is in the applied maximum
	why     string
	by      stand
	branch  string // applicability condition or check that decided; rules append to taken
	from, n int    // range of taken
	line    int    // where its lines begin
}

// stand says how far the evaluation of a leaf went, and so what a trace may show as looked at.
type stand uint8

const (
	byCheck     stand = iota // a check: figures that contradict one another
	byDecision               // a decision that it does not apply
	byCondition              // a condition of applicability, known or not
	byRule
)

// add appends a ledger line; nothing is written for 0.
func (fr *frame) add(kind LineKind, branch string, amount exact.Num) {
	if !amount.IsZero() {
		fr.lines = append(fr.lines, Line{Node: fr.node, Kind: kind, Branch: branch, Amount: amount})
	}
}
