package form_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// load gives every set there is to test with.
func load(t *testing.T) []*form.Set {
	t.Helper()
	var all []*form.Set
	for _, dir := range []string{"../../rules/testdata/good", "../../rules/catalogue"} {
		files, err := filepath.Glob(dir + "/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.Contains(f, "misuse") {
				continue
			}
			loaded, found := rules.Load(os.DirFS(dir), filepath.Base(f))
			if loaded == nil {
				t.Fatalf("%s: %v", f, found)
			}
			all = append(all, loaded.Set)
		}
	}
	if len(all) == 0 {
		t.Fatal("no sets")
	}
	return all
}

func TestCanonicalRoundTrip(t *testing.T) {
	for _, set := range load(t) {
		b, err := set.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		again, err := form.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		opts := cmp.Options{
			cmpopts.IgnoreTypes(form.Span{}), cmpopts.EquateEmpty(),
			cmp.Comparer(func(a, b exact.Num) bool { return a.Equal(b) }),
		}
		if d := cmp.Diff(set, again, opts); d != "" {
			t.Errorf("set %s changes on the way:\n%s", set.ID, d)
		}
	}
}

func TestCanonicalLeavesSpansOut(t *testing.T) {
	set := load(t)[0]
	before, err := set.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	clearSpans(reflect.ValueOf(set).Elem())
	after, err := set.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("the bytes depend on places in the files")
	}
}

// clearSpans empties every span that can be reached.
func clearSpans(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			clearSpans(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			clearSpans(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[form.Span]() {
			v.SetZero()
			return
		}
		if v.Type() == reflect.TypeFor[exact.Num]() {
			return
		}
		for i := range v.NumField() {
			clearSpans(v.Field(i))
		}
	}
}

func TestDecodeIsStrict(t *testing.T) {
	b, err := load(t)[0].Canonical()
	if err != nil {
		t.Fatal(err)
	}
	good := string(b)
	for _, c := range []struct{ name, old, new string }{
		{"other form", `"form":"cchc-form/1"`, `"form":"cchc-form/2"`},
		{"no form", `"form":"cchc-form/1",`, ``},
		{"unknown key", `"form":`, `"flag":true,"form":`},
		{"empty text written out", `"form":`, `"empty":"","form":`},
		{"unreduced fraction", `"max":"4"`, `"max":"8/2"`},
		{"missing operand", `"args":2`, `"args":3`},
		{"negative operand count", `"args":2`, `"args":-2`},
		{"number for text", `"id":"mau"`, `"id":7`},
		{"unknown constant", `"percent":true,"type":"number"}`, `"percent":true,"type":"colour"}`},
		{"unknown mode", `"mode":"half_up"`, `"mode":"up"`},
		{"space", `{"attributes"`, `{ "attributes"`},
	} {
		changed := strings.Replace(good, c.old, c.new, 1)
		if changed == good {
			t.Errorf("%s: nothing to change", c.name)
			continue
		}
		if _, err := form.Decode([]byte(changed)); err == nil {
			t.Errorf("%s: taken", c.name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	raw, err := os.ReadFile("../../rules/testdata/good/base.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	loaded, _ := rules.Load(os.DirFS("../../rules/testdata/good"), "base.yaml")
	f.Add(loaded.Canonical)
	f.Fuzz(func(t *testing.T, b []byte) {
		set, err := form.Decode(b)
		if err != nil {
			return
		}
		again, err := set.Canonical()
		if err != nil || string(again) != string(b) {
			t.Errorf("taken but written differently: %v", err)
		}
	})
}

func TestLeafInputs(t *testing.T) {
	set := load(t)[0]
	for code, want := range map[string][]string{
		"1.1": {"dung", "tong"}, // through the ratio
		"1.2": {"kh"},
		"1.3": {"muc"},
		"1.4": {"bao_cao"},
	} {
		if got := set.LeafInputs(set.NodeByCode(code)); !slices.Equal(got, want) {
			t.Errorf("%s rests on %v, want %v", code, got, want)
		}
	}
	if got := set.LeafInputs(set.NodeByCode("1")); got != nil {
		t.Errorf("an area rests on %v", got)
	}
}

func pointsRule(code string) *form.Rule {
	return &form.Rule{Kind: form.RulePoints, Value: &form.Expr{Kind: form.ExPoints, Type: form.TypeNumber, Name: code}}
}

func treeOf(refs ...[2]string) *form.Set {
	s := &form.Set{}
	for _, r := range refs {
		leaf := &form.Leaf{}
		if r[1] != "" {
			leaf.Rule = pointsRule(r[1])
		}
		s.Nodes = append(s.Nodes, form.Node{Code: r[0], Kind: form.NodeLeaf, Parent: -1, Leaf: leaf})
	}
	return s
}

func TestOrder(t *testing.T) {
	order, err := treeOf([2]string{"1", "3"}, [2]string{"2", ""}, [2]string{"3", "2"}).Order()
	if err != nil || !slices.Equal(order, []int{1, 2, 0}) {
		t.Errorf("order %v, %v", order, err)
	}
	_, err = treeOf([2]string{"1", "2"}, [2]string{"2", "3"}, [2]string{"3", "2"}).Order()
	var cycle *form.CycleError
	if !errors.As(err, &cycle) || !slices.Equal(cycle.Codes, []string{"2", "3", "2"}) {
		t.Errorf("cycle: %v", err)
	}
	if _, err = treeOf([2]string{"1", "9"}).Order(); err == nil {
		t.Error("a leaf that does not exist is taken")
	}
}
