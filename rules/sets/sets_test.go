// Package sets_test checks what the shipped criteria sets promise beyond the format: that they load without a word, that
// their cases reach every branch, that every deliverable of the plan can be seen to matter, that a province's figures can
// be read from its units' sets, and that points rest on what can be measured. Whether the cases come true is casetest's
// business.
package sets_test

import (
	"os"
	"slices"
	"testing"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
)

// shipped are the set directories below this one: ID/VERSION.
func shipped(t *testing.T) []string {
	t.Helper()
	var dirs []string
	for _, id := range below(t, ".") {
		for _, version := range below(t, id) {
			dirs = append(dirs, id+"/"+version)
		}
	}
	if len(dirs) == 0 {
		t.Fatal("no set is shipped")
	}
	return dirs
}

func below(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

func load(t *testing.T, dir string) *rules.Loaded {
	t.Helper()
	set, found := rules.Load(os.DirFS("."), dir)
	for _, d := range found {
		t.Errorf("%s:%d:%d: %s %q %s\n\t%s", d.File, d.Line, d.Col, d.Code, d.Args, d.Hint, d.Source)
	}
	if set == nil {
		t.FailNow()
	}
	return set
}

// eachSet runs a test for every shipped set.
func eachSet(t *testing.T, test func(t *testing.T, set *rules.Loaded)) {
	for _, dir := range shipped(t) {
		t.Run(dir, func(t *testing.T) { test(t, load(t, dir)) })
	}
}

func TestShippedSetsLoadWithoutAWord(t *testing.T) {
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		if set.Set.Reference == "" {
			t.Error("a reference set must say so on every output")
		}
	})
}

func inputOf(set *form.Set, name string) *form.Input {
	i := slices.IndexFunc(set.Inputs, func(in form.Input) bool { return in.Name == name })
	return &set.Inputs[i]
}

// TestCasesReachEverything: of every leaf each branch, counted item and condition of applicability decides a case.
func TestCasesReachEverything(t *testing.T) {
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		outcomes, err := casetest.Run(set)
		if err != nil {
			t.Fatal(err)
		}
		for _, touched := range casetest.Coverage(set.Set, outcomes) {
			if len(touched.Missed) > 0 {
				t.Errorf("%s: no case for %v", touched.Code, touched.Missed)
			}
		}
	})
}

// TestPointsRestOnMeasures: of the points that do not come from surveys at least 60 % rest on dates, rates or counts.
// A leaf, or a part of a sum, counts as measured when everything that it reads is.
func TestPointsRestOnMeasures(t *testing.T) {
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		var all, measured exact.Num
		for i, n := range set.Set.Nodes {
			if n.Leaf == nil || n.Leaf.Survey || n.Leaf.Unscored || set.Set.Nodes[i].Outside {
				continue
			}
			all = all.Add(n.Max)
			parts := []*form.Rule{n.Leaf.Rule}
			if n.Leaf.Rule.Kind == form.RuleSum {
				parts = n.Leaf.Rule.Parts
			}
			for _, part := range parts {
				if readsOnlyMeasures(set.Set, part) {
					measured = measured.Add(part.Max)
				}
			}
		}
		if all.IsZero() || measured.Mul(exact.Int(100)).Cmp(all.Mul(exact.Int(60))) < 0 {
			t.Errorf("%s of %s points rest on dates, rates or counts", measured.Fraction(), all.Fraction())
		}
		t.Logf("%s of %s points rest on dates, rates or counts", measured.Fraction(), all.Fraction())
	})
}

func readsOnlyMeasures(set *form.Set, r *form.Rule) bool {
	measures := true
	var look func(e *form.Expr)
	look = func(e *form.Expr) {
		if e == nil {
			return
		}
		switch e.Kind {
		case form.ExInput:
			if in := inputOf(set, e.Name); in.Type == form.InYesNo || in.Type == form.InLevel || in.Type == form.InRating {
				measures = false
			}
		case form.ExValue:
			look(set.Values[slices.IndexFunc(set.Values, func(v form.Value) bool { return v.Name == e.Name })].Expr)
		}
		for _, a := range e.Args {
			look(a)
		}
	}
	look(r.Value)
	for _, b := range r.Branches {
		look(b.When)
	}
	for _, it := range r.Items {
		look(it.Count)
	}
	for _, part := range r.Parts {
		measures = readsOnlyMeasures(set, part) && measures
	}
	return measures
}
