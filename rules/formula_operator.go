package rules

import (
	"unicode/utf8"
)

// operators of the language, longest first.
var formulaOperators = []string{"<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "?", ":", ",", ".", "#"}

// refusedOperators, longest first, with what the author meant and what the parser gets instead so that the rest of
// the formula can still be judged ("" for as written; always as many runes).
var refusedOperators = []struct{ text, meant, parsed string }{
	{"===", "==", "== "}, {"&&", "and", ""}, {"||", "or", ""}, {"<>", "!=", "!="}, {"=>", ">=", ">="}, {"=<", "<=", "<="},
	{"**", "", ""}, {"..", "", ""}, {"??", "", ""}, {"?.", "", ""}, {"::", "", ""}, {"?:", "", ""},
	{"=", "==", "<"}, {"!", "not", ""}, {"^", "", ""}, {"%", "", ""}, {"|", "", ""}, {";", "", ""},
	{"≤", "<=", "<"}, {"≥", ">=", ">"}, {"≠", "!=", "<"}, {"×", "*", "*"}, {"÷", "/", "/"}, {"−", "-", "-"}, {"–", "-", "-"},
}

// startsWith reports whether the source goes on with text.
func (s *scanner) startsWith(text string) bool {
	i := 0
	for _, r := range text {
		if s.peek(i) != r {
			return false
		}
		i++
	}
	return true
}

func (s *scanner) operator() bool {
	for _, op := range refusedOperators {
		if !s.startsWith(op.text) || op.text == "!" && s.peek(1) == '=' || op.text == "=" && s.peek(1) == '=' {
			continue
		}
		t := s.add(tokenOperator, s.at+utf8.RuneCountInString(op.text))
		s.fail(t.from, t.to, "formula.operator", op.meant, op.text)
		if op.parsed != "" {
			copy(s.out[t.from:t.to], []rune(op.parsed))
			s.operators[t.from] = op.meant
		}
		return true
	}
	for _, op := range formulaOperators {
		if s.startsWith(op) {
			before := s.last()
			s.checkOperator(before, s.add(tokenOperator, s.at+len(op)))
			return true
		}
	}
	return false
}

// checkOperator judges the operators that are allowed in some places only.
func (s *scanner) checkOperator(before, t token) {
	switch t.text {
	case ":":
		if before.text == "?" { // "a ? : b" is expr's "a or else b"
			s.fail(before.from, t.to, "formula.operator", "", "?:")
		}
	case ",":
		switch n := len(s.open); {
		case n > 0 && s.open[n-1].call != "":
			s.open[n-1].commas++
		case !s.brackets:
			s.fail(t.from, t.to, "formula.comma", "")
		}
	case "#":
		if s.peek(0) != '.' {
			s.fail(t.from, t.to, "formula.operator", "", "#")
		} else if !s.inFold() {
			s.rowOutside(t, s.at+1)
		}
	case ".":
		if ofRow := before.kind == tokenOperator && before.text != "#" || before.kind == tokenOpen; ofRow && !s.inFold() {
			s.rowOutside(t, s.at)
		}
	}
}

// rowOutside refuses ".name" or "#.name" where there is no row; the name begins at to.
func (s *scanner) rowOutside(t token, to int) {
	for to < len(s.src) && (nameStart(s.src[to]) || digit(s.src[to])) {
		to++
	}
	s.fail(t.from, to, "formula.row_outside", "", string(s.src[t.from:to]))
}

func (s *scanner) countPrefix() {
	switch s.last().text {
	case "not", "-", "!", "+":
		if s.prefix++; s.prefix > maxFormulaPrefix {
			s.fatal(s.last().from, s.last().to, "formula.prefix_run", maxFormulaPrefix)
		}
	default:
		s.prefix = 0
	}
}
