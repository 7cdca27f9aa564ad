package register

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/table"
	"cchc/seeds"
)

// Options say who imports what.
type Options struct {
	Period string
	Actor  string // office, and the person after a slash
	Reason string // why rows or figures vanish; "" for the standing reason
	// Base names the state of the log that Existing was read from: the number of its last event. Drafts made twice from one
	// state have the same keys and are recorded once; the same content again after a change in between is a new event.
	Base int64
	Raw  []byte // the file's bytes, for the record of the import
}

// Existing is what is known already.
type Existing struct {
	Year    *season.Year
	Entries []Entry // rows of the register that stand
}

// About is what a change is about.
type About string

// What a change is about.
const (
	AboutEntry    About = "entry"    // row of a register
	AboutFact     About = "fact"     // figure of a unit
	AboutOccasion About = "occasion" // event of the plan
	AboutDecision About = "decision"
)

// Effect is what a change does.
type Effect string

// The effects of a change.
const (
	Added     Effect = "added"
	Changed   Effect = "changed"
	Withdrawn Effect = "withdrawn"
)

// Change is one difference between what is known and what was read. Old and New are texts as a cell would hold them.
type Change struct {
	About    About
	Effect   Effect
	Unit     string
	Name     string // key of a row, place of a figure ("bao_cao 2026-Q1 received"), deliverable and id of an occasion
	Layer    string // AboutFact and AboutDecision: the layer's name
	Column   string // AboutEntry: the column that changed
	Old, New string
	Where    string // file and line, where the change has one
}

// Code is the code of the change's sentence, whose arguments Args gives: unit, name, old, new, column or layer.
func (c *Change) Code() string { return "import." + string(c.About) + "_" + string(c.Effect) }

// Args gives the arguments of the change's sentence.
func (c *Change) Args() []string {
	return []string{c.Unit, c.Name, c.Old, c.New, cmp.Or(c.Column, c.Layer)}
}

// Plan is what an import would do: a dry run. Rows counts the rows of the file; each is added, changed or unchanged.
// Withdrawn counts the rows that are known but vanished from a full file.
type Plan struct {
	Rows, Added, Changed, Unchanged, Withdrawn int
	Figures                                    int // figures that are new or differ
	Changes                                    []Change
	Drafts                                     []season.Draft // in the order to record them; the record of the import stands last

	opts     Options
	source   string // for the keys of drafts
	mistakes []table.Mistake
}

// refuse notes what stands against the import.
func (p *Plan) refuse(where, code string, args ...string) {
	m := table.Mistake{File: where, Code: code, Args: args}
	if i := strings.LastIndexByte(where, ':'); i >= 0 {
		if line, err := strconv.Atoi(where[i+1:]); err == nil {
			m.File, m.Line = where[:i], line
		}
	}
	p.mistakes = append(p.mistakes, m)
}

// end closes the plan: as a refusal, where anything stands against it.
func (p *Plan) end() (*Plan, error) {
	if len(p.mistakes) > 0 {
		table.SortMistakes(p.mistakes)
		return nil, &Refused{p.mistakes}
	}
	p.sort()
	return p, nil
}

// Empty says that nothing would change. The draft of the import itself is there all the same, for whoever wants it on
// record that the figures were looked at.
func (p *Plan) Empty() bool { return len(p.Changes) == 0 }

// keyDomain is the hash domain of the idempotency keys of drafts.
const keyDomain = "cchc/import-key/v1"

// timeless are the kinds of events that belong to no period.
var timeless = []season.Kind{season.FileStored, season.UnitRecorded, season.AttributeRecorded}

// draft adds a draft with the key of its content.
func (p *Plan) draft(d season.Draft) error {
	d.Kind = d.Body.Kind()
	if !slices.Contains(timeless, d.Kind) {
		d.Period = p.opts.Period
	}
	d.Actor = cmp.Or(d.Actor, p.opts.Actor)
	d.Key = p.source + "/" + strconv.FormatInt(p.opts.Base, 10)
	b, err := (&season.Event{Draft: d}).Canonical()
	if err != nil {
		return fmt.Errorf("import %s: %w", p.source, err)
	}
	d.Key = p.source + "/" + strings.TrimPrefix(canon.Hash(keyDomain, b), "sha256:")
	p.Drafts = append(p.Drafts, d)
	return nil
}

// record adds the record of the import.
func (p *Plan) record(file string, extracted day.Day) error {
	return p.draft(season.Draft{Happened: extracted, Body: &season.Import{Register: p.source, Name: file,
		Raw: canon.Hash(season.RawDomain, p.opts.Raw), Rows: p.Rows, Added: p.Added, Changed: p.Changed,
		Unchanged: p.Unchanged, Withdrawn: p.Withdrawn, Extracted: extracted}})
}

// count enters the outcome of one row.
func (p *Plan) count(e Effect) {
	switch e {
	case Added:
		p.Added++
	case Changed:
		p.Changed++
	case Withdrawn:
		p.Withdrawn++
	default:
		p.Unchanged++
	}
}

func (p *Plan) change(c Change) { p.Changes = append(p.Changes, c) }

// place is what a fact is about.
type place struct{ input, row, field string }

func placeOf(f *engine.Fact) place { return place{f.Input, f.Row, f.Field} }

func (a place) String() string { return strings.TrimRight(a.input+" "+a.row+" "+a.field, " ") }

// facts gives what is known of a unit in one layer.
func facts(y *season.Year, unit string, layer engine.Layer) map[place]*season.FactState {
	u := y.Unit(unit)
	if u == nil {
		return nil
	}
	m := map[place]*season.FactState{}
	for i := range u.Facts {
		if f := &u.Facts[i]; f.Fact.Layer == layer {
			m[placeOf(&f.Fact)] = f
		}
	}
	return m
}

// same reports whether two values say the same.
func same(a, b engine.Value) bool {
	if a.None || b.None {
		return a.None == b.None
	}
	if a.Type != b.Type {
		return false
	}
	switch a.Type {
	case form.TypeNumber:
		return a.Num.Equal(b.Num)
	case form.TypeBool:
		return a.Bool == b.Bool
	case form.TypeDate:
		return a.Day == b.Day
	}
	return a.Text == b.Text
}

// text gives a value as a cell would hold it.
func text(in *form.Input, field string, v engine.Value) string {
	s, err := table.FormatValue(in, field, v)
	if err != nil { // a figure that no one can have typed
		return v.Num.String()
	}
	return s
}

// happened is the day a draft about a unit bears: none for a unit that did not exist on it, whose last figures outlive it.
func happened(y *season.Year, unit string, on day.Day) day.Day {
	if u, ok := y.Units.ByCode(unit); ok && !u.ValidOn(on) {
		return day.None
	}
	return on
}

// withdrawalReason is the reason of what vanishes, unless the importer gives another.
func (p *Plan) withdrawalReason(reg *seeds.Register, extracted day.Day) string {
	return cmp.Or(p.opts.Reason, "không còn trong sổ "+reg.ID+", trích ngày "+extracted.VN())
}

// sort puts the changes in their order: what they are about, then units.
func (p *Plan) sort() {
	slices.SortStableFunc(p.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.About, b.About), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Column, b.Column))
	})
}
