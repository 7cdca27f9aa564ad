package seeds

import "testing"

func BenchmarkDefaults(b *testing.B) {
	for b.Loop() {
		DefaultReadings()
		DefaultUnits()
	}
}

func BenchmarkObligations(b *testing.B) {
	plan, readings, units, settings := DefaultPlan(), DefaultReadings(), DefaultUnits(), DefaultSettings()
	asOf := units.list[len(units.list)-1].ValidFrom.Add(365)
	for b.Loop() {
		if _, err := Obligations(plan, readings, units, nil, settings, asOf); err != nil {
			b.Fatal(err)
		}
	}
}
