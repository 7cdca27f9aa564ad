package pdfsign

import (
	"bytes"
	"strconv"
)

// dictionary is what matters of a dictionary of a PDF file.
type dictionary struct {
	subFilter   string
	m, contents []byte
	byteRange   []int64
}

const (
	maxDepth  = 32      // of dictionaries and arrays in one another
	maxString = 8 << 20 // bytes of one string; signatures have some ten thousand
	// workPerByte is how often a byte may be looked at: objects that do not end make their bytes be read again.
	workPerByte = 4
)

// dictionaries gives every dictionary that stands as an object or within one, in the order in which they end. What is no
// well-formed object is passed over.
func dictionaries(file []byte, yield func(*dictionary)) error {
	s := &scanner{file: file, work: workPerByte*len(file) + headWithin, yield: yield}
	for at := 0; ; {
		next := bytes.Index(file[at:], []byte("obj"))
		if next < 0 {
			return nil
		}
		at += next + len("obj")
		s.at = at
		s.space()
		if s.starts("<<") && s.dict(0) {
			at = s.afterStream()
		}
		if s.work < 0 {
			return ErrTangled
		}
	}
}

// afterStream gives the place after a dictionary, and after its stream where it has one: what stands there is another file's.
func (s *scanner) afterStream() int {
	s.space()
	if !s.starts("stream") {
		return s.at
	}
	end := -1
	if !s.endless {
		end = bytes.Index(s.file[s.at:], []byte("endstream"))
		s.endless = end < 0
	}
	return s.at + max(end, 0)
}

// scanner reads objects of PDF's syntax (ISO 32000-1, 7.2 and 7.3). A method that reports false has met what it cannot read.
type scanner struct {
	file  []byte
	at    int
	work  int
	yield func(*dictionary)
	// endless is set once no further stream ends.
	endless bool
}

func (s *scanner) starts(text string) bool { return bytes.HasPrefix(s.file[s.at:], []byte(text)) }

// next gives a byte; false at the end of the file, and once the work is used up.
func (s *scanner) next() (byte, bool) {
	s.work--
	if s.at >= len(s.file) || s.work < 0 {
		return 0, false
	}
	s.at++
	return s.file[s.at-1], true
}

func blank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimits(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// space passes over blanks and comments.
func (s *scanner) space() {
	for s.at < len(s.file) {
		switch c := s.file[s.at]; {
		case blank(c):
		case c == '%':
			for s.at < len(s.file) && s.file[s.at] != '\n' && s.file[s.at] != '\r' {
				s.at++
				s.work--
			}
			continue
		default:
			return
		}
		s.at++
		s.work--
	}
}

// dict reads a dictionary and gives it to yield.
func (s *scanner) dict(depth int) bool {
	if depth > maxDepth {
		return false
	}
	s.at += len("<<")
	var d dictionary
	for {
		s.space()
		if s.starts(">>") {
			s.at += len(">>")
			s.yield(&d)
			return true
		}
		if !s.starts("/") {
			return false
		}
		key := s.name()
		s.space()
		v, ok := s.value(depth + 1)
		if !ok {
			return false
		}
		switch key {
		case "SubFilter":
			d.subFilter = v.name
		case "M":
			d.m = v.text
		case "Contents":
			d.contents = v.text
		case "ByteRange":
			d.byteRange = v.numbers
		}
	}
}

// value is an object as far as it matters.
type value struct {
	name    string
	text    []byte
	numbers []int64 // of an array of numbers alone
}

func (s *scanner) value(depth int) (value, bool) {
	switch {
	case depth > maxDepth:
		return value{}, false
	case s.starts("<<"):
		return value{}, s.dict(depth)
	case s.starts("<"):
		text, ok := s.hex()
		return value{text: text}, ok
	case s.starts("("):
		text, ok := s.literal()
		return value{text: text}, ok
	case s.starts("["):
		return s.array(depth)
	case s.starts("/"):
		return value{name: s.name()}, true
	}
	return value{}, s.words()
}

// name reads a name without its slash.
func (s *scanner) name() string {
	s.at++
	return string(s.word())
}

// word reads up to a blank or delimiter.
func (s *scanner) word() []byte {
	from := s.at
	for s.at < len(s.file) && !blank(s.file[s.at]) && !delimits(s.file[s.at]) && s.work >= 0 {
		s.at++
		s.work--
	}
	return s.file[from:s.at]
}

// words passes over a number, a reference such as 12 0 R, true, false or null: what stands before the next key or bracket.
func (s *scanner) words() bool {
	for n := 0; ; n++ {
		w := s.word()
		if len(w) == 0 {
			return n > 0
		}
		if bytes.HasSuffix(w, []byte("obj")) || bytes.Equal(w, []byte("stream")) {
			return false
		}
		s.space()
	}
}

func (s *scanner) array(depth int) (value, bool) {
	s.at++
	var v value
	plain := true
	for {
		s.space()
		switch {
		case s.starts("]"):
			s.at++
			if !plain {
				v.numbers = nil
			}
			return v, true
		case s.at < len(s.file) && (s.file[s.at] == '-' || s.file[s.at] >= '0' && s.file[s.at] <= '9'):
			n, err := strconv.ParseInt(string(s.word()), 10, 64)
			plain = plain && err == nil
			if plain && len(v.numbers) < 8 {
				v.numbers = append(v.numbers, n)
			}
			if s.work < 0 {
				return value{}, false
			}
		default:
			plain = false
			if _, ok := s.value(depth + 1); !ok {
				return value{}, false
			}
		}
	}
}

// hex reads a string of hexadecimal digits between angle brackets.
func (s *scanner) hex() ([]byte, bool) {
	s.at++
	out, half, high := []byte{}, false, byte(0)
	for {
		c, ok := s.next()
		if !ok {
			return nil, false
		}
		var d byte
		switch {
		case c == '>':
			if half {
				out = append(out, high<<4)
			}
			return out, true
		case blank(c):
			continue
		case c >= '0' && c <= '9':
			d = c - '0'
		case c >= 'a' && c <= 'f':
			d = c - 'a' + 10
		case c >= 'A' && c <= 'F':
			d = c - 'A' + 10
		default:
			return nil, false
		}
		if half {
			if len(out) >= maxString {
				return nil, false
			}
			out = append(out, high<<4|d)
		}
		high, half = d, !half
	}
}

// escapes are the characters that stand for others after a backslash.
var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

// literal reads a string between parentheses, which may stand in one another.
func (s *scanner) literal() ([]byte, bool) {
	s.at++
	out := []byte{}
	for open := 1; ; {
		c, ok := s.next()
		if !ok || len(out) > maxString {
			return nil, false
		}
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return out, true
			}
		case '\\':
			if out, ok = s.escape(out); !ok {
				return nil, false
			}
			continue
		}
		out = append(out, c)
	}
}

// escape appends what a backslash begins.
func (s *scanner) escape(out []byte) ([]byte, bool) {
	c, ok := s.next()
	if !ok {
		return nil, false
	}
	switch {
	case escapes[c] != 0:
		return append(out, escapes[c]), true
	case c == '\n':
		return out, true
	case c == '\r':
		if s.starts("\n") {
			s.at++
		}
		return out, true
	case c < '0' || c > '7':
		return append(out, c), true
	}
	n := c - '0'
	for i := 0; i < 2 && s.at < len(s.file) && s.file[s.at] >= '0' && s.file[s.at] <= '7'; i++ {
		n = n<<3 | (s.file[s.at] - '0')
		s.at++
	}
	return append(out, n), true
}
