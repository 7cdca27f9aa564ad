package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// place is what a fact is about.
type place struct{ input, row, field string }

// sift works out which fact of each place counts: the latest layer up to the stage, of what was recorded by the day and
// not rejected. The result does not depend on the order of facts. Most facts are about an input as a whole and are found
// by its number; those about rows and fields are found by place.
func (fr *frame) sift(p *Program, uc *UnitCase) {
	clear(fr.plain)
	clear(fr.rows)
	rejected := rejections(uc, fr.stage, fr.asOf)
	fr.roll(p, uc)
	for i := range len(uc.Facts) + len(fr.rolled) {
		var f *Fact
		if i < len(uc.Facts) {
			f = &uc.Facts[i]
		} else {
			f = &fr.rolled[i-len(uc.Facts)]
		}
		n, ok := p.inputs[f.Input]
		if !ok || f.Layer > fr.stage.top() || f.Recorded != day.None && f.Recorded > fr.asOf {
			continue
		}
		at := place{f.Input, f.Row, f.Field}
		if len(rejected) > 0 { // hashing a place costs more than all the rest
			if l, ok := rejected[at]; ok && f.Layer <= l {
				continue
			}
		}
		if f.Row == "" && f.Field == "" {
			if have := fr.plain[n]; have == nil || have.before(f) {
				fr.plain[n] = f
			}
		} else if have := fr.rows[at]; have == nil || have.before(f) {
			fr.rows[at] = f
		}
	}
}

// roll lays out the accounts of aggregated inputs, which count like facts of their layer.
func (fr *frame) roll(p *Program, uc *UnitCase) {
	fr.rolled, fr.rollups = fr.rolled[:0], fr.rollups[:0]
	if len(uc.Rollups) == 0 {
		return
	}
	fr.rollups = append(fr.rollups, make([]*Rollup, len(p.set.Inputs))...)
	for i := range uc.Rollups {
		fr.rolled = append(fr.rolled, uc.Rollups[i].fact())
		if n, ok := p.inputs[uc.Rollups[i].Input]; ok {
			fr.rollups[n] = &uc.Rollups[i]
		}
	}
}

// rollup is the account an input's value stands on; nil where another fact counts.
func (fr *frame) rollup(i int) *Rollup {
	if len(fr.rollups) == 0 || fr.plain[i] == nil || fr.plain[i].Layer != LayerUnits {
		return nil
	}
	return fr.rollups[i]
}

// counting is the fact that counts of a place: one about the input as a whole, or about a row and field of it.
func (fr *frame) counting(input int, at place) *Fact {
	if at.row == "" && at.field == "" {
		return fr.plain[input]
	}
	return fr.rows[at]
}

// rejections are the places with rejected facts, and the layer up to which they are; nil when there are none.
func rejections(uc *UnitCase, stage Stage, asOf day.Day) map[place]Layer {
	var rejected map[place]Layer
	for i := range uc.Decisions {
		d := &uc.Decisions[i]
		if !uc.stands(d, stage, asOf) {
			continue
		}
		if rejected == nil {
			rejected = map[place]Layer{}
		}
		at := place{d.Input, d.Row, d.Field}
		rejected[at] = max(rejected[at], d.Layer)
	}
	return rejected
}

// before is the order of facts of one place: layer, then the day recorded, then what makes the order total.
func (f *Fact) before(g *Fact) bool {
	switch {
	case f.Layer != g.Layer:
		return f.Layer < g.Layer
	case f.Recorded != g.Recorded:
		return f.Recorded < g.Recorded
	case f.Document != g.Document:
		return f.Document < g.Document
	case f.Value.None != g.Value.None:
		return f.Value.None // what is stated stands over the statement that there is nothing
	case f.Value.Type != g.Value.Type:
		return f.Value.Type < g.Value.Type
	}
	return f.Value.text() < g.Value.text()
}

// compare is the canonical order of facts: by place, then as they supersede one another.
func (f *Fact) compare(g *Fact) int {
	if c := cmp.Or(strings.Compare(f.Input, g.Input), strings.Compare(f.Row, g.Row), strings.Compare(f.Field, g.Field)); c != 0 {
		return c
	}
	switch {
	case f.before(g):
		return -1
	case g.before(f):
		return +1
	}
	return 0
}

func (v Value) text() string {
	if v.None {
		return "none"
	}
	switch v.Type {
	case form.TypeNumber:
		return v.Num.Fraction()
	case form.TypeBool:
		if v.Bool {
			return "true"
		}
		return "false"
	case form.TypeDate:
		return v.Day.String()
	}
	return v.Text
}

func (d *Decision) counts(stage Stage, asOf day.Day) bool {
	return d.Layer <= stage.top() && (d.Date == day.None || d.Date <= asOf)
}

// bind lays a unit's case out for the program. It reuses fr's storage.
func (p *Program) bind(c *Case, uc *UnitCase, fr *frame) {
	fr.asOf, fr.stage, fr.block = c.AsOf, c.Stage, uc.Unit.Block
	fr.closed = p.Closed(c.AsOf)
	n := len(p.set.Inputs)
	if fr.slots == nil {
		fr.plain, fr.rows = make([]*Fact, n), map[place]*Fact{}
		fr.slots, fr.docs, fr.lists = make([]slot, n), make([]doc, n), make([]list, n)
		fr.surveys = make([][]group, n)
		fr.given, fr.claim, fr.claimed, fr.open = make([]bool, n), make([]bool, n), make([]bool, n), make([]bool, n)
		fr.attrs = make([]slot, len(p.set.Attrs))
		fr.leaves, fr.out = make([]leafDecisions, len(p.set.Nodes)), make([]leafOut, len(p.set.Nodes))
	}
	fr.sift(p, uc)
	fr.bindDecisions(p, c, uc)
	fr.bindAttrs(p, uc)
	dues := duesByDeliverable(uc.Dues)
	for i := range p.set.Inputs {
		in := &p.set.Inputs[i]
		f := fr.plain[i]
		fr.slots[i] = in2slot(in, TypeOf(in), f)
		if r := fr.rollup(i); r != nil && r.State == NotDue {
			fr.slots[i].st = stNotDue
		}
		fr.given[i] = f != nil && !f.Value.None
		switch in.Type {
		case form.InDocument:
			fr.bindDocument(i, in, f, dues)
		case form.InDate:
			fr.docs[i] = doc{dueSt: stNotDue, lateSt: stNotDue, never: fr.neverDated(fr.slots[i], f)}
		case form.InEvent:
			fr.slots[i] = slot{ord: int32(triOf(hasDue(in, dues)))}
		case form.InReports:
			fr.bindReports(i, in, dues)
		}
		fr.open[i] = fr.isOpen(p, i, in)
	}
	fr.bindClaims(p, c, uc)
	fr.bindRows(p)
}

// bindClaims finds the inputs that only the unit has spoken of.
func (fr *frame) bindClaims(p *Program, c *Case, uc *UnitCase) {
	for i := range p.set.Inputs {
		in := &p.set.Inputs[i]
		fr.claim[i] = in.DeclaredBy == "unit" && !accepted(uc, in.Name, c)
		fr.claimed[i] = fr.claim[i] && fr.plain[i] != nil && fr.plain[i].Layer == LayerDeclared
		if r := fr.rollup(i); r != nil {
			fr.claim[i] = r.unsettled() && !accepted(uc, in.Name, c)
			fr.claimed[i] = fr.claim[i]
		}
	}
	for at, f := range fr.rows { // a flag per input: order does not matter
		if f.Layer == LayerDeclared {
			i := p.inputs[at.input]
			fr.claimed[i] = fr.claim[i]
		}
	}
}

// Closed reports whether declaring is over on a day: what is absent then is absent.
func (p *Program) Closed(asOf day.Day) bool {
	return p.set.Period.Lock != day.None && asOf > p.set.Period.Lock
}

func accepted(uc *UnitCase, input string, c *Case) bool {
	for i := range uc.Decisions {
		d := &uc.Decisions[i]
		if d.Kind == DecideAccept && d.Input == input && d.counts(c.Stage, c.AsOf) {
			return true
		}
	}
	return false
}

func (fr *frame) bindDecisions(p *Program, c *Case, uc *UnitCase) {
	for i := range fr.leaves {
		fr.leaves[i] = leafDecisions{}
	}
	fr.unranked = nil
	latest := func(at **Decision, d *Decision) {
		if *at == nil || (*at).before(d) {
			*at = d
		}
	}
	for i := range uc.Decisions {
		d := &uc.Decisions[i]
		if !d.counts(c.Stage, c.AsOf) {
			continue
		}
		if d.Kind == DecideNotRanked || d.Kind == DecideRanked {
			latest(&fr.unranked, d)
		}
		n, ok := p.codes[d.Code]
		if !ok {
			continue
		}
		l := &fr.leaves[n]
		switch d.Kind {
		case DecideNotApply:
			latest(&l.notApply, d)
		case DecideApply:
			latest(&l.apply, d)
		case DecideOverride:
			latest(&l.override, d)
		case DecideDispute:
			latest(&l.dispute, d)
		case DecideAccept:
			latest(&l.accept, d)
		}
	}
	for i := range fr.leaves { // of two opposite decisions the later stands
		if l := &fr.leaves[i]; l.notApply != nil && l.apply != nil {
			if l.notApply.before(l.apply) {
				l.notApply = nil
			} else {
				l.apply = nil
			}
		}
	}
	if fr.unranked != nil && fr.unranked.Kind == DecideRanked {
		fr.unranked = nil
	}
}

// before orders decisions on one matter: layer, date, then what makes the order total.
func (d *Decision) before(e *Decision) bool {
	switch {
	case d.Layer != e.Layer:
		return d.Layer < e.Layer
	case d.Date != e.Date:
		return d.Date < e.Date
	case d.Kind != e.Kind:
		return d.Kind < e.Kind
	case d.Points.Cmp(e.Points) != 0:
		return d.Points.Cmp(e.Points) < 0
	}
	return d.By+"\x00"+d.Second+"\x00"+d.Reason < e.By+"\x00"+e.Second+"\x00"+e.Reason
}

func (fr *frame) bindAttrs(p *Program, uc *UnitCase) {
	for i := range fr.attrs {
		fr.attrs[i] = slot{st: stMissing}
	}
	for _, a := range uc.Unit.Attrs {
		if i, ok := p.attrs[a.Name]; ok {
			fr.attrs[i] = valueSlot(a.Value, p.set.Attrs[i].Type, nil)
		}
	}
}

// in2slot is the slot of an input given the fact that counts.
func in2slot(in *form.Input, want form.Type, f *Fact) slot {
	if f == nil || f.Value.None {
		return slot{st: absent(in)}
	}
	s := valueSlot(f.Value, want, in)
	if in.Type == form.InIndex && in.Scale > 0 {
		s.num, _ = s.num.Quo(exact.Int(int64(in.Scale)))
	}
	return s
}

// absent is the status of an input nobody has given.
func absent(in *form.Input) status {
	if in.Missing == form.EffNotScorable {
		return stNotScorable
	}
	return stMissing
}

// valueSlot is the slot of a value. A value of another type than the set asks for is not scorable, never 0.
func valueSlot(v Value, want form.Type, in *form.Input) slot {
	if v.None || v.Type != want {
		return slot{st: stNotScorable}
	}
	switch v.Type {
	case form.TypeNumber:
		return slot{num: v.Num}
	case form.TypeBool:
		return slot{ord: int32(triOf(v.Bool))}
	case form.TypeDate:
		return slot{ord: dayOrd(v.Day)}
	case form.TypeLevel:
		if in != nil {
			for i, o := range in.Options {
				if o.ID == v.Text {
					return slot{ord: int32(i)}
				}
			}
		}
	}
	return slot{st: stNotScorable}
}

// compare is the order of obligations: by deliverable and key, then what makes the order total.
func (d Due) compare(e Due) int {
	if c := cmp.Or(strings.Compare(d.Deliverable, e.Deliverable), strings.Compare(d.Key, e.Key), cmp.Compare(d.Due, e.Due)); c != 0 {
		return c
	}
	switch {
	case !d.Received && e.Received:
		return -1
	case d.Received && !e.Received:
		return +1
	}
	return 0
}

// duesByDeliverable groups obligations in their order.
func duesByDeliverable(dues []Due) map[string][]Due {
	dues = slices.Clone(dues)
	slices.SortFunc(dues, Due.compare)
	out := make(map[string][]Due, len(dues))
	for len(dues) > 0 {
		n := 1
		for n < len(dues) && dues[n].Deliverable == dues[0].Deliverable {
			n++
		}
		out[dues[0].Deliverable], dues = dues[:n], dues[n:]
	}
	return out
}

func hasDue(in *form.Input, dues map[string][]Due) bool {
	for _, d := range in.Deliverables {
		if len(dues[d]) > 0 {
			return true
		}
	}
	return false
}

// dueOf finds the obligation a document answers: its first deliverable's, the named occurrence or the first.
func dueOf(in *form.Input, dues map[string][]Due) *Due {
	if len(in.Deliverables) == 0 {
		return nil
	}
	ds := dues[in.Deliverables[0]]
	for i := range ds {
		if in.Occurrence == "" || ds[i].Key == in.Occurrence {
			return &ds[i]
		}
	}
	return nil
}

// neverDated tells whether what a plain date would date never happened: stated so, or absent when declaring is over.
func (fr *frame) neverDated(date slot, f *Fact) tri {
	switch {
	case date.st == known:
		return no
	case f != nil && f.Value.None, fr.closed:
		return yes
	}
	return unknownTri(date.st)
}

func (fr *frame) bindDocument(i int, in *form.Input, f *Fact, dues map[string][]Due) {
	due := dueOf(in, dues)
	fr.docs[i] = fr.makeDoc(fr.slots[i], f != nil && f.Value.None, due)
	if fr.slots[i].st != known || due == nil {
		fr.slots[i].st = fr.docs[i].absence()
	}
}

// makeDoc works out what a document's date, or its absence, means against its due date.
func (fr *frame) makeDoc(date slot, none bool, due *Due) doc {
	d := doc{dueSt: stNotDue, lateSt: stNotDue}
	dated := due != nil && due.Due != day.None
	if dated {
		d.due, d.dueSt = dayOrd(due.Due), known
	}
	switch {
	case due == nil: // not owed: neither a date nor its absence counts
		d.never = unknownTri(stNotDue)
	case date.st == known:
		d.never = no
		if dated {
			d.late, d.lateSt = max(0, date.ord-d.due), known
		}
	case none:
		d.never, d.lateSt = yes, stMissing
	case !dated:
		d.never = unknownTri(stNotDue)
	case fr.asOf <= due.Due: // also when declaring is over: what is due later cannot have been missed
		d.never = unknownTri(stNotDue)
	case fr.closed:
		d.never, d.lateSt = yes, stMissing
	default:
		d.never, d.lateSt = unknownTri(stMissing), stMissing
	}
	return d
}

// absence is the status of a document's date that is not there.
func (d *doc) absence() status {
	if d.lateSt == known { // it came, but without the date asked for
		return stMissing
	}
	return max(d.lateSt, stNotDue)
}

func (fr *frame) bindReports(i int, in *form.Input, dues map[string][]Due) {
	l := &fr.lists[i]
	l.rows, l.st = l.rows[:0], stNotDue
	if len(in.Deliverables) == 0 {
		return
	}
	for _, due := range dues[in.Deliverables[0]] {
		r := row{key: due.Key, fields: make([]slot, reportFields)}
		for f, name := range reportFieldNames {
			_, typ, _ := fieldOf(in, name)
			r.fields[f] = in2slot(in, typ, fr.rows[place{in.Name, due.Key, name}])
		}
		if r.fields[reportOK].st != known {
			r.fields[reportOK] = slot{ord: int32(yes)}
		}
		by := countedBy(in, &due)
		f := fr.rows[place{in.Name, due.Key, reportFieldNames[by]}]
		r.doc = fr.makeDoc(r.fields[by], f != nil && f.Value.None, &due)
		for _, dated := range [...]int{reportIssued, reportReceived} {
			if r.fields[dated].st != known {
				r.fields[dated].st = r.doc.absence()
			}
		}
		l.rows = append(l.rows, r)
	}
}

// countedBy is the field of a report whose day counts.
func countedBy(in *form.Input, due *Due) int {
	if due.Received || in.DateBy == "received" {
		return reportReceived
	}
	return reportIssued
}

// bindRows fills case lists and surveys, whose rows are named by the facts themselves.
func (fr *frame) bindRows(p *Program) {
	keys := map[string][]string{}
	for at := range fr.rows { // keys are sorted below
		if at.row != "" {
			keys[at.input] = append(keys[at.input], at.row)
		}
	}
	for i := range p.set.Inputs {
		in := &p.set.Inputs[i]
		switch in.Type {
		case form.InList:
			fr.bindList(i, in, unique(keys[in.Name]))
		case form.InSurvey:
			fr.bindSurvey(i, in)
		}
	}
}

func unique(keys []string) []string {
	slices.Sort(keys)
	return slices.Compact(keys)
}

func (fr *frame) bindList(i int, in *form.Input, keys []string) {
	l := &fr.lists[i]
	l.rows, l.st = l.rows[:0], absent(in)
	for _, k := range keys {
		r := row{key: k, fields: make([]slot, len(in.Fields)), texts: make([]string, len(in.Fields))}
		for f := range in.Fields {
			fact := fr.rows[place{in.Name, k, in.Fields[f].Name}]
			typ := in.Fields[f].Type
			r.fields[f] = in2slot(in, typ, fact)
			if fact != nil && !fact.Value.None && fact.Value.Type == typ && (typ == form.TypeText || typ == form.TypeLevel) {
				r.texts[f], r.fields[f].st = fact.Value.Text, known
			}
		}
		l.rows = append(l.rows, r)
	}
}

// Survey figures beside the answers: forms sent out and valid forms returned.
const (
	surveySent  = "sent"
	surveyValid = "valid"
)

func (fr *frame) bindSurvey(i int, in *form.Input) {
	if len(fr.surveys[i]) != len(in.Groups) {
		fr.surveys[i] = make([]group, len(in.Groups))
	}
	for g := range in.Groups {
		fr.surveys[i][g] = bindGroup(in, in.Groups[g].ID, fr.rows)
	}
}

// bindGroup reads a group's figures. Answers that were not given count 0; a group without any figure is absent. Without
// a count of valid forms the answers themselves are the valid forms.
func bindGroup(in *form.Input, id string, facts map[place]*Fact) group {
	grp := group{answers: make([]exact.Num, in.Scale), st: stMissing}
	for a := range grp.answers {
		if f := facts[place{in.Name, id, answerField(a + 1)}]; f != nil && !f.Value.None {
			grp.answers[a], grp.st = f.Value.Num, known
			grp.valid = grp.valid.Add(f.Value.Num)
		}
	}
	if f := facts[place{in.Name, id, surveyValid}]; f != nil && !f.Value.None {
		grp.valid, grp.st = f.Value.Num, known
	}
	return grp
}

func answerField(a int) string { return strconv.Itoa(a) }

// isOpen reports whether an input may still bring points: it is absent and declaring goes on, or its lever can still
// be moved.
func (fr *frame) isOpen(p *Program, i int, in *form.Input) bool {
	if fr.closed { // what is due later can still come
		return in.Type == form.InDocument && fr.docs[i].dueSt == known && fr.slots[i].st != known && fr.docs[i].never != yes
	}
	until := in.Until
	if until == day.None {
		until = p.set.Period.CutOff
	}
	switch in.Type {
	case form.InReports, form.InList, form.InSurvey, form.InEvent:
		return true
	}
	if fr.slots[i].st != known {
		return fr.docs[i].never != yes
	}
	return in.Lever != form.LeverNone && fr.asOf <= until
}
