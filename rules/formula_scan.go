package rules

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"golang.org/x/text/unicode/norm"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Limits of a formula's text. expr's parser recurses before it counts nodes, so that brackets and prefix operators
// must be bounded before it sees them: 500,000 opening brackets end the process, whatever the node limit says.
const (
	maxFormulaBytes  = 4096
	maxFormulaDepth  = 64 // brackets within brackets
	maxFormulaPrefix = 64 // "not not not …"
	maxFormulaNodes  = 500
)

type tokenKind uint8

const (
	tokenName tokenKind = iota
	tokenNumber
	tokenDate
	tokenText
	tokenOperator // also "not", "and", "or", ".", "#", ",", "?", ":"
	tokenOpen
	tokenClose
)

// token is a piece of the source, From and to in runes.
type token struct {
	kind     tokenKind
	from, to int
	text     string
	mate     int // tokenOpen, tokenClose: the index of the other bracket, -1 without one
}

// scan is a formula cut into tokens. text is what the parser gets: as many runes as the source, so that every place
// stays true, with the literals blanked out. The parser therefore never reads a number, a percentage, a date or a
// string; literals holds them by the place of their first rune.
type scan struct {
	src       []rune
	text      string
	tokens    []token
	literals  map[int]form.Const
	operators map[int]string // a refused operator, by place, with the operator it was meant to be
	errs      []formulaError
}

// scanFormula reads the source's tokens and refuses what is not of the language. stop says that the rest must not be
// parsed at all.
func scanFormula(src string) (s *scan, stop bool) {
	s = &scan{literals: map[int]form.Const{}, operators: map[int]string{}}
	if e, bad := checkText(src); bad {
		s.errs = append(s.errs, e)
		return s, true
	}
	s.src = []rune(src)
	sc := &scanner{scan: s, out: []rune(src)}
	for sc.at < len(s.src) {
		sc.next()
		if sc.stop {
			return s, true
		}
	}
	if len(s.tokens) == 0 {
		if len(s.errs) == 0 {
			sc.fail(0, 1, "formula.empty", "")
		}
		return s, true
	}
	for _, open := range sc.open {
		t := s.tokens[open.token]
		sc.fail(t.from, t.to, "formula.bracket_open", "", t.text)
	}
	s.text = string(sc.out)
	return s, false
}

// checkText refuses text that has no reliable places in it: too long, not UTF-8, not NFC.
func checkText(src string) (formulaError, bool) {
	if len(src) > maxFormulaBytes {
		return formulaError{From: 0, To: 1, Code: "formula.too_long", Args: []string{strconv.Itoa(maxFormulaBytes)}}, true
	}
	if !utf8.ValidString(src) {
		at := 0
		for rest := src; ; at++ {
			r, size := utf8.DecodeRuneInString(rest)
			if r == utf8.RuneError && size == 1 {
				break
			}
			rest = rest[size:]
		}
		return formulaError{From: at, To: at + 1, Code: "formula.utf8"}, true
	}
	if n := norm.NFC.QuickSpanString(src); n < len(src) && !norm.NFC.IsNormalString(src) {
		at := utf8.RuneCountInString(src[:n])
		return formulaError{From: at, To: at + 1, Code: "formula.not_nfc"}, true
	}
	return formulaError{}, false
}

// bracket is an open bracket on the scanner's way.
type bracket struct {
	token  int
	call   string // the function whose arguments it holds, or ""
	commas int
	unsure bool // one of its commas was taken for a decimal comma
}

type scanner struct {
	*scan
	out      []rune
	at       int
	open     []bracket
	brackets bool // [, ], { or } has been refused: commas in between are none of their own
	prefix   int  // prefix operators in a row
	stop     bool
}

func (s *scanner) fail(from, to int, code, hint string, args ...string) {
	s.errs = append(s.errs, formulaError{From: from, To: to, Code: code, Args: args, Hint: hint})
}

// fatal refuses the whole formula.
func (s *scanner) fatal(from, to int, code string, limit int) {
	s.fail(from, to, code, "", strconv.Itoa(limit))
	s.stop = true
}

func (s *scanner) peek(ahead int) rune {
	if s.at+ahead < len(s.src) {
		return s.src[s.at+ahead]
	}
	return 0
}

func (s *scanner) last() token {
	if len(s.tokens) == 0 {
		return token{kind: tokenOperator}
	}
	return s.tokens[len(s.tokens)-1]
}

func (s *scanner) add(kind tokenKind, to int) token {
	t := token{kind: kind, from: s.at, to: to, text: string(s.src[s.at:to]), mate: -1}
	s.tokens = append(s.tokens, t)
	s.at = to
	return t
}

// blank hides source runes from the parser.
func (s *scanner) blank(from, to int, with rune) {
	for i := from; i < to; i++ {
		s.out[i] = with
	}
}

func (s *scanner) next() {
	r := s.src[s.at]
	switch {
	case r == ' ' || r == '\n' || r == '\t':
		s.at++
		return
	case nameStart(r):
		s.name()
	case digit(r) || r == '.' && digit(s.peek(1)):
		s.literal()
	case closingQuotes[r] != "":
		s.quoted(r)
	case r == '(':
		s.openBracket()
	case r == ')':
		s.closeBracket()
	case r == '[' || r == ']' || r == '{' || r == '}':
		s.fail(s.at, s.at+1, "formula.brackets", "", string(r))
		s.brackets = true
		s.at++
	case r == '/' && (s.peek(1) == '/' || s.peek(1) == '*'):
		s.comment()
	default:
		if !s.operator() {
			s.strange()
		}
	}
	s.countPrefix()
}

// nameStart reports whether a name may begin with r: a letter of the Vietnamese alphabet (or another Latin one), or _.
// Letters of other scripts that look the same are refused.
func nameStart(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
	}
	return (0xC0 <= r && r <= 0x24F || 0x1E00 <= r && r <= 0x1EFF) && unicode.IsLetter(r)
}

func digit(r rune) bool { return '0' <= r && r <= '9' }

func (s *scanner) name() {
	to := s.at
	for to < len(s.src) && (nameStart(s.src[to]) || digit(s.src[to])) {
		to++
	}
	word := string(s.src[s.at:to])
	if s.last().text == "." {
		s.add(tokenName, to)
		return
	}
	switch word {
	case "not", "and", "or":
		s.add(tokenOperator, to)
	case "in", "matches", "contains", "startsWith", "endsWith", "let", "if", "else":
		s.fail(s.at, to, "formula.operator", "", word)
		s.add(tokenOperator, to)
	default:
		s.add(tokenName, to)
	}
}

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

func (s *scanner) openBracket() {
	call := ""
	if l := s.last(); l.kind == tokenName && len(s.tokens) > 0 {
		call = l.text
		if n := len(s.tokens); n > 1 && s.tokens[n-2].text == "." {
			s.fail(l.from, l.to, "formula.member", "", l.text)
			call = ""
		} else if _, ok := functions[call]; !ok {
			s.fail(l.from, l.to, "formula.unknown_function", suggest(call, functionNames), call)
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

func (s *scanner) comment() {
	to := s.at
	if s.peek(1) == '/' {
		for to < len(s.src) && s.src[to] != '\n' {
			to++
		}
	} else {
		for to += 2; to < len(s.src) && !(s.src[to-1] == '*' && s.src[to] == '/' && to > s.at+2); to++ {
		}
		to = min(to+1, len(s.src))
	}
	s.fail(s.at, to, "formula.comment", "")
	s.blank(s.at, to, ' ')
	s.at = to
}

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

// plausible are characters that word processors put in the place of the language's own.
var plausible = map[rune]string{'，': ",", '（': "(", '）': ")", '—': "-", '\u00a0': " "}

// strange refuses a run of characters that belong to no token.
func (s *scanner) strange() {
	r, to := s.src[s.at], s.at+1
	for to < len(s.src) && s.src[to] == r {
		to++
	}
	s.fail(s.at, to, "formula.char", plausible[r], showRune(r))
	s.blank(s.at, to, ' ')
	s.at = to
}

// showRune shows a character to a person: itself, or its number when it has no face of its own.
func showRune(r rune) string {
	if unicode.IsGraphic(r) && r != utf8.RuneError && !unicode.IsSpace(r) && !unicode.Is(unicode.Mn, r) {
		return string(r)
	}
	code := strings.ToUpper(strconv.FormatInt(int64(r), 16))
	return "U+" + strings.Repeat("0", max(0, 4-len(code))) + code
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

// parserConfig keeps expr's parser to the plain grammar: no functions of its own, except the four folds, whose
// predicates it must recognise.
var parserConfig = sync.OnceValue(func() *conf.Config {
	c := &conf.Config{
		MaxNodes:          maxFormulaNodes,
		DisableIfOperator: true,
		Disabled:          map[string]bool{},
		Functions:         conf.FunctionsTable{},
	}
	for _, b := range builtin.Builtins {
		if !functions[b.Name].fold {
			c.Disabled[b.Name] = true
			c.Functions[b.Name] = b // "overridden": parsed as a plain call
		}
	}
	return c
})

// parseFormula gives the tree of a scanned formula, or the one place where the parser stopped.
func parseFormula(s *scan) (ast.Node, *formulaError) {
	tree, err := new(parser.Parser).Parse(s.text, parserConfig())
	if err == nil {
		return tree.Node, nil
	}
	at := len(s.src)
	message := ""
	if e := (*file.Error)(nil); errors.As(err, &e) {
		at, message = e.From, e.Message
	}
	if strings.Contains(message, "maximum allowed nodes") {
		return nil, &formulaError{From: 0, To: max(1, len(s.src)), Code: "formula.too_large", Args: []string{strconv.Itoa(maxFormulaNodes)}}
	}
	for _, t := range s.tokens {
		if t.to > at && t.from <= at && !strings.HasPrefix(message, "unexpected token EOF") {
			return nil, &formulaError{From: t.from, To: t.to, Code: "formula.syntax", Args: []string{t.text}}
		}
	}
	last := s.tokens[len(s.tokens)-1]
	return nil, &formulaError{From: last.from, To: last.to, Code: "formula.syntax_end", Args: []string{last.text}}
}
