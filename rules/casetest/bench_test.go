package casetest_test

import (
	"testing"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
)

// TestAloneScoresTheSame: a leaf cut out of its set comes out of every case of the shipped sets as in the whole set.
func TestAloneScoresTheSame(t *testing.T) {
	for _, info := range rules.Embedded() {
		loaded, err := rules.LoadEmbedded(info.ID + "@" + info.Version)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := casetest.Run(loaded)
		if err != nil {
			t.Fatal(err)
		}
		benches := map[string]*casetest.Bench{}
		for i := range whole {
			w := &whole[i]
			b := benches[w.Case.Code]
			if b == nil {
				if b, err = casetest.NewBench(loaded.Set, w.Case.Code); err != nil {
					t.Fatal(err)
				}
				benches[w.Case.Code] = b
				if n, of := len(b.Set().Inputs), len(loaded.Set.Inputs); n >= of {
					t.Errorf("%s %s: %d of %d inputs are left", info.ID, w.Case.Code, n, of)
				}
			}
			node, err := b.Node(w.Case)
			if err != nil {
				t.Fatal(err)
			}
			if !sameNode(&node, &w.Node) {
				t.Errorf("%s %s case %d: alone %+v, in the set %+v", info.ID, w.Case.Code, w.Case.Index, node, w.Node)
			}
			if ok, err := b.Meets(w.Case); err != nil || ok != w.Passed() {
				t.Errorf("%s %s case %d: met %v, %v", info.ID, w.Case.Code, w.Case.Index, ok, err)
			}
		}
	}
}

func sameNode(a, b *engine.NodeResult) bool {
	return a.State == b.State && a.Points.Equal(b.Points) && a.Applied.Equal(b.Applied) && a.Branch == b.Branch &&
		a.Reachable.Equal(b.Reachable) && a.Lost.Equal(b.Lost) && a.Reason.ID == b.Reason.ID
}

// TestAloneKeepsReferences: a leaf that rests on the points of others takes them along.
func TestAloneKeepsReferences(t *testing.T) {
	points := func(code string) *form.Rule {
		return &form.Rule{Kind: form.RulePoints, Value: &form.Expr{Kind: form.ExPoints, Type: form.TypeNumber, Name: code}}
	}
	set := &form.Set{Nodes: []form.Node{
		{Code: "1", Kind: form.NodeArea, Parent: -1},
		{Code: "1.1", Kind: form.NodeLeaf, Parent: 0, Leaf: &form.Leaf{Rule: points("2.1")}},
		{Code: "1.2", Kind: form.NodeLeaf, Parent: 0, Leaf: &form.Leaf{}},
		{Code: "2", Kind: form.NodeArea, Parent: -1},
		{Code: "2.1", Kind: form.NodeLeaf, Parent: 3, Leaf: &form.Leaf{}},
	}}
	alone := set.Alone(1)
	var codes []string
	for _, n := range alone.Nodes {
		codes = append(codes, n.Code)
	}
	if len(codes) != 4 || codes[1] != "1.1" || codes[2] != "2" || alone.Nodes[3].Parent != 2 || alone.Nodes[1].Parent != 0 {
		t.Errorf("%v %+v", codes, alone.Nodes)
	}
}
