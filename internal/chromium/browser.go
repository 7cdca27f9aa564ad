//go:build browser

package chromium

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take: long, because pages are large and tests share busy machines; nothing waits longer
// than it must.
const patience = 3 * time.Minute

// Browser is a running Chromium without a network. Every page opened in it has a storage of its own.
type Browser struct {
	ctx  context.Context
	home string // holds all the browser writes

	mu     sync.Mutex
	unread []string // messages of the browser that could not be read, and that may have told of a fault
}

// flags keep the browser off the network and out of the way. Names do not resolve, and all traffic, also to this machine,
// is sent to a proxy that nobody runs: port 9 is reserved for discarding. Renderers are not started in advance, and pages
// of other origins get none of their own, because that doubles the work for nothing.
var flags = map[string]any{
	"no-sandbox":                      true,
	"disable-gpu":                     true,
	"disable-quic":                    true,
	"disable-component-update":        true,
	"disable-domain-reliability":      true,
	"no-pings":                        true,
	"proxy-server":                    "http://127.0.0.1:9",
	"proxy-bypass-list":               "<-loopback>",
	"host-resolver-rules":             "MAP * ~NOTFOUND",
	"force-webrtc-ip-handling-policy": "disable_non_proxied_udp",
	"disable-features": "site-per-process,SpareRendererForSitePerProcess,Translate,OptimizationHints,MediaRouter," +
		"DialMediaRouteProvider",
	"disable-component-extensions-with-background-pages": true,
	"font-render-hinting":                                "none",
}

// Start runs Chromium with a profile of its own until the test ends.
func Start(t testing.TB) *Browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("browser tests need Debian's chromium (apt-get install chromium): %v", err)
	}
	home, err := os.MkdirTemp("", "cchc-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{home: home}
	all, stop := chromedp.NewExecAllocator(context.Background(), options(program, home)...)
	b.ctx, _ = chromedp.NewContext(all, chromedp.WithErrorf(b.complain),
		chromedp.WithBrowserOption(chromedp.WithDialTimeout(patience)))
	t.Cleanup(func() {
		b.close()
		stop()
		removeAll(t, home)
	})
	if err := chromedp.Run(b.ctx); err != nil {
		t.Fatalf("%s does not start: %v", program, err)
	}
	return b
}

// options are the command line and surroundings of the browser; everything it writes goes below home.
func options(program, home string) []chromedp.ExecAllocatorOption {
	opts := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	for name, value := range flags {
		opts = append(opts, chromedp.Flag(name, value))
	}
	return append(opts,
		chromedp.ExecPath(program),
		chromedp.UserDataDir(filepath.Join(home, "profile")),
		chromedp.Env("HOME="+home, "TMPDIR="+home, "XDG_CONFIG_HOME="+home+"/config", "XDG_CACHE_HOME="+home+"/cache"),
		chromedp.WSURLReadTimeout(patience))
}

// whole is a context for commands to the browser instead of a page.
func (b *Browser) whole() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	return cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser), cancel
}

// close asks the browser to end; what has not ended after a while is killed when its allocator stops.
func (b *Browser) close() {
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	_ = chromedp.Cancel(ctx) // the kill that follows makes up for any failure
}

// removeAll removes a folder that processes which are just ending may still write to.
func removeAll(t testing.TB, folder string) {
	t.Helper()
	var err error
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = os.RemoveAll(folder); err == nil {
			return
		}
	}
	t.Errorf("the browser's folder stays behind: %v", err)
}

// complain keeps what the protocol's library could not read; its other complaints come from pages being closed.
func (b *Browser) complain(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	if !strings.Contains(line, "unmarshal") {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unread = append(b.unread, line)
}

func (b *Browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.unread...)
}
