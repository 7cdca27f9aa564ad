package draw

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestReuse(t *testing.T) {
	d := must(shared())
	o := options("days")
	key := d.Key(drawing("days"), o)
	svg := must(d.SVG(drawing("days"), o))
	if !Reuse(svg, key) || !Sealed(svg) {
		t.Error("a file is not taken for what it is")
	}
	if Reuse(svg, d.Key(drawing("bars"), o)) {
		t.Error("a file passes for another one")
	}
	forged := bytes.Replace(svg, []byte(key), []byte(strings.Repeat("0", len(key))), 1)
	for name, changed := range map[string][]byte{
		"text changed": bytes.Replace(svg, []byte("Mốc"), []byte("Mộc"), 1), "cut": svg[:len(svg)-1],
		"longer": append(svg[:len(svg):len(svg)], '\n'),
		"empty":  {}, "no end": svg[:bytes.LastIndex(svg, []byte("<!--"))], "twice": append(svg[:len(svg):len(svg)], svg...),
		"key changed": forged, "begins later": svg[1:],
	} {
		if Sealed(changed) || Reuse(changed, key) || Reuse(changed, strings.Repeat("0", len(key))) {
			t.Errorf("a file with %s is used again", name)
		}
	}
}

func TestKeyIsOfAllThatShapesAFile(t *testing.T) {
	d := must(shared())
	o := options("days")
	other := *d
	other.digest = digest(scripts()[:2], nil)
	keys := map[string]bool{}
	for _, key := range []string{d.Key(drawing("days"), o), other.Key(drawing("days"), o), d.Key(drawing("bars"), o)} {
		keys[key] = true
	}
	for _, change := range []func(*Options){
		func(o *Options) { o.Width++ },
		func(o *Options) { o.Tokens = json.RawMessage(`{}`) },
		func(o *Options) { o.Paper = !o.Paper },
		func(o *Options) { o.Rows = []int{1} }, func(o *Options) { o.Rows = []int{1, 2} }, func(o *Options) { o.Title = "x" },
	} {
		o := o
		change(&o)
		keys[d.Key(drawing("days"), o)] = true
	}
	if len(keys) != 9 {
		t.Errorf("9 files have %d keys", len(keys))
	}
	if d.Key(drawing("days"), o) != d.Key(drawing("days"), options("days")) {
		t.Error("one file has two keys")
	}
}

func TestTextsRefusesWhatIsNoPicture(t *testing.T) {
	if _, err := Texts([]byte("<svg><text>a")); err == nil {
		t.Error("half a picture has texts")
	}
	got, err := Texts([]byte("<svg><title>t</title><text>a<tspan>b</tspan>c</text><g><text/></g></svg>"))
	if err != nil || strings.Join(got, "|") != "abc|" {
		t.Errorf("%q %v", got, err)
	}
}
