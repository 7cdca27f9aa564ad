package catalogue_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/catalogue"
)

var update = flag.Bool("update", false, "rewrite the manual")

func shapes(t *testing.T) []catalogue.Shape {
	t.Helper()
	all, err := catalogue.Shapes()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAllShapesAreThere(t *testing.T) {
	all := shapes(t)
	if len(all) != 34 {
		t.Errorf("%d shapes", len(all))
	}
	formulas := 0
	for i, s := range all {
		if want := fmt.Sprintf("R%02d", i+1); s.ID != want || s.File == "" || s.Misuse == "" {
			t.Errorf("shape %d is %+v, want %s with example and misuse", i, s, want)
		}
		if strings.Contains(s.Text, "formula:") {
			formulas++
		}
	}
	if formulas > 6 {
		t.Errorf("%d shapes need a formula", formulas)
	}
}

// Each example loads without a warning, has two results, and every case comes out as it says.
func TestExamples(t *testing.T) {
	for _, s := range shapes(t) {
		loaded, found := rules.Load(catalogue.Files(), s.File)
		for _, d := range found {
			t.Errorf("%s", d.Format(wording.AuthorMessage(d.Code, d.Args, d.Hint)))
		}
		if loaded == nil {
			continue
		}
		if len(loaded.Cases) < 2 {
			t.Errorf("%s has %d cases", s.ID, len(loaded.Cases))
		}
		outcomes, err := casetest.Run(loaded)
		if err != nil {
			t.Errorf("%s: %v", s.ID, err)
		}
		for i := range outcomes {
			if o := &outcomes[i]; !o.Passed() {
				t.Errorf("%s, %s: %v", s.ID, o.Case.Name, o.Problems)
			}
		}
		again, err := form.Decode(loaded.Canonical)
		if err != nil {
			t.Errorf("%s: %v", s.ID, err)
		} else if b, err := again.Canonical(); err != nil || string(b) != string(loaded.Canonical) {
			t.Errorf("%s: its canonical form changes on the way", s.ID)
		}
	}
}

// Each misuse is refused with the one code it names.
func TestMisuses(t *testing.T) {
	for _, s := range shapes(t) {
		loaded, found := rules.Load(catalogue.Files(), s.Misuse)
		if loaded != nil {
			t.Errorf("%s is taken", s.Misuse)
		}
		for _, d := range found {
			if d.Severity == rules.Error && d.Code != s.Refused {
				t.Errorf("%s: %s instead of %s:\n%s", s.Misuse, d.Code, s.Refused, d.Format(wording.AuthorMessage(d.Code, d.Args, d.Hint)))
			}
		}
	}
}

func TestManual(t *testing.T) {
	text, err := catalogue.Manual(wording.AuthorMessage)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Error("README.md is not what the examples say; run the test with -update")
	}
}
