package wording

var _ = register(map[string]string{
	"cli.case_unnamed": "{0}, ca {1}",

	"casetest.state":     "trạng thái phải là {0}, tính ra {1}",
	"casetest.points":    "điểm phải là {0}, tính ra {1}",
	"casetest.branch":    "phải rơi vào nhánh {0}, tính ra {1}",
	"casetest.applied":   "điểm tối đa áp dụng phải là {0}, tính ra {1}",
	"casetest.reachable": "điểm còn có thể đạt phải là {0}, tính ra {1}",
	"casetest.reason":    "lý do phải là {0}, tính ra {1}",
	"casetest.score":     "không chấm được: {0}",
	"casetest.invariant": "vi phạm điều luôn phải đúng: {0}",
})
