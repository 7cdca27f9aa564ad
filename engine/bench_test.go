package engine_test

import (
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/expr-lang/expr/vm"

	"cchc/engine"
	"cchc/internal/exact"
	"cchc/rules"
)

// states as the native functions name them.
var nativeStates = map[engine.State]int8{
	engine.Scored: scored, engine.NotDue: notDue, engine.Missing: missing, engine.NotScorable: notScorable, engine.NotApplicable: notApplicable,
}

// TestNativeAgrees keeps the baseline honest: the points, state and maximum of every leaf of every generated unit are
// the engine's, while the year is open and when it is decided.
func TestNativeAgrees(t *testing.T) {
	for _, closed := range []bool{false, true} {
		c := benchCase(t, 1500, closed)
		p, err := engine.Compile(c.Set)
		if err != nil {
			t.Fatal(err)
		}
		s := p.NewScorer(c, nil)
		seen := map[engine.State]int{}
		totals := map[string]bool{}
		for i := range c.Units {
			uc := &c.Units[i]
			s.Bind(uc)
			u, err := s.Unit(uc)
			if err != nil {
				t.Fatal(err)
			}
			n := newNative(c.Set, c, uc)
			var marks [nativeLeaves]nativeMark
			points, applied := n.score(&marks)
			leaf := 0
			for j := range u.Nodes {
				if c.Set.Nodes[j].Leaf == nil {
					continue
				}
				r, m := &u.Nodes[j], marks[leaf]
				leaf++
				seen[r.State]++
				if math.Abs(toFloat(r.Points)-m.points) > 1e-9 || nativeStates[r.State] != m.state {
					t.Errorf("closed %v, unit %s, %s: %s %s, native %g state %d (%+v)", closed, u.Unit, r.Code, r.State, r.Points.Fraction(), m.points, m.state, r.Reason)
				}
			}
			if leaf != nativeLeaves {
				t.Fatalf("%d leaves, native has %d", leaf, nativeLeaves)
			}
			if math.Abs(toFloat(u.Exact)-points) > 1e-9 || math.Abs(toFloat(u.Applied)-applied) > 1e-9 {
				t.Errorf("closed %v, unit %s: %s of %s, native %g of %g", closed, u.Unit, u.Exact.Fraction(), u.Applied.Fraction(), points, applied)
			}
			totals[u.Exact.Fraction()] = true
		}
		for st := range nativeStates {
			if st != engine.NotDue && seen[st] < 100 {
				t.Errorf("closed %v: only %d leaves are %s", closed, seen[st], st)
			}
		}
		if len(totals) < 1000 {
			t.Errorf("closed %v: only %d different totals", closed, len(totals))
		}
		t.Log(closed, seen)
	}
}

// exprEnvs are the two sensible ways to hand a unit to expr: a pointer to the plain struct, and one whose fields are
// boxed beforehand.
var exprEnvs = []struct {
	name string
	env  func(*nativeUnit) any
}{
	{"struct", func(u *nativeUnit) any { return u }},
	{"boxed", boxed},
}

// TestExprAgrees holds the sources for expr's machine to the native functions.
func TestExprAgrees(t *testing.T) {
	for _, e := range exprEnvs {
		programs, machine := exprPrograms(t, e.env(&nativeUnit{})), &vm.VM{}
		for _, closed := range []bool{false, true} {
			for i, u := range nativeUnits(benchCase(t, 1500, closed)) {
				var want, got [nativeLeaves]nativeMark
				u.score(&want)
				if err := exprScore(machine, programs, e.env(&u), &got); err != nil {
					t.Fatal(err)
				}
				for j := range want {
					if want[j].state != got[j].state || math.Abs(want[j].points-got[j].points) > 1e-9 {
						t.Errorf("%s, closed %v, unit %d, leaf %d: expr %+v, native %+v", e.name, closed, i, j, got[j], want[j])
					}
				}
			}
		}
	}
}

func nativeUnits(c *engine.Case) []nativeUnit {
	out := make([]nativeUnit, len(c.Units))
	for i := range out {
		out[i] = newNative(c.Set, c, &c.Units[i])
	}
	return out
}

// benchSize is the number of different units benchmarks go through: more than a branch predictor can learn.
const benchSize = 1024

// outlooks names the two days to look from.
var outlooks = []struct {
	name   string
	closed bool
}{{"open", false}, {"closed", true}}

// perLeaf reports time per subcriterion.
func perLeaf(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/nativeLeaves, "ns/subcriterion")
	b.ReportAllocs()
}

func mustCompile(b *testing.B, c *engine.Case) *engine.Program {
	b.Helper()
	p, err := engine.Compile(c.Set)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// BenchmarkLoad reads, lowers and checks the shipped set from its files.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rules.LoadEmbedded("so-2026"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	set := mustBenchSet(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := engine.Compile(set); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNative is the practical limit: the same subcriteria by hand, in binary floats.
func BenchmarkNative(b *testing.B) {
	for _, o := range outlooks {
		b.Run(o.name, func(b *testing.B) {
			units := nativeUnits(benchCase(b, benchSize, o.closed))
			var marks [nativeLeaves]nativeMark
			var sum float64
			i := 0
			for b.Loop() {
				points, _ := units[i%benchSize].score(&marks)
				sum += points
				i++
			}
			perLeaf(b)
			if sum == 0 {
				b.Fatal("no points")
			}
		})
	}
}

// BenchmarkExpr is expr's virtual machine: compiled programs, one machine.
func BenchmarkExpr(b *testing.B) {
	for _, e := range exprEnvs {
		b.Run(e.name, func(b *testing.B) {
			programs, machine := exprPrograms(b, e.env(&nativeUnit{})), &vm.VM{}
			units := nativeUnits(benchCase(b, benchSize, true))
			envs := make([]any, benchSize)
			for i := range envs {
				envs[i] = e.env(&units[i])
			}
			var marks [nativeLeaves]nativeMark
			i := 0
			for b.Loop() {
				if err := exprScore(machine, programs, envs[i%benchSize], &marks); err != nil {
					b.Fatal(err)
				}
				i++
			}
			perLeaf(b)
		})
	}
}

// BenchmarkCore scores units whose evidence is bound: points, states, ledger and total, as the native functions do from
// their structs.
func BenchmarkCore(b *testing.B) {
	for _, o := range outlooks {
		b.Run(o.name, func(b *testing.B) {
			s, bound := boundUnits(b, o.closed)
			i := 0
			for b.Loop() {
				s.Use(&bound[i%benchSize])
				s.Core()
				i++
			}
			perLeaf(b)
		})
	}
}

func boundUnits(b *testing.B, closed bool) (*engine.Scorer, []engine.Bound) {
	b.Helper()
	c := benchCase(b, benchSize, closed)
	s := mustCompile(b, c).NewScorer(c, nil)
	bound := make([]engine.Bound, benchSize)
	for i := range bound {
		s.Bind(&c.Units[i])
		bound[i] = s.Keep()
	}
	for i := range bound { // once round, so that working memory has its size
		s.Use(&bound[i])
		s.Core()
	}
	return s, bound
}

// BenchmarkTotal is the adding alone: leaves to areas to the whole, exactly, and the index.
func BenchmarkTotal(b *testing.B) {
	s, bound := boundUnits(b, true)
	s.Use(&bound[0])
	s.Core()
	b.ReportAllocs()
	for b.Loop() {
		s.Totals()
	}
}

// benchScorer binds unit after unit, as scoring a case does.
func benchScorer(b *testing.B, closed bool, each func(*engine.Scorer, *engine.UnitCase)) {
	b.Helper()
	c := benchCase(b, benchSize, closed)
	s := mustCompile(b, c).NewScorer(c, nil)
	i := 0
	for b.Loop() {
		each(s, &c.Units[i%benchSize])
		i++
	}
	perLeaf(b)
}

func BenchmarkBind(b *testing.B) {
	benchScorer(b, true, func(s *engine.Scorer, uc *engine.UnitCase) { s.Bind(uc) })
}

// BenchmarkUnit is the whole result of a unit from its facts: bound, scored, with reasons, outlook and balanced ledger.
func BenchmarkUnit(b *testing.B) {
	for _, o := range outlooks {
		b.Run(o.name, func(b *testing.B) {
			benchScorer(b, o.closed, func(s *engine.Scorer, uc *engine.UnitCase) {
				s.Bind(uc)
				if _, err := s.Unit(uc); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkTraced is the whole result and the traces of all leaves.
func BenchmarkTraced(b *testing.B) {
	for _, o := range outlooks {
		b.Run(o.name, func(b *testing.B) {
			benchScorer(b, o.closed, func(s *engine.Scorer, uc *engine.UnitCase) {
				s.Bind(uc)
				u, err := s.Unit(uc)
				if err != nil {
					b.Fatal(err)
				}
				if len(s.Traces(uc, &u, "")) != nativeLeaves {
					b.Fatal("leaves without trace")
				}
			})
		})
	}
}

// BenchmarkTraces are the traces alone, of a unit that is scored.
func BenchmarkTraces(b *testing.B) {
	c := benchCase(b, 1, true)
	s := mustCompile(b, c).NewScorer(c, nil)
	s.Bind(&c.Units[0])
	u, err := s.Unit(&c.Units[0])
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s.Traces(&c.Units[0], &u, "")
	}
	perLeaf(b)
}

// BenchmarkPreview changes one figure of a unit and scores it anew: what a form shows while somebody types.
func BenchmarkPreview(b *testing.B) {
	for _, o := range outlooks {
		b.Run(o.name, func(b *testing.B) {
			c := benchCase(b, benchSize, o.closed)
			s := mustCompile(b, c).NewScorer(c, nil)
			var took []time.Duration
			i := 0
			for b.Loop() {
				uc := &c.Units[i%benchSize]
				for j := range uc.Facts {
					if uc.Facts[j].Input == "kh_dung_han" {
						uc.Facts[j].Value.Num = exact.Int(int64(i % 20))
					}
				}
				start := time.Now()
				s.Bind(uc)
				if _, err := s.Unit(uc); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
				i++
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-µs")
		})
	}
}

func BenchmarkRank(b *testing.B) {
	for _, n := range sizes {
		b.Run(n.name, func(b *testing.B) {
			c := benchCase(b, n.units, true)
			p := mustCompile(b, c)
			r, err := p.Score(c)
			if err != nil {
				b.Fatal(err)
			}
			units := make([]engine.UnitResult, len(r.Units))
			for b.Loop() {
				copy(units, r.Units)
				p.Rank(units)
			}
			perUnit(b, n.units)
		})
	}
}

// sizes are a province's units, and all communes of the country.
var sizes = []struct {
	name  string
	units int
}{{"145", 145}, {"3321", 3321}}

func perUnit(b *testing.B, units int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(units)/1000, "µs/unit")
}

// BenchmarkScore is the whole composition on all processors: hash of the case, every unit, ranks.
func BenchmarkScore(b *testing.B) {
	for _, o := range outlooks {
		for _, n := range sizes {
			b.Run(o.name+"/"+n.name, func(b *testing.B) {
				c := benchCase(b, n.units, o.closed)
				p := mustCompile(b, c)
				for b.Loop() {
					if _, err := p.Score(c); err != nil {
						b.Fatal(err)
					}
				}
				perUnit(b, n.units)
			})
		}
	}
}

// BenchmarkStream100k scores 100,000 units in portions, keeping of each unit what ranking needs; the making of the
// evidence is not timed. Not part of a short run.
func BenchmarkStream100k(b *testing.B) {
	const units, portion = 100_000, 1000
	if testing.Short() {
		return
	}
	c := benchCase(b, 0, true)
	p := mustCompile(b, c)
	var peak uint64
	for b.Loop() {
		all := make([]engine.UnitResult, 0, units)
		for from := 0; from < units; from += portion {
			b.StopTimer()
			c.Units = benchUnits(c.Set, from, portion)
			b.StartTimer()
			r, err := p.Score(c)
			if err != nil {
				b.Fatal(err)
			}
			for _, u := range r.Units {
				u.Nodes, u.Ledger = nil, nil
				all = append(all, u)
			}
			var mem runtime.MemStats
			runtime.ReadMemStats(&mem)
			peak = max(peak, mem.HeapInuse)
		}
		p.Rank(all)
		if all[0].Rank == 0 {
			b.Fatal("not ranked")
		}
	}
	perUnit(b, units)
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
}
