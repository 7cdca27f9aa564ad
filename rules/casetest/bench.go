package casetest

import (
	"fmt"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
)

// Bench is one leaf of a set, compiled alone, on which cases are tried out. A leaf scores there as in its whole set, at
// a fraction of the cost. It is safe for concurrent use.
type Bench struct {
	program *engine.Program
	node    int
}

// NewBench cuts a leaf out of a set and compiles it.
func NewBench(set *form.Set, code string) (*Bench, error) {
	n := set.NodeByCode(code)
	if n < 0 || set.Nodes[n].Leaf == nil {
		return nil, fmt.Errorf("bench: %w: %s", engine.ErrUnknownCode, code)
	}
	return BenchOf(set.Alone(n), code)
}

// BenchOf compiles a set that is already cut down to a leaf (form.Set.Alone).
func BenchOf(alone *form.Set, code string) (*Bench, error) {
	p, err := engine.Compile(alone)
	if err != nil {
		return nil, fmt.Errorf("bench for %s: %w", code, err)
	}
	return &Bench{program: p, node: alone.NodeByCode(code)}, nil
}

// Set is the set cut down to the leaf.
func (b *Bench) Set() *form.Set { return b.program.Set() }

// Node scores the leaf on a case; what the case expects is not looked at.
func (b *Bench) Node(spec *rules.CaseSpec) (engine.NodeResult, error) {
	c, err := caseOf(b.program, spec)
	if err != nil {
		return engine.NodeResult{}, err
	}
	s := b.program.NewScorer(c, references(b.program, c, spec))
	s.Bind(&c.Units[0])
	u, err := s.Unit(&c.Units[0])
	if err != nil {
		return engine.NodeResult{}, err
	}
	return u.Nodes[b.node], nil
}

// Run holds the leaf's outcome on a case against what the case expects, with its trace and the invariants.
func (b *Bench) Run(spec *rules.CaseSpec) (Outcome, error) { return run(b.program, spec) }

// Meets reports whether the leaf comes out as a case expects. It looks at what was expected and at nothing else.
func (b *Bench) Meets(spec *rules.CaseSpec) (bool, error) {
	node, err := b.Node(spec)
	if err != nil {
		return false, err
	}
	o := Outcome{Case: spec, Node: node}
	o.compare()
	return o.Passed(), nil
}
