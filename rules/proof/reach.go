package proof

import (
	"slices"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/space"
)

// reaches looks for what the rule attains at most and at least, and for evidence on which it gives nothing.
func (p *prover) reaches() {
	var beyond, zero *sample
	for _, s := range p.samples {
		switch {
		case s.absent:
		case s.ruled():
			p.attain(s)
		case s.node.State != engine.NotScorable:
		case s.node.Reason.ID == engine.ReasonOutOfRange:
			beyond = orSample(beyond, s)
		case s.node.Reason.ID == engine.ReasonDivideZero:
			zero = orSample(zero, s)
		}
	}
	rule := p.leaf.Rule
	if beyond != nil && rule.Shape != "rated" && !p.node.Leaf.Unscored { // what is given outside the scale is refused by design
		p.report(p.show(at(rule.Span, rules.Warning, CodeOutOfRange, p.node.Code, p.node.Min.VN(), p.node.Max.VN()), beyond))
	}
	if zero != nil && !relative(rule) { // whose own effect says what becomes of a block without a value
		p.report(p.show(at(rule.Span, rules.Warning, CodeDivideZero, p.node.Code), zero))
	}
	p.bounds()
}

// attain keeps a sample that gives more than any before, or less.
func (p *prover) attain(s *sample) {
	if p.most == nil || p.most.node.Points.Less(s.node.Points) {
		p.most = s
	}
	if p.least == nil || s.node.Points.Less(p.least.node.Points) {
		p.least = s
	}
}

// bounds holds what is attained against the leaf's maximum and minimum.
func (p *prover) bounds() {
	if p.most == nil || p.node.Leaf.Unscored {
		return
	}
	if p.most.node.Points.Less(p.node.Max) && !p.exact {
		p.climb(func() *sample { return p.most })
	}
	if n := p.most.node.Points; n.Less(p.node.Max) {
		p.report(p.show(at(p.node.Span, p.sure(), CodeMaxNotReached, p.node.Code, points(n), p.node.Max.VN()), p.most))
	}
	if p.node.Min.Sign() >= 0 {
		return
	}
	if p.node.Min.Less(p.least.node.Points) && !p.exact {
		p.climb(func() *sample { return p.least })
	}
	if n := p.least.node.Points; p.node.Min.Less(n) {
		p.report(p.show(at(p.node.Span, p.sure(), CodeMinNotReached, p.node.Code, points(n), p.node.Min.VN()), p.least))
	}
}

// maxClimb is how many more points are tried from the best one found.
const maxClimb = 4000

// climb varies two axes at a time around the best point, until nothing better is found.
func (p *prover) climb(best func() *sample) {
	left := maxClimb
	for {
		from := best()
		at := slices.Clone(from.at)
		for i := range at {
			for j := i + 1; j < len(at); j++ {
				if left -= len(p.space.Axes[i].Marks) * len(p.space.Axes[j].Marks); left < 0 {
					return
				}
				p.vary(at, i, j)
			}
		}
		if best() == from {
			return
		}
	}
}

// vary scores a point with every pair of marks of two axes.
func (p *prover) vary(at space.Point, i, j int) {
	keepI, keepJ := at[i], at[j]
	for at[i] = range p.space.Axes[i].Marks {
		for at[j] = range p.space.Axes[j].Marks {
			if s := p.score(at); s != nil && s.ruled() {
				p.attain(s)
			}
		}
	}
	at[i], at[j] = keepI, keepJ
}

func relative(r *form.Rule) bool {
	found := false
	form.WalkRule(r, func(r *form.Rule) { found = found || r.Kind == form.RuleRelative })
	return found
}
