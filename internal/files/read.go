package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
)

// Open gives the bytes of a digest after having read and hashed them all, so that nobody is shown bytes that are not
// the ones a row names. The caller closes the file. The error is a *Fault.
func Open(dir, digest string) (*os.File, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failed("open", dir, err)
	}
	defer root.Close()
	return open(context.Background(), root, digest)
}

// Size gives the size of the bytes of a digest if they are there, without reading them.
func Size(dir, digest string) (int64, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, failed("open", dir, err)
	}
	defer root.Close()
	info, err := plain(root, digest)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func open(ctx context.Context, root *os.Root, digest string) (*os.File, error) {
	before, err := plain(root, digest)
	if err != nil {
		return nil, err
	}
	name := pathOf(digest)
	f, err := root.Open(name)
	if err != nil {
		return nil, failed("open", name, err)
	}
	if err := examine(ctx, f, before, digest); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// plain looks at the file of a digest: it must be an ordinary file in ordinary folders.
func plain(root *os.Root, digest string) (fs.FileInfo, error) {
	if !IsDigest(digest) {
		return nil, &Fault{Code: BadDigest, Digest: digest}
	}
	name := pathOf(digest)
	for _, parent := range []string{folder, path.Dir(name)} {
		info, err := root.Lstat(parent)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &Fault{Code: Missing, Digest: digest, Path: name}
		}
		if err != nil {
			return nil, failed("stat", parent, err)
		}
		if !info.IsDir() {
			return nil, &Fault{Code: NotPlain, Digest: digest, Path: parent}
		}
	}
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Fault{Code: Missing, Digest: digest, Path: name}
	case err != nil:
		return nil, failed("stat", name, err)
	case !info.Mode().IsRegular():
		return nil, &Fault{Code: NotPlain, Digest: digest, Path: name}
	}
	return info, nil
}

// examine reads f to its end, compares its digest and goes back to its beginning. What was opened must be what was
// looked at: a link put there in between would be another file.
func examine(ctx context.Context, f *os.File, before fs.FileInfo, digest string) error {
	name := pathOf(digest)
	now, err := f.Stat()
	if err != nil {
		return failed("stat", name, err)
	}
	if !os.SameFile(before, now) {
		return &Fault{Code: NotPlain, Digest: digest, Path: name}
	}
	h := sha256.New()
	if _, err := io.Copy(h, &source{ctx: ctx, r: f}); err != nil {
		return failed("read", name, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != digest {
		return &Fault{Code: Damaged, Digest: digest, Path: name}
	}
	_, err = f.Seek(0, io.SeekStart)
	return failed("read", name, err)
}
