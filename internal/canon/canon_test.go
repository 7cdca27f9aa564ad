package canon

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"cchc/internal/day"
	"cchc/internal/exact"
)

// vector is an entry of testdata/vectors.txt.
type vector struct{ name, domain, bytes, hash string }

func vectors(t testing.TB) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	for _, block := range strings.Split(strings.TrimSpace(string(b)), "\n\n")[1:] {
		var v vector
		for _, line := range strings.Split(block, "\n") {
			name, text, ok := strings.Cut(line, ": ")
			if !ok {
				t.Fatalf("line %q has no name", line)
			}
			switch name {
			case "name":
				v.name = text
			case "domain":
				v.domain = text
			case "bytes":
				v.bytes = text
			case "hash":
				v.hash = text
			}
		}
		all = append(all, v)
	}
	return all
}

// writes says how the values of the vectors are written.
var writes = map[string]func(w *Writer){
	"empty_object": func(w *Writer) { w.Obj(); w.EndObj() },
	"empty_array":  func(w *Writer) { w.Arr(); w.EndArr() },
	"other_domain": func(w *Writer) { w.Obj(); w.EndObj() },
	"zero":         func(w *Writer) { w.Int(0) },
	"least":        func(w *Writer) { w.Int(math.MinInt64) },
	"most":         func(w *Writer) { w.Int(math.MaxInt64) },
	"exact": func(w *Writer) {
		w.Arr()
		w.Num(exact.MustFrac(4, 6))
		w.Num(exact.MustFrac(10, 2))
		w.Num(exact.MustFrac(-3, 12))
		w.Num(exact.Num{})
		w.Num(exact.Int(1 << 62).Mul(exact.MustFrac(4, 3)))
		w.EndArr()
	},
	"dates": func(w *Writer) {
		w.Arr()
		w.Day(day.Must(2026, 1, 5))
		w.Day(day.Must(2028, 2, 29))
		w.EndArr()
	},
	"truth":                   func(w *Writer) { w.Arr(); w.Bool(true); w.Bool(false); w.EndArr() },
	"text_empty":              func(w *Writer) { w.Str("") },
	"text_vietnamese":         func(w *Writer) { w.Str("Sở Nội vụ") },
	"text_escapes":            func(w *Writer) { w.Str("\"\\/\n\t\x00\x7f<>&\u2028\U0001F600") },
	"text_mark_after_control": func(w *Writer) { w.Str("\n\u0301") },
	"keys": func(w *Writer) {
		w.Obj()
		for i, key := range []string{"", "Z", "a", "a.b", "aa", "đ", "\uff5e", "\U0001F600"} {
			w.Key(key)
			w.Int(int64(i))
		}
		w.EndObj()
	},
	"nested": func(w *Writer) {
		w.Obj()
		w.Key("code")
		w.Str("3.2.1")
		w.Key("lines")
		w.Arr()
		w.Obj()
		w.Key("amount")
		w.Num(exact.MustFrac(3, 2))
		w.Key("n")
		w.Int(12)
		w.EndObj()
		w.Raw([]byte("{}"))
		w.EndArr()
		w.Key("total")
		w.Num(exact.MustFrac(3, 2))
		w.EndObj()
	},
}

func TestVectors(t *testing.T) {
	seen := map[string]bool{}
	var w Writer
	for _, v := range vectors(t) {
		seen[v.name] = true
		write := writes[v.name]
		if write == nil {
			t.Errorf("%s: nobody writes it", v.name)
			continue
		}
		w.Reset()
		write(&w)
		b, err := w.Bytes()
		if err != nil || string(b) != v.bytes {
			t.Errorf("%s: bytes %s, %v\nwant  %s", v.name, b, err, v.bytes)
			continue
		}
		if got := Hash(v.domain, b); got != v.hash {
			t.Errorf("%s: hash %s, want %s", v.name, got, v.hash)
		}
		roundTrip(t, b)
	}
	if len(seen) != len(writes) {
		t.Errorf("%d vectors for %d values", len(seen), len(writes))
	}
}

// roundTrip holds that b reads and writes back to the same bytes, and that a JSON reader takes it too.
func roundTrip(t testing.TB, b []byte) {
	t.Helper()
	v, err := Parse(b)
	if err != nil {
		t.Fatalf("%q: %v", b, err)
	}
	back, err := v.Bytes()
	if err != nil || !bytes.Equal(back, b) {
		t.Fatalf("%q is written back as %q, %v", b, back, err)
	}
	if !json.Valid(b) {
		t.Fatalf("%q is no JSON", b)
	}
}

type refusal struct {
	offset int
	bytes  string
}

func refusals(t testing.TB) []refusal {
	t.Helper()
	b, err := os.ReadFile("testdata/refused.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []refusal
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		offset, err := strconv.Atoi(parts[0])
		if err != nil || len(parts) != 3 {
			t.Fatalf("line %q", line)
		}
		text, err := strconv.Unquote(parts[1])
		if err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		all = append(all, refusal{offset, text})
	}
	return all
}

func TestRefused(t *testing.T) {
	all := refusals(t)
	if len(all) < 60 {
		t.Fatalf("only %d refusals", len(all))
	}
	for _, r := range all {
		err := Check([]byte(r.bytes))
		var fault *SyntaxError
		if !errors.As(err, &fault) {
			t.Errorf("%q: %v", r.bytes, err)
		} else if fault.Offset != r.offset || fault.Reason == "" {
			t.Errorf("%q: %v, want byte %d", r.bytes, err, r.offset)
		}
	}
}

func TestDepth(t *testing.T) {
	deep := strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth)
	roundTrip(t, []byte(deep))
	if err := Check([]byte("[" + deep + "]")); err == nil {
		t.Error("one level too many is taken")
	}
	var w Writer
	for range MaxDepth + 1 {
		w.Arr()
	}
	if _, err := w.Bytes(); err == nil || !strings.Contains(err.Error(), "deeper") {
		t.Errorf("one level too many is written: %v", err)
	}
	if err := Check([]byte(strings.Repeat("[", 1_000_000))); err == nil {
		t.Error("a million levels are taken")
	}
}

// TestWriterRefuses: each misuse is an error that stays, whatever follows.
func TestWriterRefuses(t *testing.T) {
	huge := exact.Int(math.MaxInt64)
	for !huge.TooLarge() {
		huge = huge.Mul(huge)
	}
	for name, write := range map[string]func(w *Writer){
		"nothing":        func(*Writer) {},
		"two values":     func(w *Writer) { w.Int(1); w.Int(2) },
		"open object":    func(w *Writer) { w.Obj() },
		"open array":     func(w *Writer) { w.Arr(); w.Int(1) },
		"wrong end":      func(w *Writer) { w.Obj(); w.EndArr() },
		"end of nothing": func(w *Writer) { w.EndObj() },
		"key twice": func(w *Writer) {
			w.Obj()
			w.Key("a")
			w.Int(1)
			w.Key("a")
			w.Int(2)
			w.EndObj()
		},
		"keys out of order": func(w *Writer) {
			w.Obj()
			w.Key("b")
			w.Int(1)
			w.Key("a")
			w.Int(2)
			w.EndObj()
		},
		"key without value":  func(w *Writer) { w.Obj(); w.Key("a"); w.EndObj() },
		"key after key":      func(w *Writer) { w.Obj(); w.Key("a"); w.Key("b"); w.Int(1); w.EndObj() },
		"value without key":  func(w *Writer) { w.Obj(); w.Int(1); w.EndObj() },
		"second without key": func(w *Writer) { w.Obj(); w.Key("a"); w.Int(1); w.Int(2); w.EndObj() },
		"key in array":       func(w *Writer) { w.Arr(); w.Key("a"); w.EndArr() },
		"key alone":          func(w *Writer) { w.Key("a") },
		"bad text":           func(w *Writer) { w.Str("a\xff") },
		"bad key":            func(w *Writer) { w.Obj(); w.Key("a\u0301"); w.Int(1); w.EndObj() },
		"decomposed":         func(w *Writer) { w.Str("a\u0301") },
		"marks":              func(w *Writer) { w.Str("x" + strings.Repeat("\u0301", 31)) },
		"no date":            func(w *Writer) { w.Day(day.None) },
		"huge number":        func(w *Writer) { w.Num(huge) },
		"empty raw":          func(w *Writer) { w.Raw(nil) },
	} {
		var w Writer
		write(&w)
		first := w.err
		b, err := w.Bytes()
		if err == nil || b != nil {
			t.Errorf("%s: %q", name, b)
			continue
		}
		w.Arr()
		w.EndArr()
		if _, later := w.Bytes(); first != nil && later != first {
			t.Errorf("%s: error %v became %v", name, first, later)
		}
	}
}

func TestFieldOf(t *testing.T) {
	v, err := Parse([]byte(`{"a":1,"b":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	if b, ok := v.Field("b"); !ok || b.Str != "x" {
		t.Errorf("b is %+v, %v", b, ok)
	}
	if _, ok := v.Field("c"); ok {
		t.Error("c is there")
	}
}

func TestCleanText(t *testing.T) {
	for _, c := range []struct{ in, want, reason string }{
		{in: "", want: ""},
		{in: "So\u031b\u0309 No\u0323\u0302i vu\u0323", want: "Sở Nội vụ"},
		{in: "Ủy", want: "Ủy"},
		{in: "Uỷ", want: "Uỷ"}, // another spelling, not another form: kept
		{in: "a\tb\n", want: "a\tb\n"},
		{in: "a\u034fb", want: "a\u034fb"},
		{in: "a\xff", reason: "invalid UTF-8"},
		{in: "a\ufffd", reason: "U+FFFD"},
		{in: "\u202e", reason: "U+202E"},
		{in: "\u061c", reason: "U+061C"},
		{in: "x" + strings.Repeat("\u0301", 31), reason: "30 combining marks"},
	} {
		got, err := CleanText(c.in)
		if c.reason != "" {
			var fault *TextError
			if !errors.As(err, &fault) || !strings.Contains(fault.Reason, c.reason) || got != "" {
				t.Errorf("%q gives %q, %v", c.in, got, err)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%q gives %q, %v, want %q", c.in, got, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add([]byte(v.bytes))
	}
	for _, r := range refusals(f) {
		f.Add([]byte(r.bytes))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := Check(b); err != nil {
			var fault *SyntaxError
			if !errors.As(err, &fault) || fault.Offset < 0 || fault.Offset > len(b) {
				t.Fatalf("%q: %v", b, err)
			}
			return
		}
		roundTrip(t, b)
	})
}

// FuzzText: what CleanText gives, it gives again, and a Writer writes it.
func FuzzText(f *testing.F) {
	f.Add("So\u031b\u0309 No\u0323\u0302i vu\u0323")
	f.Add("\n\u0301\"\\")
	f.Add("x" + strings.Repeat("\u0301", 40))
	f.Fuzz(func(t *testing.T, s string) {
		clean, err := CleanText(s)
		if err != nil {
			return
		}
		if again, err := CleanText(clean); err != nil || again != clean {
			t.Fatalf("%q is cleaned to %q and then to %q, %v", s, clean, again, err)
		}
		var w Writer
		w.Str(clean)
		b, err := w.Bytes()
		if err != nil {
			t.Fatalf("%q cannot be written: %v", clean, err)
		}
		if v, err := Parse(b); err != nil || v.Str != clean {
			t.Fatalf("%q reads back as %q, %v", clean, v.Str, err)
		}
	})
}

func BenchmarkWriter(b *testing.B) {
	var w Writer
	b.ReportAllocs()
	for range b.N {
		w.Reset()
		w.Arr()
		for range 100 {
			w.Obj()
			w.Key("amount")
			w.Num(exact.MustFrac(3, 4))
			w.Key("branch")
			w.Str("đúng hạn")
			w.Key("code")
			w.Str("3.2.1")
			w.EndObj()
		}
		w.EndArr()
	}
	out, err := w.Bytes()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(out)))
}

func BenchmarkCheck(b *testing.B) {
	var w Writer
	w.Arr()
	for range 100 {
		writes["nested"](&w)
	}
	w.EndArr()
	in, err := w.Bytes()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for range b.N {
		if err := Check(in); err != nil {
			b.Fatal(err)
		}
	}
}
