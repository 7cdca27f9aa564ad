package rules_test

import (
	"testing"

	"cchc/internal/wording"
	"cchc/rules"
)

func TestEmbeddedSetsLoad(t *testing.T) {
	for _, s := range rules.Embedded() {
		loaded, found := rules.Load(rules.Sets(), s.Dir)
		for _, d := range found {
			t.Log("\n" + d.Format(wording.AuthorMessage(d.Code, d.Args, d.Hint)))
		}
		if loaded == nil {
			t.Errorf("%s@%s does not load", s.ID, s.Version)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if loaded, _ := rules.Load(rules.Sets(), "so-2026/1.0.0"); loaded == nil {
			b.Fatal("does not load")
		}
	}
}
