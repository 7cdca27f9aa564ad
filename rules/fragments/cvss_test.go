package fragments_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// The metrics of a base vector in their printed order, with their levels.
var metrics = []struct{ name, levels string }{
	{"AV", "NALP"}, {"AC", "LH"}, {"PR", "NLH"}, {"UI", "NR"}, {"S", "UC"}, {"C", "HLN"}, {"I", "HLN"}, {"A", "HLN"},
}

// vector is one level for each metric.
type vector []byte

func (v vector) String() string {
	parts := make([]string, len(metrics))
	for i, m := range metrics {
		parts[i] = m.name + ":" + string(v[i])
	}
	return strings.Join(parts, "/")
}

// vectors lists all base vectors.
func vectors() []vector {
	all := []vector{nil}
	for _, m := range metrics {
		var longer []vector
		for _, v := range all {
			for _, level := range []byte(m.levels) {
				longer = append(longer, append(slices.Clone(v), level))
			}
		}
		all = longer
	}
	return all
}

// weights are the numbers of the specification; that of PR depends on the scope.
var weights = map[string]string{
	"AV:N": "0.85", "AV:A": "0.62", "AV:L": "0.55", "AV:P": "0.2", "AC:L": "0.77", "AC:H": "0.44",
	"PR:N/U": "0.85", "PR:L/U": "0.62", "PR:H/U": "0.27", "PR:N/C": "0.85", "PR:L/C": "0.68", "PR:H/C": "0.5",
	"UI:N": "0.85", "UI:R": "0.62", "H": "0.56", "L": "0.22", "N": "0",
}

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func (v vector) weight(i int) string {
	switch name := metrics[i].name; name {
	case "PR":
		return weights[fmt.Sprintf("PR:%c/%c", v[i], v[4])]
	case "C", "I", "A":
		return weights[string(v[i])]
	default:
		return weights[name+":"+string(v[i])]
	}
}

// unrounded is the base score before it is rounded up, computed apart from the set and the engine; nil without impact.
func (v vector) unrounded() *big.Rat {
	one := big.NewRat(1, 1)
	rest := big.NewRat(1, 1)
	for i := 5; i < 8; i++ {
		rest.Mul(rest, new(big.Rat).Sub(one, rat(v.weight(i))))
	}
	iss := new(big.Rat).Sub(one, rest)
	impact := new(big.Rat).Mul(rat("6.42"), iss)
	factor := one
	if v[4] == 'C' {
		factor = rat("1.08")
		power := rat("3.25")
		for range 15 {
			power.Mul(power, new(big.Rat).Sub(iss, rat("0.02")))
		}
		impact.Mul(rat("7.52"), new(big.Rat).Sub(iss, rat("0.029")))
		impact.Sub(impact, power)
	}
	if impact.Sign() <= 0 {
		return nil
	}
	sum := rat("8.22")
	for i := range 4 {
		sum.Mul(sum, rat(v.weight(i)))
	}
	sum.Add(sum, impact)
	sum.Mul(sum, factor)
	if ten := big.NewRat(10, 1); sum.Cmp(ten) > 0 {
		return ten
	}
	return sum
}

func floor(r *big.Rat) *big.Int { return new(big.Int).Div(r.Num(), r.Denom()) } // Euclidean; the denominator is positive

// roundUp30 is the smallest number of one decimal that is not below x.
func roundUp30(x *big.Rat) *big.Rat {
	if x == nil {
		return new(big.Rat)
	}
	tenths := new(big.Rat).Neg(x)
	tenths.Mul(tenths, big.NewRat(10, 1))
	up := floor(tenths)
	return new(big.Rat).SetFrac(up.Neg(up), big.NewInt(10))
}

// roundUp31 goes to whole hundred-thousandths first.
func roundUp31(x *big.Rat) *big.Rat {
	if x == nil {
		return new(big.Rat)
	}
	n := new(big.Rat).Mul(x, big.NewRat(100_000, 1))
	whole := floor(n.Add(n, big.NewRat(1, 2)))
	tenths, rest := new(big.Int).QuoRem(whole, big.NewInt(10_000), new(big.Int))
	if rest.Sign() != 0 {
		tenths.Add(tenths, big.NewInt(1))
	}
	return new(big.Rat).SetFrac(tenths, big.NewInt(10))
}

var cvssVersions = []struct {
	dir     string
	roundUp func(*big.Rat) *big.Rat
}{{"cvss/3.0.0", roundUp30}, {"cvss/3.1.0", roundUp31}}

// scores scores every vector by the engine.
func scores(t *testing.T, l *rules.Loaded, all []vector) map[string]engine.UnitResult {
	t.Helper()
	result := resultOf(t, l, all)
	out := map[string]engine.UnitResult{}
	for i := range result.Units {
		out[result.Units[i].Unit] = result.Units[i]
	}
	return out
}

func resultOf(t *testing.T, l *rules.Loaded, all []vector) *engine.Result {
	t.Helper()
	c := &engine.Case{Set: l.Set, AsOf: l.Set.Period.Lock.Add(1), Stage: engine.StageFinal}
	for _, v := range all {
		uc := engine.UnitCase{Unit: engine.Unit{Code: v.String(), Block: "cvss"}}
		for i, m := range metrics {
			uc.Facts = append(uc.Facts, engine.Fact{Input: m.name, Layer: engine.LayerRegister, Recorded: day.None,
				Value: engine.Value{Type: form.TypeLevel, Text: string(v[i])}})
		}
		c.Units = append(c.Units, uc)
	}
	result, err := engine.Score(c)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// severity is the class of a score.
func severity(score *big.Rat) string {
	switch {
	case score.Cmp(rat("9")) >= 0:
		return "Nghiêm trọng"
	case score.Cmp(rat("7")) >= 0:
		return "Cao"
	case score.Cmp(rat("4")) >= 0:
		return "Trung bình"
	case score.Sign() > 0:
		return "Thấp"
	}
	return "Không"
}

// TestEveryVector scores all 2,592 base vectors of both versions and compares them with the arithmetic above.
func TestEveryVector(t *testing.T) {
	all := vectors()
	if len(all) != 2592 {
		t.Fatalf("%d vectors", len(all))
	}
	for _, version := range cvssVersions {
		got := scores(t, load(t, version.dir), all)
		classes := map[string]int{}
		for _, v := range all {
			u, want := got[v.String()], version.roundUp(v.unrounded())
			if u.Nodes[1].State != engine.Scored || u.Exact.Fraction() != want.RatString() || !u.Points.Equal(u.Exact) {
				t.Errorf("%s %s: %s %s, want %s", version.dir, v, u.Nodes[1].State, u.Exact.Fraction(), want.RatString())
			}
			if u.Class != severity(want) {
				t.Errorf("%s %s: %s is %q, want %q", version.dir, v, want.RatString(), u.Class, severity(want))
			}
			classes[u.Class]++
		}
		if len(classes) != 5 {
			t.Errorf("%s: classes %v", version.dir, classes)
		}
		t.Logf("%s: %v", version.dir, classes)
	}
}

// differing are the base vectors whose scores differ between the versions in exact arithmetic: none.
var differing = []string{}

// TestVersionsDifferInDefinitionOnly: the two ways of rounding up part only where the unrounded score lies above a
// tenth by less than half a hundred-thousandth. No base vector comes nearer than 0.00032, and only those cut at 10 are
// whole tenths: between the versions the definition changed and no base score did.
func TestVersionsDifferInDefinitionOnly(t *testing.T) {
	all := vectors()
	old, current := scores(t, load(t, "cvss/3.0.0"), all), scores(t, load(t, "cvss/3.1.0"), all)
	found := []string{}
	nearest, at, whole := rat("1"), "", 0
	for _, v := range all {
		if !old[v.String()].Exact.Equal(current[v.String()].Exact) {
			found = append(found, v.String())
		}
		x := v.unrounded()
		if x == nil {
			continue
		}
		tenths := new(big.Rat).Mul(x, big.NewRat(10, 1))
		above := new(big.Rat).Sub(tenths, new(big.Rat).SetInt(floor(tenths)))
		switch {
		case above.Sign() == 0 && x.Cmp(big.NewRat(10, 1)) == 0:
		case above.Sign() == 0:
			whole++
		case above.Cmp(nearest) < 0:
			nearest, at = above, v.String()
		}
	}
	if !slices.Equal(found, differing) {
		t.Errorf("%d vectors differ: %v", len(found), found)
	}
	nearest.Quo(nearest, big.NewRat(10, 1))
	if got := nearest.FloatString(9); got != "0.000320195" || whole != 0 {
		t.Errorf("%s lies %s above a tenth; %d are whole tenths", at, got, whole)
	}
	// The definitions do differ: a score just above a tenth.
	if x := rat("4.000004"); roundUp30(x).RatString() != "41/10" || roundUp31(x).RatString() != "4" {
		t.Errorf("4.000004 becomes %s and %s", roundUp30(x), roundUp31(x))
	}
}

// binary computes the unrounded score as common implementations do, in binary floating point; false without impact.
func (v vector) binary() (float64, bool) {
	w := func(i int) float64 {
		f, _ := rat(v.weight(i)).Float64()
		return f
	}
	iss := 1 - float64(float64((1-w(5))*(1-w(6)))*(1-w(7)))
	impact, factor := 6.42*iss, 1.0
	if v[4] == 'C' {
		impact = float64(7.52*float64(iss-0.029)) - float64(3.25*math.Pow(iss-0.02, 15))
		factor = 1.08
	}
	ease := float64(float64(float64(8.22*w(0))*w(1))*w(2)) * w(3)
	return math.Min(float64(factor*float64(impact+ease)), 10), impact > 0
}

func binaryRoundUp30(x float64) string { return fmt.Sprintf("%.1f", math.Ceil(x*10)/10) }

// binaryWrong are the base vectors that binary arithmetic with the rounding of version 3.0 gets wrong: none.
var binaryWrong = []string{}

// TestBinaryArithmeticOfBaseScores: since no unrounded base score lies at a tenth or just above one, the errors of binary
// floating point, some 1e-15, change no base score.
func TestBinaryArithmeticOfBaseScores(t *testing.T) {
	found := []string{}
	for _, v := range vectors() {
		got := "0.0"
		if x, some := v.binary(); some {
			got = binaryRoundUp30(x)
		}
		if want := roundUp30(v.unrounded()).FloatString(1); got != want {
			found = append(found, v.String()+" "+got+" "+want)
		}
	}
	if !slices.Equal(found, binaryWrong) {
		t.Errorf("%d vectors: %v", len(found), found)
	}
}

// productsWrong are the products of a base score and temporal weights (exploit code, remediation level, report
// confidence) that binary arithmetic with the rounding of version 3.0 gets wrong.
var productsWrong = []string{
	"10.0×1×1×0.92: 9.3 instead of 9.2",
	"2.5×1×1×0.92: 2.4 instead of 2.3",
	"5.0×1×1×0.92: 4.7 instead of 4.6",
}

// TestBinaryArithmeticFailsOnProducts: it is the scores made of a base score, products with temporal weights, that fall on
// whole tenths, and there binary arithmetic with the rounding of version 3.0 gives a tenth too much.
func TestBinaryArithmeticFailsOnProducts(t *testing.T) {
	bases := map[string]bool{}
	for _, v := range vectors() {
		bases[roundUp30(v.unrounded()).FloatString(1)] = true
	}
	factors := [][]string{{"1", "0.97", "0.94", "0.91"}, {"1", "0.97", "0.96", "0.95"}, {"1", "0.96", "0.92"}}
	found := []string{}
	for base := range bases {
		for _, e := range factors[0] {
			for _, rl := range factors[1] {
				for _, rc := range factors[2] {
					exactly, binary := big.NewRat(1, 1), 1.0
					for _, f := range []string{base, e, rl, rc} {
						exactly.Mul(exactly, rat(f))
						x, _ := rat(f).Float64()
						binary = float64(binary * x)
					}
					if got, want := binaryRoundUp30(binary), roundUp30(exactly).FloatString(1); got != want {
						found = append(found, strings.Join([]string{base, e, rl, rc}, "×")+": "+got+" instead of "+want)
					}
					if roundUp31(exactly).Cmp(roundUp30(exactly)) != 0 {
						t.Errorf("%s×%s×%s×%s differs between the versions in exact arithmetic", base, e, rl, rc)
					}
				}
			}
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, productsWrong) {
		t.Errorf("%d products: %v", len(found), found)
	}
}

// TestFormulasTakeBothWays: every choice in the named values is decided both ways by the cases beside the set, so that
// no weight and no step of the formulas is untried.
func TestFormulasTakeBothWays(t *testing.T) {
	for _, version := range cvssVersions {
		l := load(t, version.dir)
		ways := map[form.Span]map[bool]bool{}
		for i := range l.Set.Values {
			form.Walk(l.Set.Values[i].Expr, func(e *form.Expr) bool {
				if e.Kind == form.ExIf {
					ways[e.Span] = map[bool]bool{}
				}
				return true
			})
		}
		if len(ways) < 15 {
			t.Fatalf("%s has %d choices", version.dir, len(ways))
		}
		for _, o := range run(t, l) {
			if o.Trace.Rule != nil {
				choices(o.Trace.Rule, ways)
			}
		}
		for at, way := range ways {
			if len(way) != 2 {
				t.Errorf("%s:%d:%d is decided %v only", at.File, at.Line, at.Col, way)
			}
		}
	}
}

func choices(s *engine.Step, ways map[form.Span]map[bool]bool) {
	if s.Kind == string(form.ExIf) && s.Children[0].State == engine.Scored {
		ways[s.Span][s.Children[0].Value.Bool] = true
	}
	for i := range s.Children {
		choices(&s.Children[i], ways)
	}
}

// The parameters of both versions are the same numbers: only the steps of rounding differ.
func TestVersionsShareTheirNumbers(t *testing.T) {
	old, current := load(t, "cvss/3.0.0").Set, load(t, "cvss/3.1.0").Set
	if len(old.Params) != 16 || len(current.Params) != len(old.Params) {
		t.Fatalf("%d and %d parameters", len(old.Params), len(current.Params))
	}
	for i := range old.Params {
		a, b := &old.Params[i], &current.Params[i]
		x, _ := old.ParamValue(a.Name)
		y, _ := current.ParamValue(b.Name)
		if a.Name != b.Name || !exact.Num.Equal(x.Num, y.Num) {
			t.Errorf("%s %s, %s %s", a.Name, x.Num.Plain(), b.Name, y.Num.Plain())
		}
	}
}
