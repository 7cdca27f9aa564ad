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
	"cchc/seeds"
	"cchc/seeds/demo"
	"cchc/seeds/demo/demotest"
)

func TestPlantedSituations(t *testing.T) {
	w := makeWorld(t)
	for i, least := range []int{67, 40, 15} {
		w.planted(t, demotest.Sets[i], least)
	}
}

// planted holds every situation of a set to what its table says; at least so many must be there.
func (w *world) planted(t *testing.T, id string, least int) {
	t.Helper()
	m := w.Made[id]
	situations, err := demo.Situations(id)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, s := range situations {
		ids[s.ID] = true
		at := demotest.Moment{AsOf: s.AsOf, Stage: s.Stage}
		t.Run(fmt.Sprintf("%s/%s/%s/%s", s.ID, s.Unit, cmp.Or(s.Code, "whole"), s.Stage), func(t *testing.T) {
			u := unitOf(t, w.Result(t, id, at), s.Unit)
			w.listed(t, at, s)
			if s.Code == "" {
				whole(t, w.Result(t, id, at), u, s)
				return
			}
			i := nodeOf(m, s.Code)
			if i < 0 {
				t.Fatalf("the set has no %s", s.Code)
			}
			n := u.Nodes[i]
			points := func(points, applied exact.Num) string {
				if s.Open {
					return "open"
				}
				return points.Fraction() + " of " + applied.Fraction()
			}
			branch, reason := n.Branch, n.Reason.ID
			if s.Branch == "" {
				branch = "" // the table leaves it open
			}
			if s.Open && s.Reason == "" {
				reason = ""
			}
			got := fmt.Sprintf("%s %s, %s %q", n.State, points(n.Points, n.Applied), reason, branch)
			want := fmt.Sprintf("%s %s, %s %q", s.State, points(s.Points, s.Applied), s.Reason, s.Branch)
			if got != want {
				t.Errorf("%s\n got %s\nwant %s", s.What, got, want)
			}
		})
	}
	if len(ids) < least {
		t.Errorf("%s: %d situations are planted, want at least %d", id, len(ids), least)
	}
}

// listed checks what the account of an aggregated input says of a unit.
func (w *world) listed(t *testing.T, at demotest.Moment, s demo.Situation) {
	t.Helper()
	if s.Input == "" {
		return
	}
	rollups := w.Score(t, at).Province.Case.Units[0].Rollups
	i := slices.IndexFunc(rollups, func(r engine.Rollup) bool { return r.Input == s.Input })
	if i < 0 {
		t.Fatalf("no account of %s", s.Input)
	}
	c := rollups[i].Coverage()
	lists := map[string][]string{"missing": c.Missing, "worst": c.Worst, "not_applicable": c.NotApplicable, "not_due": c.NotDue}
	if !slices.Contains(lists[s.As], s.Listed) {
		t.Errorf("%s\n%s is not listed as %s: %v", s.What, s.Listed, s.As, lists)
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

// spread is where the indices of a block lie in real results.
type spread struct {
	set, block               string
	units                    int
	least, low, high, most   int64 // the worst lies from least to low, the best from high to most
	below, fewest, mostBelow int64 // so many lie below an index
}

var spreads = []spread{
	{set: "so-2026", block: seeds.BlockDepartment, units: 16, least: 60, low: 80, high: 92, most: 98, below: 73, mostBelow: 2},
	{set: "xa-2026", block: seeds.BlockCommune, units: 97, least: 45, low: 55, high: 92, most: 95, below: 55, fewest: 2, mostBelow: 6},
	{set: "xa-2026", block: seeds.BlockWard, units: 32, least: 74, low: 80, high: 93, most: 97, below: 76, mostBelow: 1},
}

func TestIndicesSpreadAsRealOnes(t *testing.T) {
	w := makeWorld(t)
	for _, s := range spreads {
		m := w.Made[s.set]
		units := slices.DeleteFunc(slices.Clone(w.Result(t, s.set, demotest.Final()).Units), func(u engine.UnitResult) bool {
			return w.block(u.Unit) != s.block
		})
		slices.SortFunc(units, func(a, b engine.UnitResult) int { return b.Index.Cmp(a.Index) })
		below, even := int64(0), 0
		for _, u := range units {
			states := map[engine.State]int{}
			for i, n := range u.Nodes {
				if m.Set.Nodes[i].Leaf != nil {
					states[n.State]++
				}
			}
			t.Logf("%2d %-52s %s of %-6s %s%s", u.Rank, u.Unit, u.Index.DecimalVN(m.Set.Rounding.Rounding), u.Applied.VN(),
				u.Class, others(states))
			if u.Index.Less(exact.Int(s.below)) {
				below++
			}
			if even += alike(m.Set, &u); s.block == seeds.BlockDepartment && others(states) == "" {
				t.Errorf("%s: nothing but scored subcriteria", u.Unit)
			}
		}
		if even > 0 {
			t.Errorf("%s: %d units lose the same share in every area", s.block, even)
		}
		worst, best := units[len(units)-1].Index, units[0].Index
		switch {
		case len(units) != s.units:
			t.Errorf("%s: %d units, want %d", s.block, len(units), s.units)
		case worst.Less(exact.Int(s.least)) || exact.Int(s.low).Less(worst),
			best.Less(exact.Int(s.high)) || exact.Int(s.most).Less(best):
			round := m.Set.Rounding.Rounding
			t.Errorf("%s: indices from %s to %s", s.block, worst.DecimalVN(round), best.DecimalVN(round))
		case below < s.fewest || below > s.mostBelow:
			t.Errorf("%s: %d units below %d", s.block, below, s.below)
		}
	}
}

// The province's forecast: before SIPAS is out, its 10 points stand in the maximum of every stage but the last.
func TestProvinceForecast(t *testing.T) {
	w := makeWorld(t)
	m := w.Made["tinh-2026"]
	for _, stage := range demo.Stages() {
		u := unitOf(t, w.Result(t, "tinh-2026", demotest.Moment{AsOf: stage.Day, Stage: stage.Stage}), seeds.Province)
		t.Logf("%s on %s: %s of %s, index %s %s", stage.Stage, stage.Day, u.Points.DecimalVN(m.Set.Rounding.Rounding),
			u.Applied.VN(), u.Index.DecimalVN(m.Set.Rounding.Rounding), u.Class)
		if stage.Stage == engine.StageFinal && (u.Index.Less(exact.Int(85)) || exact.Int(92).Less(u.Index)) {
			t.Errorf("index %s", u.Index.DecimalVN(m.Set.Rounding.Rounding))
		}
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

// alike is 1 where a unit loses about the same share in every area: no real result looks so.
func alike(set *form.Set, u *engine.UnitResult) int {
	least, most := exact.Int(100), exact.Int(0)
	for i, n := range u.Nodes {
		if set.Nodes[i].Kind != form.NodeArea || n.Applied.IsZero() {
			continue
		}
		rate, _ := engine.Index(n.Points, n.Applied)
		least, most = exact.Min(least, rate), exact.Max(most, rate)
	}
	if most.Sub(least).Less(exact.Int(5)) {
		return 1
	}
	return 0
}

// Real results lose little by late dossiers and much by reports, initiatives, digitisation, reuse and online service.
func TestPointsAreLostWhereRealOnesAre(t *testing.T) {
	w := makeWorld(t)
	// losers is the share in percent of the units that lose more than a twentieth of a subcriterion.
	losers := func(set, code string) int {
		i := nodeOf(w.Made[set], code)
		if i < 0 {
			t.Fatalf("%s has no %s", set, code)
		}
		n, of := 0, 0
		for _, u := range w.Result(t, set, demotest.Final()).Units {
			if rate, applies := engine.Index(u.Nodes[i].Points, u.Nodes[i].Applied); applies {
				of++
				if rate.Less(exact.Int(95)) {
					n++
				}
			}
		}
		return 100 * n / of
	}
	for _, c := range []struct {
		set, code   string
		least, most int
	}{
		{"so-2026", "3.4.1", 1, 15}, {"so-2026", "1.2.1", 25, 90}, {"so-2026", "1.5.1", 25, 99}, {"so-2026", "3.6.2", 25, 99},
		{"so-2026", "3.6.3", 25, 99}, {"so-2026", "7.6.2", 25, 99},
		{"xa-2026", "3.4.1", 10, 60}, {"xa-2026", "1.2.1", 30, 90}, {"xa-2026", "1.5", 30, 99}, {"xa-2026", "3.6.2", 30, 99},
		{"xa-2026", "3.6.4", 30, 99}, {"xa-2026", "7.5.1", 30, 99}, {"xa-2026", "7.5.2", 30, 99},
	} {
		if n := losers(c.set, c.code); n < c.least || n > c.most {
			t.Errorf("%s: %d %% of the units lose at %s", c.set, n, c.code)
		}
	}
}

// A year under way is worth looking at: by each report day more is known, and in the middle of the year a good part.
func TestYearFillsUp(t *testing.T) {
	w := makeWorld(t)
	days := append(demo.ReportDays(), demo.Stages()[0].Day)
	days[1] = day.Must(2026, 7, 1) // by then the units' half-year figures are in, too
	for _, id := range demotest.Sets {
		m, before := w.Made[id], 0
		for i, on := range days {
			scored := 0
			for _, u := range w.Result(t, id, demotest.Moment{AsOf: on, Stage: engine.StageSelf}).Units {
				for j, n := range u.Nodes {
					if m.Set.Nodes[j].Leaf != nil && n.State == engine.Scored {
						scored++
					}
				}
			}
			t.Logf("%s on %s: %d leaves scored", id, on, scored)
			if scored <= before {
				t.Errorf("%s: %d leaves scored on %s, %d before", id, scored, on, before)
			}
			if leaves := leafCount(m.Set) * len(m.Data.Units); i == 1 && scored*100 < leaves*25 {
				t.Errorf("%s: only %d of %d leaves scored on %s", id, scored, leaves, on)
			}
			before = scored
		}
	}
}

func leafCount(set *form.Set) (n int) {
	for i := range set.Nodes {
		if set.Nodes[i].Leaf != nil {
			n++
		}
	}
	return n
}

// Every fact is recorded within the year's procedure, none before what it says has happened; one stands at a place and layer
// in the end, and what stood there earlier was recorded earlier.
func TestRecordedDays(t *testing.T) {
	w := makeWorld(t)
	total := 0
	for _, id := range demotest.Sets {
		m := w.Made[id]
		for _, u := range m.Data.Units {
			type spot struct {
				input, row, field string
				layer             engine.Layer
			}
			standing := map[spot]engine.Fact{}
			for _, f := range u.Facts {
				at := spot{f.Input, f.Row, f.Field, f.Layer}
				if _, twice := standing[at]; twice {
					t.Errorf("%s: %v stands twice", u.Unit, at)
				}
				standing[at] = f
				if f.Value.Type == form.TypeDate && !f.Value.None && f.Value.Day > f.Recorded {
					t.Errorf("%s: %v of %s was known on %s", u.Unit, at, f.Value.Day, f.Recorded)
				}
			}
			for _, f := range u.Earlier {
				at := spot{f.Input, f.Row, f.Field, f.Layer}
				if stands, ok := standing[at]; !ok || f.Recorded >= stands.Recorded {
					t.Errorf("%s: %v of %s has nothing in its place", u.Unit, at, f.Recorded)
				}
			}
			all := u.History()
			total += len(all)
			for _, f := range all {
				if f.Recorded < m.Set.Period.From || f.Recorded > demotest.Final().AsOf || f.Document == "" {
					t.Errorf("%s: %s recorded %s with document %q", u.Unit, f.Input, f.Recorded, f.Document)
				}
				if f.Layer == engine.LayerDeclared && f.Recorded > m.Set.Period.Lock {
					t.Errorf("%s: %s declared on %s, after the lock", u.Unit, f.Input, f.Recorded)
				}
			}
		}
	}
	t.Logf("%d facts", total)
	if total < 20_000 || total > 30_000 {
		t.Errorf("%d facts", total)
	}
}

// What the province counts itself agrees with what its units say.
func TestProvinceAgreesWithUnits(t *testing.T) {
	w := makeWorld(t)
	y := w.Year(demotest.Final().AsOf)
	over := 0
	for i := range y.Known {
		given, ok := y.Figure(y.Known[i].Unit, "bc_giao")
		there, known := y.Figure(y.Known[i].Unit, "bc_co_mat")
		if ok && known && given.Num.Less(there.Num) {
			over++
		}
	}
	if stated, _ := y.Figure(seeds.Province, "bc_dv_vuot"); !stated.Num.Equal(exact.Int(int64(over))) {
		t.Errorf("%d units have more staff than given, the province states %s", over, stated.Num.VN())
	}
}

func TestProfilesFitTheSet(t *testing.T) {
	w := makeWorld(t)
	for _, id := range demotest.Sets {
		set := w.Made[id].Set
		fewer, more := *set, *set
		fewer.Inputs = set.Inputs[1:]
		more.Inputs = append(slices.Clone(set.Inputs), form.Input{Name: "la", Type: form.InCount})
		for _, c := range []struct {
			set  *form.Set
			want string
		}{{&fewer, "the set has no input " + set.Inputs[0].Name}, {&more, "no row for input la"}} {
			if _, err := demo.Year(c.set, w.Units); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %q, got %v", c.want, err)
			}
		}
	}
}

func TestFactsSurviveTheFiles(t *testing.T) {
	w := makeWorld(t)
	for _, id := range demotest.Sets {
		m := w.Made[id]
		facts := factsOf(m)
		dir := t.TempDir()
		if err := sheet.WriteFolder(dir, m.Set, facts); err != nil {
			t.Fatal(err)
		}
		known := sheet.Known{Groups: []string{seeds.GroupDepartments, seeds.GroupCommunes}}
		for _, u := range w.Units.All() {
			known.Units = append(known.Units, u.Code)
		}
		for _, d := range seeds.DefaultPlan().Deliverables() {
			known.Deliverables = append(known.Deliverables, d.ID)
		}
		reading := sheet.ReadFolder(os.DirFS(dir), m.Set, known)
		for _, mistake := range reading.Mistakes {
			t.Errorf("%s:%d %s %v", mistake.File, mistake.Line, mistake.Code, mistake.Args)
		}
		if reading.Facts == nil {
			t.FailNow()
		}
		for _, stage := range demo.Stages() {
			at := demotest.Moment{AsOf: stage.Day, Stage: stage.Stage}
			if made, read := w.hash(t, m, facts, at), w.hash(t, m, reading.Facts, at); made != read {
				t.Errorf("%s %s: case %s as made, %s as read", id, stage.Stage, made, read)
			}
		}
	}
}

// hash identifies a case of facts but for the sources, which say in which file and line a datum stands.
func (w *world) hash(t *testing.T, m *demotest.Made, facts *sheet.Facts, at demotest.Moment) string {
	t.Helper()
	c := w.Calendar.Case(m.Set, w.Units, nil, func(unit string) ([]engine.Fact, []engine.Decision) {
		uf := facts.Unit(unit)
		return uf.Evidence(), slices.Clone(uf.Decisions)
	}, at.AsOf, at.Stage)
	for i := range c.Units {
		u := &c.Units[i]
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

func BenchmarkYear(b *testing.B) {
	w := makeWorld(b)
	for b.Loop() {
		for _, id := range demotest.Sets {
			if _, err := demo.Year(w.Made[id].Set, w.Units); err != nil {
				b.Fatal(err)
			}
		}
	}
}
