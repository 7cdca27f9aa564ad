package rules

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

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
