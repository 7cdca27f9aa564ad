package second

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// account is what is compared, line by line: see the package comment.
type account []fact

// fact is a line: the run's scope, the unit and the node it is about, which may be "", what it tells, and that.
type fact [5]string

func (a account) digest() string {
	var b strings.Builder
	for _, f := range a {
		for i, text := range f {
			b.WriteString([]string{"[", ","}[min(i, 1)] + quoted(text))
		}
		b.WriteString("]\n")
	}
	return hash("cchc/account/v1", []byte(b.String()))
}

// tell adds lines about a unit or node: what and that, by turns. What is "" is not told.
func (a *account) tell(scope, unit, code string, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			*a = append(*a, fact{scope, unit, code, pairs[i], pairs[i+1]})
		}
	}
}

// scored is what came of a unit, on the way to its rank.
type scored struct {
	*unit
	nodes     []*outcome
	whole     *outcome
	index     *big.Rat // nil where nothing applies
	notRanked bool
	rank      int
}

// score scores the units of a case in their order and ranks them.
func (p *problem) score(units []*value, refs references) (all []*scored) {
	for _, own := range units {
		u := p.bind(own, refs)
		nodes := u.outcomes()
		s := &scored{unit: u, nodes: nodes[:len(nodes)-1], whole: nodes[len(nodes)-1]}
		if s.whole.applied.Sign() > 0 {
			s.index = quo(mul(s.whole.points, rat(100)), s.whole.applied)
		}
		s.notRanked = u.last("", "not_ranked", "ranked").str("kind") == "not_ranked"
		all = append(all, s)
	}
	rank(all, p.str("ties") == "shared_dense")
	return all
}

// rank gives ranks within blocks: one more than the units, or than the different indices, that are better.
func rank(all []*scored, dense bool) {
	order := slices.DeleteFunc(slices.Clone(all), func(u *scored) bool { return u.index == nil || u.notRanked })
	slices.SortStableFunc(order, func(a, b *scored) int { return cmp.Or(strings.Compare(a.block, b.block), b.index.Cmp(a.index)) })
	first := 0
	for i, u := range order {
		switch {
		case i == 0 || u.block != order[i-1].block:
			first, u.rank = i, 1
		case u.index.Cmp(order[i-1].index) == 0:
			u.rank = order[i-1].rank
		case dense:
			u.rank = order[i-1].rank + 1
		default:
			u.rank = i - first + 1
		}
	}
}

// class is the class of an index: in the first table for the block, the first band that holds.
func (u *scored) class() string {
	for _, c := range u.list("classes") {
		if blocks := c.texts("blocks"); u.index == nil || len(blocks) > 0 && !slices.Contains(blocks, u.block) {
			continue
		}
		for _, b := range c.list("bands") {
			if d := u.index.Cmp(b.rat("lower")); b.at("lower", '"') == nil || d > 0 || d == 0 && !b.flag("open") {
				return b.str("name")
			}
		}
	}
	return ""
}

// tell writes the account of a unit.
func (u *scored) tell(a *account, scope string, alone bool) {
	points, index := u.whole.points, ""
	if by := u.object("rounding"); by.str("at") == "total" {
		points = by.round(points)
	}
	if u.index != nil {
		index = u.index.RatString()
	}
	a.tell(scope, u.code, "", "points", points.RatString(), "exact", u.whole.points.RatString(), "applied", u.whole.applied.RatString(),
		"index", index, "class", u.class(), "rank", placing(u.rank, alone), "not_ranked", strconv.FormatBool(u.notRanked),
		"blocked", strconv.FormatBool(slices.ContainsFunc(u.nodes, func(o *outcome) bool { return o.state == "not_scorable" })))
	for i, o := range u.nodes {
		a.tell(scope, u.code, u.set.nodes[i].str("code"), "state", o.state, "points", o.points.RatString(), "applied",
			o.applied.RatString(), "branch", o.branch)
	}
	for i, o := range u.nodes {
		for _, l := range o.lines {
			a.tell(scope, u.code, u.set.nodes[i].str("code"), l.kind+" "+l.branch, l.amount.RatString())
		}
	}
}

// placing is a rank; which one it is takes all units.
func placing(rank int, alone bool) string {
	return pick(alone && rank > 0, "ranked", strconv.Itoa(rank))
}

// tellResult writes the account of a receipt's result. Numbers stay as they are written: another spelling is another line.
func (a *account) tellResult(of *value, scope string, alone bool) {
	for _, u := range of.list("units") {
		unit := u.str("unit")
		a.tell(scope, unit, "", "points", u.str("points"), "exact", u.str("exact"), "applied", u.str("applied"), "index", u.str("index"),
			"class", u.str("class"), "rank", placing(u.count("rank"), alone),
			"not_ranked", strconv.FormatBool(u.object("not_ranked") != nil), "blocked", strconv.FormatBool(u.flag("blocked")))
		for _, n := range u.list("nodes") {
			a.tell(scope, unit, n.str("code"), "state", n.str("state"), "points", n.str("points"), "applied", n.str("applied"),
				"branch", n.str("branch"))
		}
		for _, l := range u.list("ledger") {
			if kind := l.str("kind"); kind != "reachable" && kind != "lost" {
				a.tell(scope, unit, l.str("code"), kind+" "+l.str("branch"), l.str("amount"))
			}
		}
	}
}

// Difference is the first line that differs. Own is empty where the receipt has a line too many, Receipt where it lacks one.
type Difference struct {
	Scope, Unit, Code, What string // Unit and Code may be empty
	Own, Receipt            string
}

// firstDifference finds the first line that differs; nil if there is none.
func firstDifference(own, claimed account) *Difference {
	own, claimed = append(own, fact{}), append(claimed, fact{}) // the ends, which no line equals
	i := 0
	for ; own[i] == claimed[i]; i++ {
		if own[i] == (fact{}) {
			return nil
		}
	}
	a, b := own[i], claimed[i]
	d := &Difference{a[0], a[1], a[2], a[3], a[4], b[4]}
	if a == (fact{}) {
		d = &Difference{b[0], b[1], b[2], b[3], "", ""}
	}
	if [4]string(a[:4]) != [4]string(b[:4]) { // about different things: say what
		d.Own, d.Receipt = strings.TrimSpace(strings.Join(a[1:], " ")), strings.TrimSpace(strings.Join(b[1:], " "))
	}
	return d
}
