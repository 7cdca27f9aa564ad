package register

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/internal/sheet"
	"cchc/internal/table"
	"cchc/seeds"
)

// Read reads a file of a register, drawn from the office's system on a day. It always reads everything and gives all
// mistakes, sorted by their places.
func Read(reg *seeds.Register, known *Known, file string, data []byte, extracted day.Day) *Reading {
	out := &Reading{Register: reg, File: file, Extracted: extracted, absent: map[string]bool{}}
	if reg.Kind == seeds.RegisterOccasions {
		readOccasions(out, known, data)
		return out
	}
	r := &reader{out: out, known: known, columns: layout(reg, known), units: map[string]*seeds.Unit{},
		seen: map[string]*mark{}, has: map[string]bool{}}
	for i := range known.Units {
		u := &known.Units[i]
		r.units[u.Code] = u
		r.codes = append(r.codes, u.Code)
	}
	r.unitAt = len(r.columns) - 1
	r.Read(file, data, r.columns, MaxRows, r.row)
	r.finish()
	return out
}

// reader gathers what one file says.
type reader struct {
	table.Reader
	out     *Reading
	known   *Known
	columns table.Layout
	unitAt  int
	units   map[string]*seeds.Unit
	codes   []string
	inputs  map[[2]string]*form.Input // by block and name
	seen    map[string]*mark
	has     map[string]bool // units with a row
}

// mark is the first row of a key.
type mark struct {
	where string
	twice bool
}

func (r *reader) input(block, name string) *form.Input {
	if r.inputs == nil {
		r.inputs = map[[2]string]*form.Input{}
	}
	at := [2]string{block, name}
	in, looked := r.inputs[at]
	if !looked {
		in = r.known.input(block, name)
		r.inputs[at] = in
	}
	return in
}

func (r *reader) row(rw *table.Row) {
	if len(r.has) == 0 {
		for i, c := range rw.Cells {
			r.out.absent[r.columns[i].Name] = c.Line == 0
		}
	}
	unit := r.unit(rw)
	if unit == nil { // without the unit's set nothing else can be read
		return
	}
	switch r.out.Register.Kind {
	case seeds.RegisterRows:
		r.entry(rw, unit)
	case seeds.RegisterTable:
		r.figures(rw, unit)
	case seeds.RegisterSurvey:
		r.answers(rw, unit)
	}
	if !r.has[unit.Code] {
		r.has[unit.Code] = true
		r.out.units = append(r.out.units, unit.Code)
	}
}

// unit reads the unit a row is about. A code decides; a name in its place is answered with the code.
func (r *reader) unit(rw *table.Row) *seeds.Unit {
	reg := r.out.Register
	text := r.Need(rw, r.unitAt)
	if text == "" {
		return nil
	}
	u := r.units[text]
	switch {
	case u == nil:
		if codes := r.named(text); len(codes) > 0 {
			r.Fail(rw, r.unitAt, "register.unit_name", table.Shown(text), strings.Join(codes, ", "))
			return nil
		}
		r.FailName(rw, r.unitAt, "facts.unit_unknown", text, r.codes)
		return nil
	case !reg.About(u.Block):
		r.Fail(rw, r.unitAt, "register.unit_block", u.Code, reg.ID)
		return nil
	}
	return u
}

// named gives the codes of the units that bear a name.
func (r *reader) named(name string) []string {
	var codes []string
	for _, code := range r.codes {
		if strings.EqualFold(r.units[code].Name, name) {
			codes = append(codes, code)
		}
	}
	return codes
}

// once enters a key and reports a second row of it, naming both.
func (r *reader) once(rw *table.Row, at int, key string) bool {
	if first := r.seen[key]; first != nil {
		r.Fail(rw, at, "facts.row_twice", first.where)
		first.twice = true
		return false
	}
	r.seen[key] = &mark{where: rw.Where()}
	return true
}

// entry reads a row of a register of rows into its canonical cells.
func (r *reader) entry(rw *table.Row, unit *seeds.Unit) {
	reg := r.out.Register
	e := Entry{Unit: unit.Code, Entry: season.Entry{Register: reg.ID}, where: rw.Where()}
	key := []string{unit.Code}
	keyAt := r.unitAt
	for i, c := range reg.Columns {
		text := r.cell(rw, i, c)
		if slices.Contains(reg.Key, c.Name) {
			key = append(key, text)
			keyAt = i
		}
		if text != "" {
			e.Cells = append(e.Cells, season.Cell{Column: c.Name, Text: text})
		}
	}
	if rw.Bad {
		return
	}
	e.Row = joinKey(key)
	if !r.once(rw, keyAt, e.Row) {
		return
	}
	slices.SortFunc(e.Cells, func(a, b season.Cell) int { return cmp.Compare(a.Column, b.Column) })
	r.out.entries = append(r.out.entries, e)
}

// keyEscape keeps a part of a key from looking like two.
var keyEscape = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

// joinKey makes one text of the parts of a key, so that different keys stay different.
func joinKey(parts []string) string {
	for i := range parts {
		parts[i] = keyEscape.Replace(parts[i])
	}
	return strings.Join(parts, "|")
}

// cellInputs are the inputs whose cells the columns of each type are read like.
var cellInputs = map[seeds.ColumnType]*form.Input{
	seeds.ColumnYesNo:  {Type: form.InYesNo},
	seeds.ColumnCount:  {Type: form.InCount},
	seeds.ColumnAmount: {Type: form.InAmount},
	seeds.ColumnDate:   {Type: form.InDate},
	seeds.ColumnDue:    {Type: form.InDate},
}

// cell reads a cell of a row into its canonical text.
func (r *reader) cell(rw *table.Row, at int, c seeds.RegisterColumn) string {
	if c.Required {
		r.Filled(rw, at)
	}
	if rw.Cells[at].Text == "" {
		return ""
	}
	in := cellInputs[c.Type]
	if in == nil {
		text := r.Text(rw, at)
		if strings.HasPrefix(rw.Cells[at].Text, "=") || strings.HasPrefix(rw.Cells[at].Text, "@") {
			r.Fail(rw, at, "register.cell_formula", table.Shown(text)) // what a spreadsheet meant is its result
		}
		if c.Type == seeds.ColumnPeriod {
			r.period(rw, at, text)
		}
		return text
	}
	before := len(r.Mistakes)
	v := r.Value(rw, at, in, "")
	if len(r.Mistakes) > before {
		return ""
	}
	if c.Type == seeds.ColumnDate {
		r.past(rw, at, v.Day)
	}
	text, err := table.FormatValue(in, "", v)
	if err != nil { // a typed number is a decimal
		r.Fail(rw, at, "facts.number_long", table.Shown(rw.Cells[at].Text))
	}
	return text
}

// past demands that what has happened lies not after the day of extraction.
func (r *reader) past(rw *table.Row, at int, d day.Day) {
	if d > r.out.Extracted {
		r.Fail(rw, at, "register.date_ahead", d.VN(), r.out.Extracted.VN())
	}
}

// period checks the key of a report, where the keys of its deliverable are known.
func (r *reader) period(rw *table.Row, at int, text string) {
	unit := r.units[table.Unguard(rw.Cells[r.unitAt].Text)]
	for _, g := range r.out.Register.Gives {
		in := r.input(unit.Block, g.Input)
		if g.As != seeds.ReportRows || in == nil || len(in.Deliverables) == 0 {
			continue
		}
		keys, known := r.known.Keys[in.Deliverables[0]]
		if known && !slices.Contains(keys, text) {
			r.FailName(rw, at, "facts.row_unknown", text, keys)
		}
	}
}

// figures reads a row of a table: each filled cell is the input of its column.
func (r *reader) figures(rw *table.Row, unit *seeds.Unit) {
	if !r.once(rw, r.unitAt, unit.Code) {
		return
	}
	for i := range r.out.Register.Figures {
		f := &r.out.Register.Figures[i]
		in := r.input(unit.Block, f.Input)
		switch c := rw.Cells[i]; {
		case c.Line == 0:
		case in == nil || !f.For(unit.Block):
			if c.Text != "" {
				r.Fail(rw, i, "register.not_for_unit", f.Input, unit.Code)
			}
		case c.Text == "":
			r.out.blank = append(r.out.blank, UnitFact{unit.Code, r.fact(in, "", "", engine.Value{}), in})
		default:
			v := r.Value(rw, i, in, "")
			if v.Type == form.TypeDate && !v.None && !rw.Bad {
				r.past(rw, i, v.Day)
			}
			r.out.facts = append(r.out.facts, UnitFact{unit.Code, r.fact(in, "", "", v), in})
		}
	}
}

func (r *reader) fact(in *form.Input, row, field string, v engine.Value) engine.Fact {
	return engine.Fact{Input: in.Name, Row: row, Field: field, Layer: engine.LayerRegister, Value: v,
		Recorded: day.None, Source: source(r.out.Register, 1, r.out.Extracted)}
}

// answers reads a row of a survey: forms sent, valid forms, and how many gave each answer.
func (r *reader) answers(rw *table.Row, unit *seeds.Unit) {
	in := r.survey(rw, unit)
	if in == nil {
		return
	}
	group := r.Need(rw, surveyGroup)
	ids := make([]string, len(in.Groups))
	for i, g := range in.Groups {
		ids[i] = g.ID
	}
	if group != "" && !slices.Contains(ids, group) {
		r.FailName(rw, surveyGroup, "facts.group_unknown", group, ids)
	}
	if !r.once(rw, surveyGroup, joinKey([]string{unit.Code, in.Name, group})) {
		return
	}
	sum, counts := engine.Value{}, make([]engine.Value, len(r.columns))
	for at := surveySent; at < r.unitAt; at++ {
		field := answerField(at)
		if at >= surveyAnswers && at-surveyAnswers+1 > in.Scale {
			if rw.Cells[at].Text != "" {
				r.Fail(rw, at, "register.answer_unused", in.Name, strconv.Itoa(in.Scale))
			}
			continue
		}
		v := r.Value(rw, at, in, field)
		counts[at] = v
		if at >= surveyAnswers {
			sum.Num = sum.Num.Add(v.Num)
		}
		r.out.facts = append(r.out.facts, UnitFact{unit.Code, r.fact(in, group, field, v), in})
	}
	switch valid := counts[surveyValid].Num; {
	case rw.Bad:
	case counts[surveySent].Num.Less(valid):
		r.Fail(rw, surveyValid, "register.survey_valid", valid.VN(), counts[surveySent].Num.VN())
	case valid.Less(sum.Num):
		r.Fail(rw, surveyValid, "register.survey_sum", sum.Num.VN(), valid.VN())
	}
}

// answerField is the field of a survey's fact that a column holds.
func answerField(at int) string {
	switch at {
	case surveySent:
		return "sent"
	case surveyValid:
		return "valid"
	}
	return strconv.Itoa(at - surveyAnswers + 1)
}

// survey finds the survey a row is about.
func (r *reader) survey(rw *table.Row, unit *seeds.Unit) *form.Input {
	name := r.Need(rw, surveyInput)
	if name == "" {
		return nil
	}
	if in := r.input(unit.Block, name); in != nil && in.Type == form.InSurvey {
		return in
	}
	r.FailName(rw, surveyInput, "register.survey_unknown", name, r.known.surveys(unit.Block))
	return nil
}

// surveys gives the names of the surveys in the set of a block.
func (k *Known) surveys(block string) []string {
	var names []string
	if set := k.Sets[block]; set != nil {
		for i := range set.Inputs {
			if set.Inputs[i].Type == form.InSurvey {
				names = append(names, set.Inputs[i].Name)
			}
		}
	}
	return names
}

func (r *reader) finish() {
	table.SortMistakes(r.Mistakes)
	r.out.Mistakes, r.out.Rows = r.Mistakes, r.Rows
	slices.Sort(r.out.units)
}

// readOccasions reads a register of occasions, whose file is that of events.
func readOccasions(out *Reading, known *Known, data []byte) {
	k := sheet.Known{Groups: known.Groups, Deliverables: known.Deliverables}
	for i := range known.Units {
		k.Units = append(k.Units, known.Units[i].Code)
	}
	r := sheet.ReadEventFile(out.File, data, k)
	out.Mistakes, out.Rows = r.Mistakes, r.Rows
	for _, e := range r.GoodRows.Events {
		if e.Date > out.Extracted {
			_, line, _ := strings.Cut(e.Source, out.File+":")
			at, _ := strconv.Atoi(line)
			out.Mistakes = append(out.Mistakes, table.Mistake{File: out.File, Line: at, Column: "ngay",
				Code: "register.date_ahead", Args: []string{e.Date.VN(), out.Extracted.VN()}})
		}
		out.occasions = append(out.occasions, occasion(e))
	}
	table.SortMistakes(out.Mistakes)
}

func occasion(e sheet.Event) seeds.Event {
	return seeds.Event{ID: e.ID, Deliverable: e.Deliverable, Date: e.Date, Due: e.Due, Units: e.Units, Document: e.Document}
}
