package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	kept := "../../../testdata/"
	b, err := os.ReadFile(kept + "run.kiemchung")
	if err != nil {
		t.Fatal(err)
	}
	spoilt := filepath.Join(t.TempDir(), "x.kiemchung")
	if err := os.WriteFile(spoilt, b[:len(b)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 2, "Cách dùng"},
		{[]string{"nowhere"}, 1, "Không đọc được nowhere"},
		{[]string{spoilt}, 5, "không chấm lại được"},
		{[]string{kept + "run.kiemchung", kept + "unit.kiemchung"}, 0, "GIỐNG NHAU"},
	} {
		var out strings.Builder
		if code := run(c.args, &out, &out); code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%v: %d %s", c.args, code, out.String())
		}
		if strings.Contains(out.String(), "chưa xét: \n") {
			t.Errorf("a code without a sentence: %s", out.String())
		}
	}
}
