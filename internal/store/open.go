package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"cchc/internal/files"
)

// Options say how a folder is opened. The zero value opens it for writing, with the machine's clock.
type Options struct {
	// Clock gives the time at which events are recorded; nil is the machine's clock. Only a demo folder may have
	// another: receipts are worth what the clock is worth. A demo's is read anew for every event.
	Clock func() time.Time
	// ReadOnly opens beside a writing process: nothing is locked, upgraded or written.
	ReadOnly bool
}

// maxClockBehind is how far the clock may be behind the last recorded event. Machines are set right by less; more
// means a dead clock battery or somebody turning it back. Within the bound, events are stamped with the last time seen.
const maxClockBehind = 10 * time.Minute

// Store is an open data folder. Its methods may be called by several goroutines at once.
type Store struct {
	dir      string
	readOnly bool
	still    bool // the folder cannot be written: nobody writes it
	outdated bool // the tables of a backup made by an earlier version
	clock    func() time.Time
	simulate bool // the clock is not the machine's
	read     *sqlx.DB
	write    *sqlx.DB // nil when reading only
	lock     *os.File // cchc.lock, locked when writing

	appending sync.Mutex
	marker    marker // guarded by appending
	memory    memory // likewise
}

// Open opens a data folder that exists. What it refuses, and why, is a *[Refusal]; it never makes an empty database in
// the place of one it does not find.
func Open(dir string, o Options) (*Store, error) {
	if info, err := os.Stat(dir); err == nil && info.IsDir() { // whose permissions some other folder has is no business of ours
		marker := filepath.Join(dir, markerFile)
		if _, err := os.Lstat(marker); errors.Is(err, fs.ErrNotExist) {
			refusal := refuse(NoMarker, marker)
			if _, err := os.Lstat(filepath.Join(dir, manifestFile)); err == nil {
				refusal = refuse(IsBackup, dir)
			}
			return nil, fmt.Errorf("open data folder: %w", refusal)
		}
	}
	path, err := resolve(dir, o.ReadOnly)
	if err != nil {
		return nil, fmt.Errorf("open data folder: %w", err)
	}
	s := &Store{dir: path, readOnly: o.ReadOnly, clock: o.Clock, simulate: o.Clock != nil}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.memory.forget()
	if err := s.open(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("open data folder: %w", explain(err, dir)), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	s.lock, s.marker, err = openMarker(s.dir, s.readOnly)
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, databaseFile)
	if err := ownDatabase(path, s.readOnly); err != nil {
		return err
	}
	list, err := migrations(schemas)
	if err != nil {
		return err
	}
	if !s.readOnly {
		s.write = connect(path, false)
		if err := migrate(ctx, s.write, list, nil); err != nil {
			return err
		}
		if _, err := files.Sweep(s.dir); err != nil {
			return err
		}
	}
	if s.still, err = s.lies(path); err != nil {
		return err
	}
	if s.still {
		s.read = connectSealed(path)
	} else {
		s.read = connect(path, true)
	}
	if err := s.known(ctx, len(list)); err != nil {
		return err
	}
	if err := s.continuous(ctx); err != nil || s.readOnly {
		return err
	}
	if err := s.wipe(ctx); !codeIs(err, StillHeld) {
		return err
	}
	return nil // whoever opens it next, with nobody reading, does it
}

// lies tells whether a folder that is only read cannot be written. SQLite makes files of its own to read beside a writer; where
// nobody writes, the database is read as it lies there, unless something waits that would first have to be brought into it.
func (s *Store) lies(path string) (bool, error) {
	const writable = 0o200
	folder, err := os.Stat(s.dir)
	if err != nil || !s.readOnly || folder.Mode()&writable != 0 || runtime.GOOS == "windows" { // there the mode does not tell
		return false, err
	}
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return false, refuse(Pending, s.dir)
	}
	return true, nil
}

// known refuses a schema other than this program's, and a database of another folder.
func (s *Store) known(ctx context.Context, version int) error {
	found, err := schemaVersion(ctx, s.read)
	if err != nil {
		return err
	}
	if found != version {
		code := Older
		if found > version {
			code = Newer
		}
		return refuse(code, strconv.Itoa(found), strconv.Itoa(version))
	}
	var id string
	if err := s.read.GetContext(ctx, &id, selectFolder); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if id != s.marker.id {
		return refuse(OtherFolder, filepath.Join(s.dir, databaseFile))
	}
	return nil
}

// Close ends all work on the folder and gives back its lock.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sqlx.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
