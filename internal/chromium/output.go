//go:build browser

package chromium

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Shot writes a picture of the window, or of the full page, to a PNG file.
func (p *Page) Shot(t testing.TB, file string, full bool) {
	t.Helper()
	p.settle(t)
	var picture []byte
	p.run(t, "take a picture", chromedp.ActionFunc(func(ctx context.Context) error {
		shot := page.CaptureScreenshot().WithFormat(page.CaptureScreenshotFormatPng)
		if full {
			_, _, _, _, _, size, err := page.GetLayoutMetrics().Do(ctx)
			if err != nil {
				return err
			}
			shot = shot.WithCaptureBeyondViewport(true).
				WithClip(&page.Viewport{Width: size.Width, Height: size.Height, Scale: 1})
		}
		var err error
		picture, err = shot.Do(ctx)
		return err
	}))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Print prints the page to PDF as a reader would: on A4 unless the page's style names another size, without backgrounds
// unless the style insists on them. The page sees beforeprint, when the window still has its width and is not yet a print
// medium, and afterprint; what its handlers of beforeprint do before they return is printed. The view's preference for
// dark pages holds on paper too.
func (p *Page) Print(t testing.TB) []byte {
	t.Helper()
	const width, height = 210 / 25.4, 297 / 25.4 // inches
	var pdf []byte
	p.run(t, "print", chromedp.ActionFunc(func(ctx context.Context) error {
		var err error
		pdf, _, err = page.PrintToPDF().WithPaperWidth(width).WithPaperHeight(height).WithPreferCSSPageSize(true).
			WithGenerateTaggedPDF(true).WithGenerateDocumentOutline(true).Do(ctx)
		return err
	}))
	return pdf
}

// Download does something that makes the page hand out a file, and gives the name the page suggests, and the content.
func (p *Page) Download(t testing.TB, act func()) (name string, data []byte) {
	t.Helper()
	folder := t.TempDir()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	began := make(chan *browser.EventDownloadWillBegin, 1)
	ended := make(chan *browser.EventDownloadProgress, 1)
	chromedp.ListenTarget(ctx, func(message any) {
		switch m := message.(type) {
		case *browser.EventDownloadWillBegin:
			offer(began, m)
		case *browser.EventDownloadProgress:
			if m.State != browser.DownloadProgressStateInProgress {
				offer(ended, m)
			}
		}
	})
	p.expect(t, folder)
	act()
	var id, state string
	select {
	case m := <-ended:
		b := <-began
		name, id, state = b.SuggestedFilename, b.GUID, m.State.String()
	case <-ctx.Done():
		t.Fatalf("%s: no download: %v%s", p, ctx.Err(), lines(p.heard()))
	}
	p.expect(t, "")
	if state != browser.DownloadProgressStateCompleted.String() {
		t.Fatalf("%s: the download of %s was %s", p, name, state)
	}
	data, err := os.ReadFile(filepath.Join(folder, id))
	if err != nil {
		t.Fatal(err)
	}
	return name, data
}

// offer sends if somebody still waits for the first of its kind.
func offer[T any](to chan T, v T) {
	select {
	case to <- v:
	default:
	}
}

// expect lets the page download into a folder, or, if none is given, not at all.
func (p *Page) expect(t testing.TB, folder string) {
	t.Helper()
	behavior := browser.SetDownloadBehaviorBehaviorDeny
	if folder != "" {
		behavior = browser.SetDownloadBehaviorBehaviorAllowAndName
	}
	p.run(t, "set the folder of downloads", p.downloads(behavior, folder))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fetches = folder != ""
}

func (p *Page) downloads(behavior browser.SetDownloadBehaviorBehavior, folder string) chromedp.Action {
	return browser.SetDownloadBehavior(behavior).WithBrowserContextID(p.storage).WithDownloadPath(folder).
		WithEventsEnabled(true)
}

// downloading takes note of a download.
func (p *Page) downloading(m *browser.EventDownloadWillBegin) {
	p.mu.Lock()
	expected := p.fetches
	p.mu.Unlock()
	if !expected {
		p.fault(Download, "%s from %s", m.SuggestedFilename, m.URL)
	}
}
