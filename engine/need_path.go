package engine

import (
	"slices"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// pathfinder looks for the paths of a unit's leaves, one leaf after another. It moves levers in the scorer's frame and
// scores the leaf by the same evaluation; what it finds it proves with a second scorer from facts.
type pathfinder struct {
	s      *Scorer
	proof  *Scorer
	uc     *UnitCase
	goal   Goal
	total  exact.Num // of the unit as it is
	dues   map[string][]Due
	wholes map[string]bool

	// of the leaf being looked at
	lp          *leafProgram
	now         NodeResult
	keep        leafOut
	branches    []string // that decide now
	smooth      bool     // its points can rise without steps
	from, taken int      // where lines and branches of attempts begin
	levers      []*lever
	blocked     []Blocked
	less, costs bool // paths to fewer points than asked for, or that cost the total, were found
}

// enter begins with a leaf.
func (f *pathfinder) enter(lp *leafProgram, now NodeResult) {
	fr := &f.s.fr
	f.lp, f.now, f.keep, f.from, f.taken = lp, now, fr.out[lp.node], len(fr.lines), len(fr.taken)
	f.branches = slices.Clone(fr.taken[f.keep.from : f.keep.from+f.keep.n])
	f.less, f.costs = false, false
	f.smooth = false
	form.WalkRule(lp.leaf.Rule, func(r *form.Rule) {
		switch r.Kind {
		case form.RulePoints, form.RuleRelative, form.RulePerRow, form.RuleSurvey:
			f.smooth = true
		}
		f.smooth = f.smooth || slices.ContainsFunc(r.Branches, func(b form.Branch) bool { return b.Line != nil })
	})
	f.gather()
}

// leave puts the frame back as it was.
func (f *pathfinder) leave() {
	f.reset()
	f.s.fr.out[f.lp.node] = f.keep
}

func (f *pathfinder) reset() {
	for _, l := range f.levers {
		l.back()
	}
}

// attempt scores the leaf as the levers stand; false when that gives no points. The branches that decide are those of
// fr.taken from f.taken on, until the next attempt.
func (f *pathfinder) attempt() (exact.Num, bool) {
	fr := &f.s.fr
	fr.lines, fr.taken = fr.lines[:f.from], fr.taken[:f.taken]
	f.s.p.score(f.lp, fr)
	out := &fr.out[f.lp.node]
	return out.points, out.state == Scored || out.state == Disputed
}

// test is a condition on the leaf as the levers stand.
type test func() bool

// atLeast asks for points.
func (f *pathfinder) atLeast(want exact.Num) test {
	return func() bool {
		got, ok := f.attempt()
		return ok && got.Cmp(want) >= 0
	}
}

// gains asks for any more points.
func (f *pathfinder) gains() bool {
	got, ok := f.attempt()
	return ok && f.now.Points.Less(got)
}

// turns asks for more points by another branch.
func (f *pathfinder) turns() bool {
	return f.gains() && !slices.Equal(f.s.fr.taken[f.taken:], f.branches)
}

// paths finds the paths to the goal: every lever that reaches it alone, or else several that only do so together.
func (f *pathfinder) paths() []Path {
	if len(f.levers) == 0 {
		return nil
	}
	alone, jointly := f.tests()
	var paths []Path
	for _, l := range f.levers {
		f.reset()
		if alone != nil && f.least(l, alone) || f.rises() && f.furthest(l) {
			paths = f.found(paths)
		}
	}
	if len(paths) == 0 && f.together(jointly) {
		paths = f.found(paths)
	}
	f.less = len(paths) == 0 && f.goal.Kind == GoalPoints && f.now.Points.Less(f.most())
	return paths
}

// tests are what one lever, and what several together, must reach; nil: the most they can.
func (f *pathfinder) tests() (alone, jointly test) {
	switch {
	case f.goal.Kind == GoalPoints:
		want := f.atLeast(f.now.Points.Add(f.goal.Points))
		return want, want
	case f.goal.Kind == GoalMost:
		want := test(f.gains)
		if most := f.most(); f.now.Points.Less(most) {
			want = f.atLeast(most)
		}
		return want, want
	case !f.smooth:
		return f.gains, f.gains
	case f.now.State == Scored || f.now.State == Disputed:
		return f.turns, nil
	}
	return nil, nil // from nothing to the first sliver of a straight line is no step
}

// rises reports whether a lever that leads to no other branch may lead to the most it can bring: where points rise without
// steps.
func (f *pathfinder) rises() bool { return f.goal.Kind == GoalNext && f.smooth }

// furthest moves one lever to the smallest value with the most points it can bring alone.
func (f *pathfinder) furthest(l *lever) bool {
	most := f.now.Points
	for _, v := range l.tries {
		l.put(v)
		if got, ok := f.attempt(); ok {
			most = exact.Max(most, got)
		}
	}
	l.back()
	return f.now.Points.Less(most) && f.least(l, f.atLeast(most))
}

// least moves a lever, the others staying where they are, to the smallest value that passes: the first that does of those
// worth trying, then for figures halving the way to the last that does not, so that one step less fails. Of levels, which
// have no order of their own, the one with the fewest points passes first.
func (f *pathfinder) least(l *lever, want test) bool {
	if l.in.Type == form.InLevel {
		return f.leastLevel(l, want)
	}
	last := exact.Num{}
	if l.figure() {
		last = l.start()
	}
	for _, v := range l.tries {
		l.put(v)
		if want() {
			if l.figure() {
				f.halve(l, last, v.num, want)
			}
			return true
		}
		last = v.num
	}
	l.back()
	return false
}

func (f *pathfinder) leastLevel(l *lever, want test) bool {
	var at slot
	var points exact.Num
	found := false
	for _, v := range l.tries {
		l.put(v)
		if !want() {
			continue
		}
		if got := f.s.fr.out[f.lp.node].points; !found || got.Less(points) {
			at, points, found = v, got, true
		}
	}
	l.back()
	if found {
		l.put(at)
	}
	return found
}

// halve narrows the way between a figure that fails and one that passes to one step and leaves the lever at the one that
// passes.
func (f *pathfinder) halve(l *lever, fails, passes exact.Num, want test) {
	half := exact.MustFrac(1, 2)
	for {
		way := passes.Sub(fails)
		if way.Abs().Cmp(l.step) <= 0 {
			l.put(slot{num: passes})
			return
		}
		mid := l.floor(fails.Add(way.Mul(half))) // strictly between: both ends are on the steps
		l.put(slot{num: mid})
		if want() {
			passes = mid
		} else {
			fails = mid
		}
	}
}

// climb moves the levers to where together they do best and gives the points there; those as they are when nothing does
// better.
func (f *pathfinder) climb() exact.Num {
	f.reset()
	fr := &f.s.fr
	fr.lines, fr.taken = fr.lines[:f.from], fr.taken[:f.taken]
	t := &trial{s: f.s, lp: f.lp, best: f.now.Points, from: f.from, taken: f.taken}
	for _, l := range f.levers {
		if len(l.tries) == 0 {
			continue
		}
		m := move{undo: l.back}
		for _, v := range l.tries {
			m.tries = append(m.tries, func() { l.put(v) })
		}
		t.moves = append(t.moves, m)
	}
	if len(t.moves) == 0 {
		return t.best
	}
	t.search()
	f.reset()
	for _, c := range t.chosen {
		c.try()
	}
	return t.best
}

// most is the most the levers can bring together.
func (f *pathfinder) most() exact.Num {
	most := f.climb()
	f.reset()
	return most
}

// together moves levers that pass together, none that need not move and no figure further than it must. It starts where
// all do best, leaves out what can be left out, figures first, and takes figures back as far as they go.
func (f *pathfinder) together(want test) bool {
	most := f.climb()
	if most.Cmp(f.now.Points) <= 0 {
		return false
	}
	if want == nil {
		want = f.atLeast(most)
	}
	if !want() {
		return false
	}
	order := slices.Clone(f.levers)
	slices.SortStableFunc(order, func(a, b *lever) int {
		switch {
		case a.figure() == b.figure():
			return 0
		case a.figure():
			return -1
		}
		return +1
	})
	for _, l := range order {
		if !l.moved {
			continue
		}
		at := l.at
		if l.back(); !want() {
			l.put(at)
		}
	}
	for _, l := range order {
		if l.moved && l.figure() {
			at := l.at
			if !f.least(l, want) {
				l.put(at)
			}
		}
	}
	return true
}

// found adds the path that the levers now make, if the engine scores it as promised.
func (f *pathfinder) found(paths []Path) []Path {
	points, ok := f.attempt()
	if !ok {
		return paths
	}
	p := Path{Code: f.now.Code, Gain: points.Sub(f.now.Points)}
	f.deadlines(points)
	late := Path{}
	dated := false
	for _, l := range f.levers {
		if !l.moved {
			continue
		}
		a := Action{Input: l.in.Name, Row: l.row, Field: l.field, Until: l.until,
			From: l.datum(l.old, l.old.st == known), To: l.datum(l.at, true)}
		if l.figure() {
			a.By = a.To.Num.Sub(a.From.Num)
		}
		at := a
		if l.dated() {
			a.Until, at.To.Day = l.lasts, l.lasts
			dated = dated || a.Until != a.To.Day
		}
		p.Actions, late.Actions = append(p.Actions, a), append(late.Actions, at)
	}
	if !f.prove(&p, points) || dated && !f.prove(&late, points) {
		return paths
	}
	if p.Total.Sign() <= 0 {
		f.costs = true
		return paths
	}
	return append(paths, p)
}

// prove scores the unit anew from facts with the path's actions.
func (f *pathfinder) prove(p *Path, points exact.Num) bool {
	changes := p.Changes()
	if f.s.p.declarable(f.uc, changes) != nil {
		return false
	}
	changed := f.s.With(f.uc, changes)
	f.proof.Bind(&changed)
	f.proof.score()
	p.Total = f.proof.total().Points.Sub(f.total)
	p.To = f.proof.node(f.lp.node)
	p.Proved = (p.To.State == Scored || p.To.State == Disputed) && p.To.Points.Equal(points)
	return p.Proved
}

// deadlines finds for every date in the path the last day up to which the leaf keeps its points, the dates before it at
// their last days. Points change with a date only on turning days; between the last of those that keeps them and the
// first that does not, the engine is asked.
func (f *pathfinder) deadlines(points exact.Num) {
	keeps := f.atLeast(points)
	for _, l := range f.levers {
		if !l.moved || !l.dated() {
			continue
		}
		first := l.at
		good := first.ord
		for _, d := range f.turningDays(l, good) {
			l.put(slot{ord: d})
			if !keeps() {
				for d-good > 1 {
					mid := good + (d-good)/2
					l.put(slot{ord: mid})
					if keeps() {
						good = mid
					} else {
						d = mid
					}
				}
				break
			}
			good = d
		}
		l.put(slot{ord: good})
		l.lasts, l.first = day.Day(good), first
	}
	for _, l := range f.levers { // the path itself names the first day
		if l.moved && l.dated() {
			l.put(l.first)
		}
	}
}

// turningDays are the days after a day, up to the last of a lever, on which the points of its date can change and change
// back: the days the rule names, so many days after the due day as it names, and their neighbours, for rules may
// include a day or not. A due day on its own is found by halving.
func (f *pathfinder) turningDays(l *lever, after int32) []int32 {
	end := after
	if l.until != day.None {
		end = max(end, dayOrd(l.until))
	}
	var days []int32
	add := func(d int32) {
		for _, near := range [...]int32{d - 1, d, d + 1} {
			if near > after && near <= end {
				days = append(days, near)
			}
		}
	}
	add(end)
	for _, n := range f.lp.limits {
		if k, ok := n.Int64(); ok && k >= 0 && k < 1<<20 {
			add(int32(k))
			add(l.due + int32(k))
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}
