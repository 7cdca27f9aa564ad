package exact

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NumberError says why a text is not taken as a number. Code is stable; Args are the values its sentence needs,
// in order. The sentences are written elsewhere.
type NumberError struct {
	Code string
	Args []string
}

// Error is for developers and logs.
func (e *NumberError) Error() string { return strings.Join(append([]string{e.Code}, e.Args...), " ") }

// The codes of NumberError. The first argument of every one except NumberEmpty is the text as it was typed.
const (
	NumberEmpty     = "number.empty"     // nothing but blanks
	NumberDash      = "number.dash"      // a lone dash, which tables use for "none": nobody's number
	NumberAmbiguous = "number.ambiguous" // text, reading with decimals, reading with thousands; both readings are accepted when typed
	NumberDigits    = "number.digits"    // text, digit: full-width, Arabic and other foreign digits
	NumberExponent  = "number.exponent"  // "1e3"
	NumberPrefix    = "number.prefix"    // "0x10"
	NumberLetter    = "number.letter"    // text, letter: "8O"
	NumberCharacter = "number.character" // text, character: anything else that does not belong
	NumberSign      = "number.sign"      // several signs, or one that is not in front
	NumberPercent   = "number.percent"   // several percent signs, one that is not at the end, or one where none may be
	NumberBlank     = "number.blank"     // blanks inside the number
	NumberSeparator = "number.separator" // points and commas that fit no way of writing: "1.23.456", ".5", "5,"
	NumberLong      = "number.long"      // more than MaxTypedDigits digits
	NumberComma     = "number.comma"     // literals only: decimal comma
	NumberZero      = "number.zero"      // literals only: leading zero, "010"
)

// MaxTypedDigits is the most digits a typed number or literal may have.
const MaxTypedDigits = 40

// ParseNumber reads a number as people in Việt Nam type it, with decimal comma or point. It never guesses: a
// text with two readings is refused with both.
//
//	number    = { blank } [ sign ] magnitude { blank } .
//	sign      = "+" | "-" | "−" .                             (* U+2212 *)
//	magnitude = plain | points | commas .
//	plain     = digits [ ( "," | "." ) digits ] .             (* unless ambiguous *)
//	points    = group "." three { "." three } [ "," digits ] .
//	commas    = group "," three { "," three } [ "." digits ] .
//	group     = nonzero [ digit [ digit ] ] .
//	three     = digit digit digit .
//	digits    = digit { digit } .
//	digit     = "0" | nonzero .
//	nonzero   = "1" | … | "9" .
//	blank     = any Unicode white space, the no-break spaces included .
//
// Ambiguous is a group, one separator and exactly three digits: "1.234", "12,345". "0,125" and "1234,567" are
// plain, "1.234.567" and "1.234,5" are grouped. There are at most MaxTypedDigits digits. A percent sign is
// refused; where one may stand, use [ParseFigure].
func ParseNumber(s string) (Num, *NumberError) {
	a, percent, err := ParseFigure(s)
	if err == nil && percent {
		return Num{}, &NumberError{Code: NumberPercent, Args: []string{strings.TrimFunc(s, unicode.IsSpace)}}
	}
	return a, err
}

// ParseFigure reads a number that may be a percentage:
//
//	figure = { blank } [ sign ] magnitude [ { blank } "%" ] { blank } .
//
// with the rest as in [ParseNumber]. "80 %" gives 80/100 and percent; "80" gives 80. Whether the sign had to be
// there is for the caller to say: 1 in a field of ratios could be 1 % or 100 %.
func ParseFigure(s string) (a Num, percent bool, err *NumberError) {
	text := strings.TrimFunc(s, unicode.IsSpace)
	refuse := func(code string, args ...string) (Num, bool, *NumberError) {
		return Num{}, false, &NumberError{Code: code, Args: append([]string{text}, args...)}
	}
	switch text {
	case "":
		return Num{}, false, &NumberError{Code: NumberEmpty}
	case "-", "−", "–", "—":
		return refuse(NumberDash)
	}
	rest, negative := cutSign(text)
	sign := text[:len(text)-len(rest)]
	rest, percent = strings.CutSuffix(rest, "%")
	if percent {
		rest = strings.TrimRightFunc(rest, unicode.IsSpace)
	}
	if code, args := foreign(rest); code != "" {
		return refuse(code, args...)
	}
	if countDigits(rest) > MaxTypedDigits {
		return refuse(NumberLong)
	}
	if ambiguous(rest) {
		at, end := strings.IndexAny(rest, ".,"), text[len(sign)+len(rest):]
		whole, part := sign+rest[:at], rest[at+1:]
		return refuse(NumberAmbiguous, whole+","+part+"0"+end, whole+part+end)
	}
	whole, part, ok := split(rest)
	if !ok {
		return refuse(NumberSeparator)
	}
	return typed(whole, part, negative, percent), percent, nil
}

// TypedVN writes a so that [ParseFigure] gives it again, for filling in a form anew: [Num.VN], as a percentage
// if asked, with one more zero where three decimals could be taken for thousands ("1,2340"). A number without a
// finite decimal form cannot have been typed; it gives its fraction, which ParseFigure refuses.
func (a Num) TypedVN(percent bool) string {
	end := ""
	if percent {
		a, end = a.Mul(Int(100)), "%"
	}
	s := a.VN()
	if ambiguous(strings.TrimPrefix(s, "-")) {
		s += "0"
	}
	return s + end
}

// ParseLiteral reads a number as rule files write it, in a stricter grammar, so that it cannot be misread:
//
//	literal = [ "-" ] ( "0" | nonzero { digit } ) [ "." digits ] [ "%" ] .
//
// with at most MaxTypedDigits digits. "80%" gives 80/100 and percent.
func ParseLiteral(s string) (a Num, percent bool, err *NumberError) {
	refuse := func(code string, args ...string) (Num, bool, *NumberError) {
		return Num{}, false, &NumberError{Code: code, Args: append([]string{s}, args...)}
	}
	if s == "" {
		return Num{}, false, &NumberError{Code: NumberEmpty}
	}
	rest, negative := strings.CutPrefix(s, "-")
	rest, percent = strings.CutSuffix(rest, "%")
	if strings.Contains(rest, ",") {
		return refuse(NumberComma)
	}
	if code, args := foreign(rest); code != "" {
		return refuse(code, args...)
	}
	whole, part, point := strings.Cut(rest, ".")
	switch {
	case whole == "" || strings.Contains(part, ".") || point && part == "":
		return refuse(NumberSeparator)
	case len(whole) > 1 && whole[0] == '0':
		return refuse(NumberZero)
	case countDigits(rest) > MaxTypedDigits:
		return refuse(NumberLong)
	}
	return typed(whole, part, negative, percent), percent, nil
}

func cutSign(s string) (rest string, negative bool) {
	for _, minus := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			return rest, true
		}
	}
	return strings.TrimPrefix(s, "+"), false
}

// foreign gives the code for the first thing in s that is neither digit nor separator; "" if there is none.
func foreign(s string) (code string, args []string) {
	if looksPrefixed(s) {
		return NumberPrefix, nil
	}
	if looksExponential(s) {
		return NumberExponent, nil
	}
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9' || r == '.' || r == ',':
		case r == utf8.RuneError:
			return NumberCharacter, []string{string(r)}
		case unicode.IsDigit(r):
			return NumberDigits, []string{s[i : i+utf8.RuneLen(r)]}
		case r == '+' || r == '-' || r == '−':
			return NumberSign, nil
		case r == '%':
			return NumberPercent, nil
		case unicode.IsSpace(r):
			return NumberBlank, nil
		case unicode.IsLetter(r):
			return NumberLetter, []string{string(r)}
		default:
			return NumberCharacter, []string{string(r)}
		}
	}
	return "", nil
}

// looksPrefixed tells whether s is written with a base, as "0x10".
func looksPrefixed(s string) bool {
	return len(s) > 2 && s[0] == '0' && strings.IndexByte("xXbBoO", s[1]) >= 0 &&
		strings.Trim(s[2:], "0123456789abcdefABCDEF") == ""
}

// looksExponential tells whether s is written with a power of ten, as "1e3" or "2,5E-4".
func looksExponential(s string) bool {
	at := strings.IndexAny(s, "eE")
	if at <= 0 || strings.Trim(s[:at], "0123456789.,") != "" {
		return false
	}
	power := strings.TrimLeft(s[at+1:], "+-")
	return power != "" && strings.Trim(power, "0123456789") == ""
}

func countDigits(s string) int { return len(s) - strings.Count(s, ".") - strings.Count(s, ",") }

// ambiguous tells whether a magnitude could have decimals or thousands.
func ambiguous(s string) bool {
	at := strings.IndexAny(s, ".,")
	return at >= 0 && isGroup(s[:at]) && len(s) == at+4 && strings.IndexAny(s[at+1:], ".,") < 0
}

func isGroup(s string) bool { return 1 <= len(s) && len(s) <= 3 && s[0] != '0' }

// split gives the digits before and after the decimal separator; s holds digits and separators only.
func split(s string) (whole, part string, ok bool) {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s, "", s != ""
	}
	first := strings.IndexAny(s, ".,")
	if first == last { // one separator: decimals
		return s[:last], s[last+1:], first > 0 && last+1 < len(s)
	}
	thousands := s[first : first+1]
	if s[last] != s[first] { // the last one differs: it stands before the decimals
		s, part = s[:last], s[last+1:]
		if part == "" {
			return "", "", false
		}
	}
	groups := strings.Split(s, thousands)
	if !isGroup(groups[0]) {
		return "", "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 || strings.ContainsAny(g, ".,") {
			return "", "", false
		}
	}
	return strings.Join(groups, ""), part, true
}

// typed gives the number of at most MaxTypedDigits digits.
func typed(whole, part string, negative, percent bool) Num {
	n := parseInteger(whole + part)
	if negative {
		n = n.Neg()
	}
	decimals := len(part)
	if percent {
		decimals += 2
	}
	if decimals <= MaxDecimals {
		return n.Mul(Num{n: 1, d: pow10[decimals] - 1}).reduced()
	}
	return n.Mul(fromRat(new(big.Rat).SetFrac(big.NewInt(1), bigPow(10, decimals))))
}
