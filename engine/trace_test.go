package engine_test

import (
	"testing"

	"cchc/engine"
	"cchc/internal/day"
)

// In a trace a document and each row of reports have the day they were due. A figure about the same deliverable has none.
func TestTraceDues(t *testing.T) {
	set := reviewSet(t, "2", "total", `
kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
bc: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: unit}
tin: {type: count, deliverable: I.1.2, label: "Tin", declared_by: unit}
`, `
- code: "1.1"
  name: "Tin"
  max: 2
  applies: [{when: 'count(bc, never) > 0 or late(kh) > 0', then: rebase}]
  value: tin
  bands: [{from: 5, points: 2}, {else: true, points: 0}]
`, "")
	plan, q1, q2 := day.Must(2026, 1, 14), day.Must(2026, 3, 15), day.Must(2026, 6, 15)
	uc := reviewFacts(dateFact("kh", "", "", plan, engine.LayerDeclared), countFact("tin", 6, engine.LayerDeclared),
		dateFact("bc", "Q2", "received", q1, engine.LayerDeclared), dateFact("bc", "Q9", "received", q1, engine.LayerDeclared))
	uc.Dues = []engine.Due{{Deliverable: "I.1.2", Due: plan}, {Deliverable: "I.2.1", Key: "Q1", Due: q1}, {Deliverable: "I.2.1", Key: "Q2", Due: q2}}
	traces, err := engine.Explain(reviewCase(set, afterLock, engine.StageFinal, uc), "so-a", "1.1")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]day.Day{"kh": plan, "bc Q2": q2, "bc Q9": day.None, "tin": day.None}
	for _, use := range traces[0].Facts {
		place, got := use.Input, day.None
		if use.Row != "" {
			place += " " + use.Row
		}
		if use.Due != nil {
			got = use.Due.Due
		}
		due, ok := want[place]
		if !ok || got != due {
			t.Errorf("%s due %s, want %s", place, got, due)
		}
		delete(want, place)
	}
	if len(want) > 0 {
		t.Errorf("not in the trace: %v", want)
	}
}
