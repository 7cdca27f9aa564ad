package wording

import (
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/form"
)

// TestEveryReasonHasASentence reads the engine's reason ids from its source.
func TestEveryReasonHasASentence(t *testing.T) {
	ids := constants(t, "../../engine/result.go", "Reason", "")
	if len(ids) < 25 {
		t.Fatalf("read only %d reason ids", len(ids))
	}
	set := sampleSet()
	node := set.NodeByCode("1.3")
	for name, id := range ids {
		if !Known("reason." + id) {
			t.Errorf("%s (%s) has no sentence", name, id)
			continue
		}
		got := Reason(set, date("2027-01-10"), node, engine.NodeResult{Reason: engine.Reason{ID: id, Branch: "else", Args: []engine.Arg{{Name: "ty_le", Value: numValue("1/2")}},
			Parts: []engine.Reason{{ID: engine.ReasonBranch, Branch: "else", Args: []engine.Arg{{Value: numValue("1/2")}}}}}})
		if got == "." || got == "" || strings.Contains(got, "{") || strings.Contains(got, "reason") {
			t.Errorf("%s: %q", id, got)
		}
		noForbiddenWords(t, got)
	}
}

func text(name, s string) engine.Arg {
	return engine.Arg{Name: name, Value: engine.Value{Type: form.TypeText, Text: s}}
}

func onDay(name, iso string) engine.Arg {
	return engine.Arg{Name: name, Value: engine.Value{Type: form.TypeDate, Day: date(iso)}}
}

func amount(name, n string) engine.Arg { return engine.Arg{Name: name, Value: numValue(n)} }

func TestReason(t *testing.T) {
	set := sampleSet()
	set.Nodes[set.NodeByCode("1.8")].Min = num("0")
	for _, c := range []struct {
		code string
		r    engine.Reason
		want string
	}{
		{"1.1", engine.Reason{ID: "branch", Branch: "on_time", Args: []engine.Arg{onDay("ngày", "2026-01-14"), onDay("hạn", "2026-01-15")}}, "Ban hành 14/01/2026, hạn 15/01/2026."},
		{"1.1", engine.Reason{ID: "branch", Branch: "late_1", Args: []engine.Arg{onDay("ngày", "2026-01-20"), amount("số ngày trễ", "5")}}, "Ban hành 20/01/2026, trễ 5 ngày."},
		{"1.1", engine.Reason{ID: "branch", Branch: "late_2", Args: []engine.Arg{{Value: engine.Value{Type: form.TypeNumber, None: true}}}}, "Trễ (chưa có) ngày."},
		{"1.3", engine.Reason{ID: "branch", Branch: "b2", Args: []engine.Arg{amount("ty_le", "301/311")}}, "Đạt ≈96,78%, từ 70%."},
		{"1.5", engine.Reason{ID: "sum", Parts: []engine.Reason{
			{ID: "branch", Branch: "p1/else", Args: []engine.Arg{amount("tb_so", "4")}}, {ID: "branch", Branch: "p2/yes"}}},
			"Có 4 tin, bài, dưới 6; Có lồng ghép trong báo cáo."},
		{"1.2", engine.Reason{ID: "sum", Parts: []engine.Reason{
			{ID: "branch", Branch: "i1", Args: []engine.Arg{amount("n", "2")}}, {ID: "branch", Branch: "i2", Args: []engine.Arg{amount("n", "1")}}}},
			"2 báo cáo gửi chậm; 1 báo cáo quý không gửi."},
		{"1.7", engine.Reason{ID: "branch", Branch: "survey"}, "Theo kết quả điều tra."},
		{"1.9", engine.Reason{ID: "branch", Branch: "rows"}, "Trung bình các hồ sơ."},
		{"1.10", engine.Reason{ID: "branch", Branch: "p2/points"}, "Theo công thức."},
		{"1.3", engine.Reason{ID: "rebased", Branch: "applies1"}, "Không có thủ tục hành chính. Không tính vào điểm tối đa áp dụng."},
		{"1.3", engine.Reason{ID: "full", Branch: "applies2"}, "Không phát sinh hồ sơ. Vì vậy được tính đủ điểm."},
		{"1.3", engine.Reason{ID: "zero_claim", Branch: "applies2"}, "Không phát sinh hồ sơ. Số liệu này do đơn vị tự khai, đang chờ cơ quan thẩm định chấp nhận."},
		{"1.3", engine.Reason{ID: "inconsistent", Branch: "check1"}, "Số liệu mâu thuẫn với nhau, trong khi phải bảo đảm: Số đúng hạn không vượt tổng số. Kiểm tra và sửa số liệu để được chấm."},
		{"1.1", engine.Reason{ID: "missing", Args: []engine.Arg{text("input", "kh")}}, "Chưa có: Kế hoạch CCHC năm. Nộp chậm nhất ngày 15/01/2027 để được chấm."},
		{"1.1", engine.Reason{ID: "missing"}, "Chưa có: tài liệu kiểm chứng hoặc số liệu của tiêu chí này. Nộp chậm nhất ngày 15/01/2027 để được chấm."},
		{"1.1", engine.Reason{ID: "overdue", Args: []engine.Arg{text("input", "kh"), onDay("due", "2026-01-15")}},
			"Đã quá hạn mà chưa có: Kế hoạch CCHC năm (hạn 15/01/2026). Nộp chậm nhất ngày 15/01/2027, sau đó tính là không có."},
		{"1.1", engine.Reason{ID: "not_due.date", Args: []engine.Arg{text("input", "kh"), onDay("due", "2026-01-15"), text("input", "bao_cao")}},
			"Chưa đến hạn: Kế hoạch CCHC năm (hạn 15/01/2026); Báo cáo CCHC định kỳ. Nộp đúng hạn để được chấm."},
		{"1.3", engine.Reason{ID: "no_data", Args: []engine.Arg{text("input", "hs_tong")}}, "Chưa chấm được vì thiếu số liệu: Hồ sơ đã giải quyết. Đề nghị cơ quan quản lý số liệu cung cấp."},
		{"1.8", engine.Reason{ID: "no_references"}, "Điểm tùy kết quả của cả khối, hiện chưa có; có thể từ 0 đến 3 điểm."},
		{"1.12", engine.Reason{ID: "depends_on"}, "Điểm dựa vào tiêu chí 1.1, hiện chưa được chấm. Hoàn thành tiêu chí đó trước."},
		{"1.12", engine.Reason{ID: "out_of_range", Args: []engine.Arg{amount("min", "0"), amount("max", "1")}},
			"Chưa chấm được vì điểm tính ra nằm ngoài khoảng từ 0 điểm đến 1 điểm. Kiểm tra lại số liệu và cách tính của tiêu chí."},
		{"1.1", engine.Reason{ID: "not_applied", Args: []engine.Arg{text("by", "Sở Nội vụ"), text("reason", "Đơn vị mới thành lập.")}},
			"Không áp dụng theo quyết định của Sở Nội vụ. Lý do: Đơn vị mới thành lập."},
		{"1.1", engine.Reason{ID: "overridden", Args: []engine.Arg{amount("points", "3/4"), text("by", "Nguyễn A"), text("second", "Trần B"), text("reason", "Biên bản 12")}},
			"Điểm được cho trực tiếp: 0,75 điểm, do Nguyễn A và Trần B quyết định. Lý do: Biên bản 12."},
		{"1.1", engine.Reason{ID: "disputed", Branch: "never", Args: []engine.Arg{text("reason", "Đã gửi ngày 02/01")}, Parts: []engine.Reason{{ID: "branch", Branch: "never"}}},
			"Đang có kiến nghị: Đã gửi ngày 02/01. Điểm hiện tại: Hết kỳ không ban hành."},
	} {
		if got := Reason(set, date("2027-01-10"), set.NodeByCode(c.code), engine.NodeResult{Code: c.code, State: engine.Scored, Reason: c.r}); got != c.want {
			t.Errorf("%s %s:\ngot  %s\nwant %s", c.code, c.r.ID, got, c.want)
		}
	}
	if got := Reason(set, date("2027-01-10"), 0, engine.NodeResult{}); got != "" {
		t.Errorf("an area has a reason: %q", got)
	}
	noSample := engine.NodeResult{State: engine.NotApplicable, Reason: engine.Reason{ID: "no_sample"}}
	if got, want := Reason(set, date("2027-01-10"), set.NodeByCode("1.7"), noSample), "Không nhóm đối tượng điều tra nào đủ số phiếu hợp lệ tối thiểu (không áp dụng)."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	late := engine.NodeResult{State: engine.Missing, Reason: engine.Reason{ID: "missing", Args: []engine.Arg{text("input", "kh")}}}
	for day, want := range map[string]string{
		"2027-01-15": "Chưa có: Kế hoạch CCHC năm. Nộp chậm nhất ngày 15/01/2027 để được chấm.",
		"2027-01-16": "Chưa có: Kế hoạch CCHC năm. Đã hết hạn nộp ngày 15/01/2027.", // nobody is told to do what is no longer open
	} {
		if got := Reason(set, date(day), set.NodeByCode("1.1"), late); got != want {
			t.Errorf("as of %s: got %s, want %s", day, got, want)
		}
	}
	unit := engine.Reason{ID: engine.ReasonNotRanked, Args: []engine.Arg{text("by", "Hội đồng"), text("reason", "Mới thành lập")}}
	if got, want := UnitReason(unit), "Không xếp hạng theo quyết định của Hội đồng. Lý do: Mới thành lập."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := UnitReason(engine.Reason{}); got != "" {
		t.Errorf("a ranked unit has a reason: %q", got)
	}
}

// TestSentenceOfUnknownBranch: a branch that the set does not have is shown as it is, never as another's sentence.
func TestSentenceOfUnknownBranch(t *testing.T) {
	set := sampleSet()
	for _, id := range []string{"p9/b1", "applies7", "check5", "nothing", "p1/p1/b1"} {
		if s, ok := sentenceOf(set, set.NodeByCode("1.5"), id); ok {
			t.Errorf("%s gives %v", id, s)
		}
	}
}
