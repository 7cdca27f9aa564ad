package seeds

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"cchc/internal/form"
)

// Registers are the registers and extracts (sổ theo dõi, trích xuất) that agencies keep of the units: what columns each has,
// who keeps it and what its rows become. What a criteria set asks for they do not know; internal/register holds the two
// against one another.
type Registers struct {
	ID   string
	List []Register // in the order of the file
}

// RegisterKind says what the rows of a register are.
type RegisterKind string

// The kinds of registers.
const (
	RegisterRows      RegisterKind = "rows"      // one row for each case; the unit's figures are counted from them
	RegisterTable     RegisterKind = "table"     // one row for each unit, a column for each figure
	RegisterSurvey    RegisterKind = "survey"    // one row for each unit, survey and group of respondents: counts of answers
	RegisterOccasions RegisterKind = "occasions" // one row for each event that makes units owe a product
)

// RegisterMode says what a file of a register is.
type RegisterMode string

// The modes of files.
const (
	FullRegister    RegisterMode = "full"    // the whole register: what is not in the file is withdrawn
	PartialRegister RegisterMode = "partial" // rows to add or change
)

// UnitColumn is the column of every register that names the unit.
const UnitColumn = "don_vi"

// Register is one register.
type Register struct {
	ID, Title string
	Office    string // who keeps it
	Kind      RegisterKind
	Mode      RegisterMode // what its files usually are
	Blocks    []string     // blocks of the units it is about

	Figures []RegisterFigure // RegisterTable

	Columns    []RegisterColumn // RegisterRows, as all below
	Key        []string         // columns that tell the rows of a unit apart
	Due, Done  string           // columns of the last day in time and of the day it was done; "" for none
	Gives      []RegisterGive
	AbsentZero bool // in a whole register, units without a row have the figure 0, the answer no
}

// RegisterFigure is a column of a table: an input of the same name.
type RegisterFigure struct {
	Input, Label string
	Type         form.InputType
	Blocks       []string // units for which the office gives it; empty: all of the register
}

// For reports whether the office gives the figure for the units of a block.
func (f *RegisterFigure) For(block string) bool {
	return len(f.Blocks) == 0 || slices.Contains(f.Blocks, block)
}

// ColumnType is the type of a column of a register of rows.
type ColumnType string

// The types of columns.
const (
	ColumnKey    ColumnType = "key"    // text that, with others of the kind and the unit, names the row
	ColumnPeriod ColumnType = "period" // key of a report's period: "2026-Q1"
	ColumnText   ColumnType = "text"
	ColumnDate   ColumnType = "date" // a day on which something happened: never after the extraction
	ColumnDue    ColumnType = "due"  // a last day in time: may lie ahead
	ColumnYesNo  ColumnType = "yes_no"
	ColumnCount  ColumnType = "count"
	ColumnAmount ColumnType = "amount" // đồng
)

// RegisterColumn is a column of a register of rows.
type RegisterColumn struct {
	Name, Label string
	Type        ColumnType
	Required    bool // no row may leave it empty
}

// Measure says what is made of a unit's rows, as they stand on the day of extraction.
type Measure string

// The measures of rows.
const (
	AllRows     Measure = "rows"
	DueRows     Measure = "due"     // their last day in time has come
	InTimeRows  Measure = "in_time" // due, and done no later than that day
	LateRows    Measure = "late"    // due, and done after it
	DoneRows    Measure = "done"    // done, with or without a last day
	OpenRows    Measure = "open"    // neither done nor due
	OverdueRows Measure = "overdue" // due, and done late or not at all
	AnyRow      Measure = "any"     // yes or no: is there one?
	SumOfRows   Measure = "sum"     // of a column
	ReportRows  Measure = "reports" // each row is the report of a period
)

// RegisterGive is what a unit's rows become: an input of the unit.
type RegisterGive struct {
	Input  string
	As     Measure
	Where  string // only rows with this column: yes, or not empty
	Or     string // rows with this column count also
	Column string // SumOfRows

	Row, Issued, Received, OK, Document string // ReportRows: the columns of a report's facts
}

// ByID finds a register.
func (rs *Registers) ByID(id string) (*Register, bool) {
	i := slices.IndexFunc(rs.List, func(r Register) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return &rs.List[i], true
}

// IDs gives the ids of all registers in the order of the file.
func (rs *Registers) IDs() []string {
	ids := make([]string, len(rs.List))
	for i := range rs.List {
		ids[i] = rs.List[i].ID
	}
	return ids
}

// About reports whether the register is about the units of a block.
func (r *Register) About(block string) bool { return slices.Contains(r.Blocks, block) }

// Inputs gives the inputs that the register gives for the units of a block, by name and in the order of the file; those of
// a survey depend on the set alone.
func (r *Register) Inputs(block string) []string {
	var names []string
	if !r.About(block) {
		return nil
	}
	for i := range r.Figures {
		if r.Figures[i].For(block) {
			names = append(names, r.Figures[i].Input)
		}
	}
	for _, g := range r.Gives {
		names = append(names, g.Input)
	}
	return names
}

// Column finds a column of a register of rows.
func (r *Register) Column(name string) (*RegisterColumn, bool) {
	i := slices.IndexFunc(r.Columns, func(c RegisterColumn) bool { return c.Name == name })
	if i < 0 {
		return nil, false
	}
	return &r.Columns[i], true
}

// LoadRegisters reads a user's own registers.
func LoadRegisters(path string, units *Units) (*Registers, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load registers: %w", err)
	}
	return ParseRegisters(path, data, units)
}

// ParseRegisters reads registers kept by offices among the units. The error holds every Fault of the file.
func ParseRegisters(file string, data []byte, units *Units) (*Registers, error) {
	l := &ledger{file: file}
	d := document{l}
	if n := d.root(data); n != nil {
		registers := d.registers(n, units)
		if len(l.faults) == 0 {
			return registers, nil
		}
	}
	return nil, l.err()
}

func (d document) registers(n *yaml.Node, units *Units) *Registers {
	m := d.mapping(n, []string{"id", "registers"}, nil)
	all := &Registers{ID: m.text("id")}
	given := map[[2]string]bool{} // by block and input
	for _, n := range m.some("registers") {
		r := d.registerOf(n, units)
		if _, known := all.ByID(r.ID); known {
			d.add(nodePlace(n), FaultDuplicate, "value", r.ID)
		}
		for _, block := range r.Blocks { // two registers that give one figure would overwrite one another
			for _, input := range r.Inputs(block) {
				if given[[2]string{block, input}] {
					d.add(nodePlace(n), FaultDuplicate, "value", input)
				}
				given[[2]string{block, input}] = true
			}
		}
		all.List = append(all.List, r)
	}
	return all
}

var registerID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// registerKeys are the keys of each kind of register besides those that all have: needed, then optional.
var registerKeys = map[RegisterKind][2][]string{
	RegisterRows:      {{"columns", "key", "gives"}, {"due", "done", "absent"}},
	RegisterTable:     {{"figures"}, nil},
	RegisterSurvey:    {nil, nil},
	RegisterOccasions: {nil, nil},
}

func (d document) registerOf(n *yaml.Node, units *Units) Register {
	kinds := []string{string(RegisterRows), string(RegisterTable), string(RegisterSurvey), string(RegisterOccasions)}
	own := []string{"columns", "key", "due", "done", "gives", "absent", "figures"}
	m := d.mapping(n, []string{"id", "title", "office", "kind", "mode", "blocks"}, own)
	r := Register{ID: m.text("id"), Title: m.text("title"), Office: m.text("office"),
		Kind: RegisterKind(m.choice("kind", kinds...)),
		Mode: RegisterMode(m.choice("mode", string(FullRegister), string(PartialRegister))), Blocks: d.blocks(m, units.Blocks())}
	if r.ID != "" && !registerID.MatchString(r.ID) {
		d.add(m.place("id"), FaultBadCode, "value", r.ID)
	}
	if _, known := units.ByCode(r.Office); r.Office != "" && !known {
		d.addUnknown(m.place("office"), FaultUnknownUnit, "unit", r.Office, units.codes())
	}
	keys, known := registerKeys[r.Kind]
	if !known {
		return r
	}
	for _, key := range own {
		switch there := m.values[key] != nil; {
		case !there && slices.Contains(keys[0], key):
			d.add(m.at, FaultMissingKey, "key", key)
		case there && !slices.Contains(slices.Concat(keys[0], keys[1]), key):
			d.add(m.place(key), FaultUnknownKey, "key", key)
		}
	}
	d.rowRegister(m, &r)
	for _, n := range m.some("figures") {
		f := d.registerFigure(n, r.Blocks)
		if slices.ContainsFunc(r.Figures, func(o RegisterFigure) bool { return o.Input == f.Input }) {
			d.add(nodePlace(n), FaultDuplicate, "value", f.Input)
		}
		r.Figures = append(r.Figures, f)
	}
	return r
}

// blocks reads the key blocks: some of those known.
func (d document) blocks(m mapping, known []string) []string {
	names := m.texts("blocks")
	for _, name := range names {
		if !slices.Contains(known, name) {
			d.add(m.place("blocks"), FaultBadChoice, "value", name, "allowed", strings.Join(known, ", "))
		}
	}
	return names
}

// figureTypes are the types of inputs that one cell can hold.
var figureTypes = []string{string(form.InYesNo), string(form.InDate), string(form.InDocument), string(form.InCount),
	string(form.InNumber), string(form.InAmount), string(form.InRatio), string(form.InIndex)}

func (d document) registerFigure(n *yaml.Node, blocks []string) RegisterFigure {
	m := d.mapping(n, []string{"input", "type", "label"}, []string{"blocks"})
	return RegisterFigure{Input: m.columnName("input"), Label: m.text("label"), Type: form.InputType(m.choice("type", figureTypes...)),
		Blocks: d.blocks(m, blocks)}
}

// rowRegister reads what only a register of rows has.
func (d document) rowRegister(m mapping, r *Register) {
	for _, n := range m.some("columns") {
		c := d.registerColumn(n)
		if _, known := r.Column(c.Name); known || c.Name == UnitColumn {
			d.add(nodePlace(n), FaultDuplicate, "value", c.Name)
		}
		r.Columns = append(r.Columns, c)
	}
	r.Key = m.texts("key")
	for _, name := range r.Key {
		if c := m.column(r, "key", name); c != nil && (!c.Required || c.Type != ColumnKey && c.Type != ColumnPeriod) {
			d.add(m.place("key"), FaultWrongKind, "want", "required key, period")
		}
	}
	r.Due, r.Done = m.columnOf(r, "due", ColumnDue), m.columnOf(r, "done", ColumnDate)
	r.AbsentZero = m.choice("absent", "zero") == "zero"
	for _, n := range m.some("gives") {
		r.Gives = append(r.Gives, d.registerGive(n, r))
	}
}

func (d document) registerColumn(n *yaml.Node) RegisterColumn {
	m := d.mapping(n, []string{"name", "type", "label"}, []string{"required"})
	return RegisterColumn{Name: m.columnName("name"), Label: m.text("label"), Required: m.yes("required"),
		Type: ColumnType(m.choice("type", string(ColumnKey), string(ColumnPeriod), string(ColumnText), string(ColumnDate),
			string(ColumnDue), string(ColumnYesNo), string(ColumnCount), string(ColumnAmount)))}
}

// columnName reads a name as columns and inputs bear it.
func (m mapping) columnName(key string) string {
	name := m.text(key)
	if name != "" && !attributeName.MatchString(name) {
		m.add(m.place(key), FaultBadCode, "value", name)
	}
	return name
}

func (d document) registerGive(n *yaml.Node, r *Register) RegisterGive {
	reports, sum := []string{"row", "issued", "received", "ok", "document"}, []string{"column"}
	m := d.mapping(n, []string{"input", "as"}, slices.Concat(reports, sum, []string{"where", "or"}))
	g := RegisterGive{Input: m.columnName("input"), Where: m.columnOf(r, "where"), Or: m.columnOf(r, "or"),
		As: Measure(m.choice("as", string(AllRows), string(DueRows), string(InTimeRows), string(LateRows), string(DoneRows),
			string(OpenRows), string(OverdueRows), string(AnyRow), string(SumOfRows), string(ReportRows))),
		Column: m.columnOf(r, "column", ColumnCount, ColumnAmount), Row: m.columnOf(r, "row", ColumnPeriod, ColumnKey),
		Issued: m.columnOf(r, "issued", ColumnDate), Received: m.columnOf(r, "received", ColumnDate),
		OK: m.columnOf(r, "ok", ColumnYesNo), Document: m.columnOf(r, "document", ColumnText, ColumnKey)}
	m.ownKeys(g.As == ReportRows, "row", reports)
	m.ownKeys(g.As == SumOfRows, "column", sum)
	if byDue := slices.Contains([]Measure{DueRows, InTimeRows, LateRows, OverdueRows}, g.As); byDue && r.Due == "" {
		d.add(m.place("as"), FaultMissingKey, "key", "due")
	}
	if byDone := slices.Contains([]Measure{InTimeRows, LateRows, OverdueRows, DoneRows, OpenRows}, g.As); byDone && r.Done == "" {
		d.add(m.place("as"), FaultMissingKey, "key", "done")
	}
	return g
}

// ownKeys demands the first of some keys where they belong, and none of them elsewhere.
func (m mapping) ownKeys(belong bool, needed string, keys []string) {
	for _, key := range keys {
		switch there := m.values[key] != nil; {
		case belong && key == needed && !there:
			m.add(m.at, FaultMissingKey, "key", key)
		case !belong && there:
			m.add(m.place(key), FaultUnknownKey, "key", key)
		}
	}
}

// columnOf reads the name of a column of one of some types, or of any; "" for an absent key.
func (m mapping) columnOf(r *Register, key string, want ...ColumnType) string {
	if m.values[key] == nil {
		return ""
	}
	name := m.text(key)
	if c := m.column(r, key, name); c != nil && len(want) > 0 && !slices.Contains(want, c.Type) {
		m.add(m.place(key), FaultWrongKind, "want", string(want[0]))
	}
	return name
}

// column finds a column that a key names.
func (m mapping) column(r *Register, key, name string) *RegisterColumn {
	c, known := r.Column(name)
	if !known && name != "" {
		names := make([]string, len(r.Columns))
		for i := range r.Columns {
			names[i] = r.Columns[i].Name
		}
		m.addUnknown(m.place(key), FaultUnknownColumn, "column", name, names)
		return nil
	}
	return c
}
