package rules_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cchc/internal/wording"
	"cchc/rules"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// render is what an author sees.
func render(found rules.Diagnostics) string {
	var b strings.Builder
	for _, d := range found {
		if d.Severity == rules.Warning {
			b.WriteString("cảnh báo: ")
		}
		b.WriteString(d.Format(wording.AuthorMessage(d.Code, d.Args, d.Hint)))
	}
	return b.String()
}

// Each file of testdata/bad has one fault; the .txt beside it is the whole of what its author is told.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			_, found := rules.Load(os.DirFS("testdata/bad"), name+".yaml")
			if len(found) == 0 {
				t.Fatal("nothing found")
			}
			for _, d := range found {
				if !wording.Known(d.Code) {
					t.Errorf("code %s has no sentence", d.Code)
				}
			}
			got := render(found)
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal([]byte(got), want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func TestGoodFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/good/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		loaded, found := rules.Load(os.DirFS("testdata/good"), filepath.Base(file))
		if loaded == nil || len(found) > 0 {
			t.Errorf("%s:\n%s", file, render(found))
		}
	}
}
