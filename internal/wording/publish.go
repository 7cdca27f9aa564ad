package wording

// Publishing results (cmd/cchc publish).
var _ = register(map[string]string{
	"cli.act_number":    "số quyết định",
	"cli.act_date":      "ngày ký",
	"cli.act_signer":    "người ký",
	"cli.act_authority": "cơ quan công bố",

	"cli.example.number":    "15/QĐ-UBND",
	"cli.example.date":      "20/01/2027",
	"cli.example.signer":    "\"Trần Văn C\"",
	"cli.example.authority": "\"Chủ tịch UBND tỉnh\"",

	"cli.adjusts_save":  "--adjusts chỉ dùng khi ghi lần chấm; thêm --save và --reason",
	"cli.run_adjusts":   "thay cho {0}: {1}",
	"cli.run_published": "đã công bố: quyết định {0} ngày {1}",

	"cli.publish_proposed":      "đã ghi đề nghị công bố lần chấm {0} theo quyết định {1}, người đề nghị {2}; còn chờ người thứ hai xác nhận (`cchc publish confirm {0}`)",
	"cli.publish_made":          "đã công bố lần chấm {0} theo quyết định {1} ngày {2}; xác nhận: {3}, đề nghị: {4}",
	"cli.publish_table_hash":    "mã bảng kết quả: {0}",
	"cli.unproposed":            "đã rút đề nghị công bố lần chấm {0}",
	"cli.publish_none":          "kỳ {0} chưa công bố và chưa có đề nghị công bố lần chấm nào",
	"cli.publish_waiting":       "(chờ xác nhận)",
	"cli.publish_row":           "lần chấm {0} · bảng {1}",
	"cli.publish_replaces":      "Thay cho kết quả đã công bố của lần chấm {0}",
	"cli.publish_not":           "lần chấm {0} chưa công bố và không có đề nghị đang chờ; đề nghị bằng `cchc publish propose {0}`",
	"cli.publish_other_table":   "đề nghị công bố lần chấm {0} đang chờ có bảng mang mã {1}, không phải {2}; xem lại bảng bằng `cchc publish table {0} --out …` rồi xác nhận mã mới",
	"cli.publish_forged":        "bảng {1} lưu cho lần chấm {0} không phải bảng mà lần chấm đó cho ra; không công bố, báo thanh tra",
	"cli.publish_alone":         "lần chấm {0} được công bố (sự kiện số {1}) mà không có hai người khác nhau",
	"cli.verify_published":      "{0} bảng kết quả đề nghị hoặc đã công bố lập lại giống hệt từ lần chấm, do hai người",
	"cli.example.table":         "nhap.csv",
	"cli.publish_draft":         "lần chấm {0} chưa được xác nhận: bảng là dự thảo",
	"cli.publish_format":        "không ghi được bảng vào {0}: tên tệp phải tận cùng bằng .csv, .html, .docx hoặc .md",
	"cli.publish_written":       "đã ghi bảng kết quả vào {0}",
	"cli.publish_no_checkpoint": "sổ sự kiện chưa có điểm đối chiếu nào ký sau lần chấm {0}; ký bằng `cchc log checkpoint`, ghi mã vào biên bản rồi đề nghị công bố",

	"cli.publish_title":        "Kết quả chỉ số cải cách hành chính năm {0}",
	"cli.publish_act":          "Kèm theo Quyết định số {0} ngày {1}\n{2}\nNgười ký: {3}",
	"cli.publish_footer":       "Lần chấm {0} · mã đối chiếu {1} · điểm đối chiếu {2}",
	"cli.publish_unranked":     "–: không xếp hạng; lý do ghi trong kết quả của đơn vị.",
	"cli.publish_ground":       "Căn cứ đối chiếu",
	"cli.publish_ground_run":   "Lần chấm {0}, tính đến ngày {1}, mã đối chiếu {2}",
	"cli.publish_ground_log":   "Sổ sự kiện {0}, điểm đối chiếu {1}",
	"cli.publish_ground_table": "Mã của bảng (tệp CSV): {0}",
	"cli.publish_ground_set":   "Bộ tiêu chí {0} phiên bản {1}, mã {2}",
	"cli.publish_ground_check": "Tự kiểm tra: xin tệp kiểm chứng của đơn vị hoặc của cả lần chấm, chạy cchc-verify --table BẢNG.csv TỆP; không cần mạng.",
})
