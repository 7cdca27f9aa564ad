package figure

import (
	"strings"

	"cchc/engine"
	"cchc/internal/form"
)

// Head is what every page, picture and table says of the result it shows.
type Head struct {
	Labels     []string // what the reader must know before trusting a number
	SetID      string
	SetTitle   string
	SetVersion string
	Run        string // name of the recorded run (lần chấm điểm) that has this very result; "" if none has
	AsOf       string
	Stage      string
	Code       string // mã đối chiếu
}

// codeLength is how many digits of a hash people compare by eye; a case's full hash is in the stored result.
const codeLength = 16

// DemoLabel is what everything that shows made-up data says.
const DemoLabel = "Dữ liệu minh họa"

// NewHead says what a result rests on. run is the name of the recorded run that has it, "" for none.
func NewHead(set *form.Set, result *engine.Result, demo bool, run string) Head {
	h := Head{
		SetID: set.ID, SetTitle: set.Title, SetVersion: set.Version, Run: run,
		AsOf: result.AsOf.VN(), Stage: StageName(result.Stage), Code: CheckCode(result.CaseHash),
	}
	if demo {
		h.Labels = append(h.Labels, DemoLabel)
	}
	if set.Reference != "" {
		h.Labels = append(h.Labels, set.Reference)
	}
	if result.Stage != engine.StageFinal {
		h.Labels = append(h.Labels, "Điểm tạm tính")
	}
	return h
}

// Basis is the line under every caption: which set, which run, which day, which stage, and the code to compare.
func (h Head) Basis() string {
	run := "chưa ghi thành lần chấm điểm"
	if h.Run != "" {
		run = "lần chấm điểm " + h.Run
	}
	return "Bộ tiêu chí " + h.SetID + ", phiên bản " + h.SetVersion + " · " + run + " · số liệu đến ngày " + h.AsOf + " · " + h.Stage +
		" · mã đối chiếu " + h.Code
}

// Mark is the labels as one line of text, for inside a picture.
func (h Head) Mark() string { return strings.Join(h.Labels, " · ") }

// CheckCode is the printed beginning of a hash, without the name of its algorithm.
func CheckCode(hash string) string {
	if _, digits, named := strings.Cut(hash, ":"); named {
		hash = digits
	}
	return hash[:min(codeLength, len(hash))]
}

// StageName names a stage of the year's procedure.
func StageName(s engine.Stage) string {
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

// CountedStates are the states a ranking counts, in the order of its columns.
func CountedStates() []engine.State {
	return []engine.State{engine.Scored, engine.Missing, engine.NotDue, engine.NotApplicable, engine.NotScorable, engine.Disputed}
}

// ShortState names a state where there is little room: in heads of columns and in cells for numbers.
func ShortState(s engine.State) string {
	if s == engine.NotScorable {
		return "chưa chấm được"
	}
	return StateName(s)
}

// StateName names the state of a leaf.
func StateName(s engine.State) string {
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
