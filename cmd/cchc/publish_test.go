package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"cchc/internal/season"
	"cchc/internal/store"
)

// TestForgedTable: a table that is not what the run gives, put in beside the command by whoever can write to the folder, is not
// confirmed, and is found by whoever verifies the folder.
func TestForgedTable(t *testing.T) {
	from, err := played()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "nam")
	if err := copyTree(from, dir); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "du-lieu")
	do := func(want int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if code := run(append(args, "--data", data), nil, &out, &out); code != want {
			t.Fatalf("%v: exit code %d, want %d\n%s", args, code, want, out.String())
		}
		return out.String()
	}
	const bql, first, second = "ban-quan-ly-khu-kinh-te-va-cac-khu-cong-nghiep-tinh", "so-noi-vu/A", "so-noi-vu/B"
	do(0, "period", "reopen", "2026", "--to", "closed", "--reason", "x", "--by", first)
	for _, d := range [][3]string{{"accept", bql, "4.5.1"}, {"accept", bql, "4.5.2"}, {"accept", bql, "4.5.3"}, {"override", bql, "5.7"},
		{"override", "xa-hai-an", "2.1"}, {"override", "xa-lai-thanh", "3.4.1"}, {"override", "xa-lai-thanh", "3.6.3"}, {"override", "xa-nhan-ha", "5.4"}} {
		args := []string{"decide", d[0], d[1], "--code", d[2], "--stage", "final", "--by", first, "--reason", "x"}
		if d[0] == "override" {
			args = append(args, "--value", "0", "--second", "so-tu-phap/D")
		}
		do(0, args...)
	}
	do(0, "period", "lock", "2026", "--by", first)
	do(0, "score", "--stage", "final", "--save", "--by", first)
	do(0, "log", "key")
	do(0, "log", "checkpoint")
	do(0, "publish", "propose", "2026-final-2", "--number", "15/QĐ-UBND", "--date", "31/03/2027", "--signer", "C", "--authority", "UBND", "--by", first)
	do(0, "verify", "--database")

	in := folderFlags{data: data}
	s, err := in.open(true)
	if err != nil {
		t.Fatal(err)
	}
	p, err := publications(t.Context(), s, "2026")
	if err != nil {
		t.Fatal(err)
	}
	forged := *p.Standing.Body.(*season.Proposal)
	text, err := s.Blob(t.Context(), forged.Table)
	if err != nil {
		t.Fatal(err)
	}
	table := store.Blob{Domain: season.TableDomain, Bytes: bytes.Replace(text, []byte(";87,493;"), []byte(";97,493;"), 1)}
	forged.Table = table.Hash()
	_, err = appendOne(t.Context(), s, season.Draft{Kind: season.PublicationProposed, Period: "2026", Actor: first, Happened: dayNone, Body: &forged}, table)
	if err != nil || s.Close() != nil {
		t.Fatal(err)
	}
	if out := do(exitFindings, "publish", "confirm", "2026-final-2", "--by", second, "--table", forged.Table); !strings.Contains(out, "lưu cho lần chấm 2026-final-2") {
		t.Error(out)
	}
	if out := do(exitFindings, "verify", "--database"); !strings.Contains(out, "lưu cho lần chấm 2026-final-2") {
		t.Error(out)
	}
}
