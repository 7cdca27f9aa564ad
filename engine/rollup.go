package engine

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// ErrRollup means that a case has an account of an aggregated input that nobody can have made: of an input that is not
// aggregated, twice, or with a value that its parts do not add up to. Facts of LayerUnits are never given beside it.
var ErrRollup = errors.New("account of an aggregated input not admitted")

// PartState is what became of one unit's part of an aggregated input.
type PartState string

// The states of parts. Only counted parts have a value other than 0, and worst ones as far as part of it is known.
const (
	PartCounted       PartState = "counted"
	PartWorst         PartState = "worst"          // not given: counts 0, by the input's policy
	PartMissing       PartState = "missing"        // not given: left out, or the whole refused, by the policy
	PartNotApplicable PartState = "not_applicable" // every leaf that reads it is not applicable to the unit
	PartNotDue        PartState = "not_due"        // the unit does not owe it yet
)

// Why a part stands as it does, where the unit's own figure does not say it.
const (
	WhyPool         = "pool"         // another input of its pool is not counted for the unit
	WhyInconsistent = "inconsistent" // the unit's figures contradict one another
	WhySplit        = "split"        // the predecessor was split: its figure belongs to several units
)

// Part is one unit's part of an aggregated input.
type Part struct {
	Source      int // index in the input's From
	Unit, Block string
	State       PartState
	Value       exact.Num
	Claimed     bool   // rests on what only the unit itself declared and nobody accepted
	Why         string // "" or one of Why…
	// Fact is the index of the fact that counts among the unit's facts, -1 where several make the part or none is there.
	// It says where to look and is no part of the case.
	Fact int
}

// Rollup is the account of one aggregated input (số tổng hợp): what each unit brought and what that makes.
type Rollup struct {
	Input string
	// State is Scored when Value stands; Missing when it was refused or no unit gave its part; NotDue when nothing is due
	// yet. An input that applies to no unit is 0.
	State State
	Value exact.Num
	Parts []Part // by source, then unit
}

// Coverage says over how many units an aggregated input stands. A unit with several parts is listed once, by the part
// that lacks most.
type Coverage struct {
	Counted, Of                           int // units counted as given, of those it is owed by
	Missing, Worst, NotApplicable, NotDue []string
}

// Coverage lists the units of a rollup by what became of their parts; each list ascends.
func (r *Rollup) Coverage() Coverage {
	lack := []PartState{PartNotApplicable, PartNotDue, PartCounted, PartWorst, PartMissing} // rising
	units := map[string]int{}
	var codes []string
	for i := range r.Parts {
		p := &r.Parts[i]
		if _, have := units[p.Unit]; !have {
			codes = append(codes, p.Unit)
		}
		units[p.Unit] = max(units[p.Unit], slices.Index(lack, p.State))
	}
	slices.Sort(codes)
	var c Coverage
	for _, u := range codes {
		switch lack[units[u]] {
		case PartNotApplicable:
			c.NotApplicable = append(c.NotApplicable, u)
		case PartNotDue:
			c.NotDue = append(c.NotDue, u)
		case PartCounted:
			c.Counted++
		case PartWorst:
			c.Worst = append(c.Worst, u)
		case PartMissing:
			c.Missing = append(c.Missing, u)
		}
	}
	c.Of = c.Counted + len(c.Worst) + len(c.Missing)
	return c
}

// Covered adds up over how many of the figures that units owe the rollups of the named inputs stand.
func Covered(rollups []Rollup, inputs []string) (counted, of int) {
	for i := range rollups {
		if slices.Contains(inputs, rollups[i].Input) {
			c := rollups[i].Coverage()
			counted, of = counted+c.Counted, of+c.Of
		}
	}
	return counted, of
}

// close works out value and state of a rollup whose parts are all there.
func (r *Rollup) close(in *form.Input) {
	slices.SortFunc(r.Parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), strings.Compare(a.Unit, b.Unit))
	})
	refused, counted := false, false
	have := map[PartState]bool{}
	for i := range r.Parts {
		p := &r.Parts[i]
		have[p.State] = true
		counted = counted || p.State == PartCounted || p.State == PartWorst
		refused = refused || p.State == PartMissing && p.Why != WhyPool && in.From[p.Source].Missing == form.PolicyRefuse
	}
	switch {
	case refused, len(r.Parts) == 0, !counted && have[PartMissing]:
		r.State = Missing
	case !counted && have[PartNotDue]:
		r.State = NotDue
	default:
		r.State, r.Value = Scored, r.sum()
	}
}

func (r *Rollup) sum() exact.Num {
	var sum exact.Acc
	for i := range r.Parts {
		sum.Add(r.Parts[i].Value)
	}
	return sum.Sum()
}

// unsettled reports whether a sum rests on claims that nobody accepted, or lacks units: as the empty whole of a ratio it
// is then no more than a claim, and takes nothing out of the maximum.
func (r *Rollup) unsettled() bool {
	return slices.ContainsFunc(r.Parts, func(p Part) bool { return p.Claimed || p.State == PartMissing })
}

// fact is the rollup as the datum the province's rules read. A refused one says that there is nothing, so that a figure
// the province declared itself does not take its place.
func (r *Rollup) fact() Fact {
	f := Fact{Input: r.Input, Layer: LayerUnits, Recorded: day.None, Value: Value{Type: form.TypeNumber, Num: r.Value}}
	if r.State != Scored {
		f.Value = Value{Type: form.TypeNumber, None: true}
	}
	return f
}

// admitsRollups refuses accounts that no aggregation can have made.
func (p *Program) admitsRollups(uc *UnitCase) error {
	for i := range uc.Facts {
		if uc.Facts[i].Layer == LayerUnits {
			return fmt.Errorf("%w: a fact of %s is given as if added up", ErrRollup, uc.Facts[i].Input)
		}
	}
	for i := range uc.Rollups {
		r := &uc.Rollups[i]
		n, ok := p.inputs[r.Input]
		switch {
		case !ok || len(p.set.Inputs[n].From) == 0:
			return fmt.Errorf("%w: %s is not aggregated", ErrRollup, r.Input)
		case slices.ContainsFunc(uc.Rollups[:i], func(o Rollup) bool { return o.Input == r.Input }):
			return fmt.Errorf("%w: %s stands twice", ErrRollup, r.Input)
		}
		again := Rollup{Input: r.Input, Parts: slices.Clone(r.Parts)}
		for j := range again.Parts {
			if s := again.Parts[j].Source; s < 0 || s >= len(p.set.Inputs[n].From) {
				return fmt.Errorf("%w: %s has no source %d", ErrRollup, r.Input, s)
			}
		}
		if again.close(&p.set.Inputs[n]); again.State != r.State || !again.Value.Equal(r.Value) {
			return fmt.Errorf("%w: the parts of %s make another value", ErrRollup, r.Input)
		}
	}
	return nil
}

// writeRollups writes the accounts of a unit in canonical order; nothing where there are none.
func writeRollups(w *canon.Writer, all []Rollup) {
	if len(all) == 0 {
		return
	}
	order := make([]*Rollup, len(all))
	for i := range all {
		order[i] = &all[i]
	}
	slices.SortStableFunc(order, func(a, b *Rollup) int { return strings.Compare(a.Input, b.Input) })
	w.Key("rollups")
	w.Arr()
	for _, r := range order {
		w.Obj()
		w.Key("input")
		w.Str(r.Input)
		w.Key("parts")
		w.Arr()
		for i := range r.Parts {
			r.Parts[i].write(w)
		}
		w.EndArr()
		w.Key("state")
		w.Str(string(r.State))
		w.Key("value")
		w.Num(r.Value)
		w.EndObj()
	}
	w.EndArr()
}

func (p *Part) write(w *canon.Writer) {
	w.Obj()
	field(w, "block", p.Block)
	if p.Claimed {
		w.Key("claimed")
		w.Bool(true)
	}
	w.Key("source")
	w.Int(int64(p.Source))
	w.Key("state")
	w.Str(string(p.State))
	w.Key("unit")
	w.Str(p.Unit)
	w.Key("value")
	w.Num(p.Value)
	field(w, "why", p.Why)
	w.EndObj()
}
