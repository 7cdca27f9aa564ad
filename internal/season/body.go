package season

import (
	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/seeds"
)

// Kind is the kind of an event.
type Kind string

// The kinds of events.
const (
	FolderOpened      Kind = "folder.opened"
	FolderRestored    Kind = "folder.restored"
	UnitRecorded      Kind = "unit.recorded"
	AttributeRecorded Kind = "attribute.recorded"
	SetPublished      Kind = "set.published"
	SetWithdrawn      Kind = "set.withdrawn"
	PlanAdopted       Kind = "plan.adopted"
	PeriodOpened      Kind = "period.opened"
	PeriodSetChanged  Kind = "period.set_changed"
	PeriodClosed      Kind = "period.closed"
	PeriodLocked      Kind = "period.locked"
	PeriodReopened    Kind = "period.reopened"
	OccasionRecorded  Kind = "occasion.recorded"
	OccasionWithdrawn Kind = "occasion.withdrawn"
	EntryRecorded     Kind = "entry.recorded"
	EntryWithdrawn    Kind = "entry.withdrawn"
	FactRecorded      Kind = "fact.recorded"
	FactWithdrawn     Kind = "fact.withdrawn"
	DecisionMade      Kind = "decision.made"
	DecisionWithdrawn Kind = "decision.withdrawn"
	FileStored        Kind = "file.stored"
	ImportMade        Kind = "import.made"
	RunMade           Kind = "run.made"

	PublicationProposed Kind = "publication.proposed"
	ProposalWithdrawn   Kind = "publication.proposal_withdrawn"
	PublicationMade     Kind = "publication.made"

	PersonNameErased   Kind = "person.erased"
	ContentBytesErased Kind = "content.erased"
)

// Body is what an event of one kind says.
type Body interface {
	Kind() Kind
	// describe goes through the fields in the order of their keys.
	describe(*canon.Coder)
}

// newBody gives an empty body of a kind; nil if there is no such kind.
func newBody(k Kind) Body {
	switch k {
	case FolderOpened:
		return &Folder{}
	case FolderRestored:
		return &Restoration{}
	case UnitRecorded:
		return &UnitState{}
	case AttributeRecorded:
		return &AttributeState{}
	case SetPublished:
		return &SetVersion{}
	case SetWithdrawn:
		return &SetWithdrawal{}
	case PlanAdopted:
		return &PlanVersion{}
	case PeriodOpened:
		return &Opening{}
	case PeriodSetChanged:
		return &SetChange{}
	case PeriodClosed, PeriodLocked, PeriodReopened:
		return &PeriodChange{Event: k}
	case OccasionRecorded:
		return &Occasion{}
	case OccasionWithdrawn:
		return &OccasionEnd{}
	case EntryRecorded:
		return &Entry{}
	case EntryWithdrawn:
		return &EntryEnd{}
	case FactRecorded:
		return &FactState{}
	case FactWithdrawn:
		return &FactEnd{}
	case DecisionMade:
		return &Judgement{}
	case DecisionWithdrawn:
		return &JudgementEnd{}
	case FileStored:
		return &File{}
	case ImportMade:
		return &Import{}
	case RunMade:
		return &Run{}
	case PublicationProposed:
		return &Proposal{}
	case ProposalWithdrawn:
		return &ProposalEnd{}
	case PublicationMade:
		return &Publication{}
	case PersonNameErased:
		return &PersonErased{}
	case ContentBytesErased:
		return &ContentErased{}
	}
	return nil
}

// Folder begins a data folder. A demo folder's figures are made up, and only its events may bear a simulated clock.
type Folder struct {
	Demo     bool
	Province string
}

// Kind is FolderOpened.
func (*Folder) Kind() Kind { return FolderOpened }

func (b *Folder) describe(c *canon.Coder) {
	c.Flag("demo", &b.Demo)
	canon.Text(c, "province", &b.Province)
}

// Restoration says that the folder was put back from a backup that did not hold all that had been recorded. From it on the
// log is another one, with a name of its own, so that nobody takes what it confirms for what the former one confirmed; its
// beginning is the former one's. The draft's reason says why there was no better backup.
type Restoration struct {
	Folder string // id the folder had: the log of that name ends here
	Kept   int64  // events of it that the backup held: all in front of this one
	Known  int64  // events it is known to have had, at least Kept; what was recorded after Kept is lost
	Root   string // root of its tree at Known as its checkpoints write it; "" where only the number is known
}

// Kind is FolderRestored.
func (*Restoration) Kind() Kind { return FolderRestored }

func (b *Restoration) describe(c *canon.Coder) {
	canon.Text(c, "folder", &b.Folder)
	canon.Count(c, "kept", &b.Kept)
	canon.Count(c, "known", &b.Known)
	canon.Text(c, "root", &b.Root)
}

// RestorationKey is the key of the restoration by which a folder got an id: from it the former id is found, and so on back.
func RestorationKey(folder string) string { return "restore/" + folder }

// UnitState is all that is recorded of a unit; it replaces what was recorded before under its code. The draft's
// reason says why: new, renamed, merged, split, ended.
type UnitState struct{ Unit seeds.Unit }

// Kind is UnitRecorded.
func (*UnitState) Kind() Kind { return UnitRecorded }

func (b *UnitState) describe(c *canon.Coder) {
	u := &b.Unit
	canon.Text(c, "block", &u.Block)
	canon.Text(c, "code", &u.Code)
	canon.Text(c, "former_province", &u.FormerProvince)
	canon.Text(c, "kind", &u.Kind)
	canon.Text(c, "name", &u.Name)
	canon.Text(c, "note", &u.Note)
	canon.Text(c, "official_number", &u.OfficialNumber)
	c.Texts("predecessors", &u.Predecessors)
	canon.Text(c, "status", &u.Status)
	c.Texts("successors", &u.Successors)
	c.Day("valid_from", &u.ValidFrom)
	c.Day("valid_to", &u.ValidTo)
}

// AttributeState is a dated value of an attribute; it replaces what was recorded of the same unit, name and first day.
type AttributeState struct{ Attribute seeds.Attribute }

// Kind is AttributeRecorded.
func (*AttributeState) Kind() Kind { return AttributeRecorded }

func (b *AttributeState) describe(c *canon.Coder) {
	a := &b.Attribute
	c.Day("from", &a.From)
	canon.Text(c, "name", &a.Name)
	canon.Text(c, "source", &a.Source)
	c.Day("to", &a.To)
	canon.Text(c, "unit", &a.Unit)
	canon.Text(c, "value", &a.Value)
}

// SetVersion publishes a version of a criteria set. Hash is that of its canonical normal form under engine.SetDomain,
// whose bytes the store keeps.
type SetVersion struct {
	ID, Version, Hash string
	Scope             form.Scope
	Blocks            []string
	Title             string
}

// Kind is SetPublished.
func (*SetVersion) Kind() Kind { return SetPublished }

func (b *SetVersion) describe(c *canon.Coder) {
	c.Texts("blocks", &b.Blocks)
	canon.Text(c, "hash", &b.Hash)
	canon.Text(c, "id", &b.ID)
	canon.Text(c, "scope", &b.Scope)
	canon.Text(c, "title", &b.Title)
	canon.Text(c, "version", &b.Version)
}

// SetWithdrawal withdraws a published version: no period is opened with it any more. A period that was opened with it keeps
// it, and so do the runs that used it. The draft's reason says why.
type SetWithdrawal struct{ ID, Version, Hash string }

// Kind is SetWithdrawn.
func (*SetWithdrawal) Kind() Kind { return SetWithdrawn }

func (b *SetWithdrawal) describe(c *canon.Coder) {
	canon.Text(c, "hash", &b.Hash)
	canon.Text(c, "id", &b.ID)
	canon.Text(c, "version", &b.Version)
}

// SetRecord is a version of a set as a folder has it: published, and perhaps withdrawn.
type SetRecord struct {
	SetVersion
	Published, Withdrawn day.Day // when the system learnt it; Withdrawn is day.None while it stands
	Reason               string  // of the withdrawal
}

// PlanVersion adopts the plan and its reading. Hash is that of the bytes the store keeps under PlanDomain.
type PlanVersion struct{ Number, Hash string }

// PlanDomain is the hash domain of a plan with its readings.
const PlanDomain = "cchc/plan/v1"

// Kind is PlanAdopted.
func (*PlanVersion) Kind() Kind { return PlanAdopted }

func (b *PlanVersion) describe(c *canon.Coder) {
	canon.Text(c, "hash", &b.Hash)
	canon.Text(c, "number", &b.Number)
}

// Opening opens a period: the set chosen for each block, and why.
type Opening struct{ Choices []Choice }

// Choice is the version of a set that scores a block in a period, and the reason of the choice. A block has one choice, a
// set one version in a period.
type Choice struct {
	Block, Set, Version, Hash, Reason string
	// Anew is known of a period, not told by an event: the choice is none of those the period was opened with.
	Anew bool
}

// Kind is PeriodOpened.
func (*Opening) Kind() Kind { return PeriodOpened }

func (b *Opening) describe(c *canon.Coder) { describeChoices(c, &b.Choices) }

// SetChange puts other versions in the place of those that a period has: the choices for all blocks as they are from then on.
// Runs made before keep the versions they name. The draft's reason says why.
type SetChange struct{ Choices []Choice }

// Kind is PeriodSetChanged.
func (*SetChange) Kind() Kind { return PeriodSetChanged }

func (b *SetChange) describe(c *canon.Coder) { describeChoices(c, &b.Choices) }

func describeChoices(c *canon.Coder, choices *[]Choice) {
	canon.List(c, "choices", choices, func(ch *Choice) {
		canon.Text(c, "block", &ch.Block)
		canon.Text(c, "hash", &ch.Hash)
		canon.Text(c, "reason", &ch.Reason)
		canon.Text(c, "set", &ch.Set)
		canon.Text(c, "version", &ch.Version)
	})
}

// PeriodChange closes, locks or reopens a period; To is the state a reopened one goes back to.
type PeriodChange struct {
	Event Kind
	To    State
}

// Kind is the change's own.
func (b *PeriodChange) Kind() Kind { return b.Event }

func (b *PeriodChange) describe(c *canon.Coder) { canon.Text(c, "to", &b.To) }

// Occasion is something that happened and makes units owe a product: a letter, a decision, a conclusion.
type Occasion struct{ Event seeds.Event }

// Kind is OccasionRecorded.
func (*Occasion) Kind() Kind { return OccasionRecorded }

func (b *Occasion) describe(c *canon.Coder) {
	e := &b.Event
	c.Day("date", &e.Date)
	canon.Text(c, "deliverable", &e.Deliverable)
	canon.Text(c, "document", &e.Document)
	c.Day("due", &e.Due)
	canon.Text(c, "id", &e.ID)
	c.Texts("units", &e.Units)
}

// OccasionEnd withdraws an occasion that was recorded by mistake.
type OccasionEnd struct{ Deliverable, ID string }

// Kind is OccasionWithdrawn.
func (*OccasionEnd) Kind() Kind { return OccasionWithdrawn }

func (b *OccasionEnd) describe(c *canon.Coder) {
	canon.Text(c, "deliverable", &b.Deliverable)
	canon.Text(c, "id", &b.ID)
}

// Entry is a row of a register as it was read: its cells by column. It replaces the row of the same key.
type Entry struct {
	Register string
	Row      string // key within the register
	Cells    []Cell // by column name
}

// Cell is one cell of an entry, in the text its column writes it in.
type Cell struct{ Column, Text string }

// Kind is EntryRecorded.
func (*Entry) Kind() Kind { return EntryRecorded }

func (b *Entry) describe(c *canon.Coder) {
	canon.List(c, "cells", &b.Cells, func(cell *Cell) {
		canon.Text(c, "column", &cell.Column)
		canon.Text(c, "text", &cell.Text)
	})
	canon.Text(c, "register", &b.Register)
	canon.Text(c, "row", &b.Row)
}

// EntryEnd withdraws a row of a register.
type EntryEnd struct{ Register, Row string }

// Kind is EntryWithdrawn.
func (*EntryEnd) Kind() Kind { return EntryWithdrawn }

func (b *EntryEnd) describe(c *canon.Coder) {
	canon.Text(c, "register", &b.Register)
	canon.Text(c, "row", &b.Row)
}

// FactState is a datum of the draft's unit; it replaces what was recorded of the same place and layer. Evidence is the
// digest of the document's bytes, if they were handed in. By and Second belong to the layers of the appraisals.
type FactState struct {
	Fact       engine.Fact // without Recorded, which is the event's
	Evidence   string
	By, Second string
}

// Kind is FactRecorded.
func (*FactState) Kind() Kind { return FactRecorded }

func (b *FactState) describe(c *canon.Coder) {
	f := &b.Fact
	canon.Text(c, "by", &b.By)
	canon.Text(c, "document", &f.Document)
	canon.Text(c, "evidence", &b.Evidence)
	canon.Text(c, "field", &f.Field)
	canon.Text(c, "input", &f.Input)
	canon.Named(c, "layer", &f.Layer, engine.ParseLayer)
	canon.Text(c, "row", &f.Row)
	canon.Text(c, "second", &b.Second)
	canon.Text(c, "source", &f.Source)
	c.Object("value", func() { value(c, &f.Value) })
	if c.Reading() {
		f.Recorded = day.None
	}
}

// FactEnd withdraws the datum of a place and layer.
type FactEnd struct {
	Input, Row, Field string
	Layer             engine.Layer
}

// Kind is FactWithdrawn.
func (*FactEnd) Kind() Kind { return FactWithdrawn }

func (b *FactEnd) describe(c *canon.Coder) {
	canon.Text(c, "field", &b.Field)
	canon.Text(c, "input", &b.Input)
	canon.Named(c, "layer", &b.Layer, engine.ParseLayer)
	canon.Text(c, "row", &b.Row)
}

// Judgement is a decision about the draft's unit. ID names it for a withdrawal.
type Judgement struct {
	ID       string
	Decision engine.Decision
}

// Kind is DecisionMade.
func (*Judgement) Kind() Kind { return DecisionMade }

func (b *Judgement) describe(c *canon.Coder) {
	d := &b.Decision
	canon.Text(c, "by", &d.By)
	canon.Text(c, "code", &d.Code)
	c.Day("date", &d.Date)
	canon.Text(c, "decision", &d.Kind)
	canon.Text(c, "field", &d.Field)
	canon.Text(c, "id", &b.ID)
	canon.Text(c, "input", &d.Input)
	canon.Named(c, "layer", &d.Layer, engine.ParseLayer)
	c.Num("points", &d.Points)
	canon.Text(c, "reason", &d.Reason)
	canon.Text(c, "row", &d.Row)
	canon.Text(c, "second", &d.Second)
	canon.Text(c, "source", &d.Source)
}

// JudgementEnd withdraws a decision.
type JudgementEnd struct{ ID string }

// Kind is DecisionWithdrawn.
func (*JudgementEnd) Kind() Kind { return DecisionWithdrawn }

func (b *JudgementEnd) describe(c *canon.Coder) { canon.Text(c, "id", &b.ID) }

// File is evidence whose bytes are kept under their digest. Name is what its owner calls it; it is never a path.
type File struct {
	Digest string
	Size   int64
	Name   string
}

// Kind is FileStored.
func (*File) Kind() Kind { return FileStored }

func (b *File) describe(c *canon.Coder) {
	canon.Text(c, "digest", &b.Digest)
	canon.Text(c, "name", &b.Name)
	canon.Count(c, "size", &b.Size)
}

// Import is one file that was read in. Raw is the hash of its bytes, kept under RawDomain; Extracted the day the office
// drew it from its system.
type Import struct {
	Register                        string
	Name, Raw                       string
	Rows, Added, Changed, Unchanged int
	Withdrawn                       int
	Extracted                       day.Day
}

// RawDomain is the hash domain of an imported file.
const RawDomain = "cchc/raw/v1"

// Kind is ImportMade.
func (*Import) Kind() Kind { return ImportMade }

func (b *Import) describe(c *canon.Coder) {
	canon.Count(c, "added", &b.Added)
	canon.Count(c, "changed", &b.Changed)
	c.Day("extracted", &b.Extracted)
	canon.Text(c, "name", &b.Name)
	canon.Text(c, "raw", &b.Raw)
	canon.Text(c, "register", &b.Register)
	canon.Count(c, "rows", &b.Rows)
	canon.Count(c, "unchanged", &b.Unchanged)
	canon.Count(c, "withdrawn", &b.Withdrawn)
}

// value goes through a datum as {"number": …}, {"date": …} and so on; the explicit "nothing" is {"none": true}.
func value(c *canon.Coder, v *engine.Value) {
	if c.Reading() {
		*v = engine.Value{}
		for _, t := range []form.Type{form.TypeBool, form.TypeDate, form.TypeLevel, form.TypeNumber, form.TypeText} {
			if c.Has(string(t)) {
				v.Type = t
			}
		}
		if v.None = c.Has("none"); !v.None && v.Type == "" {
			c.Failf("a value of no type")
		}
	}
	switch {
	case v.None:
		c.Flag("none", &v.None)
	case v.Type == form.TypeNumber:
		c.Num(string(v.Type), &v.Num)
	case v.Type == form.TypeBool:
		c.Truth(string(v.Type), &v.Bool)
	case v.Type == form.TypeDate:
		c.Day(string(v.Type), &v.Day)
	case v.Type == form.TypeLevel || v.Type == form.TypeText:
		canon.Text(c, string(v.Type), &v.Text)
	default:
		c.Failf("a value of unknown type %q", v.Type)
	}
}
