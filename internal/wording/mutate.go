package wording

import (
	"strings"

	"cchc/internal/form"
)

// Cases at the limits of rules (rules/boundary).
var _ = register(map[string]string{
	"boundary.below":               "ngay dưới {0}",
	"boundary.at":                  "đúng {0}",
	"boundary.above":               "ngay trên {0}",
	"boundary.day_below":           "ngay trước ngày {0}",
	"boundary.day_at":              "đúng ngày {0}",
	"boundary.day_above":           "ngay sau ngày {0}",
	"boundary.below.far":           "dưới {0}",
	"boundary.above.far":           "trên {0}",
	"boundary.day_below.far":       "trước ngày {0}",
	"boundary.day_above.far":       "sau ngày {0}",
	"boundary.in_time":             "đúng hạn",
	"boundary.late":                "trễ {0} ngày",
	"boundary.of":                  "{0}: {1}",
	"boundary.difference":          "hiệu của {0} và {1}",
	"boundary.value":               "giá trị đem so",
	"boundary.largest_group":       "số phiếu của nhóm nhiều phiếu nhất",
	"boundary.smallest_group":      "số phiếu của nhóm ít phiếu nhất",
	"boundary.usual":               "trường hợp thường gặp",
	"boundary.contradiction":       "số liệu mâu thuẫn: {0}",
	"boundary.contradiction_to":    "số liệu mâu thuẫn: trái với ràng buộc {0}",
	"boundary.absent.missing":      "chưa có",
	"boundary.absent.not_due":      "chưa đến hạn",
	"boundary.absent.not_scorable": "chưa chấm được, thiếu số liệu",
})

// BranchWhen says when branch i of a table decides: "từ 80% đến dưới 90%".
func BranchWhen(set *form.Set, r *form.Rule, i int) string { return branchCondition(set, r, i) }

// Mistakes that cases should notice (rules/mutate): {0} the place, {1} before, {2} after, {3} and {4} words for what was and
// what is.
var _ = register(map[string]string{
	"mutant.cmp":            "{0}: {1} → {2}",
	"mutant.join":           "{0}: {1} → {2}",
	"mutant.not":            "{0}: {1} → {2}",
	"mutant.minmax":         "{0}: {1} → {2}",
	"mutant.const":          "{0}: {1} → {2}",
	"mutant.date":           "{0}: {1} → {2}",
	"mutant.limit":          "{0}: ngưỡng {1} → {2}",
	"mutant.open":           "{0}: {3} {1} → {4} {1}",
	"mutant.swap":           "{0}: đổi điểm với nhánh {4}",
	"mutant.branch":         "bỏ {0}",
	"mutant.line_x":         "{0}: đầu mút của đoạn tính theo tỷ lệ {1} → {2}",
	"mutant.line_y":         "{0}: điểm ở đầu mút của đoạn tính theo tỷ lệ {1} → {2}",
	"mutant.item":           "bỏ {0}",
	"mutant.sign":           "{0}: mỗi lần {1} → {2}",
	"mutant.floor":          "{0}: bỏ mức thấp nhất {1}",
	"mutant.cap":            "{0}: bỏ mức cao nhất {1}",
	"mutant.part":           "bỏ {0} {3}",
	"mutant.applies":        "bỏ {0}: {1}",
	"mutant.then":           "{0}: {3} → {4}",
	"mutant.accepted.true":  "{0}: không đòi hỏi cơ quan chấp nhận số 0 do đơn vị tự khai nữa",
	"mutant.accepted.false": "{0}: đòi hỏi cơ quan chấp nhận số 0 do đơn vị tự khai",
	"mutant.missing":        "{0}: khi không có thì {3} → {4}",
	"mutant.param":          "{0}: {1} → {2}",
	"mutant.rounding":       "{0}: làm tròn {3} → {4}",
	"mutant.sample":         "{0}: số phiếu tối thiểu {1} → {2}",
	"mutant.weights":        "{0}: đổi trọng số của {3} ({1}) và {4} ({2}) cho nhau",
	"mutant.lower":          "{0}: đảo chiều cao hơn là tốt, thấp hơn là tốt",
	"mutant.check":          "bỏ {0}: {1}",

	"mutant.at.rule":    "quy tắc",
	"mutant.at.part":    "phần {0}",
	"mutant.at.branch":  "nhánh {0}",
	"mutant.at.applies": "điều kiện áp dụng {0}",
	"mutant.at.check":   "ràng buộc {0}",
	"mutant.at.value":   "giá trị “{0}”",
	"mutant.at.param":   "tham số “{0}”",
	"mutant.at.input":   "số liệu “{0}”",

	"mutant.why.rounded": "có làm tròn, hai cách làm tròn chỉ khác nhau ở một số giá trị",
	"mutant.why.dated":   "tham số lấy theo ngày của số liệu",

	"mutant.word.from":      "từ",
	"mutant.word.above":     "trên",
	"mutant.word.half_up":   "từ nửa đơn vị trở lên thì lên",
	"mutant.word.half_even": "đúng nửa đơn vị thì về chữ số chẵn",
	"mutant.word.down":      "bỏ phần lẻ",
})

// Mutated is a small mistake in a rule as rules/mutate describes it: its operator, the kind and id of its place, what stood
// there and what stands there now.
type Mutated struct {
	Op, PlaceKind, PlaceID string
	Before, After          *form.Expr
	From, To               string
}

// MutationWhy says why no evidence was found on which a mistake shows, and why that proves nothing.
func MutationWhy(why string) string {
	if code := "mutant.why." + why; Known(code) {
		return Message(code)
	}
	return Message("proof.why." + why)
}

// inPoints are the operators whose values are points.
var inPoints = map[string]bool{"line_y": true, "sign": true, "floor": true, "cap": true, "swap": true}

// Mutation says what a mistake changes: "nhánh b1: ngưỡng 80% → 81%".
func Mutation(set *form.Set, m Mutated) string {
	say := func(e *form.Expr) string {
		switch {
		case e == nil:
			return ""
		case inPoints[m.Op] && e.Kind == form.ExConst:
			return points(e.Const.Num)
		}
		return Expr(set, e)
	}
	code := "mutant." + m.Op
	if m.Op == "accepted" {
		code += "." + m.From
	}
	text := Message(code, mutatedPlace(set, m), say(m.Before), say(m.After), mutatedWord(m.From), mutatedWord(m.To))
	return strings.TrimSpace(text)
}

// mutatedPlace names the place of a mistake.
func mutatedPlace(set *form.Set, m Mutated) string {
	kind, name := m.PlaceKind, m.PlaceID
	switch kind {
	case "rule":
		if name != "rule" {
			kind = "part"
		}
	case "value":
		if v := set.Value(name); v != nil && v.Label != "" {
			name = v.Label
		}
	case "param":
		if p := set.Param(name); p != nil && p.Label != "" {
			name = p.Label
		}
	case "input":
		name = inputLabel(set, name)
	}
	return Message("mutant.at."+kind, name)
}

// mutatedWord says a stable word: an effect, a rounding mode, a kind of limit; other words stay.
func mutatedWord(word string) string {
	switch {
	case word == "":
		return ""
	case Known("effect." + word):
		return Message("effect." + word)
	case Known("mutant.word." + word):
		return Message("mutant.word." + word)
	}
	return word
}

// What cases reach (rules test --coverage).
var _ = register(map[string]string{
	"reached.branch":        "theo nhánh của quy tắc",
	"reached.sum":           "cộng nhiều phần",
	"reached.full":          "đủ điểm theo điều kiện áp dụng",
	"reached.rebased":       "không áp dụng theo điều kiện",
	"reached.not_scorable":  "chưa chấm được theo điều kiện",
	"reached.not_due.event": "sự kiện chưa phát sinh",
	"reached.not_due.date":  "chưa đến hạn",
	"reached.not_due":       "chưa đến hạn theo điều kiện",
	"reached.missing":       "chưa có số liệu",
	"reached.overdue":       "quá hạn mà chưa có",
	"reached.no_data":       "thiếu số liệu tập trung",
	"reached.units_missing": "thiếu số liệu của đơn vị",
	"reached.units_not_due": "đơn vị chưa đến hạn",
	"reached.divide_zero":   "mẫu số bằng 0",
	"reached.zero_claim":    "số 0 tự khai chưa được chấp nhận",
	"reached.inconsistent":  "số liệu mâu thuẫn",
	"reached.out_of_range":  "điểm ngoài khoảng cho phép",
	"reached.too_large":     "số quá lớn",
	"reached.no_references": "chưa có mức của khối",
	"reached.no_sample":     "không đủ phiếu",
	"reached.no_rows":       "danh sách không có dòng nào",
	"reached.depends_on":    "tiêu chí liên quan chưa chấm được",
	"reached.not_applied":   "quyết định không áp dụng",
	"reached.overridden":    "điểm do Hội đồng quyết định",
	"reached.disputed":      "đang có kiến nghị",
	"reached.unscored":      "chỉ theo dõi",
})

// Reached names a way in which a leaf comes out, by the id of its reason.
func Reached(reason string) string { return Message("reached." + reason) }

// The commands rules test, rules boundary and rules mutants.
var _ = register(map[string]string{
	"cli.case_given":        "Đã cho: {0}",
	"cli.case_expected":     "Phải là: {0}",
	"cli.case_got":          "Tính ra: {0}",
	"cli.case_outcome":      "{0}; {1} điểm",
	"cli.case_branch":       "; nhánh {0}",
	"cli.case_unit":         "đơn vị của ca thử",
	"cli.coverage_total":    "{0}: các ca thử đã tới {1}/{2} nhánh ({3})",
	"cli.boundary_none":     "{0}: bộ ca thử đã có đủ, không có gì để đề xuất",
	"cli.boundary_written":  "đã ghi {0} ca vào {1}; hãy đối chiếu từng ca với văn bản quy định",
	"cli.out_exists":        "{0} đã có; chọn tên khác hoặc xóa tệp cũ",
	"cli.out_extension":     "tệp ca thử phải có đuôi .yaml để được đọc cạnh bộ tiêu chí: {0}",
	"cli.no_leaf":           "bộ tiêu chí “{0}” không có mục “{1}”",
	"cli.boundary_head.1":   "Các ca do máy đề xuất quanh từng ngưỡng của quy tắc; người soạn xem, nhận hoặc sửa từng ca.",
	"cli.boundary_head.2":   "Kết quả ghi ở mỗi ca là điều quy tắc hiện nay tính ra, không phải điều văn bản quy định.",
	"cli.boundary_head.3":   "Hạn của tài liệu trong các ca là hạn giả định ở giữa kỳ.",
	"cli.mutants_head.1":    "Các ca còn thiếu: mỗi ca phân biệt quy tắc với một lỗi viết nhầm mà các ca hiện có chưa phát hiện.",
	"cli.mutants_case":      "phân biệt với lỗi: {0}",
	"cli.mutants_score":     "{0}: phát hiện {1}/{2} lỗi giả định ({3})",
	"cli.mutants_survived":  "còn {0} lỗi giả định chưa ca thử nào phát hiện",
	"cli.mutants_missing":   "ca còn thiếu: {0}",
	"cli.mutants_unfound":   "chưa tìm được số liệu nào làm kết quả khác đi ({0}); nếu không thể khác thì ghi lý do vào {1}: {2} LÝ_DO",
	"cli.mutants_failing":   "{0} ca không đạt với quy tắc hiện nay nên không được tính; xem `cchc rules test`",
	"cli.mutants_idle":      "{0} ghi lý do cho {1}, nhưng không lỗi nào cần lý do đó; xóa dòng này",
	"cli.mutants_bad_lines": "{0}: dòng {1} không đọc được; mỗi dòng ghi MÃ_LỖI LÝ_DO, mỗi mã một lần",
	"cli.mutants_written":   "đã ghi {0} ca còn thiếu vào {1}; hãy đối chiếu từng ca với văn bản quy định",
	"cli.mutants_total":     "Cả bộ",
})
