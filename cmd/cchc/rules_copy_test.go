package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cchc/rules/skeleton"
)

// TestCopyRenumbersTheSet: the copy has the new number and is the same set but for it, however the number is written and
// wherever else it stands.
func TestCopyRenumbersTheSet(t *testing.T) {
	text, err := os.ReadFile("testdata/shared/bo/set.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const id, version, title = "  id: thu\n", "  version: 1.0.0\n", `"Bộ tiêu chí thử"`
	for name, replace := range map[string][]string{
		"plain":               nil,
		"double quotes":       {version, "  version: \"1.0.0\"\n"},
		"single quotes":       {version, "  version:   '1.0.0' # bản đầu\n"},
		"after the title":     {version, "", title, "\"Thay version: 1.0.0\"\n  version: \"1.0.0\""},
		"before the id":       {id, "", version, version + id},
		"in a note above":     {"set:\n", "# version: 1.0.0\nset:\n", version, "  \"version\": 1.0.0\n"},
		"in the id":           {id, "  id: thu-1\n", title, "\"1.0.0 version: 1.0.0\""},
		"lines end in CR, LF": {"\n", "\r\n"},
	} {
		dir, out := t.TempDir(), t.TempDir()
		file := filepath.Join(dir, "set.yaml")
		if err := os.WriteFile(file, []byte(strings.NewReplacer(replace...).Replace(string(text))), 0o644); err != nil {
			t.Fatal(err)
		}
		code, printed, talk := asked(t, "rules", "copy", dir, "--as", "1.10.0", "--out", out, "--json")
		if code != exitDone {
			t.Errorf("%s: exit %d, %s", name, code, talk)
			continue
		}
		made := decoded[copiedJSON](t, printed)
		before, _ := loadPath(dir)
		after, _ := loadPath(made.Path)
		if before == nil || after == nil || made.Version != "1.10.0" {
			t.Errorf("%s: %+v", name, made)
			continue
		}
		set := *after.Set
		set.Version = "1.0.0"
		if again, err := set.Canonical(); err != nil || after.Set.Version != "1.10.0" || string(again) != string(before.Canonical) {
			t.Errorf("%s: the copy is %s with title %q, %v", name, after.Set.Version, after.Set.Title, err)
		}
	}
}

// TestCopyWithoutAPlaceForTheNumber: files in which no place makes the set another version are refused and stay as they are.
func TestCopyWithoutAPlaceForTheNumber(t *testing.T) {
	loaded, _ := loadPath("testdata/shared/bo")
	if loaded == nil {
		t.Fatal("the set does not load")
	}
	const text = "# 1.0.0\nset: {id: thu}\n"
	files := []skeleton.File{{Name: "set.yaml", Data: []byte(text)}}
	err := renumber(files, loaded.Set, "1.1.0")
	if f := asFailure(err); f == nil || f.code != exitInvalid || !strings.Contains(f.text, "không tìm được chỗ ghi số phiên bản 1.0.0") {
		t.Errorf("%v", err)
	}
	if string(files[0].Data) != text {
		t.Errorf("left as %s", files[0].Data)
	}
}
