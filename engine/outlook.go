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
	set := s.p.set
	for _, n := range s.p.order {
		lp := s.p.leaves[n]
		r := &u.Nodes[n]
		switch {
		case lp.outside || r.State == NotApplicable || r.State == Unscored || r.Applied.IsZero():
			continue
		case r.Reason.ID == ReasonNoReferences:
			r.Reachable, r.Bound = r.Applied.Sub(r.Points), true
		case !s.fr.closed && r.Points.Cmp(lp.max) < 0 && r.Reason.ID != ReasonOverridden:
			r.Reachable = s.reach(lp, r.Points)
		}
		r.Lost = r.Applied.Sub(r.Points).Sub(r.Reachable)
	}
	for i := len(set.Nodes) - 1; i >= 0; i-- {
		r := &u.Nodes[i]
		into := func(to *exact.Num, what exact.Num) { *to = to.Add(what) }
		if p := set.Nodes[i].Parent; p >= 0 {
			into(&u.Nodes[p].Reachable, r.Reachable)
			into(&u.Nodes[p].Lost, r.Lost)
			u.Nodes[p].Bound = u.Nodes[p].Bound || r.Bound
		} else {
			into(&u.Reachable, r.Reachable)
			into(&u.Lost, r.Lost)
			u.Bound = u.Bound || r.Bound
		}
	}
	u.Reached = u.Exact
}

// maxTries bounds the combinations of candidate values tried for one leaf.
const maxTries = 4096

// reach is the most a leaf can still gain over what it has.
func (s *Scorer) reach(lp *leafProgram, have exact.Num) exact.Num {
	fr := &s.fr
	var moves []move
	for _, i := range lp.inputs {
		if fr.open[i] {
			if m := s.moves(lp, i); len(m.tries) > 0 {
				moves = append(moves, m)
			}
		}
	}
	if len(moves) == 0 {
		return exact.Num{}
	}
	t := trial{s: s, lp: lp, best: have}
	keep := fr.out[lp.node]
	lines, taken := len(fr.lines), len(fr.taken)
	t.from, t.taken = lines, taken
	if t.combinations(moves) <= maxTries {
		t.all(moves)
	} else {
		t.climb(moves)
	}
	fr.lines, fr.taken, fr.out[lp.node] = fr.lines[:lines], fr.taken[:taken], keep
	return t.best.Sub(have)
}

// move is an open input and the values it could take; undo puts back what it has.
type move struct {
	tries []func()
	undo  func()
}

// trial looks for the best combination of moves.
type trial struct {
	s           *Scorer
	lp          *leafProgram
	best        exact.Num
	from, taken int
}

func (t *trial) combinations(moves []move) int {
	n := 1
	for _, m := range moves {
		if n *= len(m.tries) + 1; n > maxTries {
			return n
		}
	}
	return n
}

func (t *trial) done() bool { return t.best.Cmp(t.lp.max) >= 0 }

// all tries every combination.
func (t *trial) all(moves []move) {
	if len(moves) == 0 {
		t.look()
		return
	}
	t.all(moves[1:])
	for _, try := range moves[0].tries {
		if t.done() {
			break
		}
		try()
		t.all(moves[1:])
	}
	moves[0].undo()
}

// climb improves one input after another, twice.
func (t *trial) climb(moves []move) {
	for range 2 {
		for _, m := range moves {
			chosen := m.undo
			for _, try := range m.tries {
				try()
				before := t.best
				if t.look(); t.best.Cmp(before) > 0 {
					chosen = try
				}
			}
			chosen()
		}
	}
	for _, m := range moves {
		m.undo()
	}
}

// look scores the leaf as the inputs now stand.
func (t *trial) look() {
	fr := &t.s.fr
	t.s.p.score(t.lp, fr)
	fr.lines, fr.taken = fr.lines[:t.from], fr.taken[:t.taken]
	if out := &fr.out[t.lp.node]; (out.state == Scored || out.state == Disputed) && out.points.Cmp(t.best) > 0 {
		t.best = out.points
	}
}

// moves lists the values an open input could take: admissible ones at which the leaf's points can change.
func (s *Scorer) moves(lp *leafProgram, i int) move {
	fr := &s.fr
	in := &s.p.set.Inputs[i]
	old, oldDoc, oldGiven := fr.slots[i], fr.docs[i], fr.given[i]
	m := move{undo: func() { fr.slots[i], fr.docs[i], fr.given[i] = old, oldDoc, oldGiven }}
	set := func(v slot) { m.tries = append(m.tries, func() { fr.slots[i], fr.given[i] = v, true }) }
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
			m.tries = append(m.tries, func() { fr.slots[i], fr.docs[i].never, fr.given[i] = slot{ord: d}, no, true })
		}
	case form.InDocument:
		if old.st == known {
			return m
		}
		d := oldDoc
		if d.dueSt != known {
			d.due, d.dueSt = dayOrd(fr.asOf), known
		}
		d.never, d.late, d.lateSt = no, max(0, dayOrd(fr.asOf)-d.due), known
		m.tries = append(m.tries, func() { fr.slots[i], fr.docs[i], fr.given[i] = slot{ord: dayOrd(fr.asOf)}, d, true })
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

// numbers are the values worth trying for a figure: 0, 1, the domain's ends, the limits of the leaf's rule, the other
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
