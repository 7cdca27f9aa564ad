package season

import (
	"fmt"

	"cchc/engine"
)

// ScoreApart scores the units of a set as [Calendar.Score] does, but one of them at a stage of its own: it is scored at that
// stage, the others at theirs, and each is compared and ranked with the values that all of them so have. Results are in the
// order of the year's units.
func (c *Calendar) ScoreApart(y *Year, p *engine.Program, unit string, own, others engine.Stage) ([]engine.UnitResult, error) {
	owed, err := c.owed(y, p)
	if err != nil {
		return nil, err
	}
	block := c.caseOf(p.Set(), y.ScoredUnits(p), y.Units, owed, y.Evidence, y.AsOf, others)
	alone := *block
	alone.Stage = own
	scorers := func(refs *engine.References) func(uc *engine.UnitCase) *engine.Scorer {
		one, rest := p.NewScorer(&alone, refs), p.NewScorer(block, refs)
		return func(uc *engine.UnitCase) *engine.Scorer {
			if uc.Unit.Code == unit {
				return one
			}
			return rest
		}
	}
	var values engine.Partial
	of := scorers(nil)
	for i := range block.Units {
		of(&block.Units[i]).Gather(&block.Units[i], &values)
	}
	out := make([]engine.UnitResult, len(block.Units))
	of = scorers(values.Freeze())
	for i := range block.Units {
		uc := &block.Units[i]
		if out[i], err = of(uc).ScoreUnit(uc); err != nil {
			return nil, fmt.Errorf("score %s: unit %s: %w", p.Ref().ID, uc.Unit.Code, err)
		}
	}
	p.Rank(out)
	return out, nil
}
