package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"cchc/internal/files"
	"cchc/internal/season"
)

// RestoreOptions say how a backup is put back.
type RestoreOptions struct {
	// Anew gives the folder an id of its own: its log goes on as another one.
	Anew bool
	// Finish gets the folder that is being made, opens it and does what is left before it may have its place; when it
	// fails, there is no folder.
	Finish func(ctx context.Context, dir string) error
}

// Restore makes a data folder of a backup that was found whole, where nothing is yet or an empty folder. Every byte is compared
// once more on the way. The folder is at its place whole and on the disk, or not at all; one that is there is never touched.
func (b *Backup) Restore(ctx context.Context, dir string, o RestoreOptions) error {
	err := b.restore(ctx, dir, o)
	if err != nil {
		return fmt.Errorf("restore: %w", explain(fullAt(err, dir), dir))
	}
	return nil
}

func (b *Backup) restore(ctx context.Context, dir string, o RestoreOptions) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := Vacant(dir); err != nil {
		return err
	}
	p, err := beginPart(dir)
	if err != nil {
		return err
	}
	err = b.unpack(ctx, p.dir, o.Anew)
	if err == nil {
		err = o.Finish(ctx, p.dir)
	}
	if err == nil {
		err = p.finish()
	}
	if err != nil {
		return errors.Join(err, p.abandon())
	}
	return nil
}

// Vacant refuses a place where a folder is that holds anything.
func Vacant(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return unreachable(dir, err)
	case !info.IsDir():
		return refuse(Occupied, dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unreachable(dir, err)
	}
	if len(entries) > 0 {
		return refuse(Occupied, dir)
	}
	return nil
}

// unpack puts the backup's files into an empty folder and makes its marker.
func (b *Backup) unpack(ctx context.Context, dir string, anew bool) error {
	var evidence []string
	for _, f := range b.Manifest.Files {
		if strings.Contains(f.Path, "/") {
			evidence = append(evidence, f.Digest)
			continue
		}
		if err := copyFile(filepath.Join(b.dir, f.Path), filepath.Join(dir, f.Path)); err != nil {
			return err
		}
		if found, err := sealFile(dir, f.Path); err != nil {
			return err
		} else if found != f {
			return refuse(FileDiffers, f.Path)
		}
	}
	_, faults, err := files.Copy(ctx, b.dir, dir, evidence)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return faults[0]
	}
	m := marker{id: b.Manifest.Folder, events: b.Manifest.Events}
	if anew {
		m.id = newID()
		if err := rename(ctx, filepath.Join(dir, databaseFile), m.id); err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(dir, markerFile), m.text())
}

// rename gives a database the id of another folder.
func rename(ctx context.Context, path, id string) (err error) {
	db := connect(path, false)
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, db.Rebind(updateFolder), id)
	return err
}

// Marked reads what the marker of a folder says that is perhaps damaged otherwise: its id, and how many events it has held.
func Marked(dir string) (id string, events int64, err error) {
	path := filepath.Join(dir, markerFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", 0, refuse(NoMarker, path)
	}
	if err != nil {
		return "", 0, unreachable(path, err)
	}
	defer f.Close()
	m, marked, err := readMarker(f)
	if err == nil && !marked {
		err = refuse(NoMarker, path)
	}
	return m.id, m.events, err
}

// Restorations gives the restoration by which the folder got its id, and those before it, the newest first: after each the log
// goes on under another name because what the former log had was lost.
func (s *Store) Restorations(ctx context.Context) (list []season.Event, err error) {
	for id, before := s.ID(), int64(0); ; {
		found, err := s.events(ctx, s.read, selectEvent, 0, season.RestorationKey(id))
		if err != nil {
			return nil, fmt.Errorf("restorations: %w", explain(err, s.dir))
		}
		if len(found) == 0 {
			return list, nil
		}
		e := found[0]
		b, is := e.Body.(*season.Restoration)
		if !is || before > 0 && e.Seq >= before {
			return nil, fmt.Errorf("restorations: %w", refuse(EventDamaged, strconv.FormatInt(e.Seq, 10)))
		}
		list = append(list, e)
		id, before = b.Folder, e.Seq
	}
}
