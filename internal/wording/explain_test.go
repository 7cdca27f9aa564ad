package wording

import (
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
)

// sampleCase is one department with evidence of every kind, some of it corrected, rejected or absent.
func sampleCase() *engine.Case {
	n := func(input, value string, layer engine.Layer) engine.Fact {
		return engine.Fact{Input: input, Layer: layer, Value: numValue(value), Source: "facts-so-y-te.csv:12", Recorded: day.None}
	}
	on := func(input, row, field, iso string) engine.Fact {
		return engine.Fact{Input: input, Row: row, Field: field, Value: engine.Value{Type: form.TypeDate, Day: date(iso)},
			Document: "12/KH-SYT, trang 1", Source: "facts-so-y-te.csv:3", Recorded: date("2026-01-21")}
	}
	row := func(input, row, field, value string) engine.Fact {
		f := n(input, value, engine.LayerRegister)
		f.Row, f.Field = row, field
		return f
	}
	return &engine.Case{Set: sampleSet(), AsOf: date("2026-12-01"), Stage: engine.StageAppraisal1, Units: []engine.UnitCase{{
		Unit: engine.Unit{Code: "so-y-te", Attrs: []engine.AttrValue{{Name: "co_tthc", Value: engine.Value{Type: form.TypeBool, Bool: true}}}},
		Facts: []engine.Fact{
			on("kh", "", "", "2026-01-20"),
			on("bao_cao", "2026-Q1", "received", "2026-03-16"),
			n("hs_dung", "301", engine.LayerDeclared), n("hs_tong", "320", engine.LayerDeclared), n("hs_tong", "311", engine.LayerAppraisal1),
			n("tb_so", "4", engine.LayerDeclared),
			row("xhh", "hdnd", "valid", "40"), row("xhh", "hdnd", "5", "20"), row("xhh", "hdnd", "4", "20"),
			row("ho_so", "HS01", "diem", "9"), row("ho_so", "HS02", "diem", "8"), n("qd766", "85", engine.LayerRegister),
		},
		Dues: []engine.Due{{Deliverable: "I.1.2", Due: date("2026-01-15")},
			{Deliverable: "I.2.1", Key: "2026-Q1", Due: date("2026-03-15"), Received: true},
			{Deliverable: "I.2.1", Key: "2026-Q4", Due: date("2026-12-20"), Received: true}},
		Decisions: []engine.Decision{{Kind: engine.DecideReject, Input: "tb_so", Layer: engine.LayerAppraisal1, By: "Sở Nội vụ", Reason: "Danh mục không có đường dẫn", Date: date("2026-11-20")}},
	}}}
}

func names(code string) string {
	return map[string]string{"so-y-te": "Sở Y tế", "so-noi-vu": "Sở Nội vụ", "van-phong-ubnd-tinh": "Văn phòng UBND tỉnh"}[code]
}

func explainAll(t *testing.T, c *engine.Case) string {
	t.Helper()
	traces, err := engine.Explain(c, "so-y-te", "")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range traces {
		b.WriteString(Explain(c.Set, c.AsOf, names, &traces[i]) + "\n----\n\n")
	}
	noForbiddenWords(t, b.String())
	return b.String()
}

func TestExplain(t *testing.T) { golden(t, "explain.txt", explainAll(t, sampleCase())) }

// TestExplainClosed looks at the same unit after the lock, without procedures and with decisions of the council.
func TestExplainClosed(t *testing.T) {
	c := sampleCase()
	c.AsOf, c.Stage = date("2027-02-01"), engine.StageFinal
	u := &c.Units[0]
	u.Unit.Attrs[0].Value.Bool = false
	u.Decisions = []engine.Decision{
		{Kind: engine.DecideOverride, Code: "1.5", Layer: engine.LayerFinal, Points: num("3/4"), By: "Nguyễn A", Second: "Trần B", Reason: "Biên bản số 12", Date: date("2027-01-30")},
		{Kind: engine.DecideDispute, Code: "1.1", Layer: engine.LayerFinal, By: "Sở Y tế", Reason: "Đã gửi trước hạn", Date: date("2027-01-31")},
		{Kind: engine.DecideNotApply, Code: "1.6", Layer: engine.LayerFinal, By: "Sở Tư pháp", Reason: "Không được giao", Date: date("2027-01-10")},
	}
	golden(t, "explain_closed.txt", explainAll(t, c))
}

// TestExplainUnknownLeaf: a trace of a leaf that the set does not have gives nothing rather than another leaf's text.
func TestExplainUnknownLeaf(t *testing.T) {
	if got := Explain(sampleSet(), date("2027-01-10"), names, &engine.Trace{Code: "9.9"}); got != "" {
		t.Errorf("got %q", got)
	}
}

// TestExplainCoverage: an aggregated figure says over how many units it stands and names those it lacks, ten at most.
func TestExplainCoverage(t *testing.T) {
	set := sampleSet()
	r := &engine.Rollup{Input: "hs_tong", State: engine.Scored}
	for i := range 15 {
		p := engine.Part{Unit: "xa-" + string(rune('a'+i)), State: engine.PartMissing}
		switch i {
		case 12:
			p.State = engine.PartCounted
		case 13:
			p.State = engine.PartWorst
		case 14:
			p.State = engine.PartNotApplicable
		}
		r.Parts = append(r.Parts, p)
	}
	sum := engine.Fact{Input: "hs_tong", Layer: engine.LayerUnits, Value: numValue("311"), Recorded: day.None}
	trace := &engine.Trace{Unit: "so-y-te", Code: "1.3", Facts: []engine.FactUse{{Input: "hs_tong", Facts: []engine.Fact{sum}, Rollup: r}}}
	upper := func(code string) string { return strings.ToUpper(code) }
	got := Explain(set, date("2027-01-20"), upper, trace)
	for _, want := range []string{
		"→ 311 – tổng hợp từ đơn vị (được tính)",
		"Đã tổng hợp 1/14 đơn vị",
		"Chưa có số liệu, không được tổng hợp (12): XA-A, XA-B, XA-C, XA-D, XA-E, XA-F, XA-G, XA-H, XA-I, XA-J và 2 đơn vị khác",
		"Chưa có số liệu, tính là 0 (1): XA-N",
		"Không áp dụng (1): XA-O",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	trace.Facts[0].Facts[0].Value = engine.Value{Type: form.TypeNumber, None: true}
	r.State = engine.Missing
	if got := Explain(set, date("2027-01-20"), upper, trace); !strings.Contains(got, "→ chưa có – tổng hợp từ đơn vị") {
		t.Errorf("a refused sum is not said to be absent:\n%s", got)
	}
	noForbiddenWords(t, got)
}

func TestReasonOfUnitsThatLack(t *testing.T) {
	set := sampleSet()
	why := engine.Reason{ID: engine.ReasonUnitsMissing, Args: []engine.Arg{text("input", "hs_tong"), text("unit", "xa-a"), text("unit", "xa-b"),
		text("input", "hs_dung"), text("unit", "xa-b")}}
	got := Reason(set, date("2027-01-10"), set.NodeByCode("1.3"), engine.NodeResult{State: engine.Missing, Reason: why})
	if !strings.Contains(got, "2 đơn vị chưa có số liệu") || strings.Contains(got, "xa-a") {
		t.Errorf("got %s", got)
	}
}
