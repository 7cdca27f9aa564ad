package mutate

import (
	"slices"
	"strconv"

	"cchc/internal/day"
	"cchc/internal/form"
)

// policies are the effects that authors choose between.
var policies = []form.Effect{form.EffRebase, form.EffFull, form.EffNotScorable}

// effect tries the other policies.
func (m *mutator) effect(at Place, span form.Span, e *form.Effect) {
	for _, to := range policies {
		if to != *e {
			mu := Mutant{Op: OpThen, Place: at, Span: span, From: string(*e), To: string(to)}
			turn(m, e, to, mu, "="+string(to))
		}
	}
}

// applies changes the conditions of applicability.
func (m *mutator) applies(l *form.Leaf) {
	for i := range l.Applies {
		a := &l.Applies[i]
		at := Place{PlaceApplies, strconv.Itoa(i + 1)}
		m.expr(at, a.When, a.Span)
		m.effect(at, a.Span, &a.Then)
		if m.claimable(a) {
			mu := Mutant{Op: OpAccepted, Place: at, Span: a.Span, From: strconv.FormatBool(a.Accepted), To: strconv.FormatBool(!a.Accepted)}
			turn(m, &a.Accepted, !a.Accepted, mu, "")
		}
		mu := Mutant{Op: OpApplies, Place: at, Span: a.Span, Before: copyExpr(a.When)}
		turn(m, &l.Applies, slices.Delete(slices.Clone(l.Applies), i, i+1), mu, "")
	}
}

// claimable reports whether a condition can rest on what only the unit itself has said: some input of it is the unit's to
// declare, and the effect is one that such a claim must not bring about.
func (m *mutator) claimable(a *form.Applies) bool {
	if a.Then != form.EffRebase && a.Then != form.EffFull {
		return false
	}
	return slices.ContainsFunc(m.set.ExprInputs(a.When), func(name string) bool {
		in := m.set.Input(name)
		return in != nil && in.DeclaredBy == "unit"
	})
}

// values changes the derived values that the leaf rests on.
func (m *mutator) values() {
	used := m.named(form.ExValue)
	for i := range m.set.Values {
		if v := &m.set.Values[i]; used[v.Name] {
			m.expr(Place{PlaceValue, v.Name}, v.Expr, v.Span)
		}
	}
}

// named lists the names of one kind of expression that decide the leaf, directly or through derived values.
func (m *mutator) named(kind form.ExprKind) map[string]bool {
	names := map[string]bool{}
	var look func(e *form.Expr)
	look = func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if e.Kind == kind {
				names[e.Name] = true
			}
			if v := m.set.Value(e.Name); v != nil && e.Kind == form.ExValue {
				look(v.Expr)
			}
			return true
		})
	}
	m.set.Nodes[m.node].Leaf.Exprs(look)
	return names
}

// params takes the values of parameters one step off: all that rules read on the day of a fact, of the others those in
// force at the period's end.
func (m *mutator) params() {
	used, byDay := m.named(form.ExParam), m.datedParams()
	for i := range m.set.Params {
		p := &m.set.Params[i]
		for j := len(p.Values) - 1; used[p.Name] && j >= 0; j-- {
			if !byDay[p.Name] && p.Values[j].From > m.set.Period.To {
				continue
			}
			k, since := &p.Values[j].Value, ""
			if len(p.Values) > 1 && byDay[p.Name] && p.Values[j].From != day.None {
				since = "@" + p.Values[j].From.String()
			}
			m.off(*k, func(to form.Const, sign string) {
				mu := Mutant{Op: dated(OpParam, *k), Place: Place{PlaceParam, p.Name}, Span: p.Span, Before: constOf(*k), After: constOf(to)}
				turn(m, k, to, mu, since+sign)
			})
			if !byDay[p.Name] {
				break
			}
		}
	}
}

// datedParams are the parameters that the leaf reads on the day of a fact.
func (m *mutator) datedParams() map[string]bool {
	names := map[string]bool{}
	m.set.Nodes[m.node].Leaf.Exprs(func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if e.Kind == form.ExParam && len(e.Args) > 0 {
				names[e.Name] = true
			}
			return true
		})
	})
	return names
}

// inputs changes what becomes of the leaf when an input is not there. Documents, reports and events have states of their
// own, which follow from what is owed and when.
func (m *mutator) inputs() {
	for _, name := range m.set.LeafInputs(m.node) {
		in := m.set.Input(name)
		if in.Type == form.InDocument || in.Type == form.InReports || in.Type == form.InEvent {
			continue
		}
		from := in.Missing
		if from == "" {
			from = form.EffMissing
		}
		to := other(from, form.EffMissing, form.EffNotScorable)
		mu := Mutant{Op: OpMissing, Place: Place{PlaceInput, name}, Span: in.Span, From: string(from), To: string(to)}
		turn(m, &in.Missing, to, mu, "")
	}
}

// checks changes the checks that keep the leaf from being scored on contradictory figures.
func (m *mutator) checks() {
	own := m.set.LeafInputs(m.node)
	for i := range m.set.Checks {
		k := &m.set.Checks[i]
		if !slices.ContainsFunc(m.set.ExprInputs(k.Cond), func(name string) bool { return slices.Contains(own, name) }) {
			continue
		}
		at := Place{PlaceCheck, strconv.Itoa(i + 1)}
		m.expr(at, k.Cond, k.Span)
		holds := &form.Expr{Kind: form.ExConst, Type: form.TypeBool, Const: form.Const{Type: form.TypeBool, Bool: true}}
		turn(m, &k.Cond, holds, Mutant{Op: OpCheck, Place: at, Span: k.Span, Before: copyExpr(k.Cond)}, "")
	}
}
