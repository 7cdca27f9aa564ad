package main

import (
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/inspect"
	"cchc/internal/season"
)

// inspectionJSON is the contract of inspect --json. A list that was not asked for is not there. Points and indices are exact
// fractions; before is the unit without the change, after the unit as it is.
type inspectionJSON struct {
	Demo       bool           `json:"demo,omitempty"`
	Period     string         `json:"period"`
	AsOf       string         `json:"as_of"`
	Stage      string         `json:"stage"`
	Run        string         `json:"run,omitempty"`
	RunDiffers bool           `json:"run_differs,omitempty"` // the run does not come out as it was recorded
	Unscored   string         `json:"unscored,omitempty"`    // why the log cannot be scored: there are no effects and deadlines then
	Events     int64          `json:"events"`                // events read, each checked against its digest
	Look       int            `json:"needs_looking"`
	Hand       *handJSON      `json:"hand,omitempty"`
	Late       *lateJSON      `json:"late,omitempty"`
	Bulk       *bulkJSON      `json:"bulk,omitempty"`
	Own        *ownJSON       `json:"own,omitempty"`
	Dates      *datesListJSON `json:"dates,omitempty"`
}

func (v *inspecting) headJSON() inspectionJSON {
	unscored := ""
	if v.Unscored != nil {
		unscored = unscoredText(v.Unscored)
	}
	return inspectionJSON{Unscored: unscored, Demo: v.Year.Demo, Period: v.Year.Period.ID, AsOf: v.Year.AsOf.String(), Stage: v.stage.String(), Run: v.runID(),
		RunDiffers: v.differs != "", Events: v.known()}
}

// inspectedJSON is an event of a list.
type inspectedJSON struct {
	Event    int64  `json:"event"`
	Kind     string `json:"kind"`
	Recorded string `json:"recorded"`
	Unit     string `json:"unit,omitempty"`
	Name     string `json:"unit_name,omitempty"`
	What     string `json:"what"`
	Actor    string `json:"actor"`
	By       string `json:"by,omitempty"`
	Second   string `json:"second,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Document string `json:"document,omitempty"`
}

func (v *inspecting) eventJSON(e *season.Event) inspectedJSON {
	reason, document := grounds(e)
	by, second := inspect.Deciders(e)
	j := inspectedJSON{Event: e.Seq, Kind: string(e.Kind), Recorded: e.Recorded.String(), Unit: aboutUnit(e), What: v.what(e), Actor: v.person(e.Actor),
		By: v.person(by), Second: v.person(second), Reason: reason, Document: document}
	if j.Unit != "" {
		j.Name = v.unitName(j.Unit)
	}
	return j
}

type standingJSON struct {
	Points  string `json:"points"` // rounded as the set says
	Exact   string `json:"exact"`
	Applied string `json:"applied_max"`
	Index   string `json:"index_exact"`
	Rank    int    `json:"rank,omitempty"`
	Class   string `json:"class,omitempty"`
}

type effectJSON struct {
	Unit   string            `json:"unit"`
	Name   string            `json:"unit_name"`
	Set    string            `json:"set"`
	By     string            `json:"by"` // points it added, exact
	Before standingJSON      `json:"before"`
	After  standingJSON      `json:"after"`
	Places []effectPlaceJSON `json:"places"`
	Others int               `json:"other_units_ranked_anew"`
}

type effectPlaceJSON struct {
	Code string `json:"code"`
	By   string `json:"by"`
}

func newStandingJSON(s *inspect.Standing, r exact.Rounding) standingJSON {
	return standingJSON{s.Points.Decimal(r), s.Exact.Fraction(), s.Applied.Fraction(), s.Index.Fraction(), s.Rank, s.Class}
}

func (v *inspecting) effectJSON(e *inspect.Effect) *effectJSON {
	if e == nil {
		return nil
	}
	r := e.Set.Rounding.Rounding
	j := &effectJSON{Unit: e.Unit, Name: v.unitName(e.Unit), Set: e.Set.ID, By: e.Points().Fraction(), Before: newStandingJSON(&e.Before, r),
		After: newStandingJSON(&e.After, r), Places: []effectPlaceJSON{}, Others: e.Others}
	for i := range e.Moves {
		j.Places = append(j.Places, effectPlaceJSON{e.Moves[i].Code, e.Moves[i].By.Fraction()})
	}
	return j
}

func (v *inspecting) effectsJSON(all []inspect.Effect) []effectJSON {
	out := []effectJSON{}
	for i := range all {
		out = append(out, *v.effectJSON(&all[i]))
	}
	return out
}

type handJSON struct {
	Overrides  []touchJSON  `json:"overrides"`
	Lifted     []touchJSON  `json:"rejections_withdrawn"`
	Judged     int          `json:"judgements_made"`
	Judgements []touchJSON  `json:"judgements,omitempty"`       // with --all
	Together   []effectJSON `json:"together"`                   // units that stand otherwise without any override that counts, rejections lifted standing
	Uncompared bool         `json:"together_unknown,omitempty"` // the period cannot be scored without them
}

type touchJSON struct {
	inspectedJSON
	Date   string      `json:"date,omitempty"`
	Fate   string      `json:"fate"` // counts, replaced, withdrawn, not_yet
	Ended  int64       `json:"ended_by_event,omitempty"`
	Alone  bool        `json:"no_second_person,omitempty"`
	Effect *effectJSON `json:"effect,omitempty"`
}

func (v *inspecting) handJSON(h *inspect.Hand) *handJSON {
	return &handJSON{Overrides: v.touchesJSON(h.Overrides), Lifted: v.touchesJSON(h.Lifted), Judged: h.Judged, Judgements: v.touchesJSON(h.Judgements), Together: v.effectsJSON(h.Together), Uncompared: h.Uncompared}
}

func (v *inspecting) touchesJSON(all []inspect.Touch) []touchJSON {
	out := []touchJSON{}
	for i := range all {
		t := &all[i]
		j := touchJSON{inspectedJSON: v.eventJSON(t.Event), Fate: string(t.Fate), Alone: t.Alone, Effect: v.effectJSON(t.Effect)}
		if b, ok := t.Event.Body.(*season.Judgement); ok {
			j.Date = b.Decision.Date.String()
		}
		if t.Ended != nil {
			j.Ended = t.Ended.Seq
		}
		out = append(out, j)
	}
	return out
}

type lateJSON struct {
	Windows    []windowJSON      `json:"windows"`
	Lock       string            `json:"declaring_ends"` // by the sets of the period; "" where they are not known
	ClosedLate bool              `json:"closed_late"`    // later, or never
	Usual      int               `json:"usual"`          // appraisals while the period was closed for the first time
	Changes    []changedLateJSON `json:"changes"`
	Together   []effectJSON      `json:"together"`                   // units that stand otherwise without any of the changes that are not usual
	Uncompared bool              `json:"together_unknown,omitempty"` // the period cannot be scored without them
}

type windowJSON struct {
	State  string `json:"state"`
	Event  int64  `json:"event"`
	From   string `json:"from"`
	By     string `json:"by"`
	Reason string `json:"reason,omitempty"`
}

type changedLateJSON struct {
	inspectedJSON
	State    string       `json:"period_state"`
	Reopened int64        `json:"reopened_by_event,omitempty"`
	Why      string       `json:"reopened_because,omitempty"`
	Locked   bool         `json:"locked_before"`
	Overdue  bool         `json:"overdue"` // the period should have been closed by then
	Usual    bool         `json:"usual"`
	Weighed  bool         `json:"weighed"` // false: bears on no points by itself, or cannot be compared
	Effects  []effectJSON `json:"effects"`
}

func (v *inspecting) lateJSON(l *inspect.Late) *lateJSON {
	j := &lateJSON{Windows: []windowJSON{}, Lock: l.Lock.String(), ClosedLate: l.ClosedLate(v.Year.AsOf), Usual: l.Usual, Changes: []changedLateJSON{}, Together: v.effectsJSON(l.Together), Uncompared: l.Uncompared}
	for i := range l.Windows {
		w := &l.Windows[i]
		j.Windows = append(j.Windows, windowJSON{string(w.State), w.Since.Seq, w.Since.Recorded.String(), v.person(w.Since.Actor), w.Since.Reason})
	}
	for i := range l.Changes {
		c := &l.Changes[i]
		one := changedLateJSON{inspectedJSON: v.eventJSON(c.Event), State: string(c.Window.State), Locked: c.Window.Locked, Overdue: c.Overdue, Usual: c.Usual, Weighed: c.Weighed,
			Effects: v.effectsJSON(c.Effects)}
		if c.Window.Reopened != nil {
			one.Reopened, one.Why = c.Window.Reopened.Seq, c.Window.Reopened.Reason
		}
		j.Changes = append(j.Changes, one)
	}
	return j
}

type bulkJSON struct {
	AtOnce    int         `json:"at_once"`
	PerMinute int         `json:"per_minute"`
	Lines     int         `json:"lines"` // all that were judged
	Batches   []batchJSON `json:"batches"`
}

type batchJSON struct {
	By       string          `json:"by"`
	Recorder bool            `json:"by_recorded,omitempty"` // by recorded the lines, others decided them
	Deciders []string        `json:"decided_by,omitempty"`
	From     string          `json:"from"`
	To       string          `json:"to"`
	Lines    int             `json:"lines"`
	Units    int             `json:"units"`
	Of       int             `json:"lines_of_person"`
	Kinds    []batchKindJSON `json:"kinds"`
	Entered  []string        `json:"entered_by,omitempty"`
	Imported int64           `json:"import_event,omitempty"`
	Events   []int64         `json:"events"`
}

type batchKindJSON struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

func (v *inspecting) bulkJSON(b *inspect.Bulk) *bulkJSON {
	j := &bulkJSON{b.Pace.AtOnce, b.Pace.PerMinute, b.Lines, []batchJSON{}}
	for i := range b.Batches {
		x := &b.Batches[i]
		one := batchJSON{By: v.person(x.By), From: x.From().String(), To: x.To().String(), Lines: len(x.Lines), Units: x.Units, Of: x.Of, Recorder: x.Recorder}
		for _, k := range x.Kinds {
			one.Kinds = append(one.Kinds, batchKindJSON{string(k.Kind), k.Count})
		}
		for _, who := range x.Deciders {
			one.Deciders = append(one.Deciders, v.person(who))
		}
		for _, who := range x.Entered {
			one.Entered = append(one.Entered, v.person(who))
		}
		if x.Imported != nil {
			one.Imported = x.Imported.Seq
		}
		for _, e := range x.Lines {
			one.Events = append(one.Events, e.Seq)
		}
		j.Batches = append(j.Batches, one)
	}
	return j
}

type ownJSON struct {
	Looked int           `json:"lines_looked_at"`
	Lines  []ownLineJSON `json:"lines"`
	Kept   []ownKeptJSON `json:"registers_about_itself"` // no finding: figures an office keeps in which it stands
}

type ownLineJSON struct {
	inspectedJSON
	Who  string `json:"who"`
	Role string `json:"role"` // recorded, decided, seconded
}

type ownKeptJSON struct {
	Unit  string `json:"unit"`
	Count int    `json:"count"`
}

func (v *inspecting) ownJSON(o *inspect.Own) *ownJSON {
	j := &ownJSON{o.Looked, []ownLineJSON{}, []ownKeptJSON{}}
	for _, l := range o.Lines {
		j.Lines = append(j.Lines, ownLineJSON{v.eventJSON(l.Event), v.person(l.Who), string(l.Role)})
	}
	for _, k := range o.Kept {
		j.Kept = append(j.Kept, ownKeptJSON{k.Unit, k.Count})
	}
	return j
}

type datesListJSON struct {
	Days     int           `json:"days"`
	Late     int           `json:"late_days"`
	Looked   int           `json:"dates_looked_at"`
	Evidence int           `json:"evidence_looked_at"`
	Signed   int           `json:"evidence_signed"`
	Odd      []oddDateJSON `json:"odd"`
}

type oddDateJSON struct {
	inspectedJSON
	Kinds    []string `json:"kinds"` // what weighs most first
	Stands   bool     `json:"stands"`
	Declared string   `json:"declared,omitempty"`
	Due      string   `json:"due,omitempty"`
	Days     int      `json:"days"`
	Signed   string   `json:"signed,omitempty"`
	Origin   string   `json:"signed_by,omitempty"` // stamp, signing, stated: where the time stands
	Before   int64    `json:"before_event,omitempty"`
	Issued   string   `json:"issued,omitempty"`
	Unread   string   `json:"unread,omitempty"`
	Import   int64    `json:"import_event,omitempty"` // needs_looking counts dates of one moment and the same kinds once
}

func (v *inspecting) datesJSON(d *inspect.Dates) *datesListJSON {
	j := &datesListJSON{d.Margin.Days, d.Margin.Late, d.Looked, d.Evidence, d.Signed, []oddDateJSON{}}
	for i := range d.Odd {
		o := &d.Odd[i]
		one := oddDateJSON{inspectedJSON: v.eventJSON(o.Event), Stands: o.Stands, Declared: o.Declared.String(), Due: o.Due.String(), Issued: o.Issued.String(),
			Unread: o.Fault}
		if o.Declared != day.None {
			one.Days = o.Days()
		}
		for _, k := range o.Kinds {
			one.Kinds = append(one.Kinds, string(k))
		}
		if o.Signed != nil {
			one.Signed, one.Origin = o.Signed.At.String(), o.Signed.Origin
		}
		if o.Before != nil {
			one.Before = o.Before.Seq
		}
		if o.Import != nil {
			one.Import = o.Import.Seq
		}
		j.Odd = append(j.Odd, one)
	}
	return j
}
