package register_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cchc/internal/form"
	"cchc/internal/register"
	"cchc/internal/sheet"
	"cchc/internal/table"
	"cchc/internal/wording"
	"cchc/seeds"
)

// code is a code of a sentence as the source has it, or the beginning of one that is put together.
var code = regexp.MustCompile(`"((?:register|import)\.[a-z_0-9]+)"( ?\+)?|` +
	`FailName\([^"]*"((?:register|facts)\.[a-z_]+)"|g\.add\("(guide_[a-z_]+)"( ?\+)?`)

// TestEveryCodeHasASentence reads the codes out of the source: each has a sentence, one that is put together at least one that
// begins so.
func TestEveryCodeHasASentence(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	known := wording.Codes()
	found := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		source, err := os.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(source), -1) {
			found++
			whole, prefix := m[1], m[2] != "" || m[5] != ""
			if m[4] != "" {
				whole = "register." + m[4]
			}
			if m[3] != "" {
				whole = m[3]
				if !wording.Known(whole + "_near") {
					t.Errorf("%s: no sentence for %s_near", e.Name(), whole)
				}
			}
			begins := slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, whole) })
			if prefix && !begins || !prefix && !wording.Known(whole) {
				t.Errorf("%s: no sentence for %s", e.Name(), whole)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d codes found in the source: is the expression still right?", found)
	}
}

// TestEveryPutTogetherCodeHasASentence goes through the codes that are put together.
func TestEveryPutTogetherCodeHasASentence(t *testing.T) {
	var codes []string
	for _, about := range []register.About{register.AboutEntry, register.AboutFact, register.AboutOccasion, register.AboutDecision} {
		for _, effect := range []register.Effect{register.Added, register.Changed, register.Withdrawn} {
			c := register.Change{About: about, Effect: effect}
			codes = append(codes, c.Code())
		}
	}
	for _, kind := range []seeds.RegisterKind{seeds.RegisterRows, seeds.RegisterTable, seeds.RegisterSurvey} {
		codes = append(codes, "register.guide_rows_"+string(kind))
	}
	for _, mode := range []seeds.RegisterMode{seeds.FullRegister, seeds.PartialRegister} {
		codes = append(codes, "register.guide_mode_"+string(mode))
	}
	for _, c := range []seeds.ColumnType{seeds.ColumnKey, seeds.ColumnPeriod, seeds.ColumnText, seeds.ColumnDate, seeds.ColumnDue,
		seeds.ColumnYesNo, seeds.ColumnCount, seeds.ColumnAmount, "unit"} {
		codes = append(codes, "register.guide_cell_"+string(c))
	}
	for _, in := range []form.InputType{form.InYesNo, form.InLevel, form.InDate, form.InDocument, form.InEvent, form.InCount, form.InNumber,
		form.InAmount, form.InRatio, form.InIndex, form.InRating, form.InReports, form.InList, form.InSurvey} {
		codes = append(codes, "register.guide_cell_"+string(in))
	}
	for measure := range measured {
		codes = append(codes, "register.guide_measure_"+string(measure))
	}
	for kind, columns := range sheet.Layouts() {
		for _, c := range columns {
			codes = append(codes, "register.guide_"+kind+"_"+c.Name)
		}
	}
	for _, c := range codes {
		if !wording.Known(c) {
			t.Errorf("no sentence for %s", c)
		}
	}
}

// theLines gives mistakes as people read them.
func theLines(mistakes []table.Mistake) string {
	var b strings.Builder
	for _, m := range mistakes {
		b.WriteString(m.Format(wording.Message) + "\n")
	}
	return b.String()
}

// thePlan merges a reading without mistakes into a year of which only the units are known.
func thePlan(t testing.TB, r *register.Reading, known *register.Known, by string, full bool) *register.Plan {
	t.Helper()
	p, err := register.Merge(r, known, register.Existing{Year: theYear()}, full, register.Options{Period: "2026", Actor: by})
	if err != nil {
		t.Fatalf("%s: %v\n%s", r.File, err, theLines(r.Mistakes))
	}
	return p
}
