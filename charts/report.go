// Package charts makes the pages on which the results of a year are shown: the report with every picture of the province,
// its blocks and the year, a unit's own page, the same pictures as files, and a unit's self-assessment form (Bảng tự đánh
// giá).
//
// It knows which pictures make a page and the layout of pages. What a picture draws is for the packages below it, and all
// numbers are the engine's; names and sentences are asked of the caller. It does not know where a result came from, reads
// no clock and no network: a page is one file that opens from disk and loads nothing.
package charts

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"cchc/charts/area"
	"cchc/charts/block"
	"cchc/charts/calendar"
	"cchc/charts/figure"
	"cchc/charts/heat"
	"cchc/engine"
	"cchc/internal/form"
)

// Report is what the report page (báo cáo kết quả) shows.
type Report struct {
	Title  string
	Scopes []*figure.Scope // the province first, where it was scored, then the sets of its units
}

// Page makes the report. It fails if a result does not belong to its set, or if its parts leave a point unexplained.
func (r *Report) Page() (*Page, error) {
	sections, err := r.sections()
	if err != nil {
		return nil, fmt.Errorf("make report: %w", err)
	}
	heads := make([]figure.Head, len(r.Scopes))
	for i, s := range r.Scopes {
		heads[i] = s.Head
	}
	return newPage(r.Title, heads, sections)
}

// sections are the parts of the report in reading order.
func (r *Report) sections() ([]section, error) {
	var sections []section
	for i, s := range r.Scopes {
		if err := figure.CheckShape(s.Set, s.Result); err != nil {
			return nil, err
		}
		var made section
		var err error
		if s.Set.Scope == form.ScopeProvince {
			made, err = provinceSection(s, i)
		} else {
			made, err = unitsSection(s, i)
		}
		if err != nil {
			return nil, fmt.Errorf("set %s: %w", s.Set.ID, err)
		}
		sections = append(sections, made)
	}
	if slices.ContainsFunc(r.Scopes, func(s *figure.Scope) bool { return s.Set.Scope != form.ScopeProvince }) {
		made, err := yearSection(r.Scopes)
		if err != nil {
			return nil, err
		}
		sections = append(sections, made)
	}
	return sections, nil
}

// provinceSection shows the province itself.
func provinceSection(s *figure.Scope, at int) (section, error) {
	out := section{ID: safeID(s.Set.ID, "bo", at), Title: "Toàn tỉnh"}
	for i := range s.Result.Units {
		u := &s.Result.Units[i]
		id := out.ID + "-" + safeID(u.Unit, "don-vi", i)
		g := group{ID: id + "-phan", Title: s.Full(u.Unit), Facts: unitFacts(s, u), Head: s.Head}
		anchor := anchors(s, id)
		units := []*engine.UnitResult{u}
		g.add(area.Radar(id+"-linh-vuc", s, u))
		g.add(area.WaterfallByArea(id+"-mat-diem-linh-vuc", s, u))
		g.add(area.WaterfallByCause(id+"-mat-diem-nguyen-nhan", s, u))
		g.add(area.Pareto(id+"-tieu-chi", s, costTitle+s.Full(u.Unit), units, anchor))
		g.Drills = area.Drills(s, units, anchor)
		out.Groups = append(out.Groups, g)
	}
	return out, out.err()
}

// unitsSection shows the units of one set, block by block. at numbers the section.
func unitsSection(s *figure.Scope, at int) (section, error) {
	out := section{ID: safeID(s.Set.ID, "bo", at), Title: s.Set.Title}
	list := s.Blocks()
	if len(list) == 0 {
		out.Empty = "Chưa có đơn vị nào trong lần chấm điểm này."
		return out, nil
	}
	var spread group
	spread.ID, spread.Title = out.ID+"-chung", "Phân bố chỉ số"
	spread.add(block.Distribution(out.ID+"-phan-bo", s, list))
	out.Groups = append(out.Groups, spread)
	for i, b := range list {
		id := out.ID + "-" + safeID(b.Code, "khoi", i)
		g := group{ID: id + "-phan", Title: b.Name + " (" + strconv.Itoa(len(b.Units)) + " đơn vị)", Head: s.Head}
		anchor := anchors(s, id)
		g.add(block.Ranking(id+"-xep-hang", s, b))
		g.add(heat.Areas(id+"-linh-vuc", s, b))
		g.add(heat.Leaves(id+"-tieu-chi", s, b))
		g.add(area.Pareto(id+"-mat-diem", s, costTitle+b.Name, b.Units, anchor))
		g.Drills = area.Drills(s, b.Units, anchor)
		g.add(block.SelfAgainst(id+"-tu-danh-gia", s, b))
		g.add(block.Slope(id+"-bien-dong", s, b))
		out.Groups = append(out.Groups, g)
	}
	return out, out.err()
}

// yearSection shows what all units owed over the year.
func yearSection(scopes []*figure.Scope) (section, error) {
	out := section{ID: "nam", Title: "Thời hạn trong năm"}
	g := group{ID: "nam-phan", Title: "Nghĩa vụ có hạn nộp của các đơn vị"}
	g.add(calendar.Deadlines("nam-han-nop", "Tài liệu, báo cáo phải nộp theo tháng đến hạn", scopes))
	g.add(calendar.Overdue("nam-tre-han", "Nộp đúng hạn, nộp muộn và chưa nộp theo khối", scopes))
	out.Groups = []group{g}
	return out, out.err()
}

// costTitle begins the title of a picture of the subcriteria that cost most.
const costTitle = "Tiêu chí thành phần chưa đạt nhiều điểm nhất: "

var plainID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// safeID makes a part of the id of places and files of a code: the code itself where it is plain, else a word and a number.
// So a picture keeps its name whatever else is drawn beside it.
func safeID(code, word string, at int) string {
	if plainID.MatchString(code) {
		return code
	}
	return word + "-" + strconv.Itoa(at+1)
}

// anchors gives the places in a page where a leaf's loss is drilled into; safe ids, whatever the leaf's code is.
func anchors(s *figure.Scope, id string) func(code string) string {
	return func(code string) string { return id + "-truy-" + strconv.Itoa(s.Set.NodeByCode(code)) }
}

// unitFacts are the figures that a unit is known by.
func unitFacts(s *figure.Scope, u *engine.UnitResult) []fact {
	places := s.Places()
	index := figure.IndexCell(u, places).Text
	facts := []fact{
		{"Điểm", u.Points.DecimalVN(places) + " trên " + u.Applied.DecimalVN(places) + " điểm tối đa áp dụng"},
		{"Chỉ số (%)", index},
		{"Còn có thể đạt", figure.ReachableText(u.Reachable, u.Bound, places)},
		{"Không lấy lại được", u.Lost.DecimalVN(places)},
	}
	if u.Class != "" {
		facts = append(facts, fact{"Xếp loại", u.Class})
	}
	if hold := s.Hold(u); hold != "" {
		facts = append(facts, fact{"Lưu ý", hold})
	}
	return facts
}

// rankFact is a unit's place in its block; a province has no others to be ranked with.
func rankFact(s *figure.Scope, u *engine.UnitResult) []fact {
	switch {
	case s.Set.Scope == form.ScopeProvince:
		return nil
	case !u.Ranked:
		return []fact{{"Hạng", s.NotRanked(u)}}
	case u.Rank == 0: // not worked out: a preview
		return nil
	}
	for _, b := range s.Blocks() {
		if b.Code == u.Block {
			return []fact{{"Hạng", figure.RankText(u) + " trong " + strconv.Itoa(len(b.Units)) + " đơn vị của khối"}}
		}
	}
	return nil
}
