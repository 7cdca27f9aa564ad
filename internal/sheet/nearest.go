package sheet

// shortest is the length from which a misspelt name can be told from another one.
const shortest = 4

// nearest gives the candidate that name was probably meant to be, or "" where none is close enough. Of equally close ones
// the one that begins most like it wins, then the first.
func nearest(name string, candidates []string) string {
	want := []rune(name)
	if len(want) < shortest {
		return ""
	}
	best, least, begins := "", max(1, len(want)/3)+1, -1
	for _, c := range candidates {
		got := []rune(c)
		d, same := distance(want, got, least+1), commonPrefix(want, got)
		if d < least || d == least && best != "" && same > begins {
			best, least, begins = c, d, same
		}
	}
	return best
}

func commonPrefix(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// distance is the number of single characters to insert, delete, replace or swap with their neighbour, or limit if it
// is not below that.
func distance(a, b []rune, limit int) int {
	if diff := len(a) - len(b); diff >= limit || -diff >= limit {
		return limit
	}
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return min(last[len(b)], limit)
}
