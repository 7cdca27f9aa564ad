package inspect

import (
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
)

// Document is what a piece of evidence says of itself.
type Document struct {
	Signings []Signing // its digital signatures, in the order of the file; none where it is not signed or no PDF
	// Added is set where bytes were added after the last signature, so that they are covered by none.
	Added bool
	// Fault is the code of why it, or a signature of it, could not be read.
	Fault string
}

// Signing is when a signature says it was made. Origin says where in the file that stands.
type Signing struct {
	At     season.Instant
	Origin string
}

// DateKind is what is odd about a date.
type DateKind string

// The kinds, the ones that weigh most first.
const (
	Ahead         DateKind = "ahead"          // dated after the day on which it was recorded
	SignedAhead   DateKind = "signed_ahead"   // signed after the moment at which it was recorded
	SignedLate    DateKind = "signed_late"    // in time by the date declared, signed after the deadline
	SignedAfter   DateKind = "signed_after"   // signed after the date declared
	SignedBefore  DateKind = "signed_before"  // signed before the date declared
	Added         DateKind = "added"          // something was added to the file after it was signed
	Unread        DateKind = "unread"         // the evidence or its signature cannot be read
	Redated       DateKind = "redated"        // late before, in time by the date declared anew
	ReceivedFirst DateKind = "received_first" // received before it was issued
	InTime        DateKind = "in_time"        // recorded after the deadline, in time by the date declared
	DuePassed     DateKind = "due_passed"     // an occasion recorded when what it makes units owe was already due
	Early         DateKind = "early"          // dated more days before it was recorded than is usual, where the date bears on something
)

// DateKinds lists the kinds in their order.
func DateKinds() []DateKind {
	return []DateKind{Ahead, SignedAhead, SignedLate, SignedAfter, SignedBefore, Added, Unread, Redated, ReceivedFirst, InTime, DuePassed, Early}
}

// Margin is how many days may lie between a date and the day on which it was recorded.
type Margin struct {
	Days int // any date
	// Late is for dates that alone make a document count as in time, recorded after its deadline.
	Late int
}

// DefaultMargin asks from more than 30 days on, and from more than 7 where the deadline passed in between.
var DefaultMargin = Margin{Days: 30, Late: 7}

// Odd is a date that does not agree with others.
type Odd struct {
	Event    *season.Event // of a fact, a decision or an occasion
	Kinds    []DateKind    // by weight, the first says most
	Stands   bool          // nothing was recorded in its place since, and it was not withdrawn
	Declared day.Day       // the date in question
	Due      day.Day       // day.None where none is known
	Signed   *Signing      // the signature that does not agree
	Before   *season.Event // Redated: the last late date that was recorded before
	Issued   day.Day       // ReceivedFirst: when it was issued
	Fault    string        // Unread
	Import   *season.Event // the record of the import that brought it; nil if none did
}

// OddGroup is odd dates that came in at one moment, by one import, and that differ in nothing but whose they are; most often one
// date alone.
type OddGroup []*Odd

// Groups puts together what is told in one go: recorded at one moment, odd for the same reasons, where these say no more of one
// than of another. Groups stand in the order of their first.
func (d *Dates) Groups() []OddGroup {
	var out []OddGroup
	at := map[string]int{}
	for i := range d.Odd {
		o := &d.Odd[i]
		if slices.ContainsFunc(o.Kinds, func(k DateKind) bool { return k != InTime && k != Early && k != DuePassed }) {
			out = append(out, OddGroup{o})
			continue
		}
		key := fmt.Sprint(o.Event.Recorded, o.Kinds, o.Stands)
		if g, known := at[key]; known {
			out[g] = append(out[g], o)
			continue
		}
		at[key] = len(out)
		out = append(out, OddGroup{o})
	}
	return out
}

// Days is how many days the date lies before the day on which it was recorded.
func (o *Odd) Days() int { return o.Event.Recorded.Day().Sub(o.Declared) }

// Dates lists dates that do not agree.
type Dates struct {
	Margin   Margin
	Odd      []Odd // in the order of the log
	Looked   int   // dates looked at
	Evidence int   // pieces of evidence looked at
	Signed   int   // those of them that are signed and say when
}

// Look counts what needs looking at: many dates that came in at one moment, odd for the same reasons, are looked at together.
func (d *Dates) Look() int { return len(d.Groups()) }

// Dates compares the dates that facts, decisions and occasions state with the day on which each was recorded, with deadlines, with
// one another and with the signatures of the evidence.
func (in *Inspection) Dates(margin Margin) *Dates {
	d := &dating{in: in, Dates: &Dates{Margin: margin}, stands: map[place]int{}, files: map[string]Document{}, stored: map[string]season.Instant{},
		facts: map[place]*season.Event{}, late: map[place]*season.Event{},
		imports: map[season.Instant]*season.Event{}}
	for i := range in.events {
		if e := &in.events[i]; e.Kind == season.ImportMade && in.mine(e) {
			d.imports[e.Recorded] = e
		}
	}
	for i := range in.events {
		e := &in.events[i]
		if f, ok := e.Body.(*season.File); ok {
			if _, before := d.stored[f.Digest]; !before {
				d.stored[f.Digest] = e.Recorded
			}
		}
		if in.mine(e) {
			d.look(e)
		}
	}
	return d.Dates
}

// dating is a walk over the events for odd dates.
type dating struct {
	*Dates
	in      *Inspection
	stands  map[place]int // index in Odd of what stands at a place
	files   map[string]Document
	stored  map[string]season.Instant        // when a file came in first, by digest
	facts   map[place]*season.Event          // what stands at a place
	imports map[season.Instant]*season.Event // records of imports, by their moment
	late    map[place]*season.Event          // the last late date ever recorded at a place, whatever became of it
}

func (d *dating) look(e *season.Event) {
	at, ends, placed := placeOf(e)
	if was, there := d.stands[at]; placed && there {
		d.Odd[was].Stands = false
		delete(d.stands, at)
	}
	o := Odd{Event: e, Import: d.imports[e.Recorded], Stands: true, Declared: day.None, Due: day.None, Issued: day.None}
	switch b := e.Body.(type) {
	case *season.FactState:
		d.fact(&o, b, at)
	case *season.Judgement:
		o.Declared = b.Decision.Date
		d.gap(&o, true)
	case *season.Occasion:
		d.occasion(&o, b)
	}
	if placed && ends {
		delete(d.facts, at)
	} else if placed {
		d.facts[at] = e
	}
	if len(o.Kinds) == 0 {
		return
	}
	slices.SortFunc(o.Kinds, func(a, b DateKind) int { return slices.Index(DateKinds(), a) - slices.Index(DateKinds(), b) })
	if placed {
		d.stands[at] = len(d.Odd)
	}
	d.Odd = append(d.Odd, o)
}

// gap compares a date with the day on which it was recorded; that it lies long before is odd only of a date that bears on
// something.
func (d *dating) gap(o *Odd, bears bool) {
	if o.Declared == day.None {
		return
	}
	d.Looked++
	switch days := o.Days(); {
	case days < 0:
		o.Kinds = append(o.Kinds, Ahead)
	case bears && days > d.Margin.Days:
		o.Kinds = append(o.Kinds, Early)
	}
}

func (d *dating) occasion(o *Odd, b *season.Occasion) {
	o.Declared, o.Due = b.Event.Date, b.Event.Due
	d.gap(o, true)
	if o.Due != day.None && o.Due < o.Event.Recorded.Day() {
		o.Kinds = append(o.Kinds, DuePassed)
	}
}

// fact looks at a datum: the date it states, else the day on which it is said to have been so.
func (d *dating) fact(o *Odd, b *season.FactState, at place) {
	dated := b.Fact.Value.Type == form.TypeDate && !b.Fact.Value.None
	o.Declared = o.Event.Happened
	if dated {
		o.Declared = b.Fact.Value.Day
	}
	input, counts := (*form.Input)(nil), false
	if dated {
		input, o.Due, counts = d.in.due(o.Event.Unit, &b.Fact)
	}
	d.gap(o, counts || !dated && !d.extracted(o))
	if counts {
		d.deadline(o, at)
	}
	if input != nil && input.Type == form.InReports && b.Fact.Field == receivedField {
		d.received(o, at)
	}
	if b.Evidence != "" && d.in.src.Document != nil {
		d.evidence(o, b, input, counts)
	}
}

// extracted reports whether the day of an event is only that on which the file that brought it was made.
func (d *dating) extracted(o *Odd) bool {
	return o.Import != nil && o.Import.Body.(*season.Import).Extracted == o.Event.Happened
}

// The fields of a row of a report that are dates.
const (
	issuedField   = "issued"
	receivedField = "received"
)

// due gives the input that a dated fact belongs to, the deadline it is held against, day.None if there is none, and whether this
// date is the one that counts for it.
func (in *Inspection) due(unit string, f *engine.Fact) (input *form.Input, due day.Day, counts bool) {
	at, ok := in.spots[unit]
	if !ok {
		return nil, day.None, false
	}
	input = at.scored.Program.Set().Input(f.Input)
	if input == nil || len(input.Deliverables) == 0 || input.Type != form.InDocument && input.Type != form.InReports {
		return input, day.None, false
	}
	key := input.Occurrence
	if input.Type == form.InReports {
		key = f.Row
	}
	for _, owed := range at.scored.Case.Units[at.unit].Dues {
		if owed.Deliverable != input.Deliverables[0] || key != "" && owed.Key != key {
			continue
		}
		byReceipt := owed.Received || input.DateBy == receivedField
		counts = input.Type == form.InDocument || byReceipt == (f.Field == receivedField)
		return input, owed.Due, counts && owed.Due != day.None
	}
	return input, day.None, false
}

// deadline looks at a date that decides whether something was in time.
func (d *dating) deadline(o *Odd, at place) {
	at = at.declared()
	if o.Declared > o.Due {
		d.late[at] = o.Event
		return
	}
	if recorded := o.Event.Recorded.Day(); recorded > o.Due && o.Days() > d.Margin.Late {
		o.Kinds = append(o.Kinds, InTime)
	}
	if before := d.late[at]; before != nil {
		o.Kinds, o.Before = append(o.Kinds, Redated), before
	}
}

// declared is the place of a datum for all who declare it: a unit's word and a register's are of one datum.
func (p place) declared() place {
	if p.layer <= engine.LayerRegister {
		p.layer = engine.LayerDeclared
	}
	return p
}

// received compares the day on which a report is said to have been received with the day on which it was issued.
func (d *dating) received(o *Odd, at place) {
	for layer := at.layer + 1; layer > 0; layer-- { // the issue day may be the unit's word, the receipt an office's
		at.layer, at.field = layer-1, issuedField
		if e := d.facts[at]; e != nil {
			if was := e.Body.(*season.FactState).Fact.Value; was.Type == form.TypeDate && !was.None && was.Day > o.Declared {
				o.Kinds, o.Issued = append(o.Kinds, ReceivedFirst), was.Day
			}
			return
		}
	}
}

// evidence compares dates with the signatures of a document.
func (d *dating) evidence(o *Odd, b *season.FactState, input *form.Input, counts bool) {
	file, looked := d.files[b.Evidence]
	if !looked {
		file = d.in.src.Document(b.Evidence)
		d.files[b.Evidence] = file
		d.Evidence++
		if len(file.Signings) > 0 {
			d.Signed++
		}
	}
	if file.Fault != "" {
		o.Kinds, o.Fault = append(o.Kinds, Unread), file.Fault
	}
	if file.Added {
		o.Kinds = append(o.Kinds, Added)
	}
	if len(file.Signings) == 0 {
		return
	}
	first, last := file.Signings[0], file.Signings[0]
	for _, s := range file.Signings {
		if s.At < first.At {
			first = s
		}
		if s.At > last.At {
			last = s
		}
	}
	came := o.Event.Recorded
	if at, known := d.stored[b.Evidence]; known {
		came = at
	}
	disagree := func(kind DateKind, s Signing) {
		o.Kinds = append(o.Kinds, kind)
		if o.Signed == nil {
			o.Signed = &s
		}
	}
	if last.At > came {
		disagree(SignedAhead, last)
	}
	if input == nil || b.Fact.Value.Type != form.TypeDate || b.Fact.Value.None {
		return
	}
	switch {
	case counts && o.Declared <= o.Due && first.At.Day() > o.Due:
		disagree(SignedLate, first)
	case first.At.Day() > o.Declared:
		disagree(SignedAfter, first)
	case last.At.Day() < o.Declared && b.Fact.Field != receivedField:
		disagree(SignedBefore, last)
	}
}
