package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTableAlignsByCharacters(t *testing.T) {
	tab := newTable("Đơn vị", "Điểm#")
	tab.add("Sở Y tế", "9,5")
	tab.add("Văn phòng UBND tỉnh", "100,25")
	var b bytes.Buffer
	tab.write(&b)
	want := "Đơn vị                 Điểm\n" +
		"Sở Y tế                 9,5\n" +
		"Văn phòng UBND tỉnh  100,25\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestTableHeadAndRemarks(t *testing.T) {
	tab := newTable("Hạng#", "Đơn vị", "Tối đa\náp dụng#", "chưa\ncó#", "Lớp")
	tab.add("1", "Sở Y tế", "9,5", noneCounted, noneCounted)
	tab.remark("! Chưa được công bố.")
	tab.add("–", "Thanh tra", "100,25", "2", noneCounted)
	tab.keepColumns(noneCounted)
	var b bytes.Buffer
	tab.write(&b)
	want := "                  Tối đa  chưa\n" +
		"Hạng  Đơn vị     áp dụng    có\n" +
		"   1  Sở Y tế        9,5     ·\n" +
		"      ! Chưa được công bố.\n" +
		"   –  Thanh tra   100,25     2\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestWrap(t *testing.T) {
	word := strings.Repeat("ệ", 40)
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"  ngắn", "  ngắn"},
		{"  " + word + " " + word + " " + word, "  " + word + " " + word + "\n    " + word},
		{word + word + word + " " + word, word + word + word + "\n  " + word}, // a word is never broken
		{"a\n  " + word + " " + word + " " + word + "\nb", "a\n  " + word + " " + word + "\n    " + word + "\nb"},
		{word + " " + word + " " + word[:len("ệ")*(textWidth-82)], word + " " + word + " " + word[:len("ệ")*(textWidth-82)]},
	} {
		if got := wrap(c.text, 2); got != c.want {
			t.Errorf("wrap(%q)\ngot  %q\nwant %q", c.text, got, c.want)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestFullDisk: output that was not written is a failure, whatever the command did.
func TestFullDisk(t *testing.T) {
	var stderr bytes.Buffer
	if code := run([]string{"plan"}, strings.NewReader(""), fullDisk{}, &stderr); code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	if !strings.Contains(stderr.String(), "no space left") {
		t.Errorf("stderr %q", stderr.String())
	}
}

func TestSelfAssessment(t *testing.T) {
	a := &app{stdout: io.Discard, stderr: io.Discard}
	in := caseFlags{set: "testdata/shared/bo", facts: "testdata/shared/du-lieu", stage: "final"}
	in.units, in.attributes, in.asOf = "testdata/shared/don-vi.csv", "testdata/shared/thuoc-tinh.csv", "20/01/2027"
	s, err := a.score(&in)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tu-danh-gia.html")
	if err := s.writeSelfAssessment(path, "a"); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Đơn vị A", "Tỷ lệ hồ sơ đúng hạn", "UBND TỈNH NINH BÌNH"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if err := s.writeSelfAssessment(path, "z"); err == nil {
		t.Error("a unit that is not scored has a self-assessment")
	}
}
