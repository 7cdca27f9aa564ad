package audit

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"cchc/engine"
	"cchc/internal/audit/tree"
	"cchc/internal/canon"
	"cchc/internal/form"
	"cchc/internal/season"
)

// Names of parts. Those of a scope stand after its number ("1/set").
const (
	partEvent     = "event"
	partPlan      = "plan"
	partUnits     = "units"
	partFacts     = "facts"
	partDecisions = "decisions"
	partOccasions = "occasions"
	partSet       = "set"
	partCase      = "case"
	partResult    = "result"
	partRefs      = "references"
	partInclusion = "inclusion"
)

// The optional part about the log that a run stands in, which stands last: a translog.Proof of the run's event, without its
// bytes, with the signed checkpoint it is under.
const (
	LogProof    = "log-proof"
	ProofDomain = "cchc/log-proof/v1"
)

// InclusionDomain is the hash domain of the proof that a unit is in a run.
const InclusionDomain = "cchc/run-inclusion/v1"

// Source is what a run was made of and what came out, as who keeps it has it.
type Source struct {
	Event   season.Event // its body is a *season.Run
	Year    *season.Year
	Plan    []byte          // canonical bytes of the plan and its reading
	Outcome *season.Outcome // scored again from the year, in the order of the run's scopes
	// Program is the version of the program that writes the file, Go that of its compiler: information.
	Program, Go string
	Proof       []byte // that the event stands in the log; optional
}

// ErrNoUnit means that a run says nothing of a unit, ErrNoRoot that it was made before runs named a root over their units,
// so that what it says of one unit cannot be shown without showing all.
var (
	ErrNoUnit = errors.New("the run does not score the unit")
	ErrNoRoot = errors.New("the run names no root over its units")
)

func (s *Source) run() *season.Run { return s.Event.Body.(*season.Run) }

// file begins a receipt.
func (s *Source) file(kind Kind) (*File, error) {
	run := s.run()
	event, err := s.Event.Canonical()
	if err != nil {
		return nil, err
	}
	return &File{Kind: kind, Run: run.ID, Engine: run.Engine, Demo: s.Year.Demo, Program: s.Program, Go: s.Go,
		Parts: []Part{{partEvent, season.EventDomain, event}}}, nil
}

// finish adds what stands last.
func (s *Source) finish(f *File) *File {
	if s.Proof != nil {
		f.Parts = append(f.Parts, Part{LogProof, ProofDomain, s.Proof})
	}
	return f
}

// label adds what a set that is not an official one has to be called.
func (f *File) label(set *form.Set) {
	if set.Reference != "" && !slices.Contains(f.Labels, set.Reference) {
		f.Labels = append(f.Labels, set.Reference)
	}
}

// OfRun makes the receipt of the whole run.
func (s *Source) OfRun() (*File, error) {
	f, err := s.file(OfRun)
	if err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	parts, err := s.Year.Snapshots()
	if err != nil {
		return nil, fmt.Errorf("receipt of %s: %w", f.Run, err)
	}
	f.Parts = append(f.Parts, Part{partPlan, season.PlanDomain, s.Plan}, Part{partUnits, season.UnitsDomain, parts.Units},
		Part{partFacts, season.FactsDomain, parts.Facts}, Part{partDecisions, season.DecisionsDomain, parts.Decisions})
	if s.run().Occasions != "" {
		f.Parts = append(f.Parts, Part{partOccasions, season.OccasionsDomain, parts.Occasions})
	}
	for i, scored := range s.Outcome.All() {
		if err := f.scope(i, scored); err != nil {
			return nil, fmt.Errorf("receipt of %s: %w", f.Run, err)
		}
	}
	return s.finish(f), nil
}

func (f *File) scope(i int, s *season.Scored) error {
	f.label(s.Program.Set())
	set, err := s.Program.Set().Canonical()
	if err != nil {
		return err
	}
	of, err := s.Case.Canonical(s.Program.Ref().Hash)
	if err != nil {
		return err
	}
	result, err := s.Result.Canonical()
	if err != nil {
		return err
	}
	f.Parts = append(f.Parts, Part{inScope(i, partSet), engine.SetDomain, set}, Part{inScope(i, partCase), engine.CaseDomain, of},
		Part{inScope(i, partResult), engine.ResultDomain, result})
	return nil
}

// inScope is the name of a part of a run's scope.
func inScope(i int, part string) string { return strconv.Itoa(i+1) + "/" + part }

// OfUnit makes the receipt of what the run says of one unit, which shows no other unit's. The error is ErrNoUnit or
// ErrNoRoot where there can be none.
func (s *Source) OfUnit(unit string) (*File, error) {
	f, err := s.file(OfUnit)
	if err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	f.Unit = unit
	for i, scored := range s.Outcome.All() {
		at := slices.IndexFunc(scored.Result.Units, func(u engine.UnitResult) bool { return u.Unit == unit })
		if at < 0 {
			continue
		}
		if s.run().Scopes[i].Root == "" {
			return nil, fmt.Errorf("receipt of %s for %s: %w", f.Run, unit, ErrNoRoot)
		}
		f.Scope = i + 1
		if err := f.one(scored, at); err != nil {
			return nil, fmt.Errorf("receipt of %s for %s: %w", f.Run, unit, err)
		}
		return s.finish(f), nil
	}
	return nil, fmt.Errorf("receipt of %s for %s: %w", f.Run, unit, ErrNoUnit)
}

// one adds the parts of the unit at a place.
func (f *File) one(s *season.Scored, at int) error {
	f.label(s.Program.Set())
	set, err := s.Program.Set().Canonical()
	if err != nil {
		return err
	}
	scores, err := s.UnitScores()
	if err != nil {
		return err
	}
	leaves := make([]tree.Hash, len(scores))
	for i := range scores {
		leaves[i] = tree.Leaf(scores[i].Leaf())
	}
	proof, err := (&inclusion{at, len(leaves), tree.Prove(leaves, at)}).encode()
	if err != nil {
		return err
	}
	u := &scores[at]
	f.Parts = append(f.Parts, Part{partSet, engine.SetDomain, set}, Part{partCase, engine.CaseDomain, u.Case})
	if u.References != nil {
		f.Parts = append(f.Parts, Part{partRefs, engine.ReferencesDomain, u.References})
	}
	f.Parts = append(f.Parts, Part{partResult, engine.ResultDomain, u.Result}, Part{partInclusion, InclusionDomain, proof})
	return nil
}

// inclusion is the proof that a unit's leaf stands at a place under a scope's root.
type inclusion struct {
	at, of int
	hashes []tree.Hash
}

func (p *inclusion) encode() ([]byte, error) { return canon.Encode(p.describe) }

func decodeInclusion(b []byte) (*inclusion, error) {
	p := &inclusion{}
	return p, canon.Decode(b, p.describe)
}

func (p *inclusion) describe(c *canon.Coder) {
	canon.Count(c, "at", &p.at)
	texts := make([]string, 0, len(p.hashes))
	for _, h := range p.hashes {
		texts = append(texts, hex.EncodeToString(h[:]))
	}
	if c.Reading() {
		texts = nil
	}
	c.Texts("hashes", &texts)
	if c.Reading() {
		p.hashes = nil
		for _, text := range texts {
			var h tree.Hash
			if n, err := hex.Decode(h[:], []byte(text[:min(len(text), 2*len(h))])); err != nil || n != len(h) || len(text) != 2*len(h) {
				c.Failf("hashes: %q is no hash", text)
			}
			p.hashes = append(p.hashes, h)
		}
	}
	canon.Count(c, "of", &p.of)
}
