// Package season knows the year's procedure: which events there are and what each says, which of them is admitted in
// which state of a period and by whom, what a year is on a given day, how the cases of the criteria sets are made of it,
// and what a run (lần chấm điểm) names.
//
// Everything that can change a score is an event that is only ever added. A Year is what the events up to a day come to.
// The package is pure: it keeps nothing, reads no clock and no file, and computes no points; keeping is
// internal/store's, scoring the engine's, sentences are internal/wording's.
package season
