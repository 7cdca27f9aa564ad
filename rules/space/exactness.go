package space

import (
	"slices"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// why lists what keeps the points from standing for all evidence.
func (m *marker) why() []Why {
	var all []Why
	leaf := m.set.Nodes[m.space.Node].Leaf
	rows := slices.ContainsFunc(m.space.Axes, func(a Axis) bool {
		return a.Input != nil && (a.Input.Type == form.InReports || a.Input.Type == form.InList || a.Input.Type == form.InSurvey)
	})
	if rows {
		all = append(all, WhyRows)
	}
	others, computed := len(m.set.LeafRefs(m.space.Node)) > 0, false
	form.WalkRule(leaf.Rule, func(r *form.Rule) {
		others = others || r.Kind == form.RuleRelative
		computed = computed || r.Kind == form.RulePoints
	})
	if others {
		all = append(all, WhyOthers)
	}
	if m.mixed() {
		all = append(all, WhyMixed)
	}
	if computed {
		all = append(all, WhyComputed)
	}
	return all
}

// mixed reports whether a figure enters more than one of the quantities that are compared with numbers. Each quantity is
// then cut into the regions between these numbers independently of the others, and the points meet all regions. Where
// the whole of a ratio is 0 the ratio is not there; a check that keeps its part below its whole cuts it off above.
func (m *marker) mixed() bool {
	owner := map[string]string{} // of a figure: the quantity it enters
	for _, eq := range m.eqs {
		names := m.quantities(eq.of)
		if eq.check || eq.zero || eq.at.IsZero() && m.isWhole(names) {
			continue
		}
		as := m.spelled(eq.of)
		if len(names) == 1 && !folded(eq.of) {
			as = names[0]
		}
		for _, n := range names {
			if owner[n] != "" && owner[n] != as || len(names) > 1 && !m.solvable(eq.of, n, names) {
				return true
			}
			owner[n] = as
		}
	}
	for _, eq := range m.eqs {
		if !eq.check && !eq.zero {
			continue
		}
		as := ""
		for _, n := range m.quantities(eq.of) {
			if as != "" && owner[n] != as {
				return true
			}
			as = owner[n]
		}
	}
	return false
}

// solvable reports whether an expression is one fraction of linear expressions in a quantity.
func (m *marker) solvable(e *form.Expr, x string, names []string) bool {
	at := map[string]exact.Num{}
	for _, n := range names {
		at[n] = m.whole
	}
	return len(m.forms(m.unguarded(e), x, at)) == 1
}

// unguarded leaves off what a ratio is where its whole is 0.
func (m *marker) unguarded(e *form.Expr) *form.Expr {
	if e.Kind == form.ExValue {
		if v := m.set.Value(e.Name); v != nil {
			e = v.Expr
		}
	}
	if e.Kind == form.ExIf && e.Args[2].Kind == form.ExRatio {
		return e.Args[2]
	}
	return e
}

// spelled writes an expression down, so that equal ones are known as such.
func (m *marker) spelled(e *form.Expr) string {
	if e.Kind == form.ExValue {
		return "value " + e.Name
	}
	out := string(e.Kind) + e.Op + "." + e.Name + "." + e.Field
	if n, ok := m.known(e); ok {
		out += n.Fraction()
	}
	for _, a := range e.Args {
		out += "(" + m.spelled(a) + ")"
	}
	return out
}

// isWhole reports whether all the figures are denominators: where they are 0 the ratio is not there.
func (m *marker) isWhole(names []string) bool {
	for _, n := range names {
		if !m.wholes[n] {
			return false
		}
	}
	return len(names) > 0
}

func folded(e *form.Expr) bool {
	found := false
	form.Walk(e, func(e *form.Expr) bool {
		found = found || e.Kind == form.ExFold
		return true
	})
	return found
}

// bases gives usual evidence: with everything in its best place as far as the marks tell, with everything in its worst
// but the wholes there, and with all figures at 0.
func (m *marker) bases() []Point {
	good, poor, empty := make(Point, len(m.space.Axes)), make(Point, len(m.space.Axes)), make(Point, len(m.space.Axes))
	for i := range m.space.Axes {
		a := &m.space.Axes[i]
		last := len(a.Marks) - 1
		switch {
		case a.Kind == KindAttr:
			good[i], poor[i] = last, last
		case a.Input == nil:
		case a.Input.Type == form.InYesNo:
			good[i] = last
		case a.Input.Type == form.InLevel:
			poor[i] = last
		case a.Input.Type == form.InEvent:
			good[i], poor[i] = last, last
		case a.Input.Type == form.InDate || a.Input.Type == form.InDocument:
			good[i], poor[i] = 0, last
		case m.wholes[a.Name]:
			good[i], poor[i] = a.at(m.whole), a.at(m.whole)
		case m.parts[a.Name]:
			good[i] = a.at(m.whole)
		}
	}
	for i := range m.space.Axes {
		if a := &m.space.Axes[i]; a.figure() {
			empty[i] = a.at(exact.Num{})
		} else {
			empty[i] = good[i]
		}
	}
	return []Point{good, poor, empty}
}

// figure reports whether an axis stands for a count, an amount or another number of an input.
func (a *Axis) figure() bool {
	return a.Ordered && a.Input != nil && a.Input.Type != form.InDate && a.Input.Type != form.InDocument
}

// at is the mark of a figure, 0 if it has none.
func (a *Axis) at(n exact.Num) int {
	i := slices.IndexFunc(a.Marks, func(m Mark) bool { return m.Value.Num.Equal(n) })
	return max(i, 0)
}
