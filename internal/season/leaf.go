package season

import (
	"encoding/hex"
	"fmt"

	"cchc/engine"
	"cchc/internal/audit/tree"
	"cchc/internal/canon"
)

// LeafDomain is the domain of what a run says of one unit, the leaf of the scope's tree.
const LeafDomain = "cchc/run-unit/v1"

// UnitScore is what a run says of one unit and nothing of any other: the case and the result of that unit alone, in
// canonical bytes, and what it was compared with. The rank in the result is the one the run gave.
type UnitScore struct {
	Unit         string
	Case, Result []byte
	References   []byte // nil where the set compares with nobody
}

// Leaf gives the bytes of the leaf: the domain and a line feed, then the canonical object of the three.
func (u *UnitScore) Leaf() []byte {
	b := append([]byte(LeafDomain), '\n')
	b = append(append(b, `{"case":`...), u.Case...)
	if u.References != nil {
		b = append(append(b, `,"references":`...), u.References...)
	}
	b = append(append(b, `,"result":`...), u.Result...)
	return append(b, '}')
}

// UnitScores gives what the scoring says of each unit, in the order of the result.
func (s *Scored) UnitScores() ([]UnitScore, error) {
	set, refs := s.Program.Ref().Hash, s.Program.References(s.Case)
	cases := make(map[string]*engine.UnitCase, len(s.Case.Units))
	for i := range s.Case.Units {
		cases[s.Case.Units[i].Unit.Code] = &s.Case.Units[i]
	}
	out := make([]UnitScore, len(s.Result.Units))
	for i := range s.Result.Units {
		u := &s.Result.Units[i]
		uc := cases[u.Unit]
		if uc == nil {
			return nil, fmt.Errorf("unit %s is in the result and not in the case", u.Unit)
		}
		one := engine.Case{Set: s.Case.Set, AsOf: s.Case.AsOf, Stage: s.Case.Stage, Units: []engine.UnitCase{*uc}}
		if err := out[i].fill(s.Result, u, &one, set, s.Program.Disclosed(refs, u.Block)); err != nil {
			return nil, fmt.Errorf("unit %s: %w", u.Unit, err)
		}
	}
	return out, nil
}

func (u *UnitScore) fill(of *engine.Result, result *engine.UnitResult, one *engine.Case, set string, refs *engine.References) (err error) {
	u.Unit = result.Unit
	if u.Case, err = one.Canonical(set); err != nil {
		return err
	}
	alone := *of
	alone.CaseHash, alone.References, alone.Units = canon.Hash(engine.CaseDomain, u.Case), "", []engine.UnitResult{*result}
	if refs != nil {
		if u.References, err = refs.Canonical(); err != nil {
			return err
		}
		alone.References = canon.Hash(engine.ReferencesDomain, u.References)
	}
	u.Result, err = alone.Canonical()
	return err
}

// Leaves gives the hashes of the units' leaves, in the order of the result.
func (s *Scored) Leaves() ([]tree.Hash, error) {
	scores, err := s.UnitScores()
	if err != nil {
		return nil, err
	}
	leaves := make([]tree.Hash, len(scores))
	for i := range scores {
		leaves[i] = tree.Leaf(scores[i].Leaf())
	}
	return leaves, nil
}

// Root is the root over the leaves of the units, as runs name it.
func (s *Scored) Root() (string, error) {
	leaves, err := s.Leaves()
	if err != nil {
		return "", err
	}
	return RootName(tree.Root(leaves)), nil
}

// RootName is a root in the form of other hashes.
func RootName(root tree.Hash) string { return "sha256:" + hex.EncodeToString(root[:]) }
