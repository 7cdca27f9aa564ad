package impact

import (
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules/diff"
)

// causes knows which changes of the rules can have moved a place. What a result does not tell, it does not guess: where
// several changes can have, all of them are causes, and likelihood only orders them.
type causes struct {
	changes *diff.Changes
	places  []place
	own     [][]int // by place: changes of the node and of the inputs, values, parameters and checks it rests on
	stands  [][]int // by place: that it stands elsewhere, which moves no points of its own
	refs    [][]int // by place: places of the leaves whose points it rests on
	// wide are changes of the whole set that can move leaves, above those that can move what stands above the leaves.
	wide, above []int
}

func newCauses(c *diff.Changes, places []place) *causes {
	n := len(places)
	out := &causes{changes: c, places: places, own: make([][]int, n), stands: make([][]int, n), refs: make([][]int, n)}
	at, gone := map[string]int{}, map[string]int{} // a code that is gone may be another node's in the later set
	for k, p := range places {
		if p.after >= 0 {
			at[c.After.Nodes[p.after].Code] = k
		} else {
			gone[c.Before.Nodes[p.before].Code] = k
		}
	}
	for k := range c.List {
		if c.List[k].Effect == diff.Scores {
			out.file(k, at, gone)
		}
	}
	for k, p := range places {
		if p.after >= 0 {
			for _, code := range restsOn(c.After, p.after) {
				if ref, ok := at[code]; ok {
					out.refs[k] = append(out.refs[k], ref)
				}
			}
		}
	}
	return out
}

// file puts a change under the places it can move.
func (c *causes) file(k int, at, gone map[string]int) {
	add := func(to [][]int, in map[string]int, code string) {
		if p, ok := in[code]; ok {
			to[p] = append(to[p], k)
		}
	}
	switch ch := &c.changes.List[k]; {
	case ch.Kind == diff.NodeMoved:
		add(c.stands, at, ch.Code)
	case ch.Kind == diff.NodeRemoved:
		add(c.own, gone, ch.Code)
	case ch.Code != "":
		add(c.own, at, ch.Code)
	case ch.Kind == diff.SetChanged:
		c.fileWide(k, ch)
	default:
		for _, code := range ch.Leaves {
			add(c.own, at, code)
		}
		for _, code := range ch.Gone {
			add(c.own, gone, code)
		}
	}
}

// fileWide keeps a change of the whole set that can move points of a place. Ranks, classes and the set's own maximum are
// worked out after all points; who is scored, and when the set may be chosen, moves no points of one who is.
func (c *causes) fileWide(k int, ch *diff.Change) {
	switch ch.Field {
	case "ties", "classes", "max", "scope", "blocks", "in_force":
	case "rounding":
		if rounds(ch, form.AtSubcriterion) {
			c.wide = append(c.wide, k)
		}
		if rounds(ch, form.AtCriterion) {
			c.above = append(c.above, k)
		}
	default:
		c.wide = append(c.wide, k)
	}
}

// rounds reports whether points are rounded at a kind of place before a change of the set's rounding, or after it.
func rounds(ch *diff.Change, at form.RoundAt) bool {
	was, _ := ch.Before.(form.Rounding)
	is, _ := ch.After.(form.Rounding)
	return was.At == at || is.At == at
}

// restsOn lists the leaves whose points a leaf rests on, directly or through others.
func restsOn(s *form.Set, node int) []string {
	codes := s.LeafRefs(node)
	for i := 0; i < len(codes); i++ { // codes grows while it is read
		if n := s.NodeByCode(codes[i]); n >= 0 {
			for _, code := range s.LeafRefs(n) {
				if !slices.Contains(codes, code) {
					codes = append(codes, code)
				}
			}
		}
	}
	return codes
}

// of lists the changes that can have made a move, likeliest first. Those of the whole set can have a part in any move and
// are listed only where nothing else is; that the place stands elsewhere is the last resort.
func (c *causes) of(at int, mv *Move, x, y *engine.UnitResult) []int {
	if c.section(at) {
		return first(c.bounds(at), c.above)
	}
	list := c.leaf(at, mv, x, y)
	return first(list, c.wide, c.stands[at])
}

// first is the first list that has anything in it.
func first(lists ...[]int) []int {
	for _, list := range lists {
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

func (c *causes) section(at int) bool {
	p := c.places[at]
	if p.after >= 0 {
		return c.changes.After.Nodes[p.after].Leaf == nil
	}
	return c.changes.Before.Nodes[p.before].Leaf == nil
}

// bounds lists the changes of what stands above the leaves that move what its cap and floor take.
func (c *causes) bounds(at int) []int {
	return slices.DeleteFunc(slices.Clone(c.own[at]), func(k int) bool { return c.changes.List[k].Kind == diff.NodeRepointed })
}

// leaf lists the changes that can have moved a leaf: its own, and those of the leaves it rests on whose outcome differs. For
// one that came or went that is all there is to say.
func (c *causes) leaf(at int, mv *Move, x, y *engine.UnitResult) []int {
	if p := c.places[at]; p.before < 0 || p.after < 0 {
		return slices.DeleteFunc(slices.Clone(c.own[at]), func(k int) bool { return !c.comesOrGoes(k) })
	}
	var found []ranked
	c.collect(&found, at, mv, mv.Before, mv.After, 0)
	for _, ref := range c.refs[at] {
		was, is := nodeAt(x, c.places[ref].before), nodeAt(y, c.places[ref].after)
		if differs(was, is) {
			c.collect(&found, ref, mv, was, is, farther)
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return a.rank - b.rank })
	list := make([]int, 0, len(found))
	for _, f := range found {
		if !slices.Contains(list, f.change) {
			list = append(list, f.change)
		}
	}
	return c.independent(list)
}

func nodeAt(u *engine.UnitResult, node int) *engine.NodeResult {
	if node < 0 {
		return nil
	}
	return &u.Nodes[node]
}

func (c *causes) comesOrGoes(k int) bool {
	kind := c.changes.List[k].Kind
	return kind == diff.NodeAdded || kind == diff.NodeRemoved
}

// independent leaves out what can act only through another change of the list: what is declared anew, or no longer, moves
// nothing until a rule reads it, or reads it no longer.
func (c *causes) independent(list []int) []int {
	rest := slices.DeleteFunc(slices.Clone(list), func(k int) bool {
		switch c.changes.List[k].Kind {
		case diff.InputAdded, diff.InputRemoved, diff.ValueAdded, diff.ValueRemoved, diff.ParamAdded, diff.ParamRemoved,
			diff.AttrAdded, diff.AttrRemoved:
			return true
		}
		return c.comesOrGoes(k) // another leaf, which this one rests on
	})
	return first(rest, list)
}

// ranked is a change with its place in the order of likelihood; the smallest stands first.
type ranked struct{ change, rank int }

// The order of likelihood. The changes of a leaf that another rests on come after all of its own.
const (
	ofMaximum  = iota // where only the maximum moved: of whether the leaf applies, and what it can have
	decidesNow        // of the branch that decides now
	decided           // of the branch that decided before
	wholeLeaf         // of the leaf's points, where a condition grants them all
	likely            // of anything else
	// lessLikely are changes of the leaf's points where a branch gives its own, of when a branch decides that did and does,
	// of checks that held.
	lessLikely
	farther // added for the changes of another leaf
)

// collect ranks the changes of a place that can have made a move. was and is are that place's outcomes.
func (c *causes) collect(found *[]ranked, at int, mv *Move, was, is *engine.NodeResult, more int) {
	if len(c.own[at]) == 0 {
		return
	}
	d := deciders{branches(was), branches(is)}
	outlook := mv.By.IsZero() && mv.Applied.IsZero() // only what can still be had differs, which any branch can give
	for _, k := range c.own[at] {
		ch := &c.changes.List[k]
		if !outlook && c.moot(at, ch, &d) {
			continue
		}
		*found = append(*found, ranked{k, d.rank(ch, mv) + more})
	}
}

// moot reports whether what decides now leaves a change no room: what a branch gives that does not decide, what stands after
// the branch or condition that does, and all of the rule where a condition, a check or a decision comes before it. Without
// such a change the outcome now would be the same.
func (c *causes) moot(at int, ch *diff.Change, d *deciders) bool {
	if gives(ch) {
		// a decision that a leaf applies passes over conditions by their effect
		return !d.is(ch) && !(ch.Kind == diff.AppliesChanged && d.was(ch))
	}
	group, _, _ := strings.Cut(string(ch.Kind), ".")
	switch group {
	case "rule", "branch", "item", "part":
		if len(d.now) == 1 && beforeRule(d.now[0]) {
			return true
		}
	}
	switch ch.Kind {
	case diff.BranchLimit, diff.BranchCondition, diff.BranchAdded, diff.AppliesChanged, diff.AppliesAdded:
		return len(d.now) == 1 && c.after(at, ch.Path, d.now[0])
	}
	return false
}

// beforeRule reports whether an id is of what is asked before the rule, or stands instead of it.
func beforeRule(id string) bool {
	return strings.HasPrefix(id, "applies") || strings.HasPrefix(id, "check") || id == "override"
}

// after reports whether one branch or condition of a leaf is asked only after another, by their ids in the later version.
func (c *causes) after(at int, one, other string) bool {
	p := c.places[at]
	if p.after < 0 {
		return false
	}
	leaf := c.changes.After.Nodes[p.after].Leaf
	place := func(id string) int {
		if n, ok := strings.CutPrefix(id, "applies"); ok {
			k, err := strconv.Atoi(n)
			if err != nil {
				return -1
			}
			return k
		}
		if leaf.Rule == nil {
			return -1
		}
		i := slices.IndexFunc(leaf.Rule.Branches, func(b form.Branch) bool { return b.ID == id })
		if i < 0 {
			return -1
		}
		return len(leaf.Applies) + 1 + i
	}
	x, y := place(one), place(other)
	return x >= 0 && y >= 0 && x > y
}

// gives reports whether a change is only of what a branch, item or condition gives and not of when it does. Inside a
// compound rule a part that does not count can hold back another.
func gives(ch *diff.Change) bool {
	switch ch.Kind {
	case diff.BranchPoints:
	case diff.ItemChanged:
		if ch.Field != "points" {
			return false
		}
	case diff.AppliesChanged:
		if ch.Field != "then" {
			return false
		}
	default:
		return false
	}
	return !strings.Contains(ch.Path, "/") && !strings.Contains(ch.WasPath, "/")
}

// onlyWhen reports whether a change is only of when a branch or condition decides, not of what it gives.
func onlyWhen(ch *diff.Change) bool {
	switch ch.Kind {
	case diff.BranchLimit, diff.BranchCondition:
		return true
	case diff.AppliesChanged:
		return ch.Field != "then"
	}
	return false
}

// deciders are the branches, items, conditions and checks that decided before and decide now.
type deciders struct{ before, now []string }

func branches(n *engine.NodeResult) []string {
	if n == nil || n.Branch == "" {
		return nil
	}
	return strings.Split(n.Branch, "+")
}

// is reports whether a change is of what decides now.
func (d *deciders) is(ch *diff.Change) bool {
	switch ch.Kind {
	case diff.BranchRemoved, diff.ItemRemoved, diff.AppliesRemoved:
		return false
	}
	return ch.Path != "" && slices.Contains(d.now, ch.Path)
}

// was reports whether a change is of what decided before.
func (d *deciders) was(ch *diff.Change) bool {
	path := ch.WasPath
	switch ch.Kind {
	case diff.BranchAdded, diff.ItemAdded, diff.AppliesAdded:
		return false
	}
	if path == "" {
		path = ch.Path
	}
	return path != "" && slices.Contains(d.before, path)
}

// rank is how likely a change made a move.
func (d *deciders) rank(ch *diff.Change, mv *Move) int {
	checks := strings.HasPrefix(string(ch.Kind), "check.")
	switch {
	case mv.By.IsZero() && !mv.Applied.IsZero() && movesMaximum(ch.Kind):
		return ofMaximum
	case d.is(ch) && d.was(ch) && onlyWhen(ch):
		return lessLikely
	case d.is(ch), checks && d.some("check"):
		return decidesNow
	case d.was(ch):
		return decided
	case ch.Kind == diff.NodeRepointed && d.some("applies"):
		return wholeLeaf
	case ch.Kind == diff.NodeRepointed, checks:
		return lessLikely
	}
	return likely
}

// some reports whether something of a kind decided before or decides now: ids of conditions and checks begin alike.
func (d *deciders) some(kind string) bool {
	is := func(id string) bool { return strings.HasPrefix(id, kind) }
	return slices.ContainsFunc(d.before, is) || slices.ContainsFunc(d.now, is)
}

// movesMaximum reports whether changes of a kind can move the applied maximum by themselves.
func movesMaximum(k diff.Kind) bool {
	switch k {
	case diff.NodeRepointed, diff.NodeBounds, diff.LeafUnscored, diff.AppliesAdded, diff.AppliesRemoved, diff.AppliesChanged, diff.AppliesOrder:
		return true
	}
	return false
}
