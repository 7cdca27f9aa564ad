package sets_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
)

const (
	mappingFile = "deliverables.txt"
	planFile    = "../../seeds/ke-hoach-148-2026.yaml"
)

// mapping says which leaves of each set rest on which deliverable of the plan: by set id, then deliverable, the codes in
// the order of the table.
type mapping map[string]map[string][]string

// readMapping reads the table and the deliverables it lists, in its order.
func readMapping(t *testing.T) (of mapping, deliverables []string) {
	t.Helper()
	of = mapping{}
	var sets []string
	for i, line := range lines(t, mappingFile) {
		_, columns, heading := strings.Cut(line, "# Which subcriteria use each deliverable of plan 148: ")
		if i == 0 && heading {
			columns, _, _ = strings.Cut(columns, ";")
			sets = strings.Split(columns, " | ")[1:]
			for _, id := range sets {
				of[id] = map[string][]string{}
			}
			continue
		}
		cells := strings.Split(line, " | ")
		if len(cells) != len(sets)+1 {
			t.Fatalf("%s:%d: %d cells, the heading has %d", mappingFile, i+1, len(cells), len(sets)+1)
		}
		deliverables = append(deliverables, cells[0])
		for k, id := range sets {
			if cells[k+1] != "-" {
				of[id][cells[0]] = strings.Fields(cells[k+1])
			}
		}
	}
	return of, deliverables
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// TestMappingListsThePlan: the table has exactly the deliverables of the plan, in its order, and leaves none unused.
func TestMappingListsThePlan(t *testing.T) {
	of, listed := readMapping(t)
	id := regexp.MustCompile(`^\s+- id: ([IVX]+(?:\.[0-9]+){2})$`)
	var plan []string
	for _, line := range lines(t, planFile) {
		if m := id.FindStringSubmatch(line); m != nil {
			plan = append(plan, m[1])
		}
	}
	if len(plan) == 0 || !slices.Equal(listed, plan) {
		t.Errorf("the table lists %d deliverables %v, the plan has %d %v", len(listed), listed, len(plan), plan)
	}
	for _, d := range listed {
		used := false
		for _, leaves := range of {
			used = used || len(leaves[d]) > 0
		}
		if !used {
			t.Errorf("no set uses deliverable %s", d)
		}
	}
}

// TestSetsFollowTheMapping: each set ties to each deliverable the leaves that the table names, and no others.
func TestSetsFollowTheMapping(t *testing.T) {
	of, listed := readMapping(t)
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		want, known := of[set.Set.ID]
		if !known {
			t.Fatalf("%s has no column in %s", set.Set.ID, mappingFile)
		}
		have := map[string][]string{}
		for _, n := range set.Set.Leaves() {
			node := &set.Set.Nodes[n]
			for _, d := range node.Leaf.Deliverables {
				if !slices.Contains(listed, d) {
					t.Errorf("%s rests on %s, which the table does not list", node.Code, d)
				}
				have[d] = append(have[d], node.Code)
			}
		}
		for _, d := range listed {
			if !slices.Equal(have[d], want[d]) {
				t.Errorf("%s: the set has %v, the table %v", d, have[d], want[d])
			}
		}
	})
}

// TestEveryDeliverableMatters shows it for each leaf a deliverable is mapped to, in every set: two cases of the leaf
// that differ in one fact of an input of the deliverable, and in nothing else, end in different points.
func TestEveryDeliverableMatters(t *testing.T) {
	of, listed := readMapping(t)
	pairs := 0
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		outcomes, err := casetest.Run(set)
		if err != nil {
			t.Fatal(err)
		}
		matters := map[string]bool{} // "code deliverable"
		for i := range outcomes {
			a := &outcomes[i]
			for j := range outcomes[i+1:] {
				b := &outcomes[i+1+j]
				if a.Node.State != b.Node.State || a.Node.Points.Equal(b.Node.Points) {
					continue
				}
				if input, ok := onlyDifference(a.Case, b.Case); ok {
					for _, d := range inputOf(set.Set, input).Deliverables {
						matters[a.Case.Code+" "+d] = true
					}
				}
			}
		}
		for _, d := range listed {
			for _, code := range of[set.Set.ID][d] {
				pairs++
				if !matters[code+" "+d] {
					t.Errorf("deliverable %s: no two cases of %s differ only in a fact of it, and in points", d, code)
				}
			}
		}
	})
	if pairs < len(listed) {
		t.Errorf("%d pairs looked for, the plan has %d deliverables", pairs, len(listed))
	}
}

// onlyDifference names the input of the single fact in which two cases of one leaf differ.
func onlyDifference(a, b *rules.CaseSpec) (input string, ok bool) {
	if a.Code != b.Code || a.AsOf != b.AsOf || a.Stage != b.Stage || len(a.Given) != len(b.Given) ||
		!slices.Equal(a.Dues, b.Dues) || !slices.Equal(a.Events, b.Events) {
		return "", false
	}
	for i, g := range a.Given {
		h := b.Given[i]
		switch {
		case g.Input != h.Input || g.Row != h.Row || g.Field != h.Field:
			return "", false
		case g.None == h.None && sameValue(g.Value, h.Value):
		case input != "":
			return "", false
		default:
			input = g.Input
		}
	}
	for i, g := range a.Attrs {
		if g.Input != b.Attrs[i].Input || !sameValue(g.Value, b.Attrs[i].Value) {
			return "", false
		}
	}
	return input, input != ""
}

func sameValue(a, b form.Const) bool {
	return a.Type == b.Type && a.Num.Equal(b.Num) && a.Bool == b.Bool && a.Day == b.Day && a.Text == b.Text
}
