package verdict

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"cchc/internal/audit"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// TestEverySentence demands a sentence for every code a verification can give.
func TestEverySentence(t *testing.T) {
	codes := slices.Concat(audit.CheckCodes(), audit.OpenCodes(), audit.FaultCodes())
	for _, c := range audit.CheckCodes() {
		codes = append(codes, aboutCode(c))
	}
	for _, w := range audit.Whats() {
		codes = append(codes, whatCode(w), valuesCode(&audit.Divergence{What: w}))
	}
	for _, v := range []audit.Verdict{audit.Identical, audit.Differs, audit.Unreadable} {
		codes = append(codes, "audit.verdict."+string(v))
	}
	for _, s := range []audit.State{audit.Passed, audit.Failed, audit.Skipped} {
		codes = append(codes, "audit.state."+string(s))
	}
	if len(codes) < 80 {
		t.Fatalf("only %d codes", len(codes))
	}
	for _, c := range codes {
		if !wording.Known(c) {
			t.Errorf("no sentence for %s", c)
		}
	}
}

type named struct{ set *form.Set }

func (n named) Set(string) *form.Set        { return n.set }
func (n named) UnitName(code string) string { return "Đơn vị " + code }

func TestPlace(t *testing.T) {
	set := &form.Set{ID: "nho", Inputs: []form.Input{{Name: "hs", Label: "Hồ sơ"}}, Nodes: []form.Node{{Code: "1.2", Name: "Đúng hạn"}}}
	for _, c := range []struct {
		at                     audit.Divergence
		place, expected, found string
	}{
		{audit.Divergence{Set: "nho", Unit: "a", Code: "1.2", What: audit.WhatLedger, Name: "lost b1", Expected: "1/3", Found: "1/2", Number: true},
			"Đơn vị a, tiêu chí 1.2 “Đúng hạn”, dòng bảng kê điểm “không lấy lại được”, mức b1", "1/3", "0,5"},
		{audit.Divergence{Set: "nho", Unit: "a", Code: "1.2", What: audit.WhatState, Expected: "scored", Found: "missing"},
			"Đơn vị a, tiêu chí 1.2 “Đúng hạn”, trạng thái", "đã chấm", "chưa có"},
		{audit.Divergence{Set: "nho", Unit: "a", Code: "1.2", What: audit.WhatFact, Name: "hs register · document", Expected: "Số 1", Found: ""},
			"Đơn vị a, tiêu chí 1.2 “Đúng hạn”, số liệu “Hồ sơ” (", "Số 1", "không có"},
		{audit.Divergence{Set: "nho", Unit: "a", What: audit.WhatRank, Expected: "2", Found: "1"}, "Đơn vị a, hạng", "2", "1"},
		{audit.Divergence{Set: "nho", What: audit.WhatHead, Name: "as_of", Expected: "2026-12-31", Found: "2027-01-01"},
			"bộ tiêu chí nho, ngày tính đến của", "31/12/2026", "01/01/2027"},
		{audit.Divergence{Part: "2/case", What: audit.WhatPart, Expected: "sha256:1", Found: "sha256:2"}, "phần “2/case” của tệp", "sha256:1", "sha256:2"},
		{audit.Divergence{Set: "nho", Unit: "a", What: audit.WhatTotal, Name: "exact", Expected: "200/3", Found: "10", Number: true},
			"Đơn vị a, tổng của đơn vị: điểm chưa làm tròn", "200/3", "10"},
	} {
		place := Place(named{set}, &c.at)
		expected, found := Values(&c.at)
		if !strings.HasPrefix(place, c.place) || !strings.EqualFold(expected, c.expected) || !strings.EqualFold(found, c.found) {
			t.Errorf("%s: %q, %q\nwant %s: %q, %q", place, expected, found, c.place, c.expected, c.found)
		}
	}
	long := audit.Divergence{What: audit.WhatReason, Expected: strings.Repeat("ư", 500)}
	if got, _ := Values(&long); utf8.RuneCountInString(got) != longest+1 {
		t.Errorf("a long value is printed with %d characters", utf8.RuneCountInString(got))
	}
	if got := Place(named{nil}, &audit.Divergence{Set: "x", Unit: "a", Code: "9", What: audit.WhatPoints}); got != "Đơn vị a, tiêu chí 9 “”, điểm" {
		t.Errorf("of an unknown set: %s", got)
	}
}

func TestExit(t *testing.T) {
	of := func(verdicts ...audit.Verdict) (files []*File) {
		for _, v := range verdicts {
			files = append(files, &File{Report: &audit.Report{Verdict: v}})
		}
		return files
	}
	for want, files := range map[int][][]*File{
		Same:       {of(), of(audit.Identical, audit.Identical)},
		Different:  {of(audit.Identical, audit.Differs), of(audit.Unreadable, audit.Differs), of(audit.Differs, audit.Unreadable)},
		Unreadable: {of(audit.Unreadable, audit.Identical)},
	} {
		for i := range files {
			if got := Exit(files[i]); got != want {
				t.Errorf("exit code %d, want %d", got, want)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	text := wrap("  - "+strings.Repeat("từng chữ ", 40), 4)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if n := utf8.RuneCountInString(line); n > width || i > 0 && !strings.HasPrefix(line, "    t") && !strings.HasPrefix(line, "    c") {
			t.Errorf("%d characters: %q", n, line)
		}
	}
	if len(lines) < 3 {
		t.Errorf("%d lines", len(lines))
	}
}
