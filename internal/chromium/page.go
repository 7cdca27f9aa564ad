//go:build browser

package chromium

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Page is one page opened from disk.
type Page struct {
	View View

	browser  *Browser
	patience time.Duration
	ctx      context.Context
	close    context.CancelFunc
	storage  cdp.BrowserContextID
	id       target.ID
	file     string // absolute path

	mu      sync.Mutex
	faults  []Fault
	fetches bool // a download is expected
}

// Open opens the file at path and waits until it is ready: its load event has fired, two frames were painted, and, if its
// html element carries the attribute data-ready, the page has set it to 1. (A page that becomes ready later than its load
// event therefore carries another value, such as 0, in its markup.) The page is closed when the test ends.
func (b *Browser) Open(t testing.TB, path string, v View) *Page {
	t.Helper()
	file, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	p := &Page{View: v, browser: b, file: file, patience: patience}
	p.attach(t)
	p.run(t, "open", chromedp.Navigate((&url.URL{Scheme: "file", Path: file}).String()))
	p.ready(t)
	return p
}

// ready waits until a page that has been loaded is ready.
func (p *Page) ready(t testing.TB) {
	t.Helper()
	p.settle(t)
	p.Wait(t, `[undefined, "1"].includes(document.documentElement.dataset.ready)`)
	p.settle(t)
}

// attach makes an empty page, in a window and with a storage of its own, and prepares it. The end of the test closes it.
func (p *Page) attach(t testing.TB) {
	t.Helper()
	ctx, cancel := p.browser.whole()
	defer cancel()
	var err error
	if p.storage, err = target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx); err != nil {
		t.Fatalf("%s: %v", p, err)
	}
	empty := target.CreateTarget("about:blank").WithBrowserContextID(p.storage).WithNewWindow(true)
	if p.id, err = empty.Do(ctx); err != nil {
		t.Fatalf("%s: %v", p, err)
	}
	p.ctx, p.close = chromedp.NewContext(p.browser.ctx, chromedp.WithTargetID(p.id))
	t.Cleanup(func() {
		p.close()
		ctx, cancel := p.browser.whole()
		defer cancel()
		_ = target.DisposeBrowserContext(p.storage).Do(ctx) // with windows the page has opened
	})
	chromedp.ListenTarget(p.ctx, p.hear)
	// The context of the first step is the context of the page, so a timer stands in for a deadline.
	late := time.AfterFunc(p.patience, p.close)
	defer late.Stop()
	if err := chromedp.Run(p.ctx, p.prepare()...); err != nil {
		t.Fatalf("%s: no page to open it in: %v", p, err)
	}
}

// prepare sets up an empty page before anything is loaded into it.
func (p *Page) prepare() []chromedp.Action {
	v := p.View
	scheme, motion := "light", "no-preference"
	if v.Dark {
		scheme = "dark"
	}
	if v.Still {
		motion = "reduce"
	}
	return []chromedp.Action{
		emulation.SetDeviceMetricsOverride(int64(v.Width), int64(v.Height), 1, v.Touch),
		emulation.SetTouchEmulationEnabled(v.Touch),
		emulation.SetFocusEmulationEnabled(true),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion}}),
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := network.EmulateNetworkConditionsByRule(true, []*network.Conditions{
				{DownloadThroughput: -1, UploadThroughput: -1}}).Do(ctx)
			return err
		}),
		p.downloads(browser.SetDownloadBehaviorBehaviorDeny, ""),
		runtime.AddBinding(binding).WithExecutionContextName(world),
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(listener).WithWorldName(world).Do(ctx)
			return err
		}),
	}
}

// String names the page in messages.
func (p *Page) String() string { return fmt.Sprintf("%s (%s)", filepath.Base(p.file), p.View) }

// Eval evaluates an expression in the page and stores its value, as JSON, in out unless that is nil; a promise is awaited.
// The page's policy does not bind it.
func (p *Page) Eval(t testing.TB, js string, out any) {
	t.Helper()
	if out == nil {
		out = new(*runtime.RemoteObject) // whatever it is, it need not be written as JSON
	}
	p.run(t, "evaluate "+short(js), chromedp.Evaluate(js, out, awaited))
}

func awaited(e *runtime.EvaluateParams) *runtime.EvaluateParams {
	return e.WithAwaitPromise(true).WithUserGesture(true)
}

// Wait waits until an expression in the page is true.
func (p *Page) Wait(t testing.TB, js string) {
	t.Helper()
	p.run(t, "wait for "+short(js), chromedp.ActionFunc(func(ctx context.Context) error {
		for {
			var done bool
			if err := chromedp.Evaluate("!!("+js+")", &done).Do(ctx); err != nil || done {
				return err
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(20 * time.Millisecond):
			}
		}
	}))
}

// settle waits until two frames are painted and all transitions that end have ended.
func (p *Page) settle(t testing.TB) {
	t.Helper()
	p.inside(t, "settle", `(async () => {
		const ends = a => a.playState === "running" && a.timeline === document.timeline &&
			a.effect.getComputedTiming().endTime !== Infinity;
		await Promise.allSettled(document.getAnimations().filter(ends).map(a => a.finished));
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
	})()`, nil)
}

// world is where this package's own scripts run: they share the page's document, not its variables, and neither the page
// nor its policy can hinder them.
const world = "cchc-test"

// inside evaluates an expression in this package's own world.
func (p *Page) inside(t testing.TB, what, js string, out any) {
	t.Helper()
	p.run(t, what, chromedp.ActionFunc(func(ctx context.Context) error {
		tree, err := page.GetFrameTree().Do(ctx)
		if err != nil {
			return err
		}
		id, err := page.CreateIsolatedWorld(tree.Frame.ID).WithWorldName(world).Do(ctx)
		if err != nil {
			return err
		}
		return chromedp.Evaluate(js, out, awaited, func(e *runtime.EvaluateParams) *runtime.EvaluateParams {
			return e.WithContextID(id)
		}).Do(ctx)
	}))
}

// run runs actions; if they fail or take too long, the test ends, and what the page did wrong until then is told too.
func (p *Page) run(t testing.TB, what string, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatalf("%s: %s: %v%s", p, what, err, lines(p.heard()))
	}
}

// short is the start of a long text, for messages.
func short(s string) string {
	const most = 300
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
