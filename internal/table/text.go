package table

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean brings a cell's text to the form everything inside works with: NFC, no blanks around it. It gives the code of
// what makes the text unacceptable, if anything does.
func Clean(raw string) (text, code string) {
	if !utf8.ValidString(raw) {
		return "", "facts.text_utf8"
	}
	for _, r := range raw {
		if code := hidden(r); code != "" {
			return "", code
		}
	}
	text = norm.NFC.String(strings.TrimSpace(raw))
	if strings.ContainsRune(text, joiner) {
		return "", "facts.text_invisible"
	}
	return text, ""
}

// joiner (U+034F) cannot be seen; normalising puts it into overlong rows of diacritics.
const joiner = '\u034f'

// hidden says why a character may not stand in a cell: what cannot be seen could make two equal-looking cells
// differ, or show a text other than the one that is stored.
func hidden(r rune) string {
	switch {
	case ' ' <= r && r <= '~': // most of what is typed
	case r == utf8.RuneError:
		return "facts.text_replacement"
	case r == 0:
		return "facts.text_nul"
	case unicode.Is(unicode.Bidi_Control, r):
		return "facts.text_bidi"
	case unicode.Is(unicode.Cf, r):
		return "facts.text_invisible"
	case unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r':
		return "facts.text_control"
	}
	return ""
}

// triggers are the characters that make spreadsheets run a cell as a formula, with their full-width forms.
const triggers = "=+-@\t\r＝＋－＠"

// Guard puts an apostrophe before a text that a spreadsheet would run. A text that already looks guarded gets one more,
// so that Unguard always gives back exactly what was written.
func Guard(text string) string {
	if guardable(text) {
		return "'" + text
	}
	return text
}

// Unguard takes away what Guard put there.
func Unguard(text string) string {
	if strings.HasPrefix(text, "'") && guardable(text) {
		return text[1:]
	}
	return text
}

// guardable reports whether a text starts with a trigger, apart from apostrophes before it.
func guardable(text string) bool {
	r, size := utf8.DecodeRuneInString(strings.TrimLeft(text, "'"))
	return size > 0 && strings.ContainsRune(triggers, r)
}
