package casetest_test

import (
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
