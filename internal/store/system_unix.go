//go:build unix

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// lockFile takes the lock of a file of this process alone; false if another process holds it. The system gives it
// back when the process ends, however it ends.
func lockFile(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// guarded refuses a file or folder that belongs to another user or that others may read. What is only to be read need not be
// writable.
func guarded(path string, info fs.FileInfo, readOnly bool) error {
	want := fs.FileMode(0o600)
	if info.IsDir() {
		want = 0o700
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) != os.Geteuid() {
		return refuse(Owner, path)
	}
	const writable fs.FileMode = 0o200
	if mode := info.Mode().Perm(); mode != want && (!readOnly || mode|writable != want) {
		return refuse(Permissions, path, fmt.Sprintf("%04o", mode), fmt.Sprintf("%04o", want))
	}
	return nil
}

// syncFolder makes the names in a folder survive a power cut.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
