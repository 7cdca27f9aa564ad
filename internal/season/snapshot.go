package season

import (
	"errors"
	"fmt"
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

// Run describes an outcome for the log: the hashes of everything it was computed from and of what came out.
func (y *Year) Run(id string, out *Outcome, stage engine.Stage) (*Run, error) {
	r := &Run{ID: id, AsOf: y.AsOf, Stage: stage, Engine: engine.Semantics, Plan: y.Period.Plan}
	parts := []func() error{
		snapshot(&r.Units, UnitsDomain, y.describeUnits),
		snapshot(&r.Facts, FactsDomain, y.describeFacts),
		snapshot(&r.Decisions, DecisionsDomain, y.describeDecisions),
	}
	scored := out.All()
	r.Scopes = make([]RunScope, len(scored))
	for i, s := range scored {
		parts = append(parts, func() error { return r.Scopes[i].name(s) })
	}
	errs := make([]error, len(parts))
	var all sync.WaitGroup
	for i, part := range parts { // each is a long encoding of its own
		all.Go(func() { errs[i] = part() })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("run %s: %w", id, err)
	}
	return r, nil
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

// name enters what was scored with which set.
func (r *RunScope) name(s *Scored) error {
	ref := s.Program.Ref()
	result, err := s.Result.Hash()
	*r = RunScope{Set: ref.ID, Version: ref.Version, Hash: ref.Hash, Case: s.Result.CaseHash, Result: result}
	return err
}

func (y *Year) describeUnits(c *canon.Coder) {
	attributes := y.Units.Attributes()
	canon.List(c, "attributes", &attributes, func(a *seeds.Attribute) { (&AttributeState{*a}).describe(c) })
	units := y.Units.All()
	canon.List(c, "units", &units, func(u *seeds.Unit) { (&UnitState{*u}).describe(c) })
}

func (y *Year) describeFacts(c *canon.Coder) {
	canon.List(c, "units", &y.Known, func(u *UnitYear) {
		canon.List(c, "facts", &u.Facts, func(f *FactState) {
			c.Object("fact", func() { f.describe(c) })
			c.Day("recorded", &f.Fact.Recorded)
		})
		canon.Text(c, "unit", &u.Unit)
	})
}

func (y *Year) describeDecisions(c *canon.Coder) {
	canon.List(c, "units", &y.Known, func(u *UnitYear) {
		canon.List(c, "decisions", &u.Decisions, func(j *Judgement) { j.describe(c) })
		canon.Text(c, "unit", &u.Unit)
	})
}
