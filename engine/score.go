package engine

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// ErrUnbalanced means that a unit's ledger does not add up to its points: a fault of the engine, never a result.
var ErrUnbalanced = errors.New("ledger does not balance")

// ErrUnknownUnit and ErrUnknownCode mean that a unit or leaf asked for is not in the case or set.
var (
	ErrUnknownUnit = errors.New("unknown unit")
	ErrUnknownCode = errors.New("unknown subcriterion")
)

// ErrBlock and ErrDecision mean that a case has a unit the set does not score, or a decision nobody may take.
var (
	ErrBlock    = errors.New("block not scored by the set")
	ErrDecision = errors.New("decision not admitted")
)

// Scorer scores the units of one case, one after another, in storage it reuses. It is not safe for concurrent use.
type Scorer struct {
	p  *Program
	c  *Case
	fr frame

	// By node; the last is the whole.
	points  []exact.Num
	tops    []exact.Num // applied maximum
	applies []bool      // some leaf at or below it applies

	// Sums over what stands directly below a node: points, still reachable, lost.
	sums, reachable, lost []exact.Acc

	bound *UnitCase // laid out in fr

	flat bool // nothing is capped or rounded above the leaves
}

// NewScorer prepares to score units of a case; refs may be nil (no values of other units are published).
func (p *Program) NewScorer(c *Case, refs *References) *Scorer {
	n := len(p.set.Nodes) + 1
	s := &Scorer{p: p, c: c, points: make([]exact.Num, n), tops: make([]exact.Num, n), applies: make([]bool, n),
		sums: make([]exact.Acc, n), reachable: make([]exact.Acc, n), lost: make([]exact.Acc, n)}
	s.fr.refs = refs
	s.flat = p.set.Rounding.At != form.AtCriterion
	for i := range p.set.Nodes {
		s.flat = s.flat && !p.set.Nodes[i].Outside
	}
	return s
}

// above is the place of the node that a node is added to.
func (s *Scorer) above(i int) int {
	if up := s.p.set.Nodes[i].Parent; up >= 0 {
		return up
	}
	return len(s.p.set.Nodes)
}

// Bind lays out a unit's evidence. What follows is about this unit.
func (s *Scorer) Bind(uc *UnitCase) {
	s.p.bind(s.c, uc, &s.fr)
	s.bound = uc
}

// Core is the bare outcome of scoring one unit: no reasons, no outlook.
type Core struct {
	Points  exact.Num // exact total
	Applied exact.Num
	Index   exact.Num // Points ÷ Applied × 100
	Valid   bool      // Applied is not 0
	Ledger  []Line    // owned by the scorer, overwritten by the next call
}

// Core scores the bound unit. Beside total and index, which can be long fractions, it allocates nothing in steady state.
func (s *Scorer) Core() Core {
	s.score()
	if s.flat {
		return s.whole()
	}
	return s.total()
}

// score evaluates the leaves.
func (s *Scorer) score() {
	fr := &s.fr
	fr.lines, fr.taken = fr.lines[:0], fr.taken[:0]
	for _, n := range s.p.order {
		s.p.score(s.p.leaves[n], fr)
	}
}

// whole adds the leaves up at once. Reducing the sum of every criterion and area costs as much as scoring, and nobody
// has asked for them.
func (s *Scorer) whole() Core {
	n := len(s.p.set.Nodes)
	sum := &s.sums[n]
	sum.Reset()
	applied := exact.Num{}
	for _, l := range s.p.order {
		out := &s.fr.out[l]
		sum.Add(out.points)
		if out.inMax {
			applied = applied.Add(s.p.leaves[l].max)
		}
	}
	return s.core(sum.Sum(), applied)
}

func (s *Scorer) core(points, applied exact.Num) Core {
	c := Core{Points: points, Applied: applied, Ledger: s.fr.lines}
	c.Index, c.Valid = Index(points, applied)
	return c
}

// total adds leaves up to areas and the whole. Children stand after their parents, so one backward pass does.
func (s *Scorer) total() Core {
	for i := range s.sums {
		s.sums[i].Reset()
		s.tops[i] = exact.Num{}
		s.applies[i] = false
	}
	n := len(s.p.set.Nodes)
	for i := n - 1; i >= 0; i-- {
		s.points[i] = s.nodePoints(i)
		up := s.above(i)
		s.sums[up].Add(s.points[i])
		s.tops[up] = s.tops[up].Add(s.tops[i])
		s.applies[up] = s.applies[up] || s.applies[i]
	}
	return s.core(s.sums[n].Sum(), s.tops[n])
}

// nodePoints is a node's points once its children are in, with caps of outside sections and rounding at the place the
// set names; its applied maximum is left in tops.
func (s *Scorer) nodePoints(i int) exact.Num {
	node := &s.p.set.Nodes[i]
	fr := &s.fr
	if node.Leaf != nil {
		out := &fr.out[i]
		s.applies[i] = out.state != NotApplicable && out.state != Unscored
		if out.inMax {
			s.tops[i] = node.Max
		}
		return out.points
	}
	points := s.sums[i].Sum()
	fr.node = i
	if node.Outside {
		points = fr.bound(points, node.Floor, node.Cap, "section")
	}
	if s.p.set.Rounding.At == form.AtCriterion && node.Kind == form.NodeCriterion {
		points = fr.round(points, s.p.set.Rounding.Rounding)
	}
	return points
}

// Unit scores the bound unit in full: points, states, reasons, outlook and a ledger that balances.
func (s *Scorer) Unit(uc *UnitCase) (UnitResult, error) {
	s.score()
	core := s.total()
	set := s.p.set
	u := UnitResult{
		Unit: uc.Unit.Code, Block: uc.Unit.Block, Exact: core.Points, Points: core.Points, Max: set.Max, Applied: core.Applied,
		Index: core.Index, Scorable: core.Valid, Ranked: core.Valid, Nodes: make([]NodeResult, len(set.Nodes)),
	}
	u.Ledger = append(make([]Line, 0, len(core.Ledger)+len(set.Nodes)), core.Ledger...) // most leaves have one margin
	if set.Rounding.At == form.AtTotal {
		u.Points = core.Points.Round(set.Rounding.Rounding)
	}
	if d := s.fr.unranked; d != nil {
		u.Ranked = false
		u.NotRanked = Reason{ID: ReasonNotRanked, Args: decisionArgs(d)}
	}
	for i := range set.Nodes {
		u.Nodes[i] = s.node(i)
		u.Blocked = u.Blocked || u.Nodes[i].State == NotScorable
	}
	s.outlook(&u)
	s.margins(&u)
	slices.SortStableFunc(u.Ledger, func(a, b Line) int { return a.Node - b.Node })
	return u, balance(set, &u)
}

// node is the outcome of a node before the outlook.
func (s *Scorer) node(i int) NodeResult {
	node := &s.p.set.Nodes[i]
	r := NodeResult{Code: node.Code, Applied: s.tops[i]}
	if node.Leaf == nil {
		r.State, r.Points = NotApplicable, s.points[i]
		if s.applies[i] {
			r.State = Scored
		}
		return r
	}
	out := &s.fr.out[i]
	r.State, r.Points = out.state, out.points
	r.Branch, r.Reason = s.reason(s.p.leaves[i])
	return r
}

// margins adds the ledger lines between points and maximum: what can still be reached, what is lost, what is out of the
// maximum.
func (s *Scorer) margins(u *UnitResult) {
	add := func(n int, kind LineKind, branch string, amount exact.Num) {
		if !amount.IsZero() {
			u.Ledger = append(u.Ledger, Line{Node: n, Kind: kind, Branch: branch, Amount: amount})
		}
	}
	for i := range s.p.set.Nodes {
		lp := s.p.leaves[i]
		if lp == nil || lp.outside || lp.leaf.Unscored {
			continue
		}
		n := &u.Nodes[i]
		add(i, LineReachable, n.Branch, n.Reachable)
		add(i, LineLost, n.Branch, n.Lost)
		add(i, LineRebased, n.Branch, lp.max.Sub(n.Applied))
	}
}

// balance checks the ledger: lines of points add up to the points, lines of margins to the maximum. A section outside
// the scale and rounding above the leaves are the only terms beside them.
func balance(set *form.Set, u *UnitResult) error {
	var points, scale, whole exact.Acc // differences that must end at 0: that is known without reducing them
	for i := range u.Ledger {
		l := &u.Ledger[i]
		switch l.Kind {
		case LineReachable, LineLost:
			scale.Add(l.Amount)
		case LineRebased:
			whole.Add(l.Amount)
		default:
			points.Add(l.Amount)
			if set.Nodes[l.Node].Leaf == nil || set.OutsideScale(l.Node) {
				scale.Sub(l.Amount)
			}
		}
	}
	points.Sub(u.Exact)
	scale.Add(u.Exact)
	scale.Sub(u.Applied)
	whole.Add(u.Applied)
	whole.Sub(set.Max)
	for _, check := range []struct {
		off  *exact.Acc
		what string
	}{
		{&points, "lines of points and the total"},
		{&scale, "points with margins and the applied maximum"},
		{&whole, "applied with re-based maxima and the maximum of the set"},
	} {
		if !check.off.IsZero() {
			return fmt.Errorf("unit %s: %w: %s differ by %s", u.Unit, ErrUnbalanced, check.what, check.off.Sum().Fraction())
		}
	}
	return nil
}

// Score is the composition: gather references over all units, freeze them, score every unit, rank.
func Score(c *Case) (*Result, error) {
	p, err := Compile(c.Set)
	if err != nil {
		return nil, err
	}
	return p.Score(c)
}

// Score scores a case with a compiled set. Units are spread over the processors; the result does not depend on it.
func (p *Program) Score(c *Case) (*Result, error) { return p.ScoreInto(c, nil) }

// ScoreInto scores a case and adds its units to the aggregated inputs of a province; into may be nil.
func (p *Program) ScoreInto(c *Case, into *Roller) (*Result, error) {
	hash, err := c.Hash(p.ref.Hash)
	if err != nil {
		return nil, err
	}
	units, err := p.inOrder(c)
	if err != nil {
		return nil, err
	}
	refs := p.References(c)
	out := &Result{Set: p.ref, AsOf: c.AsOf, Stage: c.Stage, Closed: p.Closed(c.AsOf), CaseHash: hash, Units: make([]UnitResult, len(units))}
	if refs != nil {
		if out.References, err = refs.Hash(); err != nil {
			return nil, err
		}
	}
	errs := make([]error, len(units))
	var mu sync.Mutex
	var parts []*Roller
	spread(len(units), func(next func() (int, bool)) {
		s := p.NewScorer(c, refs)
		var part *Roller
		if into != nil {
			part = into.Fork()
		}
		for i, ok := next(); ok; i, ok = next() {
			if out.Units[i], errs[i] = s.ScoreUnit(units[i]); errs[i] == nil && part != nil {
				errs[i] = part.Add(s, units[i], &out.Units[i])
			}
		}
		mu.Lock()
		parts = append(parts, part)
		mu.Unlock()
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for _, part := range parts {
		if part == nil {
			break
		}
		if err := into.Merge(part); err != nil {
			return nil, err
		}
	}
	p.Rank(out.Units)
	return out, nil
}

// Gather adds a unit's values to those that other units are compared by. Units can be gathered one by one, in any order.
func (s *Scorer) Gather(uc *UnitCase, into *Partial) {
	s.Bind(uc)
	s.p.gather(&s.fr, into)
}

// ScoreUnit scores one unit in full. A unit that the set does not score, and decisions that nobody may take, are refused.
func (s *Scorer) ScoreUnit(uc *UnitCase) (UnitResult, error) {
	if err := s.p.admits(uc); err != nil {
		return UnitResult{}, err
	}
	s.Bind(uc)
	return s.Unit(uc)
}

// References gathers and freezes the values that relative rules compare units by; nil when the set has none.
func (p *Program) References(c *Case) *References {
	if len(p.rels) == 0 {
		return nil
	}
	var all Partial
	var mu sync.Mutex
	spread(len(c.Units), func(next func() (int, bool)) {
		var part Partial
		s := p.NewScorer(c, nil)
		for i, ok := next(); ok; i, ok = next() {
			s.Gather(&c.Units[i], &part)
		}
		mu.Lock()
		all.Merge(&part)
		mu.Unlock()
	})
	return all.Freeze()
}

// admits refuses a unit that the set does not score and decisions that nobody may take.
func (p *Program) admits(uc *UnitCase) error {
	if !appliesTo(p.set.Blocks, uc.Unit.Block) {
		return fmt.Errorf("%w: %s", ErrBlock, uc.Unit.Block)
	}
	if err := p.admitsRollups(uc); err != nil {
		return err
	}
	for i := range uc.Decisions {
		d := &uc.Decisions[i]
		own := func(who string) bool { return strings.EqualFold(office(who), uc.Unit.Code) }
		if d.Kind != DecideDispute && (own(d.By) || own(d.Second)) {
			return fmt.Errorf("%w: %s by the unit itself", ErrDecision, d.Kind)
		}
		if d.Kind != DecideOverride {
			continue
		}
		if d.Second == "" || d.Second == d.By {
			return fmt.Errorf("%w: override of %s without a second person", ErrDecision, d.Code)
		}
		if n, ok := p.codes[d.Code]; ok && (d.Points.Less(p.set.Nodes[n].Min) || p.set.Nodes[n].Max.Less(d.Points)) {
			return fmt.Errorf("%w: override of %s with %s points", ErrDecision, d.Code, d.Points.Fraction())
		}
	}
	return nil
}

// office is the office of a decider: "so-y-te" or "so-y-te/Nguyễn Văn A".
func office(decider string) string {
	name, _, _ := strings.Cut(decider, "/")
	return strings.TrimSpace(name)
}

// inOrder gives the case's units by code; two cases of one unit are refused.
func (p *Program) inOrder(c *Case) ([]*UnitCase, error) {
	units := make([]*UnitCase, len(c.Units))
	for i := range c.Units {
		if err := p.admits(&c.Units[i]); err != nil {
			return nil, fmt.Errorf("unit %s: %w", c.Units[i].Unit.Code, err)
		}
		units[i] = &c.Units[i]
	}
	sort.Slice(units, func(i, j int) bool { return units[i].Unit.Code < units[j].Unit.Code })
	for i := 1; i < len(units); i++ {
		if units[i].Unit.Code == units[i-1].Unit.Code {
			return nil, fmt.Errorf("unit %s stands twice in the case", units[i].Unit.Code)
		}
	}
	return units, nil
}

// spread runs work on every processor; next hands out 0 … n-1, each once.
func spread(n int, work func(next func() (int, bool))) {
	var mu sync.Mutex
	at := 0
	next := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		if at == n {
			return 0, false
		}
		at++
		return at - 1, true
	}
	workers := min(runtime.GOMAXPROCS(0), n)
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work(next)
		}()
	}
	wg.Wait()
}

// Index is points as a percentage of the applied maximum, exact and unrounded; false when nothing applies.
func Index(points, applied exact.Num) (exact.Num, bool) {
	percent, _ := applied.Quo(exact.Int(100)) // applied is short, points can be a long fraction
	q, ok := points.Quo(percent)
	if !ok || applied.Sign() < 0 {
		return exact.Num{}, false
	}
	return q, true
}
