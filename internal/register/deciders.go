package register

import (
	"strings"

	"cchc/engine"
	"cchc/internal/season"
	"cchc/seeds"
)

// decider is who is named in a decision: of an office, by its code, or, where none is named, by a title or a name alone.
type decider struct{ office, person string }

func deciderOf(who string, units *seeds.Units) decider {
	office, person := season.SplitActor(who)
	if _, known := units.ByCode(office); person == "" && !known && !strings.Contains(who, "/") {
		return decider{"", strings.Join(strings.Fields(office), " ")}
	}
	return decider{office, person}
}

// alone reports whether nobody in particular is named.
func (d decider) alone() bool { return d.person == "" || strings.EqualFold(d.person, season.Program) }

// maybe reports whether two can be one person: of one name, in one office or in one that is not told.
func (d decider) maybe(other decider) bool {
	return season.FoldName(d.person) == season.FoldName(other.person) && (d.office == "" || other.office == "" || strings.EqualFold(d.office, other.office))
}

// deciders refuses who cannot be told apart from others: an office that is called by its name instead of its code, by which nobody
// would notice that it decides about itself; and, where points are set directly, whoever is not two persons of offices that there are.
func (m *declaring) deciders(d *engine.Decision) bool {
	whos := []string{d.By, d.Second}
	good := true
	bad := func(code string, args ...string) {
		where := d.Source
		if where == "" {
			where = "decide"
		}
		m.refuse(where, code, args...)
		good = false
	}
	var found [2]decider
	for i, who := range whos {
		if strings.TrimSpace(who) == "" {
			continue
		}
		found[i] = deciderOf(who, m.year.Units)
		_, known := m.year.Units.ByCode(found[i].office)
		switch code := officeCalled(found[i].office, m.year.Units); {
		case code != "":
			bad("register.office_name", found[i].office, code)
		case d.Kind != engine.DecideOverride:
		case found[i].office != "" && !known:
			bad("register.office_unknown", found[i].office)
		case found[i].alone():
			bad("register.decider_alone", who)
		}
	}
	if good && d.Kind == engine.DecideOverride && d.Second != "" && found[0].maybe(found[1]) {
		bad("register.decider_same", d.Second, d.By)
	}
	return good
}

// officeCalled gives the code of the unit that has a name; "" if none has.
func officeCalled(name string, units *seeds.Units) string {
	for _, u := range units.All() {
		if name != "" && strings.EqualFold(u.Name, name) {
			return u.Code
		}
	}
	return ""
}
