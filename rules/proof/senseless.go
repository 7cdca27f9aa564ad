package proof

import (
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/rules"
)

// senseless looks for what the text of a set alone shows: ratios of a figure to itself or the wrong way round, deductions
// that add, values of parameters that nobody reads.
func senseless(set *form.Set) []Finding {
	s := &sense{set: set, order: orders(set)}
	for i := range set.Values {
		s.ratios(set.Values[i].Expr)
	}
	for i := range set.Checks {
		s.ratios(set.Checks[i].Cond)
	}
	for _, i := range set.Leaves() {
		leaf := set.Nodes[i].Leaf
		s.leaf = set.Nodes[i].Code
		leaf.Exprs(s.ratios)
		form.WalkRule(leaf.Rule, s.deductions)
	}
	s.leaf = ""
	s.unread()
	return s.found
}

// sense collects what is senseless.
type sense struct {
	set   *form.Set
	leaf  string
	order []order
	found []Finding
}

// order is what a constraint demands: that one figure is at most another.
type order struct {
	less, more *form.Expr
	span       form.Span
}

// orders lists what the constraints demand, also those made of several.
func orders(set *form.Set) []order {
	var all []order
	for i := range set.Checks {
		form.Walk(set.Checks[i].Cond, func(e *form.Expr) bool {
			if e.Kind == form.ExCmp {
				switch l, r := e.Args[0], e.Args[1]; e.Op {
				case "<", "<=":
					all = append(all, order{l, r, set.Checks[i].Span})
				case ">", ">=":
					all = append(all, order{r, l, set.Checks[i].Span})
				}
			}
			return e.Kind == form.ExAnd
		})
	}
	return all
}

func (s *sense) report(f Finding) {
	f.Leaf = s.leaf
	s.found = append(s.found, f)
}

// ratios looks at every part over a whole in an expression.
func (s *sense) ratios(e *form.Expr) {
	form.Walk(e, func(e *form.Expr) bool {
		if e.Kind == form.ExRatio || e.Kind == form.ExArith && e.Op == "/" {
			s.ratio(e, e.Args[0], e.Args[1])
		}
		return true
	})
}

func (s *sense) ratio(e, part, whole *form.Expr) {
	if _, known := constantOf(s.set, whole); known {
		return
	}
	if sameExpr(part, whole) {
		s.report(at(spanOf(e), rules.Error, CodeRatioSame))
		return
	}
	if i := s.demanded(whole, part); i >= 0 && s.demanded(part, whole) < 0 {
		span := spanOf(e)
		s.report(at(span, rules.Warning, CodeRatioReversed, place(s.order[i].span, span.File)))
	}
}

// demanded finds a constraint by which one figure is at most another; -1 for none.
func (s *sense) demanded(less, more *form.Expr) int {
	return slices.IndexFunc(s.order, func(o order) bool { return sameExpr(o.less, less) && sameExpr(o.more, more) })
}

// sameExpr reports whether two expressions are the same but for where they stand.
func sameExpr(a, b *form.Expr) bool {
	same := a.Kind == b.Kind && a.Name == b.Name && a.Field == b.Field && a.Op == b.Op && a.Round == b.Round &&
		len(a.Args) == len(b.Args) && sameConst(&a.Const, &b.Const)
	for i := 0; same && i < len(a.Args); i++ {
		same = sameExpr(a.Args[i], b.Args[i])
	}
	return same
}

func sameConst(a, b *form.Const) bool {
	return a.Type == b.Type && a.Num.Equal(b.Num) && a.Bool == b.Bool && a.Day == b.Day && a.Text == b.Text
}

// deductions looks for items of a deduction whose points go on instead of off.
func (s *sense) deductions(r *form.Rule) {
	if r.Shape != "deductions" {
		return
	}
	for i := range r.Items {
		if it := &r.Items[i]; it.Points.Sign() > 0 {
			s.report(at(it.Span, rules.Warning, CodeDeductionAdds, s.leaf, it.Points.VN()))
		}
	}
}

// unread looks for values of parameters that are read at the period's end alone, when others are in force.
func (s *sense) unread() {
	atEnd, onDay := map[string]bool{}, map[string]bool{}
	look := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if e.Kind == form.ExParam {
				atEnd[e.Name] = atEnd[e.Name] || len(e.Args) == 0
				onDay[e.Name] = onDay[e.Name] || len(e.Args) > 0
			}
			return true
		})
	}
	for _, i := range s.set.Leaves() {
		leaf := s.set.Nodes[i].Leaf
		leaf.Exprs(look)
		leaf.Texts(func(t *form.Text) { t.Args(look) })
	}
	for i := range s.set.Values {
		look(s.set.Values[i].Expr)
	}
	for i := range s.set.Checks {
		look(s.set.Checks[i].Cond)
	}
	for i := range s.set.Params {
		if p := &s.set.Params[i]; atEnd[p.Name] && !onDay[p.Name] {
			s.values(p)
		}
	}
}

// values names the values of a parameter that are not in force at the period's end.
func (s *sense) values(p *form.Param) {
	end := s.set.Period.To
	var left []string
	for i, v := range p.Values {
		over := i+1 < len(p.Values) && p.Values[i+1].From <= end
		if over || v.From != day.None && v.From > end {
			left = append(left, valueText(v))
		}
	}
	if len(left) > 0 {
		s.report(at(p.Span, rules.Warning, CodeValueUnread, p.Name, end.VN(), strings.Join(left, "; ")))
	}
}

func valueText(v form.DatedConst) string {
	text := v.Value.Text
	switch v.Value.Type {
	case form.TypeNumber:
		text = figure(v.Value.Num, v.Value.Percent)
	case form.TypeDate:
		text = v.Value.Day.VN()
	case form.TypeBool:
		text = map[bool]string{true: "có", false: "không"}[v.Value.Bool]
	}
	if v.From == day.None {
		return text
	}
	return text + " (từ " + v.From.VN() + ")"
}
