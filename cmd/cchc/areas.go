package main

import (
	"fmt"
	"slices"
	"strconv"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// printProvince writes the province's result by area: its self-assessment is a forecast of what the ministry will find.
func (s *scoring) printProvince(a *app) {
	for i := range s.result.Units {
		u := &s.result.Units[i]
		fmt.Fprintf(a.stdout, "\n%s · %s\n", s.unitName(u.Unit), wording.Message("cli.forecast"))
		s.printAreas(a, u)
	}
}

// areaWidth keeps the row of an area within a screen.
const areaWidth = 56

// printAreas writes what a unit reached in each area, the sum under them, and from how many figures of other units the
// area's own were added up.
func (s *scoring) printAreas(a *app, u *engine.UnitResult) {
	at := slices.IndexFunc(s.c.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == u.Unit })
	rollups := s.c.Units[at].Rollups
	t := newTable("Mã", "Lĩnh vực", "Điểm#", "Tối đa\náp dụng#", "Tỷ lệ\n(%)#", "Còn có\nthể đạt#", "Không lấy\nlại được#",
		"Số liệu từ\nđơn vị#")
	for i := range u.Nodes {
		n, node := &u.Nodes[i], &s.set.Nodes[i]
		if node.Kind == form.NodeArea {
			t.add(node.Code, cut(node.Name, areaWidth), s.vn(n.Points), s.vn(n.Applied), s.share(n.Points, n.Applied),
				s.bounded(n.Reachable, n.Bound), s.vn(n.Lost), coverage(rollups, s.set, i))
		}
	}
	t.add("", wording.Message("cli.total"), s.vn(u.Points), s.vn(u.Applied), s.index(u), s.bounded(u.Reachable, u.Bound), s.vn(u.Lost),
		coverage(rollups, s.set, -1))
	t.keepColumns("")
	t.write(a.stdout)
	if u.Class != "" {
		fmt.Fprintln(a.stdout, wording.Message("cli.class", u.Class))
	}
	if u.Blocked {
		fmt.Fprintln(a.stdout, wording.Message("cli.blocked", strconv.Itoa(s.count(u)[engine.NotScorable])))
	}
}

// coverage says how many of the figures that units owe the inputs below a node are there, "1234/1240"; "" where nothing
// is added up. top -1 is the whole tree.
func coverage(rollups []engine.Rollup, set *form.Set, top int) string {
	counted, of := engine.Covered(rollups, set.InputsBelow(top))
	if of == 0 {
		return ""
	}
	return strconv.Itoa(counted) + "/" + strconv.Itoa(of)
}

// share is points as a percentage of the applied maximum, "–" where nothing applies.
func (p *problem) share(points, applied exact.Num) string {
	ratio, ok := engine.Index(points, applied)
	if !ok {
		return "–"
	}
	return p.vn(ratio)
}
