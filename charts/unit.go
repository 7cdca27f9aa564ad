package charts

import (
	"fmt"

	"cchc/charts/area"
	"cchc/charts/calendar"
	"cchc/charts/figure"
	"cchc/engine"
)

// Unit is what a unit's own page shows: no other unit's result, only how many there are in its block.
type Unit struct {
	Title     string
	Scope     *figure.Scope
	Code      string
	Needs     []engine.Need             // what each leaf still lacks; none where nothing can be gained any more
	Do        func(*engine.Need) string // sentence: what to do for it
	Decisions []engine.Decision
}

// Page makes the unit's page. It fails if the unit is not in the result, if the result does not belong to its set, or if its
// parts leave a point unexplained.
func (u *Unit) Page() (*Page, error) {
	sections, err := u.sections()
	if err != nil {
		return nil, fmt.Errorf("make page of %s: %w", u.Code, err)
	}
	return newPage(u.Title, []figure.Head{u.Scope.Head}, sections)
}

func (u *Unit) sections() ([]section, error) {
	s := u.Scope
	if err := figure.CheckShape(s.Set, s.Result); err != nil {
		return nil, err
	}
	at := s.At(u.Code)
	if at < 0 {
		return nil, figure.ErrUnknownUnit
	}
	r := &s.Result.Units[at]
	g := group{ID: "don-vi-phan", Title: "Điểm và nguyên nhân mất điểm", Facts: unitFacts(s, r), Head: s.Head}
	g.Facts = append(g.Facts, rankFact(s, r)...)
	units := []*engine.UnitResult{r}
	anchor := anchors(s, "don-vi")
	g.add(area.Radar("don-vi-linh-vuc", s, r))
	g.add(area.WaterfallByArea("don-vi-mat-diem-linh-vuc", s, r))
	g.add(area.Causes("don-vi-nguyen-nhan", s, r))
	g.add(area.Pareto("don-vi-tieu-chi", s, costTitle+s.Full(u.Code), units, anchor))
	g.Drills = area.Drills(s, units, anchor)
	next := group{ID: "don-vi-viec", Title: "Thời hạn và việc còn có thể làm"}
	next.add(calendar.Reachable("don-vi-con-dat", s, r, u.Needs, u.Do))
	next.add(calendar.Timeline("don-vi-dien-bien", s, r, u.Decisions))
	out := section{ID: "don-vi", Title: s.Full(u.Code), Groups: []group{g, next}}
	return []section{out}, out.err()
}
