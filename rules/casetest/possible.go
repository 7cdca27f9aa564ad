package casetest

import (
	"slices"

	"cchc/engine"
	"cchc/internal/form"
)

// reasonsIn adds the ids of a reason and of its parts, each once.
func reasonsIn(r *engine.Reason, ids []string) []string {
	if !slices.Contains(ids, r.ID) {
		ids = append(ids, r.ID)
	}
	for i := range r.Parts {
		ids = reasonsIn(&r.Parts[i], ids)
	}
	return ids
}

// possible lists the ids of the reasons that a leaf can come out with, as far as its form tells, sorted: what its conditions
// and checks say, and what becomes of it where an input is not there. What rests on decisions or on other units is left out.
func possible(set *form.Set, node int) []string {
	leaf := set.Nodes[node].Leaf
	if leaf.Unscored {
		return []string{engine.ReasonUnscored}
	}
	ids := []string{engine.ReasonBranch}
	own := set.LeafInputs(node)
	for i := range leaf.Applies {
		a := &leaf.Applies[i]
		ids = append(ids, map[form.Effect]string{form.EffRebase: engine.ReasonRebased, form.EffFull: engine.ReasonFull,
			form.EffNotScorable: engine.ReasonNotScorable, form.EffNotDue: engine.ReasonNotDue}[a.Then])
		claim := func(name string) bool { return set.Input(name).DeclaredBy == "unit" }
		if a.Accepted && slices.ContainsFunc(set.ExprInputs(a.When), claim) {
			ids = append(ids, engine.ReasonZeroClaim)
		}
	}
	for i := range set.Checks {
		if slices.ContainsFunc(set.ExprInputs(set.Checks[i].Cond), func(name string) bool { return slices.Contains(own, name) }) {
			ids = append(ids, engine.ReasonInconsistent)
		}
	}
	for _, name := range own {
		switch in := set.Input(name); {
		case in.Type == form.InDocument || in.Type == form.InReports:
			ids = append(ids, engine.ReasonNotDueDate, engine.ReasonOverdue)
		case in.Type == form.InEvent:
		case in.Missing == form.EffNotScorable:
			ids = append(ids, engine.ReasonNoData)
		default:
			ids = append(ids, engine.ReasonMissing)
		}
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
}
