//go:build browser

package chromium

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// noNetwork: not even a server on this machine hears from a page.
func noNetwork(t *testing.T, b *Browser) {
	var heard atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard.Add(1) }))
	defer server.Close()
	p := b.Open(t, write(t, good), desk)
	p.Eval(t, fmt.Sprintf(`Promise.allSettled([fetch("%[1]s", {mode: "no-cors"}), new Promise((done, failed) => {
		const i = new Image(); i.onload = done; i.onerror = failed; i.src = "%[1]s/a.png"; })])`, server.URL), nil)
	contains(t, failing(t, p.Quiet), "request: Fetch GET "+server.URL, "request: Image GET "+server.URL+"/a.png")
	if n := heard.Load(); n != 0 {
		t.Errorf("the server heard %d requests", n)
	}
}

func barriers(t *testing.T, b *Browser) {
	dark := View{Width: 800, Height: 600, Dark: true}
	p := b.Open(t, write(t, plant("", `<p style="color: #aaa; background: #fff">khó đọc</p><img src="data:,">`)), desk)
	contains(t, failing(t, p.Axe), "color-contrast (serious)", "image-alt (critical)", "p:nth-child(3)", "img",
		"Fix any of the following", "contrast")
	// A fault of the dark page only.
	file := write(t, plant(`<style>@media (prefers-color-scheme: dark) { p { color: #444 } }</style>`, ""))
	b.Open(t, file, desk).Axe(t)
	p = b.Open(t, file, dark)
	contains(t, failing(t, p.Axe), "color-contrast")
	p.Quiet(t) // axe leaves no traces
}

func overflow(t *testing.T, b *Browser) {
	phone := View{Width: 390, Height: 844, Touch: true}
	file := write(t, plant("", `<div class="hinh rong"><div id="trong" style="width: 600px">rộng</div></div>
		<div style="overflow-x: auto"><div id="cuon" style="width: 5000px">cuộn được</div></div>
		<p id="dai" style="white-space: nowrap; max-width: 50px">`+strings.Repeat("một ", 17)+`</p>`))
	b.Open(t, file, desk).Overflow(t)
	said := failing(t, b.Open(t, file, phone).Overflow)
	contains(t, said, "616 px wide in a window of 390 px", "to 616 px: body > main > div.hinh.rong > div#trong",
		"px: body > main > p#dai")
	if strings.Contains(said, "cuon") {
		t.Errorf("what scrolls by itself is not to blame: %s", said)
	}
	old := write(t, strings.Replace(good, `name="viewport"`, `name="none"`, 1))
	contains(t, failing(t, b.Open(t, old, phone).Overflow), "980 px", "viewport")
}

func download(t *testing.T, b *Browser) {
	p := b.Open(t, write(t, plant("", `<button>tải</button><script>
		document.querySelector("button").onclick = () => {
			const a = document.createElement("a");
			a.href = URL.createObjectURL(new Blob(["điểm;1,5\n"], {type: "text/csv"}));
			a.download = "bảng điểm.csv";
			a.click();
		}</script>`)), desk)
	for range 2 {
		name, data := p.Download(t, func() { p.Click(t, "button") })
		if name != "bảng điểm.csv" || string(data) != "điểm;1,5\n" {
			t.Errorf("got %q: %q", name, data)
		}
	}
	p.Quiet(t)
	p.patience = time.Second
	contains(t, failing(t, func(t testing.TB) { p.Download(t, func() {}) }), "download")
}

func printed(t *testing.T, b *Browser) {
	p := b.Open(t, write(t, plant("", `<div id="dai"></div><script>
		var seen = [];
		addEventListener("beforeprint", function () {
			seen.push("before", matchMedia("print").matches);
			document.getElementById("dai").innerHTML = "<p style='break-before: page'>trang</p>".repeat(4);
		});
		addEventListener("afterprint", function () { seen.push("after"); });
	</script>`)), View{Width: 390, Height: 844, Touch: true, Dark: true})
	pdf := p.Print(t)
	if n := len(regexp.MustCompile(`/Type /Page\b`).FindAll(pdf, -1)); n != 5 {
		t.Errorf("%d pages are printed, not the 5 that a handler of beforeprint made", n)
	}
	if w, h := paper(pdf); w != 210 || h != 297 {
		t.Errorf("the paper is %d × %d mm, not A4", w, h)
	}
	var seen []any
	p.Eval(t, "seen", &seen)
	if fmt.Sprint(seen) != "[before false after]" {
		t.Errorf("the page saw %v", seen)
	}
	card := b.Open(t, write(t, plant(`<style>@page { size: 200mm 100mm }</style>`, "")), desk)
	if w, h := paper(card.Print(t)); w != 200 || h != 100 {
		t.Errorf("the paper is %d × %d mm, not what the page's style says", w, h)
	}
}

// paper is the size of the first page in millimetres.
func paper(pdf []byte) (width, height int) {
	var x, y float64
	box := regexp.MustCompile(`/MediaBox \[0 0 [^]]*\]`).Find(pdf)
	if n, _ := fmt.Sscanf(string(box), "/MediaBox [0 0 %g %g]", &x, &y); n != 2 {
		return 0, 0
	}
	return int(math.Round(x / 72 * 25.4)), int(math.Round(y / 72 * 25.4))
}

func shot(t *testing.T, b *Browser) {
	file := filepath.Join(t.TempDir(), "new", "shot.png")
	p := b.Open(t, write(t, plant("", `<div style="height: 1500px; border-bottom: 200px solid #f00"></div>`)), desk)
	for _, full := range []bool{false, true} {
		p.Shot(t, file, full)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		size := picture.Bounds().Size()
		if size.X != desk.Width || (size.Y != desk.Height) != full || full && size.Y < 1700 {
			t.Errorf("full %v: the picture has %v pixels", full, size)
		}
		if r, g, b, _ := picture.At(400, size.Y-150).RGBA(); full && (r>>8 != 255 || g != 0 || b != 0) {
			t.Errorf("the page is not painted at its end: %x %x %x", r, g, b)
		}
	}
}

func inputs(t *testing.T, b *Browser) {
	file := write(t, plant("", `<p style="margin-top: 1500px"><button id="b">bấm</button><input aria-label="chữ" id="i"></p>
		<style>#b:hover { outline: 1px solid }</style>
		<script>
		var seen = [], b = document.getElementById("b");
		["click", "touchstart", "mouseenter", "keydown"].forEach(function (type) {
			b.addEventListener(type, function (e) { seen.push(type + (e.key || "") + (e.shiftKey ? "+" : "")); });
		});
		</script>`))
	p, q := b.Open(t, file, desk), b.Open(t, file, View{Width: 390, Height: 844, Touch: true})
	for _, c := range []struct {
		page *Page
		act  func()
		want string
	}{
		{p, func() { p.Press(t, "Tab", "Tab", "Enter", "Shift+ArrowDown") }, "keydownEnter click keydownArrowDown+"},
		{p, func() { p.Press(t, "Tab", "Shift+Tab", "Space") }, "keydownTab keydown  click"},
		{p, func() { p.Hover(t, "#b") }, "mouseenter"},
		{p, func() { p.Click(t, "#b") }, "click"},
		{q, func() { q.Click(t, "#b") }, "touchstart mouseenter click"},
	} {
		c.page.Eval(t, "seen = [], null", nil)
		c.act()
		c.page.Wait(t, "seen.length >= "+fmt.Sprint(len(strings.Fields(c.want))))
		var seen string
		c.page.Eval(t, `seen.join(" ")`, &seen)
		if seen != c.want {
			t.Errorf("the button sees %q, not %q", seen, c.want)
		}
	}
	p.Click(t, "#i")
	p.Press(t, "d", "+", "5,5")
	p.Wait(t, `document.getElementById("i").value === "d+5,5"`)
	p.Eval(t, `document.body.insertAdjacentHTML("beforeend", "<div id=tren style='position: fixed; inset: 0'>")`, nil)
	contains(t, failing(t, func(t testing.TB) { p.Click(t, "#b") }), "covered by", "tren")
	contains(t, failing(t, func(t testing.TB) { p.Click(t, "#x") }), "there is none")
}

// sideBySide: a page that is not the newest is still painted, and pages share no storage.
func sideBySide(t *testing.T, b *Browser) {
	file := write(t, good)
	p, q := b.Open(t, file, desk), b.Open(t, file, desk)
	var state string
	p.Eval(t, `localStorage.x = "p", new Promise(done => requestAnimationFrame(() =>
		done(document.visibilityState + document.hasFocus())))`, &state)
	if state != "visibletrue" {
		t.Errorf("the first page is %s", state)
	}
	var x any
	q.Eval(t, `localStorage.x || null`, &x)
	if x != nil {
		t.Errorf("the second page reads %v", x)
	}
}

func neverReady(t *testing.T, b *Browser) {
	p := b.Open(t, write(t, plant("", `<script>vỡ();</script>`)), desk)
	p.Eval(t, `document.documentElement.dataset.ready = "0"`, nil)
	p.patience = 200 * time.Millisecond
	contains(t, failing(t, p.ready), "deadline", "ReferenceError: vỡ")
	plain := write(t, strings.NewReplacer(` data-ready="0"`, "", "dataset.ready", "dataset.other").Replace(good))
	b.Open(t, plain, desk).Quiet(t)
	none := filepath.Join(t.TempDir(), "none.html")
	contains(t, failing(t, func(t testing.TB) { b.Open(t, none, desk) }), "ERR_FILE_NOT_FOUND")
}

// crash: a page whose process is killed is told at once, not when patience ends.
func crash(t *testing.T, b *Browser) {
	p := b.Open(t, write(t, good), desk)
	contains(t, failing(t, func(t testing.TB) { p.run(t, "kill", chromedp.Navigate("chrome://kill")) }), "kill")
	began := time.Now()
	contains(t, failing(t, p.Quiet), "crash: the page's process crashed")
	if took := time.Since(began); took > patience/2 {
		t.Errorf("it took %v", took)
	}
}

// moving: a page is opened when its transitions have ended; an animation without end holds up nothing.
func moving(t *testing.T, b *Browser) {
	p := b.Open(t, write(t, plant(`<style>
		@keyframes hien { from { opacity: 0 } } @keyframes quay { to { rotate: 1turn } }
		h1 { animation: hien 1s } p { animation: quay 1s infinite }
	</style>`, "")), desk)
	var opacity string
	p.Eval(t, `getComputedStyle(document.querySelector("h1")).opacity`, &opacity)
	if opacity != "1" {
		t.Errorf("the heading is still appearing: %s", opacity)
	}
}

func values(t *testing.T, b *Browser) {
	p := b.Open(t, write(t, plant(policy(), "")), desk)
	var sum struct {
		A []int
		B string
	}
	p.Eval(t, `Promise.resolve({a: [1, 2], b: "ổn"})`, &sum)
	if fmt.Sprint(sum) != "{[1 2] ổn}" {
		t.Errorf("got %v", sum)
	}
	p.Eval(t, `window`, nil)
	contains(t, failing(t, func(t testing.TB) { p.Eval(t, `khôngCó + 1`, nil) }), "khôngCó + 1", "ReferenceError")
	contains(t, failing(t, func(t testing.TB) { p.Eval(t, `Promise.reject(new Error("không"))`, nil) }), "Error: không")
}

// TestWithoutChromium: the message says what to install.
func TestWithoutChromium(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	contains(t, failing(t, func(t testing.TB) { Start(t) }), "apt-get install chromium")
}

// TestEndsWhatItStarted: after the test neither a process of the browser nor its folder is left.
func TestEndsWhatItStarted(t *testing.T) {
	var home string
	t.Run("inner", func(t *testing.T) {
		b := Start(t)
		b.Open(t, write(t, good), desk)
		home = b.home
		if len(running(t, home)) == 0 {
			t.Error("no process of the browser is found")
		}
	})
	if t.Failed() {
		return
	}
	var left []string
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if left = running(t, home); len(left) == 0 {
			break
		}
	}
	if len(left) > 0 {
		t.Errorf("still running: %v", left)
	}
	if _, err := os.Stat(home); !os.IsNotExist(err) {
		t.Errorf("%s: %v", home, err)
	}
}

// running lists the numbers of the processes that carry the browser's folder in their command line.
func running(t *testing.T, home string) []string {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(all) == 0 {
		t.Fatalf("no list of processes: %v", err)
	}
	var found []string
	for _, file := range all {
		if line, err := os.ReadFile(file); err == nil && bytes.Contains(line, []byte(home)) {
			found = append(found, filepath.Base(filepath.Dir(file)))
		}
	}
	return found
}
