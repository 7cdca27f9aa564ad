package sheet

import (
	"regexp"
	"strconv"
	"strings"

	"cchc/internal/exact"
	"cchc/internal/table"
)

// gridReader reads the lines of one grid.
type gridReader struct {
	*criteriaReader
	g    *grid
	h    *criteriaHead
	last *CriteriaRow // the line that lines without a code belong to
	done bool         // the line of a total has been there

	total      *exact.Num // of the line that counts so far
	totalPlace string
	grand      bool // that line says "tổng cộng"
}

// grid reads the lines below the titles; what stands above is looked through for what the table says of itself.
func (r *criteriaReader) grid(g *grid, h *criteriaHead) {
	in := &gridReader{criteriaReader: r, g: g, h: h}
	for _, c := range h.twice {
		in.fail(&g.rows[h.row], c, "criteria.column_twice")
	}
	for i := range g.rows[:h.row] {
		in.note(&g.rows[i])
	}
	for _, title := range h.other {
		if !contains(r.table.Ignored, title) {
			r.table.Ignored = append(r.table.Ignored, title)
		}
	}
	for i := h.row + h.lines; i < len(g.rows); i++ {
		if len(r.table.Rows) >= maxCriteriaRows {
			r.mistakes = append(r.mistakes, Mistake{File: g.file, Code: "facts.file_rows", Args: []string{strconv.Itoa(maxCriteriaRows)}})
			return
		}
		in.row(&g.rows[i])
	}
	in.addTotal()
}

func contains(list []string, text string) bool {
	for _, t := range list {
		if t == text {
			return true
		}
	}
	return false
}

func (in *gridReader) fail(row *gridRow, col int, code string, args ...string) {
	title := ""
	for k, c := range in.h.cols {
		if c == col {
			title = in.h.title[k]
		}
	}
	m := in.g.place(row, col, title)
	m.Code, m.Args = code, args
	in.mistakes = append(in.mistakes, m)
}

// text gives a cell's text, and reports one that cannot be used.
func (in *gridReader) text(row *gridRow, k int) string {
	col := in.h.cols[k]
	cell := row.at(col)
	if cell.fault != "" {
		in.fail(row, col, cell.fault)
		return ""
	}
	if cell.raw {
		if n, ok := storedNumber(cell.text); ok {
			return n.Plain()
		}
	}
	text, code := table.Clean(cell.text)
	if code != "" {
		in.fail(row, col, code)
		return ""
	}
	return table.Unguard(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text))
}

// shared gives the text of a cell, or of the block of merged cells it lies in.
func (in *gridReader) shared(row *gridRow, k int) string {
	if text := in.text(row, k); text != "" {
		return text
	}
	col := in.h.cols[k]
	for _, m := range in.g.merged {
		if m.left == col && m.top < row.line && row.line <= m.bottom {
			for i := range in.g.rows {
				if top := &in.g.rows[i]; top.line == m.top && top.at(col).fault == "" {
					return in.text(top, k)
				}
			}
		}
	}
	return ""
}

var (
	// bullets are signs before the lines of a rule, which are no codes.
	bullets = regexp.MustCompile(`^([-–—+•*]|\(?[a-zđ][.)]?)$`)
	// codedName is a line that bears its code in one cell with its name: "LĨNH VỰC 1: CHỈ ĐẠO", "1.1. Kế hoạch".
	codedName = regexp.MustCompile(`^(?i:(lĩnh vực|phần|chương)\s+)?([0-9]{1,3}(?:\.[0-9]{1,3}[a-zđ]?)*|[IVX]{1,5})\s*[.:)–-]?\s+(\S(?s:.*))$`)
	totalLine = regexp.MustCompile(`^(?i:tổng( cộng| điểm| số| số điểm)?|cộng|total)\s*:?$`)
	grandLine = regexp.MustCompile(`^(?i:tổng cộng)`)
	statedOf  = regexp.MustCompile(`(?i)([0-9]{1,4})\s+(tiêu chí thành phần|tiêu chí|lĩnh vực)`)
	numbering = regexp.MustCompile(`^\(?([0-9]{1,2})\)?$`)
)

// row reads one line below the titles.
func (in *gridReader) row(row *gridRow) {
	if in.blank(row) || in.repeated(row) || in.numbered(row) {
		return
	}
	code, name := in.text(row, critCode), in.text(row, critName)
	if m := codedName.FindStringSubmatch(code); m != nil && name == "" {
		code, name = m[2], m[3]
	} else if m := codedName.FindStringSubmatch(name); m != nil && code == "" && m[1] != "" {
		code, name = m[2], m[3]
	}
	label := oneLine(bracketed.ReplaceAllString(code+" "+name, " "))
	switch {
	case totalLine.MatchString(label):
		in.totalOf(row, grandLine.MatchString(label))
	case code == "" && (in.last == nil || in.done):
		in.note(row)
	case code == "" || bullets.MatchString(code):
		in.further(row, strings.TrimSpace(code+" "+name))
	default:
		in.coded(row, strings.TrimRight(code, ".) "), oneLine(name))
	}
}

func (in *gridReader) blank(row *gridRow) bool {
	for _, c := range row.cells {
		if strings.TrimSpace(c.text) != "" || c.fault != "" {
			return false
		}
	}
	return true
}

// repeated tells the titles again, as a new page prints them.
func (in *gridReader) repeated(row *gridRow) bool {
	for _, n := range neededTitles {
		if titleOf(row.at(in.h.cols[n.at]).text) != n.at {
			return false
		}
	}
	return true
}

// numbered tells the line that numbers the columns.
func (in *gridReader) numbered(row *gridRow) bool {
	n := 0
	for _, c := range row.cells {
		text := strings.TrimSpace(c.text)
		if text == "" {
			continue
		}
		n++
		if m := numbering.FindStringSubmatch(text); m == nil || m[1] != strconv.Itoa(n) {
			return false
		}
	}
	return n > 2
}

// coded reads a line with a code.
func (in *gridReader) coded(row *gridRow, code, name string) {
	out := CriteriaRow{Code: code, Name: name, Max: in.points(row), Place: in.g.where(row, in.h.cols[critCode]),
		Method: in.shared(row, critMethod), Rule: in.text(row, critRule), Evidence: in.shared(row, critEvidence),
		Legal: in.shared(row, critLegal), Checker: in.shared(row, critChecker), Deliverable: in.shared(row, critDeliverable)}
	switch strings.ToLower(in.text(row, critSurvey)) {
	case "", "-", "0", "không", "no", "false":
	default:
		out.Survey = true
	}
	in.table.Rows = append(in.table.Rows, out)
	in.last, in.done = &in.table.Rows[len(in.table.Rows)-1], false
}

// further reads a line without a code: one more line of the rule above, and what else it says of the same criterion.
func (in *gridReader) further(row *gridRow, text string) {
	if in.last == nil {
		in.note(row)
		return
	}
	points := ""
	if n := in.points(row); n != nil {
		points = n.VN()
	}
	var parts []string
	for _, part := range []string{text, in.text(row, critRule), points} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	join(&in.last.Rule, strings.Join(parts, ": "))
	for k, to := range map[int]*string{critMethod: &in.last.Method, critEvidence: &in.last.Evidence, critLegal: &in.last.Legal,
		critChecker: &in.last.Checker} {
		join(to, in.text(row, k))
	}
}

func join(to *string, text string) {
	switch {
	case text == "":
	case *to == "":
		*to = text
	default:
		*to += "\n" + text
	}
}

// points reads the points of a line; nil where there are none.
func (in *gridReader) points(row *gridRow) *exact.Num {
	col := in.h.cols[critMax]
	text := strings.TrimSpace(in.text(row, critMax))
	for _, unit := range []string{"điểm", "đ"} {
		text = strings.TrimSpace(strings.TrimSuffix(text, unit))
	}
	if row.at(col).raw {
		if n, ok := storedNumber(row.at(col).text); ok {
			return in.notNegative(row, n)
		}
	}
	n, percent, err := exact.ParseFigure(text)
	switch {
	case err != nil && (err.Code == exact.NumberEmpty || err.Code == exact.NumberDash):
	case err != nil:
		args := make([]string, len(err.Args))
		for i, a := range err.Args {
			args[i] = table.Shown(a)
		}
		in.fail(row, col, "facts."+strings.Replace(err.Code, ".", "_", 1), args...)
	case percent:
		in.fail(row, col, "criteria.max_percent", table.Shown(text))
	default:
		return in.notNegative(row, n)
	}
	return nil
}

func (in *gridReader) notNegative(row *gridRow, n exact.Num) *exact.Num {
	if n.Sign() < 0 && in.coding(row) {
		in.fail(row, in.h.cols[critMax], "criteria.max_negative", n.VN())
		return nil
	}
	return &n
}

// coding reports whether a line has a code: lines of a rule may take points away.
func (in *gridReader) coding(row *gridRow) bool {
	code := strings.TrimSpace(row.at(in.h.cols[critCode]).text)
	return code != "" && !bullets.MatchString(code)
}

// totalOf reads the line of a total. Subtotals may stand above it: the line "tổng cộng" counts, else the last one.
func (in *gridReader) totalOf(row *gridRow, grand bool) {
	in.done = true
	n := in.points(row)
	if n == nil || in.grand && !grand {
		return
	}
	in.total, in.totalPlace, in.grand = n, in.g.where(row, in.h.cols[critMax]), grand
}

// addTotal adds the total of the grid to those of the sheets before.
func (in *gridReader) addTotal() {
	if in.total == nil {
		return
	}
	sum := *in.total
	if in.table.Total != nil {
		sum = in.table.Total.Add(sum)
	}
	in.table.Total, in.table.TotalPlace = &sum, in.totalPlace
}

// note looks for what a text around the table says of it.
func (in *gridReader) note(row *gridRow) {
	for c, cell := range row.cells {
		text, _ := table.Clean(cell.text)
		for _, m := range statedOf.FindAllStringSubmatch(text, -1) {
			what := map[string]string{"lĩnh vực": "areas", "tiêu chí": "criteria", "tiêu chí thành phần": "subcriteria"}[strings.ToLower(m[2])]
			if _, known := in.table.Stated[what]; !known {
				n, _ := strconv.Atoi(m[1])
				in.table.Stated[what] = Stated{n, in.g.where(row, c)}
			}
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
