package sheet

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/internal/exact"
	"cchc/internal/table"
)

// ReadRecheck reads a form of a post-audit draw from the bytes of a CSV file or an Excel workbook (.xlsx). All mistakes are
// given at once; the form counts only without any. That it is the form of a draw is for Compare to say.
func ReadRecheck(name string, data []byte) (*Recheck, []Mistake) {
	r := &recheckReader{form: Recheck{file: name}, seen: map[string]string{}}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) && len(data) <= MaxFileBytes {
		r.form.book = true
		if data, r.Mistakes = workbookCSV(name, data); len(r.Mistakes) > 0 {
			return nil, r.Mistakes
		}
	}
	rest := r.head(data)
	if rest == nil {
		return nil, noHead(name, data)
	}
	r.Read(name, rest, recheckColumns, MaxRows, r.row)
	if len(r.Mistakes) > 0 {
		return nil, r.form.placed(r.Mistakes)
	}
	return &r.form, nil
}

type recheckReader struct {
	table.Reader
	form Recheck
	seen map[string]string // lines of the head by name
}

// noHead says what is wrong with a file that does not begin as a form does: it cannot be read at all, or it is no form.
func noHead(name string, data []byte) []Mistake {
	var r table.Reader
	r.Read(name, data, nil, MaxRows, func(*table.Row) {})
	if len(r.Mistakes) > 0 && r.Mistakes[0].Line == 0 {
		return r.Mistakes[:1]
	}
	return []Mistake{{File: name, Code: "draw.no_head"}}
}

// head reads the lines of the head and gives the file with these lines emptied, so that all others keep their numbers; nil
// where there is no head.
func (r *recheckReader) head(data []byte) []byte {
	rest, lines := bytes.TrimPrefix(data, []byte("\ufeff")), 0
	for bytes.HasPrefix(bytes.TrimPrefix(rest, []byte(`"`)), []byte(headMark)) {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		lines++
		r.headLine(lines, string(line))
		rest = after
	}
	if lines == 0 {
		return nil
	}
	r.form.titles = lines + 1
	r.headValues()
	return append(bytes.Repeat([]byte("\n"), lines), rest...)
}

// headLine reads a line of the head: a name and a text, separated as the file separates cells.
func (r *recheckReader) headLine(line int, text string) {
	name := strings.TrimPrefix(text, `"`)
	end := strings.IndexFunc(name, func(c rune) bool { return c != '#' && c != '_' && (c < 'a' || 'z' < c) })
	if end < 0 {
		return // a line with a mark and nothing else
	}
	name, after := name[:end], strings.TrimPrefix(name[end:], `"`)
	in := csv.NewReader(strings.NewReader(text))
	if sep, _ := utf8.DecodeRuneInString(after); sep == ';' || sep == ',' || sep == '\t' {
		in.Comma = sep
	}
	in.FieldsPerRecord = -1
	cells, err := in.Read()
	if err != nil || len(cells) < 2 || name == headNote {
		return
	}
	value, code := table.Clean(cells[1])
	_, twice := r.seen[name]
	switch {
	case code != "":
		r.Report(Mistake{File: r.form.file, Line: line, Column: name, Code: code})
	case twice:
		r.Report(Mistake{File: r.form.file, Line: line, Column: name, Code: "draw.head_twice"})
	default:
		r.seen[name] = table.Unguard(value)
	}
}

// headValues takes the values of the head.
func (r *recheckReader) headValues() {
	for _, name := range headNames {
		if r.seen[name] == "" {
			r.Report(Mistake{File: r.form.file, Column: name, Code: "draw.head_missing"})
		}
	}
	f := &r.form
	f.Run, f.Digest, f.Algorithm, f.Seed = r.seen[headRun], r.seen[headDigest], r.seen[headAlgorithm], r.seen[headSeed]
	f.Lines, f.Size = r.headCount(headLines), r.headCount(headSize)
	f.Confidence, f.Share = r.headShare(headConfidence), r.headShare(headShare)
}

func (r *recheckReader) headBad(name string) {
	if text := r.seen[name]; text != "" {
		r.Report(Mistake{File: r.form.file, Column: name, Code: "draw.head_value", Args: []string{table.Shown(text)}})
	}
}

func (r *recheckReader) headCount(name string) int {
	n, err := strconv.Atoi(r.seen[name])
	if err != nil || n < 1 {
		r.headBad(name)
	}
	return n
}

func (r *recheckReader) headShare(name string) exact.Num {
	n, percent, err := exact.ParseFigure(r.seen[name])
	if err != nil || !percent || n.Sign() <= 0 || exact.Int(1).Less(n) {
		r.headBad(name)
	}
	return n
}

// row reads a row of the table.
func (r *recheckReader) row(rw *table.Row) {
	row := RecheckRow{Set: r.Text(rw, recheckSet), Unit: r.Text(rw, recheckUnit), Code: r.Text(rw, recheckCode),
		Ticket: strings.ToLower(r.Text(rw, recheckTicket)), Note: r.Text(rw, recheckNote), read: rw}
	result, known := results[strings.ToLower(r.Text(rw, recheckResult))]
	if !known {
		r.Fail(rw, recheckResult, "draw.result", table.Shown(rw.Cells[recheckResult].Text))
	}
	row.Result = result
	if text := rw.Cells[recheckFound].Text; text != "" {
		n, ok := pointsIn(text)
		switch {
		case ok:
			row.Found = &n
		case strings.ContainsAny(text, "0123456789"):
			r.Number(rw, recheckFound, text) // says what is wrong with it
		default:
			row.FoundState = strings.Join(strings.Fields(text), " ") // whether there is such a state is for Compare to say
		}
	}
	r.form.Rows = append(r.form.Rows, row)
}

// pointsIn reads points. A figure of three decimals that elsewhere could be one of thousands is none of thousands here: a
// spreadsheet writes 1,2340 as 1,234, and no subcriterion is worth a thousand points.
func pointsIn(text string) (exact.Num, bool) {
	n, percent, err := exact.ParseFigure(text)
	if err != nil && err.Code == exact.NumberAmbiguous {
		n, percent, err = exact.ParseFigure(err.Args[1])
	}
	return n, err == nil && !percent
}
