//go:build !unix

package files

import "os"

// syncFolder has nothing to do: these systems offer no sync of a folder and journal its names themselves.
func syncFolder(*os.Root, string) error { return nil }
