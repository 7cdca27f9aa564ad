package mutate

import (
	"slices"

	"cchc/internal/form"
)

// keep gives the leaf as it is now changed. What the mutant changes is copied; the rest is that of the leaf as it was.
func (m *mutator) keep(mu *Mutant) *form.Set {
	out, now := *m.plain, m.set
	switch mu.Place.Kind {
	case PlaceCheck:
		out.Checks = slices.Clone(m.plain.Checks)
		for i := range out.Checks {
			if !out.Checks[i].Holds() {
				out.Checks[i].Cond = copyExpr(now.Checks[i].Cond)
			}
		}
	case PlaceValue:
		out.Values = slices.Clone(m.plain.Values)
		for i := range out.Values {
			out.Values[i].Expr = copyExpr(now.Values[i].Expr)
		}
	case PlaceParam:
		out.Params = copyParams(now.Params)
	case PlaceInput:
		out.Inputs = copyInputs(now.Inputs)
	default:
		if mu.Op == OpWeights { // of a survey's groups
			out.Inputs = copyInputs(now.Inputs)
			break
		}
		out.Nodes = slices.Clone(m.plain.Nodes)
		out.Nodes[m.node].Leaf = copyLeaf(now.Nodes[m.node].Leaf)
	}
	return &out
}

func copyParams(all []form.Param) []form.Param {
	all = slices.Clone(all)
	for i := range all {
		all[i].Values = slices.Clone(all[i].Values)
	}
	return all
}

func copyInputs(all []form.Input) []form.Input {
	all = slices.Clone(all)
	for i := range all {
		all[i].Groups = slices.Clone(all[i].Groups)
	}
	return all
}

// copySet gives a copy of a leaf's set in which everything that a mutant changes is its own. Sentences are shared: no
// mutant touches them. Expressions that the lowering shared between places are parted, so that a change stays at one.
func copySet(s *form.Set) *form.Set {
	out := *s
	out.Params, out.Inputs = copyParams(s.Params), copyInputs(s.Inputs)
	out.Values = slices.Clone(s.Values)
	for i := range out.Values {
		out.Values[i].Expr = copyExpr(s.Values[i].Expr)
	}
	out.Checks = slices.Clone(s.Checks)
	for i := range out.Checks {
		if !s.Checks[i].Holds() {
			out.Checks[i].Cond = copyExpr(s.Checks[i].Cond)
		}
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
