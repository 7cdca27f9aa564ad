package translog

import (
	"strconv"
	"strings"
)

// lines reads a text line by line and remembers the first thing that is not as it should be.
type lines struct {
	rest string
	line int
	err  error
}

func (l *lines) fail(want string) {
	if l.err == nil {
		l.err = fault(BadForm, strconv.Itoa(l.line+1), want)
	}
}

// peek is the next line without its end; false where there is none, or one without an end.
func (l *lines) peek() (string, bool) {
	line, _, ended := strings.Cut(l.rest, "\n")
	return line, ended && l.err == nil
}

func (l *lines) next(want string) string {
	line, ok := l.peek()
	if !ok {
		l.fail(want)
		return ""
	}
	l.rest = l.rest[len(line)+1:]
	l.line++
	return line
}

// is demands a line.
func (l *lines) is(text string) {
	if line, ok := l.peek(); !ok || line != text {
		l.fail(text)
		return
	}
	l.next(text)
}

// word takes "word value" and gives the value; "" and false if the next line is another one.
func (l *lines) word(word string) (string, bool) {
	line, ok := l.peek()
	value, is := strings.CutPrefix(line, word+" ")
	if !ok || !is {
		return "", false
	}
	l.next(word)
	return value, true
}

// count demands "word number".
func (l *lines) count(word string) int64 {
	value, is := l.word(word)
	n, ok := parseCount(value)
	if !is || !ok || n > maxSize {
		l.fail(word + " …")
	}
	return n
}

// maxHashes is more than a proof ever has.
const maxHashes = 128

// hashes takes all lines that are hashes, each after a word, or bare where there is none.
func (l *lines) hashes(word string) (list []Hash) {
	for {
		line, ok := l.peek()
		if word != "" {
			var is bool
			if line, is = strings.CutPrefix(line, word+" "); !is {
				return list
			}
		} else if line == "" {
			return list
		}
		h, right := decode(line)
		if !ok || !right || len(list) == maxHashes {
			l.fail("hash")
			return nil
		}
		l.next("hash")
		list = append(list, h)
	}
}

// quoted takes a text of which every line stands behind "> ", an empty one behind ">".
func (l *lines) quoted() []byte {
	var b strings.Builder
	for {
		line, ok := l.peek()
		text, is := strings.CutPrefix(line, "> ")
		if line == ">" {
			text, is = "", true
		}
		if !ok || !is || is && text == "" && line != ">" {
			break
		}
		l.next(">")
		b.WriteString(text + "\n")
	}
	if b.Len() == 0 {
		l.fail("> …")
	}
	return []byte(b.String())
}

// end demands that nothing follows.
func (l *lines) end() error {
	if l.err == nil && l.rest != "" {
		l.fail("end of file")
	}
	return l.err
}

func quote(text []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		if line == "\n" {
			b.WriteString(">\n")
		} else {
			b.WriteString("> " + line)
		}
	}
	return b.String()
}

func writeHashes(b *strings.Builder, word string, list []Hash) {
	if word != "" {
		word += " "
	}
	for _, h := range list {
		b.WriteString(word + encode(h) + "\n")
	}
}
