package season

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/day"
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

// ChosenByPeriod is the rule of a choice that was made when the period was opened.
const ChosenByPeriod = "period"

// Chosen gives the rule by which the period has a set, and the reasons noted for its blocks, each once; empty texts for a
// set that it has not.
func (p *Period) Chosen(hash string) (chosen, reason string) {
	var reasons []string
	for _, c := range p.Choices {
		if c.Hash == hash {
			if chosen = ChosenByPeriod; !slices.Contains(reasons, c.Reason) {
				reasons = append(reasons, c.Reason)
			}
		}
	}
	return chosen, strings.Join(reasons, "; ")
}

// Period is a scoring year (kỳ chấm điểm) as the events have it.
type Period struct {
	ID      string
	State   State
	Choices []Choice // by block
	Plan    string   // hash of the plan adopted when it was opened
}
