package engine

import (
	"fmt"
	"slices"

	"cchc/internal/form"
)

// plan is a node of the form prepared for tracing: it evaluates by the same compiled code as scoring.
type plan struct {
	kind, id, name, op string
	span               form.Span
	code               *code
	typ                form.Type
	in                 *form.Input
	row                ruleFn // per-row: the rule of a row, run again for the branches that decide it
	compare            string // relative: the reference compared with
	lower              bool   // relative: lower is better
	list               int    // fold and per-row: the list whose rows the children are evaluated on; -1: none
	ordered            bool   // children are alternatives looked at in order: those after the taken one are skipped
	children           []*plan
}

// Explain scores the case and gives the full account of one leaf of one unit, or of all leaves when code is "".
func (p *Program) Explain(c *Case, unit, leaf string) ([]Trace, error) {
	if n, ok := p.codes[leaf]; leaf != "" && (!ok || p.leaves[n] == nil) {
		return nil, fmt.Errorf("%w: %s", ErrUnknownCode, leaf)
	}
	for i := range c.Units {
		if uc := &c.Units[i]; uc.Unit.Code == unit {
			s := p.NewScorer(c, p.References(c))
			s.Bind(uc)
			u, err := s.Unit(uc)
			if err != nil {
				return nil, err
			}
			return s.Traces(uc, &u, leaf), nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrUnknownUnit, unit)
}

// Traces accounts for the unit just bound and scored: one leaf, or all in printed order when leaf is "".
func (s *Scorer) Traces(uc *UnitCase, u *UnitResult, leaf string) []Trace {
	e := s.arrange(uc)
	var out []Trace
	for n, lp := range s.p.leaves {
		if lp != nil && (leaf == "" || s.p.set.Nodes[n].Code == leaf) {
			out = append(out, s.trace(e, u, lp))
		}
	}
	return out
}

// evidence is a unit's evidence arranged once for the traces of all its leaves.
type evidence struct {
	uc    *UnitCase
	facts [][]*Fact // by input, in canonical order
	dues  map[string][]Due
}

func (s *Scorer) arrange(uc *UnitCase) *evidence {
	e := &evidence{uc: uc, facts: make([][]*Fact, len(s.p.set.Inputs)), dues: duesByDeliverable(uc.Dues)}
	for i := range uc.Facts {
		if n, ok := s.p.inputs[uc.Facts[i].Input]; ok {
			e.facts[n] = append(e.facts[n], &uc.Facts[i])
		}
	}
	for i := range s.fr.rolled {
		if n, ok := s.p.inputs[s.fr.rolled[i].Input]; ok {
			e.facts[n] = append(e.facts[n], &s.fr.rolled[i])
		}
	}
	for _, fs := range e.facts {
		slices.SortStableFunc(fs, (*Fact).compare)
	}
	return e
}

func (s *Scorer) trace(e *evidence, u *UnitResult, lp *leafProgram) Trace {
	t := Trace{Unit: e.uc.Unit.Code, Code: s.p.set.Nodes[lp.node].Code, Node: u.Nodes[lp.node], Facts: s.factUses(e, lp)}
	t.Ledger = linesOf(u.Ledger, lp.node)
	pl := s.p.planOf(lp)
	out := &s.fr.out[lp.node]
	tr := tracer{fr: &s.fr, taken: s.fr.taken[out.from : out.from+out.n]}
	apply := s.fr.leaves[lp.node].apply
	for i, a := range pl.applies {
		if out.by < byCondition {
			break
		}
		if apply != nil && lp.applies[i].then == form.EffRebase {
			t.Applies = append(t.Applies, Step{Kind: a.kind, ID: a.id, Op: a.op, Span: a.span, Skipped: true})
			continue
		}
		step := tr.step(a)
		step.Taken = a.id == out.branch
		t.Applies = append(t.Applies, step)
		if step.Taken || step.Children[0].State != Scored {
			break
		}
	}
	if out.by == byRule {
		step := tr.step(pl.rule)
		t.Rule = &step
	}
	return t
}

// linesOf are a node's lines of a unit's ledger, which is in the order of nodes; they are shared with it.
func linesOf(ledger []Line, node int) []Line {
	byNode := func(l Line, n int) int { return l.Node - n }
	from, _ := slices.BinarySearchFunc(ledger, node, byNode)
	to, _ := slices.BinarySearchFunc(ledger, node+1, byNode)
	return ledger[from:to:to]
}

// factUses lists what a leaf rests on, every layer side by side, in the order of inputs, rows and fields.
func (s *Scorer) factUses(e *evidence, lp *leafProgram) []FactUse {
	out := make([]FactUse, 0, len(lp.inputs))
	for _, i := range lp.inputs {
		in := &s.p.set.Inputs[i]
		facts := e.facts[i]
		if len(facts) == 0 {
			out = append(out, FactUse{Input: in.Name, Used: -1, Due: e.due(in, "")})
		}
		for len(facts) > 0 {
			n := 1
			for n < len(facts) && facts[n].Row == facts[0].Row && facts[n].Field == facts[0].Field {
				n++
			}
			out = append(out, s.factUse(e, in, facts[:n]))
			facts = facts[n:]
		}
	}
	return out
}

// factUse is the use of the facts of one place.
func (s *Scorer) factUse(e *evidence, in *form.Input, facts []*Fact) FactUse {
	use := FactUse{Input: in.Name, Row: facts[0].Row, Field: facts[0].Field, Used: -1, Facts: make([]Fact, len(facts)),
		Due: e.due(in, facts[0].Row)}
	counts := s.fr.counting(s.p.inputs[in.Name], place{use.Input, use.Row, use.Field})
	for i, f := range facts {
		use.Facts[i] = *f
		if f == counts {
			use.Used = i
		}
	}
	if use.Row == "" && len(s.fr.rollups) > 0 {
		use.Rollup = s.fr.rollups[s.p.inputs[in.Name]]
	}
	for i := range e.uc.Decisions {
		d := &e.uc.Decisions[i]
		if d.Input == use.Input && d.Row == use.Row && d.Field == use.Field && e.uc.stands(d, s.c.Stage, s.c.AsOf) &&
			(use.Rejected == nil || use.Rejected.before(d)) {
			use.Rejected = d
		}
	}
	return use
}

// due is the obligation that a document, an event or a row of reports answers. A figure may count what a deliverable is
// about; that does not make the figure itself due on a day.
func (e *evidence) due(in *form.Input, row string) *Due {
	switch {
	case in.Type == form.InReports && row != "" && len(in.Deliverables) > 0:
		ds := e.dues[in.Deliverables[0]]
		if i := slices.IndexFunc(ds, func(d Due) bool { return d.Key == row }); i >= 0 {
			return &ds[i]
		}
	case in.Type == form.InReports, in.Type == form.InDocument, in.Type == form.InEvent:
		return dueOf(in, e.dues)
	}
	return nil
}

// leafPlan is what tracing a leaf walks.
type leafPlan struct {
	applies []*plan
	rule    *plan
}

// planOf prepares a leaf for tracing. Compiling cannot fail here: the same form compiled for scoring.
func (p *Program) planOf(lp *leafProgram) *leafPlan {
	p.plansMu.Lock()
	defer p.plansMu.Unlock()
	if pl := p.plans[lp.node]; pl != nil {
		return pl
	}
	c := &planner{compiler: &compiler{p: p}, node: lp.node}
	pl := &leafPlan{rule: c.rule(lp.leaf.Rule, "")}
	for i := range lp.leaf.Applies {
		a := &lp.leaf.Applies[i]
		pl.applies = append(pl.applies, &plan{kind: "condition", id: lp.applies[i].id, op: string(a.Then), span: a.Span, list: -1, children: []*plan{c.expr(a.When)}})
	}
	p.plans[lp.node] = pl
	return pl
}

type planner struct {
	*compiler
	node int
}

func (c *planner) expr(e *form.Expr) *plan {
	x := c.compiler.expr(e)
	pl := &plan{kind: string(e.Kind), name: e.Name, op: e.Op, span: e.Span, code: &x, typ: x.typ, list: -1}
	if e.Field != "" {
		pl.name = e.Field
	}
	if i, ok := c.p.inputs[e.Name]; ok {
		pl.in = &c.p.set.Inputs[i]
	}
	switch e.Kind {
	case form.ExValue:
		pl.children = []*plan{c.expr(c.p.values[e.Name].Expr)}
	case form.ExFold:
		pl.list = c.p.inputs[e.Name]
		outer := c.list
		c.list = pl.in
		for _, a := range e.Args {
			pl.children = append(pl.children, c.expr(a))
		}
		c.list = outer
	default:
		for _, a := range e.Args {
			pl.children = append(pl.children, c.expr(a))
		}
	}
	return pl
}

func (c *planner) rule(r *form.Rule, prefix string) *plan {
	pl := &plan{kind: string(r.Kind), id: prefix, name: r.Label, op: r.Shape, span: r.Span, list: -1}
	if r.Value != nil {
		pl.children = append(pl.children, c.expr(r.Value))
	}
	for i := range r.Branches {
		b := &r.Branches[i]
		bp := &plan{kind: "branch", id: prefix + b.ID, span: b.Span, list: -1}
		if b.When != nil {
			bp.children = append(bp.children, c.expr(b.When))
		}
		if b.Lower != nil {
			bp.op = ">="
			if b.Lower.Open {
				bp.op = ">"
			}
			bp.children = append(bp.children, c.expr(b.Lower.At))
		}
		pl.children = append(pl.children, bp)
	}
	pl.ordered = len(r.Branches) > 0
	for i := range r.Items {
		it := &r.Items[i]
		pl.children = append(pl.children, &plan{kind: "item", id: prefix + it.ID, span: it.Span, list: -1, children: []*plan{c.expr(it.Count)}})
	}
	c.parts(r, prefix, pl)
	return pl
}

func (c *planner) parts(r *form.Rule, prefix string, pl *plan) {
	switch r.Kind {
	case form.RulePerRow:
		outer := c.list
		pl.list, pl.row = c.p.inputs[r.List], c.p.rows[itemKey{c.node, prefix + "rows"}]
		c.list = &c.p.set.Inputs[pl.list]
		pl.children = append(pl.children, c.rule(r.Parts[0], prefix+"row/"))
		c.list = outer
	case form.RuleRelative:
		pl.compare = c.p.set.Nodes[c.node].Code + "#" + prefix + "relative"
		pl.lower = r.Relative.Lower
	case form.RuleSurvey:
		pl.name = r.Survey.Input
		pl.children = append(pl.children, c.expr(r.Survey.MinSample))
	default:
		for i, part := range r.Parts {
			pl.children = append(pl.children, c.rule(part, fmt.Sprintf("%sp%d/", prefix, i+1)))
		}
	}
}

// tracer turns plans into steps on a bound frame.
type tracer struct {
	fr    *frame
	taken []string // branches that decided
}

func (t *tracer) step(pl *plan) Step {
	s := Step{Kind: pl.kind, ID: pl.id, Name: pl.name, Op: pl.op, Span: pl.span, State: Scored, Taken: pl.id != "" && slices.Contains(t.taken, pl.id)}
	if pl.code != nil {
		s.State, s.Value = t.value(pl)
	}
	if pl.list >= 0 {
		l := &t.fr.lists[pl.list]
		outer, taken := t.fr.row, t.taken
		for r := range l.rows {
			t.fr.row = &l.rows[r]
			if pl.row != nil {
				t.taken = t.branches(pl.row)
			}
			s.Children = append(s.Children, Step{Kind: "row", ID: l.rows[r].key, State: Scored, Children: t.steps(pl)})
		}
		t.fr.row, t.taken = outer, taken
		return s
	}
	s.Children = t.steps(pl)
	if pl.compare != "" {
		s.Children = append(s.Children, t.compared(pl)...)
	}
	return s
}

// compared are the best and the worst value of the block that a relative rule compares with.
func (t *tracer) compared(pl *plan) []Step {
	best, worst := Step{Kind: "best", State: NotDue}, Step{Kind: "worst", State: NotDue}
	if e, ok := t.fr.refs.of(t.fr.block, pl.compare); ok {
		high, low := Value{Type: form.TypeNumber, Num: e.Max}, Value{Type: form.TypeNumber, Num: e.Min}
		if pl.lower {
			high, low = low, high
		}
		best.State, best.Value, worst.State, worst.Value = Scored, high, Scored, low
	}
	return []Step{best, worst}
}

// branches runs the rule of the current row for the branches that decide it.
func (t *tracer) branches(row ruleFn) []string {
	fr := t.fr
	lines, from := len(fr.lines), len(fr.taken)
	row(fr)
	ids := slices.Clone(fr.taken[from:])
	fr.lines, fr.taken = fr.lines[:lines], fr.taken[:from]
	return ids
}

// steps evaluates children in order. Of ordered alternatives those after the taken one, or after one that is unknown,
// were not looked at.
func (t *tracer) steps(pl *plan) []Step {
	if len(pl.children) == 0 {
		return nil
	}
	out := make([]Step, 0, len(pl.children))
	over := false
	for _, c := range pl.children {
		if over && c.kind == "branch" {
			out = append(out, Step{Kind: c.kind, ID: c.id, Op: c.op, Span: c.span, Skipped: true})
			continue
		}
		s := t.step(c)
		out = append(out, s)
		if pl.ordered {
			over = over || s.Taken || unknownStep(&s, pl)
		}
	}
	return out
}

// unknownStep reports that an ordered table stopped at this step because its value or condition is not known.
func unknownStep(s *Step, pl *plan) bool {
	if s.Kind != "branch" {
		return s.State != Scored
	}
	return pl.kind == string(form.RuleCases) && len(s.Children) > 0 && s.Children[0].State != Scored
}

func (t *tracer) value(pl *plan) (State, Value) {
	v := t.fr.value(*pl.code, pl.typ, pl.in)
	if !v.None {
		return Scored, v
	}
	return t.status(pl.code).state(), v
}

// status is why code has no value.
func (t *tracer) status(c *code) status {
	switch {
	case c.num != nil:
		_, st := c.num(t.fr)
		return st
	case c.tri != nil:
		return c.tri(t.fr).status()
	case c.ord != nil:
		_, st := c.ord(t.fr)
		return st
	case c.txt != nil:
		_, st := c.txt(t.fr)
		return st
	}
	return known
}

// Explain compiles the case's set and gives the account of one leaf of a unit, or of all when code is "".
func Explain(c *Case, unit, code string) ([]Trace, error) {
	p, err := Compile(c.Set)
	if err != nil {
		return nil, err
	}
	return p.Explain(c, unit, code)
}
