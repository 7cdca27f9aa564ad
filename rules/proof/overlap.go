package proof

import (
	"slices"

	"cchc/internal/form"
	"cchc/rules"
)

// overlaps looks for two conditions on the same quantity of which neither implies the other, which both hold somewhere
// and give different points: the order of writing decides there.
func (p *prover) overlaps(r *form.Rule, v view) {
	all := make([]held, len(r.Branches))
	for i := range r.Branches {
		all[i] = p.holds(&r.Branches[i], v)
	}
	for i := range all {
		for j := i + 1; j < len(all); j++ {
			a, b := &r.Branches[i], &r.Branches[j]
			if !all[i].about(&all[j]) || a.Points.Equal(b.Points) {
				continue
			}
			if s := all[i].both(&all[j]); s >= 0 {
				p.report(p.show(at(b.Span, rules.Warning, CodeOverlap, p.node.Code, v.shown+a.ID, v.shown+b.ID), p.samples[s]))
			}
		}
	}
}

// held is where the condition of a branch holds, where it does not, and where the branch decides.
type held struct {
	quantities       []string // what the condition is about
	yes, no, decides bitset
}

// holds asks for the truth of a branch's condition at every sample, once.
func (p *prover) holds(b *form.Branch, v view) held {
	var h held
	if b.When == nil {
		return h
	}
	h.quantities = quantities(b.When)
	c := p.ask(b.When)
	if c == nil || len(h.quantities) != 1 {
		return held{}
	}
	h.yes, h.no, h.decides = newBits(len(p.samples)), newBits(len(p.samples)), newBits(len(p.samples))
	for i, s := range p.samples {
		if s.clash() {
			continue
		}
		switch c.at(s) {
		case yes:
			h.yes.set(i)
		case no:
			h.no.set(i)
		}
		if slices.Contains(v.ids[s], v.prefix+b.ID) {
			h.decides.set(i)
		}
	}
	return h
}

// about reports whether two conditions are about one and the same input, attribute or derived value.
func (h *held) about(other *held) bool {
	return len(h.quantities) == 1 && slices.Equal(h.quantities, other.quantities)
}

// both gives the first sample at which both conditions hold and the first decided, if each also holds without the other;
// otherwise -1.
func (h *held) both(other *held) int {
	if h.yes.meet(other.no, nil) < 0 || h.no.meet(other.yes, nil) < 0 {
		return -1
	}
	return h.yes.meet(other.yes, h.decides)
}

// quantities names what an expression is about, each once, sorted; a derived value is one.
func quantities(e *form.Expr) []string {
	var names []string
	form.Walk(e, func(e *form.Expr) bool {
		if e.Name != "" && e.Kind != form.ExParam {
			names = append(names, e.Name+"."+e.Field)
		}
		return e.Kind != form.ExFold
	})
	slices.Sort(names)
	return slices.Compact(names)
}
