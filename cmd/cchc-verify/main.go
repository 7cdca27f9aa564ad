// Command cchc-verify verifies receipts of runs (tệp kiểm chứng của lần chấm điểm): it computes every point again from the
// file alone and compares. It is pure Go, opens no database and no connection, and reads nothing but the files named, so
// that whoever does not trust the province's program can check its results with this one.
//
// It knows arguments and exit codes. What a verification is, is in internal/audit; how it is told, in the package verdict.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"

	"cchc/cmd/cchc-verify/verdict"
	"cchc/engine"
	"cchc/internal/audit"
	"cchc/internal/wording"
)

// The exit codes beside those of verdict.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitNotFound = 3
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// request is what a command line asks for.
type request struct {
	names, keys, checkpoints []string
	table                    string
	json                     bool
}

// run executes one command line and gives its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	var r request
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		name, value, given := strings.Cut(arg, "=")
		switch {
		case arg == "--":
			r.names = append(r.names, args...)
			args = nil
		case arg == "--json":
			r.json = true
		case arg == "-h" || arg == "--help":
			fmt.Fprintln(stdout, wording.Message("verify.usage"))
			return exitDone
		case arg == "--version":
			fmt.Fprintln(stdout, version())
			return exitDone
		case name == "--key" || name == "--checkpoint" || name == "--table":
			if !given && len(args) > 0 {
				value, args = args[0], args[1:]
			}
			if value == "" {
				fmt.Fprintln(stderr, wording.Message("cli.flag_value", name))
				return exitUsage
			}
			switch name {
			case "--key":
				r.keys = append(r.keys, value)
			case "--checkpoint":
				r.checkpoints = append(r.checkpoints, value)
			default:
				r.table = value
			}
		case strings.HasPrefix(arg, "-"):
			fmt.Fprintln(stderr, wording.Message("verify.flag", arg))
			return exitUsage
		default:
			r.names = append(r.names, arg)
		}
	}
	return r.verify(stdout, stderr)
}

func (r *request) verify(stdout, stderr io.Writer) int {
	if len(r.names) == 0 {
		fmt.Fprintln(stderr, wording.Message("verify.usage"))
		return exitUsage
	}
	ground, err := verdict.NewGround(r.keys, r.checkpoints, r.table)
	if err != nil {
		return failed(err, stderr)
	}
	files, unread := verdict.ReadAll(r.names, ground)
	if len(files) > 0 || r.json {
		if err := verdict.Print(stdout, files, r.json); err != nil {
			return failed(err, stderr)
		}
	}
	code := verdict.Exit(files)
	for _, err := range unread {
		if of := failed(err, stderr); code == verdict.Same {
			code = of
		}
	}
	return code
}

// failed says why nothing was verified.
func failed(err error, stderr io.Writer) int {
	var bad *verdict.BadGround
	var path *fs.PathError
	switch {
	case errors.As(err, &bad):
		fmt.Fprintln(stderr, bad.Text())
		return verdict.Unreadable
	case errors.Is(err, fs.ErrNotExist) && errors.As(err, &path):
		fmt.Fprintln(stderr, wording.Message("cli.not_found", path.Path))
		return exitNotFound
	}
	fmt.Fprintln(stderr, wording.Message("cli.failed", err.Error()))
	return exitFailed
}

// version names the program, its compiler, and what it can read and compute.
func version() string {
	program, compiler := "(devel)", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		compiler = info.GoVersion
		if info.Main.Version != "" {
			program = info.Main.Version
		}
	}
	return fmt.Sprintf("cchc-verify %s (%s, %s, %s)", program, compiler, audit.Format, engine.Semantics)
}
