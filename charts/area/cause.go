package area

import (
	"fmt"
	"slices"
	"strings"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/exact"
)

// causeSum is what a cause costs a unit.
type causeSum struct {
	cause  engine.Cause
	out    exact.Num // under engine.CauseOut only
	open   outlook
	leaves []string // their codes, in printed order
}

// causeSums adds a unit's losses up by cause, in the causes' order; causes without a loss are left out. It fails if they are
// not what the unit's own totals say: a reader adds columns up.
func causeSums(s *figure.Scope, u *engine.UnitResult) ([]causeSum, error) {
	at := s.At(u.Unit)
	if at < 0 {
		return nil, fmt.Errorf("unit %s: %w", u.Unit, figure.ErrUnknownUnit)
	}
	order := engine.Causes()
	sums := make([]causeSum, len(order))
	var all outlook
	for _, l := range s.Losses[at] {
		n := &u.Nodes[l.Node]
		c := &sums[slices.Index(order, l.Cause)]
		c.out = c.out.Add(l.Out)
		c.open.add(n, l.Lost, l.Reachable)
		all.add(n, l.Lost, l.Reachable)
		c.leaves = append(c.leaves, n.Code)
	}
	if !all.lost.Equal(u.Lost) || !all.reachable.Equal(u.Reachable) {
		return nil, fmt.Errorf("%w: unit %s: losses are %s lost and %s reachable, not %s and %s",
			figure.ErrSums, u.Unit, all.lost, all.reachable, u.Lost, u.Reachable)
	}
	for i := range sums {
		c := &sums[i]
		c.cause = order[i]
		c.open.bound = c.open.bound || u.Bound && len(c.leaves) > 1 // each may be had, but not all at once
	}
	return slices.DeleteFunc(sums, func(c causeSum) bool { return len(c.leaves) == 0 }), nil
}

// oneCause says how a leaf with several causes is counted.
const oneCause = "Tiêu chí có nhiều nguyên nhân được tính cả vào một nguyên nhân; lý do đầy đủ ở phần từng tiêu chí."

// Causes shows why a unit stands below its applied maximum: what is lost and what can still be reached by cause.
func Causes(id string, s *figure.Scope, u *engine.UnitResult) (figure.Figure, error) {
	f := figure.Figure{
		ID: id, Kind: "causes", Head: s.Head, Title: "Điểm chưa đạt theo nguyên nhân của " + s.Full(u.Unit),
		About: "Mỗi thanh là một nhóm nguyên nhân: phần điểm không lấy lại được và phần còn có thể đạt, " +
			"cộng từ các tiêu chí thành phần chưa đạt điểm tối đa vì nguyên nhân đó. " + oneCause,
	}
	sums, err := causeSums(s, u)
	if err != nil {
		return f, err
	}
	t := figure.Table{
		Title: "Điểm chưa đạt theo nguyên nhân",
		Heads: figure.Columns("Nguyên nhân", lostName, reachableName, "Số tiêu chí thành phần", "Mã tiêu chí thành phần"),
		Note:  causesNote(sums, u, s.Places()),
	}
	sums = slices.DeleteFunc(sums, func(c causeSum) bool { return c.cause == engine.CauseOut })
	r := rows{least: "0", layers: costLayers(len(sums))}
	lengths := make([]exact.Num, len(sums))
	leaves := 0
	for i := range sums {
		c := &sums[i]
		name := s.Words.Cause(c.cause)
		r.names = append(r.names, figure.Label(name, figure.LabelLength))
		cells := append([]figure.Cell{figure.NameCell(name)}, c.open.draw(i, &r.layers[0], &r.layers[1], s.Places())...)
		t.Rows = append(t.Rows, figure.Row{Cells: append(cells,
			figure.NumberCell(fmt.Sprint(len(c.leaves))), figure.NoteCell(strings.Join(c.leaves, ", ")))})
		lengths[i] = c.open.sum()
		leaves += len(c.leaves)
	}
	t.Rows = append(t.Rows, causesTotal(u, leaves, s.Places()))
	f.Tables = []figure.Table{t}
	if len(sums) == 0 {
		f.State = "Đơn vị đạt đủ điểm tối đa áp dụng: không có điểm nào bị mất hoặc còn chờ."
		if !u.Scorable {
			f.State = nothingApplies
		}
		return f, nil
	}
	r.legend, f.Marks = figure.Legend(r.layers...), figure.Marks(r.layers...)
	r.over = append(r.over, ends(lengths, s.Places()))
	f.Option, err = r.option(id)
	return f, err
}

func causesTotal(u *engine.UnitResult, leaves int, places exact.Rounding) figure.Row {
	all := outlook{u.Lost, u.Reachable, u.Bound}
	cells := append([]figure.Cell{figure.NameCell("Cộng")}, all.cells(places)...)
	return figure.Row{Class: "total", Cells: append(cells, figure.NumberCell(fmt.Sprint(leaves)), figure.Cell{})}
}

// causesNote says what is out of the maximum, which is no loss, and what the sign of a bound means.
func causesNote(sums []causeSum, u *engine.UnitResult, places exact.Rounding) string {
	var notes []string
	if len(sums) > 0 && sums[0].cause == engine.CauseOut {
		notes = append(notes, fmt.Sprintf("Không áp dụng, không tính là mất điểm: %s điểm tối đa của %d tiêu chí thành phần (%s).",
			sums[0].out.DecimalVN(places), len(sums[0].leaves), strings.Join(sums[0].leaves, ", ")))
	}
	if u.Bound {
		notes = append(notes, figure.BoundNote)
	}
	return strings.Join(notes, " ")
}
