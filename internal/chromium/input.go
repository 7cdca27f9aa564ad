//go:build browser

package chromium

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// spot scrolls to the element a selector names and finds a point at which a reader would hit it.
const spot = `(selector => {
	const e = document.querySelector(selector);
	if (!e) return {Why: "there is none"};
	e.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
	const r = e.getBoundingClientRect(), x = r.left + r.width / 2, y = r.top + r.height / 2;
	if (!r.width || !r.height) return {Why: "it has no size"};
	const top = document.elementFromPoint(x, y);
	if (!top) return {Why: "it is outside the window"};
	if (!e.contains(top)) return {Why: "it is covered by " + top.outerHTML.slice(0, 200)};
	return {X: x, Y: y};
})`

// Spot scrolls to the first element a selector names and gives the point in its middle, in pixels of the window. The
// test ends if a reader could not hit the element there.
func (p *Page) Spot(t testing.TB, selector string) (x, y float64) {
	t.Helper()
	quoted, err := json.Marshal(selector)
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		X, Y float64
		Why  string
	}
	p.inside(t, "find "+selector, spot+"("+string(quoted)+")", &s)
	if s.Why != "" {
		t.Fatalf("%s: no way to point at %s: %s", p, selector, s.Why)
	}
	return s.X, s.Y
}

// Click clicks, or in a view with touch taps, the first element a selector names.
func (p *Page) Click(t testing.TB, selector string) {
	t.Helper()
	x, y := p.Spot(t, selector)
	p.ClickAt(t, x, y)
}

// ClickAt clicks or taps at a point of the window.
func (p *Page) ClickAt(t testing.TB, x, y float64) {
	t.Helper()
	if !p.View.Touch {
		p.run(t, "click", chromedp.MouseClickXY(x, y))
		return
	}
	p.run(t, "tap", input.DispatchTouchEvent(input.TouchStart, []*input.TouchPoint{{X: x, Y: y}}),
		input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}))
}

// Hover moves the mouse onto the first element a selector names.
func (p *Page) Hover(t testing.TB, selector string) {
	t.Helper()
	x, y := p.Spot(t, selector)
	p.HoverAt(t, x, y)
}

// HoverAt moves the mouse to a point of the window.
func (p *Page) HoverAt(t testing.TB, x, y float64) {
	t.Helper()
	p.run(t, "point", input.DispatchMouseEvent(input.MouseMoved, x, y))
}

var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ", "Backspace": kb.Backspace, "Delete": kb.Delete,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
}

var modifiers = map[string]input.Modifier{
	"Shift": input.ModifierShift, "Control": input.ModifierCtrl, "Alt": input.ModifierAlt,
}

// Press presses keys one after the other: names such as "Tab", "Shift+Tab" or "ArrowDown"; any other text is typed.
func (p *Page) Press(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		p.run(t, fmt.Sprintf("press %q", name), press(name))
	}
}

func press(name string) chromedp.Action {
	var held input.Modifier
	for {
		word, rest, ok := strings.Cut(name, "+")
		m, known := modifiers[word]
		if !ok || !known {
			break
		}
		held |= m
		name = rest
	}
	if key, ok := keys[name]; ok {
		name = key
	}
	return chromedp.ActionFunc(func(ctx context.Context) error {
		return chromedp.KeyEvent(name, chromedp.KeyModifiers(held)).Do(ctx)
	})
}
