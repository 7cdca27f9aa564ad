package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"cchc/internal/audit"
	"cchc/internal/audit/sample"
	"cchc/internal/canon"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/internal/wording"
)

// fill writes findings into a form of a draw, in the CSV file of the house: fill FILE PLACE RESULT [POINTS NOTE]. PLACE is
// "all", or "earned" for the first line that was given points. Which lines are drawn follows from the run's digest, and so from
// the program that scored: no script may name one by its place.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 && len(args) != 5 {
		ts.Fatalf("usage: fill FILE PLACE RESULT [POINTS NOTE]")
	}
	findings := append(args[2:], "", "")[:3]
	lines, filled := strings.Split(ts.ReadFile(args[0]), "\n"), 0
	for i, line := range lines {
		at := strings.LastIndex(line, ";;;;")
		if at < 0 || args[1] != "all" && (filled > 0 || !earned(line)) {
			continue
		}
		lines[i] = line[:at+1] + strings.Join(findings, ";") + line[at+3:]
		filled++
	}
	if filled == 0 {
		ts.Fatalf("%s has no line %s without a finding", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines, "\n")), 0o644))
}

// earned reports whether a line of the form is one that was given points.
func earned(line string) bool {
	const points = 7 // the place of the column diem
	r := csv.NewReader(strings.NewReader(line))
	r.Comma = ';'
	cells, err := r.Read()
	return err == nil && len(cells) > points && strings.Trim(cells[points], "0,.-") != ""
}

// TestFormPoints: every decimal that a form shows is one of the points.
func TestFormPoints(t *testing.T) {
	three := exact.Rounding{Decimals: 3, Mode: exact.HalfUp}
	for _, c := range []struct {
		points exact.Num
		round  exact.Rounding
		want   string
	}{
		{exact.MustFrac(41115, 20188), three, "2,0366"},
		{exact.MustFrac(-41115, 20188), three, "-2,0366"},
		{exact.MustFrac(20370, 10000), three, "2,0370"},
		{exact.MustFrac(1, 3), three, "0,333"},
		{exact.MustFrac(5, 2), three, "2,5"},
		{exact.MustFrac(19999996, 10000000), three, "2"},
		{exact.MustFrac(41115, 20188), exact.Rounding{Decimals: 2, Mode: exact.HalfUp}, "2,04"},
		{exact.MustFrac(41115, 20188), exact.Rounding{Decimals: 5, Mode: exact.HalfUp}, "2,03661"},
	} {
		if got := formPoints(c.points, c.round).TypedVN(false); got != c.want {
			t.Errorf("%s is shown as %s, want %s", c.points.Fraction(), got, c.want)
		}
	}
}

// cchc runs a command line and gives what it printed.
func cchc(t testing.TB, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, strings.NewReader(""), &out, &errs); code != exitDone {
		t.Fatalf("cchc %s: %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

const (
	keptReceipt = "../../internal/audit/testdata/run.kiemchung"
	thrown      = "46213 55124 61335 24614"
)

// TestDrawnByOthers draws the sample of a kept receipt again from nothing but the printed list of lines, the digest and the
// seed, with SHA-256 and sorting.
func TestDrawnByOthers(t *testing.T) {
	list := filepath.Join(t.TempDir(), "danh-sach.txt")
	var got struct {
		Digest string
		Lines  int
		Sample []drawnLineJSON
	}
	if err := json.Unmarshal([]byte(cchc(t, "draw", "sample", "--receipt", keptReceipt, "--seed", thrown, "--size", "4", "--list", list, "--json")),
		&got); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var tickets []string
	for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n") {
		sum := sha256.Sum256([]byte("cchc-draw/1|46213551246133524614|" + got.Digest + "|" + line))
		tickets = append(tickets, hex.EncodeToString(sum[:])+" "+line)
	}
	if len(tickets) != got.Lines || got.Lines != 10 || len(got.Sample) != 4 {
		t.Fatalf("%d lines listed, %d counted, %d drawn", len(tickets), got.Lines, len(got.Sample))
	}
	slices.Sort(tickets)
	for i, l := range got.Sample {
		if have := l.Ticket + " " + l.Set + "|" + l.Unit + "|" + l.Code; have != tickets[i] || l.Place != i+1 {
			t.Errorf("line %d is %s, want %s", i+1, have, tickets[i])
		}
	}
}

// TestEveryDrawSentence demands a sentence for every code that a draw can give out.
func TestEveryDrawSentence(t *testing.T) {
	codes := sample.SeedCodes()
	for _, dir := range []string{".", "../../internal/sheet", "../../internal/audit/sample"} {
		for _, text := range literals(t, dir) {
			if strings.HasPrefix(text, "draw.") && !strings.ContainsAny(text, " /") {
				codes = append(codes, text)
			}
		}
	}
	if len(codes) < 20 {
		t.Errorf("only %d codes", len(codes))
	}
	for _, c := range codes {
		if !wording.Known(c) {
			t.Errorf("no sentence for %s", c)
		}
	}
}

// TestDrawOfOtherRuns: a run whose figures the log no longer comes to is not drawn from; one of other semantics is, since nothing
// is computed again, and a forged result is drawn from as it is: that its lines are wrong is what checking them shows.
func TestDrawOfOtherRuns(t *testing.T) {
	var out bytes.Buffer
	data := demoData(t)
	forgedRun(t, data, "facts", func(run *season.Run, _ [][]byte) { run.Facts = canon.Hash(season.FactsDomain, nil) })
	forgedRun(t, data, "units", func(run *season.Run, _ [][]byte) { run.Units = canon.Hash(season.UnitsDomain, nil) })
	forgedRun(t, data, "engine", func(run *season.Run, _ [][]byte) { run.Engine = "cchc-engine/0" })
	forgedRun(t, data, "result", func(run *season.Run, results [][]byte) {
		results[0] = bytes.Replace(results[0], []byte(`"kind":"lost"`), []byte(`"kind":"granted"`), 1)
	})
	tickets := map[string]bool{}
	for id, code := range map[string]int{"facts": exitFindings, "units": exitFindings, "engine": exitDone, "result": exitDone, "2026-final-1": exitDone} {
		out.Reset()
		if got := run([]string{"draw", "sample", "--run", id, "--seed", thrown, "--size", "1", "--data", data}, strings.NewReader(""), &out, &out); got != code {
			t.Errorf("%s: exit code %d, want %d\n%s", id, got, code, out.String())
		}
		if code == exitFindings {
			if !strings.Contains(out.String(), "không còn giống lúc chấm lần "+id) {
				t.Errorf("%s: %s", id, out.String())
			}
			continue
		}
		words := strings.Fields(out.String())
		tickets[words[len(words)-1]] = true
	}
	if len(tickets) != 3 {
		t.Errorf("three runs, tickets %v", tickets)
	}
}

// BenchmarkDrawDemo reads the 8,777 lines of the demo year's last run once its receipt has been opened, and makes the form of 293.
func BenchmarkDrawDemo(b *testing.B) {
	dir := b.TempDir()
	receipt := filepath.Join(dir, "r.kiemchung")
	cchc(b, "demo", filepath.Join(dir, "nam"))
	cchc(b, "receipt", "2026-final-1", "--data", filepath.Join(dir, "nam", "du-lieu"), "--out", receipt)
	data, err := os.ReadFile(receipt)
	if err != nil {
		b.Fatal(err)
	}
	f, err := audit.Open(data)
	if err != nil {
		b.Fatal(err)
	}
	c, err := f.Contents()
	if err != nil {
		b.Fatal(err)
	}
	to, err := (&drawFlags{confidence: "95%", share: "1%"}).aim()
	if err != nil {
		b.Fatal(err)
	}
	seed, err := seedOf(thrown)
	if err != nil {
		b.Fatal(err)
	}
	d, err := newDrawing(c)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("lines", func(b *testing.B) {
		for b.Loop() {
			if _, err := newDrawing(c); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("form", func(b *testing.B) {
		for b.Loop() {
			plan, err := newSamplePlan(len(d.lines), to)
			if err != nil {
				b.Fatal(err)
			}
			form, err := d.form(seed, plan)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := form.CSV(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
