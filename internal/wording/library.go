package wording

import (
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
)

// Versions of criteria sets: mistakes of a library and its register (rules/library), why none can be chosen, how one was.
var _ = register(map[string]string{
	"in_force.outside": "ngày hiệu lực {0} ở ngoài kỳ: kỳ bắt đầu ngày {1}, khóa ngày {2}",
	"in_force.order":   "ngày hết hiệu lực {0} ở trước ngày có hiệu lực {1}",

	"library.line":                  "không đọc được dòng “{0}”; mỗi dòng ghi MÃ@PHIÊN_BẢN MÃ_ĐỐI_CHIẾU [NGÀY], hoặc MÃ@PHIÊN_BẢN withdrawn NGÀY LÝ_DO",
	"library.name":                  "“{0}” không phải mã và phiên bản; ghi như so-2026@1.0.0",
	"library.hash":                  "“{0}” không phải mã đối chiếu; phải là sha256: và 64 chữ số thập lục phân viết thường",
	"library.day":                   "“{0}” không phải ngày; trong sổ này ghi như 2026-01-31",
	"library.text":                  "lý do rút {0} phải là một dòng chữ bình thường",
	"library.no_reason":             "dòng rút {0} thiếu lý do, hoặc thừa dấu cách quanh lý do",
	"library.published_twice":       "{0} đã ban hành ở dòng {1}; nội dung mới phải mang phiên bản mới",
	"library.withdrawn_twice":       "{0} đã rút ở dòng {1}",
	"library.withdrawn_unpublished": "{0} chưa ban hành ở dòng nào phía trên nên không có gì để rút",
	"library.withdrawn_before":      "{0} rút ngày {1}, trước ngày ban hành {2}",
	"library.unreadable":            "không đọc được sổ ban hành: {0}",
	"library.too_large":             "sổ ban hành lớn hơn {0} byte",
	"library.changed": "{0} đã ban hành với mã đối chiếu {1}, nay nội dung có mã {2}: bản đã ban hành bị sửa; " +
		"khôi phục tệp như lúc ban hành, nội dung mới thì đặt phiên bản mới",
	"library.broken":       "{0} có {1} lỗi, chưa dùng được; xem `cchc rules check`",
	"library.gone":         "{0} đã ban hành nhưng không còn tệp; khôi phục từ bản sao lưu",
	"library.other_name":   "thư mục mang tên {0} nhưng tệp bên trong ghi {1}; đặt lại tên thư mục",
	"library.two_contents": "{0} có hai nội dung ở hai nơi ({1} và {2}); một tên chỉ được một nội dung, hãy đặt phiên bản mới",

	"library.unknown_set":     "không có bộ tiêu chí “{0}”; xem `cchc rules list` hoặc cho đường dẫn tới thư mục, tệp",
	"library.unknown_version": "bộ tiêu chí “{0}” không có phiên bản {1}",
	"library.none_in_force":   "không có phiên bản nào của bộ tiêu chí “{0}” dùng được cho ngày {1}; muốn dùng một bản dưới đây thì nêu rõ, ví dụ {0}@1.0.0",
	"library.considered":      "  {0}: {1}",
	"library.why_draft":       "bản nháp, chưa ban hành",
	"cli.show_yearly":         "số liệu cả năm xét theo giá trị ngày cuối kỳ: {0}",
	"library.has_versions":    "các phiên bản hiện có: {0}",
	"library.why_withdrawn":   "đã rút ngày {0}: {1}",
	"library.why_not_yet":     "có hiệu lực từ {0}, sau ngày {1}",
	"library.why_ended":       "hết hiệu lực sau ngày {0}, trước ngày {1}",
	"library.why_in_force":    "có hiệu lực từ {0} đến {1}",

	"library.how.explicit": "chọn theo tên",
	"library.how.in_force": "có hiệu lực vào ngày {0}: bản có ngày hiệu lực gần nhất (từ {1})",
	"library.how.path":     "tệp chỉ định",
	"library.how.period":   "theo kỳ đã mở",

	"library.how.period_changed": "thay trong kỳ",

	"library.not_in_force": "không có hiệu lực vào ngày {0} (chỉ từ {1} đến {2})",
	"library.last_for":     "bộ ban hành sau cùng cho khối này",

	"library.status.draft":     "bản nháp",
	"library.status.published": "đã ban hành",
	"library.status.withdrawn": "đã rút",
	"library.status.changed":   "bị sửa",
	"library.status.broken":    "có lỗi",
	"library.place.built_in":   "có sẵn",
})

// What the commands over versions say.
var _ = register(map[string]string{
	"cli.example.library":   "bo-tieu-chi",
	"cli.example.reason":    "\"Sai căn cứ\"",
	"cli.set_choice":        "Chọn bộ tiêu chí: {0}",
	"cli.library":           "không có thư mục bộ tiêu chí “{0}”",
	"cli.library_bad":       "thư mục bộ tiêu chí “{0}” có {1} lỗi; sửa rồi làm lại",
	"cli.library_findings":  "có {0} phiên bản đã ban hành không còn như lúc ban hành",
	"cli.no_library":        "“{0}” không nằm trong THƯ_MỤC/{1}/{2}; nêu --library THƯ_MỤC để chép vào đó, hoặc đổi tên hai lớp thư mục",
	"cli.publish_cases":     "{0}: {1} ca thử không đạt, chưa ban hành; xem `cchc rules test {2}`",
	"cli.publish_unwritten": "{0} còn {1} tiêu chí chưa viết quy tắc chấm, chưa ban hành",
	"cli.publish_unproved":  "{0} còn {1} điều chưa đạt, chưa ban hành",
	"cli.publish_exists":    "{0} đã ban hành với nội dung khác (mã đối chiếu {1}, nay là {2}); nội dung mới phải mang phiên bản mới",
	"cli.publish_withdrawn": "{0} đã rút ngày {1}: {2}; nội dung mới phải mang phiên bản mới",
	"cli.publish_occupied":  "“{0}” đã có nội dung khác; không ghi đè, hãy đặt phiên bản mới hoặc xóa bản nháp cũ",
	"cli.publish_moved":     "{0} thay đổi trong khi ban hành; làm lại",
	"cli.publish_again":     "{0} đã ban hành trước đó với đúng nội dung này; không ghi gì thêm",
	"cli.publish_copied":    "đã chép {0} tệp vào {1}",
	"cli.published":         "đã ban hành {0}, ghi vào {1}; từ nay nội dung không đổi, sửa thì đặt phiên bản mới",
	"cli.publish_next":      "chấm bằng bản này: cchc score --set {0} --library {1}; đưa vào thư mục dữ liệu: cchc rules publish {2} --data THƯ_MỤC",
	"cli.published_data":    "đã ghi {0} vào thư mục dữ liệu {1}; kỳ mở từ nay chọn theo hiệu lực (cchc period open), kỳ đã mở đổi sang bằng cchc period set",
	"cli.published_in_data": "thư mục dữ liệu {0} đã có {1} với đúng nội dung này",
	"cli.version_form":      "“{0}” không phải mã và phiên bản; ghi như so-2026@1.0.0",
	"cli.publish_day":       "ngày {0} ở sau hôm nay {1}",
	"cli.withdraw_unknown":  "{1} không có {0} đã ban hành; xem `cchc rules list`",
	"cli.withdraw_again":    "{0} đã rút ngày {1}: {2}",
	"cli.copy_no_version":   "không tìm được chỗ ghi số phiên bản {1} của bộ tiêu chí {0} để đổi; ghi lại dòng version trong phần set rồi chép lại",
	"cli.withdraw_done":     "{0} đã rút khỏi {1} từ trước (ngày {2}: {3}); ở đó giữ nguyên",
	"cli.withdrawn":         "đã rút {0} khỏi {1}; kết quả cũ giữ nguyên, lần chọn sau không dùng bản này nữa",
	"cli.withdrawn_in_use":  "kỳ {0} đang dùng {1} và vẫn giữ; muốn đổi thì ban hành phiên bản khác rồi thay bằng `cchc period set {0} --set MÃ@PHIÊN_BẢN`",
	"cli.period_withdrawn":  "! Bản này đã rút ngày {0}: {1}. Kỳ đã mở vẫn dùng.",
	"cli.period_two_sets":   "--set {0}: {1} đã có phiên bản khác được nêu tên; mỗi khối một phiên bản",
	"cli.period_other_year": "{0} là của kỳ {1}, không dùng cho kỳ {2}",
	"cli.set_no_blocks":     "{0} không ghi chấm khối nào (blocks) nên không chọn được cho một kỳ; ghi các khối, ban hành thành phiên bản mới",
	"cli.block_not_chosen":  "{0} chưa có bộ tiêu chí: các bản được chọn không chấm khối này, chưa mở kỳ; nêu bản phải dùng bằng --set (có chấm: {1})",
	"cli.block_without_set": "{0} không còn bộ tiêu chí nào chưa rút, chưa mở kỳ; ban hành bộ tiêu chí cho khối này rồi mở lại",

	"cli.show_force":        "Hiệu lực: từ {0} đến {1} · {2}",
	"cli.show_at":           "Tham số và căn cứ tại ngày {0}",
	"cli.show_later":        "Thay đổi sau ngày {0}, trong kỳ",
	"cli.show_later_none":   "Sau ngày {0} không có thay đổi nào trong kỳ.",
	"cli.show_param_from":   "tham số {0} = {1}",
	"cli.show_legal_from":   "căn cứ của {0}: {1}",
	"cli.show_version_ends": "{0} hết hiệu lực",
	"cli.show_version_new":  "{0} bắt đầu có hiệu lực",
})

// SetChoice is how a version of a criteria set came to be chosen.
type SetChoice struct {
	How         string // the rule: explicit, in_force, path, period or period_changed
	Status      string // draft, published or withdrawn
	On          day.Day
	From, Until day.Day // in force
	Withdrawn   day.Day
	Reason      string // of the withdrawal
	Why         string // what the period noted of its choice
}

// SetChosen says how a version was chosen, and what speaks against it: that it is a draft, was withdrawn, or is not in force
// on the date of the facts.
func SetChosen(c SetChoice) string {
	first := Message("library.how."+c.How, c.On.VN(), c.From.VN())
	if c.Why != "" {
		first += ": " + c.Why
	}
	parts := []string{first}
	switch c.Status {
	case "draft":
		parts = append(parts, Message("library.why_draft"))
	case "withdrawn":
		parts = append(parts, Message("library.why_withdrawn", c.Withdrawn.VN(), c.Reason))
	}
	if c.On != day.None && (c.From != day.None && c.On < c.From || c.Until != day.None && c.On > c.Until) {
		parts = append(parts, Message("library.not_in_force", c.On.VN(), c.From.VN(), c.Until.VN()))
	}
	return strings.Join(parts, "; ")
}

// ParamValue prints a value of a parameter as rules print it; a yes or no as an answer.
func ParamValue(c form.Const) string {
	if c.Type == form.TypeBool {
		return Value(engine.Value{Type: form.TypeBool, Bool: c.Bool}, plain, nil)
	}
	return constant(c)
}
