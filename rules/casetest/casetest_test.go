package casetest_test

import (
	"os"
	"strings"
	"testing"

	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
)

// TestShippedCases runs the cases beside every shipped set.
func TestShippedCases(t *testing.T) {
	for _, info := range rules.Embedded() {
		l, err := rules.LoadEmbedded(info.ID)
		if err != nil {
			t.Fatal(err)
		}
		outcomes, err := casetest.Run(l)
		if err != nil {
			t.Fatal(err)
		}
		failed := 0
		for i := range outcomes {
			o := &outcomes[i]
			for _, p := range o.Problems {
				failed++
				t.Errorf("%s:%d: %s %s: %s %v", o.Case.Place.File, o.Case.Place.Line, o.Case.Code, o.Case.Name, p.Code, p.Args)
			}
		}
		t.Logf("%s: %d cases, %d problems", info.ID, len(outcomes), failed)
	}
}

func TestEveryProblemHasASentence(t *testing.T) {
	for _, code := range casetest.Codes() {
		if !wording.Known(code) || strings.Contains(wording.Message(code), code) {
			t.Errorf("no sentence for %s", code)
		}
	}
}

// TestCaseOfAggregatedFigures: a case beside a province's set gives aggregated figures as they are, without units.
func TestCaseOfAggregatedFigures(t *testing.T) {
	l, found := rules.Load(os.DirFS("../testdata/good"), "province.yaml")
	if l == nil {
		t.Fatal(found)
	}
	outcomes, err := casetest.Run(l)
	if err != nil || len(outcomes) == 0 {
		t.Fatalf("%d cases, %v", len(outcomes), err)
	}
	for i := range outcomes {
		if !outcomes[i].Passed() {
			t.Errorf("%s %s: %v", outcomes[i].Case.Code, outcomes[i].Case.Name, outcomes[i].Problems)
		}
	}
}
