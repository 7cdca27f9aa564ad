package sheet

import "cchc/internal/table"

// The columns of each kind of file, by the constants below. The last one written is never empty: spreadsheets leave out
// trailing separators where the last cells of many rows are empty, and such rows are refused.
var (
	factColumns = table.Layout{
		{Name: "don_vi", Required: true}, {Name: "chi_tieu", Required: true}, {Name: "dong"}, {Name: "truong"},
		{Name: "gia_tri", Required: true}, {Name: "tai_lieu"}, {Name: "ngay_ghi_nhan"},
		{Name: "nguon_du_lieu", Required: true},
		{Name: "tep"}, // only read: what is written names documents, it does not carry them along
	}
	eventColumns = table.Layout{
		{Name: "san_pham", Required: true}, {Name: "su_kien", Required: true}, {Name: "ngay", Required: true},
		{Name: "han"}, {Name: "tai_lieu"}, {Name: "don_vi", Required: true},
	}
	decisionColumns = table.Layout{
		{Name: "quyet_dinh", Required: true}, {Name: "don_vi", Required: true}, {Name: "tieu_chi"}, {Name: "chi_tieu"},
		{Name: "dong"}, {Name: "truong"}, {Name: "gia_tri"}, {Name: "lan_tham_dinh", Required: true},
		{Name: "nguoi_quyet_dinh", Required: true}, {Name: "nguoi_thu_hai"}, {Name: "ly_do"}, {Name: "ngay", Required: true},
	}
)

const (
	factUnit = iota
	factInput
	factRow
	factField
	factValue
	factDocument
	factRecorded
	factLayer
	factFile
)

// writtenFactColumns are the columns of the facts that are written.
var writtenFactColumns = factColumns[:factFile]

const (
	eventDeliverable = iota
	eventID
	eventDate
	eventDue
	eventDocument
	eventUnits
)

const (
	decisionKind = iota
	decisionUnit
	decisionCode
	decisionInput
	decisionRow
	decisionField
	decisionValue
	decisionLayer
	decisionBy
	decisionSecond
	decisionReason
	decisionDate
)

// Layouts gives the columns of the files by the beginning of their names, for templates.
func Layouts() map[string]table.Layout {
	return map[string]table.Layout{"facts": writtenFactColumns, eventPrefix: eventColumns, "decisions": decisionColumns}
}
