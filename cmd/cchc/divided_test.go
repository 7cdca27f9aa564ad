package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cchc/rules"
)

// variant writes the files of a built-in set into a library as another set or version, with texts of its set.yaml replaced.
func variant(t *testing.T, lib, from, to string, replace ...string) string {
	t.Helper()
	dir := filepath.Join(lib, filepath.FromSlash(to))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	files, err := fs.ReadDir(rules.Sets(), from)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := fs.ReadFile(rules.Sets(), from+"/"+f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if f.Name() == "set.yaml" {
			text = []byte(strings.NewReplacer(replace...).Replace(string(text)))
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name()), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// done runs a command line that must end well and gives what it printed.
func done(t *testing.T, args ...string) string {
	t.Helper()
	code, out, talk := asked(t, args...)
	if code != exitDone {
		t.Fatalf("cchc %s: exit %d, %s", strings.Join(args, " "), code, talk)
	}
	return out
}

// runResults are the results of a recorded run by unit.
func runResults(t *testing.T, dir, id string) map[string]runUnitJSON {
	t.Helper()
	run := decoded[struct {
		Results []runUnitJSON `json:"results"`
	}](t, done(t, "runs", id, "--data", dir, "--json"))
	all := map[string]runUnitJSON{}
	for _, r := range run.Results {
		if before, twice := all[r.Unit]; twice {
			t.Errorf("%s: %s is scored by %s and %s", id, r.Unit, before.Set, r.Set)
		}
		all[r.Unit] = r
	}
	return all
}

// TestSetOfItsOwnForOneBlock gives the wards of the demo year a set of their own, of the same rules: every unit keeps its
// points and rank, each is scored once, by the set of its block, and the run made before can still be drawn.
func TestSetOfItsOwnForOneBlock(t *testing.T) {
	dir, lib, drawn := demoData(t), t.TempDir(), t.TempDir()
	wards := []string{"blocks: [xa, phuong]", "blocks: [phuong]"}
	own := variant(t, lib, "xa-2026/1.0.0", "phuong-2026/1.0.0", append(wards, "id: xa-2026", "id: phuong-2026")...)
	narrow := variant(t, lib, "xa-2026/1.0.0", "xa-2026/1.1.0", append(wards, "version: 1.0.0", "version: 1.1.0")...)
	by := []string{"--data", dir, "--by", "so-noi-vu/A", "--reason"}
	for _, set := range []string{own, narrow} {
		done(t, append([]string{"rules", "publish", set}, append(by, "QĐ 8")...)...)
	}
	done(t, append([]string{"period", "reopen", "2026", "--to", "closed"}, append(by, "QĐ 99")...)...)

	before := done(t, "period", "--data", dir, "--json")
	code, _, talk := asked(t, append([]string{"period", "set", "2026", "--set", "xa-2026@1.1.0"}, append(by, "QĐ 99")...)...)
	if code != exitInvalid || !strings.Contains(talk, "season.two_versions") || done(t, "period", "--data", dir, "--json") != before {
		t.Errorf("two versions of one set: exit %d, %s", code, talk)
	}
	done(t, append([]string{"period", "set", "2026", "--set", "phuong-2026@1.0.0"}, append(by, "Quyết định 99 đính chính")...)...)
	checkChoices(t, dir)

	done(t, append([]string{"score", "--stage", "final", "--save"}, append(by, "Chấm lại")...)...)
	first, second := runResults(t, dir, "2026-final-1"), runResults(t, dir, "2026-final-2")
	if len(second) != 146 || len(second) != len(first) {
		t.Errorf("%d units scored, %d before", len(second), len(first))
	}
	for unit, was := range first {
		now, set := second[unit], was.Set
		if was.Block == "phuong" {
			set = "phuong-2026"
		}
		if now.Set != set {
			t.Errorf("%s of block %s is scored by %s", unit, was.Block, now.Set)
		}
		if now.Set = was.Set; now != was {
			t.Errorf("%s: %+v, before %+v", unit, now, was)
		}
	}

	for unit, set := range map[string]string{"phuong-phu-ly": "phuong-2026", "xa-yen-mo": "xa-2026"} {
		seen := decoded[previewJSON](t, done(t, "preview", unit, "--data", dir, "--stage", "final", "--since", "31/12/2026", "--json"))
		if seen.Set.ID != set || seen.Result.IndexExact != second[unit].Index || seen.Before == "" {
			t.Errorf("%s is previewed under %s with %s, the run gave %s", unit, seen.Set.ID, seen.Result.IndexExact, second[unit].Index)
		}
	}
	for _, id := range []string{"2026-final-1", "2026-final-2"} {
		done(t, "charts", "--run", id, "--data", dir, "--page-only", "--out", filepath.Join(drawn, id))
	}
}

// checkChoices demands that the wards alone got another set, with the reason, and that each block has one set to be read by.
func checkChoices(t *testing.T, dir string) {
	t.Helper()
	periods := decoded[[]periodJSON](t, done(t, "period", "--data", dir, "--json"))
	for _, c := range periods[len(periods)-1].Sets {
		want := map[string]string{"so": "so-2026", "tinh": "tinh-2026", "xa": "xa-2026", "phuong": "phuong-2026"}[c.Block]
		if c.Set != want || c.Version != "1.0.0" || (c.Reason == "Quyết định 99 đính chính; chọn theo tên") != (c.Block == "phuong") {
			t.Errorf("block %s has %+v", c.Block, c)
		}
	}
	a := &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	v, err := a.view(context.Background(), &caseFlags{folderFlags: folderFlags{data: dir, period: demoYear}, stage: "final"})
	if err != nil {
		t.Fatal(err)
	}
	defer v.store.Close()
	of := map[string]string{}
	for _, set := range v.sets() {
		for _, block := range set.Blocks {
			of[block] += set.ID
		}
	}
	if of["xa"] != "xa-2026" || of["phuong"] != "phuong-2026" || len(of) != 4 {
		t.Errorf("sets by block: %v", of)
	}
}
