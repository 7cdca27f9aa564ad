package store

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"unsafe"
)

var lockFileEx = syscall.NewLazyDLL("kernel32.dll").NewProc("LockFileEx")

// lockFile takes the lock of a file of this process alone; false if another process holds it. The locked byte lies
// beyond the marker's text, so that readers can read it.
func lockFile(f *os.File) (bool, error) {
	const failAtOnce, exclusive, violation = 1, 2, syscall.Errno(33)
	at := syscall.Overlapped{Offset: 1 << 20}
	ok, _, err := lockFileEx.Call(f.Fd(), failAtOnce|exclusive, 0, 1, 0, uintptr(unsafe.Pointer(&at)))
	switch {
	case ok != 0:
		return true, nil
	case errors.Is(err, violation):
		return false, nil
	}
	return false, err
}

// guarded leaves access to the folder's own list of rights, which Go's modes do not show.
func guarded(string, fs.FileInfo, bool) error { return nil }

// syncFolder has nothing to do: the file system journals its names itself.
func syncFolder(string) error { return nil }
