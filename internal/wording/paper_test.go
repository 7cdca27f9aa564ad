package wording

import (
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// TestPaperWords demands words for everything that a printed set makes a code of.
func TestPaperWords(t *testing.T) {
	var codes []string
	for _, in := range []form.InputType{form.InYesNo, form.InLevel, form.InDate, form.InDocument, form.InEvent, form.InCount, form.InNumber,
		form.InAmount, form.InRatio, form.InIndex, form.InRating, form.InReports, form.InList, form.InSurvey} {
		codes = append(codes, "type."+string(in))
	}
	for _, tie := range []form.Tie{form.TieSharedSkip, form.TieSharedDense} {
		codes = append(codes, "ties."+string(tie))
	}
	for _, at := range []form.RoundAt{form.AtTotal, form.AtCriterion, form.AtSubcriterion} {
		codes = append(codes, "rounding."+string(at))
	}
	for mode := exact.HalfUp; mode <= exact.Down; mode++ {
		codes = append(codes, "mode."+mode.String())
	}
	for _, c := range codes {
		if !Known("paper." + c) {
			t.Errorf("no words for %s", c)
		}
	}
}

// TestPaperHoles: the sentences of this file name their arguments from {0} on, without a gap.
func TestPaperHoles(t *testing.T) {
	seen := 0
	for _, code := range Codes() {
		if !strings.HasPrefix(code, "paper.") && !strings.HasPrefix(code, "skeleton.") && !strings.HasPrefix(code, "criteria.") {
			continue
		}
		seen++
		text := catalogue[code]
		for i := 9; i > 0; i-- {
			hole := func(n int) string { return "{" + string(rune('0'+n)) + "}" }
			if strings.Contains(text, hole(i)) && !strings.Contains(text, hole(i-1)) {
				t.Errorf("%s leaves out %s: %s", code, hole(i-1), text)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d sentences", seen)
	}
}

// TestUnwrittenReason: a leaf whose rule is not yet written says so where its reason is asked for.
func TestUnwrittenReason(t *testing.T) {
	because := form.Text{Parts: []form.TextPart{{Lit: "Quy tắc chưa được viết: tốt {1}"}}}
	always := &form.Expr{Kind: form.ExConst, Type: form.TypeBool, Const: form.Const{Type: form.TypeBool, Bool: true}}
	set := sampleSet()
	at := set.NodeByCode("1.1")
	set.Nodes[at].Leaf = &form.Leaf{Applies: []form.Applies{{When: always, Then: form.EffNotScorable, Because: because}},
		Rule: &form.Rule{Kind: form.RuleCases, Shape: form.ShapeUnwritten, Branches: []form.Branch{{ID: "else", Because: because}}}}
	result, err := engine.Score(&engine.Case{Set: set, AsOf: set.Period.To, Units: []engine.UnitCase{{Unit: engine.Unit{Code: "a"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := Reason(set, set.Period.To, at, result.Units[0].Nodes[at]); !strings.Contains(got, "Quy tắc chưa được viết: tốt {1}") {
		t.Errorf("reason %q", got)
	}
}
