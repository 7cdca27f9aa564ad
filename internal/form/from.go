package form

// From is one source of an aggregated input of a province's set: a measure over one input of the units' own sets, or
// the province's own figure of the previous period. The sources of an input add up.
type From struct {
	Blocks  []string // blocks of the units read, in the author's order; none for MeasurePrevious
	Measure Measure
	Input   string   // name of the input in the units' sets; for MeasurePrevious in the province's own
	Levels  []string // MeasureHaving of a level: ids of the levels that count
	Pool    string   // inputs of one pool count a unit together or not at all; "": by itself
	Missing Policy
	Span    Span
}

// Measure is what is taken from a unit.
type Measure string

// The measures. Owed, OnTime and Late speak of the same occurrences: those that are owed and due by the day the case
// looks from; one that is due on that very day counts once it has come. What never came is owed, but neither on time
// nor late.
const (
	MeasureSum        Measure = "sum"        // the unit's figure: count, number or amount
	MeasureOwed       Measure = "owed"       // occurrences of a document or of reports, owed and due
	MeasureOnTime     Measure = "on_time"    // of those, the ones that came in time
	MeasureLate       Measure = "late"       // of those, the ones that came late
	MeasureHaving     Measure = "having"     // 1 where a figure is above 0, an answer is yes, a date is there, a level counts
	MeasureApplicable Measure = "applicable" // 1 where the input applies to the unit
	MeasurePrevious   Measure = "previous"   // the figure of the previous period, its own or its predecessors'
)

// Measures lists the measures in the order they are printed.
func Measures() []Measure {
	return []Measure{MeasureSum, MeasureOwed, MeasureOnTime, MeasureLate, MeasureHaving, MeasureApplicable, MeasurePrevious}
}

// Policy says what becomes of an aggregated input when a unit to which it applies has not given its part.
type Policy string

// The policies.
const (
	PolicyRefuse Policy = "refuse"         // the aggregated input is not there
	PolicySkip   Policy = "skip_and_show"  // the unit is left out of every input of the pool, and listed
	PolicyWorst  Policy = "count_as_worst" // the unit counts 0, and is listed
)

// Policies lists the policies in the order they are printed.
func Policies() []Policy { return []Policy{PolicyRefuse, PolicySkip, PolicyWorst} }
