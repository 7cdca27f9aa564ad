package rules

import (
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

// ruleContext is what a rule is lowered in: a leaf, a part of a sum, or a row.
type ruleContext struct {
	max   exact.Num
	sized bool // max is known
	min   exact.Num
	part  bool // not bounded below: a part of a sum, or a leaf whose min could not be read
	inSum bool // in a part of a sum, where max may be left out if nothing needs it
	scope *scope
}

// holes are what sentences of the rule may name.
func (ctx ruleContext) holes() holes {
	return holes{scope: ctx.scope, words: map[string]form.TextPart{"điểm": {Arg: givenExpr()}}}
}

// rule lowers the one rule of a mapping; nil when there is none that could be read.
func (l *loader) rule(p place, ctx ruleContext) *form.Rule {
	name, ok := lead(p)
	if !ok {
		return nil
	}
	at := l.get(p, name)
	if !at.ok() {
		return nil
	}
	var r *form.Rule
	switch name {
	case "yes_no":
		r = l.yesNo(at, ctx)
	case "levels":
		r = l.levels(at, ctx)
	case "document":
		r = l.document(at, l.get(p, "outcomes"), ctx)
	case "bands":
		r = l.bands(at, l.get(p, "value"), ctx)
	case "share":
		r = l.share(at, ctx)
	case "count_points":
		r = l.countPoints(at, ctx)
	case "deductions":
		r = l.deductions(at, ctx)
	case "cases":
		r = l.ordered(at, ctx)
	case "checklist":
		r = l.checklist(at, ctx)
	case "steps":
		r = l.steps(at, ctx)
	case "sum":
		r = l.sum(at, ctx)
	case "best_of":
		r = l.bestOf(at, ctx)
	case "per_row":
		r = l.perRow(at, ctx)
	case "relative":
		r = l.relative(at, ctx)
	case "survey":
		r = l.survey(at, ctx)
	case "rated":
		r = l.rated(at, ctx)
	case "formula":
		r = l.points(at, l.get(p, "because"), ctx)
	case unwrittenLead:
		r = l.unwritten(at, ctx)
	}
	if r != nil {
		r.Shape, r.Max, r.Span = name, ctx.max, at.span()
	}
	return r
}

// grant reads points: a number, a share of the maximum, or max. They must lie within the leaf's bounds.
func (l *loader) grant(p place, ctx ruleContext) (exact.Num, bool) {
	n, ok := l.measure(p, ctx)
	switch {
	case !ok:
		return n, false
	case ctx.sized && ctx.max.Less(n):
		l.fail(p, "points.above_max", "", n.VN(), ctx.max.VN())
	case !ctx.part && n.Less(ctx.min):
		l.fail(p, "points.below_min", "", n.VN(), ctx.min.VN())
	}
	return n, true
}

// measure reads points without judging them.
func (l *loader) measure(p place, ctx ruleContext) (exact.Num, bool) {
	if !p.ok() {
		return exact.Num{}, false
	}
	if p.text() == "max" {
		return ctx.max, l.needsMax(p, ctx)
	}
	n, percent, err := exact.ParseLiteral(p.text())
	if err != nil {
		return n, false
	}
	if percent {
		return n.Mul(ctx.max), l.needsMax(p, ctx)
	}
	return n, true
}

// needsMax reports whether the maximum is known where a rule rests on it. A part of a sum must then say it; that a
// leaf has none is reported elsewhere.
func (l *loader) needsMax(p place, ctx ruleContext) bool {
	if !ctx.sized && ctx.inSum {
		l.fail(p, "sum.part_max", "")
	}
	return ctx.sized
}

// branch reads the points and the sentence of one outcome.
func (l *loader) branch(p place, ctx ruleContext, h holes, otherwise form.Text) form.Branch {
	b := form.Branch{Span: p.span(), Because: otherwise}
	at := p
	if p.has("points") {
		at = l.get(p, "points")
	}
	if p.raw("because") != nil {
		b.Because = l.sentence(l.get(p, "because"), h, otherwise)
	}
	b.Points, _ = l.grant(at, ctx)
	return b
}

// inputOf looks up an input of one of some types.
func (l *loader) inputOf(p place, sc *scope, types ...form.InputType) *form.Input {
	if !p.ok() {
		return nil
	}
	sym, ok := sc.lookup(p.text())
	if !ok {
		l.fail(p, "name.unknown", suggest.Nearest(p.text(), sc.names()), p.text())
		return nil
	}
	want := ""
	for _, t := range types {
		if sym.Input != nil && sym.Kind == form.ExInput && sym.Input.Type == t {
			return sym.Input
		}
		if want != "" {
			want += ", "
		}
		want += string(t)
	}
	l.fail(p, "rule.input_type", "", p.text(), want)
	return nil
}

func inputExpr(in *form.Input, p place) *form.Expr {
	return &form.Expr{Kind: form.ExInput, Type: inputValueType(in.Type), Name: in.Name, Span: p.span()}
}

func (l *loader) yesNo(p place, ctx ruleContext) *form.Rule {
	at := l.get(p, "input")
	in := l.inputOf(at, ctx.scope, form.InYesNo, form.InEvent)
	if in == nil {
		return nil
	}
	yes := l.branch(l.get(p, "yes"), ctx, ctx.holes(), say(in.Label+": có").Text)
	no := l.branch(l.get(p, "no"), ctx, ctx.holes(), say(in.Label+": không").Text)
	yes.ID, no.ID = "yes", "no"
	yes.When = inputExpr(in, at)
	if in.Type == form.InEvent {
		yes.When.Kind = form.ExEvent
	}
	return &form.Rule{Kind: form.RuleCases, Branches: []form.Branch{yes, no}}
}

func (l *loader) levels(p place, ctx ruleContext) *form.Rule {
	at := l.get(p, "input")
	in := l.inputOf(at, ctx.scope, form.InLevel)
	points := l.get(p, "points")
	if in == nil || !points.ok() {
		return nil
	}
	var ids []string
	options := map[string]string{}
	for _, o := range in.Options {
		ids = append(ids, o.ID)
		options[o.ID] = o.Label
	}
	r := &form.Rule{Kind: form.RuleCases}
	meant := map[string]bool{}
	for _, e := range l.entries(points) {
		id := e.key.text()
		label, ok := options[id]
		if !ok {
			hint := suggest.Nearest(id, ids)
			meant[hint] = true
			l.fail(e.key, "level.unknown", hint, id, in.Name)
			continue
		}
		b := l.branch(e.value, ctx, ctx.holes(), say(in.Label+": "+label).Text)
		b.ID = id
		level := form.Const{Type: form.TypeLevel, Text: id}
		b.When = &form.Expr{Kind: form.ExCmp, Type: form.TypeBool, Op: "==", Span: e.key.span(), Args: []*form.Expr{
			inputExpr(in, at), {Kind: form.ExConst, Type: form.TypeLevel, Const: level}}}
		r.Branches = append(r.Branches, b)
	}
	for _, id := range ids {
		if !points.has(id) && !meant[id] {
			l.report(points.src, points.node.Line, points.node.Column, points.node.Column+1, Error, "level.missing", "", id, in.Name)
		}
	}
	if n := len(r.Branches); n > 0 {
		r.Branches[n-1].When = nil // the levels are complete: the last is what remains
	}
	return r
}

// document lowers the outcomes of a document: never, in time, late by so many days.
func (l *loader) document(at, outcomes place, ctx ruleContext) *form.Rule {
	in := l.inputOf(at, ctx.scope, form.InDocument)
	if in == nil || !outcomes.ok() {
		return nil
	}
	of := func(kind form.ExprKind, t form.Type) *form.Expr {
		return &form.Expr{Kind: kind, Type: t, Name: in.Name, Span: at.span()}
	}
	date, due, late := inputExpr(in, at), of(form.ExDue, form.TypeDate), of(form.ExLate, form.TypeNumber)
	closing := &form.Expr{Kind: form.ExConst, Type: form.TypeDate, Const: form.Const{Type: form.TypeDate, Day: l.set.Period.Lock}}
	h := ctx.holes().with(map[string]form.TextPart{
		"ngày": {Arg: date}, "hạn": {Arg: due}, "số ngày trễ": {Arg: late}, "chốt": {Arg: closing},
	})
	came := "ban hành"
	if in.DateBy == "received" {
		came = "nhận"
	}
	never := l.branch(l.get(outcomes, "never"), ctx, h, say(in.Label+": đến hết ngày ").value("chốt", closing, false).lit(" không có").Text)
	never.ID, never.When = "never", of(form.ExNever, form.TypeBool)
	inTime := say(in.Label+": "+came+" ").value("ngày", date, false).lit(", hạn ").value("hạn", due, false)
	onTime := l.branch(l.get(outcomes, "on_time"), ctx, h, inTime.Text)
	onTime.ID, onTime.When = "on_time", atMost(late, 0)
	r := &form.Rule{Kind: form.RuleCases, Branches: []form.Branch{never, onTime}}
	tooLate := say(in.Label+": "+came+" ").value("ngày", date, false).lit(", trễ ").value("số ngày trễ", late, false).
		lit(" ngày so với hạn ").value("hạn", due, false).Text
	lateAt := l.get(outcomes, "late")
	rows := l.items(lateAt)
	if len(rows) == 0 {
		b := l.branch(lateAt, ctx, h, tooLate)
		b.ID = "late"
		r.Branches = append(r.Branches, b)
		return r
	}
	before := 0
	for i, row := range rows {
		b := l.branch(row, ctx, h, tooLate)
		b.ID = "late_" + itoa(i+1)
		if within := l.get(row, "within"); row.has("within") {
			days := l.whole(within)
			if within.ok() && days <= before {
				l.fail(within, "late.not_ascending", "", within.text())
			}
			before = days
			b.When = atMost(late, days)
		} else if i < len(rows)-1 {
			l.fail(row, "table.after_else", "")
		}
		r.Branches = append(r.Branches, b)
	}
	if rows[len(rows)-1].has("within") {
		l.report(lateAt.src, lateAt.node.Line, lateAt.node.Column, lateAt.node.Column+1, Error, "table.no_else", "")
	}
	return r
}

func atMost(e *form.Expr, n int) *form.Expr {
	return &form.Expr{Kind: form.ExCmp, Type: form.TypeBool, Op: "<=", Span: e.Span, Args: []*form.Expr{e, numberExpr(exact.Int(int64(n)), false)}}
}

// ordered lowers ordered conditions.
func (l *loader) ordered(p place, ctx ruleContext) *form.Rule {
	r := &form.Rule{Kind: form.RuleCases}
	rows := l.items(p)
	ended := false
	for i, row := range rows {
		otherwise := say("Các trường hợp còn lại").Text
		if when := l.get(row, "when"); when.ok() {
			otherwise = say("Điều kiện: " + oneLine(when.text())).Text
		}
		b := l.branch(row, ctx, ctx.holes(), otherwise)
		b.ID = "c" + itoa(i+1)
		if row.has("else") {
			b.ID = "else"
			if ended = i == len(rows)-1; !ended {
				l.fail(row, "table.after_else", "")
			}
		} else {
			b.When = l.formula(l.get(row, "when"), ctx.scope, form.TypeBool)
		}
		r.Branches = append(r.Branches, b)
	}
	if !ended && (len(rows) == 0 || !rows[len(rows)-1].has("else")) {
		l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "table.no_else", "")
	}
	return r
}

// checklist lowers to a table over the number of conditions that hold.
func (l *loader) checklist(p place, ctx ruleContext) *form.Rule {
	var count *form.Expr
	items := l.items(l.get(p, "items"))
	list := ""
	sound := true
	for _, item := range items {
		at := l.get(item, "when")
		when := l.formula(at, ctx.scope, form.TypeBool)
		if when == nil {
			sound = false
			continue
		}
		label := oneLine(at.text())
		if in := l.scope.symbols[label].Input; in != nil {
			label = in.Label
		}
		if because := l.get(item, "because"); because.ok() {
			label = because.text()
		}
		if list != "" {
			list += "; "
		}
		list += label
		one := &form.Expr{Kind: form.ExIf, Type: form.TypeNumber, Args: []*form.Expr{when, numberExpr(exact.Int(1), false), numberExpr(exact.Int(0), false)}, Span: at.span()}
		count = plus(count, one)
	}
	points := l.get(p, "points")
	if count == nil || !sound || !points.ok() {
		return nil
	}
	h := ctx.holes().with(map[string]form.TextPart{"n": {Arg: count}})
	r := &form.Rule{Kind: form.RuleBands, Value: count, Branches: make([]form.Branch, len(items)+1)}
	have := make([]bool, len(items)+1)
	for _, e := range l.entries(points) {
		n := l.whole(e.key)
		if n > len(items) {
			l.fail(e.key, "checklist.too_many", "", e.key.text(), itoa(len(items)))
			continue
		}
		otherwise := say("Đạt ").value("n", count, false).lit("/" + itoa(len(items)) + " nội dung (" + list + ")").Text
		b := l.branch(e.value, ctx, h, otherwise)
		b.ID = "n" + itoa(n)
		if n > 0 {
			b.Lower = &form.Limit{At: numberExpr(exact.Int(int64(n)), false)}
		}
		have[n] = true
		r.Branches[len(items)-n] = b
	}
	for n := range have {
		if !have[n] {
			l.report(points.src, points.node.Line, points.node.Column, points.node.Column+1, Error, "checklist.missing", "", itoa(n))
		}
	}
	return r
}
