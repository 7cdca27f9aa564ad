package casetest_test

import (
	"os"
	"strings"
	"testing"

	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
)

// TestDatedParameter: beside a dated fact a parameter is read on the fact's day, in points and sentences, and elsewhere
// at the period's end; the bytes that are kept say so too.
func TestDatedParameter(t *testing.T) {
	l, found := rules.Load(os.DirFS("../testdata/good"), "dated-parameter.yaml")
	if l == nil {
		t.Fatal(found)
	}
	decoded, err := form.Decode(l.Canonical)
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []*form.Set{l.Set, decoded} {
		again := *l
		again.Set = set
		outcomes, err := casetest.Run(&again)
		if err != nil || len(outcomes) != 16 {
			t.Fatalf("%d cases, %v", len(outcomes), err)
		}
		said := map[string]string{}
		for i := range outcomes {
			o := &outcomes[i]
			if !o.Passed() {
				t.Errorf("%s %s: %v", o.Case.Code, o.Case.Name, o.Problems)
			}
			said[o.Case.Code+" "+o.Case.Name] = wording.Reason(set, o.Case.AsOf, set.NodeByCode(o.Case.Code), o.Node)
		}
		for name, want := range map[string]string{
			"1.5 hạn của ngày gửi: đúng ngày cuối": "hạn 31/03/2026",
			"1.5 hạn mới từ 01/04":                 "hạn 30/06/2026",
			"1.6 đúng hạn":                         "hạn 31/03/2026",
		} {
			if !strings.Contains(said[name], want) {
				t.Errorf("%s: %q does not say %q", name, said[name], want)
			}
		}
	}
	words := wording.Rule(l.Set, l.Set.NodeByCode("1.5"))
	for _, want := range []string{"“Hạn gửi” (31/03/2026; từ 01/04/2026: 30/06/2026; xét theo “Ngày gửi”)"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q does not say %q", words, want)
		}
	}
	if words := wording.Rule(l.Set, l.Set.NodeByCode("1.1")); !strings.Contains(words, "90%") || strings.Contains(words, "80%") {
		t.Errorf("%q should speak of the value at the period's end", words)
	}
}
