package sets_test

import (
	"flag"
	"os"
	"testing"

	"cchc/internal/day"
	"cchc/rules"
	"cchc/rules/library"
)

var update = flag.Bool("update", false, "add the hashes of new versions to published.txt")

const publishedFile = "published.txt"

// TestPublishedVersionsNeverChange: what was once shipped under a version keeps its bytes. A set that has to change gets
// a new version; -update adds lines for new versions and never rewrites one.
func TestPublishedVersionsNeverChange(t *testing.T) {
	text, err := os.ReadFile(publishedFile)
	if err != nil {
		t.Fatal(err)
	}
	register, found := library.ParseRegister(publishedFile, text)
	if len(found) > 0 {
		t.Fatal(found)
	}
	known := map[string]string{}
	for i := range register {
		if e := &register[i]; !e.Withdrawn {
			known[e.Name()] = e.Hash
		}
	}
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		name := set.Set.ID + "@" + set.Set.Version
		switch hash, ok := known[name]; {
		case !ok && *update:
			entry := library.Entry{ID: set.Set.ID, Version: set.Set.Version, Hash: set.Hash, Day: day.None}
			added, found := library.Added(publishedFile, text, entry)
			if len(found) > 0 {
				t.Fatal(found)
			}
			text = append(text, added...)
		case !ok:
			t.Errorf("%s is not in %s; run with -update", name, publishedFile)
		case hash != set.Hash:
			t.Errorf("%s changed: its hash is %s, published was %s; raise the version instead", name, set.Hash, hash)
		}
		delete(known, name)
	})
	for name := range known { // each reported by itself
		t.Errorf("%s was published and is gone", name)
	}
	if *update {
		if err := os.WriteFile(publishedFile, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
