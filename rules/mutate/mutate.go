// Package mutate makes small mistakes in the rules of a criteria set, one at a time, and asks whether the cases beside
// the rules would notice: a limit that is one step off, a condition forgotten, two points swapped. A mistake that no case
// notices is a case that the set lacks; where evidence is found at which the two rules differ, that case is written.
//
// It knows the normal form: mutants are folds over a copy of one leaf. Rules are scored by the engine through casetest,
// evidence comes from space. Sentences are made elsewhere, from what a mutant says was before and after.
package mutate

import (
	"bytes"
	"strconv"

	"cchc/internal/form"
)

// Op is the kind of a mistake. It is part of a mutant's id and so never renamed.
type Op string

// The operators. Those that go by one step stand for two mutants each, "+" and "-" behind the operator in the id. A step
// is 1 for whole numbers (counts, days, answers), one percentage point for percentages, the last decimal written for
// other numbers, a day for dates and 0.01 for the points at the ends of a line.
const (
	OpCompare  Op = "cmp"      // ≥ and >, ≤ and <, = and ≠ exchanged
	OpJoin     Op = "join"     // and, or exchanged
	OpNot      Op = "not"      // a negation left out
	OpMinMax   Op = "minmax"   // least and greatest exchanged
	OpConst    Op = "const"    // a number in an expression, one step off
	OpDate     Op = "date"     // a date, in an expression, as a limit or as a parameter, one day off
	OpLimit    Op = "limit"    // a limit of a table, one step off
	OpOpen     Op = "open"     // "from" and "above" exchanged
	OpSwap     Op = "swap"     // the points of two neighbouring branches exchanged
	OpBranch   Op = "branch"   // a branch left out
	OpLineX    Op = "line_x"   // the end of a line, one step off
	OpLineY    Op = "line_y"   // the points at the end of a line, one step off
	OpItem     Op = "item"     // a counted item left out
	OpSign     Op = "sign"     // an item adds instead of deducting, or the reverse
	OpFloor    Op = "floor"    // the least points left out
	OpCap      Op = "cap"      // the most points left out
	OpPart     Op = "part"     // a part of a sum, or a way of a best-of, left out
	OpApplies  Op = "applies"  // a condition of applicability left out
	OpThen     Op = "then"     // another effect of a condition, or of a value that is not there
	OpAccepted Op = "accepted" // the effect rests, or does not rest, on figures that an office accepted
	OpMissing  Op = "missing"  // what an absent input does: missing and not scorable exchanged
	OpParam    Op = "param"    // a parameter, one step off
	OpRounding Op = "rounding" // another rounding mode
	OpSample   Op = "sample"   // the least sample of a survey, one answer off
	OpWeights  Op = "weights"  // the weights of two neighbouring groups exchanged
	OpLower    Op = "lower"    // "lower is better" turned
	OpCheck    Op = "check"    // a check on contradictory figures left out
)

// Ops lists the operators in the order in which they are documented. A test demands a Vietnamese sentence for each.
func Ops() []Op {
	return []Op{OpCompare, OpJoin, OpNot, OpMinMax, OpConst, OpDate, OpLimit, OpOpen, OpSwap, OpBranch, OpLineX, OpLineY, OpItem,
		OpSign, OpFloor, OpCap, OpPart, OpApplies, OpThen, OpAccepted, OpMissing, OpParam, OpRounding, OpSample, OpWeights, OpLower, OpCheck}
}

// PlaceKind is what a mutant changed.
type PlaceKind string

// The kinds of places.
const (
	PlaceRule    PlaceKind = "rule"    // the rule, or a part of it, as a whole
	PlaceBranch  PlaceKind = "branch"  // a branch or item
	PlaceApplies PlaceKind = "applies" // a condition of applicability
	PlaceCheck   PlaceKind = "check"
	PlaceValue   PlaceKind = "value" // a named derived value
	PlaceParam   PlaceKind = "param"
	PlaceInput   PlaceKind = "input"
)

// PlaceKinds lists the kinds of places. A test demands a Vietnamese sentence for each.
func PlaceKinds() []PlaceKind {
	return []PlaceKind{PlaceRule, PlaceBranch, PlaceApplies, PlaceCheck, PlaceValue, PlaceParam, PlaceInput}
}

// Place names what a mutant changed: by the id that results name it with, or by its name in the set.
type Place struct {
	Kind PlaceKind
	ID   string // "b1", "p2/late_1"; the number of a condition or check; a name
}

// String gives the place as it stands in ids.
func (p Place) String() string {
	switch p.Kind {
	case PlaceApplies, PlaceCheck:
		return string(p.Kind) + p.ID
	case PlaceValue, PlaceParam, PlaceInput:
		return string(p.Kind) + ":" + p.ID
	}
	return p.ID
}

// Mutant is a leaf with one mistake.
type Mutant struct {
	// ID stays the same when the set's files are edited elsewhere: "3.1.2/b1/limit+".
	ID    string
	Code  string // of the leaf
	Op    Op
	Place Place
	Span  form.Span // of what was changed
	// Before and After are the expressions or values in question; From and To stable words for what is neither: an
	// effect, a rounding mode, a branch. What is left out has no After.
	Before, After *form.Expr
	From, To      string
	// Set is the leaf alone, with the mistake. It shares what was not changed with the leaf as it is, so none of it may be
	// changed.
	Set *form.Set
}

// Of makes the mutants of a leaf, in the order of the leaf's parts. Changes that change nothing are no mutants. The set
// stays as it is.
func Of(set *form.Set, node int) ([]Mutant, error) {
	return mutantsIn(set.Alone(node), set.Nodes[node].Code)
}

// mutantsIn makes the mutants of a leaf inside a set that is already cut down to it, or to a leaf that rests on it.
func mutantsIn(alone *form.Set, code string) ([]Mutant, error) {
	m := &mutator{plain: alone, set: copySet(alone), code: code, seen: map[string]int{}}
	var err error
	if m.base, err = m.written(alone); err != nil {
		return nil, err
	}
	m.node = m.set.NodeByCode(code)
	m.leaf()
	return m.out, m.err
}

// mutator changes its copy of a leaf and puts it back, keeping a copy of what was changed.
type mutator struct {
	plain *form.Set // the leaf as it is; mutants share with it
	set   *form.Set // the copy that is changed
	node  int
	code  string
	base  []byte // written(plain)
	seen  map[string]int
	out   []Mutant
	err   error
}

// written is the canonical form of a leaf without the checks that stand there for others.
func (m *mutator) written(s *form.Set) ([]byte, error) {
	out := *s
	out.Checks = nil
	for i := range s.Checks {
		if !m.plain.Checks[i].Holds() {
			out.Checks = append(out.Checks, s.Checks[i])
		}
	}
	return out.Canonical()
}

// try keeps the leaf as it is now as a mutant, unless nothing has changed.
func (m *mutator) try(mu Mutant, suffix string) {
	b, err := m.written(m.set)
	if err != nil {
		m.err = err
		return
	}
	if bytes.Equal(b, m.base) {
		return
	}
	mu.Code = m.code
	mu.ID = m.code + "/" + mu.Place.String() + "/" + string(mu.Op) + suffix
	if m.seen[mu.ID]++; m.seen[mu.ID] > 1 {
		mu.ID += "#" + strconv.Itoa(m.seen[mu.ID])
	}
	mu.Set = m.keep(&mu)
	m.out = append(m.out, mu)
}

// turn sets a value for the time of a try.
func turn[T any](m *mutator, at *T, to T, mu Mutant, suffix string) {
	was := *at
	*at = to
	m.try(mu, suffix)
	*at = was
}

// leaf changes everything that decides the leaf.
func (m *mutator) leaf() {
	l := m.set.Nodes[m.node].Leaf
	m.applies(l)
	if l.Rule != nil {
		m.rule(l.Rule, "")
	}
	if l.Round != nil {
		m.rounding(Place{PlaceRule, "rule"}, m.set.Nodes[m.node].Span, &l.Round.Mode)
	}
	m.values()
	m.params()
	m.inputs()
	m.checks()
}
