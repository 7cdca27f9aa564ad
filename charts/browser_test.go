//go:build browser

package charts

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestInBrowser opens the report from disk in Chromium without a network: every chart is drawn, hostile names run
// nothing, and the console stays empty (no error, no violation of the page's policy).
func TestInBrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("the browser test needs Debian's chromium: %v", err)
	}
	hostile := func(code string) Name {
		s := `</script><img src=x onerror="document.title='owned'">` + "\u202e" + code
		return Name{Full: s, Short: s}
	}
	for name, named := range map[string]func(string) Name{"plain": plainName, "hostile": hostile} {
		t.Run(name, func(t *testing.T) {
			page := reportPageOf(t, madeReport(t, named))
			file := filepath.Join(t.TempDir(), "report.html")
			if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
			dom, log := open(t, chromium, file)
			if want, got := strings.Count(markup(page), "data-chart="), strings.Count(dom, "<svg"); got < want || want == 0 {
				t.Errorf("%d charts, %d drawn", want, got)
			}
			if strings.Contains(dom, "<title>owned") {
				t.Error("a unit's name was run as a script")
			}
			for _, line := range strings.Split(log, "\n") {
				if strings.Contains(line, "CONSOLE") {
					t.Errorf("console: %s", line)
				}
			}
		})
	}
}

// open gives the page's document after its scripts ran, and the browser's log.
func open(t *testing.T, chromium, file string) (dom, log string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
		"--proxy-server=127.0.0.1:9", "--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom", "file://"+file)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	if e := cmd.Run(); e != nil {
		t.Fatalf("%v\n%s", e, err.String())
	}
	return out.String(), err.String()
}
