package canon

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Kind is the kind of a Value.
type Kind uint8

// The kinds of values. Exact numbers and dates are texts here; who knows the document knows which.
const (
	Bool Kind = iota + 1
	Int
	Str
	Arr
	Obj
)

// Value is a parsed value. The field named by Kind holds it.
type Value struct {
	Kind   Kind
	Bool   bool
	Int    int64
	Str    string
	Items  []Value // Arr
	Fields []Field // Obj, keys ascending
}

// Field is a field of an object.
type Field struct {
	Key   string
	Value Value
}

// Field gives the value of a key of an object; false if it has none or is no object.
func (v Value) Field(key string) (Value, bool) {
	for _, f := range v.Fields {
		if f.Key == key {
			return f.Value, true
		}
	}
	return Value{}, false
}

// Check tells whether b is canonical: nil, or a *SyntaxError with the first fault.
func Check(b []byte) error {
	_, err := Parse(b)
	return err
}

// Parse reads canonical bytes and nothing else: what it accepts, a Writer would write with the same bytes. The
// error is a *SyntaxError.
func Parse(b []byte) (Value, error) {
	p := parser{b: b}
	v := p.value(0)
	if p.err == nil && p.at < len(b) {
		p.fail(p.at, "something follows the value")
	}
	if p.err != nil {
		return Value{}, p.err
	}
	return v, nil
}

// parser walks over b; after its first error it only returns.
type parser struct {
	b   []byte
	at  int
	err error
}

func (p *parser) fail(at int, format string, args ...any) {
	if p.err == nil {
		p.err = &SyntaxError{Offset: at, Reason: fmt.Sprintf(format, args...)}
	}
}

// peek gives the next byte, 0 at the end or after an error; 0 is no byte that may begin anything.
func (p *parser) peek() byte {
	if p.err != nil || p.at >= len(p.b) {
		return 0
	}
	return p.b[p.at]
}

// take steps over c if it is next.
func (p *parser) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.at++
	return true
}

// need steps over c or fails.
func (p *parser) need(c byte) {
	if !p.take(c) {
		p.unexpected(fmt.Sprintf("%q", c))
	}
}

func (p *parser) unexpected(want string) {
	if p.at >= len(p.b) {
		p.fail(p.at, "ends where %s is wanted", want)
		return
	}
	switch c := p.b[p.at]; c {
	case ' ', '\t', '\n', '\r':
		p.fail(p.at, "white space")
	default:
		p.fail(p.at, "%q where %s is wanted", c, want)
	}
}

func (p *parser) value(depth int) Value {
	switch c := p.peek(); {
	case c == '{' || c == '[':
		if depth == MaxDepth {
			p.fail(p.at, "deeper than %d", MaxDepth)
			return Value{}
		}
		if c == '{' {
			return p.object(depth)
		}
		return p.array(depth)
	case c == '"':
		return Value{Kind: Str, Str: p.text()}
	case c == '-' || '0' <= c && c <= '9':
		return p.integer()
	case p.word("true"):
		return Value{Kind: Bool, Bool: true}
	case p.word("false"):
		return Value{Kind: Bool}
	case p.word("null"):
		p.fail(p.at-len("null"), "null; absent fields are left out")
	default:
		p.unexpected("a value")
	}
	return Value{}
}

// word steps over w if it is next.
func (p *parser) word(w string) bool {
	if p.err != nil || !bytes.HasPrefix(p.b[p.at:], []byte(w)) {
		return false
	}
	p.at += len(w)
	return true
}

func (p *parser) array(depth int) Value {
	v := Value{Kind: Arr}
	p.need('[')
	for p.err == nil && !p.take(']') {
		if len(v.Items) > 0 {
			p.need(',')
		}
		v.Items = append(v.Items, p.value(depth+1))
	}
	return v
}

func (p *parser) object(depth int) Value {
	v := Value{Kind: Obj}
	p.need('{')
	for p.err == nil && !p.take('}') {
		if len(v.Fields) > 0 {
			p.need(',')
		}
		v.Fields = append(v.Fields, p.field(depth, v.Fields))
	}
	return v
}

func (p *parser) field(depth int, before []Field) Field {
	from := p.at
	if p.peek() != '"' {
		p.unexpected("a key")
		return Field{}
	}
	key := p.text()
	if n := len(before); p.err == nil && n > 0 && key <= before[n-1].Key {
		if key == before[n-1].Key {
			p.fail(from, "key %q twice", key)
		} else {
			p.fail(from, "key %q after %q", key, before[n-1].Key)
		}
	}
	p.need(':')
	return Field{Key: key, Value: p.value(depth + 1)}
}

// integer reads a whole number of 64 bits: no sign but "-", no leading zeros, no "-0".
func (p *parser) integer() Value {
	from := p.at
	for c := p.peek(); c == '-' || '0' <= c && c <= '9'; c = p.peek() {
		p.at++
	}
	if c := p.peek(); c == '.' || c == 'e' || c == 'E' {
		p.fail(from, "binary number; exact numbers are texts")
		return Value{}
	}
	text := string(p.b[from:p.at])
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text {
		p.fail(from, "not a plain whole number of 64 bits")
	}
	return Value{Kind: Int, Int: n}
}

// text reads a quoted text.
func (p *parser) text() string {
	from := p.at
	p.need('"')
	start := p.at
	var unescaped []byte // set once an escape was met
	for {
		if p.at >= len(p.b) {
			p.fail(from, "text without end")
			return ""
		}
		c := p.b[p.at]
		switch {
		case c == '"':
			s := string(unescaped)
			if unescaped == nil {
				s = string(p.b[start:p.at])
			}
			p.at++
			if at, reason := textFault(s); reason != "" {
				if unescaped != nil {
					at = 0 // offsets in s are not those in b
				}
				p.fail(start+at, "%s", reason)
			}
			return s
		case c == '\\':
			if unescaped == nil {
				unescaped = append(make([]byte, 0, p.at-start+16), p.b[start:p.at]...)
			}
			unescaped = append(unescaped, p.escape())
			if p.err != nil {
				return ""
			}
			continue
		case escaped(c):
			p.fail(p.at, "control character %#02x without escape", c)
			return ""
		}
		if unescaped != nil {
			unescaped = append(unescaped, c)
		}
		p.at++
	}
}

// escape reads one of the escapes a Writer writes: \", \\ and \u00xx of a control character.
func (p *parser) escape() byte {
	rest := p.b[p.at:]
	if len(rest) >= 2 && (rest[1] == '"' || rest[1] == '\\') {
		p.at += 2
		return rest[1]
	}
	const digits = "0123456789abcdef"
	if len(rest) >= 6 && string(rest[:4]) == `\u00` {
		high, low := strings.IndexByte(digits, rest[4]), strings.IndexByte(digits, rest[5])
		if c := byte(high<<4 | low); high >= 0 && low >= 0 && c != '"' && c != '\\' && escaped(c) {
			p.at += 6
			return c
		}
	}
	p.fail(p.at, "escape that is not needed or not in its one form")
	return 0
}
