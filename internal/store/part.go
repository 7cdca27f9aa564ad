package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// part is a folder that is being made under another name beside its place. Whoever looks at the place meanwhile, or after the
// making was cut short, finds nothing there; what was left is cleared away by the next one who begins.
type part struct {
	dir, place string
	lock       *os.File // beside it, so that what gets its place has nothing of the making in it
}

// beginPart makes the folder, empty. Its parent must exist.
func beginPart(place string) (*part, error) {
	parent, err := filepath.EvalSymlinks(filepath.Dir(place))
	if err != nil {
		return nil, unreachable(filepath.Dir(place), err)
	}
	hidden := filepath.Join(parent, "."+filepath.Base(place)+".part")
	p := &part{dir: hidden, place: filepath.Join(parent, filepath.Base(place))}
	if p.lock, err = os.OpenFile(hidden+".lock", os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, unreachable(parent, err)
	}
	if err := p.claim(); err != nil {
		return nil, errors.Join(err, p.lock.Close())
	}
	if err := errors.Join(os.RemoveAll(p.dir), os.Mkdir(p.dir, 0o700)); err != nil {
		return nil, errors.Join(unreachable(p.dir, err), p.abandon())
	}
	return p, nil
}

// claim takes the lock; the one before may have taken the locked file away as its last act.
func (p *part) claim() error {
	ours, err := lockFile(p.lock)
	if err != nil {
		return fmt.Errorf("lock %s: %w", p.lock.Name(), err)
	}
	there, err := os.Stat(p.lock.Name())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	mine, statErr := p.lock.Stat()
	if statErr != nil {
		return statErr
	}
	if !ours || err != nil || !os.SameFile(there, mine) {
		return refuse(InUse, p.place)
	}
	return nil
}

// finish gives the folder its place, for which it must be whole and synced.
func (p *part) finish() error {
	if err := syncFolder(p.dir); err != nil {
		return err
	}
	info, err := os.Lstat(p.place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case !info.IsDir() || os.Remove(p.place) != nil: // only an empty folder gives way
		return refuse(Occupied, p.place)
	}
	if err := os.Rename(p.dir, p.place); err != nil {
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(p.place)), p.release())
}

// abandon takes away what was made.
func (p *part) abandon() error { return errors.Join(os.RemoveAll(p.dir), p.release()) }

func (p *part) release() error { return errors.Join(os.Remove(p.lock.Name()), p.lock.Close()) }
