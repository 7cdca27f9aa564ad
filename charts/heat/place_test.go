package heat

import (
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// one is a scope of one unit over two areas, changed before it is wrapped.
func one(leaf func(n *form.Node) figuretest.Outcome, change func(set *form.Set, u *engine.UnitResult)) *figure.Scope {
	set := figuretest.Set("Thể chế", "Thủ tục")
	u := figuretest.Unit(set, "so-a", "so", func(_ int, n *form.Node) figuretest.Outcome { return leaf(n) })
	change(set, &u)
	return figuretest.Scope(set, figuretest.Result(set, u), figuretest.Plain)
}

func half(*form.Node) figuretest.Outcome {
	return figuretest.Outcome{State: engine.Scored, Points: exact.Int(1)}
}

// text is what a table says of a node, by the node's code.
func text(t testing.TB, b builder, s *figure.Scope, code string) figure.Cell {
	t.Helper()
	block := s.Blocks()[0]
	f := build(t, b, b.name, s, block)
	figuretest.Check(t, &f)
	o := read(t, &f)
	column := slices.IndexFunc(o.Cchc.Columns, func(c columnText) bool { return c.Code == code })
	return f.Tables[0].Rows[0].Cells[2+column]
}

func TestOutsideTheScaleHasNoShare(t *testing.T) {
	s := one(half, func(set *form.Set, u *engine.UnitResult) {
		at := nodeOf(set, "II")
		set.Nodes[at].Outside = true
		for i := at; i < len(u.Nodes); i++ {
			u.Nodes[i].Applied = exact.Num{}
		}
	})
	if got := text(t, builders()[0], s, "II"); got.Drawn || got.Text != "ngoài thang điểm" {
		t.Errorf("area: %+v", got)
	}
	if got := text(t, builders()[1], s, "2.1.1"); got.Drawn || got.Text != "+" {
		t.Errorf("leaf: %+v", got)
	}
	if got := text(t, builders()[1], s, "1.1.1"); !got.Drawn || got.Text != "50,0" {
		t.Errorf("leaf inside: %+v", got)
	}
}

// An area of which nothing is scored has no share, whether its leaves are in the maximum or have left it. One scored leaf
// makes it one, also with 0 points.
func TestAreaWithNothingScoredHasNoShare(t *testing.T) {
	waiting := func(n *form.Node) figuretest.Outcome {
		switch n.Code {
		case "1.1.1":
			return figuretest.Outcome{State: engine.Scored}
		case "2.1.1":
			return figuretest.Outcome{State: engine.Missing}
		}
		return figuretest.Outcome{State: engine.NotDue}
	}
	left := func(set *form.Set, u *engine.UnitResult) { u.Nodes[nodeOf(set, "II")].Applied = exact.Num{} }
	for _, change := range []func(*form.Set, *engine.UnitResult){left, func(*form.Set, *engine.UnitResult) {}} {
		s := one(waiting, change)
		if got := text(t, builders()[0], s, "II"); got.Drawn || got.Text != "chưa chấm nội dung nào" {
			t.Errorf("nothing scored: %+v", got)
		}
		if got := text(t, builders()[0], s, "I"); !got.Drawn || got.Text != "0,0" {
			t.Errorf("a leaf scored 0: %+v", got)
		}
	}
}

// A zero that was given is drawn, a zero that stands for nothing given is not.
func TestZeroIsAShare(t *testing.T) {
	s := one(func(n *form.Node) figuretest.Outcome {
		if n.Code == "1.1.2" {
			return figuretest.Outcome{State: engine.Missing}
		}
		return figuretest.Outcome{State: engine.Scored}
	}, func(*form.Set, *engine.UnitResult) {})
	if got := text(t, builders()[1], s, "1.1.1"); !got.Drawn || got.Text != "0,0" {
		t.Errorf("scored 0: %+v", got)
	}
	if got := text(t, builders()[1], s, "1.1.2"); got.Drawn || got.Text != "○" {
		t.Errorf("missing: %+v", got)
	}
}

// Negative points, and shares that tables print with a dot between thousands, read the same in picture and table.
func TestUnusualShares(t *testing.T) {
	s := one(half, func(set *form.Set, u *engine.UnitResult) {
		u.Nodes[nodeOf(set, "1.1.1")].Points = exact.Int(-1)
		u.Nodes[nodeOf(set, "1.1.2")].Points = exact.Int(30)
		u.Nodes[nodeOf(set, "I")].Points = exact.Int(300)
	})
	for code, want := range map[string]string{"1.1.1": "-50,0", "1.1.2": "1.500,0"} {
		if got := text(t, builders()[1], s, code); got.Text != want {
			t.Errorf("%s: %q, want %q", code, got.Text, want)
		}
	}
	if got := text(t, builders()[0], s, "I"); got.Text != "2.500,0" {
		t.Errorf("I: %q", got.Text)
	}
}

// What is still open and what is disputed are marked in the corner of their places and said in the tables.
func TestCorners(t *testing.T) {
	s := one(func(n *form.Node) figuretest.Outcome {
		switch n.Code {
		case "2.1.1":
			return figuretest.Outcome{State: engine.NotDue}
		case "1.2.1":
			return figuretest.Outcome{State: engine.Disputed, Points: exact.Int(2)}
		case "2.1.2":
			return figuretest.Outcome{State: engine.Scored, Points: exact.Int(2)}
		}
		return half(n)
	}, func(set *form.Set, u *engine.UnitResult) { u.Nodes[nodeOf(set, "II")].Bound = true })
	block := s.Blocks()[0]
	for i, want := range [][2]string{{"1", "còn có thể đạt ≤ 2,000"}, {"3", "đang có kiến nghị"}} {
		f := build(t, builders()[i], "x", s, block)
		o := read(t, &f)
		if corners := o.data(t, "aid-corner"); len(corners) != 1 || corners[[2]string{want[0], "0"}] == nil {
			t.Errorf("%s: corners %v", f.Kind, corners)
		}
		for column, c := range f.Tables[0].Rows[0].Cells[2 : 2+len(o.Cchc.Columns)] {
			marked := o.Cchc.Columns[column].Code == []string{"II", "1.2.1"}[i]
			if marked != slices.Contains(c.Remarks, want[1]) {
				t.Errorf("%s: column %d has remarks %q", f.Kind, column, c.Remarks)
			}
		}
	}
	f := build(t, builders()[0], "x", s, block)
	if !strings.Contains(string(f.Option), `{"value":[1,0,6,12,50.0],"note":"còn có thể đạt ≤ 2,000"}`) {
		t.Errorf("no place tells what its share is made of and what may still come: %s", f.Option)
	}
	if f.Tables[0].Note != figure.BoundNote {
		t.Errorf("note %q does not explain ≤", f.Tables[0].Note)
	}
}

// A whole province of communes fits into a page: 129 units over 60 leaves, with shares as long as they get.
func TestOptionIsSmall(t *testing.T) {
	const most = 200_000
	set := figuretest.Set("Lĩnh vực một", "Lĩnh vực hai", "Lĩnh vực ba", "Lĩnh vực bốn", "Lĩnh vực năm", "Lĩnh vực sáu",
		"Lĩnh vực bảy", "Lĩnh vực tám", "Lĩnh vực chín", "Lĩnh vực mười")
	units := make([]engine.UnitResult, 129)
	for k := range units {
		units[k] = figuretest.Unit(set, "phuong-ten-dai-vua-phai-"+string(rune('a'+k/26))+string(rune('a'+k%26)), "xa",
			func(i int, _ *form.Node) figuretest.Outcome {
				return figuretest.Outcome{State: engine.Scored, Points: exact.MustFrac(int64(1+(i+k)%5), 3)}
			})
	}
	s := figuretest.Scope(set, figuretest.Result(set, units...), figuretest.Plain)
	block := s.Blocks()[0]
	for _, b := range builders() {
		f := build(t, b, b.name, s, block)
		t.Logf("%s: %d bytes for %d marks", b.name, len(f.Option), f.Marks)
		if len(f.Option) > most {
			t.Errorf("%s: %d bytes for %d marks", b.name, len(f.Option), f.Marks)
		}
	}
}
