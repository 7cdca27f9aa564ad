package engine

import (
	"sort"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// place is what a fact is about.
type place struct{ input, row, field string }

// counting works out which fact of each place counts: the latest layer up to the stage, of what was recorded by the
// day and not rejected. The result does not depend on the order of facts.
func counting(uc *UnitCase, stage Stage, asOf day.Day) map[place]*Fact {
	rejected := map[place]Layer{}
	for i := range uc.Decisions {
		d := &uc.Decisions[i]
		if d.Kind == DecideReject && d.counts(stage, asOf) {
			at := place{d.Input, d.Row, d.Field}
			if l, ok := rejected[at]; !ok || d.Layer > l {
				rejected[at] = d.Layer
			}
		}
	}
	out := make(map[place]*Fact, len(uc.Facts))
	for i := range uc.Facts {
		f := &uc.Facts[i]
		at := place{f.Input, f.Row, f.Field}
		if f.Layer > stage.top() || f.Recorded != day.None && f.Recorded > asOf {
			continue
		}
		if l, ok := rejected[at]; ok && f.Layer <= l {
			continue
		}
		if have, ok := out[at]; !ok || have.before(f) {
			out[at] = f
		}
	}
	return out
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
	facts := counting(uc, c.Stage, c.AsOf)
	n := len(p.set.Inputs)
	if fr.slots == nil {
		fr.slots, fr.docs, fr.lists = make([]slot, n), make([]doc, n), make([]list, n)
		fr.surveys = make([][]group, n)
		fr.given, fr.claim, fr.claimed, fr.open = make([]bool, n), make([]bool, n), make([]bool, n), make([]bool, n)
		fr.attrs = make([]slot, len(p.set.Attrs))
		fr.leaves, fr.out = make([]leafDecisions, len(p.set.Nodes)), make([]leafOut, len(p.set.Nodes))
	}
	fr.bindDecisions(p, c, uc)
	fr.bindAttrs(p, uc)
	dues := duesByDeliverable(uc.Dues)
	for i := range p.set.Inputs {
		in := &p.set.Inputs[i]
		f := facts[place{in.Name, "", ""}]
		fr.slots[i] = in2slot(in, TypeOf(in), f)
		fr.given[i] = f != nil && !f.Value.None
		switch in.Type {
		case form.InDocument:
			fr.bindDocument(i, in, f, dues)
		case form.InDate:
			fr.docs[i] = doc{dueSt: stNotDue, lateSt: stNotDue, never: fr.neverDated(fr.slots[i], f)}
		case form.InEvent:
			fr.slots[i] = slot{ord: int32(triOf(hasDue(in, dues)))}
		case form.InReports:
			fr.bindReports(i, in, facts, dues)
		}
		fr.open[i] = fr.isOpen(p, i, in)
	}
	fr.bindClaims(p, c, uc, facts)
	fr.bindRows(p, facts)
}

// bindClaims finds the inputs that only the unit has spoken of.
func (fr *frame) bindClaims(p *Program, c *Case, uc *UnitCase, facts map[place]*Fact) {
	for i := range p.set.Inputs {
		in := &p.set.Inputs[i]
		fr.claimed[i], fr.claim[i] = false, in.DeclaredBy == "unit" && !accepted(uc, in.Name, c)
	}
	for at, f := range facts { // a flag per input: order does not matter
		if i, ok := p.inputs[at.input]; ok && f.Layer == LayerDeclared {
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

// before is the order of obligations: by key, then what makes the order total.
func (d *Due) before(e *Due) bool {
	switch {
	case d.Deliverable != e.Deliverable:
		return d.Deliverable < e.Deliverable
	case d.Key != e.Key:
		return d.Key < e.Key
	case d.Due != e.Due:
		return d.Due < e.Due
	}
	return !d.Received && e.Received
}

func duesByDeliverable(dues []Due) map[string][]Due {
	out := map[string][]Due{}
	for _, d := range dues {
		out[d.Deliverable] = append(out[d.Deliverable], d)
	}
	for _, ds := range out { // each slice is sorted by itself: order does not matter
		sort.Slice(ds, func(i, j int) bool { return ds[i].before(&ds[j]) })
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
	case fr.closed:
		d.never, d.lateSt = yes, stMissing
	case fr.asOf <= due.Due:
		d.never = unknownTri(stNotDue)
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

func (fr *frame) bindReports(i int, in *form.Input, facts map[place]*Fact, dues map[string][]Due) {
	l := &fr.lists[i]
	l.rows, l.st = l.rows[:0], stNotDue
	if len(in.Deliverables) == 0 {
		return
	}
	for _, due := range dues[in.Deliverables[0]] {
		r := row{key: due.Key, fields: make([]slot, reportFields)}
		for f, name := range reportFieldNames {
			_, typ, _ := fieldOf(in, name)
			r.fields[f] = in2slot(in, typ, facts[place{in.Name, due.Key, name}])
		}
		if r.fields[reportOK].st != known {
			r.fields[reportOK] = slot{ord: int32(yes)}
		}
		by := reportIssued
		if due.Received || in.DateBy == "received" {
			by = reportReceived
		}
		f := facts[place{in.Name, due.Key, reportFieldNames[by]}]
		r.doc = fr.makeDoc(r.fields[by], f != nil && f.Value.None, &due)
		for _, dated := range [...]int{reportIssued, reportReceived} {
			if r.fields[dated].st != known {
				r.fields[dated].st = r.doc.absence()
			}
		}
		l.rows = append(l.rows, r)
	}
}

// bindRows fills case lists and surveys, whose rows are named by the facts themselves.
func (fr *frame) bindRows(p *Program, facts map[place]*Fact) {
	keys := map[string][]string{}
	for at := range facts { // keys are sorted below
		if at.row != "" {
			keys[at.input] = append(keys[at.input], at.row)
		}
	}
	for i := range p.set.Inputs {
		in := &p.set.Inputs[i]
		switch in.Type {
		case form.InList:
			fr.bindList(i, in, facts, unique(keys[in.Name]))
		case form.InSurvey:
			fr.bindSurvey(i, in, facts)
		}
	}
}

func unique(keys []string) []string {
	sort.Strings(keys)
	out := keys[:0]
	for _, k := range keys {
		if len(out) == 0 || out[len(out)-1] != k {
			out = append(out, k)
		}
	}
	return out
}

func (fr *frame) bindList(i int, in *form.Input, facts map[place]*Fact, keys []string) {
	l := &fr.lists[i]
	l.rows, l.st = l.rows[:0], absent(in)
	for _, k := range keys {
		r := row{key: k, fields: make([]slot, len(in.Fields)), texts: make([]string, len(in.Fields))}
		for f := range in.Fields {
			fact := facts[place{in.Name, k, in.Fields[f].Name}]
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

func (fr *frame) bindSurvey(i int, in *form.Input, facts map[place]*Fact) {
	if len(fr.surveys[i]) != len(in.Groups) {
		fr.surveys[i] = make([]group, len(in.Groups))
	}
	for g := range in.Groups {
		fr.surveys[i][g] = bindGroup(in, in.Groups[g].ID, facts)
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

func answerField(a int) string { return exact.Int(int64(a)).Fraction() }

// isOpen reports whether an input may still bring points: it is absent and declaring goes on, or its lever can still
// be moved.
func (fr *frame) isOpen(p *Program, i int, in *form.Input) bool {
	if fr.closed {
		return false
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
