package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUnwritten: whoever asks for a file that cannot be written is told of that file and of nothing that is written beside it.
func TestUnwritten(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path string
		code int
		says string
	}{
		"no folder":          {filepath.Join(dir, "khong", "x.csv"), exitNotFound, "không có thư mục " + filepath.Join(dir, "khong")},
		"a folder there":     {dir, exitFailed, "là thư mục, phải là tệp"},
		"below a file":       {filepath.Join(taken, "x.csv"), exitFailed, "trên đường dẫn có một tệp"},
		"a name too long":    {filepath.Join(dir, strings.Repeat("x", 300)), exitFailed, ""},
		"nothing is wrong":   {filepath.Join(dir, "x.csv"), exitDone, ""},
		"it is there before": {taken, exitDone, ""},
	} {
		err := replaceFile(c.path, []byte("x"))
		if c.code == exitDone {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		f := asFailure(err)
		if f.code != c.code || !strings.Contains(f.text, c.path) || !strings.Contains(f.text, c.says) || strings.Contains(f.text, ".tmp-") {
			t.Errorf("%s: exit %d, %s", name, f.code, f.text)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, ".tmp-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
