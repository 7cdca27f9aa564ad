package inspect

import (
	"cmp"
	"slices"

	"cchc/engine"
	"cchc/internal/season"
)

// Pace is how many lines a person may judge before it is asked whether they were looked at.
type Pace struct {
	AtOnce    int // lines recorded at one moment: by one entry or one import
	PerMinute int // lines within any minute
}

// DefaultPace asks from 5 lines at once on, and from 10 a minute: six seconds for a line and its document.
var DefaultPace = Pace{AtOnce: 5, PerMinute: 10}

// minute is a minute of instants.
const minute season.Instant = 60_000

// Batch is lines that one person judged at once or too fast, or recorded so in the names of others.
type Batch struct {
	By       string          // who decided, or recorded if Recorder is set, as the first line has it
	Recorder bool            // the lines have one recorder and many deciders, of whom no one decided all of them too fast
	Deciders []string        // with Recorder: in whose names, in the order of the log
	Lines    []*season.Event // in the order of the log
	Units    int             // how many units they are about
	Kinds    []KindCount     // what was decided, the most frequent first
	Of       int             // all lines this person judged, or recorded, in the period
	Entered  []string        // who entered them, where that was somebody else
	Imported *season.Event   // the record of an import made at the same moment
}

// KindCount is how many lines of a batch decided something; Kind is "correct" for figures put right, "withdrawn" for
// what was taken back.
type KindCount struct {
	Kind  engine.DecisionKind
	Count int
}

// Correct is the kind of a figure that an appraisal put right, which is a fact and not a decision.
const Correct engine.DecisionKind = "correct"

// Withdrawal is the kind of what takes a line of an appraisal back, which lifts a rejection as surely as an acceptance does.
const Withdrawal engine.DecisionKind = "withdrawn"

// AtOnce reports whether all lines were recorded at one moment.
func (b *Batch) AtOnce() bool { return b.From() == b.To() }

// From and To are the moments of the first and the last line.
func (b *Batch) From() season.Instant { return b.Lines[0].Recorded }

// To is the moment of the last line.
func (b *Batch) To() season.Instant { return b.Lines[len(b.Lines)-1].Recorded }

// Bulk lists lines that were judged at once or too fast to be looked at.
type Bulk struct {
	Pace    Pace
	Batches []Batch // in the order of the log
	Lines   int     // all lines judged in the period
}

// Look counts what needs looking at.
func (b *Bulk) Look() int { return len(b.Batches) }

// Bulk groups the lines that each person judged by how close they follow one another; and those that each person recorded, so
// that many names do not hide one hand. What the deciders' groups hold already is not told again.
func (in *Inspection) Bulk(pace Pace) *Bulk {
	out := &Bulk{Pace: pace}
	lines := in.judged()
	out.Lines = len(lines)
	told := map[int64]bool{}
	for _, of := range byPerson(lines, decider) {
		for _, part := range pace.crowded(of) {
			out.Batches = append(out.Batches, in.batch(part, len(of)))
			for _, e := range part {
				told[e.Seq] = true
			}
		}
	}
	for _, of := range byPerson(lines, recorder) {
		for _, part := range pace.crowded(of) {
			if slices.ContainsFunc(part, func(e *season.Event) bool { return !told[e.Seq] }) {
				out.Batches = append(out.Batches, in.recorded(part, len(of)))
			}
		}
	}
	slices.SortStableFunc(out.Batches, func(a, b Batch) int { return cmp.Compare(a.Lines[0].Seq, b.Lines[0].Seq) })
	return out
}

// judged gives every line of an appraisal and every withdrawal of one, but a unit's appeals and their withdrawals.
func (in *Inspection) judged() []*season.Event {
	var out []*season.Event
	appeals := map[place]bool{}
	for i := range in.events {
		e := &in.events[i]
		if !in.mine(e) {
			continue
		}
		at, ends, placed := placeOf(e)
		if judges(e, true) && !(ends && appeals[at]) {
			out = append(out, e)
		}
		if placed {
			appeals[at] = isDispute(e)
		}
	}
	return out
}

// byPerson divides lines by the person that who gives, in the order in which people come first.
func byPerson(lines []*season.Event, who func(*season.Event) string) [][]*season.Event {
	var out [][]*season.Event
	at := map[string]int{}
	for _, e := range lines {
		name := person(who(e))
		i, known := at[name]
		if !known {
			i, at[name] = len(out), len(out)
			out = append(out, nil)
		}
		out[i] = append(out[i], e)
	}
	return out
}

func recorder(e *season.Event) string { return e.Actor }

// decider is who decided a line: the person named in it, else who recorded it.
func decider(e *season.Event) string {
	by, _ := Deciders(e)
	return cmp.Or(by, e.Actor)
}

// crowded gives the stretches of one person's lines that are too close together. Stretches that overlap are one.
func (p Pace) crowded(lines []*season.Event) [][]*season.Event {
	marked := make([]bool, len(lines)+1) // whether a line stands in the same stretch as the one before it
	inside := make([]bool, len(lines))
	mark := func(least int, within season.Instant) {
		for i := 0; least > 0 && i+least <= len(lines); i++ {
			if last := i + least - 1; lines[last].Recorded-lines[i].Recorded < within {
				for k := i; k <= last; k++ {
					inside[k], marked[k] = true, marked[k] || k > i
				}
			}
		}
	}
	mark(p.AtOnce, 1)
	mark(p.PerMinute, minute)
	var out [][]*season.Event
	for i := 0; i < len(lines); {
		end := i + 1
		for marked[end] {
			end++
		}
		if inside[i] {
			out = append(out, lines[i:end])
		}
		i = end
	}
	return out
}

// recorded is a batch of lines that one person recorded.
func (in *Inspection) recorded(lines []*season.Event, of int) Batch {
	b := in.batch(lines, of)
	b.By, b.Recorder, b.Entered = lines[0].Actor, true, nil
	for _, part := range byPerson(lines, decider) {
		b.Deciders = append(b.Deciders, decider(part[0]))
	}
	return b
}

func (in *Inspection) batch(lines []*season.Event, of int) Batch {
	b := Batch{By: decider(lines[0]), Lines: lines, Of: of}
	units, kinds := map[string]bool{}, map[engine.DecisionKind]int{}
	for _, e := range lines {
		units[e.Unit] = true
		kinds[kindOf(e)]++
		if person(e.Actor) != person(b.By) && !slices.Contains(b.Entered, e.Actor) {
			b.Entered = append(b.Entered, e.Actor)
		}
	}
	b.Units = len(units)
	for kind, n := range kinds {
		b.Kinds = append(b.Kinds, KindCount{kind, n})
	}
	slices.SortFunc(b.Kinds, func(x, y KindCount) int { return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Kind, y.Kind)) })
	for i := range in.events {
		e := &in.events[i]
		if _, imported := e.Body.(*season.Import); imported && in.mine(e) && e.Recorded >= b.From() && e.Recorded <= b.To() {
			b.Imported = e
		}
	}
	return b
}

func kindOf(e *season.Event) engine.DecisionKind {
	switch b := e.Body.(type) {
	case *season.Judgement:
		return b.Decision.Kind
	case *season.JudgementEnd, *season.FactEnd:
		return Withdrawal
	}
	return Correct
}
