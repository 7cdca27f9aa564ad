package rules_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"cchc/rules"
)

// TestFormatSteersNoTerminal: what stands in a file cannot move the cursor or colour the screen of who reads about it.
func TestFormatSteersNoTerminal(t *testing.T) {
	text := "set: {id: \"a\x1b[31m\"}\n"
	_, found := rules.Load(fstest.MapFS{"s.yaml": {Data: []byte(text)}}, "s.yaml")
	if len(found) == 0 {
		t.Fatal("taken")
	}
	for _, d := range found {
		if out := d.Format("có \x1b]0;x\a"); strings.ContainsAny(out, "\x1b\a") || !strings.Contains(out, "\uFFFD") {
			t.Errorf("%q", out)
		}
	}
}

// TestOnlyRegularFiles: what is not a file is not opened.
func TestOnlyRegularFiles(t *testing.T) {
	files := fstest.MapFS{"s/set.yaml": {Data: []byte("set: {}\n")}, "s/ong.yaml": {Mode: fs.ModeNamedPipe}}
	_, found := rules.Load(files, "s")
	for _, d := range found {
		if d.Code == "file.not_regular" && d.File == "s/ong.yaml" {
			return
		}
	}
	t.Errorf("%v", found)
}
