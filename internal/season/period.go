package season

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/seeds"
)

// State is how far a period has come, as to who may still change what.
type State string

// The states of a period.
const (
	Open   State = "open"   // units declare, offices keep their registers
	Closed State = "closed" // declaring is over: registers, appraisals and decisions go on
	Locked State = "locked" // nothing that changes a score is recorded
)

// YearEnd is the last day of the year that a period's id names; day.None where it names none.
func YearEnd(period string) day.Day {
	year, err := strconv.Atoi(period)
	if err != nil {
		return day.None
	}
	return day.MonthEnd(year, 12)
}

// The rules by which a period has a set: it was opened with it, or got it later in the place of another.
const (
	ChosenByPeriod = "period"
	ChosenAnew     = "period_changed"
)

// Chosen gives the rule by which the period has a set, and the reasons noted for its blocks, each once; empty texts for a
// set that it has not. A set of which one block at least was chosen later counts as chosen anew.
func (p *Period) Chosen(hash string) (chosen, reason string) {
	var reasons []string
	for _, c := range p.Choices {
		if c.Hash != hash {
			continue
		}
		if c.Anew {
			chosen = ChosenAnew
		} else if chosen == "" {
			chosen = ChosenByPeriod
		}
		if !slices.Contains(reasons, c.Reason) {
			reasons = append(reasons, c.Reason)
		}
	}
	return chosen, strings.Join(reasons, "; ")
}

// Scores reports whether a set, its version named by its hash, scores a block in the period: one of its blocks for which
// the period chose this version. A set that the period has not, such as one that is tried out, scores all its blocks.
func (p *Period) Scores(set *form.Set, hash, block string) bool {
	if !hasBlock(set, block) {
		return false
	}
	if !slices.ContainsFunc(p.Choices, func(c Choice) bool { return c.Hash == hash }) {
		return true
	}
	c, chosen := p.Choice(block)
	return chosen && c.Hash == hash
}

// hasBlock reports whether a block is one of a set's own, or, where the set names none, any but the province's.
func hasBlock(set *form.Set, block string) bool {
	if len(set.Blocks) == 0 {
		return block != "" && block != seeds.BlockProvince
	}
	return slices.Contains(set.Blocks, block)
}

// Period is a scoring year (kỳ chấm điểm) as the events have it.
type Period struct {
	ID      string
	State   State
	Choices []Choice // by block
	Plan    string   // hash of the plan adopted when it was opened
}
