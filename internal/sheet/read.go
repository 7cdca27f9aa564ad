package sheet

import (
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/table"
)

const eventPrefix = "events"

// kinds of files by the beginning of their names, in the order they are read: facts of reports may name an event.
var kinds = []struct {
	prefix string
	layout table.Layout
	read   func(*reader, *table.Row)
}{
	{eventPrefix, eventColumns, (*reader).event},
	{"facts", factColumns, (*reader).fact},
	{"decisions", decisionColumns, (*reader).decision},
}

// ReadFolder reads the CSV files at the top of a folder against a criteria set. It always reads everything and gives
// all mistakes, sorted by file and place.
func ReadFolder(fsys fs.FS, set *form.Set, known Known) *Reading {
	return newReader(set, known).folder(fsys, true)
}

// ReadEvents reads only the events of a folder; what is owed follows from them and the plan, without a criteria set.
func ReadEvents(fsys fs.FS, known Known) *Reading {
	return newReader(&form.Set{}, known).folder(fsys, false)
}

// ReadEventFile reads one file of events, given as its bytes.
func ReadEventFile(name string, data []byte, known Known) *Reading {
	r := newReader(&form.Set{}, known)
	r.reading.Files = []string{name}
	r.Read(name, data, eventColumns, MaxRows, r.event)
	return r.finish()
}

// folder reads the files at the top of a folder: all, or those of events only.
func (r *reader) folder(fsys fs.FS, all bool) *Reading {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		r.Report(Mistake{File: ".", Code: "facts.folder_read", Args: []string{err.Error()}})
	}
	for _, kind := range kinds {
		if !all && kind.prefix != eventPrefix {
			continue
		}
		for _, e := range entries {
			if !e.IsDir() && isCSV(e.Name()) && strings.HasPrefix(e.Name(), kind.prefix) {
				r.file(fsys, e.Name(), kind.layout, kind.read)
			}
		}
	}
	for _, e := range entries {
		r.stray(e)
	}
	if err == nil && all && len(r.reading.Files) == 0 {
		r.Report(Mistake{File: ".", Code: "facts.folder_empty"})
	}
	return r.finish()
}

// reader gathers what the files of one folder say.
type reader struct {
	table.Reader
	set     *form.Set
	known   Known
	units   map[string]bool
	groups  map[string]bool
	inputs  map[string]*form.Input
	leaves  map[string]*form.Node
	ids     map[string]bool            // deliverables
	keys    map[string]map[string]bool // keys of occurrences by deliverable
	reading Reading

	facts     []unitFact
	decisions []unitDecision
	events    []*readEvent
	seen      map[key]*entry
}

// entry is a row that was understood; twice marks those that say something about the same thing.
type entry struct {
	source string
	twice  bool
}

type unitFact struct {
	*entry
	unit       string
	fact       engine.Fact
	correction bool
	by, second string
	file       string
}

type unitDecision struct {
	*entry
	unit     string
	decision engine.Decision
}

type readEvent struct {
	*entry
	event Event
}

// key is what a folder may say only once.
type key struct {
	kind, unit, code string
	place
	layer engine.Layer
}

func newReader(set *form.Set, known Known) *reader {
	r := &reader{set: set, known: known, units: setOf(known.Units), groups: setOf(known.Groups),
		inputs: map[string]*form.Input{}, leaves: map[string]*form.Node{}, ids: setOf(known.Deliverables),
		keys: map[string]map[string]bool{}, seen: map[key]*entry{}}
	for i := range set.Inputs {
		in := &set.Inputs[i]
		r.inputs[in.Name] = in
		for _, d := range in.Deliverables {
			if !r.ids[d] {
				r.ids[d] = true
				r.known.Deliverables = append(slices.Clip(r.known.Deliverables), d)
			}
		}
	}
	for i := range set.Nodes {
		if n := &set.Nodes[i]; n.Leaf != nil {
			r.leaves[n.Code] = n
		}
	}
	for d, keys := range known.Keys {
		r.keys[d] = setOf(keys)
	}
	return r
}

func (r *reader) file(fsys fs.FS, name string, l table.Layout, read func(*reader, *table.Row)) {
	r.reading.Files = append(r.reading.Files, name)
	f, err := fsys.Open(name)
	if err != nil {
		r.Report(Mistake{File: name, Code: "facts.file_read", Args: []string{err.Error()}})
		return
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxFileBytes+1))
	switch {
	case err != nil:
		r.Report(Mistake{File: name, Code: "facts.file_read", Args: []string{err.Error()}})
	default:
		r.Read(name, data, l, MaxRows, func(rw *table.Row) { read(r, rw) })
	}
}

// stray refuses a file that looks like facts and would be passed over in silence.
func (r *reader) stray(e fs.DirEntry) {
	name := strings.ToLower(e.Name())
	switch {
	case e.IsDir():
	case strings.HasSuffix(name, ".xlsx"), strings.HasSuffix(name, ".xls"), strings.HasSuffix(name, ".ods"):
		r.Report(Mistake{File: e.Name(), Code: "facts.file_workbook"})
	case isCSV(name):
		for _, kind := range kinds {
			if strings.HasPrefix(e.Name(), kind.prefix) {
				return
			}
		}
		r.Report(Mistake{File: e.Name(), Code: "facts.file_name"})
	}
}

func isCSV(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".csv") }

// unit gives the unit a row is about.
func (r *reader) unit(rw *table.Row, at int) string {
	code := r.Need(rw, at)
	if code != "" && !r.units[code] {
		r.FailName(rw, at, "facts.unit_unknown", code, r.known.Units)
	}
	return code
}

// once enters a row under its keys and reports a second one for one of them, naming both.
func (r *reader) once(rw *table.Row, at int, keys ...key) *entry {
	e := &entry{source: rw.Where()}
	for _, k := range keys {
		if first := r.seen[k]; first != nil {
			r.Fail(rw, at, "facts.row_twice", first.source)
			first.twice = true
			return e
		}
		r.seen[k] = e
	}
	return e
}

// fact reads a row of a facts file.
func (r *reader) fact(rw *table.Row) {
	unit := r.unit(rw, factUnit)
	layer, layerOK := r.factLayer(rw)
	in, p := r.place(rw, factInput, factRow, factField)
	f := engine.Fact{Input: p.input, Row: p.row, Field: p.field, Layer: layer, Document: r.Text(rw, factDocument)}
	if in != nil {
		if layerOK && layer == engine.LayerDeclared && in.DeclaredBy != "unit" && in.DeclaredBy != "" {
			r.Fail(rw, factLayer, "facts.layer_office", in.Name, in.DeclaredBy)
		}
		f.Value = r.Value(rw, factValue, in, p.field)
	}
	f.Recorded = r.OptionalDay(rw, factRecorded)
	attached := r.attached(rw)
	if rw.Bad {
		return
	}
	e := r.once(rw, factInput, key{"fact", unit, "", p, layer})
	if rw.Bad {
		return
	}
	f.Source = e.source
	r.facts = append(r.facts, unitFact{entry: e, unit: unit, fact: f, file: attached})
}

// attached reads the name of a document's file: a name beside the facts, never a way to another place.
func (r *reader) attached(rw *table.Row) string {
	name := r.Text(rw, factFile)
	if name != "" && (name == "." || name == ".." || strings.ContainsAny(name, `/\:`)) {
		r.Fail(rw, factFile, "facts.attached_name", table.Shown(name))
	}
	return name
}

// factLayer gives the layer of a fact: figures of an appraisal are decisions.
func (r *reader) factLayer(rw *table.Row) (engine.Layer, bool) {
	text := r.Need(rw, factLayer)
	if text == "" {
		return 0, false
	}
	layer, ok := engine.ParseLayer(text)
	switch {
	case !ok:
		r.FailName(rw, factLayer, "facts.layer_unknown", text,
			[]string{engine.LayerDeclared.String(), engine.LayerRegister.String()})
	case layer > engine.LayerRegister:
		r.Fail(rw, factLayer, "facts.layer_appraisal", text)
		ok = false
	}
	return layer, ok
}

// event reads a row of an events file.
func (r *reader) event(rw *table.Row) {
	id := r.Need(rw, eventDeliverable)
	if id != "" && !r.ids[id] {
		r.FailName(rw, eventDeliverable, "facts.deliverable_unknown", id, slices.Sorted(slices.Values(r.known.Deliverables)))
	}
	ev := Event{Deliverable: id, ID: r.Need(rw, eventID), Due: r.OptionalDay(rw, eventDue), Document: r.Text(rw, eventDocument)}
	if r.Filled(rw, eventDate) != "" {
		ev.Date = r.Day(rw, eventDate)
	}
	ev.Units = strings.Fields(r.Need(rw, eventUnits))
	named := map[string]bool{}
	for _, u := range ev.Units {
		if !r.units[u] && !r.groups[u] {
			candidates := append(append([]string(nil), r.known.Units...), r.known.Groups...)
			r.FailName(rw, eventUnits, "facts.unit_unknown", u, candidates)
		} else if named[u] {
			r.Fail(rw, eventUnits, "facts.unit_twice", u)
		}
		named[u] = true
	}
	if rw.Bad {
		return
	}
	e := r.once(rw, eventID, key{kind: "event", code: ev.ID})
	if rw.Bad {
		return
	}
	if keys := r.keys[id]; keys != nil {
		keys[ev.ID] = true
	}
	ev.Source = e.source
	r.events = append(r.events, &readEvent{e, ev})
}

// finish puts the rows in their order and closes the reading.
func (r *reader) finish() *Reading {
	units := map[string]*UnitFacts{}
	of := func(code string) *UnitFacts {
		if units[code] == nil {
			units[code] = &UnitFacts{Unit: code}
		}
		return units[code]
	}
	for _, f := range r.facts {
		switch u := of(f.unit); {
		case f.twice:
		case f.correction:
			u.Corrections = append(u.Corrections, Correction{Fact: f.fact, By: f.by, Second: f.second})
		default:
			u.Facts = append(u.Facts, f.fact)
			if f.file != "" {
				u.Attached = append(u.Attached, Attachment{f.fact.Input, f.fact.Row, f.fact.Field, f.fact.Layer, f.file})
			}
		}
	}
	for _, d := range r.decisions {
		if !d.twice {
			u := of(d.unit)
			u.Decisions = append(u.Decisions, d.decision)
		}
	}
	facts := &Facts{}
	for _, u := range units {
		facts.Units = append(facts.Units, *u)
	}
	for _, e := range r.events {
		if !e.twice {
			facts.Events = append(facts.Events, e.event)
		}
	}
	facts.sort()
	out := &r.reading
	out.Mistakes, out.Rows = r.Mistakes, r.Rows
	out.GoodRows = facts
	if len(out.Mistakes) == 0 {
		out.Facts = facts
	}
	sort.Strings(out.Files)
	table.SortMistakes(out.Mistakes)
	return out
}

func setOf(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
