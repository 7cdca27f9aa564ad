//go:build unix

package files

import (
	"errors"
	"os"
)

// syncFolder makes the names in a folder survive a power cut.
func syncFolder(root *os.Root, name string) error {
	f, err := root.Open(name)
	if err != nil {
		return failed("open", name, err)
	}
	return failed("sync", name, errors.Join(f.Sync(), f.Close()))
}
