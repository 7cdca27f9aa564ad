package space

import (
	"slices"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// equation says where a rule can change: where an expression meets a number.
type equation struct {
	of    *form.Expr
	at    exact.Num
	check bool // from a constraint between inputs, not from the rule
	zero  bool // a denominator: where it is 0 the ratio is not there
}

// marker finds the marks of a leaf's space.
type marker struct {
	space  *Space
	set    *form.Set
	eqs    []equation
	walks  map[*form.Expr]bool // expressions of derived values already looked at
	whole  exact.Num           // a round number that every share of the leaf divides
	parts  map[string]bool     // quantities in a numerator
	wholes map[string]bool     // quantities in a denominator
	cut    bool                // some marks of the axis being laid out were left out
	days   int                 // the day on which everything owed is due
}

func newMarker(s *Space) *marker {
	m := &marker{space: s, set: s.Set, walks: map[*form.Expr]bool{}, parts: map[string]bool{}, wholes: map[string]bool{}}
	p := s.Set.Period
	m.days = int(p.From) + p.To.Sub(p.From)/2
	for _, i := range s.Set.Leaves() {
		leaf := s.Set.Nodes[i].Leaf
		leaf.Exprs(func(e *form.Expr) { m.look(e, false) })
		form.WalkRule(leaf.Rule, func(r *form.Rule) { m.rule(r, s.Set.Nodes[i].Max) })
	}
	for i := range s.Set.Checks {
		m.look(s.Set.Checks[i].Cond, true)
	}
	m.whole = m.roundNumber()
	return m
}

func (m *marker) add(of *form.Expr, at exact.Num, check bool) {
	m.eqs = append(m.eqs, equation{of: of, at: at, check: check})
}

// look collects the equations of an expression.
func (m *marker) look(e *form.Expr, check bool) {
	form.Walk(e, func(e *form.Expr) bool {
		switch e.Kind {
		case form.ExValue:
			if v := m.set.Value(e.Name); v != nil && !m.walks[v.Expr] {
				m.walks[v.Expr] = true
				m.look(v.Expr, check)
			}
		case form.ExParam: // the days on which its value changes
			for _, on := range e.Args {
				for _, v := range m.set.Param(e.Name).Values {
					if v.From != day.None {
						m.add(on, exact.Int(int64(v.From)), check)
					}
				}
			}
		case form.ExCmp:
			m.compared(e.Args[0], e.Args[1], check)
		case form.ExMin, form.ExMax:
			for i := 1; i < len(e.Args); i++ {
				m.compared(e.Args[0], e.Args[i], check)
			}
		case form.ExRatio:
			m.ratio(e, check)
		case form.ExArith:
			if e.Op == "/" {
				if _, ok := m.known(e.Args[1]); !ok {
					m.ratio(e, check)
				}
			}
		}
		return true
	})
}

// compared says where two expressions are equal.
func (m *marker) compared(l, r *form.Expr, check bool) {
	if !counts(l.Type) || !counts(r.Type) {
		return
	}
	if ns := m.numbers(r); ns != nil {
		l, r = r, l
	}
	if ns := m.numbers(l); ns != nil {
		for _, n := range ns {
			m.add(r, n, check)
		}
		return
	}
	m.add(&form.Expr{Kind: form.ExArith, Op: "-", Type: form.TypeNumber, Args: []*form.Expr{l, r}}, exact.Num{}, check)
}

func counts(t form.Type) bool { return t == form.TypeNumber || t == form.TypeDate }

func (m *marker) ratio(e *form.Expr, check bool) {
	for _, name := range m.quantities(e.Args[0]) {
		m.parts[name] = true
	}
	for _, name := range m.quantities(e.Args[1]) {
		m.wholes[name] = true
	}
	m.eqs = append(m.eqs, equation{of: e.Args[1], check: check, zero: true})
	m.add(e, exact.Num{}, true) // the ends of a share: they change no rule by themselves
	m.add(e, exact.Int(1), true)
}

// rule collects the equations of a rule's tables, counts and bounds.
func (m *marker) rule(r *form.Rule, most exact.Num) {
	for i := range r.Branches {
		b := &r.Branches[i]
		if b.Lower != nil {
			m.compared(r.Value, b.Lower.At, false)
		}
		if b.Line != nil {
			m.compared(r.Value, b.Line.X0, false)
			m.compared(r.Value, b.Line.X1, false)
		}
	}
	for i := range r.Items {
		it := &r.Items[i]
		m.add(it.Count, exact.Num{}, false)
		m.add(it.Count, exact.Int(1), false)
		for _, end := range []*exact.Num{r.Floor, r.Cap} {
			if end == nil {
				continue
			}
			if n, ok := end.Sub(r.Start).Quo(it.Points); ok && n.Sign() > 0 {
				m.add(it.Count, n, false)
			}
		}
	}
	if r.Kind == form.RulePoints {
		if !r.Max.IsZero() {
			most = r.Max
		}
		m.add(r.Value, exact.Num{}, false)
		m.add(r.Value, most, false)
		for _, end := range []*exact.Num{r.Floor, r.Cap} {
			if end != nil {
				m.add(r.Value, *end, false)
			}
		}
	}
}

// quantities lists the quantities an expression rests on, directly or through derived values, each once, sorted. What
// only decides between its alternatives has equations of its own.
func (m *marker) quantities(e *form.Expr) []string {
	var names []string
	form.Walk(e, func(e *form.Expr) bool {
		if name := quantity(e); name != "" {
			names = append(names, name)
		}
		switch e.Kind {
		case form.ExParam:
			return false
		case form.ExIf:
			names = append(names, m.quantities(e.Args[1])...)
			names = append(names, m.quantities(e.Args[2])...)
			return false
		case form.ExValue:
			if v := m.set.Value(e.Name); v != nil {
				names = append(names, m.quantities(v.Expr)...)
			}
		}
		return true
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// maxWhole bounds the round number; thresholds that do not divide a number up to it are only bracketed.
const maxWhole = 1_000_000

// roundNumber is the least of 1000, 2000, … that every share that the leaf compares with divides.
func (m *marker) roundNumber() exact.Num {
	n := int64(1)
	take := func(d int64) {
		if d > 0 && d <= maxWhole && lcm(n, d) <= maxWhole {
			n = lcm(n, d)
		}
	}
	for _, eq := range m.eqs {
		if eq.at.IsInt() {
			continue
		}
		for d := int64(2); d <= 10_000; d++ { // the denominator of the limit, if it is a short one
			if eq.at.Mul(exact.Int(d)).IsInt() {
				take(d)
				break
			}
		}
	}
	return exact.Int(lcm(n, 1000))
}

func lcm(a, b int64) int64 {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x * b
}

// critical lists the values of a quantity at which the leaf's equations hold, with the others at 0 or at the round
// number, in the order in which they are found.
func (m *marker) critical(x string) []exact.Num {
	var found []exact.Num
	for _, eq := range m.eqs {
		names := m.quantities(eq.of)
		if !slices.Contains(names, x) {
			continue
		}
		names = slices.DeleteFunc(names, func(n string) bool { return n == x })
		m.settings(names, func(at map[string]exact.Num) {
			for _, f := range m.forms(eq.of, x, at) {
				if n, ok := f.solve(eq.at); ok && !n.TooLarge() {
					found = append(found, n)
				}
			}
		})
	}
	return found
}

// ends are the values at which the other quantities are held: 0 and the round number, inside the domain.
func (m *marker) ends(name string) (low, high exact.Num) {
	low, high = exact.Num{}, m.whole
	in := m.set.Input(name)
	switch {
	case in == nil:
	case in.Type == form.InDate || in.Type == form.InDocument:
		low, high = exact.Int(int64(m.days)), exact.Int(int64(m.days))
	default:
		if in.Min != nil {
			low = exact.Max(low, *in.Min)
		}
		if in.Max != nil {
			high = exact.Min(high, *in.Max)
		}
	}
	return low, high
}

// settings visits values of the other quantities: each at its low and its high end, or for many the usual settings.
func (m *marker) settings(names []string, visit func(map[string]exact.Num)) {
	set := func(high func(i int, name string) bool) {
		at := make(map[string]exact.Num, len(names))
		for i, name := range names {
			low, top := m.ends(name)
			at[name] = low
			if high(i, name) {
				at[name] = top
			}
		}
		visit(at)
	}
	set(func(_ int, name string) bool { return m.wholes[name] && !m.parts[name] })
	if len(names) > 3 {
		set(func(int, string) bool { return true })
		set(func(int, string) bool { return false })
		return
	}
	for mask := range 1 << len(names) {
		set(func(i int, _ string) bool { return mask>>i&1 == 1 })
	}
}
