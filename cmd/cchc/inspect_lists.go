package main

import (
	"slices"
	"strconv"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/inspect"
	"cchc/internal/season"
	"cchc/internal/wording"
)

// hand lists what was put by hand.
func (v *inspecting) hand(in *inspectFlags) *inspectList {
	h := v.Hand(in.all)
	l := &inspectList{id: "hand", look: h.Look(), head: slices.Concat(eventHead, []string{"Người quyết định", "Người thứ hai", "Ngày quyết định", "Tình trạng"}, effectHead),
		notes: []string{wording.Message("inspect.hand_note", strconv.Itoa(len(h.Overrides)), strconv.Itoa(h.Judged), strconv.Itoa(len(h.Lifted)))},
		after: v.togetherText(h.Together, h.Uncompared), fill: func(j *inspectionJSON) { j.Hand = v.handJSON(h); j.Look += h.Look() }}
	for _, t := range slices.Concat(h.Overrides, h.Lifted, h.Judgements) {
		l.entries = append(l.entries, v.touch(&t))
	}
	return l
}

func (v *inspecting) touch(t *inspect.Touch) inspectEntry {
	e := v.entry(t.Event)
	by, second := inspect.Deciders(t.Event)
	on, state := "", wording.Message("inspect.fate."+string(t.Fate))
	if j, ok := t.Event.Body.(*season.Judgement); ok {
		on = j.Decision.Date.VN()
		e.lines = append(e.lines, wording.Message("inspect.decided_on", on))
	}
	if t.Ended != nil {
		state = wording.Message("inspect.ended", state, clockVN(t.Ended.Recorded), v.person(t.Ended.Actor), strconv.FormatInt(t.Ended.Seq, 10))
	}
	if t.Fate != inspect.Counts {
		e.lines = append(e.lines, wording.Message("inspect.status", state))
	}
	if t.Alone {
		alone := wording.Message("inspect.alone")
		e.lines, state = append(e.lines, alone), state+"; "+alone
	}
	if t.Effect != nil {
		e.lines = append(e.lines, v.effectText("inspect.effect", t.Effect)...)
	} else if t.Fate == inspect.Counts {
		e.lines = append(e.lines, wording.Message("inspect.not_scored"))
	}
	e.cells = slices.Concat(e.cells, []string{v.person(by), v.person(second), on, state}, effectCells(t.Effect))
	return e
}

// late lists what was changed when it should no longer have been.
func (v *inspecting) late(in *inspectFlags) *inspectList {
	late := v.Late(in.all)
	l := &inspectList{id: "late", look: late.Look(), head: slices.Concat(eventHead, []string{"Kỳ lúc ghi", "Mở lại vì", "Làm đổi điểm"}, effectHead),
		after: v.togetherText(late.Together, late.Uncompared), fill: func(j *inspectionJSON) { j.Late = v.lateJSON(late); j.Look += late.Look() }}
	var windows []string
	for i := range late.Windows {
		windows = append(windows, v.windowBegin(&late.Windows[i]))
	}
	l.notes = []string{wording.Message("inspect.windows", strings.Join(windows, "; ")), wording.Message("inspect.late_note", strconv.Itoa(late.Usual)),
		wording.Message("inspect.then_note")}
	if late.ClosedLate(v.Year.AsOf) {
		note := wording.Message("inspect.never_closed", late.Lock.VN())
		if late.Closed != nil {
			note = wording.Message("inspect.closed_late", clockVN(late.Closed.Recorded), late.Lock.VN())
		}
		l.notes = append(l.notes, note)
	}
	for i := range late.Changes {
		l.entries = append(l.entries, v.change(&late.Changes[i]))
	}
	return l
}

// windowBegin says when the period came into a state, and by whom.
func (v *inspecting) windowBegin(w *inspect.Window) string {
	code := "inspect.began." + string(w.Since.Kind)
	return wording.Message(code, clockVN(w.Since.Recorded), v.person(w.Since.Actor), wording.PeriodState(w.State), orNone(w.Since.Reason))
}

func orNone(reason string) string {
	if reason == "" {
		return wording.Message("inspect.no_reason")
	}
	return reason
}

// windowText says in which state the period was.
func (v *inspecting) windowText(w *inspect.Window) (state, why string) {
	state = wording.PeriodState(w.State)
	switch {
	case w.Reopened != nil:
		return wording.Message("inspect.in_reopened", state, clockVN(w.Reopened.Recorded), v.person(w.Reopened.Actor)), orNone(w.Reopened.Reason)
	case w.Locked && w.State != season.Locked:
		return wording.Message("inspect.after_lock", state), ""
	}
	return state, ""
}

func (v *inspecting) change(c *inspect.Change) inspectEntry {
	e := v.entry(c.Event)
	state, why := v.windowText(&c.Window)
	if c.Overdue {
		state = wording.Message("inspect.overdue", state)
	}
	line := wording.Message("inspect.period_was", state)
	if why != "" {
		line += ", " + wording.Message("inspect.reason", why)
	}
	e.lines = append(e.lines, line)
	moved, effect := wording.Message("inspect.not_weighed"), (*inspect.Effect)(nil)
	switch {
	case !c.Weighed:
	case len(c.Effects) == 0:
		moved = wording.Message("inspect.moved_none")
	case len(c.Effects) == 1:
		moved, effect = wording.Message("inspect.moved_one", v.unitName(c.Effects[0].Unit)), &c.Effects[0]
	default:
		moved = wording.Message("inspect.moved_many", strconv.Itoa(len(c.Effects)))
	}
	if effect != nil {
		e.lines = append(e.lines, v.effectText("inspect.effect_then", effect)...)
	} else {
		e.lines = append(e.lines, moved)
		if len(c.Effects) > 1 {
			for i := range c.Effects {
				e.lines = append(e.lines, "  "+v.unitName(c.Effects[i].Unit)+": "+strings.Join(v.effectText("inspect.effect_then", &c.Effects[i])[:1], ""))
			}
		}
	}
	e.cells = slices.Concat(e.cells, []string{state, why, moved}, effectCells(effect))
	return e
}

// bulk lists lines that were judged too fast.
func (v *inspecting) bulk(in *inspectFlags) *inspectList {
	b := v.Bulk(in.pace)
	l := &inspectList{id: "bulk", look: b.Look(), notes: []string{wording.Message("inspect.bulk_note", strconv.Itoa(b.Lines), strconv.Itoa(b.Pace.AtOnce), strconv.Itoa(b.Pace.PerMinute))},
		head: []string{"Người quyết định", "Từ", "Đến", "Số dòng", "Số đơn vị", "Tỷ lệ trên mọi quyết định của người này", "Nội dung", "Người nhập", "Tệp nhập",
			"Sự kiện đầu", "Sự kiện cuối"}, fill: func(j *inspectionJSON) { j.Bulk = v.bulkJSON(b); j.Look += b.Look() }}
	for i := range b.Batches {
		l.entries = append(l.entries, v.batch(&b.Batches[i]))
	}
	return l
}

func (v *inspecting) batch(b *inspect.Batch) inspectEntry {
	var kinds, entered, deciders []string
	for _, k := range b.Kinds {
		kinds = append(kinds, strconv.Itoa(k.Count)+" "+wording.Message("inspect.kind."+string(k.Kind)))
	}
	for _, who := range b.Entered {
		entered = append(entered, v.person(who))
	}
	for _, who := range b.Deciders {
		deciders = append(deciders, v.person(who))
	}
	share, _ := exact.Frac(int64(len(b.Lines)), int64(b.Of))
	percent := wording.Value(number(share), "percent", nil)
	pace := wording.Message("inspect.at_once", clockSeconds(b.From()))
	if !b.AtOnce() {
		pace = wording.Message("inspect.in_time_of", clockSeconds(b.From()), clockSeconds(b.To()), strconv.Itoa(int((b.To()-b.From())/1000)))
	}
	first, last := strconv.FormatInt(b.Lines[0].Seq, 10), strconv.FormatInt(b.Lines[len(b.Lines)-1].Seq, 10)
	title, part := "inspect.batch", "inspect.batch_share"
	if b.Recorder {
		title, part = "inspect.batch_recorded", "inspect.batch_share_recorded"
	}
	e := inspectEntry{title: wording.Message(title, v.person(b.By), strconv.Itoa(len(b.Lines)), strconv.Itoa(b.Units), pace),
		lines: []string{wording.Message(part, percent, strconv.Itoa(b.Of)), wording.Message("inspect.batch_kinds", strings.Join(kinds, ", ")),
			wording.Message("inspect.batch_events", first, last)}}
	if b.Recorder {
		e.lines = append(e.lines, wording.Message("inspect.batch_names", strconv.Itoa(len(deciders)), strings.Join(deciders, ", ")))
	}
	file := ""
	if b.Imported != nil {
		made := b.Imported.Body.(*season.Import)
		file = wording.Message("inspect.imported", made.Name, strconv.Itoa(made.Rows))
		e.lines = append(e.lines, file)
	}
	if len(entered) > 0 {
		e.lines = append(e.lines, wording.Message("inspect.entered", strings.Join(entered, ", ")))
	}
	by := []string{v.person(b.By)}
	if b.Recorder {
		by, entered = deciders, by
	}
	e.cells = []string{strings.Join(by, ", "), clockSeconds(b.From()), clockSeconds(b.To()), strconv.Itoa(len(b.Lines)), strconv.Itoa(b.Units), percent, strings.Join(kinds, ", "),
		strings.Join(entered, ", "), file, first, last}
	return e
}

// clockSeconds is clockVN with seconds.
func clockSeconds(at season.Instant) string {
	const minute = 60_000
	seconds := strconv.FormatInt(int64(at-season.DayStart(at.Day()))%minute/1000, 10)
	return clockVN(at) + ":" + strings.Repeat("0", 2-len(seconds)) + seconds
}

// own lists what an office decided about itself.
func (v *inspecting) own(in *inspectFlags) *inspectList {
	o := v.Own()
	l := &inspectList{id: "own", look: o.Look(), head: slices.Concat(eventHead, []string{"Người cùng cơ quan", "Vai trò"}),
		notes: []string{wording.Message("inspect.own_note", strconv.Itoa(o.Looked))},
		fill:  func(j *inspectionJSON) { j.Own = v.ownJSON(o); j.Look += o.Look() }}
	for _, line := range o.Lines {
		e, role := v.entry(line.Event), wording.Message("inspect.role."+string(line.Role))
		e.lines = append(e.lines, wording.Message("inspect.own_line", v.person(line.Who), role))
		e.cells = append(e.cells, v.person(line.Who), role)
		l.entries = append(l.entries, e)
	}
	total, kept := 0, []string(nil)
	for _, k := range o.Kept {
		total += k.Count
		kept = append(kept, "  "+wording.Message("inspect.kept_unit", v.unitName(k.Unit), strconv.Itoa(k.Count)))
	}
	if total > 0 {
		l.after = append(l.after, wording.Message("inspect.kept", strconv.Itoa(total), strconv.Itoa(len(o.Kept))))
		if in.all {
			l.after = append(l.after, kept...)
		}
	}
	return l
}

// dates lists dates that do not agree.
func (v *inspecting) dates(in *inspectFlags) *inspectList {
	d := v.Dates(in.margin)
	l := &inspectList{id: "dates", look: d.Look(), head: slices.Concat(eventHead, []string{"Ngày khai", "Hạn", "Số ngày trước khi ghi", "Chữ ký số lúc", "Nguồn giờ ký", "Vấn đề",
		"Tình trạng"}),
		notes: []string{wording.Message("inspect.dates_note", strconv.Itoa(d.Looked), strconv.Itoa(d.Margin.Days), strconv.Itoa(d.Margin.Late)),
			wording.Message("inspect.signed_note", strconv.Itoa(d.Evidence), strconv.Itoa(d.Signed))},
		fill: func(j *inspectionJSON) { j.Dates = v.datesJSON(d); j.Look += d.Look() }}
	for _, g := range d.Groups() {
		l.entries = append(l.entries, v.oddGroup(g))
	}
	return l
}

// oddShown is how many dates of a group are printed; the workbook has all.
const oddShown = 5

// oddGroup tells dates that came in together: one alone as such, several under their moment and file.
func (v *inspecting) oddGroup(g inspect.OddGroup) inspectEntry {
	out := v.odd(g[0])
	if len(g) == 1 {
		return out
	}
	all := inspectEntry{title: wording.Message("inspect.dates_at_once", clockVN(g[0].Event.Recorded), strconv.Itoa(len(g))), cells: out.cells}
	if e := g[0].Import; e != nil {
		made := e.Body.(*season.Import)
		all.lines = append(all.lines, wording.Message("inspect.imported", made.Name, strconv.Itoa(made.Rows)))
	}
	for i, o := range g {
		one := v.odd(o)
		if i > 0 {
			all.more = append(all.more, one.cells)
		}
		if i < oddShown {
			all.lines = append(all.lines, one.title+" → "+strings.Join(oddText(o), "; "))
		}
	}
	if rest := len(g) - oddShown; rest > 0 {
		all.lines = append(all.lines, wording.Message("inspect.dates_more", strconv.Itoa(rest)))
	}
	if !g[0].Stands {
		all.lines = append(all.lines, wording.Message("inspect.stands_no"))
	}
	return all
}

func (v *inspecting) odd(o *inspect.Odd) inspectEntry {
	e := v.entry(o.Event)
	why := oddText(o)
	for _, text := range why {
		e.lines = append(e.lines, "→ "+text)
	}
	state := wording.Message("inspect.stands")
	if !o.Stands {
		state = wording.Message("inspect.stands_no")
		e.lines = append(e.lines, state)
	}
	signed, origin := "", ""
	if o.Signed != nil {
		signed, origin = clockVN(o.Signed.At), wording.Message("inspect.origin."+o.Signed.Origin)
	}
	e.cells = append(e.cells, o.Declared.VN(), o.Due.VN(), daysText(o), signed, origin, strings.Join(why, "; "), state)
	return e
}

// oddText says what is odd about a date, what weighs most first.
func oddText(o *inspect.Odd) []string {
	args := []string{o.Declared.VN(), o.Event.Recorded.Day().VN(), o.Due.VN(), daysText(o), "", "", "", o.Issued.VN(), ""}
	if o.Signed != nil {
		args[4], args[5] = clockVN(o.Signed.At), wording.Message("inspect.origin."+o.Signed.Origin)
	}
	if o.Before != nil {
		args[6] = o.Before.Body.(*season.FactState).Fact.Value.Day.VN()
	}
	if o.Fault != "" {
		args[8] = wording.Message("inspect.unread." + o.Fault)
	}
	var out []string
	for _, k := range o.Kinds {
		out = append(out, wording.Message("inspect.date."+string(k), args...))
	}
	return out
}

// daysText is how many days a date lies before the day on which it was recorded, "" where no date is stated.
func daysText(o *inspect.Odd) string {
	if o.Declared == day.None {
		return ""
	}
	return strconv.Itoa(o.Days())
}
