package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/rules"
	"cchc/seeds"
	"cchc/seeds/demo"
)

// drawnUnit makes up evidence for any set: parts are drawn below their wholes, a sixth of everything is absent, documents and
// reports come around their due dates and none after the day.
func drawnUnit(set *form.Set, asOf day.Day, block string, seed uint64) engine.UnitCase {
	r := rand.New(rand.NewPCG(77, seed))
	uc := engine.UnitCase{Unit: engine.Unit{Code: fmt.Sprintf("u-%d", seed), Block: block}}
	for _, a := range set.Attrs {
		uc.Unit.Attrs = append(uc.Unit.Attrs, engine.AttrValue{Name: a.Name, Value: engine.Value{Type: a.Type, Bool: r.IntN(8) > 0}})
	}
	most := map[string]int{} // by part: what it must not exceed
	for _, v := range set.Values {
		if v.Expr.Kind != form.ExRatio {
			continue
		}
		whole := r.IntN(120)
		for _, name := range set.ExprInputs(v.Expr.Args[1]) {
			most[name] = -whole // exactly
		}
		parts := set.ExprInputs(v.Expr.Args[0])
		for _, name := range parts {
			if _, ok := most[name]; !ok {
				most[name] = whole / len(parts)
			}
		}
	}
	fact := func(input, row, field string, v engine.Value) {
		if r.IntN(6) > 0 {
			uc.Facts = append(uc.Facts, engine.Fact{Input: input, Row: row, Field: field, Value: v})
		}
	}
	number := func(n exact.Num) engine.Value { return engine.Value{Type: form.TypeNumber, Num: n} }
	date := func(input, row, field string, d day.Day) {
		if d <= asOf {
			fact(input, row, field, engine.Value{Type: form.TypeDate, Day: d})
		}
	}
	owed := map[string]bool{}
	owe := func(d string, keys ...string) {
		for _, key := range keys {
			if !owed[d+key] && r.IntN(12) > 0 {
				uc.Dues = append(uc.Dues, engine.Due{Deliverable: d, Key: key, Due: day.Must(2026, 1, 20).Add(r.IntN(345)), Received: r.IntN(2) > 0})
			}
			owed[d+key] = true
		}
	}
	for i := range set.Inputs {
		in := &set.Inputs[i]
		switch in.Type {
		case form.InYesNo:
			fact(in.Name, "", "", engine.Value{Type: form.TypeBool, Bool: r.IntN(4) > 0})
		case form.InLevel:
			fact(in.Name, "", "", engine.Value{Type: form.TypeLevel, Text: in.Options[r.IntN(len(in.Options))].ID})
		case form.InDate:
			date(in.Name, "", "", day.Must(2026, 1, 20).Add(r.IntN(340)))
		case form.InEvent:
			owe(in.Deliverables[0], "e1")
		case form.InDocument:
			key := in.Occurrence
			owe(in.Deliverables[0], key)
			date(in.Name, "", "", day.Must(2026, 1, 20).Add(r.IntN(340)))
		case form.InReports:
			owe(in.Deliverables[0], "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
			for _, d := range uc.Dues {
				if d.Deliverable == in.Deliverables[0] {
					date(in.Name, d.Key, "received", d.Due.Add(r.IntN(20)-15))
					date(in.Name, d.Key, "issued", d.Due.Add(r.IntN(20)-15))
				}
			}
		case form.InIndex:
			fact(in.Name, "", "", number(exact.Int(int64(r.IntN(in.Scale+1)))))
		case form.InSurvey:
			for _, g := range in.Groups {
				for a := 1; a <= in.Scale; a++ {
					fact(in.Name, g.ID, fmt.Sprint(a), number(exact.Int(int64(r.IntN(80)))))
				}
			}
		case form.InList:
		default:
			n := r.IntN(9)
			if m, ok := most[in.Name]; ok && m <= 0 {
				n = -m
			} else if ok {
				n = r.IntN(m + 1)
			}
			if in.Max != nil && in.Max.Less(exact.Int(int64(n))) {
				n = 0
			}
			fact(in.Name, "", "", number(exact.Int(int64(n))))
		}
	}
	return uc
}

func embedded(t testing.TB, id string) *form.Set {
	t.Helper()
	l, err := rules.LoadEmbedded(id)
	if err != nil {
		t.Fatal(err)
	}
	return l.Set
}

// demoCase is the departments' demo year as it stood on a day: only what had been recorded and had happened by then.
func demoCase(t testing.TB, asOf day.Day, stage engine.Stage) *engine.Case {
	t.Helper()
	set, units := embedded(t, "so-2026"), seeds.DefaultUnits()
	year, err := demo.Year(set, units)
	if err != nil {
		t.Fatal(err)
	}
	owed, err := seeds.Obligations(seeds.DefaultPlan(), seeds.DefaultReadings(), units, nil, seeds.DefaultSettings(), asOf)
	if err != nil {
		t.Fatal(err)
	}
	c := &engine.Case{Set: set, AsOf: asOf, Stage: stage}
	for _, u := range year.Units {
		uc := engine.UnitCase{Unit: engine.Unit{Code: u.Unit, Block: seeds.BlockDepartment}, Decisions: u.Decisions}
		for _, a := range set.Attrs {
			if v, ok := units.Attribute(u.Unit, a.Name, min(asOf, set.Period.To)); ok {
				uc.Unit.Attrs = append(uc.Unit.Attrs, engine.AttrValue{Name: a.Name, Value: engine.Value{Type: a.Type, Bool: v.Value == "true"}})
			}
		}
		for _, f := range u.Facts {
			if f.Value.Type != form.TypeDate || f.Value.None || f.Value.Day <= asOf {
				uc.Facts = append(uc.Facts, f)
			}
		}
		for _, o := range owed {
			if o.Unit == u.Unit && o.State != seeds.AwaitingEvent && o.Kind != seeds.Continuous {
				uc.Dues = append(uc.Dues, engine.Due{Deliverable: o.Deliverable, Key: o.Key, Due: o.Due, Received: o.DatesBy == seeds.Received})
			}
		}
		c.Units = append(c.Units, uc)
	}
	return c
}

var needGoals = map[string]engine.Goal{
	"next":    {Kind: engine.GoalNext},
	"most":    {Kind: engine.GoalMost},
	"quarter": {Kind: engine.GoalPoints, Points: exact.MustFrac(1, 4)},
}

// TestNeedOfShippedSets holds every path of made-up units of both shipped sets, and of the demo year, to its promises.
func TestNeedOfShippedSets(t *testing.T) {
	days := []day.Day{day.Must(2026, 3, 1), day.Must(2026, 6, 20), day.Must(2026, 10, 15), day.Must(2026, 12, 10), day.Must(2026, 12, 20),
		day.Must(2027, 1, 5)}
	paths, combined := 800, 50
	if testing.Short() { // under the race detector
		days, paths, combined = days[2:4], 100, 5
	}
	seen := &needSeen{why: map[engine.Standstill]int{}, blocked: map[engine.BlockKind]int{}, types: map[form.InputType]int{}}
	for i, asOf := range days {
		for _, of := range []struct{ id, block string }{{"so-2026", "so"}, {"xa-2026", "xa"}} {
			c := &engine.Case{Set: embedded(t, of.id), AsOf: asOf, Stage: engine.StageSelf}
			for k := range 2 {
				c.Units = append(c.Units, drawnUnit(c.Set, asOf, of.block, uint64(100*i+k)))
			}
			checkNeeds(t, c, seen)
		}
		c := demoCase(t, asOf, engine.StageSelf)
		c.Units = c.Units[2*i : 2*i+2]
		checkNeeds(t, c, seen)
	}
	t.Logf("%d paths, %d of several actions; %v; %v; %v", seen.paths, seen.combined, seen.why, seen.blocked, seen.types)
	if seen.paths < paths || seen.combined < combined {
		t.Errorf("only %d paths, %d of several actions", seen.paths, seen.combined)
	}
	for _, typ := range []form.InputType{form.InCount, form.InAmount, form.InYesNo, form.InDate, form.InDocument, form.InReports} {
		if seen.types[typ] == 0 {
			t.Errorf("no action on a %s", typ)
		}
	}
}

type needSeen struct {
	paths, combined int
	why             map[engine.Standstill]int
	blocked         map[engine.BlockKind]int
	types           map[form.InputType]int
}

func checkNeeds(t *testing.T, c *engine.Case, seen *needSeen) {
	t.Helper()
	p, err := engine.Compile(c.Set)
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewScorer(c, p.References(c))
	hash, err := c.Hash(p.Ref().Hash)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Units {
		uc := &c.Units[i]
		u, err := s.ScoreUnit(uc)
		if err != nil {
			t.Fatal(err)
		}
		for name, goal := range needGoals { // each is judged alone: order does not matter
			needs, err := s.Need(uc, "", goal)
			if err != nil {
				t.Fatal(err)
			}
			k := &needCheck{t: t, c: c, s: s, uc: uc, u: &u, goal: goal, at: fmt.Sprintf("%s, %s, %s, goal %s", c.Set.ID, c.AsOf, uc.Unit.Code, name)}
			k.all(needs, seen)
		}
	}
	if again, _ := c.Hash(p.Ref().Hash); again != hash {
		t.Error("looking for paths changed the case")
	}
}

// needCheck judges the needs of one unit.
type needCheck struct {
	t    *testing.T
	c    *engine.Case
	s    *engine.Scorer
	uc   *engine.UnitCase
	u    *engine.UnitResult
	goal engine.Goal
	at   string
}

func (k *needCheck) all(needs []engine.Need, seen *needSeen) {
	if len(needs) != len(k.c.Set.Leaves()) {
		k.t.Errorf("%s: %d needs", k.at, len(needs))
	}
	sum := exact.Num{}
	for i := range needs {
		n := &needs[i]
		if (len(n.Paths) == 0) == (n.Why == "") {
			k.t.Errorf("%s: %s has %d paths and stands still by %q", k.at, n.Code, len(n.Paths), n.Why)
		}
		seen.why[n.Why]++
		for _, b := range n.Blocked {
			seen.blocked[b.Why]++
		}
		for j := range n.Paths {
			seen.paths++
			if len(n.Paths[j].Actions) > 1 {
				seen.combined++
			}
			for _, a := range n.Paths[j].Actions {
				seen.types[k.c.Set.Input(a.Input).Type]++
			}
			k.path(n, &n.Paths[j])
		}
		if best := n.Best(); best != nil && !n.Now.Bound {
			if n.Now.Reachable.Less(best.Gain) {
				k.t.Errorf("%s: %s gains %s of %s still reachable", k.at, n.Code, best.Gain, n.Now.Reachable)
			}
			sum = sum.Add(best.Gain)
		}
	}
	if k.u.Reachable.Less(sum) {
		k.t.Errorf("%s: all gains are %s, still reachable %s", k.at, sum, k.u.Reachable)
	}
}

// score gives the leaf and the unit as they would be with changes.
func (k *needCheck) score(node int, changes []engine.Fact) (engine.NodeResult, exact.Num) {
	k.t.Helper()
	changed := k.s.With(k.uc, changes)
	after, err := k.s.ScoreUnit(&changed)
	if err != nil {
		k.t.Fatalf("%s: %v", k.at, err)
	}
	return after.Nodes[node], after.Exact
}

// reaches reports whether a leaf's outcome is what the path is for.
func (k *needCheck) reaches(n *engine.Need, p *engine.Path, r engine.NodeResult) bool {
	if r.State != engine.Scored && r.State != engine.Disputed {
		return false
	}
	switch k.goal.Kind {
	case engine.GoalPoints:
		return !r.Points.Less(n.Now.Points.Add(k.goal.Points))
	case engine.GoalNext:
		return !r.Points.Less(p.To.Points) && r.Branch != n.Now.Branch
	}
	return !r.Points.Less(p.To.Points)
}

func (k *needCheck) path(n *engine.Need, p *engine.Path) {
	at := fmt.Sprintf("%s: %s by %+v", k.at, n.Code, p.Actions)
	leaf, total := k.score(n.Node, p.Changes())
	if !p.Proved || !leaf.Points.Equal(p.To.Points) || !leaf.Points.Sub(n.Now.Points).Equal(p.Gain) || !total.Sub(k.u.Exact).Equal(p.Total) {
		k.t.Errorf("%s: promised %s to %s, scored %s", at, p.Gain, p.To.Points, leaf.Points)
	}
	if p.Gain.Sign() <= 0 || p.Total.Sign() <= 0 || k.goal.Kind == engine.GoalPoints && p.Gain.Less(k.goal.Points) {
		k.t.Errorf("%s: gains %s, the total %s", at, p.Gain, p.Total)
	}
	for i := range p.Actions {
		k.admissible(at, &p.Actions[i])
		less := slices.Delete(p.Changes(), i, i+1)
		if r, _ := k.score(n.Node, less); k.reaches(n, p, r) {
			k.t.Errorf("%s: %s is not needed", at, p.Actions[i].Input)
		}
		k.smallest(at, n, p, i)
	}
	k.deadlines(at, n, p)
}

// smallest takes one step off a figure.
func (k *needCheck) smallest(at string, n *engine.Need, p *engine.Path, i int) {
	a := &p.Actions[i]
	in := k.c.Set.Input(a.Input)
	if a.To.Type != form.TypeNumber {
		return
	}
	step := exact.Int(1) // no input with a lever in the shipped sets has decimals
	if in.Lever == form.LeverDown {
		step = step.Neg()
	}
	less := p.Changes()
	less[i].Value.Num = a.To.Num.Sub(step)
	if less[i].Value.Num.Sign() < 0 {
		return
	}
	if r, _ := k.score(n.Node, less); k.reaches(n, p, r) {
		k.t.Errorf("%s: one less of %s does too", at, a.Input)
	}
	if !a.To.Num.Sub(a.From.Num).Equal(a.By) {
		k.t.Errorf("%s: from %s to %s is not %s", at, a.From.Num, a.To.Num, a.By)
	}
}

// admissible holds an action to what may be advised, told anew from the set.
func (k *needCheck) admissible(at string, a *engine.Action) {
	in := k.c.Set.Input(a.Input)
	until := in.Until
	if until == day.None {
		until = k.c.Set.Period.CutOff
		if a.To.Type == form.TypeDate {
			until = k.c.Set.Period.To
		}
	}
	if a.Until < k.c.AsOf || a.Until > until {
		k.t.Errorf("%s: until %s, seen from %s, the input is open until %s", at, a.Until, k.c.AsOf, until)
	}
	switch in.Type {
	case form.InCount, form.InAmount, form.InNumber, form.InRatio, form.InIndex:
		declared := a.From.None && a.To.Num.IsZero() // nothing there, and nothing more asked than to say so
		up, down := in.Lever == form.LeverUp && (declared || a.From.Num.Less(a.To.Num)), in.Lever == form.LeverDown && a.To.Num.Less(a.From.Num)
		if !up && !down {
			k.t.Errorf("%s: %s moves from %s to %s with lever %q", at, a.Input, a.From.Num, a.To.Num, in.Lever)
		}
	case form.InDocument, form.InReports:
		if !a.From.None || !slices.ContainsFunc(k.uc.Dues, func(d engine.Due) bool { return d.Deliverable == in.Deliverables[0] }) {
			k.t.Errorf("%s: %s is there or not owed", at, a.Input)
		}
	case form.InDate:
		if !a.From.None || in.DeclaredBy != "unit" && in.Until == day.None {
			k.t.Errorf("%s: %s is there or another's", at, a.Input)
		}
	case form.InYesNo, form.InLevel:
		if in.Lever == form.LeverNone && (!a.From.None || in.DeclaredBy != "unit") {
			k.t.Errorf("%s: %s is there or another's", at, a.Input)
		}
	default:
		k.t.Errorf("%s: %s is a %s", at, a.Input, in.Type)
	}
}

// deadlines does everything on its last day, and then each thing a day after it.
func (k *needCheck) deadlines(at string, n *engine.Need, p *engine.Path) {
	late := p.Changes()
	for i, a := range p.Actions {
		if a.To.Type == form.TypeDate {
			late[i].Value.Day = a.Until
		}
	}
	if r, _ := k.score(n.Node, late); !r.Points.Equal(p.To.Points) {
		k.t.Errorf("%s: on the last days %s, promised %s", at, r.Points, p.To.Points)
	}
	for i, a := range p.Actions {
		in := k.c.Set.Input(a.Input)
		end := in.Until
		if end == day.None {
			end = k.c.Set.Period.To
		}
		if a.To.Type != form.TypeDate || a.Until >= end {
			continue
		}
		late[i].Value.Day = a.Until.Add(1)
		if r, _ := k.score(n.Node, late); !r.Points.Less(p.To.Points) {
			k.t.Errorf("%s: the day after %s has %s too", at, a.Until, r.Points)
		}
		late[i].Value.Day = a.Until
	}
}

// BenchmarkNeed finds the paths of all leaves of one unit in the middle of the year.
func BenchmarkNeed(b *testing.B) {
	c := demoCase(b, day.Must(2026, 10, 15), engine.StageSelf)
	drawn := &engine.Case{Set: c.Set, AsOf: c.AsOf, Stage: c.Stage}
	for k := range 16 {
		drawn.Units = append(drawn.Units, drawnUnit(c.Set, c.AsOf, "so", uint64(k)))
	}
	for _, of := range []struct {
		name string
		c    *engine.Case
	}{{"demo", c}, {"gaps", drawn}} {
		for _, name := range []string{"next", "most"} {
			b.Run(of.name+"/"+name, func(b *testing.B) {
				p := mustCompile(b, of.c)
				s := p.NewScorer(of.c, p.References(of.c))
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					if _, err := s.Need(&of.c.Units[i%len(of.c.Units)], "", needGoals[name]); err != nil {
						b.Fatal(err)
					}
					i++
				}
			})
		}
	}
}
