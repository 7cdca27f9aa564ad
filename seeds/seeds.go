// Package seeds holds the plan of the year as data, the units, and what follows from both: who owes what, when.
//
// It knows the annex of Kế hoạch 148/KH-UBND word for word, our reading of it (owners, due dates, report
// series), the units with their validity and dated attributes, public holidays, and the registers that agencies
// keep of the units. Everything is editable data; the embedded files are the default. It leaves to others what a
// document is worth (rules, engine), what a file of a register says (internal/register), where events are kept
// (internal/store) and every Vietnamese sentence about a mistake (internal/wording).
package seeds

import (
	"embed"
	"fmt"
)

const (
	planFile       = "ke-hoach-148-2026.yaml"
	readingsFile   = "obligations-2026.yaml"
	unitsFile      = "units-ninh-binh.csv"
	attributesFile = "unit-attributes.csv"
	holidaysFile   = "holidays-2026.csv"
	registersFile  = "registers-2026.yaml"
)

//go:embed ke-hoach-148-2026.yaml obligations-2026.yaml units-ninh-binh.csv unit-attributes.csv holidays-2026.csv
//go:embed registers-2026.yaml
var files embed.FS

// DefaultPlan is the embedded Kế hoạch 148. It panics on a broken embedded file, as do the other defaults.
func DefaultPlan() *Plan {
	return must(ParsePlan(planFile, embedded(planFile)))
}

// DefaultReadings is the embedded reading of the plan.
func DefaultReadings() *Readings {
	return must(ParseReadings(readingsFile, embedded(readingsFile), DefaultPlan()))
}

// DefaultUnits are the embedded units of Ninh Bình with their attributes.
func DefaultUnits() *Units {
	units := must(ParseUnits(unitsFile, embedded(unitsFile)))
	return must(units.WithAttributes(attributesFile, embedded(attributesFile)))
}

// DefaultHolidays are the public holidays of 2026 we are sure of.
func DefaultHolidays() Holidays {
	return must(ParseHolidays(holidaysFile, embedded(holidaysFile)))
}

// DefaultRegisters are the embedded registers of the five leading agencies.
func DefaultRegisters() *Registers {
	return must(ParseRegisters(registersFile, embedded(registersFile), DefaultUnits()))
}

// DefaultSettings are the settings of the embedded reading with the embedded holidays.
func DefaultSettings() Settings {
	settings := DefaultReadings().Settings
	settings.Holidays = DefaultHolidays()
	return settings
}

func embedded(name string) []byte {
	return must(files.ReadFile(name))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("embedded file: %v", err))
	}
	return value
}

// PlanFiles are the texts of a plan, of its reading and of the holidays, as files: what a period keeps to be read the
// same in later years.
type PlanFiles struct{ Plan, Readings, Holidays string }

// DefaultPlanFiles are the embedded ones.
func DefaultPlanFiles() PlanFiles {
	return PlanFiles{Plan: string(embedded(planFile)), Readings: string(embedded(readingsFile)), Holidays: string(embedded(holidaysFile))}
}
