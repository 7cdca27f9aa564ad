package engine

import (
	"slices"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// lever is one place that the unit can still move, with the values worth trying, in the order in which it moves.
type lever struct {
	in         *form.Input
	row, field string
	tries      []slot
	set        func(slot) // lays a value out as binding a fact of it would
	undo       func()     // puts back what was there
	old        slot       // what is there; unknown: nothing
	until      day.Day    // last day it can be moved; day.None: no limit
	due        int32      // documents and reports: the due date
	step       exact.Num  // figures: the smallest difference; 0 for anything else
	down       bool       // figures: it moves downwards
	moved      bool
	at         slot    // what it was moved to
	first      slot    // dates: the first day worth trying that passed
	lasts      day.Day // dates: the last day that brings the same points
}

func (l *lever) put(v slot) {
	l.set(v)
	l.moved, l.at = true, v
}

func (l *lever) back() {
	if l.moved {
		l.undo()
		l.moved = false
	}
}

func (l *lever) figure() bool { return !l.step.IsZero() }

func (l *lever) dated() bool { return l.field != "" || TypeOf(l.in) == form.TypeDate }

// datum is a value of the lever as it is declared; None where there is none.
func (l *lever) datum(v slot, known bool) Value {
	typ := TypeOf(l.in)
	if l.dated() {
		typ = form.TypeDate
	}
	out := Value{Type: typ, None: !known}
	if !known {
		return out
	}
	switch typ {
	case form.TypeNumber:
		out.Num = v.num
		if l.in.Type == form.InIndex {
			out.Num = v.num.Mul(exact.Int(int64(l.in.Scale)))
		}
	case form.TypeDate:
		out.Day = day.Day(v.ord)
	case form.TypeBool:
		out.Bool = tri(v.ord) == yes
	case form.TypeLevel:
		out.Text = l.in.Options[v.ord].ID
	}
	return out
}

// gather finds the levers of the leaf and the inputs that are none.
func (f *pathfinder) gather() {
	f.levers, f.blocked = nil, nil
	for _, i := range f.lp.inputs {
		in := &f.s.p.set.Inputs[i]
		switch in.Type {
		case form.InEvent:
			if tri(f.s.fr.slots[i].ord) != yes {
				f.block(in, "", BlockNotYet, day.None)
			}
		case form.InDocument:
			f.document(i, in)
		case form.InReports:
			f.reports(i, in)
		case form.InDate:
			f.date(i, in)
		case form.InSurvey, form.InList:
			f.block(in, "", f.fixed(in, true), day.None)
		default:
			f.plain(i, in)
		}
	}
}

func (f *pathfinder) block(in *form.Input, row string, why BlockKind, until day.Day) {
	f.blocked = append(f.blocked, Blocked{Input: in.Name, Row: row, Why: why, Until: until})
}

// fixed says why an input without a lever stays as it is.
func (f *pathfinder) fixed(in *form.Input, given bool) BlockKind {
	switch {
	case len(in.From) > 0:
		return BlockUnits
	case in.DeclaredBy != "unit":
		return BlockOffice
	case given:
		return BlockNoLever
	}
	return BlockUndeclared
}

// passed reports whether a last day is over.
func (f *pathfinder) passed(until day.Day) bool { return until != day.None && f.s.fr.asOf > until }

// lastDay is the last day on which an input can be moved: its own, or a common one.
func lastDay(in *form.Input, common day.Day) day.Day {
	if in.Until != day.None {
		return in.Until
	}
	return common
}

// document: one that is owed and has not come can be issued, whoever enters its date.
func (f *pathfinder) document(i int, in *form.Input) {
	fr := &f.s.fr
	d, until := fr.docs[i], lastDay(in, f.s.p.set.Period.To)
	switch {
	case d.dueSt != known:
		f.block(in, "", BlockNotYet, day.None)
	case d.never == no: // it came; when, has happened
	case d.never == yes:
		f.block(in, "", BlockNoLever, day.None)
	case f.passed(until):
		f.block(in, "", BlockPassed, until)
	default:
		l := f.input(i, in, until, slot{ord: dayOrd(fr.asOf)})
		l.due = d.due
		l.set = func(v slot) {
			fr.slots[i], fr.given[i], fr.claimed[i] = v, true, fr.claim[i]
			came := d
			came.never, came.late, came.lateSt = no, max(0, v.ord-d.due), known
			fr.docs[i] = came
		}
	}
}

// reports: every occurrence that has not come is a lever of its own.
func (f *pathfinder) reports(i int, in *form.Input) {
	fr := &f.s.fr
	rows, until := fr.lists[i].rows, lastDay(in, f.s.p.set.Period.To)
	if len(rows) == 0 {
		f.block(in, "", BlockNotYet, day.None)
		return
	}
	for r, due := range f.dues[in.Deliverables[0]] { // bound in this order
		old := rows[r]
		switch {
		case old.doc.dueSt != known:
			f.block(in, due.Key, BlockNotYet, day.None)
		case old.doc.never == no:
		case old.doc.never == yes:
			f.block(in, due.Key, BlockNoLever, day.None)
		case f.passed(until):
			f.block(in, due.Key, BlockPassed, until)
		default:
			by, other := reportIssued, reportReceived
			if due.Received || in.DateBy == "received" {
				by, other = other, by
			}
			f.levers = append(f.levers, &lever{in: in, row: due.Key, field: reportFieldNames[by], until: until, due: old.doc.due,
				tries: []slot{{ord: dayOrd(fr.asOf)}}, old: slot{st: stMissing},
				undo: func() { rows[r] = old },
				set: func(v slot) {
					came := old
					came.fields = slices.Clone(old.fields)
					came.fields[by] = v
					if came.fields[other].st != known {
						came.fields[other].st = stMissing
					}
					came.doc.never, came.doc.late, came.doc.lateSt = no, max(0, v.ord-old.doc.due), known
					rows[r] = came
				}})
		}
	}
}

// date: one that is not there is the unit's to bring about if the unit declares it, or if the set says until when it can be
// done.
func (f *pathfinder) date(i int, in *form.Input) {
	fr := &f.s.fr
	d, until := fr.docs[i], lastDay(in, f.s.p.set.Period.To)
	switch {
	case d.never == no:
	case in.DeclaredBy != "unit" && in.Until == day.None && in.Lever == form.LeverNone:
		f.block(in, "", BlockOffice, day.None)
	case d.never == yes:
		f.block(in, "", BlockNoLever, day.None)
	case f.passed(until):
		f.block(in, "", BlockPassed, until)
	default:
		var tries []slot
		for _, d := range f.s.days(f.lp) {
			if until == day.None || d <= dayOrd(until) {
				tries = append(tries, slot{ord: d})
			}
		}
		l := f.input(i, in, until, tries...)
		l.due = dayOrd(fr.asOf)
		l.set = func(v slot) {
			fr.slots[i], fr.docs[i].never, fr.given[i], fr.claimed[i] = v, no, true, fr.claim[i]
		}
	}
}

// plain: figures only by their lever; yes or no and levels also while the unit has not declared them.
func (f *pathfinder) plain(i int, in *form.Input) {
	fr := &f.s.fr
	given := fr.slots[i].st == known
	figure := TypeOf(in) == form.TypeNumber
	until := lastDay(in, f.s.p.set.Period.CutOff)
	switch {
	case in.Lever == form.LeverNone && (given || figure || in.DeclaredBy != "unit"):
		f.block(in, "", f.fixed(in, given), day.None)
	case in.Lever == form.LeverDown && figure && (!given || f.wholes[in.Name]):
		f.block(in, "", f.fixed(in, given), day.None) // a denominator is never made smaller, an unknown figure never small
	case f.passed(until):
		f.block(in, "", BlockPassed, until)
	case figure:
		l := f.input(i, in, until)
		l.step, l.down = stepOf(in), in.Lever == form.LeverDown
		l.tries = f.s.figures(f.lp, i, l)
	case in.Type == form.InLevel:
		var tries []slot
		for o := range in.Options {
			if !given || int32(o) != fr.slots[i].ord {
				tries = append(tries, slot{ord: int32(o)})
			}
		}
		f.input(i, in, until, tries...)
	default:
		want := yes
		if in.Lever == form.LeverDown {
			want = no
		}
		if !given || tri(fr.slots[i].ord) != want {
			f.input(i, in, until, slot{ord: int32(want)})
		}
	}
}

// input adds the lever of a plain input.
func (f *pathfinder) input(i int, in *form.Input, until day.Day, tries ...slot) *lever {
	fr := &f.s.fr
	old, doc, given, claimed := fr.slots[i], fr.docs[i], fr.given[i], fr.claimed[i]
	l := &lever{in: in, until: until, tries: tries, old: old,
		set:  func(v slot) { fr.slots[i], fr.given[i], fr.claimed[i] = v, true, fr.claim[i] },
		undo: func() { fr.slots[i], fr.docs[i], fr.given[i], fr.claimed[i] = old, doc, given, claimed }}
	f.levers = append(f.levers, l)
	return l
}

// stepOf is the smallest difference between two figures of an input, as rules read it: 1, or its last decimal; an index
// is read on a scale of 1, the decimals of a ratio are those of its percentage.
func stepOf(in *form.Input) exact.Num {
	decimals := in.Decimals
	if in.Type == form.InRatio {
		decimals += 2
	}
	step, tenth := exact.Int(1), exact.MustFrac(1, 10)
	for range decimals {
		step = step.Mul(tenth)
	}
	if in.Type == form.InIndex && in.Scale > 0 {
		step, _ = step.Quo(exact.Int(int64(in.Scale)))
	}
	return step
}

// floor is the greatest multiple of the step that is not above n.
func (l *lever) floor(n exact.Num) exact.Num {
	q, _ := n.Quo(l.step) // a step is not 0
	whole := q.Round(exact.Rounding{Mode: exact.Down})
	if q.Less(whole) {
		whole = whole.Sub(exact.Int(1))
	}
	return whole.Mul(l.step)
}

// start is the figure a lever moves away from, on its steps: what is there, or one step before the least there can be.
func (l *lever) start() exact.Num {
	switch {
	case l.old.st != known && l.in.Min != nil && l.in.Type != form.InIndex:
		return l.floor(*l.in.Min).Sub(l.step)
	case l.old.st != known:
		return l.step.Neg()
	}
	at := l.floor(l.old.num)
	if l.down && !at.Equal(l.old.num) {
		at = at.Add(l.step)
	}
	return at
}

// beyond reports whether a figure lies on the lever's way.
func (l *lever) beyond(n exact.Num) bool {
	if l.down {
		return n.Less(l.start())
	}
	return l.start().Less(n)
}

// figures puts the candidates of the engine's own outlook on the input's steps, on both sides, and orders them as the lever
// moves.
func (s *Scorer) figures(lp *leafProgram, i int, l *lever) []slot {
	cand := s.numbers(lp, i, l.in)
	for _, n := range cand[:len(cand):len(cand)] {
		if low := l.floor(n); !low.Equal(n) {
			cand = append(cand, low, low.Add(l.step))
		}
	}
	var tries []slot
	for _, n := range s.admissible(i, l.in, cand) {
		if l.floor(n).Equal(n) && l.beyond(n) {
			tries = append(tries, slot{num: n})
		}
	}
	if l.down {
		slices.Reverse(tries)
	}
	return tries
}

// denominators are the inputs that some figure is divided by: making them smaller would raise a rate without any work.
func (p *Program) denominators() map[string]bool {
	wholes := map[string]bool{}
	look := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if e.Kind == form.ExRatio || e.Kind == form.ExArith && e.Op == "/" {
				for _, name := range p.set.ExprInputs(e.Args[1]) {
					wholes[name] = true
				}
			}
			return true
		})
	}
	for i := range p.set.Values {
		look(p.set.Values[i].Expr)
	}
	for i := range p.set.Nodes {
		if leaf := p.set.Nodes[i].Leaf; leaf != nil {
			leaf.Exprs(look)
		}
	}
	return wholes
}
