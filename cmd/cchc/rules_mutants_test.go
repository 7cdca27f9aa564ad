package main

import (
	"strings"
	"testing"

	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/mutate"
	"cchc/rules/space"
)

// TestEveryMutantHasASentence: for every operator, kind of place and reason to doubt there are words, and what is said of the
// mutants of a shipped set says what was before and after, with no hole left open.
func TestEveryMutantHasASentence(t *testing.T) {
	for _, op := range mutate.Ops() {
		code := "mutant." + string(op)
		if op == mutate.OpAccepted {
			code += ".true"
		}
		if !wording.Known(code) {
			t.Errorf("no sentence for %s", code)
		}
	}
	for _, kind := range mutate.PlaceKinds() {
		if !wording.Known("mutant.at." + string(kind)) {
			t.Errorf("no words for %s", kind)
		}
	}
	for _, why := range space.Reasons() {
		if !wording.Known("proof.why." + string(why)) {
			t.Errorf("no sentence for %s", why)
		}
	}
	for _, why := range mutate.Doubts() {
		if !wording.Known("mutant.why." + string(why)) {
			t.Errorf("no sentence for %s", why)
		}
	}
	l, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, n := range l.Set.Leaves() {
		mutants, err := mutate.Of(l.Set, n)
		if err != nil {
			t.Fatal(err)
		}
		for i := range mutants {
			m := &mutants[i]
			text := whatText(l.Set, m)
			if text == "" || strings.Contains(text, "mutant.") || strings.HasSuffix(text, "→") || strings.Contains(text, ":  ") ||
				strings.Contains(text, "{") {
				t.Errorf("%s: %q", m.ID, text)
			}
			said[m.ID] = text
		}
	}
	for id, want := range map[string]string{
		"1.3.1/b1/limit+":                   "nhánh b1: ngưỡng 30% → 31%",
		"1.3.1/b1/open":                     "nhánh b1: từ 30% → trên 30%",
		"1.3.1/b1/swap":                     "nhánh b1: đổi điểm với nhánh b2",
		"1.3.1/else/branch":                 "bỏ nhánh else",
		"1.2.2/rule/floor":                  "quy tắc: bỏ mức thấp nhất 0 điểm",
		"1.3.1/applies1/then=full":          "điều kiện áp dụng 1: không áp dụng, không tính vào điểm tối đa áp dụng → được điểm tối đa",
		"2.3/param:han_theo_doi_thpl/date+": "tham số “Hạn gửi báo cáo theo dõi tình hình thi hành pháp luật”: 14/12/2026 → 15/12/2026",
	} {
		if said[id] != want {
			t.Errorf("%s: %q, want %q", id, said[id], want)
		}
	}
}
