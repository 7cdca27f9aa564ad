// Package inspect makes the lists that an inspector (thanh tra) asks for first: points changed by hand, what was changed when it
// should no longer have been, lines judged faster than anybody can look at them, lines that an office decided about itself, and
// dates that do not agree with one another.
//
// It knows the events of the log and what they come to, and asks the real engine what each change did to points, index and rank.
// It reads no table that is made of the events, so that what was changed in one hides nothing. That the events are those of the
// log is for its caller to know; evidence is read by its caller too. What it finds are things to look at, never a verdict.
package inspect

import (
	"fmt"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
)

// Source is what is inspected.
type Source struct {
	Events []season.Event // from the first on, without gaps
	Period string
	AsOf   day.Day // what was recorded later does not count
	Stage  engine.Stage
	// Score scores a year with the sets that its period chose, as an official run does.
	Score func(*season.Year) (*season.Outcome, error)
	// Document tells what the evidence of a digest says of itself; nil where evidence is not looked at.
	Document func(digest string) Document
}

// Inspection is a period ready to be inspected: what its events come to, scored.
type Inspection struct {
	src    Source
	events []season.Event // up to AsOf
	Year   *season.Year
	// Outcome is nil where the year cannot be scored: the engine refuses what nobody may decide. Lists are made all the same, without
	// effects and deadlines; Unscored says why.
	Outcome  *season.Outcome
	Unscored error
	spots    map[string]spot
}

// spot is where a unit stands in the outcome.
type spot struct {
	scored *season.Scored
	unit   int // in its case
}

// New folds and scores what is inspected.
func New(src Source) *Inspection {
	in := &Inspection{src: src, events: src.Events, Year: season.Fold(src.Events, src.Period, src.AsOf), spots: map[string]spot{}}
	if end := slices.IndexFunc(in.events, func(e season.Event) bool { return e.Recorded.Day() > src.AsOf }); end >= 0 {
		in.events = in.events[:end]
	}
	if in.Outcome, in.Unscored = src.Score(in.Year); in.Unscored != nil {
		in.Outcome = nil
		return in
	}
	for _, s := range in.Outcome.All() {
		for i := range s.Case.Units {
			in.spots[s.Case.Units[i].Unit.Code] = spot{s, i}
		}
	}
	return in
}

// Set is the set that scores a unit; nil if none does.
func (in *Inspection) Set(unit string) *form.Set {
	if at, ok := in.spots[unit]; ok {
		return at.scored.Program.Set()
	}
	return nil
}

// Standing is how a unit stands in a result.
type Standing struct {
	Points, Exact exact.Num // after and before rounding
	Applied       exact.Num
	Index         exact.Num // exact percentage; 0 where nothing applies
	Rank          int       // 0 if not ranked
	Class         string
}

func standing(u *engine.UnitResult) Standing {
	return Standing{u.Points, u.Exact, u.Applied, u.Index, u.Rank, u.Class}
}

func (s *Standing) same(o *Standing) bool {
	return s.Exact.Equal(o.Exact) && s.Points.Equal(o.Points) && s.Applied.Equal(o.Applied) && s.Index.Equal(o.Index) && s.Rank == o.Rank &&
		s.Class == o.Class
}

// Effect is what a change did to a unit, exactly: how the unit stands without it and with it.
type Effect struct {
	Unit          string
	Set           *form.Set
	Before, After Standing
	Moves         []engine.Move // by place of the tree
	Others        int           // other units of the block whose rank is another by it
}

// Moved reports whether points, index, rank or class changed.
func (e *Effect) Moved() bool { return e != nil && !e.Before.same(&e.After) }

// Points is what the change added to the unit's exact points.
func (e *Effect) Points() exact.Num { return e.After.Exact.Sub(e.Before.Exact) }

func effectOf(set *form.Set, before, after *engine.Result, unit string) *Effect {
	b, a := resultOf(before, unit), resultOf(after, unit)
	if b == nil || a == nil {
		return nil
	}
	e := &Effect{Unit: unit, Set: set, Before: standing(b), After: standing(a), Moves: engine.Moved(b, a)}
	for i := range after.Units {
		o := &after.Units[i]
		if was := resultOf(before, o.Unit); o.Unit != unit && o.Block == a.Block && was != nil && was.Rank != o.Rank {
			e.Others++
		}
	}
	return e
}

func resultOf(r *engine.Result, unit string) *engine.UnitResult {
	i, ok := slices.BinarySearchFunc(r.Units, unit, func(u engine.UnitResult, code string) int { return strings.Compare(u.Unit, code) })
	if !ok {
		return nil
	}
	return &r.Units[i]
}

// without scores the units of a unit's set with a change to the evidence of that unit, all else as it is.
func (in *Inspection) without(unit string, change func(*engine.UnitCase)) (*engine.Result, error) {
	at := in.spots[unit]
	c := *at.scored.Case
	c.Units = slices.Clone(c.Units)
	change(&c.Units[at.unit])
	r, err := at.scored.Program.Score(&c)
	if err != nil {
		return nil, fmt.Errorf("inspect %s: %w", unit, err)
	}
	return r, nil
}

// effect is what a unit's evidence as it is adds to the unit over what change leaves of it; nil for a unit that is not scored, or
// cannot be without it.
func (in *Inspection) effect(unit string, change func(*engine.UnitCase)) *Effect {
	at, ok := in.spots[unit]
	if !ok {
		return nil
	}
	before, err := in.without(unit, change)
	if err != nil {
		return nil
	}
	return effectOf(at.scored.Program.Set(), before, at.scored.Result, unit)
}

// together scores the period as its events would have it without those that drop names, and gives every unit that stands
// otherwise, by code; not ok where the period cannot be scored without them, so that there is nothing to compare with.
func (in *Inspection) together(drop func(*season.Event) bool) (effects []Effect, ok bool) {
	var kept []season.Event
	for i := range in.events {
		if !drop(&in.events[i]) {
			kept = append(kept, in.events[i])
		}
	}
	if len(kept) == len(in.events) || in.Outcome == nil {
		return nil, true
	}
	before, err := in.src.Score(season.Fold(kept, in.src.Period, in.src.AsOf))
	if err != nil {
		return nil, false
	}
	return differences(before, in.Outcome), true
}

// differences are the units of two outcomes that stand otherwise, by code.
func differences(before, after *season.Outcome) []Effect {
	var out []Effect
	was := map[string]*engine.Result{}
	for _, s := range before.All() {
		for i := range s.Result.Units {
			was[s.Result.Units[i].Unit] = s.Result
		}
	}
	for _, s := range after.All() {
		for i := range s.Result.Units {
			unit := s.Result.Units[i].Unit
			if b := was[unit]; b != nil {
				if e := effectOf(s.Program.Set(), b, s.Result, unit); e.Moved() {
					out = append(out, *e)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Effect) int { return strings.Compare(a.Unit, b.Unit) })
	return out
}

// mine reports whether an event is of the period that is inspected.
func (in *Inspection) mine(e *season.Event) bool { return e.Period == in.src.Period }

// judges reports whether an event is a line of an appraisal: a decision other than the unit's own appeal, or a figure put
// right by an appraisal. Withdrawals of them are, too, if ends is set.
func judges(e *season.Event, ends bool) bool {
	switch b := e.Body.(type) {
	case *season.Judgement:
		return b.Decision.Kind != engine.DecideDispute
	case *season.FactState:
		return b.Fact.Layer > engine.LayerRegister
	case *season.JudgementEnd:
		return ends
	case *season.FactEnd:
		return ends && b.Layer > engine.LayerRegister
	}
	return false
}

// Deciders gives who decided a line of an appraisal, and the second person.
func Deciders(e *season.Event) (by, second string) {
	switch b := e.Body.(type) {
	case *season.Judgement:
		return b.Decision.By, b.Decision.Second
	case *season.FactState:
		return b.By, b.Second
	}
	return "", ""
}

// person makes texts of one person equal: blanks, however many, and the case of letters do not tell people apart.
func person(actor string) string {
	office, name := season.SplitActor(actor)
	return strings.ToLower(office + "/" + name)
}
