package library

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Mistake is one thing that is wrong with a library. Its sentence is made at the edge from Code and Args.
type Mistake struct {
	File string // the register, or the directory of a version, as the user knows it
	Line int    // from 1; 0: the file as a whole
	Code string // "library.changed"
	Args []string
}

// Error gives the mistake for logs; people get the sentence of internal/wording.
func (m *Mistake) Error() string {
	return fmt.Sprintf("%s:%d: %s %s", m.File, m.Line, m.Code, strings.Join(m.Args, " "))
}

// Mistakes is all that is wrong with a library.
type Mistakes []*Mistake

func (ms Mistakes) sort() {
	slices.SortStableFunc(ms, func(a, b *Mistake) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Code, b.Code))
	})
}

// The codes of mistakes. The arguments stand beside each.
const (
	BadLine             = "library.line"                  // the line
	BadName             = "library.name"                  // the name
	BadHash             = "library.hash"                  // the hash
	BadDay              = "library.day"                   // the day
	BadText             = "library.text"                  // name
	NoReason            = "library.no_reason"             // name
	PublishedTwice      = "library.published_twice"       // name, first line
	WithdrawnTwice      = "library.withdrawn_twice"       // name, first line
	WithdrawnFirst      = "library.withdrawn_unpublished" // name
	WithdrawnBefore     = "library.withdrawn_before"      // name, day of withdrawal, day of publication
	RegisterUnread      = "library.unreadable"            // what the system says
	RegisterLarge       = "library.too_large"             // most bytes
	Changed             = "library.changed"               // name, hash published, hash now
	Broken              = "library.broken"                // name, number of mistakes
	Gone                = "library.gone"                  // name
	OtherName           = "library.other_name"            // name by its folder, name in its files
	TwoContents         = "library.two_contents"          // name, hash, other hash
	UnknownSet          = "library.unknown_set"           // id
	UnknownVersion      = "library.unknown_version"       // id, version
	NoneInForce         = "library.none_in_force"         // id, day
	WhyDraft            = "library.why_draft"             //
	WhyWithdrawn        = "library.why_withdrawn"         // day, reason
	WhyNotYet           = "library.why_not_yet"           // first day, day asked about
	WhyEnded            = "library.why_ended"             // last day, day asked about
	WhyInForce          = "library.why_in_force"          // first day, last day
	maxRegister         = 1 << 20                         // bytes
	hashPrefix, hashLen = "sha256:", 64
)

// Codes lists every code that needs a sentence.
func Codes() []string {
	return []string{BadLine, BadName, BadHash, BadDay, BadText, NoReason, PublishedTwice, WithdrawnTwice, WithdrawnFirst,
		WithdrawnBefore, RegisterUnread, RegisterLarge, Changed, Broken, Gone, OtherName, TwoContents, UnknownSet, UnknownVersion,
		NoneInForce, WhyDraft, WhyWithdrawn, WhyNotYet, WhyEnded, WhyInForce}
}
