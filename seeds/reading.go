package seeds

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"go.yaml.in/yaml/v4"

	"cchc/internal/day"
)

// Readings say how a plan is read: who owes each deliverable and when. They are ours, beside the plan's words.
type Readings struct {
	ID, Plan string
	Settings Settings
	Series   []Series
	Items    []Reading // in the order of the file
}

// Settings are the choices of Sở Nội vụ that move due dates.
type Settings struct {
	GraceDays     int            // calendar days added to every due date
	FoundedDays   int            // a unit founded after the plan has at least so many days after its founding
	RollNamed     bool           // a day off named by the plan or a document moves to the next working day
	RollRecurring bool           // so does one of a recurring report
	Cutoff        day.Day        // ngày chốt số liệu năm
	Days          map[string]int // named numbers of days after an event
	OwnDates      []OwnDate
	Holidays      Holidays
}

// dayNames gives the names of the days after an event, sorted.
func (s Settings) dayNames() []string { return slices.Sorted(maps.Keys(s.Days)) }

// OwnDate is a due date Sở Nội vụ gave to one unit, for a reason. Neither grace nor a day off moves it.
type OwnDate struct {
	Unit, Deliverable, Key string
	Due                    day.Day
	Because                string
}

// Series is a list of recurring due dates.
type Series struct {
	ID          string
	Occurrences []Occurrence
}

// Occurrence is one due date of a series with the window of the data it reports on.
type Occurrence struct {
	Key           string // "2026-Q1", "2026-M03"
	Due, From, To day.Day
	Covers        []string // month, quarter, half, year: the periods whose report this one is
}

// Reading is how one deliverable is read: at most one duty of each kind, so that unit, deliverable and key
// name one obligation.
type Reading struct {
	ID         string
	Duties     []Duty
	Text, Note string // Vietnamese: the time in both wordings, and what else to know
}

// Owner is who owes a duty: a unit, or the units of a group. With narrows a group to the units that have an
// attribute, or, as ByEvent, to the units an event names.
type Owner struct{ Code, With string }

// ByEvent as With of an Owner: the units named when the event was recorded.
const ByEvent = "su_kien"

// String is the owner in one word: so-ban-nganh[co_tthc].
func (o Owner) String() string {
	if o.With == "" {
		return o.Code
	}
	return o.Code + "[" + o.With + "]"
}

// DatesBy says which date of a document counts.
type DatesBy string

const (
	Issued   DatesBy = "issued"   // ngày ký: plans, decisions
	Received DatesBy = "received" // ngày nhận, entered by the receiving office: reports
)

// Duty is one thing owed under a deliverable.
type Duty struct {
	By         []Owner
	Due        Due
	DatesBy    DatesBy
	What       string // which part of the product, where it is not the whole
	Encouraged bool   // khuyến khích: never overdue
}

// Due is the typed reading of a time. The dates of Before and Quarters come from the plan's own schedule:
// the last day in time is the day before the one named; adjacent quarters are one window with one product,
// quarters apart are separate occurrences.
type Due struct {
	Kind      Kind
	Series    string     // Periodic: the series' id
	LookedAt  []string   // Continuous: LookAtReports, LookAtCutoff
	DaysAfter string     // OnEvent: name of the days after the event, where the event itself names no due date
	Names     []PartName // Quarters: what each occurrence is, where they differ
}

// When a continuous duty is looked at.
const (
	LookAtReports = "reports" // at the due dates of the units' CCHC reports
	LookAtCutoff  = "cutoff"  // at the yearly data cut-off
)

// UnitReports is the series of the units' CCHC reports.
const UnitReports = "bao_cao_don_vi"

// PartName names one occurrence.
type PartName struct{ Key, What string }

// LoadReadings reads a user's own reading of the plan.
func LoadReadings(path string, plan *Plan) (*Readings, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load readings: %w", err)
	}
	return ParseReadings(path, data, plan)
}

// ParseReadings reads how the plan is read: one reading for each of its deliverables. The error holds every
// Fault of the file.
func ParseReadings(file string, data []byte, plan *Plan) (*Readings, error) {
	l := &ledger{file: file}
	d := document{l}
	if n := d.root(data); n != nil {
		readings := d.readings(n, plan)
		if len(l.faults) == 0 {
			return readings, nil
		}
	}
	return nil, l.err()
}

func (d document) readings(n *yaml.Node, plan *Plan) *Readings {
	m := d.mapping(n, []string{"id", "plan", "settings", "own_dates", "series", "readings"}, nil)
	r := &Readings{ID: m.text("id"), Plan: m.choice("plan", plan.ID), Settings: d.settings(m.values["settings"])}
	for _, n := range m.items("own_dates") {
		r.Settings.OwnDates = append(r.Settings.OwnDates, d.ownDate(n, plan))
	}
	for _, n := range m.items("series") {
		series := d.series(n)
		if _, known := r.SeriesByID(series.ID); known {
			d.add(nodePlace(n), FaultDuplicate, "value", series.ID)
		}
		r.Series = append(r.Series, series)
	}
	for _, n := range m.items("readings") {
		reading := d.reading(n, plan, r)
		if _, known := r.ByID(reading.ID); known {
			d.add(nodePlace(n), FaultDuplicate, "value", reading.ID)
			continue
		}
		r.Items = append(r.Items, reading)
	}
	for _, x := range plan.Deliverables() {
		if _, known := r.ByID(x.ID); !known && m.values["readings"] != nil {
			d.add(m.place("readings"), FaultMissingReading, "deliverable", x.ID)
		}
	}
	return r
}

func (d document) settings(n *yaml.Node) Settings {
	m := d.mapping(n, []string{"grace_days", "founded_days", "roll_over", "cutoff", "days"}, nil)
	roll := d.mapping(m.values["roll_over"], []string{"named", "recurring"}, nil)
	s := Settings{GraceDays: m.integer("grace_days", 0, 366), FoundedDays: m.integer("founded_days", 0, 366),
		RollNamed: roll.yes("named"), RollRecurring: roll.yes("recurring"), Cutoff: m.date("cutoff"), Days: map[string]int{}}
	if days := m.values["days"]; d.is(days, yaml.MappingNode, "mapping") {
		var names []string
		for i := 0; i+1 < len(days.Content); i += 2 {
			names = append(names, days.Content[i].Value)
		}
		named := d.mapping(days, nil, names)
		for _, name := range slices.Sorted(maps.Keys(named.values)) {
			s.Days[name] = named.integer(name, 0, 366)
		}
	}
	return s
}

func (d document) ownDate(n *yaml.Node, plan *Plan) OwnDate {
	m := d.mapping(n, []string{"unit", "deliverable", "due", "because"}, []string{"key"})
	own := OwnDate{Unit: m.text("unit"), Deliverable: m.text("deliverable"), Due: m.date("due"), Because: m.text("because")}
	if m.values["key"] != nil {
		own.Key = m.note("key")
	}
	if _, known := plan.Deliverable(own.Deliverable); own.Deliverable != "" && !known {
		d.addUnknown(m.place("deliverable"), FaultUnknownItem, "deliverable", own.Deliverable, plan.ids())
	}
	return own
}

func (d document) series(n *yaml.Node) Series {
	m := d.mapping(n, []string{"id", "occurrences"}, nil)
	s := Series{ID: m.text("id")}
	for _, n := range m.some("occurrences") {
		m := d.mapping(n, []string{"key", "due", "from", "to", "covers"}, nil)
		o := Occurrence{Key: m.text("key"), Due: m.date("due"), From: m.date("from"), To: m.date("to"),
			Covers: m.choices("covers", "month", "quarter", "half", "year")}
		if o.From != day.None && o.To != day.None && o.To < o.From {
			d.add(m.place("to"), FaultDatesReversed, "from", o.From.String(), "to", o.To.String())
		}
		if slices.ContainsFunc(s.Occurrences, func(x Occurrence) bool { return x.Key == o.Key }) {
			d.add(m.place("key"), FaultDuplicate, "value", o.Key)
		}
		s.Occurrences = append(s.Occurrences, o)
	}
	return s
}

func (d document) reading(n *yaml.Node, plan *Plan, all *Readings) Reading {
	m := d.mapping(n, []string{"id", "duties", "reading", "note"}, nil)
	r := Reading{ID: m.text("id"), Text: m.text("reading"), Note: m.note("note")}
	x, known := plan.Deliverable(r.ID)
	if r.ID != "" && !known {
		d.addUnknown(m.place("id"), FaultUnknownItem, "deliverable", r.ID, plan.ids())
	}
	for _, n := range m.some("duties") {
		duty := d.duty(n, all)
		if slices.ContainsFunc(r.Duties, func(o Duty) bool { return o.Due.Kind == duty.Due.Kind && duty.Due.Kind != "" }) {
			d.add(nodePlace(n), FaultDuplicate, "value", string(duty.Due.Kind))
		}
		if known {
			d.sameTime(nodePlace(n), x, duty.Due)
		}
		r.Duties = append(r.Duties, duty)
	}
	return r
}

// sameTime refuses a reading that takes its dates from a schedule the plan does not have.
func (d document) sameTime(at place, x Deliverable, due Due) {
	if (due.Kind == Before || due.Kind == Quarters) && due.Kind != x.Schedule.Kind {
		d.add(at, FaultScheduleDiffers, "deliverable", x.ID, "plan", string(x.Schedule.Kind), "reading", string(due.Kind))
	}
}

func (d document) duty(n *yaml.Node, all *Readings) Duty {
	m := d.mapping(n, []string{"by", "due", "dates_by"}, []string{"what", "encouraged"})
	duty := Duty{Due: d.due(m.values["due"], all), DatesBy: DatesBy(m.choice("dates_by", string(Issued), string(Received))),
		Encouraged: m.yes("encouraged")}
	if m.values["what"] != nil {
		duty.What = m.text("what")
	}
	for _, n := range m.some("by") {
		owner := d.owner(n)
		if slices.Contains(duty.By, owner) {
			d.add(nodePlace(n), FaultDuplicate, "value", owner.String())
			continue
		}
		duty.By = append(duty.By, owner)
	}
	return duty
}

func (d document) owner(n *yaml.Node) Owner {
	if n.Kind != yaml.MappingNode {
		return Owner{Code: d.text(n, "by")}
	}
	m := d.mapping(n, []string{"group", "with"}, nil)
	owner := Owner{Code: m.choice("group", GroupDepartments, GroupCommunes), With: m.text("with")}
	if owner.With != "" && !attributeName.MatchString(owner.With) {
		d.add(m.place("with"), FaultBadCode, "value", owner.With)
	}
	return owner
}

func (d document) due(n *yaml.Node, all *Readings) Due {
	m := d.mapping(n, []string{"kind"}, []string{"series", "looked_at", "days_after", "names"})
	due := Due{Kind: Kind(m.choice("kind", kinds...)), LookedAt: m.choices("looked_at", LookAtReports, LookAtCutoff)}
	own := map[Kind]string{Quarters: "names", Periodic: "series", Continuous: "looked_at", OnEvent: "days_after"}[due.Kind]
	for _, key := range []string{"series", "looked_at", "days_after", "names"} {
		if m.values[key] != nil && key != own && due.Kind != "" {
			d.add(m.place(key), FaultUnknownKey, "key", key)
		}
	}
	if due.Kind == Periodic {
		due.Series = m.text("series")
		if _, known := all.SeriesByID(due.Series); !known {
			d.addUnknown(m.place("series"), FaultUnknownSeries, "series", due.Series, all.seriesIDs())
		}
	}
	if m.values["days_after"] != nil {
		due.DaysAfter = m.text("days_after")
		if _, known := all.Settings.Days[due.DaysAfter]; !known {
			d.addUnknown(m.place("days_after"), FaultUnknownDays, "name", due.DaysAfter, all.Settings.dayNames())
		}
	}
	for _, n := range m.some("names") {
		m := d.mapping(n, []string{"key", "what"}, nil)
		due.Names = append(due.Names, PartName{Key: m.text("key"), What: m.text("what")})
	}
	return due
}

// ByID finds the reading of a deliverable.
func (r *Readings) ByID(id string) (Reading, bool) {
	i := slices.IndexFunc(r.Items, func(x Reading) bool { return x.ID == id })
	if i < 0 {
		return Reading{}, false
	}
	return r.Items[i], true
}

// SeriesByID finds a series.
func (r *Readings) SeriesByID(id string) (Series, bool) {
	i := slices.IndexFunc(r.Series, func(s Series) bool { return s.ID == id })
	if i < 0 {
		return Series{}, false
	}
	return r.Series[i], true
}

// seriesIDs gives the IDs of all series in the order of the file.
func (r *Readings) seriesIDs() []string {
	ids := make([]string, len(r.Series))
	for i, s := range r.Series {
		ids[i] = s.ID
	}
	return ids
}

// Owners gives everyone who owes something under the deliverable, each once, in the order of the file.
func (r Reading) Owners() []Owner {
	var owners []Owner
	for _, duty := range r.Duties {
		for _, owner := range duty.By {
			if !slices.Contains(owners, owner) {
				owners = append(owners, owner)
			}
		}
	}
	return owners
}
