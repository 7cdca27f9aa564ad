package form

import (
	"cchc/internal/day"
	"cchc/internal/exact"
)

// Type is the type of an expression.
type Type string

// The types of expressions.
const (
	TypeNumber Type = "number"
	TypeBool   Type = "bool"
	TypeDate   Type = "date"
	TypeLevel  Type = "level"
	TypeText   Type = "text" // keys of list rows, only compared for equality
)

// Const is a literal value.
type Const struct {
	Type    Type
	Num     exact.Num
	Percent bool // the author wrote it as a percentage
	Bool    bool
	Day     day.Day
	Text    string // TypeLevel: option id; TypeText
}

// ExprKind is the kind of an expression node: a node that gives a value.
type ExprKind string

// The kinds of expressions. Every one gives a value or one of the states of absent data; see engine for the
// three-valued logic.
const (
	ExConst  ExprKind = "const"
	ExInput  ExprKind = "input" // a plain input; Name. An InIndex gives index ÷ scale. An InDocument or InDate gives its date
	ExParam  ExprKind = "param" // a parameter of the set; Name. Read on the day that Args[0] gives, without it at the period's end
	ExAttr   ExprKind = "attr"  // an attribute of the unit; Name
	ExValue  ExprKind = "value" // a named derived value; Name
	ExField  ExprKind = "field" // a field of the current row inside a fold; Name (list), Field
	ExDue    ExprKind = "due"   // due date of a document; Name
	ExLate   ExprKind = "late"  // days late of a document (0 if in time), or of the current row of reports when Name is empty
	ExNever  ExprKind = "never" // bool: the document (or current row) never came
	ExEvent  ExprKind = "event" // bool: the event of an InEvent input is recorded; Name
	ExNeg    ExprKind = "neg"
	ExArith  ExprKind = "arith" // Op + - * / ; / by zero is not scorable. Dates: date − date and date ± days
	ExRatio  ExprKind = "ratio" // Args[0] ÷ Args[1], the part over the whole: explained as such
	ExCmp    ExprKind = "cmp"   // Op == != < <= > >=
	ExAnd    ExprKind = "and"   // Kleene
	ExOr     ExprKind = "or"
	ExNot    ExprKind = "not"
	ExIf     ExprKind = "if" // Args: condition, then, else
	ExMin    ExprKind = "min"
	ExMax    ExprKind = "max"
	ExRound  ExprKind = "round"  // Args[0] rounded by Round
	ExFold   ExprKind = "fold"   // Op count, sum, any, all over the rows of list Name; Args: predicate or body
	ExPoints ExprKind = "points" // points of another leaf; Name is its code
	ExShare  ExprKind = "share"  // points ÷ maximum of another leaf
	ExHas    ExprKind = "has"    // bool: is the input (Name) there?
	ExCount  ExprKind = "n"      // inside an item's sentence: what was counted
	ExGiven  ExprKind = "given"  // inside a sentence: the points of the branch or item
)

// Expr is an expression node.
type Expr struct {
	Kind  ExprKind
	Type  Type
	Const Const // ExConst
	Name  string
	Field string
	Op    string
	Args  []*Expr
	Round exact.Rounding // ExRound
	Span  Span
}
