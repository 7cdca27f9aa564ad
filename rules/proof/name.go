package proof

import (
	"slices"
	"strings"

	"cchc/internal/form"
	"cchc/internal/suggest"
	"cchc/rules"
)

// names looks at who enters what is used, and at the plan's products.
func names(set *form.Set, known Known) []Finding {
	var found []Finding
	used := usedInputs(set)
	for i := range set.Inputs {
		in := &set.Inputs[i]
		if used[in.Name] {
			found = append(found, entered(in, known)...)
		}
	}
	return append(found, products(set, known)...)
}

// usedInputs are the inputs that decide some leaf, or stand in a check.
func usedInputs(set *form.Set) map[string]bool {
	used := map[string]bool{}
	for _, i := range set.Leaves() {
		for _, name := range set.LeafInputs(i) {
			used[name] = true
		}
	}
	for i := range set.Checks {
		for _, name := range set.ExprInputs(set.Checks[i].Cond) {
			used[name] = true
		}
	}
	return used
}

// unitItself is who declares where the unit does.
const unitItself = "unit"

// entered looks at the offices of an input. What is made of the figures of other units is entered there, an event is
// recorded by whoever keeps the year.
func entered(in *form.Input, known Known) []Finding {
	var found []Finding
	if in.DeclaredBy == "" && len(in.From) == 0 && in.Type != form.InEvent {
		found = append(found, at(in.Span, rules.Error, CodeInputNobody, in.Name))
	}
	if known.Offices == nil {
		return found
	}
	for _, office := range []string{in.DeclaredBy, in.VerifiedBy} {
		if office != "" && office != unitItself && !slices.Contains(known.Offices, office) {
			f := at(in.Span, gravity(known.OfficesAssumed), CodeOfficeUnknown, office, in.Name)
			f.Hint = suggest.Nearest(office, known.Offices)
			found = append(found, f)
		}
	}
	return found
}

// gravity is a warning for what is held against something assumed.
func gravity(assumed bool) rules.Severity {
	if assumed {
		return rules.Warning
	}
	return rules.Error
}

// products looks for products that the plan does not have, and for those of the plan that no rule uses.
func products(set *form.Set, known Known) []Finding {
	if known.Deliverables == nil {
		return nil
	}
	var ids []string
	for _, d := range known.Deliverables {
		ids = append(ids, d.ID)
	}
	var found []Finding
	used := map[string]bool{}
	use := func(s form.Span, leaf string, deliverables []string) {
		for _, d := range deliverables {
			if !slices.Contains(ids, d) && !used[d] {
				f := at(s, gravity(known.PlanAssumed), CodeDeliverable, d)
				f.Leaf, f.Hint = leaf, suggest.Nearest(d, ids)
				found = append(found, f)
			}
			used[d] = true
		}
	}
	for i := range set.Inputs {
		use(set.Inputs[i].Span, "", set.Inputs[i].Deliverables)
	}
	for _, i := range set.Leaves() {
		use(set.Nodes[i].Span, set.Nodes[i].Code, set.Nodes[i].Leaf.Deliverables)
	}
	left := slices.DeleteFunc(slices.Clone(known.Deliverables), func(d Deliverable) bool { return used[d.ID] })
	if len(left) > 0 {
		found = append(found, at(headOf(set), rules.Warning, CodeDeliverableUnused, itoa(len(left)), listed(left)))
	}
	return found
}

// Titles are shown of so many products, each so long.
const (
	mostTitles = 10
	mostTitle  = 60
)

// listed names products: with the beginnings of their titles while they are few.
func listed(all []Deliverable) string {
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = d.ID
		if len(all) <= mostTitles {
			names[i] += " " + beginning(d.Title)
		}
	}
	if len(all) <= mostTitles {
		return strings.Join(names, "; ")
	}
	return strings.Join(names, ", ")
}

func beginning(title string) string {
	line := []rune(strings.Join(strings.Fields(title), " "))
	if len(line) > mostTitle {
		return string(line[:mostTitle-1]) + "…"
	}
	return string(line)
}

// headOf stands for the set as a whole: the file of its first node.
func headOf(set *form.Set) form.Span {
	for i := range set.Nodes {
		if f := set.Nodes[i].Span.File; f != "" {
			return form.Span{File: f}
		}
	}
	return form.Span{}
}

// MeasuredBy reports whether a set is about a plan: it names at least one product of it.
func MeasuredBy(set *form.Set, plan []Deliverable) bool {
	is := func(d string) bool { return slices.ContainsFunc(plan, func(p Deliverable) bool { return p.ID == d }) }
	for i := range set.Inputs {
		if slices.ContainsFunc(set.Inputs[i].Deliverables, is) {
			return true
		}
	}
	for i := range set.Nodes {
		if leaf := set.Nodes[i].Leaf; leaf != nil && slices.ContainsFunc(leaf.Deliverables, is) {
			return true
		}
	}
	return false
}
