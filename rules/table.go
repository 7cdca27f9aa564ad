package rules

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

func itoa(n int) string { return strconv.Itoa(n) }

// limitExpr reads a limit: a number, a date or the name of a parameter. It must be of the value's type, and written
// with % exactly when the value is a share.
func (l *loader) limitExpr(p place, value *form.Expr) *form.Expr {
	if !p.ok() || value == nil {
		return nil
	}
	text := p.text()
	if !strings.ContainsAny(text[:1], "0123456789-+.") {
		sym, ok := l.scope.symbols[text]
		switch {
		case !ok || sym.Kind != form.ExParam:
			var params []string
			for i := range l.set.Params {
				params = append(params, l.set.Params[i].Name)
			}
			l.fail(p, "limit.not_parameter", suggest.Nearest(text, params), text)
			return nil
		case sym.Type != value.Type:
			l.fail(p, "limit.type."+string(value.Type), "", text)
			return nil
		case sym.Type == form.TypeNumber && sym.Percent != l.percent(value) && l.plainValue(value):
			l.fail(p, "limit.percent_parameter", "", text)
			return nil
		}
		e := sym.expr()
		e.Span = p.span()
		return e
	}
	if d, err := day.Parse(text); err == nil {
		if value.Type != form.TypeDate {
			l.fail(p, "limit.type."+string(value.Type), "", text)
			return nil
		}
		return &form.Expr{Kind: form.ExConst, Type: form.TypeDate, Const: form.Const{Type: form.TypeDate, Day: d}, Span: p.span()}
	}
	n, percent, err := exact.ParseLiteral(text)
	switch {
	case err != nil:
		return nil
	case value.Type != form.TypeNumber:
		l.fail(p, "limit.type."+string(value.Type), "", text)
		return nil
	case l.percent(value) && !percent && !n.IsZero():
		l.fail(p, "limit.needs_percent", text+"%", text)
		return nil
	case percent && !l.percent(value) && l.plainValue(value):
		l.fail(p, "limit.no_percent", strings.TrimSuffix(text, "%"), text)
		return nil
	}
	return &form.Expr{Kind: form.ExConst, Type: form.TypeNumber, Const: form.Const{Type: form.TypeNumber, Num: n, Percent: percent || l.percent(value)}, Span: p.span()}
}

// plainValue reports whether it is known for sure if a value is a share or not: a name's declaration says so, the
// result of a computation may be either.
func (l *loader) plainValue(e *form.Expr) bool {
	switch e.Kind {
	case form.ExInput, form.ExValue, form.ExParam, form.ExRatio, form.ExShare, form.ExFold, form.ExLate, form.ExPoints:
		return true
	}
	return false
}

// known is the number of a limit: a parameter's value at the period's end, a date's day number.
func (l *loader) known(e *form.Expr) (exact.Num, bool) {
	if e == nil {
		return exact.Num{}, false
	}
	c := e.Const
	if e.Kind == form.ExParam {
		var ok bool
		if c, ok = l.set.ParamValue(e.Name); !ok {
			return exact.Num{}, false
		}
	}
	if c.Type == form.TypeDate {
		return exact.Int(int64(c.Day)), true
	}
	return c.Num, c.Type == form.TypeNumber
}

// bands lowers a table over one value: descending lower limits, so that gaps and overlaps cannot be written.
func (l *loader) bands(p, valueAt place, ctx ruleContext) *form.Rule {
	value := l.formula(valueAt, ctx.scope, "")
	if value != nil && value.Type != form.TypeNumber && value.Type != form.TypeDate {
		l.fail(valueAt, "bands.value_type", "")
		value = nil
	}
	r := &form.Rule{Kind: form.RuleBands, Value: value}
	rows := l.items(p)
	limits := map[*yaml.Node]*form.Expr{}
	for _, row := range rows {
		if lim := l.limitOf(row); !lim.last && value != nil {
			limits[lim.at.node] = l.limitExpr(lim.at, value)
		}
	}
	var above *form.Limit
	for i, row := range rows {
		lim := l.limitOf(row)
		b := form.Branch{ID: "b" + itoa(i+1), Span: row.span()}
		if lim.last {
			b.ID = "else"
		} else if at := limits[lim.at.node]; at != nil {
			b.Lower = &form.Limit{At: at, Open: lim.open}
		}
		var otherwise form.Text
		if value != nil {
			otherwise = l.bandSentence(value, b.Lower, above)
		}
		b.Because = l.sentence(l.get(row, "because"), ctx.holes(), otherwise)
		if row.has("line") {
			b.Line = l.line(l.get(row, "line"), value, ctx)
			if b.Line != nil {
				b.Line.Jump = l.get(row, "jump").text()
			}
		} else {
			b.Points, _ = l.grant(l.get(row, "points"), ctx)
		}
		if jump := l.get(row, "jump"); jump.ok() && !row.has("line") {
			l.fail(jump, "band.jump_without_line", "")
		}
		if b.Lower != nil {
			above = b.Lower
		}
		r.Branches = append(r.Branches, b)
	}
	l.descending(p, rows, func(at place) (exact.Num, bool) { return l.known(limits[at.node]) })
	l.jumps(rows, r)
	if value == nil {
		return nil
	}
	return r
}

// bandSentence says in which band a value lies.
func (l *loader) bandSentence(value *form.Expr, lower, above *form.Limit) form.Text {
	s := l.subject(value)
	switch {
	case lower != nil && lower.Open:
		l.limited(s, ", trên ", lower.At)
	case lower != nil:
		l.limited(s, ", từ ", lower.At)
	case above != nil && above.Open:
		l.limited(s, ", không quá ", above.At)
	case above != nil:
		l.limited(s, ", dưới ", above.At)
	}
	return s.Text
}

// line lowers {80%: 1.6, 100%: 2}.
func (l *loader) line(p place, value *form.Expr, ctx ruleContext) *form.Line {
	entries := l.entries(p)
	if len(entries) != 2 || value == nil {
		return nil
	}
	x0, x1 := l.limitExpr(entries[0].key, value), l.limitExpr(entries[1].key, value)
	y0, ok0 := l.grant(entries[0].value, ctx)
	y1, ok1 := l.grant(entries[1].value, ctx)
	n0, known0 := l.known(x0)
	n1, known1 := l.known(x1)
	if x0 == nil || x1 == nil || !ok0 || !ok1 {
		return nil
	}
	if known0 && known1 && !n0.Less(n1) {
		l.fail(entries[1].key, "line.not_ascending", "", entries[1].key.text())
		return nil
	}
	return &form.Line{X0: x0, X1: x1, Y0: y0, Y1: y1}
}

// at gives the points a branch grants at a value.
func (l *loader) pointsAt(b *form.Branch, x exact.Num) (exact.Num, bool) {
	if b.Line == nil {
		return b.Points, true
	}
	x0, ok0 := l.known(b.Line.X0)
	x1, ok1 := l.known(b.Line.X1)
	if !ok0 || !ok1 {
		return exact.Num{}, false
	}
	x = exact.Min(exact.Max(x, x0), x1)
	rise, ok := b.Line.Y1.Sub(b.Line.Y0).Quo(x1.Sub(x0))
	return b.Line.Y0.Add(x.Sub(x0).Mul(rise)), ok
}

// jumps warns where a line does not meet the band below it and nothing says where the jump comes from. Bands of fixed
// points jump by nature; a line that does is more often a slip.
func (l *loader) jumps(rows []place, r *form.Rule) {
	for i := range r.Branches[:max(0, len(r.Branches)-1)] {
		b, below := &r.Branches[i], &r.Branches[i+1]
		if b.Line == nil && below.Line == nil || b.Lower == nil || b.Line != nil && b.Line.Jump != "" {
			continue
		}
		x, ok := l.known(b.Lower.At)
		if !ok {
			continue
		}
		upper, ok1 := l.pointsAt(b, x)
		lower, ok2 := l.pointsAt(below, x)
		if ok1 && ok2 && !upper.Equal(lower) {
			at := l.limitOf(rows[i]).at
			l.warn(at.src, at.node, "line.jump", at.text(), lower.VN(), upper.VN())
		}
	}
}

// share lowers value × max and its kin to a line: it holds 0 below and the maximum above.
func (l *loader) share(p place, ctx ruleContext) *form.Rule {
	at := l.get(p, "of")
	value := l.formula(at, ctx.scope, form.TypeNumber)
	if value == nil || !l.needsMax(p, ctx) {
		return nil
	}
	if !l.percent(value) && l.plainValue(value) && !p.has("target") {
		l.fail(at, "share.not_percent", "", at.text())
		return nil
	}
	percent := l.percent(value) || !l.plainValue(value)
	one := numberExpr(exact.Int(1), percent)
	line := &form.Line{X0: numberExpr(exact.Int(0), percent), X1: one, Y1: ctx.max}
	r := &form.Rule{Kind: form.RuleBands, Value: value}
	s := l.subject(value)
	if target := l.get(p, "target"); target.ok() {
		line.X1 = l.limitExpr(target, value)
		if n, known := l.known(line.X1); known && n.Sign() <= 0 {
			l.fail(target, "number.not_positive", "", target.text())
		}
		if line.X1 == nil {
			return nil
		}
		l.limited(s, ", mục tiêu ", line.X1)
	}
	because := l.sentence(l.get(p, "because"), ctx.holes(), s.lit(", tính theo tỷ lệ của ").exactly(ctx.max).lit(" điểm").Text)
	branch := form.Branch{ID: "share", Line: line, Because: because, Span: p.span()}
	if from := l.get(p, "from"); from.ok() {
		lower := l.limitExpr(from, value)
		if lower == nil {
			return nil
		}
		limit := &form.Limit{At: lower}
		branch.Lower = limit
		line.Jump = "dưới mức tối thiểu không tính điểm"
		r.Branches = []form.Branch{branch, {ID: "else", Because: l.bandSentence(value, nil, limit), Span: from.span()}}
		return r
	}
	r.Branches = []form.Branch{branch}
	return r
}

// steps lowers base points and so many points for every further step.
func (l *loader) steps(p place, ctx ruleContext) *form.Rule {
	at := l.get(p, "value")
	value := l.formula(at, ctx.scope, form.TypeNumber)
	upto, ok1 := l.number(l.get(p, "upto"))
	every, ok2 := l.number(l.get(p, "every"))
	base, ok3 := l.grant(l.get(p, "base"), ctx)
	points, ok4 := l.measure(l.get(p, "points"), ctx)
	limit, ok5 := l.grant(l.get(p, "cap"), ctx)
	count := l.get(p, "count").text()
	if ok2 && every.Sign() <= 0 {
		l.fail(l.get(p, "every"), "number.not_positive", "", l.get(p, "every").text())
		return nil
	}
	if ok4 && points.Sign() <= 0 {
		l.fail(l.get(p, "points"), "number.not_positive", "", l.get(p, "points").text())
		return nil
	}
	if value == nil || !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || count == "" {
		return nil
	}
	over := &form.Expr{Kind: form.ExMax, Type: form.TypeNumber, Args: []*form.Expr{
		numberExpr(exact.Int(0), false), arith("/", arith("-", value, numberExpr(upto, false)), numberExpr(every, false))}}
	down := &form.Expr{Kind: form.ExRound, Type: form.TypeNumber, Round: exact.Rounding{Mode: exact.Down}, Args: []*form.Expr{over}}
	n := down
	if count == "started" {
		begun := &form.Expr{Kind: form.ExCmp, Type: form.TypeBool, Op: "<", Args: []*form.Expr{down, over}}
		n = &form.Expr{Kind: form.ExIf, Type: form.TypeNumber, Args: []*form.Expr{begun, arith("+", down, numberExpr(exact.Int(1), false)), down}}
	}
	otherwise := l.subject(value).lit(", đến ").exactly(upto).lit(" được ").exactly(base).lit(" điểm, thêm ").value("số bậc", n, false).
		lit(" bậc, mỗi bậc ").exactly(points).lit(" điểm, tối đa ").exactly(limit).lit(" điểm").Text
	return &form.Rule{
		Kind:    form.RulePoints,
		Value:   arith("+", numberExpr(base, false), arith("*", n, numberExpr(points, false))),
		Cap:     &limit,
		Because: l.sentence(l.get(p, "because"), ctx.holes(), otherwise),
	}
}
