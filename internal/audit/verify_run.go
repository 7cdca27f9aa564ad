package audit

import (
	"slices"
	"strconv"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
)

// verifyRun computes a whole run again.
func (v *verification) verifyRun() error {
	parts := make([]string, len(v.Run.Scopes))
	for i := range parts {
		parts[i] = inScope(i, partSet)
	}
	if err := v.readSets(parts, v.Run.Scopes); err != nil {
		return err
	}
	if err := v.readYear(); err != nil {
		return err
	}
	v.checkLabels()
	if err := v.readCases(); err != nil {
		return err
	}
	if err := v.checkEvidence(); err != nil {
		return err
	}
	return v.score()
}

// readYear reads the plan and the snapshots.
func (v *verification) readYear() (err error) {
	if v.calendar, err = season.DecodePlan(v.File.Part(partPlan)); err != nil {
		return fault(BadPart, err, partPlan)
	}
	f := v.File
	parts := season.Snapshots{Units: f.Part(partUnits), Facts: f.Part(partFacts), Decisions: f.Part(partDecisions),
		Occasions: f.Part(partOccasions)}
	if v.year, err = parts.Year(v.Run.AsOf); err != nil {
		return fault(BadPart, err, partUnits+", "+partFacts+", "+partDecisions+", "+partOccasions)
	}
	v.units, v.duesKnown = v.year.Units, v.Run.Occasions != ""
	v.year.Period = season.Period{ID: v.Event.Period, Plan: v.Run.Plan, Choices: v.choices()}
	return nil
}

// choices are the sets that the period had chosen, as the run says which blocks each scored.
func (v *verification) choices() []season.Choice {
	var out []season.Choice
	for i := range v.Run.Scopes {
		s := &v.Run.Scopes[i]
		blocks := s.Blocks
		if blocks == nil {
			blocks = v.sets[i].Blocks
		}
		for _, b := range blocks {
			out = append(out, season.Choice{Block: b, Set: s.Set, Version: s.Version, Hash: s.Hash})
		}
	}
	return out
}

// scores reports whether a scope's set scores a block in the run.
func (v *verification) scores(i int, block string) bool {
	return v.year.Period.Scores(v.sets[i], v.programs[i].Ref().Hash, block)
}

func (v *verification) readCases() error {
	var first *Divergence
	units := 0
	for i := range v.programs {
		d, err := v.readCase(i, inScope(i, partCase))
		if err != nil {
			return err
		}
		if first == nil {
			first = d
		}
		units += len(v.cases[i].Units)
	}
	v.judge(CheckCases, first, strconv.Itoa(units))
	return nil
}

// checkEvidence makes the cases again of the snapshots, the plan and the occasions, and compares them with those that were
// scored: nothing added, nothing left out.
func (v *verification) checkEvidence() error {
	var facts, dues *Divergence
	owed, err := v.owed()
	if err != nil {
		dues = &Divergence{Part: partOccasions, What: WhatOccasion, Found: err.Error()}
	}
	count := struct{ facts, decisions, dues int }{}
	for i, p := range v.programs {
		found := v.cases[i]
		made := v.calendar.Case(p.Set(), v.year.Units, owed, v.year.Evidence, v.Run.AsOf, v.Run.Stage)
		made.Units = slices.DeleteFunc(made.Units, func(u engine.UnitCase) bool { return !v.scores(i, u.Unit.Block) })
		known := evidenceOf(made, found)
		if facts == nil {
			if facts, err = sameCase(p, known, found); err != nil {
				return err
			}
		}
		if dues == nil && v.duesKnown {
			if dues, err = sameCase(p, duesOf(made, found), found); err != nil {
				return err
			}
		}
		for k := range found.Units {
			u := &found.Units[k]
			count.facts, count.decisions, count.dues = count.facts+len(u.Facts), count.decisions+len(u.Decisions), count.dues+len(u.Dues)
		}
	}
	v.judge(CheckFacts, facts, strconv.Itoa(count.facts), strconv.Itoa(count.decisions))
	if !v.duesKnown {
		v.skip(CheckDues)
		return nil
	}
	v.judge(CheckDues, dues, strconv.Itoa(count.dues))
	return nil
}

// owed is what all units owe by the plan and the occasions.
func (v *verification) owed() ([]seeds.Obligation, error) {
	if !slices.ContainsFunc(v.sets, season.NeedsPlan) {
		return nil, nil
	}
	return v.calendar.Obligations(v.year.Units, v.year.Occasions, v.Run.AsOf)
}

func sameCase(p *engine.Program, want, found *engine.Case) (*Divergence, error) {
	w, err := want.Canonical(p.Ref().Hash)
	if err != nil {
		return nil, fault(NotScored, err, p.Ref().ID)
	}
	f, err := found.Canonical(p.Ref().Hash)
	if err != nil {
		return nil, fault(NotScored, err, p.Ref().ID)
	}
	return Cases(p.Set(), w, f), nil
}

// evidenceOf is the case that was made again with the dues and accounts of the one that was scored: what differs is the
// evidence of units, their attributes, or which units there are.
func evidenceOf(made, found *engine.Case) *engine.Case {
	out := *made
	out.Units = slices.Clone(made.Units)
	for i := range out.Units {
		u := &out.Units[i]
		if other := unitOf(found, u.Unit.Code); other != nil {
			u.Dues, u.Rollups = other.Dues, other.Rollups
		}
	}
	return &out
}

// duesOf is the case that was scored with the dues that were made again.
func duesOf(made, found *engine.Case) *engine.Case {
	out := *found
	out.Units = slices.Clone(found.Units)
	for i := range out.Units {
		u := &out.Units[i]
		if other := unitOf(made, u.Unit.Code); other != nil {
			u.Dues = other.Dues
		}
	}
	return &out
}

// unitOf finds a unit in a case whose units ascend by code; nil if it has none.
func unitOf(c *engine.Case, code string) *engine.UnitCase {
	at, ok := slices.BinarySearchFunc(c.Units, code, func(u engine.UnitCase, code string) int {
		switch {
		case u.Unit.Code < code:
			return -1
		case u.Unit.Code > code:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return &c.Units[at]
}

// score scores the units again, adds them up, and scores the province.
func (v *verification) score() error {
	province, byBlock := -1, map[string]*engine.Program{}
	for i, p := range v.programs {
		if p.Set().Scope == form.ScopeProvince {
			province = i
			continue
		}
		for _, b := range p.Set().Blocks {
			if v.scores(i, b) {
				byBlock[b] = p
			}
		}
	}
	var roller *engine.Roller
	if province >= 0 {
		var err error
		if roller, err = engine.NewRoller(v.programs[province], byBlock); err != nil {
			return fault(NotScored, err, v.sets[province].ID)
		}
	}
	scored, err := v.scoreUnits(province, roller)
	if err != nil {
		return err
	}
	if province >= 0 {
		if scored[province], err = v.scoreProvince(province, roller); err != nil {
			return err
		}
	}
	return v.checkRoots(scored)
}

func (v *verification) scoreUnits(province int, roller *engine.Roller) ([]*season.Scored, error) {
	scored := make([]*season.Scored, len(v.programs))
	var points, ranks *Divergence
	units, lines := 0, 0
	for i, p := range v.programs {
		if i == province {
			continue
		}
		result, err := p.ScoreInto(v.cases[i], roller)
		if err != nil {
			return nil, fault(NotScored, err, v.sets[i].ID)
		}
		scored[i] = &season.Scored{Program: p, Case: v.cases[i], Result: result}
		first, err := v.sameResult(i, result)
		switch {
		case err != nil:
			return nil, err
		case first == nil:
		case first.What == WhatRank || first.What == WhatClass:
			ranks = earlier(ranks, first)
		default:
			points = earlier(points, first)
		}
		units, lines = units+len(result.Units), lines+ledgerLines(result)
	}
	v.judge(CheckScores, points, strconv.Itoa(units), strconv.Itoa(lines))
	if points != nil && ranks == nil {
		v.skip(CheckRanks)
	} else {
		v.judge(CheckRanks, ranks)
	}
	return scored, nil
}

func earlier(have, first *Divergence) *Divergence {
	if have != nil {
		return have
	}
	return first
}

func ledgerLines(r *engine.Result) int {
	n := 0
	for i := range r.Units {
		n += len(r.Units[i].Ledger)
	}
	return n
}

// sameResult compares what was scored again with the result of a scope.
func (v *verification) sameResult(i int, result *engine.Result) (*Divergence, error) {
	b, err := result.Canonical()
	if err != nil {
		return nil, fault(NotScored, err, v.sets[i].ID)
	}
	return Results(v.sets[i], b, v.File.Part(inScope(i, partResult))), nil
}

// scoreProvince adds the units up to the accounts of the province, compares them with those of its case, and scores it.
func (v *verification) scoreProvince(i int, roller *engine.Roller) (*season.Scored, error) {
	p, found := v.programs[i], v.cases[i]
	made := *found
	made.Units = slices.Clone(found.Units)
	parts := 0
	for k := range made.Units {
		u := &made.Units[k]
		prior, err := v.prior(p.Set(), u.Rollups)
		if err != nil {
			return nil, err
		}
		if u.Rollups, err = roller.Rollups(prior); err != nil {
			return nil, fault(NotScored, err, v.sets[i].ID)
		}
		for r := range u.Rollups {
			parts += len(u.Rollups[r].Parts)
		}
	}
	first, err := sameCase(p, &made, found)
	if err != nil {
		return nil, err
	}
	v.judge(CheckRollups, first, strconv.Itoa(aggregated(p.Set())), strconv.Itoa(parts))
	result, err := p.Score(found)
	if err != nil {
		return nil, fault(NotScored, err, v.sets[i].ID)
	}
	if first, err = v.sameResult(i, result); err != nil {
		return nil, err
	}
	v.judge(CheckProvince, first, strconv.Itoa(ledgerLines(result)))
	return &season.Scored{Program: p, Case: found, Result: result}, nil
}

// prior gives the figures of the previous period as the accounts have them. Whose they must be, and that none is left out,
// follows from the units; what they were is the case's word.
func (v *verification) prior(set *form.Set, rollups []engine.Rollup) ([]engine.Prior, error) {
	given := map[[2]string]engine.Value{}
	for i := range rollups {
		in := set.Input(rollups[i].Input)
		if in == nil {
			continue
		}
		for _, part := range rollups[i].Parts {
			if part.Source < 0 || part.Source >= len(in.From) || in.From[part.Source].Measure != form.MeasurePrevious {
				continue
			}
			if part.State == engine.PartCounted {
				given[[2]string{part.Unit, in.From[part.Source].Input}] = engine.Value{Type: form.TypeNumber, Num: part.Value}
			}
		}
	}
	v.priors += len(given)
	return season.Prior(set, v.year.Units, func(unit, input string) (engine.Value, bool) {
		value, ok := given[[2]string{unit, input}]
		return value, ok
	}), nil
}

// checkRoots makes the roots over the units again.
func (v *verification) checkRoots(scored []*season.Scored) error {
	leaves, known := 0, false
	var first *Divergence
	for i, s := range scored {
		if v.Run.Scopes[i].Root == "" {
			continue
		}
		known = true
		root, err := s.Root()
		if err != nil {
			return fault(NotScored, err, v.sets[i].ID)
		}
		leaves += len(s.Result.Units)
		if root != v.Run.Scopes[i].Root && first == nil {
			first = &Divergence{Set: v.sets[i].ID, What: WhatRoot, Expected: root, Found: v.Run.Scopes[i].Root}
		}
	}
	if !known {
		v.skip(CheckRoots)
		return nil
	}
	v.judge(CheckRoots, first, strconv.Itoa(leaves))
	return nil
}

// aggregated is how many inputs of a set are made of the figures of units.
func aggregated(set *form.Set) int {
	n := 0
	for i := range set.Inputs {
		if len(set.Inputs[i].From) > 0 {
			n++
		}
	}
	return n
}
