package wording

import (
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
)

// TestNeedNamesHaveWords reads the engine's kinds from its source.
func TestNeedNamesHaveWords(t *testing.T) {
	for _, c := range []struct {
		file, typ, domain string
		least             int
	}{
		{"../../engine/need.go", "BlockKind", "blocked", 6},
		{"../../engine/need.go", "Standstill", "stands", 13},
		{"../../engine/whatif_refusal.go", "RefusalCode", "refused", 13},
	} {
		found := constants(t, c.file, "", c.typ)
		if len(found) < c.least {
			t.Errorf("%s: read only %d constants of type %s", c.file, len(found), c.typ)
		}
		for name, id := range found {
			if !Known(c.domain + "." + id) {
				t.Errorf("%s (%s) has no words", name, id)
			}
			noForbiddenWords(t, Message(c.domain+"."+id))
		}
	}
}

var none = engine.Value{None: true}

func dayValue(iso string) engine.Value { return engine.Value{Type: form.TypeDate, Day: date(iso)} }

func TestPath(t *testing.T) {
	set := sampleSet()
	set.Input("hs_dung").Lever = form.LeverUp
	until := date("2026-12-14")
	rate := engine.NodeResult{State: engine.Scored, Points: num("5/4"), Reason: engine.Reason{ID: engine.ReasonBranch, Branch: "b2",
		Args: []engine.Arg{{Name: "ty_le", Value: numValue("18/25")}}}}
	for _, c := range []struct {
		p    engine.Path
		want string
	}{
		{engine.Path{Code: "1.3", Gain: num("1/4"), Total: num("1/4"), To: rate, Actions: []engine.Action{
			{Input: "hs_dung", From: numValue("683"), To: numValue("720"), By: num("37"), Until: until}}},
			"Tăng “Hồ sơ đúng hạn” thêm 37 hồ sơ (từ 683 lên 720) chậm nhất ngày 14/12/2026 để đạt 72% và được thêm 0,25 điểm."},
		{engine.Path{Code: "1.3", Gain: num("1/4"), Total: num("1/2"), To: engine.NodeResult{Points: num("2")}, Actions: []engine.Action{
			{Input: "hs_dung", From: numValue("9"), To: numValue("7"), By: num("-2"), Until: day.None}}},
			"Giảm “Hồ sơ đúng hạn” bớt 2 hồ sơ (từ 9 xuống 7) để được thêm 0,25 điểm, đủ điểm tối đa. Tổng điểm của đơn vị tăng 0,5 điểm vì có tiêu chí khác hoặc mức trần liên quan."},
		{engine.Path{Code: "1.1", Gain: num("1"), Total: num("1"), To: engine.NodeResult{Points: num("1/2")}, Actions: []engine.Action{
			{Input: "kh", From: none, To: dayValue("2026-07-01"), Until: date("2026-07-15")}}},
			"Ban hành “Kế hoạch CCHC năm” chậm nhất ngày 15/07/2026 để được thêm 1 điểm."},
		{engine.Path{Code: "1.1", Gain: num("1"), Total: num("1"), To: engine.NodeResult{Points: num("1/2")}, Actions: []engine.Action{
			{Input: "kh", From: none, To: dayValue("2026-10-01"), Until: date("2026-10-15")}}},
			"Ban hành “Kế hoạch CCHC năm” trong khoảng từ ngày 01/10/2026 đến ngày 15/10/2026 để được thêm 1 điểm."},
		{engine.Path{Code: "1.5", Gain: num("3/2"), Total: num("3/2"), To: engine.NodeResult{Points: num("3/2")}, Actions: []engine.Action{
			{Input: "tb_so", From: none, To: numValue("6"), By: num("6"), Until: until},
			{Input: "tb_bc", From: none, To: engine.Value{Type: form.TypeBool, Bool: true}, Until: until},
			{Input: "bao_cao", Row: "2026-Q3", Field: "received", From: none, To: dayValue("2026-07-01"), Until: date("2026-09-14")},
			{Input: "td_bc", From: none, To: engine.Value{Type: form.TypeLevel, Text: "dung_han"}, Until: until},
			{Input: "hs_tong", From: none, To: numValue("0"), Until: until}}},
			"Làm đủ 5 việc: (1) đạt và khai “Số tin, bài” ít nhất 6 chậm nhất ngày 14/12/2026; (2) thực hiện và khai có: “Lồng ghép trong báo cáo” chậm nhất ngày 14/12/2026; " +
				"(3) gửi “Báo cáo CCHC định kỳ”, kỳ 2026-Q3 chậm nhất ngày 14/09/2026; (4) đạt mức “Đúng hạn” ở “Báo cáo theo dõi” chậm nhất ngày 14/12/2026; " +
				"(5) khai “Hồ sơ đã giải quyết” theo số thực tế (kể cả khi bằng 0) chậm nhất ngày 14/12/2026; như vậy sẽ được thêm 1,5 điểm, đủ điểm tối đa."},
	} {
		got := Path(set, date("2026-07-01"), &c.p)
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		noForbiddenWords(t, got)
	}
}

func TestBlockedAndMoved(t *testing.T) {
	set := sampleSet()
	scored := func(points string) engine.NodeResult {
		return engine.NodeResult{State: engine.Scored, Points: num(points)}
	}
	for _, c := range []struct{ got, want string }{
		{Blocked(set, &engine.Blocked{Input: "kh", Why: engine.BlockPassed, Until: date("2026-12-31")}), "“Kế hoạch CCHC năm”: đã qua hạn 31/12/2026."},
		{Blocked(set, &engine.Blocked{Input: "bao_cao", Row: "2026-Q1", Why: engine.BlockNoLever, Until: day.None}), "“Báo cáo CCHC định kỳ”, kỳ 2026-Q1: đã phát sinh trong kỳ, đơn vị không còn thay đổi được."},
		{Standstill(engine.StandsFull), "Đã đạt điểm tối đa."},
		{Move(set, &engine.Move{Code: "1.1", Before: scored("1/2"), After: scored("1"), By: num("1/2")}), "1.1 Ban hành Kế hoạch CCHC năm: từ 0,5 điểm thành 1 điểm (+0,5)."},
		{Move(set, &engine.Move{Code: "1.1", Before: engine.NodeResult{State: engine.Missing}, After: scored("1"), By: num("1")}), "1.1 Ban hành Kế hoạch CCHC năm: chưa có → 1 điểm (+1)."},
		{Move(set, &engine.Move{Code: "1", Before: scored("3"), After: scored("1"), By: num("-2")}), "1 Chỉ đạo, điều hành: phần chặn mức trần hoặc làm tròn thay đổi -2."},
		{Move(set, &engine.Move{Code: "1.1", Before: engine.NodeResult{State: engine.Missing, Reachable: num("1")}, After: engine.NodeResult{State: engine.Missing}}), "1.1 Ban hành Kế hoạch CCHC năm: điểm không đổi; còn có thể đạt 1 điểm → 0 điểm."},
		{Refusal(set, &engine.Refusal{Fact: engine.Fact{Input: "hs_dung", Value: numValue("5/2")}, Code: engine.RefuseWhole}), "“Hồ sơ đúng hạn”: 2,5 không phải số nguyên."},
		{Refusal(set, &engine.Refusal{Fact: engine.Fact{Input: "qd766", Value: numValue("101")}, Code: engine.RefuseMax, Args: []engine.Arg{amount("max", "100")}}), "“Chỉ số 766”: 101/100 lớn hơn giá trị lớn nhất 100/100."},
		{Refusal(set, &engine.Refusal{Fact: engine.Fact{Input: "sai"}, Code: engine.RefuseInput}), "Bộ tiêu chí không có chỉ tiêu “sai”."},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
		if strings.Contains(c.got, "{") {
			t.Errorf("unfilled: %s", c.got)
		}
	}
}
