package engine_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/rules/rulestest"
)

// owedSet has two documents on one obligation, one of an occurrence, and reports that a document shares an obligation with.
var owedSet = unitHead("no", 3) + `
inputs:
  kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
  kh_gui: {type: document, deliverable: I.1.2, date_by: received, label: "Kế hoạch, ngày gửi", declared_by: so-noi-vu}
  bc: {type: reports, deliverable: I.2.1, date_by: issued, label: "Báo cáo", declared_by: so-noi-vu}
  bc_nam:
    {type: document, deliverable: I.2.1, occurrence: 2026-Q4, date_by: received, label: "Báo cáo năm", declared_by: so-noi-vu}
  dung_han: {type: date, label: "Ngày hoàn thành", declared_by: unit}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 3
    children:
      - {code: "1.1", name: "Kế hoạch", max: 1, document: kh, outcomes: {on_time: 1, late: 0.5, never: 0}}
      - {code: "1.2", name: "Gửi kế hoạch", max: 0.5, document: kh_gui, outcomes: {on_time: 0.5, late: 0.25, never: 0}}
      - code: "1.3"
        name: "Báo cáo"
        max: 1
        deductions:
          start: max
          floor: 0
          each: [{count: "count(bc, not never and late > 0)", points: -0.5}, {count: "count(bc, never)", points: -0.5}]
      - {code: "1.4", name: "Báo cáo năm", max: 0.25, document: bc_nam, outcomes: {on_time: 0.25, late: 0, never: 0}}
      - code: "1.5"
        name: "Hoàn thành"
        max: 0.25
        cases:
          - {when: dung_han <= ngay, points: 0.25, because: "Đúng hạn"}
          - {else: true, points: 0, because: "Chậm"}
parameters:
  ngay: {type: date, label: "Ngày", value: 30/06/2026, source: "thử"}
`

// deliveryText writes a delivery as "I.1.2 due 2026-01-14 by kh: late 1 on 2026-01-15".
func deliveryText(d *engine.Delivery) string {
	text := d.Deliverable
	if d.Key != "" {
		text += "/" + d.Key
	}
	text += " due " + d.Due.String() + " by " + d.Input + ": " + string(d.State)
	if d.Late != 0 {
		text += fmt.Sprint(" ", d.Late)
	}
	if d.Came != day.None {
		text += " on " + d.Came.String()
	}
	return text
}

// checkDeliveries holds deliveries to their promises: in order, one for each obligation, a day where it came and none where
// it did not, days late where it came late and none elsewhere.
func checkDeliveries(t *testing.T, unit string, list []engine.Delivery) {
	t.Helper()
	seen := map[[2]string]bool{}
	for i, d := range list {
		if i > 0 && cmp.Or(cmp.Compare(list[i-1].Due, d.Due), strings.Compare(list[i-1].Deliverable, d.Deliverable),
			strings.Compare(list[i-1].Key, d.Key)) >= 0 {
			t.Errorf("%s: %s stands behind %s", unit, deliveryText(&d), deliveryText(&list[i-1]))
		}
		if obligation := [2]string{d.Deliverable, d.Key}; seen[obligation] {
			t.Errorf("%s: %s twice", unit, deliveryText(&d))
		} else {
			seen[obligation] = true
		}
		came := d.State == engine.DeliveredInTime || d.State == engine.DeliveredLate
		if came != (d.Came != day.None) || d.Due == day.None || !slices.Contains(engine.DeliveryStates(), d.State) ||
			came && d.Late != max(0, d.Came.Sub(d.Due)) || (d.Late > 0) != (d.State == engine.DeliveredLate) {
			t.Errorf("%s: %s", unit, deliveryText(&d))
		}
	}
}

// TestDeliveries: what became of what a unit owes, seen from a day.
func TestDeliveries(t *testing.T) {
	plan := engine.Due{Deliverable: "I.1.2", Due: day.Must(2026, 7, 15)}
	report := func(key string, due day.Day) engine.Due { return engine.Due{Deliverable: "I.2.1", Key: key, Due: due} }
	quarters := []engine.Due{report("2026-Q4", day.Must(2026, 12, 15)), report("2026-Q2", day.Must(2026, 6, 15)),
		report("2026-Q1", day.Must(2026, 3, 15))}
	dated := func(input, row, field string, y, m, d int) engine.Fact {
		return dateFact(input, row, field, day.Must(y, m, d), engine.LayerDeclared)
	}
	none := func(input, row, field string) engine.Fact {
		return engine.Fact{Input: input, Row: row, Field: field, Value: engine.Value{Type: form.TypeDate, None: true},
			Recorded: day.None}
	}
	reject := func(input, row, field string) engine.Decision {
		return engine.Decision{Kind: engine.DecideReject, Input: input, Row: row, Field: field, Layer: engine.LayerAppraisal1,
			Date: day.None}
	}
	before, dueDay, after := day.Must(2026, 7, 14), day.Must(2026, 7, 15), day.Must(2026, 7, 16)
	for _, tt := range []struct {
		name      string
		dues      []engine.Due
		facts     []engine.Fact
		decisions []engine.Decision
		asOf      day.Day
		want      []string
	}{
		{"nothing owed", nil, []engine.Fact{dated("kh", "", "", 2026, 7, 1)}, nil, after, nil},
		{"owed, but by no day", []engine.Due{{Deliverable: "I.1.2", Due: day.None}},
			[]engine.Fact{dated("kh", "", "", 2026, 7, 1)}, nil, after, nil},
		{"owed, but nothing of the set answers it", []engine.Due{{Deliverable: "I.9", Due: dueDay}}, nil, nil, after, nil},
		{"ahead on the day before", []engine.Due{plan}, nil, nil, before, []string{"I.1.2 due 2026-07-15 by kh: ahead"}},
		{"ahead on the last day", []engine.Due{plan}, nil, nil, dueDay, []string{"I.1.2 due 2026-07-15 by kh: ahead"}},
		{"missing a day later", []engine.Due{plan}, nil, nil, after, []string{"I.1.2 due 2026-07-15 by kh: missing"}},
		{"in time, early", []engine.Due{plan}, []engine.Fact{dated("kh", "", "", 2025, 12, 25)}, nil, before,
			[]string{"I.1.2 due 2026-07-15 by kh: in_time on 2025-12-25"}},
		{"in time on the last day", []engine.Due{plan}, []engine.Fact{dated("kh", "", "", 2026, 7, 15)}, nil, after,
			[]string{"I.1.2 due 2026-07-15 by kh: in_time on 2026-07-15"}},
		{"late by a day", []engine.Due{plan}, []engine.Fact{dated("kh", "", "", 2026, 7, 16)}, nil, after,
			[]string{"I.1.2 due 2026-07-15 by kh: late 1 on 2026-07-16"}},
		{"late by months, after the lock", []engine.Due{plan}, []engine.Fact{dated("kh", "", "", 2026, 12, 15)}, nil, afterLock,
			[]string{"I.1.2 due 2026-07-15 by kh: late 153 on 2026-12-15"}},
		{"absent: said so, before the due date", []engine.Due{plan}, []engine.Fact{none("kh", "", "")}, nil, before,
			[]string{"I.1.2 due 2026-07-15 by kh: absent"}},
		{"missing until the lock", []engine.Due{plan}, nil, nil, day.Must(2027, 1, 15),
			[]string{"I.1.2 due 2026-07-15 by kh: missing"}},
		{"absent after the lock", []engine.Due{plan}, nil, nil, day.Must(2027, 1, 16),
			[]string{"I.1.2 due 2026-07-15 by kh: absent"}},
		{"ahead after the lock, when due later", []engine.Due{{Deliverable: "I.1.2", Due: day.Must(2027, 3, 1)}}, nil, nil,
			afterLock, []string{"I.1.2 due 2027-03-01 by kh: ahead"}},
		{"rejected: as if it had not come", []engine.Due{plan}, []engine.Fact{dated("kh", "", "", 2026, 7, 1)},
			[]engine.Decision{reject("kh", "", "")}, after,
			[]string{"I.1.2 due 2026-07-15 by kh: missing"}},
		{"rejected, after the lock", []engine.Due{plan}, []engine.Fact{dated("kh", "", "", 2026, 7, 1)},
			[]engine.Decision{reject("kh", "", "")}, afterLock,
			[]string{"I.1.2 due 2026-07-15 by kh: absent"}},
		{"two documents of one obligation: the late one is told", []engine.Due{plan},
			[]engine.Fact{dated("kh", "", "", 2026, 7, 16), dated("kh_gui", "", "", 2026, 7, 1)}, nil, after,
			[]string{"I.1.2 due 2026-07-15 by kh: late 1 on 2026-07-16"}},
		{"two documents of one obligation: the missing one is told", []engine.Due{plan},
			[]engine.Fact{dated("kh_gui", "", "", 2026, 7, 1)}, nil, after,
			[]string{"I.1.2 due 2026-07-15 by kh: missing"}},
		{"two documents of one obligation: the second is later", []engine.Due{plan},
			[]engine.Fact{dated("kh", "", "", 2026, 7, 16), dated("kh_gui", "", "", 2026, 7, 20)}, nil, after,
			[]string{"I.1.2 due 2026-07-15 by kh_gui: late 5 on 2026-07-20"}},
		{"reports in every state, by due date", quarters, []engine.Fact{dated("bc", "2026-Q1", "issued", 2026, 3, 15),
			dated("bc", "2026-Q1", "received", 2026, 3, 20),
			dated("bc", "2026-Q2", "issued", 2026, 6, 16)}, nil, after,
			[]string{"I.2.1/2026-Q1 due 2026-03-15 by bc: in_time on 2026-03-15",
				"I.2.1/2026-Q2 due 2026-06-15 by bc: late 1 on 2026-06-16", "I.2.1/2026-Q4 due 2026-12-15 by bc: ahead"}},
		{"reports absent", quarters, []engine.Fact{none("bc", "2026-Q4", "issued"), dated("bc", "2026-Q2", "issued", 2026, 6, 1)},
			[]engine.Decision{reject("bc", "2026-Q2", "issued")}, after,
			[]string{"I.2.1/2026-Q1 due 2026-03-15 by bc: missing", "I.2.1/2026-Q2 due 2026-06-15 by bc: missing",
				"I.2.1/2026-Q4 due 2026-12-15 by bc: absent"}},
		{"a report counted by the day received", []engine.Due{{Deliverable: "I.2.1", Key: "2026-Q1", Due: day.Must(2026, 3, 15),
			Received: true}},
			[]engine.Fact{dated("bc", "2026-Q1", "issued", 2026, 3, 15), dated("bc", "2026-Q1", "received", 2026, 3, 16)}, nil, after,
			[]string{"I.2.1/2026-Q1 due 2026-03-15 by bc: late 1 on 2026-03-16"}},
		{"a document beside the reports of one obligation: the late one is told", quarters[:1],
			[]engine.Fact{dated("bc_nam", "", "", 2026, 12, 20), dated("bc", "2026-Q4", "issued", 2026, 12, 10)}, nil, afterLock,
			[]string{"I.2.1/2026-Q4 due 2026-12-15 by bc_nam: late 5 on 2026-12-20"}},
		{"same day: by deliverable", []engine.Due{report("2026-Q2", dueDay), plan}, nil, nil, after,
			[]string{"I.1.2 due 2026-07-15 by kh: missing", "I.2.1/2026-Q2 due 2026-07-15 by bc: missing"}},
		{"same day and deliverable: by key", []engine.Due{report("2026-Q2", dueDay), report("2026-Q1", dueDay)}, nil, nil, after,
			[]string{"I.2.1/2026-Q1 due 2026-07-15 by bc: missing", "I.2.1/2026-Q2 due 2026-07-15 by bc: missing"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := rulestest.Program(t, owedSet)
			if !slices.ContainsFunc(tt.facts, func(f engine.Fact) bool { return f.Input == "kh_gui" }) { // the other document: in order
				tt.facts = append(tt.facts, dated("kh_gui", "", "", 2025, 12, 1))
			}
			uc := engine.UnitCase{Unit: engine.Unit{Code: "so-a", Block: "so"}, Facts: tt.facts, Dues: tt.dues,
				Decisions: tt.decisions}
			c := &engine.Case{Set: p.Set(), AsOf: tt.asOf, Stage: engine.StageAppraisal1, Units: []engine.UnitCase{uc}}
			list := p.NewScorer(c, nil).Deliveries(&c.Units[0])
			checkDeliveries(t, "so-a", list)
			var got []string
			for i := range list {
				got = append(got, deliveryText(&list[i]))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("deliveries\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestDeliveriesOfDemoYear: every dated obligation that the set asks for is listed once for every unit at every moment, and
// its state is that of the day; every state occurs.
func TestDeliveriesOfDemoYear(t *testing.T) {
	counts := map[engine.DeliveryState]int{}
	eachDemoUnit(t, func(s *engine.Scorer, c *engine.Case, uc *engine.UnitCase, u *engine.UnitResult) {
		list := s.Deliveries(uc)
		checkDeliveries(t, u.Unit, list)
		if got, want := len(list), obligations(c.Set, uc); got != want {
			t.Errorf("%s on %s: %d deliveries for %d obligations", u.Unit, c.AsOf, got, want)
		}
		for i, d := range list {
			counts[d.State]++
			if d.State == engine.DeliveryMissing && (d.Due >= c.AsOf || c.AsOf > c.Set.Period.Lock) ||
				d.State == engine.DeliveryAhead && d.Due < c.AsOf {
				t.Errorf("%s on %s: %s", u.Unit, c.AsOf, deliveryText(&list[i]))
			}
		}
	})
	for _, state := range engine.DeliveryStates() {
		if counts[state] == 0 {
			t.Errorf("nothing is %s in the whole year", state)
		}
	}
}

// obligations counts the dated obligations of a unit that documents and reports of the set answer.
func obligations(set *form.Set, uc *engine.UnitCase) int {
	answered := map[[2]string]bool{}
	for i := range set.Inputs {
		in := &set.Inputs[i]
		if in.Type != form.InDocument && in.Type != form.InReports || len(in.Deliverables) == 0 {
			continue
		}
		for _, d := range sortedDues(uc.Dues, in.Deliverables[0]) {
			if in.Occurrence != "" && in.Occurrence != d.Key {
				continue
			}
			if d.Due != day.None {
				answered[[2]string{d.Deliverable, d.Key}] = true
			}
			if in.Type == form.InDocument {
				break // a document answers one
			}
		}
	}
	return len(answered)
}

// sortedDues are the obligations of a deliverable in the order of their keys.
func sortedDues(all []engine.Due, deliverable string) []engine.Due {
	dues := slices.DeleteFunc(slices.Clone(all), func(d engine.Due) bool { return d.Deliverable != deliverable })
	slices.SortFunc(dues, func(a, b engine.Due) int { return strings.Compare(a.Key, b.Key) })
	return dues
}
