package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cchc/seeds"
)

var ctx = context.Background()

// codeOf gives the code of a refusal; "" for nil and other errors.
func codeOf(err error) string {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

// fresh makes a data folder in a folder that is removed after the test.
func fresh(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "dữ liệu?x=1#%41") // characters that a DSN would trip over
	s, err := Create(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// reopen opens and closes.
func reopen(dir string, o Options) error {
	s, err := Open(dir, o)
	if err == nil {
		err = s.Close()
	}
	return err
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestOpenRefusals is R9: what is not a data folder in order is refused with a reason, and is as it was afterwards.
func TestOpenRefusals(t *testing.T) {
	at := func(dir, name string) string { return filepath.Join(dir, name) }
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"no folder":       {func(t *testing.T, dir string) { must(t, os.RemoveAll(dir)) }, Missing},
		"a file":          {func(t *testing.T, dir string) { must(t, os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)) }, NotFolder},
		"empty folder":    {func(t *testing.T, dir string) { must(t, os.RemoveAll(dir), os.Mkdir(dir, 0o700)) }, NoMarker},
		"database only":   {func(t *testing.T, dir string) { must(t, os.Remove(at(dir, markerFile))) }, NoMarker},
		"database gone":   {func(t *testing.T, dir string) { must(t, os.Remove(at(dir, databaseFile))) }, NoDatabase},
		"database empty":  {func(t *testing.T, dir string) { must(t, os.Truncate(at(dir, databaseFile), 0)) }, Foreign},
		"database cut":    {func(t *testing.T, dir string) { must(t, os.Truncate(at(dir, databaseFile), 4096)) }, Damaged},
		"marker empty":    {func(t *testing.T, dir string) { must(t, os.Truncate(at(dir, markerFile), 0)) }, NoMarker},
		"folder readable": {func(t *testing.T, dir string) { must(t, os.Chmod(dir, 0o755)) }, Permissions},
		"folder closed": {func(t *testing.T, dir string) {
			t.Cleanup(func() { os.Chmod(dir, 0o700) }) // or it is not taken away
			must(t, os.Chmod(dir, 0o550))
		}, Permissions},
		"database open": {func(t *testing.T, dir string) { must(t, os.Chmod(at(dir, databaseFile), 0o644)) }, Permissions},
		"marker open":   {func(t *testing.T, dir string) { must(t, os.Chmod(at(dir, markerFile), 0o666)) }, Permissions},
		"a text": {func(t *testing.T, dir string) {
			must(t, os.WriteFile(at(dir, databaseFile), []byte(strings.Repeat("x", 5000)), 0o600))
		}, Foreign},
		"another program's": {func(t *testing.T, dir string) {
			raw(t, dir, "PRAGMA application_id = 7")
		}, Foreign},
		"another folder's": {func(t *testing.T, dir string) {
			b, err := os.ReadFile(at(fresh(t), databaseFile))
			must(t, err, os.WriteFile(at(dir, databaseFile), b, 0o600))
		}, OtherFolder},
		"nobody's": {func(t *testing.T, dir string) {
			raw(t, dir, "PRAGMA ignore_check_constraints = ON; UPDATE folder SET one = 5")
		}, OtherFolder},
		"newer schema": {func(t *testing.T, dir string) { raw(t, dir, "PRAGMA user_version = 1000") }, Newer},
		"a link": {func(t *testing.T, dir string) {
			must(t, os.Rename(at(dir, databaseFile), dir+".db"), os.Symlink(dir+".db", at(dir, databaseFile)))
		}, NotPlain},
		"events lost": {func(t *testing.T, dir string) {
			b, err := os.ReadFile(at(dir, markerFile))
			must(t, err)
			text := strings.Replace(string(b), "events "+strings.Repeat("0", 19), fmt.Sprintf("events %019d", 5), 1)
			must(t, os.WriteFile(at(dir, markerFile), []byte(text), 0o600))
		}, Rollback},
	} {
		t.Run(name, func(t *testing.T) {
			dir := fresh(t)
			c.spoil(t, dir)
			before := listing(t, filepath.Dir(dir))
			for _, o := range []Options{{}, {ReadOnly: true}} {
				if err := reopen(dir, o); codeOf(err) != c.want {
					t.Errorf("read only %v: %v, want %s", o.ReadOnly, err, c.want)
				}
			}
			if after := listing(t, filepath.Dir(dir)); !slices.Equal(before, after) {
				t.Errorf("the folder was changed\nfrom %v\nto   %v", before, after)
			}
		})
	}
}

// listing gives name, size and mode of all there is below a folder.
func listing(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && strings.HasSuffix(path, "-shm") || strings.HasSuffix(path, "-wal") {
			return nil // SQLite's own notes, made by looking
		}
		size := info.Size()
		if d.IsDir() {
			size = 0
		}
		list = append(list, fmt.Sprintf("%s %d %v", path, size, info.Mode()))
		return err
	})
	must(t, err)
	return list
}

// raw runs a statement on the database as another program would, and brings it into the file.
func raw(t testing.TB, dir, statement string) {
	t.Helper()
	db := connect(filepath.Join(dir, databaseFile), false)
	_, err := db.Exec(statement)
	must(t, err, db.Close())
}

func TestCreateRefusals(t *testing.T) {
	dir := fresh(t)
	if _, err := Create(dir, Options{}); codeOf(err) != NotEmpty {
		t.Errorf("twice: %v", err)
	}
	if _, err := Create(filepath.Join(t.TempDir(), "a", "b"), Options{}); codeOf(err) != Missing {
		t.Errorf("no parent: %v", err)
	}
	full := t.TempDir()
	must(t, os.Chmod(full, 0o700), os.WriteFile(filepath.Join(full, "thư.txt"), nil, 0o600))
	if _, err := Create(full, Options{}); codeOf(err) != NotEmpty {
		t.Errorf("another's folder: %v", err)
	}
	if _, err := Create(filepath.Join(t.TempDir(), "r"), Options{ReadOnly: true}); codeOf(err) != ForReading {
		t.Errorf("read only: %v", err)
	}

	// A database with events went missing: no empty one takes its place.
	must(t, os.Remove(filepath.Join(dir, databaseFile)))
	lost := marker{id: strings.Repeat("a", 26), events: 1}
	must(t, os.WriteFile(filepath.Join(dir, markerFile), lost.text(), 0o600))
	if _, err := Create(dir, Options{}); codeOf(err) != NotEmpty {
		t.Errorf("lost database: %v", err)
	}
}

// TestCreateAfterCreateWasCutShort leaves the folder as a killed Create may have left it.
func TestCreateAfterCreateWasCutShort(t *testing.T) {
	whole := marker{id: strings.Repeat("b", 26)}.text()
	for _, left := range []map[string][]byte{
		{},
		{markerFile: nil},
		{markerFile: whole[:20]},
		{markerFile: whole},
		{markerFile: whole, unfinished: nil},
		{markerFile: whole, unfinished: []byte("half"), unfinished + "-wal": []byte("half"), unfinished + "-shm": {}},
	} {
		dir := t.TempDir()
		must(t, os.Chmod(dir, 0o700))
		for name, content := range left {
			must(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
		}
		if err := reopen(dir, Options{}); codeOf(err) != NoMarker && codeOf(err) != NoDatabase {
			t.Errorf("%v: opened before: %v", left, err)
		}
		s, err := Create(dir, Options{})
		if err != nil {
			t.Errorf("%v: %v", left, err)
			continue
		}
		must(t, s.Close(), reopen(dir, Options{}))
	}
}

func TestOneWriterManyReaders(t *testing.T) {
	dir := fresh(t)
	writer, err := Open(dir, Options{})
	must(t, err)
	if _, err := Open(dir, Options{}); codeOf(err) != InUse {
		t.Errorf("second writer: %v", err)
	}
	must(t, reopen(dir, Options{ReadOnly: true}))
	must(t, writer.Close(), reopen(dir, Options{}))
}

// TestFilesAreClosedToOthers: everything in the folder is for its owner, also what SQLite makes.
func TestFilesAreClosedToOthers(t *testing.T) {
	dir := fresh(t)
	s, err := Open(dir, Options{})
	must(t, err)
	defer s.Close()
	_, _, err = s.PutFile(ctx, strings.NewReader("x"), 0)
	must(t, err)
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) < 5 {
		t.Errorf("only %v", entries)
	}
	for _, e := range entries {
		info, err := e.Info()
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has %v", e.Name(), info.Mode())
		}
	}
}

// TestReadOnlyFolder: a folder that nobody can write is read as it lies there and not written, and is refused while something in it
// waits to be brought into the database.
func TestReadOnlyFolder(t *testing.T) {
	dir := fresh(t)
	s, err := Open(dir, Options{})
	must(t, err)
	drafts, blobs := open2026(seeds.DefaultUnits(), anySet, "so", "xa", "phuong")
	made, err := s.Append(ctx, drafts, blobs...)
	must(t, err, s.Close(), reopen(dir, Options{ReadOnly: true}))
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	must(t, os.Chmod(filepath.Join(dir, databaseFile), 0o400), os.Chmod(filepath.Join(dir, markerFile), 0o400), os.Chmod(dir, 0o500))
	before := listing(t, dir)
	if err := reopen(dir, Options{}); codeOf(err) != Permissions {
		t.Errorf("for writing: %v", err)
	}
	r, err := Open(dir, Options{ReadOnly: true})
	must(t, err)
	last, _, err := r.Last(ctx)
	must(t, err)
	if want := made[len(made)-1].Seq; last != want {
		t.Errorf("the last event is %d, not %d", last, want)
	}
	sound(t, r)
	_, err = r.BackUp(ctx, filepath.Join(t.TempDir(), "sao"), plainly)
	must(t, err, r.Close())
	if after := listing(t, dir); !slices.Equal(before, after) {
		t.Errorf("the folder was changed\nfrom %v\nto   %v", before, after)
	}
	must(t, os.Chmod(dir, 0o700))
	put(t, filepath.Join(dir, databaseFile+"-wal"), []byte("something"))
	must(t, os.Chmod(dir, 0o500))
	if err := reopen(dir, Options{ReadOnly: true}); codeOf(err) != Pending {
		t.Errorf("something waits: %v", err)
	}
}

// TestSettings reads what a connection is left with, and spoils each.
func TestSettings(t *testing.T) {
	path := filepath.Join(fresh(t), databaseFile)
	for _, readOnly := range []bool{false, true} {
		db := connect(path, readOnly)
		for _, s := range commonSettings {
			var found string
			must(t, db.Get(&found, "PRAGMA "+s.name))
			if found != s.want {
				t.Errorf("%s is %s, want %s", s.name, found, s.want)
			}
		}
		if _, err := db.Exec("CREATE TABLE x (a INTEGER)"); (err != nil) != readOnly {
			t.Errorf("read only %v: %v", readOnly, err)
		}
		must(t, db.Close())
	}
	kept := commonSettings
	defer func() { commonSettings = kept }()
	for i := range kept {
		commonSettings = slices.Clone(kept)
		commonSettings[i].want = "other"
		db := connect(path, true)
		if err := db.Ping(); codeOf(err) != Setting {
			t.Errorf("%s: %v", kept[i].name, err)
		}
		must(t, db.Close())
	}
}

func TestNetworkShares(t *testing.T) {
	if kind, err := network(t.TempDir()); kind != "" || err != nil {
		t.Errorf("the test's own folder: %q, %v", kind, err)
	}
	for magic, want := range map[uint32]string{0x6969: "NFS", 0xff534d42: "CIFS", 0x01021997: "9P", 0xef53: "", 0x01021994: ""} {
		if networks[magic] != want {
			t.Errorf("%#x: %q, want %q", magic, networks[magic], want)
		}
	}
}

func copyOf(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return b
}

func put(t testing.TB, path string, b []byte) {
	t.Helper()
	must(t, os.WriteFile(path, b, 0o600))
}
