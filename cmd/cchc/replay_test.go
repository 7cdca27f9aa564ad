package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/season"
)

// forgedRun records, as the next run, the final run of a folder with another engine or with a result that was changed.
func forgedRun(t *testing.T, data, id string, change func(run *season.Run, results [][]byte)) {
	t.Helper()
	ctx := context.Background()
	in := folderFlags{data: data}
	s, err := in.open(true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	event, _, err := s.Run(ctx, "2026-final-1")
	if err != nil {
		t.Fatal(err)
	}
	run := *event.Body.(*season.Run)
	run.ID, run.Scopes = id, append([]season.RunScope(nil), run.Scopes...)
	results := make([][]byte, len(run.Scopes))
	for i := range run.Scopes {
		if results[i], err = s.Blob(ctx, run.Scopes[i].Result); err != nil {
			t.Fatal(err)
		}
	}
	if run.Log, _, err = s.Last(ctx); err != nil {
		t.Fatal(err)
	}
	change(&run, results)
	for i := range results {
		run.Scopes[i].Result = canon.Hash(engine.ResultDomain, results[i])
	}
	d := season.Draft{Key: "run/" + id, Kind: season.RunMade, Period: event.Period, Actor: event.Actor, Reason: "thử", Happened: day.None, Body: &run}
	if _, err := s.SaveRun(ctx, d, results...); err != nil {
		t.Fatal(err)
	}
}

// TestReplayNamesTheFirstLine: a recorded run that does not follow from the log is found out, and the line is named; one of
// other semantics is not judged; of neither is there a receipt.
func TestReplayNamesTheFirstLine(t *testing.T) {
	var out bytes.Buffer
	data := demoData(t)
	forgedRun(t, data, "2026-final-2", func(run *season.Run, results [][]byte) {
		for i := range results {
			if run.Scopes[i].Set == "so-2026" {
				results[i] = bytes.Replace(results[i], []byte(`"kind":"lost"`), []byte(`"kind":"granted"`), 1)
			}
		}
	})
	forgedRun(t, data, "2026-final-3", func(run *season.Run, _ [][]byte) { run.Engine = "cchc-engine/0" })
	forgedRun(t, data, "2026-final-4", func(run *season.Run, _ [][]byte) { run.Decisions = canon.Hash(season.DecisionsDomain, nil) })
	for _, c := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{"replay", "2026-final-1"}, exitDone, []string{"2026-final-1: tính lại giống hệt"}},
		{[]string{"replay", "2026-final-2"}, exitFindings, []string{"2026-final-2: tính lại KHÁC", "dòng bảng kê điểm", "được cộng", "không lấy lại được"}},
		{[]string{"replay", "2026-final-2", "--json"}, exitFindings, []string{`"outcome": "differs"`, `"what": "ledger"`, `"unit_name": "`}},
		{[]string{"replay", "2026-final-2", "--set", "so-2026"}, exitFindings, []string{"2026-final-2: tính lại KHÁC"}},
		{[]string{"replay", "2026-final-3"}, exitFailed, []string{"không tính lại được: lần chấm tính theo cách tính cchc-engine/0"}},
		{[]string{"replay", "2026-final-4"}, exitFindings, []string{"Quyết định đã ghi nhận trong sổ không còn giống lúc chấm"}},
		{[]string{"replay", "--all"}, exitFindings, []string{"7 lần chấm: 4 giống hệt, 2 khác, 1 không tính lại được"}},
		{[]string{"receipt", "2026-final-2", "--out", filepath.Join(data, "x")}, exitFindings, []string{"không lập tệp kiểm chứng"}},
		{[]string{"receipt", "2026-final-3", "--out", filepath.Join(data, "x")}, exitFailed, []string{"không tính lại được"}},
	} {
		out.Reset()
		code := run(append(c.args, "--data", data), strings.NewReader(""), &out, &out)
		if code != c.code {
			t.Errorf("%v: exit code %d, want %d", c.args, code, c.code)
		}
		for _, text := range c.want {
			if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), strings.Join(strings.Fields(text), " ")) {
				t.Errorf("%v: no %q in\n%s", c.args, text, out.String())
			}
		}
	}
	if _, err := os.Stat(filepath.Join(data, "x")); err == nil {
		t.Error("a receipt was written of a run that does not come out the same")
	}
}

// TestVerifyFindsTheForgedLine: cchc verify says what cchc-verify says.
func TestVerifyFindsTheForgedLine(t *testing.T) {
	const forged = "../../internal/audit/testdata/forged.kiemchung"
	var out bytes.Buffer
	if code := run([]string{"verify", forged}, strings.NewReader(""), &out, &out); code != exitFindings {
		t.Errorf("exit code %d", code)
	}
	for _, text := range []string{"KHÁC   điểm của các đơn vị tính lại", "KHÁC NHAU", "Đơn vị so-mot, tiêu chí 1.2 “Bài”", "tính lại: 2", "trong tệp: 1"} {
		if !strings.Contains(out.String(), text) {
			t.Errorf("no %q in\n%s", text, out.String())
		}
	}
}
