package canon

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CleanText brings s into Unicode normal form C and refuses what no stored text may hold: invalid UTF-8, the
// replacement character U+FFFD (trace of a broken conversion), and the bidirectional controls, which make a
// text read otherwise than it is. It is the door every text from outside passes. The error is a *TextError.
func CleanText(s string) (string, error) {
	if at, reason := forbidden(s); reason != "" {
		return "", &TextError{Offset: at, Reason: reason}
	}
	clean := norm.NFC.String(s)
	if strings.Count(clean, graphemeJoiner) != strings.Count(s, graphemeJoiner) {
		return "", &TextError{Reason: "more than 30 combining marks in a row"}
	}
	return clean, nil
}

// graphemeJoiner is what the library puts between combining marks when there are more than 30 in a row (the
// stream-safe format of UAX #15). That is no normal form C, other implementations do not do it, and no language
// writes so.
const graphemeJoiner = "\u034f"

// TextError says why a text is refused.
type TextError struct {
	Offset int    // bytes before the fault
	Reason string // English, for developers
}

// Error gives the reason and the place.
func (e *TextError) Error() string {
	return fmt.Sprintf("text refused at byte %d: %s", e.Offset, e.Reason)
}

// textFault finds the first reason why s may not stand in canonical bytes; "" if there is none.
func textFault(s string) (at int, reason string) {
	if isASCII(s) {
		return 0, ""
	}
	if at, reason := forbidden(s); reason != "" {
		return at, reason
	}
	if norm.NFC.QuickSpanString(s) == len(s) || norm.NFC.IsNormalString(s) { // the first costs no allocation
		return 0, ""
	}
	return firstDifference(s, norm.NFC.String(s)), "text is not in Unicode normal form C, or has more than 30 combining marks in a row"
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// firstDifference gives the first byte of the first character of a that b has not.
func firstDifference(a, b string) int {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	for at > 0 && at < len(a) && !utf8.RuneStart(a[at]) {
		at--
	}
	return at
}

// forbidden finds the first character that no text may hold; reason is "" if there is none.
func forbidden(s string) (at int, reason string) {
	for i, r := range s {
		switch {
		case r < 0x061c:
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i, "invalid UTF-8"
			}
			return i, "replacement character U+FFFD"
		case bidi(r):
			return i, fmt.Sprintf("bidirectional control U+%04X", r)
		}
	}
	return 0, ""
}

func bidi(r rune) bool {
	switch {
	case r == 0x061c, r == 0x200e, r == 0x200f, 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
		return true
	}
	return false
}
