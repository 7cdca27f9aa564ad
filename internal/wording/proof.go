package wording

// Findings about criteria sets (rules/proof): what is wrong, and under the code with ".way" what to do about it.
var _ = register(map[string]string{
	"proof.unwritten":     "{0}: quy tắc chấm chưa được viết, chưa ban hành được",
	"proof.unwritten.way": "viết quy tắc thay cho khóa unwritten; mẫu của từng dạng quy tắc có trong sổ tay",

	"proof.not_scored":     "{0}: không chấm thử được tiêu chí này",
	"proof.not_scored.way": "viết quy tắc gọn hơn rồi kiểm tra lại; nếu vẫn vậy, gửi tệp này cho người quản trị phần mềm",

	"proof.branch_covered":     "{0}: dòng {1} không bao giờ được dùng: mọi trường hợp của nó đã do dòng trên ({2}) quyết định",
	"proof.branch_covered.way": "chuyển dòng hẹp lên trên dòng rộng, sửa điều kiện, hoặc bỏ dòng này",

	"proof.condition_never":     "{0}: điều kiện này không bao giờ đúng",
	"proof.condition_never.way": "sửa số hoặc dấu so sánh trong điều kiện; nếu không còn trường hợp nào như vậy thì bỏ điều kiện",

	"proof.condition_always":     "{0}: điều kiện này luôn đúng",
	"proof.condition_always.way": "sửa số hoặc dấu so sánh trong điều kiện; nếu luôn đúng là ý muốn thì bỏ điều kiện và các dòng không dùng tới",

	"proof.band_unreached":     "{0}: không số liệu nào rơi vào bậc {1}; giá trị chỉ từ {2} đến {3}",
	"proof.band_unreached.way": "sửa cận của bậc; nếu giá trị lẽ ra vượt được khoảng đó thì sửa lại checks, min, max của chỉ tiêu",

	"proof.else_unreached":     "{0}: không trường hợp nào rơi vào dòng else",
	"proof.else_unreached.way": "nếu đúng ý thì bỏ điều kiện của dòng ngay trên và để nó làm dòng else; nếu không, sửa điều kiện hoặc cận ở các dòng trên",

	"proof.checklist_unreached":     "{0}: không trường hợp nào đạt đúng {1} nội dung",
	"proof.checklist_unreached.way": "xem lại các nội dung: có nội dung luôn đúng, không bao giờ đúng, hoặc loại trừ nhau",

	"proof.way_never_best":     "{0}: cách chấm “{1}” không bao giờ cho điểm cao hơn các cách khác",
	"proof.way_never_best.way": "sửa điểm của cách này, hoặc bỏ nó khỏi best_of",

	"proof.overlap":     "{0}: dòng {1} và dòng {2} cùng đúng ở một số trường hợp và cho điểm khác nhau; thứ tự quyết định",
	"proof.overlap.way": "viết hai điều kiện rời nhau, hoặc dùng bands để mỗi giá trị chỉ thuộc một bậc",

	"proof.single_value":     "{0}: bậc này chỉ nhận đúng một giá trị {1}",
	"proof.single_value.way": "nếu không cố ý, đổi above thành from ở bậc trên, hoặc sửa cận của bậc này",

	"proof.class_unreached":     "không đơn vị nào có thể xếp loại “{0}”: chỉ số chỉ từ {1} đến {2}",
	"proof.class_unreached.way": "sửa cận của loại; chỉ số tính theo thang 100, cộng phần điểm thưởng, điểm trừ ngoài thang nếu có",

	"proof.check_always":     "ràng buộc này không bao giờ bị vi phạm, nên không phát hiện được số liệu sai nào",
	"proof.check_always.way": "sửa dấu so sánh hoặc tên chỉ tiêu; nếu thừa thì bỏ ràng buộc",

	"proof.never_scored":     "{0}: không có số liệu nào được chấm",
	"proof.never_scored.way": "xem lại công thức, điều kiện áp dụng và khoảng giá trị của chỉ tiêu; ca dưới đây cho biết vì sao không chấm",

	"proof.checks_clash":     "{0}: không có số liệu nào được chấm: không số liệu nào thỏa mãn cùng lúc các ràng buộc ở {1}",
	"proof.checks_clash.way": "sửa dấu so sánh hoặc tên chỉ tiêu trong các ràng buộc đó",

	"proof.same_points":     "{0}: quy tắc cho cùng {1} điểm, số liệu thế nào cũng vậy",
	"proof.same_points.way": "xem lại tử số, mẫu số, cận, dấu của điểm trừ; nếu ai cũng được như vậy là ý muốn thì để nguyên",

	"proof.ratio_same":     "tử số và mẫu số là một, nên tỷ lệ này luôn bằng 100%",
	"proof.ratio_same.way": "sửa part hoặc whole",

	"proof.ratio_reversed":     "tỷ lệ này không bao giờ dưới 100%: ràng buộc ở {0} đòi mẫu số không lớn hơn tử số",
	"proof.ratio_reversed.way": "đổi chỗ part và whole, hoặc sửa ràng buộc; nếu tỷ lệ đúng là như vậy thì để nguyên",

	"proof.deduction_adds":     "{0}: điểm trừ (deductions) mà mỗi trường hợp lại cộng {1} điểm",
	"proof.deduction_adds.way": "viết points là số âm; nếu đúng là điểm cộng thì dùng count_points",

	"proof.value_unread":     "tham số “{0}” được đọc ở ngày cuối kỳ ({1}), nên không bao giờ dùng tới: {2}",
	"proof.value_unread.way": "sửa ngày bắt đầu hoặc bỏ giá trị thừa; giá trị chỉ theo ngày khi so với một ngày của số liệu",

	"proof.because_unread":     "{0}: câu giải thích của nhánh {1} nêu {2}, là số liệu mà quy tắc không đọc nên có thể chưa có",
	"proof.because_unread.way": "nếu chưa có số liệu, câu in “(chưa có)”; nếu cần luôn có, hãy để quy tắc hỏi số liệu ấy, hoặc bỏ chỗ trống",

	"proof.check_never":     "ràng buộc này không bao giờ thỏa mãn, nên tiêu chí dùng các số liệu này không chấm được",
	"proof.check_never.way": "sửa dấu so sánh hoặc tên chỉ tiêu trong ràng buộc",

	"proof.because_unfilled":     "{0}: câu giải thích của nhánh {1} không điền được {2} vì lúc đó chưa có số liệu",
	"proof.because_unfilled.way": "viết riêng trường hợp này thành một dòng có câu của nó, hoặc bỏ chỗ trống khỏi câu; để nguyên thì câu in “(chưa có)”",

	"proof.max_not_reached":     "{0}: không trường hợp nào được quá {1} điểm, điểm tối đa là {2}",
	"proof.max_not_reached.way": "sửa điểm cao nhất của quy tắc hoặc max; nếu có trường hợp đạt tối đa, hãy viết nó thành một ca",

	"proof.min_not_reached":     "{0}: không trường hợp nào dưới {1} điểm, điểm tối thiểu khai là {2}",
	"proof.min_not_reached.way": "sửa điểm thấp nhất của quy tắc hoặc min; nếu có trường hợp thấp như vậy, hãy viết nó thành một ca",

	"proof.out_of_range":     "{0}: có số liệu làm quy tắc cho điểm ngoài khoảng từ {1} đến {2}; khi đó tiêu chí không chấm được",
	"proof.out_of_range.way": "thêm checks, min hoặc max cho chỉ tiêu nếu số liệu như vậy là sai; nếu đúng thì chặn điểm bằng min(…), max(…) trong công thức",

	"proof.divide_zero":     "{0}: có số liệu làm mẫu số bằng 0; khi đó tiêu chí không chấm được",
	"proof.divide_zero.way": "khai tỷ lệ ở ratios với when_whole_is_zero, hoặc xét trường hợp mẫu số bằng 0 trong applies",

	"proof.not_monotone":     "{0}: “{1}” tốt lên từ {2} sang {3} mà điểm giảm từ {4} xuống {5}",
	"proof.not_monotone.way": "sửa điểm hoặc điều kiện; nếu quy định đúng như vậy, xem lại direction, lever của chỉ tiêu",

	"proof.two_ways":     "{0}: điểm không một chiều theo “{1}”: cùng các số liệu khác, có chỗ tăng có chỗ giảm",
	"proof.two_ways.way": "sửa điểm hoặc điều kiện; nếu biết chiều nào là tốt, khai direction: up hoặc down cho chỉ tiêu để xét chính xác hơn",

	"proof.cliff":     "{0}: “{1}” đổi từ {2} sang {3} làm điểm đổi từ {4} sang {5}, hơn nửa điểm tối đa",
	"proof.cliff.way": "nếu quy định đúng như vậy thì để nguyên, với line thì ghi nguồn vào jump; nếu không, thêm bậc ở giữa",

	"proof.units_mixed":     "cộng hoặc so sánh “{0}” với “{1}”",
	"proof.units_mixed.way": "dùng các chỉ tiêu cùng đơn vị tính; nếu là một thứ, sửa unit cho giống nhau",

	"proof.measures_mixed":     "cộng hoặc so sánh {0} với {1}",
	"proof.measures_mixed.way": "đổi về cùng một loại số trước khi cộng hoặc so sánh, hoặc sửa type, unit của chỉ tiêu",

	"proof.percent_scale":     "so một tỷ lệ với {0}; tỷ lệ được tính bằng phần của 1, nên 80% là 0,8",
	"proof.percent_scale.way": "viết số với dấu %, hoặc khai tham số loại ratio",

	"proof.percent_unit":     "so một chỉ tiêu có đơn vị tính % với {0}; chỉ tiêu ấy nhập 80 cho 80%, nên số để so quá nhỏ",
	"proof.percent_unit.way": "khai chỉ tiêu loại ratio, hoặc so với số trên thang 100",

	"proof.ratio_units":     "tử số tính bằng “{0}”, mẫu số tính bằng “{1}”",
	"proof.ratio_units.way": "nếu tỷ lệ đúng là như vậy thì để nguyên; nếu là một thứ, sửa unit cho giống nhau",

	"proof.input_nobody":     "không ai nhập chỉ tiêu “{0}”",
	"proof.input_nobody.way": "khai declared_by: unit, mã cơ quan nhập số liệu, hoặc from nếu tổng hợp từ các đơn vị",

	"proof.office_unknown":     "không có cơ quan “{0}” để nhập hoặc xác nhận “{1}”",
	"proof.office_unknown.way": "dùng mã có trong danh sách đơn vị (cchc units); tỉnh có danh sách riêng thì kiểm tra với --units hoặc --data",

	"proof.deliverable_unknown":     "kế hoạch không có sản phẩm {0}",
	"proof.deliverable_unknown.way": "dùng mã có trong kế hoạch (cchc plan); tỉnh có kế hoạch riêng thì kiểm tra với --plan hoặc --data",

	"proof.deliverables_unused":     "{0} sản phẩm của kế hoạch không được tiêu chí nào dùng: {1}",
	"proof.deliverables_unused.way": "nếu sản phẩm phải được chấm, nêu mã ở deliverables của tiêu chí và ở chỉ tiêu; nếu do đơn vị khác nợ thì để nguyên",

	"proof.cost":     "{0}: quy tắc tốn tới {1} bước cho một đơn vị, quá {2}",
	"proof.cost.way": "tính một lần phần lặp lại, tránh đi qua danh sách nhiều lần; xem cchc rules check --cost",
})

// The words for what numbers count, and a sentence for each pair that must not meet.
var _ = register(proofPairs())

func proofPairs() map[string]string {
	pairs := map[string]string{}
	for a, nameA := range measureNames {
		for b, nameB := range measureNames {
			if a != b {
				pairs["proof.measures_mixed."+a+"."+b] = "cộng hoặc so sánh " + nameA + " với " + nameB
			}
		}
	}
	return pairs
}

// How findings were looked for, and what the command beside them says.
var _ = register(map[string]string{
	"proof.why.rows":     "số dòng, số phiếu có thể nhiều tùy ý",
	"proof.why.others":   "điểm còn tùy đơn vị khác hoặc tiêu chí khác",
	"proof.why.mixed":    "một phép so sánh gồm nhiều số liệu, hoặc một số liệu dùng ở nhiều chỗ",
	"proof.why.computed": "điểm tính bằng công thức",
	"proof.why.too_many": "quá nhiều tổ hợp số liệu",

	"cli.check_perhaps":     "theo các điểm thử, {0}",
	"cli.check_way":         "cần làm: {0}",
	"cli.check_case":        "ca: {0}",
	"cli.check_exact":       "cách xét: đủ mọi trường hợp, qua {0} điểm thử",
	"cli.check_structure":   "cách xét: theo cấu trúc của bộ tiêu chí",
	"cli.check_search":      "cách xét: tìm trong {0} điểm thử, không phải mọi trường hợp ({1})",
	"cli.check_attained":    "thử {0} điểm: quy tắc cho từ {1} đến {2} điểm",
	"cli.check_warning":     "cảnh báo: {0}",
	"cli.check_good":        "{0}: không có lỗi, {1} cảnh báo; {2} tiêu chí xét đủ mọi trường hợp, {3} tiêu chí tìm theo điểm thử, tất cả {4} điểm",
	"cli.check_bad":         "{0}: {1} lỗi, {2} cảnh báo; {3} tiêu chí xét đủ mọi trường hợp, {4} tiêu chí tìm theo điểm thử, tất cả {5} điểm",
	"cli.check_fast":        "{0}: không có lỗi khi đọc, {1} cảnh báo; chưa xét quy tắc (--fast)",
	"cli.check_other_plan":  "{0}: không nêu sản phẩm nào của {1}, nên không đối chiếu với kế hoạch và danh sách đơn vị",
	"cli.check_cost":        "Số bước tính của một đơn vị, trường hợp nặng nhất (giới hạn {0})",
	"cli.check_cost_column": "Phần nặng nhất",
})
