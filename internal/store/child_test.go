package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// The tests that kill processes run this test binary again, as a child that does one thing to a data folder.

const childVariable = "CCHC_STORE_CHILD"

// children are the things a child can do, by name.
var children = map[string]func(t testing.TB, args []string){
	"migrate": func(t testing.TB, args []string) { migrateChild(t, args[0], args[1]) },
}

// TestChild is the body of a child; it has nothing to do in an ordinary run.
func TestChild(t *testing.T) {
	call, ok := os.LookupEnv(childVariable)
	if !ok {
		return
	}
	args := strings.Split(call, "\x1f")
	children[args[0]](t, args[1:])
}

// process is a started child.
type process struct {
	*exec.Cmd
	out io.ReadCloser
	err bytes.Buffer
}

// childCommand prepares a child; prefix is a program that runs it, or empty.
func childCommand(t testing.TB, prefix []string, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	line := append(prefix, self, "-test.run=^TestChild$", "-test.timeout=120s")
	p := &process{Cmd: exec.Command(line[0], line[1:]...)}
	p.Env = append(os.Environ(), childVariable+"="+strings.Join(args, "\x1f"))
	p.Stderr = &p.err
	p.out, err = p.StdoutPipe()
	must(t, err)
	return p
}

// child starts one.
func child(t testing.TB, args ...string) *process {
	t.Helper()
	p := childCommand(t, nil, args...)
	must(t, p.Start())
	return p
}

// mustBeKilled waits for a child that is to die by SIGKILL.
func (p *process) mustBeKilled(t testing.TB) {
	t.Helper()
	out, _ := io.ReadAll(p.out)
	err := p.Wait()
	if !killed(err) {
		t.Fatalf("the child was not killed: %v\n%s%s", err, out, p.err.String())
	}
}

func killed(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}
