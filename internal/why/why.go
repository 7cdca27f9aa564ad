// Package why knows why a unit's score differs between two states of its year: it takes the causes that can move points
// one after the other from the first state to the second, scores the whole year each time with the engine, and attributes
// each difference to its cause, exactly and without remainder; and it names what changed of every cause, with the event of
// the log behind it.
//
// It is pure: reading a log and its sets is the caller's, sentences are internal/wording's.
package why

import (
	"errors"
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/season"
)

// Cause is a kind of thing that moves points.
type Cause string

// The causes.
const (
	// Time is the day that is looked at: deadlines that pass, the closing of the period, dates from which attributes, units and
	// parameters hold.
	Time Cause = "time"
	// Ground is what is recorded of units, attributes and occasions, and the plan.
	Ground Cause = "ground"
	// Evidence is a figure or document declared or in a register at a place of which neither said anything in the state that
	// knows less.
	Evidence Cause = "evidence"
	// Correction is a figure or document declared or in a register, at a place of which one of them said something there:
	// replaced, withdrawn, or put right by the other.
	Correction Cause = "correction"
	// Appraisal is what appraisers and the council say: their figures, their decisions, and the stage up to which they count.
	Appraisal Cause = "appraisal"
	// Others is what is known of the other units of the block: what the unit is compared and ranked with. A province is compared
	// with nobody, and what is known of any unit is its own.
	Others Cause = "others"
	// Rules is the version of the criteria set.
	Rules Cause = "rules"
	// Engine is the program: what a recorded run says beside what this engine makes of the same inputs.
	Engine Cause = "engine"
)

// Causes lists the causes in the order in which they are taken. Time comes first where it goes on and last where it goes
// back, before the engine, so that no year that is scored knows what was learnt after its day.
func Causes() []Cause {
	return []Cause{Time, Ground, Evidence, Correction, Appraisal, Others, Rules, Engine}
}

// Side is one of two states of a year, with all that it is scored with.
type Side struct {
	Year     *season.Year
	Before   *season.Year // the period before, for a province that compares with it; nil where there is none
	Calendar *season.Calendar
	Programs []*engine.Program // the sets of the period
	Stage    engine.Stage
	Log      []season.Event // all that was known, in the order of the log
	// Recorded is what a recorded run says of the unit; nil where the state is no run.
	Recorded *engine.UnitResult
	// Engine is the version of the engine that a recorded run names; "" where the state is no run.
	Engine string
}

// Account is why a unit's score differs between two states.
type Account struct {
	Unit     string
	From, To *engine.UnitResult // what each state says: what was recorded of a run, else what is scored
	Programs [2]*engine.Program // of the sets that score the unit in each
	// Parts are the causes in the order in which they were taken, each once. Their points add up to To.Exact less From.Exact.
	Parts []Part
	// Rounding is by how much more the points differ after the rounding of the total than before it.
	Rounding exact.Num
	Lines    []Line   // what moved, as the second set prints it, then what only the first has
	Changes  []Change // what changed, by cause in the order of Parts
}

// Part is what one cause did.
type Part struct {
	Cause Cause
	// Changed reports whether anything of the cause differs; where nothing does, it was not tried and is 0.
	Changed       bool
	Points, Index exact.Num
	// Rank is the rank before and after; 0 where there is none.
	Rank [2]int
	// Backward is what the points would be if the causes other than time and engine were taken in the opposite order; nil where
	// they would be the same.
	Backward *exact.Num
}

// Line is what happened to one place of the tree: a subcriterion, or what a cap or rounding takes at a criterion or section.
type Line struct {
	Code          string
	Before, After engine.NodeResult // the zero NodeResult where a state has no such place
	Points        exact.Num         // by how much it moved
	By            []exact.Num       // of Account.Parts, in their order; they add up to Points
	Changes       []int             // of Account.Changes: those of the causes that moved it which it rests on
}

// ErrNotScored means that no set scores the unit.
var ErrNotScored = errors.New("unit is not scored")

// SideError means that one of the two states cannot be scored: the first (0) or the second (1).
type SideError struct {
	Side int
	Err  error
}

func (e *SideError) Error() string { return fmt.Sprintf("state %d: %v", e.Side+1, e.Err) }

// Unwrap gives why.
func (e *SideError) Unwrap() error { return e.Err }

// ErrUnbalanced means that the parts do not add up to the difference: a fault of this package, never a result.
var ErrUnbalanced = errors.New("parts do not add up")

// InseparableError means that causes cannot be taken one after the other: with those of After alone, the year cannot be scored.
type InseparableError struct {
	After []Cause
	Err   error
}

func (e *InseparableError) Error() string {
	return fmt.Sprintf("year with %v alone: %v", e.After, e.Err)
}

// Unwrap gives why the year could not be scored.
func (e *InseparableError) Unwrap() error { return e.Err }

// Explain attributes the difference between two states of a unit's year.
func Explain(unit string, from, to Side) (*Account, error) {
	c, err := compare(unit, from, to)
	if err != nil {
		return nil, err
	}
	a := &Account{Unit: unit, From: c.shown(0), To: c.shown(1), Programs: c.programs, Changes: c.changes()}
	if err := c.parts(a); err != nil {
		return nil, err
	}
	a.Rounding = a.To.Points.Sub(a.To.Exact).Sub(a.From.Points.Sub(a.From.Exact))
	c.relate(a)
	return a, a.balance()
}

// shown is what a side says of the unit.
func (c *comparison) shown(side int) *engine.UnitResult {
	if r := c.sides[side].Recorded; r != nil {
		return r
	}
	return c.ends[side]
}

// parts takes the causes one after the other, and those that can change places once more in the opposite order.
func (c *comparison) parts(a *Account) error {
	order := c.order()
	steps, err := c.walk(order)
	if err != nil {
		return err
	}
	lines := newLines(a)
	for i, cause := range order {
		p := Part{Cause: cause, Changed: c.active.has(cause)}
		p.measure(steps[i], steps[i+1])
		lines.move(i, steps[i], steps[i+1])
		a.Parts = append(a.Parts, p)
	}
	c.engine(a, lines)
	a.Lines = lines.moved()
	return c.backward(a, order)
}

// measure is what a step did.
func (p *Part) measure(before, after *engine.UnitResult) {
	p.Points, p.Index = after.Exact.Sub(before.Exact), after.Index.Sub(before.Index)
	p.Rank = [2]int{before.Rank, after.Rank}
}

// order is the order in which the causes but the engine are taken.
func (c *comparison) order() []Cause {
	order := slices.DeleteFunc(Causes(), func(x Cause) bool { return x == Engine })
	if c.sides[1].Year.AsOf < c.sides[0].Year.AsOf {
		order = append(slices.DeleteFunc(order, func(x Cause) bool { return x == Time }), Time)
	}
	return order
}

// walk scores the year after each of the causes; the first result is that before all of them.
func (c *comparison) walk(order []Cause) ([]*engine.UnitResult, error) {
	steps := []*engine.UnitResult{c.ends[0]}
	var done causes
	for _, cause := range order {
		if c.active.has(cause) {
			done |= one(cause)
		}
		r, err := c.at(done)
		if err != nil {
			return nil, err
		}
		steps = append(steps, r)
	}
	return steps, nil
}

// engine adds the part of the engine: by how much what was recorded differs from what is scored, at the second state less at
// the first.
func (c *comparison) engine(a *Account, lines *lines) {
	p := Part{Cause: Engine}
	for side := range c.sides {
		s := &c.sides[side]
		if s.Recorded == nil {
			continue
		}
		before, after := c.ends[side], s.Recorded
		p.Changed = p.Changed || s.Engine != engine.Semantics || len(engine.Moved(before, after)) > 0
		if side == 0 { // what the record has more is taken back
			before, after = after, before
		}
		p.Points, p.Index = p.Points.Add(after.Exact.Sub(before.Exact)), p.Index.Add(after.Index.Sub(before.Index))
		p.Changed = p.Changed || !after.Exact.Equal(before.Exact) || !after.Index.Equal(before.Index) || after.Rank != before.Rank
		lines.move(len(a.Parts), before, after)
	}
	p.Rank = [2]int{c.ends[1].Rank, a.To.Rank}
	a.Parts = append(a.Parts, p)
}

// backward notes the parts that would be others in the opposite order. Time keeps its place, for the reason it has it.
func (c *comparison) backward(a *Account, order []Cause) error {
	opposite := slices.Clone(order)
	first := 0
	if order[0] == Time {
		first = 1
	}
	slices.Reverse(opposite[first : first+len(order)-1])
	steps, err := c.walk(opposite)
	if err != nil {
		return err
	}
	for i, cause := range opposite {
		points := steps[i+1].Exact.Sub(steps[i].Exact)
		at := slices.IndexFunc(a.Parts, func(p Part) bool { return p.Cause == cause })
		if !points.Equal(a.Parts[at].Points) {
			a.Parts[at].Backward = &points
		}
	}
	return nil
}

// balance refuses an account whose parts do not add up.
func (a *Account) balance() error {
	var whole, index exact.Num
	byLine := exact.Num{}
	for i := range a.Parts {
		whole, index = whole.Add(a.Parts[i].Points), index.Add(a.Parts[i].Index)
	}
	for i := range a.Lines {
		l := &a.Lines[i]
		sum := exact.Num{}
		for _, n := range l.By {
			sum = sum.Add(n)
		}
		if !sum.Equal(l.Points) {
			return fmt.Errorf("%w: %s moved by %s, its causes by %s", ErrUnbalanced, l.Code, l.Points, sum)
		}
		byLine = byLine.Add(l.Points)
	}
	points := a.To.Exact.Sub(a.From.Exact)
	switch {
	case !whole.Equal(points) || !byLine.Equal(points):
		return fmt.Errorf("%w: points moved by %s, causes by %s, lines by %s", ErrUnbalanced, points, whole, byLine)
	case !index.Equal(a.To.Index.Sub(a.From.Index)):
		return fmt.Errorf("%w: the index, by causes %s", ErrUnbalanced, index)
	}
	return nil
}

// lines gather what moved, place by place.
type lines struct {
	a    *Account
	all  []Line
	at   map[string]int // by code
	many int            // parts
}

func newLines(a *Account) *lines {
	return &lines{a: a, at: map[string]int{}, many: len(Causes())}
}

func (l *lines) of(code string) *Line {
	i, ok := l.at[code]
	if !ok {
		i = len(l.all)
		l.at[code] = i
		l.all = append(l.all, Line{Code: code, By: make([]exact.Num, l.many)})
	}
	return &l.all[i]
}

// move adds to a part what moved between two results.
func (l *lines) move(part int, before, after *engine.UnitResult) {
	if before == after {
		return
	}
	for _, m := range engine.Moved(before, after) {
		if m.By.IsZero() {
			continue
		}
		line := l.of(m.Code)
		line.By[part] = line.By[part].Add(m.By)
	}
}

// moved gives what moved at all, by points, by a cause, or from state to state, in the order of the sets.
func (l *lines) moved() []Line {
	for _, m := range engine.Moved(l.a.From, l.a.To) {
		if m.By.IsZero() && m.Before.State == m.After.State {
			continue
		}
		line := l.of(m.Code)
		line.Points = m.By
	}
	for i := range l.all {
		line := &l.all[i]
		line.Before, line.After = node(l.a.From, line.Code), node(l.a.To, line.Code)
	}
	slices.SortFunc(l.all, func(x, y Line) int { return l.place(x.Code) - l.place(y.Code) })
	return l.all
}

// place is where a code stands: in the second set, or after it where only the first has it.
func (l *lines) place(code string) int {
	after := l.a.Programs[1].Set()
	if i := after.NodeByCode(code); i >= 0 {
		return i
	}
	return len(after.Nodes) + l.a.Programs[0].Set().NodeByCode(code)
}

func node(u *engine.UnitResult, code string) engine.NodeResult {
	i := slices.IndexFunc(u.Nodes, func(n engine.NodeResult) bool { return n.Code == code })
	if i < 0 {
		return engine.NodeResult{}
	}
	return u.Nodes[i]
}
