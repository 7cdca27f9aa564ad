package engine

import (
	"strconv"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// applicability reports whether a leaf's rule is reached; otherwise out says what stands instead. Contradictory figures
// come first, then the decision on applicability, then the set's ordered conditions.
func (p *Program) applicability(lp *leafProgram, fr *frame, out *leafOut) bool {
	for _, i := range lp.checks {
		if p.checks[i](fr) == no {
			*out = leafOut{state: NotScorable, inMax: true, why: ReasonInconsistent, branch: checkID(i)}
			return false
		}
	}
	d := &fr.leaves[lp.node]
	if d.notApply != nil {
		*out = leafOut{state: NotApplicable, why: ReasonNotApplied, by: byDecision}
		return false
	}
	for i := range lp.applies {
		a := &lp.applies[i]
		if d.apply != nil && a.then == form.EffRebase {
			continue
		}
		t := a.when(fr)
		switch {
		case t == no:
			continue
		case !t.known():
			fr.absence(t.status(), "", out)
		case a.accepted && fr.stage >= StageAppraisal1 && d.accept == nil && fr.anyClaimed(a.inputs) &&
			(a.then == form.EffRebase || a.then == form.EffFull):
			*out = leafOut{state: NotScorable, inMax: true, why: ReasonZeroClaim, branch: a.id}
		default:
			*out = fr.effect(lp, a.then, a.id, "")
		}
		out.by = byCondition
		return false
	}
	return true
}

func checkID(i int) string { return "check" + strconv.Itoa(i+1) }

func (fr *frame) anyClaimed(inputs []int) bool {
	for _, i := range inputs {
		if fr.claimed[i] {
			return true
		}
	}
	return false
}

// effect is the outcome of a declared effect; why overrides the effect's usual reason.
func (fr *frame) effect(lp *leafProgram, e form.Effect, id, why string) leafOut {
	or := func(usual string) string {
		if why != "" {
			return why
		}
		return usual
	}
	switch e {
	case form.EffFull:
		fr.add(LineGranted, id, lp.max)
		return leafOut{state: Scored, points: lp.max, inMax: true, why: or(ReasonFull), branch: id}
	case form.EffRebase:
		return leafOut{state: NotApplicable, why: or(ReasonRebased), branch: id}
	case form.EffNotDue:
		return leafOut{state: NotDue, inMax: !fr.leavesMax(), why: or(ReasonNotDue), branch: id}
	case form.EffZero:
		return leafOut{state: Scored, inMax: true, why: or(ReasonBranch), branch: id}
	case form.EffMissing:
		return leafOut{state: Missing, inMax: true, why: or(ReasonMissing), branch: id}
	}
	return leafOut{state: NotScorable, inMax: true, why: or(ReasonNotScorable), branch: id}
}

// leavesMax reports whether what is not yet due is out of the maximum: only in the final result, once declaring is over.
func (fr *frame) leavesMax() bool { return fr.stage == StageFinal && fr.closed }

// absence is the outcome of an unknown value. The finer reason is worked out afterwards, when somebody asks.
func (fr *frame) absence(st status, why string, out *leafOut) {
	*out = leafOut{state: st.state(), inMax: st != stNotDue || !fr.leavesMax(), why: why}
}

// score evaluates one leaf and leaves its outcome in fr.out and its lines in fr.lines. The outcome is written in place:
// it is too large to be handed from function to function.
func (p *Program) score(lp *leafProgram, fr *frame) {
	fr.node = lp.node
	line, from := len(fr.lines), len(fr.taken)
	out := &fr.out[lp.node]
	p.decide(lp, fr, out)
	d := &fr.leaves[lp.node]
	if d.override != nil && out.state != NotApplicable && out.state != Unscored {
		fr.add(LineOverridden, "override", d.override.Points.Sub(out.points))
		out.points, out.state, out.why, out.inMax = d.override.Points, Scored, ReasonOverridden, true
	}
	if lp.rounded {
		out.points = fr.round(out.points, p.set.Rounding.Rounding)
	}
	if d.dispute != nil && out.state == Scored {
		out.state = Disputed
	}
	out.inMax = out.inMax && !lp.outside
	out.line, out.from, out.n = line, from, len(fr.taken)-from
}

func (p *Program) decide(lp *leafProgram, fr *frame, out *leafOut) {
	if p.applicability(lp, fr, out) {
		p.apply(lp, fr, out)
		out.by = byRule
	}
	if lp.leaf.Unscored {
		fr.dropLines(lp.node)
		*out = leafOut{state: Unscored, why: ReasonUnscored}
	}
}

// dropLines takes back the lines of the leaf being scored.
func (fr *frame) dropLines(node int) {
	n := len(fr.lines)
	for n > 0 && fr.lines[n-1].Node == node {
		n--
	}
	fr.lines = fr.lines[:n]
}

// apply evaluates the rule of an applicable leaf.
func (p *Program) apply(lp *leafProgram, fr *frame, out *leafOut) {
	r := lp.rule(fr)
	switch {
	case r.effect != "":
		*out = fr.effect(lp, r.effect, r.branch, r.why)
	case r.st != known:
		fr.absence(r.st, r.why, out)
	case r.points.TooLarge():
		fr.dropLines(lp.node)
		*out = leafOut{state: NotScorable, inMax: true, why: ReasonTooLarge}
	case lp.bounded && !lp.outside && (r.points.Cmp(lp.max) > 0 || r.points.Cmp(lp.min) < 0):
		fr.dropLines(lp.node)
		*out = leafOut{state: NotScorable, inMax: true, why: ReasonOutOfRange}
	default:
		*out = leafOut{state: Scored, points: r.points, inMax: true}
		if lp.leaf.Round != nil {
			out.points = fr.round(r.points, *lp.leaf.Round)
		}
	}
}

// round rounds points, with a ledger line for the difference.
func (fr *frame) round(points exact.Num, r exact.Rounding) exact.Num {
	to := points.Round(r)
	fr.add(LineRounded, "", to.Sub(points))
	return to
}
