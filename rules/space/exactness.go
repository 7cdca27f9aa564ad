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
		computed = computed || r.Kind == form.RulePoints || r.Kind == form.RuleBest && slices.ContainsFunc(r.Parts, sloped)
	})
	if others {
		all = append(all, WhyOthers)
	}
	if m.dues() {
		all = append(all, WhyDue)
	}
	if m.mixed() {
		all = append(all, WhyMixed)
	}
	if computed {
		all = append(all, WhyComputed)
	}
	return all
}

// dues reports whether it matters on which day a document is due, beside how many days late it is: where the rule reads the
// due date itself, or compares the date of a document both with its due date and with another day.
func (m *marker) dues() bool {
	due, late, dated := false, map[string]bool{}, map[string]bool{}
	look := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			switch in := m.set.Input(e.Name); {
			case e.Kind == form.ExDue || e.Kind == form.ExField && e.Field == "due":
				due = true
			case e.Kind == form.ExLate && in != nil:
				late[e.Name] = true
			case e.Kind == form.ExInput && in != nil && in.Type == form.InDocument:
				dated[e.Name] = true
			}
			return true
		})
	}
	m.exprs(look)
	for name := range late {
		due = due || dated[name]
	}
	return due
}

// mixed reports whether a figure enters more than one of the quantities that are compared with numbers, or enters one in
// a way that cannot be solved for it. Otherwise each quantity is cut into the regions between these numbers independently
// of the others, and the points meet all regions. Where the whole of a ratio is 0 the ratio is not there.
func (m *marker) mixed() bool {
	owner := map[string]string{} // of a figure: the quantity it enters
	for _, eq := range m.eqs {
		names := m.quantities(eq.of)
		if eq.check || eq.zero || eq.at.IsZero() && m.isWhole(names) {
			continue
		}
		as, clear := m.quantityOf(eq.of, names)
		for _, n := range names {
			if !clear || owner[n] != "" && owner[n] != as || !m.solvable(eq.of, n, names) {
				return true
			}
			owner[n] = as
		}
	}
	return m.tied(owner)
}

// quantityOf spells the quantity that an expression is. A document's days late and its date are two quantities: which days
// are late is a matter of the day it is due, which is the same in all points.
func (m *marker) quantityOf(e *form.Expr, names []string) (as string, clear bool) {
	late, date := false, false
	form.Walk(e, func(e *form.Expr) bool {
		late = late || e.Kind == form.ExLate || e.Kind == form.ExDue
		date = date || e.Kind == form.ExInput && e.Type == form.TypeDate
		return true
	})
	switch {
	case folded(e), late && date:
		return "", false
	case len(names) == 1 && late:
		return names[0] + " late", true
	case len(names) == 1:
		return names[0], true
	}
	for _, n := range names { // of a bounded figure not every share can be had
		if in := m.set.Input(n); in != nil && (in.Max != nil || in.Min != nil && in.Min.Sign() > 0) {
			return "", false
		}
	}
	return m.spelled(e), true
}

// tied reports whether checks tie figures of different quantities to one another, directly or through figures of none.
func (m *marker) tied(owner map[string]string) bool {
	group := map[string]string{} // of a figure: one that stands for all it is tied to
	var of func(n string) string
	of = func(n string) string {
		if g, ok := group[n]; ok && g != n {
			return of(g)
		}
		return n
	}
	var all []string
	for _, eq := range m.eqs {
		names := m.quantities(eq.of)
		if !eq.check && !eq.zero || len(names) == 0 {
			continue
		}
		for _, n := range names {
			group[of(n)] = of(names[0])
			all = append(all, n)
		}
	}
	slices.Sort(all)
	first := map[string]string{}
	for _, n := range slices.Compact(all) {
		g, as := of(n), owner[n]
		if as == "" {
			continue
		}
		if first[g] != "" && first[g] != as {
			return true
		}
		first[g] = as
	}
	return false
}

// solvable reports whether an expression is one fraction of linear expressions in a quantity, unrounded.
func (m *marker) solvable(e *form.Expr, x string, names []string) bool {
	at := map[string]exact.Num{}
	for _, n := range names {
		at[n] = m.whole
	}
	e = m.unguarded(e)
	rounded := false
	form.Walk(e, func(e *form.Expr) bool {
		rounded = rounded || e.Kind == form.ExRound
		return true
	})
	return !rounded && len(m.forms(e, x, at)) == 1
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

// sloped reports whether points of a rule change between its limits: ways of a best-of then cross where no limit is.
func sloped(r *form.Rule) bool {
	found := false
	form.WalkRule(r, func(r *form.Rule) {
		found = found || len(r.Items) > 0 || r.Kind == form.RulePoints ||
			slices.ContainsFunc(r.Branches, func(b form.Branch) bool { return b.Line != nil })
	})
	return found
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
// but the wholes there, with all figures at 0, and with all at their highest.
func (m *marker) bases() []Point {
	good, poor, empty := make(Point, len(m.space.Axes)), make(Point, len(m.space.Axes)), make(Point, len(m.space.Axes))
	for i := range m.space.Axes {
		a := &m.space.Axes[i]
		last := len(a.Marks) - 1
		for last > 0 && a.Marks[last].Missing {
			last--
		}
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
	top := append(Point(nil), good...)
	for i := range m.space.Axes {
		if a := &m.space.Axes[i]; a.figure() {
			top[i] = len(a.Marks) - 1
			for top[i] > 0 && a.Marks[top[i]].Missing {
				top[i]--
			}
		}
	}
	return []Point{good, poor, empty, top}
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
