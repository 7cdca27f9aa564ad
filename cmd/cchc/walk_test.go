package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// exitNote is how a line of the walk says with which code it ends.
var exitNote = regexp.MustCompile(`\(exit ([0-9]+)[):]`)

// TestReadmeAuditorsWalk runs the commands of the README's section for auditors as they stand there, on a copy of the demo year:
// each ends with the code that its remark names, 0 where it names none.
func TestReadmeAuditorsWalk(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, walk, _ := strings.Cut(string(readme), "<!-- auditors' walk -->\n```sh\n")
	walk, _, found := strings.Cut(walk, "```\n")
	if !found {
		t.Fatal("the README has no walk of auditors")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if n := readSources(t, "../cchc-verify", "../../internal/audit/second"); n < 10 {
		t.Fatalf("the programs that the walk builds have %d files", n)
	}
	dir := t.TempDir()
	from, err := played()
	if err != nil {
		t.Fatal(err)
	}
	if err := copyTree(from, filepath.Join(dir, "cchc-demo")); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("cchc")
	if err == nil {
		err = os.Symlink(program, filepath.Join(dir, "cchc"))
	}
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for line := range strings.Lines(walk) {
		command := strings.TrimSpace(line)
		want := 0
		if note := exitNote.FindStringSubmatch(command); note != nil {
			want, _ = strconv.Atoi(note[1])
		}
		script := strings.ReplaceAll(command, "internal/audit/testdata", root+"/internal/audit/testdata")
		if goes, ok := strings.CutPrefix(script, "go "); ok { // from the sources, on what is here
			verb, rest, _ := strings.Cut(goes, " ")
			script = "go " + verb + " -C " + root + " " + strings.NewReplacer("-o ", "-o "+dir+"/", " 2026-", " "+dir+"/2026-").Replace(rest)
		}
		run := exec.Command("sh", "-c", script)
		run.Dir = dir
		out, err := run.CombinedOutput()
		if err != nil && run.ProcessState == nil {
			t.Fatal(err)
		}
		if code := run.ProcessState.ExitCode(); code != want {
			t.Errorf("%s: exit code %d, want %d\n%s", command, code, want, out)
		}
		for _, said := range []string{"TRÙNG KHỚP", "KHÔNG KIỂM CHỨNG ĐƯỢC", "Chỗ khác đầu tiên: Đơn vị so-mot, tiêu chí 1.2", "VÌ SAO ĐIỂM ĐỔI +0,750",
			"293 trên 8777 dòng", "chưa kết luận: còn 293 trên 293 dòng chưa có kết quả", "điểm đối chiếu trong tệp đúng là điểm đang giữ", "3.1.1 -0,889"} {
			told[said] = told[said] || strings.Contains(string(out), said)
		}
	}
	if len(told) != 8 {
		t.Fatal("nothing was run")
	}
	for said, met := range told {
		if !met {
			t.Errorf("nothing said %q", said)
		}
	}
}

// readSources reads the Go files of folders and tells how many. What the walk builds from them is built by child processes, so
// that only this makes them part of what the test rests on: a cached verdict would outlive a change of the verifiers.
func readSources(t *testing.T, dirs ...string) int {
	read := 0
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
				return err
			}
			read++
			_, err = os.ReadFile(path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return read
}
