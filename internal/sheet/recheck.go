package sheet

import (
	"fmt"
	"strconv"
	"strings"

	"cchc/internal/exact"
	"cchc/internal/table"
)

// Recheck is the form on which the lines of a post-audit draw are checked again (phiếu hậu kiểm): a head, which says of what
// run the lines are and how they were drawn, and a row for each line in the order of the draw, with room for what was found.
type Recheck struct {
	Run, Digest, Algorithm, Seed string
	Lines, Size                  int // of the run, of the sample
	Confidence, Share            exact.Num
	Notes                        []string // for people; what is read has none
	States                       []string // the states that a line may be found to be in instead of points, as people read them; what is read has none
	Rows                         []RecheckRow
	file                         string
	book                         bool // file is a workbook
	titles                       int  // line of the titles in the file
}

// RecheckRow is a drawn line and what was found about it.
type RecheckRow struct {
	Place                            int // in the draw, from 1
	Set, Unit, UnitName, Code, Title string
	State                            string // as people read it
	Points, Least, Most              exact.Num
	Documents                        string // that the points rest on, as people read it
	Ticket                           string
	Result                           Result
	Found                            *exact.Num // the right points; nil where none were written
	FoundState                       string     // the right state, where no points are right; "" where none was written
	Note                             string
	read                             *table.Row // the row of the file; nil for what was drawn
}

// Result is what checking a line again came to.
type Result string

// The results.
const (
	Unchecked Result = ""
	Right     Result = "right"
	WrongLine Result = "wrong"
)

// results are the results as people write them.
var results = map[string]Result{"": Unchecked, "đúng": Right, "dung": Right, "sai": WrongLine}

// The columns of the form; those before recheckResult and the last one are printed. The last one is never empty, as in the
// other files.
var recheckColumns = table.Layout{
	{Name: "thu_tu", Required: true}, {Name: "bo_tieu_chi", Required: true}, {Name: "don_vi", Required: true}, {Name: "ten_don_vi", Required: true},
	{Name: "tieu_chi", Required: true}, {Name: "ten_tieu_chi", Required: true}, {Name: "trang_thai", Required: true}, {Name: "diem", Required: true},
	{Name: "diem_toi_da", Required: true}, {Name: "tai_lieu", Required: true}, {Name: "ket_qua", Required: true}, {Name: "diem_dung", Required: true},
	{Name: "ghi_chu", Required: true}, {Name: "ma_boc", Required: true},
}

const (
	recheckPlace = iota
	recheckSet
	recheckUnit
	recheckUnitName
	recheckCode
	recheckTitle
	recheckState
	recheckPoints
	recheckMost
	recheckDocuments
	recheckResult
	recheckFound
	recheckNote
	recheckTicket
)

// cells are the cells of a row without findings.
func (r *RecheckRow) cells() ([]string, error) {
	points, err := table.FormatNumber(r.Points, false)
	if err != nil {
		return nil, err
	}
	most, err := table.FormatNumber(r.Most, false)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(recheckColumns))
	out[recheckPlace], out[recheckPoints], out[recheckMost], out[recheckTicket] = strconv.Itoa(r.Place), points, most, r.Ticket
	for at, text := range map[int]string{recheckSet: r.Set, recheckUnit: r.Unit, recheckUnitName: r.UnitName, recheckCode: r.Code,
		recheckTitle: r.Title, recheckState: r.State, recheckDocuments: r.Documents} {
		out[at] = table.FormatText(text)
	}
	return out, nil
}

// headMark begins the name of a line of the head.
const headMark = "#"

// The lines of the head.
const (
	headRun        = headMark + "lan_cham"
	headDigest     = headMark + "ma_doi_chieu"
	headAlgorithm  = headMark + "cach_boc"
	headSeed       = headMark + "hat_giong"
	headLines      = headMark + "tong_so_dong"
	headSize       = headMark + "so_dong_mau"
	headConfidence = headMark + "do_tin_cay"
	headShare      = headMark + "ty_le_sai"
	headNote       = headMark + "luu_y"
)

var headNames = []string{headRun, headDigest, headAlgorithm, headSeed, headLines, headSize, headConfidence, headShare}

// head are the lines before the table.
func (f *Recheck) head() [][]string {
	lines := [][]string{{headRun, f.Run}, {headDigest, f.Digest}, {headAlgorithm, f.Algorithm}, {headSeed, f.Seed},
		{headLines, strconv.Itoa(f.Lines)}, {headSize, strconv.Itoa(f.Size)}, {headConfidence, f.Confidence.TypedVN(true)},
		{headShare, f.Share.TypedVN(true)}}
	for _, note := range f.Notes {
		lines = append(lines, []string{headNote, table.FormatText(note)})
	}
	return lines
}

// grid is the whole form, line by line, without findings.
func (f *Recheck) grid() ([][]string, error) {
	lines := append(f.head(), recheckColumns.Names())
	for i := range f.Rows {
		cells, err := f.Rows[i].cells()
		if err != nil {
			return nil, fmt.Errorf("write line %d of a draw: %w", i+1, err)
		}
		lines = append(lines, cells)
	}
	return lines, nil
}

// CSV gives the form as a CSV file.
func (f *Recheck) CSV() ([]byte, error) {
	lines, err := f.grid()
	if err != nil {
		return nil, err
	}
	return table.Encode(lines[0], lines[1:])
}

// AimsAt holds what a form says its sample was to show against what it was to show in truth, as those who ordered the draw say:
// a form with another confidence, share or size is that of another draw.
func (f *Recheck) AimsAt(confidence, share exact.Num, size int) []Mistake {
	var r table.Reader
	for _, h := range []struct {
		name, flag, found, want string
		same                    bool
	}{
		{headConfidence, "--confidence", f.Confidence.TypedVN(true), confidence.TypedVN(true), f.Confidence.Equal(confidence)},
		{headShare, "--share", f.Share.TypedVN(true), share.TypedVN(true), f.Share.Equal(share)},
		{headSize, "--size", strconv.Itoa(f.Size), strconv.Itoa(size), f.Size == size},
	} {
		if !h.same {
			r.Report(Mistake{File: f.file, Column: h.name, Code: "draw.head_other", Args: []string{table.Shown(h.found), h.flag, h.want}})
		}
	}
	return f.placed(r.Mistakes)
}

// Compare holds a form that was read against what the draw comes to: head and rows must be those of the draw, each line once
// and none beside them, and what was found must be complete for a line that is called wrong. It gives all mistakes, by place.
func (f *Recheck) Compare(drawn *Recheck) []Mistake {
	c := &recheckComparison{of: f, drawn: drawn, seen: make([]*RecheckRow, len(drawn.Rows))}
	c.head()
	for i := range f.Rows {
		c.row(&f.Rows[i])
	}
	for i, at := range c.seen {
		if d := &drawn.Rows[i]; at == nil {
			c.Report(Mistake{File: f.file, Code: "draw.line_missing", Args: []string{strconv.Itoa(d.Place), d.UnitName, d.Code}})
		}
	}
	return f.placed(c.Mistakes)
}

// placed sorts mistakes by place; of a workbook the row and the column's name are the place.
func (f *Recheck) placed(mistakes []Mistake) []Mistake {
	for i := range mistakes {
		m := &mistakes[i]
		if m.Code == "facts.column_missing" {
			m.Line = f.titles
		}
		if f.book {
			m.Col = 0
		}
	}
	table.SortMistakes(mistakes)
	return mistakes
}

// recheckComparison gathers what is wrong with a form.
type recheckComparison struct {
	table.Reader
	of, drawn *Recheck
	seen      []*RecheckRow // of each drawn line the row that has it
}

func (c *recheckComparison) head() {
	f, d := c.of, c.drawn
	for _, h := range []struct{ name, found, want string }{
		{headRun, f.Run, d.Run}, {headDigest, f.Digest, d.Digest}, {headAlgorithm, f.Algorithm, d.Algorithm},
		{headLines, strconv.Itoa(f.Lines), strconv.Itoa(d.Lines)}, {headSize, strconv.Itoa(f.Size), strconv.Itoa(d.Size)},
	} {
		if h.found != h.want {
			c.Report(Mistake{File: f.file, Column: h.name, Code: "draw.cell_changed", Args: []string{table.Shown(h.found), h.want}})
		}
	}
}

// row finds the drawn line of a row, by its ticket or by its names, and holds the two against one another.
func (c *recheckComparison) row(r *RecheckRow) {
	at := -1
	for i := range c.drawn.Rows {
		d := &c.drawn.Rows[i]
		if r.Ticket == d.Ticket || at < 0 && r.Set == d.Set && r.Unit == d.Unit && r.Code == d.Code {
			at = i
		}
	}
	switch {
	case at < 0:
		c.Report(Mistake{File: c.of.file, Line: r.read.Line, Code: "draw.outside", Args: []string{table.Shown(r.Unit), table.Shown(r.Code)}})
	case c.seen[at] != nil:
		c.Report(Mistake{File: c.of.file, Line: r.read.Line, Code: "draw.line_twice", Args: []string{c.seen[at].read.Where()}})
	default:
		c.seen[at] = r
		c.printed(r, &c.drawn.Rows[at])
		c.finding(r, &c.drawn.Rows[at])
	}
}

// printed compares what was printed, cell by cell: numbers by their value, texts without regard to blanks.
func (c *recheckComparison) printed(r, d *RecheckRow) {
	cells, err := d.cells()
	if err != nil {
		c.Report(Mistake{File: c.of.file, Line: r.read.Line, Code: "facts.file_read", Args: []string{err.Error()}})
		return
	}
	for at, want := range cells {
		found := r.read.Cells[at].Text
		switch at {
		case recheckResult, recheckFound, recheckNote:
			continue
		case recheckPlace, recheckPoints, recheckMost:
			a, ok := pointsIn(found)
			b, _ := pointsIn(want)
			if ok && a.Equal(b) {
				continue
			}
		}
		if want = strings.Join(strings.Fields(want), " "); strings.Join(strings.Fields(found), " ") != want {
			c.Fail(r.read, at, "draw.cell_changed", table.Shown(found), want)
		}
	}
}

// finding looks at what was found about a line.
func (c *recheckComparison) finding(r, d *RecheckRow) {
	state := ""
	for _, s := range c.drawn.States {
		if strings.EqualFold(s, r.FoundState) {
			state = s
		}
	}
	switch {
	case r.FoundState != "" && state == "":
		c.Fail(r.read, recheckFound, "draw.found", table.Shown(r.FoundState), strings.Join(c.drawn.States, ", "))
	case r.FoundState != "" && (r.Result == Right || r.Result == WrongLine) && (r.Result == Right) != (state == d.State):
		c.Fail(r.read, recheckFound, "draw.found_state", state, d.State)
	case r.Found != nil && (r.Found.Less(d.Least) || d.Most.Less(*r.Found)):
		c.Fail(r.read, recheckFound, "draw.points_range", r.Found.VN(), d.Least.VN(), d.Most.VN())
	case r.Result == Unchecked && (r.Found != nil || r.FoundState != "" || r.Note != ""):
		c.Fail(r.read, recheckResult, "draw.result_empty")
	case r.Result == Right && r.Found != nil && !r.Found.Equal(d.Points):
		c.Fail(r.read, recheckFound, "draw.right_points", r.Found.VN(), d.Points.VN())
	case r.Result != WrongLine:
	case r.Found == nil && r.FoundState == "":
		c.Fail(r.read, recheckFound, "draw.wrong_points")
	case r.Note == "":
		c.Fail(r.read, recheckNote, "draw.wrong_note")
	}
}
