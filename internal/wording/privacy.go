package wording

// Personal data (cmd/cchc privacy).
var _ = register(map[string]string{
	"cli.privacy_erased":       "(đã xóa, sự kiện số {0})",
	"cli.privacy_nobody":       "không có “{0}” trong thư mục dữ liệu, hoặc họ tên đã xóa; xem `cchc privacy list`",
	"cli.privacy_name_gone":    "đã xóa họ tên; trong sổ còn mã bắt đầu bằng {0}. Nhớ xóa trong các bản sao lưu",
	"cli.privacy_content_gone": "đã xóa nội dung {0}; sự kiện nêu mã này thì còn. Nhớ xóa trong các bản sao lưu",
	"cli.privacy_disclosed":    "Cơ quan: {0}\nHọ tên:  {1}\nMuối:    {2}\nMã:      {3}",
	"cli.privacy_salt":         "muối phải có {0} chữ số thập lục phân; chép nguyên dòng “Muối” của `cchc privacy disclose`",
	"cli.privacy_other":        "mã này KHÔNG phải của {0} với muối đã nêu",
	"cli.privacy_same":         "mã này đúng là của {0}",
})
