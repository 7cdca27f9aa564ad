package wording

import (
	"cchc/engine"
	"cchc/internal/form"
)

// The words of domain.md for states, stages, layers, kinds of lines and effects.
var _ = register(map[string]string{
	"state.scored":         "Đã chấm",
	"state.missing":        "Chưa có",
	"state.not_due":        "Chưa đến hạn",
	"state.not_applicable": "Không áp dụng",
	"state.not_scorable":   "Chưa chấm được (thiếu số liệu)",
	"state.disputed":       "Đang có kiến nghị",
	"state.unscored":       "Chỉ theo dõi, không chấm điểm",

	"stage.self":       "Tự đánh giá",
	"stage.appraisal1": "Thẩm định lần 1",
	"stage.appraisal2": "Thẩm định lần 2",
	"stage.final":      "Kết quả",

	"layer.declared":   "đơn vị tự khai",
	"layer.units":      "tổng hợp từ đơn vị",
	"layer.register":   "cơ quan quản lý số liệu",
	"layer.appraisal1": "thẩm định lần 1",
	"layer.appraisal2": "thẩm định lần 2",
	"layer.final":      "điều chỉnh của Hội đồng",

	"line.granted":    "được cộng",
	"line.deducted":   "bị trừ",
	"line.capped":     "chặn mức sàn/trần",
	"line.overridden": "điều chỉnh của Hội đồng",
	"line.rounded":    "làm tròn",
	"line.reachable":  "còn có thể đạt",
	"line.lost":       "không lấy lại được",
	"line.rebased":    "ngoài điểm tối đa áp dụng",

	"cause.out":          "Không áp dụng",
	"cause.not_due":      "Chưa đến hạn",
	"cause.missing":      "Chưa có tài liệu, số liệu",
	"cause.absent":       "Không có tài liệu khi hết hạn",
	"cause.late":         "Nộp, ban hành muộn",
	"cause.rejected":     "Không được chấp nhận khi thẩm định",
	"cause.short":        "Kết quả chưa đạt mức tối đa",
	"cause.survey":       "Kết quả điều tra xã hội học",
	"cause.decided":      "Điểm do Hội đồng quyết định",
	"cause.not_scorable": "Chưa chấm được (thiếu số liệu)",

	"delivery.in_time": "Đúng hạn",
	"delivery.late":    "Muộn",
	"delivery.absent":  "Không có hoặc không được chấp nhận",
	"delivery.missing": "Quá hạn, chưa có",
	"delivery.ahead":   "Chưa đến hạn",

	"effect.rebase":       "không áp dụng, không tính vào điểm tối đa áp dụng",
	"effect.full":         "được điểm tối đa",
	"effect.not_scorable": "chưa chấm được (thiếu số liệu)",
	"effect.not_due":      "chưa đến hạn",
	"effect.missing":      "chưa có",
	"effect.zero":         "0 điểm",
})

// State names the state that stands beside a leaf's number.
func State(s engine.State) string { return Message("state." + string(s)) }

// Stage names a stage of the year's procedure.
func Stage(s engine.Stage) string { return Message("stage." + s.String()) }

// Layer names where a datum comes from.
func Layer(l engine.Layer) string { return Message("layer." + l.String()) }

// LineKind names a kind of line of the bảng kê điểm.
func LineKind(k engine.LineKind) string { return Message("line." + string(k)) }

// Cause names a group of reasons for which leaves stand below their maximum.
func Cause(c engine.Cause) string { return Message("cause." + string(c)) }

// Delivery names what became of a document or report that is owed by a day.
func Delivery(s engine.DeliveryState) string { return Message("delivery." + string(s)) }

// effect says what a condition of applicability does to a leaf.
func effect(e form.Effect) string { return Message("effect." + string(e)) }
