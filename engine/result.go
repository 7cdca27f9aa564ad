package engine

import (
	"cchc/internal/day"
	"cchc/internal/exact"
)

// State is what stands beside a leaf's number and is never confused with 0.
type State string

// The states of a leaf.
const (
	Scored        State = "scored"         // đã chấm
	Missing       State = "missing"        // chưa có
	NotDue        State = "not_due"        // chưa đến hạn
	NotApplicable State = "not_applicable" // không áp dụng
	NotScorable   State = "not_scorable"   // chưa chấm được (thiếu số liệu)
	Disputed      State = "disputed"       // đang có kiến nghị
	Unscored      State = "unscored"       // hiển thị, không chấm điểm
)

// SetRef names the exact set a result was computed with.
type SetRef struct {
	ID, Version, Hash string
	Title, Reference  string
}

// Result is the outcome of scoring a case.
type Result struct {
	Set    SetRef
	AsOf   day.Day
	Stage  Stage
	Closed bool // AsOf is after the set's lock
	// References is the hash of the values of other units that relative rules compared with; "" when the set has none.
	References string
	CaseHash   string       // hash of the canonical bytes of the case
	Units      []UnitResult // in the order of unit codes
}

// UnitResult is one unit's outcome. All numbers are exact unless said otherwise.
type UnitResult struct {
	Unit, Block string
	// Points is the total after the set's rounding; Exact before it.
	Points, Exact exact.Num
	Max           exact.Num // the set's maximum
	Applied       exact.Num // the unit's own applicable maximum
	// Index is Exact ÷ Applied × 100, unrounded: what ranks and classes go by. Scorable is false when Applied is 0.
	Index    exact.Num
	Scorable bool
	// Ranked is false for units that are scored but not ranked, NotRanked says why.
	Ranked    bool
	NotRanked Reason
	Rank      int // 1 is best; 0 if not ranked
	Class     string
	// Outlook: Reached + Reachable + Lost = Applied. Reached is Exact without sections outside the scale and rounding
	// above the leaves. Reachable is attained by an evidence
	// set the engine scored, or is a bound where Bound is true.
	Reached, Reachable, Lost exact.Num
	Bound                    bool
	Blocked                  bool         // some leaf is not scorable: must not be published
	Nodes                    []NodeResult // parallel to the set's nodes
	Ledger                   []Line
}

// NodeResult is the outcome of an area, criterion or leaf. For areas and criteria State is Scored or, when nothing
// below applies, NotApplicable.
type NodeResult struct {
	Code      string
	State     State
	Points    exact.Num // rounded where the set rounds at this place, else exact
	Applied   exact.Num // applied maximum
	Reachable exact.Num
	Lost      exact.Num
	Bound     bool
	Branch    string // branch that decided (leaves)
	Reason    Reason
}

// LineKind is the kind of a ledger line.
type LineKind string

// The kinds of ledger lines. Granted … Rounded add up to the unit's points; Reachable and Lost to the applied
// maximum less the points; Rebased to the set's maximum less the applied one. Bonus sections outside the scale give
// points lines only.
const (
	LineGranted    LineKind = "granted"
	LineDeducted   LineKind = "deducted"
	LineCapped     LineKind = "capped"     // cut to a cap (negative) or lifted to a floor (positive)
	LineOverridden LineKind = "overridden" // council's points less computed points
	LineRounded    LineKind = "rounded"    // rounding difference at the named place
	LineReachable  LineKind = "reachable"
	LineLost       LineKind = "lost"
	LineRebased    LineKind = "rebased"
)

// Line is one entry of the points ledger (bảng kê điểm).
type Line struct {
	Node   int // index of the node in the set
	Kind   LineKind
	Branch string // branch, item or condition that decided
	Amount exact.Num
}

// Reason is a sentence id with typed values; internal/wording renders it. Branch names the author's sentence the id
// speaks of; a sum has the reasons of its parts in Parts.
type Reason struct {
	ID     string
	Branch string
	Args   []Arg
	Parts  []Reason
}

// Arg is a typed value in a reason.
type Arg struct {
	Name  string
	Value Value
	As    string // "percent": print as a percentage; "points": as points
}

// Reason ids of the engine. A test demands a Vietnamese sentence for each.
const (
	ReasonBranch       = "branch"        // the author's sentence of Branch; Args fill its holes in order
	ReasonSum          = "sum"           // several parts or items decided; see the ledger
	ReasonFull         = "full"          // full points by applicability condition; author's sentence
	ReasonRebased      = "rebased"       // out of the maximum by condition; author's sentence
	ReasonNotScorable  = "not_scorable"  // by condition; author's sentence
	ReasonNotDueEvent  = "not_due.event" // the event has not happened
	ReasonNotDueDate   = "not_due.date"  // due date lies ahead; Args: input, due
	ReasonNotDue       = "not_due"       // by condition; author's sentence
	ReasonMissing      = "missing"       // data absent; Args: inputs
	ReasonOverdue      = "overdue"       // document absent and past due; Args: input, due
	ReasonNoData       = "no_data"       // central figures not delivered: not scorable; Args: inputs
	ReasonUnitsMissing = "units_missing" // aggregated figures lack units; Args: input and the units it lacks, in turn
	ReasonUnitsNotDue  = "units_not_due" // aggregated figures nothing of which is due; Args: inputs
	ReasonDivideZero   = "divide_zero"   // denominator 0; Args: inputs
	ReasonZeroClaim    = "zero_claim"    // declared 0/0 awaits acceptance
	ReasonInconsistent = "inconsistent"  // figures contradict one another; author's sentence of the check
	ReasonOutOfRange   = "out_of_range"  // computed points outside [min, max]; Args: points, min, max
	ReasonTooLarge     = "too_large"     // a number outgrew the limit
	ReasonNoReferences = "no_references" // depends on other units; not published yet
	ReasonNoSample     = "no_sample"     // survey sample too small
	ReasonNoRows       = "no_rows"       // list without rows
	ReasonDependsOn    = "depends_on"    // rests on another leaf that is not scored; Args: code
	ReasonNotApplied   = "not_applied"   // decided: does not apply; Args: by, reason
	ReasonOverridden   = "overridden"    // Args: points, by, second, reason
	ReasonDisputed     = "disputed"      // Args: reason
	ReasonUnscored     = "unscored"
	ReasonNotRanked    = "not_ranked" // decided: scored but not ranked; Args: by, reason
)
