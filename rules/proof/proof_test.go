package proof_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/catalogue"
	"cchc/rules/proof"
	"cchc/seeds"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// known is a plan of two products and one office.
var known = proof.Known{
	Deliverables: []proof.Deliverable{{ID: "I.1.1", Title: "Báo cáo"}, {ID: "I.1.2", Title: "Kế hoạch"}},
	Offices:      []string{"so-noi-vu"},
}

func load(t *testing.T, file string) *rules.Loaded {
	t.Helper()
	loaded, found := rules.Load(os.DirFS("testdata"), file)
	if loaded == nil {
		for _, d := range found {
			t.Log(d.Format(wording.AuthorMessage(d.Code, d.Args, d.Hint)))
		}
		t.Fatalf("%s does not load", file)
	}
	return loaded
}

// render writes findings down, without how many points were tried: that may be tuned.
func render(loaded *rules.Loaded, found *proof.Findings) string {
	var b strings.Builder
	for i := range found.All {
		f := &found.All[i]
		severity := "lỗi"
		if f.Severity == rules.Warning {
			severity = "cảnh báo"
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s: %s\n", f.File, f.Line, f.Col, f.Code, severity, sentence(f))
		fmt.Fprintf(&b, "  %s %v\n", f.Method, f.Why)
		for _, c := range f.Cases {
			fmt.Fprintf(&b, "  %s\n", c.Text(loaded.Set))
		}
	}
	return b.String()
}

func sentence(f *proof.Finding) string {
	text := wording.AuthorMessage(f.Code, f.Args, f.Hint)
	if f.Perhaps() {
		text = wording.Message("cli.check_perhaps", text)
	}
	return text
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}

func has(found *proof.Findings, code string) bool {
	return slices.ContainsFunc(found.All, func(f proof.Finding) bool { return f.Code == code || strings.HasPrefix(f.Code, code+".") })
}

// TestFindings: each file of testdata has what it is named after, and its near miss has not.
func TestFindings(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{proof.CodeNotScored: true} // no set that loads is known to be refused by the engine
	for _, path := range files {
		name, near := strings.CutSuffix(strings.TrimSuffix(filepath.Base(path), ".yaml"), ".near")
		kind, _, _ := strings.Cut(name, ".")
		code := "proof." + kind
		t.Run(filepath.Base(path), func(t *testing.T) {
			loaded := load(t, filepath.Base(path))
			found := proof.Check(loaded, known)
			evidence(t, loaded, &found)
			if has(&found, code) == near {
				t.Errorf("%s, near miss %v:\n%s", code, near, render(loaded, &found))
			}
			if !near {
				shown[code] = true
				golden(t, "testdata/"+name+".txt", render(loaded, &found))
			}
		})
	}
	for _, k := range proof.Codes() {
		if !shown[k.Code] {
			t.Errorf("no file shows %s", k.Code)
		}
	}
}

// evidence: every case shown can be pasted into a file of cases, and the leaf scores there what is said.
func evidence(t *testing.T, loaded *rules.Loaded, found *proof.Findings) {
	t.Helper()
	for i := range found.All {
		for _, c := range found.All[i].Cases {
			bench, err := casetest.NewBench(loaded.Set, c.Code)
			if err != nil {
				t.Fatal(err)
			}
			if loaded.Set.Nodes[loaded.Set.NodeByCode(c.Code)].Leaf.Unscored {
				continue // shown as if it were scored
			}
			if ok, err := bench.Meets(&c); err != nil || !ok {
				t.Errorf("%s: %s does not come out as it says (%v)", found.All[i].Code, c.Text(loaded.Set), err)
			}
		}
	}
}

// TestCasesCanBePasted: a set loads with the cases that its findings show, and they pass.
func TestCasesCanBePasted(t *testing.T) {
	for _, name := range []string{"because_unfilled.never", "cliff", "not_monotone.document", "divide_zero", "overlap"} {
		loaded := load(t, name+".yaml")
		found := proof.Check(loaded, known)
		text, err := os.ReadFile("testdata/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		lines := string(text) + "cases:\n  \"1.1\":\n"
		pasted := 0
		for _, f := range found.All {
			for _, c := range f.Cases {
				lines += "    " + c.Text(loaded.Set) + "\n"
				pasted++
			}
		}
		again, diagnostics := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(lines)}}, "set.yaml")
		if again == nil {
			t.Fatalf("%s: %v\n%s", name, diagnostics, lines)
		}
		outcomes, err := casetest.Run(again)
		if err != nil || len(outcomes) != pasted || pasted == 0 {
			t.Fatalf("%s: %d of %d cases, %v", name, len(outcomes), pasted, err)
		}
		for i := range outcomes {
			if !outcomes[i].Passed() {
				t.Errorf("%s: %v", name, outcomes[i].Problems)
			}
		}
	}
}

// TestShippedSets: the built-in sets and the manual's examples have no errors; what they are warned of stands in a file.
func TestShippedSets(t *testing.T) {
	plan := proof.Known{Offices: []string{"lanh-dao-ubnd-tinh"}}
	for _, d := range seeds.DefaultPlan().Deliverables() {
		plan.Deliverables = append(plan.Deliverables, proof.Deliverable{ID: d.ID, Title: d.Product})
	}
	for _, u := range seeds.DefaultUnits().All() {
		plan.Offices = append(plan.Offices, u.Code)
	}
	var all strings.Builder
	look := func(name string, loaded *rules.Loaded, known proof.Known) {
		found := proof.Check(loaded, known)
		evidence(t, loaded, &found)
		if mistakes, _ := found.Count(); mistakes > 0 {
			t.Errorf("%s has %d errors", name, mistakes)
		}
		if again := proof.Check(loaded, known); render(loaded, &again) != render(loaded, &found) {
			t.Errorf("%s: other findings the second time", name)
		}
		if len(proof.Publishable(loaded, known)) > 0 {
			t.Errorf("%s may not be published", name)
		}
		fmt.Fprintf(&all, "== %s\n%s", name, render(loaded, &found))
	}
	for _, info := range rules.Embedded() {
		loaded, err := rules.LoadEmbedded(info.ID + "@" + info.Version)
		if err != nil {
			t.Fatal(err)
		}
		look(info.ID, loaded, plan)
	}
	shapes, err := catalogue.Shapes()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range shapes {
		loaded, _ := rules.Load(catalogue.Files(), s.File)
		if loaded == nil {
			t.Fatalf("%s does not load", s.File)
		}
		look(s.ID, loaded, proof.Known{})
	}
	golden(t, "testdata/shipped.txt", all.String())
}

// TestLongTables: of a table with more limits than are tried nothing false is said, by levels or by a share.
func TestLongTables(t *testing.T) {
	text, err := os.ReadFile("testdata/cliff.yaml")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "        value:")
	for _, bands := range []int{5, 13, 14, 30, 45} {
		for _, value := range []string{"ty_le", "dung"} {
			rule := "        value: " + value + "\n        bands:\n"
			for i := bands; i > 0; i-- {
				limit := fmt.Sprint(2 * i)
				if value == "ty_le" {
					limit += "%"
				}
				rule += fmt.Sprintf("          - {from: %s, points: %d.%02d}\n", limit, 2*i/bands, 200*i/bands%100)
			}
			rule += "          - {else: true, points: 0}\n"
			loaded, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(head + rule)}}, "set.yaml")
			if loaded == nil {
				t.Fatalf("%v\n%s", found, rule)
			}
			proofs := proof.Check(loaded, known)
			for _, f := range proofs.All {
				if f.Code != proof.CodeDeliverableUnused {
					t.Errorf("%d bands of %s: %s %v", bands, value, f.Code, f.Args)
				}
			}
		}
	}
}

// TestManyFigures: a leaf that reads many figures is looked at within bounds.
func TestManyFigures(t *testing.T) {
	text, err := os.ReadFile("testdata/units_mixed.near.yaml")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "inputs:")
	_, tree, _ := strings.Cut(string(text), "areas:")
	inputs, sum := "inputs:\n", "n1"
	for i := 1; i <= 20; i++ {
		inputs += fmt.Sprintf("  n%d: {type: count, label: \"Số %d\", declared_by: unit}\n", i, i)
		if i > 1 {
			sum += fmt.Sprintf(" + n%d", i)
		}
	}
	set := head + inputs + "areas:" + strings.Replace(tree, "value: a + b", "value: "+sum, 1)
	loaded, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(set)}}, "set.yaml")
	if loaded == nil {
		t.Fatal(found)
	}
	proofs := proof.Check(loaded, proof.Known{})
	if l := proofs.Leaves[0]; l.Method != proof.Search || l.Points > 20_000 || l.Most == nil || l.Most.Expect.Points.VN() != "1" {
		t.Errorf("%+v", l)
	}
}

// TestNothingKnown: without a plan and offices nothing is said of them.
func TestNothingKnown(t *testing.T) {
	for _, name := range []string{"office_unknown", "deliverable_unknown", "deliverables_unused"} {
		found := proof.Check(load(t, name+".yaml"), proof.Known{})
		if len(found.All) > 0 {
			t.Errorf("%s: %v", name, found.All)
		}
	}
}

// TestAssumed: an office or a product that only a plan and a list of units lack which nobody named is a warning; the others
// refuse publication.
func TestAssumed(t *testing.T) {
	for name, assumed := range map[string]proof.Known{
		"office_unknown":      {Offices: known.Offices, OfficesAssumed: true},
		"deliverable_unknown": {Deliverables: known.Deliverables, PlanAssumed: true},
	} {
		loaded := load(t, name+".yaml")
		found := proof.Check(loaded, assumed)
		if mistakes, _ := found.Count(); mistakes > 0 || !has(&found, "proof."+name) {
			t.Errorf("%s, assumed: %s", name, render(loaded, &found))
		}
		if len(proof.Publishable(loaded, assumed)) > 0 || len(proof.Publishable(loaded, known)) == 0 {
			t.Errorf("%s: refused by what is assumed, or not by what is named", name)
		}
	}
}

// TestSeverities: what is decided for all evidence and surely wrong is an error, what may be meant is a warning.
func TestSeverities(t *testing.T) {
	for _, k := range proof.Codes() {
		name := strings.TrimPrefix(k.Code, "proof.")
		if k.Code == proof.CodeNotScored {
			continue
		}
		found := proof.Check(load(t, name+".yaml"), known)
		for _, f := range found.All {
			if f.Code != k.Code {
				continue
			}
			if f.Severity < k.Severity {
				t.Errorf("%s is graver than its kind says", k.Code)
			}
			if k.Lesser && f.Method != proof.Exact && f.Severity == rules.Error {
				t.Errorf("%s is an error though only searched for", k.Code)
			}
		}
	}
}

// TestPublishable: a set with an error is refused, one with warnings alone is not.
func TestPublishable(t *testing.T) {
	for name, want := range map[string]int{"unwritten": 1, "branch_covered": 2, "cliff": 0, "cliff.near": 0} {
		if got := proof.Publishable(load(t, name+".yaml"), known); len(got) != want {
			t.Errorf("%s: %d findings refuse, want %d: %v", name, len(got), want, got)
		}
	}
}

// TestAttained: of every leaf looked at it is said what its rule gives at most and at least.
func TestAttained(t *testing.T) {
	found := proof.Check(load(t, "out_of_range.near.yaml"), known)
	if len(found.Leaves) != 1 || found.Leaves[0].Most == nil {
		t.Fatalf("%+v", found.Leaves)
	}
	l := &found.Leaves[0]
	if l.Most.Expect.Points.VN() != "1" || l.Least.Expect.Points.VN() != "0" || l.Method != proof.Search || l.Points == 0 {
		t.Errorf("%+v: %s to %s", l, l.Least.Expect.Points.VN(), l.Most.Expect.Points.VN())
	}
}

// TestCosts: rows multiply what is looked at for each, and a derived value costs wherever it is named.
func TestCosts(t *testing.T) {
	loaded := load(t, "cost.near.yaml")
	costs := proof.Costs(loaded.Set)
	if len(costs) != 1 || costs[0].Code != "1.1" || costs[0].Heaviest == nil {
		t.Fatalf("%+v", costs)
	}
	// A row takes the condition .x > 0 (3) and its visit; v is the name and the fold; w names v ten times.
	v := int64(1 + 1 + 4*1000)
	w := 1 + 9 + 10*v
	u := 1 + 9 + 10*w
	if want := u; costs[0].HeaviestSteps != want {
		t.Errorf("%d steps, want %d", costs[0].HeaviestSteps, want)
	}
	for i := 1; i < len(costs); i++ {
		if costs[i].Steps > costs[i-1].Steps {
			t.Error("not the dearest first")
		}
	}
}
