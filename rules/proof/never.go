package proof

import (
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
)

// scored reports whether there is evidence on which the leaf is scored.
func (p *prover) scored() bool {
	return slices.ContainsFunc(p.samples, func(s *sample) bool { return s.node.State == engine.Scored })
}

// never says of a leaf that nothing is ever scored: with the constraints that no figures meet together, if they are to
// blame. Of one constraint alone, and of a condition, it is said there that it never or always holds.
func (p *prover) never() {
	broken, clash := p.contradictions()
	switch {
	case clash && len(broken) > 1:
		var lines []string
		for _, s := range broken {
			lines = append(lines, place(p.spans[s.node.Branch], p.leaf.Rule.Span.File))
		}
		slices.Sort(lines)
		p.report(p.show(at(p.leaf.Rule.Span, p.sure(), CodeChecksClash, p.node.Code, strings.Join(lines, ", ")), broken...))
	case clash, slices.ContainsFunc(p.found, func(f Finding) bool { return f.Code == CodeConditionAlways }):
	default:
		p.report(p.show(at(p.leaf.Rule.Span, p.sure(), CodeNeverScored, p.node.Code), p.samples[0]))
	}
}

// contradictions gives a sample for each constraint that fails first somewhere, and whether all figures that are known in
// full fail one.
func (p *prover) contradictions() (broken []*sample, all bool) {
	all = true
	for _, s := range p.samples {
		switch {
		case !s.clash():
			all = all && (s.absent || p.missing(s))
		case !slices.ContainsFunc(broken, func(b *sample) bool { return b.node.Branch == s.node.Branch }):
			broken = append(broken, s)
		}
	}
	return broken, all && len(broken) > 0
}

// place names a line of the set's files; the file only where it is another one.
func place(s form.Span, file string) string {
	line := "dòng " + itoa(s.Line)
	if s.File == file {
		return line
	}
	return s.File[strings.LastIndex(s.File, "/")+1:] + " " + line
}

// alike reports a rule that gives the same points whatever the evidence, where nothing else that was found says why.
func (p *prover) alike() {
	var first, last *sample
	for _, s := range p.samples {
		if !s.ruled() {
			continue
		}
		if first = orSample(first, s); !first.node.Points.Equal(s.node.Points) {
			return
		}
		last = s
	}
	if first == last || slices.ContainsFunc(p.found, explains) {
		return
	}
	p.report(p.show(at(p.leaf.Rule.Span, rules.Warning, CodeSamePoints, p.node.Code, points(first.node.Points)), first, last))
}

// explains reports whether a finding about lines that nobody reaches says more than that all get the same points.
func explains(f Finding) bool {
	return slices.Contains([]string{CodeConditionAlways, CodeConditionNever, CodeBranchCovered, CodeBandUnreached,
		CodeElseUnreached, CodeMaxNotReached}, f.Code)
}
