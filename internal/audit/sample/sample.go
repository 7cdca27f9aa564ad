// Package sample knows the post-audit draw (rút mẫu hậu kiểm): how many lines of a run have to be checked again for a wanted
// confidence, which lines a public seed draws, and what the findings say about the lines that were not drawn.
//
// A line is what a run says of one subcriterion of one unit; which lines a run has, what they say and who checks them is for
// others. Everything is exact: the sample is drawn without replacement, so chances are those of the hypergeometric
// distribution, in whole numbers. The binomial rule of thumb ln(1-c)/ln(1-p) draws with replacement and asks for more: 299
// lines where 1 % of many are wrong and 95 % confidence is wanted, against 295 of 12,000 lines.
//
// # The draw
//
// Every line has a ticket, the SHA-256 of one line of ASCII text, in lower-case hexadecimal:
//
//	cchc-draw/1|SEED|DIGEST|SET|UNIT|CODE
//
// SEED is the digits of the seed and nothing else, DIGEST the digest of the run's record (sha256:…), and SET, UNIT, CODE name
// the line. The sample of n lines is the n lines with the smallest tickets, in their order. So anybody who has the list of
// lines can draw again with any program that computes SHA-256; the order in which lines are listed does not matter, there is
// no remainder to be biased by, and a larger sample begins with the smaller one. These are the ticket numbers of election
// audits (R. L. Rivest, "Consistent Sampling with Replacement", 2018, without its replacement), and the seed is that of the
// audits of P. B. Stark's tools and of Colorado's election rule 25: at least twenty digits, of dice thrown in public.
//
// The ticket binds the sample to the run: the seed must be thrown after the run was recorded and its digest made known, for who
// knows the seed before can look for a run whose sample shows nothing.
package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Algorithm names the way of drawing; it is the first field of what a ticket is the hash of.
const Algorithm = "cchc-draw/1"

const mark = "|"

// Line names a line of a run by its set, unit and subcriterion.
type Line struct{ Set, Unit, Code string }

// Key is the line's name in the list of lines and in its ticket.
func (l Line) Key() string { return l.Set + mark + l.Unit + mark + l.Code }

// Ticket is the line's number in a draw.
func (l Line) Ticket(seed Seed, run string) string {
	sum := sha256.Sum256([]byte(l.text(seed, run)))
	return hex.EncodeToString(sum[:])
}

func (l Line) text(seed Seed, run string) string {
	return Algorithm + mark + string(seed) + mark + run + mark + l.Key()
}

// Drawn is a line of a sample with its ticket.
type Drawn struct {
	Line
	Ticket string
}

// Draw gives the n lines with the smallest tickets, in the order of their tickets. run is the digest of the run's record. It
// fails where n is not between 1 and the number of lines, where a line stands twice, and where a name could be read as two.
func Draw(seed Seed, run string, lines []Line, n int) ([]Drawn, error) {
	if n < 1 || n > len(lines) {
		return nil, fmt.Errorf("draw %d of %d lines", n, len(lines))
	}
	seen := make(map[Line]bool, len(lines))
	tickets := make([]ticket, len(lines))
	for i, l := range lines {
		switch {
		case strings.ContainsAny(l.Set+l.Unit+l.Code, mark+"\r\n"):
			return nil, fmt.Errorf("draw: line %q has a mark in its name", l.Key())
		case seen[l]:
			return nil, fmt.Errorf("draw: line %s stands twice", l.Key())
		}
		seen[l] = true
		tickets[i] = ticket{sha256.Sum256([]byte(l.text(seed, run))), i}
	}
	slices.SortFunc(tickets, func(a, b ticket) int { return slices.Compare(a.hash[:], b.hash[:]) })
	drawn := make([]Drawn, n)
	for i, t := range tickets[:n] {
		drawn[i] = Drawn{lines[t.line], hex.EncodeToString(t.hash[:])}
	}
	return drawn, nil
}

type ticket struct {
	hash [sha256.Size]byte
	line int
}
