package diff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/diff"
	"cchc/rules/diff/difftest"
)

func so2026(t *testing.T) *form.Set {
	t.Helper()
	loaded, err := rules.LoadEmbedded("so-2026@1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	return loaded.Set
}

// line is a change without its things.
func line(c *diff.Change) string {
	parts := []string{string(c.Effect), string(c.Kind)}
	for _, s := range []string{c.Code, c.Name, c.Path, string(c.Field)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if c.Was != "" {
		parts = append(parts, "was "+c.Was)
	}
	if c.WasPath != "" {
		parts = append(parts, "from "+c.WasPath)
	}
	return strings.Join(parts, " ")
}

func lines(c *diff.Changes) []string {
	var out []string
	for i := range c.List {
		out = append(out, line(&c.List[i]))
	}
	return out
}

// TestRevised: what an officer changed is what is told, and nothing else.
func TestRevised(t *testing.T) {
	c := diff.Between(so2026(t), difftest.Revised(t).Set)
	want := []string{
		"scores node.moved 1.8 was 1.7",
		"scores applies.changed 1.6 applies1 then",
		"scores branch.added 1.3.1 b1", "scores branch.points 1.3.1 b2 points from b1",
		"scores branch.limit 1.6 b3 lower",
		"scores branch.points 1.6 b2 points",
		"scores branch.limit 1.1.3 share lower",
		"scores item.changed 1.2.2 i1 points",
		"scores input.changed kh_dung_han until",
		"scores param.value giai_ngan_muc_tieu",
		"words rule.text 1.6 applies1 because",
		"words node.renamed 1.1.2 name",
		"words leaf.legal 1.1.1",
		"words set.text version",
	}
	got := lines(c)
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("missing: %s", w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) { // nor the sentences that lowering makes of limits, which change with them
			t.Errorf("not asked for: %s", g)
		}
	}
	for i := range c.List {
		switch ch := &c.List[i]; line(ch) {
		case "scores branch.limit 1.6 b3 lower":
			was, is := ch.Before.(*form.Limit), ch.After.(*form.Limit)
			if !was.At.Const.Num.Equal(exact.MustFrac(4, 5)) || !is.At.Const.Num.Equal(exact.MustFrac(17, 20)) {
				t.Errorf("limit %s → %s", was.At.Const.Num, is.At.Const.Num)
			}
		case "scores item.changed 1.2.2 i1 points":
			if !exact.Num(ch.Before.(diff.Points)).Equal(exact.MustFrac(-1, 10)) {
				t.Errorf("points were %v", ch.Before)
			}
		case "scores input.changed kh_dung_han until":
			if !slices.Equal(ch.Leaves, []string{"1.1.3"}) {
				t.Errorf("kh_dung_han carries %v", ch.Leaves)
			}
		case "scores param.value giai_ngan_muc_tieu":
			if len(ch.Leaves) == 0 {
				t.Error("no leaf rests on the parameter")
			}
		}
	}
	if code, ok := c.Code("1.7"); !ok || code != "1.8" {
		t.Errorf("1.7 is now %q", code)
	}
	if c.Effect() != diff.Scores {
		t.Errorf("effect %q", c.Effect())
	}
}

// leaf makes a leaf of bands over one figure.
func leaf(code, name string, parent int, limits ...int64) form.Node {
	r := &form.Rule{Kind: form.RuleBands, Value: &form.Expr{Kind: form.ExInput, Type: form.TypeNumber, Name: "x" + name}}
	for i, n := range limits {
		r.Branches = append(r.Branches, form.Branch{ID: fmt.Sprintf("b%d", i+1), Points: exact.Int(int64(len(limits) - i)),
			Lower: &form.Limit{At: &form.Expr{Kind: form.ExConst, Type: form.TypeNumber, Const: form.Const{Type: form.TypeNumber, Num: exact.Int(n)}}}})
	}
	r.Branches = append(r.Branches, form.Branch{ID: "else"})
	return form.Node{Code: code, Name: name, Kind: form.NodeLeaf, Parent: parent, Max: exact.Int(2), Leaf: &form.Leaf{Rule: r}}
}

func tree(nodes ...form.Node) *form.Set {
	top := form.Node{Code: "1", Name: "Lĩnh vực", Kind: form.NodeArea, Parent: -1}
	return &form.Set{ID: "s", Nodes: append([]form.Node{top}, nodes...)}
}

// TestNumberedAnew: a leaf put in first shifts the codes of all that follow; they are moved, not rewritten.
func TestNumberedAnew(t *testing.T) {
	a := tree(leaf("1.1", "A", 0, 9, 5), leaf("1.2", "B", 0, 8, 4), leaf("1.3", "C", 0, 7, 3))
	b := tree(leaf("1.1", "mới", 0, 6, 2), leaf("1.2", "A", 0, 9, 5), leaf("1.3", "B", 0, 8, 4), leaf("1.4", "C", 0, 7, 3))
	want := []string{"scores node.added 1.1", "scores node.moved 1.2 was 1.1", "scores node.moved 1.3 was 1.2", "scores node.moved 1.4 was 1.3"}
	if got := lines(diff.Between(a, b)); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	back := []string{"scores node.removed 1.1", "scores node.moved 1.1 was 1.2", "scores node.moved 1.2 was 1.3", "scores node.moved 1.3 was 1.4"}
	if got := lines(diff.Between(b, a)); !slices.Equal(got, back) {
		t.Errorf("back: got %q", got)
	}
}

// TestSameCodeAnotherLeaf: a leaf that keeps only its code is the same leaf, with all of it changed.
func TestSameCodeAnotherLeaf(t *testing.T) {
	got := lines(diff.Between(tree(leaf("1.1", "A", 0, 9)), tree(leaf("1.1", "B", 0, 8))))
	want := []string{"scores rule.value 1.1 value", "scores branch.limit 1.1 b1 lower", "words node.renamed 1.1 name"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestMovedReference: points of a leaf that moved are the points of the same leaf.
func TestMovedReference(t *testing.T) {
	refer := func(code, to string) form.Node {
		n := leaf(code, "tham chiếu", 0, 1)
		n.Leaf.Rule = &form.Rule{Kind: form.RulePoints, Value: &form.Expr{Kind: form.ExPoints, Type: form.TypeNumber, Name: to}}
		return n
	}
	a := tree(leaf("1.1", "A", 0, 9), refer("1.9", "1.1"))
	b := tree(leaf("1.2", "A", 0, 9), refer("1.9", "1.2"))
	if got := lines(diff.Between(a, b)); !slices.Equal(got, []string{"scores node.moved 1.2 was 1.1"}) {
		t.Errorf("got %q", got)
	}
	// the same code, but another leaf bears it now
	c := tree(leaf("1.1", "khác", 0, 3), leaf("1.2", "A", 0, 9), refer("1.9", "1.1"))
	got := lines(diff.Between(a, c))
	if !slices.Contains(got, "scores rule.value 1.9 value") {
		t.Errorf("the reference now means another leaf: %q", got)
	}
}

// TestGoneLeaf: what rested only on a leaf that is gone is not said to concern the leaf that bears its code now.
func TestGoneLeaf(t *testing.T) {
	input := func(names ...string) (out []form.Input) {
		for _, n := range names {
			out = append(out, form.Input{Name: n, Type: form.InCount})
		}
		return out
	}
	a, b := tree(leaf("1.1", "A", 0, 9), leaf("1.2", "B", 0, 8)), tree(leaf("1.1", "B", 0, 8))
	a.Inputs, b.Inputs = input("xA", "xB"), input("xB")
	c := diff.Between(a, b)
	at := slices.IndexFunc(c.List, func(ch diff.Change) bool { return ch.Kind == diff.InputRemoved })
	if at < 0 || len(c.List[at].Leaves) > 0 || !slices.Equal(c.List[at].Gone, []string{"1.1"}) {
		t.Errorf("%+v", c.List)
	}
}

// TestBands: bands put in, taken out and shifted are told apart.
func TestBands(t *testing.T) {
	with := func(limits ...int64) *form.Set { return tree(leaf("1.1", "A", 0, limits...)) }
	points := func(s *form.Set, n ...int64) *form.Set {
		for i, p := range n {
			s.Nodes[1].Leaf.Rule.Branches[i].Points = exact.Int(p)
		}
		return s
	}
	for _, c := range []struct {
		name string
		a, b *form.Set
		want []string
	}{
		{"put in on top", points(with(90, 70), 2, 1), points(with(95, 90, 70), 3, 2, 1), []string{"scores branch.added 1.1 b1"}},
		{"taken out", points(with(95, 90, 70), 3, 2, 1), points(with(95, 70), 3, 1), []string{"scores branch.removed 1.1 b2"}},
		{"limit", with(90, 70), with(85, 70), []string{"scores branch.limit 1.1 b1 lower"}},
		{"limit beside a new band", points(with(90, 70), 2, 1), points(with(95, 92, 70), 3, 2, 1),
			[]string{"scores branch.added 1.1 b1", "scores branch.limit 1.1 b2 lower from b1"}},
		{"points", points(with(90, 70), 2, 1), points(with(90, 70), 2, 0), []string{"scores branch.points 1.1 b2 points"}},
	} {
		if got := lines(diff.Between(c.a, c.b)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q", c.name, got)
		}
	}
	open := with(90)
	open.Nodes[1].Leaf.Rule.Branches[0].Lower.Open = true
	if got := lines(diff.Between(with(90), open)); !slices.Equal(got, []string{"scores branch.limit 1.1 b1 lower"}) {
		t.Errorf("from 90 and above 90: %q", got)
	}
}

// TestPrintedOtherwise: 0.8 and 80 % are the same limit, printed in another way.
func TestPrintedOtherwise(t *testing.T) {
	a, b := tree(leaf("1.1", "A", 0, 1)), tree(leaf("1.1", "A", 0, 1))
	b.Nodes[1].Leaf.Rule.Branches[0].Lower.At.Const.Percent = true
	c := diff.Between(a, b)
	if got := lines(c); !slices.Equal(got, []string{"words branch.text 1.1 b1 lower"}) || c.Effect() != diff.Words || c.Count(diff.Scores) != 0 {
		t.Errorf("got %q, effect %q", got, c.Effect())
	}
}

// TestParameterAfterThePeriod: a value that only comes into force when the period is over moves nothing of it.
func TestParameterAfterThePeriod(t *testing.T) {
	a, b := so2026(t), so2026(t)
	for i := range b.Params {
		if p := &b.Params[i]; p.Name == "giai_ngan_muc_tieu" {
			p.Values = append(slices.Clone(p.Values), form.DatedConst{From: b.Period.To + 1, Value: p.Values[0].Value})
		}
	}
	if got := lines(diff.Between(a, b)); !slices.Equal(got, []string{"words param.value giai_ngan_muc_tieu"}) {
		t.Errorf("got %q", got)
	}
}

// TestParameterOnADay: where a rule reads a parameter on the day of a fact, every dated value can move a result.
func TestParameterOnADay(t *testing.T) {
	with := func(onDay bool, later int64) *form.Set {
		limit := &form.Expr{Kind: form.ExParam, Type: form.TypeNumber, Name: "m"}
		if onDay {
			limit.Args = []*form.Expr{{Kind: form.ExInput, Type: form.TypeDate, Name: "ngay"}}
		}
		s := tree(leaf("1.1", "A", 0, 9))
		s.Nodes[1].Leaf.Rule.Branches[0].Lower.At = limit
		value := func(from day.Day, n int64) form.DatedConst {
			return form.DatedConst{From: from, Value: form.Const{Type: form.TypeNumber, Num: exact.Int(n)}}
		}
		s.Period.To = 100
		s.Params = []form.Param{{Name: "m", Type: form.TypeNumber, Values: []form.DatedConst{value(day.None, later), value(50, 7)}}}
		return s
	}
	if got := lines(diff.Between(with(true, 5), with(true, 6))); !slices.Equal(got, []string{"scores param.value m"}) {
		t.Errorf("on a day: %q", got)
	}
	if got := lines(diff.Between(with(false, 5), with(false, 6))); !slices.Equal(got, []string{"words param.value m"}) {
		t.Errorf("at the period's end: %q", got)
	}
}
