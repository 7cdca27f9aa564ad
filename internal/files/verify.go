package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
)

// Verify reads and hashes every stored file in the order of their digests. It gives the digests whose bytes are whole
// and a Fault for each file that is damaged, is no ordinary file or has no digest for a name. Writes under way are not
// looked at. The error is that of ctx, or a *Fault when the folders cannot be read.
func Verify(ctx context.Context, dir string) (whole []string, faults []*Fault, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, failed("open", dir, err)
	}
	defer root.Close()
	shelves, err := names(root, folder)
	if err != nil {
		return nil, nil, err
	}
	for _, shelf := range shelves {
		at := path.Join(folder, shelf)
		if at == pending {
			continue
		}
		books, err := names(root, at)
		if err != nil {
			return whole, faults, err
		}
		for _, book := range books {
			if err := ctx.Err(); err != nil {
				return whole, faults, err
			}
			if f := verify(ctx, root, at, shelf+book); f != nil {
				faults = append(faults, f)
			} else {
				whole = append(whole, shelf+book)
			}
		}
	}
	return whole, faults, ctx.Err()
}

func verify(ctx context.Context, root *os.Root, at, digest string) *Fault {
	if !IsDigest(digest) || path.Dir(pathOf(digest)) != at {
		return &Fault{Code: BadDigest, Digest: digest, Path: at}
	}
	f, err := open(ctx, root, digest)
	if err == nil {
		err = failed("close", digest, f.Close())
	}
	var fault *Fault
	if errors.As(err, &fault) {
		return fault
	}
	return nil
}

// Sweep removes what writes that never ended have left in files/tmp and tells how many there were. Only the one
// process that may write calls it, before it writes.
func Sweep(dir string) (int, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, failed("open", dir, err)
	}
	defer root.Close()
	left, err := names(root, pending)
	if err != nil {
		return 0, err
	}
	for i, name := range left {
		if err := root.Remove(path.Join(pending, name)); err != nil {
			return i, failed("remove", path.Join(pending, name), err)
		}
	}
	return len(left), nil
}

// names lists a folder in order; a folder that is not there is empty, and what is no folder is refused.
func names(root *os.Root, name string) ([]string, error) {
	info, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed("stat", name, err)
	}
	if !info.IsDir() {
		return nil, &Fault{Code: NotPlain, Path: name}
	}
	entries, err := fs.ReadDir(root.FS(), name)
	if err != nil {
		return nil, failed("list", name, err)
	}
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = e.Name()
	}
	return list, nil
}

// Remove removes a stored file whose bytes must not be kept; one that is not there is removed already. Only the one process
// that may write calls it.
func Remove(dir, digest string) error {
	if !IsDigest(digest) {
		return &Fault{Code: BadDigest, Digest: digest}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return failed("open", dir, err)
	}
	defer root.Close()
	at := pathOf(digest)
	if err := root.Remove(at); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return failed("remove", at, err)
	}
	return syncFolder(root, path.Dir(at))
}
