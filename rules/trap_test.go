package rules_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/unicode/norm"

	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
)

func base(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/good/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func loadText(text string) (*rules.Loaded, rules.Diagnostics) {
	return rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(text)}}, "set.yaml")
}

func mustLoad(t *testing.T, text string) *rules.Loaded {
	t.Helper()
	loaded, found := loadText(text)
	if loaded == nil {
		t.Fatalf("does not load:\n%s", render(found))
	}
	return loaded
}

// How a file is encoded or laid out must not change what it means.
func TestSameMeaningSameHash(t *testing.T) {
	text := base(t)
	want := mustLoad(t, text).Hash
	for name, variant := range map[string]string{
		"byte order mark":  "\ufeff" + text,
		"Windows lines":    strings.ReplaceAll(text, "\n", "\r\n"),
		"decomposed marks": norm.NFD.String(text),
		"comments":         "# chú thích\n" + strings.Replace(text, "  max: 4\n", "  max: 4 # điểm\n", 1),
		"formula in block": strings.Replace(text, `{check: dung <= tong, because: "Số đúng hạn không vượt tổng số"}`,
			"check: |\n      dung\n      <= tong\n    because: \"Số đúng hạn không vượt tổng số\"", 1),
		"escapes in text": strings.Replace(text, `title: "Bộ mẫu"`, `title: "B\u1ed9 mẫu"`, 1),
		"ISO dates":       strings.Replace(text, "01/01/2026", "2026-01-01", 1),
	} {
		if variant == text {
			t.Errorf("%s: nothing changed", name)
		}
		if got := mustLoad(t, variant).Hash; got != want {
			t.Errorf("%s changes the hash", name)
		}
	}
	if other := mustLoad(t, strings.Replace(text, "tot: 1, kem: 0}", "tot: 1, kem: 0.5}", 1)).Hash; other == want {
		t.Error("other points, same hash")
	}
}

func TestNamesInTwoEncodingsAreOne(t *testing.T) {
	text := strings.ReplaceAll(base(t), "dung", "đúng_hạn")
	text = strings.Replace(text, "part: đúng_hạn", "part: "+norm.NFD.String("đúng_hạn"), 1)
	mustLoad(t, text)
}

// Files of a directory are one set, in the order of their names.
func TestDirectoryIsOneSet(t *testing.T) {
	text := base(t)
	cut := strings.Index(text, "areas:")
	fsys := fstest.MapFS{
		"mau/set.yaml":        {Data: []byte(text[:cut])},
		"mau/tree.yaml":       {Data: []byte(text[cut:])},
		"mau/tree.cases.yaml": {Data: []byte("cases:\n  \"1.3\":\n    - {given: {muc: tot}, points: 1}\n")},
		"mau/NOTES.md":        {Data: []byte("không phải YAML: {")},
	}
	loaded, found := rules.Load(fsys, "mau")
	if loaded == nil {
		t.Fatal(render(found))
	}
	if loaded.Hash != mustLoad(t, text).Hash {
		t.Error("the hash depends on how a set is cut into files")
	}
	if len(loaded.Files) != 3 || len(loaded.Cases) != 1 {
		t.Errorf("files %v, cases %v", loaded.Files, loaded.Cases)
	}
}

func TestFileLimits(t *testing.T) {
	_, found := loadText(base(t) + "# " + strings.Repeat("x", 1<<20))
	if len(found) == 0 || found[0].Code != "file.too_large" {
		t.Errorf("a file of more than 1 MiB: %v", found)
	}
	_, found = loadText("x: " + strings.Repeat("x", 20_000) + "\n")
	if len(found) == 0 || found[0].Code != "file.long_line" {
		t.Errorf("a long line: %v", found)
	}
	_, found = loadText("set: [" + strings.Repeat(strings.Repeat("1,", 5_000)+"\n ", 10) + "1]\n")
	if len(found) == 0 || found[0].Code != "file.too_many_nodes" {
		t.Errorf("a file of more than 50,000 nodes: %d findings", len(found))
	}
	if _, found = rules.Load(fstest.MapFS{"a/x.yml": {Data: []byte("a: 1")}}, "a"); len(found) != 2 || found[0].Code != "file.none" && found[1].Code != "file.none" {
		t.Errorf("a directory without .yaml files: %v", found)
	}
	if _, found = rules.Load(fstest.MapFS{}, "nothing"); len(found) != 1 || found[0].Code != "file.unreadable" {
		t.Errorf("no such directory: %v", found)
	}
}

// The caret stands under its text: columns are runes, tabs stay tabs, wide letters take two places.
func TestCaretStandsUnderItsText(t *testing.T) {
	for _, c := range []struct {
		source      string
		col, endCol int
		want        string
	}{
		{"tỷ lệ: x", 8, 9, "       ^"},
		{"a\tđúng", 3, 7, " \t^^^^"},
		{"日本 x", 4, 5, "     ^"},
		{"日本 x", 1, 3, "^^^^"},
		{"e\u0301e x", 5, 6, "   ^"},
		{"", 1, 2, ""},
		{"x", 9, 12, " ^"},
	} {
		d := rules.Diagnostic{File: "f", Line: 1, Col: c.col, EndCol: c.endCol, Code: "c", Source: c.source}
		lines := strings.Split(d.Format("m"), "\n")
		got := ""
		if len(lines) > 3 {
			got = strings.TrimPrefix(lines[2], "  ")
		}
		if got != c.want {
			t.Errorf("%q from %d to %d: %q, want %q", c.source, c.col, c.endCol, got, c.want)
		}
	}
}

// Every branch has a sentence, whether its author wrote one or not.
func TestEveryBranchHasASentence(t *testing.T) {
	set := mustLoad(t, base(t)).Set
	n := 0
	for _, i := range set.Leaves() {
		form.WalkRule(set.Nodes[i].Leaf.Rule, func(r *form.Rule) {
			r.Texts(func(text *form.Text) {
				if text == &r.Because && (r.Kind == form.RuleCases || r.Kind == form.RuleBands || r.Kind == form.RuleSum || r.Kind == form.RuleBest) {
					return
				}
				n++
				if len(text.Parts) == 0 {
					t.Errorf("%s: a branch of %s has no sentence", set.Nodes[i].Code, r.Shape)
				}
			})
		})
		for _, a := range set.Nodes[i].Leaf.Applies {
			if len(a.Because.Parts) == 0 {
				t.Errorf("%s: a condition has no sentence", set.Nodes[i].Code)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d sentences seen", n)
	}
}

// An empty whole of a ratio becomes a condition of the leaves that use it, and of no other.
func TestEmptyWholeBecomesACondition(t *testing.T) {
	set := mustLoad(t, base(t)).Set
	leaf := set.Nodes[set.NodeByCode("1.1")].Leaf
	if len(leaf.Applies) != 2 {
		t.Fatalf("%d conditions", len(leaf.Applies))
	}
	own, whole := leaf.Applies[0], leaf.Applies[1]
	if own.Accepted || own.Then != form.EffRebase {
		t.Errorf("condition on an attribute: %+v", own)
	}
	if !whole.Accepted || whole.Then != form.EffRebase || whole.When.Kind != form.ExCmp {
		t.Errorf("condition on the empty whole: %+v", whole)
	}
	if other := set.Nodes[set.NodeByCode("1.3")].Leaf; len(other.Applies) != 0 {
		t.Errorf("a leaf without the ratio has %d conditions", len(other.Applies))
	}
}

// However much is wrong, what is told stays readable.
func TestMistakesAreBounded(t *testing.T) {
	loaded, found := loadText("inputs:\n" + strings.Repeat("  x: {type: count, lable: \"x\"}\n", 5_000))
	if loaded != nil || len(found) != 500 {
		t.Fatalf("%d findings", len(found))
	}
	if found[0].Code != "file.too_many_mistakes" {
		t.Errorf("nothing says that the list is cut: %v", found[0])
	}
}

// Damaged files are refused or read, never a crash; a set is given exactly when there is no mistake.
func TestDamagedFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	seed := base(t)
	const marks = "{}[]:,#!&*|>'\"%@`-?. \n\t"
	for range 1500 {
		b := []byte(seed)
		for range 1 + r.IntN(5) {
			i := r.IntN(len(b))
			switch r.IntN(3) {
			case 0:
				b[i] = marks[r.IntN(len(marks))]
			case 1:
				b = append(b[:i], b[min(len(b), i+r.IntN(12)):]...)
			default:
				j := r.IntN(len(b))
				b = slices.Concat(b[:i], b[j:min(len(b), j+24)], b[i:])
			}
		}
		loaded, found := loadText(string(b))
		if (loaded == nil) != found.HasErrors() {
			t.Fatalf("set %v with findings\n%s\n%s", loaded != nil, render(found), b)
		}
		if loaded != nil {
			if _, err := form.Decode(loaded.Canonical); err != nil {
				t.Fatalf("%v\n%s", err, b)
			}
		}
	}
}

// Every code that the package can report has a sentence.
func TestEveryCodeHasASentence(t *testing.T) {
	code := regexp.MustCompile(`"((?:file|yaml|format|number|set|period|parameter|rounding|dates|table|class|name|input|ratio|code|tree|outside|leaf|rule|points|level|late|checklist|bands|band|limit|line|share|sum|tally|per_row|reach|unused|sentence|case)\.[a-z_0-9]*[a-z0-9])"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(raw), -1) {
			n++
			if !wording.Known(m[1]) {
				t.Errorf("%s: %s has no sentence", f, m[1])
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d codes seen", n)
	}
	for _, c := range rules.FormCodes() {
		if !wording.Known(c) {
			t.Errorf("%s has no sentence", c)
		}
	}
}

func TestLoadEmbedded(t *testing.T) {
	all := rules.Embedded()
	if len(all) == 0 {
		t.Fatal("no sets")
	}
	latest, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := rules.LoadEmbedded("so-2026@" + latest.Set.Version)
	if err != nil || pinned.Hash != latest.Hash {
		t.Errorf("pinned: %v", err)
	}
	for _, name := range []string{"so-1999", "so-2026@9.9.9", "", "../x"} {
		if _, err := rules.LoadEmbedded(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(base(f))
	for _, name := range []string{"many", "comment-cuts-formula", "formula-block", "too-deep", "case-report-field"} {
		raw, err := os.ReadFile("testdata/bad/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Fuzz(func(t *testing.T, text string) {
		loaded, found := loadText(text)
		if (loaded == nil) != found.HasErrors() {
			t.Errorf("set %v with %d findings", loaded != nil, len(found))
		}
		render(found)
	})
}
