package audit

import (
	"strconv"

	"cchc/engine"
	"cchc/internal/audit/tree"
	"cchc/internal/canon"
	"cchc/internal/season"
)

// verifyUnit computes again what a run says of one unit.
func (v *verification) verifyUnit() error {
	scope := v.Run.Scopes[v.File.Scope-1]
	if err := v.readSets([]string{partSet}, []season.RunScope{scope}); err != nil {
		return err
	}
	v.checkLabels()
	first, err := v.readCase(0, partCase)
	if err != nil {
		return err
	}
	if first == nil {
		first = v.onlyUnit()
	}
	v.judge(CheckCases, first, strconv.Itoa(len(v.cases[0].Units)))
	if first != nil {
		v.skip(CheckScores, CheckInclusion)
		return nil
	}
	if err := v.scoreOne(); err != nil {
		return err
	}
	return v.checkInclusion(scope)
}

// onlyUnit checks that the case is the unit's and nobody else's.
func (v *verification) onlyUnit() *Divergence {
	at := &Divergence{Part: partCase, Set: v.sets[0].ID, Unit: v.File.Unit, What: WhatUnit, Expected: v.File.Unit}
	for i := range v.cases[0].Units {
		if code := v.cases[0].Units[i].Unit.Code; code != v.File.Unit {
			at.Found = code
			return at
		}
	}
	if len(v.cases[0].Units) != 1 {
		return at
	}
	return nil
}

// scoreOne scores the unit with what the receipt discloses of others. The rank follows from others and is taken as the
// receipt has it; whether there is one, and the class, are computed.
func (v *verification) scoreOne() error {
	p, c := v.programs[0], v.cases[0]
	found := v.File.Part(partResult)
	result := &engine.Result{Set: p.Ref(), AsOf: c.AsOf, Stage: c.Stage, Closed: p.Closed(c.AsOf),
		CaseHash: canon.Hash(engine.CaseDomain, v.File.Part(partCase)), Units: make([]engine.UnitResult, 1)}
	var refs *engine.References
	if b := v.File.Part(partRefs); b != nil {
		var err error
		if refs, err = engine.DecodeReferences(b); err != nil {
			return fault(BadPart, err, partRefs)
		}
		result.References = canon.Hash(engine.ReferencesDomain, b)
	}
	u, err := p.NewScorer(c, refs).ScoreUnit(&c.Units[0])
	if err != nil {
		return fault(NotScored, err, p.Ref().ID)
	}
	result.Units[0] = u
	p.Rank(result.Units)
	claimed, said := v.claim(found)
	if said > 0 && result.Units[0].Rank > 0 {
		result.Units[0].Rank = said
	}
	b, err := result.Canonical()
	if err != nil {
		return fault(NotScored, err, p.Ref().ID)
	}
	v.Claims = append(v.Claims, claimed)
	v.judge(CheckScores, Results(p.Set(), b, found), "1", strconv.Itoa(len(u.Ledger)))
	return nil
}

// claim reads what the result says of the unit.
func (v *verification) claim(result []byte) (c Claim, rank int) {
	doc, err := canon.Parse(result)
	if err != nil {
		return c, 0
	}
	for _, u := range list(doc, "units") {
		c = Claim{fieldText(u, "points"), fieldText(u, "applied"), fieldText(u, "index"), fieldText(u, "rank"), fieldText(u, "class")}
		n, _ := u.Field("rank")
		rank = int(n.Int)
	}
	return c, rank
}

// checkInclusion checks that the run's root is over the unit's leaf.
func (v *verification) checkInclusion(scope season.RunScope) error {
	proof, err := decodeInclusion(v.File.Part(partInclusion))
	if err != nil {
		return fault(BadPart, err, partInclusion)
	}
	one := season.UnitScore{Unit: v.File.Unit, Case: v.File.Part(partCase), Result: v.File.Part(partResult), References: v.File.Part(partRefs)}
	root, ok := tree.RootBy(proof.hashes, tree.Leaf(one.Leaf()), proof.at, proof.of)
	var first *Divergence
	if name := season.RootName(root); !ok || name != scope.Root {
		first = &Divergence{Set: scope.Set, Unit: v.File.Unit, What: WhatRoot, Expected: name, Found: scope.Root}
		if !ok {
			first.Expected = ""
		}
	}
	v.judge(CheckInclusion, first)
	return nil
}
