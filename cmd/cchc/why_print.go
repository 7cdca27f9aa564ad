package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/why"
	"cchc/internal/wording"
	"cchc/rules/diff"
	"cchc/seeds"
)

// shownChanges is how many changes of one cause are printed under a subcriterion; all are in --json.
const shownChanges = 5

func (w *comparedScores) print(a *app) {
	fmt.Fprintln(a.stdout, w.title())
	if w.sides[1].Year.Demo {
		fmt.Fprintln(a.stdout, wording.Message("cli.demo"))
	}
	for i, s := range w.sides {
		ref := w.Programs[i].Ref()
		fmt.Fprintln(a.stdout, wrap(sideWord(i)+": "+s.says(&ref), 2))
	}
	fmt.Fprintln(a.stdout)
	w.printStanding(a)
	if len(w.Changes) == 0 && !slices.ContainsFunc(w.Parts, func(p why.Part) bool { return p.Changed }) {
		fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.why_same"))
		return
	}
	fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.why_head", w.by(w.To.Points.Sub(w.From.Points))))
	w.printParts(a)
	w.printLines(a)
}

func sideWord(side int) string {
	return wording.Message([]string{"cli.why_from", "cli.why_to"}[side])
}

func (w *comparedScores) title() string {
	return wording.Message("cli.why_unit_name", w.unit.Name, w.unit.Code) + " · " + blockName(w.To.Block)
}

// rounding is that of the later set's total: the numbers of both sides are printed in it.
func (w *comparedScores) rounding() exact.Rounding { return w.set(1).Rounding.Rounding }

func (w *comparedScores) vn(n exact.Num) string { return n.DecimalVN(w.rounding()) }

// by prints a difference with its sign; what is rounded is marked, and has decimals until something of it is seen.
func (w *comparedScores) by(n exact.Num) string {
	to := w.rounding()
	for !n.IsZero() && n.Round(to).IsZero() && to.Decimals < exact.MaxDecimals {
		to.Decimals++
	}
	text := n.DecimalVN(to)
	if n.Sign() > 0 {
		text = "+" + text
	}
	if !n.Round(to).Equal(n) {
		text = "≈" + text
	}
	return text
}

func (w *comparedScores) printStanding(a *app) {
	t := newTable("", "Điểm#", "Tối đa áp dụng#", "Chỉ số (%)#", "Hạng#", "Xếp loại")
	for i, u := range []*engine.UnitResult{w.From, w.To} {
		rank := rankText(u.Rank)
		if w.set(i).Scope == form.ScopeProvince { // ranked with nobody
			rank = noRank
		}
		t.add(sideWord(i), w.vn(u.Points), w.vn(u.Applied), w.index(u), rank, u.Class)
	}
	t.write(a.stdout)
}

func (w *comparedScores) index(u *engine.UnitResult) string {
	if !u.Scorable {
		return noRank
	}
	return w.vn(u.Index)
}

// noRank stands for a rank or index that there is not.
const noRank = "–"

func rankText(rank int) string {
	if rank == 0 {
		return noRank
	}
	return strconv.Itoa(rank)
}

func rankMove(p *why.Part) string {
	if p.Rank[0] == p.Rank[1] {
		return noneCounted
	}
	return rankText(p.Rank[0]) + " → " + rankText(p.Rank[1])
}

func (w *comparedScores) printParts(a *app) {
	count := w.counts()
	t := newTable("#", "Nguyên nhân", "Điểm#", "Chỉ số#", "Hạng#", "Số thay đổi#")
	var backward []string
	for i := range w.Parts {
		p := &w.Parts[i]
		cells := []string{noneCounted, noneCounted, noneCounted, noneCounted}
		if p.Changed {
			cells = []string{w.by(p.Points), w.by(p.Index), rankMove(p), strconv.Itoa(count[p.Cause])}
		}
		t.add(append([]string{strconv.Itoa(i + 1), causeName(p.Cause)}, cells...)...)
		if p.Backward != nil {
			backward = append(backward, strings.ToLower(causeName(p.Cause))+" "+w.by(*p.Backward))
		}
	}
	if !w.Rounding.IsZero() {
		t.add("", wording.Message("cli.why_rounding"), w.by(w.Rounding), "", "", "")
	}
	t.add("", wording.Message("cli.why_total"), w.by(w.To.Points.Sub(w.From.Points)), w.by(w.To.Index.Sub(w.From.Index)), "", strconv.Itoa(len(w.Changes)))
	t.write(a.stdout)
	fmt.Fprintln(a.stdout, wrap(wording.Message("cli.why_order"), 0))
	if len(backward) > 0 {
		fmt.Fprintln(a.stdout, wrap(wording.Message("cli.why_backward", strings.Join(backward, "; ")), 0))
	}
}

// counts says how many changes there are of each cause.
func (w *comparedScores) counts() map[why.Cause]int {
	count := map[why.Cause]int{}
	for i := range w.Changes {
		count[w.Changes[i].Cause]++
	}
	return count
}

func (w *comparedScores) printLines(a *app) {
	var listed []*why.Line
	used := map[int]bool{}
	for i := range w.Lines {
		l := &w.Lines[i]
		for _, n := range l.Changes {
			used[n] = true
		}
		if w.listed(l.Code) {
			listed = append(listed, l)
		}
	}
	if len(listed) == 0 {
		fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.why_no_lines"))
	} else {
		fmt.Fprintf(a.stdout, "\n%s\n", wording.Message("cli.why_lines", strconv.Itoa(len(listed))))
	}
	for _, l := range listed {
		w.printLine(a, l)
	}
	idle := 0
	for i := range w.Changes {
		if what := w.Changes[i].What; !used[i] && what != why.OfDay && what != why.OfStage {
			idle++
		}
	}
	if idle > 0 && w.code == "" {
		fmt.Fprintln(a.stdout, wording.Message("cli.why_idle", strconv.Itoa(idle)))
	}
}

func (w *comparedScores) printLine(a *app, l *why.Line) {
	fmt.Fprintln(a.stdout, wrap(l.Code+" "+w.lineName(l)+": "+w.stands(&l.Before)+" → "+w.stands(&l.After)+" ("+w.by(l.Points)+")", 2))
	for i := range w.Parts {
		if l.By[i].IsZero() {
			continue
		}
		cause := w.Parts[i].Cause
		fmt.Fprintln(a.stdout, wrap("  "+causeName(cause)+": "+w.by(l.By[i]), 4))
		if cause == why.Rules {
			for _, text := range w.ruleChanges(l.Code) {
				fmt.Fprintln(a.stdout, wrap("    · "+text, 2))
			}
		}
		more := 0
		for _, n := range l.Changes {
			if ch := &w.Changes[n]; ch.Cause == cause {
				if more++; more <= shownChanges {
					fmt.Fprintln(a.stdout, wrap("    · "+w.says(ch), 2))
				}
			}
		}
		if more > shownChanges {
			fmt.Fprintln(a.stdout, "    "+wording.Message("cli.why_more", strconv.Itoa(more-shownChanges)))
		}
	}
}

// lineName is the name of a place of the tree; above the leaves only caps and roundings stand.
func (w *comparedScores) lineName(l *why.Line) string {
	for _, i := range []int{1, 0} {
		set := w.set(i)
		if n := set.NodeByCode(l.Code); n >= 0 {
			if set.Nodes[n].Leaf == nil {
				return set.Nodes[n].Name + ", " + wording.Message("cli.why_section")
			}
			return set.Nodes[n].Name
		}
	}
	return l.Code
}

// stands prints the points of a place, or the state that stands instead of them.
func (w *comparedScores) stands(n *engine.NodeResult) string {
	switch n.State {
	case engine.Scored, engine.Disputed:
		return w.vn(n.Points)
	case "":
		return wording.Message("cli.why_absent")
	}
	return strings.ToLower(wording.State(n.State))
}

// ruleChanges says what the versions of the set say differently about a subcriterion.
func (w *comparedScores) ruleChanges(code string) []string {
	c := diff.Between(w.set(0), w.set(1))
	var out []string
	for i := range c.List {
		ch := &c.List[i]
		if ch.Code == code || slices.Contains(ch.Leaves, code) || slices.Contains(ch.Gone, code) {
			out = append(out, wording.Change(c, ch))
		}
	}
	if len(out) > shownChanges {
		out = append(out[:shownChanges], wording.Message("cli.why_more", strconv.Itoa(len(out)-shownChanges)))
	}
	return out
}

// says is one change with the event behind it, as people read it.
func (w *comparedScores) says(ch *why.Change) string {
	parts := []string{w.whatChanged(ch)}
	if f := later(ch.Facts); f != nil {
		by := wording.Layer(f.Fact.Layer)
		if f.By != "" {
			by += ", " + f.By
		}
		parts = append(parts, by)
		if f.Fact.Document != "" {
			parts = append(parts, wording.Message("cli.why_document", f.Fact.Document))
		}
	}
	if e := ch.Event; e != nil {
		parts = append(parts, wording.Message("cli.why_event", strconv.FormatInt(e.Seq, 10), clockVN(e.Recorded), e.Actor))
		if d := later(ch.Decisions); e.Reason != "" && (d == nil || d.Decision.Reason != e.Reason) {
			parts = append(parts, wording.Message("cli.why_reason", e.Reason))
		}
		if ch.Undone {
			parts = append(parts, wording.Message("cli.why_undone"))
		}
	}
	return strings.Join(parts, "; ")
}

// later is what stands in the second state, else what stood in the first.
func later[T any](states [2]*T) *T {
	if states[1] != nil {
		return states[1]
	}
	return states[0]
}

// whatChanged names a thing with what it was and is.
func (w *comparedScores) whatChanged(ch *why.Change) string {
	name, text := w.thing(ch)
	if ch.Unit != "" && ch.Unit != w.unit.Code && ch.What != why.OfUnit && ch.What != why.OfAttribute {
		name = w.unitName(ch.Unit) + ", " + name
	}
	if ch.Period != "" && ch.Period != w.sides[1].Year.Period.ID {
		name += " (" + ch.Period + ")"
	}
	return wording.Message("cli.why_arrow", name, text[0], text[1])
}

// thing names what changed and says how each side has it.
func (w *comparedScores) thing(ch *why.Change) (name string, sides [2]string) {
	switch ch.What {
	case why.OfDay:
		return wording.Message("cli.why_day"), [2]string{w.sides[0].Year.AsOf.VN(), w.sides[1].Year.AsOf.VN()}
	case why.OfStage:
		return wording.Message("cli.why_stages"), [2]string{wording.Stage(w.sides[0].Stage), wording.Stage(w.sides[1].Stage)}
	case why.OfPlan:
		return wording.Message("cli.why_plan"), [2]string{short(w.sides[0].Year.Period.Plan), short(w.sides[1].Year.Period.Plan)}
	case why.OfUnit:
		u := later(ch.Units)
		return wording.Message("cli.why_unit", u.Code), each(w, ch, ch.Units, func(u *seeds.Unit) string {
			return wording.Message("cli.why_unit_is", u.Name, u.Block, u.ValidFrom.VN(), u.ValidTo.VN())
		})
	case why.OfAttribute:
		at := later(ch.Attributes)
		return wording.Message("cli.why_attribute", at.Name, at.Unit, at.From.VN()), each(w, ch, ch.Attributes, func(at *seeds.Attribute) string { return at.Value })
	case why.OfOccasion:
		e := later(ch.Occasions)
		return wording.Message("cli.why_occasion", e.ID, e.Deliverable), each(w, ch, ch.Occasions, func(e *seeds.Event) string {
			return wording.Message("cli.why_occasion_is", e.Date.VN(), e.Due.VN())
		})
	case why.OfSet:
		return wording.Message("cli.why_set", blockName(later(ch.Sets).Block)), each(w, ch, ch.Sets, func(c *season.Choice) string { return c.Set + "@" + c.Version })
	case why.OfFact:
		f := &later(ch.Facts).Fact
		in := w.input(ch.Unit, f.Input)
		value := func(f *season.FactState) string { return wording.DatumValue(in, f.Fact.Field, f.Fact.Value) }
		sides = each(w, ch, ch.Facts, value)
		for i, f := range ch.Stood { // where this fact is not there, another layer's counts
			if f != nil && ch.Facts[i] == nil {
				sides[i] = wording.Message("cli.why_stood", sides[i], value(f), wording.Layer(f.Fact.Layer))
			}
		}
		return wording.Datum(in, f.Input, f.Row, f.Field), sides
	}
	d := &later(ch.Decisions).Decision
	return wording.Message("cli.why_decision", w.decidedOn(ch.Unit, d)), each(w, ch, ch.Decisions, decided)
}

// each says how each side has a thing of a change.
func each[T any](w *comparedScores, ch *why.Change, states [2]*T, say func(*T) string) [2]string {
	var out [2]string
	for i, s := range states {
		if s != nil {
			out[i] = say(s)
		} else {
			out[i] = wording.Message(w.without(ch, i))
		}
	}
	return out
}

// without says how a side is without a thing: it does not count at the side's stage, is not known yet, or is no more.
func (w *comparedScores) without(ch *why.Change, side int) string {
	layer := engine.LayerDeclared
	switch ch.What {
	case why.OfFact:
		layer = later(ch.Facts).Fact.Layer
	case why.OfDecision:
		layer = later(ch.Decisions).Decision.Layer
	}
	switch {
	case !w.sides[side].Stage.Counts(layer):
		return "cli.why_not_counted"
	case side == 0 || ch.Undone:
		return "cli.why_absent"
	}
	return "cli.why_withdrawn"
}

// decidedOn names what a decision is about.
func (w *comparedScores) decidedOn(unit string, d *engine.Decision) string {
	switch {
	case d.Input != "":
		return wording.Datum(w.input(unit, d.Input), d.Input, d.Row, d.Field)
	case d.Code != "":
		return wording.Message("cli.why_of_code", d.Code)
	}
	return wording.Message("cli.why_of_unit")
}

// decided says what was decided, by whom and for what reason.
func decided(j *season.Judgement) string {
	d := &j.Decision
	text := wording.Message("cli.decided."+string(d.Kind), d.Points.VN())
	about := []string{wording.Layer(d.Layer), d.By}
	if d.Second != "" {
		about = append(about, d.Second)
	}
	text += " (" + strings.Join(about, ", ") + ")"
	if d.Reason != "" {
		text += ": " + d.Reason
	}
	return text
}

// input is an input of the set that scores a unit; nil where it has none of the name.
func (w *comparedScores) input(unit, name string) *form.Input {
	for _, i := range []int{1, 0} {
		s := w.sides[i]
		u, _ := s.Year.Units.ByCode(unit)
		for _, p := range s.Programs {
			if s.Year.Period.Scores(p.Set(), p.Ref().Hash, u.Block) {
				if in := p.Set().Input(name); in != nil {
					return in
				}
			}
		}
	}
	return nil
}

func (w *comparedScores) unitName(code string) string {
	if u, ok := w.sides[1].Year.Units.ByCode(code); ok {
		return shortName(u.Name)
	}
	return code
}
