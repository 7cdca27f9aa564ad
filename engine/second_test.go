package engine_test

import (
	"fmt"
	"testing"

	"cchc/engine"
	"cchc/internal/audit"
	"cchc/internal/audit/second"
	"cchc/internal/canon"
)

// sealed makes a receipt of a scoring that no period holds, under an event that says as much as a second scoring reads.
func sealed(t *testing.T, c *engine.Case, res *engine.Result) []byte {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	set, err := c.Set.Canonical()
	must(err)
	frozen, err := c.Canonical(canon.Hash(engine.SetDomain, set))
	must(err)
	result, err := res.Canonical()
	must(err)
	event := fmt.Sprintf(`{"body":{"as_of":"%s","engine":"%s","id":"r","scopes":[{"case":"%s","hash":"%s","result":"%s"}],"stage":"%s"}}`,
		c.AsOf, engine.Semantics, canon.Hash(engine.CaseDomain, frozen), canon.Hash(engine.SetDomain, set),
		canon.Hash(engine.ResultDomain, result), c.Stage)
	f := audit.File{Kind: audit.OfRun, Run: "r", Engine: engine.Semantics, Parts: []audit.Part{
		{Name: "event", Domain: "cchc/event/v1", Bytes: []byte(event)},
		{Name: "1/set", Domain: engine.SetDomain, Bytes: set},
		{Name: "1/case", Domain: engine.CaseDomain, Bytes: frozen},
		{Name: "1/result", Domain: engine.ResultDomain, Bytes: result},
	}}
	b, err := f.Encode()
	must(err)
	return b
}

// TestSecondImplementation: a scorer that shares no code with this one comes to the same account of random sets and cases.
func TestSecondImplementation(t *testing.T) {
	base, scored, lines := baseSet(t), 0, 0
	for seed := range uint64(50) {
		g := newGen(seed + 500000)
		c := g.newCase(g.mutate(base), 3)
		res, err := engine.Score(c)
		if err != nil {
			continue
		}
		r, err := second.Verify(sealed(t, c, res))
		if err != nil || !r.Equal() {
			t.Errorf("seed %d: %v, first %+v", seed, err, r.First)
		}
		scored, lines = scored+r.Units, lines+r.Lines
	}
	if t.Logf("%d units, %d lines", scored, lines); scored < 120 || lines < 50000 {
		t.Errorf("%d units, %d lines scored twice", scored, lines)
	}
}
