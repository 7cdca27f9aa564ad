//go:build browser

package chromium

import (
	"fmt"
	"strings"
	"testing"
)

// wide measures the page, and, if something sticks out, the elements that reach farthest. It does not look into elements
// that cut off or scroll what they hold: those widen nothing.
const wide = `(() => {
	const root = document.documentElement, found = [];
	const name = e => e.localName + (e.id ? "#" + e.id : "") + [...e.classList].map(c => "." + c).join("");
	const visit = (e, depth, path) => {
		const box = e.getBoundingClientRect(), open = getComputedStyle(e).overflowX === "visible";
		const inner = open && e.clientWidth ? box.left + e.clientLeft + e.scrollWidth : 0;
		const right = Math.max(box.right, inner) + scrollX;
		path = path.slice(-3).concat(name(e));
		if (box.width && right > root.clientWidth + 0.5)
			found.push({Right: Math.round(right), Depth: depth, Name: path.join(" > ")});
		if (open || e === document.body) for (const c of e.children) visit(c, depth + 1, path);
	};
	if (root.scrollWidth > root.clientWidth && document.body) visit(document.body, 0, []);
	found.sort((a, b) => b.Right - a.Right || b.Depth - a.Depth);
	return {Page: root.scrollWidth, Room: root.clientWidth, Widest: found.slice(0, 5)};
})()`

// Overflow fails the test if the page is wider than its window, and names the elements that reach farthest to the right.
func (p *Page) Overflow(t testing.TB) {
	t.Helper()
	var m struct {
		Page, Room int
		Widest     []struct {
			Right int
			Name  string
		}
	}
	p.inside(t, "measure", wide, &m)
	if m.Room != p.View.Width {
		t.Errorf("%s is laid out for a window of %d px; does it lack its viewport element?", p, m.Room)
	}
	if m.Page <= m.Room {
		return
	}
	var s strings.Builder
	for _, w := range m.Widest {
		fmt.Fprintf(&s, "\n  to %d px: %s", w.Right, w.Name)
	}
	t.Errorf("%s is %d px wide in a window of %d px:%s", p, m.Page, m.Room, s.String())
}
