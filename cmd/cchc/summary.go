package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// outlook is a kind of leaf in a unit's summary, by what its people can do about it.
type outlook string

const (
	outlookBlocked    outlook = "blocked"     // cannot be scored yet: keeps the result from being announced
	outlookReachable  outlook = "reachable"   // more can still be had
	outlookLost       outlook = "lost"        // lost for good
	outlookNotCounted outlook = "not_counted" // outside the applied maximum
	outlookFull       outlook = "full"        // nothing is missing
)

// listedOutlooks are the found listed leaf by leaf, in the order of what to look at first.
var listedOutlooks = []outlook{outlookBlocked, outlookReachable, outlookLost, outlookNotCounted}

func outlookOf(found *engine.NodeResult) outlook {
	switch {
	case found.State == engine.NotScorable:
		return outlookBlocked
	case found.Reachable.Sign() > 0:
		return outlookReachable
	case found.Lost.Sign() > 0:
		return outlookLost
	case found.State != engine.Scored && found.State != engine.Disputed:
		return outlookNotCounted
	}
	return outlookFull
}

// summarize prints what a unit's points, or those of one node of the tree, come to and what became of each leaf. Points
// and sums are the engine's.
func (p *problem) summarize(a *app, unit string, top int) error {
	s, err := p.score()
	if err != nil {
		return err
	}
	u := s.unit(unit)
	s.printLabels(a)
	fmt.Fprintf(a.stdout, "\n%s\n", s.standing(u))
	a.note("%s", wording.Message("cli.explain_more", unit, p.printOutlooks(a, u, top)))
	return nil
}

// unit gives the result of a unit of the case.
func (s *scoring) unit(code string) *engine.UnitResult {
	return &s.result.Units[slices.IndexFunc(s.result.Units, func(u engine.UnitResult) bool { return u.Unit == code })]
}

// printOutlooks prints the three numbers of a unit or of one node of the tree and then its leaves by outlook. It gives the
// code of the leaf to look at first.
func (p *problem) printOutlooks(a *app, u *engine.UnitResult, top int) string {
	points, applied, reached, reachable, lost, bound := u.Points, u.Applied, u.Reached, u.Reachable, u.Lost, u.Bound
	if top >= 0 {
		n := &u.Nodes[top]
		points, applied, reached, reachable, lost, bound = n.Points, n.Applied, n.Points, n.Reachable, n.Lost, n.Bound
		fmt.Fprintf(a.stdout, "%s. %s\n", n.Code, p.set.Nodes[top].Name)
	}
	fmt.Fprintln(a.stdout, wording.Message("cli.points_of", p.vn(points), p.vn(applied)))
	fmt.Fprintln(a.stdout, wording.Message("cli.outlook", p.vn(reached), p.bounded(reachable, bound), p.vn(lost)))

	found := map[outlook][]*engine.NodeResult{}
	for i := range u.Nodes {
		if p.set.Nodes[i].Kind == form.NodeLeaf && p.set.Below(i, top) {
			g := outlookOf(&u.Nodes[i])
			found[g] = append(found[g], &u.Nodes[i])
		}
	}
	first := ""
	for _, g := range listedOutlooks {
		p.printOutlook(a, g, found[g])
		if first == "" && len(found[g]) > 0 {
			first = found[g][0].Code
		}
	}
	if full := found[outlookFull]; len(full) > 0 {
		codes := make([]string, len(full))
		for i, n := range full {
			codes[i] = n.Code
		}
		fmt.Fprintf(a.stdout, "\n%s\n%s\n", outlookTitle(outlookFull, len(full)), wrap("  "+strings.Join(codes, ", "), 0))
		first = cmp.Or(first, codes[0])
	}
	return first
}

// standing is a unit's name, block, rank and class in one line. A preview has no rank to tell; the province is ranked with
// nobody.
func (s *scoring) standing(u *engine.UnitResult) string {
	parts := []string{s.unitName(u.Unit), blockName(u.Block)}
	switch {
	case s.set.Scope == form.ScopeProvince:
		parts = []string{s.unitName(u.Unit), wording.Message("cli.forecast")}
	case u.Rank > 0:
		ranked := 0
		for _, other := range s.ranking(u.Block) {
			if other.Rank > 0 {
				ranked++
			}
		}
		parts = append(parts, wording.Message("cli.rank_of", strconv.Itoa(u.Rank), strconv.Itoa(ranked)))
	case !u.Ranked:
		parts = append(parts, wording.Message("cli.no_rank"))
	}
	if u.Scorable {
		parts = append(parts, wording.Message("cli.index", s.vn(u.Index)))
	}
	if u.Class != "" {
		parts = append(parts, wording.Message("cli.class", u.Class))
	}
	text := wrap(strings.Join(parts, " · "), 2)
	if u.Blocked {
		text += "\n" + wording.Message("cli.blocked", strconv.Itoa(s.count(u)[engine.NotScorable]))
	}
	if why := wording.UnitReason(u.NotRanked); why != "" {
		text += "\n" + wrap("! "+why, 2)
	}
	return text
}

func outlookTitle(g outlook, n int) string {
	return wording.Message("cli.group."+string(g), strconv.Itoa(n))
}

// nameWidth keeps a row of a summary within a screen; the full name is in the account of the leaf.
const nameWidth = 66

// printOutlook lists leaves, those with most points at stake first, each with its reason under it.
func (p *problem) printOutlook(a *app, g outlook, found []*engine.NodeResult) {
	if len(found) == 0 {
		return
	}
	stake := func(n *engine.NodeResult) exact.Num {
		if g == outlookReachable {
			return n.Reachable
		}
		return n.Lost
	}
	slices.SortStableFunc(found, func(a, b *engine.NodeResult) int { return stake(b).Cmp(stake(a)) })
	fmt.Fprintf(a.stdout, "\n%s\n", outlookTitle(g, len(found)))
	t := newTable("Mã", "Tiêu chí", "Điểm#", "Tối đa\náp dụng#", "Còn có\nthể đạt#", "Không lấy\nlại được#")
	if g == outlookNotCounted {
		t = newTable("Mã", "Tiêu chí", "Trạng thái")
	}
	for _, n := range found {
		node := &p.set.Nodes[p.set.NodeByCode(n.Code)]
		name := cut(node.Name, nameWidth)
		if g == outlookNotCounted {
			t.add(n.Code, name, wording.State(n.State))
		} else {
			t.add(n.Code, name, p.vn(n.Points), p.vn(n.Applied), p.stake(n.Reachable, n.Bound), p.stake(n.Lost, false))
		}
		t.remark(cmp.Or(p.reason(n), wording.State(n.State)))
	}
	t.write(a.stdout)
}

// stake prints what is at stake; what rounds to nothing but is something is marked.
func (p *problem) stake(n exact.Num, bound bool) string {
	if n.Sign() != 0 && n.Round(p.set.Rounding.Rounding).Sign() == 0 {
		return "≈" + p.vn(n)
	}
	return p.bounded(n, bound)
}
