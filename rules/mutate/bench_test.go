package mutate_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"cchc/rules/mutate"
	"cchc/rules/rulestest"
)

// wideSet is a set of many subcriteria, each with two figures, a check on them and a table, and without cases.
func wideSet(leaves int) string {
	var inputs, ratios, checks, nodes strings.Builder
	for i := range leaves {
		fmt.Fprintf(&inputs, "  a%d: {type: count, label: A%d, declared_by: unit}\n  b%d: {type: count, label: B%d, declared_by: unit}\n", i, i, i, i)
		fmt.Fprintf(&ratios, "  t%d: {label: T%d, part: a%d, whole: b%d, when_whole_is_zero: not_applicable}\n", i, i, i, i)
		fmt.Fprintf(&checks, "  - {check: a%d <= b%d, because: \"Không vượt\"}\n", i, i)
		fmt.Fprintf(&nodes, "      - {code: \"1.%d\", name: \"Lá\", max: 1, value: t%d, bands: [{from: 90%%, points: 1}, {from: 70%%, points: 0.5}, {else: true, points: 0}]}\n", i+1, i)
	}
	return withHead(fmt.Sprint(leaves), "inputs:\n"+inputs.String()+"ratios:\n"+ratios.String()+"checks:\n"+checks.String()+
		"areas:\n  - code: \"1\"\n    name: \"Một\"\n    max: "+fmt.Sprint(leaves)+"\n    children:\n"+nodes.String())
}

// deepSet is one subcriterion of ten parts, each with two figures of its own, and without cases.
func deepSet() string {
	var inputs, ratios, parts strings.Builder
	for i := range 10 {
		fmt.Fprintf(&inputs, "  n%d: {type: count, label: N%d, declared_by: unit}\n  m%d: {type: count, label: M%d, declared_by: unit}\n", i, i, i, i)
		fmt.Fprintf(&ratios, "  t%d: {label: T%d, part: n%d, whole: m%d, when_whole_is_zero: full}\n", i, i, i, i)
		fmt.Fprintf(&parts, "          - {label: P%d, max: 0.1, value: t%d, bands: [{from: 90%%, points: 0.1}, {from: 70%%, points: 0.05}, {else: true, points: 0}]}\n", i, i)
	}
	return withHead("1", "inputs:\n"+inputs.String()+"ratios:\n"+ratios.String()+
		"areas:\n  - code: \"1\"\n    name: \"Một\"\n    max: 1\n    children:\n      - code: \"1.1\"\n        name: \"Lá\"\n        max: 1\n        sum:\n"+parts.String())
}

// TestManyFigures: of a leaf with so many figures that not all combinations can be tried, every mistake has its case, in the
// last figures as in the first, and the search ends.
func TestManyFigures(t *testing.T) {
	start := time.Now()
	r, err := mutate.Run(rulestest.Load(t, deepSet()), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Survivors() {
		if v.Missed == nil {
			t.Errorf("%s has no case (%v)", v.ID, v.Why)
		}
	}
	if took := time.Since(start); r.Tally("").All < 200 || took > 20*time.Second {
		t.Errorf("%d mutants in %v", r.Tally("").All, took)
	}
}

// BenchmarkManyLeaves judges the mutants of 500 subcriteria without cases.
func BenchmarkManyLeaves(b *testing.B) {
	l := rulestest.Load(b, wideSet(500))
	for b.Loop() {
		if _, err := mutate.Run(l, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// TestManyLeavesStaySmall: what is kept of a judged set grows with its mutants and not with mutants times leaves, and judging
// takes seconds.
func TestManyLeavesStaySmall(t *testing.T) {
	l := rulestest.Load(t, wideSet(100))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	r, err := mutate.Run(l, nil)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	all := r.Tally("").All
	kept := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d mutants in %v, %d bytes kept", all, took, kept)
	if all != 100*22 || kept > int64(all)*8192 || took > 20*time.Second {
		t.Errorf("%d mutants in %v, %d bytes kept", all, took, kept)
	}
	for i := range r.Leaves {
		for k := range r.Leaves[i].Verdicts {
			if r.Leaves[i].Verdicts[k].Set != nil {
				t.Fatalf("%s keeps its set", r.Leaves[i].Verdicts[k].ID)
			}
		}
	}
	runtime.KeepAlive(l)
}
