package space

import (
	"slices"
	"strconv"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
)

// maxRows is how many rows a list or series of reports has at most in the cases tried.
const maxRows = 12

// rowKind is one kind of row: the data of its fields.
type rowKind []rules.Given

// patterns makes marks of kinds of rows: one row of each kind, and rows of the first kind of which 1, 2, … are of
// another.
func (m *marker) patterns(kinds []rowKind, keys []string, owed func(row string) []rules.Due) []Mark {
	var all []Mark
	add := func(of []int) {
		var mark Mark
		for i, k := range of {
			row := keys[i]
			for _, g := range kinds[k] {
				g.Row = row
				mark.Given = append(mark.Given, g)
			}
			mark.Dues = append(mark.Dues, owed(row)...)
		}
		all = append(all, mark)
	}
	rows := len(keys)
	for k := range kinds {
		add([]int{k})
		last := make([]int, rows)
		last[rows-1] = k
		add(last)
	}
	for k := 1; k < len(kinds); k++ {
		if len(all) >= 4*maxMarks {
			m.cut = true
			break
		}
		for n := 1; n <= rows; n++ {
			of := make([]int, rows)
			for i := range n {
				of[i] = k
			}
			add(of)
		}
	}
	add(make([]int, rows))
	return all
}

// rowKeys names the rows: by the texts that the leaf compares periods with, then by number.
func (m *marker) rowKeys() []string {
	var keys []string
	look := func(e *form.Expr) {
		form.Walk(e, func(e *form.Expr) bool {
			if e.Kind == form.ExConst && e.Const.Type == form.TypeText && !slices.Contains(keys, e.Const.Text) {
				keys = append(keys, e.Const.Text)
			}
			return true
		})
	}
	m.set.Nodes[m.space.Node].Leaf.Exprs(look)
	for i := 1; len(keys) < m.mostCounted(); i++ {
		keys = append(keys, strconv.Itoa(i))
	}
	return keys
}

// mostCounted is how many rows reach what the leaf's counts are compared with, and one more.
func (m *marker) mostCounted() int {
	most := int64(3)
	for _, eq := range m.eqs {
		folds := false
		form.Walk(eq.of, func(e *form.Expr) bool {
			folds = folds || e.Kind == form.ExFold
			return true
		})
		if n, ok := eq.at.Round(exact.Rounding{Mode: exact.Down}).Int64(); ok && folds {
			most = max(most, n)
		}
	}
	return int(min(most+1, maxRows))
}

// reports lays out series of reports: in time, late by the days that matter, never, and not accepted.
func (m *marker) reports(in *form.Input) Axis {
	by := in.DateBy
	dated := func(late int) rowKind {
		return rowKind{{Input: in.Name, Field: by, Value: form.Const{Type: form.TypeDate, Day: day.Day(m.days + late)}}}
	}
	late := []int{1}
	for _, eq := range m.eqs {
		if n, ok := eq.at.Int64(); ok && eq.of.Kind == form.ExLate && n >= 0 && n < maxDays {
			late = append(late, int(n), int(n)+1)
		}
	}
	slices.Sort(late)
	kinds := []rowKind{dated(0)}
	for _, n := range slices.Compact(late) {
		if n > 0 {
			kinds = append(kinds, dated(n))
		}
	}
	kinds = append(kinds,
		rowKind{{Input: in.Name, Field: by, None: true, Value: form.Const{Type: form.TypeDate}}},
		append(dated(0), rules.Given{Input: in.Name, Field: "ok", Value: form.Const{Type: form.TypeBool}}))
	return Axis{Marks: m.patterns(kinds, m.rowKeys(), func(row string) []rules.Due {
		return []rules.Due{{Deliverable: in.Deliverables[0], Key: row, Day: day.Day(m.days)}}
	})}
}

// maxKinds bounds the kinds of rows of a list.
const maxKinds = 24

// list lays out case lists: rows whose fields stand where the rule can change.
func (m *marker) list(in *form.Input) Axis {
	kinds := []rowKind{nil}
	for i := range in.Fields {
		f := &in.Fields[i]
		var next []rowKind
		for _, k := range kinds {
			for _, v := range m.fieldValues(in, f) {
				if len(next) == maxKinds {
					m.cut = true
					break
				}
				next = append(next, append(slices.Clip(k), rules.Given{Input: in.Name, Field: f.Name, Value: v}))
			}
		}
		kinds = next
	}
	keys := m.rowKeys()
	for i := range keys {
		keys[i] = strconv.Itoa(i + 1) // the rows of a list are numbered
	}
	return Axis{Marks: m.patterns(kinds, keys, func(string) []rules.Due { return nil })}
}

// fieldValues lists the values of a field of a list's rows.
func (m *marker) fieldValues(in *form.Input, f *form.Field) []form.Const {
	name := in.Name + "." + f.Name
	switch f.Type {
	case form.TypeBool:
		return []form.Const{{Type: f.Type, Bool: true}, {Type: f.Type}}
	case form.TypeText:
		return []form.Const{{Type: f.Type, Text: "a"}, {Type: f.Type, Text: "b"}}
	case form.TypeDate:
		all := []form.Const{{Type: f.Type, Day: day.Day(m.days)}}
		for _, n := range m.critical(name) {
			if at, ok := n.Int64(); ok && at > int64(m.days-maxDays) && at < int64(m.days+maxDays) {
				for d := at - 1; d <= at+1; d++ {
					all = append(all, form.Const{Type: f.Type, Day: day.Day(d)})
				}
			}
		}
		return all
	}
	var all []form.Const
	for _, n := range m.figures(name, exact.Int(1), nil, nil) {
		all = append(all, form.Const{Type: form.TypeNumber, Num: n})
	}
	return all
}
