package files

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestCopy: whole bytes arrive under their digests; what is missing or damaged is named, and the rest goes on.
func TestCopy(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	a, b := put(t, from, []byte("một")), put(t, from, []byte("hai"))
	gone, spoilt := put(t, from, []byte("ba")), put(t, from, []byte("bốn"))
	if err := os.Remove(filepath.Join(from, Path(gone))); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(filepath.Join(from, Path(spoilt)), 0o600), os.WriteFile(filepath.Join(from, Path(spoilt)), []byte("bón"), 0o600)); err != nil {
		t.Fatal(err)
	}
	sizes, faults, err := Copy(ctx, from, to, []string{a, gone, spoilt, "../x", b})
	if err != nil || len(sizes) != 5 || sizes[0] != int64(len("một")) || len(faults) != 3 {
		t.Fatalf("%v, %v, %v", sizes, faults, err)
	}
	for i, want := range []string{Missing, Damaged, BadDigest} {
		if faults[i].Code != want {
			t.Errorf("fault %d: %v", i, faults[i])
		}
	}
	for _, digest := range []string{a, b} {
		f, err := Open(to, digest)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if _, _, err := Copy(ctx, from, to, []string{a}); code(err) != Failed {
		t.Errorf("copied over a file: %v", err)
	}
	ended, stop := context.WithCancel(ctx)
	stop()
	if _, _, err := Copy(ended, from, t.TempDir(), []string{a}); !errors.Is(err, context.Canceled) {
		t.Errorf("went on after its end: %v", err)
	}
}
