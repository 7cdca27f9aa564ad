package main

import (
	"slices"
	"strconv"
	"strings"

	"cchc/charts"
	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/wording"
	"cchc/rules/diff"
	"cchc/rules/impact"
)

// writePage writes the impact as one self-contained page.
func (p *impactPrint) writePage(path string) error {
	made, err := p.pageOf()
	if err != nil {
		return err
	}
	page, err := made.Page()
	if err != nil {
		return pageFailure(err)
	}
	return writeFile(path, page.Write)
}

// pageOf lays the impact out for a page.
func (p *impactPrint) pageOf() (*charts.Impact, error) {
	s := p.later()
	scope, err := s.scope("")
	if err != nil {
		return nil, err
	}
	for _, label := range p.labels() {
		if !slices.Contains(scope.Head.Labels, label) {
			scope.Head.Labels = append(scope.Head.Labels, label)
		}
	}
	scope.Earlier = p.standings()
	x, y := p.before.Set, p.after.Set
	out := &charts.Impact{Scope: scope, Title: wording.Message("cli.impact_page", y.ID, x.Version, y.Version),
		Tables: []charts.ImpactTable{p.changeTable(), p.nodeTable()}}
	for _, block := range p.Blocks {
		out.Blocks = append(out.Blocks, charts.ImpactBlock{Code: block, Counts: p.counts(block), Units: p.unitTable(block)})
	}
	return out, nil
}

// standings is how the units stand under the earlier version.
func (p *impactPrint) standings() *figure.Earlier {
	x := p.before.Set
	e := &figure.Earlier{Name: wording.Message("cli.impact_page_name", x.ID, x.Version), Set: x.ID, Version: x.Version, Revised: true,
		Units: map[string]figure.Standing{}}
	for i := range p.results[0].result.Units {
		u := &p.results[0].result.Units[i]
		e.Units[u.Unit] = figure.Standing{Block: u.Block, Index: u.Index, Scorable: u.Scorable, Rank: u.Rank}
	}
	return e
}

// changeTable lists the changes that can move a result, with the units each moved.
func (p *impactPrint) changeTable() charts.ImpactTable {
	t := charts.ImpactTable{ID: "thay-doi", Title: "Thay đổi của quy tắc có thể làm thay đổi điểm",
		About:  wording.Message("cli.impact_page_about"),
		Counts: wording.Message("cli.impact_page_changes", strconv.Itoa(p.changes.Count(diff.Scores))),
		Table:  figure.Table{Title: "Thay đổi của quy tắc", Heads: figure.Columns("Tiêu chí, đầu vào", "Thay đổi", "Đơn vị", "Tổng điểm")}}
	t.Table.Heads[0][1].Class = "note"
	for i := range p.changes.List {
		ch := &p.changes.List[i]
		if ch.Effect != diff.Scores {
			continue
		}
		units, by := figure.WordCell("–"), figure.WordCell("–")
		if n, sum := p.sumOf(i); n > 0 {
			units, by = figure.NumberCell(strconv.Itoa(n)), figure.NumberCell(p.signed(sum))
		}
		t.Table.Rows = append(t.Table.Rows, figure.Row{Cells: []figure.Cell{figure.NameCell(wording.ChangePlace(p.changes, ch)),
			figure.NoteCell(wording.Change(p.changes, ch)), units, by}})
	}
	return t
}

// nodeTable lists the totals of areas, criteria and leaves that differ.
func (p *impactPrint) nodeTable() charts.ImpactTable {
	t := charts.ImpactTable{ID: "tong", Title: "Tổng điểm của các đơn vị theo lĩnh vực, tiêu chí",
		About:  "Chỉ các dòng có thay đổi, tính trên các đơn vị có ở cả hai kết quả.",
		Counts: wording.Message("cli.impact_whole") + ": " + p.vn(p.Exact.Before) + " → " + p.vn(p.Exact.After) + " (" + p.signed(p.Exact.By()) + ")",
		Table: figure.Table{Title: "Tổng điểm trước và sau", Heads: figure.Columns("Lĩnh vực, tiêu chí", "Trước", "Sau", "Chênh lệch", "Tối đa trước",
			"Tối đa sau", "Đơn vị đổi điểm")}}
	for i := range p.Nodes {
		n := &p.Nodes[i]
		if !p.told(n) {
			continue
		}
		t.Table.Rows = append(t.Table.Rows, figure.Row{Cells: []figure.Cell{figure.NameCell(codeOf(n.Code, n.Gone()) + " " + p.nodeName(n)),
			figure.NumberCell(p.vn(n.Points.Before)), figure.NumberCell(p.vn(n.Points.After)), figure.NumberCell(p.signed(n.Points.By())),
			figure.NumberCell(p.vn(n.Applied.Before)), figure.NumberCell(p.vn(n.Applied.After)), figure.NumberCell(strconv.Itoa(n.Units))}})
	}
	return t
}

// unitTable lists the units of a block that changed, and how many did not.
func (p *impactPrint) unitTable(block string) figure.Table {
	changed, same := p.ofBlock(block)
	t := figure.Table{Title: "Từng đơn vị trước và sau", Heads: figure.Columns("Đơn vị", "Hạng trước", "Hạng sau", "Đổi hạng", "Vượt", "Bị vượt",
		"Điểm trước", "Điểm sau", "Chênh lệch", "Tối đa áp dụng", "Chỉ số trước (%)", "Chỉ số sau (%)", "Xếp loại", "Tiêu chí làm đổi điểm")}
	t.Heads[0][13].Class = "note"
	if same > 0 {
		t.Note = wording.Message("cli.impact_unchanged", strconv.Itoa(same))
	}
	for _, u := range changed {
		cells := []figure.Cell{figure.NameCell(p.name(u.Unit))}
		row := p.row(u)
		most := row[9]
		if row[10] != most {
			most += " → " + row[10]
		}
		for _, text := range append(row[1:9:9], most) {
			cells = append(cells, figure.NumberCell(text))
		}
		why := strings.TrimLeft(p.notRanked(u)+" "+p.moves(u), " ")
		cells = append(cells, p.indexCell(u.Before), p.indexCell(u.After), figure.WordCell(row[11]), figure.NoteCell(why))
		t.Rows = append(t.Rows, figure.Row{Cells: cells})
	}
	dropEmpty(&t)
	return t
}

// dropEmpty leaves out the columns in which no row has anything.
func dropEmpty(t *figure.Table) {
	for i := len(t.Heads[0]) - 1; i >= 0; i-- {
		if slices.ContainsFunc(t.Rows, func(r figure.Row) bool { return r.Cells[i].Text != noneCounted }) {
			continue
		}
		t.Heads[0] = slices.Delete(t.Heads[0], i, i+1)
		for k := range t.Rows {
			t.Rows[k].Cells = slices.Delete(t.Rows[k].Cells, i, i+1)
		}
	}
}

func (p *impactPrint) indexCell(u *engine.UnitResult) figure.Cell {
	if u == nil {
		return figure.WordCell("–")
	}
	return figure.IndexCell(u, p.later().set.Rounding.Rounding)
}

// told reports whether a node's totals are worth a row.
func (p *impactPrint) told(n *impact.Node) bool {
	return !n.Points.By().IsZero() || !n.Applied.By().IsZero() || n.Units > 0
}
