// Package difftest makes changed copies of criteria sets for tests: every field of the form that can be reached, each in
// every way its type allows, so that no field can be forgotten by what compares or prints sets. It belongs to tests only.
package difftest

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// Mutate calls fn once for every change of one field of the set: the set is changed while fn runs and as before when it
// has returned. where names the field and what was done to it. Places in the author's files, which are no part of a set's
// meaning, are changed like all others.
func Mutate(set *form.Set, fn func(where string)) {
	(&mutator{fn}).value("", reflect.ValueOf(set).Elem())
}

type mutator struct{ fn func(where string) }

// try sets a value for the time of a call.
func (m *mutator) try(where string, v, to reflect.Value) {
	was := reflect.New(v.Type()).Elem()
	was.Set(v)
	v.Set(to)
	m.fn(where)
	v.Set(was)
}

func (m *mutator) value(where string, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *form.Span:
		m.try(where+" elsewhere", v, reflect.ValueOf(form.Span{Line: x.Line + 1}))
		return
	case *exact.Num:
		m.try(where+" +1", v, reflect.ValueOf(x.Add(exact.Int(1))))
		return
	case *day.Day:
		to := *x + 1
		if *x == day.None {
			to = 20_000
		}
		m.try(where+" other day", v, reflect.ValueOf(to))
		return
	case *exact.Mode:
		m.try(where+" other mode", v, reflect.ValueOf((*x+1)%3))
		return
	}
	switch v.Kind() {
	case reflect.String:
		m.try(where+" other text", v, reflect.ValueOf(v.String()+"x").Convert(v.Type()))
	case reflect.Bool:
		m.try(where+" turned", v, reflect.ValueOf(!v.Bool()))
	case reflect.Int:
		m.number(where, v)
	case reflect.Pointer:
		m.pointer(where, v)
	case reflect.Slice:
		m.slice(where, v)
	case reflect.Struct:
		for i := range v.NumField() {
			m.value(where+"."+v.Type().Field(i).Name, v.Field(i))
		}
	default:
		panic("difftest: no change known for " + where + " of kind " + v.Kind().String())
	}
}

// number changes a number; a node's parent only to one that stands before it, since a tree must not go in circles.
func (m *mutator) number(where string, v reflect.Value) {
	switch {
	case !strings.HasSuffix(where, ".Parent"):
		m.try(where+" +1", v, reflect.ValueOf(int(v.Int())+1))
	case v.Int() >= 0:
		m.try(where+" none", v, reflect.ValueOf(-1))
	}
}

func (m *mutator) pointer(where string, v reflect.Value) {
	if v.IsNil() {
		m.try(where+" there", v, reflect.New(v.Type().Elem()))
		return
	}
	m.try(where+" gone", v, reflect.Zero(v.Type()))
	m.value(where, v.Elem())
}

func (m *mutator) slice(where string, v reflect.Value) {
	longer := reflect.MakeSlice(v.Type(), 0, v.Len()+1)
	longer = reflect.Append(reflect.AppendSlice(longer, v), fresh(v))
	if !strings.HasSuffix(where, ".Nodes") { // a node of nothing is no tree
		m.try(where+" longer", v, longer)
	}
	if n := v.Len(); n > 0 && !strings.HasSuffix(where, ".Nodes") {
		m.try(where+" shorter", v, v.Slice(0, n-1))
		if n > 1 {
			swapped := reflect.MakeSlice(v.Type(), n, n)
			reflect.Copy(swapped, v)
			swapped.Index(0).Set(v.Index(n - 1))
			swapped.Index(n - 1).Set(v.Index(0))
			m.try(where+" swapped", v, swapped)
		}
	}
	for i := range v.Len() {
		at := v.Index(i)
		if at.Kind() == reflect.Pointer { // an operand or part that is there
			at = at.Elem()
		}
		m.value(fmt.Sprintf("%s[%d]", where, i), at)
	}
}

// fresh is one more element of a list.
func fresh(v reflect.Value) reflect.Value {
	typ := v.Type().Elem()
	if typ.Kind() == reflect.Pointer {
		return reflect.New(typ.Elem())
	}
	return reflect.Zero(typ)
}

// Copy gives a set that shares nothing with it, as its canonical bytes have it.
func Copy(t testing.TB, set *form.Set) *form.Set {
	t.Helper()
	b, err := set.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	out, err := form.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// EditedFiles gives the files of a built-in set ("so-2026/1.0.0") with lines changed, as an officer would change them: pairs
// of what stands there and what shall. Each must be found exactly once. Cases beside the rules are left out.
func EditedFiles(t testing.TB, dir string, pairs ...string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(rules.Sets(), dir+"/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no set %s: %v", dir, err)
	}
	found := make([]int, len(pairs))
	for _, name := range names {
		if strings.HasSuffix(name, ".cases.yaml") {
			continue
		}
		b, err := fs.ReadFile(rules.Sets(), name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		for i := 0; i < len(pairs); i += 2 {
			found[i] += strings.Count(text, pairs[i])
			text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
		}
		files[path.Base(name)] = &fstest.MapFile{Data: []byte(text)}
	}
	for i := 0; i < len(pairs); i += 2 {
		if found[i] != 1 {
			t.Fatalf("%q stands %d times in %s", pairs[i], found[i], dir)
		}
	}
	return files
}

// Sets loads every small set there is: the shapes of the catalogue and the example of the format. fsys is the folder of the
// rules package.
func Sets(t testing.TB, fsys fs.FS) []*form.Set {
	t.Helper()
	var all []*form.Set
	for _, dir := range []string{"testdata/good", "catalogue"} {
		names, err := fs.Glob(fsys, dir+"/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.Contains(name, "misuse") {
				continue
			}
			loaded, found := rules.Load(fsys, name)
			if loaded == nil {
				t.Fatalf("%s: %v", name, found)
			}
			all = append(all, loaded.Set)
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d sets", len(all))
	}
	return all
}
