package suggest

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	names := []string{"de_an", "hs_dung", "hs_tong", "ngay_hop", "so-tai-chinh", "so-tu-phap", "so-y-te", "ty_le", "đề_xuất"}
	for _, c := range []struct{ word, want, why string }{
		{"hs_dug", "hs_dung", "a letter left out"},
		{"hs_dungg", "hs_dung", "a letter too many"},
		{"hs_dumg", "hs_dung", "another letter"},
		{"ngya_hop", "ngay_hop", "two letters swapped"},
		{"hs_đúng", "hs_dung", "marks do not count"},
		{"de_xuat", "đề_xuất", "marks left out"},
		{"HS-Tong", "hs_tong", "capitals and separators do not count"},
		{"hs đúng", "hs_dung", "a blank is a separator"},
		{"Sở Y tế", "so-y-te", "the name beside its code"},
		{"so-yte", "so-y-te", "a separator left out"},
		{"ĐỀ ÁN", "de_an", "the capital Đ"},
		{"zzzzz", "", "nothing is near"},
		{"so-khong-co", "", "a beginning alone is not near"},
		{"ngay_hop", "", "itself is no suggestion"},
		{"", "", "empty"},
		{"\u0301", "", "only a mark"},
	} {
		if got := Nearest(c.word, names); got != c.want {
			t.Errorf("%s: Nearest(%q) = %q, want %q", c.why, c.word, got, c.want)
		}
	}
}

func TestNearestAmongEqual(t *testing.T) {
	for _, c := range []struct {
		word       string
		candidates string
		want       string
	}{
		{"leap", "heap leaf reap", "leaf"},        // begins most like it
		{"2026-Q9", "2026-Q2 2026-Q1", "2026-Q2"}, // the first of equals
		{"can", "cam cần", "cần"},                 // the same but for marks comes before another letter
		{"cam", "can co", "can"},                  // of a short name one letter may differ
		{"cam", "con", ""},                        // two may not
		{"m", "n", "n"},
		{"1.9", "1.1 1.2", "1.1"}, // a code
	} {
		if got := Nearest(c.word, strings.Fields(c.candidates)); got != c.want {
			t.Errorf("Nearest(%q, %s) = %q, want %q", c.word, c.candidates, got, c.want)
		}
	}
}

func TestNearestOfLongText(t *testing.T) {
	name := strings.Repeat("ầ", longest)
	if got := Nearest(strings.ToUpper(name), []string{name}); got != name {
		t.Errorf("a name of %d letters got %q", longest, got)
	}
	if got := Nearest(name+"a", []string{name}); got != "" {
		t.Errorf("a name of %d letters got %q", longest+1, got)
	}
	if n := testing.AllocsPerRun(10, func() { Nearest(strings.Repeat("a", 1<<20), []string{name}) }); n > 2 {
		t.Errorf("a long text is worked on: %v allocations", n)
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"Đúng hạn", "dung-han", true}, {"quý 1", "Quy_1", true}, {"dung", "dum", false}, {"", "a", false}} {
		if Same(c.a, c.b) != c.want {
			t.Errorf("Same(%q, %q) is not %v", c.a, c.b, c.want)
		}
	}
}

// TestDistance compares with the definition, without rows or limit.
func TestDistance(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	word := func() []rune {
		w := make([]rune, random.IntN(6))
		for i := range w {
			w[i] = rune('a' + random.IntN(3))
		}
		return w
	}
	for range 3000 {
		a, b, limit := word(), word(), random.IntN(5)
		if got, want := distance(a, b, limit), min(defined(a, b), limit+1); got != want {
			t.Fatalf("distance(%q, %q, %d) = %d, want %d", string(a), string(b), limit, got, want)
		}
	}
}

func defined(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	m, n := len(a)-1, len(b)-1
	if a[m] == b[n] {
		return defined(a[:m], b[:n])
	}
	d := 1 + min(defined(a[:m], b[:n]), defined(a[:m], b), defined(a, b[:n]))
	if m > 0 && n > 0 && a[m] == b[n-1] && a[m-1] == b[n] {
		d = min(d, 1+defined(a[:m-1], b[:n-1]))
	}
	return d
}

func FuzzNearest(f *testing.F) {
	f.Add("hs_đúng", "hs_dung hs_tong")
	f.Add("\xff\xfe", "a \u0301")
	f.Fuzz(func(t *testing.T, word, list string) {
		candidates := strings.Fields(list)
		got := Nearest(word, candidates)
		if got == "" {
			return
		}
		if got == word {
			t.Errorf("%q suggested for itself", word)
		}
		for _, c := range candidates {
			if c == got {
				return
			}
		}
		t.Errorf("%q is none of %q", got, candidates)
	})
}
