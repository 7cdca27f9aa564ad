package rules

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// suggest gives the candidate that word was most likely meant to be, or "" when none is near. Vietnamese marks, case
// and the choice of separator do not count ("hs đúng" is near "hs_dung"); beyond that a third of the letters may
// differ. Of equally near candidates the first given wins, so candidates come sorted.
func suggest(word string, candidates []string) string {
	key := foldName(word)
	limit := max(1, len(key)/3)
	best, bestAt := "", limit+1
	for _, c := range candidates {
		if c == word {
			continue
		}
		if d := distance(key, foldName(c), limit); d < bestAt {
			best, bestAt = c, d
		}
	}
	return best
}

// foldName reduces a name to what a reader hears of it: no marks, no case, one kind of separator.
func foldName(s string) []rune {
	var key []rune
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

// distance counts the insertions, deletions, replacements and swaps of neighbours between two words. Above limit any
// greater number may be returned.
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
		before, last, row = last, row, before
	}
	return last[len(b)]
}
