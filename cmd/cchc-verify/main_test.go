package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const receipts = "../../internal/audit/testdata/"

func TestRun(t *testing.T) {
	dir := t.TempDir()
	b, err := os.ReadFile(receipts + "unit.kiemchung")
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-200] ^= 1
	spoilt, text := filepath.Join(dir, "hong.kiemchung"), filepath.Join(dir, "ghi-chu.txt")
	for name, content := range map[string][]byte{spoilt: b, text: []byte("không phải\n")} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{[]string{receipts + "run.kiemchung"}, 0, "TRÙNG KHỚP", ""},
		{[]string{receipts + "unit.kiemchung"}, 0, "hạng 2 · xếp loại Đạt", ""},
		{[]string{receipts + "forged.kiemchung"}, 6, "Chỗ khác đầu tiên: Đơn vị so-mot, tiêu chí 1.2 “Bài”, dòng bảng kê điểm “không lấy lại được”, mức else\n" +
			"    tính lại: 2\n    trong tệp: 1\n", ""},
		{[]string{spoilt}, 5, "đã hỏng hoặc bị sửa", ""},
		{[]string{text}, 5, "không phải tệp kiểm chứng", ""},
		{[]string{spoilt, receipts + "forged.kiemchung", receipts + "run.kiemchung"}, 6, "TRÙNG KHỚP", ""},
		{[]string{"--json", receipts + "forged.kiemchung"}, 6, `"what": "ledger"`, ""},
		{[]string{filepath.Join(dir, "khong-co")}, 3, "", "không tìm thấy"},
		{[]string{dir}, 5, "", "là thư mục, không phải tệp kiểm chứng"},
		{[]string{filepath.Join(dir, "khong-co"), spoilt}, 5, "đã hỏng hoặc bị sửa", "không tìm thấy"},
		{[]string{"--key", "cchc/tinh/thu+x", receipts + "run.kiemchung"}, 3, "", "không tìm thấy: cchc/tinh/thu+x"},
		{[]string{"--key=" + text, receipts + "run.kiemchung"}, 5, "", "log.bad_key"},
		{[]string{"--checkpoint", text, receipts + "run.kiemchung"}, 5, "", "ghi-chu.txt: log.bad_form"},
		{[]string{"--checkpoint", "4711:AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", receipts + "run.kiemchung"}, 6, "chứng minh lần chấm nằm trong sổ sự kiện", ""},
		{[]string{receipts + "run.kiemchung", "--checkpoint"}, 2, "", "--checkpoint"},
		{nil, 2, "", "Cách dùng"},
		{[]string{"--lung-tung"}, 2, "", "không có tùy chọn --lung-tung"},
		{[]string{"--help"}, 0, "Cách dùng", ""},
		{[]string{"--version"}, 0, "cchc-receipt/1, cchc-engine/", ""},
		{[]string{"--", "--json"}, 3, "", "không tìm thấy: --json"},
	} {
		var stdout, stderr bytes.Buffer
		code := run(c.args, &stdout, &stderr)
		if code != c.code || !strings.Contains(stdout.String(), c.stdout) || !strings.Contains(stderr.String(), c.stderr) {
			t.Errorf("%v: exit code %d, want %d\n%s%s", c.args, code, c.code, stdout.String(), stderr.String())
		}
		if (c.stdout == "") != (stdout.Len() == 0) || (c.stderr == "") != (stderr.Len() == 0) {
			t.Errorf("%v: data and talk are mixed:\n%s\n%s", c.args, stdout.String(), stderr.String())
		}
	}
}

func TestJSON(t *testing.T) {
	var stdout, stderr bytes.Buffer
	run([]string{"--json", receipts + "run.kiemchung", receipts + "unit.kiemchung"}, &stdout, &stderr)
	var out struct {
		Files []struct {
			Verdict, Kind, Run, Unit, Digest string
			Checks                           []struct{ Code, State, Text string }
			NotChecked                       []struct{ Code, Text string } `json:"not_checked"`
			Claim                            *struct{ Points, Rank string }
		}
	}
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Files) != 2 || out.Files[0].Kind != "run" || out.Files[1].Unit != "xa-bon" || out.Files[1].Claim.Rank != "2" ||
		len(out.Files[0].Checks) < 10 || len(out.Files[0].NotChecked) < 3 || out.Files[0].Digest != out.Files[1].Digest {
		t.Errorf("%+v", out)
	}
	for _, f := range out.Files {
		for _, c := range f.Checks {
			if c.Text == "" || strings.Contains(c.Text, "{") {
				t.Errorf("%s: %q", c.Code, c.Text)
			}
		}
	}
}

// TestSameWhereverItRuns: neither the zone, the language nor the number of processors changes a byte of the answer.
func TestSameWhereverItRuns(t *testing.T) {
	program := filepath.Join(t.TempDir(), "cchc-verify")
	build(t, program)
	var first []byte
	for _, env := range [][]string{{"TZ=UTC", "LANG=C", "GOMAXPROCS=1"}, {"TZ=Asia/Ho_Chi_Minh", "LANG=vi_VN.UTF-8", "GOMAXPROCS=2"},
		{"TZ=America/St_Johns", "LC_ALL=tr_TR.UTF-8", "GOMAXPROCS=16"}, {}} {
		cmd := exec.Command(program, receipts+"run.kiemchung", receipts+"unit.kiemchung")
		cmd.Env = env
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", env, err)
		}
		if first == nil {
			first = out
		}
		if !bytes.Equal(first, out) {
			t.Errorf("%v: another answer", env)
		}
	}
}

func build(t *testing.T, out string, env ...string) {
	t.Helper()
	cmd := exec.Command("go", "build", "-o", out, ".")
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), env...)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", env, err, text)
	}
}

// TestPureGo: no C, no database, no network is in the program.
func TestPureGo(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}} {{len .CgoFiles}}", ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, line := range packages {
		path, files, _ := strings.Cut(line, " ")
		for _, bad := range []string{"net", "net/http", "crypto/tls", "database/sql", "runtime/cgo", "os/exec", "plugin", "cchc/internal/store",
			"cchc/internal/web", "cchc/rules", "github.com/mattn/go-sqlite3", "github.com/expr-lang/expr"} {
			if path == bad {
				t.Errorf("rests on %s", path)
			}
		}
		if files != "0" {
			t.Errorf("%s has C in it", path)
		}
	}
	if len(packages) < 30 {
		t.Errorf("only %d packages", len(packages))
	}
}

// TestBuildsForWindows: the officers who verify have that. On Linux machines of other kinds the program is also run, behind
// the tag emulated of internal/audit.
func TestBuildsForWindows(t *testing.T) {
	if testing.Short() {
		return
	}
	build(t, filepath.Join(t.TempDir(), "out"), "GOOS=windows", "GOARCH=amd64")
}
