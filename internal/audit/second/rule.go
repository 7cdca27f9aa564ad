package second

import (
	"math/big"
	"strconv"
)

// entry is a line of the ledger of a node.
type entry struct {
	kind, branch string
	amount       *big.Rat
}

// given is what a rule gives: points with the lines and branches that made them, or a status or an effect in their place.
type given struct {
	st             status
	effect, branch string // an effect on the leaf, and of which branch
	points         *big.Rat
	lines          []entry
	taken          []string
}

// none is what is not known.
func none(st status) given { return given{st: st} }

// granted is points of one branch.
func granted(id string, points *big.Rat) given {
	g := given{points: zero, taken: []string{id}}
	g.become(points, "granted", id)
	return g
}

// become changes points, with a line for the difference.
func (g *given) become(to *big.Rat, kind, branch string) {
	if by := sub(to, g.points); by.Sign() != 0 {
		g.lines = append(g.lines, entry{kind, branch, by})
	}
	g.points = to
}

// within keeps points between the floor and the cap of a rule or section.
func (g *given) within(of *value, id string) {
	to := g.points
	if floor := of.rat("floor"); of.at("floor", '"') != nil && to.Cmp(floor) < 0 {
		to = floor
	}
	if limit := of.rat("cap"); of.at("cap", '"') != nil && to.Cmp(limit) > 0 {
		to = limit
	}
	g.become(to, "capped", id)
}

// partPrefix begins the ids of branches in the i-th part of a rule.
func partPrefix(prefix string, i int) string { return prefix + "p" + strconv.Itoa(i+1) + "/" }

// rule applies a rule of a leaf. The ids of its branches begin with prefix, most is its full mark.
func (u *unit) rule(leaf int, r *value, prefix string, most *big.Rat, at *row) given {
	u.charge(1)
	switch kind := r.str("kind"); kind {
	case "cases", "bands":
		return u.table(r, prefix, at)
	case "tally":
		return u.tally(r, prefix, at)
	case "points":
		v := u.eval(r.expr("value"), at)
		if v.st != known {
			return none(v.st)
		}
		g := granted(prefix+"points", v.num)
		g.within(r, prefix+"points")
		return g
	case "sum", "best":
		return u.parts(leaf, r, prefix, most, at)
	case "relative":
		return u.relative(leaf, r, prefix, most)
	case "survey":
		return u.survey(r, prefix, most)
	case "per_row":
		return u.perRow(leaf, r, prefix, most)
	default:
		refuse("unknown rule kind %q", kind)
		return given{}
	}
}

// table finds the first branch whose condition holds, or whose lower limit the value reaches.
func (u *unit) table(r *value, prefix string, at *row) given {
	v := val{}
	if of := r.expr("value"); of != nil {
		v = u.eval(of, at)
	}
	for _, b := range r.list("branches") {
		c, lower, points := truth(true), b.object("lower"), b.rat("points")
		if when := b.expr("when"); when != nil {
			c = u.eval(when, at)
		}
		if c.st = max(c.st, v.st); lower != nil && c.st == known {
			if limit := u.eval(lower.expr("at"), at); limit.st != known {
				c = limit
			} else if sign := v.num.Cmp(limit.num); sign < 0 || sign == 0 && lower.flag("open") {
				continue
			}
		}
		if c.st != known {
			return none(c.st)
		}
		if !c.yes() {
			continue
		}
		if l := b.object("line"); l != nil {
			points = line(v.num, u.eval(l.expr("x0"), nil).num, l.rat("y0"), u.eval(l.expr("x1"), nil).num, l.rat("y1"))
		}
		return granted(prefix+b.str("id"), points)
	}
	return none(notScorable)
}

// line is the height at x of the straight line between two points; outside them the nearer end holds.
func line(x, x0, y0, x1, y1 *big.Rat) *big.Rat {
	switch {
	case x.Cmp(x0) <= 0:
		return y0
	case x.Cmp(x1) >= 0:
		return y1
	}
	return add(y0, mul(sub(y1, y0), quo(sub(x, x0), sub(x1, x0))))
}

func (u *unit) tally(r *value, prefix string, at *row) given {
	whole := prefix + "all"
	g := granted(whole, r.rat("start"))
	g.taken = nil
	for _, it := range r.list("items") {
		n := u.eval(it.expr("count"), at)
		if g.st = max(g.st, n.st); g.st != known || n.num.Sign() == 0 {
			continue
		}
		amount := u.sized(mul(n.num, it.rat("points")))
		g.become(add(g.points, amount), pick(amount.Sign() < 0, "deducted", "granted"), prefix+it.str("id"))
		g.taken = append(g.taken, prefix+it.str("id"))
	}
	if g.st != known {
		return none(g.st)
	}
	if len(g.taken) == 0 {
		g.taken = []string{whole}
	}
	g.within(r, whole)
	return g
}

// settled is an effect inside a compound rule, where it is about one part: the part is full or 0, anything else leaves the
// whole without points.
func (g given) settled(most *big.Rat) given {
	switch g.effect {
	case "":
		return g
	case "full":
		return granted(g.branch, most)
	case "zero":
		return granted(g.branch, zero)
	case "not_due":
		return none(notDue)
	case "missing":
		return none(missing)
	}
	return none(notScorable)
}

func (u *unit) parts(leaf int, r *value, prefix string, most *big.Rat, at *row) (out given) {
	for i, p := range r.list("parts") {
		full := pick(p.rat("max").Sign() == 0, most, p.rat("max"))
		g := u.rule(leaf, p, partPrefix(prefix, i), full, at).settled(full)
		switch st := max(out.st, g.st); {
		case st != known:
			out = none(st)
		case i == 0 || r.str("kind") == "best" && g.points.Cmp(out.points) > 0:
			out = g
		case r.str("kind") == "sum":
			out.points = add(out.points, g.points)
			out.lines, out.taken = append(out.lines, g.lines...), append(out.taken, g.taken...)
		}
	}
	return out
}

// survey is the weighted mean of the groups with a large enough sample.
func (u *unit) survey(r *value, prefix string, most *big.Rat) given {
	s, score, weights, there := r.object("survey"), zero, zero, false
	in, least := u.inputs[s.str("input")], u.eval(s.expr("min_sample"), nil).num
	for _, respondents := range in.list("groups") {
		g, w := u.group(in, respondents.str("id")), respondents.rat("weight")
		there = there || g.there
		if full := mul(g.forms, rat(in.count("scale"))); full.Sign() != 0 && g.valid.Cmp(least) >= 0 {
			score, weights = add(score, mul(w, quo(g.sum, full))), add(weights, w)
		}
	}
	switch id := prefix + "survey"; {
	case !there:
		return given{st: u.input(in).st, points: zero}
	case weights.Sign() == 0:
		return given{effect: s.str("none_left"), branch: id}
	default:
		return granted(id, mul(quo(score, weights), most))
	}
}

// perRow is the mean over the rows of a list.
func (u *unit) perRow(leaf int, r *value, prefix string, most *big.Rat) given {
	in, sum, st := u.inputs[r.str("list")], zero, known
	rows := u.rows(in)
	for i := range rows {
		g := u.rule(leaf, r.list("parts")[0], prefix+"row/", most, &rows[i]).settled(most)
		if st = max(st, g.st); g.st == known {
			if sum = u.sized(add(sum, g.points)); tooLarge(sum) {
				st = notScorable
			}
		}
	}
	if len(rows) == 0 {
		st = empty(in)
	}
	if st != known {
		return none(st)
	}
	points := quo(sum, rat(len(rows)))
	if by := r.object("rounding"); by != nil {
		points = by.round(points)
	}
	return granted(prefix+"rows", points)
}

// extent is the range of a value over the units of a block for which the leaf applies and the value is known.
type extent struct {
	max, min *big.Rat
	units    int
}

// references are what units are compared with, by block and rule.
type references map[[2]string]extent

func (u *unit) compared(leaf int, prefix string) [2]string {
	return [2]string{u.block, u.nodes[leaf].str("code") + "#" + prefix + "relative"}
}

func (u *unit) relative(leaf int, r *value, prefix string, most *big.Rat) given {
	v := u.eval(r.expr("value"), nil)
	if v.st != known {
		return none(v.st)
	}
	e, ok := u.refs[u.compared(leaf, prefix)]
	if !ok {
		return none(notDue)
	}
	rel := r.object("relative")
	share := e.share(v.num, rel.flag("lower"), rel.str("method") == "min_max")
	if share == nil {
		return given{effect: rel.str("when_no_base"), branch: prefix + "relative"}
	}
	return granted(prefix+"relative", mul(share, most))
}

// share is a value's share of the best of its block, or of the way from the worst to the best; nil where there is nothing to
// divide by. What is better than the best has the whole.
func (e *extent) share(v *big.Rat, lower, way bool) *big.Rat {
	best, worst, share := pick(lower, e.min, e.max), pick(lower, e.max, e.min), one
	switch {
	case way && best.Cmp(worst) == 0, !way && best.Sign() == 0:
		return nil
	case way:
		if share = quo(sub(v, worst), sub(best, worst)); share.Sign() < 0 {
			share = zero
		}
	case lower && v.Cmp(best) <= 0:
	case lower && v.Sign() == 0:
		return nil
	case lower:
		share = quo(best, v)
	default:
		share = quo(v, best)
	}
	return pick(share.Cmp(one) > 0, one, share)
}

// gather adds a unit's values to those that units are compared by.
func (u *unit) gather(leaf int, r *value, prefix string, into references) {
	for i, p := range r.list("parts") {
		u.gather(leaf, p, partPrefix(prefix, i), into)
	}
	if r.str("kind") != "relative" || u.before(leaf) != nil {
		return
	}
	if v := u.eval(r.expr("value"), nil); v.st == known {
		key := u.compared(leaf, prefix)
		e, ok := into[key]
		if !ok {
			e = extent{v.num, v.num, 0}
		}
		into[key] = extent{pick(v.num.Cmp(e.max) > 0, v.num, e.max), pick(v.num.Cmp(e.min) < 0, v.num, e.min), e.units + 1}
	}
}
