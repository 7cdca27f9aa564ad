package sample

import (
	"strings"
	"unicode"
)

// MinDigits is how many decimal digits a seed has at least: twenty throws of a die of six sides are more than 2^51 outcomes,
// too many to have been chosen for their sample. MaxDigits is more than anybody throws.
const (
	MinDigits = 20
	MaxDigits = 200
)

// Seed is the digits of a draw's seed (hạt giống), as they were thrown, and nothing else. Only digits count, so that a seed
// leaves no choice to whoever types it: no case, no form of Unicode, no words that could be varied until a sample pleases.
type Seed string

// SeedError says why a text is no seed: a code and the arguments of its sentence.
type SeedError struct {
	Code string
	Args []string
}

// Error is for developers and logs.
func (e *SeedError) Error() string { return strings.Join(append([]string{e.Code}, e.Args...), " ") }

// The codes of SeedError.
const (
	SeedCharacter = "draw.seed_character" // args: the first character that may not stand in a seed
	SeedShort     = "draw.seed_short"     // args: digits found, digits needed
	SeedLong      = "draw.seed_long"      // args: digits found, digits at most
)

// SeedCodes lists the codes of SeedError.
func SeedCodes() []string { return []string{SeedCharacter, SeedShort, SeedLong} }

// separators may stand between the digits, besides white space: people write throws one by one or in groups.
const separators = ".,;:-–_/"

// ParseSeed reads a seed as people write it: decimal digits with white space and separators between them, which do not count.
// The error is a *SeedError.
func ParseSeed(text string) (Seed, error) {
	var digits strings.Builder
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9':
			digits.WriteRune(r)
		case unicode.IsSpace(r), strings.ContainsRune(separators, r):
		default:
			return "", &SeedError{SeedCharacter, []string{string(r)}}
		}
	}
	switch n := digits.Len(); {
	case n < MinDigits:
		return "", &SeedError{SeedShort, []string{count(n), count(MinDigits)}}
	case n > MaxDigits:
		return "", &SeedError{SeedLong, []string{count(n), count(MaxDigits)}}
	}
	return Seed(digits.String()), nil
}

// Grouped writes the seed in groups of five digits, for people to compare. A spreadsheet keeps it as text so; a number of
// twenty digits it would cut to fifteen.
func (s Seed) Grouped() string {
	var b strings.Builder
	for i, r := range string(s) {
		if i > 0 && i%5 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
