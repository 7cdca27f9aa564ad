package charts

import (
	"fmt"

	"cchc/charts/block"
	"cchc/charts/figure"
	"cchc/internal/form"
)

// Impact is what the page of a revision of a criteria set shows (ảnh hưởng của việc sửa bộ tiêu chí): how ranks move, block
// by block, and in tables what moved them. The tables are the caller's; ranks and indices are the engine's.
type Impact struct {
	Title  string
	Scope  *figure.Scope // the later version; its Earlier is how the units stand under the earlier one
	Blocks []ImpactBlock // of the scope, in its order
	Tables []ImpactTable // over all blocks
}

// ImpactBlock is one block: its units in a table, and how many of them move in a sentence.
type ImpactBlock struct {
	Code, Counts string
	Units        figure.Table
}

// ImpactTable is a table with what it is about. ID is a part of the id of its place.
type ImpactTable struct {
	ID, Title, About, Counts string
	Table                    figure.Table
}

// Page makes the page. It fails if the result does not belong to its set.
func (r *Impact) Page() (*Page, error) {
	s := r.Scope
	if err := figure.CheckShape(s.Set, s.Result); err != nil {
		return nil, fmt.Errorf("make page of impact: %w", err)
	}
	out := section{ID: "anh-huong", Title: s.Set.Title}
	whole := group{ID: out.ID + "-chung", Title: "Điều thay đổi và ảnh hưởng chung"}
	for _, t := range r.Tables {
		whole.add(r.table(out.ID+"-"+t.ID, t.Title, t.About, t.Counts, t.Table), nil)
	}
	out.Groups = []group{whole}
	for i, b := range s.Blocks() {
		id := out.ID + "-" + safeID(b.Code, "khoi", i)
		g := group{ID: id + "-phan", Title: b.Name}
		if s.Set.Scope != form.ScopeProvince { // ranked with nobody
			g.add(block.Slope(id+"-bien-dong", s, b))
		}
		for _, own := range r.Blocks {
			if own.Code == b.Code {
				g.add(r.table(id+"-don-vi", b.Name+": từng đơn vị trước và sau", unitsAbout, own.Counts, own.Units), nil)
			}
		}
		out.Groups = append(out.Groups, g)
	}
	if err := out.err(); err != nil {
		return nil, fmt.Errorf("make page of impact: %w", err)
	}
	return newPage(r.Title, []figure.Head{s.Head}, []section{out})
}

const unitsAbout = "Đơn vị đổi hạng nhiều nhất đứng trước. Cột cuối nêu từng tiêu chí làm đổi điểm; các số này cộng lại đúng bằng " +
	"chênh lệch điểm trên số chưa làm tròn."

// table is a table that has no picture: its caption stands above it once, with a sentence that sums it up.
func (r *Impact) table(id, title, about, counts string, t figure.Table) figure.Figure {
	return figure.Figure{ID: id, Kind: "table", Head: r.Scope.Head, Title: title, About: about, State: counts, Tables: []figure.Table{t}}
}
