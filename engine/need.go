package engine

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// ErrGoal means that a goal asks for no points.
var ErrGoal = errors.New("a goal must ask for more than 0 points")

// GoalKind says how far a path should lead.
type GoalKind uint8

// The goals.
const (
	GoalNext   GoalKind = iota // the next band, branch or item; where points rise without steps, the most
	GoalMost                   // the most the leaf can still have
	GoalPoints                 // at least Points more
)

// Goal is what a path should reach.
type Goal struct {
	Kind   GoalKind
	Points exact.Num // GoalPoints
}

// Action is one thing the unit can still do (việc cần làm): a place, the value it has and the value it should have.
type Action struct {
	Input, Row, Field string
	From, To          Value     // From.None: nothing there yet
	By                exact.Num // figures: To − From, from 0 when nothing is there
	Until             day.Day   // last day on which doing it brings these points; day.None: no limit is set
}

// Path is a way to more points of one leaf that was scored, not estimated: the unit's case with its actions has these
// points. None of its actions can be left out, and no figure in it can be a step smaller.
type Path struct {
	Code    string
	Gain    exact.Num  // what the leaf gains
	Total   exact.Num  // what the unit's exact total gains, which other leaves and caps may change
	To      NodeResult // the leaf as it then stands, without outlook
	Actions []Action
	Proved  bool
}

// Changes are the path's actions as facts, for a what-if.
func (p *Path) Changes() []Fact {
	facts := make([]Fact, len(p.Actions))
	for i, a := range p.Actions {
		facts[i] = Fact{Input: a.Input, Row: a.Row, Field: a.Field, Value: a.To}
	}
	return facts
}

// BlockKind says why an input is not proposed.
type BlockKind string

// Why an input is not proposed. A test demands a Vietnamese sentence for each.
const (
	BlockNoLever    BlockKind = "no_lever"   // it says what has happened; the unit can no longer move it
	BlockPassed     BlockKind = "passed"     // its date has passed
	BlockOffice     BlockKind = "office"     // another office's figure
	BlockUnits      BlockKind = "units"      // added up from the figures of other units: they move it
	BlockNotYet     BlockKind = "not_yet"    // nothing is owed yet: an event or obligation that has not arisen
	BlockUndeclared BlockKind = "undeclared" // the unit's own, not yet given: to be declared as it is, so no value is proposed
)

// Blocked is an input, or a row of it, that the leaf rests on and that is not proposed.
type Blocked struct {
	Input, Row string
	Why        BlockKind
	Until      day.Day // BlockPassed: the day that has passed
}

// Standstill says why there is no path for a leaf.
type Standstill string

// Why a leaf has no path. A test demands a Vietnamese sentence for each.
const (
	StandsFull       Standstill = "full"       // it has its maximum
	StandsOut        Standstill = "out"        // it does not apply, or is not scored
	StandsClosed     Standstill = "closed"     // declaring is over
	StandsDecided    Standstill = "decided"    // its points were decided directly
	StandsOthers     Standstill = "others"     // it compares with other units, whose values are not published
	StandsOpinion    Standstill = "opinion"    // it comes from surveys
	StandsRests      Standstill = "rests"      // it rests on the points of another leaf
	StandsWaits      Standstill = "waits"      // it waits for figures that are not there or for what has not arisen
	StandsPassed     Standstill = "passed"     // the dates of what could be done have passed
	StandsLost       Standstill = "lost"       // nothing that can still be done brings points
	StandsBeyond     Standstill = "beyond"     // points can be had, but not as many as asked for
	StandsElsewhere  Standstill = "elsewhere"  // what the leaf gains other leaves lose
	StandsIncomplete Standstill = "incomplete" // the unit's own figures must be declared first
)

// Need is what one leaf lacks and how the unit can still get it (cần làm gì).
type Need struct {
	Node    int
	Code    string
	Now     NodeResult
	Paths   []Path // what gains most for least first; alternatives, not steps
	Why     Standstill
	Blocked []Blocked
}

// Best is the first path; nil if there is none.
func (n *Need) Best() *Path {
	if len(n.Paths) == 0 {
		return nil
	}
	return &n.Paths[0]
}

// Need finds, for one leaf of a unit or for all when code is "", the smallest changes that reach the goal and that the unit
// can still make honestly: inputs with a lever, documents it owes, and yes or no, levels and dates that are its own to
// declare and not declared yet, each only until its date. All leaves come with what gains most for least first, those
// without a path last, else in printed order.
func (p *Program) Need(c *Case, unit, code string, goal Goal) ([]Need, error) {
	uc, err := c.unitCase(unit)
	if err != nil {
		return nil, err
	}
	return p.NewScorer(c, p.References(c)).Need(uc, code, goal)
}

// Need is Program.Need against the values of other units that the scorer was given, none of them before publication.
func (s *Scorer) Need(uc *UnitCase, code string, goal Goal) ([]Need, error) {
	if n, ok := s.p.codes[code]; code != "" && (!ok || s.p.leaves[n] == nil) {
		return nil, fmt.Errorf("%w: %s", ErrUnknownCode, code)
	}
	if goal.Kind == GoalPoints && goal.Points.Sign() <= 0 {
		return nil, ErrGoal
	}
	u, err := s.ScoreUnit(uc)
	if err != nil {
		return nil, err
	}
	f := &pathfinder{s: s, proof: s.p.NewScorer(s.c, s.fr.refs), uc: uc, goal: goal, total: u.Exact,
		dues: duesByDeliverable(uc.Dues), wholes: s.p.denominators()}
	var needs []Need
	for n, lp := range s.p.leaves {
		if lp != nil && (code == "" || s.p.set.Nodes[n].Code == code) {
			needs = append(needs, f.need(lp, u.Nodes[n]))
		}
	}
	slices.SortStableFunc(needs, func(a, b Need) int { return b.promise().Cmp(a.promise()) })
	return needs, nil
}

// promise is what the best path gains per action; 0 without one.
func (n *Need) promise() exact.Num {
	if len(n.Paths) == 0 {
		return exact.Num{}
	}
	return n.Paths[0].perAction()
}

func (p *Path) perAction() exact.Num {
	q, _ := p.Gain.Quo(exact.Int(int64(len(p.Actions)))) // a path has an action
	return q
}

// need works out one leaf.
func (f *pathfinder) need(lp *leafProgram, now NodeResult) Need {
	n := Need{Node: lp.node, Code: now.Code, Now: now}
	if n.Why = f.settled(lp, &now); n.Why != "" {
		return n
	}
	f.enter(lp, now)
	n.Blocked = f.blocked
	n.Paths = f.paths()
	slices.SortStableFunc(n.Paths, func(a, b Path) int {
		return cmp.Or(b.perAction().Cmp(a.perAction()), b.Total.Cmp(a.Total))
	})
	f.leave()
	if len(n.Paths) == 0 {
		n.Why = f.standstill()
	}
	return n
}

// settled says why nothing has to be looked for; "" if something has.
func (f *pathfinder) settled(lp *leafProgram, now *NodeResult) Standstill {
	switch {
	case now.State == NotApplicable || now.State == Unscored:
		return StandsOut
	case now.Points.Cmp(lp.max) >= 0:
		return StandsFull
	case f.s.fr.closed:
		return StandsClosed
	case f.s.fr.leaves[lp.node].override != nil:
		return StandsDecided
	case f.s.fr.unreferred(lp):
		return StandsOthers
	}
	return ""
}

// standstill says why no path was found for the leaf just looked at.
func (f *pathfinder) standstill() Standstill {
	why := func(k BlockKind) bool {
		return slices.ContainsFunc(f.blocked, func(b Blocked) bool { return b.Why == k })
	}
	waiting := f.now.Reachable.Sign() > 0 || f.now.State != Scored && f.now.State != Disputed
	switch {
	case f.costs:
		return StandsElsewhere
	case f.less:
		return StandsBeyond
	case f.lp.leaf.Survey || f.asks():
		return StandsOpinion
	case len(f.lp.rests) > 0:
		return StandsRests
	case waiting && why(BlockUndeclared):
		return StandsIncomplete
	case waiting && (why(BlockOffice) || why(BlockUnits) || why(BlockNotYet)):
		return StandsWaits
	case why(BlockPassed):
		return StandsPassed
	}
	return StandsLost
}

// asks reports whether the leaf rests on a survey.
func (f *pathfinder) asks() bool {
	return slices.ContainsFunc(f.lp.inputs, func(i int) bool { return f.s.p.set.Inputs[i].Type == form.InSurvey })
}
