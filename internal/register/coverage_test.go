package register_test

import (
	"slices"
	"sync"
	"testing"

	"cchc/internal/form"
	"cchc/internal/register"
	"cchc/internal/season"
	"cchc/rules"
	"cchc/seeds"
)

// theSet gives a published set; they are read once.
func theSet(t testing.TB, id string) *form.Set {
	t.Helper()
	loaded, err := readSets[id]()
	if err != nil {
		t.Fatal(err)
	}
	return loaded.Set
}

var readSets = map[string]func() (*rules.Loaded, error){
	"so-2026":   sync.OnceValues(func() (*rules.Loaded, error) { return rules.LoadEmbedded("so-2026") }),
	"xa-2026":   sync.OnceValues(func() (*rules.Loaded, error) { return rules.LoadEmbedded("xa-2026") }),
	"tinh-2026": sync.OnceValues(func() (*rules.Loaded, error) { return rules.LoadEmbedded("tinh-2026") }),
}

// The embedded data, read once.
var (
	theUnits     = sync.OnceValue(seeds.DefaultUnits)
	theCalendar  = sync.OnceValue(season.DefaultCalendar)
	theRegisters = sync.OnceValue(seeds.DefaultRegisters)
)

// theYear is a year of which only the units are known.
func theYear() *season.Year {
	return &season.Year{Period: season.Period{ID: "2026", State: season.Open}, Units: theUnits()}
}

func theKnown(t testing.TB) *register.Known {
	return register.KnownOf(theYear(), theCalendar(), theSet(t, "so-2026"), theSet(t, "xa-2026"), theSet(t, "tinh-2026"))
}

// notDelivered are inputs that an office enters or verifies and no register gives, with the reason.
var notDelivered = map[string]string{}

// TestEveryOfficesInputHasARegister: what an office enters or verifies in any set, one register
// of that office gives.
func TestEveryOfficesInputHasARegister(t *testing.T) {
	known, registers := theKnown(t), theRegisters()
	missed := map[string]bool{}
	for _, id := range []string{"so-2026", "xa-2026", "tinh-2026"} {
		set := theSet(t, id)
		for _, in := range set.Inputs {
			office := in.VerifiedBy != "" || in.DeclaredBy != "" && in.DeclaredBy != "unit"
			if in.Type == form.InEvent || len(in.From) > 0 || !office {
				continue
			}
			for _, block := range set.Blocks {
				var keepers []string
				for i := range registers.List {
					if r := &registers.List[i]; slices.Contains(register.Delivers(r, known, block), in.Name) {
						keepers = append(keepers, r.Office)
					}
				}
				switch {
				case notDelivered[in.Name] != "":
					missed[in.Name] = true
				case len(keepers) != 1:
					t.Errorf("%s %s: %s is given by %d registers, want 1", id, block, in.Name, len(keepers))
				case keepers[0] != in.DeclaredBy && keepers[0] != in.VerifiedBy:
					t.Errorf("%s %s: %s is given by %s, declared by %s, verified by %q", id, block, in.Name, keepers[0],
						in.DeclaredBy, in.VerifiedBy)
				}
			}
		}
	}
	for name := range notDelivered {
		if !missed[name] {
			t.Errorf("%s is said not to be delivered, and no office owes it", name)
		}
	}
}

// TestEveryTargetExists: what a register gives is an input of at least one set of its blocks, of a fitting type in all.
func TestEveryTargetExists(t *testing.T) {
	known, registers := theKnown(t), theRegisters()
	for i := range registers.List {
		r := &registers.List[i]
		for _, block := range r.Blocks {
			if known.Sets[block] == nil {
				t.Errorf("%s: no set scores block %s", r.ID, block)
			}
		}
		target := func(input string, blocks []string, fits func(form.InputType) bool) {
			found := false
			for _, block := range blocks {
				in := known.Sets[block].Input(input)
				if in == nil {
					continue
				}
				found = true
				if !fits(in.Type) {
					t.Errorf("%s: %s is of type %s in the set of block %s", r.ID, input, in.Type, block)
				}
				if len(in.From) > 0 && r.Office != in.DeclaredBy && r.Office != in.VerifiedBy {
					t.Errorf("%s: %s is added up from the units, and %s does not answer for it", r.ID, input, r.Office)
				}
			}
			if !found {
				t.Errorf("%s: no set of %v has the input %s", r.ID, blocks, input)
			}
		}
		for _, f := range r.Figures {
			blocks := slices.DeleteFunc(slices.Clone(r.Blocks), func(b string) bool { return !f.For(b) })
			target(f.Input, blocks, func(in form.InputType) bool { return in == f.Type || dated(in) && dated(f.Type) })
		}
		for _, g := range r.Gives {
			target(g.Input, r.Blocks, func(in form.InputType) bool { return slices.Contains(measured[g.As], in) })
		}
	}
}

func dated(t form.InputType) bool { return t == form.InDate || t == form.InDocument }

// measured are the types of inputs that each measure of rows gives.
var measured = map[seeds.Measure][]form.InputType{
	seeds.AllRows: {form.InCount}, seeds.DueRows: {form.InCount}, seeds.InTimeRows: {form.InCount}, seeds.LateRows: {form.InCount},
	seeds.DoneRows: {form.InCount}, seeds.OpenRows: {form.InCount}, seeds.OverdueRows: {form.InCount},
	seeds.AnyRow: {form.InYesNo}, seeds.SumOfRows: {form.InCount, form.InAmount}, seeds.ReportRows: {form.InReports},
}
