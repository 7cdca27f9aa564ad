package form

import (
	"slices"

	"cchc/internal/exact"
)

// Alone is the set cut down to one leaf and the leaves whose points it rests on, with the nodes above them, the inputs
// that their rules, sentences and checks name, and the derived values among these. The leaf is scored there exactly as
// in the whole set; only the whole's maximum is that of what is left. What it shares with the set must not be changed.
func (s *Set) Alone(node int) *Set {
	keep := make([]bool, len(s.Nodes))
	s.keepLeaf(node, keep)
	out := *s
	out.Nodes, out.Max = nil, exact.Num{}
	at := make([]int, len(s.Nodes))
	for i := range s.Nodes {
		if !keep[i] {
			continue
		}
		n := s.Nodes[i]
		at[i] = len(out.Nodes)
		if n.Parent >= 0 {
			n.Parent = at[n.Parent]
		}
		out.Nodes = append(out.Nodes, n)
		if n.Leaf != nil && !n.Leaf.Unscored && !s.OutsideScale(i) {
			out.Max = out.Max.Add(n.Max)
		}
	}
	out.keepNames(s)
	return &out
}

// keepLeaf marks a leaf, what it rests on, and the nodes above.
func (s *Set) keepLeaf(node int, keep []bool) {
	if node < 0 || keep[node] {
		return
	}
	for i := node; i >= 0; i = s.Nodes[i].Parent {
		keep[i] = true
	}
	for _, code := range s.LeafRefs(node) {
		s.keepLeaf(s.NodeByCode(code), keep)
	}
}

// holds is the condition of a check that always holds; it is shared and never changed.
var holds = &Expr{Kind: ExConst, Type: TypeBool, Const: Const{Type: TypeBool, Bool: true}}

// Holds reports whether a check always holds: it stands in a leaf alone for one about other inputs.
func (k *Check) Holds() bool { return k.Cond == holds }

// keepNames leaves the inputs, values and checks of all that the nodes of s name.
func (s *Set) keepNames(all *Set) {
	names := map[string]bool{}
	var mark func(e *Expr)
	mark = func(e *Expr) {
		Walk(e, func(e *Expr) bool {
			if e.Name != "" && !names[e.Name] {
				names[e.Name] = true
				if v := all.Value(e.Name); v != nil && e.Kind == ExValue {
					mark(v.Expr)
				}
			}
			return true
		})
	}
	inputs := map[string]bool{}
	for i := range s.Nodes {
		leaf := s.Nodes[i].Leaf
		if leaf == nil {
			continue
		}
		for _, name := range all.LeafInputs(all.NodeByCode(s.Nodes[i].Code)) {
			names[name], inputs[name] = true, true
		}
		leaf.Exprs(mark)
		leaf.Texts(func(t *Text) { t.Args(mark) })
	}
	s.Checks = nil
	for i := range all.Checks { // a check is named by its place, so those about other inputs before it leave checks that hold
		k := &all.Checks[i]
		if slices.ContainsFunc(all.ExprInputs(k.Cond), func(name string) bool { return inputs[name] }) {
			mark(k.Cond)
			k.Because.Args(mark)
			for len(s.Checks) < i {
				s.Checks = append(s.Checks, Check{Cond: holds})
			}
			s.Checks = append(s.Checks, *k)
		}
	}
	s.Inputs, s.Values = nil, nil
	for i := range all.Inputs {
		if names[all.Inputs[i].Name] {
			s.Inputs = append(s.Inputs, all.Inputs[i])
		}
	}
	for i := range all.Values {
		if names[all.Values[i].Name] {
			s.Values = append(s.Values, all.Values[i])
		}
	}
}

// OutsideScale reports whether a node stands in a section outside the scale.
func (s *Set) OutsideScale(node int) bool {
	for ; node >= 0; node = s.Nodes[node].Parent {
		if s.Nodes[node].Outside {
			return true
		}
	}
	return false
}
