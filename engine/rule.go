package engine

import (
	"fmt"

	"cchc/internal/exact"
	"cchc/internal/form"
)

// ruleOut is what a rule gives: points, or the status of what is unknown, or an effect on the leaf (a survey without
// sample). Its ledger lines and the branches that decided are appended to the frame.
type ruleOut struct {
	points exact.Num
	st     status
	effect form.Effect
	branch string // of the effect
	why    string // reason when st or effect is set
}

// part settles an effect inside a compound rule, where it is about one part and not about the leaf: the part is full or
// 0; anything else, a part that does not apply among them, leaves the whole without points.
func (o ruleOut) part(fr *frame, most exact.Num) ruleOut {
	switch o.effect {
	case "":
		return o
	case form.EffFull:
		fr.add(LineGranted, o.branch, most)
		fr.taken = append(fr.taken, o.branch)
		return ruleOut{points: most}
	case form.EffZero:
		fr.taken = append(fr.taken, o.branch)
		return ruleOut{}
	case form.EffNotDue:
		return ruleOut{st: stNotDue, why: o.why}
	case form.EffMissing:
		return ruleOut{st: stMissing, why: o.why}
	}
	return ruleOut{st: stNotScorable, why: o.why}
}

type ruleFn func(*frame) ruleOut

// ruleCompiler compiles the rule of one leaf.
type ruleCompiler struct {
	*compiler
	leaf *leafProgram
}

func (c *ruleCompiler) bad(format string, args ...any) ruleFn {
	c.failf(format, args...)
	return func(*frame) ruleOut { return ruleOut{st: stNotScorable} }
}

// rule compiles a rule whose branch ids begin with prefix and whose full mark is most.
func (c *ruleCompiler) rule(r *form.Rule, prefix string, most exact.Num) ruleFn {
	if r == nil {
		return c.bad("%s: no rule", c.p.set.Nodes[c.leaf.node].Code)
	}
	switch r.Kind {
	case form.RuleCases:
		return c.cases(r, prefix)
	case form.RuleBands:
		return c.bands(r, prefix)
	case form.RuleTally:
		return c.tally(r, prefix)
	case form.RulePoints:
		return c.points(r, prefix)
	case form.RuleSum:
		return c.sum(r, prefix, most)
	case form.RuleBest:
		return c.best(r, prefix, most)
	case form.RuleRelative:
		return c.relative(r, prefix, most)
	case form.RuleSurvey:
		return c.survey(r, prefix, most)
	case form.RulePerRow:
		return c.perRow(r, prefix, most)
	}
	return c.bad("unknown rule kind %q", r.Kind)
}

func (c *ruleCompiler) branchText(id string, t form.Text) string {
	c.leaf.texts[id] = c.holes(t)
	return id
}

func (c *ruleCompiler) cases(r *form.Rule, prefix string) ruleFn {
	type branch struct {
		id     string
		when   triFn
		points exact.Num
	}
	bs := make([]branch, len(r.Branches))
	for i := range r.Branches {
		b := &r.Branches[i]
		bs[i] = branch{id: c.branchText(prefix+b.ID, b.Because), points: b.Points}
		if b.When != nil {
			bs[i].when = c.truth(b.When)
		}
	}
	return func(fr *frame) ruleOut {
		for i := range bs {
			b := &bs[i]
			if b.when != nil {
				switch t := b.when(fr); t {
				case no:
					continue
				case yes:
				default:
					return ruleOut{st: t.status()}
				}
			}
			fr.add(LineGranted, b.id, b.points)
			fr.taken = append(fr.taken, b.id)
			return ruleOut{points: b.points}
		}
		return ruleOut{st: stNotScorable, why: ReasonOutOfRange}
	}
}

// band is a compiled line of a table: value ≥ at (or > at when open); the last has no limit.
type band struct {
	id     string
	last   bool
	open   bool
	at     exact.Num
	on     numFn // a limit that depends on the day of the fact; nil: at
	points exact.Num
	line   *slope
}

// slope is a compiled straight line between two points.
type slope struct {
	x0, x1, y0, y1, rise exact.Num
	origin               bool // it begins at 0, 0: the usual "pro rata"
}

func (s *slope) at(x exact.Num) exact.Num {
	switch {
	case x.Cmp(s.x0) <= 0:
		return s.y0
	case x.Cmp(s.x1) >= 0:
		return s.y1
	case s.origin:
		return x.Mul(s.rise)
	}
	return x.Sub(s.x0).Mul(s.rise).Add(s.y0)
}

func (c *ruleCompiler) bands(r *form.Rule, prefix string) ruleFn {
	value := c.number(r.Value)
	bs := make([]band, len(r.Branches))
	for i := range r.Branches {
		b := &r.Branches[i]
		bs[i] = band{id: c.branchText(prefix+b.ID, b.Because), points: b.Points, last: b.Lower == nil}
		if b.Lower != nil {
			bs[i].open = b.Lower.Open
			if at := b.Lower.At; at != nil && at.Kind == form.ExParam && len(at.Args) > 0 {
				bs[i].on = c.number(at)
			} else {
				bs[i].at = c.limit(at)
			}
		}
		if b.Line != nil {
			bs[i].line = c.line(b.Line)
		}
	}
	return func(fr *frame) ruleOut {
		v, st := value(fr)
		if st != known {
			return ruleOut{st: st}
		}
		for i := range bs {
			b := &bs[i]
			if !b.last {
				at := b.at
				if b.on != nil {
					if at, st = b.on(fr); st != known {
						return ruleOut{st: st}
					}
				}
				if s := v.Cmp(at); s < 0 || s == 0 && b.open {
					continue
				}
			}
			points := b.points
			if b.line != nil {
				points = b.line.at(v)
			}
			fr.add(LineGranted, b.id, points)
			fr.taken = append(fr.taken, b.id)
			return ruleOut{points: points}
		}
		return ruleOut{st: stNotScorable, why: ReasonOutOfRange}
	}
}

// limit evaluates a limit, which is a constant or a parameter, once.
func (c *ruleCompiler) limit(e *form.Expr) exact.Num {
	if e == nil || e.Kind != form.ExConst && e.Kind != form.ExParam || len(e.Args) > 0 {
		c.failf("a limit must be a constant or a parameter")
		return exact.Num{}
	}
	n, _ := c.number(e)(&frame{})
	return n
}

func (c *ruleCompiler) line(l *form.Line) *slope {
	s := &slope{x0: c.limit(l.X0), x1: c.limit(l.X1), y0: l.Y0, y1: l.Y1}
	rise, ok := s.y1.Sub(s.y0).Quo(s.x1.Sub(s.x0))
	if !ok || s.x1.Cmp(s.x0) < 0 {
		c.failf("a line needs two ascending limits")
	}
	s.rise, s.origin = rise, s.x0.IsZero() && s.y0.IsZero()
	return s
}

func (c *ruleCompiler) tally(r *form.Rule, prefix string) ruleFn {
	type item struct {
		id     string
		count  numFn
		points exact.Num
	}
	is := make([]item, len(r.Items))
	for i := range r.Items {
		is[i] = item{
			id:     c.branchText(prefix+r.Items[i].ID, r.Items[i].Because),
			count:  c.number(r.Items[i].Count),
			points: r.Items[i].Points,
		}
		c.p.counts[itemKey{c.leaf.node, is[i].id}] = is[i].count
	}
	whole := c.branchText(prefix+"all", r.Because)
	return func(fr *frame) ruleOut {
		from, taken := len(fr.lines), len(fr.taken)
		points, st := r.Start, known
		fr.add(LineGranted, whole, r.Start)
		for i := range is {
			n, s := is[i].count(fr)
			if st = join(st, s); st != known || n.IsZero() {
				continue
			}
			amount := n.Mul(is[i].points)
			kind := LineGranted
			if amount.Sign() < 0 {
				kind = LineDeducted
			}
			fr.add(kind, is[i].id, amount)
			fr.taken = append(fr.taken, is[i].id)
			points = points.Add(amount)
		}
		if st != known {
			fr.lines, fr.taken = fr.lines[:from], fr.taken[:taken]
			return ruleOut{st: st}
		}
		if len(fr.taken) == taken {
			fr.taken = append(fr.taken, whole)
		}
		return ruleOut{points: fr.bound(points, r.Floor, r.Cap, whole)}
	}
}

// bound keeps points between floor and cap, with a ledger line for what it adds or cuts.
func (fr *frame) bound(points exact.Num, floor, limit *exact.Num, id string) exact.Num {
	to := points
	if floor != nil && to.Cmp(*floor) < 0 {
		to = *floor
	}
	if limit != nil && to.Cmp(*limit) > 0 {
		to = *limit
	}
	fr.add(LineCapped, id, to.Sub(points))
	return to
}

func (c *ruleCompiler) points(r *form.Rule, prefix string) ruleFn {
	value := c.number(r.Value)
	id := c.branchText(prefix+"points", r.Because)
	c.leaf.bounded = true
	return func(fr *frame) ruleOut {
		v, st := value(fr)
		if st != known {
			return ruleOut{st: st}
		}
		fr.add(LineGranted, id, v)
		fr.taken = append(fr.taken, id)
		return ruleOut{points: fr.bound(v, r.Floor, r.Cap, id)}
	}
}

// parts compiles the parts of a sum or the ways of a best-of; their ids are prefixed p1/, p2/ …
func (c *ruleCompiler) parts(r *form.Rule, prefix string, most exact.Num) []ruleFn {
	if len(r.Parts) == 0 {
		return []ruleFn{c.bad("%s without parts", r.Kind)}
	}
	fs := make([]ruleFn, len(r.Parts))
	for i, part := range r.Parts {
		full := part.Max
		if full.IsZero() {
			full = most
		}
		f := c.rule(part, fmt.Sprintf("%sp%d/", prefix, i+1), full)
		fs[i] = func(fr *frame) ruleOut { return f(fr).part(fr, full) }
	}
	return fs
}

func (c *ruleCompiler) sum(r *form.Rule, prefix string, most exact.Num) ruleFn {
	fs := c.parts(r, prefix, most)
	return func(fr *frame) ruleOut {
		from, taken := len(fr.lines), len(fr.taken)
		var out ruleOut
		for _, f := range fs {
			o := f(fr)
			if o.st > out.st {
				out.st, out.why = o.st, o.why
			}
			out.points = out.points.Add(o.points)
		}
		if out.st != known {
			fr.lines, fr.taken = fr.lines[:from], fr.taken[:taken]
		}
		return out
	}
}

func (c *ruleCompiler) best(r *form.Rule, prefix string, most exact.Num) ruleFn {
	fs := c.parts(r, prefix, most)
	return func(fr *frame) ruleOut {
		from, taken := len(fr.lines), len(fr.taken)
		winner := 0
		var out ruleOut
		for i, f := range fs {
			o := f(fr)
			fr.lines, fr.taken = fr.lines[:from], fr.taken[:taken]
			if o.st > out.st {
				out.st, out.why = o.st, o.why
			}
			if out.st != known {
				continue
			}
			if i == 0 || o.points.Cmp(out.points) > 0 {
				winner, out.points = i, o.points
			}
		}
		if out.st != known {
			return ruleOut{st: out.st, why: out.why}
		}
		return fs[winner](fr) // again, for its ledger lines
	}
}

func (c *ruleCompiler) survey(r *form.Rule, prefix string, most exact.Num) ruleFn {
	if r.Survey == nil {
		return c.bad("nothing says which survey")
	}
	i, ok := c.p.inputs[r.Survey.Input]
	if !ok || c.p.set.Inputs[i].Type != form.InSurvey {
		return c.bad("%s is not a survey", r.Survey.Input)
	}
	in := &c.p.set.Inputs[i]
	sample := c.limit(r.Survey.MinSample)
	scale := exact.Int(int64(in.Scale))
	id := c.branchText(prefix+"survey", r.Because)
	effect := r.Survey.NoneLeft
	return func(fr *frame) ruleOut {
		var score, weights exact.Num
		present := false
		for g := range fr.surveys[i] {
			grp := &fr.surveys[i][g]
			if grp.st != known {
				continue
			}
			present = true
			mean, ok := grp.mean(scale)
			if !ok || grp.valid.Cmp(sample) < 0 {
				continue
			}
			w := in.Groups[g].Weight
			score, weights = score.Add(w.Mul(mean)), weights.Add(w)
		}
		if !present {
			return ruleOut{st: fr.slots[i].st}
		}
		share, ok := score.Quo(weights)
		if !ok {
			return ruleOut{effect: effect, branch: id, why: ReasonNoSample}
		}
		points := share.Mul(most)
		fr.add(LineGranted, id, points)
		fr.taken = append(fr.taken, id)
		return ruleOut{points: points}
	}
}

// mean is the group's mean answer as a share of the scale: Σ answer × forms ÷ (Σ forms × scale).
func (g *group) mean(scale exact.Num) (exact.Num, bool) {
	var sum, n exact.Num
	for a, count := range g.answers {
		sum = sum.Add(exact.Int(int64(a + 1)).Mul(count))
		n = n.Add(count)
	}
	return sum.Quo(n.Mul(scale))
}

func (c *ruleCompiler) perRow(r *form.Rule, prefix string, most exact.Num) ruleFn {
	i, ok := c.p.inputs[r.List]
	if !ok || len(r.Parts) != 1 {
		return c.bad("per_row over unknown list %s", r.List)
	}
	outer := c.list
	c.list = &c.p.set.Inputs[i]
	row := c.rule(r.Parts[0], prefix+"row/", most)
	c.list = outer
	id := c.branchText(prefix+"rows", r.Because)
	c.p.rows[itemKey{c.leaf.node, id}] = row
	return func(fr *frame) ruleOut {
		from, taken := len(fr.lines), len(fr.taken)
		var sum exact.Num
		st := known
		absent := fr.each(i, func() {
			o := row(fr).part(fr, most)
			st = join(st, o.st)
			if sum = sum.Add(o.points); sum.TooLarge() {
				st = stNotScorable
			}
		})
		fr.lines, fr.taken = fr.lines[:from], fr.taken[:taken]
		if st = join(st, absent); st != known {
			return ruleOut{st: st}
		}
		points, _ := sum.Quo(exact.Int(int64(len(fr.lists[i].rows))))
		if r.Round != nil {
			points = points.Round(*r.Round)
		}
		fr.add(LineGranted, id, points)
		fr.taken = append(fr.taken, id)
		return ruleOut{points: points}
	}
}
