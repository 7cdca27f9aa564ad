package main

import (
	"errors"
	"strconv"
	"strings"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/inspect"
	"cchc/internal/season"
	"cchc/internal/wording"
)

// unitName is a unit's name, or its code where the log has none; "toàn kỳ" for what is about no unit.
func (v *inspecting) unitName(code string) string {
	if code == "" {
		return wording.Message("inspect.no_unit")
	}
	if u, ok := v.units.ByCode(code); ok {
		return u.Name
	}
	return code
}

// aboutUnit is the unit that an event is about.
func aboutUnit(e *season.Event) string {
	switch b := e.Body.(type) {
	case *season.UnitState:
		return b.Unit.Code
	case *season.AttributeState:
		return b.Attribute.Unit
	}
	return e.Unit
}

// what says what an event did.
func (v *inspecting) what(e *season.Event) string {
	set := v.Set(e.Unit)
	switch b := e.Body.(type) {
	case *season.Judgement:
		return v.decision(set, &b.Decision)
	case *season.JudgementEnd:
		if was := v.judged(e, b.ID); was != nil {
			return wording.Message("inspect.decision_end", v.decision(set, &was.Decision))
		}
		return wording.Message("inspect.decision_end", b.ID)
	case *season.FactState:
		f := &b.Fact
		value := wording.Value(f.Value, "", nil)
		if set != nil {
			value = wording.Value(f.Value, "", set.Input(f.Input))
		}
		if f.Layer > engine.LayerRegister {
			return wording.Message("inspect.decision.correct", datumText(set, f.Input, f.Row, f.Field), value, wording.Layer(f.Layer))
		}
		return wording.Message("inspect.fact", datumText(set, f.Input, f.Row, f.Field), value, wording.Layer(f.Layer))
	case *season.FactEnd:
		return wording.Message("inspect.fact_end", datumText(set, b.Input, b.Row, b.Field), wording.Layer(b.Layer))
	case *season.Entry:
		return wording.Message("inspect.entry", b.Register, b.Row)
	case *season.EntryEnd:
		return wording.Message("inspect.entry_end", b.Register, b.Row)
	case *season.Occasion:
		return wording.Message("inspect.occasion", b.Event.Deliverable, b.Event.ID, b.Event.Date.VN(), b.Event.Document)
	case *season.OccasionEnd:
		return wording.Message("inspect.occasion_end", b.Deliverable, b.ID)
	case *season.UnitState:
		return wording.Message("inspect.unit", b.Unit.Name, b.Unit.Block, dayOrDash(b.Unit.ValidFrom), dayOrDash(b.Unit.ValidTo))
	case *season.AttributeState:
		return wording.Message("inspect.attribute", b.Attribute.Name, b.Attribute.Value, dayOrDash(b.Attribute.From))
	case *season.SetChange:
		var all []string
		for _, c := range b.Choices {
			all = append(all, blockName(c.Block)+": "+c.Set+" "+c.Version)
		}
		return wording.Message("inspect.set_change", strings.Join(all, "; "))
	}
	return wording.Message("log.event." + string(e.Kind))
}

func dayOrDash(d day.Day) string {
	if d == day.None {
		return "–"
	}
	return d.VN()
}

// judged is the decision of an id that stood before an event.
func (v *inspecting) judged(before *season.Event, id string) *season.Judgement {
	for i := before.Seq - 2; i >= 0; i-- { // events are numbered from 1
		e := &v.events[i]
		if b, ok := e.Body.(*season.Judgement); ok && b.ID == id && e.Unit == before.Unit && e.Period == before.Period {
			return b
		}
	}
	return nil
}

// decision says what was decided about what.
func (v *inspecting) decision(set *form.Set, d *engine.Decision) string {
	about := wording.Message("inspect.whole_unit")
	switch {
	case d.Input != "":
		about = datumText(set, d.Input, d.Row, d.Field)
	case d.Code != "":
		about = criterion(set, d.Code)
	}
	return wording.Message("inspect.decision."+string(d.Kind), about, wording.Value(number(d.Points), "", nil), wording.Layer(d.Layer))
}

// criterion is a place of the tree with its name.
func criterion(set *form.Set, code string) string {
	if set != nil {
		if i := set.NodeByCode(code); i >= 0 {
			return wording.Message("inspect.criterion", code, set.Nodes[i].Name)
		}
	}
	return wording.Message("inspect.criterion_code", code)
}

// datumText is a datum by its label, row and field.
func datumText(set *form.Set, input, row, field string) string {
	label := input
	if set != nil {
		if in := set.Input(input); in != nil && in.Label != "" {
			label = in.Label
		}
	}
	text := "“" + label + "”"
	if row != "" {
		text += " " + row
	}
	if code := "inspect.field." + field; wording.Known(code) {
		text += ", " + wording.Message(code)
	} else if field != "" {
		text += ", " + field
	}
	return text
}

func number(n exact.Num) engine.Value { return engine.Value{Type: form.TypeNumber, Num: n} }

// grounds are the reason and the document of an event.
func grounds(e *season.Event) (reason, document string) {
	reason = e.Reason
	switch b := e.Body.(type) {
	case *season.FactState:
		document = b.Fact.Document
		if b.Fact.Layer > engine.LayerRegister { // an appraisal's ground stands as the figure's document
			return document, ""
		}
	case *season.Judgement:
		return b.Decision.Reason, ""
	case *season.Occasion:
		document = b.Event.Document
	}
	return reason, document
}

// eventHead are the titles of the columns that every list begins with.
var eventHead = []string{"Sự kiện số", "Ghi lúc", "Mã đơn vị", "Đơn vị", "Nội dung", "Người ghi", "Lý do", "Tài liệu"}

// eventCells are those columns of an event.
func (v *inspecting) eventCells(e *season.Event) []string {
	reason, document := grounds(e)
	return []string{strconv.FormatInt(e.Seq, 10), clockVN(e.Recorded), aboutUnit(e), v.unitName(aboutUnit(e)), v.what(e), v.person(e.Actor), reason, document}
}

// entry begins the entry of an event: what, where, who, when, why.
func (v *inspecting) entry(e *season.Event) inspectEntry {
	reason, document := grounds(e)
	out := inspectEntry{title: v.unitName(aboutUnit(e)) + ": " + v.what(e), cells: v.eventCells(e)}
	by, second := inspect.Deciders(e)
	if by != "" {
		text := wording.Message("inspect.by", v.person(by))
		if second != "" {
			text += "; " + wording.Message("inspect.second", v.person(second))
		}
		out.lines = append(out.lines, text)
	}
	out.lines = append(out.lines, wording.Message("inspect.recorded", v.person(e.Actor), clockVN(e.Recorded), strconv.FormatInt(e.Seq, 10)))
	if reason != "" {
		out.lines = append(out.lines, wording.Message("inspect.reason", reason))
	}
	if document != "" {
		out.lines = append(out.lines, wording.Message("inspect.document", document))
	}
	return out
}

// standing says how a unit stands.
func standing(s *inspect.Standing, r exact.Rounding) string {
	rank := wording.Message("cli.no_rank")
	if s.Rank > 0 {
		rank = wording.Message("inspect.rank", strconv.Itoa(s.Rank))
	}
	text := wording.Message("inspect.points", s.Points.DecimalVN(r)) + ", " + wording.Message("cli.index", s.Index.DecimalVN(r)) + ", " + rank
	if s.Class != "" {
		text += ", " + wording.Message("cli.class", s.Class)
	}
	return text
}

// unscoredText says why a year cannot be scored.
func unscoredText(err error) string {
	switch {
	case errors.Is(err, engine.ErrDecision):
		return wording.Message("inspect.unscored_decision")
	case errors.Is(err, engine.ErrBlock):
		return wording.Message("inspect.unscored_block")
	}
	return asFailure(err).text
}

// signedPoints is a difference of points with its sign.
func signedPoints(n exact.Num) string {
	text := wording.Value(number(n), "points", nil)
	if n.Sign() > 0 {
		text = "+" + text
	}
	return text
}

// effectText says what a change did to a unit, in the sentence of a code: with it and without it as everything is now, or just before
// and just after it was recorded.
func (v *inspecting) effectText(code string, e *inspect.Effect) []string {
	r := e.Set.Rounding.Rounding
	lines := []string{wording.Message(code, standing(&e.Before, r), standing(&e.After, r), signedPoints(e.Points()))}
	if !e.Moved() {
		lines = []string{wording.Message("inspect.no_effect", standing(&e.After, r))}
	}
	if moved := movesText(e); moved != "" {
		lines = append(lines, wording.Message("inspect.moves", moved))
	}
	if e.Others > 0 {
		lines = append(lines, wording.Message("inspect.others", strconv.Itoa(e.Others)))
	}
	return lines
}

// movesText are the places whose points or maximum a change moved.
func movesText(e *inspect.Effect) string {
	var parts []string
	for i := range e.Moves {
		m := &e.Moves[i]
		text := criterion(e.Set, m.Code) + " "
		switch {
		case !m.By.IsZero():
			parts = append(parts, text+signedPoints(m.By))
		case m.Before.State != m.After.State:
			parts = append(parts, text+wording.Message("inspect.state", wording.State(m.Before.State), wording.State(m.After.State)))
		}
	}
	return strings.Join(parts, "; ")
}

// effectHead are the titles of the columns of an effect.
var effectHead = []string{"Điểm khi không có", "Điểm khi có", "Chênh lệch điểm", "Chỉ số khi không có (%)", "Chỉ số khi có (%)", "Hạng khi không có",
	"Hạng khi có", "Xếp loại khi không có", "Xếp loại khi có", "Tiêu chí thay đổi", "Đơn vị khác đổi hạng"}

// effectCells are those columns; empty where there is no effect to tell.
func effectCells(e *inspect.Effect) []string {
	if e == nil {
		return make([]string, len(effectHead))
	}
	r := e.Set.Rounding.Rounding
	rank := func(n int) string {
		if n == 0 {
			return wording.Message("cli.no_rank")
		}
		return strconv.Itoa(n)
	}
	return []string{e.Before.Points.DecimalVN(r), e.After.Points.DecimalVN(r), signedPoints(e.Points()), e.Before.Index.DecimalVN(r), e.After.Index.DecimalVN(r),
		rank(e.Before.Rank), rank(e.After.Rank), e.Before.Class, e.After.Class, movesText(e), strconv.Itoa(e.Others)}
}

// togetherText says how units would stand without any of what a list names.
func (v *inspecting) togetherText(all []inspect.Effect, uncompared bool) []string {
	if uncompared {
		return []string{wording.Message("inspect.together_unknown")}
	}
	if len(all) == 0 {
		return nil
	}
	lines := []string{wording.Message("inspect.together", strconv.Itoa(len(all)))}
	for i := range all {
		e := &all[i]
		r := e.Set.Rounding.Rounding
		lines = append(lines, "  "+wording.Message("inspect.together_unit", v.unitName(e.Unit), standing(&e.Before, r), standing(&e.After, r),
			signedPoints(e.Points())))
	}
	return lines
}
