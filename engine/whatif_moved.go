package engine

import "cchc/internal/exact"

// Move is what happened to one place of the tree between two results: a leaf whose points, state, deciding branch,
// maximum or outlook changed, or a section or criterion whose cap or rounding took another amount.
type Move struct {
	Code string
	// Before and After are the two outcomes; the zero NodeResult where a side has no such place.
	Before, After NodeResult
	// By is what the place added to the difference of the exact totals; 0 where only a state or outlook changed.
	By exact.Num
	// Inputs are the changed inputs the place rests on; a what-if knows them, a comparison of two results does not.
	Inputs []string
}

// Moved lists what moved between two results of a unit, in printed order. The amounts add up to the difference of
// the exact totals, without remainder. Places are matched by code, so that results of two versions of a set compare.
func Moved(before, after *UnitResult) []Move {
	was, is := ownPoints(before), ownPoints(after)
	old := make(map[string]int, len(before.Nodes))
	for i := range before.Nodes {
		old[before.Nodes[i].Code] = i
	}
	var moves []Move
	for i := range after.Nodes {
		m := Move{Code: after.Nodes[i].Code, After: after.Nodes[i], By: is[i]}
		j, ok := old[m.Code]
		if ok {
			m.Before, m.By = before.Nodes[j], m.By.Sub(was[j])
			delete(old, m.Code)
		}
		if !ok || !m.By.IsZero() || m.leaf() && m.differs() {
			moves = append(moves, m)
		}
	}
	for j := range before.Nodes { // what the later result no longer has
		if _, gone := old[before.Nodes[j].Code]; gone {
			moves = append(moves, Move{Code: before.Nodes[j].Code, Before: before.Nodes[j], By: was[j].Neg()})
		}
	}
	return moves
}

// leaf reports whether the move is about a leaf: only leaves have reasons.
func (m *Move) leaf() bool { return m.After.Reason.ID != "" }

func (m *Move) differs() bool {
	a, b := &m.Before, &m.After
	return a.State != b.State || a.Branch != b.Branch || a.Bound != b.Bound || !a.Points.Equal(b.Points) ||
		!a.Applied.Equal(b.Applied) || !a.Reachable.Equal(b.Reachable) || !a.Lost.Equal(b.Lost)
}

// ownPoints adds up, node by node, the ledger lines of points that name it: a leaf's points, and for what stands above the
// leaves only what its cap and rounding take.
func ownPoints(u *UnitResult) []exact.Num {
	own := make([]exact.Num, len(u.Nodes))
	for i := range u.Ledger {
		switch l := &u.Ledger[i]; l.Kind {
		case LineReachable, LineLost, LineRebased:
		default:
			own[l.Node] = own[l.Node].Add(l.Amount)
		}
	}
	return own
}
