package proof

import (
	"os"
	"testing"

	"cchc/rules"
)

// TestAskedOnce: a condition is compiled once however often its truth is asked for, and scored once at a sample.
func TestAskedOnce(t *testing.T) {
	loaded, found := rules.Load(os.DirFS("testdata"), "overlap.yaml")
	if loaded == nil {
		t.Fatal(found)
	}
	set := loaded.Set
	node := set.NodeByCode("1.1")
	p := newProver(set, node)
	if !p.prepare(node) {
		t.Fatal(p.found)
	}
	p.branches()
	conditions := 0
	for i := range p.leaf.Rule.Branches {
		when := p.leaf.Rule.Branches[i].When
		if when == nil {
			continue
		}
		conditions++
		c := p.asked[when]
		if c == nil || c != p.ask(when) {
			t.Fatalf("condition %d was not kept", i+1)
		}
		c.bench = nil // what is known is not asked for again
		for _, s := range p.sound() {
			c.at(s)
		}
	}
	if conditions < 2 || len(p.asked) != conditions {
		t.Errorf("%d conditions, %d asked", conditions, len(p.asked))
	}
}
