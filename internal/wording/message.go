// Package wording turns stable codes and typed values into the Vietnamese that people read: messages for rule
// authors and importers, reasons of points, traces as text. It decides nothing and computes nothing; the same code and
// arguments give the same text.
package wording

import (
	"sort"
	"strings"
)

// catalogue holds the sentence of every message code. Each file of this package registers its own codes; holes are
// {0}, {1} … for the arguments in order.
var catalogue = map[string]string{}

// register adds sentences; two sentences for one code are a mistake of the programmer.
func register(sentences map[string]string) bool {
	for code, text := range sentences {
		if _, twice := catalogue[code]; twice {
			panic("wording: two sentences for code " + code)
		}
		catalogue[code] = text
	}
	return true
}

// Message renders the sentence of a code with its arguments. An unknown code gives the code and arguments themselves,
// so that nothing is hidden; tests demand a sentence for every code in use.
func Message(code string, args ...string) string {
	text, ok := catalogue[code]
	if !ok {
		return strings.TrimSpace(code + " " + strings.Join(args, " "))
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 || open+2 >= len(text) || text[open+2] != '}' || text[open+1] < '0' || text[open+1] > '9' {
			if open < 0 {
				b.WriteString(text)
				return b.String()
			}
			b.WriteString(text[:open+1])
			text = text[open+1:]
			continue
		}
		b.WriteString(text[:open])
		if i := int(text[open+1] - '0'); i < len(args) {
			b.WriteString(args[i])
		}
		text = text[open+3:]
	}
}

// Known reports whether a code has a sentence.
func Known(code string) bool { _, ok := catalogue[code]; return ok }

// Codes lists all codes with a sentence, sorted.
func Codes() []string {
	codes := make([]string, 0, len(catalogue))
	for c := range catalogue {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	return codes
}
