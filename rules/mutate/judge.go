package mutate

import (
	"slices"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/space"
)

// Fate is what became of a mutant.
type Fate string

// The fates.
const (
	Killed   Fate = "killed"   // some case noticed
	Survived Fate = "survived" // no case noticed, and nothing shows that none could
	Proved   Fate = "proved"   // scores every evidence as the rule does: both were tried on all of it
	Reasoned Fate = "reasoned" // someone wrote down why no case can notice
)

// Verdict is a mutant and what became of it. The mutant's set is left out; Of gives it.
type Verdict struct {
	Mutant
	Fate   Fate
	By     *rules.CaseSpec // the case that noticed it, if it was killed
	Missed *rules.CaseSpec // where it survived: the case that is missing, with what the rule gives today; nil: none was found
	Reason string          // where it was reasoned about
	Why    []space.Why     // where none was found: why that proves nothing
}

// judge looks at the mutants of one leaf.
type judge struct {
	set   *form.Set
	node  int
	code  string
	cases []*rules.CaseSpec // of the leaf; those that fail anyway are left out
	rests []rester

	// What follows is made where some mutant needs it.
	space *space.Space
	bench *casetest.Bench
	tried []*probe // evidence and what the rule gives on it, as far as it was needed
	seen  map[string]bool
	next  func() (try, bool)
	stop  func()
}

// rester is a leaf whose points rest on the judged one.
type rester struct {
	node    int
	code    string
	cases   []*rules.CaseSpec
	mutants map[string]*form.Set // by id: the rester's set with the mutated leaf
}

// leaf judges the mutants of a leaf; stillborn is how many do not compile.
func (j *judge) leaf(reasons Reasons) (verdicts []Verdict, stillborn int, err error) {
	defer func() {
		if j.stop != nil {
			j.stop()
		}
	}()
	mutants, err := Of(j.set, j.node)
	if err != nil {
		return nil, 0, err
	}
	if err := j.spread(); err != nil {
		return nil, 0, err
	}
	for i := range mutants {
		v := Verdict{Mutant: mutants[i]}
		bench, err := casetest.BenchOf(v.Set, j.code)
		if err != nil {
			stillborn++
			continue
		}
		if v.By = j.killer(bench, v.ID); v.By != nil {
			v.Fate = Killed
		} else if err := j.survivor(&v, bench); err != nil {
			return nil, 0, err
		}
		if reason, ok := reasons[v.ID]; ok && v.Fate == Survived && v.Missed == nil {
			v.Fate, v.Reason = Reasoned, reason
		}
		v.Set, mutants[i].Set = nil, nil
		verdicts = append(verdicts, v)
	}
	return verdicts, stillborn, nil
}

// spread makes the mutants inside the leaves that rest on the judged one.
func (j *judge) spread() error {
	for i := range j.rests {
		r := &j.rests[i]
		mutants, err := mutantsIn(j.set.Alone(r.node), j.code)
		if err != nil {
			return err
		}
		r.mutants = map[string]*form.Set{}
		for i := range mutants {
			r.mutants[mutants[i].ID] = mutants[i].Set
		}
	}
	return nil
}

// killer is the first case that notices a mutant: of the leaf itself, then of the leaves that rest on it.
func (j *judge) killer(bench *casetest.Bench, id string) *rules.CaseSpec {
	for _, c := range j.cases {
		if ok, err := bench.Meets(c); err != nil || !ok {
			return c
		}
	}
	for i := range j.rests {
		r := &j.rests[i]
		mutated := r.mutants[id]
		if mutated == nil {
			continue
		}
		b, err := casetest.BenchOf(mutated, r.code)
		if err != nil {
			continue
		}
		for _, c := range r.cases {
			if ok, err := b.Meets(c); err != nil || !ok {
				return c
			}
		}
	}
	return nil
}

// maxFurther is how much evidence is tried for a better case once one is found that is not easily read.
const maxFurther = 60

// survivor looks for evidence on which the rule and the mutant differ: on what the rule can meet, then on what only the
// mutant would tell apart.
func (j *judge) survivor(v *Verdict, bench *casetest.Bench) error {
	v.Fate = Survived
	var best *probe
	for i, end := 0, -1; i != end; i++ {
		p, err := j.probeAt(i)
		if err != nil {
			return err
		}
		if p == nil {
			break
		}
		node, err := bench.Node(&p.spec)
		if err == nil && same(&node, &p.node) {
			continue
		}
		if best == nil {
			end = i + maxFurther
		}
		if best == nil || better(p, best) {
			best = p
		}
		if p.usual() {
			break
		}
	}
	if best != nil {
		v.Missed = expecting(best)
		return nil
	}
	node := v.Set.NodeByCode(j.code)
	other := space.Of(v.Set, node)
	if err := j.further(v, bench, other); err != nil || v.Missed != nil {
		return err
	}
	if j.idleBound(&v.Mutant) {
		v.Fate = Proved
		return nil
	}
	for _, why := range slices.Concat(j.space.Why, doubts(j.space.Set, j.space.Node), other.Why, doubts(v.Set, node)) {
		if !slices.Contains(v.Why, why) {
			v.Why = append(v.Why, why)
		}
	}
	if len(v.Why) == 0 {
		v.Fate = Proved
	}
	return nil
}

// usual reports whether a probe makes a case that is easily read: a scored leaf of a unit that has everything.
func (p *probe) usual() bool { return p.node.State == engine.Scored && p.whole() && !p.claim }

// whole reports whether the unit has every attribute that is yes or no.
func (p *probe) whole() bool {
	return !slices.ContainsFunc(p.spec.Attrs, func(g rules.Given) bool { return g.Value.Type == form.TypeBool && !g.Value.Bool })
}

// better prefers figures that are the register's, then a unit that has everything, then a leaf that is scored.
func better(a, b *probe) bool {
	switch {
	case a.claim != b.claim:
		return b.claim
	case a.whole() != b.whole():
		return a.whole()
	}
	return a.node.State == engine.Scored && b.node.State != engine.Scored
}

// further tries the evidence that the mutant's own limits cut out.
func (j *judge) further(v *Verdict, bench *casetest.Bench, other *space.Space) error {
	var failed error
	look := func(at space.Point) bool {
		spec := other.Case(at)
		if key := spec.Text(j.set); j.seen[key] {
			return true
		}
		p := probe{spec: spec}
		if p.node, failed = j.bench.Node(&spec); failed != nil {
			return false
		}
		node, err := bench.Node(&spec)
		if err == nil && same(&node, &p.node) {
			return true
		}
		v.Missed = expecting(&p)
		return false
	}
	if singles(other, look) && everything(other, look) {
		other.Absences(func(at space.Point, _ int) bool { return look(at) })
	}
	return failed
}

func same(a, b *engine.NodeResult) bool {
	return a.State == b.State && a.Branch == b.Branch && a.Points.Equal(b.Points) && a.Applied.Equal(b.Applied)
}

// expecting is a probe as a case that expects what the rule gives.
func expecting(p *probe) *rules.CaseSpec {
	c := p.spec
	casetest.Expect(&c, &p.node)
	return &c
}
