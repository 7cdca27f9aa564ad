// Package rulestest compiles the small criteria sets that tests of other packages write down.
package rulestest

import (
	"testing"
	"testing/fstest"

	"cchc/engine"
	"cchc/rules"
)

// Load reads the text of a set of one file. What keeps it from being read ends the test, with every finding.
func Load(t testing.TB, text string) *rules.Loaded {
	t.Helper()
	l, found := rules.Load(fstest.MapFS{"set.yaml": {Data: []byte(text)}}, "set.yaml")
	if l == nil || found.HasErrors() {
		for _, d := range found {
			t.Errorf("%s %v: %+v", d.Code, d.Args, d)
		}
		t.FailNow()
	}
	return l
}

// Program compiles the text of a set of one file.
func Program(t testing.TB, text string) *engine.Program {
	t.Helper()
	l := Load(t, text)
	p, err := engine.Compile(l.Set)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
