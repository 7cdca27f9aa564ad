package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"cchc/internal/season"
	"cchc/internal/store"
)

// TestRenamedUnit: the table of a publication stays the one that its run gives when a unit gets another name later.
func TestRenamedUnit(t *testing.T) {
	home, dir, _ := lockedYear(t)
	command(t, proposal("2026-final-1", dir)...)
	table := filepath.Join(home, "nhap.csv")
	command(t, "publish", "table", "2026-final-1", "--out", table, "--data", dir)
	command(t, "publish", "confirm", "2026-final-1", "--table", table, "--by", "so-noi-vu/Lê Thị B", "--data", dir)
	s, err := store.Open(dir, store.Options{})
	must(t, err)
	year, err := s.Year(t.Context(), "2026", season.YearEnd("2099"))
	must(t, err)
	renamed, ok := year.Units.ByCode("a")
	if !ok {
		t.Fatal("no unit a")
	}
	renamed.Name += " (tên mới)"
	_, err = appendOne(t.Context(), s, season.Draft{Kind: season.UnitRecorded, Actor: clerk, Reason: "đổi tên", Happened: dayNone,
		Body: &season.UnitState{Unit: renamed}})
	must(t, err, s.Close())
	command(t, "verify", "--database", "--data", dir)
	command(t, "publish", "table", "2026-final-1", "--out", filepath.Join(home, "bang.csv"), "--data", dir)
}

// TestForgedTable: a table that is not what the run gives, put in beside the command by whoever can write to the folder, is not
// confirmed, and is found by whoever verifies the folder.
func TestForgedTable(t *testing.T) {
	_, dir, _ := lockedYear(t)
	command(t, proposal("2026-final-1", dir)...)
	s, err := store.Open(dir, store.Options{})
	must(t, err)
	p, err := publications(t.Context(), s, "2026")
	must(t, err)
	forged := *p.Standing.Body.(*season.Proposal)
	text, err := s.Blob(t.Context(), forged.Table)
	must(t, err)
	other := bytes.Replace(text, []byte(";a;"), []byte(";a;Khác "), 1)
	if bytes.Equal(other, text) {
		t.Fatalf("unit a is not in\n%s", text)
	}
	table := store.Blob{Domain: season.TableDomain, Bytes: other}
	forged.Table = table.Hash()
	_, err = appendOne(t.Context(), s, season.Draft{Kind: season.PublicationProposed, Period: "2026", Actor: clerk, Happened: dayNone, Body: &forged}, table)
	must(t, err, s.Close())
	for _, args := range [][]string{{"publish", "confirm", "2026-final-1", "--by", "so-noi-vu/Lê Thị B", "--table", forged.Table, "--data", dir},
		{"verify", "--database", "--data", dir}} {
		var out bytes.Buffer
		if code := run(args, io.MultiReader(), &out, &out); code != exitFindings || !strings.Contains(out.String(), "lưu cho lần chấm 2026-final-1 không") {
			t.Errorf("%v: exit code %d\n%s", args, code, out.String())
		}
	}
}

// TestNobodyIsTwo: one person is no second one by a character that nobody sees, or a letter of another script that looks the same.
func TestNobodyIsTwo(t *testing.T) {
	home, dir, _ := lockedYear(t)
	command(t, proposal("2026-final-1", dir)...)
	table := filepath.Join(home, "nhap.csv")
	command(t, "publish", "table", "2026-final-1", "--out", table, "--data", dir)
	for _, by := range []string{clerk, "so-noi-vu/ nguyễn  văn a.", "so-noi-vu/Nguye\u200b\u0302\u0303n Văn A", clerk + "\ufe0f", clerk + "\u2800", clerk + "\u3164",
		clerk + "\u034f", "so-noi-vu/Nguyễn Văn \uff21", "so-noi-vu/Nguyễn Văn \u0410"} {
		var out bytes.Buffer
		code := run([]string{"publish", "confirm", "2026-final-1", "--table", table, "--by", by, "--data", dir}, io.MultiReader(), &out, &out)
		if code != exitInvalid || !strings.Contains(out.String(), "season.bad_name") && !strings.Contains(out.String(), "season.second_same") {
			t.Errorf("%q: exit code %d\n%s", by, code, out.String())
		}
	}
}
