package engine

import (
	"cchc/internal/canon"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// relProgram is a value that units are compared by.
type relProgram struct {
	leaf  int // node
	id    string
	value numFn
}

// Extent is the range of a value over the counting units of a block.
type Extent struct {
	Min, Max exact.Num
	Units    int
}

// Partial is one unit's, or many units', part of the references. The zero Partial is empty; Merge is associative and
// commutative, so that units can be gathered in any order and on any number of cores.
type Partial struct {
	extents map[string]Extent // by block and relative rule
}

// References are the frozen values of other units that relative rules read (best of the block, …): an explicit input
// of scoring, absent before publication.
type References struct {
	extents map[string]Extent
}

func refKey(block, id string) string { return block + "\x00" + id }

// gather adds a bound unit's values. Only units on which the leaf is applicable and whose value is known count.
func (p *Program) gather(fr *frame, into *Partial) {
	fr.lines, fr.taken = fr.lines[:0], fr.taken[:0]
	for _, n := range p.first {
		p.score(p.leaves[n], fr)
	}
	for i := range p.rels {
		r := &p.rels[i]
		lp := p.leaves[r.leaf]
		if !p.applicability(lp, fr, &leafOut{}) {
			continue
		}
		v, st := r.value(fr)
		if st != known {
			continue
		}
		into.add(refKey(fr.block, r.id), Extent{Min: v, Max: v, Units: 1})
	}
}

func (a *Partial) add(key string, e Extent) {
	if a.extents == nil {
		a.extents = map[string]Extent{}
	}
	if have, ok := a.extents[key]; ok {
		e = Extent{Min: exact.Min(have.Min, e.Min), Max: exact.Max(have.Max, e.Max), Units: have.Units + e.Units}
	}
	a.extents[key] = e
}

// Merge adds what b gathered to a.
func (a *Partial) Merge(b *Partial) {
	for k, e := range b.extents { // order does not matter: min, max and sum commute
		a.add(k, e)
	}
}

// Freeze makes references of what was gathered.
func (a *Partial) Freeze() *References {
	out := &References{extents: make(map[string]Extent, len(a.extents))}
	for k, e := range a.extents { // copied into a map: order does not matter
		out.extents[k] = e
	}
	return out
}

// of gives the range of a relative rule's value over a block; false where no unit of the block is in the references. They
// may be nil.
func (r *References) of(block, id string) (Extent, bool) {
	if r == nil {
		return Extent{}, false
	}
	e, ok := r.extents[refKey(block, id)]
	return e, ok
}

// unreferred reports whether a relative rule of the leaf has nothing to compare the unit with.
func (fr *frame) unreferred(lp *leafProgram) bool {
	for _, id := range lp.refs {
		if _, ok := fr.refs.of(fr.block, id); !ok {
			return true
		}
	}
	return false
}

// Hash identifies the references.
func (r *References) Hash() (string, error) {
	b, err := r.Canonical()
	if err != nil {
		return "", err
	}
	return canon.Hash(ReferencesDomain, b), nil
}

// phases finds the leaves that must be scored before values can be gathered. None of them may itself wait for what is
// gathered.
func (c *compiler) phases() {
	needed := map[int]bool{}
	for i := range c.p.rels {
		for _, n := range c.p.leaves[c.p.rels[i].leaf].rests {
			needed[n] = true
		}
	}
	for i := len(c.p.order) - 1; i >= 0; i-- { // backwards: what a leaf rests on stands before it
		n := c.p.order[i]
		if !needed[n] {
			continue
		}
		for _, m := range c.p.leaves[n].rests {
			needed[m] = true
		}
		if c.p.leaves[n].relative {
			c.failf("%s: values of units rest on its points, which are relative to values of units", c.p.set.Nodes[n].Code)
		}
	}
	for _, n := range c.p.order {
		if needed[n] {
			c.p.first = append(c.p.first, n)
		}
	}
}

func (c *ruleCompiler) relative(r *form.Rule, prefix string, most exact.Num) ruleFn {
	code := c.p.set.Nodes[c.leaf.node].Code
	switch {
	case r.Relative == nil:
		return c.bad("%s: nothing says how to compare", code)
	case c.list != nil:
		return c.bad("%s: units are compared, not rows of a list", code)
	}
	c.leaf.relative = true
	id := c.branchText(prefix+"relative", r.Because)
	value := c.number(r.Value)
	ref := code + "#" + id
	c.leaf.refs = append(c.leaf.refs, ref)
	c.p.rels = append(c.p.rels, relProgram{leaf: c.leaf.node, id: ref, value: value})
	rel := r.Relative
	c.leaf.bounded = true // negative values can leave the scale
	return func(fr *frame) ruleOut {
		v, st := value(fr)
		if st != known {
			return ruleOut{st: st}
		}
		e, there := fr.refs.of(fr.block, ref)
		if !there {
			return ruleOut{st: stNotDue, why: ReasonNoReferences}
		}
		share, ok := relativeShare(rel, v, e)
		if !ok {
			return ruleOut{effect: rel.WhenNoBase, branch: id, why: ReasonDivideZero}
		}
		points := share.Mul(most)
		fr.add(LineGranted, id, points)
		fr.taken = append(fr.taken, id)
		return ruleOut{points: points}
	}
}

// relativeShare is a value's share of its block's: of the best, or of the way from worst to best. What is better than
// the frozen best, as in a preview, has the whole.
func relativeShare(r *form.Relative, v exact.Num, e Extent) (exact.Num, bool) {
	best, worst := e.Max, e.Min
	if r.Lower {
		best, worst = worst, best
	}
	var share exact.Num
	ok := true
	switch {
	case r.Method == "min_max":
		share, ok = v.Sub(worst).Quo(best.Sub(worst))
		share = exact.Max(share, exact.Num{})
	case best.IsZero():
		return share, false
	case r.Lower && v.Cmp(best) <= 0:
		return exact.Int(1), true
	case r.Lower:
		share, ok = best.Quo(v)
	default:
		share, ok = v.Quo(best)
	}
	return exact.Min(share, exact.Int(1)), ok
}

// ReferencesOf makes references in which every relative rule of the set compares with the same best and worst value of
// one block: for trying rules out, where there are no other units.
func (p *Program) ReferencesOf(block string, best, worst exact.Num) *References {
	refs := &References{extents: map[string]Extent{}}
	for _, r := range p.rels {
		refs.extents[refKey(block, r.id)] = Extent{Min: exact.Min(best, worst), Max: exact.Max(best, worst), Units: 1}
	}
	return refs
}
