package block

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/exact"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestEveryPictureKeepsItsPromises(t *testing.T) {
	for name, s := range scopes(t) {
		for kind := range builders {
			for _, b := range s.Blocks() {
				f := build(t, kind, name+"-"+b.Code+"-"+kind, s, b)
				figuretest.Check(t, &f)
				checkNoEmptySeries(t, &f)
				again := build(t, kind, f.ID, s, b)
				if !bytes.Equal(f.Option, again.Option) {
					t.Errorf("%s: built twice, the options differ", f.ID)
				}
			}
		}
		f := spreadOf(t, s)
		f.ID = name + "-distribution"
		figuretest.Check(t, &f)
		checkNoEmptySeries(t, &f)
	}
}

// checkNoEmptySeries: layout scripts walk the data of every series there is.
func checkNoEmptySeries(t *testing.T, f *figure.Figure) {
	t.Helper()
	if !f.Drawn() {
		return
	}
	for id, s := range read(t, f).Series {
		if len(s.Data) == 0 {
			t.Errorf("%s: series %s has no data", f.ID, id)
		}
	}
}

// The words and tables of all pictures over the small case.
func TestTablesGolden(t *testing.T) {
	var b strings.Builder
	s := compared(figuretest.Small(figuretest.Plain))
	for _, kind := range []string{"ranking", "selfagainst", "slope"} {
		for _, block := range s.Blocks() {
			f := build(t, kind, kind, s, block)
			b.WriteString(tableText(&f))
		}
	}
	f := spreadOf(t, s)
	b.WriteString(tableText(&f))
	path := filepath.Join("testdata", "tables.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s differs:\n%s", path, b.String())
	}
}

func TestNothingToDraw(t *testing.T) {
	small := func() *figure.Scope { return figuretest.Small(figuretest.Plain) }
	final, unlike, nobody := small(), small(), small()
	final.Result.Stage = engine.StageFinal
	unlike.Self = &engine.Result{}
	unlike.Earlier = &figure.Earlier{Name: "2025-final-1", Units: map[string]figure.Standing{}}
	nobody.Result.Units = nobody.Result.Units[3:]
	for _, c := range []struct{ name, kind, want string }{
		{"nothing applies", "ranking", "không có tiêu chí nào áp dụng cho các đơn vị của khối này"},
		{"self", "selfagainst", "kết quả đang xem là tự đánh giá, chưa có thẩm định để đối chiếu"},
		{"final", "selfagainst", "không có kết quả tự đánh giá để đối chiếu"},
		{"unlike", "selfagainst", "không có đơn vị nào có cả chỉ số tự đánh giá và chỉ số sau thẩm định"},
		{"self", "slope", "không có lần chấm điểm khác để so sánh"},
		{"unlike", "slope", "không có đơn vị nào được xếp hạng ở cả hai lần"},
	} {
		s := map[string]*figure.Scope{"nothing applies": nobody, "self": small(), "final": final, "unlike": unlike}[c.name]
		f := build(t, c.kind, "x", s, s.Blocks()[0])
		checkState(t, c.name, &f, c.want)
	}
	f := spreadOf(t, nobody)
	checkState(t, "nothing applies", &f, "chưa có đơn vị nào có chỉ số")
}

func checkState(t *testing.T, name string, f *figure.Figure, want string) {
	t.Helper()
	figuretest.Check(t, f)
	if f.Option != nil || f.State != "Không có biểu đồ: "+want+"." {
		t.Errorf("%s of %s: option of %d bytes, state %q", f.Kind, name, len(f.Option), f.State)
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		values   []exact.Num
		from, to string
	}{
		{[]exact.Num{exact.MustFrac(123, 2), exact.Int(88), exact.Int(70)}, "60", "90"},
		{[]exact.Num{exact.Int(90), exact.Int(100)}, "90", "100"},
		{[]exact.Num{exact.Int(80)}, "80", "90"},
		{[]exact.Num{exact.Int(0)}, "0", "10"},
		{[]exact.Num{exact.MustFrac(-1, 3), exact.MustFrac(301, 3)}, "-10", "110"},
		{[]exact.Num{exact.Int(-20), exact.Int(-10)}, "-20", "-10"},
	} {
		if from, to := span(c.values); from.String() != c.from || to.String() != c.to {
			t.Errorf("span of %v is %s to %s, want %s to %s", c.values, from, to, c.from, c.to)
		}
	}
}

func TestParts(t *testing.T) {
	for _, c := range []struct {
		rows, most int
		want       []figure.Part
	}{
		{25, 25, nil}, {0, 25, nil}, {26, 25, []figure.Part{{From: 0, To: 13}, {From: 13, To: 26}}},
		{7, 3, []figure.Part{{From: 0, To: 2}, {From: 2, To: 4}, {From: 4, To: 7}}},
	} {
		if got := figure.Sheets(c.rows, c.most); !slices.Equal(got, c.want) {
			t.Errorf("%d rows on sheets of %d: %v, want %v", c.rows, c.most, got, c.want)
		}
	}
	for rows := range 400 {
		at := 0
		for _, p := range figure.Sheets(rows, rankingRows) {
			if p.From != at || p.To-p.From > rankingRows || p.To == p.From {
				t.Fatalf("%d rows: %v", rows, figure.Sheets(rows, rankingRows))
			}
			at = p.To
		}
		if at != rows && rows > rankingRows {
			t.Fatalf("%d rows: %v", rows, figure.Sheets(rows, rankingRows))
		}
	}
}

func TestSigned(t *testing.T) {
	places := exact.Rounding{Decimals: 3}
	for want, n := range map[string]exact.Num{
		"+1,500": exact.MustFrac(3, 2), "-1.234,000": exact.Int(-1234),
		"0,000": exact.MustFrac(-1, 2001), "-0,001": exact.MustFrac(-1, 2000),
	} {
		if got := signed(n, places); got != want {
			t.Errorf("%s is printed %s, want %s", n, got, want)
		}
	}
}

// largest is the largest block of the demo year, with its scope.
func largest(b *testing.B) (*figure.Scope, figure.Block) {
	b.Helper()
	var scope *figure.Scope
	var most figure.Block
	for _, s := range figuretest.Demo(b) {
		for _, block := range s.Blocks() {
			if len(block.Units) > len(most.Units) {
				scope, most = s, block
			}
		}
	}
	return scope, most
}

func BenchmarkPictures(b *testing.B) {
	s, block := largest(b)
	for kind, make := range builders {
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				if _, err := make("x", s, block); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("distribution", func(b *testing.B) {
		for b.Loop() {
			if _, err := Distribution("x", s, s.Blocks()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
