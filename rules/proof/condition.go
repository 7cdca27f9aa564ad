package proof

import (
	"slices"
	"strings"

	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/space"
)

// conditions looks at the conditions of applicability and at the contents of checklists. Those of ordered cases are
// branches.
func (p *prover) conditions() {
	for i := range p.leaf.Applies {
		a := &p.leaf.Applies[i]
		if slices.Contains(p.derived, a.Span) {
			continue // a ratio's empty whole: the figures decide, not the author
		}
		if p.main.hit["applies"+itoa(i+1)] != nil && p.passed(i) {
			continue // it holds somewhere and elsewhere not
		}
		switch c := p.constant(a.When); {
		case c == yes:
			p.report(p.show(at(a.Span, p.sure(), CodeConditionAlways, p.node.Code), p.main.hit["applies"+itoa(i+1)]))
		case c == no:
			p.report(p.show(at(a.Span, p.sure(), CodeConditionNever, p.node.Code)))
		case p.main.hit["applies"+itoa(i+1)] == nil:
			p.shadowed(i)
		}
	}
	form.WalkRule(p.leaf.Rule, func(r *form.Rule) {
		if r.Shape == "checklist" {
			p.contents(r)
		}
	})
}

// passed reports whether the rule, or a later condition, decides somewhere: there this one does not hold.
func (p *prover) passed(i int) bool {
	for _, s := range p.samples {
		if s.ruled() {
			return true
		}
	}
	for j := i + 1; j < len(p.leaf.Applies); j++ {
		if p.main.hit["applies"+itoa(j+1)] != nil {
			return true
		}
	}
	return false
}

// shadowed reports a condition of applicability that earlier ones always forestall.
func (p *prover) shadowed(i int) {
	c := p.ask(p.leaf.Applies[i].When)
	if c == nil {
		return
	}
	var by []string
	var first *sample
	for _, s := range p.samples {
		if s.clash() || c.at(s) != yes {
			continue
		}
		for _, id := range p.main.ids[s] {
			if strings.HasPrefix(id, "applies") && !slices.Contains(by, id) {
				by = append(by, id)
				first = orSample(first, s)
			}
		}
	}
	if len(by) > 0 {
		slices.Sort(by)
		own := "applies" + itoa(i+1)
		f := at(p.leaf.Applies[i].Span, p.sure(), CodeBranchCovered, p.node.Code, own, strings.Join(by, ", "))
		p.report(p.show(f, first))
	}
}

func orSample(a, b *sample) *sample {
	if a != nil {
		return a
	}
	return b
}

// contents looks at the conditions that a checklist counts.
func (p *prover) contents(r *form.Rule) {
	form.Walk(r.Value, func(e *form.Expr) bool {
		if e.Kind != form.ExIf {
			return true
		}
		switch p.constant(e.Args[0]) {
		case yes:
			p.report(p.show(at(e.Span, p.sure(), CodeConditionAlways, p.node.Code), p.where(e.Args[0])))
		case no:
			p.report(p.show(at(e.Span, p.sure(), CodeConditionNever, p.node.Code)))
		}
		return false
	})
}

// checks looks at constraints between figures, by their place in the set.
func (p *prover) checks(of []int) {
	for _, i := range of {
		check := &p.set.Checks[i]
		var f Finding
		switch p.checked(i) {
		case yes:
			f = p.show(at(check.Span, rules.Warning, CodeCheckAlways))
		case no:
			f = p.show(at(check.Span, p.sure(), CodeCheckNever), p.broken(i))
		default:
			continue
		}
		f.Leaf = ""
		p.add(f)
	}
}

// where gives a sample at which a condition holds and the rule decided.
func (p *prover) where(when *form.Expr) *sample {
	c := p.ask(when)
	for _, s := range p.samples {
		if c != nil && s.ruled() && c.at(s) == yes {
			return s
		}
	}
	return nil
}

// broken gives a sample at which a constraint is the one that fails; nil where others always fail before it.
func (p *prover) broken(check int) *sample {
	for _, s := range p.samples {
		if s.clash() && s.node.Branch == "check"+itoa(check+1) {
			return s
		}
	}
	return nil
}

// checked reports whether a constraint always holds or never does, as constant does. Where figures clash, the result
// names the first constraint that fails.
func (p *prover) checked(i int) truth {
	held, failed := false, false
	for _, s := range p.samples {
		switch {
		case !s.clash():
			held = held || !s.absent && !p.missing(s)
		case s.node.Branch == "check"+itoa(i+1):
			failed = true
		}
		if held && failed {
			return unknown
		}
	}
	return p.constantAmong(p.set.Checks[i].Cond, p.samples)
}

// missing reports whether a sample stands at a mark that means that nothing is known.
func (p *prover) missing(s *sample) bool {
	for i, k := range s.at {
		if k != space.Absent && p.space.Axes[i].Marks[k].Missing {
			return true
		}
	}
	return false
}

// guards parts the constraints among the leaves: each is looked at with the first leaf whose figures it is about.
func guards(set *form.Set) map[int][]int {
	all := map[int][]int{}
	for i := range set.Checks {
		names := set.ExprInputs(set.Checks[i].Cond)
		for _, leaf := range set.Leaves() {
			if !set.Nodes[leaf].Leaf.Unwritten() && slices.ContainsFunc(set.LeafInputs(leaf), func(name string) bool {
				return slices.Contains(names, name)
			}) {
				all[leaf] = append(all[leaf], i)
				break
			}
		}
	}
	return all
}
