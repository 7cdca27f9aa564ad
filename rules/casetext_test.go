package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// TestCaseText: every case of the shipped sets and of the catalogue, written out and read again beside its rules, is the
// same case.
func TestCaseText(t *testing.T) {
	dirs, _ := filepath.Glob("sets/*/*")
	examples, _ := filepath.Glob("catalogue/R*.yaml")
	n := 0
	for _, path := range append(dirs, examples...) {
		loaded, _ := rules.Load(os.DirFS("."), path)
		if loaded == nil {
			continue // a misuse
		}
		n += sameAgain(t, path, loaded)
	}
	if n < 1500 {
		t.Errorf("only %d cases", n)
	}
}

func sameAgain(t *testing.T, path string, loaded *rules.Loaded) int {
	t.Helper()
	var b strings.Builder
	b.WriteString("cases:\n")
	code := ""
	for i := range loaded.Cases {
		c := loaded.Cases[i]
		if c.Code != code {
			code = c.Code
			fmt.Fprintf(&b, "  %q:\n", code)
		}
		fmt.Fprintf(&b, "    %s\n", c.Text(loaded.Set))
	}
	again, found := rules.Load(withCases(t, path, b.String()), "set")
	if again == nil {
		t.Fatalf("%s: %+v", path, found)
	}
	opts := cmp.Options{
		cmpopts.IgnoreTypes(form.Span{}), cmpopts.EquateEmpty(), cmp.Comparer(func(a, b exact.Num) bool { return a.Equal(b) }),
		cmpopts.SortSlices(func(a, b rules.Given) bool {
			return fmt.Sprint(a.Input, a.Row, a.Field) < fmt.Sprint(b.Input, b.Row, b.Field)
		}),
		cmpopts.SortSlices(func(a, b rules.Due) bool { return a.Deliverable+a.Key < b.Deliverable+b.Key }),
	}
	if d := cmp.Diff(loaded.Cases, again.Cases, opts); d != "" {
		t.Errorf("%s:\n%s", path, d)
	}
	return len(loaded.Cases)
}

// withCases gives the files of a set with other cases in place of its own.
func withCases(t *testing.T, path, cases string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{"set/new.cases.yaml": {Data: []byte(cases)}}
	paths := []string{path}
	if !strings.HasSuffix(path, ".yaml") {
		paths, _ = filepath.Glob(path + "/*.yaml")
	}
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut("\n"+string(raw), "\ncases:")
		text, _, _ = strings.Cut(text, "\ndues:")
		if strings.TrimSpace(text) != "" {
			files["set/"+filepath.Base(p)] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return files
}
