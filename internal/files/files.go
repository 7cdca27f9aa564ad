// Package files keeps evidence bytes in a data folder, one file per content:
//
//	files/ab/cdef…   the bytes whose SHA-256 begins with ab, cdef… (plain sha256sum, lower-case hexadecimal)
//	files/tmp/…      writes under way; what lies there after a crash is nobody's evidence
//
// A file is there whole or not at all: bytes go to files/tmp, are synced to the disk, renamed to their place, and the
// folder is synced; only then does Put answer, and only then may a row name the file. Names come from digests, never
// from people; symbolic links are not followed.
//
// It knows bytes and their digests. Who handed them in, what they prove and who may read them is left to others.
package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

const (
	folder  = "files"
	pending = folder + "/tmp"
)

// MaxSize is the size in bytes above which Put refuses when no other limit is given.
const MaxSize = 20 << 20

// Put stores what r gives under its digest and answers once it would survive a power cut. Storing the same bytes
// again is no mistake; it also mends a damaged copy. More than limit bytes are refused (limit 0 means MaxSize). The
// error is a *Fault, or that of r or ctx.
func Put(ctx context.Context, dir string, r io.Reader, limit int64) (digest string, size int64, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", 0, failed("open", dir, err)
	}
	defer root.Close()
	if err := makeFolder(root, folder, pending); err != nil {
		return "", 0, err
	}
	if limit == 0 {
		limit = MaxSize
	}
	name := path.Join(pending, rand.Text())
	digest, size, err = write(ctx, root, name, r, limit)
	if err == nil {
		err = place(root, name, digest)
	}
	if err != nil {
		_ = root.Remove(name) // what cannot be removed now, Sweep removes later
		return "", 0, err
	}
	return digest, size, nil
}

// write copies r to a new file and syncs it.
func write(ctx context.Context, root *os.Root, name string, r io.Reader, limit int64) (string, int64, error) {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return "", 0, failed("create", name, err)
	}
	h := sha256.New()
	source := &source{ctx: ctx, r: r}
	size, err := io.Copy(io.MultiWriter(h, f), io.LimitReader(source, limit+1))
	switch {
	case source.err != nil:
		err = fmt.Errorf("read evidence: %w", source.err)
	case err != nil:
		err = failed("write", name, err)
	case size > limit:
		err = &Fault{Code: TooLarge, Size: limit}
	default:
		err = failed("sync", name, f.Sync())
	}
	if closed := f.Close(); err == nil {
		err = failed("close", name, closed)
	}
	return hex.EncodeToString(h.Sum(nil)), size, err
}

// source reads until ctx ends and remembers the reader's own error, so that it is not taken for one of the disk.
type source struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	if s.err = s.ctx.Err(); s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// place gives a written file its name and makes the name lasting.
func place(root *os.Root, name, digest string) error {
	to := pathOf(digest)
	if err := makeFolder(root, path.Dir(to)); err != nil {
		return err
	}
	if err := root.Rename(name, to); err != nil {
		return failed("rename", to, err)
	}
	return syncFolder(root, path.Dir(to))
}

// makeFolder makes folders that are not there, outermost first, and makes their names lasting. The parent is synced
// even when the folder exists: its maker may have died before doing so.
func makeFolder(root *os.Root, names ...string) error {
	for _, name := range names {
		if err := root.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return failed("mkdir", name, err)
		}
		info, err := root.Lstat(name)
		if err != nil {
			return failed("stat", name, err)
		}
		if !info.IsDir() {
			return &Fault{Code: NotPlain, Path: name}
		}
		if err := syncFolder(root, path.Dir(name)); err != nil {
			return err
		}
	}
	return nil
}

// pathOf is the place of a digest of good form.
func pathOf(digest string) string { return path.Join(folder, digest[:2], digest[2:]) }

// IsDigest tells whether a text has the form of a digest: 64 lower-case hexadecimal digits.
func IsDigest(text string) bool {
	if len(text) != hex.EncodedLen(sha256.Size) {
		return false
	}
	for _, c := range []byte(text) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
