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

// run executes one command line and gives its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	asJSON, names := false, []string(nil)
	for i, arg := range args {
		switch {
		case arg == "--":
			names = append(names, args[i+1:]...)
			return verify(names, asJSON, stdout, stderr)
		case arg == "--json":
			asJSON = true
		case arg == "-h" || arg == "--help":
			fmt.Fprintln(stdout, wording.Message("verify.usage"))
			return exitDone
		case arg == "--version":
			fmt.Fprintln(stdout, version())
			return exitDone
		case strings.HasPrefix(arg, "-"):
			fmt.Fprintln(stderr, wording.Message("verify.flag", arg))
			return exitUsage
		default:
			names = append(names, arg)
		}
	}
	return verify(names, asJSON, stdout, stderr)
}

func verify(names []string, asJSON bool, stdout, stderr io.Writer) int {
	if len(names) == 0 {
		fmt.Fprintln(stderr, wording.Message("verify.usage"))
		return exitUsage
	}
	files := make([]*verdict.File, len(names))
	for i, name := range names {
		f, err := verdict.Read(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fmt.Fprintln(stderr, wording.Message("cli.not_found", name))
			return exitNotFound
		case err != nil:
			fmt.Fprintln(stderr, wording.Message("cli.failed", err.Error()))
			return exitFailed
		}
		files[i] = f
	}
	if err := verdict.Print(stdout, files, asJSON); err != nil {
		fmt.Fprintln(stderr, wording.Message("cli.failed", err.Error()))
		return exitFailed
	}
	return verdict.Exit(files)
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
