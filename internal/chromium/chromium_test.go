//go:build browser

package chromium

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// good is a page without faults. Faulty pages are made of it by planting something in its head or body.
const good = `<!DOCTYPE html>
<html lang="vi" data-ready="0">
<head>
<meta charset="utf-8">
<title>Trang thử</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<!--head-->
<style>
body { margin: 1rem; color: #222; background: #fff; font: 16px sans-serif }
a { color: #00c }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } a { color: #9cf } }
</style>
</head>
<body>
<main>
<h1>Trang thử</h1>
<p>Điểm tối đa áp dụng, <a href="#cuoi">còn có thể đạt</a>.</p>
<!--body-->
<p id="cuoi">Hết.</p>
</main>
<script>
setTimeout(function () { document.documentElement.dataset.ready = "1"; }, 30);
</script>
</body>
</html>
`

// policy allows the good page's own style and script by their hashes, and nothing else, as the module's pages do.
func policy() string {
	hash := func(tag string) string {
		text := regexp.MustCompile(`(?s)<` + tag + `>(.*?)</` + tag + `>`).FindStringSubmatch(good)[1]
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return fmt.Sprintf(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; `+
		`style-src %s; script-src %s">`, hash("style"), hash("script"))
}

func plant(head, body string) string {
	return strings.NewReplacer("<!--head-->", head, "<!--body-->", body).Replace(good)
}

// write writes a page to a file whose name must be quoted in an address.
func write(t testing.TB, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "báo cáo #1 (100%).html")
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// mock stands in for a test that is meant to fail, and keeps what it says.
type mock struct {
	testing.TB
	said []string
}

func (m *mock) Errorf(format string, args ...any) {
	m.said = append(m.said, fmt.Sprintf(format, args...))
}

func (m *mock) Fatalf(format string, args ...any) {
	m.Errorf(format, args...)
	runtime.Goexit()
}

// failing gives what a test says that is meant to fail.
func failing(t testing.TB, test func(t testing.TB)) string {
	t.Helper()
	m := &mock{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(m)
	}()
	<-done
	if len(m.said) == 0 {
		t.Error("nothing was found")
	}
	return strings.Join(m.said, "\n")
}

func contains(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in: %s", part, text)
		}
	}
}

var desk = View{Width: 800, Height: 600}

func TestPages(t *testing.T) {
	b := Start(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *Browser)
	}{
		{"good", goodPage}, {"faults", plantedFaults}, {"late fault", lateFault}, {"no network", noNetwork},
		{"barriers", barriers}, {"overflow", overflow}, {"download", download}, {"print", printed}, {"shot", shot},
		{"input", inputs}, {"side by side", sideBySide}, {"moving", moving}, {"values", values},
		{"never ready", neverReady}, {"crash", crash},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, b) })
	}
}

func goodPage(t *testing.T, b *Browser) {
	file := write(t, plant(policy(), `<img alt="chấm" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E">`))
	for _, v := range Views() {
		t.Run(v.String(), func(t *testing.T) {
			p := b.Open(t, file, v)
			p.Axe(t)
			p.Overflow(t)
			p.Quiet(t)
			var got View
			p.Eval(t, `({Width: innerWidth, Height: innerHeight, Dark: matchMedia("(prefers-color-scheme: dark)").matches,
				Touch: matchMedia("(pointer: coarse)").matches && "ontouchstart" in window,
				Still: matchMedia("(prefers-reduced-motion: reduce)").matches})`, &got)
			if got != v {
				t.Errorf("the page sees %+v, not %+v", got, v)
			}
			var ready string
			p.Eval(t, `document.documentElement.dataset.ready`, &ready)
			if ready != "1" {
				t.Errorf("opened when ready was %q", ready)
			}
		})
	}
}

// plantedFaults plants faults of many kinds in a few pages, and looks for each of them.
func plantedFaults(t *testing.T, b *Browser) {
	script := func(s string) string { return "<script>" + s + "</script>\n" }
	type fault struct{ planted, kind, text string }
	for name, c := range map[string]struct {
		head   string
		faults []fault
	}{
		"said": {"", []fault{
			{script(`console.error("hỏng", 3, {a: 1})`), Console, "error: hỏng 3 Object"},
			{script(`console.warn("coi chừng")`), Console, "warning: coi chừng"},
			{script(`console.assert(false, "sai")`), Console, "assert: sai"},
			{script(`null.x`), Exception, "TypeError"},
			{script(`throw "chữ"`), Exception, "Uncaught chữ"},
			{script(`Promise.reject(new Error("bỏ"))`), Exception, "Error: bỏ"},
			{`<svg><rect width="rộng"/></svg>`, Log, "rộng"},
			{script(`alert("chào")`), Dialog, "alert: chào"},
		}},
		"policy": {policy(), []fault{
			{script(`document.title = "owned"`), Policy, "script-src-elem blocked inline"},
			{`<img alt="" src="data:," onerror="alert(1)">`, Policy, "script-src-attr blocked inline"},
			{`<p style="color: red">đỏ</p>`, Policy, "style-src-attr blocked inline"},
			{`<img alt="" src="http://example.invalid/a.png">`, Policy, "img-src blocked http://example.invalid/a.png"},
		}},
		"requests": {`<link rel="stylesheet" href="a.css"><link rel="prefetch" href="https://example.invalid/b">`, []fault{
			{"", Request, "Stylesheet GET file:///"},
			{"", Request, "GET https://example.invalid/b"},
			{`<img alt="" src="http://example.invalid/a.png">`, Request, "Image GET http://example.invalid/a.png"},
			{`<img alt="" src="b.png">`, Request, "/b.png"},
			{`<iframe title="x" src="https://example.invalid/c"></iframe>`, Request, "Document GET https://example.invalid/c"},
			{script(`fetch("https://example.invalid/d").catch(() => 0)`), Request, "Fetch GET https://example.invalid/d"},
			{script(`navigator.sendBeacon("https://example.invalid/e", "x")`), Request, "Ping POST https://example.invalid/e"},
			{script(`new WebSocket("wss://example.invalid/f")`), Request, "WebSocket wss://example.invalid/f"},
			{script(`new WebTransport("https://example.invalid/h")`), Request, "WebTransport https://example.invalid/h"},
			{script(`new Worker(URL.createObjectURL(new Blob(["0"])))`), Target, "worker blob:"},
			{script(`open("https://example.invalid/g")`), Target, "window"},
			{`<a id="a" download="a.txt" href="data:,x">x</a>` + script(`document.getElementById("a").click()`), Download, "a.txt"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var body string
			for _, f := range c.faults {
				body += f.planted
			}
			p := b.Open(t, write(t, plant(c.head, body)), desk)
			for _, f := range c.faults {
				// Some tidings come from other processes than the page's and may be late.
				for end := time.Now().Add(10 * time.Second); !has(p.heard(), f.kind, f.text); time.Sleep(20 * time.Millisecond) {
					if time.Now().After(end) {
						t.Errorf("%s %q is not among the faults%s", f.kind, f.text, lines(p.heard()))
						break
					}
				}
			}
			contains(t, failing(t, p.Quiet), "is not quiet", strings.TrimPrefix(lines(p.heard()), "\n"))
		})
	}
}

func has(faults []Fault, kind, text string) bool {
	for _, f := range faults {
		if f.Kind == kind && strings.Contains(f.Text, text) {
			return true
		}
	}
	return false
}

// lateFault: what a click sets off is known right after it.
func lateFault(t *testing.T, b *Browser) {
	p := b.Open(t, write(t, plant("", `<button id="b">bấm</button><script>
		document.getElementById("b").onclick = () => { new Image().src = "https://example.invalid/a"; console.error("muộn"); }
	</script>`)), desk)
	p.Quiet(t)
	p.Click(t, "#b")
	contains(t, failing(t, p.Quiet), "console: error: muộn", "request: Image GET https://example.invalid/a")
}
