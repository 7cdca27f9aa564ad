package seeds

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestReadingsKeepThePlansOrder(t *testing.T) {
	var plan, readings []string
	for _, x := range DefaultPlan().Deliverables() {
		plan = append(plan, x.ID)
	}
	for _, r := range DefaultReadings().Items {
		readings = append(readings, r.ID)
	}
	if !slices.Equal(plan, readings) {
		t.Errorf("plan %v\nreadings %v", plan, readings)
	}
}

// Every reading of a date shows both wordings.
func TestReadingsShowBothWordings(t *testing.T) {
	readings := DefaultReadings()
	for _, x := range DefaultPlan().Deliverables() {
		reading, _ := readings.ByID(x.ID)
		ours := strings.ToLower(reading.Text)
		if x.Schedule.Kind == Continuous {
			if !strings.HasPrefix(ours, "thường xuyên") {
				t.Errorf("%s: %q", x.ID, reading.Text)
			}
			continue
		}
		said := strings.ToLower(strings.ReplaceAll(x.Time, "/ ", "/"))
		if !strings.Contains(ours, "kế hoạch ghi: "+said) {
			t.Errorf("%s: %q does not quote %q", x.ID, reading.Text, x.Time)
		}
	}
}

// The readings of the province's own duties and of those the plan's lead does not owe.
func TestReadingsOwners(t *testing.T) {
	file, err := os.Open("testdata/owners.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 50 {
		t.Errorf("%d rows, want 50", len(records))
	}
	readings := DefaultReadings()
	for _, record := range records {
		reading, ok := readings.ByID(record[0])
		var owners []string
		for _, owner := range reading.Owners() {
			owners = append(owners, owner.String())
		}
		if got := strings.Join(owners, " "); !ok || got != record[1] {
			t.Errorf("%s is owed by %q, want %q", record[0], got, record[1])
		}
	}
}

func TestReadingMistakesAllAtOnce(t *testing.T) {
	plan, err := ParsePlan("plan.yaml", []byte(`id: p
number: "1/KH"
date: 2026-01-02
year: 2026
issuer: UBND
title: Kế hoạch
areas:
  - code: I
    name: Một
    tasks:
      - number: 1
        name: Việc
        deliverables:
          - {id: I.1.1, product: A, lead_text: B, lead: [so-noi-vu], coordinating_text: C, coordinating: [ubnd-xa], time: Thường xuyên, schedule: {kind: continuous}}
          - {id: I.1.2, product: A, lead_text: B, lead: [so-noi-vu], coordinating_text: C, coordinating: [ubnd-xa], time: Thường xuyên, schedule: {kind: continuous}}
`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = ParseReadings("r.yaml", []byte(`id: r
plan: q
settings:
  grace_days: 03
  founded_days: 30
  roll_over: {named: no, recurring: true}
  cutoff: 30/02/2026
  days: {a: -1}
own_dates: []
series: []
màu: xanh
readings:
  - id: I.1.1
    duties:
      - {by: [so-noi-vu, so-noi-vu], due: {kind: before}, dates_by: issued}
      - {by: [{group: so-noi-vu, with: co_tthc}], due: {kind: periodic, series: x}, dates_by: signed}
      - {by: [], due: {kind: continuous, series: x}, dates_by: issued}
    reading: ""
    note: ""
  - id: I.1.1
    duties: so-noi-vu
    reading: !!str A
    note: ""
`), plan)
	want := `r.yaml:2:7: bad_choice: value="q" allowed="p"
r.yaml:4:15: bad_number: value="03" min="0" max="366"
r.yaml:6:22: bad_choice: value="no" allowed="true, false"
r.yaml:7:11: bad_date: value="30/02/2026"
r.yaml:8:13: bad_number: value="-1" min="0" max="366"
r.yaml:11:1: unknown_key: key="màu"
r.yaml:13:3: missing_reading: deliverable="I.1.2"
r.yaml:15:9: schedule_differs: deliverable="I.1.1" plan="continuous" reading="before"
r.yaml:15:26: duplicate: value="so-noi-vu"
r.yaml:16:23: bad_choice: value="so-noi-vu" allowed="so-ban-nganh, ubnd-xa"
r.yaml:16:81: unknown_series: series="x"
r.yaml:16:95: bad_choice: value="signed" allowed="issued, received"
r.yaml:17:14: empty: field="by"
r.yaml:17:50: unknown_key: key="series"
r.yaml:18:14: empty: field="reading"
r.yaml:20:5: duplicate: value="I.1.1"
r.yaml:21:13: wrong_kind: want="list"
r.yaml:22:14: yaml_feature: feature="tag"`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestYAMLIsNeverGuessed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `p.yaml:1:1: empty: field="document"`},
		{"id: a\nid: b\n", `p.yaml:2:1: duplicate_key: key="id"`},
		{"id: a\n---\nid: b\n", `p.yaml:2:1: yaml_feature: feature="second document"`},
		{"id: &x a\n", `p.yaml:1:5: yaml_feature: feature="anchor"`},
		{"id: *x\n", `p.yaml:1:5: syntax: `},
		{"id: [\n", `p.yaml:2:1: syntax: `},
		{"- a\n", `p.yaml:1:1: wrong_kind: want="mapping"`},
		{"id: a\xff\n", `p.yaml:1:1: encoding`},
		{"id: a\ntitle: Ke\u0302\u0301\n", `p.yaml:2:9: not_nfc`},
		{"id:\n", `p.yaml:1:4: empty: field="id"`},
	} {
		_, err := ParsePlan("p.yaml", []byte(c.text))
		faults, ok := AsFaults(err)
		if !ok || !slices.ContainsFunc(faults, func(f Fault) bool { return strings.HasPrefix(f.Error(), c.want) }) {
			t.Errorf("%q: %v; want %s", c.text, err, c.want)
		}
	}
}

func TestPlanScheduleMistakes(t *testing.T) {
	for _, c := range []struct{ schedule, want string }{
		{"{kind: before}", "missing_key: key=\"date\""},
		{"{kind: before, date: 2026-01-15, year: 2026}", "unknown_key: key=\"year\""},
		{"{kind: quarters, quarters: [4, 3], year: 2026}", "bad_number: value=\"3\""},
		{"{kind: quarters, quarters: [0], year: 2026}", "bad_number: value=\"0\""},
		{"{kind: periodic, periods: [week], adhoc: true}", "bad_choice: value=\"week\""},
		{"{kind: sometimes}", "bad_choice: value=\"sometimes\""},
	} {
		data := strings.Replace(string(embedded(planFile)), "{kind: before, date: 2025-12-25}", c.schedule, 1)
		_, err := ParsePlan("p.yaml", []byte(data))
		faults, _ := AsFaults(err)
		if len(faults) != 1 || !strings.Contains(faults[0].Error(), c.want) || faults[0].Line != 24 {
			t.Errorf("%s: %v; want %s", c.schedule, err, c.want)
		}
	}
}

func TestFaultCodesAreAllListed(t *testing.T) {
	source, err := os.ReadFile("fault.go")
	if err != nil {
		t.Fatal(err)
	}
	defined := strings.Count(string(source), "\n\tFault")
	codes := FaultCodes()
	if len(codes) != defined || len(slices.Compact(codes)) != defined {
		t.Errorf("%d codes listed, %d defined", len(codes), defined)
	}
}
