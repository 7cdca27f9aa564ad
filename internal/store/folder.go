package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Names in a data folder.
const (
	databaseFile = "cchc.db"
	markerFile   = "cchc.lock"
	unfinished   = databaseFile + ".new" // a database being made
)

// marker is what cchc.lock says: that the folder is ours, which database belongs to it, and how many events it has
// held. The number stands outside the database on purpose: SQLite opens a file that lost its -wal, or an old copy put
// in its place, without a word.
type marker struct {
	id     string
	events int64
}

const markerForm = "cchc data folder\nid %s\nevents %019d\n"

var markerLines = regexp.MustCompile(`^cchc data folder\nid ([0-9a-z]{26})\nevents ([0-9]{19})\n$`)

func (m marker) text() []byte { return fmt.Appendf(nil, markerForm, m.id, m.events) }

// readMarker gives the marker of an open cchc.lock; false if it has none.
func readMarker(f *os.File) (marker, bool, error) {
	text, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<10))
	if err != nil {
		return marker{}, false, err
	}
	match := markerLines.FindSubmatch(text)
	if match == nil {
		return marker{}, false, nil
	}
	events, err := strconv.ParseInt(string(match[2]), 10, 64)
	return marker{id: string(match[1]), events: events}, err == nil, nil
}

// resolve gives the real, absolute path of a data folder and refuses what cannot be one.
func resolve(dir string, readOnly bool) (string, error) {
	path, err := filepath.Abs(dir)
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return "", unreachable(dir, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", unreachable(dir, err)
	}
	if !info.IsDir() {
		return "", refuse(NotFolder, dir)
	}
	if err := guarded(path, info, readOnly); err != nil {
		return "", err
	}
	kind, err := network(path)
	if err != nil {
		return "", unreachable(dir, err)
	}
	if kind != "" {
		return "", refuse(Network, dir, kind)
	}
	return path, nil
}

// unreachable says why a path cannot be used.
func unreachable(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Refusal{Code: Missing, Args: []string{path}, Err: err}
	case errors.Is(err, fs.ErrPermission):
		return &Refusal{Code: Permissions, Args: []string{path, "-", "0700"}, Err: err}
	}
	return explain(err, path)
}

// ordinary looks at a file of the folder: it must be an ordinary file of this user, closed to others.
func ordinary(path, absent string, readOnly bool) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse(absent, path)
	case err != nil:
		return unreachable(path, err)
	case !info.Mode().IsRegular():
		return refuse(NotPlain, path)
	}
	return guarded(path, info, readOnly)
}

// openMarker opens cchc.lock, for the one writer with its lock.
func openMarker(dir string, readOnly bool) (*os.File, marker, error) {
	path := filepath.Join(dir, markerFile)
	if err := ordinary(path, NoMarker, readOnly); err != nil {
		return nil, marker{}, err
	}
	flag := os.O_RDWR
	if readOnly {
		flag = os.O_RDONLY
	}
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return nil, marker{}, unreachable(path, err)
	}
	m, err := claim(f, path, readOnly)
	if err != nil {
		f.Close()
		return nil, marker{}, err
	}
	return f, m, nil
}

func claim(f *os.File, path string, readOnly bool) (marker, error) {
	if !readOnly {
		if ours, err := lockFile(f); err != nil {
			return marker{}, fmt.Errorf("lock %s: %w", path, err)
		} else if !ours {
			return marker{}, refuse(InUse, path)
		}
	}
	m, marked, err := readMarker(f)
	if err != nil {
		return marker{}, fmt.Errorf("read %s: %w", path, err)
	}
	if !marked {
		return marker{}, refuse(NoMarker, path)
	}
	return m, nil
}

// The header of a SQLite file: its magic text and, big-endian, the number of the program it belongs to.
const (
	sqliteMagic         = "SQLite format 3\x00"
	sqliteHeader        = 100
	sqliteApplicationID = 68
)

// ownDatabase looks at the file's header before SQLite may touch it, so that the file of another program stays as it
// was.
func ownDatabase(path string, readOnly bool) error {
	if err := ordinary(path, NoDatabase, readOnly); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return unreachable(path, err)
	}
	defer f.Close()
	header := make([]byte, sqliteHeader)
	_, err = io.ReadFull(f, header)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(Foreign, path)
	case err != nil:
		return fmt.Errorf("read %s: %w", path, err)
	case !strings.HasPrefix(string(header), sqliteMagic),
		binary.BigEndian.Uint32(header[sqliteApplicationID:]) != applicationID:
		return refuse(Foreign, path)
	}
	return nil
}
