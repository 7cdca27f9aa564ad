package impact

import (
	"slices"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/diff"
)

// place is a node of either set: an index, -1 where one has not got it.
type place struct{ before, after int }

// mapping knows which node answers to which.
type mapping struct {
	changes *diff.Changes
	places  []place // the later set's nodes in order, then those that only the earlier one has
	causes  *causes
	was, is []exact.Num
}

func newMapping(c *diff.Changes) *mapping {
	m := &mapping{changes: c, was: make([]exact.Num, len(c.Before.Nodes)), is: make([]exact.Num, len(c.After.Nodes))}
	back := slices.Repeat([]int{-1}, len(c.After.Nodes))
	kept := make([]bool, len(c.Before.Nodes))
	for _, p := range c.Pairs {
		back[p.After], kept[p.Before] = p.Before, true
	}
	for j, i := range back {
		m.places = append(m.places, place{i, j})
	}
	for i := range c.Before.Nodes {
		if !kept[i] {
			m.places = append(m.places, place{i, -1})
		}
	}
	m.causes = newCauses(c, m.places)
	return m
}

// node is the node of a place: the later set's where it has it.
func (m *mapping) node(p place) *form.Node {
	if p.after >= 0 {
		return &m.changes.After.Nodes[p.after]
	}
	return &m.changes.Before.Nodes[p.before]
}

// names gives a place's code and, where that is another, its earlier one.
func (m *mapping) names(p place) (code, was string) {
	code = m.node(p).Code
	if p.before >= 0 {
		if old := m.changes.Before.Nodes[p.before].Code; old != code {
			was = old
		}
	}
	return code, was
}

// unit compares one unit and adds it to the totals.
func (m *mapping) unit(x, y *engine.UnitResult, sums *sums) Unit {
	u := Unit{Before: x, After: y}
	if x == nil || y == nil {
		u.Unit = firstOf(x, y).Unit
		return u
	}
	u.Unit = y.Unit
	u.By = y.Exact.Sub(x.Exact)
	u.Rounding = y.Points.Sub(x.Points).Sub(u.By)
	ownPoints(x, m.was)
	ownPoints(y, m.is)
	for at, p := range m.places {
		mv, moved := m.move(at, p, x, y)
		if moved {
			u.Moves = append(u.Moves, mv)
		}
		sums.add(at, mv.Before, mv.After)
	}
	sums.unit(x, y)
	return u
}

func firstOf(x, y *engine.UnitResult) *engine.UnitResult {
	if x != nil {
		return x
	}
	return y
}

// move is what a place did for a unit, and whether that is worth telling.
func (m *mapping) move(at int, p place, x, y *engine.UnitResult) (Move, bool) {
	mv := Move{at: p}
	if p.before >= 0 {
		mv.Before, mv.By = &x.Nodes[p.before], m.was[p.before].Neg()
	}
	if p.after >= 0 {
		mv.After, mv.By = &y.Nodes[p.after], mv.By.Add(m.is[p.after])
	}
	leaf := m.node(p).Leaf != nil
	if leaf {
		mv.Applied = appliedOf(mv.After).Sub(appliedOf(mv.Before))
	}
	if mv.By.IsZero() && !(leaf && differs(mv.Before, mv.After)) {
		return mv, false
	}
	mv.Code, mv.Was = m.names(p)
	mv.Causes = m.causes.of(at, &mv, x, y)
	return mv, true
}

func appliedOf(n *engine.NodeResult) exact.Num {
	if n == nil {
		return exact.Num{}
	}
	return n.Applied
}

// differs reports whether a leaf's outcome is another one beside its points. A branch that only bears another id is told
// by the change of the rules.
func differs(x, y *engine.NodeResult) bool {
	if x == nil || y == nil {
		n := y
		if n == nil {
			n = x
		}
		return n.State != engine.Unscored
	}
	return x.State != y.State || !x.Points.Equal(y.Points) || !x.Applied.Equal(y.Applied) || !x.Reachable.Equal(y.Reachable) ||
		!x.Lost.Equal(y.Lost)
}

// ownPoints adds up, node by node, the lines of points that name it: a leaf's points, and for what stands above the leaves
// only what its cap, floor and rounding take.
func ownPoints(u *engine.UnitResult, own []exact.Num) {
	clear(own)
	for i := range u.Ledger {
		switch l := &u.Ledger[i]; l.Kind {
		case engine.LineReachable, engine.LineLost, engine.LineRebased:
		default:
			own[l.Node] = own[l.Node].Add(l.Amount)
		}
	}
}

// sums adds up the totals of all units.
type sums struct {
	m      *mapping
	points [][2]exact.Acc // by place: before, after
	tops   [][2]exact.Acc
	units  []int
	whole  [3][2]exact.Acc // points, exact points, applied maximum
}

func newSums(m *mapping) *sums {
	n := len(m.places)
	return &sums{m: m, points: make([][2]exact.Acc, n), tops: make([][2]exact.Acc, n), units: make([]int, n)}
}

func (s *sums) add(at int, x, y *engine.NodeResult) {
	var was, is exact.Num
	if x != nil {
		was = x.Points
		s.points[at][0].Add(x.Points)
		s.tops[at][0].Add(x.Applied)
	}
	if y != nil {
		is = y.Points
		s.points[at][1].Add(y.Points)
		s.tops[at][1].Add(y.Applied)
	}
	if !was.Equal(is) {
		s.units[at]++
	}
}

func (s *sums) unit(x, y *engine.UnitResult) {
	for k, u := range [2]*engine.UnitResult{x, y} {
		s.whole[0][k].Add(u.Points)
		s.whole[1][k].Add(u.Exact)
		s.whole[2][k].Add(u.Applied)
	}
}

func total(a *[2]exact.Acc) Difference { return Difference{a[0].Sum(), a[1].Sum()} }

func (s *sums) close(out *Impact) {
	for at, p := range s.m.places {
		code, was := s.m.names(p)
		out.Nodes = append(out.Nodes, Node{at: p, Code: code, Was: was, Kind: s.m.node(p).Kind, Points: total(&s.points[at]),
			Applied: total(&s.tops[at]), Units: s.units[at]})
	}
	out.Points, out.Exact, out.Applied = total(&s.whole[0]), total(&s.whole[1]), total(&s.whole[2])
}
