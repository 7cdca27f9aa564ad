package sets_test

import (
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
)

// unitSets are the latest shipped sets by the blocks they are for, the province's own apart.
func unitSets(t *testing.T) (units map[string]*rules.Loaded, provinces []*rules.Loaded) {
	t.Helper()
	units = map[string]*rules.Loaded{}
	var ids []string
	for _, s := range rules.Embedded() {
		if !slices.Contains(ids, s.ID) {
			ids = append(ids, s.ID)
		}
	}
	for _, id := range ids {
		set, err := rules.LoadEmbedded(id)
		if err != nil {
			t.Fatal(err)
		}
		if set.Set.Scope == form.ScopeProvince {
			provinces = append(provinces, set)
			continue
		}
		for _, block := range set.Set.Blocks {
			units[block] = set
		}
	}
	if len(provinces) == 0 || len(units) == 0 {
		t.Fatalf("%d sets of provinces, %d blocks of units", len(provinces), len(units))
	}
	return units, provinces
}

// TestAggregatedInputsCanBeRead: everything a province's set adds up is a figure of its units' sets.
func TestAggregatedInputsCanBeRead(t *testing.T) {
	units, provinces := unitSets(t)
	programs := map[string]*engine.Program{}
	for block, set := range units {
		programs[block] = compile(t, set)
	}
	for _, set := range provinces {
		if _, err := engine.NewRoller(compile(t, set), programs); err != nil {
			t.Errorf("%s: %v", set.Set.ID, err)
		}
	}
}

func compile(t *testing.T, set *rules.Loaded) *engine.Program {
	t.Helper()
	p, err := engine.Compile(set.Set)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSumsKeepTheirDeliverable: a figure added up from units bears on the same deliverable there, so that whoever follows
// the province's point down to the units stays with the same product of the plan. What counts units or due documents
// looks at the units' figures for another purpose and is free.
func TestSumsKeepTheirDeliverable(t *testing.T) {
	units, provinces := unitSets(t)
	sums := 0
	for _, set := range provinces {
		for i := range set.Set.Inputs {
			in := &set.Set.Inputs[i]
			for _, from := range in.From {
				if from.Measure != form.MeasureSum {
					continue
				}
				for _, block := range from.Blocks {
					sums++
					if theirs := inputOf(units[block].Set, from.Input).Deliverables; !slices.Equal(in.Deliverables, theirs) {
						t.Errorf("%s %s bears on %v, %s of block %s on %v",
							set.Set.ID, in.Name, in.Deliverables, from.Input, block, theirs)
					}
				}
			}
		}
	}
	if sums == 0 {
		t.Error("nothing is added up")
	}
}
