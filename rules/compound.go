package rules

import (
	"cchc/internal/exact"
	"cchc/internal/form"
)

// tally lowers what countPoints and deductions have in common.
func (l *loader) tally(p place, ctx ruleContext, start exact.Num, floor, limit *exact.Num, otherwise form.Text) *form.Rule {
	r := &form.Rule{Kind: form.RuleTally, Start: start, Floor: floor, Cap: limit}
	r.Because = l.sentence(l.get(p, "because"), ctx.holes(), otherwise)
	for i, row := range l.items(l.get(p, "each")) {
		at := l.get(row, "count")
		count := l.formula(at, ctx.scope, form.TypeNumber)
		points, ok := l.measure(l.get(row, "points"), ctx)
		if ok && points.IsZero() {
			l.fail(l.get(row, "points"), "number.zero", "")
		}
		if count == nil || !ok {
			continue
		}
		n := form.TextPart{Arg: &form.Expr{Kind: form.ExCount, Type: form.TypeNumber}}
		h := ctx.holes().with(map[string]form.TextPart{"n": n})
		label, _ := l.about(count)
		if label == "Giá trị" {
			label = "Số trường hợp"
		}
		otherwise := say(label+": ").value("n", n.Arg, false).lit(" × ").exactly(points).lit(" điểm").Text
		r.Items = append(r.Items, form.Item{ID: "i" + itoa(i+1), Count: count, Points: points, Span: row.span(),
			Because: l.sentence(l.get(row, "because"), h, otherwise)})
	}
	if each := l.get(p, "each"); each.ok() && len(each.node.Content) == 0 {
		l.report(each.src, each.node.Line, each.node.Column, each.node.Column+1, Error, "format.empty", "")
	}
	if floor != nil && limit != nil && limit.Less(*floor) {
		l.fail(l.get(p, "floor"), "tally.floor_above_cap", "")
	}
	return r
}

func (l *loader) optionalPoints(p place, ctx ruleContext) *exact.Num {
	if n, ok := l.grant(p, ctx); ok {
		return &n
	}
	return nil
}

// countPoints lowers so many points for each of what is counted. Without a cap the maximum is the cap: points beyond
// it could not be granted.
func (l *loader) countPoints(p place, ctx ruleContext) *form.Rule {
	floor, limit := l.optionalPoints(l.get(p, "floor"), ctx), l.optionalPoints(l.get(p, "cap"), ctx)
	if limit == nil {
		if !l.needsMax(p, ctx) {
			return nil
		}
		limit = &ctx.max
	}
	otherwise := say("Tính theo số lượng, tối đa ").exactly(*limit).lit(" điểm").Text
	return l.tally(p, ctx, exact.Num{}, floor, limit, otherwise)
}

// deductions lowers a start from which points go off. Without a floor the leaf's minimum is the floor.
func (l *loader) deductions(p place, ctx ruleContext) *form.Rule {
	start, ok := l.grant(l.get(p, "start"), ctx)
	floor, limit := l.optionalPoints(l.get(p, "floor"), ctx), l.optionalPoints(l.get(p, "cap"), ctx)
	if !ok {
		return nil
	}
	if floor == nil {
		floor = &ctx.min
	}
	if limit == nil && ctx.sized {
		limit = &ctx.max
	}
	otherwise := say("Tính từ ").exactly(start).lit(" điểm, trừ theo từng trường hợp, không dưới ").exactly(*floor).lit(" điểm").Text
	return l.tally(p, ctx, start, floor, limit, otherwise)
}

// sum lowers parts whose points add up. A part without a maximum has the most it can give.
func (l *loader) sum(p place, ctx ruleContext) *form.Rule {
	r := &form.Rule{Kind: form.RuleSum}
	total, known := exact.Num{}, true
	parts := l.items(p)
	for _, item := range parts {
		inner := ctx
		inner.part, inner.inSum, inner.max, inner.sized = true, true, exact.Num{}, false
		at := l.get(item, "max")
		if m, ok := l.number(at); ok {
			inner.max, inner.sized = m, true
		}
		mistakes := len(l.found)
		part := l.rule(item, inner)
		if part == nil {
			known = false
			continue
		}
		part.Label = l.get(item, "label").text()
		reach := l.reach(part)
		switch {
		case l.found[mistakes:].HasErrors() || l.spoiled(item.node):
			known = false
		case !inner.sized && reach.hi == nil:
			l.report(item.src, item.node.Line, item.node.Column, item.node.Column+1, Error, "sum.part_max", "")
			known = false
		case !inner.sized:
			part.Max = *reach.hi
		case reach.hi != nil && !reach.hi.Equal(inner.max):
			l.fail(at, "sum.part_reach", "", reach.hi.VN(), inner.max.VN())
		}
		total = total.Add(part.Max)
		r.Parts = append(r.Parts, part)
	}
	if known && ctx.sized && len(parts) > 0 && !total.Equal(ctx.max) {
		l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "sum.total", "", total.VN(), ctx.max.VN())
		return nil
	}
	return l.withParts(p, r, len(parts))
}

// bestOf lowers several ways of which the best counts; each way may reach the maximum.
func (l *loader) bestOf(p place, ctx ruleContext) *form.Rule {
	r := &form.Rule{Kind: form.RuleBest}
	parts := l.items(p)
	for _, item := range parts {
		inner := ctx
		at := l.get(item, "max")
		if m, ok := l.number(at); ok {
			if ctx.sized && ctx.max.Less(m) {
				l.fail(at, "points.above_max", "", m.VN(), ctx.max.VN())
			}
			inner.max, inner.sized = m, true
		}
		if part := l.rule(item, inner); part != nil {
			part.Label = l.get(item, "label").text()
			r.Parts = append(r.Parts, part)
		}
	}
	return l.withParts(p, r, len(parts))
}

func (l *loader) withParts(p place, r *form.Rule, n int) *form.Rule {
	if n < 2 {
		l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "rule.too_few_parts", "")
		return nil
	}
	if len(r.Parts) != n {
		return nil
	}
	return r
}

// perRow lowers the mean of a rule over the rows of a list; inside, the row's fields are names.
func (l *loader) perRow(p place, ctx ruleContext) *form.Rule {
	at := l.get(p, "list")
	in := l.inputOf(at, ctx.scope, form.InList, form.InReports)
	if in == nil {
		return nil
	}
	if ctx.scope.row != nil {
		l.fail(at, "per_row.nested", "")
		return nil
	}
	inner := ctx
	inner.scope = &scope{symbols: ctx.scope.symbols, leafCodes: ctx.scope.leafCodes, row: in, rowFields: rowFields(in)}
	row := l.rule(l.get(p, "rule"), inner)
	if row == nil {
		return nil
	}
	r := &form.Rule{Kind: form.RulePerRow, List: in.Name, Parts: []*form.Rule{row}}
	if at := l.get(p, "rounding"); at.ok() {
		rounding := l.rounding(at)
		r.Round = &rounding
	}
	r.Because = l.sentence(l.get(p, "because"), ctx.holes(), say(in.Label+": điểm trung bình của các dòng").Text)
	return r
}

func (l *loader) relative(p place, ctx ruleContext) *form.Rule {
	at := l.get(p, "value")
	value := l.formula(at, ctx.scope, form.TypeNumber)
	when := l.get(p, "best_is_zero").text()
	method := l.get(p, "to").text()
	if value == nil || when == "" || method == "" {
		return nil
	}
	if !l.needsMax(p, ctx) {
		return nil
	}
	effect := form.Effect(when)
	if when == "not_applicable" {
		effect = form.EffRebase
	}
	s := l.subject(value)
	if method == "best" {
		s.lit(", so với mức tốt nhất của khối")
	} else {
		s.lit(", so với mức thấp nhất và cao nhất của khối")
	}
	return &form.Rule{Kind: form.RuleRelative, Value: value,
		Relative: &form.Relative{Method: method, Lower: l.get(p, "direction").text() == "down", WhenNoBase: effect},
		Because:  l.sentence(l.get(p, "because"), ctx.holes(), s.Text)}
}

func (l *loader) survey(p place, ctx ruleContext) *form.Rule {
	in := l.inputOf(l.get(p, "input"), ctx.scope, form.InSurvey)
	at := l.get(p, "min_sample")
	sample := l.limitExpr(at, numberExpr(exact.Int(1), false))
	none := l.get(p, "none_left").text()
	if n, ok := l.known(sample); ok {
		switch {
		case l.percent(sample):
			l.fail(at, "number.percent", "", at.text())
		case !n.IsInt() || n.Sign() < 0:
			l.fail(at, "number.whole", "", at.text())
		}
	}
	if in == nil || sample == nil || none == "" || !l.needsMax(p, ctx) {
		return nil
	}
	return &form.Rule{Kind: form.RuleSurvey,
		Survey:  &form.Survey{Input: in.Name, MinSample: sample, NoneLeft: form.Effect(none)},
		Because: l.sentence(l.get(p, "because"), ctx.holes(), say(in.Label+": điểm trung bình theo thang trả lời").Text)}
}

func (l *loader) rated(p place, ctx ruleContext) *form.Rule {
	at := l.get(p, "input")
	in := l.inputOf(at, ctx.scope, form.InRating)
	if in == nil {
		return nil
	}
	return &form.Rule{Kind: form.RulePoints, Value: inputExpr(in, at),
		Because: l.sentence(l.get(p, "because"), ctx.holes(), say(in.Label+": được chấm ").points().lit(" điểm").Text)}
}

func (l *loader) points(p, because place, ctx ruleContext) *form.Rule {
	value := l.formula(p, ctx.scope, form.TypeNumber)
	if value == nil {
		return nil
	}
	otherwise := say("Tính theo công thức, được ").points().lit(" điểm").Text
	return &form.Rule{Kind: form.RulePoints, Value: value, Because: l.sentence(because, ctx.holes(), otherwise)}
}

// rowFields are the names a rule over rows may use.
func rowFields(in *form.Input) map[string]form.Type {
	fields := map[string]form.Type{}
	if in.Type == form.InReports {
		fields["late"], fields["never"], fields["ok"] = form.TypeNumber, form.TypeBool, form.TypeBool
		fields["issued"], fields["received"], fields["due"] = form.TypeDate, form.TypeDate, form.TypeDate
		fields["period"] = form.TypeText
		return fields
	}
	for _, f := range in.Fields {
		fields[f.Name] = f.Type
	}
	return fields
}
