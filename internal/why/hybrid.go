package why

import (
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/seeds"
)

// causes is a set of causes.
type causes uint16

func one(c Cause) causes { return 1 << slices.Index(Causes(), c) }

func (s causes) has(c Cause) bool { return s&one(c) != 0 }

func (s causes) list() []Cause {
	return slices.DeleteFunc(Causes(), func(c Cause) bool { return !s.has(c) })
}

// comparison is a unit's year in two states, and every year between them that was scored.
type comparison struct {
	unit     string
	all      bool      // the unit is the province: what is known of any unit is its own
	blocks   [2]string // the unit's block in each state
	sides    [2]Side
	ends     [2]*engine.UnitResult // of the states as they are
	programs [2]*engine.Program    // that score the unit in each
	known    [2]evidence           // what counts at the stage of the state
	before   [2]evidence           // of the period before; empty unless all
	active   causes                // causes of which something differs
	scored   map[causes]*engine.UnitResult
}

// evidence is what is known of units, by code.
type evidence map[string]*season.UnitYear

// compare scores both states and finds the causes of which something differs.
func compare(unit string, from, to Side) (*comparison, error) {
	c := &comparison{unit: unit, sides: [2]Side{from, to}, scored: map[causes]*engine.UnitResult{}}
	for i := range c.sides {
		s := &c.sides[i]
		u, p, err := score(unit, s)
		if err != nil {
			return nil, &SideError{Side: i, Err: err}
		}
		c.ends[i], c.programs[i], c.blocks[i] = u, p, u.Block
		c.all = c.all || p.Set().Scope == form.ScopeProvince
	}
	for i := range c.sides {
		s := &c.sides[i]
		c.known[i] = counting(s.Year, s.Stage)
		if c.all && s.Before != nil {
			c.before[i] = counting(s.Before, engine.StageFinal)
		}
	}
	c.active = c.differing()
	c.scored[0] = c.ends[0]
	end, err := c.hybrid(c.active)
	switch {
	case err != nil:
		return nil, err
	case !same(end, c.ends[1]):
		return nil, fmt.Errorf("%w: all causes together do not make the second state of %s", ErrUnbalanced, unit)
	}
	c.scored[c.active] = c.ends[1]
	return c, nil
}

// same reports whether two results of a unit say the same of points, index and rank.
func same(a, b *engine.UnitResult) bool {
	return len(engine.Moved(a, b)) == 0 && a.Points.Equal(b.Points) && a.Index.Equal(b.Index) && a.Rank == b.Rank
}

// counting is the evidence of a year that counts at a stage.
func counting(y *season.Year, stage engine.Stage) evidence {
	out := evidence{}
	for i := range y.Known {
		u := season.UnitYear{Unit: y.Known[i].Unit}
		for _, f := range y.Known[i].Facts {
			if stage.Counts(f.Fact.Layer) {
				u.Facts = append(u.Facts, f)
			}
		}
		for _, j := range y.Known[i].Decisions {
			if stage.Counts(j.Decision.Layer) {
				u.Decisions = append(u.Decisions, j)
			}
		}
		out[u.Unit] = &u
	}
	return out
}

// of gives what is known of a unit, which may be nothing.
func (e evidence) of(unit string) *season.UnitYear {
	if u := e[unit]; u != nil {
		return u
	}
	return &season.UnitYear{Unit: unit}
}

// at gives the result of the unit once the given causes were taken.
func (c *comparison) at(done causes) (*engine.UnitResult, error) {
	if r := c.scored[done]; r != nil {
		return r, nil
	}
	r, err := c.hybrid(done)
	c.scored[done] = r
	return r, err
}

// hybrid scores the year with the given causes as they are in the second state and the others as in the first.
func (c *comparison) hybrid(done causes) (*engine.UnitResult, error) {
	ground, rules := c.side(done, Ground), c.side(done, Rules)
	y := &season.Year{AsOf: c.side(done, Time).Year.AsOf, Period: rules.Year.Period, Units: ground.Year.Units, Occasions: ground.Year.Occasions,
		Known: mixed(c.known, c.earlier(), func(unit string) choose { return c.choice(done, unit) })}
	y.Period.Plan = ground.Year.Period.Plan
	s := Side{Year: y, Calendar: ground.Calendar, Programs: rules.Programs, Stage: c.side(done, Appraisal).Stage}
	if c.sides[0].Before != nil || c.sides[1].Before != nil {
		s.Before = &season.Year{Known: mixed(c.before, c.earlier(), func(unit string) choose { return c.choice(done, unit) })}
	}
	r, err := c.scoreBeside(&s, c.othersStage(done))
	if err != nil {
		return nil, &InseparableError{After: done.list(), Err: err}
	}
	return r, nil
}

// side is the state that a cause is taken from.
func (c *comparison) side(done causes, cause Cause) *Side {
	if done.has(cause) {
		return &c.sides[1]
	}
	return &c.sides[0]
}

// othersStage is the stage of the other units in a hybrid year: that of their evidence; where nothing of it differs, the stage
// alone, they go with the unit.
func (c *comparison) othersStage(done causes) engine.Stage {
	if c.all || !c.active.has(Others) {
		return c.side(done, Appraisal).Stage
	}
	return c.side(done, Others).Stage
}

// scoreBeside scores the unit in a hybrid year at the stage of that, the other units at theirs. A stage is more than what counts
// at it: what awaits acceptance, and what is not due once declaring is over, rest on the stage itself.
func (c *comparison) scoreBeside(s *Side, others engine.Stage) (*engine.UnitResult, error) {
	if others == s.Stage {
		r, _, err := score(c.unit, s)
		return r, err
	}
	p := scoring(c.unit, s)
	if p == nil {
		return nil, ErrNotScored
	}
	units, err := s.Calendar.ScoreApart(s.Year, p, c.unit, s.Stage, others)
	if err != nil {
		return nil, err
	}
	return resultOf(units, c.unit)
}

// choose says from which state a fact of a place is taken; before reports whether the place had something declared or in a
// register in the state that knows less.
type choose struct {
	fact      func(layer engine.Layer, before bool) int
	decisions int
}

// choice says from which states the evidence of a unit is taken.
func (c *comparison) choice(done causes, unit string) choose {
	from := func(cause Cause) int {
		if done.has(cause) {
			return 1
		}
		return 0
	}
	if c.other(unit) {
		return choose{func(engine.Layer, bool) int { return from(Others) }, from(Others)}
	}
	return choose{func(layer engine.Layer, before bool) int { return from(causeOf(layer, before)) }, from(Appraisal)}
}

// other reports whether what is known of a unit is another's.
func (c *comparison) other(unit string) bool { return !c.all && unit != c.unit }

// causeOf is the cause that a fact of a unit's own belongs to.
func causeOf(layer engine.Layer, before bool) Cause {
	switch {
	case layer > engine.LayerRegister:
		return Appraisal
	case before:
		return Correction
	}
	return Evidence
}

// mixed is the evidence of a year between two states, by unit.
func mixed(known [2]evidence, earlier int, choice func(unit string) choose) []season.UnitYear {
	var out []season.UnitYear
	for _, unit := range unitsOf(known) {
		pick := choice(unit)
		u := season.UnitYear{Unit: unit, Decisions: known[pick.decisions].of(unit).Decisions}
		for _, p := range pairs(known[0].of(unit), known[1].of(unit), earlier) {
			if f := p.taken(pick.fact(p.layer(), p.before)); f != nil {
				u.Facts = append(u.Facts, *f)
			}
		}
		if len(u.Facts) > 0 || len(u.Decisions) > 0 {
			out = append(out, u)
		}
	}
	return out
}

// unitsOf lists the units of which either state knows something.
func unitsOf(known [2]evidence) []string {
	var codes []string
	for _, e := range known {
		for code := range e { // sorted below
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// pair is a place and layer in two states; a state without it has nil.
type pair struct {
	states [2]*season.FactState
	before bool // the state that knows less has something declared or in a register at the place
}

func (p *pair) any() *season.FactState {
	if p.states[0] != nil {
		return p.states[0]
	}
	return p.states[1]
}

func (p *pair) layer() engine.Layer { return p.any().Fact.Layer }

// taken is the fact of one of the states. What both say was known to both, whichever of them learnt it once more.
func (p *pair) taken(from int) *season.FactState {
	f, other := p.states[from], p.states[1-from]
	if f != nil && other != nil && sameFact(f, other) && other.Fact.Recorded < f.Fact.Recorded {
		return other
	}
	return f
}

// earlier is the state that knows less: of the earlier day, on one day of the shorter log. What it had nothing of is new,
// in whichever direction the states are compared.
func (c *comparison) earlier() int {
	was, is := &c.sides[0], &c.sides[1]
	if is.Year.AsOf < was.Year.AsOf || is.Year.AsOf == was.Year.AsOf && len(is.Log) < len(was.Log) {
		return 1
	}
	return 0
}

// pairs are the places and layers of a unit in two states, in their order.
func pairs(was, is *season.UnitYear, earlier int) []pair {
	out := make([]pair, 0, max(len(was.Facts), len(is.Facts)))
	i, k := 0, 0
	for i < len(was.Facts) || k < len(is.Facts) {
		order := 0
		switch {
		case i == len(was.Facts):
			order = 1
		case k == len(is.Facts):
			order = -1
		default:
			order = was.Facts[i].ComparePlace(&is.Facts[k])
		}
		var p pair
		if order <= 0 {
			p.states[0] = &was.Facts[i]
			i++
		}
		if order >= 0 {
			p.states[1] = &is.Facts[k]
			k++
		}
		out = append(out, p)
	}
	for first := 0; first < len(out); { // a place has its layers one after the other
		last, before := first, false
		for last < len(out) && samePlace(out[first].any(), out[last].any()) {
			before = before || out[last].states[earlier] != nil && out[last].layer() <= engine.LayerRegister
			last++
		}
		for ; first < last; first++ {
			out[first].before = before
		}
	}
	return out
}

func samePlace(a, b *season.FactState) bool {
	f, g := &a.Fact, &b.Fact
	return f.Input == g.Input && f.Row == g.Row && f.Field == g.Field
}

// score scores a unit in its year: with the set that scores it, over all units of the set, or the province over all sets.
func score(unit string, s *Side) (*engine.UnitResult, *engine.Program, error) {
	own := scoring(unit, s)
	if own == nil {
		return nil, nil, ErrNotScored
	}
	programs, prior := []*engine.Program{own}, []engine.Prior(nil)
	if own.Set().Scope == form.ScopeProvince {
		programs = s.Programs
		for _, p := range programs {
			if s.Before != nil {
				prior = append(prior, season.Prior(p.Set(), s.Year.Units, s.Before.Figure)...)
			}
		}
	}
	out, err := s.Calendar.Score(s.Year, programs, prior, s.Stage)
	if err != nil {
		return nil, nil, err
	}
	for _, scored := range out.All() {
		if scored.Program == own {
			r, err := resultOf(scored.Result.Units, unit)
			return r, own, err
		}
	}
	return nil, nil, ErrNotScored
}

// resultOf is the result of a unit among others.
func resultOf(units []engine.UnitResult, unit string) (*engine.UnitResult, error) {
	at := slices.IndexFunc(units, func(u engine.UnitResult) bool { return u.Unit == unit })
	if at < 0 {
		return nil, ErrNotScored
	}
	return &units[at], nil
}

// scoring is the set that scores a unit in its year; nil where none does.
func scoring(unit string, s *Side) *engine.Program {
	at := slices.IndexFunc(s.Programs, func(p *engine.Program) bool { return scores(s.Year, p, unit) })
	if at < 0 {
		return nil
	}
	return s.Programs[at]
}

func scores(y *season.Year, p *engine.Program, unit string) bool {
	return slices.ContainsFunc(y.ScoredUnits(p), func(u seeds.Unit) bool { return u.Code == unit })
}
