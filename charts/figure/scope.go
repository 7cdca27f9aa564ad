package figure

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Words supplies the texts that a result only refers to.
type Words struct {
	Unit        func(code string) Name
	Block       func(block string) string
	Finding     func(leaf *form.Node, found *engine.NodeResult) string // sentence for a leaf's reason
	Reason      func(engine.Reason) string                             // sentence for a reason about a unit
	Cause       func(engine.Cause) string
	Delivery    func(engine.DeliveryState) string
	Deliverable func(id string) string // "I.2.1 Báo cáo định kỳ"
}

// Name is a unit's name in full and as charts print it.
type Name struct{ Full, Short string }

// Scope is what one set made of its units (the province, or the units of its blocks), as charts show it.
type Scope struct {
	Set        *form.Set
	Result     *engine.Result
	Words      Words
	Head       Head
	Losses     [][]engine.Loss     // of each unit of the result
	Deliveries [][]engine.Delivery // of each unit of the result
	Rollups    [][]engine.Rollup   // of each unit of the result: what its aggregated figures are made of
	Self       *engine.Result      // the units' self-assessment on the same day; nil where Result is that, or there is none
	Earlier    *Earlier            // another run to compare with; nil for none
}

// Earlier is how units stood in another run (lần chấm điểm), of this year or an earlier one.
type Earlier struct {
	Name         string // "2026-self-1 (tự đánh giá, số liệu đến ngày 16/01/2027)"
	Set, Version string
	Units        map[string]Standing
	// Revised: the other run is the same evidence under another version of the set, of which this one is the revision.
	Revised bool
}

// Standing is a unit's place in a run.
type Standing struct {
	Block    string
	Index    exact.Num
	Scorable bool // false: nothing applied, no index
	Rank     int  // 0: not ranked
}

// NewScope takes what the engine says of a scored case. It fails if the result is not the case's: of another set, or of
// other units.
func NewScope(p *engine.Program, c *engine.Case, r *engine.Result, w Words, h Head) (*Scope, error) {
	s := &Scope{Set: p.Set(), Result: r, Words: w, Head: h}
	if err := CheckShape(s.Set, r); err != nil {
		return nil, err
	}
	if len(c.Units) != len(r.Units) {
		return nil, fmt.Errorf("result has %d units, its case %d", len(r.Units), len(c.Units))
	}
	at := make(map[string]*engine.UnitCase, len(c.Units))
	for i := range c.Units {
		at[c.Units[i].Unit.Code] = &c.Units[i]
	}
	scorer := p.NewScorer(c, nil) // dates and what is open do not depend on other units
	for i := range r.Units {
		uc := at[r.Units[i].Unit]
		if uc == nil {
			return nil, fmt.Errorf("unit %s is not in the case", r.Units[i].Unit)
		}
		s.Losses = append(s.Losses, scorer.Losses(uc, &r.Units[i]))
		s.Deliveries = append(s.Deliveries, scorer.Deliveries(uc))
		s.Rollups = append(s.Rollups, uc.Rollups)
	}
	return s, nil
}

// CheckShape refuses a result that another set was used for.
func CheckShape(set *form.Set, result *engine.Result) error {
	if result.Set.ID != set.ID || result.Set.Version != set.Version {
		return fmt.Errorf("result is of set %s %s, not %s %s", result.Set.ID, result.Set.Version, set.ID, set.Version)
	}
	for i := range result.Units {
		if u := &result.Units[i]; len(u.Nodes) != len(set.Nodes) {
			return fmt.Errorf("unit %s has %d nodes, set %s has %d", u.Unit, len(u.Nodes), set.ID, len(set.Nodes))
		}
	}
	return nil
}

// ErrUnknownUnit means that a unit asked for is not in a result.
var ErrUnknownUnit = errors.New("unit is not in the result")

// ErrSums means that parts do not add up to the total that the engine gave: a fault of the program, never of the data. What
// does not add up is not shown.
var ErrSums = errors.New("parts do not add up")

// Places is how the set prints its totals.
func (s *Scope) Places() exact.Rounding { return s.Set.Rounding.Rounding }

// At is a unit's place in the result, -1 if it is not there.
func (s *Scope) At(unit string) int { return UnitAt(s.Result, unit) }

// UnitAt is a unit's place in a result, -1 if it is not there.
func UnitAt(r *engine.Result, unit string) int {
	return slices.IndexFunc(r.Units, func(u engine.UnitResult) bool { return u.Unit == unit })
}

// Block is the ranking of one block (khối).
type Block struct {
	Code  string
	Name  string
	Units []*engine.UnitResult // by rank, units without a rank last, in order of code
	At    []int                // their places in the result
}

// Blocks groups the units into their rankings: the set's blocks in printed order, then any other in order of appearance.
func (s *Scope) Blocks() []Block {
	position := map[string]int{}
	groups := make([]Block, 0, len(s.Set.Blocks))
	place := func(block string) int {
		at, known := position[block]
		if !known {
			at = len(groups)
			position[block] = at
			groups = append(groups, Block{Code: block, Name: s.Words.Block(block)})
		}
		return at
	}
	for _, block := range s.Set.Blocks {
		place(block)
	}
	for i := range s.Result.Units {
		g := &groups[place(s.Result.Units[i].Block)]
		g.At = append(g.At, i)
	}
	groups = slices.DeleteFunc(groups, func(b Block) bool { return len(b.At) == 0 })
	for k := range groups {
		g := &groups[k]
		slices.SortStableFunc(g.At, func(i, j int) int { return compareRanks(&s.Result.Units[i], &s.Result.Units[j]) })
		for _, i := range g.At {
			g.Units = append(g.Units, &s.Result.Units[i])
		}
	}
	return groups
}

func compareRanks(a, b *engine.UnitResult) int {
	switch {
	case a.Ranked && b.Ranked:
		if a.Rank != b.Rank {
			return a.Rank - b.Rank
		}
	case a.Ranked:
		return -1
	case b.Ranked:
		return 1
	}
	return strings.Compare(a.Unit, b.Unit)
}

// RankText prints a rank, or that there is none.
func RankText(u *engine.UnitResult) string {
	if !u.Ranked {
		return "–"
	}
	return strconv.Itoa(u.Rank)
}

// Hold says why a unit's result must not be published yet; "" where it may.
func (s *Scope) Hold(u *engine.UnitResult) string {
	if !u.Blocked {
		return ""
	}
	n := 0
	for i := range u.Nodes {
		if s.Set.Nodes[i].Kind == form.NodeLeaf && u.Nodes[i].State == engine.NotScorable {
			n++
		}
	}
	return "Chưa được công bố: còn " + strconv.Itoa(n) + " tiêu chí chưa chấm được"
}

// NotRanked says why a unit has no rank; "" where it has one.
func (s *Scope) NotRanked(u *engine.UnitResult) string {
	if u.Ranked {
		return ""
	}
	return cmp.Or(s.Words.Reason(u.NotRanked), "Không xếp hạng.")
}

// UnitCell names a unit in a table that has its rank, class or index, with what must be known before these are believed.
func (s *Scope) UnitCell(u *engine.UnitResult) Cell {
	cell := NameCell(s.Full(u.Unit))
	cell.Hold = s.Hold(u)
	if why := s.NotRanked(u); why != "" {
		cell.Remarks = []string{why}
	}
	return cell
}

// RankedName is a unit's name beside its mark, with its rank.
func (s *Scope) RankedName(u *engine.UnitResult) string {
	short := s.Short(u.Unit)
	switch {
	case !u.Ranked:
		return short + " (không xếp hạng)"
	case u.Blocked:
		return RankText(u) + ". " + short + " (chưa công bố)"
	}
	return RankText(u) + ". " + short
}

// Short is a unit's name as a picture can carry it, Full its name for tables.
func (s *Scope) Short(unit string) string { return Label(s.Words.Unit(unit).Short, LabelLength) }

// Full is a unit's whole name.
func (s *Scope) Full(unit string) string { return s.Words.Unit(unit).Full }
