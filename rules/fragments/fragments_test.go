package fragments_test

import (
	"flag"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/rules/casetest"
)

var update = flag.Bool("update", false, "rewrite testdata/hashes.txt")

const (
	setsDir   = "../../testdata/sets"
	hashes    = "testdata/hashes.txt"
	unwritten = "rule.unwritten"
)

// fragments are the sets by directory, each with the warnings that its loading may give: they say what is partial, or
// what only the cases show.
var fragments = []struct {
	dir      string
	warnings []string
}{
	{"ca-mau-2013", []string{unwritten}},
	{"cvss/3.0.0", []string{"reach.max_unknown", "reach.min_unknown"}},
	{"cvss/3.1.0", []string{"reach.max_unknown", "reach.min_unknown"}},
	{"qd766-2022", []string{unwritten}},
	{"tien-giang-2022", []string{unwritten}},
}

func load(t *testing.T, dir string) *rules.Loaded {
	t.Helper()
	l, found := rules.Load(os.DirFS(setsDir), dir)
	if l == nil {
		t.Fatalf("%s does not load: %v", dir, found)
	}
	return l
}

// each runs a test for every set.
func each(t *testing.T, test func(t *testing.T, l *rules.Loaded)) {
	for _, f := range fragments {
		t.Run(f.dir, func(t *testing.T) { test(t, load(t, f.dir)) })
	}
}

// Every directory of testdata/sets that holds a set is one of the list, so that none goes untested.
func TestEverySetIsListed(t *testing.T) {
	var found []string
	for _, pattern := range []string{"*/set.yaml", "*/*/set.yaml"} {
		names, err := fs.Glob(os.DirFS(setsDir), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			found = append(found, path.Dir(name))
		}
	}
	var listed []string
	for _, f := range fragments {
		listed = append(listed, f.dir)
	}
	slices.Sort(found)
	if !slices.Equal(found, listed) {
		t.Errorf("sets %v, listed %v", found, listed)
	}
}

func TestOnlyExpectedWarnings(t *testing.T) {
	for _, f := range fragments {
		for _, w := range load(t, f.dir).Warnings {
			if !slices.Contains(f.warnings, w.Code) {
				t.Errorf("%s:%d: %s %v", w.File, w.Line, w.Code, w.Args)
			}
		}
	}
}

// No output of these sets may be taken for an official result, and every leaf says where its rule comes from.
func TestFragmentsSayWhatTheyAre(t *testing.T) {
	each(t, func(t *testing.T, l *rules.Loaded) {
		set := l.Set
		if !strings.Contains(set.Reference, "tham khảo") {
			t.Errorf("reference is %q", set.Reference)
		}
		partial := set.ID != "cvss"
		if partial && (!strings.HasPrefix(set.Title, "Trích ") || !strings.HasPrefix(set.Reference, "Trích ") ||
			!strings.Contains(set.Reference, "chỉ gồm phần đọc được")) {
			t.Errorf("%q, %q do not say that the set is partial", set.Title, set.Reference)
		}
		for _, i := range set.Leaves() {
			leaf := set.Nodes[i].Leaf
			if len(leaf.Legal) == 0 {
				t.Errorf("%s has no source", set.Nodes[i].Code)
			}
			if partial && leaf.Printed == "" && !leaf.Unwritten() {
				t.Errorf("%s does not quote its rule", set.Nodes[i].Code)
			}
			if partial && set.Nodes[i].Max.IsZero() != leaf.Unscored {
				t.Errorf("%s: points of a rule that is only shown, or a maximum of 0", set.Nodes[i].Code)
			}
		}
	})
}

// TestHashesAreKept: a change of content is seen. These sets are not published, so -update may rewrite a line.
func TestHashesAreKept(t *testing.T) {
	var b strings.Builder
	for _, f := range fragments {
		l := load(t, f.dir)
		b.WriteString(l.Set.ID + "@" + l.Set.Version + " " + l.Hash + "\n")
	}
	if *update {
		if err := os.WriteFile(hashes, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(hashes)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the sets are now\n%s%s says\n%s", b.String(), hashes, want)
	}
}

func run(t *testing.T, l *rules.Loaded) []casetest.Outcome {
	t.Helper()
	outcomes, err := casetest.Run(l)
	if err != nil {
		t.Fatal(err)
	}
	for i := range outcomes {
		if o := &outcomes[i]; !o.Passed() {
			t.Errorf("%s %s: %v", o.Case.Code, o.Case.Name, o.Problems)
		}
	}
	return outcomes
}

// covered demands that every branch, item and condition of the set's leaves decides a case. The rule of a leaf that is
// shown but not scored is looked at by TestShownRules, the empty rule of one that is not written decides nothing.
func covered(t *testing.T, set *form.Set, outcomes []casetest.Outcome) {
	t.Helper()
	for _, touched := range casetest.Coverage(set, outcomes) {
		leaf := set.Nodes[set.NodeByCode(touched.Code)].Leaf
		switch {
		case len(touched.States) == 0:
			t.Errorf("%s has no case", touched.Code)
		case leaf.Unscored:
		case leaf.Unwritten():
			blocked := slices.Equal(touched.States, []engine.State{engine.NotScorable})
			if !blocked || !slices.Equal(touched.Missed, []string{"else"}) {
				t.Errorf("%s, not written, gives %v and misses %v", touched.Code, touched.States, touched.Missed)
			}
		case len(touched.Missed) > 0:
			t.Errorf("%s: no case for %v", touched.Code, touched.Missed)
		case len(touched.States) < 2:
			t.Errorf("%s has cases of states %v only", touched.Code, touched.States)
		}
	}
}

func TestCasesPassAndReachEverything(t *testing.T) {
	each(t, func(t *testing.T, l *rules.Loaded) {
		outcomes := run(t, l)
		covered(t, l.Set, outcomes)
		limits(t, l.Set, outcomes)
	})
}

// limits demands, of every lower limit of every table of a scored leaf, a case whose value is exactly the limit, one
// below it and one above it; of a line up to a target, cases that get all, some and none of the points between.
func limits(t *testing.T, set *form.Set, outcomes []casetest.Outcome) {
	t.Helper()
	type sides struct{ at, below, above bool }
	seen := map[string]*sides{}
	for i := range outcomes {
		o := &outcomes[i]
		if o.Trace.Rule == nil || o.Trace.Rule.Kind != "bands" || o.Trace.Rule.Children[0].State != engine.Scored {
			continue
		}
		value := o.Trace.Rule.Children[0].Value.Num
		for _, b := range o.Trace.Rule.Children[1:] {
			if len(b.Children) == 0 {
				continue
			}
			key := o.Case.Code + " " + b.ID
			if seen[key] == nil {
				seen[key] = &sides{}
			}
			switch c := value.Cmp(b.Children[0].Value.Num); {
			case c == 0:
				seen[key].at = true
			case c < 0:
				seen[key].below = true
			default:
				seen[key].above = true
			}
		}
	}
	for _, n := range set.Leaves() {
		node := &set.Nodes[n]
		if node.Leaf.Unscored {
			continue
		}
		for _, id := range casetest.LimitIDs(node.Leaf.Rule, "") {
			if s := seen[node.Code+" "+id]; s == nil || !s.at || !s.below || !s.above {
				t.Errorf("%s: cases at, below and above limit %s: %+v", node.Code, id, s)
			}
		}
		if node.Leaf.Rule.Shape == "share" {
			shares(t, node, outcomes)
		}
	}
}

func shares(t *testing.T, node *form.Node, outcomes []casetest.Outcome) {
	t.Helper()
	full, part := false, false
	for i := range outcomes {
		o := &outcomes[i]
		if o.Case.Code != node.Code || o.Node.State != engine.Scored {
			continue
		}
		full = full || o.Node.Points.Equal(node.Max)
		part = part || o.Node.Points.Sign() > 0 && o.Node.Points.Less(node.Max)
	}
	if !full || !part {
		t.Errorf("%s: cases with all of the points %v, with some %v", node.Code, full, part)
	}
}
