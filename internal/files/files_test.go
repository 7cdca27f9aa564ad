package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

var ctx = context.Background()

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func put(t *testing.T, dir string, b []byte) string {
	t.Helper()
	digest, size, err := Put(ctx, dir, bytes.NewReader(b), 0)
	if err != nil {
		t.Fatal(err)
	}
	if digest != digestOf(b) || size != int64(len(b)) {
		t.Fatalf("Put gave %s, %d bytes", digest, size)
	}
	return digest
}

func code(err error) string {
	var f *Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

// stored lists all files below dir, relative, sorted.
func stored(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			path, err = filepath.Rel(dir, path)
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestPutThenOpen(t *testing.T) {
	dir := t.TempDir()
	for _, content := range [][]byte{nil, []byte("Kế hoạch CCHC năm 2026"), bytes.Repeat([]byte{0, 255}, 1<<20)} {
		digest := put(t, dir, content)
		if again := put(t, dir, content); again != digest {
			t.Errorf("stored twice as %s and %s", digest, again)
		}
		f, err := Open(dir, digest)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s: %d bytes, %v", digest, len(got), err)
		}
		if size, err := Size(dir, digest); err != nil || size != int64(len(content)) {
			t.Errorf("Size: %d, %v", size, err)
		}
		at := filepath.Join(dir, "files", digest[:2], digest[2:])
		if info, err := os.Lstat(at); err != nil || info.Mode().Perm() != 0o400 {
			t.Errorf("%s: %v, %v", at, info, err)
		}
	}
	whole, faults, err := Verify(ctx, dir)
	if err != nil || len(faults) > 0 || len(whole) != 3 || !slices.IsSorted(whole) {
		t.Errorf("Verify: %v, %v, %v", whole, faults, err)
	}
}

// TestPutLeavesNothingBehind: whatever ends a write, no half file stays.
func TestPutLeavesNothingBehind(t *testing.T) {
	broken := errors.New("the line broke")
	ended, cancel := context.WithCancel(ctx)
	cancel()
	for name, c := range map[string]struct {
		ctx   context.Context
		r     io.Reader
		limit int64
		is    func(error) bool
	}{
		"too large": {ctx, strings.NewReader("123456"), 5, func(err error) bool { return code(err) == TooLarge }},
		"broken line": {ctx, io.MultiReader(strings.NewReader("12345"), iotest.ErrReader(broken)), 0,
			func(err error) bool { return errors.Is(err, broken) && code(err) == "" }},
		"given up": {ended, strings.NewReader("12345"), 0,
			func(err error) bool { return errors.Is(err, context.Canceled) && code(err) == "" }},
	} {
		dir := t.TempDir()
		digest, size, err := Put(c.ctx, dir, c.r, c.limit)
		if !c.is(err) || digest != "" || size != 0 {
			t.Errorf("%s: %q, %d, %v", name, digest, size, err)
		}
		if left := stored(t, dir); len(left) > 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
	if _, _, err := Put(ctx, t.TempDir(), strings.NewReader("12345"), 5); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if _, _, err := Put(ctx, filepath.Join(t.TempDir(), "none"), strings.NewReader(""), 0); code(err) != Failed {
		t.Errorf("no folder: %v", err)
	}
}

// TestChangedBytesAreNeverGiven changes each byte of a stored file, its length and its kind.
func TestChangedBytesAreNeverGiven(t *testing.T) {
	dir := t.TempDir()
	content := []byte("Báo cáo quý I, số 12/BC-SNV")
	digest := put(t, dir, content)
	at := filepath.Join(dir, pathOf(digest))
	replace := func(b []byte) {
		t.Helper()
		if err := errors.Join(os.Remove(at), os.WriteFile(at, b, 0o400)); err != nil {
			t.Fatal(err)
		}
	}
	check := func(want string) {
		t.Helper()
		f, err := Open(dir, digest)
		if f != nil || code(err) != want {
			t.Errorf("Open: %v, want %s", err, want)
		}
		if _, faults, err := Verify(ctx, dir); err != nil || len(faults) != 1 || faults[0].Code != want {
			t.Errorf("Verify: %v, %v, want %s", faults, err, want)
		}
	}
	for i := range content {
		changed := bytes.Clone(content)
		changed[i] ^= 1
		replace(changed)
		check(Damaged)
	}
	replace(content[:len(content)-1])
	check(Damaged)
	replace(append(bytes.Clone(content), 0))
	check(Damaged)

	put(t, dir, content) // the same evidence handed in again mends the copy
	if f, err := Open(dir, digest); err != nil {
		t.Error(err)
	} else {
		f.Close()
	}

	other := filepath.Join(t.TempDir(), "same-bytes")
	if err := errors.Join(os.WriteFile(other, content, 0o600), os.Remove(at), os.Symlink(other, at)); err != nil {
		t.Fatal(err)
	}
	check(NotPlain)
	if err := errors.Join(os.Remove(at), os.Mkdir(at, 0o700)); err != nil {
		t.Fatal(err)
	}
	check(NotPlain)
}

func TestFoldersAreNotFollowedElsewhere(t *testing.T) {
	outside := t.TempDir()
	content := []byte("x")
	digest := put(t, outside, content)
	for _, link := range []string{folder, filepath.Join(folder, digest[:2]), filepath.FromSlash(pending)} {
		dir := t.TempDir()
		from := filepath.Join(dir, link)
		if err := os.MkdirAll(filepath.Dir(from), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(outside, link), from); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Put(ctx, dir, bytes.NewReader(content), 0); code(err) != NotPlain {
			t.Errorf("%s: Put: %v", link, err)
		}
		if f, err := Open(dir, digest); f != nil || code(err) != NotPlain && code(err) != Missing {
			t.Errorf("%s: Open: %v", link, err)
		}
		if link == folder {
			if _, err := Sweep(dir); err == nil {
				t.Errorf("%s: swept", link)
			}
		}
	}
}

func TestNamesFromOutsideAreNoPaths(t *testing.T) {
	dir := t.TempDir()
	good := put(t, dir, []byte("x"))
	for _, name := range []string{"", "..", "../" + good[3:], "ab/../../etc/passwd", strings.ToUpper(good), good + "0",
		good[:63], good[:63] + "g", "/" + good[1:], good[:2] + "/" + good[3:], strings.Repeat(".", 64)} {
		if _, err := Open(dir, name); code(err) != BadDigest {
			t.Errorf("Open(%q): %v", name, err)
		}
		if _, err := Size(dir, name); code(err) != BadDigest {
			t.Errorf("Size(%q): %v", name, err)
		}
	}
	if _, err := Open(dir, digestOf([]byte("never stored"))); code(err) != Missing {
		t.Errorf("absent: %v", err)
	}
}

// TestLeftoversAreSwept: what a crash leaves in files/tmp is no evidence and goes; stored files stay; strangers' files
// among the evidence are reported, not removed.
func TestLeftoversAreSwept(t *testing.T) {
	dir := t.TempDir()
	digest := put(t, dir, []byte("kept"))
	stranger := filepath.Join(dir, "files", "zz", "readme.txt")
	misplaced := filepath.Join(dir, "files", "00", digest[2:])
	for _, name := range []string{filepath.Join(dir, pending, "LEFT1"), filepath.Join(dir, pending, "LEFT2"), stranger, misplaced} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte("kept"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	whole, faults, err := Verify(ctx, dir)
	if err != nil || !slices.Equal(whole, []string{digest}) {
		t.Errorf("Verify: %v, %v", whole, err)
	}
	var found []string
	for _, f := range faults {
		found = append(found, f.Code)
	}
	if !slices.Equal(found, []string{Damaged, BadDigest}) {
		t.Errorf("faults %v", faults)
	}
	if n, err := Sweep(dir); n != 2 || err != nil {
		t.Errorf("Sweep: %d, %v", n, err)
	}
	if n, err := Sweep(dir); n != 0 || err != nil {
		t.Errorf("Sweep again: %d, %v", n, err)
	}
	if left := stored(t, dir); len(left) != 3 {
		t.Errorf("left %v", left)
	}
	if n, err := Sweep(t.TempDir()); n != 0 || err != nil {
		t.Errorf("Sweep of an empty folder: %d, %v", n, err)
	}
}

func BenchmarkPut(b *testing.B) {
	dir := b.TempDir()
	content := make([]byte, 1<<20)
	for i := 0; b.Loop(); i++ {
		content[0], content[1], content[2] = byte(i), byte(i>>8), byte(i>>16)
		if _, _, err := Put(ctx, dir, bytes.NewReader(content), 0); err != nil {
			b.Fatal(err)
		}
	}
}
