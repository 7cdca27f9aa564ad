package engine

import (
	"cchc/internal/exact"
	"cchc/internal/form"
)

// applicability decides whether a leaf's rule is reached: state "" means it is. Contradictory figures come first, then
// the decision on applicability, then the set's ordered conditions.
func (p *Program) applicability(lp *leafProgram, fr *frame) leafOut {
	for _, i := range lp.checks {
		if p.checks[i](fr) == no {
			return leafOut{state: NotScorable, inMax: true, why: ReasonInconsistent, branch: checkID(i)}
		}
	}
	d := &fr.leaves[lp.node]
	if d.notApply != nil {
		return leafOut{state: NotApplicable, why: ReasonNotApplied, by: byDecision}
	}
	for i := range lp.applies {
		a := &lp.applies[i]
		if d.apply != nil && a.then == form.EffRebase {
			continue
		}
		t := a.when(fr)
		if t == no {
			continue
		}
		if !t.known() {
			out := fr.absence(t.status(), "")
			out.by = byCondition
			return out
		}
		if a.accepted && fr.stage >= StageAppraisal1 && d.accept == nil && fr.anyClaimed(a.inputs) &&
			(a.then == form.EffRebase || a.then == form.EffFull) {
			return leafOut{state: NotScorable, inMax: true, why: ReasonZeroClaim, branch: a.id, by: byCondition}
		}
		out := fr.effect(lp, a.then, a.id, "")
		out.by = byCondition
		return out
	}
	return leafOut{}
}

func checkID(i int) string { return "check" + exact.Int(int64(i+1)).Fraction() }

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
func (fr *frame) absence(st status, why string) leafOut {
	out := leafOut{state: st.state(), inMax: true, why: why}
	if st == stNotDue {
		out.inMax = !fr.leavesMax()
	}
	return out
}

// score evaluates one leaf and leaves its outcome in fr.out and its lines in fr.lines.
func (p *Program) score(lp *leafProgram, fr *frame) {
	fr.node = lp.node
	from := len(fr.taken)
	out := p.decide(lp, fr)
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
	out.from, out.n = from, len(fr.taken)-from
	fr.out[lp.node] = out
}

func (p *Program) decide(lp *leafProgram, fr *frame) leafOut {
	out := p.applicability(lp, fr)
	if out.state == "" {
		out = p.apply(lp, fr)
		out.by = byRule
	}
	if lp.leaf.Unscored {
		fr.dropLines(lp.node)
		return leafOut{state: Unscored, why: ReasonUnscored}
	}
	return out
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
func (p *Program) apply(lp *leafProgram, fr *frame) leafOut {
	r := lp.rule(fr)
	switch {
	case r.effect != "":
		return fr.effect(lp, r.effect, r.branch, r.why)
	case r.st != known:
		return fr.absence(r.st, r.why)
	case r.points.TooLarge():
		fr.dropLines(lp.node)
		return leafOut{state: NotScorable, inMax: true, why: ReasonTooLarge}
	case lp.bounded && !lp.outside && (r.points.Cmp(lp.max) > 0 || r.points.Cmp(lp.min) < 0):
		fr.dropLines(lp.node)
		return leafOut{state: NotScorable, inMax: true, why: ReasonOutOfRange, points: exact.Num{}}
	}
	if lp.leaf.Round != nil {
		r.points = fr.round(r.points, *lp.leaf.Round)
	}
	return leafOut{state: Scored, points: r.points, inMax: true}
}

// round rounds points, with a ledger line for the difference.
func (fr *frame) round(points exact.Num, r exact.Rounding) exact.Num {
	to := points.Round(r)
	fr.add(LineRounded, "", to.Sub(points))
	return to
}
