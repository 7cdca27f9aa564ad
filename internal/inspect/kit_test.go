package inspect

import (
	"fmt"
	"strings"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/rules/rulestest"
	"cchc/seeds"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// setText scores departments by a plan in time, by reports, by figures and by comparison with the best.
const setText = `
set:
  id: so
  version: 1.0.0
  title: "Bộ thử"
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 2, mode: half_up}
  ties: shared_skip
  scope: unit
  blocks: [so]
  max: 10
classes:
  - {bands: [{from: 50, name: "Đạt"}, {else: true, name: "Chưa đạt"}]}
inputs:
  kh: {type: document, deliverable: I.1.2, date_by: issued, label: "Kế hoạch", declared_by: unit}
  bao_cao: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
  hs: {type: count, label: "Hồ sơ", declared_by: so-noi-vu}
  hs_dung: {type: count, label: "Hồ sơ đúng hạn", declared_by: so-noi-vu}
  tin: {type: count, label: "Tin", declared_by: unit}
ratios:
  ty_le: {label: "Tỷ lệ", part: hs_dung, whole: hs, when_whole_is_zero: not_applicable}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 10
    children:
      - {code: "1.1", name: "Kế hoạch", max: 2, document: kh, outcomes: {on_time: max, late: 0.5, never: 0}}
      - {code: "1.2", name: "Tỷ lệ", max: 4, share: {of: ty_le}}
      - {code: "1.3", name: "Tin", max: 3, relative: {value: tin, to: best, direction: up, best_is_zero: zero}}
      - {code: "1.4", name: "Báo cáo", max: 1, deductions: {start: max, floor: 0, each: [{count: "count(bao_cao, never)", points: -0.25}]}}
`

// other is the same with another maximum for the plan's place: a version that a period may change to.
func otherText() string {
	return strings.NewReplacer("version: 1.0.0", "version: 1.1.0", "late: 0.5", "late: 1").Replace(setText)
}

// story is a log that is written by a test.
type story struct {
	t        testing.TB
	events   []season.Event
	at       season.Instant
	programs map[string]*engine.Program // by hash
	first    string                     // hash of the set the period is opened with
}

const keeper, council = "so-noi-vu/Lê B", "hoi-dong/Trần C"

// units are those of the set, beside whoever the plan names.
var units = []string{"so-noi-vu", "so-y-te", "so-xay-dung", "so-tai-chinh"}

// newStory opens the period on 2 January 2026 and gives every unit figures.
func newStory(t testing.TB) *story {
	s := &story{t: t, programs: map[string]*engine.Program{}}
	s.first = s.version(setText)
	s.version(otherText())
	s.on(2, 1, 2026)
	s.add(season.Draft{Actor: keeper, Body: &season.Folder{Province: "Ninh Bình"}})
	for _, u := range seeds.DefaultUnits().All() {
		if u.Block == "so" && !contains(units, u.Code) {
			u.Block = "khac" // the plan names them; the set does not score them
		}
		s.add(season.Draft{Actor: keeper, Body: &season.UnitState{Unit: u}})
	}
	s.mine(season.Draft{Actor: keeper, Reason: "148", Body: &season.Opening{Choices: []season.Choice{s.choice(s.first)}}})
	for i, unit := range units {
		s.figure(unit, engine.LayerRegister, "hs", 100)
		s.figure(unit, engine.LayerRegister, "hs_dung", int64(60+10*i))
		s.figure(unit, engine.LayerDeclared, "tin", int64(10+i))
	}
	return s
}

// version has a version of the set at hand, and gives its hash.
func (s *story) version(text string) string {
	p := rulestest.Program(s.t, text)
	s.programs[p.Ref().Hash] = p
	return p.Ref().Hash
}

func contains(list []string, s string) bool {
	return strings.Contains(" "+strings.Join(list, " ")+" ", " "+s+" ")
}

func (s *story) choice(hash string) season.Choice {
	ref := s.programs[hash].Ref()
	return season.Choice{Block: "so", Set: ref.ID, Version: ref.Version, Hash: hash, Reason: "thử"}
}

// on goes to nine in the morning of a day.
func (s *story) on(d, m, y int) { s.at = season.DayStart(day.Must(y, m, d)) + 9*60*minute }

func (s *story) add(d season.Draft) *season.Event {
	s.t.Helper()
	d.Kind, d.Key = d.Body.Kind(), fmt.Sprint(len(s.events))
	if d.Happened == 0 {
		d.Happened = day.None
	}
	e := season.Event{Seq: int64(len(s.events) + 1), Recorded: s.at, Draft: d}
	b, err := e.Canonical()
	must(s.t, err)
	back, err := season.DecodeEvent(b)
	must(s.t, err)
	s.events = append(s.events, back)
	return &back
}

func (s *story) mine(d season.Draft) *season.Event {
	d.Period = "2026"
	return s.add(d)
}

func number(n int64) engine.Value { return engine.Value{Type: form.TypeNumber, Num: exact.Int(n)} }

func dated(d day.Day) engine.Value { return engine.Value{Type: form.TypeDate, Day: d} }

// figure records a number of a layer by whoever does that.
func (s *story) figure(unit string, l engine.Layer, input string, n int64) *season.Event {
	state := &season.FactState{Fact: engine.Fact{Input: input, Layer: l, Value: number(n), Document: "Biên bản"}}
	actor := unit + "/Nguyễn A"
	if l == engine.LayerRegister {
		actor = keeper
	}
	if l > engine.LayerRegister {
		actor, state.By = council, council
	}
	return s.mine(season.Draft{Actor: actor, Unit: unit, Body: state})
}

func (s *story) date(unit string, l engine.Layer, input, row, field string, d day.Day, evidence string) *season.Event {
	return s.mine(season.Draft{Actor: unit + "/Nguyễn A", Unit: unit, Body: &season.FactState{Evidence: evidence,
		Fact: engine.Fact{Input: input, Row: row, Field: field, Layer: l, Value: dated(d)}}})
}

// decide records a decision by the council.
func (s *story) decide(unit, id string, d engine.Decision) *season.Event {
	if d.By == "" {
		d.By = council
	}
	if d.Layer == 0 {
		d.Layer = engine.LayerFinal
	}
	if d.Date == 0 {
		d.Date = s.at.Day()
	}
	if d.Reason == "" {
		d.Reason = "Hội đồng xét"
	}
	return s.mine(season.Draft{Actor: d.By, Unit: unit, Reason: d.Reason, Body: &season.Judgement{ID: id, Decision: d}})
}

func (s *story) override(unit, id, code string, points exact.Num) *season.Event {
	return s.decide(unit, id, engine.Decision{Kind: engine.DecideOverride, Code: code, Points: points, Second: "hoi-dong/Thư ký"})
}

func (s *story) period(kind season.Kind, to season.State, reason string) {
	s.mine(season.Draft{Actor: keeper, Reason: reason, Body: &season.PeriodChange{Event: kind, To: to}})
}

func (s *story) source() Source {
	return Source{Events: s.events, Period: "2026", AsOf: s.at.Day(), Stage: engine.StageFinal,
		Score: func(y *season.Year) (*season.Outcome, error) {
			var programs []*engine.Program
			for _, c := range y.Period.Choices {
				programs = append(programs, s.programs[c.Hash])
			}
			return season.DefaultCalendar().Score(y, programs, nil, engine.StageFinal)
		}}
}

func (s *story) inspection() *Inspection {
	s.t.Helper()
	in := New(s.source())
	must(s.t, in.Unscored)
	return in
}

func (s *story) hand(all bool) *Hand {
	s.t.Helper()
	return s.inspection().Hand(all)
}

func (s *story) late(all bool) *Late {
	s.t.Helper()
	return s.inspection().Late(all)
}
