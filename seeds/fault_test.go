package seeds

import (
	"strings"
	"testing"
)

// TestUnknownNamesGetAHint misspells one name of an embedded file at a time.
func TestUnknownNamesGetAHint(t *testing.T) {
	readings := func(data string) error {
		_, err := ParseReadings("r.yaml", []byte(data), DefaultPlan())
		return err
	}
	units := func(data string) error {
		_, err := ParseUnits("u.csv", []byte(data))
		return err
	}
	attributes := func(data string) error {
		_, err := DefaultUnits().WithAttributes("a.csv", []byte(data))
		return err
	}
	for _, c := range []struct {
		file     string
		read     func(data string) error
		old, new string
		code     string
		hint     string
	}{
		{readingsFile, readings, "\nown_dates:", "\nown_date:", FaultUnknownKey, "own_dates"},
		{readingsFile, readings, "series: bao_cao_tinh}", "series: báo_cáo_tỉnh}", FaultUnknownSeries, "bao_cao_tinh"},
		{readingsFile, readings, "days_after: giao_bien_che", "days_after: giao_bien_ches", FaultUnknownDays, "giao_bien_che"},
		{readingsFile, readings, "- id: III.6.1\n", "- id: III.61\n", FaultUnknownItem, "III.6.1"},
		{unitsFile, units, ",official_number,", ",oficial_number,", FaultUnknownColumn, "official_number"},
		{attributesFile, attributes, "\nso-ban-nganh,", "\nso-ban-nghanh,", FaultUnknownUnit, "so-ban-nganh"},
		{attributesFile, attributes, "\nso-ban-nganh,", "\nSở Nội vụ,", FaultUnknownUnit, "so-noi-vu"},
		{attributesFile, attributes, "\nso-ban-nganh,", "\ncuc-thong-ke-va-khao-sat,", FaultUnknownUnit, ""},
	} {
		data := strings.Replace(string(embedded(c.file)), c.old, c.new, 1)
		faults, _ := AsFaults(c.read(data))
		found := false
		for _, f := range faults {
			found = found || f.Code == c.code && f.Hint == c.hint
		}
		if !found {
			t.Errorf("%q: no %s with the hint %q in\n%v", c.new, c.code, c.hint, faults)
		}
	}
}

// TestHintsAreBounded: a file of nothing but unknown names is refused without looking for what each might mean.
func TestHintsAreBounded(t *testing.T) {
	data := "unit,attribute,value\n" + strings.Repeat("so-noi-vuu,co_tthc,true\n", 2*maxHints)
	_, err := DefaultUnits().WithAttributes("a.csv", []byte(data))
	faults, _ := AsFaults(err)
	hints := 0
	for _, f := range faults {
		if f.Hint != "" {
			hints++
		}
	}
	if hints == 0 || hints > maxHints {
		t.Errorf("%d hints in %d faults", hints, len(faults))
	}
}
