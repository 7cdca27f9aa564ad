package wording

// Sentences for the mistakes of named values in criteria sets (rules/value.go).
var _ = register(map[string]string{
	"value.cycle":     "các giá trị đặt tên dựa vào nhau: {0}",
	"value.of_points": "giá trị đặt tên không dùng được {0}; điểm của tiêu chí khác chỉ dùng trong quy tắc của tiêu chí",
	"value.percent":   "percent chỉ dùng cho giá trị là số; “{0}” không phải là số",
	"value.too_large": "“{0}” có {1} phần tử khi thay mọi giá trị đặt tên bằng công thức của chúng, quá {2};" +
		" hãy bớt số lần dùng lại",
	"value.set_too_large": "thay mọi giá trị đặt tên bằng công thức của chúng thì các quy tắc có quá {0} phần tử;" +
		" hãy bớt số lần dùng lại",
	"value.loop":   "“{0}” đi qua từng dòng của một danh sách nên không dùng được trong một vòng qua các dòng khác",
	"unused.value": "giá trị “{0}” không được dùng",
})
