package engine_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// baseSet is the set every generated one is a mutant of.
func baseSet(t testing.TB) *form.Set {
	t.Helper()
	loaded, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	return loaded.Set
}

// clone copies a set so deeply that no mutation reaches the original.
func clone(set *form.Set) *form.Set {
	out := reflect.New(reflect.TypeFor[form.Set]()).Elem()
	deepCopy(out, reflect.ValueOf(set).Elem())
	return out.Addr().Interface().(*form.Set)
}

func deepCopy(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			deepCopy(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				deepCopy(to.Index(i), from.Index(i))
			}
		}
	case reflect.Struct:
		to.Set(from)
		if from.Type() != reflect.TypeFor[exact.Num]() {
			for i := range from.NumField() {
				deepCopy(to.Field(i), from.Field(i))
			}
		}
	default:
		to.Set(from)
	}
}

// gen makes cases. Same seed, same cases.
type gen struct {
	*rand.Rand
	set   *form.Set
	leaf  int // leaf whose rule is being made
	bound map[string]bool
	facts map[place]engine.Value
	uc    *engine.UnitCase
	asOf  day.Day
}

func newGen(seed uint64) *gen { return &gen{Rand: rand.New(rand.NewPCG(seed, 2026))} }

func (g *gen) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *gen, xs ...T) T { return xs[g.IntN(len(xs))] }

// The generator's own inputs make sure that every kind of evidence is there, whatever the shipped set uses.
const (
	genOnce  = "G.1" // a deliverable owed once
	genOften = "G.2" // owed four times
	genEvent = "G.3" // owed when an event is recorded
)

func (g *gen) addInputs() {
	s := g.set
	zero := exact.Int(0)
	s.Inputs = append(s.Inputs,
		form.Input{Name: "g_yes", Type: form.InYesNo},
		form.Input{Name: "g_level", Type: form.InLevel, Options: []form.Option{{ID: "cao"}, {ID: "vua"}, {ID: "thap"}}},
		form.Input{Name: "g_date", Type: form.InDate},
		form.Input{Name: "g_doc", Type: form.InDocument, Deliverables: []string{genOnce}, DateBy: "issued"},
		form.Input{Name: "g_q2", Type: form.InDocument, Deliverables: []string{genOften}, Occurrence: "2026-Q2", DateBy: "received"},
		form.Input{Name: "g_event", Type: form.InEvent, Deliverables: []string{genEvent}},
		form.Input{Name: "g_part", Type: form.InCount, Min: &zero, Lever: form.LeverUp},
		form.Input{Name: "g_whole", Type: form.InCount, Min: &zero},
		form.Input{Name: "g_bad", Type: form.InCount, Min: &zero, Lever: form.LeverDown, Until: s.Period.Lock},
		form.Input{Name: "g_number", Type: form.InNumber, Decimals: 2},
		form.Input{Name: "g_amount", Type: form.InAmount, Min: &zero},
		form.Input{Name: "g_ratio", Type: form.InRatio, Min: &zero, Decimals: 4},
		form.Input{Name: "g_index", Type: form.InIndex, Min: &zero, Scale: 100, Decimals: 2},
		form.Input{Name: "g_rating", Type: form.InRating, Min: &zero, Decimals: 1},
		form.Input{Name: "g_reports", Type: form.InReports, Deliverables: []string{genOften}, DateBy: "received"},
		form.Input{Name: "g_list", Type: form.InList, Fields: []form.Field{
			{Name: "diem", Type: form.TypeNumber}, {Name: "dat", Type: form.TypeBool},
			{Name: "ngay", Type: form.TypeDate}, {Name: "ten", Type: form.TypeText}}},
		form.Input{Name: "g_survey", Type: form.InSurvey, Scale: 5, Groups: []form.Group{
			{ID: "dan", Weight: g.quarter(1, 8)}, {ID: "dn", Weight: exact.Int(1)}, {ID: "cb", Weight: exact.MustFrac(1, 3)}}},
	)
	for i := range s.Inputs {
		in := &s.Inputs[i]
		in.Missing, in.DeclaredBy = form.EffMissing, pick(g, "unit", "so-noi-vu")
		if g.chance(28) && in.Type != form.InDocument && in.Type != form.InReports && in.Type != form.InEvent {
			in.Missing = form.EffNotScorable
		}
	}
	early, late := s.Period.From, s.Period.To.Add(30)
	s.Params = append(s.Params,
		form.Param{Name: "g_target", Type: form.TypeNumber, Values: []form.DatedConst{
			{From: day.None, Value: numConst(exact.Int(3))}, {From: early, Value: numConst(exact.Int(int64(2 + g.IntN(6))))}, {From: late, Value: numConst(exact.Int(99))}}},
		form.Param{Name: "g_goal", Type: form.TypeNumber, Values: []form.DatedConst{{From: day.None, Value: numConst(pick(g, exact.MustFrac(3, 4), exact.MustFrac(4, 5), exact.Int(1)))}}},
		form.Param{Name: "g_day", Type: form.TypeDate, Values: []form.DatedConst{{From: pick(g, day.None, early.Add(40)), Value: form.Const{Type: form.TypeDate, Day: early.Add(100 + g.IntN(100))}},
			{From: early.Add(120 + g.IntN(40)), Value: form.Const{Type: form.TypeDate, Day: early.Add(150 + g.IntN(100))}}}},
	)
	s.Attrs = append(s.Attrs, form.Attr{Name: "g_has", Type: form.TypeBool}, form.Attr{Name: "g_size", Type: form.TypeNumber})
	s.Values = append(s.Values,
		form.Value{Name: "g_rate", Percent: true, Expr: num(form.ExRatio, "", ref(form.ExInput, form.TypeNumber, "g_part"), ref(form.ExInput, form.TypeNumber, "g_whole"))})
	s.Checks = append(s.Checks, form.Check{Cond: cmpExpr("<=", ref(form.ExInput, form.TypeNumber, "g_bad"), num(form.ExArith, "+", ref(form.ExInput, form.TypeNumber, "g_whole"), lit(exact.Int(20))))})
}

func numConst(n exact.Num) form.Const { return form.Const{Type: form.TypeNumber, Num: n} }

func lit(n exact.Num) *form.Expr {
	return &form.Expr{Kind: form.ExConst, Type: form.TypeNumber, Const: numConst(n)}
}

func ref(kind form.ExprKind, typ form.Type, name string) *form.Expr {
	return &form.Expr{Kind: kind, Type: typ, Name: name}
}

func num(kind form.ExprKind, op string, args ...*form.Expr) *form.Expr {
	return &form.Expr{Kind: kind, Type: form.TypeNumber, Op: op, Args: args}
}

func boolean(kind form.ExprKind, args ...*form.Expr) *form.Expr {
	return &form.Expr{Kind: kind, Type: form.TypeBool, Args: args}
}

func cmpExpr(op string, a, b *form.Expr) *form.Expr {
	return &form.Expr{Kind: form.ExCmp, Type: form.TypeBool, Op: op, Args: []*form.Expr{a, b}}
}

// quarter is a multiple of 1/4 between two counts of quarters.
func (g *gen) quarter(from, to int) exact.Num {
	return exact.MustFrac(int64(from+g.IntN(to-from+1)), 4)
}

// share is a simple part of a maximum, between 0 and it.
func (g *gen) share(max exact.Num) exact.Num {
	return max.Mul(pick(g, exact.Int(0), exact.MustFrac(1, 8), exact.MustFrac(1, 4), exact.MustFrac(1, 2), exact.MustFrac(3, 4), exact.MustFrac(2, 3), exact.Int(1)))
}

// mutate makes a set from the shipped one: other numbers everywhere, other rules for some leaves.
func (g *gen) mutate(base *form.Set) *form.Set {
	for {
		g.set = clone(base)
		g.mutateHead()
		g.addInputs()
		for i := range g.set.Nodes {
			if g.set.Nodes[i].Leaf != nil {
				g.mutateLeaf(i)
			}
		}
		g.sumUp()
		if _, err := g.set.Order(); err == nil {
			return g.set
		}
	}
}

func (g *gen) mutateHead() {
	s := g.set
	s.Blocks = []string{"so", "xa"}
	s.Rounding = form.Rounding{At: pick(g, form.AtTotal, form.AtCriterion, form.AtSubcriterion), Rounding: g.rounding()}
	s.Tie = pick(g, form.TieSharedSkip, form.TieSharedDense)
	top, mid := exact.Int(int64(20+g.IntN(30))), exact.Int(int64(5+g.IntN(10)))
	s.Classes = []form.ClassScheme{
		{Blocks: []string{"so"}, Bands: []form.Class{{Name: "A", Lower: &top, Open: g.chance(50)}, {Name: "B", Lower: &mid, Open: g.chance(50)}, {Name: "C"}}},
		{Bands: []form.Class{{Name: "D", Lower: &mid}, {Name: "E"}}},
	}
	areas := []int{}
	for i := range s.Nodes {
		if s.Nodes[i].Parent < 0 {
			areas = append(areas, i)
		}
	}
	if g.chance(50) {
		n := &s.Nodes[pick(g, areas...)]
		limit, floor := g.quarter(2, 12), g.quarter(-8, 2)
		n.Outside, n.Cap, n.Floor = true, &limit, &floor
	}
}

func (g *gen) rounding() exact.Rounding {
	return exact.Rounding{Decimals: g.IntN(4), Mode: pick(g, exact.HalfUp, exact.HalfEven, exact.Down)}
}

func (g *gen) mutateLeaf(i int) {
	g.leaf = i
	n := &g.set.Nodes[i]
	leaf := n.Leaf
	if g.chance(25) {
		n.Min = exact.MustFrac(-1, 2)
	}
	if g.chance(60) {
		leaf.Rule = g.rule(n.Max, n.Min, nil, 2)
		leaf.Applies = nil
		if g.chance(30) {
			g.addZeroCondition(leaf)
		}
	} else {
		form.WalkRule(leaf.Rule, func(r *form.Rule) { g.perturb(r, n) })
	}
	for k := range leaf.Applies {
		if g.chance(25) {
			leaf.Applies[k].Then = g.anyEffect()
			leaf.Applies[k].Accepted = g.chance(60)
		}
	}
	if g.chance(55) {
		leaf.Applies = append([]form.Applies{{When: g.narrow(), Then: g.anyEffect(), Accepted: g.chance(60)}}, leaf.Applies...)
	}
	if g.chance(15) {
		leaf.Round = new(exact.Rounding)
		*leaf.Round = exact.Rounding{Decimals: g.IntN(3), Mode: pick(g, exact.HalfUp, exact.HalfEven, exact.Down)}
	}
	leaf.Unscored = g.chance(3)
}

func (g *gen) anyEffect() form.Effect {
	return pick(g, form.EffRebase, form.EffRebase, form.EffRebase, form.EffFull, form.EffNotScorable, form.EffNotDue, form.EffNotDue, form.EffNotDue)
}

// narrow is a condition that holds now and then.
func (g *gen) narrow() *form.Expr {
	return pick(g, boolean(form.ExNot, ref(form.ExAttr, form.TypeBool, "g_has")),
		cmpExpr("==", ref(form.ExInput, form.TypeNumber, "g_whole"), lit(exact.Int(0))),
		cmpExpr("<", ref(form.ExAttr, form.TypeNumber, "g_size"), lit(exact.Int(3))),
		boolean(form.ExNot, ref(form.ExEvent, form.TypeBool, "g_event")), boolean(form.ExNot, ref(form.ExEvent, form.TypeBool, "g_event")),
		g.bool(1, nil))
}

func (g *gen) addZeroCondition(leaf *form.Leaf) {
	leaf.Applies = append(leaf.Applies, form.Applies{When: cmpExpr("==", ref(form.ExInput, form.TypeNumber, "g_whole"), lit(exact.Int(0))),
		Then: pick(g, form.EffRebase, form.EffFull, form.EffNotScorable), Accepted: g.chance(60)})
}

// perturb changes the numbers of a rule and leaves its shape.
func (g *gen) perturb(r *form.Rule, n *form.Node) {
	if g.chance(30) {
		return
	}
	for k := range r.Branches {
		b := &r.Branches[k]
		if b.Lower != nil && g.chance(40) {
			b.Lower.Open = !b.Lower.Open
		}
		if b.Line == nil && g.chance(30) {
			b.Points = g.share(r.Max)
		}
		if b.Line != nil && g.chance(50) {
			b.Line.Y0, b.Line.Y1 = g.share(r.Max), g.share(r.Max)
		}
	}
	if k := len(r.Branches) - 1; k > 1 && r.Kind == form.RuleCases && g.chance(25) {
		a, b := g.IntN(k), g.IntN(k)
		r.Branches[a], r.Branches[b] = r.Branches[b], r.Branches[a]
	}
	for k := range r.Items {
		if g.chance(40) {
			r.Items[k].Points = pick(g, r.Items[k].Points, r.Items[k].Points.Mul(exact.MustFrac(1, 2)), r.Items[k].Points.Mul(exact.MustFrac(5, 4)))
		}
	}
	if r.Floor != nil && g.chance(30) {
		f := r.Max.Mul(exact.MustFrac(1, 4))
		r.Floor = &f
	}
	if r.Survey != nil {
		r.Survey.NoneLeft = pick(g, form.EffRebase, form.EffNotScorable, form.EffMissing)
		if n.Leaf.Rule != r {
			r.Survey.NoneLeft = form.EffNotScorable
		}
	}
}

// rule makes a rule of a random kind; depth bounds nesting.
func (g *gen) rule(max, min exact.Num, at *form.Input, depth int) *form.Rule {
	kinds := []form.RuleKind{form.RuleCases, form.RuleBands, form.RuleTally, form.RulePoints}
	if depth > 0 && at == nil {
		kinds = append(kinds, form.RuleSum, form.RuleBest, form.RuleRelative, form.RuleSurvey, form.RulePerRow)
	}
	r := &form.Rule{Kind: pick(g, kinds...), Max: max}
	top := depth == 2
	switch r.Kind {
	case form.RuleCases:
		for k := range 1 + g.IntN(3) {
			r.Branches = append(r.Branches, form.Branch{ID: fmt.Sprint("c", k), When: g.bool(2, at), Points: g.share(max)})
		}
		r.Branches = append(r.Branches, form.Branch{ID: "else", Points: pick(g, min, exact.Int(0), max)})
		if g.chance(40) && at == nil {
			r.Branches = append(outcomes(g, max, min), r.Branches[len(r.Branches)-1])
		}
	case form.RuleBands:
		g.bands(r, at, min)
	case form.RuleTally:
		g.tally(r, at, min)
	case form.RulePoints:
		r.Value = g.points(max, min, at)
	case form.RuleSum, form.RuleBest:
		n := 2 + g.IntN(2)
		for range n {
			part := max
			if r.Kind == form.RuleSum {
				part = max.Mul(exact.MustFrac(1, int64(n)))
			}
			r.Parts = append(r.Parts, g.rule(part, exact.Int(0), nil, depth-1))
		}
	case form.RuleRelative:
		r.Value = pick(g, ref(form.ExInput, form.TypeNumber, "g_part"), ref(form.ExInput, form.TypeNumber, "g_bad"), ref(form.ExValue, form.TypeNumber, "g_rate"), ref(form.ExInput, form.TypeNumber, "g_index"))
		r.Relative = &form.Relative{Method: pick(g, "best", "min_max"), Lower: g.chance(40), WhenNoBase: g.partEffect(top)}
	case form.RuleSurvey:
		r.Survey = &form.Survey{Input: "g_survey", MinSample: lit(exact.Int(30)), NoneLeft: g.partEffect(top)}
	case form.RulePerRow:
		in := g.set.Input(pick(g, "g_list", "g_list", "g_reports"))
		r.List = in.Name
		r.Parts = []*form.Rule{g.rule(max, exact.Int(0), in, 1)}
		if g.chance(50) {
			r.Round = &exact.Rounding{Decimals: g.IntN(3), Mode: pick(g, exact.HalfUp, exact.HalfEven, exact.Down)}
		}
	}
	return r
}

func (g *gen) partEffect(top bool) form.Effect {
	if top && g.chance(40) {
		return form.EffRebase
	}
	return pick(g, form.EffNotScorable, form.EffZero, form.EffMissing, form.EffFull)
}

// outcomes is the table of a document's date.
func outcomes(g *gen, max, min exact.Num) []form.Branch {
	name := pick(g, "g_doc", "g_q2")
	late := ref(form.ExLate, form.TypeNumber, name)
	return []form.Branch{
		{ID: "never", When: ref(form.ExNever, form.TypeBool, name), Points: min},
		{ID: "on_time", When: cmpExpr(pick(g, "<=", "<"), late, lit(exact.Int(int64(g.IntN(2))))), Points: max},
		{ID: "late_1", When: cmpExpr(pick(g, "<=", "<"), late, lit(exact.Int(int64(5+g.IntN(20))))), Points: g.share(max)},
	}
}

func (g *gen) bands(r *form.Rule, at *form.Input, min exact.Num) {
	limit := func(e *form.Expr, k int) form.Branch {
		b := form.Branch{ID: fmt.Sprint("b", k), Lower: &form.Limit{At: e, Open: g.chance(50)}, Points: g.share(r.Max)}
		return b
	}
	if g.chance(20) {
		r.Value = g.date(at)
		start := g.set.Period.From.Add(60 + g.IntN(100))
		for k := range 2 {
			r.Branches = append(r.Branches, limit(dayLit(start.Add(-k*(10+g.IntN(30)))), k))
		}
		if g.chance(30) { // one limit that was moved within the year
			on := ref(form.ExParam, form.TypeDate, "g_day")
			on.Args = []*form.Expr{r.Value}
			r.Branches = r.Branches[:1]
			r.Branches[0].Lower.At = on
		}
	} else {
		r.Value = g.num(1, at)
		high, low := int64(6+g.IntN(6)), int64(1+g.IntN(4))
		den := pick(g, int64(1), 2, 4)
		if r.Value.Kind == form.ExValue || r.Value.Kind == form.ExRatio || r.Value.Kind == form.ExShare {
			den = pick(g, int64(10), 12)
		}
		hi := lit(exact.MustFrac(high, den))
		r.Branches = append(r.Branches, limit(hi, 1), limit(lit(exact.MustFrac(low, den)), 2))
		if den == 1 && g.chance(30) && high > 8 {
			r.Branches[0].Lower.At = ref(form.ExParam, form.TypeNumber, "g_target")
			r.Branches[1].Lower.At = lit(exact.Int(1))
		}
		if g.chance(50) {
			r.Branches[1].Line = &form.Line{X0: r.Branches[1].Lower.At, X1: r.Branches[0].Lower.At, Y0: g.share(r.Max), Y1: g.share(r.Max)}
		}
		if g.chance(30) {
			r.Branches[0].Line = &form.Line{X0: r.Branches[0].Lower.At, X1: lit(exact.MustFrac(high+3, den)), Y0: g.share(r.Max), Y1: r.Max}
		}
	}
	r.Branches = append(r.Branches, form.Branch{ID: "else", Points: pick(g, min, exact.Int(0))})
}

func dayLit(d day.Day) *form.Expr {
	return &form.Expr{Kind: form.ExConst, Type: form.TypeDate, Const: form.Const{Type: form.TypeDate, Day: d}}
}

func (g *gen) tally(r *form.Rule, at *form.Input, min exact.Num) {
	sentence := form.Text{Parts: []form.TextPart{{Arg: ref(form.ExCount, form.TypeNumber, ""), Name: "n"}, {Lit: " × "}, {Arg: ref(form.ExGiven, form.TypeNumber, ""), Name: "điểm"}}}
	sign := exact.Int(1)
	if g.chance(60) {
		r.Start, sign = r.Max, exact.Int(-1)
	}
	for k := range 1 + g.IntN(3) {
		r.Items = append(r.Items, form.Item{ID: fmt.Sprint("i", k), Count: g.count(at), Points: sign.Mul(r.Max).Mul(pick(g, exact.MustFrac(1, 8), exact.MustFrac(1, 4), exact.MustFrac(1, 3))), Because: sentence})
	}
	limit := r.Max
	floor := pick(g, min, exact.Int(0), r.Max.Mul(exact.MustFrac(1, 4)))
	r.Cap, r.Floor = &limit, &floor
}

// count is a whole number of things.
func (g *gen) count(at *form.Input) *form.Expr {
	if at != nil {
		return pick(g, lit(exact.Int(1)), g.rowNumber(at))
	}
	switch g.IntN(5) {
	case 0:
		return g.fold("count", nil)
	case 1:
		return num(form.ExIf, "", g.bool(1, at), lit(exact.Int(1)), lit(exact.Int(0)))
	case 2:
		return ref(form.ExLate, form.TypeNumber, "g_doc")
	}
	return ref(form.ExInput, form.TypeNumber, pick(g, "g_part", "g_whole", "g_bad"))
}

func (g *gen) rowNumber(at *form.Input) *form.Expr {
	if at.Type == form.InReports {
		return ref(form.ExLate, form.TypeNumber, "")
	}
	return &form.Expr{Kind: form.ExField, Type: form.TypeNumber, Name: at.Name, Field: "diem"}
}

func (g *gen) rowBool(at *form.Input, depth int) *form.Expr {
	field := func(name string, typ form.Type) *form.Expr {
		return &form.Expr{Kind: form.ExField, Type: typ, Name: at.Name, Field: name}
	}
	text := func(s string) *form.Expr {
		return &form.Expr{Kind: form.ExConst, Type: form.TypeText, Const: form.Const{Type: form.TypeText, Text: s}}
	}
	if depth > 0 && g.chance(40) {
		return boolean(pick(g, form.ExAnd, form.ExOr), g.rowBool(at, depth-1), g.rowBool(at, depth-1))
	}
	if at.Type == form.InReports {
		return pick(g, cmpExpr(pick(g, ">", ">=", "<=", "<", "==", "!="), ref(form.ExLate, form.TypeNumber, ""), lit(exact.Int(int64(g.IntN(3))))),
			ref(form.ExNever, form.TypeBool, ""), boolean(form.ExNot, ref(form.ExNever, form.TypeBool, "")), field("ok", form.TypeBool),
			cmpExpr(pick(g, "==", "!="), field("period", form.TypeText), text("2026-Q4")),
			cmpExpr(pick(g, "<=", "<", ">"), field("received", form.TypeDate), field("due", form.TypeDate)))
	}
	return pick(g, cmpExpr(pick(g, ">", ">=", "<=", "<", "==", "!="), g.rowNumber(at), lit(exact.Int(int64(3+g.IntN(4))))),
		field("dat", form.TypeBool), cmpExpr("==", field("ten", form.TypeText), text("r1")),
		cmpExpr(">=", field("ngay", form.TypeDate), dayLit(g.set.Period.From.Add(100))))
}

func (g *gen) fold(op string, at *form.Input) *form.Expr {
	in := g.set.Input(pick(g, "g_reports", "g_reports", "g_list"))
	e := &form.Expr{Kind: form.ExFold, Type: form.TypeBool, Op: op, Name: in.Name}
	switch op {
	case "count":
		e.Type, e.Args = form.TypeNumber, []*form.Expr{g.rowBool(in, 1)}
	case "sum":
		e.Type, e.Args = form.TypeNumber, []*form.Expr{g.rowNumber(in)}
	default:
		e.Args = []*form.Expr{g.rowBool(in, 1)}
	}
	return e
}

// compares reports whether a leaf's points, or those they rest on, are relative to other units: values of units must not
// rest on them.
func (g *gen) compares(i int) bool {
	if i < 0 || g.set.Nodes[i].Leaf == nil {
		return false
	}
	relative := false
	form.WalkRule(g.set.Nodes[i].Leaf.Rule, func(r *form.Rule) { relative = relative || r.Kind == form.RuleRelative })
	return relative || slices.ContainsFunc(g.set.LeafRefs(i), func(code string) bool { return g.compares(g.set.NodeByCode(code)) })
}

// earlier picks a leaf that stands before the one being made.
func (g *gen) earlier() string {
	leaves := []string{}
	for i := range g.leaf {
		if g.set.Nodes[i].Leaf != nil && !g.compares(i) {
			leaves = append(leaves, g.set.Nodes[i].Code)
		}
	}
	if len(leaves) == 0 {
		return ""
	}
	return pick(g, leaves...)
}

// num is a number in the region of 0 to 10, or a share.
func (g *gen) num(depth int, at *form.Input) *form.Expr {
	input := func(names ...string) *form.Expr { return ref(form.ExInput, form.TypeNumber, pick(g, names...)) }
	if at != nil && g.chance(70) {
		return g.rowNumber(at)
	}
	if depth == 0 {
		return pick(g, input("g_part", "g_whole", "g_bad", "g_number", "g_amount", "g_ratio", "g_index", "g_rating"), ref(form.ExValue, form.TypeNumber, "g_rate"))
	}
	a := func() *form.Expr { return g.num(depth-1, at) }
	switch g.IntN(16) {
	case 0:
		return num(form.ExArith, "+", a(), a())
	case 1:
		return num(form.ExArith, "-", a(), a())
	case 2:
		return num(form.ExArith, "*", a(), lit(g.quarter(1, 8)))
	case 3:
		return num(form.ExArith, "/", a(), a())
	case 4:
		return num(form.ExNeg, "", num(form.ExNeg, "", a()))
	case 5:
		return num(form.ExMin, "", a(), a(), lit(exact.Int(6)))
	case 6:
		return num(form.ExMax, "", a(), a())
	case 7:
		e := num(form.ExRound, "", a())
		e.Round = g.rounding()
		return e
	case 8:
		return num(form.ExIf, "", g.bool(depth-1, at), a(), a())
	case 9:
		if at == nil {
			return g.fold(pick(g, "count", "sum"), nil)
		}
	case 10:
		if code := g.earlier(); code != "" {
			return ref(pick(g, form.ExPoints, form.ExShare), form.TypeNumber, code)
		}
	case 11:
		return num(form.ExArith, "-", g.date(at), g.date(at))
	case 12:
		return ref(form.ExLate, form.TypeNumber, pick(g, "g_doc", "g_q2"))
	case 13:
		return num(form.ExRatio, "", input("g_part", "g_bad"), input("g_whole"))
	case 14:
		return pick(g, ref(form.ExParam, form.TypeNumber, "g_target"), ref(form.ExAttr, form.TypeNumber, "g_size"))
	}
	e := num(form.ExRound, "", a())
	e.Round = g.rounding()
	return e
}

func (g *gen) date(at *form.Input) *form.Expr {
	if at != nil && at.Type == form.InReports {
		return &form.Expr{Kind: form.ExField, Type: form.TypeDate, Name: at.Name, Field: "received"}
	}
	d := pick(g, ref(form.ExInput, form.TypeDate, "g_date"), ref(form.ExInput, form.TypeDate, "g_doc"), ref(form.ExDue, form.TypeDate, "g_doc"), ref(form.ExParam, form.TypeDate, "g_day"))
	if g.chance(20) {
		return &form.Expr{Kind: form.ExArith, Type: form.TypeDate, Op: pick(g, "+", "-"), Args: []*form.Expr{d, lit(exact.Int(int64(g.IntN(20))))}}
	}
	return d
}

func (g *gen) bool(depth int, at *form.Input) *form.Expr {
	if at != nil {
		return g.rowBool(at, depth)
	}
	level := func() *form.Expr {
		return &form.Expr{Kind: form.ExConst, Type: form.TypeLevel, Const: form.Const{Type: form.TypeLevel, Text: pick(g, "cao", "vua", "thap")}}
	}
	if depth > 0 {
		switch g.IntN(6) {
		case 0:
			return boolean(form.ExAnd, g.bool(depth-1, at), g.bool(depth-1, at))
		case 1:
			return boolean(form.ExOr, g.bool(depth-1, at), g.bool(depth-1, at), g.bool(depth-1, at))
		case 2:
			return boolean(form.ExNot, g.bool(depth-1, at))
		case 3:
			return g.fold(pick(g, "any", "all"), nil)
		}
	}
	switch g.IntN(12) {
	case 0:
		return ref(form.ExInput, form.TypeBool, "g_yes")
	case 1:
		return cmpExpr(pick(g, "==", "!="), ref(form.ExInput, form.TypeLevel, "g_level"), level())
	case 2:
		d, limit := g.date(nil), pick(g, ref(form.ExParam, form.TypeDate, "g_day"), dayLit(g.set.Period.From.Add(150)))
		if limit.Kind == form.ExParam && g.chance(50) {
			limit.Args = []*form.Expr{d}
		}
		return cmpExpr(pick(g, "<", "<=", ">", ">=", "==", "!="), d, limit)
	case 3:
		return ref(form.ExHas, form.TypeBool, pick(g, "g_doc", "g_date", "g_part", "g_list", "g_yes"))
	case 4:
		return ref(form.ExNever, form.TypeBool, pick(g, "g_doc", "g_q2", "g_date"))
	case 5:
		return ref(form.ExEvent, form.TypeBool, "g_event")
	case 6:
		return ref(form.ExAttr, form.TypeBool, "g_has")
	}
	left := g.num(depth, at)
	right := lit(exact.Int(int64(1 + g.IntN(8))))
	if left.Kind == form.ExValue || left.Kind == form.ExRatio || left.Kind == form.ExShare {
		right = pick(g, lit(exact.MustFrac(int64(1+g.IntN(9)), 10)), ref(form.ExParam, form.TypeNumber, "g_goal"))
	}
	return cmpExpr(pick(g, "<", "<=", ">", ">=", "==", "!="), left, right)
}

// points is a formula for the points themselves, mostly held within the leaf's bounds.
func (g *gen) points(max, min exact.Num, at *form.Input) *form.Expr {
	e := num(form.ExArith, "*", num(form.ExMin, "", pick(g, g.num(1, at), ref(form.ExValue, form.TypeNumber, "g_rate")), lit(exact.Int(1))), lit(max))
	if g.chance(20) {
		return e
	}
	return num(form.ExMax, "", e, lit(pick(g, min, exact.Int(0))))
}

// sumUp makes the maxima above the leaves agree with them.
func (g *gen) sumUp() {
	s := g.set
	sums := make([]exact.Num, len(s.Nodes))
	s.Max = exact.Int(0)
	for i := len(s.Nodes) - 1; i >= 0; i-- {
		n := &s.Nodes[i]
		if n.Leaf == nil {
			n.Max = sums[i]
		}
		counted := n.Max
		if n.Leaf != nil && n.Leaf.Unscored {
			counted = exact.Int(0)
		}
		if n.Parent >= 0 {
			sums[n.Parent] = sums[n.Parent].Add(counted)
		} else if !n.Outside {
			s.Max = s.Max.Add(counted)
		}
	}
}

// ---- evidence ----

// newCase makes a case of some units over a set.
func (g *gen) newCase(set *form.Set, units int) *engine.Case {
	g.set = set
	p := set.Period
	c := &engine.Case{Set: set, Stage: pick(g, engine.StageSelf, engine.StageAppraisal1, engine.StageAppraisal2, engine.StageFinal, engine.StageFinal)}
	c.AsOf = pick(g, p.From.Add(120+g.IntN(60)), p.From.Add(120+g.IntN(200)), p.From.Add(200+g.IntN(120)), p.Lock, p.Lock.Add(1), p.Lock.Add(30))
	g.asOf = c.AsOf
	for i := range units {
		g.uc = &engine.UnitCase{Unit: engine.Unit{Code: fmt.Sprintf("u%03d", i), Block: pick(g, "so", "xa")}}
		g.facts, g.bound = map[place]engine.Value{}, map[string]bool{}
		g.unit()
		c.Units = append(c.Units, *g.uc)
	}
	if units > 3 && g.chance(50) { // a tie: the same evidence twice
		twin := c.Units[0]
		twin.Unit.Code, twin.Unit.Block = c.Units[1].Unit.Code, c.Units[0].Unit.Block
		c.Units[1] = twin
	}
	return c
}

func (g *gen) unit() {
	s := g.set
	for _, a := range s.Attrs {
		if g.chance(4) {
			continue
		}
		v := engine.Value{Type: a.Type, Bool: g.chance(80), Num: exact.Int(int64(1 + g.IntN(8)))}
		g.uc.Unit.Attrs = append(g.uc.Unit.Attrs, engine.AttrValue{Name: a.Name, Value: v})
	}
	slices.SortFunc(g.uc.Unit.Attrs, func(a, b engine.AttrValue) int { return slices.Compare([]byte(a.Name), []byte(b.Name)) })
	g.owe()
	leaves := s.Leaves()
	g.Shuffle(len(leaves), func(a, b int) { leaves[a], leaves[b] = leaves[b], leaves[a] })
	for _, i := range leaves {
		leaf := s.Nodes[i].Leaf
		if g.chance(75) {
			g.steerRule(leaf.Rule)
		}
		if len(leaf.Applies) > 0 && g.chance(25) {
			g.steerBool(leaf.Applies[g.IntN(len(leaf.Applies))].When)
		}
	}
	for i := range s.Inputs {
		in := &s.Inputs[i]
		if !g.bound[in.Name] {
			g.anything(in)
		}
		switch {
		case g.chance(14):
			g.drop(in)
		case g.chance(4):
			g.drop(in)
			if in.Type != form.InReports && in.Type != form.InSurvey {
				g.facts[place{in.Name, "", ""}] = engine.Value{Type: engine.TypeOf(in), None: true}
			}
		}
	}
	g.layers()
	g.decide()
}

func (g *gen) drop(in *form.Input) {
	for at := range g.facts {
		if at.input == in.Name {
			delete(g.facts, at)
		}
	}
}

// owe lays out what the unit owes.
func (g *gen) owe() {
	repeated := map[string]bool{}
	var names []string
	for i := range g.set.Inputs {
		in := &g.set.Inputs[i]
		if in.Type == form.InDocument || in.Type == form.InReports || in.Type == form.InEvent {
			names = append(names, in.Deliverables...)
			for _, d := range in.Deliverables {
				repeated[d] = repeated[d] || in.Type == form.InReports
			}
		}
	}
	slices.Sort(names)
	for _, d := range slices.Compact(names) {
		keys := []string{""}
		if repeated[d] {
			keys = []string{"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}[:1+g.IntN(4)]
		}
		if g.chance(25) || d == genEvent && g.chance(40) {
			continue
		}
		for k, key := range keys {
			due := g.set.Period.From.Add(30 + 80*k + g.IntN(40))
			switch {
			case g.chance(25):
				due = g.asOf.Add(g.IntN(3) - 1)
			case g.chance(15):
				due = g.asOf.Add(1 + g.IntN(60))
			}
			g.uc.Dues = append(g.uc.Dues, engine.Due{Deliverable: d, Key: key, Due: due, Received: repeated[d]})
		}
	}
}

// about is an integer, or one beside it.
func (g *gen) about(r *big.Rat, step *big.Rat) *big.Rat {
	return new(big.Rat).Add(r, new(big.Rat).Mul(step, whole(g.IntN(3)-1)))
}

func (g *gen) put(in *form.Input, row, field string, v engine.Value) {
	g.facts[place{in.Name, row, field}] = v
}

func figure(r *big.Rat, decimals int) exact.Num {
	text := r.FloatString(decimals)
	n, err := exact.ParseFraction(canonicalFraction(mustRat(text)))
	if err != nil {
		panic(err)
	}
	return n
}

func mustRat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

// anything gives an input some admissible evidence.
func (g *gen) anything(in *form.Input) {
	switch in.Type {
	case form.InYesNo:
		g.put(in, "", "", engine.Value{Type: form.TypeBool, Bool: g.chance(60)})
	case form.InLevel:
		if len(in.Options) > 0 {
			g.put(in, "", "", engine.Value{Type: form.TypeLevel, Text: in.Options[g.IntN(len(in.Options))].ID})
		}
	case form.InDate:
		g.put(in, "", "", dayValue(g.set.Period.From.Add(g.IntN(330))))
	case form.InDocument:
		g.document(in, g.IntN(40)-20)
	case form.InReports:
		g.reports(in)
	case form.InList:
		g.list(in)
	case form.InSurvey:
		g.survey(in)
	case form.InEvent:
	default:
		most := 12
		if in.Type == form.InIndex {
			most = in.Scale
		}
		g.amount(in, whole(g.IntN(most)))
	}
}

func dayValue(d day.Day) engine.Value { return engine.Value{Type: form.TypeDate, Day: d} }

// amount gives a number input a value, within its domain.
func (g *gen) amount(in *form.Input, r *big.Rat) {
	r = mustRat(r.FloatString(in.Decimals))
	if in.Min != nil && r.Cmp(rat(*in.Min)) < 0 {
		r = rat(*in.Min)
	}
	if in.Max != nil && r.Cmp(rat(*in.Max)) > 0 {
		r = rat(*in.Max)
	}
	g.put(in, "", "", engine.Value{Type: form.TypeNumber, Num: figure(r, in.Decimals)})
	g.bound[in.Name] = true
}

// document dates a document some days after its due day.
func (g *gen) document(in *form.Input, late int) {
	base := g.set.Period.From.Add(60)
	for _, d := range g.uc.Dues {
		if len(in.Deliverables) > 0 && d.Deliverable == in.Deliverables[0] && (in.Occurrence == "" || in.Occurrence == d.Key) {
			base = d.Due
			break
		}
	}
	if at := base.Add(late); at <= g.asOf {
		g.put(in, "", "", dayValue(at))
	}
}

func (g *gen) reports(in *form.Input) {
	for _, d := range g.uc.Dues {
		if d.Deliverable != in.Deliverables[0] {
			continue
		}
		at := d.Due.Add(pick(g, -1, 0, 1, 2, -g.IntN(10), g.IntN(10)))
		field := "issued"
		if in.DateBy == "received" || d.Received {
			field = "received"
		}
		switch {
		case g.chance(5):
			g.put(in, d.Key, field, engine.Value{Type: form.TypeDate, None: true})
		case at <= g.asOf && g.chance(90):
			g.put(in, d.Key, field, dayValue(at))
		}
		if g.chance(50) {
			g.put(in, d.Key, "ok", engine.Value{Type: form.TypeBool, Bool: g.chance(60)})
		}
	}
}

func (g *gen) list(in *form.Input) {
	for k := range g.IntN(5) {
		key := fmt.Sprint("r", k)
		for _, f := range in.Fields {
			if g.chance(6) {
				continue
			}
			v := engine.Value{Type: f.Type}
			switch f.Type {
			case form.TypeNumber:
				v.Num = exact.Int(int64(g.IntN(10)))
			case form.TypeBool:
				v.Bool = g.chance(50)
			case form.TypeDate:
				v.Day = g.set.Period.From.Add(99 + g.IntN(3))
			default:
				v.Text = pick(g, "r1", "r2")
			}
			g.put(in, key, f.Name, v)
		}
	}
}

func (g *gen) survey(in *form.Input) {
	for _, group := range in.Groups {
		if g.chance(15) {
			continue
		}
		valid := 29 + g.IntN(4)
		left := valid
		for answer := in.Scale; answer >= 1; answer-- {
			n := g.IntN(left + 1)
			if answer == 1 {
				n = left
			}
			left -= n
			g.put(in, group.ID, strconv.Itoa(answer), engine.Value{Type: form.TypeNumber, Num: exact.Int(int64(n))})
		}
		g.put(in, group.ID, "valid", engine.Value{Type: form.TypeNumber, Num: exact.Int(int64(valid))})
		g.put(in, group.ID, "sent", engine.Value{Type: form.TypeNumber, Num: exact.Int(60)})
	}
	g.bound[in.Name] = true
}

// steerRule chooses evidence that brings a rule to one of its limits, or one step beside it.
func (g *gen) steerRule(r *form.Rule) {
	if len(r.Parts) > 0 {
		g.steerRule(r.Parts[g.IntN(len(r.Parts))])
		return
	}
	switch r.Kind {
	case form.RuleCases:
		g.steerBool(r.Branches[g.IntN(len(r.Branches))].When)
	case form.RuleBands:
		b := r.Branches[g.IntN(len(r.Branches))]
		if b.Lower != nil {
			g.steer(r.Value, b.Lower.At)
		}
	case form.RuleTally:
		limit := r.Floor
		if limit == nil || r.Cap != nil && g.chance(30) {
			limit = r.Cap
		}
		item := r.Items[g.IntN(len(r.Items))]
		if limit != nil && !item.Points.IsZero() {
			n := new(big.Rat).Quo(new(big.Rat).Sub(rat(*limit), rat(r.Start)), rat(item.Points))
			g.steerTo(item.Count, n)
		}
	case form.RulePoints:
		form.Walk(r.Value, func(e *form.Expr) bool {
			if (e.Kind == form.ExMin || e.Kind == form.ExMax) && len(e.Args) > 1 {
				g.steer(e.Args[0], e.Args[1])
			}
			return true
		})
	}
}

// steerBool brings a comparison inside a condition to its limit.
func (g *gen) steerBool(e *form.Expr) {
	var comparisons []*form.Expr
	form.Walk(e, func(e *form.Expr) bool {
		if e.Kind == form.ExCmp {
			comparisons = append(comparisons, e)
		}
		return e.Kind != form.ExFold
	})
	if len(comparisons) > 0 {
		c := pick(g, comparisons...)
		g.steer(c.Args[0], c.Args[1])
	}
}

// steer brings value to what limit says, if limit is a constant or a parameter.
func (g *gen) steer(value, limit *form.Expr) {
	v := val{}
	switch limit.Kind {
	case form.ExConst:
		v = val{num: rat(limit.Const.Num), day: limit.Const.Day}
	case form.ExParam:
		for i := range g.set.Params {
			if g.set.Params[i].Name == limit.Name {
				v = inForce(&g.set.Params[i], g.set.Period.To)
			}
		}
	default:
		return
	}
	if limit.Type == form.TypeDate {
		if value.Kind == form.ExInput && !g.bound[value.Name] {
			g.put(g.set.Input(value.Name), "", "", dayValue(v.day.Add(g.IntN(3)-1)))
			g.bound[value.Name] = true
		}
		return
	}
	if limit.Type == form.TypeNumber {
		g.steerTo(value, v.num)
	}
}

// steerTo chooses evidence for which a number expression comes to a target, or one figure's step beside it.
func (g *gen) steerTo(e *form.Expr, target *big.Rat) {
	zero := new(big.Rat)
	switch e.Kind {
	case form.ExInput:
		in := g.set.Input(e.Name)
		if in.Type == form.InIndex {
			target = new(big.Rat).Mul(target, whole(in.Scale))
		}
		if !g.bound[e.Name] {
			g.amount(in, g.about(target, unitStep(in.Decimals)))
		}
	case form.ExLate:
		if in := g.set.Input(e.Name); in != nil && !g.bound[e.Name] {
			n, _ := target.Float64()
			g.document(in, int(n)+g.IntN(3)-1)
			g.bound[e.Name] = true
		}
	case form.ExValue:
		g.steerTo(g.set.Value(e.Name).Expr, target)
	case form.ExRatio:
		w := new(big.Rat).Mul(new(big.Rat).SetInt(target.Denom()), whole(1+g.IntN(5)))
		if have, ok := g.current(e.Args[1]); ok && have.Sign() > 0 {
			w = have
		} else {
			g.exactly(e.Args[1], w)
		}
		g.steerTo(e.Args[0], new(big.Rat).Mul(w, target))
	case form.ExNeg:
		g.steerTo(e.Args[0], zero.Neg(target))
	case form.ExRound, form.ExMin, form.ExMax:
		g.steerTo(e.Args[0], target)
	case form.ExIf:
		g.steerTo(e.Args[1+g.IntN(2)], target)
	case form.ExArith:
		g.steerArith(e, target)
	}
}

func (g *gen) steerArith(e *form.Expr, target *big.Rat) {
	if e.Args[0].Type != form.TypeNumber {
		return
	}
	z := new(big.Rat)
	other, ok := g.current(e.Args[1])
	if !ok {
		other = whole(g.IntN(4))
		g.exactly(e.Args[1], other)
	}
	switch e.Op {
	case "+":
		g.steerTo(e.Args[0], z.Sub(target, other))
	case "-":
		g.steerTo(e.Args[0], z.Add(target, other))
	case "*":
		if first, known := g.current(e.Args[0]); known && first.Sign() != 0 && e.Args[0].Kind == form.ExConst {
			g.steerTo(e.Args[1], z.Quo(target, first))
		} else if other.Sign() != 0 {
			g.steerTo(e.Args[0], z.Quo(target, other))
		}
	case "/":
		g.steerTo(e.Args[0], z.Mul(target, other))
	}
}

// current is what an expression of inputs already chosen comes to.
func (g *gen) current(e *form.Expr) (*big.Rat, bool) {
	switch e.Kind {
	case form.ExConst:
		return rat(e.Const.Num), true
	case form.ExInput:
		v, ok := g.facts[place{e.Name, "", ""}]
		return rat(v.Num), ok && !v.None && v.Type == form.TypeNumber
	}
	return nil, false
}

// exactly sets an input, or the inputs of a sum, to a value.
func (g *gen) exactly(e *form.Expr, v *big.Rat) {
	switch {
	case e.Kind == form.ExInput && !g.bound[e.Name]:
		g.amount(g.set.Input(e.Name), v)
	case e.Kind == form.ExArith && e.Op == "+":
		g.exactly(e.Args[1], new(big.Rat))
		g.exactly(e.Args[0], v)
	}
}

// layers turns the chosen evidence into facts, with other layers beside, and facts that are rejected or unknown yet.
func (g *gen) layers() {
	var places []place
	for at := range g.facts {
		places = append(places, at)
	}
	slices.SortFunc(places, func(a, b place) int {
		return slices.Compare([]string{a.input, a.row, a.field}, []string{b.input, b.row, b.field})
	})
	for _, at := range places {
		v := g.facts[at]
		f := engine.Fact{Input: at.input, Row: at.row, Field: at.field, Value: v, Recorded: day.None,
			Layer: pick(g, engine.LayerDeclared, engine.LayerDeclared, engine.LayerRegister)}
		if g.chance(40) {
			f.Recorded = g.asOf.Add(-g.IntN(20))
		}
		other := f
		other.Value = g.disturbed(v)
		switch g.IntN(24) {
		case 0: // corrected in an appraisal
			other.Layer = pick(g, engine.LayerAppraisal1, engine.LayerAppraisal2, engine.LayerFinal)
			g.uc.Facts = append(g.uc.Facts, other)
		case 1: // corrected by the same layer, later
			f.Recorded, other.Recorded = g.asOf.Add(-10), g.asOf.Add(-11)
			g.uc.Facts = append(g.uc.Facts, other)
		case 2: // known only after the day asked for
			f.Recorded, other.Recorded = day.None, g.asOf.Add(1)
			g.uc.Facts = append(g.uc.Facts, other)
		case 3: // not accepted
			g.uc.Decisions = append(g.uc.Decisions, engine.Decision{Kind: engine.DecideReject, Input: at.input, Row: at.row, Field: at.field,
				Layer: pick(g, engine.LayerDeclared, engine.LayerRegister, engine.LayerAppraisal1, engine.LayerAppraisal2), Date: g.asOf.Add(g.IntN(3) - 1), By: "a", Reason: "r"})
		case 4: // declared below a register
			f.Layer, other.Layer = engine.LayerRegister, engine.LayerDeclared
			g.uc.Facts = append(g.uc.Facts, other)
		}
		g.uc.Facts = append(g.uc.Facts, f)
	}
}

// disturbed is another value of the same kind.
func (g *gen) disturbed(v engine.Value) engine.Value {
	switch v.Type {
	case form.TypeNumber:
		v.Num = v.Num.Add(exact.Int(1))
	case form.TypeBool:
		v.Bool = !v.Bool
	case form.TypeDate:
		v.Day = v.Day.Add(1)
	}
	return v
}

func (g *gen) decide() {
	on := func(kind engine.DecisionKind, code string) *engine.Decision {
		g.uc.Decisions = append(g.uc.Decisions, engine.Decision{Kind: kind, Code: code, By: "a", Second: "b", Reason: "r",
			Layer: pick(g, engine.LayerDeclared, engine.LayerAppraisal1, engine.LayerAppraisal1, engine.LayerAppraisal2, engine.LayerFinal), Date: g.asOf.Add(-g.IntN(9))})
		return &g.uc.Decisions[len(g.uc.Decisions)-1]
	}
	for _, i := range g.set.Leaves() {
		n := &g.set.Nodes[i]
		switch g.IntN(30) {
		case 0, 1:
			on(engine.DecideNotApply, n.Code)
		case 2, 3:
			on(engine.DecideApply, n.Code)
		case 4:
			on(engine.DecideOverride, n.Code).Points = g.share(n.Max)
		case 5:
			on(engine.DecideDispute, n.Code)
		case 6:
			on(engine.DecideAccept, n.Code)
		case 7:
			on(engine.DecideOverride, n.Code).Points = g.share(n.Max)
			on(engine.DecideDispute, n.Code)
		}
	}
	if g.chance(30) {
		on(engine.DecideAccept, "").Input = "g_whole"
	}
	if g.chance(12) {
		d := on(engine.DecideNotRanked, "")
		if g.chance(40) {
			layer, date := d.Layer, d.Date
			d = on(engine.DecideRanked, "")
			d.Layer, d.Date = layer, date.Add(1)
		}
	}
}
