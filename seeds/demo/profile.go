package demo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/seeds"
)

// profile is how one input is filled: a value between that of the weakest and that of the strongest unit.
type profile struct {
	input        *form.Input
	area         int
	kind         string
	of           []term
	forms        int // survey: forms sent per group
	weak, strong exact.Num
	from, to     day.Day   // date
	needs        string    // attribute, yes/no input or event input that must hold
	gap          exact.Num // share of the weakest that has no evidence
	known        timing
	document     string
}

// term is a figure that a share is taken of, added or taken away.
type term struct {
	input string
	minus bool
}

// Kinds of profiles.
const (
	kindCount   = "count"   // whole number by strength
	kindSize    = "size"    // whole number by the size of the unit
	kindAmount  = "amount"  // đồng by the size of the unit, in whole millions
	kindShare   = "share"   // part of other figures, by strength
	kindIndex   = "index"   // number by strength with the input's decimals, or a ratio
	kindYes     = "yes"     // yes from a strength on
	kindDrawn   = "drawn"   // yes for a share of the units, by chance
	kindDate    = "date"    // date by strength
	kindDue     = "due"     // days after (before: negative) the due date, by strength
	kindReports = "reports" // the same for each report
	kindSurvey  = "survey"  // mean answer by strength
	kindEvent   = "event"   // follows from events.csv
)

var fits = map[string][]form.InputType{
	kindCount: {form.InCount}, kindSize: {form.InCount}, kindAmount: {form.InAmount},
	kindShare: {form.InCount, form.InAmount}, kindIndex: {form.InIndex, form.InRatio}, kindYes: {form.InYesNo}, kindDrawn: {form.InYesNo},
	kindDate: {form.InDate, form.InDocument}, kindDue: {form.InDocument}, kindReports: {form.InReports},
	kindSurvey: {form.InSurvey}, kindEvent: {form.InEvent},
}

func (y *year) readProfiles() ([]profile, error) {
	t := y.table("profile.csv", "input", "area", "kind", "of", "weak", "strong", "needs", "gap", "recorded", "document")
	var all []profile
	seen := map[string]bool{}
	for _, r := range t.rows {
		name := r.text("input")
		p := profile{input: y.inputs[name], area: r.whole("area"), kind: r.text("kind"), needs: r.text("needs"),
			gap: r.number("gap"), known: r.timing("recorded"), document: r.text("document")}
		switch {
		case p.input == nil:
			r.failf("the set has no input %s", name)
			continue
		case seen[name]:
			r.failf("input %s twice", name)
		case p.area < 1 || p.area > areas:
			r.failf("area %d", p.area)
		case !p.fitting():
			r.failf("kind %q does not fill an input of type %s", p.kind, p.input.Type)
		}
		p.ends(r)
		for _, o := range p.of {
			if !seen[o.input] {
				r.failf("%s is not above", o.input)
			}
		}
		seen[name] = true
		all = append(all, p)
	}
	for i := range y.set.Inputs {
		// What is added up from other units, or kept from the previous period, is not made up.
		if name := y.set.Inputs[i].Name; !seen[name] && len(y.set.Inputs[i].From) == 0 {
			t.errs = append(t.errs, fmt.Errorf("%s: no row for input %s", t.file, name))
		}
	}
	return all, t.err()
}

func (p *profile) fitting() bool {
	return slices.Contains(fits[p.kind], p.input.Type)
}

// ends reads the two ends and what they are ends of.
func (p *profile) ends(r row) {
	switch p.kind {
	case kindDate:
		p.from, p.to = r.day("weak"), r.day("strong")
	case kindShare:
		for _, part := range strings.SplitAfter(strings.ReplaceAll(r.text("of"), "-", "+-"), "+") {
			name, minus := strings.CutPrefix(strings.TrimSuffix(part, "+"), "-")
			p.of = append(p.of, term{name, minus})
		}
		p.weak, p.strong = r.number("weak"), r.number("strong")
	case kindSurvey:
		p.forms = r.whole("of")
		p.weak, p.strong = r.number("weak"), r.number("strong")
	default:
		p.weak, p.strong = r.number("weak"), r.number("strong")
	}
}

// figure is what a unit has at an input, as far as other inputs rest on it.
type figure struct {
	num exact.Num
	yes bool
}

// filler makes the facts of one unit.
type filler struct {
	*year
	*strength
	figures map[string]figure
	cleared []place // data whose profile facts give way
	facts   []engine.Fact
	earlier []engine.Fact
}

// input makes the facts of one input.
func (f *filler) input(p *profile) error {
	name := p.input.Name
	position := f.position(p.area, name)
	switch holds, err := f.holds(p.needs); {
	case err != nil:
		return err
	case !holds:
		return nil
	case between(p.gap, exact.Num{}, position).Mul(exact.Int(full)).Cmp(exact.Int(int64(f.chance(name+"/gap", full)))) > 0:
		return nil
	}
	switch p.kind {
	case kindEvent:
		_, due := f.due(p.input)
		f.figures[name] = figure{yes: due}
	case kindCount:
		f.number(p, between(p.weak, p.strong, position), 1, 1)
	case kindSize:
		f.number(p, between(p.weak, p.strong, f.place(name)), 1, f.times)
	case kindAmount:
		f.number(p, between(p.weak, p.strong, f.place(name)), 1_000_000, f.times)
	case kindShare:
		return f.share(p, position)
	case kindIndex:
		n := between(p.weak, p.strong, position)
		if p.input.Type != form.InRatio { // its decimals are those of a percentage
			n = n.Round(exact.Rounding{Decimals: p.input.Decimals})
		}
		f.add(p, "", "", engine.Value{Type: form.TypeNumber, Num: n}, f.recorded(p))
	case kindYes:
		f.yes(p, p.weak.Mul(exact.Int(full)).Cmp(exact.Int(int64(position))) <= 0)
	case kindDrawn:
		f.yes(p, exact.Int(int64(f.chance(name, full))).Less(p.weak.Mul(exact.Int(full))))
	case kindDate:
		span := exact.Int(int64(p.to.Sub(p.from)))
		f.date(p, "", "", p.from.Add(int(toInt(between(exact.Num{}, span, position)))))
	case kindDue:
		if o, ok := f.due(p.input); ok {
			f.date(p, "", "", o.Due.Add(int(toInt(between(p.weak, p.strong, position)))))
		}
	case kindReports:
		f.reports(p)
	case kindSurvey:
		f.survey(p, position)
	}
	return nil
}

// settle puts what is planted at an input in the place of what its profile gave, the facts from first on, also for the
// inputs that rest on it.
func (f *filler) settle(p *profile, first int) {
	name := p.input.Name
	if !slices.ContainsFunc(f.cleared, func(at place) bool { return at.input == name }) {
		return
	}
	given := slices.DeleteFunc(f.facts[first:], func(fact engine.Fact) bool {
		return slices.Contains(f.cleared, place{name, fact.Row, fact.Field})
	})
	f.facts = f.facts[:first+len(given)]
	if slices.Contains(f.cleared, place{input: name}) {
		delete(f.figures, name)
	}
	for _, fact := range f.planted.facts[f.unit] {
		if fact.Input != name {
			continue
		}
		if fact.Document == "" {
			fact.Document = f.document(p, fact.Row, fact.Recorded)
		}
		f.facts = append(f.facts, fact)
		if fact.Row == "" {
			f.figures[name] = figure{num: fact.Value.Num, yes: fact.Value.Bool}
		}
	}
}

// holds says whether what an input needs is there.
func (f *filler) holds(needs string) (bool, error) {
	if needs == "" {
		return true, nil
	}
	if f.inputs[needs] != nil {
		return f.figures[needs].yes, nil
	}
	value, known := f.units.Attribute(f.unit, needs, f.set.Period.To)
	if !known {
		return false, fmt.Errorf("needs %s, which is neither an input above nor an attribute", needs)
	}
	return value.Value == "true", nil
}

// number enters a figure in whole steps, times as large.
func (f *filler) number(p *profile, n exact.Num, step int64, times int) {
	n = exact.Int(toInt(n.Mul(exact.MustFrac(1, step)))).Mul(exact.Int(step))
	if p.input.Max != nil {
		n = exact.Min(n, *p.input.Max)
	}
	n = n.Mul(exact.Int(int64(times)))
	f.figures[p.input.Name] = figure{num: n}
	f.add(p, "", "", engine.Value{Type: form.TypeNumber, Num: n}, f.recorded(p))
}

// share enters a part of other figures, or nothing where one of them is absent. Those figures are already times as large,
// so the part is taken before it is made large: the ratio is the same for all who are alike.
func (f *filler) share(p *profile, position int) error {
	whole := exact.Num{}
	for _, t := range p.of {
		of, known := f.figures[t.input]
		switch {
		case !known:
			return nil
		case t.minus:
			whole = whole.Sub(of.num)
		default:
			whole = whole.Add(of.num)
		}
	}
	step := int64(1)
	if p.input.Type == form.InAmount {
		step = 1_000_000
	}
	if whole.Sign() < 0 {
		return fmt.Errorf("share of %s", whole.Plain())
	}
	base := whole.Mul(exact.MustFrac(1, int64(f.times)))
	part := base.Mul(between(p.weak, p.strong, position))
	f.number(p, part, step, f.times)
	return nil
}

func (f *filler) yes(p *profile, yes bool) {
	f.figures[p.input.Name] = figure{yes: yes}
	f.add(p, "", "", engine.Value{Type: form.TypeBool, Bool: yes}, f.recorded(p))
}

// date enters a date; it is known two days later.
func (f *filler) date(p *profile, row, field string, d day.Day) {
	recorded := f.recorded(p)
	if recorded == day.None {
		recorded = d.Add(2)
	}
	f.add(p, row, field, engine.Value{Type: form.TypeDate, Day: d}, recorded)
}

// reports enters each report owed: signed, and received two days later.
func (f *filler) reports(p *profile) {
	for _, o := range f.owed(p.input) {
		if o.Deliverable != p.input.Deliverables[0] {
			continue
		}
		position := f.position(p.area, p.input.Name+"/"+o.Key)
		received := o.Due.Add(int(toInt(between(p.weak, p.strong, position))))
		f.date(p, o.Key, "issued", received.Add(-2))
		f.date(p, o.Key, "received", received)
	}
}

// owed is what the unit owes with a date; for the province, what the office that enters the input owes for it.
func (f *filler) owed(in *form.Input) []seeds.Obligation {
	if f.set.Scope == form.ScopeProvince {
		return f.dues[in.DeclaredBy]
	}
	return f.dues[f.unit]
}

// due is the first obligation that an input answers to.
func (f *filler) due(in *form.Input) (seeds.Obligation, bool) {
	for _, o := range f.owed(in) {
		if slices.Contains(in.Deliverables, o.Deliverable) && (in.Occurrence == "" || in.Occurrence == o.Key) {
			return o, true
		}
	}
	return seeds.Obligation{}, false
}

func (f *filler) add(p *profile, row, field string, v engine.Value, recorded day.Day) {
	layer := engine.LayerRegister
	if p.input.DeclaredBy == "unit" {
		layer = engine.LayerDeclared
	}
	f.facts = append(f.facts, engine.Fact{Input: p.input.Name, Row: row, Field: field, Layer: layer, Value: v, Source: source,
		Document: f.document(p, row, recorded), Recorded: recorded})
}

// document names the evidence: number and sign, page, day of an extract.
func (f *filler) document(p *profile, row string, recorded day.Day) string {
	text := p.document
	put := func(hole, by string) { text = strings.Replace(text, hole, by, 1) }
	if strings.Contains(text, "{n}") {
		put("{n}", strconv.Itoa(11+f.chance(f.unit+p.document+row, 480)))
	}
	if strings.Contains(text, "{p}") {
		put("{p}", strconv.Itoa(2+f.chance(f.unit+p.input.Name+"/trang", 11)))
	}
	if strings.Contains(text, "{d}") {
		put("{d}", recorded.VN())
	}
	put("{sign}", f.sign)
	return text
}

// toInt is the nearest whole number.
func toInt(n exact.Num) int64 {
	i, _ := n.Round(exact.Rounding{}).Int64()
	return i
}
