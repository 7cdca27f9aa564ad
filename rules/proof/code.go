package proof

import (
	"strings"

	"cchc/rules"
)

// The codes of findings. The arguments are listed by Codes.
const (
	CodeUnwritten         = "proof.unwritten"
	CodeNotScored         = "proof.not_scored"
	CodeBranchCovered     = "proof.branch_covered"
	CodeBandUnreached     = "proof.band_unreached"
	CodeElseUnreached     = "proof.else_unreached"
	CodeChecklist         = "proof.checklist_unreached"
	CodeWayNeverBest      = "proof.way_never_best"
	CodeOverlap           = "proof.overlap"
	CodeSingleValue       = "proof.single_value"
	CodeClassUnreached    = "proof.class_unreached"
	CodeConditionAlways   = "proof.condition_always"
	CodeConditionNever    = "proof.condition_never"
	CodeCheckAlways       = "proof.check_always"
	CodeCheckNever        = "proof.check_never"
	CodeNeverScored       = "proof.never_scored"
	CodeChecksClash       = "proof.checks_clash"
	CodeSamePoints        = "proof.same_points"
	CodeBecauseUnfilled   = "proof.because_unfilled"
	CodeBecauseUnread     = "proof.because_unread"
	CodeMaxNotReached     = "proof.max_not_reached"
	CodeMinNotReached     = "proof.min_not_reached"
	CodeOutOfRange        = "proof.out_of_range"
	CodeDivideZero        = "proof.divide_zero"
	CodeNotMonotone       = "proof.not_monotone"
	CodeTwoWays           = "proof.two_ways"
	CodeCliff             = "proof.cliff"
	CodeUnitsMixed        = "proof.units_mixed"
	CodeMeasuresMixed     = "proof.measures_mixed"
	CodePercentScale      = "proof.percent_scale"
	CodePercentUnit       = "proof.percent_unit"
	CodeRatioUnits        = "proof.ratio_units"
	CodeRatioSame         = "proof.ratio_same"
	CodeRatioReversed     = "proof.ratio_reversed"
	CodeDeductionAdds     = "proof.deduction_adds"
	CodeValueUnread       = "proof.value_unread"
	CodeInputNobody       = "proof.input_nobody"
	CodeOfficeUnknown     = "proof.office_unknown"
	CodeDeliverable       = "proof.deliverable_unknown"
	CodeDeliverableUnused = "proof.deliverables_unused"
	CodeCost              = "proof.cost"
)

// Kind describes a code.
type Kind struct {
	Code     string
	Severity rules.Severity // the gravest it can have
	// Lesser: the finding is an error only where it is decided for all evidence, otherwise a warning.
	Lesser bool
	// Absence: it says that something does not occur. Found by search it is only not found among the points tried.
	Absence bool
	Args    []string // what the arguments are, in Vietnamese, for the catalogue of findings
}

const leafArg = "mã tiêu chí"

// KindOf describes the code of a finding; false if there is none such.
func KindOf(code string) (Kind, bool) {
	if strings.HasPrefix(code, CodeMeasuresMixed+".") {
		code = CodeMeasuresMixed
	}
	for _, k := range Codes() {
		if k.Code == code {
			return k, true
		}
	}
	return Kind{}, false
}

// Perhaps reports whether a finding says that something does not occur which was only looked for among points.
func (f *Finding) Perhaps() bool {
	k, _ := KindOf(f.Code)
	return k.Absence && f.Method == Search
}

// Codes lists the codes in the order of the catalogue.
func Codes() []Kind {
	const e, w = rules.Error, rules.Warning
	return []Kind{
		{CodeUnwritten, e, false, false, []string{leafArg}},
		{CodeNotScored, e, false, false, []string{leafArg}},
		{CodeBranchCovered, e, true, true, []string{leafArg, "dòng", "các dòng đã bao"}},
		{CodeConditionNever, e, true, true, []string{leafArg}},
		{CodeConditionAlways, e, true, true, []string{leafArg}},
		{CodeBandUnreached, e, true, true, []string{leafArg, "bậc", "giá trị thấp nhất", "giá trị cao nhất"}},
		{CodeElseUnreached, w, false, true, []string{leafArg}},
		{CodeChecklist, w, false, true, []string{leafArg, "số nội dung"}},
		{CodeWayNeverBest, w, false, true, []string{leafArg, "cách"}},
		{CodeOverlap, w, false, false, []string{leafArg, "dòng trên", "dòng dưới"}},
		{CodeSingleValue, w, false, false, []string{leafArg, "giá trị"}},
		{CodeClassUnreached, e, true, false, []string{"loại", "chỉ số thấp nhất", "chỉ số cao nhất"}},
		{CodeCheckAlways, w, false, true, nil},
		{CodeCheckNever, e, true, true, nil},
		{CodeNeverScored, e, true, true, []string{leafArg}},
		{CodeChecksClash, e, true, true, []string{leafArg, "các dòng ràng buộc"}},
		{CodeSamePoints, w, false, true, []string{leafArg, "số điểm"}},
		{CodeBecauseUnread, w, false, false, []string{leafArg, "nhánh", "chỗ trống"}},
		{CodeBecauseUnfilled, e, true, false, []string{leafArg, "nhánh", "chỗ trống"}},
		{CodeMaxNotReached, e, true, true, []string{leafArg, "điểm cao nhất đạt được", "điểm tối đa"}},
		{CodeMinNotReached, e, true, true, []string{leafArg, "điểm thấp nhất đạt được", "điểm tối thiểu"}},
		{CodeOutOfRange, w, false, false, []string{leafArg, "điểm tối thiểu", "điểm tối đa"}},
		{CodeDivideZero, w, false, false, []string{leafArg}},
		{CodeNotMonotone, w, false, false, []string{leafArg, "chỉ tiêu", "từ", "đến", "điểm trước", "điểm sau"}},
		{CodeTwoWays, w, false, false, []string{leafArg, "chỉ tiêu"}},
		{CodeCliff, w, false, false, []string{leafArg, "chỉ tiêu", "từ", "đến", "điểm trước", "điểm sau"}},
		{CodeUnitsMixed, w, false, false, []string{"đơn vị tính thứ nhất", "đơn vị tính thứ hai"}},
		{CodeMeasuresMixed, w, false, false, []string{"loại số thứ nhất", "loại số thứ hai"}},
		{CodePercentScale, w, false, false, []string{"số"}},
		{CodePercentUnit, w, false, false, []string{"số"}},
		{CodeRatioUnits, w, false, false, []string{"đơn vị tính của tử số", "đơn vị tính của mẫu số"}},
		{CodeRatioSame, e, false, false, nil},
		{CodeRatioReversed, w, false, false, []string{"dòng ràng buộc"}},
		{CodeDeductionAdds, w, false, false, []string{leafArg, "số điểm"}},
		{CodeValueUnread, w, false, false, []string{"tham số", "ngày cuối kỳ", "các giá trị"}},
		{CodeInputNobody, e, false, false, []string{"chỉ tiêu"}},
		{CodeOfficeUnknown, e, true, false, []string{"mã cơ quan", "chỉ tiêu"}},
		{CodeDeliverable, e, true, false, []string{"mã sản phẩm"}},
		{CodeDeliverableUnused, w, false, false, []string{"số sản phẩm", "danh sách"}},
		{CodeCost, w, false, false, []string{leafArg, "số bước", "giới hạn"}},
	}
}
