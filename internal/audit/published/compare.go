package published

import "slices"

// Difference is where a table does not say what the run does: of the row of a unit, or of the head where Unit is empty.
type Difference struct {
	Unit, What      string // What: one of the names below
	Expected, Found string // what the run says, what the table says
}

// What a difference may be about.
const (
	OfRun        = "run"
	OfDigest     = "digest"
	OfSet        = "set"
	OfLabel      = "label"
	OfHead       = "head"
	OfCheckpoint = "checkpoint"
	OfRow        = "row" // a row that is there and should not be, or the reverse
	OfBlock      = "block"
	OfPoints     = "points"
	OfApplied    = "applied"
	OfIndex      = "index"
	OfRank       = "rank"
	OfClass      = "class"
	OfName       = "name"
	OfNote       = "note"     // why a unit is not ranked
	OfSequence   = "sequence" // the same rows in another order
)

// Whats lists what a difference may be about.
func Whats() []string {
	return []string{OfRun, OfDigest, OfSet, OfLabel, OfHead, OfCheckpoint, OfRow, OfBlock, OfPoints, OfApplied, OfIndex, OfRank, OfClass, OfName, OfNote, OfSequence}
}

// Differ gives the first difference between the row that a run has for a unit and the one of the table; names of units are
// compared where want has one.
func (r *Row) Differ(found *Row) *Difference {
	for _, c := range []Difference{
		{What: OfSet, Expected: r.Set, Found: found.Set}, {What: OfBlock, Expected: r.Block, Found: found.Block},
		{What: OfPoints, Expected: r.Points, Found: found.Points}, {What: OfApplied, Expected: r.Applied, Found: found.Applied},
		{What: OfIndex, Expected: r.Index, Found: found.Index}, {What: OfRank, Expected: rankText(r.Rank), Found: rankText(found.Rank)},
		{What: OfClass, Expected: r.Class, Found: found.Class}, {What: OfName, Expected: r.Name, Found: found.Name},
		{What: OfNote, Expected: r.Note, Found: found.Note},
	} {
		if c.Expected != c.Found && (c.What != OfName || r.Name != "") {
			c.Unit = r.Unit
			return &c
		}
	}
	return nil
}

// Differ gives the first difference between the table that a run gives and another one; the decision and the checkpoint are
// the other's own.
func (t *Table) Differ(found *Table) *Difference {
	if d := t.differRun(found); d != nil {
		return d
	}
	for i := range t.Rows {
		have := found.Row(t.Rows[i].Unit)
		if have == nil {
			return &Difference{Unit: t.Rows[i].Unit, What: OfRow, Expected: t.Rows[i].Unit}
		}
		if d := t.Rows[i].Differ(have); d != nil {
			return d
		}
	}
	for i := range found.Rows {
		if t.Row(found.Rows[i].Unit) == nil {
			return &Difference{Unit: found.Rows[i].Unit, What: OfRow, Found: found.Rows[i].Unit}
		}
	}
	for i := range found.Rows { // a unit may stand twice
		if i >= len(t.Rows) || t.Rows[i].Unit != found.Rows[i].Unit {
			return &Difference{Unit: found.Rows[i].Unit, What: OfSequence, Found: found.Rows[i].Unit}
		}
	}
	for i := range max(len(t.Labels), len(found.Labels)) {
		if i >= len(t.Labels) {
			return &Difference{What: OfLabel, Found: found.Labels[i]}
		}
		if i >= len(found.Labels) || t.Labels[i] != found.Labels[i] {
			return &Difference{What: OfLabel, Expected: t.Labels[i]}
		}
	}
	return nil
}

// DifferHead gives the first difference between the head of the table that a run gives and that of another one. labels are those of
// sets that it must have beside the run's own.
func (t *Table) DifferHead(found *Table, labels ...string) *Difference {
	if d := t.differRun(found); d != nil {
		return d
	}
	for _, label := range append(slices.Clone(t.Labels), labels...) {
		if label != "" && !slices.Contains(found.Labels, label) {
			return &Difference{What: OfLabel, Expected: label}
		}
	}
	return nil
}

// differRun compares what the head says of the run.
func (t *Table) differRun(found *Table) *Difference {
	head := func(t *Table) string { return t.Period + " " + t.AsOf.VN() + " " + t.Replaces }
	switch {
	case t.Run != found.Run:
		return &Difference{What: OfRun, Expected: t.Run, Found: found.Run}
	case t.Digest != found.Digest:
		return &Difference{What: OfDigest, Expected: t.Digest, Found: found.Digest}
	case head(t) != head(found):
		return &Difference{What: OfHead, Expected: head(t), Found: head(found)}
	}
	name := func(s Set) string { return s.ID + " " + s.Version + " " + s.Hash + " " + s.Result }
	for i := range max(len(t.Sets), len(found.Sets)) {
		var want, have Set
		if i < len(t.Sets) {
			want = t.Sets[i]
		}
		if i < len(found.Sets) {
			have = found.Sets[i]
		}
		if want != have {
			return &Difference{What: OfSet, Expected: name(want), Found: name(have)}
		}
	}
	return nil
}
