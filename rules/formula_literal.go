package rules

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// literal reads a number, a percentage or a date.
func (s *scanner) literal() {
	if to, iso := s.dateEnd(); to > 0 {
		s.date(to, iso)
		return
	}
	to := s.at
	for to < len(s.src) && (nameStart(s.src[to]) || digit(s.src[to]) || s.src[to] == '.') {
		to++
	}
	comma := to+1 < len(s.src) && s.src[to] == ',' && digit(s.src[to+1])
	if comma { // "0,5": inside a call it would silently be two arguments
		for to++; to < len(s.src) && digit(s.src[to]); to++ {
		}
	}
	if to < len(s.src) && s.src[to] == '%' {
		to++
		if to < len(s.src) && (nameStart(s.src[to]) || digit(s.src[to]) || s.src[to] == '(') {
			s.fail(to-1, to, "formula.operator", "", "%")
		}
	}
	t := s.add(tokenNumber, to)
	s.blank(t.from, t.to, '0')
	s.literals[t.from] = form.Const{Type: form.TypeNumber}
	if comma {
		if n := len(s.open); n > 0 {
			s.open[n-1].unsure = true
		}
		s.fail(t.from, t.to, "formula.number_comma", strings.Replace(t.text, ",", ".", 1), t.text)
		return
	}
	num, percent, err := exact.ParseLiteral(t.text)
	switch {
	case err == nil:
		s.literals[t.from] = form.Const{Type: form.TypeNumber, Num: num, Percent: percent}
	case err.Code == exact.NumberLong:
		s.fail(t.from, t.to, "formula.number_long", "", strconv.Itoa(exact.MaxTypedDigits))
	default:
		s.fail(t.from, t.to, "formula.number", "", t.text)
	}
}

// dateEnd gives the end of the date that begins here, 0 if none does: 15/01/2026 or 2026-01-15, written without
// spaces. As a quotient or difference of numbers neither makes sense.
func (s *scanner) dateEnd() (to int, iso bool) {
	run := func(at int) int {
		n := 0
		for at+n < len(s.src) && digit(s.src[at+n]) {
			n++
		}
		return n
	}
	is := func(at int, r rune) bool { return at < len(s.src) && s.src[at] == r }
	a := run(s.at)
	sep := s.at + a
	b := run(sep + 1)
	c := run(sep + b + 2)
	to = sep + b + 2 + c
	after := to < len(s.src) && (nameStart(s.src[to]) || s.src[to] == '.' || s.src[to] == '%')
	switch {
	case after:
	case (a == 1 || a == 2) && (b == 1 || b == 2) && c == 4 && is(sep, '/') && is(sep+b+1, '/'):
		return to, false
	case a == 4 && b == 2 && c == 2 && is(sep, '-') && is(sep+b+1, '-'):
		return to, true
	}
	return 0, false
}

func (s *scanner) date(to int, iso bool) {
	t := s.add(tokenDate, to)
	s.blank(t.from, t.to, '0')
	d, err := day.Parse(t.text)
	if err != nil {
		s.fail(t.from, t.to, "formula.date", "", t.text)
	}
	s.literals[t.from] = form.Const{Type: form.TypeDate, Day: d}
}

// closingQuotes are the characters that end a string, by the one that begins it. Only the straight quotes are of the
// language; the others are read to be refused.
var closingQuotes = map[rune]string{'"': `"`, '\'': `'`, '`': "`", '“': "”“", '”': "”“", '‘': "’‘", '’': "’‘"}

// quoted reads a string. It has no escapes: what stands between the quotes is the text.
func (s *scanner) quoted(quote rune) {
	closing := closingQuotes[quote]
	to := s.at + 1
	for to < len(s.src) && !strings.ContainsRune(closing, s.src[to]) && s.src[to] != '\n' {
		to++
	}
	if to == len(s.src) || s.src[to] == '\n' {
		s.fail(s.at, to, "formula.text_open", "", string(quote))
		s.add(tokenText, to)
		return
	}
	glued := s.last().kind == tokenName && s.last().to == s.at
	t := s.add(tokenText, to+1)
	inside := s.src[t.from+1 : to]
	s.blank(t.from+1, to, 'x')
	s.literals[t.from] = form.Const{Type: form.TypeText, Text: string(inside)}
	switch {
	case quote != '"' && quote != '\'':
		s.out[t.from], s.out[to] = '"', '"'
		s.fail(t.from, t.to, "formula.quotes", `"`+string(inside)+`"`)
	case glued: // expr reads b"…" as bytes
		s.fail(t.from, t.to, "formula.syntax", "", t.text)
	}
	for i, r := range inside {
		switch {
		case r == '\\':
			s.fail(t.from+1+i, t.from+2+i, "formula.escape", "")
		case !unicode.IsPrint(r) || r == utf8.RuneError:
			s.fail(t.from+1+i, t.from+2+i, "formula.char", "", showRune(r))
		}
	}
}
