package mutate

import (
	"slices"

	"cchc/internal/form"
)

// copySet gives a copy of a leaf's set in which everything that a mutant changes is its own. Sentences are shared: no
// mutant touches them. Expressions that the lowering shared between places are parted, so that a change stays at one.
func copySet(s *form.Set) *form.Set {
	out := *s
	out.Params = slices.Clone(s.Params)
	for i := range out.Params {
		out.Params[i].Values = slices.Clone(s.Params[i].Values)
	}
	out.Inputs = slices.Clone(s.Inputs)
	for i := range out.Inputs {
		out.Inputs[i].Groups = slices.Clone(s.Inputs[i].Groups)
	}
	out.Values = slices.Clone(s.Values)
	for i := range out.Values {
		out.Values[i].Expr = copyExpr(s.Values[i].Expr)
	}
	out.Checks = slices.Clone(s.Checks)
	for i := range out.Checks {
		out.Checks[i].Cond = copyExpr(s.Checks[i].Cond)
	}
	out.Nodes = slices.Clone(s.Nodes)
	for i := range out.Nodes {
		out.Nodes[i].Leaf = copyLeaf(s.Nodes[i].Leaf)
	}
	return &out
}

func copyLeaf(l *form.Leaf) *form.Leaf {
	if l == nil {
		return nil
	}
	out := *l
	out.Applies = slices.Clone(l.Applies)
	for i := range out.Applies {
		out.Applies[i].When = copyExpr(l.Applies[i].When)
	}
	out.Rule = copyRule(l.Rule)
	out.Round = copyOf(l.Round)
	return &out
}

func copyRule(r *form.Rule) *form.Rule {
	if r == nil {
		return nil
	}
	out := *r
	out.Value = copyExpr(r.Value)
	out.Branches = slices.Clone(r.Branches)
	for i := range out.Branches {
		b := &out.Branches[i]
		b.When = copyExpr(b.When)
		if b.Lower != nil {
			b.Lower = &form.Limit{At: copyExpr(b.Lower.At), Open: b.Lower.Open}
		}
		if b.Line != nil {
			line := *b.Line
			line.X0, line.X1 = copyExpr(line.X0), copyExpr(line.X1)
			b.Line = &line
		}
	}
	out.Items = slices.Clone(r.Items)
	for i := range out.Items {
		out.Items[i].Count = copyExpr(r.Items[i].Count)
	}
	out.Floor, out.Cap = copyOf(r.Floor), copyOf(r.Cap)
	out.Parts = slices.Clone(r.Parts)
	for i := range out.Parts {
		out.Parts[i] = copyRule(r.Parts[i])
	}
	out.Relative, out.Survey, out.Round = copyOf(r.Relative), copyOf(r.Survey), copyOf(r.Round)
	if out.Survey != nil {
		out.Survey.MinSample = copyExpr(r.Survey.MinSample)
	}
	return &out
}

func copyExpr(e *form.Expr) *form.Expr {
	if e == nil {
		return nil
	}
	out := *e
	out.Args = slices.Clone(e.Args)
	for i := range out.Args {
		out.Args[i] = copyExpr(e.Args[i])
	}
	return &out
}

func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
