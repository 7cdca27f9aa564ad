package wording

import (
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// The ways to print a number, as engine.Arg and form.TextPart name them; plain is by type and input.
const (
	plain     = ""
	asPercent = "percent"
	asPoints  = "points"
)

// Decimals up to which a number is printed exactly; one that needs more is rounded and marked with ≈.
const (
	percentDecimals = 2
	numberDecimals  = 4
)

// Value prints a typed datum: decimal comma, dd/mm/yyyy, có or không, the label of a level, money with points between
// the thousands. as is "percent", "points" or "": by the type and, if in is given, by the kind of the input, of which
// the value is then taken as declared (an index on its scale).
func Value(v engine.Value, as string, in *form.Input) string {
	if v.None {
		return "không có"
	}
	switch v.Type {
	case form.TypeNumber:
		return number(v.Num, as, in)
	case form.TypeBool:
		if v.Bool {
			return "có"
		}
		return "không"
	case form.TypeDate:
		return v.Day.VN()
	case form.TypeLevel:
		return optionLabel(in, v.Text)
	}
	return v.Text
}

func number(n exact.Num, as string, in *form.Input) string {
	switch as {
	case asPercent:
		return percent(n)
	case asPoints:
		return points(n)
	}
	if in == nil {
		return short(n, numberDecimals)
	}
	switch in.Type {
	case form.InRatio:
		return percent(n)
	case form.InIndex:
		return short(n, numberDecimals) + "/" + strconv.Itoa(in.Scale)
	case form.InAmount:
		return n.DecimalVN(exact.Rounding{}) + " đồng"
	case form.InRating:
		return points(n)
	case form.InCount:
		if n.Cmp(exact.Int(grouped)) >= 0 {
			return n.DecimalVN(exact.Rounding{})
		}
	}
	return short(n, numberDecimals)
}

// grouped is the count from which points stand between the thousands: five digits are no longer read at a glance.
const grouped = 10_000

func percent(n exact.Num) string { return short(n.Mul(exact.Int(100)), percentDecimals) + "%" }

func points(n exact.Num) string { return short(n, numberDecimals) + " điểm" }

// short prints a number exactly if the decimals are enough, else rounded and marked. A rounded number gets further
// decimals while its last one is 0, so that 79,9996 % is never read as the limit 80 % it does not reach.
func short(n exact.Num, decimals int) string {
	to := exact.Rounding{Decimals: decimals}
	rounded := n.Round(to)
	if rounded.Equal(n) {
		return n.VN()
	}
	for to.Decimals < exact.MaxDecimals && rounded.Equal(n.Round(exact.Rounding{Decimals: to.Decimals - 1})) {
		to.Decimals++
		rounded = n.Round(to)
	}
	if rounded.Equal(n) {
		return n.VN()
	}
	return "≈" + rounded.VN()
}

// signed prints an amount of a bảng kê điểm line with its sign.
func signed(n exact.Num) string {
	if n.Sign() > 0 {
		return "+" + short(n, numberDecimals)
	}
	return short(n, numberDecimals)
}

// longestFraction is the length up to which a fraction still helps a reader.
const longestFraction = 40

// withExact adds the fraction to a number that short had to round.
func withExact(v engine.Value, as string, in *form.Input) string {
	text := Value(v, as, in)
	if f := v.Num.Fraction(); strings.HasPrefix(text, "≈") && len(f) <= longestFraction {
		return text + " (chính xác " + f + ")"
	}
	return text
}

// optionLabel is what people call a level.
func optionLabel(in *form.Input, id string) string {
	if in != nil {
		for _, o := range in.Options {
			if o.ID == id && o.Label != "" {
				return o.Label
			}
		}
	}
	return id
}
