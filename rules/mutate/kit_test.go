package mutate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cchc/rules"
)

// catalogue loads the examples of the catalogue, by file name.
func catalogue(t *testing.T) map[string]*rules.Loaded {
	t.Helper()
	paths, _ := filepath.Glob("../catalogue/R*.yaml")
	all := map[string]*rules.Loaded{}
	for _, p := range paths {
		if strings.HasSuffix(p, "-misuse.yaml") {
			continue
		}
		l, found := rules.Load(os.DirFS("../catalogue"), filepath.Base(p))
		if l == nil {
			t.Fatalf("%s: %+v", p, found)
		}
		all[filepath.Base(p)] = l
	}
	if len(all) != 34 {
		t.Fatalf("%d examples", len(all))
	}
	return all
}

const head = `
set: {id: thu, version: 1.0.0, title: "Thử", scope: unit, max: MAX, ties: shared_skip,
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027},
  rounding: {at: total, decimals: 3, mode: half_up}}
`

func withHead(most, body string) string { return strings.Replace(head, "MAX", most, 1) + body }

func replaced(text, old, to string) string { return strings.Replace(text, old, to, 1) }
