package engine

import (
	"sort"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// outlook works out what is still reachable: for each leaf below its maximum, open inputs are set to candidate values
// and the leaf is scored again by the same evaluation. What it reports is therefore attained by an evidence set the
// engine scored; only a leaf that waits for the values of other units shows a bound.
func (s *Scorer) outlook(u *UnitResult) {
	var chosen []choice
	for _, n := range s.p.order {
		lp := s.p.leaves[n]
		r := &u.Nodes[n]
		switch {
		case lp.outside || r.State == NotApplicable || r.State == Unscored || r.Applied.IsZero():
			continue
		case r.Points.Cmp(lp.max) >= 0:
		case lp.relative && s.fr.refs == nil, r.Reason.ID == ReasonNoReferences, !s.fr.closed && s.fr.unreferred(lp), !s.fr.closed && s.untried(lp, u):
			r.Reachable, r.Bound = r.Applied.Sub(r.Points), true
		case (!s.fr.closed || r.State == NotDue) && r.Reason.ID != ReasonOverridden:
			t := s.reach(lp, r.Points)
			r.Reachable = t.best.Sub(r.Points)
			chosen = append(chosen, t.chosen...)
		}
		r.Lost = r.Applied.Sub(r.Points).Sub(r.Reachable)
	}
	u.Bound = !s.together(u, chosen)
	s.margin(u)
	u.Reached = u.Applied.Sub(u.Reachable).Sub(u.Lost)
}

// margin adds what leaves can still reach and have lost up to areas and the whole.
func (s *Scorer) margin(u *UnitResult) {
	for i := range s.reachable {
		s.reachable[i].Reset()
		s.lost[i].Reset()
	}
	n := len(u.Nodes)
	for i := n - 1; i >= 0; i-- {
		r := &u.Nodes[i]
		if s.p.leaves[i] == nil {
			r.Reachable, r.Lost = s.reachable[i].Sum(), s.lost[i].Sum()
		}
		up := s.above(i)
		s.reachable[up].Add(r.Reachable)
		s.lost[up].Add(r.Lost)
		if up < n {
			u.Nodes[up].Bound = u.Nodes[up].Bound || r.Bound
		} else {
			u.Bound = u.Bound || r.Bound
		}
	}
	u.Reachable, u.Lost = s.reachable[n].Sum(), s.lost[n].Sum()
}

// untried reports whether a leaf can still gain by what is not tried out: rows of a list, an obligation that may still
// arise, figures that other units can still bring, or points of another leaf that rise.
func (s *Scorer) untried(lp *leafProgram, u *UnitResult) bool {
	for _, i := range lp.inputs {
		in := &s.p.set.Inputs[i]
		if s.fr.summed(i, in) {
			return true
		}
		if !s.fr.open[i] {
			continue
		}
		switch in.Type {
		case form.InList:
			return true
		case form.InReports:
			if len(s.fr.lists[i].rows) == 0 {
				return true
			}
		case form.InDocument:
			if s.fr.docs[i].dueSt != known {
				return true
			}
		}
	}
	for _, n := range lp.rests {
		if u.Nodes[n].Reachable.Sign() > 0 {
			return true
		}
	}
	return false
}

// summed reports whether an input is what other units brought: as long as they declare, it can still change, which way
// cannot be tried out here.
func (fr *frame) summed(i int, in *form.Input) bool {
	if len(in.From) == 0 || in.From[0].Measure == form.MeasurePrevious {
		return false
	}
	f := fr.plain[i]
	return f == nil || f.Layer == LayerUnits || f.Layer == LayerDeclared
}

// together reports whether what was chosen leaf by leaf can be had at once: two leaves may want different values of one
// figure.
func (s *Scorer) together(u *UnitResult, chosen []choice) bool {
	if len(chosen) == 0 {
		return true
	}
	fr := &s.fr
	keep := append([]leafOut(nil), fr.out...)
	lines, taken := len(fr.lines), len(fr.taken)
	for _, c := range chosen {
		c.try()
	}
	good := true
	for _, n := range s.p.order {
		s.p.score(s.p.leaves[n], fr)
		r := &u.Nodes[n]
		good = good && (r.Bound || !fr.out[n].points.Less(r.Points.Add(r.Reachable)))
	}
	for _, c := range chosen {
		c.undo()
	}
	copy(fr.out, keep)
	fr.lines, fr.taken = fr.lines[:lines], fr.taken[:taken]
	return good
}

// maxTries bounds the combinations of candidate values tried for one leaf.
const maxTries = 4096

// reach looks for the most a leaf can have.
func (s *Scorer) reach(lp *leafProgram, have exact.Num) *trial {
	fr := &s.fr
	t := &trial{s: s, lp: lp, best: have, from: len(fr.lines), taken: len(fr.taken)}
	for _, i := range lp.inputs {
		if fr.open[i] {
			if m := s.moves(lp, i); len(m.tries) > 0 {
				t.moves = append(t.moves, m)
			}
		}
	}
	if len(t.moves) == 0 {
		return t
	}
	keep := fr.out[lp.node]
	t.search()
	fr.out[lp.node] = keep
	return t
}

// move is an open input and the values it could take; undo puts back what it has.
type move struct {
	tries []func()
	undo  func()
}

// choice is a value an input was given, and what puts back what it had.
type choice struct{ try, undo func() }

// asItIs is the place of an input that is not moved.
const asItIs = -1

// trial looks for the best combination of moves.
type trial struct {
	s           *Scorer
	lp          *leafProgram
	moves       []move
	at          []int // by move: the try it stands at, or asItIs
	best        exact.Num
	chosen      []choice // what the best took
	from, taken int
}

// search looks through the combinations of a trial.
func (t *trial) search() {
	t.at = make([]int, len(t.moves))
	for i := range t.at {
		t.at[i] = asItIs
	}
	if t.combinations() <= maxTries {
		t.all(0)
	} else {
		t.climb()
	}
}

func (t *trial) combinations() int {
	n := 1
	for _, m := range t.moves {
		if n *= len(m.tries) + 1; n > maxTries {
			return n
		}
	}
	return n
}

func (t *trial) done() bool { return t.best.Cmp(t.lp.max) >= 0 }

// put moves an input.
func (t *trial) put(i, try int) {
	t.at[i] = try
	if try == asItIs {
		t.moves[i].undo()
	} else {
		t.moves[i].tries[try]()
	}
}

// all tries every combination of the moves from the i-th on.
func (t *trial) all(i int) {
	if i == len(t.moves) {
		t.look()
		return
	}
	t.all(i + 1)
	for k := range t.moves[i].tries {
		if t.done() {
			break
		}
		t.put(i, k)
		t.all(i + 1)
	}
	t.put(i, asItIs)
}

// climb begins where all inputs together, each at its first value, its second and so on, do best (one alone would leave
// the rest unknown), and improves one input after another, twice.
func (t *trial) climb() {
	most, start := 0, asItIs
	for _, m := range t.moves {
		most = max(most, len(m.tries))
	}
	for k := range most {
		t.level(k)
		if t.look() {
			start = k
		}
	}
	t.level(start)
	for range 2 {
		for i := range t.moves {
			stay := t.at[i]
			for k := range t.moves[i].tries {
				if t.put(i, k); t.look() {
					stay = k
				}
			}
			t.put(i, stay)
		}
	}
	t.level(asItIs)
}

// level puts every input at its k-th value, or its last.
func (t *trial) level(k int) {
	for i := range t.moves {
		t.put(i, min(k, len(t.moves[i].tries)-1))
	}
}

// look scores the leaf as the inputs now stand and reports whether that is the best so far.
func (t *trial) look() bool {
	fr := &t.s.fr
	t.s.p.score(t.lp, fr)
	fr.lines, fr.taken = fr.lines[:t.from], fr.taken[:t.taken]
	out := &fr.out[t.lp.node]
	if out.state != Scored && out.state != Disputed || out.points.Cmp(t.best) <= 0 {
		return false
	}
	t.best, t.chosen = out.points, t.chosen[:0]
	for i, k := range t.at {
		if k != asItIs {
			t.chosen = append(t.chosen, choice{t.moves[i].tries[k], t.moves[i].undo})
		}
	}
	return true
}

// moves lists the values an open input could take: admissible ones at which the leaf's points can change.
func (s *Scorer) moves(lp *leafProgram, i int) move {
	fr := &s.fr
	in := &s.p.set.Inputs[i]
	old, oldDoc, oldGiven, oldClaimed := fr.slots[i], fr.docs[i], fr.given[i], fr.claimed[i]
	m := move{undo: func() { fr.slots[i], fr.docs[i], fr.given[i], fr.claimed[i] = old, oldDoc, oldGiven, oldClaimed }}
	set := func(v slot) {
		m.tries = append(m.tries, func() { fr.slots[i], fr.given[i], fr.claimed[i] = v, true, fr.claim[i] })
	}
	switch in.Type {
	case form.InYesNo, form.InEvent:
		if in.Type == form.InEvent && tri(old.ord) == yes {
			return m
		}
		set(slot{ord: int32(yes)})
		if in.Type == form.InYesNo && old.st != known {
			set(slot{ord: int32(no)})
		}
	case form.InLevel:
		for o := range in.Options {
			set(slot{ord: int32(o)})
		}
	case form.InDate:
		for _, d := range s.days(lp) {
			m.tries = append(m.tries, func() {
				fr.slots[i], fr.docs[i].never, fr.given[i], fr.claimed[i] = slot{ord: d}, no, true, fr.claim[i]
			})
		}
	case form.InDocument:
		if old.st == known {
			return m
		}
		d := oldDoc
		d.never, d.late, d.lateSt = no, max(0, dayOrd(fr.asOf)-d.due), known
		m.tries = append(m.tries, func() {
			fr.slots[i], fr.docs[i], fr.given[i], fr.claimed[i] = slot{ord: dayOrd(fr.asOf)}, d, true, fr.claim[i]
		})
	case form.InReports:
		return s.reportMoves(i, in)
	case form.InSurvey:
		return s.surveyMoves(i, in)
	case form.InList:
		return m
	default:
		for _, n := range s.numbers(lp, i, in) {
			set(slot{num: n})
		}
	}
	return m
}

// days are the dates worth trying: today and the days the leaf's tables speak of that lie ahead.
func (s *Scorer) days(lp *leafProgram) []int32 {
	out := []int32{dayOrd(s.fr.asOf)}
	for _, n := range lp.limits {
		if d, ok := n.Int64(); ok && int32(d) > out[0] && d < 1<<20 {
			out = append(out, int32(d))
		}
	}
	return out
}

// reportMoves lets every report that may still come arrive today, complete.
func (s *Scorer) reportMoves(i int, in *form.Input) move {
	fr := &s.fr
	l := &fr.lists[i]
	old := append([]row(nil), l.rows...)
	sent := append([]row(nil), l.rows...)
	any := false
	for r := range sent {
		if sent[r].doc.never.known() {
			continue
		}
		any = true
		sent[r].fields = append([]slot(nil), sent[r].fields...)
		sent[r].fields[reportIssued] = slot{ord: dayOrd(fr.asOf)}
		sent[r].fields[reportReceived] = slot{ord: dayOrd(fr.asOf)}
		d := sent[r].doc
		d.never, d.late, d.lateSt = no, max(0, dayOrd(fr.asOf)-d.due), known
		sent[r].doc = d
	}
	m := move{undo: func() { copy(l.rows, old) }}
	if any {
		m.tries = append(m.tries, func() { copy(l.rows, sent) })
	}
	return m
}

// surveyMoves lets every group without figures answer with the highest mark, in a sample that is large enough.
func (s *Scorer) surveyMoves(i int, in *form.Input) move {
	fr := &s.fr
	old := append([]group(nil), fr.surveys[i]...)
	best := append([]group(nil), fr.surveys[i]...)
	any := false
	for g := range best {
		if best[g].st == known {
			continue
		}
		any = true
		answers := make([]exact.Num, in.Scale)
		answers[in.Scale-1] = exact.Int(surveyTrial)
		best[g] = group{answers: answers, valid: exact.Int(surveyTrial)}
	}
	m := move{undo: func() { copy(fr.surveys[i], old) }}
	if any {
		m.tries = append(m.tries, func() { copy(fr.surveys[i], best) })
	}
	return m
}

// surveyTrial is a number of valid forms above any threshold of sample size in use.
const surveyTrial = 1 << 20

// figureTrial is a figure beyond every limit in use, for rules that go on rising.
const figureTrial = 1 << 20

// numbers are the values worth trying for a figure: 0, 1, the domain's ends, one beyond every limit, the limits of the leaf's rule, the other
// figures and their differences, and products of both, as far as domain and lever admit them.
func (s *Scorer) numbers(lp *leafProgram, i int, in *form.Input) []exact.Num {
	fr := &s.fr
	limits := lp.limits
	cand := []exact.Num{{}, exact.Int(1)}
	for _, b := range []*exact.Num{in.Min, in.Max} {
		if b != nil {
			cand = append(cand, *b)
		}
	}
	if in.Type == form.InIndex {
		for c := range cand { // the domain is on the index's own scale
			if in.Scale > 0 && c > 1 {
				cand[c], _ = cand[c].Quo(exact.Int(int64(in.Scale)))
			}
		}
	}
	if in.Max == nil && in.Type != form.InRatio && in.Type != form.InIndex {
		cand = append(cand, exact.Int(figureTrial))
	}
	cand = append(cand, limits...)
	var others []exact.Num
	for _, j := range lp.inputs {
		if j != i && fr.slots[j].st == known && TypeOf(&s.p.set.Inputs[j]) == form.TypeNumber {
			others = append(others, fr.slots[j].num)
		}
	}
	for a := range others {
		cand = append(cand, others[a])
		for b := range others {
			if a != b {
				cand = append(cand, others[a].Sub(others[b]))
			}
		}
		for _, l := range limits {
			cand = append(cand, others[a].Mul(l))
		}
	}
	return s.admissible(i, in, cand)
}

// admissible keeps the candidates an input may take, ascending and each once. Whole figures are rounded to both sides.
func (s *Scorer) admissible(i int, in *form.Input, cand []exact.Num) []exact.Num {
	now := s.fr.slots[i]
	whole := in.Type == form.InCount || in.Type == form.InAmount
	if whole {
		for _, c := range cand[:len(cand):len(cand)] {
			if !c.IsInt() {
				down := c.Round(exact.Rounding{Mode: exact.Down})
				cand = append(cand, down, down.Add(exact.Int(1)))
			}
		}
	}
	sort.Slice(cand, func(a, b int) bool { return cand[a].Cmp(cand[b]) < 0 })
	out := cand[:0]
	for _, c := range cand {
		switch {
		case whole && (!c.IsInt() || c.Sign() < 0):
		case in.Type == form.InIndex && (c.Sign() < 0 || c.Cmp(exact.Int(1)) > 0):
		case in.Type != form.InIndex && in.Min != nil && c.Cmp(*in.Min) < 0:
		case in.Type != form.InIndex && in.Max != nil && c.Cmp(*in.Max) > 0:
		case now.st == known && in.Lever == form.LeverUp && c.Cmp(now.num) <= 0:
		case now.st == known && in.Lever == form.LeverDown && c.Cmp(now.num) >= 0:
		case len(out) > 0 && c.Equal(out[len(out)-1]):
		default:
			out = append(out, c)
		}
	}
	return out
}
