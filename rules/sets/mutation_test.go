package sets_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"cchc/internal/exact"
	"cchc/rules"
	"cchc/rules/mutate"
)

const floorsFile = "mutation.txt"

// TestCasesNoticeMistakes: the cases of every shipped set notice the share of mistakes in its rules that mutation.txt
// demands; written reasons stand for mutants that are there and need them. -update raises a floor and never lowers one.
func TestCasesNoticeMistakes(t *testing.T) {
	text, err := os.ReadFile(floorsFile)
	if err != nil {
		t.Fatal(err)
	}
	floors := readFloors(t, string(text))
	start, all := time.Now(), 0
	eachSet(t, func(t *testing.T, set *rules.Loaded) {
		name := set.Set.ID + "@" + set.Set.Version
		report, err := mutate.Run(set, reasonsOf(t, set))
		if err != nil {
			t.Fatal(err)
		}
		tally := report.Tally("")
		all += tally.All
		t.Logf("%+v", tally)
		if report.Failing > 0 || len(report.Idle) > 0 {
			t.Errorf("%d cases fail; reasons without a mutant that needs them: %q", report.Failing, report.Idle)
		}
		for _, v := range report.Survivors() {
			if v.Missed != nil {
				t.Logf("%s: missing case %s", v.ID, v.Missed.Text(set.Set))
			} else {
				t.Logf("%s: no case found (%v)", v.ID, v.Why)
			}
		}
		score := percentOf(tally)
		floor, ok := floors[name]
		delete(floors, name)
		switch {
		case ok && score.Less(floor):
			t.Errorf("score %s is below the floor %s", score.Plain(), floor.Plain())
		case ok && score.Sub(floor).Cmp(exact.Int(1)) <= 0:
		case *update:
			text = []byte(raised(string(text), name, score))
		default:
			t.Errorf("score %s: the floor is missing or more than a point below; run with -update", score.Plain())
		}
	})
	for name := range floors { // each reported by itself
		t.Errorf("%s has a floor and is no set", name)
	}
	t.Logf("%d mutants in %v", all, time.Since(start).Round(time.Millisecond))
	if *update {
		if err := os.WriteFile(floorsFile, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOfficeSetNoticesEverything: of the departments' set every mistake that can be noticed is.
func TestOfficeSetNoticesEverything(t *testing.T) {
	set := load(t, "so-2026/1.0.0")
	report, err := mutate.Run(set, reasonsOf(t, set))
	if err != nil {
		t.Fatal(err)
	}
	if tally := report.Tally(""); tally.Survived > 0 || tally.Killed < 1000 || tally.Reasoned > 10 {
		t.Errorf("%+v", tally)
	}
}

// percentOf is the score in percent with one decimal, rounded down.
func percentOf(t mutate.Tally) exact.Num {
	return t.Score().Mul(exact.Int(100)).Round(exact.Rounding{Decimals: 1, Mode: exact.Down})
}

func readFloors(t *testing.T, text string) map[string]exact.Num {
	t.Helper()
	floors := map[string]exact.Num{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, floor, _ := strings.Cut(line, " ")
		n, _, err := exact.ParseLiteral(floor)
		if err != nil || n.Cmp(exact.Int(90)) < 0 || n.Cmp(exact.Int(100)) > 0 {
			t.Fatalf("%s: %q is no floor between 90 and 100", name, floor)
		}
		floors[name] = n
	}
	return floors
}

// raised puts a set's score into the text of the floors.
func raised(text, name string, score exact.Num) string {
	line := name + " " + score.Decimal(exact.Rounding{Decimals: 1}) + "\n"
	var b strings.Builder
	found := false
	for old := range strings.Lines(text) {
		if strings.HasPrefix(old, name+" ") {
			old, found = line, true
		}
		b.WriteString(old)
	}
	if !found {
		b.WriteString(line)
	}
	return b.String()
}

// reasonsOf reads the reasons beside a set; a set without a file has none.
func reasonsOf(t *testing.T, set *rules.Loaded) mutate.Reasons {
	t.Helper()
	text, err := os.ReadFile(set.Set.ID + "/" + set.Set.Version + "/" + mutate.ReasonsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	reasons, bad := mutate.ReadReasons(string(text))
	if len(bad) > 0 {
		t.Fatalf("%s of %s: lines %v", mutate.ReasonsFile, set.Set.ID, bad)
	}
	return reasons
}

// TestFloorsOnlyRise: a floor is raised in its line and appended where there is none.
func TestFloorsOnlyRise(t *testing.T) {
	score := exact.MustFrac(195, 2)
	if got := raised("# x\na@1.0.0 90.0\nb@1.0.0 95.0\n", "a@1.0.0", score); got != "# x\na@1.0.0 97.5\nb@1.0.0 95.0\n" {
		t.Errorf("%q", got)
	}
	if got := raised("", "a@1.0.0", score); got != "a@1.0.0 97.5\n" {
		t.Errorf("%q", got)
	}
}
