package season

import (
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/seeds"
)

// RefusalCode says why a draft is not admitted. Each has a Vietnamese sentence at the edge; the arguments stand beside it.
type RefusalCode string

// The codes of refusals.
const (
	NoActor           RefusalCode = "no_actor"          //
	NoReason          RefusalCode = "no_reason"         // kind
	NoPeriod          RefusalCode = "no_period"         // period
	PeriodExists      RefusalCode = "period_exists"     // period
	PeriodState       RefusalCode = "period_state"      // period, its state
	NoFolder          RefusalCode = "no_folder"         //
	FolderExists      RefusalCode = "folder_exists"     //
	UnknownUnit       RefusalCode = "unknown_unit"      // unit
	UnknownSet        RefusalCode = "unknown_set"       // hash
	SetExists         RefusalCode = "set_exists"        // id, version
	NoPlan            RefusalCode = "no_plan"           //
	Future            RefusalCode = "future"            // happened, recorded
	OwnUnit           RefusalCode = "own_unit"          // unit
	NoSecond          RefusalCode = "no_second"         //
	SecondSame        RefusalCode = "second_same"       // who
	WrongLayer        RefusalCode = "wrong_layer"       // layer, kind
	OnlyOwnUnit       RefusalCode = "only_own_unit"     // office, unit
	NothingToWithdraw RefusalCode = "nothing_withdrawn" //
	BadState          RefusalCode = "bad_state"         // state
	UnknownFile       RefusalCode = "unknown_file"      // digest
)

// RefusalCodes lists every code, for the test that demands a sentence for each.
func RefusalCodes() []RefusalCode {
	return []RefusalCode{NoActor, NoReason, NoPeriod, PeriodExists, PeriodState, NoFolder, FolderExists, UnknownUnit, UnknownSet, SetExists,
		NoPlan, Future, OwnUnit, NoSecond, SecondSame, WrongLayer, OnlyOwnUnit, NothingToWithdraw, BadState, UnknownFile}
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
	PlanAdopted() bool
	Unit(code string) (seeds.Unit, bool)
	// SetHash gives the hash a published version has, "" if there is none.
	SetHash(id, version string) string
	// SetKnown reports whether a published set has a hash.
	SetKnown(hash string) bool
	FileKnown(digest string) bool
	// There reports whether what a withdrawing body withdraws is there.
	There(d *Draft) bool
}

// Office is the part of an actor before the slash: the office that acts.
func Office(actor string) string {
	office, _, _ := strings.Cut(actor, "/")
	return office
}

// Admit says whether a draft may be recorded at a moment; the error is a *Refusal.
func Admit(d *Draft, at Instant, g Ground) error {
	a := admission{d: d, at: at, g: g}
	a.common()
	switch b := d.Body.(type) {
	case *Folder:
		a.refuseIf(g.FolderOpened(), FolderExists)
	case *SetVersion:
		hash := g.SetHash(b.ID, b.Version)
		a.refuseIf(hash != "" && hash != b.Hash, SetExists, b.ID, b.Version)
	case *Opening:
		a.opening(b)
	case *PeriodChange:
		a.change(b)
	case *Occasion, *Entry:
		a.inState(Open, Closed)
	case *OccasionEnd, *EntryEnd:
		a.inState(Open, Closed)
		a.refuseIf(!g.There(d), NothingToWithdraw)
	case *FactState:
		a.fact(b)
	case *FactEnd:
		a.layerState(b.Layer)
		a.refuseIf(!g.There(d), NothingToWithdraw)
	case *Judgement:
		a.judgement(&b.Decision)
	case *JudgementEnd:
		a.inState(Open, Closed)
		a.refuseIf(!g.There(d), NothingToWithdraw)
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
var reasoned = []Kind{PeriodReopened, OccasionWithdrawn, FactWithdrawn, DecisionWithdrawn, EntryWithdrawn}

func (a *admission) common() {
	d := a.d
	a.refuseIf(d.Kind != FolderOpened && !a.g.FolderOpened(), NoFolder)
	a.refuseIf(Office(d.Actor) == "", NoActor)
	a.refuseIf(d.Reason == "" && slices.Contains(reasoned, d.Kind), NoReason, string(d.Kind))
	a.refuseIf(d.Happened != day.None && d.Happened > a.at.Day(), Future, d.Happened.VN(), a.at.Day().VN())
	if d.Unit != "" {
		_, known := a.g.Unit(d.Unit)
		a.refuseIf(!known, UnknownUnit, d.Unit)
	}
}

// inState demands that the draft's period is in one of the states.
func (a *admission) inState(states ...State) {
	s := a.g.PeriodState(a.d.Period)
	a.refuseIf(s == "", NoPeriod, a.d.Period)
	a.refuseIf(!slices.Contains(states, s), PeriodState, a.d.Period, string(s))
}

func (a *admission) opening(b *Opening) {
	a.refuseIf(a.d.Period == "", NoPeriod, "")
	a.refuseIf(a.g.PeriodState(a.d.Period) != "", PeriodExists, a.d.Period)
	a.refuseIf(!a.g.PlanAdopted(), NoPlan)
	for _, c := range b.Choices {
		a.refuseIf(!a.g.SetKnown(c.Hash), UnknownSet, c.Hash)
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

// layerState demands the state of the period in which facts of a layer are recorded.
func (a *admission) layerState(l engine.Layer) {
	switch l {
	case engine.LayerDeclared:
		a.inState(Open)
	case engine.LayerUnits:
		a.refuseIf(true, WrongLayer, l.String(), string(a.d.Kind))
	default:
		a.inState(Open, Closed)
	}
}

func (a *admission) fact(b *FactState) {
	a.refuseIf(a.d.Unit == "", UnknownUnit, "")
	a.layerState(b.Fact.Layer)
	a.refuseIf(b.Evidence != "" && !a.g.FileKnown(b.Evidence), UnknownFile, b.Evidence)
	office := Office(a.d.Actor)
	if b.Fact.Layer == engine.LayerDeclared {
		// A unit declares for itself; offices that declare for the province or on a unit's behalf are named as actors by
		// the register they keep, which is another layer.
		a.refuseIf(office != a.d.Unit && a.d.Unit != seeds.Province, OnlyOwnUnit, office, a.d.Unit)
	}
	if b.Fact.Layer > engine.LayerRegister {
		a.judged(b.By)
	}
}

func (a *admission) judgement(d *engine.Decision) {
	a.inState(Open, Closed)
	a.refuseIf(a.d.Unit == "", UnknownUnit, "")
	a.refuseIf(d.Reason == "", NoReason, string(a.d.Kind))
	a.refuseIf(d.Date != day.None && d.Date > a.at.Day(), Future, d.Date.VN(), a.at.Day().VN())
	a.refuseIf(d.Layer <= engine.LayerRegister, WrongLayer, d.Layer.String(), string(a.d.Kind))
	a.judged(d.By)
	if d.Kind == engine.DecideOverride {
		a.refuseIf(d.Second == "", NoSecond)
		a.refuseIf(d.Second == d.By, SecondSame, d.By)
	}
}

// judged demands that nobody appraises their own unit. A dispute is the unit's own word and is exempt.
func (a *admission) judged(by string) {
	a.refuseIf(Office(by) == "", NoActor)
	b, ok := a.d.Body.(*Judgement)
	if ok && b.Decision.Kind == engine.DecideDispute {
		return
	}
	a.refuseIf(Office(by) == a.d.Unit || Office(a.d.Actor) == a.d.Unit, OwnUnit, a.d.Unit)
}
