package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Create makes a data folder and opens it. The folder may exist if it is empty; its parent must exist. A folder whose
// making was cut short counts as empty. Nothing else is ever created in passing: see [Open].
func Create(dir string, o Options) (*Store, error) {
	if o.ReadOnly {
		return nil, refuse(ForReading)
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, unreachable(dir, err)
	}
	path, err := resolve(dir, false)
	if err != nil {
		return nil, err
	}
	if err := makeFolder(path); err != nil {
		return nil, fmt.Errorf("create data folder %s: %w", dir, explain(err, dir))
	}
	return Open(dir, o)
}

// makeFolder makes the marker, then the database under another name, and as the last step gives it its own: whoever
// opens the folder in between finds no database.
func makeFolder(dir string) error {
	if err := onlyLeftovers(dir); err != nil {
		return err
	}
	lock, err := os.OpenFile(filepath.Join(dir, markerFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if ours, err := lockFile(lock); err != nil {
		return err
	} else if !ours {
		return refuse(InUse, lock.Name())
	}
	if err := onlyLeftovers(dir); err != nil { // another process may have made it before the lock was ours
		return err
	}
	m := marker{id: newID()}
	_, err = lock.WriteAt(m.text(), 0)
	if err := errors.Join(err, lock.Truncate(int64(len(m.text()))), lock.Sync()); err != nil {
		return err
	}
	return makeDatabase(dir, m)
}

// newID makes the id of a folder.
func newID() string { return strings.ToLower(rand.Text()) }

func makeDatabase(dir string, m marker) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(filepath.Join(dir, unfinished+suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	path := filepath.Join(dir, unfinished)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) // SQLite would let others read it
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := fillDatabase(path, m); err != nil {
		return err
	}
	if err := os.Rename(path, filepath.Join(dir, databaseFile)); err != nil {
		return err
	}
	return errors.Join(syncFolder(dir), syncFolder(filepath.Dir(dir)))
}

func fillDatabase(path string, m marker) (err error) {
	ctx := context.Background()
	db := connect(path, false)
	defer func() { err = errors.Join(err, db.Close()) }() // closing brings the -wal into the file
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	list, err := migrations(schemas)
	if err != nil {
		return err
	}
	if err := migrate(ctx, db, list, nil); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, db.Rebind(insertFolder), m.id)
	return err
}

// onlyLeftovers refuses a folder that holds anything but what an unfinished Create may have left.
func onlyLeftovers(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != markerFile && !strings.HasPrefix(e.Name(), unfinished) {
			return refuse(NotEmpty, dir)
		}
	}
	f, err := os.Open(filepath.Join(dir, markerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if m, marked, err := readMarker(f); err != nil {
		return err
	} else if marked && m.events > 0 {
		return refuse(NotEmpty, dir) // a database with events is missing here: not ours to replace by an empty one
	}
	return nil
}
