// Package calendar pictures the deadlines of a year: what units owed by a day and what became of it, the year of one unit,
// and until when a unit can still do what brings points.
//
// It counts what the engine lists and adds up what the engine gave; which day something falls due, whether it came in time,
// and what a leaf can still gain are the engine's. Names and sentences it asks of the caller; how wide a picture is and what
// colours it has is for the layout scripts.
package calendar

import (
	"errors"
	"slices"
	"strings"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// ErrDays means that results of different days were to share one calendar.
var ErrDays = errors.New("results are of different days")

// tally counts obligations by what became of them.
type tally map[engine.DeliveryState]int

func (t tally) total() int {
	n := 0
	for _, state := range engine.DeliveryStates() {
		n += t[state]
	}
	return n
}

// trouble counts what came late, never came, or is overdue.
func (t tally) trouble() int {
	return t[engine.DeliveredLate] + t[engine.DeliveryAbsent] + t[engine.DeliveryMissing]
}

// countText prints a count as people write it.
func countText(n int) string { return exact.Int(int64(n)).DecimalVN(exact.Rounding{}) }

// countCell is a count that a picture draws, unless it is 0.
func countCell(n int) figure.Cell {
	c := figure.NumberCell(countText(n))
	c.Drawn = n > 0
	return c
}

// countCells are the counts of all states, for a table that is not drawn.
func (t tally) countCells() []figure.Cell {
	var cells []figure.Cell
	for _, state := range engine.DeliveryStates() {
		cells = append(cells, figure.NumberCell(countText(t[state])))
	}
	return cells
}

// ofUnits leaves out the province: what it owes is not counted with what its units owe.
func ofUnits(scopes []*figure.Scope) ([]*figure.Scope, error) {
	scopes = slices.DeleteFunc(slices.Clone(scopes), func(s *figure.Scope) bool { return s.Set.Scope == form.ScopeProvince })
	for _, s := range scopes {
		if s.Result.AsOf != scopes[0].Result.AsOf {
			return nil, ErrDays
		}
	}
	return scopes, nil
}

// merged is the head of a picture over several sets: what differs is said of each.
func merged(scopes []*figure.Scope) figure.Head {
	each := func(get func(*figure.Head) string) string {
		var all []string
		for _, s := range scopes {
			if text := get(&s.Head); !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
		if slices.Contains(all, "") {
			return "" // a run that only some of the results have is not that of the picture
		}
		return strings.Join(all, " và ")
	}
	h := figure.Head{
		SetID:      each(func(h *figure.Head) string { return h.SetID }),
		SetTitle:   each(func(h *figure.Head) string { return h.SetTitle }),
		SetVersion: each(func(h *figure.Head) string { return h.SetVersion }),
		Run:        each(func(h *figure.Head) string { return h.Run }),
		AsOf:       each(func(h *figure.Head) string { return h.AsOf }),
		Stage:      each(func(h *figure.Head) string { return h.Stage }),
		Code:       each(func(h *figure.Head) string { return h.Code }),
	}
	for _, s := range scopes {
		for _, label := range s.Head.Labels {
			if !slices.Contains(h.Labels, label) {
				h.Labels = append(h.Labels, label)
			}
		}
	}
	return h
}

// stateLayers are one layer for each state, in their order, without a value in any row.
func stateLayers(w *figure.Words, rows int) []figure.Layer {
	var layers []figure.Layer
	for _, state := range engine.DeliveryStates() {
		layers = append(layers, figure.NewLayer(string(state), w.Delivery(state), rows))
	}
	return layers
}

// stateHeads name the states over columns of counts.
func stateHeads(w *figure.Words) []string {
	var heads []string
	for _, state := range engine.DeliveryStates() {
		heads = append(heads, w.Delivery(state))
	}
	return heads
}
