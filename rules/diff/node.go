package diff

import (
	"strconv"

	"cchc/internal/form"
)

// nodes compares the tree: what came and went, then what became of each node that both versions have.
func (c *comparer) nodes() {
	for i := range c.a.Nodes {
		if n := &c.a.Nodes[i]; c.toB[i] < 0 {
			c.put(c.resting(Change{Code: n.Code}, leavesBelow(c.a, i), nil), NodeRemoved, "", Scores, false, n, nil)
		}
	}
	for j := range c.b.Nodes {
		n := &c.b.Nodes[j]
		if c.toA[j] < 0 {
			c.put(Change{Code: n.Code, Leaves: leavesBelow(c.b, j)}, NodeAdded, "", Scores, false, nil, n)
			continue
		}
		c.node(c.toA[j], j)
	}
	c.order(c.toB, "nodes")
}

// leavesBelow are the codes of the leaves at or below a node.
func leavesBelow(s *form.Set, top int) []string {
	var codes []string
	for _, i := range s.Leaves() {
		if s.Below(i, top) {
			codes = append(codes, s.Nodes[i].Code)
		}
	}
	return codes
}

func (c *comparer) node(i, j int) {
	x, y := &c.a.Nodes[i], &c.b.Nodes[j]
	at := Change{Code: y.Code, Leaves: leavesBelow(c.b, j)}
	told := len(c.out.List)
	c.echoes = nil
	if x.Code != y.Code {
		at.Was = x.Code
	}
	c.moved(at, i, j)
	c.text(at, NodeRenamed, "name", Words, x.Name, y.Name)
	c.points(at, NodeRepointed, "max", x.Max, y.Max)
	c.points(at, NodeRepointed, "min", x.Min, y.Min)
	c.flag(at, NodeBounds, "outside", Scores, x.Outside, y.Outside)
	c.pointsOrNil(at, NodeBounds, "cap", x.Cap, y.Cap)
	c.pointsOrNil(at, NodeBounds, "floor", x.Floor, y.Floor)
	if x.Leaf != nil {
		c.leaf(at, x.Leaf, y.Leaf)
	}
	if len(c.out.List) == told {
		c.out.List = append(c.out.List, c.echoes...)
	}
}

// moved reports a node that stands elsewhere. Decisions name a leaf by its code, and what bounds or rounds its points
// stands above it, so that a move can move a result.
func (c *comparer) moved(at Change, i, j int) {
	x, y := &c.a.Nodes[i], &c.b.Nodes[j]
	parent := -1
	if x.Parent >= 0 {
		parent = c.toB[x.Parent]
	}
	top := x.Parent < 0 && y.Parent < 0
	c.put(at, NodeMoved, "", Scores, x.Code == y.Code && (top || parent >= 0 && parent == y.Parent), x, y)
}

func (c *comparer) leaf(at Change, x, y *form.Leaf) {
	c.names(at, LeafText, "deliverables", Words, x.Deliverables, y.Deliverables)
	c.text(at, LeafText, "evidence", Words, x.Evidence, y.Evidence)
	c.text(at, LeafText, "printed", Words, x.Printed, y.Printed)
	c.text(at, LeafText, "note", Words, x.Note, y.Note)
	c.flag(at, LeafText, "survey", Words, x.Survey, y.Survey)
	c.flag(at, LeafUnscored, "unscored", Scores, x.Unscored, y.Unscored)
	c.rounding(at, LeafRounding, x.Round, y.Round)
	c.legal(at, x.Legal, y.Legal)
	c.applies(at, x.Applies, y.Applies)
	switch {
	case x.Rule != nil && y.Rule != nil:
		c.rule(at, x.Rule, y.Rule, "", "")
	case x.Rule != nil || y.Rule != nil:
		c.put(at, RuleKind, "", Scores, false, ruleThing(x.Rule), ruleThing(y.Rule))
	}
}

func ruleThing(r *form.Rule) Thing {
	if r == nil {
		return nil
	}
	return r
}

// legal compares the legal basis, each text by the day from which it is in force.
func (c *comparer) legal(at Change, x, y []form.DatedText) {
	to, from := match(len(x), len(y),
		func(i, j int) bool { return x[i] == y[j] },
		func(i, j int) bool { return x[i].From == y[j].From },
		func(i, j int) bool { return x[i].Text == y[j].Text },
	)
	for i := range x {
		after := Thing(nil)
		if to[i] >= 0 {
			after = y[to[i]]
		}
		c.put(at, LeafLegal, "", Words, to[i] >= 0 && x[i] == y[max(to[i], 0)], x[i], after)
	}
	for j := range y {
		if from[j] < 0 {
			c.put(at, LeafLegal, "", Words, false, nil, y[j])
		}
	}
	if crossed(to) {
		c.put(at, Order, "legal", Words, false, nil, nil)
	}
}

// applies compares the conditions of applicability: the first that holds decides, so their order counts.
func (c *comparer) applies(at Change, x, y []form.Applies) {
	to, from := match(len(x), len(y),
		func(i, j int) bool { return c.same(x[i].When, y[j].When) && x[i].Then == y[j].Then },
		func(i, j int) bool { return c.alike(x[i].When, y[j].When) != none },
		func(i, j int) bool { return x[i].Then == y[j].Then },
		anyway,
	)
	for i := range x {
		at := at
		at.WasPath, at.Path = "applies"+strconv.Itoa(i+1), ""
		if to[i] < 0 {
			at.Path, at.WasPath = at.WasPath, ""
			c.put(at, AppliesRemoved, "", Scores, false, &x[i], nil)
			continue
		}
		q := &y[to[i]]
		if at.Path = "applies" + strconv.Itoa(to[i]+1); at.Path == at.WasPath {
			at.WasPath = ""
		}
		c.put(at, AppliesChanged, "when", Scores, c.alike(x[i].When, q.When) != none, exprThing(x[i].When), exprThing(q.When))
		c.put(at, RuleText, "when", Words, c.alike(x[i].When, q.When) != meaning, exprThing(x[i].When), exprThing(q.When))
		c.put(at, AppliesChanged, "then", Scores, x[i].Then == q.Then, x[i].Then, q.Then)
		c.flag(at, AppliesChanged, "accepted", Scores, x[i].Accepted, q.Accepted)
		c.sentence(at, RuleText, "because", x[i].Because, q.Because)
	}
	for j := range y {
		if from[j] < 0 {
			at := at
			at.Path = "applies" + strconv.Itoa(j+1)
			c.put(at, AppliesAdded, "", Scores, false, nil, &y[j])
		}
	}
	if crossed(to) {
		c.put(at, AppliesOrder, "", Scores, false, nil, nil)
	}
}
