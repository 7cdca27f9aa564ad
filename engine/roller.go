package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
)

// ErrUnitTwice means that a unit was added twice, ErrMixed that units of different days or stages, or of a set the
// province was not resolved against, were to be added up.
var (
	ErrUnitTwice = errors.New("unit given twice")
	ErrMixed     = errors.New("units that do not go together")
)

// Unresolved is a source of an aggregated input that cannot be read from the units' sets: a code with arguments for
// internal/wording. The arguments are the input, the block, the name looked for, and what is wrong with it.
type Unresolved struct {
	Code string
	Args []string
	// Sought is the name that was not found, Among the names there are, ascending: what the author probably meant is
	// among them.
	Sought string
	Among  []string
}

// The codes of what does not resolve.
const (
	UnresolvedBlock = "rollup.no_set"    // args: input, block
	UnresolvedInput = "rollup.no_input"  // args: input, set, name
	UnresolvedType  = "rollup.type"      // args: input, set, name, measure, type
	UnresolvedUnit  = "rollup.unit"      // args: input, set, name, unit here, unit there; counts are counts of anything
	UnresolvedLevel = "rollup.level"     // args: input, set, name, level
	UnresolvedSome  = "rollup.no_levels" // args: input, set, name: a level without levels that count, or the reverse
)

// UnresolvedCodes lists the codes of what does not resolve.
func UnresolvedCodes() []string {
	return []string{UnresolvedBlock, UnresolvedInput, UnresolvedType, UnresolvedUnit, UnresolvedLevel, UnresolvedSome}
}

// UnresolvedError lists everything that does not resolve.
type UnresolvedError struct{ All []Unresolved }

func (e *UnresolvedError) Error() string {
	texts := make([]string, len(e.All))
	for i, u := range e.All {
		texts[i] = u.Code + " " + strings.Join(u.Args, " ")
	}
	return "aggregated inputs do not resolve: " + strings.Join(texts, "; ")
}

// rollPlan says what is read of the units of each block. It is shared by the rollers of all workers.
type rollPlan struct {
	province *Program
	inputs   []int // aggregated inputs of the province, in the order of the set
	units    map[string]*Program
	reads    map[string][]read // by block
}

// read is one source of an aggregated input as it is read from a unit of one block.
type read struct {
	to, source int // index in rollPlan.inputs and in the input's From
	from       *form.From
	in         int     // input of the unit's set
	levels     []int32 // options that count
	readers    []int   // scored leaves of the unit's set that rest on it
	checks     []int   // checks it stands in
}

// Roller adds the figures of units up to the aggregated inputs of the province, one unit after another, each once it
// has been scored. What it gives does not depend on the order: rollers of several workers are merged. It is not safe for
// concurrent use.
type Roller struct {
	plan  *rollPlan
	parts [][]Part // by aggregated input
	seen  map[string]bool
	asOf  day.Day
	stage Stage

	// Of the unit being added: by read, the place of its part in parts; by input, the index of the fact that counts.
	fresh, facts []int
}

// NewRoller resolves the province's aggregated inputs against the sets of its units by block. Everything that does not
// resolve is named at once, by *UnresolvedError.
func NewRoller(province *Program, units map[string]*Program) (*Roller, error) {
	pl := &rollPlan{province: province, units: units, reads: map[string][]read{}}
	var all []Unresolved
	for i := range province.set.Inputs {
		in := &province.set.Inputs[i]
		if len(in.From) == 0 {
			continue
		}
		for s := range in.From {
			all = append(all, pl.resolve(in, s)...)
		}
		pl.inputs = append(pl.inputs, i)
	}
	if len(all) > 0 {
		return nil, &UnresolvedError{All: all}
	}
	return pl.roller(), nil
}

func (pl *rollPlan) roller() *Roller {
	return &Roller{plan: pl, parts: make([][]Part, len(pl.inputs)), seen: map[string]bool{}, asOf: day.None}
}

// Fork gives an empty roller of the same plan, for another worker.
func (r *Roller) Fork() *Roller { return r.plan.roller() }

func (pl *rollPlan) resolve(in *form.Input, source int) []Unresolved {
	var all []Unresolved
	from := &in.From[source]
	said := map[string]bool{} // blocks often share a set
	for _, block := range from.Blocks {
		p := pl.units[block]
		if p == nil {
			all = append(all, Unresolved{Code: UnresolvedBlock, Args: []string{in.Name, block}})
			continue
		}
		rd := read{to: len(pl.inputs), source: source, from: from}
		wrong := p.resolve(in, &rd)
		if len(wrong) == 0 {
			pl.reads[block] = append(pl.reads[block], rd)
		} else if !said[p.ref.ID] {
			said[p.ref.ID] = true
			all = append(all, wrong...)
		}
	}
	return all
}

// readable says which types of input a measure reads.
var readable = map[form.Measure][]form.InputType{
	form.MeasureSum:    {form.InCount, form.InNumber, form.InAmount},
	form.MeasureOwed:   {form.InDocument, form.InReports},
	form.MeasureOnTime: {form.InDocument, form.InReports},
	form.MeasureLate:   {form.InDocument, form.InReports},
	form.MeasureHaving: {form.InYesNo, form.InEvent, form.InLevel, form.InDate, form.InDocument, form.InCount, form.InNumber,
		form.InAmount, form.InRatio, form.InIndex, form.InRating},
}

// resolve finds what a source reads in the units' set p.
func (p *Program) resolve(in *form.Input, rd *read) []Unresolved {
	name := rd.from.Input
	bad := func(code string, more ...string) []Unresolved {
		return []Unresolved{{Code: code, Args: append([]string{in.Name, p.ref.ID, name}, more...)}}
	}
	n, ok := p.inputs[name]
	if !ok {
		names := make([]string, len(p.set.Inputs))
		for i := range p.set.Inputs {
			names[i] = p.set.Inputs[i].Name
		}
		slices.Sort(names)
		none := bad(UnresolvedInput)
		none[0].Sought, none[0].Among = name, names
		return none
	}
	theirs := &p.set.Inputs[n]
	types, tied := readable[rd.from.Measure]
	sum := rd.from.Measure == form.MeasureSum
	same := theirs.Type == in.Type || in.Type == form.InNumber && theirs.Type == form.InCount
	switch {
	case tied && !slices.Contains(types, theirs.Type) || sum && !same:
		return bad(UnresolvedType, string(rd.from.Measure), string(theirs.Type))
	case sum && in.Type != form.InCount && in.Unit != "" && theirs.Unit != "" && in.Unit != theirs.Unit:
		return bad(UnresolvedUnit, in.Unit, theirs.Unit)
	case rd.from.Measure == form.MeasureHaving && (theirs.Type == form.InLevel) != (len(rd.from.Levels) > 0):
		return bad(UnresolvedSome)
	}
	var wrong []Unresolved
	for _, id := range rd.from.Levels {
		at := slices.IndexFunc(theirs.Options, func(o form.Option) bool { return o.ID == id })
		if at < 0 {
			none := bad(UnresolvedLevel, id)
			none[0].Sought = id
			for _, o := range theirs.Options {
				none[0].Among = append(none[0].Among, o.ID)
			}
			slices.Sort(none[0].Among)
			wrong = append(wrong, none...)
		}
		rd.levels = append(rd.levels, int32(at))
	}
	rd.in = n
	for _, leaf := range p.order {
		if lp := p.leaves[leaf]; !lp.leaf.Unscored && slices.Contains(lp.inputs, n) {
			rd.readers = append(rd.readers, leaf)
		}
	}
	for i := range p.set.Checks {
		if slices.Contains(p.set.ExprInputs(p.set.Checks[i].Cond), name) {
			rd.checks = append(rd.checks, i)
		}
	}
	return wrong
}

// Add takes what the province reads of a unit that s has just scored.
func (r *Roller) Add(s *Scorer, uc *UnitCase, u *UnitResult) error {
	code, block := uc.Unit.Code, uc.Unit.Block
	switch {
	case r.seen[code]:
		return fmt.Errorf("%w: %s", ErrUnitTwice, code)
	case len(r.seen) > 0 && (r.asOf != s.c.AsOf || r.stage != s.c.Stage):
		return fmt.Errorf("%w: %s is scored on %s at %s", ErrMixed, code, s.c.AsOf, s.c.Stage)
	case u.Unit != code || len(u.Nodes) != len(s.p.set.Nodes):
		return fmt.Errorf("%w: the result is not of %s", ErrMixed, code)
	}
	reads := r.plan.reads[block]
	if len(reads) > 0 && r.plan.units[block] != s.p {
		return fmt.Errorf("%w: %s is scored by another set than %s", ErrMixed, code, r.plan.units[block].ref.ID)
	}
	if s.bound != uc {
		s.Bind(uc)
	}
	r.seen[code], r.asOf, r.stage = true, s.c.AsOf, s.c.Stage
	r.fresh = r.fresh[:0]
	r.index(s, uc)
	for i := range reads {
		rd := &reads[i]
		part := rd.part(s, u)
		part.Source, part.Unit, part.Block, part.Fact = rd.source, code, block, r.facts[rd.in]
		r.fresh = append(r.fresh, len(r.parts[rd.to]))
		r.parts[rd.to] = append(r.parts[rd.to], part)
	}
	r.pool(reads)
	return nil
}

// index finds the facts that count about inputs as a whole.
func (r *Roller) index(s *Scorer, uc *UnitCase) {
	r.facts = slices.Grow(r.facts[:0], len(s.fr.plain))[:len(s.fr.plain)]
	for i := range r.facts {
		r.facts[i] = -1
	}
	for i := range uc.Facts {
		f := &uc.Facts[i]
		if n, ok := s.p.inputs[f.Input]; ok && s.fr.plain[n] == f {
			r.facts[n] = i
		}
	}
}

// part takes one source from a unit.
func (rd *read) part(s *Scorer, u *UnitResult) Part {
	if rd.all(u, NotApplicable, NotApplicable) {
		return Part{State: PartNotApplicable}
	}
	value, st, why := rd.value(&s.fr, s.p)
	switch {
	case st == known:
		return Part{State: PartCounted, Value: value, Claimed: rd.claimed(&s.fr)}
	case st == stNotDue, rd.all(u, NotApplicable, NotDue):
		return Part{State: PartNotDue}
	case rd.from.Missing == form.PolicyWorst:
		return Part{State: PartWorst, Value: value, Why: why}
	}
	return Part{State: PartMissing, Why: why}
}

// all reports whether every leaf that reads the input is in one of two states.
func (rd *read) all(u *UnitResult, a, b State) bool {
	for _, n := range rd.readers {
		if st := u.Nodes[n].State; st != a && st != b {
			return false
		}
	}
	return len(rd.readers) > 0
}

// claimed reports whether the unit's figure is a claim that nobody has accepted, by input or for a leaf that reads it.
func (rd *read) claimed(fr *frame) bool {
	if !fr.claimed[rd.in] {
		return false
	}
	return !slices.ContainsFunc(rd.readers, func(n int) bool { return fr.leaves[n].accept != nil })
}

// value measures the bound unit. Figures that contradict one another are as good as not given.
func (rd *read) value(fr *frame, p *Program) (exact.Num, status, string) {
	in := &p.set.Inputs[rd.in]
	switch rd.from.Measure {
	case form.MeasureOwed, form.MeasureOnTime, form.MeasureLate:
		n, st := fr.occurrences(rd.in, in).measure(rd.from.Measure)
		return n, st, ""
	case form.MeasureApplicable:
		if fr.dueYet(rd.in, in) {
			return exact.Int(1), known, ""
		}
		return exact.Num{}, stNotDue, ""
	}
	for _, i := range rd.checks {
		if p.checks[i](fr) == no {
			return exact.Num{}, stMissing, WhyInconsistent
		}
	}
	if rd.from.Measure == form.MeasureSum {
		v := &fr.slots[rd.in]
		if v.st != known {
			return exact.Num{}, v.st, ""
		}
		return v.num, known, ""
	}
	t := rd.having(fr, in)
	if t == yes {
		return exact.Int(1), known, ""
	}
	return exact.Num{}, t.status(), ""
}

// having tells whether the bound unit has what is counted.
func (rd *read) having(fr *frame, in *form.Input) tri {
	v := &fr.slots[rd.in]
	switch in.Type {
	case form.InDocument, form.InDate:
		if v.st == known {
			return yes
		}
		if fr.docs[rd.in].never == yes {
			return no
		}
		return unknownTri(v.st)
	}
	if v.st != known {
		return unknownTri(v.st)
	}
	switch in.Type {
	case form.InYesNo, form.InEvent:
		return tri(v.ord)
	case form.InLevel:
		return triOf(slices.Contains(rd.levels, v.ord))
	}
	return triOf(v.num.Sign() > 0)
}

// occurrences counts a document's or reports' occurrences that are owed and due.
type occurrences struct{ owed, onTime, late, absent int64 }

func (o occurrences) measure(m form.Measure) (exact.Num, status) {
	n := o.owed
	switch m {
	case form.MeasureOnTime:
		n = o.onTime
	case form.MeasureLate:
		n = o.late
	}
	switch {
	case o.owed == 0:
		return exact.Num{}, stNotDue
	case o.absent > 0 && m != form.MeasureOwed:
		return exact.Int(n), stMissing
	}
	return exact.Int(n), known
}

func (fr *frame) occurrences(i int, in *form.Input) occurrences {
	var o occurrences
	if in.Type == form.InDocument {
		o.add(&fr.docs[i], fr.asOf)
		return o
	}
	for r := range fr.lists[i].rows {
		o.add(&fr.lists[i].rows[r].doc, fr.asOf)
	}
	return o
}

// add counts one occurrence. On its last day it counts only once it has come.
func (o *occurrences) add(d *doc, asOf day.Day) {
	if d.dueSt != known || day.Day(d.due) > asOf || d.never.status() == stNotDue {
		return
	}
	o.owed++
	switch {
	case !d.never.known():
		o.absent++
	case d.never == yes:
	case d.late > 0:
		o.late++
	default:
		o.onTime++
	}
}

// dueYet reports whether an input that applies is also due: a document or a report that has come or should have.
func (fr *frame) dueYet(i int, in *form.Input) bool {
	switch in.Type {
	case form.InDocument:
		return fr.docs[i].never.status() != stNotDue
	case form.InReports:
		return slices.ContainsFunc(fr.lists[i].rows, func(r row) bool { return r.doc.never.status() != stNotDue })
	}
	return true
}

// pool evens the inputs of each pool out for the unit just added: together or not at all.
func (r *Roller) pool(reads []read) {
	for i := range reads {
		part := r.at(reads, i)
		if reads[i].from.Pool == "" || part.State != PartCounted && part.State != PartWorst {
			continue
		}
		for j := range reads {
			other := r.at(reads, j)
			if reads[j].from.Pool != reads[i].from.Pool || other.Why == WhyPool || !outranks(other.State, part.State) {
				continue
			}
			*part = Part{Source: part.Source, Unit: part.Unit, Block: part.Block, Fact: part.Fact, State: other.State, Why: WhyPool}
		}
	}
}

func (r *Roller) at(reads []read, i int) *Part { return &r.parts[reads[i].to][r.fresh[i]] }

// outranks reports whether a member of a pool in state a takes one in state b out with it: what is missing before what
// is not due, that before what does not apply.
func outranks(a, b PartState) bool {
	order := [...]PartState{PartCounted, PartNotApplicable, PartNotDue, PartMissing}
	if b == PartWorst {
		b = PartCounted
	}
	return slices.Index(order[:], a) > slices.Index(order[:], b)
}

// Merge adds what another roller of the same plan has.
func (r *Roller) Merge(o *Roller) error {
	if o.plan != r.plan || len(r.seen) > 0 && len(o.seen) > 0 && (r.asOf != o.asOf || r.stage != o.stage) {
		return fmt.Errorf("%w: rollers of different sets, days or stages", ErrMixed)
	}
	for code := range o.seen { // any of those given twice is an error
		if r.seen[code] {
			return fmt.Errorf("%w: %s", ErrUnitTwice, code)
		}
	}
	if len(o.seen) > 0 {
		r.asOf, r.stage = o.asOf, o.stage
	}
	for code := range o.seen { // into a set
		r.seen[code] = true
	}
	for i := range o.parts {
		r.parts[i] = append(r.parts[i], o.parts[i]...)
	}
	return nil
}

// Prior is a figure of the previous period, of the province or of one of its predecessors. Who they were is for the
// caller to know.
type Prior struct {
	Unit, Input string
	Value       Value // None: it was not there
	Split       bool  // the unit became several: how much of its figure is ours nobody knows
}

// Rollups gives the accounts of all aggregated inputs, in the order of the set, from the units added so far and the
// figures of the previous period. The roller can go on being used.
func (r *Roller) Rollups(prior []Prior) ([]Rollup, error) {
	have := map[[2]string]bool{}
	for i := range prior {
		key := [2]string{prior[i].Unit, prior[i].Input}
		if have[key] {
			return nil, fmt.Errorf("%w: %s in the previous period, %s", ErrUnitTwice, prior[i].Unit, prior[i].Input)
		}
		have[key] = true
	}
	out := make([]Rollup, len(r.plan.inputs))
	for i, n := range r.plan.inputs {
		in := &r.plan.province.set.Inputs[n]
		out[i] = Rollup{Input: in.Name, Parts: slices.Clone(r.parts[i])}
		for s := range in.From {
			if in.From[s].Measure == form.MeasurePrevious {
				out[i].Parts = append(out[i].Parts, priorParts(s, in.From[s].Input, prior)...)
			}
		}
		out[i].close(in)
	}
	return out, nil
}

func priorParts(source int, input string, prior []Prior) []Part {
	var parts []Part
	for i := range prior {
		p := &prior[i]
		if p.Input != input {
			continue
		}
		part := Part{Source: source, Unit: p.Unit, State: PartMissing, Fact: -1}
		switch {
		case p.Split:
			part.Why = WhySplit
		case !p.Value.None && p.Value.Type == form.TypeNumber:
			part.State, part.Value = PartCounted, p.Value.Num
		}
		parts = append(parts, part)
	}
	return parts
}
