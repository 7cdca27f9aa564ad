package wording

import (
	"strings"

	"cchc/engine"
	"cchc/internal/season"
)

// Why an event is not recorded (internal/season).
var _ = register(map[string]string{
	"season.no_actor":            "thiếu người thực hiện; ghi --by MÃ_CƠ_QUAN/Họ tên",
	"season.no_reason":           "thiếu lý do; ghi --reason",
	"season.no_period":           "kỳ chấm điểm {0} chưa mở; mở bằng `cchc period open {0}`",
	"season.period_exists":       "kỳ chấm điểm {0} đã mở trước đó",
	"season.period_state":        "kỳ chấm điểm {0} {1}, không nhận thay đổi này; cần thay đổi thì mở lại kỳ (`cchc period reopen`) với lý do",
	"season.no_folder":           "thư mục dữ liệu chưa được khởi tạo; chạy `cchc init`",
	"season.folder_exists":       "thư mục dữ liệu đã được khởi tạo trước đó",
	"season.unknown_unit":        "không có đơn vị “{0}” trong danh sách đơn vị của thư mục dữ liệu; xem `cchc units`",
	"season.unknown_set":         "chưa có bộ tiêu chí mang mã đối chiếu {0} trong thư mục dữ liệu",
	"season.set_exists":          "bộ tiêu chí {0} phiên bản {1} đã ban hành với nội dung khác; nội dung mới phải mang phiên bản mới",
	"season.set_gone":            "bộ tiêu chí {0} phiên bản {1} đã rút; dùng phiên bản khác",
	"season.set_unknown":         "thư mục dữ liệu không có bộ tiêu chí {0} phiên bản {1} đã ban hành",
	"season.no_choices":          "kỳ {0} phải có bộ tiêu chí cho ít nhất một khối",
	"season.two_choices":         "khối {0} được chọn hai bộ tiêu chí ({1} và {2}); mỗi khối chỉ một bộ",
	"season.two_versions":        "bộ tiêu chí {0} sẽ có hai phiên bản {1} và {2} trong cùng một kỳ; phiên bản mới phải chấm đủ các khối đang dùng phiên bản cũ, bộ chỉ cho một khối thì đặt mã khác",
	"season.no_plan":             "chưa có kế hoạch CCHC trong thư mục dữ liệu; chạy `cchc init`",
	"season.future":              "ngày {0} ở sau ngày ghi nhận {1}",
	"season.own_unit":            "không ai thẩm định đơn vị của mình ({0}); phải do cơ quan khác quyết định",
	"season.no_second":           "đặt điểm trực tiếp cần người thứ hai; ghi --second",
	"season.second_same":         "người thứ hai phải khác {0}",
	"season.wrong_layer":         "không ghi được số liệu ở lớp “{0}” bằng việc này",
	"season.only_own_unit":       "{0} không kê khai thay cho {1}; số liệu của cơ quan đầu mối đi vào sổ theo dõi",
	"season.nothing_withdrawn":   "không có gì để rút lại",
	"season.bad_state":           "kỳ chấm điểm chỉ mở lại về “open” hoặc “closed”, không phải “{0}”",
	"season.unit_ended":          "đơn vị {0} chỉ tồn tại đến hết ngày {1}, không có gì của đơn vị vào ngày {2}",
	"season.unit_not_yet":        "đơn vị {0} tồn tại từ ngày {1}, không có gì của đơn vị vào ngày {2}",
	"season.no_id":               "thiếu mã; sự kiện, quyết định và lần chấm điểm phải có mã riêng để về sau còn rút lại hoặc viện dẫn",
	"season.locked_year":         "thay đổi về {0} làm đổi một năm đã khóa (đến hết {1}); chỉ ghi được thay đổi có hiệu lực sau ngày đó, hoặc mở lại kỳ với lý do",
	"season.log_moved":           "dữ liệu đã thay đổi trong khi chấm (sự kiện {0}, nay là {1}); chấm lại",
	"season.unknown_run":         "kỳ {1} không có lần chấm {0}; xem `cchc runs`",
	"season.run_digest":          "lần chấm {0} mang mã đối chiếu {1}, không phải {2}",
	"season.run_not_final":       "lần chấm {0} ở giai đoạn “{1}”; chỉ công bố kết quả cuối cùng (`cchc score --stage final --save`)",
	"season.run_outdated":        "sau lần chấm {0} đã ghi thay đổi làm đổi điểm (sự kiện số {1}); chấm và ghi lại rồi công bố",
	"season.bad_name":            "“{0}” có ký tự {1} không dùng trong tên người, mã cơ quan; gõ lại bằng chữ cái tiếng Việt",
	"season.no_office":           "không có cơ quan “{0}”; ghi mã cơ quan, dấu gạch chéo, họ tên, ví dụ so-noi-vu/Lê Thị B",
	"season.run_disputed":        "lần chấm {0} còn {1} kiến nghị chưa kết luận (đầu tiên: {2}), chưa công bố được; kết luận bằng `cchc decide settle`, rồi chấm và ghi lại",
	"season.run_blocked":         "lần chấm {0} còn {1} đơn vị có tiêu chí chưa chấm được, chưa công bố được; xem `cchc runs {0}`, bổ sung số liệu rồi chấm lại",
	"season.run_published":       "lần chấm {0} đã công bố trước đó",
	"season.run_adjusts_other":   "kỳ đã công bố lần chấm {1}; lần chấm thay phải nêu rõ: `cchc score --save --adjusts {1} --reason …`. Lần chấm {0} không nêu",
	"season.no_person":           "việc này phải do một người cụ thể làm, không chỉ một cơ quan; ghi --by {0}/Họ tên",
	"season.no_act":              "quyết định công bố còn thiếu: {0}",
	"season.act_before_run":      "quyết định ký ngày {0}, trước lần chấm ghi ngày {1}",
	"season.no_proposal":         "không có đề nghị công bố lần chấm {0} đang chờ xác nhận đúng như vậy; xem `cchc publish list`",
	"season.run_as_of":           "lần chấm {0} tính đến {1} mà ghi ngày {2}; công bố thì chấm lại với mọi điều đã biết (bỏ --as-of)",
	"season.bad_act":             "{0} có dấu mà bảng tính có thể hiểu là công thức, hoặc ký tự không in được; ghi lại",
	"season.adjusts_unpublished": "lần chấm {0} nêu thay cho {1} nhưng kỳ chưa công bố gì; chấm và ghi lại không có --adjusts",
	"season.still_proposed":      "người này đang có đề nghị công bố chờ xác nhận; xác nhận hoặc rút đề nghị rồi mới xóa họ tên",
	"season.own_name":            "không ai tự xóa họ tên của mình; người khác làm việc này",
	"season.not_keeper":          "việc này do Sở Nội vụ làm, ghi bằng mã cơ quan (--by so-noi-vu/Họ tên); --by đang ghi “{0}”",
	"season.nothing_to_erase":    "không có gì để xóa: họ tên hoặc nội dung này không có, hoặc đã xóa",
	"season.no_value":            "giá trị của “{0}” để trống; chưa có thì không ghi",
	"season.unknown_file":        "chưa có tệp minh chứng mang mã {0}; nộp tệp trước",
})

// periodStates are what the states of a period are called within a sentence.
var periodStates = map[season.State]string{season.Open: "đang mở", season.Closed: "đã đóng", season.Locked: "đã khóa"}

// PeriodState is what a state of a period is called.
func PeriodState(s season.State) string { return periodStates[s] }

// NotAdmitted is why an event was not recorded.
func NotAdmitted(r *season.Refusal) string {
	args := append([]string(nil), r.Args...)
	if r.Code == season.PeriodState && len(args) > 1 {
		args[1] = PeriodState(season.State(args[1]))
	}
	switch r.Code {
	case season.RunNotFinal:
		if stage, ok := engine.ParseStage(args[1]); ok {
			args[1] = Stage(stage)
		}
	case season.BadAct:
		args[0] = Message("cli.act_" + args[0])
	case season.NoAct:
		for i := range args {
			args[i] = Message("cli.act_" + args[i])
		}
		args = []string{strings.Join(args, ", ")}
	}
	return "season." + string(r.Code) + ": " + Message("season."+string(r.Code), args...)
}
