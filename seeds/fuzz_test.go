package seeds

import "testing"

// Whatever a stranger's file holds, reading it ends in a value or in faults that have a place.
func FuzzFiles(f *testing.F) {
	for _, name := range []string{planFile, readingsFile, unitsFile, attributesFile, holidaysFile} {
		data := embedded(name)
		f.Add(data[:min(len(data), 2000)])
	}
	f.Add([]byte("code;name\r\n\"a\";\"b\nc\"\r\n\xff"))
	f.Add([]byte("? [a]\n: {b: *c}\n--- !!x\n"))
	plan, units := DefaultPlan(), DefaultUnits()
	f.Fuzz(func(t *testing.T, data []byte) {
		var errs []error
		note := func(_ any, err error) { errs = append(errs, err) }
		note(ParsePlan("f", data))
		note(ParseReadings("f", data, plan))
		note(ParseUnits("f", data))
		note(units.WithAttributes("f", data))
		note(ParseHolidays("f", data))
		note(ParseEvents("f", data))
		for _, err := range errs {
			faults, ok := AsFaults(err)
			if err != nil && (!ok || len(faults) == 0) {
				t.Fatalf("not a fault: %v", err)
			}
			for _, fault := range faults {
				if fault.Line < 1 || fault.Col < 1 {
					t.Fatalf("a fault without place: %v", fault)
				}
			}
		}
	})
}
