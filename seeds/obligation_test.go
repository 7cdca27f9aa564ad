package seeds

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/internal/day"
)

// obliged gives the obligations under the embedded plan, readings, units and holidays.
func obliged(t *testing.T, asOf string, change func(*Settings), events ...Event) []Obligation {
	t.Helper()
	settings := DefaultSettings()
	if change != nil {
		change(&settings)
	}
	rows, err := Obligations(DefaultPlan(), DefaultReadings(), DefaultUnits(), events, settings, date(t, asOf))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// pick gives the rows of a unit and a deliverable; an empty text stands for all.
func pick(rows []Obligation, unit, deliverable string) []Obligation {
	var list []Obligation
	for _, o := range rows {
		if (unit == "" || o.Unit == unit) && (deliverable == "" || o.Deliverable == deliverable) {
			list = append(list, o)
		}
	}
	return list
}

// one wants exactly one row.
func one(t *testing.T, rows []Obligation, unit, deliverable, key string) Obligation {
	t.Helper()
	list := slices.DeleteFunc(pick(rows, unit, deliverable), func(o Obligation) bool { return o.Key != key })
	if len(list) != 1 {
		t.Fatalf("%s %s %q: %d rows", unit, deliverable, key, len(list))
	}
	return list[0]
}

// line is an obligation as one line of a golden file.
func (o Obligation) line() string {
	var looked []string
	for _, d := range o.LookedAt {
		looked = append(looked, d.String())
	}
	return strings.TrimRight(fmt.Sprintf("%-8s %-10s %-10s opens %-10s named %-10s due %-10s %-8s %-17s %-7s %s", o.Deliverable, o.Key, o.Kind,
		o.Opens, o.Named, o.Due, o.DatesBy, o.State, o.Own, strings.Join(slices.Concat(looked, o.Covers), " ")), " ")
}

func TestObligationsOfFiveUnits(t *testing.T) {
	rows := obliged(t, "2026-07-01", nil)
	var b strings.Builder
	for _, unit := range []string{"so-y-te", "xa-gia-vien", "so-noi-vu", "so-tai-chinh", "so-ngoai-vu"} {
		fmt.Fprintf(&b, "# %s\n", unit)
		for _, x := range DefaultPlan().Deliverables() {
			list := pick(rows, unit, x.ID)
			if len(list) == 0 {
				fmt.Fprintf(&b, "%-8s -\n", x.ID)
			}
			for _, o := range list {
				b.WriteString(o.line() + "\n")
			}
		}
	}
	golden(t, "obligations.txt", []byte(b.String()))
}

func TestObligationsAreUniqueAndOrdered(t *testing.T) {
	rows := obliged(t, "2026-12-31", nil, Event{ID: "e1", Deliverable: "IV.3.1", Date: date(t, "2026-03-02"), Due: day.None}, Event{ID: "e2", Deliverable: "I.2.1", Date: date(t, "2026-03-02"), Due: day.None})
	seen := map[string]bool{}
	for _, o := range rows {
		name := o.Unit + " " + o.Deliverable + " " + o.Key
		if seen[name] {
			t.Errorf("%s twice", name)
		}
		seen[name] = true
	}
	shuffled := obliged(t, "2026-12-31", nil, Event{ID: "e2", Deliverable: "I.2.1", Date: date(t, "2026-03-02"), Due: day.None}, Event{ID: "e1", Deliverable: "IV.3.1", Date: date(t, "2026-03-02"), Due: day.None})
	if fmt.Sprint(rows) != fmt.Sprint(shuffled) {
		t.Error("the order of the events reaches the result")
	}
}

// Whoever owes by the readings is there, and nobody else: counts per deliverable over all units.
func TestObligationCounts(t *testing.T) {
	rows := obliged(t, "2026-07-01", nil)
	for _, c := range []struct {
		deliverable string
		want        int
	}{
		{"I.1.1", 1}, {"I.1.2", 145}, {"I.2.1", 4 * 145}, {"I.2.2", 4}, {"I.3.1", 1}, {"I.4.2", 146}, {"I.5.1", 5}, {"II.1.1", 15},
		{"III.1.1", 13 + 1 + 129}, {"III.5.1", 12}, {"III.6.1", 130}, {"IV.2.1", 0}, {"VI.1.1", 2}, {"VI.3.1", 1}, {"VI.4.1", 145}, {"VI.4.2", 2},
	} {
		if got := len(pick(rows, "", c.deliverable)); got != c.want {
			t.Errorf("%s: %d rows, want %d", c.deliverable, got, c.want)
		}
	}
}

func TestStatesOnTheirLastDay(t *testing.T) {
	for _, c := range []struct {
		unit, deliverable, key, asOf string
		want                         State
	}{
		{"so-noi-vu", "I.1.1", "", "2025-12-02", NotDue},
		{"so-noi-vu", "I.1.1", "", "2025-12-24", DueNow},
		{"so-noi-vu", "I.1.1", "", "2025-12-25", OverdueIfAbsent},
		{"so-y-te", "I.1.2", "", "2026-01-14", DueNow},
		{"so-y-te", "I.1.2", "", "2026-01-15", OverdueIfAbsent},
		{"so-y-te", "I.2.1", "2026-Q2", "2026-06-14", NotDue},
		{"so-y-te", "I.2.1", "2026-Q2", "2026-06-15", DueNow},
		{"so-y-te", "I.2.1", "2026-Q2", "2026-06-16", OverdueIfAbsent},
		{"so-noi-vu", "I.2.2", "2026-Q1", "2026-03-15", DueNow},
		{"so-noi-vu", "I.2.2", "2026-Q1", "2026-03-20", DueNow},
		{"so-noi-vu", "I.2.2", "2026-Q1", "2026-03-21", OverdueIfAbsent},
		{"so-noi-vu", "I.7.1", "", "2026-06-30", NotDue},
		{"so-noi-vu", "I.7.1", "", "2026-09-30", DueNow},
		{"so-noi-vu", "I.7.1", "", "2026-12-31", DueNow},
		{"so-noi-vu", "I.7.1", "", "2027-01-01", OverdueIfAbsent},
		{"so-y-te", "I.9.1", "", "2027-06-01", Encouraged},
		{"so-y-te", "III.9.1", "", "2027-06-01", Ongoing},
		{"so-y-te", "V.1.1", "", "2027-06-01", AwaitingEvent},
		{"so-tai-chinh", "VI.4.2", "2026-Q1", "2026-04-01", OverdueIfAbsent},
		{"so-tai-chinh", "VI.4.2", "2026-Q3", "2026-04-01", NotDue},
		{"so-tai-chinh", "VI.4.1", "", "2026-04-01", DueNow},
	} {
		if o := one(t, obliged(t, c.asOf, nil), c.unit, c.deliverable, c.key); o.State != c.want {
			t.Errorf("%s %s %q on %s: %s, want %s", c.unit, c.deliverable, c.key, c.asOf, o.State, c.want)
		}
	}
}

// 15/3, 20/9 and 20/12/2026 are Sundays, 20/6 a Saturday: recurring reports move, dates the plan names do not.
func TestDaysOff(t *testing.T) {
	for _, c := range []struct{ unit, deliverable, key, named, due string }{
		{"so-y-te", "I.2.1", "2026-Q1", "2026-03-15", "2026-03-16"},
		{"so-y-te", "I.2.1", "2026-Q2", "2026-06-15", "2026-06-15"},
		{"so-noi-vu", "I.2.2", "2026-Q1", "2026-03-20", "2026-03-20"},
		{"so-noi-vu", "I.2.2", "2026-Q2", "2026-06-20", "2026-06-22"},
		{"so-noi-vu", "I.2.2", "2026-Q3", "2026-09-20", "2026-09-21"},
		{"so-noi-vu", "I.2.2", "2026-Q4", "2026-12-20", "2026-12-21"},
		{"van-phong-ubnd-tinh", "III.5.1", "2026-M04", "2026-04-30", "2026-05-04"},
		{"van-phong-ubnd-tinh", "III.5.1", "2026-M02", "2026-02-28", "2026-03-02"},
	} {
		o := one(t, obliged(t, "2026-12-31", nil), c.unit, c.deliverable, c.key)
		if o.Named.String() != c.named || o.Due.String() != c.due {
			t.Errorf("%s %s: named %s due %s, want %s %s", c.deliverable, c.key, o.Named, o.Due, c.named, c.due)
		}
		still := one(t, obliged(t, "2026-12-31", func(s *Settings) { s.RollRecurring = false }), c.unit, c.deliverable, c.key)
		if still.Due != still.Named {
			t.Errorf("%s %s moves although reports do not", c.deliverable, c.key)
		}
	}
	sunday := Event{ID: "e", Deliverable: "VI.2.1", Date: date(t, "2026-02-02"), Due: date(t, "2026-02-15")}
	if o := one(t, obliged(t, "2026-12-31", nil, sunday), "so-tai-chinh", "VI.2.1", "e"); o.Due != o.Named {
		t.Errorf("a named Sunday moves to %s", o.Due)
	}
	moved := one(t, obliged(t, "2026-12-31", func(s *Settings) { s.RollNamed = true }, sunday), "so-tai-chinh", "VI.2.1", "e")
	if moved.Due.String() != "2026-02-16" {
		t.Errorf("a named Sunday moves to %s, want 2026-02-16", moved.Due)
	}
}

func TestGrace(t *testing.T) {
	grace := func(s *Settings) { s.GraceDays = 3 }
	if o := one(t, obliged(t, "2026-01-17", grace), "so-y-te", "I.1.2", ""); o.Due.String() != "2026-01-17" || o.State != DueNow {
		t.Errorf("due %s, %s", o.Due, o.State)
	}
	if o := one(t, obliged(t, "2026-01-18", grace), "so-y-te", "I.2.1", "2026-Q1"); o.Due.String() != "2026-03-19" {
		t.Errorf("a report that moved one day and has 3 days of grace is due %s", o.Due)
	}
}

func TestEventsMakeObligations(t *testing.T) {
	given := Event{ID: "bien-che", Deliverable: "IV.3.1", Date: date(t, "2026-01-31"), Due: day.None, Document: "QĐ 1/BTCTW"}
	before := obliged(t, "2026-01-30", nil, given)
	if o := one(t, before, "so-y-te", "IV.3.1", ""); o.State != AwaitingEvent || o.Due != day.None {
		t.Errorf("the day before: %+v", o)
	}
	after := obliged(t, "2026-01-31", nil, given)
	o := one(t, after, "so-y-te", "IV.3.1", "bien-che")
	if o.State != DueNow || o.Due.String() != "2026-04-01" || o.Event != given.Document {
		t.Errorf("on the day: %+v", o)
	}
	if n := len(pick(after, "so-y-te", "IV.3.1")); n != 1 {
		t.Errorf("%d rows beside the event", n)
	}
	longer := one(t, obliged(t, "2026-01-31", func(s *Settings) { s.Days["giao_bien_che"] = 90 }, given), "so-y-te", "IV.3.1", "bien-che")
	if longer.Due.String() != "2026-05-01" {
		t.Errorf("90 days after is %s", longer.Due)
	}

	inspected := Event{ID: "kl-1", Deliverable: "I.3.1", Date: date(t, "2026-09-01"), Due: date(t, "2026-10-01"), Units: []string{"so-y-te", "xa-gia-vien"}}
	rows := obliged(t, "2026-10-02", nil, inspected)
	if o := one(t, rows, "xa-gia-vien", "I.3.1", "kl-1"); o.State != OverdueIfAbsent || o.DatesBy != Received || o.What == "" {
		t.Errorf("inspected unit: %+v", o)
	}
	if n := len(pick(rows, "", "I.3.1")); n != 3 {
		t.Errorf("%d rows of I.3.1, want the inspector and two inspected", n)
	}

	open := Event{ID: "dot-1", Deliverable: "V.1.1", Date: date(t, "2026-03-01"), Due: day.None, Units: []string{"so-y-te"}}
	rows = obliged(t, "2027-01-01", nil, open)
	if o := one(t, rows, "so-y-te", "V.1.1", "dot-1"); o.State != DueNow || o.Due != day.None {
		t.Errorf("an event without due date: %+v", o)
	}
	if o := one(t, rows, "so-du-lich", "V.1.1", ""); o.State != AwaitingEvent {
		t.Errorf("a unit the event does not name: %+v", o)
	}

	complaint := Event{ID: "pakn-1", Deliverable: "III.11.1", Date: date(t, "2026-03-01"), Due: day.None, Units: []string{"so-y-te"}}
	rows = obliged(t, "2026-03-01", nil, complaint)
	if n := len(pick(rows, "", "III.11.1")); n != 2 {
		t.Errorf("%d rows of III.11.1, want the office and the unit with a complaint", n)
	}
}

func TestEventsThatDoNotFit(t *testing.T) {
	d := date(t, "2026-03-01")
	_, err := Obligations(DefaultPlan(), DefaultReadings(), DefaultUnits(), []Event{
		{ID: "a", Deliverable: "I.99.1", Date: d, Due: day.None},
		{ID: "b", Deliverable: "I.4.1", Date: d, Due: day.None},
		{ID: "c", Deliverable: "IV.2.1", Date: d, Due: day.None},
		{ID: "d", Deliverable: "V.1.1", Date: d, Due: day.None, Units: []string{"so-khong-co", "buu-dien-tinh"}},
		{ID: "d", Deliverable: "V.1.1", Date: day.None, Due: day.None},
		{ID: "e", Deliverable: "V.1.1", Date: d, Due: d.Add(-1)},
	}, DefaultSettings(), d)
	want := `dates_reversed: from="2026-03-01" to="2026-02-28"
duplicate: value="d"
empty: field="date"
event_no_units: event="c" deliverable="IV.2.1"
not_by_event: event="b" deliverable="I.4.1"
not_owner: event="d" deliverable="V.1.1" unit="buu-dien-tinh"
unknown_item: deliverable="I.99.1" hint="I.9.1"
unknown_unit: unit="so-khong-co"`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestUnknownOwnersAreFaults(t *testing.T) {
	units, err := ParseUnits("u.csv", []byte("code,name,block\nso-noi-vu,Sở Nội vụ,so\n"))
	if err != nil {
		t.Fatal(err)
	}
	settings := DefaultSettings()
	settings.Days = nil
	_, err = Obligations(DefaultPlan(), DefaultReadings(), units, nil, settings, date(t, "2026-03-01"))
	faults, _ := AsFaults(err)
	var codes []string
	for _, f := range faults {
		codes = append(codes, f.Code)
	}
	want := slices.Concat(slices.Repeat([]string{FaultUnknownDays}, 3), slices.Repeat([]string{FaultUnknownUnit}, 6))
	if !slices.Equal(codes, want) {
		t.Errorf("faults %v, want %v", faults, want)
	}
}

// A small province: one unit of every fate.
func TestUnitsFoundedAndMergedInTheYear(t *testing.T) {
	units, err := ParseUnits("u.csv", []byte("code,name,block,valid_from,valid_to,predecessors,successors\n"+
		"xa-cu,Xã Cũ,xa,,2026-05-31,,xa-moi\n"+
		"xa-moi,Xã Mới,xa,2026-06-01,,xa-cu,\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range DefaultUnits().All() {
		if u.Block == "" || u.Block == BlockDepartment {
			units.list = append(units.list, u)
		}
	}
	slices.SortFunc(units.list, func(a, b Unit) int { return strings.Compare(a.Code, b.Code) })
	lines := func(asOf, unit string, change func(*Settings)) []string {
		settings := DefaultSettings()
		if change != nil {
			change(&settings)
		}
		rows, err := Obligations(DefaultPlan(), DefaultReadings(), units, nil, settings, date(t, asOf))
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, o := range pick(rows, unit, "") {
			if o.Kind != Continuous && o.Kind != OnEvent {
				list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", o.Deliverable, o.Key, o.Due, o.Own)))
			}
		}
		return list
	}
	if got := lines("2026-05-31", "xa-moi", nil); got != nil {
		t.Errorf("a unit owes before it is founded: %q", got)
	}
	if got, want := lines("2026-12-31", "xa-cu", nil), []string{"I.1.2  2026-01-14", "I.2.1 2026-Q1 2026-03-16"}; !slices.Equal(got, want) {
		t.Errorf("merged away: %q, want %q", got, want)
	}
	want := []string{"I.1.2  2026-07-01 founded", "I.2.1 2026-Q2 2026-07-01 founded", "I.2.1 2026-Q3 2026-09-15", "I.2.1 2026-Q4 2026-12-15",
		"I.9.1  2026-12-31", "V.3.1  2026-12-31", "VI.4.1  2026-07-01 founded"}
	if got := lines("2026-12-31", "xa-moi", nil); !slices.Equal(got, want) {
		t.Errorf("founded 01/06/2026: %q, want %q", got, want)
	}
	granted := func(s *Settings) {
		s.OwnDates = []OwnDate{{Unit: "xa-moi", Deliverable: "I.1.2", Due: date(t, "2026-08-02"), Because: "mới thành lập"}}
	}
	if got := lines("2026-12-31", "xa-moi", granted)[0]; got != "I.1.2  2026-08-02 granted" {
		t.Errorf("granted date: %q", got)
	}
}

// Sở Ngoại vụ was founded after the plan was signed: 30 days reach 08/01/2026, so the plan's date stays the later one.
func TestFoundedAfterThePlan(t *testing.T) {
	if o := one(t, obliged(t, "2026-01-01", nil), "so-ngoai-vu", "I.1.2", ""); o.Due.String() != "2026-01-14" || o.Own != "" {
		t.Errorf("30 days: due %s %s", o.Due, o.Own)
	}
	later := func(s *Settings) { s.FoundedDays = 60 }
	if o := one(t, obliged(t, "2026-01-01", later), "so-ngoai-vu", "I.1.2", ""); o.Due.String() != "2026-02-07" || o.Own != OwnFounded {
		t.Errorf("60 days: due %s %s", o.Due, o.Own)
	}
	if rows := pick(obliged(t, "2025-12-08", nil), "so-ngoai-vu", ""); len(rows) != 0 {
		t.Errorf("%d rows the day before it was founded", len(rows))
	}
}

func TestQuartersJoinOnlyWhenAdjacent(t *testing.T) {
	for _, c := range []struct {
		quarters []int
		year     int
		want     string
	}{
		{[]int{1}, 2026, "[ 2026-01-01 2026-03-31]"},
		{[]int{3, 4}, 2026, "[ 2026-07-01 2026-12-31]"},
		{[]int{1, 2, 3, 4}, 2028, "[ 2028-01-01 2028-12-31]"},
		{[]int{1, 3}, 2026, "[2026-Q1 2026-01-01 2026-03-31 2026-Q3 2026-07-01 2026-09-30]"},
		{[]int{1, 2, 4}, 2028, "[2028-Q1 2028-01-01 2028-06-30 2028-Q4 2028-10-01 2028-12-31]"},
	} {
		var got []string
		for _, s := range quarterSlots(Schedule{Quarters: c.quarters, Year: c.year}, Duty{}) {
			got = append(got, s.Key, s.From.String(), s.Named.String())
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%v of %d: %v, want %s", c.quarters, c.year, got, c.want)
		}
	}
}

// «Trước ngày 01/03» ends on 29 February in a leap year and on 28 February in any other.
func TestBeforeTheFirstOfMarch(t *testing.T) {
	for year, want := range map[string]string{"2026": "2026-02-28", "2028": "2028-02-29", "2100": "2100-02-28"} {
		data := strings.Replace(string(embedded(planFile)), "date: 2026-01-15", "date: "+year+"-03-01", 1)
		plan, err := ParsePlan("p.yaml", []byte(data))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := Obligations(plan, DefaultReadings(), DefaultUnits(), nil, DefaultSettings(), date(t, "2026-01-01"))
		if err != nil {
			t.Fatal(err)
		}
		if o := one(t, rows, "so-y-te", "I.1.2", ""); o.Due.String() != want {
			t.Errorf("before 01/03/%s: %s, want %s", year, o.Due, want)
		}
	}
}

func TestHolidays(t *testing.T) {
	h := DefaultHolidays()
	for from, want := range map[string]string{
		"2026-02-17": "2026-02-20", "2026-04-25": "2026-04-28", "2026-04-30": "2026-05-04", "2026-09-02": "2026-09-03", "2026-03-16": "2026-03-16",
		"2026-01-01": "2026-01-02",
	} {
		if got := h.NextWorking(date(t, from)).String(); got != want {
			t.Errorf("next working day from %s is %s, want %s", from, got, want)
		}
	}
	for _, holiday := range h.All() {
		if !strings.HasPrefix(holiday.Source, "tham khảo") {
			t.Errorf("%s is not marked as reference", holiday.Date)
		}
	}
	_, err := ParseHolidays("h.csv", []byte("date,name\n2026-01-01,A\n01/01/2026,B\n,C\n"))
	if want := "h.csv:3:1: duplicate: value=\"01/01/2026\"\nh.csv:4:1: empty: field=\"date\""; err == nil || err.Error() != want {
		t.Errorf("err %v, want %s", err, want)
	}
}

func TestParseEvents(t *testing.T) {
	events, err := ParseEvents("e.csv", []byte("id;deliverable;date;due;units;document\nkl-1;I.3.1;01/09/2026;01/10/2026;so-y-te xa-gia-vien;KL 12/KL-SNV\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(events); got != "[{kl-1 I.3.1 2026-09-01 2026-10-01 [so-y-te xa-gia-vien] KL 12/KL-SNV}]" {
		t.Errorf("events %s", got)
	}
	_, err = ParseEvents("e.csv", []byte("id,deliverable,date,due\na,I.3.1,2026-09-02,2026-09-01\na,,x,\n"))
	want := `e.csv:2:20: dates_reversed: from="2026-09-02" to="2026-09-01"
e.csv:3:1: duplicate: value="a"
e.csv:3:3: empty: field="deliverable"
e.csv:3:4: bad_date: value="x"`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
