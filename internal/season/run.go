package season

import (
	"slices"

	"fmt"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/day"
)

// RunDomain is the hash domain of a run.
const RunDomain = "cchc/run/v1"

// Run is an official or kept scoring (lần chấm điểm): the hashes of all it was computed from and of what came out.
type Run struct {
	ID     string // "2026-final-1": for people
	AsOf   day.Day
	Stage  engine.Stage
	Engine string // version of the engine's meaning
	Log    int64  // number of the last event known when it was made
	// Hashes of the plan with its readings, the units with their attributes, all facts, all decisions.
	Plan, Units, Facts, Decisions string
	// Occasions is the hash of the occasions of the plan, on which dues rest, and Demo says that the figures are made up. Runs
	// made before these were kept have neither.
	Occasions string
	Demo      bool
	// Adjusts is the run in whose place this one is made (điều chỉnh), if any; both stay. The event's reason says why.
	Adjusts string
	// Binary is the SHA-256 of the program that scored, in hexadecimal: told, not proved; what it came to is what is computed again.
	// Runs made before it was kept have none.
	Binary string
	Scopes []RunScope // in the order of the sets' ids
}

// RunScope is the part of a run that one set scored.
type RunScope struct {
	Set, Version, Hash string
	Case, Result       string // hashes
	// Chosen is the rule by which the version was chosen ("period": when the period was opened) and Reason what was noted
	// then; both are empty in runs made before they were kept.
	Chosen, Reason string
	// Blocks are the blocks that the set scored, where they are fewer than its own: the period chose another for the rest.
	Blocks []string
	// Root is the root over the leaves of the scope's units ([Scored.Leaves]), by which the case and result of one unit can be
	// shown to belong to the run without showing those of others. It is empty in runs made before it was kept.
	Root string
}

// Has reports whether the run has a result, named by its hash, of a set.
func (b *Run) Has(set, result string) bool {
	return slices.ContainsFunc(b.Scopes, func(s RunScope) bool { return s.Set == set && s.Result == result })
}

// Kind is RunMade.
func (*Run) Kind() Kind { return RunMade }

func (b *Run) describe(c *canon.Coder) {
	canon.Text(c, "adjusts", &b.Adjusts)
	c.Day("as_of", &b.AsOf)
	canon.Text(c, "binary", &b.Binary)
	canon.Text(c, "decisions", &b.Decisions)
	c.Flag("demo", &b.Demo)
	canon.Text(c, "engine", &b.Engine)
	canon.Text(c, "facts", &b.Facts)
	canon.Text(c, "id", &b.ID)
	canon.Count(c, "log", &b.Log)
	canon.Text(c, "occasions", &b.Occasions)
	canon.Text(c, "plan", &b.Plan)
	canon.List(c, "scopes", &b.Scopes, func(s *RunScope) {
		c.Texts("blocks", &s.Blocks)
		canon.Text(c, "case", &s.Case)
		canon.Text(c, "chosen", &s.Chosen)
		canon.Text(c, "hash", &s.Hash)
		canon.Text(c, "reason", &s.Reason)
		canon.Text(c, "result", &s.Result)
		canon.Text(c, "root", &s.Root)
		canon.Text(c, "set", &s.Set)
		canon.Text(c, "version", &s.Version)
	})
	canon.Named(c, "stage", &b.Stage, engine.ParseStage)
	canon.Text(c, "units", &b.Units)
}

// Canonical gives the run's canonical bytes.
func (b *Run) Canonical() ([]byte, error) {
	out, err := canon.Encode(b.describe)
	if err != nil {
		return nil, fmt.Errorf("encode run %s: %w", b.ID, err)
	}
	return out, nil
}

// Digest identifies the run by its canonical bytes.
func (b *Run) Digest() (string, error) {
	out, err := b.Canonical()
	if err != nil {
		return "", err
	}
	return canon.Hash(RunDomain, out), nil
}

// DecodeRun reads canonical bytes and nothing else.
func DecodeRun(b []byte) (*Run, error) {
	r := &Run{}
	if err := canon.Decode(b, r.describe); err != nil {
		return nil, fmt.Errorf("decode run: %w", err)
	}
	return r, nil
}
