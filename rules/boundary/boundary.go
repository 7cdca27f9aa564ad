// Package boundary proposes the cases that a leaf's rule calls for: just below, at and just above every limit, one for
// every branch, and one for every way in which the leaf is not scored.
//
// It knows where limits stand in the normal form and in traces. Evidence comes from space, outcomes from the engine: what
// a proposed case expects is what the rule gives today, which its author has to hold against the regulation.
package boundary

import (
	"fmt"
	"slices"

	"cchc/engine"
	"cchc/internal/day"
	"cchc/internal/exact"
	"cchc/internal/form"
	"cchc/internal/wording"
	"cchc/rules"
	"cchc/rules/casetest"
	"cchc/rules/space"
)

// Cases proposes cases for a leaf: those that the set does not have yet, each evidence once, named in Vietnamese.
func Cases(l *rules.Loaded, code string) ([]rules.CaseSpec, error) {
	n := l.Set.NodeByCode(code)
	if n < 0 || l.Set.Nodes[n].Leaf == nil {
		return nil, fmt.Errorf("boundary cases: %w: %s", engine.ErrUnknownCode, code)
	}
	f := &finder{whole: l.Set, code: code, space: space.Of(l.Set, n), seen: map[string]bool{}, owned: map[string]bool{},
		used: map[string]bool{}, hit: map[string]bool{}}
	f.set = f.space.Set
	f.leaf = f.set.Nodes[f.space.Node].Leaf
	var err error
	if f.bench, err = casetest.BenchOf(f.set, code); err != nil {
		return nil, err
	}
	for i := range l.Cases {
		if c := &l.Cases[i]; c.Code == code {
			f.own(c)
		}
	}
	f.lookAround()
	if f.err != nil {
		return nil, f.err
	}
	f.propose()
	return f.out, f.err
}

// maxTried bounds how much evidence is traced for one leaf.
const maxTried = 1200

// finder looks for the evidence of a leaf's cases.
type finder struct {
	whole  *form.Set
	set    *form.Set // the leaf alone
	code   string
	leaf   *form.Leaf
	space  *space.Space
	bench  *casetest.Bench
	tried  []*trial
	seen   map[string]bool // evidence laid out here
	owned  map[string]bool // evidence that the set's own cases give, in the leaf alone
	limits []*limit        // in the order in which they are met
	used   map[string]bool // evidence that the set or an earlier proposal has
	hit    map[string]bool // branches that decided a proposal or one of the set's own cases
	out    []rules.CaseSpec
	err    error
	// told, where it is set, is told on which sides of limits evidence stands, in place of the limits.
	told func(key string, value, at engine.Value)
}

// trial is evidence and what the rule gives on it.
type trial struct {
	spec    rules.CaseSpec
	node    engine.NodeResult
	crooked int
	own     bool // a case of the set
}

// limit is a limit that a quantity is compared with, and the nearest evidence on its three sides.
type limit struct {
	key     string
	at      engine.Value
	percent bool
	of      *form.Expr // what is compared, where the form says it
	kind    string     // kind of the compared step: "late" is said in days
	label   string     // of the quantity
	sides   [3]*trial  // below, at, above
	values  [3]engine.Value
}

// own traces a case of the set: what it stands for need not be proposed.
func (f *finder) own(c *rules.CaseSpec) {
	f.used[casetest.GivenText(f.whole, c)] = true
	spec := *c
	spec.Name, spec.Expect = "", rules.Expect{}
	o, err := f.bench.Run(&spec)
	if err != nil || o.Trace.Code == "" {
		return // it fails, and stands for nothing
	}
	f.owned[casetest.GivenText(f.set, &spec)] = true
	f.reach(&o.Node)
	f.keep(&trial{spec, o.Node, crooked(&spec), true}, &o.Trace)
}

// reach notes what decided.
func (f *finder) reach(node *engine.NodeResult) {
	f.hit[node.Branch] = true
	for _, id := range casetest.Deciding(&node.Reason) {
		f.hit[id] = true
	}
}

// lookAround traces evidence: one quantity varied at a time around usual evidence, then everything as far as it is needed.
func (f *finder) lookAround() {
	for _, base := range f.space.Bases() {
		at := slices.Clone(base)
		f.try(at)
		for i := range at {
			for at[i] = range f.space.Axes[i].Marks {
				f.try(at)
			}
			at[i] = base[i]
		}
	}
	f.space.Each(func(at space.Point) bool {
		if f.err != nil || len(f.seen) >= maxTried {
			return false
		}
		f.try(at)
		return true
	})
	f.lookAtParts()
}

// lookAtParts traces shares of a whole of 1000 that is parted between two figures, where a limit of a share has not been met
// by figures that are easily read.
func (f *finder) lookAtParts() {
	for _, l := range slices.Clone(f.limits) {
		if at := l.sides[1]; !l.percent || l.at.Num.Sign() <= 0 || at != nil && at.crooked == 0 {
			continue
		}
		part := l.at.Num.Mul(exact.Int(1000))
		if !part.IsInt() || part.Cmp(exact.Int(1000)) > 0 {
			continue
		}
		for i := range f.space.Axes {
			for k := range f.space.Axes {
				if i != k && f.counts(i) && f.counts(k) {
					for n := int64(-1); n <= 1; n++ {
						f.parted(i, k, part.Add(exact.Int(n)))
					}
				}
			}
		}
	}
}

// counts reports whether an axis is a count.
func (f *finder) counts(axis int) bool {
	in := f.space.Axes[axis].Input
	return in != nil && in.Type == form.InCount
}

// parted tries 1000 of which so many stand on one axis and the rest on another; other counts are 0.
func (f *finder) parted(one, rest int, n exact.Num) {
	spec := f.space.Case(f.space.Bases()[0])
	for i := range spec.Given {
		g := &spec.Given[i]
		switch in := f.set.Input(g.Input); {
		case g.Input == f.space.Axes[one].Name:
			g.Value.Num = n
		case g.Input == f.space.Axes[rest].Name:
			g.Value.Num = exact.Int(1000).Sub(n)
		case in != nil && in.Type == form.InCount && g.Row == "":
			g.Value.Num = exact.Num{}
		}
	}
	if n.Sign() >= 0 && n.Cmp(exact.Int(1000)) <= 0 {
		f.trySpec(spec)
	}
}

func (f *finder) try(at space.Point) { f.trySpec(f.space.Case(at)) }

func (f *finder) trySpec(spec rules.CaseSpec) {
	key := casetest.GivenText(f.set, &spec)
	if f.err != nil || f.seen[key] {
		return
	}
	f.seen[key] = true
	if f.owned[key] {
		return
	}
	o, err := f.bench.Run(&spec)
	if err != nil {
		f.err = err
		return
	}
	f.keep(&trial{spec, o.Node, crooked(&spec), false}, &o.Trace)
}

func (f *finder) keep(t *trial, trace *engine.Trace) {
	f.tried = append(f.tried, t)
	if t.node.Reason.ID == engine.ReasonInconsistent {
		return // figures that contradict one another stand on no side of a limit
	}
	f.read(t, trace)
}

// stand notes evidence whose value stands on a side of a limit: what is scored before what is not, then, where the value is
// a share, figures that are near enough, of these the set's own before readable ones, then the nearest, and of equals the
// first.
func (f *finder) stand(key string, t *trial, value, at engine.Value, of limit) {
	if value.None || at.None || value.Type != at.Type {
		return
	}
	if f.told != nil {
		f.told(key, value, at)
		return
	}
	var l *limit
	if i := slices.IndexFunc(f.limits, func(l *limit) bool { return l.key == key }); i >= 0 {
		l = f.limits[i]
	} else {
		l = &of
		l.key, l.at = key, at
		f.limits = append(f.limits, l)
	}
	c := compare(value, l.at)
	if held := l.sides[c+1]; held == nil || l.prefers(t, value, held, l.values[c+1]) {
		l.sides[c+1], l.values[c+1] = t, value
	}
}

// prefers reports whether evidence makes a better case of a side of the limit than what is held.
func (l *limit) prefers(t *trial, value engine.Value, held *trial, at engine.Value) bool {
	if held.scored() != t.scored() {
		return t.scored()
	}
	if l.percent {
		near := exact.MustFrac(1, 100)
		a, b := value.Num.Sub(l.at.Num).Abs(), at.Num.Sub(l.at.Num).Abs()
		switch closeA, closeB := a.Cmp(near) <= 0, b.Cmp(near) <= 0; {
		case closeA != closeB:
			return closeA
		case closeA && t.own != held.own:
			return t.own
		case closeA && t.crooked != held.crooked:
			return t.crooked < held.crooked
		}
		return a.Less(b)
	}
	return compare(value, at)*compare(value, l.at) < 0
}

// crooked tells how hard the figures of a case are to read: how many are no multiples of ten and of a hundred, whether the
// largest is one of these, and whether it is very large.
func crooked(c *rules.CaseSpec) int {
	ten, n := exact.Int(10), 0
	var largest exact.Num
	for i := range c.Given {
		if v := &c.Given[i].Value; v.Type == form.TypeNumber {
			largest = exact.Max(largest, v.Num)
			if q, _ := v.Num.Quo(ten); !q.IsInt() {
				n += 2
			}
			if q, _ := v.Num.Quo(exact.Int(100)); !q.IsInt() {
				n++
			}
		}
	}
	if q, _ := largest.Quo(ten); !q.IsInt() {
		n++
	}
	if largest.Cmp(exact.Int(unread)) > 0 {
		n += 6
	}
	return n
}

// unread is the figure above which a case is no longer read at a glance.
const unread = 5000

func (t *trial) scored() bool { return t.node.State == engine.Scored }

// compare orders two numbers or two days: −1, 0, 1.
func compare(a, b engine.Value) int {
	if a.Type == form.TypeDate {
		return exact.Int(int64(a.Day)).Cmp(exact.Int(int64(b.Day)))
	}
	return a.Num.Cmp(b.Num)
}

// propose turns what was found into cases.
func (f *finder) propose() {
	many := f.quantities() > 1
	for _, l := range f.limits {
		for side, t := range l.sides {
			if t != nil && !t.own {
				f.add(t, f.sideName(l, side, many))
			}
		}
	}
	f.branches()
	f.states()
}

// quantities counts the quantities that limits speak of.
func (f *finder) quantities() int {
	labels := map[string]bool{}
	for _, l := range f.limits {
		labels[l.label] = true
	}
	return len(labels)
}

// add proposes a case unless its evidence is in use already.
func (f *finder) add(t *trial, name string) {
	key := casetest.GivenText(f.whole, &t.spec)
	if f.used[key] {
		return
	}
	f.used[key] = true
	c := t.spec
	c.Name = name
	c.Index = len(f.out) + 1
	casetest.Expect(&c, &t.node)
	f.out = append(f.out, c)
	f.reach(&t.node)
}

// branches proposes a case for every branch, item and condition that no case of the set and no proposal has reached.
func (f *finder) branches() {
	for _, b := range f.named() {
		if f.hit[b.id] {
			continue
		}
		t := f.first(func(t *trial) bool { return slices.Contains(casetest.Deciding(&t.node.Reason), b.id) })
		if t != nil {
			f.add(t, b.name)
		}
	}
}

// states proposes a case for every way of not being scored that no case of the set has: contradictory figures by each check,
// then what is missing, not due or not delivered.
func (f *finder) states() {
	for i := range f.set.Checks {
		id := fmt.Sprintf("check%d", i+1)
		against := func(t *trial) bool { return t.node.Reason.ID == engine.ReasonInconsistent && t.node.Branch == id }
		if f.first(func(t *trial) bool { return t.own && against(t) }) != nil {
			continue
		}
		if t := f.first(func(t *trial) bool { return against(t) && whole(&t.spec) }); t != nil {
			f.add(t, f.contradiction(&f.set.Checks[i]))
		}
	}
	for _, state := range []engine.State{engine.Missing, engine.NotDue, engine.NotScorable} {
		if f.first(func(t *trial) bool { return t.own && t.node.State == state && t.node.Branch == "" }) != nil {
			continue
		}
		if t := f.absent(state); t != nil {
			f.add(t, wording.Message("boundary.absent."+string(state)))
		}
	}
}

func (f *finder) first(fits func(*trial) bool) *trial {
	if i := slices.IndexFunc(f.tried, fits); i >= 0 {
		return f.tried[i]
	}
	return nil
}

// whole reports whether the unit has every attribute that is yes or no.
func whole(c *rules.CaseSpec) bool {
	return !slices.ContainsFunc(c.Attrs, func(g rules.Given) bool { return g.Value.Type == form.TypeBool && !g.Value.Bool })
}

// absent looks for evidence that is not known and leaves the leaf in a state: nothing known, then one thing not known; seen
// on the last day of declaring, on the first day of the year, and afterwards.
func (f *finder) absent(state engine.State) *trial {
	var found *trial
	look := func(at space.Point) {
		for _, asOf := range []day.Day{f.set.Period.Lock, f.set.Period.From, f.set.Period.Lock.Add(1)} {
			spec := f.space.Case(at)
			spec.AsOf = asOf
			node, err := f.bench.Node(&spec)
			if err != nil {
				f.err = err
				return
			}
			if node.State == state && node.Branch == "" && whole(&spec) && found == nil {
				found = &trial{spec: spec, node: node}
			}
		}
	}
	all := make(space.Point, len(f.space.Axes))
	for i := range all {
		if a := &f.space.Axes[i]; a.Kind == space.KindAttr {
			all[i] = len(a.Marks) - 1
		} else {
			all[i] = space.Absent
		}
	}
	look(all)
	f.space.Absences(func(at space.Point, _ int) bool {
		if found == nil && f.err == nil {
			look(at)
		}
		return found == nil && f.err == nil
	})
	return found
}
