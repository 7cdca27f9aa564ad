package season

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/seeds"
)

// Hash domains of the parts of a year that a run names.
const (
	UnitsDomain     = "cchc/units/v1"
	FactsDomain     = "cchc/facts/v1"
	DecisionsDomain = "cchc/decisions/v1"
	OccasionsDomain = "cchc/occasions/v1"
)

// Snapshots are the parts of a year that a run names by their hashes, in canonical bytes: the units with their attributes,
// all facts, all decisions, the occasions of the plan.
type Snapshots struct{ Units, Facts, Decisions, Occasions []byte }

// Snapshots gives the parts of the year.
func (y *Year) Snapshots() (*Snapshots, error) {
	s := &Snapshots{}
	return s, together(y.snapshots(s)...)
}

// snapshots are the long encodings that fill s.
func (y *Year) snapshots(s *Snapshots) []func() error {
	encode := func(into *[]byte, describe func(*canon.Coder)) func() error {
		return func() (err error) {
			*into, err = canon.Encode(describe)
			return err
		}
	}
	attributes, units, occasions := y.Units.Attributes(), y.Units.All(), slices.Clone(y.Occasions)
	known := slices.DeleteFunc(slices.Clone(y.Known), func(u UnitYear) bool { return len(u.Facts) == 0 })
	judged := slices.DeleteFunc(slices.Clone(y.Known), func(u UnitYear) bool { return len(u.Decisions) == 0 })
	return []func() error{
		encode(&s.Units, func(c *canon.Coder) { describeUnits(c, &attributes, &units) }),
		encode(&s.Facts, func(c *canon.Coder) { describeFacts(c, &known) }),
		encode(&s.Decisions, func(c *canon.Coder) { describeDecisions(c, &judged) }),
		encode(&s.Occasions, func(c *canon.Coder) { describeOccasions(c, &occasions) }),
	}
}

// Year gives the year that the parts are of, as a run looked at it: strictly what they hold, in the one order they may
// have. Occasions may be nil: the year has none then.
func (s *Snapshots) Year(asOf day.Day) (*Year, error) {
	var attributes []seeds.Attribute
	var units []seeds.Unit
	var known, judged []UnitYear
	y := &Year{AsOf: asOf}
	decode := func(what string, b []byte, describe func(*canon.Coder)) func() error {
		return func() error {
			if err := canon.Decode(b, describe); err != nil {
				return fmt.Errorf("decode %s: %w", what, err)
			}
			return nil
		}
	}
	parts := []func() error{
		decode("units", s.Units, func(c *canon.Coder) { describeUnits(c, &attributes, &units) }),
		decode("facts", s.Facts, func(c *canon.Coder) { describeFacts(c, &known) }),
		decode("decisions", s.Decisions, func(c *canon.Coder) { describeDecisions(c, &judged) }),
	}
	if s.Occasions != nil {
		parts = append(parts, decode("occasions", s.Occasions, func(c *canon.Coder) { describeOccasions(c, &y.Occasions) }))
	}
	if err := together(parts...); err != nil {
		return nil, err
	}
	y.Units = seeds.NewUnits(units, attributes)
	byCode := func(u seeds.Unit, v seeds.Unit) int { return strings.Compare(u.Code, v.Code) }
	byUnit := func(u, v UnitYear) int { return strings.Compare(u.Unit, v.Unit) }
	if !ascends(units, byCode) || !ascends(known, byUnit) || !ascends(judged, byUnit) || !ascends(y.Occasions, CompareOccasions) {
		return nil, errors.New("decode year: units or occasions stand twice or out of order")
	}
	y.Known = joined(known, judged)
	return y, nil
}

// joined brings facts and decisions of the same units together; both ascend.
func joined(known, judged []UnitYear) []UnitYear {
	out := known
	for _, j := range judged {
		at, found := slices.BinarySearchFunc(out, j.Unit, func(u UnitYear, code string) int { return strings.Compare(u.Unit, code) })
		if !found {
			out = slices.Insert(out, at, UnitYear{Unit: j.Unit})
		}
		out[at].Decisions = j.Decisions
	}
	return out
}

func ascends[T any](list []T, compare func(T, T) int) bool {
	for i := 1; i < len(list); i++ {
		if compare(list[i-1], list[i]) >= 0 {
			return false
		}
	}
	return true
}

// together does what each takes long at the same time and joins the errors.
func together(parts ...func() error) error {
	errs := make([]error, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() { errs[i] = part() })
	}
	all.Wait()
	return errors.Join(errs...)
}

// Run describes an outcome for the log: the hashes of everything it was computed from and of what came out. results are
// the canonical bytes of what came out, in the order of the run's scopes.
func (y *Year) Run(id string, out *Outcome, stage engine.Stage) (run *Run, results [][]byte, err error) {
	r := &Run{ID: id, AsOf: y.AsOf, Stage: stage, Engine: engine.Semantics, Log: y.Log, Plan: y.Period.Plan, Demo: y.Demo}
	snapshots, scored := &Snapshots{}, out.All()
	parts := y.snapshots(snapshots)
	r.Scopes, results = make([]RunScope, len(scored)), make([][]byte, len(scored))
	roots := make([]string, len(scored))
	for i, s := range scored {
		parts = append(parts, func() (err error) {
			r.Scopes[i], results[i], err = y.scopeOf(s)
			return err
		}, func() (err error) {
			roots[i], err = s.Root()
			return err
		})
	}
	if err := together(parts...); err != nil {
		return nil, nil, fmt.Errorf("run %s: %w", id, err)
	}
	for i := range roots {
		r.Scopes[i].Root = roots[i]
	}
	snapshots.Name(r)
	return r, results, nil
}

// Name makes a run name the parts.
func (s *Snapshots) Name(r *Run) {
	r.Units, r.Facts = canon.Hash(UnitsDomain, s.Units), canon.Hash(FactsDomain, s.Facts)
	r.Decisions, r.Occasions = canon.Hash(DecisionsDomain, s.Decisions), canon.Hash(OccasionsDomain, s.Occasions)
}

// scopeOf names what was scored with which set, and gives the result's bytes.
func (y *Year) scopeOf(s *Scored) (RunScope, []byte, error) {
	ref := s.Program.Ref()
	b, err := s.Result.Canonical()
	chosen, reason := y.Period.Chosen(ref.Hash)
	own := s.Program.Set().Blocks
	blocks := slices.DeleteFunc(slices.Clone(own), func(b string) bool { return !y.Period.Scores(s.Program.Set(), ref.Hash, b) })
	if len(blocks) == len(own) {
		blocks = nil
	}
	return RunScope{Set: ref.ID, Version: ref.Version, Hash: ref.Hash, Case: s.Result.CaseHash,
		Result: canon.Hash(engine.ResultDomain, b), Chosen: chosen, Reason: reason, Blocks: blocks}, b, err
}

func describeUnits(c *canon.Coder, attributes *[]seeds.Attribute, units *[]seeds.Unit) {
	canon.List(c, "attributes", attributes, func(a *seeds.Attribute) {
		state := AttributeState{*a}
		state.describe(c)
		*a = state.Attribute
	})
	canon.List(c, "units", units, func(u *seeds.Unit) {
		state := UnitState{*u}
		state.describe(c)
		*u = state.Unit
	})
}

func describeFacts(c *canon.Coder, known *[]UnitYear) {
	canon.List(c, "units", known, func(u *UnitYear) {
		canon.List(c, "facts", &u.Facts, func(f *FactState) {
			c.Object("fact", func() { f.describe(c) })
			c.Day("recorded", &f.Fact.Recorded)
		})
		canon.Text(c, "unit", &u.Unit)
	})
}

func describeDecisions(c *canon.Coder, judged *[]UnitYear) {
	canon.List(c, "units", judged, func(u *UnitYear) {
		canon.List(c, "decisions", &u.Decisions, func(j *Judgement) { j.describe(c) })
		canon.Text(c, "unit", &u.Unit)
	})
}

func describeOccasions(c *canon.Coder, occasions *[]seeds.Event) {
	canon.List(c, "occasions", occasions, func(e *seeds.Event) {
		state := Occasion{*e}
		state.describe(c)
		*e = state.Event
	})
}
