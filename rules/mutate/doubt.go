package mutate

import (
	"slices"

	"cchc/internal/form"
	"cchc/rules/space"
)

// Why evidence that a mutant scores like the rule proves nothing, beside the reasons of space.
const (
	WhyRounded space.Why = "rounded" // two ways of rounding differ at some figures only
	WhyDated   space.Why = "dated"   // a parameter is read on the day of a fact
)

// Doubts lists the reasons that are told of here. A test demands a Vietnamese sentence for each.
func Doubts() []space.Why { return []space.Why{WhyRounded, WhyDated} }

// doubts lists what in a leaf keeps points that stand for all its branches from standing for all its outcomes.
func doubts(set *form.Set, node int) []space.Why {
	leaf := set.Nodes[node].Leaf
	rounded, dated := leaf.Round != nil, false
	form.WalkRule(leaf.Rule, func(r *form.Rule) { rounded = rounded || r.Round != nil })
	rounded = rounded && sloped(leaf.Rule)
	eachExpr(set, node, func(e *form.Expr) {
		rounded = rounded || e.Kind == form.ExRound
		dated = dated || e.Kind == form.ExParam && len(e.Args) > 0
	})
	var all []space.Why
	if rounded {
		all = append(all, WhyRounded)
	}
	if dated {
		all = append(all, WhyDated)
	}
	return all
}

// sloped reports whether points of a rule are computed, and not only chosen among written ones.
func sloped(r *form.Rule) bool {
	found := false
	form.WalkRule(r, func(r *form.Rule) {
		switch r.Kind {
		case form.RuleTally, form.RulePoints, form.RuleRelative, form.RuleSurvey, form.RulePerRow:
			found = true
		}
		found = found || slices.ContainsFunc(r.Branches, func(b form.Branch) bool { return b.Line != nil })
	})
	return found
}

// eachExpr calls look for every expression, however deep, that decides a leaf: in its conditions and rule, in the derived
// values that these name and in the checks.
func eachExpr(set *form.Set, node int, look func(*form.Expr)) {
	seen := map[string]bool{}
	var walk func(e *form.Expr)
	walk = func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			look(e)
			if v := set.Value(e.Name); v != nil && e.Kind == form.ExValue && !seen[e.Name] {
				seen[e.Name] = true
				walk(v.Expr)
			}
			return true
		})
	}
	set.Nodes[node].Leaf.Exprs(walk)
	for i := range set.Checks {
		walk(set.Checks[i].Cond)
	}
}
