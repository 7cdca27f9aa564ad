package space

import (
	"slices"
	"strconv"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// maxMarks bounds the marks of one axis; where some are left out, WhyTooMany is among the reasons.
const maxMarks = 120

// axes lists the axes of the leaf: attributes first, then inputs in the set's order, then what the block reached.
func (m *marker) axes() []Axis {
	var all []Axis
	used := m.usedAttrs()
	for i := range m.set.Attrs {
		if a := &m.set.Attrs[i]; used[a.Name] {
			m.cut = false
			axis := m.attr(a)
			axis.Cut = m.cut
			all = append(all, axis)
		}
	}
	for i := range m.set.Inputs {
		in := &m.set.Inputs[i]
		if !m.reads(in.Name) {
			continue
		}
		m.cut = false
		axis := m.input(in)
		axis.Name, axis.Kind, axis.Input, axis.Cut = in.Name, KindInput, in, m.cut
		if m.asked(in.Name) {
			missing := Mark{Missing: true}
			if len(axis.Marks) > 0 && in.Type == form.InDocument {
				missing.Dues = axis.Marks[0].Dues // what is owed is owed also when nothing came
			}
			axis.Marks = append(axis.Marks, missing)
		}
		all = append(all, axis)
	}
	form.WalkRule(m.set.Nodes[m.space.Node].Leaf.Rule, func(r *form.Rule) {
		if r.Kind == form.RuleRelative {
			all = append(all, references())
		}
	})
	return all
}

// reads reports whether the leaf, a leaf it rests on or a check on their figures reads an input.
func (m *marker) reads(name string) bool {
	for _, i := range m.set.Leaves() {
		if slices.Contains(m.set.LeafInputs(i), name) {
			return true
		}
	}
	for i := range m.set.Checks {
		if slices.Contains(m.set.ExprInputs(m.set.Checks[i].Cond), name) {
			return true
		}
	}
	return false
}

// asked reports whether a rule asks if an input is there at all.
func (m *marker) asked(name string) bool {
	found := false
	look := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			found = found || e.Kind == form.ExHas && e.Name == name
			return true
		})
	}
	m.exprs(look)
	return found
}

// exprs calls fn for the expressions of all leaves and derived values.
func (m *marker) exprs(fn func(*form.Expr)) {
	for _, i := range m.set.Leaves() {
		m.set.Nodes[i].Leaf.Exprs(fn)
	}
	for i := range m.set.Values {
		fn(m.set.Values[i].Expr)
	}
}

func (m *marker) usedAttrs() map[string]bool {
	used := map[string]bool{}
	mark := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if e.Kind == form.ExAttr {
				used[e.Name] = true
			}
			return true
		})
	}
	m.exprs(mark)
	return used
}

func (m *marker) attr(a *form.Attr) Axis {
	axis := Axis{Name: a.Name, Kind: KindAttr}
	if a.Type == form.TypeBool {
		for _, b := range []bool{false, true} {
			k := form.Const{Type: form.TypeBool, Bool: b}
			axis.Marks = append(axis.Marks, Mark{Attrs: []rules.Given{{Input: a.Name, Value: k}}, Value: k})
		}
		return axis
	}
	axis.Ordered = true
	for _, n := range m.between(m.figures(a.Name, exact.Int(1), nil, nil)) {
		k := form.Const{Type: form.TypeNumber, Num: n}
		axis.Marks = append(axis.Marks, Mark{Attrs: []rules.Given{{Input: a.Name, Value: k}}, Value: k})
	}
	return axis
}

func given(in *form.Input, k form.Const) Mark {
	return Mark{Given: []rules.Given{{Input: in.Name, Value: k}}, Value: k}
}

// input lays out the marks of an input by its type.
func (m *marker) input(in *form.Input) Axis {
	var axis Axis
	switch in.Type {
	case form.InYesNo:
		for _, b := range []bool{false, true} {
			axis.Marks = append(axis.Marks, given(in, form.Const{Type: form.TypeBool, Bool: b}))
		}
	case form.InLevel:
		for _, o := range in.Options {
			axis.Marks = append(axis.Marks, given(in, form.Const{Type: form.TypeLevel, Text: o.ID}))
		}
	case form.InEvent:
		axis.Marks = []Mark{{Value: form.Const{Type: form.TypeBool}},
			{Events: in.Deliverables[:1], Dues: m.owedOn(in.Deliverables[0]), Value: form.Const{Type: form.TypeBool, Bool: true}}}
	case form.InDate, form.InDocument:
		axis = m.dated(in)
	case form.InReports:
		axis = m.reports(in)
	case form.InList:
		axis = m.list(in)
	case form.InSurvey:
		axis = m.survey(in)
	default:
		axis = m.figure(in)
	}
	return axis
}

// figure lays out a count, number, amount, ratio, index or rating.
func (m *marker) figure(in *form.Input) Axis {
	decimals := in.Decimals
	if in.Type == form.InRatio {
		decimals += 2 // 80 % is kept as 0.8
	}
	step := exact.Int(1)
	for range decimals {
		step, _ = step.Quo(exact.Int(10))
	}
	low, high := in.Min, in.Max
	zero := exact.Num{}
	if low == nil && in.Type != form.InNumber {
		low = &zero
	}
	if in.Type == form.InIndex {
		full := exact.Int(int64(in.Scale))
		low, high = &zero, &full
	}
	all := m.figures(in.Name, step, low, high)
	if in.Type != form.InCount {
		all = m.between(all)
	}
	axis := Axis{Ordered: true}
	for _, n := range all {
		axis.Marks = append(axis.Marks, given(in, form.Const{Type: form.TypeNumber, Num: n, Percent: in.Type == form.InRatio}))
	}
	return axis
}

// between adds the middle between neighbours: a figure that need not be whole can lie there.
func (m *marker) between(all []exact.Num) []exact.Num {
	var out []exact.Num
	for i, n := range all {
		if i > 0 && len(all) < maxMarks/2 {
			out = append(out, all[i-1].Add(n).Mul(exact.MustFrac(1, 2)))
		}
		out = append(out, n)
	}
	m.cut = m.cut || len(all) >= maxMarks/2
	return out
}

// figures lists the values of a quantity at which the rule can change, each with its neighbours one step away, inside
// the domain; ascending.
func (m *marker) figures(name string, step exact.Num, low, high *exact.Num) []exact.Num {
	var all []exact.Num
	add := func(n exact.Num) {
		switch {
		case low != nil && n.Less(*low), high != nil && high.Less(n), slices.ContainsFunc(all, n.Equal):
		case len(all) == maxMarks:
			m.cut = true
		default:
			all = append(all, n)
		}
	}
	add(exact.Num{})
	if m.parts[name] || m.wholes[name] {
		add(m.whole)
	}
	for _, end := range []*exact.Num{low, high} {
		if end != nil {
			add(*end)
		}
	}
	for _, n := range m.critical(name) {
		for _, at := range onGrid(n, step) {
			add(at.Sub(step))
			add(at)
			add(at.Add(step))
		}
	}
	slices.SortFunc(all, exact.Num.Cmp)
	return all
}

// onGrid gives a number that is a whole number of steps, or the two such numbers around it.
func onGrid(n, step exact.Num) []exact.Num {
	q, ok := n.Quo(step)
	if !ok {
		return nil
	}
	if q.IsInt() {
		return []exact.Num{n}
	}
	down := q.Round(exact.Rounding{Mode: exact.Down})
	if q.Sign() < 0 {
		down = down.Sub(exact.Int(1))
	}
	return []exact.Num{down.Mul(step), down.Add(exact.Int(1)).Mul(step)}
}

// maxDays is how far from the year a date may lie to be worth trying.
const maxDays = 800

// dated lays out a date or document: early to late, then never.
func (m *marker) dated(in *form.Input) Axis {
	days := []int{m.days}
	if in.Type == form.InDocument {
		days = append(days, m.days+1)
	}
	asked := m.asksAbout(in.Name)
	for _, n := range m.critical(in.Name) {
		switch at, ok := n.Int64(); {
		case slices.ContainsFunc(asked, n.Equal) && ok:
			days = append(days, int(at)-1, int(at), int(at)+1)
		case !ok || at <= int64(m.days-maxDays) || at >= int64(m.days+maxDays) || len(days) >= maxMarks:
			m.cut = true
		default:
			days = append(days, int(at)-1, int(at), int(at)+1)
		}
	}
	slices.Sort(days)
	axis := Axis{Ordered: true}
	for _, d := range slices.Compact(days) {
		axis.Marks = append(axis.Marks, given(in, form.Const{Type: form.TypeDate, Day: day.Day(d)}))
	}
	axis.Marks = append(axis.Marks, Mark{Never: true,
		Given: []rules.Given{{Input: in.Name, None: true, Value: form.Const{Type: form.TypeDate}}}})
	if in.Type == form.InDocument && !m.onEvent(in.Deliverables[0]) {
		for i := range axis.Marks {
			axis.Marks[i].Dues = []rules.Due{{Deliverable: in.Deliverables[0], Key: in.Occurrence, Day: day.Day(m.days)}}
		}
	}
	return axis
}

// asksAbout lists the days that a date itself, or its days late, is compared with: however far away, they are meant.
func (m *marker) asksAbout(name string) []exact.Num {
	var all []exact.Num
	for _, eq := range m.eqs {
		switch {
		case quantity(eq.of) != name || eq.check:
		case eq.of.Kind == form.ExLate:
			all = append(all, eq.at.Add(exact.Int(int64(m.days))))
		default:
			all = append(all, eq.at)
		}
	}
	return all
}

// onEvent reports whether a deliverable is owed only once an event that the leaf reads is recorded.
func (m *marker) onEvent(deliverable string) bool {
	return slices.ContainsFunc(m.set.Inputs, func(in form.Input) bool {
		return in.Type == form.InEvent && m.reads(in.Name) && slices.Contains(in.Deliverables, deliverable)
	})
}

// owedOn lists what documents of a deliverable are owed once its event is recorded.
func (m *marker) owedOn(deliverable string) []rules.Due {
	var all []rules.Due
	for i := range m.set.Inputs {
		in := &m.set.Inputs[i]
		due := rules.Due{Deliverable: deliverable, Key: in.Occurrence, Day: day.Day(m.days)}
		if in.Type == form.InDocument && in.Deliverables[0] == deliverable && !slices.Contains(all, due) {
			all = append(all, due)
		}
	}
	return all
}

// references lays out what the block reached.
func references() Axis {
	half, one, many := exact.MustFrac(1, 2), exact.Int(1), exact.Int(100)
	var zero exact.Num
	axis := Axis{Kind: KindRefs, Name: "refs"}
	for _, pair := range [][2]*exact.Num{{&one, &zero}, {&half, &zero}, {&many, &one}, {&one, &one}, {&zero, &zero}} {
		axis.Marks = append(axis.Marks, Mark{Refs: &rules.Refs{Best: pair[0], Worst: pair[1]}})
	}
	return axis
}

// survey lays out answers: all groups full, all empty of praise, mixed, and samples just too small.
func (m *marker) survey(in *form.Input) Axis {
	sample := int64(30)
	form.WalkRule(m.set.Nodes[m.space.Node].Leaf.Rule, func(r *form.Rule) {
		if r.Survey != nil && r.Survey.Input == in.Name {
			if n, ok := m.known(r.Survey.MinSample); ok {
				sample, _ = n.Int64()
			}
		}
	})
	sample = max(sample, 1)
	var axis Axis
	all := func(n int64, answer func(group int) int) {
		var mark Mark
		for g, grp := range in.Groups {
			k := form.Const{Type: form.TypeNumber, Num: exact.Int(n)}
			mark.Given = append(mark.Given, rules.Given{Input: in.Name, Row: grp.ID, Field: strconv.Itoa(answer(g)), Value: k})
		}
		axis.Marks = append(axis.Marks, mark)
	}
	all(sample, func(int) int { return in.Scale })
	all(sample, func(int) int { return 1 })
	all(sample, func(int) int { return (in.Scale + 1) / 2 })
	all(sample, func(g int) int { return 1 + (in.Scale-1)*(g%2) })
	all(sample-1, func(int) int { return in.Scale })
	few := axis.Marks[0]
	few.Given = slices.Clone(few.Given)
	few.Given[0].Value.Num = exact.Int(sample - 1)
	axis.Marks = append(axis.Marks, few)
	return axis
}
