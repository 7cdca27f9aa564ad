package proof

import (
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
)

// view is a table's rule as one evaluation of the leaf shows it.
type view struct {
	prefix string // of the ids of its branches in results
	shown  string // of the same ids as people are told them
	hit    map[string]*sample
	ids    map[*sample][]string // what decided at a sample
}

func (v view) part(r *form.Rule, i int) view {
	v.prefix, v.shown = v.prefix+partPrefix(r, i), v.shown+partPrefix(r, i)
	return v
}

// look scores the samples by a bench; false where the engine refuses.
func (p *prover) look(score func(*sample) (*engine.Reason, bool)) (view, bool) {
	v := view{hit: map[string]*sample{}, ids: map[*sample][]string{}}
	for _, s := range p.samples {
		reason, ok := score(s)
		if !ok {
			return v, false
		}
		v.ids[s] = casetest.Deciding(reason)
		for _, id := range v.ids[s] {
			if v.hit[id] == nil {
				v.hit[id] = s
			}
		}
	}
	return v, true
}

// branches looks for branches that nobody reaches, and for those whose order alone decides.
func (p *prover) branches() {
	v, _ := p.look(func(s *sample) (*engine.Reason, bool) { return &s.node.Reason, true })
	p.main = v
	p.table(p.leaf.Rule, v)
}

// table looks at a rule and its parts.
func (p *prover) table(r *form.Rule, v view) {
	switch r.Kind {
	case form.RuleCases:
		p.cases(r, v)
	case form.RuleBands:
		p.bands(r, v)
	case form.RuleBest:
		p.ways(r, v)
	case form.RuleSum:
		for i, part := range r.Parts {
			p.table(part, v.part(r, i))
		}
	}
}

// cases looks at ordered conditions.
func (p *prover) cases(r *form.Rule, v view) {
	silent := false // behind a condition that always holds nothing more is to be said
	for i := range r.Branches {
		b := &r.Branches[i]
		if b.When == nil {
			if !silent && v.hit[v.prefix+b.ID] == nil && p.speaks(r) {
				p.report(p.show(at(b.Span, rules.Warning, CodeElseUnreached, p.node.Code)))
			}
			break
		}
		if v.hit[v.prefix+b.ID] != nil && i == 0 {
			if silent = p.always(r, b, v); silent {
				continue
			}
		}
		if silent || v.hit[v.prefix+b.ID] != nil {
			continue
		}
		p.missed(r, i, v)
	}
	if r.Shape == "cases" {
		p.overlaps(r, v)
	}
}

// speaks reports whether an author wrote the branch without a condition by his own will: some forms demand one.
func (p *prover) speaks(r *form.Rule) bool { return r.Shape == "cases" || r.Shape == "bands" }

// always reports the first condition of a table where it holds everywhere.
func (p *prover) always(r *form.Rule, b *form.Branch, v view) bool {
	for i := range r.Branches[1:] {
		if v.hit[v.prefix+r.Branches[i+1].ID] != nil {
			return false
		}
	}
	if p.constant(b.When) != yes {
		return false
	}
	p.report(p.show(at(b.Span, p.sure(), CodeConditionAlways, p.node.Code), v.hit[v.prefix+b.ID]))
	return true
}

// missed says why a condition decides nowhere: it never holds, or those above take all it holds for.
func (p *prover) missed(r *form.Rule, i int, v view) {
	b := &r.Branches[i]
	c := p.ask(b.When)
	if c == nil {
		return
	}
	var by []string
	var first *sample
	for _, s := range p.samples {
		if s.clash() || c.at(s) != yes {
			continue
		}
		if first == nil {
			first = s
		}
		for _, id := range v.ids[s] {
			if of, ok := strings.CutPrefix(id, v.prefix); ok && !strings.Contains(of, "/") && !slices.Contains(by, v.shown+of) {
				by = append(by, v.shown+of)
			}
		}
	}
	switch {
	case first == nil:
		p.report(p.show(at(b.Span, p.sure(), CodeConditionNever, p.node.Code)))
	case len(by) > 0:
		slices.Sort(by)
		p.report(p.show(at(b.Span, p.sure(), CodeBranchCovered, p.node.Code, v.shown+b.ID, strings.Join(by, ", ")), first))
	}
}

// bands looks at a table over one value.
func (p *prover) bands(r *form.Rule, v view) {
	var least, most exact.Num
	asked, known := false, false
	for i := range r.Branches {
		b := &r.Branches[i]
		p.single(r, i)
		if v.hit[v.prefix+b.ID] != nil {
			continue
		}
		if !asked {
			least, most, known = p.extremes(r.Value)
			asked = true
		}
		switch {
		case r.Shape == "checklist":
			p.report(p.show(at(b.Span, rules.Warning, CodeChecklist, p.node.Code, strings.TrimPrefix(b.ID, "n"))))
		case b.Lower == nil:
			if p.speaks(r) && len(r.Branches) > 1 {
				p.report(p.show(at(b.Span, rules.Warning, CodeElseUnreached, p.node.Code)))
			}
		case known:
			p.unreached(r, i, v.shown, least, most)
		}
	}
}

// unreached reports a band that no value lies in. It is sure only of a band beyond the values there are: one between
// them may be too narrow for the points tried.
func (p *prover) unreached(r *form.Rule, i int, shown string, least, most exact.Num) {
	b := &r.Branches[i]
	lower, ok := p.number(b.Lower.At)
	if !ok {
		return
	}
	severity := rules.Warning
	beyond := most.Cmp(lower) < 0 || b.Lower.Open && most.Cmp(lower) <= 0
	if i > 0 && !beyond {
		if upper := r.Branches[i-1].Lower; upper != nil {
			n, ok := p.number(upper.At)
			beyond = ok && (n.Cmp(least) < 0 || !upper.Open && n.Cmp(least) <= 0)
		}
	}
	if beyond {
		severity = p.sure()
	}
	percent := p.isPercent(r.Value)
	f := at(b.Span, severity, CodeBandUnreached, p.node.Code, shown+b.ID, figure(least, percent), figure(most, percent))
	p.report(p.show(f))
}

// number is the number of a constant or parameter.
func (p *prover) number(e *form.Expr) (exact.Num, bool) { return constantOf(p.set, e) }

// single reports a band that holds one value alone, between others: "above 80 %" and then "from 80 %".
func (p *prover) single(r *form.Rule, i int) {
	if i == 0 {
		return
	}
	upper, lower := r.Branches[i-1].Lower, r.Branches[i].Lower
	if upper == nil || lower == nil || !upper.Open || lower.Open {
		return
	}
	n, ok1 := p.number(upper.At)
	m, ok2 := p.number(lower.At)
	if ok1 && ok2 && n.Equal(m) {
		f := at(r.Branches[i].Span, rules.Warning, CodeSingleValue, p.node.Code, figure(n, p.isPercent(r.Value)))
		f.Leaf = p.node.Code
		p.report(f)
	}
}

// ways looks at each way of a best-of by itself, and for ways that never win.
func (p *prover) ways(r *form.Rule, v view) {
	for i, part := range r.Parts {
		own := v.part(r, i)
		won := false
		for id := range v.hit {
			won = won || strings.HasPrefix(id, own.prefix)
		}
		if !won {
			name := part.Label
			if name == "" {
				name = itoa(i + 1)
			}
			p.report(p.show(at(part.Span, rules.Warning, CodeWayNeverBest, p.node.Code, name)))
		}
		if alone, ok := p.alone(part); ok {
			alone.shown = own.shown
			p.table(part, alone)
		}
	}
}

// alone scores the samples by one way only.
func (p *prover) alone(part *form.Rule) (view, bool) {
	most := part.Max
	if most.IsZero() {
		most = p.node.Max
	}
	leaf := *p.leaf
	leaf.Rule = part
	b, err := p.benchOf(&leaf, most, p.node.Min)
	if err != nil {
		return view{}, false
	}
	return p.look(func(s *sample) (*engine.Reason, bool) {
		spec := p.space.Case(s.at)
		node, err := b.Node(&spec)
		return &node.Reason, err == nil
	})
}
