package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/wording"
)

// drill walks from the aggregated figures of a leaf, or of all leaves under a node, down to what each unit brought and
// the documents behind it. all are the scorings of the year, whose cases have the units' facts; of the units whose figure
// counted only the first most are printed, 0 is all.
func (s *scoring) drill(a *app, all []*scoring, unit, code string, most int) {
	at := slices.IndexFunc(s.c.Units, func(uc engine.UnitCase) bool { return uc.Unit.Code == unit })
	rollups := s.c.Units[at].Rollups
	top := s.set.NodeByCode(code)
	shown := false
	below := s.set.InputsBelow(top)
	for i := range rollups {
		if slices.Contains(below, rollups[i].Input) {
			s.printParts(a, all, &rollups[i], most)
			shown = true
		}
	}
	if !shown {
		a.note("%s", wording.Message("cli.nothing_added_up"))
	}
}

// partOrder is the order in which units are listed: what is lacking first.
var partOrder = []engine.PartState{engine.PartMissing, engine.PartWorst, engine.PartCounted, engine.PartNotDue, engine.PartNotApplicable}

func (s *scoring) printParts(a *app, all []*scoring, r *engine.Rollup, most int) {
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
	t := newTable("Đơn vị", "Số liệu#", "Tài liệu, nguồn; vì sao không tính")
	counted := 0
	for i := range parts {
		p := &parts[i]
		value, from := noneCounted, evidenceOf(all, in.From[p.Source].Input, p)
		if p.State == engine.PartCounted || p.State == engine.PartWorst {
			value = wording.Value(engine.Value{Type: form.TypeNumber, Num: p.Value}, "", in)
		}
		if p.State == engine.PartCounted {
			if counted++; most > 0 && counted > most {
				continue
			}
		} else {
			why := wording.Message("cli.part." + string(p.State))
			if p.Why != "" {
				why += ", " + wording.Message("cli.part_why."+p.Why)
			}
			from = append([]string{why}, from...)
		}
		t.add(shortName(s.unitName(p.Unit)), value, strings.Join(from, "; "))
	}
	t.write(a.stdout)
	if most > 0 && counted > most {
		fmt.Fprintf(a.stdout, "  %s\n", wording.Message("cli.more_units", strconv.Itoa(counted-most)))
	}
}

// addEvidence adds to the account of aggregated figures the documents behind what each unit brought.
func (p *problem) addEvidence(out *explainJSON, traces []engine.Trace, all []*scoring) {
	out.Drilled = []string{}
	for i := range traces {
		for k := range traces[i].Facts {
			use := &traces[i].Facts[k]
			if use.Rollup == nil {
				continue
			}
			if !slices.Contains(out.Drilled, use.Input) {
				out.Drilled = append(out.Drilled, use.Input)
			}
			from := p.set.Input(use.Input).From
			for n := range use.Rollup.Parts {
				part := &use.Rollup.Parts[n]
				out.Traces[i].Facts[k].Units.Parts[n].Evidence = evidenceOf(all, from[part.Source].Input, part)
			}
		}
	}
}

// evidenceOf names the documents and sources of what a unit brought.
func evidenceOf(all []*scoring, input string, p *engine.Part) []string {
	s, err := scoringOf(all, p.Unit)
	if err != nil {
		return nil
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
	return named
}
