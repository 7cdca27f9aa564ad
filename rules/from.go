package rules

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"cchc/internal/form"
	"cchc/internal/suggest"
)

// sourcePlace is a source of an aggregated input and where it stands: some mistakes show only once the ratios are known.
type sourcePlace struct {
	input    string
	of       form.From
	at       place // the source
	measured place // the units' input
}

// from lowers the sources of an aggregated input.
func (l *loader) from(e entry, in *form.Input) {
	p := l.get(e.value, "from")
	if !p.ok() {
		return
	}
	key := l.keyOf(e.value, "from")
	if l.set.Scope == form.ScopeUnit {
		l.fail(key, "from.unit_scope", "")
	}
	if e.value.has("previous") {
		l.fail(key, "format.exclusive_keys", "", "previous", "from")
	}
	sources := []place{p}
	if p.is(yaml.SequenceNode) {
		if sources = l.items(p); len(p.node.Content) == 0 {
			l.fail(p, "format.empty", "")
		}
	}
	for _, s := range sources {
		l.source(s, in)
	}
}

// source lowers one source and adds it to the input.
func (l *loader) source(p place, in *form.Input) {
	f := form.From{Levels: l.texts(l.get(p, "levels")), Pool: l.get(p, "pool").text(),
		Missing: form.Policy(l.get(p, "missing").text()), Span: p.span()}
	var measured place
	for _, m := range form.Measures() {
		if at := l.get(p, string(m)); at.ok() {
			f.Measure, f.Input, measured = m, at.text(), at
			break
		}
	}
	defer func() { l.aggregated = append(l.aggregated, sourcePlace{in.Name, f, p, measured}) }()
	if f.Measure == "" || f.Missing == "" {
		return // the grammar has said what is missing
	}
	f.Blocks = l.blocksOf(p, &f)
	l.levelsOf(p)
	if f.Measure == form.MeasurePrevious {
		l.previousAlone(p, in)
	} else if f.Measure != form.MeasureSum && (in.Type == form.InNumber || in.Type == form.InAmount) {
		l.fail(l.keyOf(p, string(f.Measure)), "from.counts", "", string(f.Measure), string(in.Type))
	}
	for _, have := range in.From {
		switch {
		case have.Measure == form.MeasurePrevious && f.Measure != form.MeasurePrevious:
			l.fail(l.keyOf(p, string(f.Measure)), "from.previous_alone", "")
		case have.Measure == f.Measure && have.Input == f.Input && (f.Measure == form.MeasurePrevious || overlap(have.Blocks, f.Blocks)):
			l.fail(measured, "from.twice", "", string(f.Measure), f.Input)
		}
	}
	in.From = append(in.From, f)
}

// blocksOf reads the blocks of a source; a province does not add itself to its units.
func (l *loader) blocksOf(p place, f *form.From) []string {
	at := l.get(p, "units")
	switch {
	case f.Measure == form.MeasurePrevious:
		if p.has("units") {
			l.fail(l.keyOf(p, "units"), "from.previous_units", "")
		}
		return nil
	case !p.has("units"):
		l.report(p.src, p.node.Line, p.node.Column, p.node.Column+1, Error, "format.missing_key", "", "units")
		return nil
	case at.ok() && len(at.node.Content) == 0:
		l.fail(at, "format.empty", "")
	}
	var blocks []string
	for _, b := range l.items(at) {
		switch {
		case slices.Contains(blocks, b.text()):
			l.fail(b, "from.block_twice", "", b.text())
		case slices.Contains(l.set.Blocks, b.text()):
			l.fail(b, "from.own_block", "", b.text())
		}
		blocks = append(blocks, b.text())
	}
	return blocks
}

func (l *loader) levelsOf(p place) {
	at := l.get(p, "levels")
	if at.ok() && len(at.node.Content) == 0 {
		l.fail(at, "format.empty", "")
	}
	var levels []string
	for _, item := range l.items(at) {
		if slices.Contains(levels, item.text()) {
			l.fail(item, "from.level_twice", "", item.text())
		}
		levels = append(levels, item.text())
	}
}

// previousAlone checks a figure of the previous period: it has one giver, who is there or not.
func (l *loader) previousAlone(p place, in *form.Input) {
	if p.has("pool") {
		l.fail(l.keyOf(p, "pool"), "from.previous_pool", "")
	}
	if policy := l.get(p, "missing"); policy.ok() && policy.text() != string(form.PolicyRefuse) {
		l.fail(policy, "from.previous_refuses", "", policy.text())
	}
	if len(in.From) > 0 {
		l.fail(l.keyOf(p, string(form.MeasurePrevious)), "from.previous_alone", "")
	}
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// keyOf is the place of a key itself.
func (l *loader) keyOf(p place, key string) place {
	for i := 0; i+1 < len(p.node.Content); i += 2 {
		if p.node.Content[i].Value == key {
			return place{p.src, p.node.Content[i]}
		}
	}
	return p
}

// sourcesFit checks what only the whole set shows: names of previous figures, pools, and what divides.
func (l *loader) sourcesFit() {
	for _, s := range l.aggregated {
		if s.of.Measure == form.MeasurePrevious {
			l.previousNamed(s)
		}
	}
	l.poolsFit()
	l.ratiosFit()
}

// previousNamed checks that a figure of the previous period is one that this set asks for in its own period.
func (l *loader) previousNamed(s sourcePlace) {
	sym, ok := l.lookup(s.measured)
	switch {
	case !ok:
	case sym.Input == nil || inputValueType(sym.Input.Type) != form.TypeNumber:
		l.fail(s.measured, "ratio.not_a_figure", "", s.of.Input)
	case s.of.Input == s.input:
		l.fail(s.measured, "from.previous_self", "", s.of.Input)
	}
}

// poolsFit refuses a pool of one input: a mistyped name would quietly keep a unit in the denominator that is missing in
// the numerator.
func (l *loader) poolsFit() {
	inputs := map[string][]string{}
	var names []string
	for _, s := range l.aggregated {
		if s.of.Pool != "" && !slices.Contains(inputs[s.of.Pool], s.input) {
			inputs[s.of.Pool] = append(inputs[s.of.Pool], s.input)
			names = append(names, s.of.Pool)
		}
	}
	for _, s := range l.aggregated {
		if len(inputs[s.of.Pool]) == 1 {
			others := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == s.of.Pool })
			l.fail(l.get(s.at, "pool"), "from.pool_alone", suggest.Nearest(s.of.Pool, others), s.of.Pool)
		}
	}
}

// ratiosFit checks what aggregated figures are divided by, in ratios and formulas alike: a unit that is missing must not
// make the whole smaller while it stays in the part, nor the other way round.
func (l *loader) ratiosFit() {
	said := map[string]bool{}
	divide := func(e *form.Expr) {
		form.Walk(e, func(x *form.Expr) bool {
			if len(x.Args) == 2 && (x.Kind == form.ExRatio || x.Kind == form.ExArith && x.Op == "/") {
				l.wholeFits(x, said)
				l.pooled(x, said)
			}
			return true
		})
	}
	for i := range l.set.Values {
		divide(l.set.Values[i].Expr)
	}
	for i := range l.set.Checks {
		divide(l.set.Checks[i].Cond)
	}
	for _, i := range l.set.Leaves() {
		l.set.Nodes[i].Leaf.Exprs(divide)
	}
}

func (l *loader) wholeFits(x *form.Expr, said map[string]bool) {
	whole := l.set.ExprInputs(x.Args[1])
	for _, s := range l.aggregated {
		counts := s.of.Measure == form.MeasureOwed || s.of.Measure == form.MeasureApplicable
		if s.of.Missing == form.PolicyWorst && s.of.Measure != "" && !counts && slices.Contains(whole, s.input) && !said["whole "+s.input] {
			said["whole "+s.input] = true
			l.fail(l.get(s.at, "missing"), "from.worst_whole", "", s.input)
		}
	}
}

// pooled demands one pool of the inputs of a quotient that leave units of one block out.
func (l *loader) pooled(x *form.Expr, said map[string]bool) {
	inputs := l.set.ExprInputs(x)
	var skipping []*sourcePlace
	for i := range l.aggregated {
		s := &l.aggregated[i]
		if s.of.Missing != form.PolicySkip || !slices.Contains(inputs, s.input) {
			continue
		}
		for _, other := range skipping {
			apart := s.of.Pool == "" || s.of.Pool != other.of.Pool
			if apart && s.input != other.input && overlap(s.of.Blocks, other.of.Blocks) && !said["pool "+s.input] {
				said["pool "+s.input] = true
				l.fail(s.at, "from.not_pooled", "", s.input, other.input)
			}
		}
		skipping = append(skipping, s)
	}
}
