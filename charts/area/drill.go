package area

import (
	"fmt"
	"slices"
	"strings"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// Drill is what stands behind a bar of a Pareto: why its leaf costs what it costs.
type Drill struct {
	Anchor     string // id that bars and rows link to
	Code, Name string // of the leaf
	Tables     []figure.Table
	Note       string // where to read on; "" for nowhere
}

// Most examples of a leaf, and most units of a kind that are named.
const (
	mostExamples = 2
	mostNames    = 10
)

// Drills explains each leaf that Pareto draws of the same units of the scope: over several units by cause; of a single unit
// by its finding and, where figures were added up from other units, by what each is made of.
func Drills(s *figure.Scope, units []*engine.UnitResult, anchor func(code string) string) []Drill {
	var drills []Drill
	for _, c := range drawn(Costliest(s, units)) {
		n := &s.Set.Nodes[c.Node]
		d := Drill{Anchor: anchor(n.Code), Code: n.Code, Name: n.Name}
		if len(units) > 1 {
			d.Tables = []figure.Table{causesOf(s, &c), examplesOf(s, &c)}
		} else {
			d.Tables = []figure.Table{findingOf(s, &c)}
			if t := figuresOf(s, &c); len(t.Rows) > 0 {
				d.Tables = append(d.Tables, t)
				d.Note = "Xem phần của từng đơn vị và tài liệu kiểm chứng bằng lệnh: cchc explain " +
					c.Units[0].Unit.Unit + " " + n.Code + " --drill"
			}
		}
		drills = append(drills, d)
	}
	return drills
}

// causesOf splits a leaf's cost by cause and names the units.
func causesOf(s *figure.Scope, c *Cost) figure.Table {
	t := figure.Table{
		Title: "Theo nguyên nhân", Heads: figure.Columns("Nguyên nhân", "Số đơn vị", lostName, reachableName, "Đơn vị"),
	}
	if c.Bound {
		t.Note = figure.BoundNote
	}
	for _, cause := range engine.Causes() {
		var o outlook
		var names []string
		for _, uc := range c.Units {
			if uc.Cause == cause {
				o.add(&uc.Unit.Nodes[c.Node], uc.Lost, uc.Reachable)
				names = append(names, uc.Unit.Unit)
			}
		}
		if len(names) == 0 {
			continue
		}
		cells := []figure.Cell{figure.NameCell(s.Words.Cause(cause)), figure.NumberCell(fmt.Sprint(len(names)))}
		cells = append(cells, o.cells(s.Places())...)
		t.Rows = append(t.Rows, figure.Row{Cells: append(cells, figure.NoteCell(named(s, names, "; ")))})
	}
	return t
}

// named joins the names of units; of many the first are named and the others counted.
func named(s *figure.Scope, units []string, between string) string {
	names := make([]string, min(len(units), mostNames))
	for i := range names {
		names[i] = joined(s, units[i])
	}
	text := strings.Join(names, between)
	if more := len(units) - len(names); more > 0 {
		text += fmt.Sprintf(" và %d đơn vị khác", more)
	}
	return text
}

// joined is a unit's name among others in one text, where no element of a page keeps it apart.
func joined(s *figure.Scope, unit string) string { return figure.Label(s.Full(unit), 0) }

// examplesOf gives the findings of the units that a leaf costs most.
func examplesOf(s *figure.Scope, c *Cost) figure.Table {
	t := figure.Table{
		Title: "Ví dụ: đơn vị chưa đạt nhiều điểm nhất",
		Heads: figure.Columns("Đơn vị", "Nguyên nhân", lostName, reachableName, "Lý do"),
	}
	for _, uc := range c.Units[:min(len(c.Units), mostExamples)] {
		cells := []figure.Cell{figure.NameCell(s.Full(uc.Unit.Unit)), figure.WordCell(s.Words.Cause(uc.Cause))}
		t.Rows = append(t.Rows, figure.Row{Cells: append(cells, uc.cells(s, c.Node)...)})
	}
	return t
}

// findingOf says of a single unit why it does not have the leaf's maximum.
func findingOf(s *figure.Scope, c *Cost) figure.Table {
	uc := &c.Units[0]
	return figure.Table{
		Title: "Kết quả chấm", Heads: figure.Columns("Nguyên nhân", lostName, reachableName, "Lý do"),
		Rows: []figure.Row{{Cells: append([]figure.Cell{figure.NameCell(s.Words.Cause(uc.Cause))}, uc.cells(s, c.Node)...)}},
	}
}

// cells are what the leaf costs the unit and the sentence that says why.
func (c *UnitCost) cells(s *figure.Scope, node int) []figure.Cell {
	found := &c.Unit.Nodes[node]
	o := outlook{c.Lost, c.Reachable, found.Bound}
	return append(o.cells(s.Places()), figure.NoteCell(s.Words.Finding(&s.Set.Nodes[node], found)))
}

// figuresOf lists the figures of a leaf that were added up from other units; it has no rows if there are none.
func figuresOf(s *figure.Scope, c *Cost) figure.Table {
	t := figure.Table{
		Title: "Số liệu tổng hợp từ các đơn vị",
		Heads: figure.Columns("Số liệu", "Giá trị", "Đã tổng hợp", "Đơn vị chưa được tính"),
	}
	rollups := s.Rollups[s.At(c.Units[0].Unit.Unit)]
	for _, name := range s.Set.InputsBelow(c.Node) {
		at := slices.IndexFunc(rollups, func(r engine.Rollup) bool { return r.Input == name })
		if at < 0 {
			continue
		}
		in, r := s.Set.Input(name), &rollups[at]
		cover := r.Coverage()
		t.Rows = append(t.Rows, figure.Row{Cells: []figure.Cell{
			figure.NameCell(in.Label), valueCell(in, r), figure.NumberCell(fmt.Sprintf("%d/%d đơn vị", cover.Counted, cover.Of)),
			figure.NoteCell(lacking(s, &cover)),
		}})
	}
	return t
}

func valueCell(in *form.Input, r *engine.Rollup) figure.Cell {
	if r.State != engine.Scored {
		return figure.WordCell(figure.StateName(r.State))
	}
	text := r.Value.VN()
	if r.Value.IsInt() {
		text = r.Value.DecimalVN(exact.Rounding{})
	}
	return figure.NumberCell(strings.TrimSpace(text + " " + in.Unit))
}

// lacking names the units whose part of a figure does not count as given, by what became of it.
func lacking(s *figure.Scope, c *engine.Coverage) string {
	var parts []string
	for _, list := range []struct {
		what  string
		units []string
	}{
		{"chưa có, không được tổng hợp", c.Missing}, {"chưa có, tính là 0", c.Worst},
		{figure.StateName(engine.NotDue), c.NotDue}, {figure.StateName(engine.NotApplicable), c.NotApplicable},
	} {
		if len(list.units) == 0 {
			continue
		}
		parts = append(parts, fmt.Sprintf("%d đơn vị %s: %s", len(list.units), list.what, named(s, list.units, ", ")))
	}
	if len(parts) == 0 {
		return "không có"
	}
	return strings.Join(parts, "; ")
}
