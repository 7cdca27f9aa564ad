package seeds

import (
	"fmt"
	"os"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Registers are the registers (sổ theo dõi) of the agencies that lead the areas of the reform: what columns each has, who
// keeps it and what its rows become. Which inputs a criteria set has they do not know; internal/register holds the two
// against one another.
type Registers struct {
	ID   string
	List []Register // in the order of the file
}

// RegisterKind says what the rows of a register are.
type RegisterKind string

// The kinds of registers.
const (
	RegisterTable     RegisterKind = "table"     // one row for each unit, a column for each of Inputs
	RegisterRows      RegisterKind = "rows"      // one row for each case; the unit's figures are counted from them
	RegisterSurvey    RegisterKind = "survey"    // one row for each unit, survey and group of respondents
	RegisterFigures   RegisterKind = "figures"   // one row for each figure, of any input
	RegisterOccasions RegisterKind = "occasions" // one row for each event that makes units owe a product
)

// Register is one register. Only a register of rows has columns of its own; those of the other kinds follow from the kind.
type Register struct {
	ID, Title, Note string
	Offices         []string // who keeps it; the first is named first
	Kind            RegisterKind
	Blocks          []string // blocks of the units it is about; empty: all that are scored
	Inputs          []string // RegisterTable

	Columns   []RegisterColumn // RegisterRows, as all below
	Key       []string         // columns that tell rows apart
	Due, Done string           // columns of the last day in time and of the day it was done; "" for none
	Figures   []RegisterFigure
	Reports   *RegisterReports
}

// ColumnType is the type of a column of a register of rows.
type ColumnType string

// The types of columns.
const (
	ColumnUnit   ColumnType = "unit" // code of a unit; exactly one column
	ColumnText   ColumnType = "text"
	ColumnChoice ColumnType = "choice" // one of Options
	ColumnDate   ColumnType = "date"
	ColumnYesNo  ColumnType = "yes_no"
	ColumnCount  ColumnType = "count"
)

// RegisterColumn is a column of a register of rows.
type RegisterColumn struct {
	Name, Label string
	Type        ColumnType
	Options     []string // ColumnChoice
	Required    bool     // no row may leave it empty
	Past        bool     // ColumnDate: a day that cannot lie after the extraction
}

// RowState says how a row stands on the day up to which is counted.
type RowState string

// The states of a row. DueRows are RowInTime, RowLate and RowOverdue together.
const (
	AllRows    RowState = "all"
	DueRows    RowState = "due"     // the last day in time has come
	RowInTime  RowState = "in_time" // due, and done no later than the last day in time
	RowLate    RowState = "late"    // due, and done after the last day in time
	RowOverdue RowState = "overdue" // due and not done
	RowEarly   RowState = "early"   // done, though not due yet
	RowDone    RowState = "done"    // done, with or without a last day
	RowOpen    RowState = "open"    // neither done nor due
)

// RegisterFigure is an input counted from a unit's rows: the number of rows that are in one of the states or have a yes in
// OrYes, or the sum of a column. An input of yes or no is yes where any row counts.
type RegisterFigure struct {
	Input     string
	Count     []RowState
	OrYes     string     // a ColumnYesNo
	Sum       string     // a ColumnCount
	Where     *RowFilter // nil: all rows
	Due, Done string     // columns that decide the state
}

// RowFilter takes the rows with one value in a column.
type RowFilter struct{ Column, Is string }

// RegisterReports makes each row the report of a period: the first of Inputs that the unit's set has gets a row of the key in
// the column Row, its dates and whether it was in order from the others.
type RegisterReports struct {
	Inputs                    []string
	Row, Issued, Received, OK string
}

// ByID finds a register.
func (r *Registers) ByID(id string) (*Register, bool) {
	i := slices.IndexFunc(r.List, func(x Register) bool { return x.ID == id })
	if i < 0 {
		return nil, false
	}
	return &r.List[i], true
}

// IDs gives the id of every register in the order of the file.
func (r *Registers) IDs() []string {
	ids := make([]string, len(r.List))
	for i := range r.List {
		ids[i] = r.List[i].ID
	}
	return ids
}

// Gives lists the inputs the register gives by name; those of the kinds survey and figures depend on the set alone.
func (r *Register) Gives() []string {
	names := slices.Clone(r.Inputs)
	if r.Reports != nil {
		names = append(names, r.Reports.Inputs...)
	}
	for _, f := range r.Figures {
		names = append(names, f.Input)
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

var registerID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (d document) registers(n *yaml.Node, units *Units) *Registers {
	m := d.mapping(n, []string{"id", "registers"}, nil)
	all := &Registers{ID: m.text("id")}
	given := map[string]bool{}
	for _, n := range m.some("registers") {
		r := d.register(n, units)
		if _, known := all.ByID(r.ID); known {
			d.add(nodePlace(n), FaultDuplicate, "value", r.ID)
		}
		for _, input := range r.Gives() { // two registers that give one input would overwrite one another
			if given[input] {
				d.add(nodePlace(n), FaultDuplicate, "value", input)
			}
			given[input] = true
		}
		all.List = append(all.List, r)
	}
	return all
}

func (d document) register(n *yaml.Node, units *Units) Register {
	m := d.mapping(n, []string{"id", "title", "offices", "kind"},
		[]string{"note", "blocks", "inputs", "columns", "key", "due", "done", "reports", "figures"})
	r := Register{ID: m.text("id"), Title: m.text("title"), Offices: m.texts("offices"), Blocks: m.texts("blocks"),
		Kind: RegisterKind(m.choice("kind", string(RegisterTable), string(RegisterRows), string(RegisterSurvey),
			string(RegisterFigures), string(RegisterOccasions)))}
	if m.values["note"] != nil {
		r.Note = m.text("note")
	}
	if r.ID != "" && !registerID.MatchString(r.ID) {
		d.add(m.place("id"), FaultBadCode, "value", r.ID)
	}
	for _, office := range r.Offices {
		if _, known := units.ByCode(office); !known {
			d.addUnknown(m.place("offices"), FaultUnknownUnit, "unit", office, units.codes())
		}
	}
	for _, block := range r.Blocks {
		if !slices.Contains(units.Blocks(), block) {
			d.add(m.place("blocks"), FaultBadChoice, "value", block, "allowed", fmt.Sprint(units.Blocks()))
		}
	}
	m.own(r.Kind)
	switch r.Kind {
	case RegisterTable:
		r.Inputs = m.texts("inputs")
	case RegisterRows:
		d.rowRegister(m, &r)
	}
	return r
}

// own demands the keys a kind needs and refuses those it does not use.
func (m mapping) own(kind RegisterKind) {
	needs := map[RegisterKind][]string{RegisterTable: {"inputs"}, RegisterRows: {"columns", "key"}}[kind]
	for _, key := range []string{"inputs", "columns", "key", "due", "done", "reports", "figures"} {
		optional := kind == RegisterRows && key != "inputs"
		switch {
		case slices.Contains(needs, key) && m.values[key] == nil:
			m.add(m.at, FaultMissingKey, "key", key)
		case !slices.Contains(needs, key) && !optional && m.values[key] != nil:
			m.add(m.place(key), FaultUnknownKey, "key", key)
		}
	}
}

func (d document) rowRegister(m mapping, r *Register) {
	units := 0
	for _, n := range m.some("columns") {
		c := d.registerColumn(n)
		if _, known := r.Column(c.Name); known {
			d.add(nodePlace(n), FaultDuplicate, "value", c.Name)
		}
		if c.Type == ColumnUnit {
			units++
		}
		r.Columns = append(r.Columns, c)
	}
	if units != 1 && m.values["columns"] != nil {
		d.add(m.place("columns"), FaultMissingColumn, "column", string(ColumnUnit))
	}
	for _, name := range m.texts("key") {
		if c := m.column(r, "key", name); c != nil && !c.Required {
			d.add(m.place("key"), FaultMissingKey, "key", "required: "+name)
		}
		r.Key = append(r.Key, name)
	}
	r.Due, r.Done = m.columnOf(r, "due", ColumnDate), m.columnOf(r, "done", ColumnDate)
	for _, n := range m.items("figures") {
		r.Figures = append(r.Figures, d.registerFigure(n, r))
	}
	if n := m.values["reports"]; n != nil {
		m := d.mapping(n, []string{"inputs", "row"}, []string{"issued", "received", "ok"})
		r.Reports = &RegisterReports{Inputs: m.texts("inputs"), Row: m.columnOf(r, "row", ColumnText),
			Issued: m.columnOf(r, "issued", ColumnDate), Received: m.columnOf(r, "received", ColumnDate), OK: m.columnOf(r, "ok", ColumnYesNo)}
	}
	if r.Reports == nil && len(r.Figures) == 0 {
		d.add(m.at, FaultMissingKey, "key", "figures")
	}
}

func (d document) registerColumn(n *yaml.Node) RegisterColumn {
	m := d.mapping(n, []string{"name", "label", "type"}, []string{"options", "required", "past"})
	c := RegisterColumn{Name: m.text("name"), Label: m.text("label"), Required: m.yes("required"), Past: m.yes("past"),
		Type: ColumnType(m.choice("type", string(ColumnUnit), string(ColumnText), string(ColumnChoice), string(ColumnDate),
			string(ColumnYesNo), string(ColumnCount))), Options: m.texts("options")}
	if c.Name != "" && !attributeName.MatchString(c.Name) {
		d.add(m.place("name"), FaultBadCode, "value", c.Name)
	}
	if (c.Type == ColumnChoice) != (len(c.Options) > 0) {
		d.add(m.place("options"), FaultMissingKey, "key", "options")
	}
	if c.Past && c.Type != ColumnDate {
		d.add(m.place("past"), FaultUnknownKey, "key", "past")
	}
	return c
}

func (d document) registerFigure(n *yaml.Node, r *Register) RegisterFigure {
	m := d.mapping(n, []string{"input"}, []string{"count", "or_yes", "sum", "where", "due", "done"})
	f := RegisterFigure{Input: m.text("input"), OrYes: m.columnOf(r, "or_yes", ColumnYesNo),
		Sum: m.columnOf(r, "sum", ColumnCount), Due: r.Due, Done: r.Done}
	states := []string{string(AllRows), string(DueRows), string(RowInTime), string(RowLate), string(RowOverdue),
		string(RowEarly), string(RowDone), string(RowOpen)}
	for _, s := range m.choices("count", states...) {
		f.Count = append(f.Count, RowState(s))
	}
	if counts := m.values["count"] != nil || m.values["or_yes"] != nil; counts == (m.values["sum"] != nil) {
		d.add(m.at, FaultBadChoice, "value", f.Input, "allowed", "count, or_yes | sum")
	}
	if m.values["due"] != nil {
		f.Due = m.columnOf(r, "due", ColumnDate)
	}
	if m.values["done"] != nil {
		f.Done = m.columnOf(r, "done", ColumnDate)
	}
	m.stated(f)
	if n := m.values["where"]; n != nil {
		m := d.mapping(n, []string{"column", "is"}, nil)
		f.Where = &RowFilter{Column: m.columnOf(r, "column", ColumnChoice), Is: m.text("is")}
		if c, known := r.Column(f.Where.Column); known {
			m.choice("is", c.Options...)
		}
	}
	return f
}

// stated demands the columns without which a state is never reached.
func (m mapping) stated(f RegisterFigure) {
	for _, s := range f.Count {
		needsDue := s != AllRows && s != RowDone && s != RowOpen
		needsDone := s != AllRows && s != DueRows
		if needsDue && f.Due == "" {
			m.add(m.place("count"), FaultMissingColumn, "column", "due")
		}
		if needsDone && f.Done == "" {
			m.add(m.place("count"), FaultMissingColumn, "column", "done")
		}
	}
}

// columnOf reads the name of a column of a type; "" for an absent key.
func (m mapping) columnOf(r *Register, key string, want ColumnType) string {
	if m.values[key] == nil {
		return ""
	}
	name := m.text(key)
	if c := m.column(r, key, name); c != nil && c.Type != want {
		m.add(m.place(key), FaultWrongKind, "want", string(want))
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
