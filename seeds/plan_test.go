package seeds

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// words gives the words of a text in NFC. The one word the PDF broke at its hyphen is joined first.
func words(text string) []string {
	return strings.Fields(strings.ReplaceAll(norm.NFC.String(text), "NĐ-\nCP", "NĐ-CP"))
}

func annex(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/ke-hoach-148-kh-ubnd-2026.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The transcription and the annex have the same words, each as often: nothing is left out, nothing invented.
func TestPlanHasEveryWordOfTheAnnex(t *testing.T) {
	text := annex(t)
	body := text[strings.Index(text, "\nI CÔNG TÁC"):]
	count := map[string]int{}
	for _, word := range words(body) {
		count[word]++
	}
	take := func(text string) {
		for _, word := range words(text) {
			count[word]--
		}
	}
	for _, area := range DefaultPlan().Areas {
		take(area.Code + " " + area.Name)
		for _, task := range area.Tasks {
			number := fmt.Sprint(task.Number)
			if area.Code == "VI" {
				number += "." // the annex numbers the tasks of this area so
			}
			take(number + " " + task.Name)
			for _, x := range task.Deliverables {
				take(strings.Join([]string{x.Product, x.LeadText, x.CoordinatingText, x.Time}, " "))
			}
		}
	}
	for word, n := range count {
		if n != 0 {
			t.Errorf("%q: annex minus transcription = %d", word, n)
		}
	}
	head := strings.Join(words(text[:strings.Index(text, "\n(Kèm theo")]), " ")
	if got := DefaultPlan().Title; got != head {
		t.Errorf("title %q, annex %q", got, head)
	}
}

// Every text occurs in the annex with its words in order, other columns in between.
func TestPlanKeepsTheOrderOfWords(t *testing.T) {
	source := words(annex(t))
	for _, x := range DefaultPlan().Deliverables() {
		for _, text := range []string{x.TaskName, x.Product, x.LeadText, x.CoordinatingText, x.Time} {
			if !inOrderWithin(source, words(text)) {
				t.Errorf("%s: %q is not in the annex", x.ID, text)
			}
		}
	}
}

// inOrderWithin says whether part is a subsequence of a stretch of source not much longer than a row of the table.
func inOrderWithin(source, part []string) bool {
	const row = 260
	for start := range source {
		if source[start] != part[0] {
			continue
		}
		i := 0
		for _, word := range source[start:min(start+row, len(source))] {
			if i < len(part) && word == part[i] {
				i++
			}
		}
		if i == len(part) {
			return true
		}
	}
	return false
}

func TestPlanCounts(t *testing.T) {
	plan := DefaultPlan()
	var tasks []int
	total := 0
	for _, area := range plan.Areas {
		tasks = append(tasks, len(area.Tasks))
		total += len(area.Tasks)
		for i, task := range area.Tasks {
			if task.Number != i+1 {
				t.Errorf("%s: task %d stands at place %d", area.Code, task.Number, i+1)
			}
		}
	}
	if want := []int{9, 4, 11, 4, 5, 4, 5}; !slices.Equal(tasks, want) {
		t.Errorf("tasks per area %v, want %v", tasks, want)
	}
	if n := len(plan.Deliverables()); total != 42 || n != 50 {
		t.Errorf("%d tasks, %d deliverables; want 42, 50", total, n)
	}
}

func TestPlanTextsAreClean(t *testing.T) {
	for _, x := range DefaultPlan().Deliverables() {
		for _, text := range []string{x.TaskName, x.Product, x.LeadText, x.CoordinatingText, x.Time} {
			if text != strings.TrimSpace(text) || strings.Contains(text, "  ") || !norm.NFC.IsNormalString(text) {
				t.Errorf("%s: %q has stray blanks or is not NFC", x.ID, text)
			}
		}
	}
}

// The typed units are the units of the words: a lead named in the text is in the list, and the other way round.
func TestPlanUnitsAgreeWithTheirWords(t *testing.T) {
	names := map[string]string{GroupDepartments: "sở, ban, ngành", GroupCommunes: "UBND cấp xã", GroupConcerned: "cơ quan, đơn vị có liên quan"}
	for _, u := range DefaultUnits().All() {
		if u.Block == "" || u.Block == BlockDepartment {
			names[u.Code] = u.Name
		}
	}
	for _, x := range DefaultPlan().Deliverables() {
		for _, column := range []struct {
			text  string
			codes []string
		}{{x.LeadText, x.Lead}, {x.CoordinatingText, x.Coordinating}} {
			for code, name := range names {
				said := strings.Contains(strings.ToLower(column.text), strings.ToLower(name))
				if said != slices.Contains(column.codes, code) {
					t.Errorf("%s: %q and %v disagree about %s", x.ID, column.text, column.codes, code)
				}
			}
		}
	}
}

// The typed schedule is the one of the words.
func TestPlanScheduleAgreesWithItsWords(t *testing.T) {
	roman := []string{"I", "II", "III", "IV"}
	for _, x := range DefaultPlan().Deliverables() {
		s := x.Schedule
		var want string
		switch s.Kind {
		case Before:
			iso := s.Date.String()
			want = "Trước ngày " + iso[8:] + "/" + iso[5:7] + "/" + iso[:4]
		case Quarters:
			var quarters []string
			for _, q := range s.Quarters {
				quarters = append(quarters, roman[q-1])
			}
			want = fmt.Sprintf("Quý %s/%d", strings.Join(quarters, ", "), s.Year)
		case Continuous:
			want = "Thường xuyên"
		case Periodic:
			label := map[string]string{"month": "tháng", "quarter": "quý", "half": "6 tháng", "year": "năm"}
			for _, period := range s.Periods {
				if !strings.Contains(x.Time, label[period]) {
					t.Errorf("%s: %q has no %s", x.ID, x.Time, period)
				}
			}
			if s.Adhoc != strings.Contains(x.Time, "Đột xuất") {
				t.Errorf("%s: %q, adhoc %v", x.ID, x.Time, s.Adhoc)
			}
			continue
		case OnEvent:
			if !slices.ContainsFunc([]string{"Theo ", "Khi có ", "Sau khi có "}, func(p string) bool { return strings.HasPrefix(x.Time, p) }) {
				t.Errorf("%s: %q is not on an event", x.ID, x.Time)
			}
			continue
		}
		said := strings.NewReplacer("/ ", "/", " năm ", "/").Replace(x.Time)
		if said != want {
			t.Errorf("%s: %q, schedule says %q", x.ID, x.Time, want)
		}
	}
}

func TestPlanJSON(t *testing.T) {
	got, err := PlanJSON(DefaultPlan(), DefaultReadings())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "plan.json", got)
}
