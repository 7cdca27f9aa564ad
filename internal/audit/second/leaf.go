package second

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// outcome is what came of a node: its state, the branch that decided, points with their lines, the applied maximum.
type outcome struct {
	given
	state   string
	inMax   bool
	applied *big.Rat
}

// blank is an outcome without points.
func blank(state string, inMax bool) *outcome {
	return &outcome{given: given{points: zero}, state: state, inMax: inMax, applied: zero}
}

// absent is the outcome of what is not known. What is not due leaves the maximum in the final result only, once declaring
// is over.
func (u *unit) absent(st status) *outcome {
	state := [...]string{notDue: "not_due", missing: "missing", notScorable: "not_scorable"}[st]
	return blank(state, st != notDue || u.stage != "final" || !u.closed)
}

// effect is the outcome of a declared effect of a branch.
func (u *unit) effect(leaf int, effect, branch string) *outcome {
	o := u.absent(notScorable)
	switch effect {
	case "full":
		o.state = "scored"
		o.become(u.nodes[leaf].rat("max"), "granted", branch)
	case "zero":
		o.state = "scored"
	case "missing":
		o.state = "missing"
	case "rebase":
		o = blank("not_applicable", false)
	case "not_due":
		o = u.absent(notDue)
	}
	o.branch = branch
	return o
}

// before is what decides a leaf before its rule; nil where the rule does. Contradictory figures come first, then the
// decision on applicability, then the conditions in their order.
func (u *unit) before(i int) *outcome {
	for k, c := range u.list("checks") {
		if !u.anyOf(u.checks[k], func(in *value) bool { return u.speaks[i][in.str("name")] }) {
			continue
		}
		if c := u.eval(c.expr("check"), nil); c.st == known && !c.yes() {
			return u.effect(i, "not_scorable", "check"+strconv.Itoa(k+1))
		}
	}
	n := u.nodes[i]
	applies := u.last(n.str("code"), "not_apply", "apply")
	if applies.str("kind") == "not_apply" {
		return blank("not_applicable", false)
	}
	for k, a := range n.object("leaf").list("applies") {
		then, id := a.str("then"), "applies"+strconv.Itoa(k+1)
		if applies != nil && then == "rebase" {
			continue
		}
		switch c := u.eval(a.expr("when"), nil); {
		case c.st != known:
			return u.absent(c.st)
		case !c.yes():
			continue
		case a.flag("accepted") && (then == "rebase" || then == "full") && u.zeroClaim(n, a.expr("when")):
			then = "not_scorable"
		case then == "zero" || then == "missing":
			id = "" // no branch is said to have decided
		}
		return u.effect(i, then, id)
	}
	return nil
}

// zeroClaim tells whether a condition rests, from the first appraisal on, on what only the unit says.
func (u *unit) zeroClaim(n *value, when *expr) bool {
	names := map[string]bool{}
	u.mentions(when, names)
	return u.stage != "self" && u.last(n.str("code"), "accept") == nil && u.anyOf(names, u.claimed)
}

// decide is a leaf before overrides, rounding by the set, and disputes.
func (u *unit) decide(i int) *outcome {
	n, leaf := u.nodes[i], u.nodes[i].object("leaf")
	if leaf.flag("unscored") {
		return blank("unscored", false)
	}
	if o := u.before(i); o != nil {
		return o
	}
	r := leaf.object("rule")
	g := u.rule(i, r, "", n.rat("max"), nil)
	switch bounded := (hasRule(r, "points") || hasRule(r, "relative")) && !u.outside(i); {
	case g.effect != "":
		return u.effect(i, g.effect, g.branch)
	case g.st != known:
		return u.absent(g.st)
	case tooLarge(g.points), bounded && (g.points.Cmp(n.rat("max")) > 0 || g.points.Cmp(n.rat("min")) < 0):
		return u.absent(notScorable)
	}
	g.branch = strings.Join(g.taken, "+")
	o := &outcome{given: g, state: "scored", inMax: true}
	if by := leaf.object("rounding"); by != nil {
		o.become(by.round(o.points), "rounded", "")
	}
	return o
}

// leaf scores a leaf, once.
func (u *unit) leaf(i int) *outcome {
	n, code := u.nodes[i], u.nodes[i].str("code")
	if o, begun := u.leaves[i]; begun {
		if o == nil {
			refuse("leaf %s rests on its own points", code)
		}
		return o
	}
	u.leaves[i] = nil
	o := u.decide(i)
	if d := u.last(code, "override"); d != nil && o.state != "not_applicable" && o.state != "unscored" {
		o.become(d.rat("points"), "overridden", "override")
		o.state, o.branch, o.inMax = "scored", "override", true
	}
	u.roundHere(i, o)
	if o.state == "scored" && u.last(code, "dispute") != nil {
		o.state = "disputed"
	}
	if o.applied = zero; o.inMax && !u.outside(i) {
		o.applied = n.rat("max")
	}
	u.leaves[i] = o
	return o
}

// roundHere rounds where the set rounds at a node: at criteria, among them leaves without a criterion above, or at leaves.
func (u *unit) roundHere(i int, o *outcome) {
	n, by := u.nodes[i], u.object("rounding")
	leaf, up := n.object("leaf") != nil, n.count("parent")
	criterion := !leaf && n.str("kind") == "criterion" || leaf && (up == 0 || u.nodes[up-1].str("kind") == "area")
	if at := by.str("at"); at == "subcriterion" && leaf || at == "criterion" && criterion {
		o.become(by.round(o.points), "rounded", "")
	}
}

// outcomes adds the leaves up; the last is the whole. Children stand after their parents, so one way back does. What the
// maximum lacks is a line of its own.
func (u *unit) outcomes() []*outcome {
	all := make([]*outcome, len(u.nodes)+1)
	for i := range all {
		all[i] = blank("not_applicable", false)
	}
	for i, n := range slices.Backward(u.nodes) {
		if leaf := n.object("leaf"); leaf != nil {
			all[i] = u.leaf(i)
			if by := sub(n.rat("max"), all[i].applied); by.Sign() != 0 && !leaf.flag("unscored") && !u.outside(i) {
				all[i].lines = append(all[i].lines, entry{"rebased", all[i].branch, by})
			}
		} else {
			if n.flag("outside") {
				all[i].within(n, "section")
			}
			u.roundHere(i, all[i])
		}
		o, up := all[i], all[len(u.nodes)]
		if parent := n.count("parent"); parent > 0 {
			up = all[parent-1]
		}
		up.points, up.applied = add(up.points, o.points), add(up.applied, o.applied)
		if o.state != "not_applicable" && o.state != "unscored" {
			up.state = "scored"
		}
	}
	return all
}
