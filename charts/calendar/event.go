package calendar

import (
	"cmp"
	"slices"
	"strings"

	"cchc/charts/figure"
	"cchc/engine"
	"cchc/internal/day"
)

// Names of what happens on a day.
const (
	dueName      = "Hạn nộp"
	cameName     = "Đã nộp"
	decisionName = "Quyết định"
)

// event is something in a unit's year that a mark and a row of the table stand for.
type event struct {
	number  int     // of its row, from 1; 0: it has no day, and no mark
	on      day.Day // day.None: nobody wrote it down
	lane    int
	layer   string // id of the series that draws it
	what    string
	of      string // deliverable, or codes of subcriteria
	state   engine.DeliveryState
	came    bool // something came: late says by how many days
	late    int
	remarks []string
}

// outcome says what became of what is owed.
func (e *event) outcome(w *figure.Words) string {
	switch {
	case e.late > 0:
		return w.Delivery(e.state) + " " + countText(e.late) + " ngày"
	case e.state != "":
		return w.Delivery(e.state)
	}
	return strings.Join(e.remarks, "; ")
}

// year is what happened to one unit in a year.
type year struct {
	s      *figure.Scope
	lanes  []string // names of deliverables in order of their first due dates, then of kinds of decisions
	events []event  // by day
}

func newYear(s *figure.Scope, owed []engine.Delivery, decisions []engine.Decision) *year {
	y := &year{s: s}
	lanes := map[string]int{}
	for i := range owed { // they come by due date
		d := &owed[i]
		lane, known := lanes[d.Deliverable]
		if !known {
			lane = y.lane(s.Words.Deliverable(d.Deliverable))
			lanes[d.Deliverable] = lane
		}
		y.owes(d, lane)
	}
	y.decide(decisions)
	slices.SortStableFunc(y.events, func(a, b event) int {
		if (a.on == day.None) != (b.on == day.None) {
			return cmp.Compare(b.on, a.on) // None is before every day, but stands last
		}
		return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.lane, b.lane))
	})
	for i := range y.events {
		if y.events[i].on != day.None {
			y.events[i].number = i + 1
		}
	}
	return y
}

// lane adds a lane and gives its place.
func (y *year) lane(name string) int {
	y.lanes = append(y.lanes, figure.Label(name, figure.LabelLength))
	return len(y.lanes) - 1
}

// owes adds the due date of what a unit owes, and the day on which it came.
func (y *year) owes(d *engine.Delivery, lane int) {
	of := y.s.Words.Deliverable(d.Deliverable)
	if d.Key != "" {
		of += " (" + d.Key + ")"
	}
	e := event{on: d.Due, lane: lane, layer: string(d.State), what: dueName, of: of, state: d.State}
	if d.Came == day.None {
		y.events = append(y.events, e)
		return
	}
	came := e
	e.layer = "due"
	came.on, came.what, came.came, came.late = d.Came, cameName, true, d.Late
	y.events = append(y.events, e, came)
}

// decisionKinds lists the kinds of decisions in the order of their lanes, by what they do.
func decisionKinds() []engine.DecisionKind {
	return []engine.DecisionKind{engine.DecideReject, engine.DecideAccept, engine.DecideNotApply, engine.DecideApply,
		engine.DecideOverride, engine.DecideDispute, engine.DecideNotRanked, engine.DecideRanked}
}

// kindName names a kind of decision.
func kindName(k engine.DecisionKind) string {
	switch k {
	case engine.DecideReject:
		return "Không chấp nhận tài liệu, số liệu"
	case engine.DecideAccept:
		return "Chấp nhận tài liệu, số liệu"
	case engine.DecideNotApply:
		return "Không áp dụng tiêu chí"
	case engine.DecideApply:
		return "Áp dụng tiêu chí"
	case engine.DecideOverride:
		return "Đặt điểm trực tiếp"
	case engine.DecideDispute:
		return "Kiến nghị"
	case engine.DecideNotRanked:
		return "Không xếp hạng"
	case engine.DecideRanked:
		return "Xếp hạng trở lại"
	}
	return string(k)
}

// layerName says in which step of the procedure a decision was taken; "" where that goes without saying.
func layerName(l engine.Layer) string {
	switch l {
	case engine.LayerAppraisal1:
		return figure.StageName(engine.StageAppraisal1)
	case engine.LayerAppraisal2:
		return figure.StageName(engine.StageAppraisal2)
	case engine.LayerFinal:
		return figure.StageName(engine.StageFinal)
	}
	return ""
}

// decide adds the decisions: those of one kind, step and day are one event.
func (y *year) decide(decisions []engine.Decision) {
	for _, kind := range decisionKinds() {
		of := slices.DeleteFunc(slices.Clone(decisions), func(d engine.Decision) bool { return d.Kind != kind })
		slices.SortStableFunc(of, func(a, b engine.Decision) int {
			return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Layer, b.Layer))
		})
		lane := 0
		if len(of) > 0 && of[len(of)-1].Date != day.None { // some have a day
			lane = y.lane(kindName(kind))
		}
		for len(of) > 0 {
			n := 1
			for n < len(of) && of[n].Date == of[0].Date && of[n].Layer == of[0].Layer {
				n++
			}
			y.events = append(y.events, y.decision(of[:n], lane))
			of = of[n:]
		}
	}
}

// decision is the event of decisions of one kind, step and day.
func (y *year) decision(same []engine.Decision, lane int) event {
	e := event{on: same[0].Date, lane: lane, layer: "decision", what: kindName(same[0].Kind)}
	if step := layerName(same[0].Layer); step != "" {
		e.what += " (" + step + ")"
	}
	var codes []string
	for i := range same {
		of := y.about(&same[i])
		for _, code := range of {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
		e.remarks = append(e.remarks, y.remark(&same[i], of))
	}
	e.of = strings.Join(codes, ", ")
	return e
}

// about lists the codes of the subcriteria that a decision is about: named, or resting on the datum.
func (y *year) about(d *engine.Decision) []string {
	switch {
	case d.Code != "":
		return []string{d.Code}
	case d.Input == "":
		return []string{"Toàn đơn vị"}
	}
	var codes []string
	for _, n := range y.s.Set.Leaves() {
		if slices.Contains(y.s.Set.LeafInputs(n), d.Input) {
			codes = append(codes, y.s.Set.Nodes[n].Code)
		}
	}
	if len(codes) == 0 {
		return []string{d.Input} // no leaf rests on it
	}
	return codes
}

// remark says what was decided of a datum or subcriterion, and why.
func (y *year) remark(d *engine.Decision, codes []string) string {
	text := strings.Join(codes, ", ")
	if in := y.s.Set.Input(d.Input); in != nil {
		text += " – " + in.Label
	}
	if d.Row != "" {
		text += " (" + d.Row + ")"
	}
	if d.Kind == engine.DecideOverride {
		text += ", " + d.Points.DecimalVN(y.s.Places()) + " điểm"
	}
	if d.Reason != "" {
		text += ": " + d.Reason
	}
	return text
}
