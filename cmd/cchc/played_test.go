package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// played is the folder of a `cchc demo` that is played once for all tests that begin with a year. They get copies. That the
// command itself plays it is the business of testdata/demo-year.txtar.
var played = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "cchc-demo-")
	if err != nil {
		return "", err
	}
	playedIn = dir
	return dir, (&app{stdout: io.Discard, stderr: io.Discard}).demo(context.Background(), dir)
})

var playedIn string // to be removed at the end; "" while nobody has asked

// tidyTests removes the demo after the tests.
type tidyTests struct{ *testing.M }

func (m tidyTests) Run() int {
	code := m.M.Run()
	os.RemoveAll(playedIn)
	return code
}

// demoData gives a data folder of its own with the demo year.
func demoData(t testing.TB) string {
	t.Helper()
	from, err := played()
	must(t, err)
	dir := filepath.Join(t.TempDir(), demoDataDir)
	copyFolder(t, filepath.Join(from, demoDataDir), dir)
	return dir
}

// demoCopy puts what `cchc demo DIR` makes into a script's folder: demo DIR.
func demoCopy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: demo DIR")
	}
	from, err := played()
	ts.Check(err)
	ts.Check(copyTree(from, ts.MkAbs(args[0])))
}
