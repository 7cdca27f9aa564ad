package wording

// Why a data folder is refused (internal/store) and why evidence is not stored or not given (internal/files); arguments
// in the order of the refusal. Each sentence says what is wrong and what to do.
var _ = register(map[string]string{
	"store.missing":      "không có thư mục dữ liệu “{0}”; kiểm tra lại đường dẫn, hoặc tạo mới bằng `cchc init {0}`",
	"store.not_folder":   "“{0}” không phải thư mục; chỉ tới thư mục chứa cchc.db",
	"store.not_empty":    "thư mục “{0}” đã có nội dung; chỉ tạo dữ liệu mới trong thư mục trống",
	"store.no_marker":    "thiếu {0} hoặc nội dung không đúng: đây không phải thư mục dữ liệu, hoặc mới chép riêng tệp cchc.db; khôi phục cả thư mục từ bản sao lưu",
	"store.no_database":  "không thấy {0}; phần mềm không tự tạo cơ sở dữ liệu rỗng thay thế, hãy khôi phục từ bản sao lưu",
	"store.not_plain":    "{0} không phải tệp thông thường (có thể là liên kết hoặc thư mục); đặt tệp thật vào chỗ đó",
	"store.foreign":      "{0} không phải cơ sở dữ liệu của phần mềm này; kiểm tra lại đường dẫn, tệp được giữ nguyên",
	"store.other_folder": "{0} thuộc thư mục dữ liệu khác; trả tệp về đúng thư mục hoặc khôi phục từ bản sao lưu",
	"store.older":        "cơ sở dữ liệu ở phiên bản {0}, phần mềm dùng phiên bản {1}; mở một lần bằng lệnh có ghi dữ liệu để nâng cấp",
	"store.newer":        "cơ sở dữ liệu ở phiên bản {0}, phần mềm này chỉ biết đến phiên bản {1}; dùng bản phần mềm mới hơn",
	"store.network":      "“{0}” nằm trên ổ mạng ({1}), dữ liệu có thể hỏng; chuyển thư mục về ổ đĩa của máy",
	"store.read_only":    "không ghi được vào {0}: ổ đĩa hoặc tệp chỉ cho đọc; chọn chỗ ghi được",
	"store.owner":        "{0} thuộc người dùng khác của máy; chạy bằng đúng tài khoản hoặc sửa chủ sở hữu",
	"store.permissions":  "{0} có quyền {1}, phải là {2} để người dùng khác của máy không đọc, không sửa được; sửa bằng chmod {2}",
	"store.in_use":       "{0} đang được một tiến trình khác ghi; đóng tiến trình đó rồi thử lại",
	"store.setting":      "cơ sở dữ liệu không giữ thiết lập {0}: đang là “{1}”, phải là “{2}”; không thể làm việc an toàn, báo cho người phụ trách kỹ thuật",
	"store.old_sqlite":   "SQLite {0} có lỗi làm mất dữ liệu; cần từ số {1} trở lên",
	"store.clock_behind": "đồng hồ máy ({0}) chậm hơn lần ghi gần nhất ({1}); chỉnh lại ngày giờ của máy rồi thử lại",
	"store.rollback":     "cơ sở dữ liệu có {0} sự kiện, trước đây đã có {1}: tệp cũ bị chép đè hoặc mất tệp cchc.db-wal; khôi phục bản sao lưu mới nhất",
	"store.not_demo":     "chỉ thư mục dữ liệu minh họa mới được dùng thời gian giả định",
	"store.damaged":      "cơ sở dữ liệu {0} bị hỏng; khôi phục từ bản sao lưu",

	"store.full":           "hết chỗ ghi tại {0}; chưa ghi gì, các dữ liệu trước còn nguyên; giải phóng chỗ rồi làm lại",
	"store.for_reading":    "thư mục dữ liệu đang mở chỉ để đọc",
	"store.key_reused":     "mã ghi nhận “{0}” đã dùng cho nội dung khác; mỗi lần ghi phải có mã riêng",
	"store.no_file":        "chưa có tệp minh chứng {0}; tải tệp lên trước khi ghi số liệu dẫn tới tệp",
	"store.unknown_person": "không có họ tên nào ứng với mã {0} trong thư mục dữ liệu, cũng không có sự kiện xóa họ tên đó",
	"store.bad_person":     "họ tên lưu cho mã {0} không phải họ tên đã ghi, hoặc lẽ ra đã xóa",
	"store.erased":         "tệp {0} đã xóa theo một sự kiện, không nhận lại",
	"store.no_blob":        "thiếu nội dung có mã băm {0} mà sự kiện dẫn tới",
	"store.bad_blob":       "nội dung không khớp mã băm {0}; không dùng được",

	"store.not_found":     "không tìm thấy {0}",
	"store.table_differs": "bảng {0} không khớp sổ sự kiện (đang có: {1}; theo sổ: {2}); dựng lại các bảng từ sổ",
	"store.event_damaged": "sự kiện số {0} trong sổ không còn như lúc ghi; dừng sử dụng và khôi phục từ bản sao lưu",

	"files.too_large":  "tệp lớn hơn {0} byte; chia nhỏ hoặc giảm dung lượng tệp",
	"files.bad_digest": "“{0}” không phải mã của tệp minh chứng",
	"files.missing":    "không có tệp minh chứng {0} trong thư mục dữ liệu; khôi phục từ bản sao lưu",
	"files.damaged":    "tệp minh chứng {0} không còn như lúc nộp; không hiển thị, hãy khôi phục từ bản sao lưu hoặc nộp lại đúng tệp",
	"files.not_plain":  "{0} không phải tệp hoặc thư mục thông thường; không dùng làm minh chứng",
	"files.full":       "hết chỗ ghi tệp minh chứng ({0}); tệp chưa được lưu, giải phóng chỗ rồi nộp lại",
	"files.failed":     "không ghi hoặc đọc được tệp minh chứng {0} ({1})",
})
