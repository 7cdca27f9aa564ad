package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// drill walks from the aggregated figures of a leaf, or of all leaves under a node, down to what each unit brought and
// the documents behind it. all are the scorings of the year, whose cases have the units' facts.
func (s *scoring) drill(a *app, all []*scoring, unit, code string) error {
	at := slices.IndexFunc(s.c.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == unit })
	rollups := s.c.Units[at].Rollups
	top := s.set.NodeByCode(code)
	shown := false
	for i := range rollups {
		if top < 0 || readBelow(s.set, rollups[i].Input, top) {
			s.printParts(a, all, &rollups[i])
			shown = true
		}
	}
	if !shown {
		a.note("%s", wording.Message("cli.nothing_added_up"))
	}
	return nil
}

// partOrder is the order in which units are listed: what is lacking first.
var partOrder = []engine.PartState{engine.PartMissing, engine.PartWorst, engine.PartCounted, engine.PartNotDue, engine.PartNotApplicable}

func (s *scoring) printParts(a *app, all []*scoring, r *engine.Rollup) {
	in := s.set.Input(r.Input)
	sum := wording.State(r.State)
	if r.State == engine.Scored {
		sum = wording.Value(engine.Value{Type: form.TypeNumber, Num: r.Value}, "", in)
	}
	c := r.Coverage()
	fmt.Fprintf(a.stdout, "\n%s\n", wrap(wording.Message("cli.added_up", in.Label, sum, fmt.Sprint(c.Counted), fmt.Sprint(c.Of)), 2))
	parts := slices.Clone(r.Parts)
	slices.SortStableFunc(parts, func(x, y engine.Part) int {
		return cmp.Or(cmp.Compare(slices.Index(partOrder, x.State), slices.Index(partOrder, y.State)), strings.Compare(x.Unit, y.Unit))
	})
	t := newTable("Đơn vị", "Số liệu#", "Trạng thái", "Tài liệu, nguồn")
	for i := range parts {
		p := &parts[i]
		value := noneCounted
		if p.State == engine.PartCounted || p.State == engine.PartWorst {
			value = wording.Value(engine.Value{Type: form.TypeNumber, Num: p.Value}, "", in)
		}
		state := wording.Message("cli.part." + string(p.State))
		if p.Why != "" {
			state += ", " + wording.Message("cli.part_why."+p.Why)
		}
		t.add(shortName(s.unitName(p.Unit)), value, state, evidenceOf(all, in.From[p.Source].Input, p))
	}
	t.write(a.stdout)
}

// evidenceOf names the documents and sources of what a unit brought.
func evidenceOf(all []*scoring, input string, p *engine.Part) string {
	s, err := scoringOf(all, p.Unit)
	if err != nil {
		return ""
	}
	at := slices.IndexFunc(s.c.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == p.Unit })
	facts := s.c.Units[at].Facts
	if p.Fact >= 0 {
		facts = facts[p.Fact : p.Fact+1]
	}
	var named []string
	for i := range facts {
		f := &facts[i]
		text := cmp.Or(f.Document, f.Source)
		if f.Input == input && text != "" && !slices.Contains(named, text) {
			named = append(named, text)
		}
	}
	return strings.Join(named, "; ")
}
