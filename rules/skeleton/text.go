package skeleton

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean is a text that a set's file takes: NFC, lines parted by \n without blanks around them, nothing that cannot be seen.
func clean(raw string) string {
	raw = strings.ToValidUTF8(raw, "")
	raw = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(raw)
	raw = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, !unicode.IsGraphic(r), r == '\u034f':
			return -1
		}
		return r
	}, norm.NFC.String(raw))
	var lines []string
	for line := range strings.SplitSeq(raw, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// shown is a text as a note may repeat it.
func shown(text string) string { return cut(oneLine(clean(text)), 60) }

// cut is the beginning of a text, of so many characters at most.
func cut(text string, runes int) string {
	if utf8.RuneCountInString(text) <= runes {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:runes])) + "…"
}

// broken parts lines that are longer than so many characters, between words where it can.
func broken(text string, runes int) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		for rest := []rune(line); ; {
			if len(rest) <= runes {
				out = append(out, string(rest))
				break
			}
			at := runes
			for i := runes; i > runes/2; i-- {
				if rest[i] == ' ' {
					at = i
					break
				}
			}
			out = append(out, string(rest[:at]))
			rest = []rune(strings.TrimSpace(string(rest[at:])))
		}
	}
	return out
}
