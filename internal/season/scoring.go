package season

import (
	"errors"
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/seeds"
)

// Evidence gives what is known of a unit as the engine takes it.
type Evidence func(unit string) ([]engine.Fact, []engine.Decision)

// Evidence gives the facts and decisions of the year.
func (y *Year) Evidence(unit string) ([]engine.Fact, []engine.Decision) {
	u := y.Unit(unit)
	if u == nil {
		return nil, nil
	}
	facts := make([]engine.Fact, len(u.Facts))
	for i := range u.Facts {
		facts[i] = u.Facts[i].Fact
	}
	decisions := make([]engine.Decision, len(u.Decisions))
	for i := range u.Decisions {
		decisions[i] = u.Decisions[i].Decision
	}
	return facts, decisions
}

// On is the day on which a set looks at units and their attributes: the day asked for, at most the period's end.
func On(set *form.Set, asOf day.Day) day.Day {
	if to := set.Period.To; to != day.None && to < asOf {
		return to
	}
	return asOf
}

// ScoredUnits gives the units of the set's blocks that exist on its day, by code. In a year whose period chose the set for
// some of its blocks only, [Year.ScoredUnits] gives fewer.
func ScoredUnits(set *form.Set, units *seeds.Units, asOf day.Day) []seeds.Unit {
	on := On(set, asOf)
	return slices.DeleteFunc(units.All(), func(u seeds.Unit) bool { return !u.ValidOn(on) || !hasBlock(set, u.Block) })
}

// ScoredUnits gives the units that a set scores in the year: those of the blocks that the period chose it for which exist
// on its day, by code.
func (y *Year) ScoredUnits(p *engine.Program) []seeds.Unit {
	return slices.DeleteFunc(y.Units.All(), func(u seeds.Unit) bool { return !y.scores(p, u) })
}

// scores reports whether a set scores a unit in the year.
func (y *Year) scores(p *engine.Program, u seeds.Unit) bool {
	return u.ValidOn(On(p.Set(), y.AsOf)) && y.Period.Scores(p.Set(), p.Ref().Hash, u.Block)
}

// Case makes the scoring problem of a set: its units, what they owe, what is known of them. owed is what all units owe
// as of the day; it may be nil for a set that rests on no deliverable.
func (c *Calendar) Case(set *form.Set, units *seeds.Units, owed []seeds.Obligation, of Evidence, asOf day.Day, stage engine.Stage) *engine.Case {
	return c.caseOf(set, ScoredUnits(set, units, asOf), units, owed, of, asOf, stage)
}

// caseOf makes the scoring problem of the given units, whichever blocks the set has.
func (c *Calendar) caseOf(set *form.Set, scored []seeds.Unit, units *seeds.Units, owed []seeds.Obligation, of Evidence, asOf day.Day,
	stage engine.Stage) *engine.Case {
	out := &engine.Case{Set: set, AsOf: asOf, Stage: stage}
	dues := c.Dues(set, owed)
	for _, u := range scored {
		out.Units = append(out.Units, unitCase(set, units, u, dues[u.Code], of, asOf))
	}
	return out
}

func unitCase(set *form.Set, units *seeds.Units, u seeds.Unit, dues []engine.Due, of Evidence, asOf day.Day) engine.UnitCase {
	uc := engine.UnitCase{Dues: dues,
		Unit: engine.Unit{Code: u.Code, Block: u.Block, Attrs: attributes(units, set, u.Code, On(set, asOf))}}
	uc.Facts, uc.Decisions = of(u.Code)
	return uc
}

// Scored is a set with the case it was given and what came of it.
type Scored struct {
	Program *engine.Program
	Case    *engine.Case
	Result  *engine.Result
}

// Outcome is a whole scoring: every set of units, and the province over them.
type Outcome struct {
	Units    []*Scored // in the order the programs were given
	Province *Scored   // nil where no province set was given
}

// All gives the province first, then the sets of units.
func (o *Outcome) All() []*Scored {
	if o.Province == nil {
		return o.Units
	}
	return append([]*Scored{o.Province}, o.Units...)
}

// ErrTwoSets means that a block would be scored by two of the sets given.
var ErrTwoSets = errors.New("a block is scored by two sets")

// Score scores the year with the given sets at a stage: the units first, then, over what they brought, the province. Each
// set scores the units of the blocks that the period chose it for. prior are figures of the previous period for a
// province set that asks for them.
func (c *Calendar) Score(y *Year, programs []*engine.Program, prior []engine.Prior, stage engine.Stage) (*Outcome, error) {
	owed, err := c.owed(y, programs...)
	if err != nil {
		return nil, err
	}
	out := &Outcome{}
	byBlock := map[string]*engine.Program{}
	for _, p := range programs {
		s := &Scored{Program: p, Case: c.caseOf(p.Set(), y.ScoredUnits(p), y.Units, owed, y.Evidence, y.AsOf, stage)}
		if p.Set().Scope == form.ScopeProvince {
			out.Province = s
			continue
		}
		out.Units = append(out.Units, s)
		for _, b := range p.Set().Blocks {
			if !y.Period.Scores(p.Set(), p.Ref().Hash, b) {
				continue
			}
			if other := byBlock[b]; other != nil {
				return nil, fmt.Errorf("%w: %s by %s and %s", ErrTwoSets, b, other.Ref().ID, p.Ref().ID)
			}
			byBlock[b] = p
		}
	}
	var roller *engine.Roller
	if out.Province != nil {
		if roller, err = engine.NewRoller(out.Province.Program, byBlock); err != nil {
			return nil, err
		}
	}
	for _, s := range out.Units {
		if s.Result, err = s.Program.ScoreInto(s.Case, roller); err != nil {
			return nil, fmt.Errorf("score %s: %w", s.Program.Ref().ID, err)
		}
	}
	if out.Province == nil {
		return out, nil
	}
	return out, out.Province.scoreProvince(roller, prior)
}

// owed gives what all units owe on the year's day, if one of the sets asks for it.
func (c *Calendar) owed(y *Year, programs ...*engine.Program) ([]seeds.Obligation, error) {
	if !slices.ContainsFunc(programs, func(p *engine.Program) bool { return NeedsPlan(p.Set()) }) {
		return nil, nil
	}
	return c.Obligations(y.Units, y.Occasions, y.AsOf)
}

func (s *Scored) scoreProvince(roller *engine.Roller, prior []engine.Prior) error {
	rollups, err := roller.Rollups(prior)
	if err != nil {
		return fmt.Errorf("add up %s: %w", s.Program.Ref().ID, err)
	}
	for i := range s.Case.Units {
		s.Case.Units[i].Rollups = rollups
	}
	if s.Result, err = s.Program.Score(s.Case); err != nil {
		return fmt.Errorf("score %s: %w", s.Program.Ref().ID, err)
	}
	return nil
}

// Prior gives the figures of the previous period that a province's set asks for: the unit's own if there is one, else
// those of its predecessors. given are the figures known of that period.
func Prior(set *form.Set, units *seeds.Units, given func(unit, input string) (engine.Value, bool)) []engine.Prior {
	var out []engine.Prior
	for _, input := range PreviousInputs(set) {
		for _, u := range ScoredUnits(set, units, set.Period.To) {
			own, ok := given(u.Code, input)
			if ok || len(u.Predecessors) == 0 {
				own.None = own.None || !ok
				out = append(out, engine.Prior{Unit: u.Code, Input: input, Value: own})
				continue
			}
			out = append(out, predecessors(u, units, input, given)...)
		}
	}
	return out
}

func predecessors(u seeds.Unit, units *seeds.Units, input string, given func(unit, input string) (engine.Value, bool)) []engine.Prior {
	var out []engine.Prior
	for _, code := range u.Predecessors {
		p, _ := units.ByCode(code)
		v, ok := given(code, input)
		v.None = !ok || v.None
		out = append(out, engine.Prior{Unit: code, Input: input, Value: v, Split: len(p.Successors) > 1})
	}
	return out
}

// PreviousInputs lists the inputs whose figures of the previous period a set asks for, each once, in order.
func PreviousInputs(set *form.Set) []string {
	var names []string
	for i := range set.Inputs {
		for _, f := range set.Inputs[i].From {
			if f.Measure == form.MeasurePrevious && !slices.Contains(names, f.Input) {
				names = append(names, f.Input)
			}
		}
	}
	return names
}
