// Package suggest finds the name that a misspelt one was meant to be.
//
// It knows how Vietnamese names go wrong (marks and the d with a stroke left out, capitals, another separator) and how
// far two names are apart. It leaves to its callers which names there are and how the question is put to a person.
package suggest

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longest is the number of letters beyond which a text is not a name. It bounds the cost for text from strangers.
const longest = 64

// Nearest gives the candidate that word was most likely meant to be, or "" when none is near. Marks, case and the kind of
// separator do not count; beyond that one letter may differ, in longer names a third of them. Of equally near
// candidates the one that begins most like word wins, then the first. The cost is that of one short comparison for each
// candidate, however long word is.
func Nearest(word string, candidates []string) string {
	if len(word) > longest*len("ầ") { // no letter of Vietnamese takes more bytes; a huge text is not even folded
		return ""
	}
	key := fold(word)
	if len(key) == 0 || len(key) > longest {
		return ""
	}
	limit := max(1, len(key)/3)
	best, least, begins := "", limit+1, 0
	for _, c := range candidates {
		if c == word {
			continue
		}
		other := fold(c)
		d, same := distance(key, other, limit), commonStart(key, other)
		if d < least || d == least && d <= limit && same > begins {
			best, least, begins = c, d, same
		}
	}
	return best
}

// Same reports whether two names differ in nothing but marks, case and the kind of separator.
func Same(a, b string) bool { return slices.Equal(fold(a), fold(b)) }

// fold reduces a name to what a reader hears of it: no marks, no case, one kind of separator.
func fold(s string) []rune {
	key := make([]rune, 0, len(s))
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'đ':
			key = append(key, 'd')
		case r == '_' || r == '-' || unicode.IsSpace(r):
			key = append(key, '_')
		default:
			key = append(key, r)
		}
	}
	return key
}

func commonStart(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// distance counts the insertions, deletions, replacements and swaps of neighbours that make b of a, or gives limit+1
// when it takes more than limit.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j-1]+change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) > limit { // no later row has a smaller one
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
