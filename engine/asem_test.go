package engine_test

import (
	"encoding/csv"
	"math/big"
	"os"
	"strconv"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

const asemDir = "../testdata/asem"

// TestASEM reproduces a published composite index from its treated data: min–max normalisation over the units and
// weighted means up the tree, 11 nodes of 51 units to 1e-9 (the source is binary floating point) and every rank.
func TestASEM(t *testing.T) {
	loaded, diags := rules.Load(os.DirFS(asemDir), "asem.yaml")
	if loaded == nil {
		t.Fatalf("%v", diags)
	}
	set := loaded.Set
	c := asemCase(t, set)
	result, err := engine.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	if result.References == "" {
		t.Error("the result does not name the values it compared with")
	}
	nodes := asemNodes(set)
	if len(nodes) != 10 || len(result.Units) != 51 {
		t.Fatalf("%d nodes, %d units", len(nodes), len(result.Units))
	}
	got := map[string]map[string]exact.Num{} // node → unit → value
	for i := range result.Units {
		u := &result.Units[i]
		put(got, "Index", u.Unit, u.Index)
		for name, n := range nodes {
			share, ok := u.Nodes[n].Points.Quo(u.Nodes[n].Applied)
			if !ok {
				t.Fatalf("%s %s has no maximum", u.Unit, name)
			}
			put(got, name, u.Unit, share.Mul(exact.Int(100)))
		}
	}
	checkASEMValues(t, got)
	checkASEMRanks(t, got)
}

func put(m map[string]map[string]exact.Num, node, unit string, v exact.Num) {
	if m[node] == nil {
		m[node] = map[string]exact.Num{}
	}
	m[node][unit] = v
}

// asemNodes maps the names of areas and criteria to their nodes.
func asemNodes(set *form.Set) map[string]int {
	out := map[string]int{}
	for i := range set.Nodes {
		if set.Nodes[i].Leaf == nil {
			out[set.Nodes[i].Name] = i
		}
	}
	return out
}

func asemCase(t *testing.T, set *form.Set) *engine.Case {
	t.Helper()
	head, rows := readCSV(t, "treated.csv")
	c := &engine.Case{Set: set, AsOf: day.Must(2019, 1, 1), Stage: engine.StageFinal}
	for _, row := range rows {
		uc := engine.UnitCase{Unit: engine.Unit{Code: row[0], Block: "asem"}}
		for i, text := range row[2:] {
			r, ok := new(big.Rat).SetString(text)
			if !ok {
				t.Fatalf("%s: %q is no number", row[0], text)
			}
			n, err := exact.ParseFraction(canonicalFraction(r))
			if err != nil {
				t.Fatal(err)
			}
			uc.Facts = append(uc.Facts, engine.Fact{
				Input: head[i+2], Layer: engine.LayerRegister, Recorded: day.None,
				Value: engine.Value{Type: form.TypeNumber, Num: n},
			})
		}
		c.Units = append(c.Units, uc)
	}
	return c
}

func canonicalFraction(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	return r.String()
}

func checkASEMValues(t *testing.T, got map[string]map[string]exact.Num) {
	t.Helper()
	tolerance := big.NewRat(1, 1_000_000_000)
	head, rows := readCSV(t, "aggregated.csv")
	compared := 0
	for _, row := range rows {
		for i, text := range row[1:] {
			want, ok := new(big.Rat).SetString(text)
			have, ok2 := new(big.Rat).SetString(got[head[i+1]][row[0]].Fraction())
			if !ok || !ok2 {
				t.Fatalf("%s %s: %q", row[0], head[i+1], text)
			}
			diff := new(big.Rat).Sub(have, want)
			if diff.Abs(diff).Cmp(tolerance) > 0 {
				t.Errorf("%s of %s is %s, published %s", head[i+1], row[0], have.FloatString(12), text)
			}
			compared++
		}
	}
	if compared != 11*51 {
		t.Errorf("compared %d values", compared)
	}
}

// checkASEMRanks ranks every node by value: higher is better, equal values share the smaller rank. The published ranks
// are those of the scores at two decimals; at two places that makes a tie of unequal scores, which are named here so
// that nothing else hides behind the rounding.
func checkASEMRanks(t *testing.T, got map[string]map[string]exact.Num) {
	t.Helper()
	tied := map[string]bool{"PRT Instit": true, "RUS ConEcFin": true}
	printed := exact.Rounding{Decimals: 2, Mode: exact.HalfUp}
	head, rows := readCSV(t, "ranks.csv")
	for _, row := range rows {
		for i, text := range row[2:] {
			node := head[i+2]
			rank, unrounded := 1, 1
			mine := got[node][row[0]]
			for _, other := range got[node] {
				if other.Cmp(mine) > 0 {
					unrounded++
				}
				if other.Round(printed).Cmp(mine.Round(printed)) > 0 {
					rank++
				}
			}
			want, err := strconv.Atoi(text)
			if err != nil || rank != want {
				t.Errorf("%s ranks %d at %s, published %s", row[0], rank, node, text)
			}
			if (unrounded != want) != tied[row[0]+" "+node] {
				t.Errorf("%s ranks %d at %s unrounded, published %s", row[0], unrounded, node, text)
			}
		}
	}
}

func readCSV(t *testing.T, name string) (head []string, rows [][]string) {
	t.Helper()
	f, err := os.Open(asemDir + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

// TestScoreIsTheComposition: gathering unit by unit in parts, freezing, scoring one by one and ranking is what Score does.
func TestScoreIsTheComposition(t *testing.T) {
	loaded, diags := rules.Load(os.DirFS(asemDir), "asem.yaml")
	if loaded == nil {
		t.Fatalf("%v", diags)
	}
	c := asemCase(t, loaded.Set)
	whole, err := engine.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	p, err := engine.Compile(loaded.Set)
	if err != nil {
		t.Fatal(err)
	}
	parts := make([]engine.Partial, 3)
	for i := range c.Units {
		p.NewScorer(c, nil).Gather(&c.Units[i], &parts[i%3])
	}
	parts[2].Merge(&parts[0])
	parts[2].Merge(&parts[1])
	scorer := p.NewScorer(c, parts[2].Freeze())
	byHand := *whole
	byHand.Units = make([]engine.UnitResult, len(whole.Units))
	for i := range whole.Units {
		for j := range c.Units {
			if c.Units[j].Unit.Code != whole.Units[i].Unit {
				continue
			}
			if byHand.Units[i], err = scorer.ScoreUnit(&c.Units[j]); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.Rank(byHand.Units)
	want, err := whole.Hash()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := byHand.Hash(); err != nil || got != want {
		t.Errorf("the composition gives %s, Score gives %s (%v)", got, want, err)
	}
}
