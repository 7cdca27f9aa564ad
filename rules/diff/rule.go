package diff

import (
	"slices"
	"strconv"

	"cchc/internal/form"
)

// rule compares two rules. was and is are the prefixes of branch ids in either version ("p1/").
func (c *comparer) rule(at Change, x, y *form.Rule, was, is string) {
	at = within(at, was, is)
	if x.Kind != y.Kind {
		c.put(at, RuleKind, "", Scores, false, x, y)
		return
	}
	word(c, at, RuleText, "shape", Words, x.Shape, y.Shape)
	c.text(at, RuleText, "label", Words, x.Label, y.Label)
	c.sentence(at, RuleText, "because", x.Because, y.Because)
	if !c.fullMarks(at, x, y) {
		c.points(at, RuleBounds, "max", x.Max, y.Max)
	}
	c.expr(at, RuleValue, RuleText, "value", x.Value, y.Value)
	c.points(at, RuleBounds, "start", x.Start, y.Start)
	c.pointsOrNil(at, RuleBounds, "floor", x.Floor, y.Floor)
	c.pointsOrNil(at, RuleBounds, "cap", x.Cap, y.Cap)
	c.text(at, RuleSource, "list", Scores, x.List, y.List)
	c.rounding(at, RuleRounding, x.Round, y.Round)
	c.relative(at, x.Relative, y.Relative)
	c.survey(at, x.Survey, y.Survey)
	c.branches(at, x, y, was, is)
	c.items(at, x, y, was, is)
	c.parts(at, x, y, was, is)
}

// fullMarks reports whether the maxima of two rules are only those of their leaf, whose change is told already.
func (c *comparer) fullMarks(at Change, x, y *form.Rule) bool {
	was, code := at.Was, at.Code
	if was == "" {
		was = code
	}
	i, j := c.a.NodeByCode(was), c.b.NodeByCode(code)
	return at.Path == "" && at.WasPath == "" && i >= 0 && j >= 0 && x.Max.Equal(c.a.Nodes[i].Max) && y.Max.Equal(c.b.Nodes[j].Max)
}

// within sets the place of a change: the branch, item or part in either version.
func within(at Change, was, is string) Change {
	trim := func(s string) string {
		if n := len(s); n > 0 && s[n-1] == '/' {
			return s[:n-1]
		}
		return s
	}
	at.Path, at.WasPath = trim(is), trim(was)
	if at.Path == at.WasPath {
		at.WasPath = ""
	}
	return at
}

func (c *comparer) relative(at Change, x, y *form.Relative) {
	if x == nil || y == nil {
		c.put(at, RuleSource, "relative", Scores, x == y, x != nil, y != nil)
		return
	}
	word(c, at, RuleSource, "method", Scores, x.Method, y.Method)
	c.flag(at, RuleSource, "lower", Scores, x.Lower, y.Lower)
	c.put(at, RuleMissing, "when_no_base", Scores, x.WhenNoBase == y.WhenNoBase, x.WhenNoBase, y.WhenNoBase)
}

func (c *comparer) survey(at Change, x, y *form.Survey) {
	if x == nil || y == nil {
		c.put(at, RuleSource, "survey", Scores, x == y, x != nil, y != nil)
		return
	}
	c.text(at, RuleSource, "survey", Scores, x.Input, y.Input)
	c.expr(at, RuleSource, RuleText, "min_sample", x.MinSample, y.MinSample)
	c.put(at, RuleMissing, "none_left", Scores, x.NoneLeft == y.NoneLeft, x.NoneLeft, y.NoneLeft)
}

// branches compares the lines of a table. A branch is known by when it decides, then by what it gives, then by its id:
// where a band is put in, the ids of those below it shift.
func (c *comparer) branches(at Change, x, y *form.Rule, was, is string) {
	p, q := x.Branches, y.Branches
	gives := func(i, j int) bool {
		return p[i].Points.Equal(q[j].Points) && c.alikeLine(p[i].Line, q[j].Line) != none
	}
	last := func(b *form.Branch) bool { return b.When == nil && b.Lower == nil }
	to, from := match(len(p), len(q),
		func(i, j int) bool { return c.sameCondition(&p[i], &q[j]) && gives(i, j) && p[i].ID == q[j].ID },
		func(i, j int) bool { return c.sameCondition(&p[i], &q[j]) },
		func(i, j int) bool { return gives(i, j) && last(&p[i]) == last(&q[j]) },
		func(i, j int) bool { return p[i].ID == q[j].ID },
		anyway,
	)
	shifted := crossed(to) || slices.Contains(to, -1) || slices.Contains(from, -1)
	for i := range p {
		if to[i] < 0 {
			c.put(within(at, "", was+p[i].ID), BranchRemoved, "", Scores, false, BranchAt{x, i}, nil)
			continue
		}
		j := to[i]
		at := within(at, was+p[i].ID, is+q[j].ID)
		c.branch(at, &p[i], &q[j])
		if !shifted {
			c.text(at, BranchID, "id", Words, p[i].ID, q[j].ID)
		}
	}
	for j := range q {
		if from[j] < 0 {
			c.put(within(at, "", is+q[j].ID), BranchAdded, "", Scores, false, nil, BranchAt{y, j})
		}
	}
	if crossed(to) {
		c.put(at, BranchOrder, "", Scores, false, nil, nil)
	}
}

func (c *comparer) branch(at Change, p, q *form.Branch) {
	c.expr(at, BranchCondition, BranchText, "when", p.When, q.When)
	switch c.alikeLimit(p.Lower, q.Lower) {
	case none:
		c.put(at, BranchLimit, "lower", Scores, false, limitThing(p.Lower), limitThing(q.Lower))
	case meaning:
		c.put(at, BranchText, "lower", Words, false, limitThing(p.Lower), limitThing(q.Lower))
	}
	c.points(at, BranchPoints, "points", p.Points, q.Points)
	switch c.alikeLine(p.Line, q.Line) {
	case none:
		c.put(at, BranchPoints, "line", Scores, false, lineThing(p.Line), lineThing(q.Line))
	case meaning:
		c.put(at, BranchText, "line", Words, false, lineThing(p.Line), lineThing(q.Line))
	}
	if p.Line != nil && q.Line != nil {
		c.text(at, BranchText, "jump", Words, p.Line.Jump, q.Line.Jump)
	}
	c.sentence(at, BranchText, "because", p.Because, q.Because)
}

func limitThing(l *form.Limit) Thing {
	if l == nil {
		return nil
	}
	return l
}

func lineThing(l *form.Line) Thing {
	if l == nil {
		return nil
	}
	return l
}

// items compares what a tally counts.
func (c *comparer) items(at Change, x, y *form.Rule, was, is string) {
	p, q := x.Items, y.Items
	to, from := match(len(p), len(q),
		func(i, j int) bool { return c.alike(p[i].Count, q[j].Count) != none && p[i].Points.Equal(q[j].Points) },
		func(i, j int) bool { return c.alike(p[i].Count, q[j].Count) != none },
		func(i, j int) bool { return p[i].ID == q[j].ID },
		anyway,
	)
	shifted := crossed(to) || slices.Contains(to, -1) || slices.Contains(from, -1)
	for i := range p {
		if to[i] < 0 {
			c.put(within(at, "", was+p[i].ID), ItemRemoved, "", Scores, false, ItemAt{x, i}, nil)
			continue
		}
		it := &q[to[i]]
		at := within(at, was+p[i].ID, is+it.ID)
		c.expr(at, ItemChanged, ItemText, "count", p[i].Count, it.Count)
		c.points(at, ItemChanged, "points", p[i].Points, it.Points)
		c.sentence(at, ItemText, "because", p[i].Because, it.Because)
		if !shifted {
			c.text(at, ItemText, "id", Words, p[i].ID, it.ID)
		}
	}
	for j := range q {
		if from[j] < 0 {
			c.put(within(at, "", is+q[j].ID), ItemAdded, "", Scores, false, nil, ItemAt{y, j})
		}
	}
	if crossed(to) {
		c.put(at, ItemOrder, "", Scores, false, nil, nil)
	}
}

// parts compares the parts of a sum or of a best-of, and the one rule of a row.
func (c *comparer) parts(at Change, x, y *form.Rule, was, is string) {
	p, q := x.Parts, y.Parts
	to, from := match(len(p), len(q),
		func(i, j int) bool { return p[i].Label == q[j].Label && c.sameScoring(p[i], q[j]) },
		func(i, j int) bool { return p[i].Label != "" && p[i].Label == q[j].Label },
		func(i, j int) bool { return c.sameScoring(p[i], q[j]) },
		func(i, j int) bool { return i == j },
		anyway,
	)
	for i := range p {
		if to[i] < 0 {
			c.put(within(at, "", part(x, was, i)), PartRemoved, "", Scores, false, p[i], nil)
			continue
		}
		c.rule(at, p[i], q[to[i]], part(x, was, i), part(y, is, to[i]))
	}
	for j := range q {
		if from[j] < 0 {
			c.put(within(at, "", part(y, is, j)), PartAdded, "", Scores, false, nil, q[j])
		}
	}
	if crossed(to) {
		c.put(at, PartOrder, "", Scores, false, nil, nil)
	}
}

// part is the prefix of the branch ids of a part, as the engine gives them.
func part(r *form.Rule, prefix string, i int) string {
	if r.Kind == form.RulePerRow {
		return prefix + "row/"
	}
	return prefix + "p" + strconv.Itoa(i+1) + "/"
}
