package season

import (
	"bytes"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/seeds"
)

// bodies gives one body of every kind, with every field filled.
func bodies(t *testing.T) []Body {
	d := day.Must(2026, 3, 15)
	half, err := exact.ParseFraction("1/2")
	if err != nil {
		t.Fatal(err)
	}
	return []Body{
		&Folder{Demo: true, Province: "ninh-binh"},
		&UnitState{seeds.Unit{Code: "xa-a", Name: "Xã A", Block: "xa", Kind: "xã", OfficialNumber: "1", FormerProvince: "Hà Nam",
			ValidFrom: d, ValidTo: d.Add(9), Predecessors: []string{"x", "y"}, Successors: []string{"z"}, Status: "s", Note: "n"}},
		&AttributeState{seeds.Attribute{Unit: "xa-a", Name: "co_tthc", Value: "true", From: d, To: day.None, Source: "QĐ 1"}},
		&SetVersion{ID: "xa-2026", Version: "1.0.0", Hash: "sha256:1", Scope: form.ScopeUnit, Blocks: []string{"xa"}, Title: "Bộ"},
		&PlanVersion{Number: "148/KH-UBND", Hash: "sha256:2"},
		&Opening{[]Choice{{Block: "xa", Set: "xa-2026", Version: "1.0.0", Hash: "sha256:1", Reason: "đang có hiệu lực"}}},
		&PeriodChange{Event: PeriodClosed}, &PeriodChange{Event: PeriodLocked}, &PeriodChange{Event: PeriodReopened, To: Open},
		&Occasion{seeds.Event{ID: "e", Deliverable: "I.6.1", Date: d, Due: day.None, Units: []string{"xa-a"}, Document: "12/CV"}},
		&OccasionEnd{"I.6.1", "e"},
		&Entry{Register: "pakn", Row: "7", Cells: []Cell{{"don_vi", "xa-a"}, {"han", "2026-03-15"}}},
		&EntryEnd{"pakn", "7"},
		&FactState{Fact: engine.Fact{Input: "bao_cao", Row: "2026-Q1", Field: "issued", Layer: engine.LayerRegister,
			Value: engine.Value{Type: form.TypeDate, Day: d}, Source: "sổ", Document: "15/BC", Recorded: day.None},
			Evidence: "sha256:3", By: "so-noi-vu/A", Second: "B"},
		&FactState{Fact: engine.Fact{Input: "n", Value: engine.Value{Type: form.TypeNumber, Num: half}, Recorded: day.None}},
		&FactState{Fact: engine.Fact{Input: "b", Value: engine.Value{Type: form.TypeBool}, Recorded: day.None}},
		&FactState{Fact: engine.Fact{Input: "l", Value: engine.Value{Type: form.TypeLevel, Text: "cham"}, Recorded: day.None}},
		&FactState{Fact: engine.Fact{Input: "t", Value: engine.Value{Type: form.TypeText, Text: "Đã trả lời"}, Recorded: day.None}},
		&FactState{Fact: engine.Fact{Input: "kh", Value: engine.Value{None: true}, Recorded: day.None}},
		&FactEnd{"bao_cao", "2026-Q1", "issued", engine.LayerAppraisal2},
		&Judgement{"q1", engine.Decision{Kind: engine.DecideOverride, Code: "1.1.1", Input: "i", Row: "r", Field: "f",
			Layer: engine.LayerFinal, Points: half, By: "so-noi-vu/A", Second: "B", Reason: "r", Date: d, Source: "s"}},
		&JudgementEnd{"q1"},
		&File{Digest: "sha256:4", Size: 12, Name: "kế hoạch.pdf"},
		&Import{Register: "pakn", Name: "pakn.csv", Raw: "sha256:5", Rows: 9, Added: 4, Changed: 3, Unchanged: 2, Withdrawn: 1, Extracted: d},
		&Run{ID: "2026-final-1", AsOf: d, Stage: engine.StageFinal, Engine: "1", Plan: "a", Units: "b", Facts: "c", Decisions: "d",
			Scopes: []RunScope{{Set: "xa-2026", Version: "1.0.0", Hash: "h", Case: "c", Result: "r"}}},
		&SetWithdrawal{ID: "xa-2026", Version: "1.0.0", Hash: "sha256:1"},
		&SetChange{[]Choice{{Block: "xa", Set: "xa-2026", Version: "1.1.0", Hash: "sha256:6", Reason: "đính chính"}}},
		&Run{ID: "2026-final-2", AsOf: d, Stage: engine.StageFinal, Engine: "1", Plan: "a", Units: "b", Facts: "c", Decisions: "d",
			Scopes: []RunScope{{Set: "xa-2026", Version: "1.0.0", Hash: "h", Case: "c", Result: "r", Chosen: ChosenByPeriod,
				Reason: "có hiệu lực vào ngày 31/12/2026"}}},
		&Run{ID: "2026-final-3", AsOf: d, Stage: engine.StageFinal, Engine: "1", Adjusts: "2026-final-2", Binary: "e3b0", Plan: "a", Units: "b", Facts: "c",
			Decisions: "d", Scopes: []RunScope{{Set: "xa-2026", Version: "1.0.0", Hash: "h", Case: "c", Result: "r"}}},
		proposed(d),
		&ProposalEnd{"2026-final-3"},
		&Publication{Proposal: *proposed(d), Proposed: 41},
		&PersonErased{Office: "so-noi-vu", Sealed: "~a"},
		&ContentErased{Digest: "sha256:5"},
		&Restoration{Folder: "abc", Kept: 188, Known: 190, Root: "cm9vdA=="},
	}
}

func proposed(d day.Day) *Proposal {
	return &Proposal{Act: Act{Number: "15/QĐ-UBND", Date: d, Signer: "Trần Văn C", Authority: "Chủ tịch UBND tỉnh"}, Run: "2026-final-3",
		Digest: "sha256:7", Replaces: "2026-final-2", Table: "sha256:8"}
}

func TestEventRoundTrip(t *testing.T) {
	kinds := map[Kind]bool{}
	for i, b := range bodies(t) {
		e := Event{Seq: int64(i + 1), Recorded: DayStart(day.Must(2026, 3, 20)) + 1234, Draft: Draft{Key: "k", Kind: b.Kind(), Period: "2026",
			Unit: "xa-a", Actor: "so-noi-vu/Nguyễn Văn A", Reason: "vì", Happened: day.Must(2026, 3, 15), Body: b}}
		kinds[e.Kind] = true
		first, err := e.Canonical()
		if err != nil {
			t.Fatalf("%s: %v", e.Kind, err)
		}
		back, err := DecodeEvent(first)
		if err != nil {
			t.Fatalf("%s: %v\n%s", e.Kind, err, first)
		}
		second, err := back.Canonical()
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s: came back as\n%s, not\n%s (%v)", e.Kind, second, first, err)
		}
		changed := e
		changed.Seq++
		if other, _ := changed.Canonical(); Digest(other) == Digest(first) {
			t.Errorf("%s: the place in the log is no part of the digest", e.Kind)
		}
	}
	for _, k := range []Kind{FolderOpened, FolderRestored, UnitRecorded, AttributeRecorded, SetPublished, SetWithdrawn, PlanAdopted, PeriodOpened, PeriodSetChanged,
		PeriodClosed, PeriodLocked,
		PeriodReopened, OccasionRecorded, OccasionWithdrawn, EntryRecorded, EntryWithdrawn, FactRecorded, FactWithdrawn, DecisionMade,
		DecisionWithdrawn, FileStored, ImportMade, RunMade, PublicationProposed, ProposalWithdrawn, PublicationMade,
		PersonNameErased, ContentBytesErased} {
		if !kinds[k] {
			t.Errorf("no body of kind %s tried", k)
		}
	}
}

// TestEventVector holds the bytes: a change of them is a change of every digest.
func TestEventVector(t *testing.T) {
	e := Event{Seq: 7, Recorded: DayStart(day.Must(2026, 12, 15)) + 86_399_999, Draft: Draft{Key: "k1", Kind: FactRecorded, Period: "2026",
		Unit: "xa-a", Actor: "xa-a/Lê Thị B", Happened: day.Must(2026, 12, 14),
		Body: &FactState{Fact: engine.Fact{Input: "hs", Value: engine.Value{Type: form.TypeNumber, Num: exact.Int(271)}, Source: "kê khai"}}}}
	b, err := e.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"actor":"xa-a/Lê Thị B","body":{"input":"hs","layer":"declared","source":"kê khai","value":{"number":"271"}},` +
		`"happened":"2026-12-14","key":"k1","kind":"fact.recorded","period":"2026","recorded":"2026-12-15T16:59:59.999Z","seq":7,"unit":"xa-a"}`
	if string(b) != want {
		t.Errorf("got\n%s, want\n%s", b, want)
	}
	if e.Recorded.Day() != day.Must(2026, 12, 15) || (e.Recorded+1).Day() != day.Must(2026, 12, 16) {
		t.Error("the day does not end at midnight in Việt Nam")
	}
}

func TestDecodeRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, bad := range []string{
		`{}`, `[]`, `{"kind":"no.such","recorded":"2026-12-15T16:59:59.999Z","seq":1}`,
		`{"actor":"a","body":{"extra":"x"},"key":"k","kind":"file.stored","recorded":"2026-12-15T16:59:59.999Z","seq":1}`,
		`{"actor":"a","body":{},"key":"k","kind":"file.stored","recorded":"2026-12-15T16:59:59Z","seq":1}`,
		`{"actor":"a","body":{"input":"i","layer":"none","value":{"none":true}},"key":"k","kind":"fact.recorded","recorded":"2026-12-15T16:59:59.999Z","seq":1}`,
		`{"actor":"a","body":{"input":"i","layer":"declared","value":{}},"key":"k","kind":"fact.recorded","recorded":"2026-12-15T16:59:59.999Z","seq":1}`,
	} {
		if _, err := DecodeEvent([]byte(bad)); err == nil {
			t.Errorf("decoded %s", bad)
		}
	}
}

func FuzzDecodeEvent(f *testing.F) {
	f.Add([]byte(`{"actor":"a","body":{},"key":"k","kind":"file.stored","recorded":"2026-12-15T16:59:59.999Z","seq":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := DecodeEvent(b)
		if err != nil {
			return
		}
		if again, err := e.Canonical(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%s came back as %s (%v)", b, again, err)
		}
	})
}
