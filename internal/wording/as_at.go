package wording

// What the command line says of a year as it was on a day (cmd/cchc).
var _ = register(map[string]string{
	"cli.head_at":      "{0}, phiên bản {1} · xét tại {2} theo những gì biết đến {4} · giai đoạn: {3}",
	"cli.as_at":        "Xét tại {0} theo những gì biết đến {2} · giai đoạn: {1}\n“Ghi nhận ngày” dưới đây là ngày số liệu bắt đầu đúng, không phải ngày hệ thống biết.",
	"cli.as_at_label":  "Xét tại ngày {0} theo những gì biết đến ngày {1}",
	"cli.as_at_ahead":  "--as-at {0} ở sau ngày biết đến ({1}); chọn ngày không muộn hơn, hoặc nêu --as-of muộn hơn",
	"cli.as_at_folder": "--as-at chỉ dùng với thư mục dữ liệu (--data): tệp CSV không ghi ngày xảy ra của từng số liệu",
	"cli.as_at_saved":  "--save không đi cùng --as-at: lần chấm điểm ghi lại kết quả theo những gì đã biết vào ngày chấm, còn --as-at xét lại một ngày theo những gì biết về sau; bỏ --as-at hoặc bỏ --save",
})
