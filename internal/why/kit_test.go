package why

import (
	"fmt"
	"testing"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/season"
	"cchc/rules/rulestest"
	"cchc/seeds"
)

const setHead = `
  title: "Bộ thử"
  period: {id: "2026", from: 01/01/2026, to: 31/12/2026, cutoff: 14/12/2026, lock: 15/01/2027}
  rounding: {at: total, decimals: 2, mode: half_up}
  ties: shared_skip
  max: 1
`

// unitSet scores communes and wards by a share, by comparison with the best, by reports in time and by a yes.
const unitSet = `
set:
  id: xa
  version: %s
  scope: unit
  blocks: [xa, phuong]` + setHead + `
attributes:
  co_tthc: {type: yes_no, label: "Có TTHC"}
inputs:
  hs: {type: count, label: "Hồ sơ", declared_by: unit}
  hs_dung: {type: count, label: "Hồ sơ đúng hạn", declared_by: unit}
  tin: {type: count, label: "Tin", declared_by: so-noi-vu}
  bao_cao: {type: reports, deliverable: I.2.1, date_by: received, label: "Báo cáo", declared_by: so-noi-vu}
ratios:
  ty_le: {label: "Tỷ lệ", part: hs_dung, whole: hs, when_whole_is_zero: not_applicable}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - {code: "1.1", name: "Tỷ lệ", max: %s, applies: [{when: not co_tthc, then: rebase}], share: {of: ty_le}}
      - {code: "1.2", name: "Tin", max: %s, relative: {value: tin, to: best, direction: up, best_is_zero: zero}}
      - {code: "1.3", name: "Báo cáo", max: 0.2, deductions: {start: max, floor: 0, each: [{count: "count(bao_cao, never)", points: -0.05}]}}
`

const provinceSet = `
set:
  id: tinh
  version: 1.0.0
  scope: province
  blocks: [tinh]` + setHead + `
inputs:
  hs: {type: count, label: "Hồ sơ", from: {units: [xa, phuong], sum: hs, pool: hs, missing: skip_and_show}}
  hs_dung: {type: count, label: "Đúng hạn", from: {units: [xa, phuong], sum: hs_dung, pool: hs, missing: skip_and_show}}
  dn: {type: count, label: "Doanh nghiệp", declared_by: so-tai-chinh}
  dn_truoc: {type: count, label: "Năm trước", from: {previous: dn, missing: refuse}}
ratios:
  ty_le: {label: "Tỷ lệ", part: hs_dung, whole: hs, when_whole_is_zero: not_scorable}
areas:
  - code: "1"
    name: "Lĩnh vực"
    max: 1
    children:
      - {code: "1.1", name: "Tỷ lệ", max: 0.6, share: {of: ty_le}}
      - {code: "1.2", name: "Doanh nghiệp", max: 0.4, value: dn - dn_truoc, bands: [{from: 1, points: max}, {else: true, points: 0}]}
`

// world is a folder of a test: its log and the sets it can name.
type world struct {
	t        testing.TB
	programs map[string]*engine.Program // by hash
	v1, v2   *engine.Program
	province *engine.Program
	log      []season.Event
	now      day.Day
	seq      int
}

const (
	clerk  = "so-noi-vu/Nguyễn Văn A"
	period = "2026"
)

var begin = day.Must(2026, 1, 5)

// communes are the units that are scored.
var communes = []string{"xa-a", "xa-b", "xa-c", "phuong-d"}

func newWorld(t testing.TB) *world {
	w := &world{t: t, now: begin, v1: rulestest.Program(t, fmt.Sprintf(unitSet, "1.0.0", "0.5", "0.3")),
		v2: rulestest.Program(t, fmt.Sprintf(unitSet, "1.1.0", "0.4", "0.4")), province: rulestest.Program(t, provinceSet)}
	w.programs = map[string]*engine.Program{}
	for _, p := range []*engine.Program{w.v1, w.v2, w.province} {
		w.programs[p.Ref().Hash] = p
	}
	units := []seeds.Unit{{Code: seeds.Province, Block: seeds.BlockProvince}}
	for _, code := range []string{"bao-va-dai-phat-thanh-truyen-hinh-tinh", "so-tu-phap", "van-phong-ubnd-tinh", "so-tai-chinh",
		"so-khoa-hoc-va-cong-nghe", "buu-dien-tinh", "so-noi-vu"} {
		units = append(units, seeds.Unit{Code: code})
	}
	for _, code := range communes {
		block := "xa"
		if code == "phuong-d" {
			block = "phuong"
		}
		units = append(units, seeds.Unit{Code: code, Block: block})
	}
	for _, u := range units {
		u.Name, u.ValidFrom, u.ValidTo = u.Code, day.None, day.None
		w.add("", "", &season.UnitState{Unit: u})
	}
	w.attribute(seeds.GroupCommunes, "true", day.None)
	w.add("", "", &season.PlanVersion{Number: "148", Hash: "sha256:plan"})
	w.opens("2025")
	w.opens(period, w.v1, w.province)
	return w
}

func (w *world) add(period, unit string, b season.Body) {
	w.seq++
	w.log = append(w.log, season.Event{Seq: int64(w.seq), Recorded: season.DayStart(w.now) + season.Instant(w.seq),
		Draft: season.Draft{Key: fmt.Sprint(w.seq), Kind: b.Kind(), Period: period, Unit: unit, Actor: clerk, Happened: day.None, Body: b}})
}

func (w *world) choices(programs ...*engine.Program) []season.Choice {
	var choices []season.Choice
	for _, p := range programs {
		for _, b := range p.Set().Blocks {
			choices = append(choices, season.Choice{Block: b, Set: p.Ref().ID, Version: p.Ref().Version, Hash: p.Ref().Hash, Reason: "QĐ"})
		}
	}
	return choices
}

func (w *world) opens(period string, programs ...*engine.Program) {
	w.add(period, "", &season.Opening{Choices: w.choices(programs...)})
}

func (w *world) sets(programs ...*engine.Program) {
	w.add(period, "", &season.SetChange{Choices: w.choices(programs...)})
}

func number(n int64) engine.Value { return engine.Value{Type: form.TypeNumber, Num: exact.Int(n)} }

func (w *world) figure(unit, input string, l engine.Layer, n int64) {
	w.fact(period, unit, engine.Fact{Input: input, Layer: l, Value: number(n)})
}

func (w *world) fact(period, unit string, f engine.Fact) {
	f.Recorded = day.None
	state := &season.FactState{Fact: f}
	if f.Layer > engine.LayerRegister {
		state.By = clerk
	}
	w.add(period, unit, state)
}

func (w *world) withdraws(unit, input string, l engine.Layer) {
	w.add(period, unit, &season.FactEnd{Input: input, Layer: l})
}

func (w *world) decides(unit, id string, d engine.Decision) {
	d.By, d.Reason, d.Date = clerk, "vì", w.now
	w.add(period, unit, &season.Judgement{ID: id, Decision: d})
}

func (w *world) attribute(unit, value string, from day.Day) {
	w.add("", "", &season.AttributeState{Attribute: seeds.Attribute{Unit: unit, Name: "co_tthc", Value: value, From: from, To: day.None}})
}

func (w *world) received(unit, quarter string, l engine.Layer, on day.Day) {
	w.fact(period, unit, engine.Fact{Input: "bao_cao", Row: quarter, Field: "received", Layer: l, Value: engine.Value{Type: form.TypeDate, Day: on}})
}

// side is the state at a place of the log, a day and a stage.
func (w *world) side(log int, asOf day.Day, stage engine.Stage) Side {
	known := w.log[:log]
	s := Side{Year: season.Fold(known, period, asOf), Before: season.Fold(known, "2025", asOf), Calendar: season.DefaultCalendar(), Stage: stage, Log: known}
	seen := map[string]bool{}
	for _, c := range s.Year.Period.Choices {
		if !seen[c.Hash] {
			seen[c.Hash] = true
			s.Programs = append(s.Programs, w.programs[c.Hash])
		}
	}
	return s
}

// scored is what the whole year says of a unit, all sets together.
func (w *world) scored(s Side, unit string) *engine.UnitResult {
	var prior []engine.Prior
	for _, p := range s.Programs {
		prior = append(prior, season.Prior(p.Set(), s.Year.Units, s.Before.Figure)...)
	}
	out, err := s.Calendar.Score(s.Year, s.Programs, prior, s.Stage)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, set := range out.All() {
		for i := range set.Result.Units {
			if u := &set.Result.Units[i]; u.Unit == unit {
				return u
			}
		}
	}
	w.t.Fatalf("%s is not scored", unit)
	return nil
}

func (a *Account) part(c Cause) Part {
	for _, p := range a.Parts {
		if p.Cause == c {
			return p
		}
	}
	return Part{}
}
