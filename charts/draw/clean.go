package draw

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	svgSpace = "http://www.w3.org/2000/svg"
	xmlSpace = "http://www.w3.org/XML/1998/namespace"
)

// shapes and elements are what a picture may consist of; what they may say of themselves is in value.
var (
	shapes   = []string{"rect", "path", "polyline", "polygon", "circle", "line"}
	elements = append([]string{"svg", "g", "defs", "clipPath", "linearGradient", "stop", "pattern", "text", "tspan"}, shapes...)
)

// clean lets the shapes and texts of a drawn picture through and nothing else, and writes them so that they can stand alone
// and within a page whose policy forbids inline styles: no style sheet (it says what happens on pointing), every property an
// attribute, ids that begin with prefix, numbers rounded. What it does not know is an error, so that a picture never lacks
// something silently.
func clean(svg, prefix, title string) ([]byte, error) {
	c := cleaner{ids: names{prefix: prefix}, title: legal(title)}
	dec := xml.NewDecoder(strings.NewReader(legal(svg)))
	for {
		t, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = c.token(t)
		}
		if err != nil {
			return nil, err
		}
	}
	if !c.whole || len(c.open) > 0 {
		return nil, errors.New("the picture breaks off")
	}
	if err := c.ids.check(); err != nil {
		return nil, err
	}
	return c.out.Bytes(), nil
}

// legal drops what XML cannot carry at all, which is nothing a reader could see.
func legal(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

type cleaner struct {
	out   bytes.Buffer
	ids   names
	title string
	open  []string // elements that have begun and not ended
	empty bool     // the last of them has nothing in it yet, and its tag is not closed
	skip  int      // how many of them, at the end, are left out
	whole bool     // the picture has ended
}

func (c *cleaner) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		return c.start(t)
	case xml.EndElement:
		return c.end(t.Name)
	case xml.CharData:
		return c.text(string(t))
	case xml.Comment:
		return nil
	}
	return fmt.Errorf("a picture has no %T", t)
}

func (c *cleaner) start(t xml.StartElement) error {
	name := t.Name.Local
	switch {
	case t.Name.Space != "":
		return fmt.Errorf("element %s:%s of another language", t.Name.Space, name)
	case c.whole || (len(c.open) == 0) != (name == "svg"):
		return fmt.Errorf("element %s where none is expected", name)
	case c.skip > 0 || name == "style" || name == "title" && len(c.open) == 1:
		c.skip++
	case !slices.Contains(elements, name):
		return fmt.Errorf("element %s", name)
	case c.inText() && name != "tspan" || !c.inText() && name == "tspan":
		return fmt.Errorf("element %s within %s", name, c.open[len(c.open)-1])
	default:
		list, err := c.attributes(t.Attr)
		if err == nil && c.unseen(name, list) {
			c.skip++
		} else if err == nil {
			err = c.begin(name, list)
		}
		if err != nil {
			return fmt.Errorf("element %s: %w", name, err)
		}
	}
	c.open = append(c.open, name)
	return nil
}

// unseen reports whether an element is a shape without a colour, which is there to be pointed at. One that has to do with
// names is kept, so that their order does not depend on it.
func (c *cleaner) unseen(name string, list attributes) bool {
	if !slices.Contains(shapes, name) || slices.Contains(c.open, "clipPath") ||
		slices.ContainsFunc(list, func(a attribute) bool { return a.name == "id" || strings.HasPrefix(a.value, "url(") }) {
		return false
	}
	stroke := list.says("stroke")
	return (list.says("fill") == "none" || list.says("fill-opacity") == "0") &&
		(stroke == "" || stroke == "none" || list.says("stroke-width") == "0")
}

// begin writes the tag of an element, but for its end.
func (c *cleaner) begin(name string, list attributes) (err error) {
	switch name {
	case "svg":
		list, err = list.ofRoot()
	case "text", "tspan":
		list, err = list.onBaseLine()
	}
	if err != nil {
		return err
	}
	c.fill()
	if name != "svg" && name != "tspan" {
		c.out.WriteByte('\n')
	}
	c.out.WriteString("<" + name)
	for _, a := range list {
		c.out.WriteString(" " + a.name + `="`)
		escape(&c.out, a.value)
		c.out.WriteByte('"')
	}
	if c.empty = true; name == "svg" {
		c.fill()
		c.out.WriteString("\n<title>")
		escape(&c.out, c.title)
		c.out.WriteString("</title>")
	}
	return nil
}

// fill closes the tag of the element that something is about to be written into.
func (c *cleaner) fill() {
	if c.empty {
		c.out.WriteByte('>')
		c.empty = false
	}
}

func (c *cleaner) end(n xml.Name) error {
	last := len(c.open) - 1
	if last < 0 || n.Space != "" || c.open[last] != n.Local {
		return fmt.Errorf("element %s ends where it has not begun", n.Local)
	}
	c.open = c.open[:last]
	switch {
	case c.skip > 0:
		c.skip--
	case c.empty:
		c.out.WriteString("/>")
		c.empty = false
	default:
		if n.Local != "text" && n.Local != "tspan" {
			c.out.WriteByte('\n')
		}
		c.out.WriteString("</" + n.Local + ">")
	}
	if last == 0 {
		c.out.WriteByte('\n')
		c.whole = true
	}
	return nil
}

func (c *cleaner) inText() bool {
	return len(c.open) > 0 && slices.Contains([]string{"text", "tspan"}, c.open[len(c.open)-1])
}

func (c *cleaner) text(s string) error {
	switch {
	case c.skip > 0:
	case c.inText():
		if s != "" {
			c.fill()
			escape(&c.out, s)
		}
	case strings.TrimSpace(s) != "":
		return fmt.Errorf("text outside of text elements: %.40q", s)
	}
	return nil
}

// markup escapes what would end a text or a value, and the white space that a parser would change there.
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;",
	"\t", "&#9;", "\n", "&#10;", "\r", "&#13;")

func escape(out *bytes.Buffer, s string) {
	_, _ = markup.WriteString(out, legal(s)) // a buffer takes everything
}

// names gives ids new names in the order in which they are met, so that they depend neither on what was drawn before nor
// meet those of another picture in a page.
type names struct {
	prefix string
	met    []string
	marked []bool // by place in met: an element has this id
	used   []bool // by place in met: an element refers to it
}

func (n *names) place(was string) int {
	i := slices.Index(n.met, was)
	if i < 0 {
		i = len(n.met)
		n.met, n.marked, n.used = append(n.met, was), append(n.marked, false), append(n.used, false)
	}
	return i
}

func (n *names) at(i int) string { return fmt.Sprintf("%s-%d", n.prefix, i+1) }

// mark names an element.
func (n *names) mark(was string) (string, error) {
	i := n.place(was)
	if n.marked[i] {
		return "", fmt.Errorf("a second id %q", was)
	}
	n.marked[i] = true
	return n.at(i), nil
}

// refer names an element that another one uses.
func (n *names) refer(was string) string {
	i := n.place(was)
	n.used[i] = true
	return n.at(i)
}

func (n *names) check() error {
	for i, was := range n.met {
		if n.used[i] && !n.marked[i] {
			return fmt.Errorf("no element has the id %q", was)
		}
	}
	return nil
}
