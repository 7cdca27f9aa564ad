package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/canon"
	"cchc/internal/exact"
	"cchc/internal/season"
	"cchc/internal/why"
	"cchc/internal/wording"
)

// TestWhyWords: every cause and every kind of decision has its words.
func TestWhyWords(t *testing.T) {
	var codes []string
	for _, c := range why.Causes() {
		codes = append(codes, "cli.why_cause."+string(c))
	}
	for _, k := range []engine.DecisionKind{engine.DecideReject, engine.DecideAccept, engine.DecideNotApply, engine.DecideApply, engine.DecideOverride,
		engine.DecideDispute, engine.DecideNotRanked, engine.DecideRanked} {
		codes = append(codes, "cli.decided."+string(k))
	}
	for _, c := range codes {
		if !wording.Known(c) {
			t.Errorf("no sentence for %s", c)
		}
	}
}

// TestWhyFailures: what stands in the way of an account is told in Vietnamese, whatever the error behind it.
func TestWhyFailures(t *testing.T) {
	w := &comparedScores{}
	told := map[string]bool{}
	for _, err := range []error{season.ErrTwoSets, engine.ErrDecision, engine.ErrRollup, engine.ErrUnbalanced, why.ErrNotScored, errors.New("no such thing")} {
		said := w.failure(&why.InseparableError{After: []why.Cause{why.Ground}, Err: fmt.Errorf("score so-2026: %w", err)}).Error()
		if told[said] || strings.Contains(said, err.Error()) || strings.Contains(said, "score") || !strings.Contains(said, "khi mới đổi đơn vị, thuộc tính") {
			t.Errorf("%v: %s", err, said)
		}
		told[said] = true
	}
	if said := w.failure(fmt.Errorf("%w: points moved by 1, causes by 2", why.ErrUnbalanced)).Error(); strings.Contains(said, "moved") || !strings.Contains(said, "không bằng chênh lệch") {
		t.Error(said)
	}
}

// TestWhyContract: the keys of the data that the README names for it are in them.
func TestWhyContract(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, contract, _ := strings.Cut(string(readme), "\n* `why` → ")
	contract, _, _ = strings.Cut(contract, "`inspect`")
	named := regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(contract, -1)
	if len(named) == 0 {
		t.Fatal("the README names no key of why")
	}
	for _, name := range named {
		if !slices.ContainsFunc(reflect.VisibleFields(reflect.TypeFor[whyJSON]()), func(f reflect.StructField) bool {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			return key == name[1]
		}) {
			t.Errorf("there is no %s", name[1])
		}
	}
}

// addPoints gives a unit of a result more points at its first granted line, in the sums as well.
func addPoints(t *testing.T, result []byte, unit string, more exact.Num) []byte {
	t.Helper()
	v, err := canon.Parse(result)
	if err != nil {
		t.Fatal(err)
	}
	field := func(v *canon.Value, key string) *canon.Value {
		for i := range v.Fields {
			if v.Fields[i].Key == key {
				return &v.Fields[i].Value
			}
		}
		t.Fatalf("no field %s", key)
		return nil
	}
	add := func(v *canon.Value, more exact.Num) {
		n, err := exact.ParseFraction(v.Str)
		if err != nil {
			t.Fatal(err)
		}
		v.Str = n.Add(more).Fraction()
	}
	units := field(&v, "units")
	for i := range units.Items {
		u := &units.Items[i]
		if field(u, "unit").Str != unit {
			continue
		}
		applied, err := exact.ParseFraction(field(u, "applied").Str)
		if err != nil {
			t.Fatal(err)
		}
		index, _ := more.Mul(exact.Int(100)).Quo(applied)
		add(field(u, "exact"), more)
		add(field(u, "points"), more)
		add(field(u, "index"), index)
		ledger := field(u, "ledger")
		for k := range ledger.Items {
			if l := &ledger.Items[k]; field(l, "kind").Str == string(engine.LineGranted) {
				add(field(l, "amount"), more)
				break
			}
		}
	}
	b, err := v.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWhyOfRecords: what was recorded beside what this engine makes of the same inputs is the program's part; a run whose inputs
// the log no longer makes, or whose record does not add up, is refused.
func TestWhyOfRecords(t *testing.T) {
	var out, talk bytes.Buffer
	data := filepath.Join(t.TempDir(), "du-lieu")
	if _, err := (&app{stdout: &out, stderr: &talk}).demoSeason(context.Background(), data); err != nil {
		t.Fatal(err)
	}
	of := func(run *season.Run, results [][]byte, change func([]byte) []byte) {
		for i := range results {
			if run.Scopes[i].Set == "so-2026" {
				results[i] = change(results[i])
			}
		}
	}
	forgedRun(t, data, "2026-final-2", func(run *season.Run, results [][]byte) {
		of(run, results, func(b []byte) []byte { return addPoints(t, b, "so-y-te", exact.MustFrac(1, 4)) })
	})
	forgedRun(t, data, "2026-final-3", func(run *season.Run, _ [][]byte) { run.Engine = "cchc-engine/0" })
	forgedRun(t, data, "2026-final-4", func(run *season.Run, _ [][]byte) { run.Decisions = canon.Hash(season.DecisionsDomain, nil) })
	forgedRun(t, data, "2026-final-5", func(run *season.Run, results [][]byte) {
		of(run, results, func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte(`"kind":"lost"`), []byte(`"kind":"granted"`))
		})
	})
	for _, c := range []struct {
		from, to string
		code     int
		want     []string
	}{
		{"2026-final-1", "2026-final-2", exitDone, []string{"VÌ SAO ĐIỂM ĐỔI +0,250", "8 Phiên bản phần mềm +0,250 +0,250 ·", "Phiên bản phần mềm: +0,250"}},
		{"2026-final-2", "2026-final-1", exitDone, []string{"VÌ SAO ĐIỂM ĐỔI -0,250", "8 Phiên bản phần mềm -0,250"}},
		{"2026-final-2", "2026-final-2", exitDone, []string{"8 Phiên bản phần mềm 0,000"}},
		{"2026-self-1", "2026-final-2", exitDone, []string{"VÌ SAO ĐIỂM ĐỔI +1,000", "5 Thẩm định, quyết định, giai đoạn +0,750", "8 Phiên bản phần mềm +0,250"}},
		{"2026-final-1", "2026-final-3", exitDone, []string{"VÌ SAO ĐIỂM ĐỔI 0,000", "8 Phiên bản phần mềm 0,000"}},
		{"2026-final-1", "2026-final-4", exitFailed, []string{"2026-final-4: không dựng lại được số liệu đã dùng", "Quyết định"}},
		{"2026-final-1", "2026-final-5", exitFailed, []string{"2026-final-5: bảng kê điểm trong kết quả đã ghi không cộng ra điểm đã ghi"}},
	} {
		out.Reset()
		code := run([]string{"why", "--unit", "so-y-te", "--from", c.from, "--to", c.to, "--data", data}, strings.NewReader(""), &out, &out)
		if code != c.code {
			t.Errorf("%s to %s: exit code %d, want %d", c.from, c.to, code, c.code)
		}
		for _, text := range c.want {
			if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), text) {
				t.Errorf("%s to %s: no %q in\n%s", c.from, c.to, text, out.String())
			}
		}
	}
}
