package sets_test

import (
	"testing"

	"cchc/engine"
	"cchc/rules"
	"cchc/rules/casetest"
)

// sides is which sides of a limit the cases of a leaf stand on.
type sides struct{ at, below bool }

// TestCasesStandOnBothSidesOfEveryLimit: for every lower limit of every table there is a case whose value is exactly the
// limit, and one below it.
func TestCasesStandOnBothSidesOfEveryLimit(t *testing.T) {
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		outcomes, err := casetest.Run(set)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]*sides{}
		limits := 0
		for i := range outcomes {
			if r := outcomes[i].Trace.Rule; r != nil {
				lookAtTables(r, outcomes[i].Case.Code, seen)
			}
		}
		for _, n := range set.Set.Leaves() {
			node := &set.Set.Nodes[n]
			for _, id := range casetest.LimitIDs(node.Leaf.Rule, "") {
				limits++
				s := seen[node.Code+" "+id]
				if s == nil || !s.at || !s.below {
					t.Errorf("%s: cases at limit %s and below it: %+v", node.Code, id, s)
				}
			}
		}
		if limits == 0 {
			t.Error("no limits found")
		}
		t.Logf("%d limits", limits)
	})
}

// lookAtTables notes on which side of each limit a traced value stands.
func lookAtTables(s *engine.Step, code string, seen map[string]*sides) {
	if s.Kind == "bands" && len(s.Children) > 0 && s.Children[0].State == engine.Scored {
		value := s.Children[0].Value
		for _, b := range s.Children[1:] {
			if b.Kind != "branch" || len(b.Children) == 0 {
				continue
			}
			key := code + " " + b.ID
			if seen[key] == nil {
				seen[key] = &sides{}
			}
			switch c := compare(value, b.Children[0].Value); {
			case c == 0:
				seen[key].at = true
			case c < 0:
				seen[key].below = true
			}
		}
	}
	for i := range s.Children {
		lookAtTables(&s.Children[i], code, seen)
	}
}

func compare(a, b engine.Value) int {
	if a.Type == "date" {
		return a.Day.Sub(b.Day)
	}
	return a.Num.Cmp(b.Num)
}

// TestEveryLeafHasACaseWithoutItsFacts: absence is a state of its own, so every leaf has a case that shows which.
func TestEveryLeafHasACaseWithoutItsFacts(t *testing.T) {
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		outcomes, err := casetest.Run(set)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range casetest.Coverage(set.Set, outcomes) {
			absent, scored := false, false
			for _, s := range c.States {
				absent = absent || s == engine.Missing || s == engine.NotDue || s == engine.NotScorable
				scored = scored || s == engine.Scored
			}
			if !absent || !scored {
				t.Errorf("%s has cases of states %v only", c.Code, c.States)
			}
		}
	})
}
