package seeds

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cchc/internal/suggest"
)

// Codes of faults. Each has a Vietnamese sentence at the edge; the names of its arguments stand beside it.
const (
	FaultSyntax          = "syntax"            // reason
	FaultEncoding        = "encoding"          // the file is not UTF-8
	FaultNotNFC          = "not_nfc"           // text with separated diacritics
	FaultYAMLFeature     = "yaml_feature"      // feature: alias, anchor, tag, second document
	FaultWrongKind       = "wrong_kind"        // want: mapping, list, text
	FaultUnknownKey      = "unknown_key"       // key
	FaultDuplicateKey    = "duplicate_key"     // key
	FaultMissingKey      = "missing_key"       // key
	FaultEmpty           = "empty"             // field
	FaultBadDate         = "bad_date"          // value
	FaultBadNumber       = "bad_number"        // value, min, max
	FaultBadChoice       = "bad_choice"        // value, allowed
	FaultBadCode         = "bad_code"          // value
	FaultBadValue        = "bad_value"         // value
	FaultDuplicate       = "duplicate"         // value
	FaultUnknownColumn   = "unknown_column"    // column
	FaultMissingColumn   = "missing_column"    // column
	FaultFieldCount      = "field_count"       // want, got
	FaultUnknownUnit     = "unknown_unit"      // unit
	FaultUnknownItem     = "unknown_item"      // deliverable
	FaultMissingReading  = "missing_reading"   // deliverable
	FaultUnknownSeries   = "unknown_series"    // series
	FaultUnknownDays     = "unknown_days"      // name
	FaultScheduleDiffers = "schedule_differs"  // deliverable, plan, reading
	FaultDatesReversed   = "dates_reversed"    // from, to
	FaultOneSided        = "relation_onesided" // unit, other
	FaultOverlap         = "attribute_overlap" // unit, attribute
	FaultNoUnits         = "event_no_units"    // event, deliverable
	FaultNotByEvent      = "not_by_event"      // event, deliverable
	FaultNotOwner        = "not_owner"         // event, deliverable, unit
)

// FaultCodes lists every code a Fault may carry, sorted, for the test that demands a sentence for each.
func FaultCodes() []string {
	codes := []string{
		FaultSyntax, FaultEncoding, FaultNotNFC, FaultYAMLFeature, FaultWrongKind, FaultUnknownKey, FaultDuplicateKey,
		FaultMissingKey, FaultEmpty, FaultBadDate, FaultBadNumber, FaultBadChoice, FaultBadCode, FaultBadValue,
		FaultDuplicate, FaultUnknownColumn, FaultMissingColumn, FaultFieldCount, FaultUnknownUnit, FaultUnknownItem,
		FaultMissingReading, FaultUnknownSeries, FaultUnknownDays, FaultScheduleDiffers, FaultDatesReversed,
		FaultOneSided, FaultOverlap, FaultNoUnits, FaultNotByEvent, FaultNotOwner,
	}
	slices.Sort(codes)
	return codes
}

// Arg is one named argument of a fault.
type Arg struct{ Name, Value string }

// Fault is one mistake in a data file. Line and Col count from 1, Col in characters; both are 0 where the
// mistake has no place in a file (a reading naming a unit that the chosen unit list lacks).
type Fault struct {
	File      string
	Line, Col int
	Code      string
	Args      []Arg
	Hint      string // the known name that an unknown one was probably meant to be, or empty
}

// Error is the fault in a form for logs; people get the sentence of internal/wording.
func (f Fault) Error() string {
	var b strings.Builder
	if f.File != "" {
		fmt.Fprintf(&b, "%s:%d:%d: ", f.File, f.Line, f.Col)
	}
	b.WriteString(f.Code)
	for i, arg := range f.Args {
		sep := " "
		if i == 0 {
			sep = ": "
		}
		fmt.Fprintf(&b, "%s%s=%q", sep, arg.Name, arg.Value)
	}
	if f.Hint != "" {
		fmt.Fprintf(&b, " hint=%q", f.Hint)
	}
	return b.String()
}

// Faults are all mistakes found, in the order of their places.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// AsFaults gives the faults inside an error of this package.
func AsFaults(err error) (Faults, bool) {
	var faults Faults
	ok := errors.As(err, &faults)
	return faults, ok
}

// place is where in a file something stands.
type place struct{ line, col int }

// ledger collects the faults of one file.
type ledger struct {
	file   string
	faults Faults
}

// add records a fault; args are name, value pairs.
func (l *ledger) add(at place, code string, args ...string) {
	f := Fault{File: l.file, Line: at.line, Col: at.col, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args = append(f.Args, Arg{Name: args[i], Value: args[i+1]})
	}
	l.faults = append(l.faults, f)
}

// maxHints bounds how many faults of a file get a hint, since each looks at all known names.
const maxHints = 1000

// addUnknown records a name, as the argument arg, that is none of known.
func (l *ledger) addUnknown(at place, code, arg, name string, known []string) {
	l.add(at, code, arg, name)
	if n := len(l.faults); n <= maxHints {
		l.faults[n-1].Hint = suggest.Nearest(name, known)
	}
}

// err is nil when nothing was recorded, and the sorted faults otherwise.
func (l *ledger) err() error {
	if len(l.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(l.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Code, b.Code))
	})
	return l.faults
}
