package inspect

import (
	"cmp"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/season"
)

// Role is the part a person has in a line.
type Role string

// The roles.
const (
	Recorded Role = "recorded" // entered it
	Decided  Role = "decided"  // decided it
	Seconded Role = "seconded" // was the second person
)

// OwnLine is a line of an appraisal in which somebody of the unit's own office has a part.
type OwnLine struct {
	Event *season.Event
	Who   string
	Role  Role
}

// Kept is how many figures of registers an office recorded about itself: some offices keep registers in which they stand.
type Kept struct {
	Unit  string
	Count int
}

// Own lists lines that an office decided about itself; it must be empty.
type Own struct {
	Lines  []OwnLine
	Looked int    // lines of appraisals looked at
	Kept   []Kept // by unit; no finding
}

// Look counts what needs looking at.
func (o *Own) Look() int { return len(o.Lines) }

// Own looks at every line of an appraisal for people of the office that it is about: whoever entered, decided or seconded it,
// by the office's code or its name, the Keeper's people in lines about the Keeper among them. It does not ask how the line was
// admitted.
func (in *Inspection) Own() *Own {
	out := &Own{}
	names, kept := map[string]string{}, map[string]int{}
	for i := range in.events {
		e := &in.events[i]
		if u, ok := e.Body.(*season.UnitState); ok {
			names[strings.ToLower(strings.TrimSpace(u.Unit.Name))] = u.Unit.Code
		}
		if !in.mine(e) || e.Unit == "" {
			continue
		}
		own := func(who string) bool {
			office := strings.ToLower(strings.TrimSpace(season.Office(who)))
			return office != "" && (office == strings.ToLower(e.Unit) || names[office] == e.Unit)
		}
		if f, ok := e.Body.(*season.FactState); ok && f.Fact.Layer == engine.LayerRegister && own(e.Actor) {
			kept[e.Unit]++
		}
		if !judges(e, true) {
			continue
		}
		out.Looked++
		by, second := Deciders(e)
		for _, p := range []struct {
			who  string
			role Role
		}{{e.Actor, Recorded}, {by, Decided}, {second, Seconded}} {
			if own(p.who) {
				out.Lines = append(out.Lines, OwnLine{e, p.who, p.role})
			}
		}
	}
	for unit, n := range kept {
		out.Kept = append(out.Kept, Kept{unit, n})
	}
	slices.SortFunc(out.Kept, func(a, b Kept) int { return cmp.Compare(a.Unit, b.Unit) })
	return out
}
