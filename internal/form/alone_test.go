package form

import "testing"

// TestAloneKeepsPlacesOfChecks: the checks of a leaf alone stand in their places, those about other inputs before them always
// hold and are shared, and none follow.
func TestAloneKeepsPlacesOfChecks(t *testing.T) {
	input := func(name string) *Expr { return &Expr{Kind: ExInput, Type: TypeBool, Name: name} }
	leaf := func(name string) *Leaf { return &Leaf{Rule: &Rule{Kind: RulePoints, Value: input(name)}} }
	set := &Set{
		Inputs: []Input{{Name: "a"}, {Name: "b"}, {Name: "c"}},
		Checks: []Check{{Cond: input("a")}, {Cond: input("b")}, {Cond: input("c")}},
		Nodes: []Node{{Code: "1", Parent: -1}, {Code: "1.1", Parent: 0, Leaf: leaf("a")}, {Code: "1.2", Parent: 0, Leaf: leaf("b")},
			{Code: "1.3", Parent: 0, Leaf: &Leaf{}}},
	}
	alone := set.Alone(2)
	if n := len(alone.Checks); n != 2 || !alone.Checks[0].Holds() || alone.Checks[1].Holds() || alone.Checks[1].Cond.Name != "b" {
		t.Errorf("%d checks: %+v", n, alone.Checks)
	}
	if again := alone.Alone(alone.NodeByCode("1.2")); len(again.Checks) != 2 || !again.Checks[0].Holds() {
		t.Errorf("%+v", again.Checks)
	}
	if n := len(set.Alone(3).Checks); n != 0 {
		t.Errorf("%d checks of a leaf without inputs", n)
	}
}

// TestKnown: the value of a constant, of a parameter at the period's end, and of nothing else.
func TestKnown(t *testing.T) {
	set := &Set{Params: []Param{{Name: "p", Values: []DatedConst{{Value: Const{Type: TypeText, Text: "x"}}}}}}
	text := &Expr{Kind: ExConst, Const: Const{Type: TypeText, Text: "y"}}
	if k, ok := set.Known(text); !ok || k.Text != "y" {
		t.Error(k, ok)
	}
	if k, ok := set.Known(&Expr{Kind: ExParam, Name: "p"}); !ok || k.Text != "x" {
		t.Error(k, ok)
	}
	for _, e := range []*Expr{nil, {Kind: ExInput, Name: "p"}, {Kind: ExParam, Name: "q"}} {
		if _, ok := set.Known(e); ok {
			t.Errorf("%+v is known", e)
		}
	}
	if _, ok := set.Number(text); ok {
		t.Error("a text is a number")
	}
	if n, ok := set.Number(&Expr{Kind: ExConst, Const: Const{Type: TypeNumber}}); !ok || !n.IsZero() {
		t.Error(n, ok)
	}
}
