// Command cchc scores the administrative reform index (chỉ số cải cách hành chính) of a province's units from files.
//
// It knows flags, wiring, printing and exit codes. It decides nothing: what is owed is in seeds, what facts a folder
// holds in internal/sheet, what a set says in rules, what it is worth in engine, how it is said in internal/wording.
// Data goes to stdout, talk to stderr; with --json the data is the documented contract.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"syscall"
)

// garbage is how much of what is held may pile up before it is collected, in percent: a command that ends within seconds
// gains more from not looking for garbage than it loses in memory.
const garbage = 400

func main() {
	debug.SetGCPercent(garbage)
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line and gives its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := &trackedWriter{Writer: stdout}
	stderr = namingWriter{stderr}
	root := newRoot(&app{stdout: namingWriter{out}, stderr: stderr})
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.Execute()
	if err == nil {
		err = out.err
	}
	if err == nil {
		return exitDone
	}
	f := asFailure(err)
	if f.text != "" {
		fmt.Fprintln(stderr, f.text)
	}
	return f.code
}

// app is what the commands share.
type app struct {
	stdout, stderr io.Writer
	json           bool
}

// note says something beside the data.
func (a *app) note(format string, args ...any) {
	fmt.Fprintf(a.stderr, format+"\n", args...)
}

// trackedWriter remembers the first error of writing, so that a full disk or closed pipe is not a success.
type trackedWriter struct {
	io.Writer
	err error
}

func (w *trackedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

// The exit codes, as `cchc --help` documents them.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitNotFound = 3
	exitConflict = 4
	exitInvalid  = 5
	exitFindings = 6
)

// failure is an error that knows its exit code and what people read. An empty text means that all has been said.
type failure struct {
	code int
	text string
}

func (f *failure) Error() string { return f.text }

// asFailure gives the failure in an error; an error without one is printed as it is.
func asFailure(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fail(exitNotFound, "cli.not_found", path.Path)
		case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
			return fail(exitFailed, "cli.not_allowed", path.Path)
		case errors.Is(err, syscall.ENOTDIR):
			return fail(exitFailed, "cli.not_folder", path.Path)
		case errors.Is(err, syscall.EISDIR):
			return fail(exitFailed, "cli.is_folder", path.Path)
		}
	}
	return fail(exitFailed, "cli.failed", err.Error())
}
