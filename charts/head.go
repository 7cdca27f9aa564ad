package charts

import (
	"strings"

	"cchc/engine"
	"cchc/internal/form"
)

// head is what every page, chart and table says of the result it shows.
type head struct {
	Labels     []string // what the reader must know before trusting a number
	SetID      string
	SetTitle   string
	SetVersion string
	AsOf       string
	Stage      string
	Code       string // mã đối chiếu
}

// codeLength is how many digits of a hash people compare by eye; a case's full hash is in the stored result.
const codeLength = 16

func newHead(set *form.Set, result *engine.Result, demo bool) head {
	h := head{
		SetID: set.ID, SetTitle: set.Title, SetVersion: set.Version,
		AsOf: result.AsOf.VN(), Stage: stageName(result.Stage), Code: checkCode(result.CaseHash),
	}
	if demo {
		h.Labels = append(h.Labels, "Dữ liệu minh họa")
	}
	if set.Reference != "" {
		h.Labels = append(h.Labels, set.Reference)
	}
	if result.Stage != engine.StageFinal {
		h.Labels = append(h.Labels, "Điểm tạm tính")
	}
	return h
}

// Basis is the line under every caption: which set, which day, which stage.
func (h head) Basis() string {
	return "Bộ tiêu chí " + h.SetID + ", phiên bản " + h.SetVersion + " · số liệu đến ngày " + h.AsOf + " · " + h.Stage
}

// mark is the labels as one line of text, for inside a picture.
func (h head) mark() string { return strings.Join(h.Labels, " · ") }

// checkCode is the printed beginning of a hash, without the name of its algorithm.
func checkCode(hash string) string {
	if _, digits, named := strings.Cut(hash, ":"); named {
		hash = digits
	}
	return hash[:min(codeLength, len(hash))]
}

func stageName(s engine.Stage) string {
	switch s {
	case engine.StageSelf:
		return "tự đánh giá"
	case engine.StageAppraisal1:
		return "thẩm định lần 1"
	case engine.StageAppraisal2:
		return "thẩm định lần 2"
	case engine.StageFinal:
		return "kết quả"
	}
	return s.String()
}

// countedStates are the states a ranking counts, in the order of its columns.
var countedStates = [...]engine.State{
	engine.Scored, engine.Missing, engine.NotDue, engine.NotApplicable, engine.NotScorable, engine.Disputed,
}

// shortState names a state where there is little room: in heads of columns and in cells for numbers.
func shortState(s engine.State) string {
	if s == engine.NotScorable {
		return "chưa chấm được"
	}
	return stateName(s)
}

func stateName(s engine.State) string {
	switch s {
	case engine.Scored:
		return "đã chấm"
	case engine.Missing:
		return "chưa có"
	case engine.NotDue:
		return "chưa đến hạn"
	case engine.NotApplicable:
		return "không áp dụng"
	case engine.NotScorable:
		return "chưa chấm được (thiếu số liệu)"
	case engine.Disputed:
		return "đang có kiến nghị"
	case engine.Unscored:
		return "không chấm điểm"
	}
	return string(s)
}
