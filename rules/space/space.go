// Package space lays out the evidence that a leaf's rule can meet, cut where the rule can change: every level of a
// level, the days around a due date, the figures at which a limit is just missed, met and passed.
//
// It knows the normal form and how evidence is written down in cases. It scores nothing: proofs, mutants and boundary
// cases run the engine over the points it gives. Where a rule is made of comparisons of one quantity with constants, the
// points stand for all evidence there is (Exact); elsewhere they are a search, and Why says what stands in the way.
package space

import (
	"slices"

	"cchc/internal/day"
	"cchc/internal/form"
	"cchc/rules"
)

// Why says why the points of a space do not stand for all evidence.
type Why string

// The reasons, in the order in which they are looked for.
const (
	WhyRows     Why = "rows"     // lists, reports and surveys can have any number of rows or answers
	WhyOthers   Why = "others"   // the rule rests on other units or other leaves
	WhyDue      Why = "due"      // the rule asks when a document is due; every document is due on one day in the points
	WhyMixed    Why = "mixed"    // a comparison mixes quantities, or one figure enters several of them
	WhyComputed Why = "computed" // points are computed by a formula
	WhyTooMany  Why = "too_many" // more combinations than are tried
)

// Reasons lists the reasons. A test demands a Vietnamese sentence for each.
func Reasons() []Why { return []Why{WhyRows, WhyOthers, WhyDue, WhyMixed, WhyComputed, WhyTooMany} }

// Space is the evidence a leaf can meet.
type Space struct {
	Set  *form.Set // the leaf alone
	Node int       // of the leaf in Set
	Code string
	Axes []Axis
	Why  []Why // empty: the points stand for all evidence

	full  bool // every combination is tried
	bases []Point
	asOf  day.Day
}

// Axis is one input, attribute or reference, with the marks at which the rule can change.
type Axis struct {
	Name string
	Kind Kind
	// Ordered says that the marks ascend (a document's: from early to never), so that going along them means something.
	Ordered bool
	Input   *form.Input // nil unless Kind is KindInput
	Marks   []Mark
	Cut     bool // some marks were left out: there were too many
}

// Kind is what an axis stands for.
type Kind string

// The kinds of axes.
const (
	KindInput Kind = "input"
	KindAttr  Kind = "attr"
	KindRefs  Kind = "refs" // best and worst of the block
)

// Mark is one value on an axis, as it is written in a case.
type Mark struct {
	Given  []rules.Given
	Attrs  []rules.Given
	Dues   []rules.Due
	Events []string
	Refs   *rules.Refs
	// Value is the figure, the day or the level, where one value says it all.
	Value form.Const
	Never bool // a document or date that never came
	// Missing: nothing is known, which is a mark where the rule asks whether something is. It stands last and is in no order.
	Missing bool
}

// Point is a place in the space: for each axis the index of a mark, or Absent.
type Point []int

// Absent on an axis means that nothing is known of it.
const Absent = -1

// maxPoints is how many combinations are tried at most.
const maxPoints = 5000

// Of lays out the space of a leaf of a set.
func Of(set *form.Set, node int) *Space {
	alone := set.Alone(node)
	s := &Space{Set: alone, Code: set.Nodes[node].Code, asOf: set.Period.Lock.Add(1)}
	s.Node = alone.NodeByCode(s.Code)
	m := newMarker(s)
	s.Axes = m.axes()
	s.bases = m.bases()
	n := 1
	for i := range s.Axes {
		n = min(n*max(len(s.Axes[i].Marks), 1), maxPoints+1)
	}
	s.full = n <= maxPoints
	s.Why = m.why()
	if !s.full || slices.ContainsFunc(s.Axes, func(a Axis) bool { return a.Cut }) {
		s.Why = append(s.Why, WhyTooMany)
	}
	return s
}

// Exact reports whether the points stand for all evidence.
func (s *Space) Exact() bool { return len(s.Why) == 0 }

// Each visits the points, always in the same order, until visit gives false: every combination, or where there are too
// many the bases with every pair of axes varied.
func (s *Space) Each(visit func(Point) bool) {
	if s.full {
		s.product(visit)
		return
	}
	s.pairs(visit)
}

// product visits every combination.
func (s *Space) product(visit func(Point) bool) {
	at := make(Point, len(s.Axes))
	for {
		if !visit(at) {
			return
		}
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < len(s.Axes[i].Marks) {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return
		}
	}
}

// pairs varies two axes at a time around each base.
func (s *Space) pairs(visit func(Point) bool) {
	left := 2 * maxPoints
	for _, base := range s.bases {
		at := append(Point(nil), base...)
		for i := range at {
			for j := i + 1; j < len(at); j++ {
				for at[i] = range s.Axes[i].Marks {
					for at[j] = range s.Axes[j].Marks {
						if left--; left < 0 || !visit(at) {
							return
						}
					}
				}
				at[j] = base[j]
			}
			at[i] = base[i]
		}
	}
}

// Along visits the lines of an axis: the points that differ in it alone, in the order of its marks.
func (s *Space) Along(axis int, visit func(line []Point) bool) {
	marks := s.Axes[axis].Marks
	for len(marks) > 0 && marks[len(marks)-1].Missing {
		marks = marks[:len(marks)-1]
	}
	line := make([]Point, len(marks))
	sub := *s
	sub.Axes = append([]Axis(nil), s.Axes...)
	sub.Axes[axis].Marks = sub.Axes[axis].Marks[:1]
	if len(line) == 0 {
		return
	}
	sub.Each(func(at Point) bool {
		if at[axis] != 0 { // around a base the axis keeps the base's mark; one line through each point is enough
			return true
		}
		for k := range line {
			line[k] = append(line[k][:0], at...)
			line[k][axis] = k
		}
		return visit(line)
	})
}

// Absences visits points at which something is not known: each axis by itself around every base, then everything.
func (s *Space) Absences(visit func(at Point, axis int) bool) {
	for _, base := range s.bases {
		at := append(Point(nil), base...)
		for i := range at {
			if s.Axes[i].Kind != KindAttr {
				at[i] = Absent
				if !visit(at, i) {
					return
				}
				at[i] = base[i]
			}
		}
	}
	all := make(Point, len(s.Axes))
	for i := range all {
		if s.Axes[i].Kind != KindAttr {
			all[i] = Absent
		}
	}
	visit(all, Absent)
}

// Bases are points from which others are varied: usual evidence, all of it known.
func (s *Space) Bases() []Point { return s.bases }

// Case writes a point down as a case of the leaf, looked at after the year's procedure has closed. It expects nothing.
func (s *Space) Case(at Point) rules.CaseSpec {
	c := rules.CaseSpec{Code: s.Code, AsOf: s.asOf, Stage: "final"}
	due := map[rules.Due]bool{}
	for i := range s.Axes {
		if at[i] == Absent {
			if s.Axes[i].Input != nil { // what is owed is owed also when nothing came
				s.owe(&c, &s.Axes[i], due)
			}
			continue
		}
		m := &s.Axes[i].Marks[at[i]]
		c.Given = append(c.Given, m.Given...)
		c.Attrs = append(c.Attrs, m.Attrs...)
		c.Events = append(c.Events, m.Events...)
		s.addDues(&c, m.Dues, due)
		if m.Refs != nil {
			c.Refs = m.Refs
		}
	}
	return c
}

func (s *Space) owe(c *rules.CaseSpec, a *Axis, have map[rules.Due]bool) {
	for i := range a.Marks {
		s.addDues(c, a.Marks[i].Dues, have)
		return
	}
}

func (s *Space) addDues(c *rules.CaseSpec, dues []rules.Due, have map[rules.Due]bool) {
	for _, d := range dues {
		if !have[d] {
			have[d] = true
			c.Dues = append(c.Dues, d)
		}
	}
}
