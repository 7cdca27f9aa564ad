package mutate

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// rule changes a rule node and its parts; ids begin with prefix, as in results.
func (m *mutator) rule(r *form.Rule, prefix string) {
	whole := Place{PlaceRule, "rule"}
	if prefix != "" {
		whole.ID = strings.TrimSuffix(prefix, "/")
	}
	m.expr(whole, r.Value, r.Span)
	m.branches(r, prefix)
	m.tally(r, prefix, whole)
	if r.Relative != nil {
		turn(m, &r.Relative.Lower, !r.Relative.Lower, Mutant{Op: OpLower, Place: whole, Span: r.Span}, "")
		m.effect(whole, r.Span, &r.Relative.WhenNoBase)
	}
	if s := r.Survey; s != nil {
		m.sample(whole, s, r.Span)
		m.effect(whole, r.Span, &s.NoneLeft)
		m.weights(whole, r.Span, s.Input)
	}
	if r.Round != nil {
		m.rounding(whole, r.Span, &r.Round.Mode)
	}
	if r.Kind == form.RulePerRow {
		m.rule(r.Parts[0], form.RowPrefix(prefix))
		return
	}
	for i, part := range r.Parts {
		below := form.PartPrefix(prefix, i)
		if len(r.Parts) > 1 {
			mu := Mutant{Op: OpPart, Place: Place{PlaceRule, strings.TrimSuffix(below, "/")}, Span: part.Span, From: part.Label}
			turn(m, &r.Parts, slices.Delete(slices.Clone(r.Parts), i, i+1), mu, "")
		}
		m.rule(part, below)
	}
}

// branches changes the lines of a table.
func (m *mutator) branches(r *form.Rule, prefix string) {
	for i := range r.Branches {
		b := &r.Branches[i]
		at := Place{PlaceBranch, prefix + b.ID}
		m.expr(at, b.When, b.Span)
		if b.Lower != nil {
			m.constant(at, OpLimit, b.Lower.At, b.Span, "")
			mu := Mutant{Op: OpOpen, Place: at, Span: b.Span, Before: copyExpr(b.Lower.At),
				From: openWord(b.Lower.Open), To: openWord(!b.Lower.Open)}
			turn(m, &b.Lower.Open, !b.Lower.Open, mu, "")
		}
		if b.Line != nil {
			m.line(at, b)
		}
		if i+1 < len(r.Branches) {
			m.swap(at, b, &r.Branches[i+1], prefix)
		}
		if len(r.Branches) > 1 {
			mu := Mutant{Op: OpBranch, Place: at, Span: b.Span}
			turn(m, &r.Branches, slices.Delete(slices.Clone(r.Branches), i, i+1), mu, "")
		}
	}
}

// openWord is the author's word for a limit.
func openWord(open bool) string {
	if open {
		return "above"
	}
	return "from"
}

// swap exchanges the points of two branches.
func (m *mutator) swap(at Place, a, b *form.Branch, prefix string) {
	mu := Mutant{Op: OpSwap, Place: at, Span: a.Span, From: at.ID, To: prefix + b.ID}
	if a.Line == nil && b.Line == nil {
		mu.Before, mu.After = numOf(a.Points), numOf(b.Points)
	}
	a.Points, b.Points, a.Line, b.Line = b.Points, a.Points, b.Line, a.Line
	m.try(mu, "")
	a.Points, b.Points, a.Line, b.Line = b.Points, a.Points, b.Line, a.Line
}

// line moves the ends of a line.
func (m *mutator) line(at Place, b *form.Branch) {
	m.constant(at, OpLineX, b.Line.X0, b.Span, "0")
	m.constant(at, OpLineX, b.Line.X1, b.Span, "1")
	for i, y := range []*exact.Num{&b.Line.Y0, &b.Line.Y1} {
		end := strconv.Itoa(i)
		for _, d := range []struct {
			sign string
			by   exact.Num
		}{{"+", exact.MustFrac(1, 100)}, {"-", exact.MustFrac(-1, 100)}} {
			to := y.Add(d.by)
			mu := Mutant{Op: OpLineY, Place: at, Span: b.Span, Before: numOf(*y), After: numOf(to), From: end}
			turn(m, y, to, mu, end+d.sign)
		}
	}
}

// tally changes what is counted and its bounds; formulas have bounds too.
func (m *mutator) tally(r *form.Rule, prefix string, whole Place) {
	for i := range r.Items {
		it := &r.Items[i]
		at := Place{PlaceBranch, prefix + it.ID}
		m.expr(at, it.Count, it.Span)
		mu := Mutant{Op: OpSign, Place: at, Span: it.Span, Before: numOf(it.Points), After: numOf(it.Points.Neg())}
		turn(m, &it.Points, it.Points.Neg(), mu, "")
		turn(m, &r.Items, slices.Delete(slices.Clone(r.Items), i, i+1), Mutant{Op: OpItem, Place: at, Span: it.Span}, "")
	}
	if r.Floor != nil {
		turn(m, &r.Floor, nil, Mutant{Op: OpFloor, Place: whole, Span: r.Span, Before: numOf(*r.Floor)}, "")
	}
	if r.Cap != nil {
		turn(m, &r.Cap, nil, Mutant{Op: OpCap, Place: whole, Span: r.Span, Before: numOf(*r.Cap)}, "")
	}
}

// sample takes the least sample one answer off.
func (m *mutator) sample(at Place, s *form.Survey, span form.Span) {
	if s.MinSample == nil {
		return
	}
	k := s.MinSample.Const
	if s.MinSample.Kind == form.ExParam {
		k, _ = m.set.ParamValue(s.MinSample.Name)
	}
	m.off(k, func(to form.Const, sign string) {
		turn(m, &s.MinSample, constOf(to), Mutant{Op: OpSample, Place: at, Span: span, Before: constOf(k), After: constOf(to)}, sign)
	})
}

// weights exchanges the weights of neighbouring groups.
func (m *mutator) weights(at Place, span form.Span, survey string) {
	in := m.set.Input(survey)
	if in == nil {
		return
	}
	for i := 0; i+1 < len(in.Groups); i++ {
		a, b := &in.Groups[i], &in.Groups[i+1]
		mu := Mutant{Op: OpWeights, Place: at, Span: span, Before: numOf(a.Weight), After: numOf(b.Weight), From: a.Label, To: b.Label}
		a.Weight, b.Weight = b.Weight, a.Weight
		m.try(mu, "="+a.ID)
		a.Weight, b.Weight = b.Weight, a.Weight
	}
}
