package wording

import (
	"strings"

	"cchc/engine"
	"cchc/internal/form"
)

// What the command line says of why a score changed (cmd/cchc).
var _ = register(map[string]string{
	"cli.why_example.unit":    "so-y-te",
	"cli.why_example.from":    "2026-self-1",
	"cli.why_example.to":      "31/03/2027",
	"cli.why_side":            "không có lần chấm điểm “{0}”, và đó cũng không phải ngày; xem `cchc runs`, hoặc ghi dd/mm/yyyy",
	"cli.why_period":          "hai bên phải cùng một kỳ chấm điểm: bên từ là kỳ {0}, bên đến là kỳ {1}",
	"cli.why_stage":           "hai bên đều là lần chấm điểm, có giai đoạn của mình; bỏ --stage",
	"cli.why_scored":          "đơn vị “{0}” không được chấm ở bên {1}",
	"cli.why_changed":         "{0}: không dựng lại được số liệu đã dùng, nên không tách được vì sao điểm đổi: {1}. Kiểm tra bằng `cchc replay {0}` và `cchc verify --database`",
	"cli.why_recorded":        "{0}: bảng kê điểm trong kết quả đã ghi không cộng ra điểm đã ghi, nên không tách được vì sao điểm đổi. Kiểm tra bằng `cchc replay {0}`",
	"cli.why_apart":           "không tách được từng nguyên nhân: khi mới đổi {0}, năm không chấm được ({1}). So qua một ngày hoặc một lần chấm ở giữa, để các thay đổi đó nằm ở hai khoảng khác nhau",
	"cli.why_balance":         "các phần cộng lại không bằng chênh lệch, nên không in kết quả. Đây là lỗi của phần mềm: hãy gửi nơi cung cấp phần mềm lệnh đã chạy và bản sao thư mục dữ liệu",
	"cli.unscorable":          "dữ liệu lúc đó không đủ để chấm",
	"cli.unscorable_unit":     "lúc đó không bộ tiêu chí nào chấm đơn vị",
	"cli.unscorable_sets":     "lúc đó một khối được hai bộ tiêu chí cùng chấm",
	"cli.unscorable_decision": "lúc đó có quyết định mà bộ tiêu chí không cho phép",
	"cli.unscorable_sum":      "lúc đó không cộng được số liệu của các đơn vị theo bộ tiêu chí cấp tỉnh",
	"cli.unscorable_ledger":   "bảng kê điểm không cộng ra điểm",
	"cli.why_from":            "từ",
	"cli.why_to":              "đến",
	"cli.why_side_run":        "lần chấm {0} · tính đến {1} · giai đoạn: {2} · {3} {4}",
	"cli.why_side_day":        "điều đã biết đến hết ngày {0} · giai đoạn: {1} · {2} {3}",
	"cli.why_head":            "VÌ SAO ĐIỂM ĐỔI {0}",
	"cli.why_same":            "Không có gì khác nhau giữa hai bên.",
	"cli.why_total":           "Cộng",
	"cli.why_rounding":        "Làm tròn tổng điểm",
	"cli.why_order":           "Thay lần lượt từng nguyên nhân theo thứ tự trên, mỗi lần chấm lại cả năm; các phần cộng lại đúng bằng chênh lệch (≈: số in đã làm tròn, --json có số chính xác).",
	"cli.why_backward":        "Tính theo thứ tự ngược: {0}. Các nguyên nhân này cùng tác động, phần của mỗi nguyên nhân tùy thứ tự thay.",
	"cli.why_lines":           "TIÊU CHÍ THAY ĐỔI ({0})",
	"cli.why_no_lines":        "Không có tiêu chí nào đổi điểm hay trạng thái.",
	"cli.why_section":         "phần cắt theo mức trần hoặc làm tròn",
	"cli.why_more":            "… {0} thay đổi khác của nguyên nhân này (xem --json)",
	"cli.why_idle":            "{0} thay đổi khác không làm đổi điểm tiêu chí nào của đơn vị (xem --json).",
	"cli.why_unit_name":       "{0} ({1})",
	"cli.why_event":           "sự kiện {0}, ghi {1}, {2}",
	"cli.why_reason":          "lý do: {0}",
	"cli.why_undone":          "bên đến chưa có sự kiện này",
	"cli.why_document":        "tài liệu: {0}",
	"cli.why_arrow":           "{0}: {1} → {2}",
	"cli.why_absent":          "chưa có",
	"cli.why_not_counted":     "chưa tính ở giai đoạn này",
	"cli.why_stood":           "{0} (đang có {1}, {2})",
	"cli.why_withdrawn":       "đã rút",
	"cli.why_day":             "ngày tính đến",
	"cli.why_stages":          "giai đoạn",
	"cli.why_plan":            "kế hoạch của kỳ",
	"cli.why_unit":            "đơn vị {0}",
	"cli.why_unit_is":         "{0}, khối {1}, từ {2} đến {3}",
	"cli.why_attribute":       "thuộc tính {0} của {1} từ {2}",
	"cli.why_occasion":        "sự kiện phát sinh {0} của sản phẩm {1}",
	"cli.why_occasion_is":     "ngày {0}, hạn {1}",
	"cli.why_set":             "bộ tiêu chí của {0}",
	"cli.why_decision":        "quyết định về {0}",
	"cli.why_of_unit":         "cả đơn vị",
	"cli.why_of_code":         "tiêu chí {0}",
	"cli.why_by":              "{0} ({1}, {2})",

	"cli.decided.accept":     "chấp nhận",
	"cli.decided.reject":     "không công nhận",
	"cli.decided.not_apply":  "không áp dụng",
	"cli.decided.apply":      "áp dụng",
	"cli.decided.override":   "cho {0} điểm",
	"cli.decided.dispute":    "đơn vị kiến nghị",
	"cli.decided.not_ranked": "không xếp hạng",
	"cli.decided.ranked":     "xếp hạng trở lại",
	"cli.decided_about_rank": "việc xếp hạng",

	"cli.why_cause.time":       "Thời gian trôi qua: hạn, ngày đóng kỳ",
	"cli.why_cause.ground":     "Đơn vị, thuộc tính, sự kiện phát sinh",
	"cli.why_cause.evidence":   "Số liệu, tài liệu mới",
	"cli.why_cause.correction": "Đính chính, rút lại",
	"cli.why_cause.appraisal":  "Thẩm định, quyết định, giai đoạn",
	"cli.why_cause.others":     "Kết quả của đơn vị khác",
	"cli.why_cause.rules":      "Phiên bản bộ tiêu chí",
	"cli.why_cause.engine":     "Phiên bản phần mềm",
})

// Decided says a decision given by its kind, with the points after a blank where it sets some; another text stays as it is.
func Decided(text string) string {
	kind, points, _ := strings.Cut(text, " ")
	if _, known := catalogue["cli.decided."+kind]; !known {
		return text
	}
	return Message("cli.decided."+kind, points)
}

// Datum is what people call a datum: its input, with the row and field where it is of one. in is nil where a set has no such
// input, which then keeps its name.
func Datum(in *form.Input, name, row, field string) string {
	title := name
	if in != nil {
		if in.Label != "" {
			title = in.Label
		}
		if in.Unit != "" {
			title += " (" + in.Unit + ")"
		}
	}
	if row != "" {
		title += ", " + rowLabel(in, row)
	}
	if field != "" {
		title += ", " + fieldLabel(in, field)
	}
	return title
}

// DatumValue prints the value of a datum. A field has its own type, not the input's.
func DatumValue(in *form.Input, field string, v engine.Value) string {
	if field != "" {
		in = nil
	}
	return Value(v, plain, in)
}
