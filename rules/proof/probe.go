package proof

import (
	"slices"
	"strconv"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/casetest"
)

func itoa(n int) string { return strconv.Itoa(n) }

// truth is what a condition comes to at a point.
type truth uint8

const (
	unknown truth = iota
	no
	yes
)

// condition asks the engine for the truth of one condition at points of a leaf's space, once for each.
type condition struct {
	p     *prover
	bench *casetest.Bench
	known []uint8 // by sample: one more than the truth; 0 was not asked yet
}

// ask makes a rule of a condition: one point where it holds. nil where it does not compile by itself, as the
// conditions of a list's rows.
func (p *prover) ask(when *form.Expr) *condition {
	c, asked := p.asked[when]
	if !asked {
		c = p.compiled(when)
		p.asked[when] = c
	}
	return c
}

func (p *prover) compiled(when *form.Expr) *condition {
	one := exact.Int(1)
	rule := &form.Rule{Kind: form.RuleCases, Max: one, Branches: []form.Branch{{ID: "yes", When: when, Points: one}, {ID: "no"}}}
	b, err := p.bare(rule, one, exact.Num{})
	if err != nil {
		return nil
	}
	return &condition{p, b, make([]uint8, len(p.samples))}
}

// bare compiles a rule in the leaf's place, without conditions of applicability, constraints between figures or
// rounding.
func (p *prover) bare(rule *form.Rule, most, least exact.Num) (*casetest.Bench, error) {
	set := *p.set
	set.Checks, set.Rounding = nil, form.Rounding{At: form.AtTotal}
	set.Nodes = slices.Clone(p.set.Nodes)
	n := &set.Nodes[p.at]
	if !p.set.OutsideScale(p.at) {
		set.Max = set.Max.Add(most).Sub(n.Max)
	}
	n.Leaf, n.Max, n.Min = &form.Leaf{Rule: rule}, most, least
	return casetest.BenchOf(&set, p.space.Code)
}

// at gives the truth at a sample whose figures do not contradict one another.
func (c *condition) at(s *sample) truth {
	if c.known[s.index] == 0 {
		c.known[s.index] = 1 + uint8(c.asked(s))
	}
	return truth(c.known[s.index] - 1)
}

func (c *condition) asked(s *sample) truth {
	spec := c.p.space.Case(s.at)
	node, err := c.bench.Node(&spec)
	switch {
	case err != nil || node.State != engine.Scored:
		return unknown
	case node.Branch == "yes":
		return yes
	}
	return no
}

// constant reports whether a condition is always true or always false wherever it is known: it gives yes, no, or
// unknown for one that is both, or never known.
func (p *prover) constant(when *form.Expr) truth {
	return p.constantAmong(when, p.sound())
}

// sound lists the samples whose figures do not contradict one another.
func (p *prover) sound() []*sample {
	var all []*sample
	for _, s := range p.samples {
		if !s.clash() {
			all = append(all, s)
		}
	}
	return all
}

func (p *prover) constantAmong(when *form.Expr, samples []*sample) truth {
	c := p.ask(when)
	if c == nil {
		return unknown
	}
	all := unknown
	for _, s := range samples {
		t := c.at(s)
		switch {
		case t == unknown:
		case all == unknown:
			all = t
		case all != t:
			return unknown
		}
	}
	return all
}

// extremes gives the least and the greatest value of an expression over the samples; false where it is never known.
func (p *prover) extremes(value *form.Expr) (least, most exact.Num, ok bool) {
	if value.Type == form.TypeDate {
		return least, most, false
	}
	huge := exact.Int(1_000_000_000_000)
	rule := &form.Rule{Kind: form.RulePoints, Value: value, Max: huge}
	b, err := p.bare(rule, huge, huge.Neg())
	if err != nil {
		return least, most, false
	}
	for _, s := range p.samples {
		if s.clash() {
			continue
		}
		spec := p.space.Case(s.at)
		node, err := b.Node(&spec)
		if err != nil || node.State != engine.Scored {
			continue
		}
		if !ok || node.Points.Less(least) {
			least = node.Points
		}
		if !ok || most.Less(node.Points) {
			most = node.Points
		}
		ok = true
	}
	return least, most, ok
}
