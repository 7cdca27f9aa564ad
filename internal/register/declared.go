package register

import (
	"cmp"
	"fmt"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/seeds"
)

// Declared is what a folder of sheets says, and the evidence that came with it.
type Declared struct {
	Facts *sheet.Facts
	Name  string                 // of the folder, for people
	Rows  int                    // rows of its files
	Files map[string]season.File // the attached files that are kept, by the names in the rows
}

// MergeDeclared compares the facts, corrections, decisions and occasions of sheets with what is known and gives what to
// record. Sheets only add and replace: what they do not mention stays.
//
// What a unit declares is recorded as its own word, entered by the unit or by the Keeper for it, which the reason then
// says. Figures of registers are entered by the office that answers for the input, or by the Keeper.
func MergeDeclared(d Declared, known *Known, y *season.Year, opts Options) (*Plan, error) {
	m := &declaring{Plan: &Plan{Rows: d.Rows, opts: opts, source: "facts"}, d: d, known: known, year: y, kept: map[string]bool{}}
	for i := range d.Facts.Units {
		if err := m.unit(&d.Facts.Units[i]); err != nil {
			return nil, err
		}
	}
	occasions := make([]seeds.Event, len(d.Facts.Events))
	for i, e := range d.Facts.Events {
		occasions[i] = occasion(e)
	}
	if err := m.occasions(d.Name, occasions, known, y, false, ""); err != nil {
		return nil, err
	}
	return m.end()
}

type declaring struct {
	*Plan
	d     Declared
	known *Known
	year  *season.Year
	kept  map[string]bool // digests of files that have a draft

	current string // unit whose facts are in have
	have    map[factKey]*season.FactState
}

// given gives what is known of a unit; the last unit asked about is remembered.
func (m *declaring) given(unit string) map[factKey]*season.FactState {
	if m.have == nil || m.current != unit {
		m.current, m.have = unit, map[factKey]*season.FactState{}
		if u := m.year.Unit(unit); u != nil {
			for i := range u.Facts {
				f := &u.Facts[i]
				m.have[factKey{placeOf(&f.Fact), f.Fact.Layer}] = f
			}
		}
	}
	return m.have
}

func (m *declaring) unit(u *sheet.UnitFacts) error {
	attached := map[factKey]string{}
	for _, a := range u.Attached {
		attached[factKey{place{a.Input, a.Row, a.Field}, a.Layer}] = a.File
	}
	for _, f := range u.Facts {
		name := attached[factKey{placeOf(&f), f.Layer}]
		if err := m.fact(u.Unit, f, name, "", ""); err != nil {
			return err
		}
	}
	for _, c := range u.Corrections {
		if err := m.fact(u.Unit, c.Fact, "", c.By, c.Second); err != nil {
			return err
		}
	}
	for _, d := range u.Decisions {
		if err := m.decision(u.Unit, d); err != nil {
			return err
		}
	}
	return nil
}

// factKey is a place and the layer it is given in.
type factKey struct {
	place
	layer engine.Layer
}

func (m *declaring) fact(unit string, f engine.Fact, file, by, second string) error {
	state := &season.FactState{Fact: f, By: by, Second: second}
	draft := season.Draft{Unit: unit, Happened: f.Recorded, Body: state}
	state.Fact.Recorded = day.None
	if file != "" {
		kept, ok := m.d.Files[file]
		if !ok {
			return fmt.Errorf("import %s: file %s is not kept", m.d.Name, file)
		}
		state.Evidence = kept.Digest
	}
	block := ""
	if u, ok := m.year.Units.ByCode(unit); ok {
		block = u.Block
	}
	in := m.known.input(block, f.Input)
	if in == nil {
		return fmt.Errorf("import %s: unit %s has no input %s", m.d.Name, unit, f.Input)
	}
	c := Change{About: AboutFact, Effect: Added, Unit: unit, Name: placeOf(&f).String(), Layer: f.Layer.String(),
		New: text(in, f.Field, f.Value), Where: f.Source}
	rejection := m.rejection(unit, &f)
	if old := m.given(unit)[factKey{placeOf(&f), f.Layer}]; old != nil {
		if sameState(old, state) && (rejection == nil || rejection.Decision.Date >= f.Recorded) {
			m.count("")
			return nil
		}
		c.Effect, c.Old = Changed, text(in, f.Field, old.Fact.Value)
	}
	draft.Actor, draft.Reason = m.actor(unit, in, state)
	if draft.Actor == "" {
		return nil
	}
	m.count(c.Effect)
	m.Figures++
	m.change(c)
	if file != "" {
		if err := m.keep(m.d.Files[file]); err != nil {
			return err
		}
	}
	if rejection != nil {
		if err := m.lift(unit, rejection, &draft); err != nil {
			return err
		}
	}
	return m.draft(draft)
}

// rejection finds the rejection of the same stage that an appraiser's figure takes the place of: it would take that
// figure out as well. A figure of an earlier day does not lift it.
func (m *declaring) rejection(unit string, f *engine.Fact) *season.Judgement {
	old := m.judged(unit, &engine.Decision{Kind: engine.DecideReject, Layer: f.Layer, Input: f.Input, Row: f.Row, Field: f.Field})
	if old == nil || old.Decision.Kind != engine.DecideReject || old.Decision.Date > f.Recorded {
		return nil
	}
	return old
}

// lift withdraws a rejection on the word of the correction.
func (m *declaring) lift(unit string, old *season.Judgement, correction *season.Draft) error {
	d := &old.Decision
	m.change(Change{About: AboutDecision, Effect: Withdrawn, Unit: unit, Name: subject(d), Layer: d.Layer.String(), Old: outcome(d)})
	return m.draft(season.Draft{Unit: unit, Actor: correction.Actor, Reason: correction.Reason, Happened: correction.Happened,
		Body: &season.JudgementEnd{ID: old.ID}})
}

// sameState reports whether nothing of a fact would change. Where it was read is for people only.
func sameState(a, b *season.FactState) bool {
	return same(a.Fact.Value, b.Fact.Value) && a.Fact.Document == b.Fact.Document && sameName(a.By, b.By) && sameName(a.Second, b.Second) &&
		(b.Evidence == "" || a.Evidence == b.Evidence)
}

// sameName compares who is recorded with who is written: of a name that was erased only the office is known.
func sameName(recorded, written string) bool {
	office, person := season.SplitActor(recorded)
	if other, _ := season.SplitActor(written); season.Sealed(person) {
		return office == other
	}
	return recorded == written
}

// actor says who speaks in a fact, and, where someone else enters it, that this is so; "" after a refusal.
func (m *declaring) actor(unit string, in *form.Input, f *season.FactState) (actor, reason string) {
	office := season.Office(m.opts.Actor)
	switch f.Fact.Layer {
	case engine.LayerDeclared:
		switch office {
		case unit:
			return m.opts.Actor, m.opts.Reason
		case "":
			return unit, m.opts.Reason
		case season.Keeper:
			return m.opts.Actor, cmp.Or(m.opts.Reason, "nhập thay "+unit)
		}
		m.refuse(f.Fact.Source, "register.by_unit", office, unit)
		return "", ""
	case engine.LayerRegister:
		keeper := in.DeclaredBy
		if keeper == "unit" {
			keeper = in.VerifiedBy
		}
		if office != "" && office != season.Keeper && office != in.DeclaredBy && office != in.VerifiedBy {
			m.refuse(f.Fact.Source, "register.by_office", office, in.Name, keeper)
			return "", ""
		}
		return cmp.Or(m.opts.Actor, keeper, season.Keeper), m.opts.Reason
	}
	return cmp.Or(m.opts.Actor, f.By), f.Fact.Document
}

// keep records a file once.
func (m *declaring) keep(f season.File) error {
	if m.kept[f.Digest] {
		return nil
	}
	m.kept[f.Digest] = true
	return m.draft(season.Draft{Actor: cmp.Or(m.opts.Actor, season.Keeper), Happened: day.None, Body: &f})
}

func (m *declaring) decision(unit string, d engine.Decision) error {
	if d.Reason == "" { // sheets may leave it out where the kind says all
		d.Reason = "chấp nhận"
	}
	if d.Kind != engine.DecideDispute && !m.deciders(&d) {
		return nil
	}
	b := &season.Judgement{ID: decisionID(&d), Decision: d}
	c := Change{About: AboutDecision, Effect: Added, Unit: unit, Name: subject(&d), Layer: d.Layer.String(), New: outcome(&d),
		Where: d.Source}
	if old := m.judged(unit, &d); old != nil {
		b.ID = old.ID
		if sameDecision(&old.Decision, &d) {
			m.count("")
			return nil
		}
		c.Effect, c.Old = Changed, outcome(&old.Decision)
	}
	m.count(c.Effect)
	m.change(c)
	return m.draft(season.Draft{Unit: unit, Happened: d.Date, Actor: cmp.Or(m.opts.Actor, d.By), Reason: d.Reason, Body: b})
}

// outcome is what a decision decides, in one word.
func outcome(d *engine.Decision) string {
	if d.Kind == engine.DecideOverride {
		return string(d.Kind) + " " + d.Points.VN()
	}
	return string(d.Kind)
}

// sameDecision reports whether nothing of a decision would change. Where it was read is for people only.
func sameDecision(a, b *engine.Decision) bool {
	return a.Kind == b.Kind && a.Points.Equal(b.Points) && sameName(a.By, b.By) && sameName(a.Second, b.Second) && a.Reason == b.Reason &&
		a.Date == b.Date
}

// judged finds the decision about the same thing at the same stage that stands.
func (m *declaring) judged(unit string, d *engine.Decision) *season.Judgement {
	u := m.year.Unit(unit)
	if u == nil {
		return nil
	}
	for i := range u.Decisions {
		if decisionID(&u.Decisions[i].Decision) == decisionID(d) {
			return &u.Decisions[i]
		}
	}
	return nil
}

// subject is what a decision is about, for people.
func subject(d *engine.Decision) string {
	if d.Code != "" {
		return d.Code
	}
	if d.Input == "" {
		return string(engine.DecideRanked)
	}
	return place{d.Input, d.Row, d.Field}.String()
}

// decisionID names a decision by the question it answers, what it is about and its stage: a second one replaces the first.
func decisionID(d *engine.Decision) string {
	return joinKey([]string{string(sheet.Question(d.Kind)), d.Layer.String(), d.Code, d.Input, d.Row, d.Field})
}
