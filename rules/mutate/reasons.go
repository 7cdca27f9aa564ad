package mutate

import (
	"slices"
	"strings"
)

// ReasonsFile is the name of the file beside a set that holds the reasons why mutants survive: a line each, the mutant's
// id and then the reason. Empty lines and lines that begin with # say nothing.
const ReasonsFile = "mutants.txt"

// Reasons are the written reasons why no case can notice a mutant, by its id. They count where no evidence is found at
// which the mutant differs; a mutant for which a case is found needs the case, not a reason.
type Reasons map[string]string

// ReadReasons reads a file of reasons. bad holds the numbers of lines without a reason and of ids that stand twice.
func ReadReasons(text string) (reasons Reasons, bad []int) {
	reasons = Reasons{}
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, reason, _ := strings.Cut(line, " ")
		reason = strings.TrimSpace(reason)
		if _, twice := reasons[id]; twice || reason == "" {
			bad = append(bad, n)
			continue
		}
		reasons[id] = reason
	}
	return reasons, bad
}

// idle lists the reasons that no mutant of a report used. Where only a part of the set was judged, nothing is known of the
// others.
func (r Reasons) idle(report *Report, part bool) []string {
	if part {
		return nil
	}
	used := map[string]bool{}
	for i := range report.Leaves {
		for k := range report.Leaves[i].Verdicts {
			if v := &report.Leaves[i].Verdicts[k]; v.Fate == Reasoned {
				used[v.ID] = true
			}
		}
	}
	var idle []string
	for id := range r { // sorted below
		if !used[id] {
			idle = append(idle, id)
		}
	}
	slices.Sort(idle)
	return idle
}
