package rules

import (
	"strconv"

	"cchc/internal/suggest"
)

// bracket is an open bracket on the scanner's way.
type bracket struct {
	token  int
	call   string // the function whose arguments it holds, or ""
	commas int
	unsure bool // one of its commas was taken for a decimal comma
}

func (s *scanner) openBracket() {
	call := ""
	if l := s.last(); l.kind == tokenName && len(s.tokens) > 0 {
		call = l.text
		if n := len(s.tokens); n > 1 && s.tokens[n-2].text == "." {
			s.fail(l.from, l.to, "formula.member", "", l.text)
			call = ""
		} else if _, ok := functions[call]; !ok {
			s.fail(l.from, l.to, "formula.unknown_function", suggest.Nearest(call, functionNames), call)
		}
	}
	s.open = append(s.open, bracket{token: len(s.tokens), call: call})
	t := s.add(tokenOpen, s.at+1)
	if len(s.open) > maxFormulaDepth {
		s.fatal(t.from, t.to, "formula.too_deep", maxFormulaDepth)
	}
}

func (s *scanner) closeBracket() {
	before := s.last()
	t := s.add(tokenClose, s.at+1)
	if len(s.open) == 0 {
		s.fail(t.from, t.to, "formula.bracket_close", "", t.text)
		return
	}
	b := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	me := len(s.tokens) - 1
	s.tokens[me].mate, s.tokens[b.token].mate = b.token, me
	if before.text == "," && before.kind == tokenOperator {
		s.fail(before.from, before.to, "formula.syntax", "", before.text)
	}
	if b.call == "" || b.unsure {
		return
	}
	given := b.commas + 1
	if b.token == me-1 {
		given = 0
	}
	name := s.tokens[b.token-1]
	if f, ok := functions[b.call]; ok && (given < f.args || given > f.args && !f.more) {
		code := "formula.args"
		if f.more {
			code = "formula.args_least"
		}
		s.fail(name.from, t.to, code, "", b.call, strconv.Itoa(f.args), strconv.Itoa(given))
	}
}

// inFold reports whether the scanner stands among the arguments of a function that goes through rows, or may have been
// meant to.
func (s *scanner) inFold() bool {
	for _, b := range s.open {
		if f, known := functions[b.call]; f.fold || !known && b.call != "" {
			return true
		}
	}
	return false
}
