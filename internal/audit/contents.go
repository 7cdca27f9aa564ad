package audit

import (
	"errors"
	"fmt"
	"strconv"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
)

// Contents is what a receipt of a run holds, bound to the run's record by hashes and not computed again: whether the points are
// what the evidence comes to is for [Verify] to say.
type Contents struct {
	Event   season.Event
	Run     *season.Run
	Digest  string       // of the run's record
	Year    *season.Year // as the run looked at it
	Sets    []*form.Set  // of the run's scopes, in their order
	Results [][]byte     // likewise, in canonical bytes
}

// ErrOneUnit means that a receipt shows one unit only, where the whole run is needed.
var ErrOneUnit = errors.New("the receipt is of one unit")

// Contents reads the receipt of a run. Each part must be the one that the run's record names. The error is a *[Fault], or
// ErrOneUnit.
func (f *File) Contents() (*Contents, error) {
	if f.Kind != OfRun {
		return nil, ErrOneUnit
	}
	v := &verification{Report: &Report{File: f}}
	if err := v.readEvent(); v.Run == nil { // which semantics the run has matters to who computes it again
		return nil, err
	}
	if !v.sameParts() {
		return nil, fault(PartSpoilt, nil, v.First.Part)
	}
	c := &Contents{Event: *v.Event, Run: v.Run, Digest: v.Digest}
	for i := range c.Run.Scopes {
		set, err := form.Decode(f.Part(inScope(i, partSet)))
		if err != nil {
			return nil, fault(BadPart, err, inScope(i, partSet))
		}
		c.Sets, c.Results = append(c.Sets, set), append(c.Results, f.Part(inScope(i, partResult)))
	}
	parts := season.Snapshots{Units: f.Part(partUnits), Facts: f.Part(partFacts), Decisions: f.Part(partDecisions),
		Occasions: f.Part(partOccasions)}
	year, err := parts.Year(c.Run.AsOf)
	if err != nil {
		return nil, fault(BadPart, err, partUnits+", "+partFacts+", "+partDecisions+", "+partOccasions)
	}
	c.Year = year
	return c, nil
}

// Line is what a run says of one subcriterion of one unit.
type Line struct {
	Unit    string
	Node    int // index of the subcriterion in the set
	State   engine.State
	Points  exact.Num
	Applied exact.Num // the maximum that applies to the unit
}

// Lines reads the lines of a result of a set from its canonical bytes: of every unit, in order, every subcriterion that is
// scored. One that did not apply, or is not scored for want of data, is a line as well: that too was decided, and raises or
// lowers the index. Subcriteria that the set only shows are none.
func Lines(set *form.Set, result []byte) ([]Line, error) {
	doc, err := canon.Parse(result)
	if err != nil {
		return nil, fmt.Errorf("read result of %s: %w", set.ID, err)
	}
	nodes := map[string]int{}
	for _, i := range set.Leaves() {
		if !set.Nodes[i].Leaf.Unscored {
			nodes[set.Nodes[i].Code] = i
		}
	}
	var lines []Line
	for _, u := range list(doc, "units") {
		unit := fieldText(u, "unit")
		for _, n := range list(u, "nodes") {
			at, scored := nodes[fieldText(n, "code")]
			if !scored {
				continue
			}
			points, bad := exact.ParseFraction(fieldText(n, "points"))
			applied, worse := exact.ParseFraction(fieldText(n, "applied"))
			if err := errors.Join(bad, worse); err != nil {
				return nil, fmt.Errorf("read result of %s: %s %s: %w", set.ID, unit, strconv.Quote(set.Nodes[at].Code), err)
			}
			lines = append(lines, Line{unit, at, engine.State(fieldText(n, "state")), points, applied})
		}
	}
	return lines, nil
}
