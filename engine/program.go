package engine

import (
	"errors"
	"fmt"
	"sync"

	"cchc/internal/canon"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Program is a criteria set compiled for scoring. It is immutable and safe for concurrent use.
type Program struct {
	set    *form.Set
	ref    SetRef
	inputs map[string]int
	attrs  map[string]int
	values map[string]*form.Value
	codes  map[string]int
	leaves []*leafProgram // by node; nil for areas and criteria
	order  []int          // leaves in the order of evaluation
	checks []triFn
	rels   []relProgram
	first  []int              // leaves whose points the values of rels rest on, in the order of evaluation
	counts map[itemKey]numFn  // what each tally item counts
	rows   map[itemKey]ruleFn // the rule of the rows of a per_row rule

	plansMu sync.Mutex
	plans   map[int]*leafPlan // by node, made when a leaf is first explained
}

// itemKey names a tally item: its leaf's node and its id there.
type itemKey struct {
	node int
	id   string
}

// leafProgram is a leaf ready for evaluation.
type leafProgram struct {
	node    int
	leaf    *form.Leaf
	max     exact.Num
	min     exact.Num
	bounded bool // points may leave [min, max] and are checked
	outside bool // in a section outside the scale
	rounded bool // the set rounds at this place
	// relative: a rule in it compares with other units; rests: the leaves whose points it rests on.
	relative bool
	refs     []string // of its relative rules, as references name them
	rests    []int
	checks   []int
	applies  []appliesProgram
	rule     ruleFn
	inputs   []int // all inputs the leaf rests on
	texts    map[string][]hole
	limits   []exact.Num // constants the rule compares with, where points can change
}

type appliesProgram struct {
	id       string
	when     triFn
	then     form.Effect
	accepted bool
	inputs   []int // inputs of the condition
}

// hole is a compiled hole of a sentence.
type hole struct {
	name string
	as   string
	typ  form.Type
	code code
	in   *form.Input // for level labels
}

// Compile prepares a set for scoring. It fails on names that do not resolve and on cycles: a set that the checker
// passed compiles.
func Compile(set *form.Set) (*Program, error) {
	b, err := set.Canonical()
	if err != nil {
		return nil, fmt.Errorf("set %s: %w", set.ID, err)
	}
	p := &Program{
		set:    set,
		ref:    SetRef{ID: set.ID, Version: set.Version, Hash: canon.Hash(SetDomain, b), Title: set.Title, Reference: set.Reference},
		inputs: make(map[string]int, len(set.Inputs)),
		attrs:  make(map[string]int, len(set.Attrs)),
		values: make(map[string]*form.Value, len(set.Values)),
		codes:  make(map[string]int, len(set.Nodes)),
		leaves: make([]*leafProgram, len(set.Nodes)),
		counts: map[itemKey]numFn{},
		rows:   map[itemKey]ruleFn{},
		plans:  map[int]*leafPlan{},
	}
	for i := range set.Inputs {
		p.inputs[set.Inputs[i].Name] = i
	}
	for i := range set.Attrs {
		p.attrs[set.Attrs[i].Name] = i
	}
	for i := range set.Values {
		p.values[set.Values[i].Name] = &set.Values[i]
	}
	if name := misplaced(set.Values); name != "" {
		return nil, fmt.Errorf("set %s: value %s rests on itself or on a later value", set.ID, name)
	}
	for i := range set.Nodes {
		if up := set.Nodes[i].Parent; up < -1 || up >= i {
			return nil, fmt.Errorf("set %s: node %s stands before its parent", set.ID, set.Nodes[i].Code)
		}
		p.codes[set.Nodes[i].Code] = i
	}
	if p.order, err = set.Order(); err != nil {
		return nil, fmt.Errorf("set %s: %w", set.ID, err)
	}
	c := &compiler{p: p}
	for i := range set.Checks {
		p.checks = append(p.checks, c.truth(set.Checks[i].Cond))
	}
	for _, n := range p.order {
		p.leaves[n] = c.leaf(n)
	}
	c.phases()
	if len(c.errs) > 0 {
		return nil, fmt.Errorf("set %s: %w", set.ID, errors.Join(c.errs...))
	}
	return p, nil
}

// misplaced names a derived value that does not stand after the values it rests on; "" if there is none.
func misplaced(values []form.Value) string {
	later := map[string]bool{}
	for i := range values {
		later[values[i].Name] = true
	}
	for i := range values {
		wrong := false
		form.Walk(values[i].Expr, func(e *form.Expr) bool {
			wrong = wrong || e.Kind == form.ExValue && later[e.Name]
			return !wrong
		})
		if wrong {
			return values[i].Name
		}
		delete(later, values[i].Name)
	}
	return ""
}

// Set is the set the program was compiled from.
func (p *Program) Set() *form.Set { return p.set }

// Ref names the set.
func (p *Program) Ref() SetRef { return p.ref }

func (c *compiler) leaf(n int) *leafProgram {
	node := &c.p.set.Nodes[n]
	lp := &leafProgram{node: n, leaf: node.Leaf, max: node.Max, min: node.Min, texts: map[string][]hole{}}
	for i := n; i >= 0; i = c.p.set.Nodes[i].Parent {
		lp.outside = lp.outside || c.p.set.Nodes[i].Outside
	}
	criterion := node.Parent < 0 || c.p.set.Nodes[node.Parent].Kind == form.NodeArea // scored itself, without subcriteria
	lp.rounded = c.p.set.Rounding.At == form.AtSubcriterion || c.p.set.Rounding.At == form.AtCriterion && criterion
	for _, code := range c.p.set.LeafRefs(n) {
		lp.rests = append(lp.rests, c.p.codes[code])
	}
	for _, name := range c.p.set.LeafInputs(n) {
		lp.inputs = append(lp.inputs, c.p.inputs[name])
	}
	for i := range c.p.set.Checks {
		id := fmt.Sprintf("check%d", i+1)
		if c.sharesInput(c.p.set.Checks[i].Cond, lp.inputs) {
			lp.checks = append(lp.checks, i)
			lp.texts[id] = c.holes(c.p.set.Checks[i].Because)
		}
	}
	for i := range node.Leaf.Applies {
		a := &node.Leaf.Applies[i]
		ap := appliesProgram{id: fmt.Sprintf("applies%d", i+1), when: c.truth(a.When), then: a.Then, accepted: a.Accepted}
		for _, name := range c.p.set.ExprInputs(a.When) {
			ap.inputs = append(ap.inputs, c.p.inputs[name])
		}
		lp.texts[ap.id] = c.holes(a.Because)
		lp.applies = append(lp.applies, ap)
	}
	r := &ruleCompiler{compiler: c, leaf: lp}
	lp.rule = r.rule(node.Leaf.Rule, "", node.Max)
	c.limits(node.Leaf, lp)
	return lp
}

func (c *compiler) sharesInput(e *form.Expr, inputs []int) bool {
	for _, name := range c.p.set.ExprInputs(e) {
		for _, i := range inputs {
			if c.p.inputs[name] == i {
				return true
			}
		}
	}
	return false
}

// holes compiles the holes of a sentence.
func (c *compiler) holes(t form.Text) []hole {
	var hs []hole
	for _, part := range t.Parts {
		if part.Arg == nil {
			continue
		}
		h := hole{name: part.Name, as: part.As, typ: part.Arg.Type, code: c.expr(part.Arg)}
		if h.typ == "" {
			h.typ = h.code.typ
		}
		if i, ok := c.p.inputs[part.Arg.Name]; ok {
			h.in = &c.p.set.Inputs[i]
		}
		hs = append(hs, h)
	}
	return hs
}

// limits collects the constants that a leaf's conditions and tables compare with, and the counts at which a tally
// meets its cap: the values at which points can change.
func (c *compiler) limits(leaf *form.Leaf, lp *leafProgram) {
	leaf.Exprs(func(e *form.Expr) { c.constants(e, lp) })
	form.WalkRule(leaf.Rule, func(r *form.Rule) {
		if r.Kind == form.RulePoints {
			lp.limits = append(lp.limits, r.Max)
		}
		for i := range r.Items {
			if r.Cap != nil && r.Items[i].Points.Sign() > 0 {
				n, _ := r.Cap.Sub(r.Start).Quo(r.Items[i].Points)
				lp.limits = append(lp.limits, n)
			}
		}
	})
}

func (c *compiler) constants(e *form.Expr, lp *leafProgram) {
	form.Walk(e, func(x *form.Expr) bool {
		switch x.Kind {
		case form.ExConst:
			lp.limit(x.Const)
		case form.ExParam:
			c.paramLimits(x, lp)
		case form.ExValue:
			if v := c.p.values[x.Name]; v != nil {
				c.constants(v.Expr, lp)
			}
		}
		return true
	})
}

// paramLimits collects what a parameter can be: its value at the period's end or, where the fact's day decides, all.
func (c *compiler) paramLimits(e *form.Expr, lp *leafProgram) {
	if p := c.p.set.Param(e.Name); p != nil && len(e.Args) > 0 {
		for _, v := range p.Values {
			lp.limit(v.Value)
		}
		return
	}
	k, _ := c.p.set.ParamValue(e.Name)
	lp.limit(k)
}

func (lp *leafProgram) limit(k form.Const) {
	switch k.Type {
	case form.TypeNumber:
		lp.limits = append(lp.limits, k.Num)
	case form.TypeDate:
		lp.limits = append(lp.limits, exact.Int(int64(k.Day)))
	}
}
