package season

import (
	"fmt"

	"cchc/internal/canon"
	"cchc/seeds"
)

// EncodePlan gives the canonical bytes of a plan with its reading, kept and hashed under PlanDomain.
func EncodePlan(f seeds.PlanFiles) ([]byte, error) {
	b, err := canon.Encode(func(c *canon.Coder) { describePlan(c, &f) })
	if err != nil {
		return nil, fmt.Errorf("encode plan: %w", err)
	}
	return b, nil
}

// DecodePlan reads them into a calendar.
func DecodePlan(b []byte) (*Calendar, error) {
	var f seeds.PlanFiles
	if err := canon.Decode(b, func(c *canon.Coder) { describePlan(c, &f) }); err != nil {
		return nil, fmt.Errorf("decode plan: %w", err)
	}
	plan, err := seeds.ParsePlan("plan", []byte(f.Plan))
	if err != nil {
		return nil, fmt.Errorf("decode plan: %w", err)
	}
	readings, err := seeds.ParseReadings("readings", []byte(f.Readings), plan)
	if err != nil {
		return nil, fmt.Errorf("decode plan: %w", err)
	}
	c := &Calendar{Plan: plan, Readings: readings, Settings: readings.Settings}
	if c.Settings.Holidays, err = seeds.ParseHolidays("holidays", []byte(f.Holidays)); err != nil {
		return nil, fmt.Errorf("decode plan: %w", err)
	}
	return c, nil
}

func describePlan(c *canon.Coder, f *seeds.PlanFiles) {
	canon.Text(c, "holidays", &f.Holidays)
	canon.Text(c, "plan", &f.Plan)
	canon.Text(c, "readings", &f.Readings)
}
