package season

import (
	"fmt"

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
	for _, part := range []struct {
		into     *string
		domain   string
		describe func(*canon.Coder)
	}{
		{&r.Units, UnitsDomain, y.describeUnits},
		{&r.Facts, FactsDomain, y.describeFacts},
		{&r.Decisions, DecisionsDomain, y.describeDecisions},
	} {
		b, err := canon.Encode(part.describe)
		if err != nil {
			return nil, fmt.Errorf("snapshot of %s: %w", part.domain, err)
		}
		*part.into = canon.Hash(part.domain, b)
	}
	for _, s := range out.All() {
		ref := s.Program.Ref()
		result, err := s.Result.Hash()
		if err != nil {
			return nil, fmt.Errorf("hash of result %s: %w", ref.ID, err)
		}
		r.Scopes = append(r.Scopes, RunScope{Set: ref.ID, Version: ref.Version, Hash: ref.Hash, Case: s.Result.CaseHash, Result: result})
	}
	return r, nil
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
