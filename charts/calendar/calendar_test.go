package calendar

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"cchc/charts/figure"
	"cchc/charts/figure/figuretest"
	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/seeds/demo/demotest"
)

// autumn is a day of the year under way, on which some of what is owed is late, overdue or ahead.
var autumn = demotest.Moment{AsOf: day.Must(2026, 9, 20), Stage: engine.StageSelf}

// scored is a scope with what it was made of.
type scored struct {
	*figure.Scope
	program *engine.Program
	c       *engine.Case
}

// demoAt is the demo year at a moment, the province first.
func demoAt(t testing.TB, at demotest.Moment) []scored {
	t.Helper()
	w := world(t)
	var scopes []scored
	for _, r := range w.Score(t, at).All() {
		s, err := figure.NewScope(r.Program, r.Case, r.Result, figuretest.WordsOf(w.Units),
			figure.NewHead(r.Program.Set(), r.Result, true, ""))
		if err != nil {
			t.Fatal(err)
		}
		s.Words.Delivery = deliveryName
		scopes = append(scopes, scored{s, r.Program, r.Case})
	}
	return scopes
}

var made struct {
	sync.Mutex
	world *demotest.World
}

// world is the demo year, made once: it keeps what it has scored.
func world(t testing.TB) *demotest.World {
	t.Helper()
	made.Lock()
	defer made.Unlock()
	if made.world == nil {
		made.world = demotest.New(t)
	}
	return made.world
}

func scopesOf(all []scored) []*figure.Scope {
	var scopes []*figure.Scope
	for _, s := range all {
		scopes = append(scopes, s.Scope)
	}
	return scopes
}

// deliveryName names states as the program does, for looking at the pictures.
func deliveryName(s engine.DeliveryState) string {
	switch s {
	case engine.DeliveredInTime:
		return "đúng hạn"
	case engine.DeliveredLate:
		return "muộn"
	case engine.DeliveryAbsent:
		return "không nộp"
	case engine.DeliveryMissing:
		return "quá hạn, chưa nộp"
	case engine.DeliveryAhead:
		return "chưa đến hạn"
	}
	return string(s)
}

// owing gives the units of a made scope something to owe: unit i has six obligations of four deliverables, in states that
// differ from unit to unit, the last unit none.
func owing(s *figure.Scope) *figure.Scope {
	s.Result.AsOf = day.Must(2026, 9, 20)
	states := engine.DeliveryStates()
	dues := []day.Day{day.Must(2025, 12, 25), day.Must(2026, 1, 14), day.Must(2026, 3, 15), day.Must(2026, 6, 15),
		day.Must(2026, 6, 15), day.Must(2026, 12, 20)}
	for i := range len(s.Deliveries) - 1 {
		var list []engine.Delivery
		for k, due := range dues {
			d := engine.Delivery{Input: "x", Deliverable: fmt.Sprintf("I.%d.1", k*2/3+1), Key: fmt.Sprintf("2026-Q%d", k), Due: due,
				Came:  day.None,
				State: states[(i*i+i*k+k*k)%len(states)]}
			switch d.State {
			case engine.DeliveredInTime:
				d.Came = due.Add(-k)
			case engine.DeliveredLate:
				d.Late = 1 + 7*i%60 + k
				d.Came = due.Add(d.Late)
			}
			list = append(list, d)
		}
		s.Deliveries[i] = list
	}
	return s
}

// judged are decisions of every kind, two of one kind on one day, one without a day.
func judged(set *form.Set) []engine.Decision {
	var list []engine.Decision
	for i, kind := range decisionKinds() {
		list = append(list, engine.Decision{Kind: kind, Code: set.Nodes[2].Code, Layer: engine.LayerAppraisal1,
			Date: day.Must(2026, 9, 1+i), Reason: "Biên bản số 12"})
	}
	same := list[2]
	same.Code = set.Nodes[3].Code
	return append(list, same, engine.Decision{Kind: engine.DecideReject, Input: "khong-co", Date: day.None,
		Reason: "Thiếu chữ ký"})
}

// lacking are needs of the set's leaves with paths of one or two actions.
func lacking(set *form.Set) []engine.Need {
	days := []day.Day{day.Must(2026, 12, 14), day.Must(2026, 10, 1), day.None}
	var needs []engine.Need
	for k, i := range set.Leaves() {
		n := engine.Need{Node: i, Code: set.Nodes[i].Code}
		if k%4 != 3 {
			n.Paths = []engine.Path{
				{Code: n.Code, Total: exact.MustFrac(int64(k%5)+1, 3), Actions: []engine.Action{{Until: days[k%3]},
					{Until: day.Must(2026, 12, 31)}}},
				{Code: n.Code, Total: exact.Int(100), Actions: []engine.Action{{Until: day.Must(2026, 9, 30)}}},
			}
			if k%3 == 2 {
				n.Paths[0].Actions = n.Paths[0].Actions[:1]
			}
		}
		needs = append(needs, n)
	}
	return needs
}

func doing(n *engine.Need) string { return "Ban hành kế hoạch cho " + n.Code }

// check holds a figure to what all figures promise.
func check(t testing.TB, f figure.Figure, err error) figure.Figure {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	figuretest.Check(t, &f)
	return f
}

// checked are the made scopes that every picture is tried on, by the id of their set.
func checked() []*figure.Scope {
	plain, hostile := owing(figuretest.Small(figuretest.Plain)), owing(figuretest.Small(figuretest.Hostile))
	many := owing(figuretest.Sample(145))
	plain.Head.SetID, hostile.Head.SetID, many.Head.SetID = "plain", "hostile", "many"
	hostile.Words.Deliverable = func(id string) string { return figuretest.Hostile(id).Full }
	return []*figure.Scope{plain, hostile, many}
}

// TestFigures holds every picture to what figures promise, over made scopes and the demo year.
func TestFigures(t *testing.T) {
	for _, s := range checked() {
		t.Run(s.Head.SetID, func(t *testing.T) {
			u := &s.Result.Units[0]
			f, err := Deadlines("han-nop", "Hạn nộp", []*figure.Scope{s})
			check(t, f, err)
			f, err = Overdue("tre-han", "Trễ hạn", []*figure.Scope{s})
			check(t, f, err)
			f, err = Timeline("dien-bien", s, u, judged(s.Set))
			check(t, f, err)
			f, err = Reachable("con-dat", s, u, lacking(s.Set), doing)
			check(t, f, err)
		})
	}
	for _, at := range []demotest.Moment{autumn, demotest.Final()} {
		t.Run(at.AsOf.String(), func(t *testing.T) { checkDemo(t, demoAt(t, at), at.AsOf.String()) })
	}
}

func checkDemo(t *testing.T, all []scored, name string) {
	f, err := Deadlines("han-nop-"+name, "Tài liệu, báo cáo phải nộp theo tháng đến hạn", scopesOf(all))
	check(t, f, err)
	f, err = Overdue("tre-han-"+name, "Nộp đúng hạn, nộp muộn và chưa nộp theo khối", scopesOf(all))
	check(t, f, err)
	for _, s := range all {
		for i := range min(3, len(s.c.Units)) {
			uc := &s.c.Units[i]
			u := &s.Result.Units[s.At(uc.Unit.Code)]
			f, err = Timeline(fmt.Sprint("dien-bien-", name, "-", i), s.Scope, u, uc.Decisions)
			check(t, f, err)
			needs, err := s.program.Need(s.c, u.Unit, "", engine.Goal{Kind: engine.GoalMost})
			if err != nil {
				t.Fatal(err)
			}
			f, err = Reachable(fmt.Sprint("con-dat-", name, "-", i), s.Scope, u, needs, doing)
			check(t, f, err)
		}
	}
}

// option is what the tests read back of a drawing.
type option struct {
	XAxis, YAxis []struct {
		Data     []json.RawMessage
		Min, Max int
	}
	Series []struct {
		ID, Name string
		Data     []struct {
			Name, Note string
			Value      json.RawMessage
			Texts      []string
		}
	}
}

func read(t *testing.T, f *figure.Figure) option {
	t.Helper()
	var o option
	if err := json.Unmarshal(f.Option, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// texts are strings of an axis.
func texts(t *testing.T, data []json.RawMessage) []string {
	t.Helper()
	out := make([]string, len(data))
	for i := range data {
		if err := json.Unmarshal(data[i], &out[i]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// whole are the whole numbers of a mark.
func whole(t *testing.T, value json.RawMessage) []int {
	t.Helper()
	var out []int
	if err := json.Unmarshal(value, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// lines are the rows of a table as text, cells apart by " | ".
func lines(table figure.Table) []string {
	var out []string
	for _, row := range table.Rows {
		line := ""
		for i, c := range row.Cells {
			if i > 0 {
				line += " | "
			}
			line += c.Text
			for _, remark := range c.Remarks {
				line += " [" + remark + "]"
			}
		}
		out = append(out, line)
	}
	return out
}

// TestNothing: without anything to draw there is a sentence and no picture.
func TestNothing(t *testing.T) {
	s := figuretest.Small(figuretest.Plain)
	province := owing(figuretest.Small(figuretest.Plain))
	province.Set.Scope = form.ScopeProvince
	closed := figuretest.Small(figuretest.Plain)
	closed.Result.Closed = true
	u := &s.Result.Units[0]
	full := []engine.Need{{Node: 2, Code: s.Set.Nodes[2].Code, Why: engine.StandsFull}}
	states := map[string]bool{}
	for name, draw := range map[string]func() (figure.Figure, error){
		"no scopes":          func() (figure.Figure, error) { return Deadlines("a", "Hạn nộp", nil) },
		"nothing owed":       func() (figure.Figure, error) { return Deadlines("a", "Hạn nộp", []*figure.Scope{s}) },
		"only the province":  func() (figure.Figure, error) { return Deadlines("a", "Hạn nộp", []*figure.Scope{province}) },
		"no blocks":          func() (figure.Figure, error) { return Overdue("a", "Trễ hạn", nil) },
		"blocks owe nothing": func() (figure.Figure, error) { return Overdue("a", "Trễ hạn", []*figure.Scope{s, province}) },
		"no events":          func() (figure.Figure, error) { return Timeline("a", s, u, nil) },
		"no event with a day": func() (figure.Figure, error) {
			return Timeline("a", s, u, []engine.Decision{{Kind: engine.DecideReject, Date: day.None}})
		},
		"no needs":             func() (figure.Figure, error) { return Reachable("a", s, u, nil, doing) },
		"no needs with a path": func() (figure.Figure, error) { return Reachable("a", s, u, full, doing) },
		"declaring is over":    func() (figure.Figure, error) { return Reachable("a", closed, u, full, doing) },
	} {
		f, err := draw()
		if check(t, f, err); f.Drawn() {
			t.Errorf("%s: there is a picture", name)
		}
		states[f.State] = true
	}
	if len(states) != 4 { // nothing owed, no events, nothing to do, closed
		t.Errorf("%d sentences: %v", len(states), states)
	}
}

// TestRefusals: a unit that is not in the result, and results of different days in one calendar.
func TestRefusals(t *testing.T) {
	s, other := owing(figuretest.Small(figuretest.Plain)), owing(figuretest.Small(figuretest.Plain))
	if _, err := Timeline("a", s, &engine.UnitResult{Unit: "so-x"}, nil); !errors.Is(err, figure.ErrUnknownUnit) {
		t.Errorf("unknown unit: %v", err)
	}
	other.Result.AsOf = other.Result.AsOf.Add(1)
	for name, draw := range map[string]func(string, string, []*figure.Scope) (figure.Figure, error){"deadlines": Deadlines,
		"overdue": Overdue} {
		if _, err := draw("a", "Hạn nộp", []*figure.Scope{s, other}); !errors.Is(err, ErrDays) {
			t.Errorf("%s of two days: %v", name, err)
		}
		other.Set.Scope = form.ScopeProvince // the province is left out, whatever its day
		if _, err := draw("a", "Hạn nộp", []*figure.Scope{other, s}); err != nil {
			t.Errorf("%s beside a province: %v", name, err)
		}
		other.Set.Scope = form.ScopeUnit
	}
}

// TestMergedHead: a picture over two sets names both, each thing once, and a run only where all results have one.
func TestMergedHead(t *testing.T) {
	a, b := figuretest.Small(figuretest.Plain), figuretest.Small(figuretest.Plain)
	a.Head = figure.Head{Labels: []string{"Minh họa", "Tạm tính"}, SetID: "so", SetTitle: "Bộ sở", SetVersion: "1.0.0",
		Run: "lần 1", AsOf: "20/09/2026", Stage: "kết quả", Code: "aa"}
	b.Head = figure.Head{Labels: []string{"Minh họa", "Tham khảo"}, SetID: "xa", SetTitle: "Bộ xã", SetVersion: "1.0.0",
		Run: "lần 1", AsOf: "20/09/2026", Stage: "kết quả", Code: "bb"}
	h := merged([]*figure.Scope{a, b})
	want := "Bộ tiêu chí so và xa, phiên bản 1.0.0 · lần chấm điểm lần 1 · " +
		"số liệu đến ngày 20/09/2026 · kết quả · mã đối chiếu aa và bb"
	if got := h.Basis(); got != want {
		t.Errorf("basis %q, want %q", got, want)
	}
	if got := fmt.Sprint(h.Labels); got != "[Minh họa Tạm tính Tham khảo]" {
		t.Errorf("labels %s", got)
	}
	b.Head.Run = ""
	if got := merged([]*figure.Scope{a, b}).Run; got != "" {
		t.Errorf("run %q, though one result has none", got)
	}
}

func benchmark(b *testing.B, draw func() (figure.Figure, error)) {
	b.Helper()
	for b.Loop() {
		if f, err := draw(); err != nil || !f.Drawn() {
			b.Fatal(err, f.State)
		}
	}
}

// BenchmarkDeadlines and BenchmarkOverdue draw the demo year of all units, the others that of one unit.
func BenchmarkDeadlines(b *testing.B) {
	scopes := scopesOf(demoAt(b, autumn))
	benchmark(b, func() (figure.Figure, error) { return Deadlines("a", "Hạn nộp", scopes) })
}

func BenchmarkOverdue(b *testing.B) {
	scopes := scopesOf(demoAt(b, autumn))
	benchmark(b, func() (figure.Figure, error) { return Overdue("a", "Trễ hạn", scopes) })
}

func BenchmarkTimeline(b *testing.B) {
	s := demoAt(b, demotest.Final())[1]
	benchmark(b, func() (figure.Figure, error) { return Timeline("a", s.Scope, &s.Result.Units[0], judged(s.Set)) })
}

func BenchmarkReachable(b *testing.B) {
	s := demoAt(b, autumn)[1]
	needs, err := s.program.Need(s.c, s.Result.Units[0].Unit, "", engine.Goal{Kind: engine.GoalMost})
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, func() (figure.Figure, error) { return Reachable("a", s.Scope, &s.Result.Units[0], needs, doing) })
}
