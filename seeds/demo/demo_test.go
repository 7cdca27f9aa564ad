package demo_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/sheet"
	"cchc/rules"
	"cchc/seeds"
	"cchc/seeds/demo"
)

// finalDay is after the lock of the period, when the results are settled.
var finalDay = day.Must(2027, 1, 20)

// made is the year with everything that it is scored with.
type made struct {
	set   *form.Set
	units *seeds.Units
	data  *demo.Data
}

func makeYear(t testing.TB) *made {
	t.Helper()
	loaded, err := rules.LoadEmbedded("so-2026")
	if err != nil {
		t.Fatal(err)
	}
	m := &made{set: loaded.Set, units: seeds.DefaultUnits()}
	if m.data, err = demo.Year(m.set, m.units); err != nil {
		t.Fatal(err)
	}
	return m
}

// facts are the year in the form that is written as files.
func (m *made) facts() *sheet.Facts {
	out := &sheet.Facts{}
	for _, u := range m.data.Units {
		uf := sheet.UnitFacts{Unit: u.Unit, Facts: u.Facts, Decisions: u.Decisions}
		for _, c := range u.Corrections {
			uf.Corrections = append(uf.Corrections, sheet.Correction(c))
		}
		out.Units = append(out.Units, uf)
	}
	for _, e := range m.data.Events {
		out.Events = append(out.Events, sheet.Event{Deliverable: e.Deliverable, ID: e.ID, Date: e.Date, Due: e.Due, Units: e.Units,
			Document: e.Document})
	}
	return out
}

// problem is the case of facts at a day and stage, put together as the command line does it.
func (m *made) problem(t testing.TB, facts *sheet.Facts, asOf day.Day, stage engine.Stage) *engine.Case {
	t.Helper()
	on := min(asOf, m.set.Period.To)
	dues := m.dues(t, facts.Events, asOf)
	c := &engine.Case{Set: m.set, AsOf: asOf, Stage: stage}
	for _, u := range m.units.Scored(seeds.BlockDepartment, on) {
		uc := engine.UnitCase{Unit: engine.Unit{Code: u.Code, Block: u.Block}, Dues: dues[u.Code]}
		for _, a := range m.set.Attrs {
			if known, ok := m.units.Attribute(u.Code, a.Name, on); ok {
				uc.Unit.Attrs = append(uc.Unit.Attrs, engine.AttrValue{Name: a.Name,
					Value: engine.Value{Type: a.Type, Bool: known.Value == "true"}})
			}
		}
		slices.SortFunc(uc.Unit.Attrs, func(a, b engine.AttrValue) int { return cmp.Compare(a.Name, b.Name) })
		if uf := facts.Unit(u.Code); uf != nil {
			uc.Facts, uc.Decisions = uf.Evidence(), uf.Decisions
		}
		c.Units = append(c.Units, uc)
	}
	return c
}

func (m *made) dues(t testing.TB, events []sheet.Event, asOf day.Day) map[string][]engine.Due {
	t.Helper()
	var recorded []seeds.Event
	for _, e := range events {
		units := e.Units
		if slices.Contains(units, seeds.GroupDepartments) {
			units = nil
			for _, u := range m.units.Scored(seeds.BlockDepartment, m.set.Period.To) {
				units = append(units, u.Code)
			}
		}
		recorded = append(recorded, seeds.Event{ID: e.ID, Deliverable: e.Deliverable, Date: e.Date, Due: e.Due, Units: units,
			Document: e.Document})
	}
	all, err := seeds.Obligations(seeds.DefaultPlan(), seeds.DefaultReadings(), m.units, recorded, seeds.DefaultSettings(), asOf)
	if err != nil {
		t.Fatal(err)
	}
	byEvent := map[string]bool{}
	for _, in := range m.set.Inputs {
		if in.Type == form.InEvent {
			for _, d := range in.Deliverables {
				byEvent[d] = true
			}
		}
	}
	dues := map[string][]engine.Due{}
	for _, o := range all {
		due := engine.Due{Deliverable: o.Deliverable, Key: o.Key, Due: o.Due, Received: o.DatesBy == seeds.Received}
		switch {
		case o.State == seeds.AwaitingEvent:
			continue
		case o.Kind == seeds.Continuous:
			if byEvent[o.Deliverable] || len(o.LookedAt) == 0 {
				continue
			}
			due.Due = slices.Max(o.LookedAt)
		}
		dues[o.Unit] = append(dues[o.Unit], due)
	}
	return dues
}

func (m *made) score(t testing.TB, asOf day.Day, stage engine.Stage) *engine.Result {
	t.Helper()
	r, err := engine.Score(m.problem(t, m.facts(), asOf, stage))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func unitOf(t testing.TB, r *engine.Result, code string) *engine.UnitResult {
	t.Helper()
	for i := range r.Units {
		if r.Units[i].Unit == code {
			return &r.Units[i]
		}
	}
	t.Fatalf("no result of %s", code)
	return nil
}

func (m *made) node(code string) int {
	return slices.IndexFunc(m.set.Nodes, func(n form.Node) bool { return n.Code == code })
}

func TestPlantedSituations(t *testing.T) {
	m := makeYear(t)
	situations, err := demo.Situations()
	if err != nil {
		t.Fatal(err)
	}
	type run struct {
		asOf  day.Day
		stage engine.Stage
	}
	results := map[run]*engine.Result{}
	ids := map[string]bool{}
	for _, s := range situations {
		ids[s.ID] = true
		at := run{s.AsOf, s.Stage}
		if results[at] == nil {
			results[at] = m.score(t, s.AsOf, s.Stage)
		}
		t.Run(fmt.Sprintf("%s/%s/%s/%s", s.ID, s.Unit, cmp.Or(s.Code, "whole"), s.Stage), func(t *testing.T) {
			u := unitOf(t, results[at], s.Unit)
			if s.Code == "" {
				whole(t, results[at], u, s)
				return
			}
			i := m.node(s.Code)
			if i < 0 {
				t.Fatalf("the set has no %s", s.Code)
			}
			n := u.Nodes[i]
			branch := n.Branch
			if s.Branch == "" {
				branch = "" // the table leaves it open
			}
			got := fmt.Sprintf("%s %s of %s, %s %q", n.State, n.Points.Fraction(), n.Applied.Fraction(), n.Reason.ID, branch)
			want := fmt.Sprintf("%s %s of %s, %s %q", s.State, s.Points.Fraction(), s.Applied.Fraction(), s.Reason, s.Branch)
			if got != want {
				t.Errorf("%s\n got %s\nwant %s", s.What, got, want)
			}
		})
	}
	if len(ids) < 40 {
		t.Errorf("%d situations are planted, want at least 40", len(ids))
	}
}

// whole checks what is planted about a unit as a whole.
func whole(t *testing.T, r *engine.Result, u *engine.UnitResult, s demo.Situation) {
	t.Helper()
	if u.NotRanked.ID != s.Reason || u.Ranked != (s.Reason == "") {
		t.Errorf("%s: ranked %v, %q", s.What, u.Ranked, u.NotRanked.ID)
	}
	if !s.Applied.IsZero() && !u.Applied.Equal(s.Applied) {
		t.Errorf("%s: maximum %s, want %s", s.What, u.Applied.VN(), s.Applied.VN())
	}
	if s.Equal == "" {
		return
	}
	other := unitOf(t, r, s.Equal)
	if !u.Index.Equal(other.Index) || u.Rank != other.Rank {
		t.Errorf("%s: %s rank %d against %s rank %d", s.What, u.Index.VN(), u.Rank, other.Index.VN(), other.Rank)
	}
	same := 0
	for i := range u.Nodes {
		if u.Nodes[i].Points.Equal(other.Nodes[i].Points) {
			same++
		}
	}
	if same == len(u.Nodes) {
		t.Errorf("%s: a copy, not a tie", s.What)
	}
}

func TestIndicesSpreadAsRealOnes(t *testing.T) {
	m := makeYear(t)
	r := m.score(t, finalDay, engine.StageFinal)
	if len(r.Units) != 16 {
		t.Fatalf("%d departments, want 16", len(r.Units))
	}
	best, worst := exact.Int(0), exact.Int(100)
	for _, u := range slices.SortedFunc(slices.Values(r.Units), func(a, b engine.UnitResult) int { return b.Index.Cmp(a.Index) }) {
		best, worst = exact.Max(best, u.Index), exact.Min(worst, u.Index)
		states := map[engine.State]int{}
		for i, n := range u.Nodes {
			if m.set.Nodes[i].Leaf != nil {
				states[n.State]++
			}
		}
		t.Logf("%2d %-52s %s of %-6s %s%s", u.Rank, u.Unit, u.Index.DecimalVN(m.set.Rounding.Rounding), u.Applied.VN(), u.Class, others(states))
		if others(states) == "" {
			t.Errorf("%s: nothing but scored subcriteria", u.Unit)
		}
		lossEverywhere(t, m.set, &u)
	}
	if worst.Less(exact.Int(60)) || exact.Int(98).Less(best) || best.Less(exact.Int(92)) || exact.Int(80).Less(worst) {
		t.Errorf("indices from %s to %s", worst.VN(), best.VN())
	}
}

func others(states map[engine.State]int) string {
	var text strings.Builder
	for _, s := range []engine.State{engine.Missing, engine.NotDue, engine.NotApplicable, engine.NotScorable, engine.Disputed} {
		if states[s] > 0 {
			fmt.Fprintf(&text, " %s:%d", s, states[s])
		}
	}
	return text.String()
}

// lossEverywhere fails where a unit loses about the same share in every area: no real result looks so.
func lossEverywhere(t *testing.T, set *form.Set, u *engine.UnitResult) {
	t.Helper()
	least, most := exact.Int(100), exact.Int(0)
	for i, n := range u.Nodes {
		if set.Nodes[i].Kind != form.NodeArea || n.Applied.IsZero() {
			continue
		}
		rate, _ := engine.Index(n.Points, n.Applied)
		least, most = exact.Min(least, rate), exact.Max(most, rate)
	}
	if most.Sub(least).Less(exact.Int(5)) {
		t.Errorf("%s: every area between %s and %s %%", u.Unit, least.VN(), most.VN())
	}
}

// Real results lose little by late dossiers and much by reports, initiatives, digitisation, reuse and online service.
func TestPointsAreLostWhereRealOnesAre(t *testing.T) {
	m := makeYear(t)
	r := m.score(t, finalDay, engine.StageFinal)
	// losers counts the departments that lose more than a twentieth of a subcriterion.
	losers := func(code string) (n int) {
		i := m.node(code)
		if i < 0 {
			t.Fatalf("the set has no %s", code)
		}
		for _, u := range r.Units {
			rate, applies := engine.Index(u.Nodes[i].Points, u.Nodes[i].Applied)
			if applies && rate.Less(exact.Int(95)) {
				n++
			}
		}
		return n
	}
	if n := losers("3.4.1"); n == 0 || n > 2 {
		t.Errorf("%d departments lose by late dossiers", n)
	}
	for _, code := range []string{"1.2.1", "1.5.1", "3.6.2", "3.6.3", "7.6.2"} {
		if n := losers(code); n < 4 {
			t.Errorf("only %d departments lose at %s", n, code)
		}
	}
}

func TestProfilesFitTheSet(t *testing.T) {
	m := makeYear(t)
	fewer, more := *m.set, *m.set
	fewer.Inputs = m.set.Inputs[1:]
	more.Inputs = append(slices.Clone(m.set.Inputs), form.Input{Name: "la", Type: form.InCount})
	for _, c := range []struct {
		set  *form.Set
		want string
	}{{&fewer, "the set has no input " + m.set.Inputs[0].Name}, {&more, "no row for input la"}} {
		if _, err := demo.Year(c.set, m.units); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
}

func TestFactsSurviveTheFiles(t *testing.T) {
	m := makeYear(t)
	facts := m.facts()
	dir := t.TempDir()
	if err := sheet.WriteFolder(dir, m.set, facts); err != nil {
		t.Fatal(err)
	}
	known := sheet.Known{Groups: []string{seeds.GroupDepartments}}
	for _, u := range m.units.All() {
		known.Units = append(known.Units, u.Code)
	}
	for _, d := range seeds.DefaultPlan().Deliverables() {
		known.Deliverables = append(known.Deliverables, d.ID)
	}
	reading := sheet.ReadFolder(os.DirFS(dir), m.set, known)
	for _, mistake := range reading.Mistakes {
		t.Errorf("%s:%d %s %v", mistake.File, mistake.Line, mistake.Code, mistake.Args)
	}
	if reading.Facts == nil {
		t.FailNow()
	}
	for stage := engine.StageSelf; stage <= engine.StageFinal; stage++ {
		made, read := m.hash(t, facts, stage), m.hash(t, reading.Facts, stage)
		if made != read {
			t.Errorf("%s: case %s as made, %s as read", stage, made, read)
		}
	}
}

// hash identifies a case but for the sources, which say in which file and line a datum stands.
func (m *made) hash(t *testing.T, facts *sheet.Facts, stage engine.Stage) string {
	t.Helper()
	c := m.problem(t, facts, finalDay, stage)
	for i := range c.Units {
		u := &c.Units[i]
		u.Facts, u.Decisions = slices.Clone(u.Facts), slices.Clone(u.Decisions)
		for j := range u.Facts {
			u.Facts[j].Source = ""
		}
		for j := range u.Decisions {
			u.Decisions[j].Source = ""
		}
	}
	hash, err := c.Hash("set")
	if err != nil {
		t.Fatal(err)
	}
	return hash
}
