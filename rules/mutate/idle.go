package mutate

import "cchc/internal/form"

// idleBound reports whether a mutant left out a bound that cannot be met: a cap on what only deducts, a floor under what
// only adds. Counts are never negative.
func (j *judge) idleBound(mu *Mutant) bool {
	if mu.Op != OpCap && mu.Op != OpFloor {
		return false
	}
	idle := true
	found := false
	form.WalkRule(mu.Set.Nodes[mu.Set.NodeByCode(j.code)].Leaf.Rule, func(r *form.Rule) {
		if r.Kind != form.RuleTally || r.Span != mu.Span {
			return
		}
		found = true
		if c := r.Start.Cmp(mu.Before.Const.Num); mu.Op == OpCap && c > 0 || mu.Op == OpFloor && c < 0 {
			idle = false
		}
		for i := range r.Items {
			it := &r.Items[i]
			if sign := it.Points.Sign(); mu.Op == OpCap && sign > 0 || mu.Op == OpFloor && sign < 0 || !j.counts(it.Count) {
				idle = false
			}
		}
	})
	return found && idle
}

// counts reports whether an expression cannot be negative: a count, of rows or as declared.
func (j *judge) counts(e *form.Expr) bool {
	switch e.Kind {
	case form.ExFold:
		return e.Op == "count"
	case form.ExInput:
		in := j.set.Input(e.Name)
		return in != nil && in.Type == form.InCount
	}
	return false
}
