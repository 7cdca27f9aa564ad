package heat

import (
	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// heatMap is the units of a block against some nodes of the set.
type heatMap struct {
	scope  *figure.Scope
	places exact.Rounding // of points
	shares exact.Rounding // a map is read at a glance: shares have one decimal
	block  string
	units  []*engine.UnitResult
	nodes  []int
	cells  [][]place // by unit and node
	marks  int       // places with a share
}

// place is where a unit and a node meet.
type place struct {
	node  *engine.NodeResult
	share exact.Num // of the applied maximum, in percent
	lack  *lack     // why there is no share; nil where there is one
}

// lack is a reason for having no share, with the sign it has where there is room for one letter.
type lack struct{ sign, name string }

var (
	notApplicable = &lack{"–", figure.StateName(engine.NotApplicable)}
	notDue        = &lack{"…", figure.StateName(engine.NotDue)}
	missing       = &lack{"○", figure.StateName(engine.Missing)}
	notScorable   = &lack{"?", figure.StateName(engine.NotScorable)}
	unscored      = &lack{"…", "chưa chấm nội dung nào"} // of an area
	outside       = &lack{"+", "ngoài thang điểm"}
)

// allLacks are the reasons in the order in which they are explained.
func allLacks() []*lack {
	return []*lack{notApplicable, notDue, missing, notScorable, unscored, outside}
}

func newHeatMap(s *figure.Scope, b *figure.Block, nodes []int) *heatMap {
	m := &heatMap{scope: s, places: s.Places(), shares: exact.Rounding{Decimals: 1, Mode: s.Places().Mode}, block: b.Name, units: b.Units, nodes: nodes}
	for _, u := range b.Units {
		row := make([]place, len(nodes))
		for column, node := range nodes {
			row[column] = placeOf(s.Set, u, node)
			if row[column].lack == nil {
				m.marks++
			}
		}
		m.cells = append(m.cells, row)
	}
	return m
}

func placeOf(set *form.Set, u *engine.UnitResult, i int) place {
	n := &u.Nodes[i]
	switch n.State {
	case engine.NotApplicable:
		return place{node: n, lack: notApplicable}
	case engine.NotDue:
		return place{node: n, lack: notDue}
	case engine.Missing:
		return place{node: n, lack: missing}
	case engine.NotScorable:
		return place{node: n, lack: notScorable}
	}
	if !anyScored(set, u, i) {
		return place{node: n, lack: unscored}
	}
	if share, ok := engine.Index(n.Points, n.Applied); ok {
		return place{node: n, share: share}
	}
	return place{node: n, lack: outside}
}

// anyScored reports whether a node is a scored leaf or has one below it: the points of an area are 0 also where none of its
// leaves has any yet.
func anyScored(set *form.Set, u *engine.UnitResult, i int) bool {
	for leaf := i; leaf < len(set.Nodes); leaf++ {
		state := u.Nodes[leaf].State
		if set.Nodes[leaf].Kind != form.NodeLeaf || state != engine.Scored && state != engine.Disputed {
			continue
		}
		for up := leaf; up >= i; up = set.Nodes[up].Parent {
			if up == i {
				return true
			}
		}
	}
	return false
}

// items makes a datum of every place that has a share.
func (m *heatMap) items(item func(row, column int, p *place) any) []any {
	data := make([]any, 0, m.marks)
	for row := range m.cells {
		for column := range m.cells[row] {
			if p := &m.cells[row][column]; p.lack == nil {
				data = append(data, item(row, column, p))
			}
		}
	}
	return data
}

// lacks lists the reasons that occur, and the places that have one as column, row and number of the reason.
func (m *heatMap) lacks() (used []*lack, places [][3]int) {
	seen := map[*lack]bool{}
	for _, row := range m.cells {
		for i := range row {
			seen[row[i].lack] = true
		}
	}
	number := map[*lack]int{}
	for _, l := range allLacks() {
		if seen[l] {
			number[l] = len(used)
			used = append(used, l)
		}
	}
	for row := range m.cells {
		for column := range m.cells[row] {
			if l := m.cells[row][column].lack; l != nil {
				places = append(places, [3]int{column, row, number[l]})
			}
		}
	}
	return used, places
}

// Rows of one sheet: a whole block where it fits, else about so many.
const (
	wholeRows = 40
	partRows  = 33
)

// parts cuts rows into sheets of nearly the same size.
func parts(rows int) []figure.Part {
	if rows <= wholeRows {
		return nil
	}
	return figure.Sheets(rows, partRows)
}
