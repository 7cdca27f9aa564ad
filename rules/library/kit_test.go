package library_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/rules"
	"cchc/rules/library"
)

// setText is a small sound set; force is the text behind in_force, "" for none.
func setText(t testing.TB, id, version, force string) string {
	t.Helper()
	text, err := os.ReadFile("../testdata/good/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	head := fmt.Sprintf("  id: %s\n  version: %s\n", id, version)
	if force != "" {
		head += "  in_force: " + force + "\n"
	}
	return strings.Replace(string(text), "  id: mau\n  version: 1.0.0\n", head, 1)
}

// folder is a library in memory.
type folder struct {
	fstest.MapFS
	t testing.TB
}

func newFolder(t testing.TB) *folder { return &folder{fstest.MapFS{}, t} }

// put writes a version and gives its hash.
func (f *folder) put(id, version, force string) string {
	f.t.Helper()
	f.MapFS[id+"/"+version+"/set.yaml"] = &fstest.MapFile{Data: []byte(setText(f.t, id, version, force))}
	loaded, found := rules.Load(f, id+"/"+version)
	if loaded == nil {
		f.t.Fatalf("%s@%s: %v", id, version, found)
	}
	return loaded.Hash
}

// line adds a line to the register.
func (f *folder) line(format string, args ...any) {
	before := ""
	if old := f.MapFS[library.RegisterFile]; old != nil {
		before = string(old.Data)
	}
	f.MapFS[library.RegisterFile] = &fstest.MapFile{Data: []byte(before + fmt.Sprintf(format, args...) + "\n")}
}

func (f *folder) publish(id, version, force string) {
	f.line("%s@%s %s 2026-01-05", id, version, f.put(id, version, force))
}

func (f *folder) open() *library.Library {
	f.t.Helper()
	return open(f.t, f, "thu-vien")
}

func open(t testing.TB, fsys fs.FS, place string) *library.Library {
	t.Helper()
	l, found := library.Open(fsys, place)
	if len(found) > 0 {
		t.Fatal(found)
	}
	return l
}
