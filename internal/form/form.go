// Package form is the normal form of a criteria set (bộ tiêu chí): the one small typed tree that every
// rule, structured or formula, is lowered to.
//
// It knows the kinds of nodes, their types and their canonical JSON. Scoring, traces, limits, cost,
// rule text and an auditor's own implementation are folds over it. It knows nothing of YAML, of the
// formula language's parser, of units, evidence or wording, and it computes no points.
//
// Tables stay tables: a band or case keeps its identity (code, branch, sentence, place in the source)
// from the author's file to the ledger line that grants its points.
package form

import (
	"cchc/internal/day"
	"cchc/internal/exact"
)

// Version names the meaning of this form. It is part of every hash: a change of meaning changes it.
const Version = "cchc-form/1"

// Span is a place in the author's files: line and column count from 1, columns in runes of NFC text.
// The zero Span means "made by lowering, no place of its own". Spans are not part of the hash.
type Span struct {
	File            string
	Line, Col       int
	EndLine, EndCol int
}

// Set is a criteria set (bộ tiêu chí) in normal form.
type Set struct {
	ID      string // "so-2026"
	Version string // "1.0.0"
	Title   string
	// Reference is the label that every output carries when the set is not an official one
	// (bộ tiêu chí tham khảo); empty for an official set.
	Reference string
	Scope     Scope
	Period    Period
	InForce   *Days    // the days the version is in force (hiệu lực) where it says so itself; see [Set.Force]
	Blocks    []string // blocks of units the set scores, in printed order; empty means any
	Max       exact.Num
	Rounding  Rounding
	Tie       Tie
	Classes   []ClassScheme
	Params    []Param
	Attrs     []Attr
	Inputs    []Input
	Values    []Value // named derived values (ratios), in order of dependency
	Checks    []Check
	Nodes     []Node // the tree in printed order (preorder): a parent stands before its children
}

// Scope says whose evidence a set scores.
type Scope string

// The scopes of a set.
const (
	ScopeUnit     Scope = "unit"     // one department or commune
	ScopeProvince Scope = "province" // the province as a unit
)

// Period is the scoring year as the set reads it (kỳ chấm điểm). All days are inclusive.
type Period struct {
	ID     string
	From   day.Day // first day of the year's data
	To     day.Day // last day on which a product of the year can count
	CutOff day.Day // ngày chốt số liệu: figures count up to this day
	Lock   day.Day // last day of declaring (đóng kỳ tự đánh giá); after it what is absent is absent
}

// Days are the days from one to another, both inclusive; day.None is no bound.
type Days struct{ From, Until day.Day }

// Has reports whether a day is one of them.
func (d Days) Has(on day.Day) bool {
	return (d.From == day.None || d.From <= on) && (d.Until == day.None || on <= d.Until)
}

// Force gives the days on which the facts of its period are judged by this version: those it names; without a word of its
// own from the period's first day, and without a last day until the period's lock.
func (s *Set) Force() Days {
	d := Days{s.Period.From, s.Period.Lock}
	if own := s.InForce; own != nil {
		d.From = own.From
		if own.Until != day.None {
			d.Until = own.Until
		}
	}
	return d
}

// RoundAt names the one place where points are rounded.
type RoundAt string

// The places of rounding.
const (
	AtTotal        RoundAt = "total"
	AtCriterion    RoundAt = "criterion"
	AtSubcriterion RoundAt = "subcriterion"
)

// Rounding says where and how points are rounded. The index is printed with the same decimals and mode.
type Rounding struct {
	At RoundAt
	exact.Rounding
}

// Tie is the rule for equal indices in a ranking.
type Tie string

// The tie rules.
const (
	TieSharedSkip  Tie = "shared_skip"  // 1, 2, 2, 4
	TieSharedDense Tie = "shared_dense" // 1, 2, 2, 3
)

// ClassScheme is a table of classes (xếp loại) on the unrounded index, for some blocks (empty: all).
type ClassScheme struct {
	Blocks []string
	Bands  []Class // descending; the last has no lower limit
}

// Class is one class: it holds indices from Lower on (or above it, when Open).
type Class struct {
	Name  string
	Lower *exact.Num // nil in the last class
	Open  bool
	Span  Span
}

// Param is a named, dated parameter of the set (tham số). Values ascend by From; the first may have day.None.
type Param struct {
	Name, Label, Source string
	Type                Type
	Values              []DatedConst
	Span                Span
}

// InForce is the parameter's value in force on a day, with its first day; false before the first.
func (p *Param) InForce(on day.Day) (DatedConst, bool) {
	for i := len(p.Values) - 1; i >= 0; i-- {
		if p.Values[i].From <= on { // day.None is before every day
			return p.Values[i], true
		}
	}
	return DatedConst{}, false
}

// At is the parameter's value in force on a day; false before the first.
func (p *Param) At(on day.Day) (Const, bool) {
	v, ok := p.InForce(on)
	return v.Value, ok
}

// On is the parameter's value on the day of a dated fact: the one in force then; before the first, the first. A document of
// the year before is judged by what the year began with.
func (p *Param) On(on day.Day) Const {
	if c, ok := p.At(on); ok || len(p.Values) == 0 {
		return c
	}
	return p.Values[0].Value
}

// ParamValue is a parameter's value as rules read it: at the period's end, since the totals of a year are judged by what
// is in force when it closes. False if there is no such parameter or value.
func (s *Set) ParamValue(name string) (Const, bool) {
	for i := range s.Params {
		if s.Params[i].Name == name {
			return s.Params[i].At(s.Period.To)
		}
	}
	return Const{}, false
}

// DatedConst is a value in force from a day on.
type DatedConst struct {
	From  day.Day
	Value Const
}

// Attr is a dated attribute of units that rules may ask for (có TTHC, …); kept by Sở Nội vụ, never declared by the unit.
type Attr struct {
	Name, Label string
	Type        Type
	Span        Span
}

// InputType is the kind of evidence an input holds.
type InputType string

// The kinds of inputs.
const (
	InYesNo    InputType = "yes_no"   // có/không
	InLevel    InputType = "level"    // one of named levels
	InDate     InputType = "date"     // a date
	InDocument InputType = "document" // a document owed under a deliverable: its date against the obligation's due date
	InEvent    InputType = "event"    // has the event of an on-event deliverable been recorded for the unit?
	InCount    InputType = "count"    // whole number ≥ 0
	InNumber   InputType = "number"   // exact number
	InAmount   InputType = "amount"   // money in đồng, ≥ 0
	InRatio    InputType = "ratio"    // a ratio given as such (percent)
	InIndex    InputType = "index"    // an external index on Scale; its value in rules is index ÷ Scale
	InRating   InputType = "rating"   // points given by a role
	InReports  InputType = "reports"  // one row per occurrence of a periodic deliverable
	InList     InputType = "list"     // case list with declared fields
	InSurvey   InputType = "survey"   // counts of answers per respondent group
)

// Input is one declared piece of evidence or figure.
type Input struct {
	Name, Label  string
	Type         InputType
	Options      []Option   // InLevel
	Fields       []Field    // InList
	Groups       []Group    // InSurvey
	Scale        int        // InSurvey: highest answer; InIndex: full mark
	Deliverables []string   // deliverables of the plan it evidences; the first gives the due date
	Occurrence   string     // InDocument: key of the occurrence it answers ("2026-Q1"); "": the first
	DateBy       string     // InDocument, InReports: "issued" (ngày ký) or "received" (ngày nhận)
	DeclaredBy   string     // "unit" or the code of the office that enters it
	VerifiedBy   string     // office that verifies; "" if none
	Previous     bool       // a mark for people: the value is of the previous period, entered like any other
	Direction    Lever      // in which direction it is better, whoever moves it; "" where nobody said so
	Lever        Lever      // what the unit itself can still move
	Until        day.Day    // last day on which it can be moved; day.None: the cut-off
	Min, Max     *exact.Num // domain, inclusive
	Decimals     int        // most decimals accepted; 0 for counts
	Unit         string     // unit of measure, for print
	Missing      Effect     // EffMissing, or EffNotScorable for central figures that must be delivered
	From         []From     // the figures of other units it is made of, added up; none: it is given as such
	Span         Span
}

// Lever says how a unit can still move a figure.
type Lever string

// The levers.
const (
	LeverNone Lever = ""
	LeverUp   Lever = "up"
	LeverDown Lever = "down"
)

// Option is a named level of an InLevel input.
type Option struct{ ID, Label string }

// Field is a field of the rows of an InList input.
type Field struct {
	Name, Label string
	Type        Type
}

// Group is a respondent group of a survey and its weight.
type Group struct {
	ID, Label string
	Weight    exact.Num
}

// Value is a named derived value: T of a rule table. Expr is usually a ratio.
type Value struct {
	Name, Label string
	Percent     bool // printed as a percentage
	Expr        *Expr
	Span        Span
}

// Check is a constraint between inputs; where it is known to be false the figures contradict one another.
type Check struct {
	Cond    *Expr
	Because Text
	Span    Span
}

// NodeKind tells areas, criteria and scored leaves apart.
type NodeKind string

// The kinds of tree nodes. A criterion without subcriteria is a NodeLeaf whose parent is an area.
const (
	NodeArea      NodeKind = "area"      // lĩnh vực
	NodeCriterion NodeKind = "criterion" // tiêu chí
	NodeLeaf      NodeKind = "leaf"      // tiêu chí thành phần, or a criterion scored itself
)

// Node is a node of the criteria tree.
type Node struct {
	Code, Name string
	Kind       NodeKind
	Parent     int // index in Set.Nodes, -1 at the top
	Max, Min   exact.Num
	// Outside marks a section outside the scale (điểm thưởng, điểm trừ): its points count, its maximum does not.
	// Cap and Floor bound its sum.
	Outside    bool
	Cap, Floor *exact.Num
	Leaf       *Leaf // NodeLeaf only
	Span       Span
}

// Leaf is what is scored: applicability first, then the rule.
type Leaf struct {
	Deliverables []string
	Legal        []DatedText // căn cứ pháp lý, dated: the text in force on the day applies
	Evidence     string      // what evidence is accepted, for people
	Printed      string      // the rule as the decision prints it, for people
	Note         string
	Survey       bool // points that come from surveys or imported opinion indices (điều tra XHH)
	Unscored     bool // shown but not scored: no points, no maximum
	Applies      []Applies
	Rule         *Rule
	Round        *exact.Rounding // the leaf's own rounding, if the set gives it one
}

// DatedText is a text in force from a day on.
type DatedText struct {
	From day.Day
	Text string
}

// Effect is what a condition of applicability, or absent data, does to a leaf.
type Effect string

// The effects.
const (
	EffRebase      Effect = "rebase"       // không áp dụng: out of the maximum
	EffFull        Effect = "full"         // nothing arose and that is the good result: full points
	EffNotScorable Effect = "not_scorable" // chưa chấm được: stays in the maximum, blocks publication
	EffNotDue      Effect = "not_due"      // chưa đến hạn
	EffMissing     Effect = "missing"      // chưa có
	EffZero        Effect = "zero"         // the value counts as 0
)

// Applies is one ordered condition of applicability. The first whose condition holds decides.
type Applies struct {
	When    *Expr
	Then    Effect
	Because Text
	// Accepted: the effect needs figures that an office entered or accepted; from the first appraisal on, a
	// zero that only the unit itself declared leaves the leaf not scorable instead (a unit must not raise its
	// index by withholding a denominator).
	Accepted bool
	Span     Span
}

// Text is a sentence with typed holes, written by the author of the set or by lowering.
type Text struct {
	Parts []TextPart
}

// TextPart is literal text or a value.
type TextPart struct {
	Lit  string
	Arg  *Expr  // nil: literal
	Name string // the hole as written
	As   string // "": by type; "percent": as a percentage
}

// RuleKind is the kind of a rule node: a node that gives points and ledger lines.
type RuleKind string

// The kinds of rules.
const (
	RuleCases    RuleKind = "cases"    // ordered conditions, the first that holds gives the points
	RuleBands    RuleKind = "bands"    // table over one value, descending lower limits
	RuleTally    RuleKind = "tally"    // start plus count × points per item, between floor and cap
	RulePoints   RuleKind = "points"   // points computed by an expression
	RuleSum      RuleKind = "sum"      // parts whose points add up
	RuleBest     RuleKind = "best"     // the best of several ways (the first of equals)
	RuleRelative RuleKind = "relative" // share of the block's best, or min–max over the block
	RuleSurvey   RuleKind = "survey"   // weighted means of answer groups
	RulePerRow   RuleKind = "per_row"  // mean of a rule over the rows of a list
)

// Rule gives points. Which fields are used depends on Kind.
type Rule struct {
	Kind  RuleKind
	Shape string // the author's form it was written in ("yes_no", "levels", "outcomes", "share", …)
	Label string // for parts of a sum: what the part is about
	Max   exact.Num

	Value    *Expr    // bands, relative: the value; points: the points; tally: nil
	Branches []Branch // cases, bands
	Start    exact.Num
	Items    []Item // tally
	Floor    *exact.Num
	Cap      *exact.Num
	Parts    []*Rule // sum, best; per_row: the one rule of a row
	// relative
	Relative *Relative
	// survey
	Survey *Survey
	// per_row
	List  string
	Round *exact.Rounding
	// points, tally: sentence for the whole; relative, survey, per_row: likewise
	Because Text
	Span    Span
}

// Branch is one line of a table.
type Branch struct {
	ID    string // stable within the leaf: "on_time", "b1", "else"
	When  *Expr  // cases; nil: otherwise
	Lower *Limit // bands; nil: otherwise
	// Points is constant unless Line is set.
	Points  exact.Num
	Line    *Line
	Because Text
	Span    Span
}

// Limit is a lower limit of a band: value ≥ At, or value > At when Open. At is a constant or a parameter.
type Limit struct {
	At   *Expr
	Open bool
}

// Line is a straight line between two points (X0,Y0) and (X1,Y1), X0 < X1; outside it the nearer end holds.
// X0 and X1 are constants or parameters.
type Line struct {
	X0, X1 *Expr
	Y0, Y1 exact.Num
	// Jump documents a jump at the lower edge and where it comes from.
	Jump string
}

// Item is one kind of thing that a tally counts; its points (negative: a deduction) are its own ledger line.
type Item struct {
	ID      string
	Count   *Expr
	Points  exact.Num
	Because Text
	Span    Span
}

// Relative compares a unit's value with its block's.
type Relative struct {
	Method     string // "best": value ÷ best; "min_max": (value − worst) ÷ (best − worst)
	Lower      bool   // lower is better
	WhenNoBase Effect // best is zero, or best equals worst
}

// Survey scores an InSurvey input: Σ weight × (mean answer ÷ scale) ÷ Σ weight of the groups whose valid
// forms reach MinSample, × max. NoneLeft is the effect when no group is left.
type Survey struct {
	Input     string
	MinSample *Expr
	NoneLeft  Effect
}
