package engine

import (
	"slices"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// Cause groups why a leaf stands below its maximum (nhóm nguyên nhân): for overviews of many leaves. The exact reason is
// the leaf's own.
type Cause string

// The causes, in the order in which they are listed.
const (
	CauseOut         Cause = "out"          // it does not apply, or never fell due: out of the maximum, nothing is lost
	CauseNotDue      Cause = "not_due"      // not due yet
	CauseMissing     Cause = "missing"      // data not there; a document not there that can still come
	CauseAbsent      Cause = "absent"       // the document never came, or its time is over
	CauseLate        Cause = "late"         // the document came after its due date
	CauseRejected    Cause = "rejected"     // evidence not accepted in an appraisal
	CauseShort       Cause = "short"        // the result is below what full points ask for
	CauseSurvey      Cause = "survey"       // the opinion surveyed is below full marks
	CauseDecided     Cause = "decided"      // the points were decided directly
	CauseNotScorable Cause = "not_scorable" // figures are lacking or contradict one another
)

// Causes lists the causes in their order. A test demands a Vietnamese name for each.
func Causes() []Cause {
	return []Cause{CauseOut, CauseNotDue, CauseMissing, CauseAbsent, CauseLate, CauseRejected, CauseShort, CauseSurvey, CauseDecided,
		CauseNotScorable}
}

// Loss is what one leaf leaves between the points of a unit and the set's maximum, and why. Over all losses of a unit
// Lost and Reachable add up to the same of the unit, Out to the set's maximum less the unit's applied maximum.
type Loss struct {
	Node                 int
	Cause                Cause
	Reachable, Lost, Out exact.Num // Out only under CauseOut, which has nothing else
}

// Losses lists what the leaves of a scored unit leave open, in printed order. It binds the unit.
func (s *Scorer) Losses(uc *UnitCase, u *UnitResult) []Loss {
	s.Bind(uc)
	var losses []Loss
	for i, lp := range s.p.leaves {
		if lp == nil || lp.outside {
			continue
		}
		n := &u.Nodes[i]
		if out := lp.max.Sub(n.Applied); !out.IsZero() {
			losses = append(losses, Loss{Node: i, Cause: CauseOut, Out: out})
		} else if !n.Reachable.IsZero() || !n.Lost.IsZero() {
			losses = append(losses, Loss{Node: i, Cause: s.cause(lp, n), Reachable: n.Reachable, Lost: n.Lost})
		}
	}
	return losses
}

func (s *Scorer) cause(lp *leafProgram, n *NodeResult) Cause {
	why := n.Reason.ID
	if why == ReasonDisputed {
		why = n.Reason.Parts[0].ID
	}
	switch {
	case why == ReasonOverridden:
		return CauseDecided
	case s.rejects(lp):
		return CauseRejected
	case n.State == NotDue:
		return CauseNotDue
	case n.State == Missing:
		return CauseMissing
	case n.State == NotScorable:
		return CauseNotScorable
	case lp.leaf.Survey:
		return CauseSurvey
	}
	return s.causeOfDates(lp)
}

// causeOfDates looks at the documents and reports a scored leaf rests on.
func (s *Scorer) causeOfDates(lp *leafProgram) Cause {
	cause := CauseShort
	for _, i := range lp.inputs {
		for _, d := range s.dated(i) {
			switch {
			case d.never == yes:
				return CauseAbsent
			case d.lateSt == known && d.late > 0:
				cause = CauseLate
			}
		}
	}
	return cause
}

// dated gives what is known of the documents that an input stands for.
func (s *Scorer) dated(input int) []doc {
	switch s.p.set.Inputs[input].Type {
	case form.InDocument:
		return s.fr.docs[input : input+1]
	case form.InReports:
		rows := s.fr.lists[input].rows
		docs := make([]doc, len(rows))
		for k := range rows {
			docs[k] = rows[k].doc
		}
		return docs
	}
	return nil
}

// rejects reports whether the leaf lacks a datum because it was not accepted and nothing has come in its place.
func (s *Scorer) rejects(lp *leafProgram) bool {
	for k := range s.bound.Decisions {
		d := &s.bound.Decisions[k]
		i, known := s.p.inputs[d.Input]
		if known && slices.Contains(lp.inputs, i) && s.bound.stands(d, s.c.Stage, s.c.AsOf) && s.lacks(i, d) {
			return true
		}
	}
	return false
}

// lacks reports whether nothing counts at the place of a rejection; of a report that came it does not matter which of its
// dates was rejected.
func (s *Scorer) lacks(input int, d *Decision) bool {
	if s.fr.counting(input, place{d.Input, d.Row, d.Field}) != nil {
		return false
	}
	if s.p.set.Inputs[input].Type != form.InReports {
		return true
	}
	rows := s.fr.lists[input].rows
	at := slices.IndexFunc(rows, func(r row) bool { return r.key == d.Row })
	return at >= 0 && rows[at].doc.never != no
}
