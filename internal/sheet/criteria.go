package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"cchc/internal/exact"
)

// CriteriaRow is a line of a printed criteria table (bảng tiêu chí): a line with a code, and what stands in the lines
// without a code below it, which is the wording of its rule.
type CriteriaRow struct {
	Code, Name string
	Max        *exact.Num // điểm tối đa; nil: the table gives none
	Method     string     // phương pháp đánh giá
	Rule       string     // cách tính điểm, line by line
	Evidence   string     // tài liệu kiểm chứng
	Legal      string     // căn cứ pháp lý
	Checker    string     // cơ quan thẩm định
	// Deliverable is the product of the plan, as it is written.
	Deliverable string
	Survey      bool   // marked in a column of its own as surveyed (điều tra XHH)
	Place       string // of the line: "bang.csv:12" or "bang.xlsx: LV3!A12"
}

// CriteriaTable is a criteria table as it was read. It may contradict itself: that is for the reader of the rows to see.
type CriteriaTable struct {
	Rows       []CriteriaRow
	Total      *exact.Num // of the line "Tổng cộng"; nil: none
	TotalPlace string
	// Stated is what the text around the table says it holds, by what is counted ("areas", "criteria", "subcriteria").
	Stated  map[string]Stated
	Ignored []string // titles of columns that are not used, in their order
	Skipped []string // sheets that are hidden or hold no table, in their order
}

// Stated is a number that a table says of itself, and where.
type Stated struct {
	Count int
	Place string
}

// What the columns of a criteria table hold.
const (
	critCode = iota
	critName
	critMax
	critMethod
	critRule
	critEvidence
	critLegal
	critChecker
	critDeliverable
	critSurvey
	critColumns
)

// criteriaTitles are what columns are called, in lower case, without signs and what stands in brackets.
var criteriaTitles = [critColumns][]string{
	critCode: {"mã", "mã tiêu chí", "mã số", "stt", "tt", "số tt", "số thứ tự", "code", "no", "id"},
	critName: {"tên", "tên tiêu chí", "tiêu chí", "nội dung", "nội dung tiêu chí", "nội dung đánh giá", "lĩnh vực tiêu chí",
		"tiêu chí tiêu chí thành phần", "lĩnh vực tiêu chí tiêu chí thành phần", "tiêu chí thành phần", "name", "criterion", "criteria"},
	critMax: {"điểm tối đa", "tối đa", "điểm chuẩn", "thang điểm", "số điểm tối đa", "điểm", "max", "maximum", "max points"},
	critMethod: {"phương pháp", "phương pháp đánh giá", "cách đánh giá", "cách thức đánh giá", "hình thức đánh giá", "method",
		"assessment"},
	critRule: {"quy tắc", "cách tính điểm", "cách tính", "cách chấm điểm", "cách chấm", "quy tắc chấm điểm", "hướng dẫn chấm điểm",
		"hướng dẫn đánh giá", "hướng dẫn tính điểm", "rule", "scoring"},
	critEvidence: {"tài liệu kiểm chứng", "tlkc", "yêu cầu và tlkc", "yêu cầu và tài liệu kiểm chứng", "minh chứng",
		"hồ sơ minh chứng", "evidence"},
	critLegal: {"căn cứ", "căn cứ pháp lý", "cơ sở pháp lý", "legal", "legal basis"},
	critChecker: {"cơ quan thẩm định", "đơn vị thẩm định", "cơ quan đánh giá", "cơ quan theo dõi", "cơ quan chủ trì thẩm định",
		"checker", "checked by", "verified by"},
	critDeliverable: {"sản phẩm", "mã sản phẩm", "sản phẩm kế hoạch", "sản phẩm của kế hoạch", "deliverable"},
	critSurvey:      {"điều tra xhh", "điều tra xã hội học", "xhh", "survey"},
}

// neededTitles are the columns without which there is no table, with the name a message calls them by.
var neededTitles = []struct {
	at   int
	name string
}{{critCode, "mã"}, {critName, "tên"}, {critMax, "điểm tối đa"}}

// ReadCriteria reads a criteria table from the bytes of a CSV file or an Excel workbook (.xlsx), of which every visible sheet
// with such a table counts. Columns are found by their titles, in any order. All mistakes are given at once; the table counts
// only without any.
func ReadCriteria(name string, data []byte) (*CriteriaTable, []Mistake) {
	r := &criteriaReader{file: name, table: CriteriaTable{Stated: map[string]Stated{}}}
	switch {
	case len(data) > MaxFileBytes:
		r.whole("facts.file_large", strconv.Itoa(MaxFileBytes>>20))
	case len(bytes.TrimSpace(data)) == 0:
		r.whole("facts.file_empty")
	case bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		r.whole("criteria.old_workbook")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		r.workbook(data)
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		r.whole("facts.file_utf16")
	case !utf8.Valid(data):
		r.whole("facts.text_utf8")
	default:
		r.csv(bytes.TrimPrefix(data, []byte("\ufeff")))
	}
	if len(r.mistakes) == 0 && len(r.table.Rows) == 0 {
		r.whole("criteria.no_rows")
	}
	if len(r.mistakes) > 0 {
		return nil, r.mistakes
	}
	return &r.table, nil
}

// criteriaReader gathers the rows of all grids of one file.
type criteriaReader struct {
	file     string
	table    CriteriaTable
	mistakes []Mistake
}

func (r *criteriaReader) whole(code string, args ...string) {
	r.mistakes = append(r.mistakes, Mistake{File: r.file, Code: code, Args: args})
}

// grid is a rectangle of cells: a CSV file, or a sheet of a workbook.
type grid struct {
	file, sheet string // sheet: "" in a CSV file
	rows        []gridRow
	merged      []mergedCells
}

type gridRow struct {
	line  int // from 1
	cells []gridCell
}

// gridCell is a cell as it stands; raw says that its text is a number as a workbook stores it; fault says why it cannot
// be used.
type gridCell struct {
	text, fault string
	raw         bool
}

// mergedCells is a block of cells that show the text of the first: rows by line, columns from 0, all inclusive.
type mergedCells struct{ top, bottom, left, right int }

// place is where a cell is, as a mistake without code.
func (g *grid) place(row *gridRow, col int, title string) Mistake {
	if g.sheet == "" {
		return Mistake{File: g.file, Line: row.line, Column: title}
	}
	return Mistake{File: g.file, Column: g.sheet + "!" + columnLetters(col) + strconv.Itoa(row.line)}
}

// where is the place as one text.
func (g *grid) where(row *gridRow, col int) string {
	if g.sheet == "" {
		return g.file + ":" + strconv.Itoa(row.line)
	}
	return g.file + ": " + g.place(row, col, "").Column
}

func columnLetters(col int) string {
	text := ""
	for col++; col > 0; col = (col - 1) / 26 {
		text = string(rune('A'+(col-1)%26)) + text
	}
	return text
}

func (row *gridRow) at(col int) gridCell {
	if col < 0 || col >= len(row.cells) {
		return gridCell{}
	}
	return row.cells[col]
}

// csv reads a CSV file with the separator by which its header is found.
func (r *criteriaReader) csv(data []byte) {
	var best *grid
	var found *criteriaHead
	for _, comma := range []rune{';', ',', '\t'} {
		in := csv.NewReader(bytes.NewReader(data))
		in.Comma, in.FieldsPerRecord = comma, -1
		g := &grid{file: r.file}
		var broken *csv.ParseError
		for {
			record, err := in.Read()
			if errors.Is(err, io.EOF) || errors.As(err, &broken) {
				break
			}
			line, _ := in.FieldPos(0)
			row := gridRow{line: line, cells: make([]gridCell, len(record))}
			for i, text := range record {
				row.cells[i].text = text
			}
			g.rows = append(g.rows, row)
		}
		h := g.head()
		if found == nil || len(h.missing()) < len(found.missing()) {
			best, found = g, h
			r.mistakes = nil
			if broken != nil {
				r.mistakes = []Mistake{{File: r.file, Line: broken.Line, Code: "facts.csv_quote",
					Args: []string{strconv.Itoa(broken.StartLine)}}}
			}
		}
	}
	if len(found.missing()) > 0 {
		r.noHead(best, found)
		return
	}
	r.grid(best, found)
}
