package engine_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// TestBoundaries runs the boundary table. Its values are read at run time: the compiler folds constants exactly, so that
// a test written with literals can pass while the code fails.
func TestBoundaries(t *testing.T) {
	text, err := os.ReadFile("testdata/boundaries.txt")
	if err != nil {
		t.Fatal(err)
	}
	set := layersSet(t)
	ran := 0
	for n, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		args, want, _ := strings.Cut(line, " -> ")
		f := strings.Fields(args)
		got := ""
		switch f[0] {
		case "ratio":
			got = boundaryRatio(t, set, f[1], f[2], f[3])
		case "late":
			got = boundaryLate(t, set, f[1], f[2])
		case "index":
			got = boundaryIndex(t, f[1], f[2], f[3])
		}
		if got != want {
			t.Errorf("boundaries.txt:%d: %s: got %s, want %s", n+1, args, got, want)
		}
		ran++
	}
	if ran < 30 {
		t.Errorf("only %d cases", ran)
	}
}

func boundaryNumber(t *testing.T, text string) exact.Num {
	t.Helper()
	n, _, err := exact.ParseLiteral(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func boundaryScore(t *testing.T, set *form.Set, uc engine.UnitCase, stage, code string) engine.NodeResult {
	t.Helper()
	at, ok := engine.ParseStage(stage)
	if !ok {
		t.Fatalf("unknown stage %q", stage)
	}
	r, err := engine.Score(&engine.Case{Set: set, AsOf: afterLock, Stage: at, Units: []engine.UnitCase{uc}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Units[0].Nodes[set.NodeByCode(code)]
}

func boundaryRatio(t *testing.T, set *form.Set, whole, part, stage string) string {
	t.Helper()
	uc := engine.UnitCase{Unit: engine.Unit{Code: "so-a", Block: "so"}}
	for input, text := range map[string]string{"tong": whole, "dung": part} {
		if text != "-" {
			uc.Facts = append(uc.Facts, engine.Fact{Input: input, Value: engine.Value{Type: form.TypeNumber, Num: boundaryNumber(t, text)}, Recorded: day.None})
		}
	}
	n := boundaryScore(t, set, uc, stage, "1.2")
	return string(n.State) + " " + n.Points.Fraction()
}

func boundaryLate(t *testing.T, set *form.Set, due, issued string) string {
	t.Helper()
	limit, err := day.Parse(due)
	if err != nil {
		t.Fatal(err)
	}
	on, err := day.Parse(issued)
	if err != nil {
		t.Fatal(err)
	}
	uc := engine.UnitCase{Unit: engine.Unit{Code: "so-a", Block: "so"}}
	uc.Facts = []engine.Fact{dateFact("kh", "", "", on, engine.LayerDeclared)}
	uc.Dues = []engine.Due{{Deliverable: "I.1.2", Due: limit}}
	return boundaryScore(t, set, uc, "final", "1.1").Points.Fraction()
}

func boundaryIndex(t *testing.T, points, applied, decimals string) string {
	t.Helper()
	places, err := strconv.Atoi(decimals)
	if err != nil {
		t.Fatal(err)
	}
	index, ok := engine.Index(boundaryNumber(t, points), boundaryNumber(t, applied))
	if !ok {
		return "none"
	}
	return index.Decimal(exact.Rounding{Decimals: places, Mode: exact.HalfUp})
}
