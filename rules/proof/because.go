package proof

import (
	"slices"
	"strings"

	"cchc/engine"
	"cchc/rules"
	"cchc/rules/space"
)

// authored are the reasons whose sentence an author wrote, with holes that can be empty.
var authored = []string{engine.ReasonBranch, engine.ReasonFull, engine.ReasonRebased, engine.ReasonNotScorable, engine.ReasonNotDue,
	engine.ReasonZeroClaim, engine.ReasonInconsistent}

// hole is a hole of a branch's sentence and how often it was filled.
type hole struct {
	branch, name  string
	filled, empty int
	unread        bool    // it rests on an input that the rule does not read, so that no point gives it
	shown         *sample // where it is empty
}

// sentences looks for sentences with a hole that has no value where their branch decides: one finding for all the holes
// of a sentence that are never filled, one for those that sometimes are not.
func (p *prover) sentences() {
	var holes []*hole
	for _, s := range p.samples {
		p.fill(s, &s.node.Reason, &holes)
	}
	for i, h := range holes {
		if h.empty == 0 {
			continue
		}
		names := []string{h.name}
		for _, other := range holes[i+1:] {
			if other.branch == h.branch && other.empty > 0 && other.unread == h.unread && (other.filled == 0) == (h.filled == 0) {
				names, other.empty = append(names, other.name), 0
			}
		}
		if h.unread {
			p.report(at(p.spans[h.branch], rules.Warning, CodeBecauseUnread, p.node.Code, h.branch, strings.Join(names, ", ")))
			continue
		}
		severity := rules.Warning
		if h.filled == 0 {
			severity = p.sure()
		}
		f := at(p.spans[h.branch], severity, CodeBecauseUnfilled, p.node.Code, h.branch, strings.Join(names, ", "))
		p.report(p.show(f, h.shown))
	}
}

func (p *prover) fill(s *sample, r *engine.Reason, holes *[]*hole) {
	for i := range r.Parts {
		p.fill(s, &r.Parts[i], holes)
	}
	if r.Branch == "" || !slices.Contains(authored, r.ID) || strings.HasPrefix(r.Branch, "check") {
		return
	}
	for _, a := range r.Args {
		at := slices.IndexFunc(*holes, func(h *hole) bool { return h.branch == r.Branch && h.name == a.Name })
		if at < 0 {
			at = len(*holes)
			*holes = append(*holes, &hole{branch: r.Branch, name: a.Name, unread: p.unread(r.Branch, a.Name)})
		}
		h := (*holes)[at]
		switch {
		case !a.Value.None:
			h.filled++
		default:
			h.empty++
			h.shown = orSample(h.shown, s)
		}
	}
}

// unread reports whether a hole of a branch's sentence rests on an input that the rule does not read.
func (p *prover) unread(branch, name string) bool {
	text := p.texts[branch]
	if text == nil {
		return false
	}
	for i := range text.Parts {
		part := &text.Parts[i]
		if part.Arg == nil || part.Name != name {
			continue
		}
		for _, in := range p.set.ExprInputs(part.Arg) {
			if !slices.ContainsFunc(p.space.Axes, func(a space.Axis) bool { return a.Input != nil && a.Name == in }) {
				return true
			}
		}
	}
	return false
}
