package wording_test

import (
	"strings"
	"testing"

	"cchc/internal/wording"
	"cchc/rules/proof"
	"cchc/rules/space"
)

// TestEveryFindingHasSentences: every code has a sentence that uses all its arguments, and a way out.
func TestEveryFindingHasSentences(t *testing.T) {
	for _, k := range proof.Codes() {
		for _, code := range []string{k.Code, k.Code + ".way"} {
			if !wording.Known(code) {
				t.Errorf("no sentence for %s", code)
			}
		}
		var args []string
		for _, name := range k.Args {
			args = append(args, "⟨"+name+"⟩")
		}
		text := wording.Message(k.Code, args...)
		for _, a := range args {
			if !strings.Contains(text, a) {
				t.Errorf("%s leaves out %s: %s", k.Code, a, text)
			}
		}
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s has a hole that nothing fills: %s", k.Code, text)
		}
	}
	for _, a := range proof.MeasureKinds() {
		for _, b := range proof.MeasureKinds() {
			if code := proof.CodeMeasuresMixed + "." + a + "." + b; a != b && !wording.Known(code) {
				t.Errorf("no sentence for %s", code)
			}
		}
	}
	for _, why := range space.Reasons() {
		if !wording.Known("proof.why." + string(why)) {
			t.Errorf("no sentence for the reason %s", why)
		}
	}
}
