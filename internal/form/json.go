package form

import (
	"fmt"

	"cchc/internal/canon"
	"cchc/internal/exact"
)

// Canonical gives the set's canonical JSON: the bytes that are hashed and kept. Keys ascend; what is absent is left
// out; exact numbers are fractions, dates ISO. Spans are not part of it: moving a rule within its file changes nothing.
// An expression is the array of its nodes in postfix order, each with the number of its operands ("args"), so that a
// long formula needs no deep nesting.
func (s *Set) Canonical() ([]byte, error) {
	b, err := canon.Encode(func(c *canon.Coder) { (&coder{c}).set(s) })
	if err != nil {
		return nil, fmt.Errorf("encode set %s: %w", s.ID, err)
	}
	return b, nil
}

// Decode reads canonical JSON and nothing else: unknown keys, other orders and other spellings are errors.
func Decode(b []byte) (*Set, error) {
	s := &Set{}
	if err := canon.Decode(b, func(c *canon.Coder) { (&coder{c}).set(s) }); err != nil {
		return nil, fmt.Errorf("decode set: %w", err)
	}
	return s, nil
}

// coder goes through the form in the order of the keys, both ways.
type coder struct{ *canon.Coder }

func (c *coder) rounding(r *exact.Rounding) {
	canon.Count(c.Coder, "decimals", &r.Decimals)
	canon.Named(c.Coder, "mode", &r.Mode, exact.ParseMode)
}

func (c *coder) set(s *Set) {
	canon.List(c.Coder, "attributes", &s.Attrs, func(a *Attr) {
		canon.Text(c.Coder, "label", &a.Label)
		canon.Text(c.Coder, "name", &a.Name)
		canon.Text(c.Coder, "type", &a.Type)
	})
	c.Texts("blocks", &s.Blocks)
	canon.List(c.Coder, "checks", &s.Checks, func(k *Check) {
		c.text("because", &k.Because)
		c.expr("check", &k.Cond)
	})
	canon.List(c.Coder, "classes", &s.Classes, func(k *ClassScheme) {
		canon.List(c.Coder, "bands", &k.Bands, func(b *Class) {
			c.NumOrNil("lower", &b.Lower)
			canon.Text(c.Coder, "name", &b.Name)
			c.Flag("open", &b.Open)
		})
		c.Texts("blocks", &k.Blocks)
	})
	version := Version
	canon.Text(c.Coder, "form", &version)
	if version != Version {
		c.Failf("form %q is not %q", version, Version)
	}
	canon.Text(c.Coder, "id", &s.ID)
	canon.Optional(c.Coder, "in_force", &s.InForce, func(d *Days) {
		c.Day("from", &d.From)
		c.Day("until", &d.Until)
	})
	canon.List(c.Coder, "inputs", &s.Inputs, c.input)
	c.Num("max", &s.Max)
	canon.List(c.Coder, "nodes", &s.Nodes, c.node)
	canon.List(c.Coder, "parameters", &s.Params, func(p *Param) {
		canon.Text(c.Coder, "label", &p.Label)
		canon.Text(c.Coder, "name", &p.Name)
		canon.Text(c.Coder, "source", &p.Source)
		canon.Text(c.Coder, "type", &p.Type)
		canon.List(c.Coder, "values", &p.Values, func(v *DatedConst) {
			c.Day("from", &v.From)
			c.Object("value", func() { c.constant(&v.Value) })
		})
	})
	c.Object("period", func() {
		c.Day("cutoff", &s.Period.CutOff)
		c.Day("from", &s.Period.From)
		canon.Text(c.Coder, "id", &s.Period.ID)
		c.Day("lock", &s.Period.Lock)
		c.Day("to", &s.Period.To)
	})
	canon.Text(c.Coder, "reference", &s.Reference)
	c.Object("rounding", func() {
		canon.Text(c.Coder, "at", &s.Rounding.At)
		c.rounding(&s.Rounding.Rounding)
	})
	canon.Text(c.Coder, "scope", &s.Scope)
	canon.Text(c.Coder, "ties", &s.Tie)
	canon.Text(c.Coder, "title", &s.Title)
	canon.List(c.Coder, "values", &s.Values, func(v *Value) {
		c.expr("expr", &v.Expr)
		canon.Text(c.Coder, "label", &v.Label)
		canon.Text(c.Coder, "name", &v.Name)
		c.Flag("percent", &v.Percent)
	})
	canon.Text(c.Coder, "version", &s.Version)
}

func (c *coder) input(in *Input) {
	canon.Text(c.Coder, "date_by", &in.DateBy)
	canon.Count(c.Coder, "decimals", &in.Decimals)
	canon.Text(c.Coder, "declared_by", &in.DeclaredBy)
	c.Texts("deliverables", &in.Deliverables)
	canon.Text(c.Coder, "direction", &in.Direction)
	canon.List(c.Coder, "fields", &in.Fields, func(f *Field) {
		canon.Text(c.Coder, "label", &f.Label)
		canon.Text(c.Coder, "name", &f.Name)
		canon.Text(c.Coder, "type", &f.Type)
	})
	canon.List(c.Coder, "from", &in.From, func(f *From) {
		c.Texts("blocks", &f.Blocks)
		canon.Text(c.Coder, "input", &f.Input)
		c.Texts("levels", &f.Levels)
		canon.Text(c.Coder, "measure", &f.Measure)
		canon.Text(c.Coder, "missing", &f.Missing)
		canon.Text(c.Coder, "pool", &f.Pool)
	})
	canon.List(c.Coder, "groups", &in.Groups, func(g *Group) {
		canon.Text(c.Coder, "id", &g.ID)
		canon.Text(c.Coder, "label", &g.Label)
		c.Num("weight", &g.Weight)
	})
	canon.Text(c.Coder, "label", &in.Label)
	canon.Text(c.Coder, "lever", &in.Lever)
	c.NumOrNil("max", &in.Max)
	c.NumOrNil("min", &in.Min)
	canon.Text(c.Coder, "missing", &in.Missing)
	canon.Text(c.Coder, "name", &in.Name)
	canon.Text(c.Coder, "occurrence", &in.Occurrence)
	canon.List(c.Coder, "options", &in.Options, func(o *Option) {
		canon.Text(c.Coder, "id", &o.ID)
		canon.Text(c.Coder, "label", &o.Label)
	})
	c.Flag("previous", &in.Previous)
	canon.Count(c.Coder, "scale", &in.Scale)
	canon.Text(c.Coder, "type", &in.Type)
	canon.Text(c.Coder, "unit", &in.Unit)
	c.Day("until", &in.Until)
	canon.Text(c.Coder, "verified_by", &in.VerifiedBy)
}

func (c *coder) node(n *Node) {
	c.NumOrNil("cap", &n.Cap)
	canon.Text(c.Coder, "code", &n.Code)
	c.NumOrNil("floor", &n.Floor)
	canon.Text(c.Coder, "kind", &n.Kind)
	canon.Optional(c.Coder, "leaf", &n.Leaf, c.leaf)
	c.Num("max", &n.Max)
	c.Num("min", &n.Min)
	canon.Text(c.Coder, "name", &n.Name)
	c.Flag("outside", &n.Outside)
	parent := 0 // left out: no parent
	if !c.Reading() {
		parent = n.Parent + 1
	}
	canon.Count(c.Coder, "parent", &parent)
	n.Parent = parent - 1
}

func (c *coder) leaf(l *Leaf) {
	canon.List(c.Coder, "applies", &l.Applies, func(a *Applies) {
		c.Flag("accepted", &a.Accepted)
		c.text("because", &a.Because)
		canon.Text(c.Coder, "then", &a.Then)
		c.expr("when", &a.When)
	})
	c.Texts("deliverables", &l.Deliverables)
	canon.Text(c.Coder, "evidence", &l.Evidence)
	canon.List(c.Coder, "legal", &l.Legal, func(t *DatedText) {
		c.Day("from", &t.From)
		canon.Text(c.Coder, "text", &t.Text)
	})
	canon.Text(c.Coder, "note", &l.Note)
	canon.Text(c.Coder, "printed", &l.Printed)
	canon.Optional(c.Coder, "rounding", &l.Round, c.rounding)
	canon.Optional(c.Coder, "rule", &l.Rule, c.rule)
	c.Flag("survey", &l.Survey)
	c.Flag("unscored", &l.Unscored)
}

func (c *coder) rule(r *Rule) {
	c.text("because", &r.Because)
	canon.List(c.Coder, "branches", &r.Branches, c.branch)
	c.NumOrNil("cap", &r.Cap)
	c.NumOrNil("floor", &r.Floor)
	canon.List(c.Coder, "items", &r.Items, func(i *Item) {
		c.text("because", &i.Because)
		c.expr("count", &i.Count)
		canon.Text(c.Coder, "id", &i.ID)
		c.Num("points", &i.Points)
	})
	canon.Text(c.Coder, "kind", &r.Kind)
	canon.Text(c.Coder, "label", &r.Label)
	canon.Text(c.Coder, "list", &r.List)
	c.Num("max", &r.Max)
	canon.List(c.Coder, "parts", &r.Parts, func(p **Rule) {
		if c.Reading() {
			*p = &Rule{}
		}
		c.rule(*p)
	})
	canon.Optional(c.Coder, "relative", &r.Relative, func(v *Relative) {
		c.Flag("lower", &v.Lower)
		canon.Text(c.Coder, "method", &v.Method)
		canon.Text(c.Coder, "when_no_base", &v.WhenNoBase)
	})
	canon.Optional(c.Coder, "rounding", &r.Round, c.rounding)
	canon.Text(c.Coder, "shape", &r.Shape)
	c.Num("start", &r.Start)
	canon.Optional(c.Coder, "survey", &r.Survey, func(s *Survey) {
		canon.Text(c.Coder, "input", &s.Input)
		c.expr("min_sample", &s.MinSample)
		canon.Text(c.Coder, "none_left", &s.NoneLeft)
	})
	c.expr("value", &r.Value)
}

func (c *coder) branch(b *Branch) {
	c.text("because", &b.Because)
	canon.Text(c.Coder, "id", &b.ID)
	canon.Optional(c.Coder, "line", &b.Line, func(l *Line) {
		canon.Text(c.Coder, "jump", &l.Jump)
		c.expr("x0", &l.X0)
		c.expr("x1", &l.X1)
		c.Num("y0", &l.Y0)
		c.Num("y1", &l.Y1)
	})
	canon.Optional(c.Coder, "lower", &b.Lower, func(l *Limit) {
		c.expr("at", &l.At)
		c.Flag("open", &l.Open)
	})
	c.Num("points", &b.Points)
	c.expr("when", &b.When)
}

func (c *coder) text(key string, t *Text) {
	canon.List(c.Coder, key, &t.Parts, func(p *TextPart) {
		c.expr("arg", &p.Arg)
		canon.Text(c.Coder, "as", &p.As)
		canon.Text(c.Coder, "lit", &p.Lit)
		canon.Text(c.Coder, "name", &p.Name)
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
	if !c.Reading() && *p != nil {
		nodes = flatten(*p, nil)
	}
	canon.List(c.Coder, key, &nodes, func(n *postfix) {
		if n.node == nil {
			n.node = &Expr{}
		}
		canon.Count(c.Coder, "args", &n.args)
		c.exprNode(n.node)
	})
	if c.Reading() && len(nodes) > 0 && !c.Failed() {
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
			c.Failf("%s: operands are missing", key)
			return nil
		}
		if n.args > 0 {
			n.node.Args = append([]*Expr(nil), stack[from:]...)
		}
		stack = append(stack[:from], n.node)
	}
	if len(stack) != 1 {
		c.Failf("%s: not one expression", key)
		return nil
	}
	return stack[0]
}

func (c *coder) exprNode(e *Expr) {
	if !c.Reading() && e.Kind == ExConst || c.Reading() && c.Has("const") {
		c.Object("const", func() { c.constant(&e.Const) })
	}
	canon.Text(c.Coder, "field", &e.Field)
	canon.Text(c.Coder, "kind", &e.Kind)
	canon.Text(c.Coder, "name", &e.Name)
	canon.Text(c.Coder, "op", &e.Op)
	if !c.Reading() && e.Kind == ExRound || c.Reading() && c.Has("round") {
		c.Object("round", func() { c.rounding(&e.Round) })
	}
	canon.Text(c.Coder, "type", &e.Type)
}

// constant goes through a constant: its type and the one field that type has.
func (c *coder) constant(k *Const) {
	kind := k.Type
	if c.Reading() {
		canon.Text(c.Coder, "type", &kind)
	}
	switch kind {
	case TypeBool:
		c.Flag("bool", &k.Bool)
	case TypeDate:
		c.Day("day", &k.Day)
	case TypeNumber:
		c.Num("num", &k.Num)
		c.Flag("percent", &k.Percent)
	case TypeLevel, TypeText:
		canon.Text(c.Coder, "text", &k.Text)
	default:
		c.Failf("constant of unknown type %q", kind)
	}
	canon.Text(c.Coder, "type", &k.Type)
}
