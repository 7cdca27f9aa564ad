// Package block makes the pictures that compare the units of one block (khối) or set blocks beside one another: the
// ranking, the spread of the indices, self-assessment against appraisal, and how ranks moved since another run.
//
// It knows scopes and blocks of results. Points, indices and ranks are copied from them; the only figures made here are
// differences of two of them and the quartiles of a block. Colours and sizes are left to assets/js/fit-*.js, pages to
// charts.
package block

import (
	"encoding/json"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
)

// nowhere is what stands in a table where there is nothing to tell.
const nowhere = "–"

// indexIf is a cell for an index: a drawn one where the picture has it, else a number beside it or its state.
func indexIf(drawn bool, index exact.Num, scorable bool, places exact.Rounding) figure.Cell {
	switch {
	case !scorable:
		return figure.WordCell(figure.StateName(engine.NotApplicable))
	case drawn:
		return figure.DrawnCell(index.DecimalVN(places))
	}
	return figure.NumberCell(index.DecimalVN(places))
}

// signed prints a difference with its sign; what is printed as 0 has none.
func signed(n exact.Num, places exact.Rounding) string {
	text := n.Abs().DecimalVN(places)
	switch n.Round(places).Sign() {
	case 1:
		return "+" + text
	case -1:
		return "-" + text
	}
	return text
}

// span gives the ends of an axis of indices: the nearest multiples of 10 that enclose the values, never the same.
func span(values []exact.Num) (from, to json.Number) {
	least, most := values[0], values[0]
	for _, v := range values {
		least, most = exact.Min(least, v), exact.Max(most, v)
	}
	floor, ceiling := tensBelow(least), tensBelow(most.Neg()).Neg()
	if floor.Equal(ceiling) {
		ceiling = ceiling.Add(exact.Int(10))
	}
	return figure.Number(floor, exact.Rounding{}), figure.Number(ceiling, exact.Rounding{})
}

// startNote says where an axis begins that does not begin at 0.
func startNote(axis string, from json.Number) string {
	if from == "0" {
		return ""
	}
	return " " + axis + " bắt đầu từ " + from.String() + "%, không phải từ 0."
}

// tensBelow is the greatest multiple of 10 that is not above n.
func tensBelow(n exact.Num) exact.Num {
	ten := exact.Int(10)
	tens := n.Mul(exact.MustFrac(1, 10)).Round(exact.Rounding{Mode: exact.Down}).Mul(ten)
	if n.Less(tens) { // cut toward zero: below 0 that is upward
		return tens.Sub(ten)
	}
	return tens
}
