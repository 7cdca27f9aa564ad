package sheet

import (
	"io"
	"io/fs"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"cchc/engine"
	"cchc/internal/form"
	"cchc/internal/suggest"
)

const eventPrefix = "events"

// kinds of files by the beginning of their names, in the order they are read: facts of reports may name an event.
var kinds = []struct {
	prefix string
	layout layout
	read   func(*reader, *row)
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

// folder reads the files at the top of a folder: all, or those of events only.
func (r *reader) folder(fsys fs.FS, all bool) *Reading {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		r.mistake(Mistake{File: ".", Code: "facts.folder_read", Args: []string{err.Error()}})
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
		r.mistake(Mistake{File: ".", Code: "facts.folder_empty"})
	}
	return r.finish()
}

// reader gathers what the files of one folder say.
type reader struct {
	set     *form.Set
	known   Known
	units   map[string]bool
	groups  map[string]bool
	inputs  map[string]*form.Input
	leaves  map[string]*form.Node
	ids     map[string]bool            // deliverables
	keys    map[string]map[string]bool // keys of occurrences by deliverable
	reading Reading
	guesses int

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

func (r *reader) file(fsys fs.FS, name string, l layout, read func(*reader, *row)) {
	r.reading.Files = append(r.reading.Files, name)
	f, err := fsys.Open(name)
	if err != nil {
		r.mistake(Mistake{File: name, Code: "facts.file_read", Args: []string{err.Error()}})
		return
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxFileBytes+1))
	switch {
	case err != nil:
		r.mistake(Mistake{File: name, Code: "facts.file_read", Args: []string{err.Error()}})
	case len(data) > MaxFileBytes:
		r.mistake(Mistake{File: name, Code: "facts.file_large", Args: []string{strconv.Itoa(MaxFileBytes >> 20)}})
	default:
		r.rows(name, data, l, func(rw *row) { read(r, rw) })
	}
}

// stray refuses a file that looks like facts and would be passed over in silence.
func (r *reader) stray(e fs.DirEntry) {
	name := strings.ToLower(e.Name())
	switch {
	case e.IsDir():
	case strings.HasSuffix(name, ".xlsx"), strings.HasSuffix(name, ".xls"), strings.HasSuffix(name, ".ods"):
		r.mistake(Mistake{File: e.Name(), Code: "facts.file_workbook"})
	case isCSV(name):
		for _, kind := range kinds {
			if strings.HasPrefix(e.Name(), kind.prefix) {
				return
			}
		}
		r.mistake(Mistake{File: e.Name(), Code: "facts.file_name"})
	}
}

func isCSV(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".csv") }

func (r *reader) mistake(m Mistake) { r.reading.Mistakes = append(r.reading.Mistakes, m) }

// fail reports a mistake in a cell and takes the row out.
func (r *reader) fail(rw *row, at int, code string, args ...string) {
	c := rw.cells[at]
	m := Mistake{File: rw.source.name, Line: rw.line, Column: c.column, Code: code, Args: args}
	if c.line > 0 {
		m.Line, m.Col = c.line, rw.source.character(c.line, c.byte)
	}
	r.mistake(m)
	rw.bad = true
}

// maxGuesses bounds how many unknown names get a suggestion: a folder full of them is not helped by more, and the search
// for each looks at all known names.
const maxGuesses = 1000

// shortestGuess is the length from which a misspelt name in a cell can be told from another one: the codes, levels and
// rows of a case may be single digits.
const shortestGuess = 4

// failName reports an unknown name, with the nearest known one where there is one, else with args.
func (r *reader) failName(rw *row, at int, code, name string, candidates []string, args ...string) {
	if r.guesses < maxGuesses && utf8.RuneCountInString(name) >= shortestGuess {
		r.guesses++
		if near := suggest.Nearest(name, candidates); near != "" {
			r.fail(rw, at, code+"_near", shown(name), near)
			return
		}
	}
	r.fail(rw, at, code, append([]string{shown(name)}, args...)...)
}

// filled gives a cell that must not be empty, as it stands in the file.
func (r *reader) filled(rw *row, at int) string {
	text := rw.cells[at].text
	if text == "" && !rw.bad {
		r.fail(rw, at, "facts.cell_empty")
	}
	return text
}

// need gives the text of a cell that must not be empty.
func (r *reader) need(rw *row, at int) string { return unguard(r.filled(rw, at)) }

// text gives a cell of free text.
func (r *reader) text(rw *row, at int) string { return unguard(rw.cells[at].text) }

// unit gives the unit a row is about.
func (r *reader) unit(rw *row, at int) string {
	code := r.need(rw, at)
	if code != "" && !r.units[code] {
		r.failName(rw, at, "facts.unit_unknown", code, r.known.Units)
	}
	return code
}

// once enters a row under its key and reports a second one for the same key, naming both.
func (r *reader) once(rw *row, at int, k key) *entry {
	e := &entry{source: rw.source.name + ":" + strconv.Itoa(rw.line)}
	if first := r.seen[k]; first != nil {
		r.fail(rw, at, "facts.row_twice", first.source)
		first.twice = true
		return e
	}
	r.seen[k] = e
	return e
}

// fact reads a row of a facts file.
func (r *reader) fact(rw *row) {
	unit := r.unit(rw, factUnit)
	layer, layerOK := r.factLayer(rw)
	in, p := r.place(rw, factInput, factRow, factField)
	f := engine.Fact{Input: p.input, Row: p.row, Field: p.field, Layer: layer, Document: r.text(rw, factDocument)}
	if in != nil {
		if layerOK && layer == engine.LayerDeclared && in.DeclaredBy != "unit" && in.DeclaredBy != "" {
			r.fail(rw, factLayer, "facts.layer_office", in.Name, in.DeclaredBy)
		}
		f.Value = r.value(rw, factValue, in, p)
	}
	f.Recorded = r.optionalDay(rw, factRecorded)
	if rw.bad {
		return
	}
	e := r.once(rw, factInput, key{"fact", unit, "", p, layer})
	if rw.bad {
		return
	}
	f.Source = e.source
	r.facts = append(r.facts, unitFact{entry: e, unit: unit, fact: f})
}

// factLayer gives the layer of a fact: figures of an appraisal are decisions.
func (r *reader) factLayer(rw *row) (engine.Layer, bool) {
	text := r.need(rw, factLayer)
	if text == "" {
		return 0, false
	}
	layer, ok := engine.ParseLayer(text)
	switch {
	case !ok:
		r.failName(rw, factLayer, "facts.layer_unknown", text,
			[]string{engine.LayerDeclared.String(), engine.LayerRegister.String()})
	case layer > engine.LayerRegister:
		r.fail(rw, factLayer, "facts.layer_appraisal", text)
		ok = false
	}
	return layer, ok
}

// event reads a row of an events file.
func (r *reader) event(rw *row) {
	id := r.need(rw, eventDeliverable)
	if id != "" && !r.ids[id] {
		r.failName(rw, eventDeliverable, "facts.deliverable_unknown", id, sortedStrings(r.known.Deliverables))
	}
	ev := Event{Deliverable: id, ID: r.need(rw, eventID), Due: r.optionalDay(rw, eventDue), Document: r.text(rw, eventDocument)}
	if r.filled(rw, eventDate) != "" {
		ev.Date = r.day(rw, eventDate)
	}
	ev.Units = strings.Fields(r.need(rw, eventUnits))
	named := map[string]bool{}
	for _, u := range ev.Units {
		if !r.units[u] && !r.groups[u] {
			candidates := append(append([]string(nil), r.known.Units...), r.known.Groups...)
			r.failName(rw, eventUnits, "facts.unit_unknown", u, candidates)
		} else if named[u] {
			r.fail(rw, eventUnits, "facts.unit_twice", u)
		}
		named[u] = true
	}
	if rw.bad {
		return
	}
	e := r.once(rw, eventID, key{kind: "event", code: ev.ID})
	if rw.bad {
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
	out.GoodRows = facts
	if len(out.Mistakes) == 0 {
		out.Facts = facts
	}
	sort.Strings(out.Files)
	sortMistakes(out.Mistakes)
	return out
}

func setOf(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
