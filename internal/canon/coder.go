package canon

import (
	"bytes"
	"errors"
	"fmt"

	"cchc/internal/day"
	"cchc/internal/exact"
)

// Coder goes through a document in the order of its keys, writing it or reading it. One description serves both ways,
// so that they cannot differ. The first error stays; what follows it is ignored.
//
// What is absent is left out: an empty text, false, 0 of Count, day.None. Reading does not notice keys that the
// description does not know; Decode does, by writing again what was read.
type Coder struct {
	w   *Writer // nil: reading
	v   Value   // the object that is read
	err error
}

// Encode gives the canonical bytes of the object that describe goes through.
func Encode(describe func(*Coder)) ([]byte, error) {
	c := &Coder{w: &Writer{}}
	c.w.Obj()
	describe(c)
	c.w.EndObj()
	b, err := c.w.Bytes()
	if err = errors.Join(c.err, err); err != nil {
		return nil, err
	}
	return b, nil
}

// Decode reads an object that describe goes through, and nothing else: bytes that are not canonical are an error, and so
// is whatever describe does not know, since what was read is written again and must be the same bytes.
func Decode(b []byte, describe func(*Coder)) error {
	v, err := Parse(b)
	if err != nil {
		return err
	}
	if v.Kind != Obj {
		return errors.New("not an object")
	}
	c := &Coder{v: v}
	if describe(c); c.err != nil {
		return c.err
	}
	again, err := Encode(describe)
	if err == nil && !bytes.Equal(again, b) {
		err = errors.New("the bytes hold what their description does not know")
	}
	return err
}

// Reading reports whether the document is read, not written.
func (c *Coder) Reading() bool { return c.w == nil }

// Failf notes an error.
func (c *Coder) Failf(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// Failed reports whether an error was noted.
func (c *Coder) Failed() bool { return c.err != nil }

// read looks a key up; false while writing, after an error, or when it is not there.
func (c *Coder) read(key string, kind Kind) (Value, bool) {
	if c.w != nil || c.err != nil {
		return Value{}, false
	}
	v, ok := c.v.Field(key)
	if ok && v.Kind != kind {
		c.Failf("%s has the wrong kind", key)
		return v, false
	}
	return v, ok
}

// Has reports whether the object read has a key; false while writing.
func (c *Coder) Has(key string) bool {
	if c.w != nil {
		return false
	}
	_, ok := c.v.Field(key)
	return ok
}

// Text goes through a text; the empty one is left out.
func Text[T ~string](c *Coder, key string, p *T) {
	if c.w != nil && *p != "" {
		c.w.Key(key)
		c.w.Str(string(*p))
	}
	if v, ok := c.read(key, Str); ok {
		*p = T(v.Str)
	}
}

// Named goes through a value by its name, which is always there.
func Named[T fmt.Stringer](c *Coder, key string, p *T, parse func(string) (T, bool)) {
	name := ""
	if !c.Reading() {
		name = (*p).String()
	}
	Text(c, key, &name)
	if c.Reading() && c.err == nil {
		var ok bool
		if *p, ok = parse(name); !ok {
			c.Failf("%s: unknown name %q", key, name)
		}
	}
}

// Flag goes through a truth; false is left out.
func (c *Coder) Flag(key string, p *bool) {
	if c.w != nil && *p {
		c.w.Key(key)
		c.w.Bool(true)
	}
	if v, ok := c.read(key, Bool); ok {
		*p = v.Bool
	}
}

// Truth goes through a truth that is always there.
func (c *Coder) Truth(key string, p *bool) {
	if c.w != nil {
		c.w.Key(key)
		c.w.Bool(*p)
	}
	if v, ok := c.read(key, Bool); ok {
		*p = v.Bool
	}
}

// Count goes through a whole number; 0 is left out.
func Count[T ~int | ~int64](c *Coder, key string, p *T) {
	if c.w != nil && *p != 0 {
		c.w.Key(key)
		c.w.Int(int64(*p))
	}
	if v, ok := c.read(key, Int); ok {
		*p = T(v.Int)
	}
}

// Num goes through an exact number that is always there.
func (c *Coder) Num(key string, p *exact.Num) {
	if c.w != nil {
		c.w.Key(key)
		c.w.Num(*p)
	}
	if v, ok := c.read(key, Str); ok {
		n, err := exact.ParseFraction(v.Str)
		if err != nil {
			c.Failf("%s: %w", key, err)
		}
		*p = n
	}
}

// NumOrNil goes through an exact number that may be absent.
func (c *Coder) NumOrNil(key string, p **exact.Num) {
	if c.w != nil {
		if *p != nil {
			c.Num(key, *p)
		}
		return
	}
	if _, ok := c.read(key, Str); ok {
		*p = new(exact.Num)
		c.Num(key, *p)
	}
}

// Day goes through a date; day.None is left out.
func (c *Coder) Day(key string, p *day.Day) {
	if c.w != nil {
		if *p != day.None {
			c.w.Key(key)
			c.w.Day(*p)
		}
		return
	}
	*p = day.None
	if v, ok := c.read(key, Str); ok {
		d, err := day.Parse(v.Str)
		if err != nil {
			c.Failf("%s: %w", key, err)
		}
		*p = d
	}
}

// Texts goes through a list of texts; the empty list is left out.
func (c *Coder) Texts(key string, p *[]string) {
	if c.w != nil && len(*p) > 0 {
		c.w.Key(key)
		c.w.Arr()
		for _, s := range *p {
			c.w.Str(s)
		}
		c.w.EndArr()
	}
	if v, ok := c.read(key, Arr); ok {
		for _, item := range v.Items {
			if item.Kind != Str {
				c.Failf("%s has an item of the wrong kind", key)
			}
			*p = append(*p, item.Str)
		}
	}
}

// List goes through an array of objects; the empty one is left out.
func List[T any](c *Coder, key string, p *[]T, each func(*T)) {
	if c.w != nil && len(*p) > 0 {
		c.w.Key(key)
		c.w.Arr()
		for i := range *p {
			c.w.Obj()
			each(&(*p)[i])
			c.w.EndObj()
		}
		c.w.EndArr()
	}
	if v, ok := c.read(key, Arr); ok {
		outer := c.v
		*p = make([]T, len(v.Items))
		for i := range v.Items {
			if v.Items[i].Kind != Obj {
				c.Failf("%s has an item of the wrong kind", key)
			}
			c.v = v.Items[i]
			each(&(*p)[i])
		}
		c.v = outer
	}
}

// Optional goes through an object that may be absent.
func Optional[T any](c *Coder, key string, p **T, each func(*T)) {
	if c.w != nil {
		if *p != nil {
			c.Object(key, func() { each(*p) })
		}
		return
	}
	if _, ok := c.read(key, Obj); ok {
		*p = new(T)
		c.Object(key, func() { each(*p) })
	}
}

// Object goes through an object that is always there.
func (c *Coder) Object(key string, each func()) {
	if c.w != nil {
		c.w.Key(key)
		c.w.Obj()
		each()
		c.w.EndObj()
		return
	}
	if v, ok := c.read(key, Obj); ok {
		outer := c.v
		c.v = v
		each()
		c.v = outer
	}
}
