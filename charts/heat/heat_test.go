package heat

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/seeds/demo/demotest"
)

type builder struct {
	name  string
	build func(string, *figure.Scope, figure.Block) (figure.Figure, error)
}

func builders() []builder { return []builder{{"areas", Areas}, {"leaves", Leaves}} }

// scopes are the made results and the demo year, in the middle of it and at its end.
func scopes(t testing.TB) map[string]*figure.Scope {
	all := map[string]*figure.Scope{
		"plain": figuretest.Small(figuretest.Plain), "hostile": figuretest.Small(figuretest.Hostile),
		"sample": figuretest.Sample(145),
	}
	for _, s := range figuretest.Demo(t) {
		all[s.Set.ID] = s
	}
	for _, s := range figuretest.DemoAt(t, demotest.Moment{AsOf: day.Must(2026, 6, 30), Stage: engine.StageSelf}) {
		all[s.Set.ID+"-giua-nam"] = s
	}
	return all
}

func build(t testing.TB, b builder, id string, s *figure.Scope, block figure.Block) figure.Figure {
	t.Helper()
	f, err := b.build(id, s, block)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFigures(t *testing.T) {
	for name, s := range scopes(t) {
		for _, block := range s.Blocks() {
			for _, b := range builders() {
				f := build(t, b, name+"-"+block.Code+"-"+b.name, s, block)
				figuretest.Check(t, &f)
				if f.Drawn() {
					checkPlaces(t, s, block, &f)
				}
			}
		}
	}
}

// drawn is what the tests read of an option.
type drawn struct {
	XAxis, YAxis []struct{ Data []string }
	Series       []struct {
		ID   string
		Data []json.RawMessage
	}
	VisualMap struct {
		Dimension int
		Pieces    []piece
	}
	Cchc side
}

func read(t testing.TB, f *figure.Figure) drawn {
	t.Helper()
	var o drawn
	if err := json.Unmarshal(f.Option, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// data are the numbers of a series, by column and row.
func (o *drawn) data(t testing.TB, id string) map[[2]string][]json.Number {
	t.Helper()
	found := map[[2]string][]json.Number{}
	for _, s := range o.Series {
		for _, raw := range s.Data {
			var item struct{ Value []json.Number }
			into := any(&item)
			if raw[0] == '[' {
				into = &item.Value
			}
			if err := json.Unmarshal(raw, into); err != nil {
				t.Fatal(err)
			}
			at := [2]string{item.Value[0].String(), item.Value[1].String()}
			if s.ID != id {
				continue
			}
			if found[at] != nil {
				t.Errorf("%s: two data at %v", id, at)
			}
			found[at] = item.Value
		}
	}
	return found
}

var stateSigns = map[engine.State][2]string{
	engine.NotApplicable: {"–", "không áp dụng"}, engine.NotDue: {"…", "chưa đến hạn"}, engine.Missing: {"○", "chưa có"},
	engine.NotScorable: {"?", "chưa chấm được (thiếu số liệu)"},
}

// checkPlaces compares every place of picture and table with the result: its share worked out here, or its state.
func checkPlaces(t *testing.T, s *figure.Scope, b figure.Block, f *figure.Figure) {
	t.Helper()
	o := read(t, f)
	shares, lacks, places := o.data(t, "share"), o.data(t, "aid-lack"), 0
	for row, u := range b.Units {
		cells := f.Tables[0].Rows[row].Cells
		if o.YAxis[0].Data[row] != s.RankedName(u) || cells[0].Text != s.Full(u.Unit) {
			t.Errorf("%s: row %d is %q and %q, not of %s", f.ID, row, o.YAxis[0].Data[row], cells[0].Text, u.Unit)
		}
		for column, c := range o.Cchc.Columns {
			places++
			at := [2]string{fmt.Sprint(column), fmt.Sprint(row)}
			n := &u.Nodes[nodeOf(s.Set, c.Code)]
			where := f.ID + ": " + u.Unit + " " + c.Code
			words, none := stateSigns[n.State]
			if f.Kind == "heatareas" && !none && !scoredBelow(s.Set, u, c.Code) {
				words, none = [2]string{"…", "chưa chấm nội dung nào"}, true
			}
			if none {
				sign := lacks[at]
				if sign == nil || shares[at] != nil {
					t.Errorf("%s is %s, drawn %v and %v", where, n.State, shares[at], sign)
					continue
				}
				k, _ := sign[2].Int64()
				if got := o.Cchc.Signs[k]; got.Sign != words[0] || got.Name != words[1] || cells[2+column].Drawn ||
					!slices.Contains(words[:], cells[2+column].Text) {
					t.Errorf("%s is %s, drawn as %v, in the table %q", where, n.State, got, cells[2+column].Text)
				}
				continue
			}
			got := shares[at]
			want, text := expected(n, exact.Rounding{Decimals: 1, Mode: s.Places().Mode})
			if got == nil || lacks[at] != nil || got[o.VisualMap.Dimension].String() != want || cells[2+column].Text != text {
				t.Errorf("%s: want %s, drawn %v, in the table %q", where, want, got, cells[2+column].Text)
			}
			if points := n.Points.Round(s.Places()); f.Kind == "heatleaves" && got[2].String() != points.Plain() {
				t.Errorf("%s: points %s, want %s", where, got[2], points.Plain())
			}
		}
	}
	if len(shares)+len(lacks) != places || len(shares) != f.Marks {
		t.Errorf("%s: %d shares and %d signs on %d places", f.ID, len(shares), len(lacks), places)
	}
}

// expected is a node's share as the option and as tables have it.
func expected(n *engine.NodeResult, places exact.Rounding) (number, text string) {
	ratio, _ := n.Points.Quo(n.Applied)
	share := ratio.Mul(exact.Int(100))
	return share.Decimal(places), share.DecimalVN(places)
}

func scoredBelow(set *form.Set, u *engine.UnitResult, area string) bool {
	return slices.ContainsFunc(u.Nodes, func(n engine.NodeResult) bool {
		at := nodeOf(set, n.Code)
		if set.Nodes[at].Leaf == nil || n.State != engine.Scored && n.State != engine.Disputed {
			return false
		}
		for at >= 0 && set.Nodes[at].Code != area {
			at = set.Nodes[at].Parent
		}
		return at >= 0
	})
}

func nodeOf(set *form.Set, code string) int {
	return slices.IndexFunc(set.Nodes, func(n form.Node) bool { return n.Code == code })
}

func TestColumns(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	s.Set.Nodes[3].Leaf.Unscored = true // 1.1.2
	block := s.Blocks()[0]
	f := build(t, builders()[1], "la", s, block)
	o := read(t, &f)
	var leaves []string
	for _, n := range s.Set.Nodes {
		if n.Kind == form.NodeLeaf && n.Code != "1.1.2" {
			leaves = append(leaves, n.Code)
		}
	}
	if !slices.Equal(o.XAxis[0].Data, leaves) {
		t.Errorf("columns %v, want %v", o.XAxis[0].Data, leaves)
	}
	want := []group{{"I", "I. Thể chế", 0, 4}, {"II", "II. Thủ tục", 5, 10}, {"III", "III. Tài chính công", 11, 16},
		{"IV", "IV. Chính quyền số", 17, 22}}
	if !slices.Equal(o.Cchc.Groups, want) {
		t.Errorf("groups %v, want %v", o.Cchc.Groups, want)
	}
	if spans := f.Tables[0].Heads[0]; spans[2].Cols != 5 || spans[3].Cols != 6 || len(f.Tables[0].Heads[1]) != len(leaves) {
		t.Errorf("heads %v", f.Tables[0].Heads)
	}
	if rows := f.Tables[1].Rows; len(rows) != len(leaves) || rows[1].Cells[0].Text != "1.1.3" || rows[1].Cells[2].Text != "2,000" {
		t.Errorf("names %v", rows)
	}
}

func TestClassesMeetAndDoNotOverlap(t *testing.T) {
	list := classes()
	for i, p := range list {
		if (i == 0) != (p.Gte == nil) || (i == len(list)-1) != (p.Lt == nil) || i > 0 && *p.Gte != *list[i-1].Lt {
			t.Errorf("class %d: %+v", i, p)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	set := figuretest.Set("Thể chế", "Thủ tục")
	for _, state := range []engine.State{engine.NotApplicable, engine.NotDue} {
		u := figuretest.Unit(set, "so-a", "so", func(int, *form.Node) figuretest.Outcome { return figuretest.Outcome{State: state} })
		s := figuretest.Scope(set, figuretest.Result(set, u), figuretest.Plain)
		block := s.Blocks()[0]
		for _, b := range builders() {
			f := build(t, b, b.name, s, block)
			figuretest.Check(t, &f)
			if f.Drawn() || !strings.HasSuffix(f.State, ".") {
				t.Errorf("%s where all is %s: option %s, state %q", b.name, state, f.Option, f.State)
			}
			want := map[string]string{"areas": "không áp dụng", "leaves": "–"}
			if state == engine.NotDue {
				want = map[string]string{"areas": "chưa chấm nội dung nào", "leaves": "…"}
			}
			if got := f.Tables[0].Rows[0].Cells[2]; got.Drawn || got.Text != want[b.name] {
				t.Errorf("%s where all is %s: the table says %q", b.name, state, got.Text)
			}
		}
	}
}

func TestParts(t *testing.T) {
	for rows := range 200 {
		next := 0
		list := parts(rows)
		for _, p := range list {
			if p.From != next || p.To-p.From < 20 || p.To-p.From > 33 {
				t.Errorf("%d rows: %v", rows, list)
			}
			next = p.To
		}
		if (list == nil) != (rows <= 40) || list != nil && next != rows {
			t.Errorf("%d rows: %v", rows, list)
		}
	}
}

func TestMarksOfPartsAddUp(t *testing.T) {
	s := figuretest.Sample(145)
	block := s.Blocks()[0]
	for _, b := range builders() {
		f := build(t, b, b.name, s, block)
		o := read(t, &f)
		marks := 0
		for _, p := range f.Parts {
			for at := range o.data(t, "share") {
				if row, _ := json.Number(at[1]).Int64(); int(row) >= p.From && int(row) < p.To {
					marks++
				}
			}
		}
		if len(f.Parts) < 2 || marks != f.Marks {
			t.Errorf("%s: %d parts have %d of %d marks", b.name, len(f.Parts), marks, f.Marks)
		}
	}
}

func BenchmarkLargestBlock(b *testing.B) {
	scopes := figuretest.Demo(b)
	s := scopes[len(scopes)-1]
	block := s.Blocks()[0]
	for _, build := range builders() {
		b.Run(build.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := build.build("x", s, block); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
