package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/rules"
	"cchc/rules/library"
	"cchc/seeds"
	"cchc/seeds/demo"
)

// TestOneSetFromEverywhere: the same set from the binary, from a folder of sets, from a path and from a data folder has the
// same hash and, scored on the demo year, gives the same results, byte for byte.
func TestOneSetFromEverywhere(t *testing.T) {
	a := &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	calendar := season.DefaultCalendar()
	stages := demo.Stages()
	last := stages[len(stages)-1]
	year := season.Fold(demoLog(t, a), demoYear, last.Day)
	var hashes, results []string
	for _, from := range []struct {
		name string
		load func(t *testing.T, a *app) map[string]*form.Set
	}{{"binary", fromBinary}, {"library", fromLibrary}, {"path", fromPath}, {"data folder", fromStore}} {
		t.Run(from.name, func(t *testing.T) {
			sets := from.load(t, a)
			var programs []*engine.Program
			var refs, got []string
			for _, id := range setNames() {
				p, err := engine.Compile(sets[id])
				if err != nil {
					t.Fatal(err)
				}
				programs, refs = append(programs, p), append(refs, p.Ref().ID+" "+p.Ref().Hash)
			}
			out, err := calendar.Score(year, programs, nil, last.Stage)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range out.All() {
				hash, err := s.Result.Hash()
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, s.Result.Set.ID+" "+hash)
			}
			if hashes == nil {
				hashes, results = refs, got
			}
			for i := range refs {
				if refs[i] != hashes[i] || got[i] != results[i] {
					t.Errorf("%s gives %s, the binary %s with %s", refs[i], got[i], hashes[i], results[i])
				}
			}
			if len(got) != len(setNames()) {
				t.Errorf("%d results", len(got))
			}
		})
	}
}

// chosen loads the built-in sets under other names.
func chosen(t *testing.T, dir string, name func(id, version string) string) map[string]*form.Set {
	t.Helper()
	sets := map[string]*form.Set{}
	for _, s := range rules.Embedded() {
		c, err := chooseSet(name(s.ID, s.Version), dir, day.Must(2026, 12, 31))
		if err != nil || c.Loaded == nil {
			t.Fatalf("%s: %v, %v", s.ID, err, c.Found)
		}
		sets[s.ID] = c.Loaded.Set
	}
	return sets
}

func fromBinary(t *testing.T, _ *app) map[string]*form.Set {
	return chosen(t, "", func(id, _ string) string { return id })
}

// fromLibrary takes them from a folder alone: the built-in ones stand beside it with the same content.
func fromLibrary(t *testing.T, _ *app) map[string]*form.Set {
	dir := writeSets(t)
	own, err := openLibrary(dir)
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string]*form.Set{}
	for _, id := range own.IDs() {
		c, err := own.Choose(id, "", day.Must(2026, 12, 31))
		if err != nil || c.Status != library.Published || c.Place != dir {
			t.Fatalf("%s: %+v, %v", id, c.Status, err)
		}
		sets[id] = c.Loaded.Set
	}
	return sets
}

func fromPath(t *testing.T, _ *app) map[string]*form.Set {
	dir := writeSets(t)
	return chosen(t, "", func(id, version string) string { return filepath.Join(dir, id, version) })
}

// writeSets writes the built-in sets with their register into a folder.
func writeSets(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	err := fs.WalkDir(rules.Sets(), ".", func(path string, d fs.DirEntry, err error) error {
		to := filepath.Join(dir, filepath.FromSlash(path))
		if err != nil || d.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		text, err := fs.ReadFile(rules.Sets(), path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, text, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// fromStore records them in a data folder, closes it and reads them from there.
func fromStore(t *testing.T, a *app) map[string]*form.Set {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "d")
	s, err := store.Create(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sets, err := a.loadSets(setNames())
	if err != nil {
		t.Fatal(err)
	}
	plan := &planning{season.DefaultCalendar(), seeds.DefaultUnits(), seeds.DefaultPlanFiles()}
	if err := a.initialise(ctx, s, plan, sets, systemActor, false); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = store.Open(dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	stored, err := readSets(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*form.Set{}
	for _, v := range stored.versions {
		out[v.ID] = v.Loaded.Set
	}
	return out
}

// TestCopyIsAllOrNothing: what cannot be copied whole leaves nothing behind.
func TestCopyIsAllOrNothing(t *testing.T) {
	lib, src := t.TempDir(), filepath.Join(writeSets(t), "so-2026", "1.0.0")
	loaded, _ := loadPath(src)
	if loaded == nil || len(loaded.Files) < 2 {
		t.Fatal("no set of several files")
	}
	changed := filepath.Join(src, filepath.Base(loaded.Files[len(loaded.Files)-1].Name))
	text, err := os.ReadFile(changed)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(lib, "so-2026", "1.0.0")
	for name, other := range map[string][]byte{"changed": append([]byte("# x\n"), text...), "gone": nil} {
		if other == nil {
			err = os.Remove(changed)
		} else {
			err = os.WriteFile(changed, other, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := copySet(src, loaded, to); err == nil {
			t.Errorf("%s: copied", name)
		}
		if left, _ := os.ReadDir(lib); len(left) > 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
	if err := os.WriteFile(changed, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := copySet(src, loaded, to); err != nil {
		t.Fatal(err)
	}
	if again, _ := loadPath(to); again == nil || again.Hash != loaded.Hash {
		t.Error("the copy is another set")
	}
	if err := copySet(src, loaded, to); err == nil {
		t.Error("copied over what is there")
	}
}

// TestRegisterOnlyGrows: entries are added whole or not at all, and never over others.
func TestRegisterOnlyGrows(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, library.RegisterFile)
	e := library.Entry{ID: "a", Version: "1.0.0", Hash: "sha256:2b66ed601bad130502e5cadc9ba58aa05d1797f869f39f9d8cb3d0e552c74450", Day: day.None}
	w := library.Entry{ID: "a", Version: "1.0.0", Day: day.Must(2026, 3, 1), Withdrawn: true, Reason: "sai"}
	if err := os.WriteFile(file, []byte("# sổ"), 0o644); err != nil { // no line end
		t.Fatal(err)
	}
	if err := addToRegister(dir, e, w); err != nil {
		t.Fatal(err)
	}
	want := "# sổ\n" + e.String() + "\n" + w.String() + "\n"
	e.Version = "1.1.0"
	if err := addToRegister(dir, e, w); err == nil {
		t.Error("withdrawn twice")
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != want {
		t.Errorf("got %s, want %s, %v", text, want, err)
	}
}

// TestRegisterWaitsItsTurn: publications at the same moment stand in the register one after the other, each once, and it can
// be read.
func TestRegisterWaitsItsTurn(t *testing.T) {
	dir := t.TempDir()
	const hash = "sha256:2b66ed601bad130502e5cadc9ba58aa05d1797f869f39f9d8cb3d0e552c74450"
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for n := range 25 {
				same := library.Entry{ID: "chung", Version: fmt.Sprintf("1.%d.0", n), Hash: hash, Day: day.Must(2026, 1, 5)}
				own := library.Entry{ID: fmt.Sprintf("rieng-%d", worker), Version: same.Version, Hash: hash, Day: day.None}
				if err := addToRegister(dir, same, own); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	text, err := os.ReadFile(filepath.Join(dir, library.RegisterFile))
	if err != nil {
		t.Fatal(err)
	}
	register, found := library.ParseRegister("published.txt", text)
	if len(found) > 0 || len(register) != 25+8*25 {
		t.Errorf("%d entries, want %d; %v", len(register), 25+8*25, found)
	}
	other := library.Entry{ID: "chung", Version: "1.0.0", Hash: strings.Replace(hash, "2b66", "3b66", 1), Day: day.None}
	if err := addToRegister(dir, other); err == nil || !strings.Contains(err.Error(), library.PublishedTwice) {
		t.Errorf("another content under a published name: %v", err)
	}
	if again, err := os.ReadFile(filepath.Join(dir, library.RegisterFile)); err != nil || !bytes.Equal(again, text) {
		t.Errorf("the register was changed by what it refused: %v", err)
	}
}
