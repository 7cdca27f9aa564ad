package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/rules"
	"cchc/rules/library"
	"cchc/rules/mutate"
)

// today is the civil day in Việt Nam.
func today() day.Day { return season.Instant(time.Now().UnixMilli()).Day() }

// actDay reads the day of a publication or withdrawal: today, or an earlier one that is named.
func actDay(text string) (day.Day, error) {
	if text == "" {
		return today(), nil
	}
	d, err := day.Parse(text)
	switch {
	case err != nil:
		return day.None, fail(exitUsage, "cli.day", text)
	case d > today():
		return day.None, fail(exitUsage, "cli.publish_day", d.VN(), today().VN())
	}
	return d, nil
}

// versionIn gives a version of a library; nil if it has none.
func versionIn(l *library.Library, id, version string) *library.Version {
	for _, v := range l.Versions(id) {
		if v.Version == version {
			return &v
		}
	}
	return nil
}

// sourceFiles are the files that a set was loaded from, as paths the user knows.
func sourceFiles(name string, loaded *rules.Loaded) []string {
	var all []string
	info, err := os.Stat(name)
	for _, f := range loaded.Files {
		if err == nil && info.IsDir() {
			all = append(all, filepath.Join(name, path.Base(f.Name)))
		} else {
			all = append(all, name)
		}
	}
	return all
}

// copySet puts the files of a set into a folder that is not there yet, all or none: they are written beside it, loaded again
// from there, and the folder gets its name last.
func copySet(name string, loaded *rules.Loaded, to string) (err error) {
	parent := filepath.Dir(to)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(parent, ".publish-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temp))
			_ = os.Remove(parent) // where it is empty
		}
	}()
	for i, file := range sourceFiles(name, loaded) {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != loaded.Files[i].SHA256 {
			return fail(exitConflict, "cli.publish_moved", file)
		}
		if err := writeDurably(filepath.Join(temp, filepath.Base(file)), text); err != nil {
			return err
		}
	}
	if err := copyCompanions(name, temp); err != nil {
		return err
	}
	if again, _ := loadPath(temp); again == nil || again.Hash != loaded.Hash {
		return fail(exitConflict, "cli.publish_moved", name)
	}
	if err := os.Chmod(temp, 0o755); err != nil {
		return err
	}
	_ = os.Remove(to) // where it is an empty folder
	return os.Rename(temp, to)
}

// companions are files that belong to a set without being part of what is loaded and hashed: why it is as it is, and why
// some mistakes cannot be noticed by cases.
var companions = []string{"NOTES.md", mutate.ReasonsFile}

// copyCompanions copies the companions that lie beside a set.
func copyCompanions(from, to string) error {
	if info, err := os.Stat(from); err == nil && !info.IsDir() { // one file, which lies among others' files
		return nil
	}
	for _, name := range companions {
		text, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = writeDurably(filepath.Join(to, name), text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isEmpty reports whether a folder is there and holds nothing.
func isEmpty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) == 0
}

func writeDurably(file string, text []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// protect takes from the files of a published version the right to be written.
func protect(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.Type().IsRegular() {
			err = errors.Join(err, os.Chmod(filepath.Join(dir, e.Name()), 0o444))
		}
	}
	return err
}

// addToRegister adds entries behind what the register of a library has; what stands there is never written again, and a
// publication that stands there with the same content is not written twice. The register is locked meanwhile: who adds at
// the same moment waits. A line that could not be written whole is taken back.
func addToRegister(root string, entries ...library.Entry) (err error) {
	f, err := lockedfile.OpenFile(filepath.Join(root, library.RegisterFile), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	added, err := registerLines(root, text, entries)
	if err != nil || len(added) == 0 {
		return err
	}
	if _, err := f.Write(added); err != nil {
		info, unseen := f.Stat()
		if unseen == nil && info.Size() <= int64(len(text)+len(added)) { // nobody wrote behind it past the lock
			err = errors.Join(err, f.Truncate(int64(len(text))))
		}
		return err
	}
	return f.Sync()
}

// fitRegister refuses entries that could not be added to the register of a library as it stands.
func fitRegister(root string, entries ...library.Entry) error {
	text, err := os.ReadFile(filepath.Join(root, library.RegisterFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_, err = registerLines(root, text, entries)
	return err
}

// registerLines are the lines that entries add to the text of a register.
func registerLines(root string, text []byte, entries []library.Entry) ([]byte, error) {
	file := filepath.Join(root, library.RegisterFile)
	all := bytes.Clone(text)
	for _, e := range entries {
		register, found := library.ParseRegister(file, all)
		if len(found) > 0 {
			return nil, libraryFailure(root, found)
		}
		if have := register.Publication(e.ID, e.Version); have != nil && !e.Withdrawn && have.Hash == e.Hash {
			continue
		}
		line, found := library.Added(file, all, e)
		if len(found) > 0 {
			return nil, libraryFailure(root, found)
		}
		all = append(all, line...)
	}
	return all[len(text):], nil
}
