package second

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// status is how far a value is known. Unknown operands join to the greatest.
type status int

const (
	known status = iota
	notDue
	missing
	notScorable
)

// val is a value, or the status that stands in its place.
type val struct {
	st   status
	num  *big.Rat // number; date in days; place of a level among its options; truth as 0 or 1
	text string   // of texts, which have no num
	in   *value   // the input whose level it is
}

func (v val) yes() bool { return v.num.Sign() > 0 }

func truth(b bool) val { return val{num: pick(b, one, zero)} }

// pick is a where c holds, else b.
func pick[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

// layers are the layers of facts and decisions in rising order, tops the latest that counts at a stage.
var (
	layers = map[string]int{"declared": 0, "units": 1, "register": 2, "appraisal1": 3, "appraisal2": 4, "final": 5}
	tops   = map[string]int{"self": 2, "appraisal1": 3, "appraisal2": 4, "final": 5}
)

func layer(of *value) int {
	n, ok := layers[of.str("layer")]
	if !ok {
		refuse("unknown layer %q", of.str("layer"))
	}
	return n
}

// problem is a set and a day and stage from which its cases are looked at.
type problem struct {
	*set
	asOf, stage string
	top         int
	closed      bool // declaring is over: what is absent then is absent
}

// place is what a fact is about.
type place struct{ input, row, field string }

func placeOf(v *value) place { return place{v.str("input"), v.str("row"), v.str("field")} }

// unit is one unit while it is scored.
type unit struct {
	*problem
	own         *value
	code, block string
	refs        references // what it is compared with
	facts       map[place]*value
	rollups     map[string]*value   // accounts of aggregated inputs that count
	owed        map[string][]*value // by deliverable
	leaves      map[int]*outcome
	work, deep  int // done so far, and being evaluated: no file keeps the reader for ever
}

// datum is the type of a fact's value, "" where it says that there is nothing, and what holds it under that type.
func datum(of *value) (kind string, holds *value) {
	holds = of.object("value")
	if len(holds.fields) != 1 {
		refuse("a fact of %s has %d values", of.str("input"), len(holds.fields))
	}
	for kind = range holds.fields { // the one
	}
	if kind == "none" {
		kind = ""
	}
	return kind, holds
}

// supersedes is the order in which facts of one place stand over one another.
func supersedes(f, g *value) bool {
	a, x := datum(f)
	b, y := datum(g)
	return cmp.Or(layer(f)-layer(g), strings.Compare(f.str("recorded"), g.str("recorded")), strings.Compare(f.str("document"),
		g.str("document")), strings.Compare(a, b), strings.Compare(cmp.Or(x.fields[a], nothing).text, cmp.Or(y.fields[b], nothing).text)) > 0
}

// bind finds the facts of a unit that count: of each place the latest by layer up to the stage, of what was recorded by the
// day and not rejected.
func (p *problem) bind(own *value, refs references) *unit {
	u := &unit{problem: p, own: own, code: own.str("code"), block: own.str("block"), refs: refs, facts: map[place]*value{},
		rollups: map[string]*value{}, leaves: map[int]*outcome{}}
	rejected := u.rejected()
	count := func(f *value) {
		upTo, out := rejected[placeOf(f)]
		if u.inputs[f.str("input")] == nil || layer(f) > u.top || f.str("recorded") > u.asOf || out && layer(f) <= upTo {
			return
		}
		if have := u.facts[placeOf(f)]; have == nil || supersedes(f, have) {
			u.facts[placeOf(f)] = f
		}
	}
	for _, f := range own.list("facts") {
		if count(f); layer(f) == layers["units"] {
			refuse("a fact of %s is given as if added up", f.str("input"))
		}
	}
	for _, r := range own.list("rollups") { // a sum, or that there is nothing
		d := &value{kind: '{', fields: map[string]*value{"none": {kind: 't', yes: true}}}
		if r.str("state") == "scored" {
			d.fields = map[string]*value{"number": r.at("value", '"')}
		}
		f := &value{fields: map[string]*value{"input": r.fields["input"], "layer": {kind: '"', text: "units"}, "value": d}}
		if count(f); u.facts[placeOf(f)] == f {
			u.rollups[r.str("input")] = r
		}
	}
	return u
}

// standing lists the decisions of some kinds that count at the stage and on the day.
func (u *unit) standing(kinds ...string) []*value {
	return slices.DeleteFunc(slices.Clone(u.own.list("decisions")), func(d *value) bool {
		return !slices.Contains(kinds, d.str("kind")) || layer(d) > u.top || d.str("date") > u.asOf
	})
}

// last is the latest decision of some kinds on a leaf; on any, where the code is "". What stands after layer and date makes
// the order total.
func (u *unit) last(code string, kinds ...string) (last *value) {
	who := func(d *value) string { return d.str("by") + "\x00" + d.str("second") + "\x00" + d.str("reason") }
	for _, d := range u.standing(kinds...) {
		if (code == "" || d.str("code") == code) && (last == nil || cmp.Or(layer(d)-layer(last), strings.Compare(d.str("date"),
			last.str("date")), strings.Compare(d.str("kind"), last.str("kind")), d.rat("points").Cmp(last.rat("points")),
			strings.Compare(who(d), who(last))) > 0) {
			last = d
		}
	}
	return last
}

// rejected are the places of which facts were rejected and no later stage took it back, each with the layer up to which.
func (u *unit) rejected() map[place]int {
	out := map[place]int{}
	for _, d := range u.standing("reject") {
		lifted := slices.ContainsFunc(u.standing("accept"), func(a *value) bool {
			at := placeOf(a)
			return layer(a) > layer(d) && at.input == d.str("input") && (at.row == "" && at.field == "" || at == placeOf(d))
		})
		if have, ok := out[placeOf(d)]; !lifted && (!ok || have < layer(d)) {
			out[placeOf(d)] = layer(d)
		}
	}
	return out
}

// dues lists the obligations under a deliverable in their order.
func (u *unit) dues(deliverable string) []*value {
	if u.owed == nil {
		u.owed = map[string][]*value{}
		for _, d := range slices.SortedStableFunc(slices.Values(u.own.list("dues")), func(a, b *value) int {
			return cmp.Or(strings.Compare(a.str("key"), b.str("key")), strings.Compare(a.str("due"), b.str("due")),
				truth(a.flag("received")).num.Cmp(truth(b.flag("received")).num))
		}) {
			u.owed[d.str("deliverable")] = append(u.owed[d.str("deliverable")], d)
		}
	}
	return u.owed[deliverable]
}

// first is the deliverable whose obligations an input answers.
func first(in *value) string { return append(in.texts("deliverables"), "")[0] }

// absent is the status of an input that nobody has given.
func absent(in *value) status {
	return pick(in.str("missing") == "not_scorable", notScorable, missing)
}

// given is the value of a place as a type, and whether it is said that there is nothing.
func (u *unit) given(in *value, kind, row, field string) (v val, none bool) {
	f := u.facts[place{in.str("name"), row, field}]
	if f == nil {
		return val{st: absent(in)}, false
	}
	is, d := datum(f)
	if is == "" {
		return val{st: absent(in)}, true
	}
	if is != kind {
		return val{st: notScorable}, false // a value of another type is never 0
	}
	return as(kind, d, in), false
}

// as is a datum as rules read it.
func as(kind string, d, in *value) val {
	switch {
	case kind == "number" && in.str("type") == "index" && in.count("scale") > 0:
		return val{num: quo(d.rat(kind), rat(in.count("scale")))}
	case kind == "number":
		return val{num: d.rat(kind)}
	case kind == "date":
		return val{num: days(d.str(kind))}
	case kind == "bool":
		return truth(d.flag(kind))
	case kind == "level":
		return level(in, d.str(kind))
	}
	return val{st: notScorable}
}

// level is a level of an input by its id: its place among the options.
func level(in *value, id string) val {
	for i, o := range in.list("options") {
		if o.str("id") == id {
			return val{num: rat(i), in: in}
		}
	}
	return val{st: notScorable}
}

// value is the value of an input.
func (u *unit) input(in *value) val {
	r, kind := u.rollups[in.str("name")], "number"
	switch in.str("type") {
	case "document", "date":
		return u.document(in).date
	case "event":
		return u.has(in)
	case "yes_no":
		kind = "bool"
	case "level":
		kind = "level"
	}
	if r != nil && r.str("state") == "not_due" {
		return val{st: notDue}
	}
	v, _ := u.given(in, kind, "", "")
	return v
}

// has tells whether anything is there of an input; of an event, whether it has happened.
func (u *unit) has(in *value) val {
	there := false
	switch in.str("type") {
	case "event":
		there = slices.ContainsFunc(in.texts("deliverables"), func(d string) bool { return len(u.dues(d)) > 0 })
	case "list", "reports":
		there = len(u.rows(in)) > 0
	case "survey":
		for _, g := range in.list("groups") {
			there = there || u.group(in, g.str("id")).there
		}
	default:
		if f := u.facts[place{input: in.str("name")}]; f != nil {
			kind, _ := datum(f)
			there = kind != ""
		}
	}
	return truth(there)
}

// doc is a document's date, or why it is not there, and what it means against the day it was due.
type doc struct{ date, due, late, never val }

// document reads a document, or a plain date: of that only whether it never came can be asked.
func (u *unit) document(in *value) doc {
	date, none := u.given(in, "date", "", "")
	if in.str("type") == "date" {
		d := doc{date: date, never: val{st: date.st}}
		if date.st == known || none || u.closed {
			d.never = truth(date.st != known)
		}
		return d
	}
	var owed *value
	for _, d := range u.dues(first(in)) {
		if key := in.str("occurrence"); owed == nil && (key == "" || d.str("key") == key) {
			owed = d
		}
	}
	d := u.judged(date, none, owed)
	if date.st != known || owed == nil {
		d.date = d.absence()
	}
	return d
}

// judged is what a date, or its absence, means against an obligation.
func (u *unit) judged(date val, none bool, owed *value) doc {
	no, due := val{st: notDue}, owed.str("due")
	d := doc{date, no, no, no}
	if due != "" {
		d.due = val{num: days(due)}
	}
	switch {
	case owed == nil:
	case date.st == known:
		if d.never = truth(false); due != "" {
			if d.late = (val{num: sub(date.num, d.due.num)}); d.late.num.Sign() < 0 {
				d.late.num = zero
			}
		}
	case none:
		d.never, d.late = truth(true), val{st: missing}
	case due == "" || u.asOf <= due: // what is due later cannot have been missed
	case u.closed:
		d.never, d.late = truth(true), val{st: missing}
	default:
		d.never, d.late = val{st: missing}, val{st: missing}
	}
	return d
}

// absence is what stands for a date that is not there.
func (d doc) absence() val {
	return val{st: pick(d.late.st == notDue, notDue, missing)}
}

// row is a row of a list or of reports.
type row struct {
	list   string
	fields map[string]val
	doc    doc
}

// rows lists the rows of reports, one for each obligation, or of a list, named by the facts.
func (u *unit) rows(in *value) (rows []row) {
	if in.str("type") == "reports" {
		for _, d := range u.dues(first(in)) {
			rows = append(rows, u.report(in, d))
		}
		return rows
	}
	keys := map[string]bool{}
	for at := range u.facts { // sorted below
		keys[at.row] = keys[at.row] || at.input == in.str("name") && at.row != ""
	}
	for key, here := range keys {
		if here && in.str("type") == "list" {
			rows = append(rows, u.listed(in, key))
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.fields[""].text, b.fields[""].text) })
	return rows
}

// empty is the status of a list without rows.
func empty(in *value) status {
	return pick(in.str("type") == "list", absent(in), notDue)
}

func (u *unit) report(in, owed *value) row {
	key, by := owed.str("key"), pick(owed.flag("received") || in.str("date_by") == "received", "received", "issued")
	date, none := u.given(in, "date", key, by)
	r := row{list: in.str("name"), doc: u.judged(date, none, owed)}
	ok, _ := u.given(in, "bool", key, "ok")
	r.fields = map[string]val{"period": {text: key}, "due": r.doc.due, "ok": pick(ok.st == known, ok, truth(true))}
	for _, field := range []string{"issued", "received"} {
		v, _ := u.given(in, "date", key, field)
		r.fields[field] = pick(v.st == known, v, r.doc.absence())
	}
	return r
}

// listed is a row of a list. The levels of its fields have no declared order: they are texts.
func (u *unit) listed(in *value, key string) row {
	r := row{list: in.str("name"), fields: map[string]val{"": {text: key}}}
	for _, field := range in.list("fields") {
		name, kind := field.str("name"), field.str("type")
		v, _ := u.given(in, kind, key, name)
		if f := u.facts[place{r.list, key, name}]; f != nil && (kind == "text" || kind == "level") {
			if is, d := datum(f); is == kind {
				v = val{text: d.str(kind)}
			}
		}
		r.fields[name] = v
	}
	return r
}

// claimed tells whether an input has only what the unit itself says, or units say, and nobody accepted.
func (u *unit) claimed(in *value) bool {
	name, claim := in.str("name"), false
	for at, f := range u.facts { // one of them is enough: order does not matter
		claim = claim || at.input == name && layer(f) == 0 && in.str("declared_by") == "unit"
	}
	if r := u.rollups[name]; r != nil {
		claim = slices.ContainsFunc(r.list("parts"), func(p *value) bool { return p.flag("claimed") || p.str("state") == "missing" })
	}
	return claim && !slices.ContainsFunc(u.standing("accept"), func(d *value) bool { return d.str("input") == name })
}

// group is what a group of respondents answered: Σ answer × forms, Σ forms, and the valid forms.
type group struct {
	there             bool
	sum, forms, valid *big.Rat
}

// group reads the figures of a group. Answers that were not given count 0; without a count of valid forms the answers
// themselves are the valid forms.
func (u *unit) group(in *value, id string) group {
	g := group{sum: zero, forms: zero}
	figure := func(field string) *big.Rat {
		f := u.facts[place{in.str("name"), id, field}]
		if f == nil {
			return nil
		}
		kind, d := datum(f)
		if kind == "" {
			return nil
		}
		g.there = true
		return d.rat("number")
	}
	for answer := 1; answer <= in.count("scale"); answer++ {
		u.charge(1)
		if n := figure(fmt.Sprint(answer)); n != nil {
			g.sum, g.forms = add(g.sum, mul(rat(answer), n)), add(g.forms, n)
		}
	}
	if g.valid = figure("valid"); g.valid == nil {
		g.valid = g.forms
	}
	return g
}
