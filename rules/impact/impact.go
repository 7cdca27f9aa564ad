// Package impact says what a change of the criteria set, or of the evidence, does to results: points, maxima, indices,
// ranks and classes of every unit before and after, who passes whom, and which leaf and which clause moved each unit.
//
// It compares results that the engine gave and never scores by itself, but for the matrix of versions and evidence, which
// hands cases to the engine. All differences are exact, and what it gives adds up without remainder or is refused. It
// knows no files, no sentences and no pictures.
package impact

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules/diff"
)

// ErrUnbalanced means that the moves do not add up to the difference of the points: a fault of the program, never a result.
var ErrUnbalanced = errors.New("moves do not add up")

// Impact is the difference of two results.
type Impact struct {
	Before, After engine.SetRef
	Changes       *diff.Changes // of the two sets
	// Wide are the changes of the whole set that can have a part in any move of a leaf; indices into Changes.List.
	Wide   []int
	Blocks []string // blocks of the units, in the order of the later set, then of the earlier one, then by name
	Units  []Unit   // by code; those of either result
	Nodes  []Node   // totals over the units of both results: of the later set's tree, then what only the earlier has
	// Points, Exact and Applied are totals over the units of both results.
	Points, Exact, Applied Difference
}

// Difference is a number before and after.
type Difference struct{ Before, After exact.Num }

// By is what was added.
func (d Difference) By() exact.Num { return d.After.Sub(d.Before) }

// Unit is one unit before and after.
type Unit struct {
	Unit string
	// Before and After are its outcomes; nil where that result has not got it.
	Before, After *engine.UnitResult
	// By is the difference of the exact totals, Rounding what the rounding of the totals adds to it: together they are the
	// difference of the points.
	By, Rounding exact.Num
	// Passes and PassedBy count the units of its block, ranked with it in both results, that stood before it and now stand
	// after it, or the other way round.
	Passes, PassedBy int
	Moves            []Move // empty where one result has not got the unit
}

// Block is the unit's block, the later one where it changed.
func (u *Unit) Block() string {
	if u.After != nil {
		return u.After.Block
	}
	return u.Before.Block
}

// Both reports whether both results have the unit.
func (u *Unit) Both() bool { return u.Before != nil && u.After != nil }

// RankBy is how many places the unit went up, down where negative; false where it is not ranked in the same block in both
// results.
func (u *Unit) RankBy() (int, bool) {
	if !u.ranked() {
		return 0, false
	}
	return u.Before.Rank - u.After.Rank, true
}

// Reranked reports whether the unit's place in the rankings differs: it moved, it came under a rank or lost it, or it is
// ranked in another block. A unit that one result has not got is not reranked: it comes or goes.
func (u *Unit) Reranked() bool {
	switch {
	case !u.Both():
		return false
	case u.ranked():
		return u.Before.Rank != u.After.Rank
	}
	return u.Before.Rank > 0 || u.After.Rank > 0
}

func (u *Unit) ranked() bool {
	return u.Both() && u.Before.Rank > 0 && u.After.Rank > 0 && u.Before.Block == u.After.Block
}

// Changed reports whether anything that is published of the unit differs: points, maximum, index, rank, class, or whether
// it can be published.
func (u *Unit) Changed() bool {
	if !u.Both() {
		return true
	}
	a, b := u.Before, u.After
	return !a.Points.Equal(b.Points) || !a.Exact.Equal(b.Exact) || !a.Applied.Equal(b.Applied) || a.Rank != b.Rank || a.Class != b.Class ||
		a.Block != b.Block || a.Scorable != b.Scorable || a.Ranked != b.Ranked || a.Blocked != b.Blocked || len(u.Moves) > 0
}

// Move is what one place of the tree added to the difference of a unit.
type Move struct {
	// Code is the node's code in the later set, in the earlier one where it is gone; Was its earlier code where that is
	// another.
	Code, Was string
	// Before and After are its outcomes; nil where that set has not got it.
	Before, After *engine.NodeResult
	// By is what it added to the difference of the exact totals: for a leaf its points, for what stands above the leaves
	// what its cap, floor or rounding took. Applied is what it added to the applied maximum; leaves only.
	By, Applied exact.Num
	// Causes are the changes of the rules that can have made the move, the likeliest first; indices into Changes.List. Those
	// of the whole set are among them only where there are no others. Empty where no change of the rules can have made it:
	// the evidence differs, or other units' values do; above the leaves, what stands below moved.
	Causes []int
	at     place
}

// Gone reports whether only the earlier set has the node: Code is its code there, which another may bear in the later one.
func (m *Move) Gone() bool { return m.at.after < 0 }

// Place gives the node's index in the earlier set and in the later one; -1 where a set has not got it.
func (m *Move) Place() (before, after int) { return m.at.before, m.at.after }

// Leaf reports whether the move is of a leaf; what stands above has no reason.
func (m *Move) Leaf() bool {
	return m.After != nil && m.After.Reason.ID != "" || m.Before != nil && m.Before.Reason.ID != ""
}

// Node is one node's totals.
type Node struct {
	at              place
	Code, Was       string
	Kind            form.NodeKind
	Points, Applied Difference
	Units           int // units whose points here differ
}

// Compare compares two results, before being of set a and after of set b. It fails if a result is not of its set, or if
// the moves of a unit or the totals of an area do not add up.
func Compare(before, after *engine.Result, a, b *form.Set) (*Impact, error) {
	return CompareBy(before, after, diff.Between(a, b))
}

// CompareBy is Compare with the differences of the sets already at hand.
func CompareBy(before, after *engine.Result, changes *diff.Changes) (*Impact, error) {
	if err := ofSet(before, changes.Before); err != nil {
		return nil, err
	}
	if err := ofSet(after, changes.After); err != nil {
		return nil, err
	}
	m := newMapping(changes)
	out := &Impact{Before: before.Set, After: after.Set, Changes: changes, Wide: m.causes.wide}
	sums := newSums(m)
	join(before, after, func(x, y *engine.UnitResult) {
		out.Units = append(out.Units, m.unit(x, y, sums))
	})
	pass(out.Units)
	out.Blocks = blocksOf(out.Units, changes)
	sums.close(out)
	return out, out.balance()
}

// ofSet refuses a result that another set was used for.
func ofSet(r *engine.Result, set *form.Set) error {
	if r.Set.ID != set.ID || r.Set.Version != set.Version {
		return fmt.Errorf("result is of set %s %s, not %s %s", r.Set.ID, r.Set.Version, set.ID, set.Version)
	}
	for i := range r.Units {
		if n := len(r.Units[i].Nodes); n != len(set.Nodes) {
			return fmt.Errorf("unit %s has %d nodes, set %s has %d", r.Units[i].Unit, n, set.ID, len(set.Nodes))
		}
	}
	return nil
}

// join calls fn for the units of two results in the order of codes; nil stands for what one has not got.
func join(before, after *engine.Result, fn func(x, y *engine.UnitResult)) {
	i, j := 0, 0
	for i < len(before.Units) || j < len(after.Units) {
		c := 0
		switch {
		case i == len(before.Units):
			c = 1
		case j == len(after.Units):
			c = -1
		default:
			c = strings.Compare(before.Units[i].Unit, after.Units[j].Unit)
		}
		switch {
		case c < 0:
			fn(&before.Units[i], nil)
			i++
		case c > 0:
			fn(nil, &after.Units[j])
			j++
		default:
			fn(&before.Units[i], &after.Units[j])
			i, j = i+1, j+1
		}
	}
}

// pass counts who passes whom, within each block.
func pass(units []Unit) {
	blocks := map[string][]*Unit{}
	var order []string
	for i := range units {
		if u := &units[i]; u.ranked() {
			if blocks[u.Block()] == nil {
				order = append(order, u.Block())
			}
			blocks[u.Block()] = append(blocks[u.Block()], u)
		}
	}
	for _, b := range order {
		list := blocks[b]
		for i, u := range list {
			for _, v := range list[i+1:] {
				was, is := u.Before.Rank-v.Before.Rank, u.After.Rank-v.After.Rank
				switch {
				case was > 0 && is < 0: // a greater rank stands further behind
					u.Passes++
					v.PassedBy++
				case was < 0 && is > 0:
					v.Passes++
					u.PassedBy++
				}
			}
		}
	}
}

// Passed lists the codes of the units that a unit passes, best first as they stood before. Who comes level passes nobody.
// The list is as long as Unit.Passes says.
func (m *Impact) Passed(unit string) []string {
	at, ok := slices.BinarySearchFunc(m.Units, unit, func(u Unit, code string) int { return strings.Compare(u.Unit, code) })
	if !ok || !m.Units[at].ranked() {
		return nil
	}
	u := &m.Units[at]
	var passed []*Unit
	for i := range m.Units {
		v := &m.Units[i]
		if v.ranked() && v.Block() == u.Block() && u.Before.Rank > v.Before.Rank && u.After.Rank < v.After.Rank {
			passed = append(passed, v)
		}
	}
	slices.SortStableFunc(passed, func(x, y *Unit) int { return x.Before.Rank - y.Before.Rank })
	codes := make([]string, len(passed))
	for i, v := range passed {
		codes[i] = v.Unit
	}
	return codes
}

// blocksOf lists the blocks of units.
func blocksOf(units []Unit, c *diff.Changes) []string {
	var found []string
	for i := range units {
		if b := units[i].Block(); !slices.Contains(found, b) {
			found = append(found, b)
		}
	}
	place := func(b string) int {
		if i := slices.Index(c.After.Blocks, b); i >= 0 {
			return i
		}
		if i := slices.Index(c.Before.Blocks, b); i >= 0 {
			return len(c.After.Blocks) + i
		}
		return len(c.After.Blocks) + len(c.Before.Blocks)
	}
	slices.SortFunc(found, func(x, y string) int {
		if d := place(x) - place(y); d != 0 {
			return d
		}
		return strings.Compare(x, y)
	})
	return found
}

// Gone reports whether only the earlier set has the node: Code is its code there, which another may bear in the later one.
func (n *Node) Gone() bool { return n.at.after < 0 }

// Place gives a node's index in the earlier set and in the later one; -1 where a set has not got it.
func (n *Node) Place() (before, after int) { return n.at.before, n.at.after }

// Count is how many units an impact has of a kind.
type Count struct {
	Units     int // that both results have
	Appear    int
	Disappear int
	Points    int // whose points differ, exactly
	Applied   int // whose applied maximum differs
	Rank      int // whose place in the rankings differs, those that come under a rank or lose it among them
	Class     int // of another class
	Changed   int // of which anything differs, those that come or go among them
	Passes    int // pairs that changed places
}

// Count counts the units, of one block or with "" of all.
func (m *Impact) Count(block string) Count {
	var c Count
	for i := range m.Units {
		u := &m.Units[i]
		if block != "" && u.Block() != block {
			continue
		}
		if u.Changed() {
			c.Changed++
		}
		switch {
		case u.Before == nil:
			c.Appear++
			continue
		case u.After == nil:
			c.Disappear++
			continue
		}
		c.Units++
		c.Passes += u.Passes
		if !u.By.IsZero() {
			c.Points++
		}
		if !u.Before.Applied.Equal(u.After.Applied) {
			c.Applied++
		}
		if u.Reranked() {
			c.Rank++
		}
		if u.Before.Class != u.After.Class {
			c.Class++
		}
	}
	return c
}

// Same reports whether nothing of any unit differs.
func (m *Impact) Same() bool { return m.Count("").Changed == 0 }

// balance holds every unit's moves to its difference, and the areas to the whole.
func (m *Impact) balance() error {
	for i := range m.Units {
		u := &m.Units[i]
		if !u.Both() {
			continue
		}
		var off exact.Acc
		for k := range u.Moves {
			off.Add(u.Moves[k].By)
		}
		off.Sub(u.After.Exact)
		off.Add(u.Before.Exact)
		if !off.IsZero() {
			return fmt.Errorf("unit %s: %w: they differ by %s", u.Unit, ErrUnbalanced, off.Sum().Fraction())
		}
	}
	var off exact.Acc
	for i := range m.Nodes {
		n := &m.Nodes[i]
		if at := n.at.before; at >= 0 && m.Changes.Before.Nodes[at].Parent < 0 {
			off.Sub(n.Points.Before)
		}
		if at := n.at.after; at >= 0 && m.Changes.After.Nodes[at].Parent < 0 {
			off.Add(n.Points.After)
		}
	}
	off.Sub(m.Exact.By())
	if !off.IsZero() {
		return fmt.Errorf("areas: %w: they differ by %s", ErrUnbalanced, off.Sum().Fraction())
	}
	return nil
}
