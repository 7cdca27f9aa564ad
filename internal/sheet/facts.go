// Package sheet reads and writes the facts of a scoring year as a folder of CSV files: what units declared, what
// registers say, which events were recorded, what appraisers decided. It names file, line, column and way out of
// every mistake, all at once, and writes what it reads.
//
// It knows text, columns, types and who may write what. Which obligations follow from an event, and what anything
// is worth, it leaves to seeds and engine; the Vietnamese sentence of a mistake to internal/wording.
//
// # The folder
//
// Files are told apart by the beginning of their names, any number of each kind: facts*.csv, events*.csv,
// decisions*.csv. UTF-8 (a byte order mark is accepted), one header line, separated by commas or semicolons. Columns
// may stand in any order; those in brackets may be left out or empty.
//
//	facts:     don_vi, chi_tieu, [dong], [truong], gia_tri, [tai_lieu], [ngay_ghi_nhan], nguon_du_lieu, [tep]
//	events:    san_pham, su_kien, ngay, [han], [tai_lieu], don_vi
//	decisions: quyet_dinh, don_vi, [tieu_chi], [chi_tieu], [dong], [truong], [gia_tri], lan_tham_dinh,
//	           nguoi_quyet_dinh, [nguoi_thu_hai], [ly_do], ngay
//
// chi_tieu is the name of an input of the criteria set; dong the key of a row (a report's period, a group of a survey,
// a row of a list); truong the field of that row (issued, received, ok; sent, valid, 1 … 5; a field of the list).
// gia_tri follows the input's type: có or không; a level's id or label; dd/mm/yyyy or yyyy-mm-dd; a number with decimal comma or
// point; a ratio with its sign (87,5%); khong_co for a document that is known never to come. nguon_du_lieu is declared
// (by the unit) or register (by the office or extract that keeps the figure); tep the name of the document's file, which
// lies beside the facts. don_vi of an event is a list of unit codes or groups with blanks between them.
//
// quyet_dinh is reject, accept, correct, not_apply, apply, override, dispute, not_ranked or ranked; lan_tham_dinh is
// appraisal1, appraisal2 or final. A correct row holds the corrected figure: it becomes a fact of that appraisal, so a
// figure of an appraisal cannot be written without who, when and why. nguoi_quyet_dinh is the deciding office, with the person
// after a slash where wanted (so-noi-vu/Nguyễn Văn A).
package sheet

import (
	"sort"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/table"
)

// Limits of one file. A province with 145 units needs about 30,000 rows.
const (
	MaxFileBytes = table.MaxFileBytes
	MaxRows      = 200_000
)

// Known is what the folder may refer to besides the criteria set.
type Known struct {
	Units        []string            // codes of all units in force
	Groups       []string            // groups of units that an event may name ("so-ban-nganh")
	Deliverables []string            // ids of the plan's deliverables
	Keys         map[string][]string // keys of a deliverable's occurrences ("2026-Q1"); a deliverable not in it is not checked
}

// Facts is what a folder says, in an order that does not depend on files or rows.
type Facts struct {
	Units  []UnitFacts // by code
	Events []Event     // by deliverable and id
}

// UnitFacts is what a folder says of one unit.
type UnitFacts struct {
	Unit        string
	Facts       []engine.Fact // declared and register, by place and layer
	Corrections []Correction  // figures of the appraisals, likewise
	Decisions   []engine.Decision
	Attached    []Attachment // files of the documents behind facts, in the order of the rows
}

// Attachment is the file of the document behind a fact, as the row names it.
type Attachment struct {
	Input, Row, Field string
	Layer             engine.Layer
	File              string
}

// Correction is a figure that an appraisal put in the place of another. Fact.Document is the reason given.
type Correction struct {
	Fact       engine.Fact
	By, Second string
}

// Evidence is all facts of the unit: those declared or registered, then those corrected.
func (u *UnitFacts) Evidence() []engine.Fact {
	all := make([]engine.Fact, 0, len(u.Facts)+len(u.Corrections))
	all = append(all, u.Facts...)
	for _, c := range u.Corrections {
		all = append(all, c.Fact)
	}
	return all
}

// Event is the recorded occurrence of an on-event deliverable: from it obligations follow.
type Event struct {
	Deliverable, ID string
	Date            day.Day
	Due             day.Day // day.None: by the deliverable's own reading
	Units           []string
	Document        string
	Source          string
}

// Reading is the outcome of reading a folder.
type Reading struct {
	Facts    *Facts // nil where there are mistakes: nothing is half read
	GoodRows *Facts // the rows without a mistake; what a forecast may be made of, if it says so
	Mistakes []Mistake
	Files    []string
	Rows     int
}

// Unit gives the facts of a unit, or nil.
func (f *Facts) Unit(code string) *UnitFacts {
	i := sort.Search(len(f.Units), func(i int) bool { return f.Units[i].Unit >= code })
	if i < len(f.Units) && f.Units[i].Unit == code {
		return &f.Units[i]
	}
	return nil
}

// place is what a fact or decision about a datum is about.
type place struct {
	input, row, field string
}
