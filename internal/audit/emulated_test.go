//go:build emulated

package audit_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// The tests of this file verify receipts, and test what scores, with the processors of other machines. Those are emulated by
// Debian's qemu-user; without it the tests fail. The short form, and the long one, which takes the receipt of the whole demo
// year and all tests of the rules and the engine:
//
//	go test -tags emulated ./internal/audit -run TestEmulated
//	go test -tags emulated ./internal/audit -run TestEmulated -whole -timeout 3h -v
var wholeYear = flag.Bool("whole", false, "TestEmulated…: the receipt of the demo year, and all tests of rules and engine")

// machine is a processor for which programs are built and on which they run.
type machine struct {
	name string
	env  []string // for the go command
	via  []string // names of the emulator, the first that is there is taken; none: this machine's own processor
}

// own is this machine, as the lowest level of its processors.
var own = machine{"own", []string{"GOAMD64=v1"}, nil}

// others differ from it: s390x also in the order of bytes in a word.
func others(t *testing.T) []machine {
	list := []machine{
		{"arm64", []string{"GOOS=linux", "GOARCH=arm64"}, []string{"qemu-aarch64", "qemu-aarch64-static"}},
		{"s390x", []string{"GOOS=linux", "GOARCH=s390x"}, []string{"qemu-s390x", "qemu-s390x-static"}},
	}
	if runtime.GOARCH != "amd64" {
		return list
	}
	if missing := missingForV3(t); len(missing) > 0 {
		t.Logf("amd64 v3 is NOT compared: this processor lacks %v", missing)
		return list
	}
	return append(list, machine{"amd64 v3", []string{"GOAMD64=v3"}, nil})
}

// missingForV3 are the features of level v3 that /proc/cpuinfo does not name.
func missingForV3(t *testing.T) (missing []string) {
	t.Helper()
	info, err := os.ReadFile("/proc/cpuinfo")
	must(t, err)
	has := strings.Fields(string(info))
	for _, feature := range []string{"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"} {
		if !slices.Contains(has, feature) {
			missing = append(missing, feature)
		}
	}
	return missing
}

// emulator gives the emulator of a machine, nil for this one.
func (m machine) emulator(t *testing.T) []string {
	t.Helper()
	if m.via == nil {
		return nil
	}
	for _, name := range m.via {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path}
		}
	}
	t.Fatalf("%s cannot be emulated: none of %v is there; on Debian: apt-get install qemu-user", m.name, m.via)
	return nil
}

// goCommand prepares a go command for a machine, without C.
func (m machine) goCommand(args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), m.env...)
	return cmd
}

// program builds a command of the module and gives the words that run it.
func (m machine) program(t *testing.T, path string) []string {
	t.Helper()
	out := filepath.Join(t.TempDir(), filepath.Base(path))
	if text, err := m.goCommand("build", "-o", out, path).CombinedOutput(); err != nil {
		t.Fatalf("%s, %s: %v\n%s", m.name, path, err, text)
	}
	return append(m.emulator(t), out)
}

// answer is all that a program gives.
type answer struct {
	code           int
	stdout, stderr string
}

func ask(t *testing.T, program []string, args ...string) answer {
	t.Helper()
	cmd := exec.Command(program[0], slices.Concat(program[1:], args)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v", program, err)
	}
	return answer{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// TestEmulatedVerifiers has both verifiers, built for other machines, answer as they do on this one, to the byte, for
// receipts that hold, one that was forged and one that is damaged.
func TestEmulatedVerifiers(t *testing.T) {
	files := map[string]int{ // with the exit code of cchc-verify
		"testdata/run.kiemchung": 0, "testdata/unit.kiemchung": 0, "testdata/forged.kiemchung": 6, damagedReceipt(t): 5}
	if *wholeYear {
		s := demoSource(t)
		files[kept(t, "nam.kiemchung", encoded(t, whole(t, s)))] = 0
		files[kept(t, "so-y-te.kiemchung", encoded(t, ofUnit(t, s, "so-y-te")))] = 0
	}
	const verifier, second = "cchc/cmd/cchc-verify", "cchc/internal/audit/second/cmd/second"
	wants := map[string]answer{}
	key := func(path, file, form string) string { return path + form + " " + file }
	for i, m := range append([]machine{own}, others(t)...) {
		t.Run(m.name, func(t *testing.T) {
			for path, forms := range map[string][][]string{verifier: {nil, {"--json"}}, second: {nil}} {
				program := m.program(t, path)
				for file, code := range files {
					for _, form := range forms {
						start := time.Now()
						got := ask(t, program, append(slices.Clone(form), file)...)
						took := time.Since(start)
						k := key(path, file, strings.Join(form, " "))
						if i == 0 {
							wants[k] = got
							if path == verifier && got.code != code || got.stdout+got.stderr == "" {
								t.Errorf("%s: exit code %d, want %d\n%s", k, got.code, code, got.stderr)
							}
						} else if got != wants[k] {
							t.Errorf("%s: on %s\n%+v\non this machine\n%+v", k, m.name, got, wants[k])
						}
						if strings.Contains(file, "nam.kiemchung") {
							t.Logf("%s: %.2f s", k, took.Seconds())
						}
					}
				}
			}
		})
	}
}

// damagedReceipt is a receipt of a unit with one bit changed.
func damagedReceipt(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("testdata/unit.kiemchung")
	must(t, err)
	b[len(b)-200] ^= 1
	return kept(t, "hong.kiemchung", b)
}

func kept(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, b, 0o600))
	return path
}

// smoke are tests whose results stand in files: cases at boundaries, a published index, the hashes of the published sets.
var smoke = []struct{ path, tests string }{
	{"cchc/engine", "TestASEM TestBoundaries TestLayersAndDecisions TestDeliveries"},
	{"cchc/rules/sets", "TestPublishedVersionsNeverChange"},
}

// TestEmulatedPackages runs tests of what scores on other processors: in short those of smoke, for the one with another order
// of bytes; the whole of rules and engine for both.
func TestEmulatedPackages(t *testing.T) {
	for _, m := range others(t) {
		if m.via == nil || m.name != "s390x" && !*wholeYear {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			if *wholeYear {
				m.test(t, "", "cchc/rules/...", "cchc/engine", "cchc/internal/exact", "cchc/internal/canon", "cchc/internal/season")
				return
			}
			for _, s := range smoke {
				said := m.test(t, "^("+strings.ReplaceAll(s.tests, " ", "|")+")$", s.path)
				for _, name := range strings.Fields(s.tests) {
					if !strings.Contains(said, "--- PASS: "+name+" ") {
						t.Errorf("%s: %s did not run", s.path, name)
					}
				}
			}
		})
	}
}

// test runs tests of packages on a machine and gives what they said.
func (m machine) test(t *testing.T, names string, paths ...string) string {
	t.Helper()
	args := append([]string{"test", "-vet=off", "-count=1", "-short", "-v", "-timeout", "170m", "-exec", m.emulator(t)[0], "-run", names}, paths...)
	start := time.Now()
	out, err := m.goCommand(args...).CombinedOutput()
	said := string(out)
	if err != nil {
		t.Fatalf("%s: %v\n%s", m.name, err, said)
	}
	t.Logf("%s: %d tests passed in %.0f s", fmt.Sprint(paths), strings.Count("\n"+said, "\n--- PASS: "), time.Since(start).Seconds())
	return said
}
