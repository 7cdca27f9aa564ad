package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"cchc/internal/exact"
	"cchc/rules/diff/difftest"
)

// asked runs a command line and gives its exit code and what it printed.
func asked(t *testing.T, args ...string) (code int, out, talk string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(args, strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func decoded[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return v
}

func fraction(t *testing.T, text string) exact.Num {
	t.Helper()
	n, err := exact.ParseFraction(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestImpactOfAStoredYear asks the demo year in a data folder what a revision does to it.
func TestImpactOfAStoredYear(t *testing.T) {
	dir, revised := demoData(t), t.TempDir()
	if err := os.CopyFS(revised, difftest.RevisedFiles(t)); err != nil {
		t.Fatal(err)
	}
	t.Run("adds up and starts from the year's own scores", func(t *testing.T) { impactAddsUp(t, dir, revised) })
	t.Run("printed", func(t *testing.T) { impactPrinted(t, dir, revised) })
	t.Run("province", func(t *testing.T) {
		code, out, talk := asked(t, "rules", "impact", "tinh-2026", "tinh-2026", "--data", dir, "--stage", "final", "--json")
		got := decoded[impactJSON](t, out)
		if code != exitDone || !got.Same || len(got.Units) != 1 || got.Units[0].Before.Points != got.Units[0].After.Points {
			t.Errorf("exit %d, %+v, %s", code, got.Units, talk)
		}
		_, scored, _ := asked(t, "score", "--set", "tinh-2026", "--data", dir, "--stage", "final", "--json")
		if want := decoded[scoreJSON](t, scored).Results[0]; want.Exact != got.Units[0].Before.Exact {
			t.Errorf("the province has %s, its own scoring gives %s", got.Units[0].Before.Exact, want.Exact)
		}
	})
	t.Run("replay", func(t *testing.T) { replayAddsUp(t, dir, revised) })
}

func impactAddsUp(t *testing.T, dir, revised string) {
	code, out, talk := asked(t, "rules", "impact", "so-2026", revised, "--data", dir, "--stage", "final", "--json")
	if code != exitFindings {
		t.Fatalf("exit %d: %s", code, talk)
	}
	got := decoded[impactJSON](t, out)
	_, scored, _ := asked(t, "score", "--set", "so-2026", "--data", dir, "--stage", "final", "--json")
	own := map[string]resultJSON{}
	for _, r := range decoded[scoreJSON](t, scored).Results {
		own[r.Unit] = r
	}
	var whole exact.Num
	for _, u := range got.Units {
		if r := own[u.Unit]; r.Exact != u.Before.Exact || r.Rank != u.Before.Rank || r.AppliedMax != u.Before.AppliedMax {
			t.Errorf("%s stands at %+v, its own scoring gives %s, rank %d", u.Unit, u.Before, r.Exact, r.Rank)
		}
		var sum exact.Num
		for _, m := range u.Moves {
			sum = sum.Add(fraction(t, m.By))
		}
		if by := fraction(t, u.After.Exact).Sub(fraction(t, u.Before.Exact)); !sum.Equal(by) || by.Fraction() != u.By {
			t.Errorf("%s: moves add up to %s of %s", u.Unit, sum, u.By)
		}
		whole = whole.Add(sum)
	}
	if len(got.Units) != 16 || whole.Fraction() != got.Totals.Exact.By || got.Blocks[0].Rank == 0 || !got.Demo {
		t.Errorf("%d units add up to %s of %s, %+v", len(got.Units), whole, got.Totals.Exact.By, got.Blocks)
	}
}

func impactPrinted(t *testing.T, dir, revised string) {
	page := t.TempDir() + "/trang.html"
	code, out, talk := asked(t, "rules", "impact", "so-2026", revised, "--data", dir, "--stage", "final", "--html", page)
	if code != exitFindings || !strings.Contains(out, "Dữ liệu minh họa") || !strings.Contains(out, "đổi hạng") {
		t.Errorf("exit %d: %s\n%s", code, out, talk)
	}
	for line := range strings.SplitSeq(out, "\n") {
		if utf8.RuneCountInString(line) > textWidth {
			t.Errorf("too wide: %s", line)
		}
	}
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Dữ liệu minh họa", "Bộ tiêu chí tham khảo", "so-2026 1.0.0", "Sở Y tế", "Ngưỡng của mức", "Content-Security-Policy"} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func replayAddsUp(t *testing.T, dir, revised string) {
	code, out, talk := asked(t, "rules", "replay", "--set", "so-2026", "--set", revised, "--data", dir, "--as-of", "20/09/2026", "--as-of", "31/03/2027",
		"--stage", "final", "--json")
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, talk)
	}
	got := decoded[replayJSON](t, out)
	check := func(name string, s splitJSON) exact.Num {
		sum := fraction(t, s.Rule).Add(fraction(t, s.Evidence)).Add(fraction(t, s.Interaction))
		if by := fraction(t, s.By); !by.Equal(sum) || s.S11 != "" && !by.Equal(fraction(t, s.S11).Sub(fraction(t, s.S00))) {
			t.Errorf("%s: %+v", name, s)
		}
		return sum
	}
	var whole exact.Num
	for _, u := range got.Units {
		var sum exact.Num
		for _, l := range u.Leaves {
			sum = sum.Add(check(u.Unit+" "+l.Code, l.Split))
		}
		if by := check(u.Unit, u.Split); !by.Equal(sum) {
			t.Errorf("%s: leaves add up to %s of %s", u.Unit, sum, by)
		}
		whole = whole.Add(sum)
	}
	if len(got.Units) != 16 || !check("total", got.Total).Equal(whole) || got.Same || len(got.Evidence) != 2 {
		t.Errorf("%d units, total %+v", len(got.Units), got.Total)
	}
}
