package second_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cchc/internal/audit"
	"cchc/internal/audit/second"
	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/season"
	"cchc/seeds"
	"cchc/seeds/demo"
	"cchc/seeds/demo/demotest"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func kept(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + name + ".kiemchung")
	must(t, err)
	return b
}

// demoReceipts makes receipts of the demo year at a stage: of the run and of some of its units.
func demoReceipts(t *testing.T, w *demotest.World, at demotest.Moment, units ...string) (run *audit.File, of []*audit.File) {
	t.Helper()
	plan, err := season.EncodePlan(seeds.DefaultPlanFiles())
	must(t, err)
	y, out := w.Year(at.AsOf), w.Score(t, at)
	y.Period.ID, y.Period.Plan, y.Log = "2026", canon.Hash(season.PlanDomain, plan), 4711
	made, _, err := y.Run("2026-"+at.Stage.String()+"-1", out, at.Stage)
	must(t, err)
	s := &audit.Source{Year: y, Plan: plan, Outcome: out, Event: season.Event{Seq: 4712, Recorded: season.DayStart(y.AsOf),
		Draft: season.Draft{Key: "run/" + made.ID, Kind: season.RunMade, Period: "2026", Actor: "so-noi-vu", Happened: day.None, Body: made}}}
	run, err = s.OfRun()
	must(t, err)
	for _, unit := range units {
		f, err := s.OfUnit(unit)
		must(t, err)
		of = append(of, f)
	}
	return run, of
}

func equal(t *testing.T, f *audit.File) second.Report {
	t.Helper()
	b, err := f.Encode()
	must(t, err)
	return equalBytes(t, f.Run+" "+f.Unit, b)
}

func equalBytes(t *testing.T, name string, b []byte) second.Report {
	t.Helper()
	r, err := second.Verify(b)
	must(t, err)
	if !r.Equal() || r.First != nil || r.Units == 0 || r.Lines < 10*r.Units {
		t.Errorf("%s: %+v, first %+v", name, r, r.First)
	}
	return r
}

// TestKeptReceipts: the forged receipt has another "lost" line, which is no part of the account: that is told, not found.
func TestKeptReceipts(t *testing.T) {
	run, unit := equalBytes(t, "run", kept(t, "run")), equalBytes(t, "unit", kept(t, "unit"))
	forged := equalBytes(t, "forged", kept(t, "forged"))
	if run.Own != forged.Own || run.Event == forged.Event || !slices.Contains(forged.Open, second.OpenOutlook) {
		t.Errorf("forged: %+v", forged)
	}
	if run.Units != 5 || run.Kind != "run" || unit.Units != 1 || unit.Unit != "xa-bon" || unit.Own == run.Own {
		t.Errorf("%+v, %+v", run, unit)
	}
	for _, code := range []string{second.OpenRank, second.OpenReferences} {
		if slices.Contains(run.Open, code) || !slices.Contains(unit.Open, code) {
			t.Errorf("%s: of the run %v, of one unit %v", code, run.Open, unit.Open)
		}
	}
}

// TestDemoYear scores the province, 16 departments and 129 communes again at every stage.
func TestDemoYear(t *testing.T) {
	w, digests := demotest.New(t), map[string]bool{}
	for _, st := range demo.Stages() {
		run, units := demoReceipts(t, w, demotest.Moment{AsOf: st.Day, Stage: st.Stage}, "so-y-te", "xa-yen-tu", seeds.Province)
		r := equal(t, run)
		if r.Units != 146 || !slices.Contains(r.Open, second.OpenRollups) {
			t.Errorf("%v: %d units, open %v", st, r.Units, r.Open)
		}
		digests[r.Own] = true
		for _, f := range units {
			equal(t, f)
		}
	}
	if len(digests) != len(demo.Stages()) {
		t.Errorf("%d digests", len(digests))
	}
}

// changed puts another text into a part and makes the run's event name the parts as they are.
func changed(t *testing.T, b []byte, part, old, to string) []byte {
	t.Helper()
	f, err := audit.Open(b)
	must(t, err)
	hashes := map[string]string{}
	for i := range f.Parts {
		p := &f.Parts[i]
		before := p.Hash()
		if p.Name == part {
			if !bytes.Contains(p.Bytes, []byte(old)) {
				t.Fatalf("part %s has no %s", part, old)
			}
			p.Bytes = bytes.Replace(p.Bytes, []byte(old), []byte(to), 1)
		}
		for was, is := range hashes {
			p.Bytes = bytes.ReplaceAll(p.Bytes, []byte(was), []byte(is))
		}
		if hashes[before] = p.Hash(); hashes[before] == before {
			delete(hashes, before)
		}
	}
	event := &f.Parts[0]
	for was, is := range hashes {
		event.Bytes = bytes.ReplaceAll(event.Bytes, []byte(was), []byte(is))
	}
	out, err := f.Encode()
	must(t, err)
	return out
}

// TestStandsAlone: nothing but the standard library, and little enough to be read.
func TestStandsAlone(t *testing.T) {
	names, err := filepath.Glob("*.go")
	must(t, err)
	lines := 0
	for _, name := range append(names, "cmd/second/main.go") {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		must(t, err)
		for _, line := range bytes.Split(b, []byte("\n")) {
			if line = bytes.TrimSpace(line); len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) {
				lines++
			}
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, b, parser.ImportsOnly)
		must(t, err)
		for _, imp := range f.Imports {
			path := strings.Trim(imp.Path.Value, `"`)
			first, _, _ := strings.Cut(path, "/")
			if path != "cchc/internal/audit/second" && (first == "cchc" || strings.Contains(first, ".")) {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
	if t.Logf("%d lines that are neither empty nor comments", lines); lines < 500 || lines > 1750 {
		t.Errorf("%d lines", lines)
	}
}

// TestHostile: whatever a file says it is answered, by an account or by an error.
func TestHostile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2026))
	answers := map[string]int{}
	for _, c := range [][2]string{{"run", "1/set"}, {"run", "1/case"}, {"run", "1/result"}, {"unit", "set"}, {"unit", "references"}} {
		f, err := audit.Open(kept(t, c[0]))
		must(t, err)
		words := regexp.MustCompile(`"[^"]*"|[0-9]+|true|false|[\[\]{}]`).FindAllString(string(f.Part(c[1])), -1)
		for range 300 {
			old, to := words[r.IntN(len(words))], words[r.IntN(len(words))]
			switch rep, err := second.Verify(changed(t, kept(t, c[0]), c[1], old, to)); {
			case err != nil && rep.Own == "":
				answers["refused"]++
			case rep.Equal() != (rep.First == nil):
				t.Errorf("%s for %s: %+v", to, old, rep)
			case rep.Equal():
				answers["equal"]++
			default:
				answers["differs"]++
			}
		}
	}
	if t.Log(answers); answers["refused"] < 100 || answers["differs"] < 100 || answers["equal"] < 100 {
		t.Errorf("answers: %v", answers)
	}
	for _, b := range [][]byte{nil, []byte("cchc-receipt/1 0 x\n"), kept(t, "run")[:500], append(kept(t, "run"), 'x')} {
		if _, err := second.Verify(b); err == nil {
			t.Errorf("%.30q is read", b)
		}
	}
}

// TestPlanted: what is changed in a result, with all hashes made to match, is found and named.
func TestPlanted(t *testing.T) {
	for _, c := range []struct {
		file, part, old, to string
		want                second.Difference
	}{
		{"run", "1/result", `"branch":"else","code":"1.2","lost":"2","points":"0"`, `"branch":"else","code":"1.2","lost":"2","points":"1"`,
			second.Difference{Scope: "1", Unit: "so-mot", Code: "1.2", What: "points", Own: "0", Receipt: "1"}},
		{"run", "1/result", `"applied":"2","branch":"b1","code":"1.2"`, `"applied":"2","branch":"b2","code":"1.2"`,
			second.Difference{Scope: "1", Unit: "xa-ba", Code: "1.2", What: "branch", Own: "b1", Receipt: "b2"}},
		{"run", "1/result", `"branch":"b1","code":"1.2","kind":"granted"`, `"branch":"b1","code":"1.2","kind":"rounded"`,
			second.Difference{}},
		{"run", "1/result", `"rank":2`, `"rank":1`, second.Difference{}},
		{"run", "1/result", `"class":"Chưa đạt"`, `"class":"Đạt"`, second.Difference{}},
		{"run", "1/result", `"blocked":false`, `"blocked":true`, second.Difference{}},
		{"run", "1/result", `"exact":"17/6"`, `"exact":"34/12"`, second.Difference{}},
		{"run", "1/case", `"number":"15"`, `"number":"5"`, second.Difference{}},
		{"run", "1/case", `"number":"24"`, `"number":"25"`, // the best of a block
			second.Difference{}},
		{"run", "1/set", `"num":"10"`, `"num":"12"`, second.Difference{}},
		{"run", "1/set", `"ties":"shared_skip"`, `"ties":"shared_dense"`, second.Difference{What: "none"}}, // no units are equal
		{"unit", "result", `"rank":2`, `"rank":1`, second.Difference{What: "none"}},                        // not decided
		{"unit", "result", `"rank":2,`, ``, second.Difference{}},
		{"unit", "references", `"max":"24"`, `"max":"25"`, second.Difference{}},
	} {
		r, err := second.Verify(changed(t, kept(t, c.file), c.part, c.old, c.to))
		switch {
		case err != nil:
			t.Errorf("%s: %v", c.old, err)
		case c.want.What == "none":
			if !r.Equal() || r.First != nil {
				t.Errorf("%s: %+v", c.old, r.First)
			}
		case r.Equal() || r.First == nil:
			t.Errorf("%s is not found", c.old)
		case c.want.What != "" && *r.First != c.want:
			t.Errorf("%s: %+v", c.old, r.First)
		default:
			t.Logf("%s: %+v", c.old, *r.First)
		}
	}
}
