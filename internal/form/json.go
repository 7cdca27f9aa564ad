package form

import (
	"bytes"
	"errors"
	"fmt"

	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/exact"
)

// Canonical gives the set's canonical JSON: the bytes that are hashed and kept. Keys ascend; what is absent is left
// out; exact numbers are fractions, dates ISO. Spans are not part of it: moving a rule within its file changes nothing.
// An expression is the array of its nodes in postfix order, each with the number of its operands ("args"), so that a
// long formula needs no deep nesting.
func (s *Set) Canonical() ([]byte, error) {
	c := &coder{w: &canon.Writer{}}
	c.w.Obj()
	c.set(s)
	c.w.EndObj()
	b, err := c.w.Bytes()
	if err = errors.Join(c.err, err); err != nil {
		return nil, fmt.Errorf("encode set %s: %w", s.ID, err)
	}
	return bytes.Clone(b), nil
}

// Decode reads canonical JSON and nothing else: unknown keys, other orders and other spellings are errors.
func Decode(b []byte) (*Set, error) {
	v, err := canon.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("decode set: %w", err)
	}
	s := &Set{}
	c := &coder{v: v}
	c.set(s)
	if c.err != nil {
		return nil, fmt.Errorf("decode set: %w", c.err)
	}
	again, err := s.Canonical()
	if err != nil {
		return nil, fmt.Errorf("decode set: %w", err)
	}
	if !bytes.Equal(again, b) {
		return nil, errors.New("decode set: the bytes hold what the form does not know")
	}
	return s, nil
}

// coder goes through the form in the order of the keys, writing to w or, where w is nil, reading from v. One
// description serves both ways, so that they cannot differ.
type coder struct {
	w   *canon.Writer
	v   canon.Value // the object that is read
	err error
}

func (c *coder) failf(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// read looks a key up; false while writing, after an error, or when it is not there.
func (c *coder) read(key string, kind canon.Kind) (canon.Value, bool) {
	if c.w != nil || c.err != nil {
		return canon.Value{}, false
	}
	v, ok := c.v.Field(key)
	if ok && v.Kind != kind {
		c.failf("%s has the wrong kind", key)
		return v, false
	}
	return v, ok
}

func text[T ~string](c *coder, key string, p *T) {
	if c.w != nil && *p != "" {
		c.w.Key(key)
		c.w.Str(string(*p))
	}
	if v, ok := c.read(key, canon.Str); ok {
		*p = T(v.Str)
	}
}

func (c *coder) flag(key string, p *bool) {
	if c.w != nil && *p {
		c.w.Key(key)
		c.w.Bool(true)
	}
	if v, ok := c.read(key, canon.Bool); ok {
		*p = v.Bool
	}
}

func (c *coder) count(key string, p *int) {
	if c.w != nil && *p != 0 {
		c.w.Key(key)
		c.w.Int(int64(*p))
	}
	if v, ok := c.read(key, canon.Int); ok {
		*p = int(v.Int)
	}
}

// num writes a number that is always there.
func (c *coder) num(key string, p *exact.Num) {
	if c.w != nil {
		c.w.Key(key)
		c.w.Num(*p)
	}
	if v, ok := c.read(key, canon.Str); ok {
		n, err := exact.ParseFraction(v.Str)
		if err != nil {
			c.failf("%s: %w", key, err)
		}
		*p = n
	}
}

func (c *coder) numOrNil(key string, p **exact.Num) {
	if c.w != nil {
		if *p != nil {
			c.num(key, *p)
		}
		return
	}
	if _, ok := c.read(key, canon.Str); ok {
		*p = new(exact.Num)
		c.num(key, *p)
	}
}

func (c *coder) day(key string, p *day.Day) {
	if c.w != nil {
		if *p != day.None {
			c.w.Key(key)
			c.w.Day(*p)
		}
		return
	}
	*p = day.None
	if v, ok := c.read(key, canon.Str); ok {
		d, err := day.Parse(v.Str)
		if err != nil {
			c.failf("%s: %w", key, err)
		}
		*p = d
	}
}

func (c *coder) texts(key string, p *[]string) {
	if c.w != nil && len(*p) > 0 {
		c.w.Key(key)
		c.w.Arr()
		for _, s := range *p {
			c.w.Str(s)
		}
		c.w.EndArr()
	}
	if v, ok := c.read(key, canon.Arr); ok {
		for _, item := range v.Items {
			if item.Kind != canon.Str {
				c.failf("%s has an item of the wrong kind", key)
			}
			*p = append(*p, item.Str)
		}
	}
}

// list goes through an array of objects.
func list[T any](c *coder, key string, p *[]T, each func(*T)) {
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
	if v, ok := c.read(key, canon.Arr); ok {
		outer := c.v
		*p = make([]T, len(v.Items))
		for i := range v.Items {
			if v.Items[i].Kind != canon.Obj {
				c.failf("%s has an item of the wrong kind", key)
			}
			c.v = v.Items[i]
			each(&(*p)[i])
		}
		c.v = outer
	}
}

// object goes through an object that is always there.
func (c *coder) object(key string, each func()) {
	if c.w != nil {
		c.w.Key(key)
		c.w.Obj()
		each()
		c.w.EndObj()
		return
	}
	if v, ok := c.read(key, canon.Obj); ok {
		outer := c.v
		c.v = v
		each()
		c.v = outer
	}
}

// optional goes through an object that may be absent.
func optional[T any](c *coder, key string, p **T, each func(*T)) {
	if c.w != nil {
		if *p != nil {
			c.object(key, func() { each(*p) })
		}
		return
	}
	if _, ok := c.read(key, canon.Obj); ok {
		*p = new(T)
		c.object(key, func() { each(*p) })
	}
}

func (c *coder) rounding(r *exact.Rounding) {
	c.count("decimals", &r.Decimals)
	mode := r.Mode.String()
	text(c, "mode", &mode)
	if c.w == nil {
		var ok bool
		if r.Mode, ok = exact.ParseMode(mode); !ok {
			c.failf("unknown rounding mode %q", mode)
		}
	}
}

func (c *coder) set(s *Set) {
	list(c, "attributes", &s.Attrs, func(a *Attr) {
		text(c, "label", &a.Label)
		text(c, "name", &a.Name)
		text(c, "type", &a.Type)
	})
	c.texts("blocks", &s.Blocks)
	list(c, "checks", &s.Checks, func(k *Check) {
		c.text("because", &k.Because)
		c.expr("check", &k.Cond)
	})
	list(c, "classes", &s.Classes, func(k *ClassScheme) {
		list(c, "bands", &k.Bands, func(b *Class) {
			c.numOrNil("lower", &b.Lower)
			text(c, "name", &b.Name)
			c.flag("open", &b.Open)
		})
		c.texts("blocks", &k.Blocks)
	})
	version := Version
	text(c, "form", &version)
	if version != Version {
		c.failf("form %q is not %q", version, Version)
	}
	text(c, "id", &s.ID)
	list(c, "inputs", &s.Inputs, c.input)
	c.num("max", &s.Max)
	list(c, "nodes", &s.Nodes, c.node)
	list(c, "parameters", &s.Params, func(p *Param) {
		text(c, "label", &p.Label)
		text(c, "name", &p.Name)
		text(c, "source", &p.Source)
		text(c, "type", &p.Type)
		list(c, "values", &p.Values, func(v *DatedConst) {
			c.day("from", &v.From)
			c.object("value", func() { c.constant(&v.Value) })
		})
	})
	c.object("period", func() {
		c.day("cutoff", &s.Period.CutOff)
		c.day("from", &s.Period.From)
		text(c, "id", &s.Period.ID)
		c.day("lock", &s.Period.Lock)
		c.day("to", &s.Period.To)
	})
	text(c, "reference", &s.Reference)
	c.object("rounding", func() {
		text(c, "at", &s.Rounding.At)
		c.rounding(&s.Rounding.Rounding)
	})
	text(c, "scope", &s.Scope)
	text(c, "ties", &s.Tie)
	text(c, "title", &s.Title)
	list(c, "values", &s.Values, func(v *Value) {
		c.expr("expr", &v.Expr)
		text(c, "label", &v.Label)
		text(c, "name", &v.Name)
		c.flag("percent", &v.Percent)
	})
	text(c, "version", &s.Version)
}

func (c *coder) input(in *Input) {
	text(c, "date_by", &in.DateBy)
	c.count("decimals", &in.Decimals)
	text(c, "declared_by", &in.DeclaredBy)
	c.texts("deliverables", &in.Deliverables)
	list(c, "fields", &in.Fields, func(f *Field) {
		text(c, "label", &f.Label)
		text(c, "name", &f.Name)
		text(c, "type", &f.Type)
	})
	list(c, "from", &in.From, func(f *From) {
		c.texts("blocks", &f.Blocks)
		text(c, "input", &f.Input)
		c.texts("levels", &f.Levels)
		text(c, "measure", &f.Measure)
		text(c, "missing", &f.Missing)
		text(c, "pool", &f.Pool)
	})
	list(c, "groups", &in.Groups, func(g *Group) {
		text(c, "id", &g.ID)
		text(c, "label", &g.Label)
		c.num("weight", &g.Weight)
	})
	text(c, "label", &in.Label)
	text(c, "lever", &in.Lever)
	c.numOrNil("max", &in.Max)
	c.numOrNil("min", &in.Min)
	text(c, "missing", &in.Missing)
	text(c, "name", &in.Name)
	text(c, "occurrence", &in.Occurrence)
	list(c, "options", &in.Options, func(o *Option) {
		text(c, "id", &o.ID)
		text(c, "label", &o.Label)
	})
	c.flag("previous", &in.Previous)
	c.count("scale", &in.Scale)
	text(c, "type", &in.Type)
	text(c, "unit", &in.Unit)
	c.day("until", &in.Until)
	text(c, "verified_by", &in.VerifiedBy)
}

func (c *coder) node(n *Node) {
	c.numOrNil("cap", &n.Cap)
	text(c, "code", &n.Code)
	c.numOrNil("floor", &n.Floor)
	text(c, "kind", &n.Kind)
	optional(c, "leaf", &n.Leaf, c.leaf)
	c.num("max", &n.Max)
	c.num("min", &n.Min)
	text(c, "name", &n.Name)
	c.flag("outside", &n.Outside)
	parent := 0 // left out: no parent
	if c.w != nil {
		parent = n.Parent + 1
	}
	c.count("parent", &parent)
	n.Parent = parent - 1
}

func (c *coder) leaf(l *Leaf) {
	list(c, "applies", &l.Applies, func(a *Applies) {
		c.flag("accepted", &a.Accepted)
		c.text("because", &a.Because)
		text(c, "then", &a.Then)
		c.expr("when", &a.When)
	})
	c.texts("deliverables", &l.Deliverables)
	text(c, "evidence", &l.Evidence)
	list(c, "legal", &l.Legal, func(t *DatedText) {
		c.day("from", &t.From)
		text(c, "text", &t.Text)
	})
	text(c, "note", &l.Note)
	text(c, "printed", &l.Printed)
	optional(c, "rounding", &l.Round, c.rounding)
	optional(c, "rule", &l.Rule, c.rule)
	c.flag("survey", &l.Survey)
	c.flag("unscored", &l.Unscored)
}

func (c *coder) rule(r *Rule) {
	c.text("because", &r.Because)
	list(c, "branches", &r.Branches, c.branch)
	c.numOrNil("cap", &r.Cap)
	c.numOrNil("floor", &r.Floor)
	list(c, "items", &r.Items, func(i *Item) {
		c.text("because", &i.Because)
		c.expr("count", &i.Count)
		text(c, "id", &i.ID)
		c.num("points", &i.Points)
	})
	text(c, "kind", &r.Kind)
	text(c, "label", &r.Label)
	text(c, "list", &r.List)
	c.num("max", &r.Max)
	list(c, "parts", &r.Parts, func(p **Rule) {
		if c.w == nil {
			*p = &Rule{}
		}
		c.rule(*p)
	})
	optional(c, "relative", &r.Relative, func(v *Relative) {
		c.flag("lower", &v.Lower)
		text(c, "method", &v.Method)
		text(c, "when_no_base", &v.WhenNoBase)
	})
	optional(c, "rounding", &r.Round, c.rounding)
	text(c, "shape", &r.Shape)
	c.num("start", &r.Start)
	optional(c, "survey", &r.Survey, func(s *Survey) {
		text(c, "input", &s.Input)
		c.expr("min_sample", &s.MinSample)
		text(c, "none_left", &s.NoneLeft)
	})
	c.expr("value", &r.Value)
}

func (c *coder) branch(b *Branch) {
	c.text("because", &b.Because)
	text(c, "id", &b.ID)
	optional(c, "line", &b.Line, func(l *Line) {
		text(c, "jump", &l.Jump)
		c.expr("x0", &l.X0)
		c.expr("x1", &l.X1)
		c.num("y0", &l.Y0)
		c.num("y1", &l.Y1)
	})
	optional(c, "lower", &b.Lower, func(l *Limit) {
		c.expr("at", &l.At)
		c.flag("open", &l.Open)
	})
	c.num("points", &b.Points)
	c.expr("when", &b.When)
}

func (c *coder) text(key string, t *Text) {
	list(c, key, &t.Parts, func(p *TextPart) {
		c.expr("arg", &p.Arg)
		text(c, "as", &p.As)
		text(c, "lit", &p.Lit)
		text(c, "name", &p.Name)
	})
}

// postfix is a node of an expression in its canonical order.
type postfix struct {
	node *Expr
	args int
}

// expr goes through an expression, which may be absent.
func (c *coder) expr(key string, p **Expr) {
	var nodes []postfix
	if c.w != nil && *p != nil {
		nodes = flatten(*p, nil)
	}
	list(c, key, &nodes, func(n *postfix) {
		if n.node == nil {
			n.node = &Expr{}
		}
		c.count("args", &n.args)
		c.exprNode(n.node)
	})
	if c.w == nil && len(nodes) > 0 && c.err == nil {
		*p = c.build(key, nodes)
	}
}

func flatten(e *Expr, nodes []postfix) []postfix {
	for _, a := range e.Args {
		nodes = flatten(a, nodes)
	}
	return append(nodes, postfix{e, len(e.Args)})
}

// build makes the tree of a postfix order again.
func (c *coder) build(key string, nodes []postfix) *Expr {
	var stack []*Expr
	for _, n := range nodes {
		from := len(stack) - n.args
		if from < 0 || n.args < 0 {
			c.failf("%s: operands are missing", key)
			return nil
		}
		if n.args > 0 {
			n.node.Args = append([]*Expr(nil), stack[from:]...)
		}
		stack = append(stack[:from], n.node)
	}
	if len(stack) != 1 {
		c.failf("%s: not one expression", key)
		return nil
	}
	return stack[0]
}

func (c *coder) exprNode(e *Expr) {
	if c.w != nil && e.Kind == ExConst || c.w == nil && hasField(c.v, "const") {
		c.object("const", func() { c.constant(&e.Const) })
	}
	text(c, "field", &e.Field)
	text(c, "kind", &e.Kind)
	text(c, "name", &e.Name)
	text(c, "op", &e.Op)
	if c.w != nil && e.Kind == ExRound || c.w == nil && hasField(c.v, "round") {
		c.object("round", func() { c.rounding(&e.Round) })
	}
	text(c, "type", &e.Type)
}

func hasField(v canon.Value, key string) bool {
	_, ok := v.Field(key)
	return ok
}

// constant goes through a constant: its type and the one field that type has.
func (c *coder) constant(k *Const) {
	kind := k.Type
	if c.w == nil {
		text(c, "type", &kind)
	}
	switch kind {
	case TypeBool:
		c.flag("bool", &k.Bool)
	case TypeDate:
		c.day("day", &k.Day)
	case TypeNumber:
		c.num("num", &k.Num)
		c.flag("percent", &k.Percent)
	case TypeLevel, TypeText:
		text(c, "text", &k.Text)
	default:
		c.failf("constant of unknown type %q", kind)
	}
	text(c, "type", &k.Type)
}
