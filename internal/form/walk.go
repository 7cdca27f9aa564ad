package form

import (
	"fmt"
	"slices"

	"cchc/internal/day"
)

// Walk calls fn for an expression and everything in it, outermost first. Where fn gives false the walk does not go
// deeper.
func Walk(e *Expr, fn func(*Expr) bool) {
	if e == nil || !fn(e) {
		return
	}
	for _, a := range e.Args {
		Walk(a, fn)
	}
}

// WalkRule calls fn for a rule and its parts, outermost first.
func WalkRule(r *Rule, fn func(*Rule)) {
	if r == nil {
		return
	}
	fn(r)
	for _, p := range r.Parts {
		WalkRule(p, fn)
	}
}

// Exprs calls fn for every expression that decides this rule node's points, not those of its parts and not the holes
// of its sentences.
func (r *Rule) Exprs(fn func(*Expr)) {
	each := func(e *Expr) {
		if e != nil {
			fn(e)
		}
	}
	each(r.Value)
	for i := range r.Branches {
		b := &r.Branches[i]
		each(b.When)
		if b.Lower != nil {
			each(b.Lower.At)
		}
		if b.Line != nil {
			each(b.Line.X0)
			each(b.Line.X1)
		}
	}
	for i := range r.Items {
		each(r.Items[i].Count)
	}
	if r.Survey != nil {
		each(r.Survey.MinSample)
	}
}

// Texts calls fn for every sentence of this rule node, not those of its parts.
func (r *Rule) Texts(fn func(*Text)) {
	fn(&r.Because)
	for i := range r.Branches {
		fn(&r.Branches[i].Because)
	}
	for i := range r.Items {
		fn(&r.Items[i].Because)
	}
}

// Exprs calls fn for every expression that decides the leaf: conditions of applicability, then the rule.
func (l *Leaf) Exprs(fn func(*Expr)) {
	for i := range l.Applies {
		if w := l.Applies[i].When; w != nil {
			fn(w)
		}
	}
	WalkRule(l.Rule, func(r *Rule) { r.Exprs(fn) })
}

// LegalOn is the legal basis in force on a day; false before the first.
func (l *Leaf) LegalOn(on day.Day) (DatedText, bool) {
	for i := len(l.Legal) - 1; i >= 0; i-- {
		if l.Legal[i].From <= on {
			return l.Legal[i], true
		}
	}
	return DatedText{}, false
}

// ReadAtEnd reports whether rules, values or checks read a parameter at the period's end, whatever day a fact has.
func (s *Set) ReadAtEnd(param string) bool {
	found := false
	look := func(e *Expr) {
		Walk(e, func(e *Expr) bool {
			found = found || e.Kind == ExParam && e.Name == param && len(e.Args) == 0
			return !found
		})
	}
	for i := range s.Values {
		look(s.Values[i].Expr)
	}
	for i := range s.Checks {
		look(s.Checks[i].Cond)
	}
	for _, i := range s.Leaves() {
		s.Nodes[i].Leaf.Exprs(look)
	}
	return found
}

// Texts calls fn for every sentence of the leaf: conditions of applicability, then the rule.
func (l *Leaf) Texts(fn func(*Text)) {
	for i := range l.Applies {
		fn(&l.Applies[i].Because)
	}
	WalkRule(l.Rule, func(r *Rule) { r.Texts(fn) })
}

// Args calls fn for the expression of every hole.
func (t *Text) Args(fn func(*Expr)) {
	for i := range t.Parts {
		if t.Parts[i].Arg != nil {
			fn(t.Parts[i].Arg)
		}
	}
}

// NodeByCode finds a node of the tree by its printed code; -1 if there is none.
func (s *Set) NodeByCode(code string) int {
	for i := range s.Nodes {
		if s.Nodes[i].Code == code {
			return i
		}
	}
	return -1
}

// Leaves lists the indices of the scored leaves in printed order.
func (s *Set) Leaves() []int {
	var leaves []int
	for i := range s.Nodes {
		if s.Nodes[i].Leaf != nil {
			leaves = append(leaves, i)
		}
	}
	return leaves
}

// Param finds a parameter by name; nil if there is none.
func (s *Set) Param(name string) *Param {
	for i := range s.Params {
		if s.Params[i].Name == name {
			return &s.Params[i]
		}
	}
	return nil
}

// Input finds an input by name; nil if there is none.
func (s *Set) Input(name string) *Input {
	for i := range s.Inputs {
		if s.Inputs[i].Name == name {
			return &s.Inputs[i]
		}
	}
	return nil
}

// Value finds a derived value by name; nil if there is none.
func (s *Set) Value(name string) *Value {
	for i := range s.Values {
		if s.Values[i].Name == name {
			return &s.Values[i]
		}
	}
	return nil
}

// LeafInputs lists the inputs that node i rests on: those of its conditions and rule, directly or through derived
// values. Sentences and other leaves' inputs do not count. Sorted, without repetition; nil if i is not a leaf.
func (s *Set) LeafInputs(i int) []string {
	leaf := s.Nodes[i].Leaf
	if leaf == nil {
		return nil
	}
	var names []string
	leaf.Exprs(func(e *Expr) { names = s.inputsOf(e, names) })
	WalkRule(leaf.Rule, func(r *Rule) {
		if r.List != "" {
			names = append(names, r.List)
		}
		if r.Survey != nil {
			names = append(names, r.Survey.Input)
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// ExprInputs lists the inputs an expression rests on, directly or through derived values; sorted, without repetition.
func (s *Set) ExprInputs(e *Expr) []string {
	names := s.inputsOf(e, nil)
	slices.Sort(names)
	return slices.Compact(names)
}

func (s *Set) inputsOf(e *Expr, names []string) []string {
	Walk(e, func(e *Expr) bool {
		switch e.Kind {
		case ExInput, ExDue, ExLate, ExNever, ExEvent, ExHas, ExField, ExFold:
			if e.Name != "" {
				names = append(names, e.Name)
			}
		case ExValue:
			if v := s.Value(e.Name); v != nil {
				names = s.inputsOf(v.Expr, names)
			}
		}
		return true
	})
	return names
}

// LeafRefs lists the codes of the leaves whose points node i rests on; sorted, without repetition.
func (s *Set) LeafRefs(i int) []string {
	leaf := s.Nodes[i].Leaf
	if leaf == nil {
		return nil
	}
	var codes []string
	leaf.Exprs(func(e *Expr) {
		Walk(e, func(e *Expr) bool {
			if e.Kind == ExPoints || e.Kind == ExShare {
				codes = append(codes, e.Name)
			}
			return true
		})
	})
	slices.Sort(codes)
	return slices.Compact(codes)
}

// CycleError says that leaves rest on each other's points.
type CycleError struct {
	Codes []string // the way round; the first code is also the last
}

func (e *CycleError) Error() string { return fmt.Sprintf("leaves depend on one another: %v", e.Codes) }

// Order lists the leaves so that each stands after the leaves whose points it rests on, otherwise in printed order.
// It fails with a *CycleError, or when a leaf is named that the set does not have.
func (s *Set) Order() ([]int, error) {
	const (
		untouched = iota
		open
		done
	)
	state := make([]uint8, len(s.Nodes))
	var order, way []int
	var visit func(i int) error
	visit = func(i int) error {
		switch state[i] {
		case done:
			return nil
		case open:
			var codes []string
			for _, j := range way[slices.Index(way, i):] {
				codes = append(codes, s.Nodes[j].Code)
			}
			return &CycleError{Codes: append(codes, s.Nodes[i].Code)}
		}
		state[i] = open
		way = append(way, i)
		for _, code := range s.LeafRefs(i) {
			j := s.NodeByCode(code)
			if j < 0 || s.Nodes[j].Leaf == nil {
				return fmt.Errorf("leaf %s refers to %s, which is not a leaf", s.Nodes[i].Code, code)
			}
			if err := visit(j); err != nil {
				return err
			}
		}
		way = way[:len(way)-1]
		state[i] = done
		order = append(order, i)
		return nil
	}
	for _, i := range s.Leaves() {
		if err := visit(i); err != nil {
			return nil, err
		}
	}
	return order, nil
}

// InputsBelow lists the inputs that the leaves of a node rest on, itself included, each once in the set's order; -1
// is the whole tree.
func (s *Set) InputsBelow(node int) []string {
	read := map[string]bool{}
	for i := range s.Nodes {
		if s.Nodes[i].Leaf != nil && s.Below(i, node) {
			for _, name := range s.LeafInputs(i) {
				read[name] = true
			}
		}
	}
	var names []string
	for i := range s.Inputs {
		if name := s.Inputs[i].Name; read[name] {
			names = append(names, name)
		}
	}
	return names
}

// Below reports whether a node is another one or stands under it; everything stands under -1.
func (s *Set) Below(node, top int) bool {
	for node >= 0 && node != top {
		node = s.Nodes[node].Parent
	}
	return node == top
}
