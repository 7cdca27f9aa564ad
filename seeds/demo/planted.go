package demo

import (
	"fmt"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Situation is a planted situation and what must come of it.
type Situation struct {
	ID, Unit string
	Code     string // subcriterion; "" where it is about the unit as a whole
	What     string // in Vietnamese, for people
	AsOf     day.Day
	Stage    engine.Stage
	State    engine.State // of the subcriterion; "" for the whole
	Points   exact.Num
	Applied  exact.Num // maximum of the subcriterion, 0 where it is out
	Reason   string    // reason id; for the whole: why it is not ranked, "" where it is
	Branch   string    // branch that decides; "" leaves it open
	Open     bool      // points and maximum are left open
	Equal    string    // unit that must have exactly the same index
	// Input is an aggregated input whose account lists the unit Listed as As: missing, worst, not_applicable, not_due.
	Input, Listed, As string
}

// Situations gives the planted situations of a set in the order of their table.
func Situations(set string) ([]Situation, error) {
	t := readTable(set+"/planted.csv", "id", "unit", "code", "what", "as_of", "stage", "state", "points", "applied", "reason",
		"branch", "equal", "input", "listed", "as")
	var all []Situation
	for _, r := range t.rows {
		s := Situation{ID: r.text("id"), Unit: r.text("unit"), Code: r.text("code"), What: r.text("what"), AsOf: r.day("as_of"),
			State: engine.State(r.text("state")), Reason: r.text("reason"), Branch: r.text("branch"), Equal: r.text("equal"),
			Input: r.text("input"), Listed: r.text("listed"), As: r.text("as"), Open: r.text("points") == ""}
		s.Stage = r.stage("stage")
		s.Points, s.Applied = r.fraction("points"), r.fraction("applied")
		if s.ID == "" || s.Unit == "" || s.What == "" || s.AsOf == day.None {
			r.failf("id, unit, what and as_of must be filled")
		}
		all = append(all, s)
	}
	return all, t.err()
}

func (r row) stage(column string) engine.Stage {
	s, ok := engine.ParseStage(r.text(column))
	if !ok {
		r.failf("%s: no stage %q", column, r.text(column))
	}
	return s
}

func (r row) layer() engine.Layer {
	l, ok := engine.ParseLayer(r.text("layer"))
	if !ok {
		r.failf("no layer %q", r.text("layer"))
	}
	return l
}

// fraction reads a number or an exact fraction such as 5/3; an empty cell is 0.
func (r row) fraction(column string) exact.Num {
	if !strings.Contains(r.text(column), "/") {
		return r.number(column)
	}
	n, err := exact.ParseFraction(r.text(column))
	if err != nil {
		r.failf("%s: %s", column, err)
	}
	return n
}

// planting is what is put over the profiles, by unit.
type planting struct {
	cleared     map[string][]place
	facts       map[string][]engine.Fact
	corrections map[string][]Correction
	decisions   map[string][]engine.Decision
}

// place is a datum whose profile facts give way to what is planted.
type place struct{ input, row, field string }

const (
	valueAbsent = "absent"  // no fact, whatever the profile says
	valueNever  = "never"   // known never to come
	kindCorrect = "correct" // a decision that puts a figure in the place of another
)

func (y *year) readPlanting() (*planting, error) {
	situations, err := Situations(y.set.ID)
	if err != nil {
		return nil, err
	}
	units := map[string]string{}
	for _, s := range situations {
		if other, known := units[s.ID]; known && other != s.Unit {
			return nil, fmt.Errorf("%s/planted.csv: situation %s is about %s and %s", y.set.ID, s.ID, other, s.Unit)
		}
		units[s.ID] = s.Unit
	}
	p := &planting{map[string][]place{}, map[string][]engine.Fact{}, map[string][]Correction{}, map[string][]engine.Decision{}}
	facts := y.readPlantedFacts(p, units)
	decisions := y.readPlantedDecisions(p, units)
	for _, t := range []*table{facts, decisions} {
		if err := t.err(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// readPlantedFacts reads facts, which clear what the profile gives at their place. Without a document of their own they
// rest on that of the profile.
func (y *year) readPlantedFacts(p *planting, units map[string]string) *table {
	t := y.table("planted-facts.csv", "id", "input", "row", "field", "layer", "value", "recorded", "document")
	for _, r := range t.rows {
		unit, known := units[r.text("id")]
		if !known {
			r.failf("no situation %s", r.text("id"))
		}
		at := place{r.text("input"), r.text("row"), r.text("field")}
		p.cleared[unit] = append(p.cleared[unit], at)
		if r.text("value") == valueAbsent {
			continue
		}
		layer := r.layer()
		if layer > engine.LayerRegister {
			r.failf("a figure of an appraisal is a decision")
		}
		if in := y.inputs[at.input]; in != nil && len(in.From) > 0 && r.text("document") == "" {
			r.failf("a figure that stands over a sum needs a document of its own")
		}
		p.facts[unit] = append(p.facts[unit], engine.Fact{Input: at.input, Row: at.row, Field: at.field, Layer: layer,
			Value: y.value(r, at), Source: source, Document: r.text("document"), Recorded: r.day("recorded")})
	}
	return t
}

func (y *year) readPlantedDecisions(p *planting, units map[string]string) *table {
	t := y.table("planted-decisions.csv", "id", "kind", "code", "input", "row", "field", "value", "layer", "by", "second", "reason", "date")
	for _, r := range t.rows {
		unit, known := units[r.text("id")]
		if !known {
			r.failf("no situation %s", r.text("id"))
		}
		at := place{r.text("input"), r.text("row"), r.text("field")}
		if r.text("kind") == kindCorrect {
			p.corrections[unit] = append(p.corrections[unit], Correction{By: r.text("by"), Second: r.text("second"),
				Fact: engine.Fact{Input: at.input, Row: at.row, Field: at.field, Layer: r.layer(), Value: y.value(r, at),
					Source: source, Document: r.text("reason"), Recorded: r.day("date")}})
			continue
		}
		d := engine.Decision{Kind: engine.DecisionKind(r.text("kind")), Code: r.text("code"), Input: at.input, Row: at.row,
			Field: at.field, Layer: r.layer(), By: r.text("by"), Second: r.text("second"), Reason: r.text("reason"),
			Date: r.day("date"), Source: source}
		if d.Kind == engine.DecideOverride {
			d.Points = r.number("value")
		}
		p.decisions[unit] = append(p.decisions[unit], d)
	}
	return t
}

// value reads a planted value by the type of its input.
func (y *year) value(r row, at place) engine.Value {
	in := y.inputs[at.input]
	if in == nil {
		r.failf("the set has no input %s", at.input)
		return engine.Value{}
	}
	text := r.text("value")
	switch {
	case text == valueNever:
		return engine.Value{Type: form.TypeDate, None: true}
	case in.Type == form.InYesNo, in.Type == form.InReports && at.field == "ok":
		return engine.Value{Type: form.TypeBool, Bool: text == "yes"}
	case in.Type == form.InDate, in.Type == form.InDocument, in.Type == form.InReports:
		return engine.Value{Type: form.TypeDate, Day: r.day("value")}
	}
	return engine.Value{Type: form.TypeNumber, Num: r.number("value")}
}
