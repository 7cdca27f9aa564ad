package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that TZ names a zone on any machine

	"cchc/internal/season"
	"cchc/internal/store"
	"cchc/seeds/demo"
)

// The long form goes through all settings with every run of the demo year:
//
//	go test ./cmd/cchc -run TestReplayIsTheSameEverywhere -everywhere -timeout 60m
var everywhere = flag.Bool("everywhere", false, "TestReplayIsTheSameEverywhere: every setting, on the demo year too")

// setting is how a process is told about the machine it runs on.
type setting struct{ processors, zone, locale string }

var (
	processorsTried = []string{"1", "2", "16"}
	zonesTried      = []string{"UTC", "Asia/Ho_Chi_Minh", "America/St_Johns"}
	localesTried    = []string{"C", "vi_VN.UTF-8", "tr_TR.UTF-8"}
)

// settings are all combinations, or nine in which every value meets every value of the other two.
func settings(all bool) (list []setting) {
	for i, p := range processorsTried {
		for j, z := range zonesTried {
			for k, l := range localesTried {
				if all || (i+j+k)%3 == 0 {
					list = append(list, setting{p, z, l})
				}
			}
		}
	}
	return list
}

// TestReplayIsTheSameEverywhere: every recorded run is computed again, and its receipt written and verified, by processes
// with other numbers of processors, time zones and languages. All say and write the same bytes. In short the demo year's runs
// are only computed again, in three settings that share no value.
func TestReplayIsTheSameEverywhere(t *testing.T) {
	small := everyKind(t)
	command(t, "period", "reopen", "2026", "--to", "open", "--data", small, "--reason", "Bổ sung số liệu")
	s, err := store.Open(small, store.Options{})
	must(t, err)
	_, err = s.Append(t.Context(), []season.Draft{datum("b", "hs_dung", 8)})
	must(t, err, s.Close())
	command(t, "score", "--data", small, "--stage", "appraisal1", "--save", "--reason", "Lần hai")
	sameEverywhere(t, small, settings(*everywhere), []string{"2026-final-1", "2026-appraisal1-1"}, true)

	var year []string
	for _, stage := range demo.Stages() {
		year = append(year, "2026-"+stage.Stage.String()+"-1")
	}
	some := []setting{{"1", zonesTried[2], localesTried[2]}, {"2", zonesTried[0], localesTried[0]}, {"16", zonesTried[1], localesTried[1]}}
	if *everywhere {
		some = settings(true)
	}
	sameEverywhere(t, demoData(t), some, year, *everywhere)
}

// sameEverywhere holds what is said of the runs of a folder under each setting against what is said under the first.
func sameEverywhere(t *testing.T, dir string, list []setting, runs []string, receipts bool) {
	t.Helper()
	var first map[string]string
	for _, at := range list {
		_, err := time.LoadLocation(at.zone)
		must(t, err)
		got := saidUnder(t, dir, at, runs, receipts)
		if first == nil {
			first = got
		}
		for what, text := range first {
			if got[what] != text {
				t.Errorf("%s under %+v is not what it is under %+v: %s", what, at, list[0], firstOther(text, got[what]))
			}
		}
	}
	if strings.Count(first["replay"], `"outcome": "same"`) != len(runs) {
		t.Errorf("replay says %s", first["replay"])
	}
	t.Logf("%d runs, %d settings: the same bytes", len(runs), len(list))
}

// saidUnder replays all runs under one setting and, if asked to, writes and verifies their receipts.
func saidUnder(t *testing.T, dir string, at setting, runs []string, receipts bool) map[string]string {
	t.Helper()
	under := func(args ...string) string {
		cmd := exec.Command("cchc", args...)
		cmd.Env = append(os.Environ(), "GOMAXPROCS="+at.processors, "TZ="+at.zone, "LC_ALL="+at.locale, "LANG="+at.locale)
		var talk strings.Builder
		cmd.Stderr = &talk
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v under %+v: %v\n%s%s", args, at, err, out, talk.String())
		}
		return string(out)
	}
	said := map[string]string{"replay": under("replay", "--all", "--data", dir, "--json")}
	if !receipts {
		return said
	}
	file := filepath.Join(t.TempDir(), "lan-cham.kiemchung")
	for _, run := range runs {
		under("receipt", run, "--data", dir, "--out", file)
		b, err := os.ReadFile(file)
		must(t, err)
		said["receipt of "+run] = string(b)
		said["verdict on "+run] = strings.ReplaceAll(under("verify", file), file, "")
		said["page of "+run] = under("runs", run, "--data", dir)
	}
	return said
}
