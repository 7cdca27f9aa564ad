package space_test

import (
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/rules"
)

func oneFile(text string) fstest.MapFS { return fstest.MapFS{"set.yaml": {Data: []byte(text)}} }

// inOrder goes through sets by their paths.
func inOrder(all map[string]*rules.Loaded) iter.Seq2[string, *rules.Loaded] {
	return func(yield func(string, *rules.Loaded) bool) {
		for _, path := range slices.Sorted(maps.Keys(all)) {
			if !yield(path, all[path]) {
				return
			}
		}
	}
}

// besides gives the files of a set with other cases in the place of its own.
func besides(t *testing.T, path, cases string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{"set/new.cases.yaml": {Data: []byte(cases)}}
	paths := []string{"../" + path}
	if !strings.HasSuffix(path, ".yaml") {
		paths, _ = filepath.Glob("../" + path + "/*.yaml")
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
