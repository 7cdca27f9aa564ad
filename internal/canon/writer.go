package canon

import (
	"errors"
	"fmt"
	"strconv"

	"cchc/internal/day"
	"cchc/internal/exact"
)

// Writer builds canonical bytes. The zero value is ready. Its first error stays and is given by Bytes; what is
// written after it is ignored, so that callers need to look only once.
type Writer struct {
	buf   []byte
	err   error
	stack []frame             // open objects and arrays, innermost last
	done  bool                // one value at top level is complete
	good  map[string]struct{} // long texts found fit before: judging one again costs more than finding it here
}

// goodTexts bounds how many texts a writer remembers, longText from which length it does.
const (
	goodTexts = 4096
	longText  = 12
)

// frame is an object or array being written.
type frame struct {
	object  bool
	pending bool   // object: a key waits for its value
	filled  bool   // something was written inside
	last    string // object: the last key
}

// Reset empties w and keeps its storage; bytes it gave before become invalid.
func (w *Writer) Reset() {
	w.buf, w.err, w.stack, w.done = w.buf[:0], nil, w.stack[:0], false
}

// Bytes gives what was written, if it is one complete value and nothing went wrong.
func (w *Writer) Bytes() ([]byte, error) {
	switch {
	case w.err != nil:
		return nil, w.err
	case len(w.stack) > 0:
		return nil, errors.New("canonical writer: object or array left open")
	case !w.done:
		return nil, errors.New("canonical writer: nothing written")
	}
	return w.buf, nil
}

func (w *Writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("canonical writer: "+format, args...)
	}
}

// value makes room for a value: it writes the comma of an array and tells whether a value may stand here.
func (w *Writer) value() bool {
	if w.err != nil {
		return false
	}
	if len(w.stack) == 0 {
		if w.done {
			w.fail("second value at top level")
			return false
		}
		w.done = true
		return true
	}
	f := &w.stack[len(w.stack)-1]
	switch {
	case f.object && !f.pending:
		w.fail("value without key")
		return false
	case f.object:
		f.pending = false
	case f.filled:
		w.buf = append(w.buf, ',')
	}
	f.filled = true
	return true
}

func (w *Writer) open(object bool, mark byte) {
	if !w.value() {
		return
	}
	if len(w.stack) == MaxDepth {
		w.fail("deeper than %d", MaxDepth)
		return
	}
	w.buf = append(w.buf, mark)
	w.stack = append(w.stack, frame{object: object})
}

func (w *Writer) close(object bool, mark byte) {
	if w.err != nil {
		return
	}
	if len(w.stack) == 0 || w.stack[len(w.stack)-1].object != object {
		w.fail("%q closes nothing", mark)
		return
	}
	if f := w.stack[len(w.stack)-1]; f.pending {
		w.fail("key %q without value", f.last)
		return
	}
	w.buf = append(w.buf, mark)
	w.stack = w.stack[:len(w.stack)-1]
}

// Obj begins an object.
func (w *Writer) Obj() { w.open(true, '{') }

// EndObj ends it.
func (w *Writer) EndObj() { w.close(true, '}') }

// Arr begins an array.
func (w *Writer) Arr() { w.open(false, '[') }

// EndArr ends it.
func (w *Writer) EndArr() { w.close(false, ']') }

// Key begins a field. Keys must come in ascending order of their bytes, each once.
func (w *Writer) Key(key string) {
	if w.err != nil {
		return
	}
	if len(w.stack) == 0 || !w.stack[len(w.stack)-1].object {
		w.fail("key %q outside an object", key)
		return
	}
	f := &w.stack[len(w.stack)-1]
	switch {
	case f.pending:
		w.fail("key %q without value", f.last)
		return
	case f.filled && key <= f.last:
		w.fail("key %q after %q", key, f.last)
		return
	case f.filled:
		w.buf = append(w.buf, ',')
	}
	w.text(key)
	w.buf = append(w.buf, ':')
	f.pending, f.filled, f.last = true, true, key
}

// Str writes a text. It must be as [CleanText] gives it.
func (w *Writer) Str(s string) {
	if w.value() {
		w.text(s)
	}
}

// text writes a quoted text, of a key or value.
func (w *Writer) text(s string) {
	if !isASCII(s) && !w.knows(s) {
		if at, reason := textFault(s); reason != "" {
			w.fail("text %q at byte %d: %s", s, at, reason)
			return
		}
	}
	w.buf = appendQuoted(w.buf, s)
}

// knows reports whether a text was found fit before, and judges and remembers it if not.
func (w *Writer) knows(s string) bool {
	if len(s) < longText {
		return false
	}
	if _, ok := w.good[s]; ok {
		return true
	}
	if _, reason := textFault(s); reason != "" || len(w.good) >= goodTexts {
		return false
	}
	if w.good == nil {
		w.good = map[string]struct{}{}
	}
	w.good[s] = struct{}{}
	return true
}

func appendQuoted(dst []byte, s string) []byte {
	const hexDigits = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !escaped(c) {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		if c == '"' || c == '\\' {
			dst = append(dst, '\\', c)
		} else {
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(dst, s[from:]...), '"')
}

// escaped tells whether a byte of a text must be escaped.
func escaped(c byte) bool { return c < 0x20 || c == 0x7f || c == '"' || c == '\\' }

// Int writes a whole number.
func (w *Writer) Int(n int64) {
	if w.value() {
		w.buf = strconv.AppendInt(w.buf, n, 10)
	}
}

// Bool writes true or false.
func (w *Writer) Bool(b bool) {
	if w.value() {
		w.buf = strconv.AppendBool(w.buf, b)
	}
}

// Num writes an exact number as text in its canonical fraction form ("2/3").
func (w *Writer) Num(a exact.Num) {
	if a.TooLarge() {
		w.fail("number too large")
	}
	if w.value() {
		w.buf = append(w.buf, '"')
		w.buf = a.AppendFraction(w.buf)
		w.buf = append(w.buf, '"')
	}
}

// Day writes a date as ISO text ("2026-01-05"). An absent date is a field left out, so day.None is an error.
func (w *Writer) Day(d day.Day) {
	if d == day.None {
		w.fail("no date")
	}
	if w.value() {
		w.buf = append(w.buf, '"')
		w.buf = d.AppendISO(w.buf)
		w.buf = append(w.buf, '"')
	}
}

// Raw writes one value whose bytes are canonical already, because a Writer made them or [Check] took them. They
// are not looked at again; their nesting does not count against MaxDepth here.
func (w *Writer) Raw(b []byte) {
	if len(b) == 0 {
		w.fail("raw value is empty")
	}
	if w.value() {
		w.buf = append(w.buf, b...)
	}
}

// Bytes writes a value canonically; an error where it could not have been parsed.
func (v Value) Bytes() ([]byte, error) {
	var w Writer
	w.put(v)
	return w.Bytes()
}

func (w *Writer) put(v Value) {
	switch v.Kind {
	case Bool:
		w.Bool(v.Bool)
	case Int:
		w.Int(v.Int)
	case Str:
		w.Str(v.Str)
	case Arr:
		w.Arr()
		for _, item := range v.Items {
			w.put(item)
		}
		w.EndArr()
	case Obj:
		w.Obj()
		for _, f := range v.Fields {
			w.Key(f.Key)
			w.put(f.Value)
		}
		w.EndObj()
	}
}
