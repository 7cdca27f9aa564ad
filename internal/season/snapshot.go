package season

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/seeds"
)

// Hash domains of the parts of a year that a run names.
const (
	UnitsDomain     = "cchc/units/v1"
	FactsDomain     = "cchc/facts/v1"
	DecisionsDomain = "cchc/decisions/v1"
)

// Run describes an outcome for the log: the hashes of everything it was computed from and of what came out. results are
// the canonical bytes of what came out, in the order of the run's scopes.
func (y *Year) Run(id string, out *Outcome, stage engine.Stage) (run *Run, results [][]byte, err error) {
	r := &Run{ID: id, AsOf: y.AsOf, Stage: stage, Engine: engine.Semantics, Log: y.Log, Plan: y.Period.Plan}
	parts := []func() error{
		snapshot(&r.Units, UnitsDomain, y.describeUnits),
		snapshot(&r.Facts, FactsDomain, y.describeFacts),
		snapshot(&r.Decisions, DecisionsDomain, y.describeDecisions),
	}
	scored := out.All()
	r.Scopes, results = make([]RunScope, len(scored)), make([][]byte, len(scored))
	for i, s := range scored {
		parts = append(parts, func() (err error) {
			r.Scopes[i], results[i], err = y.scopeOf(s)
			return err
		})
	}
	errs := make([]error, len(parts))
	var all sync.WaitGroup
	for i, part := range parts { // each is a long encoding of its own
		all.Go(func() { errs[i] = part() })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, nil, fmt.Errorf("run %s: %w", id, err)
	}
	return r, results, nil
}

func snapshot(into *string, domain string, describe func(*canon.Coder)) func() error {
	return func() error {
		b, err := canon.Encode(describe)
		if err == nil {
			*into = canon.Hash(domain, b)
		}
		return err
	}
}

// scopeOf names what was scored with which set, and gives the result's bytes.
func (y *Year) scopeOf(s *Scored) (RunScope, []byte, error) {
	ref := s.Program.Ref()
	b, err := s.Result.Canonical()
	chosen, reason := y.Period.Chosen(ref.Hash)
	return RunScope{Set: ref.ID, Version: ref.Version, Hash: ref.Hash, Case: s.Result.CaseHash,
		Result: canon.Hash(engine.ResultDomain, b), Chosen: chosen, Reason: reason}, b, err
}

func (y *Year) describeUnits(c *canon.Coder) {
	attributes := y.Units.Attributes()
	canon.List(c, "attributes", &attributes, func(a *seeds.Attribute) { (&AttributeState{*a}).describe(c) })
	units := y.Units.All()
	canon.List(c, "units", &units, func(u *seeds.Unit) { (&UnitState{*u}).describe(c) })
}

func (y *Year) describeFacts(c *canon.Coder) {
	known := slices.DeleteFunc(slices.Clone(y.Known), func(u UnitYear) bool { return len(u.Facts) == 0 })
	canon.List(c, "units", &known, func(u *UnitYear) {
		canon.List(c, "facts", &u.Facts, func(f *FactState) {
			c.Object("fact", func() { f.describe(c) })
			c.Day("recorded", &f.Fact.Recorded)
		})
		canon.Text(c, "unit", &u.Unit)
	})
}

func (y *Year) describeDecisions(c *canon.Coder) {
	judged := slices.DeleteFunc(slices.Clone(y.Known), func(u UnitYear) bool { return len(u.Decisions) == 0 })
	canon.List(c, "units", &judged, func(u *UnitYear) {
		canon.List(c, "decisions", &u.Decisions, func(j *Judgement) { j.describe(c) })
		canon.Text(c, "unit", &u.Unit)
	})
}
