package proof

import (
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/space"
)

// pair is two samples next to one another on a line, in the order of the axis.
type pair struct {
	axis          int
	before, after *sample
	by            exact.Num // points after less points before
}

// maxTried bounds the points of one leaf: where a rule reads many figures, the lines through all its points are too many.
const maxTried = 12_000

// lines goes along every ordered axis with all other evidence kept: points that fall while the figure gets better, that
// go both ways, and steps that are too large.
func (p *prover) lines() {
	var cliff *pair
	p.whole = p.denominators()
	for i := range p.space.Axes {
		a := &p.space.Axes[i]
		if !a.Ordered || a.Input == nil {
			continue
		}
		better := direction(a.Input)
		var wrong, rise, fall *pair
		p.space.Along(i, func(line []space.Point) bool {
			up, down := p.along(i, line, &cliff)
			switch {
			case better == form.LeverUp:
				wrong = steeper(wrong, down)
			case better == form.LeverDown:
				wrong = steeper(wrong, up)
			case up != nil && down != nil && rise == nil:
				rise, fall = up, down
			}
			return len(p.seen) < maxTried
		})
		if wrong != nil {
			if better == form.LeverDown { // told as the figure gets better
				wrong.before, wrong.after = wrong.after, wrong.before
			}
			p.report(p.pointed(rules.Warning, CodeNotMonotone, wrong))
		}
		if rise != nil {
			f := p.pointed(rules.Warning, CodeTwoWays, rise)
			f.Args = f.Args[:2]
			f.Cases = append(f.Cases, p.spec(fall.before), p.spec(fall.after))
			p.report(f)
		}
	}
	if cliff != nil {
		p.report(p.pointed(rules.Warning, CodeCliff, cliff))
	}
}

// direction is in which direction a figure gets better: as declared, as the unit is to move it, and for documents the
// earlier. Their line goes from early to never.
func direction(in *form.Input) form.Lever {
	switch {
	case in.Direction != form.LeverNone:
		return in.Direction
	case in.Type == form.InDocument:
		return form.LeverDown
	}
	return in.Lever
}

// along compares the neighbours on one line at which the rule gives points of the same maximum; it gives the greatest
// rise and the greatest fall.
func (p *prover) along(axis int, line []space.Point, cliff **pair) (up, down *pair) {
	var before *sample
	beforeAt := 0
	for k, point := range line {
		s := p.score(point)
		if s == nil {
			return nil, nil
		}
		if !s.ruled() {
			continue
		}
		p.attain(s)
		if p.special(axis, k) {
			continue
		}
		if before != nil && before.node.Applied.Equal(s.node.Applied) {
			step := &pair{axis, before, s, s.node.Points.Sub(before.node.Points)}
			switch step.by.Sign() {
			case 1:
				up = steeper(up, step)
			case -1:
				down = steeper(down, step)
			}
			if k == beforeAt+1 && p.isCliff(step) {
				*cliff = steeper(*cliff, step)
			}
		}
		before, beforeAt = s, k
	}
	return up, down
}

// special reports a mark that stands for something else than the marks beside it: an empty denominator, a date that
// never came.
func (p *prover) special(axis, mark int) bool {
	a := &p.space.Axes[axis]
	m := &a.Marks[mark]
	return m.Never && a.Input.Type == form.InDate || !m.Never && m.Value.Type == form.TypeNumber && m.Value.Num.IsZero() && p.whole[a.Name]
}

func steeper(a, b *pair) *pair {
	if a == nil || b != nil && a.by.Abs().Less(b.by.Abs()) {
		return b
	}
	return a
}

// pointed makes a finding of two neighbours.
func (p *prover) pointed(severity rules.Severity, code string, of *pair) Finding {
	a := &p.space.Axes[of.axis]
	from, to := a.Marks[of.before.at[of.axis]], a.Marks[of.after.at[of.axis]]
	return p.show(at(p.leaf.Rule.Span, severity, code, p.node.Code, a.Input.Label, markText(&from), markText(&to),
		points(of.before.node.Points), points(of.after.node.Points)), of.before, of.after)
}

func markText(m *space.Mark) string {
	switch {
	case m.Never:
		return "không có"
	case m.Value.Type == form.TypeDate:
		return day.Day(m.Value.Day).VN()
	}
	return figure(m.Value.Num, m.Value.Percent)
}

// points prints a number; one that has no end in decimals is rounded.
func points(n exact.Num) string {
	if text := n.VN(); !strings.Contains(text, "/") {
		return text
	}
	return "≈" + n.Round(exact.Rounding{Decimals: 3}).VN()
}

// figure prints a number, a share as a percentage.
func figure(n exact.Num, percent bool) string {
	if percent {
		return points(n.Mul(exact.Int(100))) + "%"
	}
	return points(n)
}

// A cliff is a step of the smallest unit in which a figure is given that moves more than half of the maximum and more
// than half a point. A rule made of yes and no, of levels, days or of points per item is made of steps by design, and so is
// one that asks for any at all or for more of one thing than of another; a line that says where its jump comes from is
// taken at its word.
var (
	cliffShare  = exact.MustFrac(1, 2)
	cliffPoints = exact.MustFrac(1, 2)
	largeWhole  = exact.Int(1000) // of a smaller whole one piece is a large share by nature
)

func (p *prover) isCliff(s *pair) bool {
	a := &p.space.Axes[s.axis]
	moved := s.by.Abs()
	if moved.Cmp(cliffPoints) <= 0 || moved.Cmp(p.node.Max.Mul(cliffShare)) <= 0 || p.node.Leaf.Unscored {
		return false
	}
	switch a.Input.Type {
	case form.InCount, form.InNumber, form.InAmount, form.InRatio, form.InIndex:
	default:
		return false
	}
	from, to := a.Marks[s.before.at[s.axis]].Value.Num, a.Marks[s.after.at[s.axis]].Value.Num
	return to.Sub(from).Cmp(unitStep(a.Input)) <= 0 && p.wholesLarge(s) && !p.byDesign(s) && !p.compared(s)
}

// unitStep is the smallest difference in which an input is given: of its last decimal, of a ratio's percentage.
func unitStep(in *form.Input) exact.Num {
	decimals := in.Decimals
	if in.Type == form.InRatio {
		decimals += 2
	}
	step := exact.Int(1)
	for range decimals {
		step, _ = step.Quo(exact.Int(10))
	}
	return step
}

// wholesLarge reports that every denominator stands at a round number; a step of a denominator itself is no cliff.
func (p *prover) wholesLarge(s *pair) bool {
	for i := range p.space.Axes {
		a := &p.space.Axes[i]
		if a.Input == nil || !p.whole[a.Name] {
			continue
		}
		if i == s.axis || a.Marks[s.before.at[i]].Value.Num.Less(largeWhole) {
			return false
		}
	}
	return true
}

// denominators names the inputs that stand in a denominator of the leaf.
func (p *prover) denominators() map[string]bool {
	all := map[string]bool{}
	look := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if e.Kind == form.ExRatio || e.Kind == form.ExArith && e.Op == "/" {
				for _, name := range p.set.ExprInputs(e.Args[1]) {
					all[name] = true
				}
			}
			return true
		})
	}
	p.leaf.Exprs(look)
	for i := range p.set.Values {
		look(p.set.Values[i].Expr)
	}
	return all
}

// byDesign reports that the step is one of a table's documented jumps, or of points per item.
func (p *prover) byDesign(s *pair) bool {
	for _, side := range []*sample{s.before, s.after} {
		for _, id := range casetest.Deciding(&side.node.Reason) {
			if p.documented(p.leaf.Rule, "", id) {
				return true
			}
		}
	}
	return false
}

// compared reports that the rule asks in so many words for the step between two figures: whether there is any at all, or
// whether there are more of one thing than of another.
func (p *prover) compared(s *pair) bool {
	marks := p.space.Axes[s.axis].Marks
	first := marks[s.before.at[s.axis]].Value.Num.IsZero() && marks[s.after.at[s.axis]].Value.Num.Equal(exact.Int(1))
	found := false
	p.leaf.Exprs(func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if !found && e.Kind == form.ExCmp && p.worded(e, first) {
				found = p.flips(e, s)
			}
			return true
		})
	})
	return found
}

// worded reports whether a comparison is of two figures, or where it may be with 0.
func (p *prover) worded(e *form.Expr, zero bool) bool {
	l, leftKnown := constantOf(p.set, e.Args[0])
	r, rightKnown := constantOf(p.set, e.Args[1])
	return !leftKnown && !rightKnown || zero && (leftKnown && l.IsZero() || rightKnown && r.IsZero())
}

// flips reports whether a condition holds on one side of a step and not on the other.
func (p *prover) flips(when *form.Expr, s *pair) bool {
	c := p.ask(when)
	return c != nil && c.asked(s.before) != c.asked(s.after)
}

func (p *prover) documented(r *form.Rule, prefix, id string) bool {
	if r.Kind == form.RuleTally && (id == prefix+"all" || hasItem(r, prefix, id)) {
		return true
	}
	for i := range r.Branches {
		if b := &r.Branches[i]; prefix+b.ID == id {
			return b.Line != nil && b.Line.Jump != ""
		}
	}
	for i, part := range r.Parts {
		if p.documented(part, prefix+partPrefix(r, i), id) {
			return true
		}
	}
	return false
}

func hasItem(r *form.Rule, prefix, id string) bool {
	for i := range r.Items {
		if prefix+r.Items[i].ID == id {
			return true
		}
	}
	return false
}
