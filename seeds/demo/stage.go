package demo

import (
	"cchc/engine"
	"cchc/internal/day"
)

// StageDay is a day of the demo year's procedure, and the stage that is scored on it.
type StageDay struct {
	Stage engine.Stage
	Day   day.Day
}

// Stages gives the days on which each stage of the demo year is scored: the day after declaring has closed, the end of the
// first appraisal, that of explanations and the second appraisal, and the council's.
func Stages() []StageDay {
	return []StageDay{
		{engine.StageSelf, day.Must(2027, 1, 16)},
		{engine.StageAppraisal1, day.Must(2027, 1, 31)},
		{engine.StageAppraisal2, day.Must(2027, 2, 28)},
		{engine.StageFinal, day.Must(2027, 3, 31)},
	}
}

// ReportDays gives the days of the year by which the four CCHC reports are in and the central extracts have been taken: good
// days to look at a year under way from.
func ReportDays() []day.Day {
	return []day.Day{day.Must(2026, 3, 20), day.Must(2026, 6, 20), day.Must(2026, 9, 20), day.Must(2026, 12, 20)}
}
