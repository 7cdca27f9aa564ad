package proof

import (
	"encoding/binary"
	"slices"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/space"
)

// sample is a point tried, with what the leaf scores there.
type sample struct {
	at     space.Point
	node   engine.NodeResult
	absent bool // something is not known there
	index  int  // among the prover's samples
	listed bool
}

// clash reports that the figures contradict one another: what a rule would say of them is nobody's concern.
func (s *sample) clash() bool { return s.node.Reason.ID == engine.ReasonInconsistent }

// ruled reports that the rule gave points, not a condition of applicability.
func (s *sample) ruled() bool {
	id := s.node.Reason.ID
	return s.node.State == engine.Scored && (id == engine.ReasonBranch || id == engine.ReasonSum)
}

// prover looks at one leaf.
type prover struct {
	entire  *form.Set
	node    *form.Node // of the whole set
	set     *form.Set  // the leaf alone
	at      int        // of the leaf in set
	leaf    *form.Leaf
	space   *space.Space // nil: the rule is not yet written
	bench   *casetest.Bench
	exact   bool
	samples []*sample            // every point of the space, then those at which something is not known
	seen    map[string]*sample   // these and those on lines
	spans   map[string]form.Span // of branches, items and conditions, by id
	texts   map[string]*form.Text
	main    view            // what decides at each sample
	derived []form.Span     // of the ratios, whose empty wholes become conditions
	whole   map[string]bool // inputs in a denominator
	asked   map[*form.Expr]*condition
	cut     bool // an axis lacks marks: what is not met among the points may well occur
	most    *sample
	least   *sample
	found   []Finding
}

func newProver(set *form.Set, node int) *prover {
	return &prover{entire: set, node: &set.Nodes[node], seen: map[string]*sample{}, asked: map[*form.Expr]*condition{}}
}

// prove looks for everything that is about one leaf, and at the constraints that are looked at with it.
func prove(set *form.Set, node int, checks []int) result {
	p := newProver(set, node)
	if p.node.Leaf.Unwritten() {
		p.report(at(p.node.Leaf.Rule.Span, rules.Error, CodeUnwritten, p.node.Code))
		return result{found: p.found}
	}
	ready := p.prepare(node)
	if ready {
		p.checks(checks)
	}
	switch {
	case !ready:
	case !p.scored(): // of a rule that never decides there is little else to say
		p.main, _ = p.look(func(s *sample) (*engine.Reason, bool) { return &s.node.Reason, true })
		p.conditions()
		p.reaches()
		p.never()
	default:
		p.branches()
		p.conditions()
		p.sentences()
		p.lines()
		p.reaches()
		p.alike()
	}
	for i := range p.found {
		if f := &p.found[i]; f.Points > 0 {
			f.Points = len(p.seen)
		}
	}
	return result{found: p.found, leaf: p.summary(), looked: true}
}

// result is what is left of a leaf's looking at.
type result struct {
	found  []Finding
	leaf   Leaf
	looked bool
}

// prepare lays out the leaf's space and scores every point of it.
func (p *prover) prepare(node int) bool {
	p.space = space.Of(p.entire, node)
	p.set, p.at = p.space.Set, p.space.Node
	shown := *p.set.Nodes[p.at].Leaf
	shown.Unscored = false // what is only shown is looked at as if it counted
	p.leaf = &shown
	var err error
	most, least := p.node.Max, p.node.Min
	if p.node.Leaf.Unscored {
		most = p.leaf.Rule.Max // it keeps the scale that its points are shown on
	}
	if p.bench, err = p.benchOf(p.leaf, most, least); err != nil {
		p.report(at(p.node.Span, rules.Error, CodeNotScored, p.node.Code))
		return false
	}
	p.exact = p.space.Exact()
	p.cut = slices.ContainsFunc(p.space.Axes, func(a space.Axis) bool { return a.Cut })
	ok := true
	try := func(at space.Point) bool {
		s := p.score(at)
		if ok = s != nil; ok && !s.listed {
			s.listed, s.absent, s.index = true, slices.Contains(at, space.Absent), len(p.samples)
			p.samples = append(p.samples, s)
		}
		return ok
	}
	if p.space.Each(try); ok {
		p.space.Absences(func(at space.Point, _ int) bool { return try(at) })
	}
	p.places()
	for i := range p.entire.Values {
		p.derived = append(p.derived, p.entire.Values[i].Span)
	}
	return ok
}

// benchOf compiles the leaf's set with another leaf in its place.
func (p *prover) benchOf(leaf *form.Leaf, most, least exact.Num) (*casetest.Bench, error) {
	set := *p.set
	set.Nodes = slices.Clone(p.set.Nodes)
	n := &set.Nodes[p.at]
	if !p.set.OutsideScale(p.at) {
		set.Max = set.Max.Add(most).Sub(n.Max)
	}
	n.Leaf, n.Max, n.Min = leaf, most, least
	return casetest.BenchOf(&set, p.space.Code)
}

// score scores a point, once; nil where the engine refuses.
func (p *prover) score(point space.Point) *sample {
	key := make([]byte, 0, 4*len(point))
	for _, k := range point {
		key = binary.BigEndian.AppendUint32(key, uint32(k-space.Absent))
	}
	if s := p.seen[string(key)]; s != nil {
		return s
	}
	spec := p.space.Case(point)
	node, err := p.bench.Node(&spec)
	if err != nil {
		p.report(p.show(at(p.node.Span, rules.Error, CodeNotScored, p.node.Code)))
		return nil
	}
	s := &sample{at: slices.Clone(point), node: node}
	p.seen[string(key)] = s
	return s
}

// spec writes a sample down as a case that expects what the leaf scores.
func (p *prover) spec(s *sample) rules.CaseSpec {
	c := p.space.Case(s.at)
	c.Expect.State = string(s.node.State)
	if s.node.State == engine.Scored {
		points := s.node.Points
		c.Expect.Points = &points
	}
	return c
}

// show adds to a finding how it was looked for, and the evidence.
func (p *prover) show(f Finding, shown ...*sample) Finding {
	f.Leaf, f.Method, f.Points = p.node.Code, Search, len(p.samples)
	if p.exact {
		f.Method = Exact
	} else {
		f.Why = p.why()
	}
	for _, s := range shown {
		if s != nil {
			f.Cases = append(f.Cases, p.spec(s))
		}
	}
	return f
}

func (p *prover) why() []space.Why {
	if len(p.space.Why) == 0 && !p.exact {
		return []space.Why{space.WhyTooMany}
	}
	return p.space.Why
}

func (p *prover) report(f Finding) {
	if f.Leaf == "" {
		f.Leaf = p.node.Code
	}
	p.add(f)
}

// add keeps a finding. Where marks were left out nothing is said of what was not met.
func (p *prover) add(f Finding) {
	if k, _ := KindOf(f.Code); !p.cut || !k.Absence {
		p.found = append(p.found, f)
	}
}

// sure is an error where the points stand for all evidence.
func (p *prover) sure() rules.Severity {
	if p.exact {
		return rules.Error
	}
	return rules.Warning
}

func (p *prover) summary() Leaf {
	l := Leaf{Code: p.node.Code, Method: Exact, Points: len(p.seen)}
	if !p.exact {
		l.Method, l.Why = Search, p.why()
	}
	for _, end := range []struct {
		of *sample
		as **rules.CaseSpec
	}{{p.most, &l.Most}, {p.least, &l.Least}} {
		if end.of != nil {
			c := p.spec(end.of)
			*end.as = &c
		}
	}
	return l
}

// places lists where branches, items, conditions and checks stand, and their sentences, by the ids that results name them
// with.
func (p *prover) places() {
	p.spans, p.texts = map[string]form.Span{}, map[string]*form.Text{}
	keep := func(id string, span form.Span, text *form.Text) { p.spans[id], p.texts[id] = span, text }
	for i := range p.leaf.Applies {
		a := &p.leaf.Applies[i]
		keep("applies"+itoa(i+1), a.Span, &a.Because)
	}
	for i := range p.set.Checks {
		keep("check"+itoa(i+1), p.set.Checks[i].Span, &p.set.Checks[i].Because)
	}
	var walk func(r *form.Rule, prefix string)
	walk = func(r *form.Rule, prefix string) {
		for i := range r.Branches {
			keep(prefix+r.Branches[i].ID, r.Branches[i].Span, &r.Branches[i].Because)
		}
		for i := range r.Items {
			keep(prefix+r.Items[i].ID, r.Items[i].Span, &r.Items[i].Because)
		}
		for _, id := range []string{"all", "points", "relative", "survey", "rows"} {
			if _, is := p.spans[prefix+id]; !is {
				keep(prefix+id, r.Span, &r.Because)
			}
		}
		for i, part := range r.Parts {
			walk(part, prefix+partPrefix(r, i))
		}
	}
	walk(p.leaf.Rule, "")
}

// partPrefix begins the ids of a part's branches.
func partPrefix(r *form.Rule, i int) string {
	if r.Kind == form.RulePerRow {
		return "row/"
	}
	return "p" + itoa(i+1) + "/"
}
