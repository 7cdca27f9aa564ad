package season

import (
	"fmt"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/seeds"
)

// Preview scores one unit as the official run would on the same facts, by the same functions, but without the values of
// other units, which are not published before the run: what is compared with them stands with its bounds. It is not
// ranked. A province rests on all its units, so its preview scores them too. A unit that no set scores on the day is
// refused with engine.ErrUnknownUnit.
func (c *Calendar) Preview(y *Year, programs []*engine.Program, prior []engine.Prior, unit string, stage engine.Stage) (*Scored, error) {
	p, err := c.Previews(y, programs, prior, stage)
	if err != nil {
		return nil, err
	}
	return p.Unit(unit)
}

// Previews are the previews of any number of units of one year.
type Previews struct {
	calendar *Calendar
	year     *Year
	programs []*engine.Program
	prior    []engine.Prior
	stage    engine.Stage
	dues     []map[string][]engine.Due // by program
}

// Previews prepares previews: what everybody owes is worked out once.
func (c *Calendar) Previews(y *Year, programs []*engine.Program, prior []engine.Prior, stage engine.Stage) (*Previews, error) {
	owed, err := c.owed(y, programs...)
	if err != nil {
		return nil, fmt.Errorf("preview: %w", err)
	}
	p := &Previews{c, y, programs, prior, stage, make([]map[string][]engine.Due, len(programs))}
	for i := range programs {
		p.dues[i] = c.Dues(programs[i].Set(), owed)
	}
	return p, nil
}

// Unit gives the preview of one unit: a case and a result of that unit alone.
func (p *Previews) Unit(code string) (*Scored, error) {
	i, unit := p.scoring(code)
	switch {
	case i < 0:
		return nil, fmt.Errorf("preview: %w: %s", engine.ErrUnknownUnit, code)
	case p.programs[i].Set().Scope == form.ScopeProvince:
		out, err := p.calendar.Score(p.year, p.programs, p.prior, p.stage)
		if err != nil {
			return nil, fmt.Errorf("preview: %w", err)
		}
		return out.Province, nil
	}
	y, set := p.year, p.programs[i].Set()
	s := &Scored{Program: p.programs[i], Case: &engine.Case{Set: set, AsOf: y.AsOf, Stage: p.stage,
		Units: []engine.UnitCase{unitCase(set, y.Units, unit, p.dues[i][code], y.Evidence, y.AsOf)}}}
	result, err := s.Program.NewScorer(s.Case, nil).ScoreUnit(&s.Case.Units[0])
	if err != nil {
		return nil, fmt.Errorf("preview %s: %w", code, err)
	}
	s.Result = &engine.Result{Set: s.Program.Ref(), AsOf: y.AsOf, Stage: p.stage, Closed: s.Program.Closed(y.AsOf),
		Units: []engine.UnitResult{result}}
	if s.Result.CaseHash, err = s.Case.Hash(s.Program.Ref().Hash); err != nil {
		return nil, fmt.Errorf("preview %s: %w", code, err)
	}
	return s, nil
}

// scoring is the place of the program whose set scores a unit on the year's day, and the unit; -1 if none does.
func (p *Previews) scoring(code string) (int, seeds.Unit) {
	u, known := p.year.Units.ByCode(code)
	for i := range p.programs {
		if known && p.year.scores(p.programs[i], u) {
			return i, u
		}
	}
	return -1, seeds.Unit{}
}
