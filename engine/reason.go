package engine

import (
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// reason says why the leaf just scored stands as it does, and names the branch or condition that decided.
func (s *Scorer) reason(lp *leafProgram) (string, Reason) {
	branch, r := s.settled(lp)
	if s.fr.out[lp.node].state == Disputed {
		r = Reason{ID: ReasonDisputed, Branch: branch, Args: decisionArgs(s.fr.leaves[lp.node].dispute), Parts: []Reason{r}}
	}
	return branch, r
}

// settled is the reason of what stands, whether or not it is disputed.
func (s *Scorer) settled(lp *leafProgram) (string, Reason) {
	fr := &s.fr
	out := &fr.out[lp.node]
	d := &fr.leaves[lp.node]
	switch out.why {
	case ReasonNotApplied:
		return "", Reason{ID: out.why, Args: decisionArgs(d.notApply)}
	case ReasonOverridden:
		args := append([]Arg{pointsArg("points", out.points)}, decisionArgs(d.override)...)
		return "override", Reason{ID: out.why, Args: args}
	case ReasonInconsistent, ReasonZeroClaim, ReasonFull, ReasonRebased, ReasonNotScorable, ReasonNotDue:
		return out.branch, Reason{ID: out.why, Branch: out.branch, Args: fr.fill(lp.texts[out.branch])}
	case ReasonUnscored, ReasonTooLarge, ReasonNoSample, ReasonNoReferences, ReasonDivideZero:
		return out.branch, Reason{ID: out.why}
	case ReasonOutOfRange:
		return "", Reason{ID: out.why, Args: []Arg{pointsArg("min", lp.min), pointsArg("max", lp.max)}}
	}
	if out.state == Scored || out.state == Disputed {
		return s.decided(lp, out)
	}
	return "", s.whyAbsent(lp, out)
}

// decided gives the sentences of the branches that made the points.
func (s *Scorer) decided(lp *leafProgram, out *leafOut) (string, Reason) {
	ids := s.fr.taken[out.from : out.from+out.n]
	parts := make([]Reason, len(ids))
	for i, id := range ids {
		s.fr.count, s.fr.points = s.counted(lp, id)
		parts[i] = Reason{ID: ReasonBranch, Branch: id, Args: s.fr.fill(lp.texts[id])}
	}
	if len(parts) == 1 {
		return ids[0], parts[0]
	}
	return strings.Join(ids, "+"), Reason{ID: ReasonSum, Parts: parts}
}

// counted gives what an item counted and the points of a branch, for the holes {n} and {điểm} of its sentence.
func (s *Scorer) counted(lp *leafProgram, id string) (count, points exact.Num) {
	lines := s.fr.lines[s.fr.out[lp.node].line:]
	for i := 0; i < len(lines) && lines[i].Node == lp.node; i++ {
		if lines[i].Branch == id {
			points = points.Add(lines[i].Amount)
		}
	}
	if f, ok := s.p.counts[itemKey{lp.node, id}]; ok {
		count, _ = f(&s.fr)
	}
	return count, points
}

// fill evaluates the holes of a sentence. A value that is not known is said to be missing by an empty text.
func (fr *frame) fill(hs []hole) []Arg {
	args := make([]Arg, len(hs))
	for i, h := range hs {
		args[i] = Arg{Name: h.name, As: h.as, Value: fr.value(h.code, h.typ, h.in)}
	}
	return args
}

// value evaluates code to a typed datum; None when it is not known.
func (fr *frame) value(c code, typ form.Type, in *form.Input) Value {
	switch {
	case c.num != nil:
		if n, st := c.num(fr); st == known {
			if typ == form.TypeDate {
				d, _ := n.Int64()
				return Value{Type: typ, Day: day.Day(d)}
			}
			return Value{Type: form.TypeNumber, Num: n}
		}
	case c.tri != nil:
		if t := c.tri(fr); t.known() {
			return Value{Type: form.TypeBool, Bool: t == yes}
		}
	case c.txt != nil:
		if t, st := c.txt(fr); st == known {
			return Value{Type: form.TypeText, Text: t}
		}
	case c.ord != nil:
		if o, st := c.ord(fr); st == known {
			if c.typ == form.TypeDate {
				return Value{Type: c.typ, Day: day.Day(o)}
			}
			if in != nil && int(o) < len(in.Options) {
				return Value{Type: form.TypeLevel, Text: in.Options[o].ID}
			}
		}
	}
	return Value{Type: typ, None: true}
}

// whyAbsent finds the inputs that keep a leaf from being scored: those absent in the leaf's state, the documents with
// their due dates.
func (s *Scorer) whyAbsent(lp *leafProgram, out *leafOut) Reason {
	fr := &s.fr
	var args []Arg
	id := map[State]string{Missing: ReasonMissing, NotDue: ReasonNotDueEvent, NotScorable: ReasonDivideZero}[out.state]
	for _, i := range lp.inputs {
		in := &s.p.set.Inputs[i]
		due, st := fr.absentInput(i, in)
		if st == known || st.state() != out.state {
			continue
		}
		args = append(args, Arg{Name: "input", Value: Value{Type: form.TypeText, Text: in.Name}})
		r := fr.rollup(i)
		switch {
		case r != nil && st == stNotDue:
			id = ReasonUnitsNotDue
		case r != nil:
			id, args = ReasonUnitsMissing, append(args, lacking(r)...)
		case st == stNotScorable:
			id = ReasonNoData
		case due != day.None:
			args = append(args, Arg{Name: "due", Value: Value{Type: form.TypeDate, Day: due}})
			if st == stNotDue {
				id = ReasonNotDueDate
			} else if !fr.closed {
				id = ReasonOverdue
			}
		}
	}
	if aggregated := slices.ContainsFunc(args, func(a Arg) bool { return a.Name == "unit" }); aggregated {
		id = ReasonUnitsMissing // whatever else is missing
	}
	if len(args) == 0 && (out.state != NotScorable || fr.unsettled(lp)) {
		return Reason{ID: ReasonDependsOn}
	}
	return Reason{ID: id, Args: args}
}

// lacking names the units that an aggregated input lacks.
func lacking(r *Rollup) []Arg {
	var args []Arg
	for _, code := range r.Coverage().Missing {
		args = append(args, Arg{Name: "unit", Value: Value{Type: form.TypeText, Text: code}})
	}
	return args
}

// unsettled reports whether a leaf rests on one that has no points.
func (fr *frame) unsettled(lp *leafProgram) bool {
	for _, n := range lp.rests {
		if st := fr.out[n].state; st != Scored && st != Disputed {
			return true
		}
	}
	return false
}

// absentInput is the state of an absent input and, for documents and reports, the due date that is missed or ahead.
func (fr *frame) absentInput(i int, in *form.Input) (day.Day, status) {
	switch in.Type {
	case form.InEvent:
		return day.None, known
	case form.InDocument:
		d := &fr.docs[i]
		if fr.slots[i].st == known {
			return day.None, d.dueSt
		}
		if d.dueSt != known {
			return day.None, stNotDue
		}
		return day.Day(d.due), max(d.never.status(), fr.slots[i].st)
	case form.InReports:
		l := &fr.lists[i]
		if len(l.rows) == 0 {
			return day.None, l.st
		}
		for r := range l.rows {
			if st := l.rows[r].doc.never.status(); st != known {
				return day.Day(l.rows[r].doc.due), st
			}
		}
		return day.None, known
	case form.InList:
		if len(fr.lists[i].rows) == 0 {
			return day.None, fr.lists[i].st
		}
		return day.None, known
	case form.InSurvey:
		for g := range fr.surveys[i] {
			if fr.surveys[i][g].st == known {
				return day.None, known
			}
		}
	}
	return day.None, fr.slots[i].st
}

func pointsArg(name string, n exact.Num) Arg {
	return Arg{Name: name, As: "points", Value: Value{Type: form.TypeNumber, Num: n}}
}

func decisionArgs(d *Decision) []Arg {
	text := func(name, s string) Arg {
		return Arg{Name: name, Value: Value{Type: form.TypeText, Text: s}}
	}
	args := []Arg{text("by", d.By)}
	if d.Second != "" {
		args = append(args, text("second", d.Second))
	}
	return append(args, text("reason", d.Reason))
}
