package mutate

import (
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/space"
)

// explore scores the leaf on all evidence of its space, once.
func (j *judge) explore() error {
	if j.seen != nil {
		return nil
	}
	j.seen = map[string]bool{}
	j.space = space.Of(j.set, j.node)
	var err error
	if j.bench, err = casetest.BenchOf(j.space.Set, j.code); err != nil {
		return err
	}
	claims := j.declares()
	var scored richest
	j.space.Each(func(at space.Point) bool {
		spec := j.space.Case(at)
		if err = j.probe(spec, false); err != nil {
			return false
		}
		if n := len(j.tried); n > 0 && j.tried[n-1].node.State == engine.Scored {
			scored.add(at, &j.tried[n-1].node)
		}
		if claims {
			spec.Layer = engine.LayerDeclared.String()
			err = j.probe(spec, true)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return j.absences(scored.points())
}

// richest holds for every branch the evidence that was first to score by it, and the last of that with the most points.
type richest []*reached

// reached is where a branch was reached.
type reached struct {
	branch      string
	first, best space.Point
	most        exact.Num
}

func (r *richest) add(at space.Point, node *engine.NodeResult) {
	for _, b := range *r {
		if b.branch == node.Branch {
			if !node.Points.Less(b.most) { // the last of equals
				b.best, b.most = slices.Clone(at), node.Points
			}
			return
		}
	}
	*r = append(*r, &reached{node.Branch, slices.Clone(at), slices.Clone(at), node.Points})
}

func (r richest) points() []space.Point {
	var all []space.Point
	for _, b := range r {
		all = append(all, b.first, b.best)
	}
	return all
}

// absences tries evidence of which something is not known: around usual evidence and around the first of every branch.
func (j *judge) absences(scored []space.Point) (err error) {
	look := func(at space.Point, axis int) bool {
		spec := j.space.Case(at)
		if err = j.probe(spec, false); err != nil {
			return false
		}
		spec.AsOf = j.set.Period.Lock // nothing is settled yet by being absent
		if err = j.probe(spec, false); err != nil || axis != space.Absent {
			return err == nil
		}
		spec.AsOf = j.set.Period.From // nothing is due
		err = j.probe(spec, false)
		return err == nil
	}
	for _, at := range scored {
		for i, mark := range at {
			if j.space.Axes[i].Kind == space.KindAttr {
				continue
			}
			at[i] = space.Absent
			if !look(at, i) {
				return err
			}
			at[i] = mark
		}
	}
	j.space.Absences(look)
	return err
}

// declares reports whether some input of the leaf is the unit's to declare.
func (j *judge) declares() bool {
	return slices.ContainsFunc(j.set.LeafInputs(j.node), func(name string) bool { return j.set.Input(name).DeclaredBy == "unit" })
}

func (j *judge) probe(spec rules.CaseSpec, claim bool) error {
	key := spec.Text(j.set)
	if j.seen[key] {
		return nil
	}
	j.seen[key] = true
	node, err := j.bench.Node(&spec)
	if err != nil {
		return fmt.Errorf("mutants of %s: %w", j.code, err)
	}
	j.tried = append(j.tried, probe{spec, node, claim})
	return nil
}
