package season

import (
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/form"
)

// Preview scores one unit as the official run would on the same facts, by the same functions, but without the values of
// other units, which are not published before the run: what is compared with them stands with its bounds. It is not
// ranked. A province rests on all its units, so its preview scores them too. A unit that no set scores on the day is
// refused with engine.ErrUnknownUnit.
func (c *Calendar) Preview(y *Year, programs []*engine.Program, prior []engine.Prior, unit string, stage engine.Stage) (*Scored, error) {
	p := scoring(y, programs, unit)
	switch {
	case p == nil:
		return nil, fmt.Errorf("preview: %w: %s", engine.ErrUnknownUnit, unit)
	case p.Set().Scope == form.ScopeProvince:
		out, err := c.Score(y, programs, prior, stage)
		if err != nil {
			return nil, fmt.Errorf("preview: %w", err)
		}
		return out.Province, nil
	}
	owed, err := c.owed(y, p)
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	whole := c.Case(p.Set(), y.Units, owed, y.Evidence, y.AsOf, stage)
	i := slices.IndexFunc(whole.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == unit })
	s := &Scored{Program: p, Case: whole}
	whole.Units = whole.Units[i : i+1]
	result, err := p.NewScorer(whole, nil).ScoreUnit(&whole.Units[0])
	if err != nil {
		return nil, fmt.Errorf("preview %s: %w", unit, err)
	}
	s.Result = &engine.Result{Set: p.Ref(), AsOf: y.AsOf, Stage: stage, Closed: p.Closed(y.AsOf), Units: []engine.UnitResult{result}}
	if s.Result.CaseHash, err = whole.Hash(p.Ref().Hash); err != nil {
		return nil, fmt.Errorf("preview %s: %w", unit, err)
	}
	return s, nil
}

// scoring is the program whose set scores a unit on the year's day; nil if none does.
func scoring(y *Year, programs []*engine.Program, unit string) *engine.Program {
	for _, p := range programs {
		for _, u := range ScoredUnits(p.Set(), y.Units, y.AsOf) {
			if u.Code == unit {
				return p
			}
		}
	}
	return nil
}
