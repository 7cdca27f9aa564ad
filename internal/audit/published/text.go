package published

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/internal/day"
	"cchc/internal/season"
)

// The lines of the table's head, in their order: what people read in the file is what is hashed.
const (
	title        = "Bảng kết quả chỉ số cải cách hành chính"
	linePeriod   = "Kỳ chấm điểm"
	lineRun      = "Lần chấm"
	lineDigest   = "Mã đối chiếu lần chấm"
	lineAsOf     = "Tính đến ngày"
	lineAct      = "Quyết định công bố"
	lineDate     = "Ngày ký"
	lineSigner   = "Người ký"
	lineBy       = "Cơ quan công bố"
	lineReplaces = "Thay cho lần chấm"
	lineLog      = "Sổ sự kiện"
	lineAt       = "Điểm đối chiếu"
	lineLabel    = "Lưu ý"
	lineSet      = "Bộ tiêu chí"
)

// columns are the titles of the rows.
var columns = []string{"Bộ tiêu chí", "Khối", "Hạng", "Mã đơn vị", "Đơn vị", "Điểm", "Điểm tối đa áp dụng", "Chỉ số (%)", "Xếp loại", "Lý do không xếp hạng"}

// mark lets spreadsheets see that the text is UTF-8; cells are separated by semicolons because numbers have decimal commas.
const (
	mark      = "\uFEFF"
	separator = ";"
)

// Text gives the table's bytes: CSV that spreadsheets open, a head of named lines, an empty line, the rows. The same table
// gives the same bytes.
func (t *Table) Text() []byte {
	var b strings.Builder
	b.WriteString(mark)
	line(&b, title)
	line(&b, linePeriod, t.Period)
	line(&b, lineRun, t.Run)
	line(&b, lineDigest, t.Digest)
	line(&b, lineAsOf, t.AsOf.VN())
	line(&b, lineAct, t.Act.Number)
	line(&b, lineDate, t.Act.Date.VN())
	line(&b, lineSigner, t.Act.Signer)
	line(&b, lineBy, t.Act.Authority)
	if t.Replaces != "" {
		line(&b, lineReplaces, t.Replaces)
	}
	line(&b, lineLog, t.Origin)
	line(&b, lineAt, t.Checkpoint)
	for _, label := range t.Labels {
		line(&b, lineLabel, label)
	}
	for _, s := range t.Sets {
		line(&b, lineSet, s.ID, s.Version, s.Hash, s.Result)
	}
	b.WriteString("\n")
	line(&b, columns...)
	for i := range t.Rows {
		r := &t.Rows[i]
		line(&b, r.Set, r.Block, rankText(r.Rank), r.Unit, r.Name, r.Points, r.Applied, r.Index, r.Class, r.Note)
	}
	return []byte(b.String())
}

// line writes cells: quoted where they would be cut, with an apostrophe before what a spreadsheet would compute.
func line(b *strings.Builder, cells ...string) {
	for i, c := range cells {
		if i > 0 {
			b.WriteString(separator)
		}
		if computed(c) {
			c = "'" + c
		}
		if strings.ContainsAny(c, "\";\r\n") {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		b.WriteString(c)
	}
	b.WriteString("\n")
}

var number = regexp.MustCompile(`^-?[0-9]+(,[0-9]+)?$`)

// computed tells whether a spreadsheet would take a text for a formula, or the apostrophe in front of it for its own.
func computed(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("=+-@\t\r'＝＋－＠", first) && text != "" && !number.MatchString(text)
}

// A BadTable is a text that is not the table of results: which line, and what should stand there.
type BadTable struct {
	Line int // from 1
	Want string
}

func (e *BadTable) Error() string { return fmt.Sprintf("line %d: not %q", e.Line, e.Want) }

// Parse reads the bytes of a table and nothing else: what it gives has the same bytes.
func Parse(text []byte) (*Table, error) {
	p := &parser{}
	if !p.split(string(text)) {
		return nil, &BadTable{p.at, title}
	}
	t := &Table{}
	if p.cells(1); p.lines[0][0] != title {
		return nil, &BadTable{1, title}
	}
	t.Period, t.Run, t.Digest = p.one(linePeriod), p.one(lineRun), p.one(lineDigest)
	t.AsOf, t.Act.Number, t.Act.Date = p.day(lineAsOf), p.plain(lineAct), p.day(lineDate)
	t.Act.Signer, t.Act.Authority = p.plain(lineSigner), p.plain(lineBy)
	if p.next(lineReplaces) {
		t.Replaces = p.one(lineReplaces)
	}
	t.Origin, t.Checkpoint = p.one(lineLog), p.one(lineAt)
	for p.next(lineLabel) {
		t.Labels = append(t.Labels, p.one(lineLabel))
	}
	for p.next(lineSet) {
		c := p.named(lineSet, 4)
		t.Sets = append(t.Sets, Set{c[0], c[1], c[2], c[3]})
	}
	p.cells(1) // the empty line
	p.cells(len(columns))
	for p.err == nil && p.at < len(p.lines) {
		c := p.cells(len(columns))
		rank, err := strconv.Atoi(c[2])
		if c[2] != "" && err != nil {
			p.fail(columns[2])
		}
		if t.Row(c[3]) != nil { // people would read the other line
			p.fail(columns[3])
		}
		t.Rows = append(t.Rows, Row{Set: c[0], Block: c[1], Rank: rank, Unit: c[3], Name: c[4], Points: c[5], Applied: c[6], Index: c[7], Class: c[8], Note: c[9]})
	}
	if p.err == nil && string(t.Text()) != string(text) {
		p.err = &BadTable{1, title}
	}
	return t, p.err
}

// parser goes through the lines; at is how many were taken.
type parser struct {
	lines [][]string
	at    int
	err   error
}

// split cuts a text into lines of cells.
func (p *parser) split(text string) bool {
	rest, marked := strings.CutPrefix(text, mark)
	p.at = 1
	if !marked {
		return false
	}
	for rest != "" {
		var cells []string
		for {
			var cell string
			var end byte
			var ok bool
			if cell, end, rest, ok = cut(rest); !ok {
				p.at = len(p.lines) + 1
				return false
			}
			if strings.ContainsAny(cell, "\r\n") { // people would take the rest for a line of its own
				p.at = len(p.lines) + 1
				return false
			}
			if said, guarded := strings.CutPrefix(cell, "'"); guarded {
				cell = said
			}
			cells = append(cells, cell)
			if end == '\n' {
				break
			}
		}
		p.lines = append(p.lines, cells)
	}
	p.at = 0
	return len(p.lines) > 0
}

// cut takes a cell and what ends it.
func cut(text string) (cell string, end byte, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		i := strings.IndexAny(text, ";\n")
		if i < 0 {
			return "", 0, "", false
		}
		return text[:i], text[i], text[i+1:], true
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != '"':
			b.WriteByte(text[i])
		case i+1 < len(text) && text[i+1] == '"':
			b.WriteByte('"')
			i++
		case i+1 < len(text) && (text[i+1] == ';' || text[i+1] == '\n'):
			return b.String(), text[i+1], text[i+2:], true
		default:
			return "", 0, "", false
		}
	}
	return "", 0, "", false
}

func (p *parser) fail(want string) {
	if p.err == nil {
		p.err = &BadTable{p.at, want}
	}
}

// cells takes the next line, which must have so many.
func (p *parser) cells(n int) []string {
	if p.at >= len(p.lines) || len(p.lines[p.at]) != n {
		p.at++
		p.fail(strings.Join(columns, separator))
		return make([]string, n)
	}
	p.at++
	return p.lines[p.at-1]
}

// next tells whether the next line has a name.
func (p *parser) next(name string) bool {
	return p.err == nil && p.at < len(p.lines) && p.lines[p.at][0] == name && len(p.lines[p.at]) < len(columns)
}

// named takes the next line, which must have a name and so many cells after it.
func (p *parser) named(name string, n int) []string {
	c := p.cells(n + 1)
	if c[0] != name {
		p.fail(name)
	}
	return c[1:]
}

func (p *parser) one(name string) string { return p.named(name, 1)[0] }

// plain reads a text of the decision, which must say what it shows.
func (p *parser) plain(name string) string {
	text := p.one(name)
	if !season.Plain(text) {
		p.fail(name)
	}
	return text
}

func (p *parser) day(name string) day.Day {
	d, err := day.Parse(p.one(name))
	if err != nil {
		p.fail(name)
		return day.None
	}
	return d
}
