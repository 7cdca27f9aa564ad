package store

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var faultSweep = flag.String("faults", "", "system calls of a writer that TestFaults lets fail in turn: fsync,renameat or all")

// steadyChild opens, submits a few times and closes; it goes on after errors, as a server does. It says when a folder that
// has events seems to have none.
func steadyChild(t testing.TB, dir, name string) {
	runtime.LockOSThread() // strace counts the calls of each thread
	s, err := Open(dir, Options{})
	if err != nil {
		say("ERR open %s", errorCode(err))
		return
	}
	if last, err := end(ctx, s.read); err == nil && last.seq == 0 {
		say("EMPTY")
	}
	for i := range 4 {
		_ = submit(s, fmt.Sprintf("%s-%d", name, i))
	}
	_ = s.Close()
}

// fault is one way in which one system call goes wrong.
type fault struct{ call, how string }

// sweep lists the faults that are tried.
func sweep() (list []fault) {
	for _, call := range []string{"pwrite64", "write", "fsync", "renameat", "openat", "mkdirat", "unlink", "unlinkat",
		"ftruncate", "fcntl", "pread64", "flock"} {
		for _, how := range []string{"error=EIO", "error=ENOSPC", "signal=SIGKILL"} {
			list = append(list, fault{call, how})
		}
	}
	list = append(list, fault{"openat", "error=EROFS"}, fault{"openat", "error=EMFILE"}, fault{"flock", "error=EAGAIN"})
	return slices.DeleteFunc(list, func(f fault) bool {
		return *faultSweep != "all" && !slices.Contains(strings.Split(*faultSweep, ","), f.call)
	})
}

// TestFaults is R3: each occurrence of each call on the folder's files fails, or kills the writer. Without the flag the
// calls that fail on their own are covered by TestDiskFull and TestLostDescriptors.
func TestFaults(t *testing.T) {
	if *faultSweep == "" {
		return
	}
	strace, err := exec.LookPath("strace")
	must(t, err)
	total := 0
	count := map[string]int{}
	template := os.DirFS(started(t))
	for _, f := range sweep() {
		n := 0
		for k := 1; ; k++ {
			if !injected(t, strace, template, f, k, count) {
				break
			}
			n++
		}
		total += n
		t.Logf("%-16s %-16s %d", f.call, f.how, n)
	}
	t.Logf("%d faults; submissions %v", total, count)
	if total == 0 {
		t.Errorf("no fault was injected: is -faults %s a list of system calls?", *faultSweep)
	}
}

// only restricts strace to the files and folders of a data folder.
func only(dir string) []string {
	names := []string{"", databaseFile, databaseFile + "-wal", databaseFile + "-shm", markerFile, "files", "files/tmp"}
	for i := range 256 {
		names = append(names, fmt.Sprintf("files/%02x", i))
	}
	var options []string
	for _, name := range names {
		options = append(options, "-P", filepath.Join(dir, name))
	}
	return options
}

// injected runs a writer whose kth call goes wrong and looks at the folder afterwards; false if there was no kth call.
func injected(t *testing.T, strace string, template fs.FS, f fault, k int, count map[string]int) bool {
	t.Helper()
	base := t.TempDir()
	dir, trace := filepath.Join(base, "d"), filepath.Join(base, "trace")
	must(t, os.CopyFS(dir, template), os.Chmod(dir, 0o700))
	for _, name := range []string{databaseFile, markerFile} {
		must(t, os.Chmod(filepath.Join(dir, name), 0o600))
	}
	defer os.RemoveAll(base)
	prefix := []string{strace, "-f", "-qq", "-o", trace, "-e", "trace=" + f.call,
		"-e", fmt.Sprintf("inject=%s:%s:when=%d", f.call, f.how, k)}
	if f.call != "write" { // evidence is written to files whose names are not known before
		prefix = append(prefix, only(dir)...)
	}
	p := childCommand(t, prefix, "steady", dir, "lỗi")
	must(t, p.Start())
	h := listen(p.out)
	ended := p.Wait()
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatalf("%v: strace did not run: %v\n%s", f, ended, p.err.String())
	}
	hit := strings.Contains(string(text), "INJECTED") || strings.Contains(string(text), "killed by SIGKILL")
	if ended != nil && !hit {
		t.Fatalf("%v\n%s", ended, p.err.String())
	}
	for _, word := range h.other {
		if word == "EMPTY" {
			t.Errorf("%v %d: silent empty start", f, k)
		}
	}
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatalf("%v %d: the folder does not open: %v", f, k, err)
	}
	found := settled(t, s, h.acknowledged)
	must(t, submitQuietly(s, "mới"), s.Close())
	count["acknowledged"] += len(h.acknowledged)
	count["refused"] += len(h.refused)
	count["there without acknowledgement"] += len(found) - len(h.acknowledged)
	return hit
}
