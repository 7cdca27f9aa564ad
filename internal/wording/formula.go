package wording

// Sentences for the mistakes of formulas (rules, formula*.go).
var _ = register(map[string]string{
	"formula.empty":            "công thức trống",
	"formula.too_long":         "công thức dài quá {0} byte",
	"formula.too_deep":         "ngoặc lồng nhau quá {0} lớp",
	"formula.prefix_run":       "quá {0} dấu phủ định hoặc dấu trừ liền nhau",
	"formula.too_large":        "công thức có quá {0} phần tử; hãy tách thành các giá trị đặt tên (values)",
	"formula.utf8":             "văn bản không phải UTF-8 hợp lệ từ chỗ này",
	"formula.not_nfc":          "chữ có dấu ở đây viết bằng ký tự tổ hợp; hãy lưu tệp theo Unicode dựng sẵn (NFC)",
	"formula.char":             "ký tự “{0}” không dùng được trong công thức",
	"formula.operator":         "phép “{0}” không có trong ngôn ngữ công thức",
	"formula.brackets":         "chỉ dùng ngoặc tròn trong công thức, không dùng “{0}”",
	"formula.bracket_open":     "ngoặc “{0}” chưa được đóng",
	"formula.bracket_close":    "ngoặc “{0}” không có ngoặc mở tương ứng",
	"formula.comment":          "không viết chú thích trong công thức; hãy dùng khóa note",
	"formula.comma":            "dấu phẩy chỉ ngăn các đối số của hàm; số thập phân viết bằng dấu chấm (0.5)",
	"formula.quotes":           "chuỗi đặt trong dấu nháy thẳng \"…\"",
	"formula.text_open":        "chuỗi mở bằng {0} chưa được đóng trên cùng một dòng",
	"formula.escape":           "không dùng dấu \\ trong chuỗi của công thức",
	"formula.text_use":         "chuỗi {0} chỉ dùng được để so sánh với một đầu vào loại level hoặc một trường dạng chữ",
	"formula.number":           "“{0}” không phải là số hợp lệ (viết như 0.5, 1000 hoặc 80%)",
	"formula.number_comma":     "“{0}”: số thập phân viết bằng dấu chấm; nếu là hai đối số, hãy đặt dấu cách sau dấu phẩy",
	"formula.number_long":      "số dài quá {0} chữ số",
	"formula.date":             "“{0}” không phải là ngày có thật",
	"formula.syntax":           "không hiểu “{0}” ở chỗ này",
	"formula.syntax_end":       "công thức chưa viết hết sau “{0}”",
	"formula.args":             "hàm {0} cần đúng {1} đối số, ở đây có {2}",
	"formula.args_least":       "hàm {0} cần ít nhất {1} đối số, ở đây có {2}",
	"formula.unknown_name":     "không có tên “{0}” trong bộ tiêu chí",
	"formula.unknown_function": "không có hàm “{0}”",
	"formula.unknown_option":   "“{0}” không phải là một mức của {1}",
	"formula.unknown_leaf":     "không có tiêu chí được chấm nào mang mã “{0}”",
	"formula.unknown_field":    "dòng của {1} không có trường “{0}”",
	"formula.ambiguous":        "“{0}” vừa là trường của dòng vừa là tên trong bộ tiêu chí; hãy viết rõ",
	"formula.row_outside":      "“{0}” là của một dòng, chỉ dùng được trong count, sum, any, all hoặc per_row trên danh sách đó",
	"formula.list_bare":        "{0} gồm nhiều dòng hoặc nhiều nhóm, không có một giá trị; hãy dùng count, sum, any, all hoặc has",
	"formula.function_bare":    "{0} là tên hàm, cần có đối số trong ngoặc",
	"formula.member":           "không viết được “.{0}” ở đây; chỉ dòng của danh sách mới có trường",
	"formula.nil":              "không có giá trị rỗng trong công thức; để hỏi đã có số liệu chưa, hãy dùng has(tên)",
	"formula.need_name":        "{0} cần tên một đầu vào, viết không có dấu nháy",
	"formula.need_input":       "{0} cần một đầu vào; {1} không phải là đầu vào",
	"formula.need_list":        "{0} đi qua từng dòng của đầu vào loại reports hoặc list; {1} không phải loại đó",
	"formula.need_document":    "{0} chỉ dùng cho đầu vào loại document; {1} không phải loại đó",
	"formula.need_event":       "{0} chỉ dùng cho đầu vào loại event; {1} không phải loại đó",
	"formula.need_code":        "{0} cần mã tiêu chí trong dấu nháy, như \"1.1.1\"",
	"formula.nested_loop":      "{0} không được nằm trong một vòng qua các dòng khác",
	"formula.not_bool":         "not chỉ phủ định được điều kiện, “{0}” không phải điều kiện; để phủ định cả phép so sánh, viết not (…)",
	"formula.levels":           "{0} và {1}: một mức chỉ so sánh được với tên mức viết trong dấu nháy",
	"formula.percent":          "{0} so với một tỷ lệ phần trăm: thiếu dấu %",
	"formula.chain_mixed":      "so sánh liền nhau phải cùng chiều, không trộn “{0}” với “{1}”",
	"formula.chain_nested":     "so sánh liền nhau không được nằm bên trong một so sánh liền nhau khác; hãy dùng and",
	"formula.dates_added":      "không cộng được hai ngày với nhau",
	"formula.decimals":         "số chữ số thập phân của round phải là một số nguyên từ 0 đến 9, không phải “{0}”",
	"formula.branch_text":      "chuỗi {0} không làm kết quả của “? :” được",
	"formula.branch_level":     "mức {0} không làm kết quả của “? :” được",
})

// typeNames are what the types of expressions are called in sentences.
var typeNames = map[string]string{"number": "số", "bool": "điều kiện (đúng/sai)", "date": "ngày", "level": "mức", "text": "chữ"}

// measureNames are what numbers may count.
var measureNames = map[string]string{"percent": "tỷ lệ phần trăm", "points": "điểm", "days": "số ngày", "count": "số lượng", "amount": "số tiền"}

// The sentences that depend on two types or two measures, one for each pair.
var _ = register(formulaPairs())

func formulaPairs() map[string]string {
	pairs := map[string]string{}
	for a, nameA := range typeNames {
		pairs["formula.order."+a] = "không so sánh lớn nhỏ “{0}” được với " + nameA + "; chỉ dùng == hoặc !="
		pairs["formula.result.value."+a] = "chỗ này cần một số, một ngày hoặc một điều kiện; công thức cho " + nameA
		for b, nameB := range typeNames {
			pairs["formula.type."+a+"."+b] = "“{0}” cần " + nameA + ", phần này là " + nameB
			pairs["formula.compare."+a+"."+b] = "“{0}” so sánh " + nameA + " với " + nameB
			pairs["formula.branches."+a+"."+b] = "hai kết quả của “? :” khác loại: " + nameA + " và " + nameB
			pairs["formula.result."+a+"."+b] = "chỗ này cần " + nameA + "; công thức cho " + nameB
		}
	}
	for a, nameA := range measureNames {
		for b, nameB := range measureNames {
			pairs["formula.mix."+a+"."+b] = "“{0}” trộn " + nameA + " với " + nameB
		}
	}
	return pairs
}
