package season

import (
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/seeds"
)

// RefusalCode says why a draft is not admitted. Each has a Vietnamese sentence at the edge; the arguments stand beside it.
type RefusalCode string

// The codes of refusals.
const (
	NoActor            RefusalCode = "no_actor"            //
	NoReason           RefusalCode = "no_reason"           // kind
	NoPeriod           RefusalCode = "no_period"           // period
	PeriodExists       RefusalCode = "period_exists"       // period
	PeriodState        RefusalCode = "period_state"        // period, its state
	NoFolder           RefusalCode = "no_folder"           //
	FolderExists       RefusalCode = "folder_exists"       //
	UnknownUnit        RefusalCode = "unknown_unit"        // unit
	UnknownSet         RefusalCode = "unknown_set"         // hash
	SetExists          RefusalCode = "set_exists"          // id, version
	SetGone            RefusalCode = "set_gone"            // id, version: it was withdrawn
	SetUnknown         RefusalCode = "set_unknown"         // id, version
	NoChoices          RefusalCode = "no_choices"          // period
	TwoChoices         RefusalCode = "two_choices"         // block, id and version, id and version
	TwoVersions        RefusalCode = "two_versions"        // id, version, version
	NoPlan             RefusalCode = "no_plan"             //
	Future             RefusalCode = "future"              // happened, recorded
	OwnUnit            RefusalCode = "own_unit"            // unit
	NoSecond           RefusalCode = "no_second"           //
	SecondSame         RefusalCode = "second_same"         // who
	WrongLayer         RefusalCode = "wrong_layer"         // layer, kind
	OnlyOwnUnit        RefusalCode = "only_own_unit"       // office, unit
	NothingToWithdraw  RefusalCode = "nothing_withdrawn"   //
	BadState           RefusalCode = "bad_state"           // state
	UnknownFile        RefusalCode = "unknown_file"        // digest
	UnitEnded          RefusalCode = "unit_ended"          // unit, its last day, the day asked about
	UnitNotYet         RefusalCode = "unit_not_yet"        // unit, its first day, the day asked about
	NoID               RefusalCode = "no_id"               // kind
	NoValue            RefusalCode = "no_value"            // input
	LockedYear         RefusalCode = "locked_year"         // unit, last day of the latest locked period
	LogMoved           RefusalCode = "log_moved"           // event the run looked up to, last event
	BadName            RefusalCode = "bad_name"            // who, the character
	NoOffice           RefusalCode = "no_office"           // office
	UnknownRun         RefusalCode = "unknown_run"         // run, period
	RunDigest          RefusalCode = "run_digest"          // run, its digest, the one named
	RunNotFinal        RefusalCode = "run_not_final"       // run, its stage
	RunOutdated        RefusalCode = "run_outdated"        // run, number of the first event after it that changes scores
	RunBlocked         RefusalCode = "run_blocked"         // run, number of units
	RunDisputed        RefusalCode = "run_disputed"        // run, number of appeals, the unit and subcriterion of the first
	RunPublished       RefusalCode = "run_published"       // run
	RunAdjustsOther    RefusalCode = "run_adjusts_other"   // run, the one that is published
	NoPerson           RefusalCode = "no_person"           // office
	NoAct              RefusalCode = "no_act"              // what is missing: number, signer, authority, date
	ActBeforeRun       RefusalCode = "act_before_run"      // date of the decision, day of the run
	NoProposal         RefusalCode = "no_proposal"         // run
	NotKeeper          RefusalCode = "not_keeper"          // office
	NothingToErase     RefusalCode = "nothing_to_erase"    //
	AdjustsUnpublished RefusalCode = "adjusts_unpublished" // run, the one it says it adjusts
	OwnName            RefusalCode = "own_name"            //
	StillProposed      RefusalCode = "still_proposed"      //
	RunAsOf            RefusalCode = "run_as_of"           // run, its day, the day on which it was made
	BadAct             RefusalCode = "bad_act"             // what: number, signer, authority
)

// RefusalCodes lists every code, for the test that demands a sentence for each.
func RefusalCodes() []RefusalCode {
	return []RefusalCode{NoActor, NoReason, NoPeriod, PeriodExists, PeriodState, NoFolder, FolderExists, UnknownUnit, UnknownSet, SetExists, SetGone,
		SetUnknown, NoChoices, TwoChoices, TwoVersions, NoPlan, Future, OwnUnit, NoSecond, SecondSame, WrongLayer, OnlyOwnUnit, NothingToWithdraw, BadState, UnknownFile, UnitEnded,
		UnitNotYet, NoID, NoValue, LockedYear, LogMoved, UnknownRun, RunDigest, RunNotFinal, RunOutdated, RunBlocked, RunDisputed, RunPublished, RunAdjustsOther,
		NoPerson, NoAct, ActBeforeRun, NoProposal, NotKeeper, NothingToErase, OwnName, AdjustsUnpublished, StillProposed,
		RunAsOf, BadAct, BadName, NoOffice}
}

// Refusal is a draft that is not admitted, with why. Key is the draft's.
type Refusal struct {
	Key  string
	Code RefusalCode
	Args []string
}

// Error gives the refusal for logs; people get the sentence of internal/wording.
func (r *Refusal) Error() string {
	return "event " + r.Key + " not admitted: " + string(r.Code) + " " + strings.Join(r.Args, " ")
}

// Ground is what is known where a draft wants to be recorded. The store answers inside the transaction that records.
type Ground interface {
	// FolderOpened reports whether the folder has its first event.
	FolderOpened() bool
	// PeriodState is "" for a period that was never opened.
	PeriodState(period string) State
	// PeriodHas reports whether a period has a version of a set, named by its hash, for some block.
	PeriodHas(period, hash string) bool
	// LockedThrough is the last day of the latest year whose period is locked; day.None where none is.
	LockedThrough() day.Day
	// Last is the number of the last event.
	Last() int64
	PlanAdopted() bool
	Unit(code string) (seeds.Unit, bool)
	// SetHash gives the hash a published version has, "" if there is none.
	SetHash(id, version string) string
	// SetKnown reports whether a published set has a hash.
	SetKnown(hash string) bool
	// SetWithdrawn reports whether the version of a hash was withdrawn.
	SetWithdrawn(hash string) bool
	FileKnown(digest string) bool
	// Run gives a recorded run; nil if there is none of that id.
	Run(id string) *RunRecord
	// ChangedAfter is the number of the first event after a place of the log that can change what a period scores, one of
	// [ScoreKinds]; 0 if there is none.
	ChangedAfter(period string, seq int64) int64
	// Proposed reports whether a proposal that waits, of any period, is by an actor.
	Proposed(actor string) bool
	// Publications gives the events of a period that speak of its publication, in their order.
	Publications(period string) []Event
	// Disputed names the lines of a run's results on which an appeal is open, each as unit and subcriterion.
	Disputed(b *Run) []string
	// There reports whether what a withdrawing body withdraws is there.
	There(d *Draft) bool
}

// Keeper keeps the year (Sở Nội vụ): it may enter what a unit declares in the unit's stead, saying so in the reason.
const Keeper = "so-noi-vu"

// Office is the part of an actor before the slash: the office that acts.
func Office(actor string) string {
	office, _, _ := strings.Cut(actor, "/")
	return strings.TrimSpace(office)
}

// Admit says whether a draft may be recorded at a moment; the error is a *Refusal.
func Admit(d *Draft, at Instant, g Ground) error {
	a := admission{d: d, at: at, g: g}
	a.common()
	switch b := d.Body.(type) {
	case *Folder:
		a.refuseIf(g.FolderOpened(), FolderExists)
	case *Restoration:
		a.refuseIf(b.Folder == "", NoID, string(d.Kind))
		a.refuseIf(b.Kept != g.Last() || b.Known < b.Kept, LogMoved, count(b.Kept), count(g.Last()))
	case *SetVersion:
		hash := g.SetHash(b.ID, b.Version)
		a.refuseIf(hash != "" && hash != b.Hash, SetExists, b.ID, b.Version)
		a.refuseIf(g.SetWithdrawn(b.Hash), SetGone, b.ID, b.Version)
	case *SetWithdrawal:
		a.refuseIf(b.Hash == "" || g.SetHash(b.ID, b.Version) != b.Hash, SetUnknown, b.ID, b.Version)
		a.refuseIf(g.SetWithdrawn(b.Hash), SetGone, b.ID, b.Version)
	case *Opening:
		a.opening(b)
	case *SetChange:
		a.inState(Open, Closed)
		a.refuseIf(len(b.Choices) == 0, NoChoices, d.Period)
		a.choices(b.Choices)
	case *PeriodChange:
		a.change(b)
	case *UnitState:
		a.unit(&b.Unit)
	case *AttributeState:
		a.refuseIf(a.inLocked(b.Attribute.From), LockedYear, b.Attribute.Unit, a.g.LockedThrough().VN())
	case *Occasion:
		a.occasion(b)
	case *Entry:
		a.inState(Open, Closed)
	case *OccasionEnd, *EntryEnd:
		a.inState(Open, Closed)
		a.refuseIf(!g.There(d), NothingToWithdraw)
	case *FactState:
		a.fact(b)
	case *FactEnd:
		a.layer(b.Layer)
		a.refuseIf(!g.There(d), NothingToWithdraw)
	case *Judgement:
		a.judgement(b)
	case *JudgementEnd:
		a.inState(Open, Closed)
		a.deciders(d.Actor, "")
		a.refuseIf(!g.There(d), NothingToWithdraw)
	case *Run:
		a.run(b)
	case *Proposal:
		a.proposal(b)
	case *ProposalEnd:
		a.proposalEnd(b)
	case *Publication:
		a.publication(b)
	case *PersonErased:
		a.publisher(d.Actor)
		a.refuseIf(SamePerson(d.Actor, b.Office+"/"+b.Sealed), OwnName)
		a.refuseIf(g.Proposed(b.Office+"/"+b.Sealed), StillProposed)
		a.refuseIf(!g.There(d), NothingToErase)
	case *ContentErased:
		a.publisher(d.Actor)
		a.refuseIf(!g.There(d), NothingToErase)
	}
	if a.refusal == nil {
		return nil
	}
	return a.refusal
}

// admission collects the first reason against a draft.
type admission struct {
	d       *Draft
	at      Instant
	g       Ground
	refusal *Refusal
}

func (a *admission) refuseIf(bad bool, code RefusalCode, args ...string) {
	if bad && a.refusal == nil {
		a.refusal = &Refusal{a.d.Key, code, args}
	}
}

// reasoned are the kinds that need a reason of their own.
var reasoned = []Kind{FolderRestored, SetWithdrawn, PeriodSetChanged, PeriodReopened, OccasionWithdrawn, FactWithdrawn, DecisionWithdrawn, EntryWithdrawn, ProposalWithdrawn, PersonNameErased,
	ContentBytesErased}

// ahead are the kinds that may be recorded before they happen, and of units that are not there yet: a merger is decided
// before the day it takes effect.
var ahead = []Kind{UnitRecorded, AttributeRecorded}

func (a *admission) common() {
	d := a.d
	a.refuseIf(d.Kind != FolderOpened && !a.g.FolderOpened(), NoFolder)
	a.refuseIf(Office(d.Actor) == "", NoActor)
	a.refuseIf(strings.TrimSpace(d.Reason) == "" && slices.Contains(reasoned, d.Kind), NoReason, string(d.Kind))
	if d.Period != "" && d.Kind != PeriodOpened {
		a.refuseIf(a.g.PeriodState(d.Period) == "", NoPeriod, d.Period)
	}
	if slices.Contains(ahead, d.Kind) {
		return
	}
	a.notAhead(d.Happened)
	if d.Unit != "" {
		u, known := a.g.Unit(d.Unit)
		a.refuseIf(!known, UnknownUnit, d.Unit)
		if !d.appraises() {
			a.alive(u, d.Happened)
		}
	}
}

// appraises reports whether a draft judges a unit, which goes on after the unit's end: what happens then is the judging.
func (d *Draft) appraises() bool {
	switch b := d.Body.(type) {
	case *Judgement, *JudgementEnd:
		return true
	case *FactState:
		return b.Fact.Layer > engine.LayerRegister
	case *FactEnd:
		return b.Layer > engine.LayerRegister
	}
	return false
}

// notAhead demands that a day is not after the one on which it is recorded.
func (a *admission) notAhead(d day.Day) {
	a.refuseIf(d != day.None && d > a.at.Day(), Future, d.VN(), a.at.Day().VN())
}

// alive demands that the unit existed on a day of which something is said. What is said of no day may be learnt after
// the unit's end: a unit's last figures outlive it.
func (a *admission) alive(u seeds.Unit, on day.Day) {
	if on == day.None {
		return
	}
	a.refuseIf(u.ValidTo != day.None && on > u.ValidTo, UnitEnded, u.Code, u.ValidTo.VN(), on.VN())
	a.refuseIf(u.ValidFrom != day.None && on < u.ValidFrom, UnitNotYet, u.Code, u.ValidFrom.VN(), on.VN())
}

// inState demands that the draft's period is in one of the states.
func (a *admission) inState(states ...State) {
	s := a.g.PeriodState(a.d.Period)
	a.refuseIf(s == "", NoPeriod, a.d.Period)
	a.refuseIf(!slices.Contains(states, s), PeriodState, a.d.Period, string(s))
}

// inLocked reports whether what holds from a day on changes a year that is locked; what holds from ever on does.
func (a *admission) inLocked(from day.Day) bool {
	locked := a.g.LockedThrough()
	return locked != day.None && from <= locked
}

// unit refuses what would change who was scored in a locked year: a unit's block, its days within that year, and from
// whom it came. A name may be put right.
func (a *admission) unit(u *seeds.Unit) {
	locked := a.g.LockedThrough()
	if locked == day.None {
		return
	}
	old, known := a.g.Unit(u.Code)
	within := func(d day.Day) day.Day { // later days are one to a locked year
		if d == day.None || d > locked {
			return locked + 1
		}
		return d
	}
	changed := !known && a.inLocked(u.ValidFrom)
	if known && a.inLocked(old.ValidFrom) {
		changed = old.Block != u.Block || old.ValidFrom != u.ValidFrom || within(old.ValidTo) != within(u.ValidTo) ||
			!slices.Equal(old.Predecessors, u.Predecessors)
	}
	a.refuseIf(changed, LockedYear, u.Code, locked.VN())
}

// opening admits no choice at all: a year that is not scored, of which only figures to compare with are kept.
func (a *admission) opening(b *Opening) {
	a.refuseIf(a.d.Period == "", NoPeriod, "")
	a.refuseIf(a.g.PeriodState(a.d.Period) != "", PeriodExists, a.d.Period)
	a.refuseIf(!a.g.PlanAdopted(), NoPlan)
	a.choices(b.Choices)
}

// choices refuses versions that nobody published and, unless the period has them already, those that were withdrawn. A block
// has one choice. A set has one version in a period: results, runs and charts tell sets by their ids.
func (a *admission) choices(choices []Choice) {
	for i, c := range choices {
		for _, o := range choices[:i] {
			a.refuseIf(o.Block == c.Block, TwoChoices, c.Block, o.Set+"@"+o.Version, c.Set+"@"+c.Version)
			a.refuseIf(o.Set == c.Set && o.Hash != c.Hash, TwoVersions, c.Set, o.Version, c.Version)
		}
		a.refuseIf(!a.g.SetKnown(c.Hash), UnknownSet, c.Hash)
		a.refuseIf(a.g.SetWithdrawn(c.Hash) && !a.g.PeriodHas(a.d.Period, c.Hash), SetGone, c.Set, c.Version)
		a.refuseIf(c.Reason == "", NoReason, string(a.d.Kind))
	}
}

func (a *admission) change(b *PeriodChange) {
	switch b.Event {
	case PeriodClosed:
		a.inState(Open)
	case PeriodLocked:
		a.inState(Open, Closed)
	case PeriodReopened:
		a.refuseIf(b.To != Open && b.To != Closed, BadState, string(b.To))
		if b.To == Open {
			a.inState(Closed, Locked)
		} else {
			a.inState(Locked)
		}
	}
}

func (a *admission) occasion(b *Occasion) {
	a.inState(Open, Closed)
	a.refuseIf(b.Event.ID == "", NoID, string(a.d.Kind))
	for _, code := range b.Event.Units {
		_, known := a.g.Unit(code)
		a.refuseIf(!known && !slices.Contains(OccasionGroups(), code), UnknownUnit, code)
	}
}

// layer demands who may record or withdraw facts of a layer, and in which state of the period. A unit declares for
// itself, while the period is open; what offices know of it stands in their registers; appraisals are others' business.
func (a *admission) layer(l engine.Layer) {
	d := a.d
	a.refuseIf(d.Unit == "", UnknownUnit, "")
	switch l {
	case engine.LayerDeclared:
		a.inState(Open)
		office := Office(d.Actor)
		behalf := d.Kind == FactRecorded && office == Keeper && strings.TrimSpace(d.Reason) != ""
		a.refuseIf(office != d.Unit && d.Unit != seeds.Province && !behalf, OnlyOwnUnit, office, d.Unit)
		if u, known := a.g.Unit(d.Unit); known && d.Happened == day.None {
			a.alive(u, a.at.Day())
		}
	case engine.LayerUnits:
		a.refuseIf(true, WrongLayer, l.String(), string(d.Kind))
	case engine.LayerRegister:
		a.inState(Open, Closed)
	default:
		a.inState(Open, Closed)
		a.impartial(d.Actor)
	}
}

func (a *admission) fact(b *FactState) {
	a.refuseIf(empty(&b.Fact.Value), NoValue, b.Fact.Input)
	a.layer(b.Fact.Layer)
	a.refuseIf(b.Evidence != "" && !a.g.FileKnown(b.Evidence), UnknownFile, b.Evidence)
	if b.Fact.Layer > engine.LayerRegister {
		a.deciders(b.By, b.Second)
	}
}

// empty reports whether a value says neither something nor that there is nothing.
func empty(v *engine.Value) bool {
	switch v.Type {
	case form.TypeText, form.TypeLevel:
		return !v.None && v.Text == ""
	case form.TypeDate:
		return !v.None && v.Day == day.None
	case form.TypeNumber, form.TypeBool:
		return false
	}
	return !v.None
}

func (a *admission) judgement(b *Judgement) {
	d := &b.Decision
	a.inState(Open, Closed)
	a.refuseIf(a.d.Unit == "", UnknownUnit, "")
	a.refuseIf(b.ID == "", NoID, string(a.d.Kind))
	a.refuseIf(strings.TrimSpace(d.Reason) == "" && d.Kind != engine.DecideAccept, NoReason, string(a.d.Kind))
	a.notAhead(d.Date)
	a.refuseIf(d.Layer <= engine.LayerRegister, WrongLayer, d.Layer.String(), string(a.d.Kind))
	if d.Kind == engine.DecideDispute { // the unit's own word
		office := Office(d.By)
		a.refuseIf(office == "", NoActor)
		a.refuseIf(office != a.d.Unit && a.d.Unit != seeds.Province, OnlyOwnUnit, office, a.d.Unit)
		return
	}
	a.deciders(d.By, d.Second)
	if d.Kind == engine.DecideOverride {
		a.refuseIf(strings.TrimSpace(d.Second) == "", NoSecond)
		a.refuseIf(SamePerson(d.Second, d.By), SecondSame, d.By)
	}
}

// deciders demands who decided, that none of them belongs to the unit, and that people are of offices that there are: nobody could
// tell otherwise whether they appraise their own.
func (a *admission) deciders(by, second string) {
	a.refuseIf(Office(by) == "", NoActor)
	for _, who := range []string{by, second, a.d.Actor} {
		a.impartial(who)
		office, person := SplitActor(who)
		if person == "" || office == Keeper {
			continue
		}
		_, known := a.g.Unit(office)
		a.refuseIf(!known, NoOffice, office)
	}
}

// impartial refuses who belongs to the unit: nobody appraises their own.
func (a *admission) impartial(who string) {
	a.refuseIf(a.d.Unit != "" && strings.EqualFold(Office(who), a.d.Unit), OwnUnit, a.d.Unit)
}

// SamePerson sees through blanks, stops, the case of letters, the ways of composing them and where a tone is set; people of one name in two offices are two.
func SamePerson(a, b string) bool {
	officeA, personA := SplitActor(a)
	officeB, personB := SplitActor(b)
	return strings.EqualFold(officeA, officeB) && FoldName(personA) == FoldName(personB)
}
