package engine

import (
	"slices"
	"sort"

	"cchc/internal/canon"
	"cchc/internal/day"
	"cchc/internal/form"
)

// Hash domains: what is hashed is never mistaken for something else with the same bytes.
const (
	SetDomain    = "cchc/set/v1"
	CaseDomain   = "cchc/case/v1"
	ResultDomain = "cchc/result/v1"
)

// Hash identifies a case: the set by its hash, the day, the stage, and every unit's evidence in canonical order, so
// that the order in which it was gathered does not matter. Where a fact was read (Source) is told in traces but is no part
// of the case: the same figures from another file are the same case.
func (c *Case) Hash(setHash string) (string, error) {
	b, err := c.Canonical(setHash)
	if err != nil {
		return "", err
	}
	return canon.Hash(CaseDomain, b), nil
}

// Canonical gives the case's canonical bytes.
func (c *Case) Canonical(setHash string) ([]byte, error) {
	units := make([]*UnitCase, len(c.Units))
	for i := range c.Units {
		units[i] = &c.Units[i]
	}
	sort.Slice(units, func(i, j int) bool { return units[i].Unit.Code < units[j].Unit.Code })
	var w canon.Writer
	w.Obj()
	w.Key("as_of")
	w.Day(c.AsOf)
	w.Key("set")
	w.Str(setHash)
	w.Key("stage")
	w.Str(c.Stage.String())
	w.Key("units")
	w.Arr()
	for _, u := range units {
		writeUnit(&w, u)
	}
	w.EndArr()
	w.EndObj()
	return w.Bytes()
}

// field writes a key and text, leaving absent text out.
func field(w *canon.Writer, key, text string) {
	if text != "" {
		w.Key(key)
		w.Str(text)
	}
}

func dayField(w *canon.Writer, key string, d day.Day) {
	if d != day.None {
		w.Key(key)
		w.Day(d)
	}
}

func writeUnit(w *canon.Writer, u *UnitCase) {
	w.Obj()
	w.Key("attributes")
	w.Arr()
	attrs := append([]AttrValue(nil), u.Unit.Attrs...)
	sort.SliceStable(attrs, func(i, j int) bool { return attrs[i].Name < attrs[j].Name })
	for _, a := range attrs {
		w.Obj()
		w.Key("name")
		w.Str(a.Name)
		w.Key("value")
		writeValue(w, a.Value)
		w.EndObj()
	}
	w.EndArr()
	field(w, "block", u.Unit.Block)
	w.Key("code")
	w.Str(u.Unit.Code)
	w.Key("decisions")
	w.Arr()
	ds := append([]Decision(nil), u.Decisions...)
	sort.SliceStable(ds, func(i, j int) bool { return ds[i].sortKey() < ds[j].sortKey() })
	for i := range ds {
		writeDecision(w, &ds[i])
	}
	w.EndArr()
	w.Key("dues")
	w.Arr()
	dues := append([]Due(nil), u.Dues...)
	slices.SortFunc(dues, Due.compare)
	for _, d := range dues {
		w.Obj()
		w.Key("deliverable")
		w.Str(d.Deliverable)
		dayField(w, "due", d.Due)
		field(w, "key", d.Key)
		w.Key("received")
		w.Bool(d.Received)
		w.EndObj()
	}
	w.EndArr()
	w.Key("facts")
	w.Arr()
	facts := make([]*Fact, len(u.Facts))
	for i := range u.Facts {
		facts[i] = &u.Facts[i]
	}
	slices.SortStableFunc(facts, (*Fact).compare)
	for _, f := range facts {
		writeFact(w, f)
	}
	w.EndArr()
	writeRollups(w, u.Rollups)
	w.EndObj()
}

func writeFact(w *canon.Writer, f *Fact) {
	w.Obj()
	field(w, "document", f.Document)
	field(w, "field", f.Field)
	w.Key("input")
	w.Str(f.Input)
	w.Key("layer")
	w.Str(f.Layer.String())
	dayField(w, "recorded", f.Recorded)
	field(w, "row", f.Row)
	w.Key("value")
	writeValue(w, f.Value)
	w.EndObj()
}

// writeValue writes a datum as {"date": …}, {"number": …} and so on; the explicit "nothing" as {"none": true}.
func writeValue(w *canon.Writer, v Value) {
	w.Obj()
	switch {
	case v.None:
		w.Key("none")
		w.Bool(true)
	case v.Type == form.TypeNumber:
		w.Key("number")
		w.Num(v.Num)
	case v.Type == form.TypeBool:
		w.Key("bool")
		w.Bool(v.Bool)
	case v.Type == form.TypeDate:
		w.Key("date")
		w.Day(v.Day)
	default:
		w.Key(string(v.Type))
		w.Str(v.Text)
	}
	w.EndObj()
}

func (d *Decision) sortKey() string {
	return d.Layer.String() + "\x00" + d.Date.String() + "\x00" + string(d.Kind) + "\x00" + d.Code + "\x00" + d.Input + "\x00" + d.Row +
		"\x00" + d.Field + "\x00" + d.Points.Fraction() + "\x00" + d.By + "\x00" + d.Second + "\x00" + d.Reason
}

func writeDecision(w *canon.Writer, d *Decision) {
	w.Obj()
	field(w, "by", d.By)
	field(w, "code", d.Code)
	dayField(w, "date", d.Date)
	field(w, "field", d.Field)
	field(w, "input", d.Input)
	w.Key("kind")
	w.Str(string(d.Kind))
	w.Key("layer")
	w.Str(d.Layer.String())
	if d.Kind == DecideOverride {
		w.Key("points")
		w.Num(d.Points)
	}
	field(w, "reason", d.Reason)
	field(w, "row", d.Row)
	field(w, "second", d.Second)
	w.EndObj()
}
